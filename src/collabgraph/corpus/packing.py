"""Packing: the files of a corpus in one Parquet file, a twentieth to a thirtieth of their size."""

from __future__ import annotations

import errno
import tarfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.corpus.sources import READ, SCHEMA, Folder, is_text
from collabgraph.errors import CannotWrite, MissingFile, NoCorpus, NotAnArchive, reason
from collabgraph.words import Text

if TYPE_CHECKING:
    import pyarrow

#: So many files share their repetitions; a worker reads whole groups.
GROUP = 200
#: A larger file in an archive is passed over: no case has so much, and an archive can claim any size.
MOST_BYTES = 100_000_000


class Packing(Struct, frozen=True):
    """What was packed: how many files, their bytes, those of the packed file, and the names that were passed over."""

    files: int
    read: int
    written: int
    passed_over: tuple[str, ...]


def pack(source: Path, target: Path) -> Packing:
    """The files of a folder by name, or of a tar archive in its order, packed into a Parquet file.

    Nothing of an archive is written anywhere else, whatever the names in it. Raises MissingFile, NoCorpus,
    NotAnArchive or CannotWrite; a target that was there is replaced only when all is written.
    """
    import pyarrow.parquet as pq

    if not source.exists():
        raise MissingFile(path=source, why=reason(FileNotFoundError(errno.ENOENT, "")))
    passed_over: list[str] = []
    files = _of_folder(source, passed_over) if source.is_dir() else _of_archive(source, passed_over)
    n = size = 0
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with pq.ParquetWriter(
                unfinished, _schema(), compression="zstd", compression_level=9, use_dictionary=False,
                write_page_checksum=True,
            ) as writer:  # fmt: skip
                while group := list(islice(files, GROUP)):
                    writer.write_table(_table(group), row_group_size=GROUP)
                    n += len(group)
                    size += sum(len(content) for _, content in group)
            if not n:
                raise NoCorpus(path=source, known=", ".join(READ))
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(path=target, why=reason(error)) from None
    return Packing(n, size, target.stat().st_size, tuple(passed_over))


def _schema() -> pyarrow.Schema:
    import pyarrow

    return pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in SCHEMA.items()])


def _table(group: Iterable[tuple[str, bytes]]) -> pyarrow.Table:
    import pyarrow

    return pyarrow.Table.from_pylist([_row(name, content) for name, content in group], schema=_schema())


def _row(name: str, content: bytes) -> dict[str, object]:
    try:
        return {"file": name, "text": content.decode(), "content": None}
    except UnicodeDecodeError:
        return {"file": name, "text": None, "content": content}


def _of_folder(path: Path, passed_over: list[str]) -> Iterator[tuple[str, bytes]]:
    folder, others = Folder.of(path)
    passed_over += others
    for number in range(len(folder)):
        file = folder.batch(number, number + 1).file(0)
        yield file.name, file.content


def _of_archive(path: Path, passed_over: list[str]) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                name = _inside(member.name)
                if member.isdir() or PurePosixPath(name).name.startswith((".", "~$")):
                    continue
                ending = PurePosixPath(name).suffix.lower()
                if member.isfile() and ending in READ and is_text(name) and member.size <= MOST_BYTES:
                    held = archive.extractfile(member)
                    yield name, held.read() if held else b""
                else:
                    passed_over.append(name.encode("utf-8", "replace").decode())
    except OSError as error:
        raise NotAnArchive(path=path, reason=reason(error)) from None
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise NotAnArchive(path=path, reason=Text.same(str(error))) from None


def _inside(name: str) -> str:
    """The name of a member of an archive without what would lead out of it."""
    return str(PurePosixPath(*(part for part in PurePosixPath(name).parts if part not in ("/", "..", "."))))
