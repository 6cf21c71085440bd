"""Options of commands that take many cases, coded or as a table of numbers, and the values they give."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.settings import Settings

if TYPE_CHECKING:
    from collabgraph.analysis.many.ceilings import Values


def of_many(command: Any) -> Any:
    """Add the argument of cases, and the options of a table in their place, of an outcome and of conditions."""
    options = (
        click.argument("case_names", metavar="[CASE]...", nargs=-1),
        click.option("--table", type=click.Path(path_type=Path), metavar="FILE", help="A table of cases instead: csv."),
        click.option("--outcome", metavar="NAME", help="The outcome, ~NAME for its absence; of cases, an indicator."),
        click.option("--conditions", metavar="LIST", help="The conditions, with commas; all by default."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def values_of(
    settings: Settings, case_names: tuple[str, ...], table: Path | None, outcome: str | None, conditions: str | None,
    framework: str | None,
) -> tuple[Values, list[str]]:  # fmt: skip
    """The values of the table or of the cases, and sentences about where they are from; raises UsageError."""
    if bool(case_names) == (table is not None):
        raise click.UsageError(settings.say("Give cases, or --table FILE, and not both."))
    chosen = tuple(filter(None, (name.strip() for name in (conditions or "").split(","))))
    if table is not None:
        from collabgraph.analysis.many.measured import measured
        from collabgraph.coding import tables

        if not outcome:
            raise click.UsageError(settings.say("Say which column is the outcome: --outcome NAME."))
        read = tables.read(table)
        settings.notice(notice[settings.lang] for notice in read.notices)
        return measured(read, outcome, chosen), []
    return _of_cases(settings, case_names, outcome, chosen, framework)


def _of_cases(
    settings: Settings, names: tuple[str, ...], outcome: str | None, conditions: tuple[str, ...], framework: str | None
) -> tuple[Values, list[str]]:
    from collabgraph.analysis.comparison import side_by_side
    from collabgraph.analysis.many.ceilings import of_memberships
    from collabgraph.analysis.many.chosen import chosen
    from collabgraph.output.presenters import terms

    library, theory, cases = settings.opened(names, framework)
    comparison = side_by_side(cases, theory, library.ontology, bases=settings.bases)
    found = chosen(comparison, conditions, outcome or "", crisp=False)
    say = settings.say
    left_out = [
        say("Left out: {case}, to which '{construct}' does not apply.", case=case.upper(), construct=of.term.label)
        for case, of in found.left_out.items()
    ]
    read = terms.read_with(theory, comparison.bases, comparison.attributions, library.ontology, say)
    return of_memberships(found.memberships), [*left_out, read]
