"""The flags that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from kgtool.errors import UsageError


def _named(ctx: typer.Context, param: typer.CallbackParam, value: str) -> str:
    """The value of a flag that must not be empty when it is given, as `-C "$UNSET"` would be."""
    source = ctx.get_parameter_source(param.name or "")
    if not value and source is not None and source.name == "COMMANDLINE":
        raise UsageError(f"{param.opts[0]}: got nothing, expected a {param.metavar}", hint=f"leave out {param.opts[0]}")
    return value


Directory = Annotated[
    str,
    typer.Option(
        "-C", "--directory", metavar="DIR", help="Use the workspace in DIR.", show_default=False, callback=_named
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but the answer.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more about what is done.")]
FormatName = Annotated[
    str,
    typer.Option(
        "-f",
        "--format",
        metavar="NAME",
        help="Write in this format.",
        show_default=False,
        autocompletion=lambda incomplete: _formats(incomplete),
    ),
]
Output = Annotated[
    str,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Write to FILE, by its ending.", show_default=False, callback=_named
    ),
]
Rows = Annotated[str, typer.Option("-n", "--rows", metavar="N", help="Write at most N rows.", show_default=False)]
Timeout = Annotated[
    str,
    typer.Option(
        "-t", "--timeout", metavar="TIME", help="Give up after TIME: 500ms, 30s, 2m.", envvar="KGTOOL_TIMEOUT"
    ),
]
FailEmpty = Annotated[bool, typer.Option("--fail-empty", help="Exit with 1 when there is no row, or ASK says no.")]
FailUnless = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-unless",
        metavar="COLUMN=VALUE",
        help="Exit with 1 when a row of the answer has another value, or none, in that column; repeat for several.",
        show_default=False,
    ),
]
Report = Annotated[
    str,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write the answer with its reasons and sources to FILE, a page to print and to sign: r.html.",
        show_default=False,
        callback=_named,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that was not written by kgtool.")]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="DATE", help="Ask what held on that day: 2025-04-15.", show_default=False, callback=_named
    ),
]
Data = Annotated[
    list[str] | None,
    typer.Option(
        "--data", metavar="FILE", help="Ask this RDF file (-: stdin), not the workspace; repeat.", show_default=False
    ),
]
Named = Annotated[
    list[str] | None,
    typer.Option("--named", metavar="IRI=FILE", help="Ask this RDF file as the named graph IRI.", show_default=False),
]
Base = Annotated[
    str, typer.Option("--base", metavar="IRI", help="Resolve relative IRIs against IRI.", show_default=False)
]


def _formats(incomplete: str) -> list[tuple[str, str]]:
    from kgtool.formats import FORMATS

    return [(form.name, form.help) for form in FORMATS.values() if form.name.startswith(incomplete)]
