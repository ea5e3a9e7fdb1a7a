"""What a change would write and what would follow from it, as every command that writes shows it first."""

from __future__ import annotations

import sys
from difflib import unified_diff
from typing import TYPE_CHECKING, Final

import typer

from kgtool.cli.terminal import Progress, has_colour, safe
from kgtool.errors import WorkspaceError
from kgtool.formats.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgtool.changes.words import Line
    from kgtool.cli.session import Session
    from kgtool.edits.change import Change
    from kgtool.edits.trial import Trial

GREEN, RED, DIM, PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[0m"
COLOURS: Final = {"+": GREEN, "-": RED, "@": DIM}
MOST: Final = 12
"""Lines about what follows that are told one by one."""


def fitting(session: Session, change: Change) -> Trial:
    """What a change would do, tried with a bar on the terminal.

    Raises: WorkspaceError with every fault when the graph would not be valid with it.
    """
    from kgtool.edits.trial import tried

    progress = Progress(quiet=session.quiet)
    try:
        trial = tried(session.workspace, change, progress)
    finally:
        progress.end()
    if trial.faults:
        raise WorkspaceError(f"nothing was written: {trial.problem}", hint=trial.hint, faults=trial.faults)
    return trial


def show_preview(trial: Trial, before: Mapping[str, str | None]) -> None:
    """Prints the files as they will be, what follows, and new warnings; `before` is what the files hold now."""
    colour = has_colour()
    for line in (*_texts(trial.change.texts, before), *_consequences(trial)):
        text = safe(line)
        typer.echo(f"{COLOURS[line[0]]}{text}{PLAIN}" if colour and line[:1] in COLOURS else text)


def agreed(question: str, *, yes: bool) -> bool:
    """Whether somebody at the terminal says yes; where nobody can be asked, the command itself said so."""
    if yes or sys.stdin is None or not sys.stdin.isatty() or not sys.stdout.isatty():
        return True
    answer = input(f"{question} [Y/n] ").strip().lower()
    return answer in ("", "y", "yes")


def _texts(texts: Mapping[str, str | None], before: Mapping[str, str | None]) -> Iterator[str]:
    """New files whole, changed ones as a unified diff, by name."""
    for name, text in sorted(texts.items()):
        old = before.get(name)
        if old is None and text is not None:
            yield f"{visible(name)} (new)"
            yield from (f"+ {visible(line)}" for line in _lines(text))
        elif text is None:
            yield f"{visible(name)} (removed)"
        elif old is not None:
            yield from _differences(name, old, text)


def _differences(name: str, old: str, new: str) -> Iterator[str]:
    yield visible(name)
    lines = unified_diff(_lines(old), _lines(new), lineterm="", n=2)
    yield from (visible(line) for line in list(lines)[2:])


def _lines(text: str) -> list[str]:
    """The lines of a file, whatever ends them."""
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]


def _consequences(trial: Trial) -> Iterator[str]:
    from kgtool.changes.words import conclusion_lines, derived_lines

    if trial.changes is not None:
        found = [*conclusion_lines(trial.changes), *derived_lines(trial.changes)]
        if found:
            yield "what follows"
        for line in found[:MOST]:
            yield from _consequence(line)
        if len(found) > MOST:
            yield f"  and {len(found) - MOST} more"
    for fault in trial.warnings:
        yield visible(f"warning: {fault}")


def _consequence(line: Line) -> Iterator[str]:
    yield visible(f"{line.sign} {line}")
    for sentence in line.because:
        yield visible(f"    {sentence}")
