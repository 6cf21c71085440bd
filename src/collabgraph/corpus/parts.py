"""Parts: the results of one batch of a corpus, a Parquet file in the folder of each table.

Parts are written under other names and renamed. The record of the batch is written last: of what and how it was made,
and the SHA-256 of the parts. Where it is there and all agrees the batch is done, whatever was killed or changed
meanwhile. The same rows give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from collabgraph.corpus.columns import TABLES, schema
from collabgraph.errors import CannotWrite, reason

if TYPE_CHECKING:
    import pyarrow

    from collabgraph.corpus.evaluation import Rows

#: The folder of the records.
RECORDS = "batches"
#: The end of the name of a file that is not complete.
UNFINISHED = ".unfinished"


class Made(Struct, frozen=True):
    """How a batch was made: the digests of the options, of its files, and of the studies that these name.

    ``studies`` has the digests of the files that may describe a study, by its IRI and the folder of the case. Where a
    file took too long, ``timeout`` has the seconds that it had, else 0.
    """

    options: str
    files: str
    studies: Mapping[str, str] = {}
    timeout: float = 0


class Done(Struct, frozen=True):
    """A batch whose parts are written: how it was made, its files, rows and SHA-256 of the part by table.

    ``faulty`` of the files have a fault, ``without_case`` are of a study.
    """

    number: int
    made: Made
    files: int
    faulty: int
    without_case: int
    rows: Mapping[str, int]
    sha256: Mapping[str, str]


def name(number: int) -> str:
    """The name of the part of a batch, in the folder of each table."""
    return f"part-{number:06}.parquet"


def record(number: int) -> str:
    """The name of the record of a batch."""
    return f"part-{number:06}.json"


def write(results: Path, number: int, n_files: int, rows: Rows, made: Made) -> Done:
    """The batch as done, after its parts and its record were written; raises CannotWrite."""
    from pyarrow import Table

    digests = {
        table: put_table(results / table / name(number), Table.from_pylist(rows[table], schema=schema(table)))
        for table in TABLES
    }
    with_fault, with_case = ({row["file"] for row in rows[table]} for table in ("faults", "cases"))
    counts = {table: len(rows[table]) for table in TABLES}
    done = Done(number, made, n_files, len(with_fault), n_files - len(with_fault | with_case), counts, digests)
    put(results / RECORDS / record(number), msgspec.json.format(msgspec.json.encode(done, order="sorted")))
    return done


def done(results: Path, number: int, options: str) -> Done | None:
    """A batch that was made with these options, whose parts are all there as they were written; else None."""
    try:
        found = msgspec.json.decode((results / RECORDS / record(number)).read_bytes(), type=Done)
        contents = {table: (results / table / name(number)).read_bytes() for table in TABLES}
    except (OSError, msgspec.MsgspecError):
        return None
    intact = {table: hashlib.sha256(content).hexdigest() for table, content in contents.items()} == found.sha256
    return found if intact and (found.number, found.made.options) == (number, options) else None


def digest_of(files: Iterable[tuple[str, str]]) -> str:
    """The digest of files by name and SHA-256."""
    return hashlib.sha256(msgspec.json.encode(list(files))).hexdigest()


def put_table(path: Path, table: pyarrow.Table) -> str:
    """The SHA-256 of a Parquet file, after it was written (see ``put``)."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_page_checksum=True)
    content = buffer.getvalue()
    put(path, content)
    return hashlib.sha256(content).hexdigest()


def put(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all; others may write the same at the same time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}{UNFINISHED}")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise CannotWrite(path=path, why=reason(error)) from None
