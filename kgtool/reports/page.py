"""An evidence page as one HTML file that runs no script, asks for nothing, and prints on A4."""

from __future__ import annotations

import base64
import hashlib
import html
import math
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from kgtool.formats.visible import clipped, visible
from kgtool.reports.report import is_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgtool.cards import Citation
    from kgtool.reports.report import Reason, Report, RowCell

LONGEST: Final = 4000
MOST_QUERY: Final = 1_000_000
"""The most letters of a text, and of the query."""

LONG: Final = 240
"""A value of more letters than that makes a table of rows hard to read."""

PRINTED: Final = 40
"""A text of the question with more lines is not printed."""

UPRIGHT: Final = 3
"""So many rows are shown one below the other, a line for each value."""

WIDE: Final = 5
"""A table with more columns is printed across."""

NOTHING: Final = '<span class="nothing">–</span>'


def page_text(report: Report) -> str:
    """The whole page; the same report gives the same bytes."""
    style = (files("kgtool.reports") / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(report.question, 200)}</title>",
            f"<style>{style}</style>\n</head>\n<body>\n<main>",
            *_body(report),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _body(report: Report) -> Iterator[str]:
    yield f'<header><p class="source">Evidence page · {_text(report.source_line)}</p><h1>{_text(report.question)}</h1>'
    if report.verdict:
        yield f'<p class="verdict">{_text(report.verdict, 200)}</p>'
    yield f'<p class="sentence">{_text(report.sentence)}</p>'
    yield f'<p class="soft">{_text(report.counting)}</p>'
    yield (f'<p class="caveat">{_text(report.caveat)}</p>' if report.caveat else "") + "</header>"
    yield from _section("Asked", _asked(report))
    yield from _section("Answer", _answer(report), wide=len(report.headings) > WIDE and not _is_upright(report))
    yield from _section("Reasons", _reasons(report))
    yield from _section("Sources", [_sources(report.sources)])
    yield from _section("Data", [_pairs(report.data)])
    yield from _section("Signature", [_signatures()])
    yield from _section("Appendix", _appendix(report))


def _section(heading: str, content: Iterable[str], *, wide: bool = False) -> Iterator[str]:
    name = heading.lower()
    across = ' class="wide"' if wide else ""
    yield f'<section id="{name}"{across} aria-labelledby="{name}-heading">'
    yield f'<h2 id="{name}-heading">{heading}</h2>'
    yield from content
    yield "</section>"


def _asked(report: Report) -> Iterator[str]:
    if report.description:
        yield f"<p>{_text(report.description)}</p>"
    given = [one for one in report.given if one.value]
    if given:
        yield '<div class="scroll" role="group" aria-label="What was given" tabindex="0"><table>'
        yield '<thead><tr><th scope="col">Asked with</th><th scope="col">Value</th><th scope="col">What it is</th></tr>'
        yield "</thead><tbody>"
        for name, told, value, origin in given:
            by = f' <span class="soft">({_text(origin)})</span>' if origin else ""
            use = _text(told) or NOTHING
            yield f'<tr><th scope="row">{_text(name)}</th><td>{_text(value)}{by}</td><td>{use}</td></tr>'
        yield "</tbody></table></div>"
    if unsaid := [one.name for one in report.given if not one.value]:
        yield f"<p>Not given: {_text(', '.join(unsaid))}.</p>"
    yield f"<p>To ask again: <code>{_text(report.command)}</code></p>"


def _is_upright(report: Report) -> bool:
    texts = [cell.text for row in report.rows for cell in row]
    return len(report.rows) <= UPRIGHT or (len(report.rows) <= 2 * UPRIGHT and max(map(len, texts), default=0) > LONG)


def _answer(report: Report) -> Iterator[str]:
    number = len(report.rows)
    if not number:
        yield "<p>No row: nothing recorded answers this.</p>"
        return
    empty = any(not cell.text for row in report.rows for cell in row)
    told = f" {NOTHING} stands where the answer gives nothing." if empty else ""
    yield f"<p>{number:,} {'row' if number == 1 else 'rows'}.{told}</p>"
    if _is_upright(report):
        yield from (part for at, row in enumerate(report.rows, 1) for part in _upright(report.headings, row, at))
        return
    yield '<div class="scroll" role="group" aria-label="The answer" tabindex="0"><table>'
    heads = "".join(f'<th scope="col">{_text(heading)}</th>' for heading in report.headings)
    yield f'{_widths(report)}<thead><tr><th scope="col">No.</th>{heads}</tr></thead><tbody>'
    for at, row in enumerate(report.rows, 1):
        yield f'<tr><th scope="row">{at}</th>{"".join(f"<td>{_cell(cell)}</td>" for cell in row)}</tr>'
    yield "</tbody></table></div>"


def _widths(report: Report) -> str:
    """The columns with classes for their widths: to each room by how much it holds, in steps of 5 %."""
    columns = zip(report.headings, *([_seen(cell) for cell in row] for row in report.rows), strict=True)
    needs = [_need(texts) for texts in columns]
    shares = [max(1, round(19 * need / sum(needs))) for need in needs]
    return "<colgroup><col>" + "".join(f'<col class="w{min(share, 12) * 5}">' for share in shares) + "</colgroup>"


def _seen(cell: RowCell) -> str:
    return " ".join(f"[{number}]" for number in cell.sources) or cell.text


def _need(texts: Sequence[str]) -> float:
    """How much room texts need: that of their longest word, and more by what they hold on average."""
    word = max((len(part) for text in texts for part in text.split()), default=1)
    mean = min(sum(map(len, texts)) / len(texts), 80.0)
    return max(float(min(word, 16)), math.pow(mean, 0.9), 2.0)


def _upright(headings: Sequence[str], row: Sequence[RowCell], number: int) -> Iterator[str]:
    yield f'<table class="upright"><caption>Row {number}</caption><tbody>'
    for heading, cell in zip(headings, row, strict=True):
        yield f'<tr><th scope="row">{_text(heading)}</th><td>{_cell(cell)}</td></tr>'
    yield "</tbody></table>"


def _cell(cell: RowCell) -> str:
    return _numbers(cell.sources) if cell.sources else _text(cell.text) or NOTHING


def _numbers(numbers: Iterable[int]) -> str:
    return " ".join(f'<a class="number" href="#source-{number}">[{number}]</a>' for number in numbers)


def _reasons(report: Report) -> Iterator[str]:
    for heading, reasons in report.reasons:
        yield f'<h3>{_text(heading)}</h3><ul class="reasons">{"".join(map(_reason, reasons))}</ul>'
    if report.reasons_note:
        yield f"<p>{_text(report.reasons_note)}</p>"


def _reason(reason: Reason, *, below: bool = False) -> str:
    """A reason with what it rests on; what is said of a value stands `below` it and does not name it again."""
    told = "" if below else f"<strong>{_text(reason.subject)}</strong> · "
    told += f"{_text(reason.property)} · {_text(reason.value)}"
    place = f' <span class="place">{_text(reason.place)}</span>' if reason.place else ""
    note = f" — {_text(reason.note)}" if reason.note else ""
    rule = f' <span class="place">[{_text(reason.rule)}]</span>' if reason.rule else ""
    because = f'<p class="because">because: {_text(reason.because)}{rule}</p>' if reason.because else ""
    inner = "".join([*map(_reason, reason.parts), *(f"<li>{_text(absence)}</li>" for absence in reason.absences)])
    rests = f"<ul>{inner}</ul>" if inner else ""
    further = "".join(_reason(one, below=True) for one in reason.further)
    rests += f'<ul class="further">{further}</ul>' if further else ""
    return f"<li><span>{told}{place} {_numbers(reason.sources)}{note}</span>{because}{rests}</li>"


def _appendix(report: Report) -> Iterator[str]:
    if report.query_data:
        yield _pairs(report.query_data)
    lines = report.query.count("\n") + 1
    kept = ' class="screen"' if lines > PRINTED and report.query_data else ""
    query = _text(report.query, MOST_QUERY, lines=True)
    yield f"<details{kept}><summary>The text of the question in SPARQL, as asked</summary><pre>{query}</pre></details>"
    if kept:
        yield f'<p class="paper">The text, {lines:,} lines of SPARQL, is left out in print.</p>'


def _sources(sources: Sequence[Citation]) -> str:
    if not sources:
        return "<p>No source is named by the rows above, nor by their reasons.</p>"
    lines = (f'<li id="source-{at}">{_source(one)}</li>' for at, one in enumerate(sources, 1))
    return f'<ol class="sources">{"".join(lines)}</ol>'


def _source(cited: Citation) -> str:
    title = f"{_text(cited.title)}<br>" if cited.title and cited.title not in cited.url else ""
    url = _text(cited.url)
    link = f'<a href="{url}" rel="noopener noreferrer">{url}</a>' if is_address(cited.url) else url
    locator = f", {_text(cited.locator)}" if cited.locator else ""
    return title + link + locator + (f", read {_text(cited.read)}" if cited.read else ", day of reading not recorded")


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{_text(name)}</dt><dd>{_text(text)}</dd>' for name, text in pairs)}</dl>"


def _signatures() -> str:
    lines = "".join(
        f'<tr><th scope="row">{what}</th><td></td><td></td></tr>' for what in ("Name", "Role", "Date", "Signature")
    )
    heads = '<th scope="col">For the file</th><th scope="col">Prepared by</th><th scope="col">Approved by</th>'
    return f'<table class="signature"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'


def _text(text: str, most: int = LONGEST, *, lines: bool = False) -> str:
    """A text that shows itself and nothing else."""
    return html.escape(visible(clipped(text, most), lines=lines))
