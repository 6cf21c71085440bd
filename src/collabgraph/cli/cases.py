"""Commands about cases: list, show, check, ask for preconditions, compare, explain."""

from __future__ import annotations

from typing import Any

import click

from collabgraph.cli.settings import (
    CASE_LIST,
    DEFINING,
    FORMATS,
    FRAMEWORK,
    GRANULARITY,
    OUTCOME,
    SYSTEMS,
    Settings,
    common,
)

_PART_HELP = (
    "A part of the case: coding, outcomes, conditions, causes, rivals, context, actors, ties, steps, time-limits, "
    "fees, open-identities, after-period, sources, or all; may be repeated. Names in Indonesian will do."
)


def _parts(context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The anchors of the parts that are named, as they are called in either language; BadParameter for what is none."""
    if not values:
        return ()
    from collabgraph.output.presenters.cases import PARTS
    from collabgraph.words import LANGUAGES, Speech
    from collabgraph.words.nearest import meant

    say = Speech(context.obj or "en")
    words = {
        anchor: {name, anchor, *(Speech(lang)(word) for lang in LANGUAGES for word in (name, heading))}
        for anchor, (name, heading) in PARTS.items()
    }
    found = {value: meant(value, {**words, "all": (say("all"), "semua")}, beginnings=True) for value in values}
    if wrong := [value for value, anchors in found.items() if len(anchors) != 1]:
        known = ", ".join(say(name) for name, _ in PARTS.values())
        unknown = ", ".join(map(repr, wrong))
        raise click.BadParameter(say("{names}: the parts are {known}, or 'all'.", names=unknown, known=known))
    chosen = [anchors[0] for anchors in found.values()]
    return tuple(PARTS) if "all" in chosen else tuple(dict.fromkeys(chosen))


@click.command("cases")
@common(without=("basis",))
def cases(settings: Settings) -> None:
    """List the cases there are.

    \b
    Examples:
      collabgraph cases
      collabgraph cases --cases my-folder --lang id
    """
    from collabgraph.output.presenters.cases import listing

    library = settings.library()
    opened = settings.openable(library)
    settings.write(listing(opened))
    if len(opened) < len(library.ids()):
        raise SystemExit(1)


@click.command("show")
@click.argument("case_name", metavar="CASE")
@click.argument("claim_names", metavar="[CLAIM]...", nargs=-1)
@click.option("--part", "part_names", metavar="PART", multiple=True, callback=_parts, help=_PART_HELP)
@common()
def show(settings: Settings, case_name: str, claim_names: tuple[str, ...], part_names: tuple[str, ...]) -> None:
    """Print what a case is and what there is of it, some of its parts, or some of its claims with their evidence.

    \b
    Examples:
      collabgraph show pbg
      collabgraph show pbg --part ties --part steps
      collabgraph show pbg F21 C05
      collabgraph show spp-irt --part all --basis reported --lang id
    """
    from collabgraph.model import Basis
    from collabgraph.output.presenters import cases, claims

    if claim_names and part_names:
        raise click.UsageError(settings.say("Name claims, or parts with --part, not both."))
    library = settings.library()
    case = library.open(case_name)
    if claim_names:
        chosen = [library.claim(case, name) for name in claim_names]
        settings.write(claims.presentation(case, chosen, library.ontology))
    else:
        bases = settings.bases_or(frozenset(Basis))
        settings.write(cases.presentation(case, library.ontology, bases, part_names))


@click.command("glossary")
@click.argument("term", metavar="[TERM]...", nargs=-1)
@common(without=("basis", "cases", "store"))
def glossary(settings: Settings, term: tuple[str, ...]) -> None:
    """Say what the words in results mean: all of them, or one, in English or Indonesian.

    \b
    Examples:
      collabgraph glossary
      collabgraph glossary readiness
      collabgraph glossary one-sided --lang id
    """
    from collabgraph.output import glossary
    from collabgraph.output.presenters.glossary import presentation

    settings.write(presentation(glossary.word(" ".join(term)) if term else None))


@click.command("validate")
@click.argument("names", metavar="[PATH|CASE]...", nargs=-1)
@click.option("--ontology", "with_ontology", is_flag=True, help="Check the ontology itself too.")
@FRAMEWORK
@common(without=("basis",))
def validate(settings: Settings, names: tuple[str, ...], with_ontology: bool, framework: str | None) -> None:
    """List everything that is wrong with case, study or framework files, all at once.

    Without a name every shipped and added file is checked. Exit code 0: clean, 3: issues, 1: unreadable.

    \b
    Examples:
      collabgraph validate my-case.ttl
      collabgraph validate --ontology
      collabgraph validate my-case.ttl --lang id
    """
    from collabgraph.coding import validation
    from collabgraph.output.presenters import issues as presenters

    library, _ = settings.read_with(framework)
    results = list(library.issues(names))
    all_issues = [issue for _, issues, _ in results for issue in issues]
    if with_ontology:
        all_issues += validation.ontology_issues()
    settings.write(presenters.presentation(all_issues, [path for path, _, _ in results]))
    if not all(readable for _, _, readable in results):
        raise SystemExit(1)
    raise SystemExit(3 if all_issues else 0)


@click.command("preconditions")
@CASE_LIST
@FRAMEWORK
@common()
def preconditions(settings: Settings, case_names: tuple[str, ...], framework: str | None) -> None:
    """List the preconditions that cases have, lack, or do not report.

    \b
    Examples:
      collabgraph preconditions pbg
      collabgraph preconditions pbg spp-irt --basis reported
      collabgraph preconditions pbg --framework ansell-gash-2008 --format json
    """
    from collabgraph.analysis.conditions import preconditions
    from collabgraph.output.presenters import preconditions as presenter

    library, theory, cases = settings.opened(case_names, framework)
    results = [preconditions(case, theory, library.ontology, settings.bases) for case in cases]
    settings.write(presenter.presentation(results, library.ontology))


@click.command("scope")
@CASE_LIST
@DEFINING
@common()
def scope(settings: Settings, case_names: tuple[str, ...], framework: str | None) -> None:
    """Say whether cases fall under a framework's definition, criterion by criterion: met, not met, or open.

    \b
    Examples:
      collabgraph scope pbg
      collabgraph scope pbg spp-irt --basis reported
      collabgraph scope pbg --lang id --format json
    """
    from collabgraph.analysis.scope import scope
    from collabgraph.output.presenters.scope import presentation

    library, theory = settings.read_with(framework)
    results = [scope(case, theory, library.ontology, settings.bases) for case in library.open_all(case_names)]
    settings.write(presentation(results, library.ontology))


@click.command("compare")
@CASE_LIST
@OUTCOME
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@click.option("--cug", is_flag=True, help="Compare each metric with random networks of the same size.")
@click.option(
    "--samples", type=click.IntRange(min=1), default=1000, show_default=True, help="How many random networks."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The seed of the random networks."
)
@common()
def compare(
    settings: Settings, case_names: tuple[str, ...], indicator: str | None, framework: str | None, granularity: Any,
    systems: bool, cug: bool, samples: int, seed: int,
) -> None:  # fmt: skip
    """Put cases side by side: what differs, what cannot by itself explain it, what is unknown and what to ask next.

    \b
    Examples:
      collabgraph compare pbg spp-irt
      collabgraph compare pbg spp-irt --basis reported
      collabgraph compare pbg ./my-case.ttl --lang id --format md -o comparison.md
    """
    from collabgraph.analysis.comparison import compare
    from collabgraph.output.presenters.comparison import presentation

    library, theory, cases = settings.opened(case_names, framework)
    result = compare(
        cases, theory, library.ontology, bases=settings.bases, granularity=granularity, systems=systems,
        cug=samples if cug else 0, seed=seed,
    )  # fmt: skip
    settings.write(presentation(result.decided_by(result.indicator(indicator)) if indicator else result))


@click.command("explain")
@click.argument("case_name", metavar="CASE")
@click.argument("outcome", metavar="OUTCOME")
@FRAMEWORK
@common()
def explain(settings: Settings, case_name: str, outcome: str, framework: str | None) -> None:
    """Trace an outcome back along a framework's propositions to conditions, each step with its claims.

    \b
    Examples:
      collabgraph explain pbg levy-revenue-target
      collabgraph explain spp-irt performance --framework ansell-gash-2008
    """
    from collabgraph.analysis.explanation import explain
    from collabgraph.output.presenters.explanation import presentation

    library, theory, (case,) = settings.opened([case_name], framework)
    result = explain(case, outcome, theory, library.ontology, settings.bases)
    settings.write(presentation(result, library.ontology))


@click.command("crosswalk")
@click.argument("case_name", metavar="[CASE]", required=False)
@click.option("--framework", metavar="ID", help="The theory to start from; without a CASE all by default.")
@common(formats=(*FORMATS, "tsv"))
def crosswalk(settings: Settings, case_name: str | None, framework: str | None) -> None:
    """Show how the constructs of theories correspond or, with a CASE, the case read by all of them side by side.

    With --format tsv the mappings are written in the columns of SSSOM, a standard for sharing mappings.

    \b
    Examples:
      collabgraph crosswalk
      collabgraph crosswalk --framework thomson-perry-2006 --format tsv -o mappings.sssom.tsv
      collabgraph crosswalk pbg
      collabgraph crosswalk spp-irt --framework emerson-nabatchi-balogh-2012 --lang id
    """
    from collabgraph.analysis.crosswalk import crosswalk, matches
    from collabgraph.coding import theory
    from collabgraph.output.presenters import crosswalk as presenter

    if case_name is None:
        ontology, chosen = theory.named(settings.ontology, framework) if framework else (settings.ontology, None)
        found = matches(ontology, chosen)
        if settings.format == "tsv":
            return settings.send(presenter.sssom(found, settings.lang))
        return settings.write(presenter.mappings(found))
    if settings.format == "tsv":
        raise click.UsageError(settings.say("tsv is the form of the mappings: leave out the case, or choose csv."))
    if framework:
        ontology, start = theory.named(settings.ontology, framework)
        case = settings.library(ontology).open(case_name)
    else:
        library, start, (case,) = settings.opened([case_name], None)
        ontology = library.ontology
    return settings.write(presenter.presentation(crosswalk(case, start, ontology, settings.bases), ontology))


@click.command("expected-ties")
@CASE_LIST
@FRAMEWORK
@GRANULARITY
@common()
def expected_ties(settings: Settings, case_names: tuple[str, ...], framework: str | None, granularity: Any) -> None:
    """List the ties a framework expects between roles, and which of them a case is known to have.

    \b
    Examples:
      collabgraph expected-ties pbg
      collabgraph expected-ties pbg spp-irt --basis documented,prescribed --lang id
    """
    from collabgraph.analysis.expected_ties import expected_ties
    from collabgraph.output.presenters.expected_ties import presentation

    library, theory, cases = settings.opened(case_names, framework)
    results = [expected_ties(case, theory, bases=settings.bases, granularity=granularity) for case in cases]
    settings.write(presentation(results, library.ontology))


@click.command("paper-practice")
@CASE_LIST
@GRANULARITY
@SYSTEMS
@common(without=("basis",))
def paper_practice(settings: Settings, case_names: tuple[str, ...], granularity: Any, systems: bool) -> None:
    """List the ties that are prescribed and not known in practice, and the reverse.

    All bases count.

    \b
    Examples:
      collabgraph paper-practice pbg
      collabgraph paper-practice pbg spp-irt --format csv -o gap.csv
    """
    from collabgraph.analysis.paper_practice import paper_practice_gap
    from collabgraph.output.presenters.paper_practice import presentation

    library = settings.library()
    cases = library.open_all(case_names)
    results = [paper_practice_gap(case, granularity=granularity, systems=systems) for case in cases]
    settings.write(presentation(results, library.ontology))
