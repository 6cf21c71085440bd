"""The network of a case under any choice of coding, and metrics of many such networks at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from collabgraph.analysis.metrics import arrays, evaluate
from collabgraph.analysis.metrics.arrays import Flags, Reals, coded
from collabgraph.analysis.network import Granularity, is_system, representative
from collabgraph.coding import theory
from collabgraph.errors import TooManyActors
from collabgraph.model import Actor, Basis, Case, Participation, Status, TieClaim

#: The most cells of matrices that are measured together: 2 MB.
AT_ONCE = 250_000

T = TypeVar("T")
Indices = NDArray[np.int64]


class Options(Struct, frozen=True):
    """A choice: which of ``Codings.basis_sets``, and so on; ``same`` are pairs of actors (IRIs) taken for one."""

    basis: int
    granularity: Granularity
    systems: bool
    symmetric: bool = True
    city_only: bool = False
    same: tuple[tuple[str, str], ...] = ()


class Coded(Struct, frozen=True, eq=False, dict=True):
    """The network of a case under a choice; ``kept`` are the positions of its actors among all of the case."""

    adjacency: Flags
    one_way: Flags
    groups: Indices
    levels: Indices
    kept: Indices

    @cached_property
    def places(self) -> Indices:
        """The ties as positions in the flat adjacency."""
        return np.flatnonzero(self.adjacency)

    @property
    def ties(self) -> int:
        """The number of ties."""
        return len(self.places)


class Codings(Struct, frozen=True, eq=False, dict=True):
    """A case as arrays of all its claims about ties and participation, from which any choice is made quickly."""

    case: Case
    bases: tuple[Basis, ...]

    @classmethod
    def of(cls, case: Case, bases: Collection[Basis]) -> Codings:
        """Those of a case on some bases, which are then in the order of their rank."""
        return cls(case, tuple(basis for basis in Basis if basis in bases))

    @cached_property
    def basis_sets(self) -> list[list[int]]:
        """All bases, then all but each of them, as positions."""
        every = list(range(len(self.bases)))
        return [every, *([other for other in every if other != left] for left in every if len(every) > 1)]

    @cached_property
    def actors(self) -> list[Actor]:
        """The actors of the case, in the order of all arrays."""
        if len(self.case.actors) > arrays.MOST_ACTORS:
            raise TooManyActors(name=self.case.id, n=len(self.case.actors), most=arrays.MOST_ACTORS)
        return [self.case.actors[iri] for iri in sorted(self.case.actors)]

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each actor among them, by IRI."""
        return {actor.iri: position for position, actor in enumerate(self.actors)}

    @cached_property
    def not_system(self) -> Flags:
        """(n,): True for each actor that is not an information system."""
        return np.array([not is_system(self.case, actor.iri) for actor in self.actors], dtype=bool)

    @cached_property
    def of_city(self) -> Flags:
        """(n,): whether each actor is a public one at the level of the city."""
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

    def merged(self, options: Options) -> tuple[Flags, Flags]:
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

    def within(self, options: Options) -> tuple[Flags, Flags, Flags]:
        """All ties, those of kinds with a direction, and who is in the network, before its boundary is drawn."""
        key = "merged", options.basis, options.granularity, options.same
        ties, parts = self._once(key, lambda: self.merged(options))
        allowed = np.ones(len(self.actors), dtype=bool) if options.systems else self.not_system
        every = ties.any(axis=0) & allowed & allowed[:, None]
        return every, ties[0], (parts & allowed) | every.any(axis=0) | every.any(axis=1)

    def coded(self, options: Options) -> Coded:
        """The network under a choice; one and the same value where two choices give equal networks."""
        key = "within", options.basis, options.granularity, options.same, options.systems
        every, directed, present = self._once(key, lambda: self.within(options))
        kept = np.flatnonzero(present & self.of_city if options.city_only else present)
        cells = kept[:, None], kept
        one_way = directed[cells]
        adjacency = every[cells] if options.symmetric else one_way
        same = kept.tobytes(), adjacency.tobytes(), one_way.tobytes()
        groups, levels = self.grouped
        return self._once(same, lambda: Coded(adjacency, one_way, groups[kept], levels[kept], kept))

    def _once(self, key: object, make: Callable[[], T]) -> T:
        if key not in self.seen:
            self.seen[key] = make()
        found: T = self.seen[key]
        return found


class Measured(Struct, eq=False, dict=True):
    """Metrics (``ids``) of many networks, each different network counted once and measured together with the others."""

    ids: Collection[str]
    networks: list[tuple[Coded, int | None]] = field(default_factory=list)
    numbers: dict[tuple[int, int | None], int] = field(default_factory=dict)

    def add(self, net: Coded, left_out: int | None = None) -> int:
        """The number of a network, or of that without one tie (a position in its flat adjacency)."""
        key = id(net), left_out
        if key not in self.numbers:
            self.numbers[key] = len(self.networks)
            self.networks.append((net, left_out))
        return self.numbers[key]

    @cached_property
    def values(self) -> dict[str, Reals]:
        """By metric, the value of each network that was added before this was first asked for, NaN where undefined."""
        by_size: dict[int, list[int]] = {}
        for number, (net, _) in enumerate(self.networks):
            by_size.setdefault(len(net.kept), []).append(number)
        values = {metric: np.full(len(self.networks), np.nan) for metric in self.ids}
        for n, same in by_size.items():
            at_once = max(1, AT_ONCE // max(1, n**2))
            for numbers in (same[first : first + at_once] for first in range(0, len(same), at_once)):
                for metric, found in self._together([self.networks[number] for number in numbers]).items():
                    values[metric][numbers] = found
        return values

    def _together(self, networks: Sequence[tuple[Coded, int | None]]) -> dict[str, Reals]:
        """By metric, the values of networks of as many actors."""
        stack = np.array([net.adjacency for net, _ in networks], dtype=np.float64)
        for position, (_, left_out) in enumerate(networks):
            if left_out is not None:
                stack[position].flat[left_out] = 0.0
        groups, levels, one_way = (
            np.array([getattr(net, name) for net, _ in networks], dtype=np.int64)
            for name in ("groups", "levels", "one_way")
        )
        return evaluate(self.ids, stack, True, groups, levels=levels, one_way=one_way)
