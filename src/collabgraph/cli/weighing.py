"""The command that weighs rival explanations of an outcome."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import click

from collabgraph.cli.settings import Settings, common
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.model import Interval


def _intervals(
    context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> dict[str, tuple[float, float]]:
    """By name the ends of each NAME=LOW..HIGH or NAME=VALUE; raises BadParameter for what is no interval in 0..1."""
    found = {}
    for value in values:
        name, _, ends = value.partition("=")
        low, _, high = ends.partition("..")
        try:
            span = float(low), float(high or low)
        except ValueError:
            span = 1.0, 0.0
        if not (name.strip() and 0.0 <= span[0] <= span[1] <= 1.0):
            say = Speech(context.obj or "en")
            raise click.BadParameter(say("'{value}': write NAME=LOW..HIGH, two numbers from 0 to 1.", value=value))
        found[name.strip()] = span
    return found


def _number(context: click.Context, _option: click.Parameter, value: float) -> float:
    """A number of decibels; raises BadParameter for what is none."""
    if 0.0 <= value < inf:
        return value
    say = Speech(context.obj or "en")
    raise click.BadParameter(say("Give a number of decibels from 0 on, such as 10."))


@click.command("weigh")
@click.argument("case_name", metavar="CASE")
@click.argument("outcome", metavar="[OUTCOME]", required=False)
@click.option(
    "--threshold", type=float, callback=_number, default=10.0, show_default=True, metavar="DB",
    help="From how many decibels on a pair is decided: 10 is ten times as likely, 20 a hundred times.",
)  # fmt: skip
@click.option(
    "--prior", "priors", metavar="HYPOTHESIS=LOW..HIGH", multiple=True, callback=_intervals,
    help="How probable a hypothesis was before the evidence; may be repeated. Only for hypotheses of which exactly one "
    "is declared to be true.",
)  # fmt: skip
@click.option(
    "--scale", metavar="WORD=LOW..HIGH", multiple=True, callback=_intervals,
    help="What a word for a likelihood stands for, in place of the scale of the ontology; may be repeated.",
)  # fmt: skip
@common()
def weigh(
    settings: Settings,
    case_name: str,
    outcome: str | None,
    threshold: float,
    priors: dict[str, tuple[float, float]],
    scale: dict[str, tuple[float, float]],
) -> None:
    """Weigh rival explanations of an outcome: what the evidence decides, and what to look for next.

    Without an OUTCOME, all outcomes that hypotheses of the case explain. What was never looked for counts for none.

    \b
    Examples:
      collabgraph weigh pbg
      collabgraph weigh pbg levy-revenue-target --threshold 20
      collabgraph weigh pbg --basis reported --scale likely=0.6..0.9
      collabgraph weigh pbg --format json --lang id
    """
    from collabgraph.analysis import weighing
    from collabgraph.output.presenters.weighing import presentation

    library = settings.library()
    result = weighing.weigh(
        library.open(case_name),
        library.ontology,
        outcome,
        bases=settings.bases,
        threshold=threshold,
        scale=_as_model(scale),
        priors=_as_model(priors),
    )
    settings.write(presentation(result, library.ontology))


def _as_model(intervals: dict[str, tuple[float, float]]) -> dict[str, Interval]:
    from collabgraph.model import Interval

    return {name: Interval(*ends) for name, ends in intervals.items()}
