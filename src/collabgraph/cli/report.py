"""The command that writes a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.settings import CASE_LIST, FRAMEWORK, GRANULARITY, SYSTEMS, Settings, command_line, common
from collabgraph.words import both, mark

if TYPE_CHECKING:
    from collabgraph.coding.library import Library
    from collabgraph.model import Case, Framework
    from collabgraph.rdf.turtle import Graph


_PARTS_HELP = (
    "The parts to write, with commas, or 'all': opening, summary, reading, outcomes, matrix, counts, exceptions, "
    "pairs, configurations, differences, rivals, weighed, questions, one-sided, comparability, scope, conditions, "
    "shared, networks, paper-practice, expected, ties, evidence, tie-evidence, sources, methods, measures, glossary, "
    "map. Without it, all but tie-evidence and measures, which are long."
)


@click.command("report")
@CASE_LIST
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@click.option("--parts", metavar="LIST", help=_PARTS_HELP)
@click.option("--frozen", is_flag=True, help="Write no date: the same command gives the same bytes.")
@common(())
def report(
    settings: Settings,
    case_names: tuple[str, ...],
    framework: str | None,
    granularity: Any,
    systems: bool,
    parts: str | None,
    frozen: bool,
) -> None:
    """Write the comparison of cases as a report.

    What it is written as, the ending of the file says: html, pdf, docx, md, tex or xlsx. All state the same.
    Figures that Markdown and LaTeX cannot hold are written beside the file.

    \b
    Examples:
      collabgraph report pbg spp-irt -o report.html
      collabgraph report pbg spp-irt --lang id -o laporan.docx
      collabgraph report pbg spp-irt --parts opening,differences,rivals,questions -o short.docx
      collabgraph report pbg spp-irt --basis reported --frozen -o report.tex
    """
    from datetime import date

    from collabgraph.analysis.comparison import compare
    from collabgraph.output.presenters.comparison.account import Account
    from collabgraph.output.report import USUAL, chosen, files, pictures

    output = _output(settings)
    names = USUAL if parts is None else chosen([name.strip() for name in parts.split(",")])
    library, theory, cases = settings.opened(case_names, framework)
    result = compare(cases, theory, library.ontology, bases=settings.bases, granularity=granularity, systems=systems)
    graphs = list(_graphs(library, cases, theory))
    made = None if frozen else date.today()
    written = files(
        result, output.name, lang=settings.lang, command=command_line(settings), graphs=graphs, made=made, parts=names
    )
    for name, content in written.items():
        if "/" in name:
            settings.make_folders((output.parent / name).parent)
        settings.put(output.parent / name, content)
    if line := pictures.missing(Account(result, settings.say)):
        click.echo(line, err=True)


def _graphs(library: Library, cases: Sequence[Case], framework: Framework) -> Iterator[Graph]:
    """The graphs read for a report: each case, its study, and the framework where it is not a shipped one."""
    from collabgraph import resources
    from collabgraph.rdf.turtle import read

    for case in cases:
        yield from library.files(case).values()
    if Path(framework.source_path) not in resources.frameworks():
        yield read(Path(framework.source_path))


def _output(settings: Settings) -> Path:
    """The file of the report; raises UnknownFormat, or UsageError where no output is named."""
    from collabgraph.errors import UnknownFormat
    from collabgraph.output.report import FORMS

    known = ", ".join(f".{form}" for form in FORMS)
    if settings.output is None:
        message = settings.say("Name the file of the report with -o; how it ends says the form: {known}.", known=known)
        raise click.UsageError(message)
    form = settings.output.suffix.lower().removeprefix(".")
    if form not in FORMS:
        thing = both(mark("reports"))
        raise UnknownFormat(name=settings.output, format=settings.output.suffix, thing=thing, nearest="", known=known)
    return settings.output
