"""What a notebook shows: the map in a frame of its own, which runs there and reaches nothing."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

import collabgraph


def test_the_map_of_a_case_is_drawn_in_the_frame_of_a_notebook(page: Page, tmp_path: Path) -> None:
    cell = tmp_path / "cell.html"
    cell.write_text(f'<!doctype html><meta charset="utf-8">{collabgraph.load("pbg")._repr_html_()}', encoding="utf-8")
    page.goto(cell.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready=true]").wait_for(state="attached")
    assert frame.get_by_role("heading", level=1).inner_text() == "Who has to do with whom in PBG"
    assert frame.locator("svg.drawing .actor").count() == 30
    assert frame.locator("svg.drawing .name").count() > 15
    assert page.get_by_role("table").first.is_visible()
