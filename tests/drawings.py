"""What a form draws, by the engine that draws it without a browser: its texts with their boxes, and its marks."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

import quickjs

from kgtool.views.page import drawing_script, page_data
from kgtool.views.view import ViewPage

DRAW = """
function middle(d) {
  let [x, y] = [0, 0];
  const [across, down] = [[], []];
  for (const [, step, numbers] of d.matchAll(/([MLHVhv])([^A-Za-z]*)/g)) {
    const [a, b] = numbers.trim().split(" ").map(Number);
    if (step === "M" || step === "L") [x, y] = [a, b];
    else if (step === "H") x = a; else if (step === "V") y = a; else if (step === "h") x += a; else y += a;
    across.push(x);
    down.push(y);
  }
  return { x: (Math.min(...across) + Math.max(...across)) / 2, y: (Math.min(...down) + Math.max(...down)) / 2 };
}

function drawn(data, wishes) {
  const page = unpack(JSON.parse(data)), { shown, view, ...more } = JSON.parse(wishes);
  const scene = sceneOf(page, page.views[view], { ...more, shown: shown ? new Set(shown) : page.views[view].ids });
  const { width, height, tree } = forms[page.views[view].form](scene);
  const texts = [], marks = [], groups = [];
  const walk = ([tag, a, ...children], turned, group) => {
    if (tag === "title") return;
    if (tag === "text") {
      const string = children.join(""), [x, y, size] = [+a.x, +a.y, a["font-size"]];
      const wide = measure(string, size, a["font-weight"] > 500);
      const left = x - ({ middle: wide / 2, end: wide }[a["text-anchor"]] ?? 0);
      const [top, bottom] = [y - 0.8 * size, y + 0.2 * size];
      texts.push({ string, group, size, id: a["data-id"] ?? "", turned, left, right: left + wide, top, bottom });
      return;
    }
    const marked = tag === "g" && a["data-id"];
    if (marked) {
      const place = children[0][1];
      const at = place.d ? middle(place.d) : { x: place.cx ?? place.x, y: place.cy ?? place.y };
      marks.push({ id: a["data-id"], group, opacity: a.opacity ?? 1, ...at });
    }
    const inside = tag === "g" ? groups.push(0) - 1 : group;
    const held = children.filter(Array.isArray);
    for (const child of held) walk(child, turned || a.transform !== undefined, marked ? group : inside);
  };
  walk(tree, false, -1);
  return JSON.stringify({ width, height, texts, marks, elements: JSON.stringify(tree).split('["').length - 1 });
}
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is drawn; `group` tells the element that holds it."""

    string: str
    group: int
    size: float
    id: str
    turned: bool
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that is drawn around a place."""

    id: str
    group: int
    opacity: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawn:
    width: float
    height: float
    texts: tuple[Text, ...]
    marks: tuple[Mark, ...]
    elements: int

    def strings(self) -> list[str]:
        return [text.string for text in self.texts]

    def row(self, label: str) -> list[str]:
        """The texts beside a label, from left to right; of labels that read the same the leftmost one's."""
        rows = [text for text in self.texts if text.string == label and len(self._beside(text)) > 1]
        found = min(rows, key=lambda text: text.left)
        return [text.string for text in sorted(self._beside(found), key=lambda text: text.right)]

    def _beside(self, label: Text) -> list[Text]:
        return [text for text in self.texts if text.group == label.group and text.top == label.top]

    def check_texts(self) -> None:
        """Fails when a text is too small, outside, or on another."""
        level = [text for text in self.texts if not text.turned]
        assert level
        for text in level:
            assert text.size >= 9, text
            assert text.left >= 0, text
            assert text.top >= 0, text
            assert text.right <= self.width + 0.5, text
            assert text.bottom <= self.height, text
        near = sorted(level, key=lambda text: text.top)
        for a, b in combinations(near, 2) if len(near) < 900 else ():
            beside = a.left >= b.right or b.left >= a.right
            assert beside or a.top >= b.bottom or b.top >= a.bottom, (a, b)


def drawn(page: ViewPage, shown: Collection[str] | None = None, **wishes: Any) -> Drawn:
    """The drawing of the first view of a page, 1100 pixels wide where no other `width` is asked for."""
    asked = {"view": 0, "width": 1100, **wishes, "shown": sorted(shown) if shown is not None else None}
    found = json.loads(
        _engine()(json.dumps(page_data(replace(page, renderer="")), ensure_ascii=True), json.dumps(asked))
    )
    texts = tuple(Text(**text) for text in found["texts"])
    return Drawn(
        found["width"], found["height"], texts, tuple(Mark(**mark) for mark in found["marks"]), found["elements"]
    )


@cache
def _engine() -> Any:
    engine = quickjs.Context()
    engine.eval(drawing_script() + DRAW)
    return engine.get("drawn")
