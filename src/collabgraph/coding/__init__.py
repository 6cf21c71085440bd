"""From coded files to values: theory, cases and studies, the issues in them, and the library they are opened from."""
