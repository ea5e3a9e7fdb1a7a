"""Rule files: the block of `#+` lines, the CONSTRUCT below it, and what may not stand in either."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgtool.errors import Fault, QueryError, WorkspaceError
from kgtool.nearest import did_you_mean
from kgtool.querytext import check_query, header_text, position, query_form, tokens
from kgtool.records import Items, Scalar, Value, parse_yaml
from kgtool.rules.patterns import Pattern, Patterns
from kgtool.rules.remembered import RememberedPatterns
from kgtool.workspace import display_path, files_in, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kgtool.ontology import Ontology
    from kgtool.workspace import Workspace

KEYS: Final = ("summary", "concludes", "because", "layer", "severity")
REQUIRED: Final = ("summary", "concludes", "because", "layer")
NOT_ALLOWED: Final = frozenset({
    "GRAPH", "SERVICE", "FROM", "SELECT", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "COUNT", "SUM", "MIN", "MAX",
    "AVG", "SAMPLE", "GROUP_CONCAT", "NOW", "RAND", "UUID", "STRUUID", "BNODE",
})  # fmt: skip  # one to read along, not one a line
PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT with its block; `concludes` are the IRIs of properties, `query` is the SELECT of its solutions."""

    name: str
    file: str
    summary: str
    because: str
    layer: int
    warns: bool
    concludes: frozenset[str]
    query: str
    template: tuple[Pattern, ...]
    patterns: Patterns

    @property
    def repeats(self) -> bool:
        """Whether it reads what it may conclude itself."""
        return bool(self.patterns.reads & self.concludes)


def read_rules(workspace: Workspace, ontology: Ontology) -> list[Rule]:
    """The rules of a workspace, lower layers first. Raises: WorkspaceError with every fault."""
    paths = files_in(workspace, workspace.ontology / "rules", ".rq")
    rules: list[Rule] = []
    faults: list[Fault] = []
    remembered = RememberedPatterns(workspace.cache)
    for path in paths:
        reader = _Reader(path, read_text(workspace, path), display_path(workspace, path), ontology, remembered)
        if rule := reader.rule():
            rules.append(rule)
        faults += reader.faults
    remembered.keep()
    faults += _disorder(rules) if not faults else []
    if faults:
        raise WorkspaceError("the rules have faults", faults=sorted(faults, key=lambda f: (f.file, f.line)))
    return sorted(rules, key=lambda rule: (rule.layer, rule.name))


def _disorder(rules: list[Rule]) -> Iterator[Fault]:
    """A fault for each rule that reads what only later layers conclude, or denies what its own or later ones do."""
    first: dict[str, Rule] = {}
    last: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: (rule.layer, rule.name)):
        for iri in rule.concludes:
            first.setdefault(iri, rule)
            last[iri] = rule
    for rule in rules:
        for iri in sorted(rule.patterns.reads):
            if iri in first and first[iri].layer > rule.layer:
                yield _circle(rule, first[iri], iri, "needs", rule.layer)
        for iri in sorted(rule.patterns.denies):
            if iri in last and last[iri].layer >= rule.layer:
                yield _circle(rule, last[iri], iri, "needs the absence of", rule.layer)


def _circle(rule: Rule, other: Rule, iri: str, what: str, layer: int) -> Fault:
    name = re.split(r"[#/]", iri)[-1]
    message = f"the layers are circular: it {what} {name}, which {other.name} concludes in layer {other.layer}"
    return Fault(rule.file, 1, 0, message, got=f"layer {layer}", hint="give it a later layer")


class _Reader:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, path: Path, text: str, file: str, ontology: Ontology, remembered: RememberedPatterns) -> None:
        self.path, self.text, self.file, self.ontology, self.remembered = path, text, file, ontology, remembered
        self.faults: list[Fault] = []

    def rule(self) -> Rule | None:
        """The rule, None after a fault."""
        block = self._block()
        if not self.faults:
            self._check_text()
        if self.faults:
            return None
        parsed = self.remembered.of(self.text)
        concludes = frozenset(self._concludes(block["concludes"]))
        because = self._words(block, "because")
        layer = self._layer(block["layer"])
        self._check_parts(parsed.template, parsed, because, concludes, block)
        if self.faults:
            return None
        return Rule(
            name=self.path.stem,
            file=self.file,
            summary=self._words(block, "summary"),
            because=because,
            layer=layer,
            warns="severity" in block,
            concludes=concludes,
            query=_solutions_query(self.text),
            template=parsed.template,
            patterns=parsed,
        )

    def _fault(self, line: int, message: str, *, expected: str | None = None, hint: str | None = None) -> None:
        self.faults.append(Fault(self.file, line, 0, message, expected=expected, hint=hint))

    def _block(self) -> Mapping[str, Value]:
        header = header_text(self.text)
        if not header.strip():
            self._fault(1, "no block of #+ lines at the top", expected=", ".join(f"#+ {key}: …" for key in REQUIRED))
            return {}
        try:
            record = parse_yaml(header, self.file)
        except WorkspaceError as error:
            self.faults += error.faults
            return {}
        for key, place in record.keys.items():
            if key not in KEYS:
                self._fault(place.line, f"unknown key {key}", expected=", ".join(KEYS), hint=did_you_mean(key, KEYS))
        for key in REQUIRED:
            if key not in record.values:
                self._fault(record.line, f"no {key}", expected=f"#+ {key}: …")
        severity = record.values.get("severity")
        if severity is not None and not (isinstance(severity, Scalar) and severity.text == "warning"):
            self._fault(severity.line, "not a severity of rules", expected="warning")
        return record.values

    def _check_text(self) -> None:
        """Whether it is a CONSTRUCT that a rule may be."""
        try:
            check_query(self.text)
        except QueryError as error:
            line = error.faults[0].line if error.faults else 1
            self._fault(line, error.message, hint=error.hint)
            return
        if query_form(self.text) != "CONSTRUCT":
            self._fault(1, "not a CONSTRUCT", expected="CONSTRUCT { … } WHERE { … }")
            return
        for token in tokens(self.text):
            if token.keyword in NOT_ALLOWED:
                line, _ = position(self.text, token.start)
                self._fault(line, f"a rule may not use {token.keyword}")
        try:
            ox.Store().query(self.text)
        except SyntaxError as error:
            found = re.search(r"error at (\d+):", str(error))
            self._fault(int(found[1]) if found else 1, "the query does not parse", hint=str(error).split("\n")[0])

    def _words(self, block: Mapping[str, Value], key: str) -> str:
        value = block[key]
        if isinstance(value, Scalar) and value.text.strip():
            return " ".join(value.text.split())
        self._fault(value.line, f"{key} is not a text")
        return ""

    def _layer(self, value: Value) -> int:
        if isinstance(value, Scalar) and re.fullmatch(r"[1-9]\d{0,2}", value.text):
            return int(value.text)
        self._fault(value.line, "not a layer", expected="a whole number from 1 on")
        return 1

    def _concludes(self, value: Value) -> Iterator[str]:
        """The IRIs of the properties named."""
        for item in value.items if isinstance(value, Items) else (value,):
            prefix, _, name = item.text.partition(":") if isinstance(item, Scalar) else ("", "", "")
            iri = self.ontology.prefixes.get(prefix, "") + name
            if iri in self.ontology.properties:
                yield iri
            else:
                known = [self._short(known) for known in self.ontology.properties]
                said = item.text if isinstance(item, Scalar) else "this"
                self._fault(item.line, f"the ontology has no property {said}", hint=did_you_mean(said, known))

    def _short(self, iri: str) -> str:
        for prefix, namespace in self.ontology.prefixes.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def _check_parts(
        self,
        template: tuple[Pattern, ...],
        patterns: Patterns,
        because: str,
        concludes: frozenset[str],
        block: Mapping[str, Value],
    ) -> None:
        line = next((position(self.text, t.start)[0] for t in tokens(self.text) if t.keyword == "CONSTRUCT"), 1)
        if patterns.has_path:
            self._fault(line, "a path outside of NOT EXISTS and MINUS", hint="write a variable for each step")
        unbound = sorted({part.value for pattern in template for part in pattern if isinstance(part, ox.Variable)})
        for name in unbound:
            if name not in patterns.variables:
                self._fault(line, f"nothing binds ?{name}")
        for name in PLACEHOLDER.findall(because):
            if name not in patterns.variables:
                self._fault(block["because"].line, f"nothing binds {{{name}}}")
        for _, predicate, _ in template:
            if isinstance(predicate, ox.NamedNode) and predicate.value not in concludes:
                self._fault(line, f"it says {self._short(predicate.value)}, which concludes: does not name")


def _solutions_query(text: str) -> str:
    """The SELECT of all solutions of a CONSTRUCT."""
    found = list(tokens(text))
    start = next(number for number, token in enumerate(found) if token.keyword == "CONSTRUCT")
    depth, end = 0, start + 1
    for end in range(start + 1, len(found)):
        depth += {"{": 1, "}": -1}.get(found[end].text, 0)
        if depth == 0:
            break
    return f"{text[: found[start].start]}SELECT DISTINCT * {text[found[end].end :]}"
