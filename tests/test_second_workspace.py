"""The tiny workspace knows nothing of AI: every command works on it as installed."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from kgtool.cli.app import COMMANDS
from tests.commands import TINY, Run, kgtool
from tests.pages import known

AURORA = "https://example.org/sea/id/ship/aurora"
SHIPS = "SELECT ?name { ?ship a sea:Ship ; rdfs:label ?name } ORDER BY ?name"
NAMES = "name\r\nAurora\r\nBrava\r\nCormorant: the tug\r\n"
LANDSCAPE = re.compile(
    r"\b(AI|LLM|models?|licen[cs]e[sd]?|weights|openness|companies|company|mistral)\b", re.IGNORECASE
)
USES = {
    "query": ("query", "ships-by-operator"),
    "queries": ("queries",),
    "view": ("view", "fleet", "-o", "fleet.html"),
    "views": ("views",),
    "show": ("show", "Aurora"),
    "find": ("find", "aurroa"),
    "why": ("why", "Aurora", "home waters"),
    "compare": ("compare", "Aurora", "Brava"),
    "path": ("path", "Aurora", "Baltic Sea"),
    "stats": ("stats",),
    "ontology": ("ontology",),
    "export": ("export", "graph.ttl"),
    "cite": ("cite",),
    "check": ("check",),
    "build": ("build",),
    "init": ("init", "copy", "--from", str(TINY)),
    "completion": ("completion", "bash"),
}


def works(*args: str, text: str = "", cwd: Path | None = None) -> Run:
    """What a command gives on the tiny workspace; it must end well and complain of nothing."""
    run = kgtool(*args, text=text, cwd=cwd)
    assert run.code == 0, run
    assert "error" not in run.err
    return run


def test_there_is_no_ai_in_it() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TINY.rglob("*") if path.is_file()]
    assert len(texts) >= 10
    assert [found[0] for text in texts if (found := LANDSCAPE.search(text))] == []


def test_every_command_is_used_here() -> None:
    assert {*USES, "import"} == set(COMMANDS)  # import brings public data sets of one subject


@pytest.mark.parametrize("name", USES)
def test_command_works_and_speaks_of_ships(name: str, tmp_path: Path) -> None:
    run = works(*USES[name], cwd=tmp_path)
    told = run.out + "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.ttl"))
    assert not LANDSCAPE.search(told), LANDSCAPE.search(told)


def test_build_says_what_it_made() -> None:
    out = works("build", "--force").out
    assert out.startswith("data 1.0.0 · 2026-01-12 (")
    assert re.search(r"triples: asserted \d+, imported 0, inferred \d+, provenance [\d,]+\n", out)


# query


def test_saved_query_with_its_flags() -> None:
    found = list(
        csv.DictReader(io.StringIO(works("query", "ships-by-operator", "--operator", "Blue Line Ferries").out))
    )
    assert [(row["ship"].rpartition("/")[2], row["shipLabel"], row["built"]) for row in found] == [
        ("brava", "Brava", "2001-02-03")
    ]
    records = json.loads(works("query", "ships-by-operator", "--since", "1999-01-01", "-f", "json").out)
    assert [record["shipLabel"] for record in records] == ["Aurora"]


def test_query_from_the_line_a_file_and_stdin(tmp_path: Path) -> None:
    (tmp_path / "ships.rq").write_text(SHIPS, encoding="utf-8")
    answers = [works("query", SHIPS), works("query", "ships.rq", cwd=tmp_path), works("query", "-", text=SHIPS)]
    assert [answer.out for answer in answers] == [NAMES] * 3


def test_every_kind_of_query() -> None:
    assert works("query", "is-icebound", "--harbour", "Christiania").out == "true\n"
    assert AURORA in works("query", "sister-ships").out
    assert "MV Aurora" in works("query", f"DESCRIBE <{AURORA}>").out


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "markdown", "srj", "srx"])
def test_every_format_of_rows(form: str) -> None:
    out = works("query", "ships-by-operator", "-f", form).out
    assert "Aurora" in out
    assert "icebreaker" in out


@pytest.mark.parametrize("form", ["turtle", "nt", "jsonld"])
def test_every_format_of_graphs(form: str) -> None:
    assert "ship/brava" in works("query", "sister-ships", "-f", form).out


# look


def test_show_tells_facts_with_sources_what_follows_and_links_in() -> None:
    out = works("show", "MV Aurora").out
    for words in ("Aurora  ship", "home waters  Baltic Sea*", "[2] Yard book, https://example.org/yard/aurora, page 3"):
        assert words in out
    assert "← about        Ana Vik" in out


@pytest.mark.parametrize("text", ["Danzig", "gdnask", "harbour/gdansk"])
def test_find_forgives(text: str) -> None:
    assert next(csv.DictReader(io.StringIO(works("find", text).out)))["id"] == "harbour/gdansk"


def test_path_connects() -> None:
    steps = list(csv.DictReader(io.StringIO(works("path", "Brava", "Ana Vik").out)))
    assert {step["property"].rpartition("#")[2] for step in steps} >= {"sister", "master"}


def test_stats_and_ontology_speak_of_ships() -> None:
    assert "entities,ship,3" in works("stats").out
    assert works("ontology", "show", "ship").out.count("\n") > 10
    assert "harbour" in works("ontology").out


def test_cite_names_it() -> None:
    assert works("cite").out.startswith("Ships and harbours. Version 1.0.0, data of 2026-01-12.")
    assert works("cite", "--bibtex").out.startswith("@")


def test_check_finds_nothing() -> None:
    assert works("check").out == "no faults\n"


def test_queries_and_views_are_listed() -> None:
    assert {"is-icebound", "ships-by-operator", "sister-ships"} <= set(
        re.findall(r"^[\w-]+", works("queries").out, re.M)
    )
    assert "fleet,The fleet" in works("views").out


# take


def page(path: Path) -> str:
    """A page that needs nothing but itself, and what it knows."""
    text = path.read_text(encoding="utf-8")
    assert re.search(r'<(script|link|img)[^>]*\s(src|href)="(?!data:|#)', text) is None
    assert not LANDSCAPE.search(re.sub(r"(?s)<script.*?</script>|<style.*?</style>|<!--.*?-->", "", text))
    return text + known(text)


@pytest.mark.parametrize("name", ["ports", "register", "descent", "sisters", "papers", "sea"])
def test_view_of_each_form_is_drawn(tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.html"
    assert " written: " in works("view", name, "-o", str(file)).err
    assert all(ship in page(file) for ship in ("Aurora", "Brava"))


def test_saved_view_is_drawn(tmp_path: Path) -> None:
    assert " written: 6 shown (" in works("view", "fleet", "-o", "f.html", cwd=tmp_path).err
    text = page(tmp_path / "f.html")
    for words in (
        "The fleet",
        "Who runs which ships, and where do they belong?",
        "Kind of ship",
        "icebreaker",
        "#A167D2",
    ):
        assert words in text
    assert "1 link" in works("view", "fleet", "--kind", "tug", cwd=tmp_path).err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.html", "fleet.html"]


def test_neighbourhood_is_drawn(tmp_path: Path) -> None:
    near = works("view", "Aurora", "-o", "near.html", cwd=tmp_path)
    far = works("view", "ship/aurora", "--hops", "2", "-o", "far.html", cwd=tmp_path)
    shown = [int(run.err.partition(" written: ")[2].partition(" ")[0]) for run in (near, far)]
    assert shown[0] < shown[1]
    assert "Gda\u0144sk" in page(tmp_path / "far.html")
    assert "Ice bow" in page(tmp_path / "near.html")


def test_any_construct_is_drawn(tmp_path: Path) -> None:
    works("view", str(TINY / "queries/sister-ships.rq"), "-o", "sisters.html", cwd=tmp_path)
    assert "Brava" in page(tmp_path / "sisters.html")


ENDINGS = ("ttl", "nt", "nq", "trig", "jsonld", "rdf", "graphml", "gexf", "dot")
OF_TABLES = ("xlsx", "sqlite", "parquet", "csv")  # in test_flat.py


def test_these_are_all_the_endings() -> None:
    assert f"endings are {', '.join((*ENDINGS, *OF_TABLES))}\n" in kgtool("export", "sea.none").err


@pytest.mark.parametrize("ending", ENDINGS)
def test_export_by_ending(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"sea.{ending}"
    works("export", str(target))
    text = target.read_text(encoding="utf-8")
    assert "Aurora" in text
    assert "Gda\u0144sk" in text or "Gda\\u0144sk" in text
