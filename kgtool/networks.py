"""Entities and the links written between them, for programs that draw and count networks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from xml.sax.saxutils import quoteattr

from pyoxigraph import NamedNode, Store

from kgtool.namespaces import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GRAPHS: Final = ("asserted", "imported")
NOT_NODES: Final = ("statement/", "source/")
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Names(Protocol):
    """What an exporter must know of names: the index of a built graph does."""

    prefixes: dict[str, str]
    individuals: str
    graphs: str

    def label(self, iri: str) -> str | None:
        """The label of something."""


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes as id, label and class; links as the ids of both ends and a label."""

    nodes: list[tuple[str, str, str]]
    links: list[tuple[str, str, str]]


def read_network(store: Store, names: Names) -> Network:
    """The network of the entities in a store, in a fixed order."""
    links: set[tuple[str, str, str]] = set()
    kinds: dict[str, str] = {}
    for graph in GRAPHS:
        for quad in store.quads_for_pattern(None, None, None, NamedNode(names.graphs + graph)):
            subject, value = _id(quad.subject, names), _id(quad.object, names)
            if subject and quad.predicate.value == RDF_TYPE:
                kinds[subject] = min(_name(str(getattr(quad.object, "value", "")), names), kinds.get(subject, "\uffff"))
            elif subject and value:
                links.add((subject, value, _name(quad.predicate.value, names)))
    nodes = {end for link in links for end in link[:2]} | set(kinds)
    return Network([(n, _name(names.individuals + n, names), kinds.get(n, "")) for n in sorted(nodes)], sorted(links))


def _id(term: object, names: Names) -> str:
    """The id of an entity, empty for anything else."""
    if not isinstance(term, NamedNode) or not term.value.startswith(names.individuals):
        return ""
    identifier = term.value[len(names.individuals) :]
    return "" if identifier.startswith(NOT_NODES) else identifier


def _name(iri: str, names: Names) -> str:
    return names.label(iri) or iri.removeprefix(names.individuals).rsplit("#", 1)[-1]


def _attribute(text: str) -> str:
    return quoteattr(UNWRITABLE.sub("\ufffd", text))


def graphml(network: Network) -> Iterator[str]:
    """The lines of a GraphML file, <http://graphml.graphdrawing.org/>."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for key, owner in (("label", "node"), ("class", "node"), ("property", "edge")):
        yield f'<key id="{key}" for="{owner}" attr.name="{key}" attr.type="string"/>'
    yield '<graph edgedefault="directed">'
    for node, label, kind in network.nodes:
        data = _data("label", label) + _data("class", kind)
        yield f"<node id={_attribute(node)}>{data}</node>"
    for start, end, label in network.links:
        yield f"<edge source={_attribute(start)} target={_attribute(end)}>{_data('property', label)}</edge>"
    yield "</graph>"
    yield "</graphml>"


def _data(key: str, text: str) -> str:
    from xml.sax.saxutils import escape

    return f'<data key="{key}">{escape(UNWRITABLE.sub(chr(0xFFFD), text))}</data>'


def gexf(network: Network) -> Iterator[str]:
    """The lines of a GEXF file, <https://gexf.net/>."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
    yield '<graph defaultedgetype="directed"><attributes class="node">'
    yield '<attribute id="0" title="class" type="string"/></attributes><nodes>'
    for node, label, kind in network.nodes:
        value = f'<attvalues><attvalue for="0" value={_attribute(kind)}/></attvalues>'
        yield f"<node id={_attribute(node)} label={_attribute(label)}>{value}</node>"
    yield "</nodes><edges>"
    for number, (start, end, label) in enumerate(network.links):
        ends = f"source={_attribute(start)} target={_attribute(end)}"
        yield f'<edge id="{number}" {ends} label={_attribute(label)}/>'
    yield "</edges></graph></gexf>"


def dot(network: Network) -> Iterator[str]:
    """The lines of a DOT file, <https://graphviz.org/doc/info/lang.html>."""
    yield "digraph {"
    for node, label, kind in network.nodes:
        yield f"  {_quoted(node)} [label={_quoted(label)}, class={_quoted(kind)}];"
    for start, end, label in network.links:
        yield f"  {_quoted(start)} -> {_quoted(end)} [label={_quoted(label)}];"
    yield "}"


def _quoted(text: str) -> str:
    r"""A string of DOT; its only escapes are of the quotation mark and the backslash.

    >>> print(_quoted('the "big" one'))
    "the \"big\" one"
    """
    return json.dumps(UNWRITABLE.sub("\ufffd", text), ensure_ascii=False)


WRITERS: Final[dict[str, Callable[[Network], Iterator[str]]]] = {"graphml": graphml, "gexf": gexf, "dot": dot}
