"""The script for large maps is what its pinned packages make, and tells whose work it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browsers import needed_or_skipped
from tests.commands import ROOT

FOLDER = ROOT / "kgtool/views/webgl"
RECIPE = ("package.json", "package-lock.json", ".npmrc", "entry.js", "build.mjs")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bundle made anew."""
    folder = tmp_path_factory.mktemp("webgl")
    for name in RECIPE:
        shutil.copy2(FOLDER / name, folder)
    npm = shutil.which("npm")
    if npm is None:
        needed_or_skipped("there is no npm on PATH")
    assert npm
    for step in ("ci --prefer-offline --no-audit --no-fund", "run build"):
        done = subprocess.run(
            [npm, *step.split()], cwd=folder, capture_output=True, text=True, timeout=200, check=False
        )
        if done.returncode and step.startswith("ci"):
            needed_or_skipped(f"npm {step} failed: {done.stderr}")
        assert done.returncode == 0, done.stderr
    return folder


def test_bundle_is_the_one_that_its_packages_make(rebuilt: Path) -> None:
    made = {path.name for path in rebuilt.iterdir() if path.is_file()}
    assert made == {path.name for path in FOLDER.iterdir() if path.is_file()}
    for name in made:
        assert (rebuilt / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_bundle_and_notice_name_every_package_that_is_in_it() -> None:
    (bundle,) = FOLDER.glob("sigma-*.min.js")
    text = bundle.read_text(encoding="utf-8")
    licenses = (FOLDER / "LICENSES.txt").read_text(encoding="utf-8")
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert text.startswith(f"/*!\n{licenses}*/\n")
    named = re.findall(r"(?m)^([\w-]+) (\d[\d.]+)$", licenses)
    pinned = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {"sigma", "graphology"} < {name for name, _ in named}
    for name, version in named:
        assert pinned[f"node_modules/{name}"]["version"] == version
        assert f"{name} {version}" in notice


def test_every_package_is_pinned_by_its_content() -> None:
    lock = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: package for name, package in json.loads(lock)["packages"].items() if name}
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "http" not in lock
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
