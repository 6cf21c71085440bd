"""Ties that a framework expects between roles, in cases: a tie that is not found is unknown, never absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from collabgraph.analysis.expected_ties import Expectation, ExpectationState, ExpectedPair, ExpectedTies
from collabgraph.model import Basis, Ontology
from collabgraph.output.document import (
    Part,
    Points,
    Presentation,
    Row,
    Run,
    Runs,
    Table,
    TextCell,
    cited,
    columns,
    joined,
    paragraph,
    paragraphs,
    plain_table,
    sentence,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

STATES = {
    ExpectationState.MET: mark("met"),
    ExpectationState.CONTESTED: mark("contested"),
    ExpectationState.CLAIMED_ABSENT: mark("claimed absent"),
    ExpectationState.INSIDE: mark("inside one actor"),
    ExpectationState.NOT_FOUND: mark("not found"),
    ExpectationState.NOT_APPLICABLE: mark("role not found"),
}

#: The states of ties worth asking about.
_OPEN = (ExpectationState.NOT_FOUND, ExpectationState.CONTESTED)


def presentation(results: Sequence[ExpectedTies], ontology: Ontology) -> Presentation:
    """The state of each expected tie in each case: between whom, on which claims, and what to ask."""
    return Presentation(partial(_data, results), partial(parts, results, ontology), partial(_records, results))


def _data(results: Sequence[ExpectedTies], say: Speech) -> dict[str, Any]:
    first = results[0]
    return {
        "schema": terms.schema("expected-ties"),
        "framework": first.framework.id,
        "basis": [basis.value for basis in Basis if basis in first.bases],
        "granularity": first.granularity,
        "meaning": not_absent(say),
        "cases": [
            {
                "id": result.case.id,
                "met": {basis.value: n for basis, n in result.met.items()},
                "counts": {state.value: len(result.of(state)) for state in ExpectationState},
                "unused": terms.unused_data(result.unused),
                "expected": [_expectation_data(expectation, say) for expectation in result.expectations],
            }
            for result in results
        ],
    }


def _expectation_data(expectation: Expectation, say: Speech) -> dict[str, Any]:
    tie = expectation.tie
    return {
        "id": tie.id,
        "iri": tie.iri,
        "statement": tie.statement[say.lang],
        "sender_role": tie.sender_role,
        "receiver_role": tie.receiver_role,
        "kinds": list(tie.kinds),
        "basis": tie.basis,
        "source": tie.source,
        "state": expectation.state,
        "roles_not_found": list(expectation.missing),
        "pairs": [_pair_data(pair) for pair in expectation.pairs],
        "on_other_bases": [terms.claim_data(claim) for claim in expectation.on_other_bases],
    }


def _pair_data(pair: ExpectedPair) -> dict[str, Any]:
    return {
        "sender": pair.sender.id,
        "receiver": pair.receiver.id,
        "state": pair.state,
        "claims": [terms.tie_data(claim) for claim in pair.claims],
    }


def parts(results: Sequence[ExpectedTies], ontology: Ontology, say: Speech) -> list[Part]:
    """The expected ties of each case ("expected"), those worth asking about ("ask"), and how they are read."""
    first = results[0]
    if not first.framework.expected:
        line = say("{framework} expects no ties.", framework=first.framework.title)
        return [Part("expected", say("Expected ties"), (paragraph(line),))]
    read_with = terms.read_with(first.framework, first.bases, first.case.attributions, ontology, say)
    reading = (read_with, basis_of_expectations(first, ontology, say), what_met_says(say), not_absent(say))
    return [
        *(part for result in results for part in _of_case(result, results, ontology, say)),
        Part("reading", "", paragraphs(reading)),
    ]


def _of_case(result: ExpectedTies, results: Sequence[ExpectedTies], ontology: Ontology, say: Speech) -> Iterator[Part]:
    case = result.case
    mix = say("Met, by the strongest basis: {mix}.", mix=terms.mix(result.met, ontology, say))
    rows = tuple(row(expectation, case.id, ontology, say) for expectation in result.expectations)
    table = Table(say("Expected ties"), columns(**heads(say)), rows)
    yield Part(
        terms.anchor("expected", case.id, results),
        headline(result, say),
        (paragraph(mix), table, *terms.left_out(result.unused, say)),
    )
    to_ask = [expectation.tie for expectation in result.expectations if expectation.state in _OPEN]
    if to_ask:
        title = say("Ask next about {case} ({n} open)", case=terms.case_name(case), n=len(to_ask))
        items = tuple((text(tie.statement, say), Run(f" ({tie.id})")) for tie in to_ask)
        yield Part(terms.anchor("ask", case.id, results), title, (Points(items),))


def heads(say: Speech) -> dict[str, str]:
    """The labels of the columns of a table of expected ties, by id."""
    return {"expected": say("expected tie"), "state": say("state"), "between": say("between whom, and the claims")}


def row(expectation: Expectation, case: str, ontology: Ontology, say: Speech) -> Row:
    """A row with an expected tie in the case of this id, its state, the actors it connects, and the claims."""
    return (
        text_cell(_expected(expectation, ontology, say), code=expectation.tie.id),
        text_cell(say(STATES[expectation.state]), code=expectation.state.value),
        TextCell(_between(expectation, case, ontology, say)),
    )


def headline(result: ExpectedTies, say: Speech) -> str:
    """The numbers of expected ties in each state, and of those that do not apply."""
    outside = len(result.of(ExpectationState.NOT_APPLICABLE))
    numbers = {state: len(result.of(state)) for state in ExpectationState}
    counts = [
        say("{n} {state}", n=n, state=say(STATES[state]))
        for state, n in numbers.items()
        if state is ExpectationState.MET or (n and state is not ExpectationState.NOT_APPLICABLE)
    ]
    return say(
        "{case}: expected ties that apply: {n} ({counts}); that do not, since no actor has one of the roles: {outside}",
        case=terms.case_name(result.case),
        n=len(result.expectations) - outside,
        counts=say.listed(counts),
        outside=outside,
    )


def basis_of_expectations(result: ExpectedTies, ontology: Ontology, say: Speech) -> str:
    """The basis of the expectations themselves."""
    bases = terms.bases({tie.basis for tie in result.framework.expected}, ontology, say)
    return say(
        "The expectations themselves are {bases}: one that is met tests no theory, one that is not found is worth "
        "asking about.",
        bases=bases,
    )


def what_met_says(say: Speech) -> str:
    """What it means that an expected tie is met."""
    return say(
        "Met means that a claim states the tie, on the basis shown: a rule, or the practice of another place, does "
        "not show that the tie is in use here."
    )


def not_absent(say: Speech) -> str:
    """What it means that an expected tie is not found."""
    return say("Not found is not absent: no claim on these bases mentions such a tie, and none denies it.")


def _expected(expectation: Expectation, ontology: Ontology, say: Speech) -> str:
    """An expected tie: "e05 service recipient → payment channel: pays"."""
    tie = expectation.tie
    sender, receiver = (ontology.code("role", role)[say.lang] for role in (tie.sender_role, tie.receiver_role))
    kinds = " / ".join(terms.tie_kind(kind, ontology, say) for kind in tie.kinds) or say("any kind of tie")
    return f"{tie.id} {sender} → {receiver}: {kinds}"


def _between(expectation: Expectation, case: str, ontology: Ontology, say: Speech) -> Runs:
    """The pairs of actors with the claims of their tie, or the roles that no actor has."""
    pairs = joined([_pair(pair, case, ontology, say) for pair in expectation.deciding], "; ")
    runs = _nobody(expectation, ontology, say) or pairs
    if not expectation.on_other_bases or expectation.state is ExpectationState.MET:
        return runs
    on_other_bases = cited(terms.citations(expectation.on_other_bases, case, ontology, say))
    return (*runs, *sentence(say, " (on other bases: {claims})", claims=on_other_bases))


def _nobody(expectation: Expectation, ontology: Ontology, say: Speech) -> Runs:
    """The roles of an expected tie that no actor has; empty where every role has one."""
    roles = say.listed([ontology.code("role", role)[say.lang] for role in expectation.missing])
    return words(say("no actor has the role: {roles}", roles=roles)) if roles else ()


def _pair(pair: ExpectedPair, case: str, ontology: Ontology, say: Speech) -> Runs:
    """The two actors of a pair, or the one that is both, with the claims of a tie between them."""
    inside = pair.state is ExpectationState.INSIDE
    ends = terms.actor(pair.sender, say).runs if inside else terms.between(pair.sender, pair.receiver, say)
    claims = cited(terms.citations(pair.claims, case, ontology, say))
    return (*ends, Run(": "), *claims) if claims else ends


def _records(results: Sequence[ExpectedTies], say: Speech) -> Table:
    """A row for each claim; a pair without claims, and an expectation without pairs, have one row too."""
    names = (
        "case expected statement sender_role receiver_role kinds expected_basis state "
        "sender receiver pair_standing claim kind status basis source locator"
    )
    return plain_table(
        names.split(),
        (
            (result.case.id, *_record(expectation, say), *pair)
            for result in results
            for expectation in result.expectations
            for pair in ([row for pair in expectation.pairs for row in _pair_records(pair, say)] or [(None,) * 9])
        ),
    )


def _record(expectation: Expectation, say: Speech) -> tuple[str, ...]:
    tie = expectation.tie
    roles_and_kinds = (tie.sender_role, tie.receiver_role, ", ".join(tie.kinds))
    return (tie.id, tie.statement[say.lang], *roles_and_kinds, tie.basis.value, expectation.state.value)


def _pair_records(pair: ExpectedPair, say: Speech) -> list[tuple[str | None, ...]]:
    ends = (pair.sender.id, pair.receiver.id, pair.state.value)
    return [(*ends, *terms.tie_record(claim, say)) for claim in pair.claims] or [(*ends, *(None,) * 6)]
