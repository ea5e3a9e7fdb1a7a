"""The facts as written: one `Entity` for each file or row under `graph/`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault, WorkspaceError
from kgtool.nearest import did_you_mean
from kgtool.records import Items, Record, Scalar, Value, parse_yaml
from kgtool.tables import parse_csv
from kgtool.workspace import Workspace, display_path, input_files, read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

__all__ = ["Entity", "Items", "Record", "Scalar", "Value", "is_slug", "read_entities", "slug_of"]

SLUG: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
UNUSABLE: Final = re.compile("[^!#-$&-.0-;=?-Z_a-z~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]")  # no part of an IRI
SLUG_FORM: Final = "lower case letters and digits, with single - or . between them"


@dataclass(frozen=True, slots=True)
class Entity:
    """A record with its id (`cat/tom`), and the file and line where it starts."""

    id: str
    file: str
    line: int
    record: Record

    @property
    def folder(self) -> str:
        """The folder that says its class."""
        return self.id.rpartition("/")[0]

    @property
    def slug(self) -> str:
        """Its own name within the folder."""
        return self.id.rpartition("/")[2]


def is_slug(text: str) -> bool:
    """Whether a text can be the last part of an id.

    >>> is_slug("tom-2.1"), is_slug("Tom"), is_slug("a..b")
    (True, False, False)
    """
    return SLUG.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """The slug nearest to a text, empty when it holds no Latin letter or digit.

    >>> slug_of("Zoë's 2.1 (beta)")
    'zoe-s-2.1-beta'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
    return re.sub(r"[.-]*-[.-]*|\.{2,}", "-", re.sub(r"[^a-z0-9.]+", "-", plain)).strip("-.")


def read_entities(workspace: Workspace, folders: Collection[str]) -> Iterator[Entity]:
    """The entities of a workspace in the order of its files; `folders` are those that a class declares.

    Raises: WorkspaceError at the end, with every fault of every file.
    """
    reader = _Reader(workspace, folders)
    for path in input_files(workspace):
        if path.is_relative_to(workspace.graph):
            yield from reader.read(path)
    if reader.faults:
        raise WorkspaceError("files under graph/ cannot be read", faults=reader.faults)


class _Reader:
    """Reads file after file and remembers faults, ids and folders met."""

    def __init__(self, workspace: Workspace, folders: Collection[str]) -> None:
        self.workspace = workspace
        self.folders = folders
        self.faults: list[Fault] = []
        self.places: dict[str, tuple[str, str]] = {}
        self.refused: set[str] = set()

    def read(self, path: Path) -> Iterator[Entity]:
        """The entities of one file whose ids are sound and new."""
        shown = display_path(self.workspace, path)
        folder, _, name = shown.removeprefix("graph/").rpartition("/")
        if not self._is_ours(path, shown) or not self._is_declared(folder, shown):
            return
        try:
            text = read_text(self.workspace, path)
            found = self._rows(text, folder, shown) if path.suffix == ".csv" else self._file(text, folder, name, shown)
        except WorkspaceError as error:
            self.faults += error.faults
            return
        for entity, column in found:
            if self._is_new(entity, column):
                yield entity

    def _file(self, text: str, folder: str, name: str, shown: str) -> list[tuple[Entity, int]]:
        slug = name.removesuffix(".yaml")
        usable = self._is_usable(slug, shown, 0, 0)
        record = parse_yaml(text, shown)
        return [(Entity(f"{folder}/{slug}", shown, 1, record), 0)] if usable else []

    def _rows(self, text: str, folder: str, shown: str) -> list[tuple[Entity, int]]:
        found = []
        for record in parse_csv(text, shown):
            slug = record.values.pop("id", None)
            record.keys.pop("id", None)
            if not isinstance(slug, Scalar):
                expected = "its slug in the id column"
                self.faults.append(Fault(shown, record.line, 1, "a row without an id", expected=expected))
                continue
            if self._is_usable(slug.text, shown, slug.line, slug.column):
                found.append((Entity(f"{folder}/{slug.text}", shown, record.line, record), slug.column))
        return found

    def _is_usable(self, slug: str, shown: str, line: int, column: int) -> bool:
        """Whether an id can be made with the slug; a fault unless it is a good one."""
        if is_slug(slug):
            return True
        nearest = slug_of(slug)
        hint = f"try {nearest}" if nearest else None
        self.faults.append(Fault(shown, line, column, "not a slug", got=slug, expected=SLUG_FORM, hint=hint))
        return UNUSABLE.search(slug) is None

    def _is_ours(self, path: Path, shown: str) -> bool:
        if path.suffix in (".yaml", ".csv"):
            return True
        if path.is_file():
            hint = "rename it to .yaml" if path.suffix == ".yml" else "move it out of graph/"
            got = path.suffix or "no ending"
            self.faults.append(Fault(shown, 0, 0, "not a file of facts", got=got, expected=".yaml or .csv", hint=hint))
            return False
        try:
            read_text(self.workspace, path)
        except WorkspaceError as error:
            self.faults += error.faults
        return False

    def _is_declared(self, folder: str, shown: str) -> bool:
        """Whether a class declares the folder; one fault a folder."""
        if folder not in self.folders and folder not in self.refused:
            self.refused.add(folder)
            got = f"graph/{folder}" if folder else "a file directly in graph/"
            hint = did_you_mean(folder, self.folders) or "no class declares it with kg:folder"
            known = ", ".join(sorted(self.folders))
            self.faults.append(Fault(shown, 0, 0, "a folder of no class", got=got, expected=known, hint=hint))
        return folder in self.folders

    def _is_new(self, entity: Entity, column: int) -> bool:
        folded = unicodedata.normalize("NFKC", entity.id).casefold()
        first = self.places.setdefault(folded, (entity.id, f"{entity.file}:{entity.line}"))
        if first == (entity.id, f"{entity.file}:{entity.line}"):
            return True
        got = f"{entity.file} and {first[1]}"
        message = f"the id {entity.id} is taken"
        if first[0] != entity.id:
            message = f"{entity.id} differs from {first[0]} only by case or form"
        self.faults.append(Fault(entity.file, entity.line, column, message, got=got, expected="one of them"))
        return False
