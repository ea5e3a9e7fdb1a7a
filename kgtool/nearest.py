"""The names nearest to a mistyped one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest_names(text: str, names: Iterable[str], count: int = 1, *, least: float = 50.0) -> list[str]:
    """Up to `count` of the names, the most similar first, none less similar than `least` of 100.

    >>> nearest_names("colr", ["age", "colour", "label"])
    ['colour']
    """
    from rapidfuzz import fuzz, process, utils

    found = process.extract(text, sorted(names), scorer=fuzz.ratio, processor=utils.default_process, limit=count)
    return [name for name, score, _ in found if score >= least]


def did_you_mean(text: str, names: Iterable[str], count: int = 1) -> str | None:
    """A hint that offers the nearest names, None when nothing is near.

    >>> did_you_mean("colr", ["age", "colour", "label"])
    'did you mean colour?'
    """
    found = nearest_names(text, names, count)
    return f"did you mean {_either(found)}?" if found else None


def _either(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
