"""Answers where something fails: a sentence in the reader's language, and never more than that."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from collabgraph.errors import CollabgraphError, NotFound, UnknownThing, UnknownVersion, WrongNumberOfCases
from collabgraph.web.addresses import SeveralThings
from collabgraph.web.negotiation import reads_html
from collabgraph.web.page import Links, html, lang
from collabgraph.web.protocol import Refusal
from collabgraph.words import Text, both, mark

_LOG = logging.getLogger(__name__)

#: What a request alone can be at fault for. Other errors are about our files, and their sentences name them.
_OF_THE_REQUEST = (UnknownThing, UnknownVersion, WrongNumberOfCases)
_SENTENCES = {
    404: mark("There is nothing at this address."),
    405: mark("This address does not take such a request."),
}
_WHICH = mark("Which one?")
_SEVERAL = mark("Several things are called '{name}' here, each with an address of its own:")
_TITLE = both(mark("That did not work"))
_OURS = mark("Something went wrong here, and it is not your request. The server's log says more.")


def refused(request: Request, refusal: Exception) -> Response:
    """The answer where a request is refused; 503 says when to try again."""
    assert isinstance(refusal, Refusal)
    headers = {"Retry-After": "5"} if refusal.status == 503 else {}
    return _sentence(request, refusal.status, refusal.message, headers)


def unanswered(request: Request, error: Exception) -> Response:
    """The answer where what was asked for is not there, or cannot be done."""
    if not isinstance(error, _OF_THE_REQUEST):
        return ours(request, error)
    assert isinstance(error, CollabgraphError)
    return _sentence(request, 404 if isinstance(error, NotFound) else 400, error.message, {})


def several(request: Request, fault: Exception) -> Response:
    """The answer where several things have an address: the address of each."""
    assert isinstance(fault, SeveralThings)
    message = both(_SEVERAL, name=fault.name)
    if reads_html(request.headers.get("accept", "")):
        values = {"said": message, "choices": fault.pages, "forms": False}
        return HTMLResponse(html(request, "web/templates/error.html", both(_WHICH), values), 300)
    rows = "".join(f"{Links(request)(page)}\n" for page in fault.pages.values())
    return PlainTextResponse(f"{message[lang(request)]}\n{rows}", 300)


def not_served(request: Request, fault: Exception) -> Response:
    """The answer where nothing is at an address, or where it does not take such a request; OPTIONS asks for which."""
    assert isinstance(fault, HTTPException)
    if fault.status_code == 405:
        taken = {"GET", "HEAD", "OPTIONS", *(fault.headers or {}).get("Allow", "").replace(",", " ").split()}
        fault.headers = {"Allow": ", ".join(sorted(taken))}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=fault.headers)
    message = both(_SENTENCES[fault.status_code]) if fault.status_code in _SENTENCES else Text.same(fault.detail)
    return _sentence(request, fault.status_code, message, dict(fault.headers or {}))


def ours(request: Request, fault: Exception) -> Response:
    """The answer where the fault is ours: no word of it leaves but to the log."""
    _LOG.error("%s %s", request.method, request.url.path, exc_info=fault)
    return _sentence(request, 500, both(_OURS), {})


def _sentence(request: Request, status: int, message: Text, headers: dict[str, str]) -> Response:
    if reads_html(request.headers.get("accept", "")):
        page = html(request, "web/templates/error.html", _TITLE, {"said": message, "forms": False})
        return HTMLResponse(page, status, headers=headers)
    return PlainTextResponse(message[lang(request)] + "\n", status, headers=headers)
