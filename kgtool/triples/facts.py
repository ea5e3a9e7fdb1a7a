"""The form of a fact as written: its triple, its place, its sources and its time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that a fact names, the place in it, and the day on which it was read."""

    source_iri: str
    url: str
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    archived: str | None = None
    locator: str | None = None
    read: date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact as written: its triple, place, sources, rank (`preferred` or `other`), time and precision.

    It holds from `valid_from` to the day before `valid_until`; `in_force` says that it is asserted on the
    day asked; `own` that its sources are not just those of the whole record.
    """

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: ox.NamedNode | ox.Literal
    file: str
    line: int
    column: int
    citations: tuple[Citation, ...] = ()
    rank: str = "preferred"
    valid_from: date | None = None
    valid_until: date | None = None
    role: str | None = None
    note: str | None = None
    precision: str | None = None
    in_force: bool = True
    own: bool = False


def statement_iri(individuals: str, spo: tuple[object, object, object], file: str, line: int, column: int = 0) -> str:
    """The IRI of the statement node of a triple at a place; `spo` are terms that print as N-Triples.

    Inferred triples have the file `inferred`, line and column 0; axioms have their file, line and column 0.
    """
    text = f"{spo[0]} {spo[1]} {spo[2]} {file}:{line}:{column}"
    return f"{individuals}statement/{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def source_iri(individuals: str, url: str) -> str:
    """The IRI of the source with this URL."""
    return f"{individuals}source/{hashlib.sha256(url.encode()).hexdigest()[:12]}"


def citation_iri(individuals: str, citation: Citation) -> str:
    """The IRI of a place in a source as read on a day: the same for every statement that cites it so."""
    text = f"{citation.source_iri} {citation.locator or ''} {citation.read or ''}"
    return f"{individuals}citation/{hashlib.sha256(text.encode()).hexdigest()[:16]}"
