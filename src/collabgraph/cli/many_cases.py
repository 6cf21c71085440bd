"""Options of commands about many cases, coded or as a table of numbers, and what they give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.settings import FRAMEWORK, Settings

if TYPE_CHECKING:
    from collabgraph.analysis.many.ceilings import Kind, Scope, Values
    from collabgraph.analysis.many.given import Given
    from collabgraph.analysis.many.memberships import Memberships
    from collabgraph.analysis.many.minimized import Search
    from collabgraph.analysis.many.truth_tables import Cuts

_SOLUTIONS = ("conservative", "parsimonious", "intermediate")
_SHARE = click.FloatRange(0, 1)
CEILINGS = ("ce-fdh", "cr-fdh", "both")


def of_cases(command: Any) -> Any:
    """Add what says which cases, conditions and outcome are compared."""
    cases = click.argument("case_names", metavar="[CASE]...", nargs=-1)
    return cases(of_columns(FRAMEWORK(command)))


def of_cases_by_degree(command: Any) -> Any:
    """The same, with coded cases that meet a condition to a degree unless --sets says otherwise."""
    cases = click.argument("case_names", metavar="[CASE]...", nargs=-1)
    return cases(of_columns(FRAMEWORK(command), sets="fuzzy"))


def of_columns(command: Any, sets: str = "crisp") -> Any:
    """Add the options of a table, and of the conditions and the outcome of a table or of coded cases."""
    path = click.Path(path_type=Path)
    options = (
        click.option("--table", type=path, metavar="FILE", help="A table of cases instead: csv, tsv or xlsx."),
        click.option(
            "--outcome", metavar="NAME", help="The outcome: a column, or an indicator of cases; ~NAME: its negation."
        ),
        click.option("--conditions", metavar="LIST", help="The conditions, with commas; all there are by default."),
        click.option("--calibrate", type=path, metavar="FILE", help="Anchors by which measurements become sets."),
        click.option(
            "--sets",
            type=click.Choice(("crisp", "fuzzy")),
            default=sets,
            show_default=True,
            help="Whether conditions of coded cases are in or out, or met to a degree.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def of_cuts(command: Any) -> Any:
    """Add the cuts of a truth table."""
    options = (
        click.option("--incl-cut", type=_SHARE, default=1.0, show_default=True, help="The least inclusion of a row."),
        click.option(
            "--n-cut", type=click.IntRange(min=1), default=1, show_default=True, help="The fewest cases a row."
        ),
        click.option("--pri-cut", type=_SHARE, default=0.0, show_default=True, help="The least PRI of a row."),
        click.option("--lower-cut", type=_SHARE, help="From this inclusion on a row below the cut is contradictory."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def of_search(command: Any) -> Any:
    """Add what is asked of a truth table."""
    options = (
        click.option("--solution", type=click.Choice(_SOLUTIONS), default="conservative", show_default=True,
                     help="What may be assumed of configurations without cases."),
        click.option("--expect", metavar="LIST",
                     help="What theory expects to contribute to the outcome as given: A,~B,C=- (for intermediate)."),
        click.option("--exclude", metavar="TERM", multiple=True,
                     help="Assume nothing of configurations in this term, A*~B for instance; may be repeated."),
        click.option("--enhanced", is_flag=True,
                     help="Assume nothing that the negated outcome assumes too; explain no row that passes for both."),
        click.option("--contradictions", is_flag=True, help="Count contradictory rows as the outcome."),
        click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
                     help="The seed of the sample where completions are too many."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def of_ceilings(command: Any) -> Any:
    """Add the kinds of ceiling and the scope of necessary condition analysis."""
    options = (
        click.option("--ceiling", type=click.Choice(CEILINGS), default="both", show_default=True,
                     help="A step function, a line, or both."),
        click.option("--scope", metavar="LOW-HIGH",
                     help="Where cases can lie: 0-1, data, or XLOW-XHIGH,YLOW-YHIGH. By default 0-1; of other values "
                     "that of the data."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


# What they give ------------------------------------------------------------------------------------------------------


def given_of(
    settings: Settings, case_names: tuple[str, ...], table: Path | None, outcome: str | None, conditions: str | None,
    calibrate: Path | None, sets: str, framework: str | None,
) -> Given:  # fmt: skip
    """The memberships of a table, or of coded cases; notices go to stderr."""
    from collabgraph.analysis.comparison import side_by_side
    from collabgraph.analysis.many import given

    names = [name.strip() for name in conditions.split(",") if name.strip()] if conditions is not None else None
    if table is not None:
        if case_names or framework:
            raise click.UsageError(settings.say("Give cases, or a table with --table, not both."))
        if outcome is None:
            raise click.UsageError(settings.say("Say which column is the outcome with --outcome."))
        return given.of_table(table, outcome, names, calibrate)
    library, theory, cases = settings.opened(case_names or settings.every_case()[0], framework)
    comparison = side_by_side(cases, theory, library.ontology, bases=settings.bases)
    return given.of_cases(comparison, outcome, names, calibrate, crisp=sets == "crisp")


def cuts_of(settings: Settings, incl_cut: float, n_cut: int, pri_cut: float, lower_cut: float | None) -> Cuts:
    """The cuts of a truth table; raises UsageError where they do not fit each other."""
    from collabgraph.analysis.many.truth_tables import Cuts

    if lower_cut is not None and lower_cut > incl_cut:
        raise click.UsageError(settings.say("--lower-cut lies below --incl-cut."))
    return Cuts(incl_cut, n_cut, pri_cut, lower_cut)


def search_of(
    settings: Settings, memberships: Memberships, solution: Any, expect: str | None, exclude: Sequence[str],
    enhanced: bool, contradictions: bool,
) -> Search:  # fmt: skip
    """What is asked of a truth table; raises UsageError, or UnfitTerm."""
    from collabgraph.analysis.many import tabled
    from collabgraph.analysis.many.minimized import Search

    if solution == "intermediate" and expect is None:
        raise click.UsageError(settings.say("An intermediate solution needs what theory expects: --expect A,~B,C=-."))
    if solution != "intermediate" and expect is not None:
        raise click.UsageError(settings.say("--expect is for --solution intermediate."))
    excluded = tuple(term for text in exclude for term in tabled.terms(text, memberships))
    expected = tabled.expectations(expect or "", memberships)
    return Search(solution, expected, excluded, enhanced, contradictions)


def values_of(settings: Settings, **given: Any) -> tuple[Values, list[str]]:
    """What ceilings are drawn above: any numbers of a table, or memberships; with sentences about what was left out."""
    from collabgraph.analysis.many.ceilings import of_memberships

    if given["table"] is None or given["calibrate"] is not None or given["outcome"] is None or given["case_names"]:
        found = given_of(settings, **given)
        return of_memberships(found.memberships), [note[settings.lang] for note in found.notes]
    from collabgraph.analysis.many.measured import measured
    from collabgraph.coding import tables

    table = tables.read(given["table"])
    names = [name.strip() for name in (given["conditions"] or "").split(",") if name.strip()]
    return measured(table, given["outcome"], names), [note[settings.lang] for note in table.notices]


def kinds_of(ceiling: str) -> tuple[Kind, ...]:
    """The kinds of ceiling that an option names."""
    from collabgraph.analysis.many.ceilings import KINDS

    return tuple(kind for kind in KINDS if ceiling in (kind, "both"))


def scope_of(settings: Settings, text: str | None, values: Values) -> Scope | None:
    """The scope that is typed, None for that of the data; raises BadParameter."""
    from collabgraph.analysis.many.ceilings import UNIT, scope_named

    if text is None:
        columns = [*values.conditions.values(), values.y]
        return UNIT if all(low.min() >= 0 and high.max() <= 1 for low, high in columns) else None
    if text.strip().casefold() == "data":
        return None
    if (scope := scope_named(text)) is None:
        message = settings.say(
            "'{value}' is no scope: give 'data', one such as 0-1 or 0-100, or one for conditions and one for the "
            "outcome, such as 0-100,0-10.",
            value=text,
        )
        raise click.BadParameter(message)
    return scope
