"""`kgtool queries`: the saved questions."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import LightCommand, new_app
from kgtool.cli.session import Session
from kgtool.cli.terminal import is_terminal, safe


def command() -> Any:
    """The group of `list` and `show`; by itself it lists."""
    app = new_app(invoke_without_command=True)
    app.callback(help="List the saved questions, grouped by what they are about.")(queries)
    app.command("list", cls=LightCommand)(list_queries)
    app.command("show", cls=LightCommand)(show_query)
    return typer.main.get_command(app)


def queries(
    ctx: typer.Context,
    format: options.FormatName = "",
    directory: options.Directory = "",
) -> None:
    """List the saved questions."""
    if ctx.invoked_subcommand is None:
        list_queries(ctx, format=format, directory=directory)


def list_queries(
    ctx: typer.Context,
    format: options.FormatName = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
) -> None:
    """List the saved questions, grouped by what they are about."""
    from kgtool.queries import saved_queries

    session = Session.of(ctx, directory)
    found = saved_queries(session.workspace)
    if not format and not output and is_terminal():
        typer.echo(
            safe(_grouped([(query.tags[0] if query.tags else "other", query.name, query.summary) for query in found]))
        )
        return
    from kgtool.cli.listing import Outlet, write_rows

    columns = {"name": "Name", "summary": "Question", "tags": "About", "parameters": "Parameters"}
    rows = [(q.name, q.summary, ", ".join(q.tags), " ".join(param.flag for param in q.params)) for q in found]
    write_rows(columns, rows, Outlet(format, output, session.workspace.cache, force))


def show_query(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of a saved query.")],
    directory: options.Directory = "",
) -> None:
    """Show the text of a saved question."""
    from kgtool.formats.visible import visible
    from kgtool.queries import find_saved_query

    query = find_saved_query(Session.of(ctx, directory).workspace, name)
    typer.echo(visible(query.text, lines=True) if is_terminal() else query.text, nl=not query.text.endswith("\n"))


def _grouped(found: list[tuple[str, str, str]]) -> str:
    """Names and summaries under their first tag."""
    width = max((len(name) for _, name, _ in found), default=0)
    lines = []
    for group in sorted({tag for tag, _, _ in found}):
        lines += [f"{group}:", *(f"  {name:<{width}}  {summary}" for tag, name, summary in found if tag == group), ""]
    return "\n".join(lines) + "kgtool query NAME asks one, kgtool query NAME --help tells its parameters"
