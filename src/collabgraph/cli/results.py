"""The command for computed results as data."""

from __future__ import annotations

from typing import Any

import click

from collabgraph.cli.settings import FRAMEWORK, GRANULARITY, SYSTEMS, Settings, common

RESULT_FORMATS = ("trig", "nquads", "turtle", "jsonld")


@click.command("materialize")
@click.argument("case_names", metavar="[CASE]...", nargs=-1)
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@click.option(
    "--conditions", metavar="ID,ID,...", help="Preconditions whose configurations are computed; from two cases on."
)
@click.option("--outcome", metavar="INDICATOR", help="The indicator of success of configurations; all by default.")
@click.option(
    "--incl-cut",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=True,
    help="The inclusion from which on a configuration stands for success.",
)
@click.option(
    "--n-cut",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="With fewer cases a configuration stands for nothing.",
)
@click.option(
    "--solution",
    type=click.Choice(("conservative", "intermediate", "parsimonious")),
    default="parsimonious",
    show_default=True,
    help="The kind of solution of configurations.",
)
@common(RESULT_FORMATS)
def materialize(
    settings: Settings, case_names: tuple[str, ...], framework: str | None, granularity: Any, systems: bool,
    conditions: str | None, outcome: str | None, incl_cut: float, n_cut: int, solution: Any,
) -> None:  # fmt: skip
    """Write what is computed as RDF: measurements, conditions, readiness, outcomes, weights of evidence, and verdicts.

    Without a CASE all shipped and added cases are taken. Each kind of result of a case is a graph of its own, TriG
    unless told otherwise. The same input gives the same bytes.

    Of six cases or more, or with --conditions, configurations are written too: the truth table, the models of its
    solution, certain and possible prime implicants, and what knowing each unknown cell would leave. Without
    --conditions those preconditions are taken that are known in the most cases.

    \b
    Examples:
      collabgraph materialize -o results.trig
      collabgraph materialize pbg --basis reported --format nquads
      collabgraph materialize pbg spp-irt --conditions leader-commitment,underlying-regulation
      collabgraph materialize pbg spp-irt --framework ansell-gash-2008 --format turtle -o results.ttl
    """
    from collabgraph.analysis.many.truth_tables import Cuts
    from collabgraph.output import results

    library, theory = settings.read_with(framework)
    graphs = results.graphs(
        library, theory.id, case_names, bases=settings.bases, granularity=granularity, systems=systems,
        conditions=[name.strip() for name in (conditions or "").split(",") if name.strip()], indicator=outcome,
        cuts=Cuts(incl_cut, n_cut), kind=solution,
    )  # fmt: skip
    settings.send(results.written(graphs, settings.format or "trig"))
