"""From sheets to documents: what rows and cells of a workbook mean, wherever the sheets come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from collabgraph.coding.forms import languages, scores
from collabgraph.coding.forms.fields import CASE, EVIDENCE, SECTIONS, SOURCES, STUDY, Field, Section
from collabgraph.coding.forms.names import Unknown, is_id
from collabgraph.coding.forms.records import Document, Found, OwnTerm, Record, Value, number_rows
from collabgraph.coding.forms.sheet_rows import EXAMPLE, NO_VALUE, Row, Rows, trimmed
from collabgraph.coding.forms.sheets import (
    BY_KEY,
    CODEBOOK,
    SCORES,
    SETTINGS,
    TEXTS,
    Cell,
    Sheet,
    folded,
)
from collabgraph.rdf.positions import Fault, Place
from collabgraph.words import LANGUAGES, Speech, both, mark
from collabgraph.words.nearest import suggestion

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_LANGUAGES = {"english": "en", "inggris": "en", "bahasa inggris": "en", "indonesian": "id", "indonesia": "id",
              "bahasa indonesia": "id"}  # fmt: skip
_ENDS = " \t\r\n\xa0\u200b\ufeff"
_OWN_THINGS = ("actors", "sources")
_PREFIX = {"actors": "actor", "sources": "source", "coders": "coder", "studies": "study"}
_SECTION_OF = {prefix: key for key, prefix in _PREFIX.items()}

_NO_CASE = mark("There is no case yet. Write one into the sheet '{sheet}', with an id, a title and a period.")
_MADE_DATE = mark(
    "A spreadsheet program has made a date ({text}) of what was written here. Set the format of the cell to 'Text' and "
    "write it again."
)
_NO_ID = mark("This row has no id. Give it a short one, as in 'planning-office', by which other sheets name it.")
_BAD_ID = mark("'{name}' cannot be an id. Use letters, digits, hyphens and full stops, without blanks, as in 'T01'.")
_SAME_ID = mark("The id '{name}' is used twice, in {first} and {second}. Give one of them an id of its own.")
_BAD_LANGUAGE = mark("'{name}' is no language. Write its tag: en for English, id for Indonesian, pt for Portuguese.")
_NO_CLAIM_ABOVE = mark("This row only adds to a claim, and there is no claim above it that it could belong to.")
_NO_STATUS = mark(
    "Rows without a status state nothing, since what is not reported needs no claim ({cells}; in all {n})."
)
_EVIDENCE_UNUSED = mark(
    "The row has evidence or a degree, and no status, so that it states nothing. Choose a status, unless it is not "
    "reported."
)
_WHICH_CASE = mark(
    "Several cases are described ({known}). Write into the column '{column}' which of them the row is of."
)
_UNKNOWN_CASE = mark("There is no case '{name}' in the sheet '{sheet}'{nearest}. Those that there are: {known}.")
_ONE_CASE = mark("A claim belongs to one case. Write the row once for each case.")
_UNUSED = mark("'{name}' is named by no case, and belongs to none.")
_NO_SCORED_CASE = mark(
    "There is no case '{name}' in the sheet '{sheet}'{nearest}. Describe it there, or add the columns '{title}' and "
    "'{period}' to this sheet."
)
_NO_SCORE_SOURCE = mark("The scores of this row name no source. Write the id of one into the column '{column}'.")
_SCORED = mark("Scored {score} in the table of {source}.")
_NOWHERE = mark("Nothing is called '{where}'. Write the id and the field, as in 'T02 evidence 1 note' or 'case title'.")
_MISSING = mark("'{heading}' is missing.")


def documents(sheets: Sequence[Sheet]) -> Found:
    """What the sheets say; no document where they describe no case and no study."""
    return _Reader(sheets).read()


def _parts(text: str) -> list[str]:
    """Ids of a cell."""
    return [part for each in re.split(r"[;,\n]", text) if (part := trimmed(each))]


class _Reader:
    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.found = Found()
        self.rows = Rows(sheets, self.found)
        self.fault, self.notice = self.rows.fault, self.rows.notice
        self.documents: dict[str, Document] = {}
        self.shared: dict[tuple[str, str], Record] = {}

    def read(self) -> Found:
        self._mains()
        self._scored_cases()
        for section in SECTIONS:
            for row in self.rows.of.get(section.key, []) if not section.of_claims else ():
                self._thing(section, row)
            if section.of_claims:
                self._claims(section)
        self._scores()
        found = self.found
        found.documents = list(self.documents.values())
        if not found.documents and not found.faults:
            self.fault(Place(), _NO_CASE, sheet=self.rows.heading(BY_KEY[CASE.key]))
        terms = list(self._terms())
        for document in found.documents:
            document.terms = terms
            self._name_things(document)
            self._number(document)
        self._texts()
        used = {name for document in found.documents for key in _PREFIX for name in _ids(document, key)}
        for (key, name), record in self.shared.items():
            if _shared_id(key, name) not in used:
                self.notice(record.place, _UNUSED, name=name)
        return found

    # Cases and studies

    def _mains(self) -> None:
        for row in self.rows.of.get(CASE.key, []):
            self._main(CASE, row)
        studies = self.rows.of.get(STUDY.key, [])
        alone = not self.documents and not self.rows.of.get(SCORES.key)
        mains = [row for row in studies if alone or (row.text("id") and row.text("case") == row.text("id"))]
        for row in mains:
            self._main(STUDY, row)
        if mains:
            self.rows.of[STUDY.key] = [row for row in studies if not any(row is main for main in mains)]

    def _main(self, section: Section, row: Row) -> None:
        name = row.text("id")
        if not row.cells or not self._is_id(name, row):
            return
        if name in self.documents:
            first = self.documents[name].main.place.cell
            self.fault(row.place, _SAME_ID, name=name, first=first, second=row.place.cell)
            return
        document = Document(self._record(section, row))
        document.main.id = name
        given = {column.key: row.text(column.key) or self.rows.about.get(column.key, "") for column in SETTINGS}
        document.framework, document.basis = given["framework"], given["basis"]
        document.language = self._tag(given["language"], row.cells.get("language")) or "en"
        document.stated = bool(row.text("language")) or document.language != "en"
        self.documents[name] = document

    def _tag(self, name: str, cell: Cell | None) -> str:
        tag = _LANGUAGES.get(folded(name), name)
        if tag and not _LANGUAGE.fullmatch(tag):
            self.fault(cell.place if cell else Place(), _BAD_LANGUAGE, name=name)
            return ""
        return tag

    def _is_id(self, name: str, row: Row) -> bool:
        cell = row.cells.get("id")
        if cell is not None and cell.kind == "date":
            self.fault(cell.place, _MADE_DATE, text=cell.text)
        elif not name:
            self.fault(row.place, _NO_ID)
        elif not is_id(name):
            self.fault(row.place, _BAD_ID, name=name)
        else:
            return True
        return False

    def _owners(self, row: Row) -> list[Document] | None:
        """The documents that a row names; none where it names none; None where it names what there is not."""
        names = _parts(row.cells["case"].text) if "case" in row.cells else []
        if (
            not names
            and "cases" in row.cells
            and len(self.documents) > 1
            and trimmed(row.text("cases")) in self.documents
        ):
            names = [row.text("cases")]
            del row.cells["cases"]
        known = {folded(name): document for name, document in self.documents.items()}
        missing = [name for name in names if folded(name) not in known]
        if missing and self.documents:
            cell = row.cells["case"]
            fields = {
                "name": missing[0],
                "sheet": self.rows.heading(BY_KEY[CASE.key]),
                "known": ", ".join(self.documents),
            }
            self.fault(cell.place, _UNKNOWN_CASE, nearest=suggestion(missing[0], self.documents), **fields)
        if missing:
            return None
        return [known[folded(name)] for name in names]

    # Actors, sources, studies and coders

    def _thing(self, section: Section, row: Row) -> None:
        if not any(key not in ("case", "id") for key in row.cells) and not row.text("id"):
            return
        if not self._has_id(row):
            return
        owners = self._owners(row)
        if owners is None:
            return
        record = self._record(section, row)
        record.id = row.text("id")
        alone = len(self.documents) == 1
        if not owners and alone:
            owners = list(self.documents.values())
        if len(owners) != 1 and not alone and section.key in _OWN_THINGS:
            record.id = _shared_id(section.key, record.id)
        if owners:
            for document in owners:
                document.rows(section).append(_copy(record))
        elif (section.key, row.text("id")) in self.shared:
            first = self.shared[section.key, row.text("id")].place.cell
            self.fault(row.place, _SAME_ID, name=row.text("id"), first=first, second=row.place.cell)
        else:
            self.shared[section.key, row.text("id")] = record

    def _has_id(self, row: Row) -> bool:
        name = row.text("id")
        return bool(re.match(r"<|[a-z]+:", name)) or self._is_id(name, row)

    def _name_things(self, document: Document) -> None:
        """Give what the records name its id, which may be that of a thing of several cases, and describe the latter."""
        renamed = {section: self._renamed(document, section) for section in _PREFIX}
        here = {section: _ids(document, section) for section in _PREFIX}
        records = list(document.records)
        while records:
            record = records.pop()
            records += record.evidence
            for key, values in record.values.items():
                section = _SECTION_OF.get(record.section.by_key[key].kind, "")
                if not section:
                    continue
                for n, value in enumerate(values):
                    name = renamed[section].get(value.text) or renamed[section].get(folded(value.text), value.text)
                    values[n] = replace(value, text=name)
                    shared = self._shared_named(section, name)
                    if shared is not None and name not in here[section]:
                        described = _copy(shared)
                        document.rows(described.section).append(described)
                        here[section].add(name)
                        records.append(described)

    def _renamed(self, document: Document, section: str) -> dict[str, str]:
        """From what a thing may be called, its id or name, to its id; what belongs to the case itself goes first.

        A name that two of them have stands for none.
        """
        names: dict[str, str] = {}
        shared = [record for (of, _), record in self.shared.items() if of == section]
        own = document.sections.get(section, [])
        for records in (shared, own):
            called: dict[str, set[str]] = {}
            for record in records:
                for value in (value for key in ("short", "title", "name") for value in record.values.get(key, ())):
                    called.setdefault(folded(value.text), set()).add(record.id)
            names.update({word: next(iter(ids)) for word, ids in called.items() if len(ids) == 1})
        for record in (*shared, *own):
            bare = record.id.removeprefix(f"{_PREFIX[section]}:")
            names.update({folded(bare): record.id, bare: record.id, record.id: record.id})
        names.update({record.id: record.id for record in own})
        return names

    def _shared_named(self, section: str, name: str) -> Record | None:
        return next((one for (of, _), one in self.shared.items() if of == section and one.id == name), None)

    # Claims

    def _claims(self, section: Section) -> None:
        last: Record | None = None
        by_id: dict[tuple[str, str], Record] = {}
        silent: list[str] = []
        begun = False
        for row in self.rows.of.get(section.key, []):
            within = {
                part: {key: cell for key, cell in row.cells.items() if key in part.by_key} for part in section.parts
            }
            inner = {key: cell for cells in within.values() for key, cell in cells.items()}
            main = [
                key for key, cell in row.cells.items()
                if key not in ("id", "case") and key not in inner and not cell.spread
            ]  # fmt: skip
            key = folded(row.text("case")), row.text("id")
            more = not main and (not row.text("id") or key in by_id)
            if not main and not any(not cell.spread for cell in inner.values()):
                continue
            if more:
                last = by_id.get(key, last)
                if last is not None:
                    self._within(last, row, within)
                elif not begun:
                    self.fault(row.place, _NO_CLAIM_ABOVE)
                continue
            begun, last = True, None
            if section.key == "conditions" and "status" not in row.cells:
                if inner or any(key.startswith("degree") for key in row.cells):
                    self.notice(row.place, _EVIDENCE_UNUSED)
                else:
                    silent.append(row.place.cell)
                continue
            last = self._claim(section, row, within)
            if last is not None and last.id:
                by_id[key] = last
        self.rows.notice_rows(_NO_STATUS, silent)

    def _claim(self, section: Section, row: Row, within: Mapping[Section, Mapping[str, Cell]]) -> Record | None:
        owner = self._one_owner(row)
        if owner is None or (row.text("id") and not self._is_id(row.text("id"), row)):
            return None
        record = self._record(section, row)
        record.id = row.text("id")
        self._within(record, row, within)
        owner.rows(section).append(record)
        return record

    def _within(self, claim: Record, row: Row, within: Mapping[Section, Mapping[str, Cell]]) -> None:
        """Add what a row has within its claim: a piece of evidence, a likelihood."""
        for section, cells in within.items():
            if cells:
                made = self._fields(Record(section, place=_first(cells)), cells)
                made.broken = made.broken or row.broken
                claim.within(section).append(made)
                claim.broken = claim.broken or made.broken
        if row.place != claim.place:
            for heading, cell in row.others.items():
                claim.extra[heading] = "\n".join(filter(None, (claim.extra.get(heading), cell.text)))

    def _one_owner(self, row: Row) -> Document | None:
        owners = self._owners(row)
        if owners is None or not self.documents:
            return None
        if not owners and len(self.documents) == 1:
            return next(iter(self.documents.values()))
        if len(owners) == 1:
            return owners[0]
        if owners:
            self.fault(row.place, _ONE_CASE)
        else:
            column = BY_KEY["ties"].columns[0].heading
            self.fault(row.place, _WHICH_CASE, known=", ".join(self.documents), column=column)
        return None

    def _record(self, section: Section, row: Row) -> Record:
        cells = {key: cell for key, cell in row.cells.items() if key in section.by_key}
        record = self._fields(Record(section, place=row.place), cells)
        record.extra = {heading: cell.text for heading, cell in row.others.items()}
        record.broken = record.broken or row.broken
        return record

    def _fields(self, record: Record, cells: Mapping[str, Cell]) -> Record:
        before = len(self.found.faults)
        for key, cell in cells.items():
            record.add(key, *self._values(record.section.by_key[key], cell))
        record.broken = len(self.found.faults) > before
        record.values = {key: values for key, values in record.values.items() if values}
        return record

    def _values(self, field: Field, cell: Cell) -> Iterator[Value]:
        if cell.kind == "date" and field.kind != "date":
            self.fault(cell.place, _MADE_DATE, text=cell.text)
            return
        if field.kind in ("text", "note"):
            texts: Iterable[str] = cell.text.split("\n") if field.many else (cell.text,)
            yield from (Value(words, None, cell.place) for text in texts if (words := text.strip(_ENDS)))
            return
        for text in _several(field, cell.text) if field.many else (trimmed(cell.text),):
            if text and field.kind in ("decimal", "integer", "amount"):
                yield Value(decimal(text), None, cell.place)
            elif text:
                yield Value(text, None, cell.place)

    # Scores

    def _scored_cases(self) -> None:
        for row in self.rows.of.get(SCORES.key, []):
            name = row.text("case")
            if not name and len(self.documents) == 1:
                continue
            if folded(name) in map(folded, self.documents) or not (row.cells.keys() & {"case", "source"} or row.others):
                continue
            if row.text("title") and row.text("period") and is_id(name):
                row.cells["id"] = row.cells["case"]
                self._main(CASE, row)
                continue
            known = SCORES.columns[1].heading, SCORES.columns[2].heading
            fields = {"sheet": self.rows.heading(BY_KEY[CASE.key]), "title": known[0], "period": known[1]}
            nearest = suggestion(name, self.documents)
            place = row.cells["case"].place if "case" in row.cells else row.place
            self.fault(place, _NO_SCORED_CASE, name=name, nearest=nearest, **fields)

    def _scores(self) -> None:
        conditions = next(section for section in SECTIONS if section.key == "conditions")
        known = {folded(name): document for name, document in self.documents.items()}
        for row in self.rows.of.get(SCORES.key, []):
            document = known.get(folded(row.text("case")))
            if document is None and not row.text("case") and len(self.documents) == 1:
                document = next(iter(self.documents.values()))
            if document is None:
                continue
            source = self._score_source(row)
            if source is None:
                continue
            taken = {record.id for record in document.rows(conditions)}
            for construct, cell in row.others.items():
                record = self._score(conditions, construct, cell)
                if record is not None:
                    record.evidence = [self._score_evidence(document, row, source, cell)]
                    record.id = f"score-{_slug(construct)}"
                    if record.id in taken:
                        record.id += f"-{_slug(source.text)}"
                    document.rows(conditions).append(record)

    def _score_source(self, row: Row) -> Value | None:
        if "source" in row.cells:
            return Value(row.text("source"), None, row.cells["source"].place)
        sources = {each.text("id") for each in self.rows.of.get(SOURCES.key, []) if each.text("id")}
        if len(sources) == 1:
            return Value(sources.pop(), None, row.place)
        self.fault(row.place, _NO_SCORE_SOURCE, column=SCORES.columns[3].heading)
        return None

    def _score(self, section: Section, construct: str, cell: Cell) -> Record | None:
        if cell.kind == "error" and trimmed(cell.text) == "#N/A":
            return None
        if cell.kind != "text":
            self.fault(cell.place, _MADE_DATE if cell.kind == "date" else NO_VALUE, text=cell.text)
            return None
        try:
            found = scores.values(trimmed(cell.text))
        except Unknown as error:
            self.found.faults.append(Fault(cell.place, error.reason))
            return None
        given = {"construct": construct, **found, "basis": "reported"}
        values = {key: [Value(text, None, cell.place)] for key, text in given.items()}
        return Record(section, "", values, [], cell.place) if found else None

    def _score_evidence(self, document: Document, row: Row, source: Value, cell: Cell) -> Record:
        """The evidence of a score, in the language of the case where the program knows it, else in English."""
        own = document.language if document.language in LANGUAGES else ""
        say = Speech(own or "en")
        texts = [each for each in self.rows.of.get(SOURCES.key, []) if each.text("id") == source.text]
        title = (texts[0].text("title") or texts[0].text("citation")) if texts else ""
        note = say(
            _SCORED, score=say.decimal(trimmed(cell.text).replace(",", ".")), source=(title or source.text).rstrip(".")
        )
        values = {"source": [source], "note": [Value(note, None if own else "en", cell.place)]}
        if "page" in row.cells:
            values["page"] = list(self._values(EVIDENCE.by_key["page"], row.cells["page"]))
        return Record(EVIDENCE, "", values, [], cell.place)

    # What comes last

    def _number(self, document: Document) -> None:
        """Give ids to the claims without one, and refuse ids that two things of a case have."""
        blank = [record for record in document.records if record.section.of_claims and not record.id]
        number_rows(document)
        self.found.given.update({record.place.cell: record.id for record in blank})
        seen: dict[tuple[str, str], Record] = {}
        for section in SECTIONS:
            apart = section.key if section.key in ("studies", "coders") else ""
            kept = []
            for record in document.rows(section):
                first = seen.setdefault((apart, record.id), record)
                if first is record:
                    kept.append(record)
                    continue
                places = {"first": first.place.cell, "second": record.place.cell}
                fault = Fault(record.place, both(_SAME_ID, name=record.id, **places))
                if fault not in self.found.faults:
                    self.found.faults.append(fault)
            document.sections[section.key] = kept

    def _texts(self) -> None:
        by_document: dict[str, dict[str, list[Value]]] = {}
        places = {document.main.id: _words(document) for document in self.found.documents}
        for row in self.rows.of.get(TEXTS.key, []):
            missing = [column for column in TEXTS.columns[1:4] if column.key not in row.cells]
            if missing:
                self.fault(row.place, _MISSING, heading=missing[0].heading)
                continue
            tag = self._tag(row.text("language"), row.cells["language"])
            owners = self._owners(row)
            value = Value(row.cells["text"].text.strip(_ENDS), tag, row.cells["text"].place)
            where = row.text("where")
            named = [
                (one.main.id, place)
                for one in owners or self.documents.values()
                if (place := _place_of(places[one.main.id], where))
            ]
            if tag and owners is not None and not named:
                self.fault(row.cells["where"].place, _NOWHERE, where=where)
            for name, place in named if tag and owners is not None else ():
                by_document.setdefault(name, {}).setdefault(place, []).append(value)
        for document in self.found.documents:
            languages.put_together(document, by_document.get(document.main.id, {}))

    def _terms(self) -> Iterator[OwnTerm]:
        for row in self.rows.of.get(CODEBOOK.key, []):
            missing = [column for column in CODEBOOK.columns[:4] if column.key not in row.cells]
            if missing:
                self.fault(row.place, _MISSING, heading=missing[0].heading)
            elif self._is_id(row.text("id"), row):
                lang = self._tag(self.rows.about.get("language", ""), None) or self._usual_language()
                label, definition = (
                    Value(row.cells[key].text.strip(_ENDS), lang, row.cells[key].place)
                    for key in ("label", "definition")
                )
                yield OwnTerm(row.text("list"), row.text("id"), label, definition, row.place)

    def _usual_language(self) -> str:
        return next((document.language for document in self.documents.values()), "en")


def _ids(document: Document, section: str) -> set[str]:
    return {record.id for record in document.sections.get(section, ())}


def _words(document: Document) -> set[str]:
    """The names of all places of words in a document."""
    return {
        f"{name} {field.key}"
        for name, record in languages.parts(document)
        for field in record.section.fields
        if field.kind in ("text", "note")
    }


def _place_of(words: set[str], where: str) -> str:
    """The name of a place as a document has it; empty where it has none."""
    return next((name for name in (where, f"actor:{where}", f"source:{where}") if name in words), "")


def _shared_id(section: str, name: str) -> str:
    """The id of a thing of several cases.

    It is one that means the same in every file, ``actor:dar``, so that the cases of a workbook can be compared by it
    however they are read; an id under the IRI of one case would make it the actor of that case alone.
    """
    return name if ":" in name or section not in _OWN_THINGS else f"{_PREFIX[section]}:{name}"


def _copy(record: Record) -> Record:
    return replace(record, values={key: [*values] for key, values in record.values.items()}, evidence=[])


def _first(cells: Mapping[str, Cell]) -> Place:
    return next(iter(cells.values())).place


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-_") or "x"


def _several(field: Field, text: str) -> list[str]:
    """The values of a cell: separated by semicolons or lines, or by commas where labels have none."""
    parts = [trimmed(part) for part in re.split(r"[;\n]", text)]
    if len(parts) == 1 and not text.strip().startswith("<"):
        by_comma = [trimmed(part) for part in text.split(",")]
        if field.kind != "effect" or all(" " not in part for part in by_comma):
            return by_comma
    return parts


def decimal(text: str) -> str:
    """A number with a point before its decimals; unchanged where the comma may be one of thousands.

    >>> decimal("0,5"), decimal("1,500")
    ('0.5', '1,500')
    """
    text = text.replace(" ", "")
    return text.replace(",", ".") if re.fullmatch(r"[+-]?(0,\d+|\d+,\d{1,2}|\d+,\d{4,})", text) else text


__all__ = ["EXAMPLE", "documents"]
