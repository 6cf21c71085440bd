"""What was measured of the cases of a plain table, on any scale, as values and as memberships."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collabgraph.analysis.many.ceilings import UNIT, Ends, Values
from collabgraph.analysis.many.memberships import Memberships, of_degrees
from collabgraph.coding.tables import Table, refuse
from collabgraph.errors import OutsideScope
from collabgraph.model import Interval
from collabgraph.rdf.positions import Fault, Place
from collabgraph.words import both, mark

_BOTH = mark("'{name}' is the outcome, and cannot be a condition too.")


def measured(table: Table, outcome: str, conditions: Sequence[str] = ()) -> Values:
    """The columns of a table: an outcome, ``~`` before it for its absence, and conditions, by default all others.

    What is not known is anything from 0 to 1 in a column between them, else anything from the least to the greatest
    value of the column; ``~A`` is its range turned round (1 - A). Raises UnfitTable with the place of every fault.
    """
    plain = outcome.removeprefix("~")
    chosen = dict.fromkeys(conditions) or dict.fromkeys(name for name in table.numeric if name != plain)
    faults = list(table.faults)
    found = table.values([plain, *(name.removeprefix("~") for name in chosen)], faults)
    if plain in {name.removeprefix("~") for name in chosen}:
        faults.append(Fault(Place(), both(_BOTH, name=plain)))
    refuse(table.path, faults)
    columns = {name: _column(found[name.removeprefix("~")], name) for name in (*chosen, outcome)}
    whole = frozenset(name for name, ends in columns.items() if not (np.array(ends) % 1).any())
    return Values(table.cases, {name: columns[name] for name in chosen}, outcome, columns[outcome], whole)


def _column(cells: Sequence[Interval | None], name: str) -> Ends:
    known = [end for cell in cells if cell is not None for end in (cell.low, cell.high)] or [0.0]
    room = Interval(0.0, 1.0) if 0 <= min(known) <= max(known) <= 1 else Interval(min(known), max(known))
    low, high = (np.array([end(cell or room) for cell in cells]) for end in (_low, _high))
    turned = room.low + room.high
    return (turned - high, turned - low) if name.startswith("~") else (low, high)


def _low(cell: Interval) -> float:
    return cell.low


def _high(cell: Interval) -> float:
    return cell.high


def as_memberships(values: Values) -> Memberships:
    """Values from 0 to 1 as memberships in conditions of yes or no; raises OutsideScope for others."""
    for name, (low, high) in {**values.conditions, values.outcome: values.y}.items():
        if len(outside := np.flatnonzero((low < UNIT.x.low) | (high > UNIT.x.high))):
            n = int(outside[0])
            value = f"{low[n] if low[n] < 0 else high[n]:g}"
            raise OutsideScope(case=values.cases[n], name=name, value=value, low="0", high="1")
    shape = len(values.cases), len(values.conditions)
    low, high = (np.array([pair[end] for pair in values.conditions.values()]).T.reshape(shape) for end in (0, 1))
    return of_degrees(values.cases, [*values.conditions], values.outcome, low, high, *values.y, values.claims)
