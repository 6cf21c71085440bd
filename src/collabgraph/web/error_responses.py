"""Answers where something fails: a sentence in the reader's language, and never more than that."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path, PurePath

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from collabgraph.errors import (
    CollabgraphError,
    MissingExtra,
    NotFound,
    UnknownThing,
    UnknownVersion,
    WrongNumberOfCases,
)
from collabgraph.model import Issue
from collabgraph.rdf.positions import Place
from collabgraph.web.addresses import SeveralThings
from collabgraph.web.negotiation import reads_html
from collabgraph.web.page import Links, html, lang
from collabgraph.web.protocol import Refusal
from collabgraph.web.site import FaultyCase, Site
from collabgraph.words import Text, both, mark

_LOG = logging.getLogger(__name__)

#: What a request alone can be at fault for, or what is not installed here. Other errors are about our files, and their
#: sentences name them.
_OF_THE_REQUEST = (UnknownThing, UnknownVersion, WrongNumberOfCases, MissingExtra)
_SENTENCES = {
    404: mark("There is nothing at this address."),
    405: mark("This address does not take such a request."),
}
_FAULTS = mark("{name} cannot be shown")
_FAULTY = mark(
    "The case '{name}' is there, but its file has faults, and nothing is computed from a case that may be wrong. All "
    "other cases can be read and compared."
)
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
    status = 404 if isinstance(error, NotFound) else 501 if isinstance(error, MissingExtra) else 400
    return _sentence(request, status, error.message, {})


def faulty(request: Request, fault: Exception) -> Response:
    """The answer where a case that is asked for has faults: each with its place, and what to do; no folder is named."""
    assert isinstance(fault, FaultyCase)
    site: Site = request.app.state.site
    message = both(_FAULTY, name=fault.name)
    issues = [_without_folder(issue, site.library.folders) for issue in site.issues(fault.name)]
    if not reads_html(request.headers.get("accept", "")):
        return PlainTextResponse(f"{message[lang(request)]}\n", 409)
    values = {"said": message, "issues": issues, "name": fault.name, "forms": False}
    return HTMLResponse(html(request, "web/templates/faulty.html", both(_FAULTS, name=fault.name), values), 409)


def _without_folder(issue: Issue, folders: Iterable[Path]) -> tuple[str, Text]:
    """Where an issue is in its file, and what is wrong, without the folder of the file or any other."""
    words = dict(issue.message.words)
    for folder in sorted({str(PurePath(issue.path).parent), *map(str, folders)}, key=len, reverse=True):
        words = {tag: each.replace(f"{folder}/", "").replace(f"{folder}\\", "") for tag, each in words.items()}
    where = Place(issue.line, issue.column, issue.cell).in_file(PurePath(issue.path).name)
    return f"{where}: {issue.focus}" if issue.focus else where, Text(words)


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


def gone(_: Request, fault: Exception) -> Response:
    """The answer that nobody reads, where a client left before its request was whole."""
    assert isinstance(fault, ClientDisconnect)
    return Response(status_code=400)


def ours(request: Request, fault: Exception) -> Response:
    """The answer where the fault is ours: no word of it leaves but to the log."""
    _LOG.error("%s %s", request.method, request.url.path, exc_info=fault)
    return _sentence(request, 500, both(_OURS), {})


def _sentence(request: Request, status: int, message: Text, headers: dict[str, str]) -> Response:
    if reads_html(request.headers.get("accept", "")):
        page = html(request, "web/templates/error.html", _TITLE, {"said": message, "forms": False})
        return HTMLResponse(page, status, headers=headers)
    return PlainTextResponse(message[lang(request)] + "\n", status, headers=headers)
