"""Every file of `tests/invalid` trips the faults that its first lines name, and no others."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kgtool.build import build
from kgtool.errors import WorkspaceError
from kgtool.workspace import Workspace, find_workspace
from tests.commands import ROOT
from tests.loading import load_faults

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(path for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".md")
LANDSCAPE = sorted((FOLDER / "landscape").iterdir())
BESIDE = "graph/organization/open-source-initiative.yaml"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_broken_file_trips_the_faults_that_it_names(path: Path, tiny_copy: Workspace) -> None:
    expected = put(path, tiny_copy.root)
    check(expected, load_faults(tiny_copy))


@pytest.mark.parametrize("path", LANDSCAPE, ids=lambda path: path.name)
def test_broken_record_of_the_landscape_trips_the_faults_that_it_names(path: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "queries").mkdir()
    (tmp_path / BESIDE).parent.mkdir(parents=True)
    text = (ROOT / BESIDE).read_text(encoding="utf-8")
    (tmp_path / BESIDE).write_text(text.partition("seat:")[0], encoding="utf-8")
    expected = put(path, tmp_path)
    with pytest.raises(WorkspaceError) as failure:
        build(find_workspace(tmp_path))
    assert failure.value.exit_code == 3
    check(expected, [str(fault) for fault in failure.value.faults if fault.severity == "error"])


def put(path: Path, root: Path) -> list[str]:
    """The faults that a broken file names, once it stands in the workspace without them."""
    text = path.read_text(encoding="utf-8")
    heads = re.match(r"(?:#! .*\n)+", text)
    assert heads is not None
    expected = [line.removeprefix("#! ") for line in heads[0].splitlines()]
    target = root / expected[0].partition(":")[0]
    target.parent.mkdir(exist_ok=True)
    target.write_text(text[heads.end() :], encoding="utf-8")
    return expected


def check(expected: list[str], got: list[str]) -> None:
    unmet = [line for line in expected if not any(_pattern(line).match(fault) for fault in got)]
    assert not unmet, got
    assert len(got) == len(expected), got


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part.strip(" ")) + " ?" for part in line.split("…")), re.DOTALL)
