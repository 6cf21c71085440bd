"""The widths of the columns of a table on paper."""

from __future__ import annotations

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
