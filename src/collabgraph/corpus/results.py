"""The folder of results: a folder of parts for each table, ``manifest.json`` and ``SHA256SUMS``."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from collabgraph import __version__
from collabgraph.corpus import parts
from collabgraph.corpus.columns import TABLES, schema
from collabgraph.corpus.evaluation import Options
from collabgraph.corpus.working import WORK
from collabgraph.errors import (
    CannotWrite,
    FolderTaken,
    MissingFolder,
    NotResultsOfCorpus,
    OtherOptions,
    ResultsBusy,
    ResultsThere,
    reason,
)
from collabgraph.words import Text

if TYPE_CHECKING:
    import pyarrow

SCHEMA = "collabgraph/corpus/1"
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
#: The part with the faults of files that describe a case which another file describes too.
TWICE = "part-duplicates.parquet"
_TWICE = Text(
    en="Several files describe a case with this id, so that a comparison leaves it out. Give each an id of its own.",
    id="Beberapa berkas memuat kasus dengan id ini, sehingga perbandingan mengabaikannya. Beri id berbeda.",
)
_PART = re.compile(r"part-(\d{6,})\.(parquet|json)")


class Manifest(Struct, frozen=True):
    """How results came about, and what there is; ``complete`` is false until all batches are done.

    It has nothing of the machine or the time, so that the same corpus gives the same bytes.
    """

    schema: str
    complete: bool
    versions: dict[str, str]
    source: str
    batch: int
    options: dict[str, Any]
    options_sha256: str
    files: int = 0
    files_sha256: str = ""
    faulty: int = 0
    without_case: int = 0
    passed_over: tuple[str, ...] = ()
    passed_over_more: int = 0
    rows: dict[str, int] = {}
    sha256: dict[str, str] = {}


#: So many names of files that were passed over are in the manifest; of more their number.
_NAMED = 100


def manifest(source: str, batch: int, options: Options, digest: str) -> Manifest:
    """The manifest of results that are about to be computed."""
    import pyarrow

    versions = {"collabgraph": __version__, "python": platform.python_version(), "pyarrow": pyarrow.__version__}
    return Manifest(SCHEMA, False, versions, source, batch, msgspec.to_builtins(options), digest)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The time in which no other run writes to a folder, which is made where it does not exist.

    Raises FolderTaken, CannotWrite, or ResultsBusy. Systems without file locks, such as Windows, hold nothing.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderTaken(path=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(path=folder, why=reason(error)) from None
    try:
        import fcntl
    except ImportError:
        yield
        return
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ResultsBusy(path=folder) from None
        yield
    finally:
        os.close(lock)


def begin(folder: Path, given: Manifest, *, resume: bool) -> None:
    """Make an empty folder one of results, or make sure that the results in it came about in the same way.

    Raises ResultsThere where there is anything and it is not to be resumed, OtherOptions, NotResultsOfCorpus, or
    CannotWrite.
    """
    if (folder / MANIFEST).is_file():
        before = read_manifest(folder)
        if not resume and _has_parts(folder):
            raise ResultsThere(path=folder)
        if _has_parts(folder) and (before.options_sha256, before.batch, before.versions) != (
            given.options_sha256,
            given.batch,
            given.versions,
        ):
            raise OtherOptions(path=folder, differences=", ".join(_differences(before, given)))
    elif folder.is_dir() and any(folder.iterdir()):
        raise FolderTaken(path=folder)
    shutil.rmtree(folder / WORK, ignore_errors=True)
    parts.put(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(given)))


def end(folder: Path, given: Manifest, done: Sequence[parts.Done], passed_over: Sequence[str] = ()) -> Manifest:
    """The manifest of complete results, after it and the checksums were written; what is of no batch is removed.

    A case that several files describe gets a fault for each of them.
    """
    _remove_others(folder, len(done))
    twice = _described_twice(folder, given.options["lang"])
    rows = {table: sum(one.rows[table] for one in done) for table in TABLES}
    sums = [(f"{table}/{parts.name(one.number)}", one.sha256[table]) for table in sorted(TABLES) for one in done]
    if twice.num_rows:
        rows["faults"] += twice.num_rows
        sums.append((f"faults/{TWICE}", parts.put_table(folder / "faults" / TWICE, twice)))
    listed = "".join(f"{sha256}  {name}\n" for name, sha256 in sums)
    parts.put(folder / SUMS, listed.encode())
    complete = msgspec.structs.replace(
        given,
        complete=True,
        files=sum(one.files for one in done),
        files_sha256=hashlib.sha256("".join(one.made.files for one in done).encode()).hexdigest(),
        faulty=sum(one.faulty for one in done),
        without_case=sum(one.without_case for one in done),
        passed_over=tuple(passed_over[:_NAMED]),
        passed_over_more=max(0, len(passed_over) - _NAMED),
        rows=rows,
        sha256={SUMS: hashlib.sha256(listed.encode()).hexdigest()},
    )
    parts.put(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(complete)))
    return complete


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a folder of results; raises MissingFolder or NotResultsOfCorpus."""
    if not folder.is_dir():
        raise MissingFolder(path=folder)
    try:
        found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        raise NotResultsOfCorpus(path=folder) from None
    if found.schema != SCHEMA:
        raise NotResultsOfCorpus(path=folder)
    return found


def table(folder: Path, name: str, columns: Sequence[str] | None = None) -> pyarrow.Table:
    """A table of results, the parts in their order; codes are dictionaries.

    Raises NotResultsOfCorpus where a part cannot be read.
    """
    import pyarrow

    found = list(pieces(folder, name, columns))
    if not found:
        empty = schema(name).empty_table()
        return empty.select(columns) if columns else empty
    return pyarrow.concat_tables(found).unify_dictionaries()


def pieces(folder: Path, name: str, columns: Sequence[str] | None = None) -> Iterator[pyarrow.Table]:
    """The parts of a table of results one after another, so that a large one need not be held at once.

    Raises NotResultsOfCorpus where a part cannot be read, or lacks a column.
    """
    import pyarrow
    import pyarrow.parquet as pq

    for path in part_files(folder, name):
        try:
            found = pq.read_table(path, columns=columns)
        except (OSError, pyarrow.ArrowException):
            raise NotResultsOfCorpus(path=folder) from None
        if not set(columns or ()) <= set(found.column_names):
            raise NotResultsOfCorpus(path=folder)
        yield found


def part_files(folder: Path, name: str) -> list[Path]:
    """The files of the parts of a table of results, in their order."""
    return sorted((folder / name).glob("part-*.parquet"))


def _has_parts(folder: Path) -> bool:
    return any(path.is_file() for name in TABLES for path in (folder / name).glob("*"))


def _differences(before: Manifest, given: Manifest) -> list[str]:
    """What differs between two ways to evaluate, as "name: before, now"."""
    now = msgspec.json.decode(msgspec.json.encode(given.options))
    pairs = [(name, before.options.get(name), value) for name, value in now.items()]
    pairs += [("batch", before.batch, given.batch)]
    pairs += [(name, before.versions.get(name), version) for name, version in given.versions.items()]
    found = [f"{name}: {_shown(old)} -> {_shown(new)}" for name, old, new in pairs if old != new]
    return found or ["framework or terms"]


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else json.dumps(value)


def _described_twice(folder: Path, lang: str) -> pyarrow.Table:
    """The faults of files that describe a case which another file describes too."""
    import pyarrow
    import pyarrow.compute as pc

    cases = table(folder, "cases", ["case", "file"])
    counted = cases.group_by("case").aggregate([("file", "count")])
    several = counted.filter(pc.greater(counted["file_count"], 1))["case"]
    faulty = cases.filter(pc.is_in(cases["case"], several)).sort_by([("case", "ascending"), ("file", "ascending")])
    rows = [{**row, "stage": "duplicate", "message": _TWICE[lang], "line": None} for row in faulty.to_pylist()]
    return pyarrow.Table.from_pylist(rows, schema=schema("faults"))


def _remove_others(folder: Path, batches: int) -> None:
    """Remove parts of batches that there no longer are, and files that were not finished."""
    for name in (*TABLES, parts.RECORDS):
        for path in (folder / name).glob("*"):
            match = _PART.fullmatch(path.name)
            unwanted = (
                path.name.endswith(parts.UNFINISHED) or path.name == TWICE or (match and int(match[1]) >= batches)
            )
            if unwanted:
                path.unlink(missing_ok=True)
