"""What a worker does: it evaluates files of a batch and writes their part; workers share only the folder of results.

Every function here is sent by name, its arguments and results are small values, and running it twice does no harm.
"""

from __future__ import annotations

import faulthandler
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from collabgraph import __version__
from collabgraph.corpus import parts
from collabgraph.corpus.columns import TABLES
from collabgraph.corpus.evaluation import Evaluator, File, Options, Rows, no_rows
from collabgraph.corpus.sources import Batch
from collabgraph.errors import CannotWrite, CollabgraphError, NotPacked, OtherVersion, Unreachable, reason
from collabgraph.words import Text

#: The folder inside the results with what is not finished.
WORK = ".work"
_TIMEOUT = "Timeout ("

TOO_LONG = Text(
    en="It took longer than {n} seconds. Give it more time with --timeout and --resume, or divide the case.",
    id="Berkas ini memakan lebih dari {n} detik. Beri waktu lebih dengan --timeout dan --resume, atau bagi kasusnya.",
)
ENDED = Text(
    en="It ended its worker twice, with no other case beside it: by too much memory, most likely. Divide the case.",
    id="Berkas ini dua kali mengakhiri pekerjanya, tanpa kasus lain: kemungkinan besar karena memori. Bagi kasusnya.",
)


class Task(Struct, frozen=True):
    """Some files of a batch (those from ``first`` to before ``last``) to be evaluated, and how.

    ``options_digest`` also covers the files of theories and terms; ``run`` is the same for all tasks of a command;
    ``deaths`` counts the workers that this has ended.
    """

    batch: Batch
    number: int
    first: int
    last: int
    results: str
    options: Options
    options_digest: str
    timeout: float
    run: str = ""
    deaths: int = 0
    version: str = __version__

    @property
    def whole(self) -> bool:
        """Whether these are all files of the batch."""
        return (self.first, self.last) == (0, len(self.batch))

    @property
    def marker(self) -> Path:
        """The file that says which of the files is being evaluated."""
        return Path(self.results) / WORK / f"{self.number:06}-{self.first:06}-{self.last:06}.at"

    @property
    def piece(self) -> Path:
        """The file with the rows of a part of a batch."""
        return self.marker.with_suffix(".json")


class Piece(Struct):
    """What was found in a part of a batch: its rows, the SHA-256 of its files and of the studies read for them."""

    rows: Rows
    files: list[tuple[str, str]]
    studies: dict[str, str]


class Stopped(Struct, frozen=True):
    """Why nothing more can be done, in both languages: the disk is full, for instance, or a server does not answer."""

    message: Text


def evaluate(task: Task) -> parts.Done | Stopped | None:
    """The batch as done, or None where the task is a part of one, whose rows are then in ``task.piece``.

    A batch that was done before is left as it is. A file that takes longer than ``timeout`` seconds ends the process:
    nothing else can stop every library, and the client then reads from ``task.marker`` which it was.
    """
    try:
        if task.version != __version__:
            raise OtherVersion(here=__version__, there=task.version)
        if task.whole and (done := _done(task)):
            return done
        found = _evaluated(task)
        if task.whole:
            return _written(task, found)
        parts.put(task.piece, msgspec.json.encode(found))
    except (CannotWrite, Unreachable, OtherVersion, NotPacked) as error:
        return Stopped(error.message)
    return None


def join(task: Task, pieces: Sequence[Task], named: Mapping[int, tuple[str, str]]) -> parts.Done | Stopped:
    """A batch that was evaluated in pieces as done: the same bytes as if it had been evaluated at once.

    ``named`` are the stage and the message of the fault of each file that could not be evaluated, by its number.
    """
    found = Piece(no_rows(), [], {})
    by_first = {piece.first: piece for piece in pieces}
    try:
        number = 0
        while number < len(task.batch):
            if number in named:
                one, after = _named(task, number, *named[number]), number + 1
            else:
                piece = by_first[number]
                one, after = msgspec.json.decode(piece.piece.read_bytes(), type=Piece), piece.last
            for table, rows in one.rows.items():
                found.rows[table] += rows
            found.files += one.files
            found.studies |= one.studies
            number = after
        return _written(task, found)
    except (CannotWrite, Unreachable, NotPacked) as error:
        return Stopped(error.message)


def _named(task: Task, number: int, stage: str, message: str) -> Piece:
    name = task.batch.names()[number]
    rows = no_rows()
    rows["faults"].append({"file": name, "case": None, "stage": stage, "message": message, "line": None})
    return Piece(rows, [(name, _sha256(task.batch, number))], {})


def _done(task: Task) -> parts.Done | None:
    """The batch where it was done with the same options from the same files and studies.

    One in which a file took too long is done again where there is more time now.
    """
    done = parts.done(Path(task.results), task.number, task.options_digest)
    if done is None or 0 < done.made.timeout < task.timeout:
        return None
    names = task.batch.names()
    digest = parts.digest_of((name, _sha256(task.batch, number)) for number, name in enumerate(names))
    studies = all(_study_digest(task.batch, key) == known for key, known in done.made.studies.items())
    return done if digest == done.made.files and studies else None


def _study_digest(batch: Batch, key: str) -> str:
    """The digest of the files that may describe a study, which ``Made.studies`` names so."""
    iri, _, folder = key.partition(" ")
    return parts.digest_of((file.name, file.sha256) for file in batch.studies(iri, folder))


def _written(task: Task, found: Piece) -> parts.Done:
    too_long = any(fault["stage"] == "time" for fault in found.rows["faults"])
    timeout = task.timeout if too_long else 0
    made = parts.Made(task.options_digest, parts.digest_of(found.files), found.studies, timeout)
    return parts.write(Path(task.results), task.number, len(task.batch), found.rows, made)


def _evaluated(task: Task) -> Piece:
    evaluator = _evaluator(task.options, task.run)
    found = Piece({table: [] for table in TABLES}, [], {})
    names = task.batch.names()
    with _watched(task) as watch:
        for number in range(task.first, task.last):
            with watch(number):
                file = _file(task.batch, number)
                named: list[tuple[str, str]] = []
                if isinstance(file, Text):
                    rows = no_rows()
                    message = file[task.options.lang]
                    rows["faults"].append(
                        {"file": names[number], "case": None, "stage": "read", "message": message, "line": None}
                    )
                    found.files.append((names[number], ""))
                else:
                    rows, named = evaluator.rows(file, task.batch.studies)
                    found.files.append((file.name, file.sha256))
            for table, more in rows.items():
                found.rows[table] += more
            for iri, folder in named:
                if (key := f"{iri} {folder}") not in found.studies:
                    found.studies[key] = _study_digest(task.batch, key)
    return found


def _file(batch: Batch, number: int) -> File | Text:
    """A file, or why it cannot be read; a server that is gone or a damaged corpus is raised: no fault of the case."""
    try:
        return batch.file(number)
    except (Unreachable, NotPacked):
        raise
    except CollabgraphError as error:
        return error.message


def _sha256(batch: Batch, number: int) -> str:
    file = _file(batch, number)
    return "" if isinstance(file, Text) else file.sha256


@lru_cache(maxsize=1)
def _evaluator(options: Options, run: str) -> Evaluator:  # noqa: ARG001, which keeps what a run reads out of others
    return Evaluator(options)


@contextmanager
def _watched(task: Task) -> Iterator[Callable[[int], AbstractContextManager[None]]]:
    """Whatever is done inside of what this gives, for a file, is timed; the marker has the number of the file."""
    marker = task.marker
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        with marker.open("w") as at:

            @contextmanager
            def watch(number: int) -> Iterator[None]:
                at.seek(0)
                at.truncate()
                at.write(f"{number}\n")
                at.flush()
                faulthandler.dump_traceback_later(task.timeout, exit=True, file=at)
                try:
                    yield
                finally:
                    faulthandler.cancel_dump_traceback_later()

            yield watch
        marker.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(path=marker, why=reason(error)) from None


def under_way(task: Task) -> tuple[int, bool] | None:
    """The number of the file that a task was at when its worker ended, and whether its time was up.

    None where the task had not begun.
    """
    try:
        number, *rest = task.marker.read_text().splitlines()
        return int(number), bool(rest) and rest[0].startswith(_TIMEOUT)
    except (OSError, ValueError):
        return None
