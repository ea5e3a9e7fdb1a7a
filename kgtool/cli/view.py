"""`kgtool view`: a saved view, the neighbourhood of an entity, or the CONSTRUCT in a file, as a page or picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    from kgtool.views.view import ViewPage

Output = Annotated[
    str,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="The file to write: a page (.html) or a picture (.svg, .png); - for stdout. Without it NAME.html.",
        show_default=False,
    ),
]
Hops = Annotated[
    str,
    typer.Option(
        "--hops",
        metavar="N",
        help="Of an entity: draw what is at most so many links away, 1 to 6. Without it 1.",
        show_default=False,
    ),
]
Renderer = Annotated[
    str,
    typer.Option(
        "--renderer",
        metavar="pyvis|webgl",
        help="What draws a map: pyvis, or webgl that is quick with thousands of marks. Without it, whichever suits.",
        show_default=False,
    ),
]
STANDARD = {
    "output": (Output, ""),
    "renderer": (Renderer, ""),
    "hops": (Hops, ""),
    "as_of": (options.AsOf, ""),
    "timeout": (options.Timeout, "30s"),
    "force": (options.Force, False),
    "directory": (options.Directory, ""),
    "quiet": (options.Quiet, False),
}
PICTURES = (".svg", ".png")
ENDINGS = (".html", ".htm", *PICTURES)
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
MOST_HOPS = 6
HELP = """Draw a saved view, what is linked with an entity, or the CONSTRUCT in a file, as one HTML page or picture.

The page opens from disk without a network: its legend filters, it has a search, and a card with sources for all it
shows. A saved view's parameters are flags: kgtool view NAME --help.

\b
  kgtool view NAME                       a saved view as NAME.html
  kgtool view NAME -o picture.png        the same as a picture, its first one where it holds several
  kgtool view "Tom Cat" --hops 2         what is at most two links away from an entity, by name
  kgtool view cat/tom -o tom.html        or by id
  kgtool view ./mine.rq                  what the CONSTRUCT in a file of yours gives"""


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

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Lists the saved views as they are typed, with their summaries."""
        from kgtool.queries import summary_line

        rows = [(f"kgtool view {name}", summary_line(path)) for name, path in self.files(ctx).items()]
        with formatter.section("Saved views"):
            formatter.write_dl(rows or [("none", "put NAME.rq under queries/views/")])

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
    unused = {"hops"} if _has_map(session, query) else {"hops", "renderer"}
    standard = {name: flag for name, flag in STANDARD.items() if name not in unused}
    flags = saved_flags(session, query) | standard
    return flag_command(query.name, lambda context, given: _draw_query(context, given, query), text, flags)


def _has_map(session: Session, query: SavedQuery) -> bool:
    """Whether one of the pictures on the page of a query is a map, which two renderers can draw."""
    from kgtool.queries.viewblock import MAPS
    from kgtool.views.saved import held_views, view_head

    return any(view_head(one).form in MAPS for one in held_views(session.workspace, query))


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
    from kgtool.views.saved import held_views, saved_page

    flags = merged(context, given, STANDARD)
    if query.form not in GRAPH_FORMS:
        what = f"{query.form or 'no query'} in {query.name}"
        raise QueryError(f"{what}: a view is drawn from a CONSTRUCT", hint="kgtool query asks it")
    if flags["hops"]:
        raise UsageError("--hops goes with an entity, not with a view")
    session = _here(context, flags)
    wanted = _wanted(flags, query.name)
    held = held_views(session.workspace, query)[: 1 if wanted.is_picture else None]
    asked = held if wanted.is_picture else [query, *held]
    drawn = {one.name: _drawn(session, one, given if one is query else {}, flags) for one in asked}
    store = _store(session)  # the workers have asked before it is opened here
    page = saved_page(store, query, held, drawn, cards=not wanted.is_picture)
    _write(session, page, {name: text for name, (text, _) in drawn.items()}, wanted)


def _drawn(
    session: Session, query: SavedQuery, given: dict[str, Any], flags: dict[str, Any]
) -> tuple[str, list[Triple]]:
    """The text of a query with its parameters, and what it constructs."""
    text = bound_text(session, query, {f"param_{param.variable}": None for param in query.params} | given)
    with faults_in(query.file or query.name):
        return text, _triples(session, text, flags["timeout"])


def _draw_entity(context: typer.Context, given: dict[str, Any], name: str) -> None:
    from kgtool.views.saved import entity_page, neighbourhood_text

    flags = merged(context, given, STANDARD)
    hops = _hops(flags["hops"])
    session = _here(context, flags)
    iri = _entity(session, name)
    wanted = _wanted(flags, iri.rstrip("/#").replace("#", "/").rpartition("/")[2])
    page = entity_page(_store(session), session.index, iri, hops)
    _write(session, page, {name: neighbourhood_text(iri, hops)}, wanted)


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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Where the page or picture goes, and how it is drawn."""

    target: str
    renderer: str
    force: bool

    @property
    def is_picture(self) -> bool:
        """Whether it is one picture, not a page."""
        return Path(self.target).suffix.lower() in PICTURES


def _wanted(flags: dict[str, Any], name: str) -> _Wanted:
    """What the flags ask for. Raises: UsageError for a file that says it is something else, and unknown renderers."""
    from kgtool.views.renderers import RENDERERS

    output, renderer = flags["output"], flags["renderer"]
    if output and output != "-" and Path(output).suffix.lower() not in ENDINGS:
        raise UsageError(
            f"{output}: a view is written as HTML, SVG or PNG", hint="for instance: -o page.html, -o picture.svg"
        )
    if renderer not in ("", *RENDERERS):
        raise UsageError(f"--renderer: got {renderer!r}, expected {' or '.join(RENDERERS)}")
    return _Wanted(output or f"{name}.html", renderer, flags["force"])


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


def _write(session: Session, page: ViewPage, asked: dict[str, str], wanted: _Wanted) -> None:
    """Writes the page or its picture and says where it is and what it shows."""
    from kgtool.citation import read_citation
    from kgtool.cli.sinks import open_sink
    from kgtool.views.notes import counts, with_notes

    reference = read_citation(session.workspace, session.snapshot.manifest)
    content = _content(with_notes(replace(page, renderer=wanted.renderer), reference, asked), wanted.target)
    with open_sink(wanted.target, force=wanted.force, cache=session.workspace.cache) as sink:
        sink.write(content)
    if not session.quiet and wanted.target != "-":
        say_faintly(f"{wanted.target} written: {counts(page, most=5)}")


def _content(page: ViewPage, target: str) -> bytes:
    """The page, or the picture that the ending of its file asks for."""
    from kgtool.views.page import page_text
    from kgtool.views.picture import picture_png, picture_svg

    ending = Path(target).suffix.lower()
    if ending == ".png":
        return picture_png(page)
    text = picture_svg(page) if ending == ".svg" else page_text(page)
    return text.encode("utf-8", "replace")
