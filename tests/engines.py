"""Engines of others as servers on the loopback, each on a free port, with its own data, and stopped by its process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import httpx

from collabgraph.rdf.stores.connection import PARTS, PASSWORD, USER
from programs import program

_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa

[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx

[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
NumberOfBuffers = 4000
MaxDirtyBuffers = 2000
MaxQueryMem = 200M
ThreadsPerQuery = 2
DirsAllowed = .

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5

[SPARQL]
ResultSetMaxRows = {most}
"""


def free_ports(n: int) -> list[int]:
    """As many ports that are free now, all different."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [int(each.getsockname()[1]) for each in held]
    for each in held:
        each.close()
    return ports


@contextmanager
def virtuoso(folder: Path, most: int = 10_000) -> Iterator[str]:
    """The address of a Virtuoso that answers with so many rows at most, and the environment in which it is a store."""
    started, (port, http) = program("virtuoso-t"), free_ports(2)
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(port=port, http=http, most=most), encoding="utf-8")
    parts = {"query": "sparql", "update": "sparql-auth", "graphs": "sparql-graph-crud-auth"}
    named = {variable: parts[part] for part, (variable, _) in PARTS.items()} | {USER: "dba", PASSWORD: "dba"}
    address = f"http://127.0.0.1:{http}"
    with _running([started, "+configfile", "virtuoso.ini", "+foreground"], folder, f"{address}/sparql", named):
        yield address


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """The address of an Oxigraph server."""
    (port,) = free_ports(1)
    command = [_script("oxigraph"), "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder, f"http://127.0.0.1:{port}/query"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def rdflib_endpoint(file: Path) -> Iterator[str]:
    """The address of an rdflib-endpoint that serves a file of N-Quads, and the environment in which it is a store."""
    (port,) = free_ports(1)
    command = [_script("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), file.name]
    address = f"http://127.0.0.1:{port}"
    with _running(command, file.parent, address, {PARTS["query"][0]: ""}):
        yield address


def _script(name: str) -> str:
    """A program that a package of requirements-dev.txt brings along."""
    path = Path(sys.executable).with_name(name)
    assert path.exists(), f"'{name}' is not installed; install requirements-dev.txt"
    return str(path)


@contextmanager
def _running(
    command: Sequence[str], folder: Path, asked: str, named: Mapping[str, str] | None = None
) -> Iterator[None]:
    """The time in which a server runs, from the first answer on, with these variables set."""
    with (folder / "server.log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as it:
        try:
            while not _answers(asked):
                assert it.poll() is None, (folder / "server.log").read_text(errors="replace")[-2000:]
                time.sleep(0.05)
            with mock.patch.dict(os.environ, named or {}):
                yield
        finally:
            it.kill()


def _answers(address: str) -> bool:
    try:
        httpx.get(address, params={"query": "ASK { ?s ?p ?o }"}, timeout=30, trust_env=False)
    except httpx.TransportError:
        return False
    return True
