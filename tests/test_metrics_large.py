"""Many networks at once, and networks of many actors: counted from their ties, estimated from a sample of paths.

With all paths followed the values are held to those of the arrays of all pairs, which test_metrics.py holds to plain
Python, and to networkx and rustworkx. That estimates and their errors are right is shown over all samples there are.
"""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterable, Mapping
from itertools import combinations, permutations
from statistics import fmean, pvariance
from typing import Any

import networkx as nx
import numpy as np
import pytest
import rustworkx as rx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import collabgraph.analysis.metrics
from collabgraph.analysis.metrics import ACTOR_LEVEL, CATALOGUE, NETWORK_LEVEL, Measures, evaluate, large, metrics
from collabgraph.analysis.metrics.arrays import coded
from collabgraph.analysis.metrics.large import NONE_SEEN, TOO_MANY, measure_large
from collabgraph.analysis.network import Network, from_pairs

DRAWN = settings(deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow])

COUNTED = {
    "n_actors", "n_ties", "isolates", "density", "components_weak", "components_strong", "in_degree_centralization",
    "out_degree_centralization", "degree_centralization", "reciprocity_arc", "reciprocity_dyad", "transitivity",
    "ei_index", "cut_actors", "bridges",
}  # fmt: skip
ESTIMATED = {"mean_distance", "distance_fragmentation", "betweenness_centralization"}
OF_ALL_PATHS = {"fragmentation", "diameter", "closeness_centralization", *ESTIMATED}
OF_ACTORS = {
    "in_degree", "out_degree", "degree", "ei_index", "core", "cut_actor", "betweenness", "betweenness_normalized",
    "harmonic_closeness", "closeness",
}  # fmt: skip


def random_network(
    n: int, ties: int, *, directed: bool, seed: int = 1, hubs: int = 0, sectors: Iterable[str] = ("a", "b", "")
) -> Network:
    """A random network; hubs are tied to everybody, and every third actor is of unknown sector."""
    rng, kinds = random.Random(seed), tuple(sectors)  # noqa: S311 (a network to measure, no secret)
    actors = [f"a{place:05}" for place in range(n)]
    pairs = [tuple(rng.sample(actors, 2)) for _ in range(ties)]
    pairs += [(hub, other) for hub in actors[:hubs] for other in actors if hub != other]
    known = {actor: kinds[place % len(kinds)] for place, actor in enumerate(actors)}
    return from_pairs("random", actors, pairs, directed=directed, sectors=known)


def agree(found: Measures, expected: Measures) -> None:
    """Every value, detail and reason is the same, but for the metrics that are not computed for so many actors."""
    for name, value in found.values.items():
        if value.undefined != TOO_MANY:
            assert value.value == pytest.approx(expected.values[name].value), name
            assert value.undefined == expected.values[name].undefined, name
            assert approximately(value.details) == expected.values[name].details, name
    for name in ACTOR_LEVEL:
        if found.undefined.get(name) != TOO_MANY:
            assert found.undefined.get(name) == expected.undefined.get(name), name
            for one, other in zip(found.actors, expected.actors, strict=True):
                assert one[name] == pytest.approx(other[name]), name


def approximately(details: Mapping[str, Any] | None) -> object:
    """Details whose numbers may differ by rounding."""
    if details is None or not all(isinstance(value, float | None) for value in details.values()):
        return details
    return pytest.approx(dict(details))


# All paths ----------------------------------------------------------------------------------------------------------


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Networks of 0 to 9 actors, of any density, the sector of some actors unknown."""
    directed = draw(st.booleans())
    actors = [f"a{place}" for place in range(draw(st.integers(0, 9)))]
    possible = list(permutations(actors, 2) if directed else combinations(actors, 2))
    pairs = draw(st.permutations(possible))[: draw(st.integers(0, len(possible)))]
    sectors = {actor: draw(st.sampled_from(["public", "private", ""])) for actor in actors}
    return from_pairs("drawn", actors, pairs, directed=directed, sectors=sectors)


@DRAWN
@given(network=networks())
def test_with_all_paths_every_metric_and_reason_is_that_of_the_arrays_of_all_pairs(network: Network) -> None:
    agree(measure_large(network, exact=True), metrics(network, costly=False))


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("ties", [30, 90, 400])
def test_on_sixty_actors_too(directed: bool, ties: int) -> None:
    network = random_network(60, ties, directed=directed)
    agree(measure_large(network, exact=True), metrics(network, costly=False))


@pytest.mark.parametrize("directed", [True, False])
def test_these_metrics_are_computed_for_any_number_of_actors_and_no_others(directed: bool) -> None:
    found = measure_large(random_network(100, 400, directed=directed), exact=True)
    assert list(found.values) == list(NETWORK_LEVEL)
    assert {tuple(row) for row in found.actors} == {tuple(ACTOR_LEVEL)}
    unavailable = {name for name, value in found.values.items() if value.undefined == TOO_MANY}
    assert unavailable.isdisjoint(COUNTED | OF_ALL_PATHS)
    assert {name for name, value in found.values.items() if value.value is not None} <= COUNTED | OF_ALL_PATHS
    unavailable = {name for name, reason in found.undefined.items() if reason == TOO_MANY}
    assert unavailable.isdisjoint(OF_ACTORS)
    assert set(ACTOR_LEVEL) - set(found.undefined) <= OF_ACTORS


@pytest.mark.parametrize("directed", [True, False])
def test_of_1600_actors_with_all_paths_metrics_are_those_of_rustworkx_and_networkx(directed: bool) -> None:
    network = random_network(1600, 4000, directed=directed, sectors=("a", "b"))
    found, graph = metrics(network, exact=True), network.to_networkx()
    ids = [actor.id for actor in network.actors]
    between = rx.betweenness_centrality(rx.networkx_converter(graph), normalized=False)
    core = nx.core_number(nx.Graph(graph))
    cut = set(nx.articulation_points(nx.Graph(graph)))
    assert [row["betweenness"] for row in found.actors] == pytest.approx(list(between.values()))
    assert [row["core"] for row in found.actors] == [core[actor] for actor in ids]
    assert found.values["cut_actors"].details == {"actors": sorted(cut)}
    assert found.values["components_weak"].value == nx.number_connected_components(nx.Graph(graph))
    apart = [far for row in dict(nx.all_pairs_shortest_path_length(graph)).values() for far in row.values() if far]
    assert found.values["mean_distance"].value == pytest.approx(fmean(apart))
    assert found.values["diameter"].value == max(apart)
    assert found.values["fragmentation"].value == pytest.approx(1 - len(apart) / (1600 * 1599))
    if not directed:
        assert found.values["transitivity"].value == pytest.approx(nx.transitivity(graph))


@pytest.mark.parametrize("directed", [True, False])
def test_what_is_worked_on_at_once_changes_no_value(directed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(60, 200, directed=directed, hubs=1)
    whole = measure_large(network, exact=True)
    monkeypatch.setattr(large, "WALKED", 1)
    monkeypatch.setattr(large, "LOOKED_AT", 7)
    agree(measure_large(network, exact=True), whole)


# Samples ------------------------------------------------------------------------------------------------------------


def estimates(found: Measures) -> dict[str, tuple[float, float]]:
    """Every estimate with its standard error, those of actors by metric and place."""
    marked = {name: value for name, value in found.values.items() if (value.details or {}).get("estimated")}
    said = {name: (value.value, value.details["standard_error"]) for name, value in marked.items() if value.details}
    for value in marked.values():
        for name, errors in (value.details or {}).get("actor_standard_errors", {}).items():
            pairs = zip(found.actors, errors, strict=True)
            said |= {f"{name} {place}": (row[name], error) for place, (row, error) in enumerate(pairs)}
    return said  # type: ignore[return-value]


@pytest.mark.parametrize("directed", [True, False])
def test_over_all_samples_the_estimates_average_to_the_value_and_vary_as_their_standard_errors_say(
    directed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cochran 1977, Sampling Techniques, theorems 2.1 and 2.4: of a mean both are unbiased, over all samples.

    The mean distance is a mean where all reach all, as here when undirected, and the centralization where the same
    actor leads in each sample, as the hub does here. Of an actor's closeness it is so over the samples with the actor
    in them, and over those without.
    """
    network = random_network(12, 18, directed=directed, hubs=1)
    exact, found = measure_large(network, exact=True), dict[tuple[int, ...], dict[str, tuple[float, float]]]()
    for sample in combinations(range(12), 10):
        monkeypatch.setattr(large, "drawn", lambda *_, sample=sample: np.array(sample))
        found[sample] = estimates(measure_large(network, samples=10))
    for name in (
        "distance_fragmentation",
        "betweenness_centralization",
        "fragmentation" if directed else "mean_distance",
    ):
        expect_unbiased([said[name] for said in found.values()], exact.values[name].value)
    for place, row in enumerate(exact.actors):
        expect_unbiased([said[f"betweenness {place}"] for said in found.values()], row["betweenness"])
        for inside in (True, False):
            name, samples = f"harmonic_closeness {place}", [each for each in found if (place in each) == inside]
            expect_unbiased([found[sample][name] for sample in samples], row["harmonic_closeness"])


def expect_unbiased(said: list[tuple[float, float]], value: float | None) -> None:
    """The mean of the estimates is the value, and the mean of their squared errors their variance."""
    assert fmean(estimate for estimate, _ in said) == pytest.approx(value)
    variance = pvariance([estimate for estimate, _ in said])
    assert fmean(error**2 for _, error in said) == pytest.approx(variance, abs=1e-12)


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_estimates_lie_within_four_standard_errors_of_the_values(directed: bool, seed: int) -> None:
    network = random_network(400, 1000, directed=directed, seed=seed)
    said = estimates(measure_large(network, samples=100, seed=seed))
    names = [*ESTIMATED, *(["fragmentation"] if directed else [])]
    for name, (value,) in evaluate(names, network.adjacency[None], directed).items():
        assert abs(said[name][0] - value) <= 4 * said[name][1], name


@pytest.mark.parametrize("directed", [True, False])
def test_so_do_the_closeness_of_nearly_all_actors_and_the_betweenness_of_nearly_all_the_most_central(
    directed: bool,
) -> None:
    """Not of all: a value may rest on few others, and where none of these is drawn nothing varies."""
    network = random_network(400, 2000, directed=directed)
    said = estimates(measure_large(network, samples=150))
    exact = evaluate(["betweenness", "harmonic_closeness"], network.adjacency[None], directed)

    def near(name: str, place: int) -> bool:
        estimate, error = said[f"{name} {place}"]
        return abs(estimate - exact[name][0, place]) <= 4 * error

    assert sum(near("betweenness", place) for place in exact["betweenness"][0].argsort()[-30:]) >= 28
    assert sum(near("harmonic_closeness", place) for place in range(400)) >= 396


@pytest.mark.parametrize("directed", [True, False])
def test_a_larger_sample_has_smaller_errors_and_a_sample_of_everybody_none(directed: bool) -> None:
    network = random_network(300, 900, directed=directed)
    few, many = (estimates(measure_large(network, samples=samples)) for samples in (30, 200))
    for name in ("mean_distance", "distance_fragmentation"):
        assert many[name][1] < few[name][1] / 2
    agree(measure_large(network, samples=300), measure_large(network, exact=True))
    assert estimates(measure_large(network, samples=300)) == {}


@pytest.mark.parametrize("directed", [True, False])
def test_the_same_seed_gives_the_same_values_and_another_seed_others(directed: bool) -> None:
    network = random_network(200, 500, directed=directed)
    one, same, other = (measure_large(network, samples=40, seed=seed) for seed in (7, 7, 8))
    assert (one.values, one.actors) == (same.values, same.actors)
    for name in ESTIMATED:
        assert one.values[name].value != other.values[name].value


@pytest.mark.parametrize("directed", [True, False])
def test_what_is_estimated_says_so_with_sample_seed_and_standard_error_and_what_is_counted_does_not(
    directed: bool,
) -> None:
    network = random_network(200, 600, directed=directed)
    found = measure_large(network, samples=40, seed=3)
    marked = {name for name, value in found.values.items() if "estimated" in (value.details or {})}
    assert marked == ESTIMATED | ({"fragmentation"} if directed else set())
    for name in marked:
        details = dict(found.values[name].details or {})
        errors = details.pop("actor_standard_errors", {})
        assert details.pop("standard_error") > 0
        assert details == {"estimated": True, "samples": 40, "seed": 3}
        assert all(len(each) == 200 for each in errors.values())
    exact = measure_large(network, exact=True, samples=40)
    assert not any("estimated" in (value.details or {}) for value in exact.values.values())
    for name in COUNTED:
        assert found.values[name].value == exact.values[name].value


def test_the_farthest_distance_and_freeman_closeness_need_all_paths() -> None:
    found = measure_large(random_network(100, 400, directed=False), samples=50)
    assert found.values["diameter"].undefined == found.values["closeness_centralization"].undefined == TOO_MANY
    assert found.undefined["closeness"] == TOO_MANY


def test_at_least_ten_actors_are_sampled() -> None:
    found = measure_large(random_network(50, 100, directed=True), samples=1)
    assert (found.values["mean_distance"].details or {})["samples"] == 10


def test_without_a_path_to_the_actors_sampled_there_is_no_mean_distance() -> None:
    network = from_pairs("one tie", [f"a{place}" for place in range(900)], [("a0", "a1")])
    value = measure_large(network, samples=10).values["mean_distance"]
    assert (value.value, value.undefined) == (None, NONE_SEEN)


# Many actors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("directed", [True, False])
def test_twenty_thousand_actors_take_far_less_memory_than_a_byte_for_each_pair(directed: bool) -> None:
    network = random_network(20_000, 60_000, directed=directed, hubs=1)
    tracemalloc.start()
    try:
        found = metrics(network)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000**2 / 4
    assert found.values["n_ties"].value == len(network.ties)
    assert len(found.actors) == 20_000


def test_metrics_hands_over_networks_of_more_actors_than_it_builds_arrays_for(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(40, 100, directed=True)
    monkeypatch.setattr(collabgraph.analysis.metrics, "LARGE", 40)
    assert metrics(network, costly=False).values["krackhardt_lubness"].undefined != TOO_MANY
    monkeypatch.setattr(collabgraph.analysis.metrics, "LARGE", 39)
    assert metrics(network).values["krackhardt_lubness"].undefined == TOO_MANY
    found = metrics(network, exact=True, group="kind")
    assert found.group == "kind"
    agree(found, measure_large(network, exact=True, group="kind"))


def test_metrics_that_take_long_are_left_out_of_a_large_network_too_when_not_asked_for() -> None:
    network = random_network(40, 100, directed=True)
    small, found = metrics(network, costly=False), measure_large(network, costly=False)
    assert list(found.values) == list(small.values)
    assert [list(row) for row in found.actors] == [list(row) for row in small.actors]


def test_a_reason_for_so_many_actors_stands_in_both_languages() -> None:
    for reason in (TOO_MANY, NONE_SEEN):
        assert reason["en"]
        assert reason.id
        assert reason["en"] != reason.id


# Many networks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("directed", [True, False])
def test_in_a_batch_of_a_hundred_each_network_has_the_values_it_has_alone(directed: bool) -> None:
    """The batch is worked on in pieces, and sparse networks are beside dense ones."""
    networks = [random_network(30, 10 + 4 * place, directed=directed, seed=place) for place in range(100)]
    groups = coded(networks[0].groups("sector"))
    names = [name for name, metric in CATALOGUE.items() if not metric.costly]
    together = evaluate(names, [network.adjacency for network in networks], directed, groups)
    for place in range(0, 100, 9):
        for name, (alone,) in evaluate(names, networks[place].adjacency[None], directed, groups).items():
            assert together[name][place] == pytest.approx(alone, nan_ok=True), name


def test_a_batch_of_no_networks_has_no_values() -> None:
    found = evaluate(["density", "betweenness"], np.zeros((0, 4, 4)), directed=True)
    assert {name: values.shape for name, values in found.items()} == {"density": (0,), "betweenness": (0, 4)}
