"""How two entities are connected: the shortest chains of written links between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAPHS: Final = ("asserted", "imported")  # what follows from written links would only shorten the chains
NOT_LINKED: Final = ("statement/", "source/")
FURTHEST: Final = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A link walked from one entity to the next; `forward` tells whether it points that way."""

    start: str
    property: str
    end: str
    forward: bool


class LinkMap:
    """The links between the entities of a store, looked up when a node is reached."""

    def __init__(self, store: Store, graphs: str, individuals: str) -> None:
        self.store = store
        self.graphs = [NamedNode(graphs + name) for name in GRAPHS]
        self.individuals = individuals
        self.known: dict[str, dict[str, Step]] = {}

    def steps(self, iri: str) -> dict[str, Step]:
        """One step to each neighbour by a written link, forwards before backwards."""
        if iri not in self.known:
            found: dict[str, Step] = {}
            for step in self._links(NamedNode(iri)):
                found.setdefault(step.end, step)
            self.known[iri] = found
        return self.known[iri]

    def _links(self, node: NamedNode) -> Iterator[Step]:
        for graph in self.graphs:
            for quad in sorted(self.store.quads_for_pattern(node, None, None, graph), key=str):
                if isinstance(quad.object, NamedNode) and self._is_entity(quad.object.value):
                    yield Step(node.value, quad.predicate.value, quad.object.value, forward=True)
            for quad in sorted(self.store.quads_for_pattern(None, None, node, graph), key=str):
                if isinstance(quad.subject, NamedNode) and self._is_entity(quad.subject.value):
                    yield Step(node.value, quad.predicate.value, quad.subject.value, forward=False)

    def _is_entity(self, iri: str) -> bool:
        return iri.startswith(self.individuals) and not iri[len(self.individuals) :].startswith(NOT_LINKED)


def shortest_paths(links: LinkMap, start: str, end: str, most: int = 3) -> list[list[Step]]:
    """Up to `most` of the shortest chains from one entity to another, none when there is no chain of eight links."""
    distances = {start: 0}
    frontier = [start]
    for distance in range(1, FURTHEST + 1):
        if end in distances or not frontier:
            break
        frontier = _next_frontier(links, frontier, distances, distance)
    if end not in distances or start == end:
        return []
    found = _walk_back(links, distances, end)
    return [path for path, _ in zip(found, range(most), strict=False)]


def _next_frontier(links: LinkMap, frontier: list[str], distances: dict[str, int], distance: int) -> list[str]:
    reached = []
    for node in frontier:
        for neighbour in links.steps(node):
            if neighbour not in distances:
                distances[neighbour] = distance
                reached.append(neighbour)
    return reached


def _walk_back(links: LinkMap, distances: dict[str, int], end: str) -> Iterator[list[Step]]:
    """The chains that end here, each from its start."""
    if distances[end] == 0:
        yield []
        return
    before = (node for node in links.steps(end) if distances.get(node, FURTHEST + 1) == distances[end] - 1)
    for node in sorted(before):
        for path in _walk_back(links, distances, node):
            yield [*path, links.steps(node)[end]]
