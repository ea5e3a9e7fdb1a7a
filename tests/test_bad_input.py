"""Each number of `bad_input.py` is fed to the installed command: exit code, message, and the state it leaves.

A number that needs more than files and arguments has a test of its own, which begins with the number.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import shutil
import signal
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgtool.errors import Fault
from tests.bad_input import BAD_INPUT, DORA, ENDLESS, LABELS, ODD_LABELS, SHIP, SOURCE, Bad
from tests.commands import TINY, Run
from tests.places import Place

INVALID = Path(__file__).parent / "invalid"
CORPUS = sorted(path for path in INVALID.iterdir() if path.is_file() and path.suffix != ".md")
QUESTION = ("query", "ships-by-operator")


@pytest.fixture(scope="module")
def built_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    root = tmp_path_factory.mktemp("bad")
    place = Place(root / "workspace", root / "cache", root / "here")
    shutil.copytree(TINY, place.workspace)
    place.here.mkdir()
    assert place.run("build").code == 0
    return place


@pytest.fixture(scope="module")
def answer(built_place: Place) -> str:
    return built_place.run(*QUESTION).out


@pytest.fixture
def place(built_place: Place, answer: str) -> Iterator[Place]:
    """The place; after the test its files are restored, and the graph of before answers as before."""
    before, files = built_place.built(), built_place.files()
    yield built_place
    after = built_place.built()
    shutil.rmtree(built_place.here)
    built_place.here.mkdir()
    if built_place.files() != files:
        built_place.restore()
        assert built_place.run(*QUESTION) == Run(0, answer, "")
        assert after != before or built_place.built() == before


# the table


def test_no_number_is_missing() -> None:
    own = {int(found[1]) for name in globals() if (found := re.match(r"test_(\d+)_", name))}
    assert sorted([*BAD_INPUT, *ODD_LABELS, *own]) == list(range(1, 75))


@pytest.mark.parametrize("bad", BAD_INPUT.values(), ids=[f"{n} {bad.what}" for n, bad in BAD_INPUT.items()])
def test_bad_input_is_told_and_changes_nothing(bad: Bad, place: Place) -> None:
    for name, content in bad.files.items():
        place.write(name, content)
    if bad.code:
        place.is_refused(bad.code, *bad.says, args=bad.args, text=bad.text, prints=bad.prints)
    else:
        run = place.run(*bad.args, text=bad.text)
        assert run.code == 0, run
        assert bad.prints in run.out, run


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_every_broken_file_is_told_by_check(path: Path, place: Place) -> None:
    text = path.read_text(encoding="utf-8")
    heads = re.match(r"(?:#! .*\n)+", text)
    assert heads is not None
    expected = [line.removeprefix("#! ") for line in heads[0].splitlines()]
    target = place.write(expected[0].partition(":")[0], text[heads.end() :])
    before = place.built()
    run = place.run("check", "--format", "json")
    assert (run.code, run.err) == (1, "")
    told = [str(Fault(**fault)) for fault in json.loads(run.out)["faults"]]
    for line in expected:
        pattern = ".*".join(re.escape(part.strip(" ")) + " ?" for part in line.split("…"))
        assert any(re.match(pattern, fault, re.DOTALL) for fault in told), told
    assert len(told) == len(expected), told
    assert place.built() == before
    assert target.exists()


@pytest.mark.parametrize("args", [QUESTION, ("query", "ASK {}"), ("show", "aurora"), ("stats",), ("export", "g.ttl")])
def test_no_command_answers_from_files_that_cannot_be_built(args: tuple[str, ...], place: Place) -> None:
    place.write(SHIP, "label: [Dora\n")
    place.is_refused(3, f"{SHIP}:2:1: a list that is not closed", args=args)


def test_all_faults_of_all_files_come_at_once(place: Place) -> None:
    place.write(SHIP, "label: Dora\nknd: tug\nsister: ship/nobody\n")
    place.write("graph/person/otto.yaml", "label: Otto\nabout: ship/none\n")
    says = (f"{SHIP}:2:1: ship: no such key; got knd", f"{SHIP}:3:9: sister: nothing has this id")
    place.is_refused(3, *says, "graph/person/otto.yaml:2:8: about: nothing has this id")


def test_file_names_that_cannot_be_ids_are_told(place: Place) -> None:
    names = [
        "a<b>",
        "a b",
        "a%zz",
        'a"b',
        "a\\b",
        "[x]",
        "a|b",
        "\u202e",
        "\ue000",
        "\U0001f6a2",
        "\udcff",
        "-a",
        "\x1b",
    ]
    for name in names:
        place.write(f"graph/ship/{name}.yaml", DORA)
    shown = [{"\u202e": "\\u202e", "\udcff": "\\udcff", "\x1b": "\\x1b"}.get(name, name) for name in names]
    place.is_refused(3, *(f"graph/ship/{name}.yaml: not a slug; got {name}" for name in shown))


def test_faults_in_a_query_name_its_file(place: Place) -> None:
    text = "CONSTRUCT { ?s a se:Ship }\nWHERE { ?s a ?c }\n"
    (place.here / "ships.rq").write_text(text, encoding="utf-8")
    (place.here / "ships.ttl").write_text("<a:a> <a:b> <a:c> .", encoding="utf-8")
    for args in (("query", "ships.rq"), ("view", "ships.rq"), ("query", "ships.rq", "--data", "ships.ttl")):
        place.is_refused(4, "the prefix se:", "ships.rq:1:18", args=args)
    place.is_refused(4, "the prefix se:", "stdin:1:18", args=("query", "-"), text=text)
    place.is_refused(2, "--base: got 'a b', expected an IRI", args=("query", "ASK {}", "--base", "a b"))


# files that are no files


def bow_to_permissions() -> None:
    """Take from root, in a process to come, the right to read and write where nobody may."""
    drop_from_bounding_set = 24
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


def test_36_five_gigabytes_are_not_read(place: Place) -> None:
    for name in (SHIP, "graph/harbour/more.csv"):
        with place.write(name, "").open("wb") as file:
            file.truncate(5_000_000_000)
    says = (f"{SHIP}: too large; got 5,000,000,000 bytes", "graph/harbour/more.csv: too large")
    place.is_refused(3, *says, before=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)))


def test_37_missing_file(place: Place) -> None:
    (place.workspace / SHIP).symlink_to("gone.yaml")
    place.is_refused(3, f"{SHIP}: cannot be read; got nothing, or a symbolic link to nothing")
    place.is_refused(5, "gone.ttl cannot be read: No such file", args=("query", "ASK {}", "--data", "gone.ttl"))
    place.is_refused(2, "no saved query is called 'gone.rq'", args=("query", "gone.rq"))
    place.is_refused(2, "gone is not a workspace", "kgtool init", args=("-C", "gone", "stats"))


def test_38_folder_for_a_file(place: Place) -> None:
    (place.workspace / SHIP).mkdir()
    place.is_refused(3, f"{SHIP}: not a file; got a folder; expected a file")
    (place.here / "folder.ttl").mkdir()
    place.is_refused(5, "folder.ttl is a folder", args=("query", "ASK {}", "--data", "folder.ttl"))


def test_39_pipe_for_a_file(place: Place) -> None:
    os.mkfifo(place.workspace / SHIP)
    place.is_refused(3, f"{SHIP}: not a file; got a pipe; expected a file")
    (place.workspace / SHIP).unlink()
    os.mkfifo(place.workspace / "queries/pipe.rq")
    place.is_refused(3, "queries/pipe.rq: not a file; got a pipe", args=("queries",))


def test_40_links_that_lead_back(place: Place) -> None:
    (place.workspace / SHIP).symlink_to("dora.yaml")
    (place.workspace / "graph/ship/round").symlink_to("..")
    says = (
        f"{SHIP}: cannot be read; got a symbolic link that leads back",
        "graph/ship/round: not a file; got a folder",
    )
    place.is_refused(3, *says)


def test_41_no_permission(place: Place) -> None:
    place.write(SHIP, DORA).chmod(0)
    place.is_refused(3, f"{SHIP}: cannot be read; got no permission", before=bow_to_permissions)


def test_42_cache_that_cannot_be_written_answers_all_the_same(place: Place) -> None:
    place.write(SHIP, DORA)
    before = place.built()
    folders = [path for path in (place.cache, *place.cache.rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert place.run("query", LABELS, before=bow_to_permissions) == Run(0, "l\r\nDora\r\n", "")
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert place.built() == before


def test_41_folders_without_permission(place: Place) -> None:
    for name, args in (("graph/ship", ("build",)), ("queries", ("queries",))):
        folder = place.workspace / name
        folder.chmod(0)
        try:
            run = place.run(*args, before=bow_to_permissions)
        finally:
            folder.chmod(0o755)
        assert run.code == 3
        assert f"{name}: cannot be read" in run.err
        assert "ermission" in run.err


def test_42_file_in_the_way_of_the_cache(place: Place) -> None:
    taken = place.here / "taken"
    taken.write_text("")
    for cache in (taken, taken / "below", Path("/dev/null/x")):
        run = place.run("query", "ASK {}", KGTOOL_CACHE=str(cache))
        assert run == Run(0, "true\n", "")


def test_43_disk_that_is_full(place: Place) -> None:
    place.write(SHIP, DORA)
    limit = 20_000
    place.is_refused(5, "cannot be written", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))


def test_44_output_that_exists(place: Place) -> None:
    (place.here / "mine.ttl").write_text("mine")
    says = ("mine.ttl exists and was not written by kgtool", "--force")
    place.is_refused(5, *says, args=("query", "sister-ships", "-o", "mine.ttl"))
    place.is_refused(5, *says, args=("export", "mine.ttl"))


# pipes, signals, builders


def test_58_closed_pipe_is_silent(place: Place) -> None:
    with place.start("query", "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"a,b,c,d,e,f\r\n"
        process.stdout.close()
        assert (process.stderr.read(), process.wait(timeout=30)) == (b"", 0)


def ended_by(place: Place, number: int) -> tuple[int, bytes, bytes]:
    """What an endless query leaves when it gets a signal; it must end at once."""
    with place.start("query", ENDLESS) as process:
        time.sleep(1.5)
        started = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - started < 5
    return process.returncode, out, err


def test_59_ctrl_c(place: Place) -> None:
    assert ended_by(place, signal.SIGINT) == (130, b"", b"")


def test_60_sigterm(place: Place) -> None:
    assert ended_by(place, signal.SIGTERM) == (143, b"", b"")


def test_61_two_builds_at_once(place: Place, answer: str) -> None:
    place.write(SHIP, DORA)
    builders = [place.start("build", "--force", "-q") for _ in range(2)]
    assert [process.communicate(timeout=60) for process in builders] == [(b"", b"")] * 2
    assert [process.returncode for process in builders] == [0, 0]
    assert place.run(*QUESTION).out == answer
    assert place.run("query", LABELS).out == "l\r\nDora\r\n"


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_streams_that_are_closed_are_no_bug(closed: int, place: Place) -> None:
    for args in (QUESTION, ("query", "-"), ("build",), ("show", "aurora"), ("show", "nobody-at-all")):
        run = place.run(*args, before=lambda: os.close(closed))
        assert run.code in (0, 2, 4, 5), run


# terminals


def test_62_no_terminal(place: Place, answer: str) -> None:
    run = place.run(*QUESTION, before=os.setsid)
    assert run == Run(0, answer, "")
    assert answer.startswith("ship,shipLabel,built,kind\r\n")


def test_63_no_colour(place: Place) -> None:
    assert "\x1b[" in place.shown(*QUESTION)
    assert "\x1b" not in place.shown(*QUESTION, NO_COLOR="1")


def test_64_twenty_columns(place: Place) -> None:
    for args in (QUESTION, ("queries",), ("show", "aurora"), ("find", "aur"), ("ontology",), ("stats",)):
        assert place.shown(*args, columns=20, NO_COLOR="1"), args
    assert max(map(len, place.shown(*QUESTION, columns=20, NO_COLOR="1").splitlines()[:3])) <= 20


def test_65_locale_without_letters(place: Place) -> None:
    usual = place.run("show", "Gda\u0144sk", LC_ALL="C", LANG="C")
    plain = place.run("show", "gdansk", LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert usual.code == plain.code == 0
    assert usual.out.startswith("Gda\u0144sk  harbour\n")
    assert "Baltic Sea" in plain.out
    assert place.run("show", "\u0144\u0144\u0144", LC_ALL="C").code == 2


@pytest.mark.parametrize("label", ODD_LABELS.values(), ids=[f"{n} {label[:12]!a}" for n, label in ODD_LABELS.items()])
def test_odd_labels_are_kept_and_shown_harmlessly(label: str, place: Place) -> None:
    quoted = json.dumps(label, ensure_ascii="\x1b" in label)
    place.write(SHIP, f"label: {quoted}\nkind: tug\noperator: operator/polar-tugs\n{SOURCE}")
    if "\x1b" in label:
        place.is_refused(3, f"{SHIP}:1:8: a control character; got U+001B")
        place.restore()
    else:
        assert json.loads(place.run("query", LABELS, "-f", "json").out) == [{"l": unicodedata.normalize("NFC", label)}]
        assert unicodedata.normalize("NFC", label) in place.run("query", LABELS).out
        assert place.run("find", label[:200]).out.count("ship/dora")
        for args in (QUESTION, ("show", "ship/dora"), ("queries",), ("show", "Polar Tugs")):
            assert is_harmless(place.shown(*args, NO_COLOR="1"))
    literal = f"SELECT ({quoted} AS ?x) {{}}"
    assert is_harmless(place.shown("query", literal, NO_COLOR="1"))
    assert json.loads(place.run("query", literal, "-f", "json").out) == [{"x": label}]
    refused = place.run("show", f"nobody {label}")
    assert refused.code == 2
    assert is_harmless(refused.err)


def is_harmless(shown: str) -> bool:
    """Whether nothing in it steers a terminal."""
    return not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]", shown)
