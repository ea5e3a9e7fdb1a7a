"""JSON of which one entry can be read without all the others: its last mapping, `last`, has an entry a line.

It is JSON like any other; a line break never stands inside one of its texts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def lookup_text(content: Mapping[str, Any], last: str) -> str:
    """A mapping as such a text.

    >>> print(lookup_text({"title": "Cats", "ages": {"tom": 3, "zoe": 4}}, "ages"))
    {"title":"Cats",
    "ages":{
    "tom":3,
    "zoe":4
    }}
    """
    head = _json({key: value for key, value in content.items() if key != last})
    lines = ",\n".join(f"{_json(key)}:{_json(value)}" for key, value in content[last].items())
    return f"{head[:-1]},{_opening(last)}\n{lines}\n}}}}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _opening(last: str) -> str:
    return f"\n{_json(last)}:{{"


class Lookup:
    """Such a text: `head` is all but the last mapping, whose entries are read when they are asked for."""

    def __init__(self, text: str, last: str) -> None:
        head, found, self.lines = text.partition("," + _opening(last))
        if not found:
            raise ValueError(f"no {last}")
        self.head: dict[str, Any] = json.loads(head + "}")

    def entry(self, key: str) -> Any:
        """The value of one entry, None where there is none. Raises: ValueError.

        >>> Lookup(lookup_text({"title": "Cats", "ages": {"tom": 3, "zoe": 4}}, "ages"), "ages").entry("zoe")
        4
        """
        start = f"\n{_json(key)}:"
        at = self.lines.find(start)
        return None if at < 0 else json.JSONDecoder().raw_decode(self.lines, at + len(start))[0]

    def entries(self) -> dict[str, Any]:
        """Every entry. Raises: ValueError."""
        found: dict[str, Any] = json.loads("{" + self.lines[:-1])
        return found
