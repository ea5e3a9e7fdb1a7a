"""Patterns of rules as they were found before, kept in the cache: to parse a rule takes longer than to apply it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgtool.hashing import digest
from kgtool.rules.patterns import Part, Patterns, parse_patterns
from kgtool.sealed import read_sealed, write_sealed

if TYPE_CHECKING:
    from pathlib import Path

PARTS: Final = ("template", "sure", "unsure", "denied", "universals")
READERS: Final = ("rules/patterns.py", "rules/remembered.py")
NAMES: Final = ("reads", "denies", "variables")


class RememberedPatterns:
    """The patterns of rules by their text; `keep` writes those that were asked for, and forgets the others."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "rules.json"
        kept = read_sealed(self.path, READERS)
        self.known: dict[str, Any] = json.loads(kept) if kept else {}
        self.asked: dict[str, Any] = {}

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
        if self.asked != self.known:
            write_sealed(self.path, READERS, json.dumps(self.asked, ensure_ascii=False, separators=(",", ":")))


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
