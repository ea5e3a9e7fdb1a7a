"""An import from beginning to end: what it would write, and what it could not read, map or match."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kgtool.importers import counted
from kgtool.importers.licenses import LicenseBook
from kgtool.importers.matching import aliases, entities_in, graded, matched, repositories
from kgtool.importers.reading import read_data_set
from kgtool.importers.records import assessment_table, record_files
from kgtool.workspace import bundled_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kgtool.errors import Fault
    from kgtool.importers.found import DataSet
    from kgtool.workspace import Workspace

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Texts by path under `graph/`, how much was read, and what was left: `unmapped` counts license texts, `unresolved`
    names of what something was made from.

    `ambiguous` are records that may be about several models, `differing` the grades on which records of a model differ.
    """

    files: Mapping[str, str]
    read: int
    matched: int = 0
    faults: tuple[Fault, ...] = ()
    unmapped: Mapping[str, int] = field(default_factory=dict)
    unresolved: Mapping[str, int] = field(default_factory=dict)
    ambiguous: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def matches(self) -> str:
        """How many models were found in the workspace, in words; nothing where none was."""
        return f"{counted(self.matched, 'model')} matched" if self.matched else ""

    def left(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What was not mapped or not matched: a title and its lines, the most frequent first."""
        yield "license texts that name no license here, kept as published", _counted_texts(self.unmapped)
        yield (
            "named as what something was made from, and nothing or several things here",
            _counted_texts(self.unresolved),
        )
        yield "records left out, for each may be about several models", self.ambiguous
        yield "grades left out, for records of one model differ", self.differing


def _counted_texts(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The texts, each with how often it stands, the most frequent first."""
    return tuple(f"{text} ({count})" for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def as_records(data_set: DataSet, path: Path, day: str, progress: Progress) -> Outcome:
    """Every record as a model of its own, with the licenses that come along.

    Raises: UsageError where there is no record.
    """
    origin = bundled_workspace()
    book = LicenseBook(origin)
    found, faults = read_data_set(data_set, path, book, progress)
    known = {entity.id for entity in entities_in(origin, "organization")}
    files, unresolved = record_files(data_set, found, known, day)
    whole = sum(record.whole for record in found)
    return Outcome(files, whole, 0, tuple(faults), dict(book.unmapped), dict(unresolved))


def as_assessments(data_set: DataSet, path: Path, workspace: Workspace, day: str, progress: Progress) -> Outcome:
    """The grades that the data set gives to models of a workspace, as one table.

    Raises: UsageError where there is no record; WorkspaceError for a workspace that cannot be read.
    """
    book = LicenseBook(workspace)
    found, faults = read_data_set(data_set, path, book, progress)
    grading = [record for record in found if record.file not in data_set.trials and record.folder == "model"]
    models, ambiguous = matched(grading, repositories(workspace), aliases(data_set.name))
    kept, differing = graded(models)
    files = {f"assessment/{data_set.name}.csv": assessment_table(data_set, kept, day)}
    return Outcome(
        files,
        sum(record.whole for record in found),
        len(models),
        tuple(faults),
        dict(book.unmapped),
        ambiguous=tuple(ambiguous),
        differing=tuple(differing),
    )
