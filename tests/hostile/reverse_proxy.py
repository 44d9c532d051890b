"""nginx with the documented configuration, and requests to the host that it serves."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from benchmarks.nginx import PROGRAM, write_configuration
from benchmarks.nginx import SERVER_NAME as HOST
from benchmarks.servers import free_port
from tests.hostile.dataset import BASE, EX, VERSION, label_of, write_release
from tests.hostile.server import soon
from tests.hostile.wire import Reply, Wire

PAGES = 300
_TEXTS = 5000
_PATIENCE = 10.0
_STARTING = 10.0
_ENDING = 10.0


class Nginx:
    """A process of nginx that serves docs/examples/nginx.conf in a folder of its own, before the server at `upstream`.

    `replaced` changes more of the file: each text on the left, which must be in it, becomes the one on the right.
    """

    def __init__(self, folder: Path, upstream: int, replaced: Mapping[str, str] | None = None) -> None:
        assert PROGRAM
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        config = write_configuration(folder, self.port, upstream, replaced)
        checked = subprocess.run([PROGRAM, "-t", "-c", config], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        self.words = checked.stderr
        self._process = subprocess.Popen(
            [PROGRAM, "-c", config, "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if not soon(self._listens, _STARTING):
            self.stop()
            raise AssertionError(f"nginx did not start: {self.log}")

    @property
    def cache(self) -> Path:
        """The folder of stored answers."""
        return self.folder / "lib" / "cache"

    @property
    def log(self) -> str:
        """What it wrote."""
        return "".join(path.read_text("utf-8", "replace") for path in sorted((self.folder / "log").iterdir()))

    @property
    def runs(self) -> bool:
        """True until the process has ended."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End it at once: SIGTERM to the main process, which ends the others."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


def require_nginx() -> None:
    """Skip the test where nginx is missing; where CI is set, fail it."""
    if PROGRAM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs nginx: apt-get install nginx")


@contextmanager
def run_nginx(folder: Path, upstream: int, replaced: Mapping[str, str] | None = None) -> Iterator[Nginx]:
    """An nginx that runs until the block ends, and has not ended before."""
    require_nginx()
    nginx = Nginx(folder, upstream, replaced)
    try:
        yield nginx
        assert nginx.runs, nginx.log
    finally:
        nginx.stop()


def request(
    target: str, headers: Mapping[str, str] | None = None, *, method: str = "GET", version: str = "1.1"
) -> bytes:
    """A request to the documented host, on a connection that is kept unless the headers say otherwise."""
    fields = {"Host": HOST, **(headers or {})}
    lines = [f"{method} {target} HTTP/{version}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def ask(wire: Wire, target: str, headers: Mapping[str, str] | None = None, *, body: bytes = b"") -> Reply:
    """The reply over this connection: to a GET, or with a body to a POST."""
    method = "POST" if body else "GET"
    length = {"Content-Length": str(len(body))} if body else {}
    wire.mark()
    wire.send(request(target, {**(headers or {}), **length}, method=method) + body)
    return wire.read()


def fetch(
    port: int,
    target: str,
    headers: Mapping[str, str] | None = None,
    *,
    body: bytes = b"",
    source: str = "127.0.0.1",
    patience: float = 10.0,
) -> Reply:
    """The reply over a connection of its own."""
    with Wire(port, source=source, patience=patience) as wire:
        return ask(wire, target, headers, body=body)


def requests_counted(port: int, route: str, *, status: int | None = None) -> int:
    """How many requests for this route the program itself has answered, by its /metrics."""
    wanted = [f'route="{route}"', "" if status is None else f'status="{status}"']
    lines = fetch(port, "/metrics").body.decode().splitlines()
    counted = [line for line in lines if line.startswith("solidarity_graph_requests_total{")]
    return sum(int(float(line.rpartition(" ")[2])) for line in counted if all(label in line for label in wanted))


@contextmanager
def open_connections(port: int, count: int, address: Callable[[int], str], *, receive: int = 0) -> Iterator[list[Wire]]:
    """So many open connections, each from the address that its number gives, with a receive buffer of this size."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(Wire(port, source=address(number), patience=_PATIENCE, receive=receive))
            for number in range(count)
        ]


def lasts(seconds: float) -> Callable[[], bool]:
    """A function that is true until so many seconds have passed."""
    deadline = time.monotonic() + seconds
    return lambda: time.monotonic() < deadline


def write_site(folder: Path) -> Path:
    """A release with pages of `PAGES` events, and with texts for long answers; its saved queries are quick."""
    ontology, label = f"{BASE}ontology#", "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    graph = f"<{BASE}graph/entities>"
    statements = []
    for number in range(PAGES):
        event = f"<{BASE}id/event/event-{number}>"
        statements += [
            f"{event} {kind} <{ontology}SolidarityAction> {graph}",
            f"{event} {kind} <{ontology}Event> {graph}",
            f'{event} {label} "{label_of(number)}"@en {graph}',
        ]
    statements += [f'<{EX}text/{number}> <{EX}text> "{number:0150}" {graph}' for number in range(_TEXTS)]
    return write_release(folder, VERSION, statements)
