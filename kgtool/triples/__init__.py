"""Entities and ontology together: every fact as a statement."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from kgtool.entities import Entity, slug_of
from kgtool.errors import Fault, WorkspaceError
from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS_LABEL, SKOS, XSD
from kgtool.nearest import did_you_mean
from kgtool.records import Items, Record, Scalar, Value, first_text
from kgtool.triples.beginnings import beginning
from kgtool.triples.expressions import Expression, expression_text, parse_expression
from kgtool.triples.facts import Citation, Statement, source_iri, statement_iri
from kgtool.triples.names import NameBook
from kgtool.triples.quads import to_quads
from kgtool.triples.repeats import repeated_values, span_of
from kgtool.triples.scopes import NESTED_KEYS, VALUE_KEYS, Period, Place, Scope, ScopeReader
from kgtool.triples.sources import SourceReader, source_statements
from kgtool.values import ValueFormError, clean_text, parse_literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgtool.ontology import EntityClass, Field, Ontology

__all__ = ["Citation", "Statement", "reading_day", "source_iri", "statement_iri", "statements", "to_quads"]

TYPE: Final = ox.NamedNode(RDF_TYPE)
LABEL: Final = ox.NamedNode(RDFS_LABEL)
ENDED: Final = ox.NamedNode(KG + "ended")
EXACT_MATCH: Final = ox.NamedNode(SKOS + "exactMatch")
Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class _Subject:
    """The entity that a record is about."""

    id: str
    node: ox.NamedNode
    label: str
    cls: EntityClass


def statements(ontology: Ontology, entities: Iterable[Entity], *, day: date | None = None) -> list[Statement]:
    """Every fact that the entities state; without a `day`, the newest on which a source was read is asked about.

    Raises: WorkspaceError with every fault, those of reading the entities included.
    """
    faults: list[Fault] = []
    found = list(_collected(entities, faults))
    unread = [fault.file for fault in faults]
    builder = _Builder(ontology, NameBook(ontology, found, unread, faults), faults)
    for entity in found:
        builder.entity(entity)
    builder.names.check()
    if faults:
        raise WorkspaceError("the facts have faults", faults=sorted(faults, key=lambda f: (f.file, f.line, f.column)))
    return builder.on_day(day) + source_statements(builder.cited.sources.values())


def reading_day(facts: Iterable[Statement]) -> date | None:
    """The newest day on which a source was read."""
    groups = {id(fact.citations): fact.citations for fact in facts}
    return max((c.read for group in groups.values() for c in group if c.read), default=None)


def _collected(entities: Iterable[Entity], faults: list[Fault]) -> Iterator[Entity]:
    try:
        yield from entities
    except WorkspaceError as error:
        faults += error.faults


def _worked_out(ontology: Ontology) -> frozenset[str]:
    """The names of properties that no record has a key for."""
    written = {field.path for cls in ontology.classes.values() for field in cls.fields.values()}
    return frozenset(prop.name for iri, prop in ontology.properties.items() if iri not in written)


class _Builder:
    """Walks over records and writes down what they state."""

    def __init__(self, ontology: Ontology, names: NameBook, faults: list[Fault]) -> None:
        self.ontology = ontology
        self.names = names
        self.facts: list[Statement] = []
        self.dated: dict[int, tuple[Period, ...]] = {}
        self.begins: dict[ox.NamedNode, date] = {}
        self.cited = SourceReader(ontology.individuals, faults)
        self.scopes = ScopeReader(self.cited, faults)
        self.fault = self.scopes.fault
        self.nodes: dict[str, ox.NamedNode] = {}
        self.inferred = _worked_out(ontology)

    def entity(self, entity: Entity) -> None:
        """Everything that the record of an entity states."""
        cls = self.ontology.folders[entity.folder]
        scope = Scope(entity.file, begins=beginning(self.ontology, cls, entity.record))
        if (source := entity.record.values.get("source")) is not None:
            scope = replace(scope, citations=self.cited.citations(source, entity.file))
        label = first_text(entity.record.values.get("label")) or entity.slug
        subject = self._declared(entity.id, label, cls, Scalar(entity.id, entity.line, 1), scope)
        self._fields(subject, entity.record, scope, ("source",))

    def on_day(self, day: date | None) -> list[Statement]:
        """The facts, each marked whether it is in force on the day, else on that of the newest reading."""
        day = day or reading_day(self.facts) or date.max
        for number, periods in self.dated.items():
            start = max((first for first, _ in periods if first), default=None)
            end = min((last for _, last in periods if last), default=None)
            fact = self.facts[number]
            holds = fact.in_force and (start is None or start <= day) and (end is None or day < end)
            self.facts[number] = replace(fact, valid_from=start, valid_until=end, in_force=holds)
        late = {node for node, begins in self.begins.items() if begins > day}
        for number, fact in enumerate(self.facts if late else ()):
            if fact.subject in late or fact.object in late:
                self.facts[number] = replace(fact, in_force=False)
        return self.facts

    def _named(self, iri: str) -> ox.NamedNode:
        if (node := self.nodes.get(iri)) is None:
            node = self.nodes[iri] = ox.NamedNode(iri)
        return node

    def _declared(self, name: str, label: str, cls: EntityClass, place: Place, scope: Scope) -> _Subject:
        """A new entity: its id is taken, its class stated."""
        self.names.take(name, cls.iri)
        subject = _Subject(name, self._named(self.ontology.individuals + name), label, cls)
        if scope.begins:
            self.begins[subject.node] = scope.begins
        self._state(subject.node, TYPE, self._named(cls.iri), place, scope)
        return subject

    def _state(
        self, subject: ox.NamedNode, predicate: ox.NamedNode, term: Term, place: Place, scope: Scope,
        precision: str | None = None,
    ) -> None:  # fmt: skip  # the triple and where it comes from, then the odd one
        if scope.periods:
            self.dated[len(self.facts)] = scope.periods
        self.facts.append(Statement(
            subject, predicate, term, scope.file, place.line, place.column, scope.citations, scope.rank,
            None, None, scope.role, scope.note, precision, scope.rank == "preferred", scope.own,
        ))  # fmt: skip  # in the order of the dataclass

    def _fields(self, subject: _Subject, record: Record, scope: Scope, reserved: tuple[str, ...]) -> None:
        fields = subject.cls.fields
        for key, value in record.values.items():
            field = fields.get(key)
            if field is None:
                if key not in reserved:
                    self._unknown_key(key, record, scope.file, [*fields, *reserved], subject.cls.label)
            elif field.nested:
                self._nested(subject, field, value, scope)
            else:
                self._values(subject, field, value, scope)
                self._check_repeats(field, value, scope.file)
                if field.concept:
                    self._all_ended(subject, field, value, scope)

    def _unknown_key(self, key: str, record: Record, file: str, known: list[str], what: str) -> None:
        hint = f"{key} is worked out; leave it out" if key in self.inferred else did_you_mean(key, known)
        self.fault(file, record.keys[key], f"{what}: no such key", ", ".join(known), hint)

    # values

    def _values(self, subject: _Subject, field: Field, value: Value, scope: Scope) -> None:
        """One value, a mapping that qualifies it, or a list of these."""
        if isinstance(value, Scalar):
            self._value(subject, field, value, scope)
        elif isinstance(value, Record):
            self._qualified(subject, field, value, scope)
        else:
            for item in value.items:
                if isinstance(item, Items):
                    self.fault(scope.file, item, f"{field.key}: a list inside a list", "one list")
                else:
                    self._values(subject, field, item, scope)

    def _check_repeats(self, field: Field, value: Value, file: str) -> None:
        """A fault for each value that was given before for a time that overlaps."""
        for place in repeated_values(value):
            self.fault(file, place, f"{field.key}: the same value twice", "each value once")

    def _qualified(self, subject: _Subject, field: Field, record: Record, scope: Scope) -> None:
        for key in record.values:
            if key not in VALUE_KEYS:
                self._unknown_key(key, record, scope.file, list(VALUE_KEYS), f"a value of {field.key}")
        value = record.values.get("value")
        if value is None and "value" not in record.keys:
            self.fault(scope.file, record, f"{field.key}: a mapping without value", "{value: …, source: …}")
        elif isinstance(value, Record):
            self.fault(scope.file, value, f"{field.key}: a mapping as value", "a text or a list")
        elif value is not None:
            self._values(subject, field, value, self.scopes.inside(record, scope, VALUE_KEYS))

    def _value(self, subject: _Subject, field: Field, value: Scalar, scope: Scope) -> None:
        if field.own_source and not (scope.own and any(citation.locator for citation in scope.citations)):
            expected = "source: {url: …, locator: …, read: …} beside it, not just the record's"
            self.fault(scope.file, value, f"{field.key} needs a source of its own, with a locator", expected)
        try:
            term, precision = self._term(subject, field, value, scope)
        except ValueFormError as fault:
            self.fault(scope.file, value, f"{field.key}: {fault.message}", fault.expected, fault.hint)
            return
        self._state(subject.node, self._named(field.path), term, value, scope, precision)
        if field.unique:
            self.names.claim(field, value, subject.id, scope.file)
        if field.matches:
            outside = field.matches + quote(clean_text(value.text), safe="/:@!$&'()*+,;=~-._")
            self._state(subject.node, EXACT_MATCH, ox.NamedNode(outside), value, scope)

    def _term(self, subject: _Subject, field: Field, value: Scalar, scope: Scope) -> tuple[Term, str | None]:
        """The term that a text stands for, and the precision of a date.

        Raises: ValueFormError.
        """
        if scope.language and field.datatype != RDF + "langString":
            raise ValueFormError("takes no language", "the value without language")
        if field.expression:
            tree = parse_expression(value.text)
            return self._expression(f"{subject.id}/{field.key}", field, tree, value, scope), None
        if field.datatype == RDF + "langString" and not scope.language:
            raise ValueFormError("a text without its language", "{value: …, language: fr}")
        if field.datatype:
            return parse_literal(value.text, field.datatype, scope.language or self.ontology.language)
        if field.concept:
            return self._named(self.names.concept(value.text, field.classes)), None
        if not field.classes and value.text.startswith(("https://", "http://")):
            return ox.NamedNode(parse_literal(value.text, XSD + "anyURI")[0].value), None
        self.names.refer(value.text, field, scope.file, value)
        return self._entity(value.text), None

    def _entity(self, name: str) -> ox.NamedNode:
        """The node of an id; text that cannot be one gets a stand-in, since it is a fault already."""
        return self._named(self.ontology.individuals + quote(name, safe="/"))

    def _expression(self, name: str, field: Field, tree: Expression, value: Scalar, scope: Scope) -> ox.NamedNode:
        """The entity that an expression names, or a node that combines several. Raises: ValueFormError."""
        if isinstance(tree, str):
            return self._entity(self.names.named(tree, field, scope.file, value))
        name = self.names.free(name)
        cls = self.ontology.classes[KG + ("AnyOf" if tree.word == "OR" else "AllOf")]
        subject = self._declared(name, expression_text(tree), cls, value, scope.inner)
        self._state(subject.node, LABEL, ox.Literal(subject.label), value, scope.inner)
        nodes: set[ox.NamedNode] = set()
        for number, operand in enumerate(tree.operands, start=1):
            node = self._expression(f"{name}/{number}", field, operand, value, scope.inner)
            if node in nodes:
                raise ValueFormError(f"{expression_text(operand)} twice, under two names", "each name once")
            nodes.add(node)
            self._state(subject.node, self._named(KG + "operand"), node, value, scope.inner)
        return subject.node

    # records inside records

    def _nested(self, parent: _Subject, field: Field, value: Value, scope: Scope) -> None:
        cls = self.ontology.classes[field.classes[0]]
        base = parent.id if field.flat else f"{parent.id}/{field.key}"
        if field.keyed_by:
            self._keyed(parent, field, value, scope)
            return
        named: dict[str, int] = {}
        for number, item in enumerate(value.items if isinstance(value, Items) else (value,), start=1):
            if not isinstance(item, Record):
                expected = "{" + ", ".join(f"{key}: …" for key in list(cls.fields)[:3]) + "}"
                self.fault(scope.file, item, f"{field.key}: not a record", expected)
                continue
            if field.slug is None:
                name = self.names.free(f"{parent.id}/{field.key}")
                self._item(parent, field, (name, field.key), item, scope)
                continue
            text = self._slug_text(field, cls, item, scope)
            if text and not self._slug_field(field, cls).concept:
                self._once(field, text, item, named, scope.file)
            slug = slug_of(text) or str(number)
            self._item(parent, field, (self.names.free(f"{base}/{slug}"), text or str(number)), item, scope)

    def _slug_text(self, field: Field, cls: EntityClass, item: Record, scope: Scope) -> str:
        """The value that names an item, empty after a fault."""
        key = self._slug_field(field, cls).key
        if key not in item.keys:
            self.fault(scope.file, item, f"{field.key}: a record without {key}", f"{key}: …")
        return first_text(item.values.get(key))

    def _slug_field(self, field: Field, cls: EntityClass) -> Field:
        return next(inner for inner in cls.fields.values() if inner.path == field.slug)

    def _once(self, field: Field, text: str, item: Record, named: dict[str, int], file: str) -> None:
        """A fault when an item before has the same name."""
        key = self._slug_field(field, self.ontology.classes[field.classes[0]]).key
        place = item.values[key]
        if text in named:
            message = f"{field.key}: two records have the {key} {text}, the first at {file}:{named[text]}"
            self.fault(file, place, message, f"another {key}, or one record")
        named.setdefault(text, place.line)

    def _keyed(self, parent: _Subject, field: Field, value: Value, scope: Scope) -> None:
        """Records under keys that are concepts; a list under a key holds the periods of one thing."""
        cls = self.ontology.classes[field.classes[0]]
        by = next(inner for inner in cls.fields.values() if inner.path == field.keyed_by)
        if not isinstance(value, Record):
            self.fault(scope.file, value, f"{field.key}: not a mapping", f"one key for each {by.label}")
            return
        inside = self.scopes.inside(value, scope, ("source",)) if "source" in value.values else scope
        base = parent.id if field.flat else f"{parent.id}/{field.key}"
        for key, inner in value.values.items():
            if key == "source":
                continue
            try:
                concept = self._named(self.names.concept(key, by.classes))
            except ValueFormError as fault:
                self.fault(scope.file, value.keys[key], f"{field.key}: no such key", fault.expected, fault.hint)
                continue
            for name, item in self._periods(f"{base}/{key}", inner, field, scope.file):
                own = name.removeprefix(f"{base}/").replace("/", " · ")
                subject, within = self._item(parent, field, (name, own), item, inside)
                self._state(subject.node, self._named(by.path), concept, value.keys[key], within)
            self._ended(parent, concept, inner, inside)

    def _all_ended(self, subject: _Subject, field: Field, value: Value, scope: Scope) -> None:
        """That none of the concepts given holds any more, where each has its end."""
        items = value.items if isinstance(value, Items) else (value,)
        told = [item for item in items if isinstance(item, Record) and isinstance(item.values.get("value"), Scalar)]
        if told and len(told) == len(items):
            last = max(told, key=span_of)
            with suppress(ValueFormError):
                concept = self.names.concept(first_text(last.values["value"]), field.classes)
                self._ended(subject, self._named(concept), value, scope)

    def _ended(self, parent: _Subject, concept: ox.NamedNode, value: Value, scope: Scope) -> None:
        """That nothing stands under a key any more, from the day after the last of its periods."""
        items = [item for item in (value.items if isinstance(value, Items) else (value,)) if isinstance(item, Record)]
        last = max(items, key=span_of, default=None)
        if last is None or any("until" not in item.values for item in items):
            return
        periods = (*scope.periods, (span_of(last)[1], None))
        after = replace(self.scopes.inside(last, scope, ("source",)), periods=periods)
        self._state(parent.node, ENDED, concept, last.keys["until"], after)

    def _periods(self, name: str, value: Value, field: Field, file: str) -> Iterator[tuple[str, Record]]:
        """The records under one key with their ids, the oldest first."""
        items = value.items if isinstance(value, Items) else (value,)
        records = [item for item in items if isinstance(item, Record)]
        for item in items:
            if not isinstance(item, Record):
                self.fault(file, item, f"{field.key}: not a record", "{key: value, …}")
        starts = [item.values.get("from") for item in records]
        texts = [start.text if isinstance(start, Scalar) else "" for start in starts]
        self._check_periods(field, records, file)
        pairs = sorted(zip(texts, records, strict=True), key=lambda pair: pair[0])
        for number, (start, item) in enumerate(pairs, start=1):
            yield self.names.free(name if number == 1 else f"{name}/{slug_of(start) or number}"), item

    def _check_periods(self, field: Field, records: list[Record], file: str) -> None:
        """A fault for each record whose period overlaps that of one before it, of the same rank."""
        spans = [(*span_of(record), first_text(record.values.get("rank")), record) for record in records]
        for number, (start, end, rank, record) in enumerate(spans):
            for first, last, of_rank, before in spans[:number]:
                if rank == of_rank and start < last and first < end:
                    message = f"{field.key}: the same thing, at the same time, as at {file}:{before.line}"
                    self.fault(file, record, message, "periods that do not overlap: until: 2012, then from: 2012")
                    break

    def _item(
        self, parent: _Subject, field: Field, named: tuple[str, str], item: Record, scope: Scope
    ) -> tuple[_Subject, Scope]:
        """A nested entity: the link from its parent, its class, label, period and fields; `named` is id and name."""
        name, own = named
        cls = self.ontology.classes[field.classes[0]]
        reserved = tuple(key for key in NESTED_KEYS if key not in cls.fields)
        outer = self.scopes.inside(item, scope.inner, reserved)
        inner = outer.inner
        label = first_text(item.values.get("label")) or f"{parent.label} · {own}"
        if (begins := beginning(self.ontology, cls, item)) and begins > (inner.begins or date.min):
            inner = replace(inner, begins=begins)
        subject = self._declared(name, label, cls, item, inner)
        self._state(parent.node, self._named(field.path), subject.node, item, outer)
        if "label" not in item.values:
            self._state(subject.node, LABEL, ox.Literal(subject.label), item, inner)
        for key in ("from", "until"):
            if (value := item.values.get(key)) is not None and isinstance(value, Scalar):
                self._boundary(subject, key, value, inner)
        self._fields(subject, item, inner, reserved)
        return subject, inner

    def _boundary(self, subject: _Subject, key: str, value: Scalar, scope: Scope) -> None:
        """The first or last day of a nested entity, as a fact about it; what is no date was a fault before."""
        try:
            term, precision = parse_literal(value.text, XSD + "date")
        except ValueFormError:
            return
        self._state(subject.node, self._named(KG + key), term, value, scope, precision)
