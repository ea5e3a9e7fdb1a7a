"""SPARQL 1.1 results in CSV, <https://www.w3.org/TR/sparql11-results-csv-tsv/>."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgtool.formats import Rows, Sink, Style, Term


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes a header of variables and a line for each row, with full IRIs."""
    from pyoxigraph import Literal, NamedNode

    def text(term: Term | None) -> str:
        if term is None:
            return ""
        return term.value if isinstance(term, Literal | NamedNode) else str(term)

    write_texts(rows.variables, (map(text, row) for row in rows.rows), sink)


def write_texts(variables: Iterable[str], rows: Iterable[Iterable[str]], sink: Sink) -> None:
    """The same for texts: needs no engine."""
    sink.write((",".join(variables) + "\r\n").encode())
    for row in rows:
        sink.write((",".join(map(_cell, row)) + "\r\n").encode())


def _cell(text: str) -> str:
    """A text, in quotation marks where the format needs them."""
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
