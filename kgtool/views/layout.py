"""Positions for pictures: worked out once, here, and the same for the same input.

Lengths are in units of the picture; a mark of ordinary size is about ten units wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
SPACING = 17.0
MARGIN = 14.0
LABEL = 62.0  # half the width of a long label
LINE = 6.0  # half the height of a line of text
PAGE_WIDENING = 1.5


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle around `x`, `y` that holds the members of a group."""

    name: str
    x: float
    y: float
    radius: float


def spiral(count: int) -> list[tuple[float, float]]:
    """Points at even density around the origin, the first nearest to it.

    Vogel's model of the sunflower head, https://doi.org/10.1016/0025-5564(79)90080-4.

    >>> [round(x) for x, _ in spiral(2)]
    [17, -18]
    """
    return [
        (
            SPACING * math.sqrt(i + 1) * math.cos(i * GOLDEN_ANGLE),
            SPACING * math.sqrt(i + 1) * math.sin(i * GOLDEN_ANGLE),
        )
        for i in range(count)
    ]


def spiral_radius(count: int) -> float:
    """The radius of a disc that holds `count` points of a spiral and a margin."""
    return SPACING * math.sqrt(count) + MARGIN


def pack(radii: Mapping[str, float], widening: float = 1.0) -> dict[str, tuple[float, float]]:
    """Centres of discs that do not overlap, the largest in the middle, `widening` times as wide as high.

    Each disc, from the largest down, goes to the free place nearest to the middle that touches two others.
    """
    placed: list[Disc] = []
    for name, radius in sorted(radii.items(), key=lambda item: (-item[1], item[0])):
        x, y = _nearest_free_place(placed, radius, widening)
        placed.append(Disc(name, x, y, radius))
    return {disc.name: (disc.x, disc.y) for disc in placed}


def _nearest_free_place(placed: Sequence[Disc], radius: float, widening: float) -> tuple[float, float]:
    if not placed:
        return 0.0, 0.0
    if len(placed) == 1:
        return placed[0].x + placed[0].radius + radius, placed[0].y
    return min(
        _free_places(placed, radius), key=lambda place: (round(math.hypot(place[0] / widening, place[1]), 6), place)
    )


def _free_places(placed: Sequence[Disc], radius: float) -> Iterable[tuple[float, float]]:
    for i, one in enumerate(placed):
        for other in placed[:i]:
            for place in _touching(one, other, radius):
                if all(math.hypot(place[0] - d.x, place[1] - d.y) >= d.radius + radius - 1e-6 for d in placed):
                    yield place


def _touching(one: Disc, other: Disc, radius: float) -> Iterable[tuple[float, float]]:
    """The centres, two or none, of a disc that touches two others."""
    a, b = one.radius + radius, other.radius + radius
    dx, dy = other.x - one.x, other.y - one.y
    apart = math.hypot(dx, dy)
    if apart > a + b or apart == 0:
        return
    along = (apart * apart + a * a - b * b) / (2 * apart)
    across = math.sqrt(max(0.0, a * a - along * along))
    for side in (1, -1):
        yield (
            one.x + (along * dx - side * across * dy) / apart,
            one.y + (along * dy + side * across * dx) / apart,
        )


def packed(parents: Mapping[str, str], order: Sequence[str]) -> tuple[dict[str, tuple[float, float]], list[Disc]]:
    """Positions of nodes inside packed discs, and the discs that are outermost.

    `parents` leads from a node to the node or group it stands in; `order` lists the nodes, and members of one
    group stand on its spiral in that order. Groups that are nothing but groups become outer discs; what stands deeper
    than in a node in a group stands in that node.
    """
    nodes = set(order)
    members: dict[str, list[str]] = {}
    for node in order:
        top, group = _top(node, parents, nodes), parents.get(node, "")
        members.setdefault(top if top != node else "" if group in nodes else group, []).append(node)
    outer = sorted(name for name in members if name not in nodes)
    inner = {name: _fill(members[name], members) for name in outer}
    centres = pack({name: max(radius, LABEL) + MARGIN for name, (_, radius) in inner.items()}, PAGE_WIDENING)
    positions = {
        node: (centres[name][0] + dx, centres[name][1] + dy)
        for name in outer
        for node, (dx, dy) in inner[name][0].items()
    }
    return positions, [Disc(name, *centres[name], inner[name][1]) for name in outer]


def _top(node: str, parents: Mapping[str, str], nodes: Set[str]) -> str:
    """The outermost node that holds a node, itself where none does; of nodes that hold each other, the first by name.

    >>> _top("tail", {"tail": "tom", "tom": "oslo"}, {"tail", "tom"})
    'tom'
    """
    chain = [node]
    while (above := parents.get(chain[-1], "")) in nodes:
        if above in chain:
            return min(chain[chain.index(above) :])
        chain.append(above)
    return chain[-1]


def _fill(roots: Sequence[str], members: Mapping[str, Sequence[str]]) -> tuple[dict[str, tuple[float, float]], float]:
    """Positions of the nodes of one outer disc around its middle, and its radius."""
    radii = {root: spiral_radius(len(members.get(root, ()))) + LINE for root in roots}
    positions: dict[str, tuple[float, float]] = {}
    for root, (x, y) in pack(radii).items():
        positions[root] = (x, y)
        children = members.get(root, ())
        positions.update(
            {child: (x + dx, y + dy) for child, (dx, dy) in zip(children, spiral(len(children)), strict=True)}
        )
    x, y, reach = _around([Disc(root, *positions[root], radii[root]) for root in roots])
    return {node: (px - x, py - y) for node, (px, py) in positions.items()}, reach


def _around(discs: Sequence[Disc]) -> tuple[float, float, float]:
    """The middle and radius of a small circle around discs, by steps towards the farthest one that shrink.

    Bădoiu and Clarkson's core-set walk, https://doi.org/10.1016/j.comgeo.2007.04.002.
    """
    x = y = 0.0
    for step in range(1, 200):
        far = max(discs, key=lambda disc: math.hypot(disc.x - x, disc.y - y) + disc.radius)
        x, y = x + (far.x - x) / (step + 1), y + (far.y - y) / (step + 1)
    return x, y, max(math.hypot(disc.x - x, disc.y - y) + disc.radius for disc in discs)


def radial(focus: str, neighbours: Mapping[str, Sequence[str]], order: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Positions on rings around `focus`, one ring a step, each branch in a sector of its own.

    Nodes that cannot be reached from the focus stand on a row of spirals below. Radial tree drawing after
    https://doi.org/10.1109/INFVIS.2001.963279.
    """
    tree, reached = _spanning_tree(focus, neighbours)
    leaves: dict[str, int] = {}
    for node in reversed(reached):
        leaves[node] = sum(leaves[child] for child in tree[node]) or 1
    ring = max(110.0, leaves[focus] * 20.0 / (2 * math.pi))
    positions = {focus: (0.0, 0.0)}
    sectors = {focus: (-math.pi, math.pi)}
    depth = {focus: 0}
    for node in reached:
        begin, end = sectors[node]
        start = begin
        for child in tree[node]:
            width = (end - begin) * leaves[child] / leaves[node]
            sectors[child] = (start, start + width)
            depth[child] = depth[node] + 1
            angle = start + width / 2
            positions[child] = (ring * depth[child] * math.cos(angle), ring * depth[child] * math.sin(angle))
            start += width
    rest = [node for node in order if node not in positions]
    below = max((y for _, y in positions.values()), default=0.0) + ring + spiral_radius(len(rest))
    positions.update({node: (x, y + below) for node, (x, y) in zip(rest, spiral(len(rest)), strict=True)})
    return positions


def _spanning_tree(focus: str, neighbours: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], list[str]]:
    """Who is reached first from whom, breadth first, and the nodes in that order."""
    tree: dict[str, list[str]] = {focus: []}
    reached = [focus]
    for node in reached:
        for neighbour in neighbours.get(node, ()):
            if neighbour not in tree:
                tree[neighbour] = []
                tree[node].append(neighbour)
                reached.append(neighbour)
    return tree, reached
