"""How a version of a workspace's data is cited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtool.namespaces import DCTERMS
from kgtool.ontology import read_ontology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgtool.build import Manifest
    from kgtool.ontology import Ontology
    from kgtool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Reference:
    """What identifies a version of the data: `day` is that of the data, `asked` the one asked about."""

    title: str
    creators: tuple[str, ...]
    version: str
    day: str
    asked: str
    iri: str
    graph_hash: str
    rights: str

    def text(self) -> str:
        """The reference in one paragraph."""
        who = f"{', '.join(self.creators)}: " if self.creators else ""
        version = f" Version {self.version}," if self.version else ""
        rights = f" Rights: {self.rights}." if self.rights else ""
        return f"{who}{self.title}.{version} {self.data}. {self.iri} (graph sha256 {self.graph_hash}).{rights}"

    @property
    def data(self) -> str:
        """The day of the data, and the one asked about where that is another."""
        return f"data of {self.day}" + (f", what held on {self.asked}" if self.asked != self.day else "")

    def bibtex(self) -> str:
        """The reference as a BibTeX entry."""
        fields = {
            "title": f"{{{self.title}}}",
            "author": " and ".join(f"{{{name}}}" for name in self.creators),
            "year": self.day[:4],
            "version": self.version,
            "url": self.iri,
            "note": f"{self.data.capitalize()}, graph sha256 {self.graph_hash}",
        }
        lines = "".join(f"  {name} = {{{_escaped(value)}}},\n" for name, value in fields.items() if value)
        return f"@misc{{{_key(self.title)}-{self.day[:4]},\n{lines}}}"


def read_citation(workspace: Workspace, made: Manifest) -> Reference:
    """The reference to the data of a snapshot, from the header of the workspace's ontology."""
    ontology = read_ontology(workspace)
    creators = tuple(_values(ontology, DCTERMS + "creator"))
    rights = next((text for name in ("rights", "license") for text in _values(ontology, DCTERMS + name)), "")
    return Reference(
        ontology.title, creators, ontology.version, made.read, made.day, ontology.iri, made.graph_hash, rights
    )


def _values(ontology: Ontology, predicate: str) -> Iterator[str]:
    for axiom in ontology.triples:
        triple = axiom.triple
        if triple.predicate.value == predicate and getattr(triple.subject, "value", "") == ontology.iri:
            yield str(getattr(triple.object, "value", triple.object))


def _key(title: str) -> str:
    """A key for BibTeX.

    >>> _key("Cats & towns")
    'cats-towns'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "data"


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)
