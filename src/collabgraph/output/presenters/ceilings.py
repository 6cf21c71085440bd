"""Necessary condition analysis: effect sizes, bottlenecks, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from collabgraph.analysis.many.ceilings import (
    LEAST_CASES,
    UNIT,
    Ceilings,
    Effect,
    Kind,
    Requirement,
    bottleneck,
    steps,
)
from collabgraph.model import Interval
from collabgraph.output.document import (
    Cell,
    Column,
    Number,
    Part,
    Presentation,
    Row,
    Table,
    columns,
    paragraphs,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

#: What ceilings are called; the field's abbreviations are the same in both languages.
NAMES: Mapping[Kind, str] = {"ce-fdh": "CE-FDH", "cr-fdh": "CR-FDH"}
#: As many unknown cells are named for people; json has all.
_MOST_NAMED = 12
#: As many conditions are named in a sentence.
_MOST_LISTED = 5
_NO_LINE = mark("undefined: one peer makes no line")
_NO_SCOPE = mark("undefined: it does not vary")


def presentation(result: Ceilings, *, bottlenecks: bool = True, notes: Sequence[str] = ()) -> Presentation:
    """The effects of all conditions and, with ``bottlenecks``, what each level of the outcome takes.

    ``notes`` are sentences about where the values are from, in the reader's language.
    """
    return Presentation(
        lambda say: data(result, say),
        lambda say: [_effects(result, say, notes), *(_bottlenecks(result, say) if bottlenecks else ())],
    )


def data(result: Ceilings, say: Speech) -> dict[str, Any]:
    """The analysis for programs; a requirement is a share of the scope, "NN" (not needed) or "NA" (not available)."""
    return {
        "schema": terms.schema("nca"),
        "outcome": result.values.outcome,
        "conditions": list(result.values.conditions),
        "cases": list(result.values.cases),
        "unknown": [{"case": case, "column": column} for case, column in result.values.unknown],
        "permutations": result.permutations,
        "seed": result.seed,
        "effects": [_effect_data(each) for each in result.effects],
        "bottlenecks": {
            kind: [
                {
                    "level": level,
                    "required": {
                        of.condition: None if found is None else {"low": _coded(found.low), "high": _coded(found.high)}
                        for of, found in zip(result.of(kind), row, strict=True)
                    },
                }
                for level, row in bottleneck(result.of(kind), steps())
            ]
            for kind in result.kinds
        },
        "notices": list(_notes(result, say)),
    }


def _coded(required: float) -> float | str:
    return {-inf: "NN", inf: "NA"}.get(required, required)


def _effect_data(of: Effect) -> dict[str, Any]:
    ends = of.lowest, of.highest
    zones = [each.zone for each in ends]
    wasted = [each.inefficiency for each in ends]
    return {
        "condition": of.condition,
        "ceiling": of.kind,
        "effect": terms.interval_data(of.size),
        "p": terms.interval_data(of.p),
        "accuracy": terms.interval_data(of.accuracy),
        "zone": None if None in zones else {"low": zones[0], "high": zones[1]},
        "scope": {"x": terms.interval_data(of.lowest.scope.x), "y": terms.interval_data(of.lowest.scope.y)},
        "peers": [list(map(list, each.peers)) for each in ends],
        "line": [list(each.line) if each.line else None for each in ends],
        "condition_inefficiency": [pair and pair[0] for pair in wasted],
        "outcome_inefficiency": [pair and pair[1] for pair in wasted],
        "completions": of.tried,
        "bounds": of.proved,
        "undefined": of.undefined,
    }


# For people ----------------------------------------------------------------------------------------------------------


def finding(result: Ceilings, say: Speech) -> str:
    """In one sentence, which conditions leave a corner without cases."""
    values, effects = result.values, result.of(result.kinds[0])
    certain = [of.condition for of in effects if of.size is not None and of.size.low > 0]
    open_ = [of.condition for of in effects if of.size is not None and of.size.low <= 0 < of.size.high]
    n = len(effects)
    if certain:
        names = few(certain, say)
        first = say.plural(
            "Where there is little of {names} no case has much of {outcome}: {n} of {all} conditions has an effect.",
            "Where there is little of {names} no case has much of {outcome}: {n} of {all} conditions have an effect.",
            len(certain), names=names, outcome=values.outcome, all=n,
        )  # fmt: skip
    else:
        first = say.plural(
            "The condition is not certain to limit {outcome}: cases can have much of it with little of the condition.",
            "None of {n} conditions is certain to limit {outcome}: cases can have much of it with little of each.",
            n, outcome=values.outcome,
        )  # fmt: skip
    if open_:
        first += " " + say("Open, because of what is not known: {names}.", names=few(open_, say))
    return first


def few(names: list[str], say: Speech) -> str:
    """The first names of a list, and how many more there are."""
    more = len(names) - _MOST_LISTED
    return say.listed([*names[:_MOST_LISTED], *([say("{n} more", n=more)] if more > 0 else [])])


def _effects(result: Ceilings, say: Speech, notes: Sequence[str]) -> Part:
    tested = result.permutations > 0
    heads = columns(
        condition=say("condition"), ceiling=say("ceiling"), effect=say("effect size d"),
        **({"p": "p"} if tested else {}), accuracy=say("accuracy"), peers=say("peers"),
        condition_inefficiency=say("condition inefficiency"), outcome_inefficiency=say("outcome inefficiency"),
    )  # fmt: skip
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(of.condition),
            text_cell(NAMES[of.kind], code=of.kind),
            _size(of, say),
            *([_number(of.p, digits=4)] if tested else []),
            _number(of.accuracy),
            _number(_between(len(of.lowest.peers), len(of.highest.peers)), digits=0),
            *(_number(each) for each in _inefficiencies(of)),
        )
        for of in result.effects
    )
    lines = [finding(result, say), *notes, *_notes(result, say)]
    title = say("Conditions necessary for {outcome}", outcome=result.values.outcome)
    return Part("effects", title, (*paragraphs(lines[:1]), Table(say("Effects"), heads, rows), *paragraphs(lines[1:])))


def _between(one: float, other: float) -> Interval:
    return Interval(min(one, other), max(one, other))


def _inefficiencies(of: Effect) -> tuple[Interval | None, Interval | None]:
    ends = of.lowest.inefficiency, of.highest.inefficiency
    if ends[0] is None or ends[1] is None:
        return None, None
    return _between(ends[0][0], ends[1][0]), _between(ends[0][1], ends[1][1])


def _number(found: Interval | None, digits: int = 2) -> Number | None:
    if found is None:
        return None
    if found.low == found.high:
        return Number(found.low, digits=digits)
    return Number(low=found.low, high=found.high, digits=digits)


def _size(of: Effect, say: Speech) -> Cell | None:
    if of.size is not None:
        return _number(of.size)
    return Number(note=words(say(_NO_SCOPE if not of.lowest.scope.area else _NO_LINE)))


def _notes(result: Ceilings, say: Speech) -> Iterator[str]:
    """What the numbers rest on: cases, scope, tests, unknown cells, and how the words are meant."""
    n = len(result.values.cases)
    scopes = {of.lowest.scope for of in result.effects}
    yield say(
        "Effect size d: the share of the scope above the ceiling, in which no case lies. Cases: {n}. Scope: {scope}.",
        n=n,
        scope=say("0 to 1, as of memberships") if scopes == {UNIT} else _scope_words(result, say),
    )
    yield from _about_test(result, say)
    yield from _about_unknown(result, say)
    yield say(
        "That no case lies there is consistent with a condition being necessary. It is no proof: a case not studied, "
        "or a measurement that is wrong, can lie in the corner."
    )


def _scope_words(result: Ceilings, say: Speech) -> str:
    y = result.effects[0].lowest.scope.y
    pieces = [(result.values.outcome, y), *((of.condition, of.lowest.scope.x) for of in result.of(result.kinds[0]))]
    return "; ".join(
        say("{name} {low} to {high}", name=name, low=say.number(of.low), high=say.number(of.high))
        for name, of in pieces
    )


def _about_test(result: Ceilings, say: Speech) -> Iterator[str]:
    n = len(result.values.cases)
    if n < LEAST_CASES:
        yield say("No permutation test: with {n} cases, fewer than {least}, it says nothing.", n=n, least=LEAST_CASES)
    elif result.permutations:
        yield say(
            "p: how often an outcome shuffled among the cases leaves as large a corner. Permutations: {permutations}, "
            "seed {seed}; p = (k+1)/(N+1). Conditions tested: {conditions}, each by itself.",
            permutations=result.permutations, seed=result.seed, conditions=len(result.values.conditions),
        )  # fmt: skip


def _about_unknown(result: Ceilings, say: Speech) -> Iterator[str]:
    unknown = result.values.unknown
    if not unknown:
        return
    named = ", ".join(f"{case}.{column}" for case, column in unknown[:_MOST_NAMED])
    more = say(" and {n} more", n=len(unknown) - _MOST_NAMED) if len(unknown) > _MOST_NAMED else ""
    yield say(
        "Cells not known: {n} ({cells}). Two numbers are the least and the greatest over all that these can be; of p "
        "they are those of the least and the greatest effect.",
        n=len(unknown), cells=named + more,
    )  # fmt: skip
    lines = [of for of in result.of("cr-fdh") if of.tried > 1]
    if any(not of.proved for of in lines):
        yield say(
            "CR-FDH is a regression, which can rise or fall with any case: its numbers are the least and the greatest "
            "of {n} completions tried, and no bounds. Those of CE-FDH are bounds.",
            n=max(of.tried for of in lines),
        )
    if undefined := [of for of in lines if of.undefined]:
        names = ", ".join(f"{of.condition} ({of.undefined}/{of.tried})" for of in undefined)
        yield say("Completions in which one peer makes no line, left out of CR-FDH: {names}.", names=names)


def _bottlenecks(result: Ceilings, say: Speech) -> Iterator[Part]:
    """For each kind of ceiling, how much of each condition a level of the outcome takes."""
    line = say(
        "In percent of the scope: a level of {outcome} (first column) is not reached with less of a condition than "
        "this. NN: not necessary, any level will do. NA: not available, no level in the scope is enough.",
        outcome=result.values.outcome,
    )
    for kind in result.kinds:
        effects = result.of(kind)
        heads = (Column(say("{name} (%)", name=result.values.outcome), "level"),
                 *(Column(of.condition, of.condition) for of in effects))  # fmt: skip
        rows = tuple(
            (text_cell(percent(level, say)), *(text_cell(requirement(found, say)) for found in row))
            for level, row in bottleneck(effects, steps())
        )
        name = NAMES[kind]
        yield Part(
            f"bottlenecks-{kind}",
            say("Bottlenecks by {ceiling}", ceiling=name),
            (*paragraphs([line]), Table(say("Bottlenecks {ceiling}", ceiling=name), heads, rows)),
        )


def percent(share: float, say: Speech) -> str:
    """A share in percent, without the sign, with a decimal where it has one."""
    value = round(100 * share, 1)
    return say.number(round(value) if value == round(value) else value, 1)


def requirement(found: Requirement | None, say: Speech) -> str:
    """A requirement in percent of the scope, NN or NA; both ends where they differ, a dash where there is no line."""
    if found is None:
        return "–"
    ends = [{-inf: "NN", inf: "NA"}.get(end) or percent(end, say) for end in (found.low, found.high)]
    return ends[0] if ends[0] == ends[1] else say("{low} to {high}", low=ends[0], high=ends[1])
