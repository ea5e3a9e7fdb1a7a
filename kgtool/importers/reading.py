"""The records of a public data set, file by file; a broken one is reported, and the rest goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault, UsageError, WorkspaceError
from kgtool.records import Record, parse_records, parse_yaml
from kgtool.workspace import decode, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgtool.importers.found import DataSet, Found
    from kgtool.importers.licenses import LicenseBook

    Progress = Callable[[str, int, int], None]

SUFFIXES: Final = (".yml", ".yaml")


def read_data_set(
    data_set: DataSet, path: Path, licenses: LicenseBook, progress: Progress
) -> tuple[list[Found], list[Fault]]:
    """The records in a folder, or in one file, by name; and what is wrong with the others.

    Raises: UsageError where there is no record.
    """
    path = path / data_set.folder if (path / data_set.folder).is_dir() else path
    files = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES) if path.is_dir() else [path]
    files = [file for file in files if not file.name.startswith(data_set.aside)]
    if not files or not files[0].exists():
        within = next((file.parent for file in sorted(path.glob("*/*")) if file.suffix in SUFFIXES), None)
        hint = f"did you mean {within}?" if within else "name the folder with its YAML files"
        raise UsageError(f"{path} holds no record of {data_set.title}", hint=hint)
    found: list[Found] = []
    faults: list[Fault] = []
    for number, file in enumerate(files):
        progress(f"reading {data_set.title}", number, len(files))
        try:
            records = _continued(parse_records(_text(file), str(file), sparse=True), data_set, file)
        except WorkspaceError as error:
            faults += error.faults
            continue
        for record in records:
            try:
                found += data_set.read(record, file.name, licenses)
            except WorkspaceError as error:
                faults += [_at(fault, file) for fault in error.faults]
    return found, faults


def _text(file: Path) -> str:
    return decode(read_bytes(file, str(file)), str(file))


def _continued(records: tuple[Record, ...], data_set: DataSet, file: Path) -> tuple[Record, ...]:
    """The records, each with what the file of the same name in the other folder holds."""
    if not data_set.beside:
        return records
    other = file.parent.parent / data_set.beside / file.name
    more = parse_yaml(_text(other), str(other), sparse=True)
    return tuple(
        Record(record.values | {data_set.beside: more}, record.keys, record.line, record.column) for record in records
    )


def _at(fault: Fault, file: Path) -> Fault:
    """The fault, with the path that was asked for in the place of the file's name."""
    from dataclasses import replace

    return replace(fault, file=str(file))
