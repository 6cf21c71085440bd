"""Ties on paper and in practice: a tie that nobody reports or documents is unknown, never absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from collabgraph.analysis.paper_practice import KnownTie, PaperPracticeGap, Side
from collabgraph.model import Ontology, Status, TieClaim
from collabgraph.output.document import (
    Part,
    Presentation,
    Runs,
    Table,
    TextCell,
    cited,
    columns,
    joined,
    paragraphs,
    plain_table,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

SIDES = {
    Side.PAPER: mark("{case}, on paper only ({n}): prescribed, neither reported nor documented"),
    Side.PRACTICE: mark("{case}, in practice only ({n}): reported or documented, not prescribed"),
    Side.BOTH: mark("{case}, on paper and in practice ({n})"),
    Side.NEITHER: mark("{case}, neither ({n}): known from other bases alone"),
}


def presentation(results: Sequence[PaperPracticeGap], ontology: Ontology) -> Presentation:
    """The ties of each case that are on paper only, in practice only, both, and neither, with their claims."""
    return Presentation(partial(_data, results), partial(parts, results, ontology), partial(_records, results))


def _data(results: Sequence[PaperPracticeGap], say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("paper-practice"),
        "granularity": results[0].granularity,
        "systems": results[0].systems,
        "meaning": unknown_not_absent(say),
        "cases": [
            {
                "id": result.case.id,
                "counts": {side.value: len(result.of(side)) for side in Side},
                "ties_on_any_basis": len(result.ties),
                "tie_claims": result.tie_claims,
                "ties_on_background_alone": len(result.background),
                "practice": {basis.value: n for basis, n in result.practice.items()},
                "unused": terms.unused_data(result.unused),
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
        **{name: [terms.tie_data(claim) for claim in claims] for name, claims in groups.items()},
    }


def parts(results: Sequence[PaperPracticeGap], ontology: Ontology, say: Speech) -> list[Part]:
    """The counts of each case ("paper-practice"), and its ties by side ("on-paper-only"...)."""
    all_parts: list[Part] = []
    for result in results:
        lines = (scope(result, say), practice_known(result, ontology, say), unknown_not_absent(say))
        anchor = terms.anchor("paper-practice", result.case.id, results)
        blocks = (*paragraphs(lines), *terms.left_out(result.unused, say))
        all_parts.append(Part(anchor, headline(result, say), blocks))
        all_parts += [_side(result, side, results, ontology, say) for side in Side if result.of(side)]
    return all_parts


def headline(result: PaperPracticeGap, say: Speech) -> str:
    """The numbers of ties on paper, in practice, both, and neither."""
    return say(
        "{case}: ties on paper only {paper}, in practice only {practice}, both {both}, neither {neither}",
        case=terms.case_name(result.case),
        **{side.name.lower(): len(result.of(side)) for side in Side},
    )


def scope(result: PaperPracticeGap, say: Speech) -> str:
    """How many ties there are on any basis, from how many claims, and how many of them other results leave out."""
    claims = terms.tie_claims(result.tie_claims, say)
    known = say.plural(
        "{n} tie on any basis, from {claims}.", "{n} ties on any basis, from {claims}.", len(result.ties), claims=claims
    )
    left_out = say(
        "Of these ties, {n} on background knowledge alone: networks leave them out unless it is asked for.",
        n=len(result.background),
    )
    return f"{known} {left_out}"


def practice_known(result: PaperPracticeGap, ontology: Ontology, say: Speech) -> str:
    """The bases on which the practice of a case is known, if any."""
    if not result.practice:
        return say("No source reports or documents a tie of this case: of its practice nothing is known.")
    return say("Known of practice: {mix}.", mix=terms.mix(result.practice, ontology, say))


def unknown_not_absent(say: Speech) -> str:
    """How to read a tie known on paper or in practice only."""
    return say(
        "What nobody reports or documents is unknown, not absent: a tie on paper only may well be in use, and one in "
        "practice only may rest on a rule not read."
    )


def _side(
    result: PaperPracticeGap, side: Side, results: Sequence[PaperPracticeGap], ontology: Ontology, say: Speech
) -> Part:
    """The ties of one side; a column that would be empty is left out."""
    ties, case = result.of(side), result.case

    def kinds_of(claims: Iterable[Sequence[TieClaim]]) -> list[Runs]:
        return [kinds(group, case.id, ontology, say) for group in claims]

    by_column = {
        "tie": (say("tie"), [terms.between(tie.sender, tie.receiver, say) for tie in ties]),
        "paper": (say("on paper"), kinds_of(tie.paper for tie in ties)),
        "practice": (say("in practice"), kinds_of(tie.practice for tie in ties)),
        "other": (say("on other bases"), kinds_of(tie.other for tie in ties)),
        "denied": (say("denied or contested"), kinds_of(tie.denied for tie in ties)),
    }
    used = {name: (label, cells) for name, (label, cells) in by_column.items() if any(cells)}
    rows = tuple(tuple(map(TextCell, row)) for row in zip(*(cells for _, cells in used.values()), strict=True))
    title = say(SIDES[side], case=terms.case_name(case), n=len(ties))
    table = Table(title, columns(**{name: label for name, (label, _) in used.items()}), rows)
    return Part(terms.anchor(side.value, case.id, results), title, (table,))


def kinds(claims: Iterable[TieClaim], case: str, ontology: Ontology, say: Speech) -> Runs:
    """The kinds of tie claimed in the case of this id, each with its claims: "refers to (T22 prescribed)".

    A tie claimed to be anything but present is followed by its status.
    """
    by_kind: dict[str, list[TieClaim]] = {}
    for claim in claims:
        by_kind.setdefault(_kind(claim, ontology, say), []).append(claim)
    return joined(
        [
            words(kind, " (", *cited(terms.citations(of_kind, case, ontology, say)), ")")
            for kind, of_kind in by_kind.items()
        ],
        "; ",
    )


def _kind(claim: TieClaim, ontology: Ontology, say: Speech) -> str:
    kind = terms.tie_kind(claim.kind, ontology, say)
    return kind if claim.status is Status.PRESENT else f"{kind}: {ontology.code('status', claim.status)[say.lang]}"


def _records(results: Sequence[PaperPracticeGap], say: Speech) -> Table:
    """A row for each claim."""
    return plain_table(
        "case side sender receiver claim kind status basis source locator".split(),
        (
            (result.case.id, tie.side.value, tie.sender.id, tie.receiver.id, *terms.tie_record(claim, say))
            for result in results
            for tie in result.ties
            for claim in tie.claims
        ),
    )
