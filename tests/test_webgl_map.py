"""The map drawn by WebGL, with 20,000 marks: what is seen, hit and named, and what is said where there is no WebGL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import Opened, open_page
from tests.webgl_page import COLOURS, generated, written, wrong

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SOLID, RING = "mark/9", "mark/17"
OF_SOLID, OF_RIMMED = COLOURS[1], COLOURS[0]
GROUND = "#FBFAF7"
COLOUR_AT = """(id) => {
  const canvas = map.picture(), { x, y } = map.place(id), ratio = canvas.width / innerWidth;
  const [r, g, b] = canvas.getContext("2d").getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data;
  return "#" + [r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("").toUpperCase();
}"""
INK = """(colour) => {
  const canvas = map.picture(), wanted = parseInt(colour.slice(1), 16);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] * 65536 + data[at + 1] * 256 + data[at + 2] === wanted) count += 1;
  }
  return count;
}"""


@pytest.fixture(scope="module")
def large(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    opened = open_page(browser, written(tmp_path_factory.mktemp("webgl"), generated(20_000)))
    yield opened
    opened.page.context.close()
    assert wrong(opened) == []


@pytest.fixture
def shown(large: Opened) -> Opened:
    """Everything, as it is first drawn."""
    large.run("clicks.length = 0, hovers.length = 0, map.style(look()), map.fit()")
    assert large.run("window.failure ?? null") is None
    return large


def near(shown: Opened, *names: str) -> None:
    shown.run("(names) => map.bringIntoView(names)", list(names))


def place(shown: Opened, name: str) -> tuple[float, float]:
    found: dict[str, float] = shown.run("(name) => map.place(name)", name)
    return found["x"], found["y"]


def test_mark_has_its_colour_and_a_ring_the_ground_in_its_middle(shown: Opened) -> None:
    near(shown, SOLID, RING)
    assert shown.run(COLOUR_AT, SOLID) == OF_SOLID
    assert shown.run(COLOUR_AT, RING) == GROUND
    assert shown.run(INK, COLOURS[2]) > 0


def test_filter_lowers_the_ink_and_its_end_restores_it(shown: Opened) -> None:
    before = shown.run(INK, OF_RIMMED)
    shown.run("map.style(look({ only: 1 }))")
    assert (before > 1000, shown.run(INK, OF_RIMMED), shown.run(INK, OF_SOLID) > 1000) == (True, 0, True)
    shown.run("map.style(look())")
    assert shown.run(INK, OF_RIMMED) == before


def test_same_look_is_the_same_picture(shown: Opened) -> None:
    first = shown.run("map.picture().toDataURL()")
    shown.run("map.style(look({ focus: 'mark/5', night: true })), map.zoom(3), map.style(look()), map.fit()")
    assert shown.run("map.picture().toDataURL()") == first


def test_dark_page_and_focus_have_their_own_colours(shown: Opened) -> None:
    shown.run("map.style(look({ focus: 'mark/9', night: true }))")
    assert shown.run(INK, "#12161C") > 100_000
    near(shown, SOLID)
    assert shown.run(COLOUR_AT, SOLID) == OF_SOLID
    assert shown.run(INK, "#FF7AA8") > 20
    assert shown.run(INK, OF_RIMMED) == 0  # faded


def test_links_are_drawn_from_mark_to_mark(shown: Opened) -> None:
    line = "#8A8F98"
    assert shown.run(INK, line) == 0
    shown.run("map.style(look({ focus: 'mark/5' }))")
    few = shown.run(INK, line)
    shown.run("map.style(look({ lines: true }))")
    assert 100 < few < shown.run(INK, line)


@pytest.mark.parametrize("name", [SOLID, RING, "mark/5", "mark/19999"])
def test_click_and_hover_hit_the_mark_that_is_there(shown: Opened, name: str) -> None:
    near(shown, name)
    x, y = place(shown, name)
    shown.page.mouse.move(x + 1, y + 1)
    shown.page.mouse.click(x, y)
    assert shown.run("clicks") == [name]
    assert shown.run("hovers.map(([id]) => id).filter((id) => id !== null)") == [name]


def test_empty_ground_and_hidden_marks_are_not_hit(shown: Opened) -> None:
    shown.run("map.style(look({ only: 2 }))")
    near(shown, SOLID)
    shown.page.mouse.click(*place(shown, SOLID))
    shown.page.wait_for_timeout(350)  # two clicks in less are a double click
    shown.page.mouse.click(3, 3)
    assert shown.run("clicks") == [None, None]


def test_mouse_moves_and_zooms_the_map(shown: Opened) -> None:
    near(shown, SOLID)
    x, y = place(shown, SOLID)
    shown.page.mouse.move(x + 60, y + 60)
    shown.page.mouse.down()
    shown.page.mouse.move(x + 160, y + 90, steps=4)
    shown.page.wait_for_timeout(150)
    shown.page.mouse.up()
    moved = place(shown, SOLID)
    assert moved == pytest.approx((x + 100, y + 30), abs=2)
    shown.page.mouse.wheel(0, -240)
    shown.page.wait_for_timeout(100)
    assert place(shown, SOLID) != pytest.approx(moved, abs=2)
    assert shown.run("clicks") == []


@pytest.mark.parametrize("wanted", [{}, {"focus": "mark/5"}, {"near": "mark/9"}])
def test_names_do_not_overlap(shown: Opened, wanted: dict[str, Any]) -> None:
    shown.run("(wanted) => { map.style(look(wanted)); if (wanted.near) map.bringIntoView([wanted.near]); }", wanted)
    labels = shown.run("map.labels()")
    assert len(labels) >= 10
    assert min(label["size"] for label in labels) >= 9
    for label in labels:
        assert label["left"] >= 0
        assert label["right"] <= 1440
    for a, b in combinations(labels, 2):
        beside = a["left"] >= b["right"] or b["left"] >= a["right"]
        assert beside or a["top"] >= b["bottom"] or b["top"] >= a["bottom"], (a, b)


def test_map_that_is_taken_away_leaves_nothing(browser: Browser, tmp_path: Path) -> None:
    opened = open_page(browser, written(tmp_path, generated(60)))
    assert opened.run("document.querySelectorAll('#canvas canvas').length") > 2
    opened.run("map.resize(), map.destroy()")
    assert opened.run("document.getElementById('canvas').childElementCount") == 0
    opened.page.context.close()
    assert wrong(opened) == []


def test_map_of_nothing_is_drawn(browser: Browser, tmp_path: Path) -> None:
    opened = open_page(browser, written(tmp_path, {"nodes": [], "links": [], "groups": [], "colours": COLOURS}))
    assert opened.run("window.failure ?? null") is None
    assert opened.run("map.labels()") == []
    opened.page.context.close()
    assert wrong(opened) == []


def test_browser_without_webgl_says_so(browser: Browser, tmp_path: Path) -> None:
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    other = browser.browser_type.launch(executable_path=executable, args=["--no-sandbox", "--disable-3d-apis"])
    opened = open_page(other, written(tmp_path, generated(60)))
    assert opened.run("failure") == "this browser draws no WebGL"
    assert wrong(opened) == []
    other.close()
