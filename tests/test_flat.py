"""The graph as flat tables: what they hold, and what a spreadsheet and a database make of them."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import kgtool as library
from kgtool.citation import read_citation
from kgtool.exports import BOOKS
from kgtool.flat import UNDETERMINED, Book, Column, Table
from kgtool.flat.reading import read_book
from kgtool.flat.xlsx import CUT, LONGEST
from kgtool.ontology import read_ontology
from kgtool.workspace import Workspace
from tests.commands import ROOT, TINY, command, environment, kgtool

SHIPS = "ship/aurora", "ship/brava", "ship/cormorant"
FORMATS = ("xlsx", "sqlite", "parquet", "csv")


def book_of(folder: Path) -> Book:
    graph = library.open(folder)
    reference = read_citation(graph.workspace, graph.snapshot.manifest)
    return read_book(graph.store.engine, graph.index, read_ontology(graph.workspace), reference, lambda *_: None)


def database(book: Book) -> sqlite3.Connection:
    sink = io.BytesIO()
    BOOKS["sqlite"](book, sink, lambda *_: None)
    base = sqlite3.connect(":memory:")
    base.deserialize(sink.getvalue())
    return base


def workbook(book: Book, path: Path) -> Path:
    with path.open("wb") as sink:
        BOOKS["xlsx"](book, sink, lambda *_: None)
    return path


def counted(folder: Path) -> dict[str, int]:
    """What `kgtool stats` says, by name."""
    rows = csv.DictReader(io.StringIO(kgtool("stats", "-f", "csv", directory=folder).out))
    return {f"{row['kind']} {row['name']}": int(row["number"]) for row in rows}


def labels(folder: Path, book: Book) -> dict[str, int]:
    """The rows of each table of entities, by the label of the class."""
    known = {cls.definition: cls.label for cls in read_ontology(library.open(folder).workspace).classes.values()}
    return {f"entities {known[table.meaning]}": len(table.rows) for table in book.tables if table.meaning in known}


@pytest.fixture(scope="module")
def tiny_book() -> Book:
    return book_of(TINY)


@pytest.fixture(scope="module")
def landscape_book() -> Book:
    return book_of(ROOT)


@pytest.fixture(scope="module")
def landscape(landscape_book: Book) -> Iterator[sqlite3.Connection]:
    base = database(landscape_book)
    yield base
    base.close()


@pytest.mark.parametrize("folder", [TINY, ROOT], ids=["tiny", "landscape"])
def test_row_counts_are_those_of_stats(folder: Path, request: pytest.FixtureRequest) -> None:
    book = request.getfixturevalue("tiny_book" if folder == TINY else "landscape_book")
    stats = counted(folder)
    assert labels(folder, book) == {name: n for name, n in stats.items() if name.startswith("entities ")}
    facts = next(table for table in book.make_long() if table.name == "facts")
    origin = [column.name for column in facts.columns].index("origin")
    assert sum(row[origin] == "written" for row in facts.rows) == stats["facts written"]


def test_pandas_reads_columns_with_their_types(tiny_book: Book, tmp_path: Path) -> None:
    sheets = pd.read_excel(workbook(tiny_book, tmp_path / "sea.xlsx"), sheet_name=None)
    names = list(sheets)
    assert (names[0], names[-1]) == ("About", "codebook")
    ships = sheets["ships"].set_index("id")
    assert tuple(ships.index) == SHIPS
    assert ships["built"].dtype.kind == "M"
    assert ships.loc["ship/aurora", ["built", "built_precision"]].tolist() == [pd.Timestamp("1999-04-01"), "month"]
    assert ships.loc["ship/aurora", "registered"] == 2000
    assert sheets["sizes"].loc[0, ["length", "tonnage"]].tolist() == [82.5, 4_200_000]
    assert sheets["harbours"]["icebound"].tolist()[1:] == [False, True]
    assert sheets["fees"].loc[0, ["amount", "amount_currency"]].tolist() == [1500, "EUR"]
    assert sheets["refits"]["belongs_to"].tolist() == ["ship/aurora", "ship/aurora"]


def test_month_looks_like_a_month_in_a_spreadsheet(tiny_book: Book, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(workbook(tiny_book, tmp_path / "sea.xlsx"))["ships"]
    at = [cell.value for cell in sheet[1]].index("built") + 1
    cell, other = sheet.cell(2, at), sheet.cell(3, at)
    assert (cell.value, cell.number_format) == (datetime(1999, 4, 1), "yyyy-mm")
    assert (other.value, other.number_format) == (datetime(2001, 2, 3), "yyyy-mm-dd")
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet["A1"].font.bold


@pytest.mark.parametrize("form", FORMATS)
def test_same_graph_gives_the_same_bytes_under_any_hash_seed(form: str, tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        target = tmp_path / seed / f"sea.{form}"
        target.parent.mkdir()
        assert kgtool("export", str(target), PYTHONHASHSEED=seed).code == 0
        files = sorted(target.iterdir()) if target.is_dir() else [target]
        found.append([(file.name, file.read_bytes()) for file in files])
    assert found[0] == found[1]


def test_every_format_holds_the_same_ships(tmp_path: Path) -> None:
    for form in FORMATS:
        assert kgtool("export", f"sea.{form}", cwd=tmp_path).code == 0
    with sqlite3.connect(tmp_path / "sea.sqlite") as base:
        frame = pd.read_sql("SELECT * FROM ships", base)
    base.close()
    parquet = pd.read_parquet(tmp_path / "sea.parquet/ships.parquet")
    assert parquet["built"].tolist()[:2] == [date(1999, 4, 1), date(2001, 2, 3)]
    texts = pd.read_csv(tmp_path / "sea.csv/ships.csv")
    workbook = pd.read_excel(tmp_path / "sea.xlsx", sheet_name="ships")
    assert list(frame) == list(parquet) == list(texts) == list(workbook)
    for found in (frame, parquet, texts, workbook):
        assert tuple(found["id"]) == SHIPS
        assert found["needs_label"].tolist()[1] == "Harbour pilot's paper; Night entry"
        assert [str(day)[:10] for day in found["built"]][:2] == ["1999-04-01", "2001-02-03"]


HOSTILE = ('=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "{=1}", "_x0041_")


def test_hostile_texts_stay_texts(tiny_copy: Workspace, tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE):
        quoted = name.replace("'", "''")
        record = f"label: '{quoted}'\nkind: tug\nnote: '{quoted}'\n"
        record += "source: {url: https://example.org/x, read: 2026-01-11}\n"
        (tiny_copy.root / f"graph/ship/odd-{number}.yaml").write_text(record, encoding="utf-8")
    assert kgtool("export", "odd.xlsx", directory=tiny_copy.root, cwd=tmp_path).code == 0
    for sheet in openpyxl.load_workbook(tmp_path / "odd.xlsx"):
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d", "b"}
        assert not sheet._hyperlinks
    rows = openpyxl.load_workbook(tmp_path / "odd.xlsx")["ships"].iter_rows(values_only=True)
    assert {row[1] for row in rows if str(row[0]).startswith("ship/odd")} == set(HOSTILE)


def odd_book(*cells: str | float | date) -> Book:
    kind = Table("odd", "", tuple(Column(f"c{n}", "text", "") for n in range(len(cells))), (cells,))
    return Book("Odd", date(2026, 1, 12), (), (kind,), tuple)


def test_what_no_cell_can_hold_is_cut_or_written_as_text(tmp_path: Path) -> None:
    long, wide = "x" * 40_000, "\N{SHIP}" * 20_000
    book = odd_book(long, wide, 2**60, date(1850, 1, 2), 1e300, "x" * LONGEST)
    _, cells = openpyxl.load_workbook(workbook(book, tmp_path / "odd.xlsx"))["odd"].iter_rows(values_only=True)
    assert str(cells[0]) == "x" * (LONGEST - len(CUT)) + CUT
    assert str(cells[1]).endswith("\N{SHIP}" + CUT)
    assert len(str(cells[1]).encode("utf-16-le")) <= 2 * LONGEST
    assert cells[2:] == (str(2**60), "1850-01-02", 1e300, "x" * LONGEST)


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_what_others_wrote_is_not_replaced(form: str, tmp_path: Path) -> None:
    target = tmp_path / f"mine.{form}"
    if form == "xlsx":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine.parquet").write_text("mine")
    run = kgtool("export", str(target))
    assert (run.code, "--force replaces it" in run.err) == (5, True)
    assert (target if form == "xlsx" else target / "mine.parquet").read_text() == "mine"
    assert kgtool("export", str(target), "--force").code == 0
    assert kgtool("export", str(target)).code == 0, "what we wrote may be replaced"
    assert [path.name for path in tmp_path.iterdir()] == [target.name], "nothing is left beside it"


def test_folder_with_other_things_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "sea.csv"
    target.mkdir()
    (target / "thesis.txt").write_text("mine")
    run = kgtool("export", str(target), "--force")
    assert (run.code, "holds thesis.txt" in run.err) == (5, True)
    assert (target / "thesis.txt").read_text() == "mine"
    (tmp_path / "plain.csv").write_text("mine")
    assert "is a file, expected a folder" in kgtool("export", str(tmp_path / "plain.csv"), "--force").err


def test_folder_that_cannot_be_filled_is_left_as_it_was(tiny_copy: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "sea.csv"
    assert kgtool("export", str(target)).code == 0
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    (tiny_copy.root / "graph/ship/aurora.yaml").write_text("kind: [")
    assert kgtool("export", str(target), "--force", directory=tiny_copy.root).code == 3
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_missing_pyarrow_says_what_to_install(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['pyarrow'] = None; from kgtool.cli.app import run; sys.exit(run(sys.argv[1:]))"
    line = [command()[0], "-c", blocked, "-C", str(TINY), "export", str(tmp_path / "sea.parquet")]
    done = subprocess.run(line, capture_output=True, text=True, env=environment(), timeout=60, check=False)
    assert done.returncode == 2
    assert "pyarrow" in done.stderr
    assert "pip install 'ai-landscape[parquet]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_table_and_answer_are_called_as_the_ontology_says(tiny_copy: Workspace, tmp_path: Path) -> None:
    extra = """
    sea:Person kg:plural "people"@en . sea:homeWaters kg:judged true .
    """
    schema = tiny_copy.ontology / "ships.ttl"
    schema.write_text(schema.read_text(encoding="utf-8") + extra, encoding="utf-8")
    book = book_of(tiny_copy.root)
    assert "people" in {table.name for table in book.tables}
    base = database(book)
    found = base.execute("SELECT home_waters, home_waters_label FROM ships WHERE id = 'ship/cormorant'").fetchall()
    told = base.execute("SELECT undetermined, rows FROM codebook WHERE 'table' = 'x' OR \"column\" = 'home_waters'")
    assert found == [(UNDETERMINED, UNDETERMINED)]
    assert (1, 3) in told.fetchall()
    base.close()


def test_every_level_and_ceiling_is_filled(landscape: sqlite3.Connection) -> None:
    asked = (
        'SELECT "table", "column", filled, undetermined, rows FROM codebook WHERE "table" IN (\'models\', \'releases\')'
    )
    levels = {row[:2]: row[2:] for row in landscape.execute(asked) if re.match(r"(g7|osaid|mof|ai_act)_", row[1])}
    assert len(levels) == 20
    assert all(filled + open_ == rows for filled, open_, rows in levels.values())
    assert levels["models", "osaid_verdict"][1] > 100
    assert landscape.execute("SELECT count(*) FROM licenses WHERE license_status IS NULL").fetchall() == [(0,)]


def test_levels_in_sql_are_those_of_the_saved_query(landscape: sqlite3.Connection) -> None:
    rows = library.open(ROOT).query("openness", by="osaid").records
    wanted = {str(row["model"]).split("/id/")[1]: (row["level"], row["ceiling"]) for row in rows}
    found = landscape.execute("SELECT id, osaid_verdict, osaid_ceiling FROM models")
    assert {identifier: (level, most) for identifier, level, most in found} == wanted


def test_facts_in_force_are_what_the_tables_hold(landscape: sqlite3.Connection) -> None:
    in_facts = landscape.execute(
        "SELECT subject, value FROM facts WHERE property = 'developer' AND in_force AND rank = 'preferred'"
    ).fetchall()
    tables = ("models", "model_families", "datasets", "applications", "hardware", "projects")
    in_tables = {
        (identifier, value)
        for table in tables
        for identifier, values in landscape.execute(f"SELECT id, developer FROM {table} WHERE developer IS NOT NULL")
        for value in values.split("; ")
    }
    assert set(in_facts) == in_tables


def sql_of(start: str) -> str:
    found = re.findall(r"([^\n]+)\n\n```sql\n(.*?)```", (ROOT / "docs/SQL.md").read_text(encoding="utf-8"), re.S)
    return next(str(text) for question, text in found if question.startswith(start))


def test_questions_of_the_page_have_answers(landscape: sqlite3.Connection) -> None:
    texts = re.findall(r"```sql\n(.*?)```", (ROOT / "docs/SQL.md").read_text(encoding="utf-8"), re.S)
    counts = [len(landscape.execute(text).fetchall()) for text in texts]
    assert len(counts) == 12
    assert min(counts) >= 1, counts


def test_descendants_in_sql_are_those_of_the_saved_query(landscape: sqlite3.Connection) -> None:
    rows = library.open(ROOT).query("lineage", model="Llama 2").records
    wanted = {str(row["relative"]).split("/id/")[1] for row in rows if row["direction"] == "built from it"}
    assert len(wanted) > 3
    assert {row[0] for row in landscape.execute(sql_of("What came out of a model"))} == wanted


def test_tables_that_the_page_names_are_there(landscape: sqlite3.Connection) -> None:
    page = (ROOT / "docs/SQL.md").read_text(encoding="utf-8")
    listed = re.findall(r"`(\w+)`", page.partition("has entities:")[2].partition("…")[0])
    there = {row[0] for row in landscape.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert len(listed) > 10
    assert set(listed) <= there


def test_workbook_of_the_landscape_opens_in_pandas(landscape_book: Book, tmp_path: Path) -> None:
    path = workbook(landscape_book, tmp_path / "landscape.xlsx")
    frames = pd.read_excel(path, sheet_name=["models", "releases", "parameter_counts"])
    rows = {table.name: len(table.rows) for table in landscape_book.tables}
    assert {name: len(frame) for name, frame in frames.items()} == {name: rows[name] for name in frames}
    assert frames["releases"]["date"].dtype.kind == "M"
    assert frames["models"]["context_length"].dtype.kind == "f"
    assert frames["parameter_counts"]["total"].max() > 1e12
    assert frames["models"]["g7_level"].notna().all()
