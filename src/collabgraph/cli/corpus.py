"""Commands about corpora: thousands of case files, packed, evaluated by workers, compared and asked."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collabgraph.cli.help import Commands
from collabgraph.cli.settings import FRAMEWORK, GRANULARITY, OUTCOME, SYSTEMS, Settings, common
from collabgraph.words import mark

if TYPE_CHECKING:
    from collabgraph.corpus.evaluation import Options
    from collabgraph.corpus.results import Manifest
    from collabgraph.corpus.running import Progress

_OPEN_PORT = mark(
    "{address} is not encrypted and not on this machine: whoever reaches that port can run programs there. Use tls:// "
    "with certificates (docs/corpora.md)."
)


@click.group("corpus", cls=Commands)
def corpus() -> None:
    """Evaluate thousands of cases with several workers, here or on a cluster, and compare and query the results.

    This needs the extra 'corpus': pip install 'collabgraph[corpus]'. What the tables of results hold, and how a cluster
    is used, is in docs/corpora.md.

    \b
    Examples:
      collabgraph corpus evaluate my-cases -o results
      collabgraph corpus compare results
      collabgraph corpus query results "SELECT mode, count(*) FROM cases GROUP BY mode"
    """


@corpus.command("columns")
@click.argument("table", metavar="[TABLE]", required=False)
@common(without=("basis", "cases", "store"))
def columns(settings: Settings, table: str | None) -> None:
    """Say what each column of the results means, its type, and whether it can be unknown (null).

    TABLE is one of conditions, outcomes, metrics, ties, faults and cases; without it all are listed.

    \b
    Examples:
      collabgraph corpus columns
      collabgraph corpus columns conditions --lang id
      collabgraph corpus columns --format csv -o columns.csv
    """
    from collabgraph.corpus.columns import TABLES
    from collabgraph.errors import UnknownTable
    from collabgraph.output.presenters.corpus_columns import presentation
    from collabgraph.words.nearest import suggestion

    if table is not None and table not in TABLES:
        raise UnknownTable(name=table, nearest=suggestion(table, TABLES), known=", ".join(TABLES))
    settings.write(presentation([table] if table else [*TABLES]))


@corpus.command("pack")
@click.argument("source", metavar="DIR|TAR", type=click.Path(path_type=Path))
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), metavar="FILE", required=True,
              help="The packed corpus, a Parquet file.")  # fmt: skip
@common((), without=("output", "basis", "cases", "store"))
def pack(settings: Settings, source: Path, target: Path) -> None:
    """Pack the files of a corpus into one file, a twentieth to a thirtieth of their size.

    All files of cases and studies in a folder and in those inside it, or in a tar archive. They stay as they are, also
    those with faults.

    \b
    Examples:
      collabgraph corpus pack my-cases -o cases.parquet
      collabgraph corpus pack cases.tar.gz -o cases.parquet
    """
    _needs_arrow()
    from collabgraph.corpus.packing import pack

    packing = pack(source, target)
    say = settings.say
    click.echo(
        say.plural(
            "{n} file packed: {read} MB have become {written} MB, {times} times less.",
            "{n} files packed: {read} MB have become {written} MB, {times} times less.",
            packing.files, read=say.number(packing.read / 1e6, 1), written=say.number(packing.written / 1e6, 1),
            times=say.number(packing.read / packing.written, 1),
        ), err=True,
    )  # fmt: skip
    _say_passed_over(settings, packing.passed_over)


@corpus.command("evaluate")
@click.argument("source", metavar="DIR|TAR|PARQUET|URL")
@click.option("-o", "--output", "results", type=click.Path(path_type=Path), metavar="DIR", required=True,
              help="The folder for the results; workers on other machines need it under the same path.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1),
              help="How many worker processes to start here; as many as there are processors by default.")  # fmt: skip
@click.option(
    "--scheduler", metavar="URL", help="Use the workers of this scheduler: tls://HOST:PORT or tcp://HOST:PORT."
)
@click.option(
    "--tls-ca", type=click.Path(path_type=Path), metavar="FILE", help="The certificate of the authority, for tls://."
)
@click.option(
    "--tls-cert", type=click.Path(path_type=Path), metavar="FILE", help="The client's certificate, for tls://."
)
@click.option("--tls-key", type=click.Path(path_type=Path), metavar="FILE", help="The client's key, for tls://.")
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="How many files a worker gets at a time: a part of the results.",
)
@click.option(
    "--resume", is_flag=True, help="Go on where an earlier run stopped: what is done from the same files is kept."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1, max=1_000_000),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How long a file may take.",
)
@FRAMEWORK
@GRANULARITY
@SYSTEMS
@common((), without=("output", "cases", "store"))
def evaluate(
    settings: Settings, source: str, results: Path, workers: int | None, scheduler: str | None, tls_ca: Path | None,
    tls_cert: Path | None, tls_key: Path | None, batch: int, resume: bool, timeout: float, framework: str | None,
    granularity: Any, systems: bool,
) -> None:  # fmt: skip
    """Evaluate every case of a corpus: conditions, readiness, outcomes, network, metrics, governance mode, scope.

    The corpus is a folder, a tar archive, a packed corpus, or a SPARQL server with a case in each named graph. The
    results are tables in Parquet, which DuckDB, Polars, pandas and R read. A case with a fault is named in the table
    'faults', and the others are done; so is one that takes too long or ends its worker. The number of workers changes
    nothing in the results. The exit code is 1 where a file has a fault.

    \b
    Examples:
      collabgraph corpus evaluate my-cases -o results
      collabgraph corpus evaluate cases.parquet -o results --workers 8 --resume
      collabgraph corpus evaluate cases.parquet -o results --scheduler tls://head:8786
      collabgraph corpus evaluate http://127.0.0.1:7878 -o results
    """
    _needs_arrow()
    from collabgraph.corpus import evaluating
    from collabgraph.corpus.running import Engine

    if scheduler and workers:
        raise click.UsageError(settings.say("Give --workers, or the --scheduler of workers that are there, not both."))
    if (tls_ca or tls_cert or tls_key) and not (scheduler or "").startswith("tls://"):
        raise click.UsageError(settings.say("Certificates are for --scheduler tls://..."))
    if scheduler and _is_open(scheduler):
        click.echo(settings.say(_OPEN_PORT, address=scheduler), err=True)
    engine = Engine(workers or 0, scheduler or "", *(str(path or "") for path in (tls_ca, tls_cert, tls_key)))
    options = _options(settings, framework, granularity, systems)
    started = time.monotonic()
    try:
        with _bar(settings) as tell:
            made = evaluating.evaluate(
                source, results, options, engine, batch=batch, timeout=timeout, resume=resume, tell=tell
            )
    except KeyboardInterrupt:
        click.echo(settings.say("Stopped. What is done is kept; go on with --resume."), err=True)
        raise
    _say_passed_over(settings, made.passed_over, made.passed_over_more)
    _say_done(settings, made, results, time.monotonic() - started)
    raise SystemExit(1 if made.faulty or made.rows["faults"] else 0)


@corpus.command("compare")
@click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
@OUTCOME
@click.option("--framework", metavar="ID", help="The theory whose cases are compared; that of the most cases without.")
@common(without=("basis", "cases", "store"))
def compare(settings: Settings, results: Path, indicator: str | None, framework: str | None) -> None:
    """Compare the cases of a corpus by outcome: counts, shares, exact tests, exceptions, readiness and networks.

    RESULTS is a folder that 'collabgraph corpus evaluate' wrote. Each number is what 'collabgraph matrix' computes for
    the same cases; what is left out is said. In csv, and on the sheet Data of xlsx, there is a row for each case, as
    'collabgraph matrix' writes it.

    \b
    Examples:
      collabgraph corpus compare results
      collabgraph corpus compare results --outcome performance
      collabgraph corpus compare results --framework ansell-gash-2008 -o matrix.csv
      collabgraph corpus compare results --lang id --format json
    """
    _needs_arrow()
    from collabgraph.corpus import comparing
    from collabgraph.output.presenters.corpus import comparison

    settings.write(comparison(comparing.compare(results, framework=framework, outcome=indicator)))


@corpus.command("query")
@click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
@click.argument("query", metavar="SQL")
@common(("table", "json", "csv", "md"), without=("basis", "cases", "store"))
def query(settings: Settings, results: Path, query: str) -> None:
    """Ask the results of a corpus in SQL, by DuckDB: pip install duckdb.

    RESULTS is a folder that 'collabgraph corpus evaluate' wrote. Each of its tables is there under its name: cases,
    conditions, outcomes, metrics, ties and faults; 'DESCRIBE cases' lists the columns of one, docs/corpora.md says what
    they mean. The column "case" stands in double quotes, since CASE is a word of SQL. A query only reads, and reaches
    no other file and no network; it may use 2 GB of memory. A table shows the first 100 rows; csv and json have all.

    \b
    Examples:
      collabgraph corpus query results "SELECT outcome, count(*) FROM cases GROUP BY outcome"
      collabgraph corpus query results "SELECT * FROM faults" --format csv -o faults.csv
      collabgraph corpus query results "SELECT construct, avg(high) FROM conditions WHERE met GROUP BY construct"
    """
    _needs_arrow()
    from collabgraph.corpus.querying import ask
    from collabgraph.output.presenters import corpus as presenter

    with ask(results, query) as asked:
        if settings.format in ("csv", "json"):
            texts = (presenter.as_csv if settings.format == "csv" else presenter.as_json)(asked)
            if settings.output is None and not settings.on_terminal:
                for text in texts:
                    settings.send(text)
            else:
                settings.send("".join(texts))
        else:
            settings.write(presenter.answer(asked))


def _options(settings: Settings, framework: str | None, granularity: Any, systems: bool) -> Options:
    from collabgraph.corpus.evaluation import Options

    project = settings.project
    return Options(
        framework=framework or (project.framework if project else ""),
        bases=tuple(sorted(settings.bases)),
        attributions=tuple(sorted(settings.attributions)),
        granularity=granularity,
        systems=systems,
        project=str(project.folder) if project else "",
        lang=settings.lang,
    )


def _needs_arrow() -> None:
    """Raise MissingExtra where the libraries of corpora are not installed."""
    from collabgraph.errors import MissingExtra

    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise MissingExtra(library="pyarrow", extra="corpus") from None


def _is_open(scheduler: str) -> bool:
    """Whether a scheduler's address is unencrypted and of another machine."""
    host = scheduler.rpartition("://")[2].rpartition(":")[0].strip("[]")
    return not scheduler.startswith("tls://") and host not in ("localhost", "::1") and not host.startswith("127.")


@contextmanager
def _bar(settings: Settings) -> Iterator[Callable[[Progress], None]]:
    """What a run tells how far it is, shown as a bar with rate and remaining time; on no terminal as nothing."""
    say, started = settings.say, time.monotonic()
    shown: list[Any] = []

    def rate(_: object) -> str:
        done, seconds = (shown[0].pos if shown else 0), time.monotonic() - started
        return say("{n} files a second", n=say.number(done / seconds, 1)) if done and seconds else ""

    def tell(progress: Progress) -> None:
        if not sys.stderr.isatty():
            return
        if not shown:
            bar = click.progressbar(
                length=progress.files, label=say("Evaluated"), item_show_func=rate, show_pos=True, file=sys.stderr
            )
            shown.append(bar.__enter__())
        shown[0].update(progress.done - shown[0].pos, current_item=progress)

    try:
        yield tell
    finally:
        if shown:
            shown[0].__exit__(None, None, None)


def _say_done(settings: Settings, made: Manifest, results: Path, seconds: float) -> None:
    from collabgraph.words.characters import printable

    say, rows = settings.say, made.rows
    lines = [
        say.plural(
            "{n} file in {seconds} s: {cases}, {studies} of studies, {faulty} with faults.",
            "{n} files in {seconds} s: {cases}, {studies} of studies, {faulty} with faults.",
            made.files, seconds=say.number(seconds, 1), cases=say.plural("{n} case", "{n} cases", rows["cases"]),
            studies=say.plural("{n} file", "{n} files", made.without_case),
            faulty=say.plural("{n} file", "{n} files", made.faulty),
        ),
        say("The results are in {path}.", path=printable(str(results))),
    ]  # fmt: skip
    if rows["faults"]:
        lines.append(
            say(
                'What is wrong with them: collabgraph corpus query {path} "SELECT * FROM faults"',
                path=printable(str(results)),
            )
        )
    for line in lines:
        click.echo(line, err=True)


def _say_passed_over(settings: Settings, names: tuple[str, ...], more: int = 0) -> None:
    """Name on stderr what is in the corpus and is no file of a case."""
    from collabgraph.words.characters import printable

    if names:
        n = len(names) + more
        first = ", ".join([*(printable(name) for name in names[:5]), *(["..."] if n > 5 else [])])
        click.echo(
            settings.say.plural(
                "Passed over, since no case is read from such a file: {n} ({names}).",
                "Passed over, since no case is read from such files: {n} ({names}).", n, names=first,
            ), err=True,
        )  # fmt: skip
