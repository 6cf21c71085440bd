"""The graphs of forms: read from a file with the place of every triple, and written as a form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from msgspec import field

from collabgraph.coding.forms import ENDINGS, is_form, yaml_form
from collabgraph.coding.forms.records import Document
from collabgraph.coding.forms.triples import Triples, document_of, triples_of
from collabgraph.errors import InvalidForm, NotInForm, NotWritable
from collabgraph.model import Ontology
from collabgraph.rdf import graph_forms
from collabgraph.rdf.positions import Fault, Place
from collabgraph.rdf.turtle import Graph, prefixes_in, read_text
from collabgraph.words import both, mark

Read = tuple[list[Document], list[Fault]]


class FormGraph(Graph, frozen=True, dict=True):
    """The triples of one case or study of a form, with their places and what is wrong with the form."""

    digest: str = ""
    made: Triples = field(default_factory=Triples)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal digits."""
        return self.digest

    @property
    def quads(self) -> list[ox.Quad]:  # type: ignore[override]
        """The triples as quads, all in the default graph."""
        return self.made.quads

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form."""
        return self.made.faults

    @property
    def broken(self) -> Collection[str]:
        """The subjects of which something could not be read."""
        return self.made.broken

    def place_of(self, subject: str, predicate: str = "") -> Place:
        """Where a value stands, or else where its subject begins."""
        places = self.made.places
        return places.get((subject, predicate)) or places.get((subject, ""), Place())

    def line_of(self, subject: str) -> int | None:
        """The line on which a subject begins; None in a workbook."""
        return self.place_of(subject).line

    def lines_with_class(self, subject: str) -> list[int]:
        """The lines on which a subject begins; more than one where its id is used twice."""
        return [place.line for place in self.made.described.get(subject, ()) if place.line is not None]


def read_form(path: Path, ontology: Ontology) -> list[FormGraph]:
    """The graphs of the cases, or of the study, that a form describes.

    What is wrong with a value is among the ``made.faults`` of its graph. Raises MissingFile, another Unreadable error,
    or InvalidForm where the file says neither a case nor a study, so that there is nothing to check.
    """
    documents, faults = _READERS[path.suffix.lower()](path)
    if not documents:
        place = faults[0].place if faults else Place()
        message = faults[0].message if faults else both(_EMPTY)
        raise InvalidForm(path=path, place=place.in_file(path), line=place.line, column=place.column, reason=message)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    graphs = [FormGraph(path, "", digest=digest, made=triples_of(document, ontology)) for document in documents]
    graphs[0].made.faults[:0] = faults
    return graphs


def written(graph: Graph, ending: str, ontology: Ontology) -> str:
    """The case or study of a graph in the form with this ending of file names.

    Raises NotInForm where the form cannot say the same; nothing is left out.
    """
    document = document_of(graph, ontology)
    text = _WRITERS[ending](document)
    again, faults = yaml_form.read(text)
    if again is None or faults or not _same(graph, triples_of(again, ontology)):
        raise NotInForm(path=graph.path, reason=both(_NOT_THE_SAME))
    return text


def converted(graph: Graph, target: Path, ontology: Ontology) -> bytes:
    """The case or study of a graph in the form, or the form of RDF, of the ending of a file's name.

    The same graph gives the same bytes. Raises NotInForm, or NotWritable for another ending.
    """
    ending = target.suffix.lower()
    if is_form(target):
        return written(graph, ending, ontology).encode()
    if ending not in _RDF:
        known = ", ".join((*ENDINGS, *_RDF))
        raise NotWritable(path=target, reason=both(_NO_ENDING, ending=ending or "''", known=known))
    names: dict[str, ox.BlankNode] = {}

    def numbered(node: Any) -> Any:
        """A blank node under a number, in the order of the file; any other node as it is."""
        return (
            names.setdefault(str(node), ox.BlankNode(f"b{len(names) + 1}")) if isinstance(node, ox.BlankNode) else node
        )

    triples = [quad.triple for quad in graph.quads]
    renamed = [ox.Triple(numbered(one.subject), one.predicate, numbered(one.object)) for one in triples]
    try:
        return graph_forms.written(renamed, _RDF[ending], prefixes_in(triples))
    except graph_forms.Unwritable as error:
        raise NotWritable(path=target, reason=both(error.args[0])) from None


_RDF = {".ttl": "turtle", ".nt": "ntriples", ".jsonld": "jsonld", ".rdf": "rdfxml"}
_NO_ENDING = mark("no form has the ending {ending}. Endings: {known}.")
_EMPTY = mark("the file is empty.")
_NOT_THE_SAME = mark("read again it would not say the same, as where a number or a date has an unusual type.")


def _same(graph: Graph, made: Triples) -> bool:
    """Whether the same is stated, whatever the names of blank nodes."""
    first, second = ox.Dataset(graph.quads), ox.Dataset(made.quads)
    for dataset in (first, second):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return first == second


def _yaml(path: Path) -> Read:
    document, faults = yaml_form.read(read_text(path))
    return [document] if document else [], faults


_READERS: Mapping[str, Callable[[Path], Read]] = {".yaml": _yaml, ".yml": _yaml}
_WRITERS: Mapping[str, Callable[[Document], str]] = {".yaml": yaml_form.write, ".yml": yaml_form.write}
