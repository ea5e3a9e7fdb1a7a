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

    `mark` is the form of the nodes that have it, where the value says so.
    """

    id: str
    label: str
    definition: str = ""
    colour: str = ""
    dark_colour: str = ""
    fill: str = "solid"
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A question by whose answers nodes are filtered; `values` stand in the order of display."""

    key: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ViewNode:
    """A thing that is drawn, at its place.

    `group` is the id of the node or disc that it stands in, `facets` leads from a facet's key to ids of its values.
    """

    id: str
    label: str
    kind: str
    mark: str
    x: float
    y: float
    date: str = ""
    group: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A line from one node to another, and what it says."""

    source: str
    target: str
    label: str


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
    place: str = ""
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
    """A picture with all that its page needs; the first facet gives the colours."""

    title: str
    question: str
    nodes: tuple[ViewNode, ...]
    links: tuple[ViewLink, ...]
    groups: tuple[ViewGroup, ...]
    facets: tuple[Facet, ...]
    cards: Mapping[str, Card]
    focus: str = ""
    links_on_focus: bool = True
    notes: tuple[tuple[str, str], ...] = ()
