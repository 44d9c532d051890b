"""The workers of a store: taken one at a time, given back, and replaced when they are lost."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from solidarity_graph.errors import BusyError, CallError, SolidarityGraphError
from solidarity_graph.store.child import Child
from solidarity_graph.store.pacing import Pacing
from solidarity_graph.store.process import Starter
from solidarity_graph.store.stops import Counters


class Crew:
    """Work for `size` workers at a time, `spares` more that are ready to step in, and a line of at most `line` askers.

    ready      waits until a new worker is ready, or raises.
    changed    whether something is different since `remember` was called at the last failure to start, so that there
               is no use in pausing any longer.
    """

    def __init__(
        self,
        starter: Starter,
        *,
        size: int,
        spares: int,
        line: int,
        counters: Counters,
        ready: Callable[[Child], None],
        remember: Callable[[], None],
        changed: Callable[[], bool],
    ) -> None:
        self._starter = starter
        self._places = size
        self._size = size + spares
        self._line = line
        self._counters = counters
        self._ready = ready
        self._remember = remember
        self._is_different = changed
        self._pacing = Pacing()
        self._children: set[Child] = set()
        self._idle: deque[Child] = deque()
        self._starting = 0
        self._waiting = 0
        self._generation = 0
        self._failure: SolidarityGraphError | None = None
        self._closed = False
        self._changed = threading.Condition()

    def take(self, seconds: float) -> Child:
        """A worker that is ready, before the time is up; BusyError where there is none."""
        deadline = time.monotonic() + seconds
        while True:
            self.refill()
            child = self._take_idle(deadline, seconds)
            if self._is_ready(child):
                return child

    def give_back(self, child: Child) -> bool:
        """It is free again; False where it is no longer wanted."""
        with self._changed:
            if child not in self._children or child.generation != self._generation:
                return False
            self._idle.append(child)
            if self._waiting:
                self._changed.notify()
            return True

    def lose(self, child: Child, cause: SolidarityGraphError) -> None:
        """End it, and start another one. `cause` is for whoever is reading from it."""
        child.kill(cause)
        with self._changed:
            known = child in self._children
            self._children.discard(child)
            # One who waits for a worker may as well be the one who starts it.
            self._changed.notify()
        if known:
            self._counters.add_stop(child.cause)
        self.refill()

    def refill(self) -> None:
        """Start the workers that are missing. Each opens the snapshot by itself; questions go to the others first."""
        while len(self._children) + self._starting < self._size and self._reserve():
            child: Child | None = None
            try:
                child = Child(self._starter.start(), self._generation)
            except SolidarityGraphError as error:
                self._fail(error)
            finally:
                self._settle(child)

    def renew(self) -> None:
        """Replace all workers: those at work when they are done."""
        with self._changed:
            self._generation += 1
            idle = list(self._idle)
            self._idle.clear()
            self._children.difference_update(idle)
        for child in idle:
            child.kill(_closed())
            child.close()
        self._pacing.reset()
        self.refill()

    def look(self) -> None:
        """Learn what became of the new workers that nobody has asked yet."""
        with self._changed:
            news = [child for child in self._idle if not child.ready and child.has_spoken()]
            for child in news:
                self._idle.remove(child)
        for child in news:
            if self._is_ready(child):
                self.give_back(child)

    def start_all(self) -> None:
        """Until every worker is ready; the error of one that is not."""
        self.refill()
        with self._changed:
            children = list(self._idle)
            self._idle.clear()
        for child in [child for child in children if self._is_ready(child)]:
            self.give_back(child)
        if self._failure:
            raise self._failure

    def numbers(self) -> tuple[int, int, int]:
        """Workers, how many of them are idle, and askers in the line; spares do not count."""
        with self._changed:
            idle = max(0, min(len(self._idle), self._places - self._busy()))
            return self._busy() + idle, idle, self._waiting

    @property
    def failure(self) -> SolidarityGraphError | None:
        """Why the last worker could not start; None once one could."""
        return self._failure

    def close(self) -> None:
        """End every worker. Answers under way break."""
        with self._changed:
            self._closed = True
            children, idle = list(self._children), list(self._idle)
            self._children.clear()
            self._idle.clear()
            self._changed.notify_all()
        for child in children:
            child.kill(_closed())
        for child in idle:
            child.close()

    def _take_idle(self, deadline: float, seconds: float) -> Child:
        with self._changed:
            if not self._is_free() and not self._is_hopeless():
                if self._waiting >= self._line:
                    raise BusyError("Too many questions are waiting already. Ask again in a moment.")
                self._waiting += 1
                try:
                    self._changed.wait_for(self._is_over, max(0.0, deadline - time.monotonic()))
                finally:
                    self._waiting -= 1
            if self._is_free():
                return self._idle.pop()
            if self._closed:
                raise _closed()
            if self._failure and self._is_hopeless():
                raise self._failure
            raise BusyError(f"No worker became free within {seconds:g} seconds. Ask again in a moment.")

    def _is_over(self) -> bool:
        return self._is_free() or self._is_hopeless()

    def _is_free(self) -> bool:
        return bool(self._idle) and self._busy() < self._places

    def _busy(self) -> int:
        return len(self._children) - len(self._idle)

    def _is_hopeless(self) -> bool:
        """Whether waiting is in vain: nobody is at work, and nobody is about to be."""
        return self._closed or (self._failure is not None and not self._children and not self._starting)

    def _is_ready(self, child: Child) -> bool:
        if child.ready:
            return True
        try:
            self._ready(child)
        except SolidarityGraphError as error:
            with self._changed:
                self._children.discard(child)
            child.kill(error)
            child.close()
            self._fail(error)
            return False
        self._counters.add("started")
        with self._changed:
            self._pacing.reset()
            self._failure = None
        return True

    def _reserve(self) -> bool:
        """Whether a worker is missing and may be started now; if so, by the caller alone."""
        may_start = self._pacing.allows() or self._is_different()
        with self._changed:
            if self._closed or not may_start or len(self._children) + self._starting >= self._size:
                return False
            self._starting += 1
            return True

    def _settle(self, child: Child | None) -> None:
        with self._changed:
            self._starting -= 1
            if child and not self._closed:
                self._children.add(child)
                self._idle.appendleft(child)
                child = None
            self._changed.notify_all()
        if child:  # the store was closed meanwhile
            child.kill(_closed())
            child.close()

    def _fail(self, error: SolidarityGraphError) -> None:
        self._counters.add("start_failures")
        self._remember()
        with self._changed:
            self._failure = error
            self._pacing.fail()
            self._changed.notify_all()


def _closed() -> CallError:
    return CallError("The store is closed.")
