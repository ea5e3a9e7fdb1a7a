"""`kgtool export`: the graph as one file, or as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import Progress, say_faintly

if TYPE_CHECKING:
    from kgtool.flat import Book, Tell


def command() -> Any:
    """The command."""
    return single_command("export", export)


def export(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="By its ending: ttl nt nq trig jsonld rdf · graphml gexf dot · xlsx sqlite, or parquet csv: a folder.",
        ),
    ],
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> None:
    """Write the graph to a file.

    ttl, nt and rdf hold what is written and what follows; nq, trig and jsonld hold that as the default graph and the
    named graphs beside it, with where each fact comes from; graphml, gexf and dot hold entities and written links.

    xlsx and sqlite hold flat typed tables, one for each class, with a codebook; parquet and csv are a folder of that
    name with a file for each table: kgtool export all.xlsx, kgtool export all.sqlite, kgtool export all.parquet.
    """
    from kgtool.exports import BOOKS, EXPORTERS, FOLDERS, find_ending

    ending = find_ending(file)
    session = Session.of(ctx, directory, quiet=quiet)
    if ending in EXPORTERS:
        _write_graph(session, file, ending, force=force)
    elif ending in BOOKS:
        _write_book(session, file, ending, force=force)
    elif ending in FOLDERS:
        _write_folder(session, file, ending, force=force)
    if not quiet:
        say_faintly(f"{file} written")


def _write_graph(session: Session, file: str, ending: str, *, force: bool) -> None:
    from kgtool.cli.sinks import open_sink
    from kgtool.exports import EXPORTERS

    with open_sink(file, force=force, cache=session.workspace.cache) as sink:
        EXPORTERS[ending](session.open_store(), session.index, sink)


def _write_book(session: Session, file: str, ending: str, *, force: bool) -> None:
    from kgtool.cli.sinks import open_sink
    from kgtool.exports import BOOKS

    progress = Progress(quiet=session.quiet)
    with open_sink(file, force=force, cache=session.workspace.cache) as sink:
        BOOKS[ending](_book(session, progress), sink, progress)
        progress.end()


def _write_folder(session: Session, file: str, ending: str, *, force: bool) -> None:
    from kgtool.cli.foldersinks import open_folder
    from kgtool.exports import FOLDERS
    from kgtool.flat.folders import need_parquet

    if ending == "parquet":
        need_parquet()
    progress = Progress(quiet=session.quiet)
    with open_folder(Path(file), ending, force=force, cache=session.workspace.cache) as folder:
        FOLDERS[ending](_book(session, progress), folder, progress)
        progress.end()


def _book(session: Session, tell: Tell) -> Book:
    """The tables of the graph, which is made first when files changed."""
    from kgtool.citation import read_citation
    from kgtool.flat.reading import read_book
    from kgtool.ontology import read_ontology

    reference = read_citation(session.workspace, session.snapshot.manifest)
    return read_book(session.open_store(), session.index, read_ontology(session.workspace), reference, tell)
