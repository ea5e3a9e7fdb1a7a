"""The landscape as a reader opens it: from disk, without a network."""

from __future__ import annotations

import pytest

import kgtool
from kgtool.views.page import page_text
from kgtool.views.view import ViewPage
from tests.browsers import Show
from tests.commands import ROOT

MISTRAL = "https://w3id.org/ai-landscape/id/organization/mistral-ai"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kgtool.Graph:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KGTOOL_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
        return kgtool.open(ROOT)


@pytest.fixture(scope="module")
def landscape(graph: kgtool.Graph) -> ViewPage:
    return graph.view("map")


def test_landscape_is_drawn_searched_and_filtered(show: Show, landscape: ViewPage) -> None:
    shown = show(landscape)
    colours = {value.id: value for value in landscape.facets[0].values}
    solid = [
        (node.id, colours[value])
        for node in landscape.nodes
        for value in node.facets["grade"]
        if colours[value].fill == "solid" and not node.gap
    ]
    assert len(solid) > 10
    assert {shown.colour_at(node) == value.colour for node, value in solid} == {True}
    shown.check_labels()
    shown.page.click("[data-facet=seat] >> text=France")
    left = set(shown.run("kgtool.shown()"))
    assert MISTRAL in left
    assert len(left) < len(landscape.nodes) / 2
    shown.page.click("#reset")
    shown.search("Mistral AI")
    assert shown.focus() == MISTRAL
    card = shown.page.inner_text("#card")
    assert "France" in card
    assert "read 20" in card
    sources = shown.run("[...document.querySelectorAll('#card .cites a')].map((link) => link.protocol)")
    assert len(sources) > 3
    assert set(sources) == {"https:"}
    shown.check_labels()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_landscape_fits_a_small_screen(show: Show, landscape: ViewPage, scheme: str) -> None:
    shown = show(landscape, viewport={"width": 390, "height": 844}, is_mobile=True, color_scheme=scheme)
    assert shown.run("document.documentElement.scrollWidth") <= 390
    shown.check_labels()


def test_neighbourhood_is_drawn_with_what_its_lines_say(show: Show, graph: kgtool.Graph) -> None:
    view = graph.view("Mistral AI")
    shown = show(view)
    assert shown.page.inner_text("#card h2") == "Mistral AI"
    shown.search("Mistral AI")
    texts = {label["text"] for label in shown.run("kgtool.labels()")}
    assert texts & {link.label for link in view.links}
    shown.check_labels()


def test_every_fact_of_a_card_has_a_source_or_follows(landscape: ViewPage) -> None:
    facts = [fact for card in landscape.cards.values() for _, found in card.sections for fact in found]
    without = [fact for fact in facts if not fact.citations and not fact.inferred]
    assert len(without) < len(facts) / 100


def test_page_stays_within_its_size(landscape: ViewPage) -> None:
    assert len(page_text(landscape).encode()) < 900_000 + 2_000 * len(landscape.nodes)
