"""The triple patterns of a CONSTRUCT, as rdflib's parser finds them: those it needs, may use and denies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Part = ox.NamedNode | ox.Literal | ox.Variable
Pattern = tuple[Part, Part, Part]


@dataclass(frozen=True, slots=True)
class Patterns:
    """What WHERE says: `premises` of a solution, and `denied` groups, of those that deny nothing further inside.

    `reads` and `denies` are the IRIs of the properties of each kind; `variables` are those that a solution may bind.
    """

    template: tuple[Pattern, ...]
    premises: tuple[Pattern, ...]
    denied: tuple[tuple[Pattern, ...], ...]
    reads: frozenset[str]
    denies: frozenset[str]
    variables: frozenset[str]
    has_path: bool


def parse_patterns(text: str) -> Patterns:
    """The patterns of the text of a CONSTRUCT that is known to parse."""
    from rdflib.plugins.sparql import prepareQuery

    algebra: Any = prepareQuery(text).algebra
    finder = _Finder()
    finder.walk(algebra.p, denied=None, positive=True)
    return Patterns(
        template=tuple(pattern for triple in algebra.template for pattern in _pattern(triple)[:1]),
        premises=tuple(dict.fromkeys(finder.premises)),
        denied=tuple(tuple(group) for group, nested in finder.groups if not nested[0] and group),
        reads=frozenset(finder.reads),
        denies=frozenset(finder.denies),
        variables=frozenset(finder.variables),
        has_path=finder.has_path,
    )


class _Finder:
    """Walks over the algebra; what stands under an even number of denials is read, the rest is denied."""

    def __init__(self) -> None:
        self.premises: list[Pattern] = []
        self.groups: list[tuple[list[Pattern], list[bool]]] = []
        self.reads: set[str] = set()
        self.denies: set[str] = set()
        self.variables: set[str] = set()
        self.has_path = False

    def walk(self, node: Any, *, denied: tuple[list[Pattern], list[bool]] | None, positive: bool) -> None:
        """Collect what stands below a node."""
        name = getattr(node, "name", "")
        if name in ("BGP", "TriplesBlock"):
            self._triples(node.triples, denied=denied)
        elif name == "Builtin_NOTEXISTS":
            self._deny(node.graph, denied)
        elif name in ("Minus", "MinusGraphPattern"):
            if "p1" in node:
                self.walk(node.p1, denied=denied, positive=positive)
                self._deny(node.p2, denied)
            else:
                self._deny(node.graph, denied)
        elif isinstance(node, dict):
            self._binds(node, denied)
            for key, child in node.items():
                if key not in ("_vars", "PV", "var"):
                    self.walk(child, denied=denied, positive=positive)
        elif isinstance(node, list | tuple):
            for child in node:
                self.walk(child, denied=denied, positive=positive)

    def _deny(self, node: Any, outer: tuple[list[Pattern], list[bool]] | None) -> None:
        if outer is not None:
            outer[1][0] = True
        group: tuple[list[Pattern], list[bool]] = ([], [False])
        self.groups.append(group)
        self.walk(node, denied=group, positive=False)

    def _binds(self, node: Any, denied: object) -> None:
        if denied is None and getattr(node, "name", "") in ("Extend", "Bind", "InlineData", "values"):
            found = node.get("var", ())
            self.variables |= {str(each) for each in (found if isinstance(found, list) else [found])}
        if denied is None and isinstance(node.get("res"), list):
            self.variables |= {str(name) for row in node["res"] for name in row}

    def _triples(self, triples: Iterable[Any], *, denied: tuple[list[Pattern], list[bool]] | None) -> None:
        for triple in _threes(triples):
            for pattern in _pattern(triple)[:1]:
                if denied is None:
                    self.premises.append(pattern)
                    self.variables |= {part.value for part in pattern if isinstance(part, ox.Variable)}
                else:
                    denied[0].append(pattern)
            properties = set(_properties(triple[1]))
            (self.reads if denied is None else self.denies).update(properties)
            if denied is None and not _is_plain(triple[1]):
                self.has_path = True


def _threes(triples: Iterable[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """The triples of a block, of which some are flat lists of several."""
    for triple in triples:
        flat = list(triple)
        for start in range(0, len(flat), 3):
            yield flat[start], flat[start + 1], flat[start + 2]


def _is_plain(term: Any) -> bool:
    from rdflib.term import URIRef, Variable

    return isinstance(term, URIRef | Variable)


def _properties(term: Any) -> Iterator[str]:
    """The IRIs in a predicate or path."""
    from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath
    from rdflib.term import URIRef

    if isinstance(term, URIRef):
        yield str(term)
    elif isinstance(term, SequencePath | AlternativePath):
        for part in term.args:
            yield from _properties(part)
    elif isinstance(term, MulPath):
        yield from _properties(term.path)
    elif isinstance(term, InvPath):
        yield from _properties(term.arg)
    elif isinstance(term, NegatedPath):
        for part in term.args:
            yield from _properties(part)


def _pattern(triple: tuple[Any, Any, Any]) -> list[Pattern]:
    """A pattern in the engine's terms; of a path its first step, with what it leads to left open."""
    subject, predicate, object_ = triple
    if not _is_plain(predicate):
        first = next(_properties(predicate), None)
        return [] if first is None else [(_part(subject), ox.NamedNode(first), ox.Variable("further"))]
    return [(_part(subject), _part(predicate), _part(object_))]


def _part(term: Any) -> Part:
    from rdflib.term import BNode, URIRef, Variable
    from rdflib.term import Literal as RdflibLiteral

    if isinstance(term, Variable | BNode):
        return ox.Variable(str(term))
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    assert isinstance(term, RdflibLiteral)
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
