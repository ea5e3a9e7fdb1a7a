"""Views with a name: those saved under `queries/views/`, and the neighbourhood that every entity has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtool.records import Record, Scalar
from kgtool.views.build import Head, graph_view, neighbourhood

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

    from kgtool.queries import SavedQuery
    from kgtool.search import Index
    from kgtool.store import Store
    from kgtool.views.view import GraphView


def saved_view(store: Store, query: SavedQuery, triples: Iterable[Triple]) -> GraphView:
    """The view that a saved CONSTRUCT draws of what it gave."""
    return graph_view(store, triples, view_head(query))


def entity_view(store: Store, index: Index, iri: str, hops: int = 1) -> GraphView:
    """An entity with everything that is written within so many links of it, at most what a picture holds."""
    triples, more = neighbourhood(store, index.graphs + "asserted", iri, hops)
    name = index.label(iri) or iri
    notes = (("Left out", "what is further away: the picture is full"),) if more else ()
    return graph_view(store, triples, Head(name, f"What is linked with {name}?", focus=iri, notes=notes))


def neighbourhood_text(iri: str, hops: int) -> str:
    """What the view of an entity shows, in words.

    >>> neighbourhood_text("https://example.org/id/cat/tom", 2)
    'what is written within 2 links of <https://example.org/id/cat/tom>'
    """
    return f"what is written within {hops} link{'s' * (hops != 1)} of <{iri}>"


def view_head(query: SavedQuery) -> Head:
    """What the block of a saved view says of it."""
    told = {key: value.text for key, value in query.extra.items() if isinstance(value, Scalar)}
    return Head(
        title=told.get("title") or query.summary,
        question=told.get("question") or query.summary,
        layout=told.get("layout", "radial"),
        colour=told.get("colour", "type"),
        facets=_headings(query, "facets") or {"type": "Kind"},
        notes=tuple(_headings(query, "notes").items()),
    )


def _headings(query: SavedQuery, key: str) -> dict[str, str]:
    value = query.extra.get(key)
    found = value.values.items() if isinstance(value, Record) else ()
    return {name: text.text for name, text in found if isinstance(text, Scalar)}
