"""What the terminal can show, and the words that go to it beside the answer."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from typing import TYPE_CHECKING

from kgtool.errors import UsageError
from kgtool.formats.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgtool.errors import Fault, KgError

RED, BOLD, DIM, PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
PROGRESS_AFTER = 0.5


def is_terminal() -> bool:
    """Whether somebody reads the answer on a screen."""
    try:
        return sys.stdout.isatty()
    except (AttributeError, ValueError):
        return False


def has_colour(*, error: bool = False) -> bool:
    """Whether colours are wanted on the answer, or on messages."""
    stream = sys.stderr if error else sys.stdout
    return (
        stream is not None and stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def terminal_width() -> int:
    """How many characters fit on a line."""
    return shutil.get_terminal_size((80, 24)).columns


def say(text: str) -> None:
    """A line for whoever sits there: never part of the answer."""
    _write(safe(text) + "\n")


def safe(text: str) -> str:
    """Text that every terminal takes: nothing that steers it, nothing that its encoding lacks."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    return visible(text, lines=True).encode(encoding, "backslashreplace").decode(encoding)


def safe_line(text: str) -> str:
    """The same on one line: a line break, which a name may hold, is written out."""
    return safe(visible(text))


def say_faintly(text: str) -> None:
    """A line of lesser weight."""
    _write(f"{DIM}{safe(text)}{PLAIN}\n" if has_colour(error=True) else safe(text) + "\n")


def report(error: KgError, *, as_json: bool) -> None:
    """Says what went wrong, where, and what to do next; every fault, not the first."""
    if as_json:
        import json

        say_raw(json.dumps({"error": error_record(error)}, ensure_ascii=True))
        return
    start = f"{RED}{BOLD}error:{PLAIN} " if has_colour(error=True) else "error: "
    say_raw(start + safe_line(error.message))
    for line in (*(line for fault in error.faults for line in _fault_lines(fault)), *error.choices):
        say_raw("  " + safe_line(line))
    if error.hint and not any(fault.hint == error.hint for fault in error.faults):
        say_raw("  " + safe_line(error.hint))


def say_raw(text: str) -> None:
    """A line that is safe already."""
    _write(text + "\n")


def _write(text: str) -> None:
    """Writes to stderr; that it is closed or full changes neither answer nor exit code."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def error_record(error: KgError) -> dict[str, object]:
    """An error as JSON holds it."""
    kind = type(error).__name__
    faults = [fault_record(fault) for fault in error.faults]
    told = {"kind": kind, "exit": error.exit_code, "message": error.message, "hint": error.hint, "faults": faults}
    return told | ({"choices": list(error.choices)} if error.choices else {})


def fault_record(fault: Fault) -> dict[str, object]:
    """A fault as JSON holds it."""
    return {name: getattr(fault, name) for name in fault.__dataclass_fields__}


def _fault_lines(fault: Fault) -> Iterable[str]:
    """A fault in one line; the excerpt of a query, with its caret, on lines of their own."""
    if fault.got is None or not re.search(r"\n *\^$", fault.got):
        yield str(fault)
        return
    yield fault.place
    for line in fault.got.split("\n"):
        yield "  " + line
    if fault.expected:
        yield f"expected {fault.expected}"
    if fault.hint:
        yield fault.hint


def _patience() -> float:
    """The seconds after which a bar is drawn. Raises: UsageError."""
    said = os.environ.get("KGTOOL_PROGRESS_AFTER") or str(PROGRESS_AFTER)
    try:
        return float(said)
    except ValueError:
        raise UsageError(f"KGTOOL_PROGRESS_AFTER: got {said!r}, expected seconds", hint="for instance: 0.5") from None


class Progress:
    """A bar on stderr for what takes longer than half a second; silent where nobody watches.

    With `verbose`, a line instead for each step that is done, and how long it took.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.verbose = verbose
        self.step, self.since = "", 0.0
        self.started = time.monotonic()
        self.patience = _patience()
        self.shown = False
        self.watched = not quiet and not verbose and sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Draws the bar anew."""
        if self.verbose:
            self._tell(step)
        if not self.watched or time.monotonic() - self.started < self.patience:
            return
        filled = 20 * done // total if total else 0
        line = f"{'█' * filled}{'░' * (20 - filled)} {step}"[: terminal_width() - 1]
        _write("\r\x1b[K" + safe(line))
        self.shown = True

    def _tell(self, step: str) -> None:
        """Says how long the step before took."""
        now = time.monotonic()
        if self.step:
            say_faintly(f"{self.step}: {now - self.since:.2f} s")
        self.step, self.since = step, now

    def end(self) -> None:
        """Takes the bar away."""
        self._tell("")
        if self.shown:
            _write("\r\x1b[K")
