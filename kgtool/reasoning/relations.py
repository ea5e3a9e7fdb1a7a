"""Relations: the pairs of a property or the members of a class, what is new in them and why."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import Callable, Collection
from typing import Generic, Protocol, TypeVar

from kgtool.reasoning.vocabulary import TYPE, Key

E = TypeVar("E", int, tuple[int, int])
E_contra = TypeVar("E_contra", int, tuple[int, int], contravariant=True)
Pair = tuple[int, int]
Queue = deque["Relation[int] | Relation[Pair]"]


class Rule(Protocol[E_contra]):
    """One axiom at work; `name` is that of the rule of OWL 2 RL, E_contra the kind of what it concludes."""

    @property
    def name(self) -> str:
        """As in the tables of OWL 2 RL: prp-trp, cax-sco, ..."""

    def premises(self, element: E_contra) -> tuple[Key, ...]:
        """The triples from which the rule first concluded an element."""


class Relation(ABC, Generic[E]):
    """What is known of one property or class; `proofs` has the rule of each element that follows.

    `triggers` are called with what is new in it; `queue` is where a relation with something new waits.
    """

    __slots__ = ("known", "number", "pending", "proofs", "queue", "triggers")

    def __init__(self, number: int, queue: Queue) -> None:
        self.number = number
        self.queue = queue
        self.known: set[E] = set()
        self.pending: set[E] = set()
        self.proofs: dict[E, Rule[E]] = {}
        self.triggers: list[Callable[[set[E]], None]] = []

    @abstractmethod
    def key(self, element: E) -> Key:
        """The triple that an element stands for."""

    def add(self, rule: Rule[E], found: Collection[E]) -> set[E]:
        """Take in what a rule found, and say what of it is new."""
        fresh = found - self.known if isinstance(found, set) else set(found) - self.known
        if fresh:
            self.wait(fresh)
            self.proofs.update(dict.fromkeys(fresh, rule))
        return fresh

    def wait(self, fresh: set[E]) -> None:
        """Know what is new, and stand in the queue to pass it on."""
        if not self.pending:
            self.queue.append(self)
        self.known |= fresh
        self.pending |= fresh

    def take(self) -> set[E]:
        """What is new since the last call."""
        delta, self.pending = self.pending, set()
        return delta

    def fire(self) -> None:
        """Pass what is new on to every rule that reads this relation."""
        delta = self.take()
        for trigger in self.triggers:
            trigger(delta)


class Members(Relation[int]):
    """The members of a class."""

    __slots__ = ()

    def key(self, element: int) -> Key:
        """The triple that says a member is of the class."""
        return element, TYPE, self.number


class Pairs(Relation[Pair]):
    """The pairs of a property; indexed both ways when a rule joins it."""

    __slots__ = ("after", "before", "indexed")

    def __init__(self, number: int, queue: Queue) -> None:
        super().__init__(number, queue)
        self.indexed = False
        self.after: dict[int, list[int]] = defaultdict(list)
        self.before: dict[int, list[int]] = defaultdict(list)

    def key(self, element: Pair) -> Key:
        """The triple that a pair stands for."""
        return element[0], self.number, element[1]

    def take(self) -> set[Pair]:
        """What is new since the last call; from here on `objects` and `subjects` find it."""
        delta = super().take()
        if self.indexed:
            for subject, object_ in delta:
                self.after[subject].append(object_)
                self.before[object_].append(subject)
        return delta

    def objects(self, subject: int) -> list[int]:
        """The objects of a subject, where the relation is indexed."""
        return self.after.get(subject, [])

    def subjects(self, object_: int) -> list[int]:
        """The subjects of an object, where the relation is indexed."""
        return self.before.get(object_, [])
