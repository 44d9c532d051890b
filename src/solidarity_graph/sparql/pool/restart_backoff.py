"""Exponential back-off for worker starts, and the error of the last start that failed."""

from __future__ import annotations

import time
from collections.abc import Callable

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql.pool.statistics import Counters

_FIRST_SECONDS = 0.05  # hardly noticed, where the second start succeeds
_MOST_SECONDS = 5.0  # the longest wait for the first answer once the cause is mended


class ExponentialBackoff:
    """A pause after a failure, which doubles with each failure in a row up to a few seconds. Nothing sleeps here.

    clock  returns monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._next = 0.0

    def has_elapsed(self) -> bool:
        """Return True if the pause after the last failure is over, or nothing has failed."""
        return not self._failures or self._clock() >= self._next

    def increase(self) -> None:
        """Begin the pause after another failure."""
        self._next = self._clock() + min(_FIRST_SECONDS * 2.0**self._failures, _MOST_SECONDS)
        self._failures = min(self._failures + 1, 30)

    def reset(self) -> None:
        """Forget all failures, and end the pause."""
        self._failures = 0


class RestartBackoff:
    """Says when a missing worker may be started: at once without a failure, after longer and longer pauses otherwise.

    record_state  called at each failure, to remember the state of the database.
    has_changed   returns True if the database differs from the recorded state: then a worker may start during a pause.
    """

    def __init__(self, counters: Counters, record_state: Callable[[], None], has_changed: Callable[[], bool]) -> None:
        self.failure: SolidarityGraphError | None = None
        """Why the last worker could not start; None if it could."""
        self._counters = counters
        self._record_state = record_state
        self._has_changed = has_changed
        self._starts = ExponentialBackoff()
        self._crashes = ExponentialBackoff()

    def has_elapsed(self) -> bool:
        """Return True if no pause is running."""
        return self._starts.has_elapsed() and self._crashes.has_elapsed()

    def may_start(self) -> bool:
        """Return True if no pause is running or the database differs from the recorded state."""
        return self.has_elapsed() or self._has_changed()

    def record_failure(self, error: SolidarityGraphError, *, started: bool = False) -> None:
        """Count a failure and begin a pause. `started`: the worker had started, but died before its first request."""
        self._counters.add("start_failures")
        self._record_state()
        self.failure = error
        (self._crashes if started else self._starts).increase()

    def record_start(self) -> None:
        """Count a worker that has become ready, and end the pause for failed starts."""
        self._counters.add("started")
        self.failure = None
        self._starts.reset()

    def record_answer(self) -> None:
        """End the pause for workers that die after their start: one has answered."""
        self._crashes.reset()

    def reset(self) -> None:
        """End all pauses: the cause of the failures is gone."""
        self._starts.reset()
        self._crashes.reset()
