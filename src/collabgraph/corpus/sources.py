"""Where the files of a corpus are: in a folder, packed in a Parquet file, or in the graphs of a SPARQL server.

A source is a small value that is sent to workers, which read their files themselves; ``Batch.files`` reads those of a
batch. A worker must reach what the source names: a folder that all machines share, or a server.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.coding.forms import ENDINGS
from collabgraph.coding.project import SETTINGS_FILE
from collabgraph.corpus.evaluation import File
from collabgraph.errors import MissingFile, MissingFolder, NoCorpus, NotPacked, reason
from collabgraph.rdf import stores
from collabgraph.rdf.stores import canonical
from collabgraph.rdf.turtle import FORMATS
from collabgraph.rdf.vocabulary import CG, local_name
from collabgraph.words import Text, both, mark

if TYPE_CHECKING:
    import pyarrow.parquet

_NAMED_GRAPHS = mark("named graphs with a case")
_NO_COLUMN = mark("it has no column '{name}'")
#: The folders of a project that are for its own terms and theories.
_NO_CASES = ("terms", "frameworks")
#: The endings of the names of files that may be of cases or studies.
READ = (*FORMATS, *ENDINGS)


class Source(Protocol):
    """Files in a fixed order, from 0."""

    def __len__(self) -> int:
        """How many files there are."""

    def batch(self, start: int, stop: int) -> Batch:
        """Those from one number up to another, as a value that can be sent to a worker."""


class Batch(Protocol):
    """Some files of a corpus, and the studies that go with them."""

    def __len__(self) -> int:
        """How many files there are."""

    def names(self) -> list[str]:
        """The names of the files."""

    def file(self, number: int) -> File:
        """A file of the batch, read now; raises MissingFile and what a server raises."""

    def studies(self, study: str, folder: str) -> Iterator[File]:
        """The files that may describe the study with this IRI: those in a folder before those in the first one."""


def digest(content: bytes) -> str:
    """The SHA-256 of a content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def candidates(study: str, folder: str) -> list[str]:
    """The names that the file of a study may have: that of its id, in a folder or in the first one."""
    folders = dict.fromkeys((PurePosixPath(folder), PurePosixPath()))
    return [str(where / f"{local_name(study)}{ending}") for where in folders for ending in READ]


# A folder ------------------------------------------------------------------------------------------------------------


class Folder(Struct, frozen=True):
    """The files of a folder and of those in it, by name."""

    path: str
    files: tuple[str, ...]

    @classmethod
    def of(cls, path: Path) -> tuple[Folder, list[str]]:
        """The folder, and the names of what is in it and is of no form that is read; raises MissingFolder, NoCorpus."""
        if not path.is_dir():
            raise MissingFolder(path=path)
        found, others = _listed(path)
        if not found:
            raise NoCorpus(path=path, known=", ".join(READ))
        return cls(str(path.resolve()), tuple(found)), others

    def __len__(self) -> int:
        """How many files there are."""
        return len(self.files)

    def batch(self, start: int, stop: int) -> FolderBatch:
        """Some of the files."""
        return FolderBatch(self.path, self.files[start:stop])


class FolderBatch(Struct, frozen=True):
    """Some files of a folder."""

    path: str
    of: tuple[str, ...]

    def __len__(self) -> int:
        """How many files there are."""
        return len(self.of)

    def names(self) -> list[str]:
        """Their names."""
        return list(self.of)

    def file(self, number: int) -> File:
        """A file, read now; raises MissingFile."""
        return _read(self.path, self.of[number])

    def studies(self, study: str, folder: str) -> Iterator[File]:
        """The files that may describe a study."""
        for name in candidates(study, folder):
            if (Path(self.path) / name).is_file():
                yield _read(self.path, name)


def _listed(path: Path) -> tuple[list[str], list[str]]:
    """The names of the files that are read, sorted, and of what is not.

    That is other files, folders behind links or closed, and a project's folders of terms and theories.
    """
    found: list[str] = []
    others: list[str] = []

    def named(place: str) -> str:
        return Path(place).relative_to(path).as_posix()

    for folder, folders, files in os.walk(path, onerror=lambda error: others.append(named(error.filename))):
        others.extend(named(place) for name in folders if os.path.islink(place := os.path.join(folder, name)))
        folders[:] = [name for name in folders if not name.startswith(".")]
        if SETTINGS_FILE in files:
            others.extend(named(os.path.join(folder, name)) for name in folders if name in _NO_CASES)
            folders[:] = [name for name in folders if name not in _NO_CASES]
        for name in files:
            if not name.startswith((".", "~$")):
                is_read = is_text(name) and Path(name).suffix.lower() in READ
                (found if is_read else others).append(named(os.path.join(folder, name)))
    return sorted(found), sorted(name.encode("utf-8", "replace").decode() for name in others)


def is_text(name: str) -> bool:
    """Whether a name can be written as text, which systems do not demand."""
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def _read(folder: str, name: str) -> File:
    try:
        content = (Path(folder) / name).read_bytes()
    except (OSError, ValueError) as error:
        raise MissingFile(path=name, why=reason(error)) from None
    return File(name, content, digest(content))


# A packed corpus -----------------------------------------------------------------------------------------------------

#: The columns: a file is ``text`` where it is UTF-8, and else ``content`` (a workbook, for instance).
SCHEMA = {"file": "string", "text": "large_string", "content": "large_binary"}


class Packed(Struct, frozen=True):
    """The files in a Parquet file that ``packing.pack`` wrote, in its order."""

    path: str
    written: int
    n: int

    @classmethod
    def of(cls, path: Path) -> Packed:
        """The packed corpus; raises MissingFile, NotPacked or NoCorpus."""
        try:
            written = path.stat().st_mtime_ns
        except OSError as error:
            raise MissingFile(path=path, why=reason(error)) from None
        place = str(path.resolve())
        n = _opened(place, written).metadata.num_rows
        if not n:
            raise NoCorpus(path=path, known=", ".join(READ))
        return cls(place, written, n)

    def __len__(self) -> int:
        """How many files there are."""
        return self.n

    def batch(self, start: int, stop: int) -> PackedBatch:
        """Some of the files."""
        return PackedBatch(self.path, self.written, start, min(stop, self.n))


class PackedBatch(Struct, frozen=True, dict=True):
    """Some rows of a packed corpus, which was ``written`` then (in nanoseconds): another of that name is not this."""

    path: str
    written: int
    start: int
    stop: int

    def __len__(self) -> int:
        """How many files there are."""
        return self.stop - self.start

    def names(self) -> list[str]:
        """Their names."""
        return list(self._rows["file"])

    def file(self, number: int) -> File:
        """A file, read now; raises NotPacked where the packed corpus is damaged."""
        return _file(*(self._rows[name][number] for name in ("file", "text", "content")))

    def studies(self, study: str, folder: str) -> Iterator[File]:
        """The files that may describe a study."""
        import pyarrow as pa
        import pyarrow.compute as pc

        names, wanted = _names(self.path, self.written), candidates(study, folder)
        places = {names[n].as_py(): n for n in pc.indices_nonzero(pc.is_in(names, pa.array(wanted))).to_pylist()}
        for name in wanted:
            if name in places:
                rows = _rows(self.path, self.written, places[name], places[name] + 1)
                yield _file(name, rows["text"][0], rows["content"][0])

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        return _rows(self.path, self.written, self.start, self.stop)


def _file(name: str, text: str | None, content: bytes | None) -> File:
    held = content or b"" if text is None else text.encode()
    return File(name, held, digest(held))


@lru_cache(maxsize=2)
def _opened(path: str, written: int) -> pyarrow.parquet.ParquetFile:  # noqa: ARG001, see PackedBatch
    import pyarrow
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path, memory_map=True, page_checksum_verification=True)
    except (OSError, pyarrow.ArrowException) as error:
        raise NotPacked(path=path, reason=Text.same(str(error))) from None
    lacking = [name for name in SCHEMA if name not in file.schema_arrow.names]
    if lacking:
        raise NotPacked(path=path, reason=both(_NO_COLUMN, name=lacking[0]))
    return file


@lru_cache(maxsize=2)
def _names(path: str, written: int) -> pyarrow.Array:
    return _opened(path, written).read(["file"])["file"].combine_chunks()


@lru_cache(maxsize=2)
def _starts(path: str, written: int) -> list[int]:
    """The number of the first row of each group of rows, and of the row after the last."""
    metadata = _opened(path, written).metadata
    return [0, *accumulate(metadata.row_group(group).num_rows for group in range(metadata.num_row_groups))]


def _rows(path: str, written: int, start: int, stop: int) -> dict[str, list[Any]]:
    """The columns of some rows, of the groups of rows that have them; raises NotPacked where these are damaged."""
    import pyarrow

    starts = _starts(path, written)
    first, last = bisect_right(starts, start) - 1, bisect_left(starts, stop)
    try:
        groups = _opened(path, written).read_row_groups(range(first, last))
    except (OSError, pyarrow.ArrowException) as error:
        raise NotPacked(path=path, reason=Text.same(str(error))) from None
    return dict(groups.slice(start - starts[first], stop - start).to_pydict())


# A SPARQL server -----------------------------------------------------------------------------------------------------

#: How many names of graphs are asked for at a time.
PAGE = 1000


class Graphs(Struct, frozen=True):
    """The graphs with a case on a SPARQL server, by name: others may have filled it."""

    address: str
    graphs: tuple[str, ...]

    @classmethod
    def of(cls, address: str) -> Graphs:
        """The graphs, whose names are fetched page by page.

        Raises RefusedAddress, Unreachable, ServerRefused, UnexpectedAnswer, AnswerCut, or NoCorpus.
        """
        names: list[str] = []
        while page := _store(address).graphs_of(CG.Case, names[-1] if names else "", PAGE):
            names += page
        if not names:
            raise NoCorpus(
                path=_store(address).place,
                known=both(_NAMED_GRAPHS),
            )
        return cls(address, tuple(names))

    def __len__(self) -> int:
        """How many graphs there are."""
        return len(self.graphs)

    def batch(self, start: int, stop: int) -> GraphBatch:
        """Some of the graphs."""
        return GraphBatch(self.address, self.graphs[start:stop])


class GraphBatch(Struct, frozen=True):
    """Some graphs of a server, each fetched when it is read."""

    address: str
    graphs: tuple[str, ...]

    def __len__(self) -> int:
        """How many graphs there are."""
        return len(self.graphs)

    def names(self) -> list[str]:
        """Their names."""
        return list(self.graphs)

    def file(self, number: int) -> File:
        """The triples of a graph, the same bytes whenever they are fetched; raises as ``Graphs.of``."""
        return self._file(self.graphs[number])

    def studies(self, study: str, folder: str) -> Iterator[File]:  # noqa: ARG002, which files need
        """The graphs that describe a study."""
        return map(self._file, _store(self.address).graphs_with(study, CG.Study))

    def _file(self, name: str) -> File:
        store = _store(self.address)
        graph = ox.NamedNode(name)
        lines = canonical.lines(name, store.constructed(name))
        content = "".join(f"{line.removesuffix(f' {graph} .')} .\n" for line in lines).encode()
        return File(name, content, digest(content), store.place)


@lru_cache(maxsize=4)
def _store(address: str) -> stores.RemoteStore:
    return stores.RemoteStore(address)
