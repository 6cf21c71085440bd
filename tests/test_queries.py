"""Scholars' SPARQL reads the loaded graphs, all of them and nothing else, and says in a sentence what it cannot do."""

# ruff: noqa: S608 -- no SQL here

import csv
import io
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from hypothesis import example, settings
from hypothesis import given as for_any
from hypothesis import strategies as st
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from collabgraph.cli import main
from collabgraph.coding.library import ENVIRONMENT, Library
from collabgraph.errors import FormatMismatch, QueryRefused, QuerySyntax, RemoteContext
from collabgraph.output.presenters import answers
from collabgraph.output.presenters.answers import FORMS, ROW_FORMS, written
from collabgraph.questions.datasets import shipped
from collabgraph.rdf import graph_forms, sparql
from collabgraph.rdf.graph_forms import GRAPH_FORMS
from collabgraph.rdf.sparql import Dataset, Result, given, guard
from collabgraph.rdf.turtle import FORMATS, read
from collabgraph.rdf.vocabulary import CG, PREFIXES
from collabgraph.web import snapshot, worker

EX = "http://example.org/"
P = f"PREFIX ex: <{EX}> "
NOWHERE = "http://127.0.0.1:9/"  # where the tables send their queries; the tests that run them put a listener there
S = f"<{NOWHERE}>"
ABC = "{ ?a ?b ?c }"

QUADS = f"""
<{EX}s> <{EX}p> "3"^^<http://www.w3.org/2001/XMLSchema#integer> <{EX}g> .
<{EX}s> <{EX}p> <{EX}o> <{EX}g> .
<{EX}s> <{EX}text> "it's \\"said\\"\\nin two lines" <{EX}g> .
<{EX}s> <{EX}text> "SERVICE {S} {{ ?s ?p ?o }} # no comment" <{EX}h> .
<{EX}s> <{EX}text> "x>y" <{EX}h> .
<{EX}s> <{EX}label> "layanan"@id <{EX}h> .
<{EX}s> <{EX}label> "service"@en-service <{EX}h> .
<{EX}o> <{EX}service> <{EX}service/1#SERVICE> <{EX}h> .
<{EX}o> <{EX}p> _:b <{EX}h> .
_:b <{EX}p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> <{EX}h> .
<{EX}it's> <{EX}a-b> <{EX}SERVICE> <{EX}g> .
<{EX}s> <{EX}p> "in no graph of its own" .
"""


def asked(store: ox.Store, query: str) -> Result:
    """What the engine itself answers over the union of the graphs."""
    return store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)


def facts(result: Result) -> object:
    """The answer as a value: whether, which triples, or the rows and columns in no order."""
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return frozenset(result)
    columns = sorted(variable.value for variable in result.variables)
    return columns, sorted([str(row[column]) for column in columns] for row in rows_of(result))


def rows_of(result: Result) -> list[ox.QuerySolution]:
    assert isinstance(result, ox.QuerySolutions)
    return list(result)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    filled = ox.Store()
    filled.bulk_load(QUADS, format=ox.RdfFormat.N_QUADS)
    return filled


@pytest.fixture(scope="module")
def dataset(store: ox.Store) -> Dataset:
    return Dataset(store)


class Listener(ThreadingHTTPServer):
    """A SPARQL server that answers anything and remembers who called."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.calls: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}/"


class Answer(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self.server.calls.append(self.path)
        body = b'{"head": {"vars": ["a"]}, "results": {"bindings": []}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 -- the name the standard library calls

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


# The guard: two tables -----------------------------------------------------------------------------------------------

FEDERATED = [
    f"SELECT * {{ SERVICE {S} {ABC} }}",
    f"select * where {{ service {S} {ABC} }}",
    f"SELECT * {{ sErViCe {S} {ABC} }}",
    f"SELECT * {{ SERVICE SILENT {S} {ABC} }}",
    f"SELECT * {{ service silent {S} {ABC} }}",
    f"SELECT*{{SERVICE{S}{{?a?b?c}}}}",
    f"SELECT * {{ SERVICE\n\t{S}\r\n{ABC} }}",
    f"SELECT * {{ ?s ?p ?o .SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p ?o SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p ?o ; . SERVICE {S} {ABC} }}",
    f"SELECT * {{ BIND({S} AS ?u) SERVICE ?u {ABC} }}",
    f"SELECT * {{ VALUES ?u {{ {S} }} SERVICE $u {ABC} }}",
    f"PREFIX far: {S} SELECT * {{ SERVICE far: {ABC} }}",
    f"PREFIX far: {S} SELECT * {{ SERVICE far:sparql {ABC} }}",
    f"PREFIX : {S} SELECT * {{ SERVICE :sparql {ABC} }}",
    f"BASE {S} SELECT * {{ SERVICE <sparql> {ABC} }}",
    f"SELECT * {{ ?s ?p ?o OPTIONAL {{ SERVICE {S} {ABC} }} }}",
    f"SELECT * {{ {{ ?s ?p ?o }} UNION {{ SERVICE {S} {ABC} }} }}",
    f"SELECT * {{ {{ SERVICE {S} {ABC} }} UNION {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE {S} {ABC} }} }}",
    f"SELECT * {{ GRAPH ?g {{ SERVICE {S} {ABC} }} }}",
    f"SELECT * {{ {{ SELECT ?a {{ SERVICE {S} {ABC} }} }} }}",
    f"SELECT * {{ {{ SELECT ?s {{ ?s ?p ?o {{ SELECT ?a {{ SERVICE {S} {ABC} }} LIMIT 1 }} }} }} }}",
    f"SELECT * {{ {{ {{ {{ SERVICE {S} {ABC} }} }} }} }}",
    f"SELECT * {{ SERVICE {S} {{ SERVICE {S} {ABC} }} }}",
    f"SELECT * {{ ?s ?p ?o LATERAL {{ SERVICE {S} {ABC} }} }}",
    f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {S} {ABC} }} }}",
    f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE {S} {ABC} }} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?o > 1 || EXISTS {{ SERVICE {S} {ABC} }}) }}",
    f"SELECT (EXISTS {{ SERVICE {S} {ABC} }} AS ?x) {{ ?s ?p ?o }}",
    f"SELECT * {{ ?s ?p ?o BIND(IF(EXISTS {{ SERVICE {S} {ABC} }}, 1, 2) AS ?x) }}",
    f"SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ SERVICE {S} {ABC} }})",
    f"SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ SERVICE {S} {ABC} }})",
    f"ASK {{ SERVICE {S} {ABC} }}",
    f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ SERVICE {S} {ABC} }}",
    f"DESCRIBE ?a WHERE {{ SERVICE {S} {ABC} }}",
    f"SELECT * FROM <{EX}g> {{ SERVICE {S} {ABC} }}",
    f"SELECT * {{ SERVICE {S} {ABC} }} VALUES ?a {{ 1 }}",
    f"# a comment\nSELECT * {{ # another\n SERVICE {S} {ABC} }}",
    f"SELECT * {{ # a comment, then a line feed of the old Macintosh\r SERVICE {S} {ABC} }}",
    f"SELECT * {{ SERVICE # it's between\n {S} # and again\n {ABC} }}",
    f"SELECT * {{ ?s ?p ?o # don't\n SERVICE {S} {ABC} }}",
    f'SELECT * {{ ?s ?p "it\'s" . SERVICE {S} {ABC} }}',
    f"SELECT * {{ ?s ?p 'say \"x\"' . SERVICE {S} {ABC} }}",
    f'SELECT * {{ ?s ?p "a\\"b" . SERVICE {S} {ABC} }}',
    f'SELECT * {{ ?s ?p "\\\\" . SERVICE {S} {ABC} }}',
    f"SELECT * {{ ?s ?p 'a\\'b' . SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p '' . SERVICE {S} {ABC} }}",
    f'SELECT * {{ ?s ?p """a"b""c""" . SERVICE {S} {ABC} }}',
    f"SELECT * {{ ?s ?p '''it's ''a''\n''' . SERVICE {S} {ABC} }}",
    f'SELECT * {{ ?s ?p """""" . SERVICE {S} {ABC} }}',
    f'SELECT * {{ ?s ?p "# no comment" . SERVICE {S} {ABC} }}',
    f'SELECT * {{ ?s ?p "<" . SERVICE {S} {ABC} . ?t ?q ">" }}',
    f'SELECT * {{ ?s ?p "x"@en.SERVICE {S} {ABC} }}',
    f'SELECT * {{ ?s ?p "1"^^<{EX}t>.SERVICE {S} {ABC} }}',
    f"SELECT * {{ ?s ?p <{EX}#fragment> . SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p <{EX}it's> . SERVICE {S} {ABC} }}",
    f"{P}SELECT * {{ ?s ?p ex:it\\'s . SERVICE {S} {ABC} }}",
    f"{P}SELECT * {{ ?s ex:a/ex:b? ?o . SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p (1 2) SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p [] SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p _:b SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p 1.5 SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?o<5) SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?o<5&&?o>1) SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?o<5#>\n) SERVICE {S} {ABC} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?o<5#'>\n) SERVICE {S} {ABC} #'\n}}",
]

UPDATES = [
    f"INSERT DATA {{ <{EX}s> <{EX}p> 1 }}",
    f"insert data {{ graph <{EX}g> {{ <{EX}s> <{EX}p> 1 }} }}",
    f"{P}INSERT DATA {{ ex:s ex:p 1 }}",
    f"# a comment\nINSERT DATA {{ <{EX}s> <{EX}p> 1 }}",
    f"DELETE DATA {{ <{EX}s> <{EX}p> 3 }}",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    f"WITH <{EX}g> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    f"LOAD {S}",
    f"load silent {S} into graph <{EX}g>",
    "LOAD <file:///etc/passwd>",
    "CLEAR ALL",
    "CLEAR SILENT DEFAULT",
    f"DROP GRAPH <{EX}g>",
    "drop all",
    f"CREATE GRAPH <{EX}new>",
    f"ADD <{EX}g> TO <{EX}h>",
    f"MOVE DEFAULT TO <{EX}h>",
    f"COPY <{EX}g> TO DEFAULT",
    "SELECT * { ?s ?p ?o } ; DROP ALL",
    f"SELECT * {{ ?s ?p ?o }} LOAD {S}",
]

# What the engine takes for SERVICE though a reader of SPARQL sees other words: it wants no space after a keyword, ends
# a name where the rest would make it invalid, and decides by context whether "<" opens an IRI.
DISGUISED = [
    f"SELECT * {{ SERVICESILENT{S}{ABC} }}",
    f"SELECT * {{ serviceSilent{S}{ABC} }}",
    f"PREFIX : {S} SELECT * {{ SERVICE:x {ABC} }}",
    f"PREFIX : {S} SELECT * {{ service:x {ABC} }}",
    f"PREFIX x: {S} SELECT * {{ SERVICEx:y {ABC} }}",
    f"PREFIX x: {S} SELECT * {{ SERVICESILENTx:y {ABC} }}",
    f"PREFIX : {S} SELECT * {{ SERVICESILENT:y {ABC} }}",
    f"PREFIX x: {S} SELECT * {{ ?s ?p ?o .SERVICEx:y {ABC} }}",
    f"SELECT * {{ OPTIONAL {{ ?s ?p trueSERVICE{S}{ABC} }} }}",
    f"SELECT * {{ OPTIONAL {{ ?s ?p falseSERVICE{S}{ABC} }} }}",
    f"SELECT * {{ OPTIONAL {{ ?s ?p 1e5SERVICE{S}{ABC} }} }}",
    f"SELECT * {{ OPTIONAL {{ ?s ?p 15SERVICE{S}{ABC} }} }}",
    f"PREFIX : {S} SELECT * {{ ?s ?p true.SERVICE:x{ABC} }}",
    f"{P}SELECT * {{ ?s ?p ex:.SERVICE{S}{ABC} }}",
    f"{P}SELECT * {{ ?s ?p ex:a.b.SERVICE{S}{ABC} }}",
    f"{P}SELECT * {{ ?s ?p ex:a.b.SERVICE {S} {ABC} }}",
    f"PREFIX h: <http://h:> SELECT * {{ ?s ?p h:SERVICE{S}{ABC} }}",
    f"PREFIX h: <http://h:> SELECT * {{ ?s h:h:SERVICE{S}{ABC} }}",
    f"PREFIX h: <http://h:> SELECT * {{ ?s ?p h:service {S} {ABC} }}",
    f"{P}PREFIX \ufffd: {S} SELECT * {{ ?s ?p ex:SERVICE\ufffd:x {ABC} }}",
    f"PREFIX : {S} SELECT * {{ ?s ?p ?o FILTER(?o<5)SERVICE:x#>\n{ABC} }}",
    f"PREFIX : {S} SELECT * {{ ?s ?p ?o FILTER(?o<'#>')SERVICE:x#'\n{ABC} }}",
    f"PREFIX : {S} SELECT * {{ ?s ?p ?o FILTER(?o<'>')SERVICE:x#'>\n{ABC} }}",
    f"PREFIX : {S} PREFIX trueService: <{EX}> SELECT * {{ OPTIONAL {{ ?s ?p trueSERVICE:x{ABC} }} }}",
    f"PREFIX g: {S} PREFIX trueqservice: <{EX}> SELECT * {{ OPTIONAL {{ ?s ?p trueserviceg:x{ABC} }} }}",
    f"PREFIX g: {S} PREFIX truegservice: <{EX}> SELECT * {{ OPTIONAL {{ ?s ?p trueserviceg:x{ABC} }} }}",
    f"PREFIX : {S} PREFIX trueqgggggg: <{EX}> SELECT * {{ OPTIONAL {{ ?s ?p trueservice:x{ABC} }} }}",
    f"SELECT * {{ ?s ?p ?o FILTER(?o<'x>y') SERVICE {S} {ABC} }}",
    f"SELECT * {{ \\u0053ERVICE {S} {ABC} }}",
    f"SELECT * {{ SER\\u0056ICE {S} {ABC} }}",
    f"SELECT * {{ \\U00000053ERVICE {S} {ABC} }}",
    f"SELECT * {{ SERVICE\\u0020{S} {ABC} }}",
]

HARMLESS = [
    "SELECT * { ?s ?p ?o }",
    "select distinct ?s where { ?s ?p ?o } order by desc(?s) limit 3 offset 1",
    "SELECT*{?s?p?o}",
    "SELECT REDUCED ?p { ?s ?p ?o }",
    "ASK { ?s ?p ?o }",
    "CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }",
    f"CONSTRUCT WHERE {{ ?s <{EX}p> ?o }}",
    f"DESCRIBE <{EX}o>",
    f"DESCRIBE ?s WHERE {{ ?s <{EX}a-b> ?o }}",
    'SELECT * { ?s ?p "service" }',
    "SELECT * { ?s ?p 'SERVICE' }",
    f'SELECT * {{ ?s ?p "SERVICE {S} {{ ?s ?p ?o }} # no comment" }}',
    f'SELECT * {{ ?s ?p \'INSERT DATA {{ }}\', "LOAD {S}", "DROP ALL" }}',
    f'SELECT * {{ ?s ?p """\nSERVICE {S} {ABC}\n""" }}',
    "SELECT * { ?s ?p '''it's a \"SERVICE\" ''x''\n''' }",
    'SELECT * { ?s ?p """it\'s "said"\nin two lines""" }',
    "SELECT * { ?s ?p 'it\\'s \"said\"\\nin two lines' }",
    'SELECT * { ?s ?p "it\'s \\"said\\"\\nin two lines" }',
    'SELECT * { ?s ?p "\\u0053ERVICE" }',
    f'SELECT * {{ ?s ?p "\\u0022 . SERVICE {S} {ABC} . ?t ?q " }}',
    'SELECT * { ?s ?p "\\\\", "\\"", \'\\\'\', "", \'\', """""", \'\'\'\'\'\' }',
    "SELECT * { VALUES ?x { ''\"a\" \"b\"'' } }",
    "SELECT * { VALUES ?x { \"a\"'''b'''\"c\" } }",
    f"SELECT * {{ ?s ?p <{EX}service> }}",
    f"SELECT * {{ ?s <{EX}service> <{EX}service/1#SERVICE> }}",
    f"SELECT * {{ ?s <{EX}\\u0073ervice> ?o }}",
    f"SELECT * {{ ?s <{EX}\\U00000070> ?o }}",
    "SELECT * { ?s ?p <service:x>, <urn:service:x>, <http://service.example/> }",
    f"SELECT * {{ <{EX}it's> ?p ?o }}",
    f"BASE <{EX}> SELECT * {{ ?s <service> ?o }}",
    f"PREFIX service: <{EX}> SELECT * {{ ?s service:p ?o }}",
    f"PREFIX SERVICE: <{EX}> SELECT * {{ ?s SERVICE:service ?o }}",
    f"PREFIX Service: <{EX}> PREFIX service: <{EX}service/> SELECT * {{ ?s Service:service service:1\\#SERVICE }}",
    f"PREFIX : <{EX}> SELECT * {{ ?s :service ?o . ?o ?p :SERVICE }}",
    f"{P}SELECT * {{ ?s ex:service ?o OPTIONAL {{ ?o ex:Service ?x }} }}",
    f"{P}SELECT * {{ ?s ex:p ex:o {{ ?a ex:service ?c }} }}",
    f"{P}SELECT * {{ ?a ex:service ?service {{ ?s ex:p 3 }} }}",
    f"{P}SELECT * {{ ?s ?p ex:service.x, ex:x.service, ex:x-service, ex:service%20x }}",
    f"PREFIX load: <{EX}> PREFIX insert: <{EX}> SELECT * {{ ?s load:p ?o ; insert:text ?t }}",
    f"{P}SELECT * {{ ?s ?p ex:insert, ex:delete, ex:load, ex:with, ex:add }}",
    f"PREFIX from: <{EX}> SELECT * {{ ?s from:p ?from }}",
    f"{P}SELECT * {{ ?s ex:a\\-b ?o }}",
    f"{P}SELECT * {{ ex:it\\'s ?p ?o }}",
    f"{P}SELECT * {{ ?s ?p ex:a\\#b, ex:a\\/b, ex:\\~x, ex:%41 }}",
    "SELECT ?service { ?service ?p ?o }",
    "SELECT $SERVICE { $SERVICE ?p ?o }",
    "SELECT ?service ?Service ?SERVICE { ?service ?Service ?SERVICE }",
    "SELECT (COUNT(*) AS ?service) { ?s ?p ?o }",
    "SELECT ?insert ?load ?with { ?insert ?load ?with }",
    "SELECT * { ?s ?p ?o } # SERVICE",
    f"# SERVICE {S} {ABC}\nSELECT * {{ ?s ?p ?o }}",
    f'SELECT * {{ ?s ?p ?o # it\'s a "SERVICE" {S}\n}}',
    "SELECT * {\r\n  ?s ?p ?o # SERVICE\r\n}\r\n",
    'SELECT * { ?s ?p "service"@en-service }',
    'SELECT * { ?s ?p ?o FILTER(LANG(?o) = "en-service" || LANGMATCHES(LANG(?o), "id")) }',
    'SELECT * { ?s ?p "x"@service }',
    f'{P}SELECT * {{ ?s ?p "x"^^ex:service }}',
    f"{P}SELECT * {{ _:service ex:p ?o }}",
    "SELECT * { ?s ?p ?o FILTER(?o<5) }",
    "SELECT * { ?s ?p ?o FILTER(?o<5&&?o>1) }",
    "SELECT * { ?s ?p ?o FILTER(?o<=5 && ?o>=1 || ?o!=2) }",
    "SELECT * { ?s ?p ?o . ?t ?q ?r FILTER(?o<?r) }",
    "SELECT * { ?s ?p ?o FILTER(?o<5#>3)\n) }",
    "SELECT * { ?s ?p ?o FILTER(?o<5#service>\n) }",
    "SELECT * { ?s ?p ?o FILTER(?o<'x>z') }",
    "SELECT * { ?s ?p ?o FILTER(?o<str('x>z') && ?o != 'SERVICE') }",
    f"SELECT * {{ ?s <{EX}p>/<{EX}p> ?o }}",
    f"SELECT * {{ ?s (<{EX}p>|^<{EX}service>)+ ?o }}",
    f"{P}SELECT * {{ ?s ex:p*/ex:service? ?o }}",
    f"{P}SELECT * {{ ?s !(ex:p|^ex:text) ?o }}",
    f"SELECT * {{ {{ SELECT ?s (COUNT(?o) AS ?n) {{ ?s ?p ?o }} GROUP BY ?s HAVING (COUNT(?o) > 1) }} ?s <{EX}p> ?o }}",
    f"SELECT * {{ VALUES (?s ?o) {{ (<{EX}s> UNDEF) (UNDEF 3) }} ?s ?p ?o }}",
    f"SELECT * {{ ?s ?p ?o }} VALUES ?s {{ <{EX}s> <{EX}o> }}",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    f"SELECT * {{ GRAPH <{EX}service> {{ ?s ?p ?o }} }}",
    f"{P}SELECT * {{ GRAPH ex:g {{ ?s ?p ?o }} }}",
    "SELECT * { { ?s ?p 3 } UNION { ?s ?p 7 } MINUS { ?s ?p true } }",
    "SELECT * { ?s ?p ?o OPTIONAL { ?o ?q ?r FILTER(BOUND(?r)) } }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?q ?r } }",
    f"SELECT * {{ ?s <{EX}p> [ <{EX}p> ?o ] }}",
    "SELECT * { ?s ?p (1 2 [] ()) }",
    "SELECT * { ?s a ?class }",
    'SELECT * { ?s ?p ?o BIND(IF(REGEX(STR(?o), "^service", "i"), "SERVICE", "load") AS ?x) }',
    'SELECT (GROUP_CONCAT(DISTINCT STR(?s) ; SEPARATOR = "\'; DROP ALL #") AS ?all) { ?s <http://example.org/a-b> ?o }',
    "SELECT (SUM(?o) AS ?sum) (AVG(?o) AS ?mean) { ?s ?p ?o FILTER(isNumeric(?o)) }",
    'SELECT * { ?s ?p ?o FILTER(REPLACE(STR(?o), "a", "b") IN ("lbybnbn", "service")) }',
    "SELECT * { ?s ?p ?o FILTER(-1 < +?o && ?o * 2 = 6 / 1) }",
    f"SELECT * {{ <{EX}s> <{EX}p> 3 , ?o ; <{EX}text> ?t . }}",
    "SELECT * { ?case cg:service ?service }",
    "SELECT * { ?claim cg:construct sp:leader-commitment ; cg:status status:absent }",
    'SELECT * { ?s ?p "🏛 é שירות" }',
    f"PREFIX é: <{EX}> SELECT * {{ ?é é:p ?o }}",
]

QUERIES = [*FEDERATED, *DISGUISED, *HARMLESS]


def shown(query: object) -> str:
    return re.sub(r"\s+", " ", str(query)).replace(NOWHERE, "far")


@pytest.mark.parametrize("query", FEDERATED, ids=shown)
def test_a_federated_query_is_refused(query: str, dataset: Dataset) -> None:
    with pytest.raises(QueryRefused) as caught:
        dataset.query(query)
    assert str(caught.value.fields["word"]).upper() == "SERVICE"


@pytest.mark.parametrize("query", UPDATES, ids=shown)
def test_an_update_is_refused(query: str, dataset: Dataset) -> None:
    before = set(dataset.store)
    with pytest.raises(QueryRefused):
        dataset.query(query)
    assert set(dataset.store) == before


@pytest.mark.parametrize("query", DISGUISED, ids=shown)
def test_a_federated_query_in_disguise_does_not_pass(query: str, dataset: Dataset) -> None:
    with pytest.raises((QueryRefused, QuerySyntax)):
        dataset.query(query)


@pytest.mark.parametrize("query", HARMLESS, ids=shown)
def test_a_harmless_query_gets_the_answer_the_engine_gives(query: str, dataset: Dataset) -> None:
    assert facts(dataset.query(query)) == facts(asked(dataset.store, query))


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(FEDERATED) + len(UPDATES) + len(DISGUISED) >= 100
    assert len(HARMLESS) >= 80
    assert len({*QUERIES, *UPDATES}) == len(QUERIES) + len(UPDATES)


@pytest.mark.parametrize(
    "text",
    [
        r'''"it's \"said\"\nin two lines"''',
        r'''"it\u0027s \"said\"\u000Ain two lines"''',
        '''"""it's "said"\nin two lines"""''',
        "'''it's \"said\"\nin two lines'''",
        "'it\\'s \"said\"\\nin two lines'",
    ],
)
def test_a_text_with_quotes_and_line_ends_is_found_however_it_is_written(text: str, dataset: Dataset) -> None:
    assert values(dataset, f"SELECT ?o {{ ?s <{EX}text> ?o FILTER(?o = {text}) }}") == ['it\'s "said"\nin two lines']


def algebra(query: str) -> object | None:
    """The query as rdflib reads it, or None where it does not."""
    try:
        return translateQuery(parseQuery(query), initNs=PREFIXES).algebra
    except Exception:  # rdflib raises whatever its parts raise
        return None


def federates(part: object) -> bool:
    """Whether there is a SERVICE anywhere in rdflib's algebra."""
    if getattr(part, "name", None) == "ServiceGraphPattern":
        return True
    if isinstance(part, dict):
        return any(federates(value) for value in part.values())
    return isinstance(part, list | tuple | set) and any(federates(value) for value in part)


def test_ours_refuses_exactly_what_federates_in_the_eyes_of_rdflib(dataset: Dataset) -> None:
    # In the disguises our engine sees a SERVICE that rdflib need not see, so there it is no judge.
    read_by_rdflib = {query: tree for query in (*FEDERATED, *HARMLESS) if (tree := algebra(query)) is not None}
    assert len(read_by_rdflib) > 100
    for query, tree in read_by_rdflib.items():
        if federates(tree):
            with pytest.raises((QueryRefused, QuerySyntax)):
                dataset.query(query)
        else:
            dataset.query(query)


# The guard: any text -------------------------------------------------------------------------------------------------

PIECES = [
    *(f"SERVICE {S} {ABC}", f"SERVICE{S}{ABC}", f"service:x {ABC}", f"SERVICEex:x{ABC}", f"SERVICESILENT{S}{ABC}"),
    *f"SERVICE service SILENT {S} :x ex: ex:x ex:a.b service:x h: h:SERVICE \ufffd:x".split(),
    *("?s ?p ?o", "?s ?p ", "?s ex:p ", "?o", "?service", "$p", "true", "1e5", "1", "1.5", "_:b", "[]", "()", "a "),
    *("FILTER(?o<5", "FILTER(?o<'", "FILTER(?o<", "FILTER(", "EXISTS", "OPTIONAL", "UNION", "{SELECT * ", "VALUES ?o "),
    *("<x>", "<#>", "<'>", "'x'", '"x"', "'''", '"""', "'", '"', "@en", "^^ex:t", "\\", "\\u0053", "\\'", "#", "\n"),
    *(" ", ".", ";", ",", "{", "}", "(", ")", "<", ">", "=", "&&", "||", "/", "|", "^", "*", "+", "?", "!", "-"),
]
PROLOGUE = f"PREFIX : {S} PREFIX ex: {S} PREFIX h: <http://h:> PREFIX service: {S} PREFIX \ufffd: {S} "


def accepts(query: str) -> bool:
    """Whether the engine takes this for a query; nothing is asked of anybody until rows are fetched."""
    try:
        ox.Store().query(query, prefixes=PREFIXES)
    except SyntaxError:
        return False
    return True


def passes(query: str) -> bool:
    try:
        guard(query)
    except (QueryRefused, QuerySyntax):
        return False
    return True


any_pattern = st.lists(st.sampled_from([*PIECES, *["?s ?p ?o . ", "?s ?p ", " "] * 5]), max_size=9).map("".join)


@settings(max_examples=4000)
@for_any(body=any_pattern)
@example(body=f"?s ?p ?o FILTER(?o<5)SERVICE:x#>\n{ABC}")
@example(body=f"?s ?p h:SERVICE{S}{ABC}")
@example(body=f"?s ?p ex:SERVICE\ufffd:x{ABC}")
@example(body="?s ?p ?o FILTER(?o<'x>service')")
def test_the_guard_passes_exactly_the_queries_that_hold_no_service(body: str, listener: Listener) -> None:
    # The oracle: "servize" is no keyword and stands in no piece, and every name that holds "service" is respelt alike.
    # So a query that is still one when respelt had no SERVICE, and one that is no more a query had one.
    query = f"{PROLOGUE}SELECT * {{ {body} }}".replace(NOWHERE, listener.address)
    respelt = re.sub("(?i)(servi)c(e)", r"\1z\2", query)
    assert passes(query) == accepts(respelt)
    if passes(query):
        assert accepts(query)


@settings(max_examples=2000)
@for_any(body=any_pattern)
def test_whatever_passes_the_guard_reaches_nobody(body: str, listener: Listener, store: ox.Store) -> None:
    listener.calls.clear()
    query = f"{PROLOGUE}SELECT * {{ OPTIONAL {{ ?s ?p ?o }} {body} }}".replace(NOWHERE, listener.address)
    with suppress(QueryRefused, QuerySyntax):
        facts(Dataset(store).query(query))
    assert listener.calls == []


@settings(max_examples=1000)
@for_any(
    query=st.text(max_size=60) | st.lists(st.sampled_from([*PIECES, "SELECT", "ASK", "FROM", "LIMIT"])).map("".join)
)
def test_any_text_is_answered_or_refused_in_a_sentence(query: str, dataset: Dataset) -> None:
    with suppress(QueryRefused, QuerySyntax):
        facts(dataset.query(query))


# No network ----------------------------------------------------------------------------------------------------------


def test_the_listener_hears_the_bare_engine(listener: Listener) -> None:
    listener.calls.clear()
    rows_of(ox.Store().query(f"SELECT * {{ SERVICE <{listener.address}sparql> {ABC} }}"))
    assert listener.calls[:1] == ["/sparql"]


@pytest.mark.parametrize(
    "query",
    [
        *FEDERATED,
        *DISGUISED,
        *UPDATES,
        f"SELECT * FROM {S} {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED {S} {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"ASK FROM {S} {{ ?s ?p ?o }}",
        f"SELECT * {{ GRAPH {S} {{ ?s ?p ?o }} }}",
        f"DESCRIBE {S}",
        f"DESCRIBE {S} FROM {S}",
    ],
    ids=shown,
)
def test_no_query_reaches_a_server(query: str, listener: Listener, dataset: Dataset) -> None:
    listener.calls.clear()
    with suppress(QueryRefused, QuerySyntax):
        facts(dataset.query(query.replace(NOWHERE, listener.address)))
    assert listener.calls == []


@pytest.mark.parametrize("context", ["{}", '["{}"]', '[{{"@import": "{}"}}]'])
def test_no_json_ld_context_reaches_a_server(context: str, listener: Listener, tmp_path: Path) -> None:
    listener.calls.clear()
    named = context.format(listener.address) if "[" in context else json.dumps(listener.address)
    path = tmp_path / "a.jsonld"
    path.write_text(f'{{"@context": {named}, "@id": "{EX}s", "p": "x"}}', encoding="utf-8")
    for reading in (lambda: given([path]), lambda: read(path)):
        with pytest.raises(RemoteContext):
            reading()
    assert listener.calls == []


# Which graphs --------------------------------------------------------------------------------------------------------


def values(dataset: Dataset, query: str) -> list[str]:
    """The first column of the rows, sorted."""
    return sorted(str(row[0].value) for row in rows_of(dataset.query(query)))


@pytest.fixture(scope="module")
def two_graphs() -> Dataset:
    filled = ox.Store()
    triples = f"<{EX}s> <{EX}p> 0 . <{EX}g> {{ <{EX}s> <{EX}p> 1 }} <{EX}h> {{ <{EX}s> <{EX}p> 2 }}"
    filled.load(triples, format=ox.RdfFormat.TRIG)
    return Dataset(filled)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?o { ?s ?p ?o }", ["0", "1", "2"]),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", ["1", "2"]),
        (f"SELECT ?o {{ GRAPH <{EX}g> {{ ?s ?p ?o }} }}", ["1"]),
        (f"SELECT ?o {{ GRAPH <{EX}unknown> {{ ?s ?p ?o }} }}", []),
        (f"SELECT ?o FROM <{EX}g> {{ ?s ?p ?o }}", ["1"]),
        (f"SELECT ?o from<{EX}g>{{ ?s ?p ?o }}", ["1"]),
        (f"{P}SELECT ?o FROM ex:g {{ ?s ?p ?o }}", ["1"]),
        (f"PREFIX : <{EX}> SELECT ?o FROM:g {{ ?s ?p ?o }}", ["1"]),
        (f"SELECT ?o FROM <{EX}g> FROM <{EX}h> {{ ?s ?p ?o }}", ["1", "2"]),
        (f"SELECT ?o FROM <{EX}unknown> {{ ?s ?p ?o }}", []),
        (f"SELECT ?o FROM <{EX}unknown> FROM <{EX}g> {{ ?s ?p ?o }}", ["1"]),
        ("SELECT ?o FROM <file:///etc/passwd> { ?s ?p ?o }", []),
        (f"SELECT ?o FROM <{EX}g> {{ GRAPH ?g {{ ?s ?p ?o }} }}", []),
        (f"SELECT ?o FROM NAMED <{EX}g> {{ GRAPH ?g {{ ?s ?p ?o }} }}", ["1"]),
        (f"SELECT ?o FROM NAMED <{EX}g> {{ ?s ?p ?o }}", []),
        (f"SELECT ?o FROMNAMED<{EX}g> {{ ?s ?p ?o }}", []),
        (
            f"SELECT ?o FROM <{EX}h> FROM NAMED <{EX}g> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}",
            ["1", "2"],
        ),
        ("SELECT ?o { ?s ?p ?o FILTER(?o != 'FROM') } # FROM", ["0", "1", "2"]),
        (f"PREFIX from: <{EX}> SELECT ?from {{ ?s from:p ?from }}", ["0", "1", "2"]),
        (f"SELECT ?o {{ ?s ?p ?o MINUS {{ ?s <{EX}from> ?o }} }}", ["0", "1", "2"]),
    ],
    ids=shown,
)
def test_the_default_graph_is_the_union_unless_the_query_names_another(
    query: str, found: list[str], two_graphs: Dataset
) -> None:
    assert values(two_graphs, query) == found


#: Triples in one graph, in two named graphs, and in a named graph and in none.
OVERLAPPING = f"""PREFIX ex: <{EX}>
ex:s ex:p 0 , 1 . ex:g {{ ex:s ex:p 1 , 2 . ex:s ex:q _:b }} ex:h {{ ex:s ex:p 2 , 3 }} ex:i {{ ex:s ex:p 9 }}"""
DATASETS = {
    "": (6, 6),
    f"FROM <{EX}g> FROM <{EX}h>": (4, 0),
    f"FROM <{EX}g> FROM <{EX}g>": (3, 0),
    f"from<{EX}g>FROM<{EX}h>FROM NAMED<{EX}h>": (4, 2),
    f"FROM NAMED <{EX}h> FROM ex:h FROM ex:i FROM NAMED ex:g": (3, 5),
    f"FROM <{EX}h>": (2, 0),
    f"FROM NAMED <{EX}g> FROM NAMED <{EX}h>": (0, 5),
}


@pytest.mark.parametrize("named", DATASETS)
@pytest.mark.parametrize("kind", ["store", "files", "endpoint"])
def test_a_triple_of_several_graphs_is_answered_once(kind: str, named: str, tmp_path: Path) -> None:
    """As an RDF dataset has it: the default graph is a set of triples, and GRAPH sees named graphs alone."""
    (tmp_path / "a.trig").write_text(OVERLAPPING, encoding="utf-8")
    store = ox.Store()
    store.load(OVERLAPPING, format=ox.RdfFormat.TRIG)
    ask = Dataset(store).query if kind == "store" else given([tmp_path / "a.trig"]).query
    if kind == "endpoint":
        served = ox.Store.read_only(str(snapshot(store, tmp_path / "store")))

        def ask(query: str) -> Result:
            answer = worker.answer(served, worker.Ask(query, "json", None, 10))
            return ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)

    default, inside = DATASETS[named]
    for pattern, n in (("?s ?p ?o", default), ("GRAPH ?g { ?s ?p ?o }", inside)):
        query = f"{P}SELECT (COUNT(*) AS ?n) {named} {{ {pattern} }}"
        assert [str(row["n"].value) for row in rows_of(ask(query))] == [str(n)], pattern


def test_the_prefixes_of_the_project_need_no_declaration(dataset: Dataset) -> None:
    for name, iri in PREFIXES.items():
        assert values(dataset, f"SELECT ({name}:x AS ?x) {{}}") == [f"{iri}x"]


def test_a_declared_prefix_overrides_the_project_s(dataset: Dataset) -> None:
    assert values(dataset, f"PREFIX cg: <{EX}> SELECT (cg:x AS ?x) {{}}") == [f"{EX}x"]


def test_the_shipped_cases_stand_in_graphs_of_their_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    library = Library()
    union = shipped(library)
    rows = rows_of(union.query("SELECT ?graph ?case { GRAPH ?graph { ?case a cg:Case } }"))
    assert rows
    assert [row["graph"] for row in rows] == [row["case"] for row in rows]
    assert len(rows) == len(library.ids())
    assert bool(union.query("ASK { ?case a cg:Case . ?claim cg:inCase ?case ; cg:construct/skos:prefLabel ?label }"))
    assert bool(
        union.query(f"ASK {{ GRAPH <https://w3id.org/collabgraph/ontology/collabgraph> {{ <{CG.Case}> ?p ?o }} }}")
    )


# Given files ---------------------------------------------------------------------------------------------------------


def test_files_of_every_format_are_asked_together(tmp_path: Path) -> None:
    paths = []
    for place, (ending, rdf_format) in enumerate(FORMATS.items()):
        paths.append(tmp_path / f"file {place}{ending}")
        triple = ox.Triple(ox.NamedNode(f"{EX}s"), ox.NamedNode(f"{EX}p"), ox.Literal(place))
        paths[-1].write_bytes(ox.serialize([triple], format=rdf_format) or b"")
    assert values(given(paths), "SELECT ?g { GRAPH ?g { ?s ?p ?o } }") == []
    assert values(given(paths), "SELECT ?o { ?s ?p ?o }") == [str(place) for place in range(len(paths))]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.trig", f"<{EX}s> <{EX}p> 1 . <{EX}g> {{ <{EX}s> <{EX}p> 2 }}"),
        ("a.nq", f'<{EX}s> <{EX}p> "1" .\n<{EX}s> <{EX}p> "2" <{EX}g> .\n'),
        ("a.jsonld", f'[{{"@id": "{EX}s", "{EX}p": 1}}, {{"@id": "{EX}g", "@graph": {{"@id": "{EX}s", "{EX}p": 2}}}}]'),
    ],
)
def test_triples_go_to_the_default_graph_and_quads_stay(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    rows = rows_of(given([path]).query(f"SELECT ?g ?o {{ GRAPH ?g {{ ?s <{EX}p> ?o }} }} ORDER BY ?o"))
    assert [(row["g"].value, row["o"].value) for row in rows] == [(f"{EX}g", "2")]
    assert sorted(values(given([path]), f"SELECT ?o {{ ?s <{EX}p> ?o }}")) == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", f"_:b <{EX}p> 1 ."),
        ("a.trig", f"<{EX}g> {{ _:b <{EX}p> 1 }}"),
        ("a.nq", f'_:b <{EX}p> "1" <{EX}g> .\n'),
        ("a.jsonld", f'{{"@id": "_:b", "{EX}p": 1}}'),
    ],
)
def test_blank_nodes_of_two_files_stay_apart(name: str, content: str, tmp_path: Path) -> None:
    paths = [tmp_path / name, tmp_path / f"other-{name}"]
    for path in paths:
        path.write_text(content, encoding="utf-8")
    assert len(values(given(paths), f"SELECT DISTINCT ?s {{ ?s <{EX}p> ?o }}")) == 2


def test_relative_addresses_are_those_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<#s> <p> <../o> .", encoding="utf-8")
    rows = rows_of(given([path]).query("SELECT ?s ?p ?o { ?s ?p ?o }"))
    assert [[node.value for node in row] for row in rows] == [
        [f"{path.as_uri()}#s", (tmp_path / "p").as_uri(), (tmp_path.parent / "o").as_uri()]
    ]


def test_given_files_stand_instead_of_the_cases(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(f"<{EX}s> <{EX}p> 1 .", encoding="utf-8")
    assert not given([path]).query("ASK { ?case a cg:Case }")


# What is wrong with a query ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "where", "line"),
    [
        ("SELECT * {\n  ?s ?p ?o ) }", "2:12", "?s ?p ?o ) }"),
        ("SELECT * {\r\n  ?s ?p ?o ) }", "2:12", "?s ?p ?o ) }"),
        ("SELECT * { ?s ?p 'é😀' ) }", "1:23", "SELECT * { ?s ?p 'é😀' ) }"),
        ('SELECT * {\n ?s ?p """a\nb""" ) }', "3:6", 'b""" ) }'),
        ("SELECT * { ?s cg:service ?service ; } )", "1:39", "SELECT * { ?s cg:service ?service ; } )"),
        ("SELECT ?o FROM { ?s ?p ?o }", "1:16", "SELECT ?o FROM { ?s ?p ?o }"),
        ("SELECT * {\n ?s ?p 'abc }", "2:8", "?s ?p 'abc }"),
        ('SELECT * {\n ?s ?p "abc\n }', "2:8", '?s ?p "abc'),
        ("SELECT * {\n ?s ?p 'abc'' }", "2:13", "?s ?p 'abc'' }"),
        ("SELECT * { ?s \\u003Fp ?o }", "1:15", "SELECT * { ?s \\u003Fp ?o }"),
        ("SELECT * {\n\n ?s nope:p ?o }", "3:5", "?s nope:p ?o }"),
        ("SELECT * {\n ?s ?p ?o\n", "2:10", "?s ?p ?o"),
        ("SELECT", "1:7", "SELECT"),
        ("select everything", "1:8", "select everything"),
        ("SELECT * WERE { ?s ?p ?o }", "1:10", "SELECT * WERE { ?s ?p ?o }"),
        ("SELECT * {\n ?s ?p ;\n ?s ?q ?r }", "2:8", "?s ?p ;"),
        ("SELECT * {\n ?s ?p ?o\n ?s ?q ?r }", "3:2", "?s ?q ?r }"),
        ("ASK { ?s ?p ?o FILTER(CONTAIN(?o, 'x')) }", "1:23", "ASK { ?s ?p ?o FILTER(CONTAIN(?o, 'x')) }"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", "1:35", "SELECT ?s { ?s ?p ?o } GROUP BY ?p"),
    ],
)  # fmt: skip
def test_a_syntax_error_names_its_place_and_shows_the_line(query: str, where: str, line: str, dataset: Dataset) -> None:
    with pytest.raises(QuerySyntax) as caught:
        dataset.query(query)
    assert caught.value.fields["where"] == where
    for sentence in (caught.value.message["en"], caught.value.message["id"]):
        assert where in sentence
        assert line in sentence


def reasons(query: str, dataset: Dataset) -> str:
    with pytest.raises(QuerySyntax) as caught:
        dataset.query(query)
    assert caught.value.message["id"]
    return caught.value.message["en"]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_function_the_engine_lacks_is_named_with_its_place_on_the_command_line(lang: str) -> None:
    for query, words in (
        ("ASK {\n  ?s ?p ?o FILTER(xsd:long(?o) = 1) }", "2:19: "),
        ("ASK { ?s ?p ?o FILTER(xsd:integer(?o, 2)) }", "1:23: "),
    ):
        result = CliRunner().invoke(main, ["query", query, "--lang", lang])
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(words)
        assert "custom function" not in result.stderr


def test_what_fails_while_the_rows_are_read_is_a_sentence_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("Corruption: block checksum mismatch")

    monkeypatch.setattr(answers, "written", fail)
    result = CliRunner().invoke(main, ["query", "SELECT * { ?s ?p ?o }"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Corruption: block checksum mismatch" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("query", ["", " ", "\n\n\t"])
def test_an_empty_query_is_called_empty(query: str, dataset: Dataset) -> None:
    assert "it is empty" in reasons(query, dataset)


@pytest.mark.parametrize(
    "query", ["ASK { ?s ?p 'x }", 'ASK { ?s ?p "x }', "ASK { ?s ?p '''x' }", 'ASK { ?s ?p "x\\" }']
)
def test_a_text_left_open_is_called_so(query: str, dataset: Dataset) -> None:
    assert "opened and not closed" in reasons(query, dataset)


@pytest.mark.parametrize("query", ["ASK { ?s nope:p ?o }", "ASK { ?s a n:o }", f"{P}ASK {{ ?s ex:p :o }}"])
def test_an_undeclared_prefix_is_called_so(query: str, dataset: Dataset) -> None:
    prefix = next(word for word in ("nope:", "n:", ":o") if word in query).rstrip("o")
    assert f"the prefix '{prefix}' is not declared" in reasons(query, dataset)


@pytest.mark.parametrize(
    ("query", "code"),
    [("ASK {\u00a0?s ?p 1 }", "U+00A0"), ("\ufeffASK { ?s ?p 1 }", "U+FEFF"), ("ASK { ?s ?p\u200b 1 }", "U+200B")],
)
def test_a_character_that_is_not_seen_is_named(query: str, code: str, dataset: Dataset) -> None:
    assert f"{code} is a character" in reasons(query, dataset)
    assert guard(f"ASK {{ ?s ?p '{query[0]}\u00a0\ufeff' }} # \u00a0")


@pytest.mark.parametrize(
    ("query", "where", "iri"),
    [
        ("SELECT * { <pbg> ?p ?o }", "1:12", "<pbg>"),
        ("SELECT * { ?s ?p <#F21> }", "1:18", "<#F21>"),
        ("SELECT * FROM <pbg> { ?s ?p ?o }", "1:15", "<pbg>"),
        ("PREFIX x: <pbg#>\nASK { x:a ?p 1 }", "1:11", "<pbg#>"),
        ('ASK { ?s ?p "1"^^<int> }', "1:18", "<int>"),
        ("BASE <rel> ASK { ?s ?p <b> }", "1:6", "<rel>"),
        ("ASK { <http://example.org/a> <b> <> }", "1:30", "<b>"),
    ],
)
def test_a_relative_iri_without_a_base_is_named(query: str, where: str, iri: str, dataset: Dataset) -> None:
    assert f"{where}: the query cannot be read here: {iri} is a relative IRI" in reasons(query, dataset)


def test_a_base_in_the_query_goes_before_that_of_the_request(dataset: Dataset) -> None:
    of_query = f"BASE <{EX}> SELECT ?s {{ BIND(<x> AS ?s) }}"
    assert guard(of_query, base="http://other.example/")
    (row,) = sparql.asked(dataset.store, of_query, {}, base="http://other.example/")
    assert str(row["s"]) == f"<{EX}x>"
    (row,) = sparql.asked(dataset.store, "SELECT ?s { BIND(<x?y> AS ?s) }", {}, base="http://other.example/sparql")
    assert str(row["s"]) == "<http://other.example/x?y>"


@pytest.mark.parametrize("text", ["ASK { ?s ?p '\udcff' }", "\udcefASK {}", "ASK { ?s\ud800 ?p 1 }"])
def test_bytes_that_are_not_utf8_on_the_command_line_are_a_fault_of_the_query(text: str, dataset: Dataset) -> None:
    assert "not UTF-8" in reasons(text, dataset)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_query_from_a_file_or_standard_input_is_read_by_its_byte_order_mark(encoding: str, tmp_path: Path) -> None:
    content = "SELECT ('é' AS ?e) {}".encode(encoding)
    (tmp_path / "a.rq").write_bytes(content)
    for place in (str(tmp_path / "a.rq"), "-"):
        result = CliRunner().invoke(main, ["query", "--query-file", place, "--format", "csv"], input=content)
        assert result.stdout.split() == ["e", "é"], result.stderr


@pytest.mark.parametrize("content", [b"ASK { ?s ?p '\xe9' }", b"\xff\xfeA"])
def test_a_query_that_is_not_utf8_ends_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_bytes(content)
    for place in (str(tmp_path / "a.rq"), "-"):
        result = CliRunner().invoke(main, ["query", "--query-file", place], input=content)
        assert isinstance(result.exception, SystemExit), result.exception
        assert (result.exit_code, "is not UTF-8 text" in result.stderr) == (1, True)


# Columns and prefixes of an answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (f"SELECT * {{ ?z <{EX}p> ?b . OPTIONAL {{ ?z <{EX}q> ?a }} }}", "z b a"),
        ("SELECT DISTINCT*{?z ?y ?x}", "z y x"),
        ("SELECT * { { SELECT ?x (COUNT(*) AS ?n) { ?x ?b ?a } GROUP BY ?x } ?z ?n ?x }", "x n z"),
        (f"{P}# SELECT * ?c\nselect * from ex:g {{ $z ?p '?a' BIND(1 AS ?c) ?z ?p ?b }}", "z p c b"),
        ("SELECT (1 AS ?y) (2 AS ?x) { { SELECT * { ?b ?a ?c } } }", "y x"),
    ],
)
def test_the_columns_of_select_all_are_in_the_order_of_the_query(query: str, names: str, dataset: Dataset) -> None:
    """The variables in scope, as rdflib has them too, each where it is first written."""
    result = dataset.query(query)
    assert isinstance(result, ox.QuerySolutions)
    assert [variable.value for variable in result.variables] == names.split()
    algebra = translateQuery(parseQuery(query)).algebra
    assert {str(variable) for variable in algebra.PV} == set(names.split())
    as_csv = worker.answer(dataset.store, worker.Ask(query, "csv", None, 10)).body.decode()
    assert as_csv.splitlines()[0] == names.replace(" ", ",")


def test_a_graph_as_turtle_declares_the_prefixes_it_uses_and_no_others(dataset: Dataset) -> None:
    query = f"{P}CONSTRUCT {{ case:pbg a cg:Case ; rdfs:label 'x'@en , 3 , '2020-01-01'^^xsd:date ; ex:p ex:o }} {{}}"
    over_endpoint = worker.answer(dataset.store, worker.Ask(query, None, "turtle", 10)).body.decode()
    for turtle in (form_of(dataset.query(query), "turtle"), over_endpoint):
        assert sorted(re.findall(r"@prefix ([\w-]*):", turtle)) == ["case", "cg", "rdfs", "xsd"]
        assert "a cg:Case" in turtle
        assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == 5


@pytest.mark.parametrize(
    "query",
    ["SELECT", "SELECT * {", "ASK { ?s ?p }", "ASK { ?s }", "ASK { ?s ?p ?o", "ASK { ?s ?p [ ?q }", "ASK { FILTER(1 }"],
)
def test_a_missing_part_is_called_so(query: str, dataset: Dataset) -> None:
    assert "something is missing before this" in reasons(query, dataset)


@pytest.mark.parametrize(
    "query", ["ASK { ?s ?p ?o } }", "ASK { ?s ?p ?o ) }", "ASK { ?s ?p ?o ?q }", "ASK IT { ?s ?p ?o }"]
)
def test_a_part_too_many_is_called_so(query: str, dataset: Dataset) -> None:
    assert "does not fit the text before it" in reasons(query, dataset)


def test_a_rule_beyond_the_grammar_is_told_in_the_words_of_the_engine(dataset: Dataset) -> None:
    assert "variable that is unbound" in reasons("SELECT ?s { ?s ?p ?o } GROUP BY ?p", dataset)


def test_a_refusal_names_the_place_the_word_and_the_reason(dataset: Dataset) -> None:
    with pytest.raises(QueryRefused) as caught:
        dataset.query(f"SELECT * {{\n  ?s ?p 'é' . Service {S} {ABC} }}")
    for sentence in (caught.value.message["en"], caught.value.message["id"]):
        assert "2:15" in sentence
        assert "Service" in sentence
    with pytest.raises(QueryRefused) as changed:
        dataset.query("drop all")
    assert changed.value.fields["why"] != caught.value.fields["why"]


DEEP = 100_000
ASK_DEEP = """
import sys
import pyoxigraph as ox
from collabgraph.errors import QuerySyntax
from collabgraph.rdf.sparql import Dataset
for deep in sys.stdin.read().split("\\n"):
    opening, middle, closing, n = deep.split("~")
    try:
        Dataset(ox.Store()).query("ASK { " + opening * int(n) + middle + closing * int(n) + " }")
    except QuerySyntax as error:
        print("nested" in error.message["en"])
"""
DEEP_QUERIES = [
    ("{", "?s ?p ?o", "}"),
    ("OPTIONAL {", "?s ?p ?o", "}"),
    ("{ SELECT * {", "?s ?p ?o", "}}"),
    ("?s ?p ?o FILTER EXISTS {", "", "}"),
    ("FILTER (", "1", ")"),
    ("FILTER(1<(", "1", "))>"),
    ("BIND(STR(", "1", ")) "),
    ("?s ?p (", "1", ")"),
    ("?s ?p [ ?p ", "1", "]"),
    ("?s (", "<p:p>", ") ?o"),
    ("<<(", "?s ?p ?o", ")>>"),
    ("[[{(", "", ""),
]


def test_the_deepest_queries_do_not_crash_the_interpreter() -> None:
    lines = ["~".join((*parts, str(DEEP))) for parts in DEEP_QUERIES]
    command = [sys.executable, "-c", ASK_DEEP]
    run = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["True"] * len(DEEP_QUERIES)


def test_a_query_as_deep_as_people_write_is_answered(dataset: Dataset) -> None:
    assert dataset.query(f"ASK {{ {'{' * 40}?s ?p ?o{'}' * 40} FILTER({'(' * 40}1{')' * 40}) }}")


# Ways out ------------------------------------------------------------------------------------------------------------


def form_of(result: Result, form: str | None) -> str:
    return written(result, form, "en", width=100, styled=False)


ROWS = f"SELECT ?s ?o ?nothing {{ ?s <{EX}text>|<{EX}label>|<{EX}p> ?o FILTER(!isBlank(?s) && !isBlank(?o)) }}"


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
@pytest.mark.parametrize("query", [ROWS, "SELECT * { ?s ?p true }", "SELECT (1 AS ?x) {}"])
def test_rows_in_a_w3c_form_read_back_as_the_same_rows(form: str, query: str, dataset: Dataset) -> None:
    text = form_of(dataset.query(query), form)
    back = ox.parse_query_results(text, format=ROW_FORMS[form])
    assert facts(back) == facts(dataset.query(query))


def test_rows_as_csv_are_the_values(dataset: Dataset) -> None:
    header, *rows = csv.reader(io.StringIO(form_of(dataset.query(f"{ROWS} ORDER BY ?o"), "csv"), newline=""))
    assert header == ["s", "o", "nothing"]
    assert [f"{EX}s", 'it\'s "said"\nin two lines', ""] in rows
    assert [f"{EX}s", f"{EX}o", ""] in rows
    assert len(rows) == len(rows_of(dataset.query(ROWS)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\u202e=1"])
def test_a_csv_cell_is_no_formula(text: str) -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(f"{EX}s"), ox.NamedNode(f"{EX}p"), ox.Literal(text)))
    _, (cell,) = csv.reader(io.StringIO(form_of(Dataset(store).query("SELECT ?o { ?s ?p ?o }"), "csv"), newline=""))
    assert cell.startswith("'")
    assert cell.removeprefix("'").lstrip("\t") == text.lstrip("\t\r\u202e")


def test_a_csv_column_is_no_formula(dataset: Dataset) -> None:
    """A number is no text: pandas and a spreadsheet read it as a number. The same sign in a text is kept from both."""
    query = "SELECT (-1 AS ?x) ('-1' AS ?y) (-0.155 AS ?z) (-1.5e3 AS ?e) ('+2' AS ?p) {}"
    assert form_of(dataset.query(query), "csv") == "x,y,z,e,p\r\n-1,'-1,-0.155,-1500,'+2\r\n"


@pytest.mark.parametrize("form", ["table", "md", None])
def test_rows_as_a_table_are_for_people(form: str | None, dataset: Dataset) -> None:
    text = form_of(dataset.query(f"SELECT (cg:Case AS ?x) (<{EX}x> AS ?y) ('\x1b[31m\u202ered' AS ?z) {{}}"), form)
    assert "cg:Case" in text
    assert f"{EX}x" in text
    assert "1 row\n" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("form", [None, *GRAPH_FORMS])
@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p [ cg:note ?o ] } WHERE { ?s ?p ?o FILTER(isLiteral(?o)) }",
        f"CONSTRUCT WHERE {{ ?s <{EX}text> ?o }}",
        "CONSTRUCT { cg:Case ?p 1.50 , '01'^^xsd:integer , true } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p true , ?o }",
        f"DESCRIBE <{EX}s>",
        f"DESCRIBE ?s WHERE {{ ?s <{EX}p> 7 }}",
        "DESCRIBE <urn:unknown>",
    ],
)
def test_a_graph_reads_back_as_the_same_triples(form: str | None, query: str, dataset: Dataset) -> None:
    text = form_of(dataset.query(query), form)
    result = dataset.query(query)
    assert isinstance(result, ox.QueryTriples)
    back = ox.parse(text, format=GRAPH_FORMS[form or "turtle"])
    assert canonical(quad.triple for quad in back) == canonical(result)


def canonical(triples: Iterable[ox.Triple]) -> set[ox.Quad]:
    """The triples with names for blank nodes that depend on nothing but their place."""
    graph = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(graph)


@pytest.mark.parametrize("form", [form for form in FORMS if form not in GRAPH_FORMS])
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{EX}s>"])
def test_a_graph_is_not_written_as_rows(form: str, query: str, dataset: Dataset) -> None:
    assert mismatch(dataset.query(query), form) == set(GRAPH_FORMS)


@pytest.mark.parametrize("form", GRAPH_FORMS)
@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }"])
def test_rows_are_not_written_as_a_graph(form: str, query: str, dataset: Dataset) -> None:
    assert mismatch(dataset.query(query), form) == set(ROW_FORMS)


@pytest.mark.parametrize("form", ["jsonld", "rdfxml"])
def test_a_triple_that_is_a_value_is_not_written_where_there_is_no_way_to(form: str, dataset: Dataset) -> None:
    query = f"CONSTRUCT {{ <{EX}s> <{EX}p> <<( <{EX}s> <{EX}p> 1 )>> }} {{}}"
    assert mismatch(dataset.query(query), form) == {"turtle", "ntriples"}
    assert "<<(" in form_of(dataset.query(query), "ntriples")


@pytest.mark.parametrize("name", [f"{EX}1", f"{EX}p/", "urn:1", f"{EX}-", "rdf:li", "rdf:Description"])
def test_a_property_that_xml_cannot_name_is_not_written_as_rdf_xml(name: str, dataset: Dataset) -> None:
    written_name = name if name.startswith("rdf:") else f"<{name}>"
    query = f"CONSTRUCT {{ <{EX}s> {written_name} 1 }} {{}}"
    assert mismatch(dataset.query(query), "rdfxml") == {"turtle", "ntriples"}
    assert "1" in form_of(dataset.query(query), "turtle")


@pytest.mark.parametrize("label", ["0", "1a", "a.b", "é"])
def test_rdf_xml_is_read_by_another_library_whatever_is_in_it(label: str) -> None:
    """Labels of blank nodes that are no XML names, characters XML has no place for, and signs of markup."""
    node, text = ox.BlankNode(label), ox.Literal("a\u0001<b>&\rc]]>", language="en")
    triples = [
        ox.Triple(node, ox.NamedNode(f"{EX}é"), text),
        ox.Triple(ox.NamedNode(f"{EX}s?a&b='c'"), ox.NamedNode(f"{EX}x&y"), node),
    ]
    read = rdflib.Graph().parse(data=graph_forms.written(triples, "rdfxml", {"e": EX}), format="xml")
    ((start, _, value),) = read.triples((None, rdflib.URIRef(f"{EX}é"), None))
    assert value == rdflib.Literal("a\ufffd<b>&\rc]]>", lang="en")
    assert read.value(rdflib.URIRef(f"{EX}s?a&b='c'"), rdflib.URIRef(f"{EX}x&y")) == start
    assert len(read) == 2


def test_characters_that_xml_has_no_place_for_do_not_break_an_answer(dataset: Dataset) -> None:
    text = form_of(dataset.query(r'SELECT ("a\u0001\uFFFEb\rc" AS ?x) {}'), "xml")
    (row,) = rdflib.query.Result.parse(io.BytesIO(text.encode()), format="xml").bindings
    assert str(row[rdflib.Variable("x")]) == "a\ufffd\ufffdb\rc"


def mismatch(result: Result, form: str) -> set[str]:
    """The forms the error offers instead."""
    with pytest.raises(FormatMismatch) as caught:
        form_of(result, form)
    offered = caught.value.message["en"].partition("written as ")[2].partition("written as ")[2].rstrip(".").split(", ")
    for sentence in (caught.value.message["en"], caught.value.message["id"]):
        assert all(each in sentence for each in (form, *offered))
    return set(offered)


@pytest.mark.parametrize(("query", "answer"), [("ASK { ?s ?p ?o }", "true"), ("ASK { ?s ?p 12345 }", "false")])
@pytest.mark.parametrize("form", [None, *ROW_FORMS])
def test_whether_is_answered_in_every_form_of_rows(form: str | None, query: str, answer: str, dataset: Dataset) -> None:
    text = form_of(dataset.query(query), form)
    if form in ("json", "xml"):
        back = ox.parse_query_results(text, format=ROW_FORMS[form])
        assert isinstance(back, ox.QueryBoolean)
        assert bool(back) == (answer == "true")
    else:
        assert text == f"{answer}\n"


@pytest.mark.parametrize("form", FORMS)
def test_every_answer_ends_its_last_line(form: str, dataset: Dataset) -> None:
    for query in ("SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        with suppress(FormatMismatch):
            assert form_of(dataset.query(query), form).endswith("\n")


def test_an_answer_is_written_the_same_way_twice(dataset: Dataset) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) }} # <{EX}>"
    assert len({form_of(dataset.query(query), "turtle") for _ in range(5)}) == 1
