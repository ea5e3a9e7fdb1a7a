"""A saved query: what it answers, what it asks for, and the text that it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kgtool.parameters import Param, kebab

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kgtool.records import Value


class Expectation(NamedTuple):
    """What a saved query promises: with these parameters, so many rows, these values among them, those not."""

    arguments: Mapping[str, tuple[str, ...]]
    rows: str = ""
    contains: tuple[str, ...] = ()
    line: int = 0
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question with a name; `columns` maps the variables that a table shows to their headings.

    `slots` has the name, start and end of each `VALUES ?name { … }` in the text; `extra` what its block says of a view.
    `sentence` has the texts that answer it in words when there are none, one or many rows, `counting` the rule by which
    they count. `caveat` is said below every answer; `proof` has the CONSTRUCTs of what a row rests on, with slots for
    the values of its columns. With a `fault`, each row is one: `severity` is error or warning.
    """

    name: str
    path: Path
    text: str
    form: str
    summary: str
    description: str = ""
    tags: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    sentence: Mapping[str, str] = field(default_factory=dict)
    counting: str = ""
    caveat: str = ""
    proof: tuple[str, ...] = ()
    fault: str = ""
    severity: str = "error"
    tests: tuple[Expectation, ...] = ()
    extra: Mapping[str, Value] = field(default_factory=dict)
    file: str = ""
    slots: tuple[tuple[str, int, int], ...] = ()

    def param(self, name: str) -> Param | None:
        """The parameter of that name, however it is spelled."""
        return next((param for param in self.params if kebab(param.name) == kebab(name)), None)
