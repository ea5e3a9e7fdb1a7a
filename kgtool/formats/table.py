"""A table for readers, as wide as the terminal; a list of records where that is too narrow."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kgtool.formats.cells import cell_readers, shown_columns
from kgtool.namespaces import XSD

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from kgtool.formats import Rows, Sink, Style, Term

NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
LEAST_COLUMN = 8
PIPE_WIDTH = 160


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes a table with labels; numbers stand to the right."""
    found = list(rows.rows)
    readers = cell_readers(rows, style)
    headings = list(shown_columns(rows.variables, style).values())
    cells = [[read(row) for read in readers] for row in found]
    width = style.width or PIPE_WIDTH
    if width < len(headings) * LEAST_COLUMN:
        sink.write(_records(headings, cells, width).encode())
    else:
        sink.write(rendered(_table(rows, found, headings, cells, style), width, colour=style.colour).encode())


def _records(headings: list[str], cells: list[list[str]], width: int) -> str:
    """Every row as lines `heading: value`, an empty line between rows."""
    import textwrap

    def wrapped(heading: str, text: str) -> str:
        return textwrap.fill(f"{heading}: {text}", max(width, 10), subsequent_indent="  ", break_on_hyphens=False)

    blocks = ["\n".join(wrapped(*pair) for pair in zip(headings, row, strict=True) if pair[1]) for row in cells]
    return "\n\n".join(blocks) + "\n"


def _table(
    rows: Rows, found: list[tuple[Term | None, ...]], headings: list[str], cells: list[list[str]], style: Style
) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for name, heading in zip(shown_columns(rows.variables, style), headings, strict=True):
        numeric = _is_numeric(found, rows.variables.index(name))
        table.add_column(Text(heading), justify="right" if numeric else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _is_numeric(found: list[tuple[Term | None, ...]], index: int) -> bool:
    terms = [row[index] for row in found[:50] if row[index] is not None]
    return bool(terms) and all(isinstance(term, Literal) and term.datatype.value in NUMBERS for term in terms)


def rendered(part: RenderableType, width: int, *, colour: bool) -> str:
    """What rich makes of a part, without blanks at the ends of lines."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
    )
    console.print(part)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())
