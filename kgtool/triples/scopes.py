"""What a mapping says of everything inside it: sources, period, rank, role, note and language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault
from kgtool.records import Items, Record, Scalar, Value
from kgtool.values import PartialDate, ValueFormError, clean_text, parse_date, parse_language

if TYPE_CHECKING:
    from kgtool.triples.facts import Citation
    from kgtool.triples.sources import SourceReader

VALUE_KEYS: Final = ("value", "rank", "from", "until", "role", "language", "source", "note")
NESTED_KEYS: Final = ("source", "from", "until", "rank", "role", "note")
RANKS: Final = ("preferred", "other")

Place = Scalar | Items | Record
Period = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for all that is written inside a mapping; `own` tells that it lies below the record of the entity.

    Before the day `begins` the entity is not there. `role`, `note` and `language` are of one value, no deeper.
    """

    file: str
    citations: tuple[Citation, ...] = ()
    own: bool = False
    periods: tuple[Period, ...] = ()
    begins: date | None = None
    rank: str = "preferred"
    role: str | None = None
    note: str | None = None
    language: str | None = None

    @property
    def inner(self) -> Scope:
        """The scope of what hangs on a value, without what is said of the value alone."""
        return replace(self, role=None, note=None, language=None) if self.role or self.note or self.language else self


class ScopeReader:
    """Reads the qualifying keys of mappings."""

    def __init__(self, sources: SourceReader, faults: list[Fault]) -> None:
        self.sources = sources
        self.faults = faults

    def inside(self, record: Record, outer: Scope, keys: tuple[str, ...]) -> Scope:
        """The scope of what the mapping holds, where these of its keys qualify it."""
        values = record.values
        if "source" in values:
            citations = self.sources.citations(values["source"], outer.file)
            outer = replace(outer, citations=citations, own=True)
        if "from" in values or "until" in values:
            outer = replace(outer, periods=(*outer.periods, self._period(values, outer.file)))
        said = {key: self._word(values[key], outer.file, key) for key in keys if key in WORDS and key in values}
        said = {key: word for key, word in said.items() if word is not None}
        if outer.rank == "other":
            said.pop("rank", None)
        return replace(outer, **said) if said else outer  # type: ignore[arg-type]  # the keys of WORDS are fields of text

    def _period(self, values: dict[str, Value], file: str) -> Period:
        start, end = (self._day(values[key], file) if key in values else None for key in ("from", "until"))
        if start and end and start >= end:
            self.fault(file, values["until"], "ends before it begins", f"a day after {start}")
        return start, end

    def _day(self, value: Value, file: str) -> date | None:
        found = self.partial_date(value, file)
        return found.day if found else None

    def partial_date(self, value: Value, file: str) -> PartialDate | None:
        """The date that a value gives, None after a fault."""
        if not isinstance(value, Scalar):
            self.fault(file, value, "not a date", "2024-12-26")
            return None
        try:
            return parse_date(value.text)
        except ValueFormError as problem:
            self.fault(file, value, problem.message, problem.expected, problem.hint)
            return None

    def _word(self, value: Value, file: str, key: str) -> str | None:
        if not isinstance(value, Scalar):
            self.fault(file, value, f"{key} is a text", "one value")
            return None
        if key == "rank" and value.text not in RANKS:
            self.fault(file, value, "not a rank", "preferred or other")
            return None
        try:
            return parse_language(value.text) if key == "language" else clean_text(value.text)
        except ValueFormError as problem:
            self.fault(file, value, problem.message, problem.expected, problem.hint)
            return "und" if key == "language" else None  # a language was given, if not a right one

    def fault(
        self, file: str, place: Place, message: str, expected: str | None = None, hint: str | None = None
    ) -> None:
        """Remember what is wrong at a place; the text that stands there is what was got."""
        got = place.text if isinstance(place, Scalar) else None
        self.faults.append(Fault(file, place.line, place.column, message, got=got, expected=expected, hint=hint))


WORDS: Final = frozenset({"rank", "role", "note", "language"})
