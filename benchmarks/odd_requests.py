"""What a web server makes of answers that break off, clients that leave and requests that could be read in two ways."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from pathlib import Path
from typing import Any

from benchmarks.asking import HOST, Endpoint
from benchmarks.breaking import MOST_BYTES, PIECE

_PATIENCE = 3.0
_LEAVING, _NOTICING = 0.2, 2.5  # a client waits so long, and should be noticed so much later
_TIMES = 5
_HEAD = f"Host: {HOST}\r\nConnection: close\r\n"
_POST = "POST /answers?status=200&start=0&size=1&chunked=0&read=1&number=0 HTTP/1.1"
_OVERSIZE = 8 << 20


def broken_bodies(endpoint: Endpoint) -> dict[str, bool]:
    """True for each way of delimiting a body in which a client sees that it broke off."""
    return {
        "chunked": _is_broken(endpoint, f"GET /breaks HTTP/1.1\r\n{_HEAD}"),
        "Content-Length": _is_broken(endpoint, f"GET /breaks?length=1 HTTP/1.1\r\n{_HEAD}"),
        "HTTP/1.0": _is_broken(endpoint, "GET /breaks HTTP/1.0\r\n"),
    }


def _is_broken(endpoint: Endpoint, head: str) -> bool:
    answer, end = _exchange(endpoint, f"{head}\r\n".encode())
    fields, _, body = answer.partition(b"\r\n\r\n")
    if end != "closed":
        return True
    fields = fields.lower()
    if b"content-length:" in fields:
        return len(body) < 2 * len(PIECE)
    if b"transfer-encoding: chunked" in fields:
        return not body.endswith(b"0\r\n\r\n")
    return not fields.startswith(b"http/1.1 200") and not fields.startswith(b"http/1.0 200")


def seconds_until_noticed(endpoint: Endpoint, note: Path) -> float | None:
    """Longest time, of five, from a client's leaving to the application's noticing; None if it does not notice."""
    worst = 0.0
    for _ in range(_TIMES):
        note.unlink(missing_ok=True)
        with socket.create_connection((HOST, endpoint.port), _PATIENCE) as client:
            client.sendall(f"GET /waits HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            time.sleep(_LEAVING)
        left = time.time()
        while time.time() < left + _NOTICING and not (note.exists() and note.read_text("ascii")):
            time.sleep(0.02)
        if not note.exists():
            return None
        worst = max(worst, float(note.read_text("ascii")) - left)
    return worst


def odd_answers(endpoint: Endpoint) -> dict[str, str]:
    """What is answered to each odd request, in a few words."""
    return {
        "no Host": _host(endpoint, ()),
        "two Hosts": _host(endpoint, ("a.example", "b.example")),
        "length and chunks": _status(
            endpoint, f"{_POST}\r\n{_HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        "two lengths": _status(endpoint, f"{_POST}\r\n{_HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        "chunked twice": _status(
            endpoint, f"{_POST}\r\n{_HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        "folded header": _status(endpoint, f"GET / HTTP/1.1\r\n{_HEAD}X-Folded: a\r\n b\r\n\r\n"),
        "Expect": _expect(endpoint, 5),
        "Expect, too long": _expect(endpoint, MOST_BYTES + 1),
        "8 MiB, too long": _status(endpoint, f"{_POST}\r\n{_HEAD}Content-Length: {_OVERSIZE}\r\n\r\n", _OVERSIZE),
        "body breaks off": _unfinished(endpoint),
        "file_wrapper": "yes" if "wsgi.file_wrapper" in _environ(endpoint) else "no",
    }


def _host(endpoint: Endpoint, hosts: tuple[str, ...]) -> str:
    fields = "".join(f"Host: {host}\r\n" for host in hosts)
    answer, _ = _exchange(endpoint, f"GET /environ HTTP/1.1\r\n{fields}Connection: close\r\n\r\n".encode())
    status = _first(answer)
    if status != "200":
        return status
    host = _json(answer).get("HTTP_HOST")
    return f"200, {'no HTTP_HOST' if host is None else f'`{host}`'}"


def _environ(endpoint: Endpoint) -> dict[str, Any]:
    return _json(_exchange(endpoint, f"GET /environ HTTP/1.1\r\n{_HEAD}\r\n".encode())[0])


def _json(answer: bytes) -> dict[str, Any]:
    body = answer.partition(b"\r\n\r\n")[2]
    found: dict[str, Any] = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])
    return found


def _status(endpoint: Endpoint, head: str, body_bytes: int = 0) -> str:
    answer, end = _exchange(endpoint, head.encode() + bytes(body_bytes))
    return _first(answer) or end


def _expect(endpoint: Endpoint, size: int) -> str:
    """The statuses that come before the body is sent, and after."""
    head = f"{_POST}\r\n{_HEAD}Expect: 100-continue\r\nContent-Length: {size}\r\n\r\n"
    with socket.create_connection((HOST, endpoint.port), _PATIENCE) as client:
        client.sendall(head.encode())
        client.settimeout(1.0)
        before = after = ""
        with contextlib.suppress(OSError):
            before = _first(client.recv(1 << 16))
        if before in ("", "100"):
            with contextlib.suppress(OSError):
                client.sendall(bytes(size))
            client.settimeout(_PATIENCE)
            with contextlib.suppress(OSError):
                after = _first(client.recv(1 << 16))
    return ", ".join(status for status in (before, after) if status) or "nothing"


def _unfinished(endpoint: Endpoint) -> str:
    """What is answered to a request whose body ends early, the client's side of the connection being closed."""
    with socket.create_connection((HOST, endpoint.port), _PATIENCE) as client:
        client.sendall(f"{_POST}\r\n{_HEAD}Content-Length: 100\r\n\r\nabc".encode())
        client.shutdown(socket.SHUT_WR)
        answer, end = _receive(client)
    return _first(answer) or end


def _first(answer: bytes) -> str:
    """The status of the first response there."""
    words = answer.split(b" ", 2)
    return words[1].decode("ascii", "replace") if len(words) > 1 else ""


def _exchange(endpoint: Endpoint, request: bytes) -> tuple[bytes, str]:
    with socket.create_connection((HOST, endpoint.port), _PATIENCE) as client:
        # A server may answer and close before it has read all.
        with contextlib.suppress(OSError):
            client.sendall(request)
        return _receive(client)


def _receive(client: socket.socket) -> tuple[bytes, str]:
    """All that comes, and how it ends: closed, reset, or silent."""
    answer = bytearray()
    try:
        while piece := client.recv(1 << 16):
            answer += piece
    except TimeoutError:
        return bytes(answer), "silent"
    except OSError:
        return bytes(answer), "reset"
    return bytes(answer), "closed"
