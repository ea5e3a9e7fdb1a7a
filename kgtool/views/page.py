"""A page as one HTML file that opens from disk, asks for nothing and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import zlib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from kgtool.cards import Citation
from kgtool.views.network import OPTIONS, to_pyvis
from kgtool.views.renderers import renderer_of
from kgtool.views.view import Card, CardFact, GraphView, Value, ViewLink, ViewNode, ViewPage

DRAWING = (
    "1-data.js",
    "2-shapes.js",
    "form-packed.js",
    "form-lanes.js",
    "form-tree.js",
    "counting.js",
    "form-multiples.js",
    "form-matrix.js",
    "form-table.js",
    "3-picture.js",
)
"""What draws pictures, in a page and without a browser."""

STATE = "4-state.js"
SHELL = (
    "map.js",
    "drawn.js",
    "table.js",
    "card.js",
    "legend.js",
    "dates.js",
    "search.js",
    "between.js",
    "take.js",
    "page.js",
)
"""The page around the pictures, after its state and what draws its map."""

MAP = {"": (), "pyvis": ("map-pyvis.js",), "webgl": ("map-webgl-shaders.js", "map-webgl.js")}
"""What draws the map, by renderer."""

VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
WEBGL = "webgl/sigma-3.0.3.min.js"


def page_text(page: ViewPage) -> str:
    """The whole page; the same one gives the same bytes."""
    style = _read("page.css")
    renderer = renderer_of(page)
    library = _library(renderer).replace("</script", "<\\/script")
    scripts = (*DRAWING, STATE, *MAP[renderer], *SHELL)
    script = "(async () => {\n" + "\n".join(map(_read, scripts)) + "\n})();"
    fillings = {
        "POLICY": _policy(style, [library, script]),
        "TITLE": html.escape(page.title),
        "STYLE": style,
        "VIEW": _island(page_data(page)),
        "LIBRARY": library,
        "SCRIPT": script,
    }
    head, *rest = _read("page.html").split("@@")
    return head + "".join(fillings[part] if i % 2 == 0 else part for i, part in enumerate(rest))


def _library(renderer: str) -> str:
    """The code of others that a renderer needs."""
    found = {"pyvis": files("pyvis") / VIS, "webgl": files("kgtool.views") / WEBGL}
    return found[renderer].read_text(encoding="utf-8") if renderer else ""


def drawing_script() -> str:
    """The scripts that draw pictures, as one."""
    return "\n".join(map(_read, DRAWING))


def _read(name: str) -> str:
    return (files("kgtool.views") / "page" / name).read_text(encoding="utf-8")


def _policy(style: str, scripts: list[str]) -> str:
    """A content security policy that lets exactly these texts work: https://www.w3.org/TR/CSP3/."""
    allowed = " ".join(_hash(script) for script in scripts)
    return f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _island(data: object) -> str:
    """JSON, deflated: the texts of a graph shrink to a sixth, and no text can end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def page_data(page: ViewPage) -> dict[str, Any]:
    """What the page's script reads; texts and lists of citations that occur again and again stand once, by number."""
    texts, citations = _Numbers(), _Numbers()
    number = {node.id: index for index, node in enumerate(page.nodes)}
    lines = {link: index for index, link in enumerate(page.links)}
    renderer = renderer_of(page)
    return {
        "title": page.title,
        "question": page.question,
        "focus": page.focus,
        "source": page.source,
        "notes": page.notes,
        "renderer": renderer,
        "pyvis": {"nodes": to_pyvis(page).nodes, "options": OPTIONS} if renderer == "pyvis" else None,
        "facets": [[facet.key, facet.label, [_value_data(value) for value in facet.values]] for facet in page.facets],
        "nodes": [_node_data(page, node, texts) for node in page.nodes],
        "links": [_link_data(link, number, texts) for link in page.links],
        "views": [_view_data(view, number, lines) for view in page.views],
        "cards": [[texts(name), *_card_data(card, texts, citations)] for name, card in page.cards.items()],
        "citations": [[[texts(text) for text in _citation(one)] for one in many] for many in citations.values],
        "texts": texts.values,
    }


def _view_data(view: GraphView, number: dict[str, int], lines: dict[ViewLink, int]) -> dict[str, Any]:
    """A view: its nodes and links by number, and the places of the nodes in the same order."""
    return {
        "name": view.name,
        "tab": view.tab,
        "title": view.title,
        "question": view.question,
        "form": view.form,
        "by": view.by,
        "counts": view.counts,
        "root": view.root,
        "linksOnFocus": view.form == "packed",
        "nodes": [number[node] for node in view.nodes],
        "links": [lines[link] for link in view.links],
        "places": [[round(x, 1), round(y, 1)] for x, y in (view.places[node] for node in view.nodes if view.places)],
        "groups": [[g.id, g.label, round(g.x, 1), round(g.y, 1), round(g.radius, 1)] for g in view.groups],
    }


def _link_data(link: ViewLink, number: dict[str, int], texts: Callable[[str], int]) -> list[Any]:
    """From, to, words, and the words of its flags where it has any."""
    flags = [[texts(flag) for flag in link.flags]] if link.flags else []
    return [number[link.source], number[link.target], texts(link.label), *flags]


class _Numbers:
    """Gives every value a number, the same one to equal values."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:
        number = self._numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


def _value_data(value: Value) -> dict[str, Any]:
    told = {
        "id": value.id,
        "label": value.label,
        "definition": value.definition,
        "colour": value.colour,
        "darkColour": value.dark_colour or value.colour,
        "fill": value.fill,
        "mark": value.mark,
        "group": value.group,
        "remarks": value.remarks,
    }
    return {name: text for name, text in told.items() if text}


def _node_data(page: ViewPage, node: ViewNode, texts: _Numbers) -> list[Any]:
    """Id, label, kind, mark, date, group, whether it has a gap, and the values of each facet."""
    answers = [[texts(value) for value in node.facets.get(facet.key, ())] for facet in page.facets]
    said = [texts(text) for text in (node.id, node.label, node.kind, node.mark, node.date, node.group)]
    return [*said, int(node.gap), answers]


def _card_data(card: Card, texts: _Numbers, citations: _Numbers) -> list[Any]:
    sections = [[texts(heading), [_fact_data(f, texts, citations) for f in facts]] for heading, facts in card.sections]
    return [texts(card.id), texts(card.label), texts(card.kind), sections]


def _fact_data(fact: CardFact, texts: _Numbers, citations: _Numbers) -> list[Any]:
    """Property, value, citations, and whatever else there is to say."""
    more = {
        "target": texts(fact.target) if fact.target else None,
        "note": texts(fact.note) if fact.note else None,
        "url": texts(fact.url) if fact.url else None,
        "inferred": 1 if fact.inferred else None,
    }
    told = {name: value for name, value in more.items() if value is not None}
    return [texts(fact.property), texts(fact.value), citations(fact.citations), *([told] if told else [])]


def _citation(citation: Citation) -> tuple[str, ...]:
    return citation.url, citation.title, citation.locator, citation.read
