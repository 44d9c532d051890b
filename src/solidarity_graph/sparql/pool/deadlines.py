"""A thread that stops each query at its deadline, or when its client has disconnected.

It does so even while the thread of the query is busy elsewhere, writing to a slow client for example. Nothing else
stops a query: so no failure may end this thread, and the functions that it calls must not wait.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql.pool.query_errors import ClientLeftError, StoreClosedError

_log = logging.getLogger(__name__)
_CHECK_SECONDS = 0.2  # between two checks whether a client has left: soon enough, and next to no work
_IDLE_SECONDS = 3600.0  # without a deadline the thread sleeps until there is one

HasLeft = Callable[[], bool]


class Deadline:
    """When a query is stopped: `seconds` from now, or earlier if its client disconnects. A `DeadlineMonitor` checks it.

    late  the error for a query that took too long.
    stop  is called with the error that is the cause.
    gone  returns True if the client has disconnected.
    """

    __slots__ = ("_gone", "_late", "_time", "stop")

    def __init__(
        self,
        seconds: float,
        late: SolidarityGraphError,
        stop: Callable[[SolidarityGraphError], None],
        gone: HasLeft | None = None,
    ) -> None:
        self.stop = stop
        self._time = time.monotonic() + seconds
        self._late = late
        self._gone = gone

    def next_check(self, now: float) -> float:
        """Return the time of the next check. Times, such as `now`, are those of `time.monotonic`."""
        return min(self._time, now + _CHECK_SECONDS) if self._gone else self._time

    def cause(self, now: float) -> SolidarityGraphError | None:
        """Return the error with which the query must be stopped at the time `now`; None if it may go on."""
        if now >= self._time:
            return self._late
        try:
            has_left = self._gone is not None and self._gone()
        except Exception:  # noqa: BLE001 (a fault in one caller's function must not stop the checks for all the others)
            _log.exception("The function that tells whether a client has disconnected failed")
            return None
        return ClientLeftError("The asker left before the answer was made.") if has_left else None


class DeadlineMonitor:
    """A thread that checks deadlines and stops their queries. A deadline's key stands for the query or its worker."""

    def __init__(self, name: str) -> None:
        self._deadlines: dict[Hashable, Deadline] = {}
        self._changed = threading.Condition()
        self._wakes_at = 0.0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def add(self, key: Hashable, deadline: Deadline) -> None:
        """Check the deadline from now on, until it is removed. After `close`, its query is stopped at once."""
        with self._changed:
            self._deadlines[key] = deadline
            closed = self._closed
            # Waking the thread costs more than a small query: only where it would sleep too long.
            if deadline.next_check(time.monotonic()) < self._wakes_at:
                self._changed.notify()
        if closed:
            self._stop(key, deadline, StoreClosedError())

    def remove(self, key: Hashable) -> bool:
        """Stop checking the deadline with this key. Return False if there is none, because its query was stopped."""
        with self._changed:
            return self._deadlines.pop(key, None) is not None

    def close(self) -> None:
        """Stop every query that has a deadline here, and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            try:
                self._check()
            except Exception:  # noqa: BLE001 (without this thread no query would be stopped any more)
                _log.exception("Checking the deadlines failed")
        for key, deadline in dict(self._deadlines).items():
            self._stop(key, deadline, StoreClosedError())

    def _check(self) -> None:
        with self._changed:
            now = time.monotonic()
            checks = (deadline.next_check(now) for deadline in self._deadlines.values())
            self._wakes_at = min(checks, default=now + _IDLE_SECONDS)
            if not self._closed:
                self._changed.wait(max(0.0, self._wakes_at - now))
            deadlines = dict(self._deadlines)
        for key, deadline in deadlines.items():
            if cause := deadline.cause(time.monotonic()):
                self._stop(key, deadline, cause)

    def _stop(self, key: Hashable, deadline: Deadline, cause: SolidarityGraphError) -> None:
        with self._changed:
            # By now the query may have ended, and its worker have another query.
            if self._deadlines.get(key) is not deadline:
                return
            del self._deadlines[key]
        try:
            deadline.stop(cause)
        except Exception:  # noqa: BLE001 (the other deadlines must be checked)
            _log.exception("A query could not be stopped")
