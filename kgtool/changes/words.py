"""Changes in words, by the labels of the ontology: what an entry of a list, and each of its lines, says."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from pyoxigraph import NamedNode, Triple

from kgtool.namespaces import RDF_TYPE, RDFS_LABEL, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgtool.cards import Fact, Term
    from kgtool.changes import Changes, Difference, State, Stated

Sign = Literal["+", "-", "~", ">"]
"""Added, removed, changed, moved."""

LONG: Final = 160
BEFORE: Final = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One difference in words: of what, which property, what it was and what it is; a text is empty where nothing was.

    `iri` and `predicate` are what it is about, `subject` and `label` what these are called; there is no predicate
    where a nested record came or went as a whole.
    """

    sign: Sign
    iri: str
    predicate: str
    subject: str
    label: str
    old: str
    new: str
    because: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The line without its subject."""
        values = f"{self.old} → {self.new}" if self.old and self.new else self.new or self.old
        return f"{self.label} {values}".strip()

    def __str__(self) -> str:
        """The whole line."""
        return f"{self.subject}: {self.words}"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity with what differs in its record, and in those nested in it; `was` is its id before it was moved."""

    sign: Sign
    iri: str
    id: str
    name: str
    kind: str
    lines: tuple[Line, ...]
    was: str = ""


def entries(changes: Changes) -> list[Entry]:
    """The entities whose records differ: those added, moved, changed, removed, each in the order of their ids."""
    return _Teller(changes).entries()


def source_lines(changes: Changes) -> list[Line]:
    """What is said by other sources, or by the same at another day or place: a line for each change of sources."""
    return list(_Teller(changes).sources())


def conclusion_lines(changes: Changes) -> list[Line]:
    """What rules conclude otherwise, with the sentence that says why: of entities that were edited first."""
    return _Teller(changes).follows(changes.concluded)


def derived_lines(changes: Changes) -> list[Line]:
    """What else follows otherwise, by the logic of the ontology, and is more than another side of the same."""
    return _Teller(changes).follows(changes.derived)


def tallies(changes: Changes) -> dict[str, int]:
    """How many entities and facts were added, removed, changed: by the words of a headline, in its order."""
    teller = _Teller(changes)
    listed = teller.entries()
    lines = [line for entry in listed for line in entry.lines if entry.sign in "~>"]
    concluded, derived = (teller.follows(of) for of in (changes.concluded, changes.derived))
    return {
        "entities added": sum(entry.sign == "+" for entry in listed),
        "entities removed": sum(entry.sign == "-" for entry in listed),
        "entities moved": sum(entry.sign == ">" for entry in listed),
        "entities changed": sum(entry.sign == "~" for entry in listed),
        "facts added": sum(line.sign == "+" for line in lines),
        "facts removed": sum(line.sign == "-" for line in lines),
        "facts changed": sum(line.sign == "~" for line in lines),
        "facts with other sources": sum(len(one.new) for one in changes.sources),
        "conclusions": len(concluded),
        "other inferences": len(derived) + changes.folded,
    }


class _Teller:
    """Finds the words for the differences between two states."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.after = changes.after
        self.labels = {id(state): _texts(state, RDFS_LABEL) for state in (changes.before, changes.after)}
        self.kinds = {
            stated.subject: self._name(stated.fact.value, "", state)
            for state in (changes.before, changes.after)
            for stated in state.written
            if stated.fact.predicate == RDF_TYPE
        }

    def entries(self) -> list[Entry]:
        groups: dict[str, list[Difference]] = defaultdict(list)
        for difference in self.changes.facts:
            groups[self.after.root(difference.subject)].append(difference)
        for new in self.changes.moved.values():
            groups.setdefault(new, [])
        found = [self._entry(iri, group) for iri, group in groups.items()]
        return sorted(found, key=lambda entry: ("+>~-".index(entry.sign), entry.id))

    def _entry(self, iri: str, group: list[Difference]) -> Entry:
        was = next((old for old, new in self.changes.moved.items() if new == iri), "")
        sign: Sign = ">" if was else "+" if iri in self.changes.added else "-" if iri in self.changes.removed else "~"
        lines = [
            line for subject, of in groupby(group, lambda one: one.subject) for line in self._lines(subject, [*of])
        ]
        was, kind = self._id(was) if was else "", self.kinds.get(iri, "")
        return Entry(sign, iri, self._id(iri), self._called(iri), kind, tuple(lines), was)

    def _lines(self, subject: str, group: list[Difference]) -> Iterator[Line]:
        """The lines about one subject: a single one where it is nested and came or went with all that is said of it."""
        whole = subject in self.changes.added or subject in self.changes.removed
        told = [one for one in group if not self._goes_without_saying(one, whole=whole)]
        if whole and self.after.root(subject) != subject:
            yield self._nested(subject, group, told)
            return
        for one in told:
            yield self._line(one)

    def _nested(self, subject: str, group: list[Difference], told: list[Difference]) -> Line:
        sign: Sign = "+" if subject in self.changes.added else "-"
        parts = "; ".join(self._line(one).words for one in told)
        files = _files(one for difference in group for one in (*difference.old, *difference.new))
        sides = ("", parts) if sign == "+" else (parts, "")
        return Line(sign, subject, "", self._called(subject), "", *sides, files=files)

    def _goes_without_saying(self, one: Difference, *, whole: bool) -> bool:
        """Whether a difference is told by another: links to what is nested, and what a new thing is and is called."""
        inner = self.changes.added | self.changes.removed
        values = [stated.fact.value for stated in (*one.old, *one.new)]
        links = [
            value.value
            for value in values
            if isinstance(value, NamedNode) and value.value in inner and self.after.root(value.value) != value.value
        ]
        return len(links) == len(values) or (whole and one.predicate in (RDF_TYPE, RDFS_LABEL))

    def _line(self, one: Difference, *, why: bool = False) -> Line:
        sign: Sign = "~" if one.old and one.new else "+" if one.new else "-"
        old, new = self._sides(one)
        told = one.new or one.old
        because = tuple(dict.fromkeys(sentence for stated in told for sentence in stated.because)) if why else ()
        files = _files((*one.old, *one.new))
        return Line(
            sign, one.subject, one.predicate, self._called(one.subject), self._property(one.predicate), old, new,
            because, files,
        )  # fmt: skip  # what it says, then why

    def _sides(self, one: Difference) -> tuple[str, str]:
        """What was and what is, each with as much as tells it from the other."""
        if len(one.old) == len(one.new) == 1:
            return self._one_by_one(one.old[0], one.new[0])
        old, new = (
            ", ".join(dict.fromkeys(self._value(stated.fact, state) for stated in side))
            for side, state in ((one.old, self.changes.before), (one.new, self.after))
        )
        return (old, new) if not (old and new) else _excerpts(old, new)

    def _one_by_one(self, old: Stated, new: Stated) -> tuple[str, str]:
        one, other = self._bare(old.fact, self.changes.before), self._bare(new.fact, self.after)
        said, says = set(remarks(old.fact)), set(remarks(new.fact))
        differing = [
            ", ".join(remark for remark in remarks(fact) if remark not in same)
            for fact, same in ((old.fact, says), (new.fact, said))
        ]
        if one == other:
            return f"{one} ({differing[0] or 'nothing more'})", f"({differing[1] or 'nothing more'})"
        one, other = _excerpts(one, other)
        return _with(one, differing[0]), _with(other, differing[1])

    def _value(self, fact: Fact, state: State) -> str:
        return _with(self._bare(fact, state), ", ".join(remarks(fact)))

    def _bare(self, fact: Fact, state: State) -> str:
        return self._name(fact.value, fact.precision, state)

    def _name(self, term: Term, precision: str, state: State) -> str:
        """What a state calls a term; what does not hold on the day asked about, by the label in its record."""
        if not isinstance(term, NamedNode):
            return " ".join(state.name(term, precision).split())
        label = self.labels[id(state)].get(term.value) or state.name(term, precision)
        return self._id(term.value) if label == term.value else " ".join(_in_words(label).split())

    def _called(self, iri: str) -> str:
        return self._name(NamedNode(iri), "", self.changes.before if iri in self.changes.removed else self.after)

    def _property(self, iri: str) -> str:
        names = [state.name(NamedNode(iri), "") for state in (self.after, self.changes.before)]
        return _in_words(next((name for name in names if "://" not in name), names[0]))

    def _id(self, iri: str) -> str:
        return iri.removeprefix(self.after.individuals)

    def sources(self) -> Iterator[Line]:
        groups: dict[tuple[str, str, str], list[Stated]] = defaultdict(list)
        for one in self.changes.sources:
            for old, new in zip(one.old, one.new, strict=True):
                groups[self.after.root(one.subject), *_excerpts(_cited(old.fact), _cited(new.fact))].append(new)
        for (iri, was, now), facts in sorted(groups.items()):
            number = f"{len(facts)} fact{'s' * (len(facts) > 1)}"
            sign: Sign = "~" if was and now else "+" if now else "-"
            yield Line(sign, iri, "", self._called(iri), f"source of {number}", was, now, files=_files(facts))

    def follows(self, differences: Iterable[Difference]) -> list[Line]:
        edited = {self.after.root(one.subject) for one in self.changes.facts}
        lines = [self._line(one, why=True) for one in differences]
        return sorted(lines, key=lambda line: (self.after.root(line.iri) not in edited, line.subject, line.label))


def remarks(fact: Fact) -> list[str]:
    """What is written about a fact besides its value."""
    said = [("from", fact.valid_from), ("until", fact.valid_until), ("as", fact.role), ("note:", fact.note)]
    words = [f"{word} {text}" for word, text in said if text]
    return words + (["not preferred"] if fact.rank != "preferred" else [])


def _texts(state: State, predicate: str) -> dict[str, str]:
    """The texts that are written about subjects by a property; of several, one that holds."""
    found = [stated for stated in state.written if stated.fact.predicate == predicate]
    ordered = sorted(found, key=lambda stated: stated.fact.in_force)
    return {stated.subject: stated.fact.value.value for stated in ordered if not isinstance(stated.fact.value, Triple)}


def _with(text: str, remark: str) -> str:
    return f"{text} ({remark})" if remark else text


def _cited(fact: Fact) -> str:
    parts = ((cited.url, cited.locator, f"read {cited.read}" if cited.read else "") for cited in fact.citations)
    return "; ".join(sorted(", ".join(part for part in of if part) for of in parts))


def _files(facts: Iterable[Stated]) -> tuple[str, ...]:
    return tuple(sorted({stated.fact.file for stated in facts if stated.fact.file}))


def _in_words(name: str) -> str:
    """A name for readers: of what has no label, its local name, in words.

    >>> _in_words("http://www.w3.org/2004/02/skos/core#altLabel"), _in_words("home port")
    ('alt label', 'home port')
    """
    return re.sub(r"(?<=[a-z])([A-Z])", r" \1", local_name(name)).lower() if "://" in name else name


def _excerpts(one: str, other: str) -> tuple[str, str]:
    """Two texts that differ, short ones whole; of long ones what is around the first difference.

    >>> _excerpts("red", "blue")
    ('red', 'blue')
    """
    if max(len(one), len(other)) <= LONG:
        return one, other
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = same - BEFORE if same > BEFORE * 2 else 0
    cut = ["…" * bool(start) + text[start : start + LONG] + "…" * (len(text) > start + LONG) for text in (one, other)]
    return cut[0], cut[1]
