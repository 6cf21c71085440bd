"""Scholars' questions: SPARQL files with parameters, and the graphs they are asked of."""
