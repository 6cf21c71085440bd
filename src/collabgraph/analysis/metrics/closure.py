"""How closed the surroundings of actors are: local clustering, and the size of the largest part."""

from __future__ import annotations

import numpy as np

from collabgraph.analysis.metrics.arrays import Arrays, Reals, row_sums
from collabgraph.analysis.metrics.metric import IGNORED, WASSERMAN, Metric, Reason, fewer_than
from collabgraph.words import Text


def closed_pairs(a: Arrays) -> Reals:
    """(B, n): how many ordered pairs of an actor's partners are tied to each other."""
    return row_sums((a.underlying @ a.underlying) * a.underlying)


def pairs_of_partners(a: Arrays) -> Reals:
    """(B, n): how many ordered pairs of partners an actor has."""
    return np.asarray(a.partners * (a.partners - 1))


def _clustering(a: Arrays) -> Reals:
    pairs = pairs_of_partners(a)
    return np.where(pairs > 0, closed_pairs(a) / pairs, np.nan)


def _mean_clustering(a: Arrays) -> Reals:
    several = pairs_of_partners(a) > 0
    return np.asarray(np.where(several, _clustering(a), 0.0).sum(axis=1) / several.sum(axis=1))


NO_PAIR_OF_PARTNERS = Reason(
    Text(en="no actor has two partners", id="tidak ada aktor yang memiliki dua mitra"),
    lambda a: np.asarray((a.partners < 2).all(axis=1)),
)
_WATTS_STROGATZ = "Watts & Strogatz 1998, Nature 393:440-442"

METRICS = (
    Metric(
        "mean_clustering", Text(en="mean local clustering", id="rata-rata klasterisasi lokal"),
        Text(
            en="Are the partners of an actor, on average, tied to one another?",
            id="Apakah mitra-mitra satu aktor rata-rata saling berelasi?",
        ),
        "mean of local clustering", Text(
            en="direction ignored; over the actors with two partners or more, where some programs count the others as "
            "0; every actor weighs the same, unlike transitivity",
            id="arah diabaikan; hanya aktor dengan dua mitra atau lebih, sedangkan sebagian program menghitung yang "
            "lain sebagai 0; bobot semua aktor sama, berbeda dengan transitivitas",
        ), _WATTS_STROGATZ, "network", _mean_clustering, undefined_when=(NO_PAIR_OF_PARTNERS,), compared=False,
    ),
    Metric(
        "largest_part", Text(en="actors in the largest part", id="aktor dalam komponen terbesar"),
        Text(en="How many actors does the largest part hold together?",
             id="Berapa aktor yang berada dalam komponen terbesar?"),
        "most actors in a weakly connected component", IGNORED, WASSERMAN, "network",
        lambda a: a.joined.sum(axis=2).max(axis=1), undefined_when=(fewer_than(1),), whole=True, compared=False,
    ),
    Metric(
        "clustering", Text(en="local clustering", id="klasterisasi lokal"),
        Text(en="Are this actor's partners tied to one another?", id="Apakah mitra-mitra aktor ini saling berelasi?"),
        "tied pairs of partners / pairs of partners", Text(
            en="direction ignored; undefined for an actor with fewer than two partners",
            id="arah diabaikan; tidak terdefinisi bagi aktor dengan kurang dari dua mitra",
        ), _WATTS_STROGATZ, "actor", _clustering,
    ),
)  # fmt: skip
