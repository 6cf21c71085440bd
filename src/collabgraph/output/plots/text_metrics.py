"""The width of text in the DejaVu fonts that come with matplotlib, and how it breaks into lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

from collabgraph.words.characters import printable

#: The height of a line, in font sizes.
_LEADING = 1.3
#: The greatest number of characters of a text in a picture.
_LONGEST = 1000


def line_height(size: float) -> float:
    """The height of a line of this font size, in points."""
    return size * _LEADING


def wrapped(words: str, width: float, size: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """The words in lines that fit the width, ``most`` at most; a text that is cut ends in "…"."""
    lines: list[str] = []
    for word in shown(words).split():
        if lines and measured(f"{lines[-1]} {word}", size, bold=bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, width, size, bold)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and measured(f"{last}…", size, bold=bold) > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word in pieces that fit the width; in one piece where it fits whole."""
    if measured(word, size, bold=bold) <= width:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and measured(pieces[-1] + character, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


@cache
def measured(line: str, size: float, *, bold: bool = False) -> float:
    """The width of a line, in points."""
    letters = font(bold).copy()
    letters.set_size(size)
    return float(text_to_path.get_text_width_height_descent(line, letters, ismath=False)[0])


def shown(words: str) -> str:
    """The words without control characters; characters that the font does not have become U+FFFD.

    >>> shown("tie\\x1b[31m \\u202eto 税")
    'tie[31m to \\ufffd'
    """
    supported = _letters()
    text = " ".join(printable(words[: _LONGEST * 4]).split())
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return "".join(character if ord(character) in supported else "\ufffd" for character in text)


@cache
def _letters() -> frozenset[int]:
    """The code points of the characters that both fonts have."""
    return frozenset.intersection(*(frozenset(FT2Font(_file(bold)).get_charmap()) for bold in (True, False)))


@cache
def font(bold: bool = False) -> FontProperties:
    """The font of every picture, by its file, so that no other font of the machine replaces it."""
    return FontProperties(fname=_file(bold))


def _file(bold: bool) -> str:
    return str(Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))
