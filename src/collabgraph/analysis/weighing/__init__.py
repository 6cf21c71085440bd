"""Rival explanations weighed by evidence, where what was never looked for counts neither for nor against any of them.

The weight of a trace between two hypotheses is the logarithm of the ratio of its likelihoods, in decibels (Good 1950;
Fairfield and Charman 2017), as an interval, since likelihoods are intervals. No prior is assumed.
"""

from collabgraph.analysis.weighing.pairs import Pair, WeighedTest
from collabgraph.analysis.weighing.traces import Trace
from collabgraph.analysis.weighing.weighing import Question, Weighing, against_others, weigh
from collabgraph.analysis.weighing.weights import CLEAR, TestType, found_weight, hull, missed_weight, opposite, types_of

__all__ = [
    "CLEAR", "Pair", "Question", "TestType", "Trace", "WeighedTest", "Weighing", "against_others", "found_weight",
    "hull", "missed_weight", "opposite", "types_of", "weigh",
]  # fmt: skip
