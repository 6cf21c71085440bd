"""Clients of others at our server, and engines of others with our questions: writes ``docs/clients.md``.

``make clients`` runs it. What is not installed is left out, and the page says so: Virtuoso (Debian's
virtuoso-opensource) and Comunica (npm's @comunica/query-sparql; its program ``comunica-sparql`` in PATH) are optional.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pandas
import pyoxigraph as ox
import rdflib
import SPARQLWrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests")]

import engines as servers  # noqa: E402  the tests' own servers
from collabgraph.coding.library import Library  # noqa: E402
from collabgraph.coding.store_loading import unchecked  # noqa: E402
from collabgraph.errors import CollabgraphError, Unreachable  # noqa: E402
from collabgraph.output import results  # noqa: E402
from collabgraph.questions import engines  # noqa: E402
from collabgraph.rdf import sparql, stores  # noqa: E402
from collabgraph.rdf.stores import Entry, Loadable, RemoteStore  # noqa: E402
from collabgraph.rdf.stores.remote import _with_prefixes  # noqa: E402
from collabgraph.rdf.turtle import named_graphs  # noqa: E402
from collabgraph.rdf.vocabulary import PREFIXES, prefixes_for  # noqa: E402
from collabgraph.web import create_app, snapshot  # noqa: E402
from served import running  # noqa: E402

PAGE = ROOT / "docs" / "clients.md"
#: Seconds that an engine may take for a question.
PATIENCE = 40

# Clients -------------------------------------------------------------------------------------------------------------

_CG = f"PREFIX cg: <{PREFIXES['cg']}> "
#: One query of each form.
QUERIES = {
    "SELECT": f"{_CG}SELECT ?claim ?status {{ ?claim a cg:ConditionClaim ; cg:status ?status }}",
    "ASK": f"{_CG}ASK {{ ?claim a cg:ConditionClaim }}",
    "CONSTRUCT": f"{_CG}CONSTRUCT {{ ?claim a ?status }} WHERE {{ ?claim a cg:ConditionClaim ; cg:status ?status }}",
    "DESCRIBE": f"DESCRIBE <{PREFIXES['actor']}dpmptsp>",
}
#: An answer that can be compared, in whatever form it came: rows or triples as sorted texts, or yes or no.
Answer = bool | list[tuple[str, ...]]
#: A client: the answer to a query, given the address of a server.
Client = Callable[[str, str], Answer]

_ROWS = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
_TRIPLES = {
    "turtle": ox.RdfFormat.TURTLE, "n-triples": ox.RdfFormat.N_TRIPLES, "rdf+xml": ox.RdfFormat.RDF_XML,
    "ld+json": ox.RdfFormat.JSON_LD,
}  # fmt: skip


def of_rows(body: bytes, form: str) -> Answer:
    """The rows, or the yes or no, in one of the W3C's forms."""
    if form == "csv":
        return of_frame(pandas.read_csv(io.BytesIO(body), dtype=str))
    found = ox.parse_query_results(body, format=_ROWS[form])
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(node.value for node in row) for row in found)  # type: ignore[union-attr]


def of_frame(frame: pandas.DataFrame) -> Answer:
    """The rows of a table of pandas."""
    return sorted(tuple(map(str, row)) for row in frame.itertuples(index=False))


def of_triples(triples: Iterable[Iterable[object]]) -> Answer:
    """Triples of any library."""
    return sorted({tuple(str(getattr(node, "value", node)) for node in triple) for triple in triples})


def of_body(body: bytes, kind: str) -> Answer:
    """The answer in the form that its media type names."""
    form = kind.partition(";")[0].rpartition("/")[2].removeprefix("sparql-results+")
    form = "tsv" if form == "tab-separated-values" else form
    if form in _TRIPLES:
        return of_triples((quad.subject, quad.predicate, quad.object) for quad in ox.parse(body, format=_TRIPLES[form]))
    return of_rows(body, form)


def plain_http(accept: str, method: str = "GET") -> Client:
    """A request as the SPARQL protocol has it, such as curl makes, with this Accept header."""

    def ask(address: str, query: str) -> Answer:
        where: dict[str, dict[str, str]] = {("params" if method == "GET" else "data"): {"query": query}}
        answer = httpx.request(method, address, headers={"Accept": accept}, trust_env=False, **where)  # type: ignore[arg-type]
        answer.raise_for_status()
        assert answer.headers["content-type"].startswith(accept), answer.headers["content-type"]
        return of_body(answer.content, accept)

    return ask


def wrapper(form: str, method: str = "GET") -> Client:
    """SPARQLWrapper with one of its return formats, converted as it converts it."""

    def ask(address: str, query: str) -> Answer:
        client = SPARQLWrapper.SPARQLWrapper(address, returnFormat=form)
        client.setMethod(method)
        client.setQuery(query)
        found = client.query().convert()
        if isinstance(found, rdflib.Graph):
            return of_triples(found)
        if hasattr(found, "toxml"):
            return of_rows(found.toxml().encode(), "xml")
        if isinstance(found, dict):
            return of_rows(json.dumps(found).encode(), "json")
        if form in ("csv", "tsv"):
            return of_rows(found, form)
        kinds = {"turtle": "text/turtle", "n3": "text/turtle", "json-ld": "application/ld+json"}
        return of_body(found if isinstance(found, bytes) else str(found).encode(), kinds[form])

    return ask


def rdflib_store(form: str, method: str = "GET") -> Client:
    """rdflib's SPARQLStore, asked through a graph."""

    def ask(address: str, query: str) -> Answer:
        graph = rdflib.Graph(SPARQLStore(address, returnFormat=form, method=method))
        found = graph.query(query)
        if found.type == "ASK":
            return bool(found.askAnswer)
        if found.type == "SELECT":
            return sorted(tuple(map(str, row)) for row in found)
        return of_triples(found.graph or ())

    return ask


def of_pandas(address: str, query: str) -> Answer:
    """pandas with the address of an answer in CSV."""
    return of_frame(pandas.read_csv(f"{address}?{urlencode({'query': query, 'format': 'csv'})}"))


def comunica(address: str, query: str) -> Answer:
    """Comunica's command."""
    kind = "application/n-triples" if "CONSTRUCT" in query or "DESCRIBE" in query else "application/sparql-results+json"
    command = ["comunica-sparql", f"sparql@{address}", "-q", query, "-t", kind]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    if kind.endswith("json"):  # it adds how many requests it made, which the engine that reads it here refuses
        return of_rows(
            json.dumps({key: value for key, value in json.loads(done.stdout).items() if key != "metadata"}).encode(),
            "json",
        )
    return of_body(done.stdout, kind)


def clients() -> Iterator[tuple[str, str, Client, tuple[str, ...]]]:
    """Every client with its version, the form it asks for, and the forms of query for which it can."""
    rows, graphs, both = ("SELECT", "ASK"), ("CONSTRUCT", "DESCRIBE"), tuple(QUERIES)
    for kind in ("application/sparql-results+json", "application/sparql-results+xml"):
        for method in ("GET", "POST"):
            yield f"HTTP {method}", kind, plain_http(kind, method), rows
    for kind in ("text/csv", "text/tab-separated-values"):
        yield "HTTP GET", kind, plain_http(kind), ("SELECT",)
    for kind in ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"):
        yield "HTTP GET", kind, plain_http(kind), graphs
    name = f"SPARQLWrapper {version('SPARQLWrapper')}"
    for form, queries in {"json": rows, "xml": both, "csv": ("SELECT",), "tsv": ("SELECT",)}.items():
        yield name, form, wrapper(form), queries
    for form in ("turtle", "n3", "rdf+xml", "json-ld"):
        yield name, form, wrapper(form), graphs
    yield name, "xml, by POST", wrapper("xml", "POST"), both
    name = f"rdflib {version('rdflib')}, SPARQLStore"
    for form, queries in {"xml": both, "json": rows}.items():
        yield name, form, rdflib_store(form), queries
    yield name, "xml, by POST", rdflib_store("xml", "POST"), both
    yield f"pandas {version('pandas')}", "csv", of_pandas, ("SELECT",)
    if shutil.which("comunica-sparql"):
        yield f"Comunica {comunica_version()}", "its own choice", comunica, both


def comunica_version() -> str:
    """The version of Comunica's package."""
    found = Path(shutil.which("comunica-sparql") or "").resolve()
    package = next((each / "package.json" for each in found.parents if (each / "package.json").exists()), None)
    return str(json.loads(package.read_text())["version"]) if package else "?"


def tried(client: Client, address: str, query: str, right: Answer) -> str:
    """What comes of a query: the same answer, another, or an error."""
    try:
        return "same" if client(address, query) == right else "**differs**"
    except Exception as error:  # whatever a program of others raises is a finding
        return f"**{type(error).__name__}**"


def client_table(graphs: Iterable[Loadable]) -> list[list[str]]:
    """A row for each client and form, with what came of each form of query."""
    with tempfile.TemporaryDirectory() as folder:
        store = snapshot(named_graphs((each.name, each.quads) for each in graphs), Path(folder) / "store")
        own = sparql.Dataset(ox.Store.read_only(str(store)), has_union=True)
        right, rows = right_answers(own), []
        with running(create_app(store, Library(), workers=1)) as address:
            for name, form, client, queries in clients():
                cells = [
                    tried(client, f"{address}/sparql", QUERIES[query], right[query]) if query in queries else "–"
                    for query in QUERIES
                ]
                rows.append([name, form, *cells])
                print(*rows[-1], sep=" | ", file=sys.stderr)
        return rows


def right_answers(own: sparql.Asked) -> dict[str, Answer]:
    """What our own engine answers to each of QUERIES."""
    return {form: _right(own.query(query)) for form, query in QUERIES.items()}


def _right(result: sparql.Result) -> Answer:
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return of_triples((triple.subject, triple.predicate, triple.object) for triple in result)
    return sorted(tuple(node.value for node in row) for row in result)  # type: ignore[union-attr]


# Engines -------------------------------------------------------------------------------------------------------------


class TooSlow(CollabgraphError):
    """An engine that did not answer in time."""


class Patient:
    """A server that is started again where it does not answer in time: some go on with the query for hours."""

    def __init__(self, start: Callable[[], AbstractContextManager[str]]) -> None:
        """The server that ``start`` starts."""
        self._start = start
        self._running, self._store = ExitStack(), None

    def query(self, text: str) -> sparql.Result:
        """The answer; raises TooSlow."""
        if self._store is None:
            self._store = RemoteStore(self._running.enter_context(self._start()), patience=PATIENCE)
        try:
            return self._store.query(text)
        except Unreachable:
            self.close()
            raise TooSlow from None

    def close(self) -> None:
        """Stop the server."""
        self._running.close()
        self._store = None


class InMemory:
    """rdflib with the graphs in memory; each query is answered by a child, which can be ended."""

    def __init__(self, file: Path, prefixes: Mapping[str, str]) -> None:
        """The graphs in a file of N-Quads."""
        self._prefixes = dict(prefixes)
        self._graphs = rdflib.Dataset(default_union=True)
        self._graphs.parse(file, format="nquads")

    def query(self, text: str) -> sparql.Result:
        """The rows; raises TooSlow."""
        with tempfile.TemporaryFile() as out:
            child = os.fork()
            if not child:
                signal.alarm(PATIENCE)
                try:
                    body = self._graphs.query(_with_prefixes(text, self._prefixes)).serialize(format="json")
                    out.write(body or b"")
                    out.flush()
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
            out.seek(0)
            body = out.read()
        if not body:
            raise TooSlow
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


def loaded(address: str, graphs: Iterable[Loadable]) -> str:
    """The address of a server that has now been given the graphs."""
    store = RemoteStore(address)
    for each in graphs:
        store.load(each)
    return address


@contextmanager
def other_engines(graphs: list[Loadable], folder: Path) -> Iterator[dict[str, sparql.Asked]]:
    """The engines that are installed, by name and version, with the graphs."""
    file = folder / "everything.nq"
    entries = [(Entry(each.kind, each.name, 0, "", each.file, ""), each.quads) for each in graphs]
    file.write_text("".join(f"{line}\n" for line in stores.dump(entries)), encoding="utf-8")
    with ExitStack() as opened:
        found: dict[str, sparql.Asked] = {}
        place = folder / "oxigraph"
        place.mkdir()
        address = opened.enter_context(servers.oxigraph(place))
        found[f"oxigraph serve {version('oxigraph')}"] = RemoteStore(loaded(address, graphs), patience=PATIENCE)
        if shutil.which("virtuoso-t"):
            place = folder / "virtuoso"
            place.mkdir()
            address = opened.enter_context(servers.virtuoso(place))
            found[f"Virtuoso {virtuoso_version()}"] = RemoteStore(loaded(address, graphs), patience=PATIENCE)
        patient = Patient(lambda: servers.rdflib_endpoint(file))
        opened.callback(patient.close)
        found[f"rdflib-endpoint {version('rdflib-endpoint')}"] = patient
        found[f"rdflib {version('rdflib')} in memory"] = InMemory(file, prefixes_for(each.name for each in graphs))
        yield found


def virtuoso_version() -> str:
    """The version of Virtuoso, as it says."""
    said = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True, check=False)
    words = (said.stdout + said.stderr).split()
    return next((word for word in words if word.startswith("07.") or word.startswith("7.")), "7")


def engine_table(graphs: list[Loadable]) -> tuple[list[str], list[list[str]]]:
    """The names of the engines, and a row for each question with what each engine answers."""
    own = sparql.Dataset(named_graphs((each.name, each.quads) for each in graphs), has_union=True)
    columns: dict[str, dict[str, str]] = {}
    n = {}
    with tempfile.TemporaryDirectory() as folder, other_engines(graphs, Path(folder)) as others:
        for name, engine in others.items():
            columns[name] = {}
            for each in engines.agreements(own, engine):
                n[each.question.id] = each.rows
                columns[name][each.question.id] = _cell(each)
                print(name, each.question.id, _cell(each), each.fault or "", sep=" | ", file=sys.stderr)
    return list(columns), [[key, str(n[key]), *(cells[key] for cells in columns.values())] for key in n]


def _cell(each: engines.Agreement) -> str:
    if each.fault:
        return "too slow" if each.fault == TooSlow().message else "**error**"
    if each.differs:
        return f"**−{each.missing} +{each.more}**"
    return "same"


# The page ------------------------------------------------------------------------------------------------------------

_PAGE = """\
# Clients and engines of others

Written by `make clients`, which tries what is installed and can be run again.{absent}

## Programs that ask our server

One query of each form, asked of `collabgraph serve` by each client in each form of answer that it can ask for; what it
got is compared with the answer of our own engine. A client has no such form for a query where the cell is `–`.

{clients}

## Engines that answer our questions

The shipped cases, the ontology and the computed results were loaded into each engine. Every shipped question was asked
of it and of our own engine over the same triples, as `collabgraph store check --questions` does; a parameter without a
default had the first value with which ours has rows.

* *same*: the same rows, in any order.
* *−2 +1*: two of our rows are missing, and one is there that we do not have. A row with another value counts as both.
* *error*: the engine refuses the query, or fails.
* *too slow*: no answer in {patience} seconds.

{engines}

{sums}

{notes}
"""
_NOTES = """\
What differs is, among other things, a text where an IRI is due, 0 and 1 instead of yes and no, what an `OPTIONAL` group
would add, numbers of the type double (Virtuoso has six digits of them), and whole answers:
`prescribed-ties-not-observed` is empty in Virtuoso. What Virtuoso answers is not the same after every
loading of the same triples, so check again after loading: `collabgraph store check --questions`.

Do not ask an engine a question whose cell here is not *same*. All commands but `query` read the triples of a store and
compute here, so they say the same over any of these engines.
"""


def markdown(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Try everything, and write the page."""
    plain = list(unchecked(Library()))
    computed = [Loadable("results", name, (*quads,), "-") for name, quads in results.graphs(Library())]
    asked = client_table(plain)
    names, rows = engine_table([*plain, *computed])
    sums = [
        f"* {name}: {sum(row[place] == 'same' for row in rows)} of {len(rows)} the same."
        for place, name in enumerate(names, start=2)
    ]
    programs = {"virtuoso-t": "Virtuoso", "comunica-sparql": "Comunica"}
    absent = [name for command, name in programs.items() if not shutil.which(command)]
    page = _PAGE.format(
        absent=f" Not installed when this was written: {', '.join(absent)}." if absent else "",
        clients=markdown(["client", "form of answer", *QUERIES], asked),
        patience=PATIENCE,
        engines=markdown(["question", "rows", *names], rows),
        sums="\n".join(sums),
        notes=_NOTES.strip(),
    )
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
