"""What every request passes first: the host it names, its size; and the headers every answer carries."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from collabgraph.web.negotiation import language
from collabgraph.words import both, mark

#: What pages may do: run our own scripts and styles, show our own maps in frames, ask our own server. Nothing else.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: The most bytes of an address, and of a body.
LARGEST = 1_000_000


class _TooLarge(Exception):
    """The body of a request is larger than allowed."""


class Guard:
    """Refuses a foreign Host (400), a long address (414) and a large body (413).

    Puts our headers on every answer that lacks them.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        """The guard of an application: the host names it answers to."""
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; anything but HTTP is passed on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        if host_name(headers.get("host", "")) not in self._hosts:
            return await self._refuse(400, _FOREIGN, headers)(scope, receive, _with_headers(send))
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LARGEST:
            return await self._refuse(414, _LONG, headers)(scope, receive, _with_headers(send))
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > LARGEST:
            return await self._refuse(413, _LARGE, headers)(scope, receive, _with_headers(send))
        try:
            return await self._app(scope, self._counted(receive), _with_headers(send))
        except _TooLarge:
            return await self._refuse(413, _LARGE, headers)(scope, receive, _with_headers(send))

    def _refuse(self, status: int, phrase: str, headers: Headers) -> PlainTextResponse:
        sentence = both(phrase, most=LARGEST)[language(headers.get("accept-language", ""))]
        return PlainTextResponse(sentence + "\n", status)

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST:
                raise _TooLarge
            return message

        return counted


_FOREIGN = mark("This server does not answer to that host name.")
_LONG = mark("The address is longer than {most} bytes. Programs send a long query to /sparql by POST.")
_LARGE = mark("The request is larger than {most} bytes.")


class Below:
    """Serves an application below a path, whether or not a proxy takes the path away from an address first."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        """The application below a path such as "/cases"; below nothing where it is empty."""
        self._app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, its address with the path."""
        if scope["type"] == "http" and self._path:
            path = scope["path"]
            is_whole = path == self._path or path.startswith(f"{self._path}/")
            scope.update(root_path=self._path, path=path if is_whole else self._path + path)
        await self._app(scope, receive, send)


def host_name(header: str) -> str:
    """The host name of a Host header without its port, in small letters; an IPv6 address keeps its brackets."""
    name = header.strip().lower()
    return name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
