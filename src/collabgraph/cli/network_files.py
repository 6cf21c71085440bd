"""Options of commands that take any network from a file in place of cases, and the network they give."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.settings import Settings

if TYPE_CHECKING:
    from collabgraph.analysis.network import Network
    from collabgraph.output.layout import Arrangement

SIDES = ("rows", "columns")

_EDGES_HELP = "Any network instead: csv (source,target[,weight][,relation]), graphml, gexf, net, dl, json and others."


def of_files(command: Any) -> Any:
    """Add the options of commands that read networks from files, except those with a help text of their own."""
    options = (
        click.option("--two-mode/--one-mode", default=None, help="Whether sources and targets are of two modes."),
        click.option("--project", type=click.Choice(SIDES), help="Of two modes make one, among rows or columns."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def of_any_network(command: Any) -> Any:
    """Add the argument of cases and the options of one network from a file, which is measured in their place."""
    path = click.Path(path_type=Path)
    options = (
        click.argument("case_names", metavar="[CASE]...", nargs=-1),
        click.option("--edges", type=path, metavar="FILE", help=_EDGES_HELP),
        click.option("--nodes", type=path, metavar="FILE", help="Its actors: id[,label],attributes..."),
        click.option("--directed/--undirected", default=None, help="Whether its ties have a direction."),
        click.option("--relation", metavar="NAME", help="Only its ties of this relation."),
        click.option("--weight", metavar="COLUMN", help="The column of its weights."),
        of_files,
    )
    for option in reversed(options):
        command = option(command)
    return command


def refuse_both(settings: Settings, case_names: tuple[str, ...], edges: Path | None, **_: Any) -> None:
    """Raise UsageError unless there are either cases or a file of ties."""
    if bool(case_names) == (edges is not None):
        raise click.UsageError(settings.say("Give cases, or --edges FILE, and not both."))


def network_of_file(settings: Settings, edges: Path, **given: Any) -> Network:
    """The network of a file; its notices go to stderr."""
    from collabgraph.output.exchange import read_network

    net = read_network(edges, **given)
    settings.notice(f"{edges}: {notice[settings.lang]}" for notice in net.notices)
    return net


#: The layout that a reader of a map saved.
of_layout = click.option(
    "--layout", type=click.Path(path_type=Path), metavar="FILE", help="Where actors stand: a file the page saved."
)


def say_strangers(settings: Settings, arranged: Arrangement | None, known: Iterable[str]) -> None:
    """Name the actors of a layout that the picture does not have."""
    from collabgraph.output.layout import strangers

    if arranged is not None:
        settings.notice(words[settings.lang] for words in strangers(arranged, [*known]))
