"""Which values a key is given, and for what time: to find those that are given twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from kgtool.records import Items, Record, Scalar, Value, first_text
from kgtool.values import ValueFormError, parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[date, date]
ALWAYS: Final[Span] = (date.min, date.max)


@dataclass(frozen=True, slots=True)
class Said:
    """One value as given: `what` is its text, language and role, and it holds from `start` to the day before `end`."""

    place: Scalar
    what: tuple[str, ...]
    start: date
    end: date


def span_of(record: Record) -> Span:
    """The first day of a record, and the one after its last; what is no date was a fault elsewhere."""
    return _day(record, "from") or date.min, _day(record, "until") or date.max


def repeated_values(value: Value) -> Iterator[Scalar]:
    """The places of values that were given before for a time that overlaps."""
    if isinstance(value, Scalar):
        return
    seen: dict[tuple[str, ...], list[Span]] = {}
    for said in _said_values(value):
        spans = seen.setdefault(said.what, [])
        if any(said.start < end and start < said.end for start, end in spans):
            yield said.place
        spans.append((said.start, said.end))


def _said_values(value: Value, words: tuple[str, ...] = ("", ""), span: Span = ALWAYS) -> Iterator[Said]:
    """Every value below a key, in lists and in the mappings that qualify it."""
    if isinstance(value, Scalar):
        yield Said(value, (first_text(value), *words), *span)
    elif isinstance(value, Items):
        for item in value.items:
            yield from _said_values(item, words, span)
    elif (inner := value.values.get("value")) is not None and not isinstance(inner, Record):
        words = tuple(first_text(value.values.get(key)) for key in ("language", "role"))
        yield from _said_values(inner, words, span_of(value))


def _day(record: Record, key: str) -> date | None:
    text = record.values.get(key)
    try:
        return parse_date(text.text).day if isinstance(text, Scalar) else None
    except ValueFormError:
        return None
