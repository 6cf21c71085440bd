"""What a graph states, triple by triple."""

from __future__ import annotations

from collections.abc import Sequence

from collabgraph.output.document import Part, Presentation, Run, Table, Target, columns, text_cell
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, Text


def statements(iri: str, title: Text, triples: Sequence[tuple[str, str, str]]) -> Presentation:
    """Everything that is stated in a graph, or of a thing, with this IRI: subject, property, value."""

    def table(say: Speech) -> Table:
        heads = columns(subject=say("subject"), property=say("property"), value=say("value"))
        rows = tuple(
            (text_cell(Run(s, Target("thing", s))), text_cell(Run(p, Target("thing", p))), text_cell(v))
            for s, p, v in triples
        )
        return Table(title[say.lang], heads, rows)

    return Presentation(
        lambda _: {
            "schema": terms.schema("statements"),
            "iri": iri,
            "title": terms.text_data(title),
            "statements": [{"subject": s, "property": p, "value": v} for s, p, v in triples],
        },
        lambda say: [Part("statements", title[say.lang], (table(say),))],
        table,
    )
