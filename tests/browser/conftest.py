"""A headless browser that reaches nothing but local files (and, where a test says so, a server on the loopback)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from browsing import Watched
from programs import program

LOCAL = {"file", "data", "blob", "about"}
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A fresh page, 1280 pixels wide unless parametrized; fails if anything left or the page complained."""
    width, height = getattr(request, "param", (1280, 900))
    context = chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    page = context.new_page()
    seen = Watched(page)

    def let_through(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in LOCAL or address.hostname in LOOPBACK:
            return route.continue_()
        seen.left.append(route.request.url)
        return route.abort()

    context.route("**/*", let_through)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: seen.complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    yield seen
    context.close()
    assert seen.left == []
    assert seen.complaints == []


@pytest.fixture
def page(watched: Watched) -> Page:
    """The page of ``watched``, for tests that only look at it."""
    return watched.page
