"""The one thread that ends what is late: nothing ends it, and nothing holds it up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from solidarity_graph.errors import SolidarityGraphError, TooSlowError
from solidarity_graph.sparql import Limits, SnapshotStore
from solidarity_graph.sparql.pool.deadlines import Deadline, DeadlineMonitor
from solidarity_graph.sparql.pool.query_errors import StoreClosedError
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle
from tests.unit.sparql.processes import pids, wait_for_death

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PATIENCE = 10


@pytest.fixture
def monitor() -> Iterator[DeadlineMonitor]:
    monitor = DeadlineMonitor("test-deadlines")
    yield monitor
    monitor.close()


class Told:
    """What `end` was told."""

    def __init__(self) -> None:
        self.causes: list[SolidarityGraphError] = []
        self.event = threading.Event()

    def __call__(self, cause: SolidarityGraphError) -> None:
        self.causes.append(cause)
        self.event.set()


def late() -> TooSlowError:
    return TooSlowError("late")


def test_what_is_late_ends_once(monitor: DeadlineMonitor) -> None:
    told = Told()
    deadline = Deadline(0.01, late(), told)
    monitor.add("it", deadline)
    assert told.event.wait(PATIENCE)
    assert not monitor.remove("it")
    assert [str(cause) for cause in told.causes] == ["late"]


def test_what_is_dismissed_does_not_end(monitor: DeadlineMonitor) -> None:
    dismissed, other = Told(), Told()
    deadline = Deadline(0.01, late(), dismissed)
    with monitor._changed:  # so that it cannot be late yet
        monitor.add("it", deadline)
        assert monitor.remove("it")
    monitor.add(1, Deadline(0.02, late(), other))
    assert other.event.wait(PATIENCE)
    assert dismissed.causes == []


def test_a_failure_in_one_end_keeps_no_other_from_ending(
    monitor: DeadlineMonitor, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: SolidarityGraphError) -> None:
        raise ZeroDivisionError

    told = Told()
    with caplog.at_level(logging.ERROR):
        monitor.add(2, Deadline(0.01, late(), fail))
        monitor.add(3, Deadline(0.1, late(), told))
        assert told.event.wait(PATIENCE)
    assert "ZeroDivisionError" in caplog.text


def test_with_the_monitor_ends_what_has_a_deadline_and_what_comes_later(monitor: DeadlineMonitor) -> None:
    before, after = Told(), Told()
    monitor.add(4, Deadline(60, late(), before))
    monitor.close()
    monitor.add(5, Deadline(60, late(), after))
    assert [type(cause) for cause in before.causes + after.causes] == [StoreClosedError, StoreClosedError]


@pytest.mark.parametrize("wrong", [OSError(24, "Too many open files"), ValueError("not enough values to unpack")])
def test_a_start_that_fails_in_any_way_leaves_the_deadlines_in_force(
    wide_snapshot: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=0) as store:
        start, failed = store._pool._launcher.start, []

        def fail_once() -> WorkerHandle:
            if failed:
                return start()
            failed.append(1)
            raise wrong

        monkeypatch.setattr(store._pool._launcher, "start", fail_once)
        for _ in range(2):
            with pytest.raises(TooSlowError):
                store.answer(ENDLESS, "text/csv", Limits(seconds=0.1))
            store._pool._backoff.reset()  # without the pause after a failure
        assert failed
        assert store.answer("ASK {}", "text/csv").read() == b"true"


def test_a_worker_that_takes_long_to_start_holds_up_no_deadline(
    wide_snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(store: SnapshotStore) -> None:
        with pytest.raises(TooSlowError):
            store.answer(ENDLESS, "text/csv", Limits(seconds=0.1))

    with SnapshotStore(wide_snapshot, workers=3, spares=0) as store, ThreadPoolExecutor(3) as askers:
        start, may_start = store._pool._launcher.start, threading.Event()

        def start_late() -> WorkerHandle:
            may_start.wait(PATIENCE * 2)
            return start()

        monkeypatch.setattr(store._pool._launcher, "start", start_late)
        before = pids(store)
        asked = [askers.submit(ask, store) for _ in before]
        try:
            for pid in before:
                wait_for_death(pid)
        finally:
            may_start.set()
        for each in asked:
            each.result(PATIENCE)
