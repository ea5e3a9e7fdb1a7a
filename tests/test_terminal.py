"""What a person at a terminal sees: tables, colours, the line below, the bar, and nothing that steers the screen."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.commands import TINY, command, environment, kgtool
from tests.terminals import shown_on_terminal


def on_terminal(*args: str, columns: int = 80, **changes: str) -> str:
    """What the command writes on a terminal of so many columns."""
    line = command("-C", str(TINY), *args)
    return shown_on_terminal(line, environment(TERM="xterm-256color", **changes), columns=columns)[1]


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


def test_class_that_was_found_is_shown_by_its_label() -> None:
    text = on_terminal("find", "gdansk", NO_COLOR="1")
    assert re.search(r"^Name +Id +Class +Found by$", text, re.MULTILINE)
    assert re.search(r"^Gdańsk +harbour/gdansk +harbour\b", text, re.MULTILINE)


def test_build_tells_on_demand_how_long_its_steps_took(tmp_path: Path) -> None:
    text = on_terminal("build", "-v", KGTOOL_CACHE=str(tmp_path), NO_COLOR="1")
    assert re.search(r"^reading the facts: \d+\.\d\d s$", text, re.MULTILINE)
    assert re.search(r"^writing the graph: \d+\.\d\d s$", text, re.MULTILINE)


def test_formats_for_programs_are_shown_safely_too() -> None:
    hostile = 'SELECT ("a\\u001b]0;x\\u0007\\u202e\\u009bé" AS ?x) {}'
    graph = 'CONSTRUCT { <http://e/a> <http://e/p> "a\\u001b]0;x\\u0007\\u202e\\u009bé" } WHERE {}'
    for query, formats in ((hostile, ("csv", "tsv", "json", "jsonl", "srj")), (graph, ("nt", "turtle", "jsonld"))):
        for name in formats:
            text = on_terminal("query", query, "-q", "-f", name)
            assert not set(text) & set("\x1b\x07\u202e\x9b"), name
            assert "é" in text
    assert kgtool("query", hostile, "-f", "csv").out == "x\r\na\x1b]0;x\x07\u202e\x9bé\r\n"


def test_messages_that_cannot_be_written_change_no_exit_code() -> None:
    with Path("/dev/full").open("wb") as full:
        line = command("-C", str(TINY), "nonsense")
        assert subprocess.run(line, env=environment(), stderr=full, check=False).returncode == 2
