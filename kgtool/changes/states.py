"""States of a graph to compare: from what a build has in memory, and from graphs that were written.

state = State((*written(facts),), (*inferred(inferences), *concluded(conclusions)), ontology.individuals,
              names_in(index))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from kgtool.build.names import name_of
from kgtool.cards import Citation, Fact, Reader, Term
from kgtool.changes import Key, Name, State, Stated
from kgtool.namespaces import KG, RDF
from kgtool.triples import statement_iri
from kgtool.values import KNOWN_DIGITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pyoxigraph import Triple

    from kgtool.reasoning import Inference
    from kgtool.rules import Conclusion
    from kgtool.triples import Statement


def names_in(index: dict[str, Any]) -> Name:
    """What readers call terms, by the index of names that a build makes."""

    def name(term: Term, precision: str) -> str:
        if isinstance(term, Literal) and precision in KNOWN_DIGITS:
            return term.value[: KNOWN_DIGITS[precision]]
        return name_of(index, term)

    return name


def written(facts: Iterable[Statement]) -> Iterator[Stated]:
    """Statements as they come from records."""
    for fact in facts:
        citations = tuple(
            Citation(cited.url, cited.title or "", cited.locator or "", cited.read.isoformat() if cited.read else "")
            for cited in fact.citations
        )
        told = Fact(
            fact.predicate.value, fact.object, fact.file, fact.line, "", fact.rank, fact.in_force,
            fact.valid_from.isoformat() if fact.valid_from else "",
            fact.valid_until.isoformat() if fact.valid_until else "",
            fact.role or "", fact.note or "", fact.precision or "", citations,
        )  # fmt: skip  # the value and its place, then what is said of it
        yield Stated(fact.subject.value, told)


def inferred(inferences: Iterable[Inference]) -> Iterator[Stated]:
    """What follows by the logic of the ontology."""
    for inference in inferences:
        subject, predicate, value = inference.triple
        if isinstance(subject, NamedNode):
            yield Stated(subject.value, Fact(predicate.value, value, rule=inference.rule))


def concluded(conclusions: Iterable[Conclusion]) -> Iterator[Stated]:
    """What the rules of a workspace give."""
    for conclusion in conclusions:
        subject, predicate, value = conclusion.triple
        if isinstance(subject, NamedNode):
            fact = Fact(predicate.value, value, rule=conclusion.rule.name)
            yield Stated(subject.value, fact, tuple(conclusion.sentences), frozenset(_keys(conclusion.premises)))


def _keys(triples: Iterable[Triple]) -> Iterator[Key]:
    for subject, predicate, value in triples:
        if isinstance(subject, NamedNode):
            yield subject.value, predicate.value, value


class Opened(NamedTuple):
    """A graph that was written: its store, how the IRIs of its graphs and entities start, and how terms are called."""

    store: Store
    graphs: str
    individuals: str
    name: Name


def read_states(before: Opened, after: Opened, files: Collection[str]) -> tuple[State, State]:
    """The two graphs as far as they can differ: what these files say, and what follows in one of them alone."""
    readers = [_StateReader(opened.store, opened.graphs) for opened in (before, after)]
    one, other = (reader.inferred() for reader in readers)
    alone = (one - other, other - one)
    sides = zip((before, after), readers, alone, strict=True)
    old, new = (
        State(tuple(reader.written(files)), tuple(reader.follows(triples, opened.individuals)), opened.individuals,
              opened.name)
        for opened, reader, triples in sides
    )  # fmt: skip  # a line for what it says
    return old, new


class _StateReader(Reader):
    """Reads from one store what is written in files, and why something follows; each node once."""

    def __init__(self, store: Store, graphs: str) -> None:
        super().__init__(store, graphs)
        self.known: dict[tuple[NamedNode, NamedNode | None], dict[str, list[Term]]] = {}

    def values(self, node: NamedNode, graph: NamedNode | None = None) -> dict[str, list[Term]]:
        """What is said of a node, by predicate."""
        if (node, graph) not in self.known:
            self.known[node, graph] = super().values(node, graph)
        return self.known[node, graph]

    def written(self, files: Iterable[str]) -> Iterator[Stated]:
        """What these files say, in the order in which they say it."""
        for file in files:
            for node in self.subjects(KG + "file", Literal(file)):
                fact, subject = self.statement(node), self._subject(node)
                if fact is not None and subject is not None and isinstance(fact.value, NamedNode | Literal):
                    yield Stated(subject.value, fact)

    def inferred(self) -> frozenset[tuple[NamedNode, NamedNode, Term]]:
        """All that follows about what has an IRI."""
        quads = self.store.quads_for_pattern(None, None, None, NamedNode(self.graphs + "inferred"))
        return frozenset((q.subject, q.predicate, q.object) for q in quads if isinstance(q.subject, NamedNode))

    def follows(self, triples: Iterable[tuple[NamedNode, NamedNode, Term]], individuals: str) -> Iterator[Stated]:
        """Triples that follow, with the reasons that the graph gives."""
        for subject, predicate, value in sorted(triples, key=str):
            node = NamedNode(statement_iri(individuals, (subject, predicate, value), "inferred", 0))
            values = self.values(node)
            rule = next((term.value for term in values.get(KG + "rule", []) if isinstance(term, NamedNode)), "")
            because = tuple(term.value for term in values.get(KG + "because", []) if isinstance(term, Literal))
            premises = self._premises(values.get(KG + "premise", [])) if because else ()
            yield Stated(
                subject.value, Fact(predicate.value, value, rule=rule.rpartition("/")[2]), because, frozenset(premises)
            )

    def _premises(self, nodes: Iterable[Term]) -> Iterator[Key]:
        for node in nodes:
            values = self.values(node) if isinstance(node, NamedNode) else {}
            subject, predicate, value = (
                values.get(RDF + part, [None])[0] for part in ("subject", "predicate", "object")
            )
            if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
                yield subject.value, predicate.value, value

    def _subject(self, node: NamedNode) -> NamedNode | None:
        term = self.values(node).get(RDF + "subject", [None])[0]
        return term if isinstance(term, NamedNode) else None
