"""What `import kgtool` gives."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

import kgtool
from kgtool.errors import QueryError, UsageError
from kgtool.workspace import Workspace
from tests.conftest import TINY
from tests.pages import known

BUILT = "SELECT ?ship ?built { ?ship sea:built ?built } ORDER BY ?built"
SAVED = """#+ summary: Ships built in a time, of some kinds
#+ params:
#+   since: {type: date, default: 1900-01-01}
#+   kind: {type: ShipKind, many: true, default: [ferry, tug, icebreaker]}
#+   most-tonnes: {type: integer, default: 9999999}
#+ columns: {ship: Ship, built: Built}

PREFIX sea: <https://example.org/sea/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?ship ?shipLabel ?built
WHERE {
  VALUES ?since { "1900-01-01"^^xsd:date }
  VALUES ?kind { sea:ferry }
  VALUES ?most_tonnes { 1 }
  ?ship sea:kind ?kind ; sea:built ?built ; rdfs:label ?shipLabel .
  FILTER (?built >= ?since)
}
ORDER BY ?built
"""


@pytest.fixture
def sea() -> kgtool.Graph:
    return kgtool.open(TINY)


@pytest.fixture
def asked(tiny_copy: Workspace) -> kgtool.Graph:
    """A graph with a saved query."""
    tiny_copy.queries.mkdir(exist_ok=True)
    (tiny_copy.queries / "built.rq").write_text(SAVED, encoding="utf-8")
    return kgtool.open(tiny_copy.root)


def test_names_offered_are_sorted_and_there() -> None:
    assert kgtool.__all__ == sorted(kgtool.__all__)
    assert all(hasattr(kgtool, name) for name in kgtool.__all__)
    with pytest.raises(AttributeError, match="no attribute 'graph'"):
        kgtool.graph  # noqa: B018  # that it is missing is the test


def test_without_a_name_the_workspace_around_is_opened(monkeypatch: pytest.MonkeyPatch, tiny_copy: Workspace) -> None:
    monkeypatch.chdir(tiny_copy.graph)
    assert kgtool.open().workspace == tiny_copy


def test_folder_without_a_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(kgtool.KgError, match="ontology"):
        kgtool.open(tmp_path)


def test_opening_again_sees_what_changed(tiny_copy: Workspace) -> None:
    before = kgtool.open(tiny_copy.root)
    (tiny_copy.graph / "person/bo.yaml").write_text(
        "label: Bo\nsource: {url: https://example.org/, read: 2026-01-12}\n"
    )
    assert before.find("Bo", 1) != ["person/bo"]
    assert kgtool.open(tiny_copy.root).find("Bo", 1) == ["person/bo"]


def test_graph_of_a_day_holds_what_held_then() -> None:
    kinds = "SELECT ?kind { <https://example.org/sea/id/ship/aurora> sea:kind ?kind }"
    then, now = kgtool.open(TINY, day=date(2010, 1, 1)), kgtool.open(TINY)
    assert [row["kind"] for row in then.query(kinds)] == ["https://example.org/sea/ns#ferry"]
    assert [row["kind"] for row in now.query(kinds)] == ["https://example.org/sea/ns#icebreaker"]


def test_parameters_are_values_of_python(asked: kgtool.Graph) -> None:
    assert [row["shipLabel"] for row in asked.query("built")] == ["Aurora", "Brava"]
    assert [row["shipLabel"] for row in asked.query("built", since=date(2000, 1, 1))] == ["Brava"]
    assert [row["shipLabel"] for row in asked.query("built", kind=["ferry"], most_tonnes=5)] == ["Brava"]


def test_mistakes_are_told_as_the_command_tells_them(asked: kgtool.Graph) -> None:
    with pytest.raises(UsageError, match="no saved query is called 'buitl'"):
        asked.query("buitl")
    with pytest.raises(UsageError, match="has no parameter 'sicne'"):
        asked.query("built", sicne="2000")
    with pytest.raises(UsageError, match="--since: got 'soon'"):
        asked.query("built", since="soon")
    with pytest.raises(QueryError, match="the prefix se: is not declared"):
        asked.query("SELECT * { ?x se:built ?y }")
    with pytest.raises(QueryError, match="queries only read"):
        asked.query("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(UsageError, match="only saved queries have parameters"):
        asked.query(BUILT, since="2000")


def test_each_form_has_its_method(sea: kgtool.Graph) -> None:
    assert sea.ask("ASK { ?ship sea:kind sea:tug }")
    assert len(sea.construct("DESCRIBE <https://example.org/sea/id/ship/brava>")) > 5
    with pytest.raises(QueryError, match="this is ASK, expected SELECT") as failure:
        sea.query("ASK {}")
    assert failure.value.hint == "graph.ask(…) answers it"


def test_result_is_records_rows_and_a_table(asked: kgtool.Graph) -> None:
    result = asked.query("built")
    assert len(result) == 2
    assert result.variables == ("ship", "shipLabel", "built")
    assert list(result) == result.records
    assert result.records[1]["built"] == "2001-02-03"
    assert repr(result) == "<Result of 2 rows: ship, shipLabel, built>"
    assert str(result).splitlines()[2] == "Aurora   1999-04-01"


def test_notebook_shows_a_table_in_which_nothing_runs(tiny_copy: Workspace) -> None:
    file = tiny_copy.graph / "person/ana-vik.yaml"
    file.write_text(file.read_text().replace("Ana Vik", "<script>alert(1)</script>"))
    table = kgtool.open(tiny_copy.root).query("SELECT ?ship ?master { ?ship sea:master ?master }")._repr_html_()
    assert table == (
        "<table><thead><tr><th>ship</th><th>master</th></tr></thead>"
        "<tbody><tr><td>Aurora</td><td>&lt;script&gt;alert(1)&lt;/script&gt;</td></tr></tbody></table>"
    )


def test_notebook_shows_the_first_rows_of_many(sea: kgtool.Graph) -> None:
    table = sea.query("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 150")._repr_html_()
    assert table.count("<tr>") == 101
    assert table.endswith("<p>150 rows, the first 100 shown</p>")


def test_pandas_gets_a_column_for_each_variable(sea: kgtool.Graph) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    assert list(sea.query(BUILT).to_pandas()["built"]) == ["1999-04-01", "2001-02-03"]
    assert list(sea.query("SELECT ?ship ?built { ?ship sea:built ?built FILTER(false) }").to_pandas()) == [
        "ship",
        "built",
    ]


def test_missing_pandas_is_named(sea: kgtool.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(kgtool.KgError, match="needs pandas") as failure:
        sea.query(BUILT).to_pandas()
    assert failure.value.hint == "pip install pandas"


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib calls what it deprecates itself
def test_dataset_holds_what_the_store_holds(sea: kgtool.Graph) -> None:
    dataset = sea.dataset()
    assert len(list(dataset.quads())) == len(sea.store.engine)
    assert len(list(dataset.query(BUILT))) == 2
    found = dataset.query("SELECT * { GRAPH ?g { ?statement rdf:subject ?s ; kg:file ?file } }")
    assert len(list(found)) > 100


def test_network_has_entities_and_links_with_labels(sea: kgtool.Graph) -> None:
    network = sea.to_networkx()
    assert network.nodes["harbour/oslo"] == {"label": "Oslo", "kind": "harbour"}
    assert network.has_edge("ship/aurora", "harbour/oslo", key="home port")


def test_neighbourhood_of_an_entity_is_a_pyvis_network(sea: kgtool.Graph) -> None:
    near, far = sea.to_pyvis("Aurora"), sea.to_pyvis("ship/aurora", hops=2)
    names = {node["label"] for node in near.nodes}
    assert {"Aurora", "Polar Tugs", "Ana Vik", "Oslo"} <= names
    assert names < {node["label"] for node in far.nodes}
    assert "Polar Tugs" in known(sea.page("Aurora"))


def test_unknown_view_is_told_with_the_nearest(sea: kgtool.Graph) -> None:
    with pytest.raises(UsageError, match="no entity is called 'Auorra'") as failure:
        sea.view("Auorra")
    assert "ship/aurora" in str(failure.value.hint)
