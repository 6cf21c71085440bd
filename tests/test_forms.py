"""A case, study or framework is the same in whatever form of RDF it is written: Turtle, N-Triples, JSON-LD, RDF/XML.

The forms are written here with pyoxigraph, so that the shipped Turtle is what each is compared with.
"""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from collabgraph import resources
from collabgraph.cli import main
from collabgraph.coding.library import Library
from collabgraph.errors import DuplicateStudy, SeveralGraphs, UnplacedFault
from collabgraph.rdf.graph_forms import written
from collabgraph.rdf.turtle import FORMATS, Graph, read, read_one

OTHERS = [ending for ending in FORMATS if ending != ".ttl"]
CASES, FRAMEWORK = resources.cases(), resources.ontology() / "frameworks" / "service-provision.ttl"
EX = "http://example.org/"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def answer(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def refused(*arguments: str) -> str:
    """The sentence of a command that could not do its work."""
    result = run(*arguments)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    return result.stderr


def rewritten(source: Path, target: Path, *, graph: str = "", old: str = "", new: str = "") -> Path:
    """The file in the form that the ending of the target says, in a graph of this name where one is given."""
    text = source.read_text(encoding="utf-8")
    triples = [quad.triple for quad in ox.parse(text.replace(old, new) if old else text, format=ox.RdfFormat.TURTLE)]
    if target.suffix == ".rdf":
        target.write_bytes(written(triples, "rdfxml", None))
    else:
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        quads = [ox.Quad(*triple, name) if graph else triple for triple in triples]
        target.write_bytes(ox.serialize(quads, format=FORMATS[target.suffix]) or b"")
    return target


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By ending, a folder with the shipped cases, their study and a framework in that form."""
    folders = {}
    for ending in FORMATS:
        folders[ending] = tmp_path_factory.mktemp(ending[1:])
        for path in (*CASES.glob("*.ttl"), FRAMEWORK):
            rewritten(path, folders[ending] / f"{path.stem}{ending}")
    return folders


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By ending, a folder with a copy of PBG and of its study under other ids in that form."""
    names = {"pbg": "mine", "spp-irt": "mine-too", "jambi-licensing": "my-study"}
    folders = {}
    for ending in FORMATS:
        folders[ending] = tmp_path_factory.mktemp(f"mine-{ending[1:]}")
        for name in ("pbg", "jambi-licensing"):
            text = (CASES / f"{name}.ttl").read_text(encoding="utf-8")
            for old, new in names.items():
                for kind in ("case", "study"):
                    text = text.replace(f"{kind}/{old}", f"{kind}/{new}").replace(f"{kind}:{old} ", f"{kind}:{new} ")
                    text = text.replace(f"{kind}:{old}\n", f"{kind}:{new}\n")
            source = folders[ending] / "source"
            source.write_text(text, encoding="utf-8")
            rewritten(source, folders[ending] / f"{names[name]}{ending}")
            source.unlink()
    return folders


@pytest.mark.parametrize("ending", FORMATS)
def test_every_form_of_cases_and_framework_gives_the_same_comparison(ending: str, shipped: dict[str, Path]) -> None:
    paths = [str(shipped[ending] / f"{name}{ending}") for name in ("pbg", "spp-irt")]
    framework = str(shipped[ending] / f"service-provision{ending}")
    expected = json.loads(answer("compare", "pbg", "spp-irt", "--format", "json"))
    assert json.loads(answer("compare", *paths, "--format", "json")) == expected
    assert json.loads(answer("compare", *paths, "--framework", framework, "--format", "json")) == expected
    assert answer("show", paths[0]) == answer("show", "pbg")


@pytest.mark.parametrize("ending", FORMATS)
def test_every_form_is_free_of_issues_where_the_turtle_is(ending: str, shipped: dict[str, Path]) -> None:
    paths = [str(path) for path in sorted(shipped[ending].iterdir())]
    assert "4 files looked at: no issues" in answer("validate", *paths)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_form_in_a_folder_of_cases_is_found_by_id_and_asked(ending: str, mine: dict[str, Path]) -> None:
    added = ("--cases", str(mine[ending]))
    assert "no issues" in answer("validate", "mine", *added)
    assert "mine" in answer("cases", *added, "--format", "csv")
    ties = "SELECT ?tie { ?tie a cg:TieClaim ; cg:inCase case:%s } ORDER BY ?tie"
    of_mine = answer("query", ties % "mine", *added, "--format", "csv")
    assert of_mine.replace("case/mine", "case/pbg") == answer("query", ties % "pbg", "--format", "csv")
    with_study = answer("compare", "mine", "spp-irt", *added, "--format", "json")
    assert with_study == answer("compare", "mine", "spp-irt", "--cases", str(mine[".ttl"]), "--format", "json")


@pytest.mark.parametrize("ending", FORMATS)
def test_every_form_is_queried_as_data(ending: str, shipped: dict[str, Path]) -> None:
    text = "SELECT ?s { ?s a cg:ConditionClaim } ORDER BY ?s"
    path = shipped[ending] / f"pbg{ending}"
    asked = answer("query", "--data", str(path), text, "--format", "csv")
    claims = sorted(read(CASES / "pbg.ttl").subjects("https://w3id.org/collabgraph/ns#ConditionClaim"))
    assert asked.split() == ["s", *claims]


@pytest.mark.parametrize("ending", OTHERS)
def test_every_form_is_loaded_into_a_store_with_the_same_triples(
    ending: str, mine: dict[str, Path], shipped: dict[str, Path], tmp_path: Path
) -> None:
    for form in (".ttl", ending):
        framework = str(shipped[form] / f"service-provision{form}")
        place = ("--store", str(tmp_path / form))
        answer("store", "load", str(mine[form] / f"mine{form}"), framework, *place)
        listed = answer("dump", "mine", "my-study", "service-provision", *place)
        assert "case/mine" in listed
        assert listed == answer("dump", "mine", "my-study", "service-provision", "--store", str(tmp_path / ".ttl"))


@pytest.mark.parametrize("ending", OTHERS)
def test_a_study_in_two_forms_is_one_study_and_one_that_differs_is_not(ending: str, tmp_path: Path) -> None:
    study = CASES / "jambi-licensing.ttl"
    rewritten(study, tmp_path / f"jambi-licensing{ending}")
    assert len([*Library([tmp_path]).graphs()]) == 3
    rewritten(study, tmp_path / f"jambi-licensing{ending}", old="@en", new="@en-GB")
    with pytest.raises(DuplicateStudy):
        list(Library([tmp_path]).graphs())


def test_files_in_a_folder_that_are_about_something_else_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "metadata.jsonld").write_text('{"@context": "https://schema.org/", "@type": "Dataset"}', "utf-8")
    (tmp_path / "broken.rdf").write_text("no XML", "utf-8")
    (tmp_path / "old.nt").write_bytes("<http://e/s> <http://e/p> 'é' .".encode("latin-1"))
    (tmp_path / "folder.nq").mkdir()
    (tmp_path / "notes.md").write_text("https://w3id.org/collabgraph/ns#Case", "utf-8")
    assert Library([tmp_path]).ids() == Library().ids()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_case_is_found_however_its_letters_are_written(encoding: str, mine: dict[str, Path], tmp_path: Path) -> None:
    for name in ("mine", "my-study"):
        text = (mine[".jsonld"] / f"{name}.jsonld").read_text(encoding="utf-8").replace("/", "\\/")
        (tmp_path / f"{name}.jsonld").write_text(text, encoding=encoding)
    assert "no issues" in answer("validate", "mine", "--cases", str(tmp_path))


# Named graphs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".trig", ".nq", ".jsonld"])
def test_the_name_of_a_single_graph_changes_nothing(ending: str, tmp_path: Path) -> None:
    path = rewritten(CASES / "pbg.ttl", tmp_path / f"pbg{ending}", graph=f"{EX}any")
    expected = json.loads(answer("compare", "pbg", "spp-irt", "--format", "json"))
    assert json.loads(answer("compare", str(path), "spp-irt", "--format", "json")) == expected


@pytest.mark.parametrize("form", ["nq", "trig"])
def test_a_dump_of_one_case_is_a_case_again(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"pbg.{form}"
    answer("dump", "pbg", "-o", str(path))
    assert json.loads(answer("compare", str(path), "spp-irt", "--format", "json")) == json.loads(
        answer("compare", "pbg", "spp-irt", "--format", "json")
    )


@pytest.mark.parametrize("ending", [".trig", ".nq", ".jsonld"])
@pytest.mark.parametrize("names", [(f"{EX}g", ""), (f"{EX}g", f"{EX}h")])
def test_several_graphs_are_no_case_and_the_sentence_names_one(
    ending: str, names: tuple[str, str], tmp_path: Path
) -> None:
    quads = [
        ox.Quad(*quad.triple, ox.NamedNode(names[n % 2]) if names[n % 2] else ox.DefaultGraph())
        for n, quad in enumerate(read(CASES / "pbg.ttl").quads)
    ]
    path = tmp_path / f"pbg{ending}"
    path.write_bytes(ox.serialize(quads, format=FORMATS[ending]) or b"")
    assert len([*read(path).quads]) == len(quads), "as data it can be read"
    with pytest.raises(SeveralGraphs):
        read_one(path)
    for command in (["compare", str(path), "spp-irt"], ["compare", "pbg", "spp-irt", "--framework", str(path)]):
        assert f"2 graphs (one is <{max(names)}>)" in refused(*command)
    checked = run("validate", str(path))
    assert (checked.exit_code, "has 2 graphs" in checked.stdout) == (1, True)


def test_a_dump_of_several_cases_beside_cases_is_left_out_and_named(tmp_path: Path) -> None:
    for name in ("everything.nq", "everything.trig"):
        answer("dump", "-o", str(tmp_path / name))
    added = ("--cases", str(tmp_path))
    assert answer("cases", *added) == answer("cases")
    asked = run("query", "SELECT (COUNT(*) AS ?n) { ?case a cg:Case }", *added, "--format", "csv")
    assert asked.stdout.split() == ["n", "2"]
    assert all(f"{tmp_path / name}: the file has" in asked.stderr for name in ("everything.nq", "everything.trig"))


@pytest.mark.parametrize("ending", [".nt", ".nq", ".jsonld"])
def test_what_a_program_states_twice_is_stated_once(ending: str, tmp_path: Path) -> None:
    path = rewritten(CASES / "pbg.ttl", tmp_path / f"pbg{ending}")
    text = path.read_text(encoding="utf-8")
    nodes = json.loads(text) if ending == ".jsonld" else []
    again = [node for node in nodes if not node["@id"].startswith("_:")]
    path.write_text(json.dumps([*nodes, *again]) if nodes else text * 2, encoding="utf-8")
    assert answer("show", str(path)) == answer("show", "pbg")


# JSON-LD -------------------------------------------------------------------------------------------------------------

DEEP = 100_000
MALFORMED = {
    "nothing": "",
    "no JSON": "case: pbg",
    "a number": "1",
    "a text": '"x"',
    "null": "null",
    "cut off": '{"@id": "http://e/s", "http://e/p": "x',
    "a comma too many": '{"@id": "http://e/s",}',
    "two documents": '{"@id": "http://e/s"} {"@id": "http://e/s"}',
    "not a number": '{"@id": "http://e/s", "http://e/p": NaN}',
    "half a character": '{"@id": "http://e/s", "http://e/p": "\\ud800"}',
    "context: number": '{"@context": 1, "@id": "http://e/s"}',
    "context: true": '{"@context": true, "@id": "http://e/s"}',
    "context: list of a number": '{"@context": [[1]], "@id": "http://e/s"}',
    "context: in a circle": '{"@context": {"a": "b:x", "b": "a:y"}, "@id": "http://e/s", "a": 1}',
    "context: own circle": '{"@context": {"a": {"@id": "a:a"}}, "@id": "http://e/s", "a": 1}',
    "context: keyword redefined": '{"@context": {"@value": "http://e/p"}, "@id": "http://e/s"}',
    "context: version as text": '{"@context": {"@version": "1.1"}, "@id": "http://e/s"}',
    "context: term as number": '{"@context": {"p": 5}, "@id": "http://e/s", "p": 1}',
    "context: container": '{"@context": {"p": {"@id": "http://e/p", "@container": "@box"}}, "p": 1}',
    "id: number": '{"@id": 1, "http://e/p": "x"}',
    "id: list": '{"@id": ["http://e/s"], "http://e/p": "x"}',
    "type: number": '{"@id": "http://e/s", "@type": 1}',
    "value: object": '{"@id": "http://e/s", "http://e/p": {"@value": {"a": 1}}}',
    "value with id": '{"@id": "http://e/s", "http://e/p": {"@value": "x", "@id": "http://e/o"}}',
    "language: number": '{"@id": "http://e/s", "http://e/p": {"@value": "x", "@language": 1}}',
    "list with id": '{"@id": "http://e/s", "http://e/p": {"@list": [1], "@id": "http://e/o"}}',
    "reverse: text": '{"@id": "http://e/s", "@reverse": "http://e/p"}',
    "included: text": '{"@id": "http://e/s", "@included": "x"}',
    "base: number": '{"@context": {"@base": 1}, "@id": "s", "http://e/p": "x"}',
    "only a context": '{"@context": {"p": "http://e/p"}}',
    "deep": "[" * DEEP,
    "deep and closed": '{"http://e/p":' * DEEP + "1" + "}" * DEEP,
    "deep context": '{"@context":' * DEEP + "{}" + "}" * DEEP,
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_malformed_json_ld_ends_in_a_sentence(text: str, lang: str, tmp_path: Path) -> None:
    for order_mark in ("", "\ufeff"):
        path = tmp_path / "a.jsonld"
        path.write_text(order_mark + text, encoding="utf-8")
        for command in (["show", str(path)], ["query", "--data", str(path), "ASK {}"], ["validate", str(path)]):
            result = run(*command, "--lang", lang)
            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            said = " ".join((result.stdout + result.stderr).replace("\n", " ").split())
            assert result.exit_code != 0 or command[0] == "query"
            assert "Traceback" not in said
            assert str(path) in said.replace(" ", "") or command[0] == "query"


@pytest.mark.parametrize("command", ["show", "validate", "query"])
def test_a_context_elsewhere_is_named_and_not_fetched(command: str, tmp_path: Path) -> None:
    address = "http://127.0.0.1:9/context.jsonld"
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps({"@context": [{"p": f"{EX}p"}, address], "@id": f"{EX}s", "p": "x"}), encoding="utf-8")
    typed = {"query": ["query", "--data", str(path), "ASK {}"]}.get(command, [command, str(path)])
    result = run(*typed)
    assert result.exit_code == 1
    assert address in result.stdout + result.stderr


@pytest.mark.parametrize("kind", ["inside", "of a type"])
def test_contexts_inside_a_wide_one_are_refused_before_they_are_copied_for_each_object(
    kind: str, tmp_path: Path
) -> None:
    terms = {f"t{n}": f"{EX}{n}" for n in range(10_000)}
    scoped = {"T": {"@id": f"{EX}T", "@context": {"q": f"{EX}q"}}}
    own = {"@context": {"q": f"{EX}q"}} if kind == "inside" else {"@type": "T"}
    nodes = [{**own, "@id": f"{EX}s{n}", "q": 1} for n in range(10_000)]
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps({"@context": {**terms, **scoped}, "@graph": nodes}), encoding="utf-8")
    assert "objects, and each object could take a copy" in refused("query", "--data", str(path), "ASK {}")
    plain = [{"@context": {"q": f"{EX}q"}, "@id": f"{EX}s{n}", "q": 1} for n in range(10_000)]
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert len(read(path).index) == 10_000


def test_the_context_may_stand_anywhere_in_an_object(tmp_path: Path) -> None:
    """An object is an unordered collection (RFC 8259, section 1)."""
    inner = {"id": f"{EX}o", "@context": {"id": "@id", "q": f"{EX}q"}, "q": "@context"}
    document = {"p": inner, "@id": "s", "@context": {"p": f"{EX}p", "@base": EX}}
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps(document), encoding="utf-8")
    graph = read(path)
    assert graph.links(f"{EX}s", f"{EX}p") == [f"{EX}o"]
    assert graph.values(f"{EX}o", f"{EX}q") == ["@context"]


def test_a_fault_without_a_place_does_not_send_the_reader_to_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text(MALFORMED["context: in a circle"], encoding="utf-8")
    with pytest.raises(UnplacedFault) as caught:
        read(path)
    assert "this place" not in caught.value.message["en"]


# RDF/XML -------------------------------------------------------------------------------------------------------------

LEVELS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))
HARMFUL = {
    "billion laughs": (f'<!DOCTYPE rdf:RDF [<!ENTITY l0 "lol">{LEVELS}]>', "&l19;"),
    "long entity": (f'<!DOCTYPE rdf:RDF [<!ENTITY a "{"x" * 100_000}">]>', "&a;" * 100_000),
    "entity from a file": ('<!DOCTYPE rdf:RDF [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    "entity from a server": ('<!DOCTYPE rdf:RDF [<!ENTITY a PUBLIC "x" "http://127.0.0.1:9/x">]>', "&a;"),
    "entity of parameters": ('<!DOCTYPE rdf:RDF [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>', "x"),
    "entity of a document elsewhere": ('<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1:9/x.dtd">', "&a;"),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_entities_that_grow_or_lead_elsewhere_are_refused_with_a_sentence(kind: str, tmp_path: Path) -> None:
    doctype, text = HARMFUL[kind]
    path = tmp_path / "a.rdf"
    path.write_text(
        f'<?xml version="1.0"?>{doctype}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:e="{EX}"><rdf:Description rdf:about="{EX}s"><e:p>{text}</e:p></rdf:Description></rdf:RDF>',
        encoding="utf-8",
    )
    framework = ["compare", "pbg", "spp-irt", "--framework", str(path)]
    for command in (["show", str(path)], framework, ["query", "--data", str(path), "ASK {}"]):
        sentence = refused(*command)
        assert sentence.startswith(str(path))
        assert len(sentence) < 1000
    checked = run("validate", str(path))
    assert (checked.exit_code, "1 issue" in checked.stdout) == (1, True)


# Places --------------------------------------------------------------------------------------------------------------

PLACED = {
    "a.jsonld": f"""{{"@context": {{"id": "@id", "e": "{EX}", "@base": "{EX}base/", "p": "{EX}p"}},
      "@graph": [
        {{"id": "e:one", "p": 1}},
        {{"@id": "two", "p": 2}}]}}""",
    "a.rdf": f"""<!DOCTYPE rdf:RDF [<!ENTITY e "{EX}">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}" xml:base="{EX}base/">
  <rdf:Description rdf:about="&e;one"><e:p>1</e:p></rdf:Description>
  <rdf:Description rdf:about="two"><e:p>2</e:p></rdf:Description></rdf:RDF>""",
}


@pytest.mark.parametrize("name", PLACED)
def test_lines_are_found_however_the_form_shortens_a_name(name: str) -> None:
    graph = Graph(Path(name), PLACED[name])
    assert {subject: graph.line_of(subject) for subject in graph.index} == {f"{EX}one": 3, f"{EX}base/two": 4}
