"""The tiny workspace, as it stands and as a copy to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kgtool.workspace import Workspace, find_workspace
from tests.browsers import Opened, Show, open_page, running_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from kgtool.views.view import ViewPage

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def tiny() -> Workspace:
    """The tiny workspace; not to be written to."""
    return find_workspace(TINY)


@pytest.fixture
def tiny_copy(tmp_path: Path) -> Workspace:
    """A copy of the tiny workspace that a test may change."""
    shutil.copytree(TINY, tmp_path / "tiny")
    return find_workspace(tmp_path / "tiny")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; a module that needs it skips with a reason where it is missing."""
    with running_browser() as found:
        yield found


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Opens a page; when the test is over, nothing may have gone wrong in any."""
    from kgtool.views.page import page_text

    pages: list[Opened] = []

    def opened(page: ViewPage, change: Callable[[str], str] = str, **context: Any) -> Opened:
        file = tmp_path / f"page-{len(pages)}.html"
        file.write_text(change(page_text(page)), encoding="utf-8")
        pages.append(open_page(browser, file, **context))
        return pages[-1]

    yield opened
    wrong = [text for one in pages for text in one.wrong]
    for one in pages:
        one.page.context.close()
    assert wrong == []
