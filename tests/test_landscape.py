"""The shipped landscape: says what the seed says, holds as much as it must, and its queries keep their word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
import yaml

import kgtool
from kgtool.build import build
from kgtool.namespaces import local_name
from kgtool.promises import Answer, broken_promises
from kgtool.queries import SavedQuery, find_saved_query, query_files
from kgtool.workspace import find_workspace
from tests.commands import ROOT

SEED = yaml.load((ROOT / "tests/seed.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # texts only
QUERIES = sorted(query_files(find_workspace(ROOT)))
VIEWS = sorted(query_files(find_workspace(ROOT), views=True))
LEAST = {"Model": 60, "Organization": 40, "License": 35}


@pytest.fixture
def landscape() -> kgtool.Graph:
    return kgtool.open(ROOT)


def names(graph: kgtool.Graph, terms: Iterable[object]) -> tuple[str, ...]:
    """Whatever the terms of a row may be called: address, id, slug, label, value; a cell may list several of them."""
    found: list[str] = []
    for term in terms:
        whole = str(getattr(term, "value", term))
        for text in (whole, *whole.split(", "), *(whole.split() if "://" in whole else ())):
            found += [text, graph.index.label(text) or text]
            found += [text.removeprefix(graph.index.individuals), local_name(text)]
    return tuple(found)


def ask(graph: kgtool.Graph, query: SavedQuery, arguments: Mapping[str, Sequence[str]]) -> Answer:
    """The rows of an answer, each with everything its terms may be called."""
    if query.form == "ASK":
        return [("yes",)] if graph.ask(query.name, **arguments) else []
    if query.form == "SELECT":
        return [names(graph, row) for row in graph.query(query.name, **arguments).rows]
    return [names(graph, triple) for triple in graph.construct(query.name, **arguments)]


@pytest.mark.parametrize("name", QUERIES)
def test_saved_query_keeps_its_promises(landscape: kgtool.Graph, name: str) -> None:
    query = find_saved_query(landscape.workspace, name)
    assert query.tests, "its block says nothing under tests"
    faults = broken_promises([query], lambda asked, arguments: ask(landscape, asked, arguments))
    assert list(map(str, faults)) == []


@pytest.mark.parametrize("name", QUERIES)
def test_order_of_a_saved_query_is_total(landscape: kgtool.Graph, name: str) -> None:
    query = find_saved_query(landscape.workspace, name)
    if query.form != "SELECT":
        pytest.skip("has no rows")
    for arguments in {repr(test.arguments): test.arguments for test in query.tests}.values():
        assert ties(landscape.query(name, **arguments), query.text) == [], f"rows of {name} {arguments} in any order"


def ties(result: kgtool.Result, text: str) -> list[list[dict[str, object]]]:
    """Rows that what a query's ORDER BY names does not tell apart, once in each such group."""
    ordered = set(re.findall(r"\?(\w+)", text.rpartition("ORDER BY")[2]))
    places = [place for place, name in enumerate(result.variables) if name in ordered]
    groups: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row, record in zip(result.rows, result.records, strict=True):
        group = groups.setdefault(tuple(row[place] for place in places), [])
        if record not in group:
            group.append(dict(record))
    return [group for group in groups.values() if len(group) > 1]


def test_ties_of_an_order_are_found(landscape: kgtool.Graph) -> None:
    text = 'SELECT ?a ?b { VALUES (?a ?b) { ("x" 1) ("x" 2) ("y" 1) ("z" UNDEF) ("z" UNDEF) } } ORDER BY DESC(?a)'
    tied = [[{"a": "x", "b": 1}, {"a": "x", "b": 2}]]
    assert ties(landscape.query(text), text) == tied
    assert ties(landscape.query(f"{text} ?b"), f"{text} ?b") == []


@pytest.mark.parametrize("name", VIEWS)
def test_view_draws_something_with_a_legend_and_cards(landscape: kgtool.Graph, name: str) -> None:
    view = landscape.view(name)
    assert view.title
    assert view.question.endswith("?")
    assert len(view.nodes) > 10
    assert all(facet.values for facet in view.facets)
    assert all(value.colour for value in view.facets[0].values)
    assert any(fact.citations for card in view.cards.values() for _, facts in card.sections for fact in facts)


@pytest.mark.parametrize("entry", SEED, ids=[entry["statement"] for entry in SEED])
def test_statement_of_the_seed_is_answered(landscape: kgtool.Graph, entry: dict[str, Any]) -> None:
    arguments = {name: _listed(value) for name, value in (entry.get("params") or {}).items()}
    assert unanswered(landscape, landscape.query(entry["query"], **arguments), _listed(entry["expect"])) == []


Wanted = str | dict[str, str | list[str]]


def unanswered(graph: kgtool.Graph, result: kgtool.Result, expected: Iterable[Wanted]) -> list[Wanted]:
    """What an answer lacks of what is expected: a value in any cell, or values of columns that stand in one row."""
    rows = [
        {name: set(names(graph, [term])) for name, term in zip(result.variables, row, strict=True) if term is not None}
        for row in result.rows
    ]
    return [wanted for wanted in expected if not any(_holds(row, wanted) for row in rows)]


def _holds(row: Mapping[str, set[str]], wanted: Wanted) -> bool:
    if isinstance(wanted, str):
        return any(wanted in cell for cell in row.values())
    return all(row.get(name, set()).issuperset(_listed(value)) for name, value in wanted.items())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize(
    ("expected", "lacking"),
    [
        (["claim/x", "holds", "disputed"], []),
        ([{"claim": "claim/x", "status": "holds"}, {"status": "disputed"}], []),
        ([{"claim": "claim/x", "status": "disputed"}], [0]),  # each is there, in different rows
        ([{"status": "holds", "by": "person/b"}, {"by": ["person/a", "person/b"]}], []),
        ([{"by": "person"}, {"by": ["person/a", "person/c"]}, {"nothing": "holds"}, "person/c"], [0, 1, 2, 3]),
    ],
)
def test_values_of_a_row_are_expected_in_one_row(
    landscape: kgtool.Graph, expected: list[Wanted], lacking: list[int]
) -> None:
    start, ns = landscape.index.individuals, "https://w3id.org/ai-landscape/ns#"
    result = landscape.query(
        f"""
        SELECT ?claim ?status ?by {{
          VALUES (?claim ?status ?by) {{
            (<{start}claim/x> <{ns}holds> "{start}person/a {start}person/b") (<{start}claim/y> <{ns}disputed> UNDEF)
          }}
        }}
        """
    )
    assert unanswered(landscape, result, expected) == [expected[index] for index in lacking]


@pytest.mark.parametrize("name", LEAST)
def test_landscape_holds_enough(landscape: kgtool.Graph, name: str) -> None:
    (row,) = landscape.query(f"SELECT (COUNT(?x) AS ?n) {{ ?x a ail:{name} }}")
    assert int(row["n"] or 0) >= LEAST[name]


def test_landscape_holds_enough_claims_and_arguments(landscape: kgtool.Graph) -> None:
    (row,) = landscape.query(
        """
        SELECT (COUNT(DISTINCT ?x) AS ?n)
        WHERE { VALUES ?class { ail:Claim ail:Argument } ?x a ?class ; ail:holder ?holder }
        """
    )
    assert int(row["n"] or 0) >= 25


def test_enough_questions_are_saved() -> None:
    assert len(QUERIES) >= 25


def test_build_warns_only_of_what_no_source_tells(landscape: kgtool.Graph) -> None:
    messages = [str(warning["message"]) for warning in landscape.snapshot.manifest.warnings]
    assert [text for text in messages if not re.search(r"has no (date|kind|modality|channel)$", text)] == []
    assert len(messages) <= 20


def test_same_files_give_the_same_graph(landscape: kgtool.Graph) -> None:
    again = build(landscape.workspace, force=True)
    assert again.manifest.graph_hash == landscape.snapshot.manifest.graph_hash
