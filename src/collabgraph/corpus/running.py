"""The evaluation of a corpus on Dask: batches go to workers, a few more than there are workers, as others are done.

A batch that ends its worker is halved until the file is alone that does it; that is a fault of the file, and the rest
is done. Tasks whose worker ended while they only waited are sent again.
"""

from __future__ import annotations

import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from collabgraph.corpus import parts
from collabgraph.corpus.evaluation import Options
from collabgraph.corpus.sources import Source
from collabgraph.corpus.working import ENDED, TOO_LONG, WORK, Stopped, Task, evaluate, join, under_way
from collabgraph.errors import (
    CorpusStopped,
    EngineLost,
    MissingExtra,
    MissingFile,
    NoEngine,
    NotShared,
    NotStarted,
    NoWorkers,
    ThreadedWorkers,
    WorkersFailed,
    reason,
)
from collabgraph.words import Text

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.security import Security

#: Tasks under way for each worker: one that runs, and one that waits.
WINDOW = 2
#: How often a task is sent again whose workers end before it begins.
_MOST_LOST = 5
#: Seconds that a scheduler has for its first answer.
ANSWER = 15.0
_NO_CERTIFICATES = Text(
    en="tls:// needs the certificates of the authority and of the client, and the client's key",
    id="tls:// memerlukan sertifikat otoritas dan sertifikat klien, serta kunci klien",
)
#: Seconds between looks at whether there are workers, and without any before that is an error.
_LOOK, PATIENCE = 2.0, 60.0


class Engine(Struct, frozen=True):
    """Where workers are: processes of this machine, or those of a scheduler at an address with its certificates."""

    workers: int = 1
    scheduler: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""


@contextmanager
def connected(engine: Engine) -> Iterator[Client]:
    """A client of the engine; its own processes end with it.

    They listen on the loopback address alone. Raises MissingExtra, NotStarted, MissingFile, NoEngine, NoWorkers or
    ThreadedWorkers.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
        from distributed.security import Security
    except ImportError:
        raise MissingExtra(library="Dask", extra="corpus") from None
    _quieten()
    if not engine.scheduler:
        # Encrypted although on the loopback address: other users of the machine reach that too, and who speaks to a
        # scheduler runs programs as its owner.
        alone = {
            "distributed.scheduler.allowed-failures": 0,
            "distributed.worker.multiprocessing-method": "spawn",
            "distributed.worker.profile.enabled": False,  # it takes a twentieth of the time of a worker
        }
        here = "127.0.0.1:0"
        with dask.config.set(alone), ExitStack() as opened:
            try:
                cluster = LocalCluster(
                    n_workers=engine.workers, threads_per_worker=1, processes=True, host="127.0.0.1", protocol="tls://",
                    security=Security.temporary(), dashboard_address=here, worker_dashboard_address=here,
                    scheduler_kwargs={"dashboard": False}, silence_logs=60,
                )  # fmt: skip
                client = opened.enter_context(Client(opened.enter_context(cluster)))
            except (OSError, RuntimeError) as error:
                raise NotStarted(why=_words(error)) from None
            yield client
        return
    with _client(engine) as client:
        _wait_for_workers(client, engine)
        yield client


def _client(engine: Engine) -> Client:
    from distributed import Client

    try:
        security = _security(engine) if engine.scheduler.startswith("tls://") else None
        return Client(engine.scheduler, security=security, timeout=ANSWER)
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise NoEngine(address=engine.scheduler, why=_words(error)) from None


def _security(engine: Engine) -> Security:
    """The certificates of the client: those of the engine, and else those that Dask's own settings name."""
    from distributed.security import Security

    named = {"tls_ca_file": engine.ca, "tls_client_cert": engine.certificate, "tls_client_key": engine.key}
    given = {name: path for name, path in named.items() if path}
    for path in given.values():
        try:
            Path(path).read_bytes()
        except OSError as error:
            raise MissingFile(path=path, why=reason(error)) from None
    security = Security(**given, require_encryption=True)
    if security.get_connection_args("client")["ssl_context"] is None:
        raise NoEngine(address=engine.scheduler, why=_NO_CERTIFICATES)
    return security


def _wait_for_workers(client: Client, engine: Engine) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise NoWorkers(address=engine.scheduler, n=round(PATIENCE)) from None
    _workers(client, engine)


def _workers(client: Client, engine: Engine) -> int:
    """How many workers there are now; raises ThreadedWorkers or EngineLost."""
    try:
        threads = client.nthreads().values()
    except OSError as error:
        raise EngineLost(address=engine.scheduler or "localhost", why=_words(error)) from None
    if any(n > 1 for n in threads):
        raise ThreadedWorkers(address=engine.scheduler)
    return len(threads)


def _quieten() -> None:
    """No messages of the engine: what they are about is said in ours, or in ``faults``."""
    import logging

    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(60)


class Progress(Struct):
    """How far a run is: files in all, files whose batch is done, and of these with a fault."""

    files: int
    done: int = 0
    faulty: int = 0


def run(
    source: Source,
    folder: Path,
    options: Options,
    engine: Engine,
    *,
    batch: int = 100,
    timeout: float = 60,
    digest: str,
    tell: Callable[[Progress], None] = lambda _: None,
) -> list[parts.Done]:
    """The batches of a corpus as done, by number; their parts are in the folder of results.

    ``digest`` is that of the options with the files they name, ``tell`` is called after each batch. Raises what
    ``connected`` raises, CorpusStopped where a worker cannot go on (the disk is full, a server does not answer),
    NotShared, NoWorkers, EngineLost and WorkersFailed; what was done until then stays, and another run goes on from
    there.
    """
    folder = folder.resolve()
    token = secrets.token_hex(8)
    tasks = (
        Task(
            source.batch(start, min(start + batch, len(source))), number, 0, min(batch, len(source) - start),
            str(folder), options, digest, timeout, token,
        )
        for number, start in enumerate(range(0, len(source), batch))
    )  # fmt: skip
    with connected(engine) as client:
        found = _Run(client, tasks, engine, Progress(len(source)), tell, options.lang).all()
    shutil.rmtree(folder / WORK, ignore_errors=True)
    return [found[number] for number in sorted(found)]


class _Divided(Struct):
    """A batch that is evaluated in pieces: the whole task, pieces that are done, and faults by number of the file."""

    whole: Task
    pieces: list[Task] = field(default_factory=list)
    named: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return sum(piece.last - piece.first for piece in self.pieces) + len(self.named) == len(self.whole.batch)


class _Run:
    """The tasks under way on a client, and what became of those that ended."""

    def __init__(
        self,
        client: Client,
        tasks: Iterator[Task],
        engine: Engine,
        progress: Progress,
        tell: Callable[[Progress], None],
        lang: str,
    ) -> None:
        self.client, self.tasks, self.engine = client, tasks, engine
        self.progress, self.tell, self.lang = progress, tell, lang
        self.under_way: dict[Future, Task] = {}
        self.again: deque[Task] = deque()
        self.divided: dict[int, _Divided] = {}
        self.lost: dict[str, int] = {}
        self.done: dict[int, parts.Done] = {}

    def all(self) -> dict[int, parts.Done]:
        """Every batch as done, by number; raises as ``run``."""
        from distributed.client import FuturesCancelledError
        from distributed.comm.core import CommClosedError

        try:
            while self._filled():
                for future in self._next():
                    self._ended(future, self.under_way.pop(future))
        except (FuturesCancelledError, CommClosedError) as error:
            raise EngineLost(address=self._address, why=_words(error)) from None
        return self.done

    @property
    def _address(self) -> str:
        return self.engine.scheduler or "localhost"

    def _next(self) -> Iterable[Future]:
        """What ended next; nothing of it waits longer than there may be no workers."""
        from distributed import wait

        idle = 0.0
        while True:
            try:
                return list(wait([*self.under_way], timeout=_LOOK, return_when="FIRST_COMPLETED").done)
            except TimeoutError:
                idle = 0.0 if _workers(self.client, self.engine) else idle + _LOOK
                if idle >= PATIENCE:
                    raise NoWorkers(address=self._address, n=round(PATIENCE)) from None

    def _filled(self) -> bool:
        """Whether anything is under way, after as much was sent as there are workers for."""
        most = WINDOW * max(1, _workers(self.client, self.engine))
        while len(self.under_way) < most:
            task = self.again.popleft() if self.again else next(self.tasks, None)
            if task is None:
                break
            self._send(evaluate, task, task)
        return bool(self.under_way)

    def _send(self, function: Callable[..., Any], task: Task, *arguments: Any) -> None:
        # A name of its own for each attempt: the engine takes results of the same name for the same.
        key = f"collabgraph-{task.number:06}-{task.first}-{task.last}-{secrets.token_hex(4)}"
        self.under_way[self.client.submit(function, *arguments, key=key, pure=False)] = task

    def _ended(self, future: Future, task: Task) -> None:
        from distributed import KilledWorker

        if future.status == "finished":
            self._kept(future.result(), task)
            return
        error = future.exception()
        if not isinstance(error, KilledWorker):
            raise WorkersFailed(why=_words(error))
        self._after_death(task)

    def _kept(self, result: parts.Done | Stopped | None, task: Task) -> None:
        if isinstance(result, Stopped):
            raise CorpusStopped(reason=result.message)
        if result is None:
            divided = self.divided[task.number]
            divided.pieces.append(task)
            self._joined(divided)
            return
        if not self.done and not (Path(task.results) / "cases" / parts.name(result.number)).exists():
            raise NotShared(path=task.results)
        self.done[result.number] = result
        self.progress.done += result.files
        self.progress.faulty += result.faulty
        self.tell(self.progress)

    def _after_death(self, task: Task) -> None:
        """Send again what has to be evaluated once more, in smaller pieces, or give its fault to a file."""
        found = under_way(task)
        task.marker.unlink(missing_ok=True)
        if found is None:
            self.lost[task.marker.name] = self.lost.get(task.marker.name, 0) + 1
            if self.lost[task.marker.name] > _MOST_LOST:
                raise WorkersFailed(why=Text(en="they end before they begin", id="pekerja berakhir sebelum mulai"))
            divided = self.divided.get(task.number)
            if divided is not None and divided.complete:
                self._joined(divided)
            else:
                self.again.append(task)
            return
        number, too_long = found
        alone = task.last - task.first == 1
        if too_long:
            self._name(task, number, "time", TOO_LONG)
            cuts = (task.first, number), (number + 1, task.last)
        elif alone and task.deaths:
            self._name(task, number, "worker", ENDED)
            return
        elif alone:
            self.again.append(replace(task, deaths=task.deaths + 1))
            return
        else:
            middle = (task.first + task.last) // 2
            cuts = (task.first, middle), (middle, task.last)
            self._divide(task)
        self.again.extend(replace(task, first=first, last=last, deaths=0) for first, last in cuts if first < last)

    def _divide(self, task: Task) -> _Divided:
        whole = replace(task, first=0, last=len(task.batch), deaths=0)
        return self.divided.setdefault(task.number, _Divided(whole))

    def _name(self, task: Task, number: int, stage: str, message: Text) -> None:
        divided = self._divide(task)
        divided.named[number] = stage, message[self.lang].format(n=f"{task.timeout:g}")
        self._joined(divided)

    def _joined(self, divided: _Divided) -> None:
        if divided.complete:
            self._send(join, divided.whole, divided.whole, divided.pieces, divided.named)


def _words(error: object) -> Text:
    words = " ".join(str(error).split())[:300]
    return Text.same(f"{type(error).__name__}: {words}" if words else type(error).__name__)
