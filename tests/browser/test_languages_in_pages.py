"""What scripts write into a page is translated too: the page is opened in the language nobody speaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

import pseudo
from test_languages import PAGES, untranslated


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_untranslated_word_once_its_scripts_have_run(name: str, page: Page, tmp_path: Path) -> None:
    make, more = PAGES[name]
    file = tmp_path / "page.html"
    with pseudo.speaking(tmp_path / "pseudo"):
        file.write_text(make(), encoding="utf-8")
    page.goto(file.as_uri())
    assert untranslated(pseudo.visible(page.content()), more) == set()
    buttons = page.locator("tbody button:visible")
    if buttons.count():
        buttons.first.click()
        assert untranslated(pseudo.visible(page.content()), more) == set()
