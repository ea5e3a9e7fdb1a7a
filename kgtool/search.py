"""Finding entities by what people call them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from kgtool.errors import StoreError, UsageError
from kgtool.lookup import Lookup
from kgtool.namespaces import XSD, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from pyoxigraph import Literal, NamedNode, Store

SHOWN: Final = 5
LEAST_SCORE: Final = 65.0
EXACT, LETTERS, START, WORD, INSIDE = 100.0, 98.0, 95.0, 92.0, 88.0


class Entry(NamedTuple):
    """An entity as the index knows it; `kinds` are the names of its classes, the most special first."""

    id: str
    iri: str
    label: str
    kinds: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.label, *self.others)

    @property
    def is_main(self) -> bool:
        """Whether it has a record of its own and is no source."""
        return self.id.count("/") <= 1 and self.kind != "Source"

    @property
    def kind(self) -> str:
        """The name of its own class."""
        return self.kinds[0] if self.kinds else ""


class Hit(NamedTuple):
    """An entity found, by which of its names, and how near that is, 0 to 100."""

    entry: Entry
    name: str
    score: float


class Index:
    """The names of a built graph: of entities, and of the concepts of schemes."""

    def __init__(self, names: Lookup) -> None:
        self.names = names
        self.individuals: str = names.head["individuals"]
        self.prefixes: dict[str, str] = names.head["prefixes"]
        self.graphs: str = names.head["graphs"]
        self.title: str = names.head.get("title", "")

    @classmethod
    def read(cls, path: Path) -> Index:
        """The index in a file.

        Raises: StoreError when it is missing or damaged; so do all that read entities of it.
        """
        with _damage_told():
            return cls(Lookup(path.read_text("utf-8"), "entities"))

    def entry(self, identifier: str) -> Entry | None:
        """The entity of that id, found without reading the others."""
        with _damage_told():
            told = self.names.entry(identifier)
            return self._entry(identifier, *told) if told else None

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every entity by its id."""
        with _damage_told():
            return {identifier: self._entry(identifier, *told) for identifier, told in self.names.entries().items()}

    @cached_property
    def concepts(self) -> dict[str, Entry]:
        """Every concept of the schemes, by its prefixed name."""
        found = (self._concept(iri, *told) for iri, told in self.names.head.get("concepts", {}).items())
        return {entry.id: entry for entry in found}

    @cached_property
    def by_iri(self) -> dict[str, Entry]:
        """Entities and concepts by IRI."""
        return {entry.iri: entry for entry in self._all()}

    @cached_property
    def by_name(self) -> dict[str, list[Entry]]:
        """Entities and concepts by each name, folded."""
        found: dict[str, list[Entry]] = {}
        for entry in self._all():
            for name in dict.fromkeys(map(folded, entry.names)):
                found.setdefault(name, []).append(entry)
        return found

    def class_named(self, name: str) -> tuple[str, str]:
        """The IRI and the label of the class with this local name; empty texts where there is none."""
        return self._classes.get(name, ("", name))

    def class_names(self) -> list[tuple[str, str]]:
        """The local name and the label of every class."""
        return [(name, label) for name, (_, label) in self._classes.items()]

    @cached_property
    def _classes(self) -> dict[str, tuple[str, str]]:
        told: dict[str, list[str]] = self.names.head.get("classes", {})
        return {name: (iri, label) for iri, (name, label, *_) in told.items()}

    def label(self, iri: str) -> str | None:
        """The label of an entity, concept, class or property."""
        if entry := self.by_iri.get(iri):
            return entry.label
        return self.terms.get(iri)

    @cached_property
    def terms(self) -> dict[str, str]:
        """The labels of classes and properties by IRI."""
        terms: dict[str, str] = self.names.head.get("terms", {})
        return terms

    def _all(self) -> Iterator[Entry]:
        yield from self.entries.values()
        yield from self.concepts.values()

    def _concept(self, iri: str, label: str, *kinds: str) -> Entry:
        name = next((f"{p}:{iri[len(ns) :]}" for p, ns in self.prefixes.items() if iri.startswith(ns)), iri)
        return Entry(name, iri, label, kinds, (local_name(iri),))

    def of_kind(self, kind: str) -> list[Entry]:
        """The entities and concepts of a class; all entities when it is empty."""
        return [entry for entry in self._all() if kind in entry.kinds] if kind else list(self.entries.values())

    def _entry(self, identifier: str, label: str, kinds: list[str], others: list[str]) -> Entry:
        return Entry(identifier, self.individuals + identifier, label, tuple(kinds), tuple(others))


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"the index of the graph cannot be read: {error}", hint="kgtool build --force") from None


def folded(text: str) -> str:
    """A name without differences of case, form and white space.

    >>> folded("Zoë  CAT") == folded("zoe\\u0308 cat")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def resolve_entity(index: Index, text: str, kind: str = "") -> str:
    """The IRI of the entity that a text means: its id, prefixed name, IRI, label or other name.

    With `kind`, the name of a class, only its entities count.
    Raises: UsageError with the nearest three, or with every candidate of an ambiguous name.
    """
    kind = kind.rpartition(":")[2]
    found = _candidates(index, text.strip(), kind)
    fitting = _most_likely([entry for entry in found if not kind or kind in entry.kinds])
    if len(fitting) == 1:
        return fitting[0].iri
    if fitting:
        raise UsageError(f"{text!r} means several; name one by its id", choices=_choices(index, fitting))
    if found:
        raise UsageError(f"{text!r} is a {found[0].kind}, expected a {kind}", hint=f"it is {found[0].id}")
    raise UsageError(f"no {kind or 'entity'} is called {text!r}", hint=_nearest(index, text, kind))


def _choices(index: Index, entries: list[Entry]) -> list[str]:
    """A line for each: its id, and what it is."""
    width = max(len(entry.id) for entry in entries[:SHOWN])
    lines = [f"{entry.id:<{width}}  {index.class_named(entry.kind)[1]}".rstrip() for entry in entries[:SHOWN]]
    return [*lines, f"and {len(entries) - SHOWN} more"] if len(entries) > SHOWN else lines


def _most_likely(entries: list[Entry]) -> list[Entry]:
    """Of entities with one name: those with a life of their own, before sources and what is written inside others."""
    return [entry for entry in entries if entry.is_main] or entries


def term_named(index: Index, text: str) -> str | None:
    """The IRI of the class or property that an IRI or a prefixed name stands for, None of anything else."""
    iri = _expanded(index, text.strip())
    return iri if iri in index.terms else None


def _candidates(index: Index, text: str, kind: str) -> list[Entry]:
    """What a text may mean, the surest way first."""
    if entry := index.entry(text) or _at(index, _expanded(index, text)):
        return [entry]
    named = index.by_name.get(folded(text), [])
    return named or _by_slug(index, text, kind)


def _expanded(index: Index, text: str) -> str:
    """A prefixed name or an IRI in pointed brackets as the IRI; other texts as they are."""
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    prefix, colon, rest = text.partition(":")
    return index.prefixes[prefix] + rest if colon and prefix in index.prefixes else text


def _at(index: Index, iri: str) -> Entry | None:
    """The entity or concept of an IRI, found without reading the others where it can be."""
    if iri.startswith(index.individuals):
        return index.entry(iri[len(index.individuals) :])
    return index.by_iri.get(iri) if ":" in iri else None


def _by_slug(index: Index, text: str, kind: str) -> list[Entry]:
    ending = "/" + text.lower()
    found = [entry for entry in index.entries.values() if entry.id.endswith(ending) and entry.id.count("/") == 1]
    return [entry for entry in found if not kind or kind in entry.kinds]


def _nearest(index: Index, text: str, kind: str) -> str:
    fitting = index.of_kind(kind)
    if not fitting:
        return f"there is no {kind}"
    hits = find(index, text, 3, among=fitting)
    if not hits:
        return f"kgtool find {text.split()[0] if text.split() else 'TEXT'} looks further"
    return "did you mean " + ", ".join(f"{hit.entry.id} ({hit.entry.label})" for hit in hits) + "?"


def offers(index: Index, start: str, kind: str = "") -> Iterator[tuple[str, str]]:
    """What may stand for the start of a name, each with what it means: ids, then labels that only one entity has.

    Sources and what is written inside other entities are left out until their ids are begun.
    """
    deep, sources = max(1, start.count("/")), start.startswith("source/")
    near = [e for e in index.of_kind(kind) if e.id.count("/") <= deep and (kind or sources or e.kind != "Source")]
    for entry in near:
        if entry.id.startswith(start):
            yield entry.id, entry.label
    wanted = start.casefold()
    named = [entry for entry in near if wanted and entry.label[: len(start)].casefold() == wanted]
    counts = Counter(entry.label.casefold() for entry in named)
    for entry in named:
        if counts[entry.label.casefold()] == 1:
            yield start + entry.label[len(start) :], entry.id


def find_anything(index: Index, open_store: Callable[[], Store], text: str, most: int = 10) -> list[Hit]:
    """What a text stands for: as an IRI or prefixed name, as an address, else by its letters."""
    if found := _exactly(index, text.strip()):
        return [found]
    if re.match(r"https?://[^\s/]+/\S", text) and (hits := find_address(index, open_store(), text)):
        return hits
    return find(index, text, most)


def _exactly(index: Index, text: str) -> Hit | None:
    iri = _expanded(index, text)
    if entry := _at(index, iri):
        return Hit(entry, "", EXACT)
    return Hit(Entry(text, iri, index.terms[iri]), "", EXACT) if iri in index.terms else None


def find(index: Index, text: str, most: int = 10, *, among: Iterable[Entry] | None = None) -> list[Hit]:
    """The entities whose names or ids are nearest to a text, nearest first; typos are forgiven."""
    wanted = folded(text)
    if not wanted:
        return []
    scorer = _scorer(wanted)
    hits = (_best(entry, scorer) for entry in (index.entries.values() if among is None else among))
    near = {hit.entry.id: hit for hit in hits if hit.score >= LEAST_SCORE}
    apart = [hit for hit in near.values() if not _is_part_of_hit(hit, near)]
    return sorted(apart, key=_rank)[:most]


def _rank(hit: Hit) -> tuple[float, bool, int, int, str]:
    """Nearest first; of the equally near, entities with a record of their own, and short names."""
    distance = -hit.score + (5 if hit.entry.kind == "Source" else 0)
    return distance, not hit.entry.is_main, hit.entry.id.count("/"), len(hit.name), hit.entry.id


def _is_part_of_hit(hit: Hit, near: Mapping[str, Hit]) -> bool:
    """Whether an entity written inside another was found only because that one was."""
    parts = hit.entry.id.split("/")
    wholes = (near.get("/".join(parts[:count])) for count in range(2, len(parts)))
    return any(whole is not None and whole.score >= hit.score for whole in wholes)


def find_address(index: Index, store: Store, text: str) -> list[Hit]:
    """The entities that carry an address: as a value, as another IRI of theirs, or as the path in it."""
    from pyoxigraph import Literal, NamedNode

    path = text.split("://", 1)[1].split("/", 1)[1].rstrip("/")
    values: tuple[NamedNode | Literal, ...] = (
        Literal(text, datatype=NamedNode(XSD + "anyURI")),
        Literal(text),
        Literal(path),
        *_named_nodes(text),
    )
    graph = NamedNode(index.graphs + "asserted")
    quads = [quad for value in values for quad in store.quads_for_pattern(None, None, value, graph)]
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    return [Hit(index.by_iri[iri], text, EXACT) for iri in sorted(found) if iri in index.by_iri]


def _named_nodes(text: str) -> list[NamedNode]:
    from pyoxigraph import NamedNode

    try:
        return [NamedNode(text)]
    except ValueError:
        return []


def _letters(name: str) -> str:
    """A name without blanks and marks."""
    return "".join(filter(str.isalnum, name))


def _best(entry: Entry, score: Callable[[str], float]) -> Hit:
    hits = [Hit(entry, name, score(folded(name))) for name in (*entry.names, entry.id, entry.id.rpartition("/")[2])]
    return max(hits, key=lambda hit: hit.score)


def _scorer(wanted: str) -> Callable[[str], float]:
    """How near a folded name is: whole, but for blanks, its start, a word's start, inside, else by letters."""
    from rapidfuzz import fuzz

    letters = _letters(wanted)

    def score(name: str) -> float:
        if name == wanted:
            return EXACT
        if name[:1] == wanted[:1] and _letters(name) == letters:
            return LETTERS
        if wanted in name:
            at = name.index(wanted)
            return START if at == 0 else WORD if not name[at - 1].isalnum() else INSIDE
        words = max((fuzz.ratio(wanted, word) - 2 for word in name.split()), default=0.0)
        return min(max(fuzz.ratio(wanted, name), words), INSIDE - 1)

    return score
