"""Texts as literals: what each datatype takes, how it is written out, and what it refuses."""

from __future__ import annotations

from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.namespaces import KG, RDF, XSD
from kgtool.ontology.fields import DATATYPES
from kgtool.triples.expressions import Combination, expression_text, parse_expression
from kgtool.values import ValueFormError, parse_date, parse_literal

MONEY = KG + "money"


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("700", "integer", "700"), ("007", "integer", "7"), ("-3", "integer", "-3"), ("+3", "integer", "3"),
        ("671B", "integer", "671000000000"), ("1.5T", "integer", "1500000000000"), ("8K", "integer", "8000"),
        ("0.5M", "integer", "500000"), ("0", "nonNegativeInteger", "0"), ("2", "positiveInteger", "2"),
        ("82.50", "decimal", "82.5"), ("-0.0", "decimal", "0"), ("1200", "decimal", "1200"), (".5", "decimal", "0.5"),
        ("3.8e25", "double", "38000000000000000000000000"), ("2.0e-3", "double", "0.002"), ("1", "double", "1"),
        ("true", "boolean", "true"), ("false", "boolean", "false"), ("2024", "gYear", "2024"),
        ("https://example.org/a?b=c#d", "anyURI", "https://example.org/a?b=c#d"),
        ("https://example.org", "anyURI", "https://example.org"),
        ("3.10", "string", "3.10"), ("no", "string", "no"),
    ],
)  # fmt: skip  # a line for each datatype
def test_text_is_written_out_in_one_form(text: str, datatype: str, value: str) -> None:
    assert parse_literal(text, XSD + datatype)[0].value == value


@pytest.mark.parametrize("datatype", ["integer", "decimal", "double", "boolean", "date", "gYear"])
def test_the_store_keeps_that_form(datatype: str) -> None:
    texts = {"boolean": ["true"], "date": ["2024-12-26"], "gYear": ["2024"], "integer": ["1.5T", "007"]}
    for text in texts.get(datatype, ["82.50", "1200", "0.000001", "123456789.125"]):
        literal, _ = parse_literal(text, XSD + datatype)
        store, node = ox.Store(), ox.NamedNode("http://e/x")
        store.add(ox.Quad(node, node, literal))
        assert next(iter(store)).object == literal


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("", "integer"), ("1.5", "integer"), ("1,000", "integer"), ("1_000", "integer"), ("NaN", "integer"),
        ("1.2345K", "integer"), ("1k", "integer"), ("٣", "date"), ("1000000000B", "integer"), ("0x10", "integer"),
        ("-1", "nonNegativeInteger"), ("0", "positiveInteger"),
        ("NaN", "decimal"), ("1e3", "decimal"), ("1.2.3", "decimal"), ("1" * 19, "decimal"),
        ("inf", "double"), ("1e999", "double"), ("nan", "double"), ("1e", "double"),
        ("no", "boolean"), ("True", "boolean"), ("1", "boolean"), ("99", "gYear"), ("2024-01", "gYear"),
        ("2024-13-01", "date"), ("2023-02-29", "date"), ("24-01-01", "date"), ("2024-1-1", "date"), ("0000", "date"),
        ("26.12.2024", "date"), ("2024-12-26T00:00", "date"),
        ("javascript:alert(1)", "anyURI"), ("https://a b", "anyURI"), ("https://", "anyURI"), ("//a", "anyURI"),
        ("https://" + "a" * 3000, "anyURI"), ("file:///etc/passwd", "anyURI"),
    ],
)  # fmt: skip  # a line for each datatype
def test_text_that_is_no_value_is_refused_with_what_was_expected(text: str, datatype: str) -> None:
    with pytest.raises(ValueFormError) as failure:
        parse_literal(text, XSD + datatype)
    assert failure.value.expected


@pytest.mark.parametrize(
    ("text", "value"), [("20M-EUR", "20000000 EUR"), ("1.5K-USD", "1500 USD"), ("0.99-GBP", "0.99 GBP")]
)
def test_money_is_a_sum_and_a_currency(text: str, value: str) -> None:
    assert parse_literal(text, MONEY)[0] == ox.Literal(value, datatype=ox.NamedNode(MONEY))


@pytest.mark.parametrize("text", ["20M", "EUR", "20 EUR", "-5-EUR", "5-eur", "5-XXX"])
def test_other_sums_are_refused(text: str) -> None:
    with pytest.raises(ValueFormError):
        parse_literal(text, MONEY)


def test_text_has_a_language_where_the_ontology_says_so() -> None:
    assert parse_literal("Oslo", RDF + "langString", "nb")[0] == ox.Literal("Oslo", language="nb")
    assert parse_literal("Oslo", XSD + "string")[0] == ox.Literal("Oslo")


@given(st.dates())
def test_every_day_is_a_date(day: object) -> None:
    assert parse_date(str(day)).day == day


@given(st.text(max_size=30), st.sampled_from(sorted(DATATYPES - {XSD + "string", RDF + "langString"})))
def test_any_text_is_a_value_or_refused(text: str, datatype: str) -> None:
    with suppress(ValueFormError):
        assert parse_literal(text, datatype)[0].datatype.value == datatype


TREES = {
    "A": "A",
    "A OR B": "A OR B",
    "(A)": "A",
    "A OR (B OR C)": "A OR B OR C",
    "A AND B OR C": "(A AND B) OR C",
    "A AND (B OR C)": "A AND (B OR C)",
    "GPL-3.0+ WITH x AND B": "GPL-3.0+ WITH x AND B",
    " ( a/b ) ": "a/b",
}


@pytest.mark.parametrize("text", TREES)
def test_expression_is_a_tree(text: str) -> None:
    assert expression_text(parse_expression(text)) == TREES[text]


def test_with_binds_two_words_to_one_name() -> None:
    assert parse_expression("A WITH B OR C") == Combination("OR", ("A WITH B", "C"))


BROKEN = [
    "",
    "()",
    "A B",
    "A OR",
    "OR A",
    "A AND AND B",
    "(A",
    "A)",
    "A or B",
    "A; B",
    "(" * 500 + "A",
    "A OR " * 900 + "A",
]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_expression_is_refused(text: str) -> None:
    with pytest.raises(ValueFormError):
        parse_expression(text)
