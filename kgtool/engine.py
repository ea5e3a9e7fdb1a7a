"""The embedded engine's own store, in files: written once, opened by every question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtool.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyoxigraph as ox


def open_engine(folder: Path) -> ox.Store:
    """The engine's own store in a folder, read-only; starts threads, so fork first. Raises: StoreError."""
    import pyoxigraph as ox

    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError, ValueError) as error:
        hint = "kgtool build --force makes the graph anew"
        raise StoreError(f"the built graph cannot be opened: {error}", hint=hint) from None


def write_store(folder: Path, quads: Iterable[ox.Quad]) -> None:
    """A new store in an empty folder with these quads. Raises: StoreError."""
    import pyoxigraph as ox

    try:
        engine = ox.Store(str(folder))
        engine.bulk_extend(quads)
        engine.flush()
        del engine  # closes the files, which another process may open now
    except OSError as error:
        raise StoreError(f"the graph cannot be written: {error}") from None
