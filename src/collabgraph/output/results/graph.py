"""A graph of results: its address, its statements, and the computation that generated it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from msgspec import Struct

from collabgraph import __version__
from collabgraph.analysis.network import Granularity
from collabgraph.model import ALL_ATTRIBUTIONS, Attribution, Basis, Case, Framework
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import BASE, CG, DCTERMS, FRAMEWORK, PROV, RDF, RDFS, RESULTS, SCHEME
from collabgraph.words import Text

Node = ox.NamedNode | ox.Literal
#: The objects of a property: an IRI, a number, words in two languages, any literal, None, or several of these.
Objects = str | bool | int | float | Text | ox.Literal | None | Collection["Objects"]

#: Names that need no escaping in an address.
_PLAIN, _PLAIN_IN_FRAMEWORK = re.compile(r"[\w.~-]+"), re.compile(r"[\w.~-]+#[\w.~-]+")
#: Characters that separate names in an address or that a fragment must not have.
_ESCAPED = re.compile("[/#%]")

SOFTWARE = f"{BASE}software/{__version__}"


class Choices(Struct, frozen=True):
    """The choices of an analysis: the framework, the bases, who counts as an actor."""

    framework: Framework
    bases: frozenset[Basis]
    granularity: Granularity
    systems: bool
    attributions: frozenset[Attribution] = ALL_ATTRIBUTIONS

    @property
    def considered(self) -> dict[str, Objects]:
        """The bases that count, and the attributions where not all do, as statements."""
        chosen = codes("attribution", sorted(self.attributions)) if self.attributions != ALL_ATTRIBUTIONS else ()
        return {CG.consideredBasis: bases(self.bases), **({CG.consideredAttribution: chosen} if chosen else {})}

    @property
    def reading(self) -> dict[str, Objects]:
        """The choices that conditions and verdicts depend on."""
        return {CG.readWith: self.framework.iri, **self.considered}

    @property
    def view(self) -> dict[str, Objects]:
        """The choices that a network depends on."""
        return {CG.granularity: ox.Literal(self.granularity), CG.systems: self.systems, **self.considered}


class ResultGraph(Struct, frozen=True):
    """A named graph of results: its address, its title, the choices, and the files it is computed from.

    ``files`` are keyed by what each describes: the IRI of a case, a study or a framework.
    """

    iri: str
    title: Text
    choices: Mapping[str, Objects]
    files: Mapping[str, Graph]

    def node(self, *parts: str) -> str:
        """The IRI of one of its results."""
        return f"{self.iri}#{'/'.join(parts)}"

    @property
    def computation(self) -> str:
        """The IRI of the activity that generated it."""
        return self.node("computation")

    def quads(self, results: Iterable[ox.Triple]) -> list[ox.Quad]:
        """These results and their provenance as quads of this graph, ordered by subject."""
        name = ox.NamedNode(self.iri)
        triples = sorted([*self._provenance(), *results], key=lambda triple: str(triple.subject).strip("<>"))
        return [ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]

    def _provenance(self) -> Iterator[ox.Triple]:
        yield from stated(
            self.iri, {RDF.type: CG.ResultGraph, DCTERMS.title: self.title, PROV.wasGeneratedBy: self.computation}
        )
        used = {content_iri(graph.sha256): (iri, graph) for iri, graph in self.files.items()}
        activity = {RDF.type: PROV.Activity, PROV.wasAssociatedWith: SOFTWARE}
        yield from stated(self.computation, activity, self.choices, {PROV.used: tuple(used)})
        software = ox.Literal(f"collabgraph {__version__}")
        yield from stated(SOFTWARE, {RDF.type: PROV.SoftwareAgent, RDFS.label: software})
        for file, (described, graph) in used.items():
            about = {RDF.type: PROV.Entity, PROV.specializationOf: described}
            label = {RDFS.label: ox.Literal(graph.path.name), CG.sha256: ox.Literal(graph.sha256)}
            yield from stated(file, about, label)


def address(kind: str, cases: Sequence[Case], *choices: Mapping[str, Objects]) -> str:
    """The IRI of the graph with one kind of result of these cases by these choices.

    It depends on the choices, not on the results, so that computing again replaces the graph.
    """
    all_choices = {name: value for choice in choices for name, value in choice.items()}
    asked = [kind, sorted(case.iri for case in cases), {name: str(value) for name, value in all_choices.items()}]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:12]
    return f"{RESULTS}{kind}/{digest}" if len(cases) > 1 else f"{RESULTS}{cases[0].id}/{kind}/{digest}"


def content_iri(sha256: str) -> str:
    """The name of a file by the SHA-256 of its content alone (RFC 6920).

    >>> content_iri(hashlib.sha256(b"").hexdigest())
    'ni:///sha-256;47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
    """
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode()
    return f"ni:///sha-256;{digest.rstrip('=')}"


def stated(subject: str, *parts: Mapping[str, Objects]) -> Iterator[ox.Triple]:
    """The triples of a subject with these properties and objects, in the order given; IRIs are plain strings."""
    node = ox.NamedNode(subject)
    for part in parts:
        for predicate, objects in part.items():
            name = ox.NamedNode(predicate)
            for value in _nodes(objects):
                yield ox.Triple(node, name, value)


def _nodes(objects: Objects) -> Iterator[Node]:
    if objects is None:
        return
    if isinstance(objects, str):
        yield ox.NamedNode(objects)
    elif isinstance(objects, Text):
        yield from (ox.Literal(objects[lang], language=lang) for lang in ("en", "id"))
    elif isinstance(objects, ox.Literal):
        yield objects
    elif isinstance(objects, Collection):
        for item in objects:
            yield from _nodes(item)
    else:
        yield ox.Literal(objects)


def codes(scheme: str, names: Iterable[str]) -> tuple[str, ...]:
    """The IRIs of these codes of a list."""
    return tuple(f"{SCHEME}{scheme}#{name}" for name in names)


def bases(used: Iterable[Basis]) -> tuple[str, ...]:
    """The IRIs of these bases, each once, the strongest first."""
    ordered = sorted(set(used), key=lambda basis: basis.rank)
    return codes("basis", ordered)


def fragment(iri: str, base: str = FRAMEWORK) -> str:
    """An IRI as the fragment of another, unique for every IRI: short where it begins with ``base`` and is plain.

    >>> fragment("https://w3id.org/collabgraph/framework/service-provision#leader-commitment")
    'service-provision/leader-commitment'
    >>> fragment("https://example.org/theory#trust")
    'https:%2F%2Fexample.org%2Ftheory%23trust'
    """
    name = iri.removeprefix(base)
    if name != iri and (_PLAIN_IN_FRAMEWORK if base == FRAMEWORK else _PLAIN).fullmatch(name):
        return name.replace("#", "/")
    return _ESCAPED.sub(lambda character: f"%{ord(character[0]):02X}", iri)


def name_of(construct: str, framework: Framework) -> str:
    """A construct's name among the constructs of its framework."""
    name = construct.removeprefix(f"{framework.iri}#")
    return name if name != construct and _PLAIN.fullmatch(name) else fragment(construct)
