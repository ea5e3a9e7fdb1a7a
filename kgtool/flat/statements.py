"""What stands in a graph about its entities, and who says so, read in a few passes over the store."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from kgtool.namespaces import KG, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

Term = NamedNode | BlankNode | Literal | Triple
Values = dict[str, dict[str, list[Term]]]

WRITTEN_GRAPHS: Final = ("asserted", "imported")
PREFIXES: Final = f"PREFIX kg: <{KG}> PREFIX rdf: <{RDF}>"
WRITTEN: Final = """?node kg:file ?file ; rdf:subject ?subject ; rdf:predicate ?path ; rdf:object ?object ;
    kg:line ?line ; kg:rank ?rank ; kg:inForce ?force"""
FOLLOWING: Final = "?node kg:rule ?rule ; rdf:subject ?subject ; rdf:predicate ?path ; rdf:object ?object"
MORE: Final = ("from", "until", "role", "note", "precision")
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters and halves of others, which spreadsheets and databases choke on."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact as it is written: also of those that are not in force, or that stand beside the one relied on.

    `citations` have the IRI of a source, the place in it and the day it was read.
    """

    subject: str
    predicate: str
    value: Term
    file: str
    line: int
    rank: str
    in_force: bool
    valid_from: str
    valid_until: str
    role: str
    note: str
    precision: str
    citations: tuple[tuple[str, str, str], ...]


class Statements:
    """All of one store; `graphs` and `individuals` are the starts of IRIs."""

    def __init__(self, store: Store, graphs: str, individuals: str) -> None:
        self.store, self.graphs, self.individuals = store, graphs, individuals
        self.written = self._values(*WRITTEN_GRAPHS)
        self.inferred = self._values("inferred")
        self.statements = list(self._statements())

    def _values(self, *names: str) -> Values:
        """What is true of each entity, by predicate."""
        found: Values = defaultdict(lambda: defaultdict(list))
        for name in names:
            for quad in self.store.quads_for_pattern(None, None, None, NamedNode(self.graphs + name)):
                subject = quad.subject
                if isinstance(subject, NamedNode) and subject.value.startswith(self.individuals):
                    found[subject.value][quad.predicate.value].append(quad.object)
        return found

    def _each(self, predicate: str) -> Iterator[tuple[str, Term]]:
        """What provenance says of each node by one predicate."""
        graph = NamedNode(self.graphs + "provenance")
        for quad in self.store.quads_for_pattern(None, NamedNode(predicate), None, graph):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject.value, quad.object

    def _texts(self, predicate: str) -> dict[str, str]:
        return {node: text(value) for node, value in self._each(predicate)}

    def _rows(self, pattern: str) -> Iterator[tuple[Term, ...]]:
        """What fits a pattern in provenance, the variables in the order of their names."""
        text = f"{PREFIXES} SELECT * {{ GRAPH <{self.graphs}provenance> {{ {pattern} }} }}"
        found = self.store.query(text)
        assert isinstance(found, QuerySolutions)
        names = sorted(variable.value for variable in found.variables)
        return (tuple(row[name] for name in names) for row in found)

    def _statements(self) -> Iterator[Statement]:
        told, more = self._citations(), {name: self._texts(KG + name) for name in MORE}
        for file, force, line, node, value, path, rank, subject in self._rows(WRITTEN):
            if (of := text(subject)).startswith(self.individuals):
                begins, ends, role, note, exact = (more[name].get(text(node), "") for name in MORE)
                yield Statement(
                    of, text(path), value, text(file), int(text(line)), text(rank).rpartition("#")[2],
                    text(force) != "false", begins, ends, role, note, exact, tuple(sorted(told.get(text(node), ()))),
                )  # fmt: skip  # in the order of the fields

    def _citations(self) -> dict[str, set[tuple[str, str, str]]]:
        """The source, place and day of each citation by the node of the statement."""
        sources, places, days = (self._texts(KG + name) for name in ("source", "locator", "read"))
        found = defaultdict(set)
        for node, citation in self._each(KG + "citation"):
            at = text(citation)
            found[node].add((sources.get(at, ""), places.get(at, ""), days.get(at, "")))
        for node, source in self._each(KG + "source"):
            if node not in found:
                found[node].add((text(source), "", ""))
        return found

    def rules(self) -> dict[tuple[str, str, Term], str]:
        """The name of the rule by which something follows; of several the first by name."""
        found: dict[tuple[str, str, Term], str] = {}
        for _, value, path, rule, subject in self._rows(FOLLOWING):
            key, name = (text(subject), text(path), value), text(rule).rpartition("/")[2]
            found[key] = min(name, found.get(key, name))
        return found


def text(term: Term) -> str:
    """The characters of a term, without those that no table can hold."""
    found = term.value if isinstance(term, NamedNode | Literal | BlankNode) else str(term)
    return UNWRITABLE.sub("\ufffd", found)
