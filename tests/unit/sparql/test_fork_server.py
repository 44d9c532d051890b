"""Where workers come from, and what happens when that fails."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql import Limits, SnapshotStore
from solidarity_graph.sparql.pool.fork_client import ForkClient
from solidarity_graph.sparql.pool.query_errors import NoWorkerError
from solidarity_graph.sparql.pool.restart_backoff import RestartBackoff
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle
from tests.unit.sparql.processes import end, fork_server, pids, wait_for_death
from tests.unit.sparql.snapshots import config

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server is for Linux")
SMALL = "ASK {}"


def test_a_fork_server_that_dies_is_replaced(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=2, spares=0) as store:
        before, workers = fork_server(store), pids(store)
        end(before)
        for pid in workers:
            wait_for_death(pid)
        assert store.answer(SMALL, "text/csv").read() == b"true"
        assert fork_server(store) != before
        assert store.status().ready


@pytest.mark.parametrize(
    ("program", "words"),
    [("/nowhere/python", "can be started: .*No such file"), ("/bin/false", "ended: it said nothing")],
)
def test_a_fork_server_that_cannot_begin_is_a_clear_error(
    monkeypatch: pytest.MonkeyPatch, snapshot: Path, program: str, words: str
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(NoWorkerError, match=words):
        ForkClient(config(snapshot, "0"), {})


def test_a_fork_server_has_one_thread_and_no_snapshot(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        process = Path(f"/proc/{fork_server(store)}")
        assert len(list((process / "task").iterdir())) == 1
        assert not [entry for entry in (process / "fd").iterdir() if str(snapshot) in str(entry.readlink())]


def test_the_fork_server_reaps_its_workers(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        for _ in range(3):
            (pid,) = pids(store)
            end(pid)
            assert store.answer(SMALL, "text/csv").read() == b"true"
        children = Path(f"/proc/{fork_server(store)}/task/{fork_server(store)}/children")
        if not children.exists():
            pytest.skip("this kernel does not list children")
        assert len(children.read_text(encoding="ascii").split()) == 1


def test_workers_that_cannot_start_are_no_fork_bomb(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fail() -> WorkerHandle:
        asked.append(1)
        raise NoWorkerError("No query worker can be started: no processes left.")

    with SnapshotStore(snapshot, workers=2, spares=0) as store:
        monkeypatch.setattr(store._pool._launcher, "start", fail)
        for pid in pids(store):
            end(pid)
        for _ in range(1000):
            with pytest.raises(NoWorkerError, match="no processes left"):
                store.answer(SMALL, "text/csv", Limits(waiting_seconds=60))
        assert len(asked) < 20
        assert store.counters()["start_failures"] == len(asked)


def test_pauses_double_up_to_a_point_and_end_with_a_success() -> None:
    now = [0.0]
    backoff = RestartBackoff(lambda: None, clock=lambda: now[0])
    pauses = []
    for _ in range(10):
        backoff.record_failure(NoWorkerError("no processes left"), started=False)
        assert not backoff.may_start()
        began = now[0]
        while not backoff.has_elapsed():
            now[0] += 0.05
        pauses.append(round(now[0] - began, 2))
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (0.05, 0.1, pytest.approx(5.0, abs=0.1))
    backoff.record_start()
    assert backoff.has_elapsed()


@pytest.mark.parametrize(("started", "ending"), [(False, "record_start"), (True, "record_answer")])
def test_a_pause_ends_with_what_had_failed(started: bool, ending: str) -> None:
    backoff = RestartBackoff(lambda: None, clock=lambda: 0.0)
    backoff.record_failure(NoWorkerError("no processes left"), started=started)
    for success in {"record_start", "record_answer"} - {ending}:
        getattr(backoff, success)()
        assert not backoff.has_elapsed()
    getattr(backoff, ending)()
    assert backoff.has_elapsed()
    assert backoff.failure is None


@pytest.mark.parametrize("clock", ["time", "time_ns"])
def test_setting_the_clock_changes_no_deadline(
    wide_snapshot: Path, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with SnapshotStore(wide_snapshot, workers=1, spares=0) as store:
        monkeypatch.setattr(f"time.{clock}", lambda: 0)
        with pytest.raises(SolidarityGraphError, match=r"longer than 0\.1 seconds"):
            store.answer(endless, "text/csv", Limits(seconds=0.1))
        assert store.answer(SMALL, "text/csv").read() == b"true"


def test_descriptors_that_do_not_arrive_are_a_clear_error_and_the_fork_server_lives(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        before, receive, kept = fork_server(store), socket.recv_fds, []

        def lose_two(*arguments: Any) -> tuple[bytes, list[int], int, Any]:
            answer, (first, *others), flags, address = receive(*arguments)
            for descriptor in others:
                os.close(descriptor)
            kept.append(first)
            return answer, [first], flags, address

        with monkeypatch.context() as patched:
            patched.setattr(socket, "recv_fds", lose_two)
            with pytest.raises(NoWorkerError, match="too many files are open"):
                store._pool._launcher.start()
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(kept[0])
        assert fork_server(store) == before
        assert store.answer(SMALL, "text/csv").read() == b"true"


def test_a_fork_server_that_cannot_be_made_anew_for_want_of_descriptors_is_made_later(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise OSError(errno.EMFILE, "Too many open files")

    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        (worker,) = pids(store)
        end(fork_server(store))
        wait_for_death(worker)
        with monkeypatch.context() as patched:
            patched.setattr(socket, "socketpair", refuse)
            for _ in range(2):
                with pytest.raises(NoWorkerError, match="Too many open files"):
                    store._pool._launcher.start()
        assert store.answer(SMALL, "text/csv").read() == b"true"


def test_workers_that_end_while_others_are_forked_end_nothing_else(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        before = fork_server(store)
        for _ in range(100):
            process = store._pool._launcher.start()
            process.kill()
            process.close()
        assert fork_server(store) == before
        assert store.answer(SMALL, "text/csv").read() == b"true"
