"""``/sparql``: queries by the protocol, the description of the service, and the page with the editor."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from collabgraph.web import negotiation, protocol, service
from collabgraph.web.worker import GRAPHS


async def sparql(request: Request) -> Response:
    """The answer to a query; without one, what the endpoint offers, in a form the client likes."""
    asked = await protocol.operation(request)
    accept = request.headers.get("accept", "")
    if asked.query is not None:
        return await protocol.answered(request.app.state.pool, asked, accept)
    form = negotiation.preferred(accept, negotiation.GRAPHS)
    if request.method == "POST" or form is None:
        raise protocol.without_query()
    return _description(request, form)


def _description(request: Request, form: str) -> Response:
    graphs = request.app.state.graphs
    triples = service.description(str(request.url.replace(query="")), graphs)
    media = negotiation.GRAPHS[form][0]
    return Response(service.written(triples, GRAPHS[form]), media_type=media, headers={"Vary": "Accept"})
