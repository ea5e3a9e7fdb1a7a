"""Finding entities by what people call them."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kgtool.errors import UsageError
from kgtool.lookup import Lookup, lookup_text
from kgtool.search import Index, find, find_anything, offers, resolve_entity, term_named

NAMES = {
    "individuals": "http://e/id/",
    "graphs": "http://e/graph/",
    "prefixes": {"ex": "http://e/ns#", "id": "http://e/id/"},
    "classes": {"http://e/ns#Tomcat": ["Tomcat", "tom cat", None]},
    "concepts": {"http://e/ns#black": ["black", "Color"]},
    "terms": {"http://e/ns#eats": "eats"},
    "entities": {
        "cat/tom": ["Tom", ["Tomcat", "Cat"], ["Thomas"]],
        "cat/tom/paw": ["Tom · paw", ["Paw"], []],
        "cat/zoe": ["Zoë", ["Cat"], []],
        "dog/rex": ["Rex", ["Dog"], []],
        "dog/tom": ["Tom", ["Dog"], []],
    },
}
INDEX = Index(Lookup(lookup_text(NAMES, "entities"), "entities"))


@pytest.mark.parametrize(
    "text",
    [
        "cat/zoe",
        "id:cat/zoe",
        "<http://e/id/cat/zoe>",
        "http://e/id/cat/zoe",
        "Zoë",
        "zoë",
        "ZOE\u0308",
        "zoe",
        " Zoë ",
    ],
)
def test_entity_is_named_in_many_ways(text: str) -> None:
    assert resolve_entity(INDEX, text) == "http://e/id/cat/zoe"


def test_ambiguous_name_lists_the_candidates_and_the_class_decides() -> None:
    with pytest.raises(UsageError, match="'Tom' means several; name one by its id") as caught:
        resolve_entity(INDEX, "Tom")
    assert caught.value.choices == ("cat/tom  tom cat", "dog/tom  Dog")
    assert resolve_entity(INDEX, "Tom", "Cat") == "http://e/id/cat/tom"
    assert resolve_entity(INDEX, "Tom", "ex:Dog") == "http://e/id/dog/tom"


def test_entity_of_another_class_is_refused() -> None:
    with pytest.raises(UsageError, match="'dog/rex' is a Dog, expected a Cat"):
        resolve_entity(INDEX, "dog/rex", "Cat")


def test_near_miss_gets_suggestions() -> None:
    with pytest.raises(UsageError) as caught:
        resolve_entity(INDEX, "Rexx")
    assert caught.value.hint == "did you mean dog/rex (Rex)?"


def test_concepts_are_named_by_slug_label_and_prefixed_name() -> None:
    for text in ("black", "ex:black", "Black"):
        assert resolve_entity(INDEX, text, "Color") == "http://e/ns#black"


def test_find_ranks_whole_names_first_and_leaves_out_parts_of_hits() -> None:
    assert [hit.entry.id for hit in find(INDEX, "tom")] == ["cat/tom", "dog/tom"]
    assert [hit.entry.id for hit in find(INDEX, "paw")] == ["cat/tom/paw"]
    assert [hit.entry.id for hit in find(INDEX, "thoms")][:1] == ["cat/tom"]
    assert find(INDEX, "   ") == []
    assert [hit.entry.id for hit in find(INDEX, "t o-m")] == ["cat/tom", "dog/tom"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id:cat/tom/paw", "cat/tom/paw"),
        ("http://e/id/cat/tom", "cat/tom"),
        ("ex:black", "ex:black"),
        ("<http://e/ns#eats>", "<http://e/ns#eats>"),
    ],
)
def test_iri_or_prefixed_name_finds_what_it_names_alone(text: str, found: str) -> None:
    def unwanted() -> Store:
        raise AssertionError("the store is not needed")

    assert [hit.entry.id for hit in find_anything(INDEX, unwanted, text)] == [found]


def test_terms_are_named_by_iri_and_prefixed_name() -> None:
    assert term_named(INDEX, "ex:eats") == term_named(INDEX, "http://e/ns#eats") == "http://e/ns#eats"
    assert term_named(INDEX, "eats") is None
    assert term_named(INDEX, "cat/tom") is None


def test_shells_are_offered_ids_and_the_labels_that_one_entity_has() -> None:
    assert list(offers(INDEX, "cat/")) == [("cat/tom", "Tom"), ("cat/zoe", "Zo\u00eb")]
    assert list(offers(INDEX, "cat/tom/")) == [("cat/tom/paw", "Tom \u00b7 paw")]
    assert list(offers(INDEX, "ZO")) == [("ZO\u00eb", "cat/zoe")]
    assert list(offers(INDEX, "To")) == []
    assert list(offers(INDEX, "To", "Cat")) == [("Tom", "cat/tom")]
    assert list(offers(INDEX, "ex:", "Color")) == [("ex:black", "black")]
