"""Questions, answers, theory, terms, metrics, issues and stores as documents."""

import csv
import io
import json
from collections.abc import Iterator, Mapping

import pyoxigraph as ox
import pytest

from collabgraph.model import Framework, Issue, Ontology
from collabgraph.output.document import Number, Paragraph, Part, Presentation, StatusCell, Table, TextCell, plain
from collabgraph.output.presenters import answers, catalogue, issues, questions, statements, stores, theory, vocabulary
from collabgraph.output.writers import FORMATS, write
from collabgraph.questions import files
from collabgraph.rdf.stores import Entry
from collabgraph.rdf.vocabulary import BASE, PREFIXES
from collabgraph.words import LANGUAGES, Speech, Text

EN = Speech("en")
CASE = f"{BASE}case/pbg"
ISSUE = Issue("shape", "my.ttl", 3, None, "pbg", Text(en="Say who.", id="Sebutkan siapa."))
ENTRY = Entry("case", CASE, 2, "12ab", "34cd", "2026-11-24T12:18:12+00:00")
CLASS = Text(en="class", id="kelas")
DECLARED = vocabulary.Declared("Case", f"{BASE}ns#Case", CLASS, CLASS, CLASS, CLASS, Text(), (), (), ())
LABELLED = ox.Triple(ox.NamedNode(CASE), ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal("x"))
#: Rows as an engine answers them: a status, a number, a name in Portuguese, and what is alike in all rows.
ANSWER = b"""{"head": {"vars": ["construct", "constructLabel", "status", "statusLabel", "amount", "basis"]},
 "results": {"bindings": [
  {"construct": {"type": "uri", "value": "https://w3id.org/collabgraph/framework/sp#rules"},
   "constructLabel": {"type": "literal", "value": "regras", "xml:lang": "pt"},
   "status": {"type": "uri", "value": "https://w3id.org/collabgraph/scheme/status#absent"},
   "statusLabel": {"type": "literal", "value": "absent", "xml:lang": "en"},
   "amount": {"type": "literal", "value": "0.50", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"},
   "basis": {"type": "uri", "value": "https://w3id.org/collabgraph/scheme/basis#reported"}},
  {"construct": {"type": "uri", "value": "https://w3id.org/collabgraph/framework/sp#trust"},
   "status": {"type": "uri", "value": "https://w3id.org/collabgraph/scheme/status#present"},
   "basis": {"type": "uri", "value": "https://w3id.org/collabgraph/scheme/basis#reported"}}]}}"""

PRESENTATIONS = (
    "questions", "question", "answer", "rows", "frameworks", "framework", "construct", "code lists", "ontology",
    "statements", "metrics", "metric", "issues", "store", "checks",
)  # fmt: skip
#: The headings of each as comma-separated values, which programs rely on.
HEADINGS = {
    "questions": "question summary parameters tags",
    "question": "parameter meaning default several",
    "answer": "construct constructLabel status statusLabel amount basis",
    "rows": "construct constructLabel status statusLabel amount basis",
    "frameworks": "framework title constructs preconditions propositions",
    "framework": "number construct label definition",
    "construct": "case status result claim basis",
    "code lists": "list code label definition",
    "ontology": "name kind label definition",
    "statements": "subject property value",
    "metrics": "id level label question direction uses formula convention undefined_when reference",
    "metric": "id level label question direction uses formula convention undefined_when reference",
    "issues": "kind path line column cell focus message blocking",
    "store": "kind id name triples loaded file digest",
    "checks": "graph message",
}


def rows() -> answers.Rows:
    solutions = ox.parse_query_results(ANSWER, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    return answers.rows(solutions)


@pytest.fixture(scope="module")
def presentations(ontology: Ontology, service_provision: Framework) -> Mapping[str, Presentation]:
    asked = files.question("missing-preconditions")
    values = {parameter.name: ["PBG (pbg)"] for parameter in asked.parameters}
    construct = next(iter(service_provision.constructs.values()))
    return {
        "questions": questions.listing(list(files.questions().values())),
        "question": questions.described(asked),
        "answer": questions.answer(asked, values, rows()),
        "rows": answers.presentation(rows()),
        "frameworks": theory.frameworks(ontology),
        "framework": theory.framework(service_provision, ontology),
        "construct": theory.construct(construct, service_provision, [], ontology),
        "code lists": vocabulary.code_lists(ontology.code_lists),
        "ontology": vocabulary.declared([DECLARED], ["basis"]),
        "statements": statements.statements(CASE, Text.same("PBG"), [LABELLED], [], lambda _: Text()),
        "metrics": catalogue.catalogue(),
        "metric": catalogue.entry("density"),
        "issues": issues.presentation([ISSUE], ["my.ttl"]),
        "store": stores.listing([ENTRY], "a-store"),
        "checks": stores.checks([ENTRY], [ISSUE], "a-store"),
    }


def tables(parts: list[Part]) -> Iterator[Table]:
    for part in parts:
        yield from (block for block in part.blocks if isinstance(block, Table))


def table(presentation: Presentation, lang: str = "en") -> Table:
    return next(tables(list(presentation.parts(Speech(lang)))))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PRESENTATIONS)
def test_every_part_can_be_named_and_every_row_fits_its_columns(
    name: str, lang: str, presentations: Mapping[str, Presentation]
) -> None:
    parts = list(presentations[name].parts(Speech(lang)))
    anchors = [part.anchor for part in parts]
    assert all(anchors)
    assert len(anchors) == len(set(anchors))
    for shown in tables(parts):
        assert len({column.id for column in shown.columns}) == len(shown.columns)
        assert {len(row) for row in shown.rows} <= {len(shown.columns)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PRESENTATIONS)
def test_programs_get_the_same_headings_in_every_language(
    name: str, lang: str, presentations: Mapping[str, Presentation]
) -> None:
    heads, *records = csv.reader(io.StringIO(write(presentations[name], "csv", lang)))
    assert heads == HEADINGS[name].split()
    assert records or name == "construct"


@pytest.mark.parametrize("form", FORMATS)
def test_parts_do_not_depend_on_the_form_written_before(form: str, presentations: Mapping[str, Presentation]) -> None:
    for presentation in presentations.values():
        assert write(presentation, form, "en") == write(presentation, form, "en") != ""


def test_a_status_in_an_answer_is_a_status_a_number_a_number_and_a_name_opens_its_thing(
    presentations: Mapping[str, Presentation],
) -> None:
    first, second = table(presentations["answer"]).rows
    name, status, amount, *_ = first
    assert isinstance(name, TextCell)
    assert name.code == f"{BASE}framework/sp#rules"
    assert name.runs[0].to is not None
    assert name.runs[0].to.name == name.code
    assert isinstance(status, StatusCell)
    assert (status.code, status.glyph, status.label) == ("absent", "○", "absent")
    assert amount == Number(0.5)
    assert second[2] is None


def test_a_name_of_an_answer_in_another_language_than_the_readers_says_which(
    presentations: Mapping[str, Presentation],
) -> None:
    assert "regras [pt]" in write(presentations["answer"], "table", "en")
    assert "0,50" in write(presentations["answer"], "table", "id")


def test_programs_get_an_answer_as_the_engine_gives_it(presentations: Mapping[str, Presentation]) -> None:
    for name in ("answer", "rows"):
        assert json.loads(write(presentations[name], "json", "en")) == json.loads(ANSWER)
        (first, _) = csv.DictReader(io.StringIO(write(presentations[name], "csv", "en")))
        assert (first["amount"], first["constructLabel"]) == ("0.50", "regras")
        assert first["status"] == f"{BASE}scheme/status#absent"


def test_what_all_rows_share_is_said_once_above_them() -> None:
    asked = files.question("readiness")
    assert "bases" in asked.once
    body = json.loads(ANSWER)
    body["head"]["vars"] = ["case", "bases"]
    body["results"]["bindings"] = [
        {"case": {"type": "literal", "value": case}, "bases": {"type": "literal", "value": "reported"}}
        for case in ("pbg", "spp-irt")
    ]
    solutions = ox.parse_query_results(json.dumps(body).encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    values = {parameter.name: ["all"] for parameter in asked.parameters}
    presentation = questions.answer(asked, values, answers.rows(solutions))
    assert [column.id for column in table(presentation).columns] == ["case"]
    question, *_, count = presentation.parts(EN)
    sentences = [plain(block.runs) for block in question.blocks if isinstance(block, Paragraph)]
    assert sentences[-1] == f"{asked.columns['bases']['en']}: reported"
    assert asked.note is not None
    assert [plain(block.runs) for block in count.blocks if isinstance(block, Paragraph)] == ["2 rows", asked.note["en"]]


def test_a_query_can_be_copied_from_what_is_said_of_its_question(presentations: Mapping[str, Presentation]) -> None:
    sparql = files.question("missing-preconditions").sparql
    assert sparql in write(presentations["question"], "table", "id", width=40)
    assert f"```sparql\n{sparql}```\n" in write(presentations["question"], "md", "id")


def test_an_issue_without_a_line_has_an_empty_cell_for_it(presentations: Mapping[str, Presentation]) -> None:
    (record,) = csv.DictReader(io.StringIO(write(presentations["issues"], "csv", "id")))
    assert (record["line"], record["column"], record["message"]) == ("3", "", "Sebutkan siapa.")
