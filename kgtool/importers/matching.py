"""Which records are about which models of a workspace: by repository at Hugging Face, never by name."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kgtool.entities import read_entities
from kgtool.ontology import read_ontology
from kgtool.records import Items, Record, Scalar
from kgtool.workspace import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgtool.entities import Entity
    from kgtool.importers.found import Finding, Found
    from kgtool.records import Value
    from kgtool.workspace import Workspace

ALIASES: Final = PACKAGE / "importers/aliases.csv"
KEY: Final = "huggingFace"


def repositories(workspace: Workspace) -> dict[str, set[str]]:
    """The ids of the models that each repository, in lower case, belongs to."""
    found: dict[str, set[str]] = defaultdict(set)
    for entity in entities_in(workspace, "model"):
        for repository in _repositories(entity.record):
            found[repository.casefold()].add(entity.id)
    return found


def entities_in(workspace: Workspace, folder: str) -> Iterator[Entity]:
    """The records of a class. Raises: WorkspaceError when one cannot be read."""
    entities = read_entities(workspace, read_ontology(workspace).folders)
    return (entity for entity in entities if entity.folder == folder)


def _repositories(record: Record) -> Iterator[str]:
    for key, value in record.values.items():
        if key == KEY:
            yield from _texts(value)
        else:
            for item in value.items if isinstance(value, Items) else (value,):
                if isinstance(item, Record):
                    yield from _repositories(item)


def _texts(value: Value | None) -> Iterator[str]:
    if isinstance(value, Scalar):
        yield value.text
    elif isinstance(value, Items):
        for item in value.items:
            yield from _texts(item)
    elif value is not None:
        yield from _texts(value.values.get("value"))


def aliases(name: str) -> dict[str, str]:
    """The model that each file of a data set is about where its repository does not tell, as decided one by one.

    It is empty where the file contradicts itself, so that its grades are nobody's.
    """
    with ALIASES.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["model"] for row in csv.DictReader(file) if row["data set"] == name}


def matched(
    found: Iterable[Found], known: Mapping[str, set[str]], named: Mapping[str, str]
) -> tuple[dict[str, list[Found]], list[str]]:
    """The records about each model, and in words those that may be about several."""
    models: dict[str, list[Found]] = defaultdict(list)
    doubts: list[str] = []
    for record in found:
        if record.whole and record.name in named:
            targets = {named[record.name]} - {""}
        else:
            targets = {model for name in record.repositories for model in known.get(name.casefold(), ())}
        if len(targets) > 1:
            doubts.append(f"{record.name}: {' or '.join(sorted(targets))}")
        elif targets:
            models[targets.pop()].append(record)
    return models, doubts


def graded(models: Mapping[str, Sequence[Found]]) -> tuple[list[tuple[str, Found, Finding]], list[str]]:
    """The findings on each model that all records about it share, and in words those on which they differ."""
    kept: list[tuple[str, Found, Finding]] = []
    doubts: list[str] = []
    for model, records in sorted(models.items()):
        for criterion in dict.fromkeys(finding.criterion for record in records for finding in record.findings):
            given = [(record, of) for record in records for of in record.findings if of.criterion == criterion]
            if len({(of.element, of.verdict) for _, of in given}) == 1:
                kept.append((model, *given[0]))
            else:
                files = ", ".join(dict.fromkeys(record.name for record, _ in given))
                doubts.append(f"{model}, {criterion}: {files} differ")
    return kept, doubts
