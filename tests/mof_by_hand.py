"""The classes of the Model Openness Framework, worked out from the files of the Model Openness Tool in plain Python.

Written from the framework (arXiv 2403.13784) and the tool's rules for whose license holds, not from the rules of the
ontology: https://github.com/lfai/model_openness_tool, web/modules/mof/src/ModelEvaluator.php, read 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

CODE = ("Model architecture", "Data preprocessing code", "Training code", "Inference code", "Evaluation code")
DATA = ("Model parameters (Final)", "Model parameters (Intermediate)", "Datasets", "Evaluation data")
DOCUMENT = ("Evaluation results", "Model card", "Data card", "Technical report", "Research paper")
KINDS = {name: kind for kind, names in (("code", CODE), ("data", DATA), ("document", DOCUMENT)) for name in names}
SLUGS = {"Model parameters (Final)": "weights", "Model parameters (Intermediate)": "intermediate-weights"}
NAMES = {SLUGS.get(name, name.lower().replace(" ", "-")): name for name in KINDS}

THIRD = {"Model architecture", "Model parameters (Final)", "Evaluation results", "Model card", "Data card"}
SECOND = {"Training code", "Inference code", "Evaluation code", "Evaluation data"}
FIRST = {"Datasets", "Data preprocessing code", "Model parameters (Intermediate)", "Research paper"}
REPORTS = {"Technical report", "Research paper"}

PLACES = ("2.5-AU", "3.0-AT", "3.0-AU", "3.0-DE", "3.0-IGO", "3.0-NL", "3.0-US")
SHARED = ("1.0", "2.0", "2.0-UK", "2.1-JP", "2.5", "3.0", "3.0-AT", "4.0")
OPEN_DATA = {
    *(f"CC-BY-{version}" for version in ("1.0", "2.0", "2.5", "3.0", "4.0", *PLACES)),
    *(f"CC-BY-SA-{version}" for version in SHARED),
    *("CC0-1.0", "CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "GFDL-1.3"),
    *("ODC-By-1.0", "ODbL-1.0", "PDDL-1.0", "OGL-Canada-2.0", "OGL-UK-2.0", "OGL-UK-3.0"),
}
"""The open licenses of data, as the tool's Test_Data/Test_Scripts/generate-test-files.py lists them.

It writes ODC-PDDL-1.0 for what SPDX calls PDDL-1.0.
"""


def open_identifiers(spdx: Mapping[str, Any]) -> set[str]:
    """What counts as open: approved by the OSI, free to the FSF, or an open license of data and content."""
    approved = {entry["licenseId"] for entry in spdx["licenses"] if entry["isOsiApproved"] or entry.get("isFsfLibre")}
    return approved | OPEN_DATA | {"OpenMDW-1.0"}


def class_of_elements(elements: Iterable[Mapping[str, str]], open_ids: set[str]) -> str:
    """The class of a release of the worked cases, `I`, `II`, `III` or nothing, by what is openly there."""
    published = (of for of in elements if of["availability"] == "published" and of["license"] in open_ids)
    return framework_class({NAMES[of["element"]] for of in published if of["element"] in NAMES})


def class_as_published(file: Path, open_ids: set[str]) -> str:
    """The class of one record, `I`, `II`, `III` or nothing; ids to the letter, what is not listed is missing."""
    release = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["release"]  # texts only
    return framework_class({name for name in held(release) if license_of(release, name) in open_ids})


def framework_class(openly_there: set[str]) -> str:
    """The highest class all of whose components are there; a research paper may stand in for the technical report."""
    reported = bool(openly_there & REPORTS)
    if not (reported and openly_there >= THIRD):
        return ""
    if not openly_there >= SECOND:
        return "III"
    return "I" if openly_there >= FIRST else "II"


def held(release: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """The components that a record lists, but for those whose license says that they are absent."""
    listed = {component["name"]: component for component in release["components"]}
    return {
        name: of for name, of in listed.items() if not re.match("component.*not includ", of.get("license", ""), re.I)
    }


def license_of(release: Mapping[str, Any], name: str) -> str:
    """The license that holds for a component: its own, else that of its kind, else that of the distribution."""
    component = held(release)[name]
    if "license" in component:
        return "" if component["license"] == "unlicensed" else component["license"]
    for level in (KINDS.get(name, ""), "distribution"):
        if given := (release["license"].get(level) or {}).get("name"):
            return str(given)
    return ""
