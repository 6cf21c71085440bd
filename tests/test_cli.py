"""Every command as a person types it: the answer, every format, both languages, and what happens when it is wrong."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import re
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from collabgraph import resources
from collabgraph.analysis.metrics.governance import MODES
from collabgraph.cli import main
from collabgraph.cli.questions import QUERY_FORMATS
from collabgraph.cli.settings import _ADVICE, BASES, FORMATS
from collabgraph.errors import CollabgraphError
from collabgraph.model import Basis
from collabgraph.output.writers import terminal

COMMANDS = {
    "cases": ["cases"],
    "show": ["show", "pbg"],
    "parts": ["show", "pbg", "--part", "ties", "--part", "all"],
    "claim": ["show", "pbg", "F21", "F24"],
    "validate": ["validate", "pbg"],
    "preconditions": ["preconditions", "pbg", "spp-irt"],
    "metrics": ["metrics", "pbg", "spp-irt"],
    "compare": ["compare", "pbg", "spp-irt"],
    "explain": ["explain", "pbg", "levy-revenue-target"],
    "expected ties": ["expected-ties", "pbg", "spp-irt"],
    "paper and practice": ["paper-practice", "pbg", "spp-irt"],
    "qap": ["qap", "pbg", "spp-irt", "--granularity", "role"],
    "catalogue": ["metrics", "--list"],
    "entry": ["metrics", "--explain", "ei_index"],
    "compare against chance": ["compare", "pbg", "spp-irt", "--cug", "--samples", "50"],
}


#: Seven cases: five of one study and the two shipped ones.
MANY_CASES = [
    "pbg", "spp-irt",
    *(str(resources.cases() / "examples" / "energy" / f"{name}.ttl")
      for name in ("jena", "kalmar", "berlin", "minneapolis", "riding-sunbeams")),
]  # fmt: skip


def run(*arguments: str, **options: object) -> Result:
    return CliRunner().invoke(main, arguments, **options)  # type: ignore[arg-type]


def answer(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def data(*arguments: str) -> dict:  # type: ignore[type-arg]
    return json.loads(answer(*arguments, "--format", "json"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("form", [form for form in FORMATS if form != "xlsx"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_in_every_format_of_text_and_language(command: str, form: str, lang: str) -> None:
    said = answer(*COMMANDS[command], "--format", form, "--lang", lang)
    assert said.endswith("\n")
    if form == "json":
        found = json.loads(said)
        assert found["schema"].startswith("collabgraph/")
        assert said == json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if form == "csv":
        rows = list(csv.reader(io.StringIO(said)))
        assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_the_output_file_holds_what_the_terminal_would_show(command: str, tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    assert answer(*COMMANDS[command], "-o", str(file)) == ""
    assert file.read_bytes().decode() == answer(*COMMANDS[command])
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_the_options_of_the_command_line_are_those_of_the_library() -> None:
    from collabgraph.output import writers
    from collabgraph.output.presenters import answers

    assert tuple(Basis) == BASES
    assert (*writers.FORMATS, "xlsx") == FORMATS
    assert answers.FORMS == QUERY_FORMATS


def test_preconditions_have_the_promised_form() -> None:
    found = data("preconditions", "pbg", "spp-irt", "--basis", "reported")
    assert (found["framework"], found["basis"]) == ("service-provision", ["reported"])
    pbg = found["cases"][0]
    assert pbg["missing"] == ["leader-commitment", "supporting-resources", "underlying-regulation"]
    assert (pbg["partial"], pbg["contested"], pbg["satisfied"]) == ([], [], [])
    assert len(pbg["not_reported"]) == 7
    assert pbg["readiness"] == {"low": 0.0, "high": 0.5}
    commitment = next(each for each in pbg["constructs"] if each["id"] == "leader-commitment")
    assert commitment["status"] == "insufficient"
    claim = commitment["claims"][0]
    expected = {"id": "F21", "basis": "reported", "attribution": "implied", "source": "abstract"}
    assert {key: claim[key] for key in expected} == expected
    assert claim["locator"] == {"en": "abstract, paragraph 3", "id": "abstrak, paragraf 3"}


def test_metrics_have_the_promised_form() -> None:
    network = data("metrics", "pbg")["networks"][0]
    assert (network["id"], network["directed"]) == ("pbg", True)
    assert sum(network["bases"].values()) == network["n_ties"] == network["metrics"]["n_ties"]["value"]
    assert network["n_actors"] == len(network["actors"])
    assert {"id", "label", "in_degree", "out_degree", "degree", "betweenness", "harmonic_closeness"} <= set(
        network["actors"][0]
    )
    empty = data("metrics", "pbg", "--basis", "reported")["networks"][0]
    assert empty["metrics"]["density"] == {"value": None, "undefined": "fewer than 2 actors"}


def test_granularity_and_systems_change_the_network() -> None:
    offices = data("metrics", "pbg")["networks"][0]
    roles = data("metrics", "pbg", "--granularity", "role")["networks"][0]
    people = data("metrics", "pbg", "--no-systems")["networks"][0]
    assert roles["n_actors"] > offices["n_actors"] > people["n_actors"]
    assert "simbg" not in {actor["id"] for actor in people["actors"]}


def test_a_comparison_has_the_promised_form() -> None:
    found = data("compare", "pbg", "spp-irt")
    assert set(found) >= {
        "schema", "cases", "framework", "basis", "outcomes", "conditions", "readiness", "metrics", "ties", "bases",
        "rivals", "ask", "summary",
    }  # fmt: skip
    assert found["cases"] == ["pbg", "spp-irt"]
    assert found["basis"] == [basis for basis in BASES if basis != "background"]
    one_sided = next(each for each in found["conditions"] if each["construct"] == "leader-commitment")
    assert one_sided["statuses"] == {"pbg": "insufficient", "spp-irt": "not-reported"}
    assert one_sided["verdict"] == "one-sided"
    assert one_sided["would_differ_if"] == [{"case": "spp-irt", "status": ["present"]}]
    assert one_sided["claims"] == {"pbg": ["F21"], "spp-irt": []}
    assert {"metric", "values", "undefined"} <= set(found["metrics"][0])
    assert set(found["ties"]["only"]) == set(found["ask"]) == set(found["bases"]) == {"pbg", "spp-irt"}
    assert len(found["summary"]["en"]) == len(found["summary"]["id"]) >= 5
    assert found["summary"]["en"] != found["summary"]["id"]


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(("columns", "most"), [(80, 150), (120, 115)])
def test_the_comparison_is_a_few_screens_long_and_fits_the_asked_width(columns: int, most: int, lang: str) -> None:
    result = run("compare", "pbg", "spp-irt", "--lang", lang, env={"COLUMNS": str(columns)})
    lines = result.stdout.splitlines()
    assert len(lines) <= most
    assert max(map(len, lines)) <= columns
    assert "○" in result.stdout
    assert next(line for line in lines if "•" in line).lstrip().startswith("• PBG")


def test_the_unknowns_stand_beside_the_finding() -> None:
    said = answer("compare", "pbg", "spp-irt")
    assert "Two numbers are the least and the most, given what is unknown." in " ".join(said.split())
    assert "unknown: PBG 5 and SPP-IRT 2" in said


def test_a_difference_is_marked_where_it_may_come_from_coding() -> None:
    found = {each["metric"]: each for each in data("compare", "pbg", "spp-irt")["metrics"]}
    assert found["density"]["robust"] is found["transitivity"]["robust"] is False
    choices = found["density"]["choices"]
    assert choices["same"] < choices["tried"] < choices["total"]
    assert choices["one_at_a_time"]["same"] == choices["one_at_a_time"]["tried"]
    assert choices["pairs"] == [
        {"cases": ["pbg", "spp-irt"], **{k: choices[k] for k in ("same", "tried", "undefined")}}
    ]
    assert found["transitivity"]["note"] == "not robust to how ties were coded"
    ranges = found["transitivity"]["ranges"]
    assert ranges["pbg"]["low"] <= ranges["spp-irt"]["high"]
    assert "governance_mode" not in found


def test_chance_is_asked_for_and_says_its_draws_and_seed() -> None:
    found = data("compare", "pbg", "spp-irt", "--cug", "--samples", "50", "--seed", "3")["metrics"]
    cug = next(each["cug"]["pbg"] for each in found if each["metric"] == "transitivity")
    assert (cug["samples"], cug["seed"]) == (50, 3)
    assert 0 < cug["p_greater"] <= 1
    assert 0 < cug["p_less"] <= 1
    assert "P99" in answer("compare", "pbg", "spp-irt", "--cug")


def test_a_governance_mode_is_never_a_bare_label() -> None:
    for mode in data("compare", "pbg", "spp-irt")["governance"].values():
        assert mode["value"] in MODES
        assert set(mode["details"]) == {"inputs", "thresholds", "margin", "because", "contingencies"}


def test_any_network_is_measured_like_a_case(tmp_path: Path) -> None:
    edges, nodes = tmp_path / "ties.csv", tmp_path / "actors.csv"
    edges.write_text("source,target\na,b\nb,a\nb,c\na,a\na,b\n", encoding="utf-8")
    nodes.write_text("id,label,team\na,Ana,x\nb,Budi,y\nc,Citra,y\nd,Dewi,x\n", encoding="utf-8")
    given = ("metrics", "--edges", str(edges), "--nodes", str(nodes), "--directed", "--group", "team")
    network = data(*given)["networks"][0]
    case = data("metrics", "pbg")["networks"][0]
    assert set(network) == set(case)
    assert (network["n_actors"], network["n_ties"], network["omitted"]) == (4, 3, {"self-loop": 1, "duplicate": 1})
    assert network["metrics"]["ei_index"]["value"] == pytest.approx((2 - 1) / 3)
    assert [actor["label"] for actor in network["actors"]] == ["Ana", "Budi", "Citra", "Dewi"]
    assert set(network["actors"][0]) == set(case["actors"][0])


def test_malformed_rows_are_listed_all_at_once(tmp_path: Path) -> None:
    edges = tmp_path / "ties.csv"
    edges.write_text("source,target\na\n,b\nb,c\n", encoding="utf-8")
    result = run("metrics", "--edges", str(edges), "--directed")
    assert result.exit_code == 1
    assert f"{edges}:2:" in result.stderr
    assert f"{edges}:3:" in result.stderr


@pytest.mark.parametrize("form", ["csv", "statnet"])
def test_an_export_of_several_files_fills_a_folder(form: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    answer("export", "pbg", "--to", form, "-o", str(folder))
    assert len(list(folder.iterdir())) > 1


def test_an_exported_case_is_read_back_as_the_same_network(tmp_path: Path) -> None:
    file = tmp_path / "pbg.graphml"
    answer("export", "pbg", "--to", "graphml", "-o", str(file))
    case = data("metrics", "pbg")["networks"][0]["metrics"]
    again = data("metrics", "--edges", str(file), "--directed")["networks"][0]["metrics"]
    for name in ("n_actors", "n_ties", "transitivity", "mean_distance"):
        assert again[name]["value"] == case[name]["value"]


def test_an_explanation_leads_from_the_outcome_to_claims() -> None:
    found = data("explain", "pbg", "levy-revenue-target")
    assert [claim["id"] for claim in found["outcome"]["claims"]] == ["F07"]
    steps = {step["construct"]: step for step in found["steps"]}
    assert steps["leader-commitment"]["claims"][0]["id"] == "F21"
    assert steps["leader-commitment"]["proposition"]["relation"] == "requires"
    assert {claim["id"] for claim in found["author"]} == {"F19", "F24"}
    assert len(found["rivals"]) >= 2


def test_the_theory_of_ansell_and_gash_lets_the_process_mediate_and_leaves_its_cells_unsaid() -> None:
    found = data("explain", "pbg", "applicants", "--framework", "ansell-gash-2008")
    first = [step for step in found["steps"] if step["depth"] == 0]
    assert [step["construct"] for step in first] == ["collaborative-process"]
    assert {step["status"] for step in found["steps"] if step["construct"] == "trust-building"} == {"not-reported"}


def test_a_claim_opens_with_source_locator_and_words() -> None:
    said = " ".join(answer("show", "pbg", "F21").split())
    assert "reported" in said
    assert "abstract, paragraph 3" in said
    assert "implied" in said


def test_a_source_is_cited_in_both_languages_in_json_and_in_that_asked_for_in_tables() -> None:
    cited = {
        "en": "Radar Jambi, radarjambi.co.id, 27 March 2019.",
        "id": "Radar Jambi, radarjambi.co.id, 27 Maret 2019.",
    }
    assert cited in [source["citation"] for source in data("show", "pbg")["sources"]]
    for lang, other in (("en", "id"), ("id", "en")):
        said = answer("show", "pbg", "--part", "sources", "--format", "md", "--lang", lang).replace("\\", "")
        assert cited[lang] in said
        assert cited[other] not in said


# What happens when it is wrong -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "ppg"], "There is no case 'ppg' (did you mean 'pbg'?)"),
        (["show", "pbg", "F99"], "no claim 'F99'"),
        (["compare", "pbg"], "at least. Cases given: 1"),
        (["compare", "pbg", "pbg"], "'pbg' is used twice"),
        (["compare", "pbg", "lost.ttl"], "no readable file 'lost.ttl'"),
        (["explain", "pbg", "levy"], "did you mean 'levy-revenue-target'?"),
        (["preconditions", "pbg", "--framework", "ansel-gash"], "did you mean 'ansell-gash-2008'?"),
        (["cases", "--cases", "nowhere"], "nowhere"),
        (["show", "jambi-licensing"], "study file"),
        (["metrics", "--explain", "constrait"], "did you mean 'constraint'?"),
        (["metrics", "--edges", "lost.csv", "--directed"], "no readable file 'lost.csv'"),
        (["qap", "pbg", "lost.csv"], "no readable file 'lost.csv'"),
        (["query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "1:12: 'SERVICE' is refused"),
        (["query", "DELETE WHERE { ?s ?p ?o }"], "'DELETE' is refused"),
        (["query", "SELECT * { ?s ?p }"], "something is missing before this"),
        (["query", "SELECT * { ?s ?p ?o } LIMIT 1", "--format", "turtle"], "Choose --format table"),
        (["cases", "-o", "no-such-folder/out.txt"], "could not be written"),
    ],
)
def test_an_error_is_one_sentence_on_stderr_with_exit_code_1(arguments: list[str], sentence: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["preconditions", "pbg", "--basis", "reportd"],
        ["preconditions", "pbg", "--basis", ""],
        ["compare"],
        ["compare", "pbg", "spp-irt", "--format", "yaml"],
        ["cases", "--lang", "fr"],
        ["query"],
        ["query", "ASK {}", "--query-file", "x.rq"],
        ["no-such-command"],
        ["metrics"],
        ["metrics", "pbg", "--edges", "x.csv"],
        ["export", "pbg"],
        ["export", "pbg", "--to", "statnet"],
        ["qap", "pbg"],
        ["show", "pbg", "F21", "--basis", "reportd"],
        # What would have no effect is not offered.
        ["cases", "--basis", "reported"],
        ["validate", "--basis", "reported"],
        ["paper-practice", "pbg", "--basis", "reported"],
        ["questions", "--basis", "reported"],
        ["questions", "--store", "my-store"],
        ["store", "load", "--store", "my-store", "-o", "out.txt"],
        ["store", "list", "--store", "my-store", "--cases", "more"],
        ["dump", "--basis", "reported"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_an_error_speaks_indonesian_when_asked() -> None:
    result = run("show", "ppg", "--lang", "id")
    assert "'ppg'" in result.stderr
    assert "There is no case" not in result.stderr


def test_validate_says_all_and_exits_3_and_1_for_the_unreadable(tmp_path: Path) -> None:
    text = (resources.cases() / "pbg.ttl").read_text(encoding="utf-8")
    bad = tmp_path / "pbg.ttl"
    bad.write_text(text.replace("sp:leader-commitment", "sp:leader-comitment"), encoding="utf-8")
    study = resources.cases() / "jambi-licensing.ttl"
    (tmp_path / study.name).write_bytes(study.read_bytes())
    issues = run("validate", str(bad), "--format", "json")
    assert issues.exit_code == 3
    assert json.loads(issues.stdout)["issues"][0]["line"]
    unreadable = tmp_path / "unreadable.ttl"
    unreadable.write_bytes(b"\xff\xfe\x00")
    result = run("validate", str(bad), str(unreadable))
    assert result.exit_code == 1
    assert "leader-comitment" in result.stdout
    assert "not UTF-8 text" in " ".join(result.stdout.split())


def test_validate_checks_the_ontology_when_asked() -> None:
    assert run("validate", "--ontology").exit_code == 0


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old", encoding="utf-8")

    def fail(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    result = run("cases", "-o", str(file))
    assert result.exit_code == 1
    assert "no space left" in result.stderr
    assert file.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("cases", "cases.txt"),
        ("report pbg spp-irt --frozen", "report.xlsx"),
        ("plot readiness pbg", "readiness.svg"),
        ("map pbg", "map.html"),
        ("export pbg --to graphml", "pbg.graphml"),
        ("dump pbg", "pbg.nq"),
        ("materialize pbg", "pbg.trig"),
    ],
)
def test_a_file_that_is_replaced_keeps_its_mode_and_the_links_to_it(command: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    file, link, dangling = tmp_path / "kept" / "file", tmp_path / name, tmp_path / f"new-{name}"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o600)
    link.symlink_to("kept/file")
    dangling.symlink_to("kept/new")
    for output in (link, dangling):
        answer(*command.split(), "-o", str(output))
        assert output.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_bytes()) > len(b"old")
    assert sorted(path.name for path in file.parent.iterdir()) == ["file", "new"]


def test_the_files_of_a_folder_keep_their_modes_too(tmp_path: Path) -> None:
    for _ in range(2):
        answer("export", "pbg", "--to", "csv", "-o", str(tmp_path / "csv"))
        files = sorted((tmp_path / "csv").iterdir())
        for file in files:
            file.chmod(0o640)
    answer("export", "pbg", "--to", "csv", "-o", str(tmp_path / "csv"))
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o640}


def test_a_new_file_has_the_mode_that_the_system_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        answer("cases", "-o", str(tmp_path / "new.txt"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


def test_a_device_and_a_named_pipe_are_written_to_and_stay_what_they_are(tmp_path: Path) -> None:
    pipe, link, null = tmp_path / "pipe", tmp_path / "link", tmp_path / "null"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    null.symlink_to(os.devnull)
    for output in (pipe, link):
        got: list[str] = []
        reader = threading.Thread(target=lambda got=got: got.append(pipe.read_text(encoding="utf-8")), daemon=True)
        reader.start()
        answer("cases", "-o", str(output))
        reader.join(timeout=60)
        assert got == [answer("cases")]
        assert stat.S_ISFIFO(output.stat().st_mode)
    answer("cases", "-o", str(null))
    assert stat.S_ISCHR(null.stat().st_mode)


@pytest.mark.parametrize(
    ("lang", "said", "what"),
    [("en", ["written", "replaced"], "cases as txt"), ("id", ["ditulis", "diganti"], "cases sebagai txt")],
)
def test_a_person_is_told_what_was_written_where_and_how_large_it_is(
    lang: str, said: list[str], what: str, tmp_path: Path
) -> None:
    file = tmp_path / "out.txt"
    for word in said:
        result = run("cases", "-o", str(file), "--lang", lang)
        size = f"{file.stat().st_size} {'byte' if lang == 'id' else 'bytes'}"
        assert (result.stderr, result.stdout) == (f"{word}: {file} ({what}, {size})\n", "")


@pytest.mark.parametrize(
    ("arguments", "name", "said"),
    [
        (["compare", "pbg", "spp-irt", "--format", "md"], "out", r"compare as md, \d\.\d kB"),
        (["map", "pbg"], "map.html", r"map as html, \d+\.\d (kB|MB)"),
        (["report", "pbg", "spp-irt"], "report.docx", r"report as docx, \d+\.\d (kB|MB)"),
        (["plot", "conditions", "pbg"], "figure.svg", r"plot as svg, \d+\.\d kB"),
        (["export", "pbg", "--to", "graphml"], "pbg.graphml", r"export as graphml, \d+\.\d kB"),
        (["materialize", "pbg"], "results.trig", r"materialize as trig, \d+\.\d kB"),
        (["dump", "pbg"], "pbg.nq", r"dump as nq, \d+\.\d kB"),
        (["schema"], "case.schema.json", r"schema as json, \d+\.\d kB"),
        (["query", "outcomes", "--format", "csv"], "outcomes.csv", r"query as csv, (\d+ bytes|\d\.\d kB)"),
    ],
)
def test_every_command_that_writes_a_file_says_so(arguments: list[str], name: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    result = run(*arguments, "-o", str(file))
    assert result.exit_code == 0, result.output
    assert re.fullmatch(rf"written: {re.escape(str(file))} \({said}\)", result.stderr.splitlines()[-1])


def test_a_case_is_shown_in_short_with_the_parts_there_are_and_how_many() -> None:
    short, whole = answer("show", "pbg"), answer("show", "pbg", "--part", "all")
    assert len(short.splitlines()) <= 45 < 500 < len(whole.splitlines())
    counts = dict(re.findall(r"^  (\S+) .* (\d+)$", short.partition("Contents")[2], re.MULTILINE))
    kinds = [claim["kind"] for claim in data("show", "pbg")["claims"]]
    for part, kind in {"ties": "tie", "conditions": "condition", "steps": "step", "rivals": "rival"}.items():
        assert int(counts[part]) == kinds.count(kind)
    assert int(counts["sources"]) == len(data("show", "pbg")["sources"])


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_part_in_the_contents_opens_by_the_name_it_has_there(lang: str) -> None:
    contents = answer("show", "pbg", "--lang", lang, "--format", "md").rpartition("| --- | --- | --- |")[2]
    names = re.findall(r"^\| (\S+) \| (.+?) \| \d+ \|$", contents, re.MULTILINE)
    assert len(names) > 10
    for name, heading in names:
        for typed in (name, name.upper(), heading):
            said = answer("show", "pbg", "--part", typed, "--lang", lang, "--format", "md")
            assert re.findall("^## (.*)$", said, re.MULTILINE) == [heading], typed


def test_parts_are_named_in_either_language_whatever_the_language_asked_for() -> None:
    assert answer("show", "pbg", "--part", "relasi") == answer("show", "pbg", "--part", "ties")
    wrong = run("show", "pbg", "--part", "people")
    assert wrong.exit_code == 2
    assert "'people': the parts are coding, outcomes, conditions" in wrong.stderr
    assert run("show", "pbg", "F21", "--part", "ties").exit_code == 2


def test_a_part_that_a_case_does_not_have_is_said_to_be_empty() -> None:
    assert "Nothing on these bases: fees" in answer("show", "pbg", "--part", "fees", "--basis", "reported")


def test_the_library_says_no_option_and_the_command_line_does() -> None:
    assert all(not re.search(r"(?<![\w-])--?[a-z]", kind.sentence) for kind in errors_below(CollabgraphError))
    assert "with --cases or in COLLABGRAPH_CASES" in run("cases", "--cases", "nowhere").stderr
    assert "--param word=VALUE" in run("query", "claims-that-mention").stderr
    assert "with -o" in run("cases", "-o", "no-such-folder/out.txt").stderr
    assert "--store nowhere' makes one" in run("cases", "--store", "nowhere").stderr
    assert set(_ADVICE) <= {kind.__name__ for kind in errors_below(CollabgraphError)}


def errors_below(kind: type[CollabgraphError]) -> list[type[CollabgraphError]]:
    return [kind, *(each for below in kind.__subclasses__() for each in errors_below(below))]


def test_debug_shows_the_traceback() -> None:
    result = run("show", "ppg", "--debug")
    assert type(result.exception).__name__ == "UnknownCase"


# Questions ---------------------------------------------------------------------------------------------------------


def test_a_question_is_answered_over_cases_and_ontology_together() -> None:
    asked = (
        "SELECT ?label { ?claim cg:construct ?construct ; cg:status status:insufficient ; cg:basis basis:reported . "
        "?construct skos:prefLabel ?label ; skos:broader sp:starting-conditions FILTER(LANG(?label) = 'en') }"
    )
    rows = list(csv.reader(io.StringIO(answer("query", asked, "--format", "csv"))))
    assert sorted(row[0] for row in rows[1:]) == [
        "commitment of leaders",
        "supporting resources",
        "underlying regulation",
    ]


def test_each_case_is_a_graph_of_its_own() -> None:
    said = answer("query", "SELECT DISTINCT ?g { GRAPH ?g { ?c a cg:ConditionClaim } }", "--format", "csv")
    assert set(said.split()[1:]) == {f"https://w3id.org/collabgraph/case/{name}" for name in ("pbg", "spp-irt")}


def test_a_query_is_read_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "question.rq"
    file.write_text("ASK { case:pbg a cg:Case }", encoding="utf-8")
    assert answer("query", "--query-file", str(file)) == "true\n"
    piped = run("query", "--query-file", "-", input="ASK { case:pbg a cg:Study }")
    assert piped.stdout == "false\n"


def test_given_data_replaces_the_cases(tmp_path: Path) -> None:
    file = tmp_path / "mine.trig"
    file.write_text("<https://e.org/g> { <https://e.org/s> <https://e.org/p> 'text' }", encoding="utf-8")
    said = answer("query", "--data", str(file), "SELECT ?o { ?s ?p ?o }", "--format", "csv")
    assert said.split() == ["o", "text"]


# As a process ------------------------------------------------------------------------------------------------------


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", "from collabgraph.cli import main; main(prog_name='collabgraph')", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, **options)  # type: ignore[call-overload, no-any-return]


def test_help_leads_with_examples_and_imports_click_only() -> None:
    result = process("--help")
    assert result.returncode == 0
    assert result.stdout.index("Examples:") < result.stdout.index("Options:")
    probe = (
        "import sys\nfrom click.testing import CliRunner\nfrom collabgraph.cli import main\n"
        "CliRunner().invoke(main, ['--help'])\n"
        "heavy = {'rdflib', 'numpy', 'pyoxigraph', 'openpyxl', 'jinja2', 'shacl'}\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & heavy))"
    )
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout == "[]\n"


IMPORTED = """
import sys
from click.testing import CliRunner
from collabgraph.cli import main
import uvicorn

uvicorn.Server.run = lambda *_: None
for command in sys.argv[1].split(";"):
    assert CliRunner().invoke(main, command.split()).exit_code == 0, command
print(*sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[2].split())))
"""


def imported(commands: str, packages: str) -> str:
    """Those of the packages that are imported once these commands were given."""
    command = [sys.executable, "-c", IMPORTED, commands, packages]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_what_draws_is_imported_by_no_command_that_does_not_need_it(tmp_path: Path) -> None:
    others = "compare pbg spp-irt;show pbg;cases;query outcomes;serve --port 0 --workers 1"
    assert imported(others, "pyvis IPython matplotlib") == ""
    assert imported(f"map pbg -o {tmp_path / 'map.html'}", "pyvis IPython matplotlib") == ""


def test_what_reads_forms_is_imported_where_a_form_is_read_and_nowhere_else(tmp_path: Path) -> None:
    assert imported("compare pbg spp-irt;validate pbg;show pbg F21", "yaml openpyxl networkx rdflib") == ""
    target = tmp_path / "pbg.yaml"
    assert imported(f"convert pbg {target};show {target}", "yaml openpyxl") == "yaml"


def test_a_command_leaves_the_collection_of_garbage_as_it_was() -> None:
    assert gc.isenabled()
    for command in ("cases", "show nobody", "no-such-command"):
        run(*command.split())
        assert gc.isenabled()


#: Every command that prints tables, with what makes them long.
PRINTED = {
    **COMMANDS,
    "whole case": ["show", "pbg", "--part", "all"],
    "other case": ["show", "spp-irt", "--part", "all"],
    "cases by outcome": ["compare", *MANY_CASES],
    "five cases": ["compare", *MANY_CASES[:5]],
    "by all theories": ["crosswalk", "pbg"],
    "theories": ["crosswalk"],
    "words": ["glossary"],
    "status": ["status"],
    "codes": ["codes"],
    "constructs": ["codes", "constructs"],
    "scope": ["scope", "pbg", "spp-irt"],
    "other explanation": ["explain", "spp-irt", "performance", "--framework", "ansell-gash-2008"],
    "census": ["census", "pbg"],
    "blocks": ["blocks", "pbg"],
    "kinds of tie": ["qap", "pbg", "pbg", "--relation", "regulates", "--relation", "delegates-to"],
    "questions": ["questions"],
    "query": ["query", "how-cases-were-coded"],
    "verdicts": ["query", "verdicts"],
    "time limits": ["query", "time-limits"],
}


@pytest.mark.parametrize(("width", "lang"), [(80, "en"), (80, "id"), (120, "en")])
@pytest.mark.parametrize("command", PRINTED)
def test_no_column_of_words_is_narrow_and_tall(
    command: str, width: int, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column of less than 24 characters has cells of four lines at most, one of less than half a page of eight."""
    printed: list[tuple[int, int]] = []
    aligned = terminal._aligned

    def seen(grid: terminal._Grid, page: terminal._Page) -> Iterator[str]:
        lines = list(aligned(grid, page))
        assert all(len(line) <= width for line in lines)
        for place, room in enumerate(grid.widths(width)):
            cells = [row[place] for row in grid.rows]
            printed.extend((room, len(textwrap.wrap(cell, room, break_on_hyphens=False))) for cell in cells)
        return iter(lines)

    monkeypatch.setattr(terminal, "_aligned", seen)
    said = run(*PRINTED[command], "--lang", lang, env={"COLUMNS": str(width)})
    assert said.exit_code in (0, 3), said.output
    assert printed or command in ("validate", "qap")  # which have no table to print here
    assert [(room, lines) for room, lines in printed if room < 24 and lines > 4] == []
    assert [(room, lines) for room, lines in printed if room < width // 2 and lines > 8] == []


def test_every_command_has_help_with_examples() -> None:
    for name, command in main.commands.items():
        assert "Examples:" in (command.help or ""), name
        assert run(name, "--help").exit_code == 0


def test_a_closed_pipe_ends_quietly() -> None:
    command = f"'{sys.executable}' -c 'from collabgraph.cli import main; main()' show pbg | head -n 1"
    result = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr
    assert result.stderr == ""


PAGED = "sed s/^/PAGED:/"


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a person sees on a terminal of 24 lines and 80 columns."""
    import pexpect

    known = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "PAGER", "LESS", "COLUMNS")}
    program = ["-c", "from collabgraph.cli import main; main()", *arguments]
    env = {**known, "TERM": "xterm", "PAGER": PAGED, **environment}
    child = pexpect.spawn(sys.executable, program, env=env, dimensions=(24, 80), encoding="utf-8", timeout=60)
    said = child.read()
    child.close()
    assert child.exitstatus == 0, said
    assert "Traceback" not in said
    return str(said)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminal")
def test_a_pager_shows_on_a_terminal_what_is_longer_than_the_screen_and_nothing_else() -> None:
    whole = on_a_terminal("preconditions", "pbg")
    assert whole.count("PAGED:") == len(whole.splitlines()) > 24
    assert "\x1b[1m" in whole
    assert "PAGED:" not in on_a_terminal("cases")
    assert "PAGED:" not in on_a_terminal("preconditions", "pbg", "--no-pager")
    assert "PAGED:" not in on_a_terminal("preconditions", "pbg", PAGER="")
    assert "PAGED:" not in on_a_terminal("preconditions", "pbg", TERM="dumb")
    assert "\x1b[" not in on_a_terminal("preconditions", "pbg", NO_COLOR="1")
    assert "PBG, weak or missing" in on_a_terminal("preconditions", "pbg", PAGER="no-such-pager")
    assert "PAGED:" not in CliRunner().invoke(main, ["preconditions", "pbg"], env={"PAGER": PAGED}).output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminal")
def test_leaving_the_pager_early_ends_quietly() -> None:
    said = on_a_terminal("show", "pbg", "--part", "all", PAGER="head -n 1")
    assert said.splitlines() == [said.splitlines()[0]]


def test_an_interrupt_ends_with_130() -> None:
    probe = (
        "from collabgraph.cli import main, settings\n"
        "def stop(*_): raise KeyboardInterrupt\n"
        "settings.Settings.library = stop\n"
        "main(['cases'])\n"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (130, "")
    assert "Traceback" not in result.stderr


def test_a_terminal_without_utf8_does_not_break_the_output() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [sys.executable, "-c", "from collabgraph.cli import main; main()", "preconditions", "pbg"]
    result = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert result.returncode == 0, result.stderr


#: Every option and argument that takes the name of a file or folder; @ is the name.
NAMES = (
    "cases --cases @", "compare pbg spp-irt --cases @", "query ASK{} --cases @", "query ASK{} --data @",
    "query --query-file @", "show @", "compare @ pbg", "validate @", "compare pbg spp-irt --framework @",
    "compare pbg spp-irt -o @", "report pbg spp-irt -o @.html", "report pbg spp-irt --framework @ -o x.html",
    "plot pbg -o @.png", "map pbg -o @", "export pbg --to csv -o @", "export pbg --to gexf -o @", "materialize -o @",
    "metrics --edges @.csv", "metrics --edges e.csv --nodes @.csv", "qap @.csv @.csv", "qap e.csv e.csv --nodes @.csv",
    "store load --store @", "store load @.ttl --store s", "store list --store @", "store drop x --store @",
    "store check --store @", "store backup @ --store good", "store backup b --store @", "dump --store @", "dump -o @",
    "dump @", "serve --data @ --port 0", "serve --store @ --port 0", "serve --cases @ --port 0",
)  # fmt: skip


@pytest.mark.parametrize("typed", NAMES)
def test_a_name_that_no_system_allows_ends_in_a_sentence(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "e.csv").write_text("source,target\na,b\nb,c\n", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    if "--store good" in typed:
        answer("store", "load", "--store", "good")
    for name in ("a" * 300, "d/" * 3000 + "x", "loop/x", "e.csv/x", "a\udcff" * 200):
        result = run(*typed.replace("@", name).split())
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code in (1, 2)
        assert result.stderr or "no readable file" in result.stdout


def test_two_kinds_of_tie_of_a_case_correlate_as_their_matrices_do() -> None:
    import numpy

    from collabgraph.analysis.network import network
    from collabgraph.coding.library import Library

    net = network(Library().open("pbg"))
    apart = ~numpy.eye(len(net.actors), dtype=bool)
    matrices = [numpy.zeros(apart.shape) for _ in range(2)]
    for kind, matrix in zip(("regulates", "delegates-to"), matrices, strict=True):
        for tie in net.ties:
            matrix[tie.sender, tie.receiver] = kind in tie.kinds
    found = data("qap", "pbg", "pbg", "--relation", "regulates", "--relation", "delegates to", "--permutations", "50")
    assert found["correlation"] == pytest.approx(numpy.corrcoef(*(matrix[apart] for matrix in matrices))[0, 1])
    assert "no tie is of the relation 'praises'" in run("qap", "pbg", "pbg", "--relation", "praises").stderr
