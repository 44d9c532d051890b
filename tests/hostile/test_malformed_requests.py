"""What is no HTTP, or two requests in the clothes of one: refused or hung up on, never half understood."""

from __future__ import annotations

import pytest

from tests.hostile.server import PATIENCE, Server, query_target
from tests.hostile.verdicts import (
    expect_discreet,
    expect_in_time,
    expect_problem,
    expect_refused_as_malformed,
    expect_status,
)
from tests.hostile.wire import Reply, Wire, request_bytes

pytestmark = pytest.mark.hostile

_GET = b"GET /health HTTP/1.1\r\nHost: x\r\n"
_POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
_CHUNKED = _POST + b"Transfer-Encoding: chunked\r\n\r\n"
_SMUGGLED = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
_NONSENSE = {
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2 + b"\r\n\r\n",
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9),
    "nothing-but-lines": b"\r\n" * 20_000,
    "one-long-word": b"A" * 100_000 + b"\r\n\r\n",
    "zeros": bytes(100_000) + b"\r\n\r\n",
    "no-target": b"GET\r\n\r\n",
    "two-targets": b"GET /health /health HTTP/1.1\r\nHost: x\r\n\r\n",
    "zero-in-the-target": b"GET /hea\x00lth HTTP/1.1\r\nHost: x\r\n\r\n",
    "version-of-letters": b"GET /health HTTP/x.y\r\nHost: x\r\n\r\n",
    "header-without-colon": _GET + b"no colon here\r\n\r\n",
    "header-without-name": _GET + b": value\r\n\r\n",
    "space-before-colon": _GET + b"Content-Length : 5\r\n\r\n",
    "zero-in-a-header": _GET + b"X: a\x00b\r\n\r\n",
    "carriage-return-in-a-header": _GET + b"X: a\rGET /health HTTP/1.1\r\n\r\n",
    "first-header-folded": b"GET /health HTTP/1.1\r\n Host: x\r\n\r\n",
}
_LENGTHS = {
    "negative": b"Content-Length: -1",
    "a-word": b"Content-Length: many",
    "with-a-sign": b"Content-Length: +5",
    "with-a-point": b"Content-Length: 5.0",
    "hexadecimal": b"Content-Length: 0x5",
    "other-digits": "Content-Length: ٥".encode(),
    "a-list": b"Content-Length: 6, 7",
    "two-that-differ": b"Content-Length: 6\r\nContent-Length: 7",
    "beyond-all-numbers": b"Content-Length: " + b"9" * 5000,
}
_CHUNKS = {
    "a-word": b"many\r\nASK {}\r\n0\r\n\r\n",
    "negative": b"-6\r\nASK {}\r\n0\r\n\r\n",
    "with-a-prefix": b"0x6\r\nASK {}\r\n0\r\n\r\n",
    "more-than-told": b"3\r\nASK {}\r\n0\r\n\r\n",
    "size-without-end": b"0" * 500_000,
    "extension-without-end": b"6;x=" + b"a" * 500_000,
}
_CHUNKS_AND_LENGTH = {
    "length-and-chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked",
    "chunks-and-length": b"Transfer-Encoding: chunked\r\nContent-Length: 4",
    "chunks-twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
}
_AMBIGUOUS = {
    "chunks-and-something": b"Transfer-Encoding: chunked, identity",
    "unknown-coding": b"Transfer-Encoding: xchunked\r\nContent-Length: 4",
    "tab-before-chunked": b"Transfer-Encoding:\x0bchunked\r\nContent-Length: 4",
    "space-before-colon": b"Transfer-Encoding : chunked\r\nContent-Length: 4",
}


@pytest.mark.parametrize("name", _NONSENSE)
def test_what_is_no_http_is_refused(server: Server, name: str) -> None:
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(_NONSENSE[name])
        wire.socket.shutdown(1)
        expect_refused_as_malformed(wire.read(), 400, 404, 405, 414, 431, 501, 505)


def test_a_folded_line_belongs_to_its_header(server: Server) -> None:
    """https://www.rfc-editor.org/rfc/rfc9112#section-5.2: refused, or read as one line with a space."""
    reply = server.send(_GET + b"X: a\r\n\tTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
    assert reply.status in (200, 400), reply


@pytest.mark.parametrize("name", _LENGTHS)
def test_a_length_that_is_none_is_refused(server: Server, name: str) -> None:
    expect_refused_as_malformed(server.send(_POST + _LENGTHS[name] + b"\r\n\r\nASK {}"), 400, 413)


@pytest.mark.parametrize("name", _CHUNKS)
def test_a_chunk_that_is_none_is_refused(server: Server, name: str) -> None:
    expect_refused_as_malformed(server.send(_CHUNKED + _CHUNKS[name] + b"\r\n\r\n"), 400, 413)


@pytest.mark.parametrize("name", _AMBIGUOUS)
def test_no_second_request_is_smuggled_in_the_body_of_the_first(server: Server, name: str) -> None:
    """Two readings of where a body ends: a proxy in front may have taken the other one.

    https://www.rfc-editor.org/rfc/rfc9112#section-6.3: whoever answers at all closes the connection afterwards.
    """
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(_POST + _AMBIGUOUS[name] + b"\r\n\r\n0\r\n\r\n" + _SMUGGLED)
        replies = _all_replies(wire)
    assert not [reply for reply in replies if b'"ready"' in reply.body], replies


@pytest.mark.parametrize("name", _CHUNKS_AND_LENGTH)
def test_chunks_win_over_a_length(server: Server, name: str) -> None:
    """The standard's one reading of both. It would also close the connection, which waitress leaves to the proxy:
    nginx refuses such requests (test_reverse_proxy.py).

    https://www.rfc-editor.org/rfc/rfc9112#section-6.1
    """
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(_POST + _CHUNKS_AND_LENGTH[name] + b"\r\n\r\n0\r\n\r\n" + _SMUGGLED)
        first, second = _all_replies(wire)
    assert first.status == 400, first
    assert second.status == 200, second


def test_a_request_behind_a_body_of_no_bytes_is_a_request(server: Server) -> None:
    """The counterpart: where there is one reading only, what follows is the next request, answered after the first."""
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(_POST + b"Content-Length: 0\r\n\r\n" + _SMUGGLED)
        first, second = _all_replies(wire)
    assert first.status == 400, first
    assert second.status == 200, second


def _all_replies(wire: Wire) -> list[Reply]:
    replies: list[Reply] = []
    while (reply := wire.read()).status:
        replies.append(reply)
    return replies


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "QUERY", "get", "X" * 10_000, "\u00e9"]
)
@pytest.mark.parametrize("target", ["/sparql", "/queries/every-action.csv", "/release/2030-01-01/SHA256SUMS"])
def test_a_method_that_nobody_expects_is_refused(server: Server, method: str, target: str) -> None:
    reply = server.get(target, {"X-Secret": "not to be echoed"}, method=method)
    expect_refused_as_malformed(reply, 400, 405, 414, 431, 501)
    assert b"not to be echoed" not in reply.body
    if reply.status == 405:
        expect_problem(reply, 405)
        assert "GET" in reply.headers["allow"], reply


@pytest.mark.parametrize(
    "line",
    [
        "CONNECT 127.0.0.1:22",
        "GET http://127.0.0.1:22/health",
        "OPTIONS *",
        "GET *",
        "GET //127.0.0.1/",
        "GET health",
        "GET ?",
    ],
)
def test_a_request_for_another_server_is_not_passed_on(server: Server, line: str) -> None:
    reply = server.send(f"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    expect_in_time(reply)
    assert reply.status < 500 or reply.status == 501, reply
    assert b"SSH-" not in reply.body, reply


@pytest.mark.parametrize("name", ["websocket", "h2c", "TLS/1.0"])
def test_an_upgrade_is_not_made(server: Server, name: str) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": name, "HTTP2-Settings": "AAMAAABk", "Sec-WebSocket-Key": "x" * 24}
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(request_bytes("GET", "/health", headers))
        assert wire.read().status in (0, 200, 400, 426, 501)


@pytest.mark.parametrize(
    "host", ["", "a b", 'x"><script>', "[::1", "x:99999999", "x/../y", "\xff", "x\t", "a" * 70_000]
)
def test_a_host_that_is_none_breaks_no_page(server: Server, host: str) -> None:
    for target in ("/sparql", "/", "/id/event/event-1", query_target("ASK {}")):
        reply = server.get(target, {"Host": host, "Accept": "text/turtle, text/html;q=0.5, */*;q=0.1"})
        expect_in_time(reply)
        assert reply.status < 500, reply
        assert b"<script>" not in reply.body, reply


@pytest.mark.parametrize(
    "data",
    [
        request_bytes("POST", "/sparql", {"Content-Length": str(1 << 24)}),
        request_bytes("GET", "/health", {"X-Giant": "a" * (1 << 19)}),
        _GET + b"Content-Length: many\r\n\r\n",
        b"GET\r\n\r\n",
    ],
    ids=["body-too-large", "header-too-large", "length-that-is-none", "no-request-line"],
)
def test_what_the_server_refuses_by_itself_is_told_without_details(server: Server, data: bytes) -> None:
    reply = server.send(data)
    expect_status(reply, 400, 413, 431)
    expect_discreet(reply)
