"""What the tests of loading share: load a workspace, and the faults of one that does not load."""

from __future__ import annotations

from datetime import date

import pytest

from kgtool.entities import read_entities
from kgtool.errors import WorkspaceError
from kgtool.namespaces import KG, RDF, RDFS, SKOS, XSD
from kgtool.ontology import Ontology, read_ontology
from kgtool.triples import Statement, statements
from kgtool.workspace import Workspace

SEA = "https://example.org/sea/ns#"
ID = "https://example.org/sea/id/"
SHORT = {SEA: "sea:", ID: "", KG: "kg:", RDF: "rdf:", RDFS: "rdfs:", SKOS: "skos:", XSD: "xsd:"}


def loaded(workspace: Workspace, day: date | None = None) -> tuple[Ontology, list[Statement]]:
    """The ontology and the facts of a workspace."""
    ontology = read_ontology(workspace)
    return ontology, statements(ontology, read_entities(workspace, ontology.folders), day=day)


def load_faults(workspace: Workspace) -> list[str]:
    """The faults of a workspace that does not load, as they are shown."""
    with pytest.raises(WorkspaceError) as failure:
        loaded(workspace)
    assert failure.value.exit_code == 3
    return [str(fault) for fault in failure.value.faults]


def short(term: object) -> str:
    """A term with prefixes, entities by their id."""
    text = str(term)
    for namespace, prefix in SHORT.items():
        text = text.replace(f"<{namespace}", f"<{prefix}")
    return text.replace("<", "").replace(">", "")


def lines(facts: list[Statement], subject: str) -> list[str]:
    """Predicate and object of the facts about an entity, those not in force in brackets."""
    found = [fact for fact in facts if short(fact.subject) == subject]
    texts = [(f"{short(fact.predicate)} {short(fact.object)}", fact.in_force) for fact in found]
    return [text if in_force else f"({text})" for text, in_force in texts]
