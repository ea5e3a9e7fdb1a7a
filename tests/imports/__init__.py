"""Where the public data sets stand that imports are tried on."""

from __future__ import annotations

import os
from pathlib import Path

from tests.browsers import needed_or_skipped


def sources() -> Path:
    """The folder of public data sets; without it, a test skips, or fails where all must run."""
    named = os.environ.get("KGTOOL_SOURCES", "")
    if not named or not Path(named).is_dir():
        needed_or_skipped("KGTOOL_SOURCES does not name the folder of public data sets")
    return Path(named)
