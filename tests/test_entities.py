"""Records as written: strings that remember their place, and ids that are sound."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtool.entities import Entity, Items, Record, Scalar, is_slug, read_entities, slug_of
from kgtool.errors import Fault, WorkspaceError
from kgtool.ontology import read_ontology
from kgtool.records import parse_yaml
from kgtool.tables import parse_csv
from kgtool.workspace import Workspace, decode


def _entities(workspace: Workspace) -> dict[str, Entity]:
    return {entity.id: entity for entity in read_entities(workspace, read_ontology(workspace).folders)}


def test_a_file_or_a_row_is_an_entity(tiny: Workspace) -> None:
    found = _entities(tiny)
    assert len(found) == 12
    aurora, oslo = found["ship/aurora"], found["harbour/oslo"]
    assert (aurora.folder, aurora.slug, aurora.file, aurora.line) == ("ship", "aurora", "graph/ship/aurora.yaml", 1)
    assert (oslo.folder, oslo.slug, oslo.file, oslo.line) == ("harbour", "oslo", "graph/harbour/harbours.csv", 4)


def test_yaml_gives_strings_with_places() -> None:
    record = parse_yaml("country: no\nversion: 3.10\n'date': [2024-13-01, \"0x1F\"]\nnested: {a: 1e3}\n", "x.yaml")
    assert record.values["country"] == Scalar("no", 1, 10)
    assert record.values["version"] == Scalar("3.10", 2, 10)
    assert record.values["date"] == Items((Scalar("2024-13-01", 3, 10), Scalar("0x1F", 3, 22, plain=False)), 3, 9)
    assert record.keys["date"] == Scalar("date", 3, 1, plain=False)
    assert record.values["nested"] == Record({"a": Scalar("1e3", 4, 13)}, {"a": Scalar("a", 4, 10)}, 4, 9)


def test_quoted_words_for_nothing_are_text() -> None:
    assert parse_yaml("label: 'null'\n", "x.yaml").values["label"] == Scalar("null", 1, 8, plain=False)


def test_table_cells_know_their_column() -> None:
    records = parse_csv('id, label ,note\n\n a ,"x, ""y""","1\n2"\nb, é | f,\n', "x.csv")
    first, second = records
    assert first.values["id"] == Scalar("a", 3, 2)
    assert first.values["label"] == Scalar('x, "y"', 3, 5, plain=False)
    assert first.values["note"] == Scalar("1\n2", 3, 16, plain=False)
    assert second.line == 5
    assert second.values["label"] == Items((Scalar("é", 5, 4), Scalar("f", 5, 4)), 5, 4)
    assert "note" not in second.values


def test_dotted_columns_are_records() -> None:
    record = parse_csv("id,source.url,source.read,size.length\na,u,2026-01-01,\n", "x.csv")[0]
    source = record.values["source"]
    assert isinstance(source, Record)
    assert list(source.values) == ["url", "read"]
    assert "size" not in record.values


def test_slugs() -> None:
    assert all(map(is_slug, ["a", "0", "a-b", "v3.1-beta.2", "2026-01-12"]))
    assert not any(map(is_slug, ["", "A", "a_b", "a/b", "..", "a..b", "a--b", "-a", "a.", "é", "a b", "a#b"]))
    texts = ["V3-0324", "Ice  Bow!", "2.5 Pro (new)", "C++", "日本", "Ångström–2", "a..b"]
    assert [slug_of(text) for text in texts] == ["v3-0324", "ice-bow", "2.5-pro-new", "c", "", "angstrom-2", "a-b"]


@given(st.text())
def test_slug_of_any_text_is_a_slug_or_nothing(text: str) -> None:
    assert slug_of(text) == "" or is_slug(slug_of(text))


def _faults(read: Callable[[str, str], object], text: str) -> tuple[Fault, ...] | None:
    """The faults of a text, None when it can be read."""
    try:
        read(text, "x")
    except WorkspaceError as error:
        return error.faults
    return None


def _check_faults(faults: tuple[Fault, ...] | None) -> None:
    assert faults is None or (faults and all(fault.line >= 1 and fault.message for fault in faults))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab:-,[]{}#&*!|>'\"%@`\n \t?~.é;\\<=1"))))
def test_no_text_makes_a_reader_fail_otherwise(text: str) -> None:
    _check_faults(_faults(parse_yaml, text))
    _check_faults(_faults(parse_csv, text))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_a_reader_fail_otherwise(body: bytes) -> None:
    _check_faults(_faults(lambda *_: parse_yaml(decode(body, "x"), "x"), ""))
    _check_faults(_faults(lambda *_: parse_csv(decode(body, "x"), "x"), ""))
