"""A bounded queue of threads that wait for a free worker or connection: a longer queue only makes all of them late."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from solidarity_graph.errors import BusyError


class WaitingQueue:
    """Counts the threads that wait, and admits at most `size`. `resource` is the word for their aim in messages."""

    def __init__(self, size: int, resource: str) -> None:
        self.waiting = 0
        self._size = size
        self._resource = resource
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Count this thread as waiting while the `with` block runs; BusyError if the queue is full."""
        with self._lock:
            if self.waiting >= self._size:
                raise BusyError("Too many questions are waiting already. Ask again in a moment.")
            self.waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self.waiting -= 1

    def timeout_error(self, seconds: float) -> BusyError:
        """Return the error for a thread that has waited so many seconds in vain."""
        return BusyError(
            "No %(resource)s became free within %(seconds)g seconds. Ask again in a moment.",
            resource=self._resource,
            seconds=seconds,
        )
