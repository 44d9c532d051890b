"""A limit on the queries that are sent to one endpoint at a time, with a bounded queue."""

from __future__ import annotations

import contextlib
import threading

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.pool.waiting_queue import WaitingQueue


class ConcurrencyLimit:
    """Admits `size` queries at a time, and lets up to `queue_size` more wait."""

    def __init__(self, size: int, queue_size: int) -> None:
        self.size = size
        self._queue = WaitingQueue(queue_size, "connection")
        self._busy = 0
        self._closed = False
        self._changed = threading.Condition()

    @property
    def idle(self) -> int:
        """The number of queries that would be admitted now."""
        return self.size - self._busy

    @property
    def waiting(self) -> int:
        """The number of queries in the queue."""
        return self._queue.waiting

    def acquire(self, seconds: float) -> None:
        """Wait until a query is admitted. BusyError after `seconds` or if the queue is full, CallError after `close`.

        `finish` must be called when the query has ended.
        """
        with self._changed:
            with contextlib.nullcontext() if self._may_return() else self._queue.entered():
                in_time = self._changed.wait_for(self._may_return, seconds)
            if self._closed:
                raise CallError("The store is closed.")
            if not in_time:
                raise self._queue.timeout_error(seconds)
            self._busy += 1

    def finish(self) -> None:
        """End a query that was admitted, and admit the next one."""
        with self._changed:
            self._busy -= 1
            self._changed.notify()

    def close(self) -> None:
        """Refuse all queries from now on, those in the queue too. Admitted queries are not stopped."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _may_return(self) -> bool:
        return self._closed or self._busy < self.size
