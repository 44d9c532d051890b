"""The server among clients that are slow, many, silent or gone."""

from __future__ import annotations

import json
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask, Response

from solidarity_graph.web import Patience, Server, open_server
from solidarity_graph.web.channels import Channel
from tests.unit.web.test_releases import wait_for

ASK = b"GET /short HTTP/1.1\r\nHost: x\r\n"
Serve = Callable[..., Server]
LONG = 30.0  # seconds that no test waits for


class Site:
    """An application with an answer that is short, one that is long, and one that is under way until told."""

    def __init__(self) -> None:
        self.app = Flask("tests", root_path=".")
        self.app.config["MAX_CONTENT_LENGTH"] = 1000
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.long_ended = threading.Event()
        self.app.add_url_rule("/short", "short", lambda: "short", methods=["GET", "POST"])
        self.app.add_url_rule("/long", "long", lambda: Response(self.long()))
        self.app.add_url_rule("/waiting", "waiting", self.waiting)

    def long(self) -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * 65536
        finally:
            self.long_ended.set()

    def waiting(self) -> str:
        self.begun.set()
        assert self.go_on.wait(LONG)
        return "waited"


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def serve(site: Site) -> Iterator[Serve]:
    running: dict[Server, threading.Thread] = {}

    def start(threads: int = 2, **patience: float) -> Server:
        server = open_server(site.app, "127.0.0.1", 0, threads, Patience(**patience))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running[server] = thread
        return server

    start.running = running  # type: ignore[attr-defined]
    yield start
    site.go_on.set()
    for server in running:
        server.close()


def connect(server: Server, source: str = "127.0.0.1", receive: int = 0) -> socket.socket:
    client = socket.socket()
    client.settimeout(LONG)
    if receive:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    client.bind((source, 0))
    client.connect(("127.0.0.1", int(server.effective_port)))
    return client


def send(server: Server, words: bytes) -> bytes:
    with connect(server) as client:
        client.sendall(words)
        return read(client)


def read(client: socket.socket) -> bytes:
    """All that comes until the server closes."""
    received = b""
    try:
        while more := client.recv(65536):
            received += more
    except ConnectionResetError:
        pass
    return received


def was_reset(client: socket.socket) -> bool:
    """How it ends, when all has been read."""
    try:
        while client.recv(65536):
            pass
    except ConnectionResetError:
        return True
    return False


def ended(serve: Serve, server: Server, seconds: float) -> bool:
    """Whether `run` has come to its end, or does within so many seconds."""
    thread = serve.running[server]  # type: ignore[attr-defined]
    thread.join(seconds)
    return not thread.is_alive()


def ask(server: Server) -> bytes:
    return send(server, ASK + b"Connection: close\r\n\r\n")


@pytest.mark.parametrize(
    "beginning",
    [b"G", ASK, b"POST /short HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"],
    ids=["of the first line", "of the headers", "of the body"],
)
def test_who_sends_only_the_beginning_is_cut_and_nobody_waits_for_it(serve: Serve, beginning: bytes) -> None:
    server = serve(threads=1, request=0.2, idle=LONG)
    with connect(server) as slow:
        slow.sendall(beginning)
        assert b"200 OK" in ask(server)
        assert read(slow) == b""
    assert server.cuts["request"] == 1


def test_a_byte_now_and_then_is_no_way_round(serve: Serve) -> None:
    server = serve(request=0.3, idle=LONG)
    with connect(server) as slow:
        slow.settimeout(0.02)
        slow.sendall(ASK)
        while not was_cut(slow):
            with suppress(OSError):
                slow.sendall(b"X-Header: 1\r\n")
    assert server.cuts["request"] == 1


def was_cut(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_connection_on_which_nothing_is_asked_is_closed(serve: Serve) -> None:
    server = serve(idle=0.1)
    with connect(server) as silent:
        assert read(silent) == b""
    assert server.cuts["idle"] == 1


def test_who_does_not_read_loses_its_answer_and_the_thread_is_free(serve: Serve, site: Site) -> None:
    server = serve(threads=1, stall=0.3)
    with connect(server) as slow:
        slow.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        assert site.long_ended.wait(10)
        assert b"200 OK" in ask(server)
    assert server.cuts["answer"] == 1


def test_a_client_has_a_share_of_the_connections_and_others_have_theirs(serve: Serve) -> None:
    server = serve(connections_of_client=2)
    with connect(server, "127.0.0.2"), connect(server, "127.0.0.2"):
        with connect(server, "127.0.0.2") as third:
            assert read(third) == b""
        assert b"200 OK" in ask(server)
    assert server.cuts["share"] == 1


def test_where_all_connections_are_taken_the_one_silent_for_longest_makes_room(serve: Serve) -> None:
    server = serve(connections=2, idle=LONG)
    with connect(server) as first, connect(server) as second:
        first.sendall(ASK)
        # Only when the server has seen it is the first one the first.
        wait_for(lambda: any(channel.request for channel in tuple(server.active_channels.values())))
        second.sendall(ASK)
        wait_for(lambda: all(channel.request for channel in tuple(server.active_channels.values())))
        assert b"200 OK" in ask(server)
        assert read(first) == b""
        second.sendall(b"Connection: close\r\n\r\n")
        assert b"200 OK" in read(second)


def test_idle_connections_are_left_to_the_system(serve: Serve) -> None:
    server = serve(idle=LONG)
    clients = [connect(server) for _ in range(100)]
    try:
        assert b"200 OK" in ask(server)
        for client in clients:
            client.sendall(ASK + b"\r\n")
            assert b"200 OK" in client.recv(4096)
        assert b"200 OK" in ask(server)
        assert server.connections >= len(clients)
        assert len(server.at_work) < 10
    finally:
        for client in clients:
            client.close()


def test_a_server_that_is_stopped_answers_what_is_under_way_and_nothing_new(serve: Serve, site: Site) -> None:
    server = serve(grace=LONG)
    with connect(server) as client, connect(server) as idle:
        client.sendall(b"GET /waiting HTTP/1.1\r\nHost: x\r\n\r\n")
        assert site.begun.wait(5)
        server.stop()
        assert read(idle) == b""
        assert not ended(serve, server, 0)
        site.go_on.set()
        assert ended(serve, server, 5)
        server.close()
        assert read(client).endswith(b"waited")


def test_after_the_grace_it_does_not_wait(serve: Serve, site: Site) -> None:
    server = serve(grace=0.2)
    with connect(server) as client:
        client.sendall(b"GET /waiting HTTP/1.1\r\nHost: x\r\n\r\n")
        assert site.begun.wait(5)
        server.stop()
        assert ended(serve, server, 5)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nBroken header\r\n\r\n", 400),
        (b"POST /short HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", 413),
        (b"GET /" + b"a" * 20_000, 414),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000, 431),
        (b"POST /short HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_what_the_server_itself_refuses_has_the_shape_of_every_error(serve: Serve, words: bytes, status: int) -> None:
    head, _, body = send(serve(), words).partition(b"\r\n\r\n")
    assert head.startswith((f"HTTP/1.1 {status} ".encode(), f"HTTP/1.0 {status} ".encode()))
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["status"] == status


@pytest.mark.parametrize("way", ["of its time", "of a stop"])
def test_an_answer_that_is_cut_off_is_seen_as_broken(serve: Serve, site: Site, way: str) -> None:
    """Also where the end of the connection is the end of the body, as in HTTP/1.0."""
    server = serve(stall=0.3 if way == "of its time" else LONG, grace=0.2)
    with connect(server) as client:
        client.sendall(b"GET /long HTTP/1.0\r\n\r\n")
        assert client.recv(12) == b"HTTP/1.0 200"
        if way == "of a stop":
            server.close()
        assert site.long_ended.wait(10)
        assert was_reset(client)


def test_a_connection_cut_while_the_system_tells_of_it_is_forgotten(site: Site) -> None:
    """The loop is ours here: another connection of the same batch took the room."""
    server = open_server(site.app, "127.0.0.1", 0, 1)
    try:
        with connect(server):
            while not server.connections:
                server.turn()
            (channel,) = server.active_channels.values()
            server._cut(channel, "room")
            server._serve(channel, selectors.EVENT_WRITE)
            server.turn()
            assert not server.at_work
    finally:
        server.close()


@pytest.mark.parametrize("method", ["readable", "fault", "handle_read"])
def test_a_fault_of_one_connection_is_the_end_of_that_one_only(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    original = getattr(Channel, method)

    def fail(channel: Channel, *arguments: Any) -> Any:
        if channel.addr[0] == "127.0.0.9":
            raise ValueError("Invalid file descriptor: -1")
        return original(channel, *arguments)

    monkeypatch.setattr(Channel, method, fail)
    server = serve()
    with connect(server, "127.0.0.9") as faulty:
        faulty.sendall(ASK)
        assert read(faulty) == b""
    assert b"200 OK" in ask(server)
    assert caplog.records


def test_a_connection_that_cannot_be_taken_leaves_the_door_open(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve()
    failing = [1, 2, 3]

    def fail(*arguments: Any, **named: Any) -> Channel:
        if failing and failing.pop():
            raise OSError("Transport endpoint is not connected")
        return Channel(*arguments, **named)

    monkeypatch.setattr(server, "channel_class", fail)
    for _ in range(3):
        with connect(server) as unlucky:
            assert read(unlucky) == b""
    assert b"200 OK" in ask(server)
    assert caplog.records


def test_a_loop_that_stumbles_goes_on(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solidarity_graph.web.connections._TICK_SECONDS", 0.01)
    server = serve()
    select, failing = server._watched.select, [1, 2]

    def fail(seconds: float) -> Any:
        if failing and failing.pop():
            raise OSError("Cannot allocate memory")
        return select(seconds)

    monkeypatch.setattr(server._watched, "select", fail)
    assert b"200 OK" in ask(server)


def test_bodies_that_are_kept_back_do_not_fill_the_memory(serve: Serve) -> None:
    server = serve(held_bytes=10_000, request=LONG)
    head = ASK.replace(b"GET", b"POST") + b"Content-Length: 900\r\n\r\n"
    clients = [connect(server) for _ in range(40)]
    try:
        for client in clients:
            client.sendall(head + bytes(899))
        wait = threading.Event()
        while not server.cuts["memory"] or sum(channel.held for channel in open_channels(server)) > 10_000:
            wait.wait(0.01)
        with connect(server) as late:
            late.sendall(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + bytes(900))
            assert b"200 OK" in read(late)
    finally:
        for client in clients:
            client.close()


def open_channels(server: Server) -> tuple[Channel, ...]:
    return tuple(server.active_channels.values())


def test_answers_that_nobody_takes_do_not_fill_the_memory(serve: Serve, site: Site) -> None:
    """The thread is free as soon as the answer is in memory, so nothing else bounds them."""
    large = b"x" * 1_000_000
    site.app.add_url_rule("/large", "large", lambda: large)
    server = serve(held_bytes=4 << 20, stall=LONG)
    # Else the system would hold them for us.
    server.set_socket_options = lambda connection: connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    clients = [connect(server, receive=4096) for _ in range(40)]
    try:
        for client in clients:
            client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in ask(server)
        wait = threading.Event()
        while not server.cuts["memory"]:
            wait.wait(0.01)
        assert b"200 OK" in ask(server)
    finally:
        for client in clients:
            client.close()
