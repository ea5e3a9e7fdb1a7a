"""The built graph of a workspace: made when files changed, opened when they did not."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kgtool.build.snapshot import Manifest, Pointer, Shelf, Snapshot
from kgtool.errors import StoreError, UsageError
from kgtool.garbage import uncollected
from kgtool.workspace import fingerprint, stat_signature

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kgtool.build.pipeline import Built
    from kgtool.workspace import Workspace

    Progress = Callable[[str, int, int], None]

__all__ = ["Manifest", "Snapshot", "build", "built_snapshot", "current_snapshot", "epoch_day", "is_current"]

DEFAULT_REASONER: Final = "compiled"
UNUSABLE: Final = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOENT, errno.EEXIST, errno.EISDIR
)  # fmt: skip
TRIES: Final = 3


def built_snapshot(workspace: Workspace, *, day: date | None = None) -> Snapshot | None:
    """The graph as last built, be it stale; None when there is none that is whole."""
    found = Shelf(workspace.cache).read(_pointer_name(day))
    return found and found[1]


def current_snapshot(workspace: Workspace, progress: Progress | None = None, *, day: date | None = None) -> Snapshot:
    """The graph of the files as they are now: built anew, by the reasoner of the last build, when any changed.

    Raises: WorkspaceError when the files cannot be built, StoreError when the graph cannot be written.
    """
    found = Shelf(workspace.cache).read(_pointer_name(day))
    if found and found[0].signature == stat_signature(workspace):
        return found[1]
    return build(workspace, reasoner=found[0].reasoner if found else DEFAULT_REASONER, day=day, progress=progress)


def is_current(workspace: Workspace, snapshot: Snapshot, *, day: date | None = None) -> bool:
    """Whether a graph, as it was last built, is that of the files as they are now."""
    pointer = Shelf(workspace.cache).pointer(_pointer_name(day))
    if pointer is None or pointer.snapshot != snapshot.path.name:
        return False
    return pointer.signature == stat_signature(workspace)


def build(
    workspace: Workspace,
    *,
    reasoner: str = DEFAULT_REASONER,
    day: date | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Snapshot:
    """The graph of the files as they are now, every byte of it checked; made anew when they changed, or with `force`.

    Where the cache cannot be written the graph lives in a temporary folder, as long as the process does.
    Raises: WorkspaceError with every fault, the graph before left as it was; StoreError; UsageError.
    """
    run = _Run(workspace, reasoner, day or epoch_day(), progress or (lambda *_: None))
    try:
        with run.shelf.building():
            return (None if force else run.fresh()) or run.made()
    except OSError as error:
        if error.errno in UNUSABLE:
            return run.made_aside()
        raise StoreError(f"the graph cannot be written: {error.strerror or error}", hint=_space_hint(error)) from None


class _Run:
    """One build of one workspace."""

    def __init__(self, workspace: Workspace, reasoner: str, day: date | None, progress: Progress) -> None:
        self.workspace, self.reasoner, self.day, self.progress = workspace, reasoner, day, progress
        self.shelf = Shelf(workspace.cache)
        self.name = _pointer_name(day)

    def fresh(self) -> Snapshot | None:
        """The snapshot that is there, if it is whole and of these inputs."""
        found = self.shelf.read(self.name)
        if found is None or found[0].reasoner != self.reasoner or not found[1].is_whole(thorough=True):
            return None
        pointer, snapshot = found
        if pointer.signature == stat_signature(self.workspace):  # it holds the time of change, which no tool can set
            return snapshot
        inputs = fingerprint(self.workspace)
        if snapshot.manifest.inputs != inputs.content:
            return None
        self.shelf.point(self.name, Pointer(pointer.snapshot, pointer.manifest, inputs.signature, self.reasoner))
        return snapshot

    def made(self) -> Snapshot:
        """A new snapshot; started over when a file changes while it is read."""
        from kgtool.build.pipeline import WRITING, build_graph

        for _ in range(TRIES):
            inputs = fingerprint(self.workspace)
            with uncollected():
                built = build_graph(self.workspace, self.reasoner, self.day, self.progress)
            if stat_signature(self.workspace) == inputs.signature:
                self.progress(*WRITING)
                with self.shelf.draft() as draft, uncollected():
                    _write(draft, built)
                    return self.shelf.publish(draft, self._manifest(built, inputs.content), self.name, inputs.signature)
        raise StoreError("the files keep changing while they are read", hint="try again when they rest")

    def made_aside(self) -> Snapshot:
        """A new snapshot in a temporary folder."""
        import atexit
        import shutil
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="kgtool-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self.shelf = Shelf(folder)
        return self.made()

    def _manifest(self, built: Built, inputs: str) -> Manifest:
        from dataclasses import asdict

        return Manifest(
            inputs=inputs,
            day=built.day.isoformat() if built.day else "",
            read=built.read.isoformat() if built.read else "",
            reasoner=self.reasoner,
            title=built.ontology.title,
            version=built.ontology.version,
            audit=built.ontology.audit,
            graph_hash=built.graph_hash,
            counts=built.counts,
            warnings=tuple(asdict(fault) for fault in built.warnings),
        )


def _write(draft: Path, built: Built) -> None:
    from kgtool.engine import write_store
    from kgtool.lookup import lookup_text

    (draft / "index.json").write_text(lookup_text(built.index, "entities"), encoding="utf-8")
    (draft / "store").mkdir()
    write_store(draft / "store", built.quads())


def _pointer_name(day: date | None) -> str:
    day = day or epoch_day()
    return f"current-{day.isoformat()}" if day else "current"


def epoch_day() -> date | None:
    """The day that SOURCE_DATE_EPOCH names. Raises: UsageError."""
    if not (text := os.environ.get("SOURCE_DATE_EPOCH")):
        return None
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(int(text), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds: {text}") from None


def _space_hint(error: OSError) -> str | None:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "the disk is full: free some space, or set KGTOOL_CACHE to a folder elsewhere" if full else None
