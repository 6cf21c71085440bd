"""Which form of an answer a client would rather have (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

#: The forms of rows and of graphs: the media type we send, and others that ask for it when named outright.
ROWS: Mapping[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPHS: Mapping[str, tuple[str, ...]] = {
    "turtle": ("text/turtle", "application/x-turtle"),
    "ntriples": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdfxml": ("application/rdf+xml", "application/xml", "text/xml"),
}
#: What is between the commas of a header, and between the semicolons of a part, those in quotation marks left alone.
_PARTS, _PIECES = (re.compile(rf'(?:[^"{sign}]|"(?:[^"\\]|\\.)*"?)+') for sign in ",;")
HTML = {"html": ("text/html", "application/xhtml+xml")}


def preferred(accept: str, offered: Mapping[str, Sequence[str]]) -> str | None:
    """The offered form the client likes best, the first offered where it does not care, None where it takes none.

    >>> preferred("text/csv;q=0.5, application/sparql-results+xml", ROWS)
    'xml'
    >>> preferred("*/*", ROWS), preferred("", ROWS), preferred("image/png", ROWS)
    ('json', 'json', None)
    >>> preferred("application/json, application/sparql-results+json;q=0", ROWS) is None
    True
    """
    ranges = dict(_ranges(accept)) or {"*/*": 1.0}
    best: tuple[float, str] | None = None
    for form, (sent, *others) in offered.items():
        quality = max(_quality(sent, ranges), *(ranges.get(other, 0.0) for other in others), 0.0)
        is_refused = ranges.get(sent) == 0  # by its own name, whatever other name would do
        if quality > 0 and not is_refused and (best is None or quality > best[0]):
            best = quality, form
    return best[1] if best else None


def named(name: str, offered: Mapping[str, Sequence[str]]) -> str | None:
    """The offered form of this name or media type, None where there is none.

    >>> named("csv", ROWS), named("text/turtle", GRAPHS), named("json", GRAPHS), named("csv", GRAPHS)
    ('csv', 'turtle', 'jsonld', None)
    """
    asked = name.partition(";")[0].strip().lower().replace(" ", "+")  # a plus sign that was sent as it is
    if asked in offered:
        return asked
    named_so = (form for form, media in offered.items() if any(asked in (m, m.partition("/")[2]) for m in media))
    return next(named_so, None)


def reads_html(accept: str) -> bool:
    """Whether a person with a browser asks; programs take anything, and get plain text where something is to be said.

    >>> reads_html("text/html,application/xhtml+xml,*/*;q=0.8"), reads_html("*/*"), reads_html("")
    (True, False, False)
    """
    return preferred(accept, {"text": ("text/plain",), **HTML}) == "html"


def language(accept: str) -> str:
    """ "id" where the client prefers Indonesian over English, "en" otherwise.

    >>> language("id-ID,id;q=0.9,en;q=0.8"), language("fr"), language("")
    ('id', 'en', 'en')
    """
    quality = {"en": 0.0, "id": 0.0}
    for tag, weight in _ranges(accept):
        name = tag.partition("-")[0]
        if name in quality:
            quality[name] = max(quality[name], weight)
    return "id" if quality["id"] > quality["en"] else "en"


def _ranges(header: str) -> Iterable[tuple[str, float]]:
    """Each range with its weight; what is malformed is left out."""
    for part in _PARTS.findall(header):
        name, _, rest = part.partition(";")
        name, parameters = name.strip().lower(), [piece.strip().lower() for piece in _PIECES.findall(rest)]
        weight = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
        try:
            value = float(weight)
        except ValueError:
            continue
        if name and 0 <= value <= 1:
            yield name, value


def _quality(media_type: str, ranges: Mapping[str, float]) -> float:
    """The weight of the most specific range that takes in the media type; 0 where none does."""
    kind = media_type.partition("/")[0]
    return next((ranges[name] for name in (media_type, f"{kind}/*", "*/*") if name in ranges), 0.0)
