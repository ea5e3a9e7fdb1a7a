"""Where an answer goes: stdout, or a file that appears whole or not at all."""

from __future__ import annotations

import os
import re
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kgtool.errors import StoreError, UsageError
from kgtool.formats.visible import visible

RECORD = "outputs.json"
MOST_RECORDS = 200
UNPORTABLE = r'[<>:"|?*\x00-\x1f\x7f]|[ .]$'
DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)})


@contextmanager
def open_sink(output: str, *, force: bool, cache: Path, shown: bool = False) -> Iterator[BinaryIO]:
    """Bytes written to it reach stdout, or the file `output` when the block ends well.

    `cache` remembers which files are ours: those may be replaced, others only with `force`.
    On a terminal, what would steer it is written out, unless the text is `shown` safely already.
    """
    if not output or output == "-":
        if sys.stdout is None:
            raise StoreError("stdout is closed", hint="name a file: -o FILE")
        if shown or not sys.stdout.isatty():
            yield sys.stdout.buffer
        else:
            with closing(_Visible(sys.stdout.buffer)) as screen:
                yield cast("BinaryIO", screen)
        sys.stdout.buffer.flush()
        return
    target = Path(output)
    check_target(target, force=force, cache=cache)
    try:
        with _beside(target) as file:
            yield file
    except OSError as error:
        raise cannot_write(target, error) from None
    remember(target, cache)


class _Visible:
    """Shows on a terminal what is written as UTF-8: line breaks and tabs as such, other controls as escapes."""

    def __init__(self, screen: BinaryIO) -> None:
        self.screen = screen
        self.decoder = getincrementaldecoder("utf-8")("backslashreplace")
        self.held = ""

    def write(self, data: bytes) -> int:
        """Shows whole characters; a carriage return waits for what comes after it."""
        text = self.held + self.decoder.decode(data)
        self.held = "\r" if text.endswith("\r") else ""
        self._show(text.removesuffix("\r"))
        return len(data)

    def flush(self) -> None:
        """Passes on what was shown."""
        self.screen.flush()

    def close(self) -> None:
        """Shows what waits; the terminal stays open."""
        self._show(self.held + self.decoder.decode(b"", final=True))

    def _show(self, text: str) -> None:
        parts = re.split("(\r?\n|\t)", text)
        self.screen.write("".join(p if at % 2 else visible(p) for at, p in enumerate(parts)).encode("utf-8", "replace"))


def check_target(target: Path, *, force: bool, cache: Path) -> None:
    """Refuses names that other systems cannot hold, folders, and files that we did not write.

    Raises: UsageError, StoreError.
    """
    check_name(target, force=force)
    if target.is_dir():
        raise StoreError(f"{target} is a folder", hint=f"name a file in it: {target}/answer{target.suffix or '.csv'}")
    if target.exists() and not target.is_file():
        raise StoreError(f"{target} is no ordinary file", hint="leave out -o and redirect: > FILE")
    if target.exists() and not force and not is_ours(target, cache):
        raise StoreError(
            f"{target} exists and was not written by kgtool, or was changed since", hint="--force replaces it"
        )


def check_name(target: Path, *, force: bool) -> None:
    """Refuses names that other systems cannot hold, and such in folders that are not there.

    Raises: UsageError, StoreError.
    """
    if not force and not _is_portable(target.name):
        hint = "choose another name, or insist with --force"
        raise UsageError(f"{target.name!r} is no file name on every system", hint=hint)
    if not target.parent.is_dir():
        raise StoreError(f"there is no folder {target.parent}", hint=f"mkdir -p {target.parent}")


def _is_portable(name: str) -> bool:
    return not re.search(UNPORTABLE, name) and name.partition(".")[0].lower() not in DEVICES


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """A temporary file in the same folder, moved to its name when the block ends well."""
    import tempfile

    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def umask() -> int:
    """Which rights new files are not given."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def cannot_write(target: Path, error: OSError) -> StoreError:
    """The error for a file that the system did not let us write."""
    return StoreError(f"{target} cannot be written: {error.strerror or error}", hint="name another place with -o")


def is_ours(target: Path, cache: Path) -> bool:
    """Whether the file or folder is still as we wrote it."""
    known = _records(cache).get(str(target.resolve()))
    return known is not None and known == _hash(target)


def remember(target: Path, cache: Path) -> None:
    """Notes the file or folder as ours; where the cache cannot be written, it will need --force next time."""
    import json

    records = _records(cache)
    records.pop(str(target.resolve()), None)
    records[str(target.resolve())] = _hash(target)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _beside(cache / RECORD) as file:
            file.write(json.dumps(dict(list(records.items())[-MOST_RECORDS:])).encode())
    except OSError:
        return


def _records(cache: Path) -> dict[str, str]:
    import json

    try:
        found = json.loads((cache / RECORD).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _hash(path: Path) -> str:
    import hashlib

    try:
        if path.is_dir():
            told = "".join(f"{entry.name} {_hash(entry)}\n" for entry in sorted(path.iterdir()))
            return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
