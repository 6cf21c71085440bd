"""The numbers of the tables and figures of a document, and the note beneath a table, as the APA style has them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from collabgraph.output.document import Block, Document, Picture, Run, Runs, Table, words
from collabgraph.words import Speech


class Labels(Struct, frozen=True):
    """The number of each table and figure of a document: "Table 3", "Figure 1"."""

    numbers: Mapping[int, str]

    def __call__(self, block: Block) -> str:
        """The number of a table with rows or of a picture with a caption; empty where it has none."""
        return self.numbers.get(id(block), "")

    def title(self, block: Table | Picture) -> Runs:
        """The number in bold, and the name of the table or the caption of the figure; empty where it has no number."""
        name = block.name if isinstance(block, Table) else block.caption
        return words(Run(self(block), strong=True), f". {name}") if self(block) else ()


def labels(document: Document) -> Labels:
    """The numbers of a document, whose blocks must be kept as long as the labels are; a short one has none."""
    if document.short:
        return Labels({})
    say = Speech(document.lang)
    blocks = [block for part in document.parts for block in part.blocks]
    tables = [block for block in blocks if isinstance(block, Table) and block.rows]
    figures = [block for block in blocks if isinstance(block, Picture) and block.caption]
    numbers = {id(block): say("Table {n}", n=n) for n, block in enumerate(tables, start=1)}
    return Labels(numbers | {id(block): say("Figure {n}", n=n) for n, block in enumerate(figures, start=1)})


def note(table: Table, say: Speech) -> Runs:
    """The note of a table, which begins with that word; empty where it has none."""
    return words(Run(say("Note."), strong=True), " ", *table.note) if table.note else ()
