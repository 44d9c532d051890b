"""What the guard costs a query: the same queries put to the engine alone and to a guarded worker, by turns.

    python -m benchmarks.guard NQUADS CACHE EVENTS QUERIES

A program of its own, so that the workers descend from a process with nothing else in it. Gives JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph

from benchmarks.questions import ROWS, SMALL
from solidarity_graph.sparql import SnapshotStore, snapshot_for
from solidarity_graph.sparql.snapshot.description import DATABASE

_WARM_UP = 50


def _measure(snapshot: Path, events: int, queries: int) -> dict[str, float]:
    alone: list[float] = []
    guarded: list[float] = []
    with SnapshotStore(snapshot, workers=1) as store:
        engine = pyoxigraph.Store.read_only(str(snapshot / DATABASE))
        for number in range(queries + _WARM_UP):
            query = SMALL.text(number * 7919 % events, number)
            # By turns, and each first half of the time: what one leaves in the processor's caches helps the other.
            pair = [(alone, lambda text: _ask_engine(engine, text)), (guarded, lambda text: _ask_guarded(store, text))]
            for times, put in pair if number % 2 else reversed(pair):
                times.append(_time(put, query))
    both = list(zip(alone[_WARM_UP:], guarded[_WARM_UP:], strict=True))
    return {
        "alone": statistics.median(one for one, _ in both),
        "guarded": statistics.median(other for _, other in both),
        "overhead": statistics.median(other - one for one, other in both),
    }


def _ask_engine(engine: pyoxigraph.Store, query: str) -> bytes:
    results = engine.query(query)
    if not isinstance(results, pyoxigraph.QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    return results.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""


def _ask_guarded(store: SnapshotStore, query: str) -> bytes:
    return store.answer(query, ROWS).read()


def _time(put: Callable[[str], bytes], query: str) -> float:
    began = time.perf_counter()
    put(query)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    nquads, cache_folder, events, queries = sys.argv[1:]
    snapshot = snapshot_for(Path(nquads), Path(cache_folder))
    sys.stdout.write(json.dumps(_measure(snapshot, int(events), int(queries))) + "\n")
