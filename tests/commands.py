"""Runs the installed command, as a user does: in a process, with a cache of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

TINY = Path(__file__).parent / "tiny"
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "KGTOOL_TIMEOUT")}
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "kgtool", *args]


def kgtool(*args: str, directory: Path | None = TINY, text: str = "", cwd: Path | None = None, **changes: str) -> Run:
    """Runs `kgtool -C directory args…`; a traceback on stderr fails the test whatever it expects."""
    before = ["-C", str(directory)] if directory else []
    done = subprocess.run(
        command(*before, *args),
        input=text.encode(),
        capture_output=True,
        env=environment(**changes),
        cwd=cwd,
        timeout=300,
    )
    run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in run.err, run.err
    assert run.code != 70, run.err
    return run


def project_files() -> list[Path]:
    """The files that the repository holds, or would."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [path for name in done.stdout.decode().split("\0") if (path := ROOT / name).is_file() and name]
