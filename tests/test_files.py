"""Files that are no files, or hold no text: each is named with what is wrong, and nothing hangs or bursts."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kgtool.errors import WorkspaceError
from kgtool.templates import start_workspace
from kgtool.workspace import (
    Workspace,
    display_path,
    files_in,
    find_workspace,
    fingerprint,
    input_files,
    read_text,
)
from tests.loading import load_faults, loaded

GOOD = "label: Good\nkind: tug\n"


def _only_fault(workspace: Workspace) -> str:
    faults = load_faults(workspace)
    assert len(faults) == 1, faults
    return faults[0]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("label: Zoë\n".encode("latin-1"), "1:10: not UTF-8; got the byte 0xEB; expected UTF-8"),
        ("kind: tug\nlabel: €\n".encode("cp1252"), "2:8: not UTF-8; got the byte 0x80"),
        ("label: Bad\n".encode("utf-16"), "1:1: not UTF-8; got UTF-16; expected UTF-8"),
        ("label: Bad\n".encode("utf-16-be"), "1:1: a control character; got NUL"),
        (b"label: Bad\nkind: t\0g\n", "2:8: a control character; got NUL; expected text"),
        (b"label: \x1b[31mBad\n", "1:8: a control character; got U+001B"),
        (b"\xff", "1:1: not UTF-8; got the byte 0xFF"),
        (b"", "1:1: an empty file"),
        (b"\xef\xbb\xbf", "1:1: an empty file"),
    ],
)
def test_text_that_is_not_utf8_is_refused_where_it_starts(body: bytes, fault: str, tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "ship/bad.yaml").write_bytes(body)
    assert _only_fault(tiny_copy).startswith(f"graph/ship/bad.yaml:{fault}")


@pytest.mark.parametrize("name", ["ontology/bad.ttl", "graph/harbour/bad.csv"])
def test_turtle_and_tables_are_decoded_as_strictly(name: str, tiny_copy: Workspace) -> None:
    (tiny_copy.root / name).write_bytes("id,label\r\noslo2,Zoë\r\n".encode("latin-1"))
    assert _only_fault(tiny_copy).startswith(f"{name}:2:9: not UTF-8; got the byte 0xEB")


def test_byte_order_mark_and_crlf_are_harmless(tiny_copy: Workspace) -> None:
    text = "label: Good\r\nkind: tug\r\naltLabel:\r\n  - Fine\r\n"
    (tiny_copy.graph / "ship/good.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    table = 'id,label,altLabel\r\nriga,Rīga,"two\r\nlines"\r\nturku,Turku,Åbo\r\n'
    (tiny_copy.graph / "harbour/good.csv").write_bytes(b"\xef\xbb\xbf" + table.encode())
    _, facts = loaded(tiny_copy)
    places = {fact.object.value: (fact.line, fact.column) for fact in facts if "/good." in fact.file}
    assert places["Fine"] == (4, 5)
    assert places["two\nlines"] == (2, 11)
    assert places["Åbo"] == (4, 13)


def test_folder_where_a_file_is_expected(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "ship/bad.yaml").mkdir()
    assert _only_fault(tiny_copy) == "graph/ship/bad.yaml: not a file; got a folder; expected a file"


def test_pipe_is_not_waited_for(tiny_copy: Workspace) -> None:
    os.mkfifo(tiny_copy.graph / "ship/bad.yaml")
    os.mkfifo(tiny_copy.ontology / "bad.ttl")
    assert len(fingerprint(tiny_copy).content) == 64
    assert _only_fault(tiny_copy) == "ontology/bad.ttl: not a file; got a pipe; expected a file"
    (tiny_copy.ontology / "bad.ttl").unlink()
    assert _only_fault(tiny_copy) == "graph/ship/bad.yaml: not a file; got a pipe; expected a file"


def test_links_that_lead_nowhere_or_back(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "ship/lost.yaml").symlink_to("gone.yaml")
    (tiny_copy.graph / "ship/loop.yaml").symlink_to("loop.yaml")
    (tiny_copy.graph / "ship/round").symlink_to("..")
    faults = load_faults(tiny_copy)
    assert [fault.partition("; expected")[0] for fault in faults] == [
        "graph/ship/loop.yaml: cannot be read; got a symbolic link that leads back to itself",
        "graph/ship/lost.yaml: cannot be read; got nothing, or a symbolic link to nothing",
        "graph/ship/round: not a file; got a folder",
    ]


def test_links_to_files_elsewhere_are_read(tiny_copy: Workspace, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yaml").write_text(GOOD)
    (tiny_copy.graph / "ship/good.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    _, facts = loaded(tiny_copy)
    assert any(fact.file == "graph/ship/good.yaml" for fact in facts)


def test_refused_permission_is_a_fault(tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kgtool.workspace.os.open", refuse)
    assert all("cannot be read; got no permission" in fault for fault in load_faults(tiny_copy))


@pytest.mark.parametrize("name", ["graph/ship/bad.yaml", "graph/harbour/bad.csv", "ontology/bad.ttl"])
def test_file_of_five_gigabytes_is_not_read(name: str, tiny_copy: Workspace) -> None:
    with (tiny_copy.root / name).open("wb") as file:
        file.truncate(5_000_000_000)
    assert _only_fault(tiny_copy).startswith(f"{name}: too large; got 5,000,000,000 bytes; expected at most ")
    assert len(fingerprint(tiny_copy).content) == 64


def test_file_that_grows_while_it_is_read_is_too_large(tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tiny_copy.graph / "ship/bad.yaml"
    bad.write_text(GOOD)
    at_once = os.open

    def grown(path: Path, flags: int) -> int:
        if path == bad:
            os.truncate(path, 5_000_001)
        return at_once(path, flags)

    monkeypatch.setattr("kgtool.workspace.os.open", grown)
    fault = "graph/ship/bad.yaml: too large; got more than 5,000,000 bytes; expected at most 5,000,000"
    assert _only_fault(tiny_copy) == fault


def test_file_with_another_ending_is_named(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "ship/notes.txt").write_text("hello")
    (tiny_copy.graph / "ship/.hidden.yaml").write_text("not: [read")
    (tiny_copy.graph / "ship/README.md").write_text("not read")
    assert _only_fault(tiny_copy).startswith("graph/ship/notes.txt: not a file of facts; got .txt")


def test_file_beside_the_folders_is_named(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "lost.yaml").write_text(GOOD)
    assert _only_fault(tiny_copy).startswith("graph/lost.yaml: a folder of no class; got a file directly in graph/")


def test_all_faults_of_all_files_come_at_once(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "ship/one.yaml").write_text("label: One\nkind: [tug\n")
    (tiny_copy.graph / "ship/two.yaml").write_text("label: Two\nkind: boat\nsister: ship/one\n")
    (tiny_copy.graph / "harbour/three.csv").write_text("id,label\nx\n")
    (tiny_copy.graph / "person/four.yaml").write_text("label: Four\nhomePort: harbour/new\nabout: ship/none\n")
    places = [fault.split(": ")[0] for fault in load_faults(tiny_copy)]
    assert places == ["graph/harbour/three.csv:2:1", "graph/person/four.yaml:3:8", "graph/ship/one.yaml:3:1",
                      "graph/ship/two.yaml:2:7"]  # fmt: skip  # what an unreadable file would have named is not missed


def test_inputs_are_sorted_and_leave_out_what_is_hidden(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "ship/.#aurora.yaml").write_text("x")
    (tiny_copy.graph / "ship/aurora.yaml~").write_text("x")
    names = [path.relative_to(tiny_copy.root).as_posix() for path in input_files(tiny_copy)[1:]]
    assert names == sorted(names, key=lambda name: (not name.startswith("ontology"), name))
    assert len(names) == 3 + 10


def test_fingerprint_follows_content_and_names(tiny_copy: Workspace) -> None:
    before = fingerprint(tiny_copy)
    assert fingerprint(find_workspace(tiny_copy.root)) == before
    file = tiny_copy.graph / "ship/brava.yaml"
    text = file.read_text()
    file.write_text(text + "# a remark\n")
    assert fingerprint(tiny_copy).content != before.content
    file.write_text(text)
    assert fingerprint(tiny_copy).content == before.content
    file.rename(file.with_name("bravo.yaml"))
    assert fingerprint(tiny_copy).content != before.content


def test_missing_graph_folder_is_an_empty_graph(tiny_copy: Workspace) -> None:
    for file in sorted(tiny_copy.graph.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    _, facts = loaded(tiny_copy)
    assert facts == []


def test_missing_ontology_header_is_a_fault(tiny_copy: Workspace) -> None:
    (tiny_copy.ontology / "ontology.ttl").unlink()
    with pytest.raises(WorkspaceError, match="ontology"):
        loaded(tiny_copy)
    assert _only_fault(tiny_copy).startswith("ontology/ontology.ttl: no ontology that says where its individuals live")


@pytest.mark.parametrize("name", ["VERSION", "FORMAT"])
def test_fingerprint_follows_the_version_of_the_code(
    name: str, tiny_copy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(tiny_copy)
    monkeypatch.setattr(f"kgtool.workspace.{name}", "another")
    after = fingerprint(tiny_copy)
    assert (after.content != before.content, after.signature != before.signature) == (True, True)


def test_texts_stand_in_for_files(tmp_path: Path) -> None:
    start_workspace(tmp_path / "mine")
    workspace = find_workspace(tmp_path / "mine")
    gone, new = "graph/city/bratislava.yaml", "graph/city/passau.yaml"
    tried = replace(workspace, texts={gone: None, new: "label: Passau\n", "ontology/rules/big.rq": "x"})
    before, after = ({display_path(tried, path) for path in input_files(of)} for of in (workspace, tried))
    assert before - after == {gone}
    assert after - before == {new, "ontology/rules/big.rq"}
    assert read_text(tried, workspace.root / new) == "label: Passau\n"
    assert [path.name for path in files_in(tried, workspace.ontology / "rules", ".rq")] == ["big.rq"]
