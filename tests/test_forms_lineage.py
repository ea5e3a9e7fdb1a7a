"""Lineage and Family, drawn without a browser: what they show, where, and that nothing covers anything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
import quickjs

from kgtool.views.page import drawing_script

DRAW = """
function draw(graph, wishes) {
  const { nodes, links, facets } = JSON.parse(graph), { form, by, shown, root, ...rest } = JSON.parse(wishes);
  for (const facet of facets) facet.known = new Map(facet.values.map((value) => [value.id, value]));
  for (const node of nodes) node.time = timeOf(node.date);
  const view = { form, by, nodes, links, ids: new Set(nodes.map(({ id }) => id)), groups: [], title: "", root };
  const scene = sceneOf({ facets }, view, { width: 1100, shown: shown ? new Set(shown) : view.ids, ...rest });
  const { width, height, tree } = forms[form](scene);
  const wide = (shape) => {
    if (!Array.isArray(shape)) return;
    const [tag, said, ...children] = shape;
    if (tag === "text") said.wide = measure(children[0], said["font-size"], Boolean(said["font-weight"]));
    children.forEach(wide);
  };
  wide(tree);
  return JSON.stringify({ width, height, tree });
}
"""


@dataclass(frozen=True, slots=True)
class Words:
    """A text that is drawn, and the box that it takes."""

    text: str
    id: str
    size: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that is drawn; the corners of its outline."""

    id: str
    left: float
    right: float
    top: float
    bottom: float
    faded: bool

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    marks: Mapping[str, Mark]
    words: Sequence[Words]
    dashed: int
    paths: Sequence[str]

    def said(self) -> str:
        return "\n".join(words.text for words in self.words)

    def row(self, name: str) -> str:
        """What is written on the level of a mark."""
        mark = self.marks[name]
        return " ".join(words.text for words in self.words if words.top - 2 < mark.y < words.bottom + 2)


class Pen:
    """The scripts of a page that draw."""

    def __init__(self) -> None:
        self.engine = quickjs.Context()
        self.engine.eval(drawing_script() + DRAW)

    def draw(self, graph: Mapping[str, Any], form: str, **wishes: Any) -> Drawing:
        by = wishes.pop("by", ["country", "breeder"] if form == "lanes" else ["breeder"])
        found = json.loads(self.engine.get("draw")(json.dumps(graph), json.dumps({"form": form, "by": by, **wishes})))
        shapes = list(walk(found["tree"]))
        marks = [mark_of(shape) for shape in shapes if shape[0] == "g" and "data-id" in shape[1]]
        assert len({mark.id for mark in marks}) == len(marks), "a mark is drawn twice"
        words = [words_of(shape) for shape in shapes if shape[0] == "text" and shape[2] != "!"]
        dashed = sum(shape[0] == "path" and shape[1].get("stroke-dasharray") == "4 3" for shape in shapes)
        paths = [shape[1]["d"] for shape in shapes if shape[0] == "path"]
        return Drawing(found["width"], found["height"], {mark.id: mark for mark in marks}, words, dashed, paths)


def walk(shape: Any) -> Iterator[list[Any]]:
    if isinstance(shape, list):
        yield shape
        for child in shape[2:]:
            yield from walk(child)


def mark_of(group: Sequence[Any]) -> Mark:
    tag, place, *_ = group[-1] if group[-1][0] != "line" else group[-2]
    faded = float(group[1].get("opacity") or 1) < 1
    if tag == "circle":
        x, y, r = place["cx"], place["cy"], place["r"]
        return Mark(group[1]["data-id"], x - r, x + r, y - r, y + r, faded)
    points = [tuple(map(float, point.split(","))) for point in place["points"].split()]
    across, down = zip(*points, strict=True)
    return Mark(group[1]["data-id"], min(across), max(across), min(down), max(down), faded)


def words_of(shape: Sequence[Any]) -> Words:
    said, string = shape[1], shape[2]
    x, y, wide, size = said["x"], said["y"], said["wide"], said["font-size"]
    left = x - {"start": 0, "middle": wide / 2, "end": wide}[said.get("text-anchor", "start")]
    return Words(string, said.get("data-id", ""), size, left, left + wide, y - 0.92 * size, y + 0.24 * size)


@pytest.fixture(scope="module")
def pen() -> Pen:
    return Pen()


COATS = ("red", "grey", "none")


def value(name: str, label: str, **more: str) -> dict[str, str]:
    return {"id": name, "label": label, **more}


def node(number: int, date: str, label: str = "") -> dict[str, Any]:
    facets = {
        "coat": [COATS[number % 3]],
        "breeder": [f"b{number * number % 23}"],
        "country": [f"c{number * number % 23 % 5}"],
    }
    mark = "diamond" if number % 7 == 0 else "circle"
    return {
        "id": f"n{number}",
        "label": label or f"Tom Cat {number}",
        "kind": "cat",
        "mark": mark,
        "date": date,
        "gap": False,
        "facets": facets,
    }


def graph(
    nodes: Sequence[dict[str, Any]], links: Sequence[tuple[int, int]], flags: Mapping[tuple[int, int], str] = {}
) -> dict[str, Any]:
    lines = [
        {
            "source": f"n{child}",
            "target": f"n{parent}",
            "label": "kitten of",
            "flags": [flags[child, parent]] if (child, parent) in flags else [],
        }
        for child, parent in links
    ]
    coats = [
        value("red", "red coat", colour="#C06C05", darkColour="#F2A20D"),
        value("grey", "grey coat", colour="#A167D2", darkColour="#E0B0FF", fill="ring"),
    ]
    return {
        "nodes": list(nodes),
        "links": lines,
        "facets": [
            {"key": "coat", "label": "Coat", "values": [*coats, value("none", "no coat")]},
            {"key": "country", "label": "Country", "values": [value(f"c{i}", f"Country {i}") for i in range(5)]},
            {
                "key": "breeder",
                "label": "Breeder",
                "values": [value(f"b{i}", f"The cattery number {i}") for i in range(23)],
            },
        ],
    }


def day(number: int) -> str:
    """Spread over eight years, the first of them nearly empty."""
    year = 2012 if number == 3 else 2018 + number * 7 % 6
    return f"{year}-{number * 5 % 12 + 1:02}-{number * 11 % 28 + 1:02}"


CATS = graph(
    [node(i, "" if i % 29 == 11 else day(i)) for i in range(300)],
    [(i, i * i % max(1, i // 3)) for i in range(4, 300, 2)],
)
OF_3 = {f"n{i}" for i in range(300) if i * i % 23 % 5 == 3}


def pedigree() -> dict[str, Any]:
    """0 ← 1 ← 2 ← 4, 0 ← 3, 4 has a second parent, 5 is older than its parent, 6 undated, 7 outside; 8 ← 0."""
    dates = [
        "2020-05-04",
        "2021-02-01",
        "2022-03-09",
        "2022-01-07",
        "2023-06-05",
        "2019-02-03",
        "",
        "2020-01-02",
        "2018-07-08",
    ]
    links = [(1, 0), (2, 1), (3, 0), (4, 2), (4, 3), (5, 1), (6, 2), (3, 7), (0, 8)]
    return graph([node(i, date) for i, date in enumerate(dates)], links, {(3, 0): "hides the name of"})


def overlaps(a: Words | Mark, b: Words | Mark) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def check(drawing: Drawing, marks: Sequence[Mark] | None = None) -> None:
    """Fails where words lie on words or marks, are small, or leave the picture."""
    for at, words in enumerate(drawing.words):
        assert words.size >= 9
        assert words.left >= 0, words
        assert words.right <= drawing.width, words
        assert words.top >= 0, words
        assert words.bottom <= drawing.height, words
        assert [other for other in drawing.words[at + 1 :] if overlaps(words, other)] == [], words
        assert [mark for mark in marks or drawing.marks.values() if overlaps(words, mark)] == [], words
    for mark in drawing.marks.values():
        assert mark.left >= 0, mark
        assert mark.right <= drawing.width, mark
        assert mark.bottom <= drawing.height, mark


WIDTHS = (390, 800, 1100)


@pytest.mark.parametrize("width", WIDTHS)
def test_lanes_hold_every_mark_once_and_no_words_cover_anything(pen: Pen, width: int) -> None:
    drawing = pen.draw(CATS, "lanes", width=width)
    assert set(drawing.marks) == {one["id"] for one in CATS["nodes"]}
    check(drawing)
    for country in range(5):
        assert f"Country {country}" in drawing.said()
    assert sum(words.id != "" for words in drawing.words) > 40
    assert min(words.size for words in drawing.words if words.text.startswith("The cattery")) >= 11


def test_lanes_place_marks_by_date_and_break_the_axis_before_few_old_ones(pen: Pen) -> None:
    drawing = pen.draw(CATS, "lanes")
    dated = sorted((one["date"], drawing.marks[one["id"]].x) for one in CATS["nodes"] if one["date"])
    assert all(a[1] <= b[1] + 0.11 for a, b in pairwise(dated))
    undated = [drawing.marks[one["id"]].x for one in CATS["nodes"] if not one["date"]]
    assert min(undated) > dated[-1][1]
    assert "undated" in drawing.said()
    assert "≤ 2017" in drawing.said()


def test_marks_of_a_lane_do_not_cover_each_other(pen: Pen) -> None:
    marks = sorted(pen.draw(CATS, "lanes").marks.values(), key=lambda mark: mark.left)
    for at, mark in enumerate(marks):
        assert [other for other in marks[at + 1 : at + 60] if overlaps(mark, other)] == [], mark


def test_marks_stand_in_the_band_of_their_country(pen: Pen) -> None:
    drawing = pen.draw(CATS, "lanes")
    spans = []
    for country in range(5):
        of_it = [drawing.marks[one["id"]].y for one in CATS["nodes"] if one["facets"]["country"] == [f"c{country}"]]
        spans.append((min(of_it), max(of_it)))
    assert all(a[1] < b[0] for a, b in pairwise(sorted(spans)))


def test_filter_keeps_ghosts_of_parents_and_children(pen: Pen) -> None:
    drawing = pen.draw(CATS, "lanes", shown=sorted(OF_3))
    near = {
        end
        for link in CATS["links"]
        for end, other in ((link["source"], link["target"]), (link["target"], link["source"]))
        if other in OF_3
    }
    assert near - OF_3
    assert set(drawing.marks) == OF_3 | near
    assert {mark.id for mark in drawing.marks.values() if mark.faded} == near - OF_3
    check(drawing)


def test_focus_lights_ancestors_and_descendants_and_moves_nothing(pen: Pen) -> None:
    drawing = pen.draw(CATS, "lanes", focus="n0")
    before = pen.draw(CATS, "lanes")
    assert {name: (round(mark.x), round(mark.y)) for name, mark in drawing.marks.items()} == {
        name: (round(mark.x), round(mark.y)) for name, mark in before.marks.items()
    }
    lit = {"n0"} | below("n0", CATS)
    assert {mark.id for mark in drawing.marks.values() if not mark.faded} == lit
    named = {words.id for words in drawing.words if words.id}
    assert "n0" in named
    assert named <= lit
    check(drawing, [drawing.marks[name] for name in lit])


def test_path_is_lit_alone(pen: Pen) -> None:
    for form in ("lanes", "tree"):
        drawing = pen.draw(pedigree(), form, root="n0", focus="n0", path=["n0", "n1", "n2"])
        assert {mark.id for mark in drawing.marks.values() if not mark.faded} == {"n0", "n1", "n2"}


def test_mark_with_several_values_stands_with_that_by_which_it_is_grouped(pen: Pen) -> None:
    cats = graph([node(i, str(2020 + i)) for i in (0, 1, 2)], [])
    cats["nodes"][1] |= {
        "group": "b4",
        "facets": {"coat": ["red"], "breeder": ["b0", "b1", "b4"], "country": ["c0", "c4"]},
    }
    next(facet for facet in cats["facets"] if facet["key"] == "breeder")["values"][4]["group"] = "Country 4"
    marks = pen.draw(cats, "lanes").marks
    assert marks["n1"].y == marks["n2"].y != marks["n0"].y
    assert "The cattery number 4" in pen.draw(cats, "tree", root="n1").row("n1")


def below(name: str, of: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        parent = waiting.pop()
        new = {link["source"] for link in of["links"] if link["target"] == parent} - found - {name}
        found |= new
        waiting += new
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_family_has_exactly_what_came_of_the_root(pen: Pen, width: int) -> None:
    drawing = pen.draw(CATS, "tree", root="n0", width=width)
    assert set(drawing.marks) == {"n0"} | below("n0", CATS)
    assert f"Family of Tom Cat 0\n{len(drawing.marks) - 1} descendants · 0 ancestors" in drawing.said()
    assert {words.id for words in drawing.words if words.id} == set(drawing.marks)
    check(drawing)


def test_family_shows_ancestors_second_parents_and_what_is_odd(pen: Pen) -> None:
    drawing = pen.draw(pedigree(), "tree", root="n0")
    assert set(drawing.marks) == {"n0", "n1", "n2", "n3", "n4", "n5", "n6", "n8"}
    assert drawing.marks["n8"].y < drawing.marks["n0"].y == min(m.y for n, m in drawing.marks.items() if n != "n8")
    assert "6 descendants · 1 ancestor · 8 breeders" in drawing.said()
    assert "built on" in drawing.said()
    assert drawing.dashed == 1
    assert "hides the name of Tom Cat 0" in drawing.row("n3")
    assert "also built on Tom Cat 7" in drawing.row("n3")
    assert "dated before its base" in drawing.row("n5")
    assert "undated" in drawing.row("n6")
    assert drawing.said().count("dated before") == 1
    assert drawing.marks["n5"].x < drawing.marks["n1"].x < drawing.marks["n2"].x < drawing.marks["n6"].x
    check(drawing)


def test_family_keeps_who_is_filtered_away(pen: Pen) -> None:
    drawing = pen.draw(pedigree(), "tree", root="n0", shown=["n0", "n4"])
    assert {mark.id for mark in drawing.marks.values() if not mark.faded} == {"n0", "n4"}
    assert len(drawing.marks) == 8


def test_family_is_of_the_focus_and_else_of_the_one_with_most_descendants(pen: Pen) -> None:
    assert "Family of Tom Cat 2" in pen.draw(pedigree(), "tree", focus="n2").said()
    assert "Family of Tom Cat 8" in pen.draw(pedigree(), "tree").said()
    assert "No descendant of Tom Cat 4 is recorded." in pen.draw(pedigree(), "tree", focus="n4").said()


def test_older_is_told_as_far_as_both_dates_are_known(pen: Pen) -> None:
    cases = [
        ("2020-05-01", "2020-05-04", True),
        ("2024-01-01", "2024-06-01", True),
        ("2024-01", "2024-03-15", True),
        ("2023", "2024-03", True),
        ("2020-05", "2020-05-04", False),
        ("2024", "2024-03", False),
        ("2024", "2024-12-31", False),
        ("2024-03", "2024-03", False),
        ("2025", "2024-12-31", False),
        ("-20", "5", True),
    ]
    for child, parent, older in cases:
        drawing = pen.draw(graph([node(0, parent), node(1, child)], [(1, 0)]), "tree", root="n0")
        assert ("dated before its base" in drawing.row("n1")) == older, (child, parent)


def test_what_is_known_to_its_year_is_not_drawn_as_exact(pen: Pen) -> None:
    dates = ["2023-09-27", "2023", "2023-11-02", "2022"]
    cats = graph([node(i, date) for i, date in enumerate(dates)], [(1, 0), (2, 1), (0, 3)])
    tree = pen.draw(cats, "tree", root="n0")
    marks = tree.marks
    assert marks["n3"].x < marks["n0"].x <= marks["n1"].x < marks["n2"].x
    assert "2023" in tree.row("n1").split()
    assert "2022" in tree.row("n3").split()
    assert "2023" not in tree.row("n2")
    check(tree)
    lanes = pen.draw(cats, "lanes")
    whiskers = [len(d.split("H")) - 1 for d in lanes.paths if "v4M" in d]
    assert whiskers == [2]
    assert [d for d in pen.draw(CATS, "lanes").paths if "v4M" in d] == []


NAMES = """
function named(groups, held, side) {
  const marks = [], middle = side / 2;
  for (let at = 0; at < held; at++) {
    const far = 5.4 * Math.sqrt(at), [x, y] = [middle + far * Math.cos(2.4 * at), middle + far * Math.sin(2.4 * at)];
    marks.push({ id: "m" + at, group: "h", x, y, r: 4 });
  }
  marks.unshift({ id: "h", group: "", label: "The largest holder", x: middle, y: middle, r: 4 });
  const [holder] = holdings(marks, ({ group }) => group);
  const disc = { x: middle, y: middle, radius: middle };
  const discs = Array.from({ length: groups }, (_, at) => discName({ ...disc, label: "Disc " + at }, 17));
  const names = [...discs, markName({ ...holder, order: 0 }, { size: 10.5, bold: true })];
  return JSON.stringify(placeNames(marks, names, { width: side, height: side }));
}
"""


def test_name_of_what_holds_many_covers_marks_rather_than_vanish(pen: Pen) -> None:
    pen.engine.eval(NAMES)
    found = json.loads(pen.engine.get("named")(2, 700, 240))
    assert [name["words"] for name in found] == ["Disc 0", "Disc 1", "The largest holder"]
    for at, a in enumerate(found):
        assert 0 <= a["left"] < a["right"] <= 240
        assert 0 <= a["top"] < a["bottom"] <= 240
        for b in found[at + 1 :]:
            beside = a["left"] >= b["right"] or b["left"] >= a["right"]
            assert beside or a["top"] >= b["bottom"] or b["top"] >= a["bottom"], (a, b)


def test_name_covers_no_mark_where_there_is_room(pen: Pen) -> None:
    pen.engine.eval(NAMES)
    (name,) = json.loads(pen.engine.get("named")(0, 30, 400))
    reach = 5.4 * 30**0.5
    assert name["top"] > 200 + reach - 2 or name["bottom"] < 200 - reach + 2


LONG = "long " * 2000
ODD = {
    "nothing": graph([], []),
    "one": graph([node(0, "2020")], []),
    "one-undated": graph([node(0, "")], []),
    "no-dates": graph([node(i, "") for i in range(40)], [(i, i // 2) for i in range(1, 40)]),
    "one-day": graph([node(i, "2020-01-01") for i in range(90)], [(i, 0) for i in range(1, 90)]),
    "cycle": graph([node(i, day(i)) for i in range(9)], [(i, (i + 1) % 9) for i in range(9)] + [(2, 2), (5, 1)]),
    "long": graph([node(i, day(i), LONG) for i in range(30)], [(i, i // 2) for i in range(1, 30)]),
    "empty": graph([node(i, day(i), " ") for i in range(30)], [(i, i // 2) for i in range(1, 30)]),
    "right-to-left": graph(
        [node(i, day(i), f"قطة توم رقم {i}") for i in range(30)], [(i, i // 2) for i in range(1, 30)]
    ),
    "far": graph([node(0, "-4000"), *(node(i, day(i)) for i in range(1, 30)), node(30, "99999")], [(30, 0)]),
    "lost-ends": graph([node(0, "2020")], [(0, 9), (9, 0)]),
}


@pytest.mark.parametrize("width", [200, 1100])
@pytest.mark.parametrize("form", ["lanes", "tree"])
@pytest.mark.parametrize("name", ODD)
def test_odd_graphs_are_drawn(pen: Pen, name: str, form: str, width: int) -> None:
    drawing = pen.draw(ODD[name], form, width=width)
    check(drawing)
    assert drawing.words
    if form == "lanes" and name != "nothing":
        assert len(drawing.marks) == len(ODD[name]["nodes"])


@pytest.mark.parametrize("by", [[], ["country"]])
def test_lanes_need_no_bands(pen: Pen, by: list[str]) -> None:
    drawing = pen.draw(CATS, "lanes", by=by)
    check(drawing)
    assert len(drawing.marks) == 300


def test_chain_of_thousands_is_drawn_as_far_as_it_can_be_read(pen: Pen) -> None:
    chain = graph([node(i, "") for i in range(2000)], [(i, i - 1) for i in range(1, 2000)] + [(0, 1999)])
    drawing = pen.draw(chain, "tree", root="n0")
    assert len(drawing.marks) == 1500
    assert "and 500 more" in drawing.said()
    assert "1999 descendants" in drawing.said()
    assert len(pen.draw(chain, "lanes").marks) == 2000
