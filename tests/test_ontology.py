"""The ontology as classes, keys and concepts; and Turtle that remembers its lines."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgtool.namespaces import KG, OWL, RDF, RDFS, SH, SKOS, XSD
from kgtool.ontology import Ontology, read_ontology
from kgtool.ontology.turtle import parse_turtle
from kgtool.workspace import Workspace
from tests.loading import ID, SEA


@pytest.fixture
def ontology(tiny: Workspace) -> Ontology:
    return read_ontology(tiny)


def test_header_says_where_things_live(ontology: Ontology) -> None:
    assert (ontology.iri, ontology.namespace, ontology.prefix) == ("https://example.org/sea/ns", SEA, "sea")
    assert (ontology.title, ontology.version, ontology.language) == ("Ships and harbours", "1.0.0", "en")
    assert ontology.prefixes["skos"] == SKOS
    assert ontology.graph_iri("asserted") == "https://example.org/sea/graph/asserted"
    assert ontology.entity_iri("ship/aurora") == f"{ID}ship/aurora"
    assert ontology.entity_id(f"{ID}ship/aurora") == "ship/aurora"
    assert ontology.entity_id(SEA + "Ship") is None


def test_folders_belong_to_classes(ontology: Ontology) -> None:
    names = {folder: cls.name for folder, cls in ontology.folders.items() if not cls.iri.startswith(KG)}
    assert names == {
        "operator": "Operator", "person": "Person", "ship": "Ship", "harbour": "Harbour", "permit": "Permit",
    }  # fmt: skip
    ship = ontology.folders["ship"]
    assert (ship.label, ship.definition, ship.mark, ship.order) == ("ship", "A vessel with a name.", "circle", 2)
    assert (ship.file, ship.line) == ("ontology/ships.ttl", 20)


def test_classes_inherit_keys_of_their_superclasses(ontology: Ontology) -> None:
    person = ontology.folders["person"]
    assert person.superclasses == (SEA + "Party",)
    assert list(person.fields) == ["label", "altLabel", "nativeName", "homePort", "homepage", "about"]
    assert ontology.classes[SEA + "Ferry"].fields.keys() == ontology.folders["ship"].fields.keys()


def test_key_is_the_local_name_unless_another_is_given(ontology: Ontology) -> None:
    fields = ontology.folders["ship"].fields
    assert fields["label"].path == RDFS + "label"
    assert fields["refits"].path == SEA + "refit"
    assert "refit" not in fields


def test_fields_say_the_form_of_values(ontology: Ontology) -> None:
    fields = ontology.folders["ship"].fields
    assert fields["kind"].concept
    assert fields["kind"].classes == (SEA + "ShipKind",)
    assert fields["operator"].classes == (SEA + "Operator", SEA + "Person")
    assert fields["needs"].classes == (SEA + "Permit",)
    assert fields["needs"].expression == SEA + "code"
    assert fields["built"].datatype == XSD + "date"
    assert (fields["label"].min_count, fields["label"].max_count) == (1, 1)
    assert (fields["altLabel"].min_count, fields["altLabel"].max_count) == (0, None)
    assert fields["callSign"].matches == "https://example.org/calls/"
    assert (fields["homePort"].label, fields["homePort"].description) == ("home port", "Where a ship belongs.")
    parts, refits = fields["parts"], fields["refits"]
    assert (parts.nested, parts.flat, parts.keyed_by, parts.slug) == (True, True, SEA + "partType", None)
    assert (refits.nested, refits.flat, refits.slug) == (True, False, SEA + "name")
    about = ontology.folders["person"].fields["about"]
    assert (about.datatype, about.classes) == (None, ())
    assert ontology.folders["permit"].fields["code"].unique
    assert ontology.classes[SEA + "Refit"].fields["date"].own_source


def test_concepts_are_found_by_class_and_slug(ontology: Ontology) -> None:
    kinds = ontology.concepts[SEA + "ShipKind"]
    assert list(kinds) == ["ferry", "tug", "icebreaker"]
    tug = kinds["tug"]
    assert (tug.iri, tug.label, tug.scheme, tug.cls) == (SEA + "tug", "tug", SEA + "ship-kinds", SEA + "ShipKind")
    assert (tug.colour, tug.dark_colour, tug.fill, tug.order) == ("#1B4FB8", "#4486F5", "ring", 2)
    assert set(kinds) < set(ontology.concepts[SKOS + "Concept"])


def test_shapes_are_kept_apart_from_what_is_reasoned_on(ontology: Ontology) -> None:
    triples = [axiom.triple for axiom in ontology.triples]
    assert not any(
        triple.predicate.value.startswith(SH) and triple.predicate.value != SH + "order" for triple in triples
    )
    assert (
        ox.Triple(ox.NamedNode(SEA + "Operator"), ox.NamedNode(RDFS + "subClassOf"), ox.NamedNode(SEA + "Party"))
        in triples
    )
    assert any(triple.predicate.value == OWL + "hasValue" for triple in triples)
    shapes = [quad.triple for quad in ox.parse(ontology.shapes, ox.RdfFormat.N_TRIPLES)]
    assert sum(triple.predicate.value == SH + "targetClass" for triple in shapes) == 9
    assert any(triple.predicate.value == RDF + "first" for triple in shapes)
    assert not any(triple.predicate.value == OWL + "onProperty" for triple in shapes)
    assert any(triple.predicate.value == SH + "namespace" for triple in shapes)


def test_axioms_know_their_line(ontology: Ontology) -> None:
    chain = ox.NamedNode(OWL + "propertyChainAxiom")
    axiom = next(axiom for axiom in ontology.triples if axiom.triple.predicate == chain)
    assert (axiom.file, axiom.line) == ("ontology/ships.ttl", 56)


def test_reading_twice_gives_the_same(tiny: Workspace, ontology: Ontology) -> None:
    again = read_ontology(tiny)
    assert again.triples == ontology.triples
    assert again.shapes == ontology.shapes


TURTLE = """\
# first . line
@prefix : <http://e/#> .
PREFIX x: <http://e/x/>
:a :p "one . two" , 'three'@en-GB ,
   \"\"\"a
long; text\"\"\" ;
   :q [ :r ( 1.5
            2 ) ;
        :s <http://e/i#j> ] ; a x:y.z , true .
[] :p "4"^^x:t ,
  "5"^^<http://e/t> .
[ :p 6 ] .
( 7 ) :p
  8.
"""


def test_every_triple_has_the_line_of_its_object() -> None:
    axioms = parse_turtle(TURTLE, "ontology/x.ttl")
    assert len(axioms) == len(list(ox.parse(TURTLE, ox.RdfFormat.TURTLE)))
    by_value = {getattr(axiom.triple.object, "value", ""): axiom.line for axiom in axioms}
    expected = {
        "one . two": 4,
        "three": 4,
        "a\nlong; text": 5,
        "http://e/x/y.z": 9,
        "true": 9,
        "4": 10,
        "5": 11,
        "8": 13,
    }
    assert {value: by_value[value] for value in expected} == expected
    assert by_value["1.5"] == by_value["http://e/i#j"] == 7, "inside a bracket the line is that of the bracket"
    assert by_value["6"] == 12


def test_blank_nodes_are_named_after_the_file() -> None:
    names = {axiom.triple.subject.value for axiom in parse_turtle(TURTLE, "ontology/deep/X.ttl")
             if isinstance(axiom.triple.subject, ox.BlankNode)}  # fmt: skip
    assert names == {f"deep-x-{n}" for n in range(1, 7)}
