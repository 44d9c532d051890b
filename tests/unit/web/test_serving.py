"""Behind waitress: what a client sees of an answer that breaks off, and what a person sees of a port in use."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from solidarity_graph.errors import CallError, TooSlowError
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.sparql import DEFAULT_LIMITS, Answer, Limits, SnapshotStore
from solidarity_graph.web import create_app, open_server

Body = Callable[[], Iterator[bytes]]


class ScriptedStore:
    """A store whose answer is what the test says; it notes what became of it."""

    arrangement = ""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.asked = threading.Event()
        self.closed = threading.Event()
        self.left = threading.Event()

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Callable[[], bool] | None = None,
    ) -> Answer:
        self.asked.set()
        if "wait" in query and gone is not None:
            deadline = time.monotonic() + 10
            while not gone() and time.monotonic() < deadline:
                self.left.wait(0.01)
            if gone():
                self.left.set()
        return Answer("text/csv", self.body(), self.closed.set)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def serve(release: Release, catalogue: Catalogue) -> Iterator[Callable[[ScriptedStore], int]]:
    servers = []

    def start(store: ScriptedStore) -> int:
        server = open_server(create_app(store, release=release, catalogue=catalogue), "127.0.0.1", 0, threads=2)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        return int(server.effective_port)

    yield start
    for server, thread in servers:
        server.close()
        thread.join(timeout=5)


def ask(port: int, query: str = "ASK") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/sparql?query={query}", headers={"Accept": "text/csv", "Connection": "close"})
    return connection.getresponse()


def broken() -> Iterator[bytes]:
    yield b"some,rows\r\n" * 5000
    raise TooSlowError("Time was up.")


def test_an_answer_that_breaks_off_is_seen_as_broken(serve: Callable[[ScriptedStore], int]) -> None:
    store = ScriptedStore(broken)
    with ask(serve(store)) as answer:
        assert answer.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionError)) as caught:
            answer.read()
    if isinstance(caught.value, http.client.IncompleteRead):
        assert b"Time was up" not in caught.value.partial
    assert store.closed.wait(5)


def over_http_1_0(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(b"GET /sparql?query=ASK HTTP/1.0\r\nAccept: text/csv\r\n\r\n")
        received = b""
        while more := client.recv(65536):
            received += more
    return received


def test_over_the_old_protocol_an_answer_that_breaks_off_is_an_error(serve: Callable[[ScriptedStore], int]) -> None:
    """The end of the connection would be taken for the end of the body."""
    store = ScriptedStore(broken)
    received = over_http_1_0(serve(store))
    assert received.startswith(b"HTTP/1.0 503")
    assert b"some,rows" not in received
    assert store.closed.wait(5)


def test_over_the_old_protocol_a_whole_answer_has_its_length(serve: Callable[[ScriptedStore], int]) -> None:
    store = ScriptedStore(lambda: iter((b"some,rows\r\n" * 5000, b"the end")))
    head, _, body = over_http_1_0(serve(store)).partition(b"\r\n\r\n")
    assert b"Content-Length: 55007" in head
    assert body == b"some,rows\r\n" * 5000 + b"the end"
    assert store.closed.wait(5)


def test_a_whole_answer_is_closed_as_well(serve: Callable[[ScriptedStore], int]) -> None:
    store = ScriptedStore(lambda: iter((b"a\r\n", b"1\r\n")))
    assert ask(serve(store)).read() == b"a\r\n1\r\n"
    assert store.closed.wait(5)


def test_a_client_that_leaves_before_the_first_byte_is_noticed(serve: Callable[[ScriptedStore], int]) -> None:
    store = ScriptedStore(lambda: iter((b"a\r\n",)))
    with socket.create_connection(("127.0.0.1", serve(store))) as client:
        client.sendall(b"GET /sparql?query=wait HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n")
        assert store.asked.wait(5)
    assert store.left.wait(5)


def test_an_answer_does_not_name_the_server(serve: Callable[[ScriptedStore], int]) -> None:
    answer = ask(serve(ScriptedStore(lambda: iter((b"a\r\n",)))))
    assert answer.read()
    assert answer.getheader("Server") is None


def test_a_port_in_use_is_told_in_a_sentence(store: SnapshotStore, release: Release, catalogue: Catalogue) -> None:
    app = create_app(store, release=release, catalogue=catalogue)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CallError, match=f"Port {port} on 127.0.0.1 is in use"):
            open_server(app, "127.0.0.1", port)


def test_an_address_of_another_machine_is_told_in_a_sentence(
    store: SnapshotStore, release: Release, catalogue: Catalogue
) -> None:
    app = create_app(store, release=release, catalogue=catalogue)
    with pytest.raises(CallError, match=r"Nothing can listen on 192\.0\.2\.1"):
        open_server(app, "192.0.2.1", 0)
