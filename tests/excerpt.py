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


def excerpt(folder: Path, entities: Iterable[str], *, graded: bool = False) -> Path:
    """A workspace in the folder with these entities, by id, and all that their records name; `graded`: and grades."""
    graph = ROOT / "graph"
    wanted, waiting = set[Path](), [*entities, *(f"license/{path.stem}" for path in (graph / "license").glob("*"))]
    grades = {path.name: _rows(path) for path in (graph / "assessment").glob("*.csv")} if graded else {}
    waiting += {row["assessor"] for rows in grades.values() for row in rows}
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
    for name, rows in grades.items():
        target = folder / "graph/assessment" / name
        target.parent.mkdir(exist_ok=True)
        kept = [row for row in rows if graph / f"{'/'.join(row['target'].split('/')[:2])}.yaml" in wanted]
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(kept)
    return folder


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
