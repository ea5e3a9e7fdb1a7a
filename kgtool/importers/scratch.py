"""A workspace for the records of a data set alone, with the ontology, rules, queries and licenses that come along."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Final

from kgtool.errors import StoreError
from kgtool.workspace import bundled_workspace

if TYPE_CHECKING:
    from pathlib import Path

WHOLE: Final = ("ontology", "queries")
FOLDERS: Final = ("license", "region", "organization")


def is_vacant(folder: Path) -> bool:
    """Whether a folder is not there yet, or has nothing in it."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def start_scratch(folder: Path) -> None:
    """Copies into a vacant folder what records need to be graded.

    Queries whose examples are not copied stay behind, and so do their promises about other facts.

    Raises: StoreError when it cannot be written.
    """
    origin = bundled_workspace().root
    ignored = shutil.ignore_patterns(".*", "__pycache__")
    try:
        for name in WHOLE:
            shutil.copytree(origin / name, folder / name, ignore=ignored)
        for name in FOLDERS:
            shutil.copytree(origin / "graph" / name, folder / "graph" / name, ignore=ignored)
        for query in (folder / "queries").rglob("*.rq"):
            text = query.read_text(encoding="utf-8")
            if set(re.findall(r"/id/(\w+)/", text)) <= set(FOLDERS):
                query.write_text(_without_promises(text), encoding="utf-8")
            else:
                query.unlink()
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from None


def _without_promises(text: str) -> str:
    """The text of a saved query without the tests in its block.

    >>> _without_promises("#+ summary: All\\n#+ tests:\\n#+   - {rows: 3}\\n\\nSELECT * {}")
    '#+ summary: All\\n\\nSELECT * {}'
    """
    return re.sub(r"^#\+ tests:\n(?:#\+ +.*\n)*", "", text, flags=re.MULTILINE)
