"""The namespaces that the general tool knows; a workspace adds its own."""

from __future__ import annotations

from typing import Final

KG: Final = "https://w3id.org/kgtool/ns#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
VANN: Final = "http://purl.org/vocab/vann/"

RDF_TYPE: Final = RDF + "type"
RDFS_LABEL: Final = RDFS + "label"


def local_name(iri: str) -> str:
    """What follows the last `#` or `/` of an IRI.

    >>> local_name("http://www.w3.org/2000/01/rdf-schema#label")
    'label'
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
