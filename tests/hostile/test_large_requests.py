"""Requests that are too large: queries, addresses, bodies, parameters, headers. None is kept in memory for long."""

from __future__ import annotations

import gzip
import zlib

import pytest

from tests.hostile.crowd import all_at_once
from tests.hostile.server import PATIENCE, Server, query_target
from tests.hostile.verdicts import (
    expect_answered_or_refused,
    expect_in_time,
    expect_problem,
    expect_refused_as_malformed,
    expect_status,
)
from tests.hostile.wire import Wire, request_bytes

pytestmark = pytest.mark.hostile

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_DIRECT = {"Content-Type": "application/sparql-query"}
_TOO_LARGE = (400, 413)
_HEADER_TOO_LARGE = (400, 413, 414, 431)


def test_a_query_just_past_the_limit_is_told_so(server: Server) -> None:
    expect_problem(server.ask("ASK {}".ljust((64 << 10) + 1)), 413)


def test_a_query_at_the_limit_is_answered(server: Server) -> None:
    expect_status(server.ask("ASK {}".ljust(64 << 10)), 200)


@pytest.mark.parametrize("filler", ['\\"', "'''\\", "a-", "now#", "service<", "\\u"])
def test_a_query_that_is_slow_to_tell_apart_holds_up_nobody(server: Server, filler: str) -> None:
    """Each is searched for calls that change and for SERVICE before it is found to be no query."""
    query = "SELECT * { now service " + filler * (64 << 10)
    expect_problem(server.ask(query[: 64 << 10]), 400)
    expect_problem(server.get(query_target(query[: 15 << 10])), 400)


@pytest.mark.parametrize("filler", [" ", "#", "'", "{", "?x ", "\u2028"], ids=ascii)
def test_a_query_of_a_megabyte_is_refused(server: Server, filler: str) -> None:
    reply = server.ask("SELECT * { ?s ?p ?o } " + filler * (1 << 20))
    assert reply.status in (0, 413), reply  # the server may hang up on a sender that does not stop
    expect_in_time(reply)


def test_a_form_of_a_megabyte_is_refused(server: Server) -> None:
    data = request_bytes("POST", "/sparql", _FORM, b"query=ASK%7B%7D" + b"%20" * (1 << 19))
    reply = server.send(data)
    assert reply.status in (0, 413), reply
    expect_in_time(reply)


def test_a_giant_values_block_is_answered_or_refused(server: Server) -> None:
    rows = "".join(f"({n} 'x')" for n in range(5_000))
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES (?a ?b) {{ {rows} }} }}"
    expect_answered_or_refused(server.ask(query), 413, 503)


def test_a_body_announced_as_terabytes_is_refused_before_it_comes(server: Server) -> None:
    headers = {**_DIRECT, "Content-Length": str(1 << 42)}
    expect_refused_as_malformed(server.send(request_bytes("POST", "/sparql", headers)), 400, 413)


def test_a_chunked_body_without_end_is_cut_off(server: Server) -> None:
    head = request_bytes("POST", "/sparql", _DIRECT).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(head + chunk * 160)  # ten megabytes, and never the last chunk
        expect_refused_as_malformed(wire.read(), 400, 413)


def test_an_address_that_holds_too_long_a_query_is_told_so(server: Server) -> None:
    expect_problem(server.get(query_target("ASK {}" + " " * (20 << 10) + "#" * (46 << 10))), 414)


@pytest.mark.parametrize("size", [300 << 10, 1 << 20, 4 << 20])
def test_an_over_long_address_is_refused(server: Server, size: int) -> None:
    expect_refused_as_malformed(server.get("/sparql?query=" + "a" * size), *_HEADER_TOO_LARGE)


def test_ten_thousand_parameters_are_refused(server: Server) -> None:
    many = "&".join(f"p{n}=1" for n in range(10_000))
    expect_problem(server.get(f"/sparql?{many}"), 400, 414)
    expect_problem(server.get(f"/queries/actions-between-dates.csv?{many}"), 400, 414)
    expect_problem(server.send(request_bytes("POST", "/sparql", _FORM, many.encode())), 400, 413)


@pytest.mark.parametrize(
    "path", ["/a" * 50_000, "/id/person/" + "p" * 100_000, "/queries/" + "%2e" * 30_000, "/" * 60_000]
)
def test_a_path_of_a_hundred_kilobytes_leads_nowhere(server: Server, path: str) -> None:
    reply = server.get(path)
    expect_refused_as_malformed(reply, 200, 308, 400, 404, 413, 414)  # slashes alone are the front page


def test_a_giant_header_is_refused(server: Server) -> None:
    expect_refused_as_malformed(server.get("/health", {"X-Giant": "a" * (2 << 20)}), *_HEADER_TOO_LARGE)


def test_a_flood_of_headers_is_refused_or_ignored(server: Server) -> None:
    flood = {f"X-{n}": "a" for n in range(15_000)}
    expect_refused_as_malformed(server.get("/health", flood), 200, *_HEADER_TOO_LARGE)


def test_headers_without_end_are_cut_off(server: Server) -> None:
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        for _ in range(64):
            wire.send(b"X-More: and more\r\n" * 4096)
        expect_refused_as_malformed(wire.read(), *_HEADER_TOO_LARGE)


@pytest.mark.parametrize(
    "name", ["Accept", "If-None-Match", "Range", "Cookie", "Accept-Encoding", "If-Range", "Origin"]
)
@pytest.mark.parametrize("target", ["/sparql?query=ASK%7B%7D", "/release/2030-01-01/SHA256SUMS", "/ontology"])
def test_a_header_of_tens_of_thousands_of_entries_is_read_in_time(server: Server, name: str, target: str) -> None:
    entry = {
        "Accept": "a/b{n};q=0.1,",
        "If-None-Match": '"{n}",',
        "Range": "{n}-{n},",
        "Accept-Encoding": "x{n};q=0.3,",
    }.get(name, "n{n}=1; ")
    start = "bytes=" if name == "Range" else ""
    value = (start + "".join(entry.format(n=n) for n in range(20_000)))[: 200 << 10].rstrip(", ;")

    def attack(_: int) -> None:
        expect_refused_as_malformed(server.get(target, {name: value}), 200, 206, 304, 400, 406, 416, 429, 431, 503)

    all_at_once(attack, 4)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "x-gzip", "gzip, gzip", "br", "zstd", "identity, gzip"])
def test_a_compressed_bomb_is_not_unpacked(server: Server, encoding: str) -> None:
    """A hundred kilobytes that would become a hundred megabytes."""
    before = server.footprint().memory
    plain = b"ASK {}" + b" " * (100 << 20)
    bomb = zlib.compress(plain) if encoding == "deflate" else gzip.compress(plain)
    headers = {**_DIRECT, "Content-Encoding": encoding}
    expect_problem(server.send(request_bytes("POST", "/sparql", headers, bomb)), 400, 413, 415)
    assert server.footprint().memory < before + (50 << 20)
