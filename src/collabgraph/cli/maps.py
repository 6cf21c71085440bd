"""Commands that draw: an interactive map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collabgraph.cli.network_files import network_of_file, of_any_network, of_layout, refuse_both, say_strangers
from collabgraph.cli.settings import GRANULARITY, SYSTEMS, Settings, common


@click.command("map")
@of_any_network
@of_layout
@GRANULARITY
@SYSTEMS
@common(())
def map_(
    settings: Settings, case_names: tuple[str, ...], layout: Path | None, granularity: Any, systems: bool, **given: Any
) -> None:
    """Draw who is tied to whom: a page to click through, of cases beside each other or of any network.

    The page is one file that works without a network: open it in a browser. Granularity, systems and language are
    what it starts with; each can be changed in the page. So can the places of actors: drag them, and save the layout
    from the page for --layout.

    \b
    Examples:
      collabgraph map pbg -o map.html
      collabgraph map pbg spp-irt --lang id -o map.html
      collabgraph map pbg --basis documented,prescribed --no-systems -o map.html
      collabgraph map pbg --layout pbg-layout.json -o map.html
      collabgraph map --edges ties.csv --nodes actors.csv --directed -o map.html
    """
    from collabgraph.output import layout as layouts
    from collabgraph.output.maps import network_page, page

    if settings.on_terminal:
        raise click.UsageError(settings.say("A map is a page for a browser: name a file for it, as in -o map.html."))
    refuse_both(settings, case_names, **given)
    library = settings.library()
    chosen: dict[str, Any] = {"lang": settings.lang, "arranged": None if layout is None else layouts.read(layout)}
    if given["edges"] is not None:
        net = network_of_file(settings, **given)
        say_strangers(settings, chosen["arranged"], [actor.id for actor in net.actors])
        return settings.send(network_page(net, library.ontology, **chosen))
    cases = library.open_all(case_names)
    say_strangers(settings, chosen["arranged"], [actor.id for case in cases for actor in case.actors.values()])
    chosen |= {"bases": settings.bases, "granularity": granularity, "systems": systems}
    return settings.send(page(cases, library.ontology, **chosen))
