"""Ties within and across groups of actors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from collabgraph.analysis.metrics.arrays import Arrays, Flags, Reals
from collabgraph.analysis.metrics.metric import ONCE, Metric, Reason, always
from collabgraph.analysis.network import Network
from collabgraph.words import Text


def known(a: Arrays) -> Flags:
    """(n, n): whether the groups of both actors are known."""
    grouped = a.groups >= 0
    return np.asarray(grouped[:, None] & grouped[None, :] & ~np.eye(a.n, dtype=bool))


def across(a: Arrays) -> Flags:
    """(n, n): whether both groups are known and different."""
    return np.asarray(known(a) & (a.groups[:, None] != a.groups[None, :]))


def _ties_in(a: Arrays, cells: Flags) -> Reals:
    return np.asarray((a.adjacency * cells).sum(axis=(1, 2)))


def _ei(a: Arrays) -> Reals:
    return np.asarray(2 * _ties_in(a, across(a)) / _ties_in(a, known(a)) - 1)


def _ties_of(a: Arrays, cells: Flags) -> Reals:
    """(B, n): each actor's ties in these cells, sent plus received; every tie counts twice when undirected."""
    ties = a.adjacency * cells
    return np.asarray(ties.sum(axis=1) + ties.sum(axis=2))


def _own_ei(a: Arrays) -> Reals:
    return np.asarray(2 * _ties_of(a, across(a)) / _ties_of(a, known(a)) - 1)


def _ei_details(a: Arrays, _: Network) -> Mapping[str, Any]:
    """The E-I index to be expected if ties were spread evenly over the pairs, its limits, and the index rescaled.

    The limits are the lowest and highest index that a network with as many ties can have; rescaled, they are -1 and +1.
    """
    cells, crossing = int(known(a).sum()), int(across(a).sum())
    ties, within = float(_ties_in(a, known(a))[0]), cells - crossing
    lowest, highest = 2 * max(0.0, ties - within) / ties - 1, 2 * min(ties, crossing) / ties - 1
    value = float(_ei(a)[0])
    rescaled = 2 * (value - lowest) / (highest - lowest) - 1 if highest > lowest else None
    return {"expected": 2 * crossing / cells - 1, "lowest": lowest, "highest": highest, "rescaled": rescaled}


def _groups(a: Arrays) -> int:
    return len(set(a.groups[a.groups >= 0].tolist()))


NO_GROUPED_TIES = Reason(
    Text(en="no ties between actors whose group is known", id="tidak ada relasi antaraktor yang kelompoknya diketahui"),
    lambda a: np.asarray(_ties_in(a, known(a)) == 0),
)
ONE_GROUP = Reason(
    Text(en="all actors are in one group", id="semua aktor berada dalam satu kelompok"),
    lambda a: always(a, _groups(a) == 1),
)
ALL_APART = Reason(
    Text(en="every actor is a group of its own", id="setiap aktor merupakan kelompok tersendiri"),
    lambda a: always(a, _groups(a) == int((a.groups >= 0).sum())),
)

_KRACKHARDT = "Krackhardt & Stern 1988, Social Psychology Quarterly 51(2):123-140"
_SENT_AND_RECEIVED = Text(
    en="ties sent and received; undefined for an actor of unknown group or without such ties",
    id="relasi masuk dan keluar; tidak terdefinisi bagi aktor yang kelompoknya tidak diketahui atau tanpa relasi itu",
)

METRICS = (
    Metric(
        "ei_index", Text(en="E-I index", id="indeks E-I"),
        Text(
            en="Do ties cross groups, such as sectors (+1), or stay inside (-1)?",
            id="Apakah relasi melintasi kelompok, misalnya sektor (+1), atau tetap di dalam (-1)?",
        ),
        "(E-I)/(E+I) over ties between actors of known group", ONCE,
        _KRACKHARDT, "network", _ei, undefined_when=(NO_GROUPED_TIES, ONE_GROUP, ALL_APART), details=_ei_details,
    ),
    Metric(
        "ei_index", Text(en="own E-I index", id="indeks E-I aktor"),
        Text(
            en="Do this actor's ties cross to other groups (+1) or stay inside its own (-1)?",
            id="Apakah relasi aktor ini menuju kelompok lain (+1) atau tetap di dalam kelompoknya (-1)?",
        ),
        "(E-I)/(E+I) over the actor's ties with actors of known group", _SENT_AND_RECEIVED, _KRACKHARDT,
        "actor", _own_ei, undefined_when=(NO_GROUPED_TIES, ONE_GROUP, ALL_APART),
    ),
)  # fmt: skip
