"""The sentence that answers a saved query: a text with places for parameters, counts and values of columns.

{owner}                         a parameter, or the values of a column: three by name, then how many more
{n}  {n ship}                   rows; different values of a column
{n ship where answer=yes|no}    the same, among the rows with one of these values in a column
{n ship where sunk}             the same, among the rows that have any value there
{sum ships where kind=tug}      the sum of a column
{first ship}                    the value in the first row
{each kind: {n} {kind}}         a text for each value of a column, about its rows
{ship|ships}                    the first after the number 1, the second after any other
{day}                           the day asked about
[ in {country}]                 left out where a value in it is missing
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


class Cell(NamedTuple):
    """A value in a row: the text that a reader sees, empty where there is none, and what tells it from others."""

    text: str
    key: str = ""


Row = Mapping[str, Cell]
"""The values of a row by column."""

CASES: Final = ("none", "one", "many")
NAMED: Final = 3
DEEPEST: Final = 8
MISSING: Final = "not recorded"
COUNTED: Final = re.compile(r"(n|sum|first)(?: (?!where )(\w+))?(?: where (\w+)(?:=(.+))?)?")
SEPARATORS: Final = ("; ", ", ")
"""What stands between the texts of an `each`, and of one inside it."""


class SentenceError(ValueError):
    """A sentence that cannot be read; `name` is what nothing is called, when it is that."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


class Part(NamedTuple):
    """A piece of a sentence: `kind` is text, value, n, sum, first, each, either or maybe."""

    kind: str
    name: str = ""
    column: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence says beside the rows: the query's texts for no, one and many rows, and what was asked.

    `given` holds the parameters in words, `known` the day in words, `counting` the rule, `data` what was asked.
    """

    summary: str
    known: str
    data: str
    day: str = ""
    counting: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, rows: Sequence[Row]) -> str:
        """The whole sentence: what the rows say, the day, how they were counted, and in which data."""
        counted = f" ({self.counting.rstrip('.')})" if self.counting else ""
        return f"{self.body(rows)}, {self.known}{counted}; {self.data}."

    def body(self, rows: Sequence[Row]) -> str:
        """What the rows say."""
        case = CASES[min(len(rows), 2)]
        template = self.templates.get(case) or (self.templates.get("many") if rows else "")
        said = filled(template, rows, {"day": self.day, **self.given}) if template else self._plain(len(rows))
        return said.strip().rstrip(".")

    def _plain(self, number: int) -> str:
        """The sentence of a query that has none of its own."""
        asked = ", ".join(f"{name} {text}" for name, text in self.given.items())
        about = f"“{self.summary}”" + (f" ({asked})" if asked else "")
        if not number:
            return f"Nothing recorded answers the question {about}"
        return f"The question {about} has {number:,} {'answer' if number == 1 else 'answers'}"


def known_names(text: str) -> Iterator[tuple[str, bool]]:
    """The names in a sentence, and whether each must be that of a column. Raises: SentenceError."""
    waiting = [*_parsed(text)]
    while waiting:
        part = waiting.pop(0)
        if part.kind in ("n", "sum", "first", "each"):
            yield from ((name, True) for name in (part.name, part.column) if name)
        elif part.kind == "value":
            yield part.name, False
        waiting += part.parts


def check_sentence(text: str, params: Collection[str], columns: Collection[str]) -> None:
    """Raises: SentenceError for a sentence that cannot be read, or names what there is not."""
    for name, is_column in known_names(text):
        if name not in columns and (is_column or name not in {*params, "n", "day"}):
            raise SentenceError(f"{'no column' if is_column else 'nothing'} is called {name}", name)


def counted_values(text: str) -> Iterator[tuple[str, str]]:
    """The values that a sentence counts, each with its column. Raises: SentenceError."""
    waiting = [*_parsed(text)]
    while waiting:
        part = waiting.pop(0)
        yield from ((part.column, value) for value in part.values if part.column)
        waiting += part.parts


def filled(text: str, rows: Sequence[Row], given: Mapping[str, str]) -> str:
    """The sentence about these rows.

    >>> cats = [{"cat": Cell("Tom"), "kind": Cell("stray")}, {"cat": Cell("Mia"), "kind": Cell("pet")}]
    >>> filled("{town} has {n} {cat|cats}[ in {street}], {n where kind=pet} {pet|pets}: {cat}", cats, {"town": "Rome"})
    'Rome has 2 cats, 1 pet: Tom and Mia'
    """
    return _Writer(given).text(_parsed(text), rows)


class _Writer:
    """Fills the places of a sentence, and remembers the last number for what follows it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.number = 0.0
        self.depth = 0
        self.missing = False

    def text(self, parts: Sequence[Part], rows: Sequence[Row]) -> str:
        return "".join(self._part(part, rows) for part in parts)

    def _part(self, part: Part, rows: Sequence[Row]) -> str:
        if part.kind == "text":
            return part.name
        if part.kind == "either":
            return part.values[self.number != 1]
        if part.kind == "maybe":
            return self._maybe(part, rows)
        if part.kind == "each":
            return self._each(part, rows)
        return self._value(part.name, rows) if part.kind == "value" else self._counted(part, rows)

    def _each(self, part: Part, rows: Sequence[Row]) -> str:
        given, self.given = self.given, {name: text for name, text in self.given.items() if name != part.name}
        self.depth += 1
        texts = [self.text(part.parts, some) for some in _grouped(rows, part.name)]
        self.depth -= 1
        self.given = given
        return SEPARATORS[min(self.depth, 1)].join(texts)

    def _maybe(self, part: Part, rows: Sequence[Row]) -> str:
        before, self.missing = self.missing, False
        text = self.text(part.parts, rows)
        if self.missing:
            text = ""
        self.missing = before
        return text

    def _value(self, name: str, rows: Sequence[Row]) -> str:
        values = [self.given[name]] if self.given.get(name) else _values(rows, name)
        if not values and name == "n" and not any("n" in row for row in rows):
            return self._said(len(rows))
        return self._shown(values)

    def _shown(self, values: Sequence[str]) -> str:
        self.missing |= not values
        if len(values) == 1 and re.fullmatch(r"[\d,]+", values[0]):
            self.number = _number(values[0])
        return _listed(values) or MISSING

    def _counted(self, part: Part, rows: Sequence[Row]) -> str:
        some = [row for row in rows if _is_counted(row, part)]
        if part.kind == "first":
            return self._shown(_values(some[:1], part.name))
        if part.kind == "sum":
            return self._said(sum(_number(_text(row, part.name)) for row in some))
        return self._said(len(_keys(some, part.name)) if part.name else len(some))

    def _said(self, number: float) -> str:
        self.number = number
        return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


def _is_counted(row: Row, part: Part) -> bool:
    value = _text(row, part.column)
    return not part.column or (value in part.values if part.values else bool(value))


def _values(rows: Sequence[Row], name: str) -> list[str]:
    """The different values of a column, as they are read, in the order in which they come."""
    return list(dict.fromkeys(text for row in rows if (text := _text(row, name))))


def _keys(rows: Sequence[Row], name: str) -> set[str]:
    """The different values of a column, two that read the same told apart."""
    return {cell.key or cell.text for row in rows if (cell := row.get(name)) and cell.text}


def _text(row: Row, name: str) -> str:
    cell = row.get(name)
    return cell.text if cell else ""


def _grouped(rows: Sequence[Row], name: str) -> list[list[Row]]:
    """The rows by the value of a column, in the order in which values come."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(_text(row, name), []).append(row)
    return list(found.values())


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return 0.0


def _listed(values: Sequence[str]) -> str:
    """Values in words.

    >>> _listed(["Rome"]), _listed(["Rome", "Bern"]), _listed(["Rome", "Bern", "Riga", "Oslo", "Kyiv"])
    ('Rome', 'Rome and Bern', 'Rome, Bern, Riga and 2 more')
    """
    shown = [*values[:NAMED], *([f"{len(values) - NAMED:,} more"] if len(values) > NAMED else [])]
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part) if shown else ""


def _parsed(text: str, depth: int = 0) -> tuple[Part, ...]:
    """The parts of a sentence. Raises: SentenceError."""
    if depth > DEEPEST:
        raise SentenceError("brackets are nested too deep")
    parts, at = [], 0
    while at < len(text):
        if text[at] in "}]":
            raise SentenceError(f"a {text[at]} that nothing opens")
        if text[at] not in "{[":
            end = next((i for i in range(at, len(text)) if text[i] in "{}[]"), len(text))
            parts.append(Part("text", text[at:end]))
            at = end
            continue
        end = _closing(text, at)
        inside = text[at + 1 : end]
        parts.append(_place(inside, depth) if text[at] == "{" else Part("maybe", parts=_parsed(inside, depth + 1)))
        at = end + 1
    return tuple(parts)


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens at a place is closed."""
    opened, closes = text[start], {"{": "}", "[": "]"}[text[start]]
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == opened) - (text[at] == closes)
        if not depth:
            return at
    raise SentenceError(f"a {opened} that nothing closes")


def _place(inside: str, depth: int) -> Part:
    if re.fullmatch(r"\w+(?:-\w+)*", inside):
        return Part("value", inside.replace("-", "_"))
    if match := re.fullmatch(r"each (\w+): (.+)", inside, re.DOTALL):
        return Part("each", match[1], parts=_parsed(match[2], depth + 1))
    if (match := COUNTED.fullmatch(inside)) and (match[1] == "n" or match[2]):
        return Part(match[1], match[2] or "", match[3] or "", tuple(match[4].split("|")) if match[4] else ())
    if len(either := inside.split("|")) == 2 and not re.search(r"[{}\[\]=]", inside):
        return Part("either", values=tuple(either))
    expected = "{name}, {n column where column=value}, {sum column}, {first column}, {each column: …} or {one|many}"
    raise SentenceError(f"{{{inside}}} is no place for a value; expected {expected}")
