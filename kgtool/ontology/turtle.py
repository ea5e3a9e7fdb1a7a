"""Turtle files as triples that remember their line; https://www.w3.org/TR/turtle/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgtool.errors import Fault, WorkspaceError
from kgtool.namespaces import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TOKEN: Final = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
      | (?P<iri><[^<>\s]*>)
      | (?P<text>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<mark>[\[\](),;])
      | (?P<word>(?:\\.|[^\s<>"'\[\](),;\#\\])+)""",
    re.VERBOSE | re.DOTALL,
)
FIRST: Final = ox.NamedNode(RDF + "first")
REST: Final = ox.NamedNode(RDF + "rest")
Node = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True, slots=True)
class Axiom:
    """A triple of the ontology and where it is written."""

    triple: ox.Triple
    file: str
    line: int


class Axioms:
    """Triples by subject and predicate, in the order in which they are written."""

    def __init__(self, axioms: Iterable[Axiom]) -> None:
        self.by_subject: dict[object, dict[str, list[Axiom]]] = {}
        for axiom in axioms:
            subject, predicate = axiom.triple.subject, axiom.triple.predicate.value
            self.by_subject.setdefault(subject, {}).setdefault(predicate, []).append(axiom)

    def written(self, subject: object, predicate: str) -> list[Axiom]:
        """The axioms with this subject and predicate."""
        return self.by_subject.get(subject, {}).get(predicate, [])

    def nodes(self, subject: object, predicate: str) -> list[Node]:
        """The objects that are not literals."""
        objects = (axiom.triple.object for axiom in self.written(subject, predicate))
        return [o for o in objects if isinstance(o, (ox.NamedNode, ox.BlankNode))]

    def iri(self, subject: object, predicate: str) -> str | None:
        """The first object that is an IRI."""
        return next((o.value for o in self.nodes(subject, predicate) if isinstance(o, ox.NamedNode)), None)

    def text(self, subject: object, predicate: str, language: str | None = None) -> str | None:
        """The first literal, one in the language before others."""
        objects = (axiom.triple.object for axiom in self.written(subject, predicate))
        literals = [o for o in objects if isinstance(o, ox.Literal)]
        literals.sort(key=lambda literal: literal.language != language)
        return literals[0].value if literals else None

    def number(self, subject: object, predicate: str) -> float | None:
        """The first literal as a number, None when it is none."""
        try:
            return float(self.text(subject, predicate) or "")
        except ValueError:
            return None

    def is_set(self, subject: object, predicate: str) -> bool:
        """Whether the first literal is true."""
        return self.text(subject, predicate) in ("true", "1")

    def members(self, head: object) -> Iterator[Node]:
        """The nodes of an RDF list."""
        seen: set[object] = set()
        while head in self.by_subject and head not in seen:
            seen.add(head)
            yield from self.nodes(head, FIRST.value)
            head = next(iter(self.nodes(head, REST.value)), None)

    def place(self, subject: object) -> tuple[str, int]:
        """File and line where a subject is first written."""
        for axioms in self.by_subject.get(subject, {}).values():
            return axioms[0].file, axioms[0].line
        return "", 0


def parse_turtle(text: str, shown: str) -> list[Axiom]:
    """The triples of a Turtle file; blank nodes are named after the file, in order, so that builds repeat.

    Raises: WorkspaceError at the first place that is not Turtle.
    """
    try:
        for _ in ox.parse(text, ox.RdfFormat.TURTLE):
            pass
    except SyntaxError as error:
        raise WorkspaceError(f"{shown} is not Turtle", faults=[_syntax_fault(error, text, shown)]) from None
    return list(_axioms(text, shown))


def _syntax_fault(error: SyntaxError, text: str, shown: str) -> Fault:
    line, column = error.lineno or 1, error.offset or 1
    lines = text.splitlines()
    got = repr(lines[line - 1].strip()[:80]) if line <= len(lines) else "the end of the file"
    message = str(error.msg).partition(": ")[2] or str(error.msg)
    return Fault(shown, line, column, f"not Turtle: {message}", got=got, expected="subject predicate object .")


@dataclass(slots=True)
class _Chunk:
    """One statement of a file: where it stands, and the lines of the objects of its subject.

    `terms` counts subject, predicate and object outside brackets: 3 while an object is read.
    """

    start: int
    end: int
    line: int
    objects: list[int]
    directive: bool = False
    terms: int = 0
    depth: int = 0

    def take(self, term: str, line: int) -> None:
        """Count one token."""
        if term in ("]", ")"):
            self.depth -= 1
            return
        if self.depth == 0 and term in (",", ";"):
            self.terms = 2 if term == "," else 1
        elif self.depth == 0 and term and self.terms < 3:
            self.terms += 1
            if self.terms == 3:
                self.objects.append(line)
        self.depth += term in ("[", "(")


def _axioms(text: str, shown: str) -> Iterator[Axiom]:
    head = ""
    names: dict[str, str] = {}
    stem = re.sub(r"[^a-z0-9]+", "-", shown.partition("/")[2].removesuffix(".ttl").lower())
    for chunk in _chunks(text):
        body = text[chunk.start : chunk.end]
        if chunk.directive:
            head += body + "\n"
            continue
        triples = [quad.triple for quad in ox.parse(head + body, ox.RdfFormat.TURTLE)]
        lines = _lines(triples, chunk)
        for triple, line in zip(triples, lines, strict=True):
            yield Axiom(_renamed(triple, names, stem), shown, line)


def _renamed(triple: ox.Triple, names: dict[str, str], stem: str) -> ox.Triple:
    def name(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            return ox.BlankNode(names.setdefault(term.value, f"{stem}-{len(names) + 1}"))
        assert not isinstance(term, ox.Triple)  # Turtle 1.1 has no triple terms
        return term

    subject = name(triple.subject)
    assert not isinstance(subject, ox.Literal)
    return ox.Triple(subject, triple.predicate, name(triple.object))


def _lines(triples: list[ox.Triple], chunk: _Chunk) -> list[int]:
    """The line of each triple: that of its object, or of the bracket it stands in."""
    inside = {triple.object for triple in triples if isinstance(triple.object, ox.BlankNode)}
    tops = [number for number, triple in enumerate(triples) if triple.subject not in inside]
    lines = [chunk.line] * len(triples)
    if len(tops) != len(chunk.objects):
        return lines
    by_subject: dict[object, list[int]] = {}
    for number, triple in enumerate(triples):
        by_subject.setdefault(triple.subject, []).append(number)
    waiting = list(zip(tops, chunk.objects, strict=True))
    while waiting:
        number, line = waiting.pop()
        lines[number] = line
        if triples[number].object in inside:
            waiting += [(below, line) for below in by_subject.pop(triples[number].object, [])]
    return lines


def _chunks(text: str) -> Iterator[_Chunk]:
    """The statements of a well-formed file."""
    chunk: _Chunk | None = None
    line, last = 1, 0
    for found in TOKEN.finditer(text):
        if found.lastgroup == "skip":
            continue
        line += text.count("\n", last, found.start())
        last = found.start()
        word = found[0] if found.lastgroup == "word" else ""
        stops = word.endswith(".") and not word.endswith("\\.")
        term = found[0][:-1] if stops else found[0]
        if chunk is None:
            chunk = _Chunk(found.start(), 0, line, [], directive=word.lower().lstrip("@") in ("prefix", "base"))
        chunk.take(term, line)
        sparql = chunk.directive and text[chunk.start] != "@"
        if (stops and chunk.depth == 0) or (sparql and found.lastgroup == "iri"):
            chunk.end = found.end()
            yield chunk
            chunk = None
