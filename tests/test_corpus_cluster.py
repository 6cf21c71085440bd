"""A scheduler and a worker with TLS on this machine: the same bytes as without, and one sentence for what is wrong.

Certificates, scheduler and worker are made and started by the commands of docs/corpora.md.
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench import synthetic
from collabgraph import resources
from collabgraph.cli import main
from collabgraph.corpus import evaluating, running
from collabgraph.corpus.evaluation import Options
from collabgraph.corpus.running import Engine, Progress
from collabgraph.errors import EngineLost
from programs import program

DOCUMENT = (Path(__file__).parents[1] / "docs" / "corpora.md").read_text(encoding="utf-8")
BLOCKS = [block.replace("\\\n", " ") for block in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)]
TLS = "--tls-ca authority.pem --tls-cert cluster.pem --tls-key cluster.key"


def lines(beginning: str) -> list[str]:
    """The commands of the document that begin so."""
    return [line for block in BLOCKS for line in block.splitlines() if line.startswith(beginning)]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def started(command: str, folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the document as a process, on this machine and port; it has ended when the block ends."""
    here = command.replace("head-node", "127.0.0.1").replace("8786", str(port)).replace("8787", "0")
    words = [sys.executable, "-m", *shlex.split(here.replace("--nworkers 8", "--nworkers 1"))]
    environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    log = (folder / f"{words[3]}.log").open("wb")
    with log, subprocess.Popen(words, cwd=folder, env=environment, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def certified(folder: Path) -> Path:
    """A folder with an authority and certificates, made by the commands of the document."""
    program("openssl")
    folder.mkdir()
    for command in [*lines("openssl"), *lines("chmod")]:
        subprocess.run(shlex.split(command), cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def scheduler(certificates: Path) -> Iterator[str]:
    """The address of a scheduler with TLS and a worker."""
    port = free_port()
    with ExitStack() as stack:
        for command in (*lines("dask scheduler"), *lines("dask worker")):
            stack.enter_context(started(command, certificates, port))
        yield f"tls://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped cases, four made ones, and a file with a fault."""
    folder = tmp_path_factory.mktemp("corpus") / "cases"
    folder.mkdir()
    for path in resources.cases().glob("*.ttl"):
        (folder / path.name).write_bytes(path.read_bytes())
    synthetic.write(folder, 4)
    (folder / "broken.ttl").write_text("no Turtle", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the results by one worker of the command's own."""
    results = tmp_path_factory.mktemp("alone") / "results"
    answer = evaluated(corpus, results, "--workers", "1")
    assert answer.exit_code == 1, answer.output
    return contents(results)


def contents(results: Path) -> dict[str, bytes]:
    return {str(path.relative_to(results)): path.read_bytes() for path in results.rglob("*") if path.is_file()}


def evaluated(corpus: Path, results: Path, *options: str) -> Result:
    command = ["corpus", "evaluate", str(corpus), "-o", str(results), "--batch", "3", *options]
    return CliRunner().invoke(main, command)


def test_a_cluster_with_tls_gives_the_same_bytes_as_one_worker_here(
    scheduler: str, certificates: Path, corpus: Path, alone: dict[str, bytes], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(certificates)
    answer = evaluated(corpus, tmp_path / "results", "--scheduler", scheduler, *TLS.split())
    assert answer.exit_code == 1, answer.output
    assert "8 files in" in answer.stderr
    assert contents(tmp_path / "results") == alone
    assert len([name for name in alone if name.startswith("cases/")]) == 3
    assert (certificates / "cluster.key").stat().st_mode & 0o077 == 0


WRONG = {
    "": r"tls:// needs the certificates .*\. Certificates are given with --tls-ca, --tls-cert and --tls-key",
    TLS.replace("authority", "nobody"): r"There is no readable file 'nobody\.pem' \(not there\)",
    TLS.replace("cluster.key", "authority.key"): r"cannot be used \(SSLError: .*\)\. Check the address",
    "--tls-ca ../theirs/authority.pem --tls-cert ../theirs/cluster.pem --tls-key ../theirs/cluster.key":
        r"cannot be used \(.*\). Check the address, the certificates",
    "--tls-ca authority.pem --tls-cert ../theirs/cluster.pem --tls-key ../theirs/cluster.key":
        r"cannot be used \(.*\). Check the address, the certificates",
}  # fmt: skip


@pytest.fixture(scope="module")
def strangers(certificates: Path) -> Path:
    """Certificates of another authority."""
    return certified(certificates.parent / "theirs")


@pytest.mark.parametrize("given", WRONG)
def test_without_its_certificates_a_scheduler_is_refused_in_one_sentence(
    given: str, scheduler: str, certificates: Path, strangers: Path, corpus: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert strangers.is_dir()
    monkeypatch.chdir(certificates)
    refused(evaluated(corpus, tmp_path / "results", "--scheduler", scheduler, *given.split()), WRONG[given])
    assert not (tmp_path / "results" / "cases").exists()


def refused(answer: Result, sentence: str) -> None:
    assert answer.exit_code == 1, answer.output
    assert re.search(sentence, answer.stderr), answer.stderr
    assert answer.stderr.count("\n") == 1
    assert isinstance(answer.exception, SystemExit)


def test_an_address_where_nobody_answers_is_said_in_one_sentence(
    scheduler: str, certificates: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(certificates)
    monkeypatch.setattr(running, "ANSWER", 0.5)
    nobody = f"tls://127.0.0.1:{free_port()}"
    answer = evaluated(corpus, tmp_path / "1", "--scheduler", nobody, *TLS.split())
    refused(answer, rf"The scheduler at {nobody} cannot be used \(.*Timed out.*\)\. Check the address")
    encrypted = scheduler.replace("tls:", "tcp:")
    refused(
        evaluated(corpus, tmp_path / "2", "--scheduler", encrypted), rf"at {encrypted} cannot be used \(.*\)\. Check"
    )
    for address in ("tcp://127.0.0.1", "no address", "gopher://127.0.0.1:70"):
        answer = evaluated(corpus, tmp_path / address[:3], "--scheduler", address)
        assert answer.exit_code == 1
        assert f"The scheduler at {address} cannot be used" in answer.stderr.splitlines()[-1]


def test_certificates_are_not_ignored_where_nothing_is_encrypted(corpus: Path, tmp_path: Path) -> None:
    answer = evaluated(corpus, tmp_path / "results", "--scheduler", "tcp://127.0.0.1:1", *TLS.split())
    assert answer.exit_code == 2
    assert "Certificates are for --scheduler tls://..." in answer.stderr
    assert not (tmp_path / "results").exists()


def plain(command: str) -> str:
    """A command of the document without TLS."""
    return re.sub(r"--(tls-\S+|protocol) \S+", "", command).replace("tls://", "tcp://")


def test_workers_of_several_threads_are_refused_in_one_sentence(corpus: Path, tmp_path: Path) -> None:
    port = free_port()
    (serving,), (working,) = lines("dask scheduler"), lines("dask worker")
    with (
        started(plain(serving), tmp_path, port),
        started(plain(working).replace("--nthreads 1", "--nthreads 2"), tmp_path, port),
    ):
        answer = evaluated(corpus, tmp_path / "results", "--scheduler", f"tcp://127.0.0.1:{port}")
    refused(
        answer, r"The workers at tcp://\S+ have several threads, and may have one only\. Start them with --nthreads 1\."
    )


def test_a_run_whose_scheduler_is_lost_says_so_and_goes_on_from_there(
    corpus: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "ANSWER", 2)
    port, results = free_port(), tmp_path / "results"
    (serving,), (working,) = lines("dask scheduler"), lines("dask worker")
    with started(plain(serving), tmp_path, port) as process, started(plain(working), tmp_path, port):

        def lose(_: Progress) -> None:
            process.kill()
            process.wait()

        engine = Engine(scheduler=f"tcp://127.0.0.1:{port}")
        with pytest.raises(EngineLost, match=rf"The scheduler at tcp://127\.0\.0\.1:{port} is gone"):
            evaluating.evaluate(str(corpus), results, Options(), engine, batch=3, tell=lose)
    assert b'"complete": false' in (results / "manifest.json").read_bytes()
    assert list((results / "cases").glob("part-*.parquet"))
    answer = evaluated(corpus, results, "--workers", "1", "--resume")
    assert answer.exit_code == 1, answer.output
    assert contents(results) == alone
