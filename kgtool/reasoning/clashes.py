"""What may not hold together: each axiom that forbids something, as a search run when nothing more follows.

Where OWL would conclude that two names stand for one thing (owl:sameAs), that is a clash here: names are unique.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from kgtool.reasoning.relations import E, Members, Pair, Pairs, Relation
from kgtool.reasoning.vocabulary import Key


@dataclass(frozen=True, slots=True)
class Clash:
    """A rule that ends in contradiction, and the triples that it found; `detail` says what is wrong with them."""

    rule: str
    detail: str
    premises: tuple[Key, ...]


Check = Callable[[], Iterator[Clash]]

ONE_THING = "two names would have to stand for one thing"


def disjoint(rule: str, axioms: tuple[Key, ...], one: Relation[E], other: Relation[E], detail: str) -> Check:
    """cax-dw, cax-adc, cls-com, prp-pdw, prp-adp: nothing is in both."""

    def search() -> Iterator[Clash]:
        for element in sorted(one.known & other.known):
            yield Clash(rule, detail, (*axioms, one.key(element), other.key(element)))

    return search


def empty(rule: str, axioms: tuple[Key, ...], relation: Relation[E], detail: str) -> Check:
    """cls-nothing2: nothing is in it."""

    def search() -> Iterator[Clash]:
        for element in sorted(relation.known):
            yield Clash(rule, detail, (*axioms, relation.key(element)))

    return search


def irreflexive(rule: str, axioms: tuple[Key, ...], relation: Pairs, detail: str) -> Check:
    """prp-irp, eq-diff1: nothing is so related to itself."""

    def search() -> Iterator[Clash]:
        for pair in sorted(pair for pair in relation.known if pair[0] == pair[1]):
            yield Clash(rule, detail, (*axioms, relation.key(pair)))

    return search


def asymmetric(axiom: Key, relation: Pairs) -> Check:
    """prp-asyp: not both ways."""

    def search() -> Iterator[Clash]:
        both = {(s, o) for s, o in relation.known if s <= o and (o, s) in relation.known}
        for s, o in sorted(both):
            premises = dict.fromkeys((axiom, relation.key((s, o)), relation.key((o, s))))
            yield Clash("prp-asyp", "a property that never holds both ways does", tuple(premises))

    return search


def denied(rule: str, axioms: tuple[Key, ...], relation: Pairs, pair: Pair) -> Check:
    """prp-npa1, prp-npa2: what is denied does not hold."""

    def search() -> Iterator[Clash]:
        if pair in relation.known:
            yield Clash(rule, "what is said not to hold does", (*axioms, relation.key(pair)))

    return search


def functional(axiom: Key, relation: Pairs) -> Check:
    """prp-fp: at most one value."""

    def search() -> Iterator[Clash]:
        values = defaultdict(list)
        for subject, object_ in relation.known:
            values[subject].append((subject, object_))
        for _, pairs in sorted(values.items()):
            if len(pairs) > 1:
                premises = (axiom, *map(relation.key, sorted(pairs)))
                yield Clash("prp-fp", f"a property with one value has {len(pairs)}: {ONE_THING}", premises)

    return search


def inverse_functional(axiom: Key, relation: Pairs) -> Check:
    """prp-ifp: at most one subject for a value."""

    def search() -> Iterator[Clash]:
        owners = defaultdict(list)
        for subject, object_ in relation.known:
            owners[object_].append((subject, object_))
        for _, pairs in sorted(owners.items()):
            if len(pairs) > 1:
                premises = (axiom, *map(relation.key, sorted(pairs)))
                yield Clash("prp-ifp", f"a value that one thing has, {len(pairs)} have: {ONE_THING}", premises)

    return search


def key(axiom: Key, members: Members, properties: tuple[Pairs, ...]) -> Check:
    """prp-key: no two members of the class agree in all the properties."""

    def search() -> Iterator[Clash]:
        owners: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for member in sorted(members.known):
            for values in product(*(p.objects(member) for p in properties)):
                owners[values].append(member)
        for values, sharing in owners.items():
            for one, other in combinations(sharing, 2):
                pairs = [p.key((m, o)) for m in (one, other) for p, o in zip(properties, values, strict=True)]
                premises = (axiom, members.key(one), members.key(other), *pairs)
                yield Clash("prp-key", f"two things have the same key: {ONE_THING}", premises)

    return search


def at_most(
    rule: str, axioms: tuple[Key, ...], members: Members, property_: Pairs, filler: Members | None, limit: int
) -> Check:
    """cls-maxc1, cls-maxc2, cls-maxqc1 to 4: members of the restriction have no more values (of a class)."""

    def search() -> Iterator[Clash]:
        for member in sorted(members.known):
            values = [o for o in property_.objects(member) if filler is None or o in filler.known]
            if len(values) > limit:
                pairs = [property_.key((member, value)) for value in values]
                classes = [filler.key(value) for value in values] if filler else []
                detail = f"{len(values)} values where at most {limit} may be" + (f": {ONE_THING}" if limit else "")
                yield Clash(rule, detail, (*axioms, members.key(member), *pairs, *classes))

    return search
