"""A view as one HTML file that opens from disk, asks for nothing and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import zlib
from importlib.resources import files
from typing import Any

from kgtool.cards import Citation
from kgtool.views.network import OPTIONS, to_pyvis
from kgtool.views.view import Card, CardFact, GraphView, Value, ViewNode

SCRIPTS = ("1-state.js", "2-map.js", "3-card.js", "4-legend.js", "5-page.js")
LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"


def page(view: GraphView) -> str:
    """The whole page; the same view gives the same bytes."""
    network = to_pyvis(view)
    network.set_template_dir(str(files("kgtool.views") / "page"), "page.html")
    style = _read("page.css")
    library = (files("pyvis") / LIBRARY).read_text(encoding="utf-8").replace("</script", "<\\/script")
    script = "(async () => {\n" + "\n".join(_read(name) for name in SCRIPTS) + "\n})();"
    fillings = {
        "POLICY": _policy(style, [library, script]),
        "TITLE": html.escape(view.title),
        "STYLE": style,
        "VIEW": _island(_view_data(view)),
        "LIBRARY": library,
        "SCRIPT": script,
    }
    head, *rest = str(network.generate_html()).split("@@")
    return head + "".join(fillings[part] if i % 2 == 0 else part for i, part in enumerate(rest))


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


def _view_data(view: GraphView) -> dict[str, Any]:
    """What the page's script reads; texts and lists of citations that occur again and again stand once, by number."""
    texts, citations = _Numbers(), _Numbers()
    return {
        "title": view.title,
        "question": view.question,
        "focus": view.focus,
        "linksOnFocus": view.links_on_focus,
        "options": OPTIONS,
        "notes": view.notes,
        "groups": [[g.id, g.label, round(g.x, 1), round(g.y, 1), round(g.radius, 1)] for g in view.groups],
        "facets": [[facet.key, facet.label, [_value_data(value) for value in facet.values]] for facet in view.facets],
        "nodes": [_node_data(view, node, texts) for node in view.nodes],
        "links": [[texts(link.source), texts(link.target), texts(link.label)] for link in view.links],
        "cards": [[texts(name), *_card_data(card, texts, citations)] for name, card in view.cards.items()],
        "citations": [[[texts(text) for text in _citation(one)] for one in many] for many in citations.values],
        "texts": texts.values,
    }


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


def _value_data(value: Value) -> dict[str, str]:
    told = {
        "id": value.id,
        "label": value.label,
        "definition": value.definition,
        "colour": value.colour,
        "darkColour": value.dark_colour or value.colour,
        "fill": value.fill,
        "mark": value.mark,
    }
    return {name: text for name, text in told.items() if text}


def _node_data(view: GraphView, node: ViewNode, texts: _Numbers) -> list[Any]:
    """Id, kind, date and group, then the values of each facet; label and place are the network's."""
    answers = [[texts(value) for value in node.facets.get(facet.key, ())] for facet in view.facets]
    return [texts(node.id), texts(node.kind), texts(node.date), texts(node.group), answers]


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
