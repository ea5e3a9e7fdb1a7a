"""Another day than that of the data: what had begun and still held is there, and the answer says what was asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kgtool as library
from kgtool.workspace import Workspace
from tests.commands import kgtool
from tests.excerpt import excerpt
from tests.loading import lines, loaded
from tests.pages import known

DOCKED, BEFORE = date(2015, 5, 30), date(2015, 5, 29)
DAYS = {"2025-03-23": "Weights Available AI", "2025-03-24": "Open Weights AI"}
TAKEN = {"2024-04-15": "Weights only", "2024-04-16": "Unreleased"}
PROMISED = ("2025-03-30", "2025-08-04", "2025-08-05")
PROMISE = "ASK { <https://w3id.org/ai-landscape/id/claim/openai-will-release-open-weights> ail:status ail:%s }"


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As much of the landscape as these tests ask about, for it is built for each day."""
    named = ("model/deepseek-v3", "model/wizardlm-2-8x22b", "model/gpt-oss-120b", "model/llama-4-scout", "region/g7")
    return excerpt(tmp_path_factory.mktemp("part"), (*named, "claim/openai-will-release-open-weights"))


def rows(folder: Path, *asked: str, day: str) -> str:
    return kgtool("query", *asked, "--as-of", day, "-f", "csv", directory=folder).out


def test_a_nested_record_is_there_from_the_day_that_it_begins(tiny: Workspace) -> None:
    then, now = (lines(loaded(tiny, day)[1], "ship/aurora/refits/ice-bow") for day in (BEFORE, DOCKED))
    assert then
    assert all(line.startswith("(") for line in then)
    assert not any(line.startswith("(") for line in now)


def test_nothing_leads_to_what_has_not_begun(tiny: Workspace) -> None:
    assert "(sea:refit ship/aurora/refits/ice-bow)" in lines(loaded(tiny, BEFORE)[1], "ship/aurora")
    assert "sea:refit ship/aurora/refits/ice-bow" in lines(loaded(tiny, DOCKED)[1], "ship/aurora")


def test_the_answer_says_which_day_and_which_version() -> None:
    run = kgtool("query", "ships-by-operator", "--as-of", "2015-05-29", "-f", "csv")
    assert "as of 2015-05-29, as known in version" in run.err
    assert "as known" not in kgtool("query", "ships-by-operator", "--as-of", "2015-05-29", "-f", "csv", "-q").err
    assert "as of 2015-05-29" in kgtool("show", "Aurora", "--as-of", "2015-05-29").err


@pytest.mark.parametrize("text", ["2015", "2015-13-01", "yesterday", "2015-5-1", " "])
def test_what_is_no_day_is_refused(text: str) -> None:
    run = kgtool("query", "ships-by-operator", "--as-of", text)
    assert run.code == 2
    assert "expected a day" in run.err
    assert "--as-of 2025-04-15" in run.err


def test_files_that_are_asked_have_no_day(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("data") / "one.nt"
    file.write_text("<http://x/a> <http://x/b> <http://x/c> .\n", encoding="utf-8")
    assert kgtool("query", "--data", str(file), "--as-of", "2015-05-29", "ASK { ?s ?p ?o }").code == 2


def test_a_page_is_of_the_day_asked_about(tmp_path_factory: pytest.TempPathFactory) -> None:
    page = tmp_path_factory.mktemp("page") / "page.html"
    assert kgtool("view", "ship/aurora", "--as-of", "2015-05-29", "-o", str(page)).code == 0
    assert "what held on 2015-05-29" in known(page.read_text(encoding="utf-8"))


def test_a_model_is_listed_from_its_first_release(part: Path) -> None:
    before, after = rows(part, "openness", day="2025-08-04"), rows(part, "openness", day="2025-08-05")
    assert "gpt-oss-120b" not in before
    assert "gpt-oss-120b" in after


def test_terms_are_those_of_the_day(part: Path) -> None:
    levels = {day: rows(part, "openness", day=day).split("id/model/deepseek-v3,")[1].split(",")[2] for day in DAYS}
    assert levels == DAYS


def test_what_was_taken_back_is_missing_from_that_day_on(part: Path) -> None:
    levels = {
        day: rows(part, "openness", day=day).split("WizardLM-2 8x22B,Microsoft,")[1].split(",")[0] for day in TAKEN
    }
    assert levels == TAKEN


def test_a_key_whose_last_period_is_over_has_ended(tiny_copy: Workspace) -> None:
    ship = tiny_copy.graph / "ship/aurora.yaml"
    text = ship.read_text(encoding="utf-8")
    ship.write_text(text.replace("radar: {state: working", "radar: {state: working, until: 2016"), encoding="utf-8")
    line = "kg:ended sea:radar"
    assert f"({line})" in lines(loaded(tiny_copy, date(2015, 12, 31))[1], "ship/aurora")
    assert line in lines(loaded(tiny_copy, date(2016, 1, 1))[1], "ship/aurora")
    assert "kg:ended sea:engine" not in lines(loaded(tiny_copy)[1], "ship/aurora")


def test_a_promise_is_kept_on_the_day_it_is_fulfilled(part: Path) -> None:
    said, open_, kept = (library.open(part, day=date.fromisoformat(day)) for day in PROMISED)
    assert not said.ask(PROMISE % "unfulfilled")
    assert open_.ask(PROMISE % "unfulfilled")
    assert not open_.ask("ASK { ?claim ail:fulfilledBy <https://w3id.org/ai-landscape/id/model/gpt-oss-120b> }")
    assert kept.ask(PROMISE % "fulfilled")
    assert kept.ask("ASK { ?claim ail:fulfilledBy <https://w3id.org/ai-landscape/id/model/gpt-oss-120b> }")


def test_the_union_is_that_of_the_day(part: Path) -> None:
    inside = "ASK { <https://w3id.org/ai-landscape/id/region/united-kingdom> ail:within \
        <https://w3id.org/ai-landscape/id/region/european-union> }"
    assert library.open(part, day=date(2020, 1, 31)).ask(inside)
    assert not library.open(part, day=date(2020, 2, 1)).ask(inside)
