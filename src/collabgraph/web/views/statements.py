"""What stands in a graph of results or of the ontology, and what is stated of things that have no other page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from collabgraph.errors import UnknownThing
from collabgraph.output.presenters import statements as presenter
from collabgraph.rdf.vocabulary import BASE, RDF, local_name, shortened
from collabgraph.web.page import Page, respond, split
from collabgraph.web.site import Site
from collabgraph.words import Text, both, in_both, mark
from collabgraph.words.nearest import suggestion

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
#: A subject's values by property.
Stated = Mapping[str, Sequence["Value"]]


@dataclass(frozen=True, order=True)
class Value:
    """A value as a page shows it: its words, and the page about it, empty where there is none."""

    words: Text
    page: str


@dataclass(frozen=True)
class Row:
    """A subject of a group: its place on the page, what it is called, and its values in the group's columns."""

    place: str
    name: Value
    cells: tuple[Sequence[Value], ...]


@dataclass(frozen=True)
class Group:
    """Subjects of one kind: what is stated alike of all of them, and a column for each other property."""

    title: Text
    alike: Sequence[tuple[Value, Sequence[Value]]]
    columns: Sequence[Value]
    rows: Sequence[Row]


def graph(request: Request) -> Response:
    """A named graph, its subjects in groups: what results are stored as, each leading to what it was derived from."""
    site: Site = request.app.state.site
    node, form = _asked(request)
    iri, quads = node.value, list(site.dataset.store.quads_for_pattern(None, None, None, node))
    if not quads:
        raise UnknownThing(name=local_name(iri), nearest=suggestion(local_name(iri), map(local_name, site.results)))
    title = site.results.get(iri) or Text(en=shortened(iri), id=shortened(iri))
    return respond(request, _page(site, iri, title, quads, ()), form)


def thing(request: Request) -> Response:
    """What is stated of something, and what names it."""
    site: Site = request.app.state.site
    node, form = _asked(request)
    of_it = list(site.dataset.store.quads_for_pattern(node, None, None, None))
    naming = list(site.dataset.store.quads_for_pattern(None, None, node, None))
    if not of_it and not naming:
        raise UnknownThing(name=local_name(node.value), nearest=Text(en="", id=""))
    return respond(request, _page(site, node.value, both(local_name(node.value)), of_it, naming), form)


def _asked(request: Request) -> tuple[ox.NamedNode, str | None]:
    """The IRI that an address stands for, and the form asked for; raises UnknownThing where it stands for none."""
    address, form = split(request.scope["path"])
    try:
        return ox.NamedNode(BASE + address.strip("/")), form
    except ValueError:
        raise UnknownThing(name=address[:100], nearest=Text(en="", id="")) from None


def _page(site: Site, iri: str, title: Text, quads: Sequence[ox.Quad], naming: Sequence[ox.Quad]) -> Page:
    every = dict.fromkeys((*quads, *naming))
    return Page(
        "web/templates/statements.html",
        title,
        presenter.statements(iri, title, sorted((_id(q.subject), q.predicate.value, _id(q.object)) for q in every)),
        lambda: (quad.triple for quad in every),
        {
            "iri": iri,
            "groups": _groups(site, iri, quads),
            "naming": sorted({(_value(site, iri, q.subject), _value(site, iri, q.predicate)) for q in naming}),
        },
    )


def _groups(site: Site, graph: str, quads: Iterable[ox.Quad]) -> list[Group]:
    """The subjects of a graph by what they are and, where their names have several parts, by the first of these."""
    subjects: dict[str, dict[str, list[Node]]] = {}
    for quad in quads:
        subjects.setdefault(_id(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object)
    groups: dict[tuple[str, str], dict[str, Stated]] = {}
    for subject in sorted(subjects, key=lambda each: (each != graph, each)):
        kinds = sorted(_id(kind) for kind in subjects[subject].get(RDF.type, ()))
        first, slash, _ = subject.removeprefix(graph).removeprefix("#").partition("/")
        key = (next((kind for kind in kinds if kind.startswith(BASE)), next(iter(kinds), "")), first if slash else "")
        stated = {
            name: _values(site, graph, nodes)
            for name, nodes in sorted(subjects[subject].items(), key=lambda pair: _rank(pair[0]))
            if name != RDF.type
        }
        groups.setdefault(key, {})[subject] = stated
    return [_group(site, graph, *key, members) for key, members in groups.items()]


def _rank(name: str) -> tuple[bool, str]:
    """Where a property stands among others: those of our own come first."""
    return not name.startswith(BASE), local_name(name)


#: What the results of a graph are called by the first part of their names.
_PARTS: Mapping[str, Text] = {
    "network": both(mark("Measurements of the network")),
    "actor": both(mark("Measurements of each actor")),
    "condition": both(mark("Conditions")),
    "outcome": both(mark("Outcomes")),
    "verdict": both(mark("Verdicts")),
    "difference": both(mark("What would make the cases differ")),
}


def _group(site: Site, graph: str, kind: str, part: str, members: Mapping[str, Stated]) -> Group:
    names = sorted({name for stated in members.values() for name in stated}, key=_rank)
    first = next(iter(members.values()))
    alike = [name for name in names if all(stated.get(name) == first.get(name) for stated in members.values())]
    columns = [name for name in names if name not in alike]
    return Group(
        _PARTS.get(part) or _named(site, graph, kind) if kind else both(mark("Stated")),
        [(_linked(site, graph, name), first[name]) for name in alike],
        [_linked(site, graph, name) for name in columns],
        [_row(site, graph, subject, stated, columns) for subject, stated in members.items()],
    )


def _row(site: Site, graph: str, subject: str, stated: Stated, columns: Iterable[str]) -> Row:
    """A subject of a graph; one that is named within it stands at a place of its own, others lead to their pages."""
    own = subject.startswith(f"{graph}#")
    name = subject.removeprefix(f"{graph}#") if own else shortened(subject)
    words = Value(Text(en=name, id=name), "" if own else site.page_of(subject) or "")
    return Row(name if own else "", words, tuple(stated.get(column, ()) for column in columns))


def _values(site: Site, graph: str, nodes: Iterable[Node]) -> list[Value]:
    """The values of a property; words in both languages are one value."""
    by_language: dict[str, str] = {}
    values = []
    for node in nodes:
        if isinstance(node, ox.Literal) and node.language in ("en", "id"):
            by_language[node.language] = node.value
        else:
            values.append(_value(site, graph, node))
    texts = [Value(Text(en=by_language.get("en", ""), id=by_language.get("id", "")), "")] if by_language else []
    return [*texts, *sorted(values)]


def _value(site: Site, graph: str, node: Node) -> Value:
    return _linked(site, graph, node.value) if isinstance(node, ox.NamedNode) else Value(_written(node), "")


def _written(node: Node) -> Text:
    """A number as each language writes it; anything else as it is."""
    if isinstance(node, ox.Literal) and node.datatype.value.endswith(("#double", "#decimal")):
        number = float(node.value)
        return in_both(lambda say: say.number(number))
    return Text.same(node.value if isinstance(node, ox.Literal) else str(node))


def _linked(site: Site, graph: str, iri: str) -> Value:
    return Value(_named(site, graph, iri), site.page_of(iri) or "")


def _named(site: Site, graph: str, iri: str) -> Text:
    """What an IRI is called: by its label, by its place in this graph, or in short."""
    label = site.label(iri)
    if label["en"]:
        return label
    name = iri.removeprefix(f"{graph}#") if iri.startswith(f"{graph}#") else shortened(iri)
    return Text(en=name, id=name)


def _id(node: Node) -> str:
    return str(node) if isinstance(node, ox.BlankNode | ox.Triple) else node.value
