"""What a person at a terminal sees: tables, colours, the line below, the bar, and nothing that steers the screen."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.commands import TINY, command, environment, kgtool

if sys.platform == "win32":  # pragma: no cover
    pytest.skip("pseudo terminals are POSIX", allow_module_level=True)

import fcntl


def on_terminal(*args: str, columns: int = 80, directory: Path = TINY, **changes: str) -> str:
    """What the command writes on a terminal of so many columns."""
    process, terminal = pty.fork()
    if process == 0:
        line = command("-C", str(directory), *args)
        os.execve(line[0], line, environment(TERM="xterm-256color", **changes))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    parts, deadline = [], time.monotonic() + 30
    while time.monotonic() < deadline and select.select([terminal], [], [], 30)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(terminal)
    os.waitpid(process, 0)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_table_has_labels_colours_and_the_line_below() -> None:
    kgtool("build", "-q")
    text = on_terminal("query", "ships-by-operator")
    assert "\x1b[1m" in text
    assert "Aurora   1999-04-01   icebreaker" in text
    assert re.search(r"data 1\.0\.0 · 2026-01-12 \(\d+ days ago\) · graph [0-9a-f]{12}", text)


def test_no_color_and_quiet_are_heard() -> None:
    text = on_terminal("query", "ships-by-operator", "-q", NO_COLOR="1")
    assert "\x1b" not in text
    assert "data 1.0.0" not in text


def test_table_fits_narrow_terminals() -> None:
    for columns in (20, 40):
        text = on_terminal("query", "ships-by-operator", "-q", columns=columns, NO_COLOR="1")
        assert max(map(len, text.splitlines())) <= columns
        assert "Aurora" in text


def test_controls_escapes_and_bidi_characters_are_shown_not_obeyed() -> None:
    hostile = 'SELECT ("a\\u001b]0;x\\u0007\\u202e[/b] [red]é" AS ?x) {}'
    text = on_terminal("query", hostile, NO_COLOR="1")
    assert r"a\x1b]0;x\x07\u202e[/b] [red]é" in text


def test_ask_is_answered_with_yes_and_an_empty_answer_is_told() -> None:
    assert on_terminal("query", "ASK {}", "-q").strip() == "yes"
    assert "no rows" in on_terminal("query", "SELECT ?s { ?s a sea:Nothing }", NO_COLOR="1")


def test_long_labels_are_clipped_in_tables() -> None:
    text = on_terminal("query", 'SELECT (REPLACE("' + "x" * 5000 + '", "y", "z") AS ?x) {}', NO_COLOR="1")
    assert text.count("x") < 400
    assert "…" in text


def test_slow_build_shows_a_bar_and_takes_it_away(tmp_path: Path) -> None:
    text = on_terminal("stats", KGTOOL_CACHE=str(tmp_path), KGTOOL_PROGRESS_AFTER="0")
    assert "░" in text
    assert "ship" in text
