"""`kgtool build --reasoner owlrl` and plain `kgtool build` infer the same triples.

What owlrl gives besides stands in SPEED.md: `x owl:sameAs x`, `x a owl:Thing`, and triples whose subject is a literal.
Both reasoners leave these out, so the graphs must be equal. Rule by rule they are compared in `test_reasoning.py`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.commands import ROOT, TINY, kgtool

SAMPLE = (
    *("model/mixtral-8x7b", "model/olmo-2-32b", "model/gpt-4o", "model/llama-3.1", "model/deepseek-r1"),
    *("model/apertus", "organization/mistral-ai", "application/le-chat"),
)
INFERRED = "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } FILTER(STRENDS(STR(?g), '/graph/inferred')) }"
LEFT_OUT = re.compile(r'^(?:"|(\S+) <http://www\.w3\.org/2002/07/owl#sameAs> \1 \.|\S+ \S+#type> <\S+owl#Thing> \.)')


def copied_sample(target: Path) -> Path:
    """The shipped ontology, all regions, and some records with all that they refer to."""
    known = {
        path.relative_to(ROOT / "graph").with_suffix("").as_posix(): path for path in (ROOT / "graph").rglob("*.yaml")
    }
    codes = {
        found[1]: name
        for name, path in known.items()
        if (found := re.search(r"^spdx: *(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    }
    waiting, chosen = {name for name in SAMPLE if name in known}, set[str]()
    assert len(waiting) > len(SAMPLE) // 2
    while waiting:
        name = waiting.pop()
        chosen.add(name)
        waiting |= set(references(known[name].read_text(encoding="utf-8"), known, codes)) - chosen
    shutil.copytree(ROOT / "ontology", target / "ontology")
    shutil.copytree(ROOT / "graph/region", target / "graph/region")
    for name in sorted(chosen):
        (target / "graph" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(known[name], target / "graph" / f"{name}.yaml")
    return target


def references(text: str, known: dict[str, Path], codes: dict[str, str]) -> list[str]:
    """The ids of other records in the text of one."""
    ids = ["/".join(found.rstrip(".").split("/")[:2]) for found in re.findall(r"[a-z]+/[a-z0-9./-]+", text)]
    named = [codes[word] for word in re.findall(r"[\w.+-]+", text) if word in codes]
    return [name for name in [*ids, *named] if name in known]


def inferred(folder: Path, reasoner: str, cache: Path) -> list[str]:
    """The lines of the inferred graph, as a reasoner makes it in a cache of its own."""
    own = str(cache / reasoner)
    flags = () if reasoner == "compiled" else ("--reasoner", reasoner)
    built = kgtool("build", *flags, directory=folder, KGTOOL_CACHE=own)
    assert built.code == 0, built
    lines = sorted(kgtool("query", INFERRED, "-f", "nt", directory=folder, KGTOOL_CACHE=own).out.splitlines())
    [manifest] = (cache / reasoner).rglob("manifest.json")
    assert f'"reasoner": "{reasoner}"' in manifest.read_text(encoding="utf-8")
    return lines


@pytest.mark.parametrize("name", ["tiny", "shipped"])
def test_both_reasoners_infer_the_same_triples(name: str, tmp_path: Path) -> None:
    folder = TINY if name == "tiny" else copied_sample(tmp_path / "sample")
    ours, theirs = inferred(folder, "compiled", tmp_path), inferred(folder, "owlrl", tmp_path)
    assert len(ours) > 200
    assert [line for line in ours if LEFT_OUT.match(line)] == []
    assert sorted(set(ours) ^ set(theirs)) == []
