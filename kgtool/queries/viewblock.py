"""What the block of a view says of its picture, checked against the text of its query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kgtool.nearest import did_you_mean
from kgtool.records import Items, Record, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kgtool.records import Value

MAPS: Final = ("packed", "radial")
FORMS: Final = (*MAPS, "lanes", "tree", "multiples", "matrix", "table")
"""What `layout` can be."""

VIEW_KEYS: Final = (
    *("title", "question", "layout", "colour", "facets", "legend", "notes"),
    *("tab", "by", "flags", "counts", "root", "holds"),
)
WORDS: Final = ("title", "question", "layout", "colour", "tab", "counts", "root")
LISTS: Final = ("by", "holds")
MAPPINGS: Final = ("facets", "flags", "notes")
LEAST_OF: Final = {"multiples": 1, "lanes": 2, "matrix": 2}
"""How many facets a form is made of."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault of the block, in a line of its file."""

    message: str
    line: int
    expected: str | None = None
    hint: str | None = None


_LOCAL_NAME = re.compile(r"(?:[\w-]*:|[/#])([A-Za-z_][\w-]*)")


def view_faults(name: str, block: Mapping[str, Value], text: str, params: Sequence[str]) -> Iterator[Wrong]:
    """What is wrong in the keys of a view's block; `params` are the names of the query's parameters."""
    told = {key: value for key, value in block.items() if key in VIEW_KEYS}
    wrong = [fault for key, value in told.items() for fault in _ill_formed(key, value)]
    if wrong or not told:
        yield from wrong
        return
    yield from _form_faults(told)
    yield from _held_faults(name, told)
    yield from _name_faults(told, text, params)


def _ill_formed(key: str, value: Value) -> Iterator[Wrong]:
    if key in WORDS and not isinstance(value, Scalar):
        yield Wrong(f"{key} is not a text", value.line)
    if key in LISTS and isinstance(value, Record):
        yield Wrong(f"{key} is not a list", value.line, expected="[one, other]")
    if key in MAPPINGS and not isinstance(value, Record):
        yield Wrong(f"{key} is not a mapping", value.line, expected="{property: Heading}")


def _form_faults(told: Mapping[str, Value]) -> Iterator[Wrong]:
    layout = told.get("layout")
    if not isinstance(layout, Scalar):
        return
    if layout.text not in FORMS:
        hint = did_you_mean(layout.text, FORMS)
        yield Wrong(f"no layout is called {layout.text}", layout.line, expected=", ".join(FORMS), hint=hint)
    least, given = LEAST_OF.get(layout.text, 0), len(_scalars(told.get("by")))
    if given < least and "holds" not in told:
        yield Wrong(f"{layout.text} is made of {least}, by names {given}", layout.line, expected="by: [facet, …]")


def _held_faults(name: str, told: Mapping[str, Value]) -> Iterator[Wrong]:
    seen: set[str] = set()
    for held in _scalars(told.get("holds")):
        if held.text == name:
            yield Wrong("a page cannot hold itself", held.line)
        elif held.text in seen:
            yield Wrong(f"{held.text} is held twice", held.line)
        seen.add(held.text)


def _name_faults(told: Mapping[str, Value], text: str, params: Sequence[str]) -> Iterator[Wrong]:
    """Names of properties, classes, facets and parameters that are nowhere."""
    facets, flags = told.get("facets"), told.get("flags")
    keys = list(facets.keys.values()) if isinstance(facets, Record) else []
    colour = _scalars(told.get("colour"))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    given = {*_LOCAL_NAME.findall(body), "type"}
    constructed = [*keys, *(flags.keys.values() if isinstance(flags, Record) else ()), *colour]
    for word in [*constructed, *_scalars(told.get("counts"))]:
        if word.text not in given:
            yield Wrong(f"the query constructs no {word.text}", word.line, hint=did_you_mean(word.text, given))
    known = {word.text for word in (*keys, *colour)}
    for word in _scalars(told.get("by")):
        if word.text not in known:
            hint = did_you_mean(word.text, known)
            yield Wrong(f"by: {word.text} is no facet of the view", word.line, hint=hint)
    for word in _scalars(told.get("root")):
        if word.text not in params:
            hint = did_you_mean(word.text, params)
            yield Wrong(f"root: no parameter is called {word.text}", word.line, hint=hint)


def _scalars(value: Value | None) -> list[Scalar]:
    items = value.items if isinstance(value, Items) else (value,) if value else ()
    return [item for item in items if isinstance(item, Scalar)]
