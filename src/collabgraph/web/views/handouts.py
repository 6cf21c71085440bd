"""Files to hand over, at addresses that hold the choices: /report.docx?case=pbg&case=spp-irt&basis=reported."""

from __future__ import annotations

import re
from html import unescape

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from collabgraph.web import handouts
from collabgraph.web.choices import chosen
from collabgraph.web.page import Links, lang
from collabgraph.web.protocol import Refusal
from collabgraph.web.site import Choices, Site
from collabgraph.words import both, mark
from collabgraph.words.nearest import suggestion

#: The forms that a browser shows; all others are saved.
_SHOWN = ("html", "pdf", "svg", "png")
#: The parameters that choose something.
_KNOWN = {"case", "framework", "basis", "attribution", "granularity", "systems", "lang"}
#: More cases than this are handed over on the command line.
_MOST = 12


def handout(request: Request) -> Response:
    """A report, a brief or a figure about the chosen cases, made with the choices of the address."""
    site: Site = request.app.state.site
    kind, _, form = request.scope["path"].removeprefix(request.scope.get("root_path", "")).strip("/").rpartition(".")
    choices = chosen(site, request.query_params, cases_named(site, request.query_params))
    refuse_more(request.query_params)
    content = site.file(kind, form, choices, lang(request))
    name = f"{kind.rpartition('/')[2]}-{'-'.join(choices.cases)}"[:100]
    shown = "inline" if form in _SHOWN else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="{re.sub(r"[^A-Za-z0-9.-]", "_", name)}.{form}"'}
    if form == "html":
        headers["Content-Security-Policy"] = own_policy(content.decode())
    return Response(content, headers=headers, media_type=handouts.MEDIA[form])


def cases_named(site: Site, parameters: QueryParams) -> list[str]:
    """The cases that a request names, the first two where it names none; raises Refusal where there are too many."""
    names = list(dict.fromkeys(parameters.getlist("case"))) or site.names[:2]
    if len(names) > _MOST:
        raise Refusal(400, both(mark("Choose at most {most} cases; the command line compares more."), most=_MOST))
    return names


def refuse_more(parameters: QueryParams) -> None:
    """None; raises Refusal for a parameter that chooses nothing here, so that none is left out of a file in silence."""
    if wrong := [name for name in parameters if name not in _KNOWN]:
        words = mark("Nothing is chosen here by '{name}'{nearest}.")
        raise Refusal(400, both(words, name=wrong[0][:100], nearest=suggestion(wrong[0][:100], _KNOWN)))


def offered(choices: Choices, href: Links) -> list[tuple[str, list[tuple[str, str]]]]:
    """The name of each kind of file that can be made of these choices, with the address of each of its forms."""
    kinds = [kind for kind in handouts.KINDS if len(choices.cases) > 1 or kind in handouts.OF_ONE]
    return [
        (handouts.NAMES.get(kind, kind), [(form, href(f"/{kind}.{form}", **choices.parameters)) for form in forms])
        for kind in kinds
        if (forms := handouts.forms(kind))
    ]


def own_policy(text: str) -> str:
    """The policy a page states for itself, as a header; our own pages may frame it."""
    stated = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    return f"{unescape(stated[1] if stated else _NOTHING)}; frame-ancestors 'self'"


_NOTHING = "default-src 'none'"
