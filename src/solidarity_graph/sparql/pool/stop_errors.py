"""Why a question was stopped: kinds of our errors that only the store tells apart, so that it can count them.

SolidarityGraphError
├── TooLargeError
│   ├── OverMemoryError   the worker may take no more memory
│   ├── OverOutputError   the answer is longer than it may be
│   └── OverNestingError  refused before the engine saw it: brackets in brackets in brackets
├── CallError
│   └── GoneError         nobody waits for the answer any more
└── ReleaseError
    └── NoWorkerError     a worker could not be started, whatever is wrong with it
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from solidarity_graph.errors import (
    CallError,
    EngineError,
    ReleaseError,
    SolidarityGraphError,
    TooLargeError,
    TooSlowError,
)
from solidarity_graph.sparql.interface import COUNTED


class OverMemoryError(TooLargeError):
    """More memory than a question may take."""


class OverOutputError(TooLargeError):
    """More bytes than an answer may have."""


class OverNestingError(TooLargeError):
    """Nested more deeply than a query may be."""


class GoneError(CallError):
    """The asker left, or closed the answer before its end."""


class NoWorkerError(ReleaseError):
    """No worker can be started."""


_NAMES: tuple[tuple[type[SolidarityGraphError], str], ...] = (
    (TooSlowError, "killed_time"),
    (OverMemoryError, "killed_memory"),
    (OverOutputError, "killed_output"),
    (GoneError, "killed_gone"),
    (EngineError, "killed_engine"),
)


class Counters:
    """Numbers that only grow. Safe to use from several threads."""

    def __init__(self) -> None:
        self._numbers = dict.fromkeys(COUNTED, 0)
        self._lock = threading.Lock()

    def add(self, name: str) -> None:
        """One more."""
        with self._lock:
            self._numbers[name] += 1

    def add_stop(self, error: SolidarityGraphError | None) -> None:
        """One more of the cause that `error` stands for, if it stands for one."""
        for kind, name in _NAMES:
            if isinstance(error, kind):
                self.add(name)
                return

    def numbers(self) -> Mapping[str, int]:
        """All of them, as they are now."""
        with self._lock:
            return dict(self._numbers)
