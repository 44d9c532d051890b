"""The workers of a store: taken one at a time, given back, and replaced when they are lost."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable

from solidarity_graph.errors import CallError, SolidarityGraphError
from solidarity_graph.sparql.pool.launcher import Starter
from solidarity_graph.sparql.pool.restart_backoff import Attempts
from solidarity_graph.sparql.pool.stop_errors import Counters, NoWorkerError
from solidarity_graph.sparql.pool.waiting_queue import Line
from solidarity_graph.sparql.pool.worker_handle import Child


class Crew:
    """Work for `size` workers at a time, `spares` more that are ready to step in, and a line of at most `line` askers.

    ready  waits until a new worker is ready, or raises.
    """

    def __init__(
        self,
        starter: Starter,
        *,
        size: int,
        spares: int,
        line: int,
        counters: Counters,
        attempts: Attempts,
        ready: Callable[[Child], None],
    ) -> None:
        self._starter = starter
        self._places = size
        self._size = size + spares
        self._line = Line(line, "worker")
        self._counters = counters
        self._ready = ready
        self._attempts = attempts
        self._children: set[Child] = set()
        self._idle: deque[Child] = deque()
        self._starting = 0
        self._generation = 0
        self._closed = False
        self._changed = threading.Condition()

    def take(self, seconds: float) -> Child:
        """A worker that is ready, before the time is up; BusyError where there is none."""
        deadline = time.monotonic() + seconds
        while True:
            self.refill()
            child = self._take_idle() or self._wait_for_idle(deadline, seconds)
            if self._is_ready(child):
                return child

    def give_back(self, child: Child) -> None:
        """It has answered and is free again; away with it where it is no longer wanted."""
        self._attempts.proved()
        self._put_back(child)

    def lose(self, child: Child, cause: SolidarityGraphError) -> None:
        """End it; `cause` is for whoever is reading from it. Waits for nothing: `refill` starts another one."""
        child.kill(cause)
        with self._changed:
            known = child in self._children
            self._children.discard(child)
            # One who waits for a worker may as well be the one who starts it.
            self._changed.notify()
        if known:
            self._counters.add_stop(child.cause)

    def replace(self, child: Child) -> None:
        """End it, through no fault of any question, and those that have died beside it."""
        self._discard(child)
        self.look()
        self.refill()

    def give_up(self) -> NoWorkerError:
        """Workers end as soon as they have started: it is no use to start more of them without a pause."""
        error = NoWorkerError("Query workers end as soon as they have started.")
        self._fail(error, started=True)
        return error

    def refill(self) -> None:
        """Start the workers that are missing. Each opens the snapshot by itself; questions go to the others first."""
        while len(self._children) + self._starting < self._size and self._reserve():
            child: Child | None = None
            try:
                child = Child(self._starter.start(), self._generation)
            except SolidarityGraphError as error:
                self._fail(error)
            except Exception as error:  # noqa: BLE001 (whatever it was, whoever came by to refill has an answer already)
                self._fail(NoWorkerError(f"No query worker can be started: {error}."))
            finally:
                self._settle(child)

    def renew(self) -> None:
        """Replace all workers: those at work, or about to be ready, when they are done."""
        with self._changed:
            self._generation += 1
            idle = list(self._idle)
            self._idle.clear()
        for child in idle:
            self._discard(child)
        self._attempts.renew()
        self.refill()

    def look(self) -> None:
        """Learn what became of the idle workers: of new ones that nobody has asked yet, and of those that died."""
        with self._changed:
            news = [child for child in self._idle if child.has_spoken()]
            for child in news:
                self._idle.remove(child)
        for child in news:
            if child.ready:
                self._discard(child)  # who has not been asked has nothing to say: it has ended
            elif self._is_ready(child):
                self._put_back(child)

    def start_all(self) -> None:
        """Until every worker is ready; the error of one that is not."""
        self.refill()
        with self._changed:
            children = list(self._idle)
            self._idle.clear()
        for child in children:
            if self._is_ready(child):
                self._put_back(child)
        if self._attempts.failure:
            raise self._attempts.failure

    def numbers(self) -> tuple[int, int, int]:
        """Workers, how many of them are idle, and askers in the line; spares do not count."""
        with self._changed:
            idle = max(0, min(len(self._idle), self._places - self._busy()))
            return self._busy() + idle, idle, self._line.waiting

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

    def _take_idle(self) -> Child | None:
        with self._changed:
            return self._idle.pop() if self._is_free() else None

    def _wait_for_idle(self, deadline: float, seconds: float) -> Child:
        with contextlib.nullcontext() if self._is_hopeless() else self._line.joined():
            while True:
                with self._changed:
                    in_time = self._changed.wait_for(self._has_news, max(0.0, deadline - time.monotonic()))
                    if self._is_free():
                        return self._idle.pop()
                    if self._is_hopeless():
                        raise self._reason()
                    if not in_time:
                        raise self._line.too_long(seconds)
                self.refill()

    def _has_news(self) -> bool:
        return self._is_free() or self._is_hopeless() or (self._is_short() and self._attempts.allowed())

    def _is_free(self) -> bool:
        return bool(self._idle) and self._busy() < self._places

    def _busy(self) -> int:
        return len(self._children) - len(self._idle)

    def _is_short(self) -> bool:
        return not self._closed and len(self._children) + self._starting < self._size

    def _is_hopeless(self) -> bool:
        """Whether waiting is in vain: nobody is at work, and nobody is about to be."""
        return self._closed or not (self._children or self._starting or self._attempts.allowed())

    def _reason(self) -> SolidarityGraphError:
        """Why it is hopeless."""
        return _closed() if self._closed else self._attempts.failure or NoWorkerError("No query worker can be started.")

    def _put_back(self, child: Child) -> None:
        with self._changed:
            wanted = child in self._children and child.generation == self._generation
            if wanted:
                self._idle.append(child)
                if self._line.waiting:
                    self._changed.notify()
        if not wanted:
            self._discard(child)
            self.refill()

    def _discard(self, child: Child) -> None:
        """End it, charged to nobody."""
        self.lose(child, _closed())
        child.close()

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
        self._attempts.succeeded()
        return True

    def _reserve(self) -> bool:
        """Whether a worker is missing and may be started now; if so, by the caller alone."""
        may_start = self._attempts.worth_it()
        with self._changed:
            if not may_start or not self._is_short():
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
            self._discard(child)

    def _fail(self, error: SolidarityGraphError, *, started: bool = False) -> None:
        self._attempts.failed(error, started=started)
        with self._changed:
            self._changed.notify_all()


def _closed() -> CallError:
    return CallError("The store is closed.")
