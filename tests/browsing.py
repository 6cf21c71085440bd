"""What browser tests hold: a page, and what happened on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class Watched:
    """A page, every request that wanted to leave the machine, and everything the page complained of."""

    page: Page
    left: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
