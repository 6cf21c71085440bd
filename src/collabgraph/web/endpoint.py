"""``/sparql``: queries by the protocol, the description of the service, and the page with the editor."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from collabgraph.web import negotiation, protocol, service
from collabgraph.web.views import sparql as page


async def sparql(request: Request) -> Response:
    """The answer to a query, or to a scholar's question by id, in the form the client likes best.

    For a reader that is a page, with the editor. Without a query it is what the endpoint offers.
    """
    asked = await protocol.operation(request)
    accept = request.headers.get("accept", "")
    if negotiation.named(asked.form or "", negotiation.HTML) or (
        asked.form is None and negotiation.preferred(accept, _ALL) == "html"
    ):
        return await page.page(request, asked)
    if asked.query is None and "question" in request.query_params:
        asked = await run_in_threadpool(page.of_question, request, asked)
    if asked.query is not None:
        return await _answered(request, asked, accept)
    form = protocol.form(asked.form, accept, negotiation.GRAPHS)
    if request.method == "POST" or form is None:
        raise protocol.without_query()
    return _description(request, form)


async def _answered(request: Request, asked: protocol.Operation, accept: str) -> Response:
    """The answer; one that was cut links to what follows, where the request is an address."""
    pool = request.app.state.pool
    response = await protocol.answered(pool, asked, accept)
    is_cut = protocol.CUT in response.headers and request.method != "POST"
    if is_cut and (following := protocol.following(pool, asked, request.query_params.multi_items())):
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


#: Programs that do not care get data, as the protocol has it; a page goes to who asks for one.
_ALL = {**negotiation.ROWS, **negotiation.GRAPHS, **negotiation.HTML}


def _description(request: Request, form: str) -> Response:
    graphs = request.app.state.graphs
    triples = service.description(str(request.url.replace(query="")), graphs)
    media = negotiation.GRAPHS[form][0]
    return Response(service.written(triples, form), media_type=media, headers={"Vary": "Accept"})
