"""Where a workspace's three folders are, which files they hold, and how those are read."""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kgtool.errors import Fault, UsageError, WorkspaceError
from kgtool.hashing import digest
from kgtool.version import FORMAT, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE: Final = Path(__file__).resolve().parent
VOCABULARY: Final = PACKAGE / "kg.ttl"
SIZE_LIMITS: Final = {".yaml": 5_000_000, ".csv": 100_000_000, ".ttl": 50_000_000, ".rq": 64_000}
INPUT_ENDINGS: Final = {"ontology": (".ttl", ".rq"), "graph": (".yaml", ".csv")}
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
IGNORED_ENDINGS: Final = (".md", "~", ".bak", ".orig", ".swp")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders that one graph is made of, and the folder where what is built from them is kept.

    `texts` are read in place of what is on the disk, by path as `display_path` gives it; None: as if it were not there.
    """

    ontology: Path
    graph: Path
    queries: Path
    cache: Path
    name: str
    bundled: bool
    texts: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder that holds the three."""
        return self.ontology.parent


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells whether inputs changed: `signature` from stat alone, `content` from every byte."""

    signature: str
    content: str


def find_workspace(directory: Path | None = None) -> Workspace:
    """The workspace in `directory`, else in `$KGTOOL_DIR`, else around the current folder, else the bundled one.

    Raises: UsageError when the folder that was named holds no workspace.
    """
    named = directory or (Path(value) if (value := os.environ.get("KGTOOL_DIR")) else None)
    if named is not None:
        return _named_workspace(named)
    for folder in _folders_upwards(Path.cwd()):
        if _holds_workspace(folder):
            return _workspace_in(folder, bundled=False)
    return bundled_workspace()


def bundled_workspace() -> Workspace:
    """The workspace that ships with the package; in an editable checkout, the folders beside it."""
    for root in (PACKAGE / "_bundled", PACKAGE.parent):
        if (root / "ontology").is_dir():
            return _workspace_in(root, bundled=True)
    hint = "name one: kgtool -C DIR …, or start one: kgtool init DIR"
    raise UsageError("no workspace here, and none is bundled", hint=hint)


def input_files(workspace: Workspace) -> list[Path]:
    """Every file that the graph is built from, sorted; what cannot be read is in it too, and found on reading."""
    on_disk = [Path(name) for name, _ in _inputs(workspace)]
    if not workspace.texts:
        return on_disk
    absent = {workspace.root / name for name, text in workspace.texts.items() if text is None}
    tried = {
        workspace.root / name
        for name, text in workspace.texts.items()
        if text is not None and name.endswith(INPUT_ENDINGS.get(name.partition("/")[0], ()))
    }
    return sorted((tried | set(on_disk)) - absent, key=lambda path: (path != VOCABULARY, path.parts))


def stat_signature(workspace: Workspace) -> str:
    """A hash of the code's version and of name, size, times and inode of every input file: reads no content."""
    return digest(os.fsencode("\n".join((_code(), *(_stat_line(*item) for item in _inputs(workspace))))))


def _code() -> str:
    """What another version of the code, which may read the same files otherwise, has not in common with this one."""
    return f"kgtool {VERSION}, format {FORMAT}"


def _stat_line(name: str, status: os.stat_result | None) -> str:
    if status is None:
        return name
    return f"{name}\0{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def fingerprint(workspace: Workspace) -> Fingerprint:
    """Both hashes of the inputs; the content is keyed by names relative to the workspace, and by the code's version."""
    lines = [f"{_code()}\n".encode()]
    for name, status in _inputs(workspace):
        path, regular = Path(name), status is not None and stat.S_ISREG(status.st_mode)
        body = digest(_bytes_or_nothing(path) if regular else b"")
        lines.append(os.fsencode(f"{display_path(workspace, path)}\0{body}\n"))
    return Fingerprint(stat_signature(workspace), digest(b"".join(lines)))


def display_path(workspace: Workspace, path: Path) -> str:
    """The path as messages and provenance name it, relative to the workspace: `graph/cat/tom.yaml`."""
    if path == VOCABULARY:
        return "kgtool/kg.ttl"
    for name, folder in (("ontology", workspace.ontology), ("graph", workspace.graph), ("queries", workspace.queries)):
        if path.is_relative_to(folder):
            return "/".join((name, *path.relative_to(folder).parts))
    return path.as_posix()


def read_text(workspace: Workspace, path: Path) -> str:
    """The text of an input file, UTF-8 with or without a byte order mark.

    Raises: WorkspaceError with the one fault that keeps it from being read.
    """
    shown = display_path(workspace, path)
    text = workspace.texts.get(shown)
    return decode(read_bytes(path, shown) if text is None else text.encode(), shown)


def files_in(workspace: Workspace, folder: Path, ending: str) -> list[Path]:
    """The files right in a folder of the workspace that have the ending, sorted."""
    on_disk = set(folder.glob(f"*{ending}")) if folder.is_dir() else set()
    texts = {workspace.root / name: text for name, text in workspace.texts.items() if name.endswith(ending)}
    tried = {path for path, text in texts.items() if text is not None and path.parent == folder}
    return sorted((on_disk | tried) - {path for path, text in texts.items() if text is None})


def head_text(path: Path) -> str:
    """The start of a file, for lists that must be quick; nothing where there is no file that can be read."""
    try:
        return read_bytes(path, path.name)[:4096].decode("utf-8", "replace")
    except WorkspaceError:
        return ""


def decode(body: bytes, shown: str) -> str:
    """Bytes of a file as text; refuses other encodings than UTF-8, and control characters.

    Raises: WorkspaceError at the line and column of the first byte that is wrong.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _fault(Fault(shown, 1, 1, "not UTF-8", got="UTF-16", expected="UTF-8", hint="save it again as UTF-8"))
    try:
        text = body.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line, column = _position(body[: error.start].decode("utf-8", "replace"))
        got = f"the byte 0x{body[error.start]:02X}"
        hint = "save it again as UTF-8; it may be Latin-1"
        raise _fault(Fault(shown, line, column, "not UTF-8", got=got, expected="UTF-8", hint=hint)) from None
    if found := CONTROL.search(text):
        line, column = _position(text[: found.start()])
        got = "NUL" if found[0] == "\0" else f"U+{ord(found[0]):04X}"
        raise _fault(Fault(shown, line, column, "a control character", got=got, expected="text", hint="remove it"))
    return text


def _position(before: str) -> tuple[int, int]:
    line = before.count("\n") + 1
    return line, len(before) - (before.rfind("\n") + 1) + 1


def _fault(fault: Fault) -> WorkspaceError:
    return WorkspaceError(f"{fault.file} cannot be read", faults=[fault])


def read_bytes(path: Path, shown: str) -> bytes:
    """The content of an ordinary file of bearable size; waits for no pipe.

    Raises: WorkspaceError with the one fault that keeps it from being read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            os.scandir(path).close()  # a folder that cannot be listed says why
        if problem := _kind_problem(status, path.suffix):
            raise _fault(Fault(shown, 0, 0, *problem))
        with os.fdopen(_open_at_once(path), "rb") as file:
            body = file.read(_size_limit(path.suffix) + 1)
    except OSError as error:
        raise _fault(Fault(shown, 0, 0, *_os_problem(error))) from None
    if len(body) > (limit := _size_limit(path.suffix)):  # it has grown since
        raise _fault(Fault(shown, 0, 0, "too large", f"more than {limit:,} bytes", f"at most {limit:,}"))
    return body


def _open_at_once(path: Path) -> int:
    """Open without waiting for somebody to write, should the file have become a pipe meanwhile."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))


def _kind_problem(status: os.stat_result, suffix: str) -> tuple[str, str, str] | None:
    """What is wrong with a file before it is opened: message, got, expected."""
    limit = _size_limit(suffix)
    if stat.S_ISDIR(status.st_mode):
        return "not a file", "a folder", "a file"
    if not stat.S_ISREG(status.st_mode):
        return "not a file", "a pipe" if stat.S_ISFIFO(status.st_mode) else "a device or socket", "a file"
    if status.st_size > limit:
        return "too large", f"{status.st_size:,} bytes", f"at most {limit:,}"
    return None


def _size_limit(suffix: str) -> int:
    return SIZE_LIMITS.get(suffix, 5_000_000)


def _os_problem(error: OSError) -> tuple[str, str, str]:
    if error.errno == errno.ELOOP:
        return "cannot be read", "a symbolic link that leads back to itself", "a file"
    if isinstance(error, FileNotFoundError):
        return "cannot be read", "nothing, or a symbolic link to nothing", "a file"
    if isinstance(error, PermissionError):
        return "cannot be read", "no permission", "a file that you may read"
    return "cannot be read", error.strerror or str(error), "a file"


def _bytes_or_nothing(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.stat().st_size <= _size_limit(path.suffix) else b""
    except OSError:
        return b""


def _inputs(workspace: Workspace) -> Iterator[tuple[str, os.stat_result | None]]:
    """Names and states in a fixed order; as texts, since thousands of paths take longer to make than all the rest."""
    if VOCABULARY.exists():
        yield str(VOCABULARY), VOCABULARY.stat()
    for name, folder in (("ontology", workspace.ontology), ("graph", workspace.graph)):
        yield from _files_below(str(folder), INPUT_ENDINGS[name], (os.path.realpath(folder),))


def _files_below(
    folder: str, endings: tuple[str, ...], above: tuple[str, ...]
) -> Iterator[tuple[str, os.stat_result | None]]:
    """Files and what only looks like one; `above` are the real folders on the way here, to stop at a link back."""
    try:
        entries = sorted(os.scandir(folder), key=_name)
    except FileNotFoundError:
        return
    except OSError:
        yield folder, None
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(IGNORED_ENDINGS):
            continue
        if entry.name.endswith(endings) or not _is_folder(entry):
            yield entry.path, _status(entry)
            continue
        real = os.path.realpath(entry.path) if entry.is_symlink() else f"{above[-1]}/{entry.name}"
        if real in above:
            yield entry.path, None
        else:
            yield from _files_below(entry.path, endings, (*above, real))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:
        return None


def _named_workspace(directory: Path) -> Workspace:
    folder = directory.expanduser()
    missing = [name for name in ("ontology", "graph") if not (folder / name).is_dir()]
    if missing:
        what = " and ".join(f"{name}/" for name in missing)
        hint = f"start one: kgtool init {directory}"
        raise UsageError(f"{directory} is not a workspace: it has no {what}", hint=hint)
    return _workspace_in(folder, bundled=False)


def _holds_workspace(folder: Path) -> bool:
    ontology = folder / "ontology"
    return (ontology / "ontology.ttl").is_file() or (ontology.is_dir() and (folder / "graph").is_dir())


def _folders_upwards(start: Path) -> Iterator[Path]:
    """The folder and those above it, up to the root of the repository that it lies in."""
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            return


def _workspace_in(root: Path, *, bundled: bool) -> Workspace:
    root = root.absolute()
    key = digest(os.fsencode(os.path.realpath(root)))[:12]
    cache = _cache_folder() / f"{root.name or 'root'}-{key}"
    return Workspace(root / "ontology", root / "graph", root / "queries", cache, root.name, bundled)


def _cache_folder() -> Path:
    """Where built graphs are kept: `$KGTOOL_CACHE`, else the user's cache folder of the platform."""
    if named := os.environ.get("KGTOOL_CACHE"):
        return Path(named).absolute()
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return Path(base) / "kgtool" if base and Path(base).is_absolute() else Path("~/.cache/kgtool").expanduser()
