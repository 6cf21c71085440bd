"""The logo of an office, from a file that may be anything: known by its content, limited, and written anew."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from collabgraph.errors import MissingExtra, UnfitLogo, reason
from collabgraph.output.document import Picture
from collabgraph.words import both, mark

#: The greatest size of the file in bytes, the most pixels it may have, and the most that are kept across and down.
_BYTES, _PIXELS, _KEPT = 2_000_000, 16_000_000, (900, 320)


def read_logo(path: Path, words: str) -> Picture:
    """The logo in a PNG or JPEG file, described by these words.

    Nothing but its pixels is kept: it is written anew as PNG, no larger than it is shown. Raises UnfitLogo, or
    MissingExtra where Pillow is not installed.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnfitLogo(path=path, reason=reason(error)) from None
    if len(content) > _BYTES:
        raise UnfitLogo(path=path, reason=both(mark("it is larger than {most} MB"), most=_BYTES // 1_000_000))
    return Picture(words, _redrawn(path, content))


def _redrawn(path: Path, content: bytes) -> bytes:
    try:
        from PIL import Image
    except ModuleNotFoundError:
        raise MissingExtra(library="Pillow", extra="figures") from None
    buffer = io.BytesIO()
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            warnings.simplefilter("error")
            if image.width * image.height > _PIXELS:
                too_many = both(mark("it has more than {most} million pixels"), most=_PIXELS // 1_000_000)
                raise UnfitLogo(path=path, reason=too_many)
            drawn = image.convert("RGBA")
            drawn.thumbnail(_KEPT)
            Image.frombytes("RGBA", drawn.size, drawn.tobytes()).save(buffer, "PNG")
    except UnfitLogo:
        raise
    except Exception:
        raise UnfitLogo(path=path, reason=both(mark("it is not a whole PNG or JPEG picture"))) from None
    return buffer.getvalue()
