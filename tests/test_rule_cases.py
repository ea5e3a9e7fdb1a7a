"""Each rule of the shipped ontology with two small workspaces: one where it concludes something, one where it does not.

A file of `tests/rules/` holds the records of both, laid key by key over those of `tests/rules/base/`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
import yaml

from kgtool.build.pipeline import day_triples
from kgtool.entities import read_entities
from kgtool.namespaces import XSD
from kgtool.ontology import Ontology, read_ontology
from kgtool.reasoning import infer
from kgtool.rules import Conclusion, Rule, apply_rules, read_rules
from kgtool.triples import Statement, statements
from kgtool.validation import validate
from kgtool.workspace import Workspace, bundled_workspace, find_workspace

CASES: Final = Path(__file__).parent / "rules"
RULES: Final = bundled_workspace().ontology / "rules"
NAMES: Final = sorted(path.stem for path in CASES.glob("*.yaml"))
DAY: Final = date(2026, 1, 2)
SOURCE: Final = {"url": "https://example.org/page", "locator": "line 1", "read": "2026-01-02"}

Records = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Shipped:
    """The shipped ontology and its rules."""

    ontology: Ontology
    rules: list[Rule]

    def term(self, text: str) -> ox.NamedNode | ox.Literal:
        """The node of a prefixed name or of the id of an entity, or a day."""
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return ox.Literal(text, datatype=ox.NamedNode(XSD + "date"))
        prefix, colon, name = text.partition(":")
        return ox.NamedNode(self.ontology.prefixes[prefix] + name if colon else self.ontology.entity_iri(text))


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    workspace = bundled_workspace()
    ontology = read_ontology(workspace)
    return Shipped(ontology, read_rules(workspace, ontology))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace; its ontology is the shipped one."""
    for folder in ("ontology", "graph"):
        (tmp_path / folder).mkdir()
    shutil.copy(bundled_workspace().ontology / "ontology.ttl", tmp_path / "ontology")
    return find_workspace(tmp_path)


def rule_of(name: str) -> str:
    """The rule of a case: `current-release` of `current-release.undated`, a second way in which it fires."""
    return name.partition(".")[0]


def read(path: Path) -> Any:
    """The mapping in a YAML file, its values as texts."""
    return yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)  # texts alone, nothing is made of them


def base() -> Records:
    root = CASES / "base"
    return {path.relative_to(root).as_posix(): read(path) for path in sorted(root.rglob("*.yaml"))}


def cited(record: dict[str, Any]) -> dict[str, Any]:
    """A record that says where it is from, and so do the records in its lists."""
    inner = {
        key: [cited(item) if isinstance(item, dict) else item for item in value] if isinstance(value, list) else value
        for key, value in record.items()
    }
    return {**inner, "source": dict(SOURCE)}


def facts(shipped: Shipped, workspace: Workspace, records: Records) -> list[Statement]:
    """What the records state, those of the base under them."""
    below = base()
    for file in sorted(below | records):
        path = workspace.graph / file
        path.parent.mkdir(exist_ok=True)
        whole = cited(below.get(file, {}) | records.get(file, {}))
        path.write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    return statements(shipped.ontology, read_entities(workspace, shipped.ontology.folders))


def conclusions(shipped: Shipped, facts: list[Statement]) -> dict[ox.Triple, Conclusion]:
    """What the rules conclude from facts, by triple."""
    axioms = [axiom.triple for axiom in shipped.ontology.triples]
    written = [ox.Triple(fact.subject, fact.predicate, fact.object) for fact in facts if fact.in_force]
    known = [*axioms, *written, *(inference.triple for inference in infer(axioms, written))]
    known += day_triples(shipped.ontology, DAY)
    return {found.triple: found for found in apply_rules(shipped.rules, known, str)}


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The texts in records, each with the keys that lead to it."""
    if isinstance(value, str):
        yield path, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from leaves(inner, (*path, key))


def test_each_rule_has_a_case_and_each_case_its_rule() -> None:
    assert sorted(path.stem for path in RULES.glob("*.rq")) == sorted({rule_of(name) for name in NAMES})


@pytest.mark.parametrize("name", NAMES)
def test_the_two_workspaces_of_a_rule_differ_in_one_place(name: str) -> None:
    case = read(CASES / f"{name}.yaml")
    differ = {path for path, _ in set(leaves(case["fires"])) ^ set(leaves(case["silent"]))}
    assert len(differ) == 1, differ


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_concludes_in_the_one_workspace_and_nobody_does_in_the_other(
    name: str, shipped: Shipped, workspace: Workspace
) -> None:
    case = read(CASES / f"{name}.yaml")
    subject, predicate, value = (shipped.term(case["concludes"][part]) for part in ("subject", "property", "value"))
    assert isinstance(subject, ox.NamedNode)
    assert isinstance(predicate, ox.NamedNode)
    triple = ox.Triple(subject, predicate, value)
    fires = conclusions(shipped, facts(shipped, workspace, case["fires"]))
    silent = conclusions(shipped, facts(shipped, workspace, case["silent"]))
    assert triple in fires, sorted(f"{one.triple} by {one.rule.name}" for one in fires.values())
    assert fires[triple].rule.name == rule_of(name)
    assert triple not in silent, silent[triple].rule.name


@pytest.mark.parametrize("name", NAMES)
def test_the_records_of_a_case_fit_the_shapes(name: str, shipped: Shipped, workspace: Workspace) -> None:
    found = facts(shipped, workspace, read(CASES / f"{name}.yaml")["fires"])
    axioms = [axiom.triple for axiom in shipped.ontology.triples]
    written = [ox.Triple(fact.subject, fact.predicate, fact.object) for fact in found]
    wrong = [fault for fault in validate((*axioms, *written), shipped.ontology.shapes) if fault.severity == "error"]
    assert wrong == []
