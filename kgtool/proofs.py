"""Why a statement holds: the tree from it down to what is written, as the graph of provenance tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from kgtool.cards import Fact, Reader, Term
from kgtool.namespaces import KG, RDF, RDFS_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

DEEPEST: Final = 40


@dataclass(frozen=True, slots=True)
class Absence:
    """What a rule relied on not being there; an empty text stands for anything."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement and what it rests on: a place and sources where it is written, else a rule with its premises.

    `said` are the sentences of the rule; `again` marks one whose premises were told before, in the same tree.
    """

    subject: str
    fact: Fact
    rule: str = ""
    rule_label: str = ""
    rule_file: str = ""
    said: tuple[str, ...] = ()
    premises: tuple[Proof, ...] = ()
    absences: tuple[Absence, ...] = ()
    again: bool = False

    @property
    def is_schema(self) -> bool:
        """Whether it is written in the ontology, not among the facts."""
        return bool(self.fact.file) and not self.fact.file.startswith("graph/")


def read_proofs(store: Store, graphs: str, subject: str, predicate: str = "", value: Term | None = None) -> list[Proof]:
    """The proofs of what holds of an entity: of all that follows, or of one property, or of one of its values."""
    return _ProofReader(store, graphs).of(NamedNode(subject), predicate, value)


class _ProofReader(Reader):
    """Reads statements with what they rest on, each once in full."""

    def __init__(self, store: Store, graphs: str) -> None:
        super().__init__(store, graphs)
        self.told: set[str] = set()

    def of(self, subject: NamedNode, predicate: str, value: Term | None) -> list[Proof]:
        """The proofs of the statements about a subject that are in force."""
        found: dict[tuple[str, Term], Proof] = {}
        for node in self.subjects(RDF + "subject", subject):
            fact = self.statement(node)
            if fact is None or not (fact.file or fact.rule) or not fact.in_force or fact.rank != "preferred":
                continue  # what was absent, or does not count
            wanted = fact.predicate == predicate if predicate else not fact.file
            if wanted and value in (None, fact.value) and (fact.predicate, fact.value) not in found:
                found[fact.predicate, fact.value] = self._proof(node, fact, 0)
        return list(found.values())

    def _proof(self, node: NamedNode, fact: Fact, depth: int) -> Proof:
        values = self.values(node)
        subject = _name(values[RDF + "subject"])
        rules = values.get(KG + "rule", [])
        if not rules or fact.file:
            return Proof(subject, fact)
        rule = rules[0]
        about = self.values(rule) if isinstance(rule, NamedNode) else {}
        again = node.value in self.told or depth > DEEPEST
        self.told.add(node.value)
        return Proof(
            subject=subject,
            fact=fact,
            rule=_name([rule]).rpartition("/")[2],
            rule_label=_name(about.get(RDFS_LABEL, [])),
            rule_file=_name(about.get(KG + "file", [])),
            said=tuple(_name([term]) for term in values.get(KG + "because", [])),
            premises=() if again else tuple(self._premises(values.get(KG + "premise", []), depth)),
            absences=() if again else tuple(self._absence(term) for term in values.get(KG + "absent", [])),
            again=again,
        )

    def _premises(self, nodes: Iterable[Term], depth: int) -> list[Proof]:
        found = []
        for node in nodes:
            fact = self.statement(node) if isinstance(node, NamedNode) else None
            if isinstance(node, NamedNode) and fact:
                found.append(self._proof(node, fact, depth + 1))
        return sorted(found, key=lambda proof: (bool(proof.premises), proof.fact.file, proof.fact.line))

    def _absence(self, term: Term) -> Absence:
        values = self.values(term) if isinstance(term, NamedNode) else {}
        return Absence(*(_name(values.get(RDF + part, [])) for part in ("subject", "predicate", "object")))


def _name(terms: list[Term]) -> str:
    term = terms[0] if terms else None
    return term.value if isinstance(term, NamedNode | Literal) else str(term or "")
