"""What can be computed from cases: conditions, explanations, networks, comparisons."""
