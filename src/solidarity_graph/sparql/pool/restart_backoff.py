"""Exponential back-off for worker starts, and the error of the last start that failed."""

from __future__ import annotations

import time
from collections.abc import Callable

from solidarity_graph.errors import SolidarityGraphError

_FIRST_SECONDS = 0.05  # hardly noticed, where the second start succeeds
_MOST_SECONDS = 5.0  # the longest wait for the first answer once the cause is mended


class RestartBackoff:
    """Says when a missing worker may be started. Nothing sleeps here.

    A failure begins a pause, which doubles with each further failure. A start ends it, or if workers had started and
    died before their first request, an answer.

    database_state  returns the present state of the database. If it differs from that at the last failure, a worker may
                    start during the pause.
    clock           returns monotonic seconds.
    """

    def __init__(self, database_state: Callable[[], object], clock: Callable[[], float] = time.monotonic) -> None:
        self.failure: SolidarityGraphError | None = None
        """Why workers could not start; None once one could."""
        self._database_state = database_state
        self._clock = clock
        self._failures = 0
        self._next = 0.0
        self._failed_state: object = None
        self._started = False

    def has_elapsed(self) -> bool:
        """Return True if no pause is running."""
        return not self._failures or self._clock() >= self._next

    def may_start(self) -> bool:
        """Return True if no pause is running, or the database has changed since the last failure."""
        return self.has_elapsed() or self._database_state() != self._failed_state

    def record_failure(self, error: SolidarityGraphError, *, started: bool) -> None:
        """Begin the pause after another failure.

        started  True if the worker had started, but died before its first request.
        """
        self._started = started
        self._failed_state = self._database_state()
        self.failure = error
        self._next = self._clock() + min(_FIRST_SECONDS * 2.0**self._failures, _MOST_SECONDS)
        self._failures = min(self._failures + 1, 30)

    def record_start(self) -> None:
        """Forget why workers could not start; end the pause if that was the failure."""
        self.failure = None
        if not self._started:
            self.reset()

    def record_answer(self) -> None:
        """End the pause if workers died before their first request."""
        if self._started:
            self.failure = None
            self.reset()

    def reset(self) -> None:
        """End the pause: the cause of the failures is gone."""
        self._failures = 0
        self._started = False
