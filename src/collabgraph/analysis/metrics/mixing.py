"""Who is tied to whom: assortativity by number of ties and by group, modularity of a grouping, a test of E-I."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from collabgraph.analysis.metrics.arrays import Arrays, Reals
from collabgraph.analysis.metrics.groups import ALL_APART, NO_GROUPED_TIES, ONE_GROUP
from collabgraph.analysis.metrics.metric import NO_TIES, Metric, Reason
from collabgraph.analysis.network import Network
from collabgraph.words import Text

# By number of ties --------------------------------------------------------------------------------------------------


def _moments(a: Arrays) -> tuple[Reals, Reals, Reals]:
    """(B,) each: covariance and variances of the degrees at both ends of the ties, times the square of their number."""
    cells = a.adjacency.sum(axis=(1, 2))
    sent, received = a.outdegree, a.indegree
    both = (sent * (a.adjacency @ received[..., None])[..., 0]).sum(axis=1)
    first, last = (sent * sent).sum(axis=1), (received * received).sum(axis=1)
    spreads = [cells * (degree**3).sum(axis=1) - total**2 for degree, total in ((sent, first), (received, last))]
    return np.asarray(cells * both - first * last), np.asarray(spreads[0]), np.asarray(spreads[1])


def _degree_assortativity(a: Arrays) -> Reals:
    together, one, other = _moments(a)
    return np.asarray(together / np.sqrt(one * other))


# By group -----------------------------------------------------------------------------------------------------------


def mixing(a: Arrays) -> Reals:
    """(B, G, G): the share of the ties that runs from one group to another, of those between actors of known group."""
    members = (a.groups[..., None] == np.arange(max(int(a.groups.max(initial=-1)) + 1, 1))).astype(np.float64)
    ties = np.swapaxes(members, -1, -2) @ a.adjacency @ members
    return np.asarray(ties / np.maximum(ties.sum(axis=(1, 2), keepdims=True), 1.0))


def _inside_and_expected(shares: Reals) -> tuple[Reals, Reals]:
    """(B,) twice: the share of ties inside groups, and that to be expected of ends that meet at random."""
    return np.trace(shares, axis1=1, axis2=2), (shares.sum(axis=1) * shares.sum(axis=2)).sum(axis=1)


def newman(shares: Reals) -> Reals:
    """(B,): Newman's assortativity coefficient of a table of mixing."""
    inside, expected = _inside_and_expected(shares)
    return np.asarray((inside - expected) / (1 - expected))


def _modularity(a: Arrays) -> Reals:
    inside, expected = _inside_and_expected(mixing(replace(a, adjacency=a.underlying)))
    return np.asarray(inside - expected)


# Is the E-I index chance? -------------------------------------------------------------------------------------------

PERMUTATIONS = 5_000
#: Ties looked up at a time.
_AT_ONCE = 256
_EQUAL = 1e-9


class Shuffled(Struct, frozen=True):
    """The E-I index against those of the groups dealt out anew: mean, standard deviation, and p-values."""

    mean: float
    sd: float
    p_greater: float
    p_less: float
    p: float


def _crossing(senders: NDArray[np.int64], receivers: NDArray[np.int64], labels: NDArray[np.int16]) -> NDArray[np.int64]:
    """(P,): how many ties cross groups; ``labels`` (n, P) has every actor's group in each permutation."""
    found = np.zeros(labels.shape[1], dtype=np.int64)
    for first in range(0, len(senders), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        found += (labels[senders[some]] != labels[receivers[some]]).sum(axis=0)
    return found


def shuffled(a: Arrays) -> Shuffled:
    """The permutation test of the E-I index (of a batch of one): actors of known group exchange their groups.

    The ties stay. Two-sided: as far from the mean of the permutations, in either direction.
    """
    groups = np.broadcast_to(a.groups, (1, a.n))[0]
    grouped = np.flatnonzero(groups >= 0)
    ties = a.adjacency[0][np.ix_(grouped, grouped)]
    senders, receivers = np.nonzero(ties if a.directed else np.triu(ties))
    own = groups[grouped].astype(np.int16)
    random = np.random.default_rng(a.seed)
    dealt = np.ascontiguousarray(random.permuted(np.tile(own, (PERMUTATIONS, 1)), axis=1).T)
    observed = 2 * _crossing(senders, receivers, own[:, None])[0] / len(senders) - 1
    chance = 2 * _crossing(senders, receivers, dealt) / len(senders) - 1
    mean = chance.mean()
    as_far = abs(chance - mean) >= abs(observed - mean) - _EQUAL
    extreme = (chance >= observed - _EQUAL, chance <= observed + _EQUAL, as_far)
    greater, less, both = ((int(each.sum()) + 1) / (PERMUTATIONS + 1) for each in extreme)
    return Shuffled(float(mean), float(chance.std()), greater, less, both)


def _test_details(a: Arrays, _: Network) -> Mapping[str, Any]:
    found = shuffled(a)
    return {
        "mean": found.mean,
        "sd": found.sd,
        "p_greater": found.p_greater,
        "p_less": found.p_less,
        "permutations": PERMUTATIONS,
        "seed": a.seed,
    }


# The catalogue ------------------------------------------------------------------------------------------------------

EQUAL_DEGREES = Reason(
    Text(
        en="at one end of the ties all actors have as many ties",
        id="pada salah satu ujung relasi semua aktor memiliki jumlah relasi yang sama",
    ),
    lambda a: np.asarray(np.minimum(*_moments(a)[1:]) == 0),
)
TIES_IN_ONE_GROUP = Reason(
    Text(en="all ties are inside one group", id="semua relasi berada di dalam satu kelompok"),
    lambda a: np.asarray((np.diagonal(mixing(a), axis1=1, axis2=2) == 1).any(axis=1)),
)
_NEWMAN_2002 = "Newman 2002, Physical Review Letters 89:208701"
_NEWMAN_2003 = "Newman 2003, Physical Review E 67:026126"
_KNOWN = Text(
    en="ties between actors of known group; along the direction of the ties",
    id="relasi antaraktor yang kelompoknya diketahui; mengikuti arah relasi",
)

METRICS = (
    Metric(
        "degree_assortativity", Text(en="assortativity by number of ties", id="asortativitas menurut jumlah relasi"),
        Text(
            en="Are the well tied tied to one another (+1), or to those with few ties (-1)?",
            id="Apakah aktor yang banyak relasinya saling berelasi (+1), atau berelasi dengan yang sedikit (-1)?",
        ),
        "Pearson r of the degrees at both ends of the ties", Text(
            en="undirected: every tie counts from both ends; directed: ties sent by the sender, received by the "
            "receiver",
            id="tidak berarah: setiap relasi dihitung dari kedua ujung; berarah: relasi keluar pengirim, relasi masuk "
            "penerima",
        ), _NEWMAN_2002, "network", _degree_assortativity, undefined_when=(NO_TIES, EQUAL_DEGREES), compared=False,
    ),
    Metric(
        "assortativity", Text(en="assortativity by group", id="asortativitas menurut kelompok"),
        Text(
            en="Do ties join actors of the same group more often than chance would?",
            id="Apakah relasi menghubungkan aktor sekelompok lebih sering daripada bila acak?",
        ),
        "(sum e_gg - sum a_g b_g)/(1 - sum a_g b_g), e_gh the share of ties from group g to h, a and b its sums",
        _KNOWN, _NEWMAN_2003, "network", lambda a: newman(mixing(a)),
        undefined_when=(NO_GROUPED_TIES, ONE_GROUP, TIES_IN_ONE_GROUP), compared=False,
    ),
    Metric(
        "group_modularity", Text(en="modularity of the groups", id="modularitas kelompok"),
        Text(
            en="Do ties gather inside the given groups, as they do inside the communities of 'modularity'?",
            id="Apakah relasi mengumpul di dalam kelompok yang diberikan, seperti di dalam komunitas pada "
            "'modularitas'?",
        ),
        "sum over groups of L/m - (D/2m)^2, L ties inside, D sum of degrees", Text(
            en="direction ignored, so that it can be set beside modularity; only actors of known group and their ties",
            id="arah diabaikan, sehingga dapat disandingkan dengan modularitas; hanya aktor yang kelompoknya diketahui "
            "dan relasi di antara mereka",
        ), "Newman & Girvan 2004, Physical Review E 69:026113", "network", _modularity,
        undefined_when=(NO_GROUPED_TIES, ONE_GROUP), compared=False,
    ),
    Metric(
        "ei_index_p", Text(en="p of the E-I index", id="p indeks E-I"),
        Text(
            en="How often is the E-I index as far from its mean when groups are dealt out at random?",
            id="Seberapa sering indeks E-I sejauh itu dari rata-ratanya bila kelompok dibagikan secara acak?",
        ),
        "(r+1)/(N+1), r of N permutations as far from their mean as the index", Text(
            en=f"both sides; N = {PERMUTATIONS}, seeded; the ties stay, actors of known group exchange their groups",
            id=f"dua sisi; N = {PERMUTATIONS}, dengan seed; relasi tetap, aktor yang kelompoknya diketahui bertukar "
            "kelompok",
        ), "Krackhardt & Stern 1988, Social Psychology Quarterly 51(2):123-140", "network",
        lambda a: a.one_by_one(lambda single: shuffled(single).p),
        undefined_when=(NO_GROUPED_TIES, ONE_GROUP, ALL_APART), details=_test_details, costly=True,
    ),
)  # fmt: skip
