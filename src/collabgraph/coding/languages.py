"""Warnings about the languages of a file's texts: missing words in the language of the file, and translations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pyoxigraph as ox

from collabgraph.coding.issues import issue
from collabgraph.model import Issue
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import CG, DCTERMS, SKOS, shortened
from collabgraph.words import both, mark, primary

#: Up to this many words, equal texts in two languages give no warning: names and numbers are often equal.
_MOST_EQUAL_WORDS = 3
_OTHER_NAMES = (SKOS.altLabel,)


def language_doubts(graph: Graph) -> Iterator[Issue]:
    """Warnings about texts without words in the language of the file, and about texts that look untranslated."""
    texts = [
        (subject, predicate, by_language)
        for subject, properties in graph.index.items()
        for predicate, values in properties.items()
        if predicate not in _OTHER_NAMES and (by_language := _by_language(values))
    ]
    yield from _language_not_stated(graph, [by_language for _, _, by_language in texts])
    for subject, predicate, by_language in texts:
        yield from _missing(graph, subject, predicate, by_language)
        yield from _untranslated(graph, subject, predicate, by_language)


def _by_language(values: list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]) -> dict[str, str]:
    return {value.language: value.value for value in values if isinstance(value, ox.Literal) and value.language}


def _stated(graph: Graph) -> tuple[str, str | None]:
    """The IRI of the file's case, study or framework, and the language it states; "" and None where there is none."""
    for kind in (CG.Case, CG.Study, CG.Framework):
        for subject in graph.subjects(kind):
            return subject, graph.value(subject, DCTERMS.language)
    return "", None


def _language_not_stated(graph: Graph, texts: list[dict[str, str]]) -> Iterator[Issue]:
    """A warning where the file states no language and has texts without English, with the statement to add."""
    subject, language = _stated(graph)
    if not subject or language or all(_has(text, "en") for text in texts):
        return
    counts = Counter(tag for text in texts for tag in text)
    likely = min(counts, key=lambda tag: (-counts[tag], tag))
    message = mark(
        "The file does not say which language it is written in, and not every text is in English. State it once: "
        'dcterms:language "{language}" .'
    )
    yield issue(graph, "language", subject, both(message, language=_written(likely)), blocking=False)


def _missing(graph: Graph, subject: str, predicate: str, text: dict[str, str]) -> Iterator[Issue]:
    _, language = _stated(graph)
    if language and not _has(text, language):
        message = mark(
            "{property} has no words in the language of the file, '{language}'; there are only: {tags}. Add them, or "
            "correct dcterms:language."
        )
        words = both(
            message, property=shortened(predicate), language=language, tags=", ".join(map(_written, sorted(text)))
        )
        yield issue(graph, "language", subject, words, blocking=False)


def _has(text: dict[str, str], language: str) -> bool:
    return primary(language) in map(primary, text)


def _written(tag: str) -> str:
    """A language tag as people write it; the parser makes it lower case.

    >>> _written("pt-br"), _written("zh-hant-tw")
    ('pt-BR', 'zh-Hant-TW')
    """
    language, *more = tag.split("-")
    forms = {2: str.upper, 4: str.title}
    return "-".join([language, *(forms.get(len(part), str)(part) for part in more)])


def _untranslated(graph: Graph, subject: str, predicate: str, text: dict[str, str]) -> Iterator[Issue]:
    for first, second in combinations(sorted(text), 2):
        words = text[first].split()
        if primary(first) != primary(second) and len(words) > _MOST_EQUAL_WORDS and words == text[second].split():
            message = mark(
                "{property} says the same in '{first}' and in '{second}'. Translate one of them, or leave it out: one "
                "language is enough."
            )
            text_of_issue = both(message, property=shortened(predicate), first=_written(first), second=_written(second))
            yield issue(graph, "language", subject, text_of_issue, blocking=False)
