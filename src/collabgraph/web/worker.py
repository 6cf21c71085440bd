"""A process that answers queries on a read-only store, one after the other, until it is ended from outside.

The default graph of the store holds the union of its graphs (``turtle.with_union``).

Started by ``workers.Pool`` as ``python -m collabgraph.web.worker FOLDER MEMORY SECONDS``. What could take a process
down (a query without end, without measure, or one the engine falls over) takes this one down and nothing else. It goes
when the server does: between queries at once, else when the query has taken longer than the server would have let it.
"""

from __future__ import annotations

import json
import signal
import struct
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox
from msgspec import Struct, field
from msgspec.structs import asdict

from collabgraph.errors import (
    CollabgraphError,
    EngineFailed,
    QueryRefused,
    QuerySyntax,
    UnknownFunction,
    WrongArguments,
)
from collabgraph.rdf import sparql
from collabgraph.rdf.graph_forms import Unwritable
from collabgraph.web import result_formats

_HEAD = struct.Struct(">II")
#: So many seconds after a query should have been stopped the server is taken to be gone.
_GRACE = 5.0


class Ask(Struct, frozen=True):
    """A query, the dataset it is asked over, the form of the answer for rows and for graphs, and the most rows.

    ``default`` and ``named`` are graph IRIs that replace what the query says after FROM; None leaves it to the query.
    Relative IRIs are relative to ``base`` where the query has no BASE; without either they are refused.
    A form is None where the client accepts none for that kind of answer. So many rows or triples as ``offset`` says are
    passed over. A query that is ``only_checked`` is asked of nothing.
    """

    query: str
    rows_form: str | None
    graph_form: str | None
    most: int
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    base: str | None = None
    offset: int = 0
    only_checked: bool = False


class Answer(Struct, frozen=True):
    """What came of a query: ``outcome`` is "rows", "graph", "checked", "refused", "unacceptable", "memory" or
    "failed".

    ``form`` and ``body`` are the answer, ``cut`` says that rows were left out. Of a query that is refused for what it
    says, ``message`` has the sentence by language, and ``line`` and ``column`` its place. ``details`` of a failure are
    for the server's log alone.
    """

    outcome: str
    form: str = ""
    body: bytes = b""
    cut: bool = False
    message: dict[str, str] = field(default_factory=dict)
    line: int | None = None
    column: int | None = None
    details: str = ""


_NOTHING = ox.Store()
#: What a query can be at fault for.
_OF_THE_QUERY = (QueryRefused, QuerySyntax, UnknownFunction, WrongArguments)


def answer(store: ox.Store, ask: Ask) -> Answer:
    """The answer to one query on a store; whatever goes wrong is an answer too, and the next query is taken."""
    try:
        prefixes = sparql.prefixes_of(store)
        sparql.guard(ask.query, prefixes, ask.base)
        with sparql.engine_faults(ask.query, prefixes):
            if ask.only_checked:
                _result(_NOTHING, ask, prefixes)
                return Answer("checked")
            return _written(store, ask, prefixes)
    except _OF_THE_QUERY as error:
        return _refused(error)
    except MemoryError:
        return Answer("memory")
    except EngineFailed as error:
        return Answer("failed", details=str(error.fields["words"]))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # also a panic of the engine, which is not an Exception
        return Answer("failed", details=traceback.format_exc())


def _written(store: ox.Store, ask: Ask, known: dict[str, str]) -> Answer:
    result = _result(store, ask, known)
    form = ask.graph_form if isinstance(result, ox.QueryTriples) else ask.rows_form
    if form is None:
        return Answer("unacceptable")
    if isinstance(result, ox.QueryTriples):
        try:
            written = result_formats.triples(result, form, ask.most, known, ask.offset)
        except Unwritable:
            return Answer("unacceptable")
        return Answer("graph", form, written.body, written.cut)
    if isinstance(result, ox.QueryBoolean):
        return Answer("rows", form, result_formats.boolean(result, form).body)
    first = [result]

    def again() -> Any:
        return first.pop() if first else _result(store, ask, known)

    written = result_formats.solutions(again, form, ask.most, ask.offset)
    return Answer("rows", form, written.body, written.cut)


def _refused(error: CollabgraphError) -> Answer:
    line, _, column = str(error.fields["where"]).partition(":")
    return Answer("refused", message=error.message.by_language, line=int(line), column=int(column))


def _result(store: ox.Store, ask: Ask, prefixes: dict[str, str]) -> Any:
    return sparql.asked(store, ask.query, prefixes, ask.default, ask.named, ask.base)


# Between processes --------------------------------------------------------------------------------------------------


def packed(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A message: the lengths of head and body, then both."""
    written = json.dumps(head).encode()
    return _HEAD.pack(len(written), len(body)) + written + body


def lengths(start: bytes) -> tuple[int, int]:
    """The lengths of head and body, from the first ``LENGTHS`` bytes of a message."""
    head, body = _HEAD.unpack(start)
    return head, body


LENGTHS = _HEAD.size


def packed_answer(given: Answer) -> bytes:
    """An answer as a message."""
    head = {name: value for name, value in asdict(given).items() if name != "body"}
    return packed(head, given.body)


def _asks(stream: BinaryIO) -> Any:
    while start := stream.read(LENGTHS):
        head, body = lengths(start)
        given = json.loads(stream.read(head))
        stream.read(body)
        pairs = {name: None if given[name] is None else tuple(given[name]) for name in ("default", "named")}
        yield Ask(**{**given, **pairs})


def _limit_memory(most: int) -> None:
    """Let an allocation beyond ``most`` bytes fail, which ends the process; nothing where the system has no limits."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    except (ImportError, ValueError, OSError):
        return


def _end_after(seconds: float) -> None:
    """Let the system end the process after so many seconds, busy or not; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main(folder: str, memory: str, seconds: str) -> None:
    """Answer what comes in on standard input until it is closed."""
    store = ox.Store.read_only(str(Path(folder)))
    _limit_memory(int(memory))
    sys.stdout.buffer.write(packed({"ready": True}))
    sys.stdout.buffer.flush()
    for ask in _asks(sys.stdin.buffer):
        _end_after(float(seconds) + _GRACE)
        given = packed_answer(answer(store, ask))
        _end_after(0)
        sys.stdout.buffer.write(given)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
