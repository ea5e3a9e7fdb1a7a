"""What is wrong with facts that build: the rows of saved queries that name faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kgtool.queries import SavedQuery

MOST: Final = 3
"""Rows of one query that are told one by one."""


def row_faults(
    query: SavedQuery, variables: Sequence[str], rows: Iterable[Sequence[object]], name: Callable[[object], str]
) -> Iterator[Fault]:
    """A fault for each row of a query that has a `fault`; `name` gives the words for a term.

    More warnings than `MOST` end with one that says how many there are and which query lists them.
    """
    found = [dict(zip(variables, row, strict=True)) for row in rows]
    shown = found if query.severity == "error" or len(found) <= MOST else found[:MOST]
    for row in shown:
        yield _fault(query, row, name)
    if rest := len(found) - len(shown):
        message = f"{rest} more: kgtool query {query.name}"
        yield Fault(query.file, 0, 0, message, severity=query.severity)


def _fault(query: SavedQuery, row: Mapping[str, object], name: Callable[[object], str]) -> Fault:
    file, line = (str(getattr(row[part], "value", "")) for part in ("file", "line"))
    message = re.sub(r"\{(\w+)\}", lambda match: name(row[match[1]]), query.fault)
    return Fault(file, int(line), 0, message, severity=query.severity)
