"""The keys of records, read from the property shapes of the ontology; https://www.w3.org/TR/shacl/."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgtool.errors import Fault
from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS, RDFS_LABEL, SH, SKOS, XSD, local_name
from kgtool.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgtool.ontology.turtle import Axioms, Node

XSD_TYPES: Final = (
    "string", "anyURI", "boolean", "date", "gYear",
    "integer", "nonNegativeInteger", "positiveInteger", "decimal", "double",
)  # fmt: skip  # one to read along, not one a line
DATATYPES: Final = frozenset({XSD + name for name in XSD_TYPES} | {RDF + "langString", KG + "money"})
RESERVED: Final = frozenset({"source", "from", "until"})


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an entity's record: the property that it stands for and the form of its values.

    `datatype` is an IRI or None; `classes` are IRIs, of concepts when `concept` is set; with neither, any id.
    `slug`, `keyed_by` and `expression` are IRIs of properties; `matches` is the start of an outside IRI.
    """

    key: str
    path: str
    datatype: str | None = None
    classes: tuple[str, ...] = ()
    concept: bool = False
    nested: bool = False
    flat: bool = False
    slug: str | None = None
    keyed_by: str | None = None
    expression: str | None = None
    unique: bool = False
    own_source: bool = False
    begins: bool = False
    matches: str | None = None
    min_count: int = 0
    max_count: int | None = None
    label: str = ""
    description: str = ""
    order: float = 0.0
    file: str = ""
    line: int = 0


class FieldReader:
    """Reads fields out of shapes; `concepts` are the IRIs of the classes of concepts."""

    def __init__(self, axioms: Axioms, classes: Mapping[str, tuple[str, ...]], concepts: frozenset[str], language: str):
        self.axioms = axioms
        self.classes = classes
        self.concepts = concepts
        self.language = language
        self.faults: list[Fault] = []

    def by_class(self) -> dict[str, dict[str, Field]]:
        """The fields of each class by key, in display order, those of superclasses included."""
        own: dict[str, dict[str, Field]] = {}
        for shape in list(self.axioms.by_subject):
            for axiom in self.axioms.written(shape, SH + "targetClass"):
                target = _iri(axiom.triple.object)
                self._check_class(target, axiom.file, axiom.line, "sh:targetClass")
                self._add(own.setdefault(target, {}), shape)
        fields = {iri: self._inherited(iri, own) for iri in self.classes}
        for of_class in own.values():
            for field in of_class.values():
                self._check_nested(field, fields)
        return fields

    def _inherited(self, iri: str, own: Mapping[str, Mapping[str, Field]]) -> dict[str, Field]:
        merged: dict[str, Field] = {}
        for name in (*reversed(self.classes[iri]), iri):
            merged.update(own.get(name, {}))
        return dict(sorted(merged.items(), key=lambda item: (item[1].order, item[0])))

    def _add(self, fields: dict[str, Field], shape: object) -> None:
        for node in self.axioms.nodes(shape, SH + "property"):
            field = None if self.axioms.is_set(node, SH + "deactivated") else self._field(node)
            if field is None:
                continue
            before = fields.get(field.key)
            if before is not None and before.path != field.path:
                message, got = f"the key {field.key} stands for two properties", f"{before.path} and {field.path}"
                self._fault(field.file, field.line, message, got=got, hint="give one a kg:key")
            fields[field.key] = _merged(before, field) if before else field

    def _field(self, node: Node) -> Field | None:
        axioms = self.axioms
        file, line = axioms.place(node)
        path = axioms.iri(node, SH + "path")
        key = axioms.text(node, KG + "key") or (local_name(path) if path else "")
        if path is None:
            if axioms.text(node, KG + "key"):
                self._fault(file, line, "a key whose path is not a property", expected="sh:path with an IRI")
            return None
        if not key:
            self._fault(file, line, "a property without a local name", got=path, hint="give it a kg:key")
            return None
        if path == RDF_TYPE:
            return None
        if key in RESERVED:
            self._fault(file, line, f"the key {key} is reserved", hint="give the property another kg:key")
        return replace(self._form(node, file, line), key=key, path=path)

    def _form(self, node: Node, file: str, line: int) -> Field:
        axioms, path = self.axioms, self.axioms.iri(node, SH + "path") or ""
        datatype = axioms.iri(node, SH + "datatype")
        if datatype is not None and datatype not in DATATYPES:
            known = ", ".join(sorted(local_name(name) for name in DATATYPES))
            self._fault(file, line, "a datatype that records cannot hold", got=datatype, expected=known)
        classes = self._classes(node)
        expression = axioms.iri(node, KG + "expression")
        if expression:
            classes = tuple(name for name in classes if not name.startswith(KG))
        elif datatype is None and not classes and axioms.iri(node, SH + "nodeKind") != SH + "IRI":
            datatype = XSD + "string"
        violates = axioms.iri(node, SH + "severity") in (None, SH + "Violation")
        most = axioms.number(node, SH + "maxCount")
        return Field(
            "", "", datatype, classes, concept=bool(classes) and all(name in self.concepts for name in classes),
            nested=axioms.is_set(node, KG + "nested"), flat=axioms.is_set(node, KG + "flat"),
            slug=axioms.iri(node, KG + "slug"), keyed_by=axioms.iri(node, KG + "keyedBy"), expression=expression,
            unique=axioms.is_set(node, KG + "unique"), own_source=axioms.is_set(node, KG + "ownSource"),
            begins=axioms.is_set(node, KG + "begins"), matches=axioms.text(node, KG + "matches"),
            min_count=int(axioms.number(node, SH + "minCount") or 0) if violates else 0,
            max_count=int(most) if most is not None and violates else None,
            label=axioms.text(node, SH + "name") or axioms.text(ox.NamedNode(path), RDFS_LABEL, self.language) or "",
            description=axioms.text(node, SH + "description")
            or axioms.text(ox.NamedNode(path), SKOS + "definition", self.language) or "",
            order=axioms.number(node, SH + "order") or 0.0, file=file, line=line,
        )  # fmt: skip  # one line a group of properties reads better than one a property

    def _classes(self, node: Node) -> tuple[str, ...]:
        """The classes of `sh:class`, also those inside `sh:or`."""
        places = [node]
        for head in self.axioms.nodes(node, SH + "or"):
            places += self.axioms.members(head)
        found = []
        for place in places:
            for axiom in self.axioms.written(place, SH + "class"):
                name = _iri(axiom.triple.object)
                self._check_class(name, axiom.file, axiom.line, "sh:class")
                found.append(name)
        return tuple(found)

    def _check_class(self, name: str, file: str, line: int, where: str) -> None:
        if name not in self.classes and name != SKOS + "Concept":
            hint = did_you_mean(name, self.classes)
            self._fault(file, line, f"{where} names no class of the ontology", got=name, hint=hint)

    def _check_nested(self, field: Field, fields: Mapping[str, Mapping[str, Field]]) -> None:
        """A nested field has one class, and the properties that name its items are keys of that class."""
        if not field.nested:
            return
        if len(field.classes) != 1:
            message = f"the nested records of {field.key} need one class"
            self._fault(field.file, field.line, message, expected="one sh:class")
            return
        paths = {inner.path: inner for inner in fields.get(field.classes[0], {}).values()}
        for name in (field.slug, field.keyed_by):
            if name and name not in paths:
                hint = did_you_mean(name, paths)
                message = f"{field.key} is named by a property that its records do not have"
                self._fault(field.file, field.line, message, got=name, hint=hint)
        if field.keyed_by in paths and not paths[field.keyed_by].concept:
            self._fault(field.file, field.line, f"{field.key} must be keyed by concepts", got=field.keyed_by)

    def _fault(self, file: str, line: int, message: str, **more: str | None) -> None:
        self.faults.append(Fault(file, line, 0, message, **more))  # type: ignore[arg-type]  # all but severity are str | None


def _merged(one: Field, other: Field) -> Field:
    """Two property shapes of one path as one field: the first that says something counts."""
    typed = one if one.classes or one.datatype != XSD + "string" or not other.classes else other
    return replace(
        typed,
        min_count=max(one.min_count, other.min_count),
        max_count=min((n for n in (one.max_count, other.max_count) if n is not None), default=None),
        unique=one.unique or other.unique,
        own_source=one.own_source or other.own_source,
        begins=one.begins or other.begins,
        order=one.order or other.order,
    )


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def subclass_closure(axioms: Axioms, classes: list[str]) -> dict[str, tuple[str, ...]]:
    """For each class its superclasses, nearest first."""
    direct = {name: [_iri(n) for n in axioms.nodes(ox.NamedNode(name), RDFS + "subClassOf")] for name in classes}
    closure = {}
    for name in classes:
        found: list[str] = []
        waiting = list(direct[name])
        while waiting:
            above = waiting.pop(0)
            if above != name and above not in found and not above.startswith("_:"):
                found.append(above)
                waiting += direct.get(above, [])
        closure[name] = tuple(found)
    return closure
