"""What every test and doctest stands on: a cache that it does not share with its user."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("KGTOOL_DIR", raising=False)
