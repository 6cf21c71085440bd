"""The data dictionary of the results of a corpus: tables and columns, with type and meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collabgraph.corpus.columns import ROWS, TABLES, TYPES, Column
from collabgraph.output.document import (
    Part,
    Presentation,
    Table,
    columns,
    paragraph,
    paragraphs,
    plain_table,
    text,
    text_cell,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

_KINDS = {
    "text": mark("text"),
    "code": mark("one of a few words"),
    "count": mark("whole number"),
    "number": mark("number"),
    "flag": mark("true or false"),
    "texts": mark("list of texts"),
    "codes": mark("list of words"),
}


def presentation(tables: Sequence[str] = tuple(TABLES)) -> Presentation:
    """The columns of these tables; raises KeyError where there is no such table."""
    chosen = {name: TABLES[name] for name in tables}
    return Presentation(
        lambda say: {
            "schema": terms.schema("corpus-columns"),
            "tables": {
                name: {"row": ROWS[name][say.lang], "columns": [_data(one, say) for one in found]}
                for name, found in chosen.items()
            },
        },
        lambda say: [*(_part(name, found, say) for name, found in chosen.items()), _reading(say)],
        lambda say: plain_table(
            ("table", "column", "kind", "type", "null", "meaning"),
            [
                (name, one.name, one.kind, TYPES[one.kind], str(one.null).lower(), one.meaning[say.lang])
                for name, found in chosen.items()
                for one in found
            ],
        ),
    )


def _data(column: Column, say: Speech) -> Mapping[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "type": TYPES[column.kind],
        "null": column.null,
        "meaning": column.meaning[say.lang],
    }


def _part(name: str, found: Sequence[Column], say: Speech) -> Part:
    heads = columns(
        column=say("column"), type=say("type"), null=say("can be unknown (null)"), meaning=say("what it means")
    )
    rows = tuple(
        (
            text_cell(one.name),
            text_cell(f"{say(_KINDS[one.kind])} ({TYPES[one.kind]})", code=one.kind),
            text_cell(say("yes") if one.null else say("no"), code=str(one.null).lower()),
            text_cell(text(one.meaning, say)),
        )
        for one in found
    )
    return Part(name, name, (paragraph(text(ROWS[name], say)), Table(name, heads, rows)))


def _reading(say: Speech) -> Part:
    lines = (
        say(
            "What is unknown is null, never 0 and never an empty text, and a column beside it says why; or it is a "
            "range, whose least and greatest value stand in two columns (low and high)."
        ),
        say(
            "The words in brackets are the types of Arrow. A dictionary holds strings: pandas shows it as a category, "
            "Polars as Categorical, R as a factor, DuckDB as text."
        ),
    )
    return Part("reading", "", paragraphs(lines))
