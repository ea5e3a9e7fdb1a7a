"""Patterns of rules as they were found before, kept in the cache: to parse a rule takes longer than to apply it."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgtool.hashing import digest
from kgtool.rules.patterns import Part, Patterns, parse_patterns
from kgtool.version import VERSION
from kgtool.workspace import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

PARTS: Final = ("template", "sure", "unsure", "denied", "universals")
NAMES: Final = ("reads", "denies", "variables")


class RememberedPatterns:
    """The patterns of rules by their text; `keep` writes those that were asked for, and forgets the others."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "rules.json"
        self.known: dict[str, Any] = {}
        self.asked: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            seal, _, kept = self.path.read_text("utf-8").partition("\n")
            if seal == _seal(kept):
                self.known = json.loads(kept)

    def of(self, text: str) -> Patterns:
        """The patterns of the text of a CONSTRUCT that is known to parse."""
        name = digest(text.encode())
        if name in self.known:
            self.asked[name] = self.known[name]
            return _patterns(self.known[name])
        patterns = parse_patterns(text)
        self.asked[name] = _told(patterns)
        return patterns

    def keep(self) -> None:
        """Writes them, unless nothing is new, or the cache cannot be written."""
        if self.asked == self.known:
            return
        kept = json.dumps(self.asked, ensure_ascii=False, separators=(",", ":"))
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(f"{_seal(kept)}\n{kept}", encoding="utf-8")
            draft.replace(self.path)


def _seal(kept: str) -> str:
    """What fits only these patterns, found by the code as it is now."""
    code = (PACKAGE / "rules" / "patterns.py").stat().st_mtime_ns
    return digest(f"{VERSION}\0{code}\0{kept}".encode())


def _told(patterns: Patterns) -> dict[str, Any]:
    told = {name: _listed(getattr(patterns, name)) for name in PARTS}
    return {**told, **{name: sorted(getattr(patterns, name)) for name in NAMES}, "has_path": patterns.has_path}


def _patterns(told: dict[str, Any]) -> Patterns:
    found: dict[str, Any] = {name: _tupled(told[name]) for name in PARTS}
    found |= {name: frozenset(told[name]) for name in NAMES}
    return Patterns(**found, has_path=told["has_path"])


def _listed(value: Any) -> Any:
    """Nested patterns as JSON holds them: a part is an object."""
    if isinstance(value, tuple):
        return [_listed(item) for item in value]
    if isinstance(value, ox.Variable):
        return {"variable": value.value}
    if isinstance(value, ox.NamedNode):
        return {"iri": value.value}
    return {"text": value.value, "language": value.language, "datatype": value.datatype.value}


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else _part(value)


def _part(told: dict[str, Any]) -> Part:
    if "variable" in told:
        return ox.Variable(told["variable"])
    if "iri" in told:
        return ox.NamedNode(told["iri"])
    if told["language"]:
        return ox.Literal(told["text"], language=told["language"])
    return ox.Literal(told["text"], datatype=ox.NamedNode(told["datatype"]))
