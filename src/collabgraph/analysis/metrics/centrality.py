"""Centrality of actors (degree, closeness, betweenness, eigenvector, structural holes) and of the whole network."""

from __future__ import annotations

from typing import Any

import numpy as np
import rustworkx as rx

from collabgraph.analysis.metrics.arrays import Arrays, Reals, row_sums
from collabgraph.analysis.metrics.cohesion import cut_actors
from collabgraph.analysis.metrics.metric import (
    ALONG,
    BURT,
    FREEMAN,
    IGNORED,
    NO_TIES,
    ONCE,
    UNCONNECTED,
    WASSERMAN,
    Metric,
    fewer_than,
)
from collabgraph.words import Text


def _centralization(values: Reals, largest: float) -> Reals:
    return np.asarray((values.max(axis=1, keepdims=True) - values).sum(axis=1) / largest)


def _pairs_around(a: Arrays) -> float:
    """The largest raw betweenness an actor can have."""
    return (a.n - 1) * (a.n - 2) / (1 if a.directed else 2)


def _closeness(a: Arrays) -> Reals:
    return np.asarray((a.n - 1) / a.distances.sum(axis=2))


def _eigenvector(a: Arrays) -> Reals:
    """The principal eigenvector by powers of A + I, which converge in bipartite networks too, unlike those of A.

    The matrix is squared until four more steps with it no longer change the scores: nearly equal blocks take longest.
    A large network is decomposed instead, which takes as long as a few squares.
    """
    if a.large:
        principal = np.abs(np.linalg.eigh(a.adjacency[0])[1][:, -1])
        return np.asarray(principal[None] / principal.max())
    power, scores = a.adjacency + np.eye(a.n), np.ones((a.batch, a.n, 1))
    for _ in range(40):
        for _ in range(4):
            before, scores = scores, power @ scores
            scores /= scores.max(axis=1, keepdims=True)
        if np.abs(scores - before)[a.connected].max(initial=0.0) < 1e-13:
            break
        power = power @ power
        power /= power.max(axis=(1, 2), keepdims=True)
    return np.asarray(scores[..., 0])


def _constraint(a: Arrays) -> Reals:
    spent = a.investment @ a.investment
    spent += a.investment
    spent *= spent
    spent *= a.underlying
    return np.asarray(np.where(a.partners > 0, row_sums(spent), np.nan))


def _effective_size(a: Arrays) -> Reals:
    redundant = row_sums(a.investment * _strength_of_partners(a))
    return np.asarray(np.where(a.partners > 0, a.partners - redundant, np.nan))


def _strength_of_partners(a: Arrays) -> Reals:
    """(B, n, n): the sum over i's partners j of m_jq, the strength of j's tie with q relative to j's strongest."""
    if not a.directed:
        return a.two_paths
    pooled = a.adjacency + a.adjacency.transpose(0, 2, 1)
    return np.asarray(a.underlying @ (pooled / np.maximum(pooled.max(axis=2, keepdims=True, initial=0.0), 1.0)))


def _efficiency(a: Arrays) -> Reals:
    return np.asarray(_effective_size(a) / a.partners)


def _harmonic_closeness(a: Arrays) -> Reals:
    return np.asarray(row_sums(a.proximity) / (a.n - 1))


def _core(a: Arrays) -> Reals:
    """(B, n): k-core numbers, by removing the actors of the smallest remaining degree."""
    if a.sparse:
        found: Any = rx.core_number(a.underlying_graph)
        return np.array([[found[actor] for actor in range(a.n)]], dtype=np.float64)
    remaining = np.ones((a.batch, a.n), dtype=bool)
    cores = np.zeros((a.batch, a.n))
    for k in range(a.n):
        while True:
            degree = (a.underlying * remaining[:, None, :]).sum(axis=2)
            removed = remaining & (degree < k + 1)
            if not removed.any():
                break
            cores[removed] = k
            remaining &= ~removed
    return cores


def _is_cut_actor(a: Arrays) -> Reals:
    by_network = [cut_actors(a.only(position)) for position in range(a.batch)]
    return np.array([[float(actor in cut) for actor in range(a.n)] for cut in by_network])


_BOTH_DIRECTIONS = Text(
    en="both directions pooled, neighbours in either direction; undefined for an actor without ties",
    id="kedua arah digabung, tetangga dari arah mana pun; tidak terdefinisi bagi aktor tanpa relasi",
)
_RAW = Text(en="raw; unordered pairs once when undirected", id="nilai mentah; pasangan tak berarah dihitung sekali")
_LESS_THAN_2, _LESS_THAN_3 = fewer_than(2), fewer_than(3)


def _normalized_degrees() -> tuple[Metric, ...]:
    """The degrees as shares of the most there can be."""
    return (
        Metric(
            "in_degree_normalized", Text(en="share of ties received", id="proporsi relasi masuk"),
            Text(en="What share of the others turns to this actor?",
                 id="Berapa proporsi aktor lain yang menuju aktor ini?"),
            "in-degree/(n-1)", ONCE, FREEMAN, "actor", lambda a: a.indegree / (a.n - 1), "directed", (_LESS_THAN_2,),
        ),
        Metric(
            "out_degree_normalized", Text(en="share of ties sent", id="proporsi relasi keluar"),
            Text(en="To what share of the others does this actor turn?",
                 id="Berapa proporsi aktor lain yang dihubungi aktor ini?"),
            "out-degree/(n-1)", ONCE, FREEMAN, "actor", lambda a: a.outdegree / (a.n - 1), "directed", (_LESS_THAN_2,),
        ),
        Metric(
            "degree_normalized", Text(en="share of ties in all", id="proporsi jumlah relasi"),
            Text(en="What share of the ties it could have does this actor have?",
                 id="Dari semua relasi yang dimungkinkan bagi aktor ini, berapa proporsi yang ada?"),
            "degree/(n-1), degree/(2(n-1)) when directed", Text(
                en="between 0 and 1 also when directed, where some programs divide by n-1 alone",
                id="antara 0 dan 1, juga bila berarah, sedangkan sebagian program hanya membagi dengan n-1",
            ), FREEMAN, "actor", lambda a: a.degree / ((2 if a.directed else 1) * (a.n - 1)),
            undefined_when=(_LESS_THAN_2,),
        ),
    )  # fmt: skip


METRICS = (
    Metric(
        "in_degree_centralization", Text(en="in-degree centralization", id="sentralisasi relasi masuk"),
        Text(en="Do ties run towards a few actors?", id="Apakah relasi mengarah ke segelintir aktor?"),
        "sum(max d - d)/(n-1)^2, d ties received", ONCE, FREEMAN,
        "network", lambda a: _centralization(a.indegree, (a.n - 1) ** 2), "directed", (_LESS_THAN_3,),
    ),
    Metric(
        "out_degree_centralization", Text(en="out-degree centralization", id="sentralisasi relasi keluar"),
        Text(en="Do ties start from a few actors?", id="Apakah relasi berasal dari segelintir aktor?"),
        "sum(max d - d)/(n-1)^2, d ties sent", ONCE, FREEMAN,
        "network", lambda a: _centralization(a.outdegree, (a.n - 1) ** 2), "directed", (_LESS_THAN_3,),
    ),
    Metric(
        "degree_centralization", Text(en="degree centralization", id="sentralisasi derajat"),
        Text(en="Is the network built around a few actors?", id="Apakah jejaring bertumpu pada segelintir aktor?"),
        "sum(max d - d)/((n-1)(n-2)), twice that when directed (d sent and received)", ONCE, FREEMAN, "network",
        lambda a: _centralization(a.degree, (2 if a.directed else 1) * (a.n - 1) * (a.n - 2)),
        undefined_when=(_LESS_THAN_3,),
    ),
    Metric(
        "betweenness_centralization", Text(en="betweenness centralization", id="sentralisasi keantaraan"),
        Text(en="Does a few actors' brokerage hold it together?",
             id="Apakah jejaring bergantung pada segelintir perantara?"),
        "sum(max b - b)/D, D = (n-1)^2(n-2), half of it when undirected", ALONG, FREEMAN, "network",
        lambda a: _centralization(a.betweenness, (a.n - 1) * _pairs_around(a)), undefined_when=(_LESS_THAN_3,),
    ),
    Metric(
        "closeness_centralization", Text(en="closeness centralization", id="sentralisasi kedekatan"),
        Text(en="Are a few actors much nearer to all?",
             id="Apakah segelintir aktor jauh lebih dekat ke semua aktor lain?"),
        "sum(max c - c)/((n-1)(n-2)/(2n-3)), c = (n-1)/sum d", Text(en="undirected and connected only",
        id="hanya tidak berarah dan tersambung"), FREEMAN, "network",
        lambda a: _centralization(_closeness(a), (a.n - 1) * (a.n - 2) / (2 * a.n - 3)), "undirected",
        (_LESS_THAN_3, UNCONNECTED),
    ),
    Metric(
        "in_degree", Text(en="ties received", id="relasi masuk"), Text(en="Who is turned to?",
             id="Siapa yang dituju?"),
        "column sum", ONCE, FREEMAN, "actor", lambda a: a.indegree, "directed", whole=True,
    ),
    Metric(
        "out_degree", Text(en="ties sent", id="relasi keluar"),
        Text(en="Who turns to others?", id="Siapa yang menghubungi aktor lain?"),
        "row sum", ONCE, FREEMAN, "actor", lambda a: a.outdegree, "directed", whole=True,
    ),
    Metric(
        "degree", Text(en="ties in all", id="jumlah relasi"),
        Text(en="Who is most involved?", id="Siapa yang paling terlibat?"),
        "in + out when directed, neighbours otherwise", ONCE, FREEMAN, "actor", lambda a: a.degree, whole=True,
    ),
    *_normalized_degrees(),
    Metric(
        "betweenness", Text(en="betweenness", id="keantaraan"),
        Text(en="Who stands between others?", id="Siapa yang berada di antara aktor lain?"),
        "sum over pairs of the share of shortest paths through i", _RAW, FREEMAN, "actor", lambda a: a.betweenness,
    ),
    Metric(
        "betweenness_normalized", Text(en="normalized betweenness", id="keantaraan ternormalisasi"),
        Text(
            en="How much of the brokerage it could have does this actor have?",
            id="Seberapa besar peran perantara aktor ini dibandingkan dengan yang paling mungkin?",
        ),
        "betweenness/((n-1)(n-2)), /((n-1)(n-2)/2) when undirected", ALONG, FREEMAN,
        "actor", lambda a: a.betweenness / _pairs_around(a), undefined_when=(_LESS_THAN_3,),
    ),
    Metric(
        "harmonic_closeness", Text(en="harmonic closeness", id="kedekatan harmonik"),
        Text(en="Who reaches others quickly?", id="Siapa yang cepat menjangkau aktor lain?"),
        "mean of 1/d over the n-1 others, unreachable 0", ALONG, "Marchiori & Latora 2000, Physica A 285:539-546",
        "actor", _harmonic_closeness, undefined_when=(_LESS_THAN_2,),
    ),
    Metric(
        "closeness", Text(en="closeness", id="kedekatan"),
        Text(en="Who is near to all others?", id="Siapa yang dekat dengan semua aktor lain?"),
        "(n-1)/sum d", Text(en="undirected and connected only", id="hanya tidak berarah dan tersambung"), FREEMAN,
        "actor", _closeness, "undirected", (_LESS_THAN_2, UNCONNECTED),
    ),
    Metric(
        "eigenvector", Text(en="eigenvector centrality", id="sentralitas vektor eigen"),
        Text(en="Who is tied to the well tied?", id="Siapa yang berelasi dengan aktor yang banyak relasinya?"),
        "A x = lambda x, largest entry 1", Text(en="undirected and connected only",
             id="hanya tidak berarah dan tersambung"),
        "Bonacich 1972, Journal of Mathematical Sociology 2:113-120", "actor", _eigenvector, "undirected",
        (NO_TIES, UNCONNECTED),
    ),
    Metric(
        "constraint", Text(en="constraint", id="kendala"),
        Text(en="Whose partners are tied to one another?", id="Siapa yang mitranya saling berelasi?"),
        "sum over j of (p_ij + sum over q of p_iq p_qj)^2, p_ij = (a_ij+a_ji)/sum over j",
        _BOTH_DIRECTIONS, BURT, "actor", _constraint,
    ),
    Metric(
        "effective_size", Text(en="effective size", id="ukuran efektif"),
        Text(en="How many partners are not redundant?", id="Berapa mitra yang tidak berulang fungsinya?"),
        "sum over j of (1 - sum over q of p_iq m_jq), m_jq = (a_jq+a_qj)/max over k",
        _BOTH_DIRECTIONS, BURT, "actor", _effective_size,
    ),
    Metric(
        "burt_efficiency", Text(en="efficiency of ties", id="efisiensi relasi"),
        Text(en="What share of one's partners is not redundant?",
             id="Berapa proporsi mitra yang tidak berulang fungsinya?"),
        "effective size / number of partners", _BOTH_DIRECTIONS, BURT, "actor", _efficiency,
    ),
    Metric(
        "core", Text(en="core number", id="nomor inti"),
        Text(en="How deep in the dense middle is an actor?", id="Seberapa dalam aktor berada di tengah yang padat?"),
        "largest k such that i is in a part where all have k partners", IGNORED,
        "Seidman 1983, Social Networks 5:269-287", "actor", _core, whole=True,
    ),
    Metric(
        "cut_actor", Text(en="cut actor", id="aktor pemutus"),
        Text(en="Without whom would it fall apart?", id="Tanpa siapa jejaring akan terpecah?"),
        "1 where i is an articulation point, else 0", IGNORED, WASSERMAN, "actor", _is_cut_actor, whole=True,
    ),
)  # fmt: skip
