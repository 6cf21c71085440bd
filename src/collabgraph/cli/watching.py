"""Doing something again whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

from collabgraph.cli.settings import Settings

_SECONDS = 0.5


def again(settings: Settings, act: Callable[[], object]) -> NoReturn:
    """Act, and again whenever a file in the project (or the working folder) changes; ends with Ctrl-C."""
    folder = settings.project.folder if settings.project else Path.cwd()
    while True:
        seen = _changes(folder)
        click.clear()
        act()
        click.echo(settings.say("Watching {folder}; Ctrl-C ends.", folder=str(folder)), err=True)
        while _changes(folder) == seen:
            time.sleep(_SECONDS)
        settings.forget()


def _changes(folder: Path) -> dict[Path, int]:
    """When each file of a folder and of the folders in it was last changed; hidden ones do not count."""
    found = {}
    for path in (*folder.glob("*"), *folder.glob("*/*")):
        try:
            if path.is_file() and not path.name.startswith((".", "~")):
                found[path] = path.stat().st_mtime_ns
        except OSError:
            continue
    return found
