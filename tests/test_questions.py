"""Scholars' questions: each answer is what an independent computation over the cases says, row for row."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

import casefiles
from answers import DATA, EXPECTED, Asked, World, code
from collabgraph import resources
from collabgraph.analysis import comparison, conditions, metrics, network
from collabgraph.analysis.many.configurations import Configurations, configurations
from collabgraph.analysis.many.configurations import asked as asked_of
from collabgraph.analysis.many.truth_tables import Cuts
from collabgraph.analysis.sensitivity import sensitivity
from collabgraph.analysis.weighing import weigh
from collabgraph.cli.questions import query as query_command
from collabgraph.cli.questions import questions as questions_command
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.errors import (
    AmbiguousValue,
    CollabgraphError,
    EqualValues,
    InvalidQuestion,
    MissingParameter,
    UnfitValue,
    UnknownParameter,
    UnknownQuestion,
    UnknownTag,
    UnknownValue,
)
from collabgraph.model import DEFAULT_BASES, Basis, Case, Ontology, Participation, Status
from collabgraph.questions import files as question_files
from collabgraph.questions.datasets import shipped
from collabgraph.questions.files import TAGS, Question, named, question, read_question, tagged
from collabgraph.questions.parameters import bound, known
from collabgraph.rdf.sparql import Dataset
from collabgraph.rdf.turtle import named_graphs, read
from collabgraph.rdf.vocabulary import (
    CASE,
    CG,
    FRAMEWORK,
    NETWORK_METRIC,
    PREFIXES,
    RESULTS,
    SCHEME,
    SKOS,
    local_name,
    shortened,
)
from collabgraph.rdf.yaml_values import YamlFault, read_yaml
from collabgraph.words import LANGUAGES, Text

QUESTIONS = question_files.questions()
CODED = {name: each for name, each in QUESTIONS.items() if "results" not in each.tags}
SEEDS = range(10)


# The data that are asked -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The shipped cases, two made for the edges of what can be coded, ten made by chance, and a made theory."""
    folder = tmp_path_factory.mktemp("cases")
    by_chance = {f"chance-{seed}": casefiles.by_chance(seed) for seed in SEEDS}
    casefiles.write(folder, {"edges": casefiles.EDGES, "mirror": casefiles.MIRROR, **by_chance})
    made = DATA / "made.ttl"
    ontology, _ = theory.with_framework(theory.ontology(), str(made))
    library = Library([folder], ontology)
    cases = {name: library.open(name) for name in library.ids()}
    return World(cases, ontology, shipped(library, [(f"{FRAMEWORK}made", read(made).quads)]))


@pytest.fixture(scope="module")
def computed(library: Library) -> Dataset:
    """The shipped cases with what is computed of them."""
    from collabgraph.output import results

    return shipped(library, results.graphs(library))


def plain(node: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple | None) -> object:
    """A node of an answer as a value: IRIs and texts as strings, numbers and truth as such."""
    if not isinstance(node, ox.Literal):
        return node.value if isinstance(node, ox.NamedNode) else node
    datatype = local_name(node.datatype.value)
    if datatype == "boolean":
        return node.value == "true"
    return float(node.value) if datatype in ("integer", "decimal", "double") else node.value


#: What a parameter is asked of that has no default.
NEEDED: Mapping[str, str] = {
    "case": "pbg",
    "other": "spp-irt",
    "source": "abstract",
    "actor": "dpmptsp",
    "indicator": "levy-revenue-target",
    "word": "levy",
}


def needed(asked: Question) -> dict[str, str]:
    """Values for the parameters of a question that have no default."""
    return {each.name: NEEDED[each.name] for each in asked.parameters if not each.default}


def rows_of(data: Dataset, asked: Question, values: Mapping[str, str], lang: str) -> list[dict[str, object]]:
    found = data.query(bound(asked, {**needed(asked), **values}, lang, data.query))
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: plain(solution[name]) for name in names} for solution in found]


# What is asked of them ---------------------------------------------------------------------------------------------

NAMES = ("pbg", "spp-irt", "edges", "mirror", *(f"chance-{seed}" for seed in SEEDS))
ALL_BASES = ", ".join(Basis)
VALUES: Mapping[str, tuple[str, ...]] = {
    "case": (),
    "other": (),
    "framework": ("service-provision", "ansell-gash-2008", "made"),
    "basis": ("reported", ALL_BASES),
    "attribution": ("explicit", "implied"),
    "indicator": ("levy-revenue-target", "applicants", "goal"),
    "source": ("abstract", "r1", "r2"),
    "construct": ("leader-commitment", "underlying-regulation", "rational-choice", "applicants", "goal"),
    "actor": ("dpmptsp", "technical-office", "e-office", "e-citizen"),
    "word": ("levy", "RETRIBUSI", "r2 tells C13", "c22"),
    "list": ("status", "tie", "result", "role"),
    "tie": ("regulates", "all"),
    "kind": ("TieClaim", "ConditionClaim, StepClaim"),
    "below": ("0.69", "1"),
}
PAIRS = {name: NAMES[(place + 1) % len(NAMES)] for place, name in enumerate(NAMES)}


def askings(asked: Question) -> Iterator[dict[str, str]]:
    """The values a question is tried with: its defaults, and every other value of a parameter in every case."""
    names = [parameter.name for parameter in asked.parameters]
    start = {p.name: p.default or NEEDED[p.name] for p in asked.parameters}
    cases = [{"case": name, "other": other} for name, other in PAIRS.items()] if "case" in names else [{}]
    yield start
    for pair in cases:
        within = {**start, **{name: value for name, value in pair.items() if name in names}}
        yield within
        every = ({**within, name: value} for name in names for value in VALUES[name])
        yield from (each for each in every if not equal(asked, each))
    if {"framework", "other"} <= set(names) and "case" not in names:
        yield {"framework": "made", "other": "service-provision"}
        yield {"framework": "ansell-gash-2008", "other": "service-provision"}


def equal(asked: Question, values: Mapping[str, str]) -> bool:
    """Whether two values are the same that must differ."""
    return any(each.unlike and values[each.name] == values[each.unlike] for each in asked.parameters)


@pytest.mark.parametrize("name", CODED)
def test_an_answer_is_what_an_independent_computation_says(name: str, world: World) -> None:
    asked, (columns, expected) = QUESTIONS[name], EXPECTED[name]
    answered = 0
    for place, values in enumerate(askings(asked)):
        lang = LANGUAGES[place % 2]
        rows = rows_of(world.data, asked, values, lang)
        found = Counter(tuple(row[column] for column in columns) for row in rows)
        assert found == Counter(set(expected(Asked(world, values, lang)))), values
        answered += bool(found)
    assert answered, "no asking of this question has a row, so nothing was compared"


def test_every_question_has_an_independent_computation() -> None:
    assert set(EXPECTED) == set(CODED)
    assert all(set(QUESTIONS[name].columns) <= set(columns) for name, (columns, _) in EXPECTED.items())


# Rows written by hand, computed results ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_an_answer_has_the_rows_that_were_written_by_hand(path: Path, library: Library) -> None:
    name, *values = path.stem.split(",")
    header, *lines = csv.reader(path.read_text(encoding="utf-8").splitlines())
    rows = rows_of(shipped(library), QUESTIONS[name], dict(value.split("=") for value in values), "en")
    found = {tuple(local_name(str(row[column])) for column in header) for row in rows}
    assert found == {tuple(line) for line in lines}


def test_readiness_is_that_of_the_preconditions(
    computed: Dataset, pbg: Case, spp_irt: Case, ontology: Ontology
) -> None:
    framework = ontology.frameworks["service-provision"]
    expected = set()
    for case in (pbg, spp_irt):
        state = conditions.preconditions(case, framework, ontology)
        assert state.readiness is not None
        starting = [condition for condition in state.preconditions if condition.construct.notation.startswith("1.")]
        unknown = sum(condition.status in (Status.NOT_REPORTED, Status.CONTESTED) for condition in starting)
        expected.add((case.iri, framework.iri, state.readiness.low, state.readiness.high, len(starting), unknown))
    columns = ("case", "framework", "low", "high", "preconditions", "unknown")
    rows = rows_of(computed, QUESTIONS["readiness"], {}, "en")
    assert {tuple(row[column] for column in columns) for row in rows} == expected


def test_verdicts_are_those_of_the_comparison(computed: Dataset, pbg: Case, spp_irt: Case, ontology: Ontology) -> None:
    found = comparison.compare([pbg, spp_irt], ontology.frameworks["service-provision"], ontology)
    expected = {
        (
            verdict.construct.term.iri, code("verdict", verdict.verdict), verdict.holds_whatever_is_unknown,
            PREFIXES["case"] + difference.case if difference else None, code("status", status),
        )
        for verdict in found.verdicts
        for difference in verdict.would_differ_if or (None,)
        for status in (difference.statuses if difference else (None,))
    }  # fmt: skip
    columns = ("construct", "verdict", "holds", "case", "status")
    rows = rows_of(computed, QUESTIONS["verdicts"], {}, "id")
    assert {tuple(row[column] for column in columns) for row in rows} == expected


def test_weights_are_those_of_the_weighing(computed: Dataset, pbg: Case, spp_irt: Case, ontology: Ontology) -> None:
    expected = {
        (
            case.iri, pair.a.iri, pair.b.iri, pair.weight.low, pair.weight.high,
            pair.favoured.iri if pair.favoured else None, test.iri if test else None,
            test.where["id"] if test and test.where else None,
        )
        for case in (pbg, spp_irt)
        for pair in weigh(case, ontology).pairs
        for test in pair.would_decide or (None,)
    }  # fmt: skip
    columns = ("case", "first", "second", "low", "high", "decidedFor", "would", "where")
    rows = rows_of(computed, QUESTIONS["hypotheses-weighed"], {}, "id")
    assert {tuple(row[column] for column in columns) for row in rows} == expected != set()


@pytest.mark.parametrize("metric", ["betweenness", "ei_index", "actor-metric:degree"])
def test_the_most_central_actors_have_the_values_of_the_metric(metric: str, computed: Dataset, pbg: Case) -> None:
    net = network.network(pbg)
    values = [next(iter(own.values())) for own in metrics.metrics(net, only=[metric.rpartition(":")[2]]).actors]
    rows = rows_of(computed, QUESTIONS["most-central-actors"], {"case": "pbg", "metric": metric}, "en")
    found = {row["actor"]: row["value"] for row in rows}
    assert found == {actor.iri: value for actor, value in zip(net.actors, values, strict=True)}
    assert all((row["value"] is None) == bool(row["undefined"]) for row in rows)
    numbers = [row["value"] for row in rows if isinstance(row["value"], float)]
    assert numbers == sorted(numbers, reverse=True)


def test_the_metrics_of_a_network_are_beside_their_ranges(computed: Dataset, pbg: Case, spp_irt: Case) -> None:
    rows = rows_of(computed, QUESTIONS["network-metrics"], {}, "en")
    found = {(local_name(str(row["metric"])), row["case"]): row for row in rows}
    for case in (pbg, spp_irt):
        net = network.network(case)
        measured = metrics.metrics(net).values
        mode = metrics.governance_mode(net, case)  # results know the roles of the case, the catalogue alone does not
        measured = {**measured, "governance_mode": metrics.Value(mode.code, mode.undefined)}
        ranges = sensitivity(case, ["density", "transitivity"])
        assert {name for name, iri in found if iri == case.iri} == set(measured)
        for name, each in measured.items():
            row = found[name, case.iri]
            assert row["value"] == each.value
            assert bool(row["undefined"]) == (each.value is None)
            if name in ranges:
                assert (row["lowest"], row["highest"]) == (ranges[name].low, ranges[name].high)


@pytest.mark.parametrize("bases", [frozenset(DEFAULT_BASES), frozenset({Basis.REPORTED, Basis.DOCUMENTED})], ids=len)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_results_say_on_which_bases_they_were_computed(
    bases: frozenset[Basis], lang: str, library: Library, ontology: Ontology
) -> None:
    from collabgraph.output import results

    data = shipped(library, results.graphs(library, bases=bases))
    words = ", ".join(sorted(ontology.code("basis", basis)[lang] for basis in bases))
    for name in ("readiness", "verdicts", "network-metrics", "most-central-actors", "claims-behind-results"):
        rows = rows_of(data, QUESTIONS[name], {}, lang)
        assert {row["bases"] for row in rows} == {words}, name


def test_computed_results_lead_to_the_claims_that_count(
    computed: Dataset, pbg: Case, spp_irt: Case, ontology: Ontology
) -> None:
    framework = ontology.frameworks["service-provision"]
    for case in (pbg, spp_irt):
        state = conditions.preconditions(case, framework, ontology)
        expected = {
            ("Condition", c.construct.term.iri, claim.iri) for c in state.conditions.values() for claim in c.claims
        }
        found = comparison.outcomes([case], framework, ontology, DEFAULT_BASES)
        expected |= {("Outcome", each.indicator.term.iri, claim.iri) for each in found for claim in each.claims}
        expected |= {
            ("Weight", None, claim.iri)
            for pair in weigh(case, ontology).pairs
            for test in pair.tests
            for claim in (test.trace.test, *test.trace.claims)
        }
        drawn = {claim for tie in network.network(case).ties for claim in tie.claims}
        expected |= {("Network", None, claim.iri) for claim in case.claims if claim.id in drawn}
        expected |= {("Network", None, part.iri) for part in case.of(Participation, DEFAULT_BASES)}
        rows = rows_of(computed, QUESTIONS["claims-behind-results"], {"case": case.id}, "en")
        assert {(local_name(str(row["kind"])), row["construct"], row["claim"]) for row in rows} == expected
        by_iri = {claim.iri: claim for claim in (*case.claims, *(case.study.claims if case.study else ()))}
        assert all(row["basis"] == code("basis", by_iri[str(row["claim"])].basis) for row in rows)


@pytest.fixture(scope="module")
def of_many() -> tuple[Dataset, Configurations]:
    """Seven cases with configurations of three conditions, at a cut of 0.3 that lets in what contradicts."""
    from collabgraph.output import results

    library = Library([resources.cases() / "examples" / "energy"])
    cuts, theory = Cuts(inclusion=0.3), library.ontology.frameworks["ansell-gash-2008"]
    three = ["initial-trust", "clear-ground-rules", "shared-understanding"]
    compared = comparison.compare(library.open_all(library.ids()), theory, library.ontology)
    graphs = results.graphs(library, theory.id, conditions=three, cuts=cuts)
    return shipped(library, graphs), configurations(compared, asked_of(compared, three, cuts=cuts))


def test_the_cases_that_contradict_a_solution_are_those_certainly_in_a_term_without_the_outcome(
    of_many: tuple[Dataset, Configurations],
) -> None:
    data, found = of_many
    table = found.table.memberships
    inside = {model: [table.in_term(term) for term in model] for model in found.models}
    counted: Counter[tuple[str, str]] = Counter()
    for terms in inside.values():
        for n, case in enumerate(table.cases):
            if table.outcome_high[n] == 0 and any(low[n] == 1 for low, _ in terms):
                counted[CG.contradictedBy, f"{CASE}{case}"] += 1
            if table.outcome_low[n] == 1 and all(high[n] == 0 for _, high in terms):
                counted[CG.leavesUnexplained, f"{CASE}{case}"] += 1
    for lang, word in (("en", "contradicted by"), ("id", "bertentangan dengan kasus")):
        rows = rows_of(data, QUESTIONS["cases-that-contradict"], {}, lang)
        assert {(row["how"], row["case"]): row["models"] for row in rows} == counted
        assert {row["of"] for row in rows} == {len(found.models)}
        assert word in {row["howLabel"] for row in rows}


def test_the_unknowns_that_matter_come_by_how_many_models_they_leave_at_worst(
    of_many: tuple[Dataset, Configurations],
) -> None:
    data, found = of_many
    for lang in LANGUAGES:
        rows = rows_of(data, QUESTIONS["unknowns-that-matter"], {}, lang)
        left: dict[tuple[str, str], set[float]] = {}
        for row in rows:
            left.setdefault((local_name(str(row["case"])), local_name(str(row["construct"]))), set()).add(row["left"])  # type: ignore[arg-type]
            assert isinstance(row["constructLabel"], str)
        assert set(left) == set(found.table.memberships.unknown)
        worst = [max(each) for each in left.values()]
        assert worst == sorted(worst)
        assert min(worst) < rows[0]["now"] == len(found.models)  # type: ignore[operator]


def test_results_name_the_files_they_came_from_and_their_checksums(computed: Dataset, library: Library) -> None:
    rows = rows_of(computed, QUESTIONS["how-results-came-about"], {}, "en")
    files = {library.path(name) for name in library.ids()} | {resources.cases() / "jambi-licensing.ttl"}
    files |= {resources.ontology() / "frameworks" / "service-provision.ttl"}
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert {(row["file"], row["checksum"]) for row in rows} == set(sums.items())
    assert all(row["graphLabel"] for row in rows)


def test_a_metric_without_any_value_says_why_once(computed: Dataset) -> None:
    (row,) = rows_of(computed, QUESTIONS["most-central-actors"], {"case": "pbg", "metric": "closeness"}, "id")
    assert (row["actor"], row["value"], row["undefined"]) == (None, None, "relasi berarah")


# What every question has ----------------------------------------------------------------------------------------------


def test_there_are_at_least_25_questions() -> None:
    assert len(QUESTIONS) >= 25


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_speaks_both_languages_and_has_a_tag(name: str) -> None:
    asked = QUESTIONS[name]
    texts = [asked.summary, asked.description, *(text for text in (asked.note, asked.empty) if text)]
    texts += [*(parameter.label for parameter in asked.parameters)]
    assert all(text["en"] and text["id"] for text in (*texts, *asked.columns.values()))
    assert all(text["en"] != text["id"] for text in texts if text is not None)
    assert asked.summary["en"].endswith("?")
    assert asked.summary["id"].endswith("?")
    assert set(asked.tags) <= set(TAGS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_words_for_each_column_of_its_answer(name: str, computed: Dataset) -> None:
    asked = QUESTIONS[name]
    values = needed(asked)
    found = computed.query(bound(asked, values, "en", computed.query))
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    assert [name for name in names if not name.endswith("Label")] == list(asked.columns)
    assert {name.removesuffix("Label") for name in names} == set(asked.columns)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_declares_the_prefixes_it_uses_as_everybody_knows_them(name: str) -> None:
    text = QUESTIONS[name].sparql
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <(.*)>$", text, re.MULTILINE))
    body = re.sub(r"^PREFIX.*$|\"[^\"]*\"|#.*$", "", text, flags=re.MULTILINE)
    assert set(declared) == set(re.findall(r"(?<![\w?:-])([a-z][\w-]*):\w", body))
    assert declared.items() <= PREFIXES.items()
    ox.Store().query(text)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_rows_on_the_shipped_cases_unless_it_says_what_their_lack_means(
    name: str, computed: Dataset
) -> None:
    asked = QUESTIONS[name]
    values = needed(asked)
    rows = rows_of(computed, asked, values, "en")
    assert rows or asked.empty


def labels(library: Library, ontology: Ontology) -> dict[object, Text]:
    """What everything an answer can name is called."""
    cases = [library.open(name) for name in library.ids()]
    found: dict[object, Text] = {iri: term.label for iri, term in ontology.terms.items()}
    found |= {framework.iri: framework.title for framework in ontology.frameworks.values()}
    found |= {iri: actor.label for case in cases for iri, actor in case.actors.items()}
    found |= {source.iri: source.title for case in cases for source in case.sources}
    declared = read(resources.ontology() / "collabgraph.ttl")
    found |= {CG[name]: declared.words(CG[name], f"{PREFIXES['rdfs']}label") for name in CG.names}
    schemes = read(resources.ontology() / "schemes.ttl")
    found |= {iri: schemes.words(iri, SKOS.prefLabel) for iri in schemes.subjects(SKOS.Concept)}
    found |= {NETWORK_METRIC + metric.id: metric.label for metric in metrics.NETWORK_LEVEL.values()}
    found |= {"office": Text(en="office", id="instansi"), "role": Text(en="role", id="jabatan")}
    return found | {str(rdflib.SKOS[name]): words for name, words in RELATIONS.items()}


RELATIONS = {
    "exactMatch": Text(en="exact match", id="padanan persis"),
    "closeMatch": Text(en="close match", id="padanan dekat"),
    "broadMatch": Text(en="is part of", id="merupakan bagian dari"),
    "narrowMatch": Text(en="takes in", id="mencakup"),
    "relatedMatch": Text(en="is related to", id="berkaitan dengan"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terms_have_their_labels_in_the_language_asked_for(
    lang: str, computed: Dataset, library: Library, ontology: Ontology
) -> None:
    words = labels(library, ontology)
    seen = 0
    for asked in QUESTIONS.values():
        values = needed(asked)
        for row in rows_of(computed, asked, {**values, **({"case": "pbg"} if "case" in values else {})}, lang):
            for column, label in row.items():
                named_thing = row.get(column.removesuffix("Label"))
                if column.endswith("Label") and not str(named_thing).startswith(RESULTS):
                    assert label == (None if named_thing is None else words[named_thing][lang]), asked.id
                    seen += label is not None
    assert seen > 1000


def test_every_class_is_used_by_a_shape_or_a_query() -> None:
    """A class that nothing checks and nothing asks for is a word without a use."""
    graph = rdflib.Graph().parse(resources.ontology() / "collabgraph.ttl")
    checks = (resources.ontology() / "checks").glob("*.rq")
    texts = [path.read_text(encoding="utf-8") for path in (resources.shapes(), *checks, *resources.queries())]
    used = set(re.findall(r"\bcg:([A-Z]\w+)", " ".join(texts)))
    above = {
        local_name(str(ancestor))
        for name in used
        for ancestor in graph.transitive_objects(rdflib.URIRef(PREFIXES["cg"] + name), rdflib.RDFS.subClassOf)
    }
    classes = {local_name(str(term)) for term in graph.subjects(rdflib.RDF.type, rdflib.OWL.Class)}
    assert classes - above == set()


# Reading --------------------------------------------------------------------------------------------------------------

GOOD = """\
#+ summary:
#+   en: What is asked?
#+   id: Apa yang ditanyakan?
#+ description:
#+   en: It says more.
#+   id: Penjelasannya.
#+ tags:
#+   - evidence
#+ parameters:
#+   case:
#+     words: [case, kasus]
#+     default: pbg
#+ columns:
#+   claim: [claim, klaim]

PREFIX cg: <https://w3id.org/collabgraph/ns#>

SELECT ?claim WHERE { ?claim cg:inCase ?_case_iri }
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "asked.rq"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_header_is_read_as_it_is_written(tmp_path: Path) -> None:
    found = read_question(file(tmp_path, GOOD))
    assert (found.id, found.summary, found.tags) == (
        "asked",
        Text(en="What is asked?", id="Apa yang ditanyakan?"),
        ("evidence",),
    )
    assert found.columns == {"claim": Text(en="claim", id="klaim")}
    (parameter,) = found.parameters
    assert (parameter.variable, parameter.kind, parameter.default, parameter.several) == (
        "_case_iri",
        "case",
        "pbg",
        False,
    )
    assert found.sparql == GOOD.partition("\n\n")[2]
    assert (found.note, found.empty, found.once) == (None, None, ())


def test_a_header_says_what_rows_mean_and_which_values_fit(tmp_path: Path) -> None:
    more = """\
#+   below:
#+     words: [below, di bawah]
#+     least: 0
#+     most: 0.5
#+   other:
#+     words: [other, lain]
#+     kind: case
#+     unlike: case
"""
    below = """\
#+ once:
#+   - claim
#+ note:
#+   en: Careful.
#+   id: Hati-hati.
#+ empty:
#+   en: Silence.
#+   id: Sunyi.
"""
    text = GOOD.replace("#+ columns:", f"{more}#+ columns:").replace("klaim]\n", f"klaim]\n{below}")
    text = text.replace("?_case_iri }", "?_case_iri , ?_other_iri . FILTER(?_below_decimal < 1) }")
    found = read_question(file(tmp_path, text))
    assert (found.note, found.empty) == (Text(en="Careful.", id="Hati-hati."), Text(en="Silence.", id="Sunyi."))
    assert found.once == ("claim",)
    assert [(p.least, p.most, p.unlike) for p in found.parameters[1:]] == [(0, 0.5, ""), (-math.inf, math.inf, "case")]


def test_the_header_in_the_readme_is_one(tmp_path: Path) -> None:
    readme = (resources.ontology() / "README.md").read_text(encoding="utf-8")
    (header,) = re.findall(r"```\n(#\+ .*?)```", readme, re.DOTALL)
    found = read_question(
        file(tmp_path, f"{header}\nSELECT ?claim {{ ?claim cg:inCase ?_case_iri ; cg:basis ?_basis_iri }}\n")
    )
    assert [parameter.several for parameter in found.parameters] == [
        False,
        True,
        True,
    ]  # the last is the attribution, which comes with the basis
    said = re.findall(r"\* \*\*Tags\*\*: (.*?)\. ", readme, re.DOTALL)[0]
    assert re.findall(r"`(\w+)`", said) == list(TAGS)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("#+   en: What is asked?\n", "", "2:6"),
        ("#+   en: What is asked?", '#+   en: "What is asked?', "2:10"),
        ("#+   en: What is asked?", "#+   en: What: is asked?", "2:14"),
        ("#+   en: What is asked?", "#+   en:", "2:6"),
        ("#+   en: What is asked?", "#+   en: [What, is, asked]", "2:10"),
        ("#+   en: What is asked?", "#+   english: What is asked?", "2:6"),
        ("#+   en: What is asked?", "#+     en: What is asked?", "3:6"),
        ("#+   id: Apa yang ditanyakan?", "#+   en: What else?", "3:6"),
        ("#+ summary:", "#+ summary: What is asked?", "2:8"),
        ("#+ summary:", "#+ endpoint: elsewhere\n#+ summary:", "1:4"),
        ("#+ summary:", "#+summary:", "4:4"),
        ("#+ description:", "#+ summary:", "4:4"),
        ("#+   - evidence\n", "", "7:9"),
        ("#+   - evidence", "#+   []", "8:6"),
        ("#+   - evidence", "#+   - proof", "8:8"),
        ("#+   - evidence", "#+   evidence", "8:6"),
        ("#+   case:", "#+   cases:", "11:8"),
        ("#+     words: [case, kasus]", "#+     words: case", "11:15"),
        ("#+     words: [case, kasus]", "#+     words: [case]", "11:15"),
        ("#+     words: [case, kasus]", "#+     words: [a, b, c]", "11:15"),
        ("#+     words: [case, kasus]", "#+     words: [case, kasus]\n#+     kind: cases", "12:14"),
        ("#+     words: [case, kasus]", "#+     words: [case, kasus]\n#+     several: perhaps", "12:17"),
        ("#+     words: [case, kasus]\n", "", "11:8"),
        ("#+   claim: [claim, klaim]", "#+   claims: [claims, klaim]", "14:6"),
        ("#+     default: pbg", "#+     least: none", "12:15"),
        ("#+     default: pbg", "#+     least: nan", "12:15"),
        ("#+     default: pbg", "#+     unlike: other", "10:6"),
        ("#+     default: pbg", "#+     unlike: case", "10:6"),
        ("#+     default: pbg", "#+     default: &all pbg", "12:17"),
        ("#+     default: pbg", "#+     default: *all", "12:17"),
        ("#+     default: pbg", "#+     default: !!python/object:os.system pbg", "12:17"),
        ("#+     default: pbg", f"#+     default: {'[' * 21}{']' * 21}", "12:35"),
        ("#+   claim: [claim, klaim]", "#+   claim: [claim, klaim]\n#+ once:\n#+   - claims", "16:8"),
        ("?_case_iri }", "?_case_iri ; cg:basis ?_basis_iri }", "1:4"),
        ("?_case_iri }", "?_case_iri , ?_case_literal }", "11:8"),
        ("SELECT ?claim WHERE", "CONSTRUCT WHERE", "1:4"),
        ("?_case_iri }", "?_case_iri SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "1:4"),
        ("?_case_iri }", "?_case_iri", "1:4"),
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused_with_its_file_and_place(old: str, new: str, place: str, tmp_path: Path) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(InvalidQuestion) as refused:
        read_question(file(tmp_path, text))
    assert str(refused.value).startswith(f"{tmp_path / 'asked.rq'}:{place}: ")


@pytest.mark.parametrize(
    "summary",
    ['"What: is asked?"', "'What: is asked?'", '"What: is asked?"  # a note', ">-\n#+     What:\n#+     is asked?"],
)
def test_a_header_is_yaml_with_all_its_ways_to_write_a_text(summary: str, tmp_path: Path) -> None:
    found = read_question(file(tmp_path, GOOD.replace("What is asked?", summary)))
    assert found.summary["en"] == "What: is asked?"


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_a_place_counts_the_lines_that_editors_count(sign: str, tmp_path: Path) -> None:
    text = GOOD.replace("What is asked?", f'"What{sign} is asked?"').replace("- evidence", "- proof")
    with pytest.raises(InvalidQuestion) as refused:
        read_question(file(tmp_path, text))
    assert (refused.value.fields["line"], refused.value.fields["column"]) == (8, 8)


def test_words_that_yaml_once_took_for_something_else_stay_texts(tmp_path: Path) -> None:
    text = GOOD.replace("[case, kasus]", "[yes, 010]").replace("default: pbg", "default: 1.10")
    (parameter,) = read_question(file(tmp_path, text)).parameters
    assert (parameter.label, parameter.default) == (Text(en="yes", id="010"), "1.10")


def test_a_second_document_is_refused_where_it_begins() -> None:
    with pytest.raises(YamlFault, match=r"^3:1: "):
        read_yaml("a: b\n---\nc: d\n")


BOMB = "\n".join(["#+ a0: &a0 lol", *(f"#+ a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30))])
HOSTILE_HEADERS = {
    "aliases": BOMB,
    "brackets": f"#+ a: {'[' * 100_000}",
    "levels": "\n".join(f"#+ {'  ' * n}a:" for n in range(2_000)),
    "tag": "#+ a: !!python/object/apply:os.system [exit 1]",
    "merge": "#+ a: &a {b: c}\n#+ d:\n#+   <<: *a",
}


@pytest.mark.parametrize("name", HOSTILE_HEADERS)
def test_a_hostile_header_is_refused_at_once(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidQuestion):
        read_question(file(tmp_path, f"{HOSTILE_HEADERS[name]}\n\nSELECT * {{}}\n"))


@given(st.text(max_size=200))
def test_any_text_is_a_question_or_is_refused_in_a_sentence(text: str) -> None:
    """Whatever stands in a file, nothing but an error of ours comes of it."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        lines = "\n".join(f"#+ {line}" for line in text.splitlines())
        for written in (text, lines, GOOD.replace("What is asked?", text), GOOD.replace("?claim WHERE", text)):
            with suppress(CollabgraphError):
                read_question(file(Path(folder), written.encode(errors="ignore").decode()))


# Binding --------------------------------------------------------------------------------------------------------------

EVERYWHERE = """\
#+ summary:
#+   en: Is it the same everywhere?
#+   id: Apakah di mana-mana sama?
#+ description:
#+   en: A value in every kind of group.
#+   id: Nilai dalam setiap jenis kelompok.
#+ tags:
#+   - evidence
#+ parameters:
#+   word:
#+     words: [word, kata]
#+ columns:
#+   top: [top, atas]

SELECT (?_word_literal AS ?top) ?optional ?union ?sub ?grouped ?graph ?deep
WHERE {  # a comment with { and "
  OPTIONAL { BIND($_word_literal AS ?optional) }
  { BIND(?_word_literal AS ?union) } UNION { FILTER(!BOUND(?_word_literal)) }
  { SELECT (?_word_literal AS ?sub) WHERE { BIND("}" AS ?sign) FILTER(?sign = '}') } }
  { SELECT ?grouped WHERE { BIND(?_word_literal AS ?grouped) }
    GROUP BY ?grouped HAVING (SAMPLE(?_word_literal) = ?grouped) }
  OPTIONAL { GRAPH <urn:g> { <urn:s> <urn:p> ?one } BIND(?_word_literal AS ?graph) }
  { { { BIND(?_word_literal AS ?deep) } } }
  FILTER NOT EXISTS { FILTER(!BOUND(?_word_literal)) }
  FILTER EXISTS { { FILTER(BOUND(?_word_literal)) } }
  FILTER EXISTS { { SELECT (1 AS ?n) { FILTER(BOUND(?_word_literal)) } } }
  MINUS { <urn:s> <urn:p> ?one FILTER(!BOUND(?_word_literal)) }
}
ORDER BY DESC(?_word_literal)
"""
HOSTILE = (
    '"', "'", '"""', "\\", '\\" } DROP ALL', "> } DROP ALL #", "} LIMIT 0 #", "a\n\r\tb", "\u2028 \x85 \x00 \x7f",
    "\\u0022 }", "\\U00000022 }", "?_word_literal", "$x", "{", "}", "# ", "%s {word}", "'''", "ёжик 🦔 \u202e abc",
    '"@en', '"^^<http://www.w3.org/2001/XMLSchema#integer>', "<urn:x>", "SERVICE <http://127.0.0.1:9/> {}",
)  # fmt: skip


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Question:
    """A question that names its parameter in every place where a query can."""
    return read_question(file(tmp_path_factory.mktemp("everywhere"), EVERYWHERE))


@pytest.fixture(scope="module")
def one_triple() -> Dataset:
    store = ox.Store()
    store.add(ox.Quad(*(ox.NamedNode(f"urn:{name}") for name in "spog")))
    return Dataset(store)


def hostile(test: Callable[..., None]) -> Callable[..., None]:
    for text in HOSTILE:
        test = example(word=text)(test)
    return test


@hostile
@given(word=st.text(min_size=1).filter(str.strip))
def test_a_value_is_the_same_term_in_every_group(word: str, everywhere: Question, one_triple: Dataset) -> None:
    (row,) = rows_of(one_triple, everywhere, {"word": word}, "en")
    assert row == dict.fromkeys(("top", "optional", "union", "sub", "grouped", "graph", "deep"), word)


@pytest.mark.parametrize("word", HOSTILE)
def test_a_hostile_word_finds_the_texts_that_have_it(word: str, computed: Dataset) -> None:
    for row in rows_of(computed, QUESTIONS["claims-that-mention"], {"word": word}, "en"):
        assert word.lower() in str(row["text"]).lower()


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=25)
@given(value=st.one_of(st.text(min_size=1), st.sampled_from(HOSTILE)))
def test_a_hostile_value_is_refused_or_bound_and_never_pasted(name: str, value: str, computed: Dataset) -> None:
    asked = QUESTIONS[name]
    for parameter in asked.parameters:
        text = ""
        with suppress(CollabgraphError):
            text = bound(asked, {**needed(asked), parameter.name: value}, "en", computed.query)
        assert not text or isinstance(computed.query(text), ox.QuerySolutions)


def by_replacement(asked: Question, terms: Mapping[str, str]) -> str:
    """The query with the terms written where the variables stood: right for tame values, and another way to bind."""
    return re.sub(r"\?(_\w+)", lambda found: terms[found[1]], asked.sparql)


@pytest.mark.parametrize("name", [name for name, asked in QUESTIONS.items() if asked.parameters])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_bound_and_written_out_queries_have_the_same_rows(name: str, lang: str, computed: Dataset) -> None:
    asked = QUESTIONS[name]
    values = {p.name: p.default.partition(",")[0] or NEEDED[p.name] for p in asked.parameters}
    values |= {name: "regulates" for name in values if name == "tie"}
    terms = {"_lang_literal": f'"{lang}"'}
    for parameter in asked.parameters:
        value, iris = values[parameter.name], known(parameter.kind, computed.query) if parameter.kind else []
        typed = f'"{value}"' if parameter.variable.endswith("literal") else value
        terms[parameter.variable] = next((f"<{iri}>" for iri in iris if local_name(iri) == value), typed)
    rows = computed.query(by_replacement(asked, terms))
    assert isinstance(rows, ox.QuerySolutions)
    written_out = Counter(tuple(map(str, row)) for row in rows)
    found = computed.query(bound(asked, values, lang, computed.query))
    assert isinstance(found, ox.QuerySolutions)
    assert Counter(tuple(map(str, row)) for row in found) == written_out


def test_lines_stay_where_they_are_when_values_are_bound(computed: Dataset) -> None:
    for asked in QUESTIONS.values():
        values = needed(asked)
        text = bound(asked, values, "en", computed.query)
        assert text.count("\n") == asked.sparql.count("\n")
        assert not re.search(r"\{\s*VALUES[^{]*\{[^}]*\}\s*SELECT", text)


@pytest.mark.parametrize(
    "value",
    [
        "leader-commitment",
        "sp:leader-commitment",
        "https://w3id.org/collabgraph/framework/service-provision#leader-commitment",
        "<https://w3id.org/collabgraph/framework/service-provision#leader-commitment>",
        "  leader-commitment ",
    ],
)
def test_a_construct_is_named_by_id_prefixed_name_or_iri(value: str, computed: Dataset) -> None:
    rows = rows_of(computed, QUESTIONS["evidence-on-a-construct"], {"construct": value}, "en")
    assert {local_name(str(row["claim"])) for row in rows} == {"F21", "F24"}  # its status, and it as a cause


@pytest.mark.parametrize("called", ["mayor", "Wali Kota Jambi", "mayor of jambi city"])
def test_a_thing_is_named_by_what_it_is_called_in_either_language(called: str, computed: Dataset) -> None:
    asked = QUESTIONS["what-an-actor-does"]
    assert rows_of(computed, asked, {"actor": called}, "en") == rows_of(computed, asked, {"actor": "actor:mayor"}, "en")


def test_all_stands_for_everything_a_parameter_can_take(computed: Dataset) -> None:
    asked = QUESTIONS["claims-on-a-basis"]
    everything = rows_of(computed, asked, {"basis": "all"}, "en")
    listed = rows_of(computed, asked, {"basis": ALL_BASES}, "en")
    assert everything == listed
    assert len(everything) > len(rows_of(computed, asked, {}, "en"))


def test_background_knowledge_is_left_out_unless_it_is_asked_for() -> None:
    for asked in QUESTIONS.values():
        for parameter in asked.parameters:
            if parameter.name == "basis" and asked.id != "claims-on-a-basis":
                assert {each.strip() for each in parameter.default.split(",")} == set(DEFAULT_BASES)


@pytest.mark.parametrize(
    ("name", "values", "error", "words"),
    [
        ("missing-preconditions", {"case": "ppg"}, UnknownValue, "(did you mean 'pbg'?)"),
        ("missing-preconditions", {"case": "case:ppg"}, UnknownValue, "(did you mean 'pbg'?)"),
        ("missing-preconditions", {"case": "http://example.org/pbg"}, UnknownValue, "(did you mean 'pbg'?)"),
        ("missing-preconditions", {"case": "pbg, spp-irt"}, UnfitValue, "not a single value"),
        ("missing-preconditions", {"basis": "reportd"}, UnknownValue, "(did you mean 'reported'?)"),
        ("missing-preconditions", {"basis": "reported, x"}, UnknownValue, "basis=x"),
        ("missing-preconditions", {"cas": "pbg"}, UnknownParameter, "(did you mean 'case'?)"),
        ("evidence-on-a-construct", {"construct": "sp:leader-comitment"}, UnknownValue, "'leader-commitment'?"),
        (
            "evidence-on-a-construct",
            {"construct": "starting-conditions"},
            AmbiguousValue,
            "ag:starting-conditions, sp:",
        ),
        ("known-of-one-case", {"case": " "}, MissingParameter, "'case' (case). It can be: pbg, spp-irt."),
        ("claims-that-mention", {"word": " "}, MissingParameter, "'word' (word). It can be: a text."),
        ("claims-that-mention", {"word": "\ud800"}, UnfitValue, "not a text"),
        ("weakly-coded-claims", {"below": "0,7"}, UnfitValue, "a number such as 0.5"),
        ("missing-preconditions", {"kasus": "pbg"}, UnknownParameter, "(did you mean 'case'?)"),
        ("what-an-actor-does", {"actor": "Wali Kotta Jambi"}, UnknownValue, "(did you mean 'mayor'?)"),
        ("weakly-coded-claims", {"below": "1e999999999"}, UnfitValue, "not a number"),
        ("weakly-coded-claims", {"below": "7"}, UnfitValue, "not a number from 0 to 1"),
        ("weakly-coded-claims", {"below": "-0.1"}, UnfitValue, "not a number from 0 to 1"),
        ("known-of-one-case", {"case": "pbg", "other": "case:pbg"}, EqualValues, "other case and case are the same"),
        ("known-of-one-case", {"case": "spp-irt"}, EqualValues, "other=spp-irt"),
        ("claims-by-basis", {"case": "pbg"}, UnknownParameter, "Its parameters: none."),
    ],
)
def test_a_wrong_value_is_said_with_what_was_probably_meant(
    name: str, values: dict[str, str], error: type[CollabgraphError], words: str, computed: Dataset
) -> None:
    with pytest.raises(error) as raised:
        bound(QUESTIONS[name], {**needed(QUESTIONS[name]), **values}, "en", computed.query)
    assert words in str(raised.value)


def test_a_question_is_found_by_its_id_and_a_query_is_none() -> None:
    assert question("rivals").id == "rivals"
    assert named("rivals") is question("rivals")
    assert named("SELECT * { ?s ?p ?o }") is None
    assert named("DESCRIBE case:pbg") is None
    for text in ("rival", "missing preconditions", "mising-preconditions", "SELECT"):
        with pytest.raises(UnknownQuestion, match=re.escape(f"'{text}'")):
            named(text)
    with pytest.raises(UnknownQuestion, match="did you mean 'missing-preconditions'"):
        named("missing preconditions")


def test_tags_sort_the_questions_and_an_unknown_one_is_said() -> None:
    assert {each.id for tag in TAGS for each in tagged(tag)} == set(QUESTIONS)
    assert all(tagged(tag) for tag in TAGS)
    with pytest.raises(UnknownTag, match="did you mean 'ties'"):
        tagged("tie")


# On the command line --------------------------------------------------------------------------------------------------


def ask(*arguments: str, **env: str) -> Result:
    return CliRunner().invoke(query_command, arguments, env={"COLUMNS": "200", **env}, obj="en")


def listed(*arguments: str, lang: str = "en") -> Result:
    return CliRunner().invoke(questions_command, arguments, env={"COLUMNS": "200"}, obj=lang)


def test_a_question_is_asked_by_its_name() -> None:
    said = ask("missing-preconditions", "--param", "case=pbg", "--basis", "reported").stdout
    assert said.startswith("Which preconditions does a case lack, and on what evidence?\n")
    assert "case: PBG: building approval in Jambi City; framework: " in said
    assert "(service-provision); bases: reported\n" in said
    assert "commitment of leaders" in said
    assert "pbg:F21" in said
    assert "constructLabel" not in said
    assert said.endswith(f"3 rows\n{QUESTIONS['missing-preconditions'].note['en']}\n")


def test_a_table_speaks_the_language_and_programs_get_the_names() -> None:
    result = CliRunner().invoke(query_command, ["outcomes"], env={"COLUMNS": "200"}, obj="id")
    assert re.search(r"^ *kasus +indikator +hasil +sesuai harapan", result.stdout, re.MULTILINE)
    assert "tidak tercapai" in result.stdout
    rows = list(csv.DictReader(ask("outcomes", "--format", "csv").stdout.splitlines()))
    assert rows[0]["resultLabel"] == "decreased"
    assert rows[0]["result"] == f"{SCHEME}result#decreased"
    found = json.loads(ask("outcomes", "--format", "json").stdout)
    assert "favourable" in found["head"]["vars"]
    assert "| case | indicator |" in ask("outcomes", "--format", "md").stdout


def test_silence_is_said_to_be_silence() -> None:
    said = ask("missing-preconditions", "--param", "case=spp-irt", "--basis", "reported").stdout
    assert "0 rows" in said
    assert "may be met, contested, not applicable or not reported" in said
    assert "does not show that it is not so" in ask("time-limits", "--basis", "inferred").stdout
    assert "thin evidence, not agreement" in " ".join(ask("contested-constructs", "--param", "case=pbg").stdout.split())


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_an_answer_does_not_show_stands_below_its_rows(name: str, lang: str) -> None:
    asked = QUESTIONS[name]
    values = [f"--param={name}={value}" for name, value in needed(asked).items()]
    result = CliRunner().invoke(query_command, [name, *values], env={"COLUMNS": "5000"}, obj=lang)
    *_, last = result.stdout.splitlines()
    is_empty = re.search(r"^0 (rows|baris)$", result.stdout, re.MULTILINE)
    said = asked.empty if is_empty else asked.note
    assert said is None or last == said[lang]


def test_an_outcome_that_is_not_reported_of_a_case_is_said_above_what_leads_to_it() -> None:
    for case, said in (("pbg", "not achieved"), ("spp-irt", "not reported")):
        lines = ask(
            "what-leads-to-an-outcome", "--param", f"case={case}", "--param", "indicator=levy-revenue-target"
        ).stdout.splitlines()
        assert f"  the outcome in this case: {said}" in lines


def test_a_word_is_found_in_either_language_and_shown_in_that_of_the_answer(computed: Dataset) -> None:
    asked = QUESTIONS["claims-that-mention"]
    for lang in LANGUAGES:
        english, indonesian = (rows_of(computed, asked, {"word": word}, lang) for word in ("hygiene", "higiene"))
        assert {row["claim"] for row in english} == {row["claim"] for row in indonesian} != set()
        assert english == indonesian


def test_an_indonesian_number_may_have_a_decimal_comma(computed: Dataset) -> None:
    asked = QUESTIONS["weakly-coded-claims"]
    comma, point = (bound(asked, {"case": "pbg", "below": value}, "id", computed.query) for value in ("0,7", "0.7"))
    assert comma == point


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mising-preconditions"], "did you mean 'missing-preconditions'?"),
        (["missing preconditions"], "did you mean 'missing-preconditions'?"),
        (["rivals", "--param", "case=ppg"], "did you mean 'pbg'?"),
        (["rivals", "--param", "cas=pbg"], "did you mean 'case'?"),
        (["claims-that-mention"], "--param word=VALUE"),
        (["outcomes", "--format", "turtle"], "Choose --format table"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence_with_exit_code_1(arguments: list[str], words: str) -> None:
    result = ask(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["rivals", "--param", "case"],
        ["rivals", "--param", "case=pbg", "--param", "case=spp-irt"],
        ["ASK {}", "--param", "case=pbg"],
        ["ASK {}", "--basis", "reported"],
        ["fees", "--basis", "reported"],
        ["readiness", "--no-results", "--basis", "reported"],
        ["readiness", "--param", "basis=reported"],
        ["rivals", "--param", "basis=reported", "--basis", "documented"],
        ["rivals", "--query-file", "x.rq"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert ask(*arguments).exit_code == 2


def test_results_are_computed_where_they_are_asked_for() -> None:
    assert "0.50" in ask("readiness").stdout
    assert "0 rows" in ask("readiness", "--no-results").stdout
    assert "0 rows" in ask("most-central-actors", "--param", "case=pbg", "--no-results").stdout
    low = json.loads(ask("readiness", "--basis", "reported", "--format", "json").stdout)["results"]["bindings"]
    assert {float(row["high"]["value"]) for row in low} == {0.5, 1.0}


def test_a_question_is_asked_of_a_file_with_the_labels_of_the_ontology(tmp_path: Path) -> None:
    casefiles.write(tmp_path, {"edges": casefiles.EDGES})
    files = (str(tmp_path / "edges.ttl"), str(tmp_path / "made-study.ttl"))
    given_files = [part for path in files for part in ("--data", path)]
    said = ask("contested-constructs", "--param", "case=edges", *given_files).stdout
    assert "open communication among partners" in said
    assert ask("rivals", *given_files).stdout.splitlines()[1].startswith("  case: ")
    assert ask("rivals", "--param", "case=pbg", *given_files).exit_code == 1


OF_CASES = ("case", "study", "actor", "source", "indicator")


def test_no_question_is_about_a_certain_case_unless_it_is_asked_so() -> None:
    for asked in QUESTIONS.values():
        assert not any(each.default for each in asked.parameters if each.kind in OF_CASES), asked.id
        texts = [asked.id, asked.summary, asked.description, asked.note, asked.empty, asked.sparql.replace("role:", "")]
        assert not re.search(r"jambi|\bpbg\b|spp-irt", " ".join(map(str, texts)), re.IGNORECASE), asked.id


def test_no_sentence_of_the_software_is_about_a_certain_case_or_field() -> None:
    sources = [*Path(question_files.__file__).parents[1].rglob("*.py")]
    sources += Path(question_files.__file__).parents[1].rglob("*.html")
    said = re.compile(r"\b(?:say|mark|both)\(\s*\"([^\"]*(?:\"\s*\"[^\"]*)*)\"")
    phrases = [phrase for source in sources for phrase in said.findall(source.read_text(encoding="utf-8"))]
    assert len(phrases) > 800
    assert [phrase for phrase in phrases if re.search(r"jambi|\bpbg\b|spp-irt|licen[cs]", phrase, re.IGNORECASE)] == []


def test_the_only_case_there_is_need_not_be_named(library: Library) -> None:
    ontology = [(path.as_uri(), read(path).quads) for path in resources.ontology_files()]
    alone = Dataset(named_graphs([("urn:case", read(library.path("spp-irt")).quads), *ontology]))
    for name in ("outcomes", "rivals", "ties-of-a-case"):
        asked = QUESTIONS[name]
        text = bound(asked, {}, "en", alone.query)
        assert text == bound(asked, {"case": "spp-irt"} if "case" in needed(asked) else {}, "en", alone.query)


def test_of_two_cases_the_other_one_need_not_be_named(computed: Dataset) -> None:
    asked = QUESTIONS["known-of-one-case"]
    for one, other in (("pbg", "spp-irt"), ("spp-irt", "pbg")):
        named_both = bound(asked, {"case": one, "other": other}, "en", computed.query)
        assert bound(asked, {"case": one}, "en", computed.query) == named_both


def test_a_query_may_use_the_ids_of_the_cases_it_is_asked_of_as_prefixes(computed: Dataset) -> None:
    studies = computed.query("SELECT ?claim { ?claim cg:inStudy ?study FILTER(isIRI(?claim)) }")
    for row in studies:
        assert computed.query(f"ASK {{ {shortened(row['claim'].value)} cg:inStudy ?study }}")
    assert ask("ASK { pbg:F21 cg:inCase case:pbg }").stdout == "true\n"
    assert ask("ASK { other:F21 cg:inCase case:pbg }").exit_code == 1
    path = str(resources.cases() / "pbg.ttl")
    assert ask("ASK { pbg:F21 cg:inCase case:pbg }", "--data", path).stdout == "true\n"
    assert ask("ASK { spp-irt:F09 cg:inCase case:spp-irt }", "--data", path).exit_code == 1


def test_a_question_in_a_file_of_ones_own_is_asked_like_any_other(tmp_path: Path) -> None:
    said = ask("--query-file", str(file(tmp_path, GOOD)), "--param", "case=spp-irt").stdout
    assert said.startswith("What is asked?\n  case: SPP-IRT: home food certificates in Jambi City\n")
    assert "spp-irt:F09" in said
    assert ask("--query-file", str(file(tmp_path, GOOD.replace("evidence", "proof")))).exit_code == 1


def test_the_questions_are_listed_with_what_they_ask_and_their_parameters() -> None:
    said = listed().stdout
    assert all(name in said for name in QUESTIONS)
    assert "case= other= framework=service-provision" in said
    indonesian = listed("--tag", "ties", lang="id").stdout
    assert QUESTIONS["rivals"].id not in indonesian
    assert QUESTIONS["reciprocated-ties"].summary["id"] in indonesian
    found = {each["id"]: each for each in json.loads(listed("--format", "json").stdout)["questions"]}
    assert set(found) == set(QUESTIONS)
    assert found["rivals"]["summary"] == {
        "en": QUESTIONS["rivals"].summary["en"],
        "id": QUESTIONS["rivals"].summary["id"],
    }


@pytest.mark.parametrize("form", ["table", "md"])
def test_a_question_is_described_with_its_query_as_it_can_be_copied(form: str) -> None:
    for name, asked in QUESTIONS.items():
        said = listed(name, "--format", form).stdout
        assert asked.sparql in said
        assert all(parameter.name in said for parameter in asked.parameters)


def test_naming_a_question_and_a_tag_at_once_is_wrong_usage() -> None:
    assert listed("rivals", "--tag", "ties").exit_code == 2
    assert listed("rival").exit_code == 1
    assert listed("--tag", "tie").exit_code == 1
