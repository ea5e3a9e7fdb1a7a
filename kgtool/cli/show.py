"""`kgtool show`: the card of an entity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.completion import complete_entity
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import BOLD, DIM, PLAIN, has_colour
from kgtool.errors import UsageError
from kgtool.formats.visible import clipped, visible
from kgtool.namespaces import RDF_TYPE, RDFS_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgtool.cards import Card, Citation, Fact

MOST_LINKS = 12
LONGEST = 1000


def command() -> Any:
    """The command."""
    return single_command("show", show)


def show(
    ctx: typer.Context,
    entity: Annotated[
        str,
        typer.Argument(
            metavar="ENTITY",
            help="An id, prefixed name, IRI or label.",
            autocompletion=complete_entity,
        ),
    ],
    format: Annotated[str, typer.Option("-f", "--format", metavar="NAME", help="text or json.")] = "text",
    as_of: options.AsOf = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> None:
    """Show the card of an entity: facts, each with its source, and links in and out.

    What was not written but follows is marked with *.
    """
    from kgtool.cards import read_card
    from kgtool.cli.sinks import open_sink

    if format not in ("text", "json"):
        raise UsageError(f"no format of cards is called {format!r}", hint="text or json")
    session = Session.of(ctx, directory, as_of=as_of, quiet=quiet)
    iri = session.subject(entity)
    card = read_card(session.open_store(), session.graphs, iri)
    as_json = format == "json" or output.endswith(".json")
    text = json.dumps(record(session, card), ensure_ascii=False, indent=1) if as_json else _Text(session, card).text()
    with open_sink(output, force=force, cache=session.workspace.cache, shown=not as_json) as sink:
        sink.write((text + "\n").encode("utf-8", "replace"))
    if not as_json and not output:
        session.say_data()


class _Text:
    """Writes a card for readers: sources are numbered where they are used, and listed below."""

    def __init__(self, session: Session, card: Card) -> None:
        self.session = session
        self.card = card
        self.sources: dict[Citation, int] = {}
        self.bold, self.faint, self.plain = (BOLD, DIM, PLAIN) if has_colour() else ("", "", "")

    def text(self) -> str:
        """The whole card."""
        card, style = self.card, self.session.style()
        kinds = ", ".join(visible(self.session.name(kind)) for kind in self.session.own_kinds(card.iri, card.kinds))
        lines = [
            f"{self.bold}{visible(clipped(card.label, 200))}{self.plain}  {kinds}",
            visible(style.short(card.iri)),
            "",
        ]
        facts = list(self._facts())
        lines += self._aligned("Facts", facts)
        lines += self._aligned("Links in", list(self._links()))
        if any(fact.inferred for fact in card.facts):
            lines += [f"{self.faint}* not written: it follows{self.plain}", ""]
        lines += self._source_lines()
        return "\n".join(lines).rstrip()

    def _facts(self) -> Iterator[tuple[str, str]]:
        for fact in self.card.facts:
            if fact.predicate in (RDF_TYPE, RDFS_LABEL) and (fact.inferred or fact.rank == "preferred"):
                continue
            yield self.session.name(fact.predicate), self._value(fact) + "*" * fact.inferred + self._remarks(fact)

    def _links(self) -> Iterator[tuple[str, str]]:
        """The entities that point here, by property; of many, the first."""
        by_property: dict[str, list[Fact]] = {}
        for fact in self.card.links_in:
            by_property.setdefault(fact.predicate, []).append(fact)
        for name, facts in by_property.items():
            shown = [self._value(fact) + "*" * fact.inferred for fact in facts[:MOST_LINKS]]
            more = f", and {len(facts) - MOST_LINKS} more" if len(facts) > MOST_LINKS else ""
            yield f"← {self.session.name(name)}", ", ".join(shown) + more

    def _value(self, fact: Fact) -> str:
        return visible(clipped(self.session.term(fact.value, fact.precision), LONGEST))

    def _remarks(self, fact: Fact) -> str:
        """Rank, time, role, note and the numbers of the sources."""
        said = [
            "" if fact.rank == "preferred" else "another source's value",
            "" if fact.in_force or fact.rank != "preferred" else "not in force",
            f"from {fact.valid_from}" if fact.valid_from else "",
            f"until {fact.valid_until}" if fact.valid_until else "",
            fact.role,
            fact.note,
        ]
        words = "; ".join(visible(part) for part in said if part)
        numbers = "".join(f"[{self.sources.setdefault(cited, len(self.sources) + 1)}]" for cited in fact.citations)
        missing = "" if numbers or fact.inferred else "[no source]"
        return f"{f' ({words})' if words else ''} {self.faint}{numbers or missing}{self.plain}".rstrip()

    def _aligned(self, title: str, pairs: list[tuple[str, str]]) -> list[str]:
        if not pairs:
            return []
        width = min(max(len(name) for name, _ in pairs), 24)
        lines, before = [f"{self.bold}{title}{self.plain}"], ""
        for name, value in pairs:
            shown = "" if name == before else visible(name)
            lines.append(f"  {shown:<{width}}  {value}".rstrip())
            before = name
        return [*lines, ""]

    def _source_lines(self) -> list[str]:
        if not self.sources:
            return []
        lines = [f"{self.bold}Sources{self.plain}"]
        for cited, number in self.sources.items():
            parts = [cited.title, cited.url if cited.url != cited.title else "", cited.locator]
            read = f"read {cited.read}" if cited.read else ""
            lines.append(f"  [{number}] " + visible(", ".join(part for part in (*parts, read) if part)))
        return lines


def record(session: Session, card: Card) -> dict[str, Any]:
    """A card as JSON holds it."""
    return {
        "id": session.style().short(card.iri),
        "iri": card.iri,
        "label": card.label,
        "classes": list(card.kinds),
        "facts": [_fact_record(session, fact) for fact in card.facts],
        "linksIn": [_fact_record(session, fact, "subject") for fact in card.links_in],
    }


def _fact_record(session: Session, fact: Fact, side: str = "value") -> dict[str, Any]:
    """A fact as JSON holds it; what is not known is left out."""
    from kgtool.formats.json import value

    told = {
        "property": fact.predicate,
        "propertyLabel": session.name(fact.predicate),
        side: value(fact.value),
        f"{side}Label": session.index.label(str(value(fact.value))),
        "inferred": fact.inferred,
        "rule": fact.rule,
        "rank": "" if fact.inferred else fact.rank,
        "inForce": fact.in_force,
        "from": fact.valid_from,
        "until": fact.valid_until,
        "role": fact.role,
        "note": fact.note,
        "precision": fact.precision,
        "file": fact.file,
        "line": fact.line or None,
        "sources": [
            {name: getattr(cited, name) for name in ("url", "title", "locator", "read") if getattr(cited, name)}
            for cited in fact.citations
        ],
    }
    return {name: content for name, content in told.items() if content not in ("", None, [])}
