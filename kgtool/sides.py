"""A comparison in words: a line for each property of the entities themselves, and for each part of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from kgtool.comparisons import values_of
from kgtool.formats import Rows
from kgtool.formats.cells import term_text
from kgtool.formats.visible import clipped, visible
from kgtool.namespaces import RDFS_LABEL, SKOS, XSD, local_name
from kgtool.values import KNOWN_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgtool.cards import Citation, Fact
    from kgtool.comparisons import Element, Part, Row
    from kgtool.formats import Style

ITSELF: Final = "itself"
ABSENT: Final = "not recorded"
NOTHING: Final = "nothing follows"
MOST: Final = 12
SHARED: Final = 4
LONGEST: Final = 400
COLUMNS: Final = ("element", "property", "propertyLabel", "a", "b", "same")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side has to say, and where that was read."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Two cells side by side, under a heading."""

    heading: str
    label: str
    a: Cell
    b: Cell
    same: bool


def comparison_lines(elements: Iterable[Element], style: Style) -> list[Line]:
    """The lines for readers; remarks on parts and their addresses are left out."""
    words = _Words(style)
    return [line for element in elements for line in words.lines(element)]


def comparison_rows(elements: Iterable[Element], style: Style) -> Rows:
    """Every property of every element as a row of texts."""
    words = _Words(style)
    return Rows(COLUMNS, [words.row(element, row) for element in elements for row in element.rows])


def element_name(element: Element, style: Style) -> str:
    """The way to an element, in labels."""
    return " · ".join(term_text(term, style) for term in (*element.trail, element.key) if term is not None) or ITSELF


class _Words:
    """Names things in one style."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def row(self, element: Element, row: Row) -> tuple[NamedNode | Literal, ...]:
        """A row of a table."""
        sides = (Literal("; ".join(map(self.value, side)) or _absence(element)) for side in (row.a, row.b))
        name = Literal(element_name(element, self.style))
        return name, NamedNode(row.predicate), Literal(_name(self.style, row.predicate)), *sides, Literal(row.same)

    def lines(self, element: Element) -> list[Line]:
        """The lines of a whole, or the one line of a part."""
        names = [term_text(term, self.style) for term in element.trail]
        if element.whole:
            heading = " · ".join([*names, *(["what follows"] if element.follows else [])])
            return [self._property_line(heading, element, row) for row in element.rows]
        key = term_text(element.key, self.style) if element.key is not None else names[-1]
        heading = " · ".join(names if element.key is not None else names[:-1])
        return [self._part_line(heading, key, element)]

    def _property_line(self, heading: str, element: Element, row: Row) -> Line:
        a, b = (Cell(self._list(own, other, element), cited(own)) for own, other in ((row.a, row.b), (row.b, row.a)))
        return Line(heading, _name(self.style, row.predicate), a, b, row.same)

    def _list(self, own: tuple[Fact, ...], other: tuple[Fact, ...], element: Element) -> str:
        """Values one after the other; where both sides share several, those that the other lacks."""
        if not own:
            return _absence(element)
        shared = values_of(own) & values_of(other)
        only = [fact for fact in own if (fact.value, fact.precision) not in shared]
        if len(shared) < SHARED or values_of(own) == values_of(other):
            return _joined([self.value(fact) + self._remark(fact) for fact in own])
        told = _joined([self.value(fact) for fact in only])
        return f"{told}; and {len(shared)} the same" if told else f"the same {len(shared)}, no other"

    def value(self, fact: Fact) -> str:
        """A value, with a star where it follows."""
        text = term_text(fact.value, self.style)
        if isinstance(fact.value, Literal) and fact.precision in KNOWN_DIGITS:
            text = fact.value.value[: KNOWN_DIGITS[fact.precision]]
        return visible(clipped(" ".join(text.split()), LONGEST)) + "*" * fact.inferred

    def _remark(self, fact: Fact) -> str:
        """In which capacity, since when."""
        since = f"from {fact.valid_from}" if fact.valid_from else ""
        said = ", ".join(part for part in (fact.role, since) if part)
        return f" ({visible(said)})" if said else ""

    def _part_line(self, heading: str, label: str, element: Element) -> Line:
        a, b = (self._cell(parts, element) for parts in (element.a, element.b))
        one, other = ({self._summary(part, element) for part in parts} for parts in (element.a, element.b))
        return Line(heading, label, a, b, one == other)

    def _cell(self, parts: tuple[Part, ...], element: Element) -> Cell:
        """Each part in words, with the name of what it was written in where there are several."""
        several = len({part.owner for part in parts}) > 1
        texts = [
            self._summary(part, element) + (f" ({_name(self.style, part.owner)})" if several else "") for part in parts
        ]
        sources = cited(fact for part in parts for fact in self._shown(part, element))
        return Cell("; ".join(dict.fromkeys(texts)) or ABSENT, sources)

    def _shown(self, part: Part, element: Element) -> list[Fact]:
        """The facts of a part in the order of its properties, without its key, remarks and addresses."""
        facts = [fact for name in element.properties for fact in part.facts if fact.predicate == name]
        return [
            fact
            for fact in facts
            if fact.value != element.key
            and fact.predicate not in (RDFS_LABEL, SKOS + "note")
            and not (isinstance(fact.value, Literal) and fact.value.datatype.value == XSD + "anyURI")
        ]

    def _summary(self, part: Part, element: Element) -> str:
        texts = [self._phrase(fact) for fact in self._shown(part, element)]
        return ", ".join(texts) or "recorded"

    def _phrase(self, fact: Fact) -> str:
        """A value that speaks for itself, or with the name of its property before it."""
        name = _name(self.style, fact.predicate)
        if not isinstance(fact.value, Literal):
            return self.value(fact)
        if fact.value.datatype.value == XSD + "boolean":
            return name if fact.value.value == "true" else f"not {name}"
        return f"{name}: {self.value(fact)}"


def _joined(texts: list[str]) -> str:
    more = f", and {len(texts) - MOST} more" if len(texts) > MOST else ""
    return ", ".join(texts[:MOST]) + more


def cited(facts: Iterable[Fact]) -> tuple[Citation, ...]:
    """The sources of facts, each once."""
    return tuple(dict.fromkeys(citation for fact in facts for citation in fact.citations))


def _absence(element: Element) -> str:
    return NOTHING if element.follows else ABSENT


def _name(style: Style, iri: str) -> str:
    """The label of something, else its id, or, of a property of another vocabulary, its own name."""
    own = bool(style.individuals) and iri.startswith(style.individuals)
    return style.label(iri) or (style.short(iri) if own else local_name(iri))
