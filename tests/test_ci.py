"""`.ci/run`: pastes the two commands of the README, and leaves a checkout as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix" or not shutil.which("bash"), reason="needs bash")
TOOLS = "for tool in ruff mypy lint-imports; do ln -s /bin/true .venv/bin/$tool; done"
FIRST = 'python3 -m venv .venv && test ! -e .venv/own && echo "$PIP_VERBOSE" >first.log'
SECOND = f"python3 -m venv .venv && {TOOLS}"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with a README of two commands, and a `python3` that makes empty environments."""
    folder = tmp_path / "checkout"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy2(ROOT / ".ci/run", folder / ".ci/run")
    (folder / ".gitignore").write_text(".venv/\n*.log\n")
    readme(folder, FIRST, SECOND)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, line in (("python3", 'mkdir -p "$3/bin"'), ("chromium", "true"), ("node", "true"), ("npm", "true")):
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


def readme(folder: Path, *commands: str) -> None:
    (folder / "README.md").write_text("```bash\n" + "\n```\n\n```bash\n".join(commands) + "\n```\n")


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{folder.parent / 'tools'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    return subprocess.run([folder / ".ci/run"], capture_output=True, text=True, env=environment, check=False)


def test_run_of_a_fresh_clone_pastes_both_commands(checkout: Path) -> None:
    done = run(checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if line.startswith("$")] == [f"$ {FIRST}", f"$ {SECOND}"]
    assert "all done after" in done.stdout
    assert (checkout / "first.log").read_text() == "1\n"
    assert (checkout / ".venv/bin/ruff").exists()


@pytest.mark.parametrize("second", [SECOND, "python3 -m venv .venv && exit 3", "python3 -m venv .venv && touch left"])
def test_run_gives_back_the_environment_that_was_there(checkout: Path, second: str) -> None:
    readme(checkout, FIRST, second)
    (checkout / ".venv").mkdir()
    (checkout / ".venv/own").write_text("mine")
    done = run(checkout)
    assert done.returncode == {SECOND: 0, "python3 -m venv .venv && exit 3": 3}.get(second, 1)
    assert [path.name for path in (checkout / ".venv").iterdir()] == ["own"]
    assert not (checkout / ".git/venv-aside").exists()


def test_run_that_is_ended_gives_back_the_environment(checkout: Path) -> None:
    readme(checkout, "python3 -m venv .venv && kill -TERM $PPID && sleep 0.1", SECOND)
    (checkout / ".venv").mkdir()
    (checkout / ".venv/own").write_text("mine")
    assert run(checkout).returncode == 143
    assert (checkout / ".venv/own").read_text() == "mine"


def test_run_leaves_an_environment_put_aside_before_alone(checkout: Path) -> None:
    (checkout / ".git/venv-aside").mkdir()
    (checkout / ".venv").mkdir()
    done = run(checkout)
    assert done.returncode == 1
    assert "move it back, or delete it" in done.stderr
    assert (checkout / ".git/venv-aside").is_dir()
    assert (checkout / ".venv").is_dir()


@pytest.mark.parametrize("commands", [(), (FIRST,), (FIRST, SECOND, SECOND)])
def test_run_wants_two_commands(checkout: Path, commands: tuple[str, ...]) -> None:
    readme(checkout, *commands)
    assert f"must have two commands, it has {len(commands)}" in run(checkout).stderr
