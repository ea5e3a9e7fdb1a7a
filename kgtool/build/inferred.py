"""What follows, as quads with its proofs; and what contradicts, as faults that lead to files and lines."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import filterfalse
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgtool.errors import Fault
from kgtool.hashing import digest
from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS_LABEL, local_name
from kgtool.reasoning import Inference
from kgtool.triples.facts import statement_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgtool.ontology import Axiom, Field, Ontology
    from kgtool.reasoning import Inferences, Problem
    from kgtool.rules import Absence, Conclusion
    from kgtool.triples.facts import Statement
    from kgtool.validation import Violation

RULES: Final = "https://w3id.org/kgtool/rule/"
SUBJECT, PREDICATE, OBJECT = (ox.NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
RULE, PREMISE, BECAUSE, ABSENT = (ox.NamedNode(KG + name) for name in ("rule", "premise", "because", "absent"))
TOLD: Final = 20
FEW: Final = 8
IN_WORDS: Final = {
    "string": "a text", "langString": "a text", "anyURI": "https://…", "boolean": "true or false",
    "date": "a day, month or year", "gYear": "a year", "money": "a sum and its currency, 20M-EUR",
}  # fmt: skip  # one to read along, not one a line

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Place = tuple[str, int, int]


class Places:
    """Where each triple is written, and the node of the statement that says so (the first, of several).

    Those in force, or all of them.
    """

    def __init__(self, ontology: Ontology, facts: Iterable[Statement], *, in_force_only: bool = True) -> None:
        self.ontology = ontology
        self._written: dict[ox.Triple, Statement | Axiom] = {
            axiom.triple: axiom for axiom in reversed(ontology.triples)
        }
        for fact in facts:
            if fact.in_force or not in_force_only:
                self._written.setdefault(ox.Triple(fact.subject, fact.predicate, fact.object), fact)
        self._nodes: dict[ox.Triple, ox.NamedNode] = {}

    def of(self, triple: ox.Triple) -> Place | None:
        """File, line and column of a triple, None of one that is not written."""
        written = self._written.get(triple)
        return (written.file, written.line, getattr(written, "column", 0)) if written else None

    def node(self, triple: ox.Triple) -> ox.NamedNode:
        """The node of the statement, written or inferred."""
        node = self._nodes.get(triple)
        if node is None:
            node = self._nodes[triple] = ox.NamedNode(self._iri(triple))
        return node

    def _iri(self, triple: ox.Triple) -> str:
        file, line, column = self._stated(triple)
        subject, predicate, object_ = triple
        return statement_iri(self.ontology.individuals, (subject, predicate, object_), file, line, column)

    def _stated(self, triple: ox.Triple) -> Place:
        """The place that makes the name of a statement: an axiom's is its file."""
        written = self._written.get(triple)
        if written is None:
            return "inferred", 0, 0
        column = getattr(written, "column", None)
        return (written.file, 0, 0) if column is None else (written.file, written.line, column)

    def around(self, violation: Violation) -> Place | None:
        """Where the value that violates a shape is written, else its property, else its entity."""
        about = self._about.get(violation.focus, [])
        exact = (triple for triple in about if triple.predicate == violation.path)
        found = sorted(exact, key=lambda t: t.object != violation.value) or about
        return self.of(found[0]) if found else None

    def has(self, violation: Violation) -> bool:
        """Whether there is a value, if not one that fits."""
        return any(triple.predicate == violation.path for triple in self._about.get(violation.focus, []))

    def field(self, violation: Violation) -> Field | None:
        """The key of the record that a violation is about."""
        kinds = (t.object for t in self._about.get(violation.focus, []) if t.predicate.value == RDF_TYPE)
        classes = (self.ontology.classes.get(str(getattr(kind, "value", ""))) for kind in kinds)
        fields = (field for cls in classes if cls for field in cls.fields.values())
        return next((field for field in fields if violation.path and field.path == violation.path.value), None)

    @cached_property
    def _about(self) -> dict[Term, list[ox.Triple]]:
        """What is written by subject."""
        found: dict[Term, list[ox.Triple]] = defaultdict(list)
        for triple in self._written:
            found[triple.subject].append(triple)
        return found


def inferred_quads(inferences: Iterable[Inference], places: Places) -> Iterator[ox.Quad]:
    """The graph of what follows, and the proof of each of its triples in the graph of provenance."""
    graphs = (ox.NamedNode(places.ontology.graph_iri(name)) for name in ("inferred", "provenance"))
    inferred, provenance = graphs
    rules: dict[str, ox.NamedNode] = {}
    for inference in inferences:
        triple = inference.triple
        subject, predicate, object_ = triple
        node = places.node(triple)
        rule = rules.setdefault(inference.rule, ox.NamedNode(RULES + inference.rule))
        yield ox.Quad(subject, predicate, object_, inferred)
        yield ox.Quad(node, SUBJECT, subject, provenance)
        yield ox.Quad(node, PREDICATE, predicate, provenance)
        yield ox.Quad(node, OBJECT, object_, provenance)
        yield ox.Quad(node, RULE, rule, provenance)
        for premise in inference.premises:
            yield ox.Quad(node, PREMISE, places.node(premise), provenance)


def day_quads(day_asked: Iterable[ox.Triple], places: Places) -> Iterator[ox.Quad]:
    """The day that the graph is made for: known from the outset, by a rule without premises."""
    inferences = (Inference(triple, "day", ()) for triple in day_asked)
    return inferred_quads(inferences, places)


def conclusion_quads(conclusions: Iterable[Conclusion], places: Places) -> Iterator[ox.Quad]:
    """The same of what rules conclude: with the sentences, what was relied on as absent, and the rules themselves."""
    inferred, provenance = (ox.NamedNode(places.ontology.graph_iri(name)) for name in ("inferred", "provenance"))
    nodes: dict[str, ox.NamedNode] = {}
    for conclusion in conclusions:
        triple, rule = conclusion.triple, conclusion.rule
        if rule.name not in nodes:
            nodes[rule.name] = ox.NamedNode(places.ontology.entity_iri(f"rule/{rule.name}"))
            yield from _rule_quads(nodes[rule.name], rule.summary, rule.file, provenance)
        node = places.node(triple)
        yield ox.Quad(triple.subject, triple.predicate, triple.object, inferred)
        for predicate, term in zip((SUBJECT, PREDICATE, OBJECT), triple, strict=True):
            yield ox.Quad(node, predicate, term, provenance)
        yield ox.Quad(node, RULE, nodes[rule.name], provenance)
        for sentence in conclusion.sentences:
            yield ox.Quad(node, BECAUSE, ox.Literal(sentence), provenance)
        for premise in conclusion.premises:
            yield ox.Quad(node, PREMISE, places.node(premise), provenance)
        for absence in conclusion.absences:
            yield from _absence_quads(node, absence, places.ontology, provenance)


def _rule_quads(node: ox.NamedNode, summary: str, file: str, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    yield ox.Quad(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(KG + "Rule"), graph)
    yield ox.Quad(node, ox.NamedNode(RDFS_LABEL), ox.Literal(summary), graph)
    yield ox.Quad(node, ox.NamedNode(KG + "file"), ox.Literal(file), graph)
    yield ox.Quad(node, ox.NamedNode(KG + "line"), ox.Literal(1), graph)


def _absence_quads(node: ox.NamedNode, absence: Absence, ontology: Ontology, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    name = digest(f"{absence.subject} {absence.predicate} {absence.object}".encode())[:16]
    missing = ox.NamedNode(ontology.entity_iri(f"absence/{name}"))
    yield ox.Quad(node, ABSENT, missing, graph)
    for predicate, term in zip(
        (SUBJECT, PREDICATE, OBJECT), (absence.subject, absence.predicate, absence.object), strict=True
    ):
        if term is not None:
            yield ox.Quad(missing, predicate, term, graph)


def conclusion_warnings(conclusions: Iterable[Conclusion], inferences: Inferences, places: Places) -> list[Fault]:
    """A warning for each conclusion of a rule that warns, at the first of the facts that it rests on."""
    faults = []
    for conclusion in conclusions:
        if conclusion.rule.warns:
            written = [place for _, place in _written_premises(conclusion.premises, inferences, places)]
            file, line, column = min(filterfalse(_is_schema, written), default=(conclusion.rule.file, 1, 0))
            faults += [Fault(file, line, column, text, severity="warning") for text in sorted(conclusion.sentences)]
    return faults


def problem_faults(problems: Iterable[Problem], inferences: Inferences, places: Places) -> list[Fault]:
    """A fault for each problem, at the first fact that it rests on, naming all of them with their places."""
    return [_problem_fault(problem, inferences, places) for problem in problems]


def _problem_fault(problem: Problem, inferences: Inferences, places: Places) -> Fault:
    written = sorted(_written_premises(problem.premises, inferences, places), key=lambda at: _is_schema(at[1]))
    told = [f"{_told(triple, places)} ({place[0]}:{place[1]})" for triple, place in written[:TOLD]]
    file, line, column = written[0][1] if written else ("ontology", 0, 0)
    return Fault(file, line, column, f"{problem.detail} ({problem.rule})", got="; ".join(told) or None)


def _is_schema(place: Place) -> bool:
    return not place[0].startswith("graph/")


def _written_premises(
    premises: Iterable[ox.Triple], inferences: Inferences, places: Places
) -> list[tuple[ox.Triple, Place]]:
    """The written triples that premises rest on, with their places, in the order in which they are reached."""
    found: dict[ox.Triple, Place] = {}
    seen: set[ox.Triple] = set()
    waiting = list(premises)[::-1]
    while waiting:
        triple = waiting.pop()
        if triple in seen:
            continue
        seen.add(triple)
        if place := places.of(triple):
            found[triple] = place
        elif proof := inferences.proof(triple):
            waiting += reversed(proof.premises)
    return list(found.items())


def _told(triple: ox.Triple, places: Places) -> str:
    return " ".join(_short(term, places.ontology) for term in triple)


def _short(term: Term, ontology: Ontology) -> str:
    """A term as messages name it: an id, a prefixed name, or as it is."""
    if not isinstance(term, ox.NamedNode):
        return str(term)
    if identifier := ontology.entity_id(term.value):
        return identifier
    for prefix, namespace in ontology.prefixes.items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value[len(namespace) :]}"
    return str(term)


def violation_fault(violation: Violation, places: Places) -> Fault:
    """What a shape found wrong, at the place where it is written."""
    file, line, column = places.around(violation) or ("graph", 0, 0)
    ontology, field = places.ontology, places.field(violation)
    subject, expected = _short(violation.focus, ontology), violation.expected
    if field and violation.constraint == "MinCount" and not places.has(violation):
        message, expected = f"{subject} has no {field.key}", f"{field.key}: {_wanted(field, ontology)}"
    else:
        key = field.key if field else violation.path and _short(violation.path, ontology)
        message = f"{f'{key} of ' if key else ''}{subject}: {violation.message}"
    got = _as_written(violation.value, ontology) if violation.value else None
    return Fault(file, line, column, message, got=got, expected=expected, severity=violation.severity)


def _as_written(term: Term, ontology: Ontology) -> str:
    """A value as records write it."""
    if isinstance(term, ox.Literal):
        return term.value
    slugs = {concept.iri: slug for by_slug in ontology.concepts.values() for slug, concept in by_slug.items()}
    return slugs.get(str(getattr(term, "value", ""))) or _short(term, ontology)


def _wanted(field: Field, ontology: Ontology) -> str:
    """What a value of a key may be."""
    labels = " or ".join(ontology.classes[name].label for name in field.classes if name in ontology.classes)
    if field.datatype:
        return IN_WORDS.get(local_name(field.datatype), "a number")
    if field.nested:
        return f"a record of its {labels}"
    slugs = [slug for name in field.classes for slug in ontology.concepts.get(name, ())]
    if field.concept:
        return f"one of {', '.join(slugs[:FEW])}{', …' * (len(slugs) > FEW)}"
    return f"the id of {f'its {labels}' if labels else 'an entity'}"
