"""Shapes say what must be written; both engines must say the same of the same facts."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from kgtool.errors import WorkspaceError
from kgtool.validation import Violation, validate

pytest.importorskip("pyrudof", reason="the fast SHACL engine has no wheel here")

ENGINES = ("pyrudof", "pyshacl")
PREFIXES = """
@prefix : <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CAT = ":CatShape a sh:NodeShape ; sh:targetClass :Cat ; sh:property [ sh:path :p ; {} ] ."


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse((PREFIXES + turtle).encode(), RdfFormat.TURTLE)]


def shapes(turtle: str) -> bytes:
    return serialize(triples(turtle), format=RdfFormat.N_TRIPLES) or b""


def violations(shape: str, facts: str, engine: str) -> list[Violation]:
    return validate(triples(f":tom a :Cat . {facts}"), shapes(CAT.format(shape)), engine=engine)


CASES = {
    "MinCount": ("sh:minCount 2", ":tom :p 1 .", ":tom :p 1 , 2 .", "at least 2"),
    "MaxCount": ("sh:maxCount 1", ":tom :p 1 , 2 .", ":tom :p 1 .", "at most 1"),
    "Datatype": ("sh:datatype xsd:integer", ":tom :p 'one' .", ":tom :p 1 .", "integer"),
    "Class": ("sh:class :Person", ":tom :p :rex .", ":tom :p :ann . :ann a :Woman .", "Person"),
    "NodeKind": ("sh:nodeKind sh:IRI", ":tom :p 'x' .", ":tom :p :x .", "IRI"),
    "In": ("sh:in ( :small :large )", ":tom :p :huge .", ":tom :p :large .", "one of small, large"),
    "Pattern": ("sh:pattern '^[a-z]+$'", ":tom :p 'T' .", ":tom :p 't' .", "text that matches ^[a-z]+$"),
    "MinInclusive": ("sh:minInclusive 0", ":tom :p -1 .", ":tom :p 0 .", "at least 0"),
    "MaxLength": ("sh:maxLength 2", ":tom :p 'abc' .", ":tom :p 'ab' .", "at most 2 characters"),
    "LessThan": ("sh:lessThan :q", ":tom :p 2 ; :q 1 .", ":tom :p 1 ; :q 2 .", "less than its q"),
    "UniqueLang": ("sh:uniqueLang true", ":tom :p 'a'@en , 'b'@en .", ":tom :p 'a'@en , 'b'@fr .", None),
    "Or": ("sh:or ( [ sh:class :A ] [ sh:class :B ] )", ":tom :p :x .", ":tom :p :x . :x a :B .", None),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("constraint", CASES)
def test_each_constraint_is_held_and_says_what_it_wants(constraint: str, engine: str) -> None:
    shape, wrong, right, expected = CASES[constraint]
    people = ":Woman rdfs:subClassOf :Person . "
    (violation,) = violations(shape, people + wrong, engine)
    assert (violation.focus, violation.path) == (NamedNode("http://example.org/tom"), NamedNode("http://example.org/p"))
    assert (violation.constraint, violation.severity, violation.expected) == (constraint, "error", expected)
    assert violations(shape, people + right, engine) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_all_violations_are_told_in_a_fixed_order(engine: str) -> None:
    facts = ":tom :p -1 , -2 , 'x' ; :q 3 . :kit a :Cat ."
    found = violations("sh:minInclusive 0 ; sh:datatype xsd:integer ; sh:minCount 1", facts, engine)
    told = [(str(v.focus)[-4:-1], v.constraint, v.value and str(v.value)) for v in found]
    number = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert told == [
        ("kit", "MinCount", None),
        ("tom", "Datatype", '"x"'),
        ("tom", "MinInclusive", f'"-1"{number}'),
        ("tom", "MinInclusive", f'"-2"{number}'),
        ("tom", "MinInclusive", '"x"'),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_shape_may_have_words_and_a_weight_of_its_own(engine: str) -> None:
    (violation,) = violations("sh:minCount 1 ; sh:severity sh:Warning ; sh:message 'who owns it?'", "", engine)
    assert (violation.message, violation.severity) == ("who owns it?", "warning")


@pytest.mark.parametrize("engine", ENGINES)
def test_longer_paths_are_followed(engine: str) -> None:
    shape = (
        ":S a sh:NodeShape ; sh:targetClass :Cat ; sh:property [ sh:path [ sh:inversePath :owns ] ; sh:maxCount 1 ] ."
    )
    facts = triples(":tom a :Cat . :ann :owns :tom . :bob :owns :tom .")
    (violation,) = validate(facts, shapes(shape), engine=engine)
    assert (violation.path, violation.constraint) == (None, "MaxCount")


def test_shapes_with_sparql_go_to_the_engine_that_knows_it() -> None:
    sparql = """:S a sh:NodeShape ; sh:targetClass :Cat ; sh:sparql [ sh:message "not tom" ;
        sh:select "SELECT $this WHERE { $this a <http://example.org/Cat> }" ] ."""
    (violation,) = validate(triples(":tom a :Cat ."), shapes(sparql))
    assert violation.message == "not tom"


def test_no_shapes_and_no_facts_are_fine() -> None:
    assert validate(triples(":tom a :Cat ."), b"") == []
    assert validate([], shapes(CAT.format("sh:minCount 1"))) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_broken_shapes_are_an_error_not_silence(engine: str) -> None:
    with pytest.raises(WorkspaceError, match="not valid SHACL"):
        validate(triples(":tom a :Cat ."), shapes(CAT.format("sh:minCount 'many'")), engine=engine)
