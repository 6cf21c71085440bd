"""The commands, a few lines each over the functions of the same names.

Everything but click is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

from typing import Any

import click

from collabgraph.cli import cases, networks, questions


class QuietGroup(click.Group):
    """Commands that end without a word when interrupted."""

    def invoke(self, ctx: click.Context) -> Any:
        """The command's result; exit code 130 on Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise SystemExit(130) from None


@click.group(cls=QuietGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="collabgraph", prog_name="collabgraph")
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
    cases.cases, cases.show, cases.validate, cases.preconditions, cases.compare, cases.explain,
    cases.expected_ties,
    cases.paper_practice,
    networks.metrics, networks.qap, networks.export, questions.query,
)  # fmt: skip
for _command in _COMMANDS:
    main.add_command(_command)
