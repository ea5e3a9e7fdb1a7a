"""`kgtool why`: the proof of what holds of an entity, or what keeps something from holding."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kgtool.cli import options
from kgtool.cli.completion import complete_entity
from kgtool.cli.light import single_command
from kgtool.cli.prooftree import FEW, ProofTree
from kgtool.cli.session import Session
from kgtool.errors import KgError, UsageError
from kgtool.namespaces import RDF_TYPE, local_name

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode


GRAPHS: Final = ("turtle", "nt", "jsonld")
ENDINGS: Final = {"json": "json", "ttl": "turtle", "nt": "nt", "jsonld": "jsonld"}


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
        self.predicate = self._property(property) if property else ""
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

    def parts_with(self) -> list[str]:
        """The ids of the parts of the subject that have the property, and the value if one was asked for."""
        from pyoxigraph import DefaultGraph, NamedNode

        quads = self.store.quads_for_pattern(None, NamedNode(self.predicate), self.value, DefaultGraph())
        having = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        return sorted(self.session.style().short(iri) for iri in having if iri.startswith(self.subject + "/"))

    def _property(self, text: str) -> str:
        """The IRI of the property that a text names."""
        from kgtool.nearest import did_you_mean
        from kgtool.search import folded, term_named

        named = term_named(self.session.index, text)
        if named and self._is_property(named):
            return named
        names = {iri: (local_name(iri), label) for iri, label in self.session.index.terms.items()}
        same = [iri for iri, known in names.items() if folded(text) in map(folded, known) and self._is_property(iri)]
        if same:
            return min(same, key=lambda iri: (text not in names[iri], iri.startswith("http://www.w3.org/"), iri))
        if given := self._properties_with(text):
            ways = " or ".join(repr(names[iri][1]) for iri in given)
            raise UsageError(f"{text!r} is a value, no property", hint=f"kgtool why ENTITY PROPERTY VALUE, with {ways}")
        properties = {iri: known for iri, known in names.items() if self._is_property(iri)}
        within = sorted(label for _, label in properties.values() if folded(text) in folded(label).split())
        hint = f"did you mean {within[0]}?" if within else did_you_mean(text, chain.from_iterable(properties.values()))
        raise UsageError(f"no property is called {text!r}", hint=hint)

    def _is_property(self, iri: str) -> bool:
        from pyoxigraph import NamedNode

        kinds = self.store.quads_for_pattern(NamedNode(iri), NamedNode(RDF_TYPE), None, None)
        return any(str(quad.object).endswith("Property>") for quad in kinds)

    def _properties_with(self, text: str) -> list[str]:
        """The properties that things of the kind of the subject have with the value that a text names."""
        from pyoxigraph import DefaultGraph, NamedNode

        try:
            value = NamedNode(self.session.entity(text))
        except KgError:
            return []
        own = self.store.quads_for_pattern(NamedNode(self.subject), None, None, DefaultGraph())
        said = {quad.predicate for quad in own}
        found = {quad.predicate for quad in self.store.quads_for_pattern(None, None, value, DefaultGraph())}
        return sorted(predicate.value for predicate in said & found)


def _proofs(asked: _Asked, *, verbose: bool) -> tuple[int, object, str]:
    """Exit code, record and text of the proofs."""
    from kgtool.proofs import read_proofs

    session = asked.session
    proofs = read_proofs(asked.store, session.graphs, asked.subject, asked.predicate, asked.value)
    if not proofs:
        what = session.name(asked.predicate) if asked.predicate else "anything that follows"
        said = " · ".join(
            (
                "nothing says: " + session.name(asked.subject),
                what,
                *([session.term(asked.value)] if asked.value else []),
            )
        )
        parts = asked.parts_with() if asked.predicate else []
        way = f"but of {', '.join(parts[:FEW])}" if parts else "kgtool why … --not tells why"
        return 1, [], f"{said}; {way}"
    tree = ProofTree(session, verbose=verbose)
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
    tree = ProofTree(session, verbose=verbose)
    if proofs := read_proofs(asked.store, session.graphs, asked.subject, asked.predicate, asked.value):
        text = "it does hold:\n" + "\n".join(line for proof in proofs for line in tree.proof(proof))
        return 1, [tree.record(proof) for proof in proofs], "\n".join([text, *tree.source_lines()])
    rules = read_rules(session.workspace, read_ontology(session.workspace))
    goal = (NamedNode(asked.subject), NamedNode(asked.predicate), asked.value)
    found = find_shortfall(asked.store, session.graphs, rules, goal)
    return 0, tree.shortfall_record(found), "\n".join([*tree.shortfall(found), *tree.source_lines()])
