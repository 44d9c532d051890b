"""One thread that cuts the connection of every request whose time is up or whose asker has left.

A socket's own timeout counts from byte to byte, so that a server that drips would never be too slow.
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import socket
import threading
import time
from collections.abc import Callable

from solidarity_graph.errors import CallError, SolidarityGraphError, TooSlowError
from solidarity_graph.store.stops import GoneError

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.2  # between two looks whether an asker has left: soon enough, and next to no work


class Guard:
    """One request under watch. `reached` tells whether a connection came about, `cause` why it was cut off."""

    def __init__(self, deadline: float, too_slow: TooSlowError, gone: Callable[[], bool] | None) -> None:
        self.cause: SolidarityGraphError | None = None
        self.reached = False
        self._deadline = deadline
        self._too_slow = too_slow
        self._gone = gone
        self._socket: socket.socket | None = None

    def connected(self, connection: http.client.HTTPConnection) -> None:
        """The connection to cut, when it comes to that."""
        self.reached = True
        self._socket = connection.sock
        if self.cause:
            self._cut()

    def end(self, cause: SolidarityGraphError) -> None:
        """Cut the connection, now."""
        self.cause = self.cause or cause
        self._cut()

    def next_look(self, now: float) -> float:
        """When somebody should look again."""
        return min(self._deadline, now + _LOOK_SECONDS) if self._gone else self._deadline

    def look(self, now: float) -> bool:
        """Cut the connection if that is due; whether it was."""
        if now >= self._deadline:
            self.cause = self._too_slow
        elif self._gone and _has_left(self._gone):
            self.cause = GoneError("The asker left before the answer was made.")
        if self.cause:
            self._cut()
        return self.cause is not None

    def _cut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # closed already
                # Not an SSL socket's own method: that one takes the object away from under the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class RemoteWatch:
    """Looks at every guard in time. Its thread starts with the first one."""

    def __init__(self) -> None:
        self._guards: set[Guard] = set()
        self._changed = threading.Condition()
        self._wakes_at = float("inf")
        self._thread: threading.Thread | None = None
        self._stopped = False

    def add(self, guard: Guard) -> None:
        """From now on, until it is dismissed."""
        with self._changed:
            self._guards.add(guard)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="remote-watch", daemon=True)
                self._thread.start()
            elif guard.next_look(time.monotonic()) < self._wakes_at:
                self._changed.notify()

    def dismiss(self, guard: Guard) -> None:
        """The request is done."""
        with self._changed:
            self._guards.discard(guard)

    def stop(self) -> None:
        """End the thread, and every request with it."""
        with self._changed:
            self._stopped = True
            guards = list(self._guards)
            self._changed.notify()
        for guard in guards:
            guard.end(CallError("The store is closed."))
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                now = time.monotonic()
                self._wakes_at = min((guard.next_look(now) for guard in self._guards), default=float("inf"))
                if not self._stopped:
                    self._changed.wait(None if self._wakes_at == float("inf") else max(0.0, self._wakes_at - now))
                if self._stopped:
                    return
                guards = list(self._guards)
            for guard in guards:
                if guard.look(time.monotonic()):
                    self.dismiss(guard)


def _has_left(gone: Callable[[], bool]) -> bool:
    try:
        return gone()
    except Exception:  # noqa: BLE001 (a fault in one caller's function must not stop the watch over all the others)
        _log.exception("The function that tells whether an asker has left failed")
        return False
