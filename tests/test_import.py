"""Imports of public data sets: what is read, mapped, matched and written, and what is reported and left."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.commands import ROOT, Run, command, environment, kgtool
from tests.imports import sources

TRAPS = Path(__file__).parent / "imports/mot/traps.yml"
RECORD = """
release:
  name: {name}
  huggingface: https://huggingface.co/someone/something
  components:
    - {{name: Model card, license: {license}}}
"""
BROKEN = {
    "unknown component": (
        "- {{name: Model cart}}",
        ":6:14: no component of the framework, or one twice; got Model cart",
    ),
    "component twice": ("- {{name: Datasets}}\n    - {{name: Datasets}}", ":7:14: no component"),
    "component without name": ("- {{license: MIT}}", ":6:7: no component of the framework"),
    "not YAML": ("- [", ":"),
    "component that is no record": ("- Datasets", ":6:7: a component that is no record"),
}
INDEX = """
system: {{name: Some, type: text, endmodellicense: Apache 2.0, releasedate: 2024-07}}
org: {{name: Someone}}
{criteria}
"""
CRITERIA = (
    *("datasources_basemodel", "datasources_endmodel", "weights_basemodel", "weights_endmodel", "trainingcode", "code"),
    *("hardware_architecture", "preprint", "paper", "modelcard", "datasheet", "licenses"),
)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A folder with the record that holds every trap."""
    folder = tmp_path / "records"
    folder.mkdir()
    shutil.copy(TRAPS, folder)
    return folder


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that was made from that record; not to be written to."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "records").mkdir()
    shutil.copy(TRAPS, folder / "records")
    assert imported(folder / "scratch", folder / "records").code == 0
    return folder / "scratch"


@pytest.fixture
def own_scratch(scratch: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(scratch, tmp_path / "scratch"))


def imported(folder: Path, records: Path, *options: str, name: str = "mot") -> Run:
    return kgtool("import", name, str(records), *options, directory=folder)


def components(folder: Path, model: str = "traps") -> dict[str, dict[str, str]]:
    """The components of the release of a model that was written, texts only."""
    found: dict[str, dict[str, str]] = of(folder, model)["releases"][0]["components"]
    return found


def of(folder: Path, model: str) -> dict:  # type: ignore[type-arg]  # whatever YAML holds
    text = (folder / f"graph/model/{model}.yaml").read_text(encoding="utf-8")
    found: dict = yaml.load(text, Loader=yaml.BaseLoader)  # type: ignore[type-arg]  # texts only
    return found


def table(folder: Path, name: str = "mot") -> list[dict[str, str]]:
    with (folder / f"graph/assessment/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_new_folder_becomes_a_workspace_without_our_models(scratch: Path) -> None:
    assert [file.name for file in (scratch / "graph/model").iterdir()] == ["traps.yaml"]
    folders = {folder.name for folder in (scratch / "graph").iterdir()}
    assert folders == {"license", "region", "organization", "model"}
    for name in ("ontology/rules", "graph/license", "graph/region"):
        assert len(list((scratch / name).iterdir())) == len(list((ROOT / name).iterdir()))


def test_the_license_of_a_kind_holds_before_that_of_the_distribution(scratch: Path) -> None:
    assert components(scratch)["model-card"]["license"] == "CC-BY-4.0"
    assert components(scratch)["model-architecture"]["license"] == "Apache-2.0"
    assert "distribution license: Apache-2.0" in components(scratch)["model-architecture"]["source"]["locator"]  # type: ignore[index]


def test_unlicensed_stops_the_search_for_a_license(scratch: Path) -> None:
    assert "license" not in components(scratch)["weights"]
    assert components(scratch)["weights"]["licenseAsPublished"] == "unlicensed"


def test_an_empty_license_stops_the_search_too(scratch: Path) -> None:
    assert {"license", "licenseAsPublished"} & set(components(scratch)["data-card"]) == set()


def test_a_license_text_is_mapped_and_kept_as_published(scratch: Path) -> None:
    code = components(scratch)
    assert (code["training-code"]["license"], code["training-code"]["licenseAsPublished"]) == (
        "Apache-2.0",
        "Apache 2.0",
    )
    assert code["inference-code"]["license"] == "Apache-2.0 OR MIT"
    assert "licenseAsPublished" not in code["model-architecture"]


def test_a_license_text_that_names_none_is_reported_and_kept(records: Path, tmp_path: Path) -> None:
    run = imported(tmp_path / "scratch", records)
    assert "license texts that name no license here, kept as published: 1\n  Homemade License 3 (1)\n" in run.err
    assert components(tmp_path / "scratch")["datasets"]["licenseAsPublished"] == "Homemade License 3"
    assert "license" not in components(tmp_path / "scratch")["datasets"]


def test_a_component_whose_license_says_that_it_is_absent_is_left_out(scratch: Path) -> None:
    assert {"evaluation-data", "evaluation-results"} & set(components(scratch)) == set()


def test_only_addresses_that_are_safe_are_kept(scratch: Path) -> None:
    assert components(scratch)["training-code"]["url"] == "https://example.org/train"
    assert "url" not in components(scratch)["model-architecture"]


def test_texts_stay_texts(scratch: Path) -> None:
    model = of(scratch, "traps")
    assert (model["label"], model["releases"][0]["version"]) == ("NO", "1.10")
    assert model["developer"] == "organization/unknown"
    assert "label: 'unknown'" in (scratch / "graph/organization/unknown.yaml").read_text(encoding="utf-8")


def test_what_was_written_passes_the_check_and_is_graded(scratch: Path) -> None:
    checked = kgtool("check", directory=scratch)
    assert checked.code == 0, checked.err
    assert "warning" in checked.out
    assert "Weights" in kgtool("query", "openness", "-f", "csv", directory=scratch).out


def test_names_without_latin_letters_get_files_of_their_own(records: Path, tmp_path: Path) -> None:
    for name in ("通义", "文心"):
        (records / f"{name}.yml").write_text(RECORD.format(name=name, license="MIT"), encoding="utf-8")
    assert imported(tmp_path / "scratch", records).code == 0
    models = {of(tmp_path / "scratch", model)["label"] for model in ("unnamed", "unnamed-2")}
    assert models == {"通义", "文心"}
    assert kgtool("check", directory=tmp_path / "scratch").code == 0


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_named_and_the_others_are_written(name: str, records: Path, tmp_path: Path) -> None:
    text, says = BROKEN[name]
    broken = records / "broken.yml"
    listed = RECORD.partition("- {{name")[0] + text + "\n"
    broken.write_text(listed.format(name="Broken"), encoding="utf-8")
    run = imported(tmp_path / "scratch", records)
    assert run.code == 1
    assert f"{broken}{says}" in run.err
    assert "error: 1 record could not be read; the others were" in run.err
    assert [file.name for file in (tmp_path / "scratch/graph/model").iterdir()] == ["traps.yaml"]


def test_every_broken_record_is_named(records: Path, tmp_path: Path) -> None:
    (records / "a.yml").write_text("release: {version: 1}\n", encoding="utf-8")
    (records / "b.yml").write_text("framework: {name: Model Openness Framework}\n", encoding="utf-8")
    (records / "c.yml").write_bytes(b"release: {name: caf\xe9}\n")
    run = imported(tmp_path / "scratch", records)
    assert run.code == 1
    for place in ("a.yml:1:10: a release without name", "b.yml:1:1: a record without release", "c.yml:1:"):
        assert f"{records}/{place}" in run.err
    assert "error: 3 records could not be read; the others were" in run.err


def test_an_index_record_without_a_grade_is_named(tmp_path: Path) -> None:
    graded = "\n".join(f"{name}: {{class: open}}" for name in CRITERIA)
    (tmp_path / "good.yaml").write_text(INDEX.format(criteria=graded), encoding="utf-8")
    spoiled = graded.replace("licenses: {class: open}", "licenses: {class: maybe}")
    (tmp_path / "bad.yaml").write_text(INDEX.format(criteria=spoiled), encoding="utf-8")
    run = imported(tmp_path / "scratch", tmp_path, name="osai")
    assert run.code == 1
    assert f"{tmp_path}/bad.yaml:15:11: licenses has no grade of the index; got maybe" in run.err
    written = of(tmp_path / "scratch", "good")["releases"][0]
    assert (written["date"], written["components"]["weights"]["license"]) == ("2024-07", "Apache-2.0")


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "missing.yml"):
        run = imported(tmp_path / "scratch", path)
        assert (run.code, (tmp_path / "scratch").exists()) == (2, False)
        assert f"{path} holds no record of Model Openness Tool" in run.err


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("mott",), "no data set is called 'mott'\n  did you mean mot?"),
        (("xyzzy",), "one of mot or osai"),
        (("mot", "--read", "yesterday"), "--read: got 'yesterday', expected a day"),
        (("mot", "--revision", "../.."), "--revision: got '../..', expected a commit"),
    ],
)
def test_what_is_mistyped_is_refused(args: tuple[str, ...], says: str, records: Path, tmp_path: Path) -> None:
    run = kgtool("import", args[0], str(records), *args[1:], directory=tmp_path / "scratch")
    assert (run.code, (tmp_path / "scratch").exists()) == (2, False)
    assert says in run.err


def test_a_dry_run_writes_nothing(records: Path, tmp_path: Path) -> None:
    run = imported(tmp_path / "scratch", records, "--dry-run")
    assert (run.code, (tmp_path / "scratch").exists()) == (0, False)
    assert run.out.startswith("read 1 record; would write organization/unknown.yaml, model/traps.yaml under ")


def test_quiet_says_nothing(records: Path, tmp_path: Path) -> None:
    run = imported(tmp_path / "scratch", records, "--quiet")
    assert (run.code, run.out, run.err) == (0, "", "")


def test_outside_of_a_workspace_nothing_is_written(records: Path) -> None:
    run = kgtool("import", "mot", str(records), directory=None, cwd=records)
    assert run.code == 2
    assert "no workspace here to import into" in run.err


def test_sources_lead_to_the_commit_that_was_read(records: Path, tmp_path: Path) -> None:
    imported(tmp_path / "scratch", records, "--revision", "abc123", "--read", "2026-01-31")
    source = of(tmp_path / "scratch", "traps")["source"]
    assert source["url"] == "https://github.com/lfai/model_openness_tool/blob/abc123/models/traps.yml"
    assert source["read"] == "2026-01-31"


def test_grades_go_to_the_model_of_the_same_repository(own_scratch: Path, records: Path) -> None:
    run = imported(own_scratch, records)
    assert "read 1 record, 1 model matched; wrote assessment/mot.csv" in run.out
    rows = {row["element"]: row for row in table(own_scratch)}
    assert len(rows) == 17
    assert {row["target"] for row in rows.values()} == {"model/traps"}
    assert (rows["training-code"]["verdict"], rows["training-code"]["license"]) == ("affirms", "Apache-2.0")
    assert (rows["research-paper"]["verdict"], rows["research-paper"]["value"]) == ("denies", "not included")


def test_a_record_that_may_be_about_several_models_is_listed_and_left_out(own_scratch: Path, records: Path) -> None:
    text = (own_scratch / "graph/model/traps.yaml").read_text(encoding="utf-8")
    (own_scratch / "graph/model/twin.yaml").write_text(text, encoding="utf-8")
    run = imported(own_scratch, records)
    assert "about several models: 1\n  traps.yml: model/traps or model/twin\n" in run.err
    assert table(own_scratch) == []


def test_grades_on_which_records_of_a_model_differ_are_left_out(own_scratch: Path, records: Path) -> None:
    (records / "other.yml").write_text(RECORD.format(name="Other", license="MIT"), encoding="utf-8")
    run = imported(own_scratch, records)
    assert "  model/traps, Datasets: other.yml, traps.yml differ\n" in run.err
    elements = {row["element"] for row in table(own_scratch)}
    assert {"model-card", "research-paper"} < elements
    assert "datasets" not in elements


def test_a_second_import_replaces_its_own_file_and_no_other(own_scratch: Path, records: Path) -> None:
    assert [imported(own_scratch, records).code for _ in range(2)] == [0, 0]
    target = own_scratch / "graph/assessment/mot.csv"
    target.write_text(mine := target.read_text(encoding="utf-8").replace("affirms", "denies"), encoding="utf-8")
    run = imported(own_scratch, records)
    assert run.code == 5
    assert "exists and was not written by kgtool, or was changed since" in run.err
    assert target.read_text(encoding="utf-8") == mine
    assert imported(own_scratch, records, "--force").code == 0
    assert len(table(own_scratch)) == 17


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are POSIX")
def test_a_bar_shows_how_far_it_is(records: Path, tmp_path: Path) -> None:
    from tests.terminals import shown_on_terminal

    line = command("-C", str(tmp_path / "scratch"), "import", "mot", str(records))
    code, shown = shown_on_terminal(line, environment(KGTOOL_PROGRESS_AFTER="0"))
    assert code == 0
    assert "reading Model Openness Tool" in shown


@pytest.mark.parametrize(
    ("name", "folder"),
    [("mot", "model-openness-tool/models"), ("osai", "osai-index"), ("os-ai-map", "os-ai-map/sources")],
)
def test_the_grades_in_the_landscape_are_what_the_command_writes(name: str, folder: str, tmp_path: Path) -> None:
    for part in ("ontology", "graph", "queries"):
        shutil.copytree(ROOT / part, tmp_path / "copy" / part)
    committed = (ROOT / f"graph/assessment/{name}.csv").read_bytes()
    read = table(ROOT, name)[0]["source.read"]
    assert imported(tmp_path / "copy", sources() / folder, "--read", read, "--force", name=name).code == 0
    assert (tmp_path / f"copy/graph/assessment/{name}.csv").read_bytes() == committed


def test_the_index_becomes_a_workspace_that_passes_the_check_and_answers(tmp_path: Path) -> None:
    folder = tmp_path / "scratch"
    run = imported(folder, sources() / "osai-index", name="osai")
    assert (run.code, run.out.startswith("read 193 records;")) == (0, True)
    done = subprocess.run(command("-C", str(folder), "check"), capture_output=True, env=environment(), timeout=300)
    assert done.returncode == 0, done.stdout.decode()
    for query in ("openness", "may-i-use", "releases-by-year", "models-per-license"):
        answer = kgtool("query", query, "-f", "csv", directory=folder)
        assert answer.code == 0
        assert len(answer.out.splitlines()) > 5


MAP = """
product: {product}
openness:
  class: {grade}
  components: "weights:open(Apache-2.0, safetensors);data:closed;code:partial(inference)"
  sources:
    - {{url: https://example.org/card, accessed: 2026-06-01}}
"""
PRODUCT = """
name: some
display_name: Some
type: {kind}
huggingface_model:
- url: https://huggingface.co/someone/some
"""


def map_folder(root: Path, kind: str = "model", grade: str = "open_weights") -> Path:
    """A folder as the Open Source AI Map has it, of one product."""
    for name, text in (("scores", MAP.format(product="some", grade=grade)), ("products", PRODUCT.format(kind=kind))):
        (root / name).mkdir(parents=True)
        (root / name / "some.yaml").write_text(text, encoding="utf-8")
    return root


def test_a_product_of_the_map_becomes_a_model_with_its_class(tmp_path: Path) -> None:
    assert imported(tmp_path / "scratch", map_folder(tmp_path / "map"), name="os-ai-map").code == 0
    parts = components(tmp_path / "scratch", "some")
    assert (parts["weights"]["availability"], parts["weights"]["license"]) == ("published", "Apache-2.0")
    assert "datasets" not in parts
    assert imported(tmp_path / "scratch", tmp_path / "map", name="os-ai-map").code == 0
    grades = {row["criterion"]: row["value"] for row in table(tmp_path / "scratch", "os-ai-map")}
    assert grades == {"openness class": "open_weights", "components, data": "closed", "components, weights": "open"}


def test_a_product_of_the_map_that_is_no_model_is_left_out(tmp_path: Path) -> None:
    run = imported(tmp_path / "scratch", map_folder(tmp_path / "map", kind="software"), name="os-ai-map")
    assert not list((tmp_path / "scratch/graph").glob("model/*")), run.out


def test_a_class_that_the_map_does_not_have_is_named(tmp_path: Path) -> None:
    folder = map_folder(tmp_path / "map", grade="semi_open")
    run = imported(tmp_path / "scratch", folder, name="os-ai-map")
    assert run.code == 1
    assert "some.yaml:4:3: no class of the map; got semi_open" in run.err


ASSETS = """
- {type: dataset, name: Ground, organization: Someone, created_date: 2023-01-01, url: https://example.org/g,
   license: CC-BY-4.0}
- {type: model, name: Sky, organization: Someone, created_date: 2024-02-03, url: https://example.org/s, access: open,
   license: Apache 2.0, dependencies: [Ground, Lost], modality: text; text, size: 7B parameters}
- {type: application, name: Kite, organization: Someone, created_date: 2024-03-04, url: https://example.org/k,
   dependencies: [Sky]}
"""


def test_assets_become_data_sets_models_and_applications_that_are_linked(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/someone.yaml").write_text(ASSETS, encoding="utf-8")
    run = imported(tmp_path / "scratch", tmp_path / "assets", name="ecosystem-graphs")
    assert run.code == 0, run.err
    assert "Lost" in run.out + run.err
    assert of(tmp_path / "scratch", "sky")["trainedOn"] == ["dataset/ground"]
    kite = yaml.load((tmp_path / "scratch/graph/application/kite.yaml").read_text(), Loader=yaml.BaseLoader)
    assert kite["uses"] == ["model/sky"]
    assert kgtool("check", directory=tmp_path / "scratch").code == 0


@pytest.mark.parametrize(
    ("name", "folder", "least"),
    [("os-ai-map", "os-ai-map/sources", 70), ("ecosystem-graphs", "ecosystem-graphs/assets", 400)],
)
def test_a_public_set_becomes_a_workspace_that_passes_the_check(
    name: str, folder: str, least: int, tmp_path: Path
) -> None:
    assert imported(tmp_path / "scratch", sources() / folder, name=name).code == 0
    assert len(list((tmp_path / "scratch/graph/model").iterdir())) >= least
    done = subprocess.run(
        command("-C", str(tmp_path / "scratch"), "check"), capture_output=True, env=environment(), timeout=300
    )
    assert done.returncode == 0, done.stdout.decode()
