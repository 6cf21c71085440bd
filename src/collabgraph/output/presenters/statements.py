"""What a graph states, or what is stated of a thing: subjects of one kind side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.output.document import (
    Block,
    Column,
    Part,
    Points,
    Presentation,
    Row,
    Run,
    Runs,
    Table,
    Target,
    TextCell,
    columns,
    joined,
    paragraph,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.rdf.vocabulary import BASE, RDF, local_name, shortened
from collabgraph.words import Speech, Text, both, mark

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
#: The values of a subject by property.
Properties = Mapping[str, Sequence[Node]]

#: What the results of a graph are called by the first part of their names.
_RESULTS: Mapping[str, Text] = {
    "network": both(mark("Measurements of the network")),
    "actor": both(mark("Measurements of each actor")),
    "condition": both(mark("Conditions")),
    "outcome": both(mark("Outcomes")),
    "verdict": both(mark("Verdicts")),
    "difference": both(mark("What would make the cases differ")),
    "weight": both(mark("Weights of evidence between hypotheses")),
}


def statements(
    iri: str, title: Text, stated: Sequence[ox.Triple], naming: Sequence[ox.Triple], label: Callable[[str], Text]
) -> Presentation:
    """What is ``stated`` in a graph, or of a thing, with this IRI, and what names it; ``label`` names any other IRI."""
    every = sorted({(_id(t.subject), t.predicate.value, _id(t.object)) for t in (*stated, *naming)})
    return Presentation(
        lambda _: {
            "schema": terms.schema("statements"),
            "iri": iri,
            "title": terms.text_data(title),
            "statements": [{"subject": s, "property": p, "value": v} for s, p, v in every],
        },
        lambda say: [
            Part("statements", title[say.lang], (paragraph(iri),)),
            *_groups(stated, _Names(iri, label, say)),
            *_naming(naming, _Names(iri, label, say)),
        ],
        lambda say: _records(title, every, say),
    )


def _records(title: Text, triples: Iterable[tuple[str, str, str]], say: Speech) -> Table:
    heads = columns(subject=say("subject"), property=say("property"), value=say("value"))
    rows = tuple(
        (text_cell(Run(s, Target("thing", s))), text_cell(Run(p, Target("thing", p))), text_cell(v))
        for s, p, v in triples
    )
    return Table(title[say.lang], heads, rows)


class _Names(Struct, frozen=True):
    """What the things of a graph are called in one language: by label, by their place in the graph, or in short."""

    graph: str
    label: Callable[[str], Text]
    say: Speech

    def of(self, iri: str) -> Run:
        """What an IRI is called, which opens it."""
        label, to = self.label(iri), Target("thing", iri)
        return text(label, self.say, to) if label else Run(self.place(iri) or shortened(iri), to)

    def place(self, iri: str) -> str:
        """The name of a thing within the graph; empty for a thing that is elsewhere."""
        return iri.removeprefix(f"{self.graph}#") if iri.startswith(f"{self.graph}#") else ""

    def values(self, nodes: Sequence[Node]) -> Runs:
        """The values of a property; words that are there once in each language are one value."""
        literals = [node for node in nodes if isinstance(node, ox.Literal) and node.language]
        by_language = {literal.language or "": literal.value for literal in literals}
        if len(by_language) < len(literals) or not literals:
            return joined([words(self._value(node)) for node in nodes])
        others = [words(self._value(node)) for node in nodes if node not in literals]
        return joined([words(text(Text(by_language), self.say)), *others])

    def _value(self, node: Node) -> Run:
        """A thing by its name, a number as the language writes it, anything else as it is."""
        if isinstance(node, ox.NamedNode):
            return self.of(node.value)
        if isinstance(node, ox.Literal) and node.language:
            return text(Text({node.language: node.value}), self.say)
        if isinstance(node, ox.Literal) and node.datatype.value.endswith(("#double", "#decimal")):
            return Run(self.say.number(float(node.value)))
        return Run(_id(node))


def _groups(stated: Iterable[ox.Triple], names: _Names) -> list[Part]:
    """The subjects by what they are and, where their names have several parts, by the first of these."""
    groups: dict[tuple[str, str], dict[str, Properties]] = {}
    for subject, properties in _by_subject(stated, names.graph).items():
        kinds = sorted(_id(kind) for kind in properties.get(RDF.type, ()))
        kind = next((kind for kind in kinds if kind.startswith(BASE)), next(iter(kinds), ""))
        first, slash, _ = subject.removeprefix(names.graph).removeprefix("#").partition("/")
        groups.setdefault((kind, first if slash else ""), {})[subject] = properties
    return [
        _group(f"group-{number}", _title(*key, names), members, names)
        for number, (key, members) in enumerate(groups.items(), start=1)
    ]


def _by_subject(stated: Iterable[ox.Triple], graph: str) -> dict[str, dict[str, list[Node]]]:
    """The values of each subject by property, the graph itself first."""
    subjects: dict[str, dict[str, list[Node]]] = {}
    for triple in sorted(stated, key=str):
        subjects.setdefault(_id(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    return dict(sorted(subjects.items(), key=lambda pair: (pair[0] != graph, pair[0])))


def _title(kind: str, first: str, names: _Names) -> str:
    if first in _RESULTS:
        return _RESULTS[first][names.say.lang]
    return names.of(kind).text if kind else names.say("Stated")


def _group(anchor: str, title: str, members: Mapping[str, Properties], names: _Names) -> Part:
    """What is stated alike of all subjects, and a table of the rest; one subject alone has the anchor of its name."""
    every = sorted({name for properties in members.values() for name in properties if name != RDF.type}, key=_rank)
    first = next(iter(members.values()))
    alike = [name for name in every if all(each.get(name) == first.get(name) for each in members.values())]
    rows = tuple((text_cell(names.of(name)), TextCell(names.values(first[name]))) for name in alike)
    facts = Table(title, columns(name="", value=""), rows, headed=False)
    if len(members) == 1:
        return Part(names.place(next(iter(members))) or anchor, title, (facts,))
    blocks: tuple[Block, ...] = (facts, _side_by_side(title, members, [n for n in every if n not in alike], names))
    return Part(anchor, title, blocks)


def _side_by_side(title: str, members: Mapping[str, Properties], shown: Sequence[str], names: _Names) -> Table:
    """A row for each subject with its values in these properties."""
    heads = columns(name=names.say("name")) + tuple(Column(names.of(name).text, name) for name in shown)
    rows: tuple[Row, ...] = tuple(
        (_subject(subject, names), *(TextCell(names.values(properties.get(name, ()))) for name in shown))
        for subject, properties in members.items()
    )
    return Table(title, heads, rows)


def _subject(subject: str, names: _Names) -> TextCell:
    """A subject: one that is named within the graph has its anchor here, any other opens its page."""
    place = names.place(subject)
    return text_cell(place, anchor=place) if place else text_cell(Run(shortened(subject), Target("thing", subject)))


def _naming(naming: Iterable[ox.Triple], names: _Names) -> list[Part]:
    """What names a thing, and by which property; no part where nothing does."""
    pairs = sorted({(_id(triple.subject), triple.predicate.value) for triple in naming})
    items = tuple(words(names.of(subject), " (", names.of(name), ")") for subject, name in pairs)
    return [Part("naming", names.say("What names it"), (Points(items),))] if items else []


def _rank(name: str) -> tuple[bool, str]:
    """Where a property comes among others: those of our own are first."""
    return not name.startswith(BASE), local_name(name)


def _id(node: Node) -> str:
    return str(node) if isinstance(node, ox.BlankNode | ox.Triple) else node.value
