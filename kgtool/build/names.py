"""The names in a graph, small enough to be read at every completion: `index.json`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kgtool.namespaces import RDF_TYPE, RDFS_LABEL, SKOS, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgtool.ontology import Concept, Ontology

OTHER_NAMES: Final = tuple(ox.NamedNode(SKOS + name) for name in ("altLabel", "notation", "exactMatch"))
LABEL: Final = ox.NamedNode(RDFS_LABEL)
TYPE: Final = ox.NamedNode(RDF_TYPE)


def names_index(ontology: Ontology, triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """Titles, prefixes and labels: `entities` has label, classes (the most special first) and other names by id."""
    labels, kinds, others = _read(triples)
    rank = {iri: len(cls.superclasses) for iri, cls in ontology.classes.items()}
    entities = {}
    for iri in sorted(kinds):
        if identifier := ontology.entity_id(iri):
            classes = sorted((c for c in kinds[iri] if c in rank), key=lambda c: (-rank[c], c))
            label = labels.get(iri) or identifier
            entities[identifier] = [label, [*map(local_name, classes)], sorted(set(others[iri]) - {label})]
    concepts = [c for by_slug in ontology.concepts.values() for c in by_slug.values()]
    terms = {iri: cls.label for iri, cls in ontology.classes.items()}
    return {
        "title": ontology.title,
        "version": ontology.version,
        "namespace": ontology.namespace,
        "individuals": ontology.individuals,
        "graphs": ontology.graphs,
        "prefixes": dict(ontology.prefixes),
        "classes": {iri: [cls.name, cls.label, cls.folder] for iri, cls in ontology.classes.items()},
        "concepts": _concepts(concepts),
        "terms": dict(sorted((labels_of_terms(labels, kinds, ontology) | terms).items())),
        "entities": entities,
    }


def name_of(index: dict[str, Any], term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """How sentences name a term: by its label, else by its id, else as it is."""
    if not isinstance(term, ox.NamedNode):
        return term.value if isinstance(term, ox.Literal) else str(term)
    identifier = term.value.removeprefix(index["individuals"])
    if identifier in index["entities"]:
        return str(index["entities"][identifier][0])
    concept = index["concepts"].get(term.value)
    return str(concept[0] if concept else index["terms"].get(term.value, identifier))


def _concepts(concepts: Iterable[Concept]) -> dict[str, list[str]]:
    """Label and classes by IRI: one word may be a value of several classes."""
    found: dict[str, list[str]] = {}
    for concept in concepts:
        told = found.setdefault(concept.iri, [concept.label])
        if (kind := local_name(concept.cls)) not in told[1:]:
            told.append(kind)
    return found


def labels_of_terms(labels: dict[str, str], kinds: dict[str, set[str]], ontology: Ontology) -> dict[str, str]:
    """The labels of what is no entity: properties, concepts, schemes."""
    return {iri: label for iri, label in labels.items() if not ontology.entity_id(iri)}


def _read(triples: Iterable[ox.Triple]) -> tuple[dict[str, str], dict[str, set[str]], dict[str, set[str]]]:
    labels: dict[str, str] = {}
    kinds: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, object_ in triples:
        if not isinstance(subject, ox.NamedNode) or not isinstance(object_, (ox.NamedNode, ox.Literal)):
            continue
        if predicate == TYPE:
            kinds[subject.value].add(object_.value)
        elif predicate == LABEL:
            labels[subject.value] = object_.value
        elif predicate in OTHER_NAMES:
            others[subject.value].add(object_.value)
    return labels, kinds, others
