"""The command for SPARQL."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from collabgraph.cli.settings import Settings, common

QUERY_FORMATS = ("table", "md", "json", "csv", "tsv", "xml", "turtle", "ntriples", "jsonld")


@click.command("query")
@click.argument("sparql", metavar="[SPARQL]", required=False)
@click.option("--query-file", metavar="FILE|-", help="Read the query from FILE, or from standard input.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Ask this file instead of the cases; may be repeated.",
)
@common(QUERY_FORMATS)
def query(settings: Settings, sparql: str | None, query_file: str | None, data: tuple[Path, ...]) -> None:
    """Ask in SPARQL. The cases, each in its own graph, and the ontology together are the default graph.

    The project's prefixes (cg, case, pbg, sp, status, ...) need no declaration. Nothing is fetched and nothing changed.

    \b
    Examples:
      collabgraph query 'SELECT ?claim ?status { ?claim cg:construct sp:leader-commitment ; cg:status ?status }'
      collabgraph query --query-file question.rq --format csv -o answer.csv
      collabgraph query --data my-data.trig 'SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 10'
    """
    from collabgraph import queries
    from collabgraph.printouts import answers

    text = _query_text(sparql, query_file)
    dataset = queries.given(data) if data else queries.shipped(settings.library())
    result = dataset.query(text)
    settings.send(answers.written(result, settings.format, settings.lang, width=settings.width, styled=settings.styled))


def _query_text(sparql: str | None, query_file: str | None) -> str:
    from collabgraph.store import read_text

    if (sparql is None) == (query_file is None):
        raise click.UsageError("Give a query, or --query-file FILE (- for standard input), and not both.")
    if sparql is not None:
        return sparql
    return sys.stdin.read() if query_file == "-" else read_text(Path(str(query_file)))
