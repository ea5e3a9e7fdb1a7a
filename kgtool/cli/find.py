"""`kgtool find`: entities by what people call them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.errors import UsageError


def command() -> Any:
    """The command."""
    return single_command("find", find)


def find(
    ctx: typer.Context,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="A name, part of one, an id or an address.")],
    rows: options.Rows = "",
    format: options.FormatName = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> int:
    """Find entities by label, other names, id or address; typos are forgiven."""
    from kgtool.cli.asking import Wishes
    from kgtool.cli.listing import Address, Outlet, write_rows
    from kgtool.search import find_anything

    session = Session.of(ctx, directory, quiet=quiet)
    wanted, most = " ".join(text).strip(), Wishes(rows=rows or "10").most
    if not wanted:
        raise UsageError("nothing to look for", hint="kgtool find TEXT")
    most = len(session.index.entries) if most is None else most
    hits = find_anything(session.index, session.open_store, wanted, most or 1)
    columns = {"entity": "Name", "id": "Id", "class": "Class", "found": "Found by"}
    found = [
        (
            Address(hit.entry.iri, hit.entry.label),
            hit.entry.id,
            Address(*session.index.class_named(hit.entry.kind)),
            hit.name if hit.name != hit.entry.label else "",
        )
        for hit in hits[:most]
    ]
    if not hits:
        raise UsageError(
            f"nothing is called {wanted!r}", hint="try a part of the name; kgtool stats tells what there is"
        )
    outlet = Outlet(format, output, session.workspace.cache, force)
    write_rows(columns, found, outlet, addresses=("entity", "class"))
    return 0
