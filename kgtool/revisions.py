"""The files of a workspace as they were in a revision of the git repository around it.

    <cache>/revisions/<hash>/      ontology/  graph/  queries/      as git keeps them
                           /built/                                  the graph that was built of them

They are read by git's plumbing, so nothing in the checkout is touched; the hash is that of the three trees, so commits
that changed none of them share a folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from kgtool.errors import StoreError, UsageError
from kgtool.hashing import digest
from kgtool.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS: Final = ("ontology", "graph", "queries")
KEPT: Final = 6
LINK: Final = "120000"
PLAIN: Final = ("100644", "100755", LINK)


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of a workspace that git keeps: as it was named, its commit in short, its day and its first line."""

    named: str
    commit: str
    day: str
    subject: str
    workspace: Workspace

    def __str__(self) -> str:
        """The revision as readers know it."""
        return self.commit if self.commit.startswith(self.named) else f"{self.named} ({self.commit})"


def read_revision(workspace: Workspace, named: str) -> Revision:
    """The workspace as it was in a revision; its files are written into the cache, those used long ago cleared away.

    Raises: UsageError where there is no repository, no such revision, or no workspace in it; StoreError.
    """
    repository = _Repository(workspace.root)
    commit, day, subject = repository.commit(named)
    prefix = repository.prefix()
    files = repository.files(commit, prefix)
    missing = [f"{name}/" for name in FOLDERS[:2] if not any(path.startswith(f"{name}/") for _, _, path in files)]
    if missing:
        where = f" below {prefix}" if prefix else ""
        raise UsageError(
            f"{named} holds no {' and no '.join(missing)}{where}", hint="name a revision that has this workspace"
        )
    folder = _extracted(repository, workspace, files)
    ontology, graph, queries = (folder / name for name in FOLDERS)
    made = Workspace(ontology, graph, queries, folder / "built", workspace.name, bundled=False)
    return Revision(named, commit[:10], day, subject, made)


class _Repository:
    """Asks git about the repository around a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def commit(self, named: str) -> tuple[str, str, str]:
        """The hash, day and first line of a commit. Raises: UsageError, StoreError."""
        if not named or named.startswith("-") or "\0" in named:
            raise UsageError(f"no revision can be called {named!r}", hint="for instance: HEAD~1, v1.0, a branch")
        self._check()
        answer = self._run("rev-parse", "--verify", "--quiet", f"{named}^{{commit}}")
        if answer.returncode:
            hint = "git log --oneline lists them; of a shallow clone, git fetch --unshallow brings the rest"
            raise UsageError(f"the repository has no revision {named!r}", hint=hint)
        told = self._text("show", "--no-patch", "--format=%H%n%cs%n%s", answer.stdout.decode().strip())
        commit, day, subject = told.split("\n", 2)
        return commit, day, subject.strip()

    def _check(self) -> None:
        """Whether there is a repository here. Raises: UsageError."""
        answer = self._run("rev-parse", "--is-inside-work-tree")
        if answer.returncode or answer.stdout.strip() != b"true":
            said = answer.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").split("\n")[0]
            hint = "git init && git add . && git commit, then there is something to compare with"
            if "dubious" in said:
                hint = f"git refuses it: {said}"
            raise UsageError(f"{self.folder} lies in no git repository", hint=hint)

    def prefix(self) -> str:
        """The path from the top of the repository to the folder, with a slash at its end; empty at the top."""
        return self._text("rev-parse", "--show-prefix").rstrip("\n")

    def files(self, commit: str, prefix: str) -> list[tuple[str, str, str]]:
        """Mode, hash and path in the workspace of every file of its three folders."""
        listed = self._text("ls-tree", "-r", "-z", "--full-tree", commit, *[f"{prefix}{name}" for name in FOLDERS])
        found = []
        for line in listed.split("\0")[:-1]:
            about, _, path = line.partition("\t")
            mode, _, name = about.split()[:3]
            if mode in PLAIN:
                found.append((mode, name, path.removeprefix(prefix)))
        return found

    def contents(self, names: list[str]) -> Iterator[bytes]:
        """The contents of these hashes, in their order. Raises: StoreError."""
        answer = self._run("cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
        body, at = answer.stdout, 0
        for name in names:
            end = body.find(b"\n", at)
            head = body[at:end].split() if end >= 0 else []
            if len(head) != 3:
                hint = "git fsck tells more; of a partial clone, git fetch --refetch brings the rest"
                raise StoreError(f"git cannot read {name[:10]}", hint=hint)
            size = int(head[2])
            yield body[end + 1 : end + 1 + size]
            at = end + size + 2

    def _text(self, *words: str) -> str:
        answer = self._run(*words)
        if answer.returncode:
            said = answer.stderr.decode("utf-8", "replace").strip().split("\n")[0]
            raise StoreError(f"git {words[0]} failed: {said}")
        return answer.stdout.decode("utf-8", "surrogateescape")

    def _run(self, *words: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """Runs git in the folder; it takes no lock and asks nothing. Raises: StoreError without git."""
        environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        command = ["git", "-C", str(self.folder), "--literal-pathspecs", *words]
        try:
            return subprocess.run(command, input=given, capture_output=True, env=environment, check=False)  # noqa: S603  # no shell, and a revision cannot be a flag
        except FileNotFoundError:
            raise StoreError("git is not installed", hint="diff compares what git keeps: https://git-scm.com") from None


def _extracted(repository: _Repository, workspace: Workspace, files: list[tuple[str, str, str]]) -> Path:
    """The folder in the cache with these files, all of them; written now unless it is there."""
    lines = "".join(f"{mode} {name} {path}\n" for mode, name, path in sorted(files))
    shelf = workspace.cache / "revisions"
    target = shelf / digest(os.fsencode(lines))[:16]
    try:
        if not _is_whole(target, files):
            _write(repository, shelf, target, files)
        os.utime(target)
        _prune(shelf, target)
    except OSError as error:
        hint = "set KGTOOL_CACHE to a folder that can be written"
        raise StoreError(f"{shelf} cannot be written: {error.strerror or error}", hint=hint) from None
    return target


def _is_whole(target: Path, files: list[tuple[str, str, str]]) -> bool:
    """Whether every file is there: what clears caches away may leave a part."""
    return all(os.path.lexists(target / path) for _, _, path in files) and target.is_dir()


def _write(repository: _Repository, shelf: Path, target: Path, files: list[tuple[str, str, str]]) -> None:
    """Writes the files beside their place, and moves them there when all are written."""
    import tempfile

    shelf.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=shelf))
    try:
        for name in FOLDERS:
            (draft / name).mkdir()
        contents = repository.contents([name for _, name, _ in files])
        for (mode, _, path), content in zip(files, contents, strict=True):
            _put(draft, PurePosixPath(path), mode, content)
        shutil.rmtree(target, ignore_errors=True)
        with contextlib.suppress(OSError):  # somebody else was quicker, with the same files
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put(folder: Path, path: PurePosixPath, mode: str, content: bytes) -> None:
    """Writes one file; of links, those that stay in the folder."""
    target = folder.joinpath(*path.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    if mode != LINK:
        target.write_bytes(content)
        return
    end = os.path.normpath(target.parent / os.fsdecode(content))
    if Path(end).is_relative_to(folder):
        target.symlink_to(os.fsdecode(content))
    else:  # told as a fault when it is read: its content lies outside of what git keeps
        target.symlink_to("outside-of-the-revision")


def _prune(shelf: Path, used: Path) -> None:
    """Keeps the folders used last."""
    others = [path for path in shelf.iterdir() if path != used]
    for path in sorted(others, key=lambda path: -path.stat().st_mtime)[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
