"""Rules: what they conclude, in which order, with which proof, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kgtool.build import build
from kgtool.errors import WorkspaceError
from kgtool.ontology import read_ontology
from kgtool.rules import read_rules
from kgtool.store import Store
from kgtool.workspace import Workspace, bundled_workspace
from tests.builders import opened
from tests.commands import kgtool

TERMS = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sea: <https://example.org/sea/ns#> .
"""
TERM = """
sea:{name} a owl:ObjectProperty ; rdfs:label "{name}"@en ; skos:definition "Only for tests."@en ;
    rdfs:isDefinedBy <https://example.org/sea/ns> .
"""
HEAD = '#+ summary: A rule\n#+ concludes: [{concludes}]\n#+ because: "{because}"\n#+ layer: {layer}\n'
PREFIXES = "PREFIX sea: <https://example.org/sea/ns#>\nPREFIX kg: <https://w3id.org/kgtool/ns#>\n"
SAILS = "CONSTRUCT { ?ship sea:first ?port } WHERE { ?ship sea:homePort ?port }"


def rule(text: str, concludes: str = "sea:first", because: str = "It is so.", layer: int | str = 1) -> str:
    """The text of a rule file."""
    return HEAD.format(concludes=concludes, because=because, layer=layer) + PREFIXES + text + "\n"


def with_rules(workspace: Workspace, **rules: str) -> Workspace:
    """The workspace with these rules, and the properties first, second and third."""
    folder = workspace.ontology / "rules"
    folder.mkdir(exist_ok=True)
    names = ("first", "second", "third")
    terms = TERMS + "".join(TERM.format(name=name) for name in names)
    Path(workspace.ontology, "rules.ttl").write_text(terms, encoding="utf-8")
    for name, text in rules.items():
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    return workspace


def built(workspace: Workspace, *, day: date | None = None, **rules: str) -> Store:
    """The store of the workspace with these rules."""
    return opened(build(with_rules(workspace, **rules), day=day))


def test_a_rule_concludes_with_premises_sentence_and_itself(tiny_copy: Workspace) -> None:
    store = built(tiny_copy, sails=rule(SAILS, because="{ship} is at home in {port}."))
    assert store.ask("ASK { ship:aurora sea:first ?port . ship:aurora sea:homePort ?port }")
    assert store.ask(
        "ASK { GRAPH ?g { ?n rdf:subject ship:aurora ; rdf:predicate sea:first ; kg:because ?why ; kg:premise ?p ; \
        kg:rule ?rule . ?p rdf:predicate sea:homePort ; kg:file 'graph/ship/aurora.yaml' . ?rule a kg:Rule ; \
        kg:file 'ontology/rules/sails.rq' } FILTER (STRSTARTS(?why, 'Aurora is at home in ')) }"
    )


def test_a_later_layer_reads_and_denies_what_an_earlier_one_concludes(tiny_copy: Workspace) -> None:
    lacking = (
        "CONSTRUCT { ?ship sea:second ?kind } WHERE { ?ship sea:kind ?kind FILTER NOT EXISTS { ?ship sea:first ?p } }"
    )
    store = built(tiny_copy, sails=rule(SAILS), lacking=rule(lacking, "sea:second", layer=2))
    assert not store.ask("ASK { ship:aurora sea:second ?kind }")
    alone = built(
        tiny_copy, sails=rule(SAILS.replace("sea:homePort", "sea:master")), lacking=rule(lacking, "sea:second", layer=2)
    )
    assert alone.ask("ASK { ?ship sea:second ?kind FILTER NOT EXISTS { ?ship sea:first ?p } }")
    assert alone.ask("ASK { GRAPH ?g { ?n kg:absent ?a . ?a rdf:predicate sea:first ; rdf:subject ?ship } }")


def test_a_layer_repeats_until_nothing_new_follows(tiny_copy: Workspace) -> None:
    start = "CONSTRUCT { ?ship sea:first ?port } WHERE { ?ship sea:homePort ?port }"
    on = "CONSTRUCT { ?port sea:second ?ship } WHERE { ?ship sea:first ?port }"
    back = "CONSTRUCT { ?ship sea:third ?port } WHERE { ?port sea:second ?ship }"
    store = built(tiny_copy, c=rule(start), b=rule(on, "sea:second"), a=rule(back, "sea:third"))
    assert store.ask("ASK { ship:aurora sea:third ?port }")


def test_a_rule_reads_the_day(tiny_copy: Workspace) -> None:
    text = "CONSTRUCT { ?day sea:first ?port } WHERE { ?ship sea:homePort ?port . ?all kg:day ?at . \
        BIND (?ship AS ?day) FILTER (YEAR(?at) < 2000) }"
    assert not built(tiny_copy, sails=rule(text)).ask("ASK { ?ship sea:first ?port }")
    assert built(tiny_copy, day=date(1999, 6, 1), sails=rule(text)).ask("ASK { ?ship sea:first ?port }")


def test_a_rule_may_warn(tiny_copy: Workspace) -> None:
    text = rule(SAILS, because="{ship} has a home.").replace("#+ layer: 1\n", "#+ layer: 1\n#+ severity: warning\n")
    warnings = build(with_rules(tiny_copy, sails=text)).manifest.warnings
    assert {"Aurora has a home."} <= {str(warning["message"]) for warning in warnings}
    assert all(str(warning["file"]).startswith("graph/") for warning in warnings)


REFUSED = {
    "no block": (PREFIXES + SAILS, "1: no block of #+ lines"),
    "no layer": (rule(SAILS).replace("#+ layer: 1\n", ""), "1: no layer"),
    "odd layer": (rule(SAILS, layer="soon"), "4: not a layer"),
    "unknown key": (rule(SAILS).replace("#+ layer", "#+ lair: 1\n#+ layer"), "4: unknown key lair"),
    "no property": (rule(SAILS, concludes="sea:frist"), "2: the ontology has no property sea:frist"),
    "not parsed": (rule("CONSTRUCT { ?a sea:first } WHERE { ?a ?b ?c }"), "the query does not parse"),
    "a SELECT": (rule("SELECT * { ?a ?b ?c }"), "not a CONSTRUCT"),
    "a graph": (rule("CONSTRUCT { ?a sea:first ?b } WHERE { GRAPH ?g { ?a ?p ?b } }"), "7: a rule may not use GRAPH"),
    "nothing bound": (rule("CONSTRUCT { ?a sea:first ?z } WHERE { ?a sea:homePort ?b }"), "7: nothing binds ?z"),
    "sentence": (rule(SAILS, because="{nobody} is."), "3: nothing binds {nobody}"),
    "another property": (rule(SAILS.replace("first", "third")), "7: it says sea:third"),
    "a path": (rule("CONSTRUCT { ?a sea:first ?b } WHERE { ?a sea:homePort/sea:kind ?b }"), "7: a path outside"),
    "a circle": (
        rule("CONSTRUCT { ?a sea:first ?b } WHERE { ?a sea:homePort ?b FILTER NOT EXISTS { ?a sea:first ?b } }"),
        "1: the layers are circular",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_faulty_rule_is_refused_with_its_line(name: str, tiny_copy: Workspace) -> None:
    text, expected = REFUSED[name]
    with pytest.raises(WorkspaceError) as failure:
        build(with_rules(tiny_copy, bad=text))
    told = [str(fault) for fault in failure.value.faults]
    assert any(line.startswith("ontology/rules/bad.rq:") and expected in line for line in told), told


def test_a_faulty_rule_ends_with_3(tiny_copy: Workspace) -> None:
    with_rules(tiny_copy, bad=PREFIXES + SAILS)
    ran = kgtool("build", directory=tiny_copy.root)
    assert ran.code == 3
    assert "ontology/rules/bad.rq:1: no block" in ran.err


def test_a_rule_reads_only_earlier_layers(tiny_copy: Workspace) -> None:
    second = "CONSTRUCT { ?a sea:second ?b } WHERE { ?a sea:first ?b }"
    with pytest.raises(WorkspaceError) as failure:
        build(with_rules(tiny_copy, late=rule(SAILS, layer=2), early=rule(second, "sea:second")))
    assert "circular" in str(failure.value.faults[0])


def test_the_same_rules_give_the_same_graph(tiny_copy: Workspace) -> None:
    with_rules(tiny_copy, sails=rule(SAILS))
    assert build(tiny_copy, force=True).manifest.graph_hash == build(tiny_copy, force=True).manifest.graph_hash


def test_remembered_rules_are_those_that_are_read(tmp_path: Path) -> None:
    shipped = bundled_workspace()
    ontology = read_ontology(shipped)
    first = read_rules(replace(shipped, cache=tmp_path), ontology)
    kept = (tmp_path / "rules.json").read_bytes()
    assert read_rules(replace(shipped, cache=tmp_path), ontology) == first
    (tmp_path / "rules.json").write_bytes(kept[:-9] + b"xx" + kept[-7:])
    assert read_rules(replace(shipped, cache=tmp_path), ontology) == first
    assert (tmp_path / "rules.json").read_bytes() == kept


def test_a_changed_rule_is_read_anew(tiny_copy: Workspace) -> None:
    assert built(tiny_copy, sails=rule(SAILS)).ask("ASK { ?ship sea:first ?port }")
    assert built(tiny_copy, sails=rule(SAILS.replace("first", "second"), "sea:second")).ask(
        "ASK { ?ship sea:second ?port FILTER NOT EXISTS { ?other sea:first ?port } }"
    )
