"""Built graphs in the user's cache: published whole or not at all, and checked before they are used.

    <cache>/current                 which snapshot answers now, its manifest's hash, the inputs' stat signature
    <cache>/current-2026-01-31      the same for the graph of a day that was asked for
    <cache>/snapshots/<name>/       store/  index.json  manifest.json
    <cache>/lock                    held by whoever builds

A pointer is replaced in one step, after all that it points to is on the disk. Readers check every size against the
manifest, and the manifest against the pointer; whatever does not fit counts as not built.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kgtool.engine import open_engine
from kgtool.hashing import digest
from kgtool.version import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store

KEPT: Final = 4
SMALL: Final = 64 * 1024
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is made of: `files` has the size and hash of each of its files, `counts` the quads by graph.

    `inputs` is the hash of what it was made from, `graph_hash` that of its sorted N-Quads, `day` the day asked about,
    `read` the newest on which a source was read: the day of the data; `audit` is what the last sample found wrong.
    """

    inputs: str
    day: str
    read: str
    reasoner: str
    title: str
    version: str
    audit: str
    graph_hash: str
    counts: Mapping[str, int]
    warnings: tuple[Mapping[str, object], ...] = ()
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A built graph on disk."""

    path: Path
    manifest: Manifest

    @property
    def index_path(self) -> Path:
        """The file with the names in the graph."""
        return self.path / "index.json"

    @property
    def store_path(self) -> Path:
        """The folder of the store."""
        return self.path / "store"

    def open_store(self) -> Store:
        """The engine's store, read-only; starts threads, so fork first. Raises: StoreError."""
        return open_engine(self.store_path)

    def is_whole(self, *, thorough: bool = False) -> bool:
        """Whether every file is there with its size, and the index and small ones are as written; `thorough`: all."""
        try:
            found = {name: entry.stat().st_size for name, entry in _files(self.path)}
            sizes = {name: size for name, (size, _) in self.manifest.files.items()}
            return found == sizes and self._hashes_fit(thorough=thorough)
        except OSError:
            return False

    def _hashes_fit(self, *, thorough: bool) -> bool:
        return all(
            _hash(self.path / name) == known
            for name, (size, known) in self.manifest.files.items()
            if thorough or size <= SMALL or name == self.index_path.name
        )


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which snapshot answers: its folder, the hash of its manifest, and the stat signature of the inputs then."""

    snapshot: str
    manifest: str
    signature: str
    reasoner: str


class Shelf:
    """The snapshots of one workspace."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def read(self, name: str) -> tuple[Pointer, Snapshot] | None:
        """A pointer and its snapshot, None when there is none or anything about it is damaged."""
        for _ in range(2):  # a builder may have replaced it and cleared the old one away in between
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
                pointer = Pointer(**json.loads((self.cache / name).read_bytes()))
                snapshot = _read_snapshot(self.cache / "snapshots" / pointer.snapshot, pointer.manifest)
                if snapshot.is_whole():
                    return pointer, snapshot
        return None

    def pointer(self, name: str) -> Pointer | None:
        """A pointer alone, None when there is none or it is damaged."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Pointer(**json.loads((self.cache / name).read_bytes()))
        return None

    def publish(self, draft: Path, manifest: Manifest, name: str, signature: str) -> Snapshot:
        """Turn a draft folder into the snapshot that a pointer names, and clear old ones away."""
        files = {name: (entry.stat().st_size, _hash(draft / name)) for name, entry in sorted(_files(draft), key=_name)}
        complete = Manifest(**{**_fields(manifest), "files": files})  # type: ignore[arg-type]  # fields of one of its kind
        body = json.dumps(asdict(complete), ensure_ascii=False, indent=1).encode()
        (draft / MANIFEST).write_bytes(body)
        _sync_tree(draft)
        target = self.cache / "snapshots" / f"{manifest.graph_hash[:16]}-{os.urandom(4).hex()}"
        target.parent.mkdir(exist_ok=True)
        draft.rename(target)
        _sync(target.parent)
        self.point(name, Pointer(target.name, digest(body), signature, manifest.reasoner))
        self._prune()
        return _read_snapshot(target, digest(body))

    def point(self, name: str, pointer: Pointer) -> None:
        """Write a pointer in one step."""
        draft = self.cache / f"{name}.new"
        draft.write_text(json.dumps(asdict(pointer)), encoding="utf-8")
        _sync(draft)
        draft.replace(self.cache / name)
        _sync(self.cache)

    @contextlib.contextmanager
    def draft(self) -> Iterator[Path]:
        """A new folder to build in, gone afterwards unless it was published."""
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="draft-", dir=self.cache))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def building(self) -> Iterator[None]:
        """The right to build, which one process has at a time; what builders that died left is cleared away."""
        self.cache.mkdir(parents=True, exist_ok=True)
        with (self.cache / "lock").open("ab") as lock:
            _lock(lock.fileno())
            for left in self.cache.glob("draft-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    def _prune(self) -> None:
        """Keep what pointers name, and the newest few: somebody may just be opening one of them."""
        named = {name.name: self.read(name.name) for name in self.cache.glob("current*") if name.suffix != ".new"}
        days = sorted(
            (name for name in named if name != "current"), key=lambda name: -(self.cache / name).stat().st_mtime
        )
        for name in days[KEPT:]:
            (self.cache / name).unlink(missing_ok=True)
        kept = {found[1].path for name, found in named.items() if found and name not in days[KEPT:]}
        others = (path for path in (self.cache / "snapshots").iterdir() if path not in kept)
        for path in sorted(others, key=lambda path: -path.stat().st_mtime)[1:]:
            shutil.rmtree(path, ignore_errors=True)


def _read_snapshot(folder: Path, expected: str) -> Snapshot:
    body = (folder / MANIFEST).read_bytes()
    content = json.loads(body)
    if digest(body) != expected or content["format"] != FORMAT:
        raise ValueError("not the manifest that was written")
    content["files"] = {name: tuple(of) for name, of in content["files"].items()}
    return Snapshot(folder, Manifest(**content | {"warnings": tuple(content["warnings"])}))


def _fields(manifest: Manifest) -> dict[str, object]:
    return {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}


def _files(folder: Path | str, inside: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file of a snapshot but its manifest, by its name inside; `LOG` is the engine's diary."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _files(entry.path, f"{inside}{entry.name}/")
        elif entry.is_file() and entry.name not in (MANIFEST, "LOG"):
            yield inside + entry.name, entry


def _name(item: tuple[str, os.DirEntry[str]]) -> str:
    return item[0]


def _hash(path: Path) -> str:
    return digest(path.read_bytes())


def _sync(path: Path) -> None:
    """Make sure that a file, or the list of a folder's files, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # not on this platform: the last of two builders wins, and both graphs are whole
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
