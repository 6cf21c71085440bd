"""RDF: the terms of the ontology, safe reading of files, shapes, queries and stores."""
