"""Bad parameters, query texts, names and outputs: each has an exit code and a message that helps; numbered."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from kgtool.workspace import Workspace
from tests.commands import TINY, Run, command, environment, kgtool


class Bad(NamedTuple):
    """Arguments, the exit code, and what the message must say."""

    args: tuple[str, ...]
    code: int
    says: tuple[str, ...]


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BAD = {
    "q01 syntax error": Bad(
        ("query", "SELECT ?s\nWHER { ?s ?p ?o }"), 4, ("query:2:1", "WHER { ?s ?p ?o }\n    ^", "mean WHERE?")
    ),
    "q02 undeclared prefix": Bad(
        ("query", "ASK { ?s a se:Ship }"), 4, ("prefix se:", "query:1:12", "did you mean sea:?")
    ),
    "q03 update": Bad(("query", "DELETE WHERE { ?s ?p ?o }"), 4, ("DELETE would change the graph; queries only read",)),
    "q04 update behind a prefix": Bad(("query", "PREFIX a: <http://a/> insert data { }"), 4, ("INSERT would change",)),
    "q05 service": Bad(
        ("query", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"), 4, ("SERVICE asks another",)
    ),
    "q06 disguised service": Bad(("query", "SELECT * { \\u0053ERVICE <http://127.0.0.1/> {} }"), 4, ("SERVICE",)),
    "q07 service in an IRI": Bad(("query", "SELECT * { FILTER(1<2)SERVICE?s#>\n{ ?s ?p ?o } }"), 4, ("SERVICE",)),
    "q08 from a file": Bad(("query", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"), 4, ("would read a file",)),
    "q09 empty": Bad(("query", " "), 4, ("the query is empty",)),
    "q10 only a comment": Bad(("query", "# nothing {"), 4, ("the query is empty",)),
    "q11 too deep": Bad(("query", "ASK { FILTER" + "(" * 300 + "1" + ")" * 300 + " }"), 6, ("deeper than 200",)),
    "q12 too large": Bad(("query", "ASK { } #" + "x" * 70_000), 6, ("longer than 64 KB",)),
    "q13 endless": Bad(("query", ENDLESS, "-t", "500ms"), 6, ("did not end within 0.5 s", "-t 2m")),
    "q14 unbound aggregate": Bad(("query", "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }"), 4, ("not valid SPARQL",)),
    "n01 unknown query": Bad(("query", "ships-by-operatr"), 2, ("no saved query", "did you mean ships-by-operator")),
    "n02 path as a name": Bad(("query", "../../etc/passwd"), 2, ("no saved query is called '../../etc/passwd'",)),
    "n03 no query": Bad(("query",), 2, ("no query is given",)),
    "n04 unknown command": Bad(("qery",), 2, ("did you mean query?",)),
    "n05 unknown flag": Bad(("query", "ships-by-operator", "--operater", "x"), 2, ("--operater", "--help")),
    "n06 unknown entity": Bad(("show", "Aurorra"), 2, ("no entity is called 'Aurorra'", "ship/aurora (Aurora)")),
    "n07 nothing like it": Bad(("show", "zzzzqqqq"), 2, ("no entity is called 'zzzzqqqq'",)),
    "n08 unknown class": Bad(("ontology", "show", "Shipp"), 2, ("no class is called 'Shipp'", "did you mean Ship")),
    "n09 unknown format": Bad(("query", "ASK {}", "-f", "cvs"), 2, ("no format is called 'cvs'", "did you mean csv?")),
    "n10 not a workspace": Bad(("-C", "/nonexistent", "stats"), 2, ("/nonexistent is not a workspace",)),
    "n11 unknown export": Bad(("export", "graph.tll"), 2, ("did you mean ttl?",)),
    "n12 unknown shell": Bad(("completion", "csh"), 2, ("bash",)),
    "n13 unknown reasoner": Bad(("build", "--reasoner", "owl"), 2, ("did you mean owlrl?",)),
    "n15 no workspace, no command": Bad(("-C", "nosuch"), 2, ("nosuch is not a workspace",)),
    "n17 empty folder name": Bad(("-C", "", "stats"), 2, ("-C: got nothing, expected a DIR",)),
    "n18 empty folder name behind": Bad(("stats", "-C", ""), 2, ("-C: got nothing, expected a DIR",)),
    "n19 empty folder name of a query": Bad(("query", "ships-by-operator", "-C", ""), 2, ("-C: got nothing",)),
    "n20 empty name of an output": Bad(("query", "ships-by-operator", "-o", ""), 2, ("-o: got nothing",)),
    "n21 empty folder to start in": Bad(("init", ""), 2, ("no folder is named",)),
    "n14 empty entity": Bad(("show", ""), 2, ("no entity is called ''",)),
    "p01 missing parameter": Bad(("query", "is-icebound"), 2, ("is-icebound needs --harbour",)),
    "p02 unknown entity": Bad(("query", "ships-by-operator", "--operator", "Polr Tugs"), 2, ("operator/polar-tugs",)),
    "p03 entity of another class": Bad(
        ("query", "is-icebound", "--harbour", "aurora"),
        2,
        ("'aurora' is a Ship, expected a Harbour", "it is ship/aurora"),
    ),
    "p04 not a date": Bad(
        ("query", "ships-by-operator", "--since", "2024-13-01"), 2, ("got '2024-13-01'", "2024-12-26")
    ),
    "p05 several values": Bad(("query", "is-icebound", "--harbour", "oslo", "--harbour", "x"), 2, ("takes one value",)),
    "p06 injection": Bad(
        ("query", "ships-by-operator", "--operator", "x> } DELETE WHERE { ?s ?p ?o"), 2, ("no Party",)
    ),
    "p07 flag without value": Bad(("query", "ships-by-operator", "--since"), 2, ("--since",)),
    "p08 bad rows": Bad(("query", "ASK {}", "-n", "-5"), 2, ("expected a whole number",)),
    "p09 bad time": Bad(("query", "ASK {}", "-t", "soon"), 2, ("expected a time", "30s")),
    "p10 no IRI=FILE": Bad(("query", "ASK {}", "--named", "graph.ttl"), 2, ("expected IRI=FILE",)),
    "p11 unknown concept": Bad(("query", "ships-by-operator", "--kind", "fery"), 2, ("no ShipKind", "sea:ferry")),
    "o01 rows as a graph": Bad(
        ("query", "SELECT * {}", "-f", "turtle"), 2, ("turtle holds a graph, SELECT gives rows",)
    ),
    "o02 graph as rows": Bad(("query", "sister-ships", "-f", "csv"), 2, ("csv holds rows, CONSTRUCT gives a graph",)),
    "o03 unknown ending": Bad(("query", "SELECT * {}", "-o", "x.docx"), 2, ("the ending of 'x.docx'",)),
    "o04 a device": Bad(("query", "SELECT * {}", "-o", "CON.csv"), 2, ("'CON.csv' is no file name on every system",)),
    "o05 a colon": Bad(("query", "SELECT * {}", "-o", "a:b.csv"), 2, ("no file name on every system",)),
    "o06 a folder": Bad(("query", "SELECT * {}", "-o", "folder.csv"), 5, ("is a folder",)),
    "o07 no folder": Bad(("query", "SELECT * {}", "-o", "missing/x.csv"), 5, ("there is no folder missing",)),
    "o08 exists": Bad(("query", "SELECT * {}", "-o", "mine.csv"), 5, ("was not written by kgtool", "--force")),
    "o09 missing data": Bad(("query", "ASK {}", "--data", "missing.ttl"), 5, ("missing.ttl cannot be read",)),
    "o10 folder as data": Bad(("query", "ASK {}", "--data", "folder.csv"), 5, ("is a folder",)),
    "o14 device as data": Bad(("query", "ASK {}", "--data", "/dev/zero"), 5, ("/dev/zero is a device",)),
    "o15 stdin twice": Bad(("query", "-", "--data", "-"), 2, ("stdin can be read only once",)),
    "o16 stdin as two files": Bad(("query", "ASK {}", "--data", "-", "--data", "/dev/stdin"), 2, ("only once",)),
    "o17 line break in a name": Bad(("query", "ASK {}", "--data", "a\nb"), 5, (r"a\nb cannot be read",)),
    "o11 broken data": Bad(("query", "ASK {}", "--data", "broken.ttl"), 5, ("broken.ttl:1",)),
    "o12 entity bomb": Bad(("query", "ASK {}", "--data", "bomb.rdf"), 5, ("DOCTYPE",)),
    "o13 taken folder": Bad(("init", "taken"), 5, ("already holds graph/",)),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "taken" / "graph").mkdir(parents=True)
    (tmp_path / "mine.csv").write_text("mine")
    (tmp_path / "broken.ttl").write_text("<a> <b> .")
    (tmp_path / "bomb.rdf").write_text('<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a/>')
    return tmp_path


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_input_is_told_with_its_exit_code(bad: Bad, folder: Path) -> None:
    files = sorted(folder.rglob("*"))
    run = kgtool(*bad.args, cwd=folder)
    assert run.code == bad.code, run
    assert run.out == ""
    for words in bad.says:
        assert words in run.err, run.err
    assert sorted(folder.rglob("*")) == files


def test_errors_come_as_json_where_json_is_asked_for() -> None:
    run = kgtool("query", "ASK { ?s a se:Ship }", "-f", "json")
    error = json.loads(run.err)["error"]
    assert (error["kind"], error["exit"]) == ("QueryError", 4)
    assert (error["faults"][0]["line"], error["faults"][0]["column"]) == (1, 12)


def test_query_file_that_is_not_utf8_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "latin.rq").write_bytes("ASK {\n 'Zoë' }".encode("latin-1"))
    run = kgtool("query", str(tmp_path / "latin.rq"))
    assert run.code == 4
    assert "latin.rq:2:5: not UTF-8" in run.err


def test_query_with_a_byte_order_mark_or_crlf_is_read(tmp_path: Path) -> None:
    (tmp_path / "bom.rq").write_bytes(b"\xef\xbb\xbfASK {\r\n}")
    assert kgtool("query", str(tmp_path / "bom.rq")).out == "true\n"


def test_argument_that_is_not_utf8_is_told() -> None:
    done = subprocess.run(
        [*command("-C", str(TINY)), b"show", b"\xff\xfe"], capture_output=True, env=environment(), timeout=30
    )
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_an_endless_query_at_once_and_leaves_no_process(number: int) -> None:
    with subprocess.Popen(
        command("-C", str(TINY), "query", ENDLESS), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        time.sleep(2)
        children = _children(process.pid)
        started = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        assert time.monotonic() - started < 2
        assert process.returncode in (130, 143)
        assert (out, err) == (b"", b"")
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def _children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    if not path.exists():
        pytest.skip("this system does not list the children of a process")
    return list(map(int, path.read_text().split()))


def test_full_disk_behind_stdout_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("-C", str(TINY), "query", "ASK {}"),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=30,
        )
    assert done.returncode == 5
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_memory_that_ends_is_a_limit() -> None:
    long = f'BIND("{"x" * 10_000}" AS ?long)'
    query = f"SELECT (GROUP_CONCAT(?long) AS ?x) {{ ?a ?b ?c . ?d ?e ?f . {long} }}"
    run = kgtool("query", query, "-t", "40s", KGTOOL_MEMORY="1GB")
    assert run.code == 6
    assert "memory" in run.err


def test_version_is_told_before_a_folder_that_is_no_workspace() -> None:
    run = kgtool("--version", directory=Path("nosuch"))
    assert run.code == 2
    assert run.out.startswith("kgtool ")
    assert run.err.startswith("error: nosuch is not a workspace")


@pytest.mark.parametrize("said", ["x", "1", "1023M", "5Q", "-1", "9999999T"])
def test_memory_that_is_no_size_or_too_little_is_refused(said: str) -> None:
    run = kgtool("query", "ASK {}", KGTOOL_MEMORY=said)
    assert (run.code, run.out) == (2, "")
    assert f"KGTOOL_MEMORY: got '{said}', expected a size from 1G" in run.err


def test_patience_that_is_no_number_is_refused() -> None:
    run = kgtool("build", KGTOOL_PROGRESS_AFTER="soon")
    assert run.code == 2
    assert "KGTOOL_PROGRESS_AFTER: got 'soon', expected seconds" in run.err


def test_pipe_without_a_writer_is_waited_for_as_long_as_allowed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for args in (("query", "pipe"), ("query", "ASK {}", "--data", "pipe")):
        started = time.monotonic()
        run = kgtool(*args, "-t", "500ms", cwd=tmp_path)
        assert run.code == 6, run
        assert "within 0.5 s" in run.err
        assert time.monotonic() - started < 10


def test_query_and_data_are_read_from_pipes(tmp_path: Path) -> None:
    for name, text in (("query", "ASK { <http://e/tom> ?p ?o }"), ("data", "<http://e/tom> <http://e/eats> 1 .")):
        os.mkfifo(tmp_path / name)
        threading.Thread(target=(tmp_path / name).write_text, args=(text,), daemon=True).start()
    assert kgtool("query", "query", "--data", "data", directory=None, cwd=tmp_path) == Run(0, "true\n", "")


def test_names_with_line_breaks_stay_on_their_line(tiny_copy: Workspace, tmp_path: Path) -> None:
    (tiny_copy.graph / "ship/a\nb.yaml").write_text("label: A\n")
    for args in (("build",), ("check",)):
        run = kgtool(*args, directory=tiny_copy.root)
        assert r"graph/ship/a\nb.yaml: not a slug; got a\nb" in run.out + run.err
    assert kgtool("stats", directory=tmp_path / "c\nd").err.startswith("error: " + str(tmp_path) + r"/c\nd is not")


def test_json_errors_hold_file_and_line_of_faulty_files(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "ship/dora.yaml").write_text("label: Dora\nknd: tug\n")
    run = kgtool("query", "ships-by-operator", "-f", "json", directory=tiny_copy.root)
    error = json.loads(run.err)["error"]
    assert (run.code, run.out, error["exit"]) == (3, "", 3)
    assert [(fault["file"], fault["line"]) for fault in error["faults"]] == [("graph/ship/dora.yaml", 2)]


def test_name_of_several_lists_each_with_its_class(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "person/aurora.yaml").write_text("label: Aurora\n")
    run = kgtool("show", "Aurora", directory=tiny_copy.root)
    expected = ["error: 'Aurora' means several; name one by its id", "  person/aurora  person", "  ship/aurora    ship"]
    assert (run.code, run.err.splitlines()) == (2, expected)
    told = json.loads(kgtool("show", "Aurora", "-f", "json", directory=tiny_copy.root).err)["error"]
    assert told["choices"] == ["person/aurora  person", "ship/aurora    ship"]


def test_unreadable_saved_query_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "ontology").symlink_to(TINY / "ontology")
    (tmp_path / "graph").symlink_to(TINY / "graph")
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "bad.rq").write_text("#+ summary: All: of it\nSELECT * { ?s ?p ?o }")
    for args in (("query", "bad"), ("queries",)):
        run = kgtool(*args, directory=tmp_path)
        assert run.code == 3
        assert "queries/bad.rq:1" in run.err


def test_hostile_text_reaches_no_terminal_raw() -> None:
    run = kgtool("query", "no\x1b]0;evil\x07\u202e[/x]")
    assert run.code == 2
    assert "\x1b" not in run.err
    assert "\u202e" not in run.err
    assert r"\x1b]0;evil\x07\u202e[/x]" in run.err


def test_output_file_is_left_as_it_was_when_the_query_fails(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    assert kgtool("query", "SELECT * { ?s a sea:Ship }", "-o", str(target)).code == 0
    before = target.read_bytes()
    assert kgtool("query", ENDLESS, "-t", "500ms", "-o", str(target)).code == 6
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]
