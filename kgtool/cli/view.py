"""`kgtool view`: a saved view, the neighbourhood of an entity, or the CONSTRUCT in a file, as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import LightCommand, new_app
from kgtool.cli.saved import (
    SavedGroup,
    bound_text,
    faults_in,
    file_text,
    flag_command,
    merged,
    saved_flags,
    session_of,
    with_flags,
)
from kgtool.cli.session import Session
from kgtool.cli.terminal import say_faintly
from kgtool.errors import QueryError, UsageError

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kgtool.queries import SavedQuery
    from kgtool.store import EmbeddedStore
    from kgtool.views.view import GraphView

Output = Annotated[
    str, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, not to NAME.html.", show_default=False)
]
Hops = Annotated[
    str, typer.Option("--hops", metavar="N", help="How far around an entity, in links: 1, to 6.", show_default=False)
]
STANDARD = {
    "output": (Output, ""),
    "hops": (Hops, ""),
    "as_of": (options.AsOf, ""),
    "timeout": (options.Timeout, "30s"),
    "force": (options.Force, False),
    "directory": (options.Directory, ""),
    "quiet": (options.Quiet, False),
}
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
MOST_HOPS = 6
HELP = """Draw a saved view, what is linked with an entity, or the CONSTRUCT in a file, as one HTML page.

The page opens from disk without a network: its legend filters, it has a search, and a card with sources for all it
shows. A saved view's parameters are flags: kgtool view NAME --help.

\b
  kgtool view NAME -o page.html
  kgtool view "Tom Cat" --hops 2
  kgtool view cat/tom
  kgtool view family.rq"""


def command() -> Any:
    """The group whose commands are the saved views, and anything else that can be drawn."""
    app = new_app(cls=ViewGroup, invoke_without_command=True, subcommand_metavar="NAME|ENTITY|FILE.rq [FLAGS]")
    app.callback(help=HELP)(with_flags(_without_name, STANDARD))
    return typer.main.get_command(app)


def _without_name(context: typer.Context, given: dict[str, Any]) -> None:
    if context.invoked_subcommand is None:
        raise UsageError("nothing to draw is named", hint="kgtool views lists the views; any entity can be drawn too")


class ViewGroup(SavedGroup):
    """Makes a command of whatever stands in the place of the view."""

    views = True

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command that draws this view, file or entity."""
        if cmd_name.startswith("-"):
            return None
        session = session_of(ctx)
        if cmd_name.endswith(".rq"):
            return _query_command(session, _file_query(Path(cmd_name)))
        if cmd_name in self.files(ctx):
            from kgtool.queries import find_saved_query

            return _query_command(session, find_saved_query(session.workspace, cmd_name, views=True))
        return flag_command(cmd_name, lambda context, given: _draw_entity(context, given, cmd_name), HELP, STANDARD)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The names of saved views, then entities; or the flags."""
        from typer.core import CompletionItem  # type: ignore[attr-defined]  # typer's own, not exported

        from kgtool.cli.completion import entity_names

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        entities = entity_names(session_of(ctx), incomplete)
        return [*super().shell_complete(ctx, incomplete), *(CompletionItem(i, help=label) for i, label in entities)]


def _query_command(session: Session, query: SavedQuery) -> LightCommand:
    """The command of a query that draws: each parameter a flag of its own."""
    text = "\n\n".join(part for part in (query.summary, query.description) if part) or HELP
    standard = {name: flag for name, flag in STANDARD.items() if name != "hops"}
    flags = saved_flags(session, query) | standard
    return flag_command(query.name, lambda context, given: _draw_query(context, given, query), text, flags)


def _file_query(path: Path) -> SavedQuery:
    """The query in a file, with a block or without.

    Raises: StoreError, QueryError, WorkspaceError for a block that cannot be read.
    """
    from kgtool.queries import SavedQuery, read_saved_query
    from kgtool.querytext import check_query, header_text, query_form

    text = file_text(path)
    with faults_in(str(path)):
        check_query(text)
    if header_text(text).strip():
        return read_saved_query(path, str(path))
    return SavedQuery(path.stem, path, text, query_form(text) or "", path.stem, file=str(path))


def _draw_query(context: typer.Context, given: dict[str, Any], query: SavedQuery) -> None:
    from kgtool.views.saved import saved_view

    flags = merged(context, given, STANDARD)
    if query.form not in GRAPH_FORMS:
        raise QueryError(f"{query.name} is a {query.form or 'text without a query'}, a view is drawn from a CONSTRUCT")
    if flags["hops"]:
        raise UsageError("--hops goes with an entity, not with a view")
    target = _target(flags, query.name)
    session = _here(context, flags)
    text = bound_text(session, query, given)
    with faults_in(query.file or query.name):
        triples = _triples(session, text, flags["timeout"])  # by a worker: before the store is opened here
    _write(session, saved_view(_store(session), query, triples), text, target, force=flags["force"])


def _draw_entity(context: typer.Context, given: dict[str, Any], name: str) -> None:
    from kgtool.views.saved import entity_view, neighbourhood_text

    flags = merged(context, given, STANDARD)
    hops = _hops(flags["hops"])
    session = _here(context, flags)
    iri = _entity(session, name)
    target = _target(flags, iri.rstrip("/#").replace("#", "/").rpartition("/")[2])
    view = entity_view(_store(session), session.index, iri, hops)
    _write(session, view, neighbourhood_text(iri, hops), target, force=flags["force"])


def _entity(session: Session, name: str) -> str:
    """The IRI of the entity of that name. Raises: UsageError, that names the nearest view where one is near."""
    from kgtool.nearest import nearest_names
    from kgtool.queries import query_files

    try:
        return session.entity(name)
    except UsageError:
        if near := nearest_names(name, query_files(session.workspace, views=True), least=75.0):
            hint = f"did you mean the view {near[0]}?"
            raise UsageError(f"no view and no entity is called {name!r}", hint=hint) from None
        raise


def _hops(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_HOPS):
        raise UsageError(f"--hops: got {text!r}, expected a number from 1 to {MOST_HOPS}")
    return int(text or 1)


def _target(flags: dict[str, Any], name: str) -> str:
    """Where the page goes. Raises: UsageError for a file that says it is something else."""
    output: str = flags["output"]
    if output and output != "-" and Path(output).suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{output}: a view is written as HTML", hint="for instance: -o page.html")
    return output or f"{name}.html"


def _here(context: typer.Context, flags: dict[str, Any]) -> Session:
    return Session.of(context, flags["directory"], as_of=flags["as_of"], quiet=flags["quiet"])


def _triples(session: Session, text: str, timeout: str) -> list[Triple]:
    """What a query constructs, by a worker that its deadline or Ctrl-C ends."""
    from contextlib import closing

    from kgtool.cli.asking import Wishes
    from kgtool.worker import Request, ask

    request = Request(text, session.index.prefixes, None, Wishes(timeout=timeout).seconds)
    with closing(ask(request, session.open_store)) as answer:
        return answer.triples()


def _store(session: Session) -> EmbeddedStore:
    from kgtool.store import EmbeddedStore

    return EmbeddedStore(session.open_store(), session.index.prefixes)


def _write(session: Session, view: GraphView, asked: str, target: str, *, force: bool) -> None:
    """Writes the page and says where it is and what it shows."""
    from kgtool.citation import read_citation
    from kgtool.cli.sinks import open_sink
    from kgtool.views.notes import counts, with_notes
    from kgtool.views.page import page

    reference = read_citation(session.workspace, session.snapshot.manifest)
    text = page(with_notes(view, reference, asked))
    with open_sink(target, force=force, cache=session.workspace.cache) as sink:
        sink.write(text.encode("utf-8", "replace"))
    if not session.quiet and target != "-":
        say_faintly(f"{target} written: {counts(view, most=5)}")
