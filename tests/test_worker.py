"""The worker: answers over a pipe, and ends in time whatever the query does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kgtool.errors import LimitError, QueryError, StoreError
from kgtool.worker import Request, ask, memory_limit

NAME = NamedNode("http://e/name")


def cats(number: int = 300) -> Store:
    store = Store()
    store.bulk_extend(Quad(NamedNode(f"http://e/{i}"), NAME, Literal(f"cat {i}")) for i in range(number))
    return store


def test_rows_arrive_with_their_terms() -> None:
    with closing(ask(Request("SELECT ?c ?n ?x { ?c <http://e/name> ?n } ORDER BY ?n LIMIT 2"), cats)) as answer:
        assert (answer.form, answer.variables) == ("rows", ("c", "n", "x"))
        assert next(answer.rows()) == (NamedNode("http://e/0"), Literal("cat 0"), None)


def test_triples_arrive_without_duplicates_in_a_fixed_order() -> None:
    query = "CONSTRUCT { <http://e/all> <http://e/has> ?n } { ?c <http://e/name> ?n . ?d <http://e/name> ?n }"
    with closing(ask(Request(query), lambda: cats(20))) as answer:
        triples = answer.triples()
    assert len(triples) == 20
    assert triples == sorted(triples, key=str)


def test_truth_arrives() -> None:
    with closing(ask(Request("ASK {}"), cats)) as answer:
        assert (answer.form, answer.truth) == ("boolean", True)


def test_answer_larger_than_the_pipe_arrives_whole() -> None:
    with closing(ask(Request("SELECT * { ?a ?p ?b . ?c ?q ?d }"), lambda: cats(200))) as answer:
        assert sum(1 for _ in answer.rows()) == 40_000


def test_reader_that_has_enough_ends_the_child() -> None:
    answer = ask(Request("SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"), cats)
    next(answer.rows())
    process = answer._process
    answer.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_children_that_said_all_are_put_away_later() -> None:
    processes = []
    for _ in range(3):
        with closing(ask(Request("SELECT ?c { ?c ?p ?n } LIMIT 2"), cats)) as answer:
            processes.append(answer._process)
            assert len(list(answer.rows())) == 2
        time.sleep(0.2)
    for process in processes[:-1]:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_what_is_done_meanwhile_may_call_the_query_off() -> None:
    def changed() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(Request("ASK {}"), cats, changed)


def test_deadline_ends_the_query() -> None:
    started = time.monotonic()
    with pytest.raises(LimitError, match=r"within 0\.3 s"):
        ask(Request("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }", timeout=0.3), cats)
    assert time.monotonic() - started < 5


def test_deadline_holds_while_rows_still_come() -> None:
    query = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
    with closing(ask(Request(query, timeout=1), cats)) as answer, pytest.raises(LimitError):
        for _ in answer.rows():
            pass


def test_crash_of_the_parser_is_a_limit() -> None:
    with pytest.raises(LimitError, match="memory"):
        ask(Request("ASK { FILTER" + "(" * 20_000 + "1" + ")" * 20_000 + " }"), cats)


def test_syntax_error_is_told_in_terms_of_the_text() -> None:
    with pytest.raises(QueryError, match="line 1, column 7"):
        ask(Request("ASK ?x"), cats)


def test_failure_to_open_the_store_is_told() -> None:
    def broken() -> Store:
        raise StoreError("no store here", hint="make one")

    with pytest.raises(StoreError, match="no store here") as caught:
        ask(Request("ASK {}"), broken)
    assert caught.value.hint == "make one"


def test_bug_in_the_child_is_told_too() -> None:
    def broken() -> Store:
        raise ZeroDivisionError

    with pytest.raises(StoreError, match="ZeroDivisionError"):
        ask(Request("ASK {}"), broken)


def test_prefixes_and_base_reach_the_engine() -> None:
    request = Request("SELECT ?n { <1> ex:name ?n }", prefixes={"ex": "http://e/"}, base="http://e/")
    with closing(ask(request, cats)) as answer:
        assert list(answer.rows()) == [(Literal("cat 1"),)]


def test_memory_limit_is_at_least_a_gigabyte() -> None:
    assert memory_limit() >= 1 << 30


def nested(levels: int) -> Store:
    name, store = "<http://e/a>", Store()
    deep = f"<<( {name} {name} " * levels + name + " )>>" * levels
    store.load(f"{name} {name} {deep} .".encode(), format=RdfFormat.N_TRIPLES)
    return store


@pytest.mark.parametrize("query", ["SELECT ?o { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_triples_nested_too_deeply_are_a_limit(query: str) -> None:
    def read(levels: int) -> int:
        with closing(ask(Request(query), lambda: nested(levels))) as answer:
            return len(list(answer.rows() if answer.form == "rows" else answer.triples()))

    assert read(50) == 1
    with pytest.raises(LimitError, match="too deeply"):
        read(5_000)


ENDLESS = """
from pyoxigraph import Store
from kgtool.worker import Request, ask
def store():
    import os
    print(os.getpid(), flush=True)
    return Store()
import kgtool.worker as worker
worker._confine = lambda request: None
values = "{ VALUES ?x { " + "1 " * 400 + "} }"
ask(Request("SELECT (COUNT(*) AS ?n) { " + "".join(values.replace("x", c) for c in "abcde") + " }", timeout=60), store)
"""


def test_killed_parent_takes_the_child_along() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(100):
        if not runs(child):
            break
        time.sleep(0.05)
    assert not runs(child)
    parent.stdout.close()


def runs(process: int) -> bool:
    """Whether a process is there, and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
