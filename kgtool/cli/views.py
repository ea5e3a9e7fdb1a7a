"""`kgtool views`: the saved views."""

from __future__ import annotations

from typing import Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import is_terminal, safe


def command() -> Any:
    """The command."""
    return single_command("views", views)


def views(
    ctx: typer.Context,
    format: options.FormatName = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
) -> None:
    """List the saved views, each with the question it answers."""
    from kgtool.cli.listing import Outlet, write_rows
    from kgtool.queries import saved_queries
    from kgtool.views.saved import view_head

    session = Session.of(ctx, directory)
    found = [(query, view_head(query)) for query in saved_queries(session.workspace, views=True)]
    if not format and not output and is_terminal():
        width = max((len(query.name) for query, _ in found), default=0)
        lines = [f"  {query.name:<{width}}  {head.question}" for query, head in found] or ["  none is saved yet"]
        end = "kgtool view NAME draws one; kgtool view ENTITY draws what is linked with an entity"
        typer.echo(safe("\n".join([*lines, "", end])))
        return
    columns = {"name": "Name", "title": "Title", "question": "Question", "parameters": "Parameters"}
    rows = [(q.name, head.title, head.question, " ".join(param.flag for param in q.params)) for q, head in found]
    write_rows(columns, rows, Outlet(format, output, session.workspace.cache, force))
