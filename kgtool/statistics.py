"""How much of what a graph holds, and how well it is sourced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import QuerySolutions, Store

from kgtool.namespaces import KG, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

PROVENANCE: Final = f"PREFIX kg: <{KG}> PREFIX rdf: <{RDF}>"
WRITTEN: Final = "?s kg:file ?file ; rdf:subject ?subject ; kg:inForce ?force ."


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things: of which kind, what exactly, how many."""

    kind: str
    name: str
    number: int


def count_graph(store: Store, graphs: str, individuals: str) -> Iterator[Count]:
    """Entities by class, facts by how they came, and sources; class names are IRIs."""
    for name, number in _classes(store, graphs, individuals):
        yield Count("entities", name, number)
    for name, pattern in _facts(graphs, individuals).items():
        yield Count("facts", name, _number(store, pattern))
    yield Count("sources", "pages and files read", _number(store, f"GRAPH <{graphs}asserted> {{ ?s a kg:Source }}"))


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
