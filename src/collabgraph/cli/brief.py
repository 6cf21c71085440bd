"""The command that writes a brief."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from collabgraph.cli.settings import CASE_LIST, FRAMEWORK, Settings, common

if TYPE_CHECKING:
    from collabgraph.output.document import Cover


@click.command("brief")
@CASE_LIST
@FRAMEWORK
@click.option("--author", metavar="NAME", help="Who wrote the brief; by default the project's setting.")
@click.option("--office", metavar="NAME", help="The office that hands it over; by default the project's setting.")
@click.option("--logo", type=click.Path(path_type=Path), metavar="FILE", help="The office's logo, as PNG or JPEG.")
@click.option("--frozen", is_flag=True, help="Write no date: the same command gives the same bytes.")
@common(())
def brief(
    settings: Settings, case_names: tuple[str, ...], framework: str | None, author: str | None, office: str | None,
    logo: Path | None, frozen: bool,
) -> None:  # fmt: skip
    """Write what is known of one case or several on two pages, for someone who decides.

    One sentence that answers the question, a small table, what is uncertain, what else could explain it, and what to
    ask next. What it is written as, the ending of the file says: html, docx, pdf, pptx or md. Typst writes PDF
    (pip install 'collabgraph[pdf]'), python-pptx slides (pip install 'collabgraph[slides]').

    \b
    Examples:
      collabgraph brief pbg spp-irt -o brief.pdf
      collabgraph brief pbg spp-irt --office "Sekretariat Daerah" --logo logo.png -o brief.docx
      collabgraph brief pbg --lang id -o ringkasan.html
    """
    from datetime import date

    from collabgraph.analysis.comparison import side_by_side
    from collabgraph.output.brief import brief

    form = _form(settings)
    cover = _cover(settings, author, office, logo)
    library, theory, cases = settings.opened(dict.fromkeys(case_names), framework)
    comparison = side_by_side(cases, theory, library.ontology, bases=settings.bases)
    made = None if frozen else date.today()
    settings.send_binary(brief(comparison, form, lang=settings.lang, cover=cover, made=made))


def _form(settings: Settings) -> str:
    """The form the output's name asks for; raises UnknownFormat, or UsageError where no output is named."""
    from collabgraph.output.brief import FORMS, form_of

    if settings.output is None:
        known = ", ".join(f".{form}" for form in FORMS)
        message = settings.say("Name the file of the brief with -o; how it ends says the form: {known}.", known=known)
        raise click.UsageError(message)
    return form_of(settings.output)


def _cover(settings: Settings, author: str | None, office: str | None, logo: Path | None) -> Cover:
    """Author, office and logo as given, else as the project has them; raises UnfitLogo."""
    from collabgraph.output.brief import cover

    project = settings.project
    if project is None:
        return cover(settings.say, author or "", office or "", logo)
    logo = logo or (project.folder / project.logo if project.logo else None)
    return cover(settings.say, author or project.author, office or project.office, logo)
