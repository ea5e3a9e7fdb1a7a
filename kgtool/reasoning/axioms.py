"""Axioms turned into rules and checks, and the refusal of those that cannot be."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from pyoxigraph import Literal

from kgtool.reasoning import clashes, rules
from kgtool.reasoning import vocabulary as v
from kgtool.reasoning.clashes import Check, Clash
from kgtool.reasoning.relations import E, Members, Pairs, Queue, Relation
from kgtool.reasoning.schema import Schema
from kgtool.reasoning.vocabulary import Key

REPHRASED: Final = frozenset(("scm-svf1", "scm-svf2", "scm-avf1", "scm-avf2"))
"""The schema rules whose subclass axioms say more of things than the axioms that they follow from."""


@dataclass(slots=True)
class Program:
    """The relations that matter, wired up by rules; the checks to run at the end; the axioms refused."""

    schema: Schema
    queue: Queue = field(default_factory=deque)
    classes: dict[int, Members] = field(default_factory=dict)
    properties: dict[int, Pairs] = field(default_factory=dict)
    enumerations: list[rules.Enumeration] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    refusals: list[Clash] = field(default_factory=list)
    _copied: set[tuple[bool, int, int]] = field(default_factory=set)

    def refuse(self, axiom: Key, reason: str) -> None:
        """Note an axiom that cannot be kept."""
        self.refusals.append(Clash("unsupported", reason, (axiom,)))

    def members(self, number: int) -> Members:
        """The relation of a class."""
        relation = self.classes.get(number)
        if relation is None:
            relation = self.classes[number] = Members(number, self.queue)
        return relation

    def pairs(self, number: int, *, indexed: bool = False) -> Pairs:
        """The relation of a property."""
        relation = self.properties.get(number)
        if relation is None:
            relation = self.properties[number] = Pairs(number, self.queue)
        relation.indexed |= indexed
        return relation

    def copy(self, name: str, axiom: Key, source: Relation[E], head: Relation[E]) -> None:
        """Put all of one relation into another, unless an axiom before did."""
        mark = (isinstance(source, Members), source.number, head.number)
        if source is not head and mark not in self._copied:
            self._copied.add(mark)
            rules.Copy(name, axiom, source, head)

    def include(self, name: str, axiom: Key, lower: int, upper: int) -> None:
        """Make members of one class members of another."""
        if lower not in (upper, v.NOTHING) and upper != v.THING and self.fits(axiom, read=(lower,), written=(upper,)):
            self.copy(name, axiom, self.members(lower), self.members(upper))

    def fits(
        self, axiom: Key, *, read: tuple[int, ...] = (), written: tuple[int, ...] = (), literal: bool = True
    ) -> bool:
        """Refuse classes that rules cannot read (with literals: `literal` false) or may not write."""
        before = len(self.refusals)
        if v.THING in read:
            self.refuse(axiom, "owl:Thing is not listed out, so nothing can follow from being one")
        if not literal and any(map(self.schema.is_datatype, read)):
            self.refuse(axiom, "a datatype has literals for members, and those are left out")
        if v.AXIOM_CLASSES.intersection(written):
            self.refuse(axiom, "facts would make new axioms")
        return len(self.refusals) == before

    def can_use(self, axiom: Key, *, read: tuple[int, ...] = (), written: tuple[int, ...] = ()) -> bool:
        """Refuse properties of the language itself where a rule would read or write them."""
        if v.TYPE in read or v.TYPE in written:
            self.refuse(axiom, "rdf:type cannot be used like a property of one's own")
            return False
        if v.AXIOM_PREDICATES.intersection(written):
            self.refuse(axiom, "facts would make new axioms")
            return False
        return True


def compile_axioms(schema: Schema) -> Program:
    """The program of a closed schema."""
    program = Program(schema)
    for key in sorted(schema.written, key=lambda key: key[1] == v.SUB_CLASS):
        compiler = _BY_CLASS.get(key[2]) if key[1] == v.TYPE else _BY_PREDICATE.get(key[1])
        if compiler:
            compiler(program, key)
    for key, (rule, _) in schema.proofs.items():
        if rule in REPHRASED:
            program.include("cax-sco", key, key[0], key[2])
    program.checks.append(clashes.empty("cls-nothing2", (), program.members(v.NOTHING), "it would be of owl:Nothing"))
    differs = program.pairs(v.DIFFERENT)
    program.checks.append(clashes.irreflexive("eq-diff1", (), differs, "a thing would differ from itself"))
    return program


def _sub_class(program: Program, key: Key) -> None:
    program.include("cax-sco", key, key[0], key[2])


def _equivalent_class(program: Program, key: Key) -> None:
    program.include("cax-eqc1", key, key[0], key[2])
    program.include("cax-eqc2", key, key[2], key[0])


def _sub_property(program: Program, key: Key) -> None:
    lower, _, upper = key
    if lower != upper and program.can_use(key, read=(lower,), written=(upper,)):
        program.copy("prp-spo1", key, program.pairs(lower), program.pairs(upper))


def _equivalent_property(program: Program, key: Key) -> None:
    one, _, other = key
    if one != other and program.can_use(key, read=(one, other), written=(one, other)):
        program.copy("prp-eqp1", key, program.pairs(one), program.pairs(other))
        program.copy("prp-eqp2", key, program.pairs(other), program.pairs(one))


def _inverse(program: Program, key: Key) -> None:
    one, _, other = key
    if program.can_use(key, read=(one, other), written=(one, other)):
        rules.Swap("prp-inv1", key, program.pairs(one), program.pairs(other))
        if one != other:
            rules.Swap("prp-inv2", key, program.pairs(other), program.pairs(one))


def _domain(program: Program, key: Key) -> None:
    property_, _, class_ = key
    if class_ != v.THING and program.can_use(key, read=(property_,)) and program.fits(key, written=(class_,)):
        rules.Subjects("prp-dom", (key,), program.pairs(property_), program.members(class_))


def _range(program: Program, key: Key) -> None:
    property_, _, class_ = key
    fits = program.can_use(key, read=(property_,)) and program.fits(key, written=(class_,))
    if fits and class_ != v.THING and not program.schema.is_datatype(class_):
        rules.Objects("prp-rng", key, program.pairs(property_), program.members(class_))


def _chain(program: Program, key: Key) -> None:
    steps = tuple(program.schema.members(key[2]))
    if not steps:
        program.refuse(key, "the chain is empty")
    elif program.can_use(key, read=steps, written=(key[0],)):
        rules.Chain(key, [program.pairs(step, indexed=True) for step in steps], program.pairs(key[0]))


def _transitive(program: Program, key: Key) -> None:
    if program.can_use(key, written=(key[0],)):
        rules.Transitive(key, program.pairs(key[0]))


def _symmetric(program: Program, key: Key) -> None:
    if program.can_use(key, written=(key[0],)):
        rules.Swap("prp-symp", key, program.pairs(key[0]), program.pairs(key[0]))


def _restricted(program: Program, key: Key, *, written: bool = False) -> Iterator[tuple[Pairs, tuple[Key, ...]]]:
    """The properties that a restriction is on, each with the axioms that say so."""
    found = program.schema.objects(key[0], v.ON_PROPERTY)
    if not found:
        program.refuse(key, "a restriction must say owl:onProperty")
    for number in found:
        if program.can_use(key, read=(number,), written=(number,) if written else ()):
            yield program.pairs(number, indexed=True), (key, (key[0], v.ON_PROPERTY, number))


def _some(program: Program, key: Key) -> None:
    restriction, _, filler = key
    for property_, axioms in _restricted(program, key):
        if not program.fits(key, written=(restriction,)):
            continue
        if filler == v.THING:
            rules.Subjects("cls-svf2", axioms, property_, program.members(restriction))
        elif program.fits(key, read=(filler,), literal=False):
            rules.Some(axioms, property_, program.members(filler), program.members(restriction))


def _every(program: Program, key: Key) -> None:
    restriction, _, filler = key
    for property_, axioms in _restricted(program, key):
        if filler != v.THING and not program.schema.is_datatype(filler) and program.fits(key, written=(filler,)):
            rules.Every(axioms, property_, program.members(restriction), program.members(filler))


def _value(program: Program, key: Key) -> None:
    restriction, _, value = key
    for property_, axioms in _restricted(program, key, written=True):
        rules.ValueOfMember(axioms, program.members(restriction), value, property_)
        rules.MemberByValue(axioms, property_, value, program.members(restriction))


def _intersection(program: Program, key: Key) -> None:
    parts = [part for part in program.schema.members(key[2]) if part != v.THING]
    if not program.fits(key, read=tuple(parts), written=(key[0], *parts), literal=False):
        return
    if parts:
        rules.Intersection(key, [program.members(part) for part in parts], program.members(key[0]))
    for part in parts:
        program.include("cls-int2", key, key[0], part)


def _union(program: Program, key: Key) -> None:
    for part in program.schema.members(key[2]):
        program.include("cls-uni", key, part, key[0])


def _enumeration(program: Program, key: Key) -> None:
    if program.fits(key, written=(key[0],)):
        items = program.schema.members(key[2])
        program.enumerations.append(rules.Enumeration(key, items, program.members(key[0])))


def _disjoint_classes(program: Program, key: Key) -> None:
    rule, detail = ("cax-dw", "a thing is of two disjoint classes")
    if key[1] == v.COMPLEMENT:
        rule, detail = ("cls-com", "a thing is of a class and of its complement")
    if program.fits(key, read=(key[0], key[2]), literal=False):
        one, other = program.members(key[0]), program.members(key[2])
        program.checks.append(clashes.disjoint(rule, (key,), one, other, detail))


def _disjoint_properties(program: Program, key: Key) -> None:
    if program.can_use(key, read=(key[0], key[2])):
        one, other = program.pairs(key[0]), program.pairs(key[2])
        program.checks.append(clashes.disjoint("prp-pdw", (key,), one, other, "two disjoint properties hold at once"))


def _all_disjoint_classes(program: Program, key: Key) -> None:
    for axiom, items in _member_lists(program, key):
        if program.fits(key, read=items, literal=False):
            for one, other in combinations(map(program.members, items), 2):
                detail = "a thing is of two disjoint classes"
                program.checks.append(clashes.disjoint("cax-adc", (key, axiom), one, other, detail))


def _all_disjoint_properties(program: Program, key: Key) -> None:
    for axiom, items in _member_lists(program, key):
        if program.can_use(key, read=items):
            for one, other in combinations(map(program.pairs, items), 2):
                detail = "two disjoint properties hold at once"
                program.checks.append(clashes.disjoint("prp-adp", (key, axiom), one, other, detail))


def _member_lists(program: Program, key: Key) -> Iterator[tuple[Key, tuple[int, ...]]]:
    for head in program.schema.objects(key[0], v.MEMBERS):
        yield (key[0], v.MEMBERS, head), tuple(program.schema.members(head))


def _functional(program: Program, key: Key) -> None:
    if program.can_use(key, read=(key[0],)):
        program.checks.append(clashes.functional(key, program.pairs(key[0])))


def _inverse_functional(program: Program, key: Key) -> None:
    if program.can_use(key, read=(key[0],)):
        program.checks.append(clashes.inverse_functional(key, program.pairs(key[0])))


def _irreflexive(program: Program, key: Key) -> None:
    if program.can_use(key, read=(key[0],)):
        detail = "a property that never leads back to its subject does"
        program.checks.append(clashes.irreflexive("prp-irp", (key,), program.pairs(key[0]), detail))


def _asymmetric(program: Program, key: Key) -> None:
    if program.can_use(key, read=(key[0],)):
        program.checks.append(clashes.asymmetric(key, program.pairs(key[0])))


def _key(program: Program, key: Key) -> None:
    properties = tuple(program.schema.members(key[2]))
    if properties and program.can_use(key, read=properties) and program.fits(key, read=(key[0],), literal=False):
        pairs = tuple(program.pairs(number, indexed=True) for number in properties)
        program.checks.append(clashes.key(key, program.members(key[0]), pairs))


def _at_most(program: Program, key: Key) -> None:
    restriction, kind, number = key
    limit = program.schema.terms.term(number)
    if not isinstance(limit, Literal) or limit.value not in ("0", "1"):
        program.refuse(key, "OWL 2 RL knows only the cardinalities 0 and 1")
        return
    filler: int | None = None
    if kind == v.MAX_QUALIFIED:
        filler = next(iter(program.schema.objects(restriction, v.ON_CLASS)), None)
        if filler is None:
            program.refuse(key, "a qualified cardinality must say owl:onClass")
            return
    _limit(program, key, int(limit.value), filler)


def _limit(program: Program, key: Key, limit: int, filler: int | None) -> None:
    counted = None if filler in (None, v.THING) else filler
    if counted is not None and not program.fits(key, read=(counted,), literal=False):
        return
    rule = f"cls-maxc{limit + 1}" if filler is None else f"cls-maxqc{2 * limit + (1 if counted is not None else 2)}"
    class_ = None if counted is None else program.members(counted)
    for property_, axioms in _restricted(program, key):
        program.checks.append(clashes.at_most(rule, axioms, program.members(key[0]), property_, class_, limit))


def _denied(program: Program, key: Key) -> None:
    node, _, subject = key
    for rule, kind in (("prp-npa1", v.NEGATIVE_TARGET), ("prp-npa2", v.NEGATIVE_VALUE)):
        for property_ in program.schema.objects(node, v.NEGATIVE_PROPERTY):
            for object_ in program.schema.objects(node, kind):
                axioms = (key, (node, v.NEGATIVE_PROPERTY, property_), (node, kind, object_))
                pair = (subject, object_)
                program.checks.append(clashes.denied(rule, axioms, program.pairs(property_), pair))


Compiler = Callable[[Program, Key], None]
_BY_PREDICATE: Final[dict[int, Compiler]] = {
    v.SUB_CLASS: _sub_class,
    v.EQUIVALENT_CLASS: _equivalent_class,
    v.SUB_PROPERTY: _sub_property,
    v.EQUIVALENT_PROPERTY: _equivalent_property,
    v.INVERSE: _inverse,
    v.DOMAIN: _domain,
    v.RANGE: _range,
    v.CHAIN: _chain,
    v.HAS_KEY: _key,
    v.SOME: _some,
    v.ALL: _every,
    v.HAS_VALUE: _value,
    v.INTERSECTION: _intersection,
    v.UNION: _union,
    v.ONE_OF: _enumeration,
    v.COMPLEMENT: _disjoint_classes,
    v.DISJOINT: _disjoint_classes,
    v.DISJOINT_PROPERTY: _disjoint_properties,
    v.MAX: _at_most,
    v.MAX_QUALIFIED: _at_most,
    v.NEGATIVE_SOURCE: _denied,
}
_BY_CLASS: Final[dict[int, Compiler]] = {
    v.TRANSITIVE: _transitive,
    v.SYMMETRIC: _symmetric,
    v.FUNCTIONAL: _functional,
    v.INVERSE_FUNCTIONAL: _inverse_functional,
    v.IRREFLEXIVE: _irreflexive,
    v.ASYMMETRIC: _asymmetric,
    v.ALL_DISJOINT_CLASSES: _all_disjoint_classes,
    v.ALL_DISJOINT_PROPERTIES: _all_disjoint_properties,
}
