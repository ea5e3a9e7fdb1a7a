"""`kgtool view` and `kgtool views`, as installed, on the tiny workspace."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.commands import TINY, kgtool
from tests.pages import known


def test_views_lists_them_with_their_questions() -> None:
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(kgtool("views").out))}
    assert set(rows) == {"descent", "fleet", "papers", "ports", "register", "sea", "sisters"}
    assert rows["fleet"] == {
        "name": "fleet",
        "title": "The fleet",
        "question": "Who runs which ships, and where do they belong?",
        "parameters": "--kind",
    }


def test_page_goes_to_a_file_of_that_name_here(tmp_path: Path) -> None:
    run = kgtool("view", "fleet", cwd=tmp_path)
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("fleet.html written: ")
    assert kgtool("view", "MV Aurora", cwd=tmp_path).err.startswith("aurora.html written: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aurora.html", "fleet.html"]


def test_page_goes_where_it_is_told_also_to_stdout(tmp_path: Path) -> None:
    kgtool("view", "fleet", "-q", "-o", "my.html", cwd=tmp_path)
    run = kgtool("view", "-o", "-", "fleet", cwd=tmp_path)
    assert run.out.startswith("<!doctype html>")
    assert run.err == ""
    assert run.out == (tmp_path / "my.html").read_text(encoding="utf-8")


def test_own_page_is_replaced_and_a_foreign_file_is_not(tmp_path: Path) -> None:
    for _ in range(2):
        assert kgtool("view", "fleet", cwd=tmp_path).code == 0
    (tmp_path / "fleet.html").write_text("mine", encoding="utf-8")
    run = kgtool("view", "fleet", cwd=tmp_path)
    assert run.code == 5
    assert "--force replaces it" in run.err
    assert (tmp_path / "fleet.html").read_text(encoding="utf-8") == "mine"
    assert kgtool("view", "fleet", "--force", cwd=tmp_path).code == 0


def test_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    for name in ("fleet", "Aurora"):
        pages = [
            kgtool("view", name, "-o", "-", cwd=tmp_path, PYTHONHASHSEED=seed, TZ=zone) for seed, zone in SURROUNDINGS
        ]
        assert pages[0].out == pages[1].out != ""


SURROUNDINGS = (("1", "UTC"), ("2", "Asia/Tokyo"))


def test_parameters_of_a_view_are_flags(tmp_path: Path) -> None:
    assert "6 shown" in kgtool("view", "fleet", cwd=tmp_path).err
    assert "2 shown" in kgtool("view", "fleet", "--kind", "tug", cwd=tmp_path).err
    run = kgtool("view", "fleet", "--kind", "tgu", cwd=tmp_path)
    assert run.code == 2
    assert "tug" in run.err
    assert "--kind ShipKind" in kgtool("view", "fleet", "--help").out


def test_help_lists_the_views_as_they_are_typed_and_says_what_happens_without_a_flag() -> None:
    text = " ".join(kgtool("view", "--help").out.split())
    for name in ("descent", "fleet", "papers", "ports", "register", "sea", "sisters"):
        assert f"kgtool view {name} " in text
    assert "Without it NAME.html." in text
    assert "1 to 6. Without it 1." in text


@pytest.mark.parametrize(("name", "is_map"), [("fleet", True), ("sea", True), ("register", False), ("Aurora", True)])
def test_only_what_has_a_map_asks_for_a_renderer(name: str, is_map: bool) -> None:
    assert ("--renderer" in kgtool("view", name, "--help").out) == is_map


def test_footer_holds_the_question_as_it_was_asked(tmp_path: Path) -> None:
    page = kgtool("view", "fleet", "--kind", "tug", "-o", "-", cwd=tmp_path).out
    assert "VALUES ?kind { <https://example.org/sea/ns#tug> }" in known(page)
    near = kgtool("view", "Aurora", "--hops", "2", "-o", "-", cwd=tmp_path).out
    assert "within 2 links of <https://example.org/sea/id/ship/aurora" in known(near)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["fleat"], "did you mean the view fleet?"),
        (["Auorra"], "did you mean ship/aurora (Aurora)"),
        ([], "kgtool views lists the views"),
        (["Aurora", "--hops", "0"], "expected a number from 1 to 6"),
        (["Aurora", "--hops", "far"], "expected a number from 1 to 6"),
        (["--hops", "2", "fleet"], "--hops goes with an entity"),
        (["fleet", "-o", "fleet.pdf"], "a view is written as HTML, SVG or PNG"),
        (["../../etc/passwd"], "no entity is called '../../etc/passwd'"),
        (["fleet", "--colour", "red"], "No such option"),
        (["fleet", "-t", "soon"], "expected a time"),
    ],
)
def test_mistyped(args: list[str], words: str, tmp_path: Path) -> None:
    run = kgtool("view", *args, cwd=tmp_path)
    assert run.code == 2
    assert words in run.err
    assert list(tmp_path.iterdir()) == []


def test_file_with_a_construct_is_drawn_with_prefixes_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "sisters.rq").write_text("CONSTRUCT { ?a sea:sister ?b } WHERE { ?a sea:sister ?b }", encoding="utf-8")
    assert kgtool("view", "sisters.rq", cwd=tmp_path).err.startswith("sisters.html written: 2 shown (ship 2), 2 links")


def test_file_with_a_block_has_flags(tmp_path: Path) -> None:
    text = (TINY / "queries/views/fleet.rq").read_text(encoding="utf-8")
    (tmp_path / "mine.rq").write_text(text, encoding="utf-8")
    assert "2 shown" in kgtool("view", "mine.rq", "--kind", "tug", cwd=tmp_path).err


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("SELECT * { ?s ?p ?o }", 4, "a view is drawn from a CONSTRUCT"),
        ("CONSTRUCT { ?s ?p }", 4, "error: "),
        ("DELETE WHERE { ?s ?p ?o }", 4, "error: "),
        ("CONSTRUCT WHERE { SERVICE <http://localhost/> { ?s ?p ?o } }", 4, "SERVICE"),
        ("#+ sumary: x\nCONSTRUCT WHERE { ?s ?p ?o }", 3, "unknown key sumary"),
        ("", 4, "error: "),
    ],
)
def test_files_that_draw_nothing(text: str, code: int, words: str, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text(text, encoding="utf-8")
    run = kgtool("view", "bad.rq", cwd=tmp_path)
    assert run.code == code, run.err
    assert words in run.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.rq"]


def test_missing_file_is_told(tmp_path: Path) -> None:
    run = kgtool("view", "none.rq", cwd=tmp_path)
    assert run.code == 5
    assert "none.rq cannot be read: No such file or directory" in run.err


def test_view_of_nothing_is_a_page_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "none.rq").write_text("CONSTRUCT { ?s sea:sister ?s } WHERE { ?s sea:sister 1 }", encoding="utf-8")
    run = kgtool("view", "none.rq", cwd=tmp_path)
    assert run.code == 0
    assert run.err == "none.html written: nothing to draw\n"


def test_slow_view_ends_at_its_deadline(tmp_path: Path) -> None:
    slow = "CONSTRUCT { ?a ?p ?b } WHERE { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z . ?d ?s ?w FILTER (?x + ?y + ?z + ?w = 1) }"
    (tmp_path / "slow.rq").write_text(slow, encoding="utf-8")
    run = kgtool("view", "slow.rq", "-t", "300ms", cwd=tmp_path)
    assert run.code == 6
    assert "did not end within 0.3 s" in run.err


@pytest.mark.parametrize(("typed", "offered"), [("fl", "fleet"), ("ship/au", "ship/aurora"), ("--h", "--hops")])
def test_shell_offers_views_then_entities(typed: str, offered: str) -> None:
    kgtool("build", "-q")
    line = f"kgtool view {typed}"
    run = kgtool(
        directory=None,
        _KGTOOL_COMPLETE="complete_bash",
        COMP_LINE=line,
        COMP_POINT=str(len(line)),
        KGTOOL_DIR=str(TINY),
    )
    assert offered in run.out.split()
