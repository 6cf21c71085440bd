"""Tables as text, as spreadsheets write them: what separates the cells, and cells that are no formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from collabgraph.words import Text

SEPARATORS = {
    ",": Text(en="commas", id="koma"), ";": Text(en="semicolons", id="titik koma"), "\t": Text(en="tabs", id="tab"),
    "|": Text(en="vertical bars", id="garis tegak"), " ": Text(en="blanks", id="spasi"),
}  # fmt: skip
#: The first line by which a spreadsheet is told the separator.
STATED = re.compile(r"sep=([,;|\t ])\r?\n", re.IGNORECASE)
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe where a spreadsheet would take it for a formula.

    >>> guarded("=1+1"), unguarded(guarded("=1+1")), unguarded(guarded("'=1"))
    ("'=1+1", '=1+1', "'=1")
    """
    return f"'{cell}" if _GUARDED.match(f"'{cell}") else cell


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that kept it from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def separator(text: str, usual: str, fits: Callable[[list[str]], bool]) -> str:
    """The separator of the first row: the one whose cells fit, else one that gives several; the usual one first."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "").rstrip("\r\n")
    order = sorted(SEPARATORS, key=lambda each: each != usual)
    cells = {each: _cells(first, each) for each in order}
    fitting = [each for each in order if fits(cells[each])]
    several = [each for each in order if len(cells[each]) > 1]
    return (fitting or several or order)[0]


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=separator == " "), [])
    except csv.Error:
        return []
