"""A pool of processes that answer queries: one that takes too long or falls over is ended and replaced."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from collabgraph.web.worker import LENGTHS, Answer, Ask, lengths, packed

_LOG = logging.getLogger(__name__)
_MODULE = "collabgraph.web.worker"
#: Seconds within which a process has opened the store; and, where none could be started, those before the next try,
#: which double up to the longest.
_START, _WAIT, _LONGEST_WAIT = 60.0, 0.2, 30.0


class Limits(Struct, frozen=True):
    """What a query may use: seconds to answer, bytes of memory, rows; and the seconds a client may wait its turn."""

    seconds: float = 10.0
    memory: int = 2 * 2**30
    rows: int = 10_000
    patience: float = 30.0


class TooLong(Exception):
    """The query was not answered in time."""


class Busy(Exception):
    """No process became free in time."""


class Ended(Exception):
    """The process ended without an answer: out of memory, or the engine fell over."""


class Closing(Exception):
    """The pool is being closed."""


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def started(cls, folder: Path, limits: Limits) -> _Worker:
        """A process that is ready for its first query; Ctrl-C is for the server, which ends its processes itself."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _MODULE, str(folder), str(limits.memory), str(limits.seconds),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        worker = cls(process)
        try:
            async with asyncio.timeout(_START):
                await worker._read()
        except BaseException:
            await worker.end()
            raise
        return worker

    @property
    def number(self) -> int:
        """The number of the process in the system."""
        return self._process.pid

    async def answer(self, ask: Ask) -> Answer:
        """What the process answers; raises Ended where it ends instead."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(packed(asdict(ask)))
            await stdin.drain()
            head, body = await self._read()
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Ended from error
        return Answer(**head, body=body)

    async def _read(self) -> tuple[dict[str, Any], bytes]:
        stdout = self._process.stdout
        assert stdout is not None
        head, body = lengths(await stdout.readexactly(LENGTHS))
        return json.loads(await stdout.readexactly(head)), await stdout.readexactly(body)

    async def end(self) -> None:
        """End the process, whatever it is doing."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Pool:
    """``size`` processes over one read-only store; as many queries run at once, the others wait their turn."""

    def __init__(self, folder: Path, size: int, limits: Limits) -> None:
        """A pool over the store in this folder; ``start`` brings it up."""
        self._folder, self._size, self.limits = folder, size, limits
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._all: set[_Worker] = set()
        self._replacing: set[asyncio.Task[None]] = set()
        self._closing = self._short = False

    @property
    def processes(self) -> list[int]:
        """The numbers of the processes that answer queries, or are free to, or are being ended."""
        return sorted(worker.number for worker in self._all)

    async def start(self) -> None:
        """All processes, ready; raises Ended where they cannot be started or cannot open the store."""
        outcomes = await asyncio.gather(*(self._add() for _ in range(self._size)), return_exceptions=True)
        faults = [outcome for outcome in outcomes if outcome is not None]
        if faults:
            await self.close()
            raise Ended from faults[0]

    async def close(self) -> None:
        """No process is left; what is being answered, and what waits, raises Closing."""
        self._closing = True
        for task in self._replacing:
            task.cancel()
        await asyncio.gather(*self._replacing, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        for worker in self._all:
            self._free.put_nowait(worker)
        self._all.clear()

    async def answer(self, ask: Ask) -> Answer:
        """The answer of a free process; raises Busy, TooLong, Ended or Closing."""
        try:
            async with asyncio.timeout(self.limits.patience):
                worker = await self._free.get()
        except TimeoutError:
            raise Busy from None
        try:
            async with asyncio.timeout(self.limits.seconds):
                answer = await worker.answer(ask)
        except BaseException as error:
            if self._closing:
                self._free.put_nowait(worker)
                raise Closing from None
            # Half an answer may be on its way, also where the client went away: nobody else may get it.
            self._replace(worker)
            if isinstance(error, TimeoutError):
                raise TooLong from None
            raise
        self._free.put_nowait(worker)
        return answer

    async def _add(self) -> None:
        worker = await _Worker.started(self._folder, self.limits)
        self._all.add(worker)
        self._free.put_nowait(worker)

    def _replace(self, worker: _Worker) -> None:
        task = asyncio.get_running_loop().create_task(self._replaced(worker))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replaced(self, worker: _Worker) -> None:
        """Put a process in the place of another, and try again for as long as none can be started."""
        await worker.end()
        self._all.discard(worker)
        wait = _WAIT
        while not await self._added():
            self._short = True
            _LOG.warning("Queries have %d of %d processes; the next try is in %g s.", len(self._all), self._size, wait)
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)
        if self._short and len(self._all) == self._size:
            self._short = False
            _LOG.warning("Queries have all %d processes again.", self._size)

    async def _added(self) -> bool:
        try:
            await self._add()
        except (OSError, EOFError, TimeoutError, ValueError) as error:  # asyncio.IncompleteReadError is an EOFError
            _LOG.warning("A process that answers queries could not be started: %s", str(error) or type(error).__name__)
            return False
        return True
