"""The commands, a few lines each over the functions of the same names.

Everything but click is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import functools
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collabgraph.errors import CollabgraphError
    from collabgraph.formats import Printout
    from collabgraph.library import Library
    from collabgraph.model import Basis, Framework, Ontology

BASES = ("reported", "documented", "prescribed", "elsewhere", "inferred", "background")
FORMATS = ("table", "json", "csv", "md")
QUERY_FORMATS = ("table", "md", "json", "csv", "tsv", "xml", "turtle", "ntriples", "jsonld")

Command = Callable[..., Any]

_CASES_HELP = "A folder of more case files; may be repeated. Also: COLLABGRAPH_CASES."


class QuietGroup(click.Group):
    """Commands that end without a word when interrupted."""

    def invoke(self, ctx: click.Context) -> Any:
        """The command's result; exit code 130 on Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise SystemExit(130) from None


class Settings:
    """What the common options say: format, output, language, bases, folders."""

    def __init__(
        self,
        format: str | None,
        output: Path | None,
        lang: str,
        basis: str | None,
        cases: tuple[Path, ...],
        debug: bool,
    ) -> None:
        """The values of the common options as click gives them."""
        self.format, self.output, self.lang, self.debug = format, output, lang, debug
        self._basis, self._cases = basis, cases

    @property
    def bases(self) -> frozenset[Basis]:
        """The bases asked for; all but background by default."""
        from collabgraph.model import DEFAULT_BASES

        return self.bases_or(DEFAULT_BASES)

    def bases_or(self, default: frozenset[Basis]) -> frozenset[Basis]:
        """The bases asked for, or these."""
        from collabgraph.model import Basis

        if self._basis is None:
            return default
        names = [name.strip().lower() for name in self._basis.split(",")]
        chosen = BASES if names == ["all"] else names
        if wrong := [name for name in chosen if name not in BASES]:
            message = f"{', '.join(map(repr, wrong))}: bases are {', '.join(BASES)}, or 'all'."
            raise click.BadParameter(message, param_hint="--basis")
        return frozenset(map(Basis, chosen))

    def library(self, ontology: Ontology | None = None) -> Library:
        """The shipped cases and those of the added folders."""
        from collabgraph.library import Library

        return Library(self._cases, ontology)

    def read_with(self, framework: str) -> tuple[Library, Framework]:
        """The library and the framework of this id or file."""
        from collabgraph import theory

        ontology, chosen = theory.with_framework(theory.ontology(), framework)
        return self.library(ontology), chosen

    def write(self, printout: Printout) -> None:
        """The result in the format asked for, to the output or the terminal."""
        from collabgraph.formats import write

        self.send(write(printout, self.format or "table", self.lang, width=self.width, styled=self.styled))

    def send(self, text: str) -> None:
        """Text to stdout, or to the output file by way of a temporary one beside it."""
        if self.output is None:
            if isinstance(sys.stdout, io.TextIOWrapper):
                # A glyph a narrow encoding lacks must not turn into "?", which is a status of its own.
                sys.stdout.reconfigure(encoding="utf-8")
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            _replace(self.output, text)

    @property
    def width(self) -> int:
        """The columns to fill: the terminal's, or 100 where the output is a file or a pipe."""
        import shutil

        return shutil.get_terminal_size((100, 40)).columns if self.on_terminal or "COLUMNS" in os.environ else 100

    @property
    def on_terminal(self) -> bool:
        """Whether a person looks at the output."""
        return self.output is None and sys.stdout.isatty()

    @property
    def styled(self) -> bool:
        """Whether the output may be bold; NO_COLOR and a dumb terminal say no."""
        return self.on_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _replace(path: Path, text: str) -> None:
    import tempfile

    from collabgraph.errors import CannotWrite, reason

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(path=path, why=reason(error)) from None


def _common(formats: tuple[str, ...] = FORMATS) -> Callable[[Command], Command]:
    """The options every command has; the command gets them as ``settings``."""
    folder = click.Path(path_type=Path)
    options = (
        click.option("--format", type=click.Choice(formats), help="How to write the result; a table by default."),
        click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE."),
        click.option("--lang", type=click.Choice(("en", "id")), default="en", show_default=True, help="Language."),
        click.option("--basis", metavar="LIST", help="Bases to use, with commas; all but background by default."),
        click.option("--cases", type=folder, multiple=True, metavar="DIR", help=_CASES_HELP),
        click.option("--debug", is_flag=True, help="Show the traceback of an error."),
    )

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def run(**given: Any) -> Any:
            names = ("format", "output", "lang", "basis", "cases", "debug")
            settings = Settings(**{name: given.pop(name) for name in names})
            return _answer(command, settings, given)

        for option in reversed(options):
            run = option(run)
        return run

    return decorate


def _answer(command: Command, settings: Settings, given: dict[str, Any]) -> Any:
    """Run a command; an error of ours becomes a sentence on stderr and exit code 1."""
    from collabgraph.errors import CollabgraphError

    try:
        return command(settings, **given)
    except CollabgraphError as error:
        if settings.debug:
            raise
        _say_error(error, settings.lang)
        raise SystemExit(1) from None


def _say_error(error: CollabgraphError, lang: str) -> None:
    from collabgraph.formats import printable

    click.echo(printable(error.message[lang]), err=True)


_FRAMEWORK = click.option(
    "--framework",
    metavar="ID",
    default="service-provision",
    show_default=True,
    help="The theory to read with: an id, or the path of a Turtle file.",
)
_GRANULARITY = click.option(
    "--granularity",
    type=click.Choice(("office", "role")),
    default="office",
    show_default=True,
    help="Whether the roles inside an office count as one actor.",
)
_SYSTEMS = click.option(
    "--systems/--no-systems", default=True, help="Count information systems as actors, or leave them out."
)
_CASE_LIST = click.argument("case_names", metavar="CASE...", nargs=-1, required=True)


@click.group(cls=QuietGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="collabgraph", prog_name="collabgraph")
def main() -> None:
    """Compare case studies of collaborative governance, every number with its evidence.

    \b
    Examples:
      collabgraph compare pbg spp-irt
      collabgraph preconditions pbg --basis reported
      collabgraph show pbg F21
      collabgraph explain pbg levy-revenue-target

    A CASE is an id ('collabgraph cases' lists them) or the path of a Turtle file.
    """


@main.command("cases")
@_common()
def cases(settings: Settings) -> None:
    """List the cases there are.

    \b
    Examples:
      collabgraph cases
      collabgraph cases --cases my-folder --lang id
    """
    from collabgraph.report import cases as report

    library = settings.library()
    settings.write(report.listing(library.open_all(library.ids())))


@main.command("show")
@click.argument("case_name", metavar="CASE")
@click.argument("claim_names", metavar="[CLAIM]...", nargs=-1)
@_common()
def show(settings: Settings, case_name: str, claim_names: tuple[str, ...]) -> None:
    """Print a case: setting, actors, ties, conditions, outcomes, sources; or some of its claims with their evidence.

    \b
    Examples:
      collabgraph show pbg
      collabgraph show pbg F21 C01
      collabgraph show spp-irt --basis reported --lang id
    """
    from collabgraph.model import Basis
    from collabgraph.report import cases as report

    library = settings.library()
    case = library.open(case_name)
    if claim_names:
        settings.write(report.claims(case, [library.claim(case, name) for name in claim_names], library.ontology))
    else:
        settings.write(report.case(case, library.ontology, settings.bases_or(frozenset(Basis))))


@main.command("validate")
@click.argument("names", metavar="[PATH|CASE]...", nargs=-1)
@click.option("--ontology", "with_ontology", is_flag=True, help="Check the ontology itself too.")
@_FRAMEWORK
@_common()
def validate(settings: Settings, names: tuple[str, ...], with_ontology: bool, framework: str) -> None:
    """Say everything that is wrong with case, study or framework files, all at once.

    Without a name every shipped and added file is checked. Exit code 0: clean, 3: findings, 1: unreadable.

    \b
    Examples:
      collabgraph validate my-case.ttl
      collabgraph validate --ontology
      collabgraph validate my-case.ttl --lang id
    """
    from collabgraph import validation
    from collabgraph.report import findings as report

    library, _ = settings.read_with(framework)
    results = list(library.findings(names))
    found = [finding for _, findings, _ in results for finding in findings]
    if with_ontology:
        found += validation.ontology_findings()
    settings.write(report.printout(found, [path for path, _, _ in results]))
    if not all(readable for _, _, readable in results):
        raise SystemExit(1)
    raise SystemExit(3 if found else 0)


@main.command("preconditions")
@_CASE_LIST
@_FRAMEWORK
@_common()
def preconditions(settings: Settings, case_names: tuple[str, ...], framework: str) -> None:
    """Say which preconditions cases have, lack, and leave unsaid.

    \b
    Examples:
      collabgraph preconditions pbg
      collabgraph preconditions pbg spp-irt --basis reported
      collabgraph preconditions pbg --framework ansell-gash-2008 --format json
    """
    from collabgraph.conditions import preconditions
    from collabgraph.report import preconditions as report

    library, theory = settings.read_with(framework)
    found = [preconditions(case, theory, library.ontology, settings.bases) for case in library.open_all(case_names)]
    settings.write(report.printout(found, library.ontology))


@main.command("metrics")
@_CASE_LIST
@_GRANULARITY
@_SYSTEMS
@_common()
def metrics(settings: Settings, case_names: tuple[str, ...], granularity: Any, systems: bool) -> None:
    """Measure the networks of cases, with the mix of bases under each.

    \b
    Examples:
      collabgraph metrics pbg
      collabgraph metrics pbg spp-irt --granularity role --no-systems
      collabgraph metrics pbg --basis documented,prescribed --format csv -o metrics.csv
    """
    from collabgraph.metrics import metrics
    from collabgraph.network import network
    from collabgraph.report import networks as report

    library = settings.library()
    cases = library.open_all(case_names)
    networks = [network(case, bases=settings.bases, granularity=granularity, systems=systems) for case in cases]
    settings.write(report.printout([metrics(each) for each in networks], library.ontology))


@main.command("compare")
@_CASE_LIST
@_FRAMEWORK
@_GRANULARITY
@_SYSTEMS
@_common()
def compare(settings: Settings, case_names: tuple[str, ...], framework: str, granularity: Any, systems: bool) -> None:
    """Put cases side by side: what differs, what cannot explain it, what is unknown and what to ask next.

    \b
    Examples:
      collabgraph compare pbg spp-irt
      collabgraph compare pbg spp-irt --basis reported
      collabgraph compare pbg ./my-case.ttl --lang id --format md -o comparison.md
    """
    from collabgraph.comparison import compare
    from collabgraph.report import comparison as report

    library, theory = settings.read_with(framework)
    cases = library.open_all(case_names)
    result = compare(cases, theory, library.ontology, bases=settings.bases, granularity=granularity, systems=systems)
    settings.write(report.printout(result))


@main.command("explain")
@click.argument("case_name", metavar="CASE")
@click.argument("outcome", metavar="OUTCOME")
@_FRAMEWORK
@_common()
def explain(settings: Settings, case_name: str, outcome: str, framework: str) -> None:
    """Lead an outcome back along a framework's propositions to conditions, each step with its claims.

    \b
    Examples:
      collabgraph explain pbg levy-revenue-target
      collabgraph explain spp-irt performance --framework ansell-gash-2008
    """
    from collabgraph.explanation import explain
    from collabgraph.report import explanation as report

    library, theory = settings.read_with(framework)
    result = explain(library.open(case_name), outcome, theory, library.ontology, settings.bases)
    settings.write(report.printout(result, library.ontology))


@main.command("query")
@click.argument("sparql", metavar="[SPARQL]", required=False)
@click.option("--query-file", metavar="FILE|-", help="Read the query from FILE, or from standard input.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Ask this file instead of the cases; may be repeated.",
)
@_common(QUERY_FORMATS)
def query(settings: Settings, sparql: str | None, query_file: str | None, data: tuple[Path, ...]) -> None:
    """Ask in SPARQL. The cases, each in its own graph, and the ontology together are the default graph.

    The project's prefixes (cg, case, pbg, sp, status, ...) need no declaration. Nothing is fetched and nothing changed.

    \b
    Examples:
      collabgraph query 'SELECT ?claim ?status { ?claim cg:construct sp:leader-commitment ; cg:status ?status }'
      collabgraph query --query-file question.rq --format csv -o answer.csv
      collabgraph query --data my-data.trig 'SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 10'
    """
    from collabgraph import queries
    from collabgraph.report import answers

    text = _query_text(sparql, query_file)
    dataset = queries.given(data) if data else queries.shipped(settings.library())
    result = dataset.query(text)
    settings.send(answers.written(result, settings.format, settings.lang, width=settings.width, styled=settings.styled))


def _query_text(sparql: str | None, query_file: str | None) -> str:
    from collabgraph.store import read_text

    if (sparql is None) == (query_file is None):
        raise click.UsageError("Give a query, or --query-file FILE (- for standard input), and not both.")
    if sparql is not None:
        return sparql
    return sys.stdin.read() if query_file == "-" else read_text(Path(str(query_file)))
