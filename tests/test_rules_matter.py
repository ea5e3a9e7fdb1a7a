"""Each rule of the shipped landscape changes an answer: the rows of a saved query without it are others."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox
import pytest

from kgtool.build.names import names_index
from kgtool.build.pipeline import day_triples
from kgtool.entities import read_entities
from kgtool.errors import UsageError
from kgtool.lookup import Lookup, lookup_text
from kgtool.ontology import read_ontology
from kgtool.queries import SavedQuery, bind_texts, saved_queries
from kgtool.reasoning import infer
from kgtool.rules import Rule, apply_rules, read_rules
from kgtool.search import Index, resolve_entity
from kgtool.store import EmbeddedStore
from kgtool.triples import reading_day, statements, to_quads
from kgtool.workspace import bundled_workspace, find_workspace
from tests.excerpt import excerpt
from tests.worked_cases import RELEASES

NAMES: Final = sorted(path.stem for path in (bundled_workspace().ontology / "rules").glob("*.rq"))
UNSEEN: Final = "child-before-parent"
"""The rule that no shipped fact should ever set off."""
UNUSED: Final = "mof-open-listed"
"""The rule for licenses that the Model Openness Framework alone lists: no part of a model has one."""
MORE: Final = (
    "claim/kimi-k2-open-source", "model/baguettotron", "model/eurollm-22b", "model/gpt-5", "model/kimi-k2",
    "model/moshi", "model/nemotron-3-nano", "model/seed-oss-36b",
)  # fmt: skip
"""What sets off the rules that no worked case does."""
AMBER: Final = "model/amber/v1/weights> <https://w3id.org/ai-landscape/ns#license>"
MOF: Final = "openness {'by': ('mof-normalized',)}"
GRADINGS: Final = ("g7", "osaid", "mof", "mof-normalized", "ai-act")

Arguments = Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Landscape:
    """The shipped graph in memory, what each rule adds to it, and the questions that people ask of it."""

    store: EmbeddedStore
    known: list[ox.Triple]
    rules: list[Rule]
    gives: dict[str, set[ox.Triple]]
    questions: dict[str, str]
    answers: dict[str, list[object]] = field(default_factory=dict)

    def rows(self, question: str) -> list[object]:
        """What a question gives now."""
        return list(self.store.select(self.questions[question]).rows)

    def answer(self, question: str) -> list[object]:
        """What a question gives by all rules."""
        if question not in self.answers:
            self.answers[question] = self.rows(question)
        return self.answers[question]

    def change(self, name: str) -> tuple[set[ox.Triple], set[ox.Triple]]:
        """The conclusions that are gone, and those that are new, without the rule of that name."""
        rule = next(rule for rule in self.rules if rule.name == name)
        again = affected(rule, self.rules)
        redone = {name, *(other.name for other in again)}
        kept = itertools.chain.from_iterable(given for of, given in self.gives.items() if of not in redone)
        before = set().union(*(self.gives[of] for of in redone))
        after = {one.triple for one in apply_rules(again, [*self.known, *kept], str)}
        return before - after, after - before

    @contextmanager
    def changed(self, gone: set[ox.Triple], new: set[ox.Triple]) -> Iterator[None]:
        """The store with these triples taken out and put in."""
        self._replace(gone, new)
        yield
        self._replace(new, gone)

    def _replace(self, old: set[ox.Triple], new: set[ox.Triple]) -> None:
        for triple in old:
            self.store.engine.remove(ox.Quad(*triple))
        self.store.engine.extend(ox.Quad(*triple) for triple in new)


def affected(rule: Rule, rules: list[Rule]) -> list[Rule]:
    """The rules whose conclusions can be others without this one: those that build on what it says, or say it too."""
    said, found = set(rule.concludes), {rule.name}
    while more := [other for other in rules if other.name not in found and concerns(other, said, rule.layer)]:
        found |= {other.name for other in more}
        said = said.union(*(other.concludes for other in more))
    return [other for other in rules if other.name in found and other is not rule]


def concerns(rule: Rule, said: set[str], layer: int) -> bool:
    """Whether a rule, in this layer or later, reads, denies or concludes one of these properties, or may read any."""
    patterns = [*rule.patterns.sure, *rule.patterns.unsure, *itertools.chain.from_iterable(rule.patterns.denied)]
    anything = any(isinstance(predicate, ox.Variable) for _, predicate, _ in patterns)
    touches = rule.patterns.reads | rule.patterns.denies | rule.concludes
    return rule.layer >= layer and (anything or bool(touches & said))


def asked(query: SavedQuery) -> list[Arguments]:
    """The arguments that a saved query is asked with: those of its own tests, and each grading."""
    found = [test.arguments for test in query.tests] or [{}]
    if query.param("by"):
        found += [{"by": (grading,)} for grading in GRADINGS]
    return list({repr(sorted(arguments.items())): arguments for arguments in found}.values())


def questions(index: Index) -> dict[str, str]:
    """Every saved question by its name and arguments, with the text that the store is asked."""
    found = {}
    for query in saved_queries(bundled_workspace()):
        for arguments in asked(query) if query.form == "SELECT" else []:
            with suppress(UsageError):  # for what is not in this part of the landscape
                found[f"{query.name} {dict(arguments)}"] = bind_texts(
                    query, arguments, lambda kind, text: resolve_entity(index, text, kind), lambda: index.prefixes
                )
    return found


def likely_first(landscape: Landscape, said: set[str]) -> list[str]:
    """The questions, those first that name a property that changed, then those that find it by the grading."""
    words = {"ail:" + iri.rpartition("#")[2] for iri in said}
    return sorted(
        landscape.questions,
        key=lambda question: (
            not any(word in landscape.questions[question] for word in words),
            "ail:grading" not in landscape.questions[question] and "loorProperty" not in landscape.questions[question],
        ),
    )


@pytest.fixture(scope="module")
def landscape(tmp_path_factory: pytest.TempPathFactory) -> Landscape:
    hard = [release.rpartition("/")[0] for release in RELEASES]
    workspace = find_workspace(excerpt(tmp_path_factory.mktemp("part"), [*hard, *MORE], graded=True))
    ontology = read_ontology(workspace)
    rules = read_rules(workspace, ontology)
    facts = statements(ontology, read_entities(workspace, ontology.folders))
    axioms = [axiom.triple for axiom in ontology.triples]
    written = [ox.Triple(fact.subject, fact.predicate, fact.object) for fact in facts if fact.in_force]
    known = [*axioms, *written, *(inference.triple for inference in infer(axioms, written))]
    known += day_triples(ontology, reading_day(facts))
    gives: dict[str, set[ox.Triple]] = {rule.name: set() for rule in rules}
    for conclusion in apply_rules(rules, known, str):
        gives[conclusion.rule.name].add(conclusion.triple)
    index = Index(Lookup(lookup_text(names_index(ontology, known), "entities"), "entities"))
    store = EmbeddedStore.of(to_quads(ontology, facts), ontology.prefixes)
    store.engine.extend(ox.Quad(*triple) for triple in itertools.chain(known, *gives.values()))
    return Landscape(store, known, rules, gives, questions(index))


@pytest.mark.parametrize("name", sorted(set(NAMES) - {UNSEEN, UNUSED}))
def test_without_a_rule_an_answer_is_another(landscape: Landscape, name: str) -> None:
    gone, new = landscape.change(name)
    for question in likely_first(landscape, {triple.predicate.value for triple in gone | new}):
        before = landscape.answer(question)
        with landscape.changed(gone, new):
            after = landscape.rows(question)
        if after != before == landscape.rows(question):  # not for another order of the same
            return
    pytest.fail(f"no answer changes, though {len(gone)} conclusions are gone and {len(new)} new")


def test_a_child_dated_before_its_parent_would_be_told(landscape: Landscape) -> None:
    rule = next(rule for rule in landscape.rules if rule.name == UNSEEN)
    dates = {triple.subject: triple for triple in landscape.known if triple.predicate.value.endswith("ns#date")}
    links = (triple for triple in landscape.known if triple.predicate.value.endswith("ns#derivedFrom"))
    releases = {one.subject for one in landscape.known if str(one.object).endswith("ns#Release>")}
    child, base = next((one.subject, one.object) for one in links if {one.subject, one.object} <= releases & set(dates))
    long_ago = ox.Literal("1999-01-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    moved = ox.Triple(child, dates[child].predicate, long_ago)
    told = {one.triple for one in apply_rules([rule], [*landscape.known, moved], str)}
    assert base in {triple.object for triple in told}
    with landscape.changed(set(), told):
        assert landscape.rows("dated-before-base {}")
    assert not landscape.rows("dated-before-base {}")


def test_a_license_that_only_the_framework_lists_would_count(landscape: Landscape) -> None:
    rules = [rule for rule in landscape.rules if rule.name != UNUSED]
    listed = min((triple.subject for triple in landscape.gives[UNUSED]), key=str)
    terms = next(
        triple for triple in landscape.known if AMBER in str(triple) and triple.predicate.value.endswith("ns#license")
    )
    moved = {*landscape.known} - {terms} | {ox.Triple(terms.subject, terms.predicate, listed)}
    every, fewer = ({one.triple for one in apply_rules(some, moved, str)} for some in (landscape.rules, rules))
    by_all = set().union(*landscape.gives.values())
    with landscape.changed({terms} | by_all, moved - {*landscape.known} | every):
        before = landscape.rows(MOF)
        with landscape.changed(every - fewer, fewer - every):
            assert landscape.rows(MOF) != before
