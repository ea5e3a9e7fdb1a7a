"""Finding entities by what people call them."""

from __future__ import annotations

import pytest

from kgtool.errors import UsageError
from kgtool.search import Index, find, resolve_entity

INDEX = Index(
    {
        "individuals": "http://e/id/",
        "graphs": "http://e/graph/",
        "prefixes": {"ex": "http://e/ns#", "id": "http://e/id/"},
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
)


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
    with pytest.raises(UsageError, match=r"cat/tom \(Tom\), dog/tom \(Tom\)"):
        resolve_entity(INDEX, "Tom")
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
