"""A project as a person uses it: made, filled, checked, compared; its own theories and terms; what is wrong in it."""

from __future__ import annotations

import json
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import jsonschema
import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

import collabgraph
from collabgraph.cli import main, watching
from collabgraph.cli.settings import Settings
from collabgraph.coding.forms.json_schema import json_schema
from collabgraph.coding.forms.template import yaml_template
from collabgraph.coding.project import find_project
from collabgraph.errors import NoProject
from collabgraph.model import Ontology
from collabgraph.questions.datasets import graphs
from collabgraph.rdf.turtle import named_quads
from collabgraph.web import create_app, snapshot
from test_case_forms import FILES, SMALL, WHFC

EMERSON = Path(__file__).parent / "data" / "forms" / "own-theory.ttl"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project, in which commands are run."""
    made = run("new", str(tmp_path / "mine"), "--framework", "ansell-gash-2008")
    assert made.exit_code == 0, made.output
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def test_a_new_project_has_a_case_that_is_sound_and_says_that_it_is_an_example(folder: Path) -> None:
    checked = run("check")
    assert checked.exit_code == 0, checked.output
    assert checked.output.startswith("1 case, 8 claims, 0 errors, 2 warnings.")
    assert "The example is still in the file" in checked.output
    unsaid = (
        "service, setting, boundary, actors-counted, ties-counted, missing-data, tie-strength, multiplexity, time-frame"
    )
    assert f"The case does not say: {unsaid}." in " ".join(checked.output.split())
    assert {"collabgraph.toml", "README.md", "mine.yaml", "case.schema.json"} <= {one.name for one in folder.iterdir()}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_template_reads_in_both_languages_and_with_every_theory(
    lang: str, tmp_path: Path, ontology: Ontology
) -> None:
    for name, framework in ontology.readable.items():
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml_template(name, framework, lang), encoding="utf-8")
        found = run("validate", str(path), "--format", "json")
        assert [one for one in json.loads(found.output)["issues"] if one["blocking"]] == [], name


@pytest.mark.usefixtures("folder")
def test_the_hypotheses_of_the_template_are_weighed_and_undecided() -> None:
    weighed = json.loads(run("weigh", "mine", "--format", "json").output)
    (pair,) = weighed["pairs"]
    assert pair["verdict"] == "undecided"
    (trace,) = weighed["tests"]
    assert trace["state"] == "not-looked-for"


def test_new_replaces_nothing(folder: Path) -> None:
    (folder / "mine.yaml").write_text("mine", encoding="utf-8")
    again = run("new", str(folder))
    assert again.exit_code == 1
    assert "exists, and nothing was written" in again.output
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == "mine"


def test_in_a_project_its_own_cases_are_listed_and_shipped_ones_can_still_be_named(folder: Path) -> None:
    listed = json.loads(run("cases", "--format", "json").output)
    assert [one["id"] for one in listed["cases"]] == ["mine"]
    compared = json.loads(run("compare", "mine", "pbg", "--format", "json").output)
    assert compared["framework"] == "ansell-gash-2008"
    settings = (folder / "collabgraph.toml").read_text(encoding="utf-8")
    (folder / "collabgraph.toml").write_text(settings.replace("false", "true"), encoding="utf-8")
    listed = json.loads(run("cases", "--format", "json").output)
    assert [one["id"] for one in listed["cases"]] == ["mine", "pbg", "spp-irt"]


def test_own_terms_are_used_by_every_command(folder: Path) -> None:
    text = (folder / "mine.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(
        text.replace("group: convenes", "group: mentors").replace("outcomes: achieved", "quorum-met: achieved"),
        encoding="utf-8",
    )
    assert run("check").exit_code == 3
    (folder / "terms" / "own.yaml").write_text(
        "tie:\n  mentors: {label: mentors, definition: One teaches the other.}\n"
        "indicator:\n  quorum-met:\n    label: {en: quorum met, id: kuorum tercapai}\n"
        "    definition: Enough came.\n    framework: ansell-gash-2008\n    favourable: [achieved]\n",
        encoding="utf-8",
    )
    assert run("check").exit_code == 0
    shown = run("compare", "mine", "pbg").output
    assert "MINE: quorum met achieved (favourable)" in " ".join(shown.split())
    assert "mentors" in run("show", "mine", "--part", "all").output
    assert "mentors" in run("codes", "tie").output


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("terms/own.yaml", "tie:\n  X y: {label: a, definition: b}\n", "own.yaml:2:8: 'X y' cannot be an id."),
        ("terms/own.yaml", "status:\n  odd: {label: a, definition: b}\n", "own.yaml:1:1: 'status' is not one of"),
        ("terms/own.yaml", "tie:\n  a: {label: a}\n", "own.yaml:2:6: 'definition' is missing"),
        ("frameworks/bad.ttl", "@prefix : <x", "bad.ttl:1:"),
        ("second.yaml", "case: second\n  a: b: c", "second.yaml:"),
    ],
)
def test_one_bad_file_is_named_with_its_place_and_hides_no_other(
    folder: Path, name: str, text: str, sentence: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    checked = run("check")
    assert checked.exit_code == 1
    assert sentence in checked.output
    assert run("show", "mine").exit_code == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("framwork = 'x'", "'framwork' is not a setting (did you mean 'framework'?)"),
        ("shipped = 'no'", "'shipped' must be true or false."),
        ("language = 'fr'", "'language' is 'fr'; the software speaks en, id."),
        ("framework = ", "it cannot be read as TOML"),
        ("framework = 'nobody-1999'", "nobody-1999"),
    ],
)
def test_wrong_settings_are_named(folder: Path, text: str, sentence: str) -> None:
    (folder / "collabgraph.toml").write_text(text, encoding="utf-8")
    found = run("compare", "mine", "pbg")
    assert found.exit_code == 1
    assert sentence in found.output
    assert "Traceback" not in found.output


def test_a_project_is_found_from_a_folder_inside_of_it(folder: Path) -> None:
    found = find_project(folder / "terms")
    assert found is not None
    assert found.folder == folder


def test_an_own_theory_is_known_by_its_id(folder: Path) -> None:
    (folder / "frameworks" / "own-theory.ttl").write_bytes(EMERSON.read_bytes())
    assert run("check").exit_code == 0, run("check").output
    assert "own-theory" in run("codes", "constructs").output
    read = json.loads(run("preconditions", "mine", "--framework", "own-theory", "--format", "json").output)
    assert read["framework"] == "own-theory"


def test_without_a_theory_named_that_which_most_claims_name_is_read_with() -> None:
    for case, framework in ((str(WHFC), "ansell-gash-2008"), ("pbg", "service-provision")):
        read = json.loads(run("preconditions", case, "--format", "json").output)
        assert read["framework"] == framework


@pytest.mark.usefixtures("folder")
def test_status_lists_what_is_silent_with_its_question() -> None:
    found = json.loads(run("status", "--format", "json").output)
    (case,) = found["cases"]
    assert case["constructs"]["trust-building"] == {"status": "not-reported", "claims": []}
    assert case["constructs"]["power-resource-knowledge-asymmetry"]["status"] == "partial"
    assert len(case["to_ask"]) > 20


@pytest.mark.parametrize("lang", ["en", "id"])
def test_status_is_shown_by_every_theory_that_names_preconditions(lang: str, ontology: Ontology) -> None:
    for name, framework in ontology.readable.items():
        found = run("status", "pbg", "--framework", name, "--lang", lang)
        assert found.exit_code == 0, name
        for construct in framework.preconditions:
            assert construct.term.label[lang] in " ".join(found.output.split()), construct.term.id


def test_convert_refuses_to_replace_and_says_which_endings_there_are(tmp_path: Path) -> None:
    target = tmp_path / "pbg.yaml"
    assert run("convert", "pbg", str(target)).exit_code == 0
    again = run("convert", "pbg", str(target))
    assert again.exit_code == 1
    assert "--replace" in again.output
    assert run("convert", "pbg", str(target), "--replace").exit_code == 0
    other = run("convert", "pbg", str(tmp_path / "pbg.doc"))
    assert "no form has the ending .doc" in other.output


@pytest.mark.parametrize("ending", [".ttl", ".nt", ".jsonld", ".rdf", ".yaml"])
def test_a_case_in_another_form_gives_the_same_comparison(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"whfc{ending}"
    assert run("convert", str(WHFC), str(target)).exit_code == 0
    one, other = (json.loads(run("preconditions", str(path), "--format", "json").output) for path in (WHFC, target))
    assert one == other


def test_the_schema_accepts_every_case_and_names_what_is_wrong(ontology: Ontology, tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(json_schema(ontology))
    jsonschema.Draft202012Validator.check_schema(json_schema(ontology))
    for path in FILES:
        target = tmp_path / f"{path.stem}.yaml"
        assert run("convert", str(path), str(target)).exit_code == 0
        loaded = yaml.load(target.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506, texts only
        assert [error.message for error in validator.iter_errors(loaded)] == [], path
    wrong = yaml.load(SMALL.replace("period:", "perod:"), Loader=yaml.BaseLoader)  # noqa: S506
    assert any("perod" in error.message for error in validator.iter_errors(wrong))


def test_codes_lists_every_list_and_refuses_others(ontology: Ontology) -> None:
    listed = {one["list"]: one["terms"] for one in json.loads(run("codes", "--format", "json").output)["lists"]}
    assert listed["tie"] == len(ontology.code_lists["tie"])
    wrong = run("codes", "ties")
    assert wrong.exit_code == 1
    assert re.search(r"did you mean 'tie'", wrong.output)


def test_python_sees_the_cases_theories_and_terms_of_a_project(folder: Path) -> None:
    (folder / "terms" / "own.yaml").write_text("tie:\n  mentors: {label: mentors, definition: One teaches.}\n")
    text = (folder / "mine.yaml").read_text(encoding="utf-8").replace("group: convenes", "group: mentors")
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    project = collabgraph.Project(folder / "terms")
    assert project.cases == ["mine"]
    case = project.load("mine")
    assert len(case.network().ties) == 1
    assert case.preconditions().framework.id == "ansell-gash-2008"
    assert project.compare("mine", "pbg").framework.id == "ansell-gash-2008"
    assert "mentors" in case._repr_html_()
    assert len(case.graph()) > 30
    with pytest.raises(NoProject):
        collabgraph.Project(folder.parent)


def test_queries_and_pages_see_own_theories_and_terms(folder: Path, tmp_path: Path) -> None:
    (folder / "frameworks" / "own-theory.ttl").write_bytes(EMERSON.read_bytes())
    (folder / "terms" / "own.yaml").write_text("tie:\n  mentors: {label: mentors, definition: One teaches.}\n")
    text = (folder / "mine.yaml").read_text(encoding="utf-8").replace("group: convenes", "group: mentors")
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    query = "SELECT ?label { ?tie cg:tieKind/skos:prefLabel ?label ; cg:inCase case:mine }"
    assert "mentors" in run("query", query).output
    theories = run("query", "SELECT DISTINCT ?f { GRAPH ?g { ?f a cg:Framework } }").output
    assert "framework:own-theory" in theories or "framework/own-theory" in theories
    project = find_project(folder)
    assert project is not None
    library = project.library()
    store = snapshot(named_quads(graphs(library)), tmp_path / "store")
    with TestClient(create_app(store, library, workers=1), base_url="http://localhost") as client:
        assert "mentors" in client.get("/case/mine").text
        assert client.get("/framework/own-theory").status_code == 200
        assert "own-theory" in client.get("/framework/own-theory.ttl").text


def test_a_case_of_a_project_is_compared_on_a_page_with_a_shipped_one_that_is_not_listed(
    folder: Path, tmp_path: Path
) -> None:
    project = find_project(folder)
    assert project is not None
    library = project.library()
    store = snapshot(named_quads(graphs(library)), tmp_path / "store")
    with TestClient(create_app(store, library, workers=1), base_url="http://localhost") as client:
        page = client.get("/compare?case=mine&case=pbg", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert 'name="case" value="spp-irt"' in page.text
        links = sorted(set(re.findall(r'href="(/case/pbg/\w+)"', page.text)))
        assert links
        assert client.get(links[0]).status_code == 200
        assert client.get(f"{links[0]}.ttl").text.count("ns#") > 0
        assert {claim["case"] for claim in client.get("/claims.json").json()["claims"]} <= {"mine", None}
        assert (
            "/case/pbg"
            not in client.get("/", headers={"Accept": "text/html"}).text.split("<footer>")[0].split('id="cases"')[1]
        )


class Watching:
    """``serve --watch`` in the project, in a process of its own, with what it says; nothing waits for it for ever."""

    SECONDS = 90

    def __init__(self, folder: Path, before: str = "") -> None:
        command = [sys.executable, "-c", f"{before}\nfrom collabgraph.cli import main\nmain()"]
        arguments = ["serve", "--watch", "--port", "0", "--workers", "1"]
        self._process = subprocess.Popen([*command, *arguments], stderr=subprocess.PIPE, text=True, cwd=folder)
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._lines.put(line)

    def __enter__(self) -> Watching:
        said = self.said()
        found = re.search(r"http://\S+", said)
        assert found is not None, said
        self._page = f"{found[0]}/case/mine"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join()
            assert self._process.stderr is not None
            self._process.stderr.close()

    def said(self) -> str:
        """The next line that it says."""
        try:
            return self._lines.get(timeout=self.SECONDS)
        except queue.Empty:
            pytest.fail(f"it said nothing more within {self.SECONDS} seconds")

    def shown(self) -> str:
        return httpx.get(self._page, timeout=self.SECONDS).text

    def comes_to_show(self, words: str) -> bool:
        """Whether the page shows these words, now or after changes that are noticed in the meantime."""
        until = time.monotonic() + self.SECONDS
        while words not in (page := self.shown()):
            if time.monotonic() > until:
                pytest.fail(f"{words!r} was not shown within {self.SECONDS} seconds, but {page[:2000]!r}")
            time.sleep(0.1)
        return True


def test_serve_shows_a_change_when_it_is_saved_and_goes_on_while_a_file_is_broken(folder: Path) -> None:
    with Watching(folder) as serving:
        assert "Example: replace this title" in serving.shown()
        (folder / "broken.yaml").write_text("case: broken\n a: b: c", encoding="utf-8")
        assert "broken.yaml" in serving.said()
        assert "Example: replace this title" in serving.shown()
        (folder / "broken.yaml").unlink()
        text = (folder / "mine.yaml").read_text(encoding="utf-8")
        (folder / "mine.yaml").write_text(text.replace("replace this title", "replaced"), encoding="utf-8")
        assert serving.comes_to_show("Example: replaced")


#: A command that changes the title of the case each time just after it has read the files, twice.
SAVED_MEANWHILE = """
from pathlib import Path
from collabgraph.cli import serve
read, titles = serve._served, ["replaced once", "replaced twice"]

def then_saved(settings, opened):
    content = read(settings, opened)
    if titles:
        file, title = Path("mine.yaml"), titles.pop(0)
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        changed = ("title: " + title + chr(10) if line.startswith("title:") else line for line in lines)
        file.write_text("".join(changed), encoding="utf-8")
    return content

serve._served = then_saved
"""


def test_a_change_that_is_saved_while_the_files_are_read_is_shown(folder: Path) -> None:
    with Watching(folder, before=SAVED_MEANWHILE) as serving:
        assert serving.comes_to_show("replaced twice")


@pytest.mark.usefixtures("folder")
def test_a_check_notices_what_is_saved_while_it_runs_but_not_what_it_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(Exception):
        pass

    def check() -> None:
        text = Path("mine.yaml").read_text(encoding="utf-8")
        read.append(text)
        Path("report.json").write_text(f"{len(read)} " * len(read), encoding="utf-8")
        if len(read) < 3:
            Path("mine.yaml").write_text(f"{text}# {len(read)}\n", encoding="utf-8")

    def waits(_: float) -> None:
        raise Ended

    read: list[str] = []
    monkeypatch.setattr(watching.time, "sleep", waits)
    settings = Settings(None, Path("report.json"), "en", None, None, None, None, debug=False)
    with pytest.raises(Ended):
        watching.again(settings, check, written=(settings.output, None))
    assert [text.count("# ") - read[0].count("# ") for text in read] == [0, 1, 2]


def test_cases_in_a_workbook_from_the_template_to_a_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("new", str(tmp_path / "sheets"), "--form", "workbook", "--framework", "ansell-gash-2008").exit_code == 0
    monkeypatch.chdir(tmp_path / "sheets")
    empty = run("check")
    assert (empty.exit_code, empty.output.partition("\n")[0]) == (0, "0 cases, 0 claims, 0 errors, 1 warning.")
    assert "There is no case yet" in empty.output
    book = openpyxl.load_workbook("sheets.xlsx")

    def fill(sheet: str, **values: object) -> None:
        page = book[sheet]
        columns = {str(cell.value): cell.column for cell in page[1]}
        row = next(row for row in range(3, 99) if page.cell(row, 1).value in (None, "") or row > page.max_row)
        for heading, value in values.items():
            page.cell(row, columns[heading.replace("_", " ")], value)

    fill("Cases", Id="lake", Title="A lake council", Period="1998-2003")
    fill("Sources", Id="report", Citation="Author 2004. A report.", Date=2004)
    fill("Actors", Id="council", Name="The council", Kind="forum", Sector="civil society")
    fill("Actors", Id="agency", Name="The agency", Kind="government office", Sector="public")
    fill("Ties", From="agency", To="council", Kind="convenes", Source="report", Page=12, Note="It set the council up.")
    fill("Conditions", Condition="trust building", Status="no", Source="report", Page="13", Note="Trust went.")
    book.save("sheets.xlsx")
    wrong = run("check", "sheets.xlsx", "--mark", "marked.xlsx")
    assert wrong.exit_code == 3
    assert re.search(r"sheets\.xlsx:Conditions!\w+: lake#C01: 'no' is no status", " ".join(wrong.output.split()))
    marks = openpyxl.load_workbook("marked.xlsx")["Conditions"]
    assert any("'no' is no status" in str(cell.value) for row in marks.iter_rows() for cell in row)
    Path("marked.xlsx").unlink()
    page = book["Conditions"]
    (cell,) = (cell for row in page.iter_rows() for cell in row if cell.value == "no")
    cell.value = "absent"
    book.save("sheets.xlsx")
    assert run("check").exit_code == 0
    assert [one["id"] for one in json.loads(run("cases", "--format", "json").output)["cases"]] == ["lake"]
    for names in (("lake", "pbg"), ("sheets.xlsx", "pbg")):
        compared = run("compare", *names, "--format", "json")
        assert json.loads(compared.output)["framework"] == "ansell-gash-2008"


@pytest.mark.parametrize("target", ["all.xlsx", "folder"])
@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_workbook_and_a_folder_of_csv_files_are_named_like_a_case(target: str, lang: str, tmp_path: Path) -> None:
    place = tmp_path / target
    assert run("convert", "pbg", str(place), "--lang", lang).exit_code == 0
    one, other = (json.loads(run("preconditions", name, "--format", "json").output) for name in ("pbg", f"{place}"))
    assert one == other
    assert run("convert", str(place), str(tmp_path / "pbg.yaml")).exit_code == 0


def test_results_are_in_the_language_of_the_project_unless_another_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLLABGRAPH_LANG", raising=False)
    assert run("new", str(tmp_path / "kasus"), "--lang", "id").exit_code == 0
    monkeypatch.chdir(tmp_path / "kasus")
    assert run("check").output.startswith("1 kasus, ")
    assert run("check", "--lang", "en").output.startswith("1 case, ")
    monkeypatch.setenv("COLLABGRAPH_LANG", "en")
    assert run("check").output.startswith("1 case, ")
