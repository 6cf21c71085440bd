"""Tables of cases for the tests of configurations: published ones, and drawn ones with unknown cells."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from collabgraph.analysis.many.memberships import Memberships, of_degrees

DATA = Path(__file__).parent / "data" / "many"
EXPECTED: dict[str, Any] = json.loads((DATA / "irrigation_expected.json").read_text(encoding="utf-8"))["analyses"]
Cell = tuple[str, str]


def irrigation(*unknown: Cell) -> Memberships:
    """The irrigation cases of Lam and Ostrom (2010), with some cells made unknown."""
    return published("irrigation_nepal_lam_ostrom_2010", "W", list("ARFLC"), *unknown)


def published(name: str, outcome: str, conditions: list[str], *unknown: Cell) -> Memberships:
    """A published table, with some cells made unknown."""
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    low = np.array([[float(row[column]) for column in (*conditions, outcome)] for row in rows])
    high = low.copy()
    cases = [row["case"] for row in rows]
    for case, column in unknown:
        place = cases.index(case), [*conditions, outcome].index(column)
        low[place], high[place] = 0, 1
    return table(low, high, cases, conditions, outcome)


def table(
    low: np.ndarray[Any, Any], high: np.ndarray[Any, Any], cases: list[str] | None = None,
    conditions: list[str] | None = None, outcome: str = "Y",
) -> Memberships:  # fmt: skip
    """Memberships of which the last column is the outcome."""
    names = conditions or [chr(65 + k) for k in range(low.shape[1] - 1)]
    cases = cases or [str(n) for n in range(len(low))]
    return of_degrees(cases, names, outcome, low[:, :-1], high[:, :-1], low[:, -1], high[:, -1])


def completions(memberships: Memberships, points: tuple[float, ...] = (0, 1)) -> Iterator[Memberships]:
    """Every table in which each unknown cell has one of the values ``points`` that its interval allows."""
    if max(memberships.levels) > 2:
        yield from _levelled(memberships)
        return
    lows = np.column_stack([*(low[:, 1] for low in memberships.low), memberships.outcome_low])
    highs = np.column_stack([*(high[:, 1] for high in memberships.high), memberships.outcome_high])
    open_cells = np.argwhere(lows < highs)
    choices = [
        sorted({lows[r, c], highs[r, c], *(p for p in points if lows[r, c] <= p <= highs[r, c])}) for r, c in open_cells
    ]
    for choice in product(*choices):
        values = lows.copy()
        values[tuple(open_cells.T)] = choice
        yield table(values, values, list(memberships.cases), list(memberships.conditions), memberships.outcome)


def _levelled(memberships: Memberships) -> Iterator[Memberships]:
    """Every table in which each case has one level of each condition, and the outcome or not."""
    options = [
        [np.flatnonzero(high[n]) for high in memberships.high] + [sorted({memberships.outcome_low[n], top})]
        for n, top in enumerate(memberships.outcome_high)
    ]
    for choice in product(*(list(product(*each)) for each in options)):
        degrees = tuple(
            np.eye(levels)[[int(case[k]) for case in choice]] for k, levels in enumerate(memberships.levels)
        )
        outcome = np.array([float(case[-1]) for case in choice])
        yield Memberships(
            memberships.cases, memberships.conditions, memberships.outcome, degrees, degrees, outcome, outcome
        )


@st.composite
def crisp(draw: st.DrawFn, *, unknown: int = 4, halves: int = 0) -> Memberships:
    """A crisp table of at most 3 conditions and 7 cases, with at most so many unknown cells, and halves as outcome."""
    n, k = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    row = st.lists(st.sampled_from([0.0, 1.0]), min_size=k + 1, max_size=k + 1)
    low = np.array(draw(st.lists(row, min_size=n, max_size=n)))
    for r in draw(st.sets(st.integers(0, n - 1), max_size=halves)):
        low[r, k] = 0.5
    high = low.copy()
    for r, c in draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, k)), max_size=unknown)):
        low[r, c], high[r, c] = 0, 1
    return table(low, high)


@st.composite
def fuzzy(draw: st.DrawFn, *, unknown: int = 4) -> Memberships:
    """A fuzzy table of at most 2 conditions and 4 cases, at most so many cells of which are intervals."""
    n, k = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    degree = st.sampled_from([0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0])
    low = np.array(draw(st.lists(degree, min_size=n * (k + 1), max_size=n * (k + 1)))).reshape(n, k + 1)
    high = low.copy()
    for r, c in draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, k)), max_size=unknown)):
        low[r, c], high[r, c] = sorted((low[r, c], draw(degree)))
    return table(low, high)


@st.composite
def levelled(draw: st.DrawFn, *, unknown: int = 3) -> Memberships:
    """A crisp table of a condition of three levels and one of two, with at most 5 cases and so many unknown cells."""
    n = draw(st.integers(1, 5))
    cells = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 1)), min_size=n, max_size=n)
    rows, columns = np.array(draw(cells)).T, (3, 2, 2)
    low = [np.eye(levels)[column] for levels, column in zip(columns, rows, strict=True)]
    high = [each.copy() for each in low]
    for r, c in draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, 2)), max_size=unknown)):
        low[c][r], high[c][r] = 0, 1
    return Memberships(
        tuple(map(str, range(n))), ("A", "B"), "Y", tuple(low[:2]), tuple(high[:2]), low[2][:, 1], high[2][:, 1]
    )
