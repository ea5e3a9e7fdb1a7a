"""The facts that an audit is to check, drawn by the hash of the audited commit.

`python -m tests.audit_sample HASH 300` writes them as CSV. Half of them are of licenses and components. What a tool
wrote and a test compares with its source (the grades that `kgtool import` takes in) is left out, and so are names,
remarks, and links from a record to the records inside it.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable
from typing import Final, NamedTuple

from kgtool.entities import read_entities
from kgtool.ontology import read_ontology
from kgtool.triples import Statement, statements
from kgtool.workspace import find_workspace
from tests.commands import ROOT

STARTS: Final = (
    "https://w3id.org/ai-landscape/id/",
    "https://w3id.org/ai-landscape/ns#",
    "https://w3id.org/kgtool/ns#",
)
NO_FACTS: Final = (
    "type", "label", "altLabel", "note", "exactMatch", "ended", "operand", "release", "component", "componentType",
    "limit", "duty", "permission", "approval", "parameters",
)  # fmt: skip  # one to read along, not one a line


class Fact(NamedTuple):
    """A fact as written, with its place and its sources."""

    entity: str
    path: str
    value: str
    rank: str
    file: str
    line: int
    sources: str

    @property
    def of_terms(self) -> bool:
        """Whether it tells of a license, or of a component."""
        nested = self.file.startswith("graph/model/") and self.entity.count("/") >= 3
        return nested or self.file.startswith("graph/license/")


def written_facts() -> list[Fact]:
    """Every fact that can be drawn."""
    workspace = find_workspace(ROOT)
    ontology = read_ontology(workspace)
    found = map(_fact, statements(ontology, read_entities(workspace, ontology.folders)))
    return sorted({fact for fact in found if fact.sources and _drawn(fact)})


def draw(facts: Iterable[Fact], seed: str, number: int) -> list[Fact]:
    """As many facts, half of them of licenses and components, the same for the same seed."""
    every = list(facts)
    halves = [[fact for fact in every if fact.of_terms is terms] for terms in (True, False)]
    generator = random.Random(seed)
    return [fact for half in halves for fact in sorted(generator.sample(half, number // 2))]


def _drawn(fact: Fact) -> bool:
    return fact.path.rpartition("#")[2] not in NO_FACTS and not fact.file.startswith("graph/assessment/")


def _fact(statement: Statement) -> Fact:
    sources = " | ".join(f"{cited.url} ({cited.locator or ''})" for cited in statement.citations)
    entity, path, value = map(_short, (statement.subject.value, statement.predicate.value, statement.object.value))
    return Fact(entity, path, value, statement.rank, statement.file, statement.line, sources)


def _short(text: str) -> str:
    for start in STARTS:
        text = text.removeprefix(start)
    return text


def main(seed: str, number: str) -> None:
    """Writes the sample as CSV."""
    writer = csv.writer(sys.stdout)
    writer.writerow(("number", *Fact._fields))
    writer.writerows((index, *fact) for index, fact in enumerate(draw(written_facts(), seed, int(number)), start=1))


if __name__ == "__main__":
    main(*sys.argv[1:3])
