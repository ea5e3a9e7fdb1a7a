"""The version of the code, which pages and answers name, and that of the graphs it builds."""

from typing import Final

VERSION: Final = "0.1.0"
FORMAT: Final = 6
"""Of snapshots: a graph that was built in another is built anew."""
