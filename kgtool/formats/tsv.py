"""SPARQL 1.1 results in TSV, <https://www.w3.org/TR/sparql11-results-csv-tsv/>."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style, Term


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes a header of variables and a line for each row, with terms as Turtle writes them."""
    sink.write(("\t".join(f"?{name}" for name in rows.variables) + "\n").encode())
    for row in rows.rows:
        sink.write(("\t".join(map(_cell, row)) + "\n").encode())


def _cell(term: Term | None) -> str:
    return "" if term is None else str(term).replace("\t", "\\t")
