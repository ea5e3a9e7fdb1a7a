"""Public data sets as records that can be reviewed: the one place in `kgtool` that knows what they are about."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from kgtool.errors import UsageError
from kgtool.nearest import did_you_mean

if TYPE_CHECKING:
    from kgtool.importers.found import DataSet

NAMES: Final = {
    "mot": "Model Openness Tool: models, their parts, the license of each",
    "osai": "European Open Source AI Index: systems graded on twelve criteria",
    "os-ai-map": "Open Source AI Map: models and their class of openness",
    "ecosystem-graphs": "Ecosystem Graphs: models, datasets, applications",
}
_LISTED: Final = "".join(f"\n  {name:<16}  {title}" for name, title in NAMES.items())
ABOUT: Final = f"""Turn the records of a public data set into files that you can review.

Into a new or empty folder: a file for each model, to be graded by the ontology and rules that come along. Into a
workspace with models: the grades that the data set gives them, matched by repository at Hugging Face, never by name.

\b{_LISTED}

\b
  kgtool -C scratch import mot model_openness_tool/models
  kgtool -C scratch query openness --by mof
  kgtool -C my-landscape import osai main-database --dry-run"""


def find_data_set(name: str) -> DataSet:
    """The data set of that name. Raises: UsageError that names those there are."""
    if name not in NAMES:
        known = " or ".join(NAMES)
        raise UsageError(f"no data set is called {name!r}", hint=did_you_mean(name, NAMES) or f"one of {known}")
    data_set: DataSet = import_module(f"kgtool.importers.{name.replace('-', '_')}").DATA_SET
    return data_set


def counted(number: int, noun: str) -> str:
    """A number and what it counts.

    >>> counted(1, "record"), counted(0, "record")
    ('1 record', '0 records')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
