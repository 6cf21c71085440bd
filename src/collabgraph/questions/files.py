"""Scholars' questions: SPARQL files with a header in two languages on the question, its parameters and its answer.

The header is YAML on lines that begin with ``#+``, as in grlc. A variable such as ``?_case_iri`` is a parameter;
``parameters`` binds it to terms.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from collabgraph import resources
from collabgraph.errors import InvalidQuestion, QueryRefused, QuerySyntax, UnknownQuestion, UnknownTag
from collabgraph.rdf.sparql import guard, tokens
from collabgraph.rdf.turtle import read_text
from collabgraph.rdf.vocabulary import CODE_LISTS, SCHEME
from collabgraph.rdf.yaml_values import Value, YamlFault, read_yaml
from collabgraph.words import LANGUAGES, Text, both, mark
from collabgraph.words.nearest import suggestion

#: The subjects of questions; each question is listed under the first of its tags.
TAGS: Mapping[str, Text] = {
    "conditions": both(mark("Conditions")),
    "comparison": both(mark("Cases side by side")),
    "ties": both(mark("Actors and ties")),
    "procedure": both(mark("The service and its steps")),
    "evidence": both(mark("Claims, evidence and sources")),
    "theory": both(mark("Theories")),
    "results": both(mark("Computed results")),
}

#: The kinds of things an IRI parameter can name, each with the pattern that matches all of them in the data.
KINDS: Mapping[str, str] = {
    **{
        name: f"?thing a cg:{name.capitalize()}"
        for name in ("case", "study", "actor", "source", "framework", "construct", "indicator")
    },
    "kind": "?thing rdfs:subClassOf+ cg:Claim",
    "list": "?thing a skos:ConceptScheme MINUS { ?thing a cg:Framework }",
    **{name: f"?thing skos:inScheme <{SCHEME}{name}>" for name in (*CODE_LISTS, "actor-metric", "network-metric")},
}
#: The types of parameters that are not IRIs, by the end of their variable's name.
LITERALS = ("literal", "integer", "decimal")
#: The variable that stands for the language of labels in every query.
LANGUAGE = "_lang_literal"


class Parameter(Struct, frozen=True):
    """A parameter of a question: a variable of its query that is bound to one term, or to several.

    ``kind`` is the kind of thing an IRI names, a key of KINDS; None for texts and numbers. Where ``default`` is empty
    a value is required. A number must be between ``least`` and ``most``. ``unlike`` names a parameter that must have
    a different value, if any.
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


#: The parameter that every question with a parameter "basis" has besides those of its header.
ATTRIBUTION = Parameter(
    "attribution",
    "_attribution_iri",
    "attribution",
    both(mark("attribution")),
    "all",
    True,
    -math.inf,
    math.inf,
    "",
)


class Question(Struct, frozen=True):
    """A scholar's question: its texts, its parameters, its query, and the labels of the columns of its answer.

    ``note`` is a caution on reading the rows, or a next step; ``empty`` the meaning of an empty answer, where it is not
    just that the sources are silent. A value of a column of ``once`` that all rows share is shown above them.
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
        """The meaning of an answer without rows."""
        return self.empty or _SILENCE


_SILENCE = both(
    mark("Nothing coded answers this as it was asked. That the sources are silent does not show that it is not so.")
)


# Reading -------------------------------------------------------------------------------------------------------------


@functools.cache
def questions() -> Mapping[str, Question]:
    """The shipped questions by id, in the order of TAGS and of their ids."""
    all_questions = [read_question(path) for path in resources.queries()]
    places = {tag: place for place, tag in enumerate(TAGS)}
    return {
        question.id: question
        for question in sorted(all_questions, key=lambda question: (places[question.tags[0]], question.id))
    }


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
    return [question for question in questions().values() if tag in question.tags]


def read_question(path: Path) -> Question:
    """The question in a file.

    Raises InvalidQuestion, with line and column, where the header cannot be read or does not describe the query.
    """
    lines = read_text(path).split("\n")
    header = "\n".join(
        f"  {line[2:]}" if line.startswith("#+") else "" for line in lines
    )  # every character keeps its place
    body = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    try:
        value = read_yaml(header)
        question = _question(path, value, body)
        _check(question, value)
    except YamlFault as fault:
        raise InvalidQuestion(path=path, line=fault.line, column=fault.column, reason=fault.reason) from None
    return question


def _question(path: Path, header: Value, body: str) -> Question:
    entries = header.entries(
        ("summary", "description", "tags", "parameters", "columns", "once", "note", "empty"),
        needed=("summary", "description", "tags", "columns"),
    )
    columns = {name: _pair(value) for name, value in entries["columns"].entries().items()}
    parameters = entries["parameters"].entries() if "parameters" in entries else {}
    return Question(
        path.stem,
        _texts(entries["summary"]),
        _texts(entries["description"]),
        tuple(_with_attribution(_parameter(name, value, body) for name, value in parameters.items())),
        columns,
        tuple(value.one_of(TAGS) for value in entries["tags"].listed),
        _texts(entries["note"]) if "note" in entries else None,
        _texts(entries["empty"]) if "empty" in entries else None,
        tuple(value.one_of(columns) for value in entries["once"].listed) if "once" in entries else (),
        body,
        path,
    )


def _with_attribution(parameters: Iterable[Parameter]) -> Iterator[Parameter]:
    """The parameters; a question that is asked on bases can be asked of claims of some attributions only."""
    for parameter in parameters:
        yield parameter
        if parameter.name == "basis":
            yield ATTRIBUTION


def _parameter(name: str, value: Value, body: str) -> Parameter:
    entries = value.entries(("words", "kind", "default", "several", "least", "most", "unlike"), needed=("words",))
    types = {type_ for type_ in ("iri", *LITERALS) if f"_{name}_{type_}" in _variables(body)}
    if len(types) != 1:
        value.refuse(mark("the query has no variable such as ?_{name}_iri, or several"), name=name)
    kind = entries["kind"].one_of(KINDS) if "kind" in entries else name
    if types == {"iri"} and kind not in KINDS:
        value.refuse(mark("'{text}' is none of {known}"), text=kind, known=", ".join(KINDS))
    return Parameter(
        name,
        f"_{name}_{min(types)}",
        kind if types == {"iri"} else None,
        _pair(entries["words"]),
        entries["default"].text if "default" in entries else "",
        "several" in entries and entries["several"].one_of(("yes", "no")) == "yes",
        _number(entries["least"]) if "least" in entries else -math.inf,
        _number(entries["most"]) if "most" in entries else math.inf,
        entries["unlike"].text if "unlike" in entries else "",
    )


def _texts(value: Value) -> Text:
    """The text of an entry, in all languages."""
    texts = Text({lang: words.text for lang, words in value.entries(LANGUAGES).items()})
    if missing := [lang for lang in LANGUAGES if lang not in texts.by_language]:
        value.refuse(mark("'{key}' is missing"), key=missing[0])
    return texts


def _pair(value: Value) -> Text:
    """The English and the Indonesian word of a list of two."""
    words = [word.text for word in value.listed]
    if len(words) != len(LANGUAGES) or not all(words):
        value.refuse(mark("it needs the English and the Indonesian word, written [English, Indonesian]"))
    return Text(dict(zip(LANGUAGES, words, strict=True)))


def _number(value: Value) -> float:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value.text):
        value.refuse(mark("'{text}' is not a number"), text=value.text)
    return float(value.text)


def _variables(body: str) -> set[str]:
    return {token[0][1:] for token in tokens(body) if token.lastgroup == "variable"}


def _check(question: Question, header: Value) -> None:
    """Refuse a query that is invalid, or whose parameters and columns differ from those of its header."""
    words = (token[0].upper() for token in tokens(question.sparql) if token.lastgroup == "word")
    if next((word for word in words if word not in ("PREFIX", "BASE")), "") != "SELECT":
        header.refuse(mark("a question asks with SELECT"))
    try:
        guard(question.sparql)
    except (QueryRefused, QuerySyntax) as error:
        raise YamlFault(header.line, header.column, error.message) from None
    if not question.tags:
        header.entries()["tags"].refuse(mark("words are missing"))
    names = {parameter.name for parameter in question.parameters}
    declared = {parameter.variable for parameter in question.parameters} | {LANGUAGE}
    variables = _variables(question.sparql)
    if unknown := sorted(name for name in variables if name.startswith("_") and name not in declared):
        reason = mark("the query uses {names}, which stands under no 'parameters'")
        header.refuse(reason, names=", ".join(f"?{name}" for name in unknown))
    if unknown := sorted(set(question.columns) - variables):
        header.entries()["columns"].refuse(mark("the query has no variable {names}"), names=", ".join(unknown))
    pairs = {(parameter.name, parameter.unlike) for parameter in question.parameters if parameter.unlike}
    if unknown := sorted(other for own, other in pairs if other == own or (other not in names)):
        header.entries()["parameters"].refuse(mark("there is no parameter {names}"), names=", ".join(unknown))
