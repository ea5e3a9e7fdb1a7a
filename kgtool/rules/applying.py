"""Rules applied to triples: lower layers first, each until nothing new follows, every conclusion with its proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtool.errors import Fault, WorkspaceError
from kgtool.rules.reading import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kgtool.rules.patterns import Pattern
    from kgtool.rules.reading import Rule

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Bindings = dict[str, Term]


@dataclass(frozen=True, slots=True)
class Absence:
    """Something that a rule relied on not being there; None stands for anything."""

    subject: Term | None
    predicate: ox.NamedNode
    object: Term | None


@dataclass(slots=True)
class Conclusion:
    """A triple that a rule gives, with all that its solutions rest on, and a sentence for each."""

    triple: ox.Triple
    rule: Rule
    premises: dict[ox.Triple, None] = field(default_factory=dict)
    absences: dict[Absence, None] = field(default_factory=dict)
    sentences: dict[str, None] = field(default_factory=dict)


def apply_rules(rules: Iterable[Rule], triples: Iterable[ox.Triple], name: Callable[[Term], str]) -> list[Conclusion]:
    """What the rules give from the triples; `name` tells how a sentence names a term.

    Raises: WorkspaceError when a rule concludes a property that it does not declare.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in triples)
    found: dict[ox.Triple, Conclusion] = {}
    for _, layer in groupby(rules, key=lambda rule: rule.layer):
        together = list(layer)
        again = True
        while again:
            gave = [_apply(rule, store, found, name) for rule in together]
            again = any(gave) and _feeds_itself(together)
    return list(found.values())


def _feeds_itself(layer: list[Rule]) -> bool:
    concluded = frozenset().union(*(rule.concludes for rule in layer))
    return any(rule.patterns.reads & concluded for rule in layer)


def _apply(rule: Rule, store: ox.Store, found: dict[ox.Triple, Conclusion], name: Callable[[Term], str]) -> bool:
    """Whether a rule gave something new; that is in the store then."""
    new: dict[ox.Triple, Conclusion] = {}
    for bindings in _solutions(rule, store):
        for triple in _instances(rule.template, bindings):
            if triple in found or (triple not in new and ox.Quad(*triple) in store):
                continue
            if triple.predicate.value not in rule.concludes:
                message = f"it concludes {triple.predicate.value}, which concludes: does not name"
                raise WorkspaceError("the rules have faults", faults=[Fault(rule.file, 1, 0, message)])
            conclusion = new.setdefault(triple, Conclusion(triple, rule))
            _explain(conclusion, bindings, store, name)
    store.extend(ox.Quad(*triple) for triple in new)
    found |= new
    return bool(new)


def _solutions(rule: Rule, store: ox.Store) -> Iterator[Bindings]:
    answer = store.query(rule.query)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    rows = [[*row] for row in answer]  # all of them before the store changes
    return ({name: term for name, term in zip(names, row, strict=True) if term is not None} for row in rows)


def _explain(conclusion: Conclusion, bindings: Bindings, store: ox.Store, name: Callable[[Term], str]) -> None:
    rule = conclusion.rule
    conclusion.premises |= dict.fromkeys(_instances(rule.patterns.sure, bindings))
    for triple in _instances(rule.patterns.unsure, bindings):
        if ox.Quad(*triple) in store:
            conclusion.premises[triple] = None
    for group in rule.patterns.denied:
        for pattern in group:
            subject, predicate, object_ = (_bound(part, bindings) for part in pattern)
            if isinstance(predicate, ox.NamedNode) and (subject or object_):
                conclusion.absences[Absence(subject, predicate, object_)] = None
    sentence = PLACEHOLDER.sub(lambda at: name(bindings[at[1]]) if at[1] in bindings else "…", rule.because)
    conclusion.sentences[sentence] = None


def _instances(patterns: Iterable[Pattern], bindings: Bindings) -> Iterator[ox.Triple]:
    """The patterns with all of their variables bound, as triples."""
    for subject, predicate, object_ in patterns:
        one, of, other = _bound(subject, bindings), _bound(predicate, bindings), _bound(object_, bindings)
        if other is not None and isinstance(one, ox.NamedNode | ox.BlankNode) and isinstance(of, ox.NamedNode):
            yield ox.Triple(one, of, other)


def _bound(part: Term | ox.Variable, bindings: Bindings) -> Term | None:
    return bindings.get(part.value) if isinstance(part, ox.Variable) else part
