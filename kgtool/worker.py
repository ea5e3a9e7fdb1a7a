"""One query in one forked child: a deadline, a memory limit or Ctrl-C ends the child and nothing else.

The engine has no timeout, does not hear Ctrl-C, and ends its process when memory or stack do. The store is opened
inside the child, because opening starts threads, which a fork would lose.
"""

from __future__ import annotations

import _thread
import contextlib
import json
import os
import re
import resource
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from kgtool.errors import Fault, KgError, LimitError, QueryError, StoreError, UsageError

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator, Mapping

    from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

    Term = NamedNode | BlankNode | Literal | Triple

HEADER: Final = 5
"""Bytes before each message: its kind, and its size in four."""

CHUNK: Final = 64 * 1024
LEAST_MEMORY: Final = 1 << 30
MOST_MEMORY: Final = 1 << 62
MOST_FILES: Final = 512
MOST_NESTED: Final = 200
"""Levels of triples in triples that the parsers in the parent are sure to bear."""

NESTED_JSON: Final = b'"object":{"type":"triple"'
NESTED_TRIPLES: Final = b" )>>" * MOST_NESTED
UNITS: Final = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


class Request(NamedTuple):
    """A query's text with what the engine needs to know besides; `timeout` in seconds, `memory` in bytes."""

    text: str
    prefixes: Mapping[str, str] | None = None
    base: str | None = None
    timeout: float = 30.0
    memory: int = 0


def memory_limit() -> int:
    """What one query may take: `$KGTOOL_MEMORY`, else half of the machine's memory; at least 1 GB.

    Raises: UsageError for what is no such size.
    """
    if said := os.environ.get("KGTOOL_MEMORY"):
        match = re.fullmatch(r"(\d{1,15})\s*([KMGT]?)i?B?", said, re.ASCII | re.IGNORECASE)
        size = int(match.group(1)) << UNITS[match.group(2).upper()] if match else 0
        if not LEAST_MEMORY <= size <= MOST_MEMORY:
            raise UsageError(f"KGTOOL_MEMORY: got {said!r}, expected a size from 1G", hint="for instance: 4G, 1500M")
        return size
    try:
        return max(LEAST_MEMORY, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2)
    except (ValueError, OSError):
        return LEAST_MEMORY


def ask(request: Request, open_store: Callable[[], Store], meanwhile: Callable[[], None] = lambda: None) -> Answer:
    """The answer to a query, as soon as its first part is there; `open_store` runs in the child.

    What is done `meanwhile`, here, costs little time while the child opens the store; it may call the query off.
    Raises: QueryError, LimitError, StoreError, UsageError, and what `meanwhile` raises.
    """
    request = request._replace(memory=request.memory or memory_limit())
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _child(request, open_store, writing)
    os.close(writing)
    answer = Answer(request, process, reading)
    try:
        meanwhile()
        answer.start()
    except BaseException:
        answer.close()
        raise
    return answer


class Answer:
    """What the child sends: `form` is rows, graph or boolean; closing it ends the child."""

    def __init__(self, request: Request, process: int, pipe: int) -> None:
        self.request = request
        self.form = ""
        self.variables: tuple[str, ...] = ()
        self.truth: bool | None = None
        self._process = process
        self._pipe = pipe
        self._deadline = time.monotonic() + request.timeout
        self._pending = b""
        self._done = False
        self._poll = select.poll()
        self._poll.register(pipe, select.POLLIN)

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child if it still runs."""
        if self._process:
            process, self._process = self._process, 0
            os.close(self._pipe)
            if self._done:
                _leave(process)
            else:
                _end(process)

    def start(self) -> None:
        """Waits for the first message, which tells what comes."""
        head = json.loads(self._message()[1])
        self.form, self.truth = head["form"], head.get("truth")
        self.variables = tuple(head.get("variables", ()))

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the body, empty at its end: a file for parsers."""
        while not self._done and (not self._pending or size < 0):
            kind, body = self._message()
            self._done = kind == b"Z"
            self._pending += body
        taken = self._pending if size < 0 else self._pending[:size]
        self._pending = self._pending[len(taken) :]
        return taken

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """The solutions, as they arrive."""
        from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

        results = parse_query_results(self, QueryResultsFormat.JSON)  # type: ignore[arg-type]  # it only calls read
        assert isinstance(results, QuerySolutions)
        for solution in results:
            yield tuple(solution)
        self.read()  # that the child is done, which the parser does not wait for

    def triples(self) -> list[Triple]:
        """The distinct triples, in a fixed order."""
        from pyoxigraph import RdfFormat, parse

        found = {quad.triple for quad in parse(self, RdfFormat.N_TRIPLES)}  # type: ignore[arg-type]  # it only calls read
        return sorted(found, key=str)

    def pause(self, duration: float) -> None:
        """Moves the deadline: a reader that is slow to take the answer costs the query nothing."""
        self._deadline += duration

    def _message(self) -> tuple[bytes, bytes]:
        header = self._exactly(HEADER)
        kind, body = header[:1], self._exactly(int.from_bytes(header[1:], "big"))
        if kind == b"E":
            raise _rebuilt(self.request, json.loads(body))
        return kind, body

    def _exactly(self, size: int) -> bytes:
        parts = []
        while size:
            part = self._some(min(size, CHUNK * 4))
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _some(self, size: int) -> bytes:
        left = self._deadline - time.monotonic()
        if left <= 0 or not self._poll.poll(int(left * 1000) + 1):
            raise self._too_slow()
        part = os.read(self._pipe, size)
        if not part:
            raise self._died()
        return part

    def _too_slow(self) -> LimitError:
        self.close()
        hint = "add LIMIT or a narrower pattern, or allow more: -t 2m"
        return LimitError(f"the query did not end within {seconds(self.request.timeout)}", hint=hint)

    def _died(self) -> KgError:
        process, self._process = self._process, 0
        os.close(self._pipe)
        _, status = os.waitpid(process, 0)
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number == signal.SIGXCPU:
            return LimitError(f"the query did not end within {seconds(self.request.timeout)}", hint="allow more: -t 2m")
        if number in (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS):
            hint = "add LIMIT or a narrower pattern, or nest less deeply"
            return LimitError("the query needed more memory than one query may take", hint=hint)
        return StoreError("the query ended without an answer", hint="kgtool build --force makes the graph anew")


def seconds(duration: float) -> str:
    """A duration for readers.

    >>> seconds(30.0), seconds(0.5)
    ('30 s', '0.5 s')
    """
    return f"{duration:g} s"


def _end(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


_LEFT: Final[set[int]] = set()
"""Children that said all and are about to end: it takes them longer to put their memory away than to answer."""


def _leave(process: int) -> None:
    """Does not wait for a child, but for those left before that have ended."""
    _LEFT.add(process)
    _LEFT.difference_update([left for left in _LEFT if os.waitpid(left, os.WNOHANG)[0]])


def _rebuilt(request: Request, told: dict[str, str]) -> KgError:
    """The exception that the child met, in this process."""
    if told["kind"] == "syntax":
        from kgtool.querytext import syntax_error

        return syntax_error(request.text, told["message"], prefixes=request.prefixes)
    if told["kind"] == "memory":
        return LimitError(
            "the query needed more memory than one query may take", hint="add LIMIT or a narrower pattern"
        )
    if told["kind"] == "kg":
        faults = [Fault(**fault) for fault in json.loads(told["faults"])]
        error = {"2": KgError, "4": QueryError, "6": LimitError}.get(told["code"], StoreError)
        return error(told["message"], hint=told["hint"] or None, faults=faults)
    return StoreError(f"the store refused: {told['message']}", hint="kgtool build --force makes the graph anew")


class _Pipe:
    """The child's end: bytes in messages of a kind."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.held = bytearray()
        self.nested = 0

    def write(self, data: bytes) -> int:
        self.held += data
        if len(self.held) >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Sends what is held, unless it is triples in triples that would end the parser. Raises: LimitError."""
        if self.held:
            body, self.held = bytes(self.held), bytearray()
            self._check_depth(body)
            self.send(b"D", body)

    def _check_depth(self, body: bytes) -> None:
        """Counts levels that open while none closes, in JSON; N-Triples must have them all close in a row."""
        if self.nested or NESTED_JSON in body:
            first, *others = (part.count(NESTED_JSON) for part in body.split(b"}}"))
            deepest = max(self.nested + first, *others, 0)
            self.nested = others[-1] if others else deepest
        else:
            deepest = 0
        if deepest > MOST_NESTED or NESTED_TRIPLES in body:
            raise LimitError("the answer nests triples too deeply", hint=f"at most {MOST_NESTED} levels")

    def send(self, kind: bytes, body: bytes) -> None:
        view = memoryview(kind + len(body).to_bytes(HEADER - 1, "big") + body)
        while view:
            view = view[os.write(self.descriptor, view) :]

    def tell(self, kind: str, message: str, **more: str) -> None:
        self.send(b"E", json.dumps({"kind": kind, "message": message, **more}).encode())


def _child(request: Request, open_store: Callable[[], Store], writing: int) -> NoReturn:
    """Answers and leaves; never returns into the parent's code."""
    pipe = _Pipe(writing)
    try:
        _confine(request)
        _thread.start_new_thread(_end_with_reader, (writing,))
        _answer(request, open_store(), pipe)
    except SyntaxError as error:
        pipe.tell("syntax", str(error.msg))
    except MemoryError:
        pipe.tell("memory", "")
    except KgError as error:
        faults = json.dumps([_fields(fault) for fault in error.faults])
        pipe.tell("kg", error.message, hint=error.hint or "", code=str(error.exit_code), faults=faults)
    except BaseException as error:  # whatever it is, the parent tells it
        pipe.tell("store", f"{type(error).__name__}: {error}")
    finally:
        os._exit(0)


def _end_with_reader(writing: int) -> None:
    """Ends the child as soon as nobody holds the other end of its pipe: the parent may have been killed."""
    poll = select.poll()
    poll.register(writing, 0)  # errors are told even so
    poll.poll()
    os._exit(0)


def _fields(fault: Fault) -> dict[str, object]:
    return {name: getattr(fault, name) for name in Fault.__dataclass_fields__}


def _confine(request: Request) -> None:
    """Default signals, no standard streams, limits on memory, time, files and core dumps."""
    if faults := sys.modules.get("faulthandler"):
        faults.disable()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    processors = os.cpu_count() or 1
    _limit(resource.RLIMIT_AS, max(LEAST_MEMORY, request.memory))
    _limit(resource.RLIMIT_CPU, int(request.timeout * processors) + 2)
    _limit(resource.RLIMIT_NOFILE, MOST_FILES)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (allowed, hard if kind == resource.RLIMIT_CPU else allowed))


def _answer(request: Request, store: Store, pipe: _Pipe) -> None:
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

    results = store.query(
        request.text,
        base_iri=request.base,
        prefixes=dict(request.prefixes or {}) or None,
    )
    if isinstance(results, QuerySolutions):
        pipe.send(b"H", json.dumps({"form": "rows", "variables": [v.value for v in results.variables]}).encode())
        results.serialize(_file(pipe), QueryResultsFormat.JSON)
    elif isinstance(results, QueryTriples):
        pipe.send(b"H", b'{"form": "graph"}')
        results.serialize(_file(pipe), RdfFormat.N_TRIPLES)
    elif isinstance(results, QueryBoolean):
        pipe.send(b"H", json.dumps({"form": "boolean", "truth": bool(results)}).encode())
    pipe.flush()
    pipe.send(b"Z", b"")


def _file(pipe: _Pipe) -> io.BytesIO:
    return pipe  # type: ignore[return-value]  # the engine only calls write and flush
