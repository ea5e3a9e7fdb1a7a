"""Pages with a name: those of views saved under `queries/views/`, and the neighbourhood that every entity has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgtool.errors import UsageError, WorkspaceError
from kgtool.queries import find_saved_query
from kgtool.querytext import value_slots
from kgtool.records import Items, Record, Scalar
from kgtool.views.build import Drawing, Head, neighbourhood, view_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Triple

    from kgtool.queries import SavedQuery
    from kgtool.records import Value
    from kgtool.search import Index
    from kgtool.store import Store
    from kgtool.views.view import ViewPage
    from kgtool.workspace import Workspace


def held_views(workspace: Workspace, query: SavedQuery) -> list[SavedQuery]:
    """The saved views that the page of a view holds, in order; without any, itself.

    Raises: WorkspaceError for a view that is not there.
    """
    return [_held(workspace, query, item) for item in _items(query, "holds")] or [query]


def _held(workspace: Workspace, query: SavedQuery, item: Scalar) -> SavedQuery:
    try:
        return find_saved_query(workspace, item.text, views=True)
    except UsageError as error:
        raise WorkspaceError(f"{query.file}:{item.line}: holds: {error.message}", hint=error.hint) from None


def saved_page(
    store: Store,
    query: SavedQuery,
    held: Iterable[SavedQuery],
    drawn: Mapping[str, tuple[str, Iterable[Triple]]],
    *,
    cards: bool = True,
) -> ViewPage:
    """The page of a saved view; `drawn` has the text that was run of each query, by name, and what it gave.

    Without `cards` it is for pictures alone.
    """
    queries = list(held)
    drawings = [_drawing(one, *drawn[one.name]) for one in queries]
    behind = _drawing(query, *drawn[query.name]) if "holds" in query.extra and cards else None
    caveats = dict.fromkeys(one.caveat for one in (query, *queries) if one.caveat)
    return replace(view_page(store, drawings, behind, cards=cards), caveat=" ".join(caveats))


def _drawing(query: SavedQuery, text: str, triples: Iterable[Triple]) -> Drawing:
    return Drawing(view_head(query, text), triples)


def entity_page(store: Store, index: Index, iri: str, hops: int = 1) -> ViewPage:
    """An entity with everything that is written within so many links of it, at most what a picture holds."""
    triples, more = neighbourhood(store, index.graphs + "asserted", iri, hops)
    name = index.label(iri) or iri
    notes = (("Left out", "what is further away: the picture is full"),) if more else ()
    head = Head(name, f"What is linked with {name}?", focus=iri, notes=notes, name="neighbourhood", tab="Map")
    return view_page(store, [Drawing(head, triples)])


def neighbourhood_text(iri: str, hops: int) -> str:
    """What the view of an entity shows, in words.

    >>> neighbourhood_text("https://example.org/id/cat/tom", 2)
    'what is written within 2 links of <https://example.org/id/cat/tom>'
    """
    return f"what is written within {hops} link{'s' * (hops != 1)} of <{iri}>"


def view_head(query: SavedQuery, text: str = "") -> Head:
    """What the block of a saved view says of it; `text` is the query as it was run."""
    told = {key: value.text for key, value in query.extra.items() if isinstance(value, Scalar)}
    return Head(
        title=told.get("title") or query.summary,
        question=told.get("question") or query.summary,
        form=told.get("layout", "radial"),
        colour=told.get("colour", "type"),
        facets=_headings(query, "facets") or {"type": "Kind"},
        focus=_given(text, told.get("root", "")),
        notes=tuple(_headings(query, "notes").items()),
        name=query.name,
        tab=told.get("tab", ""),
        by=tuple(item.text for item in _items(query, "by")),
        flags=_headings(query, "flags"),
        counts=told.get("counts", ""),
    )


def _given(text: str, variable: str) -> str:
    """The IRI that was given for a parameter, empty where none was.

    >>> _given("SELECT * { VALUES ?cat { <https://example.org/tom> } }", "cat")
    'https://example.org/tom'
    """
    slots = [text[slot.start : slot.end].strip() for slot in value_slots(text) if variable and slot.name == variable]
    return slots[0][1:-1] if slots and slots[0].startswith("<") and slots[0].count("<") == 1 else ""


def _headings(query: SavedQuery, key: str) -> dict[str, str]:
    value = query.extra.get(key)
    found = value.values.items() if isinstance(value, Record) else ()
    return {name: text.text for name, text in found if isinstance(text, Scalar)}


def _items(query: SavedQuery, key: str) -> list[Scalar]:
    value: Value | None = query.extra.get(key)
    items = value.items if isinstance(value, Items) else (value,) if isinstance(value, Scalar) else ()
    return [item for item in items if isinstance(item, Scalar)]
