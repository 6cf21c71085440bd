"""Whether a difference between cases stays the same over all joint choices of coding, made for every case at once."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from math import prod
from typing import Any, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.metrics import evaluate
from collabgraph.analysis.metrics.arrays import MOST_ACTORS, Flags, Reals, coded
from collabgraph.analysis.network import GRANULARITIES, Granularity, is_system, representative
from collabgraph.coding import theory
from collabgraph.errors import TooManyActors
from collabgraph.model import DEFAULT_BASES, Actor, Basis, Case, Participation, Status, TieClaim

#: Of more choices than ``MOST`` a random sample is tried, of this size.
MOST, SAMPLE = 2_000, 1_000
#: The most cells of matrices that are measured, so that fewer choices are tried of large networks; the fewest choices.
CELLS, FEWEST = 4_000_000, 50
#: Numbers that are nearer to each other than this share of the larger one are the same.
EQUAL = 1e-9

T = TypeVar("T")
Indices = NDArray[np.int64]


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
    at_hand = {name: _Codings(case, tuple(b for b in Basis if b in bases)) for name, case in cases.items()}
    identities = _identities(cases)
    first = GRANULARITIES.index(granularity)
    n_bases = len(next(iter(at_hand.values())).basis_sets)
    sizes = (n_bases, 2, 2, 2, 2, *(1 + len(candidates) for candidates in identities.values()))
    largest = max((len(case.actors) for case in cases.values()), default=0)
    limit = max(FEWEST, CELLS // max(1, largest**2))
    generator = random.Random(seed)  # noqa: S311, which is about secrets
    joint = prod(sizes)
    half = max(1, min(sample, limit) // 2)
    drawn = range(joint) if joint <= half else [0, *sorted(generator.sample(range(1, joint), half - 1))]

    def options(position: int) -> _Options:
        basis, *others = (int(digit) for digit in np.unravel_index(position, sizes))
        grain, system, symmetric, boundary, *merged = others
        same = [(iri, identities[iri][to - 1]) for iri, to in zip(identities, merged, strict=True) if to]
        return _Options(
            basis,
            GRANULARITIES[(first + grain) % len(GRANULARITIES)],
            systems is not bool(system),
            not symmetric,
            bool(boundary),
            tuple(same),
        )

    made = [options(position) for position in drawn]
    networks = [[coding.coded(each) for coding in at_hand.values()] for each in made]
    ties = np.array([[net.ties for net in row] for row in networks], dtype=np.int64).reshape(len(made), len(cases))
    without_one, of_first = int(ties.sum()), int(ties[0].sum())
    total = joint + round(without_one * joint / len(made))
    room = (min(most, limit) if total <= min(most, limit) else min(sample, limit)) - len(made)
    ranks = list(range(min(of_first, room)))
    others = range(of_first, without_one)
    ranks += sorted(generator.sample(others, max(0, min(room - len(ranks), len(others)))))
    jobs = _jobs(networks, ties, ranks)
    alone = [np.count_nonzero(np.unravel_index(position, sizes)) <= 1 for position in drawn]
    single = np.array([*alone, *(rank < of_first for rank in ranks)])
    by_metric = {
        metric: _agreement(list(cases), [found[jobs.of_case[:, place]] for place in range(len(cases))], single)
        for metric, found in _values(ids, jobs.networks).items()
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


# One case under one choice ------------------------------------------------------------------------------------------


class _Options(Struct, frozen=True):
    """A joint choice: which set of bases, and so on; ``same`` are pairs of actors (IRIs) taken for one."""

    basis: int
    granularity: Granularity
    systems: bool
    symmetric: bool
    city_only: bool
    same: tuple[tuple[str, str], ...]


class _Coded(Struct, frozen=True, eq=False, dict=True):
    """The network of a case under a choice, or that without one tie (a position in ``adjacency``, as it is flat)."""

    adjacency: Flags
    one_way: Flags
    groups: Indices
    levels: Indices
    left_out: int | None = None

    @cached_property
    def places(self) -> Indices:
        """The ties as positions in the flat adjacency."""
        return np.flatnonzero(self.adjacency)

    @property
    def ties(self) -> int:
        """The number of ties."""
        return len(self.places)


class _Codings(Struct, frozen=True, eq=False, dict=True):
    """A case as arrays of all its claims about ties and participation, from which any choice is made quickly."""

    case: Case
    bases: tuple[Basis, ...]

    @cached_property
    def basis_sets(self) -> list[list[int]]:
        """All bases, then all but each of them, as positions."""
        every = list(range(len(self.bases)))
        return [every, *([other for other in every if other != left] for left in every if len(every) > 1)]

    @cached_property
    def actors(self) -> list[Actor]:
        """The actors of the case, in the order of all arrays."""
        if len(self.case.actors) > MOST_ACTORS:
            raise TooManyActors(name=self.case.id, n=len(self.case.actors), most=MOST_ACTORS)
        return [self.case.actors[iri] for iri in sorted(self.case.actors)]

    @cached_property
    def position(self) -> dict[str, int]:
        return {actor.iri: position for position, actor in enumerate(self.actors)}

    @cached_property
    def not_system(self) -> Flags:
        return np.array([not is_system(self.case, actor.iri) for actor in self.actors], dtype=bool)

    @cached_property
    def of_city(self) -> Flags:
        return np.array([actor.sector == "public" and actor.level == "city" for actor in self.actors], dtype=bool)

    @cached_property
    def grouped(self) -> tuple[Indices, Indices]:
        """The sector and the level of every actor, as numbers."""
        return coded([each.sector or None for each in self.actors]), coded([each.level or None for each in self.actors])

    @cached_property
    def seen(self) -> dict[object, Any]:
        """What was computed for parts of choices."""
        return {}

    def stands_for(self, granularity: Granularity) -> list[int]:
        """The positions of the actors who represent each actor."""
        return [self.position[representative(self.case, actor.iri, granularity)] for actor in self.actors]

    def claimed(self, granularity: Granularity) -> tuple[Flags, Flags]:
        """Ties by basis, symmetry of their kind, sender, receiver; participation by basis and actor."""
        n, symmetric = len(self.actors), theory.ontology().symmetric_ties
        ties = np.zeros((len(self.bases), 2, n, n), dtype=bool)
        parts = np.zeros((len(self.bases), n), dtype=bool)
        stands_for = self._once(granularity, lambda: self.stands_for(granularity))
        for number, basis in enumerate(self.bases):
            for part in self.case.of(Participation, (basis,)):
                parts[number, stands_for[self.position[part.actor]]] = True
            for tie in self.case.of(TieClaim, (basis,)):
                if tie.status is Status.ABSENT or not tie.status.settled:
                    continue
                sender, receiver = (stands_for[self.position[end]] for end in (tie.sender, tie.receiver))
                if sender != receiver:
                    both_ways = tie.kind in symmetric
                    ties[number, int(both_ways), sender, receiver] = True
                    if both_ways:
                        ties[number, 1, receiver, sender] = True
        return ties, parts

    def chosen(self, basis: int, granularity: Granularity) -> tuple[Flags, Flags]:
        """Ties by symmetry of their kind, sender and receiver, and who takes part, on a set of bases."""
        ties, parts = self._once(("claimed", granularity), lambda: self.claimed(granularity))
        some = self.basis_sets[basis]
        return np.asarray(ties[some].any(axis=0)), np.asarray(parts[some].any(axis=0))

    def merged(self, options: _Options) -> tuple[Flags, Flags]:
        """What ``chosen`` gives, with the actors taken for one merged into the one they may be."""
        key = options.basis, options.granularity
        ties, parts = self._once(("chosen", *key), lambda: self.chosen(*key))
        into = np.arange(len(self.actors))
        stands_for = self._once(options.granularity, lambda: self.stands_for(options.granularity))
        for open_one, other in options.same:
            if open_one in self.position and other in self.position:
                into[into == into[self.position[open_one]]] = into[stands_for[self.position[other]]]
        if (into == np.arange(len(into))).all():
            return ties, parts
        moved = np.zeros((len(into), len(into)))
        moved[np.arange(len(into)), into] = 1.0
        together = (moved.T @ ties.astype(np.float64) @ moved > 0) & ~np.eye(len(into), dtype=bool)
        return together, parts.astype(np.float64) @ moved > 0

    def coded(self, options: _Options) -> _Coded:
        """The network under a choice; one and the same value where two choices give equal networks."""
        key = "merged", options.basis, options.granularity, options.same
        ties, parts = self._once(key, lambda: self.merged(options))
        allowed = self.not_system if not options.systems else np.ones(len(self.actors), dtype=bool)
        every = ties.any(axis=0) & allowed & allowed[:, None]
        present = (parts & allowed) | every.any(axis=0) | every.any(axis=1)
        kept = np.flatnonzero(present & self.of_city if options.city_only else present)
        cells = np.ix_(kept, kept)
        one_way = ties[0][cells]
        adjacency = every[cells] if options.symmetric else one_way
        groups, levels = (numbers[kept] for numbers in self.grouped)
        same = tuple(array.tobytes() for array in (adjacency, one_way, groups, levels))
        return self._once(same, lambda: _Coded(adjacency, one_way, groups, levels))

    def _once(self, key: object, make: Callable[[], T]) -> T:
        if key not in self.seen:
            self.seen[key] = make()
        found: T = self.seen[key]
        return found


# All of them --------------------------------------------------------------------------------------------------------


class _Jobs(Struct, frozen=True, eq=False):
    """The different networks to measure, and (choices, cases): which of them is that of each case under each choice."""

    networks: list[tuple[_Coded, int | None]]
    of_case: Indices


def _jobs(networks: Sequence[Sequence[_Coded]], ties: Indices, ranks: Sequence[int]) -> _Jobs:
    """The networks under the choices, and those without the ties of these ranks, counted case by case and on."""
    numbers: dict[tuple[int, int | None], int] = {}
    measured: list[tuple[_Coded, int | None]] = []

    def job(net: _Coded, place: int | None = None) -> int:
        """The number of a network, without the tie at a place."""
        key = id(net), place
        if key not in numbers:
            numbers[key] = len(measured)
            measured.append((net, place))
        return numbers[key]

    rows = [[job(net) for net in row] for row in networks]
    ends = np.cumsum(ties)
    for rank, cell in zip(ranks, np.searchsorted(ends, ranks, side="right").tolist(), strict=True):
        choice, place = divmod(cell, ties.shape[1])
        net = networks[choice][place]
        row = list(rows[choice])
        row[place] = job(net, int(net.places[rank - ends[cell]]))
        rows.append(row)
    return _Jobs(measured, np.array(rows, dtype=np.int64))


def _values(ids: Collection[str], networks: Sequence[tuple[_Coded, int | None]]) -> dict[str, Reals]:
    """By metric, the value of each network; those of as many actors are measured together."""
    by_size: dict[int, list[int]] = {}
    for number, (net, _) in enumerate(networks):
        by_size.setdefault(len(net.groups), []).append(number)
    values = {metric: np.full(len(networks), np.nan) for metric in ids}
    for numbers in (part for n, same in by_size.items() for part in _parts(same, n)):
        batch = [networks[number] for number in numbers]
        stack = np.array([net.adjacency for net, _ in batch], dtype=np.float64)
        for position, (_, left_out) in enumerate(batch):
            if left_out is not None:
                stack[position].flat[left_out] = 0.0
        groups, levels, one_way = (
            np.array([getattr(net, name) for net, _ in batch], dtype=np.int64)
            for name in ("groups", "levels", "one_way")
        )
        for metric, found in evaluate(ids, stack, True, groups, levels=levels, one_way=one_way).items():
            values[metric][numbers] = found
    return values


def _parts(numbers: list[int], n: int) -> Iterator[list[int]]:
    at_once = max(1, CELLS // max(1, n**2))
    return (numbers[first : first + at_once] for first in range(0, len(numbers), at_once))


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
