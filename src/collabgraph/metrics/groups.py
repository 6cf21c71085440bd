"""Ties within and across groups of actors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from collabgraph.metrics.arrays import Arrays, Flags, Reals
from collabgraph.metrics.record import ONCE, Metric, Reason, always
from collabgraph.network import Network
from collabgraph.phrases import Text


def _known(a: Arrays) -> Flags:
    """(n, n): whether the groups of both actors are known."""
    known = a.groups >= 0
    return np.asarray(known[:, None] & known[None, :] & ~np.eye(a.n, dtype=bool))


def _across(a: Arrays) -> Flags:
    """(n, n): whether both groups are known and different."""
    return np.asarray(_known(a) & (a.groups[:, None] != a.groups[None, :]))


def _ties_in(a: Arrays, cells: Flags) -> Reals:
    return np.asarray((a.adjacency * cells).sum(axis=(1, 2)))


def _ei(a: Arrays) -> Reals:
    return np.asarray(2 * _ties_in(a, _across(a)) / _ties_in(a, _known(a)) - 1)


def _ei_details(a: Arrays, _: Network) -> Mapping[str, Any]:
    """Expected: were ties spread evenly over the pairs. Rescaled: to what this many ties could reach, -1 to +1."""
    cells, across = int(_known(a).sum()), int(_across(a).sum())
    ties, within = float(_ties_in(a, _known(a))[0]), cells - across
    lowest, highest = 2 * max(0.0, ties - within) / ties - 1, 2 * min(ties, across) / ties - 1
    value = float(_ei(a)[0])
    rescaled = 2 * (value - lowest) / (highest - lowest) - 1 if highest > lowest else None
    return {"expected": 2 * across / cells - 1, "lowest": lowest, "highest": highest, "rescaled": rescaled}


def _groups(a: Arrays) -> int:
    return len(set(a.groups[a.groups >= 0].tolist()))


NO_GROUPED_TIES = Reason(
    Text("no ties between actors whose group is known", "tidak ada hubungan antaraktor yang kelompoknya diketahui"),
    lambda a: np.asarray(_ties_in(a, _known(a)) == 0),
)
ONE_GROUP = Reason(
    Text("all actors are in one group", "semua aktor berada dalam satu kelompok"),
    lambda a: always(a, _groups(a) == 1),
)
ALL_APART = Reason(
    Text("every actor is a group of its own", "setiap aktor merupakan kelompok tersendiri"),
    lambda a: always(a, _groups(a) == int((a.groups >= 0).sum())),
)

METRICS = (
    Metric(
        "ei_index", Text("E-I index by sector", "indeks E-I menurut sektor"),
        Text(
            "Do ties cross sectors (+1) or stay inside (-1)?",
            "Apakah hubungan melintasi sektor (+1) atau tetap di dalam (-1)?",
        ),
        "(E-I)/(E+I) over ties between actors of known group", ONCE,
        "Krackhardt & Stern 1988, Social Psychology Quarterly 51(2):123-140", "network", _ei,
        undefined_when=(NO_GROUPED_TIES, ONE_GROUP, ALL_APART), details=_ei_details,
    ),
)  # fmt: skip
