"""How a saved query, as it was asked, is answered in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgtool.sentences import Telling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgtool.build import Manifest
    from kgtool.cli.session import Session
    from kgtool.parameters import Param
    from kgtool.queries import SavedQuery


def told_of(session: Session, query: SavedQuery, given: Mapping[str, Any]) -> Telling:
    """The sentence of a query, with what was given for its parameters in words."""
    made = session.snapshot.manifest
    return Telling(
        summary=query.summary,
        known=known_words(made),
        data=f"{made.title} {made.version}".strip() + f", graph {made.graph_hash[:12]}",
        day=made.day,
        counting=query.counting or f"every row of the question {query.name} counts once",
        templates=query.sentence,
        given=given_words(session, query, given),
    )


def known_words(made: Manifest) -> str:
    """The day of the data in words, and the one asked about where that is another."""
    known = f"as known on {made.read or 'no day'}"
    return known if made.day == made.read else f"as of {made.day}, {known}"


def given_words(session: Session, query: SavedQuery, given: Mapping[str, Any]) -> dict[str, str]:
    """The parameters that have a value, by variable: entities by their label, the rest as typed."""
    found = {}
    for param in query.params:
        if texts := given.get(f"param_{param.variable}") or param.default:
            found[param.variable] = ", ".join(_word(session, param, text) for text in texts)
    return found


def _word(session: Session, param: Param, text: str) -> str:
    from kgtool.formats.visible import clipped, visible

    known = param.is_class or param.type == "iri"
    name = session.name(session.entity(text, param.type if param.is_class else "")) if known else text
    return clipped(visible(name), 200)
