"""SPARQL 1.1 results in CSV, <https://www.w3.org/TR/sparql11-results-csv-tsv/>."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style, Term


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes a header of variables and a line for each row, with full IRIs."""
    sink.write((",".join(rows.variables) + "\r\n").encode())
    for row in rows.rows:
        sink.write((",".join(map(_cell, row)) + "\r\n").encode())


def _cell(term: Term | None) -> str:
    """The value of a term without its quotes, datatype or language, in quotation marks where the format needs them."""
    if term is None:
        return ""
    text = term.value if isinstance(term, Literal | NamedNode) else str(term)
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
