"""From the claims of a case to its network: who is in it, which ties, on which bases, and what is left out.

Each case here is written as a Turtle file and opened as any user's file is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, product
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabgraph.analysis.metrics import metrics
from collabgraph.analysis.network import GRANULARITIES, OMISSIONS, Network, from_pairs, network
from collabgraph.coding.library import ENVIRONMENT, Library
from collabgraph.model import DEFAULT_BASES, Basis, Case, Status, TieClaim

HEADER = """
@prefix cg: <https://w3id.org/collabgraph/ns#> .
@prefix case: <https://w3id.org/collabgraph/case/> .
@prefix drawn: <https://w3id.org/collabgraph/case/drawn#> .
@prefix ex: <https://example.org/drawn/> .
@prefix actor-kind: <https://w3id.org/collabgraph/scheme/actor-kind#> .
@prefix basis: <https://w3id.org/collabgraph/scheme/basis#> .
@prefix level: <https://w3id.org/collabgraph/scheme/level#> .
@prefix polarity: <https://w3id.org/collabgraph/scheme/polarity#> .
@prefix role: <https://w3id.org/collabgraph/scheme/role#> .
@prefix sector: <https://w3id.org/collabgraph/scheme/sector#> .
@prefix status: <https://w3id.org/collabgraph/scheme/status#> .
@prefix tie: <https://w3id.org/collabgraph/scheme/tie#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

case:drawn a cg:Case ;
    dcterms:title "Drawn case"@en , "Kasus rekaan"@id ;
    cg:service "Stall permit"@en , "Izin lapak"@id ;
    cg:setting "A town"@en , "Sebuah kota"@id ;
    dcterms:temporal [ a dcterms:PeriodOfTime ;
        dcat:startDate "2021"^^xsd:gYear ; dcat:endDate "2024"^^xsd:gYear ] ;
    cg:boundary "Those named."@en , "Yang disebut."@id ;
    cg:actorDefinition "An office, a role or a system."@en , "Instansi, jabatan, atau sistem."@id ;
    cg:tieDefinition "What is claimed."@en , "Yang diklaim."@id ;
    cg:missingData "Not reported."@en , "Tidak dilaporkan."@id ;
    cg:tieStrength "None."@en , "Tidak ada."@id ;
    cg:multiplexity "Kinds apart."@en , "Jenis terpisah."@id ;
    cg:timeFrame "The period."@en , "Periode kasus."@id .

ex:source a cg:Source ;
    dcterms:title "Source"@en , "Sumber"@id ;
    dcterms:bibliographicCitation "Made up." .
"""

EVIDENCE = """cg:evidence [ a cg:Evidence ; cg:polarity polarity:supports ; prov:wasDerivedFrom ex:source ;
    cg:locator "p. 1" ; cg:note "So it says."@en , "Demikian."@id ]"""

#: Writes these blocks as a case file and opens it.
OpenCase = Callable[..., Case]


def actor(name: str, kind: str = "government-office", *, unit_of: str | None = None, sector: str = "public") -> str:
    office = f" ; org:unitOf ex:{unit_of}" if unit_of else ""
    label = f'rdfs:label "The {name}"@en , "Si {name}"@id'
    return f"ex:{name} a cg:Actor ; {label} ; cg:actorKind actor-kind:{kind} ; cg:sector sector:{sector}{office} ."


def tie(
    claim: str,
    ends: str,
    kind: str = "submits-to",
    *,
    basis: str = "reported",
    status: str = "present",
    date: str | None = None,
) -> str:
    """A tie claim between the actors of "sender receiver"; a date is written with its type."""
    sender, receiver = ends.split()
    dated = f" ; dcterms:date {date}" if date else ""
    return (
        f"drawn:{claim} a cg:TieClaim ; cg:inCase case:drawn ; cg:from ex:{sender} ; cg:to ex:{receiver} ; "
        f"cg:tieKind tie:{kind} ; cg:status status:{status} ; cg:basis basis:{basis}{dated} ; {EVIDENCE} ."
    )


def participation(claim: str, who: str, *, basis: str = "reported", date: str | None = None) -> str:
    dated = f" ; dcterms:date {date}" if date else ""
    return (
        f"drawn:{claim} a cg:Participation ; cg:inCase case:drawn ; cg:actor ex:{who} ; "
        f"cg:role role:licence-issuer ; cg:basis basis:{basis}{dated} ; {EVIDENCE} ."
    )


@pytest.fixture
def open_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenCase:
    monkeypatch.delenv(ENVIRONMENT, raising=False)

    def opened(*blocks: str) -> Case:
        path = tmp_path / "drawn.ttl"
        path.write_text("\n".join((HEADER, *blocks)), encoding="utf-8")
        return Library().open(str(path))

    return opened


def ids(net: Network) -> list[str]:
    return [each.id for each in net.actors]


def pairs(net: Network) -> list[str]:
    """The ties as "sender receiver"."""
    return [f"{net.actors[each.sender].id} {net.actors[each.receiver].id}" for each in net.ties]


OFFICE = actor("office")
OTHER = actor("other")
PAIR = (OFFICE, OTHER)

# Who is in it -------------------------------------------------------------------------------------------------------


def test_a_network_has_the_id_and_title_of_its_case_and_directed_ties(open_case: OpenCase) -> None:
    case = open_case(*PAIR, tie("T1", "office other"))
    net = network(case)
    assert (net.id, net.title, net.directed) == ("drawn", case.title, True)
    assert pairs(net) == ["office other"]
    assert net.omitted == {}


def test_an_actor_that_takes_part_without_a_tie_is_an_isolate(open_case: OpenCase) -> None:
    net = network(open_case(*PAIR, actor("bank"), tie("T1", "office other"), participation("P1", "bank")))
    assert ids(net) == ["bank", "office", "other"]
    assert metrics(net).values["isolates"].value == 1


def test_an_actor_that_is_declared_and_neither_takes_part_nor_is_tied_is_not_in_the_network(
    open_case: OpenCase,
) -> None:
    assert ids(network(open_case(*PAIR, actor("bank"), tie("T1", "office other")))) == ["office", "other"]


def test_the_ends_of_a_tie_are_in_the_network_without_a_participation(open_case: OpenCase) -> None:
    assert ids(network(open_case(*PAIR, tie("T1", "office other")))) == ["office", "other"]


def test_a_case_without_claims_has_an_empty_network(open_case: OpenCase) -> None:
    net = network(open_case(*PAIR))
    assert (net.actors, net.ties, net.omitted, net.bases) == ((), (), {}, {})
    assert net.adjacency.shape == (0, 0)


def test_actors_stand_in_the_order_of_their_ids_whatever_the_order_of_the_file(open_case: OpenCase) -> None:
    names = ["mayor", "bank", "office"]
    takes_part = [participation(f"P{place}", name) for place, name in enumerate(names)]
    assert ids(network(open_case(*map(actor, names), *takes_part))) == ["bank", "mayor", "office"]


# Granularity --------------------------------------------------------------------------------------------------------

HEAD = actor("head", "office-role", unit_of="office")
CLERK = actor("clerk", "office-role", unit_of="office")


@pytest.mark.parametrize(("ends", "expected"), [("other head", "other office"), ("head other", "office other")])
def test_at_granularity_office_a_role_is_its_office_at_either_end_of_a_tie(
    open_case: OpenCase, ends: str, expected: str
) -> None:
    net = network(open_case(*PAIR, HEAD, tie("T1", ends)))
    assert ids(net) == ["office", "other"]
    assert pairs(net) == [expected]


def test_at_granularity_role_a_role_stands_beside_its_office(open_case: OpenCase) -> None:
    case = open_case(*PAIR, HEAD, tie("T1", "other head"), tie("T2", "head office"), participation("P1", "office"))
    net = network(case, granularity="role")
    assert ids(net) == ["head", "office", "other"]
    assert pairs(net) == ["head office", "other head"]
    assert net.omitted == {}


def test_an_office_is_in_the_network_when_only_a_role_of_it_takes_part(open_case: OpenCase) -> None:
    case = open_case(OFFICE, HEAD, participation("P1", "head"))
    assert ids(network(case)) == ["office"]
    assert ids(network(case, granularity="role")) == ["head"]


def test_a_role_without_an_office_stays_at_either_granularity(open_case: OpenCase) -> None:
    case = open_case(actor("adviser", "office-role"), OTHER, tie("T1", "adviser other"))
    assert [ids(network(case, granularity=each)) for each in GRANULARITIES] == [["adviser", "other"]] * 2


def test_a_role_inside_a_unit_is_the_office_around_the_unit(open_case: OpenCase) -> None:
    """A chain of three: head of a desk of a section of the office."""
    chain = (
        actor("section", unit_of="office"),
        actor("desk", unit_of="section"),
        actor("head", "office-role", unit_of="desk"),
    )
    case = open_case(*PAIR, *chain, tie("T1", "head other"), tie("T2", "other section"), tie("T3", "head section"))
    net = network(case)
    assert pairs(net) == ["office other", "other office"]
    assert net.omitted == {"internal": 1}


@pytest.mark.parametrize("ends", ["head office", "office head", "head clerk"])
def test_a_tie_inside_one_office_is_left_out_and_counted_as_internal(open_case: OpenCase, ends: str) -> None:
    case = open_case(OFFICE, HEAD, CLERK, tie("T1", ends))
    net = network(case)
    assert (ids(net), net.ties, net.omitted) == ([], (), {"internal": 1})
    assert pairs(network(case, granularity="role")) == [ends]


def test_ties_of_two_roles_of_one_office_to_the_same_actor_are_one_tie(open_case: OpenCase) -> None:
    net = network(open_case(*PAIR, HEAD, CLERK, tie("T2", "head other"), tie("T1", "clerk other")))
    (only,) = net.ties
    assert (only.kinds, only.claims) == (("submits-to",), ("T1", "T2"))


def test_an_actor_that_is_a_unit_of_itself_is_itself(open_case: OpenCase) -> None:
    net = network(open_case(actor("office", unit_of="office"), OTHER, tie("T1", "office other")))
    assert pairs(net) == ["office other"]


@pytest.mark.parametrize("entrance", ["north", "south", "clerk"])
def test_units_of_one_another_do_not_hang_and_stay_one_actor_or_several(open_case: OpenCase, entrance: str) -> None:
    """What a circle of units means is open; a tie to one of them still arrives at one of them."""
    circle = (actor("north", unit_of="south"), actor("south", unit_of="north"), actor("clerk", unit_of="north"))
    net = network(open_case(*circle, OTHER, tie("T1", f"other {entrance}")))
    assert pairs(net) in [[f"other {end}"] for end in ("north", "south", "clerk")]


def test_a_tie_between_units_of_one_another_is_never_turned_around(open_case: OpenCase) -> None:
    """It is inside one office, or it runs as claimed."""
    circle = (actor("north", unit_of="south"), actor("south", unit_of="north"))
    net = network(open_case(*circle, tie("T1", "north south")))
    assert pairs(net) == (["north south"] if net.ties else [])


# Information systems ------------------------------------------------------------------------------------------------

SYSTEM = actor("app", "information-system")


@pytest.mark.parametrize("ends", ["office app", "app office"])
def test_without_systems_information_systems_drop_out_and_their_ties_are_counted(
    open_case: OpenCase, ends: str
) -> None:
    case = open_case(*PAIR, SYSTEM, tie("T1", ends), tie("T2", "office other"), participation("P1", "app"))
    with_systems, without = network(case), network(case, systems=False)
    assert ids(with_systems) == ["app", "office", "other"]
    assert with_systems.omitted == {}
    assert ids(without) == ["office", "other"]
    assert pairs(without) == ["office other"]
    assert without.omitted == {"system": 1}


def test_without_systems_an_actor_tied_only_to_a_system_is_there_if_it_takes_part(open_case: OpenCase) -> None:
    case = open_case(*PAIR, SYSTEM, tie("T1", "office app"), tie("T2", "other app"), participation("P1", "other"))
    assert ids(network(case, systems=False)) == ["other"]


# Kinds, bases, directions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["partners-with", "co-organises-with"])
def test_a_tie_of_a_symmetric_kind_runs_both_ways(open_case: OpenCase, kind: str) -> None:
    net = network(open_case(*PAIR, tie("T1", "other office", kind)))
    assert pairs(net) == ["office other", "other office"]
    assert [(each.kinds, each.claims) for each in net.ties] == [((kind,), ("T1",))] * 2
    assert metrics(net).values["reciprocity_arc"].value == 1


def test_a_tie_of_a_kind_with_direction_runs_one_way(open_case: OpenCase) -> None:
    assert pairs(network(open_case(*PAIR, tie("T1", "other office", "shares-data-with")))) == ["other office"]


def test_a_symmetric_tie_claimed_from_both_ends_is_still_one_tie_each_way(open_case: OpenCase) -> None:
    case = open_case(*PAIR, tie("T1", "office other", "partners-with"), tie("T2", "other office", "partners-with"))
    assert [each.claims for each in network(case).ties] == [("T1", "T2")] * 2


def test_a_symmetric_tie_beside_a_directed_one_joins_it_on_its_way_only(open_case: OpenCase) -> None:
    net = network(open_case(*PAIR, tie("T1", "office other", "partners-with"), tie("T2", "office other", "pays")))
    assert [each.kinds for each in net.ties] == [("partners-with", "pays"), ("partners-with",)]


def test_a_symmetric_tie_that_is_left_out_counts_once(open_case: OpenCase) -> None:
    net = network(open_case(OFFICE, HEAD, tie("T1", "head office", "partners-with")))
    assert net.omitted == {"internal": 1}


def test_claims_of_several_kinds_and_bases_between_two_actors_are_one_tie_the_strongest_basis_first(
    open_case: OpenCase,
) -> None:
    case = open_case(
        *PAIR,
        tie("T1", "office other", "notifies", basis="prescribed"),
        tie("T2", "office other", "advises", basis="inferred"),
        tie("T3", "office other", "notifies", basis="reported"),
    )
    net = network(case)
    (only,) = net.ties
    assert only.kinds == ("advises", "notifies")
    assert only.bases == (Basis.REPORTED, Basis.PRESCRIBED, Basis.INFERRED)
    assert only.claims == ("T1", "T2", "T3")
    assert net.bases == {Basis.REPORTED: 1}
    assert metrics(net).values["n_ties"].value == 1


def test_ties_there_and_back_are_two_ties(open_case: OpenCase) -> None:
    case = open_case(*PAIR, tie("T1", "office other", "returns-to"), tie("T2", "other office"))
    assert pairs(network(case)) == ["office other", "other office"]


def test_bases_count_each_tie_once_the_strongest_first(open_case: OpenCase) -> None:
    case = open_case(
        *PAIR,
        actor("bank"),
        tie("T1", "office other", basis="inferred"),
        tie("T2", "other office", basis="documented"),
        tie("T3", "other office", "pays", basis="inferred"),
        tie("T4", "bank office", basis="inferred"),
    )
    assert list(network(case).bases.items()) == [(Basis.DOCUMENTED, 1), (Basis.INFERRED, 2)]


# What is left out ---------------------------------------------------------------------------------------------------

LATER = ['"2025"^^xsd:gYear', '"2025-01"^^xsd:gYearMonth', '"2025-01-01"^^xsd:date']
WITHIN = ['"2024"^^xsd:gYear', '"2024-12"^^xsd:gYearMonth', '"2024-12-31"^^xsd:date', '"2019"^^xsd:gYear']


@pytest.mark.parametrize("date", LATER)
def test_a_tie_dated_after_the_period_is_left_out_and_counted(open_case: OpenCase, date: str) -> None:
    net = network(open_case(*PAIR, tie("T1", "office other", date=date)))
    assert (net.actors, net.ties, net.omitted) == ((), (), {"later": 1})


@pytest.mark.parametrize("date", WITHIN)
def test_a_tie_dated_in_or_before_the_last_year_of_the_period_counts(open_case: OpenCase, date: str) -> None:
    net = network(open_case(*PAIR, tie("T1", "office other", date=date)))
    assert (pairs(net), net.omitted) == (["office other"], {})


def test_a_participation_dated_after_the_period_brings_nobody_in(open_case: OpenCase) -> None:
    net = network(open_case(OFFICE, participation("P1", "office", date=LATER[0])))
    assert (net.actors, net.omitted) == ((), {})


def test_a_tie_on_a_basis_not_asked_for_is_left_out_with_its_actors_and_counted(open_case: OpenCase) -> None:
    case = open_case(
        *PAIR,
        actor("bank"),
        tie("T1", "office other", basis="reported"),
        tie("T2", "other bank", basis="prescribed"),
        tie("T3", "bank office", basis="inferred"),
    )
    net = network(case, bases={Basis.REPORTED, Basis.INFERRED})
    assert pairs(net) == ["bank office", "office other"]
    assert net.omitted == {"basis": 1}
    assert ids(network(case, bases=[Basis.REPORTED])) == ["office", "other"]


def test_a_tie_keeps_only_the_kinds_bases_and_claims_of_the_bases_asked_for(open_case: OpenCase) -> None:
    case = open_case(
        *PAIR,
        tie("T1", "office other", "notifies", basis="reported"),
        tie("T2", "office other", "advises", basis="inferred"),
    )
    net = network(case, bases=[Basis.INFERRED])
    (only,) = net.ties
    assert (only.kinds, only.bases, only.claims) == (("advises",), (Basis.INFERRED,), ("T2",))
    assert net.omitted == {"basis": 1}


def test_a_participation_on_a_basis_not_asked_for_brings_nobody_in(open_case: OpenCase) -> None:
    case = open_case(*PAIR, participation("P1", "office", basis="prescribed"), participation("P2", "other"))
    assert ids(network(case, bases=[Basis.REPORTED])) == ["other"]


def test_background_knowledge_counts_only_when_asked_for(open_case: OpenCase) -> None:
    case = open_case(*PAIR, tie("T1", "office other", basis="background"))
    assert network(case).omitted == {"basis": 1}
    assert pairs(network(case, bases=frozenset(Basis))) == ["office other"]


def test_on_no_basis_there_is_nobody(open_case: OpenCase) -> None:
    net = network(open_case(*PAIR, tie("T1", "office other"), participation("P1", "office")), bases=())
    assert (net.actors, net.ties, net.omitted) == ((), (), {"basis": 1})


def test_a_tie_claimed_not_to_exist_is_left_out_and_counted(open_case: OpenCase) -> None:
    net = network(open_case(*PAIR, tie("T1", "office other", status="absent")))
    assert (net.actors, net.ties, net.omitted) == ((), (), {"absent": 1})


def test_a_tie_that_is_claimed_and_denied_is_there_on_the_claim_and_the_denial_is_counted(open_case: OpenCase) -> None:
    case = open_case(*PAIR, tie("T1", "office other"), tie("T2", "office other", status="absent"))
    net = network(case)
    assert [each.claims for each in net.ties] == [("T1",)]
    assert net.omitted == {"absent": 1}


def test_a_tie_that_is_partly_there_is_a_tie(open_case: OpenCase) -> None:
    assert pairs(network(open_case(*PAIR, tie("T1", "office other", status="partial")))) == ["office other"]


@pytest.mark.parametrize("status", [Status.CONTESTED, Status.NOT_REPORTED, Status.NOT_APPLICABLE])
def test_a_tie_whose_status_is_open_is_left_out_and_counted(open_case: OpenCase, status: Status) -> None:
    net = network(open_case(*PAIR, tie("T1", "office other", status=status)))
    assert net.ties == ()
    assert sum(net.omitted.values()) == 1


def test_a_claim_with_several_reasons_to_be_left_out_counts_once(open_case: OpenCase) -> None:
    net = network(
        open_case(
            OFFICE,
            HEAD,
            SYSTEM,
            tie("T1", "head office", basis="prescribed", status="absent", date=LATER[0]),
            tie("T2", "head office", basis="prescribed", status="absent"),
            tie("T3", "head office", status="absent"),
            tie("T4", "app office", status="absent"),
        ),
        bases=[Basis.REPORTED],
        systems=False,
    )
    assert net.ties == ()
    assert sum(net.omitted.values()) == 4


def test_every_reason_to_leave_a_tie_out_of_a_case_is_named_among_the_omissions(open_case: OpenCase) -> None:
    case = open_case(
        *PAIR,
        HEAD,
        SYSTEM,
        tie("T1", "head office"),
        tie("T2", "office app"),
        tie("T3", "office other", date=LATER[0]),
        tie("T4", "office other", basis="background"),
        tie("T5", "office other", status="absent"),
        tie("T6", "office other", status="contested"),
    )
    omitted = network(case, systems=False).omitted
    assert omitted == dict.fromkeys(("internal", "system", "later", "basis", "absent", "open"), 1)
    assert set(omitted) == set(OMISSIONS) - {"self-loop", "duplicate", "zero-weight"}


def test_an_information_system_inside_an_office_is_an_actor_of_its_own(open_case: OpenCase) -> None:
    inside = actor("app", unit_of="office", kind="information-system")
    case = open_case(*PAIR, inside, tie("T1", "app other"))
    assert pairs(network(case)) == ["app other"]
    assert network(case, systems=False).omitted == {"system": 1}


# The shipped cases --------------------------------------------------------------------------------------------------

SHIPPED = ("pbg", "spp-irt")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def views(case: Case) -> Iterable[Network]:
    """The network of a case on all, the usual, and each single basis, at each granularity, with and without systems."""
    some = (frozenset(Basis), DEFAULT_BASES, *(frozenset({basis}) for basis in Basis))
    for bases, granularity, systems in product(some, GRANULARITIES, (True, False)):
        yield network(case, bases=bases, granularity=granularity, systems=systems)


def test_the_study_reports_no_actor_and_no_tie_of_spp_irt(library: Library) -> None:
    net = network(library.open("spp-irt"), bases=[Basis.REPORTED])
    assert (net.actors, net.ties) == ((), ())
    assert net.omitted["basis"] > 0


@pytest.mark.parametrize("name", SHIPPED)
def test_the_study_reports_no_tie_of_either_case(library: Library, name: str) -> None:
    assert network(library.open(name), bases=[Basis.REPORTED]).ties == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_tie_rests_on_tie_claims_of_the_case_of_its_kinds_and_bases(library: Library, name: str) -> None:
    case = library.open(name)
    for net in views(case):
        for each in net.ties:
            claims = [case.claim(claim) for claim in each.claims]
            assert claims
            assert all(isinstance(claim, TieClaim) for claim in claims)
            found = [claim for claim in claims if isinstance(claim, TieClaim)]
            assert {claim.kind for claim in found} == set(each.kinds)
            assert {claim.basis for claim in found} == set(each.bases)
            assert min(each.bases, key=lambda basis: basis.rank) == each.bases[0]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_bases_of_a_network_add_up_to_its_ties(library: Library, name: str) -> None:
    for net in views(library.open(name)):
        assert sum(net.bases.values()) == len(net.ties) == metrics(net).values["n_ties"].value


@pytest.mark.parametrize("name", SHIPPED)
def test_every_tie_claim_is_in_the_network_or_counted_as_omitted(library: Library, name: str) -> None:
    case = library.open(name)
    claimed = sum(isinstance(claim, TieClaim) for claim in case.claims)
    assert claimed
    for net in views(case):
        used = {claim for each in net.ties for claim in each.claims}
        assert len(used) + sum(net.omitted.values()) == claimed


@pytest.mark.parametrize("name", SHIPPED)
def test_the_ties_of_a_network_stand_in_order_one_for_each_pair_and_none_from_an_actor_to_itself(
    library: Library, name: str
) -> None:
    for net in views(library.open(name)):
        ends = [(each.sender, each.receiver) for each in net.ties]
        assert ends == sorted(set(ends))
        assert all(sender != receiver for sender, receiver in ends)
        assert ids(net) == sorted(set(ids(net)))


# Arrays and networkx ------------------------------------------------------------------------------------------------


@st.composite
def networks(draw: st.DrawFn) -> Network:
    actors = [f"a{place}" for place in range(draw(st.integers(0, 8)))]
    possible = [(sender, receiver) for sender in actors for receiver in actors]
    chosen = draw(st.lists(st.sampled_from(possible))) if possible else []
    return from_pairs(
        "drawn", actors, chosen, directed=draw(st.booleans()), sectors=dict.fromkeys(actors[::2], "public")
    )


@given(net=networks())
def test_the_adjacency_has_a_1_for_each_tie_no_loop_and_is_symmetric_when_undirected(net: Network) -> None:
    matrix = net.adjacency
    assert matrix.shape == (len(net.actors),) * 2
    sent = {(each.sender, each.receiver) for each in net.ties}
    received = set() if net.directed else {end[::-1] for end in sent}
    assert {(int(row), int(column)) for row, column in np.argwhere(matrix == 1)} == sent | received
    assert matrix.sum() == len(sent | received)
    assert not matrix.diagonal().any()
    assert net.directed or (matrix == matrix.T).all()


@given(net=networks())
def test_a_network_comes_back_from_networkx_as_it_went(net: Network) -> None:
    graph = net.to_networkx()
    assert graph.is_directed() == net.directed
    sectors = {node: said["sector"] for node, said in graph.nodes(data=True) if said["sector"]}
    back = from_pairs("drawn", list(graph), list(graph.edges), directed=graph.is_directed(), sectors=sectors)
    assert (back.actors, back.ties, back.directed) == (net.actors, net.ties, net.directed)


@given(net=networks())
def test_networkx_sees_the_same_matrix(net: Network) -> None:
    graph = net.to_networkx()
    assert list(graph) == ids(net)
    if net.actors:
        assert (nx.to_numpy_array(graph, nodelist=ids(net)) == net.adjacency).all()


def test_networkx_gets_every_actor_with_its_names_kind_sector_and_level(open_case: OpenCase) -> None:
    city = actor("office").removesuffix(".") + "; cg:level level:city ."
    case = open_case(city, actor("bank", "financial-institution", sector="private"), participation("P1", "office"),
                     participation("P2", "bank"))  # fmt: skip
    graph = network(case).to_networkx()
    assert {node: dict(said) for node, said in graph.nodes(data=True)} == {
        "bank": {
            "iri": "https://example.org/drawn/bank",
            "label": "The bank", "label_id": "Si bank", "kind": "financial-institution", "sector": "private",
            "level": None,
        },
        "office": {
            "iri": "https://example.org/drawn/office",
            "label": "The office", "label_id": "Si office", "kind": "government-office", "sector": "public",
            "level": "city",
        },
    }  # fmt: skip
    assert list(graph.edges) == []


def test_networkx_gets_every_tie_with_its_kinds_strongest_basis_claims_and_weight(open_case: OpenCase) -> None:
    case = open_case(
        *PAIR,
        tie("T1", "office other", "notifies", basis="prescribed"),
        tie("T2", "office other", "advises", basis="documented"),
    )
    graph = network(case).to_networkx()
    assert list(graph.edges(data=True)) == [
        ("office", "other", {"kinds": ["advises", "notifies"], "basis": "documented", "claims": ["T1", "T2"],
                             "weight": 1.0})
    ]  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_networkx_gets_as_many_actors_and_ties_as_there_are_in_a_shipped_case(library: Library, name: str) -> None:
    for net in views(library.open(name)):
        graph = net.to_networkx()
        assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(net.actors), len(net.ties))


# Networks of anything -----------------------------------------------------------------------------------------------


def test_a_pair_with_an_unlisted_actor_is_refused() -> None:
    with pytest.raises(KeyError, match="stranger"):
        from_pairs("pair", ["a"], [("a", "stranger")])


@pytest.mark.parametrize("directed", [True, False])
def test_actors_and_ties_of_plain_pairs_stand_in_order(directed: bool) -> None:
    net = from_pairs("plain", ["c", "a", "b"], [("b", "c"), ("a", "c"), ("a", "b")], directed=directed)
    assert ids(net) == ["a", "b", "c"]
    assert pairs(net) == [" ".join(pair) for pair in combinations("abc", 2)]


def test_a_group_is_an_actors_value_of_an_attribute_or_none_where_it_is_unknown(open_case: OpenCase) -> None:
    case = open_case(OFFICE, actor("bank", "firm", sector="private"), participation("P1", "office"),
                     participation("P2", "bank"))  # fmt: skip
    net = network(case)
    assert net.groups("sector") == ["private", "public"]
    assert net.groups("kind") == ["firm", "government-office"]
    assert net.groups("level") == [None, None]
    assert from_pairs("plain", ["a", "b"], [], sectors={"b": "public"}).groups("sector") == [None, "public"]
