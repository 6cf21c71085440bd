"""Which differences keep their direction over all joint choices of coding, against a plain loop with networkx."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product

import networkx as nx
import pytest

import made
from collabgraph.analysis import joint_choices as module
from collabgraph.analysis.comparison import Comparison, compare
from collabgraph.analysis.joint_choices import JointChoices, joint_choices
from collabgraph.analysis.metrics import arrays
from collabgraph.analysis.network import GRANULARITIES, network
from collabgraph.coding import theory
from collabgraph.errors import TooManyActors
from collabgraph.model import DEFAULT_BASES, Basis, Case, Framework, Ontology

Graph = nx.DiGraph
#: A choice: bases, granularity, systems, symmetric kinds, city only, who the open actors are.
Choice = tuple[frozenset[Basis], str, bool, bool, bool, Mapping[str, str]]


def drawn(case: Case, choice: Choice) -> Graph[str]:
    """The network of a case under a choice, drawn from what ``network`` gives for bases, granularity and systems."""
    bases, granularity, systems, symmetric, city_only, same = choice
    net = network(case, bases=bases, granularity=granularity, systems=systems)  # type: ignore[arg-type]
    graph: Graph[str] = nx.DiGraph()
    ids = [actor.iri for actor in net.actors]
    graph.add_nodes_from(ids)
    for tie in net.ties:
        graph.add_edge(ids[tie.sender], ids[tie.receiver], directed=bool(set(tie.kinds) - symmetric_kinds()))
    for open_one, other in same.items():
        if open_one in graph and other in case.actors:
            merged: Graph[str] = nx.DiGraph()
            name = {open_one: other}
            merged.add_nodes_from(name.get(node, node) for node in graph)
            for one, two, kind in graph.edges(data="directed"):
                ends = name.get(one, one), name.get(two, two)
                if ends[0] != ends[1]:
                    already = merged.edges[ends]["directed"] if merged.has_edge(*ends) else False
                    merged.add_edge(*ends, directed=kind or already)
            graph = merged
    if not symmetric:
        graph.remove_edges_from([(one, two) for one, two, kind in graph.edges(data="directed") if not kind])
    if city_only:
        outside = [n for n in graph if (case.actors[n].sector, case.actors[n].level) != ("public", "city")]
        graph.remove_nodes_from(outside)
    return graph


def symmetric_kinds() -> frozenset[str]:
    return theory.ontology().symmetric_ties


def all_choices(cases: Mapping[str, Case], bases: frozenset[Basis]) -> Iterator[Choice]:
    """Every joint choice, the one made by default first."""
    of_bases = [bases, *(bases - {left} for left in Basis if left in bases and len(bases) > 1)]
    candidates: dict[str, dict[str, None]] = {}
    for case in cases.values():
        for actor in case.actors.values():
            for other in actor.possibly:
                if other in case.actors:
                    candidates.setdefault(actor.iri, {})[other] = None
    each = [[(iri, other) for other in (None, *others)] for iri, others in candidates.items()]
    for first, grain, systems, symmetric, city in product(
        of_bases, GRANULARITIES, (True, False), (True, False), (False, True)
    ):
        for who in product(*each):
            yield first, grain, systems, symmetric, city, {iri: other for iri, other in who if other}


def density(graph: Graph[str]) -> float | None:
    return nx.density(graph) if len(graph) > 1 else None


def centralization(graph: Graph[str]) -> float | None:
    n, degrees = len(graph), [degree for _, degree in graph.degree]
    return sum(max(degrees) - degree for degree in degrees) / (2 * (n - 1) * (n - 2)) if n > 2 else None


def reciprocity(graph: Graph[str]) -> float | None:
    return nx.overall_reciprocity(graph) if graph.edges else None


def one_way(graph: Graph[str]) -> float | None:
    return reciprocity(nx.DiGraph([(one, two) for one, two, kind in graph.edges(data="directed") if kind]))


def transitivity(graph: Graph[str]) -> float | None:
    paths = [(a, c) for a, b in graph.edges for c in graph[b] if c != a]
    return sum(graph.has_edge(*ends) for ends in paths) / len(paths) if paths else None


def mean_distance(graph: Graph[str]) -> float | None:
    lengths = [length for _, to in nx.all_pairs_shortest_path_length(graph) for length in to.values() if length]
    return sum(lengths) / len(lengths) if lengths else None


MEASURES: Mapping[str, Callable[[Graph[str]], float | None]] = {
    "n_actors": len,
    "n_ties": lambda graph: len(graph.edges),
    "density": density,
    "mean_degree": lambda graph: 2 * len(graph.edges) / len(graph) if len(graph) else None,
    "degree_centralization": centralization,
    "reciprocity_arc": reciprocity,
    "reciprocity_one_way": one_way,
    "transitivity": transitivity,
    "mean_distance": mean_distance,
}


def sign(one: float | None, other: float | None) -> int | None:
    if one is None or other is None:
        return None
    return 0 if one == pytest.approx(other, rel=1e-9, abs=0) else 1 if one > other else -1


def changed(choice: Choice, first: Choice) -> int:
    return sum(one != other for one, other in zip(choice[:5], first[:5], strict=True)) + len(choice[5])


def by_hand(cases: Mapping[str, Case], bases: frozenset[Basis] = DEFAULT_BASES) -> dict[str, dict[str, list[int]]]:
    """By metric, [same, tried, undefined] under every choice and under those that change one thing, one by one."""
    choices = list(all_choices(cases, bases))
    networks: list[tuple[bool, list[Graph[str]]]] = []
    for number, choice in enumerate(choices):
        graphs = [drawn(case, choice) for case in cases.values()]
        networks.append((changed(choice, choices[0]) <= 1, graphs))
        for place, graph in enumerate(graphs):
            for edge in graph.edges:
                without = graph.copy()
                without.remove_edge(*edge)
                networks.append((not number, [*graphs[:place], without, *graphs[place + 1 :]]))
    found: dict[str, dict[str, list[int]]] = {}
    for metric, measure in MEASURES.items():
        counts = found[metric] = {"every": [0, 0, 0], "alone": [0, 0, 0]}
        first: list[int | None] = []
        kept: dict[int, float | None] = {}
        for alone, graphs in networks:
            for graph in graphs:
                if id(graph) not in kept:
                    kept[id(graph)] = measure(graph)
            signs = [sign(kept[id(one)], kept[id(two)]) for one, two in combinations(graphs, 2)]
            first = first or signs
            for count in (counts["every"], *([counts["alone"]] if alone else [])):
                count[0] += signs == first and None not in signs
                count[1] += 1
                count[2] += None in signs
    return found


def counts(found: JointChoices) -> dict[str, dict[str, list[int]]]:
    return {
        metric: {
            name: [count.same, count.tried, count.undefined]
            for name, count in (("every", agreement.every), ("alone", agreement.alone))
        }
        for metric, agreement in found.agreements.items()
    }


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every choice is tried, of however large networks."""
    monkeypatch.setattr(module, "CELLS", 10**8)


@pytest.fixture(scope="module")
def both(pbg: Case, spp_irt: Case) -> dict[str, Case]:
    return {"pbg": pbg, "spp-irt": spp_irt}


@pytest.mark.usefixtures("unlimited")
def test_every_choice_of_the_shipped_cases_is_counted_as_a_plain_loop_counts_it(both: dict[str, Case]) -> None:
    found = joint_choices(both, MEASURES, most=10**6)
    assert found.joint == (1 + 5) * 2 * 2 * 2 * 2 * (1 + 2)  # five bases; the technical office may be one of two
    assert found.tried == found.total
    assert counts(found) == by_hand(both)


@pytest.mark.usefixtures("unlimited")
def test_density_reciprocity_and_distance_differ_alike_as_long_as_one_thing_is_changed_but_nothing_does_jointly(
    both: dict[str, Case],
) -> None:
    """Every single change keeps the direction of three metrics; several changes at once turn each of all round."""
    agreements = joint_choices(both, MEASURES, most=10**6).agreements
    kept = {metric for metric, agreement in agreements.items() if agreement.alone.always}
    assert kept == {"density", "reciprocity_arc", "mean_distance"}
    assert {metric: agreement.robust for metric, agreement in agreements.items()} == dict.fromkeys(MEASURES, False)


@pytest.mark.usefixtures("unlimited")
def test_a_sample_has_every_choice_without_a_tie_left_out_and_every_single_change(both: dict[str, Case]) -> None:
    whole, found = (joint_choices(both, MEASURES, most=most) for most in (10**6, 2_000))
    assert (found.tried, found.total, found.sampled) == (module.SAMPLE, whole.total, True)
    assert whole.joint < found.tried
    for metric, agreement in found.agreements.items():
        assert agreement.alone == whole.agreements[metric].alone
    again, other = (joint_choices(both, MEASURES, seed=seed) for seed in (0, 1))
    assert again == found
    assert other.agreements != found.agreements
    share = {m: a.every.same / a.every.tried for m, a in whole.agreements.items()}
    assert {m: a.every.same / a.every.tried for m, a in found.agreements.items()} == pytest.approx(share, abs=0.06)


def ring(name: str, n: int, *, basis: Basis = Basis.REPORTED, both_ways: bool = False) -> Case:
    """A case of ``n`` city offices in a ring."""
    actors = [made.actor(f"{name}{place}", level="city") for place in range(n)]
    pairs = [(place, (place + 1) % n) for place in range(n)]
    pairs += [(two, one) for one, two in pairs] if both_ways else []
    ties = [made.tie_claim(actors[i], actors[j], name=f"T{k:03}", basis=basis) for k, (i, j) in enumerate(pairs)]
    return made.case(name, ties, actors)


def test_a_difference_that_no_choice_can_turn_is_robust_and_every_choice_is_counted() -> None:
    """A ring of 5 tied both ways against one of 7 tied one way: no single tie makes up for it."""
    cases = {"a": ring("a", 5, both_ways=True), "b": ring("b", 7)}
    agreement = joint_choices(cases, ["reciprocity_arc"], bases={Basis.REPORTED}).agreements["reciprocity_arc"]
    joint = 2**4
    assert agreement.every == module.Count(joint * (1 + 10 + 7), joint * (1 + 10 + 7), 0)
    assert agreement.robust is True


def test_choices_without_a_value_are_counted_and_do_not_speak_against_a_difference() -> None:
    """Without the one basis that is known of a ring it has no actor: undefined for all choices of that."""
    cases = {"a": ring("a", 5, both_ways=True), "b": ring("b", 7, basis=Basis.DOCUMENTED)}
    found = joint_choices(cases, ["reciprocity_arc"], bases={Basis.REPORTED, Basis.DOCUMENTED})
    agreement = found.agreements["reciprocity_arc"]
    joint = 2**4
    assert agreement.every.undefined == joint * (1 + 7) + joint * (1 + 10)
    assert agreement.every.same == agreement.every.defined == joint * (1 + 10 + 7)
    assert agreement.robust is True


def test_a_metric_that_a_case_has_no_value_of_or_that_does_not_differ_is_neither_robust_nor_not() -> None:
    cases = {"a": ring("a", 5), "b": ring("b", 5, basis=Basis.DOCUMENTED)}
    chosen = joint_choices(cases, ["density"], bases={Basis.REPORTED})
    assert chosen.agreements == {}
    equal = joint_choices(cases, ["density"], bases={Basis.REPORTED, Basis.DOCUMENTED}).agreements["density"]
    assert (equal.equal, equal.robust) == (True, None)


def test_of_several_cases_a_difference_is_robust_only_where_each_pair_keeps_its_direction() -> None:
    """Reciprocity 1, 0 and 0: the first differs from both others whatever is chosen, those two do not differ."""
    cases = {"a": ring("a", 5, both_ways=True), "b": ring("b", 7), "c": ring("c", 6)}
    agreement = joint_choices(cases, ["reciprocity_arc"], bases={Basis.REPORTED}).agreements["reciprocity_arc"]
    assert set(agreement.pairs) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert agreement.robust is True
    density = joint_choices(cases, ["n_actors", "n_ties"], bases={Basis.REPORTED}).agreements
    assert density["n_actors"].robust is True
    assert density["n_ties"].robust is False  # 10, 7 and 6 ties: without one of 7 there are 6
    assert density["n_ties"].pairs["a", "b"].always
    assert not density["n_ties"].pairs["b", "c"].always


def test_an_actor_of_open_identity_is_merged_with_each_it_may_be() -> None:
    """x may be a or b. Kept apart there are 4 actors, merged 3; x > a becomes a tie of a with itself."""
    a, b, c = (made.actor(name, level="city") for name in "abc")
    x = made.actor("x", level="city", possibly=(a.iri, b.iri))
    ends = [(x, a), (a, c), (b, c), (x, c)]
    claims = [made.tie_claim(*pair, name=f"T{number}") for number, pair in enumerate(ends)]
    plain = made.case("plain", claims[1:3], [a, b, c])
    cases = {"open": made.case("open", claims, [a, b, c, x]), "plain": plain}
    found = joint_choices(cases, MEASURES, bases={Basis.REPORTED})
    assert found.joint == 2**4 * 3
    # 4 ties against 2; x as a: x > a is lost and x > c is a > c, 2 against 2; x as b: 3 against 2
    hand = by_hand(cases, frozenset({Basis.REPORTED}))
    assert counts(found) == {metric: hand[metric] for metric in found.agreements}
    assert found.agreements["n_ties"].robust is False


def test_two_actors_who_may_be_each_other_are_one_whichever_is_chosen() -> None:
    x, y = made.actor("x"), made.actor("y")
    x, y = made.actor("x", possibly=(y.iri,)), made.actor("y", possibly=(x.iri,))
    z = made.actor("z")
    claims = [made.tie_claim(x, z, name="T1"), made.tie_claim(z, y, name="T2")]
    cases = {"one": made.case("one", claims, [x, y, z]), "other": ring("o", 4)}
    found = joint_choices(cases, ["n_actors"], bases={Basis.REPORTED})
    assert found.joint == 2**4 * 2 * 2
    assert found.agreements["n_actors"].every.undefined == 0


def test_many_open_identities_are_sampled_and_the_choice_made_is_among_them() -> None:
    others = [made.actor(f"c{number}") for number in range(4)]
    many = [made.actor(f"x{number}", possibly=tuple(other.iri for other in others)) for number in range(12)]
    claims = [made.tie_claim(one, others[0], name=f"T{number:02}") for number, one in enumerate(many)]
    cases = {"many": made.case("many", claims, [*many, *others]), "other": ring("o", 4)}
    found = joint_choices(cases, ["n_actors"], bases={Basis.REPORTED})
    assert found.joint == 2**4 * 5**12
    assert found.tried == module.SAMPLE
    assert found.agreements["n_actors"].every.same >= 1


def test_of_a_large_network_fewer_choices_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = {"a": ring("a", 30), "b": ring("b", 20)}
    assert joint_choices(cases, ["n_ties"], bases={Basis.REPORTED}).tried == 2**4 * (1 + 30 + 20)
    monkeypatch.setattr(module, "CELLS", 30**2 * 70)
    assert joint_choices(cases, ["n_ties"], bases={Basis.REPORTED}).tried == 70
    monkeypatch.setattr(arrays, "MOST_ACTORS", 29)
    with pytest.raises(TooManyActors):
        joint_choices(cases, ["n_ties"], bases={Basis.REPORTED})


def compared(cases: Mapping[str, Case], theory: Framework, ontology: Ontology) -> Comparison:
    return compare(list(cases.values()), theory, ontology)


def test_a_comparison_has_the_same_counts(
    both: dict[str, Case], service_provision: Framework, ontology: Ontology
) -> None:
    found = joint_choices(both, ["density", "transitivity"])
    for figure in compared(both, service_provision, ontology).figures(["density", "transitivity"]):
        assert figure.agreement == found.agreements[figure.metric]
        assert figure.robust is found.agreements[figure.metric].robust
