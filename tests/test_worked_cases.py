"""Releases graded by hand, in tests/worked/*.csv, against what the graph holds and what the rules conclude.

`elements-*.csv`, one row a component type of a release:
    release       its id, as `model/gpt-2/1.5b`
    element       slug of the component type
    availability  published, described, withheld (as what ended with no successor), or unknown: nothing is recorded
    license       SPDX identifiers, several of an expression in order with spaces; empty where none is recorded
    price         free (unless the graph says paid) for what is published, else empty
    source, locator, read   where and when it was read; empty for what is unknown
    note          what a reader should know
`grades-*.csv`, one row a grading of a release; slugs are those of ontology/grade.ttl, several joined by `;`:
    release, grading
    floor         level that the facts prove, or `undetermined`
    ceiling       highest level that unknown facts would allow
    deciding      requirements left open between floor and ceiling
    missing       requirements missed of the level right above the floor
    why           one sentence
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest

import kgtool
from kgtool.namespaces import local_name
from tests.commands import ROOT
from tests.worked_cases import GRADES, RELEASES, rows

GRADINGS = ("g7", "osaid", "mof", "mof-normalized", "ai-act")
ELEMENTS = """
SELECT ?release ?element ?availability ?price ?spdx {
  ?release ail:component ?component . ?component ail:componentType ?element ; ail:availability ?availability .
  OPTIONAL { ?component ail:price ?price }
  OPTIONAL { ?component ail:license/kg:operand* ?license . ?license ail:spdx ?spdx }
} ORDER BY ?release ?element ?component ?spdx"""
ENDED = "SELECT ?release ?element { ?release kg:ended ?element ; ail:releaseOf ?model } ORDER BY ?release ?element"
BOUNDS = """
SELECT ?release ?grading ?bound ?level {
  ?grading ?bound ?property . VALUES ?bound { ail:floorProperty ail:ceilingProperty }
  ?release ?property ?level ; ail:releaseOf ?model .
} ORDER BY ?release ?grading ?bound ?level"""
FINDINGS = """
SELECT ?release ?grading ?finding ?requirement {
  ?release ?finding ?requirement ; ail:releaseOf ?model . VALUES ?finding { ail:deciding ail:misses }
  ?requirement ail:grading ?grading .
} ORDER BY ?release ?grading ?finding ?requirement"""
LEVELS = """
SELECT ?grading ?level (GROUP_CONCAT(STR(?requirement); separator=" ") AS ?requirements) {
  ?level a ail:Level ; ail:grading ?grading ; sh:order ?order . OPTIONAL { ?level ail:requires ?requirement }
} GROUP BY ?grading ?level ?order ORDER BY ?grading ?order ?level"""


BY_RELEASE = {name: [row for row in rows("elements") if row["release"] == name] for name in RELEASES}


@dataclass(frozen=True, slots=True)
class Found:
    """What the graph holds: elements by release, bounds and findings by release and grading, levels in order."""

    elements: Mapping[str, Mapping[str, set[tuple[str, str, str]]]]
    bounds: Mapping[tuple[str, str, str], str]
    findings: Mapping[tuple[str, str, str], set[str]]
    levels: Mapping[str, list[tuple[str, set[str]]]]


@pytest.fixture(scope="module")
def landscape() -> Found:
    return read_landscape(kgtool.open(ROOT))


def read_landscape(graph: kgtool.Graph) -> Found:
    def ask(text: str) -> Iterable[dict[str, str]]:
        for record in graph.query(text):
            whole = {name: str(value or "") for name, value in record.items()}
            yield {
                name: value.removeprefix(graph.index.individuals) if name == "release" else value
                for name, value in whole.items()
            }

    elements: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    for row in ask(ELEMENTS):
        availability, price = local_name(row["availability"]), local_name(row["price"])
        key = f"{availability} {price or ('free' if availability == 'published' else '')}"
        elements[row["release"]][local_name(row["element"])].setdefault(key, []).append(row["spdx"])
    for row in ask(ENDED):
        elements[row["release"]].setdefault(local_name(row["element"]), {"withheld ": [""]})
    findings: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in ask(FINDINGS):
        place = (row["release"], local_name(row["grading"]), local_name(row["finding"]))
        findings[place].add(local_name(row["requirement"]))
    levels: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    for row in ask(LEVELS):
        names = set(map(local_name, row["requirements"].split()))
        levels[local_name(row["grading"])].append((local_name(row["level"]), names))
    bounds = {
        (row["release"], local_name(row["grading"]), local_name(row["bound"])): local_name(row["level"])
        for row in ask(BOUNDS)
    }
    return Found({name: facts(of) for name, of in elements.items()}, bounds, findings, levels)


def facts(components: Mapping[str, Mapping[str, list[str]]]) -> dict[str, set[tuple[str, str, str]]]:
    """Availability, licenses and price of the components in force, by element."""
    return {
        element: {
            (availability, " ".join(sorted(spdx)), price)
            for key, spdx in of.items()
            for availability, _, price in [key.partition(" ")]
        }
        for element, of in components.items()
    }


def missed(found: Found, release: str, grading: str) -> set[str]:
    """The requirements missed of the level right above the floor; without a floor of the lowest that asks for any."""
    floor = found.bounds.get((release, grading, "floorProperty"), "")
    levels = found.levels[grading]
    names = [name for name, _ in levels]
    after = names.index(floor) + 1 if floor else next(place for place, (_, asks) in enumerate(levels) if asks)
    asked = levels[after][1] if after < len(levels) else set()
    return found.findings[release, grading, "misses"] & asked


def slugs(cell: str) -> set[str]:
    return {slug.strip() for slug in cell.split(";") if slug.strip()}


@pytest.mark.parametrize("release", RELEASES)
def test_elements_are_as_the_graph_records_them(landscape: Found, release: str) -> None:
    recorded = landscape.elements[release]
    wrong = [
        f"{row['element']}: {expected} by hand, {held or 'unknown'} in the graph"
        for row in BY_RELEASE[release]
        for expected in [(row["availability"], row["license"], row["price"])]
        for held in [recorded.get(row["element"], set())]
        if held != (set() if row["availability"] == "unknown" else {expected})
    ]
    assert wrong == []


@pytest.mark.parametrize("row", GRADES, ids=lambda row: f"{row['release']}-{row['grading']}")
def test_rules_grade_as_the_hand_did(landscape: Found, row: Mapping[str, str]) -> None:
    place = (row["release"], row["grading"])
    concluded = {
        "floor": landscape.bounds.get((*place, "floorProperty"), "undetermined"),
        "ceiling": landscape.bounds.get((*place, "ceilingProperty"), "undetermined"),
        "deciding": landscape.findings[(*place, "deciding")],
        "missing": missed(landscape, *place),
    }
    by_hand = {**row, "deciding": slugs(row["deciding"]), "missing": slugs(row["missing"])}
    assert concluded == {name: by_hand[name] for name in concluded}


def test_every_case_is_whole() -> None:
    graded = defaultdict(list)
    for row in GRADES:
        graded[row["release"]].append(row["grading"])
    assert {name: sorted(of) for name, of in graded.items()} == {name: sorted(GRADINGS) for name in RELEASES}
    assert {row["release"] for row in rows("elements")} == set(RELEASES)
    assert [
        row for row in rows("elements") if row["availability"] != "unknown" and not (row["source"] and row["read"])
    ] == []
    assert [row for row in GRADES if not row["why"].strip()] == []
