"""SPARQL results in XML, <https://www.w3.org/TR/rdf-sparql-XMLres/>."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.namespaces import XSD

if TYPE_CHECKING:
    from kgtool.formats import Rows, Sink, Style, Term

START = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(rows: Rows, sink: Sink, style: Style) -> None:
    """Writes the results, one a line; characters that XML 1.0 cannot hold become U+FFFD."""
    names = "".join(f"<variable name={quoteattr(name)}/>" for name in rows.variables)
    sink.write(f"{START}<head>{names}</head>\n<results>\n".encode())
    for row in rows.rows:
        cells = (_binding(name, term) for name, term in zip(rows.variables, row, strict=True) if term is not None)
        sink.write(f"<result>{''.join(cells)}</result>\n".encode())
    sink.write(b"</results>\n</sparql>\n")


def write_boolean(truth: bool, sink: Sink) -> None:
    """Writes the answer to an ASK query."""
    sink.write(f"{START}<head></head>\n<boolean>{str(truth).lower()}</boolean>\n</sparql>\n".encode())


def xml_text(text: str) -> str:
    """The text as XML can hold it."""
    return escape(UNWRITABLE.sub("\ufffd", text), {"\r": "&#13;"})


def _binding(name: str, term: Term) -> str:
    return f"<binding name={quoteattr(name)}>{_term(term)}</binding>"


def _term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{xml_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{term.value}</bnode>"
    if isinstance(term, Literal):
        return f"<literal{_attribute(term)}>{xml_text(term.value)}</literal>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return f"<triple>{''.join(f'<{tag}>{_term(part)}</{tag}>' for tag, part in parts)}</triple>"


def _attribute(term: Literal) -> str:
    if term.language:
        direction = ' its:version="2.0" xmlns:its="http://www.w3.org/2005/11/its" its:dir="%s"'
        return f' xml:lang="{term.language}"' + (direction % term.direction.value if term.direction else "")
    datatype = term.datatype.value
    return "" if datatype == XSD + "string" else f" datatype={quoteattr(datatype)}"
