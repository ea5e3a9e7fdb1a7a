"""The wheel in an environment of its own, asked from another folder: it answers from what it bundles."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import ROOT, project_files

SHIPPED = ("kgtool", "ontology", "graph", "queries")
QUESTION = ("query", "releases-by-company", "--since", "2024-01-01", "--company")
Ask = Callable[..., subprocess.CompletedProcess[str]]


def needed(module: str) -> None:
    """Skip where a tool of the test is missing, unless nothing may be skipped."""
    if importlib.util.find_spec(module) is None and os.environ.get("KGTOOL_REQUIRE_ALL") != "1":
        pytest.skip(f"{module} is not installed")


def done(*line: str | Path, **more: str) -> None:
    """Run a command that must end well."""
    surroundings = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **more}
    ended = subprocess.run(line, capture_output=True, text=True, env=surroundings, cwd=ROOT, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; what the wheel depends on is lent by ours."""
    needed("hatchling")
    needed("pip")
    folder = tmp_path_factory.mktemp("wheel")
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env/bin/python"
    done(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", wheel)
    (packages,) = (folder / "env/lib").glob("python*/site-packages")
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "lent.pth").write_text("".join(f"{path}\n" for path in lent), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ask(installed: Path) -> Ask:
    """Runs the installed command in an empty folder."""
    here = installed / "elsewhere"
    here.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    surroundings = {**kept, "HOME": str(here), "KGTOOL_CACHE": str(installed / "cache")}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        line = [str(installed / "env/bin/kgtool"), *args]
        return subprocess.run(
            line, cwd=here, env=surroundings, capture_output=True, encoding="utf-8", timeout=300, check=False
        )

    return run


def bundled_name(path: Path) -> str:
    """Where a file of the checkout is in the wheel."""
    name = path.relative_to(ROOT).as_posix()
    return name if name.startswith("kgtool/") else f"kgtool/_bundled/{name}"


def test_wheel_holds_the_tool_and_the_landscape_and_nothing_else(installed: Path) -> None:
    (wheel,) = installed.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {bundled_name(path) for path in project_files() if path.relative_to(ROOT).parts[0] in SHIPPED}
    assert sorted(names ^ wanted) == []
    licenses = {name.rpartition("/")[2] for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/licenses/" in name}
    assert licenses == {"LICENSE", "LICENSE-DATA", "NOTICE"}


def test_the_package_is_that_of_the_wheel(installed: Path) -> None:
    where = "import kgtool; print(kgtool.__file__)"
    line = [str(installed / "env/bin/python"), "-c", where]
    found = subprocess.check_output(line, cwd=installed, env={"PATH": os.environ["PATH"]}, text=True)
    assert Path(found.strip()).is_relative_to(installed)


def test_answer_is_a_list_of_flat_records(ask: Ask) -> None:
    run = ask(*QUESTION, "Mistral AI", "-f", "json")
    assert (run.returncode, run.stderr) == (0, "")
    records = json.loads(run.stdout)
    assert len(records) >= 5
    assert all(value is None or isinstance(value, str | int | float) for record in records for value in record.values())
    assert {"release", "releaseLabel", "released"} <= set(records[0])
    assert [record["released"] for record in records] == sorted((r["released"] for r in records), reverse=True)
    assert all(record["released"] >= "2024-01-01" for record in records)


def test_answer_as_srj_has_the_same_rows(ask: Ask) -> None:
    run = ask(*QUESTION, "organization/mistral-ai", "-f", "srj")
    results = json.loads(run.stdout)
    variables = results["head"]["vars"]
    rows = [[binding.get(name, {}).get("value") for name in variables] for binding in results["results"]["bindings"]]
    records = json.loads(ask(*QUESTION, "Mistral AI", "-f", "json").stdout)
    assert variables == list(records[0])
    assert rows == [list(record.values()) for record in records]


def test_near_miss_gets_a_suggestion(ask: Ask) -> None:
    run = ask(*QUESTION, "Mistrall")
    assert (run.returncode, run.stdout) == (2, "")
    assert "no Organization is called 'Mistrall'" in run.stderr
    assert "organization/mistral-ai" in run.stderr


def test_everything_else_that_ships_is_found(ask: Ask, installed: Path) -> None:
    assert "releases-by-company" in ask().stdout + ask("queries").stdout
    assert ask("--version").stdout.startswith("kgtool ")
    assert ask("show", "Mistral AI").stdout.startswith("Mistral AI")
    assert ask("check").returncode == 0
    assert ask("init", "mine").returncode == 0
    assert ask("-C", "mine", "check").stdout == "no faults\n"
    assert ask("view", "landscape", "-o", "landscape.html").returncode == 0
    assert "<script" in (installed / "elsewhere/landscape.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in (installed / "elsewhere").iterdir()) == ["landscape.html", "mine"]
