"""The tables of results asked in SQL by DuckDB, which gets nothing else: no file, no network, no extension.

The tables are handed to it as Arrow data sets, so that it need open no file itself. Before it sees the query its access
to files and networks is switched off and its settings are locked; the query must be one that only reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from collabgraph.corpus import results
from collabgraph.corpus.columns import TABLES, schema
from collabgraph.errors import CorpusQueryFailed, MissingLibrary, NotOneSelect, NotResultsOfCorpus

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset

T = TypeVar("T")

#: How much memory DuckDB may use; what needs more is refused, since it may not write to the disk.
MEMORY = "2GB"
#: So many rows are fetched at a time.
FETCHED = 5000

_CONFIG = {
    "enable_external_access": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
    "allow_community_extensions": "false", "allow_persistent_secrets": "false", "python_enable_replacements": "false",
    "memory_limit": MEMORY, "max_temp_directory_size": "0GB",
}  # fmt: skip


class Asked(Struct, frozen=True):
    """The answer to a query: its columns with their types in SQL, and its rows, which are read once, some at a time."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    pieces: Iterator[Sequence[tuple[Any, ...]]]


@contextmanager
def ask(folder: Path, query: str) -> Iterator[Asked]:
    """The answer to a query in SQL about the tables in a folder of results, each of which is a view of its name.

    Raises MissingLibrary, MissingFolder, NotResultsOfCorpus, NotOneSelect, and CorpusQueryFailed, which may also be
    raised while the rows are read.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingLibrary(library="duckdb") from None
    results.read_manifest(folder)
    with duckdb.connect(":memory:", config=dict(_CONFIG)) as connection, ThreadPoolExecutor(1) as thread:
        for name in TABLES:
            connection.register(name, _data_set(folder, name))
        connection.execute("SET lock_configuration = true")
        with _in_its_words():
            statements = connection.extract_statements(query)
            if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                raise NotOneSelect()
            _done(lambda: connection.execute(statements[0]), connection, thread)
            described = connection.description or []
        names = tuple(str(column[0]) for column in described)
        yield Asked(names, tuple(str(column[1]) for column in described), _pieces(connection, thread))


def _data_set(folder: Path, name: str) -> pyarrow.dataset.Dataset:
    """A table of results whose codes are plain texts, since the parts have dictionaries of their own."""
    import pyarrow
    from pyarrow import dataset

    fields = [
        field.with_type(pyarrow.string()) if pyarrow.types.is_dictionary(field.type) else field
        for field in schema(name)
    ]
    files = [str(path) for path in results.part_files(folder, name)]
    if not files:
        return dataset.dataset(pyarrow.schema(fields).empty_table())
    try:
        return dataset.dataset(files, schema=pyarrow.schema(fields), format="parquet")
    except (OSError, pyarrow.ArrowException):
        raise NotResultsOfCorpus(path=folder) from None


def _pieces(connection: duckdb.DuckDBPyConnection, thread: Executor) -> Iterator[list[tuple[Any, ...]]]:
    while True:
        with _in_its_words():
            rows = _done(lambda: connection.fetchmany(FETCHED), connection, thread)
        if not rows:
            return
        yield rows


def _done(work: Callable[[], T], connection: duckdb.DuckDBPyConnection, thread: Executor) -> T:
    """What a piece of work of DuckDB gives; it is done in a thread, since Ctrl-C would wait for its end otherwise."""
    future = thread.submit(work)
    try:
        return future.result()
    except KeyboardInterrupt:
        connection.interrupt()
        raise


@contextmanager
def _in_its_words() -> Iterator[None]:
    """Raise what DuckDB refuses as CorpusQueryFailed, in its words but for the query and advice on its settings."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        words = str(error).partition("\nLINE ")[0].partition("\nPossible solutions:")[0]
        raise CorpusQueryFailed(words=" ".join(words.split()).rstrip(".!"), known=", ".join(TABLES)) from None
