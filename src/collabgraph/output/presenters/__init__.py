"""Results as printouts: the words, tables and data in which each command answers."""
