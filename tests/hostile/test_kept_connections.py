"""Clients that send request after request on one kept connection, beside busy processes: none is left unanswered."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from os import cpu_count

import pytest

from tests.hostile.crowd import all_at_once
from tests.hostile.server import Server, query_target

pytestmark = pytest.mark.hostile

_CLIENTS, _REQUESTS = 8, 300
_CSV = {"Accept": "text/csv"}
_FORM = {"Content-Type": "application/sparql-query", **_CSV}
# Every status, with and without a body, with a length and in chunks, small and large.
_ASKED = (
    ("GET", "/health", {}, None, 200),
    ("GET", query_target("SELECT * { ?s ?p ?o } LIMIT 1"), _CSV, None, 200),
    ("GET", query_target("SELECT * { ?s ?p ?o } LIMIT 500"), _CSV, None, 200),
    ("HEAD", query_target("SELECT * { ?s ?p ?o } LIMIT 1"), _CSV, None, 200),
    ("GET", "/health", {"If-None-Match": "*"}, None, 200),
    ("GET", "/licences", {"If-None-Match": "*"}, None, 304),
    ("GET", "/id/event/event-1", {"Accept": "text/html"}, None, 303),
    ("GET", query_target("SELECT nonsense"), _CSV, None, 400),
    ("GET", "/nothing-here", {}, None, 404),
    ("PUT", "/sparql", {}, b"", 405),
    ("GET", "/queries/every-action", {"Accept": "image/png"}, None, 406),
    ("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}", 415),
    ("POST", "/sparql", _FORM, b"ASK {}" + b" " * 10, 200),
    ("POST", "/sparql", _FORM, b"ASK {}" + b" " * 60_000, 200),
    ("POST", "/sparql", _FORM, b"ASK {}" + b" " * 100_000, 413),
)


@contextmanager
def busy_processes() -> Iterator[None]:
    """One on every core."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(cpu_count() or 1)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def test_no_request_on_a_kept_connection_is_lost(server: Server) -> None:
    def ask(client: int) -> list[str]:
        faults = []
        source = (f"127.0.7.{client + 1}", 0)
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20, source_address=source)) as kept:
            kept.connect()
            for number in range(_REQUESTS):
                method, target, headers, body, status = _ASKED[(client + number) % len(_ASKED)]
                if kept.sock is None:  # waitress closes after 304 and after chunks, and says so
                    kept.connect()
                connection = kept.sock
                kept.request(method, target, body, headers)
                reply = kept.getresponse()
                reply.read()
                # On a machine so busy even a small query may meet its limit; that is an answer.
                if reply.status not in (status, 503) or kept.sock not in (connection, None):
                    faults.append(f"request {number}, {method} {target[:60]}: {reply.status}")
                    break
        return faults

    with busy_processes():
        assert [fault for faults in all_at_once(ask, _CLIENTS) for fault in faults] == []
