"""Why a statement does not hold: for each rule that could conclude it, what is missing or stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgtool.namespaces import KG
from kgtool.proofs import Proof, read_proofs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgtool.rules import Rule
    from kgtool.rules.patterns import Pattern

DEEPEST: Final = 12
MOST: Final = 12
FEW: Final = 3
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Goal = tuple[Term | None, ox.NamedNode, Term | None]
Bindings = dict[str, Term]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A statement that does not hold; None stands for anything.

    `against` proves what stands in its way, `instead` what holds in its place; `missing` are those that it takes.
    """

    goal: Goal
    rule: str = ""
    against: tuple[Proof, ...] = ()
    instead: tuple[Proof, ...] = ()
    missing: tuple[Shortfall, ...] = ()


def find_shortfall(store: ox.Store, graphs: str, rules: Iterable[Rule], goal: Goal) -> Shortfall:
    """What keeps a statement from holding."""
    return _Finder(store, graphs, list(rules)).shortfall(goal, 0)


class _Finder:
    """Walks backwards over the rules."""

    def __init__(self, store: ox.Store, graphs: str, rules: list[Rule]) -> None:
        self.store, self.graphs, self.rules = store, graphs, rules
        self.told: set[str] = set()

    def shortfall(self, goal: Goal, depth: int) -> Shortfall:
        """What keeps a goal from holding."""
        subject, predicate, value = goal
        if against := self._contrary(goal):
            return Shortfall(goal, against=tuple(against))
        instead = tuple(self._proofs(subject, predicate, None)) if value is not None else ()
        instead = instead if len(instead) == 1 else ()  # of several values none stands in its place
        if depth > DEEPEST or str(goal) in self.told:
            return Shortfall(goal, instead=instead)
        self.told.add(str(goal))
        tried = [found for rule in self.rules if (found := self._tried(rule, goal, depth))]
        if not tried:
            return Shortfall(goal, instead=instead)
        _, best = max(tried, key=lambda found: found[0])
        return Shortfall(goal, best.rule, best.against, instead, best.missing)

    def _contrary(self, goal: Goal) -> list[Proof]:
        """The proofs of the opposite, where a property has one."""
        subject, predicate, value = goal
        found: list[Proof] = []
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(KG + "contrary"), predicate, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and value is not None:
                found += self._proofs(subject, quad.subject, value)
        return found

    def _proofs(self, subject: Term | None, predicate: ox.NamedNode, value: Term | None) -> list[Proof]:
        if not isinstance(subject, ox.NamedNode):
            return []
        return read_proofs(self.store, self.graphs, subject.value, predicate.value, value)

    def _tried(self, rule: Rule, goal: Goal, depth: int) -> tuple[int, Shortfall] | None:
        """How far a rule comes towards a goal, and what it lacks; None when it has nothing to do with it."""
        if goal[1].value not in rule.concludes:
            return None
        for pattern in rule.template:
            if (bindings := _unified(pattern, goal)) is not None:
                return self._followed(rule, goal, bindings, depth)
        return None

    def _followed(self, rule: Rule, goal: Goal, start: Bindings, depth: int) -> tuple[int, Shortfall]:
        solutions = [start]
        for number, pattern in enumerate(_in_order(rule.patterns.sure, start)):
            further = [found for bindings in solutions for found in self._matches(pattern, bindings)]
            if not further:
                goals = dict.fromkeys(found for b in solutions if (found := _goal(pattern, b)))
                missing = tuple(self.shortfall(lacking, depth + 1) for lacking in goals if len(goals) <= FEW)
                return number, Shortfall(goal, rule.name, missing=missing)
            solutions = further
        return len(rule.patterns.sure), self._denied(rule, goal, solutions, depth)

    def _denied(self, rule: Rule, goal: Goal, solutions: list[Bindings], depth: int) -> Shortfall:
        """What stands in the way of a rule whose patterns all hold."""
        against: list[Proof] = []
        for group in rule.patterns.denied:
            for bindings in self._joined(group, solutions[:1])[:MOST]:
                for pattern in group:
                    if (found := _goal(pattern, bindings)) and found[2] is not None:
                        against += self._proofs(*found)
        lacking: dict[Goal, None] = {}
        for outer, inner in rule.patterns.universals:
            for bindings in self._joined(outer, solutions[:1]):
                if not self._joined(inner, [bindings]):
                    lacking |= dict.fromkeys(found for pattern in inner if (found := _goal(pattern, bindings)))
        missing = tuple(self.shortfall(found, depth + 1) for found in list(lacking)[:MOST])
        return Shortfall(goal, rule.name, tuple(against), missing=missing)

    def _joined(self, group: Iterable[Pattern], solutions: list[Bindings]) -> list[Bindings]:
        for pattern in group:
            solutions = [found for bindings in solutions for found in self._matches(pattern, bindings)]
        return solutions

    def _matches(self, pattern: Pattern, bindings: Bindings) -> Iterator[Bindings]:
        """The bindings that make a pattern hold."""
        subject, predicate, value = (_bound(part, bindings) for part in pattern)
        if isinstance(subject, ox.Literal | ox.Triple) or not isinstance(predicate, ox.NamedNode | None):
            return
        for quad in sorted(self.store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph()), key=str):
            found = dict(bindings)
            for part, term in zip(pattern, quad.triple, strict=True):
                if isinstance(part, ox.Variable):
                    found[part.value] = term
            yield found


def _in_order(patterns: Iterable[Pattern], start: Bindings) -> Iterator[Pattern]:
    """The patterns, each time the one of which most is bound."""
    left, bound = list(patterns), set(start)

    def known(pattern: Pattern) -> tuple[int, bool, int]:
        names = [part.value for part in pattern if isinstance(part, ox.Variable)]
        connected = any(name in bound for name in names)
        return -sum(name not in bound for name in names), connected, -sum(name not in start for name in names)

    while left:
        best = max(left, key=known)
        left.remove(best)
        bound |= {part.value for part in best if isinstance(part, ox.Variable)}
        yield best


def _unified(pattern: Pattern, goal: Goal) -> Bindings | None:
    """What the variables of a pattern stand for, so that it is the goal; None when it cannot be."""
    bindings: Bindings = {}
    for part, term in zip(pattern, goal, strict=True):
        if isinstance(part, ox.Variable):
            if term is not None and bindings.setdefault(part.value, term) != term:
                return None
        elif term is not None and part != term:
            return None
    return bindings


def _goal(pattern: Pattern, bindings: Mapping[str, Term]) -> Goal | None:
    """A pattern with what is bound filled in, None without a property."""
    subject, predicate, value = (_bound(part, bindings) for part in pattern)
    return (subject, predicate, value) if isinstance(predicate, ox.NamedNode) else None


def _bound(part: Term | ox.Variable, bindings: Mapping[str, Term]) -> Term | None:
    return bindings.get(part.value) if isinstance(part, ox.Variable) else part
