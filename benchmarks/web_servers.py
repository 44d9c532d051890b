"""`python -m benchmarks.web_servers`: which web server could be ours, measured; writes a table into docs/operations.md.

Each stands before the same Flask application, in one process with 64 threads. It passes when a body that breaks off is
seen as broken, and a client that leaves before the first byte is seen to leave.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import platformdirs

from benchmarks.asking import HOST, Endpoint, ask
from benchmarks.breaking import NOTE
from benchmarks.load import generator, same_address
from benchmarks.machine import describe_machine
from benchmarks.peers import environment_of, install
from benchmarks.report import table, write_between_markers
from benchmarks.servers import free_port, running

_ROOT = Path(__file__).parent.parent
_PAGE = _ROOT / "docs" / "operations.md"
_REQUIREMENTS = ("flask==3.1.3", "granian==2.8.7", "gunicorn==27.0.1")
_APP = "benchmarks.breaking:app"
_CLIENTS, _SECONDS = 8, 6.0
_LEAVING, _NOTICING = 0.2, 1.5  # a client waits so long, and should have been noticed so much later


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured of one server."""

    name: str
    broken: bool
    left: bool
    a_second: float
    p99: float

    def cells(self) -> tuple[str, ...]:
        """As a row."""
        words = {True: "yes", False: "**no**"}
        return (self.name, words[self.broken], words[self.left], f"{self.a_second:,.0f}", f"{self.p99:.1f}")


@click.command()
def main() -> None:
    """Measure each, and write the table."""
    folder = platformdirs.user_cache_path("solidarity-graph") / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    others = environment_of(folder, _REQUIREMENTS)
    install(others, _REQUIREMENTS)
    found = [_measure(name, command, folder) for name, command in _commands(others / "bin").items()]
    heads = ("server", "broken body is broken", "client that left is noticed", "hello a second, 8 clients", "p99, ms")
    lines = "\n".join(table(heads, [one.cells() for one in found]))
    setting = f"One process, 64 threads, the same Flask application; {describe_machine()}; load from {generator()}."
    text = f"{setting}\n\n{lines}\n"
    click.echo(text)
    write_between_markers(_PAGE, text, "web servers")


def _commands(others: Path) -> dict[str, list[str]]:
    """How each is started; `{port}` stands for the port."""
    ours = [sys.executable, "-m", "benchmarks.breaking"]
    gunicorn = [str(others / "gunicorn"), "-k", "gthread", "-w", "1", "--threads", "64", "-b", f"{HOST}:{{port}}"]
    granian = [str(others / "granian"), "--interface", "wsgi", "--workers", "1", "--blocking-threads", "64"]
    return {
        "ours: waitress 3.0.2 with our loop": [*ours, "ours", "{port}"],
        "waitress 3.0.2 (lookahead 1)": [*ours, "waitress", "{port}"],
        "gunicorn 27.0.1 (gthread)": [*gunicorn, _APP],
        "granian 2.8.7 (WSGI)": [*granian, "--host", HOST, "--port", "{port}", _APP],
    }


def _measure(name: str, command: Sequence[str], folder: Path) -> Found:
    endpoint = Endpoint(free_port(), "/")
    with tempfile.TemporaryDirectory() as scratch:
        note = Path(scratch) / "note"
        environment = {**os.environ, NOTE: str(note), "PYTHONPATH": str(_ROOT)}
        filled = [part.format(port=endpoint.port) for part in command]
        log = folder / "servers.log"
        with running(name, filled, endpoint, loading=30.0, environment=environment, log=log):
            broken = not ask(Endpoint(endpoint.port, "/breaks"), "", "*/*", seconds=5.0).whole
            left = _notices(endpoint, note)
            same_address(endpoint, "/", clients=_CLIENTS, seconds=1)  # to warm up
            rate = same_address(endpoint, "/", clients=_CLIENTS, seconds=_SECONDS)
    return Found(name, broken, left, rate.a_second, rate.p99)


def _notices(endpoint: Endpoint, note: Path) -> bool:
    connection = http.client.HTTPConnection(HOST, endpoint.port, timeout=_LEAVING)
    with contextlib.closing(connection), contextlib.suppress(TimeoutError):
        connection.request("GET", "/waits")
        connection.getresponse()
    deadline = time.monotonic() + _NOTICING
    while time.monotonic() < deadline and not note.exists():
        time.sleep(0.05)
    return note.exists()


if __name__ == "__main__":
    main()
