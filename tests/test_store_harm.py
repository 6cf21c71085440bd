"""Whatever happens to a store (killed writers, changed bytes, a full disk), it is whole, or says what to do.

The numbers are small; COLLABGRAPH_ABUSE=1 (``make abuse``) takes larger ones.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import casefiles
from collabgraph.rdf import stores
from collabgraph.rdf.stores import DiskStore, Snapshot
from stored import answer, run

FULL = os.environ.get("COLLABGRAPH_ABUSE") == "1"
KILLS, CHANGES = (200, 6) if FULL else (6, 1)
#: No command may take longer; the slowest of these takes a second.
SECONDS = 60
COMMAND = [sys.executable, "-c", "from collabgraph.cli import main; main()"]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two small cases and their study."""
    folder = tmp_path_factory.mktemp("files")
    casefiles.write(folder, {"edges": casefiles.EDGES, "mirror": casefiles.MIRROR})
    return folder


@pytest.fixture(scope="module")
def made(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the first case; the others are backups of it."""
    place = tmp_path_factory.mktemp("made") / "store"
    answer("store", "load", str(files / "edges.ttl"), "--store", str(place))
    return place


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A store of its own, whose database is the writer's as a load leaves it."""
    DiskStore(made).backup(tmp_path / "store")
    answer("store", "drop", "alignments", "--store", str(tmp_path / "store"))
    return tmp_path / "store"


def digests(place: Path) -> dict[str, str]:
    return {entry.name: entry.digest for entry in DiskStore(place).entries()}


def whole(place: Path) -> bool:
    return list(stores.checked(DiskStore(place))) == []


def foreign(folder: Path) -> dict[str, bytes]:
    """Files of somebody else, put into a folder, by their paths in it."""
    texts = {name: f"This is {name}." for name in ("thesis.txt", "mine/000012.sst", "12.old/x", "checksums.json")}
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return {name: text.encode() for name, text in texts.items()}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def released(*words: str) -> None:
    """A command that succeeds, once the system has taken away the lock of a process that was killed."""
    until = time.monotonic() + SECONDS
    while (result := run(*words)).exit_code and "another process is writing" in result.output:
        assert time.monotonic() < until, result.output
        time.sleep(0.2)
    assert result.exit_code == 0, result.output


# A killed writer ------------------------------------------------------------------------------------------------------


def test_a_load_that_is_killed_leaves_the_old_state_or_the_new_one(files: Path, store: Path) -> None:
    seed = time.time_ns()
    chance = random.Random(seed)  # noqa: S311 -- the moments to kill at
    loads = [[str(files / f"{name}.ttl") for name in names] for names in (("mirror",), ("edges", "mirror"))]
    states = [digests(store)]
    took = 3.0
    for number in range(KILLS):
        began = time.monotonic()
        command = [*COMMAND, "store", "load", *loads[number % 2], "--store", str(store)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as loading:
            try:
                loading.wait(chance.uniform(0, took))
                took = 0.5 * took + 0.6 * (time.monotonic() - began)
            except subprocess.TimeoutExpired:
                loading.send_signal(signal.SIGKILL)
            said, complaints = loading.communicate()
        assert "Traceback" not in complaints, (seed, complaints)
        acknowledged = {line.split(",")[0].split()[-1] for line in said.splitlines() if line.endswith(" triples")}
        found = digests(store)
        assert acknowledged <= {entry.id for entry in DiskStore(store).entries()}, seed
        assert set(states[-1]) <= set(found), seed
        assert whole(store), seed
        states.append(found)
        if number % 5 == 4:
            released("store", "drop", "mirror", "--store", str(store)) if "mirror" in str(found) else None
            states.append(digests(store))
    released("store", "load", *loads[1], "--store", str(store))
    assert whole(store)


# Changed bytes --------------------------------------------------------------------------------------------------------

#: What the engine writes and seldom reads again.
UNREAD = re.compile(r"LOCK|LOG.*|IDENTITY|\d+\.log|OPTIONS-\d+")


def changed(path: Path, chance: random.Random) -> None:
    """Change one byte of a file, in the same place on the disk."""
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    path.write_bytes(content)


def said(*words: str) -> tuple[int, str]:
    """The exit code of a command in a process of its own, and what it said; one that hangs fails."""
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False, timeout=SECONDS)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("seed", range(CHANGES))
@pytest.mark.parametrize("part", ["snapshots", "collabgraph-store"])
def test_a_check_notices_a_changed_byte_wherever_it_matters_and_no_command_hangs(
    part: str, seed: int, store: Path, files: Path, tmp_path: Path
) -> None:
    chance = random.Random(f"{part} {seed}")  # noqa: S311 -- which byte
    names = [path.relative_to(store) for path in (store / part).rglob("*") if path.is_file() and path.stat().st_size]
    tables = [name for name in names if name.suffix == ".sst"]
    if part != "snapshots" and not FULL:
        names = [name for name in names if not UNREAD.fullmatch(name.name)]
    for name in sorted({*names} - {*tables}) + chance.sample(sorted(tables), len(tables) if FULL else 2):
        copy = tmp_path / f"{part}-{name.name}"
        subprocess.run(["cp", "-a", store, copy], check=True)  # the links between the files of a store remain
        changed(copy / name, chance)
        code, words = said("store", "check", "--store", str(copy))
        if part != "snapshots" and code == 0:  # nothing that is stated stands there, or the engine wrote it anew
            assert digests(copy) == digests(store)
            code, words = said("store", "load", str(files / "mirror.ttl"), "--store", str(copy))
            assert (code == 0 and whole(copy)) or "damaged" in words, (name, words)
            continue
        assert code in (1, 3), (name, words)
        assert "damaged" in words, (name, words)
        others = (["query", COUNT], ["store", "drop", "mirror"], ["store", "load", "pbg"])
        for command in others if FULL else chance.sample(others, 1):
            code, words = said(*command, "--store", str(copy))
            assert code == 0 or "damaged" in words or "There is no" in words, (name, command, words)


def test_a_query_does_not_go_on_without_end_over_a_damaged_index(store: Path) -> None:
    """The engine counts without end where a block in the middle of an index cannot be read."""
    newest = store / "snapshots" / f"{stores.latest(store):010}"
    for table in newest.glob("*.sst"):
        content = bytearray(table.read_bytes())
        content[len(content) // 3] ^= 0xFF
        table.write_bytes(content)
    code, words = said("query", COUNT, "--store", str(store))
    assert code == 1
    assert re.search(r"no longer as they were written: \d+\.sst", words)


@pytest.mark.parametrize("current", [None, "", "MANIFEST-999999\n"])
def test_a_damaged_database_is_noticed_and_a_backup_replaces_it(
    current: str | None, store: Path, files: Path, tmp_path: Path
) -> None:
    (store / "collabgraph-store" / "CURRENT").unlink()
    if current is not None:
        (store / "collabgraph-store" / "CURRENT").write_text(current)
    refused = run("store", "load", str(files / "mirror.ttl"), "--store", str(store))
    assert (refused.exit_code, refused.stdout) == (1, "")
    result = run("store", "check", "--store", str(store))
    assert result.exit_code == 3
    assert "'collabgraph store backup' makes a new store" in " ".join(result.stdout.split())
    before = digests(store)
    answer("store", "backup", str(tmp_path / "new"), "--store", str(store))
    assert digests(tmp_path / "new") == before
    answer("store", "load", str(files / "mirror.ttl"), "--store", str(tmp_path / "new"))
    assert whole(tmp_path / "new")


def test_a_snapshot_of_an_earlier_version_has_no_checksums_and_is_read(store: Path) -> None:
    newest = store / "snapshots" / f"{stores.latest(store):010}"
    (newest / "checksums.json").unlink()
    assert whole(store)
    (newest / "checksums.json").write_text("[1, 2]")
    assert run("cases", "--store", str(store)).exit_code == 1


# Foreign files --------------------------------------------------------------------------------------------------------


def test_no_command_touches_what_is_not_of_the_store(store: Path, files: Path, tmp_path: Path) -> None:
    mine = foreign(store) | {f"snapshots/{name}": text for name, text in foreign(store / "snapshots").items()}
    (tmp_path / "mine").mkdir()
    beside = foreign(tmp_path / "mine")
    answer("store", "load", str(files / "mirror.ttl"), "--store", str(store))
    answer("store", "drop", "mirror", "--store", str(store))
    answer("store", "backup", str(tmp_path / "mine" / "backup"), "--store", str(store))
    assert run("store", "backup", str(tmp_path / "mine"), "--store", str(store)).exit_code == 1
    assert {name: contents(store)[name] for name in mine} == mine
    copied = contents(tmp_path / "mine")
    assert {name: copied[name] for name in beside} == beside
    assert not {Path(name).name for name in copied if name.startswith("backup")} & {"thesis.txt", "x"}


def test_links_in_place_of_a_folder_lead_no_command_to_foreign_files(store: Path, files: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    mine = foreign(tmp_path / "mine")
    (store / "snapshots" / "0000000000").symlink_to(tmp_path / "mine")
    (store / "snapshots" / "unfinished").symlink_to(tmp_path / "mine")
    run("store", "load", str(files / "mirror.ttl"), "--store", str(store))
    run("store", "drop", "mirror", "--store", str(store))
    assert contents(tmp_path / "mine") == mine


# No room, no right ----------------------------------------------------------------------------------------------------

#: Runs a command where no file may have more than so many bytes.
SMALL = """
    import resource, sys
    from collabgraph.cli import main
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
    main(sys.argv[2:])
"""


@pytest.mark.parametrize("room", [1, 4_000, 60_000, 250_000, 1_000_000] if FULL else [4_000, 250_000])
def test_a_full_disk_is_said_and_leaves_the_store_as_it_was(
    room: int, store: Path, files: Path, tmp_path: Path
) -> None:
    before = digests(store)
    for words in (
        ["store", "load", str(files / "mirror.ttl")], ["store", "drop", "edges"],
        ["store", "backup", str(tmp_path / "backup")],
    ):  # fmt: skip
        command = [sys.executable, "-c", textwrap.dedent(SMALL), str(room), *words, "--store", str(store)]
        full = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        assert "Traceback" not in full.stderr
        if full.returncode:
            assert full.returncode == 1
            assert "could not be used (File too large)" in full.stderr, full.stderr
            assert full.stdout == ""
            assert digests(store) == before
            assert not list(tmp_path.glob("*backup*"))
        else:
            before = digests(store)
        assert whole(store)
    with Snapshot(store) as snapshot:
        assert snapshot.is_consistent()


#: Copies a store, then makes one, in a file system of 6 MB; prints what is said and what is there afterwards.
FILLED = """
    import sys
    from pathlib import Path
    from click.testing import CliRunner
    from collabgraph.cli import main
    made, room = sys.argv[1], Path(sys.argv[2])
    (room / "mine").write_bytes(bytes(6_000_000))
    for words in (["backup", str(room / "copy"), "--store", made], ["load", "--store", str(room / "new")]):
        result = CliRunner().invoke(main, ["store", *words])
        print(result.exit_code, "no space left" in result.stderr, sorted(path.name for path in room.iterdir()))
        (room / "mine").write_bytes(b"")
"""


def test_a_file_system_without_room_is_said(made: Path, tmp_path: Path) -> None:
    mounting = 'mount -t tmpfs -o size=6m tmpfs "$1" && exec "$2" -c "$3" "$4" "$1"'
    alone = ["unshare", "--mount", "sh", "-c", mounting, "sh"]  # what is mounted goes with the process
    script = textwrap.dedent(FILLED)
    done = subprocess.run(
        [*alone, tmp_path, sys.executable, script, made], capture_output=True, text=True, check=False, timeout=SECONDS
    )
    if "mount" in done.stderr.partition(":")[0] or "unshare" in done.stderr.partition(":")[0]:
        pytest.skip("this user cannot mount a file system")
    assert done.stdout.splitlines() == ["1 True ['mine']", "1 True ['mine', 'new']"], done.stderr
