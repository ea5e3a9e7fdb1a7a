"""Two states of a graph compared: what was added, removed, moved and changed in it, and what follows from that.

A state may be a whole graph or a part of one; `states` makes them from what a build has in memory, or has written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode

from kgtool.cards import Fact, Term
from kgtool.namespaces import KG, RDF_TYPE, RDFS_LABEL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

__all__ = ["Changes", "Difference", "State", "Stated", "compare_states"]

Key = tuple[str, str, Term]
"""Subject, predicate and value."""

Name = Callable[[Term, str], str]
"""What readers call a term; the text is how exactly it is known."""

PLUMBING: Final = frozenset({
    "day", "prp-inv1", "prp-inv2", "prp-symp", "prp-spo1", "prp-dom", "prp-rng", "cax-sco", "cax-eqc1", "cax-eqc2",
    "prp-eqp1", "prp-eqp2",
})  # fmt: skip  # rules that say the same from another side, or in wider words
LEAST_ALIKE: Final = 0.5
SOURCE: Final = NamedNode(KG + "Source")


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact about a subject; of one that a rule concludes, the sentences that say why, and what it rests on."""

    subject: str
    fact: Fact
    because: tuple[str, ...] = ()
    premises: frozenset[Key] = frozenset()

    @property
    def key(self) -> Key:
        """The triple that it is."""
        return self.subject, self.fact.predicate, self.fact.value

    @property
    def told(self) -> tuple[object, ...]:
        """All that makes it this fact and no other: not where it is written, nor who says so."""
        fact = self.fact
        words = (fact.rank, fact.valid_from, fact.valid_until, fact.role, fact.note, fact.precision)
        return *self.key, *words


@dataclass(frozen=True, slots=True)
class State:
    """A graph, or a part of one: what is written, what follows, and what readers call its terms.

    `individuals` is how the IRIs of entities start.
    """

    written: Sequence[Stated]
    follows: Sequence[Stated]
    individuals: str
    name: Name

    def root(self, iri: str) -> str:
        """The entity that has the record in which something is nested: itself, unless it is nested."""
        if not iri.startswith(self.individuals):
            return iri
        return self.individuals + "/".join(iri[len(self.individuals) :].split("/")[:2])


@dataclass(frozen=True, slots=True)
class Difference:
    """What one property of a subject was, and what it is: as far as that differs."""

    subject: str
    predicate: str
    old: tuple[Stated, ...] = ()
    new: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs between two states.

    `added` and `removed` are subjects, those too that are nested in others; `moved` has the new IRI by the old one.
    Everything else is told by the new IRIs. Of `facts`, those in `sources` differ only in who says so. What rules
    conclude is in `concluded`, what else follows and is worth a line in `derived`; `folded` counts the rest.
    """

    before: State
    after: State
    added: frozenset[str]
    removed: frozenset[str]
    moved: Mapping[str, str]
    facts: tuple[Difference, ...]
    sources: tuple[Difference, ...]
    concluded: tuple[Difference, ...]
    derived: tuple[Difference, ...]
    folded: int = 0

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.moved or self.facts or self.sources or self.concluded or self.derived or self.folded)


def compare_states(before: State, after: State) -> Changes:
    """What differs between two states of one graph.

    >>> nobody = State((), (), "http://e/id/", lambda term, precision: str(term))
    >>> bool(compare_states(nobody, nobody))
    False
    """
    before, after = (replace(state, written=_without_spans(_own(state.written))) for state in (before, after))
    moved = _moved(before, after)
    old = _Renamer(moved).state(before) if moved else before
    one, other = _subjects(old.written), _subjects(after.written)
    facts, sources = _written_differences(old.written, after.written)
    concluded, derived, folded = _differences_that_follow(old, after)
    return Changes(
        old, after, other - one, one - other, moved, tuple(facts), tuple(sources), tuple(concluded), tuple(derived),
        folded,
    )  # fmt: skip  # what there is, then what is said of it


def _own(written: Sequence[Stated]) -> list[Stated]:
    """The facts of a workspace's own: not those about the sources that it cites."""
    sources = {one.subject for one in written if one.fact.predicate == RDF_TYPE and one.fact.value == SOURCE}
    return [one for one in written if one.subject not in sources]


def _without_spans(written: Sequence[Stated]) -> tuple[Stated, ...]:
    """The facts without the time that they have only because a nested record has it, which says so once itself."""
    spans = {one.subject: _span(one) for one in written if one.fact.predicate == RDF_TYPE and any(_span(one))}

    def own(one: Stated) -> Stated:
        value = one.fact.value.value if isinstance(one.fact.value, NamedNode) else ""
        inherited = any(_span(one) == spans[iri] for iri in (one.subject, value) if iri in spans)
        return replace(one, fact=replace(one.fact, valid_from="", valid_until="")) if inherited else one

    return tuple(map(own, written)) if spans else tuple(written)


def _span(stated: Stated) -> tuple[str, str]:
    return stated.fact.valid_from, stated.fact.valid_until


def _subjects(written: Iterable[Stated]) -> frozenset[str]:
    """What is said to be of some class."""
    return frozenset(one.subject for one in written if one.fact.predicate == RDF_TYPE)


def _written_differences(
    before: Iterable[Stated], after: Iterable[Stated]
) -> tuple[list[Difference], list[Difference]]:
    """The facts that differ, and those that only rest on other sources now."""
    one, other = ({stated.told: stated for stated in side} for side in (before, after))
    gone = [stated for told, stated in one.items() if told not in other]
    come = [stated for told, stated in other.items() if told not in one]
    both = [(stated, other[told]) for told, stated in one.items() if told in other]
    cited = [(old, new) for old, new in both if _cited(old.fact) != _cited(new.fact)]
    sources = _paired([old for old, _ in cited], [new for _, new in cited])
    return _paired(gone, come), sources


def _cited(fact: Fact) -> set[tuple[str, str, str]]:
    """Who says so, where, as read when; the title is a matter of the source."""
    return {(cited.url, cited.locator, cited.read) for cited in fact.citations}


def _paired(gone: Iterable[Stated], come: Iterable[Stated]) -> list[Difference]:
    """What was and what is, by subject and property, sorted."""
    sides: tuple[dict[tuple[str, str], list[Stated]], ...] = (defaultdict(list), defaultdict(list))
    for side, found in zip(sides, (gone, come), strict=True):
        for stated in found:
            side[stated.subject, stated.fact.predicate].append(stated)
    old, new = sides
    places = sorted({*old, *new})
    return [Difference(*at, *(tuple(sorted(side.get(at, ()), key=_order)) for side in sides)) for at in places]


def _order(stated: Stated) -> tuple[str, ...]:
    return stated.fact.valid_from, stated.fact.valid_until, str(stated.fact.value)


def _differences_that_follow(before: State, after: State) -> tuple[list[Difference], list[Difference], int]:
    """What rules conclude, what else is worth a line, and the number of the rest, each as far as it differs."""
    one, other = ({stated.key: stated for stated in side.follows} for side in (before, after))
    gone = [stated for key, stated in one.items() if key not in other]
    come = [stated for key, stated in other.items() if key not in one]
    steps = _steps(gone, after), _steps(come, after)
    every = _paired(*([stated for stated in side if not _is_plumbing(stated)] for side in (gone, come)))
    told = [one for one in every if not _is_step(one, *steps)]
    folded = len(gone) + len(come) - sum(len(one.old) + len(one.new) for one in told)
    by_rule = {one: any(stated.because for stated in (*one.old, *one.new)) for one in told}
    return [one for one in told if by_rule[one]], [one for one in told if not by_rule[one]], folded


def _is_step(one: Difference, gone: Collection[Key], come: Collection[Key]) -> bool:
    """Whether all that it tells of is only on the way to something else that was so, or is so now."""
    return all(stated.key in gone for stated in one.old) and all(stated.key in come for stated in one.new)


def _is_plumbing(stated: Stated) -> bool:
    return stated.fact.rule in PLUMBING or isinstance(stated.fact.value, BlankNode)


def _steps(follows: Iterable[Stated], state: State) -> frozenset[Key]:
    """What is only a step to something else that follows about the same entity."""
    return frozenset(
        premise
        for stated in follows
        for premise in stated.premises
        if premise[:2] != stated.key[:2] and state.root(premise[0]) == state.root(stated.subject)
    )


def _moved(before: State, after: State) -> dict[str, str]:
    """The entities whose record is there under another id now: the new IRI by the old one."""
    old, new = _records(before), _records(after)
    gone, come = ({iri: of for iri, of in one.items() if iri not in other} for one, other in ((old, new), (new, old)))
    found = dict(_same(gone, come))
    rest = {iri: of for iri, of in come.items() if iri not in set(found.values())}
    by_label = {_label(of): iri for iri, of in rest.items() if _label(of)}
    for iri, record in gone.items():
        other = by_label.get(_label(record), "")
        if iri not in found and other and _likeness(record, rest[other]) >= LEAST_ALIKE:
            found[iri] = other
            by_label.pop(_label(record))
    return found


def _same(gone: Mapping[str, frozenset[object]], come: Mapping[str, frozenset[object]]) -> Iterator[tuple[str, str]]:
    """Pairs of records that say the same."""
    counts = Counter(come.values())
    by_content = {record: iri for iri, record in come.items() if counts[record] == 1}
    for iri, record in gone.items():
        if other := by_content.pop(record, ""):
            yield iri, other


def _records(state: State) -> dict[str, frozenset[object]]:
    """What is written in the record of each entity, without its own id."""
    found: dict[str, set[object]] = defaultdict(set)
    for stated in state.written:
        if stated.subject.startswith(state.individuals) and stated.fact.file.startswith("graph/"):
            root = state.root(stated.subject)
            own = stated.subject.removeprefix(root)
            value = stated.fact.value
            inner = value.value.removeprefix(root) if isinstance(value, NamedNode) else value
            found[root].add((own, stated.fact.predicate, inner, *stated.told[3:]))
    return {iri: frozenset(record) for iri, record in found.items()}


def _label(record: frozenset[object]) -> object:
    """The label of the entity itself, None where it has none of its own."""
    said = (item for item in record if isinstance(item, tuple) and item[:2] == ("", RDFS_LABEL))
    return next((item[2] for item in sorted(said, key=str)), None)


def _likeness(one: frozenset[object], other: frozenset[object]) -> float:
    return len(one & other) / len(one | other)


class _Renamer:
    """Tells a state by the new IRIs of what was moved."""

    def __init__(self, moved: Mapping[str, str]) -> None:
        self.moved = moved
        self.back = {new: old for old, new in moved.items()}

    def state(self, state: State) -> State:
        """The state as it would have been; its terms are still called what they were called."""

        def name(term: Term, precision: str) -> str:
            return state.name(_changed(term, self.back, state), precision)

        written, follows = (tuple(self._stated(one, state) for one in side) for side in (state.written, state.follows))
        return State(written, follows, state.individuals, name)

    def _stated(self, stated: Stated, state: State) -> Stated:
        subject, value = self._iri(stated.subject, state), _changed(stated.fact.value, self.moved, state)
        premises = frozenset((self._iri(s, state), p, _changed(v, self.moved, state)) for s, p, v in stated.premises)
        return replace(stated, subject=subject, fact=replace(stated.fact, value=value), premises=premises)

    def _iri(self, iri: str, state: State) -> str:
        return _changed_iri(iri, self.moved, state)


def _changed(term: Term, names: Mapping[str, str], state: State) -> Term:
    return NamedNode(_changed_iri(term.value, names, state)) if isinstance(term, NamedNode) else term


def _changed_iri(iri: str, names: Mapping[str, str], state: State) -> str:
    root = state.root(iri)
    return names[root] + iri[len(root) :] if root in names else iri
