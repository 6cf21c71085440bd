"""The graphs of forms: read from a file with the place of every triple, and written as a form."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from msgspec import field

from collabgraph.coding import theory
from collabgraph.coding.forms import ENDINGS, yaml_form
from collabgraph.coding.forms.codebook import codes_of
from collabgraph.coding.forms.records import Found
from collabgraph.coding.forms.triples import Triples, document_of, triples_of
from collabgraph.errors import EmptyForm, InvalidForm, NotInForm, NotWritable
from collabgraph.model import Ontology
from collabgraph.rdf import graph_forms
from collabgraph.rdf.positions import Fault, Place
from collabgraph.rdf.turtle import Graph, prefixes_in, read_text
from collabgraph.words import both, mark


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
    def notices(self) -> list[Fault]:
        """What is worth knowing about how the form was read."""
        return self.made.notices

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


def read_form(path: Path, ontology: Ontology) -> tuple[list[FormGraph], Ontology]:
    """The graphs of the cases, or of the study, that a form describes, and the ontology with the form's own terms.

    What is wrong with a value is among the ``made.faults`` of its graph. Raises MissingFile, another Unreadable error,
    or InvalidForm where the file says neither a case nor a study, so that there is nothing to check (EmptyForm where
    nothing else is wrong).
    """
    found = _reader(path)(path)
    if not found.documents:
        place = found.faults[0].place if found.faults else Place()
        message = found.faults[0].message if found.faults else both(_EMPTY)
        kind = EmptyForm if found.faults and place == Place() and len(found.faults) == 1 else InvalidForm
        raise kind(path=path, place=place.in_file(path), line=place.line, column=place.column, reason=message)
    codes, faults = codes_of(found.documents)
    known = theory.with_terms(ontology, codes) if codes else ontology
    digest = _digest(path)
    graphs = [FormGraph(path, "", digest=digest, made=triples_of(document, known)) for document in found.documents]
    graphs[0].made.faults[:0] = [*found.faults, *faults]
    graphs[0].made.notices[:0] = found.notices
    return graphs, known


def _digest(path: Path) -> str:
    """The SHA-256 of a file, or of the names and contents of the files of a folder."""
    digest = hashlib.sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else ():
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    if not path.is_dir():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def converted(graphs: Sequence[Graph], target: Path, ontology: Ontology, lang: str) -> dict[str, bytes]:
    """The cases or studies of graphs in the form, or the form of RDF, of a file's name or of a folder's.

    The content by the name of the file: one, or those of a folder of CSV files, which a name without an ending means.
    Headings are in ``lang``. The same graphs give the same bytes. Raises NotInForm where the form cannot say the same,
    so that nothing is left out, and NotWritable for another ending, or for several graphs in a form that holds one.
    """
    ending = target.suffix.lower()
    if ending and ending not in (*ENDINGS, *_RDF):
        known = ", ".join((*ENDINGS, *_RDF))
        raise NotWritable(path=target, reason=both(_NO_ENDING, ending=ending, known=known))
    if len(graphs) > 1 and ending not in ("", ".xlsx"):
        raise NotWritable(path=target, reason=both(_SEVERAL, n=len(graphs)))
    if ending in _RDF:
        return {target.name: _as_rdf(graphs[0], target)}
    documents = [document_of(graph, ontology) for graph in graphs]
    if ending == ".xlsm":
        raise NotWritable(path=target, reason=both(_NO_MACROS))
    if ending in (".yaml", ".yml"):
        files = {target.name: yaml_form.write(documents[0]).encode()}
    elif ending == ".xlsx":
        from collabgraph.coding.forms import workbook

        files = {target.name: workbook.write(documents, ontology, lang)}
    else:
        from collabgraph.coding.forms import csv_folder

        files = csv_folder.write(documents, ontology, lang)
    _refuse_loss(graphs, target, files, ontology)
    return files


def _refuse_loss(graphs: Sequence[Graph], target: Path, files: Mapping[str, bytes], ontology: Ontology) -> None:
    """None; raises NotInForm where what was written, read again, does not state the same."""
    with tempfile.TemporaryDirectory(prefix="collabgraph-") as place:
        folder = Path(place)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        again, _ = read_form(folder / target.name if target.suffix else folder, ontology)
    if len(again) != len(graphs) or not all(map(_same, graphs, again)):
        raise NotInForm(path=graphs[0].path, reason=both(_NOT_THE_SAME))


def _as_rdf(graph: Graph, target: Path) -> bytes:
    names: dict[str, ox.BlankNode] = {}

    def numbered(node: Any) -> Any:
        """A blank node under a number, in the order of the file; any other node as it is."""
        return (
            names.setdefault(str(node), ox.BlankNode(f"b{len(names) + 1}")) if isinstance(node, ox.BlankNode) else node
        )

    triples = [quad.triple for quad in graph.quads]
    renamed = [ox.Triple(numbered(one.subject), one.predicate, numbered(one.object)) for one in triples]
    try:
        return graph_forms.written(renamed, _RDF[target.suffix.lower()], prefixes_in(triples))
    except graph_forms.Unwritable as error:
        raise NotWritable(path=target, reason=both(error.args[0])) from None


_RDF = {".ttl": "turtle", ".nt": "ntriples", ".jsonld": "jsonld", ".rdf": "rdfxml"}
_NO_ENDING = mark("no form has the ending {ending}. Endings: {known}.")
_SEVERAL = mark("the file has {n} cases, and this form holds one. Name one of them, or write a workbook (.xlsx).")
_NO_MACROS = mark("macros cannot be written. Name the file .xlsx.")
_EMPTY = mark("the file is empty.")
_NOT_THE_SAME = mark("read again it would not say the same, as where a number or a date has an unusual type.")


def _same(graph: Graph, other: Graph) -> bool:
    """Whether the same is stated, whatever the names of blank nodes."""
    first, second = ox.Dataset(graph.quads), ox.Dataset(other.quads)
    for dataset in (first, second):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return first == second


def _reader(path: Path) -> Callable[[Path], Found]:
    """What reads a form."""
    if path.suffix.lower() in (".yaml", ".yml"):
        return lambda path: yaml_form.read(read_text(path))
    if path.is_dir():
        from collabgraph.coding.forms import csv_folder

        return csv_folder.read
    from collabgraph.coding.forms import workbook

    return workbook.read
