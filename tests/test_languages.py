"""Every word a person sees is there in English and in Indonesian: help and usage errors, results, errors, pages.

Results are asked for in a language nobody speaks (see ``pseudo``), in which every translated word is marked. What is
left in plain letters has to be on a list that says why it is the same in every language. Keys of JSON, headings of
CSV and the codes in both are names for programs and stay as they are; sentences and labels in them do not.

A new surface is one more line in COMMANDS, MISTAKES or PAGES.
"""

from __future__ import annotations

import ast
import csv
import functools
import gettext
import hashlib
import io
import json
import os
import re
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import click.formatting
import pytest
from babel.messages.catalog import Message
from click.testing import CliRunner, Result

import catalogue
import pseudo
from collabgraph import errors, resources
from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL
from collabgraph.cli import main
from collabgraph.cli.help import language
from collabgraph.cli.networks import EXPORTS
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.model import TestClaim
from collabgraph.questions import files as question_files
from collabgraph.rdf.vocabulary import local_name, shortened
from collabgraph.words import VARIABLE, Text

#: Every command that answers, as typed.
COMMANDS = {
    "cases": "cases",
    "show": "show spp-irt",
    "claims": "show pbg F21 F24 R01 C05",
    "validate": "validate pbg",
    "preconditions": "preconditions pbg spp-irt",
    "metrics": "metrics pbg spp-irt",
    "catalogue": "metrics --list",
    "entry": "metrics --explain all",
    "compare": "compare pbg spp-irt --cug --samples 20",
    "explain": "explain pbg levy-revenue-target",
    "expected ties": "expected-ties pbg spp-irt",
    "paper and practice": "paper-practice pbg spp-irt",
    "qap": "qap pbg spp-irt --granularity role --permutations 20",
    "questions": "questions",
}

#: What goes wrong, as typed, and the words of the message that are the reader's own or to be typed.
MISTAKES = {
    "show ppg": "ppg pbg spp-irt",
    "show pbg F99": "F99 F19 pbg collabgraph show",
    "compare pbg": "pbg spp-irt",
    "compare pbg pbg": "pbg pbg.ttl",
    "compare pbg lost.ttl": "lost.ttl",
    "explain pbg levy": "levy pbg applicants performance levy-revenue-target",
    "preconditions pbg --framework ansel-gash": (
        "ansel-gash ansell-gash-2008 bryson-crosby-stone-2006 emerson-nabatchi-balogh-2012 "
        "institutional-collective-action service-provision thomson-perry-2006"
    ),
    "cases --cases nowhere": "nowhere",
    "show jambi-licensing": "jambi-licensing.ttl",
    "metrics --explain constrait": "constrait constraint",
    "metrics --edges lost.csv --directed": "lost.csv",
    "qap pbg lost.csv": "lost.csv",
    "query 'SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }'": "SERVICE",
    "query 'DELETE WHERE { ?s ?p ?o }'": "DELETE",
    "query 'SELECT * { ?s ?p }'": "SELECT s p",
    "query 'SELECT * { ?s ?p ?o } LIMIT 1' --format turtle": "turtle table md json csv tsv xml xlsx",
    "cases -o no-such-folder/out.txt": "no-such-folder/out.txt",
    "preconditions pbg --basis reportd": "basis reportd reported documented prescribed elsewhere inferred background",
    "compare": "",
    "compare pbg spp-irt --format yaml": "format yaml table json csv md xlsx",
    "compare pbg spp-irt --seed x": "seed x",
    "compare pbg spp-irt --samples 0": "samples x",
    "cases --lang fr --lang=de": "lang de en id",
    "cases --formt csv": "formt format",
    "cases --format": "format",
    "cases --debug=1": "debug",
    "cases x y": "x y",
    "comparr": "comparr compare",
    "metrics": "",
    "query": "",
    "qap pbg": "",
    "export pbg": "to graphml gexf pajek project ucinet dot cytoscape kumu node-link csv statnet",
    "export pbg --to statnet": "",
}


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="collabgraph", env=environment)


def asked(typed: str, *more: str) -> Result:
    """The answer in the language nobody speaks, on lines too long to be wrapped."""
    import shlex

    return run("--lang", "id", *shlex.split(typed), *more, COLUMNS="100000")


@pytest.fixture
def unspoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While it lasts Indonesian is the language nobody speaks, and help is not wrapped."""
    monkeypatch.setattr(click.formatting, "FORCED_WIDTH", 100_000)
    with pseudo.speaking(tmp_path / "pseudo"):
        yield


# What is the same in every language ---------------------------------------------------------------------------------

SOURCES_NAMED_BY_WORDS = ("abstract", "background")
METRICS = tuple(metric.id for metric in (*NETWORK_LEVEL.values(), *ACTOR_LEVEL.values()))


def _typed_of_questions() -> Iterator[str]:
    """What is typed to ask a question: its id, its tags, the names of its parameters and what they are by default."""
    for question in question_files.questions().values():
        yield from (question.id, *question.tags)
        for parameter in question.parameters:
            yield from (parameter.name, *re.split(r"[, ]+", parameter.default))


#: Ids that are English words as well: allowed only in the results that show them as ids.
WORDS_AS_IDS = {
    "show": " ".join(SOURCES_NAMED_BY_WORDS),
    "claims": " ".join(SOURCES_NAMED_BY_WORDS),
    "explain": " ".join(SOURCES_NAMED_BY_WORDS),
    "catalogue": " ".join(METRICS),
    "entry": " ".join(METRICS),
    "questions": " ".join(_typed_of_questions()),
}


@functools.cache
def same() -> dict[str, frozenset[str]]:
    """Words and passages that are not translated, by the reason why."""
    library, ontology = Library(), theory.ontology()
    cases = library.open_all(library.ids())
    frameworks = ontology.frameworks.values()
    found = {
        "ids of cases and studies, typed and cited": (
            name for case in cases for name in (case.id, case.id.upper(), case.study.id if case.study else "")
        ),
        "ids of claims, typed after 'show CASE'": (
            claim.id for case in cases for claim in (*case.claims, *(case.study.claims if case.study else ()))
        ),
        "ids of sources, by which one table points to another": (
            source.id for case in cases for source in case.sources if source.id not in SOURCES_NAMED_BY_WORDS
        ),
        "ids of frameworks, their propositions and expected ties, typed and cited": (
            name
            for each in frameworks
            for name in (each.id, *(one.id for one in (*each.propositions, *each.contingencies, *each.expected)))
        ),
        "other names of actors, as they call themselves": (
            name for case in cases for actor in case.actors.values() for name in actor.acronyms
        ),
        "references of metrics: bibliographic data": (
            metric.reference for metric in (*NETWORK_LEVEL.values(), *ACTOR_LEVEL.values())
        ),
    }
    return {why: frozenset(filter(None, words)) for why, words in found.items()}


def everywhere_the_same() -> frozenset[str]:
    return frozenset().union(*same().values())


def untranslated(text: str, more: str = "") -> set[str]:
    return pseudo.unmarked(text, everywhere_the_same() | set(more.split()))


# Results ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["table", "md"])
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("unspoken")
def test_a_result_for_people_has_no_untranslated_word(command: str, form: str) -> None:
    result = asked(COMMANDS[command], "--format", form)
    assert result.exit_code == 0, result.output
    shown = re.sub(r"\\(.)", r"\1", result.stdout).replace("&lt;", "<").replace("&gt;", ">")
    assert pseudo.is_marked(shown)
    assert untranslated(shown, WORDS_AS_IDS.get(command, "")) == set()


#: What is labelled or told in JSON, however short it is.
_TOLD = frozenset(
    "title label statement subject question convention formula meaning undefined undefined_when note locator "
    "citation service setting summary message".split()
)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("unspoken")
def test_sentences_and_labels_in_json_are_translated_and_codes_are_not(command: str) -> None:
    data = json.loads(asked(COMMANDS[command], "--format", "json").stdout)
    assert told_untranslated(data) == set()
    assert not any(map(pseudo.is_marked, keys(data)))


#: What is typed, or bibliographic, or a row of codes.
_TYPED = ("reference", "sparql", "default", "broker_roles")


def told_untranslated(data: object) -> set[tuple[str, str]]:
    """The labels and sentences in JSON that are not translated, with their keys."""
    return {
        (key, text)
        for key, text in pseudo.said(data)
        if (key in _TOLD or " " in text) and key not in _TYPED and untranslated(text)
    }


def keys(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        yield from data
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from keys(value)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("unspoken")
def test_sentences_and_labels_in_csv_are_translated_and_headings_are_not(command: str) -> None:
    header, *rows = csv.reader(io.StringIO(asked(COMMANDS[command], "--format", "csv").stdout))
    assert not any(map(pseudo.is_marked, header))
    found = {
        (column, cell)
        for row in rows
        for column, cell in zip(header, row, strict=True)
        if (column in _TOLD - {"subject"} or " " in cell)
        and not (" " in cell and _is_list_of_codes(cell))
        and column != "reference"
        and untranslated(cell, WORDS_AS_IDS.get(command, ""))
    }
    assert found == set()


def _is_list_of_codes(cell: str) -> bool:
    return all(re.fullmatch(r"[a-z-]+", each) for each in re.split(", | > ", cell))


@pytest.mark.usefixtures("unspoken")
def test_one_question_is_told_without_an_untranslated_word() -> None:
    """What an answer says comes from the data as they are; only what is said around it is looked up."""
    told = asked("questions missing-preconditions").stdout.partition("PREFIX")[0]
    typed = set(_typed_of_questions()) | {
        *question_files.question("missing-preconditions").columns,
        "constructs-not-reported",
    }
    assert pseudo.is_marked(told)
    assert pseudo.unmarked(told, everywhere_the_same() | typed) == set()


@pytest.mark.parametrize("form", EXPORTS)
@pytest.mark.usefixtures("unspoken")
def test_an_exported_network_names_its_actors_and_speaks_to_its_reader_in_the_language_asked_for(
    form: str, tmp_path: Path
) -> None:
    place = tmp_path / "out"
    assert asked(f"export pbg --to {form} -o {place}").exit_code == 0
    files = [place] if place.is_file() else sorted(place.iterdir())
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert form in ("ucinet", "pajek") or any(map(pseudo.is_marked, texts))  # these have ids for labels
    comments = [line for text in texts for line in text.splitlines() if form == "statnet" and line.lstrip()[:1] == "#"]
    code = "source network.R encoding UTF-8 library ergm summary net edges mutual"
    assert untranslated("\n".join(comments), code) == set()


@pytest.mark.usefixtures("unspoken")
def test_the_answer_to_a_query_adds_no_untranslated_word_to_what_was_asked() -> None:
    answer = asked("query 'SELECT ?status { ?claim cg:status ?status } ORDER BY ?status LIMIT 1'").stdout
    assert untranslated(answer, "status absent") == set()
    assert pseudo.is_marked(answer)


# Help and mistakes --------------------------------------------------------------------------------------------------


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> dict[str, click.Command]:
    """Every command by what is typed to reach it, the group itself included."""
    found: dict[str, click.Command] = {" ".join(path): group}
    for name, command in group.commands.items():
        below = commands(command, (*path, name)) if isinstance(command, click.Group) else {}
        found |= below or {" ".join((*path, name)): command}
    return found


def typed_words(command: click.Command) -> set[str]:
    """What is typed letter by letter: names of commands and options, values to choose from, defaults."""
    words = set("collabgraph help h x".split()) | set(getattr(command, "commands", {}))
    for param in command.params:
        words |= {option.lstrip("-") for option in (*param.opts, *param.secondary_opts)}
        words |= set(map(str, getattr(param.type, "choices", ()))) | {str(param.default)}
    return words


@pytest.mark.parametrize("name", commands())
@pytest.mark.usefixtures("unspoken")
def test_the_help_of_a_command_has_no_untranslated_word(name: str) -> None:
    shown = asked(name, "--help").stdout
    without_examples = re.sub(r"(?m)^ +collabgraph .*$", "", shown)
    assert pseudo.unmarked(without_examples, typed_words(commands()[name]) | set(name.split())) == set()


@pytest.mark.parametrize("typed", MISTAKES)
@pytest.mark.usefixtures("unspoken")
def test_the_message_about_a_mistake_has_no_untranslated_word(typed: str) -> None:
    result = asked(typed)
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    here, shipped = f"{Path.cwd()}{os.sep}", f"{Library().open('pbg').source_path.removesuffix('pbg.ttl')}"
    message = result.stderr.replace(shipped, "").replace(here, "")
    again = {"collabgraph", "help", typed.split()[0]} if result.exit_code == 2 else set()
    assert pseudo.is_marked(message)
    assert pseudo.unmarked(message, {*MISTAKES[typed].split(), *again}) == set()


@pytest.mark.usefixtures("unspoken")
def test_an_issue_about_a_file_has_no_untranslated_word(tmp_path: Path) -> None:
    broken = tmp_path / "mine.ttl"
    broken.write_text(
        "@prefix cg: <https://w3id.org/collabgraph/ns#> .\n<urn:x> a cg:Case , cg:Caze .\n<urn:y> a cg:Actor .\n",
        encoding="utf-8",
    )
    found = json.loads(asked(f"validate {broken}", "--format", "json").stdout)["issues"]
    assert len(found) > 3
    words = {word for each in found for word in pseudo.unmarked(each["message"])}
    assert words <= {"Case", "ns#Caze"}


#: Every error with words of its own; where a sentence is just a place and a reason, the reason has the words.
ERRORS = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, errors.CollabgraphError)
    if any(part.strip(" :") for part, _, _, _ in string.Formatter().parse(each.sentence))
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
@pytest.mark.usefixtures("unspoken")
def test_an_error_has_a_sentence_in_the_language_asked_for(error: type[errors.CollabgraphError]) -> None:
    fields = {name: 0 for _, name, _, _ in string.Formatter().parse(error.sentence) if name}
    message = error(**fields).message
    assert pseudo.is_marked(message["id"])
    assert pseudo.unmarked(message["id"]) == set()


def test_no_usage_error_is_written_past_the_catalogue() -> None:
    literals = [
        f"{path.name}: {ast.unparse(call)}"
        for path in (catalogue.SOURCES / "cli").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", "") in ("UsageError", "BadParameter", "ClickException")
        if isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert literals == []


# Pages --------------------------------------------------------------------------------------------------------------


def map_page() -> str:
    from collabgraph.output import maps

    library = Library()
    return maps.page(library.open_all(["pbg", "spp-irt"]), library.ontology, lang="id")


#: A language is offered under its own name.
NAMES_OF_LANGUAGES = "English Bahasa Indonesia"


def report_page() -> str:
    from collabgraph.analysis.comparison import compare
    from collabgraph.output.report import report

    library = Library()
    framework = library.ontology.frameworks["service-provision"]
    result = compare(library.open_all(["pbg", "spp-irt"]), framework, library.ontology)
    return report(result, "html", lang="id").decode()


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


#: What the record of a report names: programs, and files with their sums.
FILES = sorted((*resources.ontology().rglob("*.ttl"), *resources.cases().glob("*.ttl")))
RECORD = " ".join(
    (
        "SHA-256 Python collabgraph jinja2 lxml markupsafe matplotlib numpy openpyxl pyoxigraph python-docx pyvis",
        "rustworkx shacl ttl ontology/frameworks",
        *(f"{path.parent.name}/{path.name} {path.name} {_sum(path)}" for path in FILES),
    )
)

#: The parts that a report names as what is typed to add them.
PARTS_TYPED = "tie-evidence measures"

#: The names that the shipped cases give to groups of tests that depend on each other.
GROUPS = " ".join({test.group or "" for name in ("pbg", "spp-irt") for test in Library().open(name).of(TestClaim)})

#: Every page made without a server, and the words on it that are the same in every language.
PAGES: dict[str, tuple[Callable[[], str], str]] = {
    "map": (map_page, NAMES_OF_LANGUAGES),
    "report": (report_page, f"{' '.join(SOURCES_NAMED_BY_WORDS)} {RECORD} {PARTS_TYPED} {GROUPS}"),
}

#: Pages of the server.
ADDRESSES = (
    "/", "/case/pbg", "/case/pbg/C05", "/actor/dpmptsp", "/source/abstract", "/study/jambi-licensing",
    "/compare?case=pbg&case=spp-irt", "/frameworks", "/framework/ansell-gash-2008", "/ns", "/schemes",
    "/construct/service-provision/leader-commitment", "/sparql", "/sparql?question=missing-preconditions",
    "/sparql?query=SELECT+%7B", "/nothing",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store for the server."""
    from collabgraph.questions import datasets
    from collabgraph.web import snapshot

    return snapshot(datasets.shipped(Library()).store, tmp_path_factory.mktemp("served") / "store")


@pytest.mark.usefixtures("unspoken")
def test_no_page_of_the_server_has_an_untranslated_word(folder: Path) -> None:
    from starlette.testclient import TestClient

    from collabgraph.web import create_app, term_index

    lists = theory.ontology().code_lists
    terms = {
        iri for term in term_index.declared().values() for iri in (term.iri, *term.parents, *term.domain, *term.range)
    }
    declared = {local_name(iri) for iri in theory.ontology().declared} | {shortened(iri) for iri in terms} | set(lists)
    forms = "JSON CSV TTL JSONLD RDF HTML MD DOCX PPTX XLSX TEX PDF SVG PNG EPS TIFF"
    names = " ".join([NAMES_OF_LANGUAGES, "collabgraph Python R curl", forms, *SOURCES_NAMED_BY_WORDS, *declared])
    found = {}
    with TestClient(create_app(folder, Library(), workers=1), base_url="http://localhost") as client:
        for address in ADDRESSES:
            page = client.get(address, params={"lang": "id"}, headers={"Accept": "text/html"})
            shown = re.sub(r"(?m)^https?://\S+$", "", pseudo.visible(page.text))  # namespaces, in a list of prefixes
            found[address] = untranslated(shown, names)
    assert {address: words for address, words in found.items() if words} == {}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("unspoken")
def test_a_page_has_no_untranslated_word(page: str) -> None:
    make, more = PAGES[page]
    shown = pseudo.visible(make())
    assert pseudo.is_marked(shown)
    assert untranslated(shown, more) == set()


# The language of a run ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "--lang id --help",
        "--help --lang id",
        "show --help --lang=id",
        "show pbg --lang en --help --lang id",
        "--lang id show -h",
    ],
)
def test_the_language_of_help_is_the_last_one_asked_for_wherever_it_stands(typed: str) -> None:
    shown = run(*typed.split()).stdout
    assert shown.startswith("Pemakaian: collabgraph")
    assert "Opsi:" in shown
    assert "Usage" not in shown


def test_what_stands_after_a_double_dash_is_no_option() -> None:
    assert language(["query", "--", "--lang", "id"]) == "en"


def test_the_variable_gives_the_language_of_help_results_and_messages() -> None:
    assert run("--help", **{VARIABLE: "id"}).stdout.startswith("Pemakaian:")
    assert run("cases", **{VARIABLE: "id"}).stdout == run("cases", "--lang", "id").stdout
    assert run("show", "ppg", **{VARIABLE: "id"}).stderr == run("show", "ppg", "--lang", "id").stderr
    assert run("nothing", **{VARIABLE: "id"}).stderr == run("--lang", "id", "nothing").stderr


def test_the_option_overrules_the_variable() -> None:
    assert run("cases", "--lang", "en", **{VARIABLE: "id"}).stdout == run("cases").stdout
    assert run("--lang", "en", "cases", **{VARIABLE: "id"}).stdout == run("cases").stdout
    assert run("--lang", "id", "cases", "--lang", "en").stdout == run("cases").stdout


def test_a_variable_that_names_no_language_is_refused_in_a_sentence_and_help_still_opens() -> None:
    result = run("cases", **{VARIABLE: "fr"})
    assert (result.exit_code, result.stdout) == (2, "")
    assert "COLLABGRAPH_LANG is 'fr'; the languages are: en, id." in result.stderr
    assert run("cases", "--help", **{VARIABLE: "fr"}).exit_code == 0


def test_the_language_of_the_machine_is_not_taken_for_that_of_the_person() -> None:
    assert run("--help", LANGUAGE="id", LANG="id_ID.UTF-8").stdout == run("--help").stdout


def test_a_run_leaves_the_translations_of_its_host_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "nl")
    gettext.bindtextdomain("click", "elsewhere")
    before = gettext.textdomain("of-the-host")
    try:
        assert run("--help", "--lang", "id").stdout.startswith("Pemakaian:")
        assert gettext.textdomain() == "of-the-host"
        assert gettext.bindtextdomain("click") == "elsewhere"
        assert os.environ["LANGUAGE"] == "nl"
    finally:
        gettext.textdomain(before)
        gettext.bindtextdomain("click", gettext.bindtextdomain(before))


def test_english_help_is_english_again_after_a_run_in_indonesian() -> None:
    before = run("show", "--help").stdout
    assert run("show", "--help", "--lang", "id").stdout != before
    assert run("show", "--help").stdout == before


def test_help_in_indonesian_imports_no_more_than_in_english() -> None:
    probe = (
        "import sys\nfrom click.testing import CliRunner\nfrom collabgraph.cli import main\n"
        "CliRunner().invoke(main, ['--help', '--lang', 'id'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('collabgraph.') and '.cli' not in name))"
    )
    shown = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout
    figures = ["collabgraph.output", "collabgraph.output.figures"]  # their names, and nothing that draws
    assert ast.literal_eval(shown) == [*figures, "collabgraph.words"]


def test_the_list_of_commands_cuts_no_sentence() -> None:
    shown = " ".join(run("--help").stdout.split())
    for command in main.commands.values():
        first = " ".join((command.help or "").split("\n\n")[0].split()).split(". ")[0].rstrip(".")
        assert first in shown


# Click's own words --------------------------------------------------------------------------------------------------

CLICKS = [message for message in catalogue.translated(catalogue.CLICK_PO) if message.id]
_FIELD = re.compile(r"\{[^}]*\}|%\(\w+\)s")


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def test_every_message_of_click_is_in_its_catalogue_and_translated() -> None:
    assert {message.id for message in CLICKS} == {
        message.id for message in catalogue.messages_of_click() if message.id
    }, "run 'make translations', then translate what is empty in click.po"
    assert [message.id for message in CLICKS if not catalogue.is_translated(message)] == []


@pytest.mark.parametrize("message", CLICKS, ids=lambda message: str(message.id)[:40])
def test_a_translation_of_click_has_the_fields_of_its_message(message: Message) -> None:
    for english, indonesian in zip(forms(message.id), forms(message.string), strict=True):
        assert set(_FIELD.findall(english)) == set(_FIELD.findall(indonesian))


def test_the_compiled_catalogue_of_click_is_the_one_that_was_translated() -> None:
    compiled = catalogue.CLICK_PO.with_suffix(".mo").read_bytes()
    assert compiled == catalogue.compiled(catalogue.translated(catalogue.CLICK_PO)), "run 'make translations'"


# Locators and citations ---------------------------------------------------------------------------------------------


def test_a_locator_with_words_is_in_both_languages(library: Library) -> None:
    locators = {
        evidence.locator
        for case in library.open_all(library.ids())
        for claim in (*case.claims, *(case.study.claims if case.study else ()))
        for evidence in claim.evidence
    }
    assert len(locators) > 50
    assert [text for text in locators if text["en"] == text["id"] and any(map(str.isalpha, text["en"]))] == []


#: Words of English remarks and dates; a title in English, which stays as published, may have the smaller ones.
ENGLISH = frozenset(
    "January February March May June July August October December and article by copies copy identified item not "
    "office page published read report reports slides standard statement undated visit".split()
)


def citations(library: Library) -> list[Text]:
    return sorted({source.citation for case in library.open_all(library.ids()) for source in case.sources})


def test_a_citation_says_in_indonesian_what_it_says_of_its_source_and_when_that_is_from(library: Library) -> None:
    found = citations(library)
    assert len(found) > 50
    assert all(text["en"] and text["id"] for text in found)
    assert [text["id"] for text in found if ENGLISH & set(re.findall(r"\w+", text["id"]))] == []


def test_a_citation_has_the_same_numbers_and_addresses_in_both_languages(library: Library) -> None:
    for text in citations(library):
        assert looked_up(text["en"]) == looked_up(text["id"]), text


def looked_up(citation: str) -> list[str]:
    """What is typed to find a source: years, numbers, addresses."""
    words = (word.strip(".,;()") for word in citation.split())
    return sorted(word for word in words if any(sign.isdigit() or sign == "." for sign in word))
