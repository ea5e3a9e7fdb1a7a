"""The terms of RDF, RDFS and OWL that rules speak of, as small fixed numbers."""

from __future__ import annotations

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kgtool.namespaces import OWL, RDF, RDFS, XSD

Term = NamedNode | BlankNode | Literal | Triple
Key = tuple[int, int, int]
"""A triple as the numbers of its terms; negative ones are literals."""

NAMES: Final = (
    *(RDF + name for name in ("type", "first", "rest", "nil", "Property")),
    *(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range", "Datatype")),
    *(OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "Thing", "Nothing")),
    *(OWL + name for name in ("equivalentClass", "equivalentProperty", "inverseOf", "propertyChainAxiom", "hasKey")),
    *(OWL + name for name in ("onProperty", "someValuesFrom", "allValuesFrom", "hasValue", "onClass")),
    *(OWL + name for name in ("maxCardinality", "maxQualifiedCardinality", "intersectionOf", "unionOf", "oneOf")),
    *(OWL + name for name in ("complementOf", "disjointWith", "propertyDisjointWith", "members", "differentFrom")),
    *(OWL + name for name in ("TransitiveProperty", "SymmetricProperty", "AsymmetricProperty", "IrreflexiveProperty")),
    *(OWL + name for name in ("FunctionalProperty", "InverseFunctionalProperty", "AllDisjointClasses")),
    *(OWL + name for name in ("AllDisjointProperties", "sourceIndividual", "assertionProperty", "targetIndividual")),
    *(OWL + name for name in ("targetValue", "AnnotationProperty")),
)
(
    TYPE, FIRST, REST, NIL, PROPERTY,
    SUB_CLASS, SUB_PROPERTY, DOMAIN, RANGE, DATATYPE,
    CLASS, OBJECT_PROPERTY, DATATYPE_PROPERTY, THING, NOTHING,
    EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, INVERSE, CHAIN, HAS_KEY,
    ON_PROPERTY, SOME, ALL, HAS_VALUE, ON_CLASS,
    MAX, MAX_QUALIFIED, INTERSECTION, UNION, ONE_OF,
    COMPLEMENT, DISJOINT, DISJOINT_PROPERTY, MEMBERS, DIFFERENT,
    TRANSITIVE, SYMMETRIC, ASYMMETRIC, IRREFLEXIVE,
    FUNCTIONAL, INVERSE_FUNCTIONAL, ALL_DISJOINT_CLASSES,
    ALL_DISJOINT_PROPERTIES, NEGATIVE_SOURCE, NEGATIVE_PROPERTY, NEGATIVE_TARGET,
    NEGATIVE_VALUE, ANNOTATION_PROPERTY,
) = range(len(NAMES))  # fmt: skip

AXIOM_PREDICATES: Final = frozenset(
    (
        *(SUB_CLASS, SUB_PROPERTY, DOMAIN, RANGE, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, INVERSE, CHAIN, HAS_KEY),
        *(ON_PROPERTY, SOME, ALL, HAS_VALUE, ON_CLASS, MAX, MAX_QUALIFIED, INTERSECTION, UNION, ONE_OF, COMPLEMENT),
        *(DISJOINT, DISJOINT_PROPERTY, MEMBERS, NEGATIVE_SOURCE, NEGATIVE_PROPERTY, NEGATIVE_TARGET, NEGATIVE_VALUE),
        *(FIRST, REST),
    )
)
AXIOM_CLASSES: Final = frozenset(
    (
        *(CLASS, PROPERTY, OBJECT_PROPERTY, DATATYPE_PROPERTY, TRANSITIVE, SYMMETRIC, ASYMMETRIC, IRREFLEXIVE),
        *(FUNCTIONAL, INVERSE_FUNCTIONAL, ALL_DISJOINT_CLASSES, ALL_DISJOINT_PROPERTIES, DATATYPE),
    )
)
HARMLESS: Final = frozenset(
    OWL + name
    for name in (
        *("Ontology", "AnnotationProperty", "OntologyProperty", "NamedIndividual", "Restriction", "AllDifferent"),
        *("NegativePropertyAssertion", "DeprecatedClass", "DeprecatedProperty", "Axiom", "Annotation", "DataRange"),
        *("versionInfo", "versionIRI", "priorVersion", "backwardCompatibleWith", "incompatibleWith", "deprecated"),
        *("annotatedSource", "annotatedProperty", "annotatedTarget", "distinctMembers"),
    )
)
"""Terms of OWL from which nothing follows, given that nothing here makes two names one."""

ANNOTATION_PROPERTIES: Final = (
    *(RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")),
    *(OWL + name for name in ("deprecated", "versionInfo", "priorVersion")),
    *(OWL + name for name in ("backwardCompatibleWith", "incompatibleWith")),
)
DATATYPES: Final = (
    *(XSD + name for name in ("integer", "decimal", "nonNegativeInteger", "nonPositiveInteger")),
    *(XSD + name for name in ("negativeInteger", "positiveInteger", "long", "int", "short", "byte")),
    *(XSD + name for name in ("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "float")),
    *(XSD + name for name in ("double", "string", "normalizedString", "token", "language", "Name")),
    *(XSD + name for name in ("NCName", "NMTOKEN", "boolean", "hexBinary", "base64Binary", "anyURI")),
    *(XSD + name for name in ("dateTimeStamp", "dateTime", "time", "date")),
    *(RDF + name for name in ("XMLLiteral", "HTML", "langString", "PlainLiteral")),
    RDFS + "Literal",
)
"""What owlrl takes the datatypes of OWL 2 RL to be."""


class Terms:
    """The number of each term, and the term of each number; nodes count up from 0, all else down from -1."""

    __slots__ = ("_literals", "_nodes", "ids")

    def __init__(self) -> None:
        self.ids: dict[Term, int] = {}
        self._nodes: list[NamedNode | BlankNode] = []
        self._literals: list[Literal | Triple] = []
        for name in NAMES:
            self.intern(NamedNode(name))

    def intern(self, term: Term) -> int:
        """The number of a term, given to it now if it had none."""
        number = self.ids.get(term)
        if number is not None:
            return number
        if isinstance(term, (NamedNode, BlankNode)):
            number = len(self._nodes)
            self._nodes.append(term)
        else:
            self._literals.append(term)
            number = -len(self._literals)
        self.ids[term] = number
        return number

    def key(self, triple: Triple) -> Key:
        """A triple in numbers."""
        subject, predicate, object_ = triple
        return self.intern(subject), self.intern(predicate), self.intern(object_)

    def term(self, number: int) -> Term:
        """The term of a number."""
        return self._nodes[number] if number >= 0 else self._literals[-number - 1]

    def is_blank(self, number: int) -> bool:
        """Whether the number is that of a blank node."""
        return number >= 0 and isinstance(self._nodes[number], BlankNode)

    def triple(self, key: Key) -> Triple:
        """A triple from its numbers."""
        subject, predicate, object_ = key
        return Triple(self._nodes[subject], self._nodes[predicate], self.term(object_))  # type: ignore[arg-type]  # a predicate is never blank here
