"""What draws the map of a page: pyvis's vis-network, or WebGL where there is more than it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kgtool.queries.viewblock import MAPS

if TYPE_CHECKING:
    from kgtool.views.view import GraphView, ViewPage

MOST_BY_PYVIS: Final = 1500
"""So many nodes vis-network moves without stutter on two cores; docs/EVIDENCE.md has the figures."""

RENDERERS: Final = ("pyvis", "webgl")

LIBRARIES: Final = {
    "": "",
    "pyvis": " with pyvis and vis-network 9.1.2, © Almende B.V. and visjs contributors, MIT or Apache-2.0",
    "webgl": " with sigma and graphology, © their contributors, MIT",
}
"""What is said of the code of others in a page, by renderer."""


def map_of(page: ViewPage) -> GraphView | None:
    """The first view of a page that is a map."""
    return next((view for view in page.views if view.form in MAPS), None)


def renderer_of(page: ViewPage) -> str:
    """The renderer that is wanted, else the one that its map needs; empty without a map."""
    drawn = map_of(page)
    if drawn is None:
        return ""
    return page.renderer or ("pyvis" if len(drawn.nodes) <= MOST_BY_PYVIS else "webgl")
