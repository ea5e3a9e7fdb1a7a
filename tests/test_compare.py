"""`kgtool compare`: two entities of a class side by side, in any workspace."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

import kgtool as library
from kgtool.errors import UsageError
from tests.commands import ROOT, TINY, command, environment, kgtool
from tests.excerpt import excerpt
from tests.terminals import shown_on_terminal


def compared(*args: str, directory: Path = TINY, width: int = 80) -> str:
    run = kgtool("compare", *args, directory=directory, COLUMNS=str(width))
    assert run.code == 0, run
    return run.out


def told(text: str, start: str) -> str:
    """The line that begins so, its blanks made one."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    found = [line for line in lines if line.startswith(start)]
    assert len(found) == 1, found
    return found[0]


def records(*args: str, directory: Path = TINY) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(compared(*args, "-f", "json", directory=directory))
    return found


SHIPS = ("Aurora", "Brava")
MODELS = ("Llama 4 Scout", "OLMo 2 32B")
TERMS = ("license/llama-4-community", "license/apache-2.0")


def test_rows_stand_in_the_order_of_the_shape() -> None:
    names = [record["propertyLabel"] for record in records(*SHIPS) if record["element"] == "itself"]
    assert names == [
        *("altLabel", "kind", "operator", "master", "home port", "sister ship", "built", "registered"),
        *("call sign", "needs", "home waters"),
    ]


def test_what_follows_has_a_star_what_is_the_same_an_equals_sign() -> None:
    text = compared(*SHIPS)
    assert told(text, "= home waters") == "= home waters Baltic Sea* Baltic Sea*"
    assert told(text, "sister ship") == "sister ship Brava [1] Aurora*"
    assert "= the same on both sides; * not written: it follows" in text


def test_absence_is_said() -> None:
    assert told(compared(*SHIPS), "master") == "master Ana Vik [1] not recorded"
    rows = list(csv.DictReader(io.StringIO(compared(*SHIPS, "-f", "csv"))))
    assert len(rows) > 20
    assert [row for row in rows if not all(row.values())] == []
    assert {record["b"] is None for record in records(*SHIPS) if record["propertyLabel"] == "master"} == {True}


def test_only_what_holds_on_the_day_is_compared() -> None:
    assert told(compared(*SHIPS), "kind") == "kind icebreaker (from 2015-06-01) ferry [3]"
    assert "icebreaker" not in compared(*SHIPS, "--as-of", "2015-05-31")
    assert told(compared(*SHIPS, "--as-of", "2015-05-31"), "engine").startswith("engine broken")


def test_only_the_value_relied_on_is_compared() -> None:
    assert told(compared(*SHIPS), "built") == "built 1999-04 [1] 2001-02-03 [4]"


def test_parts_are_told_under_their_keys() -> None:
    text = compared(*SHIPS, width=100)
    assert re.search(r"\nrefit\n +Ice bow .*\n +ice bow .*\n\nrefit · Ice bow · part\n +hull +working", text)
    assert told(text, "size").startswith("size length: 82.5, tonnage: 4,200,000 [1] not recorded")


def test_sources_are_numbered_where_they_are_used_and_listed_once() -> None:
    text, _, sources = compared(*SHIPS).partition("\nSources\n")
    listed = re.findall(r"^ *\[(\d+)\]", sources, re.MULTILINE)
    assert listed == [str(number + 1) for number in range(len(listed))]
    assert set(re.findall(r"\[(\d+)\]", text)) == set(listed)
    assert "[4] https://example.org/register/brava, sheet 1, read 2026-01-12" in sources


def test_differences_leave_out_what_is_the_same() -> None:
    text = compared(*SHIPS, "--differences")
    assert "home waters" not in text
    assert "home port" in text
    everything = records(*SHIPS)
    assert records(*SHIPS, "--differences") == [record for record in everything if not record["same"]] != everything
    assert "home waters" not in compared(*SHIPS, "--differences", "-f", "csv")
    assert "home waters" not in compared(*SHIPS, "--differences", "-f", "markdown")


def test_swapped_sides_differ_in_the_same_things() -> None:
    there, back = records(*SHIPS), records(*reversed(SHIPS))
    keys = ("element", "property", "same")
    assert sorted(tuple(r[k] for k in (*keys,)) for r in there) == sorted(tuple(r[k] for k in (*keys,)) for r in back)
    assert {(r["element"], r["property"]): (r["a"], r["b"]) for r in there} == {
        (r["element"], r["property"]): (r["b"], r["a"]) for r in back
    }


@pytest.mark.parametrize("width", [30, 40, 59, 60, 80, 120])
def test_lines_fit_the_terminal(width: int) -> None:
    for lines in (compared(*SHIPS, width=width), compared(*MODELS, directory=ROOT, width=width)):
        assert max(map(len, lines.splitlines())) <= width


def test_narrow_terminal_stacks_the_sides() -> None:
    assert "\nhome port\n   A  Oslo [1]\n   B  Gda\u0144sk [3]\n" in compared(*SHIPS, width=40)


def test_terminal_shows_the_same_faintly_and_the_day_of_the_data() -> None:
    line = command("-C", str(TINY), "compare", *SHIPS)
    code, shown = shown_on_terminal(line, environment(TERM="xterm"))
    assert code == 0
    assert "\x1b[2mBaltic Sea*" in shown
    assert "data 1.0.0 · 2026-01-12" in shown
    assert "data 1.0.0" not in shown_on_terminal([*line, "-q"], environment(TERM="xterm"))[1]


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (
            ("Blue Line", "Ana Vik"),
            ("operator/blue-line is of the class operator, person/ana-vik of the class person",),
        ),
        (("Aurora", "ship/aurora"), ("both are ship/aurora",)),
        (("Auorra", "Brava"), ("no entity is called 'Auorra'", "did you mean ship/aurora (Aurora)?")),
    ],
)
def test_what_cannot_be_compared_is_refused(ends: tuple[str, str], words: tuple[str, ...]) -> None:
    run = kgtool("compare", *ends)
    assert (run.code, run.out) == (2, "")
    assert [word for word in words if word not in run.err] == []


def test_unknown_format_is_refused() -> None:
    run = kgtool("compare", *SHIPS, "-f", "html")
    assert run.code == 2
    assert "no format of comparisons is called 'html'" in run.err


def test_file_has_the_format_of_its_ending_and_is_not_replaced_if_not_ours(tmp_path: Path) -> None:
    target = tmp_path / "ships.md"
    compared(*SHIPS, "-o", str(target))
    assert target.read_text(encoding="utf-8").startswith("| Element | Property | Aurora (ship/aurora) |")
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    run = kgtool("compare", *SHIPS, "-o", str(tmp_path / "mine.csv"))
    assert run.code == 5
    compared(*SHIPS, "-o", str(tmp_path / "mine.csv"), "--force")
    assert "propertyLabel" in (tmp_path / "mine.csv").read_text(encoding="utf-8")


def test_library_compares_with_the_same_rows() -> None:
    result = library.open(TINY).compare(*SHIPS)
    written = list(csv.DictReader(io.StringIO(compared(*SHIPS, "-f", "csv"))))
    assert [{**row, "same": str(row["same"]).lower()} for row in result] == written
    with pytest.raises(UsageError, match="both are ship/aurora"):
        library.open(TINY).compare("Aurora", "ship/aurora")


def test_models_are_compared_by_their_current_releases() -> None:
    found = {(r["element"], r["propertyLabel"]): r for r in records(*MODELS, directory=ROOT)}
    terms = found["current release · component · weights", "license"]
    assert [side[0]["label"] for side in (terms["a"], terms["b"])] == [
        "Llama 4 Community License Agreement",
        "Apache License 2.0",
    ]
    assert found["current release · component · weights", "availability"]["same"]
    level = found["itself", "G7 level"]
    assert level["follows"]
    assert not level["same"]
    assert {element for element, _ in found if element.startswith("release")} == set()


def test_limits_and_duties_of_the_terms_follow_the_parts() -> None:
    text = compared(*MODELS, directory=ROOT, width=120)
    assert re.search(r"(?s)license · limit\n.*scale cap .*threshold: 700,000,000.*license · duty\n.*attribution", text)
    table = compared(*MODELS, "-f", "markdown", directory=ROOT)
    assert "clause: section 2 (Apache License 2.0); clause: section 3.1 (Open Data Commons" in table


def test_as_of_takes_the_release_of_that_day(tmp_path: Path) -> None:
    ends = ("DeepSeek-V3", "Mistral 7B")
    part = excerpt(tmp_path / "part", ("model/deepseek-v3", "model/mistral-7b"))
    before, after = (
        next(r["a"][0]["value"] for r in records(*ends, *day, directory=part) if r["propertyLabel"] == "version")
        for day in (("--as-of", "2025-01-15"), ())
    )
    assert before == "v3"
    assert after != before


def test_terms_are_aligned_by_kind() -> None:
    rows = [(r["element"], r["a"] is not None, r["b"] is not None) for r in records(*TERMS, directory=ROOT)]
    assert ("limit · scale cap", True, False) in rows
    assert ("duty · attribution", True, True) in rows
    assert ("approval · OSI-approved", False, True) in rows


def test_releases_and_organizations_are_compared_too() -> None:
    text = compared("model/deepseek-v3/v3", "model/deepseek-v3/v3-0324", directory=ROOT, width=120)
    assert re.search(r"weights +published, DeepSeek License Agreement.* +published, MIT License", text)
    assert re.search(r"and \d+ the same", text)
    assert told(compared("Mistral AI", "Meta", directory=ROOT), "seat").startswith("seat France")
