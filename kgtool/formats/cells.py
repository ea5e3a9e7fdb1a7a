"""What a table shows of a row: labels instead of IRIs, and only the columns that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kgtool.formats.visible import clipped, visible
from kgtool.namespaces import XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgtool.formats import Rows, Style, Term

LONGEST = 300
LONGEST_UNGROUPED = 4


def shown_columns(variables: tuple[str, ...], style: Style) -> dict[str, str]:
    """The variables that a table shows, each with its heading.

    A variable `xLabel` beside `x` is only the label of `x`, unless it has a heading of its own.
    """
    if style.columns:
        return {name: heading or name for name, heading in style.columns.items() if name in variables}
    return {name: name for name in variables if not (name.endswith("Label") and name[: -len("Label")] in variables)}


def cell_readers(rows: Rows, style: Style) -> list[Callable[[tuple[Term | None, ...]], str]]:
    """For each shown column, the function that gives its text in a row."""
    return [_reader(rows.variables, name, style) for name in shown_columns(rows.variables, style)]


def _reader(variables: tuple[str, ...], name: str, style: Style) -> Callable[[tuple[Term | None, ...]], str]:
    index = variables.index(name)
    beside = variables.index(f"{name}Label") if f"{name}Label" in variables else index

    def read(row: tuple[Term | None, ...]) -> str:
        term, label = row[index], row[beside]
        shown = label if isinstance(term, NamedNode) and isinstance(label, Literal) else term
        return clipped(visible(" ".join(term_text(shown, style).split())), LONGEST)

    return read


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
