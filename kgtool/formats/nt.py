"""N-Triples, <https://www.w3.org/TR/n-triples/>."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kgtool.formats import Sink, Style


def write(triples: list[Triple], sink: Sink, style: Style) -> None:
    """Writes one triple a line."""
    from pyoxigraph import RdfFormat, serialize

    sink.write(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
