"""Files are read safely: what cannot be read is refused in a sentence that names the place and the remedy."""

import hashlib
import json
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabgraph import resources
from collabgraph.errors import (
    CollabgraphError,
    EmptyFile,
    ExpandingEntities,
    MissingFile,
    NotUtf8,
    RemoteContext,
    SyntaxFault,
    UnknownFormat,
    UnplacedFault,
    Unreadable,
)
from collabgraph.rdf.turtle import FORMATS, Graph, named_graphs, parse, read

EX = "http://example.org/"
PREFIX = f"@prefix ex: <{EX}> .\n"
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path, kind: type[CollabgraphError]) -> CollabgraphError:
    """The error of reading a file: of exactly this kind, naming the file and a remedy in both languages."""
    with pytest.raises(CollabgraphError) as caught:
        read(path)
    error = caught.value
    assert type(error) is kind
    for sentence in (error.message["en"], error.message["id"]):
        assert str(path) in sentence
        assert not re.search(r"\{\w*\}", sentence), "a field is not filled in"
    assert len(re.findall(r"\.(?= |$)", error.message["en"])) >= 2, "what is wrong, and then what to do"
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    return error


def place(error: CollabgraphError) -> str:
    """What the sentence names after the file: ``2`` or ``2:13``."""
    found = re.match(r".*?\.\w+:(\d+(?::\d+)?):", error.message["en"])
    assert found
    assert all(number in error.message["id"] for number in found[1].split(":"))
    return found[1]


def rdf_xml(text: str, *entities: str) -> str:
    declared = "".join(f"{entity}\n" for entity in entities)
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n{declared}]>\n'
        f'<rdf:RDF xmlns:rdf="{RDF_NS}" xmlns:ex="{EX}">'
        f'<rdf:Description rdf:about="{EX}s"><ex:p>{text}</ex:p></rdf:Description></rdf:RDF>'
    )


# Not a file, not a text, nothing in it ------------------------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    refusal(tmp_path / "nowhere.ttl", MissingFile)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    refusal(tmp_path / "nowhere" / "a.ttl", MissingFile)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "case.ttl"
    folder.mkdir()
    refusal(folder, MissingFile)


def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    refusal(written(tmp_path, "a.ttl", PREFIX) / "b.ttl", MissingFile)


def test_a_path_that_no_system_allows_is_a_missing_file(tmp_path: Path) -> None:
    refusal(tmp_path / "a\0b.ttl", MissingFile)
    refusal(tmp_path / f"{'a' * 5000}.ttl", MissingFile)


@pytest.mark.parametrize(
    ("content", "line", "byte", "position"),
    [
        (b"\xe9", 1, "0xe9", 0),
        (b"# one\n# caf\xe9\n# three\n", 2, "0xe9", 11),
        (b"# one\r\n# two\r\n# na\xefve", 3, "0xef", 18),
        ("# é is fine\n".encode() + b"\x80", 2, "0x80", 13),
        (b"# cut short \xc3", 1, "0xc3", 12),
        (b"# a surrogate \xed\xa0\x80", 1, "0xed", 14),
    ],
)
def test_bytes_that_are_not_utf8_are_named_with_their_line(
    tmp_path: Path, content: bytes, line: int, byte: str, position: int
) -> None:
    error = refusal(written(tmp_path, "a.ttl", content), NotUtf8)
    assert place(error) == str(line)
    for sentence in (error.message["en"], error.message["id"]):
        assert byte in sentence
        assert re.search(rf"\b{position}\b", sentence)


SAME_TRIPLE = {
    ".ttl": f"<{EX}s> <{EX}p> 'é' .",
    ".trig": f"<{EX}s> <{EX}p> 'é' .",
    ".nt": f'<{EX}s> <{EX}p> "é" .',
    ".nq": f'<{EX}s> <{EX}p> "é" .',
    ".rdf": f'<rdf:RDF xmlns:rdf="{RDF_NS}" xmlns:e="{EX}"><rdf:Description rdf:about="{EX}s"><e:p>é</e:p>'
    "</rdf:Description></rdf:RDF>",
    ".jsonld": f'{{"@id": "{EX}s", "{EX}p": "é"}}',
}


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"])
@pytest.mark.parametrize("ending", FORMATS)
def test_a_byte_order_mark_says_the_encoding_and_is_no_part_of_the_text(
    tmp_path: Path, ending: str, mark: bytes
) -> None:
    encoding = {2: "utf-16-", 3: "utf-8", 4: "utf-32-"}[len(mark)]
    encoding += {0xFF: "le", 0xFE: "be", 0: "be"}.get(mark[0], "")
    content = mark + SAME_TRIPLE[ending].encode(encoding)
    graph = read(written(tmp_path, f"a{ending}", content))
    assert graph.values(f"{EX}s", f"{EX}p") == ["é"]
    assert graph.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("content", [b"\xff\xfea", b"\xfe\xff\xd8\x00", b"\xef\xbb\xbf\xff", b"\xff\xfe\0\0a"])
def test_what_a_byte_order_mark_promises_and_the_bytes_do_not_keep_is_refused(tmp_path: Path, content: bytes) -> None:
    refusal(written(tmp_path, "a.ttl", content), NotUtf8)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(Unreadable):
        read(written(tmp_path, "a.ttl", f"{PREFIX}ex:a ex:b 'é' .".encode(encoding)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", ""),
        ("a.ttl", "\n\n  \n"),
        ("a.ttl", "# nothing but a comment"),
        ("a.ttl", PREFIX),
        ("a.trig", f"{PREFIX}ex:g {{ }}"),
        ("a.nt", "# nothing but a comment\n"),
        ("a.nq", ""),
        ("a.rdf", ""),
        ("a.rdf", f'<rdf:RDF xmlns:rdf="{RDF_NS}"/>'),
        ("a.jsonld", "{}"),
        ("a.jsonld", "[]"),
        ("a.jsonld", '{"@context": {"p": "http://example.org/p"}}'),
    ],
)
def test_a_file_that_states_nothing_is_refused(tmp_path: Path, name: str, content: str) -> None:
    refusal(written(tmp_path, name, content), EmptyFile)


@pytest.mark.parametrize("name", ["case.txt", "case", "case.ttl.bak", "case.owl", ".ttl"])
def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    error = refusal(written(tmp_path, name, f"{PREFIX}ex:a ex:b ex:c ."), UnknownFormat)
    for sentence in (error.message["en"], error.message["id"]):
        assert all(ending in sentence for ending in FORMATS)


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    assert len(list(read(written(tmp_path, "CASE.TTL", f"{PREFIX}ex:a ex:b ex:c .")).quads)) == 1


# Syntax: the place is the one a person would point at ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        pytest.param("a.ttl", "PREFIX ex <http://example.org/>", "1:8", id="prefix without its colon"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b\n  ex:c ex:d .", "3:8", id="two objects without a comma"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b foo:c .", "2:11", id="unknown prefix"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b <c> .", "2:11", id="relative IRI"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b <http://example.org/ c> .", "2:11", id="space in an IRI"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b ex:c\nex:d ex:e ex:f .", "3:1", id="forgotten dot"),
        pytest.param("a.ttl", f"{PREFIX}\n\nex:a ex:b 'c .\nex:d ex:e ex:f .", "4:11", id="text left open"),
        pytest.param("a.ttl", f'{PREFIX}\nex:a ex:b """c\nd .\n\nex:d', "3:11", id="long text left open"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b 'a\\qb' .", "2:13", id="unknown escape"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b [ ex:c 1 .", "2:20", id="bracket left open"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b ( 1 2 .", "2:17", id="list left open"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b ex:c . .", "2:18", id="dot too many"),
        pytest.param("a.ttl", f"{PREFIX}ex:a ex:b é .", "2:11", id="not ASCII"),
        pytest.param("a.ttl", f"{PREFIX}ex:ä ex:b 'é😀' ex:x .", "2:16", id="columns are characters"),
        pytest.param("a.ttl", f"{PREFIX.strip()}\r\nex:a ex:b 1 ;\r\n  ex:c 2 ex:x .\r\n", "3:10", id="CRLF"),
        pytest.param("a.ttl", "<http://example.org/s>\0 <http://example.org/p> 1 .", "1:23", id="NUL"),
        pytest.param("a.trig", f"{PREFIX}ex:g {{ ex:a ex:b ex:c ;\n  ex:d }}", "3:8", id="TriG: no object"),
        pytest.param("a.trig", f"{PREFIX}ex:g ex:a ex:b ex:c .", "2:16", id="TriG: no braces"),
        pytest.param("a.nt", f"<{EX}s> <{EX}p> <{EX}o> .\n<{EX}s> <{EX}p> .\n", "2:47", id="N-Triples: no object"),
        pytest.param("a.nq", f"<{EX}s> <{EX}p> <{EX}o> <{EX}g> .\n\n1 <{EX}p> <{EX}o> .", "3:1", id="N-Quads: number"),
        pytest.param("a.jsonld", "", "1:1", id="JSON-LD: empty"),
        pytest.param("a.jsonld", '{"@id": "http://e/s",\n "http://e/p" "x"}', "2:15", id="JSON-LD: no colon"),
        pytest.param("a.jsonld", '{"@id": "http://e/s",\n "http://e/p": "x",}', "2:20", id="JSON-LD: comma too many"),
        pytest.param("a.jsonld", '{"@id": "http://e/s",\n "http://e/p": ["x"}', "2:20", id="JSON-LD: wrong bracket"),
    ],
)
def test_a_syntax_fault_is_placed(tmp_path: Path, name: str, content: str, where: str) -> None:
    assert place(refusal(written(tmp_path, name, content), SyntaxFault)) == where


@pytest.mark.parametrize(
    "content",
    [
        "no XML at all",
        f'<rdf:RDF xmlns:rdf="{RDF_NS}"><rdf:Description></rdf:RDF>',
        "<rdf:RDF></rdf:RDF>",
        "<html></html",
        rdf_xml("&undeclared;"),
        rdf_xml("&x;", '<!ENTITY x SYSTEM "file:///etc/passwd">'),
    ],
)
def test_broken_rdf_xml_is_refused(tmp_path: Path, content: str) -> None:
    refusal(written(tmp_path, "a.rdf", content), UnplacedFault)


def test_the_reason_holds_no_second_place(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "a.ttl", f'{PREFIX}ex:a ex:b """c\nd\n'), SyntaxFault)
    assert re.findall(r"\d+", error.message["en"].replace(str(tmp_path), "")) == ["2", "11"]


def test_a_nul_outside_a_text_is_a_fault_and_inside_a_character(tmp_path: Path) -> None:
    refusal(written(tmp_path, "a.ttl", f"{PREFIX}ex:a ex:b \0 ."), SyntaxFault)
    assert read(written(tmp_path, "b.ttl", f"{PREFIX}ex:a ex:b 'c\0d' .")).values(f"{EX}a", f"{EX}b") == ["c\0d"]


# Files made to do harm ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("declared", ["<!ENTITY ", "<!ENTITY\t", "<!ENTITY\n", "<!ENTITY", "<!ENTITY % ", "<!ENTITY%"])
def test_nested_entities_are_refused_at_once(tmp_path: Path, declared: str) -> None:
    levels = [f'{declared}l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 20)]
    bomb = rdf_xml("&l19;", f'{declared}l0 "lol">', *levels)
    assert re.match(r"\d+", place(refusal(written(tmp_path, "a.rdf", bomb), ExpandingEntities)))


@pytest.mark.parametrize("declared", ["<!ENTITY ", "<!ENTITY", "<!ENTITY%"])
def test_long_entities_are_refused_at_once(tmp_path: Path, declared: str) -> None:
    bomb = rdf_xml("&long;" * 10_000, f'{declared}long "{"x" * 10_000}">')
    assert place(refusal(written(tmp_path, "a.rdf", bomb), ExpandingEntities)) == "3"


def test_a_harmless_entity_before_a_bomb_does_not_hide_it(tmp_path: Path) -> None:
    bomb = rdf_xml("&b;", f'<!ENTITY ex "{EX}">', '<!ENTITY a "x">', '<!ENTITY b "&a;&a;">')
    assert place(refusal(written(tmp_path, "a.rdf", bomb), ExpandingEntities)) == "5"


def test_plain_namespace_entities_are_read(tmp_path: Path) -> None:
    namespaces = {"ex": EX, "rdf": RDF_NS, "owl": "http://www.w3.org/2002/07/owl#"}
    entities = [f'<!ENTITY {name} "{iri}">' for name, iri in namespaces.items()]
    graph = read(written(tmp_path, "a.rdf", rdf_xml("&ex;a &amp; &#38; &owl;b", *entities)))
    assert graph.values(f"{EX}s", f"{EX}p") == [f"{EX}a & & http://www.w3.org/2002/07/owl#b"]


REMOTE = "http://127.0.0.1:9/context.jsonld"


@pytest.mark.parametrize(
    "context",
    [
        REMOTE,
        [REMOTE],
        [{"p": f"{EX}p"}, REMOTE],
        {"@import": REMOTE, "@version": 1.1},
        {"@version": 1.1, "p": {"@id": f"{EX}p", "@context": REMOTE}},
        "https://schema.org/",
        "context.jsonld",
    ],
)
def test_a_context_given_by_address_is_refused(tmp_path: Path, context: object) -> None:
    text = json.dumps({"@context": context, "@id": f"{EX}s", "p": "x"})
    error = refusal(written(tmp_path, "a.jsonld", text), RemoteContext)
    named = "https://schema.org/" if context == "https://schema.org/" else "context.jsonld"
    assert all(named in sentence for sentence in error.message.by_language.values())


def test_a_context_in_the_file_is_read(tmp_path: Path) -> None:
    text = json.dumps({"@context": {"p": f"{EX}p"}, "@id": f"{EX}s", "p": "x"})
    assert read(written(tmp_path, "a.jsonld", text)).values(f"{EX}s", f"{EX}p") == ["x"]


READ = """
import sys
from pathlib import Path
from collabgraph.errors import CollabgraphError
from collabgraph.rdf.turtle import read
for name in sys.argv[1:]:
    try:
        print(len(list(read(Path(name)).quads)))
    except CollabgraphError as error:
        print(type(error).__name__)
"""
DEEP = 100_000
DEEP_FILES = {
    "lists.ttl": (f"{PREFIX}ex:a ex:b {'(' * DEEP}{')' * DEEP} .", str(2 * DEEP - 1)),
    "lists-left-open.ttl": (f"{PREFIX}ex:a ex:b {'(' * DEEP}", "SyntaxFault"),
    "nodes.ttl": (f"{PREFIX}ex:a ex:b {'[ ex:b ' * DEEP}1{' ]' * DEEP} .", str(DEEP + 1)),
    "nodes-left-open.ttl": (f"{PREFIX}ex:a ex:b {'[ ex:b ' * DEEP}", "SyntaxFault"),
    "brackets.ttl": (f"{PREFIX}ex:a ex:b {'[ ' * DEEP}", "SyntaxFault"),
    "closing.ttl": (f"{PREFIX}ex:a ex:b {') ' * DEEP}", "SyntaxFault"),
    "lists.trig": (f"{PREFIX}ex:g {{ ex:a ex:b {'(' * DEEP}{')' * DEEP} . }}", str(2 * DEEP - 1)),
    "triples.ttl": (f"{PREFIX}ex:a ex:b {'<<( ex:a ex:b ' * DEEP}1{' )>>' * DEEP} .", "TooDeep"),
    "triples.nt": (f"<{EX}a> <{EX}b> {f'<<( <{EX}a> <{EX}b> ' * DEEP}<{EX}c>{' )>>' * DEEP} .", "TooDeep"),
    "objects.jsonld": (f'{{"{EX}p":' * DEEP + "1" + "}" * DEEP, "TooDeep"),
    "objects-left-open.jsonld": (f'{{"{EX}p":' * DEEP, "TooDeep"),
    "lists.jsonld": ("[" * DEEP + "]" * DEEP, "TooDeep"),
    "keys-with-brackets.jsonld": (f'{{"{EX}}}":' * DEEP + "1" + "}" * DEEP, "TooDeep"),
    "keys-with-quotes.jsonld": (f'{{"{EX}\\"}}":' * DEEP + "1" + "}" * DEEP, "TooDeep"),
}


def test_the_deepest_files_do_not_crash_the_interpreter(tmp_path: Path) -> None:
    paths = [written(tmp_path, name, content) for name, (content, _) in DEEP_FILES.items()]
    run = subprocess.run([sys.executable, "-c", READ, *paths], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert dict(zip(DEEP_FILES, run.stdout.split(), strict=True)) == {
        name: answer for name, (_, answer) in DEEP_FILES.items()
    }


def test_brackets_in_a_json_text_are_no_depth(tmp_path: Path) -> None:
    text = json.dumps({f"{EX}p": "[" * 10_000, "@id": f"{EX}s"})
    assert read(written(tmp_path, "a.jsonld", text)).values(f"{EX}s", f"{EX}p") == ["[" * 10_000]


FRAGMENTS = [
    *"{}[]()<>\"'\\#@:;,.&|^_\n\t\0é😀\u202e",
    *f"{PREFIX}~ex:a ~ex:b ~_:b ~a ~<{EX}x>~\"\"\"~'''~'x'~@en~^^~1e5~true ~@base ~GRAPH ".split("~"),
    *"<<( )>> << >> {| |} \\u0000 \\uD800 \\U00110000 %zz <![CDATA[ ]]> <!-- --> <!DOCTYPE&x[ <!ENTITY ]> &x;".split(),
    *'{"@id": "@context": "@value": "@list": "@type": "@reverse": "@graph": "@base": null {} [] "x", "" }'.split(),
    *"<rdf:RDF <ex:p> </ex:p> <rdf:Description> </rdf:Description> </rdf:RDF> /> <?xml?>".split(),
    *f' xmlns:rdf="{RDF_NS}"~ xmlns:ex="{EX}"~ rdf:about="x"~ rdf:nodeID="1"~ rdf:parseType="Literal"'.split("~"),
]


@settings(max_examples=1000)
@given(ending=st.sampled_from(list(FORMATS)), parts=st.lists(st.sampled_from(FRAGMENTS), max_size=12))
def test_whatever_a_file_holds_it_is_read_or_refused(ending: str, parts: list[str]) -> None:
    with suppress(Unreadable):
        list(parse(Path(f"a{ending}"), "".join(parts)))


# What is read, is read as it stands ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "persetujuan bangunan gedung " * 1000,
        "\u200fשלום\u200e \u202eolleh\u202c \u2066isolated\u2069",
        "\x01\x07\x08\x1b[31mred\x1b[0m\x7f\x85",
        "a\tb\nc\rd",
        "NUL \0 inside",
        "\ufeff not at the beginning of the file",
        "e\u0301 and é stay different",
        "🏛" * 1000,
    ],
)
def test_a_label_is_kept_character_for_character(tmp_path: Path, text: str) -> None:
    graph = read(written(tmp_path, "a.ttl", f'{PREFIX}ex:a ex:b """{text}""" .'.replace("\r", "\\r")))
    assert graph.values(f"{EX}a", f"{EX}b") == [text]


def test_every_format_gives_the_same_triple(tmp_path: Path) -> None:
    triple = ox.Triple(ox.NamedNode(f"{EX}s"), ox.NamedNode(f"{EX}p"), ox.Literal("é", language="id"))
    for ending, rdf_format in FORMATS.items():
        path = written(tmp_path, f"a{ending}", ox.serialize([triple], format=rdf_format) or b"")
        assert [quad.triple for quad in read(path).quads] == [triple]


def test_blank_nodes_of_two_files_never_merge(tmp_path: Path) -> None:
    text = f"{PREFIX}_:b ex:p 1 . ex:s ex:q _:b , [ ex:p 2 ] ."
    first, second = (read(written(tmp_path, name, text)) for name in ("a.ttl", "b.ttl"))
    nodes = [{node for node in graph.index if node.startswith("_:")} for graph in (first, second)]
    assert [len(each) for each in nodes] == [2, 2]
    assert not nodes[0] & nodes[1]
    store = named_graphs([(f"{EX}a", first.quads), (f"{EX}b", second.quads)])
    subjects = {quad.subject for quad in store if isinstance(quad.subject, ox.BlankNode)}
    assert len(subjects) == 4


def test_reading_a_file_twice_does_not_merge_its_blank_nodes(tmp_path: Path) -> None:
    path = written(tmp_path, "a.nq", f"_:b <{EX}p> _:b <{EX}g> .")
    first, second = read(path), read(path)
    assert set(first.index) != set(second.index)
    store = named_graphs([(None, first.quads), (None, second.quads)])
    assert len([*store.quads_for_pattern(None, None, None, ox.NamedNode(f"{EX}g"))]) == 2


def test_named_graphs_puts_triples_where_it_is_told_leaves_quads_where_they_are_and_adds_the_union() -> None:
    s, g = ox.NamedNode(f"{EX}s"), ox.NamedNode(f"{EX}g")
    store = named_graphs([(f"{EX}a", [ox.Quad(s, s, s)]), (None, [ox.Quad(s, s, s, g)])])
    assert sorted(str(quad.graph_name) for quad in store) == sorted(map(str, (ox.NamedNode(f"{EX}a"), g, "DEFAULT")))


# Lines ---------------------------------------------------------------------------------------------------------------

BLOCKS = f"""# ex:commented is not here
@prefix ex: <{EX}> .
  @prefix other: <http://example.com/> .
PREFIX ex.more-1: <{EX}more/>

ex:first a ex:Thing ;
    ex:see ex:second , other:second .

other:second a ex:Thing .
ex:second-thing a ex:Thing .
ex:second
    a ex:Thing .
<{EX}full> a ex:Thing .
ex.more-1:deep ex:p 1 .
ex:a.b a ex:Thing .
ex:tight\tex:p 2 .
"""


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        (f"{EX}first", 6),
        ("http://example.com/second", 9),
        (f"{EX}second-thing", 10),
        (f"{EX}second", 11),
        (f"{EX}full", 13),
        (f"{EX}more/deep", 14),
        (f"{EX}a.b", 15),
        (f"{EX}tight", 16),
        (f"{EX}commented", None),
        (f"{EX}axb", None),
        (f"{EX}nowhere", None),
        ("_:b", None),
    ],
)
def test_line_of_is_where_the_block_begins(subject: str, line: int | None) -> None:
    path = Path("a.ttl")
    assert Graph(path, BLOCKS).line_of(subject) == line


HARD = r'''@base <http://example.org/> . @prefix : <http://example.org/#> . @prefix ex: <http://example.org/>
 . BASE <http://example.org/> PREFIX b: <http://example.org/b/>
:p ex:note "ex:no a ex:Thing . \" :no a ex:Thing .", """
:no2 a ex:Thing . \""" "" """ , <http://e/#x> ; a ex:Thing .
# :no3 a ex:Thing .
  :indented a ex:Thing . :second a ex:Thing .
<relative> ex:p 1.5 , 2 . ex:a\,b ex:p [ ex:q ( ex:no4 ) ; a ex:Thing ] .
[ ex:p ex:no5 ] ex:q 1 .
[] a ex:Thing . b:x.y
  a ex:Thing .'''


@pytest.mark.parametrize(
    ("subject", "line", "with_class"),
    [
        (f"{EX}#p", 3, [3]), (f"{EX}#no", None, []), (f"{EX}#no2", None, []), (f"{EX}#no3", None, []),
        (f"{EX}#indented", 6, [6]), (f"{EX}#second", 6, [6]), (f"{EX}relative", 7, []), (f"{EX}a,b", 7, []),
        (f"{EX}no4", None, []), (f"{EX}no5", None, []), (f"{EX}b/x.y", 9, [9]),
    ],
)  # fmt: skip
def test_a_block_begins_where_a_statement_does_however_it_is_written(
    subject: str, line: int | None, with_class: list[int]
) -> None:
    graph = Graph(Path("a.ttl"), HARD)
    assert f"{EX}relative" in graph.index
    assert (graph.line_of(subject), graph.lines_with_class(subject)) == (line, with_class)


def test_a_blank_node_with_a_block_of_its_own_has_its_line() -> None:
    graph = Graph(Path("a.ttl"), f"{PREFIX}ex:a ex:b 1 .\n[] a ex:Thing .\n[ ex:p 2 ] .\n")
    assert [graph.line_of(node) for node in graph.index if node.startswith("_:")] == [3, 4]


@pytest.mark.parametrize("ending", FORMATS)
def test_lines_are_found_in_every_form(tmp_path: Path, ending: str) -> None:
    quads = [ox.Quad(*quad.triple) for quad in read(SHIPPED[-1]).quads]
    path = written(tmp_path, f"a{ending}", ox.serialize(quads, format=FORMATS[ending]) or b"")
    graph = read(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    for subject in (name for name in graph.index if not name.startswith("_:")):
        line = graph.line_of(subject)
        assert line is not None
        assert subject in lines[line - 1]


SHIPPED = [*resources.ontology_files(), *sorted(resources.cases().glob("*.ttl"))]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_line_of_finds_every_block_of_the_shipped_files(path: Path) -> None:
    graph = read(path)
    prefixes = dict(re.findall(r"^@prefix\s+([\w.-]*):\s+<([^>]*)>", graph.text, re.MULTILINE))
    lines = graph.text.splitlines()
    for subject in (name for name in graph.index if not name.startswith("_:")):
        line = graph.line_of(subject)
        assert line is not None, subject
        name = lines[line - 1].split()[0]
        prefix, _, local = name.partition(":")
        assert subject == (name.strip("<>") if name.startswith("<") else prefixes[prefix] + local)
