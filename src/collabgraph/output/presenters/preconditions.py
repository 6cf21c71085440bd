"""The preconditions of cases as a printout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collabgraph.analysis.conditions import Condition, Preconditions
from collabgraph.model import Basis, ConditionClaim, Ontology
from collabgraph.output.formats import Cell, Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Speech

FULFILMENTS = ("missing", "partial", "contested", "not_reported", "satisfied", "not_applicable")


def printout(results: Sequence[Preconditions], ontology: Ontology) -> Printout:
    """What each case has, lacks and leaves unsaid."""
    return Printout(
        lambda say: _data(results, say),
        lambda say: _sections(results, ontology, say),
        lambda say: _rows(results, say),
    )


def _data(results: Sequence[Preconditions], say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("preconditions"),
        "framework": results[0].framework.id,
        "basis": [basis.value for basis in Basis if basis in results[0].bases],
        "cases": [_case_data(result, say) for result in results],
    }


def _case_data(result: Preconditions, say: Speech) -> dict[str, Any]:
    return {
        "id": result.case.id,
        **{name: result.with_fulfilment(name) for name in FULFILMENTS},
        "readiness": terms.interval_data(result.readiness),
        "constructs": [_condition_data(condition, say) for condition in result.conditions.values()],
    }


def _condition_data(condition: Condition, say: Speech) -> dict[str, Any]:
    degree = condition.degree
    return {
        "id": condition.construct.term.id,
        "label": condition.construct.term.label[say.lang],
        "status": condition.status,
        "degree": degree.low if degree is not None and degree.low == degree.high else None,
        "interval": terms.interval_data(degree),
        "precondition": bool(condition.construct.precondition_of),
        "required": condition.construct.required,
        "claims": [terms.claim_data(claim) for claim in condition.claims],
    }


def _sections(results: Sequence[Preconditions], ontology: Ontology, say: Speech) -> list[Section]:
    first = results[0]
    stands = say(
        "Read with {framework}. Bases: {bases}.",
        framework=first.framework.title[say.lang],
        bases=terms.bases(first.bases, ontology, say),
    )
    return [
        *(Section(_headline(result, say), _counts(result, say), _table(result, ontology, say)) for result in results),
        Section("", (stands, terms.legend(ontology, say), _meaning(say))),
    ]


def _meaning(say: Speech) -> str:
    return say("Not reported is not absent. 'collabgraph show CASE CLAIM' opens the evidence of a claim.")


def _headline(result: Preconditions, say: Speech) -> str:
    name, unknown = terms.case_name(result.case), result.unknown
    missing = [
        result.conditions[c.construct.term.iri] for c in result.preconditions if c.fulfilment in ("missing", "partial")
    ]
    if missing:
        labels = say.listed([condition.construct.term.label[say.lang] for condition in missing])
        return say(
            "{case} does not meet: {labels}; {unknown} of {n} preconditions are unknown",
            case=name,
            labels=labels,
            unknown=unknown,
            n=len(result.preconditions),
        )
    if unknown:
        return say(
            "{case}: nothing is said to be missing; {unknown} of {n} preconditions are unknown",
            case=name,
            unknown=unknown,
            n=len(result.preconditions),
        )
    return say("{case} meets all {n} preconditions", case=name, n=len(result.preconditions))


def _counts(result: Preconditions, say: Speech) -> tuple[str, ...]:
    counts = {name: len(result.with_fulfilment(name)) for name in FULFILMENTS}
    return (
        say(
            "{missing} missing, {partial} partial, {contested} contested, {not_reported} not reported, {satisfied} "
            "satisfied. Readiness {readiness} (all unknowns unmet .. all met).",
            **counts,
            readiness=terms.interval(result.readiness, say),
        ),
    )


def _table(result: Preconditions, ontology: Ontology, say: Speech) -> Table:
    return Table(
        (say("construct"), say("status"), say("claims and their basis")),
        tuple(
            (
                _indented(condition, result, say),
                terms.status(condition, ontology, say),
                terms.cited(condition.claims, ontology, say),
            )
            for condition in result.conditions.values()
        ),
    )


def _indented(condition: Condition, result: Preconditions, say: Speech) -> str:
    construct, framework = condition.construct, result.framework
    indent = "  " * len(framework.ancestors(construct.term.iri))
    plain = construct.precondition_of or framework.parts(construct.term.iri)
    return indent + construct.term.label[say.lang] + ("" if plain else say(" (no precondition)"))


def _rows(results: Sequence[Preconditions], say: Speech) -> Table:
    """One row a claim; a construct without claims has one row too."""
    rows: list[tuple[Cell, ...]] = []
    for result in results:
        for condition in result.conditions.values():
            term = condition.construct.term
            said = (result.case.id, term.id, term.label[say.lang], condition.status.value, condition.fulfilment)
            grounds = [_grounds(claim, say) for claim in condition.claims] or [(None,) * 6]
            rows += [(*said, *ground) for ground in grounds]
    columns = "case construct label status fulfilment degree claim basis attribution source locator".split()
    return Table(tuple(columns), tuple(rows))


def _grounds(claim: ConditionClaim, say: Speech) -> tuple[Cell, ...]:
    return claim.degree, claim.id, claim.basis.value, claim.attribution, *terms.where(claim, say)
