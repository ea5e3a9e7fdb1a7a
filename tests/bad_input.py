"""The table of bad inputs: what TRUST.md lists under 'Bad input', numbered in its order.

A row names what is fed, the exit code, and words that the message must hold. Unless a row says otherwise the files are
put into a copy of `tests/tiny` whose graph was built before, and `kgtool build` is run. After each row that fails the
graph built before still answers, and nothing is left in the workspace or the current folder. Numbers that need more
than a row have a test of their own in `test_bad_input.py`, which also holds that no number is missing.

What is left to later issues: hostile queries, builders that are killed, a disk that is really full (issue 6; a limit on
the size of files stands in for it here); `add`, `edit`, `rm`, `mv` (issue 5); spreadsheets and their `--excel-safe`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

SHIP: Final = "graph/ship/dora.yaml"
HARBOURS: Final = "graph/harbour/more.csv"
EXTRA: Final = "ontology/zextra.ttl"
PREFIXES: Final = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sea: <https://example.org/sea/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
SOURCE: Final = "source: {url: https://example.org/x, read: 2026-01-01}\n"
DORA: Final = f"label: Dora\nkind: tug\n{SOURCE}"
LABELS: Final = "SELECT ?l { <https://example.org/sea/id/ship/dora> rdfs:label ?l }"
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


class Bad(NamedTuple):
    """One kind of bad input: what it is, the exit code, what must be said, and how it comes about."""

    what: str
    code: int
    says: tuple[str, ...]
    files: Mapping[str, str | bytes] = {}
    args: tuple[str, ...] = ("build",)
    prints: str = ""
    text: str = ""


def ship(what: str, body: str, *says: str) -> Bad:
    """A record of a ship that must be refused; what is said names its place."""
    return Bad(what, 3, tuple(f"{SHIP}:{words}" if words[0].isdigit() else words for words in says), {SHIP: body})


def table(what: str, body: str, *says: str) -> Bad:
    """A table of harbours that must be refused."""
    return Bad(
        what, 3, tuple(f"{HARBOURS}:{words}" if words[0].isdigit() else words for words in says), {HARBOURS: body}
    )


def asked(what: str, code: int, args: tuple[str, ...], *says: str) -> Bad:
    """A command on sound files."""
    return Bad(what, code, says, args=args)


def harmless(what: str, body: str | bytes, args: tuple[str, ...], prints: str) -> Bad:
    """A record of a ship that looks odd and is read all the same."""
    return Bad(what, 0, (), {SHIP: body}, args, prints)


def query(text: str) -> tuple[str, ...]:
    """The arguments that run a query."""
    return ("query", text)


BY_OPERATOR: Final = ("query", "ships-by-operator")

BAD_INPUT: Final[Mapping[int, Bad]] = {
    # syntax
    1: Bad("Turtle syntax", 3, (f"{EXTRA}:6:", "not Turtle"), {EXTRA: f"{PREFIXES}\nsea:Boat a sea:Ship sea:Tug .\n"}),
    2: ship("YAML syntax", "label: Dora\naltLabel: [a, b\nkind: tug\n", "3:5: a list that is not closed"),
    3: ship("a tab", "size:\n\tlength: 3\n", "2:1: a tab", "expected spaces"),
    4: ship("a key twice", "label: Dora\nkind: tug\nlabel: Dola\n", "3:1: the key label", "lines 1 and 3"),
    5: ship(
        "aliases", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "1:4: an anchor", "2:8: an alias", "3:5: an alias"
    ),
    6: ship("a tag", "label: !!python/object/apply:os.system [true]\n", "1:8: a tag", "expected the value alone"),
    7: ship("deep nesting", f"label: {'[' * 900}{']' * 900}\n", "1:27: nested too deeply", "at most 20 levels"),
    8: ship("two documents", "label: Dora\n---\nlabel: Dola\n", "2:1: a second document", "remove the --- line"),
    # what other loaders make of a value
    9: table(
        "country: no", "id,label,icebound\nriga,NO,no\n", "2:9: icebound: not a truth value; got no", "write false"
    ),
    10: harmless("version: 3.10", DORA.replace("Dora", "3.10"), query(LABELS), "l\r\n3.10\r\n"),
    11: ship(
        "date: 2024-13-01",
        f"{DORA}built: 2024-13-01\n",
        "4:8: built: not a date; got 2024-13-01; expected a day, month or year",
    ),
    12: ship(
        "another datatype", f"{DORA}registered: soon\nsize: large\n", "4:13: registered: not a year", "5:7: size:"
    ),
    13: ship(
        "a negative number", f"{DORA}size: {{tonnage: -1}}\n", "4:17: tonnage of ship/dora/size: too small; got -1"
    ),
    14: ship("NaN", f"{DORA}size: {{length: NaN}}\n", "4:16: length: not a number; got NaN", "expected digits"),
    # ids
    15: ship(
        "a dangling reference",
        f"{DORA}sister: ship/aurra\n",
        "4:9: sister: nothing has this id; got ship/aurra",
        "did you mean ship/aurora, ship/dora or ship/brava?",
    ),
    16: table("an id twice", "id,label\noslo,Oslo\n", "2:1: the id harbour/oslo is taken", "harbours.csv:4"),
    17: Bad(
        "ids that differ by case",
        3,
        ("graph/ship/Brava.yaml: not a slug", "try brava", "only by case"),
        {"graph/ship/Brava.yaml": DORA},
    ),
    18: Bad(
        "ids that differ by normalization",
        3,
        ("caf\u00e9.yaml: not a slug", "cafe\u0301.yaml: not a slug"),
        {"graph/ship/caf\u00e9.yaml": DORA, "graph/ship/cafe\u0301.yaml": DORA},
    ),
    19: table(
        "ids with / .. # >",
        "id,label\na/b,A\n..,B\na#b,C\n../../etc/passwd,D\n<a>,E\n",
        "2:1: not a slug; got a/b",
        "3:1: not a slug; got ..",
        "4:1: not a slug; got a#b",
        "5:1: not a slug",
        "6:1: not a slug; got <a>",
    ),
    20: ship(
        "an unknown name in an expression",
        f"{DORA}needs: ICE OR PILOTS\n",
        "4:8: needs: nothing is called PILOTS",
        "did you mean PILOT",
    ),
    21: ship(
        "an unknown field",
        f"{DORA}opperator: operator/polar-tugs\n",
        "4:1: ship: no such key; got opperator",
        "did you mean operator?",
    ),
    22: ship(
        "a required field is missing",
        f"label: Dora\n{SOURCE}parts:\n  engine: {{power: 1}}\n",
        "1:1: ship/dora has no kind; expected kind: one of ferry, tug, icebreaker",
        "4:11: ship/dora/engine has no state; expected state: one of working, broken",
    ),
    # what does not go together
    23: table(
        "a cycle of derivation",
        "id,label,within\na,A,harbour/b\nb,B,harbour/c\nc,C,harbour/a\n",
        "harbour/a sea:within harbour/b (graph/harbour/more.csv:2)",
        "harbour/b sea:within harbour/c",
        "harbour/c sea:within harbour/a",
    ),
    24: Bad(
        "a child before its parent",
        0,
        (),
        {
            SHIP: f"{DORA}built: 1999\nregistered: 2000\n",
            EXTRA: f"""{PREFIXES}
sea:Late a sh:NodeShape ; sh:targetClass sea:Ship ;
    sh:property [ sh:path sea:built ; sh:lessThan sea:built ; sh:severity sh:Warning ] .""",
        },
        ("check",),
        f"{SHIP}:4:8: built of ship/dora",
    ),
    25: Bad(
        "disjoint classes",
        3,
        (
            "disjoint classes (cax-dw); got person/ana-vik rdf:type sea:Person",
            "sea:Person owl:disjointWith sea:Operator",
            "graph/ship/cormorant.yaml:3",
        ),
        {EXTRA: f"{PREFIXES}sea:operator rdfs:range sea:Operator .\n"},
    ),
    26: Bad(
        "an inconsistent ontology",
        3,
        ("ontology/zextra.ttl:5", "owl:disjointWith"),
        {EXTRA: f'{PREFIXES}sea:both a sea:Person , sea:Operator ; rdfs:label "both" .\n'},
    ),
    # bytes
    27: Bad("Latin-1", 3, (f"{SHIP}:1:10: not UTF-8; got the byte 0xEB",), {SHIP: "label: Zoë\n".encode("latin-1")}),
    28: Bad("UTF-16", 3, (f"{SHIP}:1:1: not UTF-8; got UTF-16",), {SHIP: DORA.encode("utf-16")}),
    29: harmless("a byte order mark", b"\xef\xbb\xbf" + DORA.encode(), query(LABELS), "l\r\nDora\r\n"),
    30: harmless("CRLF", DORA.replace("\n", "\r\n"), query(LABELS), "l\r\nDora\r\n"),
    31: ship("NUL", "label: Do\0ra\n", "1:10: a control character; got NUL"),
    32: ship("an empty file", "", "1:1: an empty file", "key: value"),
    33: table("short rows", "id,label,icebound\na,A\n", "2:1: a row that is too short; got 2 cells; expected 3"),
    34: table("an unclosed quote", 'id,label\na,"A\nb,B\n', "2:3: a quotation that is not closed"),
    35: table("semicolons", "id;label\na;A\n", "1:1: semicolons between the keys", "expected commas"),
    # 36 to 44: files that are no files, in test_bad_input.py
    # the text of a query
    45: asked("SPARQL syntax", 4, query("SELECT ?s\nWHER { ?s ?p ?o }"), "query:2:1", "WHER { ?s ?p ?o }\n    ^"),
    46: asked(
        "an undeclared prefix", 4, query("ASK { ?s a se:Ship }"), "the prefix se:", "query:1:12", "did you mean sea:?"
    ),
    47: asked("update text", 4, query("INSERT DATA { <a:a> <a:b> <a:c> }"), "INSERT would change", "queries only read"),
    48: asked("SERVICE", 4, query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "SERVICE asks another"),
    49: asked("an empty query", 4, ("query", "-"), "the query is empty"),
    50: asked("an endless query", 6, (*query(ENDLESS), "-t", "500ms"), "did not end within 0.5 s", "-t 2m"),
    # names and parameters
    51: asked("an unknown query", 2, ("query", "ships-by-operatr"), "no saved query", "did you mean ships-by-operator"),
    52: asked("a path for a name", 2, ("query", "../../etc/passwd"), "no saved query is called '../../etc/passwd'"),
    53: asked("a missing parameter", 2, ("query", "is-icebound"), "is-icebound needs --harbour"),
    54: asked("an unknown parameter", 2, (*BY_OPERATOR, "--operater", "x"), "--operater", "--operator"),
    55: asked("an ill-typed parameter", 2, (*BY_OPERATOR, "--since", "2024-13-01"), "got '2024-13-01'", "2024-12-26"),
    56: asked("an injecting parameter", 2, (*BY_OPERATOR, "--operator", "x> } DELETE WHERE { ?s ?p ?o"), "no Party"),
    57: Bad(
        "no result",
        1,
        (),
        args=(*BY_OPERATOR, "--since", "2090-01-01", "--fail-empty"),
        prints="ship,shipLabel,built,kind\r\n",
    ),
    # 58 to 65: signals, pipes and terminals; 66 to 72: labels, in test_bad_input.py
    # names of files
    73: asked("an export called CON", 2, ("export", "CON.ttl"), "'CON.ttl' is no file name on every system"),
    74: asked("an export called a:b", 2, ("export", "a:b.ttl"), "'a:b.ttl' is no file name on every system"),
}

ODD_LABELS: Final[Mapping[int, str]] = {
    66: "\U0001f6a2 \U0001f469\u200d\U0001f680 \U0001f1f5\U0001f1f1",  # emoji, joined and in pairs
    67: "\u0633\u0641\u064a\u0646\u0629 \u05d0\u05e0\u05d9\u05d4",  # right to left
    68: "Dora\u202earoD",  # turns the rest of the line around
    69: "Z" + "\u0306\u0317" * 40 + "o\u0308",  # combining, a pile of it
    70: "Dora\x1b]0;evil\x07",  # renames the window
    71: "[bold]Dora[/x]",  # markup of rich
    72: "Dora" * 2560,  # 10 KB
}
