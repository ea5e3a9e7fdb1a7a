"""From the answer of a CONSTRUCT, or the neighbourhood of an entity, to a view.

A CONSTRUCT says what it draws in a small vocabulary: things of type `kg:Node` are marks, `kg:group` leads to what a
mark stands in, `kg:date` orders it; what its block names under `facets` filters, the first of these (or `colour`)
gives the colour; every other triple between two marks is a line. Where nothing is a `kg:Node`, every IRI is a mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, product

from pyoxigraph import Literal, NamedNode, Triple

from kgtool.namespaces import KG, RDF_TYPE, RDFS_LABEL, local_name
from kgtool.store import Store
from kgtool.views.cards import read_cards
from kgtool.views.layout import packed, radial
from kgtool.views.names import Names
from kgtool.views.view import NOT_RECORDED, Facet, GraphView, Value, ViewGroup, ViewLink, ViewNode

NODE = KG + "Node"
GROUP = KG + "group"
DATE = KG + "date"
MOST_NODES = 600
PALETTE = (
    ("#1B4FB8", "#4486F5"), ("#C06C05", "#F2A20D"), ("#00876C", "#25BFA3"), ("#A167D2", "#E0B0FF"),
    ("#2E333B", "#FFFFFF"), ("#B3261E", "#FF8A80"), ("#0F7FA8", "#5CC8F2"), ("#7D858F", "#A3ABB6"),
)  # fmt: skip  # pairs for a light and a dark page
FILLS = ("solid", "ring", "thin-ring")  # once every colour is taken
UNKNOWN = Value(NOT_RECORDED, "not recorded", "Nobody wrote it down.", "#7D858F", "#A3ABB6", "thin-ring-dotted")


@dataclass(frozen=True, slots=True)
class Head:
    """What a view says of itself; `facets` leads from the local name of a property to its heading."""

    title: str
    question: str
    layout: str = "radial"
    colour: str = "type"
    facets: Mapping[str, str] = field(default_factory=lambda: {"type": "Kind"})
    focus: str = ""
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Marks:
    """The triples of a picture, sorted into what they say of each mark."""

    nodes: list[str]
    outgoing: dict[str, list[tuple[str, str]]]
    labels: dict[str, str]

    def values(self, node: str, key: str) -> list[str]:
        """The values of the properties with this local name."""
        return [value for predicate, value in self.outgoing.get(node, ()) if local_name(predicate) == key]

    def one(self, node: str, predicate: str) -> str:
        """The first value of a property, empty without one."""
        return next((value for name, value in self.outgoing.get(node, ()) if name == predicate), "")


def graph_view(store: Store, triples: Iterable[Triple], head: Head) -> GraphView:
    """The view that these triples and the block of their query describe."""
    marks = _sort(triples, head.focus)
    names = Names(store)
    kinds = {node: _kind(marks, names, node) for node in marks.nodes}
    answers = {key: _answers(marks, key, kinds) for key in _keys(head)}
    facets = tuple(_facet(names, head, key, answers[key]) for key in answers)
    links = _links(marks, head)
    positions, groups = _places(marks, links, head)
    nodes = tuple(
        ViewNode(
            id=node,
            label=marks.labels.get(node) or names.label(node),
            kind=names.label(kinds[node]),
            mark=names.mark(kinds[node]),
            x=positions[node][0],
            y=positions[node][1],
            date=marks.one(node, DATE),
            group=marks.one(node, GROUP),
            facets={key: given[node] for key, given in answers.items()},
        )
        for node in marks.nodes
    )
    return GraphView(
        title=head.title,
        question=head.question,
        nodes=nodes,
        links=tuple(ViewLink(s, o, names.words(p)) for s, p, o in links),
        groups=tuple(ViewGroup(g, names.label(g), x, y, radius) for g, x, y, radius in groups),
        facets=facets,
        cards=read_cards(store, names, [*marks.nodes]),
        focus=head.focus,
        links_on_focus=head.layout == "packed",
        notes=head.notes,
    )


def _sort(triples: Iterable[Triple], focus: str) -> _Marks:
    outgoing: dict[str, set[tuple[str, str]]] = {}
    labels: dict[str, str] = {}
    objects: set[str] = set()
    for triple in triples:
        if not isinstance(triple.subject, NamedNode):
            continue
        subject, predicate = triple.subject.value, triple.predicate.value
        if isinstance(triple.object, NamedNode):
            outgoing.setdefault(subject, set()).add((predicate, triple.object.value))
            if predicate != RDF_TYPE:
                objects.add(triple.object.value)
        elif isinstance(triple.object, Literal):
            outgoing.setdefault(subject, set()).add((predicate, triple.object.value))
            if predicate == RDFS_LABEL:
                labels[subject] = triple.object.value
    nodes = sorted(node for node, out in outgoing.items() if (RDF_TYPE, NODE) in out)
    if not nodes:
        nodes = sorted(outgoing.keys() | objects | ({focus} if focus else set()))
    return _Marks(nodes, {node: sorted(out) for node, out in outgoing.items()}, labels)


def _kind(marks: _Marks, names: Names, node: str) -> str:
    """The class of a mark that stands first in the ontology's order."""
    classes = [cls for name, cls in marks.outgoing.get(node, ()) if name == RDF_TYPE and cls != NODE]
    return min(classes or names.classes(node), key=names.order, default="")


def _keys(head: Head) -> list[str]:
    """The keys of the facets, the one that colours first."""
    return list(dict.fromkeys((head.colour, *head.facets)))


def _answers(marks: _Marks, key: str, kinds: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The values of each mark; of those that have none though others of their kind do, that it is not recorded."""
    if key == "type":
        return {node: (kinds[node] or NOT_RECORDED,) for node in marks.nodes}
    found = {node: tuple(marks.values(node, key)) for node in marks.nodes}
    asked = {kinds[node] for node, values in found.items() if values}
    return {node: values or ((NOT_RECORDED,) if kinds[node] in asked else ()) for node, values in found.items()}


def _facet(names: Names, head: Head, key: str, answers: Mapping[str, tuple[str, ...]]) -> Facet:
    counts = Counter(value for values in answers.values() for value in values)
    ordered = sorted(counts, key=lambda v: (v == NOT_RECORDED, names.order(v), -counts[v], names.label(v), v))
    values = [UNKNOWN if value == NOT_RECORDED else names.value(value) for value in ordered]
    return Facet(key, head.facets.get(key, key), tuple(_with_colours(values) if key == head.colour else values))


def _with_colours(values: Sequence[Value]) -> list[Value]:
    """The values with colours; those that have none take them from a palette that colour-blind people can read."""
    return [
        value if value.colour else replace(value, colour=light, dark_colour=dark, fill=fill)
        for value, (fill, (light, dark)) in zip(values, cycle(product(FILLS, PALETTE)), strict=False)
    ]


def _links(marks: _Marks, head: Head) -> list[tuple[str, str, str]]:
    drawn = set(marks.nodes)
    return [
        (node, predicate, other)
        for node in marks.nodes
        for predicate, other in marks.outgoing.get(node, ())
        if other in drawn
        and other != node
        and predicate not in (GROUP, RDF_TYPE)
        and local_name(predicate) not in head.facets
    ]


def _places(
    marks: _Marks, links: Sequence[tuple[str, str, str]], head: Head
) -> tuple[dict[str, tuple[float, float]], list[tuple[str, float, float, float]]]:
    if not marks.nodes:
        return {}, []
    if head.layout == "packed":
        parents = {node: marks.one(node, GROUP) for node in marks.nodes}
        order = sorted(marks.nodes, key=lambda node: (marks.one(node, DATE), node))
        positions, discs = packed(parents, order)
        return positions, [(disc.name, disc.x, disc.y, disc.radius) for disc in discs if disc.name]
    neighbours: dict[str, list[str]] = {node: [] for node in marks.nodes}
    for source, _, target in links:
        neighbours[source].append(target)
        neighbours[target].append(source)
    focus = head.focus or max(marks.nodes, key=lambda node: (len(neighbours[node]), node))
    return radial(focus, neighbours, marks.nodes), []


def neighbourhood(store: Store, asserted: str, focus: str, hops: int) -> tuple[list[Triple], bool]:
    """The written links around an entity, and whether there are more than a picture holds.

    `asserted` is the IRI of the graph of what was written; links to classes and to values of schemes are left out.
    """
    reached, frontier = {focus}, [focus]
    links: dict[str, Triple] = {}
    for _ in range(hops):
        found = sorted(_links_around(store, asserted, frontier), key=str)
        frontier = []
        for triple in found:
            ends = [end.value for end in (triple.subject, triple.object) if isinstance(end, NamedNode)]
            new = [end for end in ends if end not in reached]
            if len(reached) + len(new) > MOST_NODES:
                return list(links.values()), True
            links[str(triple)] = triple
            reached.update(new)
            frontier += new
    return list(links.values()), False


def _links_around(store: Store, asserted: str, frontier: Sequence[str]) -> list[Triple]:
    around = " ".join(str(NamedNode(node)) for node in frontier)
    graph = NamedNode(asserted)
    return store.construct(f"""
        PREFIX owl: <http://www.w3.org/2002/07/owl#>
        PREFIX rdf: <{RDF_TYPE.removesuffix("type")}>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        CONSTRUCT {{ ?s ?p ?o }} WHERE {{
          {{ VALUES ?s {{ {around} }} GRAPH {graph} {{ ?s ?p ?o }} }}
          UNION {{ VALUES ?o {{ {around} }} GRAPH {graph} {{ ?s ?p ?o }} }}
          FILTER (isIRI(?s) && isIRI(?o) && ?p NOT IN (rdf:type, skos:exactMatch))
          FILTER NOT EXISTS {{ ?o a owl:Class }}
          FILTER NOT EXISTS {{ ?o a skos:Concept }}
        }}""")
