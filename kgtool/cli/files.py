"""RDF files that a query is asked of instead of a workspace."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgtool.errors import Fault, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import RdfFormat, Store

ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".xml", ".jsonld", ".n3")


@dataclass(frozen=True, slots=True)
class Supplied:
    """The files of `--data`, which make the default graph, and those of `--named` by IRI."""

    data: tuple[Path, ...]
    named: tuple[tuple[str, Path], ...]

    @property
    def names(self) -> frozenset[str]:
        """The IRIs under which FROM may ask for one of them."""
        return frozenset({iri for iri, _ in self.named} | {path.absolute().as_uri() for path in self.data})

    def open_store(self, text: str, base: str) -> Store:
        """A store in memory with their content; a file that FROM names is a graph of its own besides.

        Raises: StoreError for files that cannot be read.
        """
        from pyoxigraph import NamedNode, Store

        store = Store()
        for path in self.data:
            _load(store, path, base or path.absolute().as_uri(), None)
            if path.absolute().as_uri() in text:
                _load(store, path, base or path.absolute().as_uri(), NamedNode(path.absolute().as_uri()))
        for iri, path in self.named:
            _load(store, path, iri, NamedNode(iri))
        return store


def supplied_files(data: list[str], named: list[str]) -> Supplied:
    """The files that the flags name.

    Raises: UsageError for a flag that is no IRI=FILE, StoreError for a file that is not there.
    """
    pairs = tuple(_pair(text) for text in named)
    paths = tuple(map(Path, data))
    for path in (*paths, *(path for _, path in pairs)):
        _check(path)
    return Supplied(paths, pairs)


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


def _check(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder, expected a file", hint="name each file with --data")
    try:
        path.stat()
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _format(path: Path) -> RdfFormat:
    from pyoxigraph import RdfFormat

    ending = path.suffix.lstrip(".").lower()
    found = RdfFormat.from_extension({"owl": "rdf", "xml": "rdf"}.get(ending, ending)) if ending else None
    return found or RdfFormat.TURTLE


def _load(store: Store, path: Path, base: str, graph: object) -> None:
    try:
        if _has_doctype(path):
            raise StoreError(f"{path} has a DOCTYPE, which may hide an entity bomb", hint="remove it")
        store.load(path=str(path), format=_format(path), base_iri=base, to_graph=graph)  # type: ignore[arg-type]
    except SyntaxError as error:
        fault = Fault(str(path), error.lineno or 0, error.offset or 0, str(error.msg))
        raise StoreError(f"{path} cannot be read as {_format(path).name}", faults=[fault]) from None
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _has_doctype(path: Path) -> bool:
    if path.suffix.lower() not in (".rdf", ".owl", ".xml") or not path.is_file():
        return False
    return any(b"<!DOCTYPE" in line or b"<!ENTITY" in line for line in _first_lines(path))


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
