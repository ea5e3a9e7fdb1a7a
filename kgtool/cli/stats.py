"""`kgtool stats`: how much of what, and how well sourced."""

from __future__ import annotations

from typing import Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session


def command() -> Any:
    """The command."""
    return single_command("stats", stats)


def stats(
    ctx: typer.Context,
    format: options.FormatName = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> None:
    """Count entities by class, facts by how they came, and sources."""
    from kgtool.cli.listing import Outlet, write_rows
    from kgtool.statistics import count_graph

    session = Session.of(ctx, directory, quiet=quiet)
    columns = {"kind": "Kind", "name": "What", "number": "Number"}
    counts = count_graph(session.open_store(), session.graphs, session.index.individuals)
    rows = [
        (count.kind, session.name(count.name) if "://" in count.name else count.name, count.number) for count in counts
    ]
    write_rows(columns, rows, Outlet(format, output, session.workspace.cache, force))
    session.say_data()
