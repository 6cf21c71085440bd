"""Clients of others ask our server: each gets what our own engine answers, in every form it can ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

import clients
from collabgraph.coding.library import Library
from collabgraph.questions import datasets
from collabgraph.questions.files import questions
from collabgraph.web import create_app, snapshot
from served import running

PAGE = clients.PAGE.read_text(encoding="utf-8")
#: Comunica is tried by ``make clients`` where it is installed.
TRIED = [
    (name, form, query)
    for name, form, _, queries in clients.clients()
    for query in queries
    if not name.startswith("Comunica")
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, clients.Answer]]]:
    """The address of our endpoint, and what is the right answer to each form of query."""
    dataset = datasets.shipped(Library())
    named = (quad for quad in dataset.store if not isinstance(quad.graph_name, ox.DefaultGraph))
    store = snapshot(named, tmp_path_factory.mktemp("clients") / "store")
    with running(create_app(store, Library(), workers=1)) as address:
        yield f"{address}/sparql", clients.right_answers(dataset)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper makes one
@pytest.mark.parametrize(("name", "form", "query"), TRIED)
def test_a_client_of_others_gets_what_our_own_engine_answers(
    name: str, form: str, query: str, asked: tuple[str, dict[str, clients.Answer]]
) -> None:
    address, right = asked
    (client,) = (each for known, asks_for, each, _ in clients.clients() if (known, asks_for) == (name, form))
    assert right[query]
    assert client(address, clients.QUERIES[query]) == right[query]


def test_the_page_of_clients_and_engines_has_every_question_and_every_client() -> None:
    """``make clients`` writes it anew."""
    rows = re.findall(r"^\| ([\w-]+) \| \d+ \|", PAGE, re.MULTILINE)
    assert rows == list(questions())
    assert {name for name, _, _ in TRIED} <= set(re.findall(r"^\| ([^|]+) \|", PAGE, re.MULTILINE))
