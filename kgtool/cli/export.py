"""`kgtool export`: the graph as one file."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import say_faintly


def command() -> Any:
    """The command."""
    return single_command("export", export)


def export(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="By its ending: ttl nt nq trig jsonld rdf graphml gexf dot.")
    ],
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> None:
    """Write the graph to a file.

    ttl, nt and rdf hold what is written and what follows; nq, trig and jsonld hold that as the default graph and the
    named graphs beside it, with where each fact comes from; graphml, gexf and dot hold entities and written links.
    """
    from kgtool.cli.sinks import open_sink
    from kgtool.exports import find_exporter

    exporter = find_exporter(file)
    session = Session.of(ctx, directory, quiet=quiet)
    with open_sink(file, force=force, cache=session.workspace.cache) as sink:
        exporter(session.open_store(), session.index, sink)
    if not quiet:
        say_faintly(f"{file} written")
