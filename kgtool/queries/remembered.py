"""Saved queries as they were read before, kept in the cache: to load what reads a block takes longer than an answer."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, Any

from kgtool.hashing import digest
from kgtool.parameters import Param
from kgtool.queries.saved import Expectation, SavedQuery
from kgtool.sealed import read_sealed, write_sealed

if TYPE_CHECKING:
    from pathlib import Path

LEFT_OUT = ("path", "text", "extra")
READERS = ("queries/block.py", "queries/saved.py", "parameters.py", "querytext.py", "records.py", "sentences.py")


def recalled(folder: Path, path: Path, text: str, file: str) -> SavedQuery | None:
    """The query of that text as it was kept in a folder; None when there is none, or it is damaged."""
    with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
        kept = read_sealed(_place(folder, file), READERS, text)
        told: dict[str, Any] = _tuples(json.loads(kept or ""))
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
    write_sealed(_place(folder, query.file), READERS, kept, query.text)


def _place(folder: Path, file: str) -> Path:
    return folder / f"{digest(os.fsencode(file))[:16]}.json"


def _tuples(value: Any) -> Any:
    """JSON with tuples for lists, as queries hold them."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
