"""Older releases, each of which takes processes of its own: all of them at once take no more than a few."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.crowd import all_at_once
from tests.hostile.dataset import EX, write_release
from tests.hostile.server import PATIENCE, Server, processes_below, query_target
from tests.hostile.wire import Reply, exchange, request_bytes

pytestmark = pytest.mark.hostile

_OLDER = 12


def test_who_asks_for_every_older_release_gets_it_from_files_and_starts_no_process(tmp_path: Path) -> None:
    """A server of its own, so that the other keeps its processes."""
    versions = [f"2029-01-{number + 1:02}" for number in range(_OLDER)]
    for version in versions:
        write_release(tmp_path / "older" / version, version, [f'<{EX}a> <{EX}b> "{version}" <{EX}g>'])
    small = write_release(tmp_path / "release", "2030-01-01", [f"<{EX}a> <{EX}b> <{EX}c> <{EX}g>"])
    server = Server(small, tmp_path / "home", releases=tmp_path / "older")
    try:
        assert server.get("/health").status == 200
        at_rest = len(processes_below(server.pid))

        def ask(number: int) -> Reply:
            path = "/licences" if number % 2 else query_target("ASK {}")
            data = request_bytes("GET", f"/release/{versions[number % _OLDER]}{path}", {"Accept": "*/*"})
            return exchange(server.port, data, source=f"127.0.5.{number + 1}", patience=2 * PATIENCE)

        for _ in range(3):
            replies = all_at_once(ask, 3 * _OLDER)
            assert {reply.status for reply in replies} <= {200, 404, 503}
            assert 200 in {reply.status for reply in replies}
            assert len(processes_below(server.pid)) <= at_rest
        assert server.get("/health").status == 200
    finally:
        server.stop()
