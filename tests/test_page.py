"""The page in a real browser: drawn, searched, filtered, walked, by mouse and keyboard; and nothing foreign runs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kgtool.cards import Citation
from kgtool.queries.viewblock import FORMS
from kgtool.views.page import page_text
from kgtool.views.view import Card, CardFact, Facet, GraphView, Value, ViewGroup, ViewLink, ViewNode, ViewPage
from tests.browsers import Opened, Show
from tests.hostile import HOSTILE
from tests.sample_view import CATS, COATS, sample_page

GREY, RED = "cat/1", "cat/0"
EDGE = "#8A8F98"


@pytest.fixture
def shown(show: Show) -> Opened:
    return show(sample_page())


def test_marks_are_drawn_in_their_colours(shown: Opened) -> None:
    assert shown.colour_at(RED) == COATS[0].colour
    assert shown.colour_at(GREY) != COATS[1].colour  # a ring: its middle is the ground
    assert shown.colour_at("breeder/1") == "#16191D"
    assert shown.count() == "47 of 47 shown"


def test_dark_page_has_dark_colours(show: Show) -> None:
    shown = show(sample_page(), color_scheme="dark")
    assert shown.colour_at(RED) == COATS[0].dark_colour
    shown.page.click("#theme")
    shown.settle()
    assert shown.colour_at(RED) == COATS[0].colour


def test_search_focuses_a_mark_and_opens_its_card(shown: Opened) -> None:
    shown.search("tom 17")
    assert shown.focus() == "cat/17"
    assert shown.page.inner_text("#card h2") == "Tom 17"
    assert shown.run("document.activeElement.id") == "card"


def test_a_second_search_starts_anew(shown: Opened) -> None:
    shown.search("tom 17")
    shown.search("tom 12")
    assert shown.focus() == "cat/12"
    assert shown.page.input_value("#search") == "tom 12"


def test_every_written_fact_of_a_card_leads_to_its_source(shown: Opened) -> None:
    shown.search("Tom 17")
    rows = shown.page.query_selector_all("#card dl:not(.leads, .glance) dd")
    assert len(rows) == 4
    for row in rows:
        link = row.query_selector(".cites a")
        assert (link is None) == ("follows" in row.inner_text())
        assert link is None or link.get_attribute("href") == "https://example.org/pedigree"
    assert "(from 2020)" in shown.page.inner_text("#card")
    source = shown.page.inner_text("#card ol")
    assert source == "The book of pedigrees, page 3, read 2026-01-12"


def test_reasons_stand_below_the_value_that_they_explain(show: Show) -> None:
    page = sample_page()
    why = (
        "Why?",
        (CardFact("barred from red coat", "It asks for red hair.", note="The hair is grey.", inferred=True),),
    )
    left = ("What is open?", (CardFact("leaves open", "tail", note="Nobody looked.", inferred=True),))
    card = page.cards[GREY]
    page = replace(
        page,
        cards={**page.cards, GREY: replace(card, sections=(card.sections[0], why, left, card.sections[1]))},
        nodes=tuple(replace(node, gap=node.id == RED) for node in page.nodes),
    )
    shown = show(page)
    shown.search("Tom 1")
    assert shown.focus() == GREY
    headings = [one.inner_text() for one in shown.page.query_selector_all("#card h3")]
    assert headings[:2] == ["Why grey coat?", "Tail"]
    assert "The hair is grey." in shown.page.inner_text("#card .why")
    assert "Nobody looked." not in shown.page.inner_text("#card")


def test_card_without_answers_says_nothing_of_them(show: Show) -> None:
    page = sample_page()
    shown = show(replace(page, nodes=tuple(replace(node, facets={}, date="") for node in page.nodes)))
    shown.search("Tom 17")
    assert not shown.page.query_selector_all("#card .glance")
    assert "null" not in shown.page.inner_text("#card")


def test_chips_of_a_card_walk_the_graph(shown: Opened) -> None:
    shown.search("Tom 17")
    shown.page.click("#card button.chip:has-text('Cattery 0')")
    assert shown.focus() == "breeder/0"
    assert shown.run("document.activeElement.id") == "card"


def test_card_stands_beside_the_picture_not_over_it(shown: Opened) -> None:
    shown.search("Tom 17")
    card, picture = (
        shown.run(f"document.querySelector('{which}').getBoundingClientRect().toJSON()")
        for which in ("#card", "#picture")
    )
    assert card["left"] >= picture["right"]
    assert card["right"] <= 1440
    place = shown.run("kgtool.place('cat/17')")
    assert picture["left"] < place["x"] < picture["right"]


def test_click_on_a_mark_opens_its_card_and_one_on_the_ground_closes_it(shown: Opened) -> None:
    place = shown.run("kgtool.place('cat/4')")
    shown.page.mouse.click(place["x"], place["y"])
    shown.settle()
    assert shown.focus() == "cat/4"
    box = shown.box("#canvas")
    shown.page.mouse.click(box["left"] + 3, box["top"] + 3)
    shown.settle()
    assert shown.focus() is None
    assert not shown.page.is_visible("#card")


def test_legend_filters_and_reset_restores(shown: Opened) -> None:
    colours = [coat.colour for coat in COATS]
    ink = shown.ink(*colours)
    shown.page.click("[data-facet=coat][data-value=red]")
    shown.settle()
    red = sum(int(name[4:]) % 3 == 0 for name in CATS)
    holders = len({breeder for name, breeder in CATS.items() if int(name[4:]) % 3 == 0})
    assert shown.count() == f"{red + holders} of 47 shown, the rest is filtered away"
    assert 0 < shown.ink(*colours) < ink
    assert shown.ink(*colours[1:]) == 0
    assert GREY not in shown.run("kgtool.shown()")
    shown.page.click("#reset")
    shown.settle()
    assert shown.count() == "47 of 47 shown"
    assert shown.ink(*colours) == ink


def test_counts_of_the_legend_tell_what_a_value_would_leave(shown: Opened) -> None:
    shown.page.click("[data-facet=country][data-value='country/1']")
    left = shown.run("kgtool.shown().filter((id) => id.startsWith('cat/')).length")
    coats = shown.page.query_selector_all("[data-facet=coat] .n")
    assert sum(int(coat.inner_text()) for coat in coats) == left
    assert shown.page.get_attribute("[data-facet=country][data-value='country/1']", "aria-pressed") == "true"


def test_values_of_one_facet_add_up_and_facets_narrow(shown: Opened) -> None:
    def of(facet: str, *values: str) -> int:
        for value in values:
            shown.page.click(f"[data-facet={facet}][data-value='{value}']")
        return int(shown.count().split()[0])

    one, two = of("country", "country/0"), of("country", "country/1")
    assert one < two < 47
    assert of("coat", "red") < two


def test_search_finds_what_is_filtered_away_and_says_so(shown: Opened) -> None:
    shown.page.click("[data-facet=coat][data-value=red]")
    shown.page.fill("#search", "Tom 1")
    assert "filtered away" in shown.page.inner_text("#hits")
    shown.page.press("#search", "Enter")
    shown.settle()
    assert shown.focus() in shown.run("kgtool.shown()")


def test_keyboard_alone_is_enough(shown: Opened) -> None:
    keys = shown.page.keyboard
    keys.press("Tab")
    assert shown.run("document.activeElement.id") == "skip"
    keys.press("Enter")
    assert shown.run("document.activeElement.id") == "canvas"
    shown.run("document.querySelector('#skip').focus()")
    keys.press("Tab")
    assert shown.run("document.activeElement.id") == "search"
    keys.type("cattery")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Enter")
    shown.settle()
    assert str(shown.focus()).startswith("breeder/")
    keys.press("Escape")
    assert shown.focus() is None
    assert not shown.page.is_visible("#card")
    shown.run("document.querySelector('#canvas').focus()")
    keys.press("0")
    before = shown.run("kgtool.place('cat/0')")
    keys.press("+")
    keys.press("ArrowRight")
    assert shown.run("kgtool.place('cat/0')") != before
    keys.press("0")
    assert shown.run("kgtool.place('cat/0')") == before
    keys.press("?")
    assert shown.page.is_visible("#keys")
    keys.press("Escape")
    assert not shown.page.is_visible("#keys")
    shown.run("document.querySelector('[data-value=red]').focus()")
    keys.press("Space")
    assert "filtered away" in shown.count()
    assert shown.run("document.activeElement.dataset.value") == "red"
    keys.press("ArrowDown")
    assert shown.run("document.activeElement.dataset.value") == "grey"
    keys.press("Tab")
    assert shown.run("document.activeElement.dataset.facet") == "kind"
    keys.press("r")
    assert shown.count() == "47 of 47 shown"


def test_back_goes_back(shown: Opened) -> None:
    shown.search("Tom 17")
    shown.page.click("[data-facet=country][data-value='country/0']")
    shown.page.click("#card .chip >> nth=0")
    address = shown.page.url
    shown.page.go_back()
    assert shown.focus() == "cat/17"
    shown.page.go_back()
    assert shown.count() == "47 of 47 shown"
    shown.page.go_back()
    assert shown.focus() is None
    shown.page.goto(address)
    assert shown.focus() == "breeder/0"


def test_shown_labels_are_large_enough_and_do_not_overlap(show: Show) -> None:
    for size in ({"width": 1440, "height": 900}, {"width": 390, "height": 844}):
        shown = show(sample_page(), viewport=size)
        shown.check_labels()
        shown.search("Cattery 0")
        shown.check_labels()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(show: Show, scheme: str) -> None:
    shown = show(sample_page(), color_scheme=scheme)
    tokens = ("ground", "panel", "disc", "ink", "soft", "link")
    style = {
        name: shown.run("(name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name)", name)
        for name in tokens
    }
    for text in ("ink", "soft", "link"):
        for ground in ("ground", "panel", "disc"):
            assert contrast(style[text], style[ground]) >= 4.5, (text, ground)


def contrast(one: str, other: str) -> float:
    """The ratio of https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour.strip()[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_small_screen_does_not_scroll_sideways(show: Show) -> None:
    shown = show(sample_page(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    for text in ("", "Tom 17"):
        if text:
            shown.search(text)
        wide = shown.run(
            "Math.max(document.documentElement.scrollWidth, document.querySelector('#middle').scrollWidth)"
        )
        assert wide <= 390
    assert shown.run("document.querySelector('#card').getBoundingClientRect().top") >= shown.run(
        "document.querySelector('#picture').getBoundingClientRect().bottom"
    )


def test_card_comes_into_sight_on_a_small_screen_and_leads_back(show: Show) -> None:
    shown = show(sample_page(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    place = shown.run("kgtool.place('cat/4')")
    shown.page.touchscreen.tap(place["x"], place["y"])
    shown.settle()
    assert shown.focus() == "cat/4"
    assert shown.box("#card h2")["top"] < 300
    shown.page.click("#card .up")
    shown.settle()
    assert shown.focus() == "cat/4"
    assert shown.box("#picture")["top"] < 300 < shown.box("#picture")["bottom"]


def test_motion_is_reduced_for_those_who_ask(show: Show) -> None:
    def steps(motion: str) -> int:
        """At how many places a mark is seen while the picture goes to it."""
        shown = show(sample_page(), reduced_motion=motion)
        shown.page.fill("#search", "Tom 17")
        shown.page.press("#search", "Enter")
        return len(set(shown.run(PLACES)))

    assert steps("reduce") <= 2 < steps("no-preference")


PLACES = """async () => {
  const places = [];
  for (let frame = 0; frame < 20; frame++) {
    places.push(JSON.stringify(kgtool.place("cat/17")));
    await new Promise(requestAnimationFrame);
  }
  return places;
}"""


def test_lines_appear_with_the_focus(shown: Opened) -> None:
    shown.search("Tom 1")
    words = [label["text"] for label in shown.run("kgtool.labels()")]
    assert "Tom 1" in words


def pair(links: tuple[ViewLink, ...]) -> ViewPage:
    """Two cats on a map without discs."""
    places = {"Tom": (0.0, 0.0), "Kit": (300.0, 0.0)}
    nodes = tuple(ViewNode(name, name, "cat", "circle") for name in places)
    view = GraphView("cats", "Cats", "Who?", "radial", tuple(places), links, places=places)
    return ViewPage("Cats", "Who?", nodes, links, (), (view,), {}, focus="Tom")


def test_lines_and_their_words_are_shown_where_nothing_is_packed(show: Show) -> None:
    links = (ViewLink("Kit", "Tom", "kitten of"),)
    shown, alone = show(pair(links)), show(pair(()))
    assert shown.ink(EDGE) > 10 > alone.ink(EDGE)
    shown.search("Tom")
    assert "kitten of" in [label["text"] for label in shown.run("kgtool.labels()")]


def test_footer_tells_where_it_comes_from(shown: Opened) -> None:
    assert shown.page.inner_text("#footer summary") == "40 cats"
    shown.page.click("#footer summary")
    assert "which cats?\nand whose?" in shown.page.inner_text("#footer pre")


def test_empty_view_says_so(show: Show) -> None:
    shown = show(ViewPage("Cats", "Which?", (), (), (), (GraphView("cats", "Cats", "Which?", "radial", ()),), {}))
    assert shown.count() == "Nothing to draw"
    shown.search("Tom")
    assert shown.focus() is None


def test_page_has_names_and_roles(shown: Opened) -> None:
    assert shown.run("document.doctype.name") == "html"
    assert shown.run("document.documentElement.lang") == "en"
    assert shown.page.title() == "Cats of the world"
    assert shown.page.get_by_role("combobox", name="Search by name").is_visible()
    assert shown.page.get_by_role("button", name="red coat").is_visible()
    assert shown.page.get_by_role("tabpanel", name="Cats of the world").is_visible()
    unnamed = shown.run(
        "[...document.querySelectorAll('button, input')].filter((e) => !e.textContent.trim() && !e.ariaLabel).length"
    )
    assert unnamed == 0


# hostile content


def hostile_page() -> ViewPage:
    """A page in which every text is out to run something."""
    first, second, *_ = HOSTILE
    values = tuple(
        Value(text, text, text, "#C06C05", "#F2A20D", text, text, group=text, remarks=(text,)) for text in HOSTILE
    )
    nodes = tuple(ViewNode(text, text, text, text, text, first, facets={second: (text,)}) for text in HOSTILE)
    places = {text: (60.0 * i, 9.0 * i) for i, text in enumerate(HOSTILE)}
    links = tuple(ViewLink(first, text, text, (text,)) for text in HOSTILE[1:])
    groups = tuple(ViewGroup(text, text, x, y, 20.0) for text, (x, y) in places.items())
    views = [
        GraphView(
            f"{form} {text}", text, text, form, HOSTILE, links, text, (second, second), text, text, places, groups
        )
        for form, text in zip(FORMS, HOSTILE, strict=False)
    ]
    sources = {text: (Citation(text, text, text, text),) for text in HOSTILE}
    walks = tuple(CardFact(text, text, target=text, note=text, citations=sources[text]) for text in HOSTILE)
    leads = tuple(CardFact(text, text, url=text) for text in HOSTILE)
    return ViewPage(
        title=first,
        question=second,
        nodes=nodes,
        links=links,
        facets=(Facet(second, first, values),),
        views=tuple(sorted(views, key=lambda view: view.form != "radial")),
        cards={text: Card(text, text, text, (("", walks), (text, leads))) for text in HOSTILE},
        focus=first,
        notes=tuple((text, text + "\n") for text in HOSTILE),
        source=first,
    )


@pytest.mark.parametrize("policy", [True, False])
def test_hostile_graph_runs_nothing(show: Show, policy: bool) -> None:
    shown = show(hostile_page(), change=str if policy else without_policy)
    for number in range(1, len(FORMS) + 1):
        shown.page.keyboard.press(str(number))
        for text in HOSTILE[number :: len(FORMS)]:
            shown.page.fill("#search", text)
            shown.page.press("#search", "Enter")
            place = shown.run("(id) => kgtool.focus() !== null && kgtool.place(kgtool.focus())", None)
            if place:
                shown.page.mouse.move(place["x"], place["y"])
                shown.page.mouse.click(place["x"], place["y"])
            assert harmless(shown)
        shown.page.keyboard.press("Escape")
    for what in ("svg", "csv"):
        assert shown.run(f"{'kgtool.csv()' if what == 'csv' else 'kgtool.picture()'}.length") > 1000
    assert harmless(shown)


def without_policy(text: str) -> str:
    """The page without what would stop a script that got in."""
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    assert len(bare) < len(text)
    return bare


def harmless(shown: Opened) -> bool:
    """Whether nothing ran, nothing foreign is in the page, and every link leads to the web."""
    hrefs = shown.run("[...document.querySelectorAll('a')].map((link) => link.href)")
    foreign = shown.run("document.querySelectorAll('img, iframe, object, embed, link, details[ontoggle]').length")
    scripts = shown.run("document.querySelectorAll('script').length")
    ran = shown.run("window.hacked") is not None
    return not ran and foreign == 0 and scripts == 3 and all(href.startswith("http") for href in hrefs)


def test_page_holds_no_way_out() -> None:
    text = page_text(hostile_page())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert text.lower().count("</script") == 3


def test_same_view_gives_the_same_bytes() -> None:
    assert page_text(sample_page()) == page_text(sample_page())


def test_page_is_small() -> None:
    sample = sample_page()
    empty = replace(sample, nodes=(), links=(), cards={}, views=(replace(sample.views[0], nodes=(), links=()),))
    assert len(page_text(sample).encode()) < 900_000 + 2_000 * 47
    assert len(page_text(empty).encode()) < 700_000
