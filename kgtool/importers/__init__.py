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
}


def find_data_set(name: str) -> DataSet:
    """The data set of that name. Raises: UsageError that names those there are."""
    if name not in NAMES:
        known = " or ".join(NAMES)
        raise UsageError(f"no data set is called {name!r}", hint=did_you_mean(name, NAMES) or f"one of {known}")
    data_set: DataSet = import_module(f"kgtool.importers.{name}").DATA_SET
    return data_set
