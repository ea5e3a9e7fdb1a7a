"""Cards: what is known of entities, each fact with its sources, read for a whole picture at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kgtool.cards import Citation
from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS_LABEL, SKOS, XSD
from kgtool.views.names import PRECISIONS, Names, text_of
from kgtool.views.view import Card, CardFact

if TYPE_CHECKING:
    from kgtool.store import Store, Term

HIDDEN = frozenset((RDF_TYPE, RDFS_LABEL))
MOST_LINKS = 60
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


_REASONS = """
SELECT DISTINCT ?s ?p ?o ?because WHERE {{
  {{ SELECT DISTINCT ?o WHERE {{ VALUES ?value {{ {subjects} }} ?value ?any ?o FILTER (isIRI(?o)) }} }}
  GRAPH {provenance} {{ ?fact rdf:object ?o . ?fact rdf:subject ?s ; rdf:predicate ?p ; kg:because ?because . }}
  FILTER NOT EXISTS {{ ?other kg:contrary ?p }}
}}
"""


def read_cards(store: Store, names: Names, entities: Sequence[str], values: Sequence[str] = ()) -> Mapping[str, Card]:
    """The card of each entity, by IRI; facts of its parts stand in sections of their own.

    `values` are those that colour: what rules say against what they ask for stands on the cards, with the reason.
    """
    return _Reader(store, names, entities, values).cards()


class _Reader:
    """Reads what is known of some entities and their parts."""

    def __init__(self, store: Store, names: Names, entities: Sequence[str], values: Sequence[str]) -> None:
        self.store, self.names, self.entities, self.values = store, names, entities, values
        self.parts = names.under(entities)

    def cards(self) -> dict[str, Card]:
        written, inferred = self._written(), self._inferred()
        for thing, reasons in self._reasons().items():
            if thing in written:
                written[thing] += reasons
        return {iri: self._card(iri, written, inferred.get(iri, ())) for iri in self.entities}

    def _reasons(self) -> dict[str, list[CardFact]]:
        """What rules say of each entity and part against what the colouring values ask for."""
        facts: dict[str, list[CardFact]] = {}
        for s, p, o, because in self._texts(_REASONS, self.values) if self.values else ():
            fact = CardFact(self.names.words(p), self.names.label(o), note=because, inferred=True)
            facts.setdefault(s, []).append(fact)
        return facts

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
        prefixes = f"PREFIX kg: <{KG}> PREFIX rdf: <{RDF}>"
        return self.store.select(prefixes + query.format(subjects=names, **graphs)).rows

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
            value=self.names.label(text) if known else text[: PRECISIONS.get(told.get("precision", ""), len(text))],
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
