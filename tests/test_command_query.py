"""`kgtool query`: saved and ad-hoc queries, their flags, formats, outputs and exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

from kgtool.workspace import Workspace
from tests.commands import TINY, Run, command, environment, kgtool

SHIPS = "SELECT ?ship { ?ship a sea:Ship } ORDER BY ?ship"
AURORA = "https://example.org/sea/id/ship/aurora"


def test_saved_query_answers_in_csv_in_a_pipe_and_says_nothing_else() -> None:
    run = kgtool("query", "ships-by-operator")
    assert (run.code, run.err) == (0, "")
    rows = list(csv.reader(io.StringIO(run.out)))
    assert rows == [
        ["ship", "shipLabel", "built", "kind"],
        [AURORA, "Aurora", "1999-04-01", "https://example.org/sea/ns#icebreaker"],
    ]


def test_json_gives_flat_typed_records() -> None:
    query = "SELECT ?s ?n ?x ?b ?none { ?s sea:length ?n BIND(1.5 AS ?x) BIND(true AS ?b) }"
    [record] = json.loads(kgtool("query", query, "-f", "json").out)
    assert record == {"s": f"{AURORA}/size", "n": 82.5, "x": 1.5, "b": True, "none": None}


@pytest.mark.parametrize("named", ["operator/polar-tugs", "Polar Tugs", "polar tugs", "polar-tugs", "id:", "iri"])
def test_parameter_takes_id_label_slug_prefixed_name_and_iri(named: str) -> None:
    iri = "https://example.org/sea/id/operator/polar-tugs"
    value = {"id:": f"<{iri}>", "iri": iri}.get(named, named)
    assert len(kgtool("query", "ships-by-operator", "--operator", value).out.splitlines()) == 2


def test_concept_is_named_by_slug_or_label() -> None:
    for value, count in (("icebreaker", 1), ("sea:ferry", 0)):
        run = kgtool("query", "ships-by-operator", "--kind", value)
        assert len(run.out.splitlines()) == count + 1, run


def test_list_valued_parameter_is_given_several_times() -> None:
    run = kgtool("query", "ships-by-operator", "--kind", "icebreaker", "--kind", "ferry")
    assert len(run.out.splitlines()) == 2


def test_standard_flags_stand_before_or_after_the_name() -> None:
    before = kgtool("query", "-f", "json", "-n", "1", "ships-by-operator")
    after = kgtool("query", "ships-by-operator", "-f", "json", "-n", "1")
    first = kgtool("query", "ships-by-operator", "-C", str(TINY), "-f", "json", "-n", "1", directory=None)
    assert before == after == first
    assert len(json.loads(before.out)) == 1


def test_help_of_a_saved_query_lists_its_parameters() -> None:
    run = kgtool("query", "ships-by-operator", "--help")
    assert run.code == 0
    assert "--operator Party" in run.out
    assert "who runs them; default: operator/polar-tugs" in run.out
    assert "Ships that a party runs" in run.out


def test_prefixes_of_the_workspace_are_declared_by_themselves() -> None:
    run = kgtool("query", SHIPS)
    assert run.out.splitlines()[0] == "ship"
    assert AURORA in run.out.splitlines()


def test_query_comes_from_a_file_or_from_stdin(tmp_path: Path) -> None:
    file = tmp_path / "ships.rq"
    file.write_text(SHIPS)
    assert kgtool("query", str(file)) == kgtool("query", "-", text=SHIPS) == kgtool("query", SHIPS)


def test_default_graph_holds_what_follows_and_not_the_provenance() -> None:
    follows = "ASK { <https://example.org/sea/id/ship/brava> sea:sister <https://example.org/sea/id/ship/aurora> }"
    assert kgtool("query", follows).out == "true\n"
    assert kgtool("query", "ASK { ?s kg:file ?f }").out == "false\n"
    assert kgtool("query", "ASK { GRAPH ?g { ?s kg:file ?f } }").out == "true\n"


def test_construct_and_describe_give_turtle_in_a_pipe() -> None:
    run = kgtool("query", "sister-ships")
    assert "id/ship/aurora> sea:sister <" in run.out
    assert "@prefix sea:" in run.out
    assert "sea:tonnage 4200000" in kgtool("query", f"DESCRIBE <{AURORA}/size>").out


def test_graphs_come_in_ntriples_and_jsonld_too() -> None:
    assert kgtool("query", "sister-ships", "-f", "nt").out.count(" .\n") == 2
    nodes = json.loads(kgtool("query", "sister-ships", "-f", "jsonld").out)
    assert AURORA in {node["@id"] for node in nodes}


def test_ask_answers_true_or_false_and_fails_on_demand() -> None:
    assert kgtool("query", "is-icebound", "--harbour", "Christiania").out == "true\n"
    no = kgtool("query", "is-icebound", "--harbour", "Danzig", "--fail-empty")
    assert (no.code, no.out) == (1, "false\n")


def test_no_row_fails_on_demand_only() -> None:
    nothing = "SELECT ?s { ?s a sea:Nothing }"
    assert kgtool("query", nothing).code == 0
    assert kgtool("query", nothing, "--fail-empty").code == 1


def test_results_in_json_and_xml_are_those_of_the_standard() -> None:
    srj = json.loads(kgtool("query", "ships-by-operator", "-f", "srj").out)
    assert srj["head"]["vars"] == ["ship", "shipLabel", "built", "kind"]
    built = {"type": "literal", "value": "1999-04-01", "datatype": "http://www.w3.org/2001/XMLSchema#date"}
    assert srj["results"]["bindings"][0]["built"] == built
    assert "<uri>https://example.org/sea/id/ship/aurora</uri>" in kgtool("query", SHIPS, "-f", "srx").out
    assert json.loads(kgtool("query", "ASK {}", "-f", "srj").out) == {"head": {}, "boolean": True}


def test_markdown_and_table_show_labels_and_headings() -> None:
    run = kgtool("query", "ships-by-operator", "-f", "markdown")
    assert run.out.splitlines()[0] == "| Ship | Launched | Kind |"
    assert run.out.splitlines()[2] == "| Aurora | 1999-04-01 | icebreaker |"
    assert "Aurora   1999-04-01   icebreaker" in kgtool("query", "ships-by-operator", "-f", "table").out


def test_output_takes_its_format_from_the_ending(tmp_path: Path) -> None:
    target = tmp_path / "ships.jsonl"
    run = kgtool("query", SHIPS, "-o", str(target))
    assert (run.code, run.out) == (0, "")
    assert {"ship": AURORA} in map(json.loads, target.read_text().splitlines())


def test_output_of_ours_is_replaced_and_anything_else_needs_force(tmp_path: Path) -> None:
    target = tmp_path / "ships.csv"
    for _ in range(2):
        assert kgtool("query", SHIPS, "-o", str(target)).code == 0
    target.write_text("mine")
    refused = kgtool("query", SHIPS, "-o", str(target))
    assert (refused.code, target.read_text()) == (5, "mine")
    assert "--force" in refused.err
    assert kgtool("query", SHIPS, "-o", str(target), "--force").code == 0
    assert target.read_text().startswith("ship")


def test_data_files_are_asked_without_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://e/tom> <http://e/eats> <http://e/fish> .")
    (tmp_path / "b.ttl").write_text("<http://e/tom> <http://e/likes> <http://e/milk> .")
    query = "SELECT ?o { <http://e/tom> ?p ?o } ORDER BY ?o"
    run = kgtool("query", "--data", "a.ttl", "--data", "b.ttl", query, directory=None, cwd=tmp_path)
    assert run.out.split() == ["o", "http://e/fish", "http://e/milk"]
    named = kgtool(
        "query", "--named", "http://e/g=a.ttl", "SELECT ?g { GRAPH ?g { ?s ?p ?o } }", directory=None, cwd=tmp_path
    )
    assert named.out.split() == ["g", "http://e/g"]


def test_data_files_bring_no_prefixes_and_take_a_base(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<tom> <eats> <fish> .")
    run = kgtool(
        "query", "ASK { <http://e/tom> ?p ?o }", "--data", "a.ttl", "--base", "http://e/", directory=None, cwd=tmp_path
    )
    assert run.out == "true\n"
    refused = kgtool("query", "ASK { ?s a owl:Class }", "--data", "a.ttl", directory=None, cwd=tmp_path)
    assert refused.code == 4
    assert "the prefix owl: is not declared" in refused.err


def test_from_finds_the_supplied_files_only(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://e/tom> <http://e/eats> <http://e/fish> .")
    iri = (tmp_path / "a.ttl").as_uri()
    asked = f"SELECT ?s FROM <{iri}> {{ ?s ?p ?o }}"
    assert "http://e/tom" in kgtool("query", asked, "--data", "a.ttl", directory=None, cwd=tmp_path).out
    other = kgtool("query", "SELECT ?s FROM <file:///etc/passwd> { ?s ?p ?o }", "--data", "a.ttl", cwd=tmp_path)
    assert other.code == 4


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_data_comes_from_stdin_through_a_pipe_or_from_a_file(name: str, tmp_path: Path) -> None:
    text = "<http://e/tom> <http://e/eats> 1 ."
    (tmp_path / "a.ttl").write_text(text)
    args = ("query", "SELECT ?s FROM <file:///dev/stdin> { ?s ?p 1 }", "--data", name)
    assert kgtool(*args, directory=None, text=text).out == "s\r\nhttp://e/tom\r\n"
    with (tmp_path / "a.ttl").open("rb") as file:
        done = subprocess.run(command(*args), stdin=file, capture_output=True, env=environment(), timeout=30)
    assert done.stdout == b"s\r\nhttp://e/tom\r\n"


def test_closed_pipe_is_silent() -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"
    with subprocess.Popen(
        command("-C", str(TINY), "query", many), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"a,b,c,d,e,f\r\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


def test_answer_is_the_same_whatever_the_locale() -> None:
    query = 'SELECT ("Gdańsk ✓" AS ?x) {}'
    for locale in ("C", "POSIX", "en_US.ISO-8859-1"):
        assert kgtool("query", query, LC_ALL=locale, LANG=locale).out == "x\r\nGdańsk ✓\r\n"


def test_answer_is_that_of_the_files_as_they_are_now(tiny_copy: Workspace) -> None:
    def asked(*args: str) -> Run:
        return kgtool("query", "ships-by-operator", *args, "-f", "csv", directory=tiny_copy.root)

    before = asked().out
    assert "ship/aurora," in before
    ship = tiny_copy.graph / "ship/aurora.yaml"
    written = ship.read_text(encoding="utf-8")
    ship.write_text(written.replace("label: Aurora", "label: Boreas"), encoding="utf-8")
    assert ",Boreas," in asked().out
    ship.write_text(written.replace("operator/polar-tugs", "operator/new-tugs"), encoding="utf-8")
    new = tiny_copy.graph / "operator/new-tugs.yaml"
    new.write_text((tiny_copy.graph / "operator/polar-tugs.yaml").read_text(encoding="utf-8").replace("Polar", "New"))
    assert "ship/aurora," in asked("--operator", "operator/new-tugs").out
    new.unlink()
    assert asked("--operator", "operator/new-tugs").code == 3
    ship.write_text(written, encoding="utf-8")
    assert asked("--operator", "operator/new-tugs").code == 2
    assert asked().out == before
