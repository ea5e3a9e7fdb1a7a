"""What a table shows of a row: labels instead of IRIs, and only the columns that were asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kgtool.formats.visible import clipped, visible
from kgtool.namespaces import XSD
from kgtool.sentences import Cell
from kgtool.values import KNOWN_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgtool.formats import Rows, Style, Term

LONGEST = 300
LONGEST_UNGROUPED = 4
BESIDE = ("Label", "Precision")


def shown_columns(variables: tuple[str, ...], style: Style) -> dict[str, str]:
    """The variables that a table shows, each with its heading.

    A variable `xLabel` or `xPrecision` beside `x` only says how to write `x`, unless it has a heading of its own.
    """
    if style.columns:
        return {name: heading or name for name, heading in style.columns.items() if name in variables}
    hidden = {name + suffix for name in variables for suffix in BESIDE}
    return {name: name for name in variables if name not in hidden}


def cell_readers(rows: Rows, style: Style, longest: int = LONGEST) -> list[Callable[[tuple[Term | None, ...]], str]]:
    """For each shown column, the function that gives its text in a row, of so many letters at most."""
    return [_reader(rows.variables, name, style, longest) for name in shown_columns(rows.variables, style)]


def row_cells(rows: Rows, style: Style) -> Iterator[dict[str, Cell]]:
    """The values of each row by variable, those too that a table leaves out."""
    bare = replace(style, columns={})
    readers = list(zip(shown_columns(rows.variables, bare), cell_readers(rows, bare), strict=True))
    for row in rows.rows:
        terms = dict(zip(rows.variables, row, strict=True))
        yield {name: Cell(read(row), str(terms[name] or "")) for name, read in readers}


def _reader(
    variables: tuple[str, ...], name: str, style: Style, longest: int
) -> Callable[[tuple[Term | None, ...]], str]:
    index = variables.index(name)
    label, precision = (variables.index(name + word) if name + word in variables else None for word in BESIDE)

    def read(row: tuple[Term | None, ...]) -> str:
        term = row[index]
        if isinstance(term, NamedNode) and label is not None and isinstance(row[label], Literal):
            term = row[label]
        text = term_text(term, style) if precision is None else _as_known(term, row[precision], style)
        return clipped(visible(" ".join(text.split())), longest)

    return read


def _as_known(term: Term | None, precision: Term | None, style: Style) -> str:
    """A day without the digits that are not known: the first of January 2024 known to a year is 2024."""
    text = term_text(term, style)
    if isinstance(term, Literal) and term.datatype.value == XSD + "date" and isinstance(precision, Literal):
        return text[: KNOWN_DIGITS.get(precision.value, len(text))]
    return text


def term_text(term: Term | None, style: Style) -> str:
    """A term for readers: its label, its short name, or its value; nothing when unbound."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return style.label(term.value) or style.short(term.value)
    return literal_text(term) if isinstance(term, Literal) else str(term)


def literal_text(literal: Literal) -> str:
    """A value for readers: long whole numbers in groups of three, very large and very small ones with a power of ten.

    >>> literal_text(Literal(3.3e24)), literal_text(Literal(700000000)), literal_text(Literal(2048))
    ('3.3e+24', '700,000,000', '2048')
    """
    if literal.datatype.value == XSD + "integer" and len(literal.value) > LONGEST_UNGROUPED:
        return f"{int(literal.value):,}"
    if literal.datatype.value != XSD + "double":
        return literal.value
    try:
        number = float(literal.value)
    except ValueError:
        return literal.value
    return literal.value if number == 0 or 1e-4 <= abs(number) < 1e15 else repr(number)
