"""`kgtool path`: how two entities are connected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.completion import complete_entity
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import is_terminal, safe, say

if TYPE_CHECKING:
    from kgtool.paths import Step


def command() -> Any:
    """The command."""
    return single_command("path", path)


def path(
    ctx: typer.Context,
    a: Annotated[
        str, typer.Argument(metavar="A", help="An entity: its id or its name.", autocompletion=complete_entity)
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="Another one.", autocompletion=complete_entity)],
    rows: options.Rows = "",
    format: options.FormatName = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> int:
    """Show the shortest chains of links from A to B."""
    from kgtool.cli.asking import Wishes
    from kgtool.paths import LinkMap, shortest_paths

    session = Session.of(ctx, directory, quiet=quiet)
    start, end, most = session.entity(a), session.entity(b), Wishes(rows=rows).most or 3
    links = LinkMap(session.open_store(), session.graphs, session.index.individuals)
    found = shortest_paths(links, start, end, most)
    if not found:
        say("they are the same" if start == end else "no chain of eight links or fewer connects them")
        return 1
    if is_terminal() and not format and not output:
        typer.echo(safe("\n".join(_line(session, steps) for steps in found)))
        session.say_data()
    else:
        _write(session, found, format, output, force=force)
    return 0


def _line(session: Session, steps: list[Step]) -> str:
    """One chain: names, and arrows that say the property and its direction."""
    parts = [session.name(steps[0].start)]
    for step in steps:
        word = session.name(step.property)
        parts += [f"—{word}→" if step.forward else f"←{word}—", session.name(step.end)]
    return " ".join(parts)


def _write(session: Session, found: list[list[Step]], format: str, output: str, *, force: bool) -> None:
    from kgtool.cli.listing import Address, Outlet, write_rows

    columns = {"chain": "Chain", "step": "Step", "subject": "From", "property": "Property", "object": "To"}
    addresses = ("subject", "property", "object")
    rows = []
    for chain, steps in enumerate(found, 1):
        for number, step in enumerate(steps, 1):
            ends = (step.start, step.end) if step.forward else (step.end, step.start)
            subject, value = (Address(iri, session.name(iri)) for iri in ends)
            rows.append((chain, number, subject, Address(step.property, session.name(step.property)), value))
    write_rows(columns, rows, Outlet(format, output, session.workspace.cache, force), addresses=addresses)
