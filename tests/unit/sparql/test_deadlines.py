"""The one thread that ends what is late: nothing ends it, and nothing holds it up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from solidarity_graph.errors import CallError, SolidarityGraphError, TooSlowError
from solidarity_graph.sparql import Limits, SnapshotStore
from solidarity_graph.sparql.pool.deadlines import Guard, Watch
from solidarity_graph.sparql.pool.launcher import Process
from tests.unit.sparql.processes import pids, wait_for_death

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PATIENCE = 10


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch("test-watch")
    yield watch
    watch.stop()


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


def test_what_is_late_ends_once(watch: Watch) -> None:
    told = Told()
    guard = Guard(0.01, late, told)
    watch.add("it", guard)
    assert told.event.wait(PATIENCE)
    assert not watch.dismiss("it")
    assert [str(cause) for cause in told.causes] == ["late"]


def test_what_is_dismissed_does_not_end(watch: Watch) -> None:
    dismissed, other = Told(), Told()
    guard = Guard(0.01, late, dismissed)
    with watch._changed:  # so that it cannot be late yet
        watch.add("it", guard)
        assert watch.dismiss("it")
    watch.add(1, Guard(0.02, late, other))
    assert other.event.wait(PATIENCE)
    assert dismissed.causes == []


def test_a_failure_in_one_end_keeps_no_other_from_ending(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: SolidarityGraphError) -> None:
        raise ZeroDivisionError

    told = Told()
    with caplog.at_level(logging.ERROR):
        watch.add(2, Guard(0.01, late, fail))
        watch.add(3, Guard(0.1, late, told))
        assert told.event.wait(PATIENCE)
    assert "ZeroDivisionError" in caplog.text


def test_with_the_watch_ends_what_it_watches_and_what_comes_later(watch: Watch) -> None:
    before, after = Told(), Told()
    watch.add(4, Guard(60, late, before))
    watch.stop()
    watch.add(5, Guard(60, late, after))
    assert [type(cause) for cause in before.causes + after.causes] == [CallError, CallError]


@pytest.mark.parametrize("wrong", [OSError(24, "Too many open files"), ValueError("not enough values to unpack")])
def test_a_start_that_fails_in_any_way_leaves_the_deadlines_in_force(
    wide_snapshot: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=0) as store:
        start, failed = store._starter.start, []

        def fail_once() -> Process:
            if failed:
                return start()
            failed.append(1)
            raise wrong

        monkeypatch.setattr(store._starter, "start", fail_once)
        for _ in range(2):
            with pytest.raises(TooSlowError):
                store.answer(ENDLESS, "text/csv", Limits(seconds=0.1))
            store._attempts.renew()  # without the pause after a failure
        assert failed
        assert store.answer("ASK {}", "text/csv").read() == b"true"


def test_a_worker_that_takes_long_to_start_holds_up_no_deadline(
    wide_snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(store: SnapshotStore) -> None:
        with pytest.raises(TooSlowError):
            store.answer(ENDLESS, "text/csv", Limits(seconds=0.1))

    with SnapshotStore(wide_snapshot, workers=3, spares=0) as store, ThreadPoolExecutor(3) as askers:
        start, may_start = store._starter.start, threading.Event()

        def start_late() -> Process:
            may_start.wait(PATIENCE * 2)
            return start()

        monkeypatch.setattr(store._starter, "start", start_late)
        before = pids(store)
        asked = [askers.submit(ask, store) for _ in before]
        try:
            for pid in before:
                wait_for_death(pid)
        finally:
            may_start.set()
        for each in asked:
            each.result(PATIENCE)
