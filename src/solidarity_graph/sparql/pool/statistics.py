"""Counters of queries by outcome, and the status of a store."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from solidarity_graph.errors import EngineError, SolidarityGraphError, TooSlowError
from solidarity_graph.sparql.pool.query_errors import ClientLeftError, OverMemoryError, OverOutputError

COUNTED = (
    "asked",
    "answered",
    "busy",
    "killed_time",
    "killed_memory",
    "killed_output",
    "killed_gone",
    "killed_engine",
    "started",
    "start_failures",
)
"""The counters of every store: queries asked, answered to their end, and refused because the queue was full; queries
stopped, by cause (`gone`: the client left, `engine`: the engine died or failed by itself); workers started, and failed
starts."""


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The state of a store.

    ready    True if queries can be expected to be answered; otherwise `reason` says why not.
    workers  the number of workers in use or idle; for a remote store, of connections.
    idle     the number of those that are free.
    waiting  the number of queries in the queue.
    guarded  what cuts a query off from the network: `namespace`, `seccomp`, or `deadline` where nothing does and the
             deadline is the only limit. `remote`: the query runs on another server.
    """

    ready: bool
    reason: str
    workers: int
    idle: int
    waiting: int
    guarded: str


_COUNTER_OF: tuple[tuple[type[SolidarityGraphError], str], ...] = (
    (TooSlowError, "killed_time"),
    (OverMemoryError, "killed_memory"),
    (OverOutputError, "killed_output"),
    (ClientLeftError, "killed_gone"),
    (EngineError, "killed_engine"),
)


class Counters:
    """The counters named in `COUNTED`, which only grow. Safe to use from several threads."""

    def __init__(self) -> None:
        self._numbers = dict.fromkeys(COUNTED, 0)
        self._lock = threading.Lock()

    def add(self, name: str) -> None:
        """Increment the counter of that name; KeyError if it is not in `COUNTED`."""
        with self._lock:
            self._numbers[name] += 1

    def add_stop(self, error: SolidarityGraphError | None) -> None:
        """Increment the `killed_` counter for the class of `error`. Does nothing for another class or None."""
        for kind, name in _COUNTER_OF:
            if isinstance(error, kind):
                self.add(name)
                return

    def numbers(self) -> Mapping[str, int]:
        """Return a copy of all counters by name."""
        with self._lock:
            return dict(self._numbers)
