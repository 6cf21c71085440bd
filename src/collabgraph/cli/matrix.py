"""The command that lays out many cases: cases by constructs, with counts, exact tests and pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collabgraph.cli.settings import CALIBRATE, FORMATS, FRAMEWORK, GRANULARITY, OUTCOME, SYSTEMS, Settings, common
from collabgraph.output.figures import FORMATS as PICTURES


@click.command("matrix")
@click.argument("case_names", metavar="[CASE]...", nargs=-1)
@OUTCOME
@CALIBRATE
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@common((*FORMATS, "html", *PICTURES))
def matrix(
    settings: Settings, case_names: tuple[str, ...], indicator: str | None, anchors: Path | None,
    framework: str | None, granularity: Any, systems: bool,
) -> None:  # fmt: skip
    """Lay out many cases by constructs, sorted by outcome: counts, exceptions, exact tests, pairs, what to ask.

    With --cases and no CASE every case of the folder is taken. In csv, and on the sheet Data of xlsx, a cell is 1 where
    a construct is met, 0 where it is not, 0.5 where it is partly met, a coded degree, or blank where that is not known;
    the columns _low and _high have the least and the greatest degree. The outcome is 1, 0, 0.5 for neither, or blank.
    An html file opens the claims behind each cell; svg, pdf, eps, png and tiff are a figure.

    \b
    Examples:
      collabgraph matrix --cases my-cases
      collabgraph matrix pbg spp-irt jambi-licensing --outcome performance
      collabgraph matrix --cases my-cases --calibrate anchors.yaml -o matrix.xlsx
      collabgraph matrix --cases my-cases --lang id -o matriks.html
    """
    from collabgraph.analysis.comparison import compare
    from collabgraph.analysis.matrix import matrix
    from collabgraph.output.matrix import figure, page
    from collabgraph.output.presenters.matrix import presentation

    if anchors is not None and settings.format in PICTURES:
        raise click.UsageError(
            settings.say("A figure shows the preconditions as they are coded: leave --calibrate out.")
        )
    names, unread = (case_names, 0) if case_names else settings.every_case()
    library, theory, cases = settings.opened(names, framework)
    comparison = compare(
        cases, theory, library.ontology, bases=settings.bases, granularity=granularity, systems=systems
    )
    comparison = comparison.decided_by(comparison.indicator(indicator)) if indicator else comparison
    if settings.format in PICTURES:
        settings.send_binary(figure(comparison, str(settings.format), settings.lang))
    else:
        found = matrix(*settings.planned(comparison, anchors))
        if settings.format == "html":
            settings.send_binary(page(found, settings.lang))
        else:
            settings.write(presentation(found))
    raise SystemExit(1 if unread else 0)
