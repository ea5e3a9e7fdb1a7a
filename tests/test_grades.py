"""What the rules make of the landscape: levels that anybody who knows the releases would expect."""

from __future__ import annotations

import pytest

import kgtool

LEVELS = {
    "model/olmo-2-32b": "open-source-ai-with-open-data",
    "model/pythia": "open-source-ai-with-open-data",
    "model/gpt-neox-20b": "open-source-ai",
    "model/deepseek-r1": "open-weights-ai",
    "model/gpt-oss-120b": "open-weights-ai",
    "model/llama-4-scout": "weights-available-ai",
    "model/gpt-2": "weights-available-ai",
    "model/k2-65b": "g7-weights-only",
    "model/gpt-4o": "g7-api-only",
    "model/llama-4-behemoth": "g7-announced",
}


@pytest.mark.parametrize("model", LEVELS)
def test_a_model_has_the_level_of_its_newest_release(model: str) -> None:
    query = f"ASK {{ <https://w3id.org/ai-landscape/id/{model}> ail:g7Level ail:{LEVELS[model]} }}"
    assert kgtool.open().ask(query)


def test_each_release_has_one_floor_and_one_ceiling_not_below_it() -> None:
    rows = kgtool.open().query(
        "SELECT ?release (COUNT(?floor) AS ?floors) (COUNT(?top) AS ?tops) { ?release a ail:Release . \
        OPTIONAL { ?release ail:g7Level ?floor } OPTIONAL { ?release ail:g7Ceiling ?top } } \
        GROUP BY ?release HAVING (?floors != 1 || ?tops != 1)"
    )
    assert len(rows) == 0
    assert not kgtool.open().ask(
        "ASK { ?release ail:g7Level/sh:order ?low ; ail:g7Ceiling/sh:order ?high FILTER (?high < ?low) }"
    )


def test_what_lies_between_floor_and_ceiling_is_named() -> None:
    assert not kgtool.open().ask(
        "ASK { ?release a ail:Release ; ail:g7Level ?low ; ail:g7Ceiling ?high FILTER (?low != ?high) \
        FILTER NOT EXISTS { ?release ail:deciding/ail:grading ail:g7 } }"
    )


def test_terms_changed_between_two_releases_change_the_level() -> None:
    graph = kgtool.open()
    assert graph.ask(
        "ASK { <https://w3id.org/ai-landscape/id/model/deepseek-v3/v3> ail:g7Level ail:weights-available-ai }"
    )
    assert graph.ask(
        "ASK { <https://w3id.org/ai-landscape/id/model/deepseek-v3/v3-0324> ail:g7Level ail:open-weights-ai }"
    )


def test_every_license_text_has_one_status() -> None:
    assert not kgtool.open().ask(
        "ASK { ?license a ail:License ; ail:kind ail:license-text FILTER NOT EXISTS { ?license ail:licenseStatus ?s } }"
    )
    assert not kgtool.open().ask("ASK { ?license ail:licenseStatus ?one, ?two FILTER (?one != ?two) }")
