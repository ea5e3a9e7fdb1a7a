"""The text of a SPARQL query before any engine sees it: its tokens, its limits, and where it goes wrong.

Nothing here parses SPARQL: <https://www.w3.org/TR/sparql11-query/#sparqlGrammar> is left to the engine, in a worker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault, LimitError, QueryError
from kgtool.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping, Sequence

MAX_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 200
FORMS: Final = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")

DELIMITERS: Final = "\"'\\<>#{}()[]\n\r"
"""Signs that an escape would hide from whoever reads the tokens of a query."""

_TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
       | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<blank>_:[\w.-]+)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<prefixed>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*(?<!\.))?)
    |(?P<word>@?[^\W\d]\w*(?:-\w+)*)
    |(?P<space>\s+)
    |(?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS: Final = """
A ABS ADJUST AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE
DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG
HASLANGDIR HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES
LATERAL LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE
PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384
SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR
SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION URI UUID VALUES VERSION WHERE YEAR
"""
WORDS: Final = frozenset(_WORDS.split())
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HIDDEN_SERVICE: Final = re.compile(r"[)\]}.;,]\s*SERVICE\s*[?$<:\w#]", re.IGNORECASE)
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query's text and where it starts; comments and white space are no tokens."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just behind it."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The word in capitals, empty for anything that is no bare word."""
        return self.text.upper() if self.kind == "word" else ""


@dataclass(frozen=True, slots=True)
class Slot:
    """The content between the braces of `VALUES ?name { … }`."""

    name: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, in order.

    >>> [token.text for token in tokens('ASK { ?cat :name "Tom" } # done')]
    ['ASK', '{', '?cat', ':name', '"Tom"', '}']
    """
    for match in _TOKEN.finditer(text):
        if match.lastgroup not in ("space", "comment"):
            yield Token(match.lastgroup or "", match.group(), match.start())


def query_form(text: str) -> str:
    """SELECT, CONSTRUCT, ASK or DESCRIBE; empty when the text holds no query.

    >>> query_form("PREFIX select: <http://example.org/> ASK { ?s select:p ?o }")
    'ASK'
    """
    return next((token.keyword for token in tokens(text) if token.keyword in FORMS), "")


def header_text(text: str) -> str:
    """The `#+` lines of a query without their mark, on the lines where they stand.

    >>> header_text("#+ summary: All cats\\nSELECT * {}")
    'summary: All cats\\n'
    """
    lines = [re.sub(r"^#\+ ?", "", line) if line.startswith("#+") else "" for line in text.splitlines()]
    return re.sub(r"(\btype:\s*)enum\s*\[", r"\1[enum, ", "\n".join(lines))


def filled_slots(text: str, terms: Mapping[str, Sequence[object]], names: Container[str]) -> str:
    """The text with terms in the `VALUES` slots of these names, UNDEF where there is none.

    >>> filled_slots("SELECT * { VALUES ?cat { <tom> } VALUES ?day { 1 } }", {"cat": ["<mia>"]}, ["cat"])
    'SELECT * { VALUES ?cat { <mia> } VALUES ?day { 1 } }'
    """
    parts, last = [], 0
    for slot in value_slots(text):
        if slot.name in names:
            parts += [text[last : slot.start], f" {' '.join(map(str, terms.get(slot.name, ()))) or 'UNDEF'} "]
            last = slot.end
    return "".join([*parts, text[last:]])


def value_slots(text: str) -> list[Slot]:
    """Every `VALUES ?name { … }` of a query, in order.

    >>> value_slots("SELECT * { VALUES ?cat { <tom> } }")
    [Slot(name='cat', start=24, end=31)]
    """
    found, recent = [], list(tokens(text))
    for index, token in enumerate(recent[:-2]):
        variable, brace = recent[index + 1], recent[index + 2]
        if token.keyword == "VALUES" and variable.kind == "variable" and brace.text == "{":
            close = next((later for later in recent[index + 3 :] if later.text == "}"), None)
            if close is not None:
                found.append(Slot(variable.text[1:], brace.end, close.start))
    return found


def projection(text: str) -> dict[str, int] | None:
    """The names that the outermost SELECT gives, each with its offset; None for `*` and other forms.

    >>> projection("SELECT ?cat (COUNT(?m) AS ?mice) { ?cat :ate ?m } GROUP BY ?cat")
    {'cat': 7, 'mice': 26}
    """
    stream = tokens(text)
    for token in stream:
        if token.keyword in FORMS:
            break
    else:
        return None
    return _selected(stream) if token.keyword == "SELECT" else None


def _selected(stream: Iterator[Token]) -> dict[str, int] | None:
    names: dict[str, int] = {}
    depth, after_as = 0, False
    for token in stream:
        if token.text == "{" or token.keyword in ("WHERE", "FROM") or (token.text == "*" and depth == 0):
            return None if token.text == "*" else names
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and (depth == 0 or after_as):
            names[token.text[1:]] = token.start
        after_as = token.keyword == "AS"
    return names


def declared_prefixes(text: str) -> dict[str, str]:
    """The prefixes that a query declares itself.

    >>> declared_prefixes("PREFIX ex: <http://example.org/> ASK {}")
    {'ex': 'http://example.org/'}
    """
    declared, recent = {}, list(tokens(text))
    for word, name, iri in zip(recent, recent[1:], recent[2:], strict=False):
        if word.keyword == "PREFIX" and name.text.endswith(":") and iri.kind == "iri":
            declared[name.text[:-1]] = iri.text[1:-1]
    return declared


def check_query(text: str, *, graphs: Collection[str] = ()) -> None:
    """Refuses what is too large, writes, or reaches out of the graph; `graphs` are file names that FROM may use.

    Raises: LimitError for size and depth, QueryError for the rest.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise LimitError(f"the query is longer than {MAX_BYTES // 1024} KB", hint="shorten it, or ask in several steps")
    if "\0" in text:
        raise _fault(text, text.index("\0"), "the query holds a NUL character", hint="remove it")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise QueryError("the query is not UTF-8 text", hint="save it as UTF-8")
    plain = _ESCAPE.sub(lambda match: _character(match.group(1) or match.group(2)), text)
    for match in _ESCAPE.finditer(text):
        if _character(match.group(1) or match.group(2)) in DELIMITERS:
            message = f"{match.group()} stands for a sign that parts words or texts"
            raise _fault(text, match.start(), message, hint="write the sign itself")
    found = list(tokens(plain))
    if not found:
        raise QueryError("the query is empty", hint="for instance: SELECT * { ?s ?p ?o } LIMIT 10")
    _check_depth(found)
    _check_reading(plain, found)
    _check_reach(plain, found, graphs)


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if number < 0x110000 else "\ufffd"


def _check_depth(found: list[Token]) -> None:
    depth = 0
    for token in found:
        depth += (token.text in ("(", "{", "[")) - (token.text in (")", "}", "]"))
        if depth > MAX_DEPTH:
            raise LimitError(f"the query nests deeper than {MAX_DEPTH} brackets", hint="ask in several steps")


def _check_reading(text: str, found: list[Token]) -> None:
    first = next((token for token in found if token.keyword in (*FORMS, *UPDATES)), None)
    if first is not None and first.keyword in UPDATES:
        message = f"{first.keyword} would change the graph; queries only read"
        raise _fault(text, first.start, message, hint="edit the files of the workspace instead")


def _check_reach(text: str, found: list[Token], graphs: Collection[str]) -> None:
    for index, token in enumerate(found):
        if token.keyword == "SERVICE" or (token.kind == "iri" and _HIDDEN_SERVICE.search(token.text)):
            message = "SERVICE asks another computer; no endpoint is allowed here"
            raise _fault(text, token.start, message, hint="leave the SERVICE part out")
        if token.keyword == "FROM":
            _check_from(text, found[index + 1 : index + 3], graphs)


def _check_from(text: str, following: list[Token], graphs: Collection[str]) -> None:
    for token in following:
        if token.keyword == "NAMED":
            continue
        name = token.text[1:-1]
        if token.kind == "iri" and name.lower().startswith("file:") and name not in graphs:
            message = f"FROM {token.text} would read a file"
            raise _fault(text, token.start, message, hint="give the file with --data FILE or --named IRI=FILE")
        return


def _fault(text: str, offset: int, message: str, *, hint: str | None = None, file: str = "query") -> QueryError:
    line, column = position(text, offset)
    return QueryError(message, hint=hint, faults=[Fault(file, line, column, message, got=excerpt(text, line, column))])


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1.

    >>> position("ASK {\\n  oops", 8)
    (2, 3)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def excerpt(text: str, line: int, column: int, *, width: int = 76) -> str:
    """The line of a text with a caret below the column; of a long line, the part around it.

    >>> print(excerpt("ASK { oops }", 1, 7))
    ASK { oops }
          ^
    """
    lines = text.split("\n")
    whole = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    start = max(0, column - 1 - width // 2) if len(whole) > width else 0
    shown = whole[start : start + width].replace("\t", " ")
    return f"{shown}\n{' ' * (column - 1 - start)}^"


def syntax_error(
    text: str, message: str, *, prefixes: Mapping[str, str] | None = None, file: str = "query"
) -> QueryError:
    """The engine's complaint about a text, told in terms of that text."""
    if unknown := _undeclared(text, prefixes or {}):
        return _undeclared_prefix(text, unknown, {**(prefixes or {}), **declared_prefixes(text)}, file)
    if word := next((token for token in tokens(text) if _is_no_word(token)), None):
        hint = did_you_mean(word.keyword, WORDS)
        return _fault(text, word.start, f"{clipped(word.text)} is no word of SPARQL", hint=hint, file=file)
    match = _PLACE.match(message)
    if match is None:
        return QueryError(f"the query cannot be run: {message}")
    line, column = int(match.group(1)), int(match.group(2))
    what = f"the query is not valid SPARQL at line {line}, column {column}"
    fault = Fault(file, line, column, what, got=excerpt(text, line, column), expected=_expectation(match.group(3)))
    return QueryError(what, hint=_reason(match.group(3)), faults=[fault])


def _is_no_word(token: Token) -> bool:
    return token.kind == "word" and token.keyword not in WORDS and not token.text.startswith("@")


def clipped(word: str) -> str:
    """A word, of a long one its start."""
    return word if len(word) <= 40 else word[:39] + "…"


def _expectation(raw: str) -> str | None:
    """The words and marks among what the engine would have accepted, its character classes left out."""
    words = re.findall(r'\b[A-Z]{2,}\b|"[^"\\]{1,3}"', re.sub(r"\[[^\]]*\]|\\u\{\w+\}", "", raw))
    return " ".join(dict.fromkeys(words[:8])) or None


def _reason(raw: str) -> str | None:
    """The sentence, if the engine's list of alternatives holds one."""
    sentence = re.search(r"(?:^|[,] |one of )([A-Z][a-z]* [a-zA-Z ]{12,}[a-z])", raw)
    return sentence.group(1) if sentence else None


def _undeclared(text: str, prefixes: Mapping[str, str]) -> Token | None:
    known = {*prefixes, *declared_prefixes(text)}
    names = (token for token in tokens(text) if token.kind == "prefixed" and text[token.start - 1 : token.start] != "<")
    return next((token for token in names if token.text.split(":", 1)[0] not in known), None)


def _undeclared_prefix(text: str, token: Token, known: Mapping[str, str], file: str) -> QueryError:
    name = token.text.split(":", 1)[0]
    near = did_you_mean(name, known)
    declare = f"declare it first: PREFIX {clipped(name)}: <…>"
    hint = f"{near.removesuffix('?')}:? else {declare}" if near else declare
    return _fault(text, token.start, f"the prefix {clipped(name)}: is not declared", hint=hint, file=file)
