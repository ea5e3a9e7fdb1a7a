"""A view as one HTML file that opens from disk, asks for nothing and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from importlib.resources import files
from typing import Any

from kgtool.views.network import OPTIONS, to_pyvis
from kgtool.views.view import Card, CardFact, Citation, GraphView, Value

SCRIPTS = ("1-state.js", "2-map.js", "3-card.js", "4-legend.js", "5-page.js")
LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"


def page(view: GraphView) -> str:
    """The whole page; the same view gives the same bytes."""
    network = to_pyvis(view)
    network.set_template_dir(str(files("kgtool.views") / "page"), "page.html")
    style = _read("page.css")
    library = (files("pyvis") / LIBRARY).read_text(encoding="utf-8").replace("</script", "<\\/script")
    script = "(() => {\n" + "\n".join(_read(name) for name in SCRIPTS) + "\n})();"
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
    """JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _view_data(view: GraphView) -> dict[str, Any]:
    sources: dict[tuple[str, str], int] = {}
    cards = {name: _card_data(card, sources) for name, card in view.cards.items()}
    held: dict[str, int] = {}
    for node in view.nodes:
        held[node.group] = held.get(node.group, 0) + 1
    return {
        "title": view.title,
        "question": view.question,
        "focus": view.focus,
        "linksOnFocus": view.links_on_focus,
        "options": OPTIONS,
        "notes": view.notes,
        "groups": [
            {"id": g.id, "label": g.label, "x": round(g.x, 1), "y": round(g.y, 1), "radius": round(g.radius, 1)}
            for g in view.groups
        ],
        "facets": [{"key": f.key, "label": f.label, "values": [_value_data(v) for v in f.values]} for f in view.facets],
        "nodes": [
            {
                "id": n.id,
                "label": n.label,
                "kind": n.kind,
                "date": n.date,
                "x": round(n.x, 1),
                "y": round(n.y, 1),
                "group": n.group,
                "holds": held.get(n.id, 0),
                "facets": {key: list(values) for key, values in n.facets.items()},
            }
            for n in view.nodes
        ],
        "links": [[link.source, link.target, link.label] for link in view.links],
        "cards": cards,
        "sources": [list(source) for source in sources],
    }


def _value_data(value: Value) -> dict[str, str]:
    return {
        "id": value.id,
        "label": value.label,
        "definition": value.definition,
        "colour": value.colour,
        "darkColour": value.dark_colour,
        "fill": value.fill,
    }


def _card_data(card: Card, sources: dict[tuple[str, str], int]) -> dict[str, Any]:
    sections = [[heading, [_fact_data(fact, sources) for fact in facts]] for heading, facts in card.sections]
    return {"id": card.id, "label": card.label, "kind": card.kind, "sections": sections}


def _fact_data(fact: CardFact, sources: dict[tuple[str, str], int]) -> dict[str, Any]:
    return {
        "property": fact.property,
        "value": fact.value,
        "target": fact.target,
        "url": fact.url,
        "inferred": fact.inferred,
        "citations": [_citation_data(citation, sources) for citation in fact.citations],
    }


def _citation_data(citation: Citation, sources: dict[tuple[str, str], int]) -> list[int | str]:
    index = sources.setdefault((citation.url, citation.title), len(sources))
    return [index, citation.locator, citation.read]
