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
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(line, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = []
    try:
        while part := os.read(ours, 65536):
            shown.append(part)
    except OSError:  # how Linux says that nobody holds the other end any more
        pass
    os.close(ours)
    return process.wait(), b"".join(shown).decode().replace("\r", "")
