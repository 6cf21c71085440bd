"""Brokerage: the five roles of Gould & Fernandez, by the groups of sender, broker and receiver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct

from collabgraph.analysis.metrics.arrays import Arrays, Flags, Reals
from collabgraph.analysis.metrics.groups import NO_GROUPED_TIES, across, known, n_groups
from collabgraph.analysis.metrics.metric import Metric, Reason
from collabgraph.words import Text


class Role(Struct, frozen=True):
    """A brokerage role: i -> broker -> k where i is not tied to k.

    ``same`` says which two are in one group: sender and broker, sender and receiver, broker and receiver.
    """

    id: str
    pattern: str
    same: tuple[bool, bool, bool]
    label: Text
    network_label: Text
    z_label: Text
    question: Text
    network_question: Text
    z_question: Text


def _pairs(a: Arrays, same: bool) -> Flags:
    """(n, n): whether both groups are known and the same, or known and different."""
    return known(a) & ~across(a) if same else across(a)


def _brokered(a: Arrays, role: Role) -> Reals:
    """(B, n): in how many i -> broker -> k each actor is the broker, in this role; 0 where its group is unknown."""
    before, between, after = (_pairs(a, same) for same in role.same)
    if a.sparse:
        senders, receivers, untied = a.adjacency[0] * before, a.adjacency[0] * after, between & (a.adjacency[0] == 0)
        ends = ((np.flatnonzero(senders[:, broker]), np.flatnonzero(receivers[broker])) for broker in range(a.n))
        return np.array([[untied[np.ix_(*found)].sum() for found in ends]], dtype=np.float64)
    untied = (1 - a.adjacency) * between
    receivers = (a.adjacency * after).transpose(0, 2, 1)
    return np.asarray((a.adjacency * before * (untied @ receivers)).sum(axis=1))


def _counts(a: Arrays, role: Role) -> Reals:
    return np.where(a.groups >= 0, _brokered(a, role), np.nan)


def _density(a: Arrays) -> Reals:
    """(B, 1): the density among the actors whose group is known."""
    return np.asarray((a.adjacency * known(a)).sum(axis=(1, 2)) / np.maximum(known(a).sum(axis=(-1, -2)), 1))[:, None]


def _openings(a: Arrays, role: Role) -> tuple[Reals, Reals]:
    """(n, n) twice: for each broker (column), how many pairs the role allows with each sender, and each receiver."""
    before, between, after = (_pairs(a, same).astype(np.float64) for same in role.same)
    members = (a.groups[:, None] == np.arange(a.groups.max(initial=-1) + 1)).astype(np.float64)

    def ways(same: bool) -> Reals:
        """(n, n): to each actor (row) and broker (column), how many others stand as ``between`` and as ``same``."""
        fitting = members if same else members.sum(axis=1, keepdims=True) - members
        found = (between @ fitting) @ members.T
        return np.asarray(found - between if same else found)  # a broker does not stand between itself and others

    return before * ways(role.same[2]), after * ways(role.same[0])


def _expected(a: Arrays, role: Role) -> Reals:
    """(B, n): the mean count if every tie existed with probability d, the density: d^2(1-d) per allowed pair."""
    density = _density(a)
    return np.asarray(density**2 * (1 - density) * _openings(a, role)[0].sum(axis=0))


def _variance(a: Arrays, role: Role) -> Reals:
    """(B, n): the variance of the count in the same random networks.

    A pair is brokered with probability p = d^2(1-d). Two pairs around one broker depend on each other only where they
    share their sender or their receiver, thus one tie, and then have the covariance (d(1-d))^3. When undirected a pair
    counts once in each direction the role allows, so twice in roles that are the same both ways.
    """
    density, (senders, receivers) = _density(a), _openings(a, role)
    squares = senders.sum(axis=0)
    if a.directed:
        shared = (senders * (senders - 1) + receivers * (receivers - 1)).sum(axis=0)
    else:
        squares = squares * (2 if role.same[0] == role.same[2] else 1)
        shared = ((senders + receivers) ** 2).sum(axis=0) - 2 * squares
    chance = density**2 * (1 - density)
    return np.asarray(chance * (1 - chance) * squares + (density * (1 - density)) ** 3 * shared)


def _z(a: Arrays, role: Role) -> Reals:
    variance = _variance(a, role)
    spread = np.sqrt(variance, out=np.full_like(variance, np.nan), where=variance > 0)
    return (_counts(a, role) - _expected(a, role)) / spread


def _details(a: Arrays, role: Role) -> Mapping[str, Any]:
    """The count to be expected in a random network of the same density."""
    return {"expected": float(_expected(a, role)[0].sum())}


FEW_GROUPS = Reason(Text(en="fewer than two groups", id="kurang dari dua kelompok"), lambda a: n_groups(a) < 2)
ALL_TIED = Reason(
    Text(en="all actors whose group is known are tied", id="semua aktor yang kelompoknya diketahui saling berelasi"),
    lambda a: np.asarray(_density(a)[:, 0] == 1),
)

_ROLES = (
    Role(
        "coordinator", "A->A->A", (True, True, True), Text(en="coordinator", id="koordinator"),
        Text(en="coordination within groups", id="koordinasi di dalam kelompok"), Text(en="coordinator, z",
             id="koordinator, z"),
        Text(en="Who mediates inside their own group?",
             id="Siapa yang menjadi perantara di dalam kelompoknya sendiri?"),
        Text(
            en="How often does an actor mediate inside its own group?",
            id="Berapa kali aktor menjadi perantara di dalam kelompoknya sendiri?",
        ),
        Text(
            en="Who coordinates more than chance would have it?",
            id="Siapa yang menjadi koordinator melebihi yang terjadi secara acak?",
        ),
    ),
    Role(
        "itinerant", "A->B->A", (False, True, False), Text(en="itinerant broker", id="perantara dari luar"),
        Text(en="mediation from outside", id="perantaraan dari luar"), Text(en="itinerant broker, z",
             id="perantara dari luar, z"),
        Text(
            en="Who mediates, as an outsider, between members of one group?",
            id="Siapa yang, sebagai pihak luar, menjadi perantara antaranggota satu kelompok?",
        ),
        Text(
            en="How often does an outsider mediate between members of one group?",
            id="Berapa kali pihak luar menjadi perantara antaranggota satu kelompok?",
        ),
        Text(
            en="Who mediates as an outsider more than chance would have it?",
            id="Siapa yang menjadi perantara dari luar melebihi yang terjadi secara acak?",
        ),
    ),
    Role(
        "gatekeeper", "A->B->B", (False, False, True), Text(en="gatekeeper", id="penjaga gerbang"),
        Text(en="gatekeeping", id="penjagaan gerbang kelompok"), Text(en="gatekeeper, z", id="penjaga gerbang, z"),
        Text(
            en="Who passes on to their own group what comes from outside?",
            id="Siapa yang meneruskan hal dari luar kepada kelompoknya sendiri?",
        ),
        Text(
            en="How often does what comes from outside enter a group through a member?",
            id="Berapa kali hal dari luar masuk ke suatu kelompok melalui anggotanya?",
        ),
        Text(
            en="Who keeps the gate more than chance would have it?",
            id="Siapa yang menjadi penjaga gerbang melebihi yang terjadi secara acak?",
        ),
    ),
    Role(
        "representative", "A->A->B", (True, False, False), Text(en="representative", id="wakil kelompok"),
        Text(en="representation", id="perwakilan kelompok"), Text(en="representative, z", id="wakil kelompok, z"),
        Text(
            en="Who takes to others what comes from their own group?",
            id="Siapa yang membawa hal dari kelompoknya sendiri kepada kelompok lain?",
        ),
        Text(
            en="How often does what a group has to give leave it through a member?",
            id="Berapa kali hal dari suatu kelompok keluar melalui anggotanya?",
        ),
        Text(
            en="Who represents their group more than chance would have it?",
            id="Siapa yang mewakili kelompoknya melebihi yang terjadi secara acak?",
        ),
    ),
    Role(
        "liaison", "A->B->C", (False, False, False), Text(en="liaison", id="penghubung"),
        Text(en="liaison between groups", id="penghubungan antarkelompok"), Text(en="liaison, z", id="penghubung, z"),
        Text(
            en="Who mediates between two groups and belongs to neither?",
            id="Siapa yang menjadi perantara dua kelompok tanpa menjadi anggota keduanya?",
        ),
        Text(
            en="How often does an actor mediate between two groups it does not belong to?",
            id="Berapa kali aktor menjadi perantara dua kelompok tanpa menjadi anggota keduanya?",
        ),
        Text(
            en="Who links other groups more than chance would have it?",
            id="Siapa yang menghubungkan kelompok lain melebihi yang terjadi secara acak?",
        ),
    ),
)  # fmt: skip

_GOULD = "Gould & Fernandez 1989, Sociological Methodology 19:89-126"
_CONVENTION = Text(
    en="actors whose group is known; the broker belongs to the receiver's group as gatekeeper, to the sender's as "
    "representative; when undirected every open path counts in both directions",
    id="aktor yang kelompoknya diketahui; penjaga gerbang sekelompok dengan penerima, wakil kelompok sekelompok dengan "
    "pengirim; bila tidak berarah, setiap jalur terbuka dihitung dalam kedua arah",
)
_CHANCE = Text(
    en="chance: groups stay, every tie between actors of known group exists independently with probability d, their "
    "observed density; our own derivation for this model, checked by counting over every network of a few actors; "
    "undefined for an actor whose count cannot vary",
    id="acak: kelompok tetap, setiap relasi antaraktor yang kelompoknya diketahui ada secara bebas dengan peluang d, "
    "yaitu kepadatan yang teramati; diturunkan sendiri untuk model ini dan diuji dengan mencacah semua jejaring "
    "beberapa aktor; tidak terdefinisi bagi aktor yang hitungannya tidak dapat berubah",
)


def _metrics(role: Role) -> tuple[Metric, Metric, Metric]:
    """The metrics of a role: its count in the network, and the count and z of every actor."""
    pattern = f"number of {role.pattern} by groups, all distinct, first not tied to last"
    z = (
        "(count - M p)/sqrt(V), p = d^2(1-d), V = M p(1-p) + S (d(1-d))^3, M pairs of actors the role allows, S "
        "ordered couples of them with one sender or one receiver (undirected: unordered pairs, weighted by their "
        "directions)"
    )
    return (
        Metric(
            f"brokerage_{role.id}", role.network_label, role.network_question, pattern, _CONVENTION, _GOULD,
            "network", lambda a: _brokered(a, role).sum(axis=1), undefined_when=(FEW_GROUPS,),
            details=lambda a, _: _details(a, role), whole=True,
        ),
        Metric(
            role.id, role.label, role.question, pattern, _CONVENTION, _GOULD, "actor", lambda a: _counts(a, role),
            undefined_when=(FEW_GROUPS,), whole=True,
        ),
        Metric(
            f"{role.id}_z", role.z_label, role.z_question, z, _CHANCE, _GOULD, "actor", lambda a: _z(a, role),
            undefined_when=(FEW_GROUPS, NO_GROUPED_TIES, ALL_TIED),
        ),
    )  # fmt: skip


METRICS = tuple(metric for role in _ROLES for metric in _metrics(role))
