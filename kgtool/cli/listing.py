"""Rows that a command makes itself, in any format of rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgtool.cli.sinks import open_sink
from kgtool.cli.terminal import has_colour, is_terminal, terminal_width
from kgtool.errors import UsageError
from kgtool.formats import FORMATS, Format, Rows, Style, find_format, format_of_file
from kgtool.formats.csv import write_texts

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode


@dataclass(frozen=True, slots=True)
class Address:
    """A cell that is an IRI, and what a table shows for it."""

    iri: str
    label: str


Cell = str | int | bool | Address | None


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where rows go and in which format; `cache` remembers outputs."""

    format: str
    output: str
    cache: Path
    force: bool = False


def write_rows(
    columns: dict[str, str], rows: Sequence[Sequence[Cell]], outlet: Outlet, *, addresses: Collection[str] = ()
) -> None:
    """Writes rows of plain values; `columns` maps the names that programs see to headings.

    Those of `addresses` hold an Address, whose label programs find in a column `…Label` beside it. The rows are at
    hand before anything is written, so that what fails while they are gathered prints nothing.
    """
    variables = tuple(v for name in columns for v in ((name, f"{name}Label") if name in addresses else (name,)))
    chosen = _chosen(outlet)
    with open_sink(outlet.output, force=outlet.force, cache=outlet.cache, shown=chosen.name == "table") as sink:
        if chosen.name == "csv":
            write_texts(variables, ([text for cell in row for text in _texts(cell)] for row in rows), sink)
        else:
            terms = [tuple(term for cell in row for term in _terms(cell)) for row in rows]
            chosen.writer()(Rows(variables, terms), sink, _style(columns, outlet))


def _style(columns: dict[str, str], outlet: Outlet) -> Style:
    on_screen = is_terminal() and not outlet.output
    width = terminal_width() if on_screen else None
    return Style(columns=columns, width=width, colour=on_screen and has_colour())


def _texts(cell: Cell) -> tuple[str, ...]:
    """What a cell is in CSV, which needs no terms, and so no engine."""
    if isinstance(cell, Address):
        return (cell.iri, cell.label) if cell.iri else ("", "")
    return ("" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell),)


def _terms(cell: Cell) -> tuple[Literal | NamedNode | None, ...]:
    """What a cell is for programs; an address is two: the IRI and its label."""
    from pyoxigraph import Literal, NamedNode

    if isinstance(cell, Address):
        return (NamedNode(cell.iri), Literal(cell.label)) if cell.iri else (None, None)
    return (None if cell is None or cell == "" else Literal(cell),)


def _chosen(outlet: Outlet) -> Format:
    if outlet.format:
        chosen = find_format(outlet.format)
        if chosen.holds != "rows":
            raise UsageError(f"{chosen.name} holds a graph, this gives rows", hint="csv, json, table, markdown, …")
        return chosen
    if outlet.output:
        return format_of_file(outlet.output, "rows")
    return FORMATS["table" if is_terminal() else "csv"]
