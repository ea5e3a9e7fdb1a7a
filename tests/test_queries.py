"""Saved queries: their block, their parameters, and the text that they become."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kgtool.errors import UsageError, WorkspaceError
from kgtool.parameters import Param, param_terms
from kgtool.queries import SavedQuery, bind, bind_texts, find_saved_query, read_saved_query, saved_queries
from kgtool.queries.block import parse_saved_query
from kgtool.workspace import Workspace

GOOD = """#+ summary: Cats of a town
#+ tags: [cat]
#+ params:
#+   town: {type: Town, help: which, default: town/rome, many: true}
#+   since: {type: date}
#+   color: {type: enum [black, red], default: red}
#+ columns: {cat: Cat}
SELECT ?cat { VALUES ?town { <x:t> } VALUES ?since { 1 } VALUES ?color { "red" } ?cat ?town ?since, ?color }
"""


def saved(tmp_path: Path, text: str) -> SavedQuery:
    path = tmp_path / "cats.rq"
    path.write_text(text, encoding="utf-8")
    return read_saved_query(path, "queries/cats.rq")


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(WorkspaceError) as caught:
        saved(tmp_path, text)
    return [str(fault) for fault in caught.value.faults]


def test_block_is_read(tmp_path: Path) -> None:
    query = saved(tmp_path, GOOD)
    assert (query.name, query.form, query.summary, query.tags) == ("cats", "SELECT", "Cats of a town", ("cat",))
    assert [(param.flag, param.type) for param in query.params] == [
        ("--town", "Town"),
        ("--since", "date"),
        ("--color", "enum"),
    ]
    assert query.params[2].enum == ("black", "red")
    assert query.columns == {"cat": "Cat"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("tags:", "tagz:", "queries/cats.rq:2: unknown key tagz"),
        ("summary: Cats", "summary: Cats: all", "queries/cats.rq:1:"),
        ("type: date", "type: dat", "queries/cats.rq:5: unknown type dat"),
        ("{type: date}", "{typ: date}", "queries/cats.rq:5: unknown key typ"),
        ("VALUES ?since { 1 }", "", "queries/cats.rq:5: the query does not use the parameter since"),
        ("since:", "format:", "queries/cats.rq:5: --format is a flag of every query"),
        ("default: red", "default: blue", "queries/cats.rq:6: the default blue of color is not listed"),
        ("columns: {cat", "columns: {dog", "queries/cats.rq:7: the query gives no ?dog"),
        ("SELECT ?cat", "SELECT ?cat ?dog", "queries/cats.rq:8: nothing gives ?dog a value"),
        ("many: true", "many: yes", "queries/cats.rq:4: neither true nor false"),
        ("tags: [cat]", "sentence: Of {dog}", "queries/cats.rq:2: in the sentence: nothing is called dog"),
        ("tags: [cat]", "sentence: {ones: x}", "queries/cats.rq:2: unknown key ones"),
        ("tags: [cat]", "sentence: '{n} in {town'", "queries/cats.rq:2: in the sentence: a { that nothing closes"),
        ("tags: [cat]", "sentence: [a, b]", "queries/cats.rq:2: sentence is neither a text nor a mapping"),
        ("tags: [cat]", "proof: SELECT * { ?cat ?p ?o }", "queries/cats.rq:2: the proof is no CONSTRUCT"),
        (
            "tags: [cat]",
            "proof: 'CONSTRUCT { ?a ?b ?c } WHERE { SERVICE <x:e> { ?a ?b ?c } }'",
            "queries/cats.rq:2: in the proof",
        ),
        (
            "tags: [cat]",
            "proof: 'CONSTRUCT { ?dog ?p ?o } WHERE { VALUES ?dog { <x:d> } ?dog ?p ?o }'",
            "queries/cats.rq:2: in the proof: the query gives no ?dog",
        ),
        ("#+ summary: Cats of a town\n", "", "queries/cats.rq:1: no summary"),
        ("SELECT ?cat {", "{", "queries/cats.rq: no query"),
    ],
)
def test_fault_in_the_block_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    assert any(text.startswith(fault) for text in faults(tmp_path, GOOD.replace(old, new))), faults(
        tmp_path, GOOD.replace(old, new)
    )


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert len(faults(tmp_path, GOOD.replace("tags:", "tagz:").replace("type: date", "type: dat"))) == 2


def test_binding_fills_the_slots_and_leaves_the_rest(tmp_path: Path) -> None:
    query = saved(tmp_path, GOOD)
    text = bind(query, {"town": [NamedNode("x:a"), NamedNode("x:b")], "color": [Literal('"} #')]})
    assert 'VALUES ?town { <x:a> <x:b> } VALUES ?since { UNDEF } VALUES ?color { "\\"} #" }' in text


def test_slots_in_comments_and_strings_are_no_slots(tmp_path: Path) -> None:
    text = GOOD.replace("SELECT ?cat {", 'SELECT ?cat { # VALUES ?town { 1 }\n BIND("VALUES ?town { 2 }" AS ?v) ')
    bound = bind(saved(tmp_path, text), {"town": [NamedNode("x:a")]})
    assert "# VALUES ?town { 1 }" in bound
    assert '"VALUES ?town { 2 }"' in bound


def test_missing_and_unknown_parameters_are_told(tmp_path: Path) -> None:
    query = saved(tmp_path, GOOD.replace("since: {type: date}", "since: {type: date, required: true}"))
    with pytest.raises(UsageError, match="cats needs --since"):
        bind_texts(query, {}, _resolve)
    with pytest.raises(UsageError, match="no parameter 'sinze'"):
        bind_texts(query, {"sinze": ["2024"]}, _resolve)


def _resolve(kind: str, text: str) -> str:
    return f"http://e/{kind}/{text.replace('/', '-')}"


@pytest.mark.parametrize(
    ("kind", "text", "form"),
    [
        ("integer", "1.5K", '"1500"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("date", "2024-12", '"2024-12-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("boolean", "true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("money", "20M-EUR", '"20000000 EUR"^^<https://w3id.org/kgtool/ns#money>'),
        ("iri", "ex:tom", "<http://e/tom>"),
        ("string", '"} ?x', '"\\"} ?x"'),
    ],
)
def test_text_becomes_a_term_of_its_type(kind: str, text: str, form: str) -> None:
    assert list(map(str, param_terms(Param("p", kind), [text], _resolve, {"ex": "http://e/"}))) == [form]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "many"),
        ("integer", "1.5"),
        ("date", "2024-02-30"),
        ("boolean", "yes"),
        ("double", "NaN"),
        ("money", "20M"),
        ("anyURI", "javascript:alert(1)"),
        ("dateTime", "yesterday"),
        ("string", "\udcff"),
    ],
)
def test_text_of_another_type_is_refused(kind: str, text: str) -> None:
    with pytest.raises(UsageError, match="--p: got"):
        param_terms(Param("p", kind), [text], _resolve, {})


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_of_a_user_becomes_sparql(text: str) -> None:
    block = "#+ summary: q\n#+ params: {x: {type: string}}\n"
    query = parse_saved_query(Path("q.rq"), block + "SELECT ?x { VALUES ?x { 1 } }", "queries/q.rq")
    results = Store().query(bind_texts(query, {"x": [text]}, _resolve))
    assert isinstance(results, QuerySolutions)
    assert [row["x"].value for row in results] == [text]


# what is remembered


def remembered(workspace: Workspace) -> list[Path]:
    return sorted((workspace.cache / "queries").glob("*"))


def test_query_that_was_read_before_is_the_same(tiny_copy: Workspace) -> None:
    first = find_saved_query(tiny_copy, "ships-by-operator")
    assert len(remembered(tiny_copy)) == 1
    assert find_saved_query(tiny_copy, "ships-by-operator") == first
    assert first == read_saved_query(first.path, first.file)


def test_query_that_changed_is_read_again(tiny_copy: Workspace) -> None:
    path = find_saved_query(tiny_copy, "ships-by-operator").path
    path.write_text(path.read_text(encoding="utf-8").replace("#+ summary:", "#+ summary: Now:"), encoding="utf-8")
    with pytest.raises(WorkspaceError, match="is not a saved query"):
        find_saved_query(tiny_copy, "ships-by-operator")


@pytest.mark.parametrize("harm", [b"", b"{}", b"\xff\n{}", b'seal\n{"params": [1], "tests": []}'])
def test_damage_to_what_is_remembered_does_no_harm(tiny_copy: Workspace, harm: bytes) -> None:
    first = find_saved_query(tiny_copy, "ships-by-operator")
    (file,) = remembered(tiny_copy)
    whole = file.read_bytes()
    for damaged in (harm, whole.replace(b"polar-tugs", b"other-tugs"), whole[:-1]):
        file.write_bytes(damaged)
        assert find_saved_query(tiny_copy, "ships-by-operator") == first
        assert file.read_bytes() == whole


def test_views_are_not_remembered(tiny_copy: Workspace) -> None:
    assert saved_queries(tiny_copy, views=True)
    assert not remembered(tiny_copy)


def test_a_saved_query_may_not_reach_out(tmp_path: Path) -> None:
    path = tmp_path / "x.rq"
    path.write_text("#+ summary: x\nSELECT ?s { SERVICE <http://127.0.0.1:9/a> { ?s ?p ?o } }\n")
    with pytest.raises(WorkspaceError) as caught:
        read_saved_query(path)
    assert [(fault.line, "SERVICE" in fault.message) for fault in caught.value.faults] == [(2, True)]
