"""The classes that the rules conclude, against the framework worked out by hand: records, worked cases, licenses."""

from __future__ import annotations

import csv
import json
import resource
import subprocess
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

import kgtool
from kgtool.entities import slug_of
from tests.commands import command, environment
from tests.imports import sources
from tests.mof_by_hand import class_as_published, class_of_elements, open_identifiers

HERE = Path(__file__).parent
EXPECTED = sorted((HERE / "imports/expected").glob("*.yml"))
WORKED = sorted((HERE / "worked").glob("elements-*.csv"))
LEVELS = {
    "I": "MOF class I (as published)",
    "II": "MOF class II (as published)",
    "III": "MOF class III (as published)",
    "": "No MOF class (as published)",
}
LICENSES = """
SELECT ?spdx ?grading {
  ?license a ail:License ; ail:spdx ?spdx OPTIONAL { ?license ail:openIn ?grading FILTER (?grading = ail:mof) }
} ORDER BY ?spdx"""


class Graded(NamedTuple):
    """What `openness` says of a model."""

    level: str
    ceiling: str
    decided: str


class Scratch(NamedTuple):
    """The answer for each model of a workspace that was imported, and the seconds of CPU that it took."""

    models: Mapping[str, Graded]
    seconds: float


@pytest.fixture(scope="module")
def open_ids() -> set[str]:
    return open_identifiers(json.loads((sources() / "spdx/licenses.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """Every record of the Model Openness Tool as a workspace, built and asked by the command."""
    folder = tmp_path_factory.mktemp("mot") / "scratch"
    records = str(sources() / "model-openness-tool/models")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(folder, "import", "mot", records)
    run(folder, "build")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = run(folder, "query", "openness", "--by", "mof", "-f", "csv").stdout.decode()
    models = {
        row["model"].rpartition("/")[2]: Graded(row["level"], row["ceiling"], row["decidedBy"])
        for row in csv.DictReader(answer.splitlines())
    }
    return Scratch(models, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    """A command that may take its time, and must end well."""
    cache = str(folder.parent / "cache")
    line = command("-C", str(folder), *args)
    done = subprocess.run(line, capture_output=True, env=environment(KGTOOL_CACHE=cache), timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done


def test_every_record_has_the_class_that_the_framework_gives_it(scratch: Scratch, open_ids: set[str]) -> None:
    by_hand: dict[str, str] = {}
    for file in sorted((sources() / "model-openness-tool/models").glob("*.yml")):
        name = slug_of(file.stem)
        by_hand[f"{name}-2" if name in by_hand else name] = LEVELS[class_as_published(file, open_ids)]
    assert len(by_hand) == 273
    assert {name: graded.level for name, graded in scratch.models.items()} == by_hand
    assert len(Counter(by_hand.values())) == 4


def test_nothing_is_left_open_as_published(scratch: Scratch) -> None:
    assert [name for name, of in scratch.models.items() if of.level != of.ceiling or of.decided] == []


def test_import_and_build_take_less_than_a_minute(scratch: Scratch) -> None:
    assert scratch.seconds < 60


@pytest.mark.parametrize("file", EXPECTED, ids=lambda file: file.stem)
def test_the_computation_by_hand_expects_what_the_tool_expects(file: Path, open_ids: set[str]) -> None:
    said = file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# class ")
    assert class_as_published(file, open_ids) == said.replace("none", "")


def test_the_licenses_that_the_framework_counts_as_open_are_those_of_the_tool(open_ids: set[str]) -> None:
    rows = kgtool.open().query(LICENSES)
    concluded = {str(row["spdx"]): row["grading"] is not None for row in rows}
    assert concluded == {spdx: spdx in open_ids for spdx in concluded}
    assert {"CC-BY-SA-3.0", "PDDL-1.0", "OpenMDW-1.0"} < {spdx for spdx, is_open in concluded.items() if is_open}


@pytest.mark.parametrize("file", WORKED, ids=lambda file: file.stem)
def test_worked_cases_have_the_class_that_the_framework_gives_them(file: Path, open_ids: set[str]) -> None:
    elements = defaultdict(list)
    for row in rows_of(file):
        elements[row["release"]].append(row)
    grades = rows_of(file.with_name(file.name.replace("elements", "grades")))
    given = {row["release"]: row["floor"] for row in grades if row["grading"] == "mof"}
    by_hand = {release: class_of_elements(rows, open_ids) or "none" for release, rows in elements.items()}
    assert given == {release: f"mof-literal-{of.lower()}" for release, of in by_hand.items()}


def test_a_loose_spelling_of_a_license_counts_only_when_normalized(tmp_path: Path) -> None:
    parts = ("Model architecture", "Model parameters (Final)", "Evaluation results", "Model card", "Data card")
    for name, text in (("exact", "Apache-2.0"), ("loose", "Apache 2.0")):
        listed = "".join(f"\n    - {{name: {part}}}" for part in parts)
        record = f"release:\n  name: {name}\n  license: {{distribution: {{name: Apache-2.0}}}}\n  components:{listed}"
        paper = f"\n    - {{name: Research paper, license: {text}}}\n"
        (tmp_path / f"{name}.yml").write_text(record + paper, encoding="utf-8")
    run(tmp_path / "scratch", "import", "mot", str(tmp_path))
    levels = {by: levels_of(tmp_path / "scratch", by) for by in ("mof", "mof-normalized")}
    assert levels["mof"] == {"exact": LEVELS["III"], "loose": LEVELS[""]}
    assert set(levels["mof-normalized"].values()) == {"MOF class III"}


def levels_of(folder: Path, by: str) -> dict[str, str]:
    """The level of each model of a workspace by a grading."""
    answer = run(folder, "query", "openness", "--by", by, "-f", "csv").stdout.decode()
    return {row["modelLabel"]: row["level"] for row in csv.DictReader(answer.splitlines())}
