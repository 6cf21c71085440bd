"""The evaluation of a corpus: the same bytes in whatever way it comes about, and nothing lost by what is killed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import tarfile
import time
from pathlib import Path

import psutil
import pytest

from bench import synthetic
from collabgraph.coding.forms.graphs import converted
from collabgraph.corpus import results
from collabgraph.corpus.packing import pack
from collabgraph.corpus.sources import Folder, Graphs
from collabgraph.model import Ontology
from collabgraph.rdf.turtle import read_one
from corpora import command, corpus, environment, evaluated, parts_of, run, troubled
from engines import oxigraph

WHFC = Path(__file__).parent / "data" / "forms" / "whfc.ttl"
#: Files of a batch: the corpus of these tests, of twelve files, has three.
BATCH = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def here(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the corpus, by the command with one worker."""
    found = tmp_path_factory.mktemp("here") / "results"
    ended = run("evaluate", folder, "-o", found, "--workers", 1, "--batch", BATCH)
    assert ended.returncode == 1, ended.stderr
    assert "12 files in" in ended.stderr
    assert "10 cases, 1 file of studies, 1 file with faults" in ended.stderr
    return found


def rows(folder: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = results.table(folder, table).to_pylist()
    return found


# The same in whatever way ---------------------------------------------------------------------------------------------


def test_the_number_of_workers_changes_no_byte(folder: Path, here: Path, tmp_path: Path) -> None:
    ended = run("evaluate", folder, "-o", tmp_path / "results", "--workers", 2, "--batch", BATCH)
    assert ended.returncode == 1
    assert parts_of(tmp_path / "results") == parts_of(here)
    assert (tmp_path / "results" / "manifest.json").read_bytes() == (here / "manifest.json").read_bytes()


def test_the_checksums_are_those_of_the_parts(here: Path) -> None:
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=here, check=False)
    assert checked.returncode == 0
    assert len((here / "SHA256SUMS").read_text().splitlines()) == len(parts_of(here)) - 1 - 3 == 3 * 6


def test_a_packed_corpus_and_an_archive_give_the_bytes_of_the_folder(folder: Path, here: Path, tmp_path: Path) -> None:
    packed = tmp_path / "cases.parquet"
    pack(folder, packed)
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.ttl"))
    with tarfile.open(tmp_path / "cases.tar.gz", "w:gz") as archive:
        for name in names:
            archive.add(folder / name, f"./{name}")
    pack(tmp_path / "cases.tar.gz", tmp_path / "of-archive.parquet")
    assert (tmp_path / "of-archive.parquet").read_bytes() == packed.read_bytes()
    ended = run("evaluate", tmp_path / "cases.tar.gz", "-o", tmp_path / "archive", "--workers", 1, "--batch", BATCH)
    assert ended.returncode == 1, ended.stderr
    ended = run("evaluate", packed, "-o", tmp_path / "packed", "--workers", 1, "--batch", BATCH)
    assert ended.returncode == 1, ended.stderr
    assert parts_of(tmp_path / "archive") == parts_of(tmp_path / "packed") == parts_of(here)


def test_a_batch_of_another_size_has_the_same_rows_in_other_parts(folder: Path, here: Path, tmp_path: Path) -> None:
    found = evaluated(Folder.of(folder)[0], tmp_path / "results", batch=1)
    assert len([*(found / "cases").iterdir()]) == 12
    for table in results.TABLES:
        assert rows(found, table) == rows(here, table)


def test_cases_come_straight_from_a_server_that_others_filled(folder: Path, here: Path, tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    base = "https://w3id.org/collabgraph"
    with oxigraph(tmp_path / "server") as address, pytest.MonkeyPatch.context() as patch:
        import httpx

        for path in folder.rglob("*.ttl"):
            name = f"{base}/study/{path.stem}" if path.stem == "jambi-licensing" else f"{base}/case/{path.stem}"
            if path.stem != "broken":
                sent = httpx.put(f"{address}/store", params={"graph": name}, content=path.read_bytes(),
                                 headers={"Content-Type": "text/turtle"})  # fmt: skip
                assert sent.is_success
        patch.setattr("collabgraph.corpus.sources.PAGE", 3)
        source = Graphs.of(address)
        assert len(source) == 10
        found = evaluated(source, tmp_path / "results", batch=4)
        again = {path: path.stat().st_mtime_ns for path in found.rglob("part-*")}
        evaluated(source, found, batch=4)
        assert {path: path.stat().st_mtime_ns for path in found.rglob("part-*")} == again
    for table in ("conditions", "outcomes", "metrics", "ties"):
        assert sorted(map(repr, rows(found, table))) == sorted(map(repr, rows(here, table)))
    cases = {row["case"]: row for row in rows(found, "cases")}
    for row in rows(here, "cases"):
        other = cases[row["case"]]
        assert other["file"] == row["iri"]
        assert {**row, "file": "", "sha256": ""} == {**other, "file": "", "sha256": ""}


def test_forms_give_what_turtle_gives(tmp_path: Path, ontology: Ontology) -> None:
    """A workbook with two cases, and YAML, as our own conversion writes them, which other tests hold to be exact."""
    turtle, forms = tmp_path / "turtle", tmp_path / "forms"
    (first,) = synthetic.write(turtle, 1)
    shutil.copy(WHFC, turtle)
    forms.mkdir()
    graphs = [read_one(first), read_one(WHFC)]
    for name, of in (("cases.xlsx", graphs), ("whfc.yaml", graphs[1:])):
        (forms / name).write_bytes(converted(of, forms / name, ontology, "en")[name])
    plain = evaluated(Folder.of(turtle)[0], tmp_path / "plain")
    found = evaluated(Folder.of(forms)[0], tmp_path / "results")
    assert [(row["file"], row["case"]) for row in rows(found, "cases")] == [
        ("cases.xlsx", first.stem), ("cases.xlsx", "whfc"), ("whfc.yaml", "whfc"),
    ]  # fmt: skip
    assert [(row["file"], row["stage"]) for row in rows(found, "faults")] == [
        ("cases.xlsx", "duplicate"), ("whfc.yaml", "duplicate"),
    ]  # fmt: skip
    for table in ("conditions", "outcomes", "metrics", "ties"):
        of_whfc = [row for row in rows(plain, table) if row["case"] == "whfc"]
        assert rows(found, table) == [*rows(plain, table), *of_whfc]


# What goes wrong ------------------------------------------------------------------------------------------------------


def test_a_case_that_ends_its_worker_or_takes_too_long_is_named_and_the_rest_is_done(
    folder: Path, tmp_path: Path
) -> None:
    given = shutil.copytree(folder, tmp_path / "corpus")
    synthetic.write(given / "more", 2, seed=5)
    site = troubled(
        tmp_path / "site",
        "os.kill(os.getpid(), 9) if file.name == 'more/s5-0001.ttl' else "
        "time.sleep(600) if file.name == 'districts/s0-0007.ttl' else None",
    )
    ended = run("evaluate", given, "-o", tmp_path / "results", "--batch", 7, "--timeout", 4, site=site)
    assert ended.returncode == 1, ended.stderr
    faults = {row["file"]: row for row in rows(tmp_path / "results", "faults")}
    assert {name: row["stage"] for name, row in faults.items()} == {
        "districts/broken.ttl": "read", "districts/s0-0007.ttl": "time", "more/s5-0001.ttl": "worker",
    }  # fmt: skip
    assert "longer than 4 seconds" in str(faults["districts/s0-0007.ttl"]["message"])
    (given / "more" / "s5-0001.ttl").unlink()
    (given / "districts" / "s0-0007.ttl").unlink()
    rest = evaluated(Folder.of(given)[0], tmp_path / "rest", batch=7)
    for table in ("cases", "conditions", "outcomes", "metrics", "ties"):
        assert rows(tmp_path / "results", table) == rows(rest, table)


def test_a_worker_that_is_killed_from_outside_costs_nothing(folder: Path, here: Path, tmp_path: Path) -> None:
    site = troubled(tmp_path / "site", "time.sleep(0.5)")
    begun = command("evaluate", folder, "-o", tmp_path / "results", "--workers", 2, "--batch", BATCH)
    with subprocess.Popen(begun, env=environment(site), stderr=subprocess.PIPE, text=True) as client:
        until(lambda: any((tmp_path / "results" / ".work").glob("*.at")))
        workers = [
            child for child in psutil.Process(client.pid).children() if "spawn_main" in " ".join(child.cmdline())
        ]
        assert len(workers) == 2
        listening = {
            connection.laddr.ip
            for process in (psutil.Process(client.pid), *workers)
            for connection in process.net_connections(kind="inet")
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {"127.0.0.1"}
        workers[0].kill()
        _, said = client.communicate(timeout=240)
    assert client.returncode == 1, said
    assert parts_of(tmp_path / "results") == parts_of(here)


def test_a_run_goes_on_exactly_after_its_client_was_killed(folder: Path, here: Path, tmp_path: Path) -> None:
    found, site = tmp_path / "results", troubled(tmp_path / "site", "time.sleep(0.3)")
    begun = command("evaluate", folder, "-o", found, "--workers", 1, "--batch", BATCH)
    with subprocess.Popen(begun, env=environment(site), stderr=subprocess.DEVNULL) as client:
        until(lambda: (found / "cases").exists() and any((found / "cases").iterdir()))
        processes = psutil.Process(client.pid).children(recursive=True)
        client.send_signal(signal.SIGKILL)
        client.wait(60)
    assert json.loads((found / "manifest.json").read_bytes())["complete"] is False
    until(lambda: not any(process.is_running() and process.status() != "zombie" for process in processes))
    first = next((found / "cases").iterdir())
    before = first.stat().st_mtime_ns
    refused = run("evaluate", folder, "-o", found, "--workers", 1, "--batch", BATCH)
    assert refused.returncode == 1
    assert "Go on with them, or bring them up to date, with --resume" in refused.stderr
    ended = run("evaluate", folder, "-o", found, "--workers", 1, "--batch", BATCH, "--resume")
    assert ended.returncode == 1, ended.stderr
    assert first.stat().st_mtime_ns == before
    assert parts_of(found) == parts_of(here)
    assert (found / "manifest.json").read_bytes() == (here / "manifest.json").read_bytes()


def until(holds: object, seconds: float = 120) -> None:
    """Wait until something holds, which fails where it never does."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)


def test_resume_does_again_what_is_no_longer_as_it_was_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """A changed, an added and a removed file, a changed study, and parts that are damaged or not there."""
    given = shutil.copytree(folder, tmp_path / "corpus")
    found, plain = tmp_path / "results", tmp_path / "plain"

    def again(*, batches: set[int]) -> None:
        """Only these batches are done anew, and the results are those of a new run."""
        before = {path.name: path.stat().st_mtime_ns for path in (found / "cases").glob("*")}
        evaluated(Folder.of(given)[0], found, BATCH)
        after = {path.name: path.stat().st_mtime_ns for path in (found / "cases").glob("*")}
        assert {int(name[5:11]) for name in after if after[name] != before.get(name)} == batches
        shutil.rmtree(plain, ignore_errors=True)
        assert parts_of(found) == parts_of(evaluated(Folder.of(given)[0], plain, BATCH))

    again(batches={0, 1, 2})
    again(batches=set())
    changed = given / "districts" / "s0-0002.ttl"
    changed.write_text(changed.read_text().replace("Synthetic case", "Changed case"), encoding="utf-8")
    again(batches={0})
    study = given / "jambi-licensing.ttl"  # of the cases in the last two batches
    study.write_text(study.read_text() + "\n# changed\n", encoding="utf-8")
    again(batches={1, 2})
    for part in (found / "ties" / "part-000001.parquet", found / "cases" / "part-000002.parquet"):
        content = part.read_bytes()
        middle = len(content) // 2
        part.write_bytes(content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :])
    again(batches={1, 2})
    (found / "faults" / "part-000000.parquet").unlink()
    (found / "faults" / "part-000000.parquet.0123.unfinished").write_bytes(b"half")
    again(batches={0})
    (given / "districts" / "broken.ttl").unlink()
    synthetic.write(given / "more", 5, seed=9)
    again(batches={0, 1, 2, 3})
    shutil.rmtree(given / "more")
    again(batches={1, 2})
    assert not (found / "cases" / "part-000003.parquet").exists()
    study.unlink()  # so that there are ten files, of two batches
    again(batches={1})
    assert {row["stage"] for row in rows(found, "faults")} == {"check"}
    study.write_text((folder / study.name).read_text(), encoding="utf-8")
    again(batches={1, 2})
    assert rows(found, "faults") == []
