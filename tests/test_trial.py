"""A change tried before it is written: faults, new warnings, and what follows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kgtool.changes.words import conclusion_lines, derived_lines, entries
from kgtool.cli.preview import show_preview
from kgtool.edits.change import Change
from kgtool.edits.trial import Trial, tried
from kgtool.edits.writing import texts_on_disk
from kgtool.workspace import Workspace, find_workspace
from tests.conftest import TINY
from tests.test_changes import with_rules

DORA = "graph/ship/dora.yaml"
RECORD = """label: Dora
kind: ferry
homePort: harbour/gdansk
operator: operator/polar-tugs
parts: {engine: {state: working}}
source: {url: https://e.example/d, read: 2026-01-12}
"""


@pytest.fixture(scope="module")
def sea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The tiny workspace with rules; nothing is written to it."""
    root = tmp_path_factory.mktemp("trial") / "sea"
    shutil.copytree(TINY, root)
    with_rules(root)
    before = content(root)
    yield find_workspace(root)
    assert content(root) == before


def content(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def of(workspace: Workspace, texts: Mapping[str, str | None]) -> Trial:
    """A change of records, by their ids, tried."""
    change = Change({f"graph/{name}.yaml": text for name, text in texts.items()})
    return tried(workspace, change, lambda *_: None)


def test_a_new_record_is_told_with_all_that_follows(sea: Workspace) -> None:
    trial = of(sea, {"ship/dora": RECORD})
    assert (trial.faults, trial.warnings) == ((), ())
    assert trial.changes is not None
    assert [(entry.sign, entry.id) for entry in entries(trial.changes)] == [("+", "ship/dora")]
    assert [str(line) for line in derived_lines(trial.changes)] == ["Dora: home waters Baltic Sea"]
    lines = {str(line): line.because for line in conclusion_lines(trial.changes)}
    assert lines["Dora: helps Polar Tugs"] == ("Polar Tugs runs Dora, which is strong.",)


def test_faults_are_told_all_at_once(sea: Workspace) -> None:
    trial = of(sea, {"ship/dora": "label: Dora\nkind: boat\nbuilt: 2024-13-01\n"})
    assert [(fault.file, fault.line) for fault in trial.faults] == [(DORA, 2), (DORA, 3)]
    assert trial.changes is None
    assert trial.problem


def test_what_refers_to_a_removed_record_is_a_fault(sea: Workspace) -> None:
    trial = of(sea, {"operator/polar-tugs": None})
    assert {fault.file for fault in trial.faults} >= {"graph/ship/aurora.yaml"}


def test_a_change_may_mend_a_workspace_that_has_faults(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "sea")
    workspace = find_workspace(tmp_path / "sea")
    (workspace.graph / "ship/dora.yaml").write_text("label: Dora\n")
    assert of(workspace, {"ship/brava": (workspace.graph / "ship/brava.yaml").read_text()}).faults
    assert not of(workspace, {"ship/dora": RECORD}).faults


def test_the_preview_shows_texts_and_what_follows(sea: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    brava = (sea.graph / "ship/brava.yaml").read_text("utf-8")
    trial = of(sea, {"ship/dora": RECORD, "ship/brava": brava.replace("kind: ferry", "kind: tug")})
    show_preview(trial, texts_on_disk(sea, trial.change.texts))
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "graph/ship/brava.yaml"
    assert "-kind: ferry" in shown
    assert "+kind: tug" in shown
    assert shown[shown.index(f"{DORA} (new)") + 1] == "+ label: Dora"
    assert "    Polar Tugs runs Dora, which is strong." in shown
    assert "\x1b" not in "".join(shown)
