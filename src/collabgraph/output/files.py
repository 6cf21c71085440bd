"""Files as they are written: whole or not at all, with the mode they had, by way of links, and through what is no file.

Everything that writes a file of a person's choice does so here: results, maps, pictures, reports, exports, dumps.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from collabgraph.errors import CannotWrite, reason


def write_file(path: Path, content: bytes) -> bool:
    """Whether something was there before; the content is there now.

    A file gets its new content all at once and keeps its mode. Of a symbolic link that is the file it leads to. A
    device or a named pipe is written to and stays what it is. Raises CannotWrite.
    """
    try:
        mode = _mode(path)
        if mode is None or stat.S_ISREG(mode):
            _replace(Path(os.path.realpath(path)), content, _usual_mode() if mode is None else stat.S_IMODE(mode))
        else:
            path.write_bytes(content)
    except (OSError, ValueError) as error:
        raise CannotWrite(path=path, why=reason(error)) from None
    return mode is not None


def _mode(path: Path) -> int | None:
    """What is at the end of all links and who may do what with it; None where nothing is there yet."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _replace(path: Path, content: bytes, mode: int) -> None:
    """Put a file in the place of the one of this name, by way of a temporary one beside it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(mode)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
