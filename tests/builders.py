"""Helpers of the tests of builds: the built graph as a store, and processes that build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import kgtool.build as building
from kgtool.build import Snapshot
from kgtool.store import EmbeddedStore, Store
from kgtool.workspace import Workspace

KG = "https://w3id.org/kgtool/ns#"
PREFIXES = {
    "kg": KG,
    "sea": "https://example.org/sea/ns#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "ship": "https://example.org/sea/id/ship/",
    "harbour": "https://example.org/sea/id/harbour/",
}


def opened(snapshot: Snapshot) -> Store:
    return EmbeddedStore(snapshot.open_store(), PREFIXES)


def environment(**more: str) -> dict[str, str]:
    """What a process needs to find the package."""
    return {**os.environ, "PYTHONPATH": str(Path(building.__file__).parents[2]), **more}


def run_python(code: str, *arguments: str, **more: str) -> str:
    """What a piece of Python prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def builder(ws: Workspace) -> subprocess.Popen[str]:
    """A process that is about to build a workspace: it has said so, all its modules loaded."""
    code = (
        "import sys, pathlib, kgtool.build.pipeline; from kgtool.build import build;"
        "from kgtool.workspace import find_workspace; print('ready', flush=True);"
        "build(find_workspace(pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(ws.root)]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process
