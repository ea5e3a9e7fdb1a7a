"""The default reasoner rule by rule, and beside owlrl."""

from __future__ import annotations

import pytest
from pyoxigraph import Triple

from kgtool.reasoning import REASONERS, Inference, Inferences, ReasoningError, infer
from tests.reasoning_cases import CLASHES, FACTS, ONE_THING, REFUSED, SCHEMA, Case, ClashCase, triples


def inferred(axioms: str, facts: str) -> Inferences:
    """What the default reasoner concludes from two pieces of Turtle."""
    return infer(triples(axioms), triples(facts))


def split(case: Case, *, near: bool = False) -> tuple[str, str]:
    """Ontology and facts of a case; the facts of a schema rule are axioms too."""
    facts = case.near if near else case.facts
    return (case.axioms + facts, "") if case in SCHEMA else (case.axioms, facts)


@pytest.mark.parametrize("case", FACTS + SCHEMA, ids=lambda case: case.rule)
def test_each_rule_concludes_what_it_should_and_names_its_premises(case: Case) -> None:
    ontology, facts = map(triples, split(case))
    (conclusion,) = triples(case.conclusion)
    proof = infer(ontology, facts).proof(conclusion)
    assert proof is not None
    assert proof.rule == case.rule
    assert proof.premises
    assert set(proof.premises) <= set(ontology) | set(facts)


@pytest.mark.parametrize("case", [case for case in FACTS + SCHEMA if case.near], ids=lambda case: case.rule)
def test_no_rule_concludes_more_than_it_should(case: Case) -> None:
    (conclusion,) = triples(case.conclusion)
    assert inferred(*split(case, near=True)).proof(conclusion) is None


@pytest.mark.parametrize("case", CLASHES + ONE_THING, ids=lambda case: case.rule)
def test_each_contradiction_is_found_with_its_triples(case: ClashCase) -> None:
    with pytest.raises(ReasoningError) as caught:
        inferred(case.axioms, case.facts)
    problem = next(problem for problem in caught.value.problems if problem.rule == case.rule)
    assert set(problem.premises) & set(triples(case.facts))


@pytest.mark.parametrize("case", CLASHES + ONE_THING, ids=lambda case: case.rule)
def test_what_does_not_contradict_passes(case: ClashCase) -> None:
    inferred(case.axioms, case.near)


@pytest.mark.parametrize(
    "case", [c for c in CLASHES if c.rule not in ("prp-adp", "cls-maxqc2")], ids=lambda case: case.rule
)
def test_owlrl_finds_the_same_contradictions(case: ClashCase) -> None:
    with pytest.raises(ReasoningError):
        REASONERS["owlrl"](triples(case.axioms), triples(case.facts))
    REASONERS["owlrl"](triples(case.axioms), triples(case.near))


@pytest.mark.parametrize(("ontology", "facts"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_supported_is_refused_and_named(ontology: str, facts: str) -> None:
    with pytest.raises(ReasoningError) as caught:
        inferred(ontology, facts)
    assert all(problem.rule == "unsupported" and problem.premises for problem in caught.value.problems)


def test_every_problem_is_told_not_the_first() -> None:
    with pytest.raises(ReasoningError) as caught:
        inferred(":Cat owl:disjointWith :Dog .", ":x a :Cat , :Dog . :y a :Cat , :Dog .")
    assert len(caught.value.problems) == 2
    assert str(caught.value).count("cax-dw") == 2


def everything(*, near: bool = False) -> tuple[list[Triple], list[Triple]]:
    """Every case at once, each in a namespace of its own, so that each rule fires (with `near`: none by accident)."""
    ontology, facts = "", ""
    for case in FACTS + SCHEMA:
        own = f"@prefix : <http://example.org/{case.rule}/{near}/> .\n"
        axioms, data = split(case, near=near)
        ontology, facts = ontology + own + axioms + "\n", facts + own + data + "\n"
    return triples(ontology), triples(facts)


def closure(found: Inferences) -> set[Triple]:
    """The triples alone."""
    return {inference.triple for inference in found}


@pytest.mark.parametrize("near", [False, True])
def test_the_closure_equals_that_of_owlrl_where_every_rule_fires(near: bool) -> None:
    ontology, facts = everything(near=near)
    ours, theirs = closure(infer(ontology, facts)), closure(REASONERS["owlrl"](ontology, facts))
    assert ours - theirs == set()
    assert theirs - ours == set()


def test_every_rule_fires_in_that_comparison() -> None:
    rules = {inference.rule for inference in infer(*everything())}
    assert {case.rule for case in FACTS + SCHEMA} <= rules
    assert {"cls-thing", "cls-nothing1", "prp-ap", "dt-type1"} <= rules


def test_what_is_written_is_not_inferred_again() -> None:
    found = inferred(":Cat rdfs:subClassOf :Animal .", ":x a :Cat , :Animal .")
    assert not closure(found) & set(triples(":x a :Animal ."))


def test_an_unnamed_inverse_works_and_stays_out_of_proofs() -> None:
    axioms = ":sibling owl:propertyChainAxiom ( :parent [ owl:inverseOf :parent ] ) ."
    found = inferred(axioms, ":x :parent :z . :y :parent :z .")
    proof = found.proof(*triples(":x :sibling :y ."))
    assert proof is not None
    assert set(triples(":x :parent :z . :y :parent :z .")) <= set(proof.premises)


def test_literals_are_never_subjects() -> None:
    axioms = ":name owl:inverseOf :nameOf ; rdfs:range :Name , xsd:string . :friend a owl:SymmetricProperty ."
    assert not [triple for triple in closure(inferred(axioms, ":x :name 'Tom' .")) if '"Tom"' in str(triple)]


def premises_first(found: Inferences) -> list[Inference]:
    """Inferences in an order in which each comes after its premises; fails when there is none."""
    waiting = {inference.triple: inference for inference in found}
    ordered: list[Inference] = []
    while waiting:
        ready = [i for i in waiting.values() if not any(premise in waiting for premise in i.premises)]
        assert ready, "a proof goes round in a circle"
        ordered += ready
        for inference in ready:
            del waiting[inference.triple]
    return ordered


def test_proofs_lead_down_to_what_is_written() -> None:
    ontology, facts = everything()
    cycle = triples(":near a owl:TransitiveProperty , owl:SymmetricProperty . :A owl:equivalentClass :B .")
    ring = triples(":a :near :b . :b :near :c . :c :near :d . :d :near :a . :a a :A .")
    found = infer(ontology + cycle, facts + ring)
    known = set(ontology + cycle + facts + ring)
    for inference in premises_first(found):
        assert set(inference.premises) <= known
        known.add(inference.triple)
    assert len(known - set(ontology + cycle + facts + ring)) == len(found)


def test_proof_of_what_does_not_follow_is_none() -> None:
    found = inferred(":Cat rdfs:subClassOf :Animal .", ":x a :Cat .")
    assert found.proof(*triples(":x a :Cat .")) is None
    assert found.proof(*triples(":x :never :heard .")) is None


def test_the_order_is_the_same_each_time() -> None:
    ontology, facts = everything()
    assert list(infer(ontology, facts)) == list(infer(ontology, facts))
