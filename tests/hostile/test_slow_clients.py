"""Clients that take their time, leave half-way, or say nothing at all: they hold up nobody but themselves."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress

import pytest

from tests.hostile.crowd import connections
from tests.hostile.server import LIMIT, PATIENCE, Server, query_target
from tests.hostile.verdicts import expect_refused_as_malformed, expect_status
from tests.hostile.wire import Wire, request_bytes

pytestmark = pytest.mark.hostile

_SLOW = 150
_HUNDREDS = 400
_EVERYTHING = query_target("SELECT * { ?a ?b ?c . ?d ?e ?f }")
_HEAVY = query_target("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
_MEGABYTE = query_target("SELECT * { ?s ?p ?o } LIMIT 8000")


def _get(target: str) -> bytes:
    return request_bytes("GET", target, {"Accept": "text/csv"})


def _trickle(wires: list[Wire], data: bytes) -> None:
    """A byte on each connection, then the next on each, for as long as an attack may last."""
    deadline = time.monotonic() + PATIENCE
    for byte in data:
        if time.monotonic() > deadline:
            return
        for wire in wires:
            wire.send(bytes([byte]))
        _last(0.1)


def _reset(wire: Wire) -> None:
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()


def test_slow_headers_on_many_connections_hold_up_nobody(server: Server) -> None:
    with connections(server.port, _SLOW) as wires:
        _trickle(wires, b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 1000)


def test_slow_bodies_on_many_connections_hold_up_nobody(server: Server) -> None:
    head = request_bytes("POST", "/sparql", {"Content-Type": "application/sparql-query", "Content-Length": "50000"})
    with connections(server.port, _SLOW) as wires:
        _send_all(wires, head)
        _trickle(wires, b"ASK {}" + b" " * 1000)


def test_slow_chunks_on_many_connections_hold_up_nobody(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    head = request_bytes("POST", "/sparql", headers).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with connections(server.port, _SLOW) as wires:
        _send_all(wires, head)
        _trickle(wires, b"1\r\n \r\n" * 200)


def test_large_bodies_that_are_kept_back_do_not_fill_the_memory(server: Server) -> None:
    """All of each but its last byte."""
    headers = {"Content-Type": "application/sparql-query", "Content-Length": "190000"}
    body = request_bytes("POST", "/sparql", headers) + b" " * 189_999
    before = server.footprint().memory
    with connections(server.port, _HUNDREDS, sources=16) as wires:
        for wire in wires:
            wire.socket.settimeout(PATIENCE)
            wire.send(body)
        most = server.footprint().memory
    assert most - before < 64 << 20, f"{before >> 20} MiB became {most >> 20} MiB"


def test_a_body_that_is_awaited_but_never_comes_holds_up_nobody(server: Server) -> None:
    headers = {"Expect": "100-continue", "Content-Length": "1000", "Content-Type": "application/sparql-query"}
    with connections(server.port, _SLOW) as wires:
        _send_all(wires, request_bytes("POST", "/sparql", headers))
        _trickle(wires, b" " * 20)


def test_readers_who_take_a_byte_at_a_time_get_a_broken_answer(server: Server) -> None:
    """The deadline counts until the last byte is taken, so slow readers cannot keep workers."""
    with connections(server.port, 16, receive=4096) as wires:
        _send_all(wires, _get(_EVERYTHING))
        begun = [wire for wire in wires if _status(wire) == 200]
        assert begun, "no answer began"
        _sip(begun)
        for wire in begun:
            assert not _reads_to_a_good_end(wire)


def test_readers_who_take_nothing_at_all_hold_up_nobody(server: Server) -> None:
    with connections(server.port, 40, receive=4096) as wires:
        _send_all(wires, _get(_EVERYTHING))
        _last(PATIENCE)


def test_hundreds_of_answers_that_nobody_reads_do_not_fill_the_memory(server: Server) -> None:
    """Each is small enough to be made at once, and too large for the system's own buffers."""
    before = server.footprint().memory
    with connections(server.port, 300, receive=2048) as wires:
        _send_all(wires, _get(_MEGABYTE))
        _last(PATIENCE)
        assert server.footprint().memory < before + (96 << 20)


def _send_all(wires: list[Wire], data: bytes) -> None:
    for wire in wires:
        wire.send(data)


def _last(seconds: float) -> None:
    """The attack goes on."""
    threading.Event().wait(seconds)


def _status(wire: Wire) -> int:
    wire.socket.settimeout(PATIENCE + LIMIT)  # it may stand in the line first
    line = wire.socket.recv(12)
    assert line.startswith(b"HTTP/1.1 "), line
    return int(line.split()[1])


def _sip(wires: list[Wire]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for wire in wires:
            wire.socket.settimeout(0.001)
            with suppress(OSError):
                wire.socket.recv(1)
        _last(0.1)


def _reads_to_a_good_end(wire: Wire) -> bool:
    wire.socket.settimeout(PATIENCE)
    last = b""
    try:
        while piece := wire.socket.recv(1 << 16):
            last = (last + piece)[-16:]
    except TimeoutError:
        raise AssertionError("the connection of a slow reader was still open") from None
    except ConnectionError:
        return False
    # A row of CSV that ends with 0 at the end of a chunk ends in the same five bytes.
    return last.endswith(b"\r\n0\r\n\r\n")


def test_a_half_closed_connection_is_answered_or_closed(server: Server) -> None:
    for data in (_get("/health"), _get(_HEAVY), b"GET /health HT", b"GET /health HTTP/1.1\r\n", b""):
        with Wire(server.port, patience=PATIENCE) as wire:
            wire.send(data)
            wire.socket.shutdown(socket.SHUT_WR)
            expect_refused_as_malformed(wire.read(), 200, 400, 503)


def test_a_body_that_ends_too_early_is_not_taken_for_a_query(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Length": "100"}
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(request_bytes("POST", "/sparql", headers) + b"ASK {}")
        wire.socket.shutdown(socket.SHUT_WR)
        expect_refused_as_malformed(wire.read())


@pytest.mark.parametrize("target", [_HEAVY, _EVERYTHING], ids=["before-the-first-byte", "in-the-middle"])
def test_clients_that_reset_their_connections_leave_no_work_behind(server: Server, target: str) -> None:
    for _ in range(30):
        with connections(server.port, 1) as wires:
            for wire in wires:
                wire.send(_get(target))
                _reset(wire)
    expect_status(server.ask("ASK {}"), 200)


def test_clients_that_leave_in_the_middle_of_an_answer_leave_no_work_behind(server: Server) -> None:
    for _ in range(20):
        with Wire(server.port, patience=PATIENCE) as wire:
            wire.send(_get(_EVERYTHING))
            assert wire.socket.recv(12).startswith(b"HTTP/1.1 "), "no answer began"
            _reset(wire)
    expect_status(server.ask("ASK {}"), 200)


# Thousands of them are for the reverse proxy: test_reverse_proxy.py.
@pytest.mark.parametrize("sources", [1, 25], ids=["from-one-address", "from-many"])
def test_hundreds_of_silent_and_dripping_connections_shut_nobody_out(server: Server, sources: int) -> None:
    with (
        connections(server.port, _HUNDREDS, sources=sources) as silent,
        connections(server.port, _HUNDREDS, sources=sources) as dripping,
    ):
        assert len(silent) == len(dripping) == _HUNDREDS
        _trickle(dripping, b"GET /health HTTP/1.1\r\nX: ")


@pytest.mark.parametrize("sources", [1, 25], ids=["from-one-address", "from-many"])
def test_hundreds_of_connections_kept_alive_shut_nobody_out(server: Server, sources: int) -> None:
    kept = request_bytes("GET", "/health", {"Connection": "keep-alive"})
    with connections(server.port, _HUNDREDS, sources=sources) as wires:
        for wire in wires:
            wire.mark()
            wire.send(kept)
            wire.read()
        _last(LIMIT)


def test_a_flood_of_connections_that_are_dropped_at_once_shuts_nobody_out(server: Server) -> None:
    for _ in range(10):
        with connections(server.port, 100) as wires:
            for wire in wires:
                _reset(wire)
    expect_status(server.get("/health"), 200)
