"""A page of several pictures in a real browser: tabs, table, days, path, comparison, what is taken away, and paper."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from kgtool.views.picture import picture_png, picture_svg
from kgtool.views.view import ViewLink
from tests.browsers import Opened, Show
from tests.sample_view import CATS, COATS, FORMS, sample_pictures


@pytest.fixture
def shown(show: Show) -> Opened:
    return show(sample_pictures())


def open_form(shown: Opened, form: str) -> None:
    shown.page.keyboard.press("Escape")
    shown.page.keyboard.press(str(FORMS.index(form) + 1))
    shown.settle()


def test_keys_and_tabs_open_the_pictures(shown: Opened) -> None:
    names = shown.run("kgtool.views()")
    for number, name in enumerate(names, 1):
        shown.page.keyboard.press(str(number))
        assert shown.run("kgtool.view()") == name
        assert shown.page.get_attribute(f"#tab-{number - 1}", "aria-selected") == "true"
    shown.page.click("#tab-1")
    assert shown.run("kgtool.view()") == names[1]
    shown.page.keyboard.press("ArrowRight")
    assert shown.run("kgtool.view()") == names[2]


@pytest.mark.parametrize("form", FORMS)
def test_filters_and_focus_hold_in_every_picture(shown: Opened, form: str) -> None:
    shown.page.click("[data-facet=coat][data-value=red]")
    shown.search("Tom 12")
    assert shown.focus() == "cat/12"
    shown.page.keyboard.press(str(FORMS.index(form) + 1))
    shown.settle()
    assert shown.focus() == "cat/12"
    assert "filtered away" in shown.count()
    assert shown.page.inner_text("#card h2") == "Tom 12"
    assert shown.run("kgtool.place('cat/12')")


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("table", "packed")])
def test_marks_of_drawn_pictures_answer_to_mouse_and_keys(shown: Opened, form: str) -> None:
    open_form(shown, form)
    place = shown.run("kgtool.place('cat/2')")
    shown.page.mouse.move(place["x"], place["y"])
    assert "Tom 2" in shown.page.inner_text("#tip")
    shown.page.mouse.click(place["x"], place["y"])
    assert shown.focus() == "cat/2"
    shown.run("document.querySelector('#drawing').focus()")
    shown.page.keyboard.press("ArrowLeft")
    shown.page.keyboard.press("ArrowDown")
    assert shown.focus() not in (None, "cat/2")


def test_table_holds_what_is_shown_and_sorts(shown: Opened) -> None:
    open_form(shown, "table")
    rows = "[...document.querySelectorAll('#table tbody tr')].map((row) => row.dataset.row)"
    assert sorted(shown.run(rows)) == sorted(CATS)
    assert shown.run(rows)[:3] == ["cat/0", "cat/1", "cat/2"]
    shown.page.click("#table th >> text=Coat")
    order = [COATS[int(name[4:]) % 3].id for name in shown.run(rows)]
    assert order == sorted(order, key=[coat.id for coat in COATS].index)
    shown.page.click("#table th >> text=Coat")
    assert [COATS[int(name[4:]) % 3].id for name in shown.run(rows)] == sorted(
        order, key=[coat.id for coat in COATS].index, reverse=True
    )
    assert shown.page.get_attribute("#table th[aria-sort]", "aria-sort") == "descending"
    shown.page.click("[data-facet=coat][data-value=red]")
    assert len(shown.run(rows)) == sum(int(name[4:]) % 3 == 0 for name in CATS)
    shown.page.click("#table .chip >> nth=0")
    assert shown.page.is_visible("#card")


def test_days_keep_a_span_and_say_which(shown: Opened) -> None:
    shown.run("document.querySelector('#from').focus()")
    for _ in range(12):
        shown.page.keyboard.press("ArrowRight")
    left = shown.run("kgtool.shown()")
    assert 0 < len(left) < len(CATS)
    assert "2018 Q1" in shown.page.inner_text("#span")
    born = {node.id: node.date for node in sample_pictures().nodes}
    assert min(born[name] for name in left) >= "2018"
    shown.page.reload()
    shown.page.wait_for_selector("html[data-ready]")
    assert sorted(shown.run("kgtool.shown()")) == sorted(left)
    shown.page.click("#reset")
    assert len(shown.run("kgtool.shown()")) == len(CATS)


def test_path_between_two_is_the_shortest(shown: Opened) -> None:
    shown.search("Tom 5")
    shown.page.click("text=Path to …")
    shown.page.keyboard.type("Tom 9")
    shown.page.keyboard.press("Enter")
    assert shown.run("kgtool.path()") == ["cat/5", "cat/2", "cat/4", "cat/9"]
    assert "kitten of" in shown.page.inner_text("#card .path")
    assert "Along the lines of this picture" in shown.page.inner_text("#card")
    shown.page.reload()
    shown.page.wait_for_selector("html[data-ready]")
    assert shown.run("kgtool.path()") == ["cat/5", "cat/2", "cat/4", "cat/9"]
    shown.page.keyboard.press("Escape")
    assert shown.run("kgtool.path()") == []


def test_path_keeps_to_the_lines_of_the_open_picture_where_it_can(show: Show) -> None:
    page = sample_pictures()
    shared = tuple(ViewLink(f"cat/{number}", "breeder/0", "under the rules of") for number in (5, 9))
    own = tuple(replace(view, links=() if view.form == "lanes" else view.links) for view in page.views)
    shown = show(replace(page, links=page.links + shared, views=own))

    def sought() -> list[str]:
        shown.search("Tom 5")
        shown.page.click("text=Path to …")
        shown.page.keyboard.type("Tom 9")
        shown.page.keyboard.press("Enter")
        found: list[str] = shown.run("kgtool.path()")
        return found

    assert sought() == ["cat/5", "cat/2", "cat/4", "cat/9"]
    open_form(shown, "lanes")
    assert sought() == ["cat/5", "breeder/0", "cat/9"]
    assert "all links of the page" in shown.page.inner_text("#card")


def test_no_path_is_said(shown: Opened) -> None:
    shown.search("Tom 5")
    shown.page.click("text=Path to …")
    shown.page.keyboard.type("Cattery 3")
    shown.page.keyboard.press("Enter")
    assert "No path from Tom 5 to Cattery 3" in shown.page.inner_text("#say")


def test_two_are_compared_side_by_side(shown: Opened) -> None:
    shown.search("Tom 5")
    shown.page.click("text=Compare with …")
    shown.page.keyboard.type("Tom 9")
    shown.page.keyboard.press("Enter")
    assert shown.page.inner_text("#card h2") == "Tom 5 · Tom 9"
    rows = [row.inner_text().split("\t")[0] for row in shown.page.query_selector_all(".compare tbody tr")]
    assert rows[:2] == ["date ≠", "Coat ≠"]
    assert rows[-4:] == ["bred by", "homepage", "relative", "Tail: length"]
    assert "nothing" not in shown.page.inner_text(".compare")
    shown.page.keyboard.press("Escape")
    assert not shown.page.is_visible("#card")


def test_csv_has_the_rows_that_are_shown(shown: Opened) -> None:
    shown.page.click("[data-facet=coat][data-value=grey]")
    with shown.page.expect_download() as waiting:
        shown.page.click("#takes summary")
        shown.page.click("[data-take=csv]")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == [f"cat/{i}" for i in range(40) if i % 3 == 1]
    assert {row["Coat"] for row in rows} == {"grey coat"}
    allowed = [one for one in shown.wrong if one.startswith("blob:")]
    shown.wrong[:] = [one for one in shown.wrong if one not in allowed]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@here", "\t=1"])
def test_csv_computes_nothing_in_a_spreadsheet(show: Show, name: str) -> None:
    page = sample_pictures()
    nodes = tuple(replace(node, label=name) if node.id == "cat/0" else node for node in page.nodes)
    shown = show(replace(page, nodes=nodes))
    rows = list(csv.DictReader(io.StringIO(shown.run("kgtool.csv()"))))
    assert next(row for row in rows if row["id"] == "cat/0")["Name"] == "'" + name


@pytest.mark.parametrize("form", FORMS)
def test_pictures_are_taken_as_svg_and_png(shown: Opened, form: str) -> None:
    open_form(shown, form)
    text = shown.run("kgtool.picture()")
    assert text.startswith("<svg ")
    assert "Cats of the world" in text
    assert re.search(r"<(script|style|image|foreignObject|use|a)\b", text) is None
    for kind, start in (("svg", b"<svg "), ("png", b"\x89PNG")):
        with shown.page.expect_download() as waiting:
            shown.page.click("#takes summary")
            shown.page.click(f"[data-take={kind}]")
        assert Path(waiting.value.path()).read_bytes().startswith(start)
    shown.wrong[:] = [one for one in shown.wrong if not one.startswith("blob:")]


def test_every_form_is_drawn_without_a_browser() -> None:
    page = sample_pictures()
    for view in page.views:
        one = replace(page, views=(view,))
        if view.form == "table":
            continue
        svg = picture_svg(one)
        assert svg == picture_svg(one)
        assert "Cats of the world" in svg
        assert "40 cats" in svg or view.form == "packed"
        assert picture_png(one).startswith(b"\x89PNG")


@pytest.mark.parametrize("form", [form for form in FORMS if form != "table"])
def test_labels_are_legible_and_apart_on_a_small_screen(show: Show, form: str) -> None:
    shown = show(sample_pictures(), viewport={"width": 390, "height": 900})
    open_form(shown, form)
    shown.check_labels()
    assert shown.run("document.documentElement.scrollWidth") <= 390
    shown.search("Tom 12")
    shown.check_labels()


def test_paper_has_the_text(shown: Opened, tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    open_form(shown, "table")
    file = tmp_path / "page.pdf"
    shown.page.pdf(path=str(file), format="A4")
    pages = pypdfium2.PdfDocument(file)
    text = "".join(one.get_textpage().get_text_range() for one in pages)
    assert "Tom 39" in text
    assert "Whose cats have which coat?" in text
    assert "grey coat" in text.split("Tom 0")[0]
    assert "40 of 40 shown" in text


def test_without_webgl_another_picture_opens_and_says_why(show: Show) -> None:
    page = replace(sample_pictures(), renderer="webgl")
    without = "HTMLCanvasElement.prototype.getContext = function () { return null; };"
    shown = show(page, before=without)
    shown.page.keyboard.press(str(FORMS.index("packed") + 1))
    shown.settle()
    assert shown.run("kgtool.view()") == "lanes"
    assert "WebGL" in shown.page.inner_text("#notice")


def test_an_address_that_names_what_is_gone_shows_everything(show: Show) -> None:
    shown = show(sample_pictures())
    address = shown.page.url
    gone = ("only.coat=gone", "only.coat=__proto__&only.nothing=x", "from=1e308", "until=-1e9", "from=abc", "focus=x")
    for garbage in gone:
        shown.page.goto("about:blank")
        shown.page.goto(f"{address}#{garbage}")
        shown.page.wait_for_selector("html[data-ready]")
        assert len(shown.run("kgtool.shown()")) == len(CATS), garbage
    shown.wrong[:] = [one for one in shown.wrong if not one.startswith(address)]


def test_values_with_blanks_are_kept_in_the_address(show: Show) -> None:
    page = sample_pictures()
    coat = page.facets[0]
    names = {value.id: f"{value.id} coat" for value in coat.values}
    nodes = tuple(
        replace(node, facets={**node.facets, "coat": tuple(names[v] for v in node.facets["coat"])})
        for node in page.nodes
    )
    facet = replace(coat, values=tuple(replace(value, id=names[value.id]) for value in coat.values))
    shown = show(replace(page, nodes=nodes, facets=(facet, *page.facets[1:])))
    shown.page.click("[data-facet=coat][data-value='red coat']")
    left = shown.run("kgtool.shown()")
    assert 0 < len(left) < len(CATS)
    shown.page.reload()
    shown.page.wait_for_selector("html[data-ready]")
    assert shown.run("kgtool.shown()") == left


def test_handles_of_the_days_stop_at_each_other_and_leave_one_step_back(shown: Opened) -> None:
    before = shown.run("history.length")
    shown.page.focus("#until")
    shown.page.keyboard.press("Home")
    shown.page.focus("#from")
    for _ in range(5):
        shown.page.keyboard.press("ArrowRight")
    assert shown.page.input_value("#from") == shown.page.input_value("#until")
    assert shown.run("history.length") == before


def test_zoom_enlarges_what_is_drawn_and_fit_takes_it_back(shown: Opened) -> None:
    size = "Object.values(document.querySelector('#drawing svg').getBoundingClientRect().toJSON()).slice(2, 4)"
    first = shown.run(size)
    shown.page.keyboard.press("-")
    small = shown.run(size)
    shown.page.keyboard.press("0")
    shown.page.keyboard.press("+")
    large = shown.run(size)
    assert small[0] < first[0] < large[0]
    assert small[1] < first[1] < large[1]
    shown.page.keyboard.press("0")
    assert shown.run(size) == first
