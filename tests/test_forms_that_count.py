"""Small multiples and the matrix: what stands in them is what there is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

import kgtool
from kgtool.views.build import Drawing, Head, view_page
from kgtool.views.names import text_of
from kgtool.views.view import Card, Facet, GraphView, Value, ViewLink, ViewNode, ViewPage
from tests.browsers import Show
from tests.commands import ROOT
from tests.drawings import Drawn, drawn

LEVELS = (
    Value("best", "All of it", "", "#00876C", "#25BFA3", "solid-rimmed"),
    Value("good", "Most of it", "", "#1B4FB8", "#4486F5", "solid"),
    Value("fair", "Some of it", "", "#A167D2", "#E0B0FF", "ring-dashed"),
    Value("poor", "None of it", "", "#C06C05", "#F2A20D", "thin-ring"),
    Value("not-recorded", "undetermined", "", "#7D858F", "#A3ABB6", "thin-ring-dotted"),
)
HOSTILE = (
    "",
    "x" * 10_000,
    "\u202eמרחבא بالعالم",
    "</script><b>",
    "a\u2028b\nc\x00\ud7ff",
    "W" * 60,
    "{{x}}]]><!--",
    "👩‍👧" * 90,
)
WIDTHS = (1100, 760, 358)


def fleet(
    number: int,
    form: str = "multiples",
    *,
    seas: int = 3,
    owners: int = 5,
    name: Callable[[int], str] = "Ship {}".format,
) -> ViewPage:
    """Ships at sea: every fifth sails two seas, every ninth has no date, every third may be better than is known."""
    places = {key: [f"{key}/{i}" for i in range(count)] for key, count in {"sea": seas, "owner": owners}.items()}
    nodes = tuple(
        ViewNode(
            f"ship/{i}",
            name(i),
            "ship",
            "circle",
            "" if i % 9 == 4 else f"{2018 + i * i % 7}-{1 + i * 5 % 12:02}",
            gap=i % 3 == 0,
            facets={
                "level": (LEVELS[i * 7 % 5].id,),
                "sea": tuple(sorted({places["sea"][i // 2 % seas], *(places["sea"][:1] if i % 5 == 0 else ())})),
                "owner": (places["owner"][i % owners],),
            },
        )
        for i in range(number)
    )
    values = {
        key: [
            Value(one, name(i), group=f"Kind {i % 2}", remarks=(name(i), "no whaling") if i % 2 else ())
            for i, one in enumerate(found)
        ]
        for key, found in places.items()
    }
    facets = (
        Facet("level", "Shape", LEVELS),
        Facet("sea", "Sea", tuple(values["sea"])),
        Facet("owner", "Owner", tuple(values["owner"])),
    )
    links = tuple(
        ViewLink(f"ship/{i}", f"ship/{i // 2}", "built after", ("loses its sails",))
        for i in range(1, min(number, 60), 2)
    )
    by = ("sea", "owner") if form == "matrix" else ("sea",)
    view = GraphView(
        "fleet", "Ships", "Which ships sail where?", form, tuple(node.id for node in nodes), links, by=by, counts="ship"
    )
    cards = {node.id: Card(node.id, node.label, "ship", (("", ()),)) for node in nodes}
    return ViewPage("Ships", "Which ships sail where?", nodes, links, facets, (view,), cards)


def in_sea(page: ViewPage, sea: str) -> list[ViewNode]:
    return [node for node in page.nodes if sea in node.facets["sea"]]


def panels(drawing: Drawn) -> dict[str, list[str]]:
    """The ids of the squares of each panel, by its heading."""
    holders = {mark.group for mark in drawing.marks}
    heads: dict[int, str] = {}
    for text in drawing.texts:
        if text.group in holders:
            heads.setdefault(text.group, text.string)
    return {label: [mark.id for mark in drawing.marks if mark.group == group] for group, label in heads.items()}


@pytest.mark.parametrize("width", WIDTHS)
def test_each_panel_has_a_square_for_every_mark_of_its_value(width: int) -> None:
    page = fleet(90)
    drawing = drawn(page, width=width)
    expected = {
        f"Ship {i}": sorted(node.id for node in in_sea(page, f"sea/{i}")) for i in range(3) if in_sea(page, f"sea/{i}")
    }
    assert {label: sorted(found) for label, found in panels(drawing).items()} == expected
    sizes = [len(found) for found in panels(drawing).values()]
    assert sizes == sorted(sizes, reverse=True)
    assert [text for text in drawing.strings() if re.fullmatch(r"\d+ ships", text)] == [
        f"{size} ships" for size in sizes
    ]


def test_a_filter_stacks_the_squares_anew_without_holes() -> None:
    page = fleet(90)
    some = [node.id for node in page.nodes if node.facets["level"] != ("good",)]
    assert {mark.id for mark in drawn(page, some).marks} == set(some)
    for drawing in (drawn(page), drawn(page, some)):
        for group in {mark.group for mark in drawing.marks}:
            squares = [(mark.x, mark.y) for mark in drawing.marks if mark.group == group]
            floor = max(y for _, y in squares)
            for x, y in squares:
                others = [(abs(a - x), b - y) for a, b in squares]
                assert sum(max(beside, abs(above)) < 8 for beside, above in others) == 1, "two on one place"
                assert floor - y < 8 or any(beside < 1 and 5 < below < 10 for beside, below in others), "a hole"


def test_the_table_counts_each_value_and_level() -> None:
    page = fleet(90)
    drawing = drawn(page)
    for sea in ("sea/0", "sea/1"):
        ships = in_sea(page, sea)
        levels = Counter(node.facets["level"][0] for node in ships)
        counts = [len(ships), *(levels[level.id] for level in LEVELS), sum(node.gap for node in ships)]
        assert drawing.row(f"Ship {sea[-1]}")[1:8] == [str(count) if count else "·" for count in counts]
    whole = Counter(node.facets["level"][0] for node in page.nodes)
    assert drawing.row("All, each once")[1:7] == ["90", *(str(whole[level.id]) for level in LEVELS)]


def test_a_share_is_given_from_twenty_on_and_says_of_what() -> None:
    page = fleet(90)
    ships = in_sea(page, "sea/0")
    high = [node for node in ships if node.facets["level"][0] in ("best", "good")]
    open_ones = sum(node.gap for node in ships if node not in high)
    share = f"{round(100 * len(high) / len(ships))} % Most of it or higher"
    assert open_ones > 1
    assert f"at least {share}; {open_ones} others could be higher" in drawn(page).strings()
    settled = [node.id for node in ships if node in high or not node.gap]
    shares = [text for text in drawn(page, settled).strings() if text.endswith("Most of it or higher")]
    assert len(settled) >= 20
    assert shares, "nothing is open"
    assert not [text for text in shares if "at least" in text]
    solid = [node.id for node in ships if node.facets["level"][0] in ("best", "good")]
    assert not [text for text in drawn(page, solid).strings() if "%" in text], "all of them are"
    few = drawn(page, [node.id for node in ships[:19]]).strings()
    assert "n < 20: no share" in few
    assert not [text for text in few if "%" in text]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("form", ["multiples", "matrix"])
def test_texts_are_readable_inside_and_apart(form: str, width: int) -> None:
    drawn(fleet(90, form), width=width).check_texts()
    drawn(fleet(1, form), width=width).check_texts()
    drawn(fleet(60, form, seas=16, owners=12, name=lambda i: HOSTILE[i % len(HOSTILE)]), width=width).check_texts()
    drawn(fleet(300, form, seas=500, owners=300), width=width).check_texts()


@pytest.mark.parametrize("form", ["multiples", "matrix"])
def test_a_view_of_nothing_says_so(form: str) -> None:
    assert drawn(fleet(0, form)).strings() == ["There is nothing to draw."]
    assert drawn(fleet(9, form), []).strings() == ["The filters leave nothing to count."]


def test_marks_without_dates_stand_in_a_gutter_that_is_named_and_counted() -> None:
    page = fleet(90)
    undated = [node.id for node in in_sea(page, "sea/0") if not node.date]
    drawing = drawn(page)
    assert undated
    assert "no date" in drawing.strings()
    assert str(len(undated)) in drawing.strings()
    left = min(mark.x for mark in drawing.marks)
    assert {mark.id for mark in drawing.marks if mark.x - left < 1} <= {node.id for node in page.nodes if not node.date}


def test_a_date_that_is_only_a_year_stands_in_no_quarter() -> None:
    page = fleet(90)
    years = {node.id for node in page.nodes[::10] if node.date}
    nodes = tuple(replace(node, date=node.date[:4]) if node.id in years else node for node in page.nodes)
    undated = {node.id for node in nodes if not node.date}
    drawing = drawn(replace(page, nodes=nodes))
    said = " ".join(drawing.strings())
    assert "no quarter" in drawing.strings()
    assert f"No date: {len(undated)}, only a year: {len(years)}; these stand at the left." in said
    every = {node.id for node in nodes}
    for group in {mark.group for mark in drawing.marks}:
        squares = [mark for mark in drawing.marks if mark.group == group]
        dated = [mark.x for mark in squares if mark.id in every - years - undated]
        assert all(mark.x < min(dated) for mark in squares if mark.id in years | undated)


def test_where_most_dates_are_years_columns_are_years() -> None:
    page = fleet(90)
    nodes = tuple(replace(node, date=node.date[:4]) for node in page.nodes)
    strings = drawn(replace(page, nodes=nodes)).strings()
    assert any("over the year of its date" in text for text in strings)
    assert "no quarter" not in strings


@pytest.mark.parametrize("form", ["multiples", "matrix"])
def test_what_is_too_much_for_marks_becomes_bars_and_numbers(form: str) -> None:
    drawing = drawn(fleet(10_000, form, seas=40, owners=400))
    assert drawing.elements < 6_000
    assert len(drawing.marks) < 700
    assert any("as bars" in text for text in drawing.strings()) == (form == "multiples")


def test_the_focus_stands_out_among_what_is_linked_with_it() -> None:
    page = fleet(90)
    drawing = drawn(page, focus="ship/1", lit=None)
    lit = {mark.id for mark in drawing.marks if mark.opacity == 1}
    assert lit == {"ship/1"}


def test_rows_of_the_matrix_stand_in_bands_and_hold_every_mark() -> None:
    page = fleet(40, "matrix", seas=7, owners=4)
    drawing = drawn(page)
    bands = [text for text in drawing.texts if text.string.startswith("Kind ")]
    assert sorted(text.string for text in bands) == ["Kind 0", "Kind 1"]
    rows = {sea: len(in_sea(page, sea)) for sea in (f"sea/{i}" for i in range(7)) if in_sea(page, sea)}
    totals = {text.string for text in drawing.texts if text.string.isdigit()}
    assert {str(count) for count in rows.values() if count > 1} <= totals
    cells = Counter((sea, owner) for node in page.nodes for sea in node.facets["sea"] for owner in node.facets["owner"])
    glyphs = sum(count for count in cells.values() if count <= 4)
    assert len(drawing.marks) == glyphs
    for (sea, _), count in cells.items():
        assert count <= 4 or str(count) in totals, sea


def test_the_matrix_lists_the_links_that_have_a_remark() -> None:
    page = fleet(40, "matrix")
    drawing = drawn(page)
    assert "Loses its sails: 20" in drawing.strings()
    named = [text.id for text in drawing.texts if text.id]
    assert set(named) == {end for link in page.links for end in (link.source, link.target)}
    assert len(named) == 2 * len(page.links)


def test_the_list_says_what_a_link_has_a_remark_for() -> None:
    page = fleet(40, "matrix")
    lost = Facet("lost", "Lost", (Value("l/0", "the mainsail (hemp)"), Value("not-recorded", "not recorded")))
    nodes = tuple(
        replace(node, facets={**node.facets, "lost": ("l/0" if node.id == "ship/1" else "not-recorded",)})
        for node in page.nodes
    )
    view = replace(page.views[0], by=("sea", "owner", "lost"))
    strings = drawn(replace(page, nodes=nodes, facets=(*page.facets, lost), views=(view,))).strings()
    assert strings.count("the mainsail (hemp)") == 1


def test_columns_are_named_again_where_their_names_are_out_of_sight() -> None:
    drawing = drawn(fleet(300, "matrix", seas=60, owners=4))
    places = sorted(text.top for text in drawing.texts if text.string == "n")
    assert len(places) > 2
    steps = [after - before for before, after in pairwise(places)]
    assert all(200 < step < 700 for step in steps)


def test_a_row_of_one_mark_names_it_with_its_column() -> None:
    page = fleet(24, "matrix", seas=12, owners=3)
    drawing = drawn(page, [node.id for node in page.nodes[::2]])
    named = {text.id: text.string for text in drawing.texts if re.fullmatch(r"Ship \d+ \(Ship \d\)", text.string)}
    assert named
    for node in page.nodes:
        if node.id in named:
            owner = node.facets["owner"][0].removeprefix("owner/")
            assert named[node.id] == f"{node.label} (Ship {owner})"


@pytest.mark.parametrize("form", ["multiples", "matrix"])
def test_in_a_browser_a_mark_opens_its_card_and_a_filter_counts_anew(show: Show, form: str) -> None:
    shown = show(fleet(90, form))
    shown.check_labels()
    shown.run("document.querySelector('#drawing [data-id]').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
    shown.settle()
    assert str(shown.focus()).startswith("ship/")
    shown.check_labels()
    shown.page.click("[data-facet=level] >> text=Most of it")
    shown.settle()
    drawn_marks = shown.run("[...document.querySelectorAll('#drawing g[data-id]')].map((mark) => mark.dataset.id)")
    assert set(drawn_marks) <= set(shown.run("kgtool.shown()"))
    assert len(shown.run("kgtool.shown()")) == 18
    assert "18 of 90" in shown.page.inner_text("#drawing")


@pytest.mark.parametrize("form", ["multiples", "matrix"])
def test_a_small_screen_shows_every_label_without_overlap(show: Show, form: str) -> None:
    shown = show(fleet(90, form), viewport={"width": 390, "height": 844}, is_mobile=True, color_scheme="dark")
    shown.check_labels()
    assert shown.run("document.querySelector('#drawing svg').getBoundingClientRect().width") <= 390


def test_the_same_page_is_drawn_the_same() -> None:
    for form in ("multiples", "matrix"):
        assert drawn(fleet(60, form)) == drawn(fleet(60, form))


SEATS = """
PREFIX ail: <https://w3id.org/ai-landscape/ns#>
PREFIX kg: <https://w3id.org/kgtool/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT {
  ?model a kg:Node , ail:Model ; rdfs:label ?label ; kg:grade ?grade ; kg:ceiling ?ceiling ; kg:region ?region
}
WHERE {
  ?model a ail:Model ; rdfs:label ?label ; ail:developer ?developer .
  OPTIONAL { ?model ail:g7Level ?grade }
  OPTIONAL { ?model ail:g7Ceiling ?ceiling }
  OPTIONAL { ?developer ail:seat ?seat }
  BIND (<https://w3id.org/ai-landscape/id/region/european-union> AS ?union)
  BIND (IF(EXISTS { ?seat ail:memberOf ?union }, "European Union", "outside") AS ?side)
  BIND (IF(BOUND(?seat), ?side, "undetermined") AS ?region)
}
"""


@pytest.fixture(scope="module")
def graph() -> kgtool.Graph:
    return kgtool.open(ROOT)


def test_the_table_of_regions_equals_the_query(graph: kgtool.Graph) -> None:
    head = Head("Regions", "How open?", form="multiples", colour="grade", facets={"region": "Region"}, by=("region",))
    page = view_page(graph.store, [Drawing(head, graph.store.construct(SEATS))])
    found = graph.query("openness-by-region")
    rows = [dict(zip(found.variables, map(text_of, row), strict=True)) for row in found.rows]
    assert_equal_rows(drawn(page), page, rows)


def assert_equal_rows(drawing: Drawn, page: ViewPage, rows: Sequence[Mapping[str, str]]) -> None:
    order = [value.label for value in page.facets[0].values]
    regions = {row["regionLabel"] for row in rows}
    assert len(regions) == 3
    for region in regions:
        own = [row for row in rows if row["regionLabel"] == region]
        counts = {row["level"]: int(row["n"]) for row in own}
        expected = [
            int(own[0]["of"]),
            *(counts.get(level, 0) for level in order),
            sum(int(row["undetermined"]) for row in own),
        ]
        assert drawing.row(region)[1 : len(expected) + 1] == [f"{count:,}" if count else "·" for count in expected]
