"""One case a rule of OWL 2 RL: axioms, facts from which the rule concludes something, facts from which it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse

PREFIXES: Final = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(turtle: str) -> list[Triple]:
    """The triples of a piece of Turtle, the prefixes given."""
    return [quad.triple for quad in parse((PREFIXES + turtle).encode(), RdfFormat.TURTLE)]


@dataclass(frozen=True)
class Case:
    """`conclusion` follows from axioms and facts by the rule; with `near` for facts it does not follow."""

    rule: str
    axioms: str
    facts: str
    conclusion: str
    near: str


@dataclass(frozen=True)
class ClashCase:
    """Axioms and facts contradict each other by the rule; with `near` for facts they do not."""

    rule: str
    axioms: str
    facts: str
    near: str


FACTS: Final = (
    Case("prp-dom", ":owner rdfs:domain :Pet .", ":tom :owner :ann .", ":tom a :Pet .", ":tom :friend :ann ."),
    Case("prp-rng", ":owner rdfs:range :Person .", ":tom :owner :ann .", ":ann a :Person .", ':tom :owner "Ann" .'),
    Case("prp-symp", ":friend a owl:SymmetricProperty .", ":a :friend :b .", ":b :friend :a .", ':b :friend "a" .'),
    Case(
        "prp-trp", ":in a owl:TransitiveProperty .", ":a :in :b . :b :in :c .", ":a :in :c .", ":a :in :b . :c :in :b ."
    ),
    Case("prp-spo1", ":mother rdfs:subPropertyOf :parent .", ":a :mother :b .", ":a :parent :b .", ":b :mother :a ."),
    Case(
        "prp-spo2",
        ":uncle owl:propertyChainAxiom ( :parent :parent :son ) .",
        ":a :parent :b . :b :parent :c . :c :son :d .",
        ":a :uncle :d .",
        ":a :parent :b . :b :parent :c . :b :son :d .",
    ),
    Case("prp-eqp1", ":cost owl:equivalentProperty :price .", ":a :cost :b .", ":a :price :b .", ":b :cost :a ."),
    Case("prp-eqp2", ":cost owl:equivalentProperty :price .", ":a :price :b .", ":a :cost :b .", ":b :price :a ."),
    Case("prp-inv1", ":owns owl:inverseOf :owner .", ":ann :owns :tom .", ":tom :owner :ann .", ":tom :owns :ann ."),
    Case("prp-inv2", ":owns owl:inverseOf :owner .", ":tom :owner :ann .", ":ann :owns :tom .", ":ann :owner :tom ."),
    Case("cls-int1", ":C owl:intersectionOf ( :A :B ) .", ":x a :A , :B .", ":x a :C .", ":x a :A ."),
    Case("cls-int2", ":C owl:intersectionOf ( :A :B ) .", ":x a :C .", ":x a :B .", ":x a :A ."),
    Case("cls-uni", ":C owl:unionOf ( :A :B ) .", ":x a :B .", ":x a :C .", ":x a :D ."),
    Case(
        "cls-svf1",
        ":Owned owl:onProperty :owner ; owl:someValuesFrom :Person .",
        ":tom :owner :ann . :ann a :Person .",
        ":tom a :Owned .",
        ":tom :owner :ann . :ann a :Robot .",
    ),
    Case(
        "cls-svf2",
        ":Owned owl:onProperty :owner ; owl:someValuesFrom owl:Thing .",
        ":tom :owner :ann .",
        ":tom a :Owned .",
        ":ann :owns :tom .",
    ),
    Case(
        "cls-avf",
        ":Vegetarian owl:onProperty :eats ; owl:allValuesFrom :Plant .",
        ":x a :Vegetarian ; :eats :y .",
        ":y a :Plant .",
        ":x :eats :y .",
    ),
    Case(
        "cls-hv1",
        ":Parisian owl:onProperty :city ; owl:hasValue :paris .",
        ":x a :Parisian .",
        ":x :city :paris .",
        ":x a :Roman .",
    ),
    Case(
        "cls-hv2",
        ":Parisian owl:onProperty :city ; owl:hasValue :paris .",
        ":x :city :paris .",
        ":x a :Parisian .",
        ":x :city :rome .",
    ),
    Case("cls-oo", ":Size owl:oneOf ( :small :large ) .", ":x :size :small .", ":small a :Size .", ""),
    Case("cax-sco", ":Cat rdfs:subClassOf :Animal .", ":x a :Cat .", ":x a :Animal .", ":x a :Dog ."),
    Case("cax-eqc1", ":Cat owl:equivalentClass :Felis .", ":x a :Cat .", ":x a :Felis .", ":x a :Dog ."),
    Case("cax-eqc2", ":Cat owl:equivalentClass :Felis .", ":x a :Felis .", ":x a :Cat .", ":x a :Dog ."),
)

SCHEMA: Final = (
    Case("scm-cls", "", ":C a owl:Class .", ":C rdfs:subClassOf owl:Thing .", ":C a owl:Restriction ."),
    Case(
        "scm-sco",
        "",
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .",
        ":A rdfs:subClassOf :C .",
        ":A rdfs:subClassOf :B . :C rdfs:subClassOf :B .",
    ),
    Case("scm-eqc1", "", ":A owl:equivalentClass :B .", ":B rdfs:subClassOf :A .", ":A rdfs:subClassOf :B ."),
    Case(
        "scm-eqc2",
        "",
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .",
        ":A owl:equivalentClass :B .",
        ":A rdfs:subClassOf :B .",
    ),
    Case("scm-op", "", ":p a owl:ObjectProperty .", ":p rdfs:subPropertyOf :p .", ":p a owl:AnnotationProperty ."),
    Case(
        "scm-dp", "", ":p a owl:DatatypeProperty .", ":p owl:equivalentProperty :p .", ":p a owl:AnnotationProperty ."
    ),
    Case(
        "scm-spo",
        "",
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .",
        ":p rdfs:subPropertyOf :r .",
        ":p rdfs:subPropertyOf :q . :r rdfs:subPropertyOf :q .",
    ),
    Case("scm-eqp1", "", ":p owl:equivalentProperty :q .", ":q rdfs:subPropertyOf :p .", ":p rdfs:subPropertyOf :q ."),
    Case(
        "scm-eqp2",
        "",
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .",
        ":p owl:equivalentProperty :q .",
        ":p rdfs:subPropertyOf :q .",
    ),
    Case(
        "scm-dom1",
        ":p rdfs:domain :A .",
        ":A rdfs:subClassOf :B .",
        ":p rdfs:domain :B .",
        ":B rdfs:subClassOf :A .",
    ),
    Case(
        "scm-dom2",
        ":p rdfs:domain :A .",
        ":q rdfs:subPropertyOf :p .",
        ":q rdfs:domain :A .",
        ":p rdfs:subPropertyOf :q .",
    ),
    Case("scm-rng1", ":p rdfs:range :A .", ":A rdfs:subClassOf :B .", ":p rdfs:range :B .", ":B rdfs:subClassOf :A ."),
    Case(
        "scm-rng2",
        ":p rdfs:range :A .",
        ":q rdfs:subPropertyOf :p .",
        ":q rdfs:range :A .",
        ":p rdfs:subPropertyOf :q .",
    ),
    Case(
        "scm-hv",
        ":A owl:onProperty :p ; owl:hasValue :v . :B owl:onProperty :q ; owl:hasValue :v .",
        ":p rdfs:subPropertyOf :q .",
        ":A rdfs:subClassOf :B .",
        ":q rdfs:subPropertyOf :p .",
    ),
    Case(
        "scm-svf1",
        ":A owl:onProperty :p ; owl:someValuesFrom :C . :B owl:onProperty :p ; owl:someValuesFrom :D .",
        ":C rdfs:subClassOf :D .",
        ":A rdfs:subClassOf :B .",
        ":D rdfs:subClassOf :C .",
    ),
    Case(
        "scm-svf2",
        ":A owl:onProperty :p ; owl:someValuesFrom :C . :B owl:onProperty :q ; owl:someValuesFrom :C .",
        ":p rdfs:subPropertyOf :q .",
        ":A rdfs:subClassOf :B .",
        ":q rdfs:subPropertyOf :p .",
    ),
    Case(
        "scm-avf1",
        ":A owl:onProperty :p ; owl:allValuesFrom :C . :B owl:onProperty :p ; owl:allValuesFrom :D .",
        ":C rdfs:subClassOf :D .",
        ":A rdfs:subClassOf :B .",
        ":D rdfs:subClassOf :C .",
    ),
    Case(
        "scm-avf2",
        ":A owl:onProperty :p ; owl:allValuesFrom :C . :B owl:onProperty :q ; owl:allValuesFrom :C .",
        ":p rdfs:subPropertyOf :q .",
        ":B rdfs:subClassOf :A .",
        ":q rdfs:subPropertyOf :p .",
    ),
    Case("scm-int", "", ":C owl:intersectionOf ( :A :B ) .", ":C rdfs:subClassOf :B .", ":C owl:unionOf ( :A :B ) ."),
    Case("scm-uni", "", ":C owl:unionOf ( :A :B ) .", ":B rdfs:subClassOf :C .", ":C owl:intersectionOf ( :A :B ) ."),
)

CLASHES: Final = (
    ClashCase("cls-nothing2", "", ":x a owl:Nothing .", ":x a :Nobody ."),
    ClashCase("cls-com", ":Plant owl:complementOf :Animal .", ":x a :Plant , :Animal .", ":x a :Plant ."),
    ClashCase("cax-dw", ":Cat owl:disjointWith :Dog .", ":x a :Cat , :Dog .", ":x a :Cat . :y a :Dog ."),
    ClashCase(
        "cax-adc",
        "[] a owl:AllDisjointClasses ; owl:members ( :Cat :Dog :Fish ) .",
        ":x a :Cat , :Fish .",
        ":x a :Cat . :y a :Fish .",
    ),
    ClashCase("prp-irp", ":parent a owl:IrreflexiveProperty .", ":x :parent :x .", ":x :parent :y ."),
    ClashCase(
        "prp-asyp",
        ":parent a owl:AsymmetricProperty .",
        ":x :parent :y . :y :parent :x .",
        ":x :parent :y . :y :parent :z .",
    ),
    ClashCase(
        "prp-pdw",
        ":loves owl:propertyDisjointWith :hates .",
        ":x :loves :y ; :hates :y .",
        ":x :loves :y ; :hates :z .",
    ),
    ClashCase(
        "prp-adp",
        "[] a owl:AllDisjointProperties ; owl:members ( :loves :hates :ignores ) .",
        ":x :loves :y ; :hates :y .",
        ":x :loves :y ; :hates :z .",
    ),
    ClashCase(
        "prp-npa1",
        "[] owl:sourceIndividual :x ; owl:assertionProperty :owner ; owl:targetIndividual :y .",
        ":x :owner :y .",
        ":x :owner :z .",
    ),
    ClashCase(
        "prp-npa2",
        "[] owl:sourceIndividual :x ; owl:assertionProperty :age ; owl:targetValue 3 .",
        ":x :age 3 .",
        ":x :age 4 .",
    ),
    ClashCase("eq-diff1", "", ":x owl:differentFrom :x .", ":x owl:differentFrom :y ."),
    ClashCase(
        "cls-maxc1",
        ":Stray owl:onProperty :owner ; owl:maxCardinality 0 .",
        ":x a :Stray ; :owner :y .",
        ":x :owner :y .",
    ),
    ClashCase(
        "cls-maxqc1",
        ":Stray owl:onProperty :owner ; owl:maxQualifiedCardinality 0 ; owl:onClass :Person .",
        ":x a :Stray ; :owner :y . :y a :Person .",
        ":x a :Stray ; :owner :y .",
    ),
    ClashCase(
        "cls-maxqc2",
        ":Stray owl:onProperty :owner ; owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing .",
        ":x a :Stray ; :owner :y .",
        ":x :owner :y .",
    ),
)
"""What contradicts itself by the rules of OWL 2 RL."""

ONE_THING: Final = (
    ClashCase(
        "prp-fp", ":mother a owl:FunctionalProperty .", ":x :mother :a , :b .", ":x :mother :a . :y :mother :a ."
    ),
    ClashCase("prp-ifp", ":tag a owl:InverseFunctionalProperty .", ":x :tag :a . :y :tag :a .", ":x :tag :a , :b ."),
    ClashCase(
        "prp-key",
        ":Pet owl:hasKey ( :name :owner ) .",
        ":x a :Pet ; :name 'Tom' ; :owner :ann . :y a :Pet ; :name 'Tom' ; :owner :ann .",
        ":x a :Pet ; :name 'Tom' ; :owner :ann . :y a :Pet ; :name 'Tom' ; :owner :bob .",
    ),
    ClashCase(
        "cls-maxc2",
        ":Pet owl:onProperty :owner ; owl:maxCardinality 1 .",
        ":x a :Pet ; :owner :y , :z .",
        ":x a :Pet ; :owner :y .",
    ),
    ClashCase(
        "cls-maxqc3",
        ":Pet owl:onProperty :owner ; owl:maxQualifiedCardinality 1 ; owl:onClass :Person .",
        ":x a :Pet ; :owner :y , :z . :y a :Person . :z a :Person .",
        ":x a :Pet ; :owner :y , :z . :y a :Person .",
    ),
    ClashCase(
        "cls-maxqc4",
        ":Pet owl:onProperty :owner ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing .",
        ":x a :Pet ; :owner :y , :z .",
        ":x a :Pet ; :owner :y .",
    ),
)
"""What would make two names stand for one thing."""

REFUSED: Final = {
    "sameAs in the ontology": (":a owl:sameAs :b .", ""),
    "sameAs among the facts": ("", ":a owl:sameAs :b ."),
    "an axiom among the facts": ("", ":Cat rdfs:subClassOf :Animal ."),
    "a class among the facts": ("", ":Cat a owl:Class ."),
    "an import": ("<http://example.org/> owl:imports <http://example.com/> .", ""),
    "a reflexive property": (":p a owl:ReflexiveProperty .", ""),
    "a disjoint union": (":C owl:disjointUnionOf ( :A :B ) .", ""),
    "a minimal cardinality": (":C owl:onProperty :p ; owl:minCardinality 1 .", ""),
    "an exact cardinality": (":C owl:onProperty :p ; owl:cardinality 1 .", ""),
    "a cardinality above one": (":C owl:onProperty :p ; owl:maxCardinality 2 .", ""),
    "a qualified cardinality of no class": (":C owl:onProperty :p ; owl:maxQualifiedCardinality 1 .", ""),
    "a restriction on no property": (":C owl:someValuesFrom :D .", ""),
    "a restriction to literals": (":C owl:onProperty :p ; owl:someValuesFrom xsd:integer .", ""),
    "an intersection with literals": (":C owl:intersectionOf ( :A xsd:integer ) .", ""),
    "a subclass of a kind of axiom": (":Ordered rdfs:subClassOf owl:TransitiveProperty .", ""),
    "a superclass of everything": ("owl:Thing rdfs:subClassOf :Entity .", ""),
    "a property above rdf:type": ("rdf:type rdfs:subPropertyOf :kind .", ""),
    "a property below rdfs:subClassOf": (":below rdfs:subPropertyOf rdfs:subClassOf .", ""),
    "an empty chain": (":p owl:propertyChainAxiom () .", ""),
}
"""Ontology and facts of which the reasoner must not keep silent that it cannot keep them."""
