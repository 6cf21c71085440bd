"""A pager for what is longer than the screen of a terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys


def paged(text: str) -> bool:
    """Whether a pager has shown the text; not where it fits on the screen, where there is no pager, or on a dumb one.

    The pager is the one in PAGER (none where that is empty), or else less. Leaving it early is no error.
    """
    command = shlex.split(os.environ.get("PAGER", "less"))
    too_short = text.count("\n") < shutil.get_terminal_size((100, 40)).lines
    if too_short or not command or not sys.stdin.isatty() or os.environ.get("TERM") == "dumb":
        return False
    # R: bold stays bold; F: ends where all fits; X: leaves what was read on the screen.
    settings = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=settings)  # noqa: S603 -- the user's own pager
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's
    try:
        process.communicate(text.encode())
    finally:
        signal.signal(signal.SIGINT, before)
    return True
