"""The files that an import writes: models, datasets, applications and their makers as YAML, grades as a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from kgtool.entities import slug_of
from kgtool.records import EMPTY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kgtool.importers.found import DataSet, Finding, Found, Part

WIDTH: Final = 160
COLUMNS: Final = (
    "id", "label", "assessor", "scheme", "criterion", "element", "value", "verdict", "license", "target", "date",
    "source.url", "source.locator", "source.read",
)  # fmt: skip  # the header of the table
UNKNOWN: Final = "unknown-developer"
UNNAMED: Final = "unnamed"


LINKS: Final = {
    ("model", "model"): "derivedFrom",
    ("model", "dataset"): "trainedOn",
    ("dataset", "dataset"): "derivedFrom",
    ("dataset", "model"): "derivedFrom",
    ("application", "model"): "uses",
    ("application", "application"): "uses",
}
"""How a thing of the first folder tells what of the second it was made from."""


def record_files(
    data_set: DataSet, found: Iterable[Found], known: Collection[str], read: str
) -> tuple[dict[str, str], Counter[str]]:
    """A file for each record, and one for each developer that is not `known` by its id, by their path under `graph/`.

    And how often each label is named as that which something was made from, and means nothing or several things here.
    """
    files: dict[str, str] = {}
    records = [record for record in found if record.whole]
    paths = _paths(records)
    labels = Counter(record.label for record in records)
    named = {record.label: path for record, path in zip(records, paths, strict=True) if labels[record.label] == 1}
    unresolved: Counter[str] = Counter()
    for record, path in zip(records, paths, strict=True):
        developer = slug_of(record.developer) or UNKNOWN
        source = {"url": data_set.address(record.file), "read": read}
        if record.entry:
            source["locator"] = record.entry
        if f"organization/{developer}" not in known:
            label = record.developer or "not stated"
            files.setdefault(f"organization/{developer}.yaml", _yaml({"label": label, "source": source}))
        content = dict(_content(record, f"organization/{developer}", source))
        for label in record.made_from:
            key = LINKS.get((record.folder, named.get(label, "").partition("/")[0]))
            if key is None:
                unresolved[label] += 1
            elif named[label] != path:
                content.setdefault(key, []).append(named[label])
        files[f"{path}.yaml"] = _yaml(content)
    return files, unresolved


def _paths(records: Sequence[Found]) -> list[str]:
    """The path of each record, with a number where another has the same."""
    taken: Counter[str] = Counter()
    paths = []
    for record in records:
        path = f"{record.folder}/{slug_of(record.entry or record.file.rpartition('.')[0]) or UNNAMED}"
        taken[path] += 1
        paths.append(path if taken[path] == 1 else f"{path}-{taken[path]}")
    return paths


def _content(record: Found, developer: str, source: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """What a file says, but for the links to others."""
    yield "label", record.label
    if record.developer or record.folder == "model":
        yield "developer", developer
    if record.modality and record.folder != "application":
        yield "modality", list(record.modality)
    if record.repositories:
        yield "huggingFace", list(record.repositories)
    yield "source", source
    if record.folder == "model":
        yield "releases", [_release(record, source)]
        return
    if record.released:
        yield "date", record.released
    for _, part in record.parts:
        yield from _component(part, source)


def _release(record: Found, source: dict[str, str]) -> dict[str, Any]:
    version = next((text for text in (record.version, record.label) if slug_of(text)), UNNAMED)
    release: dict[str, Any] = {"version": version}
    if record.released:
        release |= {"date": record.released, "source": _at(source, "release date")}
    if any(kind == "weights" for kind, _ in record.parts):
        release["channel"] = ["weights"]
    if parts := {kind: dict(_component(part, source)) for kind, part in record.parts}:
        release["components"] = parts
    return release


def _at(source: dict[str, str], place: str) -> dict[str, str]:
    """The source, with the place in the record."""
    return {**source, "locator": f"{source['locator']}: {place}" if "locator" in source else place}


def _component(part: Part, source: dict[str, str]) -> Iterator[tuple[str, Any]]:
    yield "availability", part.availability
    if part.license:
        yield "license", part.license
    if part.as_published:
        yield "licenseAsPublished", part.as_published
    if part.url:
        yield "url", part.url
    yield "source", _at(source, part.locator)


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
