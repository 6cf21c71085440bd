"""Documents as PDF: tagged for screen readers, with embedded fonts, page numbers, and links that work.

Typst sets them, which is an extra (``pip install 'collabgraph[pdf]'``). Chosen by measurement, with the report of two
cases (in the order of 50 pages, with four figures) on two cores:

=============================  ==================  =========================  ==========================
\\                              typst 0.15          WeasyPrint 70              Chromium 156
=============================  ==================  =========================  ==========================
pip alone installs it          yes, one wheel      no, it needs Pango         no, a program of the system
size once installed            82 MB               71 MB and Pango            350 MB
import                         15 ms               0.4 s                      none, a process
time for the report            0.6 s               8.6 s                      2.4 s
size of the report             1.6 MB              0.9 MB                     2.3 MB
fonts                          its own, embedded   the system's, embedded     the system's, embedded
tagged for screen readers      yes, PDF/UA-1       yes                        yes
the same bytes on every run    yes                 yes                        no, it writes the time
=============================  ==================  =========================  ==========================

Texts reach it as data, so that none is read as markup; it opens no file and no address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any, Literal

from msgspec import Struct

from collabgraph.errors import MissingExtra
from collabgraph.output import pages
from collabgraph.output.document import (
    Block,
    Box,
    Document,
    Entries,
    Entry,
    Paragraph,
    Picture,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    Target,
    Verbatim,
    cell_runs,
    cleaned,
    plain,
)
from collabgraph.output.writers.anchors import anchors
from collabgraph.output.writers.labels import Labels, labels, note
from collabgraph.output.writers.widths import shares
from collabgraph.words import Speech

#: A row with a cell of more characters than this may break across pages; a shorter one may not.
_WHOLE = 1200
#: A word that may be broken anywhere.
_ENDLESS = re.compile(r"\S{30,}")

#: For how many further documents Typst keeps what it computed.
_KEPT_FOR = 10

Data = dict[str, Any]


class _File(Struct, frozen=True):
    """The language of the file, the anchors of its links, and its labels."""

    say: Speech
    link: Callable[[Target | None], str | None]
    labels: Labels


def written(document: Document) -> bytes:
    """The document as a PDF file of A4 pages; raises MissingExtra where Typst is not installed.

    It conforms to PDF/UA-1, unless the fonts lack a character of it; a character that none has is an empty box.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise MissingExtra(library="typst", extra="pdf") from None

    def compiled(*standards: Literal["ua-1"]) -> bytes:
        return typst.compile(
            pages.shipped("output/writers/document.typ").encode(),
            format="pdf",
            sys_inputs={"document": data},
            pdf_standards=[*standards],
            timestamp=datetime.combine(document.dated, time(), UTC),
        )

    data = json.dumps(_data(cleaned(document)), ensure_ascii=False)
    try:
        return compiled("ua-1")
    except typst.TypstError:  # the standard refuses characters that no font of this machine has
        return compiled()
    finally:
        _give_back()


def _give_back() -> None:
    """Let Typst give back the memory that it keeps of the last documents, which is some 85 MB for each report.

    It keeps what it computed for a document until so many others were made; these are empty and take 0.05 seconds.
    """
    import typst

    empty = typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False))
    for _ in range(_KEPT_FOR + 1):
        empty.compile(b"", format="pdf")


def _data(document: Document) -> Data:
    file, cover = _File(Speech(document.lang), anchors(document), labels(document)), document.cover
    return {
        "lang": document.lang,
        "title": document.title,
        "heading": _breakable(document.title),
        "subtitle": _breakable(document.subtitle),
        "about": _breakable(document.about),
        "authors": [name for name in (cover.author, cover.office) if name],
        "made": document.made and [document.made.year, document.made.month, document.made.day],
        "short": document.short,
        "contents": file.say("Contents"),
        "logo": cover.logo and _picture(cover.logo),
        "parts": [
            {"anchor": part.anchor, "title": part.title, "blocks": [*_blocks(part.blocks, file)]}
            for part in document.parts
        ],
    }


def _blocks(blocks: Sequence[Block], file: _File) -> Iterator[Data]:
    """Each block with its kind, as the template draws it; tables without rows are left out."""
    for block in blocks:
        match block:
            case Paragraph():
                yield {"kind": "paragraph", "runs": _runs(block.runs, file)}
            case Subheading():
                yield {"kind": "subheading", "text": block.text}
            case Points():
                yield {"kind": "points", "items": _lines(block.items, file), "numbered": block.numbered}
            case Table() if block.rows:
                yield _table(block, file)
            case Entries():
                yield {"kind": "entries", "entries": [_entry(entry, file) for entry in block.entries]}
            case Picture():
                yield {**_picture(block), "title": _runs(file.labels.title(block), file)}
            case Verbatim():
                yield {"kind": "verbatim", "text": block.text}
            case Box():
                yield {"kind": "box", "title": block.title, "items": _lines(block.items, file)}


def _lines(items: Sequence[Runs], file: _File) -> list[list[Data]]:
    return [_runs(item, file) for item in items]


def _runs(runs: Runs, file: _File) -> list[Data]:
    return [_run(run, file) for run in runs]


def _run(run: Run, file: _File) -> Data:
    return {"text": _breakable(run.text), "to": file.link(run.to), "strong": run.strong, "lang": run.lang}


def _breakable(text: str) -> str:
    """The text with places in its very long words where a line may end."""
    return _ENDLESS.sub(lambda word: "\u200b".join(re.findall(".{1,8}", word[0])), text)


def _table(table: Table, file: _File) -> Data:
    rows = [[cell_runs(cell, file.say) for cell in row] for row in table.rows]
    names = [column.label for column in table.columns]
    return {
        "kind": "table",
        "title": _runs(file.labels.title(table), file),
        "means": _runs(table.means, file),
        "note": _runs(note(table, file.say), file),
        "heads": names if table.headed else [],
        "widths": shares(names, rows),
        "rows": [
            {"breaks": any(len(plain(runs)) > _WHOLE for runs in row), "cells": _lines(row, file)} for row in rows
        ],
    }


def _picture(picture: Picture) -> Data:
    """A picture as text where it is SVG, and as numbers from 0 to 255 where it is pixels."""
    form = picture.form
    content = picture.content.decode() if form == "svg" else [*picture.content]
    return {"kind": "picture", "words": picture.words, "form": form, "content": content, "height": picture.height}


def _entry(entry: Entry, file: _File) -> Data:
    return {
        "heading": entry.heading,
        "anchor": file.link(entry.target),
        "statement": _runs(entry.statement, file),
        "grounds": _lines([ground.runs for ground in entry.grounds], file),
        "facts": _runs(entry.line, file) if entry.facts else [],
    }
