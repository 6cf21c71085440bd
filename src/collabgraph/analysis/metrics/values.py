"""What the weights and the signs of ties say; all other metrics use only whether there is a tie."""

from __future__ import annotations

import numpy as np

from collabgraph.analysis.metrics.arrays import Arrays, Flags, Reals, row_sums
from collabgraph.analysis.metrics.metric import (
    ONCE,
    UNWEIGHTED,
    WASSERMAN,
    Metric,
    Reason,
    fewer_than,
)
from collabgraph.words import Text


def _weights(a: Arrays) -> Reals:
    """(B, n, n): the weights; 0 or 1 where every tie weighs 1."""
    return a.adjacency if a.weights is None else np.broadcast_to(a.weights, a.adjacency.shape)


def _received(ties: Reals) -> Reals:
    return np.asarray(ties.sum(axis=1))


def _all_ends(a: Arrays, ties: Reals) -> Reals:
    """(B, n): the sums over an actor's ties; sent and received when directed."""
    return row_sums(ties) + _received(ties) if a.directed else row_sums(ties)


def _weighted_density(a: Arrays) -> Reals:
    return np.asarray(_weights(a).sum(axis=(1, 2)) / (a.n * (a.n - 1)))


def _weighted_clustering(a: Arrays) -> Reals:
    weights, tied = _weights(a), a.adjacency
    against = row_sums(weights) * (a.degree - 1)
    return np.where(a.degree > 1, row_sums((weights @ tied) * tied) / against, np.nan)


# Signs --------------------------------------------------------------------------------------------------------------


def _negative(a: Arrays) -> Reals:
    return (_weights(a) < 0).astype(np.float64)


def _positive(a: Arrays) -> Reals:
    return (_weights(a) > 0).astype(np.float64)


def _cycles(ties: Reals) -> Reals:
    """(B,): 6 times the sum over closed triads of the products of their three entries; ``ties`` are symmetric."""
    return np.asarray(((ties @ ties) * ties).sum(axis=(1, 2)))


def _both_ways(a: Arrays, ties: Reals) -> Reals:
    return np.asarray(ties + np.swapaxes(ties, 1, 2)) if a.directed else ties


def _balance(a: Arrays) -> Reals:
    all_cycles = _cycles(_both_ways(a, _positive(a) + _negative(a)))
    return np.asarray((1 + _cycles(_both_ways(a, _positive(a) - _negative(a))) / all_cycles) / 2)


def _below_zero(a: Arrays) -> Flags:
    return np.asarray((_weights(a) < 0).any(axis=(1, 2)))


UNSIGNED = Reason(Text(en="no tie weighs less than zero", id="tidak ada relasi berbobot di bawah nol"),
                  lambda a: ~_below_zero(a))  # fmt: skip
BELOW_ZERO = Reason(Text(en="some ties weigh less than zero", id="ada relasi berbobot di bawah nol"), _below_zero)
NO_CLOSED_TRIAD = Reason(
    Text(en="no three actors are all tied to one another", id="tidak ada tiga aktor yang semuanya saling berelasi"),
    lambda a: np.asarray(_cycles(a.underlying) == 0),
)
_BARRAT = "Barrat et al. 2004, PNAS 101(11):3747-3752"
_HARARY = "Cartwright & Harary 1956, Psychological Review 63(5):277-293"
_SUMMED = Text(
    en="weights with their signs; several ties of two actors count as the one farthest from zero",
    id="bobot beserta tandanya; beberapa relasi dua aktor dihitung sebagai yang paling jauh dari nol",
)

METRICS = (
    Metric(
        "weighted_density", Text(en="weighted density", id="kepadatan berbobot"),
        Text(en="How strong is the tie of a pair on average?", id="Berapa rata-rata kuatnya relasi satu pasangan?"),
        "sum of weights / pairs", Text(
            en="ordered pairs when directed; a pair without a tie weighs 0; not limited to 1",
            id="pasangan berarah bila berarah; pasangan tanpa relasi berbobot 0; dapat melebihi 1",
        ), WASSERMAN, "network", _weighted_density, undefined_when=(fewer_than(2), UNWEIGHTED), uses="weight",
        compared=False,
    ),
    Metric(
        "negative_ties", Text(en="negative ties", id="relasi negatif"),
        Text(en="How many ties are negative?", id="Berapa relasi yang negatif?"),
        "number of ties of weight below 0", ONCE, WASSERMAN, "network",
        lambda a: _negative(a).sum(axis=(1, 2)) / (1 if a.directed else 2), undefined_when=(UNSIGNED,), whole=True,
        uses="sign", compared=False,
    ),
    Metric(
        "balance", Text(en="balance of triads", id="keseimbangan triad"),
        Text(en="Is the friend of a friend a friend, and the enemy of a friend an enemy?",
             id="Apakah kawan dari kawan adalah kawan, dan lawan dari kawan adalah lawan?"),
        "closed triads with a positive product of signs / closed triads", Text(
            en="direction ignored; ties both ways are two, each of which closes triads of its own",
            id="arah diabaikan; relasi dua arah dihitung dua, masing-masing menutup triadnya sendiri",
        ), _HARARY, "network", _balance, undefined_when=(UNSIGNED, NO_CLOSED_TRIAD), uses="sign", compared=False,
    ),
    Metric(
        "in_strength", Text(en="weight received", id="bobot masuk"),
        Text(en="How strongly is this actor turned to?", id="Seberapa kuat aktor ini dituju?"),
        "column sum of weights", _SUMMED, _BARRAT, "actor", lambda a: _received(_weights(a)), "directed",
        (UNWEIGHTED,), uses="weight",
    ),
    Metric(
        "out_strength", Text(en="weight sent", id="bobot keluar"),
        Text(en="How strongly does this actor turn to others?", id="Seberapa kuat aktor ini menghubungi aktor lain?"),
        "row sum of weights", _SUMMED, _BARRAT, "actor", lambda a: row_sums(_weights(a)), "directed",
        (UNWEIGHTED,), uses="weight",
    ),
    Metric(
        "strength", Text(en="weight in all", id="jumlah bobot"),
        Text(en="How strong are this actor's ties together?", id="Seberapa kuat semua relasi aktor ini?"),
        "sum of weights, in + out when directed", _SUMMED, _BARRAT, "actor", lambda a: _all_ends(a, _weights(a)),
        undefined_when=(UNWEIGHTED,), uses="weight",
    ),
    Metric(
        "weighted_clustering", Text(en="weighted local clustering", id="klasterisasi lokal berbobot"),
        Text(en="Are the partners with whom this actor's ties are strong tied to one another?",
             id="Apakah mitra yang relasinya kuat dengan aktor ini saling berelasi?"),
        "1/(s_i(k_i-1)) sum over ordered pairs of partners j, h tied to each other of (w_ij+w_ih)/2", Text(
            en="undirected only; undefined for an actor with fewer than two partners",
            id="hanya tidak berarah; tidak terdefinisi bagi aktor dengan kurang dari dua mitra",
        ), _BARRAT, "actor", _weighted_clustering, "undirected", (UNWEIGHTED, BELOW_ZERO), uses="weight",
    ),
    Metric(
        "positive_degree", Text(en="positive ties", id="relasi positif"),
        Text(en="Who has friends?", id="Siapa yang memiliki kawan?"),
        "number of i's ties of weight above 0, in + out when directed", ONCE, _HARARY, "actor",
        lambda a: _all_ends(a, _positive(a)), undefined_when=(UNSIGNED,), whole=True, uses="sign",
    ),
    Metric(
        "negative_degree", Text(en="negative ties of the actor", id="relasi negatif aktor"),
        Text(en="Who has opponents?", id="Siapa yang memiliki lawan?"),
        "number of i's ties of weight below 0, in + out when directed", ONCE, _HARARY, "actor",
        lambda a: _all_ends(a, _negative(a)), undefined_when=(UNSIGNED,), whole=True, uses="sign",
    ),
)  # fmt: skip
