"""A brief of two pages for someone who decides: one sentence, a small matrix, what is uncertain, rivals, what to ask.

Each part is made by a function of its own, so that a report can open with the same. Everything has a limit, so that
the whole fits on two pages, and what a limit leaves out is counted.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date

from collabgraph.analysis.comparison import Comparison, Verdict
from collabgraph.analysis.conditions import Condition
from collabgraph.analysis.many.configurations import Configurations
from collabgraph.analysis.many.memberships import FREE, Conjunction
from collabgraph.analysis.weighing import Weighing
from collabgraph.model import Attribution, Basis, Status
from collabgraph.output import glossary
from collabgraph.output.document import (
    Block,
    Box,
    Cover,
    Document,
    Paragraph,
    Part,
    Picture,
    Points,
    Run,
    Runs,
    Table,
    TextCell,
    cleaned,
    columns,
    paragraph,
    paragraphs,
    plain,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms, weighing
from collabgraph.output.presenters.comparison import sentences
from collabgraph.output.presenters.comparison.account import Account, verdict_claims
from collabgraph.output.presenters.comparison.many import unlearnable
from collabgraph.words import mark

#: The longest label, sentence and name, in characters; a longer one ends with "…".
_LABEL, _SENTENCE, _NAME = 48, 150, 20
#: The most cases with a column of their own.
_CASES = 4
#: The most labels in a sentence, rows of the matrix, and lines of a list: for two cases or fewer, and for more.
_LABELS, _ROWS, _LINES = (4, 2), (10, 8), (4, 3)
#: The most cases of which it is said what was weighed: of two cases or fewer, and of more.
_WEIGHED = 2, 1
#: The most reasons why something is uncertain.
_REASONS_SHOWN = 6
#: What a source says of the case itself; every other basis is the word of a rule, of another place, or of a coder.
_OF_THE_CASE = frozenset({Basis.REPORTED, Basis.DOCUMENTED})
#: Wherever statuses are shown, the glyphs of these are explained.
_USUAL = (Status.PRESENT, Status.PARTIAL, Status.INSUFFICIENT, Status.ABSENT, Status.NOT_REPORTED)


def document(
    account: Account, *, cover: Cover, picture: Picture | None, about_picture: str, software: str, made: date | None
) -> Document:
    """The whole brief; ``about_picture`` is said in place of a picture."""
    say = account.say
    figure = Part("figure", "", (picture,) if picture else paragraphs([about_picture]))
    before = [part for part in (answer(account), matrix(account), pattern(account), figure) if part.blocks]
    body = [*before, *(make(account) for make in (uncertain, rivals, ask, limits))]
    return cleaned(
        Document(
            say.lang,
            say("{cases}: a brief", cases=_names(account, account.comparison.cases)),
            say("What sources say of how it came out, and what is not known"),
            (*body, meanings(body, account)),
            software,
            made,
            cover,
            short=True,
        )
    )


# The answer ----------------------------------------------------------------------------------------------------------


def answer(account: Account) -> Part:
    """The question, its answer in one sentence, and how each case came out."""
    say, comparison = account.say, account.comparison
    question = mark("Why did it come out so, as far as is known?")
    if comparison.outcomes_differ:
        question = mark("Why did one succeed and the other not, as far as is known?")
    shown = list(comparison.cases)[: _CASES + 1]
    points = tuple(_of_case(case, account) for case in shown)
    more = _more(len(comparison.cases) - len(shown), account)
    blocks: tuple[Block, ...] = (Paragraph((Run(one_sentence(account), strong=True),)), Points(points), *more)
    return Part("answer", say(question), blocks)


def one_sentence(account: Account) -> str:
    """How the cases came out, what is known to differ with it, and what is not known, in one sentence."""
    comparison, say = account.comparison, account.say
    came = _came_out(account)
    judged = {comparison.favourable(case) for case in comparison.cases}
    if len(comparison.cases) == 1:
        return say("{came}; {counts}, and from one case alone it cannot be said which of them mattered.",
                   came=came, counts=_counts_of_one(account))  # fmt: skip
    if comparison.outcomes_differ:
        phrase = mark("{came}; {found}, but {open} and {rivals}, so why it came out so is not established.")
        return say(phrase, came=came, found=_found(account), open=_open(account), rivals=_rivals_counted(account))
    if len(judged) == 1 and judged != {None}:
        phrase = mark("{came}, so there is no difference in outcome to explain; {open} and {rivals}.")
    else:
        phrase = mark("{came}, so it cannot be said that one succeeded and another did not; {open} and {rivals}.")
    return say(phrase, came=came, open=_open(account), rivals=_rivals_counted(account))


#: How cases came out, by what all their outcomes are.
_CAME_OUT = {
    "well": (mark("{cases} came out well"), True),
    "badly": (mark("{cases} came out badly"), False),
    "mixed": (mark("{cases} came out partly well and partly badly"), None),
    "neither": (mark("{cases} came out neither well nor badly"), None),
    "unreported": (mark("how {cases} came out is not reported"), None),
}


def _came_out(account: Account) -> str:
    comparison, say = account.comparison, account.say
    kinds = {case: _kind(case, comparison) for case in comparison.cases}
    groups = {kind: [case for case in kinds if kinds[case] == kind] for kind in _CAME_OUT}
    said = say.listed(
        [say(_CAME_OUT[kind][0], cases=_names(account, cases)) for kind, cases in groups.items() if cases]
    )
    differing = comparison.outcomes_differ and not comparison.common_indicators
    measured = " " + say("(by different measures)") if differing else ""
    return _capital(said) + measured


def _kind(case: str, comparison: Comparison) -> str:
    outcomes = [outcome for outcome in comparison.outcomes if outcome.case == case]
    if not outcomes:
        return "unreported"
    if all(outcome.neutral for outcome in outcomes):
        return "neither"
    return {True: "well", False: "badly", None: "mixed"}[comparison.favourable(case)]


def _counts_of_one(account: Account) -> str:
    """How many conditions of the one case are met, not met, and unknown."""
    (state,) = account.comparison.preconditions.values()
    met, unmet = len(state.with_fulfilment("satisfied")), len(_unmet(state.preconditions))
    return account.say(
        "of the {all} conditions that the theory asks for, {met} are known to have been met, {unmet} to have been "
        "missing or there in part only, and {open} are unknown",
        all=len(state.preconditions),
        met=met,
        unmet=unmet,
        open=state.unknown,
    )


def _unmet(conditions: Iterable[Condition]) -> list[Condition]:
    return [condition for condition in conditions if condition.fulfilment in ("missing", "partial")]


def _found(account: Account) -> str:
    """What is known to differ in the direction of the outcomes."""
    say, differing = account.say, account.comparison.with_verdict("difference")
    if fitting := [verdict for verdict in differing if verdict.fits and not verdict.fits_by_construction]:
        labels = _labels(fitting, account)
        if any(_is_indirect(condition) for verdict in fitting for condition in verdict.conditions.values()):
            labels = say("{labels}, in part not said by a source about the case", labels=labels)
        return say.plural(
            "{n} condition is known to differ in the same direction ({labels})",
            "{n} conditions are known to differ in the same direction ({labels})",
            len(fitting),
            labels=labels,
        )
    if read_off := [verdict for verdict in differing if verdict.fits_by_construction]:
        return say(
            "what is known to differ in the same direction ({labels}) was read off from the outcome itself",
            labels=_labels(read_off, account),
        )
    return say("no condition is known to differ in the same direction")


def _is_indirect(condition: Condition) -> bool:
    """Whether there are claims, none of which is what a source says of the case itself."""
    return bool(condition.claims) and not _OF_THE_CASE & set(condition.bases)


def _open(account: Account) -> str:
    verdicts = {id(verdict): verdict for case in account.comparison.cases for verdict in account.comparison.ask(case)}
    return account.say.plural(
        "{n} of {all} conditions is unknown in at least one case",
        "{n} of {all} conditions are unknown in at least one case",
        len(verdicts),
        all=len(account.comparison.verdicts),
    )


def _rivals_counted(account: Account) -> str:
    return account.say.plural(
        "{n} rival explanation is on record", "{n} rival explanations are on record", len(account.comparison.rivals)
    )


def _of_case(case: str, account: Account) -> Runs:
    """What a case is about, where and when, and how it came out."""
    comparison, say = account.comparison, account.say
    record = comparison.cases[case]
    places = (text[say.lang].partition(";")[0] for text in (record.service, record.setting) if text)
    about = ", ".join(_cut(place, 90) for place in places)
    outcomes = [sentences.outcome_words(one, comparison, say) for one in comparison.outcomes if one.case == case]
    came = _cut(say.listed(outcomes), 150) if outcomes else say("no outcome reported")
    return words(Run(_name(case), strong=True), f": {about}. " if about else ": ", say("Outcome: {came}.", came=came))


# The matrix ----------------------------------------------------------------------------------------------------------


def matrix(account: Account) -> Part:
    """The conditions that matter for the question in each case, the differences first; counts for many cases."""
    say, comparison = account.say, account.comparison
    verdicts = sorted(comparison.verdicts, key=_weight)
    table = _of_few if len(comparison.cases) <= _CASES else _of_many
    rows = _most(_ROWS, account)
    blocks: list[Block] = [paragraph(_legend(account)), table(verdicts[:rows], account)]
    if hidden := verdicts[rows:]:
        blocks.append(
            paragraph(
                say.plural(
                    "{n} condition is left out here, for want of room; the report has it.",
                    "{n} conditions are left out here, for want of room; the report has them.",
                    len(hidden),
                )
            )
        )
    return Part("matrix", say("What each case had"), tuple(blocks))


#: What is shown first, where there is no room for everything.
_ORDER = ("difference", "one-sided", "shared", "unknown", "not-applicable")


def _weight(verdict: Verdict) -> tuple[int, int]:
    """Where a condition stands: differences first, of these the ones that agree with the outcomes on their own."""
    return _ORDER.index(_kind_of(verdict)), 0 if verdict.fits and not verdict.fits_by_construction else 1


def _kind_of(verdict: Verdict) -> str:
    """The verdict, in which all that is alike in every case is one kind."""
    return "shared" if verdict.verdict.startswith("shared") else verdict.verdict


def _legend(account: Account) -> str:
    conditions = [condition for verdict in account.comparison.verdicts for condition in verdict.conditions.values()]
    used = {condition.status for condition in conditions} | set(_USUAL)
    return terms.legend(account.ontology, account.say, used)


def _of_few(verdicts: Sequence[Verdict], account: Account) -> Table:
    say, cases = account.say, account.comparison.cases
    several = len(cases) > 1
    heads = columns(
        condition=say("condition"),
        **{case: _name(case) for case in cases},
        **({"verdict": say("what that says")} if several else {}),
    )
    rows = tuple(
        (
            text_cell(_label(verdict, account)),
            *(_status(verdict.conditions[case], account) for case in cases),
            *([text_cell(_verdict(verdict, account))] if several else []),
        )
        for verdict in verdicts
    )
    return Table(say("Conditions"), heads, rows)


def _status(condition: Condition, account: Account) -> TextCell:
    """The glyph and the word, and the first claims behind them."""
    ids = [_cut(claim.id, 12) for claim in condition.claims]
    claims = f" ({', '.join(ids[:2])}{', …' if len(ids) > 2 else ''})" if ids else ""
    return text_cell(terms.status(condition, account.ontology, account.say) + claims, code=condition.status.value)


#: What is said of a condition, in words that need no explanation.
_VERDICTS = {
    "one-sided": mark("known of some cases only"),
    "unknown": mark("known of no case"),
    "not-applicable": mark("does not apply"),
    "shared": mark("alike"),
}


def _verdict(verdict: Verdict, account: Account) -> str:
    say = account.say
    if verdict.verdict != "difference":
        return say(_VERDICTS[_kind_of(verdict)])
    if verdict.fits_by_construction:
        return say("differs, but read off from the outcome")
    if verdict.fits:
        return say("differs as the outcomes do")
    return say("differs the other way") if verdict.fits is False else say("differs")


def _of_many(verdicts: Sequence[Verdict], account: Account) -> Table:
    """In how many cases a condition has each status."""
    say = account.say
    statuses = [status for status in terms.GLYPHS if status in _USUAL]
    other = say("other")
    heads = columns(
        condition=say("condition"),
        **{status.value: glyph for status, glyph in terms.GLYPHS.items() if status in _USUAL},
        other=other,
        verdict=say("what that says"),
    )

    def row(verdict: Verdict) -> tuple[TextCell, ...]:
        found = [condition.status for condition in verdict.conditions.values()]
        counts = [found.count(status) for status in statuses]
        cells = (text_cell(str(count)) for count in (*counts, len(found) - sum(counts)))
        return text_cell(_label(verdict, account)), *cells, text_cell(_verdict(verdict, account))

    return Table(say("Conditions"), heads, tuple(map(row, verdicts)))


def pattern(account: Account) -> Part:
    """One paragraph on which conditions go together with success in many cases; empty of few cases."""
    say, found = account.say, account.configurations
    if found is None or unlearnable(found):
        return Part("pattern", "", ())
    labels = say.listed([_cut(each.term.label[say.lang], _LABEL) for each in found.asked.conditions])
    unknown = len(found.table.memberships.unknown)
    line = say("Taken together were {labels}, the conditions known in the most cases.", labels=labels)
    return Part("pattern", say("What goes together"), (paragraph(f"{line} {_certain(found, unknown, account)}"),))


def _certain(found: Configurations, unknown: int, account: Account) -> str:
    """The shortest combination that is sufficient whatever is unknown, or that there is none."""
    say, implicants = account.say, found.implicants
    sufficient = implicants.sufficient if implicants else ()
    possible = len(implicants.certain) + len(implicants.possible) if implicants else len(found.models)
    if not sufficient and not unknown:
        return say("No combination of them goes with success in every case that has it.")
    if not sufficient:
        return say(
            "Since {unknown} of their cells are unknown, no combination of them is certain to go with success; "
            "{possible} still may.",
            unknown=unknown, possible=possible,
        )  # fmt: skip
    named = [_combination(term, found, account) for term in sufficient[: _most(_LABELS, account)]]
    more = len(sufficient) - len(named)
    named += [say.plural("{n} more", "{n} more", more)] if more else []
    phrase = mark("Every case with one of these came out well, and some case has it, whatever is unknown: "
                  "{combinations}.")  # fmt: skip
    caution = say("That is consistent with their being enough, and does not show that they brought it about.")
    return f"{say(phrase, combinations='; '.join(named))} {caution}"


def _combination(term: Conjunction, found: Configurations, account: Account) -> str:
    """A conjunction in words: "A met, B not met"."""
    say, parts = account.say, []
    for construct, level in zip(found.asked.conditions, term, strict=True):
        if level != FREE:
            phrase = mark("{label} met") if level else mark("{label} not met")
            parts.append(say(phrase, label=_cut(construct.term.label[say.lang], _LABEL)))
    return say.listed(parts)


# What is uncertain, rivals, and what to ask --------------------------------------------------------------------------


def uncertain(account: Account) -> Part:
    """What is uncertain, and why."""
    lines = [_capital(_cut(line, 2 * _SENTENCE)) for reason in _REASONS for line in reason(account)]
    none = paragraphs([account.say("Nothing that this comparison rests on is open.")])
    blocks = _first(lines, account, _REASONS_SHOWN) if lines else none
    return Part("uncertain", account.say("What is uncertain, and why"), blocks)


def _silence(account: Account) -> Iterator[str]:
    say, comparison = account.say, account.comparison
    counts = {case: comparison.ask(case) for case in comparison.cases}
    if len(counts) > _CASES:
        numbers = sorted(len(verdicts) for verdicts in counts.values())
        yield say(
            "From {least} to {most} of {all} conditions are unknown, case by case.",
            least=numbers[0], most=numbers[-1], all=len(comparison.verdicts),
        )  # fmt: skip
        return
    for case, verdicts in counts.items():
        if verdicts:
            yield say(
                "{case}: {n} of {all} conditions are unknown, since no source decides them: {labels}.",
                case=_name(case), n=len(verdicts), all=len(comparison.verdicts), labels=_labels(verdicts, account),
            )  # fmt: skip


def _read_off(account: Account) -> Iterator[str]:
    found = [
        verdict
        for verdict in account.comparison.verdicts
        if any(claim.attribution == Attribution.IMPLIED for claim in verdict_claims(verdict))
    ]
    if found:
        yield account.say(
            "{labels}: what is said here follows from how a case came out, and so cannot confirm why it came out so.",
            labels=_labels(found, account),
        )


def _not_of_the_case(account: Account) -> Iterator[str]:
    """The differences for which no source speaks of the case itself."""
    say, comparison = account.say, account.comparison
    for verdict in comparison.with_verdict("difference"):
        for case, condition in verdict.conditions.items():
            if _is_indirect(condition):
                yield say(
                    "{label} in {case}: no source about the case says it; it is {bases}.",
                    label=_label(verdict, account),
                    case=_name(case),
                    bases=terms.bases(condition.bases, account.ontology, say),
                )


def _contested(account: Account) -> Iterator[str]:
    found = [
        verdict
        for verdict in account.comparison.verdicts
        if any(condition.status is Status.CONTESTED for condition in verdict.conditions.values())
    ]
    if found:
        yield account.say("{labels}: the sources disagree.", labels=_labels(found, account))


def _measures(account: Account) -> Iterator[str]:
    say, comparison = account.say, account.comparison
    if len({outcome.case for outcome in comparison.outcomes}) > 1 and not comparison.common_indicators:
        yield say("No indicator is reported for every case: the outcomes are measured differently.")


def _chance(account: Account) -> Iterator[str]:
    say, n = account.say, len(account.comparison.cases)
    if n > 1 and account.comparison.least_p > 0.05:
        yield say("{n} cases are too few to tell a pattern from chance.", n=n)


_REASONS: tuple[Callable[[Account], Iterator[str]], ...] = (
    _measures, _chance, _read_off, _contested, _silence, _not_of_the_case,
)  # fmt: skip


def rivals(account: Account) -> Part:
    """Other explanations of the outcomes that are on record, each in its first sentence, with its basis."""
    say, comparison = account.say, account.comparison
    lines = [
        say(
            "{cases}: {explanation} ({basis})",
            cases=_names(account, cases),
            explanation=_cut(sentences.gist(claim.statement[say.lang]), _SENTENCE),
            basis=terms.basis(claim.basis, account.ontology, say),
        )
        for claim, cases in comparison.rivals
    ]
    none = paragraphs([say("On these bases no rival explanation is coded; that does not mean there is none.")])
    blocks = _first(lines, account) if lines else none
    if decided := [weighing.in_one_line(result, say) for result in account.weighings]:
        blocks = (*blocks, *_first([_cut(line, _SENTENCE) for line in decided], account, _most(_WEIGHED, account)))
    return Part("rivals", say("What else could explain it"), blocks)


def ask(account: Account) -> Part:
    """What to ask next, in each case in turn: first the questions whose answers would decide.

    Of many cases those come first whose answers would settle the most of which conditions go with success.
    """
    say, comparison = account.say, account.comparison
    traces = {result.case.id: _traces(result, account) for result in account.weighings}
    questions = {
        case: [*traces.get(case, ()), *(_question(case, verdict, account) for verdict in comparison.ask(case))]
        for case in comparison.cases
    }
    longest = max(map(len, questions.values()), default=0)
    in_turn = [lines[place] for place in range(longest) for lines in questions.values() if place < len(lines)]
    in_turn = list(dict.fromkeys((*_settling(account), *in_turn)))
    none = paragraphs([say("Nothing is open.")])
    return Part("ask", say("What to ask next"), _first(in_turn, account) if in_turn else none)


def _settling(account: Account) -> Iterator[str]:
    """Questions about the unknown cells of the configurations, the one first that settles most."""
    found = account.configurations
    possibilities = found.minimized.possibilities if found and not unlearnable(found) else None
    verdicts = {verdict.construct.term.id: verdict for verdict in account.comparison.verdicts}
    for worth in possibilities.worths if possibilities else ():
        case, name = worth.cell
        if name in verdicts:
            yield _question(case, verdicts[name], account)
        else:
            yield account.say("{case}: how did it come out?", case=_name(case))


#: As many traces of a case are asked for before its other questions.
_TRACES = 2


def _traces(result: Weighing, account: Account) -> list[str]:
    """The traces of a case that would tell most between its explanations."""
    say, name = account.say, _name(result.case.id)
    lines = (plain(weighing.question_runs(question, result, say, brief=True)) for question in result.ask[:_TRACES])
    return [_cut(say("{case}, {question}", case=name, question=line), _SENTENCE) for line in lines]


def _question(case: str, verdict: Verdict, account: Account) -> str:
    say, construct = account.say, verdict.construct
    question = _cut((construct.question or construct.term.definition)[say.lang], _SENTENCE)
    return say("{case}, {label}: {question}", case=_name(case), label=_label(verdict, account), question=question)


def limits(account: Account) -> Part:
    """What a reader must not take from the brief, in a box."""
    say = account.say
    lines = (
        say("It names no cause: what goes together with an outcome need not have brought it about."),
        say("It is no judgement of a person or an office, and says nothing of other places or times."),
        say("What no source reports may well have been there: it is unknown, not absent."),
        say("What a rule says need not be what is done."),
    )
    return Part("limits", "", (Box(say("What this does not say"), tuple(map(words, lines))),))


def meanings(body: Sequence[Part], account: Account) -> Part:
    """What the terms mean that occur in these parts."""
    say = account.say
    said = _all_words(body).casefold()
    condition = say(
        "something that, by the theory used here ({theory}), has to be there before working together can succeed",
        theory=_cut(account.comparison.framework.title[say.lang], 120),
    )
    met = {
        label: meaning
        for label, meaning in glossary.in_brief(say).items()
        if re.search(rf"\b{re.escape(label.casefold())}\b", said)
    }
    used = {say("condition"): condition, **met}
    runs = [run for label, meaning in used.items() for run in words(Run(label, strong=True), f": {meaning}. ")]
    first = next(iter(account.comparison.cases))
    where = say(
        "The signs in brackets, such as {claim}, name claims: collabgraph show {case} {claim} opens the evidence.",
        case=_cut(first, _NAME),
        claim=_example(account),
    )
    return Part("words", say("Words used here"), (Paragraph(words(*runs, where if _example(account) else "")),))


def _example(account: Account) -> str:
    """The id of a claim that the matrix shows of the first case; empty where there is none."""
    first = next(iter(account.comparison.cases))
    claims = (claim.id for verdict in account.comparison.verdicts for claim in verdict.conditions[first].claims)
    few = len(account.comparison.cases) <= _CASES
    return next((claim for claim in claims if len(claim) <= 12), "") if few else ""


def _all_words(body: Sequence[Part]) -> str:
    """All words of these parts, for looking terms up."""
    found = []
    for part in body:
        for block in part.blocks:
            match block:
                case Paragraph():
                    found.append(plain(block.runs))
                case Points() | Box():
                    found += map(plain, block.items)
                case Table():
                    found += [plain(cell.runs) for row in block.rows for cell in row if isinstance(cell, TextCell)]
    return "\n".join(found)


# Names and limits ----------------------------------------------------------------------------------------------------


def _cut(text: str, most: int) -> str:
    """The text on one line, ended with "…" at a word where it is longer."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return textwrap.shorten(line, most, placeholder=" …") if " " in line[: most - 2] else line[: most - 1] + "…"


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]


def _name(case: str) -> str:
    return _cut(case.upper(), _NAME)


def _names(account: Account, cases: Collection[str]) -> str:
    """The names of cases, or how many they are where they are many."""
    if len(cases) > _CASES:
        return account.say.plural("{n} case", "{n} cases", len(cases))
    return account.say.listed([_name(case) for case in cases])


def _label(verdict: Verdict, account: Account) -> str:
    return _cut(verdict.construct.term.label[account.say.lang], _LABEL)


def _labels(verdicts: Sequence[Verdict], account: Account) -> str:
    """The first labels, and how many more there are."""
    say = account.say
    shown = [_label(verdict, account) for verdict in verdicts[: _most(_LABELS, account)]]
    more = len(verdicts) - len(shown)
    return say.listed([*shown, say.plural("{n} more", "{n} more", more)] if more else shown)


def _most(limits: tuple[int, int], account: Account) -> int:
    return limits[len(account.comparison.cases) > 2]


def _points(lines: Iterable[str]) -> Points:
    return Points(tuple(map(words, lines)))


def _first(lines: Sequence[str], account: Account, most: int = 0) -> tuple[Block, ...]:
    """The first lines as a list, and how many more there are."""
    most = most or _most(_LINES, account)
    return _points(lines[:most]), *_more(len(lines) - most, account)


def _more(n: int, account: Account) -> tuple[Paragraph, ...]:
    if n <= 0:
        return ()
    return (paragraph(account.say.plural("{n} more is in the report.", "{n} more are in the report.", n)),)
