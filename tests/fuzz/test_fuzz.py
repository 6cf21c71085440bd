"""What is broken in a file, a query or a command is said in a sentence, and soon; nothing ends in a traceback."""

import random
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from fuzz.inputs import SURFACES, Input, failure, made
from fuzz.mutations import TRIPLES, Quads

SEED = 20_251
COUNT = 2_000
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_no_broken_input_ends_in_a_traceback(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failures = {number: failure(made(SEED, number)) for number in range(part, COUNT, PARTS)}
    assert not {number: reason for number, reason in failures.items() if reason}


def test_an_input_is_the_same_for_the_same_seed_and_number() -> None:
    assert [made(1, number) for number in range(30)] == [made(1, number) for number in range(30)]


def test_every_surface_is_tried() -> None:
    assert {made(SEED, number).surface for number in range(200)} == set(SURFACES)


def test_a_fault_of_the_program_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("collabgraph.coding.theory.ontology", lambda: {}["x"])
    assert "KeyError: 'x'" in str(failure(Input("command", {}, [["cases"]])))


def test_what_is_said_in_a_sentence_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert failure(Input("command", {}, [["show", "no-such-case"], ["no-such-command"], ["--help"]])) is None


@pytest.mark.parametrize("change", {change.__name__: change for change in TRIPLES}.values())
def test_changed_triples_can_be_written(change: Callable[[random.Random, Quads], Quads]) -> None:
    quads = list(ox.parse(b"<urn:a> a <urn:B> ; <urn:p> 'text'@en , <urn:c> , [] .", format=ox.RdfFormat.TURTLE))
    for seed in range(20):
        assert ox.serialize(change(random.Random(seed), quads), format=ox.RdfFormat.TURTLE)  # noqa: S311
