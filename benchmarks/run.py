"""How fast kgtool is beside its peers, as one table of ratios: `python benchmarks/run.py [--rounds 7] [--only WORD]`.

Peers are run in turn with kgtool, in one go, each in a process of its own; a ratio is of medians. What is not
installed is named as missing: `oxigraph` (pip install oxigraph), `tdb2.tdbquery` (Apache Jena), both on the PATH.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pages import page_rows
from peers import CLOSURE, EAGER, NAIVE, RULES, SAME_STEPS
from rows import Row, print_table, seconds

ROOT = Path(__file__).resolve().parents[1]
TINY = ROOT / "tests" / "tiny"
SHIPS = 1000
OPERATORS = 50
PYTHON = sys.executable
ANSWERED = "operator/line-7"
QUESTION = TINY / "queries" / "ships-by-operator.rq"
REACH_OF_BUILDS = 10


class Bench:
    """A workspace with 1,000 source files, built, and the commands that are timed on it."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.env = os.environ | {"PYTHONPATH": str(ROOT), "KGTOOL_CACHE": str(folder / "cache"), "NO_COLOR": "1"}
        self.env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")  # as if installed, and the checkout stays clean
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["KGTOOL_CACHE"] = self.env["KGTOOL_CACHE"]

    def kgtool(self, *arguments: str) -> list[str]:
        """A command line of kgtool."""
        return [PYTHON, "-m", "kgtool", *arguments]

    def once(self, command: Sequence[str], patience: float | None = None) -> float:
        """The wall time of a command that must end well. Raises: subprocess.TimeoutExpired after `patience` seconds."""
        start = time.perf_counter()
        done = subprocess.run(
            command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=patience
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)[:200]}\n{done.stderr}")
        return time.perf_counter() - start

    def medians(self, *commands: Sequence[str], rounds: int = 0) -> list[float]:
        """The median wall time of each command, all of them run in turn, after once for the caches' sake."""
        for command in commands:
            self.once(command)
        times = [[self.once(command) for command in commands] for _ in range(rounds or self.rounds)]
        return [statistics.median(column) for column in zip(*times, strict=True)]

    def script(self, name: str, text: str) -> str:
        """A peer's script as a file."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def workspace(self, refits: int) -> Path:
        """Ships and their refits, one file a ship."""
        folder = self.folder / f"ships-{refits}"
        if folder.exists():
            return folder
        shutil.copytree(TINY / "ontology", folder / "ontology")
        shutil.copytree(TINY / "queries", folder / "queries")
        for name in ("ship", "operator", "harbour", "permit"):
            (folder / "graph" / name).mkdir(parents=True)
        _write_facts(folder / "graph", refits)
        return folder


def _write_facts(graph: Path, refits: int) -> None:
    source = "source: {url: https://example.org/register, read: 2026-01-12}\n"
    table = "id,label,within,source.url,source.read\nsea,The sea,,https://example.org/pilot,2026-01-12\n"
    rows = (
        f"h{n},Harbour {n},harbour/{f'h{n // 4}' if n > 3 else 'sea'},https://example.org/pilot,2026-01-12\n"
        for n in range(64)
    )
    (graph / "harbour" / "harbours.csv").write_text(table + "".join(rows))
    (graph / "permit" / "pilot.yaml").write_text("label: Pilot\ncode: PILOT\n" + source)
    for n in range(OPERATORS):
        (graph / "operator" / f"line-{n}.yaml").write_text(f"label: Line {n}\nhomePort: harbour/h{n}\n{source}")
    for n in range(SHIPS):
        (graph / "ship" / f"ship-{n}.yaml").write_text(_ship(n, refits) + source)


def _ship(number: int, refits: int) -> str:
    fields = f"""label: Ship {number}
altLabel: MV Ship {number}
kind: {("ferry", "tug", "icebreaker")[number % 3]}
operator: operator/line-{number % OPERATORS}
homePort: harbour/h{number % 64}
sister: ship/ship-{(number + 1) % SHIPS}
built: {1950 + number % 70}-04
needs: PILOT
"""
    own = "{url: https://example.org/yard, locator: page 1, read: 2026-01-12}"
    items = (
        f"  - {{name: Work {n}, yard: harbour/h{n % 64}, date: {{value: 2015-05-30, source: {own}}}}}\n"
        for n in range(refits)
    )
    return fields + ("refits:\n" + "".join(items) if refits else "")


def start_up(bench: Bench) -> list[Row]:
    """The time to a page of help."""
    ours, theirs = bench.medians(bench.kgtool("--help"), [PYTHON, "-c", EAGER, "--help"])
    return [Row("kgtool --help", "the same app with eager imports", 5, ours, theirs)]


def cold_query(bench: Bench) -> list[Row]:
    """A saved query in a fresh process, on a built graph of 50,000 triples."""
    from kgtool.build import build
    from kgtool.workspace import find_workspace

    folder = bench.workspace(6)
    snapshot = build(find_workspace(folder))
    triples = sum(count for name, count in snapshot.manifest.counts.items() if name != "provenance")
    data = _dump_union(snapshot.store_path, bench.folder / "union.nt")
    query = _filled_query(bench.folder / "question.rq")
    ours = bench.kgtool("-C", str(folder), "query", "ships-by-operator", "--operator", ANSWERED)
    peers = {
        "typer + rich + rdflib, naively": [PYTHON, bench.script("naive.py", NAIVE), str(data), str(query)],
        "tdb2.tdbquery": _jena(bench, data, query),
        "oxigraph query": _oxigraph(bench, snapshot.store_path, query),
    }
    there = {name: command for name, command in peers.items() if command}
    trivial, took, *times = bench.medians(bench.kgtool("--version"), ours, *there.values())
    theirs = dict(zip(there, times, strict=True))
    note = f"{triples:,} triples"
    rows = [
        Row("kgtool query NAME, fresh process", peer, reach, took, theirs.get(peer), note)
        for peer, reach in zip(peers, (6, 3, 1 / 6), strict=True)
    ]
    beyond = f"beyond kgtool --version ({seconds(trivial)})"
    rows.append(
        Row(
            "the same, beyond a trivial command",
            "oxigraph query",
            0.5,
            max(took - trivial, 1e-4),
            theirs.get("oxigraph query"),
            beyond,
        )
    )
    return [*rows, Row("the same question again", "kgtool --version", 1 / 1.2, took, trivial, "nothing is cached yet")]


def _dump_union(store: Path, target: Path) -> Path:
    import pyoxigraph as ox

    ox.Store.read_only(str(store)).dump(str(target), ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return target


def _filled_query(target: Path) -> Path:
    """The saved query as any tool can run it, asking about the same operator."""
    text = QUESTION.read_text(encoding="utf-8").replace("operator/polar-tugs>", f"{ANSWERED}>")
    target.write_text("\n".join(line for line in text.splitlines() if not line.startswith("#+")), encoding="utf-8")
    return target


def _oxigraph(bench: Bench, store: Path, query: Path) -> list[str]:
    command = shutil.which("oxigraph")
    return (
        [command, "query", "-l", str(store), "--query-file", str(query), "--results-format", "csv"] if command else []
    )


def _jena(bench: Bench, data: Path, query: Path) -> list[str]:
    command, loader = shutil.which("tdb2.tdbquery"), shutil.which("tdb2.tdbloader")
    if not command or not loader:
        return []
    place = bench.folder / "tdb2"
    bench.once([loader, "--loc", str(place), str(data)])
    return [command, "--loc", str(place), "--query", str(query)]


def closure(bench: Bench) -> list[Row]:
    """OWL RL at 10,000 triples beside owlrl, then ours alone at 100,000 and 1,000,000."""
    rows = []
    grown: list[float] = []
    for size in (10_000, 100_000, 1_000_000):
        axioms, facts = _closure_files(bench, size)
        (count, ours), *_ = sorted(_closed(bench, "compiled", axioms, facts) for _ in range(3))
        theirs = _closed(bench, "owlrl", axioms, facts)[1] if size == 10_000 else None
        if theirs:
            rows.append(Row("OWL RL closure", "owlrl", 150, ours, theirs, f"{size:,} triples, {count:,} inferred, CPU"))
        grown.append(ours)
    for small, large, size in zip(grown, grown[1:], (100_000, 1_000_000), strict=False):
        rows.append(
            Row(f"the closure at {size:,} triples", "12 × the time at a tenth", 1, large, small * 12, "growth, CPU")
        )
    return rows


def _closed(bench: Bench, reasoner: str, axioms: Path, facts: Path) -> tuple[int, float]:
    command = [PYTHON, "-c", CLOSURE, reasoner, str(axioms), str(facts)]
    count, seconds = subprocess.check_output(command, env=bench.env, text=True).split()
    return int(count), float(seconds)


def _closure_files(bench: Bench, size: int) -> tuple[Path, Path]:
    """The tiny ontology's axioms, and facts like those of the benchmark's workspace."""
    import pyoxigraph as ox

    from kgtool.ontology import read_ontology
    from kgtool.workspace import find_workspace

    ontology = read_ontology(find_workspace(TINY))
    axioms, facts = bench.folder / "axioms.nt", bench.folder / f"facts-{size}.nt"
    ox.serialize((axiom.triple for axiom in ontology.triples), str(axioms), ox.RdfFormat.N_TRIPLES)
    sea, own = ontology.namespace, ontology.individuals
    with facts.open("w", encoding="utf-8") as file:
        for n in range(64):
            file.write(f"<{own}h{n}> <{sea}within> <{own}h{n // 4}sea> .\n<{own}h{n}sea> <{sea}within> <{own}sea> .\n")
        for n in range(size // 8):
            ship = f"<{own}ship-{n}>"
            file.write(f'{ship} <{RDF_TYPE}> <{sea}Ship> .\n{ship} <{sea}callSign> "S{n}" .\n')
            file.write(f"{ship} <{sea}kind> <{sea}{('ferry', 'tug')[n % 2]}> .\n")
            file.write(f"{ship} <{sea}operator> <{own}line-{n % 1000}> .\n{ship} <{sea}homePort> <{own}h{n % 64}> .\n")
            file.write(f"{ship} <{sea}sister> <{own}ship-{n ^ 1}> .\n{ship} <{sea}refit> <{own}ship-{n}/refit> .\n")
            file.write(f'<{own}ship-{n}/refit> <{sea}date> "2015-05-30"^^<http://www.w3.org/2001/XMLSchema#date> .\n')
    return axioms, facts


RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def rebuilding(bench: Bench) -> list[Row]:
    """A build when nothing changed, and one after one file changed, beside a build from nothing."""
    folder = bench.workspace(0)
    full, idle = bench.kgtool("-C", str(folder), "build", "--force"), bench.kgtool("-C", str(folder), "build")
    whole, nothing = bench.medians(full, idle, rounds=3)
    files = len(list((folder / "graph").rglob("*.*")))
    return [Row("no-op rebuild", "the full build", 20, nothing, whole, f"{files:,} source files")]


def from_nothing(bench: Bench) -> list[Row]:
    """All steps of a build, beside rdflib, pyshacl and owlrl on facts that are triples already."""
    return [_from_nothing(bench, "build from nothing", bench.workspace(0))]


def landscape(bench: Bench) -> list[Row]:
    """The same for the shipped landscape and its rules; the peer is stopped when it has missed."""
    return [_from_nothing(bench, "build of the landscape from nothing", ROOT)]


def _from_nothing(bench: Bench, what: str, folder: Path) -> Row:
    from kgtool.build.pipeline import build_graph
    from kgtool.rules import read_rules
    from kgtool.workspace import find_workspace

    workspace = find_workspace(folder)
    built = build_graph(workspace, "compiled", None, lambda *_: None)
    rules = [str(folder / rule.file) for rule in read_rules(workspace, built.ontology)]
    inferred = f"<{built.ontology.graph_iri('inferred')}> .".encode()
    data, shapes = bench.folder / "facts.nq", bench.folder / "shapes.nt"
    data.write_bytes(b"".join(line for line in built.nquads.splitlines(True) if inferred not in line))
    shapes.write_bytes(built.ontology.shapes)
    ours = bench.medians(bench.kgtool("-C", str(folder), "build", "--force"), rounds=3)[0]
    patience = 1.5 * REACH_OF_BUILDS * ours
    note = f"{built.counts['asserted']:,} facts, {len(rules)} rules; theirs starts from N-Quads and writes no proofs"
    try:
        theirs = bench.once(
            [PYTHON, "-c", SAME_STEPS, str(data), str(shapes), str(bench.folder / "theirs.nq"), *rules], patience
        )
    except subprocess.TimeoutExpired:
        theirs, note = patience, f"{note}; stopped before its end"
    return Row(what, "rdflib + owlrl + pyshacl", REACH_OF_BUILDS, ours, theirs, note)


def grades(bench: Bench) -> list[Row]:
    """All rules on the shipped landscape, and the proof of one grade beyond a trivial command, both in CPU time."""
    rules = statistics.median(float(subprocess.check_output([PYTHON, "-c", RULES], env=bench.env)) for _ in range(3))
    why = bench.kgtool("why", "Llama 4 Scout", "g7Level")
    trivial, proof = (
        statistics.median(_cpu(bench, line) for _ in range(7)) for line in (bench.kgtool("--version"), why)
    )
    return [
        Row("all rules on the landscape", "2 s", 1, rules, 2.0, "read and applied, CPU"),
        Row("why of a grade, beyond kgtool --version", "0.1 s", 1, max(proof - trivial, 1e-4), 0.1, "CPU"),
    ]


def _cpu(bench: Bench, command: Sequence[str]) -> float:
    """The processor time of a command and all that it starts."""
    before = os.times()
    bench.once(command)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


BENCHMARKS: dict[str, Callable[[Bench], list[Row]]] = {
    "start-up": start_up,
    "query": cold_query,
    "closure": closure,
    "rebuild": rebuilding,
    "build": from_nothing,
    "landscape": landscape,
    "grades": grades,
    "page": lambda bench: page_rows(bench.folder),
}


def main() -> None:
    """Run the benchmarks and print their table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="how often each command runs")
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="one of the benchmarks; may be repeated")
    wanted = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="kgtool-bench-") as folder:
        bench = Bench(Path(folder), wanted.rounds)
        rows = [row for name in wanted.only or BENCHMARKS for row in BENCHMARKS[name](bench)]
    print(f"CPython {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print_table(rows)


if __name__ == "__main__":
    main()
