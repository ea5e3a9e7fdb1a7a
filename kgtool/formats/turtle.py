"""Turtle, <https://www.w3.org/TR/turtle/>, with the prefixes that it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kgtool.formats import Sink, Style


def write(triples: list[Triple], sink: Sink, style: Style) -> None:
    """Writes the triples in the order given."""
    from pyoxigraph import RdfFormat, serialize

    sink.write(serialize(triples, format=RdfFormat.TURTLE, prefixes=used_prefixes(triples, style)) or b"")


def used_prefixes(triples: list[Triple], style: Style) -> dict[str, str]:
    """Those of the style's prefixes that some term starts with."""
    text = "\n".join(map(str, triples))
    return {name: iri for name, iri in sorted(style.prefixes.items()) if f"<{iri}" in text}
