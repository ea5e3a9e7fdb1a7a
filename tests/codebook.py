"""The codebook of the data, out of the ontology: `python -m tests.codebook` writes `docs/CODEBOOK.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kgtool.namespaces import RDF, XSD, local_name
from kgtool.ontology import read_ontology
from kgtool.workspace import find_workspace
from tests.commands import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgtool.ontology import EntityClass, Field, Ontology

PATH: Final = ROOT / "docs/CODEBOOK.md"
HEAD: Final = """# Codebook

Every key of every record, and every value of every list: from the ontology, which `kgtool ontology show CLASS` prints.
A value may be plain or say more: `{value, rank, from, until, role, note, source}`, see
[`graph/README.md`](../graph/README.md). In a table (`graph/assessment/*.csv`, `graph/region/*.csv`) a column has the
name of its key, and what hangs on another stands behind a dot: `source.url`.
"""
NAMES: Final = {
    "label": "The name by which it goes.",
    "altLabel": "Another name, such as that of a file or a repository.",
    "note": "A remark in our words.",
}


def codebook() -> str:
    """The whole text."""
    ontology = read_ontology(find_workspace(ROOT))
    classes = sorted((cls for cls in ontology.classes.values() if cls.fields), key=lambda cls: cls.label)
    parts = [HEAD, *("\n".join(_of_class(ontology, cls)) for cls in classes), "# Lists of values\n"]
    for iri, slugs in sorted(ontology.concepts.items(), key=lambda pair: local_name(pair[0])):
        if slugs and iri in ontology.classes:
            parts.append(f"**{ontology.classes[iri].label}**: " + ", ".join(f"`{slug}`" for slug in slugs) + "\n")
    return "\n".join(parts)


def _of_class(ontology: Ontology, cls: EntityClass) -> Iterator[str]:
    where = f", in `graph/{cls.folder}/`" if cls.folder else ""
    yield f"## {cls.label}{where}\n\n{cls.definition}\n"
    yield "| key | holds | how many | meaning |\n| --- | --- | --- | --- |"
    for field in sorted(cls.fields.values(), key=lambda field: field.order):
        meaning = (field.description or NAMES[field.key]) + (" Names its own source." if field.own_source else "")
        yield f"| `{field.key}` | {_kind(ontology, field)} | {_number(field)} | {meaning} |"
    yield ""


def _kind(ontology: Ontology, field: Field) -> str:
    if field.datatype:
        return {RDF + "langString": "text and its language", XSD + "string": "text"}.get(
            field.datatype, local_name(field.datatype)
        )
    return " or ".join(ontology.classes[name].label for name in field.classes) or "any entity"


def _number(field: Field) -> str:
    if field.max_count == 1:
        return "1" if field.min_count else "0 or 1"
    return "1 or more" if field.min_count else "any"


if __name__ == "__main__":
    PATH.write_text(codebook(), encoding="utf-8")
