"""A list of flat records: numbers and truth values as such, IRIs and everything else as texts."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kgtool.namespaces import XSD

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style, Term

Value = str | int | float | bool | None
FLOATS = frozenset(XSD + name for name in ("decimal", "double", "float"))


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes a JSON list with one record a line; unbound is null."""
    before = "[\n"
    for row in rows.rows:
        sink.write((before + record_text(rows.variables, row)).encode())
        before = ",\n"
    sink.write(b"[]\n" if before == "[\n" else b"\n]\n")


def record_text(variables: tuple[str, ...], row: tuple[Term | None, ...]) -> str:
    """One row as a JSON object."""
    values = dict(zip(variables, map(value, row), strict=True))
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace").decode()


def value(term: Term | None) -> Value:
    """The Python value of a term.

    >>> value(Literal(3)), value(Literal("x")), value(None)
    (3, 'x', None)
    """
    if term is None or isinstance(term, NamedNode):
        return term.value if term else None
    if not isinstance(term, Literal):
        return str(term)
    return _typed(term.value, term.datatype.value)


def _typed(text: str, datatype: str) -> Value:
    """The value of a lexical form; the form itself where it is not valid, or JSON has no such number."""
    if datatype == XSD + "boolean" and text in ("true", "false", "1", "0"):
        return text in ("true", "1")
    try:
        if datatype == XSD + "integer" and len(text) < 400:
            return int(text)
        if datatype in FLOATS and math.isfinite(number := float(text)):
            return number
    except ValueError:
        pass
    return text
