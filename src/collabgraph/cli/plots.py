"""The command that draws static pictures."""

from __future__ import annotations

from typing import Any

import click

from collabgraph.cli.settings import CASE_LIST, FRAMEWORK, GRANULARITY, SYSTEMS, Named, Settings, common, metric_named
from collabgraph.words import Speech

#: The kinds of pictures, with what each is called in Indonesian.
KINDS = {
    "conditions": ("kondisi",), "metrics": ("metrik",), "ties": ("relasi",), "readiness": ("kesiapan",),
    "overview": ("ikhtisar",),
}  # fmt: skip
#: Widths by name, and the narrowest and widest in inches.
WIDTHS = {"column": 3.5, "page": 7.0}
_NARROWEST, _WIDEST = 3.0, 20.0


def _width(context: click.Context, _option: click.Parameter, value: str) -> float:
    """The width in inches, from a name or a number."""
    try:
        inches = WIDTHS.get(value) or float(value)
    except ValueError:
        inches = 0.0
    if not _NARROWEST <= inches <= _WIDEST:
        say, limits = Speech(context.obj or "en"), {"least": f"{_NARROWEST:g}", "most": f"{_WIDEST:g}"}
        message = say("'{value}': give 'column', 'page', or inches from {least} to {most}.", value=value, **limits)
        raise click.BadParameter(message)
    return inches


@click.command("plot")
@click.argument("kind", type=Named(KINDS))
@CASE_LIST
@click.option("--metric", "ids", multiple=True, metavar="ID", help="A metric to show in the picture of metrics.")
@click.option("--width", callback=_width, default="page", show_default=True, help="'column', 'page', or inches.")
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@common(())
def plot(
    settings: Settings, kind: str, case_names: tuple[str, ...], ids: tuple[str, ...], width: float,
    framework: str | None, granularity: Any, systems: bool,
) -> None:  # fmt: skip
    """Draw one case or several: conditions, metrics, ties, readiness, or an overview.

    The picture is written as the ending of the file's name says: svg, pdf or png. It needs matplotlib, which
    pip install 'collabgraph[figures]' brings along.

    \b
    Examples:
      collabgraph plot conditions pbg spp-irt -o conditions.svg
      collabgraph plot metrics pbg spp-irt --metric density --metric transitivity -o metrics.png
      collabgraph plot ties pbg spp-irt --no-systems --lang id -o ties.pdf
      collabgraph plot readiness pbg --width column -o readiness.svg
    """
    from collabgraph.analysis.comparison import side_by_side
    from collabgraph.output.plots import draw, form_of

    if settings.output is None:
        raise click.UsageError(settings.say("A picture is a file: name it with -o FILE.svg, FILE.pdf or FILE.png."))
    if ids and kind != "metrics":
        message = settings.say("--metric chooses what 'plot metrics' shows; 'plot {kind}' shows no metrics.", kind=kind)
        raise click.UsageError(message)
    form = form_of(settings.output)
    library, theory, cases = settings.opened(case_names, framework)
    comparison = side_by_side(
        cases, theory, library.ontology, bases=settings.bases, granularity=granularity,
        systems=systems,
    )  # fmt: skip
    chosen = tuple(map(metric_named, ids))
    settings.send_binary(draw(kind, comparison, form, settings.lang, width=width, ids=chosen))
