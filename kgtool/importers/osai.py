"""The European Open Source AI Index of Radboud University: systems graded on twelve criteria; osai-index.eu."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kgtool.importers.found import DataSet, Finding, Found, Part, broken, mapping_under, repositories_in, texts_in
from kgtool.records import Record, first_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgtool.importers.licenses import LicenseBook

CRITERIA: Final = {
    "datasources_basemodel": "datasets",
    "datasources_endmodel": "",
    "weights_basemodel": "",
    "weights_endmodel": "weights",
    "trainingcode": "training-code",
    "code": "",
    "hardware_architecture": "",
    "preprint": "",
    "paper": "",
    "modelcard": "model-card",
    "datasheet": "data-card",
    "licenses": "g7-weights-license",
}
"""The criteria and the component type or requirement that each is about; nothing where none of ours corresponds."""
PARTS: Final = ("datasets", "weights", "training-code", "model-card", "data-card")
BASE: Final = {"datasources_basemodel": "datasets", "weights_basemodel": "weights"}
"""The criteria that grade the model that a system was made from."""
VERDICTS: Final = {"open": "affirms", "partial": "partly", "closed": "denies"}
MODALITIES: Final = {"text": "text", "code": "code", "image": "image", "audio": "audio", "video": "video"}
LINK: Final = re.compile(r"https://[^\s<>\"{}|\\^`]+")
DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}")
PUBLISHED: Final = ("open", "partial")


def read(record: Record, file: str, licenses: LicenseBook) -> tuple[Found, ...]:
    """One system, and the model that it was made from.

    Raises: WorkspaceError for a record without name, or a grade that the index does not have.
    """
    system = mapping_under(record, "system")
    name = first_text(system.values.get("name"))
    if not name:
        raise broken(file, record, "a record without the name of its system", "system: {name: …}")
    text = first_text(system.values.get("endmodellicense"))
    released = first_text(system.values.get("releasedate"))
    findings = tuple(_findings(record, file))
    base = Found(
        file=file,
        label=first_text(system.values.get("basemodelname")),
        repositories=tuple(_repositories(record, "weights_basemodel")),
        findings=tuple(replace(of, element=BASE[of.criterion]) for of in findings if of.criterion in BASE),
        whole=False,
    )
    found = Found(
        file=file,
        label=name,
        developer=first_text(mapping_under(record, "org").values.get("name")),
        version=first_text(system.values.get("endmodelname")) or name,
        released=released if DATE.fullmatch(released) else "",
        modality=tuple(kind for kind in re.split(r"\W+", first_text(system.values.get("type"))) if kind in MODALITIES),
        repositories=tuple(_repositories(record, "weights_endmodel", "system")),
        parts=tuple(_parts(record, text, licenses)),
        findings=tuple(of for of in findings if of.criterion != "weights_basemodel"),
    )
    same = not base.repositories or set(base.repositories) & set(found.repositories)
    return (found,) if same else (found, base)


def _parts(record: Record, text: str, licenses: LicenseBook) -> Iterator[tuple[str, Part]]:
    """What the index grades as open or partly so; the license is stated of the weights of the end model alone."""
    for key, kind in CRITERIA.items():
        graded = mapping_under(record, key)
        if kind in PARTS and first_text(graded.values.get("class")) in PUBLISHED:
            terms = text if kind == "weights" else ""
            resolved = licenses.resolve(terms) if terms else ""
            yield (
                kind,
                Part(
                    availability="published",
                    locator=key,
                    license=resolved,
                    as_published=terms if terms != resolved else "",
                    url=next(filter(LINK.fullmatch, texts_in(graded.values.get("link"))), ""),
                ),
            )


def _findings(record: Record, file: str) -> Iterator[Finding]:
    for key, kind in CRITERIA.items():
        graded = mapping_under(record, key)
        grade = first_text(graded.values.get("class"))
        if grade not in VERDICTS:
            message = f"{key} has no grade of the index"
            raise broken(file, graded if graded.keys else record, message, "open, partial or closed", got=grade)
        yield Finding(key, kind, grade, VERDICTS[grade])


def _repositories(record: Record, *keys: str) -> Iterator[str]:
    """The repositories that the links under these criteria lead to, each once."""
    yield from dict.fromkeys(name for key in keys for name in repositories_in(mapping_under(record, key), "link"))


DATA_SET: Final = DataSet(
    name="osai",
    title="European Open Source AI Index",
    assessor="organization/radboud-university",
    scheme="osai-index",
    files="https://github.com/Language-Technology-Assessment/main-database/blob/{revision}",
    revision="5a388e8",
    read=read,
    aside=("_", "a_submission_template"),
)
