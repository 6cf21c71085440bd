"""Forms of case files for people who write no Turtle: read to triples with the place of each, and written from them."""
