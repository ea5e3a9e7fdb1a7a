"""Whether the rows of an answer have the values that somebody relies on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kgtool.errors import UsageError
from kgtool.nearest import nearest_names

if TYPE_CHECKING:
    from kgtool.formats import Style, Term

Row = tuple["Term | None", ...]


class RowCheck:
    """Counts the rows that lack an expected value; they pass it one by one, and none is kept."""

    def __init__(
        self, expected: Mapping[str, Sequence[str]], variables: tuple[str, ...], make_style: Callable[[], Style]
    ) -> None:
        self.variables = variables
        self.wanted = [(self._column(name), value) for name, values in expected.items() for value in values]
        self.make_style = make_style
        self.number = self.differing = 0
        self.first = ""

    @cached_property
    def style(self) -> Style:
        """How things are called, found out at the first IRI."""
        return self.make_style()

    def passing(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The same rows, each looked at on its way."""
        for row in rows:
            self.number += 1
            if wrong := next((want for want in self.wanted if want[1] not in self._texts(row, want[0])), None):
                self.differing += 1
                self.first = self.first or self._told(row, *wrong)
            yield row

    def summary(self) -> str:
        """How many rows differ, and the first of them, in one line."""
        return f"--fail-unless: {self.differing} of {self.number} rows differ, first {self.first}"

    def _told(self, row: Row, column: int, value: str) -> str:
        shown = self._texts(row, column)
        name, got = self.variables[column], repr(shown[-1]) if row[column] is not None else "nothing"
        return f"row {self.number}: {name} is {got}, expected {value!r}"

    def _texts(self, row: Row, column: int) -> list[str]:
        """The ways to write the value of a column: as it is, by its short name, by its labels."""
        from pyoxigraph import Literal, NamedNode

        term, beside = row[column], self.variables[column] + "Label"
        if term is None:
            return [""]
        if not isinstance(term, NamedNode):
            return [term.value if isinstance(term, Literal) else str(term)]
        label = row[self.variables.index(beside)] if beside in self.variables else None
        own = [self.style.short(term.value), self.style.label(term.value) or ""]
        given = [label.value] if isinstance(label, Literal) else []
        return [text for text in (term.value, *own, *given) if text]

    def _column(self, name: str) -> int:
        if name in self.variables:
            return self.variables.index(name)
        near = nearest_names(name, self.variables)
        hint = f"did you mean {near[0]}?" if near else f"the columns are {', '.join(self.variables)}"
        raise UsageError(f"--fail-unless: the answer has no column {name!r}", hint=hint)
