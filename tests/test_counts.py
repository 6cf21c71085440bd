"""Numbers of ties, claims and sources are the same in every output, and those that the Turtle gives by other means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
import rdflib
from click.testing import CliRunner

from collabgraph import model, resources
from collabgraph.analysis.conditions import condition
from collabgraph.cli import main
from collabgraph.model import Case, ConditionClaim, Construct, Evidence, Framework, Ontology, Source, Status, support
from collabgraph.output.maps import map_data
from collabgraph.output.plots.conditions import _sources
from collabgraph.words import Speech, Text

NAMES = ("pbg", "spp-irt")
PREFIXES = """
PREFIX cg: <https://w3id.org/collabgraph/ns#> PREFIX org: <http://www.w3.org/ns/org#>
PREFIX basis: <https://w3id.org/collabgraph/scheme/basis#> PREFIX status: <https://w3id.org/collabgraph/scheme/status#>
PREFIX kind: <https://w3id.org/collabgraph/scheme/actor-kind#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX case: <https://w3id.org/collabgraph/case/> PREFIX polarity: <https://w3id.org/collabgraph/scheme/polarity#>
"""
#: Every claim of a tie within the period, its ends as offices; one of a symmetric kind gives two rows.
TIES = """
SELECT ?claim ?from ?to ?basis WHERE {
  ?claim a cg:TieClaim ; cg:inCase ?case ; cg:basis ?basis ; cg:status ?status ; cg:tieKind ?tie .
  FILTER(?status IN (status:present, status:partial))
  { ?claim cg:from ?a ; cg:to ?b } UNION { ?claim cg:from ?b ; cg:to ?a . ?tie cg:symmetric true }
  OPTIONAL { ?a org:unitOf ?above . FILTER NOT EXISTS { ?a cg:actorKind kind:information-system } }
  OPTIONAL { ?b org:unitOf ?over . FILTER NOT EXISTS { ?b cg:actorKind kind:information-system } }
  BIND(COALESCE(?above, ?a) AS ?from) BIND(COALESCE(?over, ?b) AS ?to)
  FILTER(?from != ?to)
  OPTIONAL { ?claim dcterms:date ?date }
  ?case dcterms:temporal/dcat:endDate ?end
  FILTER(!BOUND(?date) || SUBSTR(STR(?date), 1, 4) <= STR(?end))
}
"""


class Counts(NamedTuple):
    """Of a case: ties and tie claims without background knowledge and with it, and all tie claims of the file."""

    ties: int
    claims: int
    ties_on_any_basis: int
    claims_on_any_basis: int
    listed: int


@cache
def triples() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in (*resources.cases().glob("*.ttl"), resources.ontology() / "schemes.ttl"):
        graph.parse(path)
    return graph


def iri(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(f"https://w3id.org/collabgraph/case/{name}")


@cache
def rows(name: str) -> list[tuple[str, ...]]:
    """Claim, sender, receiver and basis of every tie."""
    return [tuple(map(str, row)) for row in triples().query(PREFIXES + TIES, initBindings={"case": iri(name)})]


@cache
def counts(name: str) -> Counts:
    found = rows(name)
    sourced = [row for row in found if not row[3].endswith("#background")]
    (listed,) = triples().query(
        PREFIXES + "SELECT (COUNT(?c) AS ?n) { ?c a cg:TieClaim ; cg:inCase ?case }", initBindings={"case": iri(name)}
    )
    return Counts(
        len({row[1:3] for row in sourced}),
        len({row[0] for row in sourced}),
        len({row[1:3] for row in found}),
        len({row[0] for row in found}),
        int(listed[0]),
    )


def said(*arguments: str) -> str:
    """What a command prints, or writes as Markdown where it is a report, on one line."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.md"
        to_file = ["-o", str(report)] if arguments[0] == "report" else []
        result = CliRunner().invoke(main, [*arguments, *to_file])
        assert result.exit_code == 0, result.output
        words = report.read_text(encoding="utf-8") if to_file else result.stdout
    return re.sub(r"\s+", " ", words.replace("\\", ""))


# Ties and claims ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_networks_of_the_cases_are_the_ties_that_a_query_finds(name: str) -> None:
    assert counts(name) == {"pbg": (49, 62, 50, 63, 69), "spp-irt": (23, 25, 25, 27, 30)}[name]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare", *NAMES), "{case}: {ties} ties from {claims} tie claims ("),
        (("compare", *NAMES), "; of {ties_on_any_basis} ties on any basis "),
        (("compare", *NAMES), "{case} {ties} ties, 0 of them reported"),
        (("compare", *NAMES), "{ties} ties only in {case}"),
        (("metrics", *NAMES), "{case}: {ties} ties from {claims} tie claims; by the strongest basis of each tie"),
        (("paper-practice", *NAMES), "{ties_on_any_basis} ties on any basis, from {claims_on_any_basis} tie claims."),
        (("report", *NAMES), "{case}: {ties} ties from {claims} tie claims; by the strongest basis"),
        (("report", *NAMES), "{ties_on_any_basis} ties on any basis, from {claims_on_any_basis} tie"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_an_output_about_both_cases_counts_the_same_ties_or_says_which(
    name: str, arguments: tuple[str, ...], words: str
) -> None:
    assert words.format(case=name.upper(), **counts(name)._asdict()) in said(*arguments)


@pytest.mark.parametrize("name", NAMES)
def test_a_case_lists_tie_claims_and_says_how_many_ties_they_make(name: str) -> None:
    expected = counts(name)
    shown = said("show", name, "--part", "ties")
    assert f"Listed: {expected.listed} tie claims. " in shown
    assert f"The network of offices has {expected.ties} ties from {expected.claims} tie claims." in shown
    (left_out,) = re.findall(r"Tie claims left out: ([^.]*)\.", shown)
    numbers = {reason: int(n) for n, reason in re.findall(r"(\d+) ([^;]*)", left_out)}
    assert expected.claims + sum(numbers.values()) == expected.listed
    assert numbers["on background knowledge"] == expected.claims_on_any_basis - expected.claims


@pytest.mark.parametrize("name", NAMES)
def test_the_ties_that_other_results_leave_out_are_counted_beside_those_on_any_basis(name: str) -> None:
    expected = counts(name)
    more = expected.ties_on_any_basis - expected.ties
    assert f"Of these ties, {more} on background knowledge alone" in said("paper-practice", name)


#: The bases, the strongest first, as a comparison names them; those of practice, and that of paper.
STRENGTHS = ("reported", "documented", "prescribed", "practised elsewhere", "inferred")
PRACTICE, PAPER = {"reported", "documented"}, {"prescribed"}


@pytest.mark.parametrize("name", NAMES)
def test_each_basis_and_each_side_of_the_ties_of_a_comparison_is_what_a_query_finds(name: str) -> None:
    ties: dict[tuple[str, str], set[str]] = {}
    for _, sender, receiver, basis in rows(name):
        ties.setdefault((sender, receiver), set()).add(basis.rpartition("#")[2].replace("elsewhere", STRENGTHS[3]))
    sourced = [bases - {"background"} for bases in ties.values() if bases != {"background"}]
    strongest = Counter(min(bases, key=STRENGTHS.index) for bases in sourced)
    (line,) = re.findall(rf"{name.upper()}: \d+ ties from \d+ tie claims \((.*?) expected", said("compare", *NAMES))
    mix, sides = line.split("); of ")
    assert mix == ", ".join(f"{strongest[basis]} {basis}" for basis in STRENGTHS if strongest[basis])
    assert sum(strongest.values()) == counts(name).ties
    paper = Counter((bool(bases & PAPER), bool(bases & PRACTICE)) for bases in ties.values())
    assert sides.startswith(
        f"{len(ties)} ties on any basis {paper[True, False]} on paper only, {paper[False, True]} in practice only, "
        f"{paper[True, True]} both. "
    )
    assert len(ties) == counts(name).ties_on_any_basis


def test_a_map_counts_ties_above_and_tie_claims_in_its_legend(pbg: Case, spp_irt: Case, ontology: Ontology) -> None:
    data = map_data([pbg, spp_irt], ontology)
    for name in NAMES:
        view = data["views"][name]["office/systems"]
        assert (len(view["ties"]), len(view["edges"])) == counts(name)[:2]
    assert data["words"]["from_claims"]["en"] == "{ties} from {n} tie claims"
    assert data["words"]["counts_claims"]["en"].startswith("The numbers count tie claims")
    assert data["words"]["left_out"]["en"].startswith("Tie claims left out")
    assert data["omissions"]["basis"]["en"] == "on background knowledge"


# Sources --------------------------------------------------------------------------------------------------------------

SOURCES = """
SELECT ?claim ?source ?polarity (BOUND(?coder) AS ?own) WHERE {
  ?claim cg:inCase ?case ; cg:evidence [ prov:wasDerivedFrom ?source ; cg:polarity ?polarity ]
  OPTIONAL { ?source prov:wasAttributedTo ?coder . ?case prov:wasAttributedTo ?coder }
}
"""


@pytest.mark.parametrize("name", NAMES)
def test_the_sources_behind_each_claim_are_those_that_a_query_finds(name: str, request: pytest.FixtureRequest) -> None:
    case: Case = request.getfixturevalue(name.replace("-", "_"))
    bound = {"case": rdflib.URIRef(case.iri)}
    found: dict[str, Counter[str]] = {}
    for claim, _, what in {
        (str(row[0]), str(row[1]), "own" if row[3].toPython() else str(row[2]).rpartition("#")[2])
        for row in triples().query(PREFIXES + SOURCES, initBindings=bound)
    }:
        found.setdefault(claim, Counter())[what] += 1
    claims = [claim for claim in case.claims if claim.evidence or not isinstance(claim, model.TestClaim)]
    assert {claim.iri for claim in claims} == set(found)
    for claim in claims:
        wanted = [found[claim.iri][what] for what in ("supports", "qualifies", "contradicts", "own")]
        assert list(support([claim]).counts.values()) == wanted, claim.id


def test_notes_of_the_coders_and_what_they_know_without_a_source_are_their_own(pbg: Case, spp_irt: Case) -> None:
    own = {source.id for case in (pbg, spp_irt) for source in case.sources if source.by_coders}
    assert own == {"coding-notes", "background"}


#: Of pbg:C05: four sources support it, two only qualify it, one of the four does both, and the coders note a limit.
C05 = "4 sources support, 3 qualify, 1 note of the coders"


@pytest.mark.parametrize(
    "shown",
    [
        lambda: said("show", "pbg", "C05"),
        lambda: said("report", "pbg", "spp-irt"),
    ],
)
def test_what_only_qualifies_a_claim_and_the_coders_notes_are_counted_apart(shown: Callable[[], str]) -> None:
    assert C05 in shown()


def test_the_evidence_of_a_map_counts_as_the_other_outputs(pbg: Case, ontology: Ontology) -> None:
    claim = map_data([pbg], ontology)["claims"]["pbg"]["T44"]
    assert claim["sources"]["en"] == "1 source supports, 1 qualifies, 1 note of the coders"
    assert claim["sources"]["id"] == "1 sumber mendukung, 1 memberi batasan, 1 catatan pengode"


def test_evidence_of_an_absence_supports_it_and_each_side_of_a_dispute_has_its_own(
    service_provision: Framework, ontology: Ontology, pbg: Case
) -> None:
    construct: Construct = service_provision.preconditions[0]
    absent = next(claim for claim in pbg.of(ConditionClaim) if claim.id == "C02" and claim.status is Status.ABSENT)
    other = Source("other", "https://example.org/other", Text.same("o"), Text.same("o"), None)
    piece = Evidence(other, Text.same("p"), "supports", Text.same("n"))
    present = type(absent)(
        **{name: getattr(absent, name) for name in absent.__struct_fields__}
        | {"id": "X", "iri": "https://example.org/X", "status": Status.PRESENT, "evidence": (piece,)}
    )
    say = Speech("en")
    assert _sources(condition(construct, [absent]), ontology, say) == "2 sources support, 1 note of the coders"
    assert _sources(condition(construct, [absent, present]), ontology, say) == (
        "absent: 2 sources support, 1 note of the coders; present: 1 source supports"
    )
    assert _sources(condition(construct, []), ontology, say) == "no source"
