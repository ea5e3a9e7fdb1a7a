"""Saved queries: SPARQL files with a block of `#+` lines at their top that says what they answer and ask for."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kgtool.errors import Fault, UsageError, WorkspaceError
from kgtool.nearest import did_you_mean
from kgtool.parameters import Param, Resolve, kebab, param_terms
from kgtool.queries.remembered import recalled, remember
from kgtool.queries.saved import Expectation, SavedQuery
from kgtool.workspace import Workspace, decode, display_path, head_text, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pyoxigraph import Literal, NamedNode

__all__ = [
    "Expectation",
    "SavedQuery",
    "bind",
    "bind_texts",
    "find_saved_query",
    "query_files",
    "read_saved_query",
    "saved_queries",
    "summary_line",
]


def saved_queries(workspace: Workspace, *, views: bool = False) -> list[SavedQuery]:
    """The saved queries of a workspace, by name; with `views`, those under `queries/views/` instead.

    Raises: WorkspaceError with every fault of every file.
    """
    found: list[SavedQuery] = []
    faults: list[Fault] = []
    for path in query_files(workspace, views=views).values():
        try:
            found.append(_known_query(workspace, path))
        except WorkspaceError as error:
            faults += error.faults
    if faults:
        raise WorkspaceError("saved queries cannot be read", faults=faults)
    return found


def query_files(workspace: Workspace, *, views: bool = False) -> dict[str, Path]:
    """The files of saved queries by the name each is asked by: reads no file. Raises: WorkspaceError."""
    folder = workspace.queries / "views" if views else workspace.queries
    paths = (path for path in _files_below(workspace, folder, deep=not views) if path.suffix == ".rq")
    names = {path.relative_to(folder).with_suffix("").as_posix(): path for path in sorted(paths)}
    return {name: path for name, path in names.items() if views or not name.startswith("views/")}


def _files_below(workspace: Workspace, folder: Path, *, deep: bool) -> Iterator[Path]:
    """The files in a folder; with `deep`, in those below it. Raises: WorkspaceError for one that cannot be listed."""
    for place, folders, files in os.walk(folder, onerror=lambda error: _unlisted(workspace, error)):
        yield from (Path(place) / name for name in files)
        if not deep:
            folders.clear()


def _unlisted(workspace: Workspace, error: OSError) -> None:
    if isinstance(error, FileNotFoundError):
        return
    name = display_path(workspace, Path(error.filename))
    fault = Fault(name, 0, 0, "cannot be read", got=error.strerror, expected="a folder that you may read")
    raise WorkspaceError(f"{name} cannot be read", faults=[fault]) from None


def summary_line(path: Path) -> str:
    """The summary in a saved query's file, found without reading the block: for lists that must be quick."""
    match = re.search(r"^#\+ (?:summary|title): *(.+?) *$", head_text(path), re.MULTILINE)
    return match.group(1).strip("\"'") if match else ""


def find_saved_query(workspace: Workspace, name: str, *, views: bool = False) -> SavedQuery:
    """The saved query of that name.

    Raises: UsageError that names the nearest ones; WorkspaceError when its file cannot be read.
    """
    if path := _plainly_named(workspace, name, views=views):
        return _known_query(workspace, path)
    files = query_files(workspace, views=views)
    if name not in files:
        kind = "view" if views else "query"
        hint = did_you_mean(name, files, 3) or f"kgtool {'views' if views else 'queries'} lists them"
        raise UsageError(f"no saved {kind} is called {name!r}", hint=hint)
    return _known_query(workspace, files[name])


def _plainly_named(workspace: Workspace, name: str, *, views: bool) -> Path | None:
    """The file of a query whose name is no path, found without listing the folder."""
    folder = workspace.queries / "views" if views else workspace.queries
    path = folder / f"{name}.rq"
    return path if re.fullmatch(r"\w[\w-]*", name) and path.is_file() else None


def _known_query(workspace: Workspace, path: Path) -> SavedQuery:
    """The saved query in a file, as it was read before if neither file nor version changed."""
    file, kept = display_path(workspace, path), workspace.cache / "queries"
    text = decode(read_bytes(path, file), file)
    if query := recalled(kept, path, text, file):
        return query
    from kgtool.queries.block import parse_saved_query

    query = parse_saved_query(path, text, file)
    remember(kept, query)
    return query


def read_saved_query(path: Path, shown: str | None = None) -> SavedQuery:
    """The saved query in a file; `shown` is the file's name in faults.

    Raises: WorkspaceError with every fault found.
    """
    from kgtool.queries.block import parse_saved_query

    file = shown or path.name
    return parse_saved_query(path, decode(read_bytes(path, file), file), file)


def bind(query: SavedQuery, terms: Mapping[str, Sequence[NamedNode | Literal]]) -> str:
    """The text of a query with each parameter's terms in its `VALUES` slots, UNDEF where there is none."""
    names = {param.variable: param.name for param in query.params}
    text, last = [], 0
    for name, start, end in query.slots:
        if name in names:
            filled = " ".join(str(term) for term in terms.get(names[name], ())) or "UNDEF"
            text += [query.text[last:start], f" {filled} "]
            last = end
    return "".join([*text, query.text[last:]])


def bind_texts(
    query: SavedQuery,
    given: Mapping[str, Sequence[str]],
    resolve: Resolve,
    prefixes: Callable[[], Mapping[str, str]] = dict,
) -> str:
    """The text of a query with what a user typed for its parameters, and the defaults for the rest.

    Raises: UsageError for a parameter that is missing, unknown or ill-typed.
    """
    named = {_param_named(query, name).name: texts for name, texts in given.items()}
    missing = [
        param.flag for param in query.params if param.required and not named.get(param.name) and not param.default
    ]
    if missing:
        raise UsageError(f"{query.name} needs {' and '.join(missing)}", hint=f"kgtool query {query.name} --help")
    terms = {}
    for param in query.params:
        texts = named.get(param.name) or param.default
        known = _prefixes(query, prefixes()) if param.type == "iri" else {}
        terms[param.name] = param_terms(param, texts, resolve, known)
    return bind(query, terms)


def _prefixes(query: SavedQuery, known: Mapping[str, str]) -> dict[str, str]:
    from kgtool.querytext import declared_prefixes

    return {**known, **declared_prefixes(query.text)}


def _param_named(query: SavedQuery, name: str) -> Param:
    if param := query.param(name):
        return param
    names = [kebab(param.name) for param in query.params]
    hint = did_you_mean(kebab(name), names) or (f"it has {', '.join(names)}" if names else "it has none")
    raise UsageError(f"{query.name} has no parameter {name!r}", hint=hint)
