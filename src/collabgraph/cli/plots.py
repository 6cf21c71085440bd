"""The command that draws static pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.network_files import network_of_file, of_any_network, refuse_both
from collabgraph.cli.settings import FRAMEWORK, GRANULARITY, SYSTEMS, Named, Settings, common, metric_named
from collabgraph.output.figures import ENDINGS, FIGURES, NARROWEST, WIDEST, WIDTHS, inches
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.analysis.comparison import Comparison
    from collabgraph.output.plots.given import Networks


def _width(context: click.Context, _option: click.Parameter, value: str) -> float:
    """The width in inches, from a name or a length."""
    width = inches(value)
    if width is None:
        say, limits = Speech(context.obj or "en"), {"least": f"{NARROWEST:g}", "most": f"{WIDEST:g}"}
        message = say(
            "'{value}': give a length such as 85mm or 3.5in, from {least} to {most} inches, or one of {names}.",
            value=value, names=", ".join(WIDTHS), **limits,
        )  # fmt: skip
        raise click.BadParameter(message)
    return width


_HELP = """\
Draw cases, or any network, as a figure:

{figures}

The picture is written as the ending of the file's name says: svg, pdf, eps, png or tiff. It needs matplotlib, which
pip install 'collabgraph[figures]' brings along. A network from a file (--edges) is drawn as ties or metrics.

\b
Examples:
  collabgraph plot conditions pbg spp-irt -o conditions.svg
  collabgraph plot matrix pbg spp-irt --no-title --width elsevier-single -o matrix.eps
  collabgraph plot metrics pbg spp-irt --metric density --metric transitivity -o metrics.png
  collabgraph plot ties pbg spp-irt --no-systems --lang id -o ties.pdf
  collabgraph plot ties --edges ties.csv --nodes actors.csv --directed -o ties.svg
  collabgraph plot timeline pbg --width 174mm --font "DejaVu Serif" -o timeline.tiff
""".format(figures="\n\n".join(f"{name}: {figure.shows}." for name, figure in FIGURES.items()))


@click.command("plot", help=_HELP)
@click.argument("kind", type=Named({name: figure.words for name, figure in FIGURES.items()}))
@of_any_network
@click.option("--metric", "ids", multiple=True, metavar="ID", help="A metric to show in the picture of metrics.")
@click.option(
    "--width",
    callback=_width,
    default="page",
    show_default=True,
    help="'column', 'page', the width of a publisher such as elsevier-single, or a length such as 85mm.",
)
@click.option("--font", metavar="NAME", help="A font that is installed; DejaVu Sans by default.")
@click.option(
    "--title/--no-title",
    "titled",
    default=True,
    help="Leave title and notes out of the picture; they are then printed, as its caption.",
)
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@common(())
def plot(
    settings: Settings, kind: str, case_names: tuple[str, ...], ids: tuple[str, ...], width: float, font: str | None,
    titled: bool, framework: str | None, granularity: Any, systems: bool, **given: Any,
) -> None:  # fmt: skip
    """Draw a figure of cases or of any network; its caption is printed where the figure has no title."""
    from collabgraph.output.plots import form_of, sketch

    refuse_both(settings, case_names, **given)
    _refuse(settings, kind, ids, given["edges"] is not None)
    form = form_of(settings.output or "")
    if given["edges"] is None:
        subject: Comparison | Networks = _comparison(settings, case_names, framework, granularity, systems)
    else:
        subject = _from_file(settings, **given)
    chosen = tuple(map(metric_named, ids))
    sheet = sketch(kind, subject, settings.lang, width=width, ids=chosen, font=font, titled=titled)
    settings.send_binary(sheet.written(form))
    if not titled:
        click.echo(sheet.caption)


def _refuse(settings: Settings, kind: str, ids: tuple[str, ...], of_a_file: bool) -> None:
    """Raise UsageError where the arguments do not fit each other."""
    say = settings.say
    if of_a_file and not FIGURES[kind].of_networks:
        drawn = ", ".join(name for name, figure in FIGURES.items() if figure.of_networks)
        message = say(
            "'plot {kind}' draws cases; of a network from a file can be drawn: {drawn}.", kind=kind, drawn=drawn
        )
        raise click.UsageError(message)
    if settings.output is None:
        endings = ", ".join(f"FILE.{ending}" for ending in ENDINGS)
        raise click.UsageError(say("A picture is a file: name it with -o, as one of {endings}.", endings=endings))
    if ids and kind != "metrics":
        message = say("--metric chooses what 'plot metrics' shows; 'plot {kind}' shows no metrics.", kind=kind)
        raise click.UsageError(message)


def _comparison(
    settings: Settings, names: tuple[str, ...], framework: str | None, granularity: Any, systems: bool
) -> Comparison:
    from collabgraph.analysis.comparison import side_by_side

    library, theory, cases = settings.opened(names, framework)
    return side_by_side(cases, theory, library.ontology, bases=settings.bases, granularity=granularity, systems=systems)


def _from_file(settings: Settings, **given: Any) -> Networks:
    from collabgraph.output.plots.given import Networks

    net = network_of_file(settings, **given)
    return Networks({net.id: net}, settings.library().ontology)
