"""Which folders are the workspace, and where its cache is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool import workspace as module
from kgtool.errors import UsageError
from kgtool.workspace import Workspace, display_path, find_workspace
from tests.conftest import TINY


def test_named_folder_is_the_workspace(tiny: Workspace) -> None:
    assert tiny.root == TINY
    assert (tiny.ontology, tiny.graph, tiny.queries) == (TINY / "ontology", TINY / "graph", TINY / "queries")
    assert not tiny.bundled


def test_named_folder_must_hold_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it has no ontology/ and graph/") as failure:
        find_workspace(tmp_path)
    assert failure.value.exit_code == 2
    assert failure.value.hint == f"start one: kgtool init {tmp_path}"


def test_environment_names_it_when_nothing_else_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KGTOOL_DIR", str(TINY))
    assert find_workspace().root == TINY


def test_folders_above_the_current_one_are_searched(monkeypatch: pytest.MonkeyPatch, tiny_copy: Workspace) -> None:
    monkeypatch.chdir(tiny_copy.graph / "ship")
    assert find_workspace() == tiny_copy


def test_search_ends_at_the_root_of_the_repository(monkeypatch: pytest.MonkeyPatch, tiny_copy: Workspace) -> None:
    inner = tiny_copy.root / "project"
    (inner / ".git").mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert find_workspace().bundled


def test_bundled_workspace_is_the_last_resort(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    found = find_workspace()
    assert found.bundled
    assert found.root == Path(module.__file__).parents[1]


def test_without_any_workspace_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "PACKAGE", tmp_path / "nowhere" / "kgtool")
    with pytest.raises(UsageError, match="no workspace here"):
        find_workspace()


def test_cache_is_the_users_and_never_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KGTOOL_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert find_workspace(TINY).cache.parent == tmp_path / "kgtool"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert find_workspace(TINY).cache.parent == tmp_path / "home/.cache/kgtool"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert find_workspace(TINY).cache.parent == tmp_path / "home/.cache/kgtool"


def test_two_workspaces_of_one_name_have_two_caches(tiny: Workspace, tiny_copy: Workspace) -> None:
    assert tiny.name == tiny_copy.name
    assert tiny.cache != tiny_copy.cache


def test_paths_are_shown_from_the_workspace_on(tiny: Workspace) -> None:
    assert display_path(tiny, tiny.graph / "ship/aurora.yaml") == "graph/ship/aurora.yaml"
    assert display_path(tiny, module.VOCABULARY) == "kgtool/kg.ttl"
    assert display_path(tiny, Path("/elsewhere/x.rq")) == "/elsewhere/x.rq"
