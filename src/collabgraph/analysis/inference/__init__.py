"""Networks compared with each other and with chance: every figure with its model of chance, its draws and its seed.

A p-value is (k + 1) / (N + 1), k of N draws being at least as extreme as what was observed (Davison & Hinkley 1997,
Bootstrap Methods and their Application, chapter 4), so it is never 0. The same seed gives the same result.
"""

from collabgraph.analysis.inference.correlation import RELABELLED, QapResult, hamming, jaccard, qap_correlation
from collabgraph.analysis.inference.density import RESAMPLED, DensityDifference, DensityEstimate, density_difference
from collabgraph.analysis.inference.random_networks import EQUALLY_LIKELY, Condition, CugResult, cug, cugs
from collabgraph.analysis.inference.regression import SEMI_PARTIALLED, Coefficient, MrqapResult, mrqap

__all__ = [
    "EQUALLY_LIKELY", "RELABELLED", "RESAMPLED", "SEMI_PARTIALLED", "Coefficient", "Condition", "CugResult",
    "DensityDifference", "DensityEstimate", "MrqapResult", "QapResult", "cug", "cugs", "density_difference", "hamming",
    "jaccard", "mrqap", "qap_correlation",
]  # fmt: skip
