"""A page in all its forms: HTML to read, JSON, CSV and the forms of RDF to work with; in either language."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from msgspec import Struct, field
from msgspec.structs import replace
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from collabgraph import __version__
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.output import pages
from collabgraph.output.document import (
    Block,
    Document,
    Entries,
    Part,
    Presentation,
    Row,
    Run,
    Table,
    Target,
    TextCell,
    cleaned,
)
from collabgraph.output.writers import write, xlsx
from collabgraph.output.writers.html import block_values
from collabgraph.rdf import graph_forms
from collabgraph.rdf.turtle import prefixes_in
from collabgraph.rdf.vocabulary import local_name
from collabgraph.web import negotiation, protocol
from collabgraph.web.addresses import ENDINGS
from collabgraph.web.site import Site
from collabgraph.web.triples import Stated
from collabgraph.words import LANGUAGES, Speech, Text, both, mark

_OFFERED: Mapping[str, tuple[str, ...]] = {
    "html": ("text/html", "application/xhtml+xml"),
    "ttl": ("text/turtle", "application/x-turtle"),
    "json": ("application/json",),
    "csv": ("text/csv",),
    "nt": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
}
#: The endings that ask for what is stated, with the form of the graph.
_GRAPHS = {"ttl": "turtle", "nt": "ntriples", "jsonld": "jsonld", "rdf": "rdfxml"}


#: The template of a page that shows the parts of its presentation and little else: ``trail`` has the addresses and
#: names of the pages above it, ``lead`` a line under its title.
DOCUMENT = "web/templates/document.html"


class Page(Struct, frozen=True):
    """What a page shows: a template with its values, the presentation (also for JSON and CSV), and the triples.

    ``policy`` replaces the site's content security policy where a page brings scripts of its own.
    """

    template: str
    title: Text
    presentation: Presentation
    triples: Stated
    values: Mapping[str, object] = field(default_factory=dict)
    policy: str | None = None


def split(name: str) -> tuple[str, str | None]:
    """The id at the end of an address, and the form its ending asks for.

    >>> split("pbg.csv"), split("pbg"), split("version.2")
    (('pbg', 'csv'), ('pbg', None), ('version.2', None))
    """
    stem, dot, ending = name.rpartition(".")
    return (stem, ending) if dot and ending in ENDINGS else (name, None)


def meant(request: Request, place: str, name: str) -> str:
    """The IRI of the thing at a place of the site (see ``Site.places``) that a request names by id, and maybe by IRI.

    Raises UnknownThing or SeveralThings.
    """
    site: Site = request.app.state.site
    return site.places[place].meant(name, request.query_params.get("iri"))


def lang(request: Request) -> str:
    """The language asked for in the address, else the one the reader's browser prefers."""
    asked = request.query_params.get("lang")
    return asked if asked in LANGUAGES else negotiation.language(request.headers.get("accept-language", ""))


def path(request: Request) -> str:
    """The address that is asked for on the site itself, as links write it, wherever a proxy serves the site."""
    return quote(str(request.scope["path"]).removeprefix(_below(request)), safe="/:@!$&'()*+,;=~")


def _query(request: Request) -> str:
    query = str(request.scope["query_string"], "latin-1")
    return f"?{query}" if query else ""


def _below(request: Request) -> str:
    return str(request.scope.get("root_path", ""))


#: The greatest length of a link; longer ones do not pass every browser and proxy, though the server takes them.
LONGEST_ADDRESS = 60_000


class Links(Struct, frozen=True):
    """Addresses on the site that keep the language the reader chose.

    ``here`` is the address of the page itself where it is not that of the request, as after a POST.
    """

    request: Request
    here: str = ""

    def __call__(self, path: str, **parameters: object) -> str:
        """The address of a path on the site with these parameters (a list gives one several times)."""
        chosen = self.request.query_params.get("lang")
        language = {"lang": chosen} if chosen in LANGUAGES else {}
        address = urlsplit(_below(self.request) + path if path.startswith("/") else path)
        query = urlencode({**parameters, **{k: v for k, v in language.items() if k not in parameters}}, doseq=True)
        return urlunsplit(address._replace(query="&".join(filter(None, (address.query, query)))))

    def to(self, iri: str) -> str:
        """The address of the page about an IRI; the first page where there is none."""
        return self(self.request.app.state.site.page_of(iri) or "/")

    def target(self, target: Target | None) -> str | None:
        """The address of what words of a document open; None for what has no page here."""
        if target is None:
            return None
        site: Site = self.request.app.state.site
        match target.kind:
            case "part":
                return f"#{target.name}"
            case "claim":
                place = site.places.get(f"case/{target.within}")
                return self(place.page(target.name)) if place and target.name in place.iris else None
            case "metric":
                level = "network" if target.name in NETWORK_LEVEL else "actor"
                return self(f"/scheme/{level}-metric#{target.name}")
            case "case":
                return self(f"/case/{quote(target.name, safe='')}" + (f"#{target.within}" if target.within else ""))
            case "question":
                return self("/sparql", question=target.name)
            case "word":
                return self(f"/glossary#word-{target.name}")
        page = site.page_of(target.name)
        return self(page) if page else None

    def in_language(self, wanted: str) -> str:
        """The address of this very page in another language."""
        here = URL(_below(self.request) + (self.here or path(self.request) + _query(self.request)))
        return str(here.include_query_params(lang=wanted))

    def in_form(self, ending: str) -> str:
        """The address of this very page in another form."""
        address = split(path(self.request))[0].rstrip("/") or "/index"
        return f"{_below(self.request)}{address}.{ending}{_query(self.request)}"


def claim_anchor(row: Row) -> str | None:
    """The local id of the claim that the first cell of a row opens: where a page that lists the claim has it."""
    match row:
        case (TextCell(runs=(Run(to=Target(kind="claim", name=iri)), *_)), *_):
            return local_name(iri)
    return None


def claim_anchors() -> Callable[[Row], str | None]:
    """``claim_anchor`` for a page that lists a claim more than once: only the first row of it is its place."""
    placed: set[str] = set()

    def anchor(row: Row) -> str | None:
        place = claim_anchor(row)
        if place is None or place in placed:
            return None
        placed.add(place)
        return place

    return anchor


def respond(request: Request, page: Page, form: str | None = None, status: int = 200) -> Response:
    """The page in the form its address asks for, else in the one the client likes best, HTML where it likes none."""
    chosen = (
        form or _asked_form(request) or negotiation.preferred(request.headers.get("accept", ""), _OFFERED) or "html"
    )
    spoken = lang(request)
    headers = {"Vary": "Accept, Accept-Language"}
    if chosen == "html":
        headers |= {"Content-Security-Policy": page.policy} if page.policy else {}
        values = {"presentation": page.presentation, "trail": (), "lead": None, **page.values}
        return HTMLResponse(html(request, page.template, page.title, values), status, headers=headers)
    if chosen in _GRAPHS:
        stated = sorted(set(page.triples()), key=str)
        try:
            body = graph_forms.written(stated, _GRAPHS[chosen], prefixes_in(stated))
        except graph_forms.Unwritable:
            raise protocol.unacceptable(negotiation.GRAPHS[_GRAPHS[other]][0] for other in ("ttl", "nt")) from None
    elif chosen == "xlsx":
        body = workbook(page.presentation, page.title, spoken)
    else:
        body = write(page.presentation, chosen, spoken).encode()
    return Response(body, status, headers=headers, media_type=ENDINGS[chosen])


def _asked_form(request: Request) -> str | None:
    """The form that ``format=`` names, which a link can do where the address has no ending; raises Refusal."""
    asked = request.query_params.get("format")
    if asked is not None and asked not in ENDINGS:
        words = mark("There is no form '{name}'; there are: {known}.")
        raise protocol.Refusal(400, both(words, name=asked[:100], known=", ".join(ENDINGS)))
    return asked


def workbook(presentation: Presentation, title: Text, lang: str) -> bytes:
    """The parts of a presentation as a workbook, each table on a sheet of its name as far as Excel takes it."""
    taken = {Speech(lang)("Report").casefold()}
    parts = tuple(
        replace(part, blocks=tuple(_on_a_sheet(block, part, taken) for block in part.blocks))
        for part in presentation.parts(Speech(lang))
    )
    return xlsx.written(cleaned(Document(lang, title[lang], "", parts, f"collabgraph {__version__}")))


#: What the name of a sheet must not have, and how long it is at most.
_NOT_IN_SHEET, _LONGEST_SHEET = re.compile(r"[\[\]:*?/\\'\x00-\x1f]"), 31


def _on_a_sheet(block: Block, part: Part, taken: set[str]) -> Block:
    if not isinstance(block, Table | Entries):
        return block
    name = _NOT_IN_SHEET.sub(" ", block.name or part.title or part.anchor).strip()[:_LONGEST_SHEET] or "-"
    tries = (name, *(f"{name[: _LONGEST_SHEET - 4]} {n}" for n in range(2, 999)))
    free = next(each for each in tries if each.casefold() not in taken)
    taken.add(free.casefold())
    return replace(block, name=free)


def document(
    request: Request,
    title: Text,
    presentation: Presentation,
    stated: Stated,
    form: str | None,
    folded: Collection[str] = (),
    **values: object,
) -> Response:
    """A page that shows every part of a presentation, the ``folded`` ones behind their titles."""
    given = {"parts": presentation.parts(Speech(lang(request))), "folded": folded, **values}
    return respond(request, Page("web/templates/parts.html", title, presentation, stated, given), form)


def html(request: Request, template: str, title: Text, values: Mapping[str, object]) -> str:
    """A page as HTML: the template with its values and what every page has."""
    common = {
        "title": title,
        "href": Links(request),
        "path": path(request),
        "below": _below(request),
        "version": __version__,
        "lang_asked": request.query_params.get("lang"),
        "languages": LANGUAGES,
    }
    spoken = lang(request)
    blocks = block_values(Speech(spoken), Links(request).target, lambda _: None)
    return pages.render(template, spoken, **{**blocks, **common, **values})
