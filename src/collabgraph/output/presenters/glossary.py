"""The glossary as a document."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from collabgraph.output.document import Part, Presentation, Run, Table, TextCell, columns, plain_table, text, text_cell
from collabgraph.output.glossary import KINDS, Word, words
from collabgraph.output.presenters import terms
from collabgraph.words import Speech


def presentation(chosen: Sequence[Word] | None = None) -> Presentation:
    """Some words with what each means; every word of the glossary where none are chosen."""
    shown = list(words().values()) if chosen is None else list(chosen)
    return Presentation(
        lambda say: {"schema": terms.schema("glossary"), "words": [_data(word, say) for word in shown]},
        lambda say: parts(shown, say),
        lambda say: plain_table(
            ("id", "kind", "word", "meaning"), [tuple(_data(word, say).values()) for word in shown]
        ),
    )


def _data(word: Word, say: Speech) -> dict[str, str]:
    return {"id": word.id, "kind": word.kind, "word": word.label[say.lang], "meaning": word.meaning[say.lang]}


def parts(shown: Sequence[Word], say: Speech) -> list[Part]:
    """A part for each kind of words."""
    tables = {kind: _table([word for word in shown if word.kind == kind], kind, say) for kind in KINDS}
    return [Part(f"words-{kind}", table.name, (table,)) for kind, table in tables.items() if table.rows]


def part(say: Speech) -> Part:
    """The whole glossary as one part, for a report."""
    means = Run(say("Each row is a word of the results with what it means here."))
    return Part("glossary", say("Glossary"), (replace(_table(list(words().values()), "", say), means=(means,)),))


def _table(these: Sequence[Word], kind: str, say: Speech) -> Table:
    rows = tuple(
        (
            text_cell(word.label[say.lang], code=word.id, anchor=f"word-{word.id}"),
            TextCell((text(word.meaning, say),)),
        )
        for word in these
    )
    name = say(KINDS[kind]) if kind else say("Glossary")
    return Table(name, columns(word=say("word"), meaning=say("what it means")), rows)
