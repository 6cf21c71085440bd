"""Rival explanations weighed: the ledger of tests, the verdict of each pair, and what to look for next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from math import inf, isfinite
from typing import Any

from msgspec.structs import replace

from collabgraph.analysis.weighing import (
    Pair,
    Question,
    TestType,
    Trace,
    WeighedTest,
    Weighing,
    against_others,
    opposite,
    types_of,
)
from collabgraph.model import Claim, Hypothesis, Interval, Ontology, TestClaim, TraceState
from collabgraph.output.document import (
    Block,
    Cell,
    Number,
    Part,
    Picture,
    Points,
    Presentation,
    Row,
    Run,
    Runs,
    Subheading,
    Table,
    Target,
    TextCell,
    columns,
    interval_words,
    joined,
    listed,
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

#: What is known of a trace, each with a glyph that it shares with what is alike among statuses.
GLYPHS = {TraceState.FOUND: "●", TraceState.NOT_FOUND: "○", TraceState.NOT_LOOKED_FOR: "?"}
#: Marks evidence that weighs nothing, because it was given to the case on account of its outcome.
_IMPLIED = "*"
_TYPES = {
    TestType.STRAW: mark("straw in the wind"),
    TestType.HOOP: mark("hoop"),
    TestType.SMOKING_GUN: mark("smoking gun"),
    TestType.DOUBLY_DECISIVE: mark("doubly decisive"),
}
#: As many questions are asked on one screen, and in a line of another result.
MOST_ASKED, FEW_ASKED = 8, 3
#: The decimals of a weight in decibels.
_DIGITS = 1


def presentation(weighing: Weighing, ontology: Ontology) -> Presentation:
    """The ledger, the verdicts, what to look for next and what the verdicts hang on."""
    return Presentation(
        partial(data, weighing), partial(parts, weighing, ontology), partial(records, weighing, ontology)
    )


def parts(weighing: Weighing, ontology: Ontology, say: Speech, *, asked: int = MOST_ASKED) -> list[Part]:
    """All parts for people; a single one that says so where there is nothing to weigh."""
    if len(weighing.hypotheses) < 2:
        return [Part("weighing", _title(weighing, say), (paragraph(_too_few(weighing, say)),))]
    made = (
        Part("weighing", _title(weighing, say), tuple(_opening(weighing, ontology, say))),
        Part("pairs", say("Verdict for each pair"), tuple(verdicts(weighing, ontology, say))),
        Part("ledger", say("Ledger of tests"), tuple(_ledger(weighing, ontology, say))),
        Part("ask", say("What to look for next"), tuple(_asked(weighing, say, asked))),
        Part("sensitivity", say("What the verdicts hang on"), tuple(_sensitivity(weighing, say))),
        Part("posterior", say("Probabilities"), tuple(_posterior(weighing, say))),
    )
    return [part for part in made if part.blocks]


def _title(weighing: Weighing, say: Speech) -> str:
    name = terms.case_name(weighing.case)
    if weighing.outcome is None:
        return say("{case}: rival explanations weighed", case=name)
    return say("{case}, {outcome}: rival explanations weighed", case=name, outcome=weighing.outcome.label)


def _too_few(weighing: Weighing, say: Speech) -> str:
    return say.plural(
        "There is nothing to weigh: {n} hypothesis is coded. It takes two, and tests with a likelihood under each.",
        "There is nothing to weigh: {n} hypotheses are coded. It takes two, and tests with a likelihood under each.",
        len(weighing.hypotheses),
    )


# Sentences -----------------------------------------------------------------------------------------------------------


def _opening(weighing: Weighing, ontology: Ontology, say: Speech) -> Iterator[Block]:
    yield paragraph(
        say(
            "Two explanations are weighed by traces that one of them makes more likely than the other. A trace that "
            "nobody looked for speaks for neither: what it weighs stays open, and so may the verdict."
        )
    )
    yield Points(tuple(summary(weighing, say)))
    rows = tuple(_hypothesis(one, weighing, ontology, say) for one in weighing.hypotheses)
    heads = columns(hypothesis=say("hypothesis"), explanation=say("explanation"), excludes=say("excludes"))
    yield Table(say("Hypotheses"), heads, rows)
    yield from terms.left_out(weighing.unused, say)


def _hypothesis(one: Hypothesis, weighing: Weighing, ontology: Ontology, say: Speech) -> Row:
    by_iri = {other.iri: other for other in weighing.hypotheses}
    excluded = [by_iri[iri].id for iri in one.excludes if iri in by_iri]
    basis = Run(f" ({terms.basis_words(one, ontology, say)})")
    return (
        TextCell((_named(one, weighing),), one.id),
        TextCell((text(one.statement, say), basis)),
        text_cell(", ".join(excluded)),
    )


def summary(weighing: Weighing, say: Speech) -> Iterator[Runs]:
    """How many traces were looked for, which pairs are decided and for whom, and how many are not."""
    looked_for = sum(not trace.open for trace in weighing.traces)
    yield words(
        say.plural(
            "{n} test, {looked} looked for, {open} not.",
            "{n} tests, {looked} looked for, {open} not.",
            len(weighing.traces),
            looked=looked_for,
            open=len(weighing.traces) - looked_for,
        )
    )
    for pair in weighing.pairs:
        if pair.favoured is not None:
            yield _decided(pair, weighing, say)
    if undecided := weighing.undecided:
        names = _first([_of_pair(pair, weighing) for pair in undecided], say)
        yield sentence(
            say, "Undecided: {n} of {all} ({pairs}).", n=len(undecided), all=len(weighing.pairs), pairs=names
        )


#: So many pairs or tests are named in a sentence.
_MOST_NAMED = 6


def _decided(pair: Pair, weighing: Weighing, say: Speech) -> Runs:
    other = pair.b if pair.favoured is pair.a else pair.a
    weight = pair.weight if pair.favoured is pair.a else opposite(pair.weight)
    phrase = mark("The evidence is for {one} over {other} by {weight} dB, whatever was not looked for: by {tests}.")
    return sentence(
        say,
        phrase,
        one=_named(pair.favoured or pair.a, weighing),
        other=_named(other, weighing),
        weight=decibels(weight, say),
        tests=_tests([test.trace.test for test in pair.decided_by], weighing, say),
    )


def decibels(weight: Interval, say: Speech) -> str:
    """An interval of a weight: "3.0 to 12.5"; an end without limit is ∞."""
    return interval_words(weight.low + 0.0, weight.high + 0.0, say, digits=_DIGITS)


def in_words(weight: Interval, pair: Pair, ontology: Ontology, say: Speech) -> str:
    """A weight between two hypotheses in words: "weak for H02 to clear for H01"."""
    ends = list(dict.fromkeys(_end(value, pair, ontology, say) for value in (weight.low, weight.high)))
    return ends[0] if len(ends) == 1 else say("{low} to {high}", low=ends[0], high=ends[1])


def _end(value: float, pair: Pair, ontology: Ontology, say: Speech) -> str:
    """One end in words, by the greatest threshold that it reaches."""
    word = ontology.scales.word(value)
    label = ontology.code("weight", word)[say.lang] if word else say.number(abs(value), _DIGITS)
    if word and ontology.scales.weights[word] <= 0.0:
        return label
    return say("{word} for {hypothesis}", word=label, hypothesis=(pair.a if value > 0 else pair.b).id)


def _named(claim: Claim, weighing: Weighing, *, strong: bool = False) -> Run:
    return Run(claim.id, Target("claim", claim.iri, weighing.case.id), strong)


def _of_pair(pair: Pair, weighing: Weighing) -> Runs:
    return words(_named(pair.a, weighing), "\u00a0:\u00a0", _named(pair.b, weighing))


def _tests(tests: Sequence[TestClaim], weighing: Weighing, say: Speech) -> Runs:
    return _first([(_named(test, weighing),) for test in tests], say) or words(say("none"))


def _first(names: Sequence[Runs], say: Speech) -> Runs:
    """The first names as a list, and how many more there are."""
    more = len(names) - _MOST_NAMED
    rest = [words(say.plural("{n} more", "{n} more", more))] if more > 0 else []
    return listed([*names[:_MOST_NAMED], *rest], say)


# Verdicts ------------------------------------------------------------------------------------------------------------


def verdicts(weighing: Weighing, ontology: Ontology, say: Speech) -> Iterator[Block]:
    """The table of pairs with their verdicts, how it is read, and what has to be said of single pairs."""
    if not weighing.pairs:
        yield paragraph(say("No two hypotheses explain the same outcome, so none are weighed against each other."))
        return
    rows = tuple(_pair(pair, weighing, ontology, say) for pair in weighing.pairs)
    heads = columns(
        pair=say("pair"),
        weight=say("weight, dB"),
        in_words=say("in words"),
        looked_for=say("of what was looked for, dB"),
        verdict=say("verdict"),
        by=say("decided by, or what would decide"),
    )
    yield Table(say("Pairs"), heads, rows)
    yield paragraph(
        say(
            "Weights are for the first of a pair where they are above 0 and for the second where they are below, in "
            "decibels: 10 means ten times as likely, 20 a hundred times. A pair is decided where the whole interval is "
            "beyond {threshold}.",
            threshold=say.number(weighing.threshold, 0 if weighing.threshold.is_integer() else _DIGITS),
        )
    )
    for pair in weighing.pairs:
        yield from paragraphs(_caveats(pair, say))


def _pair(pair: Pair, weighing: Weighing, ontology: Ontology, say: Speech) -> Row:
    favoured = pair.favoured
    verdict = say("undecided") if favoured is None else say("for {hypothesis}", hypothesis=favoured.id)
    code = f"{pair.a.id}:{pair.b.id}"
    return (
        TextCell(_of_pair(pair, weighing), code),
        _weight(pair.weight),
        text_cell(in_words(pair.weight, pair, ontology, say)),
        _weight(pair.known),
        text_cell(verdict, code=pair.verdict),
        TextCell(_by(pair, weighing, say)),
    )


def _weight(weight: Interval) -> Number:
    return Number(low=weight.low + 0.0, high=weight.high + 0.0, digits=_DIGITS)


def _by(pair: Pair, weighing: Weighing, say: Speech) -> Runs:
    """By what a pair is decided, or what would decide it."""
    if pair.favoured is not None:
        return _tests([test.trace.test for test in pair.decided_by], weighing, say)
    if not pair.would_decide:
        return words(say("no test that is coded"))
    names = _tests(pair.would_decide, weighing, say)
    if pair.together:
        return sentence(say, "{tests} together", tests=names)
    if len(pair.would_decide) == 1:
        return sentence(say, "{tests} alone", tests=names)
    return sentence(say, "any of {tests}", tests=names)


def _caveats(pair: Pair, say: Speech) -> Iterator[str]:
    """What has to be said of a pair besides its weight."""
    name = f"{pair.a.id} : {pair.b.id}"
    if pair.contradictory:
        phrase = mark("{pair}: what was found rules out both, by likelihoods of 0 or 1. Their likelihoods contradict.")
        yield say(phrase, pair=name)
    elif not (isfinite(pair.weight.low) and isfinite(pair.weight.high)):
        yield say("{pair}: an end is without limit, because a likelihood can be 0 or 1.", pair=name)
    if pair.silent:
        yield say.plural(
            "{pair}: {n} test has no likelihood under one of them and is left out.",
            "{pair}: {n} tests have no likelihood under one of them and are left out.",
            len(pair.silent),
            pair=name,
        )


# The ledger ----------------------------------------------------------------------------------------------------------


def _ledger(weighing: Weighing, ontology: Ontology, say: Speech) -> Iterator[Block]:
    if not weighing.traces:
        yield paragraph(say("No test is coded for these hypotheses."))
        return
    yield paragraph(_legend(weighing, ontology, say))
    heads = columns(
        test=say("test"),
        trace=say("trace"),
        state=say("state"),
        **{one.id: say("{hypothesis}, dB", hypothesis=one.id) for one in weighing.hypotheses},
        type=say("type of test"),
    )
    yield Table(say("Ledger"), heads, tuple(_row(trace, weighing, ontology, say) for trace in weighing.traces))
    means = mark(
        "Under a hypothesis stands what the test weighs for it against each of the others, from the least to the "
        "most. The type says what the test could do to a hypothesis; where intervals leave several, it names all."
    )
    yield paragraph(say(means))
    if groups := _groups(weighing):
        named = "; ".join(", ".join(trace.test.id for trace in group) for group in groups)
        phrase = mark(
            "Tests that depend on each other count together as anything from the least of them to their sum: {groups}."
        )
        yield paragraph(say(phrase, groups=named))


def _legend(weighing: Weighing, ontology: Ontology, say: Speech) -> str:
    states = [f"{glyph} {ontology.code('trace', state)[say.lang]}" for state, glyph in GLYPHS.items()]
    if any(trace.implied for trace in weighing.traces):
        states.append(say("{mark} implied: given to the case because of its outcome, so it weighs 0", mark=_IMPLIED))
    return "  ".join(states)


def _groups(weighing: Weighing) -> list[list[Trace]]:
    groups: dict[str, list[Trace]] = {}
    for trace in weighing.traces:
        groups.setdefault(trace.group, []).append(trace)
    return [group for group in groups.values() if len(group) > 1]


def _row(trace: Trace, weighing: Weighing, ontology: Ontology, say: Speech) -> Row:
    weights = {one.iri: against_others(one, trace, weighing) for one in weighing.hypotheses}
    cells: list[Cell | None] = [None if weight is None else _weight(weight) for weight in weights.values()]
    return (
        TextCell((_named(trace.test, weighing),), trace.test.id),
        TextCell((text(trace.test.statement, say),)),
        _state(trace, weighing, ontology, say),
        *cells,
        text_cell(_type(trace, weighing, say)),
    )


def _state(trace: Trace, weighing: Weighing, ontology: Ontology, say: Speech) -> TextCell:
    """The state with its glyph, and the claims that are the trace."""
    label = f"{GLYPHS[trace.state]}{_IMPLIED if trace.implied else ''} {ontology.code('trace', trace.state)[say.lang]}"
    claims = [claim for claim in trace.claims if claim is not trace.test and not trace.open]
    cited = terms.citations(claims, weighing.case.id, ontology, say)
    named = words(" (", *joined([words(Run(one.id, one.to)) for one in cited]), ")") if cited else ()
    return TextCell(words(label, *named), trace.state.value, claims=cited)


def kinds(trace: Trace, pair: Pair) -> tuple[Hypothesis, tuple[TestType, ...]]:
    """The hypothesis of a pair that makes a trace more likely, and the types the test of it can be."""
    one, other = trace.likelihoods[pair.a.iri], trace.likelihoods[pair.b.iri]
    if one.low + one.high >= other.low + other.high:
        return pair.a, types_of(one, other)
    return pair.b, types_of(other, one)


def _type(trace: Trace, weighing: Weighing, say: Speech) -> str:
    """The types of a test by the hypothesis it is a test of: "hoop for H01"; a straw in the wind is so for all."""
    by_hypothesis: dict[str, set[TestType]] = {}
    for pair in weighing.pairs:
        if trace.bears_on(pair.a, pair.b):
            one, found = kinds(trace, pair)
            by_hypothesis.setdefault(one.id, set()).update(found)
    telling = {name: found for name, found in by_hypothesis.items() if found != {TestType.STRAW}}
    if not telling:
        return say(_TYPES[TestType.STRAW]) if by_hypothesis else ""
    return "; ".join(
        say("{type} for {hypothesis}", type=_either(found, say), hypothesis=name) for name, found in telling.items()
    )


def _either(found: Collection[TestType], say: Speech) -> str:
    return say(" or ").join(say(_TYPES[kind]) for kind in TestType if kind in found)


# What to look for, and what it hangs on ------------------------------------------------------------------------------


def _asked(weighing: Weighing, say: Speech, most: int) -> Iterator[Block]:
    if not weighing.ask:
        if weighing.undecided:
            yield paragraph(say("Nothing that is coded and was not looked for could bring an undecided pair nearer."))
        return
    yield Points(tuple(question_runs(question, weighing, say) for question in weighing.ask[:most]), numbered=True)
    if (more := len(weighing.ask) - most) > 0:
        yield paragraph(say("Further traces to look for: {n}.", n=more))


def question_runs(question: Question, weighing: Weighing, say: Speech, *, brief: bool = False) -> Runs:
    """A trace to look for: what it is and where; unless in brief, which pairs it would decide or move most."""
    test = question.test
    head = sentence(say, "{test}: {trace}", test=_named(test, weighing), trace=test.statement)
    place = sentence(say, "Where: {place}.", place=_unended(text(test.where, say))) if test.where else ()
    return joined([runs for runs in (head, place, () if brief else why(question, weighing, say)) if runs], " ")


def _unended(words_of: Run) -> Run:
    """The words without a full stop, as they stand within a sentence."""
    return replace(words_of, text=words_of.text.rstrip(". "))


def why(question: Question, weighing: Weighing, say: Speech) -> Runs:
    """Which pairs a trace would decide by itself; else which it brings nearest to a verdict, and by how much."""
    if question.decides:
        return joined([_would(question.test, pair, weighing, say) for pair in question.decides[:FEW_ASKED]], " ")
    nearest = {id(pair): n for n, pair in enumerate(weighing.undecided)}
    pair, move = min(question.moves, key=lambda one: nearest[id(one[0])])
    decisive = [other for other, _ in question.moves if question.test in other.would_decide]
    if decisive:
        pairs = listed([_of_pair(other, weighing) for other in decisive[:FEW_ASKED]], say)
        return sentence(say, "Would decide {pairs} with others.", pairs=pairs)
    return sentence(
        say,
        "Brings {pair} nearer to a verdict by up to {move} dB.",
        pair=_of_pair(pair, weighing),
        move=say.number(move, _DIGITS),
    )


def _would(test: TestClaim, pair: Pair, weighing: Weighing, say: Speech) -> Runs:
    """By which answer a test decides a pair, and for whom."""
    answer = pair.after[test.iri]
    phrase = mark("If it is there, that alone decides {pair} for {hypothesis}.")
    if not answer.found:
        phrase = mark("If it is not there, that alone decides {pair} for {hypothesis}.")
    favoured = pair.a if answer.verdict == "a" else pair.b
    return sentence(say, phrase, pair=_of_pair(pair, weighing), hypothesis=_named(favoured, weighing))


def _sensitivity(weighing: Weighing, say: Speech) -> Iterator[Block]:
    variants = weighing.sensitivity
    items = tuple(
        sentence(say, "{choice}: {changes}", choice=_choice(variant.kind, variant.name[say.lang], say), changes=changes)
        for variant in variants
        if (changes := _changes(weighing, variant.verdicts, say))
    )
    same = len(variants) - len(items)
    if same and weighing.pairs:
        yield paragraph(
            say.plural(
                "{n} other choice of scale, source or grouping changes no verdict.",
                "{n} other choices of scale, source or grouping change no verdict.",
                same,
            )
        )
    if items:
        yield Points(items)


_CHOICES = {
    "scale": mark("With {name}"),
    "source": mark("Without the source {name}"),
    "grouping": mark("With {name}"),
}


def _choice(kind: str, name: str, say: Speech) -> str:
    return say(_CHOICES[kind], name=name)


def _changes(weighing: Weighing, verdicts: Sequence[str], say: Speech) -> Runs:
    """The pairs that would be decided otherwise, and how."""
    changed = [(p, verdict) for p, verdict in zip(weighing.pairs, verdicts, strict=True) if verdict != p.verdict]
    return joined(
        [
            sentence(say, "{pair} {verdict}", pair=_of_pair(pair, weighing), verdict=_verdict(pair, verdict, say))
            for pair, verdict in changed
        ]
    )


def _verdict(pair: Pair, verdict: str, say: Speech) -> str:
    if verdict == "undecided":
        return say("undecided")
    return say("for {hypothesis}", hypothesis=(pair.a if verdict == "a" else pair.b).id)


def _posterior(weighing: Weighing, say: Speech) -> Iterator[Block]:
    if not weighing.priors:
        return
    if not weighing.posteriors:
        phrase = mark(
            "No probability is given: a prior needs hypotheses of which exactly one is declared to be true, that "
            "exclude each other and leave no other explanation."
        )
        yield paragraph(say(phrase))
        return
    rows = tuple(
        (
            TextCell((_named(one, weighing),), one.id),
            _chance(weighing.priors.get(one.iri)),
            _chance(weighing.posteriors[one.iri]),
        )
        for one in weighing.exhaustive
    )
    yield Table(
        say("Probabilities"),
        columns(hypothesis=say("hypothesis"), prior=say("prior"), posterior=say("posterior")),
        rows,
    )


def _chance(value: Interval | None) -> Number:
    return Number(low=0.0, high=1.0) if value is None else Number(low=value.low, high=value.high)


def in_one_line(weighing: Weighing, say: Speech) -> str:
    """How many pairs of explanations of a case the evidence decides, and how much nobody has looked for."""
    return say(
        "{case}: the evidence decides {decided} of {pairs} pairs of explanations; {open} of {tests} traces that could "
        "tell them apart were never looked for.",
        case=terms.case_name(weighing.case),
        decided=len(weighing.pairs) - len(weighing.undecided),
        pairs=len(weighing.pairs),
        open=sum(trace.open for trace in weighing.traces),
        tests=len(weighing.traces),
    )


def on_page(weighing: Weighing, ontology: Ontology, picture: Picture, say: Speech) -> list[Part]:
    """The verdicts with a picture and what to look for, and the ledger, for the page of a case."""
    asked = tuple(_asked(weighing, say, MOST_ASKED))
    ask = (Subheading(say("What to look for next")), *asked) if asked else ()
    blocks = (Points(tuple(summary(weighing, say))), picture, *verdicts(weighing, ontology, say), *ask)
    return [
        Part("weighing", say("Rival explanations weighed"), blocks),
        Part("ledger", say("Ledger of tests"), tuple(_ledger(weighing, ontology, say))),
    ]


# For other results ---------------------------------------------------------------------------------------------------


def short(weighing: Weighing, say: Speech) -> tuple[Runs, ...]:
    """The verdicts of a case in a few lines, each beginning with its case."""
    name = Run(f"{terms.case_name(weighing.case)}: ", strong=True)
    return tuple((name, *line) for line in summary(weighing, say))


# For programs --------------------------------------------------------------------------------------------------------


def data(weighing: Weighing, say: Speech) -> dict[str, Any]:
    """The weighing for programs; an end of an interval that has no limit is "Infinity" or "-Infinity"."""
    return {
        "schema": terms.schema("weigh"),
        "case": weighing.case.id,
        "outcome": weighing.outcome.id if weighing.outcome else None,
        "threshold": weighing.threshold,
        "hypotheses": [_hypothesis_data(one, weighing, say) for one in weighing.hypotheses],
        "tests": [_test_data(trace, weighing, say) for trace in weighing.traces],
        "pairs": [pair_data(pair) for pair in weighing.pairs],
        "ask": asked_data(weighing, say),
        "sensitivity": [
            {
                "kind": variant.kind,
                "name": variant.name[say.lang],
                "changed": [
                    {"a": pair.a.id, "b": pair.b.id, "verdict": verdict}
                    for pair, verdict in zip(weighing.pairs, variant.verdicts, strict=True)
                    if verdict != pair.verdict
                ],
            }
            for variant in weighing.sensitivity
        ],
        "unused": terms.unused_data(weighing.unused),
    }


def _hypothesis_data(one: Hypothesis, weighing: Weighing, say: Speech) -> dict[str, Any]:
    excluded = [other.id for other in weighing.hypotheses if other.iri in one.excludes]
    return {
        **terms.claim_data(one),
        "statement": one.statement[say.lang],
        "outcomes": list(one.outcomes),
        "origin": one.origin,
        "excludes": excluded,
        "exhausts": one.exhausts,
        "prior": terms.interval_data(weighing.priors.get(one.iri)),
        "posterior": terms.interval_data(weighing.posteriors.get(one.iri)),
    }


def _test_data(trace: Trace, weighing: Weighing, say: Speech) -> dict[str, Any]:
    test = trace.test
    names = {one.iri: one.id for one in weighing.hypotheses}
    coded = {one.hypothesis: one for one in test.likelihoods}
    group = next((group for group in _groups(weighing) if trace in group), [trace])
    return {
        **terms.claim_data(test),
        "statement": test.statement[say.lang],
        "state": trace.state.value,
        "coded_state": test.state.value,
        "implied": trace.implied,
        "where": test.where[say.lang] if test.where else None,
        "group": test.group,
        "depends_on": [other.test.id for other in group if other is not trace],
        "claims": [claim.id for claim in trace.claims if claim is not test],
        "likelihoods": {
            names[iri]: {
                **(terms.interval_data(span) or {}),
                "word": coded[iri].word,
                "reason": (coded[iri].reason or test.statement)[say.lang] if coded[iri].reason else None,
            }
            for iri, span in trace.likelihoods.items()
            if iri in names
        },
        "weights": [_weight_of_test(pair, found) for pair in weighing.pairs if (found := pair.by_iri.get(test.iri))],
    }


def _weight_of_test(pair: Pair, test: WeighedTest) -> dict[str, Any]:
    one, found = kinds(test.trace, pair)
    return {
        "a": pair.a.id,
        "b": pair.b.id,
        "weight": _ends(test.weight),
        "if_found": _ends(test.found),
        "if_not_found": _ends(test.missed),
        "types": [kind.value for kind in found],
        "type_for": one.id,
    }


def pair_data(pair: Pair) -> dict[str, Any]:
    """A pair of hypotheses for programs."""
    return {
        "a": pair.a.id,
        "b": pair.b.id,
        "exclusive": pair.exclusive,
        "weight": _ends(pair.weight),
        "looked_for": _ends(pair.known),
        "verdict": pair.verdict,
        "decided_by": [test.trace.test.id for test in pair.decided_by],
        "would_decide": [test.id for test in pair.would_decide],
        "together": pair.together,
        "contradictory": pair.contradictory,
        "left_out": [trace.test.id for trace in pair.silent],
    }


def asked_data(weighing: Weighing, say: Speech) -> list[dict[str, Any]]:
    """What to look for next for programs, in its order."""
    return [_question_data(question, say) for question in weighing.ask]


def _question_data(question: Question, say: Speech) -> dict[str, Any]:
    test = question.test
    return {
        "test": test.id,
        "trace": test.statement[say.lang],
        "where": test.where[say.lang] if test.where else None,
        "decides": [{"a": pair.a.id, "b": pair.b.id} for pair in question.decides],
        "moves": [{"a": pair.a.id, "b": pair.b.id, "decibels": _end_data(move)} for pair, move in question.moves],
    }


def _ends(weight: Interval) -> dict[str, float | str]:
    return {"low": _end_data(weight.low), "high": _end_data(weight.high)}


def _end_data(value: float) -> float | str:
    """A number as JSON can have it."""
    if isfinite(value):
        return value + 0.0
    return "Infinity" if value == inf else "-Infinity"


def records(weighing: Weighing, ontology: Ontology, say: Speech) -> Table:
    """A row for each test and pair, and one for each pair as a whole, which names no test."""
    names = (
        "a b test state group likelihood_a_low likelihood_a_high likelihood_b_low likelihood_b_high weight_low "
        "weight_high in_words types verdict would_decide where statement"
    ).split()
    rows = [row for pair in weighing.pairs for row in _of_pair_rows(pair, ontology, say)]
    return plain_table(names, rows)


def _of_pair_rows(pair: Pair, ontology: Ontology, say: Speech) -> Iterable[tuple[str | float | None, ...]]:
    for test in pair.tests:
        trace, weight = test.trace, test.weight
        one, other = trace.likelihoods[pair.a.iri], trace.likelihoods[pair.b.iri]
        _, found = kinds(trace, pair)
        yield (
            pair.a.id, pair.b.id, trace.test.id, trace.state.value, trace.test.group, one.low, one.high, other.low,
            other.high, weight.low, weight.high, in_words(weight, pair, ontology, say),
            " ".join(kind.value for kind in found), None, None,
            trace.test.where[say.lang] if trace.test.where else None, trace.test.statement[say.lang],
        )  # fmt: skip
    total = pair.weight
    decide = " ".join(test.id for test in pair.would_decide)
    yield (
        pair.a.id, pair.b.id, None, None, None, None, None, None, None, total.low, total.high,
        in_words(total, pair, ontology, say), None, pair.verdict, decide, None, None,
    )  # fmt: skip
