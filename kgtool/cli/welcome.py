"""What `kgtool` says by itself: five questions to try, and its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from kgtool.cli.session import Session, data_line
from kgtool.cli.terminal import safe

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = 5


def show_questions(directory: str) -> None:
    """Five saved queries to try, and where help is."""
    lines = ["Ask a knowledge graph made of plain files. Questions to try:", "", *_questions(directory), ""]
    lines += ["  kgtool queries      all saved questions", "  kgtool find TEXT    what the graph knows by name"]
    lines += ["  kgtool --help       every command"]
    typer.echo(safe("\n".join(lines)))


def _questions(directory: str) -> list[str]:
    from kgtool.queries import query_files, summary_line

    files = query_files(Session(directory).workspace)
    chosen = sorted(files, key=lambda name: not is_start(files[name]))
    rows = [(f"kgtool query {name}", summary_line(files[name])) for name in chosen[:QUESTIONS]]
    width = max((len(call) for call, _ in rows), default=0)
    return [f"  {call:<{width}}   {summary}" for call, summary in rows] or ["  none yet: put NAME.rq under queries/"]


def is_start(path: Path) -> bool:
    """Whether a saved query is tagged as one to start with."""
    from kgtool.workspace import head_text

    return any(line.startswith("#+ tags:") and "start" in line for line in head_text(path).splitlines())


def show_version(directory: str) -> None:
    """Version of the code, version and day of the data, hash of the graph."""
    from kgtool import __version__
    from kgtool.build import built_snapshot

    typer.echo(f"kgtool {__version__}")
    snapshot = built_snapshot(Session(directory).workspace)
    typer.echo(data_line(snapshot) if snapshot else "data not built yet: kgtool build")
