"""The command that draws static pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from collabgraph.cli.many_cases import (
    cuts_of,
    given_of,
    kinds_of,
    of_ceilings,
    of_columns,
    of_cuts,
    of_search,
    scope_of,
    search_of,
    values_of,
)
from collabgraph.cli.network_files import network_of_file, of_any_network, of_layout, refuse_both, say_strangers
from collabgraph.cli.settings import FRAMEWORK, GRANULARITY, SYSTEMS, Named, Settings, common, metric_named
from collabgraph.output.figures import ENDINGS, FIGURES, MANY, NARROWEST, WIDEST, WIDTHS, inches
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.analysis.comparison import Comparison
    from collabgraph.output.plots import Subject
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

Of many cases, coded or in a table (--table), with the options of 'collabgraph qca' and 'collabgraph nca':

{many}

The picture is written as the ending of the file's name says: svg, pdf, eps, png or tiff. It needs matplotlib, which
pip install 'collabgraph[figures]' brings along. A network from a file (--edges) is drawn as ties or metrics.

\b
Examples:
  collabgraph plot conditions pbg spp-irt -o conditions.svg
  collabgraph plot matrix pbg spp-irt --no-title --width elsevier-single -o matrix.eps
  collabgraph plot metrics pbg spp-irt --metric density --metric transitivity -o metrics.png
  collabgraph plot ties pbg spp-irt --no-systems --lang id -o ties.pdf
  collabgraph plot ties --edges ties.csv --nodes actors.csv --directed -o ties.svg
  collabgraph plot ties pbg --layout pbg-layout.json -o ties.svg
  collabgraph plot timeline pbg --width 174mm --font "DejaVu Serif" -o timeline.tiff
  collabgraph plot truth-table --table cases.csv --outcome W --incl-cut 0.8 -o rows.pdf
  collabgraph plot solution --table cases.csv --outcome W --solution intermediate --expect A,B -o solution.svg
  collabgraph plot xy --table cases.csv --outcome W --term A*~B -o xy.svg
  collabgraph plot ceiling --table cases.csv --outcome W --conditions A,B -o ceilings.svg
""".format(
    many="\n\n".join(f"{name}: {figure.shows}." for name, figure in MANY.items()),
    figures="\n\n".join(f"{name}: {figure.shows}." for name, figure in FIGURES.items()),
)


@click.command("plot", help=_HELP)
@click.argument(
    "kind", metavar="FIGURE", type=Named({name: figure.words for name, figure in {**FIGURES, **MANY}.items()})
)
@of_any_network
@of_layout
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
@of_columns
@of_cuts
@of_search
@click.option("--term", "terms", metavar="TERM", multiple=True, help="A term to plot in 'xy', such as A*~B.")
@of_ceilings
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@common(())
def plot(
    settings: Settings, kind: str, case_names: tuple[str, ...], layout: Path | None, ids: tuple[str, ...],
    width: float, font: str | None, titled: bool, framework: str | None, granularity: Any, systems: bool, **given: Any,
) -> None:  # fmt: skip
    """Draw a figure of cases or of any network; its caption is printed where the figure has no title."""
    from collabgraph.output import layout as layouts
    from collabgraph.output.plots import form_of, sketch

    of_many = {name: given.pop(name) for name in _OF_MANY}
    edges = given["edges"]
    if kind not in MANY and of_many["table"] is None:
        refuse_both(settings, case_names, edges)
    _refuse(settings, kind, ids, edges is not None, of_many["table"] is not None)
    if layout is not None and kind != "ties":
        message = settings.say("--layout says where actors stand in 'plot ties'; 'plot {kind}' draws none.", kind=kind)
        raise click.UsageError(message)
    form = form_of(settings.output or "")
    arranged = None if layout is None else layouts.read(layout)
    if kind in MANY:
        subject: Subject = _of_many(settings, kind, case_names=case_names, framework=framework, **of_many)
    elif edges is None:
        subject = _comparison(settings, case_names, framework, granularity, systems)
    else:
        subject = _from_file(settings, **given)
    chosen = tuple(map(metric_named, ids))
    if arranged is not None:
        say_strangers(settings, arranged, _actors(subject))
    sheet = sketch(kind, subject, settings.lang, width=width, ids=chosen, font=font, titled=titled, arranged=arranged)
    settings.send_binary(sheet.written(form))
    if not titled:
        click.echo(sheet.caption)


#: The parameters of figures of many cases, in groups: the cases, the cuts, the search, the rest.
_COLUMNS = ("table", "outcome", "conditions", "calibrate", "sets")
_CUTS = ("incl_cut", "n_cut", "pri_cut", "lower_cut")
_SEARCH = ("solution", "expect", "exclude", "enhanced", "contradictions")
_OF_MANY = (*_COLUMNS, *_CUTS, *_SEARCH, "seed", "terms", "ceiling", "scope")


def _actors(subject: Subject) -> list[str]:
    """The ids of the actors of the networks that a figure draws."""
    return [actor.id for net in getattr(subject, "networks", {}).values() for actor in net.actors]


def _of_many(
    settings: Settings, kind: str, *, framework: str | None, case_names: tuple[str, ...], **of: Any
) -> Subject:
    """What a figure of many cases is drawn of."""
    from collabgraph.analysis.many import tabled
    from collabgraph.analysis.many.ceilings import nca
    from collabgraph.output.plots.given import ManyCases

    cases = {name: of[name] for name in _COLUMNS} | {"case_names": case_names, "framework": framework}
    if kind in ("ceiling", "bottleneck"):
        if click.get_current_context().get_parameter_source("sets") is ParameterSource.DEFAULT:
            cases["sets"] = "fuzzy"
        values, notes = values_of(settings, **cases)
        settings.notice(notes)
        return nca(values, kinds_of(of["ceiling"]), scope_of(settings, of["scope"], values), seed=of["seed"])
    found = given_of(settings, **cases)
    settings.notice(note[settings.lang] for note in found.notes)
    memberships = found.memberships
    terms = tuple(term for text in of["terms"] for term in tabled.terms(text, memberships))
    search = search_of(settings, memberships, *(of[name] for name in _SEARCH))
    return ManyCases(memberships, cuts_of(settings, *(of[name] for name in _CUTS)), search, terms)


def _refuse(settings: Settings, kind: str, ids: tuple[str, ...], of_a_file: bool, of_a_table: bool) -> None:
    """Raise UsageError where the arguments do not fit each other."""
    say = settings.say
    if of_a_table and kind not in MANY:
        message = say("'plot {kind}' draws cases; of a table can be drawn: {drawn}.", kind=kind, drawn=", ".join(MANY))
        raise click.UsageError(message)
    if of_a_file and not (kind in FIGURES and FIGURES[kind].of_networks):
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
