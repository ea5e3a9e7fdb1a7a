"""Two entities of a class side by side: their facts, their parts aligned by key, and what follows of them.

The order is that of the ontology's shapes. Two annotations of properties say where to go on: `kg:standsFor`
chooses one of many nested records, `kg:followed` leads to entities that also bear on those compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kgtool.cards import Fact, read_card
from kgtool.errors import UsageError
from kgtool.namespaces import KG, OWL, RDF_TYPE, RDFS_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store

    from kgtool.cards import Term
    from kgtool.ontology import EntityClass, Field, Ontology
    from kgtool.search import Entry, Index

Value = tuple["Term", str]
"""A value and how exactly it is known."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of what an element has on a side; `owner` is the entity it was written in, told where there are several."""

    iri: str
    facts: tuple[Fact, ...]
    owner: str = ""

    def values(self, name: str) -> list[Term]:
        """The values of a property."""
        return [fact.value for fact in self.facts if fact.predicate == name]


@dataclass(frozen=True, slots=True)
class Row:
    """The values that one property has on both sides."""

    predicate: str
    a: tuple[Fact, ...]
    b: tuple[Fact, ...]

    @property
    def same(self) -> bool:
        """Whether both sides have the same values, and some."""
        return values_of(self.a) == values_of(self.b)


@dataclass(frozen=True, slots=True)
class Element:
    """What is set side by side: the entities themselves, or parts of theirs that have the same key.

    `trail` are the properties that lead to it, and the keys on the way. A `whole` is told property by property,
    another element in one line; one that `follows` holds what was not written.
    """

    trail: tuple[Term, ...]
    key: Term | None
    properties: tuple[str, ...]
    a: tuple[Part, ...]
    b: tuple[Part, ...]
    whole: bool = False
    follows: bool = False

    @property
    def rows(self) -> list[Row]:
        """The properties that either side has."""
        found = [Row(name, self._facts(self.a, name), self._facts(self.b, name)) for name in self.properties]
        return [row for row in found if row.a or row.b]

    def _facts(self, parts: Iterable[Part], name: str) -> tuple[Fact, ...]:
        found = [fact for part in parts for fact in part.facts if fact.predicate == name]
        return tuple({(fact.value, fact.precision): fact for fact in reversed(found)}.values())[::-1]


def values_of(facts: Iterable[Fact]) -> frozenset[Value]:
    """The values of facts, without what is said of them."""
    return frozenset((fact.value, fact.precision) for fact in facts)


def compare_entities(store: Store, index: Index, ontology: Ontology, a: str, b: str) -> list[Element]:
    """The elements of two entities, by their IRIs.

    Raises: UsageError when they are one, or of different classes.
    """
    return _Comparer(store, index, ontology).elements(a, b)


class _Comparer:
    """Walks over two entities, and what is nested in them, in step."""

    def __init__(self, store: Store, index: Index, ontology: Ontology) -> None:
        self.store, self.index, self.ontology = store, index, ontology
        self.stand_ins, self.followed = (_annotated(ontology, name) for name in ("standsFor", "followed"))
        self.ends: tuple[str, str] = ("", "")
        self.backwards = {RDF_TYPE, *self.stand_ins, *_inverses(ontology, self.followed)}
        self.concepts = {c.iri: (c.order, c.slug) for of in ontology.concepts.values() for c in of.values()}

    def elements(self, a: str, b: str) -> list[Element]:
        """What was written, then what bears on it, then what follows."""
        cls = self._common_class(a, b)
        self.ends = (a, b)
        written = list(self._walk((), None, cls, (self._part(a),), (self._part(b),), whole=True))
        found = [*written, *self._bearing(written), *self._following(written)]
        return [element for element in found if element.rows or not element.whole]

    def _common_class(self, a: str, b: str) -> EntityClass:
        one, other = (self.index.by_iri[iri] for iri in (a, b))
        if a == b:
            raise UsageError(f"both are {one.id}", hint="name another entity to compare it with")
        cls, second = self._class(one), self._class(other)
        if cls is not second:
            message = f"{one.id} is of the class {cls.label}, {other.id} of the class {second.label}"
            raise UsageError(message, hint="two entities of one class can be compared")
        return cls

    def _class(self, entry: Entry) -> EntityClass:
        """The most special class of an entity that has a folder, else the most special."""
        known = [self.ontology.classes[iri] for name in entry.kinds if (iri := self.index.class_named(name)[0])]
        if not known:
            raise UsageError(f"{entry.id} is of no class", hint="two entities of one class can be compared")
        return next((cls for cls in known if cls.folder), known[0])

    def _part(self, iri: str, owner: str = "") -> Part:
        """What holds of an entity on the day asked about."""
        facts = read_card(self.store, self.index.graphs, iri).facts
        return Part(iri, tuple(f for f in facts if f.in_force and f.rank == "preferred"), owner)

    def _walk(
        self, trail: tuple[Term, ...], key: Term | None, cls: EntityClass, a: tuple[Part, ...], b: tuple[Part, ...],
        *, whole: bool = False,
    ) -> Iterator[Element]:  # fmt: skip  # where, then what
        """An element and those nested in it, in the order of the fields; those with keys come last."""
        last = _is_keyed if whole else _is_nested
        fields = sorted((field for field in cls.fields.values() if field.path != RDFS_LABEL), key=last)
        for nested, group in groupby(fields, _is_nested):
            if nested:
                for field in group:
                    yield from self._nested((*trail, key) if key is not None else trail, field, a, b)
            else:
                yield Element(trail, key, tuple(dict.fromkeys(field.path for field in group)), a, b, whole)

    def _nested(
        self, trail: tuple[Term, ...], field: Field, a: tuple[Part, ...], b: tuple[Part, ...]
    ) -> Iterator[Element]:
        """The elements of a nested field, then those inside them; where some stand for their subject, only these."""
        cls, chosen = self.ontology.classes[field.classes[0]], field.path
        own, others = ([self._in(part, field.path) for part in parts] for parts in (a, b))
        inside = {iri for iris in (*own, *others) for iri in iris}
        for name in self.stand_ins:
            if inside & {iri for part in (*a, *b) for iri in self._in(part, name)}:
                chosen = name
        sides = (
            tuple(self._part(iri, part.owner) for part in parts for iri in self._in(part, chosen)) for parts in (a, b)
        )
        keyed, path = chosen == field.path, (*trail, NamedNode(chosen))
        aligned = self._aligned(field, *sides, keyed=keyed)
        walks = [list(self._walk(path, key, cls, one, other, whole=not keyed)) for key, one, other in aligned]
        yield from (element for walk in walks for element in walk[:1])
        yield from (element for walk in walks for element in walk[1:])

    def _in(self, part: Part, name: str) -> list[str]:
        return [value.value for value in part.values(name) if isinstance(value, NamedNode)]

    def _aligned(
        self, field: Field, a: tuple[Part, ...], b: tuple[Part, ...], *, keyed: bool
    ) -> Iterator[tuple[Term | None, tuple[Part, ...], tuple[Part, ...]]]:
        """Parts of both sides that belong together: those of one key, else those at one place."""
        name = field.keyed_by or field.slug
        if name is None or not keyed:
            for number, (one, other) in enumerate(zip_longest(a, b), 1):
                place = Literal(number) if max(len(a), len(b)) > 1 else None
                yield place, (one,) if one else (), (other,) if other else ()
            return
        keys = {key for part in (*a, *b) for key in part.values(name)}
        for key in sorted(keys, key=self._rank):
            yield key, tuple(p for p in a if key in p.values(name)), tuple(p for p in b if key in p.values(name))

    def _rank(self, term: Term) -> tuple[float, str]:
        """Concepts in the order of their scheme, others by their letters."""
        return self.concepts.get(term.value, (0.0, "")) if isinstance(term, NamedNode) else (0.0, str(term).casefold())

    def _bearing(self, written: list[Element]) -> Iterator[Element]:
        """What is nested in the entities to which followed properties lead, both sides' in step."""
        for name in self.followed:
            sides = tuple(
                list(dict.fromkeys(iri for e in written for part in getattr(e, side) for iri in self._ends(part, name)))
                for side in ("a", "b")
            )
            classes = {cls.iri: cls for iris in sides for iri in iris if (cls := self._known_class(iri))}
            for cls in classes.values():
                one, other = (tuple(self._part(i, i) for i in iris if self._known_class(i) is cls) for iris in sides)
                for field in (field for field in cls.fields.values() if field.nested):
                    yield from self._nested((NamedNode(name),), field, one, other)

    def _known_class(self, iri: str) -> EntityClass | None:
        entry = self.index.by_iri.get(iri)
        return self._class(entry) if entry is not None and entry.kinds else None

    def _ends(self, part: Part, name: str) -> Iterator[str]:
        """The entities that a property leads to, those that a combination joins one by one."""
        waiting = self._in(part, name)
        while waiting:
            iri = waiting.pop(0)
            operands = self._in(self._part(iri), KG + "operand")
            waiting += operands
            if not operands:
                yield iri

    def _following(self, written: list[Element]) -> Iterator[Element]:
        """What follows of the wholes; of those further in, only what is not said of those further out."""
        told: set[tuple[str, frozenset[Value], frozenset[Value]]] = set()
        for _, group in groupby((element for element in written if element.whole), lambda e: (e.trail, e.key)):
            element, *others = group
            said = {name for one in (element, *others) for name in one.properties} | self.backwards
            a, b = (tuple(self._followers(part, said) for part in parts) for parts in (element.a, element.b))
            found = replace(element, properties=tuple(self.ontology.properties), a=a, b=b, follows=True)
            new = [row for row in found.rows if _told(row) not in told]
            told.update(map(_told, new))
            yield replace(found, properties=tuple(row.predicate for row in new))

    def _followers(self, part: Part, said: set[str]) -> Part:
        """The part with what follows alone, without what leads to those compared."""
        facts = (fact for fact in part.facts if fact.inferred and fact.predicate not in said)
        return replace(part, facts=tuple(fact for fact in facts if _as_text(fact.value) not in self.ends))


def _as_text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _is_keyed(field: Field) -> bool:
    return field.nested and bool(field.keyed_by or field.slug)


def _is_nested(field: Field) -> bool:
    return field.nested


def _told(row: Row) -> tuple[str, frozenset[Value], frozenset[Value]]:
    return row.predicate, values_of(row.a), values_of(row.b)


def _annotated(ontology: Ontology, name: str) -> list[str]:
    """The properties that an annotation is set for."""
    found = (axiom.triple for axiom in ontology.triples if axiom.triple.predicate.value == KG + name)
    return sorted(
        {
            triple.subject.value
            for triple in found
            if isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, Literal)
            and triple.object.value == "true"
        }
    )


def _inverses(ontology: Ontology, followed: Iterable[str]) -> set[str]:
    """The properties that lead back from nested records, or from what is followed."""
    nested = {field.path for cls in ontology.classes.values() for field in cls.fields.values() if field.nested}
    forward = {*nested, *followed}
    pairs = [
        (_as_text(axiom.triple.subject), _as_text(axiom.triple.object))
        for axiom in ontology.triples
        if axiom.triple.predicate.value == OWL + "inverseOf"
    ]
    return {a for a, b in pairs if b in forward} | {b for a, b in pairs if a in forward}
