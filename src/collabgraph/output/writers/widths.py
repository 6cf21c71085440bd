"""The widths of the columns of a table, on paper and on a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from collabgraph.output.document import Runs, plain

#: How many characters fit on a line of an A4 page, and the longest word that is not broken.
_LINE, _WORD = 100, 14
#: How much of the spare width a longer cell gets: 0 as much as any other, 1 in proportion to its length.
_GROWTH = 0.75


def shares(heads: Sequence[str], rows: Sequence[Sequence[Runs]]) -> list[float]:
    """The share of the width of each column, 1 in all: room for its longest word, and more for longer cells."""
    columns = [list(column) for column in zip(heads, *[map(plain, row) for row in rows], strict=True)]
    room = [(min(_longest(word for cell in cells for word in cell.split()), _WORD) + 3.5) / _LINE for cells in columns]
    weights = [min(_longest(cells), 1600) ** _GROWTH for cells in columns]
    spare = max(0.0, 1 - sum(room))
    widths = [least + spare * weight / sum(weights) for least, weight in zip(room, weights, strict=True)]
    return [width / sum(widths) for width in widths]


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=1) or 1


# On a terminal -------------------------------------------------------------------------------------------------------

#: A column of words narrower than this has cells of few lines, and one narrower than a page's half of some lines.
NARROW, FEW_LINES, SOME_LINES = 24, 4, 8
#: Of the cells of a column the longest decide; more need not be wrapped to find the widths.
_LONGEST_CELLS = 30
#: Where a line may end; a no-break space is not among these.
SPACES = re.compile(r"[\t\n\x0b\x0c\r ]+")


def cells(text: str) -> int:
    """The width of a text in columns of a terminal: 0 for a combining mark, 2 for a wide character."""
    if text.isascii():
        return len(text)
    marks = sum(unicodedata.category(character) in ("Mn", "Me") for character in text)
    return len(text) - marks + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def longest_word(cell: str) -> int:
    """The width of the longest word of a cell, with the spaces that indent every line of the cell."""
    return _indent(cell) + max(map(cells, SPACES.split(cell)))


def _indent(cell: str) -> int:
    return len(cell) - len(cell.lstrip(" "))


class Columns:
    """The columns of a table for a terminal: how wide they are by themselves, and how wide in less room."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """The columns of these rows; the names of the columns are one of them."""
        self._cells = [sorted(set(column), key=cells, reverse=True)[:_LONGEST_CELLS]
                       for column in zip(*rows, strict=True)]  # fmt: skip
        self._words = [[[_indent(cell), *map(cells, SPACES.split(cell.strip()))] for cell in column]
                       for column in self._cells]  # fmt: skip
        self.natural = [cells(column[0]) for column in self._cells]
        self.least = [max(map(longest_word, column)) for column in zip(*rows, strict=True)]

    def widths(self, room: int) -> list[int]:
        """The widths in so much room: such that the tallest cell is as low as can be, the rest to the widest columns.

        Where not even the longest words fit, the widest columns are cut.
        """
        if sum(self.natural) <= room:
            return self.natural
        if sum(self.least) > room:
            return fitted(self.least, [1] * len(self.least), room)
        return fitted(self.natural, self._lowest(room), room)

    def _lowest(self, room: int) -> list[int]:
        """The least widths at which no cell has more lines than the fewest that fit into the room."""
        lines, found = 1, self.least
        while True:
            widths = [self._width(place, lines) for place in range(len(self.least))]
            if sum(widths) <= room:
                return widths
            if widths == found == self.least:
                return found
            lines, found = lines + max(1, lines // 4), widths

    def _width(self, place: int, lines: int) -> int:
        """The least width at which no cell of a column has more lines."""
        low, high = self.least[place], self.natural[place]
        while low < high:
            middle = (low + high) // 2
            if self.lines(place, middle) <= lines:
                high = middle
            else:
                low = middle + 1
        return low

    def lines(self, place: int, width: int) -> int:
        """The number of lines of the tallest cell of a column at this width."""
        return max(_lines(words, width) for words in self._words[place])

    def readable(self, widths: Sequence[int], page: int) -> bool:
        """Whether no cell is tall and narrow: few lines in a narrow column, some in one below half of the page."""
        for place, width in enumerate(widths):
            lines = self.lines(place, width)
            if (lines > SOME_LINES and width < page // 2) or (lines > FEW_LINES and width < NARROW):
                return False
        return True


def _lines(words: Sequence[int], width: int) -> int:
    """The number of lines that words of these widths fill; the first of them is the indent of each line."""
    indent, *rest = words
    lines, filled = 1, indent
    for word in rest:
        if filled > indent and filled + 1 + word > width:
            lines, filled = lines + 1, indent + word
        else:
            filled += word + (filled > indent)
    return lines


def fitted(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The natural widths, the widest cut to one width until all fit into ``room``, none below its least width."""

    def cut(limit: int) -> list[int]:
        return [max(low, min(width, limit)) for width, low in zip(natural, least, strict=True)]

    limits = range(min(max(natural), room), 0, -1)
    return next((cut(limit) for limit in limits if sum(cut(limit)) <= room), cut(1))
