"""The tables as a workbook, Office Open XML: what it is, a sheet for each table, and the codebook."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from kgtool.flat import PRECISION, Book, Cell, Column, Row, Table, Tell, codebook

if TYPE_CHECKING:
    from kgtool.formats import Sink

MOST_ROWS: Final = 1_048_575  # and one of headings
LONGEST: Final = 32_767
CUT: Final = " … (cut)"
WIDEST, NARROWEST, LOOKED_AT = 48, 8, 200
EXACT: Final = 10**15
"""Whole numbers from here on lose digits in a spreadsheet, so they are written as texts."""
FIRST_YEAR: Final = 1900
SHOWN: Final = {"year": "yyyy", "month": "yyyy-mm", "day": "yyyy-mm-dd"}
OPTIONS: Final = {
    "in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False,
}  # fmt: skip  # a text is a text, whatever it begins with
LIMITS: Final = (
    f"A sheet holds {MOST_ROWS:,} rows and a cell {LONGEST:,} characters; a longer text ends in “{CUT.strip()}”. "
    "Addresses are texts and not links, of which a sheet holds few."
)


def write(book: Book, sink: Sink, tell: Tell) -> None:
    """Writes a workbook without a formula or a link in it."""
    import xlsxwriter

    file = io.BytesIO()
    work = xlsxwriter.Workbook(file, dict(OPTIONS))
    work.set_properties({"title": book.title, "created": datetime.combine(book.day, time())})
    styles = {name: work.add_format({"num_format": form, "align": "left"}) for name, form in SHOWN.items()}
    styles["head"] = work.add_format({"bold": True, "bottom": 1, "valign": "top"})
    styles["prose"] = work.add_format({"text_wrap": True, "valign": "top"})
    _about(work, styles, book)
    tables = (*book.tables, codebook(book.tables))
    for number, table in enumerate(tables):
        tell(table.name, number, len(tables))
        _sheet(work, styles, table)
    work.close()
    sink.write(file.getvalue())


def _about(work: Any, styles: dict[str, Any], book: Book) -> None:
    """The first sheet: what the workbook holds, and what is in which sheet."""
    sheet = work.add_worksheet("About")
    sheet.set_column(0, 0, 20, styles["head"])
    sheet.set_column(1, 1, 100, styles["prose"])
    told = [*book.about, ("Limits", f"{LIMITS}{_cut_rows(book)}"), ("", "")]
    sheets = [(table.name, f"{len(table.rows):,} rows. {table.meaning}") for table in book.tables]
    for at, (name, said) in enumerate((*told, ("Sheets", ""), *sheets)):
        sheet.write_string(at, 0, name, styles["head"])
        sheet.write_string(at, 1, _fitting(said), styles["prose"])
    sheet.hide_gridlines(2)


def _cut_rows(book: Book) -> str:
    cut = [table.name for table in book.tables if len(table.rows) > MOST_ROWS]
    return f" Not all rows are here of: {', '.join(cut)}." if cut else ""


def _sheet(work: Any, styles: dict[str, Any], table: Table) -> None:
    sheet = work.add_worksheet(table.name)
    rows = table.rows[:MOST_ROWS]
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _width(column, [row[at] for row in rows[:LOOKED_AT]]))
        sheet.write_string(0, at, column.name, styles["head"])
    exact = [_precision_at(table, at) for at in range(len(table.columns))]
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            _write(sheet, (number, at), cell, styles[_exactness(row, exact[at])])
    sheet.freeze_panes(1, 2 if table.columns[0].name == "id" else 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(table.columns) - 1)


def _precision_at(table: Table, at: int) -> int | None:
    """The place of the column that says how exactly a day is known."""
    names = [column.name for column in table.columns[at : at + 2]]
    return at + 1 if len(names) > 1 and names[1] == names[0] + PRECISION else None


def _exactness(row: Row, at: int | None) -> str:
    found = row[at] if at is not None else None
    return found if isinstance(found, str) and found in SHOWN else "day"


def _write(sheet: Any, place: tuple[int, int], cell: Cell, day: Any) -> None:
    """A cell by its type; a day in the form `day`."""
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, date):
        if cell.year < FIRST_YEAR:
            sheet.write_string(*place, cell.isoformat())
        else:
            sheet.write_datetime(*place, datetime.combine(cell, time()), day)
    elif isinstance(cell, float) or (isinstance(cell, int) and abs(cell) < EXACT):
        sheet.write_number(*place, cell)
    elif cell is not None:
        sheet.write_string(*place, _fitting(str(cell)))


def _fitting(said: str) -> str:
    """A text that fits a cell, which counts in units of UTF-16."""
    if len(said) * 2 <= LONGEST or len(said.encode("utf-16-le")) <= LONGEST * 2:
        return said
    return said.encode("utf-16-le")[: (LONGEST - len(CUT)) * 2].decode("utf-16-le", "ignore") + CUT


def _width(column: Column, cells: list[Cell]) -> int:
    """As wide as the heading with its arrow and most of what stands below it, within reason."""
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return min(max(NARROWEST, len(column.name) + 4, longest + 1), WIDEST)
