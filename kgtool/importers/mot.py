"""The Model Openness Tool of LF AI & Data: parts of models and the license of each; lfai/model_openness_tool."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kgtool.importers.found import DataSet, Finding, Found, Part, broken
from kgtool.records import Items, Record, first_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgtool.importers.licenses import LicenseBook

COMPONENTS: Final = {
    "Model architecture": ("model-architecture", "code"),
    "Model parameters (Final)": ("weights", "data"),
    "Model parameters (Intermediate)": ("intermediate-weights", "data"),
    "Model metadata": ("model-metadata", "data"),
    "Training code": ("training-code", "code"),
    "Inference code": ("inference-code", "code"),
    "Evaluation code": ("evaluation-code", "code"),
    "Data preprocessing code": ("data-preprocessing-code", "code"),
    "Supporting libraries and tools": ("supporting-libraries", "code"),
    "Datasets": ("datasets", "data"),
    "Evaluation data": ("evaluation-data", "data"),
    "Sample model outputs": ("sample-outputs", "data"),
    "Evaluation results": ("evaluation-results", "document"),
    "Model card": ("model-card", "document"),
    "Data card": ("data-card", "document"),
    "Technical report": ("technical-report", "document"),
    "Research paper": ("research-paper", "document"),
}
MODALITIES: Final = {
    "language": ("text",), "code": ("code",), "vision": ("image",), "image": ("image",), "audio": ("audio",),
    "video": ("video",), "3d": ("3d",), "multimodal": ("text", "image"),
}  # fmt: skip  # one to read along
UNLICENSED: Final = "unlicensed"
ABSENT: Final = re.compile(r"component.*not includ.*", re.IGNORECASE)
REPOSITORY: Final = re.compile(r"https?://huggingface\.co/([\w.-]+/[\w.-]+)")


def read(record: Record, file: str, licenses: LicenseBook) -> tuple[Found, ...]:
    """One model. Raises: WorkspaceError for a record without a release, or one that names a component of no kind."""
    release = record.values.get("release")
    if not isinstance(release, Record):
        raise broken(file, record, "a record without release", "release: {name: …, components: …}")
    name = first_text(release.values.get("name"))
    if not name:
        raise broken(file, release, "a release without name", "name: …")
    parts = tuple(_parts(release, file, licenses))
    repository = REPOSITORY.match(first_text(release.values.get("huggingface")))
    found = Found(
        file=file,
        label=name,
        developer=first_text(release.values.get("producer")),
        version=first_text(release.values.get("version")),
        date=first_text(release.values.get("date")),
        modality=MODALITIES.get(first_text(release.values.get("type")), ()),
        repositories=(repository[1],) if repository else (),
        parts=parts,
        findings=tuple(_findings(dict(parts))),
    )
    return (found,)


def _parts(release: Record, file: str, licenses: LicenseBook) -> Iterator[tuple[str, Part]]:
    """The components that are there, each with the license that holds for it."""
    listed = release.values.get("components")
    seen: set[str] = set()
    for item in listed.items if isinstance(listed, Items) else ():
        if not isinstance(item, Record):
            raise broken(file, item, "a component that is no record", "name: …, license: …")
        name = first_text(item.values.get("name"))
        if name not in COMPONENTS or name in seen:
            raise broken(file, item.values.get("name", item), "no component of the framework, or one twice", got=name)
        seen.add(name)
        own = first_text(item.values.get("license"))
        if ABSENT.fullmatch(own):
            continue
        kind, content = COMPONENTS[name]
        text, level = (own, "own") if "license" in item.keys else _inherited(release, content)
        resolved = licenses.resolve(text) if text else ""
        yield (
            kind,
            Part(
                availability="published",
                locator=f"component {name}; {level} license: {text or UNLICENSED}",
                license=resolved,
                as_published=text if text != resolved else "",
                url=_address(item),
            ),
        )


def _inherited(release: Record, content: str) -> tuple[str, str]:
    """The license of all components of a kind of content, else that of the whole distribution."""
    given = release.values.get("license")
    for level in (content, "distribution"):
        told = given.values.get(level) if isinstance(given, Record) else None
        if isinstance(told, Record) and (text := first_text(told.values.get("name"))):
            return text, level
    return "", "no"


def _address(component: Record) -> str:
    url = first_text(component.values.get("component_path"))
    return url if re.fullmatch(r"https://[^\s<>\"{}|\\^`]+", url) else ""


def _findings(parts: dict[str, Part]) -> Iterator[Finding]:
    """Which components the tool lists, under what, and which not."""
    for name, (kind, _) in COMPONENTS.items():
        part = parts.get(kind)
        if part is None:
            yield Finding(name, kind, "not included", "denies")
        else:
            yield Finding(name, kind, f"included, {part.license or part.as_published}", "affirms", part.license)


DATA_SET: Final = DataSet(
    name="mot",
    title="Model Openness Tool",
    assessor="organization/lfai-data",
    scheme="model-openness-framework",
    files="https://github.com/lfai/model_openness_tool/blob/{revision}/models",
    revision="8b5d30e",
    read=read,
    trials=("DeepSeek-V3-test.yml",),
)
