"""Whether a difference between cases stays the same over all joint choices of coding, made for every case at once."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import prod

import numpy as np
from msgspec import Struct

from collabgraph.analysis.codings import Coded, Codings, Indices, Measured, Options
from collabgraph.analysis.metrics.arrays import Flags, Reals
from collabgraph.analysis.network import GRANULARITIES, Granularity
from collabgraph.model import DEFAULT_BASES, Basis, Case

#: Of more choices than ``MOST`` a random sample is tried, of this size.
MOST, SAMPLE = 2_000, 600
#: The most cells of matrices that are measured, so that fewer choices are tried of large networks; the fewest choices.
CELLS, FEWEST = 4_000_000, 50
#: Numbers that are nearer to each other than this share of the larger one are the same.
EQUAL = 1e-9


class Count(Struct, frozen=True):
    """Under how many of the choices ``tried`` cases differ in the same direction as by the choices that were made.

    ``undefined`` is the number of choices under which some case has no value.
    """

    same: int
    tried: int
    undefined: int

    @property
    def defined(self) -> int:
        """The number of choices under which every case has a value."""
        return self.tried - self.undefined

    @property
    def always(self) -> bool:
        """Whether the direction is the same under all choices that give every case a value."""
        return self.same == self.defined


class Agreement(Struct, frozen=True):
    """In how far a difference in a metric keeps its direction: under all choices that were tried, and for each pair.

    ``alone`` counts the choices that change one thing only. ``equal`` is whether all cases have one value by the
    choices that were made, so that there is no difference.
    """

    every: Count
    alone: Count
    pairs: Mapping[tuple[str, str], Count]
    equal: bool

    @property
    def robust(self) -> bool | None:
        """Whether each pair of cases differs in the same direction under all choices; None without a difference."""
        return None if self.equal else all(count.always for count in self.pairs.values())


class JointChoices(Struct, frozen=True):
    """The agreement of metrics, by id, over the choices that were ``tried`` of ``total``.

    ``joint`` is how many choices there are that leave out no tie; the others leave out one tie of one case besides.
    Where ``joint`` is itself too many to make, ``total`` is estimated from a sample. Metrics that some case has no
    value of by the choices that were made are left out.
    """

    total: int
    joint: int
    tried: int
    seed: int
    agreements: Mapping[str, Agreement]

    @property
    def sampled(self) -> bool:
        """Whether only a sample was tried."""
        return self.tried < self.total


def joint_choices(
    cases: Mapping[str, Case],
    ids: Collection[str],
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
    systems: bool = True,
    most: int = MOST,
    sample: int = SAMPLE,
    seed: int = 0,
) -> JointChoices:
    """Over which joint choices of coding the cases differ in the same direction, by metric.

    The same choice is made for every case: all bases or one left out; granularity; information systems in or out;
    symmetric kinds of tie in or out; all actors, or public actors at the level of the city only; an actor whose
    identity is open kept apart, or merged with each actor it may be. Each of these with all ties, or without one tie
    of one case. Of more than ``most`` a random ``sample`` is tried (fewer of large networks); in it are, as far as
    half of it holds them, all that leave out no tie, and then all that change one thing only. Raises TooManyActors.
    """
    codings = {name: Codings.of(case, bases) for name, case in cases.items()}
    return joint_choices_of(
        codings, Measured(ids), granularity=granularity, systems=systems, most=most, sample=sample, seed=seed
    )


def joint_choices_of(
    codings: Mapping[str, Codings],
    measured: Measured,
    *,
    granularity: Granularity = "office",
    systems: bool = True,
    most: int = MOST,
    sample: int = SAMPLE,
    seed: int = 0,
) -> JointChoices:
    """``joint_choices`` of cases at hand, whose networks are measured with those that were added before."""
    cases = {name: of_case.case for name, of_case in codings.items()}
    identities = _identities(cases)
    first = GRANULARITIES.index(granularity)
    n_bases = len(next(iter(codings.values())).basis_sets)
    sizes = (n_bases, 2, 2, 2, 2, *(1 + len(candidates) for candidates in identities.values()))
    largest = max((len(case.actors) for case in cases.values()), default=0)
    limit = max(FEWEST, CELLS // max(1, largest**2))
    generator = random.Random(seed)  # noqa: S311, which is about secrets
    joint = prod(sizes)
    half = max(1, min(sample, limit) // 2)
    drawn = range(joint) if joint <= half else [0, *sorted(generator.sample(range(1, joint), half - 1))]

    def options(position: int) -> Options:
        basis, *others = (int(digit) for digit in np.unravel_index(position, sizes))
        grain, system, symmetric, boundary, *merged = others
        same = [(iri, identities[iri][to - 1]) for iri, to in zip(identities, merged, strict=True) if to]
        return Options(
            basis,
            GRANULARITIES[(first + grain) % len(GRANULARITIES)],
            systems is not bool(system),
            not symmetric,
            bool(boundary),
            tuple(same),
        )

    made = [options(position) for position in drawn]
    networks = [[coding.coded(each) for coding in codings.values()] for each in made]
    ties = np.array([[net.ties for net in row] for row in networks], dtype=np.int64).reshape(len(made), len(cases))
    without_one, of_first = int(ties.sum()), int(ties[0].sum())
    total = joint + round(without_one * joint / len(made))
    room = (min(most, limit) if total <= min(most, limit) else min(sample, limit)) - len(made)
    ranks = list(range(min(of_first, room)))
    others = range(of_first, without_one)
    ranks += sorted(generator.sample(others, max(0, min(room - len(ranks), len(others)))))
    rows = _measured_rows(measured, networks, ties, ranks)
    alone = [np.count_nonzero(np.unravel_index(position, sizes)) <= 1 for position in drawn]
    single = np.array([*alone, *(rank < of_first for rank in ranks)])
    by_metric = {
        metric: _agreement(list(cases), [values[rows[:, place]] for place in range(len(cases))], single)
        for metric, values in measured.values.items()
    }
    known = {metric: agreement for metric, agreement in by_metric.items() if agreement is not None}
    return JointChoices(total, joint, len(single), seed, known)


def _identities(cases: Mapping[str, Case]) -> dict[str, tuple[str, ...]]:
    """By actor whose identity is open, the actors of some case that it may be."""
    found: dict[str, dict[str, None]] = {}
    for case in cases.values():
        for iri in sorted(case.actors):
            candidates = [other for other in case.actors[iri].possibly if other in case.actors and other != iri]
            if candidates:
                found.setdefault(iri, {}).update(dict.fromkeys(candidates))
    return {iri: tuple(candidates) for iri, candidates in found.items()}


# All of them --------------------------------------------------------------------------------------------------------


def _measured_rows(
    measured: Measured, networks: Sequence[Sequence[Coded]], ties: Indices, ranks: Sequence[int]
) -> Indices:
    """(choices, cases): the numbers of the networks under the choices, then of those without the ties of these ranks.

    The ranks count the ties of all networks, case by case and on.
    """
    rows = [[measured.add(net) for net in row] for row in networks]
    ends = np.cumsum(ties)
    for rank, cell in zip(ranks, np.searchsorted(ends, ranks, side="right").tolist(), strict=True):
        choice, place = divmod(cell, ties.shape[1])
        net = networks[choice][place]
        row = list(rows[choice])
        row[place] = measured.add(net, int(net.places[rank - ends[cell]]))
        rows.append(row)
    return np.array(rows, dtype=np.int64)


def _agreement(names: Sequence[str], values: Sequence[Reals], single: Flags) -> Agreement | None:
    """The agreement of a metric from the values of each case under every choice, the first being the one made."""
    if any(np.isnan(of_case[0]) for of_case in values):
        return None
    signs = {
        (names[one], names[other]): _signs(values[one], values[other])
        for one, other in combinations(range(len(names)), 2)
    }
    undefined = np.asarray(np.isnan(values).any(axis=0))
    same = np.asarray(np.all([sign == sign[0] for sign in signs.values()], axis=0))
    return Agreement(
        _count(same, undefined),
        _count(same[single], undefined[single]),
        {pair: _count(sign == sign[0], np.isnan(sign)) for pair, sign in signs.items()},
        all(sign[0] == 0 for sign in signs.values()),
    )


def _count(same: Flags, undefined: Flags) -> Count:
    return Count(int(same.sum()), len(same), int(undefined.sum()))


def _signs(one: Reals, other: Reals) -> Reals:
    """-1, 0 or 1: how the first compares with the second; NaN where either has no value."""
    difference = one - other
    difference[abs(difference) <= EQUAL * np.maximum(abs(one), abs(other))] = 0.0
    return np.asarray(np.sign(difference))
