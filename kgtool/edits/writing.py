"""Writing files so that all of a change is there or nothing of it, whatever comes between.

The new files lie beside those that they replace before a journal says so; from then on the change is made, and what is
left of it is done by whoever finds the journal. Readers never look at hidden files.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from kgtool.errors import StoreError, UsageError, WorkspaceError
from kgtool.hashing import digest
from kgtool.workspace import read_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kgtool.edits.change import Change
    from kgtool.workspace import Workspace

JOURNAL: Final = ".kgtool-edit"
DRAFT: Final = ".kgtool-edit.draft"
PATIENCE: Final = 5.0
"""Seconds to wait for another writer."""

ENDINGS: Final = (".yaml", ".csv", ".ttl", ".rq", ".md")
FOLDERS: Final = ("ontology", "graph", "queries")


@contextlib.contextmanager
def editing(workspace: Workspace, *, patience: float = PATIENCE) -> Iterator[None]:
    """The right to edit a workspace, which one process has at a time.

    Raises: UsageError for the workspace that comes along; StoreError that says who is editing, after some seconds.
    """
    _refuse_bundled(workspace)
    with _locked(workspace, patience):
        _finish(workspace)
        _clear(workspace)
        _tell(workspace)
        try:
            yield
        finally:
            _holder(workspace).unlink(missing_ok=True)


def recovered(workspace: Workspace) -> None:
    """Finishes what a writer that was killed had begun; where nothing is left of one, it costs a look at one file.

    Raises: StoreError.
    """
    if not _is_there(workspace.root / JOURNAL):
        return
    with _locked(workspace, PATIENCE):
        _finish(workspace)


def texts_on_disk(workspace: Workspace, names: Iterable[str]) -> dict[str, str | None]:
    """What files hold, byte for byte but as text; None where there is no file.

    Raises: WorkspaceError for a file that is no UTF-8 or cannot be read, StoreError for one outside of the workspace.
    """
    return {name: _text(_target(workspace, name), name) for name in names}


def write_change(workspace: Workspace, change: Change, before: Mapping[str, str | None]) -> None:
    """Makes a change, all of it or nothing; to be called while `editing`.

    `before` is what the files held when they were read, by `texts_on_disk`.
    Raises: StoreError when one of them holds something else by now, or cannot be written; then nothing was done.
    """
    targets = {name: _target(workspace, name) for name in sorted(change.texts)}
    _check_unchanged(workspace, before)
    try:
        with _staged(workspace, targets, change.texts), _unbroken():
            (workspace.root / DRAFT).replace(workspace.root / JOURNAL)
            _sync(workspace.root)
            _apply(workspace)
    except OSError as error:
        where = error.filename or workspace.root
        raise StoreError(f"{where} cannot be written: {error.strerror or error}", hint="nothing was changed") from None


def _refuse_bundled(workspace: Workspace) -> None:
    if workspace.bundled:
        from kgtool.templates import bundled_names

        name = max(bundled_names(workspace), key=len, default="")
        hint = f"copy it: kgtool init --from {name} DIR; or name your own: kgtool -C DIR …"
        raise UsageError("the workspace that comes along is not there to be edited", hint=hint)


# who may write


@contextlib.contextmanager
def _locked(workspace: Workspace, patience: float) -> Iterator[None]:
    """A lock on the folder itself: it needs no file, and holds wherever caches are kept."""
    try:
        descriptor = os.open(workspace.root, os.O_RDONLY)
    except OSError:  # a system on which folders cannot be opened
        yield
        return
    try:
        _lock(descriptor, workspace, time.monotonic() + patience)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, workspace: Workspace, deadline: float) -> None:
    try:
        import fcntl
    except ImportError:  # not on this platform: what a file holds is compared before it is replaced
        return
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                hint = "try again when it has ended"
                raise StoreError(f"{workspace.name} is being edited by {_who(workspace)}", hint=hint) from None
        time.sleep(0.02)


def _holder(workspace: Workspace) -> Path:
    return workspace.cache / "editor.json"


def _tell(workspace: Workspace) -> None:
    """Leaves word of who is editing; a cache that cannot be written keeps nobody from it."""
    command = " ".join(["kgtool", *sys.argv[1:]])[:200]
    told = {"pid": os.getpid(), "command": command, "since": time.strftime("%H:%M:%S")}
    with contextlib.suppress(OSError):
        workspace.cache.mkdir(parents=True, exist_ok=True)
        _holder(workspace).write_text(json.dumps(told), encoding="utf-8")


def _who(workspace: Workspace) -> str:
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads(_holder(workspace).read_text("utf-8"))
        return f"process {told['pid']} since {told['since']}: {told['command']}"
    return "another process"


# where files are


def _target(workspace: Workspace, name: str) -> Path:
    """The file of a name. Raises: StoreError for one that a link leads out of the workspace."""
    path, root = PurePosixPath(name), Path(os.path.realpath(workspace.root))
    plain = path.parts[:1] and path.parts[0] in FOLDERS and ".." not in path.parts and path.suffix in ENDINGS
    target = workspace.root / path
    folder = Path(os.path.realpath(target.parent))
    if not plain or "\0" in name or not folder.is_relative_to(root) or target.is_symlink():
        raise StoreError(f"{name} is not a file inside the workspace", hint="edit it where it lies, by hand")
    return target


def _beside(target: Path) -> Path:
    """The hidden file that will replace another."""
    return target.parent / f".kgtool-{digest(os.fsencode(target.name))[:12]}"


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except OSError:
        return False
    return True


def _text(target: Path, name: str) -> str | None:
    if not _is_there(target):
        return None
    from kgtool.workspace import decode

    body = read_bytes(target, name)
    decode(body, name)
    return body.decode()


def _check_unchanged(workspace: Workspace, before: Mapping[str, str | None]) -> None:
    for name, text in before.items():
        try:
            now = texts_on_disk(workspace, [name])[name]
        except WorkspaceError:
            now = ""
        if now != text:
            raise StoreError(f"{name} was changed meanwhile", hint="nothing was written; run the command again")


# the steps


@contextlib.contextmanager
def _staged(workspace: Workspace, targets: Mapping[str, Path], texts: Mapping[str, str | None]) -> Iterator[None]:
    """The new files beside the old ones, and a draft of the journal that names them; gone if it comes to no more."""
    for target in targets.values():
        target.parent.mkdir(parents=True, exist_ok=True)
    told = [[name, texts[name] is not None] for name in targets]
    try:
        _write(workspace.root / DRAFT, json.dumps(told).encode())
        for name, target in targets.items():
            _write(_beside(target), (texts[name] or "").encode(), like=target)
        _sync_folders(targets.values())
        yield
    except BaseException:
        if not _is_there(workspace.root / JOURNAL):
            _clear(workspace)
        raise


def _write(path: Path, body: bytes, like: Path | None = None) -> None:
    """A new file that is on the disk, with the permissions of another; never through a link that lies in wait."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        if like is not None and like.exists():
            path.chmod(like.stat().st_mode & 0o777)
        file.flush()
        os.fsync(descriptor)


@contextlib.contextmanager
def _unbroken() -> Iterator[None]:
    """No Ctrl-C and no polite end between the first step and the last; they come right after.

    The handlers are put aside, not the signals: another thread may be the one to receive them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {one: signal.signal(one, lambda number, _: came.append(number)) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)
        if came:
            signal.raise_signal(came[0])


def _finish(workspace: Workspace) -> None:
    """Does what a journal says, if there is one. Raises: StoreError."""
    if not _is_there(workspace.root / JOURNAL):
        return
    try:
        with _unbroken():
            _apply(workspace)
    except (OSError, StoreError, WorkspaceError) as error:
        hint = f"somebody who may write there finishes it with any command; what is to be done: {JOURNAL}"
        raise StoreError(f"an edit of {workspace.name} was broken off and is not done: {error}", hint=hint) from None


def _apply(workspace: Workspace) -> None:
    """Puts each new file in its place, as far as it is not there yet; the journal goes last."""
    targets = []
    for name, stays in _named(workspace, JOURNAL):
        target = _target(workspace, name)
        targets.append(target)
        new = _beside(target)
        if not stays:
            target.unlink(missing_ok=True)
            new.unlink(missing_ok=True)
        elif _is_there(new):
            new.replace(target)
    _sync_folders(targets)
    (workspace.root / JOURNAL).unlink()
    _sync(workspace.root)


def _clear(workspace: Workspace) -> None:
    """Takes away what a writer left that was stopped before its journal stood."""
    if not _is_there(workspace.root / DRAFT):
        return
    with contextlib.suppress(OSError, StoreError, WorkspaceError):
        for name, _ in _named(workspace, DRAFT):
            _beside(_target(workspace, name)).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (workspace.root / DRAFT).unlink(missing_ok=True)


def _named(workspace: Workspace, journal: str) -> list[tuple[str, bool]]:
    """The files that a journal names, and whether each stays. Raises: WorkspaceError for what is no journal."""
    try:
        told = json.loads(read_bytes(workspace.root / journal, journal))
        return [(str(name), bool(stays)) for name, stays in told]
    except (ValueError, TypeError, RecursionError):
        raise WorkspaceError(f"{journal} is not a journal of kgtool", hint="delete it") from None


def _sync_folders(targets: Collection[Path]) -> None:
    for folder in sorted({target.parent for target in targets}):
        _sync(folder)


def _sync(folder: Path) -> None:
    """Makes sure that the list of a folder's files is on the disk, where the system can."""
    with contextlib.suppress(PermissionError, IsADirectoryError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
