"""The views of the landscape: all models in each, counted as the queries count, and saying the same of them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from pyoxigraph import Triple

import kgtool
from kgtool.namespaces import KG, local_name
from kgtool.promises import broken_promises
from kgtool.queries import SavedQuery, bind_texts, find_saved_query, query_files
from kgtool.records import Items, Scalar
from kgtool.search import resolve_entity
from kgtool.statistics import count_graph
from kgtool.views.notes import counts
from kgtool.views.picture import picture_svg
from kgtool.workspace import find_workspace
from tests.commands import ROOT
from tests.test_landscape import names

AIL = "https://w3id.org/ai-landscape/ns#"
ID = "https://w3id.org/ai-landscape/id/"
VIEWS = sorted(query_files(find_workspace(ROOT), views=True))
WHOLE = [name for name in VIEWS if name not in ("family", "landscape")]
REGIONS = ("us-china-eu-uk", "eu", "un", "country")
STEPS = {"fineTunedFrom", "distilledFrom", "quantizedFrom", "mergedFrom", "adapterOf", "derivedFrom"}
SAID = ("label", "date", "grade", "ceiling", "developer", "developedIn", "seat", "license", "modality", "family")
PREFIX = f"PREFIX ail: <{AIL}> PREFIX id: <{ID}>"


@pytest.fixture(scope="module")
def graph() -> kgtool.Graph:
    return kgtool.open(ROOT)


def construct(graph: kgtool.Graph, query: SavedQuery, arguments: Mapping[str, Sequence[str]]) -> list[Triple]:
    return graph.store.construct(
        bind_texts(query, arguments, lambda kind, text: resolve_entity(graph.index, text, kind))
    )


def drawn(graph: kgtool.Graph, name: str, **arguments: str) -> set[tuple[str, str, str]]:
    """What a view constructs: subject, local name of the predicate, object."""
    query = find_saved_query(graph.workspace, name, views=True)
    triples = construct(graph, query, {key: (text,) for key, text in arguments.items()})
    return {tuple(local_name(t) if n == 1 else t for n, t in enumerate(map(text_of, triple))) for triple in triples}  # type: ignore[misc]


def text_of(term: object) -> str:
    return str(getattr(term, "value", term))


def marks(triples: set[tuple[str, str, str]], cls: str = "Model") -> set[str]:
    """What is drawn of a class."""
    nodes = {s for s, p, o in triples if p == "type" and o == KG + "Node"}
    return {s for s, p, o in triples if p == "type" and o == AIL + cls} & nodes


def column(graph: kgtool.Graph, pattern: str) -> set[str]:
    """The values that ?x takes."""
    return {text_of(row[0]) for row in graph.query(f"{PREFIX} SELECT DISTINCT ?x {{ {pattern} }}").rows}


@pytest.mark.parametrize("name", VIEWS)
def test_view_keeps_its_promises(graph: kgtool.Graph, name: str) -> None:
    query = find_saved_query(graph.workspace, name, views=True)
    assert query.tests, "its block says nothing under tests"
    faults = broken_promises([query], lambda asked, given: [names(graph, t) for t in construct(graph, asked, given)])
    assert list(map(str, faults)) == []


def test_counts_of_the_map_are_those_of_stats(graph: kgtool.Graph) -> None:
    counted = count_graph(graph.store.engine, graph.index.graphs, graph.index.individuals)
    models = next(count.number for count in counted if count.name == AIL + "Model")
    found = drawn(graph, "map")
    assert len(marks(found)) == models
    assert marks(found, "Organization") == column(graph, "?model a ail:Model ; ail:developer ?x")


@pytest.mark.parametrize("name", [*WHOLE, "landscape"])
def test_every_model_is_drawn_with_or_without_date_and_grade(graph: kgtool.Graph, name: str) -> None:
    found = drawn(graph, name)
    assert marks(found) == column(graph, "?x a ail:Model")
    dated = {s for s, p, _ in found if p == "date"}
    graded = {s for s, p, _ in found if p == "grade"}
    assert marks(found) - dated == column(graph, "?x a ail:Model FILTER NOT EXISTS { ?x ail:release/ail:date ?day }")
    assert marks(found) - graded == column(graph, "?x a ail:Model FILTER NOT EXISTS { ?x ail:g7Level ?level }")


@pytest.mark.parametrize("name", [name for name in VIEWS if name not in ("table", "landscape")])
def test_views_say_the_same_of_a_model(graph: kgtool.Graph, name: str) -> None:
    found = drawn(graph, name)
    models = marks(found)
    table = {(s, p, o) for s, p, o in drawn(graph, "table") if s in models and p in SAID}
    assert {(s, p, o) for s, p, o in found if s in models and p in SAID} == table


@pytest.mark.parametrize("regions", REGIONS)
def test_regions_are_counted_as_openness_by_region_counts_them(graph: kgtool.Graph, regions: str) -> None:
    found = drawn(graph, "regions", regions=regions)
    stands, grade, ceiling = ({(s, o) for s, p, o in found if p == key} for key in ("developedIn", "grade", "ceiling"))
    level, most = dict(grade), dict(ceiling)
    panels = Counter((region, level.get(model, "")) for model, region in stands)
    unsure = Counter((region, level.get(model, "")) for model, region in stands if level.get(model) != most[model])
    answer = graph.query("openness-by-region", regions=regions)
    levels = {"undetermined": ""} | {row["name"]: row["level"] for row in graph.query(LEVELS)}
    rows = {(row["region"], levels[str(row["level"])]): (row["n"], row["undetermined"]) for row in answer}
    assert {key: (n, unsure[key]) for key, n in panels.items()} == rows
    assert Counter(region for _, region in stands) == {row["region"]: row["of"] for row in answer}


LEVELS = f"{PREFIX} SELECT ?name ?level {{ ?level a ail:Level ; ail:grading ail:g7 ; rdfs:label ?name }}"


@pytest.mark.parametrize("model", ["llama-2", "llama-3.1", "mistral-7b", "qwen2.5", "deepseek-v3"])
def test_family_is_the_closure_of_derivation(graph: kgtool.Graph, model: str) -> None:
    step = "(ail:release?/ail:derivedFrom/ail:releaseOf?)+"
    above = column(graph, f"<{ID}model/{model}> {step} ?x . ?x a ail:Model")
    below = column(graph, f"?x a ail:Model . ?x {step} <{ID}model/{model}>")
    assert len(above | below) > 1
    assert marks(drawn(graph, "family", model=f"model/{model}")) == above | below | {f"{ID}model/{model}"}


def test_family_of_none_is_every_line_of_descent(graph: kgtool.Graph) -> None:
    family, lineage = drawn(graph, "family"), drawn(graph, "lineage")
    lines = {(s, p, o) for s, p, o in lineage if p in STEPS}
    assert {(s, p, o) for s, p, o in family if p in STEPS} == lines
    assert marks(family) == {end for s, _, o in lines for end in (s, o)}


def test_lines_are_named_by_the_kind_of_derivation(graph: kgtool.Graph) -> None:
    lines = {(s, p, o) for s, p, o in drawn(graph, "lineage") if p in STEPS}
    models = column(graph, "?x a ail:Model")
    assert {end for s, _, o in lines for end in (s, o)} <= models
    assert all(s != o for s, _, o in lines)
    assert (f"{ID}model/deepseek-r1-distill-llama-8b", "distilledFrom", f"{ID}model/deepseek-r1") in lines
    kinds = {(s, o) for s, p, o in lines if p != "derivedFrom"}
    bare = {(s, o) for s, p, o in lines if p == "derivedFrom"} & kinds
    assert bare == set(), "a line that has a kind is drawn once more without"


def test_dropped_terms_are_those_of_the_query(graph: kgtool.Graph) -> None:
    dropped = {row["model"] for row in graph.query("inherited-terms") if row["carried"] == "dropped"}
    for name in ("family", "lineage", "licenses", "map"):
        assert {s for s, p, _ in drawn(graph, name) if p == "dropsTermsOf"} == dropped


def test_license_tells_its_status_and_each_of_its_limits(graph: kgtool.Graph) -> None:
    found = drawn(graph, "licenses")
    used = {o for _, p, o in found if p == "license" and o.startswith(ID)}
    assert used <= {s for s, p, _ in found if p == "group"}
    limits = Counter(
        text_of(row[0]) for row in graph.query(f"{PREFIX} SELECT ?x {{ ?x a ail:License ; ail:limit ?l }}").rows
    )
    remarks = Counter(s for s, p, _ in found if p == "remark")
    assert remarks == limits
    assert all(re.search(r" \(.+\)$", o) for _, p, o in found if p == "remark"), "a limit without its clause"


def test_landscape_holds_views_that_are_there_and_knows_what_they_draw(graph: kgtool.Graph) -> None:
    query = find_saved_query(graph.workspace, "landscape", views=True)
    holds = query.extra["holds"]
    assert isinstance(holds, Items)
    held = [item.text for item in holds.items if isinstance(item, Scalar)]
    assert sorted([*held, "landscape"]) == VIEWS
    found = drawn(graph, "landscape")
    nodes = {s for s, p, o in found if p == "type" and o == KG + "Node"}
    for name in held:
        assert {s for s, p, o in drawn(graph, name) if p == "type" and o == KG + "Node"} <= nodes
    lines = {(s, p, o) for s, p, o in drawn(graph, "lineage") if p in STEPS}
    assert lines <= found


@pytest.mark.parametrize("name", ["regions", "landscape"])
def test_caveat_is_told_once_in_notes_and_beside_the_count(graph: kgtool.Graph, name: str) -> None:
    page = graph.view(name)
    caveat = find_saved_query(graph.workspace, name, views=True).caveat
    assert caveat
    assert [words for heading, words in page.notes if heading == "Caveat"] == [caveat]
    assert page.source.count(caveat) == counts(page).count(caveat) == 1


def test_pictures_name_the_data_and_what_they_draw(graph: kgtool.Graph) -> None:
    family, table = (picture_svg(graph.view(name)) for name in ("family", "table"))
    for text in (family, table):
        assert "https://w3id.org/ai-landscape/ns · CC BY 4.0<" in text
    root = re.search(r">Family of ([^<]+)<", family)
    below = re.search(r">(\d+) descendants", family)
    assert root
    assert below
    assert f"<title>Family tree: {root[1]}</title>" in family
    assert f">{int(below[1]) + 1} of " in family
    models = len(column(graph, "?x a ail:Model"))
    assert f">60 of {models} models" in table
    assert f">and {models - 60} more" in table


def test_map_names_every_region_and_the_largest_holders(graph: kgtool.Graph) -> None:
    page = graph.view("map")
    text = picture_svg(page)
    (view,) = [view for view in page.views if view.name == "map"]
    held = Counter(node.group for node in page.nodes)
    labels = {node.id: node.label for node in page.nodes}
    largest = [labels[node] for node, _ in held.most_common() if node in labels][:20]
    wanted = {*(group.label for group in view.groups if held[group.id] > 2), *largest}
    assert {name for name in wanted if f">{html.escape(name)}<" not in text} == set()
