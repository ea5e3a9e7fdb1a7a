"""Everything that can go wrong in a way its user can act on.

KgError
├── UsageError       2   mistyped on the command line
├── WorkspaceError   3   files that stop a build; carries every Fault found
├── QueryError       4   the text of a query
├── StoreError       5   store, file system, remote
└── LimitError       6   time, memory or size ran out
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place; `line` and `column` count from 1, 0 stands for the whole file."""

    file: str
    line: int
    column: int
    message: str
    got: str | None = None
    expected: str | None = None
    hint: str | None = None
    severity: str = "error"

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known."""
        numbers = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.file, *numbers])

    def __str__(self) -> str:
        """The fault in one line, with what was got and expected and the way out.

        >>> str(Fault("graph/cat/tom.yaml", 3, 7, "not a date", got="yesterday", expected="2024-12-26"))
        'graph/cat/tom.yaml:3:7: not a date; got yesterday; expected 2024-12-26'
        """
        parts = [f"{self.place}: {self.message}"]
        if self.got is not None:
            parts.append(f"got {self.got}")
        if self.expected is not None:
            parts.append(f"expected {self.expected}")
        if self.hint is not None:
            parts.append(self.hint)
        return "; ".join(parts)


class KgError(Exception):
    """A failure that its user can mend: one sentence, what to do next, and a line for each choice there is."""

    exit_code: ClassVar[int] = 70

    def __init__(
        self, message: str, *, hint: str | None = None, faults: Sequence[Fault] = (), choices: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.faults = tuple(faults)
        self.choices = tuple(choices)


class UsageError(KgError):
    """A flag, a name or a parameter that does not exist or does not fit."""

    exit_code = 2


class WorkspaceError(KgError):
    """Files of the workspace that cannot be built into a graph."""

    exit_code = 3


class QueryError(KgError):
    """A query whose text cannot be run."""

    exit_code = 4


class StoreError(KgError):
    """The store, the file system or a remote service refused."""

    exit_code = 5


class LimitError(KgError):
    """A limit on time, memory or size was reached."""

    exit_code = 6
