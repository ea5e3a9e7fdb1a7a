"""`kgtool check`: facts, rules of the data, what saved queries promise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import Progress, fault_record, safe
from kgtool.errors import Fault, KgError, UsageError, WorkspaceError
from kgtool.formats.visible import visible
from kgtool.namespaces import KG, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kgtool.promises import Answer
    from kgtool.queries import SavedQuery

SECONDS = 30.0
READ_LATER = f"""PREFIX kg: <{KG}> SELECT ?file ?day (MIN(?at) AS ?line) {{ GRAPH ?g {{
    ?citation kg:read ?day . FILTER (?day > "%s"^^<{XSD}date>)
    ?fact kg:citation ?citation ; kg:file ?file ; kg:line ?at }} }} GROUP BY ?file ?day ORDER BY ?file ?day"""


def command() -> Any:
    """The command."""
    return single_command("check", check)


def check(
    ctx: typer.Context,
    format: Annotated[str, typer.Option("-f", "--format", metavar="NAME", help="text or json.")] = "text",
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> int:
    """Check facts, rules of the data, and what saved queries promise; exit with 1 when there are faults."""
    if format not in ("text", "json"):
        raise UsageError(f"no format of reports is called {format!r}", hint="text or json")
    session = Session.of(ctx, directory, quiet=quiet)
    faults = list(_faults(session))
    errors = [fault for fault in faults if fault.severity == "error"]
    if format == "json":
        typer.echo(json.dumps({"errors": len(errors), "faults": list(map(fault_record, faults))}, indent=1))
    elif not quiet or faults:
        typer.echo(safe(_report(faults, len(errors))))
    return 1 if errors else 0


def _faults(session: Session) -> Iterator[Fault]:
    """Every fault: of the build, of the saved queries, and of what they promise."""
    from kgtool.build import build

    progress = Progress(quiet=session.quiet)
    try:
        session.snapshot = build(session.workspace, progress=progress)
        yield from (Fault(**warning) for warning in session.snapshot.manifest.warnings)  # type: ignore[arg-type]
    except WorkspaceError as error:
        yield from error.faults or [_whole(error)]
        yield from _query_faults(session)
        return
    finally:
        progress.end()
    yield from _query_faults(session)
    yield from _promise_faults(session)
    yield from _early_readings(session)


def _early_readings(session: Session) -> Iterator[Fault]:
    """A warning for each file and day, later than today by the clock, on which it says that a source was read."""
    from contextlib import closing
    from datetime import datetime

    from kgtool.worker import Request, ask

    today = datetime.now().astimezone().date().isoformat()
    with closing(ask(Request(READ_LATER % today, timeout=SECONDS), session.open_store)) as answer:
        for file, day, line in answer.rows():
            place = (str(getattr(file, "value", "")), int(getattr(line, "value", "0")), 0)
            got, expected = str(getattr(day, "value", "")), f"a day up to today, {today}"
            yield Fault(*place, "a source read on a day to come", got=got, expected=expected, severity="warning")


def _whole(error: KgError) -> Fault:
    return Fault("workspace", 0, 0, error.message, hint=error.hint)


def _query_faults(session: Session) -> Iterator[Fault]:
    """What is wrong with the files of saved queries and views."""
    from kgtool.queries import saved_queries

    for views in (False, True):
        try:
            saved_queries(session.workspace, views=views)
        except WorkspaceError as error:
            yield from error.faults


def _promise_faults(session: Session) -> Iterator[Fault]:
    """What the saved queries that can be read promise and do not keep, and the rows of those that name faults."""
    from kgtool.promises import broken_promises
    from kgtool.queries import query_files, read_saved_query
    from kgtool.workspace import display_path

    readable = []
    for views in (False, True):
        for path in query_files(session.workspace, views=views).values():
            try:
                readable.append(read_saved_query(path, display_path(session.workspace, path)))
            except WorkspaceError:
                continue  # told by _query_faults
    yield from broken_promises(readable, lambda query, arguments: _ask(session, query, arguments))
    for query in readable:
        if query.fault:
            yield from _row_faults(session, query)


def _row_faults(session: Session, query: SavedQuery) -> Iterator[Fault]:
    """The faults that the rows of a query are; one that does not run broke its promise already."""
    from contextlib import suppress

    from kgtool.faults import row_faults

    with suppress(KgError), session.ask_saved(query, {}, timeout=SECONDS) as answer:
        yield from row_faults(query, answer.variables, answer.rows(), session.term)


def _ask(session: Session, query: SavedQuery, arguments: Mapping[str, Sequence[str]]) -> Answer:
    """The rows of a saved query as texts, each value with its label beside it."""
    with session.ask_saved(query, arguments, timeout=SECONDS) as answer:
        if answer.form == "boolean":
            return [("true",)] if answer.truth else []
        if answer.form == "graph":
            return [_texts(session, (t.subject, t.predicate, t.object)) for t in answer.triples()]
        return [_texts(session, row) for row in answer.rows()]


def _texts(session: Session, terms: Sequence[Any]) -> tuple[str, ...]:
    """Values, those that a cell lists too, and beside each IRI its id and label."""
    whole = [str(getattr(term, "value", term)) for term in terms if term is not None]
    values = [*whole, *(part for value in whole for part in _listed(value))]
    short = session.style().short
    return (*values, *(short(value) for value in values), *(session.index.label(value) or "" for value in values))


def _listed(value: str) -> list[str]:
    """The names, or addresses, of a cell that lists several: `GROUP_CONCAT` gives such.

    >>> _listed("Tom, Kit"), _listed("http://e/tom http://e/kit"), _listed("a cat")
    (['Tom', 'Kit'], ['http://e/tom', 'http://e/kit'], [])
    """
    parts = value.split() if "://" in value else value.split(", ")
    return parts if len(parts) > 1 else []


def _report(faults: list[Fault], errors: int) -> str:
    lines = [_line(fault) for fault in faults]
    warnings = len(faults) - errors
    found = [
        f"{number} {word}{'s' * (number != 1)}" for number, word in ((errors, "fault"), (warnings, "warning")) if number
    ]
    return "\n".join([*lines, " and ".join(found) or "no faults"])


def _line(fault: Fault) -> str:
    return visible(str(fault) if fault.severity == "error" else f"{fault} (warning)")
