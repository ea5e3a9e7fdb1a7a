"""Ways out: one module with one function for each format, and its line in a table here.

A writer of rows takes `Rows`, a writer of graphs a list of triples; each writes UTF-8 bytes in the given `Style`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol

from kgtool.errors import UsageError
from kgtool.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    from kgtool.sentences import Telling

    Term = NamedNode | BlankNode | Literal | Triple


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Takes the next bytes."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Solutions as they arrive: variable names, and a row of terms for each; None is unbound."""

    variables: tuple[str, ...]
    rows: Iterable[tuple[Term | None, ...]]


def _no_label(_: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Style:
    """How things are called and how much room there is.

    `columns` maps variables to headings (all when empty); `label` gives the label of an IRI;
    `width` is that of the terminal, None for a pipe; `telling` is how a saved query is answered in a sentence.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    individuals: str = ""
    label: Callable[[str], str | None] = _no_label
    width: int | None = None
    colour: bool = False
    telling: Telling | None = None

    def short(self, iri: str) -> str:
        """The id of an entity, else the prefixed name, else the IRI.

        >>> Style(prefixes={"ex": "http://e/"}, individuals="http://e/id/").short("http://e/id/cat/tom")
        'cat/tom'
        """
        if self.individuals and iri.startswith(self.individuals):
            return iri[len(self.individuals) :]
        for prefix, namespace in self.prefixes.items():
            rest = iri.removeprefix(namespace)
            if rest != iri and rest and not set(rest) & set("/#?"):
                return f"{prefix}:{rest}"
        return iri


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write rows or a graph; `module` has the function `write`."""

    name: str
    holds: str
    extensions: tuple[str, ...]
    help: str

    def writer(self) -> Callable[[Any, Sink, Style], None]:
        """The function that writes it, imported now."""
        function: Callable[[Any, Sink, Style], None] = import_module(f"kgtool.formats.{self.name}").write
        return function


FORMATS: Final = {
    form.name: form
    for form in (
        Format("table", "rows", (".txt",), "a table with labels"),
        Format("csv", "rows", (".csv",), "SPARQL 1.1 results in CSV"),
        Format("tsv", "rows", (".tsv",), "SPARQL 1.1 results in TSV"),
        Format("json", "rows", (".json",), "a list of flat, typed records"),
        Format("jsonl", "rows", (".jsonl", ".ndjson"), "one such record a line"),
        Format("markdown", "rows", (".md",), "a Markdown table with labels"),
        Format("sentence", "rows", (), "one sentence, with number, day and counting rule"),
        Format("srj", "rows", (".srj",), "SPARQL 1.1 results in JSON"),
        Format("srx", "rows", (".srx", ".xml"), "SPARQL 1.1 results in XML"),
        Format("turtle", "graph", (".ttl",), "Turtle"),
        Format("nt", "graph", (".nt",), "N-Triples"),
        Format("jsonld", "graph", (".jsonld",), "JSON-LD"),
    )
}


def find_format(name: str) -> Format:
    """The format of that name.

    Raises: UsageError that names the nearest.
    """
    if name not in FORMATS:
        hint = did_you_mean(name, FORMATS) or ", ".join(FORMATS)
        raise UsageError(f"no format is called {name!r}; expected one of {', '.join(FORMATS)}", hint=hint)
    return FORMATS[name]


def format_of_file(name: str, holds: str) -> Format:
    """The format that a file's ending stands for.

    Raises: UsageError for an ending that stands for none.
    """
    fitting = [form for form in FORMATS.values() if form.holds == holds]
    for form in fitting:
        if name.lower().endswith(form.extensions):
            return form
    endings = ", ".join(form.extensions[0] for form in fitting if form.extensions)
    raise UsageError(
        f"the ending of {name!r} is none that can hold {HOLDS[holds]}", hint=f"use {endings}, or name it: -f"
    )


HOLDS: Final = {"rows": "rows", "graph": "a graph"}
