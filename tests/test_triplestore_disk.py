"""A store on disk answers as the files do, loses nothing it acknowledged, and says in a sentence what it cannot do."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise, permutations
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from collabgraph import resources
from collabgraph.cli import main
from collabgraph.coding.library import ENVIRONMENT, Library
from collabgraph.coding.store_loading import loadables
from collabgraph.coding.stored_cases import StoredCases
from collabgraph.errors import (
    AmbiguousGraph,
    DuplicateCase,
    InvalidCase,
    NewerStore,
    NoStore,
    NotAStore,
    NotResults,
    PlaceTaken,
    StoreBusy,
    StoreDamaged,
    StoreFailed,
    TangledBlankNodes,
    UnknownCase,
    UnknownGraph,
)
from collabgraph.output import results
from collabgraph.questions import datasets
from collabgraph.questions import files as question_files
from collabgraph.rdf import sparql, stores
from collabgraph.rdf.stores import RECORD, DiskStore, Entry, Loadable, Snapshot, canonical
from collabgraph.rdf.stores.disk import latest
from collabgraph.rdf.vocabulary import CASE, RDF, STUDY
from stored import QUERIES, READERS, answer, facts, rows, run

PBG, SPP_IRT = f"{CASE}pbg", f"{CASE}spp-irt"
EX = "http://example.org/"
NEITHER_FILE_NOR_STORE = ("path", "store")


def triples(n: int, said: str = "") -> tuple[ox.Quad, ...]:
    """As many triples, each of which says the same word; every third has a blank node."""
    subjects = (ox.BlankNode() if i % 3 == 0 else ox.NamedNode(f"{EX}s{i}") for i in range(n))
    return tuple(
        ox.Quad(subject, ox.NamedNode(f"{EX}p{i}"), ox.Literal(said or str(i))) for i, subject in enumerate(subjects)
    )


def graph(name: str, quads: Iterable[ox.Quad] = triples(9), kind: str = "results") -> Loadable:
    return Loadable(kind, EX + name, tuple(quads), hashlib.sha256(name.encode()).hexdigest())


def loaded(path: Path, *graphs: Loadable) -> list[Entry]:
    with DiskStore(path) as store:
        entries = [store.load(each) for each in graphs]
        store.publish()
        return entries


def held(path: Path) -> dict[str, int]:
    """How many triples there are in each graph, as the engine itself counts them."""
    with Snapshot(path) as snapshot:
        rows = snapshot.store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        assert isinstance(rows, ox.QuerySolutions)
        found = {row["g"].value: int(row["n"].value) for row in rows}  # type: ignore[union-attr]
        return {name: n for name, n in found.items() if name != RECORD}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with everything shipped, made by the command."""
    path = str(tmp_path_factory.mktemp("shipped") / "store")
    said = answer("store", "load", "--store", path).splitlines()
    assert said[-2].startswith("loaded: case pbg, ")
    assert len(said) == len(resources.ontology_files()) + len(list(resources.cases().glob("*.ttl")))
    return path


# It answers as the files do -------------------------------------------------------------------------------------------


def without_places(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_places(held) for key, held in value.items() if key not in NEITHER_FILE_NOR_STORE}
    return [without_places(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("command", READERS)
def test_a_command_says_the_same_over_a_store_as_over_files(command: str, shipped: str) -> None:
    words = (*READERS[command].split(), "--format", "json")
    over_files, over_store = answer(*words), answer(*words, "--store", shipped)
    assert without_places(json.loads(over_store)) == without_places(json.loads(over_files))
    if command.startswith("compare"):
        assert over_store == over_files


def test_the_variable_names_the_store_too(shipped: str, tmp_path: Path) -> None:
    runner = CliRunner(env={"COLLABGRAPH_STORE": str(tmp_path / "none")})
    assert runner.invoke(main, ["cases"]).exit_code == 1
    assert runner.invoke(main, ["cases", "--store", shipped]).exit_code == 0


def test_a_case_says_from_which_store_it_comes(shipped: str) -> None:
    case = Library(stored=StoredCases(DiskStore(Path(shipped)))).open("pbg")
    assert case.source_path == f"pbg ({shipped})"


def test_what_is_in_a_store_validates_without_lines(shipped: str) -> None:
    said = json.loads(answer("validate", "--store", shipped, "--format", "json"))
    assert said["issues"] == []
    assert sorted(said["files"]) == [f"{name} ({shipped})" for name in ("jambi-licensing", "pbg", "spp-irt")]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_has_the_same_answer_over_a_store_as_over_files(query: str, shipped: str) -> None:
    assert facts(DiskStore(Path(shipped)).query(query)) == facts(datasets.shipped(Library()).query(query))


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> tuple[sparql.Asked, sparql.Asked]:
    """Everything shipped with what is computed of it: in memory, and in a store loaded from the files of commands."""
    folder = tmp_path_factory.mktemp("computed")
    path, file = str(folder / "store"), str(folder / "results.trig")
    answer("store", "load", "--store", path)
    answer("materialize", "-o", file, "--store", path)
    answer("store", "load", file, "--store", path)
    return datasets.shipped(Library(), results.graphs(Library())), DiskStore(Path(path))


@pytest.mark.parametrize("name", question_files.questions())
def test_a_question_has_the_same_rows_over_a_store_as_over_files(
    name: str, computed: tuple[sparql.Asked, sparql.Asked]
) -> None:
    over_files, over_store = computed
    assert rows(name, over_store) == rows(name, over_files)


def test_results_are_computed_the_same_from_a_store_as_from_files(shipped: str) -> None:
    assert answer("materialize", "--store", shipped) == answer("materialize")


def test_of_files_with_several_graphs_only_results_are_loaded(tmp_path: Path) -> None:
    with pytest.raises(NotResults, match=r"case/pbg' is not such a graph"):
        list(loadables(Library(), [dumped(tmp_path, "pbg", "spp-irt")]))


def test_a_file_with_the_graph_of_one_case_is_loaded_as_that_case(tmp_path: Path) -> None:
    *_, study, case = loadables(Library(), [dumped(tmp_path, "pbg")])
    assert isinstance(study, Loadable)
    assert isinstance(case, Loadable)
    assert (study.kind, case.kind, case.name) == ("study", "case", f"{CASE}pbg")


def dumped(folder: Path, *names: str) -> str:
    file = folder / "dump.nq"
    answer("dump", *names, "-o", str(file))
    return str(file)


def test_a_store_keeps_the_cases_of_folders_apart_from_its_own(shipped: str, tmp_path: Path) -> None:
    (tmp_path / "pbg.ttl").write_bytes((resources.cases() / "pbg.ttl").read_bytes())
    stored = StoredCases(DiskStore(Path(shipped)))
    assert Library([tmp_path], stored=stored).open("spp-irt").id == "spp-irt"
    with pytest.raises(DuplicateCase, match=r"twice: pbg \("):
        Library([tmp_path], stored=stored).open("pbg")
    assert Library(stored=stored).open(str(tmp_path / "pbg.ttl")).id == "pbg"
    with pytest.raises(UnknownCase, match="Cases: pbg, spp-irt"):
        Library(stored=stored).open("ppg-2")


def test_a_file_has_the_study_beside_it_and_else_that_of_the_store(shipped: str, tmp_path: Path) -> None:
    case, study = ((resources.cases() / f"{name}.ttl").read_text("utf-8") for name in ("pbg", "jambi-licensing"))
    (tmp_path / "pbg.ttl").write_text(case, "utf-8")
    over_store = Library(stored=StoredCases(DiskStore(Path(shipped))))
    stored = over_store.open(str(tmp_path / "pbg.ttl")).study
    assert stored == Library().open("pbg").study
    title = next(iter(re.findall(r'dcterms:title "([^"]+)"@en', study)))
    (tmp_path / "jambi-licensing.ttl").write_text(study.replace(title, "Mine"), "utf-8")
    beside = Library(stored=over_store.stored).open(str(tmp_path / "pbg.ttl")).study
    assert beside is not None
    assert beside.title["en"] == "Mine"


def test_with_a_store_neither_the_shipped_nor_the_added_folders_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(tmp_path / "store", graph("nothing"))
    monkeypatch.setenv(ENVIRONMENT, str(resources.cases()))
    assert Library(stored=StoredCases(DiskStore(tmp_path / "store"))).ids() == []


# What a graph is made of ----------------------------------------------------------------------------------------------

NODES = [ox.NamedNode(EX + "a"), ox.NamedNode(EX + "b"), *(ox.BlankNode(name) for name in "wxyz")]
OBJECTS = st.sampled_from([*NODES, ox.Literal("x"), ox.Literal("x", language="en")])
GRAPHS = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES[:2]), OBJECTS), max_size=8)


def as_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    text = "".join(f"{canonical.written(quad.triple)} .\n" for quad in quads)
    return rdflib.Graph().parse(data=text, format="nt")


@settings(max_examples=200)
@given(GRAPHS, GRAPHS, st.randoms())
def test_two_graphs_have_the_same_lines_exactly_when_they_are_isomorphic(
    first: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]],
    second: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]],
    chance: random.Random,
) -> None:
    one, other = ([ox.Quad(*terms) for terms in graph] for graph in (first, second))
    same = canonical.lines(EX, one) == canonical.lines(EX, other)
    assert same == rdflib.compare.isomorphic(as_rdflib(one), as_rdflib(other))
    renamed = {node: ox.BlankNode() for node in NODES[2:]}
    again = [ox.Quad(*(renamed.get(term, term) for term in terms)) for terms in first]  # type: ignore[arg-type,call-overload]
    chance.shuffle(again)
    assert canonical.lines(EX, again) == canonical.lines(EX, one)


def tangled(kind: str, n: int) -> list[ox.Quad]:
    """Blank nodes that refer to one another: in a list, in a ring, each to all, or all to one."""
    nodes, p = [ox.BlankNode() for _ in range(n)], ox.NamedNode(f"{EX}p")
    pairs = {
        "list": pairwise([*nodes, ox.NamedNode(f"{EX}nil")]),
        "ring": pairwise([*nodes, nodes[0]]),
        "each to all": permutations(nodes, 2),
        "all to one": ((nodes[0], node) for node in nodes[1:]),
    }
    return [ox.Quad(one, p, other) for one, other in pairs[kind]]


@pytest.mark.parametrize("kind", ["list", "ring", "each to all", "all to one"])
def test_blank_nodes_that_take_too_many_steps_to_tell_apart_are_refused(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canonical, "MOST_STEPS", 590)
    assert len(canonical.lines(EX, tangled(kind, 8))) == len(tangled(kind, 8))
    with pytest.raises(TangledBlankNodes, match=r"200 blank nodes .* more than 590 steps"):
        canonical.lines(EX, tangled(kind, 200))


def test_a_long_list_of_equal_items_is_numbered_by_the_places_of_the_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that its lines do not depend on the order of reading, and within a tenth of the steps allowed."""
    monkeypatch.setattr(canonical, "MOST_STEPS", canonical.MOST_STEPS // 10)
    nodes = [ox.BlankNode() for _ in range(3000)]
    first, rest, nil = (ox.NamedNode(f"{RDF.iri}{name}") for name in ("first", "rest", "nil"))
    quads = [ox.Quad(node, first, ox.Literal("same")) for node in nodes]
    quads += [ox.Quad(one, rest, other) for one, other in pairwise([*nodes, nil])]
    lines = canonical.lines(EX, quads)
    assert len(set(lines)) == 6000
    assert canonical.lines(EX, [*quads[1::2], *quads[-2::-2]]) == lines


def test_many_blank_nodes_that_hang_on_nothing_but_names_are_numbered() -> None:
    quads = [ox.Quad(ox.NamedNode(f"{EX}s{i % 7}"), ox.NamedNode(f"{EX}p"), ox.BlankNode()) for i in range(20_000)]
    assert len(set(canonical.lines(EX, quads))) == 20_000


def test_a_case_with_tangled_blank_nodes_is_refused_and_keeps_none_of_the_others_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canonical, "MOST_STEPS", 50_000)
    text = (resources.cases() / "pbg.ttl").read_text(encoding="utf-8").replace("case:pbg", "case:tangled")
    text = text.replace("/case/pbg#", "/case/tangled#")
    items = " ".join(str(number % 3) for number in range(5000))
    (tmp_path / "tangled.ttl").write_text(f"{text}\ncase:tangled <{EX}list> ({items}) .\n", "utf-8")
    store = str(tmp_path / "store")
    for command in (("store", "load", "--store", store), ("dump",)):
        result = run(*command, "--cases", str(tmp_path))
        assert (result.exit_code, "case/tangled' has 5000 blank nodes" in result.stderr) == (1, True), result.stderr
    assert Library(stored=StoredCases(DiskStore(Path(store)))).ids() == ["pbg", "spp-irt"]


HOSTILE = (
    r"\u0041", "\\\\u0041", "a\\", "new\nline\r\ttab", "\"quotes\" 'both'", "} } ; DROP ALL ; #",
    "\x00\x01\x07\x08\x7f", "\u202eevil", "😀", "x" * 10_000, "<script>alert(1)</script>", "ends with \\",
    "?s ?p ?o . }", "\ufeff\ufffe",
)  # fmt: skip


def test_hostile_texts_come_back_as_they_were(tmp_path: Path) -> None:
    quads = [
        ox.Quad(ox.NamedNode(f"{EX}{i}"), ox.NamedNode(f"{EX}says"), ox.Literal(text)) for i, text in enumerate(HOSTILE)
    ]
    inner = ox.Triple(ox.NamedNode(EX + "a"), ox.NamedNode(EX + "b"), ox.Literal("c"))
    quads.append(ox.Quad(ox.BlankNode(), ox.NamedNode(EX + "quotes"), inner))
    loaded(tmp_path / "store", graph("hostile", quads))
    with Snapshot(tmp_path / "store") as snapshot:
        found = list(snapshot.quads(EX + "hostile"))
    assert {quad.object.value for quad in found if isinstance(quad.object, ox.Literal)} == set(HOSTILE)
    assert inner in {quad.object for quad in found}
    assert canonical.lines(EX, found) == canonical.lines(EX, quads)


def test_a_dump_is_the_same_from_files_from_a_store_and_from_the_store_loaded_anew(
    shipped: str, tmp_path: Path
) -> None:
    over_files = answer("dump")
    assert answer("dump", "--store", shipped) == over_files
    again = str(tmp_path / "again")
    answer("store", "load", "--store", again)
    assert answer("dump", "--store", again) == over_files
    assert over_files.splitlines() == sorted(over_files.splitlines())


def test_a_dump_holds_every_triple_of_every_file(shipped: str) -> None:
    store = ox.Store()
    store.load(answer("dump", "--store", shipped), format=ox.RdfFormat.N_QUADS)
    graphs = [name for name in store.named_graphs() if name != ox.NamedNode(RECORD)]
    dumped = [len(list(store.quads_for_pattern(None, None, None, name))) for name in graphs]
    files = [*resources.ontology_files(), *resources.cases().glob("*.ttl")]
    assert sorted(dumped) == sorted(len(set(ox.parse(path=path))) for path in files)
    study = [quad for quad in store if quad.graph_name == ox.NamedNode(f"{STUDY}jambi-licensing")]
    expected = rdflib.Graph().parse(resources.cases() / "jambi-licensing.ttl", format="turtle")
    assert rdflib.compare.isomorphic(as_rdflib(study), expected)


def test_a_dump_in_trig_has_the_same_quads_and_the_same_bytes_every_time(shipped: str, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.trig", "other.trig", "lines.nq")]
    for file in files:
        command = [sys.executable, "-c", "from collabgraph.cli import main; main()", "dump", "--store", shipped]
        subprocess.run([*command, "-o", str(file)], check=True)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert set(ox.parse(path=files[0])) == set(ox.parse(path=files[2]))
    wrong = run("dump", "-o", str(tmp_path / "dump.ttl"))
    assert (wrong.exit_code, "FILE.nq" in wrong.stderr) == (2, True)


def test_a_digest_is_the_sum_of_the_graphs_own_dump(shipped: str) -> None:
    rows = list(csv.DictReader(io.StringIO(answer("store", "list", "--store", shipped, "--format", "csv"))))
    for row in rows:
        lines = answer("dump", row["name"], "--store", shipped)
        assert hashlib.sha256(lines.encode()).hexdigest() == row["digest"]
        assert len(lines.splitlines()) == int(row["triples"])


# All or nothing, and nothing that was acknowledged is lost -----------------------------------------------------------


def test_a_graph_that_is_loaded_again_is_replaced(tmp_path: Path) -> None:
    loaded(tmp_path, graph("g", triples(9, "old")))
    (entry,) = loaded(tmp_path, graph("g", triples(6, "new")))
    assert held(tmp_path) == {EX + "g": 6}
    with Snapshot(tmp_path) as snapshot:
        assert snapshot.entries() == [entry]
        assert {quad.object.value for quad in snapshot.quads(EX + "g")} == {"new"}  # type: ignore[union-attr]


def test_a_graph_that_the_engine_refuses_leaves_the_old_one_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = loaded(tmp_path, graph("g"))
    monkeypatch.setattr(
        "collabgraph.rdf.stores.disk.replacement",
        lambda _: (
            before,
            f"DROP GRAPH <{EX}g> ; INSERT DATA {{ GRAPH <{EX}h> {{ <{EX}a> <{EX}b> 1 }} }} ; DROP GRAPH <{EX}g>",
        ),
    )
    with DiskStore(tmp_path) as store:
        with pytest.raises(StoreDamaged):
            store.load(graph("g"))
        store.publish()
        assert store.entries() == [before]
    assert held(tmp_path) == {EX + "g": 9}


def test_dropped_graphs_are_gone_with_their_entries_and_all_or_none_go(tmp_path: Path) -> None:
    loaded(tmp_path, graph("a"), graph("b"), graph("c"))
    with DiskStore(tmp_path) as store:
        with pytest.raises(UnknownGraph, match="'d'"):
            store.drop(["a", "d"])
        store.publish()
        assert set(held(tmp_path)) == {EX + name for name in "abc"}
        assert [entry.name for entry in store.drop(["a", EX + "b"])] == [EX + "a", EX + "b"]
        store.publish()
        assert [entry.name for entry in store.entries()] == [EX + "c"]
    assert held(tmp_path) == {EX + "c": 9}


def test_an_id_that_two_graphs_have_drops_neither(tmp_path: Path) -> None:
    loaded(tmp_path, graph("one/pbg"), graph("two/pbg"))
    with DiskStore(tmp_path) as store, pytest.raises(AmbiguousGraph, match=f"{EX}one/pbg, {EX}two/pbg"):
        store.drop(["pbg"])


SIZE, NAMES = 300, 3
MOST_ROUNDS, LEAST_ROUNDS, SECONDS = 40, 8, 12
#: Forks a writer for each version it reads; a fork needs no time to begin, so many can be killed.
WRITERS = f"""
import os
import sys
from itertools import pairwise, permutations
from pathlib import Path
import pyoxigraph as ox
from collabgraph.rdf.stores.disk import DiskStore
from collabgraph.rdf.stores.manifest import Loadable

def write(first):
    with DiskStore(Path(sys.argv[1])) as store:
        for version in range(first, first + 1000):
            quads = tuple(
                ox.Quad(ox.BlankNode(), ox.NamedNode("{EX}p" + str(i)), ox.Literal(version)) for i in range({SIZE})
            )
            name = "{EX}g" + str(version % {NAMES})
            store.load(Loadable("results", name, quads, "-"))
            store.publish()
            print(name, version, flush=True)

for line in sys.stdin:
    writer = os.fork()
    if not writer:
        write(int(line))
        os._exit(0)
    print(writer, flush=True)
    os.waitpid(writer, 0)
    print("ended", flush=True)
"""


def versions(store: ox.Store) -> dict[str, list[tuple[int, int]]]:
    """For each graph the versions its triples are of, and how many are of each."""
    rows = store.query(
        f"SELECT ?g ?v (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?v }} FILTER (?g != <{RECORD}>) }} GROUP BY ?g ?v"
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for row in rows:  # type: ignore[union-attr]
        found.setdefault(row["g"].value, []).append((int(row["v"].value), int(row["n"].value)))
    return found


def test_a_killed_writer_loses_nothing_it_acknowledged_and_leaves_no_part_of_anything(tmp_path: Path) -> None:
    seed = time.time_ns()
    chance = random.Random(seed)  # noqa: S311  the moments to kill at
    acknowledged: dict[str, int] = {}
    version, rounds, end = 0, 0, time.monotonic() + SECONDS
    command = [sys.executable, "-c", WRITERS, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writers:
        while rounds < LEAST_ROUNDS or (rounds < MOST_ROUNDS and time.monotonic() < end):
            acknowledged |= killed(writers, version, chance)
            version = max(acknowledged.values(), default=-1) + 1
            rounds += 1
            assert_whole(tmp_path, acknowledged, seed)  # what readers see
            with DiskStore(tmp_path) as store:
                store.publish()
                assert_whole(tmp_path, acknowledged, seed)  # what the writer's own database has
                assert list(stores.checked(store)) == [], seed
        writers.communicate()
    assert len(acknowledged) == NAMES, seed


def killed(writers: subprocess.Popen[str], version: int, chance: random.Random) -> dict[str, int]:
    """What a writer acknowledged before it was killed, a moment after it began or after some acknowledgement."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    print(version, file=writers.stdin, flush=True)
    said = [writers.stdout.readline() for _ in range(1 + chance.choice((0, 1, 2, 4)))]
    time.sleep(chance.uniform(0, 0.1))
    os.kill(int(next(line for line in said if line.strip().isdecimal())), signal.SIGKILL)
    while said[-1] != "ended\n":
        said.append(writers.stdout.readline())
    return {words[0]: int(words[1]) for words in map(str.split, said) if len(words) == 2}


def assert_whole(path: Path, acknowledged: dict[str, int], seed: int) -> None:
    if latest(path) is None:
        assert not acknowledged, seed
        return
    with Snapshot(path) as snapshot:
        found = versions(snapshot.store)
        assert {entry.name for entry in snapshot.entries()} == set(found), seed
    assert set(acknowledged) <= set(found), seed
    for name, parts in found.items():
        ((version, n),) = parts
        assert n == SIZE, seed
        assert version >= acknowledged.get(name, -1), seed


def test_a_line_of_the_command_means_that_the_graph_is_safe(tmp_path: Path) -> None:
    store = tmp_path / "store"
    command = [
        sys.executable,
        "-c",
        "from collabgraph.cli import main; main()",
        "store",
        "load",
        "pbg",
        "--store",
        str(store),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as loading:
        assert loading.stdout is not None
        lines = [loading.stdout.readline()]
        loading.send_signal(signal.SIGKILL)
        lines += loading.stdout.read().splitlines()
    kept = {entry.id for entry in DiskStore(store).entries()}
    assert {re.match(r"loaded: \w+ ([^,]+),", line)[1] for line in lines} <= kept  # type: ignore[index]
    assert list(stores.checked(DiskStore(store))) == []


# One writer, many readers ---------------------------------------------------------------------------------------------


def test_a_second_writer_is_told_so_and_readers_read_on(tmp_path: Path) -> None:
    loaded(tmp_path, graph("g"))
    script = f"""
        from pathlib import Path
        from collabgraph.rdf.stores import DiskStore
        store = DiskStore(Path({str(tmp_path)!r}))
        store.publish()
        print("open", flush=True)
        input()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        refused = run("store", "drop", "g", "--store", str(tmp_path))
        assert (refused.exit_code, str(tmp_path) in refused.stderr) == (1, True)
        assert "another process is writing" in refused.stderr
        assert held(tmp_path) == {EX + "g": 9}
        writer.communicate("\n")
    loaded(tmp_path, graph("h"))


def test_a_second_writer_in_the_same_process_is_told_so_too(tmp_path: Path) -> None:
    with DiskStore(tmp_path) as first, DiskStore(tmp_path) as second:
        first.load(graph("g"))
        with pytest.raises(StoreBusy, match="another process is writing"):
            second.load(graph("h"))


def test_a_reader_keeps_the_answer_it_began_with(tmp_path: Path) -> None:
    loaded(tmp_path, graph("g", triples(9, "old")))
    with Snapshot(tmp_path) as reader:
        rows = reader.store.query(f"SELECT ?o {{ GRAPH <{EX}g> {{ ?s ?p ?o }} }}")
        seen = [next(rows)["o"].value]  # type: ignore[call-overload]
        for version in range(5):
            loaded(tmp_path, graph("g", triples(30, f"new {version}")))
        with DiskStore(tmp_path) as writer:
            writer._database().optimize()  # the engine rewrites its files
            writer.publish()
        assert seen + [row["o"].value for row in rows] == ["old"] * 9  # type: ignore[union-attr]
        assert {quad.object.value for quad in reader.quads(EX + "g")} == {"old"}  # type: ignore[union-attr]
        assert [entry.triples for entry in reader.entries()] == [9]
        assert latest(tmp_path) > reader.number  # type: ignore[operator]
        with stores.open_for_reading(tmp_path, reader.number) as worker:
            assert len(list(worker.quads(EX + "g"))) == 9
    assert held(tmp_path) == {EX + "g": 30}


def test_a_writer_sees_what_it_loaded_once_it_has_published(tmp_path: Path) -> None:
    with DiskStore(tmp_path) as store:
        store.load(graph("g"))
        store.publish()
        assert [entry.id for entry in store.entries()] == ["g"]
        store.load(graph("h"))
        assert [entry.id for entry in store.entries()] == ["g"]
        store.publish()
        assert [entry.id for entry in store.entries()] == ["g", "h"]


def test_old_snapshots_go_unless_somebody_reads_them(tmp_path: Path) -> None:
    loaded(tmp_path, graph("g"))
    reader = Snapshot(tmp_path)
    loaded(tmp_path, graph("h"))
    (tmp_path / "snapshots" / "0000000009.tmp").mkdir()  # as a writer that was killed leaves it
    loaded(tmp_path, graph("i"))
    assert snapshots(tmp_path) == [1, 3]
    reader.close()
    loaded(tmp_path, graph("j"))
    assert snapshots(tmp_path) == [4]
    with pytest.raises(NoStore):
        stores.open_for_reading(tmp_path, 1)


def snapshots(path: Path) -> list[int]:
    return sorted(int(folder.name) for folder in (path / "snapshots").iterdir())


def test_reading_needs_no_right_to_write(tmp_path: Path) -> None:
    store = tmp_path / "store"
    loaded(store, graph("g"))
    inside = {path: 0o555 if path.is_dir() else 0o444 for path in (store, *store.rglob("*"))}
    above = {path: path.stat().st_mode | 0o011 for path in (tmp_path, *tmp_path.parents[:3])}
    with modes(inside | above), unprivileged():
        assert held(store) == {EX + "g": 9}
        with pytest.raises(StoreFailed, match="no permission"):
            DiskStore(store).load(graph("h"))


@contextlib.contextmanager
def modes(wanted: dict[Path, int]) -> Iterator[None]:
    """These files and folders have these modes meanwhile."""
    before = {path: path.stat().st_mode for path in wanted}
    for path, mode in wanted.items():
        path.chmod(mode)
    try:
        yield
    finally:
        for path, mode in before.items():
            path.chmod(mode)


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """Not root meanwhile, who is never without permission."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


# What is said where it cannot be done ---------------------------------------------------------------------------------


def test_a_place_that_is_no_store_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "thesis.txt").write_text("mine")
    (tmp_path / "folder" / "data").mkdir()
    (tmp_path / "file").write_text("mine")
    for name in ("folder", "file", "nothing"):
        with pytest.raises(NoStore, match=name):
            DiskStore(tmp_path / name).entries()
    for name, why in (("folder", "other things"), ("file", "it is a file")):
        with pytest.raises(NotAStore, match=why):
            DiskStore(tmp_path / name).load(graph("g"))
    with pytest.raises(StoreFailed, match="not there"):
        DiskStore(tmp_path / "nothing" / "below").load(graph("g"))
    with pytest.raises(NoStore):
        DiskStore(tmp_path / "nothing").drop(["g"])
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == [
        "file", "folder", "folder/data", "folder/thesis.txt",
    ]  # fmt: skip


def tampered(path: Path, change: str) -> None:
    """The store after a change that is none of ours."""
    with DiskStore(path) as store:
        store._database().update(change)
        store.publish()


def test_a_store_of_a_newer_format_is_neither_read_nor_written(tmp_path: Path) -> None:
    loaded(tmp_path, graph("g"))
    tampered(tmp_path, f"INSERT DATA {{ GRAPH <{RECORD}> {{ <{RECORD}> <{RECORD}#format> 3 }} }}")
    with pytest.raises(NewerStore, match="format 3, and this version reads format 2"):
        DiskStore(tmp_path).entries()
    with pytest.raises(NewerStore):
        DiskStore(tmp_path).load(graph("h"))


@pytest.mark.parametrize(
    "said", [f"<{RECORD}/x> <{RECORD}#kind> 'case'", f"<{RECORD}> <{RECORD}#format> 'new'"], ids=["part", "no number"]
)
def test_a_record_that_no_version_writes_is_said_to_be_damaged(said: str, tmp_path: Path) -> None:
    loaded(tmp_path, graph("g"))
    tampered(tmp_path, f"INSERT DATA {{ GRAPH <{RECORD}> {{ {said} }} }}")
    with pytest.raises(StoreDamaged):
        DiskStore(tmp_path).entries()


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    loaded(tmp_path, graph("g"))
    script = """
        import resource, sys
        from collabgraph.cli import main
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        main(["store", "load", "--store", sys.argv[1]])
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    full = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (full.returncode, full.stdout) == (1, "")
    assert re.fullmatch(r"'.*': the store could not be used \(File too large\)\. .*\n", full.stderr)
    assert held(tmp_path) == {EX + "g": 9}
    answer("store", "load", "pbg", "--store", str(tmp_path))
    assert " ".join(answer("store", "check", "--store", str(tmp_path)).split()).endswith("all whole.")


def test_without_a_store_the_commands_say_how_to_name_one() -> None:
    for command in ("load", "list", "check", "drop x", "backup x"):
        result = run("store", *command.split())
        assert (result.exit_code, "--store DIR|URL" in result.stderr) == (2, True)


# Backup and check -----------------------------------------------------------------------------------------------------


def test_a_backup_is_a_store_of_its_own(tmp_path: Path) -> None:
    store, copy = tmp_path / "store", tmp_path / "copy"
    loaded(store, graph("g"), graph("h"))
    assert answer("store", "backup", str(copy), "--store", str(store)) == f"backed up: {copy}\n"
    inodes = [{path.stat().st_ino for path in place.rglob("*") if path.is_file()} for place in (store, copy)]
    assert inodes[0].isdisjoint(inodes[1])
    with DiskStore(store) as first:
        first.drop(["g"])
        first.publish()
    loaded(copy, graph("i"))
    assert set(held(store)) == {EX + "h"}
    assert set(held(copy)) == {EX + name for name in "ghi"}
    assert list(stores.checked(DiskStore(copy))) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "store"]


def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    loaded(tmp_path / "store", graph("g"))
    (tmp_path / "there").mkdir()
    with pytest.raises(PlaceTaken, match="there"):
        DiskStore(tmp_path / "store").backup(tmp_path / "there")
    with pytest.raises(StoreFailed, match="not there"):
        DiskStore(tmp_path / "store").backup(tmp_path / "lost" / "copy")
    with pytest.raises(NoStore):
        DiskStore(tmp_path / "none").backup(tmp_path / "copy")


TAMPERINGS = {
    "a triple is gone": (f"DELETE WHERE {{ GRAPH <{EX}g> {{ ?s <{EX}p3> ?o }} }}", "8 triples, and 9 were loaded"),
    "a graph is gone": (f"DROP GRAPH <{EX}g>", "0 triples, and 9 were loaded"),
    "a word has changed": (
        f"DELETE {{ GRAPH <{EX}g> {{ ?s ?p '3' }} }} INSERT {{ GRAPH <{EX}g> {{ ?s ?p '4' }} }} "
        f"WHERE {{ GRAPH <{EX}g> {{ ?s ?p '3' }} }}",
        "not what was loaded",
    ),
}


@pytest.mark.parametrize("change", TAMPERINGS)
def test_a_check_finds_what_is_not_as_it_was_loaded(change: str, tmp_path: Path) -> None:
    loaded(tmp_path, graph("g"), graph("h"))
    update, words = TAMPERINGS[change]
    tampered(tmp_path, update)
    result = run("store", "check", "--store", str(tmp_path), "--format", "json")
    assert result.exit_code == 3
    (issue,) = json.loads(result.stdout)["issues"]
    assert issue["graph"] == EX + "g"
    assert words in issue["message"]


def test_a_check_reads_every_index_of_the_engine(shipped: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    DiskStore(Path(shipped)).backup(store)
    largest = max((store / "snapshots").rglob("*.sst"), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 3] ^= 0xFF
    largest.write_bytes(content)
    result = run("store", "check", "--store", str(store))
    assert result.exit_code == 3
    assert "the store is damaged" in " ".join(result.stdout.split())


def test_a_check_finds_a_default_graph_that_is_not_the_union(tmp_path: Path) -> None:
    for place, update in enumerate((f"DELETE WHERE {{ ?s <{EX}p3> ?o }}", f"INSERT DATA {{ <{EX}s> <{EX}p> 1 }}")):
        store = tmp_path / str(place)
        loaded(store, graph("g"))
        assert list(stores.checked(DiskStore(store))) == []
        tampered(store, update)
        (issue,) = stores.checked(DiskStore(store))
        assert "not the union" in issue.message["en"]


# Which graphs are asked -----------------------------------------------------------------------------------------------


def counts(path: Path) -> tuple[int, int]:
    """How many triples a query sees, and how many different ones the graphs have."""
    rows = DiskStore(path).query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    with Snapshot(path) as snapshot:
        names = [entry.name for entry in snapshot.entries()]
        distinct = {quad.triple for name in names for quad in snapshot.quads(name)}
    return int(next(iter(rows))["n"].value), len(distinct)  # type: ignore[union-attr, arg-type]


def without_blank_nodes(n: int, said: str = "") -> tuple[ox.Quad, ...]:
    """Two thirds of so many triples."""
    return tuple(quad for quad in triples(n, said) if isinstance(quad.subject, ox.NamedNode))


def test_a_triple_of_two_graphs_is_asked_once_as_long_as_one_of_them_is_there(tmp_path: Path) -> None:
    shared = without_blank_nodes(14)
    loaded(tmp_path, graph("g", shared), graph("h", shared[:6]), graph("i", shared[3:]))
    assert counts(tmp_path) == (9, 9)
    loaded(tmp_path, graph("g", without_blank_nodes(3, "other")))
    assert counts(tmp_path) == (11, 11)
    with DiskStore(tmp_path) as store:
        store.drop(["h"])
        store.publish()
        assert counts(tmp_path) == (8, 8)
        store.drop(["g", "i"])
        store.publish()
    assert counts(tmp_path) == (0, 0)


def test_graphs_dropped_together_leave_nothing_of_what_they_share(tmp_path: Path) -> None:
    shared = without_blank_nodes(14)
    loaded(tmp_path, graph("g", shared), graph("h", shared), graph("i", shared[:2]))
    with DiskStore(tmp_path) as store:
        store.drop(["g", "h"])
        store.publish()
    assert counts(tmp_path) == (2, 2)


def test_a_store_of_an_earlier_version_is_read_and_becomes_one_of_this(tmp_path: Path) -> None:
    """Format 1 had nothing in its default graph."""
    shared = without_blank_nodes(14)
    loaded(tmp_path, graph("g", shared), graph("h", shared))
    tampered(tmp_path, f"DROP DEFAULT ; DELETE DATA {{ GRAPH <{RECORD}> {{ <{RECORD}> <{RECORD}#format> 2 }} }}")
    asked = f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}p1> ?o }}"
    for format_ in (1, 2):
        (row,) = DiskStore(tmp_path).query(asked)  # type: ignore[misc]
        assert row["n"].value == "1"  # type: ignore[index, union-attr]
        with Snapshot(tmp_path) as snapshot:
            assert snapshot.dataset.has_union == (format_ == 2)
        loaded(tmp_path, graph("i", shared[:2]))
    assert counts(tmp_path) == (9, 9)
    assert list(stores.checked(DiskStore(tmp_path))) == []


# The commands ---------------------------------------------------------------------------------------------------------


def test_a_case_with_faults_is_not_loaded_and_keeps_none_of_the_others_out(tmp_path: Path) -> None:
    text = (resources.cases() / "pbg.ttl").read_text(encoding="utf-8")
    folder, store = tmp_path / "cases", str(tmp_path / "store")
    folder.mkdir()
    (folder / "broken.ttl").write_text(text.replace("case:pbg", "case:broken").replace("cg:to ", "cg:too "), "utf-8")
    within_a_statement = text.index('cg:statement "', len(text) // 2) + len('cg:statement "The')
    (folder / "torn.ttl").write_text(text[:within_a_statement], "utf-8")
    result = run("store", "load", "--cases", str(folder), "--store", store)
    assert result.exit_code == 1
    assert [line.partition(" cannot")[0] for line in result.stderr.splitlines()] == [
        str(folder / "broken.ttl"), str(folder / "torn.ttl"),
    ]  # fmt: skip
    assert Library(stored=StoredCases(DiskStore(Path(store)))).ids() == ["pbg", "spp-irt"]
    with pytest.raises(UnknownCase):
        list(loadables(Library(), ["pgb-x"]))
    (fault,) = [each for each in loadables(Library(), [str(folder / "torn.ttl")]) if not isinstance(each, Loadable)]
    assert isinstance(fault, InvalidCase)


def test_a_name_that_means_nothing_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    for name, words in (
        ("ppg", "did you mean 'pbg'?"),
        ("lost.ttl", "no readable file"),
        ("lost.nq", "no readable file"),
    ):
        result = run("store", "load", "spp-irt", name, "--store", str(tmp_path / "store"))
        assert (result.exit_code, result.stdout, words in result.stderr) == (1, "", True)
    assert not (tmp_path / "store").exists()


def test_a_case_is_loaded_with_its_study_and_the_ontology(tmp_path: Path) -> None:
    answer("store", "load", "pbg", "--store", str(tmp_path / "store"))
    entries = DiskStore(tmp_path / "store").entries()
    assert {entry.name for entry in entries if entry.kind in ("case", "study")} == {PBG, f"{STUDY}jambi-licensing"}
    files = {path.stem: path for path in (*resources.ontology_files(), *resources.cases().glob("*.ttl"))}
    for entry in entries:
        assert entry.file == hashlib.sha256(files[entry.id].read_bytes()).hexdigest()
    assert SPP_IRT not in held(tmp_path / "store")


@pytest.mark.parametrize(("lang", "word"), [("en", "loaded: study"), ("id", "dimuat: studi")])
def test_the_commands_speak_both_languages(lang: str, word: str, tmp_path: Path) -> None:
    assert word in answer("store", "load", "pbg", "--store", str(tmp_path / "store"), "--lang", lang)
