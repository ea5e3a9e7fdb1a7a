"""What files are to hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Change:
    """What files are to hold, by path as messages show it: `graph/cat/tom.yaml`; None: the file goes."""

    texts: Mapping[str, str | None]
