"""Corpora: thousands of case files, evaluated by workers into tables of results, and compared there.

``columns`` says what the tables hold; docs/corpora.md how they come about. Only what is asked for imports pyarrow,
dask or duckdb.
"""
