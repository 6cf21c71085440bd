"""Terms that a project adds to code lists and theories, from YAML files: kinds of tie, roles, indicators and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from collabgraph.errors import CollabgraphError, InvalidTerms, Unreadable
from collabgraph.model import Construct, Interval, Scales, Status, Term
from collabgraph.rdf.positions import Place
from collabgraph.rdf.turtle import read_text
from collabgraph.rdf.vocabulary import CODE_LISTS, FRAMEWORK, SCHEME
from collabgraph.rdf.yaml_values import Value, YamlFault, read_yaml
from collabgraph.words import Text, mark

#: The lists that analyses know term by term, so that they cannot grow.
_CLOSED = (
    "status", "basis", "relation", "attribution", "polarity", "fulfilment", "verdict", "standing", "factor", "trace",
    "alternatives",
)  # fmt: skip
#: The lists whose words stand for numbers, and what these are called in a file.
SCALES = {"likelihood": ("low", "high"), "weight": ("decibels",)}
#: The lists that a project can add to, and the indicators of theories.
OPEN_LISTS = (*(name for name in CODE_LISTS if name not in _CLOSED), "indicator")

_ID = re.compile("[a-z][a-z0-9-]*")
_NO_ID = mark("'{name}' cannot be an id. Use small letters, digits and hyphens, beginning with a letter.")
_TWICE = mark("the list {list} has '{name}' already")
_NOT_BELOW_0 = mark("'{key}' must be a number from 0 on, with a point before decimals")
_NOT_ABOVE_1 = mark("'{key}' must be a number from 0 to 1, with a point before decimals")
_TURNED = mark("'low' must not be above 'high'")


class OwnTerms(Struct):
    """Added terms by code list and id, indicators by the id of their theory and by IRI, and files left out with why.

    ``scales`` has what words of scales stand for, also shipped words that stand for something else here.
    """

    codes: dict[str, dict[str, Term]] = field(default_factory=dict)
    indicators: dict[str, dict[str, Construct]] = field(default_factory=dict)
    faults: list[tuple[Path, CollabgraphError]] = field(default_factory=list)
    scales: Scales = Scales({}, {})


def read_terms(paths: Iterable[Path], language: str, shipped: Scales) -> OwnTerms:
    """The terms of some files; a label without a language is in ``language``.

    Words of the ``shipped`` scales may be given other numbers; they keep their labels. A file that
    cannot be used is among the ``faults`` from there on, and hides no other.
    """
    found = OwnTerms()
    for path in paths:
        try:
            top = read_yaml(read_text(path))
            for code_list, terms in top.entries(OPEN_LISTS).items() if top.kind != "text" or top.content else ():
                for name, given in terms.entries().items():
                    if code_list in SCALES:
                        _add_word(found, code_list, name, given, language, shipped)
                    else:
                        _add(found, code_list, name, given, language)
        except YamlFault as fault:
            place = Place(fault.line, fault.column)
            error = InvalidTerms(place=place.in_file(path), line=fault.line, column=fault.column, reason=fault.reason)
            found.faults.append((path, error))
        except Unreadable as error:
            found.faults.append((path, error))
    return found


def _add(found: OwnTerms, code_list: str, name: str, given: Value, language: str) -> None:
    if not _ID.fullmatch(name):
        given.refuse(_NO_ID, name=name)
    needed = ("label", "definition", *(("framework", "favourable") if code_list == "indicator" else ()))
    entries = given.entries(needed, needed=needed)
    label, definition = (_words(entries[key], language) for key in ("label", "definition"))
    if code_list != "indicator":
        _add_term(found, code_list, name, given, label, definition)
        return
    framework, favourable = entries["framework"].text, entries["favourable"]
    results = tuple(one.text for one in (favourable.listed if favourable.kind == "list" else (favourable,)))
    term = Term(name, f"{FRAMEWORK}{framework}#{name}", label, definition)
    of_framework = found.indicators.setdefault(framework, {})
    if term.iri in of_framework:
        given.refuse(_TWICE, list=framework, name=name)
    of_framework[term.iri] = Construct(term, "", None, (), Status.PRESENT, None, results, ())


def _add_term(found: OwnTerms, code_list: str, name: str, given: Value, label: Text, definition: Text) -> None:
    if not _ID.fullmatch(name):
        given.refuse(_NO_ID, name=name)
    of_list = found.codes.setdefault(code_list, {})
    if name in of_list:
        given.refuse(_TWICE, list=code_list, name=name)
    of_list[name] = Term(name, f"{SCHEME}{code_list}#{name}", label, definition)


def _add_word(found: OwnTerms, scale: str, name: str, given: Value, language: str, shipped: Scales) -> None:
    """Add a word of a scale with what it stands for; a word that is shipped stands for that from here on."""
    known = shipped.likelihoods if scale == "likelihood" else shipped.weights
    named = () if name in known else ("label", "definition")
    entries = given.entries((*named, *SCALES[scale]), needed=(*named, *SCALES[scale]))
    numbers = [_number(entries[key], key, 1.0 if scale == "likelihood" else None) for key in SCALES[scale]]
    if scale == "weight":
        weights = {**found.scales.weights, name: numbers[0]}
        found.scales = replace(found.scales, weights=weights)
    elif numbers[0] > numbers[1]:
        given.refuse(_TURNED)
    else:
        likelihoods = {**found.scales.likelihoods, name: Interval(*numbers)}
        found.scales = replace(found.scales, likelihoods=likelihoods)
    if named:
        label, definition = (_words(entries[key], language) for key in named)
        _add_term(found, scale, name, given, label, definition)


def _number(given: Value, key: str, most: float | None) -> float:
    number = float(given.text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", given.text) else -1.0
    if number < 0 or (most is not None and number > most):
        given.refuse(_NOT_BELOW_0 if most is None else _NOT_ABOVE_1, key=key)
    return number


def _words(given: Value, language: str) -> Text:
    if given.kind == "mapping":
        return Text({lang: words.text for lang, words in given.entries().items()}, own=language)
    return Text({language: given.text}, own=language)
