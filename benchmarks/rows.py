"""The lines of the benchmarks' table, and how they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("what", "against", "reach", "kgtool", "peer", "ratio", "")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; seconds are medians, None where what is measured is missing."""

    what: str
    peer: str
    reach: float
    ours: float | None
    theirs: float | None
    note: str = ""
    unit: str = "s"

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        if self.theirs is None or self.ours is None:
            times = self.amount(self.ours), self.amount(self.theirs)
            return self.what, self.peer, _times(self.reach), *times, "", self.note
        ratio = self.theirs / self.ours
        verdict = "met" if ratio >= self.reach else "not met"
        times = self.amount(self.ours), self.amount(self.theirs)
        return self.what, self.peer, _times(self.reach), *times, f"{_times(ratio)} ({verdict})", self.note

    def amount(self, number: float | None) -> str:
        """A number in the row's unit."""
        if number is None:
            return "missing"
        return seconds(number) if self.unit == "s" else f"{number:,.0f} {self.unit}"


def _times(ratio: float) -> str:
    """How many times faster, or as a fraction how many times slower."""
    return f"{ratio:.3g} ×" if ratio >= 1 else f"1/{1 / ratio:.2g} ×"


def seconds(number: float) -> str:
    """A time in words."""
    return f"{number * 1000:.1f} ms" if number < 1 else f"{number:.2f} s"


def print_table(rows: Sequence[Row]) -> None:
    """The rows as a Markdown table."""
    lines = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    for line in lines:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
