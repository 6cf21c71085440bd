"""Cases as YAML: short where the usual is meant, every value with its line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from collabgraph.coding.forms import languages
from collabgraph.coding.forms.fields import CASE, EVIDENCE, LIKELIHOOD, SECTIONS, STUDY, Field, Section
from collabgraph.coding.forms.records import Document, Found, Record, number_rows
from collabgraph.coding.forms.records import Value as Written
from collabgraph.rdf.positions import Fault, Place
from collabgraph.rdf.yaml_values import Value, YamlFault, read_yaml
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import suggestion

_LONGEST = 120
_EVIDENCE = re.compile(r"(?P<source><[^>]*>|[^\s,]+?)(?:,\s+(?P<page>.+?))?:\s+(?P<note>.+)", re.DOTALL)
_LIKELIHOOD = re.compile(
    r"(?:(?P<low>\d+(?:\.\d+)?)(?:\s*[-–]\s*(?P<high>\d+(?:\.\d+)?))?|(?P<word>[^;]+?))(?:;\s+(?P<reason>.+))?",
    re.DOTALL,
)
_SETTINGS = ("language", "framework", "basis", "texts")

_NO_MAIN = mark("a file begins with 'case: ID', or with 'study: ID' for what several cases share.")
_UNKNOWN = mark("'{key}' is not known here{nearest}. Known are: {known}.")
_TWICE = mark("two lines could be the claim itself: '{first}' and '{second}'. Indent one of them or correct its name.")
_PARTS = mark("'{text}' must be {n} names with '{joined}' between them, as in '{example}'.")
_LIST = mark("a list is needed here, each item beginning with a hyphen.")
_MAPPING = mark("lines of the form 'id: ...' are needed here.")
_SHORT_EVIDENCE = mark("evidence is written 'SOURCE, PAGE: NOTE' in quotation marks, or as source:, page: and note:.")
_SHORT_LIKELIHOOD = mark("a likelihood is written 'H01: 0.6-0.9; REASON', or with a word, 'H01: likely; REASON'.")
_NOWHERE = mark("nothing in the file is called '{where}'. Write the id and the field, as in 'T02 evidence 1 note'.")


class _Refused(Exception):
    """A fault that leaves nothing of a value."""

    def __init__(self, value: Value, reason: Text) -> None:
        super().__init__(reason["en"])
        self.fault = Fault(_place(value), reason)


def _place(value: Value) -> Place:
    return Place(value.line, value.column)


# Reading ------------------------------------------------------------------------------------------------------------


def read(text: str) -> Found:
    """The document of a YAML text, and what is wrong with it; no document where it is no YAML or names no case."""
    reader = _Reader()
    try:
        return Found([reader.document(read_yaml(text))], reader.faults)
    except YamlFault as fault:
        return Found([], [*reader.faults, Fault(Place(fault.line, fault.column), fault.reason)])
    except _Refused as refused:
        return Found([], [*reader.faults, refused.fault])


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def document(self, top: Value) -> Document:
        entries = top.entries()
        section, key = (CASE, "case") if "case" in entries else (STUDY, "study")
        if key not in entries:
            raise _Refused(top, both(_NO_MAIN))
        main = Record(section, entries[key].text, place=_place(entries[key]))
        document = Document(main, keyed=True)
        for name in ("language", "framework", "basis"):
            if name in entries:
                setattr(document, name, entries[name].text)
        document.stated = "language" in entries
        keys = [one.key for one in SECTIONS]
        own = {name: value for name, value in entries.items() if name not in (key, *_SETTINGS, *keys)}
        self._fields(main, top, own, known=(key, *_SETTINGS, *keys))
        for one in SECTIONS:
            if one.key in entries:
                document.sections[one.key] = list(self._rows(one, entries[one.key]))
        number_rows(document)
        if "texts" in entries:
            self._texts(document, entries["texts"])
        return document

    def _rows(self, section: Section, given: Value) -> Iterator[Record]:
        try:
            if section.of_claims:
                for item in given.listed if given.kind == "list" else self._nothing(given, _LIST):
                    yield from self._or_fault(item, partial(self._claim, section))
            else:
                self._mapping(given, _MAPPING)
                for name, value in given.entries().items():
                    yield from self._or_fault(value, partial(self._thing, section, name))
        except (YamlFault, _Refused) as error:
            self._keep(error)

    def _nothing(self, given: Value, reason: str) -> Sequence[Value]:
        if given.kind == "text" and not given.content:
            return ()
        raise _Refused(given, both(reason))

    def _mapping(self, given: Value, reason: str) -> None:
        if given.kind != "mapping":
            self._nothing(given, reason)

    def _or_fault(self, value: Value, make: Callable[[Value], Record]) -> Iterator[Record]:
        try:
            yield make(value)
        except (YamlFault, _Refused) as error:
            self._keep(error)

    def _keep(self, error: Exception) -> None:
        if isinstance(error, YamlFault):
            self.faults.append(Fault(Place(error.line, error.column), error.reason))
        elif isinstance(error, _Refused):
            self.faults.append(error.fault)

    def _thing(self, section: Section, name: str, given: Value) -> Record:
        """What has an id: a mapping of its fields, or a text for the one that stands for it."""
        record = Record(section, name, place=_place(given))
        if given.kind == "text":
            if given.content:
                record.add(section.head[1], self._written(given))
        else:
            self._fields(record, given, given.entries())
        return record

    def _claim(self, section: Section, given: Value) -> Record:
        record = Record(section, place=_place(given))
        entries = given.entries()
        if "id" in entries:
            record.id = entries.pop("id").text
        for part, read_part in ((LIKELIHOOD, self._likelihoods), (EVIDENCE, self._evidence)):
            if part in section.parts and part.key in entries:
                record.within(part).extend(read_part(record, entries.pop(part.key)))
        heads = [key for key in entries if key not in section.by_key and not _near(key, section)]
        if heads and (parts := self._head(section, heads[0], given)):
            value = entries.pop(heads[0])
            for key, text in parts.items():
                for one in _several(section.by_key[key], text):
                    record.add(key, Written(one, None, _place(given)))
            if value.kind != "text" or value.content:
                self._field(record, section.by_key[section.head[1]], value)
        self._fields(record, given, entries, known=("id", *section.inner))
        return record

    def _head(self, section: Section, text: str, given: Value) -> dict[str, str]:
        """The texts of the fields that a claim begins with; empty where the text cannot be meant so."""
        keys, joined = section.head[0], section.joined
        if len(keys) == 1:
            return {} if _near(text, section) else {keys[0]: text}
        parts = [part.strip() for part in text.split(joined.strip() or None)]
        if len(parts) == len(keys):
            return {key: part for key, part in zip(keys, parts, strict=True) if part}
        if joined.strip() and joined.strip() not in text:
            return {}
        example = joined.join(section.by_key[key].key for key in keys)
        raise _Refused(given, both(_PARTS, text=text, n=len(keys), joined=joined.strip(), example=example))

    def _evidence(self, claim: Record, given: Value) -> Iterator[Record]:
        for item in given.listed if given.kind == "list" else (given,):
            record = Record(EVIDENCE, place=_place(item))
            try:
                if item.kind == "mapping":
                    self._fields(record, item, item.entries())
                else:
                    match = _EVIDENCE.fullmatch(item.text.strip())
                    if match is None:
                        raise _Refused(item, both(_SHORT_EVIDENCE))
                    for key, text in match.groupdict().items():
                        if text is not None:
                            record.add(key, Written(text.strip(), None, _place(item)))
                yield record
            except (YamlFault, _Refused) as error:
                claim.broken = True
                self._keep(error)

    def _likelihoods(self, claim: Record, given: Value) -> Iterator[Record]:
        """The likelihoods of a test: by hypothesis, or as a list."""
        if given.kind == "mapping" and not set(given.entries()) <= set(LIKELIHOOD.by_key):
            items = [(given.keys[name], name, value) for name, value in given.entries().items()]
        else:
            items = [(item, "", item) for item in (given.listed if given.kind == "list" else (given,))]
        for at, name, item in items:
            record = Record(LIKELIHOOD, place=_place(at))
            try:
                if name:
                    record.add("hypothesis", Written(name, None, _place(at)))
                if item.kind == "mapping":
                    self._fields(record, item, item.entries())
                else:
                    self._in_short(record, item)
                yield record
            except (YamlFault, _Refused) as error:
                claim.broken = True
                self._keep(error)

    def _in_short(self, record: Record, item: Value) -> None:
        match = _LIKELIHOOD.fullmatch(item.text.strip())
        if match is None:
            raise _Refused(item, both(_SHORT_LIKELIHOOD))
        found = {**match.groupdict(), "high": match["high"] or match["low"]}
        for key, text in found.items():
            if text is not None:
                record.add(key, Written(text, None, _place(item)))

    def _fields(self, record: Record, given: Value, entries: Mapping[str, Value], known: Iterable[str] = ()) -> None:
        fields = record.section.by_key
        for key, value in entries.items():
            try:
                if key not in fields:
                    every = [*known, *fields]
                    words = both(_UNKNOWN, key=key, nearest=suggestion(key, every), known=", ".join(every))
                    raise _Refused(given.keys[key], words)
                self._field(record, fields[key], value)
            except (YamlFault, _Refused) as error:
                record.broken = True
                self._keep(error)

    def _field(self, record: Record, of_section: Field, given: Value) -> None:
        if given.kind == "mapping" and of_section.kind in ("text", "note"):
            for lang, words in given.entries().items():
                for one in words.listed if words.kind == "list" else (words,):
                    record.add(of_section.key, Written(one.text, lang, _place(one)))
            return
        for value in given.listed if given.kind == "list" else (given,):
            if value.text:
                record.add(of_section.key, self._written(value))

    def _written(self, value: Value) -> Written:
        return Written(value.text, None, _place(value))

    def _texts(self, document: Document, given: Value) -> None:
        elsewhere: dict[str, list[Written]] = {}
        for lang, places in given.entries().items():
            for where, words in places.entries().items():
                for one in words.listed if words.kind == "list" else (words,):
                    elsewhere.setdefault(where, []).append(Written(one.text, lang, _place(one)))
        for where in languages.put_together(document, elsewhere):
            self.faults.append(Fault(elsewhere[where][0].place, both(_NOWHERE, where=where)))


def _several(of_section: Field, text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if of_section.many else [text]


def _near(text: str, section: Section) -> bool:
    """Whether a key is a misspelt field rather than the beginning of a claim: "staus" in a condition."""
    import difflib

    return bool(difflib.get_close_matches(text, [*section.by_key, "id", *section.inner], n=1, cutoff=0.85))


# Writing ------------------------------------------------------------------------------------------------------------


def write(document: Document) -> str:
    """The document as YAML; the words in other languages stand under ``texts`` at the end.

    The document is changed on the way; do not use it afterwards.
    """
    elsewhere = languages.taken_apart(document)
    return "\n".join(_lines(document, elsewhere)) + "\n"


def _lines(document: Document, elsewhere: Sequence[languages.Elsewhere]) -> Iterator[str]:
    yield f"{'case' if document.of_case else 'study'}: {_scalar(document.main.id)}"
    if document.stated:
        yield f"language: {_scalar(document.language)}"
    for key in ("framework", "basis"):
        if getattr(document, key):
            yield f"{key}: {_scalar(getattr(document, key))}"
    yield from _field_lines(document.main, "")
    for section in SECTIONS:
        if rows := document.rows(section):
            yield ""
            yield f"{section.key}:"
            for record in rows:
                yield from _claim_lines(record) if section.of_claims else _thing_lines(record)
    if elsewhere:
        yield ""
        yield "texts:"
    for lang in dict.fromkeys(one.lang for one in elsewhere):
        yield f"  {_scalar(lang)}:"
        by_place: dict[str, list[str]] = {}
        for one in elsewhere:
            if one.lang == lang:
                by_place.setdefault(one.where, []).append(one.value.text)
        for where, words in by_place.items():
            yield f"    {_scalar(where)}: {_one_or_list(words)}"


def _thing_lines(record: Record) -> Iterator[str]:
    pairs = [(key, _one_or_list([value.text for value in values], flow=True)) for key, values in _in_order(record)]
    flow = ", ".join(f"{key}: {text}" for key, text in pairs)
    line = f"  {_scalar(record.id)}: {{{flow}}}"
    if len(line) <= _LONGEST:
        yield line
        return
    yield f"  {_scalar(record.id)}:"
    yield from _field_lines(record, "    ")


def _claim_lines(record: Record) -> Iterator[str]:
    keys, last = record.section.head
    head = _head_line(record, keys, last)
    lines = [] if head is None else [head]
    lines.append(f"id: {_scalar(record.id)}")
    used = () if head is None else (*keys, last)
    lines += _field_lines(record, "", without=used)
    lines += _likelihood_lines(record.likelihood)
    evidence = [_evidence_text(one) for one in record.evidence]
    if not evidence:
        pass
    elif len(evidence) == 1 and evidence[0]:
        lines.append(f"evidence: {_scalar(evidence[0])}")
    else:
        lines.append("evidence:")
        for one, short in zip(record.evidence, evidence, strict=True):
            inner = [_scalar(short)] if short else list(_field_lines(one, ""))
            lines += [("  - " if n == 0 else "    ") + line for n, line in enumerate(inner)]
    yield from (("  - " if n == 0 else "    ") + line for n, line in enumerate(lines))


def _head_line(record: Record, keys: Sequence[str], last: str) -> str | None:
    """The short line of a claim, or None where it cannot stand for the fields."""
    section, values = record.section, record.values
    parts = []
    for key in keys:
        texts = [value.text for value in values.get(key, [])]
        if (len(texts) > 1 and not section.by_key[key].many) or any("," in text for text in texts):
            return None
        parts.append(", ".join(texts))
    if not parts or not any(parts) or (len(keys) > 1 and section.joined == " " and not all(parts)):
        return None
    text = section.joined.join(parts).strip() if section.joined != " -> " else f"{parts[0]} -> {parts[1]}".strip()
    if text in section.by_key or text in ("id", *section.inner) or _near(text, section):
        return None
    return f"{_scalar(text)}: {_one_or_list([value.text for value in values.get(last, [])])}".rstrip()


def _likelihood_lines(records: Sequence[Record]) -> Iterator[str]:
    """The likelihoods of a test: by hypothesis and in short where that says all, else as a list."""
    shown = [[value.text for value in one.values.get("hypothesis", [])] for one in records]
    if records:
        yield f"{LIKELIHOOD.key}:"
    if len({*map(tuple, shown)}) == len(records) and all(len(names) == 1 for names in shown):
        for (name,), one in zip(shown, records, strict=True):
            if text := _likelihood_text(one):
                yield f"  {_scalar(name)}: {_scalar(text)}"
            else:
                yield f"  {_scalar(name)}:"
                yield from _field_lines(one, "    ", without=("hypothesis",))
        return
    for one in records:
        yield from (("  - " if n == 0 else "    ") + line for n, line in enumerate(_field_lines(one, "")))


def _likelihood_text(record: Record) -> str:
    """The short form of a likelihood; empty where it has none."""
    low, high, word, reason = (
        [one.text for one in record.values.get(k, [])] for k in ("low", "high", "word", "reason")
    )
    if (len(low), len(high), len(word)) not in ((1, 1, 0), (0, 0, 1)) or len(reason) > 1:
        return ""
    text = "; ".join([*(word or [low[0] if low == high else f"{low[0]}-{high[0]}"]), *reason])
    match = _LIKELIHOOD.fullmatch(text)
    wanted = [(of[0] if of else None) for of in (low, high, word, reason)]
    found = [match["low"], match["high"] or match["low"], match["word"], match["reason"]] if match else []
    return text if found == wanted and text == text.strip() else ""


def _evidence_text(record: Record) -> str:
    """The short form of evidence; empty where it has none."""
    source, page, note = (record.values.get(key, []) for key in ("source", "page", "note"))
    if len(source) != 1 or len(note) != 1 or len(page) > 1 or "polarity" in record.values:
        return ""
    text = f"{source[0].text}{f', {page[0].text}' if page else ''}: {note[0].text}"
    match = _EVIDENCE.fullmatch(text)
    wanted = (source[0].text, page[0].text if page else None, note[0].text)
    return text if match and match.groups() == wanted and text == text.strip() else ""


def _in_order(record: Record) -> Iterator[tuple[str, list[Written]]]:
    yield from ((f.key, record.values[f.key]) for f in record.section.fields if record.values.get(f.key))


def _field_lines(record: Record, indent: str, without: Iterable[str] = ()) -> Iterator[str]:
    for key, values in _in_order(record):
        if key not in without:
            yield f"{indent}{key}: {_one_or_list([value.text for value in values])}"


def _one_or_list(texts: Sequence[str], *, flow: bool = False) -> str:
    if len(texts) == 1:
        return _scalar(texts[0], flow=flow)
    return f"[{', '.join(_scalar(text, flow=True) for text in texts)}]" if texts else ""


#: Texts that need no quotation marks: no character or pair of characters that means something in YAML.
_PLAIN = re.compile(r"(?!---|\.\.\.)[\w(/.<+](?:[^\n:#\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|:(?=\S)|(?<=\S)#)*")


def _scalar(text: str, *, flow: bool = False) -> str:
    """A text as YAML: as it is where that cannot be misread, else in quotation marks; ``flow`` is inside brackets."""
    if _PLAIN.fullmatch(text) and text == text.strip() and not (flow and re.search(r"[,\[\]{}]", text)):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda one: f"\\u{ord(one[0]):04x}", quoted)
