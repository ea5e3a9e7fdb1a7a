"""The scripts that the benchmarks run in processes of their own: peers, and steps of kgtool alone."""

EAGER = """
import networkx, owlrl, pyoxigraph, pyshacl, pyvis.network, rapidfuzz, rdflib, rich.console, yaml
from kgtool.cli import main
main()
"""
NAIVE = """
import sys
import rdflib, rich.console, rich.table, typer

def ask(data: str, query: str) -> None:
    answer = rdflib.Graph().parse(data, format="nt").query(open(query).read())
    table = rich.table.Table(*map(str, answer.vars))
    for row in answer:
        table.add_row(*map(str, row))
    rich.console.Console().print(table)

typer.run(ask)
"""
CLOSURE = """
import sys, time
import pyoxigraph as ox
from kgtool.reasoning import REASONERS
axioms, facts = ([quad.triple for quad in ox.parse(path=path)] for path in sys.argv[2:])
facts = facts[: int(1e9)]
start = time.process_time()
print(len(REASONERS[sys.argv[1]](axioms, facts)), time.process_time() - start)
"""
RULES = """
import time
import kgtool.build.pipeline as steps
from kgtool.workspace import bundled_workspace
spent = []
def timed(function):
    def run(*given):
        start = time.process_time()
        found = function(*given)
        spent.append(time.process_time() - start)
        return found
    return run
steps.read_rules, steps.apply_rules = timed(steps.read_rules), timed(steps.apply_rules)
steps.build_graph(bundled_workspace(), "compiled", None, lambda *_: None)
print(sum(spent))
"""
SAME_STEPS = """
import sys
import owlrl, pyshacl, rdflib
data, shapes, target, *rules = sys.argv[1:]
dataset = rdflib.Dataset()
dataset.parse(data, format="nquads")
graph = rdflib.Graph()
for name in dataset.graphs():
    if str(name.identifier).endswith("asserted"):
        graph += name
shapes = rdflib.Graph().parse(shapes, format="nt")
assert pyshacl.validate(graph, shacl_graph=shapes, inference="none", allow_warnings=True)[0]
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
for rule in rules:
    graph += list(graph.query(open(rule).read()))
inferred = dataset.graph("urn:inferred")
for subject, predicate, object_ in graph:
    if not isinstance(subject, rdflib.Literal):
        inferred.add((subject, predicate, object_))
open(target, "w").writelines(sorted(dataset.serialize(format="nquads").splitlines(keepends=True)))
"""
