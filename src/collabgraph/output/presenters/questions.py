"""Scholars' questions as printouts: which there are, one of them, and an answer with labels and words as headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from collabgraph.output.formats import Cell, Printout, Section, Table, shown, write
from collabgraph.output.presenters import answers, terms
from collabgraph.questions.files import TAGS, Question
from collabgraph.rdf.sparql import Result
from collabgraph.words import Speech
from collabgraph.words.characters import printable


def listing(found: Sequence[Question]) -> Printout:
    """The questions, under the first tag of each."""
    return Printout(
        lambda _: {"schema": terms.schema("questions"), "questions": [_data(question) for question in found]},
        lambda say: [*_by_tag(found, say), Section("", (_hint(say),))],
        lambda say: _rows(found, say),
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


def _by_tag(found: Sequence[Question], say: Speech) -> list[Section]:
    columns = (say("question"), say("what it asks"), say("parameters"))
    sections = []
    for tag, words in TAGS.items():
        rows = tuple((q.id, q.summary[say.lang], _parameters(q)) for q in found if q.tags[0] == tag)
        if rows:
            sections.append(Section(f"{words[say.lang]} ({tag})", (), Table(columns, rows)))
    return sections


def _parameters(question: Question) -> str:
    return " ".join(f"{p.name}={_first(p.default)}" for p in question.parameters if p.name != "basis")


def _first(value: str) -> str:
    """The first of several values, with dots for the others, which 'questions ID' has."""
    first, comma, _ = value.partition(",")
    return f"{first}{comma and ',...'}"


def _rows(found: Sequence[Question], say: Speech) -> Table:
    rows = ((q.id, q.summary[say.lang], " ".join(p.name for p in q.parameters), " ".join(q.tags)) for q in found)
    return Table(("question", "summary", "parameters", "tags"), tuple(rows))


def described(question: Question, form: str, lang: str, *, width: int, styled: bool) -> str:
    """One question: what it asks and answers, its parameters and columns, and its query, which a person can copy."""
    printout = Printout(
        lambda _: {"schema": terms.schema("question"), **_data(question)},
        lambda say: _sections(question, say),
        lambda say: Table(("parameter", "meaning", "default", "several"), _asked_of(question, say).rows),
    )
    text = write(printout, form, lang, width=width, styled=styled)
    if form == "md":
        return f"{text}\n```sparql\n{question.sparql}```\n"
    return f"{text}\n{printable(question.sparql)}" if form == "table" else text


def _sections(question: Question, say: Speech) -> list[Section]:
    columns = tuple((name, words[say.lang]) for name, words in question.columns.items())
    tags = say("Tags: {tags}.", tags=", ".join(question.tags))
    return [
        Section(f"{question.id}: {question.summary[say.lang]}", (question.description[say.lang], tags)),
        *([Section(say("Parameters"), (), _asked_of(question, say))] if question.parameters else []),
        Section(say("Columns of the answer"), (), Table((say("column"), say("meaning")), columns)),
        Section(say("Query"), ()),
    ]


def _asked_of(question: Question, say: Speech) -> Table:
    rows = tuple(
        (p.name, p.label[say.lang], p.default or say("must be given"), say("several") if p.several else say("one"))
        for p in question.parameters
    )
    return Table((say("parameter"), say("meaning"), say("default"), say("how many")), rows)


def answer(
    question: Question,
    asked: Mapping[str, Sequence[str]],
    result: Result,
    form: str | None,
    lang: str,
    *,
    width: int,
    styled: bool,
) -> str:
    """The answer to a question that was asked of these things, in words, by the name of the parameter.

    A table has labels for terms and words for columns, and above it what all rows have in common; the other forms have
    every column under the name it has in the query. Raises FormatMismatch.
    """
    if form not in (None, "table", "md") or not isinstance(result, ox.QuerySolutions):
        return answers.written(result, form, lang, width=width, styled=styled)
    variables = [variable.value for variable in result.variables]
    rows = [{name: solution[name] for name in variables} for solution in result]

    def sections(say: Speech) -> list[Section]:
        names, table = _labelled(question, variables, rows, say)
        same, kept = answers.said_once(names, table.rows, question.once)
        common = [
            f"{question.columns[name][say.lang]}: {shown(value, say)}"
            for name, value in same.items()
            if value is not None
        ]
        count = say.plural("{n} row", "{n} rows", len(rows))
        return [
            Section(question.summary[say.lang], (*_asked_of_these(question, asked, say), *common)),
            *([Section("", (), _only(table, kept))] if rows else []),
            Section("", (count, *_caution(question, rows, say))),
        ]

    printout = Printout(lambda _: {}, sections, lambda say: _labelled(question, variables, rows, say)[1])
    return write(printout, form or "table", lang, width=width, styled=styled)


def _asked_of_these(question: Question, asked: Mapping[str, Sequence[str]], say: Speech) -> list[str]:
    """What the question was asked of, in a line: "case: PBG (pbg); bases: reported"."""
    said = [f"{p.label[say.lang]}: {', '.join(asked[p.name])}" for p in question.parameters]
    return ["; ".join(said)] if said else []


def _only(table: Table, kept: Sequence[int]) -> Table:
    """The columns of a table that stand at these places."""
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return Table(tuple(table.columns[place] for place in kept), rows)


def _caution(question: Question, rows: Sequence[object], say: Speech) -> list[str]:
    """How the rows are not to be read; where there are none, what that means."""
    said = question.note if rows else question.silence
    return [said[say.lang]] if said else []


def _labelled(
    question: Question, variables: Sequence[str], rows: Sequence[Mapping[str, answers.Node]], say: Speech
) -> tuple[list[str], Table]:
    """The columns shown, and the rows for a reader: a term by its label, which stands in a column of its own."""
    names = answers.columns_shown(variables)
    heads = tuple(question.columns[name][say.lang] if name in question.columns else name for name in names)
    cells = (tuple(_cell(row.get(name + answers.LABEL) or row[name], say) for name in names) for row in rows)
    return names, Table(heads, tuple(cells))


def _cell(node: answers.Node, say: Speech) -> Cell:
    if not isinstance(node, ox.Literal):
        return answers.shown(node)
    return answers.read(node.value, node.datatype.value, say)
