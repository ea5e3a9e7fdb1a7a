"""Texts kept in the cache, each with a seal that fits only this text, made by the code as it is now."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from kgtool.hashing import digest
from kgtool.version import VERSION
from kgtool.workspace import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read_sealed(path: Path, code: Sequence[str], source: str = "") -> str | None:
    """The text kept in a file; None when there is none, or its seal does not fit.

    `code` are the files of the package that made it, `source` is what it was made from.
    """
    with contextlib.suppress(OSError, ValueError):
        seal, _, kept = path.read_text("utf-8").partition("\n")
        if seal == _seal(code, source, kept):
            return kept
    return None


def write_sealed(path: Path, code: Sequence[str], kept: str, source: str = "") -> None:
    """Keeps a text, unless the cache cannot be written."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(f"{_seal(code, source, kept)}\n{kept}", encoding="utf-8")
        draft.replace(path)


def _seal(code: Sequence[str], source: str, kept: str) -> str:
    times = (str((PACKAGE / name).stat().st_mtime_ns) for name in code)
    return digest("\0".join((VERSION, *times, source, kept)).encode())
