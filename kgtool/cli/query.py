"""`kgtool query`: a saved query with its parameters as flags, or SPARQL from the line, a file or stdin."""

from __future__ import annotations

import re
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import LightCommand, new_app
from kgtool.cli.saved import (
    MOST_READ,
    SavedGroup,
    bound_text,
    decoded,
    faults_in,
    file_text,
    flag_command,
    merged,
    saved_flags,
    session_of,
    with_flags,
)
from kgtool.cli.session import OutdatedError, Session
from kgtool.cli.terminal import say_faintly
from kgtool.errors import KgError, StoreError, UsageError

if TYPE_CHECKING:
    from kgtool.cli.asking import Asked, Wishes
    from kgtool.formats import Style
    from kgtool.queries import SavedQuery

STANDARD = {
    "format": (options.FormatName, ""),
    "output": (options.Output, ""),
    "rows": (options.Rows, ""),
    "report": (options.Report, ""),
    "as_of": (options.AsOf, ""),
    "timeout": (options.Timeout, "30s"),
    "fail_empty": (options.FailEmpty, False),
    "fail_unless": (options.FailUnless, None),
    "force": (options.Force, False),
    "data": (options.Data, None),
    "named": (options.Named, None),
    "base": (options.Base, ""),
    "directory": (options.Directory, ""),
    "quiet": (options.Quiet, False),
    "verbose": (options.Verbose, False),
}
ON_FILES = ("data", "named", "base")
HELP = """Run a saved or an ad-hoc query.

Text with a { or white space is SPARQL, - is stdin, an existing path a file, anything else the name of a saved
query, whose parameters are flags: kgtool query NAME --help.

\b
For instance, to stop a pipeline unless every row says so:
  kgtool query NAME --fail-unless answer=yes
  kgtool query "SELECT ?thing ?label { ?thing rdfs:label ?label } ORDER BY ?thing" -n 5"""


def command() -> Any:
    """The group whose commands are the saved queries, and any text."""
    app = new_app(cls=QueryGroup, invoke_without_command=True, subcommand_metavar="NAME|SPARQL|FILE|- [FLAGS]")
    app.callback(help=HELP)(with_flags(_without_query, STANDARD))
    return typer.main.get_command(app)


def _without_query(context: typer.Context, given: dict[str, Any]) -> None:
    if context.invoked_subcommand is None:
        raise UsageError(
            "no query is given", hint="kgtool queries lists the saved ones; kgtool query --help tells more"
        )


class QueryGroup(SavedGroup):
    """Makes a command of whatever stands in the place of the query."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command that runs this text, file or saved query."""
        if cmd_name.startswith("-") and cmd_name != "-":
            return None
        if (origin := _origin_of(cmd_name)) is not None:
            return flag_command("query", lambda ctx, given: _run_text(ctx, given, cmd_name, origin), HELP, STANDARD)
        return _saved_command(session_of(ctx), cmd_name)


def _origin_of(argument: str) -> str | None:
    """Where the SPARQL text is that an argument is or names: query, stdin or a file; None for a saved query."""
    if argument == "-":
        return "stdin"
    if _is_sparql(argument):
        return "query"
    return argument if len(argument) < 4096 and _is_query_file(Path(argument)) else None


def _text_of(argument: str, seconds: float) -> str:
    """The SPARQL text that an argument is or names; a pipe may take so many seconds."""
    if argument == "-":
        if sys.stdin is None:
            raise StoreError("stdin is closed", hint="name a file instead of -")
        return decoded(sys.stdin.buffer.read(MOST_READ), "stdin")
    return argument if _is_sparql(argument) else file_text(Path(argument), seconds)


def _is_sparql(argument: str) -> bool:
    return "{" in argument or re.search(r"\s", argument) is not None or not argument


def _is_query_file(path: Path) -> bool:
    """Whether a path exists and is not a folder; a folder may have the name of a saved query."""
    try:
        return not stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _saved_command(session: Session, name: str) -> LightCommand:
    """The command of a saved query: each parameter a flag of its own."""
    from kgtool.queries import find_saved_query

    query = find_saved_query(session.workspace, name)
    standard = {flag: told for flag, told in STANDARD.items() if flag not in ON_FILES}
    flags = saved_flags(session, query) | standard
    return flag_command(name, lambda context, given: _run_saved(context, given, query), _help(query), flags)


def _help(query: SavedQuery) -> str:
    sentence = query.sentence.get("many", "")
    told = (
        query.summary,
        query.description,
        f"In a sentence: {sentence}" if sentence else "",
        f"Counting: {query.counting}" if query.counting else "",
    )
    return "\n\n".join(part for part in told if part)


def _wishes(flags: dict[str, Any]) -> Wishes:
    from kgtool.cli.asking import Wishes

    return Wishes(**{name: flags[name] for name in Wishes._fields})


def _here(context: typer.Context, flags: dict[str, Any], *, as_built: bool = False) -> Session:
    told = {name: flags[name] for name in ("quiet", "verbose")}
    return Session.of(context, flags["directory"], as_of=flags["as_of"], **told, as_built=as_built)


def _run_saved(context: typer.Context, given: dict[str, Any], query: SavedQuery) -> int:
    """Runs a saved query with what was given for its parameters.

    To compare all files takes a good part of the time: it is done while the graph, as it was last built, is opened.
    """
    flags = merged(context, given, STANDARD)
    if flags["data"] or flags["named"]:
        raise UsageError("a saved query asks the workspace; --data and --named go with SPARQL text or a file")
    with suppress(OutdatedError):
        return _ask_saved(_here(context, flags, as_built=True), query, given, flags)
    return _ask_saved(_here(context, flags), query, given, flags)


def _ask_saved(session: Session, query: SavedQuery, given: dict[str, Any], flags: dict[str, Any]) -> int:
    from kgtool.cli.asking import Asked, with_columns
    from kgtool.cli.telling import told_of

    try:
        text = bound_text(session, query, given)
    except KgError:
        session.confirm()  # what is unknown may have been written since
        raise

    def style() -> Style:
        return with_columns(session.style(terminal=_shown(flags)), query.columns, told_of(session, query, given))

    code = 0
    if flags["report"]:
        from kgtool.cli.report import Question, write_report

        _check_report(flags)
        code = write_report(session, Question(query, text, given), _wishes(flags), flags["report"])
    if not flags["report"] or flags["format"] or flags["output"]:
        code = _answered(session, Asked(text, query.form, style), flags)
    if query.caveat and not session.quiet:
        say_faintly(query.caveat)
    return code


def _check_report(flags: dict[str, Any]) -> None:
    """Refuses what would leave a report out, or seem to shorten it. Raises: UsageError."""
    if flags["output"] and Path(flags["output"]) == Path(flags["report"]):
        raise UsageError(f"{flags['report']} is named twice", hint="one file for --report, another for -o")
    if flags["rows"] and not (flags["format"] or flags["output"]):
        raise UsageError("--rows does not shorten a report", hint="with -f or -o it shortens what is written beside it")


def _run_text(context: typer.Context, given: dict[str, Any], argument: str, origin: str) -> int:
    """Runs SPARQL text on the workspace, or on the files named with --data and --named."""
    from kgtool.cli.asking import Asked
    from kgtool.querytext import check_query, query_form

    flags = merged(context, given, STANDARD)
    _check_base(flags["base"])
    if flags["report"]:
        raise UsageError("only the answer to a saved query has a report", hint="kgtool query NAME --report FILE")
    if flags["format"] == "sentence":
        raise UsageError("only a saved query has a sentence", hint="kgtool query NAME -f sentence")
    text = _text_of(argument, _wishes(flags).seconds)
    with faults_in(origin):
        if flags["data"] or flags["named"]:
            return _run_on_files(flags, text, stdin_taken=argument == "-")
        check_query(text)
        session = _here(context, flags)
        prefixes, form = session.index.prefixes, query_form(text) or "SELECT"
        asked = Asked(text, form, lambda: session.style(terminal=_shown(flags)), prefixes, flags["base"] or None)
        return _answered(session, asked, flags)


def _check_base(base: str) -> None:
    from kgtool.parameters import is_iri

    if base and not is_iri(base):
        raise UsageError(f"--base: got {base!r}, expected an IRI", hint="for instance: --base http://example.org/")


def _shown(flags: dict[str, Any]) -> bool:
    return _wishes(flags).on_terminal


def _answered(session: Session, asked: Asked, flags: dict[str, Any]) -> int:
    from kgtool.cli.asking import answer

    wishes = _wishes(flags)
    session.snapshot  # noqa: B018  # built here, before the fork, with its progress bar
    code = answer(asked, wishes, session.open_store, session.workspace.cache, session.confirm)
    if session.day or (not wishes.output and wishes.format in ("", "table")):
        session.say_data()
    return code


def _run_on_files(flags: dict[str, Any], text: str, *, stdin_taken: bool) -> int:
    """Answers from just these files: no workspace, no automatic prefixes."""
    from kgtool.cli.asking import Asked, answer
    from kgtool.cli.files import cache_folder, supplied_files
    from kgtool.formats import Style
    from kgtool.querytext import check_query, declared_prefixes, query_form

    if flags["as_of"]:
        raise UsageError("--as-of asks the workspace; --data and --named ask files, as they are")
    files = supplied_files(flags["data"], flags["named"], stdin_taken=stdin_taken)
    check_query(text, graphs=files.names)
    style = Style(prefixes=declared_prefixes(text))
    asked = Asked(text, query_form(text) or "SELECT", lambda: style, {}, flags["base"] or None)
    return answer(asked, _wishes(flags), lambda: files.open_store(text, flags["base"]), cache_folder(), lambda: None)
