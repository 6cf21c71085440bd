"""Binding the parameters of a question: values as typed become terms, and terms become part of the query."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from msgspec import Struct, field

from collabgraph.errors import (
    AmbiguousValue,
    CollabgraphError,
    EqualValues,
    MissingParameter,
    UnfitValue,
    UnknownParameter,
    UnknownValue,
)
from collabgraph.model import ALL_ATTRIBUTIONS
from collabgraph.questions.files import ATTRIBUTION, KINDS, LANGUAGE, Parameter, Question
from collabgraph.rdf.sparql import Result, tokens
from collabgraph.rdf.vocabulary import PREFIXES, SCHEME, local_name, shortened
from collabgraph.words import LANGUAGES, Speech, Text, both, in_both, mark
from collabgraph.words.nearest import suggestion

#: A function that answers a query: the ``query`` of graphs in memory or of a store.
Ask = Callable[[str], Result]
Term = ox.NamedNode | ox.Literal

#: The syntax of texts and numbers, and their names.
_LITERALS: Mapping[str, tuple[str, Text]] = {
    "literal": (r"(?s:.*)", both(mark("a text"))),
    "integer": (r"[+-]?[0-9]{1,18}", both(mark("a whole number"))),
    "decimal": (r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", both(mark("a number such as 0.5"))),
}
_DECIMAL = PREFIXES["xsd"] + "decimal"
_NONE = both(mark("none"))
_ONE_VALUE = both(mark("a single value"))
_MOST_NAMED = 20


def bound(question: Question, values: Mapping[str, str], lang: str, ask: Ask) -> str:
    """The query of a question with these values, to be answered by ``ask``; see ``terms`` and ``written``."""
    return written(question, terms(question, values, lang, ask), lang)


def terms(question: Question, values: Mapping[str, str], lang: str, ask: Ask) -> dict[str, list[Term]]:
    """The terms of each parameter of a question, by its name.

    ``values`` are as a person who speaks ``lang`` types them, by the name of the parameter: an id ("pbg"), a prefixed
    name ("sp:leader-commitment") or a full IRI that the data have, with commas where the parameter takes several, "all"
    for all there are. A parameter without a value gets its default; without one, the only thing of its kind. Where
    claims of all attributions count there are no terms for these.

    Raises UnknownParameter, MissingParameter, UnknownValue, AmbiguousValue, UnfitValue or EqualValues.
    """
    names = [parameter.name for parameter in question.parameters]
    for name in values:
        if name not in names:
            words = {label: p.name for p in question.parameters for label in (p.label["en"], p.label["id"])}
            nearest, listed = suggestion(name, names, words), ", ".join(names) or _NONE
            raise UnknownParameter(question=question.id, name=name, nearest=nearest, known=listed)
    terms_by_name: dict[str, list[Term]] = {}
    for parameter in question.parameters:
        value = _given(parameter, values)
        if parameter is ATTRIBUTION and _is_all(parameter, value):
            continue
        if value.strip():
            terms_by_name[parameter.name] = list(_terms(parameter, value, lang, ask))
        else:
            terms_by_name[parameter.name] = [
                _only_one(question, parameter, terms_by_name.get(parameter.unlike, []), ask)
            ]
    _refuse_equals(question, values, terms_by_name)
    return terms_by_name


def _only_one(question: Question, parameter: Parameter, taken: Sequence[Term], ask: Ask) -> Term:
    """The only thing in the data that a parameter without a value can name; raises MissingParameter."""
    there = known(parameter.kind, ask) if parameter.kind else []
    free = [iri for iri in there if ox.NamedNode(iri) not in taken]
    if len(free) == 1:
        return ox.NamedNode(free[0])
    listed = _listed(sorted(map(local_name, free))) if parameter.kind else _LITERALS[_form(parameter)][1]
    raise MissingParameter(question=question.id, name=parameter.name, label=parameter.label, known=listed)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_MOST_NAMED]) + (", ..." if len(ids) > _MOST_NAMED else "") or "–"


def _form(parameter: Parameter) -> str:
    return parameter.variable.rpartition("_")[2]


def _given(parameter: Parameter, values: Mapping[str, str]) -> str:
    return values.get(parameter.name, "") or parameter.default


def _refuse_equals(question: Question, values: Mapping[str, str], terms_by_name: Mapping[str, list[Term]]) -> None:
    labels = {parameter.name: parameter.label for parameter in question.parameters}
    for parameter in question.parameters:
        if parameter.unlike and terms_by_name[parameter.name] == terms_by_name[parameter.unlike]:
            value, other = _given(parameter, values), labels[parameter.unlike]
            raise EqualValues(name=parameter.name, value=value, label=parameter.label, other=other)


_IN_LANGUAGE = re.compile(
    rf"(?P<pattern>\?\w+ [^\s{{}};]+) \?(?P<text>\w+)(?P<space>\s+)"
    rf"FILTER\((?P<wanted>LANG\(\?(?P=text)\) (?:= \?{LANGUAGE}|IN \(\"\", \?{LANGUAGE}\)))\)"
)
_OR_BEST = (
    'LANG(?{text}) != "" && NOT EXISTS {{ {pattern} ?{text}Other FILTER(LANG(?{text}Other) != "" && '
    '(LANG(?{text}Other) = ?{wanted} || (LANG(?{text}) != "en" && '
    '(LANG(?{text}Other) = "en" || LANG(?{text}Other) < LANG(?{text}))))) }}'
)


def written(question: Question, terms: Mapping[str, Iterable[Term]], lang: str) -> str:
    """The query of a question with its parameters bound to these terms, which asks for labels in ``lang``."""
    bindings = {p.variable: terms[p.name] for p in question.parameters if p is not ATTRIBUTION}
    sparql = _with_attributions(question.sparql, terms.get(ATTRIBUTION.name))
    return _with_values(_in_any_language(sparql), {**bindings, LANGUAGE: [ox.Literal(lang)]})


_ON_BASES = re.compile(r"\?(?P<claim>\w+)\s+(?:(?:a|cg:\w+)\s[^;{}.]+;\s+)*cg:basis\s+\?_basis_iri\b")


def _with_attributions(sparql: str, chosen: Iterable[Term] | None) -> str:
    """The query without claims whose attribution was not chosen; a claim that states neither of the two stays.

    A pattern is on claims where it names the parameter of bases, as in ``?claim cg:basis ?_basis_iri``.
    """
    every = {ox.NamedNode(f"{PREFIXES['attribution']}{attribution}") for attribution in ALL_ATTRIBUTIONS}
    left_out = sorted(every - set(every if chosen is None else chosen), key=str)
    if not left_out:
        return sparql
    listed = " ".join(map(str, left_out))

    def without(match: re.Match[str]) -> str:
        claim = match["claim"]
        unwanted = f"{{ VALUES ?unwanted {{ {listed} }} ?{claim} cg:attribution ?unwanted }}"
        return f"FILTER NOT EXISTS {unwanted} {match[0]}"

    return _ON_BASES.sub(without, sparql)


def _in_any_language(sparql: str) -> str:
    """The query with a fallback for texts that do not exist in the language of the answer: English, or any language.

    A text matches in the language wanted, or if no other text of the same pattern is a better fallback. So no row is
    lost or doubled because a file is in another language.

    >>> _in_any_language("?a cg:note ?b FILTER(LANG(?b) = ?_lang_literal)")[:68]
    '?a cg:note ?b FILTER(LANG(?b) = ?_lang_literal || (LANG(?b) != "" &&'
    """

    def or_best(match: re.Match[str]) -> str:
        best = _OR_BEST.format(text=match["text"], pattern=match["pattern"], wanted=LANGUAGE)
        return f"{match['pattern']} ?{match['text']}{match['space']}FILTER({match['wanted']} || ({best}))"

    return _IN_LANGUAGE.sub(or_best, sparql)


def in_words(terms: Mapping[str, Sequence[Term]], lang: str, ask: Ask) -> dict[str, list[str]]:
    """The names of the terms of each parameter: the label, with the id in brackets unless the label begins with it.

    Labels come from the queried data; a thing without a label has its id as name.
    """
    things = [term for values in terms.values() for term in values if isinstance(term, ox.NamedNode)]
    labels = _labels(things, lang, ask) if things else {}

    def words(term: Term) -> str:
        if isinstance(term, ox.NamedNode):
            return _named(term, labels.get(term))
        return Speech(lang).decimal(term.value) if term.datatype.value == _DECIMAL else term.value

    return {name: [words(term) for term in values] for name, values in terms.items()}


def asks_all(question: Question, values: Mapping[str, str]) -> list[str]:
    """The names of the parameters whose value is "all"."""
    chosen = [parameter for parameter in question.parameters if parameter is not ATTRIBUTION]
    return [parameter.name for parameter in chosen if _is_all(parameter, _given(parameter, values))]


def _is_all(parameter: Parameter, value: str) -> bool:
    return parameter.several and value.strip() == "all"


def _labels(things: Sequence[ox.NamedNode], lang: str, ask: Ask) -> dict[ox.NamedNode, str]:
    rows = ask(
        f"SELECT ?thing ?label {{ VALUES ?thing {{ {' '.join(map(str, things))} }} "
        f"?thing skos:prefLabel|rdfs:label|dcterms:title ?label FILTER(LANG(?label) = {ox.Literal(lang)}) }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return {row["thing"]: row["label"].value for row in rows}


def _named(thing: ox.NamedNode, label: str | None) -> str:
    name = local_name(thing.value)
    if label is None:
        return name
    return label if label.lower() == name or label.lower().startswith(f"{name}:") else f"{label} ({name})"


def known(kind: str, ask: Ask) -> list[str]:
    """The IRIs of everything of a kind (see KINDS) that the data have, sorted."""
    rows = ask(f"SELECT DISTINCT ?thing {{ {KINDS[kind]} }}")
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(row["thing"].value for row in rows if isinstance(row["thing"], ox.NamedNode))


def _terms(parameter: Parameter, value: str, lang: str, ask: Ask) -> Iterator[Term]:
    if parameter.kind is None:
        yield _literal(parameter, value, lang)
        return
    there = known(parameter.kind, ask)
    if not there and parameter.kind.endswith("-metric"):  # without results no metric is in the data
        there = [f"{SCHEME}{parameter.kind}#{parameter.default}"]
    parts = [part.strip() for part in (value.split(",") if parameter.several else [value])]
    iris = there if _is_all(parameter, value) else [_iri(parameter, part, there, ask) for part in parts]
    yield from map(ox.NamedNode, iris)


def _literal(parameter: Parameter, value: str, lang: str) -> ox.Literal:
    form = _form(parameter)
    pattern, wanted = _LITERALS[form]
    # Indonesian has a decimal comma; programs write a point in any language.
    plain = value.replace(",", ".", 1) if form == "decimal" and lang == "id" else value
    try:
        if not re.fullmatch(pattern, plain):
            raise ValueError
        if form == "literal":
            return ox.Literal(plain)
        if not parameter.least <= float(plain) <= parameter.most:
            wanted = in_both(lambda say: _limits(parameter, say))
            raise ValueError
        return ox.Literal(plain, datatype=ox.NamedNode(PREFIXES["xsd"] + form))
    except ValueError:  # also raised by the engine for an invalid literal
        raise UnfitValue(name=parameter.name, value=value, wanted=wanted) from None


def _limits(parameter: Parameter, say: Speech) -> str:
    least, most = (say.decimal(f"{limit:g}") for limit in (parameter.least, parameter.most))
    if math.isinf(parameter.most):
        return say("a number of at least {least}", least=least)
    if math.isinf(parameter.least):
        return say("a number of at most {most}", most=most)
    return say("a number from {least} to {most}", least=least, most=most)


def _iri(parameter: Parameter, value: str, there: list[str], ask: Ask) -> str:
    """The only thing in the data that a value names, by its IRI, its id or its label."""
    prefix, colon, local = value.partition(":")
    full = PREFIXES[prefix] + local if colon and prefix in PREFIXES else value.removeprefix("<").removesuffix(">")
    full = next((iri for iri in there if shortened(iri) == value), full)
    if full in there:
        return full
    named = [iri for iri in there if local_name(iri) == value]
    named = named or [iri for iri in there if local_name(iri).casefold() == value.casefold()]
    called = {} if named else _called(there, ask)
    named = named or sorted(called.get(value.lower(), ()))
    if len(named) == 1:
        return named[0]
    if named:
        raise AmbiguousValue(name=parameter.name, value=value, known=", ".join(map(shortened, named)))
    raise _unknown(parameter, value, local_name(full), there, called)


def _called(there: Sequence[str], ask: Ask) -> dict[str, set[str]]:
    """The IRIs of things in the data by their labels in either language, in lower case."""
    iris_by_label: dict[str, set[str]] = {}
    things = [ox.NamedNode(iri) for iri in there]
    for lang in LANGUAGES if things else ():
        for thing, label in _labels(things, lang, ask).items():
            iris_by_label.setdefault(label.lower(), set()).add(thing.value)
    return iris_by_label


def _unknown(
    parameter: Parameter, value: str, name: str, there: Sequence[str], called: Mapping[str, set[str]]
) -> CollabgraphError:
    """The error for a value that names nothing, with the nearest id."""
    ids = sorted({local_name(iri) for iri in there})
    parts = [part.strip() for part in value.split(",")]
    if len(parts) > 1 and all(part in ids for part in parts):
        return UnfitValue(name=parameter.name, value=value, wanted=_ONE_VALUE)
    words = {label: local_name(min(iris)) for label, iris in called.items()}
    nearest = suggestion(name, ids, words)
    return UnknownValue(name=parameter.name, value=value, nearest=nearest, known=_listed(ids))


class _Group(Struct):
    """The variables to bind in a group of a query; those of a SELECT clause belong to the group after it."""

    start: int
    names: set[str] = field(default_factory=set)
    is_select: bool = False
    where: _Group | None = None
    parentheses: int = 0
    is_empty: bool = True


def _with_values(sparql: str, terms: Mapping[str, Iterable[Term]]) -> str:
    """The query with a line of VALUES at the head of each group that names a variable.

    One line at the top is not enough: a subquery, a MINUS, or a FILTER in a group of its own does not see it.
    """
    insertions = []
    for group in _groups(sparql):
        lines = (f"VALUES ?{name} {{ {' '.join(map(str, terms[name]))} }}" for name in sorted(group.names & set(terms)))
        insertions.append((group.start, "".join(f" {line}" for line in lines)))
    pieces, done = [], 0
    for start, line in sorted(insertions):
        pieces += [sparql[done:start], line]
        done = start
    return "".join([*pieces, sparql[done:]])


def _groups(sparql: str) -> list[_Group]:
    """Every group with the variables it names itself or in the SELECT clause before it."""
    top = _Group(0, is_select=True, is_empty=False)
    within, groups = [top], [top]
    for token in tokens(sparql):
        inner, symbol = within[-1], token[0]
        if token.lastgroup == "variable":
            inner.names.add(symbol[1:])
        elif symbol == "{":
            group = _Group(token.end())
            if inner.is_select and not inner.parentheses and inner.where is None:
                inner.where = group
            within.append(group)
            groups.append(group)
        elif symbol == "}" and len(within) > 1:
            within.pop()
        elif token.lastgroup == "word" and inner.is_empty:
            inner.is_select = symbol.upper() == "SELECT"
        inner.parentheses += (symbol == "(") - (symbol == ")")
        inner.is_empty = inner.is_empty and token.lastgroup in ("space", "comment")
    for group in groups:
        if group.is_select and group.where is not None:
            group.where.names |= group.names
    return [group for group in groups if not group.is_select]
