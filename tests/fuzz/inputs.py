"""The input with a number: broken files and the commands to give them to; and how it ended."""

from __future__ import annotations

import contextlib
import functools
import io
import random
import shlex
import shutil
import signal
import tempfile
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph as ox
from msgspec import Struct

import casefiles
from collabgraph import resources
from collabgraph.analysis.network import network
from collabgraph.cli import main
from collabgraph.coding.forms.graphs import converted
from collabgraph.coding.library import Library
from collabgraph.coding.theory import ontology
from collabgraph.errors import CollabgraphError
from collabgraph.output.exchange import ENDINGS
from collabgraph.output.exchange.export import export
from collabgraph.questions.files import questions
from collabgraph.rdf.turtle import read
from collabgraph.rdf.vocabulary import PREFIXES
from fuzz.mutations import BYTES, GENTLE, TEXTS, bytes_changed, query_changed, triples_changed

NETWORKS, FORMS = (Path(__file__).parents[1] / "data" / name for name in ("networks", "forms"))
#: No input may take longer.
SECONDS = 30
#: How often each surface is tried, of 22 inputs.
SURFACES = {"case": 1, "framework": 1, "network": 8, "query": 6, "command": 2, "data": 2, "form": 2}
FOLDER = "broken"

_TINY = f"""
@prefix cg: <{PREFIXES["cg"]}> . @prefix skos: <{PREFIXES["skos"]}> .
@prefix e: <https://w3id.org/collabgraph/case/e#> .
e:C1 a cg:ConditionClaim ; cg:status e:present ; cg:confidence 0.7 ; cg:statement "One"@en , "Satu"@id .
e:C2 a cg:ConditionClaim ; cg:status e:absent ; cg:confidence "high" ; cg:evidence [ cg:locator "p. 1" ] .
e:present skos:prefLabel "present"@en ; skos:broader e:absent . e:absent skos:broader e:present .
"""
_QUERIES = (
    "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (?n > 1) ORDER BY DESC(?n) LIMIT 5",
    "SELECT * { ?s cg:confidence ?c FILTER (xsd:decimal(?c) > 0.5 && REGEX(STR(?s), 'C1', 'i')) }",
    "ASK { ?s cg:status/skos:broader* ?o OPTIONAL { ?o skos:prefLabel ?l } FILTER NOT EXISTS { ?s cg:x ?l } }",
    "CONSTRUCT { ?s cg:says ?t } { ?s cg:statement ?t BIND (CONCAT(?t, '!') AS ?u) VALUES ?t { 'One'@en 'Satu'@id } }",
    "DESCRIBE ?s { { ?s a cg:ConditionClaim } UNION { GRAPH ?g { ?s skos:broader ?b } } MINUS { ?s cg:x 1 } }",
)


class Input(Struct, frozen=True):
    """Files of the folder by name, and the commands that get them."""

    surface: str
    files: dict[str, bytes]
    commands: list[list[str]]

    def written(self, folder: Path) -> None:
        """The files and the commands, in a folder."""
        place = folder / FOLDER
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name, content in self.files.items():
            (place / name).write_bytes(content)


def made(seed: int, number: int, surface: str | None = None) -> Input:
    """The input with this number; the same for the same seed."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 -- reproducible, and nothing to keep secret
    surface = surface or chance.choices([*SURFACES], [*SURFACES.values()])[0]
    return _MAKERS[surface](chance)


def failure(tried: Input) -> str | None:
    """How an input ends, in the current folder: a traceback where it should not end so, otherwise None."""
    tried.written(Path())
    for arguments in tried.commands:
        try:
            with _limited():
                code = _exit_code(arguments)
        except KeyboardInterrupt:
            raise
        except BaseException:  # also what a panic of the engine in Rust raises
            return f"collabgraph {shlex.join(arguments)}\n{traceback.format_exc()}"
        if code not in (0, 1, 2, 3):
            return f"collabgraph {shlex.join(arguments)}\nexit code {code}"
    return None


def _exit_code(arguments: list[str]) -> object:
    """The exit code of a command; errors that are said to the user are raised as SystemExit or by click."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            main(arguments, standalone_mode=False)
        except SystemExit as end:
            return end.code or 0
        except (CollabgraphError, click.ClickException):
            return 1
    return 0


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """A context that raises TimeoutError after ``SECONDS``."""

    def late(*_: object) -> None:
        raise TimeoutError(f"more than {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# -- what there is to break --------------------------------------------------------------------------------------------


@functools.cache
def _made_files() -> dict[str, bytes]:
    """Two small cases and their study."""
    with tempfile.TemporaryDirectory() as folder:
        casefiles.write(Path(folder), {"edges": casefiles.EDGES, "mirror": casefiles.MIRROR})
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


@functools.cache
def _shipped(folder: Path, pattern: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob(pattern))}


@functools.cache
def _quads(content: bytes) -> list[ox.Quad]:
    """The triples of a Turtle file; its blank nodes have the same names in every run."""
    names: dict[str, ox.BlankNode] = {}

    def named(node: object) -> object:
        return names.setdefault(node.value, ox.BlankNode(f"n{len(names)}")) if isinstance(node, ox.BlankNode) else node

    parsed = ox.parse(content, format=ox.RdfFormat.TURTLE)
    return [ox.Quad(named(quad.subject), quad.predicate, named(quad.object)) for quad in parsed]  # type: ignore[arg-type]


@functools.cache
def _networks() -> dict[str, bytes]:
    """The network files of the tests, and one of the small cases in every form that can be written and read."""
    files = {name: content for name, content in _shipped(NETWORKS, "*.*").items() if not name.endswith(".md")}
    with tempfile.TemporaryDirectory() as folder:
        casefiles.write(Path(folder), {"edges": casefiles.EDGES})
        case = Library().open_file(Path(folder) / "edges.ttl")
    for form in ("graphml", "gexf", "pajek", "pajek-project", "ucinet", "cytoscape", "kumu", "node-link"):
        files |= {f"{form}-{name}": content for name, content in export(network(case), form).items()}
    return {name: content for name, content in files.items() if Path(name).suffix in ENDINGS}


_FORMS = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip


def _broken(chance: random.Random, content: bytes) -> tuple[bytes, str]:
    """A Turtle file with other triples or other bytes, seldom in another form of RDF, and the ending of its name."""
    if chance.random() < 0.15:
        return bytes_changed(chance, content), "ttl"
    quads = triples_changed(chance, _quads(content))
    ending = chance.choice([*["ttl"] * 12, *_FORMS])
    try:
        written = ox.serialize(quads, format=_FORMS[ending], prefixes=PREFIXES)
    except (ValueError, OSError):  # a form that cannot write these triples
        ending, written = "ttl", ox.serialize(quads, format=ox.RdfFormat.TURTLE)
    assert written is not None
    return bytes_changed(chance, written) if chance.random() < 0.1 else written, ending


def _case(chance: random.Random) -> Input:
    files = dict(_made_files())
    name = chance.choice(("edges", "edges", "edges", "mirror", "made-study", "pbg", "spp-irt", "jambi-licensing"))
    if f"{name}.ttl" not in files:
        shipped = _shipped(resources.cases(), "*.ttl")
        files |= {"spp-irt.ttl": shipped["spp-irt.ttl"], f"{name}.ttl": shipped[f"{name}.ttl"]}
    content, ending = _broken(chance, files.pop(f"{name}.ttl"))
    files[f"{name}.{ending}"] = content
    broken = f"{FOLDER}/{name}.{ending}"
    given = {"made-study": f"{FOLDER}/edges.ttl", "jambi-licensing": f"{FOLDER}/spp-irt.ttl"}.get(name, broken)
    other = f"{FOLDER}/{'edges' if name == 'mirror' else 'mirror'}.ttl"
    framework = chance.choice(("service-provision", "ansell-gash-2008"))
    uses = [
        ["compare", given, other, "--framework", framework],
        ["preconditions", given, "--framework", framework],
        ["metrics", given, "--granularity", chance.choice(("office", "role"))],
        ["scope", given], ["show", given], ["expected-ties", given], ["paper-practice", given, other],
        ["explain", given, chance.choice(("applicants", "performance", "outcomes", "levy-revenue-target"))],
        ["export", given, "--to", chance.choice(("graphml", "pajek-project", "ucinet", "cytoscape", "node-link"))],
        ["query", "--cases", FOLDER, "SELECT * { ?s a cg:Case }"],
        ["query", "--data", broken, "SELECT * { ?s ?p ?o } LIMIT 50"],
        ["cases", "--cases", FOLDER],
    ]  # fmt: skip
    costly = [
        *(["report", given, other, "-o", f"report.{form}"] for form in ("html", "md", "tex", "docx", "xlsx")),
        *(["plot", kind, given, other, "-o", "plot.svg"] for kind in ("conditions", "metrics", "ties", "readiness")),
        ["map", given, "-o", "map.html"], ["dump", "--cases", FOLDER], ["materialize", given, other],
        ["store", "load", given, "--store", f"{FOLDER}/store"], ["validate", "--cases", FOLDER],
    ]  # fmt: skip
    chosen = chance.choice(costly) if chance.random() < 0.04 else chance.choice(uses)
    return Input("case", files, [["validate", broken], _said(chance, chosen)])


def _framework(chance: random.Random) -> Input:
    frameworks = _shipped(resources.ontology() / "frameworks", "*.ttl")
    name = chance.choice([*frameworks])
    content, ending = _broken(chance, frameworks[name])
    file = f"{FOLDER}/own.{ending}"
    cases = [f"{FOLDER}/edges.ttl", f"{FOLDER}/mirror.ttl"]
    uses = [
        ["compare", *cases], ["preconditions", cases[0]], ["scope", cases[0]], ["expected-ties", *cases],
        ["explain", cases[0], chance.choice(("applicants", "performance", "outcomes"))], ["paper-practice", *cases],
    ]  # fmt: skip
    costly = [
        ["materialize", *cases],
        ["report", *cases, "-o", "report.html"],
        ["plot", "readiness", *cases, "-o", "p.svg"],
    ]
    chosen = chance.choice(costly) if chance.random() < 0.03 else chance.choice(uses)
    commands = [["validate", file], [*_said(chance, chosen), "--framework", file]]
    return Input("framework", {**_made_files(), f"own.{ending}": content}, commands)


def _network(chance: random.Random) -> Input:
    files = _networks()
    name = chance.choice([*files])
    changes = (*BYTES, *GENTLE, *GENTLE)
    ending = (
        name.rpartition(".")[2] if chance.random() < 0.95 else chance.choice("csv net dl gml vna sif json paj".split())
    )
    file = f"{FOLDER}/ties.{ending}"
    options = []
    for likely, words in (
        (0.9, [chance.choice(("--directed", "--undirected"))]), (0.05, [chance.choice(("--two-mode", "--one-mode"))]),
        (0.1, ["--project", chance.choice(("rows", "columns"))]), (0.04, ["--relation", chance.choice(("advice", "",
        "1"))]),
    ):  # fmt: skip
        options += words if chance.random() < likely else []
    written = {f"ties.{ending}": bytes_changed(chance, files[name], changes)}
    if chance.random() < 0.1:
        written["actors.csv"] = bytes_changed(chance, b"id,label,sector\nA,Andre,public\nB,Beverly,private\nC,Carol,\n")
        options += ["--nodes", f"{FOLDER}/actors.csv"]
    command = chance.choice(("metrics", "metrics", "metrics", "census", "blocks"))
    further = [[], [], ["--weight", "weight"], *([] if command == "census" else [["--group", "label"]])]
    measured = [command, "--edges", file, *options, *chance.choice(further)]
    if command == "blocks" and chance.random() < 0.5:
        measured += ["--by", "hierarchical", "--measure", chance.choice(("hamming", "euclidean")), "--weighted"]
    commands = [measured] if chance.random() < 0.85 else [["qap", file, file, *options, "--permutations", "20"]]
    return Input("network", written, [_said(chance, command) for command in commands])


def _data(chance: random.Random) -> Input:
    """A file in a form of RDF with other bytes, asked, checked or loaded as it is."""
    content = chance.choice((_TINY.encode(), _TINY.encode(), _TINY.encode(), *_made_files().values()))
    quads = _quads(content)
    if chance.random() < 0.3:
        quads = triples_changed(chance, quads)
    ending = chance.choice([*_FORMS])
    graph = ox.NamedNode("https://w3id.org/collabgraph/results/e") if ending in ("trig", "nq", "jsonld") else None
    quads = [ox.Quad(*quad.triple, graph) if graph else quad for quad in quads]
    try:
        written = ox.serialize(quads, format=_FORMS[ending], prefixes=PREFIXES)
    except (ValueError, OSError):  # a form that cannot write these triples
        ending, written = "nq", ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert written is not None
    file, form = f"{FOLDER}/own.{ending}", chance.choice(("table", "json", "csv", "tsv", "xml"))
    graphs = chance.choice(("turtle", "ntriples", "jsonld", "rdfxml"))
    asked = chance.choice((
        [file, "SELECT * { ?s ?p ?o } LIMIT 50", "--format", form], [file, "SELECT * { GRAPH ?g { ?s ?p ?o } }"],
        [file, "CONSTRUCT WHERE { ?s ?p ?o }", "--format", graphs], [file, "outcomes", "--format", form],
    ))  # fmt: skip
    uses = [["query", "--data", *asked]] * 8 + [["validate", file], ["show", file]]
    uses += [["store", "load", file, "--store", f"{FOLDER}/store"]] if chance.random() < 0.1 else []
    return Input("data", {f"own.{ending}": bytes_changed(chance, written)}, [chance.choice(uses)])


@functools.cache
def _forms() -> dict[str, dict[str, bytes]]:
    """A case of 50 claims by form, each as the content of its files by name."""
    graphs, known = [read(FORMS / "whfc.ttl")], ontology()
    targets = ("own.yaml", "own.xlsx", "sheets")
    return {target: converted(graphs, Path(target), known, "en") for target in targets}


def _workbook_changed(chance: random.Random, content: bytes) -> bytes:
    """A workbook with other bytes, mostly in the XML of one of its parts."""
    if chance.random() < 0.2:
        return bytes_changed(chance, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith(".xml")])
    parts[name] = bytes_changed(chance, parts[name], (*BYTES, *GENTLE, *GENTLE))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return made.getvalue()


def _form(chance: random.Random) -> Input:
    """A case as text, as a workbook or as CSV files, with something changed."""
    target = chance.choice(("own.yaml", "own.yaml", "own.yaml", "sheets", "sheets", "own.xlsx"))
    files = dict(_forms()[target])
    name = chance.choice([*files])
    changes = (*BYTES, *GENTLE, *GENTLE)
    files[name] = (
        _workbook_changed(chance, files[name]) if target == "own.xlsx" else bytes_changed(chance, files[name], changes)
    )
    given = FOLDER if target == "sheets" else f"{FOLDER}/{target}"
    given = f"{given}/" if target == "sheets" else given
    uses = [
        ["show", given], ["preconditions", given], ["metrics", given], ["status", given], ["compare", given, "pbg"],
        ["convert", given, f"{FOLDER}/made.{chance.choice(('ttl', 'yaml', 'xlsx', 'rdf'))}"], ["check", given],
        ["query", "--cases", FOLDER, "SELECT * { ?s a cg:Case }"],
    ]  # fmt: skip
    marks = ["check", given, "--mark", f"{FOLDER}/marked.xlsx"] if target == "own.xlsx" else ["check", given]
    return Input("form", files, [marks, _said(chance, chance.choice(uses))])


def _query(chance: random.Random) -> Input:
    queries = [*_QUERIES * 6, *(question.sparql for question in questions().values())]
    text = query_changed(chance, chance.choice(queries))
    files = {"tiny.ttl": _TINY.encode()}
    asked = ["query", "--data", f"{FOLDER}/tiny.ttl"]
    form = chance.choice(("table", "table", "md", "json", "csv", "tsv", "xml", "turtle", "ntriples", "jsonld"))
    if chance.random() < 0.1:
        paths = _shipped(resources.ontology() / "queries", "*.rq")
        files["own.rq"] = bytes_changed(chance, paths[chance.choice([*paths])])
        return Input("query", files, [[*asked, "--query-file", f"{FOLDER}/own.rq", "--format", form]])
    return Input("query", files, [[*asked, "--format", form, "--", text]])


def _said(chance: random.Random, command: list[str]) -> list[str]:
    """A command, seldom in another language or form."""
    lang = ["--lang", "id"] if chance.random() < 0.2 else []
    form = ["--format", chance.choice(("json", "csv", "md"))] if chance.random() < 0.4 else []
    takes = command[0] in (
        "compare",
        "preconditions",
        "scope",
        "show",
        "explain",
        "metrics",
        "qap",
        "expected-ties",
        "cases",
    )
    return [*command, *lang, *(form if takes else [])]


_LINES = (
    "show {f}edges.ttl C01", "show edges C01 --cases broken", "validate {f}edges.ttl",
    "preconditions {f}edges.ttl --basis reported",
    "compare {f}edges.ttl {f}mirror.ttl --framework service-provision", "explain {f}edges.ttl applicants --format json",
    "scope {f}edges.ttl --framework service-provision", "metrics {f}edges.ttl --seed 1 --group sector", "glossary tie",
    "metrics --edges {f}ties.csv --directed --relation advice --weight weight", "metrics --explain density",
    "qap {f}ties.csv {f}ties.csv --undirected --seed 3 --permutations 10", "questions --tag ties", "questions fees",
    "export {f}edges.ttl --to csv -o out", "export {f}edges.ttl --to dot -o out.dot", "cases --cases broken --lang id",
    "query fees --data {f}tiny.ttl", "query ties-of-a-case --param case=edges --data {f}edges.ttl",
    "dump e --store {f}store",
    "query claims-on-a-basis --param basis=reported --data {f}edges.ttl", "store list --store {f}store",
    "compare {f}edges.ttl {f}mirror.ttl --cug --samples 5 --seed 1",
    "expected-ties {f}edges.ttl --attribution explicit",
)  # fmt: skip
_WORDS = (
    "", " ", "-", "--", "a" * 300, "a" * 5_000 + ".ttl", "..", ".", "x/y/z.ttl", "\udc80.ttl",
    "é", "\u202e",
    "\x1b[31m", "pbg", "PBG", "pbg,pbg", "reported,,", "basis=", "=", "a=b", "1e999", "nan", "0", "-1", "9" * 30,
    "broken",
    "broken/edges.ttl", "broken/ties.csv", "--lang", "--format", "json", "C01", "edges#C01", "[", "%", "{}", "*",
    "https://",
)  # fmt: skip

#: A system ends a word of the command line at a NUL.
_SHORT_TEXTS = tuple(text for text in TEXTS if len(text) < 500 and "\0" not in text)


def _command(chance: random.Random) -> Input:
    """A command with one word replaced, added or left out; numbers that ask for more work are left alone."""
    words = chance.choice(_LINES).format(f=f"{FOLDER}/").split()
    safe = [
        place for place in range(1, len(words)) if words[place - 1] not in ("--permutations", "--samples", "--store")
    ]
    place, word = chance.choice(safe or [0]), chance.choice((*_WORDS, *_SHORT_TEXTS))
    word = word if not word.startswith(("/", "../")) else "x"
    what = chance.randrange(4)
    if what == 0:
        del words[place]
    elif what == 1:
        words.insert(place, word)
    else:
        words[place] = word
    if words[:1] == ["serve"] or (
        any(number in words for number in ("--permutations", "--samples")) and "9" * 30 in words
    ):
        words = ["cases"]
    files = {
        **_made_files(),
        "tiny.ttl": _TINY.encode(),
        "ties.csv": b"source,target,weight,relation\na,b,1,advice\nb,c,2,trust\n",
    }
    return Input("command", files, [words])


_MAKERS = {
    "case": _case,
    "framework": _framework,
    "network": _network,
    "query": _query,
    "command": _command,
    "data": _data,
    "form": _form,
}
