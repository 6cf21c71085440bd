"""A store behind a SPARQL server: SPARQL 1.1 Protocol for queries and updates, Graph Store HTTP Protocol for graphs.

A graph and its entry in the record change in one update request, which a PUT of the graph alone could not do. Where a
server refuses that request (Virtuoso takes no blank nodes and no more than some 5,000 triples in it), the graph is put
under another name first, and one update moves it to its place and changes the entry.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from collabgraph.errors import AnswerCut, ServerRefused
from collabgraph.rdf.sparql import Result, form, guard, tokens, with_columns
from collabgraph.rdf.stores.connection import Answer, Connection
from collabgraph.rdf.stores.manifest import (
    RECORD,
    Entry,
    Loadable,
    arrival,
    entries,
    incoming,
    known,
    removal,
    replacement,
    triples,
)
from collabgraph.rdf.vocabulary import PREFIXES, prefixes_for
from collabgraph.words import mark

if TYPE_CHECKING:
    from types import TracebackType

_ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_TRIPLES = {"application/n-triples": ox.RdfFormat.N_TRIPLES, "text/turtle": ox.RdfFormat.TURTLE}
_GRAPH = "application/n-triples, text/turtle;q=0.9"
#: What is asked for by the form of the query; asked for rows too, Virtuoso answers CONSTRUCT with rows.
_RESULTS = dict.fromkeys(("CONSTRUCT", "DESCRIBE"), _GRAPH) | dict.fromkeys(("SELECT", "ASK"), ", ".join(_ROWS))
#: What a server says that refuses an update for what is in it, and one that has no Graph Store.
_UNFIT, _NO_GRAPHS = (400, 413), (400, 404, 405, 406, 501)
#: The header in which Virtuoso says that it cut an answer, and the name of its only column where it answers ASK.
_CUT, _YES_OR_NO = "X-SPARQL-MaxRows", "__ASK_RETVAL"
_EXPECTED_RESULTS, _EXPECTED_TRIPLES = mark("the results of a query"), mark("the triples of a graph")


class RemoteStore:
    """A store on a SPARQL server; what it loads is safe once the server has answered."""

    def __init__(self, address: str, *, patience: float = 60, wait: Callable[[float], None] = time.sleep) -> None:
        """The store at ``https://...``, with a time-out of ``patience`` seconds; ``wait`` sleeps between attempts.

        Raises RefusedAddress for an address with a name or password in it, and for an unencrypted one of another
        machine.
        """
        self._connection = Connection(address, patience, wait)
        self.place = self._connection.place
        self._entries: list[Entry] | None = None
        self._readable = False
        self._in_parts = False

    def entries(self) -> list[Entry]:
        """The entries of the graphs in the store, by kind and name.

        Raises Unreachable, ServerRefused, UnexpectedAnswer, NewerStore or StoreDamaged.
        """
        if self._entries is None:
            rows = self._ask(f"SELECT ?s ?p ?o {{ GRAPH {ox.NamedNode(RECORD)} {{ ?s ?p ?o }} }}")
            if not isinstance(rows, ox.QuerySolutions):
                raise self._connection.unexpected(_EXPECTED_RESULTS, rows)
            self._entries = entries((ox.Quad(row["s"], row["p"], row["o"]) for row in rows), self.place)
            self._readable = True
        return self._entries

    def quads(self, name: str) -> Iterator[ox.Quad]:
        """The triples of one graph; none where there is no such graph.

        Raises AnswerCut where the server gives a part of them, and as ``entries``.
        """
        n, recorded = 0, next((entry.triples for entry in self._entries or () if entry.name == name), 0)
        for quad in self._graph(name, recorded):
            n += 1
            yield quad
        if n < recorded and n < self._counted(name):
            raise AnswerCut(place=self.place, n=n)

    def graphs_of(self, kind: str, after: str = "", most: int = 1000) -> list[str]:
        """The names of the graphs with a subject of this class, sorted: at most so many of those after a name.

        The record is not asked: a server that others filled has none. Raises as ``entries``.
        """
        last = f"FILTER(STR(?g) > {ox.Literal(after)}) " if after else ""
        pattern = f"GRAPH ?g {{ ?s a {ox.NamedNode(kind)} }} FILTER(isIRI(?g)) {last}"
        rows = self._ask(f"SELECT DISTINCT ?g {{ {pattern}}} ORDER BY STR(?g) LIMIT {most}")
        if not isinstance(rows, ox.QuerySolutions):
            raise self._connection.unexpected(_EXPECTED_RESULTS, type(rows).__name__)
        return [row["g"].value for row in rows]

    def graphs_with(self, subject: str, kind: str) -> list[str]:
        """The names of the graphs in which a subject is of this class, sorted; raises as ``entries``."""
        rows = self._ask(f"SELECT ?g {{ GRAPH ?g {{ {ox.NamedNode(subject)} a {ox.NamedNode(kind)} }} }}")
        if not isinstance(rows, ox.QuerySolutions):
            raise self._connection.unexpected(_EXPECTED_RESULTS, type(rows).__name__)
        return sorted(row["g"].value for row in rows)

    def constructed(self, name: str) -> list[ox.Quad]:
        """The triples of one graph by a query alone, which every server answers; raises as ``entries``."""
        return list(self._constructed(name))

    def query(self, sparql: str) -> Result:
        """The answer to a query over the union of the store's graphs; the project's prefixes need no declaration.

        Raises QueryRefused and QuerySyntax before the query is sent, and as ``entries``.
        """
        prefixes = PREFIXES
        if _undeclared(sparql) - set(PREFIXES):
            prefixes = prefixes_for(entry.name for entry in self.entries())
        graphs = [entry.name for entry in self.entries()] if guard(sparql, prefixes) else []
        return self._ask(_with_prefixes(with_columns(sparql, prefixes), prefixes), graphs)

    def load(self, graph: Loadable) -> Entry:
        """The entry of a graph, which now replaces the one with that name, in one request where the server takes it.

        Raises TangledBlankNodes, and as ``entries``.
        """
        entry, update = replacement(graph)
        if self._in_parts:
            self._put(graph, entry)
            return entry
        try:
            self._update(update)
        except ServerRefused as error:
            if error.fields["status"] not in _UNFIT:
                raise
            try:
                self._put(graph, entry)
            except ServerRefused as second:
                raise (error if second.fields["status"] in _NO_GRAPHS else second) from None
            self._in_parts = True
        return entry

    def drop(self, names: Iterable[str]) -> list[Entry]:
        """The entries of the graphs with these names or ids, which are removed in one request.

        Raises UnknownGraph or AmbiguousGraph, and as ``entries``.
        """
        by_name = {entry.name: entry for entry in self.entries()}
        chosen = known(by_name, names)
        self._update(removal(chosen))
        return [by_name[name] for name in chosen]

    def publish(self) -> None:
        """Do nothing: a change is published once the server has answered."""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        """The object itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def _put(self, graph: Loadable, entry: Entry) -> None:
        """Replace a graph in two requests, of which the second does it."""
        params, headers = {"graph": incoming(entry)}, {"Content-Type": "application/n-triples"}
        self._connection.answer("PUT", "graphs", params=params, content=triples(graph).encode(), headers=headers)
        self._update(arrival(entry))

    def _graph(self, name: str, recorded: int) -> Iterator[ox.Quad]:
        """The triples of one graph, from the Graph Store or, where the server has none, from a query."""
        params, headers = {"graph": name}, {"Accept": _GRAPH}
        try:
            answer = self._connection.answer("GET", "graphs", params=params, headers=headers, missing=True)
        except ServerRefused as error:
            if error.fields["status"] not in _NO_GRAPHS:
                raise
        else:
            if answer.status != 404:
                yield from self._triples(answer)
                return
            if not recorded:
                return
        yield from self._constructed(name)

    def _constructed(self, name: str) -> Iterator[ox.Quad]:
        found = self._ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {ox.NamedNode(name)} {{ ?s ?p ?o }} }}")
        if not isinstance(found, ox.QueryTriples):
            raise self._connection.unexpected(_EXPECTED_TRIPLES, type(found).__name__)
        yield from (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in found)

    def _counted(self, name: str) -> int:
        """How many triples the server says that a graph has."""
        rows = self._ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {ox.NamedNode(name)} {{ ?s ?p ?o }} }}")
        counts = [int(row["n"].value) for row in rows] if isinstance(rows, ox.QuerySolutions) else []
        return sum(counts)

    def _ask(self, sparql: str, graphs: Iterable[str] = ()) -> Result:
        """The answer over the union of these graphs; without graphs, over the dataset that the server chooses."""
        names, asked = [*graphs], form(sparql)
        body = {"query": sparql, "default-graph-uri": names, "named-graph-uri": names}
        answer = self._connection.answer("POST", "query", data=body, headers={"Accept": _RESULTS.get(asked, _GRAPH)})
        if _CUT in answer.headers:
            raise AnswerCut(place=self.place, n=answer.headers[_CUT])
        if answer.content_type in _TRIPLES:
            store = ox.Store()
            store.extend(self._triples(answer))
            triples = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            assert isinstance(triples, ox.QueryTriples)
            return triples
        results = self._results(answer)
        return _yes_or_no(results) if asked == "ASK" and isinstance(results, ox.QuerySolutions) else results

    def _update(self, update: str) -> None:
        if not self._readable:
            self.entries()  # nothing is written to a store of a newer format
        headers = {"Content-Type": "application/sparql-update"}
        self._connection.answer("POST", "update", content=update.encode(), headers=headers, repeatable=False)
        self._entries = None

    def _results(self, answer: Answer) -> ox.QuerySolutions | ox.QueryBoolean:
        """The rows, or the yes or no; the answer is read to its end first, so that an incomplete one is an error."""
        if answer.content_type not in _ROWS:
            raise self._connection.unexpected(_EXPECTED_RESULTS, _media_type(answer))
        form = _ROWS[answer.content_type]
        try:
            results = ox.parse_query_results(answer.body, format=form)
            for _ in results if isinstance(results, ox.QuerySolutions) else ():
                pass
        except (SyntaxError, ValueError) as error:
            raise self._connection.unexpected(_EXPECTED_RESULTS, error) from None
        answer.body.seek(0)
        return ox.parse_query_results(answer.body, format=form)

    def _triples(self, answer: Answer) -> Iterator[ox.Quad]:
        if answer.content_type not in _TRIPLES:
            raise self._connection.unexpected(_EXPECTED_TRIPLES, _media_type(answer))
        try:
            yield from ox.parse(answer.body, format=_TRIPLES[answer.content_type], rename_blank_nodes=True)
        except (SyntaxError, ValueError) as error:
            raise self._connection.unexpected(_EXPECTED_TRIPLES, error) from None


def _yes_or_no(rows: ox.QuerySolutions) -> ox.QuerySolutions | ox.QueryBoolean:
    """The yes or no that Virtuoso gives as a row with a number."""
    if [variable.value for variable in rows.variables] != [_YES_OR_NO]:
        return rows
    yes = any(row[0].value not in ("0", "false") for row in rows)
    body = f'{{"head": {{}}, "boolean": {str(yes).lower()}}}'
    result = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(result, ox.QueryBoolean)
    return result


def _media_type(answer: Answer) -> str:
    return f"Content-Type: {answer.content_type}"


def _with_prefixes(sparql: str, prefixes: dict[str, str]) -> str:
    """The query with declarations, on its first line, of these prefixes that it uses and does not declare.

    >>> _with_prefixes("ASK { ?case a cg:Case }", PREFIXES)
    'PREFIX cg: <https://w3id.org/collabgraph/ns#> ASK { ?case a cg:Case }'
    """
    used = _undeclared(sparql)
    return "".join(f"PREFIX {name}: <{iri}> " for name, iri in prefixes.items() if name in used) + sparql


def _undeclared(sparql: str) -> set[str]:
    """The prefixes that a query uses and does not declare."""
    words = [token for token in tokens(sparql) if token.lastgroup not in ("space", "comment")]
    declared = {after[0].rstrip(":") for word, after in pairwise(words) if word[0].upper() == "PREFIX"}
    return {word[0].partition(":")[0] for word in words if word.lastgroup == "name"} - declared
