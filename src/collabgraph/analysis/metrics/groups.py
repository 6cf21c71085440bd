"""Ties within and across groups of actors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from collabgraph.analysis.metrics.arrays import Arrays, Flags, Reals
from collabgraph.analysis.metrics.metric import ONCE, WASSERMAN, Metric, Reason
from collabgraph.analysis.network import Network
from collabgraph.words import Text


def known(a: Arrays) -> Flags:
    """(n, n), or (B, n, n) where groups differ by network: whether the groups of both actors are known."""
    grouped = a.groups >= 0
    return np.asarray(grouped[..., :, None] & grouped[..., None, :] & ~np.eye(a.n, dtype=bool))


def across(a: Arrays) -> Flags:
    """(n, n), or (B, n, n) where groups differ by network: whether both groups are known and different."""
    return np.asarray(known(a) & (a.groups[..., :, None] != a.groups[..., None, :]))


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


def n_groups(a: Arrays) -> NDArray[np.int64]:
    """(B,): how many groups the actors of each network are in, as far as known."""
    ordered = np.sort(a.groups, axis=-1)
    first = (ordered >= 0) & (np.diff(ordered, axis=-1, prepend=-1) != 0)
    return np.broadcast_to(first.sum(axis=-1), (a.batch,))


def _levels(a: Arrays) -> Arrays:
    """The arrays with the levels of government as groups; without any, every group is unknown."""
    return replace(a, groups=np.full(a.n, -1) if a.levels is None else a.levels)


def _by_level(reason: Reason) -> Reason:
    return Reason(reason.words, lambda a: reason.holds(_levels(a)))


NO_GROUPED_TIES = Reason(
    Text(en="no ties between actors whose group is known", id="tidak ada relasi antaraktor yang kelompoknya diketahui"),
    lambda a: np.asarray(_ties_in(a, known(a)) == 0),
)
ONE_GROUP = Reason(
    Text(en="all actors are in one group", id="semua aktor berada dalam satu kelompok"),
    lambda a: n_groups(a) == 1,
)
ALL_APART = Reason(
    Text(en="every actor is a group of its own", id="setiap aktor merupakan kelompok tersendiri"),
    lambda a: n_groups(a) == (a.groups >= 0).sum(axis=-1),
)

_KRACKHARDT = "Krackhardt & Stern 1988, Social Psychology Quarterly 51(2):123-140"
_SENT_AND_RECEIVED = Text(
    en="ties sent and received; undefined for an actor of unknown group or without such ties",
    id="relasi masuk dan keluar; tidak terdefinisi bagi aktor yang kelompoknya tidak diketahui atau tanpa relasi itu",
)

_UNDEFINED = (NO_GROUPED_TIES, ONE_GROUP, ALL_APART)

NO_GROUPS = Reason(
    Text(en="no actor's group is known", id="kelompok tidak diketahui untuk satu aktor pun"),
    lambda a: n_groups(a) == 0,
)

METRICS = (
    Metric(
        "n_groups", Text(en="groups of actors", id="kelompok aktor"),
        Text(en="From how many sectors, or other groups, do the actors come?",
             id="Dari berapa sektor, atau kelompok lain, aktor-aktor itu berasal?"),
        "number of groups", Text(
            en="sectors unless another attribute is named; actors of unknown group do not count",
            id="sektor, kecuali atribut lain disebut; aktor yang kelompoknya tidak diketahui tidak dihitung",
        ), WASSERMAN, "network", n_groups, undefined_when=(NO_GROUPS,), whole=True, compared=False,
    ),
    Metric(
        "ei_index", Text(en="E-I index", id="indeks E-I"),
        Text(
            en="Do ties cross groups, such as sectors (+1), or stay inside (-1)?",
            id="Apakah relasi melintasi kelompok, misalnya sektor (+1), atau tetap di dalam (-1)?",
        ),
        "(E-I)/(E+I) over ties between actors of known group", ONCE,
        _KRACKHARDT, "network", _ei, undefined_when=_UNDEFINED, details=_ei_details,
    ),
    Metric(
        "ei_index_level", Text(en="E-I index by level", id="indeks E-I menurut tingkat"),
        Text(
            en="Do ties cross levels of government (+1), or stay on one (-1)?",
            id="Apakah relasi melintasi tingkat pemerintahan (+1), atau tetap pada satu tingkat (-1)?",
        ),
        "(E-I)/(E+I) over ties between actors of known level",
        Text(
            en="the groups are levels of government, whatever grouping is asked for; actors without a level are left "
            "out",
            id="kelompoknya tingkat pemerintahan, apa pun pengelompokan yang diminta; aktor tanpa tingkat tidak "
            "dihitung",
        ),
        _KRACKHARDT, "network", lambda a: _ei(_levels(a)),
        undefined_when=tuple(_by_level(reason) for reason in _UNDEFINED),
        details=lambda a, net: _ei_details(_levels(a), net),
    ),
    Metric(
        "ei_index", Text(en="own E-I index", id="indeks E-I aktor"),
        Text(
            en="Do this actor's ties cross to other groups (+1) or stay inside its own (-1)?",
            id="Apakah relasi aktor ini menuju kelompok lain (+1) atau tetap di dalam kelompoknya (-1)?",
        ),
        "(E-I)/(E+I) over the actor's ties with actors of known group", _SENT_AND_RECEIVED, _KRACKHARDT,
        "actor", _own_ei, undefined_when=_UNDEFINED,
    ),
)  # fmt: skip
