"""Those who wait until something becomes free: only so many of them, for a longer line makes everybody wait in vain."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from solidarity_graph.errors import BusyError


class Line:
    """At most `most` who wait at a time for a `thing`."""

    def __init__(self, most: int, thing: str) -> None:
        self.waiting = 0
        self._most = most
        self._thing = thing
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def joined(self) -> Iterator[None]:
        """In the line for the block; BusyError where it is full."""
        with self._lock:
            if self.waiting >= self._most:
                raise BusyError("Too many questions are waiting already. Ask again in a moment.")
            self.waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self.waiting -= 1

    def too_long(self, seconds: float) -> BusyError:
        """For somebody who has waited so long."""
        return BusyError(f"No {self._thing} became free within {seconds:g} seconds. Ask again in a moment.")
