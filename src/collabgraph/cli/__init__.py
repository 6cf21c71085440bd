"""The commands, a few lines each over the functions of the same names.

Everything but click is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import click

from collabgraph.cli import cases, forms, maps, networks, plots, questions, report, results, serve, stores
from collabgraph.cli.help import Commands
from collabgraph.cli.settings import LANG


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
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


_COMMANDS = (
    cases.cases, cases.show, cases.validate, cases.preconditions, cases.scope, cases.compare, cases.explain,
    cases.expected_ties,
    cases.paper_practice, cases.crosswalk,
    forms.new, forms.check, forms.status, forms.convert, forms.codes, forms.schema,
    networks.metrics, networks.census, networks.blocks, networks.qap, networks.export,
    maps.map_, plots.plot, report.report,
    questions.query, questions.questions, cases.glossary, results.materialize,
    stores.store, stores.dump, serve.serve,
)  # fmt: skip
for _command in _COMMANDS:
    main.add_command(_command)
