"""The command for necessary condition analysis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.settings import FRAMEWORK, Settings, common
from collabgraph.cli.tables_of_cases import of_many, values_of

if TYPE_CHECKING:
    from collabgraph.analysis.many.ceilings import Kind, Scope, Values

CEILINGS = ("ce-fdh", "cr-fdh", "both")
CEILING = click.option(
    "--ceiling", type=click.Choice(CEILINGS), default="both", show_default=True, help="A step function, or a line."
)
SCOPE = click.option(
    "--scope",
    metavar="LOW-HIGH",
    help="Where cases can lie: 0-1, data, or XLOW-XHIGH,YLOW-YHIGH. By default 0-1, of other values that of the data.",
)


def kinds(ceiling: str) -> tuple[Kind, ...]:
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


@click.command("nca")
@of_many
@CEILING
@SCOPE
@click.option("--permutations", type=click.IntRange(min=0), default=0, help="How many, for a test; from 10 cases.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The seed of all random numbers."
)
@click.option("--bottleneck", is_flag=True, help="Add how much of each condition a level of the outcome takes.")
@FRAMEWORK
@common()
def nca(
    settings: Settings, case_names: tuple[str, ...], table: Path | None, outcome: str | None, conditions: str | None,
    ceiling: str, scope: str | None, permutations: int, seed: int, bottleneck: bool, framework: str | None,
    **_: Any,
) -> None:  # fmt: skip
    """Ask which conditions are necessary in degree: how much of an outcome no case has with little of a condition.

    Necessary condition analysis (Dul 2016): a ceiling above the cases, the share of the scope above it (effect size d),
    and its p by permutation. A cell that is not known gives intervals.

    \b
    Examples:
      collabgraph nca --table cases.csv --outcome Y --conditions A,B --bottleneck
      collabgraph nca --table cases.csv --outcome ~Y --scope data --permutations 10000
      collabgraph nca pbg spp-irt
    """
    from collabgraph.analysis.many.ceilings import nca
    from collabgraph.output.presenters.ceilings import presentation

    values, notes = values_of(settings, case_names, table, outcome, conditions, framework)
    result = nca(values, kinds(ceiling), scope_of(settings, scope, values), permutations, seed)
    settings.write(presentation(result, bottlenecks=bottleneck, notes=notes))
