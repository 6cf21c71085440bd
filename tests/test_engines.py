"""Engines of others as stores: what is loaded is read back whole, and questions they answer otherwise are named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

import engines as servers
from collabgraph.coding.library import Library
from collabgraph.errors import AnswerCut
from collabgraph.questions import datasets, engines
from collabgraph.questions.files import questions
from collabgraph.rdf import sparql, stores
from collabgraph.rdf.stores import RECORD, Loadable, RemoteStore
from collabgraph.rdf.stores.manifest import incoming
from stored import QUERIES, answer, facts, run

EX = "http://example.org/"


@pytest.fixture(scope="module")
def own() -> sparql.Dataset:
    return datasets.shipped(Library())


# Virtuoso ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Virtuoso with everything shipped, loaded by the command."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        assert "loaded: case pbg, " in answer("store", "load", "--store", address)
        yield address


def test_virtuoso_holds_what_was_loaded_and_gives_it_back(virtuoso: str) -> None:
    assert answer("store", "check", "--store", virtuoso).endswith("all whole.\n")
    assert answer("dump", "--store", virtuoso) == answer("dump")
    words = ("compare", "pbg", "spp-irt", "--format", "json")
    assert answer(*words, "--store", virtuoso) == answer(*words)


def test_a_graph_in_virtuoso_is_replaced_and_dropped_with_its_entry(virtuoso: str) -> None:
    """Twelve thousand triples, with blank nodes: its INSERT DATA takes neither."""
    named = [ox.Quad(ox.NamedNode(f"{EX}{n}"), ox.NamedNode(f"{EX}p"), ox.Literal(f"é {n}")) for n in range(6000)]
    blank = [ox.Quad(ox.BlankNode(), ox.NamedNode(f"{EX}p"), ox.Literal(n)) for n in range(6000)]
    store = RemoteStore(virtuoso)
    entry = store.load(Loadable("results", f"{EX}g", (*named, *blank), "-"))
    assert (entry.triples, entry in store.entries()) == (12_000, True)
    with pytest.raises(AnswerCut, match=r"answers with 1000\d rows or triples .*ResultSetMaxRows"):
        list(store.quads(f"{EX}g"))
    with pytest.raises(AnswerCut):
        store.query(f"SELECT ?s {{ ?s <{EX}p> ?o }}")
    (issue,) = stores.checked(store)
    assert (issue.focus, "leaves out the rest" in issue.message["en"]) == (f"{EX}g", True)
    store.load(Loadable("results", f"{EX}g", (*named[:3],), "-"))
    store.entries()
    assert len(list(store.quads(f"{EX}g"))) == 3
    store.drop(["g"])
    assert f"{EX}g" not in [entry.name for entry in store.entries()]
    assert list(store.quads(f"{EX}g")) == []


def test_what_virtuoso_acknowledged_is_there_after_it_was_killed(tmp_path: Path) -> None:
    quads = (ox.Quad(ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{EX}p"), ox.BlankNode()),)
    with servers.virtuoso(tmp_path) as address:
        entries = [RemoteStore(address).load(Loadable("results", f"{EX}{name}", quads, "-")) for name in "gh"]
    (tmp_path / "virtuoso.lck").unlink()
    with servers.virtuoso(tmp_path) as address:
        assert RemoteStore(address).entries() == entries
        assert list(stores.checked(RemoteStore(address))) == []
        left = httpx.get(f"{address}/sparql-graph-crud", params={"graph": incoming(entries[0])})
        assert left.status_code == 404


@pytest.mark.parametrize("query", QUERIES)
def test_virtuoso_answers_every_form_of_query_in_the_form_that_was_asked_for(
    query: str, virtuoso: str, own: sparql.Dataset
) -> None:
    """An engine may choose what DESCRIBE says; Virtuoso also says what points to the thing."""
    theirs, ours = facts(RemoteStore(virtuoso).query(query)), facts(own.query(query))
    if "DESCRIBE" in query:
        assert isinstance(theirs, set)
        assert isinstance(ours, set)
        assert theirs > ours
    else:
        assert theirs == ours


def test_questions_that_virtuoso_answers_otherwise_are_named(virtuoso: str) -> None:
    result = run("store", "check", "--questions", "--store", virtuoso, "--format", "json")
    found = {each["question"]: each for each in json.loads(result.stdout)["questions"]}
    assert set(found) == set(questions())
    differing = {name for name, each in found.items() if each["state"] in ("differs", "error")}
    assert (result.exit_code, bool(differing)) == (3, True)
    silent = found["prescribed-ties-not-observed"]
    assert (silent["state"], silent["missing"], silent["more"]) == ("differs", silent["rows"], 0)
    asked = (
        "query",
        "prescribed-ties-not-observed",
        "--param",
        f"case={silent['parameters']['case']}",
        "--format",
        "csv",
    )
    wrong, right = run(*asked, "--store", virtuoso), run(*asked)
    assert len(wrong.stdout.splitlines()) == 1 < len(right.stdout.splitlines())
    assert f"{virtuoso} answered, with an engine that is not ours" in wrong.stderr
    assert "store check --questions" in wrong.stderr
    assert right.stderr == ""


# rdflib-endpoint -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rdflib_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An rdflib-endpoint that serves a dump of everything shipped."""
    file = tmp_path_factory.mktemp("rdflib") / "everything.nq"
    answer("dump", "-o", str(file))
    with servers.rdflib_endpoint(file) as address:
        yield address


def test_an_engine_that_read_a_dump_is_a_store_even_without_a_graph_store(rdflib_endpoint: str) -> None:
    assert answer("store", "check", "--store", rdflib_endpoint).endswith("all whole.\n")
    assert answer("dump", "--store", rdflib_endpoint) == answer("dump")
    words = ("preconditions", "pbg", "spp-irt", "--format", "json")
    assert answer(*words, "--store", rdflib_endpoint) == answer(*words)


#: Those that rdflib answers in a second or so; ``tools/clients.py`` asks all.
QUICK = ("claims-by-basis", "fees", "information-systems", "outcomes")


@pytest.mark.parametrize("name", QUICK)
def test_a_question_has_the_same_rows_in_rdflib_endpoint(name: str, rdflib_endpoint: str) -> None:
    words = ("query", name, "--format", "json")
    over_server, over_files = (json.loads(answer(*words, *more)) for more in (("--store", rdflib_endpoint), ()))
    assert over_files["results"]["bindings"]
    assert sorted(map(repr, sorted_rows(over_server))) == sorted(map(repr, sorted_rows(over_files)))


def sorted_rows(found: dict[str, dict[str, list[dict[str, dict[str, str]]]]]) -> list[list[tuple[str, str]]]:
    """The rows of an answer: each variable with its value."""
    return [sorted((name, cell["value"]) for name, cell in row.items()) for row in found["results"]["bindings"]]


# What counts as the same ---------------------------------------------------------------------------------------------


class Altered:
    """Our engine, with one answer altered by hand."""

    def __init__(self, own: sparql.Dataset, body: str) -> None:
        self.own, self.body, self.queries = own, body, 0

    def query(self, text: str) -> sparql.Result:
        self.queries += 1
        if self.queries > 1:
            return self.own.query(text)
        return ox.parse_query_results(self.body, format=ox.QueryResultsFormat.JSON)


def first_answer(own: sparql.Dataset) -> dict[str, dict[str, list[dict[str, dict[str, str]]]]]:
    """What our engine answers to the first of the questions."""
    _, asked, _ = engines._with_rows(next(iter(questions().values())), own)
    body = own.query(asked).serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
    found = json.loads(body or b"")
    assert len(found["results"]["bindings"]) > 2
    return found  # type: ignore[no-any-return]


def test_an_engine_like_ours_agrees_and_the_order_of_rows_does_not_matter(own: sparql.Dataset) -> None:
    found = first_answer(own)
    found["results"]["bindings"].reverse()
    compared = list(engines.agreements(own, Altered(own, json.dumps(found))))
    assert [each.question.id for each in compared if each.differs] == []
    assert sum(each.rows > 0 for each in compared) > len(compared) / 2


@pytest.mark.parametrize(("change", "missing", "more"), [("lost", 1, 0), ("twice", 0, 1), ("other", 1, 1)])
def test_a_row_that_is_lost_doubled_or_altered_is_counted(
    change: str, missing: int, more: int, own: sparql.Dataset
) -> None:
    found = first_answer(own)
    rows = found["results"]["bindings"]
    if change == "lost":
        rows.pop()
    elif change == "twice":
        rows.append(rows[0])
    else:
        rows[0] = {name: {"type": "literal", "value": "?"} for name in rows[0]}
    first = next(iter(engines.agreements(own, Altered(own, json.dumps(found)))))
    assert (first.missing, first.more, first.differs) == (missing, more, True)


def test_the_record_of_a_dump_says_of_every_graph_what_the_dump_holds() -> None:
    store = ox.Store()
    store.load(answer("dump"), format=ox.RdfFormat.N_QUADS)
    record = [*store.quads_for_pattern(None, None, None, ox.NamedNode(RECORD))]
    entries = stores.manifest.entries(record, "dump")
    held = {name: len([*store.quads_for_pattern(None, None, None, name)]) for name in store.named_graphs()}
    assert {entry.name: entry.triples for entry in entries} == {
        name.value: n for name, n in held.items() if name.value != RECORD
    }
    assert RECORD not in answer("dump", "pbg")
