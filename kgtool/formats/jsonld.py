"""JSON-LD, <https://www.w3.org/TR/json-ld11/>, expanded: there is no context to fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kgtool.formats import Sink, Style


def write(triples: list[Triple], sink: Sink, style: Style) -> None:
    """Writes the triples as one document."""
    from pyoxigraph import RdfFormat, serialize

    sink.write(serialize(triples, format=RdfFormat.JSON_LD) or b"")
