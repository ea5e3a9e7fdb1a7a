"""The sentence that answers a saved query: its places, its faults, and what the shipped questions say with it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest

import kgtool
from kgtool.queries import saved_queries
from kgtool.sentences import Cell, SentenceError, Telling, check_sentence, counted_values, filled
from kgtool.workspace import find_workspace
from tests.commands import ROOT
from tests.commands import kgtool as run

CATS = [
    {"cat": Cell("Tom", "cat/1"), "kind": Cell("stray"), "kilos": Cell("4.5"), "owner": Cell("")},
    {"cat": Cell("Tom", "cat/2"), "kind": Cell("pet"), "kilos": Cell("3"), "owner": Cell("Ann")},
    {"cat": Cell("Mia", "cat/3"), "kind": Cell("pet"), "kilos": Cell("1,200"), "owner": Cell("Ann")},
    {"cat": Cell("Mia", "cat/3"), "kind": Cell("pet"), "kilos": Cell(""), "owner": Cell("Bo")},
]
QUESTIONS = saved_queries(find_workspace(ROOT))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{n} rows of {n cat} cats", "4 rows of 3 cats"),
        ("{cat} in {town}", "Tom and Mia in Rome"),
        ("{n cat where kind=pet} and {n where kind=stray|pet}", "2 and 4"),
        ("{n where owner} owned by {n owner}", "3 owned by 2"),
        ("{sum kilos} and {sum kilos where kind=stray}", "1,207.5 and 4.5"),
        ("{first cat}, {first kilos where kind=pet}", "Tom, 3"),
        ("{each kind: {n cat} {kind}}", "1 stray; 2 pet"),
        ("{each kind: {kind} ({each cat: {n} {cat}})}", "stray (1 Tom); pet (1 Tom, 2 Mia)"),
        ("{n where kind=stray} {cat is|cats are}, {n} {cat is|cats are}", "1 cat is, 4 cats are"),
        ("cats[ in {street}][ of {town}]", "cats of Rome"),
        ("{street}", "not recorded"),
        ("on {day}", "on 2025-01-01"),
    ],
)
def test_each_place_says_what_it_stands_for(text: str, said: str) -> None:
    check_sentence(text, ("town", "street"), ("cat", "kind", "kilos", "owner"))
    assert filled(text, CATS, {"town": "Rome", "day": "2025-01-01"}) == said


def test_values_of_one_kind_are_those_of_its_rows_even_where_a_parameter_is_called_so() -> None:
    assert filled("{kind}: {each kind: {n} {kind}}", CATS, {"kind": "all"}) == "all: 1 stray; 3 pet"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{dog}", "nothing is called dog"),
        ("{n dog}", "no column is called dog"),
        ("{n cat where dog=1}", "no column is called dog"),
        ("{n town}", "no column is called town"),
        ("{each town: {n}}", "no column is called town"),
        ("{each cat: {dog}}", "nothing is called dog"),
        ("{cat", "a { that nothing closes"),
        ("cat}", "a } that nothing opens"),
        ("[{cat}", "a [ that nothing closes"),
        ("{a|b|c}", "is no place"),
        ("{}", "is no place"),
        ("{sum}", "nothing is called sum"),
    ],
)
def test_what_a_sentence_cannot_say_is_told(text: str, fault: str) -> None:
    with pytest.raises(SentenceError, match=re.escape(fault)):
        check_sentence(text, ("town",), ("cat",))


def test_brackets_of_any_depth_are_refused_and_not_a_crash() -> None:
    with pytest.raises(SentenceError, match="nested"):
        check_sentence("[" * 5000 + "]" * 5000, (), ())


def test_no_row_is_said_as_such() -> None:
    plain = Telling("Cats of a town", "as known on 2025-01-01", "Cats 1", given={"town": "Rome"})
    assert plain.sentence([]).startswith("Nothing recorded answers the question “Cats of a town” (town Rome), as known")
    own = Telling("", "", "", templates={"many": "{n} cats", "none": "No cat lives in {town}"}, given={"town": "Rome"})
    assert own.body([]) == "No cat lives in Rome"


def test_a_sentence_ends_with_day_rule_and_data() -> None:
    done = run("query", "ships-by-operator", "-f", "sentence")
    assert re.fullmatch(
        r"Polar Tugs runs 1 ship, as known on \d{4}-\d\d-\d\d \(a ship counts once\); .+ \d\S*, graph \w{12}\.\n",
        done.out,
    ), done.out
    assert (
        "as of 1990-01-01, as known on"
        in run("query", "ships-by-operator", "-f", "sentence", "--as-of", "1990-01-01").out
    )


def test_a_number_counts_all_rows_even_where_few_are_wanted() -> None:
    done = run("query", "ships-by-operator", "-f", "sentence", "-n", "0")
    assert "runs 1 ship," in done.out


def test_a_question_of_yes_or_no_has_a_sentence_too() -> None:
    done = run("query", "is-icebound", "--harbour", "harbour/oslo", "-f", "sentence")
    assert done.out.startswith("Whether ice closes Oslo in winter: yes, as known on"), done.out


def test_only_a_saved_query_has_a_sentence() -> None:
    done = run("query", "SELECT ?x { ?x ?y ?z }", "-f", "sentence")
    assert (done.code, done.out) == (2, "")
    assert "only a saved query has a sentence" in done.err


def test_help_shows_sentence_and_counting_rule() -> None:
    shown = " ".join(run("query", "ships-by-operator", "--help").out.split())
    assert "{operator} runs {n} {ship|ships}" in shown
    assert "Counting: a ship counts once" in shown


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_every_shipped_question_has_a_sentence_and_a_counting_rule(query: kgtool.queries.SavedQuery) -> None:
    assert query.sentence
    assert query.counting


def test_sentences_count_only_values_that_there_are(landscape_words: str) -> None:
    for query in QUESTIONS:
        for column, value in (pair for text in query.sentence.values() for pair in counted_values(text)):
            assert f'"{value}"' in query.text or f"\n{value}\n" in landscape_words, (query.name, column, value)


@pytest.fixture(scope="module")
def landscape_words() -> str:
    """Every label and role of the landscape, one a line."""
    found = kgtool.open(ROOT).query(
        "SELECT DISTINCT ?label { { ?x rdfs:label ?label } UNION { GRAPH ?g { ?x kg:role ?label } } }"
    )
    return "\n" + "\n".join(str(row["label"]) for row in found) + "\n"


def answered(*args: str) -> tuple[str, list[dict[str, str]]]:
    """The sentence of a question on the landscape, and its rows."""
    said = run("query", *args, "-f", "sentence", directory=ROOT)
    rows = run("query", *args, "-f", "csv", directory=ROOT)
    assert (said.code, said.out.count("\n")) == (0, 1), said
    return said.out, list(csv.DictReader(io.StringIO(rows.out)))


def test_openness_is_told_in_a_sentence_whose_numbers_add_up() -> None:
    said, rows = answered("openness")
    assert said.startswith(f"Of {len(rows)} models, by G7 openness: ")
    for level, number in Counter(row["level"] for row in rows).items():
        assert re.search(rf"\b{number} {re.escape(level)}[;,]", said), level


def test_openness_by_region_tells_each_region_as_the_table_does() -> None:
    said, rows = answered("openness-by-region", "--count", "family", "--regions", "g7", "--place", "parent")
    assert said.startswith("Counted by family and G7 openness, placed by the seat of the parent: ")
    assert said.count(" in all)") == len({row["region"] for row in rows})
    for row in rows:
        assert re.search(rf"{row['regionLabel']} \({row['of']} in all\): [^;]*\b{row['n']} {row['level']}[,;]", said), (
            row
        )


def test_a_refusal_is_told_with_its_reason() -> None:
    said, (row,) = answered("may-i-use", "--act", "ship", "--based-in", "France", "--model", "model/llama-4-scout")
    assert row["answer"] == "no"
    assert "ship Llama 4 Scout under Llama 4 Community License Agreement for commercial use" in said
    assert f": no ({row['reason']}), as known on" in said


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("releases-by-company", "--since", "2090"), "Mistral AI made no recorded release since 2090"),
        (("excluded-in", "--region", "Japan"), "No recorded terms of the weights of a model exclude Japan"),
        (("ancestry-by-country", "--model", "model/gpt-2"), "No model asked about is recorded as built on"),
        (("called-open-but-graded-lower", "--model", "model/gpt-2"), "No recorded statement calls a model asked about"),
        (("inherited-terms", "--model", "model/gpt-2"), "No recorded release asked about derives from"),
        (("disagreements", "--assessor", "Mistral AI"), "No recorded assessor disagrees"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)  # fmt: skip  # a line each
def test_no_row_is_told_honestly(args: tuple[str, ...], said: str) -> None:
    sentence, rows = answered(*args)
    assert rows == []
    assert sentence.startswith(said)


@pytest.mark.parametrize("name", ["article-claims", "what-is-missing", "license-limits", "releases-by-company"])
def test_a_sentence_has_the_numbers_of_its_rows(name: str) -> None:
    said, rows = answered(name)
    numbers = {int(text.replace(",", "")) for text in re.findall(r"\b[\d,]*\d\b", said.partition(", as known")[0])}
    counts = {len(rows), *(len({row[column] for row in rows}) for column in rows[0])}
    assert numbers & counts
    told = {"article-claims": "statusLabel", "what-is-missing": "state", "license-limits": "kindLabel"}
    assert set(Counter(row[told[name]] for row in rows).values()) & numbers if name in told else len(rows) in numbers
