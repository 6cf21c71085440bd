"""What is computed, written as RDF and read back: the same numbers, the unknown unknown, the claims still there."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace
from rdflib import Graph

import made
from collabgraph import __version__, resources
from collabgraph.analysis.comparison import COMPARED, VERDICTS, Comparison, compare, outcomes
from collabgraph.analysis.conditions import preconditions
from collabgraph.analysis.many.cautions import halves
from collabgraph.analysis.many.configurations import Configurations, asked, configurations
from collabgraph.analysis.many.given import of_cases
from collabgraph.analysis.many.memberships import Conjunction
from collabgraph.analysis.many.memberships import written as written_term
from collabgraph.analysis.many.truth_tables import Cuts, truth_table
from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, Measures, governance_mode, metrics
from collabgraph.analysis.network import Granularity, network, representative
from collabgraph.analysis.sensitivity import sensitivity
from collabgraph.cli.results import RESULT_FORMATS, materialize
from collabgraph.coding.library import Library
from collabgraph.errors import UnknownConstruct
from collabgraph.model import DEFAULT_BASES, Basis, Case, Framework, Ontology, Participation, Status
from collabgraph.output import results
from collabgraph.output.presenters.preconditions import FULFILMENTS
from collabgraph.output.results.conditions import condition_graph, outcome_graph, verdict_graph
from collabgraph.output.results.graph import Choices, address
from collabgraph.output.results.many import configuration_graph
from collabgraph.questions import datasets
from collabgraph.rdf import sparql
from collabgraph.rdf.shapes import violations
from collabgraph.rdf.turtle import read
from collabgraph.rdf.vocabulary import CASE, CG, COMPUTED, PREFIXES, PROV, RDF, local_name, prefixes_for
from collabgraph.words import LANGUAGES, both

CASES = ("pbg", "spp-irt")
FRAMEWORKS = ("ansell-gash-2008", "service-provision")
REPORTED = frozenset({Basis.REPORTED})

#: What is asked of the results, by name: default, the study alone, another view of the networks.
ASKED: Mapping[str, tuple[frozenset[Basis], Granularity, bool]] = {
    "default": (DEFAULT_BASES, "office", True),
    "study alone": (REPORTED, "office", True),
    "roles, no systems": (DEFAULT_BASES, "role", False),
}

Row = tuple[str | None, ...]
Graphs = list[tuple[str, list[ox.Quad]]]


@cache
def computed(framework: str = "service-provision", asked: str = "default") -> Graphs:
    bases, granularity, systems = ASKED[asked]
    found = results.graphs(Library(), framework, bases=bases, granularity=granularity, systems=systems)
    return [(name, list(quads)) for name, quads in found]


@cache
def written(form: str = "trig", framework: str = "service-provision", asked: str = "default") -> str:
    return results.written(computed(framework, asked), form)


@cache
def as_oxigraph(framework: str, asked: str) -> ox.Store:
    """The TriG text read by the engine that wrote it."""
    store = ox.Store()
    store.bulk_load(written("trig", framework, asked).encode(), format=ox.RdfFormat.TRIG)
    return store


@cache
def as_rdflib(framework: str, asked: str) -> Graph:
    """The Turtle text read by another library altogether."""
    return Graph().parse(data=written("turtle", framework, asked), format="turtle")


def rows(sparql: str, framework: str = "service-provision", asked: str = "default") -> list[Row]:
    """The rows, as plain texts, that pyoxigraph gives."""
    return of(as_oxigraph(framework, asked).query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True))


def of(found: object) -> list[Row]:
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(None if value is None else value.value for value in row) for row in found]


def rows_of_rdflib(sparql: str, framework: str = "service-provision", asked: str = "default") -> list[Row]:
    """The rows that rdflib gives."""
    found = as_rdflib(framework, asked).query(sparql, initNs=PREFIXES)
    return [tuple(None if value is None else str(value) for value in row) for row in found]  # type: ignore[union-attr]


READERS = {"pyoxigraph": rows, "rdflib": rows_of_rdflib}


def names(iris: Iterable[str | None]) -> set[str]:
    return {local_name(iri or "") for iri in iris}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, library: Library) -> Case:
    return library.open(request.param)


# Measurements -------------------------------------------------------------------------------------------------------


def values(case: Case, level: str, asked: str, reader: str = "pyoxigraph") -> dict[tuple[str, str], float]:
    """(metric, actor or "") -> value, as read back."""
    found = READERS[reader](
        f"SELECT ?metric ?actor ?value {{ ?m a cg:Measurement ; cg:aboutCase <{case.iri}> ; cg:metric ?metric ; "
        f'cg:value ?value . FILTER(STRSTARTS(STR(?metric), "{PREFIXES[level]}")) '
        "OPTIONAL { ?m cg:aboutActor ?actor } }",
        asked=asked,
    )
    read = {(local_name(str(metric)), local_name(actor or "")): float(str(value)) for metric, actor, value in found}
    assert len(read) == len(found), "one value for each metric and actor"
    return read


def measured(case: Case, asked: str) -> Measures:
    bases, granularity, systems = ASKED[asked]
    return metrics(network(case, bases=bases, granularity=granularity, systems=systems))


READ = [(reader, "default") for reader in READERS] + [("pyoxigraph", asked) for asked in ASKED if asked != "default"]


@pytest.mark.parametrize(("reader", "asked"), READ)
def test_the_values_of_a_network_are_those_that_the_metrics_give(case: Case, reader: str, asked: str) -> None:
    found = measured(case, asked)
    expected = {(name, ""): value.value for name, value in found.values.items() if value.value is not None}
    mode = governance_mode(found.network, case)
    if mode.undefined is None:
        expected["governance_mode", ""] = mode.code
    assert values(case, "network-metric", asked, reader) == expected
    assert expected or asked == "study alone"


@pytest.mark.parametrize(("reader", "asked"), READ)
def test_the_values_of_actors_are_those_that_the_metrics_give(case: Case, reader: str, asked: str) -> None:
    found = measured(case, asked)
    expected = {
        (name, actor.id): number
        for actor, numbers in zip(found.network.actors, found.actors, strict=True)
        for name, number in numbers.items()
        if number is not None
    }
    assert values(case, "actor-metric", asked, reader) == expected


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_undefined_has_no_value_and_its_reason_in_both_languages(case: Case, asked: str) -> None:
    found = rows(
        f"SELECT ?metric ?why ?lang {{ ?m cg:aboutCase <{case.iri}> ; cg:metric ?metric ; cg:undefinedBecause ?why . "
        f'FILTER(STRSTARTS(STR(?metric), "{PREFIXES["network-metric"]}")) BIND(LANG(?why) AS ?lang) }}',
        asked=asked,
    )
    measures = measured(case, asked)
    undefined = {name: value.undefined for name, value in measures.values.items() if value.value is None}
    if mode := governance_mode(measures.network, case).undefined:  # which knows the roles of the case
        undefined["governance_mode"] = mode
    expected = {(name, why[lang], lang) for name, why in undefined.items() if why for lang in ("en", "id")}
    assert {(local_name(str(metric)), why, lang) for metric, why, lang in found} == expected
    assert len(expected) == 2 * len(undefined) > 0


@pytest.mark.parametrize("asked", ASKED)
def test_no_result_has_both_a_value_and_a_reason_or_neither(asked: str) -> None:
    found = rows("SELECT ?m ?value ?why { ?m a cg:Measurement . OPTIONAL { ?m cg:value ?value } "
                 'OPTIONAL { ?m cg:undefinedBecause ?why FILTER(LANG(?why) = "id") } }', asked=asked)  # fmt: skip
    assert [row for row in found if (row[1] is None) == (row[2] is None)] == []
    assert Counter(row[1] is None for row in found).keys() == {True, False}


def test_an_actor_for_whom_a_metric_is_undefined_has_a_reason_and_no_zero(pbg: Case) -> None:
    found = measured(pbg, "default")
    isolates = {
        actor.id
        for actor, numbers in zip(found.network.actors, found.actors, strict=True)
        if numbers["constraint"] is None
    }
    told = rows(
        "SELECT DISTINCT ?actor { ?m cg:aboutCase case:pbg ; cg:metric actor-metric:constraint ; "
        "cg:aboutActor ?actor ; cg:undefinedBecause ?why }"
    )
    assert names(actor for (actor,) in told) == isolates != set()
    assert not isolates & {actor for metric, actor in values(pbg, "actor-metric", "default") if metric == "constraint"}


@pytest.mark.parametrize("asked", ["default", "roles, no systems"])
def test_ranges_are_those_of_the_sensitivity_to_choices(case: Case, asked: str) -> None:
    bases, granularity, systems = ASKED[asked]
    expected = {
        name: (each.low, each.high, each.lowest["en"], each.highest["id"], each.undefined)
        for name, each in sensitivity(case, COMPARED, bases=bases, granularity=granularity, systems=systems).items()
    }
    found = rows(
        f"SELECT ?metric ?low ?high ?with ?dengan ?none {{ ?m cg:aboutCase <{case.iri}> ; cg:metric ?metric ; "
        "cg:lowest ?low ; cg:highest ?high ; cg:lowestWith ?with ; cg:highestWith ?dengan ; cg:undefinedChoices ?none "
        'FILTER(LANG(?with) = "en" && LANG(?dengan) = "id") }',
        asked=asked,
    )
    read = {
        local_name(str(metric)): (float(str(low)), float(str(high)), first, last, int(str(none)))
        for metric, low, high, first, last, none in found
    }
    assert read == expected != {}


def test_details_and_expected_values_are_those_of_the_metrics(case: Case) -> None:
    details = {name: dict(value.details) for name, value in measured(case, "default").values.items() if value.details}
    found = rows(f"SELECT ?metric ?json ?expected {{ ?m cg:aboutCase <{case.iri}> ; cg:metric ?metric ; "
                 "cg:details ?json . OPTIONAL { ?m cg:expected ?expected } }")  # fmt: skip
    read = {local_name(str(metric)): json.loads(str(text)) for metric, text, _ in found}
    del read["governance_mode"], details["governance_mode"]
    assert read == json.loads(json.dumps(details))
    expected = {local_name(str(metric)): float(value) for metric, _, value in found if value is not None}
    assert expected == {name: each["expected"] for name, each in details.items() if "expected" in each} != {}


def test_the_governance_mode_says_why_and_knows_the_roles_of_the_case(case: Case) -> None:
    mode = governance_mode(network(case), case)
    ((text, because),) = rows(
        f"SELECT ?json ?why {{ ?m cg:aboutCase <{case.iri}> ; cg:metric network-metric:governance_mode ; "
        'cg:details ?json ; rdfs:comment ?why FILTER(LANG(?why) = "id") }'
    )
    told = json.loads(str(text))
    inputs = json.loads(json.dumps(dict(mode.inputs)))
    assert (told["mode"], told["inputs"], told["margin"]) == (mode.mode, inputs, mode.margin)
    assert because == mode.because["id"]


def test_every_metric_is_described_in_both_languages_and_none_is_missing() -> None:
    for level, catalogue in (("network-metric", NETWORK_LEVEL), ("actor-metric", ACTOR_LEVEL)):
        found = rows(
            "SELECT ?metric ?label ?question ?formula { ?metric a cg:Metric ; dcterms:source ?source ; "
            "skos:prefLabel ?label ; skos:definition ?question ; cg:formula ?formula ; cg:convention ?convention "
            'FILTER(LANG(?label) = "id" && LANG(?question) = "id" && LANG(?formula) = "id") '
            f'FILTER(LANG(?convention) = "id" && STRSTARTS(STR(?metric), "{PREFIXES[level]}")) }}'
        )
        expected = {
            (name, metric.label["id"], metric.question["id"], both(metric.formula)["id"])
            for name, metric in catalogue.items()
        }
        assert {(local_name(str(metric)), *texts) for metric, *texts in found} == expected


# Conditions, readiness, outcomes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_conditions_are_those_computed_with_their_claims(case: Case, framework: str, reader: str) -> None:
    theory = Library().ontology.frameworks[framework]
    found = preconditions(case, theory, Library().ontology)
    told = READERS[reader](
        "SELECT ?construct ?status ?low ?high ?fulfilment ?count { ?c a cg:Condition ; "
        f"cg:aboutCase <{case.iri}> ; cg:aboutConstruct ?construct ; cg:derivedStatus ?status ; cg:claimCount ?count . "
        "OPTIONAL { ?c cg:low ?low ; cg:high ?high } OPTIONAL { ?c cg:fulfilment ?fulfilment } }",
        framework,
    )
    expected = {
        (
            each.construct.term.iri,
            each.status.value,
            each.degree and (each.degree.low, each.degree.high),
            each.fulfilment.replace("_", "-") if each.construct.precondition_of else "",
            len(each.claims),
        )
        for each in found.conditions.values()
    }
    assert len(told) == len(expected) == len(found.conditions)
    assert {
        (
            construct,
            local_name(str(status)),
            low and (float(low), float(str(high))),
            local_name(fulfilment or ""),
            int(n),
        )
        for construct, status, low, high, fulfilment, n in told
        if n is not None
    } == expected
    claims = READERS[reader](
        "SELECT ?construct ?claim { ?c a cg:Condition ; "
        f"cg:aboutCase <{case.iri}> ; cg:aboutConstruct ?construct ; prov:wasDerivedFrom ?claim }}",
        framework,
    )
    assert set(claims) == {(iri, claim.iri) for iri, each in found.conditions.items() for claim in each.claims}


@pytest.mark.parametrize("asked", ["default", "study alone"])
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_readiness_is_the_interval_computed(case: Case, framework: str, asked: str) -> None:
    found = preconditions(case, Library().ontology.frameworks[framework], Library().ontology, ASKED[asked][0])
    ((low, high, unknown, n),) = rows(
        f"SELECT ?low ?high ?unknown ?n {{ ?r a cg:Readiness ; cg:aboutCase <{case.iri}> ; cg:low ?low ; "
        f"cg:high ?high ; cg:readWith framework:{framework} ; cg:unknownCount ?unknown ; cg:preconditionCount ?n }}",
        framework,
        asked,
    )
    assert found.readiness is not None
    assert (float(str(low)), float(str(high))) == (found.readiness.low, found.readiness.high)
    open_ones = [c for c in found.starting_conditions if c.status in (Status.NOT_REPORTED, Status.CONTESTED)]
    assert (int(str(unknown)), int(str(n))) == (len(open_ones), len(found.starting_conditions))
    ((low, high, unknown, n),) = rows(
        f"SELECT ?low ?high ?unknown ?n {{ ?r a cg:FactorsMet ; cg:aboutCase <{case.iri}> ; cg:low ?low ; "
        f"cg:high ?high ; cg:readWith framework:{framework} ; cg:unknownCount ?unknown ; cg:preconditionCount ?n }}",
        framework,
        asked,
    )
    assert found.factors_met is not None
    assert (float(str(low)), float(str(high))) == (found.factors_met.low, found.factors_met.high)
    assert int(str(unknown)) + len(open_ones) == found.unknown
    assert int(str(n)) + len(found.starting_conditions) == len(found.preconditions)


def shortcuts(case: str, framework: str = "service-provision", asked: str = "default") -> dict[str, set[str]]:
    found = rows(f"SELECT ?how ?construct {{ case:{case} ?how ?construct }}", framework, asked)
    read: dict[str, set[str]] = {}
    for how, construct in found:
        read.setdefault(local_name(str(how)), set()).add(local_name(str(construct)))
    return read


def test_from_the_study_alone_pbg_lacks_exactly_what_the_study_says_and_spp_irt_lacks_nothing(
    service_provision: Framework,
) -> None:
    every = {construct.term.id for construct in service_provision.preconditions}
    lacking = {"leader-commitment", "supporting-resources", "underlying-regulation"}
    assert shortcuts("pbg", asked="study alone") == {"lacks": lacking, "leavesOpen": every - lacking}
    assert shortcuts("spp-irt", asked="study alone").get("lacks") is None


@pytest.mark.parametrize("asked", ["default", "study alone"])
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_shortcuts_follow_the_standings_and_what_is_not_reported_is_never_lacking(
    case: Case, framework: str, asked: str
) -> None:
    found = preconditions(case, Library().ontology.frameworks[framework], Library().ontology, ASKED[asked][0])
    told = shortcuts(case.id, framework, asked)
    missing = told.get("lacks", set()) | told.get("hamperedBy", set())
    assert told.get("meets", set()) == set(found.with_fulfilment("satisfied"))
    assert told.get("partlyMeets", set()) == set(found.with_fulfilment("partial"))
    assert missing == set(found.with_fulfilment("missing"))
    assert told.get("leavesOpen", set()) == {
        *found.with_fulfilment("not_reported"),
        *found.with_fulfilment("contested"),
    }
    assert not missing & {each.construct.term.id for each in found.preconditions if each.status is Status.NOT_REPORTED}


THEORY = made.framework([made.construct("trust"), made.construct("conflict", required=Status.ABSENT)])
MADE = made.ontology(THEORY)
CHOICES = Choices(THEORY, frozenset(Basis), "office", True)


def stated(quads: Iterable[ox.Quad], predicate: str) -> list[str]:
    return [quad.object.value for quad in quads if quad.predicate.value == predicate]  # type: ignore[union-attr]


def test_what_is_there_though_its_absence_is_required_hampers_and_is_not_called_lacking() -> None:
    case = made.case("x", [made.condition_claim("conflict", Status.PRESENT)])
    _, quads = condition_graph(case, CHOICES, MADE, {})
    assert stated(quads, CG.hamperedBy) == [made.THEORY + "conflict"]
    assert stated(quads, CG.leavesOpen) == [made.THEORY + "trust"]
    assert stated(quads, CG.lacks) == []


@pytest.mark.parametrize(
    ("status", "shortcut"),
    [
        (Status.PRESENT, CG.meets), (Status.PARTIAL, CG.partlyMeets), (Status.ABSENT, CG.lacks),
        (Status.CONTESTED, CG.leavesOpen), (Status.NOT_REPORTED, CG.leavesOpen), (Status.NOT_APPLICABLE, None),
    ],
)  # fmt: skip
def test_each_status_has_its_shortcut(status: Status, shortcut: str | None) -> None:
    case = made.case("x", [made.condition_claim("trust", status)])
    _, quads = condition_graph(case, CHOICES, MADE, {})
    trust = [
        q for q in quads if q.subject == ox.NamedNode(case.iri) and q.object == ox.NamedNode(made.THEORY + "trust")
    ]
    assert [quad.predicate.value for quad in trust] == ([shortcut] if shortcut else [])


def test_where_no_precondition_applies_readiness_has_a_reason_and_no_numbers() -> None:
    claims = [
        made.condition_claim("trust", Status.NOT_APPLICABLE),
        made.condition_claim("conflict", Status.NOT_APPLICABLE, name="C02"),
    ]
    iri, quads = condition_graph(made.case("x", claims), CHOICES, MADE, {})
    readiness = [quad for quad in quads if quad.subject == ox.NamedNode(f"{iri}#readiness")]
    assert len(stated(readiness, CG.undefinedBecause)) == 2
    assert stated(readiness, CG.low) + stated(readiness, CG.high) == []
    assert stated(readiness, RDF.type) == [CG.Readiness]


@pytest.mark.parametrize("reader", READERS)
def test_outcomes_are_those_computed_with_their_claims(case: Case, ontology: Ontology, reader: str) -> None:
    expected = {
        (each.indicator.term.iri, result, each.favourable, claim.iri)
        for each in outcomes([case], ontology.frameworks["service-provision"], ontology)
        for result in each.results
        for claim in each.claims
    }
    found = READERS[reader](
        f"SELECT ?indicator ?result ?good ?claim {{ ?o a cg:Outcome ; cg:aboutCase <{case.iri}> ; "
        "cg:aboutConstruct ?indicator ; cg:derivedResult ?result ; cg:favourable ?good ; prov:wasDerivedFrom ?claim }"
    )
    read = {(iri, local_name(str(result)), str(good).lower() == "true", claim) for iri, result, good, claim in found}
    assert read == expected != set()


def test_results_that_disagree_are_neither_favourable_nor_not_and_say_why() -> None:
    claims = [made.outcome_claim("achieved"), made.outcome_claim("not-achieved", name="O02")]
    _, quads = outcome_graph(made.case("x", claims), CHOICES, MADE, {})
    assert stated(quads, CG.favourable) == []
    assert len(stated(quads, CG.undefinedBecause)) == len(stated(quads, CG.derivedResult)) == 2


# Verdicts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_verdicts_are_those_of_the_comparison(framework: str, reader: str, library: Library) -> None:
    ontology = library.ontology
    comparison = compare(library.open_all(CASES), ontology.frameworks[framework], ontology)
    found = READERS[reader](
        "SELECT ?construct ?verdict ?fits ?holds { ?v a cg:Verdict ; cg:aboutConstruct ?construct ; "
        "cg:verdict ?verdict ; cg:holdsWhateverIsUnknown ?holds . OPTIONAL { ?v cg:fits ?fits } }",
        framework,
    )
    read = {(iri, local_name(str(name)), fits and fits.lower(), str(holds).lower()) for iri, name, fits, holds in found}
    assert read == {
        (
            each.construct.term.iri,
            each.verdict,
            None if each.fits is None else str(each.fits).lower(),
            str(each.holds_whatever_is_unknown).lower(),
        )
        for each in comparison.verdicts
    }
    differences = READERS[reader](
        "SELECT ?construct ?case ?status { ?v a cg:Verdict ; cg:aboutConstruct ?construct ; cg:wouldDifferIf ?d . "
        "?d cg:aboutCase ?case ; cg:ifStatus ?status }",
        framework,
    )
    assert {(iri, local_name(str(case)), local_name(str(status))) for iri, case, status in differences} == {
        (each.construct.term.iri, difference.case, status.value)
        for each in comparison.verdicts
        for difference in each.would_differ_if
        for status in difference.statuses
    }


def test_a_verdict_leads_to_the_condition_of_each_case_compared() -> None:
    found = rows(
        "SELECT ?construct ?case { ?v a cg:Verdict ; cg:aboutConstruct ?construct ; prov:wasDerivedFrom ?c . "
        "?c a cg:Condition ; cg:aboutConstruct ?construct ; cg:aboutCase ?case . ?v cg:aboutCase ?case }"
    )
    counted = Counter(construct for construct, _ in found)
    assert len(counted) == 10
    assert set(counted.values()) == {len(CASES)}


def test_the_order_of_the_cases_changes_nothing_in_a_verdict(library: Library) -> None:
    both = [library.open(name) for name in CASES]
    choices = Choices(library.ontology.frameworks["service-provision"], DEFAULT_BASES, "office", True)
    compared = [
        compare(cases, choices.framework, library.ontology, bases=choices.bases) for cases in (both, both[::-1])
    ]
    (here, one), (there, other) = (verdict_graph(each, choices, {}) for each in compared)
    assert here == there
    title = ox.NamedNode(PREFIXES["dcterms"] + "title")
    assert {quad for quad in one if quad.predicate != title} == {quad for quad in other if quad.predicate != title}


def test_one_case_has_no_verdicts() -> None:
    found = list(results.graphs(Library(), names=["spp-irt"]))
    assert not any("/comparison/" in name for name, _ in found)


@pytest.mark.parametrize(("code_list", "codes"), [("verdict", VERDICTS), ("fulfilment", FULFILMENTS)])
def test_the_codes_that_are_written_are_the_codes_of_the_list(
    code_list: str, codes: tuple[str, ...], ontology: Ontology
) -> None:
    assert {term.id for term in ontology.code_lists[code_list]} == {code.replace("_", "-") for code in codes}


# Configurations of many cases ---------------------------------------------------------------------------------------

ENERGY = Path(__file__).parents[1] / "cases" / "examples" / "energy"
#: Three preconditions of the theory that the energy cases are coded by, and a fourth that is known in fewer cases.
THREE = ("initial-trust", "clear-ground-rules", "shared-understanding")
#: What makes a certain term, a contradiction and an unexplained case in a made table of two conditions.
MADE_ROWS = {"a": "11+", "b": "10+", "c": "00-", "d": "01-", "e": "01+", "f": "?1+"}


@cache
def of_many() -> tuple[Comparison, Configurations, ox.Store]:
    """The energy cases and the shipped ones in three conditions: as values, and as the triples read back."""
    library = Library([ENERGY])
    graphs = list(results.graphs(library, "ansell-gash-2008", conditions=THREE))
    theory = library.ontology.frameworks["ansell-gash-2008"]
    comparison = compare(library.open_all(library.ids()), theory, library.ontology)
    store = ox.Store()
    store.bulk_load(results.written(graphs, "trig").encode(), format=ox.RdfFormat.TRIG)
    return comparison, configurations(comparison, asked(comparison, THREE)), store


def of_made(cuts: Cuts = Cuts()) -> tuple[Configurations, list[Row]]:  # noqa: B008 (frozen)
    """A made table of two conditions, a and b: as values, and its triples."""
    theory = made.framework([made.construct("a"), made.construct("b")])
    signs = {"1": Status.PRESENT, "0": Status.ABSENT}
    cases = []
    for name, row in MADE_ROWS.items():
        held = zip("ab", row, strict=False)
        claims = [made.condition_claim(of, signs[sign], name=f"C{of}") for of, sign in held if sign in signs]
        cases.append(made.case(name, [*claims, made.outcome_claim("achieved" if row[2] == "+" else "not-achieved")]))
    comparison = compare(cases, theory, made.ontology(theory))
    found = configurations(comparison, asked(comparison, ["a", "b"], cuts=cuts))
    _, quads = configuration_graph(comparison, found, Choices(theory, DEFAULT_BASES, "office", True), {})
    return found, [(q.subject.value, q.predicate.value, q.object.value) for q in quads]  # type: ignore[union-attr]


def formula(*terms: Conjunction) -> str:
    return " + ".join(written_term(term, THREE, (2, 2, 2)) for term in terms)


def many_rows(sparql: str) -> list[Row]:
    return of(of_many()[2].query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True))


def test_the_rows_of_a_truth_table_are_those_computed_with_their_cases_and_what_they_stand_for() -> None:
    _, found, _ = of_many()
    terms: dict[str, set[tuple[str, str]]] = {}
    for row, how, iri in many_rows(
        "SELECT ?row ?how ?x { VALUES ?how { cg:withMet cg:withUnmet } ?row a cg:TruthTableRow ; "
        "cg:ofConjunction ?c . ?c ?how ?x }"
    ):
        terms.setdefault(str(row), set()).add((local_name(str(how)), local_name(str(iri))))
    told: dict[str, dict[str, set[str]]] = {row: {} for row in terms}
    for row, how, iri in many_rows(
        "SELECT ?row ?how ?x { VALUES ?how { cg:hasCase cg:mayHaveCase cg:standsFor } "
        "?row a cg:TruthTableRow ; ?how ?x }"
    ):
        told[str(row)].setdefault(local_name(str(how)), set()).add(local_name(str(iri)))
    codes = {"1": "positive", "0": "negative", "C": "contradiction", "?": "remainder"}
    read = {
        (frozenset(terms[row]), *(frozenset(each.get(k, ())) for k in ("hasCase", "mayHaveCase", "standsFor")))
        for row, each in told.items()
    }
    assert read == {
        (
            frozenset(zip(("withMet" if level else "withUnmet" for level in row.configuration), THREE, strict=True)),
            frozenset(row.cases),
            frozenset(row.perhaps),
            frozenset(codes[out.value] for out in row.outs),
        )
        for row in found.table.rows
    }
    assert any(row.perhaps for row in found.table.rows)


def test_every_possible_prime_and_every_model_is_written_with_its_exact_fit() -> None:
    _, found, _ = of_many()
    assert found.implicants is not None
    primes = many_rows("SELECT ?name ?how { ?c a cg:Conjunction ; rdfs:label ?name ; cg:primeImplicant ?how }")
    names_of = {how: {formula(term) for term in getattr(found.implicants, how)} for how in ("certain", "possible")}
    for how, expected in names_of.items():
        assert {name for name, kind in primes if local_name(str(kind)) == how} == expected
    read = many_rows(
        "SELECT ?name ?low ?high { ?m a cg:SolutionModel ; rdfs:label ?name ; cg:coverageLow ?low ; "
        "cg:coverageHigh ?high }"
    )
    models = {formula(*model): found.fit(model).fit for model in found.models}
    assert {(name, float(str(low)), float(str(high))) for name, low, high in read} == {
        (name, fit.coverage.low, fit.coverage.high) for name, fit in models.items() if fit.coverage
    }
    assert len(read) == len(found.models) > 1


def test_each_unknown_cell_says_what_every_value_of_it_would_leave() -> None:
    _, found, _ = of_many()
    assert found.minimized.possibilities is not None
    read = many_rows(
        "SELECT ?case ?construct ?value ?models ?tables { ?u a cg:UnknownCell ; cg:aboutCase ?case ; "
        "cg:aboutConstruct ?construct ; cg:wouldLeave ?s . ?s cg:ifMembership ?value ; cg:modelCount ?models ; "
        "cg:tableCount ?tables }"
    )
    assert {
        (local_name(str(c)), local_name(str(x)), float(str(v)), int(str(m)), int(str(t))) for c, x, v, m, t in read
    } == {
        (*worth.cell, float(value), worth.models[value], tables)
        for worth in found.minimized.possibilities.worths
        if worth.models
        for value, tables in worth.tables.items()
    }
    assert {(local_name(str(row[0])), local_name(str(row[1]))) for row in read} == set(found.table.memberships.unknown)


def test_a_case_in_a_term_without_the_outcome_contradicts_and_one_outside_all_terms_stays_unexplained() -> None:
    # At a cut of 0.5 the row ~a*b, of d without and e with the outcome, counts as the outcome: d contradicts it.
    found, triples = of_made(Cuts(inclusion=0.5))
    assert {value for _, name, value in triples if name == CG.contradictedBy} == {CASE + "d"}
    assert any("d" in term.deviant for model in found.models for term in found.fit(model).terms)
    # At a cut of 1 it does not, and e, which has the outcome, is in no term.
    _, triples = of_made()
    assert {value for _, name, value in triples if name == CG.contradictedBy} == set()
    assert {value for _, name, value in triples if name == CG.leavesUnexplained} == {CASE + "e"}


def test_a_certain_implicant_is_called_certain() -> None:
    # a is sufficient in a and b, f may add to it, and c lets no shorter term in: whatever f is.
    _, triples = of_made()
    certain = {s for s, name, value in triples if name == CG.primeImplicant and value.endswith("#certain")}
    assert {value for s, name, value in triples if s in certain and name == CG.withMet} == {made.THEORY + "a"}


def test_a_case_whose_results_count_as_neither_counts_by_half_and_is_named() -> None:
    _, found, _ = of_many()
    assert {case for case, _ in found.table.memberships.in_between} == {"berlin", "riding-sunbeams"}
    assert many_rows("SELECT ?case { ?t a cg:TruthTable ; cg:leavesOut ?case }") == []
    told = [str(row[0]) for row in many_rows("SELECT ?words { ?t a cg:TruthTable ; rdfs:comment ?words }")]
    assert len(told) == len(LANGUAGES)
    assert all("berlin, riding-sunbeams" in words for words in told)


def test_the_command_and_the_results_in_rdf_have_the_same_rows_and_sentences() -> None:
    """Some of these cases have exactly half of the outcome: one way of counting them holds for both."""
    comparison, found, _ = of_many()
    by_command = of_cases(comparison, None, [each.term.id for each in found.asked.conditions])
    assert truth_table(by_command.memberships).rows == found.table.rows
    sentences = [sentence.by_language for sentence in halves(by_command.memberships)]
    assert sentences == [sentence.by_language for sentence in halves(found.table.memberships)] != []


def test_everything_of_a_truth_table_leads_to_conditions_and_outcomes_or_says_that_there_are_no_claims() -> None:
    kinds = "VALUES ?kind { cg:TruthTable cg:TruthTableRow cg:Conjunction cg:Solution cg:SolutionModel cg:ModelTerm }"
    every = many_rows(f"SELECT ?r {{ {kinds} ?r a ?kind }}")
    led = many_rows(
        f"SELECT DISTINCT ?r {{ {kinds} ?r a ?kind ; prov:wasDerivedFrom+ ?c . ?c a cg:Condition ; cg:claimCount ?n }}"
    )
    assert set(every) == set(led) != set()
    outcome = many_rows("SELECT DISTINCT ?o { ?t a cg:TruthTable ; prov:wasDerivedFrom ?o . ?o a cg:Outcome }")
    assert outcome
    cells = many_rows("SELECT DISTINCT ?u { ?u a cg:UnknownCell }")
    grounds = many_rows(
        "SELECT DISTINCT ?u { ?u a cg:UnknownCell { ?u cg:claimCount 0 } "
        "UNION { ?u prov:wasDerivedFrom/cg:claimCount ?n } }"
    )
    assert set(cells) == set(grounds) != set()


def test_configurations_conform_to_the_shapes_and_use_every_class_that_is_theirs() -> None:
    graphs = list(results.graphs(Library([ENERGY]), "ansell-gash-2008", conditions=THREE))
    assert violations(results.written(graphs[-1:], "turtle")) == ()
    classes = {q.object.value for q in graphs[-1][1] if q.predicate.value == RDF.type}  # type: ignore[union-attr]
    assert {
        CG.TruthTable, CG.TruthTableRow, CG.Conjunction, CG.Solution, CG.SolutionModel, CG.ModelTerm, CG.UnknownCell,
        CG.Settlement,
    } <= classes  # fmt: skip


def test_the_address_of_configurations_depends_on_what_is_asked_and_on_nothing_else() -> None:
    def address_of(**choices: object) -> str:
        return list(results.graphs(Library(), names=CASES, **choices))[-1][0]  # type: ignore[arg-type]

    two = ["leader-commitment", "underlying-regulation"]
    first = address_of(conditions=two)
    assert first == address_of(conditions=two)
    others = [
        address_of(conditions=two[:1]), address_of(conditions=two, cuts=Cuts(0.8)),
        address_of(conditions=two, kind="conservative"), address_of(conditions=two, indicator="levy-revenue-target"),
    ]  # fmt: skip
    assert len({first, *others}) == 5


def test_a_condition_that_the_theory_does_not_have_is_a_sentence() -> None:
    with pytest.raises(UnknownConstruct, match="leader-commitmen'"):
        list(results.graphs(Library(), names=CASES, conditions=["leader-commitmen"]))


# Where results come from --------------------------------------------------------------------------------------------

_STEP = f"(<{CG.network}>|<{PROV.wasDerivedFrom}>)"


@pytest.fixture(scope="module", params=ASKED)
def everything(request: pytest.FixtureRequest, library: Library) -> sparql.Dataset:
    """The cases, the ontology and the results together."""
    return datasets.shipped(library, computed(asked=request.param))


def test_every_result_leads_to_claims_with_evidence_or_says_that_there_are_none(everything: sparql.Dataset) -> None:
    kinds = (
        "VALUES ?kind { cg:Measurement cg:Network cg:Condition cg:Readiness cg:Outcome cg:Verdict } ?result a ?kind "
    )
    every = of(everything.query(f"SELECT ?kind ?result {{ {kinds} }}"))
    grounded = of(
        everything.query(
            f"SELECT DISTINCT ?kind ?result {{ {kinds} . ?result {_STEP}+ ?claim . ?claim cg:evidence ?e }}"
        )
    )
    empty = of(
        everything.query(f"SELECT DISTINCT ?kind ?result {{ {kinds} . ?result {_STEP}* ?x . ?x cg:claimCount 0 }}")
    )
    assert set(every) == {*grounded, *empty}
    assert names(kind for kind, _ in grounded) >= {"Condition", "Outcome", "Readiness", "Verdict"}


def test_a_result_that_says_it_has_no_claims_has_none(everything: sparql.Dataset) -> None:
    found = of(everything.query(
        "SELECT ?r ?n (COUNT(?claim) AS ?m) { ?r cg:claimCount ?n . OPTIONAL { ?r prov:wasDerivedFrom ?claim } } "
        "GROUP BY ?r ?n"
    ))  # fmt: skip
    assert found
    assert [row for row in found if row[1] != row[2]] == []


@pytest.mark.parametrize("asked", ASKED)
def test_a_network_leads_to_the_claims_of_its_ties_and_of_its_actors(case: Case, asked: str) -> None:
    bases, granularity, systems = ASKED[asked]
    net = network(case, bases=bases, granularity=granularity, systems=systems)
    ties = {claim for tie in net.ties for claim in tie.claims}
    present = {actor.iri for actor in net.actors}
    parts = {p.id for p in case.of(Participation, bases) if representative(case, p.actor, granularity) in present}
    found = rows(
        f"SELECT ?claim {{ ?n a cg:Network ; cg:aboutCase <{case.iri}> ; prov:wasDerivedFrom ?claim }}", asked=asked
    )
    assert names(claim for (claim,) in found) == ties | parts
    assert bool(ties) is (asked != "study alone"), "the study reports no ties"


def test_a_result_rests_on_the_bases_of_its_claims_and_on_no_other(everything: sparql.Dataset) -> None:
    told = of(everything.query("SELECT ?r ?basis { ?r cg:restsOnBasis ?basis }"))
    found = of(
        everything.query("SELECT DISTINCT ?r ?basis { ?r cg:claimCount ?n ; prov:wasDerivedFrom/cg:basis ?basis }")
    )
    assert set(told) == set(found)
    assert len(told) == len(found) > 0


def test_each_graph_says_which_files_with_which_digests_it_used(library: Library) -> None:
    files = [
        *(graph.path for graph in library.files(library.open("pbg")).values()),
        resources.ontology() / "frameworks" / "service-provision.ttl",
    ]
    found = rows(
        "SELECT DISTINCT ?name ?digest { GRAPH ?g { ?g a cg:ResultGraph ; prov:wasGeneratedBy ?a . "
        "?a a prov:Activity ; prov:used ?file . ?file cg:sha256 ?digest ; rdfs:label ?name . "
        "?r a cg:Readiness ; cg:aboutCase case:pbg } }"
    )
    assert set(found) == {(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files}
    assert len(found) == 3


def test_each_graph_says_by_which_choices_and_with_which_version() -> None:
    found = rows(
        "SELECT ?g ?with (COUNT(?basis) AS ?n) { GRAPH ?g { ?g prov:wasGeneratedBy ?a . "
        "?a prov:wasAssociatedWith ?with ; cg:consideredBasis ?basis } } GROUP BY ?g ?with",
        asked="study alone",
    )
    assert len(found) == 2 * 4 + 1
    assert {row[1:] for row in found} == {(f"{PREFIXES['scheme'].removesuffix('scheme/')}software/{__version__}", "1")}


def test_the_address_of_a_graph_depends_on_the_case_and_the_choices_and_on_nothing_computed(
    pbg: Case, spp_irt: Case, ontology: Ontology
) -> None:
    theory, other = (ontology.frameworks[name] for name in FRAMEWORKS)
    choices = Choices(theory, DEFAULT_BASES, "office", True)
    changed = [
        replace(choices, framework=other), replace(choices, bases=REPORTED), replace(choices, granularity="role"),
        replace(choices, systems=False),
    ]  # fmt: skip
    mine = address("network", [pbg], choices.view)
    assert mine == address("network", [replace(pbg, claims=())], choices.view)
    assert [address("network", [pbg], each.view) == mine for each in changed] == [True, False, False, False]
    reading = address("conditions", [pbg], choices.reading)
    assert [address("conditions", [pbg], each.reading) == reading for each in changed] == [False, False, True, True]
    assert address("network", [replace(pbg, iri="https://example.org/case/pbg")], choices.view) != mine
    assert address("network", [spp_irt], choices.view) != mine


def test_two_frameworks_side_by_side_give_no_measurement_twice() -> None:
    one, other = (dict(computed(framework)) for framework in FRAMEWORKS)
    shared = {name.rsplit("/", 2)[-2] for name in one.keys() & other.keys()}
    assert shared == {"results", "network", "outcomes", "weights"}
    assert all(one[name] == other[name] for name in one.keys() & other.keys())


# Claims and results do not mix --------------------------------------------------------------------------------------


def test_no_term_with_which_a_claim_is_coded_is_used_of_a_result_and_the_reverse(library: Library) -> None:
    coded = {
        quad.predicate.value.removeprefix(CG.iri)
        for _, graph in library.graphs()
        for quad in graph.quads
        if quad.predicate.value.startswith(CG.iri)
    }
    said = {
        quad.predicate.value.removeprefix(CG.iri)
        for _, quads in computed()
        for quad in quads
        if quad.predicate.value.startswith(CG.iri)
    }
    assert coded & COMPUTED == said - COMPUTED == set()
    assert coded
    assert said


@pytest.mark.parametrize(
    "question",
    [
        "SELECT ?claim ?status { ?claim cg:construct sp:leader-commitment ; cg:status ?status }",
        "SELECT ?basis (COUNT(?x) AS ?n) { ?x cg:basis ?basis } GROUP BY ?basis ORDER BY ?basis",
        "SELECT ?x { ?x cg:inCase case:pbg } ORDER BY ?x",
        "SELECT ?x ?y { ?x cg:evidence/prov:wasDerivedFrom ?y } ORDER BY ?x ?y",
        "SELECT ?x ?actor { ?x cg:actor ?actor } ORDER BY ?x",
    ],
)
def test_a_question_about_claims_has_the_same_answer_with_results(question: str, library: Library) -> None:
    without, with_results = datasets.shipped(library), datasets.shipped(library, computed())
    assert of(with_results.query(question)) == of(without.query(question)) != []
    assert not datasets.asks_for_results(question)


@pytest.mark.parametrize(
    ("sparql", "asks"),
    [
        ("SELECT * { ?case cg:lacks ?c }", True),
        ("SELECT * { ?m a qb:Observation }", True),
        ("PREFIX c: <https://w3id.org/collabgraph/ns#> SELECT * { ?m c:value ?v }", True),
        ("SELECT * { ?m <https://w3id.org/collabgraph/ns#value> ?v }", True),
        ("SELECT * { ?v ?p verdict:difference }", True),
        ("SELECT * { GRAPH <https://w3id.org/collabgraph/results/metrics> { ?s ?p ?o } }", True),
        ("SELECT * { ?m <http://schema.org/value> ?v }", False),
        ('SELECT * { ?c cg:statement "cg:lacks" } # cg:lacks', False),
        ("SELECT * { ?s cg:status ?lacks }", False),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", False),
        ("SELECT * { ?x foaf:network ?y }", False),
    ],
)
def test_a_query_asks_for_results_where_it_names_a_term_of_theirs(sparql: str, asks: bool) -> None:
    assert datasets.asks_for_results(sparql) is asks


def test_a_question_finds_what_a_case_lacks_and_on_what_evidence(library: Library) -> None:
    dataset = datasets.shipped(library, computed(asked="study alone"))
    found = of(dataset.query(
        "SELECT ?label ?claim ?source { case:pbg cg:lacks ?construct . ?construct skos:prefLabel ?label . "
        "?c a cg:Condition ; cg:aboutCase case:pbg ; cg:aboutConstruct ?construct ; prov:wasDerivedFrom ?claim . "
        '?claim cg:evidence/prov:wasDerivedFrom ?source FILTER(LANG(?label) = "en") } ORDER BY ?claim'
    ))  # fmt: skip
    assert [local_name(str(claim)) for _, claim, _ in found] == ["F21", "F22", "F23"]
    assert names(source for _, _, source in found) == {"abstract"}


# The RDF Data Cube's integrity constraints, in our own words --------------------------------------------------------

#: Before the constraints a cube is completed: the kinds of component are written out (its section on normalisation).
_COMPLETE = """
INSERT { ?c qb:componentProperty ?p . ?p a qb:DimensionProperty } WHERE { ?c qb:dimension ?p } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:MeasureProperty } WHERE { ?c qb:measure ?p } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:AttributeProperty } WHERE { ?c qb:attribute ?p }
"""
_OBSERVATION = "<urn:made> a qb:Observation ; "
#: A constraint: what must not be found, and triples (to add, and to delete) that make it found.
CONSTRAINTS = {
    "IC-1 one data set": (
        "{ ?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d } } UNION "
        "{ ?o a qb:Observation ; qb:dataSet ?d , ?e FILTER(?d != ?e) }",
        f"INSERT DATA {{ {_OBSERVATION} cg:value 1 }}",
    ),
    "IC-2 one structure": (
        "{ ?d a qb:DataSet FILTER NOT EXISTS { ?d qb:structure ?s } } UNION "
        "{ ?d a qb:DataSet ; qb:structure ?s , ?t FILTER(?s != ?t) }",
        "INSERT DATA { <urn:made> a qb:DataSet }",
    ),
    "IC-3 a measure": (
        "?s a qb:DataStructureDefinition FILTER NOT EXISTS "
        "{ ?s qb:component/qb:componentProperty ?p . ?p a qb:MeasureProperty }",
        "INSERT DATA { <urn:made> a qb:DataStructureDefinition }",
    ),
    "IC-4 dimensions have a range": (
        "?p a qb:DimensionProperty FILTER NOT EXISTS { ?p rdfs:range ?r }",
        "DELETE DATA { cg:metric rdfs:range cg:Metric }",
    ),
    "IC-5 dimensions of concepts have a code list": (
        "?p a qb:DimensionProperty ; rdfs:range skos:Concept FILTER NOT EXISTS { ?p qb:codeList ?l }",
        "INSERT DATA { cg:metric rdfs:range skos:Concept }",
    ),
    "IC-6 only attributes are optional": (
        "?s qb:component ?c . ?c qb:componentRequired false ; qb:componentProperty ?p "
        "FILTER NOT EXISTS { ?p a qb:AttributeProperty }",
        "INSERT { ?c qb:componentRequired false } WHERE { ?c qb:dimension cg:metric }",
    ),
    "IC-11 every dimension has a value": (
        "?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p . ?p a qb:DimensionProperty "
        "FILTER NOT EXISTS { ?o ?p ?v }",
        "DELETE { ?o cg:metric ?m } WHERE { ?o cg:metric ?m ; qb:dataSet ?d }",
    ),
    "IC-12 no observation twice": (
        "?d qb:structure ?s . ?o qb:dataSet ?d . ?t qb:dataSet ?d FILTER(?o != ?t) FILTER NOT EXISTS "
        "{ ?s qb:component/qb:componentProperty ?p . ?p a qb:DimensionProperty . ?o ?p ?v . ?t ?p ?w "
        "FILTER(?v != ?w) }",
        "INSERT { <urn:made> ?p ?v } WHERE { ?o cg:metric network-metric:density ; cg:aboutCase case:pbg ; ?p ?v }",
    ),
    "IC-13 required attributes": (
        "?o qb:dataSet/qb:structure/qb:component ?c . ?c qb:componentRequired true ; qb:componentProperty ?p . "
        "?p a qb:AttributeProperty FILTER NOT EXISTS { ?o ?p ?v }",
        "INSERT { ?c qb:componentRequired true } WHERE { ?c qb:attribute cg:expected }",
    ),
    "IC-14 every measure has a value": (
        "?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p . ?p a qb:MeasureProperty "
        "FILTER NOT EXISTS { ?o ?p ?v }",
        "DELETE { ?o cg:value ?v } WHERE { ?o cg:metric network-metric:density ; cg:value ?v }",
    ),
}


@cache
def completed() -> list[ox.Quad]:
    """The results and the ontology's structures in one graph, completed.

    Of what is measured of actors only the degree: one constraint compares every pair of observations.
    """
    left_out = {f"{PREFIXES['actor-metric']}{name}" for name in ACTOR_LEVEL if name != "degree"}
    store = ox.Store()
    for _, quads in computed():
        others = {q.subject for q in quads if q.predicate.value == CG.metric and q.object.value in left_out}  # type: ignore[union-attr]
        store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads if q.subject not in others)
    store.bulk_extend(read(resources.ontology() / "collabgraph.ttl").quads)
    store.update(_COMPLETE, prefixes=PREFIXES)
    return list(store)


@pytest.fixture
def cube() -> ox.Store:
    store = ox.Store()
    store.bulk_extend(completed())
    return store


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_measurements_are_a_well_formed_cube(cube: ox.Store, constraint: str) -> None:
    fault, breaking = CONSTRAINTS[constraint]
    assert not cube.query(f"ASK {{ {fault} }}", prefixes=PREFIXES)
    cube.update(breaking, prefixes=PREFIXES)
    assert cube.query(f"ASK {{ {fault} }}", prefixes=PREFIXES), "a constraint that finds its fault"


def test_an_observation_says_nothing_that_its_structure_does_not_declare(cube: ox.Store) -> None:
    found = of(cube.query(
        "SELECT DISTINCT ?p { ?o qb:dataSet/qb:structure ?s ; ?p ?v FILTER NOT EXISTS "
        "{ ?s qb:component/qb:componentProperty ?p } }", prefixes=PREFIXES,
    ))  # fmt: skip
    assert names(p for (p,) in found) <= {"type", "dataSet", "comment", "wasDerivedFrom", "wasGeneratedBy"}


def test_the_example_in_the_readme_is_what_is_computed() -> None:
    text = (resources.ontology() / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```turtle\n(.*?)```", text, re.DOTALL)
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes_for([f"{CASE}pbg"]).items())
    told = ox.Store()
    told.load((prefixes + blocks[-1]).encode(), format=ox.RdfFormat.TURTLE)
    found = {quad.triple for quad in as_oxigraph("service-provision", "default")}
    assert len(told) > 10
    assert {quad.triple for quad in told} <= found


# Shapes, bytes, forms -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_results_conform_to_their_shapes(framework: str, asked: str) -> None:
    assert violations(written("turtle", framework, asked)) == ()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_writes_the_same_bytes(seed: str) -> None:
    code = (
        "from collabgraph.output import results; from collabgraph.coding import library\n"
        "print(results.written(results.graphs(library.Library()), 'trig'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
    )
    assert done.stdout.decode() == written() + "\n"


@pytest.mark.parametrize("form", RESULT_FORMATS)
def test_every_form_says_the_same(form: str) -> None:
    suffix = {"trig": "trig", "nquads": "nq", "turtle": "ttl", "jsonld": "jsonld"}[form]
    found = set(ox.parse(written(form), format=ox.RdfFormat.from_extension(suffix)))
    expected = {quad for _, quads in computed() for quad in quads}
    if form == "turtle":
        expected = {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in expected}
    assert found == expected


def test_graphs_stand_in_the_order_of_their_subjects_and_state_nothing_twice() -> None:
    for name, quads in computed()[1:]:
        subjects = [str(quad.subject).strip("<>") for quad in quads]
        assert subjects == sorted(subjects), name
        assert len(quads) == len(set(quads)), name
        assert {quad.graph_name.value for quad in quads} == {name}  # type: ignore[union-attr]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(materialize, arguments)


def test_the_command_writes_all_cases_as_trig(tmp_path: Path) -> None:
    path = tmp_path / "results.trig"
    assert run("-o", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8") == written()


def test_the_command_takes_cases_bases_and_a_view() -> None:
    found = run("spp-irt", "--basis", "reported", "--granularity", "role", "--no-systems", "--format", "nquads")
    assert found.exit_code == 0, found.output
    quads = list(ox.parse(found.stdout, format=ox.RdfFormat.N_QUADS))
    assert {"https://w3id.org/collabgraph/case/spp-irt"} == set(stated(quads, CG.aboutCase))
    assert set(stated(quads, CG.consideredBasis)) == {PREFIXES["basis"] + "reported"}
    assert set(stated(quads, CG.granularity)) == {"role"}
    assert set(stated(quads, CG.systems)) == {"false"}


def test_the_command_reads_with_a_framework_given_as_a_file(tmp_path: Path) -> None:
    shipped = (resources.ontology() / "frameworks" / "service-provision.ttl").read_text(encoding="utf-8")
    path = tmp_path / "mine.ttl"
    path.write_text(re.sub("(?<=framework[:/])service-provision", "mine", shipped), encoding="utf-8")
    found = run("pbg", "--framework", str(path), "--format", "nquads")
    assert found.exit_code == 0, found.output
    quads = list(ox.parse(found.stdout, format=ox.RdfFormat.N_QUADS))
    assert set(stated(quads, CG.readWith)) == {PREFIXES["framework"] + "mine"}
    assert hashlib.sha256(path.read_bytes()).hexdigest() in stated(quads, CG.sha256)


def test_an_unknown_case_is_said_with_the_nearest() -> None:
    found = run("ppg")
    assert found.exit_code == 1
    assert "did you mean 'pbg'?" in found.stderr
