"""What the EU AI Act leaves owed: by scope, by exemption, by the day of the release and the day asked about."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

import kgtool as library
from kgtool.build import build
from kgtool.store import Solutions
from kgtool.workspace import find_workspace
from tests.builders import opened
from tests.commands import ROOT, kgtool

NS = "https://w3id.org/ai-landscape/ns#"
FACTS = ("boundFrom", "exemptFrom", "owes", "willOwe", "mayOwe", "fulfils")
DOCUMENTS, PAPERS = frozenset({"53-1-a", "53-1-b"}), frozenset({"53-1-c", "53-1-d"})
ALL = DOCUMENTS | PAPERS

PUBLIC = dict.fromkeys(("weights", "model-architecture", "usage-information"), "published")
CLOSED = {"weights": "withheld"}
HELD = {"copyright-policy": "withheld", "training-content-summary": "described"}
SHOWN = {"copyright-policy": "published", "training-content-summary": "published"}


class Case(NamedTuple):
    """A release, and what it then owes: the obligations that each property gives."""

    parts: dict[str, str]
    day: str = "2025-09-01"
    compute: str = "5e24"
    channel: str = "weights"
    modality: str = "text"
    more: str = ""
    release: str = ""
    price: str = ""
    bound: str = "2025-09-01"
    exempt: frozenset[str] = frozenset()
    owes: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    fulfils: frozenset[str] = frozenset()


CASES = {
    "open-and-silent": Case(PUBLIC, exempt=DOCUMENTS, maybe=PAPERS),
    "open-and-held-back": Case(PUBLIC | HELD, exempt=DOCUMENTS, owes=PAPERS),
    "open-and-shown": Case(PUBLIC | SHOWN, exempt=DOCUMENTS, fulfils=PAPERS),
    "open-and-older": Case(PUBLIC, day="2025-08-01", bound="2027-08-02", exempt=DOCUMENTS, later=PAPERS),
    "open-on-the-day": Case(PUBLIC | HELD, day="2025-08-02", bound="2025-08-02", exempt=DOCUMENTS, owes=PAPERS),
    "open-and-sold": Case(PUBLIC | HELD, price="paid", owes=ALL),
    "open-and-monetized": Case(PUBLIC | HELD, release="monetized", owes=ALL),
    "open-and-large": Case(PUBLIC | HELD, compute="2e25", owes=ALL),
    "open-at-the-threshold": Case(PUBLIC | HELD, compute="1e25", exempt=DOCUMENTS, owes=PAPERS),
    "open-and-designated": Case(PUBLIC | HELD, more="designated", owes=ALL),
    "usage-not-told": Case(
        {"weights": "published", "model-architecture": "published"} | HELD, maybe=DOCUMENTS, owes=PAPERS
    ),
    "usage-held-back": Case(PUBLIC | HELD | {"usage-information": "withheld"}, owes=ALL),
    "closed": Case(CLOSED | HELD, channel="api", owes=ALL),
    "closed-and-silent": Case(CLOSED, channel="api", owes=DOCUMENTS, maybe=PAPERS),
    "closed-and-older": Case(CLOSED, day="2024-05-13", channel="api", bound="2027-08-02", later=ALL),
    "closed-and-only-announced": Case(CLOSED | HELD, channel="announced", bound=""),
    "closed-and-small": Case(CLOSED | HELD, compute="1e23", channel="api"),
    "closed-and-just-large-enough": Case(CLOSED | HELD, compute="1.1e23", channel="api", owes=ALL),
    "closed-and-unmeasured": Case(CLOSED | HELD, compute="", channel="api", maybe=ALL),
    "closed-and-for-proteins": Case(CLOSED | HELD, channel="api", modality="protein", maybe=ALL),
    "closed-and-undated": Case(CLOSED | HELD, day="", channel="api", bound="", maybe=ALL),
}


def record(name: str, case: Case) -> str:
    """The case as a curator would write it down."""
    source = "source: {url: https://example.org/x, locator: page 1, read: 2026-11-20}"
    lines = [f"label: {name}", "developer: organization/open-source-initiative", f"modality: [{case.modality}]"]
    lines += [f"trainingCompute: {case.compute}"] if case.compute else []
    lines += [f"{case.more}: {{value: true, {source}}}"] if case.more else []
    lines += [source, "releases:", "  - version: v1", f"    channel: [{case.channel}]"]
    lines += [f"    date: {{value: {case.day}, {source}}}"] if case.day else []
    lines += [f"    {case.release}: {{value: true, {source}}}"] if case.release else []
    lines += ["    components:"]
    for part, availability in case.parts.items():
        terms = ", license: MIT" if part == "weights" and availability == "published" else ""
        terms += f", price: {case.price}" if part == "weights" and case.price else ""
        lines.append(f"      {part}: {{availability: {availability}{terms}, {source}}}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped ontology and rules with the cases as its only models."""
    root = tmp_path_factory.mktemp("market")
    shutil.copytree(ROOT / "ontology", root / "ontology")
    (root / "queries").mkdir()
    for folder in ("organization", "license", "model"):
        (root / "graph" / folder).mkdir(parents=True)
    shutil.copy(ROOT / "graph/license/mit.yaml", root / "graph/license")
    for identifier in ("open-source-initiative", *_named(root / "graph/license/mit.yaml")):
        text = f"label: {identifier}\nkind: nonprofit\n"
        (root / f"graph/organization/{identifier}.yaml").write_text(text, encoding="utf-8")
    for name, case in CASES.items():
        (root / f"graph/model/{name}.yaml").write_text(record(name, case), encoding="utf-8")
    return root


def _named(path: Path) -> set[str]:
    words = path.read_text(encoding="utf-8").replace(",", " ").split()
    return {word.removeprefix("organization/") for word in words if word.startswith("organization/")}


def owed(market: Path, day: date, name: str) -> dict[str, set[str]]:
    """What the rules conclude of a case on a day, by property."""
    store = opened(build(find_workspace(market), day=day))
    release = f"<https://w3id.org/ai-landscape/id/model/{name}/v1>"
    found: dict[str, set[str]] = {fact: set() for fact in FACTS}
    for fact in FACTS:
        solutions = store.query(f"SELECT ?x {{ {release} <{NS}{fact}> ?x }}")
        assert isinstance(solutions, Solutions)
        for (value,) in solutions.rows:
            assert isinstance(value, ox.NamedNode | ox.Literal)
            found[fact].add(value.value.removeprefix(f"{NS}aia-"))
    return found


@pytest.mark.parametrize("name", CASES)
def test_what_a_release_owes_in_2026(name: str, market: Path) -> None:
    case = CASES[name]
    assert owed(market, date(2026, 11, 28), name) == {
        "boundFrom": {case.bound} - {""}, "exemptFrom": case.exempt, "owes": case.owes,
        "willOwe": case.later, "mayOwe": case.maybe, "fulfils": case.fulfils,
    }  # fmt: skip  # the order of the columns


def test_what_was_offered_before_the_obligations_is_bound_when_the_transition_ends(market: Path) -> None:
    assert owed(market, date(2027, 8, 1), "closed-and-older")["owes"] == set()
    after = owed(market, date(2027, 8, 2), "closed-and-older")
    assert (after["owes"], after["mayOwe"], after["willOwe"]) == (set(DOCUMENTS), set(PAPERS), set())


def test_nothing_is_owed_before_the_act_was_law(market: Path) -> None:
    before = owed(market, date(2024, 7, 31), "closed-and-older")
    assert not any(before.values())
    assert owed(market, date(2024, 8, 1), "closed-and-older")["willOwe"] == ALL


def answers(day: date | None = None) -> dict[str, dict[str, object]]:
    records = library.open(ROOT, day=day).query("ai-act").records
    return {str(record["modelLabel"]): dict(record) for record in records}


def test_every_model_has_one_row() -> None:
    rows = library.open(ROOT).query("ai-act").records
    models = {row["model"] for row in rows}
    assert len(models) == len(rows) == len(library.open(ROOT).query("SELECT ?m { ?m a ail:Model }"))


def test_no_obligation_stands_in_two_columns() -> None:
    columns = ("exemptFrom", "owed", "owedThen", "fulfilled", "notKnown")
    for name, row in answers().items():
        for article in ("53(1)(a)", "53(1)(b)", "53(1)(c)", "53(1)(d)"):
            assert sum(article in str(row[column]) for column in columns) <= 1, name


@pytest.mark.parametrize(
    ("model", "column", "said"),
    [
        ("GPT-4o", "systemicRisk", "presumed"),
        ("GPT-4o", "owedThen", "Art. 53(1)(a)"),
        ("GPT-4o", "boundFrom", "2027-08-02"),
        ("Llama 3.1", "status", "Not exempt"),
        ("Amber", "status", "Out of scope"),
        ("Apertus", "fulfilled", "copyright policy, Art. 53(1)(c), summary of training content, Art. 53(1)(d)"),
        ("Llama 4 Scout", "notKnown", "Art. 53(1)(d)"),
    ],
)
def test_the_landscape_says_what_is_owed(model: str, column: str, said: str) -> None:
    assert said in str(answers()[model][column])


def test_what_is_only_announced_owes_nothing() -> None:
    row = answers()["Llama 4 Behemoth"]
    assert [row[column] for column in ("owed", "owedThen", "boundFrom", "notKnown")] == [None] * 4


def test_the_command_gives_no_legal_advice() -> None:
    ran = kgtool("query", "ai-act", "--model", "Apertus", "-f", "csv", directory=ROOT)
    assert (ran.code, ran.out.count("\n")) == (0, 2)
    assert "Not legal advice" in ran.err


def test_why_leads_to_the_reason() -> None:
    ran = kgtool("why", "model/gpt-4o/gpt-4o-2024-05-13", "willOwe", directory=ROOT)
    assert "2027-08-02" in ran.out + ran.err
