"""A query's text on its way to an answer: the same for saved, ad-hoc and file queries."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from kgtool.cli.rowcheck import RowCheck
from kgtool.cli.sinks import open_sink
from kgtool.cli.terminal import is_terminal, say, say_faintly
from kgtool.errors import UsageError
from kgtool.formats import FORMATS, HOLDS, Format, Rows, Style, find_format, format_of_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Store

    from kgtool.formats import Sink, Term
    from kgtool.sentences import Telling
    from kgtool.worker import Answer

TERMINAL_ROWS: Final = 1000
SLOW: Final = 0.05
UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}
LONGEST: Final = 24 * 60 * 60.0
"""The longest time a question may take, in seconds: a day."""
ROW_FORMS: Final = ("SELECT", "ASK")


class Wishes(NamedTuple):
    """What the flags of a query ask for; texts as typed."""

    format: str = ""
    output: str = ""
    rows: str = ""
    timeout: str = ""
    fail_empty: bool = False
    fail_unless: Sequence[str] = ()
    force: bool = False
    quiet: bool = False

    @property
    def on_terminal(self) -> bool:
        """Whether the answer is read on a screen."""
        return not self.output and is_terminal()

    @property
    def most(self) -> int | None:
        """The number of rows wanted at most, None for all.

        Raises: UsageError for what is no number.
        """
        if self.rows in ("", "all"):
            return None
        if not (self.rows.isascii() and self.rows.isdigit() and len(self.rows) < 12):
            raise UsageError(f"-n: got {self.rows!r}, expected a whole number or all", hint="for instance: -n 20")
        return int(self.rows)

    @property
    def expected(self) -> dict[str, list[str]]:
        """The values that `--fail-unless` asks for, by column.

        Raises: UsageError for what is no column with a value.
        """
        found: dict[str, list[str]] = {}
        for text in self.fail_unless:
            column, equals, value = text.partition("=")
            if not equals or not column.strip(" ?"):
                hint = "for instance: --fail-unless answer=yes"
                raise UsageError(f"--fail-unless: got {text!r}, expected COLUMN=VALUE", hint=hint)
            found.setdefault(column.strip().removeprefix("?"), []).append(value)
        return found

    @property
    def seconds(self) -> float:
        """The time allowed.

        Raises: UsageError for what is no time.
        """
        match = re.fullmatch(r"(\d{1,7}(?:\.\d{1,6})?)\s*(ms|s|m|h|)", self.timeout or "30s", re.ASCII)
        if match is None or float(match.group(1)) == 0:
            raise UsageError(f"-t: got {self.timeout!r}, expected a time", hint="for instance: -t 500ms, 30s, 2m")
        return min(float(match.group(1)) * UNITS[match.group(2)], LONGEST)

    def chosen_format(self, form: str) -> Format:
        """The format to write: as named, by the file's ending, else what suits the reader.

        Raises: UsageError when it cannot hold what the query gives.
        """
        holds = "rows" if form in ROW_FORMS else "graph"
        if self.format:
            chosen = find_format(self.format)
            if chosen.holds != holds:
                fitting = ", ".join(name for name, other in FORMATS.items() if other.holds == holds)
                raise UsageError(
                    f"{chosen.name} holds {HOLDS[chosen.holds]}, {form} gives {HOLDS[holds]}", hint=fitting
                )
            return chosen
        if self.output:
            return format_of_file(self.output, holds)
        if holds == "graph":
            return FORMATS["turtle"]
        return FORMATS["table" if is_terminal() else "csv"]


class Asked(NamedTuple):
    """A query ready to run: `style` is made only when the format shows labels."""

    text: str
    form: str
    style: Callable[[], Style]
    prefixes: Mapping[str, str] | None = None
    base: str | None = None


def answer(
    asked: Asked, wishes: Wishes, open_store: Callable[[], Store], cache: Path, meanwhile: Callable[[], None]
) -> int:
    """Runs the query in a worker, writes its answer and returns the exit code; nothing if `meanwhile` raises."""
    from kgtool.worker import Request, ask

    chosen, most, expected = wishes.chosen_format(asked.form), wishes.most, wishes.expected
    if expected and asked.form != "SELECT":
        raise UsageError(f"--fail-unless looks at columns, {asked.form} has none", hint="ask with SELECT")
    request = Request(asked.text, asked.prefixes, asked.base, wishes.seconds)
    with (
        closing(ask(request, open_store, meanwhile)) as result,
        open_sink(wishes.output, force=wishes.force, cache=cache, shown=chosen.name == "table") as sink,
    ):
        patient = _PatientSink(sink, result)
        check = RowCheck(expected, result.variables, asked.style) if expected else None
        count = _write(result, chosen, asked, patient, most, on_terminal=wishes.on_terminal, check=check)
    if check is not None and check.differing:
        if not wishes.quiet:
            say(check.summary())
        return 1
    return 1 if wishes.fail_empty and not count else 0


def _write(
    result: Answer, chosen: Format, asked: Asked, sink: Sink, most: int | None, *, on_terminal: bool,
    check: RowCheck | None,
) -> int:  # fmt: skip  # what is written where, then how
    """Writes what came and returns how many rows or triples; an answer of no counts as none.

    Every row that came is checked, those too that are too many to be written.
    """
    if result.form == "boolean":
        _write_truth(bool(result.truth), chosen, sink, asked, on_terminal=on_terminal)
        return int(bool(result.truth))
    style = asked.style() if chosen.name in ("table", "markdown", "sentence", "turtle", "jsonld") else Style()
    if result.form == "graph":
        triples = result.triples()[:most]
        chosen.writer()(triples, sink, style)
        return len(triples)
    if chosen.name == "sentence":
        most = None  # it counts all of them
    if chosen.name == "table" and on_terminal and most is None:
        most = TERMINAL_ROWS
    rows = check.passing(result.rows()) if check is not None else result.rows()
    counted = _Counted(islice(rows, most))
    chosen.writer()(Rows(result.variables, counted), sink, style)
    if check is not None:
        deque(rows, maxlen=0)
    if on_terminal and not counted.number and chosen.name != "sentence":
        say_faintly("no rows")
    if on_terminal and counted.number == most == TERMINAL_ROWS:
        say_faintly(f"the first {most} rows; -n all shows all")
    return counted.number


class _PatientSink:
    """Passes bytes on; while whoever reads them is slow, the query's clock stands still."""

    def __init__(self, sink: BinaryIO, result: Answer) -> None:
        self.sink = sink
        self.result = result

    def write(self, data: bytes) -> None:
        started = time.monotonic()
        self.sink.write(data)
        if (spent := time.monotonic() - started) > SLOW:
            self.result.pause(spent)


class _Counted:
    """Passes rows on and counts them."""

    def __init__(self, rows: Iterator[tuple[Term | None, ...]]) -> None:
        self.rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        for row in self.rows:
            self.number += 1
            yield row


def _write_truth(truth: bool, chosen: Format, sink: Sink, asked: Asked, *, on_terminal: bool) -> None:
    if chosen.name in ("srj", "srx"):
        from kgtool.formats import srj, srx

        (srj if chosen.name == "srj" else srx).write_boolean(truth, sink)
    elif chosen.name == "sentence":
        chosen.writer()(truth_rows(truth), sink, asked.style())
    elif on_terminal and chosen.name == "table":
        sink.write(b"yes\n" if truth else b"no\n")
    else:
        sink.write(b"true\n" if truth else b"false\n")


def truth_rows(truth: bool) -> Rows:
    """The answer of an ASK as one row."""
    from pyoxigraph import Literal

    return Rows(("answer",), [(Literal("yes" if truth else "no"),)])


def with_columns(style: Style, columns: Mapping[str, str], telling: Telling | None = None) -> Style:
    """The style with the headings of a saved query, and how it is answered in a sentence."""
    return replace(style, columns=columns, telling=telling)
