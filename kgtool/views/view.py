"""What a picture shows, apart from how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kgtool.cards import Citation

NOT_RECORDED: Final = "not-recorded"
"""The id of the value of nodes that have no answer to a facet's question, though others of their kind have one."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that colours or filters nodes; colours are hexadecimal, for a light and for a dark page.

    `mark` is the form of the nodes that have it, where the value says so; `group` is what it is listed under.
    """

    id: str
    label: str
    definition: str = ""
    colour: str = ""
    dark_colour: str = ""
    fill: str = "solid"
    mark: str = ""
    group: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """A question by whose answers nodes are filtered; `values` stand in the order of display."""

    key: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ViewNode:
    """A thing that is drawn.

    `group` is the id of the node or disc that it stands in, `facets` leads from a facet's key to ids of its values;
    `gap` tells that unknown facts may allow it a higher value than the one that colours it.
    """

    id: str
    label: str
    kind: str
    mark: str
    date: str = ""
    group: str = ""
    gap: bool = False
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A line from one node to another, what it says, and what is to be remarked on it."""

    source: str
    target: str
    label: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewGroup:
    """A disc behind the nodes that stand in it."""

    id: str
    label: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class CardFact:
    """One fact of a card; `target` is the id of the entity it leads to, `inferred` tells that nobody wrote it.

    `note` says in which role, and since and until when.
    """

    property: str
    value: str
    target: str = ""
    url: str = ""
    note: str = ""
    inferred: bool = False
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one entity, section by section; the first section is its own, the others its parts'."""

    id: str
    label: str
    kind: str
    sections: tuple[tuple[str, tuple[CardFact, ...]], ...]


@dataclass(frozen=True, slots=True)
class GraphView:
    """One picture: which nodes it draws in which form, and between which of them lines.

    `by` names the facets that structure the form, `counts` is the kind that is counted where it is not every mark.
    `places` has the middle of each node, `groups` the discs behind them, in forms that have a layout of their own.
    """

    name: str
    title: str
    question: str
    form: str
    nodes: tuple[str, ...]
    links: tuple[ViewLink, ...] = ()
    tab: str = ""
    by: tuple[str, ...] = ()
    counts: str = ""
    root: str = ""
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    groups: tuple[ViewGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewPage:
    """Pictures of one graph, with all that their page needs; the first facet gives the colours.

    `views` stand in the order of the tabs, the first is open; `links` are those of all views and of what stands
    behind them; `renderer` draws the map, where one is wanted; `source` names the
    data, their day, address and rights in one line; `caveat` is what to bear in mind.
    """

    title: str
    question: str
    nodes: tuple[ViewNode, ...]
    links: tuple[ViewLink, ...]
    facets: tuple[Facet, ...]
    views: tuple[GraphView, ...]
    cards: Mapping[str, Card]
    focus: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    renderer: str = ""
    source: str = ""
    caveat: str = ""
