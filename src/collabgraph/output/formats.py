"""Sections and tables of presenters that do not make documents yet, as documents (see ``document``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collabgraph.output import document, writers
from collabgraph.output.document import Column, Number, Paragraph, Part, Points, Presentation, words
from collabgraph.output.writers import csv
from collabgraph.output.writers import html as html_writer
from collabgraph.output.writers.markdown import escaped as markdown_text  # noqa: F401 -- imported from here
from collabgraph.words import Speech
from collabgraph.words.characters import printable

Cell = str | int | float | None
FORMATS = writers.FORMATS


@dataclass(frozen=True)
class Table:
    """Columns and rows; a None cell is empty."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading, sentences under it, and a table where there is one."""

    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Printout:
    """One result in every form: data for programs, sections for people, one flat table for spreadsheets."""

    data: Callable[[Speech], Mapping[str, Any]]
    sections: Callable[[Speech], Sequence[Section]]
    rows: Callable[[Speech], Table]


def write(printout: Printout | Presentation, form: str, lang: str, *, width: int = 100, styled: bool = False) -> str:
    """The result as text in one of FORMATS."""
    shown = printout if isinstance(printout, Presentation) else as_presentation(printout)
    return writers.write(shown, form, lang, width=width, styled=styled)


def as_presentation(printout: Printout) -> Presentation:
    """A printout as a presentation."""
    return Presentation(
        printout.data,
        lambda say: [_part(section) for section in printout.sections(say)],
        lambda say: _table(printout.rows(say)),
    )


def _part(section: Section) -> Part:
    blocks = [Points((words(x[2:]),)) if x.startswith("• ") else Paragraph(words(x)) for x in section.lines]
    return Part("", section.title, (*blocks, *([_table(section.table)] if section.table else [])))


def _table(table: Table) -> document.Table:
    heads = tuple(Column(name, name) for name in table.columns)
    rows = tuple(tuple(_cell(cell) for cell in row) for row in table.rows)
    return document.Table("", heads, rows, headed=any(table.columns))


def _cell(cell: Cell) -> document.Cell | None:
    if cell is None:
        return None
    return document.said(cell) if isinstance(cell, str) else Number(cell)


def as_csv(table: Table) -> str:
    """RFC 4180 text."""
    return csv.written(_table(table))


def shown(cell: Cell, say: Speech) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    return printable(cell) if isinstance(cell, str) else say.number(cell)


def as_html(sections: Sequence[Section], lang: str) -> str:
    """The sections as an HTML fragment."""
    return html_writer.fragment([_part(section) for section in sections], Speech(lang))
