"""The sentence that answers a saved query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtool.errors import UsageError
from kgtool.formats.cells import row_cells

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes the sentence. Raises: UsageError where nothing was asked that has one."""
    if style.telling is None:
        raise UsageError("only a saved query has a sentence", hint="kgtool query NAME -f sentence")
    sink.write((style.telling.sentence(list(row_cells(rows, style))) + "\n").encode())
