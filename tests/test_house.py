"""The rules of the house: who may know what, what a term must say of itself, what ships."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kgtool.namespaces import OWL, RDF_TYPE, RDFS, RDFS_LABEL, SKOS
from kgtool.ontology import read_ontology
from kgtool.queries import query_files
from kgtool.querytext import declared_prefixes, tokens
from kgtool.workspace import find_workspace
from tests.codebook import PATH, codebook
from tests.commands import ROOT, environment, project_files

LANDSCAPE = find_workspace(ROOT)
TEXTS = (".py", ".ttl", ".js", ".css", ".html", ".rq", ".yaml", ".csv", ".md", ".toml", ".cff", "")
HEAVY = ("networkx", "owlrl", "pyoxigraph", "pyrudof", "pyshacl", "pyvis", "rdflib", "rich")

# What the landscape is about: kgtool/ must not say it. "Dataset" is not here: RDF has the word too.
WORDS = (
    *("ai", "bloc", "company", "companies", "developer", "fine-tuned", "gated", "gpl", "grade", "graded", "hugging"),
    *("huggingface", "jurisdiction", "license", "licensed", "licenses", "licensing", "licence", "llama", "mistral"),
    *("modality", "model", "models", "nvidia", "openai", "openness", "organization", "organizations", "osi"),
    *("proprietary", "region", "regions", "release", "released", "releases", "spdx", "weights", "landscape"),
)
# General uses of these words: a pattern, and what it is.
ALLOWED = {
    r"Vogel's model of the sunflower": "a figure of geometry",
    r"\bkg:grade\b|\bgrade(Of)?\b": "what colours a mark, in any view",
    r'\("rights", "license"\)': "terms of Dublin Core, by which any workspace names its rights",
    r"ai-landscape\[parquet\]": "the distribution, and what to install with it",
    r"https://spdx\.github\.io/spdx-spec/\S*": "where the grammar of expressions is defined",
}


def files_of(folder: str) -> list[Path]:
    """The text files below a folder that are part of the project."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in TEXTS)
    return sorted(path for path in found if not {"__pycache__", "_bundled"} & set(path.parts))


GENERAL = [path for path in files_of("kgtool") if "importers" not in path.parts and not path.name.endswith(".min.js")]
"""What serves any workspace; an importer knows the data set that it reads, and bundled code of others its licenses."""


@pytest.mark.parametrize("path", GENERAL, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_tool_knows_nothing_of_the_landscape(path: Path) -> None:
    text = re.sub("|".join(ALLOWED), "", path.read_text(encoding="utf-8"))
    spoken = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)  # camelCase and snake_case are words too
    said = [
        f"{number}: {match[0]}"
        for number, line in enumerate(spoken.splitlines(), 1)
        for match in re.finditer(rf"\b(?:{'|'.join(WORDS)})\b", line, re.IGNORECASE)
    ]
    assert said == []


def test_no_file_names_a_path_of_a_machine() -> None:
    place = re.compile(r"(?<![\w.:/<-])/(?:home|root|work|Users|mnt|srv)/\w")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in project_files()
        if path.suffix in (*TEXTS, ".cff", ".yml") and path.name != Path(__file__).name
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if place.search(line)
    ]
    assert found == []


def ontology_triples() -> list[Triple]:
    files = [*LANDSCAPE.ontology.rglob("*.ttl"), ROOT / "kgtool/kg.ttl"]
    return [quad.triple for path in sorted(files) for quad in parse(path=path, format=RdfFormat.TURTLE)]


TRIPLES = ontology_triples()
DEFINED = (
    *(OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
    RDFS + "Datatype",
    SKOS + "ConceptScheme",
)
NAMESPACES = ("https://w3id.org/ai-landscape/ns#", "https://w3id.org/kgtool/ns#")
TERMS = sorted(
    {t.subject.value for t in TRIPLES if isinstance(t.subject, NamedNode) and t.subject.value.startswith(NAMESPACES)}
)


def values(subject: str, predicate: str) -> list[NamedNode | BlankNode | Literal | Triple]:
    return [t.object for t in TRIPLES if t.subject == NamedNode(subject) and t.predicate.value == predicate]


def test_every_term_says_what_it_is() -> None:
    shapes = "http://www.w3.org/ns/shacl#NodeShape"
    wrong = []
    for term in TERMS:
        if NamedNode(shapes) in values(term, RDF_TYPE) or not values(term, RDF_TYPE):
            continue
        for predicate in (RDFS_LABEL, SKOS + "definition"):
            told = values(term, predicate)
            if len(told) != 1 or not isinstance(told[0], Literal) or told[0].language != "en" or not told[0].value:
                wrong.append(f"{term}: {len(told)} × {predicate}, expected one in English")
        if values(term, RDFS + "isDefinedBy") != [NamedNode(term.partition("#")[0])]:
            wrong.append(f"{term}: isDefinedBy")
    assert wrong == []


def test_no_term_is_two_kinds_of_thing() -> None:
    kinds = {term: {t.value for t in values(term, RDF_TYPE) if isinstance(t, NamedNode)} for term in TERMS}
    both = [term for term, types in kinds.items() if values(term, SKOS + "inScheme") and types & set(DEFINED)]
    both += [term for term, types in kinds.items() if len(types & set(DEFINED)) > 1]
    assert both == []


def test_slugs_of_concepts_are_kebab_case_and_unique() -> None:
    concepts = read_ontology(LANDSCAPE).concepts
    slugs = [(concept.slug, concept.iri) for scheme in concepts.values() for concept in scheme.values()]
    assert [slug for slug, _ in slugs if not re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", slug)] == []
    assert [slug for slug, n in Counter(slug for slug, _ in set(slugs)).items() if n > 1] == []


def test_reasoner_knows_every_axiom() -> None:
    from kgtool.reasoning import REASONERS

    triples = [axiom.triple for axiom in read_ontology(LANDSCAPE).triples]
    assert list(REASONERS["compiled"](triples, [])) is not None  # an axiom that it does not know raises


def query_paths() -> list[Path]:
    return [*query_files(LANDSCAPE).values(), *query_files(LANDSCAPE, views=True).values()]


@pytest.mark.parametrize("path", query_paths(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_prefixes_of_a_query_are_those_of_the_ontology(path: Path) -> None:
    known = read_ontology(LANDSCAPE).prefixes
    declared = declared_prefixes(path.read_text(encoding="utf-8"))
    assert {prefix: known.get(prefix) for prefix in declared} == declared


def iris_of(text: str) -> set[str]:
    """The IRIs that a query writes, in full or with a prefix."""
    prefixes = declared_prefixes(text)
    found = set()
    for token in tokens(text):
        prefix, colon, name = token.text.partition(":")
        if token.kind == "iri":
            found.add(token.text[1:-1])
        elif colon and prefix in prefixes:
            found.add(prefixes[prefix] + name)
    return found


@pytest.mark.parametrize("path", query_paths(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_query_uses_terms_that_the_ontology_defines(path: Path) -> None:
    assert read_ontology(LANDSCAPE).undefined(iris_of(path.read_text(encoding="utf-8"))) == []


def test_terms_that_nothing_defines_are_found() -> None:
    text = """
        PREFIX ail: <https://w3id.org/ai-landscape/ns#> PREFIX kg: <https://w3id.org/kgtool/ns#>
        SELECT ?x { ?x a ail:Modle, ail:Model ; kg:ranks ?y ; <https://w3id.org/ai-landscape/ns#holdr>/ail:holder ?z }
        # ail:Nothing
    """
    wrong = ["ai-landscape/ns#Modle", "ai-landscape/ns#holdr", "kgtool/ns#ranks"]
    assert read_ontology(LANDSCAPE).undefined(iris_of(text)) == [f"https://w3id.org/{name}" for name in wrong]


@pytest.mark.parametrize("path", query_paths(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_query_orders_its_rows_and_uses_its_prefixes(path: Path) -> None:
    text = re.sub(r"^#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    body = re.sub(r"^PREFIX .*$", "", text, flags=re.MULTILINE)
    assert "ORDER BY" in body or "CONSTRUCT" in body or "ASK" in body
    assert [prefix for prefix in declared_prefixes(text) if f"{prefix}:" not in body] == []


def test_imports_go_down_only() -> None:
    pytest.importorskip("importlinter", reason="import-linter is not installed")
    from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("line", [["--help"], ["query", "--help"], ["--version"]], ids=" ".join)
def test_what_must_be_quick_imports_nothing_heavy(line: list[str]) -> None:
    probe = f"""
import sys
from kgtool.cli import main
sys.argv = ["kgtool", *{line!r}]
main()
print(*sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, cwd=ROOT, env=environment(), check=False)
    assert done.stderr.decode().strip() == ""
    assert done.stdout


def test_import_of_the_library_imports_nothing_heavy() -> None:
    probe = f"import sys, kgtool; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, cwd=ROOT, env=environment(), check=True)
    assert done.stdout.decode().strip() == ""


def test_module_has_at_most_400_lines() -> None:
    long = [
        path.name for path in files_of("kgtool") if path.suffix == ".py" and len(path.read_text().splitlines()) > 400
    ]
    assert long == []


def test_codebook_is_that_of_the_ontology() -> None:
    assert PATH.read_text(encoding="utf-8") == codebook(), "python -m tests.codebook"
