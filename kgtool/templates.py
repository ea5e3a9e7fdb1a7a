"""Workspaces to start from: a small example, or a copy of one that is there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kgtool.errors import StoreError, UsageError
from kgtool.workspace import PACKAGE, bundled_workspace, find_workspace

if TYPE_CHECKING:
    from kgtool.workspace import Workspace

EXAMPLE: Final = PACKAGE / "_example"
FOLDERS: Final = ("ontology", "graph", "queries")


def start_workspace(target: Path, origin: str = "") -> list[str]:
    """Copies the example, or the workspace that `origin` names, and returns the names of what was made.

    Raises: StoreError when something stands in the way, UsageError for an origin that is no workspace.
    """
    source = find_origin(origin).root if origin else EXAMPLE
    taken = [name for name in FOLDERS if (target / name).exists()]
    if taken:
        hint = "name a new folder: kgtool init DIR"
        raise StoreError(f"{target} already holds {' and '.join(name + '/' for name in taken)}", hint=hint)
    if target.exists() and not target.is_dir():
        raise StoreError(f"{target} is a file, expected a folder", hint="name a new folder: kgtool init DIR")
    names = [name for name in (*FOLDERS, *([] if origin else ["README.md"])) if (source / name).exists()]
    _copy(source, target, names)
    return names


def _copy(source: Path, target: Path, names: list[str]) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            if (source / name).is_dir():
                shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
            elif not (target / name).exists():
                shutil.copyfile(source / name, target / name)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}") from None


def find_origin(origin: str) -> Workspace:
    """The workspace to copy: a folder that holds one, or the bundled one by a word of its name.

    Raises: UsageError for anything else.
    """
    if Path(origin).is_dir():
        return find_workspace(Path(origin))
    bundled = bundled_workspace()
    names = bundled_names(bundled)
    if origin.lower() not in names:
        hint = f"name a folder, or the one that comes along: {max(names, key=len, default='')}"
        raise UsageError(f"no workspace is called {origin!r}", hint=hint)
    return bundled


def bundled_names(bundled: Workspace) -> set[str]:
    """The words by which the bundled workspace is called: those of its ontology's IRI."""
    header = bundled.ontology / "ontology.ttl"
    text = header.read_text(encoding="utf-8") if header.is_file() else ""
    match = re.search(r"<https?://[^/>]+/([^>]*?)/?(?:ns|ontology)?[#/]?>\s+a\s+owl:Ontology", text)
    words = re.split(r"[/_-]+", match.group(1).lower()) if match else []
    return {word for word in words if len(word) > 2} | ({match.group(1).lower()} if match else set())
