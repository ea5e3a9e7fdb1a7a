"""The Open Source AI Map of Current AI: products, each with a class of openness; currentai-org/os-ai-map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kgtool.importers.found import DataSet, Finding, Found, Part, broken, mapping_under, repositories_in
from kgtool.records import Record, first_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgtool.importers.licenses import LicenseBook

CLASSES: Final = {
    "open_source": "affirms",
    "open_core": "partly",
    "open_weights": "partly",
    "source_available": "partly",
    "gated": "partly",
    "restricted": "partly",
    "closed": "denies",
}
COMPONENTS: Final = {"weights": "weights", "data": "datasets"}
"""What the map says of a model in a form that can be read; its word on code mixes training with deployment."""
GRADES: Final = {"open": "affirms", "partial": "partly", "closed": "denies"}
STATED: Final = re.compile(r"(\w+):(open|partial|closed)\b(?:\(([A-Z][\w.+-]+)[,)])?")
BESIDE: Final = "products"


def read(record: Record, file: str, licenses: LicenseBook) -> tuple[Found, ...]:
    """One model; nothing of a product that is none. Raises: WorkspaceError for a record without a class of the map."""
    product, openness = mapping_under(record, BESIDE), mapping_under(record, "openness")
    if first_text(product.values.get("type")) != "model":
        return ()
    grade = first_text(openness.values.get("class"))
    if grade not in CLASSES:
        place = openness if openness.keys else record
        raise broken(file, place, "no class of the map", "class: …", got=grade)
    stated = dict(_stated(first_text(openness.values.get("components"))))
    findings = [
        Finding(f"components, {name}", COMPONENTS[name], word, GRADES[word]) for name, (word, _) in stated.items()
    ]
    found = Found(
        file=file,
        label=first_text(product.values.get("display_name")) or first_text(product.values.get("name")),
        date=_seen(openness),
        repositories=tuple(repositories_in(product, "huggingface_model")),
        parts=tuple(_parts(stated, licenses)),
        findings=(Finding("openness class", "", grade, CLASSES[grade]), *findings),
    )
    return (found,)


def _stated(components: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """The word on each component that it knows, and the license named behind it.

    >>> dict(_stated("weights:open(Apache-2.0, BF16 safetensors);data:closed;code:partial(inference)"))
    {'weights': ('open', 'Apache-2.0'), 'data': ('closed', '')}
    """
    for name, word, terms in STATED.findall(components):
        if name in COMPONENTS:
            yield name, (word, terms)


def _parts(stated: dict[str, tuple[str, str]], licenses: LicenseBook) -> Iterator[tuple[str, Part]]:
    for name, (word, text) in stated.items():
        if word == "open":
            resolved = licenses.resolve(text) if text else ""
            yield (
                COMPONENTS[name],
                Part("published", f"openness, components: {name}", resolved, text if text != resolved else ""),
            )


def _seen(openness: Record) -> str:
    """The newest day on which a source of the grade was opened."""
    sources = openness.values.get("sources")
    items = getattr(sources, "items", ())
    return max((first_text(item.values.get("accessed")) for item in items if isinstance(item, Record)), default="")


DATA_SET: Final = DataSet(
    name="os-ai-map",
    title="Open Source AI Map",
    assessor="organization/current-ai",
    scheme="os-ai-map",
    files="https://github.com/currentai-org/os-ai-map/blob/{revision}/sources/scores",
    revision="57cbce2",
    read=read,
    folder="scores",
    beside=BESIDE,
)
