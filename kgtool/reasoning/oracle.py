"""owlrl, the reference implementation of OWL 2 RL in Python: slow, without proofs, the oracle of the tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kgtool.namespaces import OWL, RDF_TYPE, XSD
from kgtool.reasoning.inferences import Inference, Inferences, Problem, ReasoningError, from_mapping
from kgtool.reasoning.vocabulary import DATATYPES, Term

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_ERROR: Final = "http://www.daml.org/2002/03/agents/agent-ont#error"
_SAME_AS: Final = NamedNode(OWL + "sameAs")
_TYPE: Final = NamedNode(RDF_TYPE)
_THING: Final = NamedNode(OWL + "Thing")
_DISJOINT: Final = NamedNode(OWL + "disjointWith")


def infer(ontology: Iterable[Triple], data: Iterable[Triple]) -> Inferences:
    """What owlrl concludes, without what the default reasoner leaves out (see kgtool.reasoning.compiled).

    Raises: ReasoningError with owlrl's own words on each contradiction.
    """
    import owlrl

    written = set(ontology) | set(data)
    graph = _to_rdflib(written)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    messages = [str(message) for message in graph.objects(None, _to_node(NamedNode(_ERROR)))]
    followed = set(_conclusions(graph)) - written
    found = {triple: Inference(triple, "owlrl", ()) for triple in sorted(followed, key=str)}
    if messages:
        problems = tuple(Problem("owlrl", message, ()) for message in sorted(messages))
        raise ReasoningError("the facts contradict the ontology", problems, from_mapping(found))
    return from_mapping(found)


def _to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for subject, predicate, object_ in triples:
        graph.add((_to_node(subject), _to_node(predicate), _to_node(object_)))
    return graph


def _conclusions(graph: rdflib.Graph) -> Iterator[Triple]:
    """The triples of the closed graph that the store can hold and the default reasoner gives too."""
    for subject, predicate, object_ in graph:
        terms = _to_term(subject), _to_term(predicate), _to_term(object_)
        if isinstance(terms[0], (NamedNode, BlankNode)) and isinstance(terms[1], NamedNode):
            triple = Triple(terms[0], terms[1], terms[2])
            if not _left_out(triple):
                yield triple


def _left_out(triple: Triple) -> bool:
    subject, predicate, object_ = triple
    if predicate == _TYPE:
        return object_ == _THING or (isinstance(object_, NamedNode) and object_.value.startswith(_ERROR[:-5]))
    if predicate == _DISJOINT:
        return isinstance(subject, NamedNode) and subject.value in DATATYPES
    return bool(predicate == _SAME_AS and subject == object_) or predicate.value == _ERROR


def _to_node(term: Term) -> Node:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        plain = term.language or term.datatype.value == XSD + "string"
        datatype = None if plain else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    raise TypeError(f"owlrl does not know triples about triples: {term}")


def _to_term(node: Node) -> Term:
    import rdflib

    if isinstance(node, rdflib.Literal):
        datatype = NamedNode(str(node.datatype)) if node.datatype and not node.language else None
        return Literal(str(node), language=node.language, datatype=datatype)
    return BlankNode(str(node)) if isinstance(node, rdflib.BNode) else NamedNode(str(node))
