"""`kgtool import`: the records of a public data set, into files that can be reviewed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import Progress, report, safe, safe_line, say_faintly
from kgtool.errors import UsageError, WorkspaceError
from kgtool.importers import ABOUT, counted, find_data_set

if TYPE_CHECKING:
    from kgtool.importers.importing import Outcome
    from kgtool.workspace import Workspace

FEW: Final = 3


def command() -> Any:
    """The command."""
    return single_command("import", import_, help=ABOUT)


def import_(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The data set, one of those below.")],
    path: Annotated[str, typer.Argument(metavar="PATH", help="The folder with its files, or one of them.")],
    read: Annotated[
        str,
        typer.Option("--read", metavar="DATE", help="The day on which it was read; else today.", show_default=False),
    ] = "",
    revision: Annotated[
        str,
        typer.Option("--revision", metavar="COMMIT", help="The commit of the data set; else the one known here."),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> int:
    """Read a data set, write what it says, and tell what could not be read, mapped or matched."""
    from kgtool.importers.found import at_revision
    from kgtool.importers.importing import as_assessments, as_records
    from kgtool.importers.scratch import is_vacant, start_scratch

    data_set, day = at_revision(find_data_set(source), revision), _day(read)
    session = Session.of(ctx, directory, quiet=quiet)
    folder = Path(session.directory or os.environ.get("KGTOOL_DIR") or ".")
    vacant = is_vacant(folder)
    graph = folder / "graph" if vacant else _own(session.workspace).graph
    progress = Progress(quiet=quiet)
    try:
        if vacant:
            outcome = as_records(data_set, Path(path), day, progress)
        else:
            outcome = as_assessments(data_set, Path(path), session.workspace, day, progress)
    finally:
        progress.end()
    if not dry_run:
        if vacant:
            start_scratch(folder)
        _write(outcome, graph, force=force or vacant)
    if not quiet:
        _tell(outcome, graph, dry_run=dry_run)
    if outcome.faults:
        message = f"{counted(len(outcome.faults), 'record')} could not be read; the others were"
        report(WorkspaceError(message, faults=list(outcome.faults)), as_json=False)
    return 1 if outcome.faults else 0


def _day(text: str) -> str:
    """The day of reading. Raises: UsageError."""
    from datetime import date

    try:
        return (date.fromisoformat(text) if text else date.today()).isoformat()
    except ValueError:
        raise UsageError(f"--read: got {text!r}, expected a day", hint="for instance: --read 2026-06-30") from None


def _own(workspace: Workspace) -> Workspace:
    """The workspace, if it is one that somebody started. Raises: UsageError for the one that comes along."""
    if workspace.bundled:
        raise UsageError("no workspace here to import into", hint="name one, or a new folder: kgtool -C DIR import …")
    return workspace


def _write(outcome: Outcome, graph: Path, *, force: bool) -> None:
    from kgtool.cli.sinks import open_sink
    from kgtool.workspace import find_workspace

    cache = find_workspace(graph.parent).cache
    for name, text in outcome.files.items():
        target = graph / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_sink(str(target), force=force, cache=cache) as sink:
            sink.write(text.encode())


def _tell(outcome: Outcome, graph: Path, *, dry_run: bool) -> None:
    """What was done, and what was left, in a few lines."""
    verb = "would write" if dry_run else "wrote"
    names = ", ".join(outcome.files) if len(outcome.files) < FEW else f"{len(outcome.files)} files"
    about = f", {outcome.matches}" if outcome.matches else ""
    typer.echo(safe(f"read {counted(outcome.read, 'record')}{about}; {verb} {names} under {graph}"))
    for title, lines in outcome.left():
        _list(title, lines)


def _list(title: str, lines: tuple[str, ...]) -> None:
    """The lines below their title, if there are any."""
    if lines:
        say_faintly(f"{title}: {len(lines)}")
    for line in lines:
        say_faintly(f"  {safe_line(line)}")
