"""The shipped cases and the ontology, read once; how hypothesis draws in every test."""

import gc

import pytest
from hypothesis import HealthCheck, settings

from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.model import Case, Framework, Ontology

# What tests keep is looked through less often: the collector took a tenth of their time.
gc.set_threshold(50_000, 50, 100)

#: No timing, the same examples in every run, and files may be drawn into a folder that a test has once.
settings.register_profile(
    "collabgraph",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("collabgraph")


@pytest.fixture(scope="session")
def library() -> Library:
    return Library()


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return theory.ontology()


@pytest.fixture(scope="session")
def service_provision(ontology: Ontology) -> Framework:
    return ontology.frameworks["service-provision"]


@pytest.fixture(scope="session")
def ansell_gash(ontology: Ontology) -> Framework:
    return ontology.frameworks["ansell-gash-2008"]


@pytest.fixture(scope="session")
def pbg(library: Library) -> Case:
    return library.open("pbg")


@pytest.fixture(scope="session")
def spp_irt(library: Library) -> Case:
    return library.open("spp-irt")
