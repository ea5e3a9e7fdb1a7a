"""From triples to what is drawn: marks, facets, colours, links, cards and notes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

import kgtool
from kgtool.citation import Reference
from kgtool.namespaces import KG
from kgtool.store import EmbeddedStore
from kgtool.views.build import Drawing, Head, view_page
from kgtool.views.network import to_pyvis
from kgtool.views.notes import counts, not_recorded, with_notes
from kgtool.views.view import NOT_RECORDED, ViewPage
from tests.commands import TINY
from tests.sample_view import sample_page

PREFIXES = """
@prefix : <https://example.org/> .
@prefix kg: <https://w3id.org/kgtool/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
KNOWN = """
:Cat rdfs:label "cat" ; sh:order 2 ; kg:mark "circle" .
:House rdfs:label "house" ; sh:order 1 ; kg:mark "square" .
:red rdfs:label "red coat" ; sh:order 1 ; kg:colour "#C06C05" ; kg:darkColour "#F2A20D" ; kg:fill "ring" ;
  skos:definition "Shines." .
:grey rdfs:label "grey coat" ; sh:order 2 .
:likes rdfs:label "is fond of" .
:norway rdfs:label "Norway" .
"""
DRAWN = """
:home a kg:Node , :House ; rdfs:label "Home" ; kg:group :norway .
:tom a kg:Node , :Cat ; rdfs:label "Tom" ; kg:group :home ; kg:date "2021" ; :coat :red ; :likes :kit , :milk .
:kit a kg:Node , :Cat ; rdfs:label "Kit" ; kg:group :home ; kg:date "2019" ; :coat :grey ; :parentOf :tom .
:lin a kg:Node , :Cat ; kg:group :home ; kg:date "2020" .
"""
HEAD = Head("Cats", "Which?", "packed", "coat", {"coat": "Coat", "type": "Kind"})


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE)]


def drawn(text: str, head: Head = HEAD, known: str = KNOWN) -> ViewPage:
    store = EmbeddedStore.of(Quad(*triple) for triple in triples(known))
    return view_page(store, [Drawing(head, triples(text))])


def iri(name: str) -> str:
    return "https://example.org/" + name


@pytest.fixture
def cats() -> ViewPage:
    return drawn(DRAWN)


def test_nodes_are_marks_with_label_kind_form_date_and_group(cats: ViewPage) -> None:
    nodes = {node.id: node for node in cats.nodes}
    assert sorted(nodes) == [iri(name) for name in ("home", "kit", "lin", "tom")]
    tom = nodes[iri("tom")]
    assert (tom.label, tom.kind, tom.mark, tom.date, tom.group) == ("Tom", "cat", "circle", "2021", iri("home"))
    assert (nodes[iri("home")].mark, nodes[iri("lin")].label) == ("square", "lin")
    assert [group.label for group in cats.views[0].groups] == ["Norway"]


def test_members_of_a_group_stand_by_date(cats: ViewPage) -> None:
    places = {node.label: cats.views[0].places[node.id] for node in cats.nodes}
    x, y = places["Home"]
    away = {name: abs(place[0] - x) + abs(place[1] - y) for name, place in places.items()}
    assert away["Kit"] < away["Tom"]


def test_colours_come_from_the_values_and_else_from_a_palette(cats: ViewPage) -> None:
    coat = cats.facets[0]
    assert (coat.key, coat.label) == ("coat", "Coat")
    red, grey, unknown = coat.values
    assert (red.label, red.colour, red.dark_colour, red.fill) == ("red coat", "#C06C05", "#F2A20D", "ring")
    assert red.definition == "Shines."
    assert grey.colour
    assert unknown.id == NOT_RECORDED


def test_what_others_of_its_kind_have_is_not_recorded(cats: ViewPage) -> None:
    coats = {node.label: node.facets["coat"] for node in cats.nodes}
    assert coats == {"Home": (), "Tom": (iri("red"),), "Kit": (iri("grey"),), "lin": (NOT_RECORDED,)}
    assert not_recorded(cats) == {"Coat": 1}


WHY = """
:good rdfs:label "good" ; a :Level ; :scale :worth ; sh:order 3 ; :asks :name .
:fair rdfs:label "fair" ; a :Level ; :scale :worth ; sh:order 2 ; :asks :bell , :silver .
:poor rdfs:label "poor" ; a :Level ; :scale :worth ; sh:order 1 .
:bell rdfs:label "bell" . :silver rdfs:label "bell of silver" . :name rdfs:label "name" .
:lacks kg:contrary :has . :barredFrom kg:contrary :reaches . :now kg:standsFor true .
:tom :level :poor . :tom :ceiling :poor . :kit :level :poor ; :ceiling :good .
:tom :now <https://example.org/tom/2> .
"""
REASONS = [
    ("tom/2", "barredFrom", "fair", "fair asks for: bell of silver; Tom lacks it."),
    ("tom/2", "barredFrom", "fair", "fair asks for: bell; Tom lacks it."),
    ("tom/2", "barredFrom", "good", "good asks for: name; Tom lacks it."),
    ("tom/2", "lacks", "silver", "His bell is of tin."),
    ("tom/2", "lacks", "bell", "He has none."),
    ("tom/2", "has", "name", "It is written."),
    ("tom/1", "barredFrom", "fair", "He was worse once."),
    ("kit", "leavesOpen", "name", "Nobody asked Kit."),
    ("kit", "unclear", "name", "It is unclear."),
    ("tom/1", "unclear", "bell", "It is unclear too."),
]


def reasoned(highest_first: str = "") -> ViewPage:
    """Tom is kept from a value, and Kit may have a higher one."""
    facts = "".join(
        f'[] rdf:subject <{iri(s)}> ; rdf:predicate :{p} ; rdf:object :{o} ; kg:because "{because}" .\n'
        for s, p, o, because in REASONS
    )
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    quads = [Quad(*triple) for triple in triples(KNOWN + WHY + highest_first)]
    quads += [Quad(s, p, o, NamedNode(KG + "provenance")) for s, p, o in triples(rdf + facts)]
    drawing = Drawing(HEAD, triples(DRAWN.replace(":red", ":poor").replace(":grey", ":poor")))
    return view_page(EmbeddedStore.of(quads), [drawing])


@pytest.mark.parametrize("highest_first", ["", ":Level kg:highestFirst true ."])
def test_card_says_what_keeps_from_the_next_higher_value(highest_first: str) -> None:
    card = reasoned(highest_first).cards[iri("tom")]
    assert [heading for heading, _ in card.sections] == ["", "Why?"]
    assert [(fact.property, fact.value, fact.note) for fact in card.sections[1][1]] == [
        ("barred from fair", "fair asks for: bell of silver; Tom lacks it.", "His bell is of tin."),
        ("barred from fair", "fair asks for: bell; Tom lacks it.", "He has none."),
    ]


def test_card_says_what_is_open_of_the_highest_value_allowed() -> None:
    sections = dict(reasoned().cards[iri("kit")].sections)
    assert [(f.property, f.value, f.note) for f in sections["What is open?"]] == [
        ("leaves open", "name", "Nobody asked Kit.")
    ]
    assert "Why?" not in sections


def test_kinds_stand_in_the_order_of_the_ontology_with_their_form(cats: ViewPage) -> None:
    assert [(value.label, value.mark) for value in cats.facets[1].values] == [("house", "square"), ("cat", "circle")]


def test_triples_between_marks_are_links_but_for_facets_and_groups(cats: ViewPage) -> None:
    assert {(link.source, link.target, link.label) for link in cats.links} == {
        (iri("tom"), iri("kit"), "is fond of"),
        (iri("kit"), iri("tom"), "parent of"),
    }


def test_without_nodes_every_iri_is_a_mark() -> None:
    view = drawn(':tom :likes :kit . _:somebody :likes :kit . :kit rdfs:label "Kit" .', Head("Cats", "Who?"))
    assert [node.label for node in view.nodes] == ["Kit", "tom"]
    assert [value.id for value in view.facets[0].values] == [NOT_RECORDED]
    assert [one.form for one in view.views] == ["radial", "table"]


def test_more_kinds_than_colours_differ_by_fill() -> None:
    text = "".join(f":thing{i} a :Kind{i} ; :likes :thing0 ." for i in range(20))
    values = drawn(text, Head("Things", "Which?"), known="").facets[0].values
    assert len({(value.colour, value.fill) for value in values}) == len(values) == 20


def test_nothing_gives_an_empty_view() -> None:
    view = drawn("")
    assert [*view.nodes, *view.links, *view.views[0].groups] == []
    assert counts(view) == "nothing to draw"


def test_unknown_forms_and_fills_are_drawn_all_the_same() -> None:
    known = KNOWN.replace('"circle"', '"teapot"').replace('"ring"', '"glitter-dashed"')
    styles = {node["id"]: node for node in to_pyvis(drawn(DRAWN, known=known)).nodes}
    assert styles[iri("tom")]["shape"] == "dot"
    assert styles[iri("tom")]["shapeProperties"]["borderDashes"] == [4, 3]


def test_pyvis_network_holds_every_mark_and_link_in_its_place() -> None:
    view = sample_page()
    network = to_pyvis(view)
    assert len(network.nodes) == len(view.nodes)
    assert len(network.edges) == len(view.links)
    assert network.options["physics"] == {"enabled": False}
    by_id = {node["id"]: node for node in network.nodes}
    node = view.nodes[9]
    assert (by_id[node.id]["x"], by_id[node.id]["shape"]) == (round(view.views[0].places[node.id][0], 1), "dot")


# the tiny workspace


@pytest.fixture
def sea() -> kgtool.Graph:
    return kgtool.open(TINY)


def labels(view: ViewPage) -> set[str]:
    return {node.label for node in view.nodes}


def test_neighbourhood_grows_with_its_hops(sea: kgtool.Graph) -> None:
    near, far = sea.view("Aurora"), sea.view("Aurora", hops=2)
    assert {"Aurora", "Brava", "Ana Vik", "Oslo", "Polar Tugs"} <= labels(near)
    assert "Baltic Sea" not in labels(near)
    assert labels(near) < labels(far)
    assert near.focus.endswith("ship/aurora")
    assert near.title == "Aurora"


def test_neighbourhood_holds_entities_not_concepts_or_classes(sea: kgtool.Graph) -> None:
    assert not {"icebreaker", "ship", "working"} & labels(sea.view("Aurora", hops=3))


def test_entity_without_links_is_drawn_alone(sea: kgtool.Graph) -> None:
    view = view_page(sea.store, [Drawing(Head("Alone", "Who?", focus=iri("alone")), [])])
    assert [node.label for node in view.nodes] == ["alone"]


def facts(view: ViewPage, entity: str) -> dict[str, list[str]]:
    card = next(card for card in view.cards.values() if card.id == entity)
    found: dict[str, list[str]] = {}
    for fact in card.sections[0][1]:
        found.setdefault(fact.property, []).append(fact.value + (f" ({fact.note})" if fact.note else ""))
    return found


def test_card_holds_facts_in_force_as_exact_as_known(sea: kgtool.Graph) -> None:
    found = facts(sea.view("Aurora"), "ship/aurora")
    assert found["built"] == ["1999-04"]
    assert found["kind"] == ["icebreaker (from 2015-06-01)"]
    assert found["operator"] == ["Polar Tugs (owner)"]
    assert found["home waters"] == ["Baltic Sea"]


def test_every_written_fact_of_a_card_has_its_source(sea: kgtool.Graph) -> None:
    card = sea.view("Aurora").cards["https://example.org/sea/id/ship/aurora"]
    written = [fact for _, found in card.sections for fact in found if not fact.inferred]
    assert len(written) > 10
    assert all(fact.citations for fact in written)
    (kind,) = [fact for fact in written if fact.property == "kind"]
    (source,) = kind.citations
    assert (source.url, source.locator, source.read) == ("https://example.org/yard/aurora", "page 3", "2026-01-12")


def test_parts_have_sections_of_their_own(sea: kgtool.Graph) -> None:
    card = sea.view("Aurora").cards["https://example.org/sea/id/ship/aurora"]
    headings = [heading for heading, _ in card.sections]
    assert headings[0] == ""
    assert "Aurora \N{MIDDLE DOT} Ice bow" in headings


def test_follows_and_is_marked(sea: kgtool.Graph) -> None:
    card = sea.view("Aurora").cards["https://example.org/sea/id/ship/aurora"]
    assert {fact.property for fact in card.sections[0][1] if fact.inferred} >= {"home waters"}


# notes

REFERENCE = Reference(
    "Cats", (), "1.0", "2026-01-12", "2026-01-12", "https://example.org/cats", "0123456789abcdef", "CC0"
)


def test_notes_tell_data_counts_question_citation_and_code() -> None:
    notes = with_notes(sample_page(), REFERENCE, {"cats": "SELECT"}).notes
    told = dict(notes)
    summary = "Cats 1.0 \N{MIDDLE DOT} data of 2026-01-12 \N{MIDDLE DOT} graph 0123456789ab"
    assert notes[0] == ("", f"{summary} \N{MIDDLE DOT} 47 shown (cat 40, breeder 7), 39 links")
    assert told["Hash of the graph"] == "sha256 0123456789abcdef"
    assert told["To cite"] == REFERENCE.text()
    assert told["Rights in the data"] == "CC0"
    assert "MIT or Apache-2.0" in told["Code in this page"]
    assert kgtool.__version__ in told["Code in this page"]


def test_notes_of_a_view_are_kept() -> None:
    view = replace(sample_page(), notes=(("Left out", "dogs"),))
    assert ("Left out", "dogs") in with_notes(view, REFERENCE, {"cats": "SELECT"}).notes


def test_bundled_library_is_the_one_that_is_named() -> None:
    from kgtool.views.page import VIS
    from kgtool.views.renderers import LIBRARIES

    version = Path(VIS).parent.name.removeprefix("vis-")
    assert f"vis-network {version}," in LIBRARIES["pyvis"]
