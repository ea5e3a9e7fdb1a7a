"""Positions: nothing overlaps, what belongs together stands together, and the same input gives the same picture."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool.views.layout import Disc, pack, packed, radial, spiral, spiral_radius

RADII = st.dictionaries(st.integers(0, 99).map(str), st.floats(1, 200), max_size=14)


def far(one: tuple[float, float], other: tuple[float, float]) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])


def test_spiral_keeps_its_points_apart_and_inside_its_radius() -> None:
    points = spiral(200)
    assert min(far(a, b) for a, b in combinations(points, 2)) > 14
    assert max(far(point, (0, 0)) for point in points) < spiral_radius(200)
    assert [far(point, (0, 0)) for point in points] == sorted(far(point, (0, 0)) for point in points)


@settings(max_examples=40, deadline=None)
@given(RADII)
def test_packed_discs_do_not_overlap(radii: dict[str, float]) -> None:
    places = pack(radii)
    assert places.keys() == radii.keys()
    for a, b in combinations(radii, 2):
        assert far(places[a], places[b]) >= radii[a] + radii[b] - 1e-3


@settings(max_examples=20, deadline=None)
@given(RADII)
def test_packing_does_not_depend_on_the_order_of_the_input(radii: dict[str, float]) -> None:
    assert pack(radii) == pack(dict(reversed(radii.items())))


def test_widening_makes_a_picture_wider_than_high() -> None:
    places = pack({str(i): 10.0 for i in range(60)}, 1.6).values()
    width, height = (max(axis) - min(axis) for axis in zip(*places, strict=True))
    assert 1.2 < width / height < 2.2


def inside(place: tuple[float, float], disc: Disc) -> bool:
    return far(place, (disc.x, disc.y)) <= disc.radius + 1e-3


def test_members_stand_in_their_groups_in_their_order() -> None:
    parents = {"oslo": "norway", "bergen": "norway", "lima": "peru", **{f"cat{i}": "oslo" for i in range(30)}}
    places, discs = packed(parents, list(parents))
    assert [disc.name for disc in discs] == ["norway", "peru"]
    norway, peru = discs
    assert all(inside(places[name], norway) for name in parents if name not in ("lima",))
    assert inside(places["lima"], peru)
    assert far((norway.x, norway.y), (peru.x, peru.y)) > norway.radius + peru.radius
    steps = [far(places[f"cat{i}"], places["oslo"]) for i in range(30)]
    assert steps == sorted(steps)


def test_nodes_without_a_group_are_placed_too() -> None:
    places, _ = packed({"tom": "oslo", "oslo": ""}, ["oslo", "tom", "stray"])
    assert set(places) == {"oslo", "tom", "stray"}


def test_groups_that_hold_each_other_do_not_hang() -> None:
    places, discs = packed({"a": "b", "b": "a", "c": "c"}, ["a", "b", "c"])
    assert set(places) == {"a", "b", "c"}
    assert all(math.isfinite(disc.radius) for disc in discs)


def test_ten_levels_of_groups_are_placed() -> None:
    parents = {f"n{i}": f"n{i - 1}" if i else "" for i in range(10)}
    places, _ = packed(parents, list(parents))
    assert set(places) == set(parents)


def test_rings_grow_with_the_steps_from_the_focus() -> None:
    neighbours = {"a": ["b", "c"], "b": ["a", "d"], "c": ["a"], "d": ["b"], "lone": []}
    places = radial("a", neighbours, list(neighbours))
    assert places["a"] == (0.0, 0.0)
    assert far(places["b"], (0, 0)) == far(places["c"], (0, 0)) < far(places["d"], (0, 0))
    assert places["lone"][1] > max(places[name][1] for name in "abcd")


def test_many_neighbours_do_not_touch() -> None:
    neighbours = {"hub": [str(i) for i in range(300)], **{str(i): ["hub"] for i in range(300)}}
    places = radial("hub", neighbours, list(neighbours))
    assert min(far(a, b) for a, b in combinations(places.values(), 2)) > 13
