"""Our own server, started as anybody would start it, and a bare Flask application behind the same web server.

python -m benchmarks.ours PORT      the bare application, until it is ended
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from benchmarks.asking import HOST, Endpoint
from benchmarks.dataset import BASE, Data
from benchmarks.servers import Contender, Server, free_port, running
from solidarity_graph.release.manifest import MANIFEST, ReleaseFile, manifest_text
from solidarity_graph.sparql import snapshot_for

NAME = "Solidarity Graph"
_PROGRAM = Path(sys.executable).with_name("solidarity-graph")
_LOADING = 300.0  # the first start on new data builds a snapshot
_MANY = "128"  # more than the load generator ever has


def release_of(data: Data, folder: Path, cache_folder: Path) -> Path:
    """The data as a release, with its snapshot made."""
    folder.mkdir(parents=True, exist_ok=True)
    dump = folder / "solidarity-graph.nq"
    dump.unlink(missing_ok=True)
    dump.hardlink_to(data.nquads)
    with dump.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    file_ = ReleaseFile(dump.name, "application/n-quads", "invented data", dump.stat().st_size, digest)
    (folder / MANIFEST).write_text(manifest_text("2026-01-01", BASE, "Invented data", (file_,)), "utf-8")
    snapshot_for(dump, cache_folder)
    return folder


def contender(release: Path, cache_folder: Path, log: Path) -> Contender:
    """`solidarity-graph serve` with its defaults, but for the seconds a query may take, when nothing else is at work.

    Where they are not given the load generator comes next: it stands for many clients at one address.
    """

    @contextmanager
    def opened(seconds: float | None) -> Iterator[Server]:
        options = _options_for_one_address() if seconds is None else ("--timeout", f"{seconds:g}")
        with serve(release, cache_folder, log, *options) as server:
            yield server

    return Contender(NAME, opened, ours=True)


@contextmanager
def serve(release: Path, cache_folder: Path, log: Path, *more: str) -> Iterator[Server]:
    """`solidarity-graph serve` with these options."""
    endpoint = Endpoint(free_port(), "/sparql")
    command = [str(_PROGRAM), "serve", "--release", str(release), "--cache", str(cache_folder)]
    command += ["--host", HOST, "--port", str(endpoint.port), *more]
    with running(NAME, command, endpoint, loading=_LOADING, environment=_environment(), log=log) as server:
        yield server


@contextmanager
def serve_bare(log: Path) -> Iterator[Server]:
    """One route that says hello, in an application that has nothing else, behind the same web server."""
    endpoint = Endpoint(free_port(), "/")
    command = [sys.executable, "-m", "benchmarks.bare", str(endpoint.port)]
    with running("bare Flask", command, endpoint, loading=30.0, environment=_environment(), log=log) as server:
        yield server


@cache
def _options_for_one_address() -> tuple[str, ...]:
    """What lifts the limits on the requests of one client, and on those that wait, where there are any."""
    words = subprocess.run([str(_PROGRAM), "serve", "--help"], capture_output=True, text=True, check=True).stdout
    names = sorted(set(re.findall(r"(--client-[a-z-]+|--line) INTEGER", words)))
    return tuple(part for name in names for part in (name, _MANY))


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SOLIDARITY_GRAPH_")}
