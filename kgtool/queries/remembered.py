"""Saved queries as they were read before, kept in the cache: to load what reads a block takes longer than an answer."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, Any

from kgtool.hashing import digest
from kgtool.parameters import Param
from kgtool.queries.saved import Expectation, SavedQuery
from kgtool.version import VERSION
from kgtool.workspace import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

LEFT_OUT = ("path", "text", "extra")
READERS = ("queries/block.py", "queries/saved.py", "parameters.py", "querytext.py", "records.py")


def recalled(folder: Path, path: Path, text: str, file: str) -> SavedQuery | None:
    """The query of that text as it was kept in a folder; None when there is none, or it is damaged."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        seal, _, kept = _place(folder, file).read_text("utf-8").partition("\n")
        if seal != _seal(text, kept):
            return None
        told: dict[str, Any] = _tuples(json.loads(kept))
        told["params"] = tuple(Param(*param) for param in told["params"])
        told["tests"] = tuple(Expectation(*test) for test in told["tests"])
        return SavedQuery(path=path, text=text, **told)
    return None


def remember(folder: Path, query: SavedQuery) -> None:
    """Keeps a query, unless it is a view, which holds more, or the cache cannot be written."""
    if query.extra:
        return
    from dataclasses import asdict

    told = {name: value for name, value in asdict(query).items() if name not in LEFT_OUT}
    kept = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    place = _place(folder, query.file)
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(f"{_seal(query.text, kept)}\n{kept}", encoding="utf-8")
        draft.replace(place)


def _place(folder: Path, file: str) -> Path:
    return folder / f"{digest(os.fsencode(file))[:16]}.json"


def _seal(text: str, kept: str) -> str:
    """What fits only this text, read so, by the code as it is now."""
    code = (str((PACKAGE / name).stat().st_mtime_ns) for name in READERS)
    return digest("\0".join((VERSION, *code, text, kept)).encode())


def _tuples(value: Any) -> Any:
    """JSON with tuples for lists, as queries hold them."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
