"""What records state: the triples, and for each its place, sources, time and rank."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from kgtool.namespaces import KG, RDF
from kgtool.ontology import Ontology
from kgtool.triples import Statement, reading_day, source_iri, statement_iri, to_quads
from kgtool.triples.facts import citation_iri
from kgtool.workspace import Workspace
from tests.loading import ID, lines, load_faults, loaded, short

Facts = tuple[Ontology, list[Statement]]


@pytest.fixture
def tiny_facts(tiny: Workspace) -> Facts:
    return loaded(tiny)


def _fact(facts: Facts, subject: str, predicate: str, number: int = 0) -> Statement:
    found = [fact for fact in facts[1] if (short(fact.subject), short(fact.predicate)) == (subject, predicate)]
    return found[number]


def test_entity_states_its_class_and_its_values(tiny_facts: Facts) -> None:
    assert lines(tiny_facts[1], "operator/blue-line") == [
        "rdf:type sea:Operator",
        'rdfs:label "Blue Line"',
        'skos:altLabel "Blue Line Ferries"',
        'skos:altLabel "BLF"',
        'sea:nativeName "Niebieska Linia"@pl',
        "sea:homePort harbour/gdansk",
        'sea:homepage "https://example.org/blue-line"^^xsd:anyURI',
    ]


def test_row_states_the_same_way(tiny_facts: Facts) -> None:
    assert lines(tiny_facts[1], "harbour/gdansk") == [
        "rdf:type sea:Harbour",
        'rdfs:label "Gdańsk"',
        'skos:altLabel "Danzig"',
        'skos:altLabel "Gedania"',
        "sea:within harbour/baltic",
        'sea:icebound "false"^^xsd:boolean',
    ]
    assert _fact(tiny_facts, "harbour/gdansk", "rdfs:label").citations[0].locator == 'chapter 2, "south"'


def test_facts_know_their_place(tiny_facts: Facts) -> None:
    fact = _fact(tiny_facts, "ship/aurora", "sea:master")
    assert (fact.file, fact.line, fact.column) == ("graph/ship/aurora.yaml", 8, 9)


def test_datatypes_come_from_the_ontology(tiny_facts: Facts) -> None:
    assert lines(tiny_facts[1], "ship/aurora/size")[2:] == [
        'sea:length "82.5"^^xsd:decimal',
        'sea:tonnage "4200000"^^xsd:integer',
    ]
    assert lines(tiny_facts[1], "permit/harbour-pilot/fee")[2:] == ['sea:amount "1500 EUR"^^kg:money']
    assert short(_fact(tiny_facts, "ship/aurora", "sea:registered").object) == '"2000"^^xsd:gYear'


def test_partial_dates_are_first_days_with_a_precision(tiny_facts: Facts) -> None:
    fact = _fact(tiny_facts, "ship/aurora", "sea:built")
    assert (short(fact.object), fact.precision) == ('"1999-04-01"^^xsd:date', "month")
    assert _fact(tiny_facts, "ship/brava", "sea:built").precision == "day"


def test_only_values_in_force_hold(tiny_facts: Facts) -> None:
    assert [line for line in lines(tiny_facts[1], "ship/aurora") if "kind" in line] == [
        "sea:kind sea:icebreaker",
        "(sea:kind sea:ferry)",
    ]
    old = _fact(tiny_facts, "ship/aurora", "sea:kind", 1)
    assert (old.valid_from, old.valid_until) == (None, date(2015, 6, 1))


@pytest.mark.parametrize(("day", "kind"), [(date(2015, 5, 31), "ferry"), (date(2015, 6, 1), "icebreaker")])
def test_day_asked_about_decides(day: date, kind: str, tiny: Workspace) -> None:
    _, facts = loaded(tiny, day)
    assert f"sea:kind sea:{kind}" in lines(facts, "ship/aurora")
    assert ("sea:part ship/aurora/engine" in lines(facts, "ship/aurora")) == (kind == "ferry")


def test_without_a_day_the_newest_reading_is_asked_about(tiny_facts: Facts) -> None:
    assert reading_day(tiny_facts[1]) == date(2026, 1, 12)
    assert reading_day([]) is None


def test_other_values_are_kept_but_do_not_hold(tiny_facts: Facts) -> None:
    fact = _fact(tiny_facts, "ship/brava", "sea:built", 1)
    assert (fact.rank, fact.in_force, fact.note) == ("other", False, "a slip of the pen")
    assert _fact(tiny_facts, "ship/aurora", "sea:operator").role == "owner"


def test_sources_of_a_value_stand_before_those_of_the_record(tiny_facts: Facts) -> None:
    own, inherited = (_fact(tiny_facts, "ship/aurora", "sea:kind", n).citations for n in (0, 1))
    assert [(c.url, c.locator, c.read) for c in own] == [
        ("https://example.org/yard/aurora", "page 3", date(2026, 1, 12))
    ]
    assert [(c.title, c.locator) for c in inherited] == [("Register of ships", None)]
    assert len(_fact(tiny_facts, "ship/cormorant", "sea:kind").citations) == 2


def test_sources_are_entities_with_what_all_records_say_of_them(tiny_facts: Facts) -> None:
    yard = source_iri(ID, "https://example.org/yard/aurora").removeprefix(ID)
    assert lines(tiny_facts[1], yard) == [
        "rdf:type kg:Source",
        'kg:url "https://example.org/yard/aurora"^^xsd:anyURI',
        'rdfs:label "Yard book"',
    ]
    crew = source_iri(ID, "https://example.org/crew").removeprefix(ID)
    assert lines(tiny_facts[1], crew)[2:] == [
        'rdfs:label "example.org/crew"',
        'kg:publisher "Seamen\'s Union"',
        'kg:published "2025-12-01"^^xsd:date',
    ]


def test_items_of_a_list_are_named_by_their_slug(tiny_facts: Facts) -> None:
    assert lines(tiny_facts[1], "ship/aurora/refits/ice-bow")[:3] == [
        "rdf:type sea:Refit",
        'rdfs:label "Aurora · Ice bow"',
        'sea:name "Ice bow"',
    ]
    assert lines(tiny_facts[1], "ship/aurora/refits/ice-bow-2")[1:] == [
        'sea:name "ice bow"',
        'rdfs:label "Second ice bow"',
        "sea:yard harbour/oslo",
    ]


def test_records_under_concepts_are_named_by_them(tiny_facts: Facts) -> None:
    assert lines(tiny_facts[1], "ship/aurora/radar") == [
        "rdf:type sea:Part",
        'rdfs:label "Aurora · radar"',
        "sea:state sea:working",
        "sea:partType sea:radar",
    ]
    assert 'rdfs:label "Aurora · Ice bow · hull"' in lines(tiny_facts[1], "ship/aurora/refits/ice-bow/hull")


def test_periods_of_one_thing_are_nodes_of_their_own(tiny_facts: Facts) -> None:
    assert all(line.startswith("(") for line in lines(tiny_facts[1], "ship/aurora/engine"))
    assert lines(tiny_facts[1], "ship/aurora/engine/2015-06-01") == [
        "rdf:type sea:Part",
        'rdfs:label "Aurora · engine · 2015-06-01"',
        'kg:from "2015-06-01"^^xsd:date',
        "sea:state sea:working",
        'sea:power "12000000"^^xsd:double',
        "sea:partType sea:engine",
    ]
    parts = [line for line in lines(tiny_facts[1], "ship/aurora") if "sea:part " in line]
    assert "(sea:part ship/aurora/engine)" in parts
    assert "sea:part ship/aurora/engine/2015-06-01" in parts


def test_expressions_are_trees_of_entities(tiny_facts: Facts) -> None:
    assert "sea:needs ship/aurora/needs" in lines(tiny_facts[1], "ship/aurora")
    assert lines(tiny_facts[1], "ship/aurora/needs") == [
        "rdf:type kg:AnyOf",
        'rdfs:label "ICE OR (PILOT AND NIGHT)"',
        "kg:operand permit/ice-class",
        "kg:operand ship/aurora/needs/2",
    ]
    assert lines(tiny_facts[1], "ship/aurora/needs/2") == [
        "rdf:type kg:AllOf",
        'rdfs:label "PILOT AND NIGHT"',
        "kg:operand permit/harbour-pilot",
        "kg:operand permit/night-entry",
    ]


def test_single_name_of_an_expression_is_the_entity(tiny_facts: Facts) -> None:
    needs = [line for line in lines(tiny_facts[1], "ship/brava") if "needs" in line]
    assert needs == ["sea:needs permit/harbour-pilot", "sea:needs permit/night-entry"]


def test_outside_ids_are_exact_matches(tiny_facts: Facts) -> None:
    assert "skos:exactMatch https://example.org/calls/LA%207" in lines(tiny_facts[1], "ship/aurora")


def test_text_is_composed_and_trimmed(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "ship/new.yaml").write_text('label: "  Zoe\u0308  "\nkind: tug\n', encoding="utf-8")
    _, facts = loaded(tiny_copy)
    assert 'rdfs:label "Zo\u00eb"' in lines(facts, "ship/new")


def test_inside_a_record_what_holds_for_it_holds(tiny_copy: Workspace) -> None:
    text = """\
label: New
kind: tug
refits:
  - {name: A, rank: other, yard: harbour/oslo}
  - {name: B, until: 2020, note: gone, yard: {value: harbour/oslo, from: 2019-05}}
"""
    (tiny_copy.graph / "ship/new.yaml").write_text(text)
    facts = loaded(tiny_copy)
    assert all(line.startswith("(") for line in lines(facts[1], "ship/new/refits/a"))
    link, yard = _fact(facts, "ship/new", "sea:refit", 1), _fact(facts, "ship/new/refits/b", "sea:yard")
    assert (link.note, yard.note) == ("gone", None)
    assert (yard.valid_from, yard.valid_until, yard.in_force) == (date(2019, 5, 1), date(2020, 1, 1), False)


def test_quads_keep_the_asserted_apart_from_its_provenance(tiny_facts: Facts) -> None:
    ontology, facts = tiny_facts
    quads = list(to_quads(ontology, facts))
    store = ox.Store()
    store.extend(quads)
    asserted, provenance = (ox.NamedNode(ontology.graph_iri(name)) for name in ("asserted", "provenance"))
    assert {quad.graph_name for quad in quads} == {asserted, provenance}
    old = _fact(tiny_facts, "ship/aurora", "sea:kind", 1)
    assert ox.Quad(old.subject, old.predicate, old.object, asserted) not in store
    node = ox.NamedNode(statement_iri(ID, (old.subject, old.predicate, old.object), old.file, 6, 13))
    found = store.quads_for_pattern(node, None, None, provenance)
    said = {short(quad.predicate): short(quad.object) for quad in found}
    source = source_iri(ID, "https://example.org/register/aurora").removeprefix(ID)
    cited = citation_iri(ID, old.citations[0])
    assert said == {
        "rdf:subject": "ship/aurora", "rdf:predicate": "sea:kind", "rdf:object": "sea:ferry",
        "kg:file": '"graph/ship/aurora.yaml"', "kg:line": '"6"^^xsd:integer', "kg:column": '"13"^^xsd:integer',
        "kg:rank": "kg:preferred", "kg:inForce": '"false"^^xsd:boolean', "kg:until": '"2015-06-01"^^xsd:date',
        "kg:source": source, "kg:citation": cited.removeprefix(ID),
    }  # fmt: skip
    citation = store.quads_for_pattern(ox.NamedNode(cited), None, None, provenance)
    assert {(short(quad.predicate), short(quad.object)) for quad in citation} == {
        ("kg:source", source), ("kg:read", '"2026-01-11"^^xsd:date'),
    }  # fmt: skip


def test_statements_that_cite_the_same_place_share_its_node(tiny_facts: Facts) -> None:
    quads = [quad for quad in to_quads(*tiny_facts) if quad.predicate.value.startswith(KG + "citation")]
    assert len({quad.object for quad in quads}) < len(quads)


def test_every_asserted_triple_leads_to_a_file_and_a_line(tiny_facts: Facts) -> None:
    store = ox.Store()
    store.extend(to_quads(*tiny_facts))
    asserted, provenance = (tiny_facts[0].graph_iri(name) for name in ("asserted", "provenance"))
    query = f"""PREFIX kg: <{KG}> PREFIX rdf: <{RDF}> SELECT (COUNT(*) AS ?n) {{
        GRAPH <{asserted}> {{ ?s ?p ?o }}
        FILTER NOT EXISTS {{ GRAPH <{provenance}> {{
            ?node rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:file ?file ; kg:line ?line }} }} }}"""
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [solution["n"].value for solution in solutions] == ["0"]


def test_every_statement_has_a_node_of_its_own(tiny_facts: Facts) -> None:
    places = [((f.subject, f.predicate, f.object), f.file, f.line, f.column) for f in tiny_facts[1]]
    assert len({statement_iri(ID, *place) for place in places}) == len(places)


def test_loading_twice_gives_the_same_quads(tiny: Workspace, tiny_facts: Facts) -> None:
    assert list(map(str, to_quads(*loaded(tiny)))) == list(map(str, to_quads(*tiny_facts)))


def test_values_may_be_a_list_inside_a_mapping(tiny_copy: Workspace) -> None:
    text = "label: New\nkind: {value: [tug, ferry], rank: other}\naltLabel:\n  - {value: [A, B], from: 2020}\n  - C\n"
    (tiny_copy.graph / "ship/new.yaml").write_text(text)
    _, facts = loaded(tiny_copy)
    assert [line for line in lines(facts, "ship/new") if "kind" in line or "alt" in line] == [
        "(sea:kind sea:tug)",
        "(sea:kind sea:ferry)",
        'skos:altLabel "A"',
        'skos:altLabel "B"',
        'skos:altLabel "C"',
    ]


def test_what_stands_inside_a_lesser_value_does_not_hold(tiny_copy: Workspace) -> None:
    text = "label: New\nkind: tug\nsize: {rank: other, length: {value: 3, rank: preferred}}\n"
    (tiny_copy.graph / "ship/new.yaml").write_text(text)
    _, facts = loaded(tiny_copy)
    assert lines(facts, "ship/new/size")[-1] == '(sea:length "3"^^xsd:decimal)'


def test_names_of_expressions_may_be_qualified_where_they_are_given(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "permit/new.yaml").write_text("label: New\ncode: {value: [NEW, NEWER], note: renamed}\n")
    (tiny_copy.graph / "ship/new.yaml").write_text("label: New\nkind: tug\nneeds: [NEWER AND ICE, NEW OR ICE]\n")
    _, facts = loaded(tiny_copy)
    assert [line for line in lines(facts, "ship/new") if "needs" in line] == [
        "sea:needs ship/new/needs",
        "sea:needs ship/new/needs-2",
    ]
    assert "kg:operand permit/new" in lines(facts, "ship/new/needs")
    assert "kg:operand permit/new" in lines(facts, "ship/new/needs-2")


def test_source_of_a_keyed_mapping_holds_for_all_its_records(tiny_copy: Workspace) -> None:
    source = "{url: https://example.org/x, archived: https://example.org/y, locator: page 1, read: 2026-01-12}"
    text = f"label: New\nkind: tug\nparts:\n  source: {source}\n  hull: {{state: broken}}\n"
    (tiny_copy.graph / "ship/new.yaml").write_text(text)
    facts = loaded(tiny_copy)
    assert _fact(facts, "ship/new/hull", "sea:state").citations[0].locator == "page 1"
    node = source_iri(ID, "https://example.org/x").removeprefix(ID)
    assert 'kg:archived "https://example.org/y"^^xsd:anyURI' in lines(facts[1], node)


def test_links_to_anything_may_lead_outside(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "person/new.yaml").write_text("label: New\nabout: https://example.org/other\n")
    _, facts = loaded(tiny_copy)
    assert "sea:about https://example.org/other" in lines(facts, "person/new")


def test_items_named_by_one_concept_are_numbered(tiny_copy: Workspace) -> None:
    ships = tiny_copy.ontology / "ships.ttl"
    shape = "sh:path sea:yard ;"
    text = ships.read_text().replace("kg:slug sea:name", "kg:slug sea:state")
    state = "sh:path sea:state ; sh:class sea:State ; sh:order 9 ] ;\n    sh:property [ "
    ships.write_text(text.replace(shape, state + shape))
    (tiny_copy.graph / "ship/aurora.yaml").write_text("label: Aurora\nkind: tug\n")
    record = "label: New\nkind: tug\nrefits: [{state: broken, name: A}, {state: broken, name: B}]\n"
    (tiny_copy.graph / "ship/new.yaml").write_text(record)
    _, facts = loaded(tiny_copy)
    assert [line for line in lines(facts, "ship/new") if "refit" in line] == [
        "sea:refit ship/new/refits/broken",
        "sea:refit ship/new/refits/broken-2",
    ]


def test_names_of_an_unreadable_file_are_not_missed(tiny_copy: Workspace) -> None:
    (tiny_copy.graph / "permit/new.yaml").write_text("label: [New\n")
    (tiny_copy.graph / "ship/new.yaml").write_text("label: New\nkind: tug\nneeds: NEW\n")
    faults = load_faults(tiny_copy)
    assert [fault.partition(": ")[0] for fault in faults] == ["graph/permit/new.yaml:2:1"]
