"""`kgtool completion`: the script that lets a shell complete commands, queries, flags and values."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli.light import single_command
from kgtool.errors import KgError, UsageError
from kgtool.formats.visible import visible

if TYPE_CHECKING:
    from kgtool.cli.session import Session
    from kgtool.search import Index

SHELLS = ("bash", "zsh", "fish", "powershell")
MOST_NAMES = 200
VARIABLE = "_KGTOOL_COMPLETE"
BASH = """
_kgtool_completion() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        [[ -n $line ]] && COMPREPLY+=("$line")
    done < <(COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        _KGTOOL_COMPLETE=complete_bash "$1" 2>/dev/null)
}
complete -o default -F _kgtool_completion kgtool
"""


def command() -> Any:
    """The command."""
    return single_command("completion", completion)


def completion(
    shell: Annotated[
        str, typer.Argument(metavar="[bash|zsh|fish]", help="Which shell; else yours.", show_default=False)
    ] = "",
) -> None:
    """Print the completion script of a shell.

    For bash: kgtool completion bash > ~/.local/share/bash-completion/completions/kgtool
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined]  # typer's own, not exported

    wanted = shell or Path(os.environ.get("SHELL", "bash")).name
    if wanted not in SHELLS:
        raise UsageError(f"no completion for the shell {wanted!r}", hint="it knows " + ", ".join(SHELLS))
    script = (
        BASH if wanted == "bash" else get_completion_script(prog_name="kgtool", complete_var=VARIABLE, shell=wanted)
    )
    typer.echo(script.strip())


def prepare() -> None:
    """Gets typer ready to answer a shell; its help texts stay as they are, without rich, which is slow to import."""
    from typer import _completion_classes as classes
    from typer._click.shell_completion import add_completion_class
    from typer.completion import completion_init  # type: ignore[attr-defined]  # typer's own, not exported

    class Bash(classes.BashComplete):
        """Reads the line as it was typed, and answers in the quotes that are open."""

        def get_completion_args(self) -> tuple[list[str], str]:
            return _typed().words()

        def format_completion(self, item: Any) -> str:
            return _typed().quoted(item.value)

    classes._sanitize_help_text = visible
    completion_init()
    add_completion_class(Bash, "bash")


def _typed() -> Typed:
    line = os.environ.get("COMP_LINE", "").encode()
    point = os.environ.get("COMP_POINT", "")
    before = line[: int(point)] if point.isdigit() else line
    return Typed(before.decode("utf-8", "replace"), os.environ.get("COMP_WORDBREAKS", ""))


@dataclass(frozen=True, slots=True)
class Typed:
    """A line of bash up to the cursor, and the characters at which bash breaks words in it."""

    line: str
    breaks: str = ""

    def words(self) -> tuple[list[str], str]:
        """The arguments before the one that is being typed, and that one.

        >>> Typed('kgtool show "MV Au').words()
        (['show'], 'MV Au')
        >>> Typed("kgtool show ").words()
        (['show'], '')
        """
        from typer._click.shell_completion import split_arg_string

        words = split_arg_string(self.line)[1:]
        return (words[:-1], words[-1]) if words and self._last() else (words, "")

    def quoted(self, value: str) -> str:
        r"""The value as it must stand there: in the quotes that are open, else with backslashes.

        >>> print(Typed("kgtool show MV").quoted("MV Aurora"), Typed('kgtool show "MV').quoted("MV Aurora"))
        MV\ Aurora MV Aurora

        What bash takes for words of their own before it is left out.

        >>> Typed("kgtool show sea:fe", ":=").quoted("sea:ferry")
        'ferry'
        """
        last = self._last()
        quote = last[:1] if last[:1] in ("'", '"') else ""
        if quote == "'":
            return value.replace("'", "'\\''")
        if quote:
            return re.sub(r'(["$`\\])', r"\\\1", value)
        ends = [last.rfind(character) + 1 for character in ":=" if character in self.breaks]
        begun = last[: max(ends, default=0)]
        return re.sub(r"([^\w@%+=:,./-])", r"\\\1", value.removeprefix(begun))

    def _last(self) -> str:
        """The word that is being typed, as it was typed."""
        match = re.search(r"""(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')*(?:"[^"]*|'[^']*|\\)?$""", self.line)
        return match[0] if match else ""


def complete_entity(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Entities whose ids or labels start so, for the argument of a command."""
    from kgtool.cli.session import Session

    return entity_names(Session.of(ctx, ctx.params.get("directory") or ""), incomplete)


def complete_class(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Classes whose names start so, for the argument of a command."""
    from kgtool.cli.session import Session

    index = _index(Session.of(ctx, ctx.params.get("directory") or ""))
    classes, start = index.class_names() if index else [], incomplete.casefold()
    return [(incomplete + name[len(start) :], label) for name, label in classes if name.casefold().startswith(start)]


def entity_names(session: Session, incomplete: str, kind: str = "") -> list[tuple[str, str]]:
    """Ids and labels of entities that start so; nothing where no graph is built yet."""
    from kgtool.search import offers

    index = _index(session)
    return list(islice(offers(index, incomplete, kind), MOST_NAMES)) if index else []


def _index(session: Session) -> Index | None:
    from kgtool.build import built_snapshot
    from kgtool.search import Index

    try:
        snapshot = built_snapshot(session.workspace)
        return Index.read(snapshot.index_path) if snapshot else None
    except KgError:
        return None
