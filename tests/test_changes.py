"""Two states of a graph compared: what is said of the difference, and what follows from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kgtool.build import current_snapshot
from kgtool.build.names import names_index
from kgtool.cards import Term
from kgtool.changes import Changes, State, compare_states
from kgtool.changes.files import differing_files
from kgtool.changes.states import Opened, concluded, inferred, names_in, read_states, written
from kgtool.changes.words import Line, conclusion_lines, derived_lines, entries, source_lines, tallies
from kgtool.entities import read_entities
from kgtool.ontology import read_ontology
from kgtool.reasoning import REASONERS
from kgtool.rules import apply_rules, read_rules
from kgtool.search import Index
from kgtool.triples import statements
from kgtool.values import KNOWN_DIGITS
from kgtool.workspace import Workspace, find_workspace
from tests.conftest import TINY

Edit = Callable[[Path], None]

RULES = {
    "strong": """#+ summary: A ship with a working engine is strong
#+ concludes: [sea:strength]
#+ because: "{ship} has {engine}, which is {state}."
#+ layer: 1
PREFIX sea: <https://example.org/sea/ns#>
CONSTRUCT { ?ship sea:strength ?state }
WHERE { ?ship sea:part ?engine . ?engine sea:partType sea:engine ; sea:state ?state }
""",
    "helps": """#+ summary: Who runs a strong ship can help
#+ concludes: [sea:helps]
#+ because: "{party} runs {ship}, which is strong."
#+ layer: 2
PREFIX sea: <https://example.org/sea/ns#>
CONSTRUCT { ?ship sea:helps ?party }
WHERE { ?ship sea:strength sea:working ; sea:operator ?party }
""",
}
PROPERTIES = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sea: <https://example.org/sea/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
sea:strength a owl:ObjectProperty ; rdfs:label "strength"@en ; skos:definition "How well a ship pulls."@en .
sea:helps a owl:ObjectProperty ; rdfs:label "helps"@en ; skos:definition "Whom a ship can help."@en .
"""


def replaced(name: str, old: str, new: str) -> Edit:
    """Replaces a text in a file under graph/."""

    def edit(root: Path) -> None:
        path = root / "graph" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edit


def added(name: str, text: str) -> Edit:
    """Writes a new file under graph/."""

    def edit(root: Path) -> None:
        (root / "graph" / name).write_text(text, "utf-8")

    return edit


def with_rules(root: Path) -> None:
    (root / "ontology/rules").mkdir()
    (root / "ontology/strength.ttl").write_text(PROPERTIES)
    for name, text in RULES.items():
        (root / f"ontology/rules/{name}.rq").write_text(text)


def in_memory(workspace: Workspace) -> State:
    """The state of a workspace, as whoever tries an edit has it: nothing is written."""
    ontology = read_ontology(workspace)
    facts = statements(ontology, read_entities(workspace, ontology.folders))
    axioms = [axiom.triple for axiom in ontology.triples]
    known = [fact for fact in facts if fact.in_force]
    triples = [Triple(fact.subject, fact.predicate, fact.object) for fact in known]
    inferences = REASONERS["compiled"](axioms, triples)
    every = [*axioms, *triples, *(inference.triple for inference in inferences)]
    name = names_in(names_index(ontology, every))
    conclusions = apply_rules(read_rules(workspace, ontology), every, lambda term: name(term, ""))
    return State((*written(facts),), (*inferred(inferences), *concluded(conclusions)), ontology.individuals, name)


def built(before: Workspace, after: Workspace) -> tuple[State, State]:
    """The states of two workspaces, as their built graphs tell them."""
    files = [file.name for file in differing_files(before, after) if not file.is_question]
    return read_states(_opened(before), _opened(after), files)


def _opened(workspace: Workspace) -> Opened:
    snapshot = current_snapshot(workspace)
    index = Index.read(snapshot.index_path)

    def name(term: Term, precision: str) -> str:
        if isinstance(term, NamedNode):
            return index.label(term.value) or term.value
        return term.value[: KNOWN_DIGITS.get(precision, 9999)] if isinstance(term, Literal) else str(term)

    return Opened(snapshot.open_store(), index.graphs, index.individuals, name)


@pytest.fixture(params=["in memory", "built"])
def compare(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Changes]:
    """Compares the tiny workspace, prepared, with what edits make of it: both ways to read a state say the same."""

    def compared(*edits: Edit, prepared: Edit = lambda root: None) -> Changes:
        roots = [tmp_path / name for name in ("before", "after")]
        for root in roots:
            shutil.copytree(TINY, root)
            prepared(root)
        for edit in edits:
            edit(roots[1])
        before, after = map(find_workspace, roots)
        if request.param == "built":
            return compare_states(*built(before, after))
        return compare_states(in_memory(before), in_memory(after))

    return compared


def told(changes: Changes) -> list[str]:
    """Every line about records, with its sign."""
    return [f"{line.sign} {line}" for entry in entries(changes) for line in entry.lines]


def signed(lines: list[Line]) -> list[str]:
    return [f"{line.sign} {line}" for line in lines]


def test_a_state_does_not_differ_from_itself(compare: Callable[..., Changes]) -> None:
    changes = compare()
    assert not changes
    assert entries(changes) == []
    assert set(tallies(changes).values()) == {0}


def test_a_changed_fact_is_told_by_its_labels_as_exact_as_it_is_known(compare: Callable[..., Changes]) -> None:
    changes = compare(replaced("ship/aurora.yaml", "built: 1999-04", "built: 1999-05-02"))
    assert told(changes) == ["~ Aurora: built 1999-04 → 1999-05-02"]
    assert entries(changes)[0].lines[0].files == ("graph/ship/aurora.yaml",)
    assert (tallies(changes)["entities changed"], tallies(changes)["facts changed"]) == (1, 1)


def test_a_nested_record_is_told_by_its_own_label(compare: Callable[..., Changes]) -> None:
    changes = compare(replaced("ship/aurora.yaml", "radar: {state: working", "radar: {state: broken"))
    assert told(changes) == ["~ Aurora · radar: state working → broken"]
    assert [entry.id for entry in entries(changes)] == ["ship/aurora"]


def test_a_nested_record_that_comes_is_one_line(compare: Callable[..., Changes]) -> None:
    changes = compare(replaced("ship/brava.yaml", "kind: ferry", "kind: ferry\nparts: {hull: {state: working}}"))
    assert told(changes) == ["+ Brava · hull: part type hull; state working"]


def test_the_time_of_a_nested_record_is_told_once(compare: Callable[..., Changes]) -> None:
    changes = compare(replaced("ship/aurora.yaml", "broken, until: 2015-06-01", "broken, until: 2015-05-31"))
    assert told(changes) == ["~ Aurora · engine: until 2015-06-01 → 2015-05-31"]


def test_of_several_values_only_those_that_differ_are_told(compare: Callable[..., Changes]) -> None:
    changes = compare(replaced("operator/blue-line.yaml", "Ferries, BLF]", "Ferries, BL, Blue]"))
    assert told(changes) == ["~ Blue Line: alt label BLF → BL, Blue"]


def test_a_remark_that_changes_is_told_with_its_value(compare: Callable[..., Changes]) -> None:
    changes = compare(replaced("ship/aurora.yaml", "note: bought at auction", "note: a gift"))
    assert told(changes) == ["~ Aurora: operator Polar Tugs (note: bought at auction) → (note: a gift)"]


def test_a_new_record_is_an_entry_with_its_class_and_facts(compare: Callable[..., Changes]) -> None:
    record = (
        "label: Dora\nkind: ferry\nhomePort: harbour/gdansk\nsource: {url: https://e.example/d, read: 2026-01-12}\n"
    )
    changes = compare(added("ship/dora.yaml", record))
    (entry,) = entries(changes)
    assert (entry.sign, entry.id, entry.name, entry.kind) == ("+", "ship/dora", "Dora", "ship")
    assert told(changes) == ["+ Dora: home port Gdańsk", "+ Dora: kind ferry"]
    assert signed(derived_lines(changes)) == ["+ Dora: home waters Baltic Sea"]
    assert tallies(changes)["facts added"] == 0  # those of a new entity are no facts added to one


def test_a_removed_record_is_told_by_what_it_said(compare: Callable[..., Changes]) -> None:
    changes = compare(lambda root: (root / "graph/ship/cormorant.yaml").unlink())
    (entry,) = entries(changes)
    assert (entry.sign, entry.name, entry.kind) == ("-", "Cormorant: the tug", "ship")
    assert "- Cormorant: the tug: operator Ana Vik" in told(changes)


def rename(root: Path) -> None:
    """Gives a person another id, everywhere."""
    (root / "graph/person/ana-vik.yaml").rename(root / "graph/person/ana.yaml")
    for path in (root / "graph/ship").iterdir():
        path.write_text(path.read_text("utf-8").replace("person/ana-vik", "person/ana"), "utf-8")


def test_the_same_record_under_another_id_has_moved_and_nothing_else_changed(compare: Callable[..., Changes]) -> None:
    changes = compare(rename)
    assert [(entry.sign, entry.was, entry.id, entry.lines) for entry in entries(changes)] == [
        (">", "person/ana-vik", "person/ana", ())
    ]
    assert (conclusion_lines(changes), derived_lines(changes), changes.folded) == ([], [], 0)


def test_a_record_that_was_edited_too_has_still_moved(compare: Callable[..., Changes]) -> None:
    changes = compare(rename, replaced("person/ana.yaml", "label: Ana Vik", "label: Ana Vik\naltLabel: Captain Vik"))
    (entry,) = entries(changes)
    assert (entry.sign, entry.was) == (">", "person/ana-vik")
    assert told(changes) == ["+ Ana Vik: alt label Captain Vik"]


def test_a_source_that_was_read_again_is_no_changed_fact(compare: Callable[..., Changes]) -> None:
    changes = compare(replaced("operator/blue-line.yaml", "read: 2026-01-10", "read: 2026-01-11"))
    assert told(changes) == []
    address = "https://example.org/register/blue-line"
    assert signed(source_lines(changes)) == [
        f"~ Blue Line: source of 7 facts {address}, read 2026-01-10 → {address}, read 2026-01-11"
    ]


def test_lines_that_move_within_a_file_change_nothing(compare: Callable[..., Changes]) -> None:
    assert not compare(replaced("ship/brava.yaml", "label: Brava", "# a ferry\n\nlabel: Brava"))


def test_long_texts_are_cut_around_what_differs(compare: Callable[..., Changes]) -> None:
    long = "word " * 100
    prepared = replaced("ship/brava.yaml", "kind: ferry", f"kind: ferry\nnote: {long}red")
    changes = compare(replaced("ship/brava.yaml", "red", "blue"), prepared=prepared)
    (line,) = entries(changes)[0].lines
    assert line.old.startswith("…")
    assert (line.old[-3:], line.new[-4:]) == ("red", "blue")
    assert len(line.old) < 60


def test_what_rules_conclude_comes_with_the_reason_and_steps_are_folded(compare: Callable[..., Changes]) -> None:
    changes = compare(
        replaced("ship/aurora.yaml", "{state: working, power", "{state: broken, power"), prepared=with_rules
    )
    lines = conclusion_lines(changes)
    assert signed(lines) == ["- Aurora: helps Polar Tugs", "~ Aurora: strength working → broken"]
    assert lines[0].because == ("Polar Tugs runs Aurora, which is strong.",)
    assert lines[1].because == ("Aurora has Aurora · engine · 2015-06-01, which is broken.",)


def test_other_sides_of_the_same_are_only_counted(compare: Callable[..., Changes]) -> None:
    changes = compare(replaced("ship/cormorant.yaml", "operator: person/ana-vik", "operator: operator/polar-tugs"))
    assert told(changes) == ["~ Cormorant: the tug: operator Ana Vik → Polar Tugs"]
    assert (conclusion_lines(changes), derived_lines(changes)) == ([], [])
    assert changes.folded == 2
