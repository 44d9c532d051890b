"""What no question may do to the others."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from solidarity_graph.errors import (
    BusyError,
    CallError,
    EngineError,
    ReleaseError,
    SolidarityGraphError,
    TooLargeError,
    TooSlowError,
)
from solidarity_graph.sparql import Answer, Limits, SnapshotStore, describe_snapshot
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle
from solidarity_graph.sparql.pool.worker_protocol import QueryRequest
from tests.unit.sparql.processes import end, fork_server, pids, wait_for_death
from tests.unit.sparql.snapshots import build, config

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SMALL = "ASK { ?s ?p '7' }"


@pytest.fixture(scope="module")
def store(wide_snapshot: Path) -> Iterator[SnapshotStore]:
    """With one worker, so that a worker that is lost and not replaced is noticed by the next question."""
    with SnapshotStore(wide_snapshot, workers=1, spares=0) as store:
        yield store


@pytest.fixture(autouse=True)
def _next_question_is_answered(store: SnapshotStore) -> Iterator[None]:
    yield
    assert store.answer(SMALL, "text/csv").read() == b"true"


def test_an_endless_query_ends_at_its_deadline(store: SnapshotStore) -> None:
    before = pids(store)
    with pytest.raises(TooSlowError, match=r"longer than 0\.2 seconds"):
        store.answer(ENDLESS, "text/csv", Limits(seconds=0.2))
    assert not pids(store) & before


def test_a_body_that_nobody_reads_ends_at_its_deadline(store: SnapshotStore) -> None:
    with store.answer(LONG, "text/csv", Limits(seconds=0.7)) as answer:
        # The only worker is at work for the answer above, until it is killed for being late.
        assert store.answer(SMALL, "text/csv").read() == b"true"
        with pytest.raises(TooSlowError):
            list(answer.body)


def test_a_body_that_runs_over_the_deadline_breaks(store: SnapshotStore) -> None:
    with (
        store.answer(LONG, "text/csv", Limits(seconds=0.7, output_bytes=1 << 40)) as answer,
        pytest.raises(TooSlowError),
    ):
        for _ in answer.body:
            pass


def test_an_asker_who_leaves_before_the_answer_stops_the_work(store: SnapshotStore) -> None:
    with pytest.raises(CallError, match="left"):
        store.answer(ENDLESS, "text/csv", gone=lambda: True)


def test_an_asker_who_stays_gets_the_answer(store: SnapshotStore) -> None:
    assert store.answer(SMALL, "text/csv", gone=lambda: False).read() == b"true"


@pytest.mark.parametrize("wrong", [ValueError("a fault of the caller's"), ZeroDivisionError()])
def test_a_broken_look_for_the_asker_stops_nothing(store: SnapshotStore, wrong: Exception) -> None:
    def gone() -> bool:
        raise wrong

    with pytest.raises(TooSlowError):
        store.answer(ENDLESS, "text/csv", Limits(seconds=0.5), gone=gone)


def test_an_answer_that_is_too_large_at_once_is_refused(store: SnapshotStore) -> None:
    with pytest.raises(TooLargeError, match="larger than 1000 bytes"):
        store.answer(LONG, "text/csv", Limits(output_bytes=1000))


def test_an_answer_that_grows_too_large_breaks(store: SnapshotStore) -> None:
    before = pids(store)
    limits = Limits(output_bytes=500_000)
    with store.answer(LONG, "text/csv", limits) as answer, pytest.raises(TooLargeError, match="larger than 500000"):
        list(answer.body)
    assert pids(store) == before, "the worker has stopped by itself and need not be killed"


def test_closing_an_answer_early_kills_its_worker(store: SnapshotStore) -> None:
    before = pids(store)
    with store.answer(LONG, "text/csv") as answer:
        assert next(answer.body)
    assert not pids(store) & before
    wait_for_death(before.pop())
    answer.close()
    with pytest.raises(CallError, match="closed"):
        next(answer.body)


def test_a_generator_that_is_closed_early_kills_its_worker(store: SnapshotStore) -> None:
    before = pids(store)
    answer = store.answer(LONG, "text/csv")
    next(answer.body)
    next(answer.body)
    answer.body.close()  # type: ignore[attr-defined]
    assert not pids(store) & before


def test_an_answer_read_to_its_end_leaves_its_worker_to_the_next(store: SnapshotStore) -> None:
    before = pids(store)
    body = store.answer("SELECT * { ?a ?b ?c . ?d ?e '7' }", "text/csv").read()
    assert body.count(b"\r\n") == 1001
    assert pids(store) == before


@pytest.mark.skipif(sys.platform != "linux", reason="the memory limit needs Linux")
def test_a_query_that_takes_too_much_memory_is_told_so(store: SnapshotStore) -> None:
    with pytest.raises(TooLargeError, match="more memory than a question may take"):
        store.answer(LONG + " ORDER BY ?c ?f", "text/csv", Limits(memory_bytes=64 << 20))


@pytest.mark.parametrize("words", ["memory allocation of 64 bytes failed", "MemoryError", "what():  std::bad_alloc"])
def test_a_worker_that_ends_for_want_of_memory_says_so_in_three_languages(words: str) -> None:
    class Ended(WorkerHandle):
        def __init__(self) -> None:
            super().__init__(0, io.BytesIO(), io.BytesIO(), io.BytesIO(f"terminated\n{words}\n".encode()))

        def _kill(self) -> None:
            pass

    worker = Ended()
    with pytest.raises(TooLargeError, match="more memory"):
        worker.read_start()
    worker.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 30_000 + "}" * 30_000,
        "SELECT * { FILTER" + "(" * 60_000 + "1" + ")" * 60_000 + " }",
    ],
    ids=["braces", "brackets"],
)
def test_nesting_too_deep_for_the_engine_is_contained(store: SnapshotStore, query: str) -> None:
    with pytest.raises(TooLargeError, match="nested too deeply"):
        store.answer(query, "text/csv", Limits(query_bytes=1 << 20, nesting=1 << 20))


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (signal.SIGKILL, TooLargeError, "more memory"),
        (signal.SIGSEGV, TooLargeError, "nested too deeply"),
        (signal.SIGABRT, EngineError, "Aborted"),
    ],
)
def test_a_worker_that_is_lost_under_way_breaks_the_body(
    store: SnapshotStore, number: int, kind: type[SolidarityGraphError], words: str
) -> None:
    with store.answer(LONG, "text/csv") as answer:
        (pid,) = pids(store)
        os.kill(pid, number)
        with pytest.raises(kind, match=words):
            list(answer.body)


@pytest.mark.skipif(sys.platform != "linux", reason="the fork server is for Linux")
def test_the_end_of_the_fork_server_breaks_the_body(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=0) as store, store.answer(LONG, "text/csv") as answer:
        end(fork_server(store))
        with pytest.raises(SolidarityGraphError):
            list(answer.body)


def test_an_answer_is_closed_once() -> None:
    closed: list[int] = []
    answer = Answer("text/csv", iter([b"n", b"1"]), lambda: closed.append(1))
    assert b"".join(answer.body) == b"n1"
    assert closed == [1]
    answer.close()
    assert closed == [1]


def test_a_worker_that_died_while_idle_costs_nobody_an_answer(store: SnapshotStore) -> None:
    (pid,) = pids(store)
    end(pid)
    assert store.answer(SMALL, "text/csv").read() == b"true"


def test_who_waits_too_long_is_told_to_come_back(store: SnapshotStore) -> None:
    with store.answer(LONG, "text/csv"), pytest.raises(BusyError, match=r"within 0\.05 seconds"):
        store.answer(SMALL, "text/csv", Limits(waiting_seconds=0.05))


def test_past_the_end_of_the_line_nobody_waits(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=0, queue_size=0) as store:
        with store.answer(LONG, "text/csv"), pytest.raises(BusyError, match="waiting already"):
            store.answer(SMALL, "text/csv", Limits(waiting_seconds=60))
        assert store.answer(SMALL, "text/csv").read() == b"true"


def test_a_spare_takes_the_place_of_a_worker_that_was_killed(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=1) as store:
        before = pids(store)
        assert len(before) == 2
        store.answer(LONG, "text/csv").close()
        (left,) = pids(store) & before
        assert store.answer(SMALL, "text/csv").read() == b"true"
        assert left in pids(store)
        assert store.status().workers == 1, "a spare is no worker yet"


def test_spares_do_not_work_beside_the_others(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=1) as store, store.answer(LONG, "text/csv"):
        status = store.status()
        assert (status.workers, status.idle) == (1, 0)
        with pytest.raises(BusyError, match=r"within 0\.05 seconds"):
            store.answer(SMALL, "text/csv", Limits(waiting_seconds=0.05))


def test_many_threads_get_each_their_own_answer(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=2, spares=0) as store, ThreadPoolExecutor(8) as threads:
        query = "SELECT ?o {{ <http://a.example/{0}> ?p ?o }}"
        bodies = threads.map(lambda n: store.answer(query.format(n), "text/csv").read(), range(200))
        assert list(bodies) == [f"o\r\n{n}\r\n".encode() for n in range(200)]


def test_attackers_in_other_threads_spoil_nobodys_answer(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=2, spares=0) as pool, ThreadPoolExecutor(6) as threads:

        def attack(query: str) -> str:
            try:
                return pool.answer(query, "text/csv", Limits(seconds=0.1)).read().decode()
            except SolidarityGraphError as error:
                return type(error).__name__

        attacks = [threads.submit(attack, query) for query in [ENDLESS, LONG] * 4]
        good = [threads.submit(lambda: pool.answer(SMALL, "text/csv").read()) for _ in range(40)]
        assert {future.result() for future in good} == {b"true"}
        assert {future.result() for future in attacks} == {"TooSlowError"}


def test_a_sort_that_the_engine_does_not_survive_leaves_the_pool_alive(tmp_path: Path) -> None:
    # Numbers, strings and IRIs among each other, in an order for which the engine's comparison contradicts itself.
    kinds = ('"{0}"^^<http://www.w3.org/2001/XMLSchema#integer>', '"{1}"', "<http://a.example/{2}>")
    lines = [
        f"<http://a.example/s{n * 7907 % 200}> <http://a.example/p> "
        f"{kinds[n * n * 31 // 7 % 3].format(n * 7919 % 200, n * 31 % 200, n)} .\n"
        for n in range(200)
    ]
    # It is the order of the rows on disk.
    with SnapshotStore(build(tmp_path, "".join(lines)), workers=1, spares=0, in_memory_quads=0) as store:
        with pytest.raises(EngineError, match="total order"):
            store.answer("SELECT ?s { ?s ?p ?o } ORDER BY ?o", "text/csv")
        assert store.answer("ASK { ?s ?p ?o }", "text/csv").read() == b"true"


def test_a_snapshot_that_disappears_under_way_is_a_clear_error(tmp_path: Path) -> None:
    snapshot = build(tmp_path, '<http://a.example/s> <http://a.example/p> "1" .\n')
    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        snapshot.rename(tmp_path / "elsewhere")
        for pid in pids(store):
            end(pid)
        for _ in range(2):
            with pytest.raises(ReleaseError, match="There is no snapshot"):
                store.answer(SMALL, "text/csv")
        (tmp_path / "elsewhere").rename(snapshot)
        assert store.answer("ASK { ?s ?p '1' }", "text/csv").read() == b"true"


def test_closing_the_store_ends_its_workers_and_breaks_its_answers(wide_snapshot: Path) -> None:
    store = SnapshotStore(wide_snapshot)
    workers = pids(store)
    answer = store.answer(LONG, "text/csv")
    store.close()
    for pid in workers:
        wait_for_death(pid)
    with pytest.raises(CallError, match="closed"):
        list(answer.body)
    with pytest.raises(CallError, match="closed"):
        store.answer(SMALL, "text/csv")
    store.close()


def run_worker(snapshot: Path, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [
        sys.executable,
        "-m",
        "solidarity_graph.sparql.pool.worker",
        config(snapshot, describe_snapshot(snapshot).sha256).to_json(),
    ]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=20)


def test_a_worker_ends_with_its_pipe(wide_snapshot: Path) -> None:
    done = run_worker(wide_snapshot, b"")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarm")
def test_a_worker_whose_pool_has_died_ends_soon_after_the_deadline(wide_snapshot: Path) -> None:
    request = QueryRequest(ENDLESS, ("text/csv",), Limits(seconds=-4.9, output_bytes=1, nesting=9))
    assert run_worker(wide_snapshot, request.pack()).returncode == -signal.SIGALRM
