"""What stands at the foot of a page: which data, how much of it, which question, how to cite, whose code."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kgtool.version import VERSION
from kgtool.views.renderers import LIBRARIES, renderer_of
from kgtool.views.view import NOT_RECORDED, ViewNode, ViewPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgtool.citation import Reference


def with_notes(page: ViewPage, reference: Reference, asked: Mapping[str, str]) -> ViewPage:
    """The page with notes on where it comes from; `asked` has the text of each query. The first note is the summary."""
    version = f" {reference.version}" if reference.version else ""
    data = f"{reference.title}{version} · {reference.data} · graph {reference.graph_hash[:12]}"
    missing = "; ".join(f"{label}: {number}" for label, number in not_recorded(page).items())
    questions = [(f"Question{f' of {name}' * (len(asked) > 1)}", text.strip()) for name, text in asked.items()]
    notes = (
        ("", f"{data} · {_counted(page, most=3)}"),
        ("Data", f"{reference.title}{version}, {reference.iri}; day asked about {reference.asked}"),
        ("Hash of the graph", f"sha256 {reference.graph_hash}"),
        *((("Caveat", page.caveat),) if page.caveat else ()),
        ("Counts", _counted(page)),
        ("Not recorded, or undetermined", missing or "nothing that this page asks for"),
        *page.notes,
        ("To cite", reference.text()),
        ("Rights in the data", reference.rights or "not stated"),
        ("Code in this page", f"drawn by kgtool {VERSION}{LIBRARIES[renderer_of(page)]}"),
        *questions,
    )
    parts = (page.caveat, data, reference.iri, _short(reference.rights))
    return replace(page, notes=notes, source=" · ".join(part for part in parts if part))


def _short(rights: str) -> str:
    """Rights in one line of a picture: the short name that Creative Commons gives them, else the first sentence.

    >>> _short("Free for all. Except on Sundays.")
    'Free for all'
    """
    if found := re.fullmatch(r"https?://creativecommons\.org/\w+/([a-z-]+)/([\d.]+)/?", rights):
        return f"CC {found[1].upper()} {found[2]}"
    return rights.split(". ")[0].rstrip(".")


def shown_nodes(page: ViewPage) -> list[ViewNode]:
    """The nodes that some view of the page draws, without those that only stand behind."""
    drawn = {node for view in page.views for node in view.nodes}
    return [node for node in page.nodes if node.id in drawn]


def counts(page: ViewPage, most: int = 1000) -> str:
    """How much a page draws, in words that name at most so many kinds, and what to bear in mind of it."""
    return _counted(page, most) + (f". {page.caveat}" if page.caveat else "")


def _counted(page: ViewPage, most: int = 1000) -> str:
    nodes = shown_nodes(page)
    if not nodes:
        return "nothing to draw"
    kinds = Counter(node.kind for node in nodes if node.kind)
    named = [f"{kind} {number}" for kind, number in kinds.most_common(most)]
    listed = ", ".join([*named, *(["…"] if len(kinds) > most else [])])
    lines = {link for view in page.views for link in view.links}
    links = f"{len(lines)} link{'s' * (len(lines) != 1)}"
    return f"{len(nodes)} shown" + (f" ({listed})" if listed else "") + f", {links}"


def not_recorded(page: ViewPage) -> dict[str, int]:
    """How many marks have no answer to each question of the legend that their like have an answer to."""
    nodes = shown_nodes(page)
    found = {facet.label: sum(NOT_RECORDED in node.facets[facet.key] for node in nodes) for facet in page.facets}
    return {label: number for label, number in found.items() if number}
