"""Triples: the names of the ontology, files read safely, shapes, queries, and stores."""
