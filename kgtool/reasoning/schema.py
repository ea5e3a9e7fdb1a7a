"""The axioms of an ontology, closed under the schema rules (scm-*) of OWL 2 RL.

Rules: https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules, table 9.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode

from kgtool.reasoning import vocabulary as v
from kgtool.reasoning.vocabulary import Key, Terms

Proof = tuple[str, tuple[Key, ...]]
NO_PREMISES: Final[tuple[Key, ...]] = ()


class Schema:
    """Axioms, those written and those that follow; `proofs` has the rule and premises of the latter."""

    def __init__(self, terms: Terms, axioms: Iterable[Key]) -> None:
        self.terms = terms
        self.written: dict[Key, None] = dict.fromkeys(axioms)
        self.proofs: dict[Key, Proof] = {}
        self._objects: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._subjects: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for key in self.written:
            self._index(key)

    def __contains__(self, key: Key) -> bool:
        return key in self.written or key in self.proofs

    def objects(self, subject: int, predicate: int) -> list[int]:
        """What stands to a subject in a property, in the order in which it was found."""
        return self._objects[predicate].get(subject, [])

    def subjects(self, predicate: int, object_: int) -> list[int]:
        """What an object stands to in a property."""
        return self._subjects[predicate].get(object_, [])

    def pairs(self, predicate: int) -> Iterator[tuple[int, int]]:
        """Subject and object of each axiom with this predicate that is written."""
        return ((s, o) for s, p, o in self.written if p == predicate)

    def members(self, head: int) -> list[int]:
        """The items of an RDF list."""
        items: list[int] = []
        seen: set[int] = set()
        while head not in seen and (first := self.objects(head, v.FIRST)):
            seen.add(head)
            items.append(first[0])
            head = next(iter(self.objects(head, v.REST)), v.NIL)
        return items

    def is_datatype(self, number: int) -> bool:
        """Whether a class is a set of literals."""
        term = self.terms.term(number)
        named = isinstance(term, NamedNode) and term.value in v.DATATYPES
        return named or (number, v.TYPE, v.DATATYPE) in self.written

    def close(self) -> None:
        """Add all that follows by the schema rules."""
        pending = list(self.written)
        for rule, key in self._axiomatic():
            self._add(rule, key, NO_PREMISES, pending)
        while pending:
            key = pending.pop()
            handler = _RULES.get(key[1])
            if handler:
                for rule, conclusion, premises in handler(self, key):
                    self._add(rule, conclusion, premises, pending)

    def _add(self, rule: str, key: Key, premises: tuple[Key, ...], pending: list[Key]) -> None:
        if key not in self:
            self.proofs[key] = (rule, premises)
            self._index(key)
            pending.append(key)

    def _index(self, key: Key) -> None:
        subject, predicate, object_ = key
        self._objects[predicate][subject].append(object_)
        self._subjects[predicate][object_].append(subject)

    def _axiomatic(self) -> Iterator[tuple[str, Key]]:
        """What follows from nothing: cls-thing, cls-nothing1, prp-ap and dt-type1."""
        yield "cls-thing", (v.THING, v.TYPE, v.CLASS)
        yield "cls-nothing1", (v.NOTHING, v.TYPE, v.CLASS)
        for name in v.ANNOTATION_PROPERTIES:
            yield "prp-ap", (self.terms.intern(NamedNode(name)), v.TYPE, v.ANNOTATION_PROPERTY)
        for name in v.DATATYPES:
            yield "dt-type1", (self.terms.intern(NamedNode(name)), v.TYPE, v.DATATYPE)


Conclusions = Iterator[tuple[str, Key, tuple[Key, ...]]]


def _type_rules(schema: Schema, key: Key) -> Conclusions:
    """scm-cls, scm-op and scm-dp; like owlrl, the last two hold for rdf:Property too."""
    subject, _, class_ = key
    if class_ == v.CLASS:
        yield "scm-cls", (subject, v.SUB_CLASS, subject), (key,)
        yield "scm-cls", (subject, v.EQUIVALENT_CLASS, subject), (key,)
        yield "scm-cls", (subject, v.SUB_CLASS, v.THING), (key,)
        yield "scm-cls", (v.NOTHING, v.SUB_CLASS, subject), (key,)
    elif class_ in (v.OBJECT_PROPERTY, v.DATATYPE_PROPERTY, v.PROPERTY):
        rule = "scm-dp" if class_ == v.DATATYPE_PROPERTY else "scm-op"
        yield rule, (subject, v.SUB_PROPERTY, subject), (key,)
        yield rule, (subject, v.EQUIVALENT_PROPERTY, subject), (key,)


def _sub_class_rules(schema: Schema, key: Key) -> Conclusions:
    """scm-sco, scm-eqc2, scm-dom1, scm-rng1, scm-svf1 and scm-avf1, from C ⊑ D."""
    lower, sub, upper = key
    if lower != upper:
        yield from _transitive(schema, key, "scm-sco")
    if lower in schema.objects(upper, sub):
        yield "scm-eqc2", (lower, v.EQUIVALENT_CLASS, upper), (key, (upper, sub, lower))
        yield "scm-eqc2", (upper, v.EQUIVALENT_CLASS, lower), (key, (upper, sub, lower))
    for predicate, rule in ((v.DOMAIN, "scm-dom1"), (v.RANGE, "scm-rng1")):
        for property_ in list(schema.subjects(predicate, lower)):
            yield rule, (property_, predicate, upper), ((property_, predicate, lower), key)
    for filler, rule in ((v.SOME, "scm-svf1"), (v.ALL, "scm-avf1")):
        yield from _monotone_in_class(schema, key, filler, rule)


def _monotone_in_class(schema: Schema, key: Key, filler: int, rule: str) -> Conclusions:
    """∃p.C ⊑ ∃p.D, and ∀p.C ⊑ ∀p.D, from C ⊑ D."""
    lower, _, upper = key
    for first in schema.subjects(filler, lower):
        for second in schema.subjects(filler, upper):
            for property_ in schema.objects(first, v.ON_PROPERTY):
                if property_ in schema.objects(second, v.ON_PROPERTY):
                    of_first = ((first, filler, lower), (first, v.ON_PROPERTY, property_))
                    of_second = ((second, filler, upper), (second, v.ON_PROPERTY, property_))
                    yield rule, (first, v.SUB_CLASS, second), (*of_first, *of_second, key)


def _sub_property_rules(schema: Schema, key: Key) -> Conclusions:
    """scm-spo, scm-eqp2, scm-dom2, scm-rng2, scm-hv, scm-svf2 and scm-avf2, from p ⊑ q."""
    lower, sub, upper = key
    if lower != upper:
        yield from _transitive(schema, key, "scm-spo")
    if lower in schema.objects(upper, sub):
        yield "scm-eqp2", (lower, v.EQUIVALENT_PROPERTY, upper), (key, (upper, sub, lower))
        yield "scm-eqp2", (upper, v.EQUIVALENT_PROPERTY, lower), (key, (upper, sub, lower))
    for predicate, rule in ((v.DOMAIN, "scm-dom2"), (v.RANGE, "scm-rng2")):
        for class_ in list(schema.objects(upper, predicate)):
            yield rule, (lower, predicate, class_), ((upper, predicate, class_), key)
    for filler, rule in ((v.HAS_VALUE, "scm-hv"), (v.SOME, "scm-svf2"), (v.ALL, "scm-avf2")):
        yield from _monotone_in_property(schema, key, filler, rule)


def _monotone_in_property(schema: Schema, key: Key, filler: int, rule: str) -> Conclusions:
    """∃p.C ⊑ ∃q.C from p ⊑ q, the same with a value, and ∀q.C ⊑ ∀p.C."""
    lower, _, upper = key
    for first in schema.subjects(v.ON_PROPERTY, lower):
        for second in schema.subjects(v.ON_PROPERTY, upper):
            for value in schema.objects(first, filler):
                if value in schema.objects(second, filler):
                    of_first = ((first, filler, value), (first, v.ON_PROPERTY, lower))
                    of_second = ((second, filler, value), (second, v.ON_PROPERTY, upper))
                    narrow, wide = (second, first) if filler == v.ALL else (first, second)
                    yield rule, (narrow, v.SUB_CLASS, wide), (*of_first, *of_second, key)


def _transitive(schema: Schema, key: Key, rule: str) -> Conclusions:
    lower, sub, upper = key
    for higher in list(schema.objects(upper, sub)):
        if higher not in (lower, upper):
            yield rule, (lower, sub, higher), (key, (upper, sub, higher))
    for lowest in list(schema.subjects(sub, lower)):
        if lowest not in (lower, upper):
            yield rule, (lowest, sub, upper), ((lowest, sub, lower), key)


def _equivalence_rules(sub: int, rule: str) -> Callable[[Schema, Key], Conclusions]:
    """scm-eqc1 or scm-eqp1."""

    def rules(schema: Schema, key: Key) -> Conclusions:
        one, _, other = key
        if one != other:
            yield rule, (one, sub, other), (key,)
            yield rule, (other, sub, one), (key,)

    return rules


def _frame_rules(name: str) -> Callable[[Schema, Key], Conclusions]:
    """scm-dom1 and scm-dom2, or the same of range, from the domain (range) of a property."""

    def rules(schema: Schema, key: Key) -> Conclusions:
        property_, predicate, class_ = key
        for upper in list(schema.objects(class_, v.SUB_CLASS)):
            yield f"scm-{name}1", (property_, predicate, upper), (key, (class_, v.SUB_CLASS, upper))
        for lower in list(schema.subjects(v.SUB_PROPERTY, property_)):
            yield f"scm-{name}2", (lower, predicate, class_), (key, (lower, v.SUB_PROPERTY, property_))

    return rules


def _intersection_rule(schema: Schema, key: Key) -> Conclusions:
    for part in schema.members(key[2]):
        yield "scm-int", (key[0], v.SUB_CLASS, part), (key,)


def _union_rule(schema: Schema, key: Key) -> Conclusions:
    for part in schema.members(key[2]):
        yield "scm-uni", (part, v.SUB_CLASS, key[0]), (key,)


_RULES: Final[dict[int, Callable[[Schema, Key], Conclusions]]] = {
    v.TYPE: _type_rules,
    v.SUB_CLASS: _sub_class_rules,
    v.SUB_PROPERTY: _sub_property_rules,
    v.EQUIVALENT_CLASS: _equivalence_rules(v.SUB_CLASS, "scm-eqc1"),
    v.EQUIVALENT_PROPERTY: _equivalence_rules(v.SUB_PROPERTY, "scm-eqp1"),
    v.DOMAIN: _frame_rules("dom"),
    v.RANGE: _frame_rules("rng"),
    v.INTERSECTION: _intersection_rule,
    v.UNION: _union_rule,
}
