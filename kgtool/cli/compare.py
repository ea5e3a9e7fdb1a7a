"""`kgtool compare`: two entities side by side."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.completion import complete_entity
from kgtool.cli.light import single_command
from kgtool.cli.session import Session
from kgtool.cli.terminal import has_colour, terminal_width
from kgtool.errors import UsageError
from kgtool.formats.visible import clipped, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from kgtool.cards import Citation, Fact
    from kgtool.comparisons import Element
    from kgtool.formats import Sink
    from kgtool.sides import Cell, Line

TABLES = {"csv": ".csv", "tsv": ".tsv", "jsonl": ".jsonl", "markdown": ".md"}
ENDINGS = {".json": "json", ".txt": "text"} | {ending: name for name, ending in TABLES.items()}
LEAST_WIDTH, MOST_WIDTH, LABEL_WIDTH = 60, 160, 26


def command() -> Any:
    """The command."""
    return single_command("compare", compare)


def compare(
    ctx: typer.Context,
    a: Annotated[
        str, typer.Argument(metavar="A", help="An entity: its id or its name.", autocompletion=complete_entity)
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="Another one of its class.", autocompletion=complete_entity)],
    differences: Annotated[bool, typer.Option("--differences", help="Show only what differs.")] = False,
    format: Annotated[
        str, typer.Option("-f", "--format", metavar="NAME", help="text, json, csv, tsv, jsonl or markdown.")
    ] = "",
    as_of: options.AsOf = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
    quiet: options.Quiet = False,
) -> None:
    """Show two entities of a class side by side, element by element.

    What is the same is marked with =, what was not written but follows with *. Of a part, text and markdown leave
    out remarks and addresses; the other formats have every property.

    \b
    For instance:
      kgtool compare "one name" "another name" --differences
      kgtool compare one/id another/id --as-of 2025-04-15 -f csv
    """
    from kgtool.cli.sinks import open_sink
    from kgtool.comparisons import compare_entities
    from kgtool.ontology import read_ontology

    chosen = _chosen(format, output)
    session = Session.of(ctx, directory, as_of=as_of, quiet=quiet)
    ends = session.entity(a), session.entity(b)
    elements = compare_entities(session.open_store(), session.index, read_ontology(session.workspace), *ends)
    shown = chosen in ("text", "markdown")
    with open_sink(output, force=force, cache=session.workspace.cache, shown=shown) as sink:
        _write(session, ends, elements, chosen, sink, differences=differences)
    if chosen == "text" and not output:
        session.say_data()


def _chosen(format: str, output: str) -> str:
    """The name of the format, as named or by the file's ending. Raises: UsageError."""
    ending = next((name for end, name in ENDINGS.items() if output.lower().endswith(end)), "text")
    chosen = format or ending
    if chosen not in ("text", "json", *TABLES):
        hint = f"text, json, {', '.join(TABLES)}"
        raise UsageError(f"no format of comparisons is called {format!r}", hint=hint)
    return chosen


def _write(
    session: Session, ends: tuple[str, str], elements: list[Element], chosen: str, sink: Sink, *, differences: bool
) -> None:
    from pyoxigraph import Literal

    from kgtool.formats import Rows, find_format
    from kgtool.sides import comparison_lines, comparison_rows

    style = session.style()
    if chosen in ("text", "markdown"):
        lines = [line for line in comparison_lines(elements, style) if not (differences and line.same)]
        if chosen == "text":
            sink.write((_Text(session, ends, lines).text() + "\n").encode("utf-8", "replace"))
        else:
            _write_markdown(session, ends, lines, sink)
    elif chosen == "json":
        told = [r for r in records(session, elements) if not (differences and r["same"])]
        sink.write((json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    else:
        rows, same = comparison_rows(elements, style), Literal(True)
        kept = [row for row in rows.rows if not (differences and row[-1] == same)]
        find_format(chosen).writer()(Rows(rows.variables, kept), sink, style)


def records(session: Session, elements: Iterable[Element]) -> list[dict[str, Any]]:
    """A comparison as JSON holds it: a record for each property of each element; null is what is not recorded."""
    from kgtool.sides import cited, element_name

    style = session.style()
    return [
        {
            "element": element_name(element, style),
            "property": row.predicate,
            "propertyLabel": session.name(row.predicate),
            "a": [_fact_record(session, fact) for fact in row.a] or None,
            "b": [_fact_record(session, fact) for fact in row.b] or None,
            "same": row.same,
            "follows": element.follows,
            "sources": [
                {name: getattr(source, name) for name in ("url", "title", "locator", "read") if getattr(source, name)}
                for source in cited((*row.a, *row.b))
            ],
        }
        for element in elements
        for row in element.rows
    ]


def _fact_record(session: Session, fact: Fact) -> dict[str, Any]:
    from kgtool.formats.json import value

    told = {"value": value(fact.value), "inferred": fact.inferred, "precision": fact.precision, "role": fact.role}
    told["label"] = session.index.label(str(told["value"]))
    return {name: content for name, content in told.items() if content not in ("", None)}


def _write_markdown(session: Session, ends: tuple[str, str], lines: list[Line], sink: Sink) -> None:
    """A table with the names of both over their columns."""
    from pyoxigraph import Literal

    from kgtool.formats import Rows, find_format
    from kgtool.sides import ITSELF

    cells = [
        tuple(Literal(text) for text in (line.heading or ITSELF, line.label, line.a.text, line.b.text))
        for line in lines
    ]
    a, b = (f"{session.name(iri)} ({session.style().short(iri)})" for iri in ends)
    columns = {"element": "Element", "property": "Property", "a": a, "b": b}
    find_format("markdown").writer()(Rows(tuple(columns), cells), sink, session.style(columns))


class _Text:
    """Writes a comparison for readers: sources are numbered where they are used, and listed below."""

    def __init__(self, session: Session, ends: tuple[str, str], lines: list[Line]) -> None:
        from rich.cells import cell_len

        self.session, self.ends, self.lines = session, ends, lines
        self.width = min(terminal_width(), MOST_WIDTH)
        self.label_width = min(max((cell_len(line.label) for line in lines), default=0), LABEL_WIDTH, self.width // 4)
        self.sources: dict[Citation, int] = {}

    def text(self) -> str:
        """The whole comparison."""
        from rich.text import Text

        narrow = self.width < LEAST_WIDTH
        parts: list[RenderableType] = [self._stacked_names() if narrow else self._columns([self._names()])]
        for heading, lines in groupby(self.lines, key=lambda line: line.heading):
            parts += [Text(), *([Text(visible(heading), "bold")] if heading else [])]
            found = list(lines)
            parts += [self._stacked(line) for line in found] if narrow else [self._columns(map(self._cells, found))]
        if not self.lines:
            parts += [Text(), Text("nothing differs")]
        from rich.console import Group

        from kgtool.formats.table import rendered

        whole = Group(*parts, *self._legend(), *self._source_lines())
        return rendered(whole, self.width, colour=has_colour()).removesuffix("\n")

    def _names(self) -> tuple[Text, ...]:
        from rich.text import Text

        names = (
            Text.assemble((visible(clipped(self.session.name(iri), 200)), "bold"), "\n", visible(self._id(iri)))
            for iri in self.ends
        )
        return Text(), Text(), *names

    def _id(self, iri: str) -> str:
        return self.session.style().short(iri)

    def _columns(self, rows: Iterable[tuple[Text, ...]]) -> Table:
        """A table whose columns stand under those of the other tables."""
        from rich.table import Table

        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        side = (self.width - 1 - self.label_width - 8) // 2
        for width, padding in ((1, 0), (self.label_width, 0), (side, 0), (side, 0)):
            table.add_column(width=width + padding, overflow="fold")
        for row in rows:
            table.add_row(*row)
        return table

    def _cells(self, line: Line) -> tuple[Text, ...]:
        from rich.text import Text

        style = "dim" if line.same else ""
        sides = (self._cell(cell, style) for cell in (line.a, line.b))
        return Text("=" if line.same else "", style), Text(visible(line.label), style), *sides

    def _cell(self, cell: Cell, style: str) -> Text:
        from rich.text import Text

        numbers = "".join(f"[{self.sources.setdefault(c, len(self.sources) + 1)}]" for c in cell.citations)
        return Text.assemble((cell.text, style), *([(f" {numbers}", "dim")] if numbers else []))

    def _stacked_names(self) -> Text:
        from rich.text import Text

        a, b = (f"{visible(self.session.name(iri))}, {visible(self._id(iri))}" for iri in self.ends)
        return Text(f"A  {a}\nB  {b}", "bold")

    def _stacked(self, line: Line) -> RenderableType:
        """A line where columns have no room: one side below the other."""
        from rich.console import Group
        from rich.padding import Padding
        from rich.text import Text

        style = "dim" if line.same else ""
        label = Text(f"{'= ' if line.same else ''}{visible(line.label)}", style)
        one, other = (self._cell(cell, style) for cell in (line.a, line.b))
        if line.same:
            return Group(label, Padding(one, (0, 0, 0, 3)))
        sides = (Padding(Text(f"{letter}  ") + text, (0, 0, 0, 3)) for letter, text in (("A", one), ("B", other)))
        return Group(label, *sides)

    def _legend(self) -> list[Text]:
        from rich.text import Text

        same = any(line.same for line in self.lines)
        follows = any("*" in cell.text for line in self.lines for cell in (line.a, line.b))
        said = [*(["= the same on both sides"] if same else []), *(["* not written: it follows"] if follows else [])]
        return [Text(), Text("; ".join(said), "dim")] if said else []

    def _source_lines(self) -> list[RenderableType]:
        from rich.table import Table
        from rich.text import Text

        if not self.sources:
            return []
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for cited, number in self.sources.items():
            read = f"read {cited.read}" if cited.read else ""
            title = "" if cited.url.partition("://")[2].strip("/") == cited.title else cited.title
            parts = [title, cited.url if cited.url != title else "", cited.locator, read]
            table.add_row(Text(f"[{number}]"), Text(visible(", ".join(part for part in parts if part))))
        return [Text(), Text("Sources", "bold"), table]
