"""What commands have in common: options, output, and error messages."""

from __future__ import annotations

import functools
import io
import os
import shlex
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from collabgraph.cli.help import SETTINGS, refuse_unknown_language
from collabgraph.words import LANGUAGES, Speech, mark

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from collabgraph.analysis.comparison import Comparison
    from collabgraph.analysis.many.plans import Plan
    from collabgraph.coding.library import Library
    from collabgraph.coding.project import Project
    from collabgraph.errors import CollabgraphError
    from collabgraph.model import Attribution, Basis, Case, Framework, Ontology
    from collabgraph.output.document import Presentation
    from collabgraph.rdf.sparql import Asked
    from collabgraph.rdf.stores import DiskStore, RemoteStore

#: The values of --basis and of --attribution.
BASES = ("reported", "documented", "prescribed", "elsewhere", "inferred", "background")
ATTRIBUTIONS = ("explicit", "implied")
FORMATS = ("table", "json", "csv", "md", "xlsx")
#: The form that the ending of a file's name asks for, where a command has it; "" is the form without --format.
ENDINGS = {
    ".json": "json", ".csv": "csv", ".md": "md", ".xlsx": "xlsx", ".tsv": "tsv", ".xml": "xml", ".ttl": "turtle",
    ".html": "html", ".svg": "svg", ".pdf": "pdf", ".eps": "eps", ".png": "png", ".tiff": "tiff", ".tif": "tiff",
    ".nt": "ntriples", ".jsonld": "jsonld", ".rdf": "rdfxml", ".trig": "trig", ".nq": "nquads", ".txt": "",
}  # fmt: skip
#: Files that are not text: no form of a result is given such a name.
_NOT_TEXT = frozenset(".docx .doc .xls .xlsm .xlsb .ods .odt .pptx .pdf .html .htm .tex .png .svg .zip".split())
#: What is said of a value that can mean several things; the sentence of ``errors.AmbiguousName``.
AMBIGUOUS = mark("'{name}' can mean several things: {known}. Give one of these.")

Command = Callable[..., Any]

_FORMAT_HELP = "How to write the result; without it, as the ending of FILE says, or else as a table."
_GRAPH_FORMAT_HELP = "How to write the result; without it, as the ending of FILE says, or else as TriG."
_LANG_HELP = "The language of results, help and messages; en unless COLLABGRAPH_LANG says otherwise."
_BASIS_HELP = (
    "Bases to use, with commas: reported, documented, prescribed, practised elsewhere (or: elsewhere), inferred, "
    "background knowledge (or: background); all but the last by default."
)
_ATTRIBUTION_HELP = "Claims to use by how they got their case; all by default, also those that state no attribution."
_CASES_HELP = "A folder of more case files; may be repeated. Also: COLLABGRAPH_CASES."
_STORE_HELP = "A store to read from instead of the shipped files. Also: COLLABGRAPH_STORE."
_PAGER_HELP = (
    "Write to the terminal all at once; without it, a pager (PAGER, or less) shows what is longer than the screen."
)
_OWN_STORE_HELP = "The store: a folder, or the address of a SPARQL server. Also: COLLABGRAPH_STORE."


class Settings:
    """The values of the common options: format, output, language, bases, folders, store."""

    def __init__(
        self,
        format: str | None,
        output: Path | None,
        lang: str,
        basis: str | None,
        attribution: str | None,
        cases: Sequence[Path] | None,
        store: str | None,
        debug: bool,
        no_pager: bool | None = None,
    ) -> None:
        """The values of the common options as click gives them."""
        self.format, self.output, self.lang, self.debug = format, output, lang, debug
        self._basis, self._attribution, self._cases, self._store = basis, attribution, cases or (), store
        self._noticed: set[str] = set()
        #: Whether what is longer than the screen is shown by a pager.
        self.pager = not no_pager

    @property
    def say(self) -> Speech:
        """Phrases in the language asked for."""
        return Speech(self.lang)

    @property
    def bases(self) -> frozenset[Basis]:
        """The bases asked for; all but background by default."""
        from collabgraph.model import DEFAULT_BASES

        return self.bases_or(DEFAULT_BASES)

    def bases_or(self, default: frozenset[Basis]) -> frozenset[Basis]:
        """The bases asked for, or these."""
        from collabgraph.model import Basis

        return default if self._basis is None else frozenset(map(Basis, self._basis.split(",")))

    @property
    def has_attribution(self) -> bool:
        """Whether an attribution is asked for."""
        return self._attribution is not None

    @property
    def attributions(self) -> frozenset[Attribution]:
        """The attribution asked for; all by default."""
        from collabgraph.model import ALL_ATTRIBUTIONS, Attribution

        return ALL_ATTRIBUTIONS if self._attribution is None else frozenset({Attribution(self._attribution)})

    @functools.cached_property
    def project(self) -> Project | None:
        """The project that the working folder is in, or None."""
        if not any((folder / SETTINGS).is_file() for folder in (Path.cwd(), *Path.cwd().parents)):
            return None
        from collabgraph.coding.project import find_project

        return find_project(Path.cwd())

    @property
    def ontology(self) -> Ontology:
        """The shipped ontology, with the theories and terms of the project."""
        from collabgraph.coding import theory

        if self.project is None:
            return theory.ontology()
        self.notice(error.message[self.lang] for _, error in self.project.terms.faults)
        return self.project.ontology

    def library(self, ontology: Ontology | None = None) -> Library:
        """The shipped cases, or those of the store where one is named, and those of the added folders."""
        from collabgraph.coding.library import Library

        project = self.project
        ontology = ontology or self.ontology
        if self.has_store:
            from collabgraph.coding.stored_cases import StoredCases

            return Library(self._cases, ontology, StoredCases(self.store()), attributions=self.attributions)
        if project is not None:
            return project.library(self._cases, ontology, attributions=self.attributions)
        return Library(self._cases, ontology, attributions=self.attributions)

    def files(self) -> Library:
        """The shipped cases and those of the added folders, whatever store is named."""
        from collabgraph.coding.library import Library

        return self.project.library(self._cases) if self.project else Library(self._cases)

    @property
    def has_store(self) -> bool:
        """Whether a store is named."""
        return bool(self._store)

    def store(self) -> DiskStore | RemoteStore:
        """The store that is named; raises UsageError where none is."""
        from collabgraph.rdf import stores

        if not self._store:
            raise click.UsageError(self.say("Name a store with --store DIR|URL, or in COLLABGRAPH_STORE."))
        return stores.open(self._store)

    def dataset(self, results: Iterable[tuple[str, Iterable[Quad]]] = ()) -> Asked:
        """The dataset of a query: the store if nothing is added to it, else the library and ``results`` in memory."""
        from collabgraph.questions import datasets

        if self.has_store and not self._cases and not results:
            return self.store()
        library = self.library()
        self.say_left_out(library)
        return datasets.shipped(library, results)

    def say_left_out(self, library: Library) -> None:
        """Name on stderr the files that are left out of the dataset."""
        from collabgraph.words.characters import printable

        for issue in library.left_out:
            click.echo(printable(issue.message[self.lang]), err=True)

    def read_with(self, framework: str | None) -> tuple[Library, Framework]:
        """The library and the framework of this id or file."""
        from collabgraph.coding import theory

        name = framework or (self.project.framework if self.project else "") or theory.DEFAULT_FRAMEWORK
        ontology, chosen = theory.with_framework(self.ontology, name)
        return self.library(ontology), chosen

    def opened(self, names: Iterable[str], framework: str | None) -> tuple[Library, Framework, list[Case]]:
        """The library, the framework and these cases.

        Where no framework is named it is the project's, or else the one that most claims of the cases name.
        """
        from collabgraph.coding import theory

        if framework is not None or (self.project and self.project.framework):
            library, chosen = self.read_with(framework)
            return library, chosen, library.open_all(names)
        library = self.library()
        cases = library.open_all(names)
        return library, theory.most_named(cases, library.ontology), cases

    def every_case(self) -> tuple[list[str], int]:
        """The ids of the cases of the folders that are named, else of the project, and how many cannot be opened.

        Why these cannot is said on stderr. Raises UsageError where there is neither, or no case.
        """
        library = self.library()
        ids = library.ids_in(self._cases) if self._cases else library.ids() if self.project else []
        if not ids:
            raise click.UsageError(self.say("Name cases, or a folder of cases with --cases."))
        cases = self.openable(library, ids)
        return [case.id for case in cases], len(ids) - len(cases)

    def planned(self, comparison: Comparison, anchors: Path | None) -> tuple[Comparison, Plan | None]:
        """A comparison and the plan of a file of anchors, if there is one (see ``plans.planned``)."""
        if anchors is None:
            return comparison, None
        from collabgraph.analysis.many.plans import planned
        from collabgraph.coding.calibration_file import read

        return planned(comparison, read(anchors))

    def openable(self, library: Library, names: Iterable[str] | None = None) -> list[Case]:
        """The cases of a library, or those of these ids, that can be opened; why another cannot is said on stderr.

        So no case hides another. Raises what opening the first raises where none can be opened.
        """
        from collabgraph.errors import CollabgraphError

        cases: list[Case] = []
        errors: list[CollabgraphError] = []
        for name in library.ids() if names is None else names:
            try:
                cases.append(library.open(name))
            except CollabgraphError as error:
                errors.append(error)
        if errors and not cases:
            raise errors[0]
        for unread in errors:
            say_error(unread, self.lang)
        return cases

    def write(self, presentation: Presentation) -> None:
        """Write a result in the format asked for, to the output or the terminal."""
        from collabgraph.output.writers import write

        if self.format == "xlsx":
            self.send_workbook(presentation)
        else:
            self.send(write(presentation, self.format or "table", self.lang, width=self.width, styled=self.styled))

    def send_workbook(self, presentation: Presentation) -> None:
        """Write a result as a workbook, which the command is the title of."""
        from collabgraph import __version__
        from collabgraph.output.writers import xlsx
        from collabgraph.words.characters import printable

        title = printable(command_line(self))
        self.send_binary(xlsx.workbook(presentation, self.lang, title, f"collabgraph {__version__}"))

    def notice(self, lines: Iterable[str]) -> None:
        """Write each line to stderr, but only once in a command."""
        from collabgraph.words.characters import printable

        for line in lines:
            if line not in self._noticed:
                click.echo(printable(line), err=True)
                self._noticed.add(line)

    def make_folders(self, *paths: Path) -> None:
        """Make these folders, and those that they are in, where they do not exist; raises CannotWrite."""
        for path in paths:
            _make_folder(path)

    def forget(self) -> None:
        """Read the project anew when it is next asked for."""
        self.__dict__.pop("project", None)

    def send(self, text: str) -> None:
        """Write text to stdout, or to the output file."""
        from collabgraph.cli.pager import paged
        from collabgraph.words.characters import visible

        if self.output is None:
            if isinstance(sys.stdout, io.TextIOWrapper):
                # A glyph that an encoding lacks must not become "?", which is the glyph of a status.
                sys.stdout.reconfigure(encoding="utf-8")
            if self.on_terminal and self.pager and paged(visible(text)):
                return
            sys.stdout.write(visible(text) if self.on_terminal else text)
            sys.stdout.flush()
        else:
            self.put(self.output, text.encode())

    def send_binary(self, content: bytes) -> None:
        """Write bytes to the output file, or into a pipe, never to a terminal."""
        if self.output is not None:
            self.put(self.output, content)
        elif sys.stdout.isatty():
            raise click.UsageError(self.say("This writes a file that is not text: name it with -o."))
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()

    def send_files(self, files: Mapping[str, bytes]) -> None:
        """Write one file as ``send`` does; several into the folder that the output names."""
        if len(files) == 1:
            return self.send(next(iter(files.values())).decode())
        if self.output is None:
            raise click.UsageError(self.say("This writes {n} files: name a folder with -o.", n=len(files)))
        _make_folder(self.output)
        for name, content in files.items():
            self.put(self.output / name, content)
        return None

    def put(self, path: Path, content: bytes) -> None:
        """Write a file, and say on stderr what was written, where, and how large it is."""
        from collabgraph.output.files import write_file
        from collabgraph.words.characters import printable

        replaced = write_file(path, content)
        phrase = mark("replaced: {file} ({what}, {size})") if replaced else mark("written: {file} ({what}, {size})")
        fields = {"file": printable(str(path)), "what": self._what(path), "size": _size(len(content), self.say)}
        click.echo(self.say(phrase, **fields), err=True)

    def _what(self, path: Path) -> str:
        """What a file holds: the command, and the form by --format or the ending of the file."""
        command = click.get_current_context().info_name or ""
        form = self.format or path.suffix.removeprefix(".").lower()
        return self.say("{command} as {form}", command=command, form=form) if form else command

    @property
    def width(self) -> int:
        """The width of the output in columns: the terminal's, or 100 for a file or a pipe."""
        import shutil

        return shutil.get_terminal_size((100, 40)).columns if self.on_terminal or "COLUMNS" in os.environ else 100

    @property
    def on_terminal(self) -> bool:
        """Whether the output goes to a terminal."""
        return self.output is None and sys.stdout.isatty()

    @property
    def styled(self) -> bool:
        """Whether the output may be bold; not with NO_COLOR or on a dumb terminal."""
        return self.on_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _size(n: int, say: Speech) -> str:
    """A number of bytes for people: bytes, kB or MB."""
    if n < 1000:
        return say.plural("{n} byte", "{n} bytes", n)
    value, unit = (n / 1e3, "kB") if n < 1e6 else (n / 1e6, "MB")
    return f"{say.number(value, 1)} {unit}"


def _make_folder(path: Path) -> None:
    from collabgraph.errors import CannotWrite, reason

    try:
        path.mkdir(exist_ok=True, parents=True)
    except OSError as error:
        raise CannotWrite(path=path, why=reason(error)) from None


def common(
    formats: tuple[str, ...] = FORMATS, *, without: Collection[str] = (), own_store: bool = False
) -> Callable[[Command], Command]:
    """A decorator with the common options; the command gets them as ``settings``.

    ``without`` names options to leave out; ``own_store`` is for commands about a store, which do not just read it.
    """
    path = click.Path(path_type=Path)
    format_help = _FORMAT_HELP if "table" in formats else _GRAPH_FORMAT_HELP
    store_help = _OWN_STORE_HELP if own_store else _STORE_HELP
    options_by_name = {
        "format": click.option("--format", type=click.Choice(formats), help=format_help),
        "output": click.option("-o", "--output", type=path, metavar="FILE", help="Write to FILE."),
        "no_pager": click.option("--no-pager", is_flag=True, help=_PAGER_HELP),
        "lang": LANG,
        "basis": click.option("--basis", metavar="LIST", callback=_bases, help=_BASIS_HELP),
        "attribution": click.option("--attribution", type=click.Choice(ATTRIBUTIONS), help=_ATTRIBUTION_HELP),
        "cases": click.option("--cases", type=path, multiple=True, metavar="DIR", help=_CASES_HELP),
        "store": click.option("--store", envvar="COLLABGRAPH_STORE", metavar="DIR|URL", help=store_help),
        "debug": click.option("--debug", is_flag=True, help="Show the traceback of an error."),
    }
    left_out = {
        *without,
        *(("attribution",) if "basis" in without else ()),
        *(() if formats else ("format",)),
        *(("no_pager",) if "output" in without else ()),
    }
    options = [option for name, option in options_by_name.items() if name not in left_out]

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def run(**given: Any) -> Any:
            names = ("format", "output", "basis", "attribution", "cases", "store", "debug", "no_pager")
            lang = click.get_current_context().obj or "en"
            settings = Settings(lang=lang, **{name: given.pop(name, None) for name in names})
            refuse_unknown_language(settings.say)
            if formats and settings.format is None:
                settings.format = _form_by_name(settings, formats)
            return _answer(command, settings, given)

        for option in reversed(options):
            run = option(run)
        return run

    return decorate


def _form_by_name(settings: Settings, formats: Collection[str]) -> str | None:
    """The form that the output's name asks for, if any; raises UsageError for the name of a file of another kind."""
    ending = settings.output.suffix.lower() if settings.output else ""
    form = ENDINGS.get(ending)
    if form in formats:
        return form
    if form or ending in _NOT_TEXT:
        known = ", ".join(name for name, of_it in ENDINGS.items() if of_it in formats or not of_it)
        phrase = mark("A file that ends in {ending} cannot be written here. The ending says the form: {known}.")
        raise click.UsageError(settings.say(phrase, ending=ending, known=known))
    return None


def _bases(context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The ids of the bases that ``--basis`` names, as ids or labels in either language, with commas.

    Raises BadParameter where it names anything but bases, or what several bases begin with.
    """
    names = [name.strip() for name in (value or "").split(",")]
    if value is None or all(name in BASES for name in names):
        return value
    if [name.casefold() for name in names] == ["all"]:
        return ",".join(BASES)
    from collabgraph.coding import theory
    from collabgraph.words.nearest import meant

    say = Speech(context.obj or "en")
    labels = {term.id: term.label for term in theory.ontology().code_lists["basis"]}
    words = {name: labels[name].by_language.values() for name in BASES}
    found = {name: meant(name, words, beginnings=True) for name in names}
    if wrong := [name for name, ids in found.items() if not ids]:
        known = ", ".join(shown_and_typed(labels[name][say.lang], name) for name in BASES)
        unknown = ", ".join(map(repr, wrong))
        raise click.BadParameter(say("{names}: the bases are {known}, or 'all'.", names=unknown, known=known))
    for name, ids in found.items():
        if len(ids) > 1:
            candidates = ", ".join(shown_and_typed(labels[one][say.lang], one) for one in ids)
            raise click.BadParameter(say(AMBIGUOUS, name=name, known=candidates))
    return ",".join(ids[0] for ids in found.values())


def command_line(settings: Settings) -> str:
    """The command line to repeat this command, without options left at their default and without folders."""
    context = click.get_current_context()
    command = ["collabgraph", *_commands(context)]
    for param in context.command.params:
        name = str(param.name)
        if name in context.params and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            command += _as_typed(param, context.params[name])
    return shlex.join([*command, *(["--lang", settings.lang] if settings.lang != "en" else [])])


def _commands(context: click.Context) -> list[str]:
    """The names of the command and of the groups it is in, without that of the program."""
    return [] if context.parent is None else [*_commands(context.parent), str(context.info_name)]


def _as_typed(param: click.Parameter, value: Any) -> list[str]:
    """A parameter as typed: "pbg", "spp-irt"; "--no-systems"; "-o", "report.html"."""
    if isinstance(param, click.Argument):
        return [Path(text).name or text for text in ([str(value)] if isinstance(value, str | Path) else value)]
    if isinstance(value, bool):
        return [param.opts[0] if value else param.secondary_opts[0]]
    values = value if param.multiple else (value,)
    return [word for value in values for word in (param.opts[0], Path(str(value)).name)]


def shown_and_typed(label: str, name: str) -> str:
    """What a value is called, with its id in brackets where that is another word."""
    return label if label == name else f"{label} ({name})"


def metric_named(name: str) -> str:
    """The id of a metric, from its id or label; raises UnknownMetric with the nearest, or AmbiguousName."""
    from collabgraph.analysis.metrics import CATALOGUE
    from collabgraph.errors import AmbiguousName, UnknownMetric
    from collabgraph.words.nearest import meant, suggestion

    labels = {key: metric.label.by_language.values() for key, metric in CATALOGUE.items()}
    found = meant(name, {**labels, "all": ()})
    if len(found) > 1:
        raise AmbiguousName(name=name, known=", ".join(found))
    if not found:
        raise UnknownMetric(name=name, nearest=suggestion(name, CATALOGUE))
    return found[0]


class Named(click.Choice[str]):
    """A choice whose values may also be typed as they are called in results, whatever the capitals."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """A choice between the keys; the words of each are accepted for it."""
        super().__init__(tuple(words))
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The key that is meant; click refuses what means none of them."""
        from collabgraph.words.nearest import meant

        found = meant(str(value), self._words)
        return super().convert(found[0] if len(found) == 1 else value, param, ctx)


def _answer(command: Command, settings: Settings, given: dict[str, Any]) -> Any:
    """Run a command; a CollabgraphError becomes a sentence on stderr and exit code 1."""
    from collabgraph.errors import CollabgraphError

    try:
        return command(settings, **given)
    except CollabgraphError as error:
        if settings.debug:
            raise
        say_error(error, settings.lang)
        raise SystemExit(1) from None


_GO_ON = mark("Go on with --resume.")
#: Advice on options by the name of the error; the errors themselves do not depend on the command line.
_ADVICE: Mapping[str, str] = {
    "CannotWrite": mark("Choose another place with -o."),
    "CorpusStopped": _GO_ON,
    "EngineLost": _GO_ON,
    "NoEngine": mark("Certificates are given with --tls-ca, --tls-cert and --tls-key."),
    "NoWorkers": _GO_ON,
    "ResultsThere": mark("Go on with them, or bring them up to date, with --resume; or name a new folder."),
    "ThreadedWorkers": mark("Start them with --nthreads 1."),
    "WorkersFailed": _GO_ON,
    "UnknownClaim": mark("'collabgraph show {case} --part all{store}' lists the claims."),
    "UnknownDirection": mark("Say it with --directed or --undirected."),
    "FileExists": mark("Name another place, or, for 'collabgraph convert', add --replace."),
    "FormatMismatch": mark("Choose --format {known}."),
    "InvalidCase": mark("'collabgraph validate {name}{store}' lists all of them."),
    "MissingFolder": mark("Folders are given with --cases or in COLLABGRAPH_CASES."),
    "MissingParameter": mark("Give it with --param {name}=VALUE."),
    "NoFileLocks": mark("Name a folder with --cases, or a server with --store http://localhost:7878."),
    "NoStore": mark(
        "It is the folder given with --store or in COLLABGRAPH_STORE; "
        "'collabgraph store load --store {place}' makes one."
    ),
    "NotComparable": mark("Say --directed or --undirected for both."),
    "OneMode": mark("Leave --two-mode out."),
    "TwoModes": mark("Say --project rows or --project columns."),
    "UnknownMetric": mark("'collabgraph metrics --list' shows all."),
}


def say_error(error: CollabgraphError, lang: str) -> None:
    """Write the error's sentence to stderr, and the option to use where one helps."""
    from collabgraph.words.characters import printable

    advice = _ADVICE.get(type(error).__name__)
    place = error.fields.get("place")
    fields = {**error.fields, "store": f" --store {place}" if place else ""}
    typed = [Speech(lang)(advice, **fields)] if advice else []
    click.echo(printable(" ".join([error.message[lang], *typed])), err=True)


#: The group and each command have this option, since it may be anywhere; ``help.language`` reads it.
LANG = click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False, help=_LANG_HELP)
FRAMEWORK = click.option(
    "--framework",
    metavar="ID",
    help="The theory to read with: an id, or the path of a file. Without it, that of the project, or else the one that "
    "most claims of the cases name.",
)
OUTCOME = click.option(
    "--outcome",
    "indicator",
    metavar="INDICATOR",
    help="The indicator that decides whether a case succeeded, by id or label; without it, all that are reported.",
)
CALIBRATE = click.option(
    "--calibrate",
    "anchors",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A YAML or JSON file with the conditions, constructs or metrics of networks, and their anchors.",
)
DEFINING = click.option(
    "--framework",
    metavar="ID",
    default="ansell-gash-2008",
    show_default=True,
    help="The theory whose definition is asked, by id or path.",
)
GRANULARITY = click.option(
    "--granularity",
    type=Named({"office": ("offices", "instansi"), "role": ("roles", "peran", "jabatan")}),
    default="office",
    show_default=True,
    help="Whether the roles inside an office count as one actor.",
)
SYSTEMS = click.option(
    "--systems/--no-systems", default=True, help="Count information systems as actors, or leave them out."
)
CASE_LIST = click.argument("case_names", metavar="CASE...", nargs=-1, required=True)
