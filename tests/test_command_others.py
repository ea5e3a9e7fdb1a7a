"""Every other command, as installed, on the tiny workspace."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kgtool.cli.app import COMMANDS
from tests.commands import ROOT, TINY, environment, kgtool
from tests.terminals import typed_on_terminal

HEAVY = ("rdflib", "networkx", "pyvis", "owlrl", "pyshacl", "pyoxigraph", "rich", "pydantic", "yaml", "rapidfuzz")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    run = kgtool(name, "--help")
    assert run.code == 0
    assert run.out.startswith(f"Usage: kgtool {name}")


@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], ["query", "--help"], ["completion", "bash"], ["queries", "-f", "csv"]]
)
def test_light_commands_import_no_heavy_library(args: list[str]) -> None:
    assert kgtool("queries").code == 0  # the saved ones are known from here on
    script = (
        f"import sys; from kgtool.cli.app import run; run({['-C', str(TINY), *args]!r});"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment(), cwd=ROOT, timeout=30)
    heavy = done.stderr.decode().splitlines()[-1]
    assert heavy == "[]"


def test_help_imports_no_module_of_the_core() -> None:
    script = (
        "import sys; from kgtool.cli.app import run; run(['--help']); print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment(), cwd=ROOT, timeout=30)
    ours = {name for name in done.stderr.decode().split() if name.startswith("kgtool.")}
    assert {name.split(".")[1] for name in ours} <= {"cli", "errors", "formats", "nearest", "version"}


def test_kgtool_alone_offers_questions() -> None:
    run = kgtool()
    assert run.code == 0
    assert "kgtool query ships-by-operator   Ships that a party runs" in run.out
    assert "kgtool --help" in run.out


def test_version_tells_code_data_and_graph() -> None:
    kgtool("build", "-q")
    lines = kgtool("--version").out.splitlines()
    assert lines[0].startswith("kgtool ")
    assert lines[1].startswith("data 1.0.0 · 2026-01-12 (")


def test_queries_are_listed_with_their_parameters() -> None:
    listed = {row["name"]: row for row in rows(kgtool("queries").out)}
    assert listed["ships-by-operator"]["parameters"] == "--operator --since --kind"
    assert json.loads(kgtool("queries", "list", "-f", "json").out)[0]["name"] == "is-icebound"
    assert kgtool("queries", "show", "sister-ships").out == (TINY / "queries/sister-ships.rq").read_text()


def test_show_gives_every_fact_its_source_and_marks_what_follows() -> None:
    text = kgtool("show", "MV Aurora").out
    assert text.startswith("Aurora  ship\nship/aurora\n")
    assert "kind         icebreaker (from 2015-06-01) [2]" in text
    assert "ferry (not in force; until 2015-06-01) [1]" in text
    assert "built        1999-04 [1]" in text
    assert "home waters  Baltic Sea*" in text
    assert "← sister ship  Brava*" in text
    assert "[2] Yard book, https://example.org/yard/aurora, page 3, read 2026-01-12" in text


def test_show_as_json_leads_each_fact_to_its_line() -> None:
    card = json.loads(kgtool("show", "ship/aurora", "-f", "json").out)
    [master] = [fact for fact in card["facts"] if fact["propertyLabel"] == "master"]
    lines = (TINY / "graph/ship/aurora.yaml").read_text().splitlines()
    assert master["file"] == "graph/ship/aurora.yaml"
    assert lines[master["line"] - 1] == "master: person/ana-vik"
    assert master["valueLabel"] == "Ana Vik"
    assert master["sources"][0]["url"] == "https://example.org/register/aurora"
    [waters] = [fact for fact in card["facts"] if fact["propertyLabel"] == "home waters"]
    assert waters["inferred"] is True


@pytest.mark.parametrize("text", ["Aurora", "aurroa", "mv aur", "ship/aurora", "https://example.org/calls/LA%207"])
def test_find_forgives(text: str) -> None:
    assert rows(kgtool("find", text).out)[0]["id"] == "ship/aurora"


def test_path_walks_links_both_ways() -> None:
    steps = rows(kgtool("path", "Aurora", "Ana Vik").out)
    assert [(step["chain"], step["property"]) for step in steps] == [("1", "https://example.org/sea/ns#master")]
    assert kgtool("path", "Aurora", "Aurora").code == 1


def test_stats_count_entities_facts_and_sources() -> None:
    counts = {(row["kind"], row["name"]): int(row["number"]) for row in rows(kgtool("stats").out)}
    assert counts["entities", "ship"] == 3
    assert counts["facts", "in force"] < counts["facts", "written"]
    assert counts["facts", "with a source"] + counts["facts", "without a source"] == counts["facts", "written"]


def test_ontology_lists_classes_and_shows_one() -> None:
    assert "harbour" in {row["folder"] for row in rows(kgtool("ontology").out)}
    keys = {row["key"]: row for row in rows(kgtool("ontology", "show", "ship").out)}
    assert keys["label"]["needed"] == "yes"
    assert keys["operator"]["value"] == "operator or person"


def test_check_finds_no_fault_in_the_tiny_workspace() -> None:
    assert kgtool("check").out == "no faults\n"
    assert json.loads(kgtool("check", "-f", "json").out) == {"errors": 0, "faults": []}


def test_check_tells_faults_of_files_and_broken_promises(tiny_copy: object, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    query = folder / "queries" / "sister-ships.rq"
    query.write_text(query.read_text().replace(">=2", ">=200"))
    promise = kgtool("check", directory=folder)
    assert promise.code == 1
    assert "queries/sister-ships.rq:4: sister-ships does not give as many rows as promised" in promise.out
    (folder / "graph/ship/brava.yaml").write_text("labl: Brava\n")
    broken = kgtool("check", "-f", "json", directory=folder)
    assert broken.code == 1
    assert {"graph/ship/brava.yaml"} & {fault["file"] for fault in json.loads(broken.out)["faults"]}
    assert kgtool("stats", directory=folder).code == 3


def test_check_warns_of_sources_read_on_a_day_to_come(tiny_copy: object, tmp_path: Path) -> None:
    source = "{url: https://example.org/x, read: 2999-01-02}"
    (tmp_path / "tiny/graph/ship/dora.yaml").write_text(f"# Soon.\nlabel: Dora\nkind: tug\nsource: {source}\n")
    run = kgtool("check", directory=tmp_path / "tiny")
    told, summary = run.out.splitlines()
    assert told.startswith(
        "graph/ship/dora.yaml:1: a source read on a day to come; got 2999-01-02; expected a day up to"
    )
    assert (summary, run.code) == ("1 warning", 0)


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ("absent: [Brava, operator/polar-tugs]", []),
        ("contains: [ship/aurora], absent: [Aurora]", ["gives Aurora; got 1 of 1 rows with it"]),
        ("absent: [ship/brava, ship/aurora]", ["gives ship/aurora; got 1 of 1 rows with it"]),
        ("absent: ['https://example.org/sea/id/ship/aurora']", ["gives https://example.org/sea/id/ship/aurora; got 1"]),
        ("contains: [Brava]", ["does not give Brava; got 1 rows without it"]),
    ],
)
def test_check_finds_what_an_answer_must_not_hold(
    tiny_copy: object, tmp_path: Path, promise: str, told: list[str]
) -> None:
    query = tmp_path / "tiny/queries/ships-by-operator.rq"
    query.write_text(query.read_text().replace('rows: ">=1", contains: [Aurora]', promise))
    out = kgtool("check", directory=tmp_path / "tiny").out
    assert all(text in out for text in told), out
    assert out.splitlines()[-1] == ("1 fault" if told else "no faults")


def test_build_says_what_it_made_and_is_quiet_on_demand() -> None:
    assert "asserted" in kgtool("build", "--force").out
    assert kgtool("build", "-q").out == ""


@pytest.mark.parametrize("ending", ["ttl", "nt", "nq", "trig", "jsonld"])
def test_export_is_read_back_as_the_same_graph(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"graph.{ending}"
    assert kgtool("export", str(target)).code == 0
    first = target.read_bytes()
    assert kgtool("export", str(target)).code == 0
    assert target.read_bytes() == first
    form = RdfFormat.from_extension(ending)
    assert form is not None
    graphs = {str(quad.graph_name) for quad in parse(path=str(target), format=form)}
    assert "DEFAULT" in graphs
    assert ("<https://example.org/sea/graph/provenance>" in graphs) == (ending in ("nq", "trig", "jsonld"))


def test_export_to_rdf_xml_is_xml(tmp_path: Path) -> None:
    assert kgtool("export", str(tmp_path / "graph.rdf")).code == 0
    assert ET.parse(tmp_path / "graph.rdf").getroot().tag.endswith("RDF")


def test_networks_hold_entities_and_links(tmp_path: Path) -> None:
    import networkx as nx

    for ending in ("graphml", "gexf", "dot"):
        assert kgtool("export", str(tmp_path / f"g.{ending}")).code == 0
    for graph in (nx.read_graphml(tmp_path / "g.graphml"), nx.read_gexf(tmp_path / "g.gexf", version="1.2draft")):
        assert graph.has_edge("ship/aurora", "person/ana-vik")
        assert graph.nodes["ship/aurora"]["label"] == "Aurora"
    assert '"ship/aurora" -> "person/ana-vik" [label="master"];' in (tmp_path / "g.dot").read_text()


def test_cite_names_title_version_day_and_hash() -> None:
    text = kgtool("cite").out
    assert text.startswith("Ships and harbours. Version 1.0.0, data of 2026-01-12.")
    assert kgtool("cite", "--bibtex").out.startswith("@misc{ships-and-harbours-2026,")


def test_init_makes_a_workspace_that_passes_its_checks(tmp_path: Path) -> None:
    run = kgtool("init", str(tmp_path / "mine"), directory=None)
    assert "next: kgtool -C" in run.out
    assert kgtool("check", directory=tmp_path / "mine").out == "no faults\n"
    upstream = rows(kgtool("query", "upstream", "--city", "Rotterdam", directory=tmp_path / "mine").out)
    assert [row["upstreamLabel"] for row in upstream] == ["Basel", "Cologne", "Frankfurt"]


def test_init_copies_another_workspace(tmp_path: Path) -> None:
    assert kgtool("init", str(tmp_path / "copy"), "--from", str(TINY), directory=None).code == 0
    assert (tmp_path / "copy/graph/ship/aurora.yaml").read_bytes() == (TINY / "graph/ship/aurora.yaml").read_bytes()
    unknown = kgtool("init", str(tmp_path / "other"), "--from", "nowhere", directory=None)
    assert unknown.code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_printed(shell: str) -> None:
    assert "_KGTOOL_COMPLETE" in kgtool("completion", shell).out


def _completed(line: str) -> list[str]:
    # what the script for bash asks
    done = subprocess.run(
        [sys.executable, "-m", "kgtool"],
        capture_output=True,
        env=environment(
            _KGTOOL_COMPLETE="complete_bash",
            COMP_LINE=line,
            COMP_POINT=str(len(line.encode())),
            COMP_WORDBREAKS=" \t\n\"'@><=;|&(:",
            KGTOOL_DIR=str(TINY),
        ),
        timeout=30,
    )
    return done.stdout.decode().split("\n")[:-1]


def test_shell_completes_commands_queries_flags_and_values() -> None:
    kgtool("build", "-q")
    assert "query" in _completed("kgtool qu")
    assert _completed("kgtool query sh") == ["ships-by-operator"]
    assert "--operator" in _completed("kgtool query ships-by-operator --op")
    assert _completed("kgtool query ships-by-operator --operator operator/p") == ["operator/polar-tugs"]
    assert _completed("kgtool query ships-by-operator --operator Polar") == [r"Polar\ Tugs"]
    assert _completed('kgtool query ships-by-operator --operator "polar t') == ["polar tugs"]
    assert _completed("kgtool query ships-by-operator --operator=Pol") == [r"Polar\ Tugs"]
    assert _completed("kgtool query ships-by-operator --kind sea:fe") == ["ferry"]
    assert _completed("kgtool query -f cs") == ["csv"]
    assert "ship/aurora" in _completed("kgtool show ship/")
    assert "ship/aurora/size" in _completed("kgtool show ship/aurora/")
    assert "person/ana-vik" in _completed("kgtool path ship/aurora person/")
    assert _completed("kgtool ontology show har") == ["harbour"]


def test_completion_works_in_a_real_bash(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    kgtool("build", "-q")
    (tmp_path / "kgtool").write_text(f'#!/bin/sh\nexec {sys.executable} -m kgtool "$@"\n')
    (tmp_path / "kgtool").chmod(0o755)
    (tmp_path / "rc").write_text("PS1=\nsource <(kgtool completion bash)\nbind 'set enable-bracketed-paste off'\n")
    where = environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}", KGTOOL_DIR=str(TINY), TERM="dumb")
    lines = 'kgtool query shi\t--kind ice\t-q --operator "Polar T\t\nexit\n'
    shown = typed_on_terminal([bash, "--rcfile", str(tmp_path / "rc"), "-i"], where, lines)
    assert 'kgtool query ships-by-operator --kind icebreaker -q --operator "Polar Tugs"' in shown
    assert "Aurora" in shown


def test_find_gives_programs_labels_and_readers_too() -> None:
    [row] = rows(kgtool("find", "ship/aurora", "-n", "1").out)
    ship = "https://example.org/sea/ns#Ship"
    assert list(row) == ["entity", "entityLabel", "id", "class", "classLabel", "found"]
    assert (row["entityLabel"], row["class"], row["classLabel"]) == ("Aurora", ship, "ship")
    [step] = rows(kgtool("path", "Aurora", "Ana Vik").out)
    assert (step["subjectLabel"], step["propertyLabel"], step["objectLabel"]) == ("Aurora", "master", "Ana Vik")


@pytest.mark.parametrize("text", ["sea:Ship", "https://example.org/sea/ns#Ship", "<https://example.org/sea/ns#Ship>"])
def test_show_and_find_know_classes_by_iri_and_prefixed_name(text: str) -> None:
    card = kgtool("show", text).out
    assert card.startswith("ship  Class\nsea:Ship\n")
    assert "A vessel with a name." in card
    assert [row["entity"] for row in rows(kgtool("find", text).out)] == ["https://example.org/sea/ns#Ship"]


def test_find_takes_an_iri_for_what_it_names() -> None:
    assert [row["id"] for row in rows(kgtool("find", "https://example.org/sea/id/ship/aurora").out)] == ["ship/aurora"]
