"""What can go wrong, as one tree; each error says what, where, why and what to do.

CollabgraphError
├── NotFound
│   ├── UnknownCase  UnknownFramework  UnknownConstruct  UnknownClaim  UnknownOutcome  UnknownMetric
│   ├── UnknownRelation  UnknownWeight  UnknownForm
│   └── MissingFile  MissingFolder
├── Unreadable
│   ├── NotUtf8  ByteOrderMark  SyntaxFault  UnknownFormat  ExpandingEntities  RemoteContext  TooDeep
│   ├── EmptyFile  NotACase
│   └── MalformedNetwork  DirectionNotSaid  DoctypeRefused
├── InvalidCase
├── DuplicateCase
├── InvalidFramework  FrameworkCycle
├── TooFewCases  NotComparable
├── QueryRefused  QuerySyntax  FormatMismatch
└── CannotWrite
"""

from __future__ import annotations

import errno
from typing import ClassVar

from collabgraph.phrases import Text, both, mark

_REASONS = {
    errno.ENOENT: mark("not there"),
    errno.EACCES: mark("no permission"),
    errno.EISDIR: mark("it is a folder"),
    errno.ENOTDIR: mark("a part of the path is no folder"),
    errno.ENOSPC: mark("no space left"),
    errno.EROFS: mark("the disk is read-only"),
}


def reason(error: OSError | ValueError) -> Text:
    """Why the system refused a file; its own words where we have none."""
    number = getattr(error, "errno", None)
    if number in _REASONS:
        return both(_REASONS[number])
    words = getattr(error, "strerror", None) or str(error)
    return Text(words, words)


class CollabgraphError(Exception):
    """Something that could not be done; ``message`` says so in both languages, ``str()`` in English."""

    sentence: ClassVar[str] = mark("Something could not be done.")

    def __init__(self, **fields: object) -> None:
        """The error with the fields its sentence names."""
        self.fields = fields
        self.message = both(self.sentence, **fields)
        super().__init__(self.message.en)


class NotFound(CollabgraphError):
    """A thing that was named and is not there."""


class UnknownCase(NotFound):
    """No case has this id."""

    sentence = mark(
        "There is no case '{name}'{nearest}. Cases: {known}. A file is given by its path, e.g. ./my-case.ttl."
    )


class UnknownFramework(NotFound):
    """No framework has this id."""

    sentence = mark("There is no framework '{name}'{nearest}. Frameworks: {known}, or the path of a Turtle file.")


class UnknownConstruct(NotFound):
    """The framework has no such construct."""

    sentence = mark("The framework '{framework}' has no construct '{name}'{nearest}. Constructs: {known}.")


class UnknownOutcome(NotFound):
    """The case reports no such outcome, or the framework has no such indicator."""

    sentence = mark("There is no outcome '{name}' to explain in '{case}'{nearest}. Outcomes: {known}.")


class UnknownClaim(NotFound):
    """The case has no claim with this id."""

    sentence = mark("The case '{case}' has no claim '{name}'{nearest}. 'collabgraph show {case}' lists its claims.")


class UnknownMetric(NotFound):
    """The catalogue has no metric with this id."""

    sentence = mark("There is no metric '{name}'{nearest}. 'collabgraph metrics --list' shows all.")


class UnknownRelation(NotFound):
    """No tie of the file is of this relation."""

    sentence = mark("{path}: no tie is of the relation '{name}'{nearest}. Relations: {known}.")


class UnknownWeight(NotFound):
    """No tie of the file has a value of this name."""

    sentence = mark("{path}: no tie has a value '{name}' to weigh it by{nearest}. Values: {known}.")


class UnknownForm(NotFound):
    """Networks are not written in this form."""

    sentence = mark("There is no form '{name}'{nearest} to write a network in. Forms: {known}.")


class MissingFile(NotFound):
    """No file at this path, or a folder where a file is wanted."""

    sentence = mark("There is no readable file '{path}' ({why}). Check the path, and quote it if it has spaces.")


class MissingFolder(NotFound):
    """No folder at this path."""

    sentence = mark("There is no folder '{path}'. Check the path given with --cases or in COLLABGRAPH_CASES.")


class Unreadable(CollabgraphError):
    """A file that is there and cannot be read as what it should be."""


class NotUtf8(Unreadable):
    """The bytes are not UTF-8."""

    sentence = mark(
        "{path}:{line}: the file is not UTF-8 text (byte {byte} at position {position}). "
        "Save it again with the encoding UTF-8, without changing anything else."
    )


class ByteOrderMark(Unreadable):
    """An invisible mark stands before the first character."""

    sentence = mark(
        "{path}:1:1: the file begins with a byte order mark, an invisible sign some editors add. "
        "Save it again as 'UTF-8' rather than 'UTF-8 with BOM'."
    )


class SyntaxFault(Unreadable):
    """The text breaks the rules of its format."""

    sentence = mark(
        "{place}: the {format} cannot be read here (in the parser's words: {reason}). "
        "Look at this place and just before it for a sign that is missing or one too many."
    )


class UnknownFormat(Unreadable):
    """The ending of the file's name says no format that can be read."""

    sentence = mark(
        "'{path}': files are read by the ending of their name, and '{ending}' is none of {known}. Rename the file."
    )


class ExpandingEntities(Unreadable):
    """An RDF/XML file whose entities could grow without bound."""

    sentence = mark(
        "{path}:{line}: the RDF/XML declares an entity that refers to others or is very long, which can fill memory. "
        "Write the text out, or convert the file to Turtle."
    )


class RemoteContext(Unreadable):
    """A JSON-LD file whose context is an address."""

    sentence = mark(
        "{path}: the JSON-LD names its @context by address, and nothing is ever fetched. "
        "Copy the context into the file, or convert the file to Turtle."
    )


class TooDeep(Unreadable):
    """A file nested too deeply to be read."""

    sentence = mark("{path}: the file is nested too deeply to be read. Write it with fewer levels.")


class EmptyFile(Unreadable):
    """A file without a single statement."""

    sentence = mark("{path}: the file states nothing. Start from a copy of a shipped case (see cases/README.md).")


class NotACase(Unreadable):
    """A file that describes no case, or several."""

    sentence = mark("{path}: a case file describes exactly one cg:Case, and this one describes {found}. {hint}")


class MalformedNetwork(Unreadable):
    """Rows that are no actors or ties: all of them; the field ``findings`` has each with its file and line."""

    sentence = mark("{path}: this is no network that can be read. Correct the following (in all: {n}):\n{rows}")


class DirectionNotSaid(Unreadable):
    """A file that does not say whether its ties have a direction."""

    sentence = mark(
        "{path}: the file does not say whether its ties have a direction, and every measure depends on it. "
        "Say it with --directed or --undirected (in Python, directed=True or directed=False)."
    )


class DoctypeRefused(Unreadable):
    """An XML file with a document type declaration."""

    sentence = mark(
        "{path}:{line}: the XML declares a document type, which can name entities that fill memory or fetch files. "
        "Remove the whole <!DOCTYPE ...>; networks do not need it."
    )


class InvalidCase(CollabgraphError):
    """A file with findings that keep it from being analysed."""

    sentence = mark(
        "{path} cannot be analysed as it is. Findings: {n}; the first: {first} "
        "'collabgraph validate {path}' lists all of them."
    )


class DuplicateCase(CollabgraphError):
    """Two files claim the same case id, or one case is given twice."""

    sentence = mark("The case id '{name}' is used twice: {first} and {second}. Rename one of them, or leave one out.")


class InvalidFramework(CollabgraphError):
    """A framework file that cannot be used."""

    sentence = mark("{path}: this is no usable framework: {reason} 'collabgraph validate {path}' lists all findings.")


class FrameworkCycle(CollabgraphError):
    """Propositions or broader constructs that lead back to where they began."""

    sentence = mark(
        "The framework '{framework}' runs in a circle: {cycle}. An explanation would never end; "
        "remove one of these steps, or mark it relation:reinforces if the theory means a loop."
    )


class TooFewCases(CollabgraphError):
    """A comparison of fewer than two cases."""

    sentence = mark("A comparison needs two different cases at least, and {n} was given. Cases: {known}.")


class NotComparable(CollabgraphError):
    """Two networks of which only one has directed ties."""

    sentence = mark(
        "'{first}' and '{second}' cannot be compared: only one of the two networks is directed. "
        "Say --directed or --undirected for both."
    )


class QueryRefused(CollabgraphError):
    """A query that would reach outside, or change something."""

    sentence = mark(
        "{where}: '{word}' is refused: {why} Ask with SELECT, ASK, CONSTRUCT or DESCRIBE over the loaded graphs."
    )


class QuerySyntax(CollabgraphError):
    """A query that breaks the rules of SPARQL."""

    sentence = mark("{where}: the query cannot be read here: {reason}. The line is: {line}")


class FormatMismatch(CollabgraphError):
    """A format that does not fit what the query returns."""

    sentence = mark("The query returns {kind}, which cannot be written as '{format}'. Choose --format {known}.")


class CannotWrite(CollabgraphError):
    """An output file that could not be written; nothing was left half-written."""

    sentence = mark("'{path}' could not be written ({why}). Nothing was changed; choose another place with -o.")
