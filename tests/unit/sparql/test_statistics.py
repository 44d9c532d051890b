"""Everything that is stopped is counted once, under the cause that stopped it."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql import COUNTED, Limits, SnapshotStore
from tests.unit.sparql.processes import end, pids

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
QUICK = "ASK { ?s ?p '7' }"


def counted(store: SnapshotStore, before: dict[str, int]) -> dict[str, int]:
    """What has grown, workers started aside: when they are is the pool's own business."""
    after = store.counters()
    assert tuple(after) == COUNTED
    return {name: after[name] - before[name] for name in COUNTED if after[name] > before[name] and name != "started"}


@pytest.mark.parametrize(
    ("query", "limits", "gone", "expected"),
    [
        (QUICK, Limits(), False, {"asked": 1, "answered": 1}),
        ("SELECT nonsense", Limits(), False, {"asked": 1}),
        (ENDLESS, Limits(seconds=0.1), False, {"asked": 1, "killed_time": 1}),
        (LONG, Limits(seconds=0.3, output_bytes=1 << 40), False, {"asked": 1, "killed_time": 1}),
        (ENDLESS, Limits(), True, {"asked": 1, "killed_gone": 1}),
        (LONG, Limits(output_bytes=100), False, {"asked": 1, "killed_output": 1}),
        (LONG, Limits(output_bytes=100_000), False, {"asked": 1, "killed_output": 1}),
        (LONG + " ORDER BY ?c ?f", Limits(memory_bytes=64 << 20), False, {"asked": 1, "killed_memory": 1}),
    ],
    ids=["answered", "syntax", "time", "time under way", "gone", "output", "output under way", "memory"],
)
def test_each_end_is_counted_once(
    wide_snapshot: Path, query: str, limits: Limits, gone: bool, expected: dict[str, int]
) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=0) as store:
        before = dict(store.counters())
        with contextlib.suppress(SolidarityGraphError):
            store.answer(query, "text/csv", limits, gone=lambda: gone).read()
        assert counted(store, before) == expected


def test_an_answer_that_is_closed_early_is_one_whose_asker_left(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=0) as store:
        before = dict(store.counters())
        store.answer(LONG, "text/csv").close()
        assert counted(store, before) == {"asked": 1, "killed_gone": 1}


def test_a_line_that_is_full_is_counted(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=0, queue_size=0) as store, store.answer(LONG, "text/csv"):
        before = dict(store.counters())
        with pytest.raises(SolidarityGraphError):
            store.answer(QUICK, "text/csv")
        assert counted(store, before) == {"asked": 1, "busy": 1}


def test_a_worker_that_is_killed_while_idle_is_replaced_and_charged_to_nobody(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=1, spares=0) as store:
        before = dict(store.counters())
        for pid in pids(store):
            end(pid)
        store.answer(QUICK, "text/csv").read()
        assert counted(store, before) == {"asked": 1, "answered": 1}
        assert store.counters()["started"] == before["started"] + 1


def test_a_store_says_how_it_is_doing(wide_snapshot: Path) -> None:
    with SnapshotStore(wide_snapshot, workers=2, spares=0) as store:
        status = store.status()
        assert (status.ready, status.reason, status.workers, status.idle, status.waiting) == (True, "", 2, 2, 0)
        with store.answer(LONG, "text/csv"):
            assert store.status().idle == 1
    closed = store.status()
    assert (closed.workers, closed.idle) == (0, 0)
