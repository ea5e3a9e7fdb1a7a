"""Each number of `bad_input.py` is fed to the installed command: exit code, message, and the state it leaves.

The numbers that need more than files and arguments have tests of their own below the table's.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kgtool.errors import Fault
from tests.bad_input import BAD_INPUT, DORA, ENDLESS, LABELS, SHIP, SOURCE, Bad
from tests.commands import TINY, Run, command, environment
from tests.terminals import shown_on_terminal

INVALID = Path(__file__).parent / "invalid"
QUESTION = ("query", "ships-by-operator")
OWN_TESTS: dict[int, str] = {}


def number[**P](n: int, what: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Gives a test its number in the list."""

    def noted(test: Callable[P, None]) -> Callable[P, None]:
        OWN_TESTS[n] = what
        return test

    return noted
