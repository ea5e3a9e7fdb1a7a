"""License texts as people write them, and the identifiers that they stand for."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from kgtool.importers.matching import entities_in
from kgtool.records import Items, Scalar

if TYPE_CHECKING:
    from license_expression import Licensing

    from kgtool.workspace import Workspace

SPELLINGS: Final = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "bsd-3": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "mit license": "MIT",
    "cc by-sa 4.0": "CC-BY-SA-4.0",
    "creative commons attribution non commercial 4.0": "CC-BY-NC-4.0",
    "creative commons attribution non commercial share alike 4.0": "CC-BY-NC-SA-4.0",
    "bigscience-bloom-rail-1.0": "LicenseRef-scancode-bigscience-rail-1.0",
    "bigcode openrail-m v1": "LicenseRef-scancode-bigcode-open-rail-m-v1",
    "bigcode openrail-m v1 license": "LicenseRef-scancode-bigcode-open-rail-m-v1",
    "meta llama 3 community license": "LicenseRef-llama-3-community",
    "deepseek": "LicenseRef-scancode-deepseek-la-1.0",
}
"""What no list of identifiers knows; a name that several versions of a text share is not here."""
NONE: Final = re.compile(
    r"(component )*(component )?not includ\w*\W?.*|unlicensed|undisclosed|none|license", re.IGNORECASE
)


class LicenseBook:
    """The licenses of a workspace, found by identifier and by name; `unmapped` counts the texts that name none."""

    def __init__(self, workspace: Workspace) -> None:
        self.names: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.unmapped: Counter[str] = Counter()
        self._read(workspace)

    def _read(self, workspace: Workspace) -> None:
        for entity in entities_in(workspace, "license"):
            values = entity.record.values
            spdx = values.get("spdx")
            if not isinstance(spdx, Scalar):
                continue
            self.ids[spdx.text.casefold()] = spdx.text
            for value in (values.get("label"), values.get("altLabel")):
                for name in value.items if isinstance(value, Items) else (value,):
                    if isinstance(name, Scalar):
                        self.names.setdefault(_plain(name.text), spdx.text)

    def resolve(self, text: str) -> str:
        """The expression of our identifiers that a text stands for; nothing where it names none of ours."""
        known = self.ids.get(text.casefold()) or self._named(text) or self._parsed(text)
        if not known and text and not NONE.fullmatch(text):
            self.unmapped[text] += 1
        return known

    def _named(self, text: str) -> str:
        found = SPELLINGS.get(_plain(text)) or self.names.get(_plain(text), "")
        return found if found.casefold() in self.ids else ""

    def _parsed(self, text: str) -> str:
        """An expression of SPDX or ScanCode identifiers, if each is one of ours."""
        from license_expression import ExpressionError

        try:
            parsed = _licensing().parse(text, validate=True)
        except ExpressionError:
            return ""
        keys = [str(key) for key in _licensing().license_keys(parsed)]
        return str(parsed) if keys and all(key.casefold() in self.ids for key in keys) else ""


@cache
def _licensing() -> Licensing:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def _plain(text: str) -> str:
    """A name without what spellings differ in.

    >>> _plain("The  Llama 2 Community License Agreement")
    'llama 2 community license'
    """
    words = re.sub(r"\s+", " ", text.strip().casefold()).removeprefix("the ").removesuffix(" agreement")
    return words.removesuffix(" license") if words.startswith("deepseek") else words
