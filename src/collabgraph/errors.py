"""The errors collabgraph raises, as one tree; each says what is wrong, where, why and what to do.

CollabgraphError
├── NotFound
│   ├── AmbiguousName  UnknownWord
│   ├── UnknownCase  UnknownFramework  UnknownConstruct  UnknownOutcome  UnknownThing  UnknownVersion  UnknownMetric
│   ├── NoCriteria  UnknownIndicator
│   ├── UnknownClaim (AmbiguousClaim)
│   ├── UnknownRelation  UnknownWeight  UnknownFormat  UnknownNetworkMetric
│   ├── UnknownQuestion  UnknownTag  UnknownParameter  UnknownValue  UnknownGraph (AmbiguousGraph)  UnknownTable
│   └── MissingFile  MissingFolder
├── Unreadable
│   ├── NotUtf8  SyntaxFault (UnplacedFault)  ExpandingEntities  RemoteContext  WideContexts  TooDeep
│   ├── EmptyFile  SeveralGraphs  IllFormedShapes  NotACase  NotAWorkbook  NotResults
│   ├── InvalidCalibration  UnfitTable
│   └── MalformedNetwork  MalformedLayout  UnknownDirection  DoctypeRefused  OneMode  TwoModes
├── InvalidCase
├── DuplicateCase  DuplicateStudy
├── InvalidFramework  FrameworkCycle
├── WrongNumberOfCases  NotComparable  TooManyActors
├── TooManyUnknown  TooManyConfigurations  TakesTooLong  UnfitAnchors  SeveralLevels  ConstantOutcome  NothingKnown
├── UnfitTerm  OutsideScope
├── QueryRefused  QuerySyntax  UnknownFunction  WrongArguments  EngineFailed  FormatMismatch
├── InvalidQuestion  MissingParameter  AmbiguousValue  UnfitValue  EqualValues
├── MissingExtra  MissingLibrary  TangledBlankNodes  UnfitLogo  TooManyColumns
├── CorpusFault
│   ├── NoCorpus  NotPacked  NotAnArchive  NotResultsOfCorpus  FolderTaken  ResultsThere  ResultsBusy  OtherOptions
│   ├── NotInCorpus  NoCaseLeft  CorpusQueryFailed  NotOneSelect
│   └── NotStarted  NoEngine  EngineLost  NoWorkers  ThreadedWorkers  NotShared  OtherVersion  WorkersFailed
│       CorpusStopped
├── StoreFault
│   ├── NoStore  NotAStore  NewerStore  NoFileLocks  StoreBusy  StoreDamaged  StoreFailed  PlaceTaken
│   └── RefusedAddress  Unreachable  ServerRefused  UnexpectedAnswer  AnswerCut
└── CannotWrite  CannotListen
"""

from __future__ import annotations

import errno
from typing import ClassVar

from collabgraph.words import Text, both, mark

_REASONS = {
    errno.ENOENT: mark("not there"),
    errno.EACCES: mark("no permission"),
    errno.EISDIR: mark("it is a folder"),
    errno.ENOTDIR: mark("a part of the path is not a folder"),
    errno.ENOSPC: mark("no space left"),
    errno.EROFS: mark("the disk is read-only"),
}


def reason(error: OSError | ValueError) -> Text:
    """Why the system refused a file; in the system's own words where our phrases do not cover it."""
    number = getattr(error, "errno", None)
    if number in _REASONS:
        return both(_REASONS[number])
    words = getattr(error, "strerror", None) or str(error)
    return Text(en=words, id=words)


class CollabgraphError(Exception):
    """The base of every error: ``message`` is its sentence in both languages, ``str()`` the English one."""

    sentence: ClassVar[str] = mark("Something could not be done.")

    def __init__(self, **fields: object) -> None:
        """An error with a value for each field of its sentence."""
        self.fields = fields
        self.message = both(self.sentence, **fields)
        super().__init__(self.message["en"])


class NotFound(CollabgraphError):
    """Something was named that does not exist."""


class AmbiguousName(NotFound):
    """A name as typed that several things have."""

    sentence = mark("'{name}' can mean several things: {known}. Give one of these.")


class UnknownCase(NotFound):
    """No case has this id."""

    sentence = mark(
        "There is no case '{name}'{nearest}. Cases: {known}. A file is given by its path, e.g. ./my-case.ttl."
    )


class UnknownFramework(NotFound):
    """No framework has this id."""

    sentence = mark("There is no framework '{name}'{nearest}. Frameworks: {known}, or the path of a file.")


class NoCriteria(NotFound):
    """The framework does not say by criteria which cases it is about."""

    sentence = mark(
        "The framework '{name}' has no definition criteria, so it does not say which cases it is about. Frameworks "
        "that do: {known}."
    )


class AboutGovernance(NotFound):
    """A framework about modes of governance or outcomes, which has no preconditions to read a case with."""

    sentence = mark(
        "The framework '{name}' names no preconditions. Read the case with one of these: {known}. Modes of governance "
        "and outcomes are in what metrics and compare show, whatever framework is chosen."
    )


class UnknownConstruct(NotFound):
    """The framework has no such construct."""

    sentence = mark("The framework '{framework}' has no construct '{name}'{nearest}. Constructs: {known}.")


class UnknownOutcome(NotFound):
    """The case reports no such outcome, or the framework has no such indicator."""

    sentence = mark("There is no outcome '{name}' to explain in '{case}'{nearest}. Outcomes: {known}.")


class UnknownHypothesis(NotFound):
    """The case has no such hypothesis about this outcome."""

    sentence = mark("There is no hypothesis '{name}' to weigh{nearest}. Hypotheses: {known}.")


class UnknownLikelihood(NotFound):
    """The scale has no such word for a likelihood."""

    sentence = mark("There is no word '{name}' for a likelihood{nearest}. Words: {known}.")


class UnfitPrior(CollabgraphError):
    """Priors of hypotheses of which exactly one is true that cannot add up to 1."""

    sentence = mark(
        "The priors add up to {low} at least and {high} at most, but exactly one of these hypotheses is true: 1 must "
        "lie between the two sums."
    )


class UnknownClaim(NotFound):
    """The case has no claim with this id."""

    sentence = mark("The case '{case}' has no claim '{name}'{nearest}.")


class AmbiguousClaim(UnknownClaim):
    """Several claims of a case and its study have this id."""

    sentence = mark("Several claims of the case '{case}' have the id '{name}'. Give one of: {known}.")


class UnknownThing(NotFound):
    """Nothing in the loaded cases and theory has this id."""

    sentence = mark("There is nothing called '{name}' here{nearest}.")


class UnknownVersion(NotFound):
    """A version of the ontology that is not here."""

    sentence = mark("The version '{name}' of the ontology is not here. Here is: {known}.")


class UnknownWord(NotFound):
    """The glossary has no such word."""

    sentence = mark("The glossary has no word '{name}'{nearest}. 'collabgraph glossary' lists its words.")


class UnknownMetric(NotFound):
    """The catalogue has no metric with this id."""

    sentence = mark("There is no metric '{name}'{nearest}.")


class UnknownAttribute(NotFound):
    """No actor of a network has a value of this attribute."""

    sentence = mark("No actor of {network} has a value of '{name}'. Values: {known}.")


class UnknownPart(NotFound):
    """A report has no part with this name."""

    sentence = mark("A report has no part '{name}'{nearest}. Parts: {known}.")


class UnknownCodeList(NotFound):
    """There is no code list with this name."""

    sentence = mark("There is no list '{name}'{nearest}. Lists: {known}.")


class UnknownTable(NotFound):
    """The results of a corpus have no table with this name."""

    sentence = mark("There is no table '{name}'{nearest}. Tables: {known}.")


class UnknownRelation(NotFound):
    """No tie of the file is of this relation."""

    sentence = mark("{path}: no tie is of the relation '{name}'{nearest}. Relations: {known}.")


class UnknownWeight(NotFound):
    """No tie of the file has a value of this name."""

    sentence = mark("{path}: no tie has a value '{name}' to use as its weight{nearest}. Values: {known}.")


class UnknownFormat(NotFound):
    """A format that is not supported for such a thing; the format of a file follows from the ending of its name."""

    sentence = mark(
        "{name}: '{format}' is not a format of {thing}{nearest}. Use one of {known}; "
        "the ending of a file's name determines its format."
    )


class UnknownFont(NotFound):
    """No font of this name is installed."""

    sentence = mark(
        "No font '{name}' is installed{nearest}. Install it, or leave the font out: pictures then have DejaVu Sans."
    )


class UnknownNetworkMetric(NotFound):
    """No metric with this id gives one number for a whole network."""

    sentence = mark("No metric '{name}' gives one number for a whole network{nearest}. Those that do: {known}.")


class UnknownQuestion(NotFound):
    """No question has this id, and the text is not a query either."""

    sentence = mark(
        "There is no question '{name}'{nearest}. 'collabgraph questions' lists them; "
        "a query of your own begins with SELECT, ASK, CONSTRUCT or DESCRIBE."
    )


class UnknownTag(NotFound):
    """No question has this tag."""

    sentence = mark("There is no tag '{name}'{nearest}. Tags: {known}.")


class UnknownParameter(NotFound):
    """The question has no such parameter."""

    sentence = mark("The question '{question}' has no parameter '{name}'{nearest}. Its parameters: {known}.")


class UnknownValue(NotFound):
    """The data contain no value of this name for a parameter."""

    sentence = mark("{name}={value}: there is no such value in the data queried{nearest}. There are: {known}.")


class UnknownGraph(NotFound):
    """No graph of a store has this name or id."""

    sentence = mark("There is no graph '{name}'{nearest}. Graphs: {known}.")


class AmbiguousGraph(UnknownGraph):
    """Several graphs of a store have this id."""

    sentence = mark("Several graphs have the id '{name}'. Give the whole name of one: {known}.")


class MissingFile(NotFound):
    """No file at this path, or a folder where a file is needed."""

    sentence = mark("There is no readable file '{path}' ({why}). Check the path, and quote it if it has spaces.")


class MissingFolder(NotFound):
    """No folder at this path."""

    sentence = mark("There is no folder '{path}'. Check the path.")


class Unreadable(CollabgraphError):
    """A file that exists and cannot be read as what it should be."""


class NotUtf8(Unreadable):
    """The bytes are not UTF-8."""

    sentence = mark(
        "{path}:{line}: the file is not UTF-8 text (byte {byte} at position {position}). "
        "Save it again with the encoding UTF-8, without changing anything else."
    )


class SyntaxFault(Unreadable):
    """The text breaks the rules of its format."""

    sentence = mark(
        "{place}: the {format} cannot be read here (in the parser's words: {reason}). "
        "Look at this place and just before it for a missing or an extra character."
    )


class UnplacedFault(SyntaxFault):
    """The text breaks the rules of its format, and the parser does not say where."""

    sentence = mark(
        "{path}: the {format} cannot be read (in the parser's words: {reason}). The parser does not say where: look "
        "for what its words name."
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
        "{path}: the JSON-LD names its @context by address ({address}), and nothing is ever fetched. "
        "Copy the context into the file, or convert the file to Turtle."
    )


class WideContexts(Unreadable):
    """A JSON-LD file whose contexts would be copied without measure."""

    sentence = mark(
        "{path}: the JSON-LD has contexts of {terms} terms for {nodes} objects, and each object could take a copy of "
        "them. Write one @context without others inside it, or convert the file to Turtle."
    )


class TooDeep(Unreadable):
    """A file nested too deeply to be read."""

    sentence = mark("{path}: the file is nested too deeply to be read. Write it with fewer levels.")


class EmptyFile(Unreadable):
    """A file without a single statement."""

    sentence = mark("{path}: the file states nothing. Start from a copy of a shipped case (see cases/README.md).")


class SeveralGraphs(Unreadable):
    """A file with several graphs where one is needed."""

    sentence = mark(
        "{path}: the file has {n} graphs (one is {name}), and a case, a study or a framework is in one graph, with a "
        "name or without. Put the statements into one graph, or those of each case into a file of its own."
    )


class IllFormedShapes(Unreadable):
    """Shapes that an engine could pass over in part; the field ``rows`` has everything that is wrong, by line."""

    sentence = mark(
        "{path}: nothing is checked with these shapes, for a part of them could go unchecked. Correct the following "
        "(in all: {n}):\n{rows}"
    )


class NotACase(Unreadable):
    """A file that describes no case, or several."""

    sentence = mark("{path}: a case file describes exactly one cg:Case, and this one describes {found}. {hint}")


class NotAWorkbook(Unreadable):
    """A file, or a folder of tables, that cannot be read as a workbook."""

    sentence = mark("{path}: this cannot be read as a workbook: {reason}")


class InvalidForm(Unreadable):
    """A form of a case file in which no case and no study can be found."""

    sentence = mark("{place}: {reason}")


class InvalidProject(Unreadable):
    """The settings of a project that cannot be used."""

    sentence = mark("{path}: {reason}")


class NoProject(NotFound):
    """A folder that is in no project."""

    sentence = mark("{path} is in no project: neither it nor a folder above it has a file collabgraph.toml.")


class InvalidTerms(Unreadable):
    """A file of own terms that cannot be used."""

    sentence = mark("{place}: {reason}")


class InvalidCalibration(Unreadable):
    """A file of anchors that cannot be used; its sentence has a line for each fault, with its place."""

    sentence = mark("{path} cannot be used to calibrate. Faults: {n}{faults}")


class UnknownIndicator(NotFound):
    """No case has an outcome by this indicator, and the framework has none of this name."""

    sentence = mark("There is no indicator '{name}'{nearest}. Indicators: {known}.")


class NotWritable(CollabgraphError):
    """A file name whose ending is that of no form a case can be written in, or a form that cannot hold its triples."""

    sentence = mark("{path} cannot be written: {reason}")


class FileExists(CollabgraphError):
    """A file that would be replaced without being asked for."""

    sentence = mark("{path} exists, and nothing was written.")


class EmptyForm(InvalidForm):
    """A form that nobody has written a case into yet."""


class NotInForm(CollabgraphError):
    """Triples that the forms of a case cannot express."""

    sentence = mark("{path} cannot be written as a form: {reason} Nothing was written.")


class NotResults(Unreadable):
    """A file with named graphs that are not computed results."""

    sentence = mark(
        "{path}: only computed results ('collabgraph materialize') are loaded from a file with named graphs, and "
        "'{name}' is not such a graph. Load each case, study and framework from a file of its own."
    )


class MalformedNetwork(Unreadable):
    """A network file with rows that cannot be read; the field ``issues`` has every one with its file and line."""

    sentence = mark("{path}: this network cannot be read. Correct the following (in all: {n}):\n{rows}")


class UnfitTable(Unreadable):
    """A table of cases that cannot be analysed; the field ``faults`` has every fault with its place."""

    sentence = mark("{path}: this table cannot be used. Correct the following (in all: {n}):\n{rows}")


class MalformedLayout(Unreadable):
    """A file that is not a layout of a map."""

    sentence = mark(
        "{path}: this is not a layout that a map saved: {fault}. Save one with the button 'Save the layout' of a map."
    )


class UnknownDirection(Unreadable):
    """A file that does not say whether its ties have a direction."""

    sentence = mark(
        "{path}: the file does not say whether its ties have a direction, and every measure depends on it. "
        "State it: in Python with directed=True or directed=False."
    )


class OneMode(Unreadable):
    """A file that was to be read as a network of two modes, in which an actor is in both modes."""

    sentence = mark(
        "{path}: in a network of two modes no actor can be both a source and a target, and these are: {names}. "
        "Read it as a network of one mode, or use different names for the source and the target."
    )


class TwoModes(Unreadable):
    """A network of two modes where one of one mode is needed."""

    sentence = mark(
        "'{name}' has two modes (rows: {rows}, columns: {columns}), and this needs one. "
        "Project it on its rows or its columns."
    )


class DoctypeRefused(Unreadable):
    """An XML file with a document type declaration."""

    sentence = mark(
        "{path}:{line}: the XML declares a document type, which can name entities that fill memory or fetch files. "
        "Remove the whole <!DOCTYPE ...>; networks do not need it."
    )


class InvalidCase(CollabgraphError):
    """A case file with issues that prevent its analysis."""

    sentence = mark("{path} cannot be analysed as it is. Issues: {n}; the first: {first}")


class DuplicateCase(CollabgraphError):
    """Two files use the same case id, or one case is given twice."""

    sentence = mark("The case id '{name}' is used twice: {first} and {second}. Rename one of them, or leave one out.")


class DuplicateStudy(CollabgraphError):
    """Two files describe the same study differently."""

    sentence = mark(
        "The study '{name}' is described in two files that differ: {first} and {second}. Make them the same, or leave "
        "one out."
    )


class InvalidFramework(CollabgraphError):
    """A framework file that cannot be used."""

    sentence = mark("{path}: this framework cannot be used: {reason} 'collabgraph validate {path}' lists all issues.")


class FrameworkCycle(CollabgraphError):
    """Propositions or broader constructs that form a cycle."""

    sentence = mark(
        "The framework '{framework}' contains a cycle: {cycle}. An explanation would never end; "
        "remove one of these steps, or mark it relation:reinforces if the theory means a loop."
    )


class WrongNumberOfCases(CollabgraphError):
    """More cases, or fewer, than are needed."""

    sentence = mark("{needed} Cases given: {n}.")


class NotComparable(CollabgraphError):
    """Two networks of which only one has directed ties."""

    sentence = mark(
        "'{first}' and '{second}' cannot be compared: only one of the two networks is directed. "
        "State for both whether their ties have a direction."
    )


class TooManyActors(CollabgraphError):
    """A network with more actors than can be measured."""

    sentence = mark(
        "'{name}' has {n} actors, and networks of {most} actors at most are measured here: the metrics need every pair "
        "of actors at once, which takes too much memory and time beyond that. Measure a network of this size with "
        "igraph (in Python the package python-igraph, in R igraph), or leave actors out."
    )


class TooManyUnknown(CollabgraphError):
    """A case of a truth table with so many unknown cells that its configurations cannot be listed."""

    sentence = mark(
        "Case '{case}' can have more than {most} configurations, because {n} of its conditions are not known. Choose "
        "fewer conditions, or leave this case out (and say so)."
    )


class UnfitAnchors(CollabgraphError):
    """Anchors that a method of calibration cannot use."""

    sentence = mark(
        "'{method}' cannot calibrate with the anchors {anchors}. 'direct' and 'piecewise' take three, rising or "
        "falling: fully out, crossover, fully in; 'crisp' takes rising thresholds; 'indirect' at least four pairs of a "
        "value and its degree."
    )


class OutsideScope(CollabgraphError):
    """A value that is not in the scope of its column."""

    sentence = mark(
        "'{name}' of case '{case}' can be {value}, which is outside the scope of {low} to {high}. Give the scope in "
        "which all values lie, or take that of the data."
    )


class TakesTooLong(CollabgraphError):
    """A solution with so many possible tables that a page does not wait for it."""

    sentence = mark(
        "The unknown cells leave so many tables open that the solution takes more than {seconds} seconds. Choose fewer "
        "conditions or cases; the command line goes on as long as it takes: collabgraph qca."
    )


class SeveralLevels(CollabgraphError):
    """A condition of several levels where one of yes or no is needed."""

    sentence = mark(
        "'{name}' has {n} levels by its anchors, and a matrix counts in how many cases a condition is met. Give one "
        "anchor here; several levels are for truth tables."
    )


class TooManyConfigurations(CollabgraphError):
    """More conditions than this kind of solution can be computed for."""

    sentence = mark(
        "With {n} conditions there are more than {most} configurations, and nearly all of them have no case. Choose "
        "fewer conditions; the parsimonious solution can be computed all the same, and rests on untested assumptions."
    )


class ConstantOutcome(CollabgraphError):
    """An outcome that is the same in every case, about which nothing can be learned by comparing them."""

    sentence = mark(
        "The outcome '{name}' is {value} in each of the {n} cases. Where it does not vary nothing can be learned about "
        "what goes with it: add cases in which it differs, or choose another outcome."
    )


class NothingKnown(CollabgraphError):
    """An outcome that is not known for any case."""

    sentence = mark("The outcome '{name}' is not known for any case. Choose another, or fill in what is known.")


class UnfitTerm(CollabgraphError):
    """A condition or a term, as typed, that the conditions of a table do not have."""

    sentence = mark(
        "'{text}' is no term of the conditions{nearest}: {known}. Write A for present, ~A for absent, A{{2}} for a "
        "level, and * between them."
    )


class QueryRefused(CollabgraphError):
    """A query that would use the internet, or change the data."""

    sentence = mark(
        "{where}: '{word}' is refused: {why} Ask with SELECT, ASK, CONSTRUCT or DESCRIBE over the loaded graphs."
    )


class QuerySyntax(CollabgraphError):
    """A query that breaks the rules of SPARQL."""

    sentence = mark("{where}: the query cannot be read here: {reason}. The line is: {line}")


class UnknownFunction(CollabgraphError):
    """A query that calls a function the engine does not have."""

    sentence = mark(
        "{where}: the engine has no function {function}. Use the functions of SPARQL 1.1, such as UCASE or ROUND; "
        "values are converted by xsd:integer, xsd:decimal, xsd:double, xsd:boolean, xsd:string and xsd:dateTime."
    )


class WrongArguments(CollabgraphError):
    """A query that calls a function with too few or too many values."""

    sentence = mark("{where}: the function {function} does not take this number of values ({n}). Look up its values.")


class EngineFailed(CollabgraphError):
    """A valid query that the engine could not answer."""

    sentence = mark(
        "The engine could not answer the query (in its own words: {words}). If you queried a store, "
        "'collabgraph store check' says whether it is intact; otherwise write the query another way, and report it."
    )


class InvalidQuestion(CollabgraphError):
    """A file that cannot be read as a question."""

    sentence = mark(
        "{path}:{line}:{column}: this question cannot be used: {reason}. ontology/README.md describes the form."
    )


class MissingParameter(CollabgraphError):
    """A parameter that has no default and was given no value."""

    sentence = mark("The question '{question}' needs a value for '{name}' ({label}). It can be: {known}.")


class AmbiguousValue(CollabgraphError):
    """An id that several possible values of a parameter share."""

    sentence = mark("{name}={value}: several things have this id. Give one of {known}.")


class UnfitValue(CollabgraphError):
    """A value that is not of the kind the parameter takes."""

    sentence = mark("{name}={value}: this is not {wanted}, which the question needs here.")


class EqualValues(CollabgraphError):
    """Two parameters that must differ have the same value."""

    sentence = mark("{name}={value}: {label} and {other} are the same. Give two that differ.")


class FormatMismatch(CollabgraphError):
    """A format that does not fit what the query returns."""

    sentence = mark("The query returns {kind}, which cannot be written as '{format}'. It can be written as {known}.")


class MissingExtra(CollabgraphError):
    """An optional library that some commands need is not installed."""

    sentence = mark(
        "This needs {library}, which is not installed. Install it with: pip install 'collabgraph[{extra}]' "
        "(in a checkout: pip install '.[{extra}]')."
    )


class MissingLibrary(CollabgraphError):
    """A library that collabgraph can pass results to is not installed."""

    sentence = mark("This needs {library}, which is not installed. Install it with: pip install {library}.")


class UnfitLogo(CollabgraphError):
    """A file that cannot be shown as a logo."""

    sentence = mark("{path} cannot be the logo: {reason}. Give a PNG or JPEG picture.")


class TooManyColumns(CollabgraphError):
    """A table with more columns than a sheet of a workbook can have."""

    sentence = mark(
        "A sheet of a workbook has at most {most} columns, and the table '{name}' has {n}: write it as csv."
    )


class TangledBlankNodes(CollabgraphError):
    """A graph whose blank nodes cannot be distinguished in a bounded number of steps."""

    sentence = mark(
        "The graph '{name}' has {n} blank nodes that refer to one another, and distinguishing them takes more than "
        "{most} steps. Give them IRIs, or make the lists shorter."
    )


class StoreFault(CollabgraphError):
    """The base of the errors of stores."""


class NoStore(StoreFault):
    """This folder contains no store."""

    sentence = mark("There is no store in '{place}'. Check the name of the folder.")


class NotAStore(StoreFault):
    """A folder or file that is not a store and cannot become one."""

    sentence = mark("'{place}' cannot be a store ({why}). Name a store, a folder that is empty, or a new one.")


class NewerStore(StoreFault):
    """A store that a later version of collabgraph wrote."""

    sentence = mark(
        "'{place}' is a store of format {found}, and this version reads format {known}. Use a newer collabgraph."
    )


class NoFileLocks(StoreFault):
    """A store in a folder, on a system that cannot lock folders."""

    sentence = mark(
        "'{place}': a store in a folder needs file locks that this system (Windows, for instance) does not have. "
        "Work with the files, or with a SPARQL server."
    )


class StoreBusy(StoreFault):
    """A store that another process is writing to."""

    sentence = mark(
        "'{place}': another process is writing to this store, and only one can at a time. "
        "Try again when it has ended; reading is possible meanwhile."
    )


class StoreDamaged(StoreFault):
    """A store whose files or record are not as they were written."""

    sentence = mark(
        "'{place}': the store is damaged (in the engine's words: {words}). 'collabgraph store check' says what is "
        "intact. Use a backup in its place, or load the files into a new folder."
    )


class StoreChanged(StoreDamaged):
    """A store with files that are not as they were written, as a failing disk leaves them."""

    sentence = mark(
        "'{place}': the store is damaged (no longer as they were written: {files}). 'collabgraph store check' says "
        "what is intact. Use a backup in its place, or load the files into a new folder."
    )


class StoreFailed(StoreFault):
    """A store that could not be read or written because of the system."""

    sentence = mark(
        "'{place}': the store could not be used ({why}). Nothing that was acknowledged is lost; "
        "remove the cause and run the command again."
    )


class PlaceTaken(StoreFault):
    """The target of a backup exists already."""

    sentence = mark("'{place}' exists already, and a backup overwrites nothing. Name a folder that does not exist.")


class RefusedAddress(StoreFault):
    """An address of a server that must not be used in the form given."""

    sentence = mark("The address '{address}' is not used: {why}")


class Unreachable(StoreFault):
    """A server that did not answer, or whose answer broke off."""

    sentence = mark("{place} gave no answer ({why}). {advice}")


class ServerRefused(StoreFault):
    """A server that refused a request."""

    sentence = mark("{place} answered with status {status}{words}. {advice}")


class UnexpectedAnswer(StoreFault):
    """An answer of a server that does not follow the protocol."""

    sentence = mark("{place} did not answer with {expected} ({why}). Is it the address of a SPARQL server?")


class AnswerCut(StoreFault):
    """An answer of a server that is only a part of it."""

    sentence = mark(
        "{place} answers with {n} rows or triples and leaves out the rest, because it has a limit. Raise the limit "
        "(for Virtuoso ResultSetMaxRows in virtuoso.ini), or ask for less with LIMIT."
    )


class CorpusFault(CollabgraphError):
    """The base of the errors of corpora."""


class NoCorpus(CorpusFault):
    """A source without any file that could be of a case."""

    sentence = mark("'{path}': nothing there is read as a case. What is read: {known}.")


class NotPacked(CorpusFault):
    """A file that is no packed corpus."""

    sentence = mark("'{path}' is no packed corpus ({reason}). 'collabgraph corpus pack' makes one from a folder.")


class NotAnArchive(CorpusFault):
    """A file that is no tar archive, or is one that breaks off."""

    sentence = mark(
        "'{path}' cannot be read as a tar archive ({reason}). A corpus is a folder, a tar archive, a file that "
        "'collabgraph corpus pack' wrote, or the address of a SPARQL server."
    )


class NotResultsOfCorpus(CorpusFault):
    """A folder that has no results of a corpus in it."""

    sentence = mark("'{path}' holds no results of a corpus. Name a folder that 'collabgraph corpus evaluate' wrote.")


class NotInCorpus(CorpusFault):
    """A theory that no case of the results was read with."""

    sentence = mark("No case of '{path}' was read with the theory '{name}'{nearest}. Theories of its cases: {known}.")


class NoCaseLeft(CorpusFault):
    """Results in which no case is left that can be compared."""

    sentence = mark(
        "'{path}' has no case that can be compared: {read} cases were read, {repeated} of them have an id that occurs "
        "more than once, and {faulty} files have faults. 'collabgraph corpus query {path} \"SELECT * FROM faults\"' "
        "lists these."
    )


class CorpusQueryFailed(CorpusFault):
    """A query in SQL that DuckDB refuses, or that it cannot answer with the memory it may use."""

    sentence = mark("DuckDB cannot answer the query: {words}. The tables are {known}.")


class NotOneSelect(CorpusFault):
    """Text that is no query in SQL that only reads, or several of them."""

    sentence = mark(
        "Results are only read: give one query that begins with SELECT, WITH or FROM, such as SELECT * FROM cases."
    )


class FolderTaken(CorpusFault):
    """A folder for results in which there is something else."""

    sentence = mark("'{path}' is not empty, and holds no results of a corpus. Name a new folder for them.")


class ResultsThere(CorpusFault):
    """A folder for results in which there are some."""

    sentence = mark("'{path}' has results already.")


class ResultsBusy(CorpusFault):
    """A folder of results that another run is writing to."""

    sentence = mark("'{path}': another run is writing its results here. Wait until it has ended, or name a new folder.")


class OtherOptions(CorpusFault):
    """Results to be resumed that came about in another way."""

    sentence = mark(
        "'{path}' has results that came about in another way ({differences}). Give the same options, or name a new "
        "folder."
    )


class NotStarted(CorpusFault):
    """Workers of this machine that did not start."""

    sentence = mark(
        "No worker could be started here ({why}). A program of your own must call this under "
        "if __name__ == '__main__', since each worker reads its file."
    )


class NoEngine(CorpusFault):
    """A scheduler that does not answer."""

    sentence = mark(
        "The scheduler at {address} cannot be used ({why}). Check the address, the certificates, and whether it runs."
    )


class EngineLost(CorpusFault):
    """A scheduler that no longer answers."""

    sentence = mark("The scheduler at {address} is gone ({why}). What is done is kept. Start the scheduler again.")


class NoWorkers(CorpusFault):
    """A scheduler without workers."""

    sentence = mark("There has been no worker at {address} for {n} seconds. What is done is kept. Start some workers.")


class ThreadedWorkers(CorpusFault):
    """Workers that do several things at once, so that none of these can be timed."""

    sentence = mark("The workers at {address} have several threads, and may have one only.")


class NotShared(CorpusFault):
    """Workers that write their parts where the client does not see them."""

    sentence = mark("The workers wrote to '{path}', and nothing is there: give a folder that all machines share.")


class OtherVersion(CorpusFault):
    """A worker with another version of collabgraph."""

    sentence = mark("A worker has collabgraph {here}, and {there} is needed: install the same version on all machines.")


class WorkersFailed(CorpusFault):
    """Workers that cannot do their work at all."""

    sentence = mark(
        "The workers cannot evaluate cases ({why}). Have they the same collabgraph, with the extra 'corpus'? What is "
        "done is kept."
    )


class CorpusStopped(CorpusFault):
    """A worker that cannot go on, with its reason."""

    sentence = mark("{reason} What is done is kept.")


class CannotWrite(CollabgraphError):
    """An output file that could not be written; no part of it was written either."""

    sentence = mark("'{path}' could not be written ({why}). Nothing was changed.")


class CannotListen(CollabgraphError):
    """An address that the server cannot listen on."""

    sentence = mark("Nothing can be served at {address}: {why}")
