"""The long tables: a row for each fact, and a row for each source of a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kgtool.flat import Cell, Column, Row, Table
from kgtool.flat.statements import Statement, text
from kgtool.values import KNOWN_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgtool.flat.columns import Words
    from kgtool.flat.statements import Statements

FACTS: Final = (
    Column("fact", "integer", "The number of the fact in this file; citations has it too."),
    Column("subject", "text", "The id of the entity that it is about."),
    Column("property", "text", "The property: the name of the column that holds it in the table of the entity."),
    Column("value", "text", "The value: the id of an entity, the IRI of another thing, or a text."),
    Column("value_label", "text", "What the value is called; a day only as exactly as it is known."),
    Column("origin", "text", "written, or follows."),
    Column("rank", "text", "preferred: relied on; other: sources also give it."),
    Column("in_force", "boolean", "Whether it holds on the day asked about; tables of entities have only what does."),
    Column("valid_from", "text", "The first day on which it holds."),
    Column("valid_until", "text", "The first day on which it no longer holds."),
    Column("role", "text", "In which capacity the value stands to the subject."),
    Column("note", "text", "A remark on the fact."),
    Column("precision", "text", "How exactly a day is known: year, month or day."),
    Column("file", "text", "The file in which it is written."),
    Column("line", "integer", "The line of that file."),
    Column("rule", "text", "The rule or axiom by which it follows."),
)
CITATIONS: Final = (
    Column("fact", "integer", "The number of the fact."),
    Column("source", "text", "The id of the source that bears it out."),
    Column("locator", "text", "The place in the source."),
    Column("read", "text", "The day on which it was read."),
)


def long_tables(found: Statements, words: Words, name: Callable[[str, str], str]) -> tuple[Table, Table]:
    """Facts and citations; `name` gives what the column of a property is called in the table of an entity."""
    facts: list[Row] = []
    citations: list[Row] = []
    sources = found.individuals + "source/"  # of these the table of sources tells
    for said in sorted((s for s in found.statements if not s.subject.startswith(sources)), key=_place):
        facts.append((len(facts) + 1, *_written(said, words, name(said.subject, said.predicate))))
        citations += [
            (len(facts), source.removeprefix(words.index.individuals), locator or None, read or None)
            for source, locator, read in said.citations
        ]
    for row in sorted(_following(found, words, name), key=str):
        facts.append((len(facts) + 1, *row))
    return (
        Table("facts", "A row for each fact, written or following.", FACTS, tuple(facts)),
        Table("citations", "A row for each source of a fact that is written.", CITATIONS, tuple(citations)),
    )


def _place(said: Statement) -> tuple[str, int, str, str, str, str]:
    return said.subject, said.line, said.predicate, str(said.value), said.file, str(said)


def _written(said: Statement, words: Words, name: str) -> Row:
    ends = (said.subject.removeprefix(words.index.individuals), name, words.id(said.value))
    label = text(said.value)[: KNOWN_DIGITS.get(said.precision)] if said.precision else None
    optional: tuple[Cell, ...] = (said.valid_from, said.valid_until, said.role, said.note, said.precision, said.file)
    told = tuple(cell or None for cell in optional)
    return (
        *ends, label or words.label(said.value), "written", said.rank, said.in_force, *told, said.line or None, None
    )  # fmt: skip  # in the order of the columns


def _following(found: Statements, words: Words, name: Callable[[str, str], str]) -> list[Row]:
    rows: list[Row] = []
    rules = found.rules()
    for subject, of in found.inferred.items():
        for predicate, terms in of.items():
            for term in terms:
                ends = (subject.removeprefix(words.index.individuals), name(subject, predicate), words.id(term))
                rule = rules.get((subject, predicate, term))
                rows.append((*ends, words.label(term), "follows", "preferred", True, *(None,) * 7, rule))
    return rows
