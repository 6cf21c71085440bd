"""Documents as text and files: one writer for each form."""

from __future__ import annotations

import json

from collabgraph.output.document import Presentation, Table
from collabgraph.output.writers import csv, markdown, terminal
from collabgraph.words import Speech

#: The forms of text of a result; ``xlsx.workbook`` makes a workbook of it.
FORMATS = ("table", "json", "csv", "md")


def write(presentation: Presentation, form: str, lang: str, *, width: int = 100, styled: bool = False) -> str:
    """The result as text in one of FORMATS; ``width`` and ``styled`` matter to "table" only."""
    say = Speech(lang)
    if form == "json":
        return json.dumps(presentation.data(say), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if form == "csv":
        records = (presentation.records or presentation.parts)(say)
        return csv.written(records if isinstance(records, Table) else csv.records(records, say), say)
    if form == "md":
        return markdown.fragment(presentation.parts(say), say)
    return terminal.written(presentation.parts(say), say, width, styled=styled)
