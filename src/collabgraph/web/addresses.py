"""Where on this site the page of an IRI is: every name of ours leads somewhere."""

from __future__ import annotations

from collabgraph.output.document import Target
from collabgraph.rdf.vocabulary import BASE, RESULTS, local_name

#: The kinds of IRIs whose fragment has a page of its own, and where.
_PARTS = {"case": "/case/{thing}/{part}", "framework": "/construct/{thing}/{part}", "study": "/study/{thing}#{part}"}
_THINGS = ("case", "actor", "source", "study", "framework", "scheme", "coder", "software")
#: What has a page under another name than its own: the graphs of the ontology's files, and the catalogue of metrics.
_ELSEWHERE = {"ontology/collabgraph": "/ns", "ontology/schemes": "/schemes", "results/metrics": "/metrics"}


def page_of(iri: str) -> str | None:
    """The address of the page about an IRI; None for an IRI that is not ours.

    >>> page_of("https://w3id.org/collabgraph/case/pbg#F21"), page_of("https://w3id.org/collabgraph/ns#Claim")
    ('/case/pbg/F21', '/ns#Claim')
    >>> page_of("https://w3id.org/collabgraph/results/pbg/network/0a1b#network/density")
    '/results/pbg/network/0a1b#network/density'
    >>> page_of("https://example.org/case/pbg") is None
    True
    """
    if not iri.startswith(BASE):
        return None
    path, _, part = iri.removeprefix(BASE).partition("#")
    kind, _, thing = path.partition("/")
    anchor = f"#{part}" if part else ""
    if path in _ELSEWHERE or kind == "ns":
        return _ELSEWHERE.get(path, "/ns") + anchor
    if not thing:
        return None
    if iri.startswith(RESULTS) or kind == "ontology":
        return f"/{path}{anchor}"
    if kind not in _THINGS or "/" in thing:
        return None
    return _PARTS[kind].format(thing=thing, part=part) if part and kind in _PARTS else f"/{path}{anchor}"


def target_page(target: Target) -> str | None:
    """The address of what words of a document open; None for what has no page here.

    >>> target_page(Target("claim", "https://w3id.org/collabgraph/study/jambi-licensing#F01", "pbg"))
    '/case/pbg/F01'
    """
    match target.kind:
        case "claim":
            return f"/case/{target.within}/{local_name(target.name)}"
        case "metric":
            return f"/scheme/network-metric#{target.name}"
        case "case":
            return f"/case/{target.name}"
        case "part":
            return f"#{target.name}"
    return page_of(target.name)
