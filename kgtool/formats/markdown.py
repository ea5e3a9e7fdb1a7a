"""A table in Markdown, <https://github.github.com/gfm/#tables-extension->."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgtool.formats.cells import cell_readers, shown_columns

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes a table with labels."""
    headings = [_escaped(heading) for heading in shown_columns(rows.variables, style).values()]
    readers = cell_readers(rows, style)
    sink.write((_line(headings) + _line(["---"] * len(headings))).encode())
    for row in rows.rows:
        sink.write(_line([_escaped(read(row)) for read in readers]).encode())


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _escaped(text: str) -> str:
    r"""Text that Markdown shows as it is.

    >>> print(_escaped("a|b <c> *d*"))
    a\|b &lt;c> \*d\*
    """
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
