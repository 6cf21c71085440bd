"""The names in code and the terms in Turtle are the same, both ways."""

from enum import StrEnum

import pytest

from collabgraph import resources
from collabgraph.model import Basis, Ontology, Relation, Status, TraceState
from collabgraph.rdf.turtle import read
from collabgraph.rdf.vocabulary import (
    CASE,
    CG,
    CODE_LISTS,
    PREFIXES,
    SCHEME,
    SKOS,
    STUDY,
    local_name,
    prefixes_for,
    shortened,
)


def test_every_name_is_a_term_of_the_ontology_and_the_reverse() -> None:
    graph = read(resources.ontology() / "collabgraph.ttl")
    declared = {iri.removeprefix(CG.iri) for iri in graph.index if iri.startswith(CG.iri) and iri != CG.iri}
    assert set(CG.names) == declared


def test_every_code_list_is_declared_and_the_reverse() -> None:
    graph = read(resources.ontology() / "schemes.ttl")
    assert {SCHEME + name for name in CODE_LISTS} == set(graph.subjects(SKOS.ConceptScheme))


@pytest.mark.parametrize(
    ("code_list", "names"), [("status", Status), ("basis", Basis), ("relation", Relation), ("trace", TraceState)]
)
def test_the_codes_that_code_reasons_about_are_the_codes_of_the_list(
    code_list: str, names: type[StrEnum], ontology: Ontology
) -> None:
    assert {term.id for term in ontology.code_lists[code_list]} == {str(name) for name in names}


def test_a_misspelt_term_fails_at_once() -> None:
    with pytest.raises(AttributeError, match="no term 'statuss'"):
        _ = CG.statuss


def test_every_project_prefix_of_the_shipped_files_may_be_used_in_a_query() -> None:
    for path in (*resources.ontology_files(), *resources.cases().glob("*.ttl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("@prefix") and "w3id.org/collabgraph" in line:
                _, name, iri = line.split()[:3]
                own = name == f"{path.stem}:" or path.stem == "jambi-licensing"
                assert own or PREFIXES.get(name.rstrip(":")) == iri.strip("<>"), f"{path.name}: {line}"


def test_the_ids_of_cases_are_prefixes_where_they_are_open_and_nowhere_else() -> None:
    assert not any(iri.startswith((CASE, STUDY)) and iri.endswith("#") for iri in PREFIXES.values())
    found = prefixes_for(
        [f"{CASE}pbg", f"{CASE}status", f"{STUDY}pbg#C1", f"{CASE}a/b", f"{CASE}1st", CASE, f"{CASE}x."]
    )
    assert {name: iri for name, iri in found.items() if PREFIXES.get(name) != iri} == {
        "pbg": f"{CASE}pbg#", "study-pbg": f"{STUDY}pbg#",
    }  # fmt: skip


@pytest.mark.parametrize(
    "iri", [f"{CASE}pbg#F21", f"{STUDY}pbg#C1", f"{CASE}status#F1", f"{CASE}pbg#a/b", f"{CASE}pbg", f"{STUDY}x.y#z"]
)
def test_what_is_shortened_is_read_back_as_the_same_iri(iri: str) -> None:
    written = shortened(iri)
    prefix, _, local = written.partition(":")
    assert written == f"<{iri}>" or prefixes_for([iri])[prefix] + local == iri


def test_a_local_name_is_what_follows_the_last_separator() -> None:
    assert local_name(CG.Case) == "Case"
