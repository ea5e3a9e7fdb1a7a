"""What stands at the foot of a page: which data, how much of it, which question, how to cite, whose code."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kgtool.version import VERSION
from kgtool.views.view import NOT_RECORDED, GraphView

if TYPE_CHECKING:
    from kgtool.citation import Reference

LIBRARY = "vis-network 9.1.2, © Almende B.V. and visjs contributors, MIT or Apache-2.0"


def with_notes(view: GraphView, reference: Reference, asked: str) -> GraphView:
    """The view with notes on where it comes from; `asked` is the query's text. The first note is the summary."""
    version = f" {reference.version}" if reference.version else ""
    data = f"{reference.title}{version} · {reference.data} · graph {reference.graph_hash[:12]}"
    missing = "; ".join(f"{label}: {number}" for label, number in not_recorded(view).items())
    notes = (
        ("", f"{data} · {counts(view, most=3)}"),
        ("Data", f"{reference.title}{version}, {reference.iri}; day asked about {reference.asked}"),
        ("Hash of the graph", f"sha256 {reference.graph_hash}"),
        ("Counts", counts(view)),
        ("Not recorded", missing or "nothing that this page asks for"),
        *view.notes,
        ("Question", asked.strip()),
        ("To cite", reference.text()),
        ("Rights in the data", reference.rights or "not stated"),
        ("Code in this page", f"{LIBRARY}; drawn by kgtool {VERSION} with pyvis"),
    )
    return replace(view, notes=notes)


def counts(view: GraphView, most: int = 1000) -> str:
    """How much a view draws, in words that name at most so many kinds."""
    if not view.nodes:
        return "nothing to draw"
    kinds = Counter(node.kind for node in view.nodes if node.kind)
    named = [f"{kind} {number}" for kind, number in kinds.most_common(most)]
    listed = ", ".join([*named, *(["…"] if len(kinds) > most else [])])
    links = f"{len(view.links)} link{'s' * (len(view.links) != 1)}"
    return f"{len(view.nodes)} shown" + (f" ({listed})" if listed else "") + f", {links}"


def not_recorded(view: GraphView) -> dict[str, int]:
    """How many marks have no answer to each question of the legend that their like have an answer to."""
    found = {facet.label: sum(NOT_RECORDED in node.facets[facet.key] for node in view.nodes) for facet in view.facets}
    return {label: number for label, number in found.items() if number}
