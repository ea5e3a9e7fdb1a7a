"""What an evidence page holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kgtool.cards import Citation

ADDRESS = r"https?://[^\s<>\"'`{}|\\^\x00-\x1f]+"


class Reason(NamedTuple):
    """A statement and what it rests on: a place with the numbers of sources, else the words of a rule with reasons.

    `further` is what is said of its value.
    """

    subject: str
    property: str
    value: str
    place: str = ""
    sources: tuple[int, ...] = ()
    note: str = ""
    because: str = ""
    rule: str = ""
    parts: tuple[Reason, ...] = ()
    absences: tuple[str, ...] = ()
    further: tuple[Reason, ...] = ()


class Given(NamedTuple):
    """A parameter: what it is for, its value in words, empty where it has none, and how it came by it."""

    name: str
    help: str
    value: str
    origin: str


class RowCell(NamedTuple):
    """A value in the table: a text, or the numbers of the sources at the addresses that it consists of."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(slots=True)
class SourceList:
    """The sources of a page, numbered in the order in which they are named."""

    numbers: dict[Citation, int] = field(default_factory=dict)

    def number(self, cited: Citation) -> int:
        """The number of a source, that of the place in it."""
        return self.numbers.setdefault(cited, len(self.numbers) + 1)


@dataclass(frozen=True, slots=True)
class Report:
    """All that stands on an evidence page, in words.

    `verdict` is a short answer, empty where there is none; `reasons` has those of the first rows;
    `data` are names with texts: day, version, hash, how to cite, rights; `query_data` those of the question's text.
    """

    question: str
    description: str
    sentence: str
    headings: tuple[str, ...]
    rows: tuple[tuple[RowCell, ...], ...]
    counting: str = ""
    verdict: str = ""
    given: tuple[Given, ...] = ()
    reasons: tuple[tuple[str, tuple[Reason, ...]], ...] = ()
    reasons_note: str = ""
    sources: tuple[Citation, ...] = ()
    caveat: str = ""
    command: str = ""
    query: str = ""
    query_data: tuple[tuple[str, str], ...] = ()
    source_line: str = ""
    data: tuple[tuple[str, str], ...] = ()


def is_address(text: str) -> bool:
    """Whether a text is the address of a page, which a link may lead to.

    >>> is_address("https://example.org/a"), is_address("javascript:alert(1)"), is_address("https://a b")
    (True, False, False)
    """
    return re.fullmatch(ADDRESS, text) is not None


def addresses(text: str) -> list[str]:
    """The addresses that a text consists of; none when there is anything else in it.

    >>> addresses("http://a http://b; http://c"), addresses("see http://a")
    (['http://a', 'http://b', 'http://c'], [])
    """
    parts = [part.rstrip(";,") for part in text.split()]
    return parts if parts and all(map(is_address, parts)) else []
