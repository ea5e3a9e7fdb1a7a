"""Which ids, concepts and unique values exist, and which are referred to in vain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault
from kgtool.nearest import did_you_mean
from kgtool.records import Items, Record, Scalar, Value
from kgtool.values import ValueFormError, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgtool.entities import Entity
    from kgtool.ontology import Field, Ontology

HINTED: Final = 500  # beyond so many dangling references nobody reads the hints, and each costs a search


@dataclass(frozen=True, slots=True)
class _Reference:
    id: str
    field: Field
    file: str
    place: Scalar


class NameBook:
    """Takes ids as they are met, and checks references once all are known.

    `unread` are the files that could not be read: what they would have named is not missed.
    """

    def __init__(
        self, ontology: Ontology, entities: Sequence[Entity], unread: Iterable[str], faults: list[Fault]
    ) -> None:
        self.ontology = ontology
        self.faults = faults
        self.taken: dict[str, str] = {}
        self.claims: dict[tuple[str, str], tuple[str, str]] = {}
        self.references: list[_Reference] = []
        self.unread = {file.removeprefix("graph/").removesuffix(".yaml") for file in unread}
        self.unread_folders = {name.rpartition("/")[0] for name in self.unread}
        self.by_value = {path: self._index(path, entities) for path in self._expression_paths()}

    def take(self, name: str, cls: str) -> None:
        """Note that an id exists, and of which class it is."""
        self.taken[name] = cls

    def free(self, name: str) -> str:
        """The name, with -2, -3, … behind it when it is taken."""
        number, free = 1, name
        while free in self.taken:
            number += 1
            free = f"{name}-{number}"
        return free

    def refer(self, name: str, field: Field, file: str, place: Scalar) -> None:
        """Note that an id is referred to."""
        self.references.append(_Reference(name, field, file, place))

    def claim(self, field: Field, value: Scalar, subject: str, file: str) -> None:
        """Note a unique value; a fault when another entity has it."""
        text = clean_text(value.text)
        first = self.claims.setdefault((field.path, text), (subject, f"{file}:{value.line}"))
        if first[0] != subject:
            message = f"{field.key} must be unique, and {first[0]} has the same at {first[1]}"
            self.faults.append(Fault(file, value.line, value.column, message, got=text))

    def concept(self, text: str, classes: Sequence[str]) -> str:
        """The IRI of a concept of one of the classes. Raises: ValueFormError with the nearest."""
        known: list[str] = []
        for cls in classes:
            concepts = self.ontology.concepts.get(cls, {})
            if text in concepts:
                return concepts[text].iri
            known += concepts
        hint = did_you_mean(text, known)
        raise ValueFormError("no such value", ", ".join(known[:40]) or "a concept; the ontology has none here", hint)

    def named(self, text: str, field: Field, file: str, place: Scalar) -> str:
        """The id of the entity that a name in an expression stands for.

        Raises: ValueFormError with the nearest three.
        """
        index = self.by_value.get(field.expression or "", {})
        if text in index:
            return index[text]
        if "/" in text:
            self.refer(text, field, file, Scalar(text, place.line, place.column))
            return text
        if self.unread_folders & self._folders(field.classes):
            return f"unread/{text}"
        hint = did_you_mean(text, index, 3)
        raise ValueFormError(f"nothing is called {text}", "a name, or an id", hint)

    def check(self) -> None:
        """A fault for each reference to an id that nothing has."""
        hinted = 0
        for reference in self.references:
            if reference.id in self.taken or self._is_unread(reference.id):
                continue
            hinted += 1
            hint = self._hint(reference) if hinted <= HINTED else None
            message, place = f"{reference.field.key}: nothing has this id", reference.place
            fault = Fault(reference.file, place.line, place.column, message, reference.id, "an id", hint)
            self.faults.append(fault)

    def _hint(self, reference: _Reference) -> str | None:
        """The nearest ids of a class that fits, else of any."""
        wanted = set(reference.field.classes)
        classes = self.ontology.classes
        fitting = {iri for iri, cls in classes.items() if not wanted or iri in wanted or wanted & set(cls.superclasses)}
        names = [name for name, cls in self.taken.items() if cls in fitting]
        return did_you_mean(reference.id, names, 3) or did_you_mean(reference.id, self.taken, 3)

    def _is_unread(self, name: str) -> bool:
        parts = name.split("/")
        above = {"/".join(parts[:n]) for n in range(1, len(parts) + 1)}
        tables = (file for file in self.unread if file.endswith(".csv"))
        return bool(above & self.unread) or any(file.startswith(parts[0] + "/") for file in tables)

    def _folders(self, classes: Sequence[str]) -> set[str]:
        wanted = set(classes)
        return {f for f, cls in self.ontology.folders.items() if cls.iri in wanted or wanted & set(cls.superclasses)}

    def _expression_paths(self) -> set[str]:
        fields = (field for cls in self.ontology.classes.values() for field in cls.fields.values())
        return {field.expression for field in fields if field.expression}

    def _index(self, path: str, entities: Sequence[Entity]) -> dict[str, str]:
        """The ids of entities by their values of a property."""
        index: dict[str, str] = {}
        keys = {
            folder: [field.key for field in cls.fields.values() if field.path == path]
            for folder, cls in self.ontology.folders.items()
        }
        for entity in entities:
            for key in keys.get(entity.folder, ()):
                for text in _texts(entity.record.values.get(key)):
                    index.setdefault(text, entity.id)
        return index


def _texts(value: Value | None) -> list[str]:
    if isinstance(value, Scalar):
        return [clean_text(value.text)]
    if isinstance(value, Items):
        return [text for item in value.items for text in _texts(item)]
    return _texts(value.values.get("value")) if isinstance(value, Record) else []
