"""A pool of processes that answer queries: one that takes too long or falls over is ended and replaced."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from collabgraph.web.worker import LENGTHS, Answer, Ask, lengths, packed

_MODULE = "collabgraph.web.worker"


@dataclass(frozen=True)
class Limits:
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
            await worker._read()
        except BaseException:
            await worker.end()
            raise
        return worker

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
        self._closing = False

    async def start(self) -> None:
        """All processes, ready; raises Ended where they cannot open the store."""
        try:
            await asyncio.gather(*(self._add() for _ in range(self._size)))
        except asyncio.IncompleteReadError as error:
            await self.close()
            raise Ended from error

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
            worker = await asyncio.wait_for(self._free.get(), self.limits.patience)
        except TimeoutError:
            raise Busy from None
        try:
            answer = await asyncio.wait_for(worker.answer(ask), self.limits.seconds)
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
        await worker.end()
        self._all.discard(worker)
        await self._add()
