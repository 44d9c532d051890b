"""How many questions one remote server is asked at a time, and how many wait."""

from __future__ import annotations

import threading

from solidarity_graph.errors import BusyError, CallError


class Slots:
    """`size` questions at a time, and `line` more that wait for a place."""

    def __init__(self, size: int, line: int) -> None:
        self.size = size
        self._line = line
        self._busy = 0
        self._waiting = 0
        self._closed = False
        self._changed = threading.Condition()

    @property
    def idle(self) -> int:
        """Places that are free."""
        return self.size - self._busy

    @property
    def waiting(self) -> int:
        """Questions in the line."""
        return self._waiting

    def take(self, seconds: float) -> None:
        """A place, within so many seconds."""
        with self._changed:
            if self._busy >= self.size and not self._closed:
                if self._waiting >= self._line:
                    raise BusyError("Too many questions are waiting already. Ask again in a moment.")
                self._waiting += 1
                try:
                    self._changed.wait_for(lambda: self._busy < self.size or self._closed, seconds)
                finally:
                    self._waiting -= 1
            if self._closed:
                raise CallError("The store is closed.")
            if self._busy >= self.size:
                raise BusyError(f"No connection became free within {seconds:g} seconds. Ask again in a moment.")
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
