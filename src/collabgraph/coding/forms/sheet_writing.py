"""From documents to sheets, and sheets to begin with: rows of texts by column, for whatever writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from collabgraph.coding.forms import EXPLANATIONS, TRACE, languages
from collabgraph.coding.forms.fields import CASE, STUDY, Field, Section
from collabgraph.coding.forms.names import Names, Unknown
from collabgraph.coding.forms.records import Document, Record, number_rows
from collabgraph.coding.forms.sheet_rows import EXAMPLE
from collabgraph.coding.forms.sheets import (
    ABOUT,
    BY_KEY,
    CODEBOOK,
    ID,
    KINDS,
    OWNER,
    SCORES,
    SETTINGS,
    TEXTS,
    VERSION,
    Column,
    Kind,
)
from collabgraph.errors import NotInForm, UnknownFramework
from collabgraph.model import Framework, Ontology, Term
from collabgraph.rdf.vocabulary import CASE as CASES
from collabgraph.rdf.vocabulary import STUDY as STUDIES
from collabgraph.words import Speech, Text, both, mark
from collabgraph.words.nearest import suggestion

#: The most characters that a cell of a workbook takes.
_LONGEST = 32_767
_TOO_LONG = mark("a cell takes at most {most} characters, and '{field}' of '{id}' has {n}.")
_SEVERAL = mark("'{field}' of '{id}' has several values, and a cell takes one.")

_HOW_TO = (
    mark("Row 1 of each sheet has the headings, row 2 says what belongs into the column. Begin in row 3."),
    mark("Begin with the case and its sources, then actors, then claims: ties, conditions, outcomes."),
    mark("A claim is a row. Its evidence stands on the row: source, page, and what the source says in your own words."),
    mark("For more evidence of a claim use the next row, and fill in only the columns of evidence."),
    mark("A test needs its likelihood under two hypotheses at least: the second stands on the next row, likewise."),
    mark("Leave blank what the sources do not report. Blank never counts as absent."),
    mark(
        "Rows whose id begins with 'example:' or 'contoh:' only show how it is done. Remove them, or write over them."
    ),
    mark("Several values of a cell are separated by semicolons."),
    mark("Rows without an id are numbered. Once others refer to a claim, write its id down."),
    mark("Columns and sheets of your own are welcome: they are kept, and not read."),
    mark("With several cases, the column 'Case' says which one a row is of; actors and sources may leave it blank."),
)


class Grid(Struct, frozen=True):
    """A sheet to be written: its kind and name, its columns, and a text for each column of each row.

    ``others`` are headings of columns that are none of ours; ``examples`` says how many of the rows are examples.
    """

    kind: Kind
    name: str
    columns: tuple[Column, ...]
    rows: list[list[str]]
    others: tuple[str, ...] = ()
    examples: int = 0


# Documents ----------------------------------------------------------------------------------------------------------


def grids(documents: Sequence[Document], ontology: Ontology, lang: str) -> list[Grid]:
    """The sheets that say what the documents do, in a language.

    The documents are changed on the way; do not use them afterwards.
    Raises NotInForm where a cell cannot have what a field has.
    """
    return list(_Writer(documents, ontology, lang).grids())


class _Writer:
    def __init__(self, documents: Sequence[Document], ontology: Ontology, lang: str) -> None:
        self.documents = sorted(documents, key=lambda document: not document.of_case)
        self.ontology, self.lang = ontology, lang
        self.several = len(documents) > 1
        self.names = {
            document.main.id: Names(
                ontology, (CASES if document.of_case else STUDIES) + document.main.id, document.framework
            )
            for document in documents
        }
        self.written: dict[tuple[str, str, str], str] = {}

    def grids(self) -> Iterator[Grid]:
        for document in self.documents:
            number_rows(document)
        elsewhere = [(document, one) for document in self.documents for one in languages.taken_apart(document)]
        for kind in KINDS:
            section = kind.section
            assert section is not None
            rows = list(self._rows(section))
            extra = tuple(dict.fromkeys(heading for _, record, _ in rows for heading in record.extra))
            columns = self._columns(kind)
            lines = [line for row in rows for line in self._lines(columns, extra, *row)]
            yield Grid(kind, kind.name[self.lang], columns, lines, extra)
        terms = dict.fromkeys(term for document in self.documents for term in document.terms)
        rows_of_terms = [[term.list, term.id, term.label.text, term.definition.text] for term in terms]
        yield Grid(CODEBOOK, CODEBOOK.name[self.lang], CODEBOOK.columns[:4], rows_of_terms)
        texts: dict[tuple[str, str, str], list[str]] = {}
        for document, one in elsewhere:
            place = one.lang, one.where, self._checked(one.where, one.where, one.value.text)
            texts.setdefault(place, []).append(document.main.id)
        columns = TEXTS.columns[:4] if self.several else TEXTS.columns[1:4]
        lines = [[", ".join(owners), *place][-len(columns) :] for place, owners in texts.items()]
        yield Grid(TEXTS, TEXTS.name[self.lang], columns, lines)
        stated = all(document.stated for document in self.documents)
        yield about(self.lang, language=self.lang if stated else "en")

    def _columns(self, kind: Kind) -> tuple[Column, ...]:
        without = {"problems"} | (set() if self.several else {"case"})
        if kind.section is STUDY and all(document.of_case for document in self.documents):
            without |= {column.key for column in SETTINGS}
        return tuple(column for column in kind.columns if column.key not in without)

    def _rows(self, section: Section) -> Iterator[tuple[list[Document], Record, bool]]:
        """The records of a section, each with the documents it is of, and whether it is what its document is about.

        What several documents say in the same words of one thing is one row.
        """
        mains = [([document], document.main, True) for document in self.documents if document.main.section is section]
        yield from mains
        same: dict[object, list[Document]] = {}
        rows: list[tuple[list[Document], Record, bool]] = []
        for document in self.documents if section is not CASE else ():
            for record in document.rows(section):
                is_common = not section.of_claims and (section.key in ("studies", "coders") or ":" in record.id)
                said = {key: [(value.text, value.lang) for value in values] for key, values in record.values.items()}
                key = (record.id, repr(sorted(said.items())), repr(record.extra)) if is_common else id(record)
                owners = same.setdefault(key, [])
                if not owners:
                    rows.append((owners, record, False))
                owners.append(document)
        yield from rows

    def _lines(
        self, columns: Sequence[Column], extra: Sequence[str], owners: list[Document], record: Record, main: bool
    ) -> Iterator[list[str]]:
        """The row of a record, and one for each further piece of evidence or likelihood."""
        document = owners[0]
        given = {"id": record.id, "case": ", ".join(owner.main.id for owner in owners)}
        if main:
            given["language"] = document.language if document.stated else ""
            given["framework"] = document.framework
            given["basis"] = self._label(document, _BASIS, document.basis) if document.basis else ""
        within = {part.key: record.within(part) for part in record.section.parts}
        for n in range(max([1, *map(len, within.values())])):
            line = []
            for column in columns:
                at = within[column.inner][n : n + 1] if column.inner else [record] * (n == 0)
                source = at[0] if at else None
                if column.field is not None:
                    line.append(self._cell(document, record.id, column.field, source) if source else "")
                else:
                    line.append(given.get(column.key, "") if n == 0 else "")
            yield [*line, *(record.extra.get(heading, "") if n == 0 else "" for heading in extra)]

    def _cell(self, document: Document, name: str, field: Field, record: Record) -> str:
        values = record.values.get(field.key, [])
        texts = [self._label(document, field, value.text) for value in values]
        is_words = field.kind in ("text", "note")
        if len(texts) > 1 and (not field.many or (is_words and any("\n" in text for text in texts))):
            raise NotInForm(path=document.main.id, reason=both(_SEVERAL, field=field.heading, id=name))
        return self._checked(name, field.heading, ("\n" if is_words else "; ").join(texts))

    def _checked(self, name: str, field: object, text: str) -> str:
        if len(text) > _LONGEST:
            reason = both(_TOO_LONG, most=_LONGEST, field=field, id=name, n=len(text))
            raise NotInForm(path=self.documents[0].main.id, reason=reason)
        return text

    def _label(self, document: Document, field: Field, text: str) -> str:
        """The label of what a code or construct names, where it is read as the same; else the name as it is."""
        if field.kind not in ("code", "construct", "indicator", "effect"):
            return text
        key = (document.main.id, field.kind + field.code_list, text)
        if key not in self.written:
            self.written[key] = self._label_of(self.names[document.main.id], field, text)
        label = self.written[key]
        return text if ";" in label or (field.many and "," in label and field.kind == "code") else label

    def _label_of(self, names: Names, field: Field, text: str) -> str:
        try:
            iri = names.iri(field, text)
            label = self.ontology.terms[iri].label[self.lang] if iri in self.ontology.terms else text
            return label if label and names.iri(field, label) == iri else text
        except Unknown:
            return text


_VERSION = Text(en="Version", id="Versi")
_BASIS = BY_KEY["ties"].section.by_key["basis"]  # type: ignore[union-attr]


# What a workbook begins with ----------------------------------------------------------------------------------------


def about(lang: str, *, language: str = "", framework: str = "") -> Grid:
    """The sheet that says how the workbook is used, with its settings."""
    say = Speech(lang)
    rows = [
        [_VERSION[lang], str(VERSION)],
        [SETTINGS[0].heading[lang], language],
        [SETTINGS[1].heading[lang], framework],
        *([say(sentence), ""] for sentence in _HOW_TO),
    ]
    return Grid(ABOUT, ABOUT.name[lang], (), rows)


def template(
    keys: Iterable[str], framework: str, ontology: Ontology, lang: str, *, several: bool = False
) -> list[Grid]:
    """The sheets with these keys to begin with, each with an example; conditions list the framework's constructs.

    ``several`` adds the column that says of which case a row is. Raises UnknownFramework.
    """
    if framework and framework not in ontology.frameworks:
        known = ", ".join(ontology.frameworks)
        nearest = suggestion(framework, ontology.frameworks)
        raise UnknownFramework(name=framework, nearest=nearest, known=known)
    chosen = ontology.frameworks.get(framework)
    wanted = set(keys)
    made = [_begin(kind, ontology, chosen, lang, several=several) for kind in KINDS if kind.key in wanted]
    if SCORES.key in wanted:
        constructs = tuple(term.label[lang] for term in constructs_of(chosen, "construct")) if chosen else ()
        made.append(Grid(SCORES, SCORES.name[lang], SCORES.columns[:-1], [], constructs))
    for kind in (CODEBOOK, TEXTS):
        columns = [column for column in kind.columns[:-1] if several or column is not OWNER]
        made += [Grid(kind, kind.name[lang], tuple(columns), [])] if kind.key in wanted else []
    return [*made, about(lang, language=lang, framework=framework)]


def constructs_of(framework: Framework, kind: str) -> list[Term]:
    """The terms of a framework that a field of this kind may name."""
    return [
        construct.term
        for construct in framework.constructs.values()
        if kind == "effect" or construct.is_indicator is (kind == "indicator")
    ]


def _begin(kind: Kind, ontology: Ontology, framework: Framework | None, lang: str, *, several: bool) -> Grid:
    without = {"problems"} | (set() if several else {"case"})
    if kind.section is STUDY:
        without |= {column.key for column in SETTINGS}
    columns = tuple(column for column in kind.columns if column.key not in without)
    examples = [
        [changed.get(column.key, _example(column, ontology, framework, lang)) for column in columns]
        for changed in _rows_of_example(kind.key, ontology, lang)
    ]
    constructs = constructs_of(framework, "construct") if kind.key == "conditions" and framework else []
    rows = [[term.label[lang] if column.key == "construct" else "" for column in columns] for term in constructs]
    return Grid(kind, kind.name[lang], columns, [*examples, *rows], examples=len(examples))


def _rows_of_example(kind: str, ontology: Ontology, lang: str) -> list[dict[str, str]]:
    """What is said otherwise in each row of an example: two hypotheses, and a row of a test for each of them.

    Nobody has looked for the trace of an example, so it has no evidence.
    """
    say, word = Speech(lang), EXAMPLE[0] if lang == "en" else EXAMPLE[1]
    if kind == "hypotheses":
        return [{"id": f"{word}{n}", "statement": say(each)} for n, each in enumerate(EXPLANATIONS, start=1)]
    if kind != "tests":
        return [{}]
    common = {
        "state": ontology.code("trace", "not-looked-for")[lang], "statement": say(TRACE), "source": "", "page": "",
        "note": "",
    }  # fmt: skip
    likelihoods = (ontology.code("likelihood", name)[lang] for name in ("likely", "unlikely"))
    return [{**common, "hypothesis": f"{word}{n}", "word": each} for n, each in enumerate(likelihoods, start=1)]


#: What examples of these kinds are; the others are taken from lists or say what belongs there.
_EXAMPLES: Mapping[str, str] = {
    "date": "2004", "period": "1998-2003", "decimal": "0.5", "integer": "1", "amount": "12", "study": "study",
    "case": "case", "coder": "coder", "actor": "office", "source": "source", "hypothesis": "H01", "claim": "C01",
    "origin": "R01",
}  # fmt: skip
#: Fields that an example leaves blank, since most claims do.
_BLANK = frozenset(
    "degree degree-low degree-high confidence cases studies attribution may-be unit-of strength sign polarity basis "
    "date statement origin excludes alternatives traces group low high".split()
)
#: The codes of examples, by list; of other lists the first.
_USUAL = {
    "tie": "convenes", "role": "convener", "status": "present", "actor-kind": "government-office", "sector": "public",
    "result": "achieved", "level": "city",
}  # fmt: skip
_PAGE = Text(en="p. 12", id="hlm. 12")
#: The kinds whose values are ids, so that those of an example begin with the word for one.
_WITH_ID = ("study", "case", "coder", "actor", "source", "hypothesis")


def _example(column: Column, ontology: Ontology, framework: Framework | None, lang: str) -> str:
    word, field = EXAMPLE[0] if lang == "en" else EXAMPLE[1], column.field
    if column is ID or column is OWNER:
        return f"{word}1"
    if field is None or field.key in _BLANK:
        return ""
    if field.kind == "code":
        codes = {term.id: term for term in ontology.code_lists[field.code_list]}
        usual = _USUAL.get(field.code_list, "")
        return codes[usual if usual in codes else next(iter(codes))].label[lang] if codes else ""
    if field.kind in ("construct", "indicator", "effect"):
        terms = tuple(constructs_of(framework, field.kind)) if framework else ()
        return terms[0].label[lang] if terms else ""
    if field.kind == "note":
        return _PAGE[lang] if field.key == "page" else ""
    if field.kind == "text":
        return field.help[lang]
    name = "group" if field.key == "to" else _EXAMPLES[field.kind]
    return f"{word}{name}" if field.kind in _WITH_ID else name


def lists(
    sheets: Sequence[Grid], documents: Sequence[Document], ontology: Ontology, framework: str, lang: str
) -> dict[str, list[str]]:
    """What can be chosen in the columns of these sheets: labels by code list or kind of construct.

    Indicators of theories that are about outcomes alone can be chosen with any theory.
    """
    fields = [column.field for grid in sheets for column in grid.columns if column.field is not None]
    names = [document.framework for document in documents] or [framework]
    chosen = [ontology.frameworks[name] for name in dict.fromkeys(names) if name in ontology.frameworks]
    own = dict.fromkeys(term for document in documents for term in document.terms)
    found: dict[str, list[str]] = {}
    for name in sorted({field.code_list for field in fields} - {""}):
        terms = [term for term in ontology.code_lists[name] if name != "status" or term.id != "not-reported"]
        found[name] = [*(term.label[lang] for term in terms), *(term.label.text for term in own if term.list == name)]
    for kind in sorted({field.kind for field in fields} & {"construct", "indicator", "effect"}):
        theories = list(dict.fromkeys(one.id for one in chosen)) or list(ontology.frameworks)
        if kind != "construct":
            theories += [one.id for one in ontology.frameworks.values() if not (one.preconditions or one.governance)]
        terms = [term for one in dict.fromkeys(theories) for term in constructs_of(ontology.frameworks[one], kind)]
        found[kind] = list(dict.fromkeys(term.label[lang] for term in terms))
    return found
