"""What commands that run saved queries share: a command for each, and a flag for each of its parameters."""

from __future__ import annotations

import inspect
import os
import select
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli.light import LightCommand, LightGroup, single_command
from kgtool.cli.session import Session
from kgtool.errors import LimitError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kgtool.parameters import Param
    from kgtool.queries import SavedQuery

Flags = dict[str, tuple[Any, Any]]
"""The annotation and the default of each flag, by the name that the function sees."""

MOST_READ = 10_000_000


class SavedGroup(LightGroup):
    """A group whose commands are saved queries; with `views`, those that draw."""

    views = False

    def files(self, ctx: Any) -> Mapping[str, Path]:
        """The files of the saved queries by name; none where only files are asked."""
        from kgtool.queries import query_files

        return {} if ctx.params.get("data") else query_files(session_of(ctx).workspace, views=self.views)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the saved queries."""
        return list(self.files(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command, found in the workspace that `-C` names even where it stands behind the query."""
        if directory := _directory_in(args[1:]):
            ctx.params["directory"] = directory
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Lists the saved queries with their summaries."""
        from kgtool.queries import summary_line

        rows = [(name, summary_line(path)) for name, path in self.files(ctx).items()]
        folder = "queries/views" if self.views else "queries"
        with formatter.section("Views" if self.views else "Saved queries"):
            formatter.write_dl(rows or [("none", f"put NAME.rq under {folder}/")])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The names of saved queries, or the flags."""
        from typer.core import CompletionItem  # type: ignore[attr-defined]  # typer's own, not exported

        from kgtool.queries import summary_line

        if incomplete.startswith("-"):
            return list(super(LightGroup, self).shell_complete(ctx, incomplete))
        found = self.files(ctx).items()
        return [CompletionItem(n, help=summary_line(path)) for n, path in found if n.startswith(incomplete)]


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


def session_of(context: Any) -> Session:
    """The session that the flags before the query name."""
    return Session.of(context, context.params.get("directory") or "")


def file_text(path: Path, seconds: float = 30.0) -> str:
    """The text of a query's file; whoever writes into a pipe has so many seconds.

    Raises: StoreError when it cannot be read, QueryError when it is not UTF-8, LimitError.
    """
    try:
        if path.is_fifo():
            return decoded(pipe_content(path, seconds), str(path))
        with path.open("rb") as file:
            return decoded(file.read(MOST_READ), str(path))
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def pipe_content(path: Path, seconds: float) -> bytes:
    """What comes out of a named pipe, until nobody writes into it any more. Raises: LimitError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        ready, body, deadline = select.poll(), b"", time.monotonic() + seconds
        ready.register(descriptor, select.POLLIN)
        while len(body) < MOST_READ:
            left = deadline - time.monotonic()
            if left <= 0 or not ready.poll(left * 1000):
                raise LimitError(f"{path} is a pipe into which nobody wrote a query to its end within {seconds:g} s")
            if not (part := os.read(descriptor, 65536)):
                break
            body += part
        return body
    finally:
        os.close(descriptor)


def decoded(body: bytes, name: str) -> str:
    """The text that bytes are. Raises: QueryError that names the line and column where they are not UTF-8."""
    from kgtool.errors import QueryError
    from kgtool.querytext import position

    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8", "replace")
        line, column = position(before, len(before))
        raise QueryError(f"{name}:{line}:{column}: not UTF-8", hint="save it as UTF-8") from None


@contextmanager
def faults_in(origin: str) -> Iterator[None]:
    """Faults in the text of a query name the file that it comes from."""
    from dataclasses import replace

    from kgtool.errors import QueryError

    try:
        yield
    except QueryError as error:
        faults = [replace(fault, file=origin) if fault.file == "query" else fault for fault in error.faults]
        raise QueryError(error.message, hint=error.hint, faults=faults) from error


def with_flags(function: Any, flags_of: Flags) -> Any:
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


def flag_command(name: str, function: Any, text: str, flags: Flags) -> LightCommand:
    """The command that passes its flags to a function as one dictionary, and has `text` for help."""
    made: LightCommand = single_command(name, with_flags(function, flags), help=text)
    return made


def saved_flags(session: Session, query: SavedQuery) -> Flags:
    """The flags of the parameters of a saved query."""
    return {f"param_{param.variable}": param_flag(session, param) for param in query.params}


def bound_text(session: Session, query: SavedQuery, given: Mapping[str, Any]) -> str:
    """The text of a saved query with what was given for its parameters.

    Raises: UsageError for a parameter that is missing or ill-typed.
    """
    from kgtool.queries import bind_texts

    typed = {param.name: given[f"param_{param.variable}"] or () for param in query.params}
    return bind_texts(query, typed, lambda kind, value: session.entity(value, kind), lambda: session.index.prefixes)


def param_flag(session: Session, param: Param) -> tuple[Any, Any]:
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


def merged(context: typer.Context, given: Mapping[str, Any], standard: Flags) -> dict[str, Any]:
    """The standard flags; those behind the query win over those before it, lists are joined."""
    before = context.parent.params if context.parent is not None else {}
    found: dict[str, Any] = {}
    for name, (_, default) in standard.items():
        after, earlier = given.get(name, default), before.get(name)
        if name in ("data", "named", "fail_unless"):
            found[name] = [*(earlier or ()), *(after or ())]
        else:
            found[name] = after if after != default else earlier or default
    return found
