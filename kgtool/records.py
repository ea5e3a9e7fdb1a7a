"""What a curator wrote in YAML, as strings that remember their place.

A strict subset of https://yaml.org/spec/1.1/: one document, mappings with plain keys, lists and strings;
no anchor, alias, tag or repeated key, and nothing is turned into a number, a date or a truth value.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import yaml

from kgtool.errors import Fault, WorkspaceError

MAX_DEPTH: Final = 20
TOO_DEEP: Final = "nested too deeply"
EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL", "unknown", "Unknown"})
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PROBLEMS: Final = {
    "found character that cannot start any token": "a character that cannot start a value",
    "mapping values are not allowed in this context": "a colon where no key can stand",
    "did not find expected ',' or ']'": "a list that is not closed",
    "did not find expected ',' or '}'": "a mapping that is not closed",
    "found unexpected end of stream": "a quotation that is not closed",
    "did not find expected key": "a line that does not fit the indentation above it",
    "could not find expected ':'": "a key without a colon",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text and where it stands; `plain` tells that it was not quoted."""

    text: str
    line: int
    column: int
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    items: tuple[Value, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping of keys to values; `keys` remembers where each key stands."""

    values: dict[str, Value]
    keys: dict[str, Scalar]
    line: int
    column: int


Value = Scalar | Items | Record


def first_text(value: Value | None) -> str:
    """The text of a value, of the first of several, or of what a mapping qualifies; else nothing."""
    if isinstance(value, Record):
        return first_text(value.values.get("value"))
    if isinstance(value, Items):
        return first_text(value.items[0]) if value.items else ""
    return unicodedata.normalize("NFC", value.text.strip()) if value else ""


def parse_yaml(text: str, shown: str, *, sparse: bool = False) -> Record:
    """The record that a YAML file holds; `shown` is the file's name in faults; `sparse`: empty values are left out.

    Raises: WorkspaceError with every fault, or with the one that no parser can read past.
    """
    return parse_records(text, shown, sparse=sparse, several=False)[0]


def parse_records(text: str, shown: str, *, sparse: bool = False, several: bool = True) -> tuple[Record, ...]:
    """The records that a YAML file holds: one, or where `several` may stand in it a list of them.

    Raises: WorkspaceError with every fault, or with the one that no parser can read past.
    """
    reader = _Reader(text, shown, sparse=sparse, several=several)
    try:
        records = reader.document()
    except yaml.YAMLError as error:
        reader.faults.append(_syntax_fault(error, text, shown))
        records = ()
    if reader.faults or not records:
        raise WorkspaceError(f"{shown} is not a record", faults=reader.faults)
    return records


class _UnreadableError(Exception):
    """Nothing after this can be read."""


class _Reader:
    """Builds values from the events of one document."""

    def __init__(self, text: str, shown: str, *, sparse: bool, several: bool) -> None:
        self.shown = shown
        self.sparse = sparse
        self.several = several
        self.faults: list[Fault] = []
        self.parser = yaml.CSafeLoader(text)

    def document(self) -> tuple[Record, ...]:
        """The records of the only document, none after a fault."""
        try:
            return self._document()
        except _UnreadableError:
            return ()

    def _document(self) -> tuple[Record, ...]:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            self._fault_at(1, 1, "an empty file", expected="a record: key: value")
            return ()
        value = self._value(self._next(), 0)
        self._next()
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            self._fault(after, "a second document", expected="one document a file", hint="remove the --- line")
        values = value.items if self.several and isinstance(value, Items) else (value,)
        for item in values:
            if item is not None and not isinstance(item, Record):
                self._fault_at(item.line, item.column, "not a record", expected="key: value")
        return tuple(item for item in values if isinstance(item, Record))

    def _next(self) -> yaml.Event:
        event = self.parser.get_event()
        assert event is not None  # the end of the stream is an event too, and nothing is read after it
        return event

    def _value(self, event: yaml.Event, depth: int) -> Value | None:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, "an alias", got=f"*{event.anchor}", expected="the value itself, written out")
            return None
        if depth >= MAX_DEPTH:
            self._fault(event, TOO_DEEP, expected=f"at most {MAX_DEPTH} levels")
            raise _UnreadableError
        assert isinstance(event, yaml.CollectionStartEvent)  # the only other event that starts a value
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._record(event, depth + 1)
        return self._items(event, depth + 1)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar | None:
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        plain, text = event.implicit[0], event.value
        if not text.isprintable() and (found := UNPRINTABLE.search(text)):
            self._fault(event, "a control character", got=f"U+{ord(found[0]):04X}", expected="text")
            return None
        if (plain and text in EMPTY) or not text.strip():
            if not self.sparse:
                self._fault(
                    event, "no value", got=text or "nothing", hint="leave out the key: what is unknown is absent"
                )
            return None
        return Scalar(text, *_place(event), plain)

    def _items(self, start: yaml.Event, depth: int) -> Items:
        items = []
        event = self._next()
        if isinstance(event, yaml.SequenceEndEvent) and not self.sparse:
            hint = "leave out the key: what is unknown is absent"
            self._fault(start, "an empty list", expected="at least one value", hint=hint)
        while not isinstance(event, yaml.SequenceEndEvent):
            if (value := self._value(event, depth)) is not None:
                items.append(value)
            event = self._next()
        return Items(tuple(items), *_place(start))

    def _record(self, start: yaml.Event, depth: int) -> Record:
        values: dict[str, Value] = {}
        keys: dict[str, Scalar] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, depth)
            value = self._value(self._next(), depth)
            if key is None:
                continue
            if key.text in keys:
                self._repeated(key, keys[key.text])
                continue
            keys[key.text] = key
            if value is not None:
                values[key.text] = value
        return Record(values, keys, *_place(start))

    def _key(self, event: yaml.Event, depth: int) -> Scalar | None:
        if not isinstance(event, yaml.ScalarEvent):
            self._fault(event, "a key that is not a word", expected="key: value")
            self._value(event, depth)
            return None
        if event.value == "<<" and event.implicit[0]:
            self._fault(event, "a merge key", got="<<", expected="the keys themselves, written out")
            return None
        return self._scalar(event)

    def _repeated(self, key: Scalar, first: Scalar) -> None:
        message = f"the key {key.text} stands twice, on lines {first.line} and {key.line}"
        self._fault_at(key.line, key.column, message, hint="write several values as a list: [a, b]")

    def _decorated(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._fault(event, "an anchor", got=f"&{event.anchor}", expected="the value alone")
        if event.tag is not None:
            self._fault(event, "a tag", got=event.tag, expected="the value alone")

    def _fault(self, event: yaml.Event, message: str, **more: str) -> None:
        line, column = _place(event)
        self._fault_at(line, column, message, **more)

    def _fault_at(self, line: int, column: int, message: str, **more: str) -> None:
        self.faults.append(Fault(self.shown, line, column, message, **more))


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)


def _syntax_fault(error: yaml.YAMLError, text: str, shown: str) -> Fault:
    """The parser's complaint in words of a reader, with the line it is about."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Fault(shown, 1, 1, "not YAML", got=str(error).splitlines()[0])
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if line[: mark.column + 1].endswith("\t"):
        return Fault(shown, mark.line + 1, mark.column + 1, "a tab", expected="spaces", hint="indent with spaces")
    problem = str(getattr(error, "problem", "not YAML"))
    if "nesting depth" in problem:  # newer parsers stop by themselves
        return Fault(shown, mark.line + 1, mark.column + 1, TOO_DEEP, expected=f"at most {MAX_DEPTH} levels")
    got = repr(line.strip()[:60]) if line.strip() else "the end of the file"
    hint = 'quote text that holds ": ", " #" or starts with a special character'
    return Fault(shown, mark.line + 1, mark.column + 1, PROBLEMS.get(problem, problem), got=got, hint=hint)
