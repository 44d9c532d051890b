"""One request at a time, timed: what a server answers, when its first byte came and when its last."""

from __future__ import annotations

import contextlib
import http.client
import time
from dataclasses import dataclass
from urllib.parse import quote, urlencode

HOST = "127.0.0.1"
_CHUNK = 1 << 16
_LONGEST_ADDRESS = 8000  # longer queries are posted
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where on this machine queries are answered."""

    port: int
    path: str

    @property
    def address(self) -> str:
        """Without the path."""
        return f"http://{HOST}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reply:
    """Times in milliseconds from the sending of the request; status 0 where there was none."""

    status: int
    first: float
    total: float
    body: bytes
    whole: bool

    @property
    def good(self) -> bool:
        """A complete answer to the question."""
        return self.status == 200 and self.whole


def ask(endpoint: Endpoint, query: str, accept: str, *, seconds: float, keep: int = 1 << 28) -> Reply:
    """Ask on a connection of its own, and give up after so many seconds. The first `keep` bytes are kept."""
    connection = http.client.HTTPConnection(HOST, endpoint.port, timeout=seconds)
    with contextlib.closing(connection):
        return _exchange(connection, endpoint, query, accept, seconds, keep)


def connect(endpoint: Endpoint, seconds: float, source: str) -> http.client.HTTPConnection:
    """A connection from that loopback address."""
    return http.client.HTTPConnection(HOST, endpoint.port, timeout=seconds, source_address=(source, 0))


def _exchange(
    connection: http.client.HTTPConnection, endpoint: Endpoint, query: str, accept: str, seconds: float, keep: int
) -> Reply:
    began = time.perf_counter()
    status, first, body, whole = 0, 0.0, bytearray(), False
    with contextlib.suppress(OSError, http.client.HTTPException):
        send(connection, endpoint.path, query, accept)
        response = connection.getresponse()
        status = response.status
        while time.perf_counter() - began < seconds:
            piece = response.read1(_CHUNK)
            first = first or _milliseconds(began)
            body += piece[: keep - len(body)]
            if not piece:
                whole = not response.length  # none is left of what was announced
                break
    return Reply(status, first, _milliseconds(began), bytes(body), whole)


def send(connection: http.client.HTTPConnection, path: str, query: str, accept: str) -> None:
    """Send a query, in the address where it is short enough."""
    if len(query) < _LONGEST_ADDRESS // 3:
        connection.request("GET", f"{path}?query={quote(query, safe='')}", headers={"Accept": accept})
    else:
        connection.request("POST", path, body=urlencode({"query": query}), headers={"Accept": accept, **_FORM})


def _milliseconds(began: float) -> float:
    return (time.perf_counter() - began) * 1000
