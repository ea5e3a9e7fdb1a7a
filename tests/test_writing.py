"""A change is there or it is not: locks, journals, files that changed meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import kgtool.edits.writing as writing
from kgtool.edits.change import Change
from kgtool.edits.writing import DRAFT, JOURNAL, editing, recovered, texts_on_disk, write_change
from kgtool.errors import StoreError, UsageError, WorkspaceError
from kgtool.workspace import Workspace, bundled_workspace
from tests.builders import environment

BRAVA, AURORA, NEW = "graph/ship/brava.yaml", "graph/ship/aurora.yaml", "graph/lighthouse/skaw.yaml"
CHANGE = Change({BRAVA: None, AURORA: "label: A\r\n", NEW: "\ufefflabel: Skaw"})


def left(workspace: Workspace) -> list[str]:
    """The hidden files of a workspace."""
    return sorted(path.name for path in workspace.root.rglob(".*"))


def make(workspace: Workspace, change: Change = CHANGE) -> None:
    with editing(workspace):
        write_change(workspace, change, texts_on_disk(workspace, change.texts))


def test_a_change_is_made_byte_for_byte(tiny_copy: Workspace) -> None:
    make(tiny_copy)
    assert not (tiny_copy.root / BRAVA).exists()
    assert (tiny_copy.root / AURORA).read_bytes() == b"label: A\r\n"
    assert (tiny_copy.root / NEW).read_bytes() == b"\xef\xbb\xbflabel: Skaw"
    assert left(tiny_copy) == []
    assert texts_on_disk(tiny_copy, CHANGE.texts) == CHANGE.texts


def test_permissions_stay(tiny_copy: Workspace) -> None:
    (tiny_copy.root / AURORA).chmod(0o640)
    make(tiny_copy)
    assert (tiny_copy.root / AURORA).stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_meanwhile_is_not_replaced(tiny_copy: Workspace) -> None:
    before = texts_on_disk(tiny_copy, CHANGE.texts)
    (tiny_copy.root / AURORA).write_text("label: Z\n")
    with editing(tiny_copy), pytest.raises(StoreError, match="was changed meanwhile"):
        write_change(tiny_copy, CHANGE, before)
    assert (tiny_copy.root / BRAVA).exists()
    assert left(tiny_copy) == []


@pytest.mark.parametrize("step", range(16, 36))
def test_stopped_at_any_step_a_change_is_whole_or_nothing(tiny_copy: Workspace, step: int) -> None:
    before = texts_on_disk(tiny_copy, CHANGE.texts)
    code = (
        "import sys, pathlib, os, signal, tests.test_writing as t; from kgtool.workspace import find_workspace\n"
        "steps, armed = int(sys.argv[2]), False\n"
        "def count(event, args):\n"
        "    global steps\n"
        "    steps -= armed and event in ('open', 'os.rename', 'os.remove', 'os.mkdir', 'os.chmod')\n"
        "    if steps == 0: steps = -1; os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(count); ws = find_workspace(pathlib.Path(sys.argv[1]))\n"
        "before = t.texts_on_disk(ws, t.CHANGE.texts)\n"
        "with t.editing(ws):\n"
        "    armed = True\n"
        "    t.write_change(ws, t.CHANGE, before)\n"
        "    armed = False\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tiny_copy.root), str(step)], env=environment())
    recovered(tiny_copy)
    now = texts_on_disk(tiny_copy, CHANGE.texts)
    assert now in (before, CHANGE.texts)
    assert done.returncode == -signal.SIGKILL or now == CHANGE.texts
    make(tiny_copy)
    assert texts_on_disk(tiny_copy, CHANGE.texts) == CHANGE.texts
    assert left(tiny_copy) == []


def test_ctrl_c_comes_before_the_first_step_or_after_the_last(
    tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = writing._apply

    def interrupted(workspace: Workspace) -> None:
        signal.raise_signal(signal.SIGINT)
        apply(workspace)

    monkeypatch.setattr(writing, "_apply", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make(tiny_copy)
    assert texts_on_disk(tiny_copy, CHANGE.texts) == CHANGE.texts
    assert left(tiny_copy) == []


def test_a_full_disk_leaves_every_file(tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = texts_on_disk(tiny_copy, CHANGE.texts)
    write = writing._write

    def full(path: Path, body: bytes, like: Path | None = None) -> None:
        if body.startswith(b"\xef"):
            raise OSError(28, "No space left on device", str(path))
        write(path, body, like)

    monkeypatch.setattr(writing, "_write", full)
    with pytest.raises(StoreError, match="No space left"):
        make(tiny_copy)
    assert texts_on_disk(tiny_copy, CHANGE.texts) == before
    assert left(tiny_copy) == []


def test_a_second_writer_is_told_who_is_at_it(tiny_copy: Workspace) -> None:
    code = (
        "import sys, pathlib; from kgtool.workspace import find_workspace; from kgtool.edits.writing import editing\n"
        "sys.argv = ['kgtool', 'add', 'Ship']\n"
        f"with editing(find_workspace(pathlib.Path({str(tiny_copy.root)!r}))): print('in', flush=True); input()\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], env=environment(), stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with (
            pytest.raises(StoreError, match=rf"process {other.pid} since .*: kgtool add Ship"),
            editing(tiny_copy, patience=0.1),
        ):
            raise AssertionError
        other.communicate(b"\n")
    make(tiny_copy)


@pytest.mark.parametrize(
    "name", ["../out.yaml", "graph/../../out.yaml", "pyproject.toml", "graph/x.sh", "graph/a\0.yaml"]
)
def test_a_journal_reaches_no_file_outside_of_the_workspace(tiny_copy: Workspace, name: str) -> None:
    (tiny_copy.root / JOURNAL).write_text(json.dumps([[name, False]]))
    with pytest.raises(StoreError, match="broken off"):
        recovered(tiny_copy)


def test_nothing_is_written_through_a_link(tiny_copy: Workspace, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tiny_copy.graph / "lighthouse").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="not a file inside the workspace"):
        make(tiny_copy)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_journal_that_is_none_says_so(tiny_copy: Workspace) -> None:
    (tiny_copy.root / JOURNAL).write_text("[1, 2")
    with pytest.raises((StoreError, WorkspaceError), match="not a journal"):
        recovered(tiny_copy)


def test_what_a_killed_writer_left_is_cleared_away(tiny_copy: Workspace) -> None:
    hidden = writing._beside(tiny_copy.root / BRAVA)
    hidden.write_text("label: half\n")
    (tiny_copy.root / DRAFT).write_text(json.dumps([[BRAVA, True]]))
    with editing(tiny_copy):
        assert left(tiny_copy) == []


def test_the_workspace_that_comes_along_is_not_edited() -> None:
    with pytest.raises(UsageError, match="comes along") as caught, editing(bundled_workspace()):
        raise AssertionError
    assert "kgtool init --from" in (caught.value.hint or "")
