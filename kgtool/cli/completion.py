"""`kgtool completion`: the script that lets a shell complete commands, queries, flags and values."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli.light import single_command
from kgtool.errors import KgError, UsageError
from kgtool.formats.visible import visible

if TYPE_CHECKING:
    from kgtool.cli.session import Session

SHELLS = ("bash", "zsh", "fish", "powershell")
MOST_NAMES = 200


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
    typer.echo(get_completion_script(prog_name="kgtool", complete_var="_KGTOOL_COMPLETE", shell=wanted))


def prepare() -> None:
    """Gets typer ready to answer a shell; its help texts stay as they are, without rich, which is slow to import."""
    from typer import _completion_classes as classes
    from typer.completion import completion_init  # type: ignore[attr-defined]  # typer's own, not exported

    classes._sanitize_help_text = visible
    completion_init()


def entity_names(session: Session, incomplete: str, kind: str = "") -> list[tuple[str, str]]:
    """Ids of entities that start so, with their labels; nothing where no graph is built yet."""
    from kgtool.build import built_snapshot
    from kgtool.search import Index

    try:
        snapshot = built_snapshot(session.workspace)
        index = Index.read(snapshot.index_path) if snapshot else None
    except KgError:
        return []
    if index is None:
        return []
    found = ((entry.id, entry.label) for entry in index.starting(incomplete, kind))
    return [pair for pair, _ in zip(found, range(MOST_NAMES), strict=False)]
