"""The terms of the ontology as Python names; a name that the ontology does not have raises an error.

``ontology/collabgraph.ttl`` has the same names; a test ensures that. They are plain strings, so that naming a term
needs no import of an RDF library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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
        """The IRI of the term with this name, for names that are keywords of Python: ``CG["from"]``."""
        return str(getattr(self, name))

    def __getattr__(self, name: str) -> str:
        """Raises AttributeError: every existing term is an attribute, so this name is misspelt."""
        raise AttributeError(f"{self.iri} has no term {name!r}")


_RESULT_TERMS = (
    # classes
    "ComputedResult ResultGraph Network Metric Measurement Condition Readiness FactorsMet Outcome Verdict Difference "
    "Weight "
    # every result
    "aboutCase aboutConstruct aboutActor readWith consideredBasis consideredAttribution restsOnBasis claimCount "
    "undefinedBecause low high sha256 "
    # networks, metrics and measurements
    "network metric value expected lowest highest lowestWith highestWith undefinedChoices details granularity systems "
    "formula convention "
    # conditions, readiness, outcomes and verdicts
    "derivedStatus fulfilment standing preconditionCount unknownCount derivedResult favourable verdict fits "
    "fitsWithoutImplied "
    "holdsWhateverIsUnknown wouldDifferIf ifStatus "
    # configurations of many cases
    "TruthTable TruthTableRow Conjunction Solution SolutionModel ModelTerm UnknownCell Settlement "
    "outcomeIndicator inclusionCut lowerInclusionCut frequencyCut priCut leavesOut inTruthTable ofConjunction "
    "hasCase mayHaveCase standsFor withMet withUnmet primeImplicant typicalCase deviantCase undecidedCase "
    "inclusionLow inclusionHigh priLow priHigh coverageLow coverageHigh uniqueLow uniqueHigh solutionKind "
    "modelCount tableCount complete inSolution certainty contradictedBy leavesUnexplained inModel ofOutcome "
    "modelsAtWorst tablesAtWorst wouldLeave ifMembership "
    # weights of evidence
    "weighsFor weighsAgainst ofTest decibelsLow decibelsHigh decidedFrom favours wouldDecide "
    # shortcuts
    "meets partlyMeets lacks hamperedBy leavesOpen "
    # structures
    "networkMeasurements actorMeasurements readinessIntervals"
)
CG = Namespace(
    BASE + "ns#",
    # classes
    "Study Case Actor Source Evidence Claim ConditionClaim OutcomeClaim TieClaim CausalClaim RivalClaim ContextClaim "
    "Participation StepClaim ClockClaim FeeClaim Hypothesis Test Likelihood "
    "Framework Construct Indicator StartingCondition Proposition ContingentProposition StatusPattern ExpectedTie "
    "Criterion Sign Threshold "
    # cases and studies
    "study service setting boundary actorDefinition tieDefinition missingData tieStrength multiplexity timeFrame "
    # claims
    "inCase inStudy basis attribution evidence statement confidence construct status degree degreeLow degreeHigh "
    "indicator result "
    "from to tieKind strength sign cause effect direction topic actor role order performedBy amount unit polarity "
    "locator note "
    # hypotheses and tests
    "explains origin excludes alternatives traceState trace whereToLook testGroup likelihood hypothesis likelihoodLow "
    "likelihoodHigh likelihoodWord reason decibels "
    # actors and code lists
    "actorKind sector level possiblyIs symmetric served concluding "
    # frameworks
    "preconditionOf requiredStatus listedAs question favourableResult unfavourableResult framework antecedent "
    "consequent relation "
    "if ifAny requires requiresAny sufficient favoured suited senderRole receiverRole "
    "delivering coordinating threshold limit "
    "speaksFor speaksAgainst otherwise participantRole participantSector participantKind " + _RESULT_TERMS,
)
#: The names of terms for computed results, which no case file uses; a query without them needs no results.
COMPUTED = frozenset(_RESULT_TERMS.split())
DCTERMS = Namespace(
    "http://purl.org/dc/terms/", "title description date language temporal bibliographicCitation source"
)
DCAT = Namespace("http://www.w3.org/ns/dcat#", "startDate endDate")
ORG = Namespace("http://www.w3.org/ns/org#", "unitOf")
PROV = Namespace(
    "http://www.w3.org/ns/prov#",
    "Activity Agent Entity SoftwareAgent specializationOf used wasAssociatedWith wasAttributedTo wasDerivedFrom "
    "wasGeneratedBy",
)
QB = Namespace("http://purl.org/linked-data/cube#", "DataSet Observation dataSet structure")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type JSON")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#", "label comment")
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme prefLabel altLabel definition scopeNote notation inScheme topConceptOf broader exactMatch "
    "closeMatch broadMatch narrowMatch relatedMatch",
)

CASE = BASE + "case/"
STUDY = BASE + "study/"
ACTOR = BASE + "actor/"
SOURCE = BASE + "source/"
FRAMEWORK = BASE + "framework/"
SCHEME = BASE + "scheme/"
NETWORK_METRIC = SCHEME + "network-metric#"
ACTOR_METRIC = SCHEME + "actor-metric#"
RESULTS = BASE + "results/"

CODE_LISTS = (
    "status basis attribution polarity result actor-kind sector level role tie sign direction relation topic unit "
    "alternatives trace likelihood weight factor fulfilment verdict row-out certainty solution-kind "
    "standing"  # the last is deprecated
).split()

#: The prefixes a query can use without declaring them, besides those of the cases it is about (``prefixes_for``).
PREFIXES = {
    "cg": CG.iri,
    "case": CASE,
    "study": STUDY,
    "actor": ACTOR,
    "source": SOURCE,
    "coder": BASE + "coder/",
    "framework": FRAMEWORK,
    "scheme": SCHEME,
    "sp": FRAMEWORK + "service-provision#",
    "ag": FRAMEWORK + "ansell-gash-2008#",
    "pk": FRAMEWORK + "provan-kenis-2008#",
    "em": FRAMEWORK + "emerson-nabatchi-balogh-2012#",
    "bc": FRAMEWORK + "bryson-crosby-stone-2006#",
    "tp": FRAMEWORK + "thomson-perry-2006#",
    "ica": FRAMEWORK + "institutional-collective-action#",
    "co": FRAMEWORK + "collaboration-outcomes#",
    **{name: f"{SCHEME}{name}#" for name in CODE_LISTS},
    "network-metric": NETWORK_METRIC,
    "actor-metric": ACTOR_METRIC,
    "dcterms": DCTERMS.iri,
    "dcat": DCAT.iri,
    "org": ORG.iri,
    "prov": PROV.iri,
    "qb": QB.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "skos": SKOS.iri,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


_OF_CASE = re.compile(rf"({re.escape(CASE)}|{re.escape(STUDY)})([a-z](?:[\w.-]*[\w-])?)(?:#(.*))?", re.IGNORECASE)


def prefixes_for(iris: Iterable[str]) -> dict[str, str]:
    """PREFIXES and the prefixes of the cases and studies that these IRIs are, or that their claims belong to.

    The prefix of a case is its id; that of a study is its id after ``study-``, because a case may have the same id.

    >>> new = prefixes_for(["https://w3id.org/collabgraph/case/pbg", "https://w3id.org/collabgraph/study/permits#C1"])
    >>> {name: iri for name, iri in new.items() if name not in PREFIXES}
    {'pbg': 'https://w3id.org/collabgraph/case/pbg#', 'study-permits': 'https://w3id.org/collabgraph/study/permits#'}
    """
    matches = filter(None, map(_OF_CASE.fullmatch, iris))
    return {**dict(sorted((_prefix(match), f"{match[1]}{match[2]}#") for match in matches)), **PREFIXES}


def _prefix(match: re.Match[str]) -> str:
    return f"study-{match[2]}" if match[1] == STUDY else match[2]


def local_name(iri: str) -> str:
    """The part of an IRI after its last ``#`` or ``/``: the id people type.

    >>> local_name("https://w3id.org/collabgraph/case/pbg#F21"), local_name("https://w3id.org/collabgraph/case/pbg")
    ('F21', 'pbg')
    """
    return iri.rpartition("#")[2] if "#" in iri else iri.rstrip("/").rpartition("/")[2]


def shortened(iri: str) -> str:
    """An IRI as a person writes it: with the prefix of its namespace where it has one.

    >>> shortened("https://w3id.org/collabgraph/case/pbg#F21"), shortened("http://example.org/x")
    ('pbg:F21', '<http://example.org/x>')
    """
    match = _OF_CASE.fullmatch(iri)
    if match and match[3] and "/" not in match[3] and "#" not in match[3] and _prefix(match) not in PREFIXES:
        return f"{_prefix(match)}:{match[3]}"
    namespace = max((start for start in PREFIXES.values() if iri.startswith(start)), key=len, default="")
    prefix = next((name for name, start in PREFIXES.items() if start == namespace), None)
    local = iri.removeprefix(namespace)
    return f"{prefix}:{local}" if prefix and local and "/" not in local and "#" not in local else f"<{iri}>"
