"""The default reasoner: axioms compiled into rules, run semi-naively over numbers; every conclusion keeps its proof.

Equal to owlrl's closure but for what is stated here, as a test shows:

- `x owl:sameAs x` and `x a owl:Thing` are left out, and triples whose subject is a literal;
- nothing is ever concluded to be owl:sameAs another thing: where a functional property, a key or a cardinality would
  make two names one, that is a clash; written owl:sameAs is refused;
- the disjointness of datatypes, which owlrl adds to the rules of OWL 2 RL, is left to the checks of values.

An axiom that would need what is left out, or that OWL 2 RL has no rule for, is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final, Generic

from pyoxigraph import NamedNode, Triple

from kgtool.garbage import uncollected
from kgtool.namespaces import OWL, RDF_TYPE
from kgtool.reasoning import vocabulary as v
from kgtool.reasoning.axioms import compile_axioms
from kgtool.reasoning.clashes import Clash
from kgtool.reasoning.inferences import Inference, Inferences, Problem, ReasoningError
from kgtool.reasoning.relations import E, Members, Pair, Pairs
from kgtool.reasoning.schema import Schema
from kgtool.reasoning.vocabulary import Key, Term, Terms

_TYPE: Final = NamedNode(RDF_TYPE)
_LANGUAGE: Final = {number: NamedNode(name) for number, name in enumerate(v.NAMES)}
_LANGUAGE_TERMS: Final = frozenset(_LANGUAGE.values())
_AXIOM_PREDICATES: Final = frozenset(_LANGUAGE[number] for number in v.AXIOM_PREDICATES)
_AXIOM_CLASSES: Final = frozenset(_LANGUAGE[number] for number in v.AXIOM_CLASSES)
_LISTS: Final = frozenset((_LANGUAGE[v.FIRST], _LANGUAGE[v.REST]))


def infer(ontology: Iterable[Triple], data: Iterable[Triple]) -> Inferences:
    """What follows from an ontology and facts; axioms must stand in the ontology.

    Raises: ReasoningError with every contradiction, or every axiom that is not supported.
    """
    ontology = list(ontology)
    with uncollected():
        closure = _Closure(ontology)
        closure.load(ontology, axioms=True)
        closure.load(data, axioms=False)
        closure.refuse_unsupported()
        closure.run()
        closure.check()
        return closure.inferences()


class _Targets(dict[Term, set[E] | None], Generic[E]):
    """Where facts go, by their property or class: a set, or None where no rule reads them.

    A term of the language itself that is met for the first time and refused gets a set in `refused`.
    """

    def __init__(self, known: dict[Term, set[E] | None], terms: Terms, *, axioms: bool) -> None:
        super().__init__()
        for term, target in known.items():
            self[term] = target
        self.refused: dict[int, tuple[str, set[E]]] = {}
        self._terms, self._axioms = terms, axioms

    def __missing__(self, term: Term) -> set[E] | None:
        target: set[E] | None = None
        if reason := _refusal(term, axioms=self._axioms):
            target = set()
            self.refused[self._terms.intern(term)] = reason, target
        self[term] = target
        return target


class _Closure:
    """One run of the reasoner."""

    def __init__(self, ontology: list[Triple]) -> None:
        self.terms = Terms()
        self.schema = Schema(self.terms, [self.terms.key(t) for t in ontology if _is_axiom(t)])
        self.schema.close()
        self.program = compile_axioms(self.schema)

    def relations(self) -> Iterator[Members | Pairs]:
        """Every relation that a rule or a check reads or writes."""
        return chain(self.program.classes.values(), self.program.properties.values())

    def load(self, triples: Iterable[Triple], *, axioms: bool) -> None:
        """Put facts into the relations that matter; an axiom among them is refused unless `axioms`."""
        intern, term = self.terms.intern, self.terms.term
        classes, properties = self.program.classes.items(), self.program.properties.items()
        members = _Targets({term(n): r.pending for n, r in classes}, self.terms, axioms=axioms)
        pairs = _Targets({term(n): r.pending for n, r in properties}, self.terms, axioms=axioms)
        for triple in triples:
            subject, predicate, object_ = triple
            if predicate == _TYPE:
                if (of_class := members[object_]) is not None:
                    of_class.add(intern(subject))
            elif (of_property := pairs[predicate]) is not None:
                of_property.add((intern(subject), intern(object_)))
        self._refuse(members, pairs)

    def _refuse(self, members: _Targets[int], pairs: _Targets[Pair]) -> None:
        for number, (reason, subjects) in members.refused.items():
            keys = [(s, v.TYPE, number) for s in subjects]
            self.program.refusals += [Clash("unsupported", reason, (key,)) for key in keys]
        for number, (reason, found) in pairs.refused.items():
            self.program.refusals += [Clash("unsupported", reason, ((s, number, o),)) for s, o in found]

    def run(self) -> None:
        """Follow every rule until nothing new follows."""
        self._load_schema()
        for relation in self.relations():
            fresh, relation.pending = relation.pending, set()
            if fresh:
                relation.wait(fresh)  # type: ignore[arg-type]  # of the relation's own kind
        for enumeration in self.program.enumerations:
            enumeration.start()
        queue = self.program.queue
        while queue:
            queue.popleft().fire()

    def _load_schema(self) -> None:
        classes, properties = self.program.classes, self.program.properties
        for subject, predicate, object_ in self.schema.proofs:
            if predicate in properties:
                properties[predicate].pending.add((subject, object_))
            elif predicate == v.TYPE and object_ in classes:
                classes[object_].pending.add(subject)

    def refuse_unsupported(self) -> None:
        """Stop when an axiom cannot be kept. Raises: ReasoningError."""
        if self.program.refusals:
            message = "the ontology says what the reasoner does not support"
            hint = "rephrase or remove these axioms, or try --reasoner owlrl"
            raise self._error(message, self.program.refusals, hint)

    def check(self) -> None:
        """Stop when what is known contradicts itself. Raises: ReasoningError."""
        if found := [clash for check in self.program.checks for clash in check()]:
            raise self._error("the facts contradict the ontology", found, None)

    def _error(self, message: str, found: Iterable[Clash], hint: str | None) -> ReasoningError:
        problems = tuple(Problem(c.rule, c.detail, self._triples(c.premises)) for c in found)
        return ReasoningError(message, problems, self.inferences(), hint=hint)

    def inferences(self) -> Inferences:
        """All that followed."""
        return Inferences(sum(1 for _ in self._concluded()), self._every, self._proof)

    def _concluded(self) -> Iterator[tuple[Key, str, tuple[Key, ...]]]:
        for key, (rule, premises) in self.schema.proofs.items():
            yield key, rule, premises
        for relation in self.program.classes.values():
            for member, by in relation.proofs.items():
                yield relation.key(member), by.name, by.premises(member)
        for pairs in self.program.properties.values():
            if not self.terms.is_blank(pairs.number):
                for pair, of_pair in pairs.proofs.items():
                    yield pairs.key(pair), of_pair.name, of_pair.premises(pair)

    def _every(self) -> Iterator[Inference]:
        triple = self.terms.triple
        for key, rule, premises in self._concluded():
            yield Inference(triple(key), rule, self._triples(premises))

    def _triples(self, premises: tuple[Key, ...]) -> tuple[Triple, ...]:
        return tuple(map(self.terms.triple, self._sayable(premises)))

    def _sayable(self, premises: tuple[Key, ...]) -> Iterator[Key]:
        """Premises, with those of an unnamed property (as in `[ owl:inverseOf p ]`) replaced by their own."""
        for key in premises:
            if self.terms.is_blank(key[1]):
                pair = key[0], key[2]
                yield from self._sayable(self.program.properties[key[1]].proofs[pair].premises(pair))
            else:
                yield key

    def _proof(self, triple: Triple) -> Inference | None:
        subject, predicate, object_ = (self.terms.ids.get(term) for term in triple)
        if subject is None or predicate is None or object_ is None:
            return None
        found = self._rule(subject, predicate, object_)
        return found and Inference(triple, found[0], self._triples(found[1]))

    def _rule(self, subject: int, predicate: int, object_: int) -> tuple[str, tuple[Key, ...]] | None:
        if proof := self.schema.proofs.get((subject, predicate, object_)):
            return proof
        if predicate == v.TYPE:
            members = self.program.classes.get(object_)
            by_class = members and members.proofs.get(subject)
            return (by_class.name, by_class.premises(subject)) if by_class else None
        pairs = self.program.properties.get(predicate)
        by_pair = pairs and pairs.proofs.get((subject, object_))
        return (by_pair.name, by_pair.premises((subject, object_))) if by_pair else None


def _is_axiom(triple: Triple) -> bool:
    predicate = triple.predicate
    return predicate in _AXIOM_PREDICATES or (predicate == _TYPE and triple.object in _AXIOM_CLASSES)


def _refusal(term: Term, *, axioms: bool) -> str | None:
    """Why a fact with this property or class cannot be kept, None if it can."""
    if not isinstance(term, NamedNode):
        return None
    if not axioms and (term in _AXIOM_CLASSES or term in _AXIOM_PREDICATES - _LISTS):
        return "an axiom among the facts: it belongs in the ontology"
    if not term.value.startswith(OWL) or term.value in v.HARMLESS or term in _LANGUAGE_TERMS:
        return None
    if term.value == OWL + "sameAs":
        return "names are unique here, so no two stand for one thing (for an outside one, take skos:exactMatch)"
    if term.value == OWL + "imports":
        return "nothing is fetched (put the file into the ontology's folder)"
    return "the reasoner has no rule for it"
