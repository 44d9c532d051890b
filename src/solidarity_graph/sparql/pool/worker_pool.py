"""A pool of worker processes: workers are taken one at a time, given back, and replaced when they die."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable

from solidarity_graph.errors import CallError, SolidarityGraphError
from solidarity_graph.sparql.pool.launcher import Launcher
from solidarity_graph.sparql.pool.restart_backoff import RestartBackoff
from solidarity_graph.sparql.pool.statistics import Counters
from solidarity_graph.sparql.pool.stop_errors import NoWorkerError
from solidarity_graph.sparql.pool.waiting_queue import WaitingQueue
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle


class WorkerPool:
    """Up to `size` workers in use at a time, and `spares` more that are ready to replace one.

    queue_size        the number of threads that may wait for a worker.
    wait_until_ready  is called with a new worker: waits until it is ready, or raises.
    """

    def __init__(
        self,
        launcher: Launcher,
        *,
        size: int,
        spares: int,
        queue_size: int,
        counters: Counters,
        backoff: RestartBackoff,
        wait_until_ready: Callable[[WorkerHandle], None],
    ) -> None:
        self._launcher = launcher
        self._most_busy = size
        self._size = size + spares
        self._queue = WaitingQueue(queue_size, "worker")
        self._counters = counters
        self._wait_until_ready = wait_until_ready
        self._backoff = backoff
        self._workers: set[WorkerHandle] = set()
        self._idle: deque[WorkerHandle] = deque()
        self._starting = 0
        self._generation = 0
        self._closed = False
        self._changed = threading.Condition()

    def take(self, seconds: float) -> WorkerHandle:
        """Return a worker that is ready. BusyError if none becomes free within `seconds` or the queue is full.

        If no worker can be started, the error of the last start is raised at once.
        """
        deadline = time.monotonic() + seconds
        while True:
            self.start_missing()
            worker = self._take_idle() or self._wait_for_idle(deadline, seconds)
            if self._is_ready(worker):
                return worker

    def give_back(self, worker: WorkerHandle) -> None:
        """Put a worker that has answered back into the pool; end it if `restart_all` was called since it started."""
        self._backoff.record_answer()
        self._put_back(worker)

    def kill(self, worker: WorkerHandle, cause: SolidarityGraphError) -> None:
        """Kill a worker, without waiting, and count `cause`, which is raised in the thread that reads from the worker.

        `start_missing` starts another worker in its place.
        """
        worker.kill(cause)
        with self._changed:
            known = worker in self._workers
            self._workers.discard(worker)
            self._changed.notify()  # a thread that waits for a worker may as well start one
        if known:
            self._counters.add_stop(worker.cause)

    def replace(self, worker: WorkerHandle) -> None:
        """End a worker that died while idle, and start another. Other dead idle workers are replaced too.

        This does not count as a stopped query.
        """
        self._discard(worker)
        self.check_idle()
        self.start_missing()

    def record_crashes(self) -> NoWorkerError:
        """Begin a pause because workers end as soon as they have started, and return the error that says so."""
        error = NoWorkerError("Query workers end as soon as they have started.")
        self._record_failure(error, started=True)
        return error

    def start_missing(self) -> None:
        """Start the workers that are missing, without waiting until they are ready.

        A failure is not raised: it begins a pause, during which nothing is started.
        """
        while len(self._workers) + self._starting < self._size and self._reserve_start():
            worker: WorkerHandle | None = None
            try:
                worker = WorkerHandle(self._launcher.start(), self._generation)
            except SolidarityGraphError as error:
                self._record_failure(error)
            except Exception as error:  # noqa: BLE001 (the calling thread may have an answer that it must not lose)
                self._record_failure(NoWorkerError(f"No query worker can be started: {error}."))
            finally:
                self._add_started(worker)

    def restart_all(self) -> None:
        """Replace all workers: idle ones now, the others when their requests end."""
        with self._changed:
            self._generation += 1
            idle = list(self._idle)
            self._idle.clear()
        for worker in idle:
            self._discard(worker)
        self._backoff.reset()
        self.start_missing()

    def check_idle(self) -> None:
        """Learn which new workers are ready or failed to start, and end idle workers that have died. Does not wait."""
        with self._changed:
            changed = [worker for worker in self._idle if worker.has_output()]
            for worker in changed:
                self._idle.remove(worker)
        for worker in changed:
            if worker.ready:
                self._discard(worker)  # output without a request: the process has ended
            elif self._is_ready(worker):
                self._put_back(worker)

    def start_all(self) -> None:
        """Start all workers and wait until they are ready; raise the error of a worker that cannot start."""
        self.start_missing()
        with self._changed:
            workers = list(self._idle)
            self._idle.clear()
        for worker in workers:
            if self._is_ready(worker):
                self._put_back(worker)
        if self._backoff.failure:
            raise self._backoff.failure

    def counts(self) -> tuple[int, int, int]:
        """Return the numbers of workers, idle workers (both without spares) and threads in the queue."""
        with self._changed:
            idle = max(0, min(len(self._idle), self._most_busy - self._busy()))
            return self._busy() + idle, idle, self._queue.waiting

    def close(self) -> None:
        """Kill every worker. Answers that are being read break."""
        with self._changed:
            self._closed = True
            workers, idle = list(self._workers), list(self._idle)
            self._workers.clear()
            self._idle.clear()
            self._changed.notify_all()
        for worker in workers:
            worker.kill(_closed())
        for worker in idle:
            worker.close()

    def _take_idle(self) -> WorkerHandle | None:
        with self._changed:
            return self._idle.pop() if self._is_free() else None

    def _wait_for_idle(self, deadline: float, seconds: float) -> WorkerHandle:
        with contextlib.nullcontext() if self._cannot_succeed() else self._queue.entered():
            while True:
                with self._changed:
                    in_time = self._changed.wait_for(self._can_proceed, max(0.0, deadline - time.monotonic()))
                    if self._is_free():
                        return self._idle.pop()
                    if self._cannot_succeed():
                        raise self._failure()
                    if not in_time:
                        raise self._queue.timeout_error(seconds)
                self.start_missing()

    def _can_proceed(self) -> bool:
        return self._is_free() or self._cannot_succeed() or (self._is_short() and self._backoff.has_elapsed())

    def _is_free(self) -> bool:
        return bool(self._idle) and self._busy() < self._most_busy

    def _busy(self) -> int:
        return len(self._workers) - len(self._idle)

    def _is_short(self) -> bool:
        return not self._closed and len(self._workers) + self._starting < self._size

    def _cannot_succeed(self) -> bool:
        """Return True if no worker is running or starting, and none may be started now."""
        return self._closed or not (self._workers or self._starting or self._backoff.has_elapsed())

    def _failure(self) -> SolidarityGraphError:
        return _closed() if self._closed else self._backoff.failure or NoWorkerError("No query worker can be started.")

    def _put_back(self, worker: WorkerHandle) -> None:
        with self._changed:
            wanted = worker in self._workers and worker.generation == self._generation
            if wanted:
                self._idle.append(worker)
                if self._queue.waiting:
                    self._changed.notify()
        if not wanted:
            self._discard(worker)
            self.start_missing()

    def _discard(self, worker: WorkerHandle) -> None:
        """End a worker without counting a stopped query."""
        self.kill(worker, _closed())
        worker.close()

    def _is_ready(self, worker: WorkerHandle) -> bool:
        if worker.ready:
            return True
        try:
            self._wait_until_ready(worker)
        except SolidarityGraphError as error:
            with self._changed:
                self._workers.discard(worker)
            worker.kill(error)
            worker.close()
            self._record_failure(error)
            return False
        self._backoff.record_start()
        return True

    def _reserve_start(self) -> bool:
        """Return True if a worker is missing and may be started now; the calling thread must then start it."""
        may_start = self._backoff.may_start()
        with self._changed:
            if not may_start or not self._is_short():
                return False
            self._starting += 1
            return True

    def _add_started(self, worker: WorkerHandle | None) -> None:
        with self._changed:
            self._starting -= 1
            if worker and not self._closed:
                self._workers.add(worker)
                self._idle.appendleft(worker)
                worker = None
            self._changed.notify_all()
        if worker:  # the pool was closed meanwhile
            self._discard(worker)

    def _record_failure(self, error: SolidarityGraphError, *, started: bool = False) -> None:
        self._backoff.record_failure(error, started=started)
        with self._changed:
            self._changed.notify_all()


def _closed() -> CallError:
    return CallError("The store is closed.")
