"""What has the same id and another IRI is never taken for one thing, and a person can tell the two apart."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import made
from collabgraph.analysis.comparison import Comparison, compare
from collabgraph.analysis.expected_ties import expected_ties
from collabgraph.analysis.inference import hamming, mrqap, qap_correlation
from collabgraph.analysis.metrics import metrics
from collabgraph.analysis.network import from_pairs, network
from collabgraph.analysis.paper_practice import paper_practice_gap
from collabgraph.analysis.sensitivity import sensitivity
from collabgraph.coding.library import Library
from collabgraph.errors import AmbiguousClaim, UnknownClaim
from collabgraph.model import Basis, Case
from collabgraph.output.presenters import comparison as presenter
from collabgraph.output.results.graph import fragment
from collabgraph.output.writers import write
from collabgraph.words.names import unique_names

HERE, THERE = "https://a.example/here/", "https://b.example/there/"
THEORY = made.framework([made.construct("a")])


def town(name: str, namespace: str) -> Case:
    """A case whose mayor, clerk and board advise each other in a row."""
    mayor, clerk, board = (made.actor(each, namespace) for each in ("mayor", "clerk", "board"))
    claims = [made.tie_claim(mayor, clerk, name="T01"), made.tie_claim(clerk, board, name="T02")]
    return made.case(name, claims, (mayor, clerk, board))


@pytest.fixture
def towns() -> Comparison:
    cases = [town("one", HERE), town("other", THERE)]
    return compare(cases, THEORY, made.ontology(THEORY))


def test_cases_that_only_share_ids_share_no_actor_and_no_tie(towns: Comparison) -> None:
    assert towns.shared_actors == []
    assert towns.shared_ties == []
    assert {(pair.sender, pair.receiver) for pair in towns.only("one")} == {
        (HERE + "mayor", HERE + "clerk"), (HERE + "clerk", HERE + "board"),
    }  # fmt: skip
    assert len(towns.names) == len({*towns.names.values()}) == 6


def test_cases_that_share_iris_share_actors_and_ties() -> None:
    both = compare([town("one", HERE), town("other", HERE)], THEORY, made.ontology(THEORY))
    assert both.shared_actors == [HERE + "board", HERE + "clerk", HERE + "mayor"]
    assert [both.names[iri] for iri in both.shared_actors] == ["board", "clerk", "mayor"]
    assert len(both.shared_ties) == 2


def test_a_person_can_tell_actors_of_one_id_apart_in_what_is_printed(towns: Comparison) -> None:
    written = write(presenter.presentation(towns), "csv", "en")
    cells = {(row["column"], row["value"]) for row in csv.DictReader(io.StringIO(written)) if row["part"] == "ties"}
    for place in ("here", "there"):
        assert {("sender", f"mayor ({place})"), ("receiver", f"clerk ({place})")} <= cells


def test_networks_that_only_share_ids_share_no_actor_to_correlate_over() -> None:
    one, other = network(town("one", HERE)), network(town("other", THERE))
    assert qap_correlation(one, other, permutations=9).n == 0
    assert hamming(one, other).value is None
    assert mrqap(one, [other], permutations=9).n == 0
    assert qap_correlation(one, network(town("other", HERE)), permutations=9).n == 3


def test_an_actor_of_a_file_which_has_no_iri_is_the_actor_of_its_id_unless_two_have_it() -> None:
    listed = from_pairs("file", ["mayor", "clerk", "board", "x"], [("mayor", "clerk"), ("board", "x")])
    found = qap_correlation(network(town("one", HERE)), listed, permutations=9)
    assert (found.n, found.left_out) == (3, 1)
    everyone = [*town("one", HERE).actors.values(), made.actor("mayor", THERE)]
    claims = [made.participation(each, name=f"P{place}") for place, each in enumerate(everyone)]
    crowded = network(made.case("crowded", claims, everyone))
    assert qap_correlation(crowded, listed, permutations=9).n == 2


def twins() -> Case:
    """A case with two mayors of different IRIs, tied to each other and one of them to a clerk."""
    mine, yours, clerk = made.actor("mayor", HERE), made.actor("mayor", THERE), made.actor("clerk", HERE)
    claims = [made.tie_claim(mine, yours, name="T01"), made.tie_claim(yours, clerk, name="T02")]
    return made.case("twins", claims, (mine, yours, clerk))


def test_two_actors_of_one_id_are_two_actors_of_a_network_with_names_of_their_own() -> None:
    net = network(twins())
    assert [(actor.id, actor.iri) for actor in net.actors] == [
        ("clerk", HERE + "clerk"), ("mayor (here)", HERE + "mayor"), ("mayor (there)", THERE + "mayor"),
    ]  # fmt: skip
    graph = net.to_networkx()
    assert set(graph.edges) == {("mayor (here)", "mayor (there)"), ("mayor (there)", "clerk")}
    assert {said["iri"] for _, said in graph.nodes(data=True)} == {actor.iri for actor in net.actors}


def test_details_and_ranges_name_each_of_two_actors_of_one_id() -> None:
    details = metrics(network(twins()), only=["bridges"]).values["bridges"].details
    assert details == {"pairs": [["clerk", "mayor (there)"], ["mayor (here)", "mayor (there)"]]}
    found = sensitivity(twins(), ["n_ties"], bases={Basis.REPORTED})["n_ties"]
    assert found.lowest["en"] == "without mayor (here) > mayor (there)"


def test_a_claim_of_the_study_and_one_of_the_case_with_one_id_are_each_found_by_name_and_by_iri() -> None:
    mine = made.condition_claim("a", made.Status.PRESENT, name="F01")
    theirs = replace(mine, iri="https://example.org/study#F01")
    case = made.case("x", [mine], study=made.study([theirs]))
    library = Library()
    assert library.claim(case, "F01 (claim)") == library.claim(case, mine.iri) == mine
    assert library.claim(case, "F01 (study)") == library.claim(case, theirs.iri) == theirs
    with pytest.raises(AmbiguousClaim, match=r"'F01 \(claim\)', 'F01 \(study\)'"):
        library.claim(case, "F01")
    with pytest.raises(UnknownClaim):
        library.claim(case, "F02")


def test_a_tie_names_each_of_two_claims_of_one_id() -> None:
    mayor, clerk = made.actor("mayor"), made.actor("clerk")
    one = made.tie_claim(mayor, clerk, name="T01")
    other = replace(one, iri="https://example.org/study#T01", basis=Basis.DOCUMENTED)
    case = made.case("x", [one, other], (mayor, clerk))
    (tie,) = network(case).ties
    assert [case.claim(name) for name in tie.claims] == [one, other]


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        ({"https://a.example/x#m": "m", "https://a.example/x#n": "n"}, {"m", "n"}),
        ({"https://a.example/x#m": "m", "https://b.example/x#m": "m"}, {"m (https://a.example/x)", "m (https://b.example/x)"}),
        ({"https://a.example/x#m": "m", "https://b.example/m": "m"}, {"m (x)", "m (b.example)"}),
        ({"https://a.example/x#m": "m", "https://a.example/x/m": "m"}, {"https://a.example/x#m", "https://a.example/x/m"}),
    ],
)  # fmt: skip
def test_a_name_is_as_short_as_can_be(ids: dict[str, str], names: set[str]) -> None:
    assert set(unique_names(ids).values()) == names


WORDS = st.text("ab/#(). ", min_size=1, max_size=6)


@given(st.dictionaries(WORDS, WORDS, max_size=8))
def test_no_two_things_have_one_name_whatever_their_ids(ids: dict[str, str]) -> None:
    names = unique_names(ids)
    assert names.keys() == ids.keys()
    assert len(set(names.values())) == len(ids)


BASES = ["https://x.example/", "https://w3id.org/collabgraph/framework/", "urn:"]


@given(st.sets(st.tuples(st.sampled_from(BASES), st.text("ab/#%:", min_size=1, max_size=5)).map("".join)))
def test_no_two_results_have_one_address_whatever_they_are_about(iris: set[str]) -> None:
    assert len({fragment(iri) for iri in iris}) == len(iris)
    assert len({fragment(iri, "https://x.example/") for iri in iris}) == len(iris)
    assert not any("#" in fragment(iri) for iri in iris)


def test_prescribed_and_expected_ties_name_each_of_two_actors_of_one_id() -> None:
    mine, yours = made.actor("mayor", HERE), made.actor("mayor", THERE)
    wanted = made.ExpectedTie("e1", "urn:e1", "operator", "trainer", (), Basis.REPORTED, made.PLAIN, "")
    theory = made.framework([made.construct("a")], expected=[wanted])
    parts = [made.participation(mine, "operator", name="P1"), made.participation(yours, "trainer", name="P2")]
    case = made.case("x", [made.tie_claim(mine, yours), *parts], (mine, yours))
    ((pair,),) = [expectation.pairs for expectation in expected_ties(case, theory).expectations]
    (tie,) = paper_practice_gap(case).ties
    for each in (pair, tie):
        assert (each.sender.id, each.receiver.id) == ("mayor (here)", "mayor (there)")
