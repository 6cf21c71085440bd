"""Doing something again whenever a file in the project, or in the working folder, changes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from collabgraph.cli.settings import Settings, say_error
from collabgraph.errors import CollabgraphError

if TYPE_CHECKING:
    from uvicorn import Server

T = TypeVar("T")

_SECONDS = 0.5


class Watched:
    """The files of the project, or of the working folder, from just before what they hold was last read."""

    def __init__(self, settings: Settings, written: Iterable[Path | None] = ()) -> None:
        """Nothing is read yet; files that are ``written`` by what is done are no changes."""
        project = settings.project
        #: The folder that is watched, with the folders in it.
        self.folder = project.folder if project else Path.cwd()
        self.settings, self._seen = settings, dict[Path, tuple[int, int]]()
        self._written = {path.resolve() for path in written if path is not None}

    def read(self, content: Callable[[], T]) -> T:
        """What there is to read now; whatever is saved from now on, also while it is being read, is a change."""
        self._seen = self._times()
        self.settings.forget()
        return content()

    @property
    def changed(self) -> bool:
        """Whether anything was saved, removed or added since the last reading began."""
        return self._times() != self._seen

    def _times(self) -> dict[Path, tuple[int, int]]:
        """When each file was last changed, and its size; hidden files do not count."""
        found = {}
        for path in (*self.folder.glob("*"), *self.folder.glob("*/*")):
            try:
                if path.is_file() and not path.name.startswith((".", "~")) and path.resolve() not in self._written:
                    status = path.stat()
                    found[path] = status.st_mtime_ns, status.st_size
            except OSError:
                continue
        return found


def again(settings: Settings, act: Callable[[], object], written: Iterable[Path | None] = ()) -> NoReturn:
    """Act, and again whenever a file changes but those that are ``written`` by it; ends with Ctrl-C."""
    watched, settings.pager = Watched(settings, written), False
    while True:
        click.clear()
        watched.read(act)
        click.echo(settings.say("Watching {folder}; Ctrl-C ends.", folder=str(watched.folder)), err=True)
        while not watched.changed:
            time.sleep(_SECONDS)


def served(watched: Watched, server: Server, listener: socket.socket, content: Callable[[], T]) -> T | None:
    """Run a server until a file changes and what there is then can be read, which it gives; None where it is ended.

    A file that was saved while the content of this server was read has changed. While a file cannot be read, which is
    said, the server goes on showing what was there before.
    """
    found = list[T]()

    def watch() -> None:
        while not server.should_exit:
            time.sleep(_SECONDS)
            if not watched.changed:
                continue
            try:
                found.append(watched.read(content))
                server.should_exit = True
            except CollabgraphError as error:
                say_error(error, watched.settings.lang)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    server.run([listener.dup()])
    server.should_exit = True
    watcher.join()
    return found[0] if found else None
