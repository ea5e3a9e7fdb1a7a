"""What the command gives, for Python: open a workspace, ask it, and take its graph elsewhere.

import kgtool
graph = kgtool.open()
graph.query("SELECT ?thing ?label { ?thing rdfs:label ?label }").to_pandas()
"""

from __future__ import annotations

import html
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtool.errors import KgError, QueryError, UsageError

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import pyvis.network
    import rdflib

    from kgtool.build import Snapshot
    from kgtool.formats import Rows, Style, Term
    from kgtool.queries import SavedQuery
    from kgtool.search import Index
    from kgtool.store import EmbeddedStore
    from kgtool.views.view import ViewPage
    from kgtool.workspace import Workspace

    Cell = str | int | float | bool | None
    Argument = str | int | float | date | Sequence[str | int | float | date]

SHOWN_ROWS = 100


def open_graph(directory: str | Path | None = None, *, day: date | None = None) -> Graph:
    """The graph of the workspace in a folder, else of the one around the current folder, else of the bundled one.

    It is built first when files changed; `day` asks for the graph of what held on that day.
    Raises: UsageError, WorkspaceError with every fault of the files, StoreError.
    """
    from kgtool.build import current_snapshot
    from kgtool.workspace import find_workspace

    workspace = find_workspace(Path(directory) if directory is not None else None)
    return Graph(workspace, current_snapshot(workspace, day=day))


class Graph:
    """A workspace's graph as it was when opened; open it again to see what changed since.

    Queries run in this process, without a deadline.

    >>> import kgtool
    >>> graph = kgtool.open("tests/tiny")
    >>> graph
    <Graph 'Ships and harbours' 1.0.0, ...>
    >>> graph.ask("ASK { ?ship sea:kind sea:tug }")
    True
    """

    def __init__(self, workspace: Workspace, snapshot: Snapshot) -> None:
        self.workspace = workspace
        self.snapshot = snapshot

    def __repr__(self) -> str:
        made = self.snapshot.manifest
        return f"<Graph {made.title!r} {made.version}, data of {made.day}, {self.snapshot.path.name[:12]}>"

    @cached_property
    def index(self) -> Index:
        """The names in the graph."""
        from kgtool.search import Index

        return Index.read(self.snapshot.index_path)

    @cached_property
    def store(self) -> EmbeddedStore:
        """The engine that answers, for whoever needs its terms."""
        from kgtool.store import EmbeddedStore

        return EmbeddedStore.open(self.snapshot.store_path, self.index.prefixes)

    def queries(self) -> dict[str, str]:
        """The names of the saved queries, each with what it answers."""
        from kgtool.queries import query_files, summary_line

        return {name: summary_line(path) for name, path in query_files(self.workspace).items()}

    def find(self, text: str, most: int = 10) -> list[str]:
        """The ids of the entities that a text may mean, the nearest first; typos are forgiven.

        >>> import kgtool
        >>> kgtool.open("tests/tiny").find("Auorra", 1)
        ['ship/aurora']
        """
        from kgtool.search import find_anything

        return [hit.entry.id for hit in find_anything(self.index, lambda: self.store.engine, text, most)]

    def compare(self, a: str, b: str) -> Result:
        """Two entities of a class, by name or id: a row for each property of theirs and of each part of theirs.

        >>> import kgtool
        >>> rows = kgtool.open("tests/tiny").compare("Aurora", "Brava").records
        >>> [(row["a"], row["b"]) for row in rows if row["propertyLabel"] == "home port"]
        [('Oslo', 'Gdańsk')]

        Raises: UsageError for a name, for one entity named twice, and for entities of different classes.
        """
        from kgtool.comparisons import compare_entities
        from kgtool.ontology import read_ontology
        from kgtool.search import resolve_entity
        from kgtool.sides import comparison_rows

        ends = resolve_entity(self.index, a), resolve_entity(self.index, b)
        elements = compare_entities(self.store.engine, self.index, read_ontology(self.workspace), *ends)
        style = self._style({})
        rows = comparison_rows(elements, style)
        return Result(rows.variables, tuple(rows.rows), style)

    def query(self, question: str, **arguments: Argument) -> Result:
        """The rows that a saved query, by its name, or the text of a SELECT gives.

        Arguments are the parameters of the saved query: texts as on the command line, numbers, days, lists of them.
        Raises: UsageError for a name or an argument, QueryError for a text.
        """
        text, columns = self._text(question, arguments, "SELECT")
        found = self.store.select(text)
        return Result(found.variables, tuple(found.rows), self._style(columns))

    def construct(self, question: str, **arguments: Argument) -> rdflib.Graph:
        """The triples that a saved query, or the text of a CONSTRUCT or DESCRIBE gives.

        Raises: UsageError for a name or an argument, QueryError for a text.
        """
        import rdflib
        from pyoxigraph import RdfFormat, serialize

        text, _ = self._text(question, arguments, "CONSTRUCT or DESCRIBE")
        triples = serialize(self.store.construct(text), format=RdfFormat.N_TRIPLES)
        return rdflib.Graph().parse(data=triples or b"", format="nt")

    def ask(self, question: str, **arguments: Argument) -> bool:
        """The answer of a saved query, or of the text of an ASK.

        Raises: UsageError for a name or an argument, QueryError for a text.
        """
        text, _ = self._text(question, arguments, "ASK")
        return self.store.ask(text)

    def dataset(self) -> rdflib.Dataset:
        """The whole graph: what is true in the default graph, where it stands and who says so in named graphs."""
        import rdflib
        from pyoxigraph import RdfFormat

        quads = self.store.engine.dump(format=RdfFormat.N_QUADS)
        dataset = rdflib.Dataset()
        with warnings.catch_warnings():  # rdflib's parser itself calls what rdflib deprecates
            warnings.simplefilter("ignore", DeprecationWarning)
            dataset.parse(data=quads, format="nquads")
        for prefix, namespace in self.index.prefixes.items():
            dataset.bind(prefix, namespace, replace=True)
        return dataset

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The entities, by id, and the links written between them; each has a label.

        >>> import kgtool
        >>> network = kgtool.open("tests/tiny").to_networkx()
        >>> network.nodes["ship/aurora"], sorted(network["ship/aurora"]["person/ana-vik"])
        ({'label': 'Aurora', 'kind': 'ship'}, ['master'])
        """
        import networkx as nx

        from kgtool.networks import read_network

        found = read_network(self.store.engine, self.index)
        network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for node, label, kind in found.nodes:
            network.add_node(node, label=label, kind=kind)
        for start, end, label in found.links:
            network.add_edge(start, end, key=label, label=label)
        return network

    def view(self, name: str, hops: int = 1, **arguments: Argument) -> ViewPage:
        """The page of the saved view of that name; else of the neighbourhood, so many links wide, of that entity.

        Its notes, which the page shows, say how it was asked, and which data answered.
        Raises: UsageError when neither is called so.
        """
        from kgtool.citation import read_citation
        from kgtool.views.notes import with_notes

        page, asked = self._drawn(name, hops, arguments)
        return with_notes(page, read_citation(self.workspace, self.snapshot.manifest), asked)

    def to_pyvis(self, name: str, hops: int = 1, **arguments: Argument) -> pyvis.network.Network:
        """The same as a `Network` of pyvis, every mark at its place; `page(name)` gives the page of the command.

        Raises: UsageError when no view and no entity is called so.
        """
        from kgtool.views.network import to_pyvis

        return to_pyvis(self.view(name, hops, **arguments))

    def page(self, name: str, hops: int = 1, **arguments: Argument) -> str:
        """The same as one HTML page that needs nothing else.

        Raises: UsageError when no view and no entity is called so.
        """
        from kgtool.views.page import page_text

        return page_text(self.view(name, hops, **arguments))

    def _drawn(self, name: str, hops: int, arguments: Mapping[str, Argument]) -> tuple[ViewPage, Mapping[str, str]]:
        """A page, and what was asked to draw it, by the name of the view."""
        from kgtool.queries import find_saved_query, query_files
        from kgtool.search import resolve_entity
        from kgtool.views.saved import entity_page, held_views, neighbourhood_text, saved_page

        if name in query_files(self.workspace, views=True):
            query = find_saved_query(self.workspace, name, views=True)
            held = held_views(self.workspace, query)
            texts = {one.name: self._bound(one, arguments if one is query else {}) for one in [query, *held]}
            drawn = {one: (text, self.store.construct(text)) for one, text in texts.items()}
            return saved_page(self.store, query, held, drawn), texts
        iri = resolve_entity(self.index, name)
        return entity_page(self.store, self.index, iri, hops), {name: neighbourhood_text(iri, hops)}

    def _text(self, question: str, arguments: Mapping[str, Argument], form: str) -> tuple[str, Mapping[str, str]]:
        """The text to run, and the headings of its columns."""
        from kgtool.queries import find_saved_query
        from kgtool.querytext import check_query, query_form

        if "{" in question or len(question.split()) > 1:
            if arguments:
                raise UsageError("only saved queries have parameters", hint="put the values into the text")
            check_query(question)
            _check_form(query_form(question) or form, form)
            return question, {}
        query = find_saved_query(self.workspace, question)
        _check_form(query.form, form)
        return self._bound(query, arguments), query.columns

    def _bound(self, query: SavedQuery, arguments: Mapping[str, Argument]) -> str:
        from kgtool.queries import bind_texts
        from kgtool.search import resolve_entity

        texts = {name: _texts(value) for name, value in arguments.items()}
        return bind_texts(
            query, texts, lambda kind, text: resolve_entity(self.index, text, kind), lambda: self.index.prefixes
        )

    def _style(self, columns: Mapping[str, str]) -> Style:
        from kgtool.formats import Style

        return Style(columns, self.index.prefixes, self.index.individuals, self.index.label)


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """The rows of an answer: `rows` has a term, or None, for each of `variables`; iterating gives records.

    >>> import kgtool
    >>> result = kgtool.open("tests/tiny").query("SELECT ?ship ?built { ?ship sea:built ?built } ORDER BY ?built")
    >>> len(result), result.records[0]
    (2, {'ship': 'https://example.org/sea/id/ship/aurora', 'built': '1999-04-01'})
    >>> print(result)
    ship     built
    ───────────────────
    Aurora   1999-04-01
    Brava    2001-02-03
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    style: Style

    @property
    def records(self) -> list[dict[str, Cell]]:
        """A flat record for each row: numbers and truth values as such, all else as texts, None for what is unbound."""
        from kgtool.formats.json import value

        return [dict(zip(self.variables, map(value, row), strict=True)) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return iter(self.records)

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self._written("table").rstrip("\n").split("\n"))

    def __repr__(self) -> str:
        return f"<Result of {len(self.rows)} rows: {', '.join(self.variables)}>"

    def to_pandas(self) -> pd.DataFrame:
        """The records as a DataFrame.

        Raises: KgError where pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise KgError("to_pandas() needs pandas, which is not installed", hint="pip install pandas") from None
        return pd.DataFrame.from_records(self.records, columns=list(self.variables))

    def _repr_html_(self) -> str:
        """The table that a notebook shows, with labels, of at most a hundred rows."""
        from kgtool.formats.cells import cell_readers, shown_columns

        head = "".join(f"<th>{html.escape(name)}</th>" for name in shown_columns(self.variables, self.style).values())
        readers = cell_readers(self._rows(), self.style)
        lines = ["".join(f"<td>{html.escape(read(row))}</td>" for read in readers) for row in self.rows[:SHOWN_ROWS]]
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        more = f"<p>{len(self.rows)} rows, the first {SHOWN_ROWS} shown</p>" if len(self.rows) > SHOWN_ROWS else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def _rows(self) -> Rows:
        from kgtool.formats import Rows

        return Rows(self.variables, self.rows)

    def _written(self, format_name: str) -> str:
        import io

        from kgtool.formats import find_format

        sink = io.BytesIO()
        find_format(format_name).writer()(self._rows(), sink, self.style)
        return sink.getvalue().decode()


def _check_form(form: str, wanted: str) -> None:
    methods = {"SELECT": "query", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "construct"}
    if form not in wanted:
        raise QueryError(f"this is {form}, expected {wanted}", hint=f"graph.{methods[form]}(…) answers it")


def _texts(value: Argument) -> tuple[str, ...]:
    """What a user would have typed for a value.

    >>> _texts(True), _texts(date(2024, 12, 26)), _texts(["red", 3])
    (('true',), ('2024-12-26',), ('red', '3'))
    """
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, str | int | float | date):
        return (value.isoformat() if isinstance(value, date) else str(value),)
    return tuple(text for item in value for text in _texts(item))
