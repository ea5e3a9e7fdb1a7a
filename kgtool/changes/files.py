"""The files in which two states of a workspace differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtool.errors import WorkspaceError
from kgtool.queries import query_files
from kgtool.workspace import VOCABULARY, display_path, input_files, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from kgtool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class File:
    """A file that differs, by its path in the workspace; `sign` is + for a new one, - for one that is gone, else ~."""

    sign: str
    name: str

    @property
    def is_question(self) -> bool:
        """Whether it only asks: the graph is made without it."""
        return self.name.startswith("queries/")


def differing_files(before: Workspace, after: Workspace) -> list[File]:
    """The files of which there is only one, or that differ in content, sorted by name."""
    one, other = _files(before), _files(after)
    found = []
    for name in sorted({*one, *other}):
        if name not in one or name not in other:
            found.append(File("-" if name in one else "+", name))
        elif _content(before, one[name]) != _content(after, other[name]):
            found.append(File("~", name))
    return found


def _files(workspace: Workspace) -> dict[str, Path]:
    """Every file that is read, by its path in the workspace."""
    paths = [path for path in input_files(workspace) if path != VOCABULARY]
    for views in (False, True):
        paths += query_files(workspace, views=views).values()
    return {display_path(workspace, path): path for path in paths}


def _content(workspace: Workspace, path: Path) -> str:
    """The text of a file; of one that cannot be read, why, which the build will say."""
    try:
        return read_text(workspace, path).replace("\r\n", "\n")  # git may turn the one into the other
    except WorkspaceError as error:
        return f"\0{error.faults[0]}"
