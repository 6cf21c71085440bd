"""What a notebook shows: a drawing in a frame of its own, whole at every width, and words that begin at the left."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

import collabgraph

#: What JupyterLab says of tables in outputs.
_JUPYTER = """
.jp-RenderedHTMLCommon table { table-layout: fixed; margin-left: auto; margin-right: auto; font-size: 12px }
.jp-RenderedHTMLCommon td, .jp-RenderedHTMLCommon th, .jp-RenderedHTMLCommon tr { vertical-align: middle;
  padding: 0.5em; white-space: normal; max-width: none; border: none }
.jp-RenderedHTMLCommon:not(.jp-RenderedMarkdown) td, .jp-RenderedHTMLCommon:not(.jp-RenderedMarkdown) th
  { text-align: right }
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["en", "id"])
def test_an_output_shows_the_whole_drawing_and_words_from_the_left(
    lang: str, width: int, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLABGRAPH_LANG", lang)
    shown = collabgraph.compare("pbg", "spp-irt")._repr_html_() + collabgraph.load("pbg").network()._repr_html_()
    cell = tmp_path / "cell.html"
    classes = "jp-RenderedHTMLCommon jp-RenderedHTML"
    cell.write_text(
        f'<!doctype html><meta charset="utf-8"><style>{_JUPYTER}</style><div class="{classes}">{shown}</div>',
        encoding="utf-8",
    )
    page.set_viewport_size({"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(cell.as_uri())
    assert [url for url in asked if not url.startswith(("file:", "about:"))] == []
    frames = page.locator("iframe")
    assert frames.count() == 2
    for number in range(2):
        size = frames.nth(number).bounding_box()
        drawn = page.frame_locator("iframe").nth(number).locator("svg").bounding_box()
        assert size is not None
        assert drawn is not None
        assert drawn["width"] == pytest.approx(size["width"], abs=1)
        assert drawn["height"] == pytest.approx(size["height"], abs=2)
        names = page.frame_locator("iframe").nth(number).locator(".name")
        assert names.count() > 20
        assert min(box["height"] for name in names.all() if (box := name.bounding_box())) > 7
    aligned = page.locator("td:not(.number), th").evaluate_all(
        "cells => [...new Set(cells.map(cell => getComputedStyle(cell).textAlign))]"
    )
    assert aligned == ["left"]
    assert page.evaluate("document.querySelectorAll('[id]').length") == 0
