"""How much of what a graph holds, and how well it is sourced."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import QuerySolutions, Store

from kgtool.namespaces import KG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator

PROVENANCE: Final = f"PREFIX kg: <{KG}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}>"
WRITTEN: Final = "?s kg:file ?file ; rdf:subject ?subject ; kg:inForce ?force ."
NAMES: Final = "rdf:type, rdfs:label, skos:altLabel, skos:note, skos:exactMatch"
"""What nobody doubts: classes, names, remarks, and the outside addresses that follow from identifiers."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things: of which kind, what exactly, how many, and of how many, where that is worth saying."""

    kind: str
    name: str
    number: int
    of: int = 0

    @property
    def share(self) -> str:
        """The number as percent of all.

        >>> Count("facts", "sourced", 999, 1000).share, Count("facts", "sourced", 999).share
        ('99.9 %', '')
        """
        return f"{100 * self.number / self.of:.1f} %" if self.of else ""


def count_graph(store: Store, graphs: str, individuals: str) -> Iterator[Count]:
    """Entities by class, facts by how they came, and sources; class names are IRIs."""
    for name, number in _classes(store, graphs, individuals):
        yield Count("entities", name, number)
    for name, pattern in _facts(graphs, individuals).items():
        yield Count("facts", name, _number(store, pattern))
    yield Count("sources", "pages and files read", _number(store, f"GRAPH <{graphs}asserted> {{ ?s a kg:Source }}"))


def count_quality(store: Store, graphs: str, individuals: str, year_ago: str) -> Iterator[Count]:
    """Facts that can be doubted, by how well they are borne out; those last read before the day `year_ago` are old."""
    inside = f"GRAPH <{graphs}provenance>"
    written = f"""{inside} {{ ?fact rdf:predicate ?path ; rdf:subject ?subject ; kg:rank ?rank
        FILTER (?path NOT IN ({NAMES}) && !STRSTARTS(STR(?subject), "{individuals}source/")) }}"""
    ranks = dict(_pairs(store, "?fact ?rank", written))
    facts = ranks.keys()
    own = {fact for fact, _ in _pairs(store, "?fact ?own", f"{inside} {{ ?fact kg:ownSources ?own }}")}
    sources = Counter(
        fact for fact, _ in set(_pairs(store, "?fact ?source", f"{inside} {{ ?fact kg:source ?source }}"))
    )
    read: dict[str, str] = {}
    for fact, day in _pairs(store, "?fact ?day", f"{inside} {{ ?fact kg:citation/kg:read ?day }}"):
        read[fact] = max(day, read.get(fact, ""))
    found = {
        "with a source and the day it was read": facts & read.keys(),
        "with a source of their own": facts & own,
        "with two sources or more": {fact for fact in facts if sources[fact] > 1},
        f"not read since {year_ago}": {fact for fact in facts & read.keys() if read[fact] < year_ago},
        "disputed: another value stands beside": {fact for fact, rank in ranks.items() if rank == KG + "other"},
    }
    yield Count("facts", "that can be doubted", len(facts))
    for name, of in found.items():
        yield Count("facts", name, len(of), len(facts))


def _pairs(store: Store, variables: str, pattern: str) -> Iterator[tuple[str, str]]:
    results = store.query(f"{PROVENANCE} SELECT {variables} {{ {pattern} }}")
    assert isinstance(results, QuerySolutions)
    return ((row[0].value, row[1].value) for row in results)


def _facts(graphs: str, individuals: str) -> dict[str, str]:
    """What to count of each sort; what is said of the sources themselves needs no source and does not count."""
    written = f"""GRAPH <{graphs}provenance> {{ {WRITTEN}
        FILTER (!STRSTARTS(STR(?subject), "{individuals}source/")) """
    return {
        "written": written + "}",
        "in force": written + "FILTER(?force) }",
        "with a source": written + "FILTER EXISTS { ?s kg:source ?any } }",
        "without a source": written + "FILTER NOT EXISTS { ?s kg:source ?any } }",
        "from other sources than the preferred": written + "?s kg:rank kg:other }",
        "that follow": f"GRAPH <{graphs}inferred> {{ ?s ?p ?o }}",
    }


def _number(store: Store, pattern: str) -> int:
    results = store.query(f"{PROVENANCE} SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert isinstance(results, QuerySolutions)
    return int(next(iter(results))["n"].value)


def _classes(store: Store, graphs: str, individuals: str) -> list[tuple[str, int]]:
    """The classes that entities were given in writing, most entities first."""
    text = f"""{PROVENANCE} SELECT ?class (COUNT(DISTINCT ?s) AS ?n) {{
        GRAPH <{graphs}provenance> {{ ?st rdf:subject ?s }}
        GRAPH <{graphs}asserted> {{ ?s a ?class }}
        FILTER(STRSTARTS(STR(?s), "{individuals}")) }} GROUP BY ?class ORDER BY DESC(?n) ?class"""
    results = store.query(text)
    assert isinstance(results, QuerySolutions)
    return [(row["class"].value, int(row["n"].value)) for row in results]
