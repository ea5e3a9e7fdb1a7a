"""What a record of a public data set says, in the terms of the landscape."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault, UsageError, WorkspaceError
from kgtool.records import Items, Record, Scalar, first_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgtool.importers.licenses import LicenseBook
    from kgtool.records import Value

REPOSITORY: Final = re.compile(
    r"https?://huggingface\.co/(?!datasets/|spaces/|papers/|blog/|docs/|collections/)([\w.-]+/[\w.-]+)"
)


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
    was made from. `folder` tells a dataset or an application from a model, `entry` the record from others of its file;
    `made_from` are labels of others of the data set.
    """

    file: str
    label: str
    folder: str = "model"
    entry: str = ""
    developer: str = ""
    kind: str = ""
    version: str = ""
    date: str = ""
    released: str = ""
    modality: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    parts: tuple[tuple[str, Part], ...] = ()
    findings: tuple[Finding, ...] = ()
    made_from: tuple[str, ...] = ()
    whole: bool = True

    @property
    def name(self) -> str:
        """Which record it is: its file, and its entry there if the file has several."""
        return f"{self.file}#{self.entry}" if self.entry else self.file


@dataclass(frozen=True, slots=True)
class DataSet:
    """A public data set: where its files stand, who made it, and what reads one of them.

    `read` takes a record, the name of its file, and the book of licenses; files whose names start with one of `aside`
    are no records, those of `trials` are records that grade no model. The records stand in a `folder` of the data set
    and go on, under the same names, in a folder `beside` it: what stands there comes under the key of that name.
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
    folder: str = ""
    beside: str = ""

    def address(self, file: str) -> str:
        """Where a file can be read."""
        from urllib.parse import quote

        return f"{self.files.format(revision=self.revision)}/{quote(file)}"


def at_revision(data_set: DataSet, revision: str) -> DataSet:
    """The data set as it was at a commit, by default at the one that is known. Raises: UsageError."""
    if revision and not re.fullmatch(r"[\w.-]+", revision):
        raise UsageError(f"--revision: got {revision!r}, expected a commit", hint="for instance: --revision 8b5d30e")
    return replace(data_set, revision=revision) if revision else data_set


def mapping_under(record: Record, key: str) -> Record:
    """The mapping under a key; an empty one where there is none."""
    found = record.values.get(key)
    return found if isinstance(found, Record) else Record({}, {}, record.line, record.column)


def texts_in(value: Value | None) -> Iterator[str]:
    """The texts of a value, of a list of values, or under the keys `url` and `link` of mappings in it."""
    for item in value.items if isinstance(value, Items) else (value,):
        if isinstance(item, Record):
            for key in ("value", "url", "link"):
                yield from texts_in(item.values.get(key))
        elif text := first_text(item):
            yield text


def repositories_in(record: Record, *keys: str) -> Iterator[str]:
    """The repositories at Hugging Face that the links under these keys lead to, each once."""
    seen: set[str] = set()
    for key in keys:
        for link in texts_in(record.values.get(key)):
            if (found := REPOSITORY.match(link)) and found[1].casefold() not in seen:
                seen.add(found[1].casefold())
                yield found[1]


def broken(
    file: str, place: Record | Items | Scalar, message: str, expected: str = "", *, got: str = ""
) -> WorkspaceError:
    """What to raise for a record that cannot be read, with its place."""
    fault = Fault(file, place.line, place.column, message, got=got or None, expected=expected or None)
    return WorkspaceError(f"{file} cannot be read", faults=[fault])
