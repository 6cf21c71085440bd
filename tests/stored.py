"""What is asked of files and of stores alike, and answers as values that can be compared."""

from __future__ import annotations

import pyoxigraph as ox
from click.testing import CliRunner, Result

from collabgraph.cli import main
from collabgraph.questions import files as question_files
from collabgraph.questions import parameters
from collabgraph.rdf.sparql import Asked
from collabgraph.rdf.sparql import Result as Answer

#: Commands that read cases, by what they show; each is asked for JSON.
READERS = {
    "cases": "cases",
    "show": "show pbg",
    "claims": "show spp-irt C04",
    "preconditions": "preconditions pbg spp-irt",
    "metrics": "metrics pbg spp-irt",
    "compare": "compare pbg spp-irt",
    "compare by role": "compare pbg spp-irt --basis reported,documented --granularity role",
    "explain": "explain pbg levy-revenue-target",
    "expected ties": "expected-ties pbg spp-irt",
    "paper and practice": "paper-practice pbg spp-irt",
}

#: Queries of every kind.
QUERIES = (
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?claim ?status { ?claim a cg:ConditionClaim ; cg:status ?status }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?claim cg:inCase ?case } } GROUP BY ?g",
    "SELECT ?construct ?label { ?construct a cg:Construct ; skos:prefLabel ?label }",
    "SELECT (COUNT(*) AS ?n) FROM case:pbg { ?s ?p ?o }",
    "PREFIX cg: <http://example.org/> PREFIX c: <https://w3id.org/collabgraph/ns#> SELECT ?x { ?x a c:Case }",
    "# cg: sp: PREFIX case: <x>\nSELECT ?label { sp:leader-commitment skos:prefLabel ?label FILTER (?label != 'ag:') }",
    "ASK { case:pbg cg:study study:jambi-licensing }",
    "ASK { case:pbg cg:study case:spp-irt }",
    "CONSTRUCT { ?actor rdfs:label ?label } WHERE { ?actor a cg:Actor ; rdfs:label ?label }",
    "DESCRIBE actor:dpmptsp",
    "SELECT ?case (COUNT(DISTINCT ?source) AS ?n) { ?claim cg:inCase ?case ; cg:evidence/prov:wasDerivedFrom ?source } "
    "GROUP BY ?case",
)


def run(*arguments: str) -> Result:
    """What a command did."""
    return CliRunner().invoke(main, arguments)


def answer(*arguments: str) -> str:
    """What a command that succeeds writes."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def facts(result: Answer) -> object:
    """The answer as a value: whether, which triples, or the rows in no order."""
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return set(map(str, result))
    return sorted(str(row) for row in result)


def rows(name: str, data: Asked) -> object:
    """The rows of a question, asked of the first thing there is where a parameter has no default."""
    asked = question_files.question(name)
    without = [parameter for parameter in asked.parameters if not parameter.default]
    values = {
        each.name: parameters.known(each.kind, data.query)[bool(each.unlike)] if each.kind else "a" for each in without
    }
    return facts(data.query(parameters.bound(asked, values, "en", data.query)))
