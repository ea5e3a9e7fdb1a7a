"""A workspace to spoil, and what must be as it was after the command refused it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.commands import TINY, Run, command, environment
from tests.terminals import shown_on_terminal


@dataclass(frozen=True, slots=True)
class Place:
    """A copy of the tiny workspace whose graph was built, a cache of its own, and an empty current folder."""

    workspace: Path
    cache: Path
    here: Path

    def start(self, *args: str, before: Callable[[], None] | None = None, **more: str) -> subprocess.Popen[bytes]:
        """The command, running; `before` is what the new process does first."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command("-C", str(self.workspace), *args),
            stdin=pipe, stdout=pipe, stderr=pipe, cwd=self.here, env=self.environment(**more), preexec_fn=before,
        )  # fmt: skip

    def run(self, *args: str, text: str = "", before: Callable[[], None] | None = None, **more: str) -> Run:
        """The command, run to its end."""
        process = self.start(*args, before=before, **more)
        try:
            out, err = process.communicate(text.encode(), timeout=30)
        finally:
            process.kill()
        run = Run(process.returncode, out.decode(), err.decode())
        assert "Traceback" not in run.out + run.err, run.err
        return run

    def shown(self, *args: str, columns: int = 80, **more: str) -> str:
        """What a terminal shows of a command that ends well."""
        line = command("-C", str(self.workspace), *args)
        code, text = shown_on_terminal(line, self.environment(**more), columns=columns, folder=self.here)
        assert code == 0, text
        return text

    def environment(self, **more: str) -> dict[str, str]:
        return environment(**{"KGTOOL_CACHE": str(self.cache), "TERM": "xterm", **more})

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.workspace / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def files(self) -> dict[Path, tuple[int, int]]:
        """Every file of the workspace and of the current folder, with what tells a change."""
        paths = [*self.workspace.rglob("*"), *self.here.rglob("*")]
        return {path: (path.lstat().st_size, path.lstat().st_mtime_ns) for path in paths}

    def built(self) -> tuple[str, list[str]]:
        """The snapshot that answers now, and all that is in the cache beside the outputs of queries."""
        (home,) = self.cache.glob("workspace-*")
        left = sorted(path.relative_to(home).as_posix() for path in home.glob("*") if path.name != "outputs.json")
        return json.loads((home / "current").read_text())["snapshot"], left

    def restore(self) -> None:
        shutil.rmtree(self.workspace)
        shutil.copytree(TINY, self.workspace)

    def is_refused(self, code: int, *says: str, args: tuple[str, ...] = ("build",), text: str = "",
                   prints: str = "", before: Callable[[], None] | None = None, **more: str) -> None:  # fmt: skip
        """Run a command that must fail with this code and these words, and leave everything as it was."""
        files, built = self.files(), self.built()
        run = self.run(*args, text=text, before=before, **more)
        assert run.code == code, run
        assert run.out == prints
        missing = [words for words in says if words not in run.err]
        assert not missing, run.err
        assert self.files() == files
        assert self.built() == built
