"""The whole graph as flat typed tables, for spreadsheets and SQL: one for each class that has entities.

The classes and properties of the ontology are the tables and columns: what is added there is here by itself, and the
codebook is made of the same definitions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]
Tell = Callable[[str, int, int], None]

UNDETERMINED: Final = "undetermined"
PRECISION: Final = "_precision"
FIRST_DAY: Final = date(1980, 1, 1)
"""The day of a file whose data has none: the first that every format can hold."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type is text, integer, number, boolean or date; `several` are joined in one text.

    `origin` says whether its values are written, follow, or both; empty for what only keeps a row together.
    """

    name: str
    type: str
    meaning: str
    several: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with a cell for each column, in a fixed order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All tables: `about` says what they are of, `tables` hold entities and values.

    `day` is that of the data; `make_long` makes the tables with a row for each fact.
    """

    title: str
    day: date
    about: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    make_long: Callable[[], tuple[Table, ...]]

    @property
    def about_table(self) -> Table:
        """What the tables are of, as a table."""
        columns = Column("name", "text", "What is told."), Column("text", "text", "What there is to tell of it.")
        return Table("about", "What the tables are of, and how to read them.", columns, self.about)

    def all_tables(self) -> tuple[Table, ...]:
        """What there is, the long tables too, with the codebook of them."""
        tables = (*self.tables, *self.make_long())
        return (self.about_table, codebook(tables), *tables)


def codebook(tables: tuple[Table, ...]) -> Table:
    """A row for each column of each table."""
    rows = tuple(row for table in tables for row in _told(table))
    return Table("codebook", "Every column of every table.", CODEBOOK, rows)


CODEBOOK: Final = (
    Column("table", "text", "The name of the table."),
    Column("column", "text", "The name of the column."),
    Column("type", "text", "text, integer, number, boolean or date."),
    Column("values", "text", "Whether a cell holds one value or several."),
    Column("origin", "text", "Whether values are written, follow by axioms and rules, or both."),
    Column("meaning", "text", "What it says."),
    Column("filled", "integer", "In how many rows a value stands."),
    Column("undetermined", "integer", "In how many rows the facts do not decide."),
    Column("rows", "integer", "How many rows the table has."),
)


def _told(table: Table) -> list[Row]:
    rows: list[Row] = []
    for at, column in enumerate(table.columns):
        cells = [row[at] for row in table.rows]
        open_ = cells.count(UNDETERMINED)
        filled = len(cells) - cells.count(None) - open_
        number = "several" if column.several else "one"
        told = (table.name, column.name, column.type, number, column.origin, column.meaning)
        rows.append((*told, filled, open_, len(cells)))
    return rows
