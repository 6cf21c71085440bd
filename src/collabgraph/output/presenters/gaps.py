"""Expected ties, and the gap between paper and practice, as printouts: what nobody tells is unknown, never absent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from collabgraph.analysis.expected_ties import Expectation, ExpectationState, ExpectedPair, ExpectedTies
from collabgraph.analysis.paper_practice import KnownTie, PaperPracticeGap, Side
from collabgraph.model import Basis, Ontology, TieClaim
from collabgraph.output.formats import Cell, Printout, Section, Table
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

SIDES = {
    Side.PAPER: mark("{case}, on paper only ({n}): prescribed, neither reported nor documented"),
    Side.PRACTICE: mark("{case}, in practice only ({n}): reported or documented, not prescribed"),
    Side.BOTH: mark("{case}, on paper and in practice ({n})"),
    Side.NEITHER: mark("{case}, neither ({n}): known from other bases alone"),
}


# Expected ties -------------------------------------------------------------------------------------------------------


def expected(results: Sequence[ExpectedTies], ontology: Ontology) -> Printout:
    """What became of each expected tie in each case: between whom, on which claims, and what to ask."""
    return Printout(
        lambda say: _expected_data(results, say),
        lambda say: _expected_sections(results, ontology, say),
        lambda say: _expected_rows(results, say),
    )


def _expected_data(results: Sequence[ExpectedTies], say: Speech) -> dict[str, Any]:
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
                "counts": {which.value: len(result.of(which)) for which in ExpectationState},
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
        "on_other_bases": [terms.claim_data(claim) for claim in expectation.aside],
    }


def _pair_data(pair: ExpectedPair) -> dict[str, Any]:
    return {
        "sender": pair.sender.id,
        "receiver": pair.receiver.id,
        "state": pair.state,
        "claims": [_tie_data(claim) for claim in pair.claims],
    }


def _tie_data(claim: TieClaim) -> dict[str, Any]:
    return {**terms.claim_data(claim), "kind": claim.kind, "status": claim.status}


def _expected_sections(results: Sequence[ExpectedTies], ontology: Ontology, say: Speech) -> list[Section]:
    first = results[0]
    if not first.framework.expected:
        line = say("{framework} expects no ties.", framework=first.framework.title)
        return [Section(say("Expected ties"), (line,))]
    stands = say(
        "Read with {framework}. Bases: {bases}.",
        framework=first.framework.title,
        bases=terms.bases(first.bases, ontology, say),
    )
    return [
        *(section for result in results for section in _case_sections(result, ontology, say)),
        Section("", (stands, expected_grounds(first, ontology, say), what_met_says(say), not_absent(say))),
    ]


def _case_sections(result: ExpectedTies, ontology: Ontology, say: Speech) -> list[Section]:
    rows = tuple(
        (expected_words(each, ontology, say), say(STATES[each.state]), _found(each, ontology, say))
        for each in result.expectations
    )
    open_ones = [
        each for each in result.expectations if each.state in (ExpectationState.NOT_FOUND, ExpectationState.CONTESTED)
    ]
    ask = Section(
        say("Ask next about {case} ({n} open)", case=terms.case_name(result.case), n=len(open_ones)),
        tuple(f"• {each.tie.statement[say.lang]} ({each.tie.id})" for each in open_ones),
    )
    table = Table((say("expected tie"), say("state"), say("between whom, and the claims")), rows)
    mix = say("Met, by the strongest basis: {mix}.", mix=terms.mix(result.met, ontology, say))
    return [Section(expected_headline(result, say), (mix,), table), *([ask] if open_ones else [])]


def expected_headline(result: ExpectedTies, say: Speech) -> str:
    """How many of the expected ties that apply have which state."""
    outside = len(result.of(ExpectationState.NOT_APPLICABLE))
    counts = [
        say("{n} {state}", n=len(found), state=say(STATES[which]))
        for which in ExpectationState
        if which is not ExpectationState.NOT_APPLICABLE
        and ((found := result.of(which)) or which is ExpectationState.MET)
    ]
    return say(
        "{case}: of {n} expected ties that apply, {counts}; {outside} do not apply, nobody being found in one of the "
        "roles",
        case=terms.case_name(result.case),
        n=len(result.expectations) - outside,
        counts=say.listed(counts),
        outside=outside,
    )


def expected_grounds(result: ExpectedTies, ontology: Ontology, say: Speech) -> str:
    """What the expectations themselves stand on."""
    bases = terms.bases({tie.basis for tie in result.framework.expected}, ontology, say)
    return say(
        "The expectations themselves are {bases}: one that is met tests no theory, one that is not found is worth "
        "asking about.",
        bases=bases,
    )


def what_met_says(say: Speech) -> str:
    """What it means that an expected tie is met."""
    return say(
        "Met says that a claim tells of the tie, on the basis shown: a rule, or the practice of another place, does "
        "not show that the tie is in use here."
    )


def not_absent(say: Speech) -> str:
    """What it means that an expected tie is not found."""
    return say("Not found is not absent: no claim on these bases tells of such a tie, and nobody says there is none.")


def expected_words(expectation: Expectation, ontology: Ontology, say: Speech) -> str:
    """An expected tie: "e05 service recipient → payment channel: pays"."""
    tie = expectation.tie
    sender, receiver = (ontology.code("role", role)[say.lang] for role in (tie.sender_role, tie.receiver_role))
    kinds = " / ".join(kind_words(kind, ontology, say) for kind in tie.kinds) or say("any kind of tie")
    return f"{tie.id} {sender} → {receiver}: {kinds}"


def _found(expectation: Expectation, ontology: Ontology, say: Speech) -> str:
    """Between whom a tie was found on which claims, or was looked for; which role is missing."""
    words = nobody_found(expectation, ontology, say) or "; ".join(
        _pair_words(pair, ontology, say) for pair in expectation.deciding
    )
    if expectation.aside and expectation.state is not ExpectationState.MET:
        words += say(" (on other bases: {claims})", claims=terms.cited(expectation.aside, ontology, say))
    return words


def nobody_found(expectation: Expectation, ontology: Ontology, say: Speech) -> str:
    """The roles of an expected tie that nobody is found in; empty where each is held."""
    roles = say.listed([ontology.code("role", role)[say.lang] for role in expectation.missing])
    return say("nobody is found as: {roles}", roles=roles) if roles else ""


def _pair_words(pair: ExpectedPair, ontology: Ontology, say: Speech) -> str:
    ends = pair_ends(pair, say)
    return f"{ends}: {terms.cited(pair.claims, ontology, say)}" if pair.claims else ends


def pair_ends(pair: ExpectedPair, say: Speech) -> str:
    """The two actors of a pair, or the one that is both."""
    sender, receiver = terms.actor_name(pair.sender, say), terms.actor_name(pair.receiver, say)
    return sender if pair.state is ExpectationState.INSIDE else f"{sender} → {receiver}"


def kind_words(kind: str, ontology: Ontology, say: Speech) -> str:
    """What a kind of tie is called."""
    return ontology.code("tie", kind)[say.lang]


def _expected_rows(results: Sequence[ExpectedTies], say: Speech) -> Table:
    """One row a claim; a pair without claims, and an expectation without pairs, have one row too."""
    rows: list[tuple[Cell, ...]] = []
    for result in results:
        for each in result.expectations:
            tie = each.tie
            said = (result.case.id, tie.id, tie.statement[say.lang], tie.sender_role, tie.receiver_role,
                    ", ".join(tie.kinds), tie.basis.value, each.state.value)  # fmt: skip
            grounds = [row for pair in each.pairs for row in _pair_rows(pair, say)] or [(None,) * 9]
            rows += [(*said, *ground) for ground in grounds]
    columns = (
        "case expected statement sender_role receiver_role kinds expected_basis state "
        "sender receiver pair_standing claim kind status basis source locator"
    )
    return Table(tuple(columns.split()), tuple(rows))


def _pair_rows(pair: ExpectedPair, say: Speech) -> list[tuple[Cell, ...]]:
    ends = (pair.sender.id, pair.receiver.id, pair.state.value)
    return [(*ends, *_claim_cells(claim, say)) for claim in pair.claims] or [(*ends, *(None,) * 6)]


def _claim_cells(claim: TieClaim, say: Speech) -> tuple[Cell, ...]:
    return claim.id, claim.kind, claim.status.value, claim.basis.value, *terms.where(claim, say)


# Paper and practice --------------------------------------------------------------------------------------------------


def paper_practice(results: Sequence[PaperPracticeGap], ontology: Ontology) -> Printout:
    """The ties of each case that are on paper only, in practice only, both, and neither, with their claims."""
    return Printout(
        lambda say: _gap_data(results, say),
        lambda say: [section for result in results for section in _gap_sections(result, ontology, say)],
        lambda say: _gap_rows(results, say),
    )


def _gap_data(results: Sequence[PaperPracticeGap], say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("paper-practice"),
        "granularity": results[0].granularity,
        "systems": results[0].systems,
        "meaning": unknown_not_absent(say),
        "cases": [
            {
                "id": result.case.id,
                "counts": {side.value: len(result.of(side)) for side in Side},
                "practice": {basis.value: n for basis, n in result.practice.items()},
                "ties": [_known_data(tie) for tie in result.ties],
            }
            for result in results
        ],
    }


def _known_data(tie: KnownTie) -> dict[str, Any]:
    groups = {"paper": tie.paper, "practice": tie.practice, "other": tie.other, "denied": tie.denied}
    return {
        "sender": tie.sender.id,
        "receiver": tie.receiver.id,
        "side": tie.side,
        **{name: [_tie_data(claim) for claim in claims] for name, claims in groups.items()},
    }


def _gap_sections(result: PaperPracticeGap, ontology: Ontology, say: Speech) -> list[Section]:
    groups = [_side_section(result, side, ontology, say) for side in Side if result.of(side)]
    lines = (practice_known(result, ontology, say), unknown_not_absent(say))
    return [Section(gap_headline(result, say), lines), *groups]


def gap_headline(result: PaperPracticeGap, say: Speech) -> str:
    """How many ties are known from a rule, from practice, from both, and from neither."""
    return say(
        "{case}: ties on paper only {paper}, in practice only {practice}, both {both}, neither {neither}",
        case=terms.case_name(result.case),
        **{side.name.lower(): len(result.of(side)) for side in Side},
    )


def practice_known(result: PaperPracticeGap, ontology: Ontology, say: Speech) -> str:
    """On which bases the practice of a case is known, if at all."""
    if not result.practice:
        return say("No source reports or documents a tie of this case: of its practice nothing is known.")
    return say("Known of practice: {mix}.", mix=terms.mix(result.practice, ontology, say))


def unknown_not_absent(say: Speech) -> str:
    """How to read a tie that is known from one side only."""
    return say(
        "What nobody reports or documents is unknown, not absent: a tie on paper only may well be in use, and one in "
        "practice only may rest on a rule not read."
    )


def _side_section(result: PaperPracticeGap, side: Side, ontology: Ontology, say: Speech) -> Section:
    """The ties of one side; a column that would be empty is left out."""
    ties = result.of(side)
    columns = {
        say("tie"): [f"{terms.actor_name(t.sender, say)} → {terms.actor_name(t.receiver, say)}" for t in ties],
        say("on paper"): [_kinds(tie.paper, ontology, say) for tie in ties],
        say("in practice"): [_kinds(tie.practice, ontology, say) for tie in ties],
        say("on other bases"): [_kinds(tie.other, ontology, say) for tie in ties],
        say("denied or contested"): [_kinds(tie.denied, ontology, say) for tie in ties],
    }
    used = {name: cells for name, cells in columns.items() if any(cells)}
    title = say(SIDES[side], case=terms.case_name(result.case), n=len(ties))
    return Section(title, (), Table(tuple(used), tuple(zip(*used.values(), strict=True))))


def _kinds(claims: Collection[TieClaim], ontology: Ontology, say: Speech) -> str:
    """The kinds of tie claimed, each with its claims: "refers to (T22 prescribed)"."""
    return "; ".join(
        f"{kind_words(kind, ontology, say)} ({terms.cited(_of_kind(claims, kind), ontology, say)})"
        for kind in dict.fromkeys(claim.kind for claim in claims)
    )


def _of_kind(claims: Iterable[TieClaim], kind: str) -> list[TieClaim]:
    return [claim for claim in claims if claim.kind == kind]


def _gap_rows(results: Sequence[PaperPracticeGap], say: Speech) -> Table:
    """One row a claim."""
    rows = tuple(
        (result.case.id, tie.side.value, tie.sender.id, tie.receiver.id, *_claim_cells(claim, say))
        for result in results
        for tie in result.ties
        for claim in (*tie.paper, *tie.practice, *tie.other, *tie.denied)
    )
    columns = "case side sender receiver claim kind status basis source locator"
    return Table(tuple(columns.split()), rows)
