"""What users of UCINET, sna and igraph look for: against igraph, networkx, plain counting, and values with a source."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from collabgraph.analysis.comparison import COMPARED
from collabgraph.analysis.metrics import ACTOR_LEVEL, CATALOGUE, NETWORK_LEVEL, metrics, mixing
from collabgraph.analysis.metrics.arrays import of_network
from collabgraph.analysis.network import Network, Tie, from_pairs
from collabgraph.cli import main
from collabgraph.output.exchange import read_network

Number = float | int | None

NEW = (
    "mean_clustering", "largest_part", "degree_assortativity", "assortativity", "group_modularity", "ei_index_p",
    "weighted_density", "negative_ties", "balance",
)  # fmt: skip


def network_of(
    graph: nx.Graph[Any], groups: str | None = None, weights: str | None = None, name: str = "drawn"
) -> Network:
    """The network of a networkx graph, its nodes as text, its groups and weights from these attributes."""
    named = {node: f"{node:04}" if isinstance(node, int) else str(node) for node in graph}
    sectors = {named[node]: str(value) for node, value in graph.nodes(data=groups)} if groups else None
    pairs = [(named[one], named[other]) for one, other in graph.edges]
    net = from_pairs(name, list(named.values()), pairs, directed=graph.is_directed(), sectors=sectors)
    if weights is None:
        return net
    place = {actor.id: position for position, actor in enumerate(net.actors)}
    heavy = {}
    for one, other, weight in graph.edges(data=weights):
        ends = place[named[one]], place[named[other]]
        heavy[ends if net.directed else (min(ends), max(ends))] = float(weight)
    return replace(net, ties=tuple(replace(tie, weight=heavy[tie.sender, tie.receiver]) for tie in net.ties))


def of_network_(net: Network, name: str, group: str = "sector") -> Number:
    return metrics(net, only=[name], group=group).values[name].value


def of_actors(net: Network, name: str) -> list[Number]:
    return [own[name] for own in metrics(net, only=[name]).actors]


@st.composite
def drawn(
    draw: st.DrawFn, *, directed: bool | None = None, least: int = 0, weighted: bool = False, signed: bool = False
) -> nx.Graph[int]:
    """A network of a few actors in two groups or three, some without one, its ties weighed where asked for."""
    arcs = draw(st.booleans()) if directed is None else directed
    n = draw(st.integers(least, 9))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    share = draw(st.sampled_from([0.15, 0.3, 0.6, 0.9]))
    graph: nx.Graph[int] = nx.DiGraph() if arcs else nx.Graph()
    graph.add_nodes_from((node, {"group": rng.choice(["a", "b", "c", ""])}) for node in range(n))
    for one, other in (permutations if arcs else combinations)(range(n), 2):
        if rng.random() < share:
            weight = int(rng.integers(1, 5)) if weighted else 1
            graph.add_edge(one, other, weight=-weight if signed and rng.random() < 0.4 else weight)
    return graph


def in_igraph(graph: nx.Graph[int]) -> igraph.Graph:
    found = igraph.Graph(len(graph), list(graph.edges), directed=graph.is_directed())
    found.es["weight"] = [float(weight) for _, _, weight in graph.edges(data="weight", default=1)]
    return found


def close(found: Sequence[Number], expected: Sequence[float]) -> None:
    """Equal numbers; what igraph calls NaN has no value."""
    assert found == pytest.approx([None if math.isnan(value) else value for value in expected])


# Local clustering ---------------------------------------------------------------------------------------------------


@given(graph=drawn())
def test_local_clustering_is_that_of_igraph_for_every_actor_and_on_average(graph: nx.Graph[int]) -> None:
    net, theirs = network_of(graph), in_igraph(graph).as_undirected()
    values = theirs.transitivity_local_undirected(mode="nan")
    close(of_actors(net, "clustering"), values)
    known = [value for value in values if not math.isnan(value)]
    assert of_network_(net, "mean_clustering") == (pytest.approx(sum(known) / len(known)) if known else None)


def test_the_karate_club_s_mean_clustering_leaves_out_the_one_member_of_a_single_tie() -> None:
    """networkx counts that member as 0."""
    net = network_of(nx.karate_club_graph())
    found = of_actors(net, "clustering")
    assert sum(value is None for value in found) == 1
    assert of_network_(net, "mean_clustering") == pytest.approx(nx.average_clustering(nx.karate_club_graph()) * 34 / 33)


def test_without_an_actor_with_two_partners_there_is_no_mean_clustering() -> None:
    found = metrics(from_pairs("pair", "abc", [("a", "b")]), only=["mean_clustering"]).values["mean_clustering"]
    assert (found.value, found.undefined["en"]) == (None, "no actor has two partners")  # type: ignore[index]


@given(graph=drawn())
def test_the_largest_part_has_as_many_actors_as_the_largest_that_networkx_finds(graph: nx.Graph[int]) -> None:
    parts = nx.connected_components(graph.to_undirected())
    assert of_network_(network_of(graph), "largest_part") == max(map(len, parts), default=None)


# Mixing -------------------------------------------------------------------------------------------------------------


@given(graph=drawn(least=2))
def test_assortativity_by_number_of_ties_is_that_of_igraph(graph: nx.Graph[int]) -> None:
    found = of_network_(network_of(graph), "degree_assortativity")
    theirs = in_igraph(graph).assortativity_degree(directed=graph.is_directed())
    sent, received = ("out_degree", "in_degree") if graph.is_directed() else ("degree", "degree")
    ends = [{dict(getattr(graph, sent))[one] for one, _ in graph.edges}]
    ends += [{dict(getattr(graph, received))[other] for _, other in graph.edges}]
    ends = ends if graph.is_directed() else [ends[0] | ends[1]]
    if min(map(len, ends)) < 2:  # igraph gives NaN, or what rounding leaves
        assert found is None
    else:
        assert found == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "graph", "printed"),
    [
        ("karate", nx.karate_club_graph(), -0.475613),  # printed by KONECT, konect.cc/networks/ucidata-zachary
        ("path of four", nx.path_graph(4), -0.5),  # by hand: ends (1,2), (2,2), (2,1)
        ("star", nx.star_graph(2), -1.0),
    ],
)
def test_assortativity_by_number_of_ties_has_known_values(name: str, graph: nx.Graph[int], printed: float) -> None:
    assert of_network_(network_of(graph, name=name), "degree_assortativity") == pytest.approx(printed, abs=5e-7)


def known_of(graph: nx.Graph[int]) -> nx.Graph[int]:
    """The network among actors of known group."""
    return graph.subgraph([node for node, group in graph.nodes(data="group") if group]).copy()


@given(graph=drawn())
def test_assortativity_by_group_is_that_of_networkx_over_actors_of_known_group(graph: nx.Graph[int]) -> None:
    known = known_of(graph)
    groups = [group for _, group in known.nodes(data="group")]
    tied = {group for edge in known.edges for group in (known.nodes[end]["group"] for end in edge)}
    found = of_network_(network_of(graph, "group"), "assortativity")
    if not known.edges or len(set(groups)) == 1 or len(tied) == 1:
        assert found is None
    else:
        assert found == pytest.approx(nx.attribute_assortativity_coefficient(known, "group"))


def test_assortativity_of_the_couples_of_san_francisco_is_the_one_that_newman_prints() -> None:
    """Newman 2003, Physical Review E 67:026126, table I (couples by ethnicity, from Catania et al. 1992): r = 0.621."""
    couples = [
        [0.258, 0.016, 0.035, 0.013],
        [0.012, 0.157, 0.058, 0.019],
        [0.013, 0.023, 0.306, 0.035],
        [0.005, 0.007, 0.024, 0.016],
    ]
    assert mixing.newman(np.array([couples]))[0] == pytest.approx(0.621, abs=1e-3)


@given(graph=drawn())
def test_modularity_of_groups_is_that_of_networkx_with_direction_ignored(graph: nx.Graph[int]) -> None:
    known = known_of(graph).to_undirected()
    groups = {group for _, group in known.nodes(data="group")}
    found = of_network_(network_of(graph, "group"), "group_modularity")
    parts = [{node for node, own in known.nodes(data="group") if own == group} for group in groups]
    if not known.edges or len(groups) == 1:
        assert found is None
    else:
        assert found == pytest.approx(nx.community.modularity(known, parts))


def test_the_factions_of_the_karate_club_have_the_modularity_that_igraph_finds() -> None:
    club = nx.karate_club_graph()
    net = network_of(club, "club")
    split = [int(club.nodes[node]["club"] == "Officer") for node in club]
    assert of_network_(net, "group_modularity") == pytest.approx(in_igraph(club).modularity(split))
    inside = sum(split[one] == split[other] for one, other in club.edges)
    shares = [sum(degree for node, degree in club.degree if split[node] == side) / 156 for side in (0, 1)]
    assert of_network_(net, "group_modularity") == pytest.approx(inside / 78 - sum(share**2 for share in shares))


# The permutation test of the E-I index ------------------------------------------------------------------------------


def every_dealing(net: Network) -> list[Fraction]:
    """The E-I index under each way of dealing the known groups out to the actors who have one."""
    groups = {place: actor.sector for place, actor in enumerate(net.actors) if actor.sector}
    ties = [(tie.sender, tie.receiver) for tie in net.ties if {tie.sender, tie.receiver} <= set(groups)]
    found = []
    for dealt in permutations(groups.values()):
        own = dict(zip(groups, dealt, strict=True))
        crossing = sum(own[one] != own[other] for one, other in ties)
        found.append(Fraction(2 * crossing, len(ties)) - 1)
    return found


def two_cliques() -> Network:
    """Two sectors of three, tied inside and by one tie across; and one actor without a sector, tied to all."""
    pairs = [*combinations("abc", 2), *combinations("def", 2), ("a", "d"), *(("z", other) for other in "abcdef")]
    sectors = dict(zip("abcdef", "pppqqq", strict=True))
    return from_pairs("cliques", "abcdefz", pairs, directed=False, sectors=sectors)


def test_the_p_of_the_e_i_index_is_near_the_share_of_all_dealings_that_are_as_far_from_the_mean() -> None:
    net = two_cliques()
    dealings = every_dealing(net)
    mean, observed = sum(dealings) / len(dealings), Fraction(2, 7) - 1
    found = metrics(net, only=["ei_index", "ei_index_p"]).values
    details = found["ei_index_p"].details
    assert details is not None
    assert found["ei_index"].value == pytest.approx(float(observed))
    exact = {
        "p": sum(abs(each - mean) >= abs(observed - mean) for each in dealings) / len(dealings),
        "p_less": sum(each <= observed for each in dealings) / len(dealings),
        "p_greater": sum(each >= observed for each in dealings) / len(dealings),
    }
    assert exact["p_less"] == 0.1  # 2 of the 20 ways to part six actors in threes
    for name, value in exact.items():
        error = 4 * math.sqrt(value * (1 - value) / 5000) + 1 / 5001
        assert (details | {"p": found["ei_index_p"].value})[name] == pytest.approx(value, abs=error), name
    assert details["mean"] == pytest.approx(float(mean), abs=0.02)


def test_the_p_of_the_e_i_index_names_permutations_and_seed_and_is_counted_with_the_observed_one() -> None:
    net = two_cliques()
    first, again, other = (metrics(net, only=["ei_index_p"], seed=seed).values["ei_index_p"] for seed in (3, 3, 4))
    assert first == again != other
    assert first.details is not None
    assert (first.details["permutations"], first.details["seed"]) == (5000, 3)
    for name in ("p_greater", "p_less"):
        extreme = first.details[name] * 5001
        assert extreme == pytest.approx(round(extreme))
        assert extreme >= 1


def test_the_p_of_the_e_i_index_is_undefined_where_the_index_is() -> None:
    for sectors in ("", "ppp", "pqr"):
        known = dict(zip("abc", sectors, strict=False))
        found = metrics(from_pairs("three", "abc", [("a", "b")], sectors=known), only=["ei_index", "ei_index_p"]).values
        assert found["ei_index_p"].value is None
        assert found["ei_index_p"].undefined == found["ei_index"].undefined


def test_the_test_of_the_e_i_index_says_how_it_was_made() -> None:
    said = CliRunner().invoke(main, ["metrics", "pbg", "--only", "ei_index_p", "--seed", "5"]).stdout
    assert "5000 permutations of the groups, seed 5; p = (k+1)/(N+1), both sides" in " ".join(said.split())


# Weights ------------------------------------------------------------------------------------------------------------


@given(graph=drawn(weighted=True, signed=True))
def test_strength_is_the_sum_of_weights_that_igraph_finds(graph: nx.Graph[int]) -> None:
    net = network_of(graph, weights="weight")
    assume(any(tie.weight != 1 for tie in net.ties))
    theirs = in_igraph(graph)
    close(of_actors(net, "strength"), theirs.strength(weights="weight"))
    if net.directed:
        close(of_actors(net, "in_strength"), theirs.strength(weights="weight", mode="in"))
        close(of_actors(net, "out_strength"), theirs.strength(weights="weight", mode="out"))
    pairs = len(graph) * (len(graph) - 1) / (1 if net.directed else 2)
    assert of_network_(net, "weighted_density") == pytest.approx(sum(theirs.es["weight"]) / pairs)


@given(graph=drawn(directed=False, weighted=True))
def test_weighted_clustering_is_barrat_s_as_igraph_finds_it(graph: nx.Graph[int]) -> None:
    net = network_of(graph, weights="weight")
    assume(any(tie.weight != 1 for tie in net.ties))
    close(of_actors(net, "weighted_clustering"), in_igraph(graph).transitivity_local_undirected(weights="weight"))


def test_the_novel_s_characters_have_the_strengths_and_weighted_clustering_that_igraph_finds() -> None:
    """Knuth 1993, The Stanford GraphBase: how often 77 characters of Les Misérables meet."""
    graph = nx.convert_node_labels_to_integers(nx.les_miserables_graph())
    net = network_of(graph, weights="weight")
    close(of_actors(net, "strength"), in_igraph(graph).strength(weights="weight"))
    close(of_actors(net, "weighted_clustering"), in_igraph(graph).transitivity_local_undirected(weights="weight"))
    assert max(value or 0 for value in of_actors(net, "strength")) == 158  # Valjean


def test_the_women_of_davis_weigh_as_many_events_as_networkx_counts_them_to_share(tmp_path: Path) -> None:
    """Davis, Gardner & Gardner 1941: 18 women by 14 events; the weight of two women is the events both were at."""
    graph = nx.davis_southern_women_graph()
    women = graph.graph["top"]
    lines = [f"{woman},{event}" for woman in women for event in graph[woman]]
    path = tmp_path / "women.csv"
    path.write_text("\n".join(["source,target", *lines]), encoding="utf-8")
    net = read_network(path, two_mode=True, project="rows")
    theirs = nx.bipartite.weighted_projected_graph(graph, women)
    found = dict(zip((actor.id for actor in net.actors), of_actors(net, "strength"), strict=True))
    assert found == dict(theirs.degree(weight="weight"))
    assert of_network_(net, "weighted_density") == pytest.approx(theirs.size(weight="weight") / (18 * 17 / 2))


WEIGHED = [name for name, metric in CATALOGUE.items() if metric.uses != "presence"]


def test_where_every_tie_weighs_one_what_uses_weights_or_signs_is_undefined_with_the_reason() -> None:
    found = metrics(from_pairs("triad", "abc", [("a", "b"), ("b", "c"), ("a", "c")], directed=False), only=WEIGHED)
    reasons = {name: value.undefined for name, value in found.values.items()} | dict(found.undefined)
    assert set(reasons) == set(WEIGHED)
    for name, reason in reasons.items():
        assert reason is not None
        directed = {"in_strength", "out_strength"}
        signs = CATALOGUE[name].uses == "sign"
        wanted = "ties have no direction" if name in directed else "no tie weighs less than zero"
        assert reason["en"] == (wanted if signs or name in directed else "every tie weighs 1"), name


def test_weighted_clustering_is_undefined_where_a_weight_is_below_zero() -> None:
    ties = tuple(Tie(*ends, weight=weight) for ends, weight in (((0, 1), 2.0), ((0, 2), -1.0), ((1, 2), 1.0)))
    net = replace(from_pairs("triad", "abc", [], directed=False), ties=ties)
    found = metrics(net, only=["weighted_clustering"])
    assert found.undefined["weighted_clustering"]["en"] == "some ties weigh less than zero"
    assert [own["weighted_clustering"] for own in found.actors] == [None] * 3


# Signs --------------------------------------------------------------------------------------------------------------


def balance(graph: nx.Graph[int]) -> float | None:
    """Cartwright & Harary 1956, for semicycles of three: each choice of one tie for each of the three pairs."""
    signs: dict[frozenset[int], list[int]] = {}
    for one, other, weight in graph.edges(data="weight"):
        signs.setdefault(frozenset((one, other)), []).append(1 if weight > 0 else -1)
    products = [
        x * y * z
        for a, b, c in combinations(graph, 3)
        for x in signs.get(frozenset((a, b)), [])
        for y in signs.get(frozenset((b, c)), [])
        for z in signs.get(frozenset((a, c)), [])
    ]
    return products.count(1) / len(products) if products else None


@given(graph=drawn(signed=True))
def test_balance_is_the_share_of_closed_triads_with_a_positive_product(graph: nx.Graph[int]) -> None:
    net, weights = network_of(graph, weights="weight"), [w for _, _, w in graph.edges(data="weight")]
    negative = sum(weight < 0 for weight in weights)
    assert of_network_(net, "negative_ties") == (negative or None)
    assert of_network_(net, "balance") == (pytest.approx(balance(graph)) if negative else None)
    friends, opponents = of_actors(net, "positive_degree"), of_actors(net, "negative_degree")
    if negative:
        assert sum(value or 0 for value in friends) == 2 * (len(weights) - negative)
        assert sum(value or 0 for value in opponents) == 2 * negative


@pytest.mark.parametrize(("signs", "share"), [("++-", 0.0), ("+--", 1.0), ("---", 0.0)])
def test_the_friend_of_a_friend_is_a_friend_and_the_enemy_of_an_enemy_too(signs: str, share: float) -> None:
    ends = [(0, 1), (0, 2), (1, 2)]
    ties = tuple(Tie(*pair, weight=1.0 if sign == "+" else -1.0) for pair, sign in zip(ends, signs, strict=True))
    net = replace(from_pairs("triad", "abc", [], directed=False), ties=ties)
    assert of_network_(net, "balance") == share


def test_signs_and_weights_of_a_file_are_kept_and_measured(tmp_path: Path) -> None:
    path = tmp_path / "signed.csv"
    path.write_text("source,target,weight\na,b,2\nb,c,-1\nc,a,-3\n", encoding="utf-8")
    net = read_network(path, directed=False)
    found = metrics(net, only=["weighted_density", "negative_ties", "balance", "density", "strength"])
    values = {name: value.value for name, value in found.values.items()}
    assert values == {"density": 1, "weighted_density": pytest.approx(-2 / 3), "negative_ties": 2, "balance": 1}
    assert [own["strength"] for own in found.actors] == [-1, 1, -4]
    assert sorted(weight for _, _, weight in net.to_networkx().edges(data="weight")) == [-3, -1, 2]


# What a person sees -------------------------------------------------------------------------------------------------


def said(*arguments: str) -> str:
    return " ".join(CliRunner().invoke(main, ["metrics", *arguments]).stdout.split())


def test_measures_of_weights_are_shown_where_there_are_weights_or_where_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "heavy.csv"
    path.write_text("source,target,weight\na,b,2\nb,c,1\n", encoding="utf-8")
    assert "weighted density 0.50" in said("--edges", str(path), "--directed")
    assert "weighted density" not in said("pbg")
    assert "weighted density undefined: every tie weighs 1" in said("pbg", "--only", "weighted_density")


def test_a_metric_of_actors_asked_for_that_none_has_says_why() -> None:
    assert "closeness: undefined: ties have a direction." in said("pbg", "--only", "closeness")


@pytest.mark.parametrize("name", [*NETWORK_LEVEL, *ACTOR_LEVEL])
def test_the_catalogue_says_what_of_a_tie_each_measure_uses(name: str) -> None:
    words = {"presence": "whether there is a tie", "weight": "the weights of ties", "sign": "the signs of ties"}
    assert words[CATALOGUE[name].uses] in said("--explain", name)
    (*_, data) = json.loads(CliRunner().invoke(main, ["metrics", "--explain", name, "--format", "json"]).stdout)[
        "metrics"
    ]
    assert data["uses"] in words


def test_a_comparison_computes_none_of_these() -> None:
    assert set(COMPARED).isdisjoint(NEW)
    assert set(NEW) <= set(NETWORK_LEVEL)


def test_weights_change_no_measure_that_uses_only_whether_there_is_a_tie() -> None:
    rng = random.Random(1)  # noqa: S311 (weights to measure, no secret)
    plain = network_of(nx.gnp_random_graph(12, 0.3, seed=2, directed=True))
    heavy = replace(plain, ties=tuple(replace(tie, weight=rng.choice([-2.0, 0.5, 3.0])) for tie in plain.ties))
    one, other = metrics(plain), metrics(heavy)
    for name, value in one.values.items():
        if NETWORK_LEVEL[name].uses == "presence":
            assert other.values[name] == value, name
    for before, after in zip(one.actors, other.actors, strict=True):
        for name in before:
            assert ACTOR_LEVEL[name].uses != "presence" or before[name] == after[name], name


def test_the_measures_of_a_batch_keep_each_network_s_weights() -> None:
    nets = [network_of(nx.gnp_random_graph(6, 0.5, seed=seed), name=str(seed)) for seed in range(4)]
    heavy = [replace(net, ties=tuple(replace(tie, weight=2.0 + place) for tie in net.ties)) for place, net in
             enumerate(nets)]  # fmt: skip
    alone = [of_network(net) for net in heavy]
    together = replace(
        alone[0],
        adjacency=np.concatenate([each.adjacency for each in alone]),
        weights=np.array([each.weights for each in alone]),
    )
    found = [float(NETWORK_LEVEL["weighted_density"].evaluate(piece)[0]) for piece in map(together.only, range(4))]
    expected: Mapping[int, float] = {place: net.adjacency.sum() * (2 + place) / 30 for place, net in enumerate(heavy)}
    assert found == pytest.approx(list(expected.values()))
