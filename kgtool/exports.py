"""Whole graphs as files: tables of endings and the functions that write them, each in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from kgtool.errors import StoreError, UsageError
from kgtool.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyoxigraph import Quad, RdfFormat, Store

    from kgtool.flat import Book, Tell
    from kgtool.networks import Names, Network


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Takes the next bytes."""


Exporter = Callable[["Store", "Names", Sink], None]
BookExporter = Callable[["Book", Sink, "Tell"], None]
FolderExporter = Callable[["Book", Path, "Tell"], None]


def find_ending(file: str) -> str:
    """The ending of a file's name, by which its format is found.

    Raises: UsageError for one that nothing is written in.
    """
    ending = Path(file).suffix.lower().lstrip(".")
    known = (*EXPORTERS, *BOOKS, *FOLDERS)
    if ending not in known:
        hint = did_you_mean(ending, known) if ending else None
        raise UsageError(f"cannot tell a format from {file!r}; endings are {', '.join(known)}", hint=hint)
    return ending


def _rdf(name: str) -> Exporter:
    """An exporter of one RDF format; formats of triples get the default graph alone."""

    def write(store: Store, names: Names, sink: Sink) -> None:
        from pyoxigraph import RdfFormat, serialize

        form: RdfFormat = getattr(RdfFormat, name)
        quads = sorted_quads(store, named=form.supports_datasets)
        content = quads if form.supports_datasets else [quad.triple for quad in quads]
        prefixes = _used(names.prefixes, content)
        try:
            sink.write(serialize(content, format=form, prefixes=prefixes if name != "N_TRIPLES" else None) or b"")
        except ValueError as error:
            raise StoreError(f"{form.name} cannot hold this graph: {error}", hint="export to .ttl instead") from None

    return write


def sorted_quads(store: Store, *, named: bool) -> list[Quad]:
    """The default graph, which holds everything that is true; with `named`, the named graphs behind it."""
    from pyoxigraph import DefaultGraph

    default = sorted(store.quads_for_pattern(None, None, None, DefaultGraph()), key=str)
    graphs = sorted(store.named_graphs(), key=str) if named else []
    return default + [
        quad for graph in graphs for quad in sorted(store.quads_for_pattern(None, None, None, graph), key=str)
    ]


def _used(prefixes: Mapping[str, str], content: Sequence[object]) -> dict[str, str]:
    text = "\n".join(map(str, content))
    return {name: iri for name, iri in sorted(prefixes.items()) if f"<{iri}" in text}


def _network(name: str) -> Exporter:
    def write(store: Store, names: Names, sink: Sink) -> None:
        from kgtool import networks

        network: Network = networks.read_network(store, names)
        sink.write("".join(_lines(networks.WRITERS[name](network))).encode())

    return write


def _lines(lines: Iterator[str]) -> Iterator[str]:
    return (line + "\n" for line in lines)


EXPORTERS: Final[dict[str, Exporter]] = {
    "ttl": _rdf("TURTLE"),
    "nt": _rdf("N_TRIPLES"),
    "nq": _rdf("N_QUADS"),
    "trig": _rdf("TRIG"),
    "jsonld": _rdf("JSON_LD"),
    "rdf": _rdf("RDF_XML"),
    "graphml": _network("graphml"),
    "gexf": _network("gexf"),
    "dot": _network("dot"),
}


def _book(module: str, name: str = "write") -> BookExporter:
    """An exporter of flat tables, loaded when it is used."""

    def write(book: Book, sink: Sink, tell: Tell) -> None:
        getattr(import_module(f"kgtool.flat.{module}"), name)(book, sink, tell)

    return write


def _folder(name: str) -> FolderExporter:
    def write(book: Book, folder: Path, tell: Tell) -> None:
        getattr(import_module("kgtool.flat.folders"), name)(book, folder, tell)

    return write


BOOKS: Final[dict[str, BookExporter]] = {"xlsx": _book("xlsx"), "sqlite": _book("sqlite")}
FOLDERS: Final[dict[str, FolderExporter]] = {"parquet": _folder("write_parquet"), "csv": _folder("write_csv")}
"""Of those that hold one table a file: what is named becomes a folder."""
