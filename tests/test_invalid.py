"""Every file of `tests/invalid` trips the faults that its first lines name, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgtool.workspace import Workspace
from tests.loading import load_faults

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_broken_file_trips_the_faults_that_it_names(path: Path, tiny_copy: Workspace) -> None:
    text = path.read_text(encoding="utf-8")
    heads = re.match(r"(?:#! .*\n)+", text)
    assert heads is not None
    expected = [line.removeprefix("#! ") for line in heads[0].splitlines()]
    target = tiny_copy.root / expected[0].partition(":")[0]
    target.parent.mkdir(exist_ok=True)
    target.write_text(text[heads.end() :], encoding="utf-8")
    got = load_faults(tiny_copy)
    unmet = [line for line in expected if not any(_pattern(line).match(fault) for fault in got)]
    assert not unmet, got
    assert len(got) == len(expected), got


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part.strip(" ")) + " ?" for part in line.split("…")), re.DOTALL)
