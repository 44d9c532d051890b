"""Workers are neither lost nor started without end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.sparql.pool.query_errors import NoWorkerError
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle
from tests.unit.sparql.processes import end, pids, wait_for_death

SMALL = "ASK {}"


@pytest.fixture
def store(snapshot: Path) -> Iterator[SnapshotStore]:
    with SnapshotStore(snapshot, workers=2, spares=1) as store:
        yield store


def test_a_worker_that_gets_ready_while_all_are_renewed_takes_nobodys_place(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = store._pool
    ready: Callable[[WorkerHandle], None] = WorkerHandle.wait_until_ready
    renewed: list[WorkerHandle] = []

    def renew_meanwhile(worker: WorkerHandle) -> None:
        ready(worker)
        if not renewed:
            renewed.append(worker)
            pool.restart_all()

    monkeypatch.setattr(WorkerHandle, "wait_until_ready", renew_meanwhile)
    pool.restart_all()
    assert renewed
    status = pool.status(None)
    assert (status.workers, status.idle, status.waiting) == (2, 2, 0)
    assert len(pids(store)) == 3
    assert renewed[0].pid not in pids(store)
    wait_for_death(renewed[0].pid)


def test_workers_that_died_together_cost_nobody_an_answer(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=6, spares=1) as store:
        for pid in pids(store):
            end(pid)
        assert store.answer(SMALL, "text/csv").read() == b"true"
        assert len(pids(store)) == 7


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot tell without waiting")
def test_a_look_finds_workers_that_died_while_nobody_asked(store: SnapshotStore) -> None:
    before = pids(store)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
        wait_for_death(pid)
    assert store.status().ready
    assert not before & pids(store)


def test_workers_that_end_as_soon_as_they_are_ready_are_started_after_pauses(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(worker: WorkerHandle, _request: bytes) -> None:
        worker.kill()
        raise BrokenPipeError

    before = store.counters()["started"]
    with monkeypatch.context() as patched:
        patched.setattr(WorkerHandle, "send", die)
        for _ in range(200):
            with pytest.raises(NoWorkerError, match="started"):
                store.answer(SMALL, "text/csv")
        assert not store.status().ready
    assert store.counters()["started"] - before < 30
    store._pool._backoff.reset()  # without the pause
    assert store.answer(SMALL, "text/csv").read() == b"true"
    assert store.status().ready
