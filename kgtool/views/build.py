"""From the answers of CONSTRUCTs, or the neighbourhood of an entity, to the page that shows them.

A CONSTRUCT says what it draws in a small vocabulary: things of type `kg:Node` are marks, `kg:group` leads to what a
mark stands in, `kg:date` orders it; what its block names under `facets` filters, the first of these (or `colour`)
gives the colour, and `kg:ceiling` the highest value that unknown facts allow instead; every other triple between two
marks is a line, or a remark on the line between them where the block names it under `flags`. Where nothing is a
`kg:Node`, every IRI is a mark. Several CONSTRUCTs draw on one graph: what they say of a node is put together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, product

from pyoxigraph import Literal, NamedNode, Triple

from kgtool.namespaces import KG, RDF_TYPE, RDFS_LABEL, local_name
from kgtool.queries.viewblock import MAPS
from kgtool.store import Store
from kgtool.views.cards import read_cards
from kgtool.views.layout import packed, radial
from kgtool.views.names import Names
from kgtool.views.view import NOT_RECORDED, Facet, GraphView, Value, ViewGroup, ViewLink, ViewNode, ViewPage

NODE = KG + "Node"
GROUP = KG + "group"
DATE = KG + "date"
CEILING = KG + "ceiling"
REMARK = KG + "remark"
SAID = (GROUP, RDF_TYPE, CEILING)
"""Properties that are no lines."""

MOST_NODES = 600
PALETTE = (
    ("#1B4FB8", "#4486F5"), ("#C06C05", "#F2A20D"), ("#00876C", "#25BFA3"), ("#A167D2", "#E0B0FF"),
    ("#2E333B", "#FFFFFF"), ("#B3261E", "#FF8A80"), ("#0F7FA8", "#5CC8F2"), ("#7D858F", "#A3ABB6"),
)  # fmt: skip  # pairs for a light and a dark page
FILLS = ("solid", "ring", "thin-ring")  # once every colour is taken
UNKNOWN = Value(NOT_RECORDED, "not recorded", "Nobody wrote it down.", "#7D858F", "#A3ABB6", "thin-ring-dotted")
UNDETERMINED = replace(UNKNOWN, label="undetermined", definition="What is known does not settle it.")


@dataclass(frozen=True, slots=True)
class Head:
    """What a view says of itself; `facets` leads from the local name of a property to its heading."""

    title: str
    question: str
    form: str = "radial"
    colour: str = "type"
    facets: Mapping[str, str] = field(default_factory=lambda: {"type": "Kind"})
    focus: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    name: str = ""
    tab: str = ""
    by: tuple[str, ...] = ()
    flags: Mapping[str, str] = field(default_factory=dict)
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a CONSTRUCT gave, and what its block says of it."""

    head: Head
    triples: Iterable[Triple]


@dataclass(slots=True)
class _Marks:
    """The triples of a picture, sorted into what they say of each mark."""

    nodes: list[str]
    outgoing: dict[str, set[tuple[str, str]]]
    labels: dict[str, str]

    def values(self, node: str, key: str) -> list[str]:
        """The values of the properties with this local name, but for empty texts."""
        return sorted(v for predicate, v in self.outgoing.get(node, ()) if v and local_name(predicate) == key)

    def one(self, node: str, predicate: str) -> str:
        """The first value of a property, empty without one."""
        return min((value for name, value in self.outgoing.get(node, ()) if name == predicate), default="")


def view_page(
    store: Store, drawings: Sequence[Drawing], behind: Drawing | None = None, *, cards: bool = True
) -> ViewPage:
    """The page of these drawings, the first one open; `behind` has what cards, search and paths know besides.

    Without `cards` it is for pictures alone. A table of what the first one draws is added where none is among them.
    """
    names = Names(store)
    heads = [drawing.head for drawing in drawings]
    sorted_ = [_sort(drawing.triples, drawing.head.focus) for drawing in drawings]
    back = [_sort(behind.triples, "")] if behind else []
    whole = _together([*sorted_, *back])
    _shorten_dates(names, [*sorted_, whole])
    kinds = {node: _kind(whole, names, node) for node in whole.nodes}
    first = behind.head if behind else heads[0]
    facets = _facets(names, whole, kinds, [first, *heads])
    views = [_view(names, whole, marks, head) for marks, head in zip(sorted_, heads, strict=True)]
    if not any(view.form == "table" for view in views):
        views.append(replace(views[0], name="table", tab="Table", form="table", places={}, groups=()))
    others = [_links(names, whole, marks, behind.head) for marks in back if behind]
    links = dict.fromkeys(link for found in (*(view.links for view in views), *others) for link in found)
    return ViewPage(
        title=first.title,
        question=first.question,
        nodes=tuple(_node(names, whole, kinds, facets, node) for node in whole.nodes),
        links=tuple(links),
        facets=tuple(facet for facet, _ in facets),
        views=tuple(views),
        cards=read_cards(store, names, whole.nodes, _coloured_values(facets)) if cards else {},
        focus=next((head.focus for head in heads if head.focus), ""),
        notes=tuple(dict.fromkeys(note for head in (first, *heads) for note in head.notes)),
    )


def _coloured_values(facets: Sequence[_Answered]) -> list[str]:
    """The values that colour and are things of the graph."""
    return [value.id for value in facets[0][0].values if ":" in value.id]


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
    return _Marks(nodes, outgoing, labels)


def _together(parts: Sequence[_Marks]) -> _Marks:
    """What all of them say, node by node."""
    if len(parts) == 1:
        return parts[0]
    outgoing: dict[str, set[tuple[str, str]]] = {}
    labels: dict[str, str] = {}
    for part in parts:
        for node, out in part.outgoing.items():
            outgoing.setdefault(node, set()).update(out)
        labels.update(part.labels)
    return _Marks(sorted({node for part in parts for node in part.nodes}), outgoing, labels)


def _shorten_dates(names: Names, parts: Sequence[_Marks]) -> None:
    """Leaves of each date as much as is known, though what is constructed has a whole day."""
    known = names.known_dates()
    for part in parts:
        for node in part.nodes:
            out = part.outgoing.get(node, set())
            for day in [value for name, value in out if name == DATE and (node, value) in known]:
                out.discard((DATE, day))
                out.add((DATE, known[node, day]))


def _node(names: Names, marks: _Marks, kinds: Mapping[str, str], facets: Sequence[_Answered], node: str) -> ViewNode:
    ceiling, colouring = marks.one(node, CEILING), facets[0][1][node]
    return ViewNode(
        id=node,
        label=marks.labels.get(node) or names.label(node),
        kind=names.label(kinds[node]),
        mark=names.mark(kinds[node]),
        date=marks.one(node, DATE),
        group=marks.one(node, GROUP),
        gap=bool(ceiling) and ceiling not in colouring,
        facets={facet.key: given[node] for facet, given in facets},
    )


def _kind(marks: _Marks, names: Names, node: str) -> str:
    """The class of a mark that stands first in the ontology's order."""
    classes = [cls for name, cls in marks.outgoing.get(node, ()) if name == RDF_TYPE and cls != NODE]
    return min(classes or names.classes(node), key=lambda cls: (names.order(cls), cls), default="")


_Answered = tuple[Facet, Mapping[str, tuple[str, ...]]]


def _facets(names: Names, marks: _Marks, kinds: Mapping[str, str], heads: Sequence[Head]) -> list[_Answered]:
    """The facets of a page, the one that colours first, each with the answers of every mark."""
    colour = heads[0].colour
    headings = {key: heading for head in reversed(heads) for key, heading in head.facets.items()}
    keys = dict.fromkeys((colour, *(key for head in heads for key in head.facets)))
    found: list[_Answered] = []
    for key in keys:
        answers = _answers(marks, key, kinds)
        facet = Facet(key, headings.get(key, key), tuple(_values(names, marks, answers)))
        if key == colour:
            settled = any(marks.one(node, CEILING) for node in marks.nodes)
            facet = replace(facet, values=tuple(_with_colours(facet.values, UNDETERMINED if settled else UNKNOWN)))
        found.append((facet, answers))
    return found


def _answers(marks: _Marks, key: str, kinds: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The values of each mark; of those that have none though others of their kind do, that it is not recorded."""
    if key == "type":
        return {node: (kinds[node] or NOT_RECORDED,) for node in marks.nodes}
    found = {node: tuple(marks.values(node, key)) for node in marks.nodes}
    asked = {kinds[node] for node, values in found.items() if values}
    return {node: values or ((NOT_RECORDED,) if kinds[node] in asked else ()) for node, values in found.items()}


def _values(names: Names, marks: _Marks, answers: Mapping[str, tuple[str, ...]]) -> list[Value]:
    """The values that some mark has, in their order or the commonest first, with what the triples say of them."""
    counts = Counter(value for values in answers.values() for value in values)
    ordered = sorted(counts, key=lambda v: (v == NOT_RECORDED, names.order(v), -counts[v], names.label(v), v))
    return [UNKNOWN if value == NOT_RECORDED else _value(names, marks, value) for value in ordered]


def _value(names: Names, marks: _Marks, iri: str) -> Value:
    group = marks.one(iri, GROUP)
    remarks = tuple(sorted(value for name, value in marks.outgoing.get(iri, ()) if name == REMARK))
    return replace(names.value(iri), group=names.label(group) if group else "", remarks=remarks)


def _with_colours(values: Sequence[Value], unknown: Value) -> list[Value]:
    """The values with colours; those that have none take them from a palette that colour-blind people can read."""
    return [
        unknown if value.id == NOT_RECORDED else _coloured(value, light, dark, fill)
        for value, (fill, (light, dark)) in zip(values, cycle(product(FILLS, PALETTE)), strict=False)
    ]


def _coloured(value: Value, light: str, dark: str, fill: str) -> Value:
    return value if value.colour else replace(value, colour=light, dark_colour=dark, fill=fill)


def _view(names: Names, whole: _Marks, marks: _Marks, head: Head) -> GraphView:
    links = _links(names, whole, marks, head)
    places, groups = _places(marks, links, head)
    return GraphView(
        name=head.name,
        title=head.title,
        question=head.question,
        form=head.form,
        nodes=tuple(marks.nodes),
        links=tuple(links),
        tab=head.tab or head.title,
        by=head.by,
        counts=_counted(names, marks, head.counts),
        root=head.focus,
        places=places,
        groups=tuple(ViewGroup(g, names.label(g), x, y, radius) for g, x, y, radius in groups),
    )


def _counted(names: Names, marks: _Marks, wanted: str) -> str:
    """The label of the class of that local name, empty where no mark is of it."""
    kinds = {_kind(marks, names, node) for node in marks.nodes} if wanted else ()
    return next((names.label(kind) for kind in sorted(kinds) if local_name(kind) == wanted), "")


def _links(names: Names, whole: _Marks, marks: _Marks, head: Head) -> list[ViewLink]:
    """The lines of a view, with the remarks of its flags; a flag between two marks without a line is a line."""
    drawn = set(whole.nodes)
    lines: list[ViewLink] = []
    flags: dict[tuple[str, str], list[str]] = {}
    for node in marks.nodes:
        for predicate, other in sorted(marks.outgoing.get(node, ())):
            if other not in drawn or other == node or predicate in SAID or local_name(predicate) in head.facets:
                continue
            if flag := head.flags.get(local_name(predicate)):
                flags.setdefault((node, other), []).append(flag)
            else:
                lines.append(ViewLink(node, other, names.words(predicate)))
    joined = {(line.source, line.target) for line in lines}
    lines += [ViewLink(ends[0], ends[1], said[0]) for ends, said in flags.items() if ends not in joined]
    return [replace(line, flags=tuple(flags.get((line.source, line.target), ()))) for line in lines]


def _places(
    marks: _Marks, links: Sequence[ViewLink], head: Head
) -> tuple[dict[str, tuple[float, float]], list[tuple[str, float, float, float]]]:
    if not marks.nodes or head.form not in MAPS:
        return {}, []
    if head.form == "packed":
        parents = {node: marks.one(node, GROUP) for node in marks.nodes}
        order = sorted(marks.nodes, key=lambda node: (marks.one(node, DATE), node))
        positions, discs = packed(parents, order)
        return positions, [(disc.name, disc.x, disc.y, disc.radius) for disc in discs if disc.name]
    drawn = set(marks.nodes)
    neighbours: dict[str, list[str]] = {node: [] for node in marks.nodes}
    for link in links:
        if link.source in drawn and link.target in drawn:
            neighbours[link.source].append(link.target)
            neighbours[link.target].append(link.source)
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
