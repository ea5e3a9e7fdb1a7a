"""What a record of a public data set says, in the terms of the landscape."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgtool.errors import UsageError

if TYPE_CHECKING:
    from kgtool.importers.licenses import LicenseBook
    from kgtool.records import Record


@dataclass(frozen=True, slots=True)
class Part:
    """A component: its license as an expression of ours, and as published where that reads otherwise."""

    availability: str
    locator: str
    license: str = ""
    as_published: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer to one criterion: the component type or requirement that it is about, the grade as worded, its sense.

    `verdict` is affirms, partly or denies.
    """

    criterion: str
    element: str
    value: str
    verdict: str
    license: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a record says of a model: `repositories` are ids at Hugging Face, `parts` the components by type.

    `date` is that of the grades, `released` that of the release; what is not `whole` only grades the model that another
    was made from.
    """

    file: str
    label: str
    developer: str = ""
    kind: str = ""
    version: str = ""
    date: str = ""
    released: str = ""
    modality: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    parts: tuple[tuple[str, Part], ...] = ()
    findings: tuple[Finding, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class DataSet:
    """A public data set: where its files stand, who made it, and what reads one of them.

    `read` takes a record, the name of its file, and the book of licenses; files whose names start with one of `aside`
    are no records, those of `trials` are records that grade no model.
    """

    name: str
    title: str
    assessor: str
    scheme: str
    files: str
    revision: str
    read: Callable[[Record, str, LicenseBook], tuple[Found, ...]]
    aside: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()

    def address(self, file: str) -> str:
        """Where a file can be read."""
        from urllib.parse import quote

        return f"{self.files.format(revision=self.revision)}/{quote(file)}"


def at_revision(data_set: DataSet, revision: str) -> DataSet:
    """The data set as it was at a commit, by default at the one that is known. Raises: UsageError."""
    if revision and not re.fullmatch(r"[\w.-]+", revision):
        raise UsageError(f"--revision: got {revision!r}, expected a commit", hint="for instance: --revision 8b5d30e")
    return replace(data_set, revision=revision) if revision else data_set
