"""The command for necessary condition analysis."""

from __future__ import annotations

from typing import Any

import click

from collabgraph.cli.many_cases import kinds_of, of_cases_by_degree, of_ceilings, scope_of, values_of
from collabgraph.cli.settings import Settings, common


@click.command("nca")
@of_cases_by_degree
@of_ceilings
@click.option("--permutations", type=click.IntRange(min=0), default=0, help="How many, for a test; from 10 cases.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The seed of all random numbers."
)
@click.option("--bottleneck", is_flag=True, help="Add how much of each condition a level of the outcome takes.")
@common()
def nca(
    settings: Settings, ceiling: str, scope: str | None, permutations: int, seed: int, bottleneck: bool, **given: Any
) -> None:
    """Ask which conditions are necessary in degree: how much of an outcome no case has with little of a condition.

    Necessary condition analysis (Dul 2016): a ceiling above the cases, the share of the scope above it (effect size d),
    and its p by permutation. A cell that is not known gives intervals. A table may have any numbers.

    \b
    Examples:
      collabgraph nca --table cases.csv --outcome Y --conditions A,B --bottleneck
      collabgraph nca --table cases.csv --outcome ~Y --scope data --permutations 10000
      collabgraph nca --cases my-cases --outcome performance
    """
    from collabgraph.analysis.many.ceilings import nca
    from collabgraph.output.presenters.ceilings import presentation

    values, notes = values_of(settings, **given)
    result = nca(values, kinds_of(ceiling), scope_of(settings, scope, values), permutations, seed)
    settings.write(presentation(result, bottlenecks=bottleneck, notes=notes))
