"""A knowledge graph from plain files: make it, ask it, show it."""

from typing import TYPE_CHECKING

from kgtool.version import VERSION

if TYPE_CHECKING:
    from kgtool.errors import KgError
    from kgtool.library import Graph, Result
    from kgtool.library import open_graph as open  # noqa: A004  # `kgtool.open()` reads as what it does

__version__ = VERSION
__all__ = ["Graph", "KgError", "Result", "open"]


def __getattr__(name: str) -> object:
    """What the library offers, imported when it is first asked for: the command starts without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kgtool.errors import KgError
    from kgtool.library import Graph, Result, open_graph

    return {"Graph": Graph, "KgError": KgError, "Result": Result, "open": open_graph}[name]
