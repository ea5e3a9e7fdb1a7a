"""Built graphs: what is in them, when they are made anew, and what is said when they cannot be."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool.build import build, built_snapshot, current_snapshot
from kgtool.errors import UsageError, WorkspaceError
from kgtool.store import EmbeddedStore, Store
from kgtool.workspace import Workspace, find_workspace
from tests.builders import PREFIXES, opened, run_python


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The tiny workspace's graph, built once."""
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KGTOOL_CACHE", str(folder))
        return opened(build(find_workspace(Path(__file__).parent / "tiny")))


# what is in it


def test_the_default_graph_is_what_is_written_and_what_follows(store: Store) -> None:
    assert store.ask("ASK { ship:brava sea:kind sea:ferry ; a sea:Ferry , sea:Ship ; sea:homeWaters harbour:baltic }")
    assert not store.ask("ASK { ?statement kg:line ?line }")


def test_what_follows_stays_apart_from_what_is_written(store: Store) -> None:
    (row,) = store.select("SELECT ?g { GRAPH ?g { ship:brava a sea:Ferry } }").rows
    assert str(row[0]).endswith("/graph/inferred>")
    (row,) = store.select("SELECT ?g { GRAPH ?g { ship:brava a sea:Ship } }").rows
    assert str(row[0]).endswith("/graph/asserted>")


def test_a_triple_stands_in_the_default_graph_once(store: Store) -> None:
    rows = store.select("SELECT ?s ?p ?o { ?s ?p ?o }").rows
    assert len(rows) == len(set(rows))


def test_each_fact_leads_to_its_line_and_source_in_plain_sparql(store: Store) -> None:
    query = """SELECT ?file ?line ?url ?locator { GRAPH ?g {
        ?fact rdf:subject ship:brava ; rdf:predicate sea:built ; kg:inForce true ; kg:file ?file ; kg:line ?line ;
            kg:citation [ kg:source ?source ; kg:locator ?locator ] } ?source kg:url ?url }"""
    (row,) = store.select(query).rows
    assert [getattr(term, "value", "") for term in row] == [
        "graph/ship/brava.yaml",
        "6",
        "https://example.org/register/brava",
        "sheet 1",
    ]


def test_each_inferred_triple_has_a_proof_whose_premises_are_statements(store: Store) -> None:
    unproved = "ASK { GRAPH ?i { ?s ?p ?o } FILTER(STRENDS(STR(?i), '/inferred')) FILTER NOT EXISTS { GRAPH ?g { \
        ?n rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:rule ?rule } } }"
    assert not store.ask(unproved)
    assert not store.ask("ASK { GRAPH ?g { ?n kg:premise ?m } FILTER NOT EXISTS { GRAPH ?g { ?m rdf:subject ?s } } }")
    premises = "[ rdf:predicate sea:homePort ; kg:line 9 ] , [ kg:file 'ontology/ships.ttl' ]"
    rule = "<https://w3id.org/kgtool/rule/prp-spo2>"
    assert store.ask(
        f"ASK {{ GRAPH ?g {{ ?n rdf:predicate sea:homeWaters ; kg:rule {rule} ; kg:premise {premises} }} }}"
    )


def test_the_manifest_tells_what_is_in_the_graph(tiny: Workspace) -> None:
    manifest = build(tiny).manifest
    with_graphs = EmbeddedStore(build(tiny).open_store())
    for name, count in manifest.counts.items():
        (row,) = with_graphs.select(
            f"SELECT (COUNT(*) AS ?n) {{ GRAPH <https://example.org/sea/graph/{name}> {{?s ?p ?o}} }}"
        ).rows
        assert str(row[0]).startswith(f'"{count}"')
    assert (manifest.day, manifest.reasoner, manifest.warnings) == ("2026-01-12", "compiled", ())


def test_the_index_has_the_names_for_completion(tiny: Workspace) -> None:
    index = json.loads(build(tiny).index_path.read_bytes())
    assert index["entities"]["ship/aurora"] == [
        "Aurora",
        ["Ferry", "Ship"][1:],
        ["MV Aurora", "https://example.org/calls/LA%207"],
    ]
    assert index["entities"]["ship/brava"][1] == ["Ferry", "Ship"]
    assert index["prefixes"]["sea"] == PREFIXES["sea"]
    assert index["terms"]["https://example.org/sea/ns#homePort"] == "home port"


def test_both_reasoners_build_the_same_triples(tiny: Workspace) -> None:
    def inferred(reasoner: str) -> set[ox.Quad]:
        graph = ox.NamedNode("https://example.org/sea/graph/inferred")
        return set(build(tiny, reasoner=reasoner).open_store().quads_for_pattern(None, None, None, graph))

    assert inferred("owlrl") == inferred("compiled") != set()


# when it is made anew


def forbid_building(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgtool.build.pipeline.build_graph", lambda *_: pytest.fail("built again"))


def test_nothing_changed_builds_nothing(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(tiny)
    forbid_building(monkeypatch)
    assert build(tiny) == current_snapshot(tiny) == built_snapshot(tiny) == first


def edited_in_secret(file: Path) -> None:
    """Change a file, but neither its size nor its time."""
    status = file.stat()
    file.write_bytes(file.read_bytes().replace(b"Brava", b"Bravo"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_an_edit_that_keeps_size_and_time_is_seen(tiny_copy: Workspace) -> None:
    first = build(tiny_copy)
    edited_in_secret(tiny_copy.graph / "ship/brava.yaml")
    assert current_snapshot(tiny_copy).manifest.inputs != first.manifest.inputs


def test_a_touched_file_builds_nothing(tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(tiny_copy)
    forbid_building(monkeypatch)
    os.utime(tiny_copy.graph / "ship/brava.yaml", (1, 1))
    assert current_snapshot(tiny_copy) == first
    assert current_snapshot(tiny_copy) == first


def rename_brava(ws: Workspace) -> None:
    file = ws.graph / "ship/brava.yaml"
    file.write_text(file.read_text().replace("Brava", "Bravissima"))


def test_a_changed_an_added_and_a_removed_file_each_make_it_anew(tiny_copy: Workspace) -> None:
    changes: dict[str, Callable[[], object]] = {
        "ASK { ship:brava rdfs:label 'Bravissima' }": lambda: rename_brava(tiny_copy),
        "ASK { ship:dora rdfs:label 'Dora' }": lambda: (
            shutil.copy(tiny_copy.graph / "ship/cormorant.yaml", tiny_copy.graph / "ship/dora.yaml")
            and (tiny_copy.graph / "ship/dora.yaml").write_text(
                "label: Dora\nkind: tug\nsource: {url: https://a.example, read: 2026-01-01}\n"
            )
        ),
        "ASK { FILTER NOT EXISTS { ship:dora ?p ?o } }": lambda: (tiny_copy.graph / "ship/dora.yaml").unlink(),
    }
    for question, change in changes.items():
        assert not opened(current_snapshot(tiny_copy)).ask(question) or "NOT EXISTS" in question
        change()
        assert opened(current_snapshot(tiny_copy)).ask(question)


def test_old_graphs_are_cleared_away_but_the_last(tiny_copy: Workspace) -> None:
    for _ in range(4):
        build(tiny_copy, force=True)
    assert len(list((tiny_copy.cache / "snapshots").iterdir())) == 2
    assert not list(tiny_copy.cache.glob("draft-*"))


def test_the_graph_of_another_day_stands_beside_todays(tiny: Workspace) -> None:
    now, then = current_snapshot(tiny), current_snapshot(tiny, day=date(2009, 1, 1))
    was = "ASK { <https://example.org/sea/id/operator/polar-tugs> sea:homePort harbour:gdansk }"
    assert opened(then).ask(was)
    assert not opened(now).ask(was)
    assert (current_snapshot(tiny), current_snapshot(tiny, day=date(2009, 1, 1))) == (now, then)
    assert then.manifest.day == "2009-01-01"


def test_source_date_epoch_is_the_day_asked_about(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1230768000")
    assert current_snapshot(tiny).manifest.day == "2009-01-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        current_snapshot(tiny)


# faults


def spoiled(ws: Workspace, text: str, file: str = "ship/dora.yaml") -> WorkspaceError:
    """The error that a spoiled workspace gives; the graph before must have stayed."""
    before = build(ws)
    (ws.graph / file).write_text(text)
    with pytest.raises(WorkspaceError) as caught:
        current_snapshot(ws)
    assert built_snapshot(ws) == before
    assert before.is_whole(thorough=True)
    return caught.value


SOURCE = "source: {url: https://example.org/x, read: 2026-01-01}\n"


def _shape_faults(workspace: Workspace, record: str, day: date | None = None) -> list[tuple[str, str]]:
    (workspace.graph / "ship/dora.yaml").write_text(record)
    try:
        build(workspace, day=day)
    except WorkspaceError as error:
        return [(fault.place, fault.message) for fault in error.faults]
    return []


def test_a_value_of_another_time_is_a_value_that_must_be_there(tiny_copy: Workspace) -> None:
    record = "label: Dora\nkind: {value: tug, from: 2010}\n"
    assert _shape_faults(tiny_copy, record, date(1980, 1, 1)) == []
    assert _shape_faults(tiny_copy, record.replace("from: 2010", "rank: other")) == []


@pytest.mark.parametrize("said", ["until: 2020", "from: 2090", "rank: other"])
def test_values_that_do_not_hold_must_be_of_the_right_class_too(said: str, tiny_copy: Workspace) -> None:
    record = f"label: Dora\nkind: tug\noperator:\n  - operator/polar-tugs\n  - {{value: harbour/oslo, {said}}}\n"
    ((place, message),) = _shape_faults(tiny_copy, record)
    assert (place, message.partition(":")[0]) == ("graph/ship/dora.yaml:5:13", "operator of ship/dora")


def test_how_many_values_there_may_be_is_counted_on_the_day(tiny_copy: Workspace) -> None:
    record = "label: Dora\nkind: tug\ncallSign:\n  - {value: A 1, until: 2010}\n  - {value: A 2, from: 2009}\n"
    assert _shape_faults(tiny_copy, record) == []
    ((_, message),) = _shape_faults(tiny_copy, record, date(2009, 6, 1))
    assert message == "callSign of ship/dora: too many values"


def test_what_does_not_fit_a_shape_is_told_with_its_line(tiny_copy: Workspace) -> None:
    error = spoiled(tiny_copy, f"label: Dora\nkind: tug\ncallSign: lower case\n{SOURCE}size: {{tonnage: -1}}\n")
    kind, size = error.faults
    assert (kind.place, kind.message) == (
        "graph/ship/dora.yaml:3:11",
        "callSign of ship/dora: a value of the wrong form",
    )
    assert (kind.got, kind.expected) == ("lower case", "text that matches ^[A-Z0-9 ]+$")
    assert (size.place, size.message) == ("graph/ship/dora.yaml:5:17", "tonnage of ship/dora/size: too small")
    assert (size.got, size.expected) == ("-1", "at least 1")


def test_a_missing_value_is_told_at_its_entity(tiny_copy: Workspace) -> None:
    (fault,) = spoiled(tiny_copy, f"label: Dora\n{SOURCE}").faults
    assert (fault.place, fault.message) == ("graph/ship/dora.yaml:1:1", "ship/dora has no kind")
    assert fault.expected == "kind: one of ferry, tug, icebreaker"


def test_a_contradiction_is_told_with_all_that_it_rests_on(tiny_copy: Workspace) -> None:
    file = tiny_copy.graph / "harbour/harbours.csv"
    spoilt = file.read_text().replace("Baltic Sea,,", "Baltic Sea,,harbour/oslo")
    faults = spoiled(tiny_copy, spoilt, "harbour/harbours.csv").faults
    assert {fault.file for fault in faults} == {"graph/harbour/harbours.csv"}
    got = faults[0].got or ""
    assert "harbour/baltic sea:within harbour/oslo (graph/harbour/harbours.csv:2)" in got
    assert "harbour/oslo sea:within harbour/baltic (graph/harbour/harbours.csv:4)" in got
    assert "sea:within rdf:type owl:IrreflexiveProperty (ontology/ships.ttl:" in got


def test_an_axiom_that_is_not_supported_is_told_with_its_line(tiny_copy: Workspace) -> None:
    file = tiny_copy.ontology / "ships.ttl"
    file.write_text(file.read_text() + "\nsea:Ship owl:disjointUnionOf ( sea:Ferry sea:Refit ) .\n")
    with pytest.raises(WorkspaceError) as caught:
        build(tiny_copy)
    (fault,) = caught.value.faults
    assert fault.place == f"ontology/ships.ttl:{len(file.read_text().splitlines())}"
    assert "owl:disjointUnionOf" in (fault.got or "")


def test_warnings_do_not_stop_a_build_and_are_kept(tiny_copy: Workspace) -> None:
    file = tiny_copy.ontology / "ships.ttl"
    shape = "sh:path sea:built ; sh:minCount 1 ; sh:severity sh:Warning"
    shapes = f"sea:Old a sh:NodeShape ; sh:targetClass sea:Ship ; sh:property [ {shape} ] ."
    file.write_text(f"{file.read_text()}\n{shapes}\n")
    (warning,) = build(tiny_copy).manifest.warnings
    assert (warning["file"], warning["severity"]) == ("graph/ship/cormorant.yaml", "warning")


# the same each time


def test_the_same_files_give_the_same_graph_everywhere(tiny_copy: Workspace, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from kgtool.build import build; from kgtool.workspace import find_workspace;"
        "print(build(find_workspace(pathlib.Path(sys.argv[1]))).manifest.graph_hash)"
    )
    elsewhere = tmp_path / "elsewhere" / "tiny"
    names = sorted(path for path in tiny_copy.root.rglob("*") if path.is_file())
    for path in reversed(names):  # another order in the folders
        target = elsewhere / path.relative_to(tiny_copy.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    one = run_python(code, str(tiny_copy.root), PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    other = run_python(code, str(elsewhere), PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8")
    assert one == other


def test_asking_for_the_graph_imports_no_engine(tiny: Workspace) -> None:
    build(tiny)
    code = (
        "import sys, pathlib; from kgtool.build import current_snapshot; from kgtool.workspace import find_workspace;"
        "current_snapshot(find_workspace(pathlib.Path(sys.argv[1])));"
        "print(sorted({'pyoxigraph', 'yaml', 'rdflib', 'owlrl', 'pyshacl', 'pyrudof'} & set(sys.modules)))"
    )
    assert run_python(code, str(tiny.root)).strip() == "[]"
