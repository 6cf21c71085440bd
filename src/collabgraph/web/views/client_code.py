"""The code that asks a query of an endpoint from a program: in Python, in R and for a shell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from collabgraph.rdf.sparql import form

#: A shell takes no argument that is much longer, in bytes.
_LONGEST_ARGUMENT = 100_000
_FILE = "query.rq"
Parameters = Sequence[tuple[str, str]]


def codes(query: str, endpoint: str, graphs: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The code in each language by its name; ``graphs`` are other parameters of the request, each with its values.

    A language that has no way to write the query is left out: a text of R cannot hold the character NUL.
    """
    parameters = [(name, value) for name, values in graphs.items() for value in values]
    writers: dict[str, Callable[[str, str, Parameters], str]] = {"Python": _python, "R": _r, "curl": _curl}
    if "\0" in query:
        del writers["R"]
    return {name: write(query, endpoint, parameters) for name, write in writers.items()}


def _accepted(query: str) -> str:
    """The form of the answer that is asked for: rows as CSV, yes or no as JSON, a graph as Turtle."""
    return {"SELECT": "text/csv", "ASK": "application/sparql-results+json"}.get(form(query), "text/turtle")


# Python -------------------------------------------------------------------------------------------------------------

_READ_IN_PYTHON = {
    "text/csv": ("csv, io", 'rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))', "len(rows)"),
    "application/sparql-results+json": ("json", 'result = json.load(answer)["boolean"]', "result"),
    "text/turtle": ("", 'turtle = answer.read().decode("utf-8")', "turtle"),
}


def _python(query: str, endpoint: str, parameters: Parameters) -> str:
    """A program for Python's own library; in ``rows`` every row is a dictionary."""
    accepted = _accepted(query)
    modules, reading, shown = _READ_IN_PYTHON[accepted]
    fields = ['("query", query)', *(f'("{name}", {_python_text(value)})' for name, value in parameters)]
    imports = [f"import {module}" for module in (*filter(None, modules.split(", ")), "urllib.parse", "urllib.request")]
    return "\n".join(
        (
            *imports,
            "",
            f"query = {_python_text(query)}",
            f"fields = urllib.parse.urlencode([{', '.join(fields)}])",
            f'request = urllib.request.Request({_python_text(endpoint)}, fields.encode(), {{"Accept": "{accepted}"}})',
            "with urllib.request.urlopen(request) as answer:",
            f"    {reading}",
            f"print({shown})",
            "",
        )
    )


def _python_text(text: str) -> str:
    """A text as Python writes it, over as many lines as it has."""
    escaped = _without_unseen(text.replace("\\", "\\\\"), _python_escape)
    if "\n" not in text:
        return '"' + escaped.replace('"', '\\"') + '"'
    return f'"""\\\n{_CLOSING.sub(_ESCAPED, escaped)}"""'


#: Quotation marks that three of them could be closed by, and how they are written instead.
_CLOSING, _ESCAPED = re.compile(r'"(?="|\Z)'), r'\\"'


def _python_escape(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


# R ------------------------------------------------------------------------------------------------------------------

_READ_IN_R = {
    "text/csv": "rows <- read.csv(text = resp_body_string(answer))\nprint(nrow(rows))",
    "application/sparql-results+json": "result <- resp_body_json(answer, check_type = FALSE)$boolean\nprint(result)",
    "text/turtle": 'turtle <- resp_body_string(answer, "UTF-8")\ncat(turtle)',
}


def _r(query: str, endpoint: str, parameters: Parameters) -> str:
    """A program for R 4.1 or later with the package httr2; ``rows`` is a data frame."""
    accepted = _accepted(query)
    fields = ["query = query", *(f"`{name}` = {_r_text(value)}" for name, value in parameters)]
    return "\n".join(
        (
            "library(httr2)",
            "",
            f"query <- {_r_text(query)}",
            f"answer <- request({_r_text(endpoint)}) |>",
            f'  req_headers(Accept = "{accepted}") |>',
            f"  req_body_form({', '.join(fields)}) |>",
            "  req_perform()",
            _READ_IN_R[accepted],
            "",
        )
    )


def _r_text(text: str) -> str:
    """A text as R writes it. R takes no escape of another kind beside those of Unicode, so there is but one kind."""
    return '"' + _without_unseen(text.replace("\\", "\\\\").replace('"', '\\"'), _r_escape) + '"'


def _r_escape(character: str) -> str:
    code = ord(character)
    return f"\\U{{{code:x}}}" if code > 0xFFFF else f"\\u{{{code:x}}}"


# Shell --------------------------------------------------------------------------------------------------------------


def _curl(query: str, endpoint: str, parameters: Parameters) -> str:
    """A command for a POSIX shell; a query that is too long for one is read from a file."""
    if len(query.encode()) > _LONGEST_ARGUMENT:
        asked = f"--data-urlencode query@{_FILE}"
    elif all(_is_seen(character) for character in query):
        asked = f"--data-urlencode {_shell_text(f'query={query}')}"
    else:
        asked = f"--data 'query={quote(query, safe='')}'"
    others = (f"--data-urlencode {_shell_text(f'{name}={value}')}" for name, value in parameters)
    accepted = f"--header 'Accept: {_accepted(query)}'"
    return " \\\n  ".join((f"curl --fail-with-body {_shell_text(endpoint)}", accepted, *others, asked)) + "\n"


def _shell_text(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# Characters ---------------------------------------------------------------------------------------------------------


def _is_seen(character: str) -> bool:
    """Whether a character is one that a reader of the code sees, or a space, tab or line feed."""
    return character.isprintable() or character in "\n\t"


def _without_unseen(text: str, escape: Callable[[str], str]) -> str:
    """The text with other characters escaped: some turn the order of letters around, and nobody would see it."""
    return "".join(character if _is_seen(character) else escape(character) for character in text)
