"""A report: the comparison of cases as one document, in five forms with the same content."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from msgspec.structs import replace

from collabgraph.analysis.comparison import Comparison
from collabgraph.output.document import Document, Part, Picture, cleaned
from collabgraph.output.presenters import glossary
from collabgraph.output.presenters.comparison import whole
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.report import making, pictures
from collabgraph.output.report.provenance import Record, record
from collabgraph.output.writers import docx, html, latex, markdown, xlsx
from collabgraph.rdf.turtle import Graph
from collabgraph.words import Speech

#: The forms a report is written in, which are also the endings of its file.
FORMS = ("html", "md", "tex", "docx", "xlsx")

_WRITERS = {"md": markdown.written, "tex": latex.written, "docx": docx.written, "xlsx": xlsx.written}
#: The forms that show figures, and the format of the figures.
_PICTURES = {"html": "svg", "docx": "png"}


def report(
    comparison: Comparison,
    form: str,
    *,
    lang: str = "en",
    command: str = "",
    graphs: Collection[Graph] = (),
    made: date | None = None,
) -> bytes:
    """The report on a comparison in one of FORMS.

    ``graphs`` are the graphs that were read, with the SHA-256 of their files; ``command`` is the command line. Without
    ``made`` the report has no date, and the same comparison gives the same bytes.
    """
    account = Account(comparison, Speech(lang))
    figures = pictures.drawn(comparison, lang, _PICTURES[form]) if form in _PICTURES else {}
    document = _document(account, record(command, graphs, made), figures)
    if form == "html":
        return html.written(document, list(account.names), _map(comparison, lang))
    return _WRITERS[form](document)


def _document(account: Account, made: Record, figures: Mapping[str, list[Picture]]) -> Document:
    """The whole comparison; each picture is in the part it is named after."""
    say, comparison = account.say, account.comparison
    parts = whole(account, pictures.about(comparison, say))
    return cleaned(
        Document(
            say.lang,
            say("{cases} compared", cases=say.listed(list(account.names))),
            say("A comparison of case studies, read with {framework}", framework=comparison.framework.title),
            (*(_with_pictures(part, figures) for part in parts), glossary.part(say), making.making(say, made)),
            " ".join(made.software[0]),
            made.made,
        )
    )


def _with_pictures(part: Part, figures: Mapping[str, list[Picture]]) -> Part:
    return replace(part, blocks=(*part.blocks, *figures.get(part.anchor, ())))


def _map(comparison: Comparison, lang: str) -> str | None:
    """The page of the interactive map; None where there are more cases than a map shows."""
    from collabgraph.output.layout import MOST_CASES
    from collabgraph.output.maps import page

    if len(comparison.cases) > MOST_CASES:
        return None
    return page(
        list(comparison.cases.values()),
        comparison.ontology,
        bases=comparison.bases,
        lang=lang,
        granularity=comparison.granularity,
        systems=comparison.systems,
    )
