"""`--fail-unless`: an answer that is not as expected ends with 1, and is written all the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.commands import ROOT, kgtool

KINDS = "SELECT ?ship ?kind ?built { ?ship sea:kind ?kind OPTIONAL { ?ship sea:built ?built } } ORDER BY ?ship ?kind"
TUG = KINDS.replace("OPTIONAL", "FILTER (?kind = sea:tug) OPTIONAL")
NUMBERS = "SELECT ?n { VALUES ?n { 1 1 2 1 } } ORDER BY ?n"


@pytest.mark.parametrize("value", ["tug", "sea:tug", "https://example.org/sea/ns#tug"])
def test_a_value_is_named_by_label_short_name_or_iri(value: str) -> None:
    assert kgtool("query", TUG, "--fail-unless", f"kind={value}").code == 0


def test_case_counts() -> None:
    assert kgtool("query", TUG, "--fail-unless", "kind=Tug").code == 1


def test_rows_that_differ_are_counted_the_first_is_named_and_all_are_written() -> None:
    run = kgtool("query", KINDS, "--fail-unless", "kind=tug")
    assert run.code == 1
    assert len(list(csv.DictReader(io.StringIO(run.out)))) == 3
    assert run.err == "--fail-unless: 2 of 3 rows differ, first row 1: kind is 'icebreaker', expected 'tug'\n"
    assert kgtool("query", KINDS, "--fail-unless", "kind=tug", "-q").err == ""


def test_every_expectation_must_hold() -> None:
    both = kgtool("query", TUG, "--fail-unless", "kind=tug", "--fail-unless", "ship=Aurora")
    assert both.code == 1
    assert "ship is 'Cormorant: the tug', expected 'Aurora'" in both.err


def test_nothing_in_the_column_differs_unless_nothing_is_expected() -> None:
    only = KINDS.replace("} ORDER", "FILTER NOT EXISTS { ?ship sea:built ?b } } ORDER")
    assert "built is nothing, expected '1999-04-01'" in kgtool("query", only, "--fail-unless", "built=1999-04-01").err
    assert kgtool("query", only, "--fail-unless", "built=").code == 0


def test_rows_that_are_not_written_are_checked_too() -> None:
    run = kgtool("query", NUMBERS, "-n", "1", "--fail-unless", "n=1")
    assert (run.code, run.out) == (1, "n\r\n1\r\n")
    assert run.err.startswith("--fail-unless: 1 of 4 rows differ, first row 4: n is '2'")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "srj", "markdown"])
def test_every_format_is_checked(form: str) -> None:
    assert kgtool("query", NUMBERS, "-f", form, "--fail-unless", "n=1").code == 1


def test_saved_query_is_checked_with_the_flag_on_either_side() -> None:
    line = ("ships-by-operator", "--operator", "Blue Line Ferries")
    assert kgtool("query", *line, "--fail-unless", "ship=Brava").code == 0
    assert kgtool("query", "--fail-unless", "ship=Aurora", *line).code == 1


def test_files_are_checked_without_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "cats.ttl").write_text('<http://e/tom> <http://e/name> "Tom" .', encoding="utf-8")
    line = ("query", "--data", "cats.ttl", "SELECT ?name { ?cat <http://e/name> ?name } ORDER BY ?name")
    assert kgtool(*line, "--fail-unless", "name=Tom", directory=None, cwd=tmp_path).code == 0
    assert kgtool(*line, "--fail-unless", "name=Kit", directory=None, cwd=tmp_path).code == 1


def test_no_rows_is_no_failure_unless_that_is_asked_for() -> None:
    none = "SELECT ?ship { ?ship sea:kind sea:submarine } ORDER BY ?ship"
    assert kgtool("query", none, "--fail-unless", "ship=Aurora").code == 0
    assert kgtool("query", none, "--fail-unless", "ship=Aurora", "--fail-empty").code == 1


def test_unknown_column_names_the_nearest_and_writes_nothing(tmp_path: Path) -> None:
    run = kgtool("query", KINDS, "--fail-unless", "kimd=tug", "-o", str(tmp_path / "out.csv"))
    assert run.code == 2
    assert "no column 'kimd'" in run.err
    assert "did you mean kind?" in run.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "flag", "words"),
    [(KINDS, "kind", "expected COLUMN=VALUE"), (KINDS, "=tug", "COLUMN=VALUE"), ("ASK { ?s ?p ?o }", "s=x", "columns")],
)
def test_what_cannot_be_checked_is_refused(query: str, flag: str, words: str) -> None:
    run = kgtool("query", query, "--fail-unless", flag)
    assert run.code == 2
    assert words in run.err


def test_answers_of_the_landscape_are_checked() -> None:
    line = ("query", "may-i-use", "--act", "ship", "--based-in", "France", "--fail-unless", "answer=yes", "--model")
    assert kgtool(*line, "Mistral 7B", directory=ROOT).code == 0
    run = kgtool(*line, "Llama 4 Scout", directory=ROOT)
    assert run.code == 1
    assert "answer is 'no', expected 'yes'" in run.err
