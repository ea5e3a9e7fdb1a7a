"""RDF files that a query is asked of instead of a workspace."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtool.errors import Fault, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode, RdfFormat, Store

STDIN = "/dev/stdin"
ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".xml", ".jsonld", ".n3")


@dataclass(frozen=True)
class Source:
    """A file to ask; `descriptor` is open on it where it is stdin, and what is not `regular` can be read only once."""

    path: Path
    descriptor: int | None = None
    regular: bool = True

    @property
    def is_ordinary(self) -> bool:
        """Whether it can be opened again and again by its name."""
        return self.regular and self.descriptor is None

    @property
    def iri(self) -> str:
        """The IRI that names it."""
        return self.path.absolute().as_uri()

    @cached_property
    def body(self) -> bytes:
        """Everything in it, which may take as long as whoever writes it."""
        with open(
            self.path if self.descriptor is None else self.descriptor, "rb", closefd=self.descriptor is None
        ) as file:
            return file.read()

    def has_doctype(self) -> bool:
        """Whether its XML starts with definitions."""
        lines = _first_lines(self.path) if self.is_ordinary else [self.body]
        return any(b"<!DOCTYPE" in line or b"<!ENTITY" in line for line in lines)


@dataclass(frozen=True, slots=True)
class Supplied:
    """The files of `--data`, which make the default graph, and those of `--named` by IRI."""

    data: tuple[Source, ...]
    named: tuple[tuple[str, Source], ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """All of them."""
        return (*self.data, *(source for _, source in self.named))

    @property
    def names(self) -> frozenset[str]:
        """The IRIs under which FROM may ask for one of them."""
        return frozenset({iri for iri, _ in self.named} | {source.iri for source in self.data})

    def open_store(self, text: str, base: str) -> Store:
        """A store in memory with their content; a file that FROM names is a graph of its own besides.

        Raises: StoreError for files that cannot be read.
        """
        from pyoxigraph import NamedNode, Store

        store = Store()
        for source in self.data:
            _load(store, source, base or source.iri, None)
            if source.iri in text:
                _load(store, source, base or source.iri, NamedNode(source.iri))
        for iri, source in self.named:
            _load(store, source, iri, NamedNode(iri))
        return store


def supplied_files(data: list[str], named: list[str], *, stdin_taken: bool = False) -> Supplied:
    """The files that the flags name; - is stdin, unless the query came from there.

    Raises: UsageError for a flag that is no IRI=FILE, StoreError for a file that is not there.
    """
    pairs = [_pair(text) for text in named]
    found = Supplied(tuple(map(_source, map(Path, data))), tuple((iri, _source(path)) for iri, path in pairs))
    if stdin_taken + sum(source.descriptor is not None for source in found.sources) > 1:
        raise UsageError("stdin can be read only once", hint="name a file instead")
    return found


def _pair(text: str) -> tuple[str, Path]:
    from kgtool.parameters import is_iri

    for at in (index for index, character in enumerate(text) if character == "="):
        if is_iri(text[:at]) and _exists(text[at + 1 :]):
            return text[:at], Path(text[at + 1 :])
    iri, _, name = text.partition("=")
    if not name or not is_iri(iri):
        raise UsageError(f"--named: got {text!r}, expected IRI=FILE", hint="--named http://example.org/g=g.ttl")
    return iri, Path(name)


def _exists(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):
        return False


def _source(path: Path) -> Source:
    """The file at a path; stdin, which the worker has not, where the path is - or leads to it.

    Raises: StoreError for what cannot be read.
    """
    if str(path) in ("-", STDIN):
        if sys.stdin is None:
            raise StoreError("stdin is closed", hint="name a file instead")
        path = Path(STDIN)
    try:
        status, stdin = path.stat(), os.fstat(0) if sys.stdin is not None else None
        descriptor = os.dup(0) if stdin is not None and os.path.samestat(status, stdin) else None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if problem := _kind_problem(status, stdin=descriptor is not None):
        raise StoreError(f"{path} is {problem}, expected a file", hint="name each file with --data")
    return Source(path, descriptor, regular=stat.S_ISREG(status.st_mode))


def _kind_problem(status: os.stat_result, *, stdin: bool) -> str:
    """What is no file; a pipe is one to whoever reads, and so is what holds nothing."""
    if stat.S_ISDIR(status.st_mode):
        return "a folder"
    if stat.S_ISSOCK(status.st_mode) and not stdin:
        return "a socket"
    nothing = stat.S_ISCHR(status.st_mode) and status.st_rdev == Path(os.devnull).stat().st_rdev
    return "a device" if stat.S_ISBLK(status.st_mode) or (stat.S_ISCHR(status.st_mode) and not nothing) else ""


def _unreadable(path: Path, error: Exception) -> StoreError:
    return StoreError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}")


def _format(path: Path) -> RdfFormat:
    from pyoxigraph import RdfFormat

    ending = path.suffix.lstrip(".").lower()
    found = RdfFormat.from_extension({"owl": "rdf", "xml": "rdf"}.get(ending, ending)) if ending else None
    return found or RdfFormat.TURTLE


def _load(store: Store, source: Source, base: str, graph: NamedNode | None) -> None:
    path, form = source.path, _format(source.path)
    try:
        if form.name == "RDF/XML" and source.has_doctype():
            raise StoreError(f"{path} has a DOCTYPE, which may hide an entity bomb", hint="remove it")
        if source.is_ordinary:
            store.load(path=str(path), format=form, base_iri=base, to_graph=graph)
        else:
            store.load(source.body, format=form, base_iri=base, to_graph=graph)
    except SyntaxError as error:
        fault = Fault(str(path), error.lineno or 0, error.offset or 0, str(error.msg))
        raise StoreError(f"{path} cannot be read as {form.name}", faults=[fault]) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _first_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for _ in range(200):
            if not (line := file.readline(65536)):
                return
            yield line


def cache_folder() -> Path:
    """Where outputs of queries without a workspace are remembered."""
    base = os.environ.get("KGTOOL_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(base) / "kgtool"
