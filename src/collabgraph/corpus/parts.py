"""Parts: the results of one batch of a corpus, a Parquet file in the folder of each table.

A part is written under another name and renamed, that of ``cases`` last: where it is there, the batch is done. It says
of what and how it was made, and has the SHA-256 of the others, so that ``done`` is exact after a worker was killed at
any moment. The same rows give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.corpus.columns import TABLES, schema
from collabgraph.errors import CannotWrite, reason

if TYPE_CHECKING:
    import pyarrow

    from collabgraph.corpus.evaluation import Rows

#: Where what a batch was made of stands in the part of ``cases``.
_KEY = b"collabgraph"
#: The end of the name of a file that is not complete.
UNFINISHED = ".unfinished"


class Made(Struct, frozen=True):
    """How a part was made: the digests of the options, of the files of the batch, and of the studies that they name.

    ``studies`` has the digests of the files that may describe a study, by its IRI and the folder of the case;
    ``parts`` the SHA-256 of the other parts of the batch by table.
    """

    options: str
    files: str
    studies: Mapping[str, str] = {}
    parts: Mapping[str, str] = {}


class Done(Struct, frozen=True):
    """A batch whose parts are written: rows and SHA-256 of the part by table, and files.

    ``faulty`` of the files have a fault, ``without_case`` are of a study.
    """

    number: int
    files: int
    faulty: int
    without_case: int
    rows: Mapping[str, int]
    sha256: Mapping[str, str]
    studies: Mapping[str, str] = {}
    digest: str = ""


def name(number: int) -> str:
    """The name of the part of a batch, in the folder of each table."""
    return f"part-{number:06}.parquet"


def write(results: Path, number: int, n_files: int, rows: Rows, made: Made) -> Done:
    """The batch as done, after its parts were written; raises CannotWrite."""
    from pyarrow import Table

    digests: dict[str, str] = {}
    with_fault, with_case = ({row["file"] for row in rows[table]} for table in ("faults", "cases"))
    faulty, without_case = len(with_fault), n_files - len(with_fault | with_case)
    for table in TABLES:
        of_table = schema(table)
        if table == "cases":
            counts = {"n_files": n_files, "faulty": faulty, "without_case": without_case}
            described = {**_fields(made), **counts, "parts": digests}
            of_table = of_table.with_metadata({_KEY: json.dumps(described, sort_keys=True).encode()})
        digests[table] = put_table(results / table / name(number), Table.from_pylist(rows[table], schema=of_table))
    of_tables = {table: len(rows[table]) for table in TABLES}
    return Done(number, n_files, faulty, without_case, of_tables, digests, made.studies, made.files)


def done(results: Path, number: int, options: str) -> tuple[Done, Made] | None:
    """A batch that was made with these options, whose parts are all there as they were written; else None."""
    import pyarrow
    import pyarrow.parquet as pq

    try:
        contents = {table: (results / table / name(number)).read_bytes() for table in TABLES}
        files = {table: pq.ParquetFile(io.BytesIO(content)) for table, content in contents.items()}
        described = json.loads(files["cases"].schema_arrow.metadata[_KEY])
        for table in files:
            if table == "cases":
                pq.read_table(io.BytesIO(contents[table]), page_checksum_verification=True)
    except (OSError, pyarrow.ArrowException, KeyError, TypeError, ValueError):
        return None
    digests = {table: hashlib.sha256(content).hexdigest() for table, content in contents.items()}
    made = Made(described["options"], described["files"], described["studies"], described["parts"])
    if made.options != options or any(digests[table] != sha for table, sha in made.parts.items()):
        return None
    counts = {table: file.metadata.num_rows for table, file in files.items()}
    files, faulty, without_case = (described[key] for key in ("n_files", "faulty", "without_case"))
    found = Done(number, files, faulty, without_case, counts, digests, made.studies, made.files)
    return found, made


def digest_of(files: Iterable[tuple[str, str]]) -> str:
    """The digest of files by name and SHA-256."""
    lines = "".join(f"{sha256}  {file}\n" for file, sha256 in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def _fields(made: Made) -> dict[str, object]:
    return {"options": made.options, "files": made.files, "studies": dict(sorted(made.studies.items()))}


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
