"""Results as presentations: the data, words and tables in which each command answers."""
