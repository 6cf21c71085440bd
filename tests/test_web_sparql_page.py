"""The page for questions: its code asks the same of a real server, its check says what asking would, its charts fit."""

from __future__ import annotations

import ast
import calendar
import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collabgraph.coding.library import Library
from collabgraph.output import results
from collabgraph.output.presenters.answers import from_json
from collabgraph.questions import datasets
from collabgraph.questions import files as question_files
from collabgraph.rdf import sparql
from collabgraph.rdf.vocabulary import PREFIXES
from collabgraph.web import create_app, snapshot
from collabgraph.web.views.answers import Shown, parts
from collabgraph.web.views.client_code import codes
from collabgraph.web.views.columns import span
from collabgraph.web.workers import Limits
from collabgraph.words import LANGUAGES, Speech, Text
from programs import program
from served import running

HTML = {"Accept": "text/html"}
ENDPOINT = "http://127.0.0.1:8000/sparql"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
#: What quoting goes wrong with, in every language.
HOSTILE = (
    "SELECT ?x ('it\\'s \"so\" \\\\ $HOME `id` $(id) !x %n' AS ?y)\n"
    '{ VALUES ?x { """two\n\'\'\'lines""" \'é – \U0001f600\' \'r"---(x)---"\' } }  # \'"\\" EOF'
)


@pytest.fixture(scope="module")
def site(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("asked") / "store"
    snapshot(datasets.shipped(library, results.graphs(library)).store, folder)
    with running(create_app(folder, library, workers=1, limits=Limits(seconds=2.0))) as address:
        yield address


# Code for programs ---------------------------------------------------------------------------------------------------


def in_python(code: str) -> str:
    """The query as Python reads it."""
    (assigned,) = [
        each for each in ast.parse(code).body if isinstance(each, ast.Assign) and "query" in ast.unparse(each)
    ][:1]
    value = ast.literal_eval(assigned.value)
    assert isinstance(value, str)
    return value


def in_r(code: str) -> str:
    """The query as R reads a text between double quotation marks (R Language Definition, section 10.3.1).

    R itself is not asked: this reader knows the escapes of R, none of which the writer may use wrongly.
    """
    match = re.search(r'query <- "((?:[^"\\]|\\.)*)"\n', code, re.DOTALL)
    assert match
    escape = re.compile(r"\\(?:([\\\"'nrt])|u\{([0-9a-f]{1,4})\}|U\{([0-9a-f]{1,8})\}|(.))", re.DOTALL)

    def read(found: re.Match[str]) -> str:
        assert found[4] is None, f"R knows no escape {found[0]}"
        return (
            {"n": "\n", "r": "\r", "t": "\t"}.get(found[1], found[1])
            if found[1]
            else chr(int(found[2] or found[3], 16))
        )

    return escape.sub(read, match[1])


def in_shell(code: str) -> list[str]:
    """The arguments that a POSIX shell gives to curl."""
    script = 'curl() { printf "%s\\0" "$@"; }\n' + code
    return subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True).stdout.decode().split("\0")[:-1]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example(HOSTILE)
@example('"')
@example('\n""""')
@example("\\\n\\")
@example('a\r\n\u202e"""\\"\n')
@example('a\n"\\')
def test_python_and_r_read_the_query_that_was_asked(query: str) -> None:
    code = codes(query, ENDPOINT, {})
    assert in_python(code["Python"]) == query
    assert in_r(code["R"]) == query


@pytest.mark.parametrize(
    "query", [HOSTILE, "'", "a'\\''b", "\\\n\\", "!!\n$'x'", "@file", "-x", "a=b&c", "\u202edlrow"]
)
def test_a_shell_gives_curl_the_query_that_was_asked(query: str) -> None:
    arguments = in_shell(codes(query, ENDPOINT, {"named-graph-uri": ["http://x/it's"]})["curl"])
    assert arguments[1] == ENDPOINT
    assert arguments[-1].startswith("query=")
    sent = arguments[-1].removeprefix("query=")
    assert (sent if arguments[-2] == "--data-urlencode" else httpx.QueryParams(arguments[-1])["query"]) == query
    assert "named-graph-uri=http://x/it's" in arguments


def test_what_a_language_cannot_write_is_not_offered_in_it() -> None:
    assert set(codes("ASK { ?s ?p '\0' }", ENDPOINT, {})) == {"Python", "curl"}
    assert "query@query.rq" in codes("# long\n" * 20_000, ENDPOINT, {})["curl"]


@pytest.mark.parametrize(
    "query", [HOSTILE, "SELECT ?claim { ?claim cg:construct sp:leader-commitment ; a cg:ConditionClaim }"]
)
def test_python_and_curl_get_the_rows_that_the_page_shows(site: str, query: str) -> None:
    rows = httpx.get(f"{site}/sparql", params={"query": query}).json()["results"]["bindings"]
    code = offered(site, query)
    in_csv = list(csv.DictReader(io.StringIO(run_in_shell(code["curl"]))))
    assert [list(row.values()) for row in in_csv] == [[cell["value"] for cell in row.values()] for row in rows]
    assert run_in_python(code["Python"].replace("print(len(rows))", "import json; print(json.dumps(rows))")) == in_csv


def test_python_and_curl_get_a_yes_and_a_graph(site: str) -> None:
    yes = offered(site, "ASK { ?case a cg:Case }")
    assert run_in_python(yes["Python"]) is True
    assert json.loads(run_in_shell(yes["curl"]))["boolean"] is True
    graph = offered(site, "CONSTRUCT { ?case a cg:Case } WHERE { ?case a cg:Case }")
    triples = set(ox.parse(run_in_shell(graph["curl"]), format=ox.RdfFormat.TURTLE))
    assert len(triples) == 2
    printed = run_in_python(graph["Python"].replace("print(turtle)", "import json; print(json.dumps(turtle))"))
    assert set(ox.parse(str(printed), format=ox.RdfFormat.TURTLE)) == triples


def test_code_asks_the_graphs_that_the_page_asks(site: str) -> None:
    query, graph = "SELECT DISTINCT ?case { ?claim cg:inCase ?case }", "https://w3id.org/collabgraph/case/pbg"
    code = offered(site, query, **{"default-graph-uri": graph})
    assert run_in_shell(code["curl"]).split() == ["case", graph]
    assert run_in_python(code["Python"]) == 1


def offered(site: str, query: str, **parameters: str) -> dict[str, str]:
    """The code that is shown for a query, by language; on the page it is the same."""
    asked = {"query": query, **parameters}
    code = httpx.post(f"{site}/sparql/check", data=asked).json()["code"]
    page = httpx.get(f"{site}/sparql", params=asked, headers=HTML).text
    shown = re.findall(r'<code data-language="(\w+)">(.*?)</code>', page, re.DOTALL)

    assert {name: unescape(text) for name, text in shown} == code
    return dict(code)


def run_in_python(code: str) -> object:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={"no_proxy": "*"})
    printed = done.stdout.decode()
    return (
        {"True": True, "False": False}[printed.strip()] if printed.strip() in ("True", "False") else json.loads(printed)
    )


def run_in_shell(code: str) -> str:
    folder = program("curl").rpartition("/")[0]
    environment = {"no_proxy": "*", "PATH": folder}
    done = subprocess.run(["/bin/sh", "-c", code], capture_output=True, check=True, env=environment)
    return done.stdout.decode()


# Faults while one types ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT {", 1, 8),
        ("SELECT * {\n  ?a un:known ?b }", 2, 6),
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", 1, 12),
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", 1, 1),
        ("SELECT * {\n ?s ?p 'open }", 2, 8),
        ("SELECT (cg:none(1) AS ?x) {}", 1, 9),
        ("SELECT * { '\U0001f600' ?p un:known }", 1, 19),
    ],
)
def test_a_fault_is_said_as_asking_would_say_it(site: str, query: str, line: int, column: int, lang: str) -> None:
    found = httpx.post(f"{site}/sparql/check?lang={lang}", data={"query": query}).json()
    fault = found["fault"]
    assert (fault["line"], fault["column"]) == (line, column)
    page = httpx.get(f"{site}/sparql", params={"query": query, "lang": lang}, headers=HTML)
    assert page.status_code == 400
    assert fault["message"] in unescape(page.text)


def test_checking_asks_nothing_of_the_data(site: str) -> None:
    assert httpx.get(f"{site}/sparql", params={"query": ENDLESS}, timeout=60).status_code == 503
    assert httpx.post(f"{site}/sparql/check", data={"query": ENDLESS}).json()["fault"] is None


def test_check_needs_a_query_and_keeps_no_answer(site: str) -> None:
    assert httpx.post(f"{site}/sparql/check", data={"lang": "en"}).status_code == 400
    checked = httpx.post(f"{site}/sparql/check", data={"query": "ASK {}"})
    assert checked.headers["cache-control"] == "no-store"
    assert httpx.get(f"{site}/sparql/check", params={"query": "ASK {}"}).status_code == 405


@pytest.mark.parametrize("name", question_files.questions())
def test_a_question_of_ours_is_well_formed_and_names_only_what_there_is(site: str, name: str) -> None:
    found = httpx.post(f"{site}/sparql/check", data={"query": question_files.question(name).sparql}).json()
    assert found["fault"] is None
    assert found["doubts"] == []


def test_a_name_that_finds_nothing_is_doubted_with_the_nearest(site: str) -> None:
    query = "SELECT * {\n  ?claim cg:inCas ?case ; cg:construct sp:leader-commitment . FILTER(xsd:date('2024') > 1)\n}"
    found = httpx.post(f"{site}/sparql/check?lang=id", data={"query": query}).json()
    assert found["fault"] is None
    (doubt,) = found["doubts"]
    assert (doubt["line"], doubt["column"]) == (2, 10)
    assert "'cg:inCas' tidak ada" in doubt["message"]
    assert "cg:inCase" in doubt["message"]
    own = "PREFIX cg: <http://example.org/>\nSELECT * { ?s cg:inCas ?o }"
    assert httpx.post(f"{site}/sparql/check", data={"query": own}).json()["doubts"] == []


# Names, time, and a page without scripts -----------------------------------------------------------------------------


def test_a_word_in_either_language_is_in_what_names_are_found_by(site: str) -> None:
    for lang, own, other in (("en", "leader", "pemimpin"), ("id", "pemimpin", "leader")):
        names = httpx.get(f"{site}/terms.json", params={"lang": lang}).json()
        (found,) = [each for each in names if each["name"] == "sp:leader-commitment"]
        assert own in found["label"]
        assert any(other in words for words in found["others"])
        assert found["definition"]


def test_every_prefix_and_graph_is_named_on_the_page(site: str) -> None:
    page = httpx.get(f"{site}/sparql", headers=HTML).text
    for prefix, iri in (*PREFIXES.items(), ("pbg", "https://w3id.org/collabgraph/case/pbg#")):
        assert f'data-insert="{prefix}:"' in page
        assert iri in page
    graphs = httpx.get(f"{site}/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}).json()
    listed = re.findall(r'data-graph="([^"]+)"', page)
    assert len(listed) == len(graphs["results"]["bindings"])
    asked = " ".join(f"({name})" for name in map(unescape, listed))
    named = httpx.get(f"{site}/sparql", params={"query": f"SELECT ?g {{ VALUES (?g) {{ {asked} }} }}"}).json()
    assert {row["g"]["value"] for row in named["results"]["bindings"]} == {
        row["g"]["value"] for row in graphs["results"]["bindings"]
    }


def test_the_time_an_answer_took_is_said_in_the_readers_language(site: str) -> None:
    for lang, words in (("en", r"Answered in \d+(\.\d+)? s\."), ("id", r"Dijawab dalam \d+(,\d+)? detik\.")):
        page = httpx.get(f"{site}/sparql", params={"query": "ASK {}", "lang": lang}, headers=HTML).text
        assert re.search(words, page)


# Charts --------------------------------------------------------------------------------------------------------------


def shown(query: str) -> Shown:
    """An answer of an empty store, as the page has it."""
    solutions = sparql.asked(ox.Store(), query, PREFIXES)
    rows = from_json(solutions.serialize(format=ox.QueryResultsFormat.JSON) or b"")  # type: ignore[union-attr]
    say = Speech("en")
    return Shown(rows, parts(rows, lambda _: Text(), say), say, cut=False, seconds=0.0)


@pytest.mark.parametrize(
    ("values", "charts"),
    [
        ("(?word ?n) { ('a' 1) ('b' 2) }", {"bars"}),
        ("(?n) { (1) (2) }", set()),
        ("(?year ?n) { (2020 1) (2021 4) }", {"line"}),
        ("(?year ?n) { (2020 1) (2020 4) }", set()),
        ("(?case ?year ?n) { ('a' 2020 1) ('a' 2021 2) ('b' 2020 3) }", {"bars", "line"}),
        ("(?source ?claims ?alone) { ('a' 3 1) ('b' 2 2) }", {"bars"}),
        ("(?word ?day) { ('a' '2020-01-01'^^xsd:date) }", {"timeline"}),
        ("(?day ?n) { ('2020'^^xsd:gYear 1.5) ('2021'^^xsd:gYear 2.5) }", {"bars", "line", "timeline"}),
        ("(?from ?to) { (case:a case:b) }", {"network"}),
        ("(?word ?other) { ('a' 'b') }", set()),
        ("(?unit ?year ?n) { ('day' 2020 1) ('day' 2021 2) ('rupiah' 2020 900) }", {"bars", "line"}),
    ],
)
def test_charts_are_those_that_the_types_of_the_columns_have(values: str, charts: set[str]) -> None:
    assert set(shown(f"SELECT * {{ VALUES {values} }}").charts) == charts


def test_the_end_of_a_span_is_a_date_that_never_comes_before_its_start() -> None:
    days = "(?w ?start ?end) { ('a' '2020-03'^^xsd:gYearMonth '2020'^^xsd:gYear) ('b' '2021-01-01'^^xsd:date UNDEF) }"
    assert shown(f"SELECT * {{ VALUES {days} }}").charts["timeline"] == {"dates": [1, 2], "span": [1, 2]}
    turned = "(?w ?date ?end) { ('a' '2026-01-01'^^xsd:date '2024'^^xsd:gYear) }"
    assert shown(f"SELECT * {{ VALUES {turned} }}").charts["timeline"] == {"dates": [1, 2], "span": []}


def test_ends_of_a_range_are_not_shown_as_two_numbers() -> None:
    bars = shown("SELECT * { VALUES (?case ?low ?high ?n) { ('a' 0.5 1.0 3) } }").charts["bars"]
    assert bars == {"values": [1, 2, 3], "limits": [1, 2]}


def test_units_are_known_so_that_scales_can_be_apart() -> None:
    data = shown("SELECT * { VALUES (?w ?unit ?n) { ('a' 'day' 3) ('b' 'rupiah' 9) } }").data
    assert data["headings"][data["unit"]] == "unit"


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_year_and_a_month_last_to_their_last_day(year: int, month: int) -> None:
    def of(text: str, kind: str) -> tuple[str, str] | None:
        return span(ox.Literal(text, datatype=ox.NamedNode(f"{PREFIXES['xsd']}{kind}")))

    last = calendar.monthrange(year, month)[1]
    assert of(f"{year:04}", "gYear") == (f"{year:04}-01-01", f"{year:04}-12-31")
    first = f"{year:04}-{month:02}"
    assert of(first, "gYearMonth") == (f"{first}-01", f"{first}-{last}")
    assert of(f"{first}-{last}", "date") == (f"{first}-{last}", f"{first}-{last}")


@pytest.mark.parametrize(
    ("text", "kind"), [("2021-02-30", "date"), ("-0044", "gYear"), ("now", "dateTime"), ("2021", "string")]
)
def test_what_is_no_day_is_not_drawn(text: str, kind: str) -> None:
    assert span(ox.Literal(text, datatype=ox.NamedNode(f"{PREFIXES['xsd']}{kind}"))) is None
