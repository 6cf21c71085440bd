"""From coded files to values: theory, cases and studies, what is wrong with them, and where they are found."""
