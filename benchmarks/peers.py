"""The servers ours is compared with, in a throw-away environment of their own: `oxigraph serve` and `rdflib-endpoint`.

Each holds the same statements as ours. Oxigraph, like our snapshot, has them in their graphs and in the default graph;
rdflib-endpoint has them in the default graph alone, which makes its work lighter.
"""

from __future__ import annotations

import functools
import hashlib
import http.client
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.asking import HOST, Endpoint
from benchmarks.dataset import Data
from benchmarks.servers import Contender, NotReadyError, Server, free_port, running

OXIGRAPH_DISK, OXIGRAPH_MEMORY, RDFLIB = "oxigraph, disk", "oxigraph, memory", "rdflib-endpoint"
_REQUIREMENTS = ("oxigraph==0.5.13", "rdflib-endpoint[cli]==0.6.3")
_PACKAGES = ("oxigraph", "rdflib-endpoint", "rdflib", "uvicorn")


def environment_of(cache_folder: Path, requirements: Sequence[str]) -> Path:
    """Where an environment with these packages lies, or will lie."""
    name = hashlib.sha256(" ".join((*requirements, sys.version)).encode()).hexdigest()[:12]
    return cache_folder / f"peers-{name}"


def install(folder: Path, requirements: Sequence[str]) -> None:
    """Make the environment, unless it is there."""
    stamp = folder / ".installed"
    if stamp.exists():
        return
    venv.create(folder, with_pip=True, clear=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", *requirements]
    subprocess.run(pip, check=True, stdin=subprocess.DEVNULL)
    stamp.touch()


class Peers:
    """The environment and what it starts. `loading` is how long, in seconds, one may take until it answers."""

    def __init__(self, cache_folder: Path) -> None:
        self.folder = environment_of(cache_folder, _REQUIREMENTS)
        self._programs = self.folder / "bin"

    def install(self) -> None:
        """Once for these versions."""
        install(self.folder, _REQUIREMENTS)

    def versions(self) -> dict[str, str]:
        """Of the servers and of what makes their speed."""
        code = "import importlib.metadata as m, sys; print(*map(m.version, sys.argv[1:]))"
        command = [str(self._programs / "python"), "-c", code, *_PACKAGES]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return dict(zip(_PACKAGES, answer.split(), strict=True))

    def contenders(self, data: Data, loading: float, log: Path) -> tuple[Contender, ...]:
        """Servers of that data, each started when it is opened."""
        kinds = {OXIGRAPH_DISK: self._on_disk, OXIGRAPH_MEMORY: self._in_memory, RDFLIB: self._rdflib}
        return tuple(Contender(name, functools.partial(kind, data, loading, log)) for name, kind in kinds.items())

    @contextmanager
    def _on_disk(self, data: Data, loading: float, log: Path, seconds: float | None) -> Iterator[Server]:
        database = self._load(data)
        command = [str(self._programs / "oxigraph"), "serve", "--location", str(database)]
        with self._oxigraph(OXIGRAPH_DISK, command, loading, log, seconds) as server:
            yield server

    @contextmanager
    def _in_memory(self, data: Data, loading: float, log: Path, seconds: float | None) -> Iterator[Server]:
        command = [str(self._programs / "oxigraph"), "serve"]
        with self._oxigraph(OXIGRAPH_MEMORY, command, loading, log, seconds) as server:
            _post(server, "/store", "application/n-quads", data.nquads, loading)
            _post(server, "/store?default", "application/n-triples", data.ntriples, loading)
            yield server

    @contextmanager
    def _oxigraph(
        self, name: str, command: list[str], loading: float, log: Path, seconds: float | None
    ) -> Iterator[Server]:
        endpoint = Endpoint(free_port(), "/query")
        command = [*command, "--bind", f"{HOST}:{endpoint.port}"]
        if seconds is not None:
            command += ["--timeout-s", str(max(1, round(seconds)))]
        with running(name, command, endpoint, loading=loading, environment=dict(os.environ), log=log) as server:
            yield server

    @contextmanager
    def _rdflib(self, data: Data, loading: float, log: Path, seconds: float | None) -> Iterator[Server]:
        del seconds  # it knows no limit
        endpoint = Endpoint(free_port(), "/")
        command = [str(self._programs / "rdflib-endpoint"), "serve", str(data.ntriples)]
        command += ["--host", HOST, "--port", str(endpoint.port)]
        with running(RDFLIB, command, endpoint, loading=loading, environment=dict(os.environ), log=log) as server:
            yield server

    def _load(self, data: Data) -> Path:
        """The data as Oxigraph's own database, made anew where it is not that of these bytes."""
        database = data.nquads.parent / f"{self.folder.name}-oxigraph"
        stamp = database / ".loaded"
        size = str(data.nquads.stat().st_size)
        if stamp.exists() and stamp.read_text("ascii") == size:
            return database
        shutil.rmtree(database, ignore_errors=True)
        files = [str(data.nquads), str(data.ntriples)]
        # Our snapshot is put in order after loading too.
        for action in (["load", "--file", *files], ["optimize"]):
            command = [str(self._programs / "oxigraph"), *action, "--location", str(database)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
        stamp.write_text(size, "ascii")
        return database


def _post(server: Server, path: str, media_type: str, file: Path, seconds: float) -> None:
    with closing(http.client.HTTPConnection(HOST, server.endpoint.port, timeout=seconds)) as connection:
        with file.open("rb") as body:
            length = str(file.stat().st_size)
            connection.request("POST", path, body=body, headers={"Content-Type": media_type, "Content-Length": length})
        status = connection.getresponse().status
    if status >= 300:
        raise NotReadyError(f"{server.name} refused the data with status {status}")
