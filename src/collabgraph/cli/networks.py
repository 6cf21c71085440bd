"""Commands about networks: measure, correlate, write for other tools."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.network_files import network_of_file, of_any_network, of_files, refuse_both
from collabgraph.cli.settings import GRANULARITY, SYSTEMS, Settings, common, metric_named

if TYPE_CHECKING:
    from collabgraph.analysis.network import Network
    from collabgraph.model import Case, Ontology

EXPORTS = (
    "graphml", "gexf", "pajek", "pajek-project", "ucinet", "dot", "cytoscape", "kumu", "node-link", "csv", "statnet",
)  # fmt: skip

MEASURES = ("correlation", "hamming", "euclidean")
COUNTED = ("dyads", "triads", "parts", "relations")


@click.command("metrics")
@of_any_network
@click.option("--group", metavar="COLUMN", default="sector", show_default=True, help="What groups actors.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The seed of all random numbers."
)
@click.option(
    "--only", metavar="ID", multiple=True, help="Only this metric, however costly, or 'all'; can be repeated."
)
@click.option("--list", "listed", is_flag=True, help="Print the catalogue of metrics.")
@click.option("--explain", "explained", metavar="ID", help="Print one entry of the catalogue, or 'all'.")
@GRANULARITY
@SYSTEMS
@common()
def metrics(
    settings: Settings, case_names: tuple[str, ...], listed: bool, explained: str | None, group: str, seed: int,
    only: tuple[str, ...], granularity: Any, systems: bool, **given: Any,
) -> None:  # fmt: skip
    """Measure the networks of cases, or any network, with the mix of bases under each.

    \b
    Examples:
      collabgraph metrics pbg
      collabgraph metrics pbg spp-irt --granularity role --no-systems
      collabgraph metrics --edges ties.csv --nodes actors.csv --directed --group sector
      collabgraph metrics pbg --only density --only key_player_negative
      collabgraph metrics --list
      collabgraph metrics --explain constraint
    """
    from collabgraph.analysis.metrics import CATALOGUE, governance_mode, metrics
    from collabgraph.output.presenters import catalogue
    from collabgraph.output.presenters.networks import presentation

    if listed:
        return settings.write(catalogue.catalogue())
    if explained is not None:
        return settings.write(catalogue.entry(metric_named(explained)))
    cases, networks = _given(settings, case_names, granularity, systems, **given)
    ids = {metric_named(name) for name in only}
    wanted = CATALOGUE.keys() if not ids or "all" in ids else ids
    results = [metrics(net, only=wanted if ids else None, group=group, seed=seed) for net in networks]
    modes = [
        governance_mode(net, case, settings.bases) if "governance_mode" in wanted else None
        for net, case in zip_longest(networks, cases)
    ]
    return settings.write(presentation(results, settings.library().ontology, modes))


def _given(
    settings: Settings, case_names: tuple[str, ...], granularity: Any, systems: bool, **given: Any
) -> tuple[list[Case], list[Network]]:
    """The cases, and their networks or that of the file."""
    from collabgraph.analysis.network import network

    refuse_both(settings, case_names, **given)
    cases = settings.library().open_all(case_names)
    networks = [network(case, bases=settings.bases, granularity=granularity, systems=systems) for case in cases]
    return cases, networks + ([network_of_file(settings, **given)] if given["edges"] is not None else [])


@click.command("census")
@of_any_network
@click.option(
    "--only",
    type=click.Choice(COUNTED),
    multiple=True,
    help="Count only these; can be repeated. Relations by name only.",
)
@GRANULARITY
@SYSTEMS
@common()
def census(
    settings: Settings, case_names: tuple[str, ...], only: tuple[str, ...], granularity: Any, systems: bool,
    **given: Any,
) -> None:  # fmt: skip
    """Count what networks are made of: pairs (dyads), threes (triads), and parts by their size.

    Triads are counted in the 16 classes by mutual, asymmetric and null pairs (4 where ties have no direction), beside
    what chance would give. With --only relations: how every two relations of a network overlap, and how often a path
    of a tie of one and a tie of the other is closed.

    \b
    Examples:
      collabgraph census pbg spp-irt
      collabgraph census --edges ties.csv --directed --only triads
      collabgraph census pbg --only relations
    """
    from collabgraph.analysis.census import census
    from collabgraph.output.presenters.census import USUAL, presentation

    _, networks = _given(settings, case_names, granularity, systems, **given)
    settings.write(presentation([census(net) for net in networks], settings.library().ontology, only or USUAL))


@click.command("blocks")
@of_any_network
@click.option(
    "--by",
    type=click.Choice(("concor", "hierarchical")),
    default="concor",
    show_default=True,
    help="How blocks are found.",
)
@click.option("--group", metavar="COLUMN", help="Blocks are the values of this instead: sector, level, kind...")
@click.option("--measure", type=click.Choice(MEASURES), help="How actors are compared; CONCOR correlates.")
@click.option(
    "--blocks",
    "number",
    type=click.IntRange(min=2),
    default=4,
    show_default=True,
    help="How many; for CONCOR 2, 4, 8...",
)
@click.option("--weighted/--presence", default=False, help="Compare the weights of ties, or whether they are there.")
@click.option("--cutoff", type=float, help="The least density of a 1 in the image; that of the network by default.")
@click.option("--pairs", is_flag=True, help="List how alike every two actors are too.")
@GRANULARITY
@SYSTEMS
@common()
def blocks(
    settings: Settings, case_names: tuple[str, ...], by: str, group: str | None, measure: Any, number: int,
    weighted: bool, cutoff: float | None, pairs: bool, granularity: Any, systems: bool, **given: Any,
) -> None:  # fmt: skip
    """Find blocks of actors with like ties (structural equivalence), and the densities between blocks.

    \b
    Examples:
      collabgraph blocks pbg
      collabgraph blocks pbg --by hierarchical --measure euclidean --blocks 5 --pairs
      collabgraph blocks pbg spp-irt --group sector
      collabgraph blocks --edges ties.csv --nodes actors.csv --directed --group department
    """
    from collabgraph.analysis.blocks import CONCOR, blocks
    from collabgraph.output.presenters.blocks import presentation

    by = group or by
    if by == CONCOR and measure not in (None, "correlation"):
        raise click.UsageError(settings.say("CONCOR correlates; for another measure give --by hierarchical."))
    if by == CONCOR and number & (number - 1):
        raise click.UsageError(settings.say("CONCOR divides in two and again in two: give --blocks 2, 4, 8, 16..."))
    _, networks = _given(settings, case_names, granularity, systems, **given)
    chosen: dict[str, Any] = {
        "measure": measure or "correlation",
        "number": number,
        "weighted": weighted,
        "cutoff": cutoff,
    }
    found = [blocks(net, by, **chosen) for net in networks]
    settings.write(presentation(found, settings.library().ontology, number=number, pairs=pairs))


@click.command("qap")
@click.argument("first", metavar="NETWORK")
@click.argument("second", metavar="NETWORK")
@click.option("--permutations", type=click.IntRange(min=1), default=5000, show_default=True, help="How many to draw.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The seed of the permutations.")
@click.option(
    "--nodes", type=click.Path(path_type=Path), metavar="FILE", help="All actors of given files, tied or not."
)
@click.option("--directed/--undirected", default=None, help="Whether ties of given files have a direction.")
@click.option("--relation", "relations", metavar="NAME", multiple=True, help="Only ties of this; twice for each file.")
@of_files
@GRANULARITY
@SYSTEMS
@common()
def qap(
    settings: Settings, first: str, second: str, permutations: int, seed: int, relations: tuple[str, ...],
    granularity: Any, systems: bool, **given: Any,
) -> None:  # fmt: skip
    """Correlate two networks over the actors they share, against permutations of their actors.

    A NETWORK is a case, or a file of ties (csv, graphml, gexf, net, dl, json and others). An actor without ties is in a
    table of ties only if --nodes names it; who is in one network only is left out, and named. Of a case --relation
    chooses a kind of tie.

    \b
    Examples:
      collabgraph qap pbg pbg --relation regulates --relation delegates-to
      collabgraph qap advice.csv trust.csv --nodes actors.csv --directed --permutations 10000
      collabgraph qap office.net office.net --relation advice --relation trust
    """
    from collabgraph.analysis.inference import qap_correlation
    from collabgraph.output.presenters import inference

    if len(relations) > len((first, second)):
        raise click.UsageError(settings.say("Give --relation once for both files, or once for each."))
    chosen = (relations or (None,)) * len((first, second))
    one, other = (
        _either(settings, name, granularity, systems, relation=relation, **given)
        for name, relation in zip((first, second), chosen, strict=False)
    )
    settings.write(inference.qap(one, other, qap_correlation(one, other, permutations=permutations, seed=seed)))


def _either(settings: Settings, name: str, granularity: Any, systems: bool, **given: Any) -> Network:
    """The network of a case, or of a file of ties."""
    from msgspec.structs import replace

    from collabgraph.analysis.network import network
    from collabgraph.output.exchange import ENDINGS

    if Path(name).suffix.lower() in ENDINGS:
        return network_of_file(settings, Path(name), **given)
    library = settings.library()
    case = library.open(name)
    options: dict[str, Any] = {"bases": settings.bases, "granularity": granularity, "systems": systems}
    if relation := given.get("relation"):
        chosen, kind = _of_kind(case, relation, library.ontology)
        return replace(network(chosen, **options), id=f"{case.id} {kind}")
    return network(case, **options)


def _of_kind(case: Case, name: str, ontology: Ontology) -> tuple[Case, str]:
    """The case with the ties of one kind only, named by its id or label, and the id; raises UnknownRelation."""
    from msgspec.structs import replace

    from collabgraph.errors import UnknownRelation
    from collabgraph.model import TieClaim
    from collabgraph.words.nearest import meant, suggestion

    kinds = {claim.kind for claim in case.claims if isinstance(claim, TieClaim)}
    found = meant(name, {kind: ontology.code("tie", kind).by_language.values() for kind in sorted(kinds)})
    if len(found) != 1:
        known = ", ".join(sorted(kinds))
        raise UnknownRelation(path=case.source_path, name=name, nearest=suggestion(name, kinds), known=known)
    claims = (claim for claim in case.claims if not isinstance(claim, TieClaim) or claim.kind == found[0])
    return replace(case, claims=tuple(claims)), found[0]


@click.command("export")
@click.argument("case_name", metavar="CASE")
@click.option("--to", "form", type=click.Choice(EXPORTS), required=True, help="The tool or format to write for.")
@GRANULARITY
@SYSTEMS
@common(())
def export(settings: Settings, case_name: str, form: str, granularity: Any, systems: bool) -> None:
    """Write the network of a case for another tool.

    Pajek's plain form has names, ties and weights; its project has a relation for each kind of tie and a partition for
    each value of the actors too. Forms of several files (csv, statnet) need -o with the name of a folder; they are put
    into it.

    \b
    Examples:
      collabgraph export pbg --to graphml -o pbg.graphml
      collabgraph export pbg --to statnet -o pbg-statnet
      collabgraph export spp-irt --to dot --lang id
    """
    from collabgraph.analysis.network import network
    from collabgraph.output.exchange.export import export

    case = settings.library().open(case_name)
    net = network(case, bases=settings.bases, granularity=granularity, systems=systems)
    settings.send_files(export(net, form, lang=settings.lang))
