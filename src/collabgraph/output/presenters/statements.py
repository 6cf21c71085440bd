"""What a graph states, triple by triple, as a printout."""

from __future__ import annotations

from collections.abc import Sequence

from collabgraph.output.formats import Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Text


def statements(iri: str, title: Text, found: Sequence[tuple[str, str, str]]) -> Printout:
    """Everything that is stated in a graph, or of a thing, with this IRI: subject, property, value."""
    return Printout(
        lambda _: {
            "schema": terms.schema("statements"),
            "iri": iri,
            "title": terms.text_data(title),
            "statements": [{"subject": s, "property": p, "value": v} for s, p, v in found],
        },
        lambda say: [Section(title[say.lang], (), Table((say("subject"), say("property"), say("value")), (*found,)))],
        lambda _: Table(("subject", "property", "value"), (*found,)),
    )
