"""The block of `#+` lines at the top of a saved query: read, checked, and every fault told with its line.

The block is the one that grlc reads, <https://github.com/CLARIAH/grlc#decorator-syntax>.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault, KgError, WorkspaceError
from kgtool.nearest import did_you_mean
from kgtool.parameters import NAME, RESERVED, TYPES, Param, kebab
from kgtool.queries.saved import Expectation, SavedQuery
from kgtool.queries.viewblock import VIEW_KEYS, view_faults
from kgtool.querytext import (
    check_query,
    declared_prefixes,
    header_text,
    position,
    projection,
    query_form,
    tokens,
    value_slots,
)
from kgtool.records import Items, Record, Scalar, Value, parse_yaml
from kgtool.sentences import CASES, SentenceError, check_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

KEYS: Final = (
    "summary",
    "description",
    "tags",
    "params",
    "columns",
    "sentence",
    "counting",
    "caveat",
    "proof",
    "fault",
    "severity",
    "tests",
)
PARAM_KEYS: Final = ("type", "help", "default", "required", "many", "enum")
SEVERITIES: Final = ("error", "warning")
PLACE: Final = ("file", "line")
"""The columns by which a row that is a fault says where."""

TEST_KEYS: Final = ("with", "rows", "contains", "absent", "columns", "ask")


def parse_saved_query(path: Path, text: str, file: str) -> SavedQuery:
    """The saved query that a text is; `file` is its file's name in faults.

    Raises: WorkspaceError with every fault found.
    """
    reader = _Reader(path, text, file)
    query = reader.query()
    if reader.faults:
        raise WorkspaceError(f"{file} is not a saved query", faults=sorted(reader.faults, key=lambda f: f.line))
    return query


class _Reader:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, path: Path, text: str, file: str) -> None:
        self.path, self.text, self.file = path, text, file
        self.faults: list[Fault] = []

    def query(self) -> SavedQuery:
        block = self._block()
        form = query_form(self.text)
        if not form:
            self._fault(0, "no query", expected="SELECT, CONSTRUCT, ASK or DESCRIBE")
        else:
            self._check_text()
        params = tuple(self._params(block.get("params")))
        columns = self._columns(block.get("columns"))
        self._check_params(params)
        self._check_unbound()
        for wrong in view_faults(self.path.stem, block, self.text, [param.name for param in params]):
            self._fault(wrong.line, wrong.message, expected=wrong.expected, hint=wrong.hint)
        return SavedQuery(
            name=self.path.stem,
            path=self.path,
            text=self.text,
            form=form,
            summary=self._words(block, "summary"),
            description=self._words(block, "description"),
            tags=tuple(self._texts(block.get("tags"))),
            params=params,
            columns=columns,
            sentence=self._sentence(block.get("sentence"), params),
            counting=self._words(block, "counting"),
            caveat=self._words(block, "caveat"),
            proof=tuple(self._proofs(block.get("proof"))),
            fault=self._fault_words(block),
            severity=self._severity(block),
            tests=tuple(self._tests(block.get("tests"), params)),
            extra={key: value for key, value in block.items() if key in VIEW_KEYS},
            file=self.file,
            slots=tuple((slot.name, slot.start, slot.end) for slot in value_slots(self.text)),
        )

    def _block(self) -> dict[str, Value]:
        block = header_text(self.text)
        if not block.strip():
            self._fault(1, "no block of #+ lines at the top", expected="#+ summary: what it answers")
            return {}
        try:
            record = parse_yaml(block, self.file)
        except WorkspaceError as error:
            self.faults += [_shifted(fault) for fault in error.faults]
            return {}
        self._check_keys(record, (*KEYS, *VIEW_KEYS))
        if "summary" not in record.values and "title" not in record.values:
            self._fault(record.line, "no summary", expected="#+ summary: what it answers")
        return record.values

    def _check_keys(self, record: Record, known: Sequence[str]) -> None:
        for key, place in record.keys.items():
            if key not in known:
                hint = did_you_mean(key, known)
                self._fault(place.line, f"unknown key {key}", expected=", ".join(known), hint=hint)

    def _words(self, block: Mapping[str, Value], key: str) -> str:
        value = block.get(key) or (block.get("title") if key == "summary" else None)
        if value is None or isinstance(value, Scalar):
            return " ".join(value.text.split()) if value else ""
        self._fault(value.line, f"{key} is not a text")
        return ""

    def _fault_words(self, block: Mapping[str, Value]) -> str:
        """What each row is a fault of; its row must say where."""
        words = self._words(block, "fault")
        given = projection(self.text) or {}
        for name in PLACE if words else ():
            if name not in given:
                self._fault(block["fault"].line, f"a fault without its place: the query gives no ?{name}")
        for name in re.findall(r"\{(\w+)\}", words):
            if name not in given:
                hint = did_you_mean(name, given)
                self._fault(block["fault"].line, f"the query gives no ?{name}", hint=hint)
        return words

    def _sentence(self, value: Value | None, params: Sequence[Param]) -> dict[str, str]:
        """The sentences for no, one and many rows; one that stands alone is for any number but none."""
        told: Mapping[str, Value] = {"many": value} if isinstance(value, Scalar) else {}
        if isinstance(value, Record):
            self._check_keys(value, CASES)
            told = value.values
        elif value is not None and not told:
            self._fault(value.line, "sentence is neither a text nor a mapping", expected="{one: …, many: …}")
        for sentence in told.values():
            self._check_sentence(sentence, params)
        return {case: " ".join(self._texts(sentence)) for case, sentence in told.items()}

    def _check_sentence(self, value: Value, params: Sequence[Param]) -> None:
        names = {param.variable for param in params}
        columns = projection(self.text) or {"answer": 0}
        try:
            check_sentence(" ".join(self._texts(value)), names, columns)
        except SentenceError as error:
            hint = did_you_mean(error.name, [*names, *columns, "n", "day"]) if error.name else None
            self._fault(value.line, f"in the sentence: {error}", hint=hint)

    def _proofs(self, value: Value | None) -> Iterator[str]:
        """The CONSTRUCTs of what a row rests on, with the prefixes of the query; their slots are columns."""
        given = projection(self.text) or {}
        head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in declared_prefixes(self.text).items())
        for words in self._texts(value) if value is not None else ():
            text, line = head + " ".join(words.split()), value.line if value is not None else 0
            try:
                check_query(text)
            except KgError as error:
                self._fault(line, f"in the proof: {error.message}", hint=error.hint)
                continue
            if query_form(text) != "CONSTRUCT":
                self._fault(
                    line, "the proof is no CONSTRUCT", expected="CONSTRUCT { … } WHERE { VALUES ?column { … } … }"
                )
            for slot in value_slots(text):
                if slot.name not in given:
                    hint = did_you_mean(slot.name, given)
                    self._fault(line, f"in the proof: the query gives no ?{slot.name}", hint=hint)
            yield text

    def _severity(self, block: Mapping[str, Value]) -> str:
        word = self._words(block, "severity") or "error"
        if word not in SEVERITIES:
            self._fault(block["severity"].line, f"no severity is called {word}", expected=" or ".join(SEVERITIES))
        return word

    def _texts(self, value: Value | None) -> Iterator[str]:
        for item in value.items if isinstance(value, Items) else (value,) if value else ():
            if isinstance(item, Scalar):
                yield item.text
            else:
                self._fault(item.line, "not a text")

    def _params(self, value: Value | None) -> Iterator[Param]:
        if not isinstance(value, Record):
            if value is not None:
                self._fault(value.line, "params is not a mapping", expected="name: {type: date}")
            return
        for name, content in value.values.items():
            yield self._param(name, value.keys[name].line, content)

    def _param(self, name: str, line: int, content: Value) -> Param:
        if not re.fullmatch(NAME, name):
            self._fault(line, f"{name!r} cannot name a parameter", expected="letters, digits, - or _")
        if kebab(name) in RESERVED:
            self._fault(line, f"--{kebab(name)} is a flag of every query", hint="choose another name")
        if isinstance(content, Scalar):
            return Param(name, self._known_type(content.text, line), line=line)
        if not isinstance(content, Record):
            self._fault(line, f"parameter {name} is not a mapping", expected="{type: date}")
            return Param(name, "string", line=line)
        self._check_keys(content, PARAM_KEYS)
        values = content.values
        kind, enum = self._type(values, line)
        return Param(
            name=name,
            type=kind,
            help=self._words(values, "help"),
            default=tuple(self._texts(values.get("default"))),
            required=self._flag(values.get("required")),
            many=self._flag(values.get("many")),
            enum=enum,
            line=line,
        )

    def _check_text(self) -> None:
        """What a stranger's query may not do, a saved one may not either: reach out, write, be endless."""
        try:
            check_query(self.text)
        except KgError as error:
            self._fault(error.faults[0].line if error.faults else 0, error.message, hint=error.hint)

    def _type(self, values: Mapping[str, Value], line: int) -> tuple[str, tuple[str, ...]]:
        value = values.get("type")
        listed = tuple(self._texts(values.get("enum")))
        if isinstance(value, Record) and "enum" in value.values:
            listed = tuple(self._texts(value.values["enum"]))
        elif isinstance(value, Items):
            texts = tuple(self._texts(value))
            listed = texts[1:] if texts[:1] == ("enum",) else ()
        elif isinstance(value, Scalar) and value.text != "enum":
            return self._known_type(value.text, line), ()
        if not listed:
            self._fault(line, "a parameter without a type", expected="type: date, a class, or enum [a, b]")
        return "enum", listed

    def _known_type(self, text: str, line: int) -> str:
        name = {"int": "integer", "float": "double", "bool": "boolean", "str": "string"}.get(text, text)
        name = name.removeprefix("xsd:")
        if name not in TYPES and not name.rpartition(":")[2][:1].isupper():
            self._fault(
                line, f"unknown type {text}", expected="a class, or " + ", ".join(TYPES), hint=did_you_mean(text, TYPES)
            )
        return name

    def _flag(self, value: Value | None) -> bool:
        if value is None:
            return False
        if not isinstance(value, Scalar) or value.text not in ("true", "false"):
            self._fault(value.line, "neither true nor false")
            return False
        return value.text == "true"

    def _columns(self, value: Value | None) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, Record):
            self._fault(value.line, "columns is not a mapping", expected="variable: Heading")
            return {}
        given = projection(self.text)
        for name, place in value.keys.items():
            if given is not None and name not in given:
                self._fault(place.line, f"the query gives no ?{name}", hint=did_you_mean(name, given))
        return {name: " ".join(self._texts(heading)) for name, heading in value.values.items()}

    def _tests(self, value: Value | None, params: Sequence[Param]) -> Iterator[Expectation]:
        for item in value.items if isinstance(value, Items) else (value,) if value else ():
            if isinstance(item, Record):
                yield self._test(item, params)
            else:
                self._fault(item.line, "a test is not a mapping", expected='{with: {…}, rows: ">=1"}')

    def _test(self, record: Record, params: Sequence[Param]) -> Expectation:
        self._check_keys(record, TEST_KEYS)
        given = record.values.get("with")
        arguments = given.values if isinstance(given, Record) else {}
        names = {kebab(param.name): param.name for param in params}
        for name in arguments:
            if kebab(name) not in names:
                self._fault(record.line, f"no parameter is called {name}", hint=did_you_mean(name, names))
        rows = " ".join(self._texts(record.values.get("rows")))
        if rows and not re.fullmatch(r"(>=|<=|==?|>|<)?\s*\d+", rows):
            self._fault(record.line, "not a number of rows", expected='">=10"')
        texts = {names.get(kebab(name), name): tuple(self._texts(content)) for name, content in arguments.items()}
        contains, absent = (tuple(self._texts(record.values.get(key))) for key in ("contains", "absent"))
        return Expectation(texts, rows, contains, record.line, absent)

    def _check_params(self, params: Sequence[Param]) -> None:
        slots = {slot.name for slot in value_slots(self.text)}
        for param in params:
            if param.variable not in slots:
                expected = f"VALUES ?{param.variable} {{ … }} in its WHERE part"
                self._fault(param.line, f"the query does not use the parameter {param.name}", expected=expected)
            if param.type == "enum" and (wrong := [text for text in param.default if text not in param.enum]):
                self._fault(param.line, f"the default {wrong[0]} of {param.name} is not listed")
            if len(param.default) > 1 and not param.many:
                self._fault(param.line, f"several defaults of {param.name}", hint="add many: true")

    def _check_unbound(self) -> None:
        """A selected variable must occur once more: else nothing gives it a value."""
        selected = projection(self.text) or {}
        seen = [token for token in tokens(self.text) if token.kind == "variable"]
        for name, offset in selected.items():
            if sum(token.text[1:] == name for token in seen) == 1 and not self._computed(offset):
                self._fault(position(self.text, offset)[0], f"nothing gives ?{name} a value")

    def _computed(self, offset: int) -> bool:
        before = [token for token in tokens(self.text) if token.end <= offset]
        return bool(before) and before[-1].keyword == "AS"

    def _fault(self, line: int, message: str, *, expected: str | None = None, hint: str | None = None) -> None:
        self.faults.append(Fault(self.file, line, 0, message, expected=expected, hint=hint))


def _shifted(fault: Fault) -> Fault:
    """A fault of the block, in columns of the file."""
    column = fault.column + 3 if fault.column else 0
    return Fault(fault.file, fault.line, column, fault.message, fault.got, fault.expected, fault.hint)
