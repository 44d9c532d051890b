"""One thread that ends whatever has run out of time, or is done for somebody who has left.

It keeps the deadlines for all, so that a query ends on time even while the thread that asked it is busy elsewhere,
writing to a slow client for example. Nothing else ends a query: so nothing may end this thread, and nothing may hold it
up. What is called when something ends must not wait for anything.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable

from solidarity_graph.errors import CallError, SolidarityGraphError
from solidarity_graph.sparql.pool.stop_errors import GoneError

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.2  # between two looks whether an asker has left: soon enough, and next to no work

Gone = Callable[[], bool]


class Guard:
    """What is watched: `end` is called, with the reason, when its time is up or when `gone` says that nobody waits.

    `late` makes the error for the first of these.
    """

    __slots__ = ("_deadline", "_gone", "_late", "end")

    def __init__(
        self,
        seconds: float,
        late: Callable[[], SolidarityGraphError],
        end: Callable[[SolidarityGraphError], None],
        gone: Gone | None = None,
    ) -> None:
        self.end = end
        self._deadline = time.monotonic() + seconds
        self._late = late
        self._gone = gone

    def next_look(self, now: float) -> float:
        """When somebody should look again."""
        return min(self._deadline, now + _LOOK_SECONDS) if self._gone else self._deadline

    def why(self, now: float) -> SolidarityGraphError | None:
        """Why it must end now, if it must."""
        if now >= self._deadline:
            return self._late()
        if self._gone is not None and _has_left(self._gone):
            return GoneError("The asker left before the answer was made.")
        return None


class Watch:
    """Looks at every guard in time. A guard stands under a key: whatever it is that ends."""

    def __init__(self, name: str) -> None:
        self._guards: dict[Hashable, Guard] = {}
        self._changed = threading.Condition()
        self._wakes_at = float("inf")
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def add(self, key: Hashable, guard: Guard) -> None:
        """From now on, until it is dismissed."""
        with self._changed:
            self._guards[key] = guard
            stopped = self._stopped
            # Waking the thread costs more than a small query: only where it would sleep too long.
            if guard.next_look(time.monotonic()) < self._wakes_at:
                self._changed.notify()
        if stopped:
            self._end(key, guard, _closed())

    def dismiss(self, key: Hashable) -> bool:
        """It is done. False where it is being ended already."""
        with self._changed:
            return self._guards.pop(key, None) is not None

    def stop(self) -> None:
        """End the thread, and whatever is still under watch."""
        with self._changed:
            self._stopped = True
            guards = dict(self._guards)
            self._changed.notify()
        for key, guard in guards.items():
            self._end(key, guard, _closed())
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._look()
            except Exception:  # noqa: BLE001 (without this thread no query would end any more)
                _log.exception("A look at what must end has failed")

    def _look(self) -> None:
        with self._changed:
            now = time.monotonic()
            self._wakes_at = min((guard.next_look(now) for guard in self._guards.values()), default=float("inf"))
            if not self._stopped:
                self._changed.wait(None if self._wakes_at == float("inf") else max(0.0, self._wakes_at - now))
            guards = {} if self._stopped else dict(self._guards)
        for key, guard in guards.items():
            if cause := guard.why(time.monotonic()):
                self._end(key, guard, cause)

    def _end(self, key: Hashable, guard: Guard, cause: SolidarityGraphError) -> None:
        with self._changed:
            # By now it may be done, and even be at work for somebody else.
            if self._guards.get(key) is not guard:
                return
            del self._guards[key]
        try:
            guard.end(cause)
        except Exception:  # noqa: BLE001 (the others are waiting for their turn)
            _log.exception("What is no longer wanted could not be ended")


def _closed() -> CallError:
    return CallError("The store is closed.")


def _has_left(gone: Gone) -> bool:
    try:
        return gone()
    except Exception:  # noqa: BLE001 (a fault in one caller's function must not stop the watch over all the others)
        _log.exception("The function that tells whether an asker has left failed")
        return False
