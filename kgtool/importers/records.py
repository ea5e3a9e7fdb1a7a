"""The files that an import writes: a model and its developer as YAML, grades as a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from kgtool.entities import slug_of
from kgtool.records import EMPTY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kgtool.importers.found import DataSet, Finding, Found, Part

WIDTH: Final = 160
COLUMNS: Final = (
    "id", "label", "assessor", "scheme", "criterion", "element", "value", "verdict", "license", "target", "date",
    "source.url", "source.locator", "source.read",
)  # fmt: skip  # the header of the table
UNKNOWN: Final = "unknown-developer"
UNNAMED: Final = "unnamed"


def record_files(data_set: DataSet, found: Iterable[Found], known: Collection[str], read: str) -> dict[str, str]:
    """A file for each model, and one for each developer that is not `known` by its id, by their path under `graph/`."""
    files: dict[str, str] = {}
    for record in (record for record in found if record.whole):
        developer = slug_of(record.developer) or UNKNOWN
        source = {"url": data_set.address(record.file), "read": read}
        if f"organization/{developer}" not in known:
            label = record.developer or "not stated"
            files.setdefault(f"organization/{developer}.yaml", _yaml({"label": label, "source": source}))
        files[f"model/{_free(slug_of(record.file.rpartition('.')[0]) or UNNAMED, files)}.yaml"] = _yaml(
            dict(_model(record, f"organization/{developer}", source))
        )
    return files


def _free(slug: str, files: Mapping[str, str]) -> str:
    """The slug, with a number where another file has it."""
    number, free = 1, slug
    while f"model/{free}.yaml" in files:
        number += 1
        free = f"{slug}-{number}"
    return free


def _model(record: Found, developer: str, source: dict[str, str]) -> Iterator[tuple[str, Any]]:
    yield "label", record.label
    yield "developer", developer
    if record.modality:
        yield "modality", list(record.modality)
    if record.repositories:
        yield "huggingFace", list(record.repositories)
    yield "source", source
    version = next((text for text in (record.version, record.label) if slug_of(text)), UNNAMED)
    release: dict[str, Any] = {"version": version}
    if record.released:
        release |= {"date": record.released, "source": {**source, "locator": "release date"}}
    if any(kind == "weights" for kind, _ in record.parts):
        release["channel"] = ["weights"]
    if parts := {kind: dict(_component(part, source)) for kind, part in record.parts}:
        release["components"] = parts
    yield "releases", [release]


def _component(part: Part, source: dict[str, str]) -> Iterator[tuple[str, Any]]:
    yield "availability", part.availability
    if part.license:
        yield "license", part.license
    if part.as_published:
        yield "licenseAsPublished", part.as_published
    if part.url:
        yield "url", part.url
    yield "source", {**source, "locator": part.locator}


def _yaml(content: dict[str, Any]) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes words that stand for no value where they are not quoted."""

        def represent_str(self, text: str) -> yaml.ScalarNode:
            node = super().represent_str(text)
            node.style = "'" if text in EMPTY else node.style
            return node

    Dumper.add_representer(str, Dumper.represent_str)
    return yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False)


def assessment_table(data_set: DataSet, graded: Iterable[tuple[str, Found, Finding]], read: str) -> str:
    """The grades of models, named by their ids, as the table of assessments."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(COLUMNS)
    for target, record, finding in graded:
        name = f"{data_set.name}-{target.removeprefix('model/')}-{slug_of(finding.criterion)}"
        writer.writerow((
            name, f"{data_set.title}: {record.label}, {finding.criterion}", data_set.assessor, data_set.scheme,
            finding.criterion, finding.element, finding.value, finding.verdict, finding.license, target, record.date,
            data_set.address(record.file), finding.criterion, read,
        ))  # fmt: skip  # in the order of the columns
    return sink.getvalue()
