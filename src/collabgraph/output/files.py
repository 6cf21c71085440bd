"""Writing files: atomically, keeping their mode, through symbolic links, and to devices and named pipes.

Every file whose name the user chooses is written here: results, maps, pictures, reports, exports, dumps.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from collabgraph.errors import CannotWrite, reason


def write_file(path: Path, content: bytes) -> bool:
    """Write the content; True where something of this name existed before.

    A file gets its new content all at once and keeps its mode; for a symbolic link that is the file it points to. A
    device or a named pipe is written to and not replaced. Raises CannotWrite.
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
    """The type and permissions of the file, with links followed; None where there is none yet."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _replace(path: Path, content: bytes, mode: int) -> None:
    """Replace the file of this name, or make it, through a temporary file in the same folder."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(mode)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
