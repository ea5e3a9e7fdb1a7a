"""Rows of a CSV file as records; https://www.rfc-editor.org/rfc/rfc4180, read strictly.

The header holds the keys: `source.url` is the key `url` inside `source`. Several values of a cell are
parted by `|`, an empty cell is an absent key, blank lines and blanks around a value do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault, WorkspaceError
from kgtool.records import Items, Record, Scalar, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

CELL: Final = re.compile(r'"([^"]*(?:""[^"]*)*)"(?=,|\r?\n|\Z)|([^",\r\n]*)(?=,|\r?\n|\Z)')


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[Scalar]


class _Table:
    """Walks over the text of one file and collects what is wrong with it."""

    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown
        self.faults: list[Fault] = []

    def rows(self) -> Iterator[_Row]:
        """The rows that are not blank; ends at the first that cannot be read."""
        place, line, start = 0, 1, 0
        cells: list[Scalar] = []
        row_line = 1
        while place <= len(self.text):
            found = CELL.match(self.text, place)
            if found is None:
                self._broken(place, line, start)
                return
            quoted, bare = found[1], found[2]
            cells.append(_cell(quoted, bare, line, place - start + 1))
            if quoted is not None and "\n" in quoted:
                line += quoted.count("\n")
                start = self.text.rfind("\n", 0, found.end()) + 1
            place = found.end()
            if self.text.startswith(",", place):
                place += 1
                continue
            if any(cell.text for cell in cells):
                yield _Row(row_line, cells)
            cells = []
            if place >= len(self.text):
                return
            place += 2 if self.text.startswith("\r\n", place) else 1
            line, start = line + 1, place
            row_line = line

    def _broken(self, place: int, line: int, start: int) -> None:
        column = place - start + 1
        if self.text.startswith('"', place):
            closed = self.text.find('"', place + 1) >= 0
            message = "text after a closing quote" if closed else "a quotation that is not closed"
            self.fault(line, column, message, hint='write a quote inside quotes as ""')
        else:
            hint = 'put quotes around the whole value, "" for one in it'
            self.fault(line, column, "a quote inside a value", hint=hint)

    def fault(self, line: int, column: int, message: str, **more: str) -> None:
        self.faults.append(Fault(self.shown, line, column, message, **more))


def parse_csv(text: str, shown: str) -> list[Record]:
    """The records of a CSV file, one a row.

    Raises: WorkspaceError with every fault.
    """
    table = _Table(text, shown)
    rows = table.rows()
    header = next(rows, None)
    if header is None and not table.faults:
        table.fault(1, 1, "an empty file", expected="a header row: id,label,…")
    if header is None or not _header_is_sound(table, header):
        raise WorkspaceError(f"{shown} is not a table", faults=table.faults)
    records = [_record(header, row) for row in rows if _fits(table, header, row)]
    if table.faults:
        raise WorkspaceError(f"{shown} is not a table", faults=table.faults)
    return records


def _cell(quoted: str | None, bare: str, line: int, column: int) -> Scalar:
    if quoted is not None:
        return Scalar(quoted.replace('""', '"').replace("\r\n", "\n").strip(), line, column, plain=False)
    text = bare.strip()
    return Scalar(text, line, column + (len(bare) - len(bare.lstrip()) if text else 0))


def _header_is_sound(table: _Table, header: _Row) -> bool:
    names = [cell.text for cell in header.cells]
    if len(names) == 1 and ";" in names[0]:
        table.fault(header.line, 1, "semicolons between the keys", expected="commas", hint="save it again with commas")
        return False
    for number, cell in enumerate(header.cells):
        if not all(cell.text.split(".")):
            table.fault(cell.line, cell.column, "a column without a key", expected="a key for each column")
        elif cell.text in names[:number]:
            table.fault(cell.line, cell.column, f"the key {cell.text} stands twice in the header")
    if "id" not in names:
        table.fault(header.line, 1, "no id column", got=", ".join(names), expected="id, the slug of each row")
    for cell in header.cells:
        if any(other.startswith(cell.text + ".") for other in names):
            table.fault(cell.line, cell.column, f"{cell.text} is a value and holds keys too", expected="one of the two")
    return not table.faults


def _fits(table: _Table, header: _Row, row: _Row) -> bool:
    got, expected = len(row.cells), len(header.cells)
    if got != expected:
        message = f"a row that is too {'short' if got < expected else 'long'}"
        table.fault(row.line, 1, message, got=f"{got} cells", expected=f"{expected}, as in the header")
    return got == expected


def _record(header: _Row, row: _Row) -> Record:
    record = Record({}, {}, row.line, 1)
    for name, cell in zip(header.cells, row.cells, strict=True):
        if cell.text:
            *outer, last = name.text.split(".")
            inside = record
            for key in outer:
                inside = _inner(inside, key, cell)
            inside.keys[last] = Scalar(last, cell.line, cell.column)
            inside.values[last] = _value(cell)
    return record


def _inner(record: Record, key: str, cell: Scalar) -> Record:
    found = record.values.setdefault(key, Record({}, {}, cell.line, cell.column))
    record.keys.setdefault(key, Scalar(key, cell.line, cell.column))
    assert isinstance(found, Record)  # the header was checked: no key is both a value and a record
    return found


def _value(cell: Scalar) -> Value:
    if "|" not in cell.text:
        return cell
    texts = [text.strip() for text in cell.text.split("|")]
    items = tuple(Scalar(text, cell.line, cell.column, cell.plain) for text in texts if text)
    return Items(items, cell.line, cell.column)
