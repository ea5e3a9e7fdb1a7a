"""A folder of files that appears whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgtool.cli.sinks import cannot_write, check_name, is_ours, remember, umask
from kgtool.errors import StoreError


@contextmanager
def open_folder(target: Path, ending: str, *, force: bool, cache: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the block ends well.

    `cache` remembers which folders are ours: those may be replaced, others only with `force`, and then only if
    nothing but files of that `ending` is in them.
    """
    _check(target, ending, force=force, cache=cache)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
    try:
        yield draft
        draft.chmod(0o777 & ~umask())
        _replace(target, draft)
    except OSError as error:
        raise cannot_write(target, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    remember(target, cache)


def _check(target: Path, ending: str, *, force: bool, cache: Path) -> None:
    """Raises: UsageError, StoreError for a name, or for what is in the way."""
    check_name(target, force=force)
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise StoreError(f"{target} is a file, expected a folder", hint="move it away, or name another folder")
    if not target.exists() or is_ours(target, cache):
        return
    inside = sorted(target.iterdir())
    if foreign := next((path for path in inside if path.suffix != f".{ending}" or not path.is_file()), None):
        raise StoreError(f"{target} holds {foreign.name}, which is no .{ending} file", hint="name another folder")
    if inside and not force:
        message = f"{target} exists and was not written by kgtool, or was changed since"
        raise StoreError(message, hint="--force replaces it and all that is in it")


def _replace(target: Path, draft: Path) -> None:
    """Puts the draft in the place of the target, and back what was there if that fails."""
    if not target.exists():
        draft.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
    target.rename(aside / "old")
    try:
        draft.rename(target)
    except OSError:
        (aside / "old").rename(target)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
