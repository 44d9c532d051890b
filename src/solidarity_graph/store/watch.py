"""One thread that ends every worker whose time is up or whose asker has left.

It keeps the deadlines for all, so that a worker dies on time even while the thread that asked it is busy elsewhere,
writing to a slow client for example.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.store.child import Child
from solidarity_graph.store.stops import GoneError

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.2  # between two looks whether an asker has left: soon enough, and next to no work


@dataclass(frozen=True, slots=True)
class _Job:
    deadline: float
    cause: Callable[[], SolidarityGraphError]
    gone: Callable[[], bool] | None


class Watch:
    """Guards children; `end(child, cause)` is called, from the watching thread, for each one that must die."""

    def __init__(self, end: Callable[[Child, SolidarityGraphError], None]) -> None:
        self._end = end
        self._jobs: dict[Child, _Job] = {}
        self._changed = threading.Condition()
        self._wakes_at = float("inf")
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="store-watch", daemon=True)
        self._thread.start()

    def guard(
        self,
        child: Child,
        seconds: float,
        cause: Callable[[], SolidarityGraphError],
        gone: Callable[[], bool] | None = None,
    ) -> None:
        """From now on, until it is dismissed. `cause` makes the error for when its time is up."""
        job = _Job(time.monotonic() + seconds, cause, gone)
        with self._changed:
            self._jobs[child] = job
            # Waking the thread costs more than a small query: only where it would sleep too long.
            if self._next_look(job) < self._wakes_at:
                self._changed.notify()

    def dismiss(self, child: Child) -> bool:
        """The child is done. False where it is being ended already."""
        with self._changed:
            return self._jobs.pop(child, None) is not None

    def stop(self) -> None:
        """End the thread, not the children."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    def _next_look(self, job: _Job) -> float:
        return min(job.deadline, time.monotonic() + _LOOK_SECONDS) if job.gone else job.deadline

    def _run(self) -> None:
        while True:
            with self._changed:
                self._wakes_at = min(map(self._next_look, self._jobs.values()), default=float("inf"))
                if not self._stopped:
                    self._changed.wait(self._pause())
                if self._stopped:
                    return
                jobs = dict(self._jobs)
            for child, job in jobs.items():
                self._look_at(child, job)

    def _pause(self) -> float | None:
        return None if self._wakes_at == float("inf") else max(0.0, self._wakes_at - time.monotonic())

    def _look_at(self, child: Child, job: _Job) -> None:
        cause: SolidarityGraphError
        if time.monotonic() >= job.deadline:
            cause = job.cause()
        elif job.gone is not None and _has_left(job.gone):
            cause = GoneError("The asker left before the answer was made.")
        else:
            return
        with self._changed:
            # By now the child may be done, and even be at work for somebody else.
            if self._jobs.get(child) is not job:
                return
            del self._jobs[child]
        self._end(child, cause)


def _has_left(gone: Callable[[], bool]) -> bool:
    try:
        return gone()
    except Exception:  # noqa: BLE001 (a fault in one caller's function must not stop the watch over all the others)
        _log.exception("The function that tells whether an asker has left failed")
        return False
