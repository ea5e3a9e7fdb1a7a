"""The triple patterns of a CONSTRUCT, as rdflib's parser finds them: those it needs, may use and denies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Part = ox.NamedNode | ox.Literal | ox.Variable
Pattern = tuple[Part, Part, Part]


@dataclass(frozen=True, slots=True)
class Patterns:
    """What WHERE says: every solution rests on the `sure`, some on the `unsure`; `denied` are the groups that deny
    nothing further inside, `universals` those that do, each with what they deny: there all must hold.

    `reads` and `denies` are the IRIs of the properties of each kind; `variables` are those that a solution may bind.
    """

    template: tuple[Pattern, ...]
    sure: tuple[Pattern, ...]
    unsure: tuple[Pattern, ...]
    denied: tuple[tuple[Pattern, ...], ...]
    universals: tuple[tuple[tuple[Pattern, ...], tuple[Pattern, ...]], ...]
    reads: frozenset[str]
    denies: frozenset[str]
    variables: frozenset[str]
    has_path: bool


def parse_patterns(text: str) -> Patterns:
    """The patterns of the text of a CONSTRUCT that is known to parse."""
    from rdflib.plugins.sparql import prepareQuery

    algebra: Any = prepareQuery(text).algebra
    finder = _Finder()
    finder.walk(algebra.p, None)
    return Patterns(
        template=tuple(pattern for triple in algebra.template for pattern in _pattern(triple)[:1]),
        sure=tuple(dict.fromkeys(finder.sure)),
        unsure=tuple(pattern for pattern in dict.fromkeys(finder.unsure) if pattern not in finder.sure),
        denied=tuple(tuple(group.patterns) for group in finder.groups if not group.inner and group.patterns),
        universals=tuple(
            (tuple(group.patterns), tuple(group.inner[0].patterns)) for group in finder.groups if group.inner
        ),
        reads=frozenset(finder.reads),
        denies=frozenset(finder.denies),
        variables=frozenset(finder.variables),
        has_path=finder.has_path,
    )


@dataclass(slots=True)
class _Group:
    """The patterns of a NOT EXISTS or MINUS, and the groups denied inside it."""

    patterns: list[Pattern] = field(default_factory=list)
    inner: list[_Group] = field(default_factory=list)


class _Finder:
    """Walks over the algebra; `group` is the denial that a node stands in, None outside of any."""

    def __init__(self) -> None:
        self.sure: list[Pattern] = []
        self.unsure: list[Pattern] = []
        self.groups: list[_Group] = []
        self.reads: set[str] = set()
        self.denies: set[str] = set()
        self.variables: set[str] = set()
        self.has_path = False

    def walk(self, node: Any, group: _Group | None, *, sure: bool = True) -> None:
        """Collect what stands below a node; not `sure` is what an OPTIONAL or UNION holds."""
        name = getattr(node, "name", "")
        if name in ("BGP", "TriplesBlock"):
            self._triples(node.triples, group, sure=sure)
        elif name == "Builtin_NOTEXISTS":
            self._deny(node.graph, group)
        elif name == "Minus":
            self.walk(node.p1, group, sure=sure)
            self._deny(node.p2, group)
        elif name == "MinusGraphPattern":
            self._deny(node.graph, group)
        elif name == "LeftJoin":
            self.walk(node.p1, group, sure=sure)
            self.walk([node.p2, node.expr], group, sure=False)
        elif isinstance(node, dict):
            self._binds(node, group)
            sure = sure and name != "Union"
            self.walk([child for key, child in node.items() if key not in ("_vars", "PV", "var")], group, sure=sure)
        elif isinstance(node, list | tuple):
            for child in node:
                self.walk(child, group, sure=sure)

    def _deny(self, node: Any, outer: _Group | None) -> None:
        group = _Group()
        (self.groups if outer is None else outer.inner).append(group)
        self.walk(node, group)

    def _binds(self, node: Any, group: _Group | None) -> None:
        if group is None and getattr(node, "name", "") in ("Extend", "Bind", "InlineData", "values"):
            found = node.get("var", ())
            self.variables |= {str(each) for each in (found if isinstance(found, list) else [found])}
        if group is None and isinstance(node.get("res"), list):
            self.variables |= {str(name) for row in node["res"] for name in row}

    def _triples(self, triples: Iterable[Any], group: _Group | None, *, sure: bool) -> None:
        for triple in _threes(triples):
            for pattern in _pattern(triple)[:1]:
                if group is None:
                    (self.sure if sure else self.unsure).append(pattern)
                    self.variables |= {part.value for part in pattern if isinstance(part, ox.Variable)}
                else:
                    group.patterns.append(pattern)
            properties = set(_properties(triple[1]))
            (self.reads if group is None else self.denies).update(properties)
            if group is None and not _is_plain(triple[1]):
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
