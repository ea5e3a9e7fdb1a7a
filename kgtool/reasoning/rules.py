"""The rules of OWL 2 RL that conclude facts: each object is one axiom, wired to the relations that it reads.

Semi-naive: a rule is called with what is new in one relation, joins it with all that is known of the others, and
adds what it finds to its head. What it needs to tell the premises again it keeps in `witness`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic

from kgtool.reasoning.relations import E, Members, Pair, Pairs, Relation
from kgtool.reasoning.vocabulary import Key


class Copy(Generic[E]):
    """All of one relation is in another: cax-sco, cax-eqc, cls-int2, cls-uni, prp-spo1, prp-eqp."""

    def __init__(self, name: str, axiom: Key, source: Relation[E], head: Relation[E]) -> None:
        self.name, self.axiom = name, axiom
        self.source: Relation[E] = source
        self.head: Relation[E] = head
        source.triggers.append(self.fire)

    def fire(self, delta: set[E]) -> None:
        """Take new elements over as they are."""
        self.head.add(self, delta)

    def premises(self, element: E) -> tuple[Key, ...]:
        """The axiom, and the element in the source."""
        return self.axiom, self.source.key(element)


class Swap:
    """A property holds where another (or itself) does the other way round: prp-inv1, prp-inv2, prp-symp."""

    def __init__(self, name: str, axiom: Key, source: Pairs, head: Pairs) -> None:
        self.name, self.axiom, self.source, self.head = name, axiom, source, head
        source.triggers.append(self.fire)

    def fire(self, delta: set[Pair]) -> None:
        """Turn new pairs around; a literal cannot be a subject."""
        self.head.add(self, {(o, s) for s, o in delta if o >= 0})

    def premises(self, element: Pair) -> tuple[Key, ...]:
        """The axiom, and the pair the other way round."""
        return self.axiom, self.source.key((element[1], element[0]))


class Subjects:
    """What has a property is of a class: prp-dom, cls-svf2."""

    def __init__(self, name: str, axioms: tuple[Key, ...], source: Pairs, head: Members) -> None:
        self.name, self.axioms, self.source, self.head = name, axioms, source, head
        self.witness: dict[int, int] = {}
        source.triggers.append(self.fire)

    def fire(self, delta: set[Pair]) -> None:
        """Class the subjects of new pairs."""
        found = dict(delta)
        for subject in self.head.add(self, found.keys()):
            self.witness[subject] = found[subject]

    def premises(self, element: int) -> tuple[Key, ...]:
        """The axioms, and one pair of the subject."""
        return *self.axioms, self.source.key((element, self.witness[element]))


class Objects:
    """What a property leads to is of a class: prp-rng."""

    def __init__(self, name: str, axiom: Key, source: Pairs, head: Members) -> None:
        self.name, self.axiom, self.source, self.head = name, axiom, source, head
        self.witness: dict[int, int] = {}
        source.triggers.append(self.fire)

    def fire(self, delta: set[Pair]) -> None:
        """Class the objects of new pairs, but for literals."""
        found = {o: s for s, o in delta if o >= 0}
        for object_ in self.head.add(self, found.keys()):
            self.witness[object_] = found[object_]

    def premises(self, element: int) -> tuple[Key, ...]:
        """The axiom, and one pair of the object."""
        return self.axiom, self.source.key((self.witness[element], element))


class Transitive:
    """prp-trp: what two steps of a property lead to, one step does."""

    name = "prp-trp"

    def __init__(self, axiom: Key, relation: Pairs) -> None:
        self.axiom, self.relation = axiom, relation
        self.witness: dict[Pair, int] = {}
        relation.indexed = True
        relation.triggers.append(self.fire)

    def fire(self, delta: set[Pair]) -> None:
        """Join new pairs with all pairs, before and after them."""
        after, before = self.relation.after, self.relation.before
        found: dict[Pair, int] = {}
        for x, y in delta:
            for z in after.get(y, ()):
                found[x, z] = y
            for w in before.get(x, ()):
                found[w, y] = x
        for pair in self.relation.add(self, found.keys()):
            self.witness[pair] = found[pair]

    def premises(self, element: Pair) -> tuple[Key, ...]:
        """The axiom, and the two steps."""
        middle = self.witness[element]
        return self.axiom, self.relation.key((element[0], middle)), self.relation.key((middle, element[1]))


class Chain:
    """prp-spo2: a property holds between the ends of a chain of properties."""

    name = "prp-spo2"

    def __init__(self, axiom: Key, steps: Sequence[Pairs], head: Pairs) -> None:
        self.axiom, self.steps, self.head = axiom, tuple(steps), head
        self.witness: dict[Pair, tuple[int, ...]] = {}
        for step in dict.fromkeys(steps):
            step.indexed = True
            step.triggers.append(lambda delta, step=step: self.fire(step, delta))  # type: ignore[misc]  # the default binds

    def fire(self, source: Pairs, delta: set[Pair]) -> None:
        """Lengthen new pairs of one step to whole chains, wherever in the chain the step stands."""
        places = [i for i, step in enumerate(self.steps) if step is source]
        paths = [path for i in places for pair in delta for path in self._paths(i, pair)]
        found = {(path[0], path[-1]): path for path in paths}
        for pair in self.head.add(self, found.keys()):
            self.witness[pair] = found[pair]

    def _paths(self, place: int, pair: Pair) -> Iterator[tuple[int, ...]]:
        starts: list[tuple[int, ...]] = [pair]
        for step in reversed(self.steps[:place]):
            starts = [(node, *path) for path in starts for node in step.subjects(path[0])]
        for step in self.steps[place + 1 :]:
            starts = [(*path, node) for path in starts for node in step.objects(path[-1])]
        return iter(starts)

    def premises(self, element: Pair) -> tuple[Key, ...]:
        """The axiom, and each step of the chain."""
        path = self.witness[element]
        steps = zip(self.steps, path, path[1:], strict=False)  # a path has one node more than steps
        return self.axiom, *(step.key((start, end)) for step, start, end in steps)


class Some:
    """cls-svf1: what a property leads from, to a member of a class, is of the restriction."""

    name = "cls-svf1"

    def __init__(self, axioms: tuple[Key, ...], property_: Pairs, filler: Members, head: Members) -> None:
        self.axioms, self.property, self.filler, self.head = axioms, property_, filler, head
        self.witness: dict[int, int] = {}
        property_.indexed = True
        property_.triggers.append(self.fire_pairs)
        filler.triggers.append(self.fire_members)

    def fire_pairs(self, delta: set[Pair]) -> None:
        """New pairs whose object is known to be of the class."""
        members = self.filler.known
        self._add({s: o for s, o in delta if o in members})

    def fire_members(self, delta: set[int]) -> None:
        """New members of the class that the property leads to."""
        self._add({s: o for o in delta for s in self.property.subjects(o)})

    def _add(self, found: dict[int, int]) -> None:
        for subject in self.head.add(self, found.keys()):
            self.witness[subject] = found[subject]

    def premises(self, element: int) -> tuple[Key, ...]:
        """The axioms, the pair, and the class of its object."""
        object_ = self.witness[element]
        return *self.axioms, self.property.key((element, object_)), self.filler.key(object_)


class Every:
    """cls-avf: what a property leads to, from a member of the restriction, is of its class."""

    name = "cls-avf"

    def __init__(self, axioms: tuple[Key, ...], property_: Pairs, source: Members, head: Members) -> None:
        self.axioms, self.property, self.source, self.head = axioms, property_, source, head
        self.witness: dict[int, int] = {}
        property_.indexed = True
        property_.triggers.append(self.fire_pairs)
        source.triggers.append(self.fire_members)

    def fire_pairs(self, delta: set[Pair]) -> None:
        """New pairs whose subject is known to be of the restriction."""
        members = self.source.known
        self._add({o: s for s, o in delta if o >= 0 and s in members})

    def fire_members(self, delta: set[int]) -> None:
        """New members of the restriction that have the property."""
        self._add({o: s for s in delta for o in self.property.objects(s) if o >= 0})

    def _add(self, found: dict[int, int]) -> None:
        for object_ in self.head.add(self, found.keys()):
            self.witness[object_] = found[object_]

    def premises(self, element: int) -> tuple[Key, ...]:
        """The axioms, the class of the subject, and the pair."""
        subject = self.witness[element]
        return *self.axioms, self.source.key(subject), self.property.key((subject, element))


class ValueOfMember:
    """cls-hv1: each member of the restriction has the value."""

    name = "cls-hv1"

    def __init__(self, axioms: tuple[Key, ...], source: Members, value: int, head: Pairs) -> None:
        self.axioms, self.source, self.value, self.head = axioms, source, value, head
        source.triggers.append(self.fire)

    def fire(self, delta: set[int]) -> None:
        """Give new members the value."""
        self.head.add(self, {(member, self.value) for member in delta})

    def premises(self, element: Pair) -> tuple[Key, ...]:
        """The axioms, and the class of the subject."""
        return *self.axioms, self.source.key(element[0])


class MemberByValue:
    """cls-hv2: whatever has the value is of the restriction."""

    name = "cls-hv2"

    def __init__(self, axioms: tuple[Key, ...], source: Pairs, value: int, head: Members) -> None:
        self.axioms, self.source, self.value, self.head = axioms, source, value, head
        source.triggers.append(self.fire)

    def fire(self, delta: set[Pair]) -> None:
        """Class the subjects of new pairs with the value."""
        value = self.value
        self.head.add(self, {s for s, o in delta if o == value})

    def premises(self, element: int) -> tuple[Key, ...]:
        """The axioms, and the pair."""
        return *self.axioms, self.source.key((element, self.value))


class Intersection:
    """cls-int1: what is of all the classes is of their intersection."""

    name = "cls-int1"

    def __init__(self, axiom: Key, parts: Sequence[Members], head: Members) -> None:
        self.axiom, self.parts, self.head = axiom, tuple(parts), head
        for part in dict.fromkeys(parts):
            part.triggers.append(self.fire)

    def fire(self, delta: set[int]) -> None:
        """Keep of the new members of one class those that are of the others."""
        self.head.add(self, delta.intersection(*(part.known for part in self.parts)))

    def premises(self, element: int) -> tuple[Key, ...]:
        """The axiom, and the element in each class."""
        return self.axiom, *(part.key(element) for part in self.parts)


class Enumeration:
    """cls-oo: each thing listed is of the class."""

    name = "cls-oo"

    def __init__(self, axiom: Key, members: Sequence[int], head: Members) -> None:
        self.axiom, self.members, self.head = axiom, tuple(members), head

    def start(self) -> None:
        """Add the members, but for literals."""
        self.head.add(self, {member for member in self.members if member >= 0})

    def premises(self, element: int) -> tuple[Key, ...]:
        """The axiom."""
        return (self.axiom,)
