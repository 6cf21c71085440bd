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


@click.command("report")
@CASE_LIST
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@click.option("--frozen", is_flag=True, help="Write no date: the same command gives the same bytes.")
@common(())
def report(
    settings: Settings,
    case_names: tuple[str, ...],
    framework: str | None,
    granularity: Any,
    systems: bool,
    frozen: bool,
) -> None:
    """Write the comparison of cases as a report.

    What it is written as, the ending of the file says: html, md, tex, docx or xlsx. All five state the same.

    \b
    Examples:
      collabgraph report pbg spp-irt -o report.html
      collabgraph report pbg spp-irt --lang id -o laporan.docx
      collabgraph report pbg spp-irt --basis reported --frozen -o report.tex
    """
    from datetime import date

    from collabgraph.analysis.comparison import compare
    from collabgraph.output.report import report

    form = _form(settings)
    library, theory, cases = settings.opened(case_names, framework)
    result = compare(cases, theory, library.ontology, bases=settings.bases, granularity=granularity, systems=systems)
    graphs = list(_graphs(library, cases, theory))
    made = None if frozen else date.today()
    settings.send_binary(
        report(result, form, lang=settings.lang, command=command_line(settings), graphs=graphs, made=made)
    )


def _graphs(library: Library, cases: Sequence[Case], framework: Framework) -> Iterator[Graph]:
    """The graphs read for a report: each case, its study, and the framework where it is not a shipped one."""
    from collabgraph import resources
    from collabgraph.rdf.turtle import read

    for case in cases:
        yield from library.files(case).values()
    if Path(framework.source_path) not in resources.frameworks():
        yield read(Path(framework.source_path))


def _form(settings: Settings) -> str:
    """The form the output's name asks for; raises UnknownFormat, or UsageError where no output is named."""
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
    return form
