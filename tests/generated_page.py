"""A page of any size: towns hold breeders, breeders hold cats, each with a card of sourced facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kgtool.cards import Citation
from kgtool.views.layout import Disc, packed
from kgtool.views.view import Card, CardFact, Facet, GraphView, Value, ViewGroup, ViewLink, ViewNode, ViewPage

CATS_A_BREEDER = 40
COATS = (
    Value("red", "red coat", "", "#00876C", "#25BFA3", "solid-rimmed"),
    Value("grey", "grey coat", "", "#1B4FB8", "#4486F5", "solid"),
    Value("blue", "blue coat", "", "#A167D2", "#E0B0FF", "ring"),
    Value("cream", "cream coat", "", "#C06C05", "#F2A20D", "thin-ring"),
    Value("none", "no coat", "", "#7D858F", "#A3ABB6", "thin-ring-dotted"),
)
KINDS = (Value("breeder", "breeder", mark="square"), Value("cat", "cat", mark="circle"))
TOWNS = tuple(Value(f"town/{i}", f"Town {i}") for i in range(8))


def holders(count: int) -> dict[str, str]:
    """Which breeder holds a cat, which town a breeder: `count` of them together."""
    breeders = max(1, count // (CATS_A_BREEDER + 1))
    towns = {f"breeder/{i}": TOWNS[i * i % 8 if i % 3 else i % 8].id for i in range(breeders)}
    return towns | {f"cat/{i}": f"breeder/{i * i % breeders}" for i in range(count - breeders)}


def layout(parents: Mapping[str, str]) -> tuple[dict[str, tuple[float, float]], list[Disc]]:
    """Where everything stands."""
    return packed(parents, [*parents])


def generated_page(
    parents: Mapping[str, str], places: Mapping[str, tuple[float, float]], discs: Sequence[Disc]
) -> ViewPage:
    """A page whose one view is the map of it all."""
    nodes = tuple(_node(name, parents) for name in parents)
    cats = [node.id for node in nodes if node.kind == "cat"]
    links = tuple(ViewLink(name, f"cat/{int(name[4:]) // 2}", "kitten of") for name in cats[1:])
    labels = {town.id: town.label for town in TOWNS}
    groups = tuple(ViewGroup(disc.name, labels[disc.name], disc.x, disc.y, disc.radius) for disc in discs)
    title, question = "Cats", "Whose cats have which coat?"
    view = GraphView("cats", title, question, "packed", tuple(parents), links, tab="Map", places=places, groups=groups)
    facets = (Facet("coat", "Coat", COATS), Facet("kind", "Kind", KINDS), Facet("town", "Town", TOWNS))
    cards = {node.id: _card(node) for node in nodes}
    return ViewPage(title, question, nodes, links, facets, (view,), cards, notes=(("", f"{len(cats)} cats"),))


def _node(name: str, parents: Mapping[str, str]) -> ViewNode:
    kind, number = name.split("/")
    town = parents[name] if kind == "breeder" else parents[parents[name]]
    coat = (COATS[int(number) % 5].id,) if kind == "cat" else ()
    facets = {"coat": coat, "kind": (kind,), "town": (town,)}
    mark, date = (
        ("square", "") if kind == "breeder" else ("circle", f"{2015 + int(number) % 10}-05-{1 + int(number) % 28:02}")
    )
    label = f"{kind.title()} number {number}"
    return ViewNode(name, label, kind, mark, date, parents[name], gap=int(number) % 7 == 0, facets=facets)


def _card(node: ViewNode) -> Card:
    number = node.id.split("/")[1]
    book = Citation(
        f"https://example.org/pedigrees/{number}", f"Pedigree {number}", f"page {int(number) % 90}", "2026-01-12"
    )
    facts = (
        CardFact("held by", node.group, target=node.group if "breeder" in node.group else "", citations=(book,)),
        CardFact("born", node.date or "1990", citations=(book,)),
        CardFact("weight", f"{2000 + int(number) % 4000} g", citations=(book,)),
        CardFact("homepage", f"https://example.org/{node.id}", url=f"https://example.org/{node.id}", citations=(book,)),
    )
    return Card(node.id, node.label, node.kind, (("", facts),))
