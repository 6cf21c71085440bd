"""Scholars' questions: SPARQL files whose header says in two languages what is asked, of what, and what comes back.

The header is made of lines that begin with ``#+``, as grlc has them: YAML of which only ``key: text``, ``key:`` with
deeper lines below it, ``- text`` and ``[English, Indonesian]`` are read, all else being refused. A variable such as
``?_case_iri`` is a parameter; ``asking`` binds it to terms.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from collabgraph import resources
from collabgraph.errors import InvalidQuestion, QueryRefused, QuerySyntax, UnknownQuestion, UnknownTag
from collabgraph.rdf.sparql import guard, tokens
from collabgraph.rdf.turtle import read_text
from collabgraph.rdf.vocabulary import CODE_LISTS, SCHEME
from collabgraph.words import LANGUAGES, Text, both, mark
from collabgraph.words.nearest import suggestion

#: What a question can be about; each question stands under the first of its tags.
TAGS: Mapping[str, Text] = {
    "conditions": both(mark("Conditions")),
    "comparison": both(mark("Cases side by side")),
    "ties": both(mark("Actors and ties")),
    "procedure": both(mark("The service and its steps")),
    "evidence": both(mark("Claims, evidence and sources")),
    "theory": both(mark("Theories")),
    "results": both(mark("Computed results")),
}

#: What an IRI parameter can stand for, besides a term of a code list, and how the data are asked what there is.
KINDS: Mapping[str, str] = {
    **{
        name: f"?thing a cg:{name.capitalize()}"
        for name in ("case", "study", "actor", "source", "framework", "construct", "indicator")
    },
    "kind": "?thing rdfs:subClassOf+ cg:Claim",
    "list": "?thing a skos:ConceptScheme MINUS { ?thing a cg:Framework }",
    **{name: f"?thing skos:inScheme <{SCHEME}{name}>" for name in (*CODE_LISTS, "actor-metric", "network-metric")},
}
#: What a parameter can be besides an IRI, by the end of its variable's name.
LITERALS = ("literal", "integer", "decimal")
#: The variable that stands for the language of labels in every query.
LANGUAGE = "_lang_literal"


@dataclass(frozen=True)
class Parameter:
    """What a question can be asked about: a variable of its query that is bound to one term, or to several.

    ``kind`` is what an IRI stands for, a key of KINDS; it is None for texts and numbers. Where ``default`` is empty
    a value must be given. A number lies between ``least`` and ``most``. ``unlike`` names a parameter that must have
    another value, where there is one.
    """

    name: str
    variable: str
    kind: str | None
    label: Text
    default: str
    several: bool
    least: float
    most: float
    unlike: str


@dataclass(frozen=True)
class Question:
    """A scholar's question: what is asked, of what, by which query, and what the columns of its answer are called.

    ``note`` says how not to read the rows, or where they lead on to; ``empty`` what it means that there is none, where
    that is not just that the sources are silent. What all rows have alike in a column of ``once`` is said above them.
    """

    id: str
    summary: Text
    description: Text
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Text]
    tags: tuple[str, ...]
    note: Text | None
    empty: Text | None
    once: tuple[str, ...]
    sparql: str
    path: Path

    @property
    def silence(self) -> Text:
        """What it means that an answer has no row."""
        return self.empty or _SILENCE


_SILENCE = both(
    mark("Nothing coded answers this as it was asked. That the sources are silent does not show that it is not so.")
)


# Reading -------------------------------------------------------------------------------------------------------------


@functools.cache
def questions() -> Mapping[str, Question]:
    """The shipped questions by id, in the order of TAGS and of their ids."""
    found = [read_question(path) for path in resources.queries()]
    places = {tag: place for place, tag in enumerate(TAGS)}
    return {each.id: each for each in sorted(found, key=lambda each: (places[each.tags[0]], each.id))}


def question(name: str) -> Question:
    """The question with this id; raises UnknownQuestion with the nearest."""
    shipped = questions()
    if name not in shipped:
        raise UnknownQuestion(name=name, nearest=suggestion("-".join(name.split()), shipped))
    return shipped[name]


def named(text: str) -> Question | None:
    """The question whose id the text is, or None where it is a query; raises UnknownQuestion where it is neither."""
    if not re.fullmatch(r"[\w-]+(?:\s+[\w-]+)*", text.strip()):
        return None
    if text in questions() or re.fullmatch(r"\w+(?:-\w+)+", text):
        return question(text)
    try:
        guard(text)
    except QuerySyntax:
        return question(text)
    return None


def tagged(tag: str) -> list[Question]:
    """The questions with this tag; raises UnknownTag with the nearest."""
    if tag not in TAGS:
        raise UnknownTag(name=tag, nearest=suggestion(tag, TAGS), known=", ".join(TAGS))
    return [each for each in questions().values() if tag in each.tags]


def read_question(path: Path) -> Question:
    """The question in a file.

    Raises InvalidQuestion, with the line, where the header cannot be read or the query is none that it describes.
    """
    text = read_text(path)
    header = _header(path, text)
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+")).strip() + "\n"
    columns = {entry.key: entry.pair() for entry in header.below("columns")}
    found = Question(
        path.stem,
        header["summary"].texts(),
        header["description"].texts(),
        tuple(_parameter(entry, body) for entry in header.below("parameters")),
        columns,
        tuple(entry.one_of(TAGS) for entry in header["tags"].entries),
        header["note"].texts() if header.below("note") else None,
        header["empty"].texts() if header.below("empty") else None,
        tuple(entry.one_of(columns) for entry in header.below("once")),
        body,
        path,
    )
    _check(found, header)
    return found


@dataclass(frozen=True)
class _Entry:
    """A line of a header and the deeper lines below it; an item of a list has no key."""

    path: Path
    line: int
    key: str
    text: str
    entries: list[_Entry] = field(default_factory=list)

    def __getitem__(self, key: str) -> _Entry:
        found = [entry for entry in self.entries if entry.key == key]
        if len(found) != 1:
            raise self.refused(mark("'{key}' has to stand below it exactly once"), key=key)
        return found[0]

    def below(self, key: str) -> list[_Entry]:
        """The entries below a key; none where the key is missing."""
        return [entry for above in self.entries if above.key == key for entry in above.entries]

    def texts(self) -> Text:
        """The words below it, one text for each language."""
        self.allow(*LANGUAGES)
        found = {lang: self[lang].text for lang in LANGUAGES}
        if not all(found.values()):
            raise self.refused(mark("words are missing in one of the two languages"))
        return Text(found)

    def pair(self) -> Text:
        """The two words in brackets, English and Indonesian."""
        found = re.fullmatch(r"\[([^,\[\]]+), ([^,\[\]]+)\]", self.text)
        if found is None:
            raise self.refused(mark("it needs the English and the Indonesian word, written [English, Indonesian]"))
        return Text(dict(zip(LANGUAGES, found.groups(), strict=True)))

    def one_of(self, known: Collection[str]) -> str:
        """The text, which has to be one of these."""
        if self.text not in known:
            raise self.refused(mark("'{text}' is none of {known}"), text=self.text, known=", ".join(known))
        return self.text

    def number(self) -> float:
        """The text as a number."""
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", self.text):
            raise self.refused(mark("'{text}' is no number"), text=self.text)
        return float(self.text)

    def allow(self, *keys: str) -> None:
        """Refuse every key but these, and a key given twice."""
        for entry in self.entries:
            if entry.key not in keys:
                raise entry.refused(mark("'{text}' is none of {known}"), text=entry.key, known=", ".join(keys))
            self[entry.key]

    def refused(self, reason: str, **fields: object) -> InvalidQuestion:
        """The error that names this line."""
        return InvalidQuestion(path=self.path, line=self.line, reason=both(reason, **fields))


_LINE = re.compile(r"#\+ (?P<indent>(?:  )*)(?:- (?P<item>\S.*)|(?P<key>[a-z][a-zA-Z_]*):(?: (?P<text>\S.*))?)")
# What YAML would take for something else than plain text.
_NOT_PLAIN = re.compile(r"[\"'{}>|&*!%@`#?,\]-]|\[(?!.*\]$)|.*(?:: | #)|.*:$")


def _header(path: Path, text: str) -> _Entry:
    top = _Entry(path, 1, "", "")
    above = [top]
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#+"):
            entry, depth = _entry(path, number, line.rstrip())
            if depth >= len(above) or above[depth].text:
                raise entry.refused(mark("it stands deeper than what it could belong to"))
            above[depth].entries.append(entry)
            above[depth + 1 :] = [entry]
    top.allow("summary", "description", "tags", "parameters", "columns", "once", "note", "empty")
    return top


def _entry(path: Path, number: int, line: str) -> tuple[_Entry, int]:
    """The entry on a line, and how deep it stands."""
    found = _LINE.fullmatch(line)
    if found is None:
        reason = mark("a line is '#+ key: text', '#+ key:' or '#+ - text', two spaces deeper for each level")
        raise InvalidQuestion(path=path, line=number, reason=both(reason))
    entry = _Entry(path, number, found["key"] or "", found["item"] or found["text"] or "")
    if _NOT_PLAIN.match(entry.text):
        raise entry.refused(mark("quotes, blocks, comments and a colon inside a text are not read"))
    return entry, len(found["indent"]) // 2


def _parameter(entry: _Entry, body: str) -> Parameter:
    entry.allow("words", "kind", "default", "several", "least", "most", "unlike")
    types = {type_ for type_ in ("iri", *LITERALS) if f"_{entry.key}_{type_}" in _variables(body)}
    if len(types) != 1:
        raise entry.refused(mark("the query has no variable such as ?_{name}_iri, or several"), name=entry.key)
    given = {each.key: each for each in entry.entries}
    kind = given["kind"].one_of(KINDS) if "kind" in given else entry.key
    if types == {"iri"} and kind not in KINDS:
        raise entry.refused(mark("'{text}' is none of {known}"), text=kind, known=", ".join(KINDS))
    return Parameter(
        entry.key,
        f"_{entry.key}_{min(types)}",
        kind if types == {"iri"} else None,
        entry["words"].pair(),
        given["default"].text if "default" in given else "",
        "several" in given and given["several"].one_of(("yes", "no")) == "yes",
        given["least"].number() if "least" in given else -math.inf,
        given["most"].number() if "most" in given else math.inf,
        given["unlike"].text if "unlike" in given else "",
    )


def _variables(body: str) -> set[str]:
    return {token[0][1:] for token in tokens(body) if token.lastgroup == "variable"}


def _check(found: Question, header: _Entry) -> None:
    """Refuse a query that cannot be asked, or that has other parameters and columns than its header says."""
    words = (token[0].upper() for token in tokens(found.sparql) if token.lastgroup == "word")
    if next((word for word in words if word not in ("PREFIX", "BASE")), "") != "SELECT":
        raise header.refused(mark("a question asks with SELECT"))
    try:
        guard(found.sparql)
    except (QueryRefused, QuerySyntax) as error:
        raise InvalidQuestion(path=found.path, line=header.line, reason=error.message) from None
    if not found.tags:
        raise header["tags"].refused(mark("words are missing"))
    names = {parameter.name for parameter in found.parameters}
    declared = {parameter.variable for parameter in found.parameters} | {LANGUAGE}
    variables = _variables(found.sparql)
    if unknown := sorted(name for name in variables if name.startswith("_") and name not in declared):
        reason = mark("the query uses {names}, which stands under no 'parameters'")
        raise header.refused(reason, names=", ".join(f"?{name}" for name in unknown))
    if unknown := sorted(set(found.columns) - variables):
        raise header["columns"].refused(mark("the query has no variable {names}"), names=", ".join(unknown))
    pairs = {(parameter.name, parameter.unlike) for parameter in found.parameters if parameter.unlike}
    if unknown := sorted(other for own, other in pairs if other == own or (other not in names)):
        raise header["parameters"].refused(mark("there is no parameter {names}"), names=", ".join(unknown))
