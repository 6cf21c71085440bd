"""Between records and triples, both ways; the only module of forms that knows both."""

from __future__ import annotations

import re
from collections import Counter

import pyoxigraph as ox
from msgspec import Struct, field

from collabgraph.coding.forms.fields import BY_CLASS, CASE, SECTIONS, SOURCES, STUDY, Field, Section
from collabgraph.coding.forms.names import Names, Unknown, plain
from collabgraph.coding.forms.records import Document, Record, Value, number_rows
from collabgraph.errors import NotInForm
from collabgraph.model import Ontology
from collabgraph.rdf.positions import Fault, Place
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import CASE as CASES
from collabgraph.rdf.vocabulary import CG, DCAT, DCTERMS, FRAMEWORK, RDF, SCHEME, local_name, shortened
from collabgraph.rdf.vocabulary import STUDY as STUDIES
from collabgraph.words import Text, both, mark

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PERIOD_OF_TIME = "http://purl.org/dc/terms/PeriodOfTime"
_DATES = (
    (re.compile(r"\d{4}"), "gYear"),
    (re.compile(r"\d{4}-\d\d"), "gYearMonth"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
)
_PERIOD = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})|([\d-]+)\s*/\s*([\d-]+)|(\d{4})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_UP_TO_YEAR = re.compile(r".{3,70}?\b(?:1[5-9]|20)\d\d\b")
#: The basis of claims of which a file says nothing.
_BASIS = "reported"
#: The basis of a test of which nothing is known yet but what the coder expects.
_UNSEEN = "inferred"

_NOT_A_DATE = mark("'{text}' is no date. Write a year, 2004, a month, 2004-05, or a day, 2004-05-31.")
_NOT_A_PERIOD = mark("'{text}' is no period. Write two years, 1998-2003, or two dates, 1998-06-01/2003-12-31.")
_NOT_A_NUMBER = mark("'{text}' is no number. Write digits, with a point before decimals, as in 0.5.")
_NO_LANGUAGE = mark("'{name}' is no language. Write its tag, as in en, id or pt-BR.")
_ONE_ONLY = mark("'{field}' can be said once, and is said {n} times.")
_NOT_SAID = mark("'{field}' is missing. {help}")
_NO_EVIDENCE = mark("the claim has no evidence. Say which source it comes from.")


class Triples(Struct):
    """The triples of a form with the place of each subject (property "") and of each value, what is wrong, and notices.

    ``described`` has the places of a subject, several where its id is used twice; ``broken`` are the subjects of which
    something could not be read.
    """

    quads: list[ox.Quad] = field(default_factory=list)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    described: dict[str, list[Place]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


# From records to triples --------------------------------------------------------------------------------------------


def triples_of(document: Document, ontology: Ontology) -> Triples:
    """The triples of a document. Values that cannot be triples are left out and are among the faults."""
    number_rows(document)
    return _Maker(document, ontology).made()


class _Maker:
    def __init__(self, document: Document, ontology: Ontology) -> None:
        self.document, self.result = document, Triples()
        try:
            name = plain(document.main.id)
        except Unknown as error:
            self._fault(document.main.place, error.reason)
            name = document.main.id = "unnamed"
        self.main = (CASES if document.of_case else STUDIES) + name
        self.names = Names(ontology, self.main, document.framework)

    def made(self) -> Triples:
        document = self.document
        if not _LANGUAGE.fullmatch(document.language):
            self._fault(document.main.place, both(_NO_LANGUAGE, name=document.language))
            document.language = "en"
        self._record(document.main, self.main)
        if document.stated:
            self._add(self.main, DCTERMS.language, ox.Literal(document.language), document.main.place)
        for section in SECTIONS:
            for record in document.rows(section):
                self._row(section, record)
        self._described_studies()
        return self.result

    def _row(self, section: Section, record: Record) -> None:
        try:
            iri = (
                f"{self.main}#{plain(record.id)}"
                if section.of_claims
                else self.names.thing(_KINDS[section.key], record.id)
            )
        except Unknown as error:
            self._fault(record.place, error.reason)
            return
        self._record(record, iri)

    def _record(self, record: Record, iri: str) -> None:
        """The triples of a record with an IRI, and of its evidence."""
        section = record.section
        self._add(iri, RDF.type, ox.NamedNode(section.kind), record.place)
        self.result.places.setdefault((iri, ""), record.place)
        self.result.described.setdefault(iri, []).append(record.place)
        values = self._with_defaults(record)
        for of_section in section.fields:
            given = values.get(of_section.key, [])
            if len({value.lang for value in given}) < len(given) and not of_section.many:
                words = both(_ONE_ONLY, field=self._called(of_section), n=len(given))
                self._fault(given[-1].place, words, iri, of_section.property)
            for value in given:
                self._value(iri, of_section, value)
            if of_section.needed and not given and not record.broken:
                words = both(_NOT_SAID, field=self._called(of_section), help=of_section.help)
                self._fault(record.place, words, iri, of_section.property)
        for part in section.parts:
            for inner in record.within(part):
                node = str(ox.BlankNode())
                self._add(iri, CG[part.key], _node(node), inner.place)
                self._record(inner, node)
        if record.broken:
            self.result.broken.add(iri)
        elif section.of_claims and section.provable and not record.evidence:
            self.result.broken.add(iri)
            self._fault(record.place, both(_NO_EVIDENCE), iri, CG.evidence)

    def _called(self, of_section: Field) -> Text | str:
        """What the person who wrote the form calls a field."""
        return of_section.key if self.document.keyed else of_section.heading

    def _with_defaults(self, record: Record) -> dict[str, list[Value]]:
        """The values of a record with those that are meant where nothing is said."""
        section, values, place = record.section, dict(record.values), record.place
        for of_section in section.fields:
            if of_section.default and of_section.key not in values:
                values[of_section.key] = [Value(of_section.default, None, place)]
        if section.of_claims:
            values.setdefault("basis", [Value(_usual_basis(record, self.document.basis) or _BASIS, None, place)])
            if not {"cases", "studies"} & set(record.values):
                key, prefix = ("cases", "case") if self.document.of_case else ("studies", "study")
                values[key] = [Value(f"{prefix}:{self.document.main.id}", None, place)]
            if "statement" not in values and section.key not in _STATED_BY_ENDS and record.evidence:
                values["statement"] = record.evidence[0].values.get("note", [])
        if section.key == "sources" and "title" not in values:
            values["title"] = _in_language(self.document, _shortened(values.get("citation", [])))
        return values

    def _described_studies(self) -> None:
        """A study that the case names and the file does not describe, from the source with the same id."""
        described = {record.id for record in self.document.rows(STUDY)}
        sources = {record.id: record for record in self.document.rows(SOURCES)}
        for value in self.document.main.values.get("study", []):
            source = sources.get(value.text)
            if self.document.of_case and value.text not in described and source is not None:
                of_source = self._with_defaults(source)
                words = [
                    Value(v.text, v.lang or self.document.language, v.place) for v in of_source.get("citation", [])
                ]
                made = Record(STUDY, value.text, {"title": of_source["title"], "description": words}, [], source.place)
                self._row(STUDY, made)

    def _value(self, iri: str, of_section: Field, value: Value) -> None:
        if of_section.kind == "period":
            self._period(iri, of_section, value)
            return
        try:
            term = self._term(of_section, value)
        except Unknown as error:
            self._fault(value.place, error.reason, iri, of_section.property)
            return
        self._add(iri, of_section.property, term, value.place)

    def _term(self, of_section: Field, value: Value) -> ox.NamedNode | ox.Literal:
        text = value.text
        if value.lang and not _LANGUAGE.fullmatch(value.lang):
            raise Unknown(both(_NO_LANGUAGE, name=value.lang))
        if of_section.kind == "text":
            return ox.Literal(text, language=value.lang or self.document.language)
        if of_section.kind == "note":
            return ox.Literal(text, language=value.lang) if value.lang else ox.Literal(text)
        if of_section.kind == "date":
            return _date(text)
        if of_section.kind in ("decimal", "integer", "amount"):
            if not _NUMBER.fullmatch(text) or (of_section.kind == "integer" and "." in text):
                raise Unknown(both(_NOT_A_NUMBER, text=text))
            whole = of_section.kind == "integer" or (of_section.kind == "amount" and "." not in text)
            return ox.Literal(text, datatype=ox.NamedNode(_XSD + ("integer" if whole else "decimal")))
        return ox.NamedNode(self.names.iri(of_section, text))

    def _period(self, iri: str, of_section: Field, value: Value) -> None:
        match = _PERIOD.fullmatch(value.text.strip())
        ends = [part for part in match.groups() if part] if match else []
        try:
            start, end = (_date(part) for part in ends * (3 - len(ends))) if ends else (None, None)
        except Unknown:
            start = end = None
        if start is None or end is None:
            self._fault(value.place, both(_NOT_A_PERIOD, text=value.text), iri, of_section.property)
            return
        period = ox.BlankNode()
        self._add(iri, of_section.property, period, value.place)
        for predicate, term in (
            (RDF.type, ox.NamedNode(_PERIOD_OF_TIME)),
            (DCAT.startDate, start),
            (DCAT.endDate, end),
        ):
            self._add(str(period), predicate, term, value.place)

    def _add(self, subject: str, predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal, place: Place) -> None:
        self.result.quads.append(ox.Quad(_node(subject), ox.NamedNode(predicate), value))
        self.result.places.setdefault((subject, predicate), place)

    def _fault(self, place: Place, message: Text, subject: str = "", predicate: str = "") -> None:
        self.result.faults.append(Fault(place, message, subject, predicate))


def _shortened(citations: list[Value]) -> list[Value]:
    """The citations up to their first year, "Capitini et al. 2004", as names of a source."""
    matches = [(value, _UP_TO_YEAR.match(value.text)) for value in citations]
    return [Value(match[0] if match else value.text, value.lang, value.place) for value, match in matches]


def _usual_basis(record: Record, basis: str) -> str:
    """The basis of a claim that names none: that of the file, or the coder's inference for what nobody looked for."""
    return basis if record.section.provable or record.evidence or "traces" in record.values else _UNSEEN


def _in_language(document: Document, values: list[Value]) -> list[Value]:
    """The values as words, those without a language in that of the file."""
    return [Value(value.text, value.lang or document.language, value.place) for value in values]


def _node(name: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)


def _date(text: str) -> ox.Literal:
    kind = next((kind for pattern, kind in _DATES if pattern.fullmatch(text)), None)
    if kind is None:
        raise Unknown(both(_NOT_A_DATE, text=text))
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + kind))


#: What the ids of a section's records are ids of.
_KINDS = {"studies": "study", "coders": "coder", "sources": "source", "actors": "actor"}
#: Sections of claims that say enough by their ends, and need no statement.
_STATED_BY_ENDS = ("ties", "roles")


# From triples to records --------------------------------------------------------------------------------------------


def document_of(graph: Graph, ontology: Ontology) -> Document:
    """What a file of triples describes, as records in the order of the file.

    Raises NotInForm where it says something that forms have no place for.
    """
    return _Taker(graph, ontology).taken()


class _Taker:
    def __init__(self, graph: Graph, ontology: Ontology) -> None:
        self.graph, self.ontology = graph, ontology
        self.left = Counter(
            (subject, predicate) for subject, properties in graph.index.items() for predicate in properties
        )

    def taken(self) -> Document:
        graph = self.graph
        cases, studies = graph.subjects(CG.Case), graph.subjects(CG.Study)
        section, iris = (CASE, cases) if cases else (STUDY, studies)
        if len(iris) != 1 or not iris[0].startswith((CASES, STUDIES)):
            self._refuse(both(mark("it must describe one case, or one study, with an IRI of collabgraph.")))
        self.main = iris[0]
        language = graph.value(self.main, DCTERMS.language)
        self._take(self.main, DCTERMS.language)
        self.document = Document(Record(section, self.main.removeprefix(CASES).removeprefix(STUDIES)))
        self.document.language, self.document.stated = language or "en", language is not None
        self.document.framework = self._most(CG.construct, FRAMEWORK)
        self.document.basis = self._most(CG.basis, f"{SCHEME}basis#", local=True)
        self.names = Names(self.ontology, self.main, self.document.framework)
        self.document.main = self._record(section, self.main)
        self.document.main.id = self.main.removeprefix(CASES).removeprefix(STUDIES)
        for subject in graph.index:
            kinds = [kind for kind in graph.links(subject, RDF.type) if kind in BY_CLASS]
            if subject != self.main and not subject.startswith("_:") and len(kinds) == 1:
                self._row(BY_CLASS[kinds[0]], subject)
        if self.left:
            subject, predicate = next(iter(self.left))
            reason = mark("forms have no place for what it says of '{subject}' by {property} (such statements: {n}).")
            n = sum(self.left.values())
            self._refuse(both(reason, subject=shortened(subject), property=shortened(predicate), n=n))
        return self.document

    def _row(self, section: Section, iri: str) -> None:
        record = self._record(section, iri)
        if not section.of_claims:
            record.id = self.names.short(_KINDS[section.key], iri)
        elif iri.startswith(f"{self.main}#"):
            record.id = iri.removeprefix(f"{self.main}#")
        else:
            self._refuse(both(mark("the claim '{iri}' is not one of this file."), iri=shortened(iri)))
        self.document.rows(section).append(record)

    def _record(self, section: Section, iri: str) -> Record:
        record = Record(section)
        self._take(iri, RDF.type)
        for of_section in section.fields:
            for node in self.graph.objects(iri, of_section.property):
                record.add(of_section.key, self._value(of_section, node))
            self._take(iri, of_section.property)
        for part in section.parts:
            inner = (self._record(part, str(node)) for node in self.graph.objects(iri, CG[part.key]))
            record.within(part).extend(inner)
            self._take(iri, CG[part.key])
        self._without_defaults(record)
        return record

    def _without_defaults(self, record: Record) -> None:
        """Take out what is meant where nothing is said."""
        section, values = record.section, record.values
        for of_section in section.fields:
            if of_section.default and [value.text for value in values.get(of_section.key, [])] == [of_section.default]:
                del values[of_section.key]
        if section.of_claims:
            if [value.text for value in values.get("basis", [])] == [_usual_basis(record, self.document.basis)]:
                del values["basis"]
            about = {key: [value.text for value in values[key]] for key in ("cases", "studies") if key in values}
            key = "cases" if self.document.of_case else "studies"
            if about == {key: [local_name(self.main)]}:
                del values[key]
            first = record.evidence[0].values.get("note") if record.evidence else None
            if section.key not in _STATED_BY_ENDS and self._same(values.get("statement"), first):
                values.pop("statement", None)
        if section.key == "sources" and self._same(values.get("title"), _shortened(values.get("citation", []))):
            del values["title"]

    def _same(self, one: list[Value] | None, other: list[Value] | None) -> bool:
        """Whether two fields have the same words, those without a language being in that of the file."""
        words = [
            {(value.lang or self.document.language, value.text) for value in values or ()} for values in (one, other)
        ]
        return words[0] == words[1] and one is not None

    def _value(self, of_section: Field, node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Value:
        if of_section.kind == "period" and isinstance(node, ox.BlankNode):
            period = str(node)
            start, end = (self.graph.value(period, end) or "" for end in (DCAT.startDate, DCAT.endDate))
            for predicate in (RDF.type, DCAT.startDate, DCAT.endDate):
                self._take(period, predicate)
            years = re.fullmatch(r"\d{4}", start) and re.fullmatch(r"\d{4}", end)
            return Value(f"{start}-{end}" if years else f"{start}/{end}")
        if isinstance(node, ox.NamedNode):
            return Value(self.names.name(of_section, node.value))
        if isinstance(node, ox.Literal):
            return Value(node.value, node.language)
        return self._refuse(both(mark("it has a blank node where {field} is expected."), field=of_section.heading))

    def _take(self, subject: str, predicate: str) -> None:
        self.left.pop((subject, predicate), None)

    def _most(self, predicate: str, beginning: str, *, local: bool = False) -> str:
        """The id that most values of a property begin with, or have as their local name; empty where there is none."""
        counts = Counter(
            iri.removeprefix(beginning).partition("#")[0] if not local else local_name(iri)
            for subject in self.graph.index
            for iri in self.graph.links(subject, predicate)
            if iri.startswith(beginning)
        )
        return min(counts, key=lambda name: (-counts[name], name)) if counts else ""

    def _refuse(self, reason: Text) -> Value:
        raise NotInForm(path=self.graph.path, reason=reason)
