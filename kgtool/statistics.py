"""How much of what a graph holds, and how well it is sourced."""

from __future__ import annotations

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
    written = f"""GRAPH <{graphs}provenance> {{ {WRITTEN} ?s rdf:predicate ?path
        FILTER (?path NOT IN ({NAMES}) && !STRSTARTS(STR(?subject), "{individuals}source/")) """
    cited = "?s kg:citation/kg:read ?day"
    patterns = {
        "with a source and the day it was read": f"{written} FILTER EXISTS {{ {cited} }} }}",
        "with a source of their own": f"{written} ?s kg:ownSources true }}",
        "with two sources or more": f"{written} FILTER EXISTS {{ ?s kg:source ?one , ?two FILTER (?one != ?two) }} }}",
        f"not read since {year_ago}": f"""{written} FILTER EXISTS {{ {cited} }}
            FILTER NOT EXISTS {{ {cited} FILTER (STR(?day) >= "{year_ago}") }} }}""",
        "disputed: another value stands beside": f"{written} ?s kg:rank kg:other }}",
    }
    every = _number(store, written + "}")
    yield Count("facts", "that can be doubted", every)
    for name, pattern in patterns.items():
        yield Count("facts", name, _number(store, pattern), every)


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
