"""The landscape as a reader opens it: from disk, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import kgtool
from kgtool.statistics import count_graph
from kgtool.views.page import page_text
from kgtool.views.view import ViewPage
from tests.browsers import Opened, Show, open_page
from tests.commands import ROOT
from tests.drawings import drawn

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NS = "https://w3id.org/ai-landscape/ns#"
ID = "https://w3id.org/ai-landscape/id/"
MISTRAL = f"{ID}organization/mistral-ai"
LLAMA = f"{ID}model/llama-2"
VIEWS = ("regions", "table", "family", "lineage", "licenses", "map")


@pytest.fixture(scope="module")
def graph() -> kgtool.Graph:
    return kgtool.open(ROOT)


@pytest.fixture(scope="module")
def landscape(graph: kgtool.Graph) -> ViewPage:
    return graph.view("map")


@pytest.fixture(scope="module")
def whole(graph: kgtool.Graph) -> ViewPage:
    return graph.view("landscape")


@pytest.fixture(scope="module", params=["light", "dark"])
def opened(
    request: pytest.FixtureRequest, browser: Browser, whole: ViewPage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """The page of all views, opened once in each scheme; when its tests are over, nothing may have gone wrong in it."""
    file = tmp_path_factory.mktemp("landscape") / "page.html"
    file.write_text(page_text(whole), encoding="utf-8")
    shown = open_page(browser, file, color_scheme=request.param)
    yield shown
    shown.page.context.close()
    assert shown.wrong == []


def turn_to(shown: Opened, view: str, focus: str = "", width: int = 1440) -> None:
    """Opens a view at its address, with or without the card of something."""
    shown.page.set_viewport_size({"width": width, "height": 900})
    shown.run("(address) => { location.hash = address; }", f"view={view}" + f"&focus={focus}" * bool(focus))
    shown.settle()
    assert (shown.run("kgtool.view()"), shown.focus()) == (view, focus or None)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("focus", ["", LLAMA], ids=["without-card", "with-card"])
def test_no_view_keeps_people_out_or_hides_a_label(opened: Opened, view: str, focus: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    dark = opened.run("document.documentElement.dataset.theme") == "dark"
    for width in (1440,) if dark else (390, 1440):  # labels stand in the same places in both schemes
        turn_to(opened, view, focus, width)
        assert opened.run("document.documentElement.scrollWidth") <= width
        if view != "table":
            opened.check_labels()
    found = Axe().run(opened.page).response["violations"]
    assert [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]] == []
    assert opened.page.is_visible("#card") == bool(focus)
    assert opened.wrong == []


def test_the_drawn_family_is_the_closure_of_derivation(opened: Opened, graph: kgtool.Graph) -> None:
    turn_to(opened, "family", LLAMA)
    step = f"(<{NS}release>?/<{NS}derivedFrom>/<{NS}releaseOf>?)+"
    asked = f"SELECT DISTINCT ?x {{ {{ <{LLAMA}> {step} ?x }} UNION {{ ?x {step} <{LLAMA}> }} ?x a <{NS}Model> }}"
    related = {str(row["x"]) for row in graph.query(asked)}
    assert len(related) > 10
    marks = opened.run("[...document.querySelectorAll('#drawing g[data-id]')].map((mark) => mark.dataset.id)")
    assert sorted(marks) == sorted(related | {LLAMA})


def test_the_map_draws_as_many_models_as_there_are(opened: Opened, graph: kgtool.Graph) -> None:
    turn_to(opened, "map")
    counts = count_graph(graph.store.engine, graph.index.graphs, graph.index.individuals)
    models = next(count.number for count in counts if count.name == f"{NS}Model")
    shown = [mark for mark in opened.run("kgtool.shown()") if mark.startswith(f"{ID}model/")]
    assert len(shown) == len(set(shown)) == models


def test_the_drawn_table_of_regions_counts_as_the_query_does(graph: kgtool.Graph, whole: ViewPage) -> None:
    assert [view.name for view in whole.views] == [*VIEWS]
    drawing = drawn(replace(whole, cards={}))
    levels = [value.label for value in whole.facets[0].values]
    rows = list(graph.query("openness-by-region", regions="us-china-eu-uk"))
    regions = {str(row["regionLabel"]): row["of"] for row in rows}
    assert len(regions) == 6
    for region, number in regions.items():
        counts = {str(row["level"]): row["n"] for row in rows if str(row["regionLabel"]) == region}
        unsure = sum(int(row["undetermined"] or 0) for row in rows if str(row["regionLabel"]) == region)
        expected = [number, *(counts.get(level, 0) for level in levels), unsure]
        assert drawing.row(region)[1 : len(expected) + 1] == [f"{int(n):,}" if n else "·" for n in expected]


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


def test_neighbourhood_is_drawn_with_what_its_lines_say(show: Show, graph: kgtool.Graph) -> None:
    view = graph.view("Mistral AI")
    shown = show(view)
    assert shown.page.inner_text("#card h2") == "Mistral AI"
    shown.search("Mistral AI")
    texts = {label["text"] for label in shown.run("kgtool.labels()")}
    assert texts & {link.label for link in view.links}
    shown.check_labels()


def test_every_fact_of_a_card_has_a_source_or_follows(whole: ViewPage) -> None:
    facts = [fact for card in whole.cards.values() for _, found in card.sections for fact in found]
    assert len(facts) > 10_000
    assert [fact for fact in facts if not fact.citations and not fact.inferred] == []


def test_page_stays_within_its_size(whole: ViewPage) -> None:
    assert len(page_text(whole).encode()) < 1_000_000 + 500 * len(whole.nodes)
