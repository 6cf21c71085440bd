"""Commands that draw: an interactive map."""

from __future__ import annotations

from typing import Any

import click

from collabgraph.cli.settings import GRANULARITY, SYSTEMS, Settings, common


@click.command("map")
@click.argument("case_names", metavar="CASE [CASE]", nargs=-1, required=True)
@GRANULARITY
@SYSTEMS
@common(())
def map_(settings: Settings, case_names: tuple[str, ...], granularity: Any, systems: bool) -> None:
    """Draw who is tied to whom: a page to click through, of one case or of two beside each other.

    The page is one file that works without a network: open it in a browser. Granularity, systems and language are
    what it starts with; each can be changed in the page.

    \b
    Examples:
      collabgraph map pbg -o map.html
      collabgraph map pbg spp-irt --lang id -o map.html
      collabgraph map pbg --basis documented,prescribed --no-systems -o map.html
    """
    from collabgraph.output.maps import page

    if settings.on_terminal:
        raise click.UsageError(settings.say("A map is a page for a browser: name a file for it, as in -o map.html."))
    library = settings.library()
    cases = library.open_all(case_names)
    settings.send(
        page(
            cases, library.ontology, bases=settings.bases, lang=settings.lang, granularity=granularity, systems=systems
        )
    )
