"""A view as a `Network` of pyvis: the same marks and places, with physics off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kgtool.views.renderers import map_of
from kgtool.views.view import Value, ViewNode, ViewPage

if TYPE_CHECKING:
    from pyvis.network import Network

SHAPES: Mapping[str, str] = {"circle": "dot", "square": "square", "diamond": "diamond", "triangle": "triangle"}
SIZES: Mapping[str, float] = {"circle": 5.5, "square": 6.5, "diamond": 6.5, "triangle": 6.5}
BORDERS: Mapping[str, float] = {"solid": 0.5, "solid-rimmed": 0.5, "ring": 3.4, "thin-ring": 1.4}
DASHES: Mapping[str, list[int]] = {"dashed": [4, 3], "dotted": [1, 2]}
PLAIN = Value("", "", colour="#2E333B", dark_colour="#E8EAED")
GROUND = "#FBFAF7"
OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "multiselect": False,
        "navigationButtons": False,
        "tooltipDelay": 10**9,
    },
    "edges": {
        "smooth": False,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.35}},
        "width": 0.8,
        "selectionWidth": 0,
    },
    "layout": {"improvedLayout": False},
}


def to_pyvis(page: ViewPage) -> Network:
    """The map of a page, else its first view, as a pyvis `Network`, on which everything of pyvis works."""
    from pyvis.network import Network

    network = Network(height="100%", width="100%", directed=True, bgcolor=GROUND)
    view = map_of(page) or page.views[0]
    colours = {value.id: value for facet in page.facets[:1] for value in facet.values}
    nodes = {node.id: node for node in page.nodes}
    for name in view.nodes:
        place = view.places.get(name, (0.0, 0.0))
        network.add_node(name, **node_options(nodes[name], place, colour_of(page, nodes[name], colours)))
    for link in view.links:
        if link.source in network.node_map and link.target in network.node_map:
            network.add_edge(link.source, link.target, title=link.label, color="#8A8F98")
    network.set_options(json.dumps(OPTIONS))
    return network


def colour_of(page: ViewPage, node: ViewNode, colours: Mapping[str, Value]) -> Value:
    """The value that colours a node; a node without one is plain."""
    for facet in page.facets[:1]:
        for value in node.facets.get(facet.key, ()):
            return colours[value]
    return PLAIN


def node_options(node: ViewNode, place: tuple[float, float], value: Value) -> dict[str, Any]:
    """The options of vis-network that draw a node: https://visjs.github.io/vis-network/docs/network/nodes.html."""
    fill, line = _fill_and_line(value.fill)
    mark = node.mark if node.mark in SHAPES else "circle"
    return {
        "label": node.label,
        "x": round(place[0], 1),
        "y": round(place[1], 1),
        "shape": SHAPES[mark],
        "size": SIZES[mark],
        "color": {"background": value.colour if fill.startswith("solid") else GROUND, "border": value.colour},
        "borderWidth": BORDERS[fill],
        "borderWidthSelected": BORDERS[fill] + 1.5,
        "shapeProperties": {"borderDashes": DASHES.get(line, False)},
        "font": {"size": 0},
    }


def _fill_and_line(fill: str) -> tuple[str, str]:
    """The fill apart from how its line is broken.

    >>> _fill_and_line("thin-ring-dashed")
    ('thin-ring', 'dashed')
    """
    for line in DASHES:
        if fill.endswith("-" + line):
            return _fill_and_line(fill.removesuffix("-" + line))[0], line
    return (fill if fill in BORDERS else "solid"), ""
