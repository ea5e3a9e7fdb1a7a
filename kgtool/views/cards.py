"""Cards: what is known of entities, each fact with its sources, read for a whole picture at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kgtool.cards import Citation
from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS, RDFS_LABEL, SKOS, XSD
from kgtool.values import KNOWN_DIGITS
from kgtool.views.names import Names, text_of
from kgtool.views.view import Card, CardFact

if TYPE_CHECKING:
    from kgtool.store import Store, Term

HIDDEN = frozenset((RDF_TYPE, RDFS_LABEL))
MOST_LINKS = 60
WHY, LEFT_OPEN = "Why?", "What is open?"
"""Headings of sections that the page puts first, under the values that they explain."""
NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double"))

# What is rare is asked apart and joined here: a lookup for each fact costs more than a scan of the few.
_WRITTEN = """
SELECT ?fact ?s ?p ?o ?line ?citation WHERE {{
  VALUES ?s {{ {subjects} }}
  GRAPH {provenance} {{
    ?fact rdf:subject ?s .
    ?fact kg:line ?line .
    ?fact rdf:predicate ?p ; rdf:object ?o .
    OPTIONAL {{ ?fact kg:citation ?citation }}
  }}
}}
"""

_NOT_SHOWN = """
SELECT ?fact WHERE {{
  GRAPH {provenance} {{
    {{ ?fact kg:inForce false }} UNION {{ ?fact kg:rank kg:other }}
  }}
}}
"""

_TOLD = """
SELECT ?fact ?key ?value WHERE {{
  VALUES ?key {{ kg:role kg:from kg:until kg:precision }}
  GRAPH {provenance} {{ ?fact ?key ?value }}
}}
"""

_CITED = """
SELECT ?citation ?source ?locator ?read WHERE {{
  GRAPH {provenance} {{
    {{ SELECT DISTINCT ?citation WHERE {{ ?fact kg:citation ?citation }} }}
    ?citation kg:source ?source .
    OPTIONAL {{ ?citation kg:locator ?locator }}
    OPTIONAL {{ ?citation kg:read ?read }}
  }}
}}
"""

_SOURCES = "SELECT ?source ?url WHERE {{ ?source kg:url ?url }}"  # joined to the above here: 40 times as fast

_INFERRED = """
SELECT ?s ?p ?o WHERE {{
  VALUES ?s {{ {subjects} }}
  GRAPH {inferred} {{ ?s ?p ?o }}
  FILTER (isIRI(?o))
}}
"""

_LIKE = """
SELECT DISTINCT ?value WHERE {{
  {{
    SELECT ?in ?whole WHERE {{
      VALUES ?given {{ {subjects} }}
      ?given ?in ?whole
      FILTER (isIRI(?whole) && ?in NOT IN (rdf:type, rdfs:isDefinedBy))
    }} GROUP BY ?in ?whole HAVING (COUNT(DISTINCT ?given) = {count})
  }}
  ?value ?in ?whole
}}
"""

_ASKED = (
    "SELECT DISTINCT ?value ?asked WHERE {{ VALUES ?value {{ {subjects} }} ?value ?any ?asked FILTER (isIRI(?asked)) }}"
)

_GIVEN = """
SELECT DISTINCT ?thing ?value WHERE {{
  VALUES ?value {{ {subjects} }}
  ?thing ?p ?value
  FILTER (isIRI(?thing) && ?p != rdf:type)
  FILTER NOT EXISTS {{ ?p kg:contrary ?other }}
  FILTER NOT EXISTS {{ ?other kg:contrary ?p }}
}}
"""

_BECAUSE = """
SELECT DISTINCT ?s ?p ?o ?because WHERE {{
  VALUES ?o {{ {subjects} }}
  GRAPH {provenance} {{ ?fact rdf:object ?o . ?fact rdf:subject ?s ; rdf:predicate ?p ; kg:because ?because }}
  FILTER NOT EXISTS {{ ?other kg:contrary ?p }}
}}
"""

_CONTRARY = "SELECT ?p ?other WHERE {{ ?p kg:contrary ?other }}"
_STANDS_FOR = "SELECT ?thing ?part WHERE {{ ?p kg:standsFor true . ?thing ?p ?part }}"


def read_cards(store: Store, names: Names, entities: Sequence[str], values: Sequence[str] = ()) -> Mapping[str, Card]:
    """The card of each entity, by IRI; facts of its parts stand in sections of their own.

    `values` are those that colour: what rules say against the next higher one stands on the cards, with the reasons.
    """
    return _Reader(store, names, entities, values).cards()


class _Reader:
    """Reads what is known of some entities and their parts."""

    def __init__(self, store: Store, names: Names, entities: Sequence[str], values: Sequence[str]) -> None:
        self.store, self.names, self.entities, self.values = store, names, entities, values
        self.parts = names.under(entities)

    def cards(self) -> dict[str, Card]:
        written, inferred = self._written(), self._inferred()
        reasons = self._reasons()
        cards = {iri: self._card(iri, written, inferred.get(iri, ())) for iri in self.entities}
        return {
            iri: replace(card, sections=(card.sections[0], *reasons.sections(iri), *card.sections[1:]))
            for iri, card in cards.items()
        }

    def _reasons(self) -> _Reasons:
        """Why things have the values that colour them, and no higher one."""
        if not self.values:
            return _Reasons(self.names)
        kinds = set[str].intersection(*(set(self.names.classes(value)) for value in self.values))
        like = {row[0] for row in self._texts(_LIKE, self.values)}
        values = {one for one in like if kinds <= set(self.names.classes(one))} | set(self.values)
        asked = _sets(row for row in self._texts(_ASKED, values) if row[1] not in values)
        contrary = self._texts(_CONTRARY)
        return _Reasons(
            self.names,
            asked,
            _sets(self._texts(_GIVEN, values)),
            _Told(self._texts(_BECAUSE, values | set().union(*asked.values())), contrary),
            _sets(self._texts(_STANDS_FOR)),
        )

    def _card(self, iri: str, written: Mapping[str, Sequence[CardFact]], inferred: Sequence[CardFact]) -> Card:
        parts = [part for part in self.parts.get(iri, ()) if part in written]
        own = [fact for fact in written.get(iri, ()) if fact.target not in parts]
        known = {(fact.property, fact.value) for fact in own}
        follows = [fact for fact in inferred if (fact.property, fact.value) not in known and fact.target not in parts]
        sections = [("", (*_grouped(own), *follows))]
        sections += [(self.names.label(part), tuple(_grouped(written[part]))) for part in parts]
        kind = min(self.names.classes(iri), key=self.names.order, default="")
        return Card(
            self.names.short(iri), self.names.label(iri), self.names.label(kind) if kind else "", tuple(sections)
        )

    def _rows(self, query: str, subjects: Iterable[str] = ()) -> list[tuple[Term | None, ...]]:
        names = " ".join(str(NamedNode(subject)) for subject in sorted(set(subjects)))
        graphs = {name: NamedNode(self.names.graph(name)) for name in ("provenance", "inferred")}
        prefixes = f"PREFIX kg: <{KG}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}>"
        return self.store.select(prefixes + query.format(subjects=names, count=names.count("<"), **graphs)).rows

    def _texts(self, query: str, subjects: Iterable[str] = ()) -> list[tuple[str, ...]]:
        return sorted(tuple(map(text_of, row)) for row in self._rows(query, subjects))

    def _described(self) -> list[str]:
        """The entities and their parts."""
        return [*self.entities, *(part for parts in self.parts.values() for part in parts)]

    def _written(self) -> dict[str, list[CardFact]]:
        """The facts of each entity and part, in the order of the files."""
        citations, told = self._citations(), self._told()
        hidden = {row[0] for row in self._texts(_NOT_SHOWN)}
        rows: dict[tuple[str, ...], Term | None] = {}
        cited: dict[str, list[Citation]] = {}
        for row in self._rows(_WRITTEN, self._described()):
            fact, s, p, o, line, citation = map(text_of, row)
            rows[s, line.zfill(9), p, o, fact] = row[3]
            if citation:
                cited.setdefault(fact, []).append(citations[citation])
        facts: dict[str, list[CardFact]] = {}
        for (s, _, p, _, fact), term in sorted(rows.items(), key=lambda row: row[0]):
            if p not in HIDDEN and fact not in hidden:
                sources = sorted(cited.get(fact, ()), key=lambda c: (c.url, c.locator))
                facts.setdefault(s, []).append(self._fact(p, term, told.get(fact, {}), sources))
        return facts

    def _fact(
        self, predicate: str, term: Term | None, told: Mapping[str, str], citations: Sequence[Citation]
    ) -> CardFact:
        text = _number(term) or text_of(term)
        known = isinstance(term, NamedNode) and self.names.knows(text)
        return CardFact(
            property=self.names.words(predicate),
            value=self.names.label(text) if known else text[: KNOWN_DIGITS.get(told.get("precision", ""), len(text))],
            target=text if known else "",
            url=text if text.startswith(("http://", "https://")) and not known else "",
            note=_note(told),
            citations=tuple(citations),
        )

    def _told(self) -> dict[str, dict[str, str]]:
        """What was written about each statement: role, period, precision."""
        found: dict[str, dict[str, str]] = {}
        for fact, key, value in self._texts(_TOLD):
            found.setdefault(fact, {})[key.removeprefix(KG)] = value
        return found

    def _citations(self) -> dict[str, Citation]:
        """All citations, by their IRI."""
        urls = {row[0]: row[1] for row in self._texts(_SOURCES)}
        return {
            citation: Citation(urls[source], self.names.label(source), locator, read)
            for citation, source, locator, read in self._texts(_CITED)
        }

    def _inferred(self) -> dict[str, list[CardFact]]:
        """What follows for each entity, where it leads to something with a name."""
        facts: dict[str, dict[str, list[CardFact]]] = {}
        for s, p, o in self._texts(_INFERRED, self.entities):
            if p not in HIDDEN and not p.startswith((SKOS, RDF)) and self.names.knows(o) and s != o:
                fact = CardFact(self.names.words(p), self.names.label(o), target=o, inferred=True)
                facts.setdefault(s, {}).setdefault(p, []).append(fact)
        return {s: [fact for found in by.values() for fact in found[:MOST_LINKS]] for s, by in facts.items()}


class _Told:
    """The sentences of rules: against a value or what it asks for, and on what they leave open."""

    def __init__(self, rows: Iterable[tuple[str, ...]] = (), contrary: Iterable[tuple[str, ...]] = ()) -> None:
        against = {predicate for predicate, _ in contrary}
        self.against: dict[tuple[str, str], dict[str, list[str]]] = {}
        self.open: dict[tuple[str, str], dict[str, list[str]]] = {}
        self.often: Counter[str] = Counter()
        for thing, predicate, value, because in rows:
            self.often[predicate] += 1
            found = self.against if predicate in against else self.open
            found.setdefault((thing, value), {}).setdefault(predicate, []).append(because)


@dataclass(frozen=True, slots=True)
class _Reasons:
    """What rules say of why a thing has the values that colour it.

    `asked` is what each value asks for, `given` are the values of each thing, and `parts` those that stand for it.
    """

    names: Names
    asked: Mapping[str, set[str]] = field(default_factory=dict)
    given: Mapping[str, set[str]] = field(default_factory=dict)
    told: _Told = field(default_factory=_Told)
    parts: Mapping[str, set[str]] = field(default_factory=dict)

    def sections(self, iri: str) -> list[tuple[str, tuple[CardFact, ...]]]:
        """What keeps a thing from the next higher value, and what is open of the highest that it may have."""
        values = sorted(self.given.get(iri, ()), key=self._height)
        if not values:
            return []
        parts = sorted(self.parts.get(iri, {iri}))
        why = [fact for part in parts for fact in self._bars(part, values[0])]
        left = [fact for part in parts for fact in self._left_open(part, values[-1])]
        return [(heading, tuple(facts)) for heading, facts in ((WHY, why), (LEFT_OPEN, left)) if facts]

    def _bars(self, part: str, value: str) -> list[CardFact]:
        """What a rule says against the lowest value above one that is out of reach, with the reasons."""
        above = [one for one in self.asked if self._height(one) > self._height(value)]
        barred = [one for one in sorted(above, key=self._height) if (part, one) in self.told.against]
        missed = {one: self._said(part, one) for one in self.asked[barred[0]]} if barred else {}
        return [
            CardFact(
                f"{self.names.words(predicate)} {self.names.label(barred[0])}",
                sentence,
                note=missed.get(self._named(sentence, missed), ""),
                inferred=True,
            )
            for predicate, sentences in (self.told.against[part, barred[0]].items() if barred else ())
            for sentence in sentences
        ]

    def _said(self, part: str, asked: str) -> str:
        """The sentences against what is asked for."""
        return " ".join(
            dict.fromkeys(one for said in self.told.against.get((part, asked), {}).values() for one in said)
        )

    def _named(self, sentence: str, missed: Iterable[str]) -> str:
        """Which of them a sentence names: that with the longest name, as one may be a part of another."""
        return max((one for one in missed if self.names.label(one) in sentence), key=self._length, default="")

    def _length(self, iri: str) -> tuple[int, str]:
        return len(self.names.label(iri)), iri

    def _height(self, value: str) -> tuple[float, str]:
        """The place of a value on its scale, also where the highest is displayed first."""
        order, name = self.names.order(value)
        return abs(order), name

    def _left_open(self, part: str, value: str) -> list[CardFact]:
        """What a value asks for and rules leave open, in the words of the rule that says so of the fewest."""
        found = []
        for asked in sorted(self.asked.get(value, ()), key=self.names.label):
            if told := self.told.open.get((part, asked)):
                rarest = min(told, key=lambda predicate: (self.told.often[predicate], predicate))
                words, note = self.names.words(rarest), " ".join(told[rarest])
                found.append(CardFact(words, self.names.label(asked), note=note, inferred=True))
        return sorted(found, key=lambda fact: fact.property)


def _sets(rows: Iterable[tuple[str, ...]]) -> dict[str, set[str]]:
    """The second of each pair, by the first."""
    found: dict[str, set[str]] = {}
    for one, other in rows:
        found.setdefault(one, set()).add(other)
    return found


def _grouped(facts: Iterable[CardFact]) -> list[CardFact]:
    """The facts with those of one property together, in the order of the first of them."""
    found: dict[str, list[CardFact]] = {}
    for fact in facts:
        found.setdefault(fact.property, []).append(fact)
    return [fact for together in found.values() for fact in together]


def _number(term: Term | None) -> str:
    """A large number as people write it, empty for anything else.

    >>> _number(Literal(7000000000)), _number(Literal(4.02e24)), _number(Literal(2048)), _number(Literal("7000000000"))
    ('7,000,000,000', '4.02e24', '', '')
    """
    if not isinstance(term, Literal) or term.datatype.value not in NUMBERS or abs(float(term.value)) < 10_000:
        return ""
    number = float(term.value)
    if abs(number) >= 1e15:
        return f"{number:.6g}".replace("e+", "e")
    return f"{int(term.value):,}" if term.datatype.value == XSD + "integer" else ""


def _note(told: Mapping[str, str]) -> str:
    """Role and period of a fact.

    >>> _note({"role": "owner", "from": "2015-06-01"})
    'owner, from 2015-06-01'
    """
    periods = [f"{name} {told[name]}" for name in ("from", "until") if name in told]
    return ", ".join([*([told["role"]] if "role" in told else []), *periods])
