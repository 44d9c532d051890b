"""How many questions one remote server is asked at a time, and how many wait."""

from __future__ import annotations

import contextlib
import threading

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.pool.waiting_queue import Line


class Slots:
    """`size` questions at a time, and `line` more that wait for a place."""

    def __init__(self, size: int, line: int) -> None:
        self.size = size
        self._line = Line(line, "connection")
        self._busy = 0
        self._closed = False
        self._changed = threading.Condition()

    @property
    def idle(self) -> int:
        """Places that are free."""
        return self.size - self._busy

    @property
    def waiting(self) -> int:
        """Questions in the line."""
        return self._line.waiting

    def take(self, seconds: float) -> None:
        """A place, within so many seconds."""
        with self._changed:
            with contextlib.nullcontext() if self._is_over() else self._line.joined():
                in_time = self._changed.wait_for(self._is_over, seconds)
            if self._closed:
                raise CallError("The store is closed.")
            if not in_time:
                raise self._line.too_long(seconds)
            self._busy += 1

    def give_back(self) -> None:
        """The place, to the next."""
        with self._changed:
            self._busy -= 1
            self._changed.notify()

    def close(self) -> None:
        """Nobody gets a place any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _is_over(self) -> bool:
        return self._closed or self._busy < self.size
