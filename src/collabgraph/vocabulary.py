"""The terms of the ontology as names; a name that the ontology does not have is an error at once.

The same names stand in ``ontology/collabgraph.ttl``; a test holds the two equal. They are plain strings, so that
naming a term costs no import.
"""

from __future__ import annotations

BASE = "https://w3id.org/collabgraph/"


class Namespace:
    """A closed set of IRIs under one prefix, read as attributes.

    >>> CG.Case
    'https://w3id.org/collabgraph/ns#Case'
    >>> CG.Cases
    Traceback (most recent call last):
    ...
    AttributeError: https://w3id.org/collabgraph/ns# has no term 'Cases'
    """

    def __init__(self, iri: str, names: str) -> None:
        """The namespace ``iri`` with these space-separated local names."""
        self.iri = iri
        self.names = frozenset(names.split())
        self.__dict__.update({name: iri + name for name in self.names})

    def __getitem__(self, name: str) -> str:
        """The term whose name is a word of Python too: ``CG["from"]``."""
        return str(getattr(self, name))

    def __getattr__(self, name: str) -> str:
        """Every term there is was set above; what arrives here is a misspelt one."""
        raise AttributeError(f"{self.iri} has no term {name!r}")


CG = Namespace(
    BASE + "ns#",
    # classes
    "Study Case Actor Source Evidence Claim ConditionClaim OutcomeClaim TieClaim CausalClaim RivalClaim ContextClaim "
    "Participation StepClaim ClockClaim FeeClaim Framework Construct Indicator Proposition ContingentProposition "
    "StatusPattern ExpectedTie "
    # cases and studies
    "study service setting boundary actorDefinition tieDefinition missingData tieStrength multiplexity timeFrame "
    # claims
    "inCase inStudy basis attribution evidence statement confidence construct status degree indicator result "
    "from to tieKind cause effect direction topic actor role order performedBy amount unit polarity locator note "
    # actors and code lists
    "actorKind sector level possiblyIs symmetric "
    # frameworks
    "preconditionOf requiredStatus question favourableResult framework antecedent consequent relation "
    "if ifAny requires requiresAny senderRole receiverRole",
)
DCTERMS = Namespace("http://purl.org/dc/terms/", "title description date temporal bibliographicCitation source")
DCAT = Namespace("http://www.w3.org/ns/dcat#", "startDate endDate")
ORG = Namespace("http://www.w3.org/ns/org#", "unitOf")
PROV = Namespace("http://www.w3.org/ns/prov#", "wasDerivedFrom wasAttributedTo")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#", "label comment")
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme prefLabel altLabel definition scopeNote notation inScheme broader exactMatch closeMatch",
)

CASE = BASE + "case/"
STUDY = BASE + "study/"
ACTOR = BASE + "actor/"
SOURCE = BASE + "source/"
FRAMEWORK = BASE + "framework/"
SCHEME = BASE + "scheme/"

CODE_LISTS = (
    "status basis attribution polarity result actor-kind sector level role tie direction relation topic unit"
).split()

#: What a query may use without declaring it.
PREFIXES = {
    "cg": CG.iri,
    "case": CASE,
    "study": STUDY,
    "actor": ACTOR,
    "source": SOURCE,
    "coder": BASE + "coder/",
    "framework": FRAMEWORK,
    "scheme": SCHEME,
    "pbg": CASE + "pbg#",
    "spp-irt": CASE + "spp-irt#",
    "jambi": STUDY + "jambi-licensing#",
    "sp": FRAMEWORK + "service-provision#",
    "ag": FRAMEWORK + "ansell-gash-2008#",
    **{name: f"{SCHEME}{name}#" for name in CODE_LISTS},
    "dcterms": DCTERMS.iri,
    "dcat": DCAT.iri,
    "org": ORG.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "skos": SKOS.iri,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def local_name(iri: str) -> str:
    """What follows the last ``#`` or ``/`` of an IRI: the id people type.

    >>> local_name("https://w3id.org/collabgraph/case/pbg#F21"), local_name("https://w3id.org/collabgraph/case/pbg")
    ('F21', 'pbg')
    """
    return iri.rpartition("#")[2] if "#" in iri else iri.rstrip("/").rpartition("/")[2]
