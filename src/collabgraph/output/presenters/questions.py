"""Scholars' questions: which there are, one of them, and an answer with labels, and words as headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from collabgraph.output.document import (
    Cell,
    Paragraph,
    Part,
    Presentation,
    Run,
    Runs,
    StatusCell,
    Table,
    Target,
    Verbatim,
    cell_runs,
    columns,
    paragraph,
    paragraphs,
    plain_table,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import answers, terms
from collabgraph.questions import files
from collabgraph.questions.files import TAGS, Question
from collabgraph.words import Speech

# Which there are -----------------------------------------------------------------------------------------------------


def listing(questions: Sequence[Question]) -> Presentation:
    """The questions, under the first tag of each."""
    return Presentation(
        lambda _: {"schema": terms.schema("questions"), "questions": [_data(question) for question in questions]},
        lambda say: [*_by_tag(questions, say), Part("hint", "", (paragraph(_hint(say)),))],
        lambda say: _records(questions, say),
    )


def _hint(say: Speech) -> str:
    return say(
        "'collabgraph questions ID' says more of one; 'collabgraph query ID --param NAME=VALUE' asks it, of the claims "
        "on the bases named with --basis. What stands after '=' is asked where nothing else is said."
    )


def _data(question: Question) -> dict[str, Any]:
    """A question for programs, in both languages."""
    return {
        "id": question.id,
        "summary": terms.text_data(question.summary),
        "description": terms.text_data(question.description),
        "note": terms.text_data(question.note) if question.note else None,
        "empty": terms.text_data(question.empty) if question.empty else None,
        "parameters": [
            {
                "name": parameter.name,
                "variable": parameter.variable,
                "kind": parameter.kind,
                "label": terms.text_data(parameter.label),
                "default": parameter.default or None,
                "several": parameter.several,
            }
            for parameter in question.parameters
        ],
        "columns": {name: terms.text_data(words) for name, words in question.columns.items()},
        "tags": list(question.tags),
        "sparql": question.sparql,
    }


def _by_tag(questions: Sequence[Question], say: Speech) -> list[Part]:
    """A part for each tag that is the first of any question."""
    heads = columns(question=say("question"), summary=say("what it asks"), parameters=say("parameters"))
    parts = []
    for tag, title in TAGS.items():
        rows = tuple(
            (text_cell(question.id), text_cell(text(question.summary, say)), text_cell(_defaults(question)))
            for question in questions
            if question.tags[0] == tag
        )
        if rows:
            parts.append(Part(tag, f"{title[say.lang]} ({tag})", (Table(title[say.lang], heads, rows),)))
    return parts


def _defaults(question: Question) -> str:
    """The parameters with what is asked where nothing else is said; of several values the first."""
    asked = [p for p in question.parameters if p.name not in ("basis", "attribution")]
    return " ".join(f"{p.name}={_first(p.default)}" for p in asked)


def _first(value: str) -> str:
    """The first of several values, with dots for the others, which 'questions ID' has."""
    first, comma, _ = value.partition(",")
    return f"{first}{comma and ',...'}"


def _records(questions: Sequence[Question], say: Speech) -> Table:
    rows = ((q.id, q.summary[say.lang], " ".join(p.name for p in q.parameters), " ".join(q.tags)) for q in questions)
    return plain_table(("question", "summary", "parameters", "tags"), rows)


# One of them ---------------------------------------------------------------------------------------------------------


def described(question: Question) -> Presentation:
    """One question: what it asks and answers, its parameters and columns, and its query, which a person can copy."""
    return Presentation(
        lambda _: {"schema": terms.schema("question"), **_data(question)},
        lambda say: _description(question, say),
        lambda say: _parameters(question, say),
    )


def _description(question: Question, say: Speech) -> list[Part]:
    tags = say("Tags: {tags}.", tags=", ".join(question.tags))
    about = (paragraph(text(question.description, say)), paragraph(tags))
    answered = say("Columns of the answer")
    rows = tuple((text_cell(name), text_cell(text(meaning, say))) for name, meaning in question.columns.items())
    table = Table(answered, columns(column=say("column"), meaning=say("meaning")), rows)
    return [
        Part("question", f"{question.id}: {question.summary[say.lang]}", about),
        *([Part("parameters", say("Parameters"), (_parameters(question, say),))] if question.parameters else []),
        Part("columns", answered, (table,)),
        Part("query", say("Query"), (Verbatim(question.sparql, "sparql"),)),
    ]


def _parameters(question: Question, say: Speech) -> Table:
    heads = columns(parameter=say("parameter"), meaning=say("meaning"), default=say("default"), several=say("how many"))
    rows = tuple(
        (
            text_cell(parameter.name),
            text_cell(text(parameter.label, say)),
            text_cell(parameter.default or say("must be given")),
            text_cell(say("several") if parameter.several else say("one")),
        )
        for parameter in question.parameters
    )
    return Table(say("Parameters"), heads, rows)


# An answer -----------------------------------------------------------------------------------------------------------


def answer(
    question: Question,
    asked: Mapping[str, Sequence[str]],
    rows: answers.Rows,
    label: answers.Label = answers.unnamed,
    *,
    in_summaries: bool = False,
) -> Presentation:
    """The answer to a question that was asked of these things, in words, by the name of the parameter.

    People get labels for terms and words for columns, and above the table what all rows have in common; programs get
    every column under the name it has in the query. ``in_summaries`` calls other questions by what they ask, not by id.
    """

    def parts(say: Speech) -> list[Part]:
        caution = question.note if rows.rows else question.silence
        last = [Paragraph(mentioning(caution[say.lang], say, in_summaries=in_summaries))] if caution else []
        table = answers.labelled(rows, question.summary[say.lang], question.columns, say, label)
        return [
            *_answer(question, paragraphs(_asked_of(question, asked, say)), table, say),
            Part("count", "", (paragraph(answers.counted(rows, say)), *last)),
        ]

    return replace(answers.presentation(rows), parts=parts)


def mentioning(sentences: str, say: Speech, *, in_summaries: bool) -> Runs:
    """Sentences in which each id of another question opens it, and can be replaced by what that one asks."""
    known = files.questions()
    pieces = re.split(r"([a-z]+(?:-[a-z]+)+)", sentences)
    return words(
        *(
            Run(known[piece].summary[say.lang] if in_summaries else piece, Target("question", piece))
            if piece in known
            else piece
            for piece in pieces
        )
    )


def _answer(question: Question, asked: Sequence[Paragraph], table: Table, say: Speech) -> list[Part]:
    """What was asked and what all rows share, then the table of the rest, where there are rows."""
    same, kept = answers.in_common([column.id for column in table.columns], table.rows, question.once)
    shared = [
        paragraph(f"{question.columns[name][say.lang]}: ", *_in_a_sentence(cell, say))
        for name, cell in same.items()
        if cell is not None
    ]
    rows = [Part("rows", "", (_only(table, kept),))] if table.rows else []
    return [Part("question", question.summary[say.lang], (*asked, *shared)), *rows]


def _in_a_sentence(cell: Cell, say: Speech) -> Runs:
    """The words of a cell; of a status its label, since a glyph says nothing more there."""
    return words(cell.label) if isinstance(cell, StatusCell) else cell_runs(cell, say)


def _asked_of(question: Question, asked: Mapping[str, Sequence[str]], say: Speech) -> list[str]:
    """What the question was asked of, in a line: "case: PBG (pbg); bases: reported"."""
    values = [f"{p.label[say.lang]}: {', '.join(asked[p.name])}" for p in question.parameters if p.name in asked]
    return ["; ".join(values)] if values else []


def _only(table: Table, places: Sequence[int]) -> Table:
    """The columns of a table at these places."""
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in places), rows=rows)
