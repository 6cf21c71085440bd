"""The page for questions: an editor, questions to start from, and the answer as a table and as charts."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from msgspec import Struct, field
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from collabgraph.errors import AmbiguousValue, EqualValues, MissingParameter, UnfitValue, UnknownParameter, UnknownValue
from collabgraph.output import maps
from collabgraph.output.document import Part, Target
from collabgraph.output.presenters import questions
from collabgraph.output.presenters.answers import Rows, counted, from_json
from collabgraph.questions import files as question_files
from collabgraph.questions import parameters
from collabgraph.questions.files import Question
from collabgraph.rdf.graph_forms import GRAPH_FORMS
from collabgraph.web import protocol
from collabgraph.web.page import LONGEST_ADDRESS, Links, html, lang
from collabgraph.web.protocol import Operation, Refusal
from collabgraph.web.site import Site, among
from collabgraph.web.views import names
from collabgraph.web.views.answers import Shown, of_graph, parts
from collabgraph.web.views.client_code import codes
from collabgraph.web.views.fields import Field, fields
from collabgraph.words import Speech, both, mark

#: More rows than this are not shown on a page; the downloads have as many as the endpoint gives.
_SHOWN = 1000

#: So many queries the reader's browser keeps.
_KEPT = 50

#: What an address can say besides the values of a question.
_NO_VALUES = frozenset(("question", "lang", "format", "limit", "offset", "default-graph-uri", "named-graph-uri"))

#: What the editor holds when nothing is asked yet.
_FIRST = """SELECT ?case ?claim ?construct ?status ?basis
WHERE {
  ?claim cg:inCase ?case ;
         cg:construct ?construct ;
         cg:status ?status ;
         cg:basis ?basis .
}
ORDER BY ?case ?claim
"""


class Asked(Struct, frozen=True):
    """What a page is asked: a query, maybe of a scholar's question, with its values; the refusal where they do not fit.

    Where it is not ``complete`` there is nothing to answer yet. ``address`` leads to the same again.
    """

    text: str
    address: str
    question: Question | None = None
    fields: tuple[Field, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    refusal: Refusal | None = None
    in_words: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def page(request: Request, operation: Operation) -> Response:
    """The editor with the query of the request, or of a question by id, and with the answer where there is a query."""
    asked = await run_in_threadpool(_asked, request, operation)
    answer, refusal = None, asked.refusal
    if asked.complete and refusal is None:
        try:
            answer = await _answered(request, replace(operation, query=asked.text), asked)
        except Refusal as refused:
            refusal = refused
    say, site = Speech(lang(request)), request.app.state.site
    address = asked.address if len(asked.address) <= LONGEST_ADDRESS else "/sparql"
    values = {
        "asked": asked,
        "chosen": asked.question,
        "by_tag": _by_tag(),
        "answer": answer,
        "counted": counted(answer.rows, say) if answer else "",
        "description": questions.mentioning(asked.question.description[say.lang], say, in_summaries=True)
        if asked.question
        else (),
        "link": partial(_link, Links(request, address), asked),
        "refusal": refusal,
        "lines": _lines(asked.text, refusal),
        "graphs": operation,
        "linked": len(asked.address) <= LONGEST_ADDRESS,
        "longest": LONGEST_ADDRESS,
        "downloads": ("csv", "json", "tsv", "xml") if answer is None or answer.is_rows else tuple(GRAPH_FORMS),
        "forms": False,
        "code": codes(asked.text, _endpoint(request), _graphs(operation)),
        "kept": _KEPT,
        "prefixes": names.prefixes(site),
        "graph_names": names.graphs(site, request.app.state.graphs),
        "href": Links(request, address),
    }
    title = asked.question.summary if asked.question else both(mark("Ask in SPARQL"))
    status = refusal.status if refusal else 200
    return HTMLResponse(html(request, "web/templates/sparql.html", title, values), status, headers={"Vary": "Accept"})


async def check(request: Request) -> Response:
    """What is wrong with a query that is being typed and where, None where nothing is; and the code that asks it.

    Also the names in it that find nothing.
    """
    operation = await protocol.operation(request)
    endpoint, spoken, query = _endpoint(request), lang(request), operation.query or ""
    fault, doubts = None, []
    try:
        await protocol.check(request.app.state.pool, replace(operation, base=operation.base and endpoint))
    except Refusal as refused:
        if refused.status != 400 or operation.query is None:
            raise
        fault = _noted(refused, spoken)
    else:
        unknown = await run_in_threadpool(names.unknown, request.app.state.site, query)
        doubts = [_noted(doubt, spoken) for doubt in unknown]
    found = {"fault": fault, "doubts": doubts, "code": codes(query, endpoint, _graphs(operation))}
    return JSONResponse(found, headers={"Cache-Control": "no-store"})


def _noted(found: Refusal | names.Doubt, spoken: str) -> dict[str, object]:
    return {"message": found.message[spoken], "line": found.line, "column": found.column}


def _endpoint(request: Request) -> str:
    """The address of the endpoint as the client reaches it."""
    path = f"{request.scope.get('root_path', '')}/sparql"
    return str(request.url.replace(path=path, query="", fragment=""))


def _graphs(operation: Operation) -> dict[str, tuple[str, ...]]:
    """The graphs that a request names, as its parameters."""
    return {"default-graph-uri": operation.default or (), "named-graph-uri": operation.named or ()}


def of_question(request: Request, operation: Operation) -> Operation:
    """The operation with the scholar's question a request names; raises Refusal where its values do not fit."""
    asked = _asked(request, Operation(None))
    if asked.refusal is not None:
        raise asked.refusal
    if not asked.complete:
        missing = [each.name for each in asked.fields if not each.value]
        raise Refusal(400, both(mark("The question needs a value for: {names}."), names=", ".join(missing)))
    return Operation(asked.text, form=operation.form, limit=operation.limit, offset=operation.offset)


def _asked(request: Request, operation: Operation) -> Asked:
    name = request.query_params.get("question")
    if operation.query is not None:
        parameters = {"query": operation.query, **_graphs(operation)}
        return Asked(operation.query, f"/sparql?{urlencode(parameters, doseq=True)}")
    if name is None:
        return Asked(_FIRST, "/sparql", complete=False)
    known = question_files.questions()
    return _of_question(request, known[among(name, known)])


def _of_question(request: Request, question: Question) -> Asked:
    """A question with the values of the request; several of one name are one value with commas."""
    site: Site = request.app.state.site
    spoken = lang(request)
    given = {
        name: ", ".join(found)
        for name in request.query_params
        if name not in _NO_VALUES
        and (found := [value for value in request.query_params.getlist(name) if value.strip()])
    }
    address = f"/sparql?{urlencode({'question': question.id, **given})}"
    asked = Asked(question.sparql, address, question, tuple(fields(site, question, given)), given)
    try:
        terms = parameters.terms(question, given, spoken, site.dataset.query)
        in_words = parameters.in_words(terms, spoken, site.dataset.query)
        in_words |= {name: [Speech(spoken)("all")] for name in parameters.asks_all(question, given)}
        return replace(asked, text=parameters.written(question, terms, spoken), in_words=in_words)
    except MissingParameter:
        return replace(asked, complete=False)
    except (UnknownParameter, UnknownValue, AmbiguousValue, UnfitValue, EqualValues) as error:
        return replace(asked, refusal=Refusal(400, error.message))


def _by_tag() -> list[tuple[object, list[Question]]]:
    """The questions, each under the first of its tags."""
    every = question_files.questions().values()
    return [(words, [each for each in every if each.tags[0] == tag]) for tag, words in question_files.TAGS.items()]


async def _answered(request: Request, operation: Operation, asked: Asked) -> Shown:
    started = time.perf_counter()
    answer = await protocol.ask(request.app.state.pool, operation, "json", "ntriples", _SHOWN)
    seconds = time.perf_counter() - started
    is_graph = answer.outcome == "graph"
    rows = await run_in_threadpool(of_graph if is_graph else from_json, answer.body)
    say = Speech(lang(request))
    shown = await run_in_threadpool(_parts, request.app.state.site, rows, asked, say)
    return Shown(rows, shown, say, answer.cut, seconds, is_rows=not is_graph)


def _parts(site: Site, rows: Rows, asked: Asked, say: Speech) -> Sequence[Part]:
    """The parts of the answer to a question, or to a query of the reader's own."""
    if asked.question is None:
        return parts(rows, site.label, say)
    return questions.answer(asked.question, asked.in_words, rows, site.label, in_summaries=True).parts(say)


def _link(href: Links, asked: Asked, target: Target | None) -> str | None:
    """Where words of the page lead: another question is asked with the same values, as far as it has them."""
    if target is None or target.kind != "question":
        return href.target(target)
    other = question_files.questions()[target.name]
    return href("/sparql", question=other.id, **_shared_values(asked, other))


def _shared_values(asked: Asked, other: Question) -> dict[str, str]:
    """The values that were asked, as far as another question has the same parameters."""
    kinds = {parameter.name: parameter.kind for parameter in (asked.question.parameters if asked.question else ())}
    shared = {p.name for p in other.parameters if p.kind is not None and kinds.get(p.name) == p.kind}
    return {name: value for name, value in asked.values.items() if name in shared}


def _lines(text: str, refusal: Refusal | None) -> list[tuple[int, str, bool]]:
    """The lines of a query with their numbers, the faulty one marked; none where no line is at fault."""
    if refusal is None or refusal.line is None:
        return []
    return [(number, line, number == refusal.line) for number, line in enumerate(text.splitlines() or [""], 1)]


def vis(_: Request) -> Response:
    """The script that draws graphs: the one pyvis ships."""
    return PlainTextResponse(
        maps.vis_network(), media_type="text/javascript", headers={"Cache-Control": "max-age=86400"}
    )
