"""The columns that a property becomes: typed where each entity has one value, joined where some have several."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from kgtool.flat import PRECISION, UNDETERMINED, Cell, Column
from kgtool.flat.statements import UNWRITABLE, Term, text
from kgtool.namespaces import KG, XSD
from kgtool.values import KNOWN_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kgtool.ontology import Concept
    from kgtool.search import Index

SEPARATOR: Final = "; "
LARGEST: Final = 2**63
TYPES: Final = {
    **dict.fromkeys((XSD + n for n in ("integer", "nonNegativeInteger", "positiveInteger", "gYear")), "integer"),
    **dict.fromkeys((XSD + n for n in ("decimal", "double", "float")), "number"),
    XSD + "boolean": "boolean", XSD + "date": "date",
}  # fmt: skip  # by what they become

Filled = tuple[Column, list[Cell]]


@dataclass(frozen=True, slots=True)
class Words:
    """How values are called: entities and other things by the index, concepts by the ontology."""

    index: Index
    concepts: Mapping[str, Concept]
    precisions: Mapping[tuple[str, str], str]

    def label(self, term: Term) -> str:
        """What readers call a value."""
        known = self.concepts.get(term.value) if isinstance(term, NamedNode) else None
        found = known.label if known else self.index.label(term.value) if isinstance(term, NamedNode) else None
        return UNWRITABLE.sub("\ufffd", found) if found else self.id(term)

    def id(self, term: Term) -> str:
        """An entity without the start of its IRI; any other thing as it is."""
        return text(term).removeprefix(self.index.individuals)

    def is_entity(self, term: Term) -> bool:
        """Whether it has a name of its own among the individuals."""
        return isinstance(term, NamedNode) and term.value.startswith(self.index.individuals)

    def order(self, term: Term) -> tuple[float, str]:
        """Concepts by their order, all else by their letters."""
        known = self.concepts.get(term.value) if isinstance(term, NamedNode) else None
        return (known.order, known.label) if known else (math.inf, self.id(term))

    def precision(self, subject: str, term: Term) -> str:
        """How exactly a day of an entity is known, also where it follows."""
        return self.precisions.get((subject, text(term)), "day")


@dataclass(frozen=True, slots=True)
class Asked:
    """A property of the entities of one table; `datatype` and `entity` say what it is of where nobody has it."""

    name: str
    meaning: str
    origin: str
    datatype: str | None = None
    entity: bool = False
    judged: bool = False


def columns(asked: Asked, values: Sequence[tuple[str, list[Term]]], words: Words) -> list[Filled]:
    """The columns of a property, each with a cell for each of the subjects, whose values are given beside it."""
    ordered = [(subject, sorted(terms, key=words.order)) for subject, terms in values]
    several = any(len(terms) > 1 for _, terms in ordered)
    if asked.entity or any(words.is_entity(term) for _, terms in ordered for term in terms):
        return _links(asked, ordered, words, several=several)
    kind = _type(asked, [term for _, terms in ordered for term in terms])
    if several or kind == "text":
        texts = [SEPARATOR.join(_shown(subject, term, words) for term in terms) or None for subject, terms in ordered]
        return [(_column(asked, "text", several=several), _judged(asked, texts))]
    if kind == "money":
        return _sums(asked, [terms[0] if terms else None for _, terms in ordered])
    cells = [READERS[kind](text(terms[0])) if terms else None for _, terms in ordered]
    found = [(_column(asked, kind), cells)]
    if kind == "date":
        exact = [words.precision(subject, terms[0]) if terms else None for subject, terms in ordered]
        column = Column(asked.name + PRECISION, "text", f"How exactly {asked.name} is known: year, month or day.")
        found.append((column, list(exact)))
    return found


def _column(asked: Asked, kind: str, *, several: bool = False) -> Column:
    return Column(asked.name, kind, asked.meaning, several, asked.origin)


def _judged(asked: Asked, texts: list[str | None]) -> list[Cell]:
    """The texts, with the word for what the facts do not decide where that is asked of everything."""
    return [found if found or not asked.judged else UNDETERMINED for found in texts]


def _links(asked: Asked, ordered: list[tuple[str, list[Term]]], words: Words, *, several: bool) -> list[Filled]:
    """The ids of entities, for joins, and what readers call them."""
    ids = [SEPARATOR.join(map(words.id, terms)) or None for _, terms in ordered]
    labels = [SEPARATOR.join(map(words.label, terms)) or None for _, terms in ordered]
    beside = Column(asked.name + "_label", "text", f"What {asked.name} is called.", several)
    return [(_column(asked, "text", several=several), _judged(asked, ids)), (beside, _judged(asked, labels))]


def _sums(asked: Asked, terms: list[Term | None]) -> list[Filled]:
    parts = [text(term).split(" ") if term is not None else None for term in terms]
    currency = Column(asked.name + "_currency", "text", f"The currency of {asked.name}, an ISO 4217 code.")
    return [
        (_column(asked, "number"), [float(part[0]) if part else None for part in parts]),
        (currency, [part[1] if part else None for part in parts]),
    ]


def _shown(subject: str, term: Term, words: Words) -> str:
    """A value in a text, a day only as exactly as it is known."""
    if isinstance(term, Literal) and term.datatype.value == XSD + "date":
        return text(term)[: KNOWN_DIGITS.get(words.precision(subject, term))]
    return words.label(term) if isinstance(term, NamedNode) else text(term)


def _type(asked: Asked, terms: list[Term]) -> str:
    """The type that fits all values, text where none does."""
    found = {term.datatype.value if isinstance(term, Literal) else "" for term in terms} or {asked.datatype or ""}
    datatype = found.pop()
    kind = "money" if datatype == KG + "money" else TYPES.get(datatype, "text")
    fits = not found and all(_fits(kind, text(term)) for term in terms)
    return kind if fits else "text"


def _fits(kind: str, found: str) -> bool:
    try:
        value = READERS[kind](found)
    except ValueError:
        return False
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) < LARGEST


def _money(found: str) -> Cell:
    number, currency = found.split(" ")
    float(number)
    return currency


READERS: Final[dict[str, Callable[[str], Cell]]] = {
    "text": str, "integer": int, "number": float, "date": date.fromisoformat,
    "boolean": lambda found: {"true": True, "1": True, "false": False, "0": False}[found], "money": _money,
}  # fmt: skip  # one line a form
