"""`kgtool init`: start a workspace of one's own."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.terminal import safe
from kgtool.errors import UsageError


def command() -> Any:
    """The command."""
    return single_command("init", init)


def init(
    directory: Annotated[str, typer.Argument(metavar="DIR", help="A new folder; else the current one.")] = ".",
    origin: Annotated[
        str, typer.Option("--from", metavar="NAME", help="Copy this workspace: a folder, or the one that comes along.")
    ] = "",
    quiet: options.Quiet = False,
) -> None:
    """Start a workspace of your own: a small example that works, or with --from a copy of another one."""
    from kgtool.templates import start_workspace

    if not directory:
        raise UsageError("no folder is named", hint="kgtool init DIR; for the current one: kgtool init .")
    made = start_workspace(Path(directory), origin)
    if not quiet:
        where = shlex.quote(directory)
        typer.echo(safe(f"made {', '.join(made)} in {where}\nnext: kgtool -C {where}"))
