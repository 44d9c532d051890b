"""nginx with the documented configuration before the real server: what it takes over, it must do."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.hostile.crowd import MOST_SOCKETS, make_room
from tests.hostile.dataset import VERSION
from tests.hostile.kept_client import KeptClient, beside
from tests.hostile.neighbour import SLOWEST
from tests.hostile.reverse_proxy import (
    HOST,
    Nginx,
    fetch,
    lasts,
    open_connections,
    request,
    requests_counted,
    run_nginx,
)
from tests.hostile.scripted_server import Script, ScriptedServer
from tests.hostile.server import JSON, Server, query_target, soon
from tests.hostile.verdicts import expect_problem, expect_status
from tests.hostile.wire import Wire

pytestmark = pytest.mark.hostile

_ADDRESSES = 249
_ONE = "127.0.0.3"
_PATIENCE = 10.0
_SECONDS = 1.0
"""How long an attack goes on once it is set up."""
_TABLE = query_target("SELECT * { ?s ?p ?o } LIMIT 5000")
_CSV = {"Accept": "text/csv"}


@pytest.fixture(autouse=True)
def _footprint_first() -> None:
    """The server of the other hostile tests is not needed here."""


# Attacks


def _one(_number: int) -> str:
    return _ONE


def _many(number: int) -> str:
    return f"127.0.0.{number % _ADDRESSES + 4}"


def _say_nothing(wires: list[Wire]) -> None:
    _wait()


def _drip_headers(wires: list[Wire]) -> None:
    _drip(wires, request("/health")[:-2] + b"X-Slow: ", b"a")


def _drip_bodies(wires: list[Wire]) -> None:
    _drip(wires, request("/sparql", {"Content-Length": "50000"}, method="POST"), b" ")


def _drip_chunks(wires: list[Wire]) -> None:
    _drip(wires, request("/sparql", {"Transfer-Encoding": "chunked"}, method="POST"), b"1\r\n \r\n")


def _close_half(wires: list[Wire]) -> None:
    starts = (b"", b"GET /licences HT", request("/licences")[:-2], request("/licences"))
    for number, wire in enumerate(wires):
        wire.send(starts[number % len(starts)])
        try:
            wire.socket.shutdown(socket.SHUT_WR)
        except OSError:
            continue  # nginx has closed it
    _wait()


def _reset(wires: list[Wire]) -> None:
    for wire in wires:
        wire.send(request("/licences"))
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.close()
    _wait()


def _read_nothing(wires: list[Wire]) -> None:
    for wire in wires:
        wire.send(request(f"/release/{VERSION}{_TABLE}", _CSV))
    _wait()


def _keep_alive(wires: list[Wire]) -> None:
    for wire in wires:
        wire.send(request("/licences"))
    _wait()


def _drip(wires: list[Wire], first: bytes, more: bytes) -> None:
    for wire in wires:
        wire.send(first)
    goes_on = lasts(_SECONDS)
    while goes_on():
        for wire in wires:
            wire.send(more)


def _wait() -> None:
    """Keep the connections as they are while the attack lasts."""
    threading.Event().wait(_SECONDS)


_ATTACKS = (_say_nothing, _drip_headers, _drip_bodies, _drip_chunks, _close_half, _reset, _read_nothing, _keep_alive)
_FROM_ONE_ADDRESS = (_say_nothing, _drip_headers, _drip_bodies, _reset)


def _name(attack: Callable[..., object]) -> str:
    return attack.__name__[1:].replace("_", "-")


@pytest.mark.parametrize(
    ("attack", "address"),
    [
        *(pytest.param(attack, _many, id=f"{_name(attack)}-from-many") for attack in _ATTACKS),
        *(pytest.param(attack, _one, id=f"{_name(attack)}-from-one-address") for attack in _FROM_ONE_ADDRESS),
    ],
)
def test_two_thousand_bad_connections_cost_a_good_client_nothing(
    nginx: Nginx, attack: Callable[[list[Wire]], None], address: Callable[[int], str]
) -> None:
    """Its connection is kept, every page comes. From the attacker's own address it may be told to wait, no more."""
    make_room(2 * MOST_SOCKETS)
    good, beside_attacker = KeptClient(nginx.port, "127.0.0.2"), KeptClient(nginx.port, address(0))
    with beside(good, beside_attacker):
        good.has_asked(10)
        quiet = good.slowest()
        receive = 2048 if attack is _read_nothing else 0
        with open_connections(nginx.port, MOST_SOCKETS, address, receive=receive) as wires:
            attack(wires)
            good.has_asked(5)
    within = max(SLOWEST, 10 * quiet)
    _expect_served(good, within)
    if attack is _reset and address is _one:  # a flood of requests: others at this address wait for their turn
        assert not beside_attacker.faults, beside_attacker.faults[0]
    else:
        _expect_served(beside_attacker, within)


def _expect_served(client: KeptClient, within: float) -> None:
    assert not client.faults, client.faults[0]
    assert not client.refused
    assert client.slowest() <= within, f"95 of 100 of {len(client.times)} pages took up to {client.slowest():.2f} s"


def test_a_header_that_comes_byte_by_byte_has_one_deadline_for_all_of_it(site: Server, tmp_path: Path) -> None:
    quick = {"client_header_timeout 10s": "client_header_timeout 1s"}
    with run_nginx(tmp_path / "nginx", site.port, quick) as nginx, Wire(nginx.port) as wire:
        wire.send(b"GET /licences HTTP/1.1\r\nX-Slow: ")

        def is_closed() -> bool:
            wire.send(b"a")
            wire.socket.settimeout(0.01)
            try:
                return wire.socket.recv(1) == b""
            except TimeoutError:
                return False
            except ConnectionError:
                return True

        assert soon(is_closed, 5)


def test_who_shares_the_address_of_a_flood_is_slowed_and_not_refused(nginx: Nginx) -> None:
    """Three hundred connections, each of which asks again as soon as it is answered."""
    make_room(2 * MOST_SOCKETS)
    quiet = KeptClient(nginx.port, "127.0.0.2")
    neighbour = KeptClient(nginx.port, _ONE)
    answered = 0
    with beside(quiet, neighbour), open_connections(nginx.port, 300, _one) as wires:
        goes_on = lasts(4 * _SECONDS)
        while goes_on():
            for wire in wires:
                wire.mark()
                wire.send(request("/licences"))
            for wire in wires:
                expect_status(wire.read(), 200, within=_PATIENCE)
            answered += len(wires)
    assert answered >= 2 * len(wires)
    _expect_served(quiet, SLOWEST)
    _expect_served(neighbour, _PATIENCE)


def test_more_than_may_wait_are_told_to_come_back(nginx: Nginx) -> None:
    with open_connections(nginx.port, 1000, _one) as wires:
        for wire in wires:
            wire.send(request("/licences"))
        expect_problem(wires[-1].read(), 503, within=_PATIENCE)


# Requests


def test_a_query_of_the_full_length_passes_in_the_address_and_in_the_body(nginx: Nginx) -> None:
    query = "ASK {} # ".ljust(10) + "я" * ((64 << 10) // 2 - 5)
    assert len(query.encode()) == 64 << 10
    form = {"Accept": JSON, "Content-Type": "application/x-www-form-urlencoded"}
    expect_status(fetch(nginx.port, query_target(query), {"Accept": JSON}), 200)
    expect_status(fetch(nginx.port, "/sparql", form, body=urlencode({"query": query}).encode()), 200)
    for size in (200 << 10, 300 << 10):
        expect_problem(fetch(nginx.port, "/sparql", form, body=b"query=" + b"+" * size), 413)
    with Wire(nginx.port) as wire:
        wire.send(request(query_target(query + "я" * 10_000)))
        assert wire.read().status == 414


_TWICE = f"POST /sparql HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/sparql-query\r\n"
_BODY = "\r\nASK {}"
_CHUNKS = "\r\n6\r\nASK {}\r\n0\r\n\r\n"
_SHAPES = {
    "two hosts": f"GET /licences HTTP/1.1\r\nHost: {HOST}\r\nHost: {HOST}\r\n\r\n",
    "no host": "GET /licences HTTP/1.1\r\n\r\n",
    "a host that is none": "GET /licences HTTP/1.1\r\nHost: a b\r\n\r\n",
    "a length and chunks": f"{_TWICE}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n{_CHUNKS}",
    "chunks and a length": f"{_TWICE}Transfer-Encoding: chunked\r\nContent-Length: 6\r\n{_CHUNKS}",
    "two lengths": f"{_TWICE}Content-Length: 6\r\nContent-Length: 6\r\n{_BODY}",
    "two lengths in one": f"{_TWICE}Content-Length: 6, 6\r\n{_BODY}",
    "a signed length": f"{_TWICE}Content-Length: +6\r\n{_BODY}",
    "chunks twice": f"{_TWICE}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n{_CHUNKS}",
    "another coding": f"{_TWICE}Transfer-Encoding: gzip, chunked\r\n{_CHUNKS}",
    "chunks by another name": f"{_TWICE}Transfer-Encoding: xchunked\r\n{_CHUNKS}",
    "a space before the colon": f"{_TWICE}Transfer-Encoding : chunked\r\n{_CHUNKS}",
    "a folded field": f"{_TWICE}Content-Length:\r\n 6\r\n{_BODY}",
    "chunks in the old protocol": _TWICE.replace("1.1", "1.0") + f"Transfer-Encoding: chunked\r\n{_CHUNKS}",
    "a size that is none": f"{_TWICE}Transfer-Encoding: chunked\r\n\r\n0x6\r\nASK {{}}\r\n0\r\n\r\n",
    "a size beyond numbers": f"{_TWICE}Transfer-Encoding: chunked\r\n\r\n{'f' * 17}\r\nASK {{}}\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("shape", _SHAPES)
def test_requests_that_could_be_read_in_two_ways_do_not_reach_the_program(
    site: Server, nginx: Nginx, shape: str
) -> None:
    counted = [requests_counted(site.port, route) for route in ("/sparql", "/licences", "")]
    with Wire(nginx.port) as wire:
        wire.send(_SHAPES[shape].encode())
        reply = wire.read()
    assert reply.status in (400, 426, 501), reply
    assert [requests_counted(site.port, route) for route in ("/sparql", "/licences", "")] == counted


def test_nothing_that_a_client_writes_decides_who_it_is(site: Server, nginx: Nginx) -> None:
    claims = ("X-Forwarded-For", "X_Forwarded_For", "X-Real-IP", "Client-IP", "True-Client-IP")
    headers = dict.fromkeys(claims, "198.51.100.7") | {"Forwarded": "for=198.51.100.7", "X-Forwarded-Proto": "x"}
    marker = "/queries/every-action.csv"
    expect_status(fetch(nginx.port, marker, headers, source="127.0.77.5"), 200)
    assert soon(lambda: '"network": "127.0.77.0/24"' in site.words), site.words
    assert "198.51.100" not in site.words


def test_only_the_documented_host_is_served_and_the_metrics_are_the_operators(nginx: Nginx) -> None:
    assert fetch(nginx.port, "/licences", {"Host": "elsewhere.example"}).status == 421
    assert fetch(nginx.port, "/metrics").status == 200
    for path in ("/metrics", "/be/metrics", "//metrics", "/release/1/metrics", "/be/%6detrics/", "/be/../metrics"):
        assert fetch(nginx.port, path, source="127.0.0.2").status == 403, path
    expect_status(fetch(nginx.port, "/health", source="127.0.0.2"), 200)


def test_addresses_of_one_network_share_its_rate(site: Server, tmp_path: Path) -> None:
    """IPv6 has no second loopback address: here nginx takes the client's address from a header."""
    named = {"    gzip on;": "    set_real_ip_from 127.0.0.1; real_ip_header X-Test;\n    gzip on;"}
    slow = {**named, "rate=100r/s": "rate=1r/m", "burst=600 delay=50": "burst=1 nodelay"}
    with run_nginx(tmp_path / "nginx", site.port, slow) as nginx:
        statuses = [
            fetch(nginx.port, "/licences", {"X-Test": address}).status
            for address in ("2001:db8:0:1::a", "2001:db8:0:1:f::b", "2001:db8:0:1::c", "2001:db8:0:2::a", "192.0.2.1")
        ]
        assert statuses == [200, 200, 503, 200, 200]


def test_no_query_is_in_the_log(tmp_path: Path) -> None:
    """Also not where the program is away or breaks off: nginx quotes the request when it tells of that."""
    secret = query_target("SELECT * { ?s ?p ?o } # somebodys-secret")
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"
    with ScriptedServer({secret: Script(broken)}) as server, run_nginx(tmp_path / "nginx", server.port) as nginx:
        assert not fetch(nginx.port, secret).whole
        server.stop()
        expect_problem(fetch(nginx.port, secret), 503)
        assert "somebodys-secret" not in nginx.log
