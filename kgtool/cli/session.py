"""What a command works on: the workspace, its built graph and the names in it, each made when first needed."""

from __future__ import annotations

from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtool.cli.terminal import Progress, has_colour, is_terminal, say_faintly, terminal_width
from kgtool.errors import UsageError
from kgtool.namespaces import local_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import typer
    from pyoxigraph import Store

    from kgtool.build import Snapshot
    from kgtool.formats import Style
    from kgtool.queries import SavedQuery
    from kgtool.search import Index
    from kgtool.worker import Answer
    from kgtool.workspace import Workspace


class OutdatedError(Exception):
    """Files changed since the graph was built that a session took as it was."""


class Session:
    """One run of a command in one workspace; with `as_built`, what it does holds only once it is confirmed.

    `as_of` is the day asked about as typed, empty for that of the data.
    """

    def __init__(
        self, directory: str = "", *, as_of: str = "", quiet: bool = False, verbose: bool = False,
        as_built: bool = False,
    ) -> None:  # fmt: skip  # what is asked, then how
        self.directory = directory
        self.day = _day(as_of) if as_of else None
        self.quiet = quiet
        self.verbose = verbose
        self.as_built = as_built

    @classmethod
    def of(cls, context: typer.Context, directory: str, *, as_of: str = "", **flags: bool) -> Session:
        """The session of a command; `-C` may stand before or after its name, or that of the command above it."""
        above = context.parent.params.get("directory") if context.parent is not None else ""
        before = above or context.find_root().params.get("directory")
        return cls(directory or before or "", as_of=as_of, **flags)

    @cached_property
    def workspace(self) -> Workspace:
        """The folders that are read."""
        from kgtool.workspace import find_workspace

        return find_workspace(Path(self.directory) if self.directory else None)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The built graph, made anew when files changed; with `as_built` the last one, if there is one."""
        from kgtool.build import built_snapshot, current_snapshot

        if self.as_built and (last := built_snapshot(self.workspace, day=self.day)):
            return last
        self.as_built = False
        progress = Progress(quiet=self.quiet, verbose=self.verbose)
        try:
            return current_snapshot(self.workspace, progress, day=self.day)
        finally:
            progress.end()

    def confirm(self) -> None:
        """Compares files with the graph, if that was taken as it was built. Raises: OutdatedError."""
        from kgtool.build import is_current

        if self.as_built and not is_current(self.workspace, self.snapshot, day=self.day):
            raise OutdatedError

    @cached_property
    def index(self) -> Index:
        """The names in the built graph."""
        from kgtool.search import Index

        return Index.read(self.snapshot.index_path)

    def open_store(self) -> Store:
        """The store of the built graph: starts threads, so fork first."""
        return self.snapshot.open_store()

    def ask_saved(
        self, query: SavedQuery, arguments: Mapping[str, Sequence[str]], *, timeout: float = 30.0
    ) -> closing[Answer]:
        """The answer to a saved query, to be used in a `with`; `timeout` in seconds."""
        from kgtool.queries import bind_texts
        from kgtool.worker import Request, ask

        text = bind_texts(query, arguments, lambda kind, value: self.entity(value, kind), lambda: self.index.prefixes)
        return closing(ask(Request(text, timeout=timeout), self.open_store))

    @cached_property
    def graphs(self) -> str:
        """The start of the IRIs of the named graphs."""
        return self.index.graphs

    def name(self, iri: str) -> str:
        """The label of something, else its short name; of a property of another vocabulary, its own name."""
        if label := self.index.label(iri):
            return label
        return self.style().short(iri) if iri.startswith(self.index.individuals) else local_name(iri)

    def term(self, term: object, precision: str = "") -> str:
        """A value for readers: a label, a date as exact as it is known, a text."""
        from pyoxigraph import Literal, NamedNode

        from kgtool.formats.cells import literal_text
        from kgtool.values import KNOWN_DIGITS

        if isinstance(term, NamedNode):
            return self.index.label(term.value) or self.style().short(term.value)
        if isinstance(term, Literal):
            return term.value[: KNOWN_DIGITS[precision]] if precision in KNOWN_DIGITS else literal_text(term)
        return str(term)

    def own_kinds(self, iri: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """The classes worth naming: its own, not those above it."""
        entry = self.index.by_iri.get(iri)
        own = [kind for kind in kinds if entry is not None and local_name(kind) == entry.kind]
        return tuple(own or kinds[:1])

    def entity(self, text: str, kind: str = "") -> str:
        """The IRI of the entity that a text means."""
        from kgtool.parameters import is_text
        from kgtool.search import resolve_entity

        if not is_text(text):
            raise UsageError(f"{text!a} is not UTF-8")
        return resolve_entity(self.index, text, kind)

    def subject(self, text: str) -> str:
        """The IRI of what can have a card: an entity, or, by its IRI or prefixed name, a class or property."""
        from kgtool.search import term_named

        return term_named(self.index, text) or self.entity(text)

    def style(self, columns: dict[str, str] | None = None, *, terminal: bool = False) -> Style:
        """How things are called here, and how much room there is."""
        from kgtool.formats import Style

        return Style(
            columns=columns or {},
            prefixes=self.index.prefixes,
            individuals=self.index.individuals,
            label=self.index.label,
            width=terminal_width() if terminal else None,
            colour=terminal and has_colour(),
        )

    def say_data(self) -> None:
        """The line below an answer: which data gave it, and how old it is; in a pipe only if a day was asked about."""
        if not self.quiet and (is_terminal() or self.day):
            say_faintly(data_line(self.snapshot))


def data_line(snapshot: Snapshot) -> str:
    """Day, version, age, error rate as far as it was sampled, and hash of the data in one line."""
    made = snapshot.manifest
    version = made.version or "without version"
    data = f"data {version} · {made.read}" if made.day == made.read else (
        f"as of {made.day}, as known in version {version} of {made.read or 'no day'}"
    )  # fmt: skip  # the one or the other
    audit = f" · {made.audit}" if made.audit else ""
    return f"{data} ({age(made.read)}){audit} · graph {made.graph_hash[:12]}"


def _day(text: str) -> date:
    """The day that `--as-of` names. Raises: UsageError."""
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of: got {text!r}, expected a day", hint="for instance: --as-of 2025-04-15") from None


def age(day: str) -> str:
    """How long ago a day was, by the wall clock.

    >>> age("not a day")
    'day unknown'
    """
    from datetime import date

    try:
        days = (date.today() - date.fromisoformat(day)).days
    except ValueError:
        return "day unknown"
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago" if days > 0 else f"in {-days} days")
