"""Ecosystem Graphs of Stanford's CRFM: models, datasets, applications and what each depends on; arXiv 2303.15772."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kgtool.entities import slug_of
from kgtool.importers.found import DataSet, Finding, Found, Part, broken, repositories_in
from kgtool.records import Items, Record, first_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgtool.importers.licenses import LicenseBook

FOLDERS: Final = {"model": "model", "dataset": "dataset", "application": "application"}
ACCESS: Final = {"open": "affirms", "limited": "partly", "closed": "denies"}
MODALITIES: Final = ("text", "code", "image", "audio", "video", "3d")
DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}")
KINDS: Final = " or ".join(FOLDERS)


def read(record: Record, file: str, licenses: LicenseBook) -> tuple[Found, ...]:
    """One asset. Raises: WorkspaceError for one without name, of no type, or with an unknown access."""
    name, kind = first_text(record.values.get("name")), first_text(record.values.get("type"))
    if not name:
        raise broken(file, record, "an asset without name", "name: …")
    if kind not in FOLDERS:
        raise broken(file, record.values.get("type", record), f"{name} is of no type", KINDS, got=kind)
    access = first_text(record.values.get("access")).casefold()
    if access and access not in ACCESS:
        raise broken(file, record.values["access"], f"the access to {name}", " or ".join(ACCESS), got=access)
    created = first_text(record.values.get("created_date"))
    found = Found(
        file=file,
        entry=name,
        label=name,
        folder=FOLDERS[kind],
        developer=first_text(record.values.get("organization")),
        released=created if DATE.fullmatch(created) else "",
        modality=tuple(_modality(first_text(record.values.get("modality")))),
        repositories=tuple(repositories_in(record, "url", "model_card")) if kind == "model" else (),
        parts=tuple(_parts(record, kind, access, licenses)),
        findings=(Finding("access", "weights", access, ACCESS[access]),) if kind == "model" and access else (),
        made_from=tuple(_dependencies(record)),
    )
    return (found,)


def _parts(record: Record, kind: str, access: str, licenses: LicenseBook) -> Iterator[tuple[str, Part]]:
    """What can be had, under the one license that the list tells; of a model it may be that of the code."""
    if access != "open" or kind == "application":
        return
    text = first_text(record.values.get("license"))
    resolved = licenses.resolve(text) if text else ""
    published = " ".join(text.split()) if text != resolved else ""
    yield {"model": "weights", "dataset": "datasets"}[kind], Part("published", "access, license", resolved, published)


def _modality(text: str) -> Iterator[str]:
    """The kinds of content among those that go in and come out, each once.

    >>> list(_modality("image, text; text"))
    ['image', 'text']
    """
    yield from dict.fromkeys(word for word in re.split(r"\W+", text.casefold()) if word in MODALITIES)


def _dependencies(record: Record) -> Iterator[str]:
    """The names of what it was made from; some records wrap the list as they do other values."""
    value = record.values.get("dependencies")
    if isinstance(value, Record):
        value = value.values.get("value")
    for item in value.items if isinstance(value, Items) else ():
        if slug_of(text := first_text(item)):
            yield text


DATA_SET: Final = DataSet(
    name="ecosystem-graphs",
    title="Ecosystem Graphs",
    assessor="organization/stanford-crfm",
    scheme="ecosystem-graphs",
    files="https://github.com/stanford-crfm/ecosystem-graphs/blob/{revision}/assets",
    revision="576655a",
    read=read,
)
