"""`kgtool cite`: how to cite the data, this version of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import safe


def command() -> Any:
    """The command."""
    return single_command("cite", cite)


def cite(
    ctx: typer.Context,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="As a BibTeX entry.")] = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> None:
    """Print how to cite the data: title, version, day and the hash that identifies it."""
    from kgtool.citation import read_citation

    session = Session.of(ctx, directory, quiet=quiet)
    about = read_citation(session.workspace, session.snapshot.manifest)
    typer.echo(safe(about.bibtex() if bibtex else about.text()))
