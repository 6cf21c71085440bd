"""Size and cohesion: counts of actors and ties, density, reciprocity, transitivity, distances, parts."""

from __future__ import annotations

import numpy as np
import rustworkx as rx

from collabgraph.analysis.metrics.arrays import Arrays, Reals, classes
from collabgraph.analysis.metrics.metric import (
    ALONG,
    IGNORED,
    NO_PATHS,
    NO_TIES,
    ONCE,
    UNREACHABLE,
    WASSERMAN,
    Metric,
    Reason,
    always,
    fewer_than,
)
from collabgraph.words import Text


def _pairs(a: Arrays) -> float:
    return a.n * (a.n - 1) / (1 if a.directed else 2)


def _transitivity(a: Arrays) -> Reals:
    return np.asarray((a.two_paths * a.adjacency).sum(axis=(1, 2)) / a.two_paths.sum(axis=(1, 2)))


def _finite(a: Arrays) -> Reals:
    return np.where(a.reachable, a.distances, 0.0)


def _mean_distance(a: Arrays) -> Reals:
    return np.asarray(_finite(a).sum(axis=(1, 2)) / a.reachable.sum(axis=(1, 2)))


def _components_strong(a: Arrays) -> Reals:
    mutual = a.reachable & a.reachable.transpose(0, 2, 1)
    return classes(mutual | np.eye(a.n, dtype=bool))


def cut_actors(a: Arrays) -> set[int]:
    """The positions of the actors without whom the underlying network has more parts, of a batch of one."""
    return set(rx.articulation_points(a.underlying_graph))


def _bridges(a: Arrays) -> set[tuple[int, int]]:
    return {(min(pair), max(pair)) for pair in rx.bridges(a.underlying_graph)}


def _one_way(a: Arrays) -> Reals:
    return a.adjacency if a.one_way is None else a.adjacency * a.one_way


def _one_way_reciprocity(a: Arrays) -> Reals:
    ties = _one_way(a)
    return np.asarray((ties * ties.transpose(0, 2, 1)).sum(axis=(1, 2)) / ties.sum(axis=(1, 2)))


KINDS_UNKNOWN = Reason(
    Text(en="the kinds of some ties are not known", id="jenis sebagian relasi tidak diketahui"),
    lambda a: always(a, a.one_way is None),
)
NO_ONE_WAY = Reason(
    Text(en="no ties of a kind that has a direction", id="tidak ada relasi yang jenisnya berarah"),
    lambda a: np.asarray(_one_way(a).sum(axis=(1, 2)) == 0),
)

_LESS_THAN_2 = fewer_than(2)

METRICS = (
    Metric(
        "n_actors", Text(en="actors", id="aktor"), Text(en="How many take part?", id="Berapa aktor yang terlibat?"),
        "n", Text(en="actors without ties included", id="termasuk aktor tanpa relasi"), WASSERMAN,
        "network", lambda a: always(a, True) * float(a.n), whole=True,
    ),
    Metric(
        "n_ties", Text(en="ties", id="relasi"), Text(en="How many ties are there?",
             id="Berapa banyak relasi yang ada?"),
        "m: ordered pairs when directed, unordered otherwise", ONCE, WASSERMAN,
        "network", lambda a: a.ties, whole=True,
    ),
    Metric(
        "isolates", Text(en="actors without ties", id="aktor tanpa relasi"),
        Text(en="How many actors have no ties?", id="Berapa aktor yang berdiri sendiri?"),
        "number of i with degree 0", ONCE, WASSERMAN, "network", lambda a: (a.degree == 0).sum(axis=1), whole=True,
    ),
    Metric(
        "density", Text(en="density", id="kepadatan"),
        Text(
            en="What share of the possible ties is there?",
            id="Dari semua relasi yang dimungkinkan, berapa proporsi yang benar-benar ada?",
        ),
        "directed m/(n(n-1)), undirected 2m/(n(n-1))", ONCE, WASSERMAN, "network", lambda a: a.ties / _pairs(a),
        undefined_when=(_LESS_THAN_2,),
    ),
    Metric(
        "mean_degree", Text(en="mean degree", id="derajat rata-rata"),
        Text(en="How many ties has an actor on average?", id="Berapa rata-rata banyaknya relasi satu aktor?"),
        "2m/n", Text(
            en="ties sent and received both count when directed; unlike density it does not fall as actors are added "
            "with as many ties each",
            id="relasi keluar dan masuk sama-sama dihitung bila berarah; berbeda dengan kepadatan, nilainya tidak "
            "turun bila ditambah aktor dengan relasi sama banyak",
        ), WASSERMAN, "network", lambda a: a.degree.mean(axis=1), undefined_when=(fewer_than(1),),
    ),
    Metric(
        "components_weak", Text(en="separate parts", id="komponen jejaring"),
        Text(en="Into how many parts does it fall?", id="Jejaring terpecah menjadi berapa komponen?"),
        "weakly connected components; an isolate is one", IGNORED, WASSERMAN,
        "network", lambda a: a.weak_components, whole=True,
    ),
    Metric(
        "components_strong", Text(en="parts that reach each other", id="komponen yang saling terjangkau"),
        Text(en="How many groups can all reach one another?", id="Berapa kelompok yang anggotanya saling terjangkau?"),
        "strongly connected components", ALONG, WASSERMAN, "network", _components_strong, "directed", whole=True,
    ),
    Metric(
        "reciprocity_arc", Text(en="reciprocity of ties", id="resiprositas relasi"),
        Text(en="What share of the ties is reciprocated?", id="Berapa proporsi relasi yang berbalas?"),
        "2M/(2M+A), M mutual and A asymmetric pairs", ONCE, WASSERMAN,
        "network", lambda a: 2 * a.mutual / a.ties, "directed", (NO_TIES,),
    ),
    Metric(
        "reciprocity_dyad", Text(en="reciprocity of pairs", id="resiprositas pasangan"),
        Text(
            en="What share of the tied pairs is mutual?",
            id="Dari pasangan aktor yang berelasi, berapa proporsi yang timbal balik?",
        ),
        "M/(M+A)", ONCE, WASSERMAN,
        "network", lambda a: a.mutual / (a.mutual + a.asymmetric), "directed", (NO_TIES,),
    ),
    Metric(
        "reciprocity_one_way", Text(en="reciprocity without symmetric kinds", id="resiprositas tanpa jenis simetris"),
        Text(
            en="What share of the ties is reciprocated, those left out that run both ways by their kind?",
            id="Berapa proporsi relasi yang berbalas, di luar relasi yang menurut jenisnya berlaku dua arah?",
        ),
        "2M/(2M+A) over ties of a kind that is not symmetric", Text(
            en="a tie counts if one of its kinds has a direction; kinds are symmetric by the code list of ties",
            id="relasi dihitung bila salah satu jenisnya berarah; jenis simetris menurut daftar kode relasi",
        ), WASSERMAN, "network", _one_way_reciprocity, "directed", (NO_TIES, KINDS_UNKNOWN, NO_ONE_WAY),
    ),
    Metric(
        "transitivity", Text(en="transitivity", id="transitivitas"),
        Text(en="Are one's partners' partners also one's own?", id="Apakah mitra dari mitra juga menjadi mitra?"),
        "share of i->j->k, all distinct, with i->k", Text(en="'weak' when directed",
             id="'lemah' bila berarah"), WASSERMAN,
        "network", _transitivity, undefined_when=(NO_PATHS,),
    ),
    Metric(
        "mean_distance", Text(en="mean distance", id="jarak rata-rata"),
        Text(en="How many ties apart are actors?", id="Berapa relasi jauhnya satu aktor dari aktor lain?"),
        "mean of d(i,j) over reachable ordered pairs", ALONG, WASSERMAN, "network", _mean_distance,
        undefined_when=(UNREACHABLE,),
    ),
    Metric(
        "diameter", Text(en="longest distance", id="jarak terjauh"),
        Text(en="How far apart are the farthest?", id="Berapa jauh jarak dua aktor yang paling jauh?"),
        "largest d(i,j) over reachable ordered pairs", ALONG, WASSERMAN,
        "network", lambda a: _finite(a).max(axis=(1, 2)), undefined_when=(UNREACHABLE,), whole=True,
    ),
    Metric(
        "fragmentation", Text(en="fragmentation", id="fragmentasi"),
        Text(en="What share of pairs cannot reach each other?",
             id="Berapa proporsi pasangan yang tidak saling terjangkau?"),
        "1 - reachable ordered pairs / (n(n-1))", ALONG, "Borgatti 2006, CMOT 12:21-34",
        "network", lambda a: 1 - a.reachable.sum(axis=(1, 2)) / (a.n * (a.n - 1)), undefined_when=(_LESS_THAN_2,),
    ),
    Metric(
        "distance_fragmentation", Text(en="distance-weighted fragmentation", id="fragmentasi berbobot jarak"),
        Text(en="How far are pairs from reaching each other directly?",
             id="Seberapa jauh pasangan dari saling terjangkau?"),
        "1 - mean of 1/d(i,j) over ordered pairs, 1/inf = 0", ALONG, "Borgatti 2006, CMOT 12:21-34",
        "network", lambda a: 1 - a.proximity.sum(axis=(1, 2)) / (a.n * (a.n - 1)), undefined_when=(_LESS_THAN_2,),
    ),
    Metric(
        "cut_actors", Text(en="cut actors", id="aktor pemutus"),
        Text(en="Without how many single actors would it fall apart?", id="Tanpa berapa aktor jejaring akan terpecah?"),
        "articulation points", IGNORED, WASSERMAN, "network",
        lambda a: a.one_by_one(lambda single: len(cut_actors(single))),
        details=lambda a, net: {"actors": sorted(net.actors[actor].id for actor in cut_actors(a))}, whole=True,
    ),
    Metric(
        "bridges", Text(en="bridges", id="jembatan"),
        Text(en="How many pairs hold two parts together alone?",
             id="Berapa pasangan yang menyambung dua komponen sendirian?"),
        "pairs whose removal separates parts", IGNORED, WASSERMAN,
        "network", lambda a: a.one_by_one(lambda single: len(_bridges(single))),
        details=lambda a, net: {"pairs": sorted([net.actors[i].id, net.actors[j].id] for i, j in _bridges(a))},
        whole=True,
    ),
)  # fmt: skip
