"""Commands about configurations of many cases: calibrate, necessity, truth table, solutions, robustness, export."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.settings import FRAMEWORK, Settings, common

if TYPE_CHECKING:
    from collabgraph.analysis.many.given import Given
    from collabgraph.analysis.many.memberships import Memberships
    from collabgraph.analysis.many.minimized import Search
    from collabgraph.analysis.many.truth_tables import Cuts

_SOLUTIONS = ("conservative", "parsimonious", "intermediate")
_TOOLS = ("r", "fsqca")
#: So many sets of rows are minimized without a bar.
_FEW = 20
_SHARE = click.FloatRange(0, 1)


@click.group("qca")
def qca() -> None:
    """Compare configurations of many cases (QCA), with what is unknown carried through.

    The cases are those of a table (--table: CSV or xlsx, as fsQCA, R or Excel write it), or coded cases. No case is
    dropped because a cell is unknown: results say what is certain, what is possible, and what to find out.

    \b
    Examples:
      collabgraph qca truth-table --table cases.csv --outcome W --conditions A,R,F
      collabgraph qca minimize --table cases.csv --outcome W --solution parsimonious
      collabgraph qca necessity --table cases.csv --outcome ~W
      collabgraph qca minimize --cases my-cases --outcome performance
    """


def _of_cases(command: Any) -> Any:
    """Add the options that say which cases, conditions and outcome are compared."""
    path = click.Path(path_type=Path)
    options = (
        click.argument("case_names", metavar="[CASE]...", nargs=-1),
        click.option("--table", type=path, metavar="FILE", help="A table of cases instead: csv, tsv or xlsx."),
        click.option(
            "--outcome", metavar="NAME", help="The outcome: a column, or an indicator of cases; ~NAME: its negation."
        ),
        click.option("--conditions", metavar="LIST", help="The conditions, with commas; all there are by default."),
        click.option("--calibrate", type=path, metavar="FILE", help="Anchors by which measurements become sets."),
        click.option(
            "--sets",
            type=click.Choice(("crisp", "fuzzy")),
            default="crisp",
            show_default=True,
            help="Whether conditions of coded cases are in or out, or met to a degree.",
        ),
        FRAMEWORK,
    )
    for option in reversed(options):
        command = option(command)
    return command


def _of_cuts(command: Any) -> Any:
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


def _of_search(command: Any) -> Any:
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


# The commands --------------------------------------------------------------------------------------------------------


@qca.command("calibrate")
@_of_cases
@common()
def calibrate(settings: Settings, **given: Any) -> None:
    """Show the membership of each case in each condition and in the outcome; --format csv writes it as a table.

    \b
    Examples:
      collabgraph qca calibrate --table raw.csv --outcome W --calibrate anchors.yaml
      collabgraph qca calibrate --table raw.csv --outcome W --calibrate anchors.yaml --format csv -o sets.csv
      collabgraph qca calibrate pbg spp-irt --sets fuzzy
    """
    from collabgraph.output.presenters.configurations import calibration

    found = _given(settings, **given)
    settings.write(calibration(found.memberships, found.notes, found.ontology))


@qca.command("necessity")
@_of_cases
@click.option("--incl-cut", type=_SHARE, default=0.9, show_default=True, help="The least inclusion.")
@click.option("--cov-cut", type=_SHARE, default=0.6, show_default=True, help="The least coverage.")
@click.option("--ron-cut", type=_SHARE, default=0.5, show_default=True, help="The least relevance (RoN).")
@click.option("--longest", type=click.IntRange(1, 6), default=3, show_default=True, help="The most literals of a term.")
@common()
def necessity(settings: Settings, incl_cut: float, cov_cut: float, ron_cut: float, longest: int, **given: Any) -> None:
    """Find necessary conditions, alone, together or one of several, and the shortest sufficient terms.

    \b
    Examples:
      collabgraph qca necessity --table cases.csv --outcome W
      collabgraph qca necessity --table cases.csv --outcome ~W --conditions A,R --incl-cut 0.95
    """
    from collabgraph.analysis.many.given import necessary
    from collabgraph.output.presenters import configurations

    found = _given(settings, **given)
    cuts = {"inclusion": incl_cut, "coverage": cov_cut, "relevance": ron_cut}
    settings.write(configurations.necessity(
        found.memberships, *necessary(found.memberships, cuts, longest), cuts, found.notes, found.ontology
    ))  # fmt: skip


@qca.command("truth-table")
@_of_cases
@_of_cuts
@common()
def truth_table(
    settings: Settings, incl_cut: float, n_cut: int, pri_cut: float, lower_cut: float | None, **given: Any
) -> None:
    """List the configurations that cases have or may have, with their fit and what each stands for.

    \b
    Examples:
      collabgraph qca truth-table --table cases.csv --outcome W --conditions A,R,F --incl-cut 0.8
      collabgraph qca truth-table --table cases.csv --outcome W --format csv -o rows.csv
      collabgraph qca truth-table --cases my-cases --conditions trust-building,leader-commitment
    """
    from collabgraph.analysis.many import truth_tables
    from collabgraph.output.presenters import configurations

    found = _given(settings, **given)
    table = truth_tables.truth_table(found.memberships, _cuts(settings, incl_cut, n_cut, pri_cut, lower_cut))
    settings.write(configurations.truth_table(table, found.notes, found.ontology))


@qca.command("minimize")
@_of_cases
@_of_cuts
@_of_search
@common()
def minimize(
    settings: Settings, incl_cut: float, n_cut: int, pri_cut: float, lower_cut: float | None, seed: int,
    solution: Any, expect: str | None, exclude: tuple[str, ...], enhanced: bool, contradictions: bool, **given: Any,
) -> None:  # fmt: skip
    """Minimize a truth table: all tied models, their fit and assumptions, and with unknown cells what is certain.

    \b
    Examples:
      collabgraph qca minimize --table cases.csv --outcome W --conditions A,R,F --solution parsimonious
      collabgraph qca minimize --table cases.csv --outcome W --solution intermediate --expect A,~R,F=-
      collabgraph qca minimize --table cases.csv --outcome ~W --solution parsimonious --enhanced --format json
    """
    from collabgraph.analysis.many import minimized
    from collabgraph.output.presenters import configurations

    found = _given(settings, **given)
    cuts = _cuts(settings, incl_cut, n_cut, pri_cut, lower_cut)
    search = _search(settings, found.memberships, solution, expect, exclude, enhanced, contradictions)
    result = minimized.minimize(found.memberships, cuts, search, seed=seed, watch=_watched)
    settings.write(configurations.minimization(result, found.notes, found.ontology))


@qca.command("robustness")
@_of_cases
@_of_cuts
@_of_search
@common()
def robustness(
    settings: Settings, incl_cut: float, n_cut: int, pri_cut: float, lower_cut: float | None, seed: int,
    solution: Any, expect: str | None, exclude: tuple[str, ...], enhanced: bool, contradictions: bool, **given: Any,
) -> None:  # fmt: skip
    """Say how far each cut and each anchor can be moved before the models change, and the fit of what they share.

    \b
    Examples:
      collabgraph qca robustness --table cases.csv --outcome W --incl-cut 0.8 --solution parsimonious
      collabgraph qca robustness --table raw.csv --outcome W --calibrate anchors.yaml --incl-cut 0.8
    """
    from collabgraph.analysis.many import minimized
    from collabgraph.analysis.many.given import ranges
    from collabgraph.analysis.many.robustness import core
    from collabgraph.output.presenters import configurations

    if enhanced or contradictions:
        raise click.UsageError(
            settings.say("robustness moves plain solutions: leave out --enhanced, --contradictions.")
        )
    found = _given(settings, **given)
    cuts = _cuts(settings, incl_cut, n_cut, pri_cut, lower_cut)
    search = _search(settings, found.memberships, solution, expect, exclude, enhanced, contradictions)
    result = minimized.minimize(found.memberships, cuts, search, seed=seed)
    models = (*result.models, *result.possible)
    moved = ranges(found, cuts, search)
    fit = core(models, found.memberships) if models else None
    settings.write(configurations.robustness(result, list(_items(moved)), fit, found.notes))


@qca.command("export")
@_of_cases
@_of_cuts
@click.option("--to", "tool", type=click.Choice(_TOOLS), required=True, help="The program to write for.")
@common(())
def export(
    settings: Settings, incl_cut: float, n_cut: int, pri_cut: float, lower_cut: float | None, tool: str, **given: Any
) -> None:
    """Write the data for R, with scripts for the packages QCA, SetMethods and NCA, or for fsQCA, into a folder.

    What is unknown stays a blank cell. Those programs stop at it or drop the case; the scripts say so.

    \b
    Examples:
      collabgraph qca export --table cases.csv --outcome W --to r -o for-r
      collabgraph qca export --cases my-cases --to fsqca -o for-fsqca
    """
    from collabgraph.output.exchange.configurations import files

    found = _given(settings, **given)
    cuts = _cuts(settings, incl_cut, n_cut, pri_cut, lower_cut)
    settings.send_files(files(found.memberships, cuts, tool, settings.lang))


# What they share -----------------------------------------------------------------------------------------------------


def _given(
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


def _cuts(settings: Settings, incl_cut: float, n_cut: int, pri_cut: float, lower_cut: float | None) -> Cuts:
    from collabgraph.analysis.many.truth_tables import Cuts

    if lower_cut is not None and lower_cut > incl_cut:
        raise click.UsageError(settings.say("--lower-cut lies below --incl-cut."))
    return Cuts(incl_cut, n_cut, pri_cut, lower_cut)


def _search(
    settings: Settings, memberships: Memberships, solution: Any, expect: str | None, exclude: Sequence[str],
    enhanced: bool, contradictions: bool,
) -> Search:  # fmt: skip
    from collabgraph.analysis.many import tabled
    from collabgraph.analysis.many.minimized import Search

    if solution == "intermediate" and expect is None:
        raise click.UsageError(settings.say("An intermediate solution needs what theory expects: --expect A,~B,C=-."))
    if solution != "intermediate" and expect is not None:
        raise click.UsageError(settings.say("--expect is for --solution intermediate."))
    excluded = tuple(term for text in exclude for term in tabled.terms(text, memberships))
    expected = tabled.expectations(expect or "", memberships)
    return Search(solution, expected, excluded, enhanced, contradictions)


def _watched(numbers: Sequence[int]) -> Iterator[int]:
    """The numbers one by one, with a bar of progress on a terminal."""
    return _items(numbers) if len(numbers) > _FEW else iter(numbers)


def _items(work: Iterable[Any]) -> Iterator[Any]:
    if not sys.stderr.isatty():
        yield from work
        return
    with click.progressbar(list(work) if isinstance(work, list) else work, file=sys.stderr) as shown:
        yield from shown
