"""The evidence page: what stands on it, that nothing runs in it, and that it can be read, printed and had again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import Store

from kgtool.cards import Citation
from kgtool.queries import SavedQuery, saved_queries
from kgtool.querytext import filled_slots, projection
from kgtool.reports.page import page_text
from kgtool.reports.report import Given, Reason, Report, RowCell
from kgtool.workspace import find_workspace
from tests.commands import ROOT, Run
from tests.commands import kgtool as run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NASTY = (
    "<script>document.title='ran'</script>",
    "</style><script>document.title='ran'</script>",
    "</title><script>document.title='ran'</script>",
    "</pre></details><img src=x onerror=document.title='ran'>",
    "<!--<script>document.title='ran'",
    "--><svg onload=document.title='ran'>",
    "\"><iframe srcdoc='<script>parent.document.title=`ran`</script>'>",
    "' onmouseover='document.title=`ran`' x='",
    "javascript:document.title='ran'",
    "data:text/html,<script>document.title='ran'</script>",
    'https://example.org/"onclick="document.title=`ran`"',
    "https://example.org/'><b>",
    "vbscript:ran",
    "\u2028\u2029line",
    "\u202etxt.exe \u2066x\u2069 \u200frtl",
    "\x00\x07\x1b[31m",
    "&lt;script&gt;&amp;&#x3c;",
    "{{7*7}} ${7*7} <%= 7 %>",
    "L" * 10_000,
    "عربي עברית 漢字 🦭",
    "",
    "]]><x:script xmlns:x='http://www.w3.org/1999/xhtml'>document.title='ran'</x:script>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
)
HOSTILE = [f"{text}{number}" for number in range(4) for text in NASTY]


def hostile_report() -> Report:
    """A page with something hostile in every field."""
    take = iter(HOSTILE * 30)

    def reason(depth: int) -> Reason:
        parts = tuple(reason(depth - 1) for _ in range(2)) if depth else ()
        names = ("subject", "property", "value", "place", "note", "because", "rule")
        words = {name: next(take) for name in names}
        return Reason(**words, sources=(1, 2), parts=parts, absences=(next(take),), further=parts[:1])

    texts = {name: next(take) for name in ("question", "description", "sentence", "counting", "verdict", "caveat")}
    asked = tuple((next(take), next(take)) for _ in range(3))
    more = {name: next(take) for name in ("command", "query", "source_line", "reasons_note")}
    return Report(
        **texts,
        **more,
        query_data=asked,
        headings=tuple(next(take) for _ in range(8)),
        rows=tuple(tuple(RowCell(next(take)) for _ in range(8)) for _ in range(50)),
        given=tuple(Given(*(next(take) for _ in range(4))) for _ in range(25)),
        reasons=tuple((next(take), (reason(2),)) for _ in range(10)),
        sources=tuple(Citation(text, next(take), next(take), next(take)) for text in HOSTILE),
        data=tuple((next(take), next(take)) for _ in range(10)),
    )


def sample_report(rows: int, columns: int = 7) -> Report:
    """A page with everything that one can hold."""
    leaf = Reason("Tom", "breeder", "Ann", "graph/cat/tom.yaml:3", (1,), "bought as a kitten")
    top = Reason("Tom", "level", "pure", because="Both parents are pure.", rule="pure", parts=(leaf,), further=(leaf,))
    row = (RowCell("https://example.org", (1, 2)), *(RowCell(f"Value {n}" * n) for n in range(columns - 1)))
    return Report(
        question="Which cats are pure?",
        description="One row a cat.",
        sentence="Of 3 cats, 2 are pure.",
        counting="As known on 2026-01-12. Counting: a cat counts once.",
        headings=tuple(f"Heading {n}" for n in range(columns)),
        rows=(row,) * rows,
        verdict="permission needed",
        given=(Given("town", "where they live", "Rome", "by default"),),
        reasons=(("Row 1: Tom", (top, top)),),
        reasons_note="Reasons stand here for the first row.",
        sources=(Citation("https://example.org/tom", "Pedigree", "page 3", "2026-01-12"), Citation("https://e.org")),
        caveat="Not for breeders.",
        command="kgtool query cats --report report.html",
        query="SELECT * { ?cat a <x:Cat> }",
        source_line="Cats 1.0, as known on 2026-01-12",
        data=(("Data", "Cats 1.0"), ("Hash of the graph", "sha256 " + "0f" * 32)),
    )


Opener = Callable[..., "Page"]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a page from disk without a network; when the test is over, nothing may have gone wrong in any."""
    wrong: list[str] = []
    contexts: list[Any] = []

    def open_text(text: str, **settings: Any) -> Page:
        file = tmp_path / f"report-{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        context = browser.new_context(**{"offline": True, "viewport": {"width": 1200, "height": 900}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda request: wrong.append(request.url) if request.url != file.as_uri() else None)
        page.goto(file.as_uri())
        return page

    yield open_text
    for context in contexts:
        context.close()
    assert wrong == []


class Elements(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def report_of(tmp_path: Path, *args: str, **more: Any) -> tuple[str, Run]:
    """The page that a question writes, and what the command said."""
    done = run("query", *args, "--report", str(tmp_path / "r.html"), "--force", **more)
    assert done.code == 0, done
    return (tmp_path / "r.html").read_text(encoding="utf-8"), done


def test_the_page_has_question_answer_reasons_sources_and_data(tmp_path: Path) -> None:
    page, done = report_of(tmp_path, "ships-by-operator")
    assert done.out == ""
    assert "r.html: 1 row, reasons of 1, sources" in done.err
    assert re.findall(r"<h2[^>]*>([^<]*)", page) == [
        "Asked", "Answer", "Reasons", "Sources", "Data", "Signature", "Appendix",
    ]  # fmt: skip  # one line
    assert "<h1>Ships that a party runs</h1>" in page
    assert "Polar Tugs runs 1 ship." in page
    assert "Counting: a ship counts once." in page
    assert 'Polar Tugs <span class="soft">(by default)</span>' in page
    assert re.search(r"<p>Not given: [^<]*\bsince\b[^<]*\.</p>", page)
    assert "graph/ship/aurora.yaml:" in page
    yard = "https://example.org/yard/aurora"
    assert f'>Yard book<br><a href="{yard}" rel="noopener noreferrer">{yard}</a>, page 3, read 2026-01-12<' in page
    assert re.search(r"sha256 [0-9a-f]{64}", page)
    assert "VALUES ?operator { &lt;https://example.org/sea/id/operator/polar-tugs&gt; }" in page
    assert page.count("<td></td>") == 8


def test_every_number_leads_to_its_source(tmp_path: Path) -> None:
    page, _ = report_of(tmp_path, "ships-by-operator")
    named = {int(number) for number in re.findall(r'href="#source-(\d+)"', page)}
    assert named == {int(number) for number in re.findall(r'id="source-(\d+)"', page)}
    assert named


def test_yes_and_no_stand_at_the_top_in_a_word(tmp_path: Path) -> None:
    assert '<p class="verdict">yes</p>' in report_of(tmp_path, "is-icebound", "--harbour", "harbour/oslo")[0]
    assert '<p class="verdict">no</p>' in report_of(tmp_path, "is-icebound", "--harbour", "harbour/gdansk")[0]


def test_no_row_is_said_in_words(tmp_path: Path) -> None:
    page, done = report_of(tmp_path, "ships-by-operator", "--since", "2090-01-01")
    assert "nothing recorded answers this" in page
    assert "0 rows" in done.err


def test_the_answer_itself_comes_only_where_it_is_asked_for(tmp_path: Path) -> None:
    assert "Aurora" in report_of(tmp_path, "ships-by-operator", "-f", "csv")[1].out
    report_of(tmp_path, "ships-by-operator", "-o", str(tmp_path / "r.csv"))
    assert "Aurora" in (tmp_path / "r.csv").read_text()


def test_the_day_asked_about_is_told(tmp_path: Path) -> None:
    page, _ = report_of(tmp_path, "ships-by-operator", "--as-of", "2000-01-01")
    assert "as of 2000-01-01, as known on" in page
    assert "--as-of 2000-01-01 --report" in page


def test_the_same_question_gives_the_same_bytes_on_any_hash_seed(tmp_path: Path) -> None:
    pages = [report_of(tmp_path, "ships-by-operator", PYTHONHASHSEED=seed)[0] for seed in ("1", "2", "3")]
    assert len(set(pages)) == 1


def test_a_foreign_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "mine.html"
    file.write_text("mine")
    done = run("query", "ships-by-operator", "--report", str(file))
    assert (done.code, file.read_text()) == (5, "mine")
    assert "--force replaces it" in done.err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("ships-by-operator", "--operator", "nobody"), 2, "no Party is called"),
        (("sister-ships",), 2, "gives a graph"),
        (("SELECT ?s { ?s ?p ?o }",), 2, "only the answer to a saved query has a report"),
        (("ships-by-operator", "-t", "x"), 2, "expected a time"),
        (("ships-by-operator", "-n", "2"), 2, "--rows does not shorten a report"),
    ],
)
def test_what_cannot_be_reported_leaves_no_file(tmp_path: Path, args: tuple[str, ...], code: int, says: str) -> None:
    done = run("query", *args, "--report", str(tmp_path / "r.html"))
    assert done.code == code
    assert says in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_check_fails_with_a_report_too(tmp_path: Path) -> None:
    done = run("query", "ships-by-operator", "--report", str(tmp_path / "r.html"), "--fail-unless", "ship=Brava")
    assert (done.code, "1 of 1 rows differ" in done.err) == (1, True)
    none = ("ships-by-operator", "--since", "2090", "--fail-empty")
    assert run("query", *none, "--report", str(tmp_path / "r.html")).code == 1


def test_hostile_texts_stay_texts() -> None:
    elements = Elements(page_text(hostile_report())).found
    assert {tag for tag, _ in elements} & {"script", "img", "iframe", "svg", "base", "link", "object", "form"} == set()
    assert sum(tag == "meta" for tag, _ in elements) == 3
    for _, attributes in elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcdoc")]
        address = attributes.get("href") or "#"
        assert re.match(r"#source-\d+$|https?://[^\s\"'<>]+$|#$", address), address


@pytest.mark.parametrize("policy", [True, False], ids=["with-policy", "without-policy"])
def test_nothing_runs_in_a_hostile_page(opened: Opener, policy: bool) -> None:
    text = page_text(hostile_report())
    page = opened(text if policy else re.sub("<meta http-equiv=[^>]*>", "", text, count=1))
    for element in page.query_selector_all("summary, td, th, li")[::7]:
        element.dispatch_event("mouseover")
        element.dispatch_event("click")
    assert page.evaluate("document.scripts.length") == 0
    assert page.title() != "ran"
    assert page.evaluate("document.querySelectorAll('main > section').length") == 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("rows", [0, 1, 40])
def test_the_page_is_open_to_everybody(opened: Opener, rows: int, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    text = page_text(sample_report(rows)).replace("script-src", "x")
    page = opened(text, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_is_white_with_black_letters_and_whole_rows(opened: Opener) -> None:
    page = opened(page_text(sample_report(40)), color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    style = "(one) => { const s = getComputedStyle(document.querySelector(one)); return [s.color, s.backgroundColor,"
    look = style + " s.breakInside, s.display] }"
    assert page.evaluate(look, "body")[:2] == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.evaluate(look, "#answer tbody tr")[2] == "avoid"
    assert page.evaluate(look, "#answer thead")[3] == "table-header-group"


def test_paper_has_the_text_and_its_addresses(opened: Opener, tmp_path: Path) -> None:
    import pypdfium2

    page = opened(page_text(sample_report(40)))
    page.pdf(path=str(tmp_path / "r.pdf"), prefer_css_page_size=True)
    sheets = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    texts = [sheet.get_textpage().get_text_range() for sheet in sheets]
    sizes = {tuple(round(side) for side in sheet.get_size()) for sheet in sheets}
    assert sizes <= {(595, 842), (842, 595)}
    for words in ("Permission needed", "https://example.org/tom", "Approved by", "SELECT * { ?cat a <x:Cat> }"):
        assert any(words in text for text in texts), words
    assert sum("Heading 3" in text for text in texts) > 1  # the head of the table on each sheet


@pytest.mark.parametrize(
    "query", [one for one in saved_queries(find_workspace(ROOT)) if one.proof], ids=lambda one: one.name
)
def test_what_a_question_names_as_its_proof_can_be_asked(query: SavedQuery) -> None:
    for text in query.proof:
        assert list(Store().query(filled_slots(text, {}, projection(query.text) or {}))) == []  # type: ignore[arg-type]  # triples


def landscape(tmp_path: Path, *args: str) -> str:
    done = run("query", *args, "--report", str(tmp_path / "r.html"), directory=ROOT)
    assert done.code == 0, done
    return (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_refusal_says_no_with_clause_file_and_source(tmp_path: Path) -> None:
    page = landscape(tmp_path, "may-i-use", "--act", "ship", "--based-in", "France", "--model", "Llama 4 Scout")
    assert '<p class="verdict">no</p>' in page
    assert "Not legal advice." in page
    reasons = page.partition('id="reasons"')[2].partition('id="sources"')[0]
    assert re.search(r"limit · [^<]* territory-excluded <.*<span>clause · use policy, closing", reasons)
    assert re.search(r"graph/license/llama-4-community\.yaml:\d+", reasons)
    assert re.search(r"current release · .*because: .*newest release", reasons)


def test_the_page_of_one_model_proves_its_level(tmp_path: Path) -> None:
    page = landscape(tmp_path, "openness", "--model", "model/apertus")
    assert "Apertus reaches, by G7 openness: Open Weights AI" in page
    reasons = page.partition('id="reasons"')[2]
    assert "G7 level · Open Weights AI" in reasons
    assert "meets all that Open Weights AI asks for" in reasons
    assert "graph/model/apertus.yaml:" in reasons


def test_a_refusal_above_a_number_proves_the_number_and_fits_two_sheets(opened: Opener, tmp_path: Path) -> None:
    import pypdfium2

    page = landscape(tmp_path, "may-i-use", "--model", "Llama 2", "--monthly-users", "800000000")
    assert '<p class="verdict">permission needed</p>' in page
    reasons = page.partition('id="reasons"')[2].partition('id="sources"')[0]
    for words in ("threshold · 700,000,000", "metric · monthly active users", "consequence · permission needed"):
        assert f"<span>{words} <" in reasons
    opened(page).pdf(path=str(tmp_path / "r.pdf"), prefer_css_page_size=True)
    sheets = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    text = "".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    assert len(sheets) <= 2
    assert "kgtool queries show may-i-use" in text
    assert "SELECT ?model" not in text
    shown = run("queries", "show", "may-i-use", directory=ROOT).out
    assert f"sha256 {hashlib.sha256(shown.encode()).hexdigest()}" in page


@pytest.mark.parametrize("name", ["r.pdf", "r", "table.csv"])
def test_a_report_goes_to_html_alone(tmp_path: Path, name: str) -> None:
    done = run("query", "ships-by-operator", "--report", str(tmp_path / name))
    assert done.code == 2
    assert "a report is written as HTML" in done.err
    assert "--report report.html" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_long_answer_says_whose_reasons_are_left_out(tmp_path: Path) -> None:
    page = landscape(tmp_path, "openness")
    rows = page.count('<tr><th scope="row">') - page.partition('id="answer"')[0].count('<tr><th scope="row">') - 4
    assert f"<p>{rows:,} rows." in page
    assert f"for the first 10 of {rows:,} rows, each once; kgtool why ENTITY" in page
    assert page.count("<h3>") == 10
