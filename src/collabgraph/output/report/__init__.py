"""A report: the comparison of cases as one document, in forms with the same content."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from msgspec.structs import replace

from collabgraph.analysis.comparison import Comparison
from collabgraph.output.document import Document, Part, Picture, cleaned
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.report import making, pictures
from collabgraph.output.report.contents import ON_REQUEST, PARTS, USUAL, chosen, contents
from collabgraph.output.report.provenance import Record, record
from collabgraph.output.writers import docx, html, latex, markdown, pdf, xlsx
from collabgraph.rdf.turtle import Graph
from collabgraph.words import Speech

__all__ = ["FORMS", "ON_REQUEST", "PARTS", "USUAL", "chosen", "files", "report"]

#: The forms a report is written in, which are also the endings of its file.
FORMS = ("html", "pdf", "docx", "md", "tex", "xlsx")

_WRITERS = {
    "md": markdown.written,
    "tex": latex.written,
    "docx": docx.written,
    "xlsx": xlsx.written,
    "pdf": pdf.written,
}
#: The format of the figures in each form; those of the forms that cannot hold them are files beside it.
_PICTURES = {"html": "svg", "pdf": "svg", "docx": "png", "xlsx": "png", "md": "png", "tex": "pdf"}
_BESIDE = ("md", "tex")


def files(
    comparison: Comparison,
    name: str,
    *,
    lang: str = "en",
    command: str = "",
    graphs: Collection[Graph] = (),
    made: date | None = None,
    parts: Collection[str] = USUAL,
) -> Mapping[str, bytes]:
    """The report under its file name, whose ending is one of FORMS, and the figures beside it, by path.

    ``parts`` are names of PARTS. ``graphs`` are the graphs that were read, with the SHA-256 of their files;
    ``command`` is the command line. Without ``made`` the report has no date, and the same comparison gives the same
    bytes.
    """
    path = PurePath(name)
    form, account = path.suffix.lower().removeprefix("."), Account(comparison, Speech(lang), annotated=True)
    folder = f"{_plain(path.stem)}-figures" if form in _BESIDE else ""
    figures = pictures.drawn(comparison, lang, _PICTURES[form], folder)
    document = _document(account, record(command, graphs, made), figures, parts)
    if form == "html":
        return {name: html.written(document, list(account.names), _map(comparison, lang) if "map" in parts else None)}
    shown = [block for part in document.parts for block in part.blocks if isinstance(block, Picture)]
    beside = {picture.address: picture.content for picture in shown if picture.address}
    return {name: _WRITERS[form](document), **beside}


def report(comparison: Comparison, form: str, **choices: Any) -> bytes:
    """The report in one of FORMS, as ``files`` writes it, without the files beside it."""
    return files(comparison, f"report.{form}", **choices)[f"report.{form}"]


def _plain(stem: str) -> str:
    """The name of a file with letters, digits and hyphens only, as LaTeX and links can have it."""
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-") or "report"


def _document(account: Account, made: Record, figures: Mapping[str, list[Picture]], names: Collection[str]) -> Document:
    """The comparison in these parts; each picture is in the part it is named after."""
    say, comparison = account.say, account.comparison
    return cleaned(
        Document(
            say.lang,
            say("{cases} compared", cases=say.listed(list(account.names))),
            say("A comparison of case studies, read with {framework}", framework=comparison.framework.title),
            (*(_with_pictures(part, figures) for part in contents(account, names)), making.making(say, made)),
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
