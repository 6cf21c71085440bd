"""Scholars' questions: SPARQL files whose header says in two languages what is asked, of what, and what comes back.

The header is made of lines that begin with ``#+``, as grlc has them, and is YAML. A variable such as ``?_case_iri`` is
a parameter; ``parameters`` binds it to terms.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from collabgraph import resources
from collabgraph.errors import InvalidQuestion, QueryRefused, QuerySyntax, UnknownQuestion, UnknownTag
from collabgraph.rdf.sparql import guard, tokens
from collabgraph.rdf.turtle import read_text
from collabgraph.rdf.vocabulary import CODE_LISTS, SCHEME
from collabgraph.rdf.yaml_values import Value, YamlFault, read_yaml
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

    Raises InvalidQuestion, with line and column, where the header cannot be read or does not describe the query.
    """
    lines = read_text(path).split("\n")
    header = "\n".join(f"  {line[2:]}" if line.startswith("#+") else "" for line in lines)  # every sign keeps its place
    body = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    try:
        value = read_yaml(header)
        found = _question(path, value, body)
        _check(found, value)
    except YamlFault as fault:
        raise InvalidQuestion(path=path, line=fault.line, column=fault.column, reason=fault.reason) from None
    return found


def _question(path: Path, header: Value, body: str) -> Question:
    given = header.entries(
        ("summary", "description", "tags", "parameters", "columns", "once", "note", "empty"),
        needed=("summary", "description", "tags", "columns"),
    )
    columns = {name: _pair(value) for name, value in given["columns"].entries().items()}
    parameters = given["parameters"].entries() if "parameters" in given else {}
    return Question(
        path.stem,
        _texts(given["summary"]),
        _texts(given["description"]),
        tuple(_parameter(name, value, body) for name, value in parameters.items()),
        columns,
        tuple(value.one_of(TAGS) for value in given["tags"].listed),
        _texts(given["note"]) if "note" in given else None,
        _texts(given["empty"]) if "empty" in given else None,
        tuple(value.one_of(columns) for value in given["once"].listed) if "once" in given else (),
        body,
        path,
    )


def _parameter(name: str, value: Value, body: str) -> Parameter:
    given = value.entries(("words", "kind", "default", "several", "least", "most", "unlike"), needed=("words",))
    types = {type_ for type_ in ("iri", *LITERALS) if f"_{name}_{type_}" in _variables(body)}
    if len(types) != 1:
        value.refuse(mark("the query has no variable such as ?_{name}_iri, or several"), name=name)
    kind = given["kind"].one_of(KINDS) if "kind" in given else name
    if types == {"iri"} and kind not in KINDS:
        value.refuse(mark("'{text}' is none of {known}"), text=kind, known=", ".join(KINDS))
    return Parameter(
        name,
        f"_{name}_{min(types)}",
        kind if types == {"iri"} else None,
        _pair(given["words"]),
        given["default"].text if "default" in given else "",
        "several" in given and given["several"].one_of(("yes", "no")) == "yes",
        _number(given["least"]) if "least" in given else -math.inf,
        _number(given["most"]) if "most" in given else math.inf,
        given["unlike"].text if "unlike" in given else "",
    )


def _texts(value: Value) -> Text:
    """The words of an entry, one text for each language."""
    found = Text({lang: words.text for lang, words in value.entries(LANGUAGES).items()})
    if missing := [lang for lang in LANGUAGES if lang not in found.by_language]:
        value.refuse(mark("'{key}' is missing"), key=missing[0])
    return found


def _pair(value: Value) -> Text:
    """The English and the Indonesian word of a list of two."""
    words = [word.text for word in value.listed]
    if len(words) != len(LANGUAGES) or not all(words):
        value.refuse(mark("it needs the English and the Indonesian word, written [English, Indonesian]"))
    return Text(dict(zip(LANGUAGES, words, strict=True)))


def _number(value: Value) -> float:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value.text):
        value.refuse(mark("'{text}' is no number"), text=value.text)
    return float(value.text)


def _variables(body: str) -> set[str]:
    return {token[0][1:] for token in tokens(body) if token.lastgroup == "variable"}


def _check(found: Question, header: Value) -> None:
    """Refuse a query that cannot be asked, or that has other parameters and columns than its header says."""
    words = (token[0].upper() for token in tokens(found.sparql) if token.lastgroup == "word")
    if next((word for word in words if word not in ("PREFIX", "BASE")), "") != "SELECT":
        header.refuse(mark("a question asks with SELECT"))
    try:
        guard(found.sparql)
    except (QueryRefused, QuerySyntax) as error:
        raise YamlFault(header.line, header.column, error.message) from None
    if not found.tags:
        header.entries()["tags"].refuse(mark("words are missing"))
    names = {parameter.name for parameter in found.parameters}
    declared = {parameter.variable for parameter in found.parameters} | {LANGUAGE}
    variables = _variables(found.sparql)
    if unknown := sorted(name for name in variables if name.startswith("_") and name not in declared):
        reason = mark("the query uses {names}, which stands under no 'parameters'")
        header.refuse(reason, names=", ".join(f"?{name}" for name in unknown))
    if unknown := sorted(set(found.columns) - variables):
        header.entries()["columns"].refuse(mark("the query has no variable {names}"), names=", ".join(unknown))
    pairs = {(parameter.name, parameter.unlike) for parameter in found.parameters if parameter.unlike}
    if unknown := sorted(other for own, other in pairs if other == own or (other not in names)):
        header.entries()["parameters"].refuse(mark("there is no parameter {names}"), names=", ".join(unknown))
