"""What a license lets one do: yes only where the facts say so, and every other answer with its clause."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kgtool as library
from tests.commands import ROOT, kgtool
from tests.excerpt import excerpt

FRANCE = {"act": "ship", "basedIn": "France", "monthlyUsers": "5000000"}
LLAMA_4 = {"license": "Llama 4 Community License", "modality": "image", "monthlyUsers": "1000"}


def answers(**asked: str) -> dict[str, dict[str, object]]:
    """The records of an answer by model, or by license where one is named."""
    records = library.open(ROOT).query("may-i-use", **asked).records
    return {str(record["modelLabel"] or record["termsLabel"]): dict(record) for record in records}


def answer(**asked: str) -> object:
    (record,) = answers(**asked).values()
    return record["answer"]


def test_every_model_is_answered_once() -> None:
    rows = library.open(ROOT).query("may-i-use", **FRANCE).records
    models = {row["model"] for row in rows}
    assert len(models) == len(rows) == len(library.open(ROOT).query("SELECT ?m { ?m a ail:Model }"))


@pytest.mark.parametrize("act", ["run", "host", "ship", "fine-tune", "train-on-outputs"])
@pytest.mark.parametrize("users", ["", "5000000", "800000000"])
def test_no_and_ask_first_name_the_clause_the_text_and_the_day(act: str, users: str) -> None:
    asked = {"monthlyUsers": users} if users else {}
    for name, row in answers(act=act, basedIn="France", **asked).items():
        if row["answer"] in ("no", "permission needed"):
            assert "(" in str(row["reason"]) or not row["terms"], name
            assert str(row["url"]).startswith("https://"), name
            assert str(row["read"]) > "2026", name


def test_yes_rests_on_recorded_permissions() -> None:
    allowed = {name for name, row in answers(**FRANCE).items() if row["answer"] == "yes"}
    assert allowed
    for name, row in answers(**FRANCE).items():
        reasons = str(row["reason"]).split("; ")
        assert (name in allowed) == any(said.startswith("allows: share") for said in reasons), name


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("Llama 4 Scout", "no"),
        ("Llama 3.2-Vision", "no"),
        ("Llama 3.3", "yes"),
        ("Llama 3.1", "yes"),
        ("DeepSeek-R1", "yes"),
        ("Command R+", "no"),
        ("Mistral Large 2", "permission needed"),
        ("Hunyuan-Large", "no"),
        ("Stable Diffusion 3.5", "unknown"),
        ("MiniMax-Text-01", "unknown"),
        ("GPT-4o", "no"),
        ("WizardLM-2 8x22B", "no"),
    ],
)
def test_shipping_from_france_with_five_million_users(model: str, expected: str) -> None:
    assert answers(**FRANCE)[model]["answer"] == expected


def test_a_cap_on_users_counts_from_above_its_threshold() -> None:
    many = answers(act="ship", basedIn="United States", monthlyUsers="800000000")
    assert [many[name]["answer"] for name in ("Llama 3.1", "Qwen2.5-72B")] == ["permission needed"] * 2
    assert "section 2" in str(many["Llama 3.1"]["reason"])
    at_most = {"model": "Llama 3.1", "act": "ship", "basedIn": "United States"}
    assert answer(monthlyUsers="700000000", **at_most) == "yes"
    assert answer(monthlyUsers="700000001", **at_most) == "permission needed"


def test_what_was_not_said_is_unknown() -> None:
    assert answer(model="Llama 3.1", act="ship") == "unknown"
    assert answer(model="Llama 4 Scout", act="ship", monthlyUsers="1000") == "unknown"
    assert answer(license="Llama 4 Community License", monthlyUsers="1000", basedIn="France") == "unknown"


def test_territory_is_that_of_the_day(tmp_path: Path) -> None:
    assert answer(basedIn="France", **LLAMA_4) == "no"
    assert answer(basedIn="Switzerland", **LLAMA_4) == "yes"
    assert answer(basedIn="United Kingdom", **LLAMA_4) == "yes"
    part = excerpt(tmp_path / "part", ["model/llama-4-scout"])
    for day, expected in ((date(2020, 1, 31), "no"), (date(2020, 2, 1), "yes")):
        (record,) = library.open(part, day=day).query("may-i-use", basedIn="United Kingdom", **LLAMA_4).records
        assert record["answer"] == expected


def test_territory_of_multimodal_models_leaves_text_alone() -> None:
    assert answer(basedIn="France", **{**LLAMA_4, "modality": "text"}) == "yes"


@pytest.mark.parametrize(
    ("revenue", "expected"),
    [("2M-USD", "permission needed"), ("1M-USD", "yes"), ("2M-EUR", "unknown"), ("", "unknown")],
)
def test_revenue_is_compared_in_its_own_currency(revenue: str, expected: str) -> None:
    asked = {"annualRevenue": revenue} if revenue else {}
    assert answer(license="Stability AI Community License", **asked) == expected


def test_caps_and_bans_on_commerce_leave_research_alone() -> None:
    assert answer(license="Stability AI Community License", purpose="research") == "yes"
    assert answer(model="LLaMA", purpose="research") == "yes"
    assert answer(model="LLaMA", purpose="personal") == "no"
    assert answer(model="LLaMA") == "no"


def test_outputs_of_llama_taught_others_from_3_1_on() -> None:
    asked = {"act": "train-on-outputs", "basedIn": "United States", "monthlyUsers": "1000"}
    assert answer(model="Llama 3", **asked) == "no"
    (row,) = answers(model="Llama 3.1", **asked).values()
    assert row["answer"] == "yes"
    assert "naming" in str(row["duties"])
    assert answer(model="GPT-4o", **asked) == "unknown"


def test_duties_are_those_of_the_act_and_the_size() -> None:
    asked = {"model": "Kimi K2", "basedIn": "France"}
    (small,) = answers(act="ship", monthlyUsers="5000000", annualRevenue="1M-USD", **asked).values()
    (large,) = answers(act="ship", monthlyUsers="200000000", annualRevenue="1M-USD", **asked).values()
    assert "monthly active users" not in str(small["duties"])
    assert "monthly active users" in str(large["duties"])
    (run,) = answers(act="run", monthlyUsers="200000000", **asked).values()
    assert "branding" not in str(run["duties"])


@pytest.mark.parametrize(
    ("asked", "duties"),
    [
        ("Llama 3.1 Community License", ["branding", "notice", "section 1.b.i(A)"]),
        ("Gemma Terms of Use (1 April 2026)", ["flow down", "notice", "state changes"]),
        ("DeepSeek License Agreement 1.0", ["flow down", "notice", "attribution"]),
        ("Stability AI Community License", ["branding", "notice", "attribution"]),
    ],
)
def test_a_service_carries_the_duties_that_the_text_ties_to_it(asked: str, duties: list[str]) -> None:
    (row,) = answers(license=asked, act="host", basedIn="Japan", monthlyUsers="1000", annualRevenue="1M-USD").values()
    assert row["answer"] == "yes"
    assert all(duty in str(row["duties"]) for duty in duties), row["duties"]


def test_a_service_under_mit_or_apache_carries_no_duty() -> None:
    for text in ("MIT License", "Apache License 2.0"):
        (row,) = answers(license=text, act="host").values()
        assert (row["answer"], row["duties"] or "") == ("yes", "")


def test_what_is_trained_on_outputs_of_qwen_says_so() -> None:
    (row,) = answers(model="Qwen2.5-72B", act="train-on-outputs", monthlyUsers="1000").values()
    assert "Built with Qwen" in str(row["duties"])


def test_exclusions_of_three_territories_are_told_apart() -> None:
    asked = {"license": "Tencent Hunyuan Community License Agreement", "act": "ship", "monthlyUsers": "1000"}
    for country in ("France", "United Kingdom", "South Korea"):
        assert answer(basedIn=country, **asked) == "no"
    assert answer(basedIn="Japan", **asked) == "yes"
    assert answer(**asked) == "unknown"


def test_multimodal_llamas_are_for_the_rest_of_europe() -> None:
    for country, expected in {"France": "no", "United Kingdom": "yes", "Switzerland": "yes"}.items():
        for model in ("Llama 4 Scout", "Llama 3.2-Vision"):
            assert answer(model=model, act="run", basedIn=country, monthlyUsers="1000") == expected
    assert answer(model="Llama 3.2 (text)", act="run", basedIn="France", monthlyUsers="1000") == "yes"


def test_yes_is_never_said_where_a_limit_depends_on_what_was_not_said() -> None:
    for act in ("run", "host", "ship", "fine-tune", "train-on-outputs"):
        for name, row in answers(act=act).items():
            assert row["answer"] != "yes" or "depends on" not in str(row["reason"]), name


def test_the_command_says_that_it_gives_no_legal_advice() -> None:
    run = kgtool("query", "may-i-use", "--model", "DeepSeek-R1", "--act", "ship", "-f", "csv", directory=ROOT)
    assert (run.code, run.out.count("\n")) == (0, 2)
    assert "legal advice" in run.err
    assert kgtool("query", "may-i-use", "--model", "DeepSeek-R1", "-f", "csv", "-q", directory=ROOT).err == ""


def test_an_act_or_a_sum_that_is_none_is_refused() -> None:
    assert kgtool("query", "may-i-use", "--act", "sell", directory=ROOT).code == 2
    run = kgtool("query", "may-i-use", "--annual-revenue", "much", directory=ROOT)
    assert run.code == 2
    assert "20M-EUR" in run.err
