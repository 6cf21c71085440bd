"""A report to hand over: the comparison of cases as one document, in five forms that state the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from collabgraph.analysis.comparison import Comparison
from collabgraph.output.report import contents, html, latex, markdown, pictures, word, workbook
from collabgraph.output.report.material import material
from collabgraph.output.report.provenance import record
from collabgraph.rdf.turtle import Graph
from collabgraph.words import Speech

#: The forms a report is written in, which are also the endings of its file.
FORMS = ("html", "md", "tex", "docx", "xlsx")

_WRITERS = {"md": markdown.written, "tex": latex.written, "docx": word.written, "xlsx": workbook.written}
#: The forms that show figures, and as what.
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

    ``graphs`` are what was read, with the sums of their files; ``command`` is what was typed. Without ``made`` no date
    is told, and the same comparison gives the same bytes.
    """
    say = Speech(lang)
    told = material(comparison, say, record(command, graphs, made))
    figures = pictures.drawn(comparison, lang, _PICTURES[form]) if form in _PICTURES else {}
    document = contents.document(told, figures, pictures.told(comparison, say))
    if form == "html":
        return html.written(document, list(told.names), _map(comparison, lang))
    return _WRITERS[form](document)


def _map(comparison: Comparison, lang: str) -> str | None:
    """The page of the interactive map, which shows two cases; None where there are more."""
    from collabgraph.output.maps import page

    if len(comparison.cases) > 2:
        return None
    return page(
        list(comparison.cases.values()),
        comparison.ontology,
        bases=comparison.bases,
        lang=lang,
        granularity=comparison.granularity,
        systems=comparison.systems,
    )
