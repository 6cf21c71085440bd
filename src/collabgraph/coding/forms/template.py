"""The file that a new project starts with: a small example case, with what can be said beside it."""

from __future__ import annotations

from textwrap import wrap

from collabgraph.coding.forms import EXAMPLE, EXPLANATIONS, TRACE
from collabgraph.coding.forms.fields import BY_CLASS, SECTIONS
from collabgraph.model import Framework
from collabgraph.rdf.vocabulary import CG
from collabgraph.words import Speech, mark

_HEAD = mark(
    "A case for collabgraph. Replace the example by your own; what you leave out is not reported, never absent. "
    "'collabgraph check' says what is wrong, 'collabgraph codes' what can be chosen."
)
_TITLE, _NOTE = mark("Example: replace this title"), mark("Example: what the source says, in your own words")
_OFFICE, _GROUP = mark("Example planning office"), mark("Example residents' group")
_CITATION = mark("Author 2024. Title of an example report. Place: Publisher.")
_WHERE = mark("Example planning office: minutes of its meetings, 2020 to 2024")
_BASIS = mark("how claims are known, where one says nothing else: reported, documented, prescribed, inferred")


def yaml_template(case: str, framework: Framework, lang: str) -> str:
    """A case in YAML with an example of each usual section, read with a framework, in "en" or "id"."""
    say = Speech(lang)
    help_of = {section.kind: section.help[lang] for section in SECTIONS}
    construct = next(iter(framework.preconditions), None)
    evidence = f'"{EXAMPLE}report, p. 12: {say(_NOTE)}."'
    office, group = f"{EXAMPLE}office", f"{EXAMPLE}group"
    parts = [
        *(f"# {line}" for line in wrap(say(_HEAD), 100)),
        "# yaml-language-server: $schema=case.schema.json",
        f"case: {case}",
        f"language: {lang}",
        f"framework: {framework.id}",
        f"basis: reported  # {say(_BASIS)}",
        f'title: "{say(_TITLE)}"',
        *(f"# {field.key}: {field.help[lang]}" for field in BY_CLASS[CG.Case].fields if field.key in _OPTIONAL),
        "period: 2020-2024",
        "",
        f"sources:  # {help_of[CG.Source]}",
        f'  {EXAMPLE}report: {{citation: "{say(_CITATION)}", year: 2024}}',
        "",
        f"actors:  # {help_of[CG.Actor]}",
        f"  {office}: {{name: {say(_OFFICE)}, kind: government-office, sector: public, level: city}}",
        f'  {group}: {{name: "{say(_GROUP)}", kind: community-group, sector: citizens}}',
        "",
        f"roles:  # {help_of[CG.Participation]}",
        f"  - {office}: convener",
        f"    evidence: {evidence}",
        f"  - {group}: demand-side",
        f"    evidence: {evidence}",
        "",
        f"ties:  # {help_of[CG.TieClaim]}",
        f"  - {office} -> {group}: convenes",
        f"    evidence: {evidence}",
    ]
    if construct is not None:
        head = [f"conditions:  # {help_of[CG.ConditionClaim]}", f"  - {construct.term.id}: partial"]
        parts += ["", *head, f"    evidence: {evidence}"]
    if indicator := next(iter(framework.indicators), None):
        head = [f"outcomes:  # {help_of[CG.OutcomeClaim]}", f"  - {indicator.term.id}: {indicator.favourable[0]}"]
        parts += ["", *head, f"    evidence: {evidence}"]
        parts += ["", *_weighed(indicator.term.id, evidence, lang)]
    return "\n".join(parts) + "\n"


def _weighed(outcome: str, evidence: str, lang: str) -> list[str]:
    """Two hypotheses about an outcome, and a test that would tell them apart and that nobody has looked for yet."""
    say, help_of = Speech(lang), {section.kind: section.help[lang] for section in SECTIONS}
    one, other = f"{EXAMPLE}explanation", f"{EXAMPLE}rival"
    hypotheses = [
        line
        for name, statement in zip((one, other), EXPLANATIONS, strict=True)
        for line in (f'  - {outcome}: "{say(statement)}"', f"    id: {name}", f"    evidence: {evidence}")
    ]
    return [
        f"hypotheses:  # {help_of[CG.Hypothesis]}",
        *hypotheses,
        "",
        f"tests:  # {help_of[CG.Test]}",
        f'  - not-looked-for: "{say(TRACE)}"',
        f"    id: {EXAMPLE}trace",
        f'    where: "{say(_WHERE)}"',
        f"    likelihood: {{{one}: likely, {other}: unlikely}}",
    ]


#: The fields of the case that the template explains and leaves out.
_OPTIONAL = ("service", "setting", "boundary", "actors-counted", "ties-counted", "missing-data", "time-frame")
