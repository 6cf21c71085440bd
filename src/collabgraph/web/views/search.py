"""Search over everything: cases, claims, actors, sources, terms, metrics, words and questions, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from collabgraph.analysis.metrics import CATALOGUE
from collabgraph.model import Case, Claim
from collabgraph.output import glossary
from collabgraph.output.document import Target, plain
from collabgraph.output.presenters import listings
from collabgraph.output.presenters.claims import about, case_of
from collabgraph.output.presenters.listings import Hit
from collabgraph.questions import files as question_files
from collabgraph.web import listing
from collabgraph.web.listing import Facet, Item, folded
from collabgraph.web.page import Links, lang
from collabgraph.web.site import Site
from collabgraph.web.term_index import declared
from collabgraph.web.views.lists import List, placed_claims, shown
from collabgraph.words import LANGUAGES, Speech, Text, both, mark

#: What is searched, in the order in which equally good finds stand.
_KINDS = {
    "case": both(mark("case")),
    "actor": both(mark("actor")),
    "construct": both(mark("construct")),
    "word": both(mark("word")),
    "metric": both(mark("metric")),
    "claim": both(mark("claim")),
    "source": both(mark("source")),
    "study": both(mark("study")),
    "framework": both(mark("framework")),
    "question": both(mark("question")),
    "code": both(mark("term of a code list")),
    "term": both(mark("class or property")),
}
_PLACES = {kind: place for place, kind in enumerate(_KINDS)}
_LEAD = mark("Claims, actors, sources, cases, terms and questions, in both languages. All words must be found.")
#: As many finds are offered while one types, and as much of what each says.
_OFFERED, _SAID = 8, 120


def search(request: Request) -> Response:
    """What is found for the words of the address, the best first."""
    site: Site = request.app.state.site
    q = " ".join(request.query_params.get("q", "").split())[: listing.LONGEST]
    every = site.once(_everything, "")
    found = List(_ranked(every.items, q) if q else [], every.facets, ())
    return shown(
        request,
        both(mark("Search: {words}"), words=q) if q else both(mark("Search")),
        both(_LEAD),
        found,
        listings.hits,
        listings.hits_table,
        lambda hits: [hit.to.name for hit in hits if ":" in hit.to.name],
        is_search=True,
        marked=lambda text: listing.marked(text, q),
    )


def suggestions(request: Request) -> Response:
    """The best finds for the beginning of a search, as a script offers them while one types."""
    site: Site = request.app.state.site
    q = " ".join(request.query_params.get("q", "").split())[: listing.LONGEST]
    tag, target = lang(request), Links(request).target
    hits = [item.thing for item in _ranked(site.once(_everything, "").items, q)[:_OFFERED]] if q else []
    rows = [
        {
            "title": hit.title[tag],
            "kind": hit.kind_label[tag],
            "case": (hit.case or "").upper(),
            "about": hit.about[tag][:_SAID],
            "address": target(hit.to),
        }
        for hit in hits
    ]
    return JSONResponse([row for row in rows if row["address"]], headers={"Vary": "Accept-Language"})


def _ranked(items: Sequence[Item], q: str) -> list[Item]:
    """The items that hold all words: those called so first, then those whose title has the words, then the others."""
    sought = listing.sought_words(q)
    if not sought:
        return []
    whole = folded(q)
    found = [item for item in items if listing.holds(item.words, sought)]

    def rank(item: Item) -> tuple[int, int]:
        names: tuple[str, ...] = item.keys["names"]
        if whole in names:
            best = 0
        elif any(name.startswith(whole.rstrip()) for name in names):
            best = 1
        else:
            best = 2 if any(listing.holds(name, sought) for name in names) else 3
        return best, _PLACES[item.thing.kind]

    return sorted(found, key=rank)


def _everything(site: Site, _: str) -> List:
    """Everything that can be found."""
    hits = [*_of_cases(site), *_of_claims(site), *_of_theory(site), *_of_words()]
    facets = [
        Facet("kind", both(mark("what it is")), _KINDS),
        Facet("case", both(mark("case")), {case.id: Text.same(case.id.upper()) for case in site.cases()}),
    ]
    return List(hits, facets, ())


_NOTHING = Text()


def _item(
    kind: str, title: Text, to: Target, about: Text = _NOTHING, *, names: Sequence[str] = (), cases: Sequence[str] = ()
) -> Item:
    called = (*names, *title.by_language.values())
    words = folded(" | ".join((*called, *about.by_language.values())))
    keys = {"names": tuple(map(folded, called))}
    hit = Hit(kind, _KINDS[kind], title, to, cases[0] if len(cases) == 1 else None, about)
    return Item(hit, {"kind": (kind,), "case": cases}, keys, words)


def _of_cases(site: Site) -> Iterator[Item]:
    for case in site.cases():
        about = case.service if case.service else case.setting
        yield _item("case", case.title, Target("case", case.id), about, names=[case.id], cases=[case.id])
    for iri, cases in site.cases_of_actors().items():
        actor = site.actors[iri]
        about, names = site.ontology.code("actor-kind", actor.kind), [actor.id, *actor.acronyms]
        yield _item("actor", actor.label, Target("actor", iri), about, names=names, cases=cases)
    for study in {case.study.iri: case.study for case in site.cases() if case.study}.values():
        yield _item("study", study.title, Target("study", study.iri), study.description, names=[study.id])
    for source in site.sources.values():
        yield _item("source", source.title, Target("source", source.iri), source.citation, names=[source.id])


def _of_claims(site: Site) -> Iterator[Item]:
    for case, claim in placed_claims(site):
        yield _claim(site, case, claim)


def _claim(site: Site, case: Case, claim: Claim) -> Item:
    of_case = case_of(case, claim)
    said = {tag: plain(about(case, claim, site.ontology, Speech(tag))) for tag in LANGUAGES}
    title = Text({tag: f"{claim.id}: {words}" if words else claim.id for tag, words in said.items()})
    names = [claim.id, f"{case.id} {claim.id}"]
    return _item(
        "claim",
        title,
        Target("claim", claim.iri, case.id),
        claim.statement,
        names=names,
        cases=[of_case] if of_case else (),
    )


def _of_theory(site: Site) -> Iterator[Item]:
    for framework in site.ontology.frameworks.values():
        yield _item("framework", framework.title, Target("framework", framework.iri), names=[framework.id])
        for iri, construct in framework.constructs.items():
            term = construct.term
            yield _item(
                "construct", term.label, Target("construct", iri, framework.id), term.definition, names=[term.id]
            )
    for terms in site.ontology.code_lists.values():
        for term in terms:
            yield _item("code", term.label, Target("term", term.iri), term.definition, names=[term.id])


def _of_words() -> Iterator[Item]:
    for iri, declared_term in declared().items():
        yield _item(
            "term", declared_term.label, Target("term", iri), declared_term.definition, names=[declared_term.name]
        )
    for name, metric in CATALOGUE.items():
        yield _item("metric", metric.label, Target("metric", name), metric.question, names=[name])
    for word in glossary.words().values():
        # What the ontology or the catalogue of metrics declares is found there.
        if word.kind == "reading" or (word.kind == "network" and not word.id.startswith("metric-")):
            called = [said for each in word.others for said in each.by_language.values()]
            yield _item("word", word.label, Target("word", word.id), word.meaning, names=called)
    for name, question in question_files.questions().items():
        yield _item("question", question.summary, Target("question", name), question.description, names=[name])
