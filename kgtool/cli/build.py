"""`kgtool build`: make the graph."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import Progress, safe
from kgtool.errors import UsageError


def command() -> Any:
    """The command."""
    return single_command("build", build)


def build(
    ctx: typer.Context,
    reasoner: Annotated[
        str, typer.Option("--reasoner", metavar="NAME", help="What infers: compiled or owlrl.")
    ] = "compiled",
    force: Annotated[bool, typer.Option("--force", help="Make it anew though nothing changed.")] = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Make the graph from the files; done by itself when they changed."""
    from kgtool.build import build as build_graph
    from kgtool.nearest import did_you_mean
    from kgtool.reasoning import REASONERS

    if reasoner not in REASONERS:
        known = ", ".join(REASONERS)
        raise UsageError(
            f"no reasoner is called {reasoner!r}", hint=did_you_mean(reasoner, REASONERS) or f"one of {known}"
        )
    session = Session.of(ctx, directory, quiet=quiet, verbose=verbose)
    progress = Progress(quiet=quiet, verbose=verbose)
    try:
        snapshot = build_graph(session.workspace, reasoner=reasoner, force=force, progress=progress)
    finally:
        progress.end()
    if not quiet:
        typer.echo(safe(summary(snapshot, verbose=verbose)))


def summary(snapshot: Any, *, verbose: bool) -> str:
    """What was built, in a few lines."""
    from kgtool.cli.session import data_line

    counts = [f"{name} {number:,}" for name, number in snapshot.manifest.counts.items()]
    return "\n".join([data_line(snapshot), "triples: " + ", ".join(counts), *([str(snapshot.path)] if verbose else [])])
