"""Nothing half-built is ever read: kill -9, harmed files, full disks, builders at once."""

from __future__ import annotations

import ctypes
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import kgtool.build as building
from kgtool.build import build, built_snapshot, current_snapshot
from kgtool.errors import StoreError
from kgtool.workspace import Workspace
from tests.builders import builder, environment, opened

DAMAGE: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "cut short": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "flipped": lambda path: path.write_bytes(flipped(path.read_bytes())),
    "grown": lambda path: path.write_bytes(path.read_bytes() + b"x"),
}


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("harm", DAMAGE)
def test_every_harmed_file_is_noticed_by_a_build(tiny_copy: Workspace, harm: str) -> None:
    whole = build(tiny_copy)
    for file in sorted(tiny_copy.cache.rglob("*")):
        if not file.is_file() or file.name in ("lock", "LOG") or not file.stat().st_size:
            continue
        DAMAGE[harm](file)
        again = build(tiny_copy)
        assert again.manifest.graph_hash == whole.manifest.graph_hash
        assert again.is_whole(thorough=True), file.name
        shutil.rmtree(tiny_copy.cache)
        whole = build(tiny_copy)


@pytest.mark.parametrize("harm", DAMAGE)
def test_no_query_reads_a_harmed_index_or_small_file(tiny_copy: Workspace, harm: str) -> None:
    for name in ("manifest.json", "index.json", "store/CURRENT"):
        DAMAGE[harm](build(tiny_copy).path / name)
        assert built_snapshot(tiny_copy) is None
        assert current_snapshot(tiny_copy).is_whole(thorough=True)


def test_a_store_that_cannot_be_opened_says_what_to_do(tiny_copy: Workspace) -> None:
    snapshot = build(tiny_copy)
    current = snapshot.store_path / "CURRENT"
    current.write_bytes(bytes(current.stat().st_size))
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        snapshot.open_store()
    assert "kgtool build --force" in (caught.value.hint or "")


def test_a_pointer_nested_too_deeply_is_damaged(tiny_copy: Workspace) -> None:
    build(tiny_copy)
    (tiny_copy.cache / "current").write_text("[" * 100_000)
    assert built_snapshot(tiny_copy) is None
    assert current_snapshot(tiny_copy).is_whole()


def test_a_build_that_is_killed_leaves_the_old_graph_or_the_new(tiny_copy: Workspace) -> None:
    chance = random.Random(7)
    file = tiny_copy.graph / "ship/brava.yaml"
    before = build(tiny_copy).manifest.graph_hash
    for number in range(int(os.environ.get("KGTOOL_CRASH_ROUNDS", "20"))):
        file.write_text(file.read_text().replace("label: ", "label: A"))
        with builder(tiny_copy) as process:
            time.sleep(chance.random() * 0.4)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        left = built_snapshot(tiny_copy)
        assert left is not None, number
        assert left.is_whole(thorough=True)
        assert opened(left).ask("ASK { ship:brava a sea:Ferry }")
        after = current_snapshot(tiny_copy).manifest.graph_hash
        assert left.manifest.graph_hash in (before, after)
        before = after
    assert not list(tiny_copy.cache.glob("draft-*"))


def test_builders_at_once_make_one_graph(tiny_copy: Workspace) -> None:
    builders = [builder(tiny_copy) for _ in range(3)]
    assert [process.communicate()[1] for process in builders] == ["", "", ""]
    assert len(list((tiny_copy.cache / "snapshots").iterdir())) == 1
    assert current_snapshot(tiny_copy).is_whole(thorough=True)


def test_a_full_disk_leaves_the_old_graph(tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build(tiny_copy)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(building, "_write", full)
    with pytest.raises(StoreError, match="No space left") as caught:
        build(tiny_copy, force=True)
    assert "KGTOOL_CACHE" in (caught.value.hint or "")
    assert built_snapshot(tiny_copy) == before
    assert not list(tiny_copy.cache.glob("draft-*"))


def test_a_cache_that_cannot_be_written_answers_from_elsewhere(
    tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr("kgtool.build.snapshot.Shelf.building", refused)
        snapshot = current_snapshot(tiny_copy)
    assert not snapshot.path.is_relative_to(tiny_copy.cache)
    assert opened(snapshot).ask("ASK { ship:brava a sea:Ferry }")


def bow_to_permissions() -> None:
    """Take from root, in a process to come, the right to write where nobody may."""
    drop_from_bounding_set, override = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounding_set, override, 0, 0, 0)


def test_a_cache_without_permission_is_such_a_cache(tiny_copy: Workspace) -> None:
    tiny_copy.cache.mkdir(parents=True)
    tiny_copy.cache.chmod(0o555)
    code = (
        "import sys, pathlib; from kgtool.build import build; from kgtool.workspace import find_workspace;"
        "print(build(find_workspace(pathlib.Path(sys.argv[1]))).path)"
    )
    command = [sys.executable, "-c", code, str(tiny_copy.root)]
    place = subprocess.check_output(command, env=environment(), text=True, preexec_fn=bow_to_permissions).strip()
    assert not Path(place).is_relative_to(tiny_copy.cache)
    assert not Path(place).exists()


def test_files_that_keep_changing_are_not_built(tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from kgtool.build import pipeline

    original = pipeline.build_graph

    def slow(*arguments: object) -> object:
        rename = tiny_copy.graph / "ship/brava.yaml"
        rename.write_text(rename.read_text() + "# more\n")
        return original(*arguments)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(pipeline, "build_graph", slow)
    with pytest.raises(StoreError, match="keep changing"):
        build(tiny_copy)
