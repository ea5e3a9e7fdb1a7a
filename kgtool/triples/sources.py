"""The sources that records cite."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgtool.errors import Fault
from kgtool.namespaces import KG, RDF_TYPE, RDFS_LABEL, XSD
from kgtool.nearest import did_you_mean
from kgtool.records import Items, Record, Scalar, Value
from kgtool.triples.facts import Citation, Statement, source_iri
from kgtool.values import ValueFormError, clean_text, parse_date, parse_link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

ANY_URI: Final = ox.NamedNode(XSD + "anyURI")
SOURCE_KEYS: Final = ("url", "read", "locator", "title", "publisher", "published", "archived")


@dataclass(slots=True)
class Source:
    """What the records say of one source, all of them together; `file` and `line` are of its first mention."""

    iri: str
    url: str
    file: str
    line: int
    column: int
    words: dict[str, str] = field(default_factory=dict)
    published: date | None = None


class SourceReader:
    """Reads citations, and gathers the sources they name by URL."""

    def __init__(self, individuals: str, faults: list[Fault]) -> None:
        self.individuals = individuals
        self.faults = faults
        self.sources: dict[str, Source] = {}

    def citations(self, value: Value, file: str) -> tuple[Citation, ...]:
        """The citations of a `source` key: one mapping, or a list of them."""
        if isinstance(value, Items):
            return tuple(citation for item in value.items for citation in self.citations(item, file))
        if isinstance(value, Scalar):
            self._fault(file, value, "not a source", "{url: …, read: 2024-12-26}")
            return ()
        citation = self._citation(value, file)
        return (citation,) if citation else ()

    def _citation(self, record: Record, file: str) -> Citation | None:
        words = self._words(record, file)
        url = self._link(words.get("url"), file)
        if url is None or "read" not in words:
            for key in ("url", "read"):
                if key not in record.values:
                    expected = "https://…" if key == "url" else "the day on which it was read: 2024-12-26"
                    place = Scalar("", record.line, record.column)
                    self._fault(file, place, f"a source without {key}", expected)
            return None
        read = self._day(words["read"], file)
        published = self._day(words["published"], file) if "published" in words else None
        archived = self._link(words.get("archived"), file)
        texts = {key: clean_text(word.text) for key, word in words.items() if key in ("title", "publisher", "locator")}
        said = texts | ({"archived": archived} if archived else {})
        self._remember(url, words["url"], file, said, published)
        return Citation(
            source_iri(self.individuals, url), url, texts.get("title"), texts.get("publisher"), published, archived,
            texts.get("locator"), read,
        )  # fmt: skip  # a line for what the source is, a line for this reading of it

    def _words(self, record: Record, file: str) -> dict[str, Scalar]:
        words = {}
        for key, value in record.values.items():
            if key not in SOURCE_KEYS:
                hint = did_you_mean(key, SOURCE_KEYS)
                self._fault(file, record.keys[key], f"a source has no key {key}", ", ".join(SOURCE_KEYS), hint)
            elif isinstance(value, Scalar):
                words[key] = value
            else:
                self._fault(file, Scalar("", value.line, value.column), f"{key} of a source is a text", "one value")
        return words

    def _remember(self, url: str, place: Scalar, file: str, words: dict[str, str], published: date | None) -> None:
        """Keep what was said first of each thing about a source."""
        iri = source_iri(self.individuals, url)
        source = self.sources.setdefault(url, Source(iri, url, file, place.line, place.column))
        for key, text in words.items():
            if key != "locator":
                source.words.setdefault(key, text)
        source.published = source.published or published

    def _day(self, scalar: Scalar, file: str) -> date | None:
        try:
            return parse_date(scalar.text).day
        except ValueFormError as fault:
            self._fault(file, scalar, fault.message, fault.expected, fault.hint)
            return None

    def _link(self, scalar: Scalar | None, file: str) -> str | None:
        if scalar is None:
            return None
        try:
            return parse_link(scalar.text)
        except ValueFormError as fault:
            self._fault(file, scalar, fault.message, fault.expected, fault.hint)
            return None

    def _fault(self, file: str, place: Scalar, message: str, expected: str, hint: str | None = None) -> None:
        got = place.text or None
        self.faults.append(Fault(file, place.line, place.column, message, got=got, expected=expected, hint=hint))


def source_statements(sources: Iterable[Source]) -> list[Statement]:
    """What is known of each source, as statements about it; the title is its label, else host and path are."""
    found = []
    for source in sources:
        node = ox.NamedNode(source.iri)
        label = source.words.get("title") or source.url.partition("://")[2].rstrip("/")
        pairs: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (RDF_TYPE, ox.NamedNode(KG + "Source")),
            (KG + "url", ox.Literal(source.url, datatype=ANY_URI)),
            (RDFS_LABEL, ox.Literal(label)),
        ]
        if publisher := source.words.get("publisher"):
            pairs.append((KG + "publisher", ox.Literal(publisher)))
        if archived := source.words.get("archived"):
            pairs.append((KG + "archived", ox.Literal(archived, datatype=ANY_URI)))
        if source.published:
            day = ox.Literal(source.published.isoformat(), datatype=ox.NamedNode(XSD + "date"))
            pairs.append((KG + "published", day))
        place = (source.file, source.line, source.column)
        found += [Statement(node, ox.NamedNode(path), term, *place) for path, term in pairs]
    return found
