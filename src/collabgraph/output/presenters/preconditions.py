"""The preconditions of cases: those that are met, not met, or not reported."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from collabgraph.analysis.conditions import Condition, Preconditions
from collabgraph.model import Basis, ConditionClaim, Ontology
from collabgraph.output.document import (
    Block,
    Number,
    Part,
    Presentation,
    Row,
    Run,
    Table,
    TextCell,
    columns,
    paragraph,
    paragraphs,
    plain_table,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech

FULFILMENTS = ("missing", "partial", "contested", "not_reported", "satisfied", "not_applicable")


def presentation(results: Sequence[Preconditions], ontology: Ontology) -> Presentation:
    """The preconditions of each case: those that are met, not met, or not reported."""
    return Presentation(partial(_data, results), partial(parts, results, ontology), partial(_records, results))


def _data(results: Sequence[Preconditions], say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("preconditions"),
        "framework": results[0].framework.id,
        "basis": [basis.value for basis in Basis if basis in results[0].bases],
        "attribution": terms.attribution_data(results[0].case.attributions),
        "cases": [_case_data(result, say) for result in results],
    }


def _case_data(result: Preconditions, say: Speech) -> dict[str, Any]:
    return {
        "id": result.case.id,
        **{name: result.with_fulfilment(name) for name in FULFILMENTS},
        "readiness": terms.interval_data(result.readiness),
        "factors_met": terms.interval_data(result.factors_met),
        "unused": terms.unused_data(result.unused),
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
        "starting_condition": condition.construct.starting,
        "listed_as": list(condition.construct.listed_as),
        "required": condition.construct.required,
        "claims": [terms.claim_data(claim) for claim in condition.claims],
        "carried": terms.carried_data(condition),
    }


def parts(results: Sequence[Preconditions], ontology: Ontology, say: Speech) -> list[Part]:
    """The conditions of each case ("conditions"), how they are read ("reading"), and where claims open ("trace")."""
    first = results[0]
    read_with = terms.read_with(first.framework, first.bases, first.case.attributions, ontology, say)
    return [
        *(_conditions(result, results, ontology, say) for result in results),
        Part("reading", "", paragraphs((read_with, terms.legend(ontology, say)))),
        Part("trace", "", (paragraph(_meaning(say)),)),
    ]


def _conditions(result: Preconditions, results: Sequence[Preconditions], ontology: Ontology, say: Speech) -> Part:
    anchor = terms.anchor("conditions", result.case.id, results)
    blocks: tuple[Block, ...] = (
        *paragraphs([_opening(say)] if result is results[0] else []),
        paragraph(_counts(result, say)),
        _table(result, ontology, say),
        *terms.left_out(result.unused, say),
    )
    return Part(anchor, _headline(result, say), blocks)


def _opening(say: Speech) -> str:
    """What a list of preconditions is, for someone who sees one for the first time."""
    return say(
        "A precondition is what, by the theory, has to be there before working together can succeed. Each is looked up "
        "in what sources say of the case: it is there, it is not, or no source says."
    )


def _meaning(say: Speech) -> str:
    return say("Not reported is not absent. 'collabgraph show CASE CLAIM' opens the evidence of a claim.")


def _headline(result: Preconditions, say: Speech) -> str:
    name, unknown = terms.case_name(result.case), result.unknown
    missing = [condition for condition in result.preconditions if condition.fulfilment in ("missing", "partial")]
    if missing:
        labels = say.listed([condition.construct.term.label[say.lang] for condition in missing])
        return say(
            "{case}, weak or missing: {labels}; unknown: {unknown} of {n} preconditions",
            case=name,
            labels=labels,
            unknown=unknown,
            n=len(result.preconditions),
        )
    if unknown:
        return say(
            "{case}: no precondition is known to be missing; unknown: {unknown} of {n}",
            case=name,
            unknown=unknown,
            n=len(result.preconditions),
        )
    return say.plural(
        "{case} meets the one precondition there is",
        "{case} meets all {n} preconditions",
        len(result.preconditions),
        case=name,
    )


def _counts(result: Preconditions, say: Speech) -> str:
    counts = {name: len(result.with_fulfilment(name)) for name in FULFILMENTS}
    fulfilments = say(
        "{missing} weak or missing, {partial} partial, {contested} contested, {not_reported} not reported, {satisfied} "
        "satisfied.",
        **counts,
    )
    return f"{fulfilments} {terms.readiness(result, say)}"


def _table(result: Preconditions, ontology: Ontology, say: Speech) -> Table:
    """A table of every construct with its status and claims; with its degree where a claim gives one."""
    heads = columns(construct=say("construct"), status=say("status"), claims=say("claims and their basis"))
    rows: tuple[Row, ...] = tuple(
        (_construct(condition, result, say), *terms.condition(condition, result.case.id, ontology, say))
        for condition in result.conditions.values()
    )
    if any(claim.degree is not None for condition in result.conditions.values() for claim in condition.claims):
        heads = (*heads, *columns(degree=say("degree")))
        rows = tuple((*row, _degree(c)) for row, c in zip(rows, result.conditions.values(), strict=True))
    return Table(say("Conditions"), heads, rows)


def _construct(condition: Condition, result: Preconditions, say: Speech) -> TextCell:
    construct, framework = condition.construct, result.framework
    depth = len(framework.ancestors(construct.term.iri))
    cell = terms.construct(construct, framework, say, depth=depth)
    plain = construct.precondition_of or framework.parts(construct.term.iri)
    return cell if plain else replace(cell, runs=(*cell.runs, Run(say(" (no precondition)"))))


def _degree(condition: Condition) -> Number | None:
    degree = condition.degree
    if degree is None:
        return None
    return Number(degree.low) if degree.low == degree.high else Number(low=degree.low, high=degree.high)


def _records(results: Sequence[Preconditions], say: Speech) -> Table:
    """A row for each claim; a construct without claims has one row too."""
    names = "case construct label status fulfilment degree_low degree_high claim basis attribution source locator"
    return plain_table(
        names.split(),
        (
            (result.case.id, *_about(condition, say), *evidence)
            for result in results
            for condition in result.conditions.values()
            for evidence in ([_evidence(claim, say) for claim in condition.claims] or [(None,) * 7])
        ),
    )


def _about(condition: Condition, say: Speech) -> tuple[str, ...]:
    term = condition.construct.term
    return term.id, term.label[say.lang], condition.status.value, condition.fulfilment


def _evidence(claim: ConditionClaim, say: Speech) -> tuple[str | float | None, ...]:
    low, high = (claim.degree.low, claim.degree.high) if claim.degree else (None, None)
    return low, high, claim.id, claim.basis.value, claim.attribution, *terms.where(claim, say)
