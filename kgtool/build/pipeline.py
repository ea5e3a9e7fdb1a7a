"""From files to a graph, step by step; each step is a module's one function."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgtool.build.inferred import (
    Places,
    conclusion_quads,
    conclusion_warnings,
    day_quads,
    inferred_quads,
    problem_faults,
    violation_fault,
)
from kgtool.build.names import name_of, names_index
from kgtool.entities import read_entities
from kgtool.errors import Fault, WorkspaceError
from kgtool.namespaces import KG, XSD
from kgtool.ontology import Ontology, read_ontology
from kgtool.reasoning import REASONERS, Inferences, ReasoningError
from kgtool.rules import apply_rules, read_rules
from kgtool.triples import reading_day, statements, to_quads
from kgtool.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from kgtool.triples import Statement
    from kgtool.workspace import Workspace

    Progress = Callable[[str, int, int], None]

GRAPHS: Final = ("asserted", "imported", "inferred", "provenance")
UNION: Final = GRAPHS[:3]
AT_ONE_TIME: Final = frozenset({
    "MaxCount", "QualifiedMaxCount", "UniqueLang", "LessThan", "LessThanOrEquals", "Equals", "Disjoint", "Not", "Xone",
    "SPARQL",
})  # fmt: skip  # what values that never hold together cannot break
STEPS: Final = 6
READING_SCHEMA: Final = ("reading the ontology", 0, STEPS)
READING: Final = ("reading the facts", 1, STEPS)
CHECKING: Final = ("checking the facts", 2, STEPS)
REASONING: Final = ("working out what follows", 3, STEPS)
APPLYING: Final = ("applying the rules", 4, STEPS)
WRITING: Final = ("writing the graph", 5, STEPS)


@dataclass(frozen=True, slots=True)
class Built:
    """A graph in memory: sorted N-Quads of the named graphs, and what else a snapshot holds."""

    ontology: Ontology
    day: date | None
    read: date | None
    nquads: bytes
    counts: dict[str, int]
    index: dict[str, Any]
    warnings: list[Fault]

    @property
    def graph_hash(self) -> str:
        """What two builds of the same inputs have in common."""
        return hashlib.sha256(self.nquads).hexdigest()

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad, with what is asserted, imported and inferred in the default graph too."""
        union = {ox.NamedNode(self.ontology.graph_iri(name)) for name in UNION}
        for quad in ox.parse(self.nquads, ox.RdfFormat.N_QUADS):
            yield quad
            if quad.graph_name in union:
                yield ox.Quad(quad.subject, quad.predicate, quad.object)


def build_graph(workspace: Workspace, reasoner: str, day: date | None, progress: Progress) -> Built:
    """Every step but the writing.

    Raises: WorkspaceError with every fault of the first step that finds any.
    """
    progress(*READING_SCHEMA)
    ontology = read_ontology(workspace)
    rules = read_rules(workspace, ontology)
    progress(*READING)
    facts = statements(ontology, read_entities(workspace, ontology.folders), day=day)
    places = Places(ontology, facts)
    axioms = [axiom.triple for axiom in ontology.triples]
    in_force = [ox.Triple(fact.subject, fact.predicate, fact.object) for fact in facts if fact.in_force]
    progress(*CHECKING)
    warnings = _check(ontology, axioms, facts, places)
    progress(*REASONING)
    inferences = _reason(reasoner, axioms, in_force, places)
    read = reading_day(facts)
    day = day or read
    known = [*axioms, *in_force, *(inference.triple for inference in inferences)]
    day_asked = day_triples(ontology, day)
    known += day_asked
    index = names_index(ontology, known)
    progress(*APPLYING)
    conclusions = apply_rules(rules, known, lambda term: name_of(index, term)) if rules else []
    warnings += conclusion_warnings(conclusions, inferences, places)
    quads = [
        *to_quads(ontology, facts),
        *inferred_quads(inferences, places),
        *conclusion_quads(conclusions, places),
        *day_quads(day_asked, places),
    ]
    lines = _sorted_lines(quads)
    return Built(ontology, day, read, b"".join(lines), _counts(ontology, lines), index, warnings)


def day_triples(ontology: Ontology, day: date | None) -> list[ox.Triple]:
    """The day that the graph is made for, as a fact about the workspace."""
    if day is None:
        return []
    literal = ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    return [ox.Triple(ox.NamedNode(ontology.iri), ox.NamedNode(KG + "day"), literal)]


def _check(ontology: Ontology, axioms: list[ox.Triple], facts: list[Statement], places: Places) -> list[Fault]:
    """The warnings of the shapes. Raises: WorkspaceError with these and the errors, if there are errors."""
    faults = sorted(_violations(ontology, axioms, facts, places), key=lambda f: (f.file, f.line, f.column, f.message))
    if any(fault.severity == "error" for fault in faults):
        raise WorkspaceError("the facts do not fit the shapes of their classes", faults=faults)
    return faults


def _violations(ontology: Ontology, axioms: list[ox.Triple], facts: list[Statement], places: Places) -> Iterator[Fault]:
    """What the shapes say of every fact, whatever its time and rank; how many there may be, of those in force."""
    every = dict.fromkeys(ox.Triple(fact.subject, fact.predicate, fact.object) for fact in facts)
    in_force = {ox.Triple(fact.subject, fact.predicate, fact.object): None for fact in facts if fact.in_force}
    timed = len(in_force) < len(every)
    anytime = Places(ontology, facts, in_force_only=False) if timed else places
    for violation in validate((*axioms, *every), ontology.shapes):
        if not (timed and violation.constraint in AT_ONE_TIME):
            yield violation_fault(violation, anytime)
    for violation in validate((*axioms, *in_force), ontology.shapes) if timed else ():
        if violation.constraint in AT_ONE_TIME:
            yield violation_fault(violation, places)


def _reason(reasoner: str, axioms: list[ox.Triple], facts: list[ox.Triple], places: Places) -> Inferences:
    try:
        return REASONERS[reasoner](axioms, facts)
    except ReasoningError as error:
        faults = problem_faults(error.problems, error.inferences, places)
        raise WorkspaceError(error.message, hint=error.hint, faults=faults) from None


def _sorted_lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return sorted(set(text.splitlines(keepends=True)))


def _counts(ontology: Ontology, lines: list[bytes]) -> dict[str, int]:
    counted = Counter(line[line.rindex(b" <") + 2 : -4] for line in lines)
    return {name: counted[ontology.graph_iri(name).encode()] for name in GRAPHS}
