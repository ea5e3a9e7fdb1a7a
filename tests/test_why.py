"""`kgtool why` on the landscape: proofs down to clauses, and what keeps a level from being reached."""

from __future__ import annotations

import json
from typing import Any

from tests.commands import kgtool


def why(*words: str, code: int = 0) -> str:
    """What `kgtool why` prints."""
    ran = kgtool("why", *words, directory=None)
    assert ran.code == code, ran.err
    return ran.out


def test_a_level_is_proved_down_to_clauses_with_line_and_address() -> None:
    text = why("Llama 4 Scout", "g7Level")
    assert "Llama 4 Scout · G7 level · Weights Available AI" in text
    assert "sets a limit, scale cap, in section 2" in text
    assert "clause · section 2 graph/license/llama-4-community.yaml:" in text
    assert "https://github.com/meta-llama/llama-models" in text
    assert "read 20" in text


def test_not_shows_what_is_held_back() -> None:
    text = why("gpt-oss-120b", "g7Level", "Open Source AI", "--not")
    assert text.startswith("gpt-oss-120b · G7 level · Open Source AI: no; it is Open Weights AI")
    assert "training-code is withheld" in text


def test_not_shows_the_clauses_of_the_first_release_and_none_for_the_second() -> None:
    assert "which is restricted" in why("model/deepseek-v3/v3", "g7Level", "Open Weights AI", "--not")
    assert why("model/deepseek-v3/v3-0324", "g7Level", "Open Weights AI", "--not", code=1).startswith("it does hold")


def test_not_names_a_license_that_nobody_reviewed() -> None:
    assert "unrestricted, not reviewed" in why("model/gpt-2", "g7Level", "Open Weights AI", "--not")


def test_owl_inferences_are_proved_too() -> None:
    text = why("Mistral 7B", "developedIn", "region/european-union")
    assert "graph/organization/mistral-ai.yaml:" in text


def test_what_does_not_hold_says_so() -> None:
    assert "--not" in why("model/gpt-4o", "g7Level", "Open Source AI", code=1)


def test_an_unknown_property_names_the_nearest() -> None:
    ran = kgtool("why", "model/gpt-4o", "g7Levl", directory=None)
    assert ran.code == 2
    assert "did you mean g7Level" in ran.err


def test_json_nests_premises() -> None:
    proof: dict[str, Any] = json.loads(why("model/gpt-4o", "g7Level", "-f", "json"))[0]
    assert proof["valueLabel"] == "API only"
    assert proof["rule"] == "model-grade"
    assert any(premise.get("rule") == "floor" for premise in proof["premises"])


def test_a_value_in_the_place_of_a_property_tells_which_have_it() -> None:
    ran = kgtool("why", "gpt-oss-120b", "Open Source AI", "--not", directory=None)
    assert ran.code == 2
    assert "'Open Source AI' is a value, no property" in ran.err
    assert "with 'G7 ceiling' or 'G7 level'" in ran.err


def test_a_word_of_a_property_names_it() -> None:
    ran = kgtool("why", "Llama 4 Scout", "level", directory=None)
    assert ran.code == 2
    assert "did you mean G7 level?" in ran.err


def test_what_only_a_part_has_names_the_part() -> None:
    assert "but of model/gpt-5/gpt-5-2025-08-07" in why("GPT-5", "owes", code=1)
