"""Every metric against plain Python, against networkx where networkx is right, and against values with a source.

A ``Sketch`` is a network as plain values. What is expected of it is counted here, from the definitions in the papers,
with sets and paths only; no number was taken from what collabgraph printed.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations, permutations, product
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, field
from msgspec.structs import replace

from collabgraph.analysis.metrics import (
    ACTOR_LEVEL,
    CATALOGUE,
    NETWORK_LEVEL,
    centrality,
    cohesion,
    evaluate,
    metrics,
)
from collabgraph.analysis.metrics import metric as records
from collabgraph.analysis.metrics.arrays import Arrays, coded, of_network
from collabgraph.analysis.metrics.cohesion import KINDS_UNKNOWN
from collabgraph.analysis.metrics.groups import ALL_APART, NO_GROUPED_TIES, ONE_GROUP
from collabgraph.analysis.metrics.metric import Measures, Reason
from collabgraph.analysis.network import Network, Tie, from_pairs
from collabgraph.words import Text

Number = float | int | None
#: A number, or a number for each actor, by id; None where there is none.
Outcome = Number | Mapping[str, Number]

MANY = settings(max_examples=250)

#: The metrics tested here; those of the other modules have a test file of their own.
OURS = {metric.id: metric for metric in (*cohesion.METRICS, *centrality.METRICS, NETWORK_LEVEL["ei_index"])}
OF_NETWORKS = [name for name, metric in OURS.items() if metric.level == "network"]
OF_ACTORS = [name for name, metric in OURS.items() if metric.level == "actor"]
CENTRALIZATIONS = {name for name in OF_NETWORKS if name.endswith("centralization")}
ONLY_DIRECTED = {
    "in_degree", "out_degree", "in_degree_centralization", "out_degree_centralization",
    "in_degree_normalized", "out_degree_normalized",
    "reciprocity_arc", "reciprocity_dyad", "reciprocity_one_way", "components_strong",
}  # fmt: skip
ONLY_UNDIRECTED = {"closeness", "closeness_centralization", "eigenvector"}
OF_BURT = {"constraint", "effective_size", "burt_efficiency"}
COUNTS = {
    "n_actors", "n_ties", "isolates", "components_weak", "components_strong", "diameter", "cut_actors", "bridges",
    "in_degree", "out_degree", "degree", "core", "cut_actor",
}  # fmt: skip


class Sketch(Struct, frozen=True, dict=True):
    """Actors, pairs of actors (no loop, no pair twice, in one order when undirected), and sectors where known."""

    actors: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    directed: bool = True
    sectors: Mapping[str, str] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.actors)

    @cached_property
    def ties(self) -> frozenset[tuple[str, str]]:
        """The ordered pairs; both orders of an undirected one."""
        return frozenset(self.pairs) | frozenset(() if self.directed else (pair[::-1] for pair in self.pairs))

    def receivers(self, sender: str) -> list[str]:
        return [other for other in self.actors if (sender, other) in self.ties]

    def partners(self, actor: str) -> list[str]:
        return [other for other in self.actors if {(actor, other), (other, actor)} & self.ties]

    @cached_property
    def geodesics(self) -> dict[str, dict[str, list[tuple[str, ...]]]]:
        """Every shortest path from each actor, by the actor it leads to; those out of reach are left out."""
        return {actor: self._geodesics(actor) for actor in self.actors}

    def _geodesics(self, start: str) -> dict[str, list[tuple[str, ...]]]:
        paths: dict[str, list[tuple[str, ...]]] = {start: [(start,)]}
        edge = [start]
        while edge:
            reached: dict[str, list[tuple[str, ...]]] = {}
            for actor in edge:
                for other in self.receivers(actor):
                    if other not in paths:
                        reached.setdefault(other, []).extend((*path, other) for path in paths[actor])
            paths |= reached
            edge = list(reached)
        del paths[start]
        return paths

    def distances(self, start: str) -> dict[str, int]:
        return {other: len(paths[0]) - 1 for other, paths in self.geodesics[start].items()}

    def without(self, *dropped: str) -> Sketch:
        """The network without some actors and their ties."""
        pairs = tuple(pair for pair in self.pairs if not set(pair) & set(dropped))
        return replace(self, actors=tuple(actor for actor in self.actors if actor not in dropped), pairs=pairs)

    def network(self) -> Network:
        return from_pairs("sketch", self.actors, self.pairs, directed=self.directed, sectors=self.sectors)

    @cached_property
    def arrays(self) -> Arrays:
        return of_network(self.network())

    @cached_property
    def measures(self) -> Measures:
        return metrics(self.network(), costly=False)

    def graph(self) -> nx.Graph[str]:
        graph: nx.Graph[str] = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from(self.actors)
        graph.add_edges_from(self.pairs)
        return graph


def drawn_from(graph: nx.Graph[Any], sectors: Mapping[str, str] | None = None) -> Sketch:
    """The sketch of a networkx graph, its nodes as text that sorts as numbers do."""
    named = {node: f"{node:02}" if isinstance(node, int) else str(node) for node in graph}
    pairs = tuple((named[one], named[other]) for one, other in graph.edges)
    return Sketch(tuple(named.values()), pairs, graph.is_directed(), sectors or {})


def star(n: int) -> Sketch:
    return drawn_from(nx.star_graph(n - 1))


def line(n: int) -> Sketch:
    return drawn_from(nx.path_graph(n))


def both_ways(sketch: Sketch) -> Sketch:
    """The directed network in which every tie of an undirected one is answered."""
    return replace(sketch, pairs=sketch.pairs + turned(sketch).pairs, directed=True)


def turned(sketch: Sketch) -> Sketch:
    """The same network with every tie running the other way."""
    return replace(sketch, pairs=tuple((receiver, sender) for sender, receiver in sketch.pairs))


@st.composite
def families(draw: st.DrawFn, *, directed: bool | None = None, most: int = 10, size: int = 1) -> list[Sketch]:
    """Up to ``size`` networks of the same 0 to 10 actors, sparse and dense ones, the sector of some actors unknown."""
    arcs = draw(st.booleans()) if directed is None else directed
    actors = tuple(f"a{place:02}" for place in range(draw(st.integers(0, most))))
    sectors = [(actor, draw(st.sampled_from(["public", "private", ""]))) for actor in actors]
    possible = list(permutations(actors, 2) if arcs else combinations(actors, 2))
    shares = st.sampled_from([0.2, 0.1, 0.3, 0.5, 0.8, 0.0])
    found = []
    for share, seed in draw(st.lists(st.tuples(shares, st.integers(0, 10**6)), min_size=1, max_size=size)):
        kept = np.random.default_rng(seed).random(len(possible)) < share
        pairs = tuple(pair for pair, keep in zip(possible, kept, strict=True) if keep)
        found.append(Sketch(actors, pairs, arcs, {actor: sector for actor, sector in sectors if sector}))
    return found


def sketches(*, directed: bool | None = None, most: int = 10) -> st.SearchStrategy[Sketch]:
    return families(directed=directed, most=most).map(lambda found: found[0])


def every_network(n: int, *, directed: bool, sectors: Sequence[str] = ()) -> list[Sketch]:
    """Each of the networks that n actors can form, the first of them in these sectors."""
    actors = tuple(f"a{place}" for place in range(n))
    possible = list(permutations(actors, 2) if directed else combinations(actors, 2))
    known = dict(zip(actors, sectors, strict=False))
    chosen = [pairs for count in range(len(possible) + 1) for pairs in combinations(possible, count)]
    return [Sketch(actors, pairs, directed, known) for pairs in chosen]


def plain(values: Any) -> list[Number]:
    return [None if math.isnan(value) else value for value in np.atleast_1d(values).tolist()]


def measured(sketch: Sketch, name: str) -> Outcome:
    """The metric's value, or each actor's value by id."""
    found = plain(OURS[name].evaluate(sketch.arrays)[0])
    return found[0] if name in OF_NETWORKS else dict(zip(sorted(sketch.actors), found, strict=True))


def each(sketch: Sketch, names: Iterable[str]) -> dict[str, Any]:
    return {name: measured(sketch, name) for name in names}


def details(sketch: Sketch, name: str) -> Mapping[str, Any] | None:
    found = OURS[name].details
    return found(sketch.arrays, sketch.network()) if found else None


def scores(sketch: Sketch, name: str) -> dict[str, float]:
    """Each actor's value, in the order of the actors; those without one are left out."""
    found = measured(sketch, name)
    assert isinstance(found, Mapping)
    return {actor: value for actor in sketch.actors if (value := found[actor]) is not None}


# What is expected, from the definitions -----------------------------------------------------------------------------


def in_degrees(s: Sketch) -> dict[str, int]:
    return {actor: sum(receiver == actor for _, receiver in s.ties) for actor in s.actors}


def out_degrees(s: Sketch) -> dict[str, int]:
    return {actor: len(s.receivers(actor)) for actor in s.actors}


def degrees(s: Sketch) -> dict[str, int]:
    """Freeman 1979: the neighbours; sent and received ties when directed."""
    received, sent = in_degrees(s), out_degrees(s)
    return {actor: received[actor] + sent[actor] if s.directed else sent[actor] for actor in s.actors}


def shares_of_most(s: Sketch, counts: Mapping[str, int], most: int) -> dict[str, float] | None:
    """Freeman 1979: each actor's ties, of the most it can have."""
    return {actor: count / most for actor, count in counts.items()} if s.n >= 2 else None


def betweenness(s: Sketch) -> dict[str, float]:
    """Freeman 1979: for each pair of others, the share of their shortest paths that pass through an actor."""
    through = dict.fromkeys(s.actors, 0.0)
    for start in s.actors:
        for paths in s.geodesics[start].values():
            for path in paths:
                for actor in path[1:-1]:
                    through[actor] += 1 / len(paths)
    return {actor: found / (1 if s.directed else 2) for actor, found in through.items()}


def betweenness_normalized(s: Sketch) -> dict[str, float] | None:
    """Freeman 1979: of the pairs of others; ordered pairs when directed."""
    pairs = (s.n - 1) * (s.n - 2) / (1 if s.directed else 2)
    return {actor: found / pairs for actor, found in betweenness(s).items()} if s.n >= 3 else None


def closeness(s: Sketch) -> dict[str, float] | None:
    """Freeman 1979: the others, by the sum of the distances to them; in one part and without direction only."""
    if s.directed or s.n < 2 or weak_parts(s) != 1:
        return None
    return {actor: (s.n - 1) / sum(s.distances(actor).values()) for actor in s.actors}


def harmonic_closeness(s: Sketch) -> dict[str, float] | None:
    """Marchiori & Latora 2000: the mean of 1/d over the others, along outgoing ties, 0 where out of reach."""
    near = {actor: sum(1 / away for away in s.distances(actor).values()) for actor in s.actors}
    return {actor: found / (s.n - 1) for actor, found in near.items()} if s.n >= 2 else None


def centralization(values: Iterable[float], largest: float) -> float:
    """Freeman 1979: how far the others stay behind the most central actor, of the most they could."""
    found = list(values)
    return sum(max(found) - value for value in found) / largest


def reciprocity(s: Sketch, weight: int) -> float | None:
    """Wasserman & Faust 1994, chapter 13: of the tied pairs, those that are mutual; by their ties at weight 2."""
    counts = [((one, other) in s.ties) + ((other, one) in s.ties) for one, other in combinations(s.actors, 2)]
    mutual, asymmetric = counts.count(2), counts.count(1)
    return weight * mutual / (weight * mutual + asymmetric) if s.directed and s.pairs else None


def transitivity(s: Sketch) -> float | None:
    """Wasserman & Faust 1994, chapter 6: of the ordered triples i -> j -> k, the share with i -> k."""
    paths = [(i, j, k) for i, j, k in permutations(s.actors, 3) if {(i, j), (j, k)} <= s.ties]
    return sum((i, k) in s.ties for i, _, k in paths) / len(paths) if paths else None


def all_distances(s: Sketch) -> list[int]:
    return [away for actor in s.actors for away in s.distances(actor).values()]


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def distance_losses(s: Sketch) -> list[float]:
    """Borgatti 2006: 1 - 1/d for each ordered pair, 1 where there is no path."""
    away = [s.distances(actor).get(other, math.inf) for actor, other in permutations(s.actors, 2)]
    return [1 - 1 / distance for distance in away]


def weak_parts(s: Sketch) -> int:
    """How many sets of actors ties hold together, joined tie by tie."""
    part = {actor: actor for actor in s.actors}
    for one, other in s.pairs:
        if part[one] != part[other]:
            part |= dict.fromkeys((actor for actor in s.actors if part[actor] == part[one]), part[other])
    return len(set(part.values()))


def strong_parts(s: Sketch) -> int:
    reach = {actor: {actor, *s.geodesics[actor]} for actor in s.actors}
    return len({frozenset(b for b in reach[a] if a in reach[b]) for a in s.actors})


def cut_actors(s: Sketch) -> list[str]:
    """The actors without whom the others fall into more parts."""
    return [actor for actor in s.actors if weak_parts(s.without(actor)) > weak_parts(s)]


def bridges(s: Sketch) -> list[list[str]]:
    """The tied pairs without whose ties, in either direction, there are more parts."""
    rest = {frozenset(pair): tuple(kept for kept in s.pairs if set(kept) != set(pair)) for pair in s.pairs}
    return sorted(sorted(ends) for ends, kept in rest.items() if weak_parts(replace(s, pairs=kept)) > weak_parts(s))


def ei_index(s: Sketch) -> float | None:
    """Krackhardt & Stern 1988, over the ties between actors of known sector."""
    ends = [(s.sectors[one], s.sectors[other]) for one, other in s.pairs if {one, other} <= set(s.sectors)]
    groups = len(set(s.sectors.values()))
    if not ends or groups in (1, len(s.sectors)):
        return None
    external = sum(one != other for one, other in ends)
    internal = len(ends) - external
    return (external - internal) / (external + internal)


def eigenvector(s: Sketch) -> dict[str, float] | None:
    """Bonacich 1972: the eigenvector of the largest eigenvalue of A, from LAPACK."""
    if s.directed or s.n < 2 or weak_parts(s) != 1:
        return None
    matrix = [[float((one, other) in s.ties) for other in s.actors] for one in s.actors]
    last = np.abs(np.linalg.eigh(matrix)[1][:, -1])
    return dict(zip(s.actors, (last / last.max()).tolist(), strict=True))


def pooled(s: Sketch) -> dict[tuple[str, str], int]:
    """Burt 1992: the ties between two actors, in either direction."""
    return {(i, j): ((i, j) in s.ties) + ((j, i) in s.ties) for i, j in product(s.actors, repeat=2)}


def investment(s: Sketch) -> dict[tuple[str, str], float]:
    """Burt 1992, chapter 2: the share of i's ties that is with j."""
    ties = pooled(s)
    spent = {i: sum(ties[i, k] for k in s.actors) or 1 for i in s.actors}
    return {(i, j): count / spent[i] for (i, j), count in ties.items()}


def constraint(s: Sketch) -> dict[str, Number]:
    """Burt 1992, chapter 2: the investment in each partner, direct or through others, squared; none for an isolate."""
    p = investment(s)
    whole = {(i, j): p[i, j] + sum(p[i, q] * p[q, j] for q in s.actors if q not in (i, j)) for i, j in p}
    return {i: sum(whole[i, j] ** 2 for j in s.partners(i)) if s.partners(i) else None for i in s.actors}


def effective_size(s: Sketch) -> dict[str, Number]:
    """Burt 1992, chapter 2: the partners, less the part of each that the others make redundant; none for an isolate."""
    p, ties = investment(s), pooled(s)
    strongest = {j: max(ties[j, k] for k in s.actors) or 1 for j in s.actors}

    def new(i: str, j: str) -> float:
        return 1 - sum(p[i, q] * ties[j, q] / strongest[j] for q in s.actors if q not in (i, j))

    return {i: sum(new(i, j) for j in s.partners(i)) if s.partners(i) else None for i in s.actors}


def burt_efficiency(s: Sketch) -> dict[str, Number]:
    return {i: None if size is None else size / len(s.partners(i)) for i, size in effective_size(s).items()}


def core(s: Sketch) -> dict[str, int]:
    """Seidman 1983: the largest k with which an actor stays when all with fewer than k partners go, and go again."""
    found = dict.fromkeys(s.actors, 0)
    for k in range(1, s.n):
        left = s
        while few := [actor for actor in left.actors if len(left.partners(actor)) < k]:
            left = left.without(*few)
        found |= dict.fromkeys(left.actors, k)
    return found


def _freeman(values: Callable[[Sketch], Mapping[str, float]], largest: Callable[[Sketch], float]) -> Expectation:
    return lambda s: centralization(values(s).values(), largest(s)) if s.n >= 3 else None


def _directed(expected: Expectation) -> Expectation:
    return lambda s: expected(s) if s.directed else None


Expectation = Callable[[Sketch], Outcome]

#: None for a metric of actors where none of them has a value.
EXPECTED: Mapping[str, Expectation] = {
    "n_actors": lambda s: len(set(s.actors)),
    "n_ties": lambda s: len(set(s.pairs)),
    "isolates": lambda s: len(set(s.actors) - {end for pair in s.pairs for end in pair}),
    "density": lambda s: mean([pair in s.ties for pair in permutations(s.actors, 2)]),
    "mean_degree": lambda s: mean(degrees(s).values()) if s.actors else None,
    "reciprocity_one_way": lambda _: None,  # these networks have no kinds of tie
    "in_degree_centralization": _directed(_freeman(in_degrees, lambda s: (s.n - 1) ** 2)),
    "out_degree_centralization": _directed(_freeman(out_degrees, lambda s: (s.n - 1) ** 2)),
    "degree_centralization": _freeman(degrees, lambda s: (1 + s.directed) * (s.n - 1) * (s.n - 2)),
    "betweenness_centralization": _freeman(betweenness, lambda s: (1 + s.directed) * (s.n - 1) ** 2 * (s.n - 2) / 2),
    "closeness_centralization": lambda s: (
        centralization(found.values(), (s.n - 1) * (s.n - 2) / (2 * s.n - 3))
        if (found := closeness(s)) and s.n >= 3
        else None
    ),
    "reciprocity_arc": lambda s: reciprocity(s, 2),
    "reciprocity_dyad": lambda s: reciprocity(s, 1),
    "transitivity": transitivity,
    "mean_distance": lambda s: mean(all_distances(s)),
    "diameter": lambda s: max(all_distances(s), default=None),
    "fragmentation": lambda s: mean([other not in s.geodesics[actor] for actor, other in permutations(s.actors, 2)]),
    "distance_fragmentation": lambda s: mean(distance_losses(s)),
    "components_weak": weak_parts,
    "components_strong": _directed(strong_parts),
    "cut_actors": lambda s: len(cut_actors(s)),
    "bridges": lambda s: len(bridges(s)),
    "ei_index": ei_index,
    "in_degree": _directed(in_degrees),
    "out_degree": _directed(out_degrees),
    "degree": degrees,
    "in_degree_normalized": _directed(lambda s: shares_of_most(s, in_degrees(s), s.n - 1)),
    "out_degree_normalized": _directed(lambda s: shares_of_most(s, out_degrees(s), s.n - 1)),
    "degree_normalized": lambda s: shares_of_most(s, degrees(s), (1 + s.directed) * (s.n - 1)),
    "betweenness": betweenness,
    "betweenness_normalized": betweenness_normalized,
    "harmonic_closeness": harmonic_closeness,
    "closeness": closeness,
    "eigenvector": eigenvector,
    "constraint": constraint,
    "effective_size": effective_size,
    "burt_efficiency": burt_efficiency,
    "core": core,
    "cut_actor": lambda s: {actor: int(actor in cut_actors(s)) for actor in s.actors},
}


def test_every_metric_has_a_counterpart_in_plain_python() -> None:
    assert set(EXPECTED) == set(OURS)


def check(sketch: Sketch) -> None:
    for name, expected in EXPECTED.items():
        wanted = expected(sketch)
        if name in OF_ACTORS and wanted is None:
            wanted = dict.fromkeys(sketch.actors)
        assert measured(sketch, name) == pytest.approx(wanted), (name, sketch)
    assert details(sketch, "cut_actors") == {"actors": cut_actors(sketch)}
    assert details(sketch, "bridges") == {"pairs": bridges(sketch)}


@MANY
@given(sketch=sketches())
def test_every_metric_is_what_its_definition_says_and_undefined_where_the_definition_ends(sketch: Sketch) -> None:
    check(sketch)


def test_every_metric_is_right_on_each_network_of_up_to_three_actors_directed_or_four_undirected() -> None:
    sizes = [(n, True) for n in range(4)] + [(n, False) for n in range(5)]
    networks = [sketch for n, arcs in sizes for sketch in every_network(n, directed=arcs, sectors=("p", "q", "p"))]
    assert len(networks) == (1 + 1 + 4 + 64) + (1 + 1 + 2 + 8 + 64)
    for sketch in networks:
        check(sketch)
        check_reasons(sketch)


# Why there is no value ----------------------------------------------------------------------------------------------


def reason(s: Sketch, name: str) -> Text | None:
    """Why a metric has no value: first the direction of ties, then too few actors, then what else the formula needs."""
    known = set(s.sectors.values())
    cases = [
        (not s.directed, records.UNDIRECTED, ONLY_DIRECTED),
        (s.directed, records.DIRECTED, ONLY_UNDIRECTED),
        (s.n < 1, records.fewer_than(1), {"mean_degree"}),
        (s.n < 2, records.fewer_than(2), {"density", "fragmentation", "distance_fragmentation", *CLOSE}),
        (s.n < 3, records.fewer_than(3), {"betweenness_normalized", *CENTRALIZATIONS}),
        (not s.pairs, records.NO_TIES, {"reciprocity_arc", "reciprocity_dyad", "reciprocity_one_way", "eigenvector"}),
        (bool(s.pairs), KINDS_UNKNOWN, {"reciprocity_one_way"}),
        (transitivity(s) is None, records.NO_PATHS, {"transitivity"}),
        (not s.pairs, records.UNREACHABLE, {"mean_distance", "diameter"}),
        (weak_parts(s) != 1, records.UNCONNECTED, ONLY_UNDIRECTED),
        (not any(set(pair) <= set(s.sectors) for pair in s.pairs), NO_GROUPED_TIES, {"ei_index"}),
        (len(known) == 1, ONE_GROUP, {"ei_index"}),
        (len(known) == len(s.sectors), ALL_APART, {"ei_index"}),
    ]
    return next((why.words for holds, why, names in cases if holds and name in names), None)


CLOSE = (
    "closeness", "harmonic_closeness", "degree_normalized", "in_degree_normalized", "out_degree_normalized",
)  # fmt: skip


def check_reasons(sketch: Sketch) -> None:
    for name, metric in OURS.items():
        why, found = reason(sketch, name), metric.evaluate(sketch.arrays)[0]
        assert metric.why_undefined(sketch.arrays) == why, name
        if name in OF_NETWORKS:
            assert sketch.measures.values[name].undefined == why
            assert bool(np.isnan(found)) == (why is not None), name
        else:
            assert sketch.measures.undefined.get(name) == why
            alone = [name in OF_BURT and not sketch.partners(actor) for actor in sketch.actors]
            assert np.isnan(found).tolist() == [why is not None or isolate for isolate in alone], name


@given(sketch=sketches(most=8))
def test_a_metric_without_a_value_says_the_first_reason_why(sketch: Sketch) -> None:
    check_reasons(sketch)


@pytest.mark.parametrize(("sectors", "why"), [("p-q", NO_GROUPED_TIES), ("ppp", ONE_GROUP), ("pqr", ALL_APART)])
def test_without_a_tie_of_known_sectors_or_with_one_sector_or_as_many_as_actors_there_is_no_ei_index(
    sectors: str, why: Reason
) -> None:
    known = {actor: sector for actor, sector in zip("abc", sectors, strict=True) if sector != "-"}
    found = Sketch(tuple("abc"), (("a", "b"),), sectors=known).measures.values["ei_index"]
    assert (found.value, found.undefined, found.details) == (None, why.words, None)


@given(sketch=sketches())
def test_a_value_is_a_finite_plain_number_whole_where_it_counts_or_none(sketch: Sketch) -> None:
    alone, actors = sketch.measures.values, sketch.measures.actors
    for name in OURS:
        values = [alone[name].value] if name in OF_NETWORKS else [actor[name] for actor in actors]
        assert {type(value) for value in values} <= {int if name in COUNTS else float, type(None)}, name
        assert json.loads(json.dumps(values, allow_nan=False)) == values
        if name.startswith(("density", "reciprocity", "transitivity", "fragmentation")) or name in CENTRALIZATIONS:
            assert 0 <= (values[0] or 0) <= 1 + 1e-12


# networkx -----------------------------------------------------------------------------------------------------------


def ways(g: Any) -> list[int]:
    return [d for lengths in dict(nx.all_pairs_shortest_path_length(g)).values() for d in lengths.values() if d]


def harmonic(g: Any) -> dict[str, float]:
    """networkx sums over incoming ties, ours runs along outgoing ones."""
    return dict(nx.harmonic_centrality(g.reverse() if g.is_directed() else g))


# What networkx gives as 0, or refuses, where there is nothing to measure is left to the tests of the definitions.
# networkx has no Freeman centralization and no E-I index.
NETWORKX: Mapping[str, Callable[[Any], Any]] = {
    "isolates": nx.number_of_isolates,
    "density": nx.density,
    "reciprocity_arc": nx.overall_reciprocity,
    "transitivity": nx.transitivity,
    "mean_distance": lambda g: mean(ways(g)),
    "diameter": lambda g: max(ways(g)),
    "fragmentation": lambda g: 1 - sum(len(nx.descendants(g, actor)) for actor in g) / len(g) / (len(g) - 1),
    "distance_fragmentation": lambda g: 1 - sum(harmonic(g).values()) / len(g) / (len(g) - 1),
    "components_weak": lambda g: nx.number_connected_components(g.to_undirected()),
    "components_strong": nx.number_strongly_connected_components,
    "cut_actors": lambda g: len(set(nx.articulation_points(g.to_undirected()))),
    "bridges": lambda g: len(list(nx.bridges(g.to_undirected()))),
    "degree": lambda g: dict(g.degree),
    "betweenness": lambda g: nx.betweenness_centrality(g, normalized=False),
    "in_degree_normalized": nx.in_degree_centrality,
    "out_degree_normalized": nx.out_degree_centrality,
    "betweenness_normalized": nx.betweenness_centrality,
    "harmonic_closeness": lambda g: {actor: found / (len(g) - 1) for actor, found in harmonic(g).items()},
    "closeness": nx.closeness_centrality,
    "constraint": lambda g: nx.constraint(g, nodes=list(g)),
    "effective_size": lambda g: nx.effective_size(g, nodes=list(g)),
    "burt_efficiency": lambda g: {a: size / max(1, g.degree[a]) for a, size in nx.effective_size(g, list(g)).items()},
    "core": lambda g: nx.core_number(g.to_undirected()),
    "cut_actor": lambda g: {actor: int(actor in set(nx.articulation_points(g.to_undirected()))) for actor in g},
}
#: What networkx measures otherwise when ties have a direction.
UNLIKE_DIRECTED = {"transitivity", *OF_BURT}


@MANY
@given(sketch=sketches(most=12))
def test_a_metric_is_what_networkx_finds(sketch: Sketch) -> None:
    for name in set(NETWORKX) - (UNLIKE_DIRECTED if sketch.directed else ONLY_DIRECTED):
        found = measured(sketch, name)
        if isinstance(found, Mapping):
            found = {actor: value for actor, value in found.items() if value is not None}
        if found not in (None, {}):
            theirs = NETWORKX[name](sketch.graph())
            kept = {actor: theirs[actor] for actor in found} if isinstance(found, Mapping) else theirs
            assert found == pytest.approx(kept), name


# Batches ------------------------------------------------------------------------------------------------------------


@given(family=families(most=8, size=5))
def test_a_batch_has_the_values_of_its_networks_and_nan_exactly_where_one_is_undefined(family: list[Sketch]) -> None:
    networks = [sketch.network() for sketch in family]
    stack = np.array([network.adjacency for network in networks])
    names = [name for name, metric in CATALOGUE.items() if not metric.costly]
    batch = evaluate(names, stack, family[0].directed, coded(networks[0].groups("sector")))
    assert list(batch) == names
    for place, network in enumerate(networks):
        one = metrics(network, costly=False)
        for name in names:
            alone = [one.values[name].value] if name in NETWORK_LEVEL else [actor[name] for actor in one.actors]
            assert batch[name].shape == (len(family), family[0].n)[: 1 if name in NETWORK_LEVEL else 2]
            assert plain(batch[name][place]) == pytest.approx(alone), name


def test_a_batch_may_be_empty() -> None:
    assert {values.size for values in evaluate(OURS, np.zeros((0, 4, 4)), True).values()} == {0}


# Extremes and closed forms ------------------------------------------------------------------------------------------

SIZES = range(3, 13)


def centralizations(sketch: Sketch) -> dict[str, float]:
    (found,) = zip(*(OURS[name].evaluate(sketch.arrays) for name in CENTRALIZATIONS), strict=True)
    return {name: float(value) for name, value in zip(CENTRALIZATIONS, found, strict=True) if not math.isnan(value)}


@pytest.mark.parametrize("n", SIZES)
def test_a_star_is_as_centralized_as_a_network_can_be(n: int) -> None:
    """Freeman 1979: every measure is 1 for a star; one that sends only, or answers, reaches what (n-1)^2 leaves it."""
    degree, between, close, sent, received = (
        f"{kind}_centralization" for kind in ("degree", "betweenness", "closeness", "out_degree", "in_degree")
    )
    sending, answered = replace(star(n), directed=True), both_ways(star(n))
    short, one = pytest.approx((n - 2) / (n - 1)), pytest.approx(1 / (n - 1) ** 2)
    assert centralizations(star(n)) == pytest.approx({degree: 1, between: 1, close: 1})
    assert centralizations(answered) == {degree: 1, between: 1, sent: short, received: short}
    assert centralizations(sending) == {degree: pytest.approx(1 / 2), between: 0, sent: 1, received: one}
    assert centralizations(turned(sending)) == {degree: pytest.approx(1 / 2), between: 0, sent: one, received: 1}


@pytest.mark.parametrize("n", SIZES)
def test_a_circle_and_a_complete_network_have_no_centre(n: int) -> None:
    """Freeman 1979: every measure is 0 where all actors are equally central."""
    for graph in (nx.cycle_graph(n), nx.complete_graph(n)):
        for sketch in (drawn_from(graph), both_ways(drawn_from(graph))):
            assert centralizations(sketch) == pytest.approx(dict.fromkeys(centralizations(sketch), 0))
            assert len(centralizations(sketch)) == (4 if sketch.directed else 3)


@pytest.mark.parametrize(("n", "directed"), [(4, True), (5, False)])
def test_no_network_is_more_centralized_than_freemans_most_and_some_network_reaches_it(n: int, directed: bool) -> None:
    """The denominators, held against all 4096 directed networks of four actors and all 1024 undirected ones of five."""
    stack = np.array([sketch.network().adjacency for sketch in every_network(n, directed=directed)])
    names = CENTRALIZATIONS - (ONLY_UNDIRECTED if directed else ONLY_DIRECTED)
    largest = {name: float(np.nanmax(found)) for name, found in evaluate(names, stack, directed).items()}
    assert largest == pytest.approx(dict.fromkeys(names, 1.0))


@pytest.mark.parametrize("n", SIZES)
def test_the_centre_of_a_star_spans_holes_and_nobody_in_a_complete_network_does(n: int) -> None:
    """Burt 1992: untied partners are all of use; tied ones count as one, each at ((2n-3)/(n-1)^2)^2 of constraint."""
    all_tied = drawn_from(nx.complete_graph(n))
    for name, hub, tied in (
        ("effective_size", n - 1, 1),
        ("burt_efficiency", 1, 1 / (n - 1)),
        ("constraint", 1 / (n - 1), (2 * n - 3) ** 2 / (n - 1) ** 3),
    ):
        assert list(scores(star(n), name).values()) == pytest.approx([hub, *[1] * (n - 1)])
        assert list(scores(all_tied, name).values()) == pytest.approx([tied] * n)


@pytest.mark.parametrize("n", [2, *SIZES, 40, 99])
def test_stars_and_lines_which_are_bipartite_have_the_eigenvectors_of_the_textbook(n: int) -> None:
    """Cvetkovic, Doob & Sachs 1980, Spectra of Graphs: 1 and 1/sqrt(n-1) for a star, sin(pi k/(n+1)) for a line."""
    wave = [math.sin(math.pi * place / (n + 1)) for place in range(1, n + 1)]
    assert list(scores(star(n), "eigenvector").values()) == pytest.approx([1, *[1 / math.sqrt(n - 1)] * (n - 1)])
    assert list(scores(line(n), "eigenvector").values()) == pytest.approx([height / max(wave) for height in wave])


@pytest.mark.parametrize(("size", "between"), [(3, 0), (10, 0), (10, 2), (15, 2), (30, 0)])
def test_two_equal_blocks_joined_by_one_bridge_have_the_eigenvector_of_lapack(size: int, between: int) -> None:
    """The two largest eigenvalues nearly meet; one more actor, at the first block, decides which stands higher."""
    blocks = nx.barbell_graph(size, between)
    even = list(scores(drawn_from(blocks), "eigenvector").values())
    assert even == pytest.approx(even[::-1])
    blocks.add_edge(0, len(blocks))
    uneven = drawn_from(blocks)
    found = scores(uneven, "eigenvector")
    assert found == pytest.approx(eigenvector(uneven))
    assert found["01"] > found[uneven.actors[-2]]


# Networks with a literature -----------------------------------------------------------------------------------------

FLORENCE = drawn_from(nx.florentine_families_graph())
KITE = drawn_from(nx.krackhardt_kite_graph())
KARATE = drawn_from(nx.karate_club_graph())


def test_the_florentine_families_stand_as_published() -> None:
    """Wasserman & Faust 1994, table 5.1, without the Pucci: closeness, and betweenness as a share of 91 pairs.

    Jackson 2008, Social and Economic Networks, section 1.2.1, has the same 0.522 for the Medici.
    """
    published = {
        "Acciaiuoli": (0.368, 0.0), "Albizzi": (0.483, 0.212), "Barbadori": (0.438, 0.093), "Bischeri": (0.4, 0.104),
        "Castellani": (0.389, 0.055), "Ginori": (0.333, 0.0), "Guadagni": (0.467, 0.255), "Lamberteschi": (0.326, 0.0),
        "Medici": (0.56, 0.522), "Pazzi": (0.286, 0.0), "Peruzzi": (0.368, 0.022), "Ridolfi": (0.5, 0.114),
        "Salviati": (0.389, 0.143), "Strozzi": (0.438, 0.103), "Tornabuoni": (0.483, 0.092),
    }  # fmt: skip
    close, between = scores(FLORENCE, "closeness"), scores(FLORENCE, "betweenness_normalized")
    assert close == pytest.approx({family: found[0] for family, found in published.items()}, abs=0.00051)
    assert between == pytest.approx({family: found[1] for family, found in published.items()}, abs=0.00051)
    assert scores(FLORENCE, "betweenness")["Medici"] == pytest.approx(47.5)


def test_the_florentine_marriages_are_centralized_as_published() -> None:
    """Wasserman & Faust 1994, table 5.1: degree and betweenness with the Pucci; betweenness, closeness without."""
    fifteen, sixteen = centralizations(FLORENCE), centralizations(replace(FLORENCE, actors=(*FLORENCE.actors, "Pucci")))
    assert sixteen == pytest.approx({"degree_centralization": 0.267, "betweenness_centralization": 0.383}, abs=0.0005)
    assert fifteen["betweenness_centralization"] == pytest.approx(0.437, abs=0.0005)
    assert fifteen["closeness_centralization"] == pytest.approx(0.322, abs=0.0005)


def test_the_florentine_marriages_hang_together_as_counted_by_hand() -> None:
    """20 marriages (Padgett & Ansell 1993), 3 triangles in 47 paths of two; four families with one marriage.

    From the Lamberteschi to the Pazzi it is five marriages: Guadagni, Albizzi or Tornabuoni, Medici, Salviati.
    """
    known = {"n_actors": 15, "n_ties": 20, "components_weak": 1, "isolates": 0, "diameter": 5, "fragmentation": 0}
    assert each(FLORENCE, known) == known
    assert measured(FLORENCE, "transitivity") == pytest.approx(3 * 3 / 47)
    assert details(FLORENCE, "cut_actors") == {"actors": ["Albizzi", "Guadagni", "Medici", "Salviati"]}
    leaves = [["Acciaiuoli", "Medici"], ["Albizzi", "Ginori"], ["Guadagni", "Lamberteschi"], ["Pazzi", "Salviati"]]
    assert details(FLORENCE, "bridges") == {"pairs": sorted([*leaves, ["Medici", "Salviati"]])}


def test_in_krackhardts_kite_most_ties_best_access_and_brokerage_are_with_different_people() -> None:
    """Krackhardt 1990, ASQ 35:342-369, as printed by Krebs at orgnet.com: Andre, Beverly, Carol, Diane, ... Jane.

    By hand: Carol and Ed have three partners in the dense part, which Heather and Ike join to Jane.
    """
    published = {
        "degree": [4, 4, 3, 6, 3, 5, 5, 3, 2, 1],
        "closeness": [0.529, 0.529, 0.5, 0.6, 0.5, 0.643, 0.643, 0.6, 0.429, 0.31],
        "betweenness_normalized": [0.023, 0.023, 0, 0.102, 0, 0.231, 0.231, 0.389, 0.222, 0],
        "core": [3, 3, 3, 3, 3, 3, 3, 2, 1, 1], "cut_actor": [0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
    }  # fmt: skip
    for name, expected in published.items():
        assert list(scores(KITE, name).values()) == pytest.approx(expected, abs=0.0005), name


def test_krackhardts_kite_as_a_whole_is_as_counted_by_hand() -> None:
    """Degrees 4 4 3 6 3 5 5 3 2 1; sums of distances 17 17 18 15 18 14 14 15 21 29; 11 triangles in 57 two-paths.

    Raw betweenness adds up to the steps between on all shortest paths, 89 - 45 = 44, so 10 * 14 - 44 = 96 fall behind.
    """
    behind = sum(9 / 14 - 9 / far for far in (17, 17, 18, 15, 18, 14, 14, 15, 21, 29))
    counted = {
        "density": 18 / 45, "degree_centralization": (10 * 6 - 36) / 72, "betweenness_centralization": 96 / 324,
        "closeness_centralization": behind * 17 / 72, "transitivity": 33 / 57, "mean_distance": 178 / 90, "diameter": 4,
    }  # fmt: skip
    assert each(KITE, counted) == pytest.approx(counted)
    assert details(KITE, "bridges") == {"pairs": [["07", "08"], ["08", "09"]]}


def test_zacharys_karate_club_has_the_values_of_the_collections() -> None:
    """KONECT, networks/ucidata-zachary: 78 ties, fill 0.139037, largest degree 17, 45 triangles in 528 wedges
    (0.255682), diameter 5, spectral norm 6.72570. The igraph tutorial: betweenness 231.071429 of the instructor. The
    mean distance is that of LightGraphs.jl, as in the tests of SuperFastGraphs.jl.
    """
    degree, between, found = (scores(KARATE, name) for name in ("degree", "betweenness", "eigenvector"))
    published = {
        "n_actors": 34, "n_ties": 78, "components_weak": 1, "density": 0.139037, "transitivity": 0.255682,
        "diameter": 5, "mean_distance": 2.408199643493761, "degree_centralization": (34 * 17 - 2 * 78) / (33 * 32),
    }  # fmt: skip
    assert each(KARATE, published) == pytest.approx(published, abs=5e-7)
    assert (max(degree, key=lambda actor: degree[actor]), degree["33"]) == ("33", 17)
    assert max(between, key=lambda actor: between[actor]) == "00"
    assert between["00"] == pytest.approx(231.071429, abs=5e-7)
    assert sum(found[other] for other in KARATE.partners("33")) / found["33"] == pytest.approx(6.72570, abs=5e-6)
    # one member knows the instructor only, and five others know nobody else outside their circle
    assert details(KARATE, "cut_actors") == {"actors": ["00"]}
    assert details(KARATE, "bridges") == {"pairs": [["00", "11"]]}


def test_borgattis_example_has_the_holes_he_finds() -> None:
    """Borgatti 1997, Connections 20:35-38: G has six partners with four ties among them, 6 - 2 * 4/6.

    Constraint as by UCINET and igraph, according to the tests of networkx.
    """
    edges = tuple((pair[0], pair[1]) for pair in "AB AF AG AE EG FG BG BD DG GC".split())
    example = Sketch(tuple("ABCDEFG"), edges, directed=False)
    size, share, found = (scores(example, name) for name in ("effective_size", "burt_efficiency", "constraint"))
    assert [size[actor] for actor in "GAC"] == pytest.approx([6 - 8 / 6, 4 - 6 / 4, 1])
    assert [share[actor] for actor in "GAC"] == pytest.approx([14 / 18, 2.5 / 4, 1])
    assert [found[actor] for actor in "GAC"] == pytest.approx([0.400, 0.595, 1], abs=0.0005)


def test_answered_ties_weigh_twice_in_the_holes_of_a_directed_network() -> None:
    """By hand: a and b spend 2/3 on each other and 1/3 on c, who spends a half on each."""
    ties = Sketch(tuple("abc"), (("a", "b"), ("b", "a"), ("a", "c"), ("c", "b")))
    both = 2 - 1 / 3 * 1 / 2 - 2 / 3 * 1
    assert list(scores(ties, "effective_size").values()) == pytest.approx([both, both, 1])
    assert list(scores(ties, "constraint").values()) == pytest.approx([25 / 36 + 25 / 81] * 2 + [50 / 36])


# Directed networks counted by hand ----------------------------------------------------------------------------------

CHILDREN = Sketch(
    ("Allison", "Drew", "Eliot", "Keith", "Ross", "Sarah"),
    (
        ("Allison", "Drew"), ("Allison", "Ross"), ("Drew", "Sarah"), ("Drew", "Eliot"), ("Eliot", "Drew"),
        ("Keith", "Ross"), ("Ross", "Sarah"), ("Sarah", "Drew"),
    ),
    sectors={"Allison": "girls", "Sarah": "girls"} | dict.fromkeys(("Drew", "Eliot", "Keith", "Ross"), "boys"),
)  # fmt: skip


def test_the_friendships_of_six_children_are_as_counted_by_hand() -> None:
    """The running example of Wasserman & Faust 1994, chapters 3 and 4; the groups are ours.

    Betweenness: Allison reaches Sarah by Drew and by Ross, half a path each; 6 * 5.5 - 13 fall behind, of 5^2 * 4.
    Drew answers Eliot and Sarah. None of the 7 paths of two ties is closed, so constraint is the squared shares alone.
    Drew cuts off Eliot, Ross Keith; the others are a circle. From Keith to Eliot it is four ties.
    """
    network = {
        "n_actors": 6, "n_ties": 8, "isolates": 0, "density": 8 / 30, "in_degree_centralization": 10 / 25,
        "out_degree_centralization": 4 / 25, "degree_centralization": 14 / 40, "betweenness_centralization": 20 / 100,
        "closeness_centralization": None, "reciprocity_arc": 4 / 8, "reciprocity_dyad": 2 / 6, "transitivity": 0,
        "mean_distance": 30 / 17, "diameter": 4, "fragmentation": 13 / 30, "distance_fragmentation": 1 - 143 / 12 / 30,
        "components_weak": 1, "components_strong": 4, "cut_actors": 2, "bridges": 2, "ei_index": (5 - 3) / 8,
        "mean_degree": 16 / 6, "reciprocity_one_way": None,
    }  # fmt: skip
    actors = {
        "in_degree": [0, 3, 1, 0, 2, 2], "out_degree": [2, 2, 1, 1, 1, 1], "degree": [2, 5, 2, 1, 3, 3],
        "in_degree_normalized": [0, 3 / 5, 1 / 5, 0, 2 / 5, 2 / 5], "degree_normalized": [0.2, 0.5, 0.2, 0.1, 0.3, 0.3],
        "out_degree_normalized": [2 / 5, 2 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 5],
        "betweenness": [0, 5.5, 0, 0, 3.5, 4], "betweenness_normalized": [0, 5.5 / 20, 0, 0, 3.5 / 20, 4 / 20],
        "harmonic_closeness": [3 / 5, 2 / 5, 3 / 10, 5 / 12, 11 / 30, 3 / 10], "closeness": [], "eigenvector": [],
        "constraint": [1 / 2, 9 / 25, 1, 1, 1 / 3, 5 / 9], "effective_size": [2, 3, 1, 1, 3, 2],
        "burt_efficiency": [1, 1, 1, 1, 1, 1], "core": [2, 2, 1, 1, 2, 2], "cut_actor": [0, 1, 0, 0, 1, 0],
    }  # fmt: skip
    assert each(CHILDREN, OF_NETWORKS) == pytest.approx(network)
    assert set(actors) == set(OF_ACTORS)
    for name, expected in actors.items():
        assert list(scores(CHILDREN, name).values()) == pytest.approx(expected), name


def test_each_of_the_16_triads_has_the_reciprocity_of_its_name_and_the_transitivity_of_its_two_paths() -> None:
    """Holland & Leinhardt 1970: named by its mutual, asymmetric and null pairs. Its closed two-paths, and all."""
    closed = {
        "003": (0, 0), "012": (0, 0), "102": (0, 0), "021D": (0, 0), "021U": (0, 0), "021C": (0, 1), "111D": (0, 1),
        "111U": (0, 1), "030T": (1, 1), "030C": (0, 3), "201": (0, 2), "120D": (2, 2), "120U": (2, 2), "120C": (1, 3),
        "210": (3, 4), "300": (6, 6),
    }  # fmt: skip
    for triad, (share, paths) in closed.items():
        sketch, mutual, tied = drawn_from(nx.triad_graph(triad)), int(triad[0]), int(triad[0]) + int(triad[1])
        assert measured(sketch, "reciprocity_arc") == (pytest.approx(2 * mutual / (mutual + tied)) if tied else None)
        assert measured(sketch, "reciprocity_dyad") == (pytest.approx(mutual / tied) if tied else None)
        assert measured(sketch, "transitivity") == (share / paths if paths else None)


@pytest.mark.parametrize(
    ("n", "directed", "sectors"),
    [(4, False, "ppqq"), (4, False, "pppq"), (5, False, "pqqrr"), (3, True, "ppq"), (4, True, "pqqr")],
)
def test_the_ei_index_is_set_against_every_way_to_place_as_many_ties(n: int, directed: bool, sectors: str) -> None:
    """Its mean over them all, its least and its most; a tie to an actor of unknown sector counts nowhere."""
    placed: dict[int, list[Sketch]] = {}
    for sketch in every_network(n, directed=directed, sectors=sectors):
        placed.setdefault(len(sketch.pairs), []).append(sketch)
    for alternatives in list(placed.values())[1:]:
        all_found = [ei_index(sketch) or 0 for sketch in alternatives]
        low, high = min(all_found), max(all_found)
        for sketch, value in list(zip(alternatives, all_found, strict=True))[:: max(1, len(alternatives) // 4)]:
            apart = replace(sketch, actors=(*sketch.actors, "z"), pairs=(*sketch.pairs, ("a0", "z")))
            rescaled = (value - low) / (high - low) * 2 - 1 if high > low else None
            expected = {"expected": mean(all_found), "lowest": low, "highest": high, "rescaled": rescaled}
            assert measured(apart, "ei_index") == pytest.approx(value)
            assert details(apart, "ei_index") == pytest.approx(expected)


def with_kinds(pairs: Mapping[tuple[str, str], tuple[str, ...]], levels: Mapping[str, str] | None = None) -> Network:
    """A network with these kinds of ties, its actors on these levels."""
    plain = from_pairs("kinds", sorted({end for pair in pairs for end in pair} | set(levels or {})), pairs)
    ids = [actor.id for actor in plain.actors]
    ties = tuple(replace(tie, kinds=pairs[ids[tie.sender], ids[tie.receiver]]) for tie in plain.ties)
    actors = tuple(replace(actor, level=(levels or {}).get(actor.id)) for actor in plain.actors)
    return replace(plain, actors=actors, ties=ties)


def test_reciprocity_without_symmetric_kinds_counts_what_was_answered_not_what_runs_both_ways_by_its_kind() -> None:
    """By hand: a and b are partners, and a funds b; c and d pay and bill each other; e pays a and is c's partner.

    Of 7 ties 6 are answered. Of a kind with a direction are a-b, c-d, d-c and e-a, of which two are answered.
    """
    both = ("partners-with",)
    net = with_kinds({
        ("a", "b"): ("funds", *both), ("b", "a"): both, ("c", "d"): ("pays",), ("d", "c"): ("bills",),
        ("e", "a"): ("pays",), ("e", "c"): both, ("c", "e"): both,
    })  # fmt: skip
    found = metrics(net, costly=False).values
    assert found["reciprocity_arc"].value == pytest.approx(6 / 7)
    assert found["reciprocity_one_way"].value == pytest.approx(2 / 4)
    graph = nx.DiGraph([("a", "b"), ("c", "d"), ("d", "c"), ("e", "a")])
    assert found["reciprocity_one_way"].value == pytest.approx(nx.overall_reciprocity(graph))


def test_without_a_tie_of_a_kind_with_a_direction_there_is_no_such_reciprocity() -> None:
    found = metrics(with_kinds({("a", "b"): ("partners-with",), ("b", "a"): ("partners-with",)}), costly=False).values
    assert found["reciprocity_arc"].value == 1
    assert found["reciprocity_one_way"].undefined == cohesion.NO_ONE_WAY.words


def test_the_mean_degree_counts_every_tie_at_both_of_its_ends() -> None:
    """A star of four with isolate: 3 ties, 5 actors; as many more actors with as many ties leave it as it is."""
    lone = Sketch((*"abcd", "z"), (("a", "b"), ("a", "c"), ("a", "d")))
    twice = Sketch((*"abcdz", *"ABCDZ"), (*lone.pairs, ("A", "B"), ("A", "C"), ("A", "D")))
    assert measured(lone, "mean_degree") == measured(replace(lone, directed=False), "mean_degree") == 6 / 5
    assert measured(twice, "mean_degree") == 6 / 5
    assert measured(twice, "density") == measured(lone, "density") * 4 / 9  # type: ignore[operator]


def test_the_ei_index_by_level_groups_by_level_whatever_the_sectors_are() -> None:
    """By hand: a-b and b-a stay in the city, c-a and a-d cross; e has no level, so that e-a counts nowhere."""
    pays = ("pays",)
    pairs = {("a", "b"): pays, ("b", "a"): pays, ("c", "a"): pays, ("a", "d"): pays, ("e", "a"): pays, ("d", "a"): pays}
    net = with_kinds(pairs, {"a": "city", "b": "city", "c": "national", "d": "provincial"})
    for group in ("sector", "kind"):
        found = metrics(net, group=group, costly=False).values["ei_index_level"]
        assert found.value == pytest.approx((3 - 2) / 5)
    by_level = metrics(net, group="level", costly=False).values
    assert by_level["ei_index"] == by_level["ei_index_level"]
    assert metrics(from_pairs("bare", "ab", [("a", "b")]), costly=False).values["ei_index_level"].undefined == (
        NO_GROUPED_TIES.words
    )


# Odd input ----------------------------------------------------------------------------------------------------------


@given(sketch=sketches(), data=st.data())
def test_loops_and_repeated_pairs_are_counted_as_omitted_and_change_no_metric(
    sketch: Sketch, data: st.DataObject
) -> None:
    loops = data.draw(st.lists(st.sampled_from([(actor, actor) for actor in sketch.actors]))) if sketch.actors else []
    again = data.draw(st.lists(st.sampled_from(sketch.pairs))) if sketch.pairs else []
    given_pairs = data.draw(st.permutations([*sketch.pairs, *loops, *again]))
    network = from_pairs("sketch", sketch.actors, given_pairs, directed=sketch.directed, sectors=sketch.sectors)
    counted = {"self-loop": len(loops), "duplicate": len(again)}
    assert network.omitted == {reason: count for reason, count in counted.items() if count}
    same(of_network(network), sketch)


def test_opposite_ties_are_two_when_directed_and_one_given_twice_when_not() -> None:
    pairs = [("a", "b"), ("b", "a")]
    directed, undirected = (from_pairs("pair", ["a", "b"], pairs, directed=arcs) for arcs in (True, False))
    assert (directed.omitted, undirected.omitted) == ({}, {"duplicate": 1})
    assert [metrics(network, costly=False).values["n_ties"].value for network in (directed, undirected)] == [2, 1]


def test_a_tie_of_several_kinds_or_of_more_weight_counts_once() -> None:
    once = CHILDREN.network()
    ties = tuple(Tie(tie.sender, tie.receiver, ("advises", "funds"), weight=3.0) for tie in once.ties)
    same(of_network(replace(once, ties=ties)), CHILDREN, {"reciprocity_one_way"})  # which asks for the kinds


def same(arrays: Arrays, sketch: Sketch, but: Collection[str] = ()) -> None:
    for name in OURS.keys() - set(but):
        metric = OURS[name]
        np.testing.assert_array_equal(metric.evaluate(arrays), metric.evaluate(sketch.arrays), name)


# What must not change -----------------------------------------------------------------------------------------------


def agree(one: Sketch, other: Sketch, names: Iterable[str], renamed: Mapping[str, str] | None = None) -> None:
    """The metrics are the same, an actor's those of the actor renamed to it; a new actor's do not matter."""
    for name in names:
        wanted, found = measured(one, name), measured(other, name)
        if isinstance(wanted, Mapping) and isinstance(found, Mapping):
            found = {actor: found[(renamed or {}).get(actor, actor)] for actor in wanted}
        assert found == pytest.approx(wanted), name


@given(sketch=sketches(), data=st.data())
def test_other_names_for_the_actors_change_no_metric(sketch: Sketch, data: st.DataObject) -> None:
    names = dict(zip(sketch.actors, data.draw(st.permutations(sketch.actors)), strict=True))
    pairs = tuple((names[one], names[other]) for one, other in sketch.pairs)
    sectors = {names[actor]: sector for actor, sector in sketch.sectors.items()}
    agree(sketch, replace(sketch, pairs=pairs, sectors=sectors), OURS, names)


@given(sketch=sketches())
def test_turning_every_tie_around_swaps_in_and_out_and_changes_nothing_else_but_harmonic_closeness(
    sketch: Sketch,
) -> None:
    """A shortest path, a two-path i->j->k with i->k, a mutual pair: each is one again when read backwards."""
    back = turned(sketch)
    kinds = ("degree", "degree_normalized", "degree_centralization")
    swapped = {f"{way}_{what}" for way in ("in", "out") for what in kinds}
    agree(sketch, back, set(OURS) - swapped - ({"harmonic_closeness"} if sketch.directed else set()))
    for kind in kinds:
        assert measured(sketch, f"in_{kind}") == pytest.approx(measured(back, f"out_{kind}"))
        assert measured(sketch, f"out_{kind}") == pytest.approx(measured(back, f"in_{kind}"))


@given(sketch=sketches())
def test_one_more_isolate_adds_itself_to_the_counts_and_leaves_ties_paths_and_triples_alone(sketch: Sketch) -> None:
    more = replace(sketch, actors=(*sketch.actors, "z"))
    for name in ("n_actors", "isolates", "components_weak", *(["components_strong"] if sketch.directed else [])):
        assert measured(more, name) == EXPECTED[name](sketch) + 1, name  # type: ignore[operator]
    paths = {"mean_distance", "diameter", "transitivity", "cut_actors", "bridges", "ei_index"}
    kept = {"degree", "betweenness", "core", "cut_actor", *OF_BURT}
    agree(sketch, more, {"n_ties", "reciprocity_arc", "reciprocity_dyad"} | paths | kept)
    alone = {name: found["z"] for name, found in each(more, kept).items()}
    assert alone == dict.fromkeys(kept, 0) | dict.fromkeys(OF_BURT)
    if sketch.n >= 2:  # as many pairs reach each other, of n + 1 for every n - 1
        (lost,), (losing,) = (OURS["fragmentation"].evaluate(found.arrays) for found in (sketch, more))
        assert (1 - lost) * (sketch.n - 1) == pytest.approx((1 - losing) * (sketch.n + 1))


# The catalogue ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", [*NETWORK_LEVEL.values(), *ACTOR_LEVEL.values()], ids=lambda m: f"{m.level}-{m.id}")
def test_a_metric_speaks_both_languages_of_what_it_asks_its_convention_and_why_it_is_undefined(metric: Any) -> None:
    for text in (metric.label, metric.question, metric.convention, *(reason.words for reason in metric.reasons)):
        assert {"en", "id"} <= set(text.by_language)
        assert text["en"] != text["id"]
    assert metric.formula
    assert metric.reference


# Many networks ------------------------------------------------------------------------------------------------------


def sparse_network(n: int, ties: int, *, directed: bool, seed: int) -> Network:
    """A random network, every third actor of unknown sector."""
    rng, kinds = random.Random(seed), ("a", "b", "")  # noqa: S311 (a network to measure, no secret)
    actors = [f"a{place:05}" for place in range(n)]
    pairs = [tuple(rng.sample(actors, 2)) for _ in range(ties)]
    sectors = {actor: kinds[place % 3] for place, actor in enumerate(actors)}
    return from_pairs("random", actors, pairs, directed=directed, sectors=sectors)


@pytest.mark.parametrize("directed", [True, False])
def test_in_a_batch_of_a_hundred_each_network_has_the_values_it_has_alone(directed: bool) -> None:
    """The batch is worked on in pieces, and sparse networks are beside dense ones."""
    networks = [sparse_network(30, 10 + 4 * place, directed=directed, seed=place) for place in range(100)]
    groups = coded(networks[0].groups("sector"))
    names = [name for name, metric in CATALOGUE.items() if not metric.costly]
    together = evaluate(names, [network.adjacency for network in networks], directed, groups)
    for place in range(0, 100, 9):
        for name, (alone,) in evaluate(names, networks[place].adjacency[None], directed, groups).items():
            assert together[name][place] == pytest.approx(alone, nan_ok=True), name


def test_a_batch_of_no_networks_has_no_values() -> None:
    found = evaluate(["density", "betweenness"], np.zeros((0, 4, 4)), directed=True)
    assert {name: values.shape for name, values in found.items()} == {"density": (0,), "betweenness": (0, 4)}
