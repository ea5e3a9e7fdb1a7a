"""The README says what is so: its tour runs, its outputs are what a terminal shows, its examples work."""

from __future__ import annotations

import doctest
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import kgtool
from kgtool.workspace import find_workspace
from tests.commands import ROOT, command, environment
from tests.terminals import shown_on_terminal

README = (ROOT / "README.md").read_text(encoding="utf-8")
COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the tour and the output shown below it."""

    line: int
    command: str
    output: str


def blocks(text: str, language: str) -> Iterator[tuple[int, str]]:
    """The fenced blocks in a language, each with the line it begins on."""
    for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield text.count("\n", 0, match.start(1)) + 1, match[1]


def steps(text: str) -> Iterator[Step]:
    """The commands of all console blocks."""
    for first, block in blocks(text, "console"):
        for match in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            yield Step(first + block.count("\n", 0, match.start()), match[1], match[2])


def pattern(shown: str) -> re.Pattern[str]:
    """What an output must look like: a line that is only … stands for any lines, … within one for anything on it.

    White space counts as one blank, so that columns may grow.
    """
    lines = []
    for line in shown.rstrip("\n").split("\n"):
        parts = (r"[ ]+".join(map(re.escape, part.split(" "))) for part in re.sub(" +", " ", line).split("…"))
        lines.append(r"(?:.*\n)*" if line == "…" else r".*".join(parts) + r"[ ]*\n")
    return re.compile("".join(lines))


@pytest.fixture(scope="module")
def tour_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tour")


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment in which `kgtool` is a command, and writes without colour."""
    script = tmp_path / "kgtool"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(command())} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    return environment(PATH=path, NO_COLOR="1", TERM="xterm", LC_ALL="C.UTF-8")


@pytest.fixture
def built() -> None:
    """The landscape's graph, so that no progress bar is part of what a command shows."""
    kgtool.open(ROOT)


@pytest.mark.usefixtures("built")
def test_tour_runs_and_shows_what_it_says(tour_folder: Path, surroundings: dict[str, str]) -> None:
    wrong = []
    for step in steps(README):
        code, shown = shown_on_terminal(["sh", "-c", step.command], surroundings, columns=COLUMNS, folder=tour_folder)
        if (code != 0) != step.output.startswith("error:"):
            wrong.append(f"README.md:{step.line}: $ {step.command}\nexit code {code}\n{shown}")
        elif step.output and not pattern(step.output).fullmatch(shown if shown.endswith("\n") else shown + "\n"):
            wrong.append(f"README.md:{step.line}: $ {step.command}\nsays:\n{step.output}\nshows:\n{shown}")
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.usefixtures("built")
def test_tour_in_python_runs_and_shows_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (line, block) = next(blocks(README, "pycon"))
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", line)
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(
        test, out=report.append
    )
    assert result.attempted > 5
    assert not result.failed, "".join(report)


def test_two_commands_are_one_line_each() -> None:
    commands = [line for _, block in blocks(README, "bash") for line in block.splitlines()]
    assert len(commands) == 2
    assert all(command.startswith("python3 -m venv .venv && ") for command in commands)
    assert "kgtool view landscape -o landscape.html" in commands[0]
    assert "pytest" in commands[1]


def test_example_of_a_saved_query_keeps_its_promises(tmp_path: Path) -> None:
    from kgtool.queries import read_saved_query

    text = (ROOT / "queries/README.md").read_text(encoding="utf-8")
    (_, block) = next(blocks(text, "sparql"))
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries/seated-in.rq").write_text(block, encoding="utf-8")
    for folder in ("ontology", "graph"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    query = read_saved_query(tmp_path / "queries/seated-in.rq")
    (promise,) = query.tests
    rows = kgtool.open(tmp_path).query("seated-in", country="France").records
    assert rows
    assert set(promise.contains) <= {str(value) for row in rows for value in row.values()}


DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("[!.]*/*.md")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not ((ROOT / document).parent / target).exists()] == []


def test_tour_speaks_of_this_landscape(monkeypatch: pytest.MonkeyPatch, tour_folder: Path) -> None:
    monkeypatch.chdir(tour_folder)
    assert find_workspace().root == ROOT
