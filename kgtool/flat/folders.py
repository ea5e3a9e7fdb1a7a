"""The tables as a folder with a file for each: CSV (RFC 4180), or Parquet, <https://parquet.apache.org/>."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtool.errors import UsageError
from kgtool.flat import Book, Cell, Table, Tell
from kgtool.formats.csv import write_texts

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_csv(book: Book, folder: Path, tell: Tell) -> None:
    """Writes a .csv for each table: UTF-8, commas, days such as 2026-01-31, true and false."""
    for table in _told(book, tell):
        with (folder / f"{table.name}.csv").open("wb") as file:
            rows = ([_text(cell) for cell in row] for row in table.rows)
            write_texts([column.name for column in table.columns], rows, file)


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


def write_parquet(book: Book, folder: Path, tell: Tell) -> None:
    """Writes a .parquet for each table, typed.

    Raises: ImportError where pyarrow is not installed.
    """
    import pyarrow.parquet as parquet

    for table in _told(book, tell):
        parquet.write_table(_arrow(table), folder / f"{table.name}.parquet", compression="zstd")


def need_parquet() -> None:
    """Says how to get what writes Parquet. Raises: UsageError where it is missing."""
    try:
        import pyarrow.parquet  # noqa: F401  # only whether it is there
    except ImportError:
        hint = "pip install 'ai-landscape[parquet]'"
        raise UsageError("Parquet needs pyarrow, which is not installed", hint=hint) from None


def _arrow(table: Table) -> Any:
    import pyarrow as pa

    types = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
    }  # fmt: skip  # one to read along
    fields = [
        pa.field(column.name, types[column.type], metadata={"meaning": column.meaning}) for column in table.columns
    ]
    cells = zip(*table.rows, strict=True) if table.rows else ([] for _ in fields)
    arrays = [pa.array(list(of), field.type) for of, field in zip(cells, fields, strict=True)]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _told(book: Book, tell: Tell) -> Iterator[Table]:
    tables = book.all_tables()
    for number, table in enumerate(tables):
        tell(table.name, number, len(tables))
        yield table
