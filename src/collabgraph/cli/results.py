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
@common(RESULT_FORMATS)
def materialize(
    settings: Settings, case_names: tuple[str, ...], framework: str | None, granularity: Any, systems: bool
) -> None:
    """Write what is computed as RDF: measurements, conditions, readiness, outcomes, weights of evidence, and verdicts.

    Without a CASE all shipped and added cases are taken. Each kind of result of a case is a graph of its own, TriG
    unless told otherwise. The same input gives the same bytes.

    \b
    Examples:
      collabgraph materialize -o results.trig
      collabgraph materialize pbg --basis reported --format nquads
      collabgraph materialize pbg spp-irt --framework ansell-gash-2008 --format turtle -o results.ttl
    """
    from collabgraph.output import results

    library, theory = settings.read_with(framework)
    graphs = results.graphs(
        library, theory.id, case_names, bases=settings.bases, granularity=granularity, systems=systems
    )
    settings.send(results.written(graphs, settings.format or "trig"))
