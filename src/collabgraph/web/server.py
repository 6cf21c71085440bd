"""The application behind a socket: where it listens, how uvicorn runs it, and that it ends in order."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import cast

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from collabgraph.errors import CannotListen, reason
from collabgraph.web.guard import LARGEST
from collabgraph.words import Text, both, mark

_REASONS = {
    errno.EADDRINUSE: mark("another program listens there. Choose another port with --port; 0 picks a free one."),
    errno.EADDRNOTAVAIL: mark("this machine has no such address. Leave --host out to serve this machine alone."),
    errno.EACCES: mark("the system does not allow it. Choose a port above 1023 with --port."),
}
_UNKNOWN = mark("the name has no address. Leave --host out to serve this machine alone.")
#: The most bytes of the head of a request: an address that is somewhat too long gets a sentence from the guard.
_HEAD = 4 * LARGEST
#: Seconds within which a request has to arrive whole, and a client has to take some of its answer.
_PATIENCE = 30.0


class _Connection(H11Protocol):
    """A connection that is closed where its client is too slow, so that slow clients cannot take up all there are."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        super().connection_made(cast(asyncio.Transport, transport))
        self._unsent = 0
        self._timer = self.loop.call_later(_PATIENCE, self._late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._timer.cancel()
        self._timer = self.loop.call_later(_PATIENCE, self._late)

    def _late(self) -> None:
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        is_incomplete = self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        if (is_incomplete and not self._unsent) or self._unsent == before > 0:
            self.transport.abort()
        else:
            self._timer = self.loop.call_later(_PATIENCE, self._late)


class _Server(uvicorn.Server):
    """A server that says when it is ready, and waits for no query when it ends."""

    def __init__(self, app: Starlette, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app, self._ready = app, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start up, and say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop the queries, so that whoever waits for one gets a refusal, then all else."""
        await self._app.state.pool.close()
        await super().shutdown(sockets)


def server(app: Starlette, ready: Callable[[], None] = lambda: None) -> uvicorn.Server:
    """A server for the application: no log of requests, no header that names the server, room for a long address."""
    config = uvicorn.Config(
        app,
        http=_Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=_HEAD,
    )
    return _Server(app, config, ready)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens at an address of this machine; raises CannotListen."""
    address = f"{host}:{port}"
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise CannotListen(address=address, why=both(_UNKNOWN)) from None
    # The protocol is named because asyncio sends small answers at once only over what it knows to be TCP.
    with socket.socket(family, kind, protocol) as listener:
        try:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
            listener.listen()
        except OSError as error:
            raise CannotListen(address=address, why=_why(error)) from None
        yield listener


def _why(error: OSError) -> Text:
    return both(_REASONS[error.errno]) if error.errno in _REASONS else reason(error)


def is_loopback(listener: socket.socket) -> bool:
    """Whether only this machine itself reaches the socket."""
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def is_unspecified(listener: socket.socket) -> bool:
    """Whether the socket listens at every address of this machine."""
    return ipaddress.ip_address(listener.getsockname()[0]).is_unspecified


def address(listener: socket.socket) -> str:
    """The address of a socket as one types it into a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if is_unspecified(listener):
        host = "127.0.0.1" if listener.family == socket.AF_INET else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def ended_in_order() -> Iterator[None]:
    """While it lasts, a signal to end lets everything that is open be closed first."""

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
