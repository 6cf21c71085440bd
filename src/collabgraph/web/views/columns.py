"""What the columns of an answer hold, and which charts can therefore be drawn of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.output.document import Cell, Number
from collabgraph.rdf.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
_DAYS = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:Z|[+-]\d\d:\d\d)?")
_DATES = frozenset(f"{_XSD}{name}" for name in ("date", "dateTime", "gYear", "gYearMonth"))
#: The names of the columns that have the ends of a range.
_RANGES = (("low", "high"), ("lowest", "highest"))
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


class Held(Struct, frozen=True):
    """A column: its name in the query, its nodes, and the cells they are shown as."""

    name: str
    nodes: tuple[Node, ...]
    cells: tuple[Cell | None, ...]

    @property
    def kind(self) -> str:
        """What the column holds, if only in one row: "number", "date", "thing"; "words" where it is none of these."""
        if any(isinstance(cell, Number) for cell in self.cells):
            return "number"
        if any(map(is_date, self.nodes)):
            return "date"
        return "thing" if any(isinstance(node, ox.NamedNode) for node in self.nodes) else "words"


def is_date(node: Node) -> bool:
    """Whether a node is a year, a month, a day or a moment, also one that cannot be."""
    return isinstance(node, ox.Literal) and node.datatype.value in _DATES


def span(node: Node) -> tuple[str, str] | None:
    """The first and the last day of a date, or a moment twice; None where it is none, or not between years 1 and 9999.

    >>> span(ox.Literal("2024-02", datatype=ox.NamedNode(_XSD + "gYearMonth")))
    ('2024-02-01', '2024-02-29')
    """
    if not isinstance(node, ox.Literal) or not is_date(node):
        return None
    try:
        if node.datatype.value == f"{_XSD}dateTime":
            moment = datetime.fromisoformat(node.value).isoformat()
            return moment, moment
        return _days(node.value)
    except ValueError:
        return None


def _days(written: str) -> tuple[str, str] | None:
    match = _DAYS.fullmatch(written)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    first = date(year or 0, month or 1, day or 1)
    last = first if day else date(first.year, month or 12, _length(first.year, month or 12))
    return first.isoformat(), last.isoformat()


def _length(year: int, month: int) -> int:
    """How many days a month has."""
    return 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days


def limits(columns: Sequence[Held]) -> list[int]:
    """The places of the columns with the lower and the upper end of a range; none where there are not both."""
    places = {column.name: place for place, column in enumerate(columns) if column.kind == "number"}
    return next(([places[low], places[high]] for low, high in _RANGES if {low, high} <= places.keys()), [])


def charts(columns: Sequence[Held], unit: int | None) -> dict[str, dict[str, object]]:
    """The charts that fit the columns, by name, each with the places of the columns it is drawn from."""
    kinds = [column.kind for column in columns]
    numbers, dates = ([place for place, kind in enumerate(kinds) if kind == name] for name in ("number", "date"))
    found: dict[str, dict[str, object]] = {}
    if numbers and len(numbers) < len(columns):
        found["bars"] = {"values": numbers, "limits": limits(columns)}
    if line := _line(columns, numbers, dates, unit):
        found["line"] = line
    if dates:
        found["timeline"] = {"dates": dates, "span": _span_of(columns, dates)}
    return found


def _span_of(columns: Sequence[Held], dates: Sequence[int]) -> list[int]:
    """The first two columns of dates where the second never ends before the first starts; else none."""
    if len(dates) < 2:
        return []
    pairs = zip(*(map(span, columns[place].nodes) for place in dates[:2]), strict=True)
    both = [(start[0], end[1]) for start, end in pairs if start and end]
    return list(dates[:2]) if both and all(start[:10] <= end[:10] for start, end in both) else []


def _line(
    columns: Sequence[Held], numbers: Sequence[int], dates: Sequence[int], unit: int | None
) -> dict[str, object] | None:  # fmt: skip
    """A line of a number over a date, or over a whole number to the left of it that tells the rows of a line apart.

    Where words tell all rows apart, they and not a number are what the rows are about.
    """
    words = [place for place, column in enumerate(columns) if place not in (*numbers, *dates, unit)]
    parting = [place for place in words if not _tells_apart(columns, [place])]
    line = parting if unit is None else [*parting, unit]
    whole = [place for place in numbers if _is_whole(columns[place]) and _tells_apart(columns, [*line, place])]
    for along in (*dates, *(whole if parting == words else ())):
        values = [place for place in numbers if along in dates or place > along]
        if values and _is_long(columns, line):
            return {"along": along, "values": values, "parting": parting}
    return None


def _is_whole(column: Held) -> bool:
    return all(isinstance(cell, Number) and isinstance(cell.value, int) for cell in column.cells)


def _tells_apart(columns: Sequence[Held], places: Sequence[int]) -> bool:
    """Whether no two rows have the same in all of these columns."""
    return all(times == 1 for times in _times(columns, places).values())


def _is_long(columns: Sequence[Held], parting: Sequence[int]) -> bool:
    """Whether some line has two points or more."""
    return any(times > 1 for times in _times(columns, parting).values())


def _times(columns: Sequence[Held], places: Sequence[int]) -> Counter[tuple[Node, ...]]:
    count = len(columns[0].nodes)
    return Counter(tuple(columns[place].nodes[row] for place in places) for row in range(count))
