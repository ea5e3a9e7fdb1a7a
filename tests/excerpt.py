"""A part of the landscape that holds together: what some entities lead to, for tests that build it for many days."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from tests.commands import ROOT

REFERENCE = re.compile(r"\b([a-z]+/[a-z0-9.-]+)")
TABLES = ("region",)
ASSESSORS = ("current-ai", "lfai-data", "open-source-initiative", "radboud-university")


def excerpt(folder: Path, entities: Iterable[str], *, graded: bool = False) -> Path:
    """A workspace in the folder: these entities, by id, all that their records name, and what others graded."""
    graph = ROOT / "graph"
    wanted, waiting = set[Path](), [*entities, *(f"license/{path.stem}" for path in (graph / "license").glob("*"))]
    waiting += [f"organization/{name}" for name in ASSESSORS if graded]
    while waiting:
        name = waiting.pop()
        path = graph / f"{name}.yaml"
        if path not in wanted and path.is_file():
            wanted.add(path)
            waiting += REFERENCE.findall(path.read_text(encoding="utf-8"))
    for part in ("ontology", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    for table in TABLES:
        shutil.copytree(graph / table, folder / "graph" / table)
    for path in wanted:
        target = folder / "graph" / path.relative_to(graph)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    if graded:
        (folder / "graph/assessment").mkdir()
        for grades in (graph / "assessment").glob("*.csv"):
            _copy_grades(grades, folder / "graph/assessment" / grades.name, wanted)
    return folder


def _copy_grades(table: Path, target: Path, wanted: set[Path]) -> None:
    """The rows of a table that grade what is in, as its first line orders them."""
    with table.open(encoding="utf-8", newline="") as read, target.open("w", encoding="utf-8", newline="") as written:
        rows = csv.DictReader(read)
        writer = csv.DictWriter(written, rows.fieldnames or [])
        writer.writeheader()
        kept = (row for row in rows if ROOT / "graph" / f"{'/'.join(row['target'].split('/')[:2])}.yaml" in wanted)
        writer.writerows(kept)
