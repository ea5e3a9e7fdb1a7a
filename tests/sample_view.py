"""A picture made by hand: countries hold breeders, breeders hold cats in the order of birth."""

from __future__ import annotations

from dataclasses import replace

from kgtool.cards import Citation
from kgtool.views.layout import packed
from kgtool.views.view import Card, CardFact, Facet, GraphView, Value, ViewGroup, ViewLink, ViewNode, ViewPage

COATS = (
    Value("red", "red coat", "Shines in the sun.", "#C06C05", "#F2A20D", "solid"),
    Value("grey", "grey coat", "", "#A167D2", "#E0B0FF", "ring"),
    Value("none", "no coat", "", "#7D858F", "#A3ABB6", "thin-ring-dashed"),
)
COUNTRIES = (Value("country/0", "Norway"), Value("country/1", "Portugal"), Value("country/2", "Peru"))
BREEDERS = {f"breeder/{i}": COUNTRIES[i % 3].id for i in range(7)}
CATS = {f"cat/{i}": f"breeder/{i * i % 7}" for i in range(40)}
KINDS = (Value("breeder", "breeder", mark="square"), Value("cat", "cat", mark="circle"))
PEDIGREE = Citation("https://example.org/pedigree", "The book of pedigrees", "page 3", "2026-01-12")


def sample_page() -> ViewPage:
    places, discs = packed(BREEDERS | CATS, [*BREEDERS, *CATS])
    labels = {value.id: value.label for value in COUNTRIES}
    nodes = [
        *(breeder(name, country) for name, country in BREEDERS.items()),
        *(cat(name, breeder) for name, breeder in CATS.items()),
    ]
    title, question = "Cats of the world", "Whose cats have which coat?"
    links = tuple(ViewLink(f"cat/{i}", f"cat/{i // 2}", "kitten of") for i in range(1, 40))
    groups = tuple(ViewGroup(disc.name, labels[disc.name], disc.x, disc.y, disc.radius) for disc in discs)
    drawn = tuple(node.id for node in nodes)
    view = GraphView("cats", title, question, "packed", drawn, links, tab="Map", places=places, groups=groups)
    return ViewPage(
        title=title,
        question=question,
        nodes=tuple(nodes),
        links=links,
        views=(view,),
        facets=(Facet("coat", "Coat", COATS), Facet("kind", "Kind", KINDS), Facet("country", "Country", COUNTRIES)),
        cards={node.id: card(node) for node in nodes},
        notes=(("", "40 cats"), ("Question", "which cats?\nand whose?")),
    )


FORMS = ("multiples", "table", "tree", "lanes", "matrix", "packed")


def sample_pictures() -> ViewPage:
    """The same cats in every form, one a tab, with days of birth; some can only have a better coat."""
    page = sample_page()
    (packed_view,) = page.views
    nodes = tuple(
        replace(node, date=f"{2015 + int(node.id[4:]) % 9}-{1 + int(node.id[4:]) % 12:02}", gap=node.id == "cat/3")
        if node.kind == "cat"
        else node
        for node in page.nodes
    )
    cats = tuple(node.id for node in nodes if node.kind == "cat")
    home = Facet("home", "Home", tuple(Value(name, f"Cattery {name[8:]}") for name in BREEDERS))
    at_home = tuple(
        replace(node, facets={**node.facets, "home": (node.group,) if node.kind == "cat" else ()}) for node in nodes
    )
    by = {"multiples": ("country",), "lanes": ("country", "home"), "matrix": ("coat", "home"), "tree": ("home",)}
    views = [
        packed_view
        if form == "packed"
        else replace(
            packed_view, name=form, tab=form.title(), form=form, nodes=cats, by=by.get(form, ()), places={}, groups=()
        )
        for form in FORMS
    ]
    return replace(page, nodes=at_home, facets=(*page.facets, home), views=tuple(views))


def breeder(name: str, country: str) -> ViewNode:
    label = f"Cattery {name.rpartition('/')[2]}"
    return ViewNode(name, label, "breeder", "square", group=country, facets=facets("", country))


def cat(name: str, breeder: str) -> ViewNode:
    label = f"Tom {name.rpartition('/')[2]}"
    return ViewNode(name, label, "cat", "circle", "2020", breeder, facets=facets(coat(name), BREEDERS[breeder]))


def coat(name: str) -> str:
    return COATS[int(name[4:]) % 3].id


def facets(coat: str, country: str) -> dict[str, tuple[str, ...]]:
    return {"coat": (coat,) if coat else (), "kind": ("cat" if coat else "breeder",), "country": (country,)}


def card(node: ViewNode) -> Card:
    facts = (
        CardFact("bred by", "Cattery 0", target="breeder/0", note="from 2020", citations=(PEDIGREE,)),
        CardFact("homepage", "https://example.org/cats", url="https://example.org/cats", citations=(PEDIGREE,)),
        CardFact("relative", "Tom 3", target="cat/3", inferred=True),
    )
    return Card(
        node.id, node.label, node.kind, (("", facts), ("Tail", (CardFact("length", "30", citations=(PEDIGREE,)),)))
    )
