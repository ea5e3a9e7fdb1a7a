"""Formats of rows and graphs: what is printed, byte for byte, and read back by others."""

from __future__ import annotations

import io
import json

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

from kgtool.formats import FORMATS, Rows, Style, find_format
from kgtool.formats.visible import visible
from kgtool.library import Result
from kgtool.namespaces import XSD

TOM = NamedNode("http://e/id/cat/tom")
ROWS: list[tuple[NamedNode | BlankNode | Literal | None, ...]] = [
    (TOM, Literal("Tom", language="en"), Literal(3)),
    (BlankNode("b0"), Literal('a "b"\n,\t<c>|\\'), None),
    (None, Literal("x", datatype=NamedNode("http://e/own")), Literal(True)),
]
VARIABLES = ("cat", "catLabel", "n")


def written(name: str, style: Style | None = None) -> str:
    sink = io.BytesIO()
    find_format(name).writer()(Rows(VARIABLES, ROWS), sink, style or Style())
    return sink.getvalue().decode()


@pytest.mark.parametrize(
    ("name", "form"),
    [("srj", QueryResultsFormat.JSON), ("srx", QueryResultsFormat.XML), ("tsv", QueryResultsFormat.TSV)],
)
def test_standard_formats_are_read_back_as_the_same_solutions(name: str, form: QueryResultsFormat) -> None:
    results = parse_query_results(written(name).encode(), form)
    assert isinstance(results, QuerySolutions)
    assert [variable.value for variable in results.variables] == list(VARIABLES)
    assert [tuple(row) for row in results] == ROWS


def test_csv_is_that_of_the_standard() -> None:
    assert written("csv") == (
        'cat,catLabel,n\r\nhttp://e/id/cat/tom,Tom,3\r\n_:b0,"a ""b""\n,\t<c>|\\",\r\n,x,true\r\n'
    )


def test_csv_of_one_unbound_column_is_an_empty_line() -> None:
    sink = io.BytesIO()
    find_format("csv").writer()(Rows(("x",), [(None,), (Literal("a,b"),)]), sink, Style())
    assert sink.getvalue() == b'x\r\n\r\n"a,b"\r\n'


def test_json_records_are_flat_and_typed() -> None:
    records = json.loads(written("json"))
    assert records[0] == {"cat": "http://e/id/cat/tom", "catLabel": "Tom", "n": 3}
    assert records[2]["n"] is True
    assert [json.loads(line) for line in written("jsonl").splitlines()] == records


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("INF", "double", "INF"),
        ("1e3", "double", 1000.0),
        ("x", "integer", "x"),
        ("007", "integer", 7),
        ("1", "boolean", True),
    ],
)
def test_json_keeps_forms_that_are_no_numbers(text: str, datatype: str, value: object) -> None:
    from kgtool.formats.json import value as json_value

    assert json_value(Literal(text, datatype=NamedNode(XSD + datatype))) == value


def test_table_and_markdown_show_labels_and_hide_the_column_of_labels() -> None:
    lines = written("markdown").splitlines()
    assert lines[0] == "| cat | n |"
    assert lines[2] == "| Tom | 3 |"
    headed = written("table", Style(columns={"cat": "Cat"})).splitlines()
    assert headed[0] == "Cat"
    assert headed[2] == "Tom"


def test_dates_are_as_exact_in_tables_as_they_are_known() -> None:
    day = Literal("2024-12-01", datatype=NamedNode(XSD + "date"))
    known = [Literal(word) for word in ("year", "month", "day")]
    rows: list[tuple[Literal | None, ...]] = [*((day, word) for word in known), (day, None), (None, known[0])]
    rows.append((Literal("2024-12-01"), known[0]))  # a text is no date

    def given(name: str, columns: dict[str, str]) -> list[str]:
        sink = io.BytesIO()
        find_format(name).writer()(Rows(("born", "bornPrecision"), rows), sink, Style(columns=columns))
        return sink.getvalue().decode().splitlines()

    shown = ["2024", "2024-12", "2024-12-01", "2024-12-01", "", "2024-12-01"]
    assert [line.strip("| ") for line in given("markdown", {})] == ["born", "---", *shown]
    assert [given("table", {})[0], *given("table", {})[2:]] == ["born", *shown]
    assert given("markdown", {"born": "Born", "bornPrecision": "Known to"})[2] == "| 2024 | year |"
    assert given("csv", {})[:2] == ["born,bornPrecision", "2024-12-01,year"]
    assert json.loads("".join(given("json", {})))[0] == {"born": "2024-12-01", "bornPrecision": "year"}
    result = Result(("born", "bornPrecision"), tuple(rows), Style())
    assert "<th>born</th></tr>" in result._repr_html_()
    assert "<tr><td>2024</td></tr><tr><td>2024-12</td></tr><tr><td>2024-12-01</td></tr>" in result._repr_html_()


def test_short_names_stand_where_there_is_no_label() -> None:
    style = Style(prefixes={"ex": "http://e/ns#"}, individuals="http://e/id/")
    assert style.short("http://e/id/cat/tom") == "cat/tom"
    assert style.short("http://e/ns#Cat") == "ex:Cat"
    assert style.short("http://other/x") == "http://other/x"


def test_turtle_declares_the_prefixes_that_it_uses() -> None:
    sink = io.BytesIO()
    triples = [Triple(TOM, NamedNode("http://e/ns#eats"), Literal("fish"))]
    style = Style(prefixes={"ex": "http://e/ns#", "unused": "http://unused/"})
    find_format("turtle").writer()(triples, sink, style)
    assert b"@prefix ex:" in sink.getvalue()
    assert b"unused" not in sink.getvalue()


def test_every_format_has_a_writer_and_endings_of_its_own() -> None:
    endings = [ending for form in FORMATS.values() for ending in form.extensions]
    assert len(set(endings)) == len(endings)
    assert all(callable(form.writer()) for form in FORMATS.values())


@pytest.mark.parametrize(
    "text", ["\x00", "\x07", "\x1b[0m", "\x7f", "\x9b", "\u202e", "\u2066", "\ufeff", "\u2028", "\ud800"]
)
def test_what_steers_a_terminal_is_written_out(text: str) -> None:
    assert visible(text).isprintable()


def test_joined_emoji_and_combining_characters_stay() -> None:
    for text in ("👩\u200d🚀", "e\u0301", "مرحبا", "深度"):
        assert visible(text) == text
