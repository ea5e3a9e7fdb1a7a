"""Cards: what is known of entities, each fact with its sources, read for a whole picture at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kgtool.store import Store

from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS_LABEL, SKOS
from kgtool.views.names import Names
from kgtool.views.view import Card, CardFact, Citation

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
SELECT ?fact ?url ?title ?locator ?read WHERE {{
  GRAPH ?g {{
    ?fact kg:citation ?citation . ?citation kg:source ?source .
    OPTIONAL {{ ?citation kg:locator ?locator }}
    OPTIONAL {{ ?citation kg:read ?read }}
  }}
  ?source kg:url ?url ; <{RDFS_LABEL}> ?title .
}}
ORDER BY ?url ?locator
"""

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
    citations = _citations(store)
    facts: dict[str, list[CardFact]] = {}
    for fact, s, p, o, file, line in store.select(_WRITTEN).rows:
        if p.value not in HIDDEN:
            place = f"{file.value}:{line.value}"
            facts.setdefault(s.value, []).append(_fact(names, p.value, o, place, citations.get(fact.value, ())))
    return facts


def _fact(names: Names, predicate: str, term: object, place: str, citations: Iterable[Citation]) -> CardFact:
    text = getattr(term, "value", str(term))
    is_iri = not hasattr(term, "datatype")
    known = is_iri and names.knows(text)
    outside = text if text.startswith(("http://", "https://")) and not known else ""
    return CardFact(
        property=names.label(predicate),
        value=names.label(text) if known else text,
        target=text if known else "",
        url=outside,
        place=place,
        citations=tuple(citations),
    )


def _citations(store: Store) -> dict[str, list[Citation]]:
    found: dict[str, list[Citation]] = {}
    for fact, url, title, locator, read in store.select(_CITED).rows:
        texts = ["" if term is None else term.value for term in (url, title, locator, read)]
        found.setdefault(fact.value, []).append(Citation(*texts))
    return found


def _inferred(store: Store, names: Names, entities: set[str]) -> dict[str, list[CardFact]]:
    """What follows for each entity, where it leads to another one of the picture or to something with a name."""
    facts: dict[str, list[CardFact]] = {}
    counts: dict[tuple[str, str], int] = {}
    for s, p, o in store.select(_INFERRED).rows:
        if (
            s.value not in entities
            or p.value in HIDDEN
            or p.value.startswith((SKOS, RDF))
            or not names.knows(o.value)
            or s == o
        ):
            continue
        counts[s.value, p.value] = counts.get((s.value, p.value), 0) + 1
        if counts[s.value, p.value] <= MOST_LINKS:
            facts.setdefault(s.value, []).append(
                CardFact(names.label(p.value), names.label(o.value), target=o.value, inferred=True)
            )
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
