"""What a form says, before it is triples: records with their values, and the place of each in the file."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from collabgraph.coding.forms.fields import CASE, LIKELIHOOD, SECTIONS, Section
from collabgraph.rdf.positions import Fault, Place


class Value(Struct, frozen=True):
    """One value as it is written; ``lang`` is the language of words, None for a value without a language."""

    text: str
    lang: str | None = None
    place: Place = Place()


class Record(Struct):
    """One row of a section: its id (empty where none is given), its values by key of the field, and what is within it.

    Of a ``broken`` row something could not be read, so that what seems to be missing may not be.
    ``extra`` is what stands in columns that are none of ours, by heading, to be kept where the form is written again.
    """

    section: Section
    id: str = ""
    values: dict[str, list[Value]] = field(default_factory=dict)
    evidence: list[Record] = field(default_factory=list)
    place: Place = Place()
    extra: dict[str, str] = field(default_factory=dict)
    broken: bool = False
    likelihood: list[Record] = field(default_factory=list)

    def within(self, section: Section) -> list[Record]:
        """The records of a section that stand within this one: its evidence, its likelihoods."""
        return self.likelihood if section is LIKELIHOOD else self.evidence

    def add(self, key: str, *values: Value) -> None:
        """Add values of a field."""
        self.values.setdefault(key, []).extend(values)


class OwnTerm(Struct, frozen=True):
    """A term that the person adds to a code list: the name of the list as written, its id, label and definition."""

    list: str
    id: str
    label: Value
    definition: Value
    place: Place = Place()


class Document(Struct):
    """All that one case, or the study of several cases, is described by.

    ``main`` is the case, or the study of a file without a case. ``keyed`` says that the person writes keys of fields,
    as in YAML, not headings. ``language`` is that of words without a language of their own, ``stated`` whether the file
    says so. ``framework`` is the id of the framework that names of constructs are looked up in first; ``basis`` that of
    claims without one. ``terms`` are those of a codebook.
    """

    main: Record
    keyed: bool = False
    language: str = "en"
    stated: bool = False
    framework: str = ""
    basis: str = ""
    sections: dict[str, list[Record]] = field(default_factory=dict)
    terms: list[OwnTerm] = field(default_factory=list)

    @property
    def of_case(self) -> bool:
        """Whether it describes a case, not only a study."""
        return self.main.section is CASE

    def rows(self, section: Section) -> list[Record]:
        """The records of a section, in the order of the file."""
        return self.sections.setdefault(section.key, [])

    @property
    def records(self) -> Iterator[Record]:
        """All records but those within others, the main one first."""
        yield self.main
        for section in SECTIONS:
            yield from self.sections.get(section.key, ())


class Found(Struct):
    """What a form says: a document for each case or study, what is wrong, what is worth knowing, and the ids given.

    ``given`` are the ids of claims without one, by the name of the cell they belong into, in a workbook.
    """

    documents: list[Document] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)


def number_rows(document: Document) -> None:
    """Give every claim without an id the next free one: its section's letter and a number of two digits or more."""
    for section in SECTIONS:
        taken = {record.id for record in document.rows(section)}
        numbers = (f"{section.letter}{n:02}" for n in range(1, 1 + 2 * len(document.rows(section)) + len(taken)))
        free = (name for name in numbers if name not in taken)
        for record in document.rows(section) if section.of_claims else ():
            record.id = record.id or next(free)
