"""Each rule of the data that `kgtool check` has beyond shapes: a record that breaks it is told with its line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.commands import ROOT, kgtool

if TYPE_CHECKING:
    from collections.abc import Sequence

READ = "read: 2026-11-29}"
MAKER = f"""label: Maker
kind: company
founded: 2021
source: {{url: https://example.org/maker, locator: opening, {READ}
"""
MIT = f"""label: MIT License
spdx: MIT
kind: license-text
url: https://example.org/mit
source: {{url: https://example.org/mit, locator: whole text, {READ}
"""


def release(version: str, day: str, *more: str) -> str:
    lines = [
        f"  - version: {version}",
        f"    date: {{value: {day}, source: {{url: https://example.org/news, locator: {version}, {READ}}}",
        "    channel: [weights]",
        *(f"    {line}" for line in more),
    ]
    return "\n".join(lines) + "\n"


def model(label: str, *releases: str, more: str = "") -> str:
    source = f"source: {{url: https://example.org/{label}, locator: card, {READ}\n"
    head = f"label: {label}\ndeveloper: organization/maker\nmodality: [text]\n"
    return head + more + source + "releases:\n" + "".join(releases)


def components(code: str, weights: str) -> list[str]:
    return [
        "components:",
        "  inference-code:",
        "    {availability: published, license: MIT, source: " + code + "}",
        "  weights:",
        "    {availability: published, license: MIT, source: " + weights + "}",
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A landscape of one maker and one license, with the rules of the data and nothing else to ask."""
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "queries").mkdir()
    for path in (ROOT / "queries").glob("*.rq"):
        if "\n#+ fault:" in path.read_text(encoding="utf-8"):
            shutil.copy(path, tmp_path / "queries")
    put(tmp_path, "organization/maker.yaml", MAKER)
    put(tmp_path, "license/mit.yaml", MIT)
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    path = folder / "graph" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def faults(folder: Path) -> Sequence[tuple[str, int, str, str]]:
    told = json.loads(kgtool("check", "-f", "json", directory=folder).out)["faults"]
    return [(fault["severity"], fault["line"], Path(fault["file"]).name, fault["message"]) for fault in told]


def test_a_sound_record_breaks_no_rule(folder: Path) -> None:
    card = f"{{url: https://example.org/card, locator: license, {READ}"
    license_file = f"{{url: https://example.org/LICENSE, locator: title, {READ}"
    put(folder, "model/sound.yaml", model("Sound", release("v1", "2024-05-01", *components(license_file, card))))
    assert faults(folder) == []


def test_child_before_its_parent_is_a_warning(folder: Path) -> None:
    put(folder, "model/parent.yaml", model("Parent", release("v1", "2024-05-01")))
    child = release("v1", "2023-05-01", "fineTunedFrom: model/parent/v1")
    put(folder, "model/child.yaml", model("Child", child))
    message = "Child · v1 of 2023-05-01 derives from Parent · v1, which came out later, on 2024-05-01."
    assert faults(folder) == [("warning", 6, "child.yaml", message)]


def test_release_before_its_developer_was_founded_is_a_warning(folder: Path) -> None:
    put(folder, "model/early.yaml", model("Early", release("v1", "2019-02-14")))
    [(severity, line, file, message)] = faults(folder)
    assert (severity, line, file) == ("warning", 7, "early.yaml")
    assert message.startswith("Early · v1 is dated 2019-02-14, before Maker was founded")


def test_license_of_weights_taken_from_the_code_is_a_warning(folder: Path) -> None:
    code = f"{{url: https://example.org/LICENSE, locator: title, {READ}"
    put(folder, "model/taken.yaml", model("Taken", release("v1", "2024-05-01", *components(code, code))))
    [(severity, line, file, message)] = faults(folder)
    assert (severity, line, file) == ("warning", 13, "taken.yaml")
    assert (
        message
        == "the license of Taken · v1 · weights was read only where that of the code stands: example.org/LICENSE"
    )


def test_license_read_in_a_list_only_is_a_warning(folder: Path) -> None:
    listed = "https://github.com/lfai/model_openness_tool/blob/8b5d30e/models/X.yml"
    weights = f"{{url: {listed}, locator: components, {READ}"
    code = f"{{url: https://example.org/LICENSE, locator: title, {READ}"
    put(folder, "model/listed.yaml", model("Listed", release("v1", "2024-05-01", *components(code, weights))))
    assert faults(folder) == [
        ("warning", 13, "listed.yaml", f"license of Listed · v1 · weights was read in a list only: {listed}")
    ]


def test_source_that_no_fact_rests_on_is_a_warning(folder: Path) -> None:
    text = MAKER.replace("kind: company", "kind: {value: company, source: {url: https://example.org/k, " + READ + "}")
    text = text.replace("founded: 2021", "founded: {value: 2021, source: {url: https://example.org/f, " + READ + "}")
    put(folder, "organization/maker.yaml", text)
    assert faults(folder) == [("warning", 4, "maker.yaml", "no fact of this file rests on example.org/maker")]


def test_misspelt_spdx_identifier_is_a_fault(folder: Path) -> None:
    put(folder, "license/apache.yaml", MIT.replace("spdx: MIT", "spdx: Apache-2").replace("MIT License", "Apache"))
    [(severity, line, file, message)] = faults(folder)
    assert (severity, line, file) == ("error", 2, "apache.yaml")
    assert (
        message == "Apache has an identifier that SPDX does not list, Apache-2; one of your own begins with LicenseRef-"
    )


def test_more_active_than_total_parameters_is_a_fault(folder: Path) -> None:
    more = "parameters: {total: 3B, active: 5B}\n"
    put(folder, "model/odd.yaml", model("Odd", release("v1", "2024-05-01"), more=more))
    [(severity, line, file, message)] = faults(folder)
    assert (severity, line, file) == ("error", 4, "odd.yaml")
    assert "after (or more than) another value" in message


def test_many_warnings_of_one_rule_end_with_their_number(folder: Path) -> None:
    for number in range(6):
        put(folder, f"model/early-{number}.yaml", model(f"Early-{number}", release("v1", "2019-02-14")))
    told = faults(folder)
    assert len(told) == 4
    assert told[-1][3] == "3 more: kgtool query released-before-founding"


def test_fault_that_names_no_column_is_refused(folder: Path) -> None:
    query = folder / "queries/released-before-founding.rq"
    query.write_text(
        query.read_text().replace("{developer}", "{developr}").replace("severity: warning", "severity: bad")
    )
    messages = {fault[3] for fault in faults(folder) if fault[2] == query.name}
    assert "the query gives no ?developr" in messages
    assert "no severity is called bad" in messages


def test_quality_counts_how_well_facts_are_sourced(folder: Path) -> None:
    put(folder, "model/early.yaml", model("Early", release("v1", "2019-02-14")))
    rows = kgtool("stats", "--quality", "-f", "csv", directory=folder).out.splitlines()
    counts = {tuple(row.split(",")[:2]): row.split(",")[2:] for row in rows[1:]}
    assert counts["facts", "with a source and the day it was read"][1] == "100.0 %"
    assert counts["facts", "with a source of their own"][0] == "1"
    assert counts["query", "released-before-founding"][0] == "1"
