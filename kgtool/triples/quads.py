"""Statements as quads: the graph of what is asserted, and the graph of where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgtool.namespaces import KG, RDF, XSD
from kgtool.triples.facts import Citation, Statement, citation_iri, statement_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgtool.ontology import Axiom, Ontology

SPO: Final = tuple(ox.NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
DATE: Final = ox.NamedNode(XSD + "date")
TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))
FALSE: Final = ox.Literal("false", datatype=ox.NamedNode(XSD + "boolean"))
RANKS: Final = {name: ox.NamedNode(KG + name) for name in ("preferred", "other")}
FILE, LINE, COLUMN, SOURCE, CITATION, RANK, IN_FORCE, FROM, UNTIL, LOCATOR, READ = (
    ox.NamedNode(KG + name)
    for name in ["file", "line", "column", "source", "citation", "rank", "inForce", "from", "until", "locator", "read"]
)
OWN: Final = ox.NamedNode(KG + "ownSources")
WORDS: Final = {name: ox.NamedNode(KG + name) for name in ("role", "note", "precision")}
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Pair = tuple[ox.NamedNode, Term]


def to_quads(ontology: Ontology, facts: Iterable[Statement]) -> Iterator[ox.Quad]:
    """The graphs `asserted` (what is in force, and the schema) and `provenance` (a node for each statement)."""
    asserted, provenance = (ox.NamedNode(ontology.graph_iri(name)) for name in ("asserted", "provenance"))
    writer = _Writer(ontology.individuals)
    for axiom in ontology.triples:
        yield ox.Quad(*_spo(axiom), asserted)
        for subject, pairs in writer.of_axiom(axiom):
            for predicate, term in pairs:
                yield ox.Quad(subject, predicate, term, provenance)
    for fact in facts:
        if fact.in_force:
            yield ox.Quad(fact.subject, fact.predicate, fact.object, asserted)
        for subject, pairs in writer.of_fact(fact):
            for predicate, term in pairs:
                yield ox.Quad(subject, predicate, term, provenance)


def _spo(axiom: Axiom) -> tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, Term]:
    triple = axiom.triple
    assert not isinstance(triple.subject, ox.Triple)  # Turtle 1.1 has no triple terms
    assert not isinstance(triple.object, ox.Triple)
    return triple.subject, triple.predicate, triple.object


class _Writer:
    """Writes statement nodes, and makes each file, line, source and citation only once."""

    def __init__(self, individuals: str) -> None:
        self.individuals = individuals
        self.texts: dict[str, ox.Literal] = {}
        self.numbers: dict[int, ox.Literal] = {}
        self.nodes: dict[str, ox.NamedNode] = {}
        self.cited: set[ox.NamedNode] = set()

    def of_axiom(self, axiom: Axiom) -> Iterator[tuple[ox.NamedNode, list[Pair]]]:
        """The node of an axiom."""
        spo = _spo(axiom)
        node = ox.NamedNode(statement_iri(self.individuals, spo, axiom.file, 0))
        yield node, [*zip(SPO, spo, strict=True), (FILE, self._text(axiom.file)), (LINE, self._number(axiom.line))]

    def of_fact(self, fact: Statement) -> Iterator[tuple[ox.NamedNode, list[Pair]]]:
        """The node of a statement, and one for each of its citations that no earlier statement had."""
        spo = (fact.subject, fact.predicate, fact.object)
        iri = statement_iri(self.individuals, spo, fact.file, fact.line, fact.column)
        pairs: list[Pair] = [
            *zip(SPO, spo, strict=True),
            (FILE, self._text(fact.file)),
            (LINE, self._number(fact.line)),
            (COLUMN, self._number(fact.column)),
            (RANK, RANKS[fact.rank]),
            (IN_FORCE, TRUE if fact.in_force else FALSE),
        ]
        if fact.own:
            pairs.append((OWN, TRUE))
        pairs += [(WORDS[name], self._text(word)) for name in WORDS if (word := getattr(fact, name))]
        periods = ((FROM, fact.valid_from), (UNTIL, fact.valid_until))
        pairs += [(name, ox.Literal(day.isoformat(), datatype=DATE)) for name, day in periods if day]
        nodes = [self._node(citation_iri(self.individuals, citation)) for citation in fact.citations]
        for citation, node in zip(fact.citations, nodes, strict=True):
            pairs += [(SOURCE, self._node(citation.source_iri)), (CITATION, node)]
        yield ox.NamedNode(iri), pairs
        for citation, node in zip(fact.citations, nodes, strict=True):
            if node not in self.cited:
                self.cited.add(node)
                yield node, self._of_citation(citation)

    def _of_citation(self, citation: Citation) -> list[Pair]:
        pairs: list[Pair] = [(SOURCE, self._node(citation.source_iri))]
        if citation.locator:
            pairs.append((LOCATOR, self._text(citation.locator)))
        if citation.read:
            pairs.append((READ, ox.Literal(citation.read.isoformat(), datatype=DATE)))
        return pairs

    def _text(self, text: str) -> ox.Literal:
        if (literal := self.texts.get(text)) is None:
            literal = self.texts[text] = ox.Literal(text)
        return literal

    def _number(self, number: int) -> ox.Literal:
        if (literal := self.numbers.get(number)) is None:
            literal = self.numbers[number] = ox.Literal(number)
        return literal

    def _node(self, iri: str) -> ox.NamedNode:
        if (node := self.nodes.get(iri)) is None:
            node = self.nodes[iri] = ox.NamedNode(iri)
        return node
