"""The command line: reads options, calls the core, writes what it gives; the only floor that prints and exits."""

from __future__ import annotations


def main() -> int:
    """Runs the command that `sys.argv` holds and returns its exit code."""
    import sys

    from kgtool.cli.app import run

    return run(sys.argv[1:])
