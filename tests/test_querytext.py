"""The text of queries: tokens, limits, and where errors are."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kgtool.errors import KgError, QueryError
from kgtool.querytext import check_query, excerpt, position, projection, query_form, syntax_error, tokens, value_slots


def texts(query: str) -> list[str]:
    return [token.text for token in tokens(query)]


def test_hash_in_an_iri_is_no_comment_and_iris_in_comments_are_no_iris() -> None:
    assert texts("<http://e/#a> # <http://e/#b>\n?x") == ["<http://e/#a>", "?x"]


def test_less_than_is_no_iri() -> None:
    assert texts("?a < 5 && ?b > 3") == ["?a", "<", "5", "&", "&", "?b", ">", "3"]


@pytest.mark.parametrize("string", ['"a\\"b"', "'it\\'s'", '"""a "quoted" } b"""', "'''it's\n{'''"])
def test_strings_are_one_token(string: str) -> None:
    assert texts(f"ASK {{ ?s ?p {string} }}")[4] == string


def test_form_ignores_words_in_prefixes_and_strings() -> None:
    assert query_form('PREFIX select: <http://ask/> # CONSTRUCT\nDESCRIBE "SELECT"') == "DESCRIBE"
    assert query_form("nothing") == ""


def test_slots_are_those_of_one_variable() -> None:
    found = value_slots("SELECT * { VALUES ?a { 1 } VALUES (?b ?c) { (1 2) } values $d{} }")
    assert [slot.name for slot in found] == ["a", "d"]


def test_projection_takes_names_given_with_as() -> None:
    assert list(projection("SELECT DISTINCT ?a (COUNT(?b) AS ?n) WHERE { SELECT ?c {} }") or ()) == ["a", "n"]
    assert projection("SELECT * {}") is None
    assert projection("ASK {}") is None


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ex:service 'SERVICE' } # SERVICE",
        "SELECT ?service { ?service ?p <http://e/service> }",
        "SELECT * FROM <http://e/g> { ?s ?p ?o }",
        "SELECT ?delete { ?delete ?p 'DELETE' }",
        "ASK { FILTER(?a<?b&&?c>?d) }",
    ],
)
def test_harmless_queries_pass(query: str) -> None:
    check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE ?x {} }",
        "SELECT * { service SILENT <http://e/> {} }",
        "SELECT*{SERVICE<http://e/>{}}",
        "SELECT * { FILTER(?x<1)SERVICE<http://e/>{} }",
        "SELECT * { ex:a ex:b'c'.SERVICE<http://e/>{} }",
        "SELECT * { \\u0073ervice <http://e/> {} }",
        "SELECT * FROM NAMED <FILE:///etc/passwd> {}",
        "load <http://e/>",
        "ASK {} \0",
    ],
)
def test_queries_that_reach_out_or_write_are_refused(query: str) -> None:
    with pytest.raises(KgError):
        check_query(query)


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT ?x WHER { }", 1, 11),
        ("ASK { _:b ?p 1e6 ; }} ", 1, 23),
        ("SELECT *\n{ ?é ?p ?o ; }\n}", 3, 2),
        ("SELECT ?x { ?x a ns:Cat }", 1, 18),
        ("# é\nASK { ?x b:c 1 }", 2, 10),
    ],
)
def test_syntax_error_stands_where_the_user_sees_it(query: str, line: int, column: int) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(query)
    error = syntax_error(query, str(caught.value.msg))
    assert isinstance(error, QueryError)
    assert (error.faults[0].line, error.faults[0].column) == (line, column)


def test_excerpt_of_a_long_line_is_the_part_around_the_caret() -> None:
    text = "x" * 500 + "!" + "y" * 500
    shown, caret = excerpt(text, 1, 501).split("\n")
    assert shown[len(caret) - 1] == "!"
    assert len(shown) <= 76


def test_position_counts_lines_and_columns_from_one() -> None:
    assert position("a\nbc", 3) == (2, 2)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { BIND("\\u0022" AS ?x) SERVICE <http://127.0.0.1:9/e> { ?s ?p ?o } BIND("\\u0022" AS ?y) }',
        "SELECT * { BIND('\\u0027' AS ?x) SERVICE <http://127.0.0.1:9/e> { ?s ?p ?o } BIND('\\u0027' AS ?y) }",
        "SELECT * { <http://x\\u003e> ?p ?o }",
    ],
)
def test_an_escape_may_not_hide_where_a_text_ends(text: str) -> None:
    with pytest.raises(QueryError, match="stands for a sign"):
        check_query(text)
