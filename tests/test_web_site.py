"""What pages speak of is read and computed once, for everybody; who waits for one thing keeps nobody from another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from collabgraph import resources
from collabgraph.analysis import comparison as comparisons
from collabgraph.coding.library import Library
from collabgraph.questions import datasets
from collabgraph.rdf.vocabulary import BASE
from collabgraph.web import create_app, snapshot
from collabgraph.web.kept import Kept
from served import running
from test_case_forms import same

PATIENCE = 60
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def folder(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(datasets.shipped(library).store, tmp_path_factory.mktemp("site") / "store")


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder, Library(), workers=1), base_url="http://localhost") as found:
        yield found


class Gate:
    """A computation that says when it has begun, and ends once it is let go."""

    def __init__(self, compute: Callable[..., object]) -> None:
        self._compute = compute
        self.begun, self.open, self.count = threading.Event(), threading.Event(), 0

    def __call__(self, *given: object, **named: object) -> object:
        self.count += 1
        self.begun.set()
        assert self.open.wait(PATIENCE)
        return self._compute(*given, **named)


# One computation, for all ---------------------------------------------------------------------------------------------


def test_a_slow_comparison_keeps_no_other_page_waiting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Gate(comparisons.compare)
    monkeypatch.setattr(comparisons, "compare", slow)
    paths = ("/case/pbg", "/case/pbg/map", "/actor/dpmptsp", "/source/abstract", "/sparql?question=shared-actors")
    with running(create_app(folder, Library(), workers=1)) as address, ThreadPoolExecutor(1) as thread:

        def get(path: str) -> int:
            return httpx.get(f"{address}{path}", headers=HTML, timeout=PATIENCE).status_code

        waiting = thread.submit(get, "/compare")
        try:
            assert slow.begun.wait(PATIENCE)
            assert [get(path) for path in paths] == [200] * len(paths)
            assert not waiting.done()
        finally:
            slow.open.set()
        assert waiting.result(PATIENCE) == 200


def together(ask: Callable[[], object], gate: Gate, n: int) -> list[Future[object]]:
    """The answers to so many threads, all of which ask before the first is answered."""
    with ThreadPoolExecutor(n) as threads:
        first = threads.submit(ask)
        assert gate.begun.wait(PATIENCE)
        asking = threading.Barrier(n)

        def also() -> object:
            asking.wait(PATIENCE)
            return ask()

        others = [threads.submit(also) for _ in range(n - 1)]
        asking.wait(PATIENCE)
        gate.open.set()
    return [first, *others]


def test_many_who_ask_for_the_same_get_one_result() -> None:
    slow = Gate(lambda _: object())
    kept = Kept(slow)
    assert len({id(answer.result()) for answer in together(lambda: kept("a"), slow, 8)}) == 1
    assert slow.count == 1


def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    def fail(_: str) -> object:
        raise ValueError("no")

    slow = Gate(fail)
    kept = Kept(slow)
    assert {type(answer.exception()) for answer in together(lambda: kept("a"), slow, 4)} == {ValueError}
    before = slow.count
    with pytest.raises(ValueError, match="no"):
        kept("a")
    assert (slow.count, len(kept)) == (before + 1, 0)


def test_no_more_is_kept_than_allowed_and_what_was_used_last_stays() -> None:
    computed: list[int] = []
    kept = Kept(lambda n: computed.append(n), most=2)  # type: ignore[func-returns-value]
    for n in (1, 2, 1, 3, 1, 2):
        kept(n)
    assert computed == [1, 2, 3, 2]
    assert len(kept) == 2


def test_what_is_being_computed_is_not_forgotten() -> None:
    slow = Gate(lambda: object())
    kept = Kept(lambda name: slow() if name == "slow" else name, most=1)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kept, "slow")
        assert slow.begun.wait(PATIENCE)
        assert [kept(name) for name in ("a", "b", "c")] == ["a", "b", "c"]
        second = threads.submit(kept, "slow")
        slow.open.set()
        assert first.result(PATIENCE) is second.result(PATIENCE)
    assert slow.count == 1


@pytest.mark.parametrize("chosen", ["framework=ansell-gash-2008", "basis=reported", "basis=documented"])
def test_a_comparison_is_made_once_for_each_choice(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    made: list[object] = []
    compare = comparisons.compare

    def counted(*given: object, **named: object) -> object:
        made.append(named)
        return compare(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(comparisons, "compare", counted)
    for _ in range(3):
        assert client.get(f"/compare.json?case=pbg&case=spp-irt&{chosen}").status_code == 200
    assert len(made) == 1


# Triples --------------------------------------------------------------------------------------------------------------


def described(iri: str) -> rdflib.Graph:
    """What rdflib reads about something in all files: its triples, and those of the blank nodes that hang on it."""
    about = rdflib.Graph()
    for path in (*resources.cases().glob("*.ttl"), *resources.ontology_files()):
        about += _concise(rdflib.Graph().parse(path), rdflib.URIRef(iri))
    return about


def _concise(whole: rdflib.Graph, node: rdflib.term.Node) -> rdflib.Graph:
    about = rdflib.Graph()
    for triple in whole.triples((node, None, None)):
        about.add(triple)
        if isinstance(triple[2], rdflib.BNode):
            about += _concise(whole, triple[2])
    return about


TURTLE = {
    "/actor/dpmptsp": "actor/dpmptsp",
    "/source/abstract": "source/abstract",
    "/case/pbg/F21": "case/pbg#F21",
    "/construct/service-provision/leader-commitment": "framework/service-provision#leader-commitment",
}
WHOLE = ("/case/pbg", "/study/jambi-licensing", "/framework/ansell-gash-2008", "/ns", "/schemes", "/scheme/status")


@pytest.mark.parametrize(("path", "name"), TURTLE.items())
def test_the_turtle_of_a_page_is_what_the_files_say(client: TestClient, path: str, name: str) -> None:
    given = rdflib.Graph().parse(data=client.get(f"{path}.ttl").text, format="turtle")
    assert len(given) > 0
    assert isomorphic(given, described(BASE + name))


def test_the_turtle_of_a_case_is_its_file(client: TestClient) -> None:
    given = [*ox.parse(client.get("/case/pbg.ttl").text, format=ox.RdfFormat.TURTLE)]
    assert same(given) == same([*ox.parse(path=resources.cases() / "pbg.ttl")])


@pytest.mark.parametrize("path", [*TURTLE, *WHOLE])
def test_no_file_is_read_again_for_a_page(client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    first = client.get(f"{path}.ttl")
    read: list[object] = []
    parse = ox.parse

    def counted(*given: object, **named: object) -> object:
        read.append(named)
        return parse(*given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(ox, "parse", counted)
    again = client.get(f"{path}.ttl")
    assert (again.status_code, again.text, read) == (200, first.text, [])
