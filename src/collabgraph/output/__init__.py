"""Results as people and programs get them: presenters, writers, maps, plots, reports, network files, RDF."""
