"""A change tried before it is written: what would be wrong, and what would follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kgtool.errors import Fault, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kgtool.build import Snapshot
    from kgtool.build.pipeline import Built
    from kgtool.changes import Changes
    from kgtool.changes.states import Opened
    from kgtool.edits.change import Change
    from kgtool.workspace import Workspace

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would do: where there are `faults`, the graph would not be valid, and `problem` says so in a word.

    `warnings` are those that are new. `changes` is None where there are faults, or no graph to compare with.
    """

    change: Change
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    changes: Changes | None = None
    problem: str = ""
    hint: str | None = None


def tried(workspace: Workspace, change: Change, progress: Progress) -> Trial:
    """What a change of the files would do, by a build in memory; of the workspace, nothing is written.

    Raises: StoreError.
    """
    from kgtool.build import epoch_day
    from kgtool.build.pipeline import build_graph

    before = _last(workspace, progress)
    after = replace(workspace, texts={**workspace.texts, **change.texts})
    try:
        built = build_graph(after, before.manifest.reasoner if before else "compiled", epoch_day(), progress)
    except WorkspaceError as error:
        faults = error.faults or (Fault("workspace", 0, 0, error.message, hint=error.hint),)
        return Trial(change, faults, problem=error.message, hint=error.hint)
    if before is None:
        return Trial(change, warnings=tuple(built.warnings))
    changes = _compared(before, built, change.texts)
    return Trial(change, warnings=_new(built.warnings, before), changes=changes)


def _last(workspace: Workspace, progress: Progress) -> Snapshot | None:
    """The graph of the files as they are; where these cannot be built, the last that could, if there is one."""
    from kgtool.build import built_snapshot, current_snapshot

    try:
        return current_snapshot(workspace, progress)
    except WorkspaceError:
        return built_snapshot(workspace)


def _new(warnings: Collection[Fault], before: Snapshot) -> tuple[Fault, ...]:
    """The warnings that were not given before, whatever the line."""
    known = {(told["file"], told["message"], told["got"]) for told in before.manifest.warnings}
    return tuple(fault for fault in warnings if (fault.file, fault.message, fault.got) not in known)


def _compared(before: Snapshot, built: Built, files: Collection[str]) -> Changes:
    from pyoxigraph import Store

    from kgtool.changes import compare_states
    from kgtool.changes.states import read_states
    from kgtool.lookup import Lookup

    names = Lookup(before.index_path.read_text("utf-8"), "entities")
    store = Store()
    store.bulk_extend(built.quads())
    one = _opened(before.open_store(), {**names.head, "entities": names.entries()})
    return compare_states(*read_states(one, _opened(store, built.index), sorted(files)))


def _opened(store: Any, index: dict[str, Any]) -> Opened:
    from kgtool.changes.states import Opened, names_in

    return Opened(store, index["graphs"], index["individuals"], names_in(index))
