"""One server for all attacks, and a well-behaved client beside each of them."""

from __future__ import annotations

import socket
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.hostile.dataset import write_release
from tests.hostile.neighbour import QUESTIONS, Neighbour
from tests.hostile.reverse_proxy import Nginx, require_nginx, run_nginx, write_site
from tests.hostile.server import Footprint, Server

# Every attack on the first server touches other code of the web process for the first time; what that loads is no leak.
_WARMING = (
    "SELECT * { ?s ?p ?o }",
    "SELECT * {",
)


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release under attack; its snapshot is made once, beside it."""
    return write_release(tmp_path_factory.mktemp("hostile") / "release")


@pytest.fixture(scope="session")
def server(release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server under attack, warm."""
    server = Server(release_folder, tmp_path_factory.mktemp("server") / "home")
    try:
        _warm(server)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def at_rest(server: Server) -> Footprint:
    """What its web process held before the first attack."""
    return server.footprint()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is told of a proxy in front of it. Its log has the network of each client."""
    require_nginx()
    folder = tmp_path_factory.mktemp("behind-nginx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOLIDARITY_GRAPH_SERVE_LOG_ADDRESSES", "1")
        server = Server(write_site(folder / "release"), folder / "home", **{"trusted-proxy": 1})
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def nginx(site: Server, tmp_path: Path) -> Iterator[Nginx]:
    """nginx before that server, with nothing stored or counted yet."""
    with run_nginx(tmp_path / "nginx", site.port) as nginx:
        yield nginx


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A service on the loopback that nobody must ever call."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """The well-behaved client asks while the attack runs. What it suffers fails the test."""
    server = pyfuncitem.funcargs.get("server")
    if not isinstance(server, Server):
        return (yield)
    neighbour = Neighbour(server.port)
    neighbour.start()
    try:
        outcome = yield
    except BaseException as error:
        try:
            neighbour.finish()
        except AssertionError as verdict:
            error.add_note(f"Besides, {verdict}")
        raise
    neighbour.finish()
    assert server.runs, server.words
    return outcome


@pytest.fixture(autouse=True)
def _footprint_first(at_rest: Footprint) -> None:
    """Taken before the first attack, whichever that is."""


def _warm(server: Server) -> None:
    for number in range(20):
        for question in QUESTIONS:
            fault = question(server.port, number)
            assert not fault, fault
    for query in _WARMING:
        for accept in ("text/csv", "text/html"):
            server.ask(query, accept=accept, patience=20)
