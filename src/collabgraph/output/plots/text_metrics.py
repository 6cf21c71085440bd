"""The font of a picture: the width of its text, how it breaks into lines, and which signs are set as in print."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path
from msgspec import Struct

from collabgraph.errors import UnknownFont
from collabgraph.words.characters import printable
from collabgraph.words.nearest import suggestion

#: The font that comes with matplotlib, and fonts of the same widths for a reader of an SVG who does not have it.
OWN_FONT = "DejaVu Sans"
_ALIKE = ("Bitstream Vera Sans", "Verdana", "sans-serif")
#: What is drawn for a character that the font does not have.
LACKING = "\ufffd"
#: The height of a line, in font sizes.
_LEADING = 1.3
#: The greatest number of characters of a text in a picture.
_LONGEST = 1000
#: A hyphen that stands for a minus sign; hyphens and dots that stand for a dash between years or numbers.
_MINUS = re.compile(r"(?<![\w.\-−])-(?=\d)")
_YEARS = re.compile(r"(?<![\d-])(\d{4})-(\d{4})(?![\d-])")
_HYPHEN_AS_DASH = re.compile(r"(?<=\S) - (?=\S)")


def line_height(size: float) -> float:
    """The height of a line of this font size, in points."""
    return size * _LEADING


class Face(Struct, frozen=True):
    """A font by its family; letters that it lacks are taken from OWN_FONT."""

    family: str = OWN_FONT

    def font(self, bold: bool = False) -> FontProperties:
        """The font for matplotlib: OWN_FONT by its file, so that no other font of the machine replaces it."""
        return _font(self.family, bold)

    def measured(self, line: str, size: float, *, bold: bool = False) -> float:
        """The width of a line as it is set, in points."""
        return _measured(self.family, self._lettered(typeset(line)), size, bold)

    def wrapped(self, words: str, width: float, size: float, *, bold: bool = False, most: int = 3) -> list[str]:
        """The words in lines that fit the width, ``most`` at most; a text that is cut ends in "…"."""
        lines: list[str] = []
        for word in self.shown(words).split():
            if lines and self.measured(f"{lines[-1]} {word}", size, bold=bold) <= width:
                lines[-1] += f" {word}"
            else:
                lines += self._pieces(word, width, size, bold)
        if len(lines) <= most:
            return lines
        last = lines[most - 1]
        while last and self.measured(f"{last}…", size, bold=bold) > width:
            last = last[:-1]
        return [*lines[: most - 1], f"{last.rstrip()}…"]

    def _pieces(self, word: str, width: float, size: float, bold: bool) -> list[str]:
        """A word in pieces that fit the width, divided at a hyphen where it has one; whole where it fits."""
        if self.measured(word, size, bold=bold) <= width:
            return [word]
        pieces = [""]
        for character in word:
            if pieces[-1] and self.measured(pieces[-1] + character, size, bold=bold) > width:
                whole, hyphen, rest = pieces[-1].rpartition("-")
                pieces[-1:] = [whole + hyphen, rest] if hyphen and whole and rest else [pieces[-1], ""]
            pieces[-1] += character
        return pieces

    def shown(self, words: str) -> str:
        """The words as they are set; characters that the font does not have become U+FFFD.

        >>> Face().shown("tie\\x1b[31m \\u202eto 税")
        'tie[31m to \\ufffd'
        """
        text = " ".join(printable(words[: _LONGEST * 4]).split())
        return self._lettered(typeset(text if len(text) <= _LONGEST else text[:_LONGEST] + "…"))

    def _lettered(self, text: str) -> str:
        supported = _letters(self.family)
        return "".join(character if ord(character) in supported else LACKING for character in text)


def typeset(words: str) -> str:
    """The words with minus signs and dashes as in print; dates and names with a hyphen stay as they are.

    >>> typeset("-0.4 on 2022-05-12, by SPP-IRT") == "\u22120.4 on 2022-05-12, by SPP-IRT"
    True
    """
    return _HYPHEN_AS_DASH.sub(" – ", _YEARS.sub(r"\1–\2", _MINUS.sub("−", words)))


def face(name: str | None) -> Face:
    """The face of a font family as it is installed, whatever the capitals; raises UnknownFont."""
    families = {font.name.casefold(): font.name for font in fontManager.ttflist}
    if name is None:
        return Face()
    if name.casefold() not in families:
        raise UnknownFont(name=name, nearest=suggestion(name, families.values()))
    return Face(families[name.casefold()])


@cache
def _measured(family: str, line: str, size: float, bold: bool) -> float:
    letters = _font(family, bold).copy()
    letters.set_size(size)
    return float(text_to_path.get_text_width_height_descent(line, letters, ismath=False)[0])


@cache
def _letters(family: str) -> frozenset[int]:
    """The code points of the characters that both weights have, in this family or in OWN_FONT."""
    own = [frozenset(FT2Font(_file(bold)).get_charmap()) for bold in (True, False)]
    if family == OWN_FONT:
        return frozenset.intersection(*own)
    files = [fontManager.findfont(FontProperties(family=family, weight=weight)) for weight in ("bold", "normal")]
    return frozenset.intersection(*own) | frozenset.intersection(
        *(frozenset(FT2Font(str(file)).get_charmap()) for file in files)
    )


@cache
def _font(family: str, bold: bool) -> FontProperties:
    weight = "bold" if bold else "normal"
    if family == OWN_FONT:
        return FontProperties(family=[OWN_FONT, *_ALIKE], weight=weight, fname=_file(bold))
    return FontProperties(family=[family, OWN_FONT], weight=weight)


def _file(bold: bool) -> str:
    return str(Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))
