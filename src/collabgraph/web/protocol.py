"""The SPARQL 1.1 Protocol for queries: what a request asks, and the answer or refusal it gets."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import pyoxigraph as ox
from msgspec import Struct
from starlette.responses import Response

from collabgraph.web import negotiation
from collabgraph.web.worker import Answer, Ask
from collabgraph.web.workers import Busy, Closing, Ended, Pool, TooLong
from collabgraph.words import Text, both, mark

if TYPE_CHECKING:
    from starlette.requests import Request

CUT = "Collabgraph-Truncated"

_LOG = logging.getLogger(__name__)

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"


class Refusal(Exception):
    """Why a request gets no answer: an HTTP status, a sentence, and the place in the query where there is one."""

    def __init__(self, status: int, message: Text, line: int | None = None, column: int | None = None) -> None:
        """The refusal with these words."""
        super().__init__(message["en"])
        self.status, self.message, self.line, self.column = status, message, line, column


class Operation(Struct, frozen=True):
    """What a request asks: the query (None where it has none), the graphs it names for the dataset, and a form.

    ``base`` is what relative IRIs of the query are relative to: the address of the request without its parameters (RFC
    3986, section 5.1.3). ``form`` names the form of the answer outright, as a link has to, by our name or a media type;
    None also where it is neither, so that the headers of the request decide. ``limit`` is how many rows or triples the
    client takes at a time, which says that it knows of more, and ``offset`` how many it has had.
    """

    query: str | None
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    form: str | None = None
    base: str | None = None
    limit: int | None = None
    offset: int = 0


async def operation(request: Request) -> Operation:
    """What a request asks, by GET, by form or directly; raises Refusal with 400, 403 or 415."""
    parameters = _parsed(request.url.query)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await request.body()
        if kind == _FORM:
            parameters += _parsed(_text(body))
        elif kind == _DIRECT:
            parameters.append(("query", _text(body)))
        elif kind == _UPDATE:
            raise Refusal(403, both(_READS_ONLY))
        else:
            raise Refusal(415, both(mark("Send a query as {kinds}."), kinds=f"{_FORM}, {_DIRECT}"))
    return _operation(parameters, _base(str(request.url.replace(query="", fragment=""))))


def _base(address: str) -> str | None:
    """The address where it is an IRI; None where the request names its host in a way that none has."""
    try:
        return ox.NamedNode(address).value
    except ValueError:
        return None


_READS_ONLY = mark("This endpoint only reads: it takes queries and no updates.")


def _parsed(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        raise Refusal(400, both(mark("The parameters of the request are not UTF-8 text, or too many."))) from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(400, both(mark("The query is not UTF-8 text."))) from None


def _operation(parameters: Sequence[tuple[str, str]], base: str | None) -> Operation:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise Refusal(403, both(_READS_ONLY))
    if len(values.get("query", ())) > 1:
        raise Refusal(400, both(mark("Send one query at a time: the request has several.")))
    default, named = (_graphs(values, f"{kind}-graph-uri") for kind in ("default", "named"))
    query, asked = (values[name][0] if name in values else None for name in ("query", "format"))
    is_known = any(negotiation.named(asked or "", forms) for forms in _FORMS)
    limit, offset = _number(values, "limit", 1), _number(values, "offset", 0)
    return Operation(query, default, named, asked if is_known else None, base, limit, offset or 0)


_FORMS = (negotiation.ROWS, negotiation.GRAPHS, negotiation.HTML)


def _number(values: Mapping[str, list[str]], name: str, least: int) -> int | None:
    for value in values.get(name, ())[-1:]:
        if value.isascii() and value.isdigit() and len(value) <= _DIGITS and int(value) >= least:
            return int(value)
        words = mark("'{value}' in {name} is not a whole number from {least} on.")
        raise Refusal(400, both(words, value=value[:200], name=name, least=least))
    return None


#: A number of rows has no more digits than these.
_DIGITS = 15


def _graphs(values: Mapping[str, list[str]], name: str) -> tuple[str, ...] | None:
    for iri in values.get(name, ()):
        try:
            ox.NamedNode(iri)
        except ValueError:
            raise Refusal(400, both(mark("'{iri}' in {name} is not an IRI."), iri=iri[:200], name=name)) from None
    return tuple(values[name]) if name in values else None


async def answered(pool: Pool, asked: Operation, accept: str) -> Response:
    """The answer in the form asked for by name, else in the one the client likes best; raises Refusal.

    Also where there is more than is given at a time and the client did not say that it takes a part: few programs see
    that an answer was cut, and their counts would be wrong.
    """
    rows, graphs = (form(asked.form, accept, offered) for offered in (negotiation.ROWS, negotiation.GRAPHS))
    if asked.query is None:
        raise without_query()
    if rows is None and graphs is None:
        raise unacceptable()
    answer = await ask(pool, asked, rows, graphs, asked.limit)
    if answer.cut and asked.limit is None:
        raise Refusal(400, both(_TOO_MANY, n=pool.limits.rows))
    return _response(answer)


_TOO_MANY = mark(
    "The answer has more than {n} rows or triples, the most that is given at a time. Ask for less, or for a part at a "
    "time: add ORDER BY to the query and limit={n} to the address, then offset={n} and so on."
)


def following(pool: Pool, asked: Operation, parameters: Sequence[tuple[str, str]]) -> str | None:
    """The address of the next part, relative to that of a request with these parameters.

    None where proxies and clients would not take a header of that length.
    """
    step = min(asked.limit or pool.limits.rows, pool.limits.rows)
    kept = [(name, value) for name, value in parameters if name != "offset"]
    address = f"?{urlencode([*kept, ('offset', str(asked.offset + step))])}"
    return address if len(address) <= _LONGEST_HEADER else None


_LONGEST_HEADER = 4000


def form(named: str | None, accept: str, offered: Mapping[str, tuple[str, ...]]) -> str | None:
    """The offered form that is named, else the one the client likes best; None where there is no such form."""
    return negotiation.preferred(accept, offered) if named is None else negotiation.named(named, offered)


async def ask(
    pool: Pool, asked: Operation, rows_form: str | None, graph_form: str | None, most: int | None = None
) -> Answer:
    """The answer of the pool, with at most so many rows; raises Refusal where there is none: 400, 406, 500 or 503."""
    rows = min(most or pool.limits.rows, pool.limits.rows)
    given = Ask(asked.query or "", rows_form, graph_form, rows, asked.default, asked.named, asked.base, asked.offset)
    return _usable(pool, await _of_pool(pool, given))


async def check(pool: Pool, asked: Operation) -> None:
    """None where the query can be asked; raises Refusal with what is wrong with it and where, as ``ask`` would."""
    if asked.query is None:
        raise without_query()
    given = Ask(asked.query, "json", "ntriples", 0, asked.default, asked.named, asked.base, only_checked=True)
    _usable(pool, await _of_pool(pool, given))


async def _of_pool(pool: Pool, given: Ask) -> Answer:
    try:
        return await pool.answer(given)
    except TooLong:
        raise Refusal(503, _too_long(pool)) from None
    except Busy:
        raise Refusal(503, both(mark("Too many queries are waiting. Try again in a moment."))) from None
    except Ended:
        raise Refusal(503, _ended(pool)) from None
    except Closing:
        raise Refusal(503, both(mark("The server is being shut down."))) from None


def _usable(pool: Pool, answer: Answer) -> Answer:
    """An answer with rows or a graph in it, or that the query is well formed; raises Refusal for any other."""
    match answer.outcome:
        case "rows" | "graph" | "checked":
            return answer
        case "refused":
            raise Refusal(400, Text(answer.message), answer.line, answer.column)
        case "unacceptable":
            raise unacceptable()
        case "memory":
            raise Refusal(503, _ended(pool))
    _LOG.error("A query failed: %s", answer.details)
    raise Refusal(500, both(_FAILED))


_FAILED = mark("The query could not be answered because of a fault here. The server's log says more.")


def _too_long(pool: Pool) -> Text:
    return both(
        mark("The query was stopped (seconds: {n}). Ask for less: a LIMIT, a narrower pattern, one case."),
        n=f"{pool.limits.seconds:g}",
    )


def _ended(pool: Pool) -> Text:
    return both(
        mark("The query needed more than its {n} MB of memory, or was too much for the engine. Ask for less."),
        n=pool.limits.memory // 2**20,
    )


_EVERY = tuple(media[0] for forms in (negotiation.ROWS, negotiation.GRAPHS) for media in forms.values())


def without_query() -> Refusal:
    """The refusal of a request that asks nothing."""
    return Refusal(400, both(mark("The request has no query: send it as the parameter 'query'.")))


def unacceptable(offered: Iterable[str] = _EVERY) -> Refusal:
    """The refusal of a request that takes no form there is."""
    words = mark("The answer cannot be sent in a form the request accepts. There are: {forms}.")
    return Refusal(406, both(words, forms=", ".join(offered)))


def media_type(answer: Answer) -> str:
    """The media type of an answer, with its encoding where the type does not fix one."""
    forms = negotiation.GRAPHS if answer.outcome == "graph" else negotiation.ROWS
    media = forms[answer.form][0]
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def _response(answer: Answer) -> Response:
    headers = {"Vary": "Accept"} | ({CUT: "true"} if answer.cut else {})
    return Response(answer.body, headers=headers, media_type=media_type(answer))
