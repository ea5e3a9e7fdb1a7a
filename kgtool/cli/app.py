"""The command `kgtool`: its table of commands, and what becomes of everything that goes wrong."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Annotated, Any, Final

import typer

from kgtool.cli.light import LightGroup, new_app
from kgtool.cli.options import Directory
from kgtool.cli.terminal import report, say
from kgtool.errors import KgError, LimitError, StoreError, UsageError

COMMANDS: Final = {
    "query": ("Ask", "Run a saved or an ad-hoc query."),
    "queries": ("Ask", "The saved questions, grouped by what they are about."),
    "view": ("Look", "A picture as one HTML page: a saved view, or what is linked with an entity."),
    "views": ("Look", "The saved views."),
    "show": ("Look", "The card of an entity: facts with sources, links in and out."),
    "find": ("Look", "Entities by label, other names, id or address."),
    "why": ("Look", "The proof of what holds, down to file, line and source; or what is missing."),
    "compare": ("Look", "Two entities side by side, element by element."),
    "path": ("Look", "How two entities are connected."),
    "stats": ("Look", "How much of what, and how well sourced."),
    "ontology": ("Look", "The classes and properties."),
    "export": ("Take", "The graph as one file or as tables, by the ending."),
    "cite": ("Take", "How to cite the data, this version of it."),
    "check": ("Make", "Facts, rules of the data, what saved queries promise."),
    "build": ("Make", "Make the graph; done by itself when files changed."),
    "import": ("Make", "Records of a public data set, into files that can be reviewed."),
    "init": ("Make", "Start a workspace of your own."),
    "completion": ("Make", "Print the completion script of a shell."),
}
MODULES: Final = {"import": "import_"}
"""Of commands whose name is a word of Python."""

COMPLETE: Final = "_KGTOOL_COMPLETE"


class Root(LightGroup):
    """Loads the module of a command when the command is named."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name."""
        if cmd_name in COMMANDS:
            return import_module(f"kgtool.cli.{MODULES.get(cmd_name, cmd_name)}").command()
        if ctx.resilient_parsing:
            return None
        raise _unknown_command(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Lists the commands in groups, without loading one."""
        for section in dict.fromkeys(group for group, _ in COMMANDS.values()):
            with formatter.section(section):
                formatter.write_dl([(name, text) for name, (group, text) in COMMANDS.items() if group == section])


def _unknown_command(name: str) -> UsageError:
    from kgtool.nearest import did_you_mean

    hint = did_you_mean(name, COMMANDS) or "kgtool --help lists them; to ask a saved query: kgtool query NAME"
    return UsageError(f"no command is called {name!r}", hint=hint)


def build_app() -> Any:
    """The root command."""
    app = new_app(cls=Root)
    app.callback(invoke_without_command=True, help="Ask a knowledge graph made of plain files.")(_start)
    return typer.main.get_command(app)


def _start(
    ctx: typer.Context,
    directory: Directory = "",
    version: Annotated[bool, typer.Option("--version", help="Versions of code and data, and leave.")] = False,
) -> None:
    if version:
        from kgtool.cli.welcome import show_version

        show_version(directory)
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        from kgtool.cli.welcome import show_questions

        show_questions(directory)


def run(argv: list[str]) -> int:
    """Runs one command; turns whatever happens into a message and an exit code."""
    as_json = wants_json(argv)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        return _invoked(argv)
    except typer.Exit as done:
        return done.exit_code
    except KgError as error:
        return _reported(error, as_json=as_json)
    except typer.TyperException as error:
        return _reported(_usage_error(error), as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        return _pipe_closed()
    except MemoryError:
        return _reported(LimitError("memory ended", hint="ask for less: -n 100, or a narrower query"), as_json=as_json)
    except OSError as error:
        return _reported(_system_error(error), as_json=as_json)
    except Exception as error:  # whatever it is, a user gets a sentence
        if str(error).startswith("Corruption"):  # how the engine says, while it reads, what opening did not find
            hint = "kgtool build --force makes the graph anew"
            return _reported(StoreError(f"the built graph is damaged: {error}", hint=hint), as_json=as_json)
        return _bug(error)


def _invoked(argv: list[str]) -> int:
    """Runs one command; not by typer's `main`, which exits with 1 where a pipe was closed."""
    app = build_app()
    if os.environ.get(COMPLETE):
        from kgtool.cli.completion import prepare

        prepare()
        app.main(argv, prog_name="kgtool")
    with app.make_context("kgtool", list(argv)) as context:
        code = app.invoke(context)
    if sys.stdout is not None:  # it is None where the caller closed it
        sys.stdout.flush()
    return code if isinstance(code, int) else 0


def wants_json(argv: list[str]) -> bool:
    """Whether errors are asked for in JSON, found without parsing: parsing may be what fails.

    >>> wants_json(["query", "cats", "--format=json"]), wants_json(["-f", "csv"])
    (True, False)
    """
    joined = "\0".join(argv)
    return any(part in joined + "\0" for part in ("-f\0json\0", "-fjson\0", "--format\0json\0", "--format=json\0"))


def _usage_error(error: typer.TyperException) -> UsageError:
    context = getattr(error, "ctx", None)
    hint = f"{context.command_path} --help" if context is not None else "kgtool --help"
    return UsageError(error.format_message().strip(), hint=hint)


def _system_error(error: OSError) -> StoreError:
    where = f"{error.filename}: " if error.filename else ""
    return StoreError(f"{where}{error.strerror or error}")


def _reported(error: KgError, *, as_json: bool) -> int:
    report(error, as_json=as_json)
    return error.exit_code


def _pipe_closed() -> int:
    """Whoever read the answer has enough: not a failure, and nothing to say."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _terminated(*_: object) -> None:
    """Ends like Ctrl-C does, so that what is half done is put away."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise SystemExit(143)


def _bug(error: Exception) -> int:
    if os.environ.get("KGTOOL_DEBUG"):
        import traceback

        traceback.print_exception(error)
    say(f"error: kgtool itself failed: {type(error).__name__}: {error}")
    say("  this is a bug; KGTOOL_DEBUG=1 shows where. Please report it with the command you ran")
    return 70
