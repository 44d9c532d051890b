"""`python -m benchmarks.web_servers`: which unmodified web server meets our conditions; writes docs/operations.md.

Each stands before the application of `benchmarks.breaking`, in one process with 64 threads where it has threads.
"""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import platformdirs

from benchmarks.asking import Endpoint
from benchmarks.breaking import NOTE
from benchmarks.crowd import CHUNKS, COMPUTING, DRIPPING, IDLE, UNREAD, crowded, worst_waits
from benchmarks.kept_connections import lose
from benchmarks.load import Rate, same_address
from benchmarks.odd_requests import broken_bodies, odd_answers, seconds_until_noticed
from benchmarks.peers import environment_of, install
from benchmarks.report import write_between_markers
from benchmarks.servers import free_port, running
from benchmarks.web_server_commands import REQUIREMENTS, WEB_SERVERS, WebServer
from benchmarks.web_server_report import CLIENTS, NOT_READING, Found, report

_ROOT = Path(__file__).parent.parent
_PAGE = _ROOT / "docs" / "operations.md"
_RATE_SECONDS, _CROWD_SECONDS = 6.0, 6.0
_CROWDS: dict[str, tuple[str, ...]] = {
    "calm": (),
    "400 idle": (IDLE,),
    "400 idle, 400 dripping": (IDLE, DRIPPING),
    "32 sending chunks of 1 byte": (CHUNKS,),
    NOT_READING: (UNREAD,),
    "1 computing": (COMPUTING,),
}


@click.command()
@click.option("--requests", default=50_000, show_default=True, help="On kept connections; a tenth where others failed.")
@click.option("--only", multiple=True, help="Servers whose names begin so; nothing is written then.")
def main(requests: int, only: tuple[str, ...]) -> None:
    """Measure each, and write the tables."""
    folder = platformdirs.user_cache_path("solidarity-graph") / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    programs = environment_of(folder, REQUIREMENTS)
    install(programs, REQUIREMENTS)
    servers = [server for server in WEB_SERVERS if not only or server.name.startswith(only)]
    found = []
    for server in servers:
        found.append(_measure(server, programs / "bin", folder / "web-servers.log", requests))
        click.echo(f"{found[-1]}\n")
    text = "\n".join(report(servers, found))
    click.echo(text)
    if not only:
        write_between_markers(_PAGE, text, "web servers")


def _measure(server: WebServer, programs: Path, log: Path, requests: int) -> Found:
    found = Found(server.name)
    with tempfile.TemporaryDirectory() as scratch:
        note = Path(scratch) / "note"
        started = functools.partial(_started, server, programs, log, note)
        with started() as endpoint:
            found.odd = odd_answers(endpoint)
            found.broken = broken_bodies(endpoint)
            found.noticed = seconds_until_noticed(endpoint, note)
            found.rates = [_rate(endpoint, clients) for clients in CLIENTS]
        for name, kinds in _CROWDS.items():
            with started() as endpoint, crowded(endpoint, kinds):
                found.waits[name] = worst_waits(endpoint, _CROWD_SECONDS)
        with started() as endpoint:
            found.losses = lose(endpoint, requests // 10 if found.failures() else requests)
    return found


@contextmanager
def _started(server: WebServer, programs: Path, log: Path, note: Path) -> Iterator[Endpoint]:
    """The address of a fresh server, until the block ends."""
    endpoint = Endpoint(free_port(), "/")
    program, *arguments = (part.format(port=endpoint.port) for part in server.command)
    environment = {**os.environ, NOTE: str(note), "PYTHONPATH": str(_ROOT)}
    command = [str(programs / program), *arguments]
    with running(server.name, command, endpoint, loading=30.0, environment=environment, log=log):
        yield endpoint


def _rate(endpoint: Endpoint, clients: int) -> Rate:
    same_address(endpoint, "/", clients=clients, seconds=1)  # to warm up
    return same_address(endpoint, "/", clients=clients, seconds=_RATE_SECONDS)


if __name__ == "__main__":
    main()
