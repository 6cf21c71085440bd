"""Requests to a SPARQL server: addresses, credentials, time-outs and retries.

Credentials come from the environment only. They go to the one server that was named, over an encrypted connection or
to this machine, and no message contains them.
"""

from __future__ import annotations

import base64
import email.utils
import ipaddress
import os
import re
import tempfile
import weakref
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from collabgraph.errors import RefusedAddress, ServerRefused, UnexpectedAnswer, Unreachable
from collabgraph.words import Text, both, mark
from collabgraph.words.characters import printable

if TYPE_CHECKING:
    import httpx

USER, PASSWORD, TOKEN = "COLLABGRAPH_STORE_USER", "COLLABGRAPH_STORE_PASSWORD", "COLLABGRAPH_STORE_TOKEN"
#: The paths of a server's endpoints below the store's address: the variables that set them, and those of Oxigraph.
PARTS = {
    "query": ("COLLABGRAPH_STORE_QUERY", "query"),
    "update": ("COLLABGRAPH_STORE_UPDATE", "update"),
    "graphs": ("COLLABGRAPH_STORE_GRAPHS", "store"),
}
#: With the value "allow" data, but never credentials, may be sent to another machine unencrypted.
PLAIN_HTTP = "COLLABGRAPH_STORE_HTTP"

#: Seconds before every retry where the server does not say how long to wait, and the longest it may ask for.
_PAUSES = (1.0, 2.0, 4.0)
_LONGEST_PAUSE = 60.0
_LONGEST_CONNECTING = 10.0
_IN_MEMORY = 1 << 23
_MOST_WORDS = 200

_LATER = mark("Try again later.")
_ADVICE = {
    401: mark(
        "Set COLLABGRAPH_STORE_USER and COLLABGRAPH_STORE_PASSWORD, or COLLABGRAPH_STORE_TOKEN, for this server."
    ),
    403: mark("What is set in the environment does not give the right to do this; ask whoever runs the server."),
    404: mark(
        "Check the address. If the server's endpoints are not query, update and store below it, set "
        "COLLABGRAPH_STORE_QUERY, COLLABGRAPH_STORE_UPDATE and COLLABGRAPH_STORE_GRAPHS."
    ),
    429: _LATER,
    503: _LATER,
}
_ADVICE[405] = _ADVICE[404]
_REDIRECTED = mark("Redirects are not followed; if {location} is meant, give that address.")
_OTHERWISE = mark("Ask whoever runs the server.")
_UNCERTAIN = mark("Whether the change was made is not known; making it again does no harm.")
_CHECK = mark("Check the address, and that the server runs.")


class Body(tempfile.SpooledTemporaryFile[bytes]):
    """The body of an answer, in memory or in a file without a name; it is closed with its last reader."""

    def __del__(self) -> None:
        """Close the file: a parser that reads from it does not say when it is finished."""
        self.close()


class Answer(NamedTuple):
    """The whole answer of a server."""

    status: int
    headers: httpx.Headers
    body: Body

    @property
    def content_type(self) -> str:
        """The media type of the answer, without parameters."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()


class Connection:
    """A connection to the server at one address."""

    def __init__(self, address: str, patience: float, wait: Callable[[float], None]) -> None:
        """A connection to ``https://...`` with a time-out of ``patience`` seconds; ``wait`` sleeps between attempts.

        Raises RefusedAddress for an address with a name or password in it, and for an unencrypted one of another
        machine.
        """
        self.place = _checked(address)
        self._patience, self._wait = patience, wait
        self._secrets = _secrets(self.place)
        self._opened: httpx.Client | None = None

    def answer(self, method: str, part: str, *, repeatable: bool = True, missing: bool = False, **sent: Any) -> Answer:
        """The answer to a request to one of PARTS, which is repeated where the server is busy or breaks off.

        A request that is not ``repeatable`` is not repeated once the server may have begun with it. With ``missing``
        status 404 is an answer. Raises Unreachable or ServerRefused.
        """
        import httpx

        for pause in (*_PAUSES, None):
            try:
                answer = self._once(method, part, sent)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                if pause is None or not repeatable:
                    raise self._unreachable(error, repeatable) from None
                self._wait(pause)
                continue
            except httpx.HTTPError as error:
                raise self._unreachable(error, repeatable) from None
            seconds = _seconds(answer.headers, pause or 0.0)
            if answer.status not in (429, 503) or pause is None or seconds > _LONGEST_PAUSE:
                break
            self._wait(seconds)
        if answer.status // 100 == 2 or (missing and answer.status == 404):
            return answer
        raise self._refused(answer, repeatable)

    def unexpected(self, expected: str, words: object) -> UnexpectedAnswer:
        """The error for an answer that is not the expected one; ``words`` are the server's or a parser's."""
        return UnexpectedAnswer(place=self.place, expected=both(expected), why=self._words(words))

    def close(self) -> None:
        """Close the connection; it is opened again when it is used."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    @property
    def _client(self) -> httpx.Client:
        import httpx

        if self._opened is None:
            timeout = httpx.Timeout(self._patience, connect=min(_LONGEST_CONNECTING, self._patience))
            here = _is_here(httpx.URL(self.place).host)
            self._opened = httpx.Client(base_url=self.place, auth=_auth(), timeout=timeout, trust_env=not here)
            weakref.finalize(self, self._opened.close)
        return self._opened

    def _once(self, method: str, part: str, sent: dict[str, Any]) -> Answer:
        variable, default = PARTS[part]
        endpoint = os.environ.get(variable, default).strip("/")
        base = self._client.base_url
        url = base.copy_with(path=f"{base.path.rstrip('/')}/{endpoint}" if endpoint else base.path.rstrip("/") or "/")
        with self._client.stream(method, url, **sent) as response:
            body = Body(_IN_MEMORY)
            for chunk in response.iter_bytes():
                body.write(chunk)
        body.seek(0)
        return Answer(response.status_code, response.headers, body)

    def _unreachable(self, error: Exception, repeatable: bool) -> Unreachable:
        import httpx

        if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
            return Unreachable(place=self.place, why=self._words(error), advice=both(_CHECK))
        why = (
            mark("no answer in time (seconds: {n})")
            if isinstance(error, httpx.TimeoutException)
            else mark("it broke off")
        )
        advice = both(_LATER) if repeatable else both(_UNCERTAIN)
        return Unreachable(place=self.place, why=both(why, n=f"{self._patience:g}"), advice=advice)

    def _refused(self, answer: Answer, repeatable: bool) -> ServerRefused:
        status = answer.status
        advice = _ADVICE.get(status, _OTHERWISE)
        if status // 100 == 3:
            advice = _REDIRECTED
        elif status // 100 == 5 and status != 503 and not repeatable:
            advice = _UNCERTAIN
        location = self._clean(_without_user(str(answer.headers.get("location", "?"))))
        sentence = self._first_sentence(answer)
        words = f": {sentence}" if sentence else ""
        return ServerRefused(place=self.place, status=status, words=words, advice=both(advice, location=location))

    def _first_sentence(self, answer: Answer) -> str:
        text = answer.body.read(4000).decode(errors="replace")
        if "html" in answer.content_type:
            text = re.sub(r"<(script|style|head)\b.*?</\1\s*>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
        return re.split(r"(?<=[.!?])\s", self._clean(text), maxsplit=1)[0][:_MOST_WORDS].rstrip(".")

    def _words(self, reason: object) -> Text:
        words = self._clean(str(reason))[:_MOST_WORDS].rstrip(".") or type(reason).__name__
        return Text(en=words, id=words)

    def _clean(self, text: str) -> str:
        """Words of a server on one line, without control characters, and without our secrets should it repeat them."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return " ".join(printable(text).split())


def _checked(address: str) -> str:
    """The address without a slash at its end; raises RefusedAddress."""
    import httpx

    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        raise _refusal(address, mark("it is not a valid address.")) from None
    if url.userinfo:
        why = mark(
            "it has a name or password in it, which ends up in histories and logs. "
            "Set COLLABGRAPH_STORE_USER and COLLABGRAPH_STORE_PASSWORD instead."
        )
        raise _refusal(address, why)
    if url.scheme not in ("http", "https") or not url.host:
        raise _refusal(address, mark("it must begin with https:// and name a server."))
    if url.query or url.fragment:
        raise _refusal(address, mark("nothing may follow the path in it."))
    allowed = os.environ.get(PLAIN_HTTP) == "allow" and not any(map(os.environ.get, (USER, PASSWORD, TOKEN)))
    if url.scheme == "http" and not _is_here(url.host) and not allowed:
        why = mark(
            "http:// sends everything unencrypted, so it is for this machine only. Use https://, or a tunnel (ssh -L). "
            "COLLABGRAPH_STORE_HTTP=allow permits it for data, but never for credentials."
        )
        raise _refusal(address, why)
    return str(url).rstrip("/")


def _refusal(address: str, why: str) -> RefusedAddress:
    return RefusedAddress(address=printable(_without_user(address)), why=both(why))


def _without_user(address: str) -> str:
    """The address without a user and password before an @, whatever else is wrong with it.

    >>> _without_user("https://me:secret@example.org/sparql")
    'https://example.org/sparql'
    """
    scheme, slashes, rest = address.partition("//")
    server, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{server.rpartition('@')[2]}{slash}{path}"


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _secrets(place: str) -> list[str]:
    """The texts that must not be shown, the longest first; raises RefusedAddress for credentials that are not valid."""
    user, password, token = map(os.environ.get, (USER, PASSWORD, TOKEN))
    if bool(user) != bool(password) or (user and token):
        why = mark("set COLLABGRAPH_STORE_USER and COLLABGRAPH_STORE_PASSWORD both, or COLLABGRAPH_STORE_TOKEN alone.")
        raise _refusal(place, why)
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        why = mark("COLLABGRAPH_STORE_TOKEN contains a character that no token has, such as a line break.")
        raise _refusal(place, why)
    encoded = base64.b64encode(f"{user}:{password}".encode()).decode() if user else None
    return sorted(filter(None, (password, token, encoded)), key=len, reverse=True)


def _auth() -> Any:
    import httpx

    user, password, token = (os.environ.get(name, "") for name in (USER, PASSWORD, TOKEN))

    def with_token(request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    class Named(httpx.Auth):
        """Name and password as Basic has them, and as Digest has them once the server does not want Basic."""

        digest: httpx.DigestAuth | None = None

        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            """The request, and once more without the password, which Virtuoso answers by asking for Digest."""
            if self.digest is None:
                basic = httpx.BasicAuth(user, password)
                response = yield next(basic.auth_flow(request))
                if response.status_code != 401 or "basic" in response.headers.get("www-authenticate", "").lower():
                    return
                self.digest = httpx.DigestAuth(user, password)
                del request.headers["Authorization"]
            yield from self.digest.auth_flow(request)

    if token:
        return with_token
    return Named() if user else None


def _seconds(headers: httpx.Headers, default: float) -> float:
    """The seconds to wait that the server asks for, as a number or as a date; 0 or more."""
    retry_after = str(headers.get("retry-after", "")).strip()
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return default
