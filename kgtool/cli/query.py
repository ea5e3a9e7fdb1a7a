"""`kgtool query`: a saved query with its parameters as flags, or SPARQL from the line, a file or stdin."""

from __future__ import annotations

import inspect
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.light import LightCommand, LightGroup, new_app, single_command
from kgtool.cli.session import Session
from kgtool.errors import StoreError, UsageError

if TYPE_CHECKING:
    from kgtool.cli.asking import Asked, Wishes
    from kgtool.parameters import Param
    from kgtool.queries import SavedQuery

STANDARD = {
    "format": (options.FormatName, ""),
    "output": (options.Output, ""),
    "rows": (options.Rows, ""),
    "timeout": (options.Timeout, "30s"),
    "fail_empty": (options.FailEmpty, False),
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
query, whose parameters are flags: kgtool query NAME --help."""


def command() -> Any:
    """The group whose commands are the saved queries, and any text."""
    app = new_app(cls=QueryGroup, invoke_without_command=True, subcommand_metavar="NAME|SPARQL|FILE|- [FLAGS]")
    app.callback(help=HELP)(_with_flags(_without_query, STANDARD))
    return typer.main.get_command(app)


def _without_query(context: typer.Context, given: dict[str, Any]) -> None:
    if context.invoked_subcommand is None:
        raise UsageError(
            "no query is given", hint="kgtool queries lists the saved ones; kgtool query --help tells more"
        )


class QueryGroup(LightGroup):
    """Makes a command of whatever stands in the place of the query."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the saved queries; none where there is no workspace."""
        from kgtool.queries import query_files

        if ctx.params.get("data"):
            return []
        return list(query_files(_session(ctx).workspace))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command, found in the workspace that `-C` names even where it stands behind the query."""
        if directory := _directory_in(args[1:]):
            ctx.params["directory"] = directory
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command that runs this text, file or saved query."""
        if cmd_name.startswith("-") and cmd_name != "-":
            return None
        if (text := _text_of(cmd_name)) is not None:
            return _command("query", lambda context, given: _run_text(context, given, *text), HELP, STANDARD)
        return _saved_command(_session(ctx), cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Lists the saved queries with their summaries."""
        from kgtool.queries import query_files, summary_line

        rows = [(name, summary_line(path)) for name, path in query_files(_session(ctx).workspace).items()]
        with formatter.section("Saved queries"):
            formatter.write_dl(rows or [("none", "put NAME.rq under queries/")])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The names of saved queries, and the flags."""
        from typer.core import CompletionItem  # type: ignore[attr-defined]  # typer's own, not exported

        from kgtool.queries import query_files, summary_line

        found = query_files(_session(ctx).workspace).items() if not incomplete.startswith("-") else ()
        names = [CompletionItem(n, help=summary_line(path)) for n, path in found if n.startswith(incomplete)]
        return names or super(LightGroup, self).shell_complete(ctx, incomplete) if incomplete.startswith("-") else names


def _directory_in(args: list[str]) -> str:
    """The value of `-C` among arguments that are not parsed yet.

    >>> _directory_in(["-f", "csv", "-C", "cats"]), _directory_in(["--directory=cats"]), _directory_in(["-n", "1"])
    ('cats', 'cats', '')
    """
    for flag, value in zip(args, [*args[1:], ""], strict=False):
        if flag in ("-C", "--directory"):
            return value
        if flag.startswith("--directory="):
            return flag.partition("=")[2]
        if flag.startswith("-C"):
            return flag[2:]
    return ""


def _text_of(argument: str) -> tuple[str, str] | None:
    """The SPARQL text that an argument is or names, with the name of its origin; None for a saved query."""
    if argument == "-":
        return _decoded(sys.stdin.buffer.read(MOST_READ), "stdin"), "stdin"
    if "{" in argument or re.search(r"\s", argument) or not argument:
        return argument, "query"
    path = Path(argument)
    if len(argument) < 4096 and _is_query_file(path):
        return _decoded(_read(path), argument), argument
    return None


MOST_READ = 10_000_000


def _is_query_file(path: Path) -> bool:
    """Whether a path exists and is not a folder; a folder may have the name of a saved query."""
    try:
        return not stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_READ)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from None


def _decoded(body: bytes, name: str) -> str:
    from kgtool.errors import QueryError
    from kgtool.querytext import position

    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8", "replace")
        line, column = position(before, len(before))
        raise QueryError(f"{name}:{line}:{column}: not UTF-8", hint="save it as UTF-8") from None


def _session(context: Any) -> Session:
    """The session that the flags before the query name."""
    return Session.of(context, context.params.get("directory") or "")


def _with_flags(function: Any, flags_of: dict[str, tuple[Any, Any]]) -> Any:
    """A function with these flags, which passes them on as one dictionary."""

    def called(ctx: typer.Context, **given: Any) -> int | None:
        code: int | None = function(ctx, given)
        return code

    kind = inspect.Parameter.KEYWORD_ONLY
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    flags = [
        inspect.Parameter(name, kind, default=default, annotation=annotation)
        for name, (annotation, default) in flags_of.items()
    ]
    called.__signature__ = inspect.Signature([context, *flags])  # type: ignore[attr-defined]  # typer reads it
    called.__annotations__ = {flag.name: flag.annotation for flag in [context, *flags]}
    return called


def _command(name: str, function: Any, text: str, flags: dict[str, tuple[Any, Any]]) -> LightCommand:
    made: LightCommand = single_command(name, _with_flags(function, flags), help=text)
    return made


def _saved_command(session: Session, name: str) -> LightCommand:
    """The command of a saved query: each parameter a flag of its own."""
    from kgtool.queries import find_saved_query

    query = find_saved_query(session.workspace, name)
    standard = {flag: told for flag, told in STANDARD.items() if flag not in ON_FILES}
    flags = {f"param_{param.variable}": _flag(session, param) for param in query.params} | standard
    text = "\n\n".join(part for part in (query.summary, query.description) if part)
    return _command(name, lambda context, given: _run_saved(context, given, query), text, flags)


def _flag(session: Session, param: Param) -> tuple[Any, Any]:
    """The annotation and the default of a parameter's flag."""
    default = f"default: {', '.join(param.default)}" if param.default else ""
    told = (param.help, default, "required" * param.required, "repeat for several" * param.many)
    option = typer.Option(
        param.flag,
        metavar="|".join(param.enum) if param.enum else param.type.upper() if not param.is_class else param.type,
        help="; ".join(part for part in told if part),
        show_default=False,
        autocompletion=_completion(session, param),
    )
    return Annotated[list[str] | None, option], None


def _completion(session: Session, param: Param) -> Any:
    """The function that offers values of a parameter to a shell."""

    def complete(incomplete: str) -> list[str] | list[tuple[str, str]]:
        from kgtool.cli.completion import entity_names

        if param.is_class or param.type == "iri":
            return entity_names(session, incomplete, param.type if param.is_class else "")
        values = param.enum or (("true", "false") if param.type == "boolean" else ())
        return [value for value in values if value.startswith(incomplete)]

    return complete


def _merged(context: typer.Context, given: dict[str, Any]) -> dict[str, Any]:
    """The standard flags; those behind the query win over those before it, lists are joined."""
    before = context.parent.params if context.parent is not None else {}
    merged: dict[str, Any] = {}
    for name, (_, default) in STANDARD.items():
        after, earlier = given.get(name, default), before.get(name)
        if name in ("data", "named"):
            merged[name] = [*(earlier or ()), *(after or ())]
        else:
            merged[name] = after if after != default else earlier or default
    return merged


def _wishes(flags: dict[str, Any]) -> Wishes:
    from kgtool.cli.asking import Wishes

    return Wishes(**{name: flags[name] for name in Wishes.__dataclass_fields__})


def _here(context: typer.Context, flags: dict[str, Any]) -> Session:
    return Session.of(context, flags["directory"], quiet=flags["quiet"], verbose=flags["verbose"])


def _run_saved(context: typer.Context, given: dict[str, Any], query: SavedQuery) -> int:
    """Runs a saved query with what was given for its parameters."""
    from kgtool.cli.asking import Asked, with_columns
    from kgtool.queries import bind_texts

    flags = _merged(context, given)
    if flags["data"] or flags["named"]:
        raise UsageError("a saved query asks the workspace; --data and --named go with SPARQL text or a file")
    session = _here(context, flags)
    typed = {param.name: given[f"param_{param.variable}"] or () for param in query.params}
    text = bind_texts(query, typed, lambda kind, value: session.entity(value, kind), lambda: session.index.prefixes)
    asked = Asked(text, query.form, lambda: with_columns(session.style(terminal=_shown(flags)), query.columns))
    return _answered(session, asked, flags)


def _run_text(context: typer.Context, given: dict[str, Any], text: str, origin: str) -> int:
    """Runs SPARQL text on the workspace, or on the files named with --data and --named."""
    from kgtool.cli.asking import Asked
    from kgtool.querytext import check_query, query_form

    flags = _merged(context, given)
    if flags["data"] or flags["named"]:
        return _run_on_files(flags, text)
    check_query(text)
    session = _here(context, flags)
    prefixes, form = session.index.prefixes, query_form(text) or "SELECT"
    asked = Asked(text, form, lambda: session.style(terminal=_shown(flags)), prefixes, flags["base"] or None)
    return _answered(session, asked, flags)


def _shown(flags: dict[str, Any]) -> bool:
    return _wishes(flags).on_terminal


def _answered(session: Session, asked: Asked, flags: dict[str, Any]) -> int:
    from kgtool.cli.asking import answer

    wishes = _wishes(flags)
    session.snapshot  # noqa: B018  # built here, before the fork, with its progress bar
    code = answer(asked, wishes, session.open_store, session.workspace.cache)
    if not wishes.output and wishes.format in ("", "table"):
        session.say_data()
    return code


def _run_on_files(flags: dict[str, Any], text: str) -> int:
    """Answers from just these files: no workspace, no automatic prefixes."""
    from kgtool.cli.asking import Asked, answer
    from kgtool.cli.files import cache_folder, supplied_files
    from kgtool.formats import Style
    from kgtool.querytext import check_query, declared_prefixes, query_form

    files = supplied_files(flags["data"], flags["named"])
    check_query(text, graphs=files.names)
    style = Style(prefixes=declared_prefixes(text))
    asked = Asked(text, query_form(text) or "SELECT", lambda: style, {}, flags["base"] or None)
    return answer(asked, _wishes(flags), lambda: files.open_store(text, flags["base"]), cache_folder())
