"""Where actors stand: the same office in the same place, everything within the picture, room for labels."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import combinations

import pytest

from collabgraph.analysis.network import Network, from_pairs, network
from collabgraph.model import Case
from collabgraph.output.layout import Places, beside, joint

#: What follows is about pictures of a few dozen actors: half the room a label of 12 letters takes at 1280 by 800.
ACROSS, DOWN = 0.06, 0.034

PLACES_OF_BOTH = """
from collabgraph.output.layout import joint
from collabgraph.coding.library import Library
from collabgraph.analysis.network import network
print(joint([network(case, granularity="role") for case in Library().open_all(["pbg", "spp-irt"])]))
"""


@pytest.fixture(scope="module")
def networks(pbg: Case, spp_irt: Case) -> list[Network]:
    return [network(case, granularity="role") for case in (pbg, spp_irt)]


@pytest.fixture(scope="module")
def places(networks: list[Network]) -> Places:
    return joint(networks)


def drawn(n: int, ties: int) -> Network:
    """A network of ``n`` actors with ties drawn at random, always the same."""
    chance = random.Random(n)  # noqa: S311 -- reproducible, and nothing to keep secret
    ids = [f"a{number}" for number in range(n)]
    return from_pairs("drawn", ids, [tuple(chance.sample(ids, 2)) for _ in range(ties)])  # type: ignore[misc]


def test_every_actor_of_every_network_has_a_place_within_the_picture(places: Places, networks: list[Network]) -> None:
    assert set(places) == {actor.id for each in networks for actor in each.actors}
    assert all(0 <= side <= 1 for place in places.values() for side in place)


def test_the_places_do_not_depend_on_the_order_of_the_networks(places: Places, networks: list[Network]) -> None:
    assert joint(networks[::-1]) == places


def test_another_process_with_another_hash_seed_gives_the_same_places() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", PLACES_OF_BOTH], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_no_two_labelled_actors_of_the_shipped_cases_take_the_same_room(places: Places) -> None:
    crowded = [
        pair
        for pair in combinations(places, 2)
        if all(abs(a - b) < room for a, b, room in zip(*(places[each] for each in pair), (ACROSS, DOWN), strict=True))
    ]
    assert crowded == []


@pytest.mark.parametrize("n", [2, 10, 60, 500])
def test_no_two_actors_stand_on_one_spot(n: int) -> None:
    found = joint([drawn(n, 2 * n)])
    assert len(set(found.values())) == n
    assert all(0 <= side <= 1 for place in found.values() for side in place)


def test_tied_actors_stand_nearer_than_others(places: Places, networks: list[Network]) -> None:
    def distance(one: str, other: str) -> float:
        return sum((a - b) ** 2 for a, b in zip(places[one], places[other], strict=True)) ** 0.5

    for each in networks:
        ids = [actor.id for actor in each.actors]
        pairs = {frozenset((ids[tie.sender], ids[tie.receiver])) for tie in each.ties}
        tied = [distance(*pair) for pair in pairs]
        every = [distance(*pair) for pair in combinations(ids, 2)]
        assert sum(tied) / len(tied) < 0.7 * sum(every) / len(every)


def test_an_office_attracts_the_roles_in_it() -> None:
    ring = from_pairs("x", [*"abcdef", "office", "role"], [*zip("abcdef", "bcdefa", strict=True), ("a", "office")])
    alone, together = joint([ring]), joint([ring], [("office", "role")])

    def nearest(places: Places) -> str:
        x, y = places["role"]
        return min(set(places) - {"role"}, key=lambda each: (places[each][0] - x) ** 2 + (places[each][1] - y) ** 2)

    assert alone["role"][1] > max(place[1] for actor, place in alone.items() if actor != "role")
    assert nearest(together) == "office"


@pytest.mark.parametrize("n", [1, 7, 600])
def test_isolates_stand_below_all_who_are_tied(n: int) -> None:
    isolates = [f"alone{number}" for number in range(n)]
    found = joint([from_pairs("x", ["a", "b", "c", *isolates], [("a", "b"), ("b", "c")])])
    assert max(found[actor][1] for actor in "abc") < min(found[actor][1] for actor in isolates)
    assert len({found[actor] for actor in isolates}) == n
    assert all(0 <= side <= 1 for place in found.values() for side in place)


def test_without_any_tie_everyone_still_has_a_place_and_of_nobody_there_is_none() -> None:
    assert len(set(joint([from_pairs("x", ["a", "b", "c"], [])]).values())) == 3
    assert joint([]) == {}
    assert joint([from_pairs("x", ["a", "b"], [("a", "b")])])["a"] != (0.5, 0.5)


# Beside each other ----------------------------------------------------------------------------------------------------


def test_beside_each_other_every_actor_of_every_case_has_a_place_within_the_picture(networks: list[Network]) -> None:
    found = beside([[each] for each in networks])
    assert set(found) == {actor.id for each in networks for actor in each.actors}
    assert all(0 <= side <= 1 for place in found.values() for side in place)


def test_beside_each_other_the_cases_fill_more_of_their_pictures(networks: list[Network]) -> None:
    """In one joint picture each case has only its part; in a picture of its own it needs no room for the other."""

    def filled(places: Places) -> float:
        boxes = [list(zip(*(places[actor.id] for actor in net.actors), strict=True)) for net in networks]
        return sum((max(across) - min(across)) * (max(down) - min(down)) for across, down in boxes)

    assert filled(beside([[each] for each in networks])) > 1.2 * filled(joint(networks))


def test_beside_each_other_no_two_actors_of_a_case_stand_on_one_spot(networks: list[Network]) -> None:
    found = beside([[each] for each in networks])
    for net in networks:
        assert len({found[actor.id] for actor in net.actors}) == len(net.actors)


def test_one_case_beside_nothing_stands_as_it_does_alone(networks: list[Network]) -> None:
    assert beside([networks[:1]]) == joint(networks[:1])
    assert beside([]) == {}


def test_cases_with_the_same_actors_have_them_all_around_the_middle() -> None:
    star = from_pairs("star", ["hub", *"abcdef"], [("hub", each) for each in "abcdef"])
    ring = from_pairs("ring", ["hub", *"abcdef"], list(zip("abcdef", "bcdefa", strict=True)))
    found = beside([[star], [ring]])
    assert len(set(found.values())) == 7
    assert all(0 <= side <= 1 for place in found.values() for side in place)


def test_places_beside_each_other_are_the_same_on_every_run(networks: list[Network]) -> None:
    assert beside([[each] for each in networks]) == beside([[each] for each in networks])
