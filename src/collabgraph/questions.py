"""Scholars' questions: SPARQL files whose header says in two languages what is asked, of what, and what comes back.

The header is made of lines that begin with ``#+``, as grlc has them: YAML of which only ``key: text``, ``key:`` with
deeper lines below it, ``- text`` and ``[English, Indonesian]`` are read, all else being refused. A variable such as
``?_case_iri`` is a parameter: it is bound to terms, in every group of the query that names it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.errors import (
    AmbiguousValue,
    InvalidQuestion,
    MissingParameter,
    QueryRefused,
    QuerySyntax,
    UnfitValue,
    UnknownParameter,
    UnknownQuestion,
    UnknownTag,
    UnknownValue,
)
from collabgraph.nearest import suggestion
from collabgraph.phrases import LANGUAGES, Text, both, mark
from collabgraph.queries import Result, guard, tokens
from collabgraph.store import read_text
from collabgraph.vocabulary import CODE_LISTS, PREFIXES, SCHEME, local_name, shortened

#: What answers a query: the ``query`` of graphs in memory or of a store.
Ask = Callable[[str], Result]

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
#: What a parameter can be besides an IRI, by the end of its variable's name: how it is written, what it is called.
_LITERALS: Mapping[str, tuple[str, Text]] = {
    "literal": (r"(?s:.*)", both(mark("a text"))),
    "integer": (r"[+-]?[0-9]{1,18}", both(mark("a whole number"))),
    "decimal": (r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", both(mark("a number, with a decimal point"))),
}
_LANGUAGE = "_lang_literal"
_MOST_NAMED = 20


@dataclass(frozen=True)
class Parameter:
    """What a question can be asked about: a variable of its query that is bound to one term, or to several.

    ``kind`` is what an IRI stands for, a key of KINDS; it is None for texts and numbers. Where ``default`` is empty
    a value must be given.
    """

    name: str
    variable: str
    kind: str | None
    label: Text
    default: str
    several: bool


@dataclass(frozen=True)
class Question:
    """A scholar's question: what is asked, of what, by which query, and what the columns of its answer are called.

    ``empty`` says what it means that there is no row.
    """

    id: str
    summary: Text
    description: Text
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Text]
    tags: tuple[str, ...]
    empty: Text | None
    sparql: str
    path: Path


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
    found = Question(
        path.stem,
        header["summary"].texts(),
        header["description"].texts(),
        tuple(_parameter(entry, body) for entry in header.below("parameters")),
        {entry.key: entry.pair() for entry in header.below("columns")},
        tuple(entry.one_of(TAGS) for entry in header["tags"].entries),
        header["empty"].texts() if header.below("empty") else None,
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
        return Text(**found)

    def pair(self) -> Text:
        """The two words in brackets, English and Indonesian."""
        found = re.fullmatch(r"\[([^,\[\]]+), ([^,\[\]]+)\]", self.text)
        if found is None:
            raise self.refused(mark("it needs the English and the Indonesian word, written [English, Indonesian]"))
        return Text(*found.groups())

    def one_of(self, known: Collection[str]) -> str:
        """The text, which has to be one of these."""
        if self.text not in known:
            raise self.refused(mark("'{text}' is none of {known}"), text=self.text, known=", ".join(known))
        return self.text

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
    top.allow("summary", "description", "tags", "parameters", "columns", "empty")
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
    entry.allow("words", "kind", "default", "several")
    types = {type_ for type_ in ("iri", *_LITERALS) if f"_{entry.key}_{type_}" in _variables(body)}
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
    declared = {parameter.variable for parameter in found.parameters} | {_LANGUAGE}
    variables = _variables(found.sparql)
    if unknown := sorted(name for name in variables if name.startswith("_") and name not in declared):
        reason = mark("the query uses {names}, which stands under no 'parameters'")
        raise header.refused(reason, names=", ".join(f"?{name}" for name in unknown))
    if unknown := sorted(set(found.columns) - variables):
        raise header["columns"].refused(mark("the query has no variable {names}"), names=", ".join(unknown))


# Asking --------------------------------------------------------------------------------------------------------------


def bound(question: Question, values: Mapping[str, str], lang: str, ask: Ask) -> str:
    """The query of a question with its parameters bound to terms, to be asked with ``ask``.

    ``values`` are as a person types them, by the name of the parameter: an id ("pbg"), a prefixed name
    ("sp:leader-commitment") or a full IRI that the data have, with commas where the parameter takes several, "all" for
    all there are. What has no value gets its default; labels are asked for in ``lang``.

    Raises UnknownParameter, MissingParameter, UnknownValue, AmbiguousValue or UnfitValue.
    """
    names = [parameter.name for parameter in question.parameters]
    for name in values:
        if name not in names:
            nearest, listed = suggestion(name, names), ", ".join(names) or "–"
            raise UnknownParameter(question=question.id, name=name, nearest=nearest, known=listed)
    terms = {_LANGUAGE: [str(ox.Literal(lang))]}
    for parameter in question.parameters:
        value = values.get(parameter.name, "") or parameter.default
        if not value.strip():
            raise MissingParameter(question=question.id, name=parameter.name, label=parameter.label)
        terms[parameter.variable] = list(_terms(parameter, value, ask))
    return _with_values(question.sparql, terms)


def known(kind: str, ask: Ask) -> list[str]:
    """The IRIs of everything of a kind (see KINDS) that the data have, sorted."""
    rows = ask(f"SELECT DISTINCT ?thing {{ {KINDS[kind]} }}")
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(row["thing"].value for row in rows if isinstance(row["thing"], ox.NamedNode))


def _terms(parameter: Parameter, value: str, ask: Ask) -> Iterator[str]:
    """The terms a value stands for, as SPARQL writes them."""
    if parameter.kind is None:
        yield _literal(parameter, value)
        return
    there = known(parameter.kind, ask)
    parts = [part.strip() for part in (value.split(",") if parameter.several else [value])]
    every = parameter.several and parts == ["all"]
    iris = there if every else [_iri(parameter, part, there) for part in parts]
    yield from (str(ox.NamedNode(iri)) for iri in iris)


def _literal(parameter: Parameter, value: str) -> str:
    datatype = parameter.variable.rpartition("_")[2]
    written, wanted = _LITERALS[datatype]
    try:
        if not re.fullmatch(written, value):
            raise ValueError
        kind = None if datatype == "literal" else ox.NamedNode(PREFIXES["xsd"] + datatype)
        return str(ox.Literal(value, datatype=kind))
    except ValueError:
        raise UnfitValue(name=parameter.name, value=value, wanted=wanted) from None


def _iri(parameter: Parameter, value: str, there: list[str]) -> str:
    """The one thing of the data that a value names."""
    prefix, colon, local = value.partition(":")
    full = PREFIXES[prefix] + local if colon and prefix in PREFIXES else value.removeprefix("<").removesuffix(">")
    if full in there:
        return full
    named = [iri for iri in there if local_name(iri) == value]
    if len(named) == 1:
        return named[0]
    if named:
        raise AmbiguousValue(name=parameter.name, value=value, known=", ".join(map(shortened, named)))
    ids = sorted({local_name(iri) for iri in there})
    listed = ", ".join(ids[:_MOST_NAMED]) + (", ..." if len(ids) > _MOST_NAMED else "")
    nearest = suggestion(local_name(full), ids)
    raise UnknownValue(name=parameter.name, value=value, nearest=nearest, known=listed or "–")


@dataclass
class _Group:
    """The variables to bind in a group of a query; those of a SELECT clause belong to the group after it."""

    start: int
    names: set[str] = field(default_factory=set)
    is_select: bool = False
    where: _Group | None = None
    parentheses: int = 0
    is_empty: bool = True


def _with_values(sparql: str, terms: Mapping[str, Iterable[str]]) -> str:
    """The query with a line of VALUES at the head of each group that names a variable.

    One line at the top would not do: a subquery, a MINUS, or a FILTER in a group of its own does not see it.
    """
    insertions = []
    for group in _groups(sparql):
        lines = (f"VALUES ?{name} {{ {' '.join(terms[name])} }}" for name in sorted(group.names & set(terms)))
        insertions.append((group.start, "".join(f" {line}" for line in lines)))
    pieces, done = [], 0
    for start, line in sorted(insertions):
        pieces += [sparql[done:start], line]
        done = start
    return "".join([*pieces, sparql[done:]])


def _groups(sparql: str) -> list[_Group]:
    """Every group with the variables it names itself, by itself or in the SELECT clause before it."""
    top = _Group(0, is_select=True, is_empty=False)
    within, every = [top], [top]
    for token in tokens(sparql):
        inner, sign = within[-1], token[0]
        if token.lastgroup == "variable":
            inner.names.add(sign[1:])
        elif sign == "{":
            group = _Group(token.end())
            if inner.is_select and not inner.parentheses and inner.where is None:
                inner.where = group
            within.append(group)
            every.append(group)
        elif sign == "}" and len(within) > 1:
            within.pop()
        elif token.lastgroup == "word" and inner.is_empty:
            inner.is_select = sign.upper() == "SELECT"
        inner.parentheses += (sign == "(") - (sign == ")")
        inner.is_empty = inner.is_empty and token.lastgroup in ("space", "comment")
    for group in every:
        if group.is_select and group.where is not None:
            group.where.names |= group.names
    return [group for group in every if not group.is_select]
