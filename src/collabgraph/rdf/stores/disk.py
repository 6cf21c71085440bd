"""A store in a folder: one process writes, any number read, and a killed process loses nothing it acknowledged.

``collabgraph-store/`` is the RocksDB database of the writer, whose lock keeps a second writer out. The engine calls it
undefined to read a database that is being written. So each publication leaves a snapshot in ``snapshots/<number>/``:
a checkpoint made of hard links, there whole from the moment it has its name and never written to again. Readers open
the newest one and hold a shared lock on its folder; a snapshot that nobody holds goes when a newer one is there. Such
locks are those of POSIX systems, and so are stores in a folder; all else works without them.
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
from collabgraph.rdf.stores.manifest import RECORD, Entry, Loadable, entries, known, removal, replacement
from collabgraph.words import both, mark

_DATA, _SNAPSHOTS = "collabgraph-store", "snapshots"


class Snapshot:
    """What a store on disk held at one publication: read-only, and the same for as long as it is open."""

    def __init__(self, path: Path, number: int | None = None) -> None:
        """The newest snapshot of the store in this folder, or the one of this number.

        Raises NoFileLocks, NoStore, NewerStore, StoreDamaged or StoreFailed.
        """
        self.place = str(path)
        self._lock: int | None = None
        _require_locks(path)
        with _faults(path):
            self.number, self._lock = _held(path, number)
            try:
                self.store = ox.Store.read_only(str(_folder(path, self.number)))
                self._entries = entries(_quads(self.store, RECORD), self.place)
            except BaseException:
                self.close()
                raise

    @property
    def folder(self) -> Path:
        """The engine's own folder with it, for other processes to open read-only while this one holds it."""
        return _folder(Path(self.place), self.number)

    def entries(self) -> list[Entry]:
        """What is in it, by kind and name."""
        return self._entries

    def quads(self, name: str) -> Iterator[ox.Quad]:
        """The triples of one graph; none where there is no such graph."""
        with _faults(Path(self.place)):
            yield from _quads(self.store, name)

    def is_consistent(self) -> bool:
        """Whether every order in which the engine keeps the triples, read to its end, has as many of them.

        A damaged block is found when it is read, and queries read other orders than graphs are got by. Raises
        StoreDamaged.
        """
        store = self.store
        with _faults(Path(self.place)):
            orders = (
                {(None, quad.predicate, None, None) for quad in store},
                {(None, None, quad.object, None) for quad in store},
                {(None, None, None, quad.graph_name) for quad in store},
                {(None, quad.predicate, None, quad.graph_name) for quad in store},
                {(None, None, quad.object, quad.graph_name) for quad in store},
            )
            counts = {sum(1 for pattern in order for _ in store.quads_for_pattern(*pattern)) for order in orders}
            return counts == {len(store)}

    def close(self) -> None:
        """Let go of it; a writer may then remove it."""
        if self._lock is not None:
            os.close(self._lock)
        self._lock = None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Closed."""
        self.close()


def latest(path: Path) -> int | None:
    """The number of the newest snapshot of the store in this folder; None where there is none."""
    return max(_numbers(path), default=None)


class DiskStore:
    """A store in a folder; what it reads is the newest snapshot, what it writes is seen once it is published."""

    def __init__(self, path: Path) -> None:
        """The store in this folder, which the first graph loaded makes where it is not there yet."""
        self.path, self.place = path, str(path)
        self._data: ox.Store | None = None
        self._read: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is read, opened when it is first asked for."""
        self._read = self._read or Snapshot(self.path)
        return self._read

    def entries(self) -> list[Entry]:
        """What is in the store, by kind and name; raises NoStore and what else ``Snapshot`` does."""
        return self.snapshot.entries()

    def quads(self, name: str) -> Iterator[ox.Quad]:
        """The triples of one graph; none where there is no such graph."""
        return self.snapshot.quads(name)

    def query(self, sparql: str) -> Result:
        """The answer to a query over the union of the graphs; raises as ``queries.Dataset.query``."""
        return Dataset(self.snapshot.store).query(sparql)

    def load(self, graph: Loadable) -> Entry:
        """The entry of a graph now in the place of the one of that name, all of it or, on an error, nothing.

        It is safe, and seen, once ``publish`` has come back. Raises NotAStore, NewerStore, StoreBusy, StoreDamaged or
        StoreFailed.
        """
        entry, update = replacement(graph)
        self._update(self._written(), update)
        return entry

    def drop(self, names: Iterable[str]) -> list[Entry]:
        """The entries of the graphs of these names or ids, which are taken out, all or none; for ``publish`` as above.

        Raises UnknownGraph, and what ``load`` does.
        """
        with _faults(self.path):
            if latest(self.path) is None:
                raise NoStore(place=self.place)
        data = self._written()
        there = {entry.name: entry for entry in entries(_quads(data, RECORD), self.place)}
        found = known(there, names)
        self._update(data, removal(found))
        return [there[name] for name in found]

    def publish(self) -> None:
        """Nothing; what was loaded and dropped is on the disk now, and whoever opens the store sees it."""
        data = self._written()
        with _faults(self.path):
            data.flush()
            folder = _folder(self.path, (latest(self.path) or 0) + 1)
            folder.parent.mkdir(exist_ok=True)
            data.backup(str(folder))
            _sync(folder.parent, self.path)
        self._forget_snapshot()
        with suppress(OSError):  # what was loaded is safe, and the next writer tries again
            _remove_old(self.path)

    def backup(self, target: Path) -> None:
        """Nothing; ``target`` is now a store with what this one held at its newest snapshot, no file shared with it.

        Raises PlaceTaken where something is there, and what ``Snapshot`` does.
        """
        if target.exists() or target.is_symlink():
            raise PlaceTaken(place=str(target))
        with Snapshot(self.path) as snapshot, _faults(target):
            made = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
            try:
                copy = _folder(made, 1)
                shutil.copytree(_folder(self.path, snapshot.number), copy)
                ox.Store.read_only(str(copy)).backup(str(made / _DATA))
                _sync(*copy.iterdir(), copy, copy.parent, made / _DATA, made)
                made.chmod(self.path.stat().st_mode)
                made.rename(target)
                _sync(target.parent)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise

    def close(self) -> None:
        """Let go of the folder; what was not published is not lost, but nobody was told it was there."""
        self._data = None
        self._forget_snapshot()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Closed."""
        self.close()

    def _forget_snapshot(self) -> None:
        if self._read is not None:
            self._read.close()
        self._read = None

    def _written(self) -> ox.Store:
        """The writer's database, opened where it is not yet."""
        if self._data is None:
            _require_locks(self.path)
            with _faults(self.path):
                _make(self.path)
                data = ox.Store(self.path / _DATA)
                entries(_quads(data, RECORD), self.place)
            self._data = data
        return self._data

    def _update(self, data: ox.Store, update: str) -> None:
        with _faults(self.path):
            data.update(update)


def _make(path: Path) -> None:
    """The folder of a store; raises NotAStore where something else is in it."""
    if not path.is_dir():
        if path.exists():
            raise NotAStore(place=str(path), why=both(mark("it is a file")))
        path.mkdir()
        _sync(path.parent)
    held = {entry.name for entry in path.iterdir()}
    if held and _DATA not in held:
        raise NotAStore(place=str(path), why=both(mark("it is a folder with other things in it")))


def _folder(path: Path, number: int) -> Path:
    return path / _SNAPSHOTS / f"{number:010}"


def _numbers(path: Path) -> list[int]:
    """The numbers of the snapshots; one that is being made or removed has a name that is no number."""
    try:
        return [int(folder.name) for folder in (path / _SNAPSHOTS).iterdir() if folder.name.isdecimal()]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _held(path: Path, number: int | None) -> tuple[int, int]:
    """The number of a snapshot, the newest unless told otherwise, and the lock that keeps it there."""
    while (wanted := latest(path) if number is None else number) is not None:
        folder = _folder(path, wanted)
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            _share(lock)
            # Between its opening and its locking a writer may have removed it.
            if folder.exists() and folder.stat().st_ino == os.fstat(lock).st_ino:
                return wanted, lock
            os.close(lock)
        if number is not None:
            break
    raise NoStore(place=str(path))


def _remove_old(path: Path) -> None:
    """Nothing; every snapshot but the newest is gone, unless somebody holds it, and so is what a killed writer left."""
    newest = latest(path)
    for folder in (path / _SNAPSHOTS).iterdir():
        if folder.name.isdecimal() and int(folder.name) != newest:
            _remove(folder)
        elif not folder.name.isdecimal():
            shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY)
    try:
        if not _alone(lock):
            return
        gone = folder.with_suffix(".gone")
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
    finally:
        os.close(lock)


def _require_locks(path: Path) -> None:
    """Raises NoFileLocks on a system that has none: Windows."""
    try:
        import fcntl  # noqa: F401
    except ImportError:
        raise NoFileLocks(place=str(path)) from None


def _share(lock: int) -> None:
    """Hold a folder together with others who only read."""
    import fcntl

    fcntl.flock(lock, fcntl.LOCK_SH)


def _alone(lock: int) -> bool:
    """Whether nobody else holds a folder, which is then held until the lock is closed."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync(*paths: Path) -> None:
    for path in paths:
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _quads(store: ox.Store, name: str) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, ox.NamedNode(name))


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """What the engine and the system say of a store in this folder, as errors of ours."""
    try:
        yield
    except CollabgraphError:
        raise
    except OSError as error:
        raise _of_system(path, error) from None
    except RuntimeError as error:
        raise StoreDamaged(place=str(path), words=str(error)) from None


def _of_system(path: Path, error: OSError) -> StoreBusy | StoreFailed:
    """Why a file was refused; the engine says it in words, without a number."""
    words = str(error)
    if "/LOCK: " in words:
        return StoreBusy(place=str(path))
    said = (number for number in sorted(errno.errorcode) if os.strerror(number) in words)
    number = error.errno or next(said, None)
    return StoreFailed(place=str(path), why=reason(OSError(number, os.strerror(number)) if number else error))
