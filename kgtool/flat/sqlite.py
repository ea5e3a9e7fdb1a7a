"""The tables as a database of SQLite, <https://www.sqlite.org/>, with indexes where tables are joined."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Final

from kgtool.flat import Book, Cell, Table, Tell

if TYPE_CHECKING:
    from kgtool.formats import Sink

TYPES: Final = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "BOOLEAN", "date": "DATE"}
INDEXES: Final = (
    "CREATE INDEX facts_of ON facts (subject, property)",
    "CREATE INDEX facts_with ON facts (property, value)",
    "CREATE INDEX citations_of ON citations (fact)",
)


def write(book: Book, sink: Sink, tell: Tell) -> None:
    """Writes a database; days are texts such as 2026-01-31, truth values 1 and 0."""
    tables = book.all_tables()
    with closing(sqlite3.connect(":memory:")) as base:
        for number, table in enumerate(tables):
            tell(table.name, number, len(tables))
            _fill(base, table)
        for index in INDEXES:
            base.execute(index)
        base.commit()
        sink.write(base.serialize())


def _fill(base: sqlite3.Connection, table: Table) -> None:
    columns = [f"{_quoted(column.name)} {TYPES[column.type]}" for column in table.columns]
    if table.columns[0].name in ("id", "fact") and len({row[0] for row in table.rows}) == len(table.rows):
        columns[0] += " PRIMARY KEY"
    base.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join(columns)})")
    slots = ", ".join("?" * len(table.columns))
    rows = (tuple(map(_stored, row)) for row in table.rows)
    base.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({slots})", rows)  # noqa: S608  # the name is quoted


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _stored(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell
