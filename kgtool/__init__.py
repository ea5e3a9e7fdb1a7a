"""A knowledge graph from plain files: make it, ask it, show it."""

__version__ = "0.1.0"
