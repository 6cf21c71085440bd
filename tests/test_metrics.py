"""Every metric against plain Python, against networkx where networkx is right, and against values with a source.

A ``Sketch`` is a network as plain values. What is expected of it is counted here, from the definitions in the papers,
with sets and paths only; no number was taken from what collabgraph printed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations, product
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collabgraph import metrics as m
from collabgraph.metrics import CATALOGUE, Measures, metrics
from collabgraph.network import Network, from_pairs
from collabgraph.phrases import Text

Number = float | int | None
#: A number, or a number for each actor, by id; None where there is none.
Outcome = Number | dict[str, Number]

DRAWN = settings(
    deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)  # no timing, and the same networks in every run

NETWORK_LEVEL = [name for name, metric in CATALOGUE.items() if metric.level == "network"]
ACTOR_LEVEL = [name for name, metric in CATALOGUE.items() if metric.level == "actor"]
ONLY_DIRECTED = {
    "in_degree", "out_degree", "in_degree_centralization", "out_degree_centralization",
    "reciprocity_arc", "reciprocity_dyad", "components_strong",
}  # fmt: skip


@dataclass(frozen=True)
class Sketch:
    """Actors, pairs of actors (no loop, no pair twice, in one order when undirected), and sectors where known."""

    actors: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    directed: bool = True
    sectors: Mapping[str, str] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.actors)

    def tied(self, sender: str, receiver: str) -> bool:
        return (sender, receiver) in self.pairs or (not self.directed and (receiver, sender) in self.pairs)

    def receivers(self, sender: str) -> list[str]:
        return [other for other in self.actors if self.tied(sender, other)]

    def senders(self, receiver: str) -> list[str]:
        return [other for other in self.actors if self.tied(other, receiver)]

    def geodesics(self, start: str) -> dict[str, list[tuple[str, ...]]]:
        """Every shortest path from an actor, by the actor it leads to; those out of reach are left out."""
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

    def network(self) -> Network:
        return from_pairs("sketch", self.actors, self.pairs, directed=self.directed, sectors=self.sectors)

    def graph(self) -> nx.Graph[str]:
        graph: nx.Graph[str] = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from(self.actors)
        graph.add_edges_from(self.pairs)
        return graph


def drawn_from(graph: nx.Graph[Any], sectors: Mapping[str, str] | None = None) -> Sketch:
    """The sketch of a networkx graph, its nodes as text."""
    pairs = tuple((str(one), str(other)) for one, other in graph.edges)
    return Sketch(tuple(str(node) for node in graph), pairs, graph.is_directed(), sectors or {})


def star(n: int) -> Sketch:
    return drawn_from(nx.star_graph(n - 1))


def line(n: int) -> Sketch:
    return drawn_from(nx.path_graph(n))


def both_ways(sketch: Sketch) -> Sketch:
    """The directed network in which every tie of an undirected one is answered."""
    back = tuple((receiver, sender) for sender, receiver in sketch.pairs)
    return replace(sketch, pairs=sketch.pairs + back, directed=True)


def turned(sketch: Sketch) -> Sketch:
    """The same network with every tie running the other way."""
    return replace(sketch, pairs=tuple((receiver, sender) for sender, receiver in sketch.pairs))


@st.composite
def sketches(draw: st.DrawFn, *, directed: bool | None = None, most: int = 12) -> Sketch:
    """Networks of 0 to 12 actors, sparse ones as likely as dense ones, the sector of some actors unknown."""
    arcs = draw(st.booleans()) if directed is None else directed
    actors = [f"a{place:02}" for place in range(draw(st.integers(0, most)))]
    possible = list(permutations(actors, 2) if arcs else combinations(actors, 2))
    count = draw(st.integers(0, len(possible)) | st.integers(0, min(2 * len(actors), len(possible))))
    pairs = draw(st.permutations(possible))[:count]
    sectors = draw(st.lists(st.sampled_from(["public", "private", ""]), min_size=len(actors), max_size=len(actors)))
    known = {actor: sector for actor, sector in zip(actors, sectors, strict=True) if sector}
    return Sketch(tuple(actors), tuple(pairs), arcs, known)


def outcome(measures: Measures, name: str) -> Outcome:
    """The metric's value, or each actor's value by id."""
    if name in NETWORK_LEVEL:
        return measures.values[name].value
    actors = measures.network.actors
    return {actor.id: values[name] for actor, values in zip(actors, measures.actors, strict=True)}


def measured(sketch: Sketch, name: str) -> Outcome:
    return outcome(metrics(sketch.network()), name)


# What is expected, from the definitions -----------------------------------------------------------------------------


def in_degrees(s: Sketch) -> dict[str, int]:
    return {actor: len(s.senders(actor)) for actor in s.actors}


def out_degrees(s: Sketch) -> dict[str, int]:
    return {actor: len(s.receivers(actor)) for actor in s.actors}


def degrees(s: Sketch) -> dict[str, int]:
    """Freeman 1979: the neighbours; sent and received ties when directed."""
    received, sent = in_degrees(s), out_degrees(s)
    return {actor: received[actor] + sent[actor] if s.directed else sent[actor] for actor in s.actors}


def betweenness(s: Sketch) -> dict[str, float]:
    """Freeman 1979: for each pair of others, the share of their shortest paths that pass through an actor."""
    through = dict.fromkeys(s.actors, 0.0)
    for start in s.actors:
        for paths in s.geodesics(start).values():
            for path in paths:
                for actor in path[1:-1]:
                    through[actor] += 1 / len(paths)
    return {actor: found / (1 if s.directed else 2) for actor, found in through.items()}


def centralization(values: Iterable[float], largest: float) -> float:
    """Freeman 1979: how far the others stay behind the most central actor, of the most they could."""
    found = list(values)
    return sum(max(found) - value for value in found) / largest


def dyads(s: Sketch) -> tuple[int, int]:
    """The mutual and the asymmetric pairs."""
    counts = [s.tied(one, other) + s.tied(other, one) for one, other in combinations(s.actors, 2)]
    return counts.count(2), counts.count(1)


def transitivity(s: Sketch) -> float | None:
    """Wasserman & Faust 1994, chapter 6: of the ordered triples i -> j -> k, the share with i -> k."""
    paths = [(i, j, k) for i, j, k in permutations(s.actors, 3) if s.tied(i, j) and s.tied(j, k)]
    return sum(s.tied(i, k) for i, _, k in paths) / len(paths) if paths else None


def distances(s: Sketch) -> list[int]:
    return [len(paths[0]) - 1 for start in s.actors for paths in s.geodesics(start).values()]


def weak_parts(s: Sketch) -> int:
    """The sets of actors that ties hold together, joined tie by tie."""
    parts = [{actor} for actor in s.actors]
    for pair in s.pairs:
        joined = [part for part in parts if part & set(pair)]
        parts = [part for part in parts if part not in joined] + [set().union(*joined)]
    return len(parts)


def strong_parts(s: Sketch) -> int:
    reach = {actor: {actor, *s.geodesics(actor)} for actor in s.actors}
    return len({frozenset(b for b in reach[a] if a in reach[b]) for a in s.actors})


def ei_index(s: Sketch) -> float | None:
    """Krackhardt & Stern 1988, over the ties between actors of known sector."""
    ends = [(s.sectors[one], s.sectors[other]) for one, other in s.pairs if {one, other} <= set(s.sectors)]
    groups = len(set(s.sectors.values()))
    if not ends or groups in (1, len(s.sectors)):
        return None
    external = sum(one != other for one, other in ends)
    internal = len(ends) - external
    return (external - internal) / (external + internal)


def harmonic_closeness(s: Sketch) -> Outcome:
    """Marchiori & Latora 2000: the mean of 1/d over the others, along outgoing ties, 0 where out of reach."""
    if s.n < 2:
        return dict.fromkeys(s.actors)
    ways = {actor: s.geodesics(actor).values() for actor in s.actors}
    return {actor: sum(1 / (len(paths[0]) - 1) for paths in ways[actor]) / (s.n - 1) for actor in s.actors}


def mean_distance(s: Sketch) -> float | None:
    found = distances(s)
    return sum(found) / len(found) if found else None


def density(s: Sketch) -> float | None:
    ordered = list(permutations(s.actors, 2))
    return sum(s.tied(*pair) for pair in ordered) / len(ordered) if ordered else None


def reciprocity_arc(s: Sketch) -> float | None:
    mutual, asymmetric = dyads(s)
    return 2 * mutual / (2 * mutual + asymmetric) if s.directed and s.pairs else None


def reciprocity_dyad(s: Sketch) -> float | None:
    mutual, asymmetric = dyads(s)
    return mutual / (mutual + asymmetric) if s.directed and s.pairs else None


def _freeman(values: Callable[[Sketch], Mapping[str, float]], largest: Callable[[int], float]) -> Expectation:
    return lambda s: centralization(values(s).values(), largest(s.n)) if s.n >= 3 else None


def _directed(expected: Expectation) -> Expectation:
    return lambda s: expected(s) if s.directed else None


def _by_actor(values: Callable[[Sketch], Mapping[str, int]]) -> Expectation:
    return lambda s: dict(values(s)) if s.directed else dict.fromkeys(s.actors)


Expectation = Callable[[Sketch], Outcome]

EXPECTED: Mapping[str, Expectation] = {
    "n_actors": lambda s: len(set(s.actors)),
    "n_ties": lambda s: len(set(s.pairs)),
    "isolates": lambda s: len(set(s.actors) - {end for pair in s.pairs for end in pair}),
    "density": density,
    "in_degree_centralization": _directed(_freeman(in_degrees, lambda n: (n - 1) ** 2)),
    "out_degree_centralization": _directed(_freeman(out_degrees, lambda n: (n - 1) ** 2)),
    "degree_centralization": lambda s: _freeman(degrees, lambda n: (1 + s.directed) * (n - 1) * (n - 2))(s),
    "betweenness_centralization": lambda s: _freeman(
        betweenness, lambda n: (1 + s.directed) * (n - 1) ** 2 * (n - 2) / 2
    )(s),
    "reciprocity_arc": reciprocity_arc,
    "reciprocity_dyad": reciprocity_dyad,
    "transitivity": transitivity,
    "mean_distance": mean_distance,
    "components_weak": weak_parts,
    "components_strong": _directed(strong_parts),
    "ei_index": ei_index,
    "in_degree": _by_actor(in_degrees),
    "out_degree": _by_actor(out_degrees),
    "degree": lambda s: dict(degrees(s)),
    "betweenness": lambda s: dict(betweenness(s)),
    "harmonic_closeness": harmonic_closeness,
}


def test_every_metric_of_the_catalogue_has_a_counterpart_in_plain_python() -> None:
    assert set(EXPECTED) == set(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
@DRAWN
@given(sketch=sketches())
def test_a_metric_is_what_its_definition_says_and_undefined_where_the_definition_ends(
    name: str, sketch: Sketch
) -> None:
    assert measured(sketch, name) == pytest.approx(EXPECTED[name](sketch))


def every_network(n: int, *, directed: bool) -> Iterable[Sketch]:
    """Each of the networks that n actors can form."""
    actors = tuple(f"a{place}" for place in range(n))
    possible = list(permutations(actors, 2) if directed else combinations(actors, 2))
    for chosen in product((False, True), repeat=len(possible)):
        pairs = tuple(pair for pair, taken in zip(possible, chosen, strict=True) if taken)
        yield Sketch(actors, pairs, directed, dict(zip(actors, ("public", "private", "public"), strict=False)))


@pytest.mark.parametrize(("n", "directed"), [(3, True), (4, False)])
def test_every_metric_is_right_on_each_of_the_64_networks_of_three_actors_directed_or_four_undirected(
    n: int, directed: bool
) -> None:
    networks = list(every_network(n, directed=directed))
    assert len(networks) == 64
    for sketch in networks:
        measures = metrics(sketch.network())
        for name, expected in EXPECTED.items():
            assert outcome(measures, name) == pytest.approx(expected(sketch)), (name, sketch.pairs)


# networkx -----------------------------------------------------------------------------------------------------------

# What networkx gives as 0, or refuses, where there is nothing to measure is left to the tests of the definitions.
# networkx has no Freeman centralization, no E-I index, and another quantity as the transitivity of a directed graph.
NETWORKX: Mapping[str, Callable[[Any], Outcome]] = {
    "n_actors": lambda g: g.number_of_nodes(),
    "n_ties": lambda g: g.number_of_edges(),
    "isolates": nx.number_of_isolates,
    "density": nx.density,
    "reciprocity_arc": nx.overall_reciprocity,
    "transitivity": nx.transitivity,
    "mean_distance": lambda g: _mean([d for way in dict(nx.all_pairs_shortest_path_length(g)).values()
                                      for d in way.values() if d]),
    "components_weak": lambda g: nx.number_weakly_connected_components(g) if g.is_directed()
    else nx.number_connected_components(g),
    "components_strong": nx.number_strongly_connected_components,
    "in_degree": lambda g: dict(g.in_degree),
    "out_degree": lambda g: dict(g.out_degree),
    "degree": lambda g: dict(g.degree),
    "betweenness": lambda g: dict(nx.betweenness_centrality(g, normalized=False)),
    # harmonic_centrality sums over incoming ties, ours runs along outgoing ones
    "harmonic_closeness": lambda g: {
        actor: found / (len(g) - 1)
        for actor, found in nx.harmonic_centrality(g.reverse() if g.is_directed() else g).items()
    },
}  # fmt: skip


def _mean(values: list[int]) -> float:
    return sum(values) / len(values)


@pytest.mark.parametrize("name", [name for name in NETWORKX if name != "transitivity"])
@DRAWN
@given(sketch=sketches(directed=True))
def test_a_metric_of_a_directed_network_is_what_networkx_finds(name: str, sketch: Sketch) -> None:
    found = measured(sketch, name)
    if defined(found):
        assert found == pytest.approx(NETWORKX[name](sketch.graph()))


@pytest.mark.parametrize("name", [name for name in NETWORKX if name not in ONLY_DIRECTED])
@DRAWN
@given(sketch=sketches(directed=False))
def test_a_metric_of_an_undirected_network_is_what_networkx_finds(name: str, sketch: Sketch) -> None:
    found = measured(sketch, name)
    if defined(found):
        assert found == pytest.approx(NETWORKX[name](sketch.graph()))


def defined(found: Outcome) -> bool:
    return None not in found.values() if isinstance(found, dict) else found is not None


def test_harmonic_closeness_runs_along_outgoing_ties() -> None:
    one_way = Sketch(("first", "last"), (("first", "last"),))
    assert measured(one_way, "harmonic_closeness") == {"first": 1.0, "last": 0.0}


# Freeman's extremes -------------------------------------------------------------------------------------------------

SIZES = range(3, 13)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("name", ["degree_centralization", "betweenness_centralization"])
def test_a_star_is_as_centralized_as_a_network_can_be(name: str, n: int) -> None:
    """Freeman 1979: every measure of centralization is 1 for a star (also called a wheel)."""
    assert measured(star(n), name) == 1
    assert measured(both_ways(star(n)), name) == 1


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("name", ["degree_centralization", "betweenness_centralization"])
def test_a_circle_and_a_complete_network_have_no_centre(name: str, n: int) -> None:
    """Freeman 1979: every measure is 0 where all actors are equally central."""
    for graph in (nx.cycle_graph(n), nx.complete_graph(n)):
        assert measured(drawn_from(graph), name) == 0
        assert measured(both_ways(drawn_from(graph)), name) == 0


@pytest.mark.parametrize("n", SIZES)
def test_in_a_star_only_the_centre_stands_between_others_and_between_all_of_them(n: int) -> None:
    """Freeman 1977, Sociometry 40:35-41: the largest betweenness is (n^2 - 3n + 2)/2, that of a star's centre."""
    found = measured(star(n), "betweenness")
    assert found == {str(actor): 0 if actor else (n**2 - 3 * n + 2) / 2 for actor in range(n)}


@pytest.mark.parametrize("n", SIZES)
def test_in_a_line_an_actor_stands_between_those_before_and_those_after(n: int) -> None:
    found = measured(line(n), "betweenness")
    assert found == {str(place): place * (n - 1 - place) for place in range(n)}


@pytest.mark.parametrize("n", SIZES)
def test_in_a_line_the_mean_distance_is_a_third_of_one_more_than_its_length(n: int) -> None:
    """The sum of the distances of a path of n points is (n^3 - n)/6 (Wiener 1947, JACS 69:17-20)."""
    assert measured(line(n), "mean_distance") == pytest.approx((n + 1) / 3)


@pytest.mark.parametrize(
    ("name", "chain", "fork"),
    [
        # degrees 1 2 2 2 1 and 3 2 1 1 1, at most 12 behind; betweenness 0 3 4 3 0 and 5 3 0 0 0, at most 24 behind
        ("degree_centralization", 2 / 12, 7 / 12),
        ("betweenness_centralization", 10 / 24, 17 / 24),
    ],
)
def test_bavelas_chain_and_fork_of_five_lie_between_the_star_and_the_circle(
    name: str, chain: float, fork: float
) -> None:
    """Two of the networks of Leavitt's experiment (1951), which Freeman 1979 measures; counted by hand."""
    forked = Sketch(tuple("abcde"), (("a", "c"), ("b", "c"), ("c", "d"), ("d", "e")), directed=False)
    assert measured(line(5), name) == pytest.approx(chain)
    assert measured(forked, name) == pytest.approx(fork)


@pytest.mark.parametrize("n", SIZES)
def test_a_star_of_ties_sent_is_centralized_in_sending_only(n: int) -> None:
    """One actor sends to all others: nobody else sends (1); all but one receive once, so 1/(n-1)^2."""
    sending = replace(star(n), directed=True)
    assert measured(sending, "out_degree_centralization") == 1
    assert measured(sending, "in_degree_centralization") == pytest.approx(1 / (n - 1) ** 2)
    assert measured(turned(sending), "in_degree_centralization") == 1
    assert measured(turned(sending), "out_degree_centralization") == pytest.approx(1 / (n - 1) ** 2)


@pytest.mark.parametrize(("n", "directed"), [(4, True), (5, False)])
def test_no_network_is_more_centralized_than_freemans_most_and_some_network_reaches_it(n: int, directed: bool) -> None:
    """The denominators, held against all 4096 directed networks of four actors and all 1024 undirected ones of five."""
    names = [name for name in NETWORK_LEVEL if name.endswith("centralization")]
    largest = dict.fromkeys(names, 0.0)
    for sketch in every_network(n, directed=directed):
        values = metrics(sketch.network()).values
        for name in names:
            largest[name] = max(largest[name], values[name].value or 0.0)
    in_use = {name: found for name, found in largest.items() if directed or name not in ONLY_DIRECTED}
    assert in_use == pytest.approx(dict.fromkeys(in_use, 1.0))


# Networks with a literature -----------------------------------------------------------------------------------------

FLORENCE = drawn_from(nx.florentine_families_graph())
KITE = drawn_from(nx.krackhardt_kite_graph())
KARATE = drawn_from(nx.karate_club_graph())
DAVIS = drawn_from(
    nx.davis_southern_women_graph(),
    {str(node): "event" if side else "woman" for node, side in nx.davis_southern_women_graph().nodes("bipartite")},
)
WOMEN, EVENTS = 18, 14


def rounded(found: Outcome, digits: int, *, of: float = 1) -> Outcome:
    """Each actor's value as a share of the largest possible, as tables print it."""
    assert isinstance(found, dict)
    return {actor: round((value or 0) / of, digits) for actor, value in found.items()}


def test_the_medici_stand_between_the_florentine_families_as_published() -> None:
    """Wasserman & Faust 1994, table 5.1, without the Pucci; Jackson 2008, Social and Economic Networks, section 1.2.1.

    Relative betweenness, of (14 * 13)/2 = 91 pairs of others; 0.522 is 47.5 of them.
    """
    published = {
        "Acciaiuoli": 0.0, "Albizzi": 0.212, "Barbadori": 0.093, "Bischeri": 0.104, "Castellani": 0.055, "Ginori": 0.0,
        "Guadagni": 0.255, "Lamberteschi": 0.0, "Medici": 0.522, "Pazzi": 0.0, "Peruzzi": 0.022, "Ridolfi": 0.114,
        "Salviati": 0.143, "Strozzi": 0.103, "Tornabuoni": 0.092,
    }  # fmt: skip
    found = measured(FLORENCE, "betweenness")
    assert rounded(found, 3, of=91) == published
    assert isinstance(found, dict)
    assert found["Medici"] == pytest.approx(47.5)


def test_the_florentine_marriages_are_centralized_as_published() -> None:
    """Wasserman & Faust 1994, table 5.1: with the Pucci 0.267 for degree and 0.383 for betweenness, 0.437 without."""
    with_pucci = replace(FLORENCE, actors=(*FLORENCE.actors, "Pucci"))
    fifteen, sixteen = (metrics(sketch.network()).values for sketch in (FLORENCE, with_pucci))
    assert sixteen["degree_centralization"].value == pytest.approx(0.267, abs=0.0005)
    assert sixteen["betweenness_centralization"].value == pytest.approx(0.383, abs=0.0005)
    assert fifteen["betweenness_centralization"].value == pytest.approx(0.437, abs=0.0005)


def test_the_florentine_marriages_are_counted_as_in_the_matrix_of_padgett() -> None:
    """Padgett & Ansell 1993: 20 marriages; the Medici married into 6 families, the Guadagni and the Strozzi into 4.

    By hand: 3 triangles (Bischeri, Peruzzi, Strozzi; Castellani, Peruzzi, Strozzi; Medici, Ridolfi, Tornabuoni) in 47
    paths of two marriages.
    """
    measures = metrics(FLORENCE.network())
    assert {name: measures.values[name].value for name in ("n_actors", "n_ties", "components_weak", "isolates")} == {
        "n_actors": 15, "n_ties": 20, "components_weak": 1, "isolates": 0,
    }  # fmt: skip
    assert measures.values["density"].value == pytest.approx(20 / 105)
    assert measures.values["transitivity"].value == pytest.approx(3 * 3 / 47)
    degree = outcome(measures, "degree")
    assert isinstance(degree, dict)
    assert [degree[family] for family in ("Medici", "Guadagni", "Strozzi", "Pazzi")] == [6, 4, 4, 1]


def test_in_krackhardts_kite_diane_has_most_ties_and_heather_stands_most_between() -> None:
    """Krackhardt 1990, ASQ 35:342-369; relative betweenness, of 36 pairs of others, as printed by Krebs at orgnet.com.

    Andre, Beverly, Carol, Diane, Ed, Fernando, Garth, Heather, Ike, Jane are 0 to 9.
    """
    between = dict(zip("0123456789", [0.023, 0.023, 0, 0.102, 0, 0.231, 0.231, 0.389, 0.222, 0], strict=True))
    ties = dict(zip("0123456789", [4, 4, 3, 6, 3, 5, 5, 3, 2, 1], strict=True))
    found = measured(KITE, "betweenness")
    assert rounded(found, 3, of=36) == between
    assert isinstance(found, dict)
    assert found["7"] == pytest.approx(14)
    assert measured(KITE, "degree") == ties


def test_krackhardts_kite_as_a_whole_is_as_counted_by_hand() -> None:
    """Degrees 4 4 3 6 3 5 5 3 2 1; sums of distances 17 17 18 15 18 14 14 15 21 29; 11 triangles in 57 two-paths.

    Raw betweenness adds up to the steps between on all shortest paths, 89 - 45 = 44, so 10 * 14 - 44 = 96 fall behind.
    """
    values = metrics(KITE.network()).values
    assert values["density"].value == pytest.approx(18 / 45)
    assert values["degree_centralization"].value == pytest.approx((10 * 6 - 36) / 72)
    assert values["betweenness_centralization"].value == pytest.approx(96 / 324)
    assert values["transitivity"].value == pytest.approx(33 / 57)
    assert values["mean_distance"].value == pytest.approx(178 / 90)


def test_zacharys_karate_club_is_as_dense_and_transitive_as_published() -> None:
    """KONECT, networks/ucidata-zachary: 34 members, 78 ties, fill 0.139037, 45 triangles in 528 wedges, 0.255682."""
    values = metrics(KARATE.network()).values
    assert (values["n_actors"].value, values["n_ties"].value, values["components_weak"].value) == (34, 78, 1)
    assert values["density"].value == pytest.approx(0.139037, abs=5e-7)
    assert values["transitivity"].value == pytest.approx(0.255682, abs=5e-7)
    # from the same table: the largest degree is 17, so 34 * 17 - 2 * 78 fall behind, of 33 * 32
    assert values["degree_centralization"].value == pytest.approx(422 / 1056)


def test_in_zacharys_karate_club_the_president_has_most_ties_and_the_instructor_stands_most_between() -> None:
    """igraph C library, tutorial, lesson 3: degree 17 of vertex 33, betweenness 231.071429 of vertex 0.

    The mean distance is that of LightGraphs.jl, as in the tests of SuperFastGraphs.jl.
    """
    measures = metrics(KARATE.network())
    degree, between = outcome(measures, "degree"), outcome(measures, "betweenness")
    assert isinstance(degree, dict)
    assert isinstance(between, dict)
    assert max(degree, key=lambda actor: degree[actor] or 0) == "33"
    assert degree["33"] == 17
    assert max(between, key=lambda actor: between[actor] or 0) == "0"
    assert between["0"] == pytest.approx(231.071429, abs=5e-7)
    assert measures.values["mean_distance"].value == pytest.approx(2.408199643493761)


def test_the_women_of_natchez_went_to_as_many_events_as_davis_recorded() -> None:
    """Davis, Gardner & Gardner 1941, Deep South, p. 148."""
    attended = {
        "Evelyn Jefferson": 8, "Laura Mandeville": 7, "Theresa Anderson": 8, "Brenda Rogers": 7, "Charlotte McDowd": 4,
        "Frances Anderson": 4, "Eleanor Nye": 4, "Pearl Oglethorpe": 3, "Ruth DeSand": 4, "Verne Sanderson": 4,
        "Myra Liddel": 4, "Katherina Rogers": 6, "Sylvia Avondale": 7, "Nora Fayette": 8, "Helen Lloyd": 5,
        "Dorothy Murchison": 2, "Olivia Carleton": 2, "Flora Price": 2,
    }  # fmt: skip
    visitors = {
        "E1": 3, "E2": 3, "E3": 6, "E4": 4, "E5": 8, "E6": 8, "E7": 10, "E8": 14, "E9": 12, "E10": 5, "E11": 4,
        "E12": 6, "E13": 3, "E14": 3,
    }  # fmt: skip
    assert measured(DAVIS, "degree") == attended | visitors
    assert measured(DAVIS, "n_ties") == 89


def test_the_women_of_natchez_stand_between_as_published() -> None:
    """Borgatti & Halgin 2011, Analyzing affiliation networks, in the Sage Handbook of Social Network Analysis.

    Two-mode betweenness, of the most that one of 18 women or one of 14 events can have (Borgatti & Everett 1997).
    """
    published = {
        "E8": 0.24, "E9": 0.23, "E7": 0.13, "Nora Fayette": 0.11, "Evelyn Jefferson": 0.10, "Theresa Anderson": 0.09,
        "E6": 0.07, "Sylvia Avondale": 0.07, "Laura Mandeville": 0.05, "Brenda Rogers": 0.05, "Katherina Rogers": 0.05,
        "E5": 0.04, "Helen Lloyd": 0.04, "E3": 0.02, "Ruth DeSand": 0.02, "Verne Sanderson": 0.02, "E12": 0.02,
        "Myra Liddel": 0.02, "E11": 0.02, "Eleanor Nye": 0.01, "Frances Anderson": 0.01, "Pearl Oglethorpe": 0.01,
        "E4": 0.01, "Charlotte McDowd": 0.01, "E10": 0.01, "Olivia Carleton": 0.01, "Flora Price": 0.01, "E2": 0.0,
        "E1": 0.0, "Dorothy Murchison": 0.0, "E13": 0.0, "E14": 0.0,
    }  # fmt: skip
    found = measured(DAVIS, "betweenness")
    assert isinstance(found, dict)
    most = {"woman": most_between(WOMEN, EVENTS), "event": most_between(EVENTS, WOMEN)}
    shares = {actor: round((value or 0) / most[DAVIS.sectors[actor]], 2) for actor, value in found.items()}
    assert shares == published


def most_between(own: int, other: int) -> float:
    """Borgatti & Everett 1997, Social Networks 19:243-269: the largest betweenness in a two-mode network."""
    s, t = divmod(own - 1, other)
    return (other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2


def test_a_network_of_women_and_events_has_no_triangle_and_every_tie_crosses() -> None:
    """By definition: in a two-mode network nobody is tied to one of the same mode."""
    values = metrics(DAVIS.network()).values
    assert values["transitivity"].value == 0
    assert values["ei_index"].value == 1


# Directed networks counted by hand ----------------------------------------------------------------------------------

CHILDREN = Sketch(
    ("Allison", "Drew", "Eliot", "Keith", "Ross", "Sarah"),
    (
        ("Allison", "Drew"), ("Allison", "Ross"), ("Drew", "Sarah"), ("Drew", "Eliot"), ("Eliot", "Drew"),
        ("Keith", "Ross"), ("Ross", "Sarah"), ("Sarah", "Drew"),
    ),
    sectors={"Allison": "girls", "Sarah": "girls"} | dict.fromkeys(("Drew", "Eliot", "Keith", "Ross"), "boys"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("n_actors", 6),
        ("n_ties", 8),
        ("isolates", 0),
        ("density", 8 / 30),
        ("in_degree_centralization", 10 / 25),  # 0 3 1 0 2 2
        ("out_degree_centralization", 4 / 25),  # 2 2 1 1 1 1
        ("degree_centralization", 14 / 40),  # 2 5 2 1 3 3
        ("betweenness_centralization", 20 / 100),  # 6 * 5.5 - 13, of 5^2 * 4
        ("reciprocity_arc", 4 / 8),  # Drew and Eliot, Drew and Sarah
        ("reciprocity_dyad", 2 / 6),
        ("transitivity", 0),  # 7 paths of two ties, none of them closed
        ("mean_distance", 30 / 17),
        ("components_weak", 1),
        ("components_strong", 4),  # Drew, Eliot and Sarah; the three others alone
        ("ei_index", (5 - 3) / 8),
        ("in_degree", {"Allison": 0, "Drew": 3, "Eliot": 1, "Keith": 0, "Ross": 2, "Sarah": 2}),
        ("out_degree", {"Allison": 2, "Drew": 2, "Eliot": 1, "Keith": 1, "Ross": 1, "Sarah": 1}),
        ("degree", {"Allison": 2, "Drew": 5, "Eliot": 2, "Keith": 1, "Ross": 3, "Sarah": 3}),
        # Allison reaches Sarah by Drew and by Ross, half a path each
        ("betweenness", {"Allison": 0, "Drew": 5.5, "Eliot": 0, "Keith": 0, "Ross": 3.5, "Sarah": 4}),
        (
            "harmonic_closeness",
            {"Allison": 3 / 5, "Drew": 2 / 5, "Eliot": 3 / 10, "Keith": 5 / 12, "Ross": 11 / 30, "Sarah": 3 / 10},
        ),
    ],
)
def test_the_friendships_of_six_children_are_as_counted_by_hand(name: str, expected: Outcome) -> None:
    """The running example of Wasserman & Faust 1994, chapters 3 and 4; the groups are ours."""
    assert measured(CHILDREN, name) == pytest.approx(expected)


MAN = "003 012 102 021D 021U 021C 111D 111U 030T 030C 201 120D 120U 120C 210 300".split()


@pytest.mark.parametrize("triad", MAN)
def test_the_reciprocity_of_a_triad_is_what_its_name_says(triad: str) -> None:
    """Holland & Leinhardt 1970: a triad is named by its numbers of mutual, asymmetric and null pairs."""
    mutual, asymmetric = int(triad[0]), int(triad[1])
    sketch = drawn_from(nx.triad_graph(triad))
    arcs = 2 * mutual / (2 * mutual + asymmetric) if mutual + asymmetric else None
    pairs = mutual / (mutual + asymmetric) if mutual + asymmetric else None
    assert measured(sketch, "reciprocity_arc") == pytest.approx(arcs)
    assert measured(sketch, "reciprocity_dyad") == pytest.approx(pairs)


@pytest.mark.parametrize(
    ("triad", "closed", "paths"),
    [
        ("003", 0, 0), ("012", 0, 0), ("102", 0, 0), ("021D", 0, 0), ("021U", 0, 0), ("021C", 0, 1), ("111D", 0, 1),
        ("111U", 0, 1), ("030T", 1, 1), ("030C", 0, 3), ("201", 0, 2), ("120D", 2, 2), ("120U", 2, 2), ("120C", 1, 3),
        ("210", 3, 4), ("300", 6, 6),
    ],
)  # fmt: skip
def test_the_transitivity_of_a_triad_is_the_share_of_its_two_paths_that_are_closed(
    triad: str, closed: int, paths: int
) -> None:
    """The two-paths of each of the 16 triads, and those of them that are closed, counted by hand."""
    assert measured(drawn_from(nx.triad_graph(triad)), "transitivity") == (closed / paths if paths else None)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("p1", "p2"), ("q1", "q2")], -1),
        ([("p1", "q1"), ("q2", "p2")], 1),
        ([("p1", "p2"), ("p1", "q1")], 0),
        ([("p1", "p2"), ("p2", "p1"), ("p1", "q1")], -1 / 3),
        ([("p1", "p2"), ("p1", "q1"), ("p1", "unknown"), ("unknown", "q2")], 0),
    ],
)
def test_the_ei_index_is_external_less_internal_ties_and_passes_over_unknown_sectors(
    pairs: list[tuple[str, str]], expected: float
) -> None:
    """Krackhardt & Stern 1988: -1 where all ties stay inside, +1 where all of them cross."""
    sectors = {"p1": "public", "p2": "public", "q1": "private", "q2": "private"}
    sketch = Sketch((*sectors, "unknown"), tuple(pairs), sectors=sectors)
    assert measured(sketch, "ei_index") == pytest.approx(expected)


# Edges: small, empty, odd -------------------------------------------------------------------------------------------

NOBODY = {
    "n_actors": 0, "n_ties": 0, "isolates": 0, "density": m.FEWER_THAN_2, "degree_centralization": m.FEWER_THAN_3,
    "betweenness_centralization": m.FEWER_THAN_3, "transitivity": m.NO_PATHS, "mean_distance": m.UNREACHABLE,
    "components_weak": 0, "ei_index": m.NO_GROUPED_TIES,
}  # fmt: skip
NOBODY_DIRECTED = NOBODY | {
    "in_degree_centralization": m.FEWER_THAN_3, "out_degree_centralization": m.FEWER_THAN_3,
    "reciprocity_arc": m.NO_TIES, "reciprocity_dyad": m.NO_TIES, "components_strong": 0,
}  # fmt: skip
NOBODY_UNDIRECTED = NOBODY | {name: m.UNDIRECTED for name in NETWORK_LEVEL if name in ONLY_DIRECTED}
ONE = {"n_actors": 1, "isolates": 1, "components_weak": 1}
TWO = {"n_actors": 2, "n_ties": 1, "density": 1, "components_weak": 1, "mean_distance": 1}
TWO_APART = {"n_actors": 2, "isolates": 2, "density": 0, "components_weak": 2}
THREE_APART = {
    "n_actors": 3, "isolates": 3, "density": 0, "components_weak": 3, "degree_centralization": 0,
    "betweenness_centralization": 0,
}  # fmt: skip

SMALL = {
    "nobody": (Sketch((), ()), NOBODY_DIRECTED),
    "nobody, undirected": (Sketch((), (), False), NOBODY_UNDIRECTED),
    "one": (Sketch(("a",), ()), NOBODY_DIRECTED | ONE | {"components_strong": 1}),
    "one, undirected": (Sketch(("a",), (), False), NOBODY_UNDIRECTED | ONE),
    "two apart": (Sketch(("a", "b"), ()), NOBODY_DIRECTED | TWO_APART | {"components_strong": 2}),
    "two apart, undirected": (Sketch(("a", "b"), (), False), NOBODY_UNDIRECTED | TWO_APART),
    "two and one tie": (
        Sketch(("a", "b"), (("a", "b"),)),
        NOBODY_DIRECTED | TWO | {"density": 0.5, "reciprocity_arc": 0, "reciprocity_dyad": 0, "components_strong": 2},
    ),
    "two and a tie each way": (
        Sketch(("a", "b"), (("a", "b"), ("b", "a"))),
        NOBODY_DIRECTED | TWO | {"n_ties": 2, "reciprocity_arc": 1, "reciprocity_dyad": 1, "components_strong": 1},
    ),
    "two tied, undirected": (Sketch(("a", "b"), (("a", "b"),), False), NOBODY_UNDIRECTED | TWO),
    "three apart": (
        Sketch(("a", "b", "c"), ()),
        NOBODY_DIRECTED | THREE_APART | {
            "in_degree_centralization": 0, "out_degree_centralization": 0, "components_strong": 3,
        },
    ),
    "three apart, undirected": (Sketch(("a", "b", "c"), (), False), NOBODY_UNDIRECTED | THREE_APART),
}  # fmt: skip


@pytest.mark.parametrize(("sketch", "expected"), SMALL.values(), ids=SMALL)
def test_the_smallest_networks_have_the_values_counted_by_hand_or_the_reason_why_there_is_none(
    sketch: Sketch, expected: Mapping[str, float | Text]
) -> None:
    values = metrics(sketch.network()).values
    assert {name: value.undefined if value.value is None else value.value for name, value in values.items()} == expected


@pytest.mark.parametrize(
    ("sectors", "reason"),
    [
        ({}, m.NO_GROUPED_TIES),
        ({"a": "public", "c": "private"}, m.NO_GROUPED_TIES),
        ({"a": "public", "b": "public", "c": "public"}, m.ONE_GROUP),
        ({"a": "public", "b": "private", "c": "citizens"}, m.ALL_APART),
    ],
)
def test_without_a_tie_of_known_sectors_or_with_one_sector_or_as_many_as_actors_there_is_no_ei_index(
    sectors: dict[str, str], reason: Text
) -> None:
    found = metrics(Sketch(("a", "b", "c"), (("a", "b"),), sectors=sectors).network()).values["ei_index"]
    assert (found.value, found.undefined) == (None, reason)


def test_without_ties_nobody_has_any() -> None:
    """An actor alone has no others to be close to; of two without a tie, each is as far as can be."""
    alone, apart = (metrics(Sketch(actors, ()).network()).actors for actors in (("a",), ("a", "b")))
    nothing = {"in_degree": 0, "out_degree": 0, "degree": 0, "betweenness": 0}
    assert alone == (nothing | {"harmonic_closeness": None},)
    assert apart == (nothing | {"harmonic_closeness": 0},) * 2


def test_an_undirected_network_has_no_in_and_out_degrees() -> None:
    (first, _) = metrics(Sketch(("a", "b"), (("a", "b"),), directed=False).network()).actors
    assert (first["in_degree"], first["out_degree"], first["degree"]) == (None, None, 1)


@DRAWN
@given(sketch=sketches())
def test_a_value_is_a_finite_plain_number_or_none_with_a_reason_in_english_and_indonesian(sketch: Sketch) -> None:
    measures = metrics(sketch.network())
    assert list(measures.values) == NETWORK_LEVEL
    for value in measures.values.values():
        if value.value is None:
            assert value.undefined is not None
            assert value.undefined.en
            assert value.undefined.id
            assert value.undefined.en != value.undefined.id
        else:
            assert value.undefined is None
            assert type(value.value) in (int, float)
            assert math.isfinite(value.value)


@DRAWN
@given(sketch=sketches())
def test_an_actors_value_is_a_finite_plain_number_or_none(sketch: Sketch) -> None:
    measures = metrics(sketch.network())
    assert len(measures.actors) == sketch.n
    for values in measures.actors:
        assert list(values) == ACTOR_LEVEL
        assert json.loads(json.dumps(values, allow_nan=False)) == values
        assert {type(value) for value in values.values()} <= {int, float, type(None)}


@DRAWN
@given(sketch=sketches())
def test_counts_are_whole_numbers_and_never_undefined_but_for_direction(sketch: Sketch) -> None:
    values = metrics(sketch.network()).values
    for name in ("n_actors", "n_ties", "isolates", "components_weak"):
        assert type(values[name].value) is int
    assert values["components_strong"].undefined == (None if sketch.directed else m.UNDIRECTED)


@DRAWN
@given(sketch=sketches(directed=False))
def test_what_rests_on_direction_is_undefined_for_an_undirected_network_and_says_so(sketch: Sketch) -> None:
    values = metrics(sketch.network()).values
    without = {name for name, value in values.items() if value.undefined == m.UNDIRECTED}
    assert without == ONLY_DIRECTED & set(NETWORK_LEVEL)


@DRAWN
@given(sketch=sketches())
def test_shares_lie_between_0_and_1_and_the_ei_index_between_minus_1_and_1(sketch: Sketch) -> None:
    values = metrics(sketch.network()).values
    shares = [name for name in NETWORK_LEVEL if name.startswith(("density", "reciprocity", "transitivity"))]
    for name in (*shares, *(name for name in NETWORK_LEVEL if name.endswith("centralization"))):
        assert 0 <= (values[name].value or 0) <= 1
    assert -1 <= (values["ei_index"].value or 0) <= 1


@DRAWN
@given(sketch=sketches(), data=st.data())
def test_loops_and_repeated_pairs_are_counted_as_omitted_and_change_no_metric(
    sketch: Sketch, data: st.DataObject
) -> None:
    loops = [(actor, actor) for actor in data.draw(st.lists(st.sampled_from(sketch.actors or [""])))]
    loops = loops if sketch.actors else []
    again = data.draw(st.lists(st.sampled_from(sketch.pairs))) if sketch.pairs else []
    given_pairs = data.draw(st.permutations([*sketch.pairs, *loops, *again]))
    network = from_pairs("sketch", sketch.actors, given_pairs, directed=sketch.directed, sectors=sketch.sectors)
    counted = {"self-loop": len(loops), "duplicate": len(again)}
    assert network.omitted == {reason: count for reason, count in counted.items() if count}
    plain = metrics(sketch.network())
    assert metrics(network).values == plain.values
    assert metrics(network).actors == plain.actors


def test_an_actor_with_only_a_tie_to_itself_is_an_isolate() -> None:
    network = from_pairs("loop", ["a", "b", "c"], [("a", "a"), ("b", "c")])
    assert network.omitted == {"self-loop": 1}
    assert metrics(network).values["isolates"].value == 1


def test_opposite_ties_are_two_ties_when_directed_and_one_given_twice_when_not() -> None:
    pairs = [("a", "b"), ("b", "a")]
    directed, undirected = (from_pairs("pair", ["a", "b"], pairs, directed=arcs) for arcs in (True, False))
    assert (directed.omitted, undirected.omitted) == ({}, {"duplicate": 1})
    assert metrics(directed).values["n_ties"].value == 2
    assert metrics(undirected).values["n_ties"].value == 1


# What must not change -----------------------------------------------------------------------------------------------


def values_of(sketch: Sketch) -> dict[str, Outcome]:
    measures = metrics(sketch.network())
    return {name: outcome(measures, name) for name in CATALOGUE}


def agree(one: Mapping[str, Outcome], other: Mapping[str, Outcome], names: Iterable[str]) -> None:
    for name in names:
        assert one[name] == pytest.approx(other[name]), name


@DRAWN
@given(sketch=sketches(), data=st.data())
def test_other_names_for_the_actors_change_no_metric(sketch: Sketch, data: st.DataObject) -> None:
    names = dict(zip(sketch.actors, data.draw(st.permutations(sketch.actors)), strict=True))
    pairs = tuple((names[one], names[other]) for one, other in sketch.pairs)
    renamed = replace(sketch, pairs=pairs, sectors={names[actor]: sector for actor, sector in sketch.sectors.items()})
    before, after = values_of(sketch), values_of(renamed)
    agree(before, after, NETWORK_LEVEL)
    for name in ACTOR_LEVEL:
        found = before[name]
        assert isinstance(found, dict)
        assert after[name] == pytest.approx({names[actor]: value for actor, value in found.items()}), name


@DRAWN
@given(sketch=sketches(directed=True))
def test_turning_every_tie_around_swaps_in_and_out_and_changes_nothing_else_but_closeness(sketch: Sketch) -> None:
    """A shortest path, a two-path i->j->k with i->k, a mutual pair: each is one again when read backwards.

    Harmonic closeness is not among them: it follows the direction.
    """
    before, after = values_of(sketch), values_of(turned(sketch))
    swapped = {
        "in_degree": "out_degree", "out_degree": "in_degree",
        "in_degree_centralization": "out_degree_centralization",
        "out_degree_centralization": "in_degree_centralization",
    }  # fmt: skip
    for name, other in swapped.items():
        assert before[name] == pytest.approx(after[other]), name
    agree(before, after, set(CATALOGUE) - set(swapped) - {"harmonic_closeness"})


@DRAWN
@given(sketch=sketches(directed=False), data=st.data())
def test_an_undirected_tie_may_be_given_in_either_order(sketch: Sketch, data: st.DataObject) -> None:
    flips = data.draw(st.lists(st.booleans(), min_size=len(sketch.pairs), max_size=len(sketch.pairs)))
    pairs = tuple(pair[::-1] if flip else pair for pair, flip in zip(sketch.pairs, flips, strict=True))
    agree(values_of(sketch), values_of(replace(sketch, pairs=pairs)), CATALOGUE)


@DRAWN
@given(sketch=sketches(most=11))
def test_one_more_isolate_adds_itself_to_the_counts_and_leaves_ties_paths_and_triples_alone(sketch: Sketch) -> None:
    before, after = values_of(sketch), values_of(replace(sketch, actors=(*sketch.actors, "z")))
    for name in ("n_actors", "isolates", "components_weak", *(["components_strong"] if sketch.directed else [])):
        assert after[name] == EXPECTED[name](sketch) + 1, name  # type: ignore[operator]
    unchanged = ("n_ties", "mean_distance", "transitivity", "reciprocity_arc", "reciprocity_dyad")
    agree(before, after, unchanged)
    for name in ("degree", "betweenness"):
        found = before[name]
        assert isinstance(found, dict)
        assert after[name] == pytest.approx(found | {"z": 0}), name


@DRAWN
@given(sketch=sketches(directed=False))
def test_an_undirected_network_read_as_ties_both_ways_keeps_its_shares_and_doubles_its_counts(sketch: Sketch) -> None:
    before, after = values_of(sketch), values_of(both_ways(sketch))
    same = (
        "n_actors", "isolates", "density", "degree_centralization", "betweenness_centralization", "transitivity",
        "mean_distance", "components_weak", "ei_index", "harmonic_closeness",
    )  # fmt: skip
    agree(before, after, same)
    assert after["n_ties"] == 2 * len(sketch.pairs)
    assert after["components_strong"] == before["components_weak"]
    assert after["reciprocity_arc"] == after["reciprocity_dyad"] == (1 if sketch.pairs else None)
    for name in ("degree", "betweenness"):
        found = before[name]
        assert isinstance(found, dict)
        assert after[name] == pytest.approx({actor: 2 * (value or 0) for actor, value in found.items()}), name


@DRAWN
@given(sketch=sketches())
def test_raw_betweenness_adds_up_to_the_steps_between_on_all_shortest_paths(sketch: Sketch) -> None:
    """Each reachable pair at distance d gives d - 1 in all, however many shortest paths it has."""
    found = measured(sketch, "betweenness")
    assert isinstance(found, dict)
    between = sum(distance - 1 for distance in distances(sketch)) / (1 if sketch.directed else 2)
    assert sum(value or 0 for value in found.values()) == pytest.approx(between)


# The catalogue ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_metric_says_in_both_languages_what_it_asks_and_by_which_convention_and_names_formula_and_reference(
    name: str,
) -> None:
    metric = CATALOGUE[name]
    assert metric.id == name
    for text in (metric.label, metric.question, metric.convention):
        assert text.en
        assert text.id
        assert text.en != text.id
    assert metric.formula
    assert metric.reference
