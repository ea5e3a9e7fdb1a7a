"""The command line: reads options, calls the core, writes what it gives; the only floor that prints and exits."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import Final, NoReturn

GARBAGE_AFTER: Final = 100_000
"""New objects before Python looks for cycles: a command's imports make tens of thousands, and hardly a cycle."""


def main() -> NoReturn:
    """Runs the command that `sys.argv` holds, and ends the process without taking Python apart: that is slow."""
    gc.set_threshold(GARBAGE_AFTER)
    try:
        from kgtool.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules were still being read
        os._exit(130)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):  # closed by the caller, or by whoever read it
            continue
    os._exit(code)
