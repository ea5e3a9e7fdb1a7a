"""The shipped ontology, with a sample of the shipped facts in which each rule that fires at all fires, beside owlrl."""

from __future__ import annotations

import pytest
from pyoxigraph import Triple

from kgtool.entities import read_entities
from kgtool.ontology import read_ontology
from kgtool.reasoning import REASONERS, Inferences, infer
from kgtool.triples import statements
from kgtool.workspace import bundled_workspace

OF_EACH_RULE = 5
BESIDES = 1000


@pytest.fixture(scope="module")
def axioms() -> list[Triple]:
    return [axiom.triple for axiom in read_ontology(bundled_workspace()).triples]


@pytest.fixture(scope="module")
def facts() -> list[Triple]:
    workspace = bundled_workspace()
    ontology = read_ontology(workspace)
    found = statements(ontology, read_entities(workspace, ontology.folders))
    return [Triple(fact.subject, fact.predicate, fact.object) for fact in found if fact.in_force]


def rules(found: Inferences) -> set[str]:
    return {inference.rule for inference in found}


def sample(found: Inferences, facts: list[Triple]) -> list[Triple]:
    """Some facts, and those that a few conclusions of each rule rest on."""
    chosen: dict[str, list[Triple]] = {}
    for inference in found:
        few = chosen.setdefault(inference.rule, [])
        if len(few) < OF_EACH_RULE:
            few.append(inference.triple)
    waiting = [triple for few in chosen.values() for triple in few]
    needed: set[Triple] = set()
    while waiting:
        triple = waiting.pop()
        if triple not in needed:
            needed.add(triple)
            proof = found.proof(triple)
            waiting += proof.premises if proof else ()
    return [fact for number, fact in enumerate(facts) if fact in needed or number % (len(facts) // BESIDES) == 0]


def test_the_shipped_ontology_has_nothing_that_the_reasoner_refuses(axioms: list[Triple]) -> None:
    assert len(infer(axioms, [])) > 0


def test_the_closure_of_a_sample_of_the_shipped_facts_equals_that_of_owlrl(
    axioms: list[Triple], facts: list[Triple]
) -> None:
    everything = infer(axioms, facts)
    some = sample(everything, facts)
    ours, theirs = infer(axioms, some), REASONERS["owlrl"](axioms, some)
    assert rules(ours) >= rules(everything)
    assert len(rules(ours)) > 15
    assert {inference.triple for inference in ours} == {inference.triple for inference in theirs}


def test_the_order_of_the_facts_changes_nothing(axioms: list[Triple], facts: list[Triple]) -> None:
    once = {inference.triple for inference in infer(axioms, facts)}
    assert {inference.triple for inference in infer(axioms[::-1], facts[::-1])} == once
