"""A browser without a network, in which any request, console error or page error fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Show = Callable[..., "Opened"]
"""Opens the page of a view: what the fixture `show` gives."""


def needed_or_skipped(reason: str) -> None:
    """Skips the test, or fails it where everything must run."""
    if os.environ.get("KGTOOL_REQUIRE_ALL") == "1":
        pytest.fail(f"KGTOOL_REQUIRE_ALL=1, but {reason}")
    pytest.skip(reason)


@contextmanager
def running_browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        needed_or_skipped("playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        needed_or_skipped("there is no Chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@dataclass(slots=True)
class Opened:
    """A page that was opened from a file, and what went wrong in it."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def run(self, script: str, argument: object = None) -> Any:
        return self.page.evaluate(script, argument)

    def count(self) -> str:
        return self.page.inner_text("#count")

    def focus(self) -> str | None:
        found: str | None = self.run("kgtool.focus()")
        return found

    def box(self, selector: str) -> dict[str, float]:
        """The edges of an element on the page."""
        script = "(one) => document.querySelector(one).getBoundingClientRect().toJSON()"
        found: dict[str, float] = self.run(script, selector)
        return found

    def settle(self) -> None:
        """Waits until everything is drawn: a few frames, as pages are opened with little motion."""
        self.run("async () => { for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame); }")

    def colour_at(self, name: str, dx: float = 0.0) -> str:
        """The colour of the middle of a mark, or of a point beside it."""
        place = self.run("(id) => kgtool.place(id)", name)
        found: str = self.run(COLOUR_AT, [place["x"] + dx, place["y"]])
        return found

    def ink(self, *colours: str) -> int:
        """How many pixels of the picture have one of these colours."""
        found: int = self.run(INK, list(colours))
        return found

    def search(self, text: str) -> None:
        self.page.keyboard.press("/")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.settle()

    def check_labels(self) -> None:
        """Fails when a label that is shown is too small, or lies on another."""
        labels = self.run("kgtool.labels()")
        assert len(labels) > 3
        assert min(label["size"] for label in labels) >= 9
        for a, b in combinations(labels, 2):
            beside = a["left"] >= b["right"] or b["left"] >= a["right"]
            above = a["top"] >= b["bottom"] or b["top"] >= a["bottom"]
            assert beside or above or turned_apart(a, b), (a, b)


def turned_apart(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether two labels, of which one at least is turned, have a line between them: the side of one of their boxes."""
    boxes = [label["corners"] for label in (a, b) if "corners" in label]
    for box in boxes if len(boxes) == 2 else ():
        for (x1, y1), (x2, y2) in pairwise(box):
            spans = [[(x2 - x1) * x + (y2 - y1) * y for x, y in corners] for corners in boxes]
            if max(spans[0]) <= min(spans[1]) or max(spans[1]) <= min(spans[0]):
                return True
    return False


# The picture is copied before it is read: reading it again and again makes the browser complain, and draw otherwise.
PIXELS = """
  const canvas = document.querySelector("#canvas canvas");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
"""

COLOUR_AT = f"""([x, y]) => {{
  {PIXELS}
  const box = canvas.getBoundingClientRect();
  const ratio = canvas.width / box.width;
  const [r, g, b] = copy.getImageData((x - box.left) * ratio, (y - box.top) * ratio, 1, 1).data;
  return "#" + [r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("").toUpperCase();
}}"""

INK = f"""(colours) => {{
  {PIXELS}
  const {{ data }} = copy.getImageData(0, 0, canvas.width, canvas.height);
  const wanted = new Set(colours.map((colour) => parseInt(colour.slice(1), 16)));
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {{
    if (data[at + 3] === 255 && wanted.has(data[at] * 65536 + data[at + 1] * 256 + data[at + 2])) count += 1;
  }}
  return count;
}}"""


def open_page(browser: Browser, file: Path, before: str = "", **context: Any) -> Opened:
    """Opens a page from disk, after a script of the test, and waits until it is drawn."""
    settings: dict[str, Any] = {"offline": True, "viewport": {"width": 1440, "height": 900}}
    settings |= {"color_scheme": "light", "reduced_motion": "reduce", **context}
    opened = Opened(browser.new_context(**settings).new_page())
    page = opened.page
    if before:
        page.add_init_script(before)
    page.on("console", lambda message: opened.wrong.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: opened.wrong.append(f"page error: {error}"))
    page.on("dialog", lambda dialog: opened.wrong.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: opened.wrong.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", timeout=30_000)
    return opened
