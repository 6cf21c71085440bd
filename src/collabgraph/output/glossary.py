"""The words of tables and sentences with what each means.

What the ontology declares (classes, code lists) and what the catalogue of metrics asks are taken from there; only
words that neither has are defined here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from msgspec import Struct

from collabgraph import resources
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.coding import theory
from collabgraph.errors import AmbiguousName, UnknownWord
from collabgraph.rdf.turtle import read
from collabgraph.rdf.vocabulary import CG, RDFS, SKOS
from collabgraph.words import Speech, Text, both, in_both, mark
from collabgraph.words.nearest import meant, suggestion


class Word(Struct, frozen=True):
    """A word with what it means; ``kind`` says what sort of word it is, ``others`` are more words for the same."""

    id: str
    kind: str
    label: Text
    meaning: Text
    others: tuple[Text, ...] = ()


#: What each kind of words is called, in the order in which they are listed.
KINDS = {
    "reading": mark("Reading the results"),
    "thing": mark("What is recorded"),
    "status": mark("What is known of a condition"),
    "basis": mark("How a claim is known: its basis"),
    "attribution": mark("How firmly a source speaks of the case"),
    "verdict": mark("What a comparison says"),
    "weighing": mark("Rival explanations weighed"),
    "trace": mark("What is known of a trace"),
    "network": mark("Networks"),
}

#: The classes of the ontology that people meet in results, and other words for them.
_CLASSES = {
    "Case": (),
    "Study": (),
    "Source": (),
    "Evidence": (),
    "Claim": (mark("claims"),),
    "Framework": (),
    "Construct": (),
    "Proposition": (),
    "Indicator": (mark("indicator"),),
    "Outcome": (mark("outcomes"),),
    "RivalClaim": (),
    "Hypothesis": (mark("hypotheses"),),
    "Test": (mark("tests"),),
    "Likelihood": (),
    "Verdict": (),
    "Readiness": (),
    "Actor": (),
    "Network": (),
    "ExpectedTie": (),
    "Metric": (),
}
_PROPERTIES = ("basis", "attribution")
_LISTS = ("status", "basis", "attribution", "verdict", "trace")

#: The words that neither the ontology nor the catalogue of metrics has: their kind, meaning and other words.
_OWN: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "precondition": (
        "reading",
        mark("precondition"),
        mark("A condition that, by the framework, a collaboration needs before it can have a good outcome."),
        (mark("preconditions"),),
    ),
    "factors-met": (
        "reading",
        mark("factors met"),
        mark(
            "How far the factors that a framework names are met that are not starting conditions, as two numbers: the "
            "least if everything unknown is unmet, and the most if it is met."
        ),
        (),
    ),
    "interval": (
        "reading",
        mark("degree interval"),
        mark(
            "Two numbers between which a value lies, since a part of it is unknown: the least and the most it can be."
        ),
        (mark("range"),),
    ),
    "robust": (
        "reading",
        mark("robust"),
        mark("A difference between cases that keeps its direction in all joint choices a coder could have made."),
        (),
    ),
    "not-robust": (
        "reading",
        mark("not robust"),
        mark("A difference between cases that some joint choice of coding turns round: it may come from the coder."),
        (),
    ),
    "unknown-condition": (
        "reading",
        mark("open"),
        mark("Not reported, or contested: nothing is decided, and it is worth asking about. Unknown is not absent."),
        (),
    ),
    "fits": (
        "reading",
        mark("fits the outcomes"),
        mark(
            "The condition is better met in every case with a good outcome than in every case with a bad one. That is "
            "consistent with an influence and does not prove it."
        ),
        (mark("fits"),),
    ),
    "against": (
        "reading",
        mark("against the outcomes"),
        mark("The difference runs the other way from what the outcomes would lead to expect."),
        (),
    ),
    "favourable": (
        "reading",
        mark("favourable"),
        mark(
            "A result that the framework counts as a success of the collaboration; any other is unfavourable, unless "
            "the framework says which results are, so that a middling one is neither."
        ),
        (mark("unfavourable"),),
    ),
    "study-alone": (
        "reading",
        mark("study alone"),
        mark(
            "What follows from the claims that the study itself reports, and nothing else. Where cases come from "
            "different studies, it is called what is reported."
        ),
        (mark("what is reported"),),
    ),
    "tie": (
        "network",
        mark("tie"),
        mark("Something that one actor does to, for or with another, such as informing, paying or inspecting."),
        (mark("ties"),),
    ),
    "on-paper": (
        "network",
        mark("on paper"),
        mark("A rule says so; whether it is done is another question."),
        (mark("on paper only"),),
    ),
    "in-practice": (
        "network",
        mark("in practice"),
        mark("A source reports or documents that it is done."),
        (mark("in practice only"),),
    ),
    "weight-of-evidence": (
        "weighing",
        mark("weight of evidence"),
        mark(
            "How much more likely a trace is under one explanation than under another, in decibels: 10 is ten times as "
            "likely, 20 a hundred times. It is an interval, since likelihoods are."
        ),
        (mark("weight"), mark("weight, dB")),
    ),
    "undecided": (
        "weighing",
        mark("undecided"),
        mark("The weight of all tests is not beyond the threshold whatever nobody has looked for turns out to be."),
        (),
    ),
    "hoop": (
        "weighing",
        mark("hoop"),
        mark("A test that an explanation has to pass: passing says little for it, failing tells clearly against it."),
        (mark("hoop test"),),
    ),
    "smoking-gun": (
        "weighing",
        mark("smoking gun"),
        mark("A test whose passing tells clearly for an explanation, while failing it says little."),
        (),
    ),
    "doubly-decisive": (
        "weighing",
        mark("doubly decisive"),
        mark("A test that tells clearly for an explanation if it is passed, and clearly against it if it is failed."),
        (),
    ),
    "straw-in-the-wind": (
        "weighing",
        mark("straw in the wind"),
        mark("A test that tells clearly neither way, whether it is passed or failed."),
        (),
    ),
    "centralization": (
        "network",
        mark("centralization"),
        mark("How far a network turns around one actor, from 0 (all actors alike) to 1 (one actor has all the ties)."),
        (),
    ),
    "reciprocity": (
        "network",
        mark("reciprocity"),
        mark("How many of the ties are answered by a tie in the other direction."),
        (),
    ),
}


#: The same in a few words, for someone who meets it once.
_IN_BRIEF = {
    "status-present": mark("a source says that it was there"),
    "status-partial": mark("there for some, for some time, or weakly"),
    "status-insufficient": mark("a source says that it was wanting, and not how far"),
    "status-absent": mark("a source says that it was not there"),
    "status-contested": mark("sources disagree, and nothing decides between them"),
    "status-not-reported": mark("no source says anything that decides it: it is unknown"),
    "status-not-applicable": mark("it cannot arise in this case"),
    "basis-reported": mark("the study of the case says so"),
    "basis-documented": mark("a public record about this very case says so"),
    "basis-prescribed": mark("a rule says so; whether it is done is open"),
    "basis-elsewhere": mark("how a comparable place does it; about this case it says nothing"),
    "basis-inferred": mark("concluded from other material by the person who coded the case"),
    "basis-background": mark("general knowledge for which no source was consulted"),
    "rivalclaim": mark("another explanation of an outcome, which the study does not rule out"),
}


def in_brief(say: Speech) -> dict[str, str]:
    """What the words of a brief mean, in a few words each, by the word itself."""
    return {words()[name].label[say.lang]: say(meaning) for name, meaning in _IN_BRIEF.items()}


@functools.cache
def words() -> dict[str, Word]:
    """Every word of the glossary by its id, kind by kind."""
    found = [*_own(), *_declared(), *_codes(), *_metrics()]
    order = list(KINDS)
    return {word.id: word for word in sorted(found, key=lambda word: order.index(word.kind))}


def _own() -> Iterator[Word]:
    for name, (kind, label, meaning, others) in _OWN.items():
        yield Word(name, kind, both(label), both(meaning), tuple(map(both, others)))


def _declared() -> Iterator[Word]:
    graph = read(resources.ontology() / "collabgraph.ttl")
    for name in (*_CLASSES, *_PROPERTIES):
        label, meaning = graph.words(CG[name], RDFS.label), graph.words(CG[name], SKOS.definition)
        lowered = Text({tag: said[:1].lower() + said[1:] for tag, said in label.words})
        yield Word(name.lower(), "thing", lowered, meaning, tuple(map(both, _CLASSES.get(name, ()))))


def _codes() -> Iterator[Word]:
    lists = theory.ontology().code_lists
    for name in _LISTS:
        yield from (Word(f"{name}-{term.id}", name, term.label, term.definition) for term in lists[name])


def _metrics() -> Iterator[Word]:
    for name, metric in NETWORK_LEVEL.items():
        yield Word(f"metric-{name}", "network", metric.label, metric.question)


def word(name: str) -> list[Word]:
    """The words that are called so in either language; several where a word has several meanings.

    Raises UnknownWord with the nearest word, or AmbiguousName where several words begin so.
    """
    called = {key: _called(one) for key, one in words().items()}
    found = meant(name, called) or meant(name.removesuffix("s"), called)
    if not found:
        begun = meant(name, called, beginnings=True)
        if len(begun) > 1:
            raise AmbiguousName(
                name=name, known=in_both(lambda say: ", ".join(words()[k].label[say.lang] for k in begun))
            )
        found = begun
    if not found:
        labels = {said: one.label["en"] for one in words().values() for said in _called(one)}
        raise UnknownWord(name=name, nearest=suggestion(name, [one.label["en"] for one in words().values()], labels))
    return [words()[key] for key in words() if key in found]


def _called(one: Word) -> list[str]:
    return [said for text in (one.label, *one.others) for said in text.by_language.values()]


@functools.cache
def meanings(lang: str) -> dict[str, str]:
    """What each word means in this language, by the word in lower case; of several meanings the first."""
    found: dict[str, str] = {}
    for one in words().values():
        for text in (one.label, *one.others):
            found.setdefault(text[lang].casefold(), one.meaning[lang])
    return found
