"""Results about cases as documents: what their words open, how their cells are typed, in which language they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from collabgraph.analysis.conditions import preconditions
from collabgraph.analysis.expected_ties import expected_ties
from collabgraph.analysis.explanation import explain
from collabgraph.analysis.metrics import CATALOGUE, governance_mode, metrics
from collabgraph.analysis.network import network
from collabgraph.analysis.paper_practice import paper_practice_gap
from collabgraph.cli import main
from collabgraph.model import Basis, Case, Claim, ClockClaim, ConditionClaim, Framework, Interval, Ontology
from collabgraph.output.document import (
    Claims,
    Number,
    Paragraph,
    Part,
    Presentation,
    Run,
    StatusCell,
    Table,
    cell_runs,
    plain,
    targets,
)
from collabgraph.output.presenters import (
    actors,
    cases,
    claims,
    explanation,
    networks,
    paper_practice,
)
from collabgraph.output.presenters import (
    expected_ties as expectations,
)
from collabgraph.output.presenters import (
    preconditions as conditions,
)
from collabgraph.output.presenters.terms import GLYPHS
from collabgraph.output.writers import html, write
from collabgraph.words import LANGUAGES, Speech, Text

EVERY = frozenset(Basis)
ENGLISH = Speech("en")

Made = Callable[[Case, Framework, Ontology], Presentation]

#: Every presentation about one case.
OF_A_CASE: dict[str, Made] = {
    "show": lambda case, _, ontology: cases.presentation(case, ontology, EVERY),
    "claims": lambda case, _, ontology: claims.presentation(case, case.claims, ontology),
    "preconditions": lambda case, theory, ontology: conditions.presentation(
        [preconditions(case, theory, ontology)], ontology
    ),
    "explain": lambda case, theory, ontology: explanation.presentation(
        explain(case, "levy-revenue-target", theory, ontology), ontology
    ),
    "metrics": lambda case, _, ontology: networks.presentation(
        [metrics(network(case))], ontology, [governance_mode(network(case), case)]
    ),
    "expected ties": lambda case, theory, ontology: expectations.presentation([expected_ties(case, theory)], ontology),
    "paper and practice": lambda case, _, ontology: paper_practice.presentation([paper_practice_gap(case)], ontology),
    "actor": lambda case, _, ontology: actors.actor(
        next(iter(case.actors.values())), [(case, metrics(network(case)))], ontology
    ),
}


def opened(value: object, kind: str) -> set[str]:
    return {target.name for target in targets(value) if target.kind == kind}


def tables(parts: Iterable[Part]) -> list[Table]:
    return [block for part in parts for block in part.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("name", OF_A_CASE)
def test_what_words_open_is_there(name: str, pbg: Case, service_provision: Framework, ontology: Ontology) -> None:
    parts = tuple(OF_A_CASE[name](pbg, service_provision, ontology).parts(ENGLISH))
    there = {
        "claim": {claim.iri for claim in (*pbg.claims, *(pbg.study.claims if pbg.study else ()))},
        "actor": set(pbg.actors),
        "source": {source.iri for source in pbg.sources},
        "metric": set(CATALOGUE),
        "construct": {iri for framework in ontology.frameworks.values() for iri in framework.constructs},
        "case": {pbg.id},
        "study": {pbg.study.iri} if pbg.study else set(),
    }
    kinds = {target.kind for target in targets(parts)}
    assert kinds
    for kind in kinds:
        assert opened(parts, kind) <= there[kind], kind


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", OF_A_CASE)
def test_parts_have_anchors_of_their_own_and_the_same_in_each_language(
    name: str, lang: str, pbg: Case, service_provision: Framework, ontology: Ontology
) -> None:
    shown = OF_A_CASE[name](pbg, service_provision, ontology)
    anchors = [part.anchor for part in shown.parts(Speech(lang))]
    assert all(anchors)
    assert len(set(anchors)) == len(anchors)
    assert anchors == [part.anchor for part in shown.parts(ENGLISH)]


def test_parts_about_several_cases_have_anchors_of_their_own(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    both = [pbg, spp_irt]
    for shown in (
        conditions.presentation([preconditions(case, service_provision, ontology) for case in both], ontology),
        expectations.presentation([expected_ties(case, service_provision) for case in both], ontology),
        paper_practice.presentation([paper_practice_gap(case) for case in both], ontology),
    ):
        anchors = [part.anchor for part in shown.parts(ENGLISH)]
        assert len(set(anchors)) == len(anchors)


def test_a_case_opens_every_claim_actor_with_a_role_or_tie_and_source(pbg: Case, ontology: Ontology) -> None:
    parts = cases.parts(pbg, pbg.claims, ontology, ENGLISH)
    assert opened(tuple(parts), "claim") == {claim.iri for claim in pbg.claims}
    assert opened(parts[-1], "source") == {source.iri for source in pbg.sources}
    named = {part.anchor for part in parts}
    assert named >= {"outcome", "condition", "tie", "participation", "sources"}


def test_a_status_a_claim_and_a_number_are_cells_of_their_kind(
    pbg: Case, service_provision: Framework, ontology: Ontology
) -> None:
    result = preconditions(pbg, service_provision, ontology)
    (table,) = tables(conditions.parts([result], ontology, ENGLISH))
    for row, condition in zip(table.rows, result.conditions.values(), strict=True):
        _, status, cited = row
        assert isinstance(status, StatusCell)
        assert status.code == condition.status.value
        assert isinstance(cited, Claims)
        assert [citation.id for citation in cited.claims] == [claim.id for claim in condition.claims]
    net = network(pbg)
    measured = metrics(net)
    network_level, actor_level = tables(networks.parts([measured], ontology, [governance_mode(net, pbg)], ENGLISH))
    assert {row[1].value for row in network_level.rows if isinstance(row[1], Number)} == {
        value.value for name, value in measured.values.items() if name != "governance_mode"
    }
    assert len(actor_level.rows) == len(net.actors)


@pytest.mark.parametrize(
    ("degree", "shown_as"),
    [(Interval(0.25, 0.25), Number(0.25)), (Interval(0.1, 0.4), Number(low=0.1, high=0.4))],
)
def test_a_degree_that_a_claim_gives_is_shown_as_a_number_or_the_least_and_the_most(
    degree: Interval, shown_as: Number, pbg: Case, service_provision: Framework, ontology: Ontology
) -> None:
    graded = next(claim for claim in pbg.claims if isinstance(claim, ConditionClaim) and claim.id == "F21")
    one = replace(pbg, claims=tuple(replace(c, degree=degree) if c is graded else c for c in pbg.claims))
    shown = conditions.parts([preconditions(one, service_provision, ontology)], ontology, ENGLISH)
    (table,) = tables(shown)
    assert table.columns[-1].id == "degree"
    by_construct = {row[0].code: row[-1] for row in table.rows if row[0] is not None and hasattr(row[0], "code")}
    name = next(c.term.id for c in service_provision.constructs.values() if c.term.iri == graded.construct)
    assert by_construct[name] == shown_as
    assert Number(low=0.0, high=1.0) in by_construct.values(), "what is unknown could be anything"


@pytest.mark.parametrize("framework", ["service-provision", "ansell-gash-2008"])
def test_the_legend_of_a_comparison_on_a_screen_has_every_mark_of_its_table(framework: str) -> None:
    """Also those of what would make a difference, which no condition need have: ``? differs if ◔``."""
    shown = CliRunner().invoke(main, ["compare", "pbg", "spp-irt", "--framework", framework]).stdout
    legend, table = shown.partition("\nNetworks")[0].partition("\nPreconditions")[2].split("  precondition ")
    marks = set(table) & set(GLYPHS.values())
    assert {"●", "◔", "?"} <= marks <= set(legend)


# Languages -----------------------------------------------------------------------------------------------------------

FRENCH = Text({"fr": "Le chef du service s'est engagé par écrit."}, own="fr")


def in_french(claim: Claim) -> Claim:
    evidence = tuple(
        replace(piece, note=FRENCH, locator=Text({"fr": "page trois"}, own="fr")) for piece in claim.evidence
    )
    return replace(claim, statement=FRENCH, evidence=evidence)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_that_exist_in_another_language_only_are_marked_with_it(lang: str, pbg: Case, ontology: Ontology) -> None:
    rival = next(claim for claim in pbg.claims if claim.id == "R01")
    changed = in_french(rival)
    one = replace(pbg, claims=tuple(changed if claim is rival else claim for claim in pbg.claims))
    opened_claim = claims.presentation(one, [changed], ontology)
    page = html.fragment(opened_claim.parts(Speech(lang)), Speech(lang))
    assert page.count('lang="fr"') == 1 + 2 * len(changed.evidence)
    text = " ".join(write(opened_claim, "table", lang).split())
    assert f"{FRENCH['fr']} [fr]" in text
    listed = html.fragment(cases.parts(one, one.claims, ontology, Speech(lang)), Speech(lang))
    assert listed.count('lang="fr"') == 1
    assert f'<span lang="fr">{FRENCH["fr"].replace(chr(39), "&#39;")}</span>' in listed


def test_words_for_the_reader_are_not_marked(pbg: Case, spp_irt: Case, ontology: Ontology) -> None:
    for lang in LANGUAGES:
        for case in (pbg, spp_irt):
            parts: Sequence[Part] = cases.parts(case, case.claims, ontology, Speech(lang))
            runs = [run for table in tables(parts) for row in table.rows for cell in row for run in _runs(cell)]
            assert [run.text for run in runs if run.lang is not None] == []


def _runs(cell: object) -> tuple[Run, ...]:
    return getattr(cell, "runs", ())


# Amounts of time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "en", "id_"),
    [
        (28, "working-day", "28 working days", "28 hari kerja"),
        (1, "working-day", "1 working day", "1 hari kerja"),
        (0.5, "hour", "0.50 hours", "0,50 jam"),
        (6, "month", "6 months", "6 bulan"),
        (20, "year", "20 years", "20 tahun"),
        (3, "day", "3 calendar days", "3 hari kalender"),
        (2, "fortnight", "2 fortnight", "2 fortnight"),
    ],
)
def test_an_amount_of_time_is_in_the_plural_where_it_is_not_one(
    amount: float, unit: str, en: str, id_: str, pbg: Case, ontology: Ontology
) -> None:
    clock = next(claim for claim in pbg.claims if isinstance(claim, ClockClaim))
    shown = replace(clock, amount=amount, unit=unit)
    values = [claims.subject_and_value(pbg, shown, ontology, Speech(lang))[1] for lang in LANGUAGES]
    assert [plain(value) for value in values] == [en, id_]


def test_every_unit_of_the_list_has_a_plural(ontology: Ontology) -> None:
    assert {term.id for term in ontology.code_lists["unit"]} == set(claims._UNITS)


def test_a_p_value_is_shown_with_four_digits_and_a_measure_with_two() -> None:
    assert plain(cell_runs(Number(0.04478, digits=4), ENGLISH)) == "0.0448"
    assert plain(cell_runs(Number(0.04478), ENGLISH)) == "0.04"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_result_names_the_claims_it_does_not_use_for_people_and_for_programs(
    pbg: Case, service_provision: Framework, ontology: Ontology, lang: str
) -> None:
    only, say = frozenset({Basis.REPORTED}), Speech(lang)
    state, net = preconditions(pbg, service_provision, ontology, bases=only), network(pbg, bases=only)
    ties, gap = expected_ties(pbg, service_provision, bases=only), paper_practice_gap(pbg)
    chain = explain(pbg, "levy-revenue-target", service_provision, ontology, bases=only)
    for result, made, where in (
        (state, conditions.presentation([state], ontology), ("cases", 0)),
        (net, networks.presentation([metrics(net)], ontology, [governance_mode(net, pbg)]), ("networks", 0)),
        (ties, expectations.presentation([ties], ontology), ("cases", 0)),
        (gap, paper_practice.presentation([gap], ontology), ("cases", 0)),
        (chain, explanation.presentation(chain, ontology), ()),
    ):
        paragraphs = [plain(b.runs) for part in made.parts(say) for b in part.blocks if isinstance(b, Paragraph)]
        assert len(result.unused) > 0
        assert [line for line in paragraphs if result.unused.words(say) in line] != []
        data: Any = made.data(say)
        for key in where:
            data = data[key]
        assert sorted(i for ids in data["unused"].values() for i in ids) == sorted(c.id for c in result.unused.claims)
