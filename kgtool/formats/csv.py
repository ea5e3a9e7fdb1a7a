"""SPARQL 1.1 results in CSV, <https://www.w3.org/TR/sparql11-results-csv-tsv/>."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style, Term


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes a header of variables and a line for each row, with full IRIs."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(",".join(rows.variables) + "\r\n")
    for row in rows.rows:
        if len(row) == 1:
            buffer.write(_single(plain(row[0])))
        else:
            writer.writerow([plain(term) for term in row])
        _drain(buffer, sink)
    _drain(buffer, sink)


def plain(term: Term | None) -> str:
    """The value of a term without its quotes, datatype or language."""
    if term is None:
        return ""
    return term.value if isinstance(term, Literal | NamedNode) else str(term)


def _single(text: str) -> str:
    """The only cell of a line: Python would quote an empty one, the format does not."""
    return ('"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text) + "\r\n"


def _drain(buffer: io.StringIO, sink: Sink) -> None:
    sink.write(buffer.getvalue().encode())
    buffer.seek(0)
    buffer.truncate()
