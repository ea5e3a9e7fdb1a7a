"""The tables of tests/worked; tests/test_worked_cases.py tells their columns."""

from __future__ import annotations

import csv

from tests.commands import ROOT

WORKED = ROOT / "tests" / "worked"


def rows(kind: str) -> list[dict[str, str]]:
    """The rows of all tables of a kind."""
    found: list[dict[str, str]] = []
    for path in sorted(WORKED.glob(f"{kind}-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return found


GRADES = rows("grades")
RELEASES = sorted({row["release"] for row in GRADES})
