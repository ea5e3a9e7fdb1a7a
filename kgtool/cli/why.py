"""`kgtool why`: the proof of what holds of an entity, or what keeps something from holding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kgtool.cli import options
from kgtool.cli.completion import complete_entity
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import BOLD, DIM, PLAIN, has_colour
from kgtool.errors import KgError, UsageError
from kgtool.formats.visible import clipped, visible
from kgtool.namespaces import RDF_TYPE, RDFS_LABEL, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import Literal, NamedNode

    from kgtool.cards import Citation, Term
    from kgtool.proofs import Absence, Proof
    from kgtool.shortfalls import Goal, Shortfall

FEW: Final = 3
GRAPHS: Final = ("turtle", "nt", "jsonld")
ENDINGS: Final = {"json": "json", "ttl": "turtle", "nt": "nt", "jsonld": "jsonld"}
FOLDED: Final = (RDF_TYPE, RDFS_LABEL)
IN_WORDS: Final = {
    "prp-trp": "it holds along the chain",
    "prp-spo1": "the one says the other too",
    "prp-spo2": "a chain of properties makes it",
    "prp-inv1": "it is the same, said from the other side",
    "prp-inv2": "it is the same, said from the other side",
    "prp-symp": "it holds both ways",
    "prp-dom": "only such things have the property",
    "prp-rng": "the property leads only to such things",
    "cax-sco": "the one class is part of the other",
    "cls-hv1": "the class says so of its members",
    "cls-hv2": "whatever has the value is of the class",
    "day": "the graph was made for this day",
}


def command() -> Any:
    """The command."""
    return single_command("why", why)


def why(
    ctx: typer.Context,
    entity: Annotated[
        str, typer.Argument(metavar="ENTITY", help="An id, prefixed name or label.", autocompletion=complete_entity)
    ],
    property: Annotated[str, typer.Argument(help="A property: its name or label.")] = "",
    value: Annotated[str, typer.Argument(help="One value of it: an id, a label, a text.")] = "",
    negated: Annotated[bool, typer.Option("--not", help="Say why it does not hold.")] = False,
    format: Annotated[
        str,
        typer.Option(
            "-f", "--format", metavar="NAME", help="text, json; or turtle, nt, jsonld: the proof as a graph, by PROV."
        ),
    ] = "",
    as_of: options.AsOf = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Show axioms, classes and what was not there too.")
    ] = False,
) -> int:
    """Show why something holds: what it follows from, down to file, line and source.

    With --not: what is missing, or stands in the way. Without a property: all that follows for the entity.

    \b
      kgtool why ENTITY
      kgtool why ENTITY PROPERTY
      kgtool why ENTITY PROPERTY VALUE --not
      kgtool why ENTITY PROPERTY -o proof.ttl
    """
    from kgtool.cli.sinks import open_sink

    chosen = format or ENDINGS.get(output.rpartition(".")[2], "text")
    if chosen not in (*GRAPHS, "text", "json"):
        raise UsageError(f"no format of proofs is called {chosen!r}", hint=", ".join(("text", "json", *GRAPHS)))
    session = Session.of(ctx, directory, as_of=as_of, quiet=quiet)
    asked = _Asked(session, session.subject(entity), property, value)
    if chosen in GRAPHS:
        if negated:
            raise UsageError(f"what does not hold has no proof to write as {chosen}", hint="-f json")
        return _write_graph(asked, chosen, output, force=force)
    as_json = chosen == "json"
    code, told, text = _shortfall(asked, verbose=verbose) if negated else _proofs(asked, verbose=verbose)
    body = json.dumps(told, ensure_ascii=False, indent=1) if as_json else text
    with open_sink(output, force=force, cache=session.workspace.cache, shown=not as_json) as sink:
        sink.write((body + "\n").encode("utf-8", "replace"))
    if not as_json and not output:
        session.say_data()
    return code


def _write_graph(asked: _Asked, chosen: str, output: str, *, force: bool) -> int:
    """Writes the proofs as a graph and returns the exit code."""
    from dataclasses import replace

    from kgtool.cli.sinks import open_sink
    from kgtool.formats import find_format
    from kgtool.proofs import PROV, proof_triples, read_proofs

    session, style = asked.session, asked.session.style()
    proofs = read_proofs(asked.store, session.graphs, asked.subject, asked.predicate, asked.value)
    style = replace(style, prefixes={**style.prefixes, "prov": PROV})
    with open_sink(output, force=force, cache=session.workspace.cache) as sink:
        find_format(chosen).writer()(list(proof_triples(proofs)), sink, style)
    return 0 if proofs else 1


class _Asked:
    """What was asked about: a subject, perhaps a property, perhaps a value."""

    def __init__(self, session: Session, subject: str, property: str, value: str) -> None:
        self.session = session
        self.store = session.open_store()
        self.subject = subject
        self.predicate = _property(session, property) if property else ""
        self.value = self._value(value) if value else None

    def _value(self, text: str) -> NamedNode | Literal:
        """The entity or concept of that name; else a literal that stands there; else a text."""
        from pyoxigraph import Literal, NamedNode

        for quad in self.store.quads_for_pattern(NamedNode(self.subject), NamedNode(self.predicate), None, None):
            if isinstance(quad.object, Literal) and quad.object.value == text:
                return quad.object
        try:
            return NamedNode(self.session.entity(text))
        except KgError:
            if not self._leads_to_things():
                return Literal(text)
            raise

    def _leads_to_things(self) -> bool:
        from pyoxigraph import NamedNode

        quads = self.store.quads_for_pattern(None, NamedNode(self.predicate), None, None)
        return isinstance(next((quad.object for quad in quads), None), NamedNode | None)


def _property(session: Session, text: str) -> str:
    """The IRI of the property that a text names."""
    from kgtool.nearest import did_you_mean
    from kgtool.search import folded, term_named

    if named := term_named(session.index, text):
        return named
    names = {iri: (local_name(iri), label) for iri, label in session.index.terms.items()}
    exact = [iri for iri, known in names.items() if text in known]
    near = exact or [iri for iri, known in names.items() if folded(text) in map(folded, known)]
    own = [iri for iri in near if not iri.startswith("http://www.w3.org/")] or near
    if own:
        return min(own, key=lambda iri: (not local_name(iri)[:1].islower(), iri))
    known_names = [name for known in names.values() for name in known]
    raise UsageError(f"no property is called {text!r}", hint=did_you_mean(text, known_names))


def _proofs(asked: _Asked, *, verbose: bool) -> tuple[int, object, str]:
    """Exit code, record and text of the proofs."""
    from kgtool.proofs import read_proofs

    session = asked.session
    proofs = read_proofs(asked.store, session.graphs, asked.subject, asked.predicate, asked.value)
    if not proofs:
        what = session.name(asked.predicate) if asked.predicate else "anything that follows"
        said = f"nothing says {what} {session.term(asked.value) if asked.value else ''}".rstrip()
        return 1, [], f"{said} of {session.name(asked.subject)}; kgtool why … --not tells why"
    tree = _Tree(session, verbose=verbose)
    if not asked.predicate and len(proofs) > FEW:
        text = "\n".join([*tree.listing(proofs), "", "kgtool why ENTITY PROPERTY tells more of one"])
    else:
        text = "\n\n".join("\n".join(tree.proof(proof)) for proof in proofs)
    return 0, [tree.record(proof) for proof in proofs], "\n".join([text, *tree.source_lines()])


def _shortfall(asked: _Asked, *, verbose: bool) -> tuple[int, object, str]:
    """Exit code, record and text of what keeps something from holding."""
    from pyoxigraph import NamedNode

    from kgtool.ontology import read_ontology
    from kgtool.proofs import read_proofs
    from kgtool.rules import read_rules
    from kgtool.shortfalls import find_shortfall

    session = asked.session
    if not asked.predicate:
        raise UsageError("--not takes a property", hint="kgtool why ENTITY PROPERTY VALUE --not")
    tree = _Tree(session, verbose=verbose)
    if proofs := read_proofs(asked.store, session.graphs, asked.subject, asked.predicate, asked.value):
        text = "it does hold:\n" + "\n".join(line for proof in proofs for line in tree.proof(proof))
        return 1, [tree.record(proof) for proof in proofs], "\n".join([text, *tree.source_lines()])
    rules = read_rules(session.workspace, read_ontology(session.workspace))
    goal = (NamedNode(asked.subject), NamedNode(asked.predicate), asked.value)
    found = find_shortfall(asked.store, session.graphs, rules, goal)
    return 0, tree.shortfall_record(found), "\n".join([*tree.shortfall(found), *tree.source_lines()])


class _Tree:
    """Writes proofs for readers: sources are numbered where they are used, and listed below."""

    def __init__(self, session: Session, *, verbose: bool) -> None:
        self.session = session
        self.verbose = verbose
        self.sources: dict[Citation, int] = {}
        self.bold, self.faint, self.plain = (BOLD, DIM, PLAIN) if has_colour() else ("", "", "")

    def name(self, iri: str) -> str:
        """The label of something, with its id where it is a part of something else."""
        label, short = self.session.name(iri), self.session.style().short(iri)
        return visible(clipped(label if short.count("/") < 2 or label == short else f"{label} ({short})", 200))

    def statement(self, proof: Proof) -> str:
        """The conclusion in one line."""
        fact = proof.fact
        value = visible(clipped(self.session.term(fact.value, fact.precision), 300))
        return f"{self.bold}{self.name(proof.subject)}{self.plain} · {self.session.name(fact.predicate)} · {value}"

    def listing(self, proofs: Sequence[Proof]) -> list[str]:
        """The conclusions, those of a property together."""
        found: dict[str, list[str]] = {}
        for proof in proofs:
            if proof.fact.predicate not in FOLDED:
                value = visible(clipped(self.session.term(proof.fact.value, proof.fact.precision), 300))
                found.setdefault(self.session.name(proof.fact.predicate), []).append(value)
        width = max(map(len, found), default=0)
        return [f"{name:<{width}}  {', '.join(sorted(values))}" for name, values in sorted(found.items())]

    def proof(self, proof: Proof) -> list[str]:
        """The lines of a proof, short of what merely passes on unless all is to be shown."""
        from kgtool.proofs import condensed

        return self._lines(proof if self.verbose else condensed(proof))

    def _lines(self, proof: Proof) -> list[str]:
        lines = [self.statement(proof) + self._place(proof)]
        if proof.rule and not proof.again:
            why = " ".join(visible(said) for said in proof.said) or IN_WORDS.get(proof.rule, proof.rule_label)
            lines.append(f"  because: {why} {self.faint}[{proof.rule}]{self.plain}")
        parts = [self._lines(premise) for premise in proof.premises if self._is_shown(premise)]
        if self.verbose or not parts:
            parts += [[self.absence(absence)] for absence in proof.absences]
        return [*lines, *_branches(parts)]

    def _is_shown(self, premise: Proof) -> bool:
        return self.verbose or not (premise.is_schema or premise.fact.predicate in FOLDED)

    def _place(self, proof: Proof) -> str:
        """Where a fact is written and who says so; of what was told above, that."""
        fact = proof.fact
        if proof.again:
            return f" {self.faint}(see above){self.plain}"
        if not fact.file:
            return ""
        numbers = "".join(f"[{self.sources.setdefault(cited, len(self.sources) + 1)}]" for cited in fact.citations)
        note = f" — {visible(clipped(fact.note, 300))}" if fact.note else ""
        return f" {self.faint}{fact.file}:{fact.line} {numbers}{self.plain}{note}"

    def absence(self, absence: Absence) -> str:
        """What was not there, in words."""
        what = self.session.name(absence.predicate)
        if not absence.object:
            return f"no {what} of {self.name(absence.subject)} says otherwise"
        if not absence.subject:
            return f"nothing has {what} {self.name(absence.object)}"
        return f"not so: {self.name(absence.subject)} · {what} · {self.name(absence.object)}"

    def shortfall(self, found: Shortfall) -> list[str]:
        """The lines of what keeps something from holding."""
        parts: list[list[str]] = [self.proof(proof) for proof in found.against]
        parts += [self.shortfall(part) for part in found.missing]
        if not parts and not found.instead:
            return [f"{self._goal(found.goal)}: not recorded"]
        instead = ", ".join(self.session.term(proof.fact.value) for proof in found.instead[:FEW])
        lines = [f"{self._goal(found.goal)}: no" + (f"; it is {visible(instead)}" if instead else "")]
        if not parts:
            parts = [self.proof(proof) for proof in found.instead[:FEW]]
        return [*lines, *_branches(parts)]

    def _goal(self, goal: Goal) -> str:
        subject, predicate, value = goal
        who = self.name(getattr(subject, "value", "")) if subject is not None else "something"
        what = visible(self.session.term(value)) if value is not None else "anything"
        return f"{self.bold}{who}{self.plain} · {self.session.name(predicate.value)} · {what}"

    def source_lines(self) -> list[str]:
        """The sources that were numbered."""
        lines = ["", f"{self.bold}Sources{self.plain}"] if self.sources else []
        for cited, number in self.sources.items():
            parts = [cited.title, cited.url if cited.url != cited.title else "", cited.locator]
            read = f"read {cited.read}" if cited.read else ""
            lines.append(f"  [{number}] " + visible(", ".join(part for part in (*parts, read) if part)))
        return lines

    def record(self, proof: Proof) -> dict[str, object]:
        """A proof as JSON holds it; what is empty is left out."""
        fact = proof.fact
        told = {
            **self._triple(proof.subject, fact.predicate, fact.value),
            "rule": proof.rule,
            "ruleFile": proof.rule_file,
            "because": list(proof.said),
            "file": fact.file,
            "line": fact.line or None,
            "note": fact.note,
            "sources": [
                {name: getattr(cited, name) for name in ("url", "title", "locator", "read") if getattr(cited, name)}
                for cited in fact.citations
            ],
            "premises": [self.record(premise) for premise in proof.premises],
            "absent": [
                {part: text for part in ("subject", "predicate", "object") if (text := getattr(absence, part))}
                for absence in proof.absences
            ],
            "toldAbove": proof.again or None,
        }
        return {name: content for name, content in told.items() if content not in ("", None, [])}

    def _triple(self, subject: str, predicate: str, value: Term | None) -> dict[str, object]:
        from kgtool.formats.json import value as json_value

        return {
            "subject": subject,
            "subjectLabel": self.session.index.label(subject),
            "property": predicate,
            "propertyLabel": self.session.name(predicate),
            "value": json_value(value) if value is not None else None,
            "valueLabel": self.session.term(value) if value is not None else None,
        }

    def shortfall_record(self, found: Shortfall) -> dict[str, object]:
        """What keeps something from holding, as JSON holds it."""
        subject, predicate, value = found.goal
        told = {
            **self._triple(getattr(subject, "value", ""), predicate.value, value),
            "holds": False,
            "rule": found.rule,
            "against": [self.record(proof) for proof in found.against],
            "instead": [self.record(proof) for proof in found.instead],
            "missing": [self.shortfall_record(part) for part in found.missing],
        }
        return {name: content for name, content in told.items() if content not in ("", None, [])}


def _branches(parts: Sequence[list[str]]) -> Iterator[str]:
    """The lines of parts, drawn as the branches of a tree."""
    for number, lines in enumerate(parts, start=1):
        last = number == len(parts)
        for place, line in enumerate(lines):
            yield (("└─ " if last else "├─ ") if place == 0 else ("   " if last else "│  ")) + line
