"""The commands for SPARQL and for scholars' questions."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from collabgraph.cli.settings import Settings, common
from collabgraph.words import mark

if TYPE_CHECKING:
    from collabgraph.output.document import Presentation
    from collabgraph.output.presenters.answers import Rows
    from collabgraph.questions.files import Question
    from collabgraph.rdf.sparql import Asked, Result

QUERY_FORMATS = ("table", "md", "json", "csv", "xlsx", "tsv", "xml", "turtle", "ntriples", "jsonld", "rdfxml")


@click.command("query")
@click.argument("text_or_name", metavar="[QUESTION|SPARQL]", required=False)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="What to ask of; may be repeated.")
@click.option("--query-file", metavar="FILE|-", help="Read the query from FILE, or from standard input.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Ask this file instead of the cases; may be repeated.",
)
@click.option(
    "--results/--no-results",
    default=None,
    help="Compute results and ask them too; without either, where the query names a term of theirs.",
)
@common(QUERY_FORMATS)
def query(
    settings: Settings,
    text_or_name: str | None,
    params: tuple[str, ...],
    query_file: str | None,
    data: tuple[Path, ...],
    results: bool | None,
) -> None:
    """Ask one of the questions of 'collabgraph questions', or ask in SPARQL.

    The cases, each in its own graph, and the ontology together are the default graph. The project's prefixes (cg,
    case, sp, status, ...) and the ids of the cases need no declaration as prefixes. Nothing is fetched and nothing
    changed.

    A value of --param is an id such as pbg, a prefixed name such as sp:leader-commitment, an IRI, or what the thing is
    called in English or Indonesian.

    \b
    Examples:
      collabgraph query missing-preconditions --param case=pbg
      collabgraph query known-of-one-case --param case=spp-irt --param other=pbg --basis reported --lang id
      collabgraph query 'SELECT ?claim ?status { ?claim cg:construct sp:leader-commitment ; cg:status ?status }'
      collabgraph query --query-file question.rq --format csv -o answer.csv
      collabgraph query --data my-data.trig 'SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 10'
    """
    from collabgraph.output.presenters import answers
    from collabgraph.output.presenters import questions as presenters
    from collabgraph.questions import datasets, parameters
    from collabgraph.rdf import sparql

    text = _query_text(settings, text_or_name, query_file)
    question = _question(text, query_file)
    computed = datasets.asks_for_results(question.sparql if question else text) if results is None else results
    lang = settings.lang
    if question is None:
        _refuse_values(settings, params, computed)
        result = _data(settings, data, computed).query(text)
        with sparql.engine_faults(text):
            send = _answer(settings, result, answers.presentation)
        send()
        return
    values = _with_bases(settings, question, _values(settings, params), computed and not data)
    values = _with_attribution(settings, question, values, computed and not data)
    dataset = _data(settings, _with_ontology(data), computed)
    terms = parameters.terms(question, values, lang, dataset.query)
    result = _with_notice(settings, dataset, dataset.query(parameters.written(question, terms, lang)))
    words = parameters.in_words(terms, lang, dataset.query)
    words |= {name: [settings.say("all")] for name in parameters.asks_all(question, values)}
    presented = functools.partial(presenters.answer, question, words)
    _answer(settings, result, presented)()


def _answer(settings: Settings, result: Result, presented: Callable[[Rows], Presentation]) -> Callable[[], None]:
    """What writes the answer to a query, which is read whole before."""
    from collabgraph.output.presenters import answers

    if settings.format == "xlsx":
        return functools.partial(settings.write, presented(answers.tabular(result)))
    written = answers.written(
        result, settings.format, settings.lang, width=settings.width, styled=settings.styled, presented=presented
    )
    return functools.partial(settings.send, written)


def _query_text(settings: Settings, text_or_name: str | None, query_file: str | None) -> str:
    from collabgraph.rdf.turtle import decoded, read_text

    if (text_or_name is None) == (query_file is None):
        message = settings.say("Give a question or a query, or --query-file FILE (- for standard input), and not both.")
        raise click.UsageError(message)
    if text_or_name is not None:
        return text_or_name
    if query_file == "-":
        return decoded(Path("-"), sys.stdin.buffer.read())[0]
    return read_text(Path(str(query_file)))


def _question(text: str, query_file: str | None) -> Question | None:
    """The question that a text names, or that a file with a question's header has; None for a query."""
    from collabgraph.questions import files as scholars

    if query_file is None:
        return scholars.named(text)
    return scholars.read_question(Path(query_file)) if query_file != "-" and text.startswith("#+") else None


def _refuse_values(settings: Settings, params: Sequence[str], computed: bool) -> None:
    if params or ((settings.bases_or(frozenset()) or settings.has_attribution) and not computed):
        message = settings.say(
            "--param, --basis and --attribution belong to a question; write the values into the query."
        )
        raise click.UsageError(message)


def _data(settings: Settings, files: Sequence[Path], computed: bool) -> Asked:
    """The dataset to query: the files given, or the cases and, where wanted, their results on the bases."""
    from collabgraph.rdf import sparql

    if files:
        return sparql.given(files)
    if not computed:
        return settings.dataset()
    from collabgraph.output import results

    library = settings.library()
    if not library.ids():  # there is nothing to compute; the store may have results
        return settings.dataset()
    return settings.dataset(results.graphs(library, bases=settings.bases))


def _with_notice(settings: Settings, dataset: Asked, result: Result) -> Result:
    """The answer to a question; where it is empty and the engine is not ours, that is said on stderr."""
    import pyoxigraph as ox

    from collabgraph.output.presenters import answers
    from collabgraph.rdf.stores import RemoteStore

    if not isinstance(dataset, RemoteStore) or not isinstance(result, ox.QuerySolutions):
        return result
    body = result.serialize(format=ox.QueryResultsFormat.JSON) or b""
    if not answers.from_json(body).rows:
        phrase = mark(
            "Note: {place} answered, with an engine that is not ours. That it has no rows does not show that there are "
            "none: 'collabgraph store check --questions' says which questions it answers as we do."
        )
        settings.notice([settings.say(phrase, place=dataset.place)])
    return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


def _with_ontology(files: Sequence[Path]) -> list[Path]:
    """The files and those of the ontology, whose labels a question needs; none where no file is given."""
    from collabgraph import resources

    return [*files, *resources.ontology_files()] if files else []


def _values(settings: Settings, params: Sequence[str]) -> dict[str, str]:
    """The values of ``--param`` by name."""
    values: dict[str, str] = {}
    for param in params:
        name, separator, value = param.partition("=")
        if not separator or name in values:
            message = settings.say("'{text}': give NAME=VALUE, and each NAME once.", text=param)
            raise click.BadParameter(message, param_hint="--param")
        values[name] = value
    return values


def _with_bases(settings: Settings, question: Question, values: dict[str, str], computed: bool) -> dict[str, str]:
    """The values with those of ``--basis`` where the question takes bases; bases without effect are refused."""
    bases, takes_bases = (
        settings.bases_or(frozenset()),
        any(parameter.name == "basis" for parameter in question.parameters),
    )
    if "results" in question.tags and "basis" in values and not takes_bases:
        raise click.UsageError(settings.say("Name the bases that results are computed on with --basis."))
    if not bases or ("results" in question.tags and computed):
        return values
    if "results" in question.tags:
        phrase = mark("Leave out --basis: nothing is computed here, and what was computed has its bases already.")
    elif not takes_bases:
        phrase = mark("Leave out --basis: '{name}' says itself which bases it asks ('collabgraph questions {name}').")
    elif "basis" in values:
        phrase = mark("Name the bases once, with --basis or with --param basis=LIST.")
    else:
        strongest_first = sorted(bases, key=lambda basis: basis.rank)
        return {**values, "basis": ", ".join(strongest_first)}
    raise click.UsageError(settings.say(phrase, name=question.id))


def _with_attribution(settings: Settings, question: Question, values: dict[str, str], computed: bool) -> dict[str, str]:
    """The values with that of ``--attribution`` where the question takes one; without effect it is refused."""
    if not settings.has_attribution or ("results" in question.tags and computed):
        return values
    if all(parameter.name != "attribution" for parameter in question.parameters):
        phrase = mark("Leave out --attribution: '{name}' does not choose among claims.")
        raise click.UsageError(settings.say(phrase, name=question.id))
    if "attribution" in values:
        raise click.UsageError(
            settings.say("Name the attribution once, with --attribution or with --param attribution=LIST.")
        )
    return {**values, "attribution": ", ".join(sorted(settings.attributions))}


@click.command("questions")
@click.argument("name", metavar="[QUESTION]", required=False)
@click.option("--tag", help="Only the questions with this tag.")
@common(without=("basis", "cases", "store"))
def questions(settings: Settings, name: str | None, tag: str | None) -> None:
    """List the questions that can be asked with 'collabgraph query', or say all of one, with its query in SPARQL.

    \b
    Examples:
      collabgraph questions
      collabgraph questions --tag ties --lang id
      collabgraph questions missing-preconditions
      collabgraph questions missing-preconditions --format json
    """
    from collabgraph.output.presenters import questions as presenters
    from collabgraph.questions import files as scholars

    if name is None:
        settings.write(presenters.listing(scholars.tagged(tag) if tag else list(scholars.questions().values())))
        return
    if tag:
        raise click.UsageError(settings.say("Give a question or --tag, and not both."))
    settings.write(presenters.described(scholars.question(name)))
