"""The tables of a graph: one for each class that has entities, one for the values of schemes, and the long ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from kgtool.flat import FIRST_DAY, Book, Cell, Column, Table
from kgtool.flat.columns import SEPARATOR, Asked, Filled, Words, columns
from kgtool.flat.facts import long_tables
from kgtool.flat.names import LONGEST, TAKEN, slug, table_name, unique
from kgtool.flat.statements import Statements, text
from kgtool.namespaces import KG, RDF_TYPE, RDFS_LABEL, SKOS, local_name
from kgtool.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store

    from kgtool.citation import Reference
    from kgtool.flat import Tell
    from kgtool.flat.statements import Term
    from kgtool.ontology import Concept, EntityClass, Field, Ontology
    from kgtool.search import Index

SOURCE: Final = KG + "Source"
MEANINGS: Final = {
    SKOS + "altLabel": "Another name.",
    SKOS + "note": "A remark.",
    SKOS + "exactMatch": "The same thing under an IRI elsewhere.",
}
NAMED: Final = {KG + "from": "valid_from", KG + "until": "valid_until"}  # words of SQL
CONCEPTS: Final = (
    Column("id", "text", "The name under which records write it."),
    Column("label", "text", "What it is called, here and in the columns of other tables."),
    Column("kind", "text", "The class of values that it belongs to."),
    Column("place", "number", "Its place in the order of its class."),
    Column("meaning", "text", "What it says of a thing."),
    Column("iri", "text", "Its IRI."),
)
HOW_TO_READ: Final = (
    ("Caveat", "What follows was worked out from recorded facts; read the sources before you rely on it. "
               "Not legal advice."),
    ("Empty cell", "Nothing is recorded, or nothing follows."),
    ("undetermined", "The recorded facts do not decide the answer."),
    ("Several values", f"They stand in one cell, with {SEPARATOR!r} between them."),
    ("Days", "A day that is known to the month or year is stored as the first one; the column behind it says so."),
    ("sources, read", "The pages that bear the row out, and the newest day on which one was read."),
    ("codebook", "Every column of every table: what it means, and in how many rows it is filled."),
)  # fmt: skip  # a pair a line


def read_book(store: Store, index: Index, ontology: Ontology, reference: Reference, tell: Tell) -> Book:
    """Every table of a built graph; `tell` hears of progress."""
    reader = _Reader(store, index, ontology)
    classes = reader.classes()
    tables = []
    for number, cls in enumerate(classes):
        tell("tables", number, len(classes))
        tables.append(reader.table(cls))
    tables.append(_concepts(reader.words.concepts.values(), ontology))

    def make_long() -> tuple[Table, ...]:
        tell("facts", len(classes), len(classes))
        return long_tables(reader.found, reader.words, reader.column_name)

    return Book(reference.title, _day(reference), _about(reference, ontology), tuple(tables), make_long)


def _day(reference: Reference) -> date:
    try:
        return max(date.fromisoformat(reference.day), FIRST_DAY)
    except ValueError:
        return FIRST_DAY


def _about(reference: Reference, ontology: Ontology) -> tuple[tuple[str, str], ...]:
    told = (
        ("Title", reference.title),
        ("Version", reference.version),
        ("Data of", reference.day),
        ("What held on", reference.asked),
        ("Graph, sha256", reference.graph_hash),
        ("To cite", reference.text()),
        ("Rights", reference.rights or "not stated"),
        ("Errors", ontology.audit),
        *HOW_TO_READ,
        ("Ids", f"With {ontology.individuals} before it, an id is an IRI."),
        ("Made by", f"kgtool {VERSION}"),
    )
    return tuple((name, said) for name, said in told if said)


def _concepts(concepts: object, ontology: Ontology) -> Table:
    """The values of schemes, in their order."""
    labels = {cls.iri: cls.label for cls in ontology.classes.values()}
    found: list[Concept] = [c for c in concepts if not c.iri.startswith(KG)]  # type: ignore[attr-defined]
    ordered = sorted(found, key=lambda c: (labels.get(c.cls, ""), c.order, c.slug))
    rows = tuple((c.slug, c.label, labels.get(c.cls, ""), c.order, c.definition, c.iri) for c in ordered)
    return Table("concepts", "The values that columns are filled from.", CONCEPTS, rows)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A table to be: its class, its entities, and the column name of each property."""

    cls: EntityClass
    name: str
    subjects: tuple[str, ...]
    names: Mapping[str, str]


class _Reader:
    """Knows what is written, what follows, and what all is called."""

    def __init__(self, store: Store, index: Index, ontology: Ontology) -> None:
        self.ontology = ontology
        self.found = Statements(store, index.graphs, index.individuals)
        concepts = {c.iri: c for of in ontology.concepts.values() for c in of.values()}
        dates = {(s.subject, text(s.value)): s.precision for s in self.found.statements if s.precision}
        self.words = Words(index, concepts, dates)
        self.judged = {
            axiom.triple.subject.value
            for axiom in ontology.triples
            if axiom.triple.predicate.value == KG + "judged"
            and isinstance(axiom.triple.subject, NamedNode)
            and text(axiom.triple.object) == "true"
        }

    def classes(self) -> list[EntityClass]:
        """Those that entities were given in writing, by their order; sources last."""
        given = self.plans.values()
        return sorted((p.cls for p in given), key=lambda c: (c.iri == SOURCE, c.order or 1e9, c.name))

    @cached_property
    def plans(self) -> dict[str, _Plan]:
        """What is to be in each table, by class."""
        said = {statement.subject for statement in self.found.statements}
        members: dict[str, list[str]] = defaultdict(list)
        for subject in sorted(said & self.found.written.keys()):
            for kind in self.found.written[subject][RDF_TYPE]:
                members[text(kind)].append(subject)
        known = [cls for cls in self.ontology.classes.values() if cls.iri in members]
        taken = set(TAKEN)
        names = {c.iri: unique(table_name(self.ontology, c)[:LONGEST], taken) for c in known}
        return {c.iri: _Plan(c, names[c.iri], tuple(members[c.iri]), self._names(c, members[c.iri])) for c in known}

    def _names(self, cls: EntityClass, subjects: list[str]) -> dict[str, str]:
        """The column of each property: those of the records first, then the answers, then all else that is said."""
        used = {path for s in subjects for of in (self.found.written, self.found.inferred) for path in of.get(s, ())}
        fields = {field.path: NAMED.get(field.path, slug(field.key)) for field in cls.fields.values()}
        others = sorted(used - fields.keys() - {RDF_TYPE, RDFS_LABEL}, key=self._place)
        taken = {"id", "label", "belongs_to", "belongs_to_label", "sources", "read"}
        named = {path: name for path, name in fields.items() if path != RDFS_LABEL}
        named |= {path: NAMED.get(path, slug(local_name(path)) or "value") for path in others}
        return {path: unique(name, taken) for path, name in named.items()}

    def _place(self, path: str) -> tuple[bool, bool, str, int, str]:
        known = self.ontology.properties.get(path)
        of = (known.file, known.line) if known else ("", 0)
        return path not in self.judged, path.startswith(SKOS), *of, path

    def column_name(self, subject: str, predicate: str) -> str:
        """What the column of a property is called in the table of an entity."""
        if predicate in (RDF_TYPE, RDFS_LABEL):
            return local_name(predicate)
        kinds = self.found.written.get(subject, {}).get(RDF_TYPE, ())
        plans = (self.plans.get(text(kind)) for kind in kinds)
        return next((p.names[predicate] for p in plans if p and predicate in p.names), slug(local_name(predicate)))

    def table(self, cls: EntityClass) -> Table:
        """The table of a class."""
        plan = self.plans[cls.iri]
        filled = list(self._filled(plan))
        rows = tuple(zip(*(cells for _, cells in filled), strict=True))
        taken: set[str] = set()
        heads = tuple(replace(column, name=unique(column.name, taken)) for column, _ in filled)
        return Table(plan.name, cls.definition, heads, rows)

    def _filled(self, plan: _Plan) -> Iterator[Filled]:
        """The columns of a table, each with its cells."""
        label = self.words.label
        entities = [NamedNode(subject) for subject in plan.subjects]
        yield Column("id", "text", "The id, which no other row has."), [self.words.id(node) for node in entities]
        yield Column("label", "text", "What it is called."), [label(node) for node in entities]
        if plan.cls.folder is None:
            yield from self._owner(plan)
        fields = {field.path: field for field in plan.cls.fields.values()}
        for path, name in plan.names.items():
            asked = self._asked(plan, path, name, fields.get(path))
            yield from columns(asked, [(s, self._terms(s, path)) for s in plan.subjects], self.words)
        if plan.cls.iri != SOURCE:
            yield (
                Column("sources", "text", "Where the pages that bear the row out can be read.", several=True),
                [SEPARATOR.join(sorted(urls)) or None for urls, _ in map(self._sources, plan.subjects)],
            )
        yield (
            Column("read", "date", "The newest day on which a source of it was read."),
            [self._sources(subject)[1] for subject in plan.subjects],
        )

    def _terms(self, subject: str, path: str) -> list[Term]:
        return list(
            dict.fromkeys(
                term
                for of in (self.found.written, self.found.inferred)
                if subject in of
                for term in of[subject].get(path, ())
            )
        )

    def _asked(self, plan: _Plan, path: str, name: str, field: Field | None) -> Asked:
        known = self.ontology.properties.get(path)
        meaning = (field.description if field else "") or (known.definition if known else "")
        meaning = meaning or MEANINGS.get(path, known.label if known else path)
        graphs = {"written": self.found.written, "follows": self.found.inferred}
        origins = [o for o, of in graphs.items() if any(path in of[s] for s in plan.subjects if s in of)]
        origin = " and ".join(origins) or "written"
        entity = bool(field and not field.concept and not field.datatype)
        return Asked(name, meaning, origin, field.datatype if field else None, entity, path in self.judged)

    def _owner(self, plan: _Plan) -> Iterator[Filled]:
        """The entity in whose record each one is written."""
        owners = [self._above(subject) for subject in plan.subjects]
        yield (
            Column("belongs_to", "text", "The id of what it is written in and has no life without."),
            [self.words.id(NamedNode(owner)) if owner else None for owner in owners],
        )
        yield (
            Column("belongs_to_label", "text", "What belongs_to is called."),
            [self.words.label(NamedNode(owner)) if owner else None for owner in owners],
        )

    def _above(self, subject: str) -> str | None:
        while "/" in subject.removeprefix(self.words.index.individuals):
            subject = subject.rpartition("/")[0]
            if subject in self.found.written:
                return subject
        return None

    def _sources(self, subject: str) -> tuple[frozenset[str], Cell]:
        return self._read.get(subject, (frozenset(), None))

    @cached_property
    def _read(self) -> dict[str, tuple[frozenset[str], Cell]]:
        """The addresses of the sources of each entity, and the newest day; of a source, when it was read itself."""
        urls: dict[str, set[str]] = defaultdict(set)
        days: dict[str, str] = {}
        for said in self.found.statements:
            for source, _, day in said.citations:
                urls[said.subject].update(map(text, self.found.written.get(source, {}).get(KG + "url", ())))
                for of in (said.subject, source):
                    days[of] = max(day, days.get(of, ""))
        return {of: (frozenset(urls.get(of, ())), date.fromisoformat(day) if day else None) for of, day in days.items()}
