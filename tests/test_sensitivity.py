"""How far metrics move with the choices of coding, against each choice made by hand."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

import made
from collabgraph.analysis.comparison import COMPARED, compare
from collabgraph.analysis.metrics import NETWORK_LEVEL, arrays, metrics
from collabgraph.analysis.network import Network, network
from collabgraph.analysis.sensitivity import Range, sensitivity
from collabgraph.errors import TooManyActors
from collabgraph.model import DEFAULT_BASES, Basis, Case, Framework, Ontology
from collabgraph.words import Text

IDS = (
    "n_ties",
    "density",
    "reciprocity_arc",
    "transitivity",
    "mean_distance",
    "ei_index",
    "betweenness_centralization",
)


def choices(case: Case) -> Iterator[Network]:
    """Every network the catalogue of choices names, built one by one."""
    chosen = network(case)
    yield chosen
    for basis in DEFAULT_BASES:
        yield network(case, bases=DEFAULT_BASES - {basis})
    yield network(case, granularity="role")
    yield network(case, systems=False)
    for tie in chosen.ties:
        yield replace(chosen, ties=tuple(other for other in chosen.ties if other != tie))


@pytest.mark.parametrize("name", ["pbg", "spp-irt"])
def test_a_range_spans_the_values_under_every_choice(name: str, request: pytest.FixtureRequest) -> None:
    case = request.getfixturevalue(name.replace("-", "_"))
    found = sensitivity(case, IDS)
    by_hand = [metrics(each, costly=False).values for each in choices(case)]
    for metric in IDS:
        values = [values[metric].value for values in by_hand]
        known = [value for value in values if value is not None]
        assert found[metric].low == pytest.approx(min(known))
        assert found[metric].high == pytest.approx(max(known))
        assert found[metric].undefined == values.count(None)


def ring_case(n: int, reach: int) -> Case:
    """A case of ``n`` actors in a ring, each tied to the next ``reach``."""
    actors = [made.actor(f"a{place:03}") for place in range(n)]
    pairs = [(place, (place + step) % n) for place in range(n) for step in range(1, reach + 1)]
    ties = [made.tie_claim(actors[i], actors[j], name=f"T{number:05}") for number, (i, j) in enumerate(pairs)]
    return made.case("ring", ties, actors)


def test_of_three_hundred_actors_the_networks_without_one_tie_are_never_held_at_once() -> None:
    case = ring_case(300, 3)
    everything = 900 * 300 * 300 * 8  # a matrix of numbers of eight bytes for each tie
    tracemalloc.start()
    found = sensitivity(case, ["n_ties", "density"], bases={Basis.REPORTED})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found["n_ties"].low, found["n_ties"].high) == (899, 900)
    assert peak < everything / 20


def test_in_how_many_pieces_it_is_computed_changes_no_range(pbg: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sensitivity(pbg, IDS)
    for cells in (1, 5_000, 10**7):
        monkeypatch.setattr(arrays, "CELLS", cells)
        assert sensitivity(pbg, IDS) == whole


def test_a_case_of_too_many_actors_is_refused_before_its_matrices_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MOST_ACTORS", 5)
    with pytest.raises(TooManyActors):
        sensitivity(ring_case(6, 1), ["density"])


def test_the_ends_of_a_range_name_the_choice_in_both_languages(pbg: Case) -> None:
    found = sensitivity(pbg, ["n_actors"])["n_actors"]
    assert found.highest == Text(en="granularity role", id="granularitas role")
    assert found.lowest["en"].startswith("without ")


def test_a_metric_without_a_value_under_any_choice_has_no_range(pbg: Case) -> None:
    assert sensitivity(pbg, ["density"], bases={Basis.REPORTED}) == {}


@pytest.mark.parametrize(
    ("one", "other", "overlap"), [((0, 1), (1, 2), True), ((0, 1), (1.1, 2), False), ((0, 3), (1, 2), True)]
)
def test_ranges_overlap_where_they_share_a_value(
    one: tuple[float, float], other: tuple[float, float], overlap: bool
) -> None:
    first, second = (Range(*ends, Text(en="", id=""), Text(en="", id=""), 0) for ends in (one, other))
    assert first.overlaps(second) is second.overlaps(first) is overlap


def test_ranges_lie_apart_where_they_share_no_value(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    for figure in compare([pbg, spp_irt], service_provision, ontology).figures():
        if figure.apart is not None:
            one, other = figure.ranges["pbg"], figure.ranges["spp-irt"]
            assert figure.apart is (one.high < other.low or other.high < one.low)


def test_a_metric_that_one_case_lacks_is_neither_robust_nor_not(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    found = compare([pbg, spp_irt], service_provision, ontology, bases={Basis.REPORTED})
    assert {figure.robust for figure in found.figures(["density", "transitivity"])} == {None}


def test_what_is_costly_is_left_out_of_a_comparison() -> None:
    left_out = {metric.id for metric in NETWORK_LEVEL.values() if metric.costly or not metric.compared}
    assert set(COMPARED) == set(NETWORK_LEVEL) - left_out - {"governance_mode"}
