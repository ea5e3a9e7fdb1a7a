"""The seam between questions and the engine that answers them; today the embedded one, pyoxigraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kgtool.engine import open_engine
from kgtool.errors import QueryError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to a SELECT: a row has a term, or None, for each variable."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class Graph:
    """The answer to a CONSTRUCT or DESCRIBE, without duplicates, in a fixed order."""

    triples: list[ox.Triple]


class Store(Protocol):
    """What answers SPARQL; its default graph is the union of what is asserted, imported and inferred."""

    def query(self, text: str) -> Solutions | Graph | bool:
        """The answer to any query. Raises: QueryError, StoreError."""

    def select(self, text: str) -> Solutions:
        """The answer to a SELECT. Raises: QueryError, StoreError."""

    def construct(self, text: str) -> list[ox.Triple]:
        """The answer to a CONSTRUCT or DESCRIBE. Raises: QueryError, StoreError."""

    def ask(self, text: str) -> bool:
        """The answer to an ASK. Raises: QueryError, StoreError."""


class EmbeddedStore:
    """A store in this process: has no deadline, so only for queries of our own (others: kgtool.worker)."""

    def __init__(self, engine: ox.Store, prefixes: Mapping[str, str] | None = None) -> None:
        self.engine = engine
        self.prefixes = dict(prefixes or {})

    @classmethod
    def open(cls, folder: Path, prefixes: Mapping[str, str] | None = None) -> EmbeddedStore:
        """A built store, to read. Raises: StoreError."""
        return cls(open_engine(folder), prefixes)

    @classmethod
    def of(cls, quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> EmbeddedStore:
        """A store in memory of these quads."""
        import pyoxigraph as ox

        engine = ox.Store()
        engine.bulk_extend(quads)
        return cls(engine, prefixes)

    def query(self, text: str) -> Solutions | Graph | bool:
        """The answer to any query. Raises: QueryError, StoreError."""
        import pyoxigraph as ox

        try:
            answer = self.engine.query(text, prefixes=self.prefixes or None)
            if isinstance(answer, ox.QuerySolutions):
                return Solutions(tuple(v.value for v in answer.variables), [tuple(row) for row in answer])
            if isinstance(answer, ox.QueryTriples):
                return Graph(sorted(set(answer), key=str))
            return bool(answer)
        except SyntaxError as error:
            from kgtool.querytext import syntax_error

            raise syntax_error(text, str(error.msg), prefixes=self.prefixes) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"the store refused: {error}", hint="kgtool build --force makes the graph anew") from None

    def select(self, text: str) -> Solutions:
        """The answer to a SELECT. Raises: QueryError, StoreError."""
        answer = self.query(text)
        if not isinstance(answer, Solutions):
            raise QueryError("not a SELECT query")
        return answer

    def construct(self, text: str) -> list[ox.Triple]:
        """The answer to a CONSTRUCT or DESCRIBE. Raises: QueryError, StoreError."""
        answer = self.query(text)
        if not isinstance(answer, Graph):
            raise QueryError("not a CONSTRUCT or DESCRIBE query")
        return answer.triples

    def ask(self, text: str) -> bool:
        """The answer to an ASK. Raises: QueryError, StoreError."""
        answer = self.query(text)
        if not isinstance(answer, bool):
            raise QueryError("not an ASK query")
        return answer
