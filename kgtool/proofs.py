"""Why a statement holds: the tree from it down to what is written, as the graph of provenance tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from kgtool.cards import Fact, Reader, Term
from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS_LABEL, SH, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store

DEEPEST: Final = 40
PROV: Final = "http://www.w3.org/ns/prov#"
FOLDED: Final = (RDF_TYPE, RDFS_LABEL)
IN_WORDS: Final = {
    "prp-trp": "it holds along the chain",
    "prp-spo1": "the one says the other too",
    "prp-spo2": "a chain of properties makes it",
    "prp-inv1": "it is the same, said from the other side",
    "prp-inv2": "it is the same, said from the other side",
    "prp-symp": "it holds both ways",
    "prp-dom": "only such things have the property",
    "prp-rng": "the property leads only to such things",
    "cax-sco": "the one class is part of the other",
    "cls-hv1": "the class says so of its members",
    "cls-hv2": "whatever has the value is of the class",
    "day": "the graph was made for this day",
}


@dataclass(frozen=True, slots=True)
class Absence:
    """What a rule relied on not being there; an empty text stands for anything."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement and what it rests on: a place and sources where it is written, else a rule with its premises.

    `node` is the IRI of the statement. `said` are the sentences of the rule;
    `again` marks one whose premises were told before, in the same tree.
    """

    subject: str
    fact: Fact
    node: str = ""
    rule: str = ""
    rule_iri: str = ""
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


def _nodes(proof: Proof) -> Iterator[str]:
    """The statements that a proof tells of."""
    yield proof.node
    for premise in proof.premises:
        yield from _nodes(premise)


def condensed(proof: Proof) -> Proof:
    """The proof without the steps that only pass a value of the same subject on."""
    premises = tuple(map(condensed, proof.premises))
    passed = [
        one for one in premises if one.rule and (one.subject, one.fact.value) == (proof.subject, proof.fact.value)
    ]
    others = [one for one in premises if one not in passed and not one.is_schema and not _is_reflexive(one)]
    if len(passed) == 1 and not passed[0].again and all(one.fact.predicate == RDF_TYPE for one in others):
        return replace(passed[0], fact=proof.fact, node=proof.node)
    return replace(proof, premises=premises)


def _is_reflexive(proof: Proof) -> bool:
    return isinstance(proof.fact.value, NamedNode) and proof.fact.value.value == proof.subject


def proof_triples(proofs: Iterable[Proof]) -> Iterator[Triple]:
    """Proofs as a graph: each statement an entity of PROV that derives from others, by a rule, or from its source.

    https://www.w3.org/TR/prov-o/; `sh:sourceRule` is that of https://www.w3.org/TR/shacl-af/.
    """
    told: set[str] = set()
    waiting = list(proofs)
    while waiting:
        proof = waiting.pop(0)
        if proof.node in told:
            continue
        if not proof.again:
            told.add(proof.node)
        yield from (Triple(NamedNode(proof.node), NamedNode(name), term) for name, term in _said_of(proof))
        waiting += proof.premises


def _said_of(proof: Proof) -> Iterator[tuple[str, Term]]:
    """What the graph of a proof says of one statement."""
    fact = proof.fact
    yield RDF_TYPE, NamedNode(RDF + "Statement")
    yield RDF_TYPE, NamedNode(PROV + "Entity")
    yield RDF + "subject", NamedNode(proof.subject)
    yield RDF + "predicate", NamedNode(fact.predicate)
    yield RDF + "object", fact.value
    if proof.rule_iri and not fact.file:
        yield SH + "sourceRule", NamedNode(proof.rule_iri)
    yield from ((KG + "because", Literal(sentence)) for sentence in proof.said)
    yield from ((PROV + "wasDerivedFrom", NamedNode(premise.node)) for premise in proof.premises)
    if fact.file:
        yield KG + "file", Literal(fact.file)
        yield KG + "line", Literal(fact.line)
    for cited in fact.citations:
        yield PROV + "hadPrimarySource", NamedNode(cited.url)
        if cited.locator:
            yield KG + "locator", Literal(cited.locator)
        if cited.read:
            yield KG + "read", Literal(cited.read, datatype=NamedNode(XSD + "date"))


class ToldProofs:
    """Reads proofs one after the other: what was told before is not told again."""

    def __init__(self, store: Store, graphs: str) -> None:
        self.reader = _ProofReader(store, graphs)
        self.told: set[str] = set()

    def of(self, statements: Iterable[tuple[str, str, Term]]) -> Iterator[Proof]:
        """The proofs of statements that were not told yet; none of what nothing says."""
        for subject, predicate, value in statements:
            for proof in self.reader.of(NamedNode(subject), predicate, value):
                if proof.node not in self.told and not proof.again:
                    self.told |= set(_nodes(proof))
                    yield proof


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
            return Proof(subject, fact, node.value)
        rule = rules[0]
        about = self.values(rule) if isinstance(rule, NamedNode) else {}
        again = node.value in self.told or depth > DEEPEST
        self.told.add(node.value)
        return Proof(
            subject=subject,
            fact=fact,
            node=node.value,
            rule=_name([rule]).rpartition("/")[2],
            rule_iri=_name([rule]),
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
