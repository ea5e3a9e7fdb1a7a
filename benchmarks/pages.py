"""How fast a page is in a browser, beside the page that pyvis writes by default for the same nodes and links."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rows import Row

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from kgtool.views.view import ViewPage

ROOT = Path(__file__).resolve().parents[1]
TARGETS: dict[str, tuple[float, float, float]] = {
    "first draw": (1.5, 2.5, 6.0),
    "main thread per pan frame": (0.016, 0.005, 0.008),
    "filter click to painted": (0.1, 0.25, 0.4),
    "layout at export": (0.5, 1.0, 5.0),
    "file": (900 + 2 * 1000, 900 + 2 * 5000, 900 + 2 * 20_000),
}
"""Seconds, and KB for the file, at each of the sizes; the smallest map is drawn by vis-network, not by WebGL."""
IMPORTED = "ecosystem-graphs"
SIZES = (1000, 5000, 20_000)
PATIENCE = 240.0
FRAMES = 30
WIDTH, HEIGHT = 1440, 900
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
FILTER = """async () => {
  const start = performance.now();
  document.querySelector("#legend button.value").click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
DEFAULT_DRAWN = """setInterval(() => {
  if (window.watched || typeof network === "undefined" || !network) return;
  window.watched = true;
  network.once("stabilizationIterationsDone", () => { document.documentElement.dataset.ready = "true"; });
}, 5)"""
DEFAULT_FILTER = """async () => {
  network.setOptions({ physics: false });
  const start = performance.now();
  const half = nodes.getIds().filter((_, index) => index % 2);
  const drawn = new Promise((done) => network.once("afterDrawing", done));
  nodes.update(half.map((id) => ({ id, hidden: true })));
  await drawn;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


@dataclass(slots=True)
class Measured:
    """What was measured of a page, by name; seconds, but for `size`, which is in KB. What is missing took too long."""

    of: dict[str, float] = field(default_factory=dict)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Chromium without a graphics card and without a network."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


def generated(count: int) -> tuple[ViewPage, float]:
    """A page of so many generated nodes, and how long it took to find their places."""
    from tests.generated_page import generated_page, holders, layout

    parents = holders(count)
    start = time.perf_counter()
    places, discs = layout(parents)
    took = time.perf_counter() - start
    return generated_page(parents, places, discs), took


def imported(folder: Path, records: Path) -> ViewPage:
    """The map of what a public data set says."""
    import kgtool

    target = folder / IMPORTED
    command = [sys.executable, "-m", "kgtool", "-C", str(target), "import", IMPORTED, str(records)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    return kgtool.open(target).view("map")


def ours(browser: Browser, folder: Path, view: ViewPage) -> Measured:
    """Our page."""
    from kgtool.views.page import page_text

    file = folder / f"ours-{len(view.nodes)}.html"
    file.write_text(page_text(view), encoding="utf-8")
    return _measured(browser, file, 60, "", FILTER)


def default_of_pyvis(browser: Browser, folder: Path, view: ViewPage, patience: float) -> Measured:
    """The page that pyvis writes when it is left alone; it is given so many seconds to settle."""
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    for node in view.nodes:
        network.add_node(node.id, label=node.label)
    for link in view.links:
        network.add_edge(link.source, link.target)
    file = folder / f"pyvis-{len(view.nodes)}.html"
    file.write_text(network.generate_html(), encoding="utf-8")
    return _measured(browser, file, patience, DEFAULT_DRAWN, DEFAULT_FILTER)


def _measured(browser: Browser, file: Path, patience: float, before: str, filtering: str) -> Measured:
    from playwright.sync_api import Error

    found = Measured({"file": file.stat().st_size / 1024})
    context = browser.new_context(offline=True, viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(patience * 1000)
    if before:
        page.add_init_script(before)
    try:
        start = time.perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_selector("html[data-ready]", state="attached")
        found.of["first draw"] = time.perf_counter() - start
        found.of["filter click to painted"] = _filtered(page, filtering)
        found.of["main thread per pan frame"] = _panned(page)
    except Error as error:
        if "Timeout" not in str(error):
            sys.exit(f"{file.name}: {error}")
    context.close()
    return found


def _filtered(page: Page, filtering: str) -> float:
    took: float = page.evaluate(filtering)
    return took / 1000


def _panned(page: Page) -> float:
    """The processor time that the page's main thread takes for each frame while a mouse drags the picture."""
    session: Any = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))

    page.mouse.move(700, 450)
    page.mouse.down()
    before = spent()
    for frame in range(FRAMES):
        page.mouse.move(700 + 5 * (frame % 12), 450 + 3 * frame)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    took = (spent() - before) / FRAMES
    page.mouse.up()
    return took


def page_rows(folder: Path) -> list[Row]:
    """A page of generated nodes beside its targets, and beside the page that pyvis writes by default."""
    rows = []
    with browsing() as browser:
        for at, size in enumerate(SIZES):
            view, took = generated(size)
            targets = {what: of[at] for what, of in TARGETS.items()}
            rows += _compared(browser, folder, view, f"{size:,} nodes", targets, {"layout at export": took})
        if (records := Path(os.environ.get("KGTOOL_SOURCES", ""), IMPORTED, "assets")).is_dir():
            view = imported(folder, records)
            targets = {what: of[0] for what, of in TARGETS.items()} | {"file": 900 + 2 * len(view.nodes)}
            del targets["layout at export"]
            rows += _compared(browser, folder, view, f"Ecosystem Graphs, {len(view.nodes):,} nodes", targets, {})
        else:
            note = "KGTOOL_SOURCES names no folder that has it"
            rows.append(Row("first draw, Ecosystem Graphs", "target", 1, None, TARGETS["first draw"][0], note))
    return rows


def _compared(
    browser: Browser, folder: Path, view: ViewPage, about: str, targets: dict[str, float], known: dict[str, float]
) -> list[Row]:
    """The rows of one page; `known` was measured while it was made."""
    mine = ours(browser, folder, view).of | known
    theirs = default_of_pyvis(browser, folder, view, PATIENCE).of
    return [
        row
        for what, target in targets.items()
        for row in _rows(f"{what}, {about}", mine.get(what, PATIENCE), target, theirs.get(what))
    ]


def _rows(what: str, ours: float, target: float, theirs: float | None) -> list[Row]:
    unit = "KB" if what.startswith("file") else "s"
    note = "processor time" if what.startswith("main thread") else ""
    rows = [Row(what, "target", 1, ours, target, note, unit)]
    if what.startswith("layout"):
        return rows  # pyvis leaves it to the browser
    if theirs is None:
        note = (
            f"> {PATIENCE:.0f} s and not drawn; no figure of it"
            if not what.startswith("first")
            else "stopped: > its figure"
        )
        theirs = PATIENCE if what.startswith("first") else None
    return [*rows, Row(what, "pyvis's default page", 1, ours, theirs, note, unit)]
