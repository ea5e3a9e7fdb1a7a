"""`kgtool stats`: how much of what, and how well sourced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session

if TYPE_CHECKING:
    from kgtool.queries import SavedQuery


def command() -> Any:
    """The command."""
    return single_command("stats", stats)


def stats(
    ctx: typer.Context,
    quality: Annotated[
        bool, typer.Option("--quality", help="How well facts are sourced, and what the quality queries find.")
    ] = False,
    format: options.FormatName = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> None:
    """Count entities by class, facts by how they came, and sources."""
    from kgtool.cli.listing import Outlet, write_rows

    session = Session.of(ctx, directory, quiet=quiet)
    columns = {"kind": "Kind", "name": "What", "number": "Number"} | ({"share": "Share"} if quality else {})
    rows = _quality(session) if quality else _counts(session)
    write_rows(columns, rows, Outlet(format, output, session.workspace.cache, force))
    session.say_data()


def _counts(session: Session) -> list[tuple[str, str, int]]:
    """Kind, name and number of each sort of thing in the graph."""
    from kgtool.statistics import count_graph

    return [
        (count.kind, session.name(count.name) if "://" in count.name else count.name, count.number)
        for count in count_graph(session.open_store(), session.graphs, session.index.individuals)
    ]


def _quality(session: Session) -> list[tuple[str, str, int, str]]:
    """The same of how well the facts are sourced, with shares, and how many rows each query about quality has."""
    from kgtool.queries import saved_queries
    from kgtool.statistics import count_quality

    year_ago = _year_before(session.snapshot.manifest.read)
    queries = [query for query in saved_queries(session.workspace) if "quality" in query.tags]
    asked = [(query.name, _rows(session, query)) for query in queries if not any(p.required for p in query.params)]
    store = session.open_store()
    counts = count_quality(store, session.graphs, session.index.individuals, year_ago)
    return [
        *((count.kind, count.name, count.number, count.share) for count in counts),
        *(("query", name, number, "") for name, number in asked),
    ]


def _rows(session: Session, query: SavedQuery) -> int:
    """How many rows a saved query has with its defaults."""
    with session.ask_saved(query, {}) as answer:
        return sum(1 for _ in answer.rows())


def _year_before(day: str) -> str:
    """The same day a year before.

    >>> _year_before("2026-11-29")
    '2025-11-29'
    """
    return f"{int(day[:4]) - 1:04}{day[4:]}" if day else ""
