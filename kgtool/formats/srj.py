"""SPARQL 1.1 results in JSON, <https://www.w3.org/TR/sparql11-results-json/>."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.namespaces import XSD

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style, Term

Binding = dict[str, object]


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes the results, one binding a line."""
    sink.write(('{"head":{"vars":' + json.dumps(rows.variables) + '},"results":{"bindings":[').encode())
    before = "\n"
    for row in rows.rows:
        bound = {name: binding(term) for name, term in zip(rows.variables, row, strict=True) if term is not None}
        sink.write((before + json.dumps(bound, ensure_ascii=False, separators=(",", ":"))).encode())
        before = ",\n"
    sink.write(b"\n]}}\n")


def write_boolean(truth: bool, sink: Sink) -> None:
    """Writes the answer to an ASK query."""
    sink.write(b'{"head":{},"boolean":%s}\n' % (b"true" if truth else b"false"))


def binding(term: Term) -> Binding:
    """A term as an object with its type and value."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        return _literal(term)
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: binding(part) for name, part in parts.items()}}


def _literal(term: Literal) -> Binding:
    found: Binding = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
        if term.direction:
            found["its:dir"] = term.direction.value
    elif term.datatype.value != XSD + "string":
        found["datatype"] = term.datatype.value
    return found
