"""Broken and hostile files, queries and command lines, made by chance from the shipped ones.

``mutations`` changes bytes, triples and tokens; ``inputs`` makes the input with a number, and says how it ended;
``python -m fuzz`` (``make fuzz``) runs any number of them in a child process with limits.
"""
