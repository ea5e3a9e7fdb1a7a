"""The tiny workspace, as it stands and as a copy to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kgtool.workspace import Workspace, find_workspace

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def tiny() -> Workspace:
    """The tiny workspace; not to be written to."""
    return find_workspace(TINY)


@pytest.fixture
def tiny_copy(tmp_path: Path) -> Workspace:
    """A copy of the tiny workspace that a test may change."""
    shutil.copytree(TINY, tmp_path / "tiny")
    return find_workspace(tmp_path / "tiny")
