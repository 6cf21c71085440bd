"""Doing something again whenever a file in the project, or in the working folder, changes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from collabgraph.cli.settings import Settings, say_error
from collabgraph.errors import CollabgraphError

if TYPE_CHECKING:
    from uvicorn import Server

T = TypeVar("T")

_SECONDS = 0.5


def again(settings: Settings, act: Callable[[], object]) -> NoReturn:
    """Act, and again whenever a file changes; ends with Ctrl-C."""
    folder, settings.pager = _folder(settings), False
    while True:
        seen = _changes(folder)
        click.clear()
        act()
        click.echo(settings.say("Watching {folder}; Ctrl-C ends.", folder=str(folder)), err=True)
        while _changes(folder) == seen:
            time.sleep(_SECONDS)
        settings.forget()


def served(settings: Settings, server: Server, listener: socket.socket, content: Callable[[], T]) -> T | None:
    """Run a server until a file changes and what there is then can be read, which it gives; None where it is ended.

    While a file cannot be read, which is said, the server goes on showing what was there before.
    """
    folder, found = _folder(settings), list[T]()

    def watch() -> None:
        seen = _changes(folder)
        while not server.should_exit:
            time.sleep(_SECONDS)
            if _changes(folder) == seen:
                continue
            seen = _changes(folder)
            settings.forget()
            try:
                found.append(content())
                server.should_exit = True
            except CollabgraphError as error:
                say_error(error, settings.lang)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    server.run([listener.dup()])
    server.should_exit = True
    watcher.join()
    return found[0] if found else None


def _folder(settings: Settings) -> Path:
    return settings.project.folder if settings.project else Path.cwd()


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
