"""The evaluation of a corpus from its source to complete results."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from collabgraph import __version__
from collabgraph.corpus import packing, results, running
from collabgraph.corpus.evaluation import Evaluator, Options
from collabgraph.corpus.results import Manifest
from collabgraph.corpus.running import Engine, Progress
from collabgraph.corpus.sources import Folder, Graphs, Packed, Source
from collabgraph.corpus.working import WORK
from collabgraph.errors import MissingFile, reason
from collabgraph.rdf.turtle import is_file_name

#: What a Parquet file begins with.
_PARQUET = b"PAR1"


def evaluate(
    source: str,
    folder: Path,
    options: Options,
    engine: Engine,
    *,
    batch: int = 100,
    timeout: float = 60,
    resume: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Manifest:
    """The manifest of complete results of a corpus: a folder, a tar archive, a packed corpus, or a server's address.

    ``tell`` is called as batches are done. Raises MissingFile, NoCorpus, NotPacked, NotAnArchive, what a server raises,
    what reading a theory or a project raises, and as ``results.held``, ``results.begin`` and ``running.run``.
    """
    options = _placed(options)
    Evaluator(options)  # which raises here what is wrong with the theory, and not in every worker
    digest = _digest(options)
    passed_over: list[str] = []
    opened = None if _is_archive(source) else _opened(source, passed_over)
    given = results.manifest(source, batch, options, digest)
    with results.held(folder):
        results.begin(folder, given, resume=resume)
        if opened is None:
            opened = _unpacked(Path(source), folder, passed_over)
        if not engine.workers and not engine.scheduler:
            engine = msgspec.structs.replace(engine, workers=min(_processors(), -(-len(opened) // batch)))
        done = running.run(opened, folder, options, engine, batch=batch, timeout=timeout, digest=digest, tell=tell)
        return results.end(folder, given, done, passed_over)


def _is_archive(source: str) -> bool:
    """Whether a source is a file that is no packed corpus; raises MissingFile where there is nothing."""
    path = Path(source)
    if "://" in source or path.is_dir():
        return False
    if not path.is_file():
        raise MissingFile(path=source, why=reason(FileNotFoundError(errno.ENOENT, "")))
    with path.open("rb") as file:
        return file.read(len(_PARQUET)) != _PARQUET


def _opened(source: str, passed_over: list[str]) -> Source:
    if "://" in source:
        return Graphs.of(source)
    if Path(source).is_dir():
        opened, others = Folder.of(Path(source))
        passed_over += others
        return opened
    return Packed.of(Path(source))


def _unpacked(archive: Path, folder: Path, passed_over: list[str]) -> Source:
    """The files of an archive, packed beside the results: workers cannot go to a place in a compressed archive."""
    packed = folder.resolve() / WORK / "corpus.parquet"
    passed_over += packing.pack(archive, packed).passed_over
    return Packed.of(packed)


def _placed(options: Options) -> Options:
    """The options with absolute paths, since workers have folders of their own."""
    if not is_file_name(options.framework):
        return options
    return msgspec.structs.replace(options, framework=str(Path(options.framework).resolve()))


def _digest(options: Options) -> str:
    """The digest of the options, of the theory and the project's files that they name, and of the versions."""
    files = [Path(options.framework)] if is_file_name(options.framework) else []
    if options.project:
        folder = Path(options.project)
        files += [path for path in sorted(folder.glob("*.toml")) if path.is_file()]
        files += [path for inside in ("terms", "frameworks") for path in sorted((folder / inside).glob("*"))]
    contents = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()]
    settings = msgspec.structs.replace(options, framework=Path(options.framework).name, project="")
    return hashlib.sha256(msgspec.json.encode([settings, contents, __version__])).hexdigest()


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
