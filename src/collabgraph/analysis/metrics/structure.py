"""The structure of a network: hierarchy, core and periphery, communities, multiplexity, and key players."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct

from collabgraph.analysis.metrics.arrays import Arrays, Flags, Reals
from collabgraph.analysis.metrics.metric import (
    ALONG,
    IGNORED,
    NO_TIES,
    UNREACHABLE,
    WASSERMAN,
    Metric,
    Reason,
    always,
    fewer_than,
)
from collabgraph.analysis.network import Network
from collabgraph.words import Text

# Hierarchy ----------------------------------------------------------------------------------------------------------


def _connectedness(a: Arrays) -> Reals:
    return np.asarray((a.joined.sum(axis=(1, 2)) - a.n) / (a.n * (a.n - 1)))


def _hierarchy(a: Arrays) -> Reals:
    back = a.reachable.transpose(0, 2, 1)
    return np.asarray(1 - (a.reachable & back).sum(axis=(1, 2)) / (a.reachable | back).sum(axis=(1, 2)))


def _part_sizes(a: Arrays) -> Reals:
    """(B, n): the size of each part at its first actor, 0 at the others."""
    first = ~(a.joined & np.tril(np.ones((a.n, a.n), dtype=bool), -1)).any(axis=2)
    return np.asarray(a.joined.sum(axis=2) * first, dtype=np.float64)


def _efficiency(a: Arrays) -> Reals:
    needed = np.maximum(_part_sizes(a) - 1, 0)
    return np.asarray(1 - (a.ties - needed.sum(axis=1)) / (needed**2).sum(axis=1))


def _bounded(a: Arrays) -> Flags:
    """(B, n, n): whether i and j have a least upper bound.

    That is an actor who reaches both, and whom every actor who reaches both reaches too. Who reaches the bound reaches
    both, so there are as many who reach the bound as reach both.
    """
    reach = a.reachable | np.eye(a.n, dtype=bool)
    numbers = reach.astype(np.float64)
    above, above_both = numbers.sum(axis=1), numbers.transpose(0, 2, 1) @ numbers
    bounded = np.zeros_like(reach)
    # of actors who reach the same ones in every network, and so each other, one is enough
    for bound in np.unique(reach.transpose(1, 0, 2).reshape(a.n, -1), axis=0, return_index=True)[1]:
        below = np.flatnonzero(reach[:, bound].any(axis=0))
        cells = np.ix_(np.arange(a.batch), below, below)
        reached = reach[:, bound, below]
        as_many = above_both[cells] == above[:, bound, None, None]
        bounded[cells] |= reached[:, :, None] & reached[:, None, :] & as_many
    return bounded


def _lubness(a: Arrays) -> Reals:
    others = np.maximum(_part_sizes(a) - 1, 0)
    violations = (a.joined & ~_bounded(a)).sum(axis=(1, 2)) / 2
    return np.asarray(1 - violations / (others * np.maximum(others - 1, 0) / 2).sum(axis=1))


# Core and periphery -------------------------------------------------------------------------------------------------

#: Up to this number of actors every division into core and periphery is tried.
EXACT = 16
#: How many random divisions a search starts from where there are more actors.
STARTS = 200
_EQUAL = 1e-12


class Cores(Struct, frozen=True):
    """The best correlation and the divisions that reach it: (S, n), True for the core; all of them if ``exact``."""

    fit: float
    members: Flags
    exact: bool


def _correlations(core: Reals, periphery: Reals, sizes: Reals, n: int) -> Reals:
    """Pearson's r with the ideal, 1 in the core and 0 in the periphery, from the ties in each; -inf where undefined."""
    core_cells, other_cells = sizes * (sizes - 1), (n - sizes) * (n - sizes - 1)
    cells, ties = core_cells + other_cells, core + periphery
    spread = core_cells * other_cells * ties * (cells - ties)
    against = np.sqrt(spread, out=np.ones_like(spread), where=spread > 0)
    return np.where(spread > 0, (cells * core - core_cells * ties) / against, -np.inf)


def _ties_in(members: Reals, adjacency: Reals) -> tuple[Reals, Reals]:
    """(S,) twice: the ties inside each core, and inside each periphery."""
    core = ((members @ adjacency) * members).sum(axis=1)
    touching = members @ (adjacency.sum(axis=0) + adjacency.sum(axis=1))
    return core, adjacency.sum() - touching + core


@lru_cache(maxsize=2)
def _every_division(n: int) -> Reals:
    return ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(np.float64)


def _climbed(members: Reals, adjacency: Reals) -> Reals:
    """The divisions after moving actors one at a time, always the one that improves the fit most, until none does."""
    both = adjacency + adjacency.T
    degree, with_core = both.sum(axis=0), members @ both
    climbed, climbing = members.copy(), np.arange(len(members))
    while True:
        core, step = (with_core * members).sum(axis=1), 1 - 2 * members
        core, periphery, sizes = core / 2, adjacency.sum() - members @ degree + core / 2, members.sum(axis=1)
        before = _correlations(core, periphery, sizes, len(degree))
        after = _correlations(
            core[:, None] + step * with_core,
            periphery[:, None] - step * (degree - with_core),
            sizes[:, None] + step,
            len(degree),
        )
        better = np.flatnonzero(after.max(axis=1) > before + _EQUAL)
        climbed[climbing] = members
        if not len(better):
            return climbed
        best, rows = after[better].argmax(axis=1), np.arange(len(better))
        climbing, members, with_core = climbing[better], members[better], with_core[better]
        moved = step[better, best]
        members[rows, best] += moved
        with_core += moved[:, None] * both[best]


def _starts(n: int, seed: int) -> Reals:
    """Random divisions with cores of all sizes."""
    rng = np.random.default_rng(seed)
    return (rng.random((STARTS, n)) < rng.random((STARTS, 1))).astype(np.float64)


@lru_cache(maxsize=64)
def _searched(ties: bytes, n: int, seed: int) -> Cores:
    adjacency = np.frombuffer(ties).reshape(n, n)
    exact = n <= EXACT
    divisions = _every_division(n) if exact else _climbed(_starts(n, seed), adjacency)
    correlations = _correlations(*_ties_in(divisions, adjacency), divisions.sum(axis=1), n)
    best = float(correlations.max())
    members = np.unique(divisions[correlations >= best - _EQUAL] > 0, axis=0)
    return Cores(best if np.isfinite(best) else np.nan, members, exact)


def cores(a: Arrays) -> Cores:
    """The best divisions of one network into core and periphery (of a batch of one)."""
    return _searched(np.ascontiguousarray(a.adjacency[0]).tobytes(), a.n, a.seed)


def _core_members(a: Arrays) -> Reals:
    return np.array([cores(a.only(position)).members.mean(axis=0) for position in range(a.batch)])


def _core_details(a: Arrays, net: Network) -> Mapping[str, Any]:
    best = cores(a)
    in_all, in_some = best.members.all(axis=0), best.members.any(axis=0)
    return {
        "members": _ids(net, np.flatnonzero(in_all)),
        "members_of_some": _ids(net, np.flatnonzero(in_some & ~in_all)),
        "solutions": len(best.members),
        "exact": best.exact,
    }


def _ids(net: Network, positions: Iterable[int]) -> list[str]:
    return sorted(net.actors[position].id for position in positions)


# Communities --------------------------------------------------------------------------------------------------------

RUNS = 20


class Communities(Struct, frozen=True):
    """The division with the highest modularity of all runs, the lowest modularity, and the numbers of communities."""

    parts: tuple[frozenset[int], ...]
    modularity: float
    lowest: float
    counts: tuple[int, ...]


@lru_cache(maxsize=64)
def _divided(pairs: tuple[tuple[int, int], ...], n: int, seed: int) -> Communities:
    import networkx as nx

    if not pairs:  # undefined; computed only where another network of the batch has ties
        return Communities((), np.nan, np.nan, (0,))
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(pairs)
    runs = [nx.community.louvain_communities(graph, seed=seed + run) for run in range(RUNS)]
    scored = [
        # rounded, so that runs that differ in the last bit only are the same and the order of actors decides nothing
        (round(nx.community.modularity(graph, parts), 12), -len(parts), sorted(sorted(part) for part in parts))
        for parts in runs
    ]
    modularity, _, parts = max(scored)
    counts = sorted({-size for _, size, _ in scored})
    return Communities(tuple(frozenset(part) for part in parts), modularity, min(scored)[0], tuple(counts))


def communities(a: Arrays) -> Communities:
    """The communities of the underlying network (of a batch of one), by Louvain with consecutive seeds."""
    pairs = np.argwhere(np.triu(a.underlying[0]))
    return _divided(tuple((int(i), int(j)) for i, j in pairs), a.n, a.seed)


def _modularity_details(a: Arrays, net: Network) -> Mapping[str, Any]:
    best = communities(a)
    return {"lowest": best.lowest, "highest": best.modularity, "runs": RUNS, "seed": a.seed} | _members(best, net)


def _community_details(a: Arrays, net: Network) -> Mapping[str, Any]:
    best = communities(a)
    fewest, most = best.counts[0], best.counts[-1]
    return {"fewest": fewest, "most": most, "runs": RUNS, "seed": a.seed} | _members(best, net)


def _members(division: Communities, net: Network) -> dict[str, Any]:
    return {"members": sorted((_ids(net, part) for part in division.parts), key=lambda ids: (-len(ids), ids))}


# Multiplexity -------------------------------------------------------------------------------------------------------


def _kinds(a: Arrays) -> Reals:
    """(B, n, n): the number of kinds of every tie; a pair is counted once when undirected."""
    kinds = np.zeros((a.n, a.n)) if a.kinds is None else a.kinds
    return a.adjacency * (kinds if a.directed else np.triu(kinds))


def _multiplexity(a: Arrays) -> Reals:
    return np.asarray((_kinds(a) > 1).sum(axis=(1, 2)) / a.ties)


def _multiplex_details(a: Arrays, _: Network) -> Mapping[str, Any]:
    kinds = _kinds(a)[0]
    return {"pairs_by_kinds": {str(k): int((kinds == k).sum()) for k in range(1, int(kinds.max()) + 1)}}


# Key players --------------------------------------------------------------------------------------------------------


def _fragmentation(a: Arrays) -> Reals:
    return np.asarray(1 - a.proximity.sum(axis=(1, 2)) / (a.n * (a.n - 1)))


def _gained_fragmentation(a: Arrays) -> Reals:
    return np.asarray(1 - a.left_without[0] / ((a.n - 1) * (a.n - 2)) - _fragmentation(a)[:, None])


def _gained_separation(a: Arrays) -> Reals:
    reach, before = a.left_without[1], a.reachable.sum(axis=(1, 2))[:, None]
    return np.asarray(before / (a.n * (a.n - 1)) - reach / ((a.n - 1) * (a.n - 2)))


def _reach(a: Arrays) -> Reals:
    return np.asarray((1 + a.proximity.sum(axis=2)) / a.n)


# The catalogue ------------------------------------------------------------------------------------------------------

NO_PART_OF_3 = Reason(
    Text(en="no part has three actors", id="tidak ada komponen jejaring yang beranggotakan tiga aktor"),
    lambda a: np.asarray((_part_sizes(a) < 3).all(axis=1)),
)
CONSTANT = Reason(
    Text(en="every pair is tied or none is", id="semua pasangan berelasi atau tidak ada yang berelasi"),
    lambda a: np.asarray((a.adjacency.sum(axis=(1, 2)) % max(a.n * (a.n - 1), 1)) == 0),
)
NO_DIVISION = Reason(
    Text(
        en="no division into core and periphery separates tied from untied pairs",
        id="tidak ada pembagian inti dan pinggiran yang membedakan pasangan yang berelasi",
    ),
    # With five actors or more a network that is not constant has such a division; of four, a circle has none.
    lambda a: a.one_by_one(lambda single: float(np.isnan(cores(single).fit))) > 0 if a.n == 4 else always(a, False),
)
UNKNOWN_KINDS = Reason(
    Text(en="the kinds of some ties are not known", id="jenis sebagian relasi tidak diketahui"),
    lambda a: always(a, True) if a.kinds is None else np.asarray(((a.adjacency > 0) & (a.kinds == 0)).any(axis=(1, 2))),
)
_LESS_THAN_2, _LESS_THAN_3, _LESS_THAN_4 = fewer_than(2), fewer_than(3), fewer_than(4)
#: Above this, what searches all paths anew without every actor in turn is computed only where it is asked for.
_MANY = 500
_NO_CORE = (_LESS_THAN_4, CONSTANT, NO_DIVISION)

_KRACKHARDT = "Krackhardt 1994, Graph theoretical dimensions of informal organizations"
_BORGATTI_EVERETT = "Borgatti & Everett 2000, Social Networks 21(4):375-395"
_BORGATTI = "Borgatti 2006, CMOT 12:21-34"
_BLONDEL = "Blondel et al. 2008, Journal of Statistical Mechanics P10008"
_TIES_COUNT = Text(
    en="ties counted as ordered pairs, a reciprocated tie as two; parts are connected when direction is ignored",
    id="relasi dihitung per pasangan berarah, relasi berbalas dihitung dua; komponen ditentukan tanpa melihat arah",
)
_BOUNDS = Text(
    en="along the ties from above; an actor is a bound of itself; pairs within parts of three actors or more",
    id="mengikuti arah relasi dari atas; aktor membatasi dirinya sendiri; pasangan di dalam komponen dengan tiga aktor "
    "atau lebih",
)
_BLOCKS = Text(
    en="ties between core and periphery ignored; two actors at least in each; every division tried up to 16 actors, "
    "beyond that 200 searches from random divisions",
    id="relasi antara inti dan pinggiran diabaikan; sedikitnya dua aktor di masing-masing; semua pembagian dicoba "
    "hingga 16 aktor, di atas itu 200 pencarian dari pembagian acak",
)
_SHARE = Text(
    en="share of the equally good cores the actor is in: 1 in all of them, 0 in none; ties between core and periphery "
    "ignored",
    id="proporsi inti yang sama baiknya yang memuat aktor: 1 bila semuanya, 0 bila tidak satu pun; relasi antara "
    "inti dan pinggiran diabaikan",
)
_LOUVAIN = Text(
    en="Louvain, direction ignored; the best of 20 runs with consecutive seeds; an actor without ties is a community "
    "of its own",
    id="Louvain, arah diabaikan; hasil terbaik dari 20 kali proses dengan seed berurutan; aktor tanpa relasi menjadi "
    "komunitas tersendiri",
)
_PER_TIE = Text(
    en="pairs of actors by direction; the same kind on several bases is one kind",
    id="pasangan aktor menurut arah; jenis yang sama atas beberapa dasar dihitung satu jenis",
)
_REMOVED = Text(
    en="along the direction of the ties; negative where the others are better connected without the actor; for more "
    f"than {_MANY} actors only where it is asked for by its id",
    id="mengikuti arah relasi; negatif bila aktor lain lebih tersambung tanpa aktor ini; untuk lebih dari "
    f"{_MANY} aktor hanya bila diminta dengan id-nya",
)
_ITSELF = Text(
    en="along the direction of the ties; the actor itself counts as reached at distance 1",
    id="mengikuti arah relasi; aktor itu sendiri dihitung terjangkau pada jarak 1",
)

METRICS = (
    Metric(
        "krackhardt_connectedness", Text(en="connectedness", id="ketersambungan"),
        Text(en="What share of the pairs is in one part?",
             id="Berapa proporsi pasangan yang berada dalam komponen yang sama?"),
        "1 - V/(n(n-1)/2), V unordered pairs not joined by any path", IGNORED, _KRACKHARDT,
        "network", _connectedness, "directed", (_LESS_THAN_3,),
    ),
    Metric(
        "krackhardt_hierarchy", Text(en="hierarchy", id="hierarki"),
        Text(
            en="Does reach run one way, from above to below?",
            id="Apakah jangkauan hanya berjalan searah, dari atas ke bawah?",
        ),
        "1 - V/max V, V unordered pairs that reach each other, max V pairs where one reaches the other", ALONG,
        _KRACKHARDT, "network", _hierarchy, "directed", (_LESS_THAN_3, UNREACHABLE),
    ),
    Metric(
        "krackhardt_efficiency", Text(en="efficiency of the network", id="efisiensi jejaring"),
        Text(
            en="Are there no more ties than are needed to hold it together?",
            id="Apakah relasi tidak lebih banyak daripada yang diperlukan agar jejaring tersambung?",
        ),
        "1 - (m - sum(N-1))/sum((N-1)^2), over the parts, N actors each", _TIES_COUNT, _KRACKHARDT,
        "network", _efficiency, "directed", (_LESS_THAN_3, NO_TIES),
    ),
    Metric(
        "krackhardt_lubness", Text(en="least upper bounds", id="batas atas terkecil"),
        Text(
            en="Has every pair a common superior to turn to?",
            id="Apakah setiap pasangan mempunyai atasan bersama yang dapat dituju?",
        ),
        "1 - V/sum((N-1)(N-2)/2) over the parts of N > 2, V pairs in one part without one who reaches both and is "
        "reached by all who reach both", _BOUNDS, _KRACKHARDT,
        "network", _lubness, "directed", (_LESS_THAN_3, NO_PART_OF_3),
    ),
    Metric(
        "core_periphery_fit", Text(en="core-periphery fit", id="kecocokan inti-pinggiran"),
        Text(
            en="Is there a dense core around which the others are untied among themselves?",
            id="Adakah inti yang padat, sedangkan aktor lain tidak saling berelasi?",
        ),
        "largest Pearson r of A with 1 inside the core, 0 inside the periphery", _BLOCKS, _BORGATTI_EVERETT,
        "network", lambda a: a.one_by_one(lambda single: cores(single).fit), undefined_when=_NO_CORE,
        details=_core_details, costly=True,
    ),
    Metric(
        "modularity", Text(en="modularity", id="modularitas"),
        Text(
            en="Do ties gather inside communities, more than the actors' numbers of ties would lead one to expect?",
            id="Apakah relasi mengumpul di dalam komunitas, melebihi yang diharapkan dari jumlah relasi "
            "tiap aktor?",
        ),
        "sum over communities of L/m - (D/2m)^2, L ties inside, D sum of degrees", _LOUVAIN, _BLONDEL,
        "network", lambda a: a.one_by_one(lambda single: communities(single).modularity), undefined_when=(NO_TIES,),
        details=_modularity_details, costly=True,
    ),
    Metric(
        "communities", Text(en="communities", id="komunitas"),
        Text(en="How many communities do the ties form?", id="Berapa komunitas yang dibentuk oleh relasi?"),
        "number of communities of highest modularity", _LOUVAIN, _BLONDEL,
        "network", lambda a: a.one_by_one(lambda single: len(communities(single).parts)), undefined_when=(NO_TIES,),
        details=_community_details, whole=True, costly=True,
    ),
    Metric(
        "multiplexity", Text(en="multiplexity", id="multipleksitas"),
        Text(
            en="What share of the tied pairs is tied in more than one way?",
            id="Berapa proporsi pasangan yang berelasi dengan lebih dari satu jenis relasi?",
        ),
        "tied pairs with more than one kind of tie / tied pairs", _PER_TIE, WASSERMAN,
        "network", _multiplexity, undefined_when=(NO_TIES, UNKNOWN_KINDS), details=_multiplex_details,
    ),
    Metric(
        "core_member", Text(en="core member", id="anggota inti"),
        Text(en="Who belongs to the dense core?", id="Siapa yang termasuk inti yang padat?"),
        "share of the best divisions that have i in the core", _SHARE, _BORGATTI_EVERETT,
        "actor", _core_members, undefined_when=_NO_CORE, costly=True,
    ),
    Metric(
        "key_player_negative", Text(en="loss without the actor", id="kehilangan tanpa aktor"),
        Text(
            en="Without whom would the others be much less connected?",
            id="Tanpa siapa aktor lain akan jauh kurang tersambung?",
        ),
        "F without i - F, F = 1 - mean of 1/d over ordered pairs", _REMOVED, _BORGATTI,
        "actor", _gained_fragmentation, undefined_when=(_LESS_THAN_3,), most=_MANY,
    ),
    Metric(
        "fragmentation_rise",
        Text(en="rise of fragmentation without the actor", id="kenaikan fragmentasi tanpa aktor"),
        Text(
            en="Without whom could many more of the others not reach each other?",
            id="Tanpa siapa jauh lebih banyak aktor lain tidak saling terjangkau?",
        ),
        "F without i - F, F = 1 - reachable ordered pairs / (n(n-1))", _REMOVED, _BORGATTI,
        "actor", _gained_separation, undefined_when=(_LESS_THAN_3,), most=_MANY,
    ),
    Metric(
        "key_player_positive", Text(en="reach", id="jangkauan"),
        Text(en="Who alone reaches most, soonest?", id="Siapa yang sendirian menjangkau paling banyak, paling cepat?"),
        "sum over j of 1/d(i,j) / n, 1/inf = 0, d(i,i) = 1", _ITSELF, _BORGATTI,
        "actor", _reach, undefined_when=(_LESS_THAN_2,),
    ),
)  # fmt: skip
