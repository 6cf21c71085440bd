"""Brokerage, hierarchy, core and periphery, communities, key players and governance against plain Python.

What is expected is counted here from the definitions in the papers: triads one by one, every division, every path. No
number was taken from what collabgraph printed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, permutations, product
from pathlib import Path
from statistics import StatisticsError, correlation
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, field
from msgspec.structs import replace

from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, evaluate, governance_mode, metrics
from collabgraph.analysis.metrics import brokerage as brokerage_module
from collabgraph.analysis.metrics import governance as governance_module
from collabgraph.analysis.metrics import structure as structure_module
from collabgraph.analysis.metrics.arrays import Arrays, coded, of_network
from collabgraph.analysis.metrics.governance import MODES
from collabgraph.analysis.network import Network, Tie, from_pairs, network
from collabgraph.coding import theory
from collabgraph.model import Actor, Basis, Case, GovernanceRule, Ontology, Participation, Status
from collabgraph.rdf.turtle import read
from collabgraph.words import LANGUAGES, Text
from made import EVIDENCE, PLAIN, case, condition_claim

Number = float | int | None
Pair = tuple[str, str]

DRAWN = settings(max_examples=60)


class Sketch(Struct, frozen=True, dict=True):
    """Actors, pairs of actors (no loop, no pair twice, in one order when undirected), and groups where known."""

    actors: tuple[str, ...]
    pairs: tuple[Pair, ...]
    directed: bool = True
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.actors)

    def tied(self, sender: str, receiver: str) -> bool:
        return (sender, receiver) in self.pairs or (not self.directed and (receiver, sender) in self.pairs)

    def distances(self, start: str) -> dict[str, int]:
        """How many ties it takes from an actor to each it can reach, itself left out."""
        found, edge = {start: 0}, [start]
        while edge:
            reached = {other for actor in edge for other in self.actors if self.tied(actor, other)} - set(found)
            found |= dict.fromkeys(reached, max(found.values()) + 1)
            edge = list(reached)
        del found[start]
        return found

    def parts(self) -> list[set[str]]:
        """The sets of actors that ties hold together, joined tie by tie."""
        parts = [{actor} for actor in self.actors]
        for pair in self.pairs:
            joined = [part for part in parts if part & set(pair)]
            parts = [part for part in parts if part not in joined] + [set().union(*joined)]
        return parts

    def without(self, actor: str) -> Sketch:
        left = tuple(other for other in self.actors if other != actor)
        return replace(self, actors=left, pairs=tuple(pair for pair in self.pairs if actor not in pair))

    def network(self) -> Network:
        return from_pairs("sketch", self.actors, self.pairs, directed=self.directed, sectors=self.groups)

    def matrix(self) -> list[list[int]]:
        return [[int(self.tied(one, other)) for other in self.actors] for one in self.actors]


def letters(n: int) -> tuple[str, ...]:
    return tuple("abcdefghijklmnopqrstuvwxyz"[:n])


def drawn_from(graph: nx.Graph[Any]) -> Sketch:
    """The sketch of a networkx graph, its nodes as text of two places."""
    pairs = tuple((f"{one:02}", f"{other:02}") for one, other in graph.edges)
    return Sketch(tuple(f"{node:02}" for node in graph), pairs, graph.is_directed())


def tied_at_random(n: int, share: float, seed: int, *, directed: bool = True) -> Sketch:
    drawn = np.random.default_rng(seed).random(n * n)
    pairs = list(permutations(letters(n), 2) if directed else combinations(letters(n), 2))
    taken = tuple(pair for pair, chance in zip(pairs, drawn, strict=False) if chance < share)
    return Sketch(letters(n), taken, directed)


@st.composite
def sketches(draw: st.DrawFn, *, directed: bool | None = None, most: int = 6) -> Sketch:
    """Networks of 0 to 6 actors, sparse ones as likely as dense ones, the group of some actors unknown."""
    arcs = draw(st.booleans()) if directed is None else directed
    actors = letters(draw(st.integers(0, most)))
    possible = list(permutations(actors, 2) if arcs else combinations(actors, 2))
    count = draw(st.integers(0, len(possible)) | st.integers(0, min(2 * len(actors), len(possible))))
    pairs = draw(st.permutations(possible))[:count]
    groups = draw(st.lists(st.sampled_from(["A", "B", "C", ""]), min_size=len(actors), max_size=len(actors)))
    known = {actor: group for actor, group in zip(actors, groups, strict=True) if group}
    return Sketch(actors, tuple(pairs), arcs, known)


def values(sketch: Sketch, name: str) -> dict[str, Number]:
    """One metric of every actor, None where it is undefined."""
    net = sketch.network()
    found = ACTOR_LEVEL[name].evaluate(of_network(net))[0].tolist()
    return {actor.id: None if math.isnan(each) else each for actor, each in zip(net.actors, found, strict=True)}


def value(sketch: Sketch, name: str) -> Number:
    """One metric of the network, None where it is undefined."""
    found = float(NETWORK_LEVEL[name].evaluate(of_network(sketch.network()))[0])
    return None if math.isnan(found) else found


def details(sketch: Sketch, name: str) -> Mapping[str, Any]:
    found = metrics(sketch.network()).values[name].details
    assert found is not None
    return found


# Brokerage, triad by triad ------------------------------------------------------------------------------------------

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def role(sender: str, broker: str, receiver: str) -> str:
    """The role of a broker by the three groups (Gould & Fernandez 1989)."""
    if sender == receiver:
        return "coordinator" if broker == sender else "itinerant"
    if broker == receiver:
        return "gatekeeper"
    return "representative" if broker == sender else "liaison"


def chances(s: Sketch, broker: str, wanted: str) -> list[Pair]:
    """The pairs (sender, receiver), tied or not, between which an actor would have this role."""
    others = [actor for actor in s.groups if actor != broker]
    group = s.groups
    return [(i, k) for i, k in permutations(others, 2) if role(group[i], group[broker], group[k]) == wanted]


def count(s: Sketch, broker: str, wanted: str) -> int:
    return sum(
        s.tied(i, broker) and s.tied(broker, k) and not s.tied(i, k) for i, k in chances(s, broker, wanted)
    )  # fmt: skip


def brokered(wanted: str) -> Callable[[Sketch], Number]:
    def expected(s: Sketch) -> Number:
        return sum(count(s, actor, wanted) for actor in s.groups) if len(set(s.groups.values())) > 1 else None

    return expected


def brokers(wanted: str) -> Callable[[Sketch], dict[str, Number]]:
    def expected(s: Sketch) -> dict[str, Number]:
        if len(set(s.groups.values())) < 2:
            return dict.fromkeys(s.actors)
        return {actor: count(s, actor, wanted) if actor in s.groups else None for actor in s.actors}

    return expected


Literals = dict[Any, bool]


def conditions(s: Sketch, broker: str, pair: Pair) -> Literals:
    """Which ties have to be there, and which must not, for a pair to be brokered by an actor."""
    tie: Callable[[Pair], Any] = tuple if s.directed else frozenset
    i, k = pair
    return {tie((i, broker)): True, tie((broker, k)): True, tie((i, k)): False}


def probability(literals: Literals, density: float) -> float:
    return math.prod(density if there else 1 - density for there in literals.values())


def both(one: Literals, other: Literals, density: float) -> float:
    """The probability that two pairs are brokered at once; none where one needs the tie the other must not have."""
    if any(one[tie] != other[tie] for tie in one.keys() & other.keys()):
        return 0.0
    return probability(one | other, density)


def density_of_grouped(s: Sketch) -> float:
    ordered = list(permutations(s.groups, 2))
    return sum(s.tied(*pair) for pair in ordered) / len(ordered)


def moments(s: Sketch, broker: str, wanted: str, density: float) -> tuple[float, float]:
    """Mean and variance of a count where every tie is there with the same probability: from each two pairs."""
    events = [conditions(s, broker, pair) for pair in chances(s, broker, wanted)]
    mean = sum(probability(event, density) for event in events)
    return mean, sum(both(one, other, density) for one, other in product(events, events)) - mean**2


def standardized(wanted: str) -> Callable[[Sketch], dict[str, Number]]:
    def expected(s: Sketch) -> dict[str, Number]:
        found: dict[str, Number] = dict.fromkeys(s.actors)
        if len(set(s.groups.values())) < 2:
            return found
        density = density_of_grouped(s)
        for actor in s.groups:
            mean, variance = moments(s, actor, wanted, density)
            if variance > 1e-12:
                found[actor] = (count(s, actor, wanted) - mean) / math.sqrt(variance)
        return found

    return expected


# Krackhardt, by who reaches whom -----------------------------------------------------------------------------------


def connectedness(s: Sketch) -> float:
    pairs = list(combinations(s.actors, 2))
    return sum(any({one, other} <= part for part in s.parts()) for one, other in pairs) / len(pairs)


def hierarchy(s: Sketch) -> Number:
    ways = [(other in s.distances(one)) + (one in s.distances(other)) for one, other in combinations(s.actors, 2)]
    return 1 - ways.count(2) / (len(ways) - ways.count(0)) if any(ways) else None


def efficiency(s: Sketch) -> Number:
    sizes = [len(part) for part in s.parts()]
    needed = sum(size - 1 for size in sizes)
    most = sum(size * (size - 1) - (size - 1) for size in sizes)
    return 1 - (len(s.pairs) - needed) / most if s.pairs else None


def has_least_upper_bound(s: Sketch, one: str, other: str) -> bool:
    above = {actor: {actor, *s.distances(actor)} for actor in s.actors}
    bounds = [actor for actor in s.actors if {one, other} <= above[actor]]
    return any(all(least in above[bound] for bound in bounds) for least in bounds)


def lubness(s: Sketch) -> Number:
    parts = [part for part in s.parts() if len(part) > 2]
    most = sum((len(part) - 1) * (len(part) - 2) // 2 for part in parts)
    violations = sum(not has_least_upper_bound(s, *pair) for part in parts for pair in combinations(sorted(part), 2))
    return 1 - violations / most if parts else None


def of_direction(expected: Callable[[Sketch], Number]) -> Callable[[Sketch], Number]:
    return lambda s: expected(s) if s.directed and s.n >= 3 else None


# Core and periphery, division by division ---------------------------------------------------------------------------


def fit(s: Sketch, core: Iterable[str]) -> float:
    """Pearson's r between ties and the ideal over the pairs inside core or periphery; -1 where there is none."""
    members = set(core)
    cells = [pair for pair in permutations(s.actors, 2) if len(members & set(pair)) != 1]
    try:
        return correlation([s.tied(*pair) for pair in cells], [pair[0] in members for pair in cells])
    except StatisticsError:  # nothing varies
        return -1.0


def best_cores(s: Sketch) -> tuple[Number, list[set[str]]]:
    if len({s.tied(*pair) for pair in permutations(s.actors, 2)}) < 2:
        return None, []
    found = [(fit(s, core), set(core)) for size in range(s.n + 1) for core in combinations(s.actors, size)]
    best = max(fitted for fitted, _ in found)
    return (None, []) if best == -1 else (best, [core for fitted, core in found if fitted > best - 1e-9])


def core_members(s: Sketch) -> dict[str, Number]:
    _, cores = best_cores(s)
    return {actor: sum(actor in core for core in cores) / len(cores) if cores else None for actor in s.actors}


# Communities, division by division ----------------------------------------------------------------------------------


def modularity_of(s: Sketch, parts: Iterable[Iterable[str]]) -> float:
    """Newman & Girvan 2004: the share of ties inside the communities less what the degrees alone would give."""
    ties = {frozenset(pair) for pair in s.pairs}
    found = 0.0
    for part in map(set, parts):
        inside = sum(tie <= part for tie in ties)
        degrees = sum(len(tie & part) for tie in ties)
        found += inside / len(ties) - (degrees / (2 * len(ties))) ** 2
    return found


def divisions(actors: tuple[str, ...]) -> Iterator[list[list[str]]]:
    """Every way to divide actors into communities."""
    if not actors:
        yield []
        return
    for parts in divisions(actors[1:]):
        yield [[actors[0]], *parts]
        for place, part in enumerate(parts):
            yield [*parts[:place], [actors[0], *part], *parts[place + 1 :]]


# Key players and groups ---------------------------------------------------------------------------------------------


def fragmentation(s: Sketch) -> float:
    """Borgatti 2006: 1 less the mean of 1/d."""
    return 1 - sum(1 / d for actor in s.actors for d in s.distances(actor).values()) / (s.n * (s.n - 1))


def losses(s: Sketch) -> dict[str, Number]:
    if s.n < 3:
        return dict.fromkeys(s.actors)
    return {actor: fragmentation(s.without(actor)) - fragmentation(s) for actor in s.actors}


def out_of_reach(s: Sketch) -> float:
    """Borgatti 2006: the share of ordered pairs without a path."""
    return 1 - sum(len(s.distances(actor)) for actor in s.actors) / (s.n * (s.n - 1))


def rises(s: Sketch) -> dict[str, Number]:
    if s.n < 3:
        return dict.fromkeys(s.actors)
    return {actor: out_of_reach(s.without(actor)) - out_of_reach(s) for actor in s.actors}


def reaches(s: Sketch) -> dict[str, Number]:
    if s.n < 2:
        return dict.fromkeys(s.actors)
    return {actor: (1 + sum(1 / d for d in s.distances(actor).values())) / s.n for actor in s.actors}


def own_ei(s: Sketch) -> dict[str, Number]:
    """Krackhardt & Stern 1988 for one actor: ties with other groups less ties with its own, of all of them."""
    found: dict[str, Number] = dict.fromkeys(s.actors)
    if len(set(s.groups.values())) in (1, len(s.groups)):
        return found
    for actor in s.groups:
        ends = [pair for pair in s.pairs if actor in pair and set(pair) <= set(s.groups)]
        external = sum(s.groups[one] != s.groups[other] for one, other in ends)
        found[actor] = (2 * external - len(ends)) / len(ends) if ends else None
    return found


# Governance, by the rule as it is stated -----------------------------------------------------------------------------


#: The thresholds by which the mode is read, as they were fixed on 30 November 2026.
FROZEN = {
    "observed": 0.5, "connectedness": 0.5, "top_share": 0.5, "lead_over_second": 0.2, "degree_centralization": 0.3,
    "reciprocity": 0.5, "margin": 0.1,
}  # fmt: skip
MARGIN = FROZEN["margin"]


def shared(s: Sketch) -> Number:
    """1 where pairs hang together, ties are answered and nobody dominates, each by the margin; 0 otherwise."""
    if s.n < 3:
        return None
    graph: nx.Graph[str] = nx.DiGraph() if s.directed else nx.Graph()
    graph.add_nodes_from(s.actors)
    graph.add_edges_from(s.pairs)
    between = nx.betweenness_centrality(graph, normalized=False)
    total = sum(between.values())
    degrees = [degree for _, degree in graph.degree]
    central = sum(max(degrees) - degree for degree in degrees) / ((1 + s.directed) * (s.n - 1) * (s.n - 2))
    answered = s.directed and bool(s.pairs) and sum(pair[::-1] in s.pairs for pair in s.pairs) / len(s.pairs)
    spare = [connectedness(s) - 0.5, 0.3 - central]
    spare += [0.5 - max(between.values()) / total] if total else []
    spare += [answered - 0.5] if s.directed and s.pairs else []
    return int(min(spare) >= MARGIN)


# Every metric against its counterpart -------------------------------------------------------------------------------

EXPECTED_OF_NETWORK: Mapping[str, Callable[[Sketch], Number]] = {
    **{f"brokerage_{name}": brokered(name) for name in ROLES},
    "krackhardt_connectedness": of_direction(connectedness),
    "krackhardt_hierarchy": of_direction(hierarchy),
    "krackhardt_efficiency": of_direction(efficiency),
    "krackhardt_lubness": of_direction(lubness),
    "core_periphery_fit": lambda s: best_cores(s)[0],
    "governance_mode": shared,
}
EXPECTED_OF_ACTORS: Mapping[str, Callable[[Sketch], dict[str, Number]]] = {
    **{name: brokers(name) for name in ROLES},
    **{f"{name}_z": standardized(name) for name in ROLES},
    "core_member": core_members,
    "key_player_negative": losses,
    "fragmentation_rise": rises,
    "key_player_positive": reaches,
    "ei_index": own_ei,
}
#: Held by tests of their own: the first two are searched for at random, the third needs kinds of tie.
APART = {"modularity", "communities", "multiplexity"}
MODULES = (brokerage_module, structure_module, governance_module)


def test_every_metric_of_these_modules_has_a_counterpart_in_plain_python() -> None:
    here = [metric for module in MODULES for metric in module.METRICS]
    assert {metric.id for metric in here if metric.level == "network"} == set(EXPECTED_OF_NETWORK) | APART
    assert {metric.id for metric in here if metric.level == "actor"} == set(EXPECTED_OF_ACTORS) - {"ei_index"}
    assert set(EXPECTED_OF_NETWORK) | APART <= set(NETWORK_LEVEL)
    assert set(EXPECTED_OF_ACTORS) <= set(ACTOR_LEVEL)


@pytest.mark.parametrize("name", EXPECTED_OF_NETWORK)
@DRAWN
@given(sketch=sketches())
def test_a_metric_of_a_network_is_what_its_definition_says(name: str, sketch: Sketch) -> None:
    assert value(sketch, name) == pytest.approx(EXPECTED_OF_NETWORK[name](sketch))


@pytest.mark.parametrize("name", EXPECTED_OF_ACTORS)
@DRAWN
@given(sketch=sketches())
def test_a_metric_of_an_actor_is_what_its_definition_says(name: str, sketch: Sketch) -> None:
    assert values(sketch, name) == pytest.approx(EXPECTED_OF_ACTORS[name](sketch))


@pytest.mark.parametrize("directed", [True, False])
def test_brokerage_of_ten_actors_in_three_groups_is_what_a_count_of_triads_gives(directed: bool) -> None:
    drawn = tied_at_random(10, 0.3, 1, directed=directed)
    sketch = replace(drawn, groups=dict(zip(drawn.actors, "AAAABBBCC", strict=False)))
    for name in ROLES:
        assert value(sketch, f"brokerage_{name}") == brokered(name)(sketch)
        assert values(sketch, name) == brokers(name)(sketch)
        assert values(sketch, f"{name}_z") == pytest.approx(standardized(name)(sketch))


# Brokerage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "wanted"),
    [("AAA", "coordinator"), ("ABA", "itinerant"), ("ABB", "gatekeeper"), ("AAB", "representative"),
     ("ABC", "liaison")],
)  # fmt: skip
def test_one_open_path_gives_its_middle_one_role(groups: str, wanted: str) -> None:
    """Gould & Fernandez 1989: the gatekeeper is of the receiver's group, the representative of the sender's."""
    path = Sketch(("a", "b", "c", "far"), (("a", "b"), ("b", "c")), True, dict(zip("abc", groups, strict=True)))
    known = replace(path, groups={**path.groups, "far": "Z"})
    found = {name: values(known, name) for name in ROLES}
    assert {name for name in ROLES if any(found[name].values())} == {wanted}
    assert found[wanted] == {"a": 0, "b": 1, "c": 0, "far": 0}


def test_a_path_that_its_ends_close_is_not_brokered_and_the_way_back_does_not_close_it() -> None:
    groups = {"a": "A", "b": "B", "c": "C"}
    path = Sketch(("a", "b", "c"), (("a", "b"), ("b", "c"), ("c", "a")), True, groups)
    assert value(path, "brokerage_liaison") == 3
    closed = replace(path, pairs=(("a", "b"), ("b", "c"), ("a", "c")))
    assert value(closed, "brokerage_liaison") == 0


def test_an_undirected_open_path_counts_in_both_directions() -> None:
    path = Sketch(("a", "b", "c"), (("a", "b"), ("b", "c")), False, {"a": "A", "b": "A", "c": "B"})
    assert value(path, "brokerage_gatekeeper") == value(path, "brokerage_representative") == 1
    outsider = replace(path, groups={"a": "A", "b": "B", "c": "C"})
    assert value(outsider, "brokerage_liaison") == 2


def test_an_undirected_network_is_brokered_as_the_directed_one_with_every_tie_answered() -> None:
    drawn = tied_at_random(9, 0.3, 2, directed=False)
    sketch = replace(drawn, groups=dict(zip(drawn.actors, "AAABBBCCC", strict=True)))
    answered = replace(sketch, directed=True, pairs=sketch.pairs + tuple(pair[::-1] for pair in sketch.pairs))
    for name in ROLES:
        assert values(sketch, name) == values(answered, name)


def every_network(sketch: Sketch) -> Iterator[Sketch]:
    possible = list(permutations(sketch.actors, 2) if sketch.directed else combinations(sketch.actors, 2))
    for chosen in product((False, True), repeat=len(possible)):
        yield replace(sketch, pairs=tuple(pair for pair, taken in zip(possible, chosen, strict=True) if taken))


@pytest.mark.parametrize(
    ("directed", "groups"), [(True, "AAAB"), (True, "AABB"), (True, "AABC"), (False, "AAAAB"), (False, "AABBC")]
)
def test_the_expectation_is_the_mean_over_every_network_there_is(directed: bool, groups: str) -> None:
    """Each of the 4,096 networks of four actors (1,024 undirected of five), weighed by how likely it is."""
    observed = tied_at_random(len(groups), 0.5, 3, directed=directed)
    observed = replace(observed, groups=dict(zip(observed.actors, groups, strict=True)))
    density, most = density_of_grouped(observed), observed.n * (observed.n - 1) / (1 if directed else 2)
    networks = list(every_network(observed))
    weights = np.array([density ** len(s.pairs) * (1 - density) ** (most - len(s.pairs)) for s in networks])
    assert weights.sum() == pytest.approx(1)
    for name, broker in product(ROLES, observed.actors):
        counts = np.array([count(s, broker, name) for s in networks])
        mean = weights @ counts
        spread = math.sqrt(weights @ counts**2 - mean**2) if counts.any() else 0
        expected = (count(observed, broker, name) - mean) / spread if spread else None
        assert values(observed, f"{name}_z")[broker] == pytest.approx(expected), (name, broker)


def test_the_expected_brokerage_of_a_network_is_the_sum_over_its_actors() -> None:
    drawn = tied_at_random(8, 0.3, 4)
    sketch = replace(drawn, groups=dict(zip(drawn.actors, "AAABBBCC", strict=True)))
    density = density_of_grouped(sketch)
    for name in ROLES:
        expected = sum(moments(sketch, actor, name, density)[0] for actor in sketch.actors)
        assert details(sketch, f"brokerage_{name}")["expected"] == pytest.approx(expected)


def test_an_actor_alone_in_its_group_has_no_z_as_coordinator_and_one_of_unknown_group_has_no_role() -> None:
    sketch = Sketch(
        letters(5), (("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")), True, {"a": "A", "b": "A", "c": "A", "d": "B"}
    )
    assert values(sketch, "coordinator")["d"] == 0
    assert values(sketch, "coordinator_z")["d"] is None
    assert values(sketch, "representative")["e"] is None


def test_a_network_where_all_or_none_are_tied_has_no_z() -> None:
    groups = {"a": "A", "b": "A", "c": "B"}
    none, every = (Sketch(letters(3), pairs, True, groups) for pairs in ((), tuple(permutations(letters(3), 2))))
    for sketch, why in ((none, "no ties"), (every, "all actors whose group is known are tied")):
        measures = metrics(sketch.network())
        assert measures.undefined["liaison_z"]["en"].startswith(why)
        assert "liaison" not in measures.undefined


# Hierarchy ----------------------------------------------------------------------------------------------------------

KRACKHARDT = tuple(f"krackhardt_{name}" for name in ("connectedness", "hierarchy", "efficiency", "lubness"))


def is_out_tree(s: Sketch) -> bool:
    """One actor above all others, each of whom has one tie from above."""
    received = sorted(sum(s.tied(other, actor) for other in s.actors) for actor in s.actors)
    return received == [0] + [1] * (s.n - 1) and len(s.parts()) == 1


@pytest.mark.parametrize("n", range(3, 10))
def test_in_an_out_tree_all_four_dimensions_are_1(n: int) -> None:
    """Krackhardt 1994: the four conditions together are those of an out-tree, the pure hierarchy."""
    tree = drawn_from(nx.bfs_tree(nx.balanced_tree(2, 3), 0).subgraph(range(n)))
    assert is_out_tree(tree)
    assert [value(tree, name) for name in KRACKHARDT] == [1, 1, 1, 1]


def test_all_four_dimensions_are_1_for_out_trees_only() -> None:
    """Krackhardt 1994, over each of the 4,096 directed networks of four actors: 64 of them are out-trees."""
    networks = list(every_network(Sketch(letters(4), ())))
    found = evaluate(KRACKHARDT, [s.matrix() for s in networks], directed=True)
    pure = np.all([np.isclose(found[name], 1) for name in KRACKHARDT], axis=0)
    assert pure.tolist() == [is_out_tree(s) for s in networks]
    assert pure.sum() == 4**3  # Cayley: n^(n-1) rooted trees


@pytest.mark.parametrize("n", range(3, 8))
def test_where_all_are_tied_both_ways_there_is_neither_hierarchy_nor_efficiency(n: int) -> None:
    complete = drawn_from(nx.complete_graph(n, create_using=nx.DiGraph))
    assert [value(complete, name) for name in KRACKHARDT] == [1, 0, 0, 1]


@pytest.mark.parametrize("n", range(3, 8))
def test_a_circle_of_one_way_ties_has_no_hierarchy(n: int) -> None:
    circle = drawn_from(nx.cycle_graph(n, create_using=nx.DiGraph))
    assert value(circle, "krackhardt_hierarchy") == 0


@pytest.mark.parametrize("n", range(3, 8))
def test_where_many_send_to_one_no_two_of_them_have_a_common_superior(n: int) -> None:
    inward = Sketch(letters(n), tuple((actor, "a") for actor in letters(n)[1:]))
    assert [value(inward, name) for name in KRACKHARDT] == [1, 1, 1, 0]


# Core and periphery -------------------------------------------------------------------------------------------------


def ideal(core: int, periphery: int, *, directed: bool, seed: int = 0) -> Sketch:
    """All tied inside the core, none inside the periphery, and between the two as it happens."""
    places = [f"{'c' if place < core else 'p'}{place:02}" for place in range(core + periphery)]
    chances = np.random.default_rng(seed).random(len(places) ** 2)
    pairs = [
        pair
        for pair, chance in zip(
            permutations(places, 2) if directed else combinations(places, 2), chances, strict=False
        )
        if (pair[0][0] == pair[1][0] == "c") or (pair[0][0] != pair[1][0] and chance < 0.4)
    ]  # fmt: skip
    return Sketch(tuple(places), tuple(pairs), directed)


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize(("core", "periphery"), [(3, 4), (5, 11), (6, 14), (2, 20)])
def test_the_ideal_pattern_fits_perfectly(core: int, periphery: int, directed: bool) -> None:
    """Borgatti & Everett 2000: a correlation of 1, whatever runs between core and periphery."""
    sketch = ideal(core, periphery, directed=directed)
    assert value(sketch, "core_periphery_fit") == pytest.approx(1)
    found = details(sketch, "core_periphery_fit")
    assert found["exact"] == (core + periphery <= 16)
    in_core = {actor for actor, share in values(sketch, "core_member").items() if share}
    assert {actor for actor in sketch.actors if actor.startswith("c")} <= in_core


@pytest.mark.parametrize("n", [5, 9, 16])
def test_in_a_star_any_leaf_completes_the_core_and_only_the_centre_is_in_every_core(n: int) -> None:
    star = drawn_from(nx.star_graph(n - 1))
    found = details(star, "core_periphery_fit")
    assert found["solutions"] == n - 1
    assert found["members"] == ["00"]
    assert found["members_of_some"] == list(star.actors[1:])
    assert values(star, "core_member") == pytest.approx(dict.fromkeys(star.actors, 1 / (n - 1)) | {"00": 1})


@pytest.mark.parametrize(("directed", "seed"), [(True, 1), (True, 2), (False, 3), (False, 4)])
def test_the_search_of_a_large_network_finds_what_trying_every_division_finds(directed: bool, seed: int) -> None:
    """All 131,072 divisions of 17 actors, by the phi coefficient of the table of cells and ties."""
    sketch = tied_at_random(17, 0.25, seed, directed=directed)
    matrix = np.array(sketch.matrix())
    core = (np.arange(2**17)[:, None] >> np.arange(17)) & 1
    tables = []
    for inside in (core, 1 - core):
        size = inside.sum(axis=1)
        ties = np.einsum("si,si->s", inside @ matrix, inside)
        tables += [ties, size * (size - 1) - ties]
    a, b, c, d = (np.array(table, dtype=float) for table in tables)
    spread = (a + b) * (c + d) * (a + c) * (b + d)
    phi = np.where(spread > 0, (a * d - b * c) / np.sqrt(np.maximum(spread, 1)), -1)
    assert value(sketch, "core_periphery_fit") == pytest.approx(phi.max())
    assert details(sketch, "core_periphery_fit")["solutions"] == np.sum(phi > phi.max() - 1e-9)


@pytest.mark.parametrize(
    ("sketch", "why"),
    [
        (Sketch(letters(3), (("a", "b"),)), "fewer than 4 actors"),
        (Sketch(letters(5), ()), "every pair is tied or none is"),
        (drawn_from(nx.complete_graph(5)), "every pair is tied or none is"),
        (drawn_from(nx.cycle_graph(4)), "no division into core and periphery separates tied from untied pairs"),
    ],
    ids=["three", "none", "all", "circle"],
)
def test_a_network_without_contrast_has_no_core(sketch: Sketch, why: str) -> None:
    undefined = metrics(sketch.network()).values["core_periphery_fit"].undefined
    assert undefined is not None
    assert undefined["en"] == why


# Communities --------------------------------------------------------------------------------------------------------


@DRAWN
@given(sketch=sketches())
def test_modularity_is_that_of_the_communities_named_and_no_division_has_more(sketch: Sketch) -> None:
    if not sketch.pairs:
        assert value(sketch, "modularity") is value(sketch, "communities") is None
        return
    found, reached = details(sketch, "modularity"), value(sketch, "modularity")
    assert reached == pytest.approx(modularity_of(sketch, found["members"]))
    assert reached == pytest.approx(max(modularity_of(sketch, parts) for parts in divisions(sketch.actors)))
    assert found["lowest"] <= found["highest"] == reached
    assert value(sketch, "communities") == len(found["members"])
    assert sorted(actor for part in found["members"] for actor in part) == list(sketch.actors)


def test_zacharys_karate_club_falls_into_communities_as_published() -> None:
    """The best known modularity of the club is 0.420 (Agarwal & Kempe 2008, European Physical Journal B 66:409-418)."""
    club = drawn_from(nx.Graph(nx.karate_club_graph().edges))
    found = details(club, "modularity")
    assert value(club, "modularity") == pytest.approx(0.420, abs=5e-4)
    assert 0.38 < found["lowest"] <= found["highest"] < 0.4205
    assert 2 <= details(club, "communities")["fewest"] <= details(club, "communities")["most"] <= 5
    assert found["runs"] == 20


def test_two_cliques_joined_by_one_tie_are_two_communities_and_an_isolate_is_a_third() -> None:
    barbell = drawn_from(nx.barbell_graph(4, 0))
    apart = replace(barbell, actors=(*barbell.actors, "99"))
    assert details(apart, "communities")["members"] == [["00", "01", "02", "03"], ["04", "05", "06", "07"], ["99"]]


def test_the_seed_is_said_and_decides_alone() -> None:
    club = drawn_from(nx.Graph(nx.karate_club_graph().edges)).network()
    one, again = (metrics(club, seed=7).values["modularity"] for _ in range(2))
    assert one == again
    assert one.details is not None
    assert one.details["seed"] == 7


# Multiplexity -------------------------------------------------------------------------------------------------------


def with_kinds(kinds: Mapping[Pair, int], *, directed: bool = True) -> Network:
    """Three actors and ties of so many kinds."""
    plain = Sketch(letters(3), tuple(kinds), directed).network()
    names = [actor.id for actor in plain.actors]
    ties = [
        replace(tie, kinds=tuple(f"kind-{k}" for k in range(kinds[names[tie.sender], names[tie.receiver]])))
        for tie in plain.ties
    ]
    return replace(plain, ties=tuple(ties))


@pytest.mark.parametrize("directed", [True, False])
def test_multiplexity_is_the_share_of_tied_pairs_tied_in_several_ways(directed: bool) -> None:
    net = with_kinds({("a", "b"): 1, ("a", "c"): 3, ("b", "c"): 1}, directed=directed)
    found = metrics(net).values["multiplexity"]
    assert found.value == pytest.approx(1 / 3)
    assert found.details == {"pairs_by_kinds": {"1": 2, "2": 0, "3": 1}}


def test_multiplexity_needs_ties_and_the_kinds_of_all_of_them() -> None:
    for net, why in (
        (Sketch(letters(3), ()).network(), "no ties"),
        (with_kinds({("a", "b"): 2, ("a", "c"): 0}), "the kinds of some ties are not known"),
    ):
        undefined = metrics(net).values["multiplexity"].undefined
        assert undefined is not None
        assert undefined["en"] == why


def test_in_a_batch_a_tie_that_is_gone_does_not_count_and_one_of_unknown_kind_leaves_its_network_without() -> None:
    kinds = np.array([[0, 2, 1], [0, 0, 0], [0, 0, 0]])
    stack = np.array([kinds > 0, kinds > 1, np.triu(np.ones((3, 3)), 1)], dtype=float)
    arrays = Arrays(stack, True, coded([None] * 3), kinds)
    np.testing.assert_allclose(NETWORK_LEVEL["multiplexity"].evaluate(arrays), [1 / 2, 1, np.nan])


# Key players --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", range(3, 9))
def test_without_its_centre_a_star_is_wholly_fragmented(n: int) -> None:
    """Borgatti 2006: a network without ties has fragmentation 1; that of a star follows from its distances 1 and 2."""
    star = drawn_from(nx.star_graph(n - 1))
    assert values(star, "key_player_negative")["00"] == pytest.approx(1 - (n - 2) / (2 * n))
    assert values(star, "key_player_positive")["00"] == pytest.approx(1)


def test_without_an_isolate_the_others_hang_together_better() -> None:
    pair = Sketch(letters(3), (("a", "b"),), False)
    assert values(pair, "key_player_negative")["c"] == pytest.approx(-2 / 3)


def test_reach_runs_along_the_ties() -> None:
    line = Sketch(letters(3), (("a", "b"), ("b", "c")))
    assert values(line, "key_player_positive") == pytest.approx({"a": 2.5 / 3, "b": 2 / 3, "c": 1 / 3})


# Governance ---------------------------------------------------------------------------------------------------------

IRI = "https://example.org/"


def described(actor: str, kind: str = "", office: str | None = None) -> Actor:
    return Actor(
        actor, IRI + actor, Text(en=actor, id=actor), (), kind, "", None, IRI + office if office else None, (), None
    )


def played(actor: str, *roles: str, basis: Basis = Basis.PRESCRIBED) -> Participation:
    return Participation(
        id=f"P-{actor}-{basis}", iri=f"{IRI}{actor}-{basis}", basis=basis, attribution=None, statement=PLAIN,
        evidence=EVIDENCE, date=None, confidence=None, actor=IRI + actor, roles=roles,
    )  # fmt: skip


def hub_of_five(kind: str = "government-office") -> Network:
    """A star of ties both ways: one actor stands between all others."""
    pairs = [pair for leaf in "abcd" for pair in (("hub", leaf), (leaf, "hub"))]
    plain = from_pairs("star", ["hub", *"abcd"], pairs)
    return replace(plain, actors=tuple(described(each.id, kind if each.id == "hub" else "") for each in plain.actors))


def collaboration(net: Network, *parts: Participation, units: Iterable[Actor] = ()) -> Case:
    """A case of this network, whose other actors, a to d, inspect and so deliver the service."""
    actors = {actor.iri: actor for actor in (*net.actors, *units)}
    leaves = [played(leaf, "inspector") for leaf in "abcd"]
    return replace(case("made", (*parts, *leaves)), actors=actors)


def test_one_who_stands_between_all_others_and_delivers_the_service_is_a_lead_organisation() -> None:
    """Provan & Kenis 2008: a member of the network that provides the service itself and coordinates the others."""
    net = hub_of_five()
    found = governance_mode(net, collaboration(net, played("hub", "licence-issuer", "rule-maker")))
    assert (found.mode, found.code) == ("lead-organisation", 2)
    assert found.inputs["top_broker"] == "hub"
    assert found.inputs["top_share"] == found.inputs["lead_over_second"] == 1
    assert found.margin == pytest.approx(0.5)


def test_one_who_stands_between_all_others_and_only_coordinates_is_an_administrative_organisation() -> None:
    """Provan & Kenis 2008: an entity that governs the network and is no provider of its services."""
    net = hub_of_five()
    found = governance_mode(net, collaboration(net, played("hub", "funder", "overseer")))
    assert (found.mode, found.code) == ("network-administrative-organisation", 3)
    forum = hub_of_five("forum")
    assert governance_mode(forum, collaboration(forum)).code == 3


def test_the_roles_inside_an_office_are_the_offices() -> None:
    net = hub_of_five()
    desk = described("desk", "office-role", "hub")
    inside = collaboration(net, played("hub", "overseer"), played("desk", "operator"), units=[desk])
    assert governance_mode(net, inside).mode == "lead-organisation"


def test_a_role_of_background_knowledge_does_not_make_an_actor_count() -> None:
    net = hub_of_five()
    found = governance_mode(net, collaboration(net, played("hub", "inspector", basis=Basis.BACKGROUND)))
    assert (found.mode, found.inputs["n_actors"], found.inputs["top_broker"]) == ("not-assessable", 4, None)


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("service-recipient", ()),
        ("firm", ("service-recipient", "trainer")),
        ("information-system", ("information-platform", "prior-document-issuer")),
        ("government-office", ("reporter",)),
        ("government-office", ()),
    ],
)
def test_a_recipient_a_platform_and_who_neither_delivers_nor_coordinates_do_not_count(
    kind: str, roles: tuple[str, ...]
) -> None:
    """Without the hub the four others have no ties, so that nothing is known of how they are governed."""
    net = hub_of_five(kind)
    found = governance_mode(net, collaboration(net, played("hub", *roles)))
    assert (found.mode, found.margin, found.inputs["n_actors"], found.inputs["observed"]) == (
        "not-assessable", None, 4, 0,
    )  # fmt: skip


def claimed(net: Network, observed: int, basis: Basis, kind: str = "advises") -> Network:
    """The network with its first ties on this basis, the others prescribed."""
    ties = [replace(tie, kinds=(kind,), bases=(Basis.PRESCRIBED,)) for tie in net.ties]
    return replace(net, ties=(*(replace(tie, bases=(basis,)) for tie in ties[:observed]), *ties[observed:]))


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize(("observed", "enough"), [(3, False), (4, True), (8, True)])
def test_a_mode_is_assessable_only_where_half_of_the_ties_are_reported_or_documented(
    basis: Basis, observed: int, enough: bool
) -> None:
    """Of the eight ties of the star; those of the other bases are rules, or others' practice, or our own inference."""
    net = claimed(hub_of_five(), observed, basis)
    found = governance_mode(net, collaboration(net, played("hub", "licence-issuer")))
    known = basis in (Basis.REPORTED, Basis.DOCUMENTED)
    assert found.inputs["observed"] == (observed / 8 if known else 0)
    assert found.mode == ("lead-organisation" if known and enough else "not-assessable")
    alone = metrics(net).values["governance_mode"]
    assert alone.value == (0 if known and enough else 4)
    if found.mode == "not-assessable":
        assert f"{found.inputs['observed']:.2f}".rstrip("0").rstrip(".") in found.because["en"]


def test_ties_that_run_both_ways_by_their_kind_make_no_shared_governance() -> None:
    """All tied to all: by advice, answered one by one, it is shared; by partnership nothing answers anything."""
    net = drawn_from(nx.complete_graph(5, create_using=nx.DiGraph)).network()
    one_sided = tuple(replace(tie, kinds=("advises",)) for tie in net.ties if tie.sender < tie.receiver)
    partners = tuple(replace(tie, kinds=("partners-with",)) for tie in net.ties)
    answered = tuple(replace(tie, kinds=("advises",)) for tie in net.ties)
    assert governance_mode(replace(net, ties=answered)).mode == "shared"
    assert governance_mode(replace(net, ties=partners)).inputs["reciprocity"] is None
    mixed = {(tie.sender, tie.receiver): tie for tie in (*partners, *one_sided)}
    found = governance_mode(replace(net, ties=tuple(mixed.values())))
    assert metrics(replace(net, ties=tuple(mixed.values()))).values["reciprocity_arc"].value == 1
    assert (found.mode, found.inputs["reciprocity"]) == ("indeterminate", 0)


def test_without_a_case_nobody_knows_what_the_one_in_the_middle_does() -> None:
    for kind in ("forum", "government-office"):
        assert governance_mode(hub_of_five(kind)).mode == "indeterminate"


@pytest.mark.parametrize("n", range(3, 9))
def test_where_all_are_tied_to_all_governance_is_shared(n: int) -> None:
    for graph in (nx.complete_graph(n), nx.complete_graph(n, create_using=nx.DiGraph), nx.cycle_graph(n)):
        found = governance_mode(drawn_from(graph).network())
        assert (found.mode, found.code) == ("shared", 1)


def test_a_network_in_pieces_or_without_ties_has_no_mode() -> None:
    pieces = drawn_from(nx.disjoint_union_all([nx.complete_graph(3)] * 3))
    for sketch in (pieces, Sketch(letters(5), ()), Sketch(letters(5), (), False)):
        found = governance_mode(sketch.network())
        assert (found.mode, found.undefined) == ("indeterminate", None)
        assert found.margin is not None
        assert found.margin < 0


def test_what_passes_its_thresholds_narrowly_is_indeterminate() -> None:
    """A ring of ten: all answered, then 8 of 14 ties answered, more than half by less than the margin."""
    ring = Sketch(letters(10), tuple(zip("abcdefghij", "bcdefghija", strict=True)))
    answered = replace(ring, pairs=ring.pairs + tuple(pair[::-1] for pair in ring.pairs))
    assert governance_mode(answered.network()).mode == "shared"
    narrow = replace(ring, pairs=(*ring.pairs, ("b", "a"), ("d", "c"), ("f", "e"), ("h", "g")))
    found = governance_mode(narrow.network())
    assert (found.mode, found.margin) == ("indeterminate", pytest.approx(8 / 14 - 1 / 2))
    assert "0.57" in found.because["en"]
    assert "0,57" in found.because["id"]


def test_the_margin_is_wider_than_one_tie_moves_reciprocity_in_networks_of_twenty_ties_or_more() -> None:
    for ties in range(20, 200):
        enough = math.ceil((0.5 + MARGIN) * ties / 2)
        assert (2 * enough - 2) / (ties - 1) > 0.5


def test_fewer_than_three_actors_have_no_mode() -> None:
    for n in range(3):
        found = governance_mode(Sketch(letters(n), ()).network())
        assert (found.mode, found.margin) == ("indeterminate", None)
        assert found.undefined == found.because == Text(en="fewer than 3 actors", id="kurang dari 3 aktor")


@DRAWN
@given(sketch=sketches())
def test_a_mode_never_comes_bare_and_is_the_catalogues(sketch: Sketch) -> None:
    net = sketch.network()
    found, listed = governance_mode(net), metrics(net).values["governance_mode"]
    assert all(found.because[lang] for lang in LANGUAGES)
    assert found.mode in MODES
    if listed.undefined is None:
        assert listed.value == found.code
        assert found.margin is not None
        assert found.mode == "indeterminate" or found.margin >= MARGIN
        assert listed.details is not None
        assert listed.details["mode"] == found.mode
        assert set(found.thresholds) - {"margin"} <= set(listed.details["inputs"])


def rule() -> GovernanceRule:
    found = theory.governance().governance
    assert found is not None
    return found


def test_every_role_that_governs_or_delivers_is_a_role_of_the_ontology_and_none_does_both(ontology: Ontology) -> None:
    roles = {term.iri: term.id for term in ontology.code_lists["role"]}
    kinds = {term.iri: term.id for term in ontology.code_lists["actor-kind"]}
    assert roles.keys() | kinds.keys() >= rule().delivering | rule().coordinating
    assert not rule().delivering & rule().coordinating
    assert {roles[iri] for iri in roles.keys() - rule().delivering - rule().coordinating} == {
        "service-recipient", "information-platform", "demand-side", "reporter", "revenue-authority", "advocate",
        "user-group",
    }  # fmt: skip
    assert {kinds[iri] for iri in kinds.keys() & (rule().delivering | rule().coordinating)} == {"forum"}


def test_the_thresholds_are_those_that_were_fixed_and_dated() -> None:
    assert rule().thresholds == FROZEN
    assert all(rule().labels[name][lang] for name in FROZEN for lang in LANGUAGES)
    graph = read(Path(theory.governance().source_path))
    assert graph.value(theory.governance().iri, "http://purl.org/dc/terms/created") == "2026-11-30"


@pytest.mark.parametrize("systems", [True, False])
@pytest.mark.parametrize("name", ["pbg", "spp-irt"])
def test_the_shipped_cases_are_read_among_those_who_deliver_or_coordinate(
    name: str, systems: bool, request: pytest.FixtureRequest
) -> None:
    study: Case = request.getfixturevalue(name.replace("-", "_"))
    net = network(study, systems=systems)
    found = governance_mode(net, study)
    terms = {iri.rpartition("#")[2] for iri in rule().delivering | rule().coordinating}
    roles: dict[str, set[str]] = {}
    for part in study.of(Participation, frozenset(Basis) - {Basis.BACKGROUND}):
        for iri in (part.actor, study.actors[part.actor].office):
            roles.setdefault(iri or "", set()).update(part.roles)
    graph = nx.DiGraph()
    for actor in net.actors:
        played_here = {*roles.get(actor.iri, ()), actor.kind}
        if played_here & terms and not played_here & {"service-recipient", "information-system"}:
            graph.add_node(actor.id)
    for tie in net.ties:
        ends = net.actors[tie.sender].id, net.actors[tie.receiver].id
        if set(ends) <= set(graph):
            graph.add_edge(*ends, known=tie.bases[0] in (Basis.REPORTED, Basis.DOCUMENTED), kinds=set(tie.kinds))
    known = [known for *_, known in graph.edges(data="known")]
    assert found.inputs["n_actors"] == len(graph)
    assert found.inputs["observed"] == pytest.approx(sum(known) / len(known))
    assert (found.mode == "not-assessable") is (sum(known) / len(known) < 0.5)
    between = nx.betweenness_centrality(graph, normalized=False)
    assert found.inputs["top_share"] == pytest.approx(max(between.values()) / sum(between.values()))
    one_way = nx.DiGraph([e[:2] for e in graph.edges(data="kinds") if e[2] - theory.ontology().symmetric_ties])
    assert found.inputs["reciprocity"] == pytest.approx(nx.overall_reciprocity(one_way))


def test_what_the_mode_depends_on_is_not_known_of_the_shipped_cases_and_known_where_a_claim_says_it(pbg: Case) -> None:
    found = governance_mode(network(pbg), pbg)
    names = [each.construct.term.id for each in found.contingencies]
    assert names == ["trust", "many-participants", "goal-consensus", "network-competencies"]
    assert {each.status for each in found.contingencies} == {Status.NOT_REPORTED}
    claim = replace(condition_claim("x", Status.ABSENT), construct=theory.governance().iri + "#goal-consensus")
    told = replace(pbg, claims=(*pbg.claims, claim))
    by_name = {each.construct.term.id: each.status for each in governance_mode(network(told), told).contingencies}
    assert by_name == dict.fromkeys(names, Status.NOT_REPORTED) | {"goal-consensus": Status.ABSENT}
    assert governance_mode(network(told)).contingencies == ()


def test_with_fewer_than_three_who_deliver_or_coordinate_nothing_is_assessable(pbg: Case) -> None:
    found = governance_mode(network(pbg, bases={Basis.REPORTED}), pbg)
    assert (found.mode, found.margin) == ("not-assessable", None)
    assert found.undefined is not None
    assert "fewer than 3 organisations" in found.because["en"]


# What holds for all of them -----------------------------------------------------------------------------------------

EVERY_OF_NETWORK = [*EXPECTED_OF_NETWORK, *sorted(APART)]


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("directed", [True, False])
def test_where_there_is_nobody_to_compare_values_are_undefined_with_a_reason(n: int, directed: bool) -> None:
    measures = metrics(Sketch(letters(n), (), directed).network())
    for name in EVERY_OF_NETWORK:
        assert measures.values[name].value is None
        undefined = measures.values[name].undefined
        assert undefined is not None
        assert undefined["en"] != undefined["id"]
    for name in set(EXPECTED_OF_ACTORS) - {"key_player_positive"}:
        assert "id" in measures.undefined[name].by_language
    assert ("key_player_positive" in measures.undefined) == (n < 2)


@DRAWN
@given(sketch=sketches(), data=st.data())
def test_names_change_nothing(sketch: Sketch, data: st.DataObject) -> None:
    other = dict(zip(sketch.actors, data.draw(st.permutations(sketch.actors)), strict=True))
    renamed = Sketch(
        tuple(other.values()),
        tuple((other[one], other[two]) for one, two in sketch.pairs),
        sketch.directed,
        {other[actor]: group for actor, group in sketch.groups.items()},
    )
    before, after = metrics(sketch.network()), metrics(renamed.network())
    for name in EVERY_OF_NETWORK:
        assert after.values[name].value == pytest.approx(before.values[name].value), name
    places = {actor.id: place for place, actor in enumerate(after.network.actors)}
    for actor, own in zip(before.network.actors, before.actors, strict=True):
        for name in EXPECTED_OF_ACTORS:
            assert after.actors[places[other[actor.id]]][name] == pytest.approx(own[name]), name


@pytest.mark.parametrize("directed", [True, False])
def test_networks_in_a_batch_have_the_values_they_have_one_by_one(directed: bool) -> None:
    drawn = [tied_at_random(7, seed / 12, seed, directed=directed).matrix() for seed in range(13)]
    stack = np.array(drawn, dtype=float) + (0 if directed else np.transpose(drawn, (0, 2, 1)))
    stack, groups = np.minimum(stack, 1), coded(["A", "A", "A", "B", "B", "C", None])
    together = Arrays(stack, directed, groups)
    named = [NETWORK_LEVEL[name] for name in EVERY_OF_NETWORK] + [ACTOR_LEVEL[name] for name in EXPECTED_OF_ACTORS]
    for metric in named:
        alone = [metric.evaluate(Arrays(stack[place : place + 1], directed, groups))[0] for place in range(len(stack))]
        np.testing.assert_allclose(metric.evaluate(together), np.array(alone), atol=1e-12, err_msg=metric.id)


@pytest.mark.parametrize("directed", [True, False])
def test_details_are_plain_values(directed: bool) -> None:
    drawn = tied_at_random(8, 0.4, 5, directed=directed)
    net = replace(drawn, groups=dict(zip(drawn.actors, "AAABBBCC", strict=True))).network()
    kinds = replace(net, ties=tuple(Tie(tie.sender, tie.receiver, ("advises",)) for tie in net.ties))
    measures = metrics(kinds)
    for name in EVERY_OF_NETWORK:
        assert json.loads(json.dumps(measures.values[name].details)) == measures.values[name].details
