"""Facts held against SHACL shapes: everything wrong at once, in words that need no SHACL.

Two engines: pyrudof (Rust; all of SHACL Core) and, where it is not installed or shapes hold SPARQL, pyshacl. They
agree but for values such as `"2024-13-01"^^xsd:date`, which pyrudof takes for dates; the loader lets none through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from kgtool.errors import WorkspaceError
from kgtool.namespaces import RDF, SH, local_name

Term = NamedNode | BlankNode | Literal | Triple
Record = Mapping[str, list[Term]]
"""The values of a node by local name of their property."""

_PATH: Final = NamedNode(SH + "path")
_SKOLEM: Final = "urn:kgtool:shape:"
_SPARQL: Final = (f"<{SH}sparql>".encode(), f"<{SH}target>".encode())


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with one node; `severity` is error, warning or info, `constraint` a name such as MinCount.

    `path` is None where the node as a whole is meant, or a longer path; `expected` says what would be right.
    """

    focus: Term
    path: NamedNode | None
    value: Term | None
    message: str
    severity: str
    constraint: str
    expected: str | None = None


def validate(data: Iterable[Triple], shapes: bytes, *, engine: str | None = None) -> list[Violation]:
    """Every violation of shapes (N-Triples), sorted; the data must hold the subclass axioms that shapes rely on.

    Raises: WorkspaceError when the shapes themselves are not valid SHACL.
    """
    named = _name_shapes(shapes)
    if not named:
        return []
    run = _ENGINES[engine or _best_engine(shapes)]
    report = run(
        serialize(data, format=RdfFormat.N_TRIPLES) or b"", serialize(named, format=RdfFormat.N_TRIPLES) or b""
    )
    return sorted(_violations(report, _records(named)), key=_order)


def _best_engine(shapes: bytes) -> str:
    fast = find_spec("pyrudof") is not None and not any(word in shapes for word in _SPARQL)
    return "pyrudof" if fast else "pyshacl"


def _name_shapes(shapes: bytes) -> list[Triple]:
    """The shapes with an IRI for each unnamed property shape, by which a report can refer to it."""
    triples = [quad.triple for quad in parse(shapes, RdfFormat.N_TRIPLES)]
    names: dict[Term, NamedNode] = {}
    for triple in triples:
        if triple.predicate == _PATH and isinstance(triple.subject, BlankNode):
            names[triple.subject] = NamedNode(_SKOLEM + triple.subject.value)
    return [Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object)) for t in triples]


def _records(triples: Iterable[Triple]) -> dict[Term, Record]:
    """Triples by subject, then by local name of the property."""
    records: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_ in triples:
        records[subject][local_name(predicate.value)].append(object_)
    return dict(records)


def _run_pyrudof(data: bytes, shapes: bytes) -> bytes:
    import pyrudof

    session = pyrudof.Rudof()
    strict = pyrudof.ReaderMode.Strict
    try:
        # text that starts with a comment is never taken for the name of a file
        session.read_data("# data\n" + data.decode(), pyrudof.RDFFormat.NTriples, reader_mode=strict)
        session.read_shacl("# shapes\n" + shapes.decode(), pyrudof.ShaclFormat.NTriples, reader_mode=strict)
    except pyrudof.RudofError as error:
        raise WorkspaceError(f"the shapes are not valid SHACL: {error}") from error
    session.validate_shacl()
    report: str = session.serialize_shacl_validation_results(pyrudof.ResultShaclValidationFormat.NTriples)
    return report.encode()


def _run_pyshacl(data: bytes, shapes: bytes) -> bytes:
    import pyshacl
    import rdflib

    facts = rdflib.Graph().parse(data=data, format="nt")
    rules = rdflib.Graph().parse(data=shapes, format="nt")
    try:
        _, report, _ = pyshacl.validate(facts, shacl_graph=rules, inference="none", advanced=True)
    except pyshacl.errors.ReportableRuntimeError as error:
        raise WorkspaceError(f"the shapes are not valid SHACL: {error}") from error
    text: bytes = report.serialize(format="nt", encoding="utf-8")
    return text


_ENGINES: Final[dict[str, Callable[[bytes, bytes], bytes]]] = {"pyrudof": _run_pyrudof, "pyshacl": _run_pyshacl}


def _violations(report: bytes, shapes: Mapping[Term, Record]) -> Iterable[Violation]:
    """The results of a report in N-Triples."""
    records = _records(quad.triple for quad in parse(report, RdfFormat.N_TRIPLES))
    results = {result for record in records.values() for result in record.get("result", [])}
    return [_violation(records[result], shapes) for result in results]


def _violation(result: Record, shapes: Mapping[Term, Record]) -> Violation:
    source = _first(result, "sourceShape")
    shape: Record = shapes.get(source, {}) if source else {}
    constraint = _local(_first(result, "sourceConstraintComponent")).removesuffix("ConstraintComponent")
    path = _first(shape, "path") or _first(result, "resultPath")
    message, expected = _words(constraint, shape, shapes)
    own = _first(shape, "message") or (None if constraint in _MESSAGES else _first(result, "resultMessage"))
    return Violation(
        focus=_first(result, "focusNode") or BlankNode(),
        path=path if isinstance(path, NamedNode) else None,
        value=_first(result, "value"),
        message=own.value if isinstance(own, Literal) else message,
        severity={"Warning": "warning", "Info": "info"}.get(_local(_first(result, "resultSeverity")), "error"),
        constraint=constraint,
        expected=expected,
    )


def _words(constraint: str, shape: Record, shapes: Mapping[Term, Record]) -> tuple[str, str | None]:
    """What a constraint that is not met means, and what it wants."""
    parameter = constraint[:1].lower() + constraint[1:]
    values = shape.get(parameter, [])
    if parameter == "in" and values:
        values = _items(values[0], shapes)
    expected = ", ".join(map(_shown, values)) or None
    message = _MESSAGES.get(constraint, "does not fit the shape of its class")
    return message, (_WANTED[constraint].format(expected) if expected and constraint in _WANTED else None)


_MESSAGES: Final = {
    "MinCount": "too few values",
    "MaxCount": "too many values",
    "Datatype": "a value of the wrong kind",
    "Class": "a value of the wrong class",
    "NodeKind": "a value of the wrong kind",
    "In": "not one of the values allowed",
    "HasValue": "a value is missing",
    "Pattern": "a value of the wrong form",
    "MinLength": "too short",
    "MaxLength": "too long",
    "MinInclusive": "too small",
    "MinExclusive": "too small",
    "MaxInclusive": "too large",
    "MaxExclusive": "too large",
    "LessThan": "not before (or not less than) another value",
    "LessThanOrEquals": "after (or more than) another value",
    "UniqueLang": "two values in one language",
    "Equals": "not the same as another value",
    "Disjoint": "the same as another value",
    "Closed": "a property that the class does not have",
    "Or": "fits none of the forms allowed",
    "Xone": "fits none of the forms allowed, or more than one",
    "Not": "has a form that is not allowed",
}
_WANTED: Final = {
    "Datatype": "{}",
    "Class": "{}",
    "NodeKind": "{}",
    "HasValue": "{}",
    "MinCount": "at least {}",
    "MaxCount": "at most {}",
    "In": "one of {}",
    "Pattern": "text that matches {}",
    "MinLength": "at least {} characters",
    "MaxLength": "at most {} characters",
    "MinInclusive": "at least {}",
    "MinExclusive": "more than {}",
    "MaxInclusive": "at most {}",
    "MaxExclusive": "less than {}",
    "LessThan": "less than its {}",
    "LessThanOrEquals": "at most its {}",
    "Equals": "the same as its {}",
    "Disjoint": "something else than its {}",
}


def _items(head: Term, shapes: Mapping[Term, Record]) -> list[Term]:
    """The items of an RDF list."""
    items: list[Term] = []
    while (record := shapes.get(head)) and len(items) < len(shapes):
        items += record.get("first", [])
        head = next(iter(record.get("rest", [])), NamedNode(RDF + "nil"))
    return items


def _first(record: Record, name: str) -> Term | None:
    return next(iter(record.get(name, [])), None)


def _local(term: Term | None) -> str:
    return local_name(term.value) if isinstance(term, NamedNode) else ""


def _shown(term: Term) -> str:
    """A term as a message names it."""
    if isinstance(term, NamedNode):
        return local_name(term.value)
    return term.value if isinstance(term, Literal) else str(term)


def _order(violation: Violation) -> tuple[str, ...]:
    return tuple(map(str, (violation.focus, violation.path, violation.constraint, violation.value, violation.expected)))
