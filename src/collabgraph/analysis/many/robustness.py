"""How far thresholds can be moved before a solution changes, and the fit of what stays.

Oana and Schneider (2024), Sociological Methods & Research 53(1), for ranges and the robust core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.many.fit import Fit, sufficiency
from collabgraph.analysis.many.memberships import Conjunction, Memberships
from collabgraph.analysis.many.possible import possibilities
from collabgraph.analysis.many.solutions import Expectations, Kind, observed, solution
from collabgraph.analysis.many.truth_tables import Cuts, truth_table
from collabgraph.model import Interval

Found = frozenset[tuple[Conjunction, ...]]


class Range(Struct, frozen=True):
    """From where to where a threshold leaves the models as they are; ``tried`` is the range that was looked at.

    With ``above`` the lower end itself is outside: the models change when the threshold falls to it, not before.
    """

    threshold: str
    at: float
    stays: Interval
    tried: Interval
    above: bool = False


def models_of(
    memberships: Memberships, cuts: Cuts, kind: Kind, expectations: Expectations | None = None,
    excluded: Sequence[Conjunction] = (),
) -> Found:  # fmt: skip
    """The models there are, or, where rows are open, those that are possible."""
    table = truth_table(memberships, cuts)
    if table.open_rows:
        return frozenset(possibilities(table, kind, expectations, excluded).possible)
    return frozenset(solution(observed(table, excluded), kind, expectations).models.models)


def ranges(
    memberships: Memberships, cuts: Cuts, kind: Kind, expectations: Expectations | None = None,
    excluded: Sequence[Conjunction] = (), least_inclusion: float = 0.5,
) -> list[Range]:  # fmt: skip
    """The ranges of the cuts of inclusion and of cases a row within which the models stay, each moved by itself.

    The inclusion is tried at every value at which a row changes, from ``least_inclusion`` to 1; the least number of
    cases from 1 to that of the largest row.
    """

    def stays(changed: Cuts) -> bool:
        return models_of(memberships, changed, kind, expectations, excluded) == now

    now = models_of(memberships, cuts, kind, expectations, excluded)
    rows = truth_table(memberships, cuts).rows
    bounds = (row.fit.inclusion for row in rows)
    steps = {end for each in bounds if each is not None for end in (each.low, each.high)}
    inclusions = sorted({least_inclusion, cuts.inclusion, 1.0, *(end for end in steps if least_inclusion < end < 1)})
    counts = range(1, max((len(row.cases) + len(row.perhaps) for row in rows), default=1) + 1)
    return [
        _range(
            "inclusion", cuts.inclusion, inclusions, lambda value: stays(replace(cuts, inclusion=value)), steps=True
        ),
        _range("n", cuts.n, [float(n) for n in counts], lambda value: stays(replace(cuts, n=int(value)))),
    ]


def _range(
    name: str, at: float, values: Iterable[float], stays: Callable[[float], bool], *, steps: bool = False
) -> Range:
    """How far from ``at`` the values can go, in their order, while the models stay.

    With ``steps`` the values are all those at which something changes, so that what holds at one holds down to the
    next lower one, that one excluded.
    """
    every = sorted({*values, at})
    low, high, above = at, at, False
    for value in reversed([value for value in every if value < at]):
        if not stays(value):
            low, above = (value, True) if steps else (low, False)
            break
        low = value
    for value in [value for value in every if value > at]:
        if not stays(value):
            break
        high = value
    return Range(name, at, Interval(low, high), Interval(every[0], every[-1]), above)


def anchor_range(name: str, at: float, values: Iterable[float], found: Callable[[float], Found]) -> Range:
    """The range of an anchor of calibration, among these values, within which the models stay.

    ``found`` gives the models when the anchor has a value.
    """
    now = found(at)
    return _range(name, at, values, lambda value: found(value) == now)


def core(models: Sequence[Sequence[Conjunction]], memberships: Memberships) -> Fit:
    """The fit of what is in every one of these models: the least membership of each case."""
    pairs = [memberships.in_any(model) for model in models]
    low, high = (np.minimum.reduce([pair[n] for pair in pairs]) for n in (0, 1))
    return sufficiency(low, high, memberships.outcome_low, memberships.outcome_high)
