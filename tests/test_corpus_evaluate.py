"""The evaluation of a corpus: the same bytes in whatever way it comes about, and nothing lost by what is killed."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pexpect
import psutil
import pyarrow.parquet
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from bench import synthetic
from collabgraph.cli import main
from collabgraph.coding.forms.graphs import converted
from collabgraph.corpus import results
from collabgraph.corpus.packing import pack
from collabgraph.corpus.parts import Done
from collabgraph.corpus.running import Engine, Progress, _Divided, _Run
from collabgraph.corpus.sources import Folder, Graphs, Packed
from collabgraph.corpus.working import Stopped, evaluate, join
from collabgraph.model import Ontology
from collabgraph.rdf.turtle import read_one
from corpora import command, corpus, environment, evaluated, parts_of, run, tasks, troubled
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
    stopped = evaluate(tasks(source, tmp_path / "gone", 4)[0])  # the server has ended
    assert isinstance(stopped, Stopped)
    assert "gave no answer" in stopped.message["en"]
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


def test_what_is_wrong_with_a_form_is_said_of_the_file_in_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "a").mkdir(parents=True)
    (tmp_path / "corpus" / "a" / "broken.yaml").write_text("case: broken\n a: b: c", encoding="utf-8")
    found = evaluated(Folder.of(tmp_path / "corpus")[0], tmp_path / "results")
    (fault,) = rows(found, "faults")
    assert (fault["file"], fault["stage"], fault["line"]) == ("a/broken.yaml", "read", 2)
    assert str(fault["message"]).startswith("a/broken.yaml:2:")


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


def test_a_file_that_took_too_long_is_done_again_where_there_is_more_time(folder: Path, tmp_path: Path) -> None:
    (task,) = tasks(Folder.of(folder / "districts")[0], tmp_path / "results", 20)
    rest = replace(task, first=1)
    assert evaluate(rest) is None
    late = join(task, [rest], {0: ("time", "It took longer than 60 seconds.")})
    assert isinstance(late, Done)
    assert {row["stage"] for row in rows(tmp_path / "results", "faults")} == {"time"}
    kept, less, more = (evaluate(replace(task, timeout=seconds)) for seconds in (60, 10, 90))
    assert kept == less == late
    assert isinstance(more, Done)
    assert more.made.timeout == 0
    assert {row["stage"] for row in rows(tmp_path / "results", "faults")} == {"read"}


def test_a_worker_that_ends_while_it_joins_pieces_leaves_them_to_be_joined(folder: Path, tmp_path: Path) -> None:
    (task,) = tasks(Folder.of(folder / "districts")[0], tmp_path / "results", 20)
    sent: list[object] = []

    class Client:
        def submit(self, function: object, *_: object, **__: object) -> object:
            sent.append(function)
            return object()

    run = _Run(Client(), iter(()), Engine(), Progress(9), lambda _: None, "en")  # type: ignore[arg-type]
    run.divided[0] = _Divided(task, [replace(task, first=1)], {0: ("worker", "It ended its worker.")})
    run._after_death(task)
    assert sent == [join]


# Hostile and broken corpora -------------------------------------------------------------------------------------------


def test_an_archive_writes_nowhere_and_what_it_claims_is_not_believed(tmp_path: Path) -> None:
    content = synthetic.case_file("s0-0001").encode()
    with tarfile.open(tmp_path / "hostile.tar", "w") as archive:
        for name in ("../../outside.ttl", "/absolute.ttl", "a/../b.ttl", "note.txt", ".hidden.ttl"):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            member = tarfile.TarInfo("special.ttl")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    made = pack(tmp_path / "hostile.tar", tmp_path / "in" / "cases.parquet")
    assert made.files == 3
    assert made.passed_over == ("note.txt", *["special.ttl"] * 4)
    batch = Packed.of(tmp_path / "in" / "cases.parquet").batch(0, 3)
    assert batch.names() == ["outside.ttl", "absolute.ttl", "a/b.ttl"]
    assert batch.file(2).content == content
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["cases.parquet", "hostile.tar", "in"]


def test_a_member_that_is_larger_than_any_case_is_passed_over_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collabgraph.corpus.packing.MOST_BYTES", 10_000)
    folder = corpus(tmp_path / "corpus", 1)
    with tarfile.open(tmp_path / "cases.tar", "w") as archive:
        archive.add(folder / "pbg.ttl", "pbg.ttl")
        archive.add(folder / "districts" / "broken.ttl", "broken.ttl")
    made = pack(tmp_path / "cases.tar", tmp_path / "cases.parquet")
    assert (made.files, made.passed_over) == (1, ("pbg.ttl",))


@pytest.mark.parametrize("form", ["gz", "xz"])
def test_an_archive_that_breaks_off_leaves_nothing_behind(folder: Path, tmp_path: Path, form: str) -> None:
    whole = tmp_path / f"cases.tar.{form}"
    with tarfile.open(whole, f"w:{form}") as archive:
        archive.add(folder, "cases")
    whole.write_bytes(whole.read_bytes()[:-1000])
    (tmp_path / "cases.parquet").write_bytes(b"what was there before")
    ended = run("pack", whole, "-o", tmp_path / "cases.parquet")
    assert ended.returncode == 1
    assert "cannot be read as a tar archive" in ended.stderr
    assert (tmp_path / "cases.parquet").read_bytes() == b"what was there before"
    assert not [*tmp_path.glob("*unfinished*")]


def test_odd_names_of_files_and_closed_places_are_named_and_harm_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    names = ["a\nb.ttl", "=cmd|' C calc'!A0.ttl", "\x1b[31mred.ttl", "<script>.ttl", "Ω – a.ttl"]
    (first,) = synthetic.write(folder, 1)
    for number, name in enumerate(names):
        text = first.read_text(encoding="utf-8").replace("s0-0001", f"odd{number}")
        (folder / name).write_text(text, encoding="utf-8")
    os.symlink("/etc", folder / "elsewhere")
    with open(os.fsencode(folder) + b"/\xff.ttl", "wb") as file:
        file.write(b"no text as a name")
    source, others = Folder.of(folder)
    assert sorted(others) == ["?.ttl", "elsewhere"]
    found = evaluated(source, tmp_path / "results")
    assert rows(found, "faults") == []
    assert {row["file"] for row in rows(found, "cases")} == {*names, first.name}
    pack(folder, tmp_path / "cases.parquet")
    assert parts_of(evaluated(Packed.of(tmp_path / "cases.parquet"), tmp_path / "packed")) == parts_of(found)


def test_a_damaged_packed_corpus_is_said_and_not_taken_for_faults_of_cases(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "cases.parquet"
    pack(folder, packed)
    content = bytearray(packed.read_bytes())
    content[len(content) // 3] ^= 255
    packed.write_bytes(content)
    ended = run("evaluate", packed, "-o", tmp_path / "results", "--workers", 1)
    assert ended.returncode == 1
    assert "is no packed corpus" in ended.stderr
    assert "--resume" in ended.stderr
    assert not rows(tmp_path / "results", "faults")


def test_one_run_at_a_time_writes_to_a_folder(folder: Path, tmp_path: Path) -> None:
    with results.held(tmp_path / "results"):
        ended = run("evaluate", folder, "-o", tmp_path / "results", "--workers", 1)
    assert ended.returncode == 1
    assert "another run is writing its results here" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("evaluate nothing -o new", "There is no readable file 'nothing'"),
        ("evaluate empty -o new", "'empty': nothing there is read as a case"),
        ("evaluate note.txt -o new", "'note.txt' cannot be read as a tar archive"),
        ("evaluate some.parquet -o new", "some.parquet' is no packed corpus"),
        ("evaluate other.parquet -o new", "it has no column 'file'"),
        ("evaluate cases -o taken", "'taken' is not empty, and holds no results of a corpus"),
        ("evaluate cases -o note.txt", "'note.txt' is not empty, and holds no results of a corpus"),
        ("evaluate cases -o new --framework nope", "There is no framework 'nope'"),
        ("evaluate cases -o new --framework nope.ttl", "There is no readable file"),
        ("evaluate cases -o new --workers 2 --scheduler tcp://127.0.0.1:1", "not both"),
        ("evaluate cases -o new --tls-ca a.pem", "Certificates are for --scheduler tls://..."),
        ("evaluate http://example.org/sparql -o new", "http:// sends everything unencrypted"),
        ("evaluate http://127.0.0.1:1 -o new", "gave no answer"),
        ("pack nothing -o new.parquet", "There is no readable file 'nothing'"),
        ("pack empty -o new.parquet", "'empty': nothing there is read as a case"),
        ("pack note.txt -o new.parquet", "'note.txt' cannot be read as a tar archive"),
    ],
)
def test_wrong_input_is_a_sentence_and_makes_nothing(
    arguments: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("empty", "cases", "taken"):
        Path(name).mkdir()
    synthetic.write(Path("cases"), 1)
    for name in ("note.txt", "taken/file", "some.parquet"):
        Path(name).write_bytes(b"PAR1" if "." in name and name != "note.txt" else b"words")
    pyarrow.parquet.write_table(pyarrow.table({"x": [1]}), "other.parquet")
    before = sorted(tmp_path.rglob("*"))
    ended = CliRunner().invoke(main, ["corpus", *arguments.split()])
    assert ended.exit_code in (1, 2)
    assert said in " ".join(ended.output.split())
    assert "Traceback" not in ended.output
    left = [path for path in sorted(tmp_path.rglob("*")) if path not in before]
    assert [path for path in left if path.is_file() and path.name != "manifest.json"] == []


def test_without_its_libraries_a_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    for arguments in (["pack", "x", "-o", "y"], ["evaluate", "x", "-o", str(tmp_path / "y")]):
        ended = CliRunner().invoke(main, ["corpus", *arguments])
        assert ended.exit_code == 1
        assert "pip install 'collabgraph[corpus]'" in ended.output


def test_a_terminal_sees_how_far_it_is_and_an_interrupted_run_says_how_it_goes_on(folder: Path, tmp_path: Path) -> None:
    site = troubled(tmp_path / "site", "time.sleep(0.2)")
    begun, *more = command("evaluate", folder, "-o", tmp_path / "results", "--workers", 1, "--batch", 3)
    child = pexpect.spawn(begun, more, env=environment(site), encoding="utf-8", timeout=120, dimensions=(30, 80))
    child.expect(r"3/12.*files a second")
    child.sendintr()
    child.expect("Stopped. What is done is kept; go on with --resume.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert "Traceback" not in str(child.before)


def test_a_program_whose_workers_would_run_it_again_is_told_so(folder: Path, tmp_path: Path) -> None:
    called = f"main(['corpus', 'evaluate', {str(folder)!r}, '-o', {str(tmp_path / 'results')!r}, '--workers', '1'])"
    (tmp_path / "own.py").write_text(f"from collabgraph.cli import main\n{called}\n", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, tmp_path / "own.py"], capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 1
    assert "under if __name__ == '__main__'" in ended.stderr
    compared = run("compare", tmp_path / "results")
    assert compared.returncode == 1
    assert "Traceback" not in compared.stderr
