"""What the rows of an answer rest on: the statements that stand behind a row, and the sources at an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kgtool.cards import Citation
from kgtool.namespaces import KG, RDF_TYPE, RDFS_LABEL, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pyoxigraph import Store, Triple

    from kgtool.cards import Term
    from kgtool.proofs import Proof

    Row = Mapping[str, Term | None]
    Statement = tuple[str, str, Term]

UNTOLD: Final = (RDF_TYPE, RDFS_LABEL)
SAME: Final = ("prp-inv1", "prp-inv2", "prp-symp")
"""The rules that only say a statement from its other side."""


def statements_of(triples: Iterable[Triple]) -> Iterator[Statement]:
    """Triples as statements about what has an IRI."""
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            yield triple.subject.value, triple.predicate.value, triple.object


def statements_within(store: Store, row: Row, label: Callable[[str], str | None]) -> Iterator[Statement]:
    """The statements about a thing in a row that lead to another in it, or to one that is called like a value in it.

    Of the first thing those too that have a value of the row: elsewhere two dates are the same by chance.
    """
    terms = {term for term in row.values() if term is not None}
    words = {term.value for name, term in row.items() if isinstance(term, Literal) and not _is_label(name, row)}
    things = [term for term in dict.fromkeys(row.values()) if isinstance(term, NamedNode)]
    for subject in things:
        for quad in sorted(store.quads_for_pattern(subject, None, None, DefaultGraph()), key=str):
            value = quad.object
            if quad.predicate.value in UNTOLD or value == subject:
                continue
            called = label(value.value) if isinstance(value, NamedNode) else None
            if called in words or (value in terms and (isinstance(value, NamedNode) or subject == things[0])):
                yield subject.value, quad.predicate.value, value


def is_worth_telling(proof: Proof) -> bool:
    """Whether a proof is more than the other side of one, and no value that follows and is the same by chance."""
    return proof.rule not in SAME and not (isinstance(proof.fact.value, Literal) and not proof.fact.file)


def _is_label(name: str, row: Row) -> bool:
    """Whether a column only says what another is called."""
    return name.endswith("Label") and name.removesuffix("Label") in row


def source_at(store: Store, graphs: str, url: str) -> Citation:
    """The source with an address: its title, and the newest day on which it was read."""
    titles, days = set(), set()
    for kind in ("anyURI", "string"):
        for source in _with(store, KG + "url", Literal(url, datatype=NamedNode(XSD + kind))):
            titles |= {*_texts(store, source, RDFS_LABEL, None)}
            for citation in _with(store, KG + "source", source):
                days |= {*_texts(store, citation, KG + "read", NamedNode(graphs + "provenance"))}
    return Citation(url, min(titles, default=""), "", max(days, default=""))


def _with(store: Store, predicate: str, value: NamedNode | Literal) -> set[NamedNode]:
    """What says this of itself, in any graph."""
    found = store.quads_for_pattern(None, NamedNode(predicate), value, None)
    return {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}


def _texts(store: Store, subject: NamedNode, predicate: str, graph: NamedNode | None) -> Iterator[str]:
    for quad in store.quads_for_pattern(subject, NamedNode(predicate), None, graph):
        if isinstance(quad.object, Literal):
            yield quad.object.value
