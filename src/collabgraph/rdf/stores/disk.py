"""A store in a folder: one process writes, any number read, and what was published survives a killed process.

``collabgraph-store/`` is the RocksDB database of the writer, whose lock excludes a second writer. The engine does not
define what happens when a database is read while it is written. So every publication makes a snapshot in
``snapshots/<number>/``: a checkpoint of hard links, complete from the moment it has its name, and never changed.
Readers open the newest one and hold a shared lock on its folder; a snapshot without a lock is removed when there is a
newer one. The locks are those of POSIX systems, so stores in a folder need such a system; nothing else does.

The default graph holds every triple of the graphs once, and changes with them in one transaction; the record of the
graphs is not in it. A store of format 1 has no such union until it is written to.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from collabgraph.errors import (
    CollabgraphError,
    NoFileLocks,
    NoStore,
    NotAStore,
    PlaceTaken,
    StoreBusy,
    StoreDamaged,
    StoreFailed,
    reason,
)
from collabgraph.rdf.sparql import Dataset, Result
from collabgraph.rdf.stores.manifest import (
    RECORD,
    Entry,
    Loadable,
    entries,
    has_union,
    known,
    making_union,
    removal,
    replacement,
    with_union,
)
from collabgraph.words import both, mark

_DATA, _SNAPSHOTS = "collabgraph-store", "snapshots"


class Snapshot:
    """The content of a store on disk at one publication: read-only, and unchanged as long as it is open."""

    def __init__(self, path: Path, number: int | None = None) -> None:
        """The newest snapshot of the store in this folder, or the one with this number.

        Raises NoFileLocks, NoStore, NewerStore, StoreDamaged or StoreFailed.
        """
        self.place = str(path)
        self._lock: int | None = None
        _require_locks(path)
        with _faults(path):
            self.number, self._lock = _locked(path, number)
            try:
                self.store = ox.Store.read_only(str(_folder(path, self.number)))
                self._entries = entries(_quads(self.store, RECORD), self.place)
                self.dataset = Dataset(self.store, has_union(self.store))
            except BaseException:
                self.close()
                raise

    @property
    def folder(self) -> Path:
        """The folder of the snapshot, which other processes can open read-only while this one has it open."""
        return _folder(Path(self.place), self.number)

    def entries(self) -> list[Entry]:
        """The entries of the graphs in it, by kind and name."""
        return self._entries

    def quads(self, name: str) -> Iterator[ox.Quad]:
        """The triples of one graph; none where there is no such graph."""
        with _faults(Path(self.place)):
            yield from _quads(self.store, name)

    def is_consistent(self) -> bool:
        """Whether all indexes of the engine have the same number of triples, each read to its end.

        A damaged block is discovered only when it is read, and queries read other indexes than the retrieval of graphs
        does. Raises StoreDamaged.
        """
        store = self.store
        with _faults(Path(self.place)):
            indexes = (
                {(None, quad.predicate, None, None) for quad in store},
                {(None, None, quad.object, None) for quad in store},
                {(None, None, None, quad.graph_name) for quad in store},
                {(None, quad.predicate, None, quad.graph_name) for quad in store},
                {(None, None, quad.object, quad.graph_name) for quad in store},
            )
            counts = {sum(1 for pattern in index for _ in store.quads_for_pattern(*pattern)) for index in indexes}
            return counts == {len(store)}

    def is_union(self) -> bool:
        """Whether the default graph has the triples of the graphs and no others; raises StoreDamaged."""
        in_a_graph = f"GRAPH ?graph {{ ?s ?p ?o }} FILTER (?graph != {ox.NamedNode(RECORD)})"
        missing = f"ASK {{ {in_a_graph} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"
        surplus = f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {in_a_graph} }} }}"
        with _faults(Path(self.place)):
            return not self.dataset.has_union or not any(bool(self.store.query(ask)) for ask in (missing, surplus))

    def close(self) -> None:
        """Release the lock; a writer may then remove the snapshot."""
        if self._lock is not None:
            os.close(self._lock)
        self._lock = None

    def __enter__(self) -> Self:
        """The object itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()


def latest(path: Path) -> int | None:
    """The number of the newest snapshot of the store in this folder; None where there is none."""
    return max(_numbers(path), default=None)


class DiskStore:
    """A store in a folder; it reads the newest snapshot, and what it writes is visible once it is published."""

    def __init__(self, path: Path) -> None:
        """The store in this folder; loading the first graph creates it."""
        self.path, self.place = path, str(path)
        self._data: ox.Store | None = None
        self._read: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is read; it is opened at the first use."""
        self._read = self._read or Snapshot(self.path)
        return self._read

    def entries(self) -> list[Entry]:
        """The entries of the graphs in the store, by kind and name; raises as ``Snapshot``."""
        return self.snapshot.entries()

    def quads(self, name: str) -> Iterator[ox.Quad]:
        """The triples of one graph; none where there is no such graph."""
        return self.snapshot.quads(name)

    def query(self, sparql: str) -> Result:
        """The answer to a query over the union of the graphs; raises as ``Snapshot`` and ``sparql.Dataset.query``."""
        return self.snapshot.dataset.query(sparql)

    def load(self, graph: Loadable) -> Entry:
        """The entry of a graph, which now replaces the one with that name; on an error nothing is changed.

        It is safe and visible once ``publish`` has returned. Raises NoFileLocks, NotAStore, NewerStore, StoreBusy,
        StoreDamaged, StoreFailed or TangledBlankNodes.
        """
        entry, update = replacement(graph)
        self._update(self._database(), with_union(update, graph.name))
        return entry

    def drop(self, names: Iterable[str]) -> list[Entry]:
        """The entries of the graphs with these names or ids, which are removed, all or none, as of ``publish``.

        Raises NoStore, UnknownGraph or AmbiguousGraph, and as ``load``.
        """
        with _faults(self.path):
            if latest(self.path) is None:
                raise NoStore(place=self.place)
        data = self._database()
        by_name = {entry.name: entry for entry in entries(_quads(data, RECORD), self.place)}
        chosen = known(by_name, names)
        self._update(data, " ;\n".join(with_union(removal([name]), name) for name in chosen))
        return [by_name[name] for name in chosen]

    def publish(self) -> None:
        """Write all changes to the disk, and make them visible to everybody who opens the store; raises as ``load``."""
        data = self._database()
        with _faults(self.path):
            data.flush()
            folder = _folder(self.path, (latest(self.path) or 0) + 1)
            folder.parent.mkdir(exist_ok=True)
            data.backup(str(folder))
            _sync(folder.parent, self.path)
        self._forget_snapshot()
        with suppress(OSError):  # the changes are safe, and the next writer tries again
            _remove_old(self.path)

    def backup(self, target: Path) -> None:
        """Write a copy of the newest snapshot to the folder ``target``, as a store that shares no file with this one.

        Raises PlaceTaken where ``target`` exists, and as ``Snapshot``.
        """
        with _faults(target):
            is_taken = target.exists() or target.is_symlink()
        if is_taken:
            raise PlaceTaken(place=str(target))
        with Snapshot(self.path) as snapshot, _faults(target):
            unfinished = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
            try:
                copy = _folder(unfinished, 1)
                shutil.copytree(_folder(self.path, snapshot.number), copy)
                ox.Store.read_only(str(copy)).backup(str(unfinished / _DATA))
                _sync(*copy.iterdir(), copy, copy.parent, unfinished / _DATA, unfinished)
                unfinished.chmod(self.path.stat().st_mode)
                unfinished.rename(target)
                _sync(target.parent)
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise

    def close(self) -> None:
        """Release the folder; changes that were not published stay in the database, and no reader sees them."""
        self._data = None
        self._forget_snapshot()

    def __enter__(self) -> Self:
        """The object itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def _forget_snapshot(self) -> None:
        if self._read is not None:
            self._read.close()
        self._read = None

    def _database(self) -> ox.Store:
        """The writer's database, which is opened at the first use."""
        if self._data is None:
            _require_locks(self.path)
            with _faults(self.path):
                _make(self.path)
                data = ox.Store(self.path / _DATA)
                entries(_quads(data, RECORD), self.place)
                if not has_union(data):
                    data.update(making_union())
            self._data = data
        return self._data

    def _update(self, data: ox.Store, update: str) -> None:
        with _faults(self.path):
            data.update(update)


def _make(path: Path) -> None:
    """Create the folder of a store where it does not exist; raises NotAStore where it is used for something else."""
    if not path.is_dir():
        if path.exists():
            raise NotAStore(place=str(path), why=both(mark("it is a file")))
        path.mkdir()
        _sync(path.parent)
    contents = {entry.name for entry in path.iterdir()}
    if contents and _DATA not in contents:
        raise NotAStore(place=str(path), why=both(mark("it is a folder with other things in it")))


def _folder(path: Path, number: int) -> Path:
    return path / _SNAPSHOTS / f"{number:010}"


def _numbers(path: Path) -> list[int]:
    """The numbers of the snapshots; the name of one that is being made or removed is not a number."""
    try:
        return [int(folder.name) for folder in (path / _SNAPSHOTS).iterdir() if folder.name.isdecimal()]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _locked(path: Path, number: int | None) -> tuple[int, int]:
    """The number of a snapshot, by default the newest, and the lock that prevents its removal; raises NoStore."""
    while (wanted := latest(path) if number is None else number) is not None:
        folder = _folder(path, wanted)
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            _lock_shared(lock)
            # A writer may have removed it after it was opened and before it was locked.
            if folder.exists() and folder.stat().st_ino == os.fstat(lock).st_ino:
                return wanted, lock
            os.close(lock)
        if number is not None:
            break
    raise NoStore(place=str(path))


def _remove_old(path: Path) -> None:
    """Remove every snapshot but the newest that nobody has open, and what a killed writer left."""
    newest = latest(path)
    for folder in (path / _SNAPSHOTS).iterdir():
        if folder.name.isdecimal() and int(folder.name) != newest:
            _remove(folder)
        elif not folder.name.isdecimal():
            shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY)
    try:
        if not _lock_exclusively(lock):
            return
        gone = folder.with_suffix(".gone")
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
    finally:
        os.close(lock)


def _require_locks(path: Path) -> None:
    """None; raises NoFileLocks on a system without file locks, such as Windows."""
    try:
        import fcntl  # noqa: F401
    except ImportError:
        raise NoFileLocks(place=str(path)) from None


def _lock_shared(lock: int) -> None:
    """Lock a folder together with other readers."""
    import fcntl

    fcntl.flock(lock, fcntl.LOCK_SH)


def _lock_exclusively(lock: int) -> bool:
    """Whether the folder could be locked because nobody else has a lock on it."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync(*paths: Path) -> None:
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _quads(store: ox.Store, name: str) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, ox.NamedNode(name))


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """A context in which errors of the engine and the system about a store are raised as errors of collabgraph."""
    try:
        yield
    except CollabgraphError:
        raise
    except OSError as error:
        raise _of_system(path, error) from None
    except RuntimeError as error:
        raise StoreDamaged(place=str(path), words=str(error)) from None


def _of_system(path: Path, error: OSError) -> StoreBusy | StoreFailed:
    """The error for a file that was refused; the engine gives the system's words for the reason, without its number."""
    words = str(error)
    if "/LOCK: " in words:
        return StoreBusy(place=str(path))
    numbers = (number for number in sorted(errno.errorcode) if os.strerror(number) in words)
    number = error.errno or next(numbers, None)
    return StoreFailed(place=str(path), why=reason(OSError(number, os.strerror(number)) if number else error))
