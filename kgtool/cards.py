"""The card of an entity: its facts, each with where it comes from, and what links to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kgtool.namespaces import KG, RDF, RDF_TYPE, RDFS_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

Term = NamedNode | BlankNode | Literal | Triple
IN_FORCE_GRAPHS: Final = ("asserted", "imported", "inferred")


@dataclass(frozen=True, slots=True)
class Citation:
    """A source of a fact: its address, its title, the place in it and the day it was read."""

    url: str
    title: str = ""
    locator: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A predicate and a value of an entity, or, in `links_in`, the entity that points to it.

    `rule` names what it follows from when it was not written; `notes` say rank, time, role and remarks.
    """

    predicate: str
    value: Term
    file: str = ""
    line: int = 0
    rule: str = ""
    rank: str = "preferred"
    in_force: bool = True
    valid_from: str = ""
    valid_until: str = ""
    role: str = ""
    note: str = ""
    precision: str = ""
    citations: tuple[Citation, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether it follows and was not written."""
        return bool(self.rule)


@dataclass(frozen=True, slots=True)
class Card:
    """What the graph holds about an entity."""

    iri: str
    label: str
    kinds: tuple[str, ...]
    facts: tuple[Fact, ...]
    links_in: tuple[Fact, ...]


def read_card(store: Store, graphs: str, iri: str) -> Card:
    """The card of an entity; `graphs` is the start of the IRIs of the named graphs."""
    return Reader(store, graphs).card(NamedNode(iri))


class Reader:
    """Looks entities and statements up in one store."""

    def __init__(self, store: Store, graphs: str) -> None:
        self.store = store
        self.graphs = graphs
        self.provenance = NamedNode(graphs + "provenance")

    def card(self, entity: NamedNode) -> Card:
        """All about an entity."""
        facts = tuple(self._facts(entity))
        label = next((_as_text(fact.value) for fact in facts if fact.predicate == RDFS_LABEL and _plain(fact)), "")
        kinds = tuple(
            fact.value.value for fact in facts if fact.predicate == RDF_TYPE and isinstance(fact.value, NamedNode)
        )
        links = tuple(fact for fact in self._links_in(entity))
        return Card(entity.value, label, kinds, facts, links)

    def _facts(self, entity: NamedNode) -> Iterator[Fact]:
        """What was written, with all that was written about it; then what follows."""
        told: set[tuple[str, Term]] = set()
        for node in self.subjects(RDF + "subject", entity):
            fact = self.statement(node)
            if fact is not None and fact.file and not fact.rule:
                told.add((fact.predicate, fact.value))
                yield fact
        rules = self._rules(entity)
        for name, quad in self._quads(entity, None):
            if (key := (quad.predicate.value, quad.object)) not in told:
                told.add(key)
                yield Fact(*key, rule=rules.get(key, "") or ("inferred" if name == "inferred" else ""))

    def _links_in(self, entity: NamedNode) -> Iterator[Fact]:
        told = set()
        for name, quad in self._quads(None, entity):
            key = (quad.predicate.value, quad.subject)
            if key not in told and quad.predicate.value != RDF_TYPE:
                told.add(key)
                yield Fact(*key, rule="inferred" if name == "inferred" else "")

    def _quads(self, subject: NamedNode | None, value: NamedNode | None) -> Iterator[tuple[str, Quad]]:
        for name in IN_FORCE_GRAPHS:
            found = self.store.quads_for_pattern(subject, None, value, NamedNode(self.graphs + name))
            for quad in sorted(found, key=str):
                yield name, quad

    def _rules(self, entity: NamedNode) -> dict[tuple[str, Term], str]:
        """The rule of each inferred fact of the entity."""
        found: dict[tuple[str, Term], str] = {}
        for node in self.subjects(RDF + "subject", entity):
            values = self.values(node)
            if rules := values.get(KG + "rule"):
                key = (_text(values, RDF + "predicate"), values[RDF + "object"][0])
                found[key] = _as_text(rules[0]).rpartition("/")[2]
        return found

    def statement(self, node: NamedNode) -> Fact | None:
        """What a statement node says, None when it is none."""
        values = self.values(node)
        if RDF + "predicate" not in values or RDF + "object" not in values:
            return None
        return Fact(
            predicate=_text(values, RDF + "predicate"),
            value=values[RDF + "object"][0],
            file=_text(values, KG + "file"),
            line=int(_text(values, KG + "line") or 0),
            rule=_text(values, KG + "rule").rpartition("/")[2],
            rank=_text(values, KG + "rank").rpartition("#")[2] or "preferred",
            in_force=_text(values, KG + "inForce") != "false",
            valid_from=_text(values, KG + "from"),
            valid_until=_text(values, KG + "until"),
            role=_text(values, KG + "role"),
            note=_text(values, KG + "note"),
            precision=_text(values, KG + "precision"),
            citations=tuple(self._citations(values)),
        )

    def _citations(self, values: dict[str, list[Term]]) -> Iterator[Citation]:
        nodes = [self.values(node) for node in values.get(KG + "citation", []) if isinstance(node, NamedNode)]
        for told in nodes or [{KG + "source": [source]} for source in values.get(KG + "source", [])]:
            source = told.get(KG + "source", [None])[0]
            about = self._source(source) if isinstance(source, NamedNode) else {}
            yield Citation(
                _text(about, KG + "url"),
                _text(about, RDFS_LABEL),
                _text(told, KG + "locator"),
                _text(told, KG + "read"),
            )

    def _source(self, source: NamedNode) -> dict[str, list[Term]]:
        return self.values(source, NamedNode(self.graphs + "asserted"))

    def subjects(self, predicate: str, value: NamedNode | Literal) -> list[NamedNode]:
        """The nodes that say this of themselves, in the order of their places."""
        found = self.store.quads_for_pattern(None, NamedNode(predicate), value, self.provenance)
        return sorted((q.subject for q in found if isinstance(q.subject, NamedNode)), key=self._place)

    def _place(self, node: NamedNode) -> tuple[str, int, str]:
        values = self.values(node)
        return _text(values, KG + "file"), int(_text(values, KG + "line") or 0), node.value

    def values(self, node: NamedNode, graph: NamedNode | None = None) -> dict[str, list[Term]]:
        """What is said of a node, by predicate."""
        found: dict[str, list[Term]] = {}
        for quad in self.store.quads_for_pattern(node, None, None, graph or self.provenance):
            found.setdefault(quad.predicate.value, []).append(quad.object)
        for terms in found.values():
            terms.sort(key=str)
        return found


def _plain(fact: Fact) -> bool:
    return isinstance(fact.value, Literal) and fact.in_force and fact.rank == "preferred"


def _text(values: dict[str, list[Term]], name: str) -> str:
    return _as_text(values[name][0]) if name in values else ""


def _as_text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal | BlankNode) else str(term)
