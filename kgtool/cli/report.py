"""`kgtool query NAME --report r.html`: the evidence page of an answer, gathered and written."""

from __future__ import annotations

import hashlib
import shlex
from collections import deque
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kgtool.cli.asking import truth_rows, with_columns
from kgtool.cli.rowcheck import RowCheck
from kgtool.cli.telling import given_words, told_of
from kgtool.cli.terminal import say, say_faintly
from kgtool.errors import UsageError
from kgtool.formats import Rows
from kgtool.formats.cells import cell_readers, row_cells, shown_columns
from kgtool.reports.report import Given, Report, RowCell, SourceList, addresses
from kgtool.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgtool.cards import Citation, Term
    from kgtool.citation import Reference
    from kgtool.cli.asking import Wishes
    from kgtool.cli.session import Session
    from kgtool.evidence import Statement
    from kgtool.queries import SavedQuery
    from kgtool.reports.report import Reason

LONGEST: Final = 4000
"""The most letters of a value that are shown."""

PROVED: Final = 10
"""The reasons of so many rows stand on the page."""

ENDINGS: Final = (".html", ".htm")

VERDICT: Final = "answer"
"""The column whose value is the answer in a word."""


class Question(NamedTuple):
    """A saved query as it was asked: the text to run, and what was given."""

    query: SavedQuery
    text: str
    given: Mapping[str, Any]


def write_report(session: Session, asked: Question, wishes: Wishes, file: str) -> int:
    """Writes the page and returns the exit code; nothing where the answer is a graph, or a file is in the way."""
    from kgtool.cli.sinks import open_sink
    from kgtool.reports.page import page_text

    if asked.query.form not in ("SELECT", "ASK"):
        raise UsageError(f"a report tells rows, {asked.query.name} gives a graph", hint="kgtool view draws it")
    if file != "-" and Path(file).suffix.lower() not in ENDINGS:
        raise UsageError(f"{file}: a report is written as HTML", hint="for instance: --report report.html")
    with open_sink(file, force=wishes.force, cache=session.workspace.cache) as sink:
        answer = _answer(session, asked, wishes)
        report = _Gatherer(session, asked, answer).report()
        sink.write(page_text(report).encode())
    if not session.quiet:
        rows = f"{len(answer)} {'row' if len(answer) == 1 else 'rows'}"
        say_faintly(f"{file}: {rows}, reasons of {len(report.reasons)}, sources {len(report.sources)}")
    return _code(session, answer, wishes)


def _code(session: Session, answer: Answer, wishes: Wishes) -> int:
    if wishes.expected:
        check = RowCheck(wishes.expected, answer.variables, session.style)
        deque(check.passing(iter(answer.rows)), maxlen=0)
        if check.differing:
            if not wishes.quiet:
                say(check.summary())
            return 1
    return 1 if wishes.fail_empty and not answer.holds else 0


class Answer(NamedTuple):
    """Variables and rows, and whether there is anything; a yes or no is one row."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]
    holds: bool

    def __len__(self) -> int:
        return len(self.rows)


def _answer(session: Session, asked: Question, wishes: Wishes) -> Answer:
    from kgtool.worker import Request, ask

    session.snapshot  # noqa: B018  # built here, before the fork, with its progress bar
    request = Request(asked.text, timeout=wishes.seconds)
    with closing(ask(request, session.open_store, session.confirm)) as result:
        if result.form == "boolean":
            truth = truth_rows(bool(result.truth))
            return Answer(truth.variables, list(truth.rows), bool(result.truth))
        rows = list(result.rows())
        return Answer(result.variables, rows, bool(rows))


class _Gatherer:
    """Gathers what stands on the page of an answer."""

    def __init__(self, session: Session, asked: Question, answer: Answer) -> None:
        self.session, self.asked, self.answer = session, asked, answer
        self.query = asked.query
        self.telling = told_of(session, asked.query, asked.given)
        self.style = with_columns(session.style(), asked.query.columns)
        self.statements = [list(self._constructed(row)) for row in islice(self._named_rows(), PROVED)]
        self.store = session.open_store()  # starts threads: whatever forks comes before
        self.sources = SourceList()
        self.known: dict[str, Citation] = {}

    def report(self) -> Report:
        """The page's content; sources are numbered in the order in which they are named."""
        from kgtool.citation import read_citation

        made = self.session.snapshot.manifest
        reference = read_citation(self.session.workspace, made)
        rows, told = tuple(self._cells()), list(row_cells(self._rows(), self.style))
        reasons = tuple(self._reasons())
        return Report(
            question=self.query.summary,
            description=self.query.description,
            sentence=self.telling.body(told) + ".",
            counting=f"{self.telling.known[:1].upper()}{self.telling.known[1:]}. Counting: {self.telling.counting}.",
            headings=tuple(shown_columns(self.answer.variables, self.style).values()),
            rows=rows,
            verdict=self._verdict(),
            given=tuple(self._given()),
            reasons=reasons,
            reasons_note=self._note(len(reasons)),
            sources=tuple(self.sources.numbers),
            caveat=self.query.caveat,
            command=self._command(),
            query=self.asked.text.strip(),
            query_data=_query_data(self.query),
            source_line=f"{reference.title} {reference.version}".strip() + f", {self.telling.known}",
            data=(*_data(reference), ("To quote", self.telling.sentence(told))),
        )

    def _rows(self) -> Rows:
        return Rows(self.answer.variables, self.answer.rows)

    def _named_rows(self) -> Iterator[dict[str, Term | None]]:
        return (dict(zip(self.answer.variables, row, strict=True)) for row in self.answer.rows)

    def _verdict(self) -> str:
        """The answer in a word, where every row has the same."""
        if VERDICT not in self.answer.variables:
            return ""
        found = {cells[VERDICT].text for cells in row_cells(self._rows(), self.style)}
        return found.pop() if len(found) == 1 else ""

    def _cells(self) -> Iterator[tuple[RowCell, ...]]:
        readers = cell_readers(self._rows(), self.style, longest=LONGEST)
        names = list(shown_columns(self.answer.variables, self.style))
        for row, named in zip(self.answer.rows, self._named_rows(), strict=True):
            yield tuple(self._cell(named[name], read(row)) for name, read in zip(names, readers, strict=True))

    def _cell(self, term: Term | None, text: str) -> RowCell:
        value = term_value(term)
        found = addresses(value) if text == " ".join(value.split()) else []
        return RowCell(text, tuple(self.sources.number(self._source(url)) for url in found))

    def _source(self, url: str) -> Citation:
        from kgtool.evidence import source_at

        if url not in self.known:
            self.known[url] = source_at(self.store, self.session.graphs, url)
        return self.known[url]

    def _constructed(self, row: Mapping[str, Term | None]) -> Iterator[Statement]:
        """The statements that the query names as what a row rests on."""
        from kgtool.evidence import statements_of
        from kgtool.querytext import filled_slots
        from kgtool.worker import Request, ask

        terms = {name: [term] for name, term in row.items() if term is not None}
        for proof in self.query.proof:
            request = Request(filled_slots(proof, terms, row), self.session.index.prefixes)
            with closing(ask(request, self.session.open_store)) as result:
                yield from sorted(statements_of(result.triples()), key=str)

    def _reasons(self) -> Iterator[tuple[str, tuple[Reason, ...]]]:
        """The reasons of the first rows, each told once on the page."""
        from kgtool.evidence import is_worth_telling, statements_within
        from kgtool.proofs import ToldProofs
        from kgtool.reports.reasons import Words, reasons_of

        words, told = Words(self._name, self.session.term), ToldProofs(self.store, self.session.graphs)
        cells = row_cells(self._rows(), self.style)
        for number, (row, shown) in enumerate(zip(islice(self._named_rows(), PROVED), cells, strict=False), start=1):
            named = list(told.of(self.statements[number - 1]))
            within = told.of(statements_within(self.store, row, self.session.index.label))
            if proofs := [*named, *filter(is_worth_telling, within)]:
                first = next((shown[name].text for name in self._shown_names() if shown[name].text), "")
                yield f"Row {number}: {first}", reasons_of(proofs, words, self.sources)

    def _shown_names(self) -> list[str]:
        return list(shown_columns(self.answer.variables, self.style))

    def _name(self, iri: str) -> str:
        """The label of something, with its id where it is a part of something else."""
        label, short = self.session.name(iri), self.style.short(iri)
        return label if short.count("/") < 2 or label == short else f"{label} ({short})"

    def _note(self, told: int) -> str:
        """Whose reasons are not on the page, and why."""
        number = len(self.answer)
        if number and not told:
            return "The reasons of single rows are not part of this page: kgtool why ENTITY tells them."
        if number > PROVED:
            first = f"Reasons stand here for the first {PROVED} of {number:,} rows, each once; "
            return first + "kgtool why ENTITY tells those of any."
        return "A reason stands once, with the first row that rests on it." if number > told else ""

    def _given(self) -> Iterator[Given]:
        said = given_words(self.session, self.query, self.asked.given)
        for param in self.query.params:
            typed = bool(self.asked.given.get(f"param_{param.variable}"))
            origin = "" if typed else "by default" if param.variable in said else ""
            yield Given(param.flag.lstrip("-"), param.help, said.get(param.variable, ""), origin)

    def _command(self) -> str:
        """The command that gives this page again."""
        flags = [
            part
            for param in self.query.params
            for text in self.asked.given.get(f"param_{param.variable}") or ()
            for part in (param.flag, text)
        ]
        day = ["--as-of", str(self.session.day)] if self.session.day else []
        return shlex.join(["kgtool", "query", self.query.name, *flags, *day, "--report", "report.html"])


def term_value(term: Term | None) -> str:
    """The IRI or the text that a term is."""
    return str(getattr(term, "value", ""))


def _query_data(query: SavedQuery) -> tuple[tuple[str, str], ...]:
    """What identifies the text of the question as it is saved, and shows it."""
    return (
        ("Saved as", query.name),
        ("Hash of that text", f"sha256 {hashlib.sha256(query.text.encode()).hexdigest()}"),
        ("To read it", shlex.join(["kgtool", "queries", "show", query.name])),
    )


def _data(reference: Reference) -> tuple[tuple[str, str], ...]:
    """What identifies the data, and what one may do with it."""
    return (
        ("Data", f"{reference.title}, version {reference.version or 'not stated'}, {reference.iri}"),
        ("Day of the data", f"{reference.day or 'unknown'}, the newest on which a source was read"),
        ("Day asked about", reference.asked),
        ("Hash of the graph", f"sha256 {reference.graph_hash}"),
        ("To cite", reference.text()),
        ("Rights in the data", reference.rights or "not stated"),
        ("Made by", f"kgtool {VERSION}; the same data and question give the same page"),
    )
