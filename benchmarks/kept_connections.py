"""Requests in turn on kept-alive connections, of every kind, beside busy processors: how many are lost?

A request is lost if it is not answered within ten seconds, if the connection closes although no `Connection: close` was
sent, or if any byte of the answer is not the expected one.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.asking import HOST, Endpoint
from benchmarks.breaking import LARGEST, content

CONNECTIONS = 8
_PATIENCE = 10.0
_METHODS = ("GET",) * 6 + ("HEAD",) + ("POST",) * 3
_STATUSES = (200,) * 10 + (204, 304, 400, 404, 413, 503)
_LONGEST_SENT = 200_000
_WITHOUT_BODY = (204, 304)


class _WrongAnswerError(Exception):
    """An answer that is not the expected one."""


@dataclass(slots=True)
class Losses:
    """Of one run.

    requests      sent
    lost          how many for which reason at which kind of request
    after_unread  of those lost: at or right after a request whose body the application did not read
    closed        connections that the server closed after announcing it by `Connection: close`, which is no loss
    slowest       answer, in seconds
    """

    requests: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    after_unread: int = 0
    closed: int = 0
    slowest: float = 0.0

    def add(self, other: Losses) -> None:
        """Add those of another connection."""
        self.requests += other.requests
        self.lost += other.lost
        self.after_unread += other.after_unread
        self.closed += other.closed
        self.slowest = max(self.slowest, other.slowest)


@dataclass(frozen=True, slots=True)
class _Request:
    """One request and what its answer must be."""

    number: int
    method: str
    status: int
    start: int
    size: int
    chunked: bool
    sent: bytes
    sent_chunked: bool
    read: bool

    @property
    def kind(self) -> str:
        """For the list of losses."""
        size = "chunked" if self.chunked else "with length"
        sent = f", body sent {'in chunks' if self.sent_chunked else 'with length'}" if self.method == "POST" else ""
        return f"{self.method} {self.status} {size}{sent}{', not read' if self.leaves_body_unread else ''}"

    @property
    def leaves_body_unread(self) -> bool:
        """True if the application answers without reading the request's body."""
        return bool(self.sent) and not self.read

    @property
    def body(self) -> bytes:
        """Of the answer."""
        if self.method == "HEAD" or self.status in _WITHOUT_BODY:
            return b""
        return content(self.start, self.size)


def lose(endpoint: Endpoint, requests: int) -> Losses:
    """Send that many requests over eight connections, beside one busy process for each processor."""
    total = Losses()
    lock = threading.Lock()

    def work(seed: int) -> None:
        found = _ask_in_turn(endpoint, _requests(seed, requests // CONNECTIONS))
        with lock:
            total.add(found)

    with busy_processors():
        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return total


@contextmanager
def busy_processors() -> Iterator[None]:
    """One process for each processor that computes without end, until the block ends."""
    endless = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(endless) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _requests(seed: int, number: int) -> Iterator[_Request]:
    chance = random.Random(seed)  # noqa: S311 (not a secret)
    for turn in range(number):
        method = chance.choice(_METHODS)
        sent = content(chance.randrange(256), _size(chance, _LONGEST_SENT)) if method == "POST" else b""
        yield _Request(
            number=seed * number + turn,
            method=method,
            status=chance.choice(_STATUSES),
            start=chance.randrange(256),
            size=_size(chance, LARGEST),
            chunked=chance.random() < 0.5,
            sent=sent,
            sent_chunked=chance.random() < 0.3,
            read=method == "POST" and chance.random() < 0.8,
        )


def _size(chance: random.Random, most: int) -> int:
    """Small sizes as often as large ones: 0, 1, the largest, or any magnitude between."""
    edge = chance.random()
    if edge < 0.1:
        return chance.choice((0, 1, most))
    return int(most ** chance.random())


def _ask_in_turn(endpoint: Endpoint, requests: Iterator[_Request]) -> Losses:
    found = Losses()
    unread = False  # the body of the last request on this connection
    connection = http.client.HTTPConnection(HOST, endpoint.port, timeout=_PATIENCE)
    for request in requests:
        found.requests += 1
        began = time.monotonic()
        try:
            closes = _ask(connection, request)
            if time.monotonic() - began > _PATIENCE:
                raise _WrongAnswerError("late")
        except (OSError, http.client.HTTPException, _WrongAnswerError) as error:
            found.lost[f"{type(error).__name__.removesuffix('Error')} ({error}) at {request.kind}"] += 1
            found.after_unread += unread or request.leaves_body_unread
            closes = True
        else:
            found.slowest = max(found.slowest, time.monotonic() - began)
            found.closed += closes
        unread = request.leaves_body_unread and not closes
        if closes:
            connection.close()
    connection.close()
    return found


def _ask(connection: http.client.HTTPConnection, request: _Request) -> bool:
    """Send the request and check the answer. True if the server closes the connection after it."""
    # A server may answer before it has read the whole body: then sending fails and the answer is there.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _send(connection, request)
    response = connection.getresponse()
    body = response.read()
    if response.status != request.status:
        raise _WrongAnswerError(f"status {response.status}")
    if response.headers["X-Number"] != str(request.number):
        raise _WrongAnswerError("the answer to another request")
    if body != request.body:
        raise _WrongAnswerError("altered body")
    if request.read and response.headers["X-Checksum"] != str(zlib.crc32(request.sent)):
        raise _WrongAnswerError("the application got an altered body")
    return response.will_close


def _send(connection: http.client.HTTPConnection, request: _Request) -> None:
    wanted = {
        "number": request.number,
        "status": request.status,
        "start": request.start,
        "size": request.size,
        "chunked": int(request.chunked),
        "read": int(request.read),
    }
    address = f"/answers?{urlencode(wanted)}"
    if request.method != "POST":
        connection.request(request.method, address)
    elif request.sent_chunked:
        pieces = (request.sent[at : at + 10_000] for at in range(0, len(request.sent), 10_000))
        connection.request("POST", address, body=pieces, encode_chunked=True)
    else:
        connection.request("POST", address, body=request.sent)
