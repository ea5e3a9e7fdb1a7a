"""Cards: what is known of entities, each fact with its sources, read for a whole picture at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS_LABEL, SKOS
from kgtool.views.names import Names, text_of, text_rows
from kgtool.views.view import Card, CardFact, Citation

if TYPE_CHECKING:
    from kgtool.store import Store, Term

HIDDEN = frozenset((RDF_TYPE, RDFS_LABEL))
MOST_LINKS = 60

_WRITTEN = f"""
PREFIX kg: <{KG}>
PREFIX rdf: <{RDF}>
SELECT ?fact ?s ?p ?o ?file ?line WHERE {{
  GRAPH ?g {{
    ?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:file ?file ; kg:line ?line ;
      kg:rank kg:preferred ; kg:inForce true .
  }}
}}
ORDER BY ?file ?line
"""

_CITED = f"""
PREFIX kg: <{KG}>
SELECT ?fact ?source ?locator ?read WHERE {{
  GRAPH ?g {{
    ?fact kg:citation ?citation . ?citation kg:source ?source .
    OPTIONAL {{ ?citation kg:locator ?locator }}
    OPTIONAL {{ ?citation kg:read ?read }}
  }}
}}
"""

_SOURCES = f"SELECT ?source ?url WHERE {{ ?source <{KG}url> ?url }}"  # joined to the above here: 40 times as fast

_INFERRED = f"""
PREFIX kg: <{KG}>
PREFIX rdf: <{RDF}>
SELECT ?s ?p ?o WHERE {{
  GRAPH ?g {{ ?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:rule ?rule }}
  FILTER (isIRI(?s) && isIRI(?o))
}}
ORDER BY ?s ?p ?o
"""


def read_cards(store: Store, names: Names, entities: Sequence[str]) -> Mapping[str, Card]:
    """The card of each entity, by IRI; facts of its parts stand in sections of their own."""
    written = _written(store, names)
    inferred = _inferred(store, names, set(entities))
    parts = _parts(written, entities)
    return {iri: _card(iri, names, written, inferred, parts) for iri in entities}


def _card(
    iri: str,
    names: Names,
    written: Mapping[str, Sequence[CardFact]],
    inferred: Mapping[str, Sequence[CardFact]],
    parts: Mapping[str, Sequence[str]],
) -> Card:
    known = {(fact.property, fact.value) for fact in written.get(iri, ())}
    follows = [fact for fact in inferred.get(iri, ()) if (fact.property, fact.value) not in known]
    own = [fact for fact in written.get(iri, ()) if fact.target not in set(parts.get(iri, ()))]
    sections = [("", (*own, *follows))]
    sections += [(names.label(part), tuple(written[part])) for part in parts.get(iri, ())]
    kind = min(names.classes(iri), key=names.order, default="")
    return Card(iri, names.label(iri), names.label(kind) if kind else "", tuple(sections))


def _written(store: Store, names: Names) -> dict[str, list[CardFact]]:
    citations = _citations(store, names)
    facts: dict[str, list[CardFact]] = {}
    for row in store.select(_WRITTEN).rows:
        fact, s, p, _, file, line = map(text_of, row)
        if p not in HIDDEN:
            facts.setdefault(s, []).append(_fact(names, p, row[3], f"{file}:{line}", citations.get(fact, ())))
    return facts


def _fact(names: Names, predicate: str, term: Term | None, place: str, citations: Iterable[Citation]) -> CardFact:
    text = text_of(term)
    known = isinstance(term, NamedNode) and names.knows(text)
    outside = text if text.startswith(("http://", "https://")) and not known else ""
    return CardFact(
        property=names.label(predicate),
        value=names.label(text) if known else text,
        target=text if known else "",
        url=outside,
        place=place,
        citations=tuple(citations),
    )


def _citations(store: Store, names: Names) -> dict[str, list[Citation]]:
    """The citations of each statement, by address and place."""
    urls = {row[0]: row[1] for row in text_rows(store, _SOURCES)}
    found: dict[str, list[Citation]] = {}
    for fact, source, locator, read in text_rows(store, _CITED):
        found.setdefault(fact, []).append(Citation(urls[source], names.label(source), locator, read))
    return {fact: sorted(citations, key=lambda c: (c.url, c.locator)) for fact, citations in found.items()}


def _inferred(store: Store, names: Names, entities: set[str]) -> dict[str, list[CardFact]]:
    """What follows for each entity, where it leads to another one of the picture or to something with a name."""
    facts: dict[str, list[CardFact]] = {}
    counts: dict[tuple[str, str], int] = {}
    for s, p, o in text_rows(store, _INFERRED):
        if s not in entities or p in HIDDEN or p.startswith((SKOS, RDF)) or not names.knows(o) or s == o:
            continue
        counts[s, p] = counts.get((s, p), 0) + 1
        if counts[s, p] <= MOST_LINKS:
            facts.setdefault(s, []).append(CardFact(names.label(p), names.label(o), target=o, inferred=True))
    return facts


def _parts(written: Mapping[str, object], entities: Sequence[str]) -> dict[str, list[str]]:
    """What is nested in each entity: subjects whose IRI continues the entity's."""
    wanted = set(entities)
    parts: dict[str, list[str]] = {}
    for subject in written:
        above = subject
        while "/" in above:
            above = above.rsplit("/", 1)[0]
            if above in wanted:
                parts.setdefault(above, []).append(subject)
    return parts
