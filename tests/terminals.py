"""A terminal without a person: what it shows of a command that runs in it."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

if sys.platform == "win32":  # pragma: no cover
    pytest.skip("pseudo terminals are POSIX", allow_module_level=True)

import fcntl
import pty
import termios


def shown_on_terminal(
    line: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, folder: Path | None = None
) -> tuple[int, str]:
    """The exit code of a command, and everything that a terminal of so many columns shows of it."""
    process, ours = _started(line, environment, columns, folder)
    shown = _rest(ours)
    return process.wait(), shown.replace("\r", "")


def typed_on_terminal(line: Sequence[str], environment: Mapping[str, str], keys: str, *, columns: int = 200) -> str:
    """Everything that a terminal shows of a command that reads these keys; it must end by itself."""
    process, ours = _started(line, environment, columns, None)
    os.write(ours, keys.encode())
    shown = _rest(ours)
    assert process.wait() == 0, shown
    return shown.replace("\r", "")


def _started(
    line: Sequence[str], environment: Mapping[str, str], columns: int, folder: Path | None
) -> tuple[subprocess.Popen[bytes], int]:
    """A process in a terminal of its own, and our end of that."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        line, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    return process, ours


def _rest(ours: int) -> str:
    """What arrives until nobody holds the other end any more."""
    shown = []
    try:
        while part := os.read(ours, 65536):
            shown.append(part)
    except OSError:  # how Linux says so
        pass
    os.close(ours)
    return b"".join(shown).decode()
