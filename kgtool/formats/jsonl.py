"""Flat, typed records, one JSON object a line; <https://jsonlines.org/>."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtool.formats.json import record_text

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes one record a line, as they arrive."""
    for row in rows.rows:
        sink.write((record_text(rows.variables, row) + "\n").encode())
