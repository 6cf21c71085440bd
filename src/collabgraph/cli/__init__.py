"""The commands, a few lines each over the functions of the same names.

Everything but click is imported inside the commands, and a command when it is named, so that each answers at once.
"""

from __future__ import annotations

import click

from collabgraph.cli.help import Commands, OnDemand
from collabgraph.cli.settings import LANG

#: The commands of each module.
_COMMANDS = {
    "cases": "cases show validate preconditions scope compare explain expected-ties paper-practice crosswalk glossary",
    "weighing": "weigh",
    "forms": "new check status convert codes schema",
    "matrix": "matrix",
    "networks": "metrics census blocks qap export",
    "qca": "qca",
    "ceilings": "nca",
    "maps": "map",
    "plots": "plot",
    "brief": "brief",
    "report": "report",
    "questions": "query questions",
    "results": "materialize",
    "stores": "store dump",
    "corpus": "corpus",
    "serve": "serve",
}


@click.group(
    cls=Commands,
    commands=OnDemand({name: module for module, names in _COMMANDS.items() for name in names.split()}),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="collabgraph", message="%(package)s %(version)s")
@LANG
def main() -> None:
    """Compare case studies of collaborative governance, every number with its evidence.

    \b
    Examples:
      collabgraph compare pbg spp-irt
      collabgraph preconditions pbg --basis reported
      collabgraph show pbg F21
      collabgraph explain pbg levy-revenue-target

    A CASE is an id ('collabgraph cases' lists them) or the path of a Turtle file.
    """
