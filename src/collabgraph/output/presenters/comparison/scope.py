"""The line of a comparison that says whether its cases fall under a framework's definition."""

from __future__ import annotations

from typing import Any

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.scope import Answer, Scope, defining, scope
from collabgraph.output.document import Part, paragraph
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.scope import labels
from collabgraph.words import mark


def scopes(comparison: Comparison) -> list[Scope]:
    """Each case by the definition of the framework, or of the one it is matched to; empty where neither has one."""
    framework = defining(comparison.framework, comparison.ontology)
    if framework is None:
        return []
    return [scope(case, framework, comparison.ontology, comparison.bases) for case in comparison.cases.values()]


def scope_line(account: Account) -> Part:
    """Which cases fall under the definition, which do not and by which criteria; no blocks where nothing defines it."""
    say, results = account.say, scopes(account.comparison)
    if not results:
        return Part("scope", "", ())
    line = say(
        "By the definition of {framework}: {cases}. See: collabgraph scope {ids} --framework {id}",
        framework=results[0].framework.title,
        cases="; ".join(_in_short(result, account) for result in results),
        ids=" ".join(result.case.id for result in results),
        id=results[0].framework.id,
    )
    return Part("scope", say("Does the definition fit?"), (paragraph(line),))


def brief_lines(account: Account) -> list[str]:
    """The same in one short line, by answer; none where nothing defines the cases."""
    say, results = account.say, scopes(account.comparison)
    by_answer: dict[bool | None, list[str]] = {}
    for result in results:
        by_answer.setdefault(result.within, []).append(result.case.id.upper())
    parts = [say(_BRIEFLY[within], cases=", ".join(cases)) for within, cases in by_answer.items()]
    if not parts:
        return []
    framework = results[0].framework.id
    return [say("Definition of {framework}: {parts} (collabgraph scope)", framework=framework, parts="; ".join(parts))]


_BRIEFLY = {True: mark("met by {cases}"), False: mark("not met by {cases}"), None: mark("open for {cases}")}


def _in_short(result: Scope, account: Account) -> str:
    say, name = account.say, result.case.id.upper()
    if result.within:
        return say("{case} falls under it", case=name)
    if result.within is None:
        return say("{case} is open ({n} of {all} criteria)", case=name, n=len(result.open), all=len(result.criteria))
    missed = labels(result.of(Answer.NOT_MET), say)
    return say("{case} does not fall under it (not met: {labels})", case=name, labels=missed)


def scope_data(comparison: Comparison) -> dict[str, Any] | None:
    """The same for programs; None where nothing defines the cases."""
    results = scopes(comparison)
    if not results:
        return None
    cases = {
        result.case.id: {
            "within": result.within,
            **{answer.value: [found.criterion.term.id for found in result.of(answer)] for answer in Answer},
        }
        for result in results
    }
    return {"framework": results[0].framework.id, "cases": cases}
