"""What saved queries promise in their `tests`, and whether they keep it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault, KgError

if TYPE_CHECKING:
    from kgtool.queries import Expectation, SavedQuery

Answer = list[tuple[str, ...]]
"""Rows as texts: every value in its IRI or lexical form, and with its label."""

Ask = Callable[["SavedQuery", Mapping[str, Sequence[str]]], Answer]
COMPARISONS: Final = {
    "": operator.eq,
    "=": operator.eq,
    "==": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


def broken_promises(queries: Collection[SavedQuery], ask: Ask) -> Iterator[Fault]:
    """The faults of queries that do not run, or whose answers are not as their tests say."""
    for query in queries:
        for test in query.tests:
            yield from _check(query, test, ask)
        if not query.tests and not any(param.required and not param.default for param in query.params):
            yield from _runs(query, ask)


def _runs(query: SavedQuery, ask: Ask) -> Iterator[Fault]:
    try:
        ask(query, {})
    except KgError as error:
        yield _failed(query, 1, error)


def _check(query: SavedQuery, test: Expectation, ask: Ask) -> Iterator[Fault]:
    try:
        rows = ask(query, test.arguments)
    except KgError as error:
        yield _failed(query, test.line, error)
        return
    if test.rows and not _fits(len(rows), test.rows):
        message = f"{_called(query, test)} does not give as many rows as promised"
        yield Fault(query.file, test.line, 0, message, got=f"{len(rows)} rows", expected=test.rows)
    found = {text for row in rows for text in row}
    for wanted in test.contains:
        if wanted not in found:
            message = f"{_called(query, test)} does not give {wanted}"
            yield Fault(query.file, test.line, 0, message, got=f"{len(rows)} rows without it", expected=wanted)
    for unwanted in test.absent:
        if number := sum(unwanted in row for row in rows):
            message = f"{_called(query, test)} gives {unwanted}"
            got = f"{number} of {len(rows)} rows with it"
            yield Fault(query.file, test.line, 0, message, got=got, expected=f"no row with {unwanted}")


def _fits(number: int, promise: str) -> bool:
    """Whether a number of rows is as promised.

    >>> _fits(12, ">=10"), _fits(12, "11")
    (True, False)
    """
    match = re.fullmatch(r"(>=|<=|==?|>|<)?\s*(\d+)", promise)
    return match is not None and bool(COMPARISONS[match.group(1) or ""](number, int(match.group(2))))


def _failed(query: SavedQuery, line: int, error: KgError) -> Fault:
    inner = error.faults[0] if error.faults else None
    at = inner.line if inner is not None and inner.file == query.file else line
    return Fault(query.file, at, 0, f"{query.name} cannot be answered: {error.message}", hint=error.hint)


def _called(query: SavedQuery, test: Expectation) -> str:
    flags = "".join(f" --{name} {' '.join(texts)}" for name, texts in test.arguments.items())
    return query.name + flags
