"""A pool of worker processes: workers are taken one at a time, given back, and replaced when they die."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from solidarity_graph.errors import BusyError, SolidarityGraphError
from solidarity_graph.sparql.pool.deadlines import Deadline, DeadlineMonitor
from solidarity_graph.sparql.pool.launcher import open_launcher
from solidarity_graph.sparql.pool.query_errors import NoWorkerError, StoreClosedError
from solidarity_graph.sparql.pool.restart_backoff import RestartBackoff
from solidarity_graph.sparql.pool.statistics import Counters, StoreStatus
from solidarity_graph.sparql.pool.waiting_queue import WaitingQueue
from solidarity_graph.sparql.pool.worker_config import WorkerConfig
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle

_START_SECONDS = 30.0  # opening takes milliseconds: this is for a disk that does not answer


class WorkerPool:
    """Up to `size` workers in use at a time, and `spares` more that are ready to replace one.

    All are ready when the constructor returns.

    queue_size      the number of threads that may wait for a worker.
    database_state  see `RestartBackoff`.
    environment     of the workers, which inherit no other.
    unguarded       True if workers may run where no guard cuts them off from the network.
    """

    def __init__(
        self,
        config: WorkerConfig,
        *,
        size: int,
        spares: int,
        queue_size: int,
        database_state: Callable[[], object],
        environment: Mapping[str, str],
        unguarded: bool,
    ) -> None:
        self.counters = Counters()
        self._most_busy = size
        self._size = size + spares
        self._queue = WaitingQueue(queue_size, "worker")
        self._backoff = RestartBackoff(database_state)
        self._workers: set[WorkerHandle] = set()
        self._idle: deque[WorkerHandle] = deque()
        self._starting = 0
        self._generation = 0
        self._closed = False
        self._changed = threading.Condition()
        with contextlib.ExitStack() as opened:
            self.monitor = DeadlineMonitor("query-deadlines")
            opened.callback(self.monitor.close)
            self._launcher = open_launcher(config, environment, unguarded=unguarded)
            opened.callback(self._launcher.close)
            opened.callback(self._kill_all)
            self._start_all()
            self._opened = opened.pop_all()

    def take(self, seconds: float) -> WorkerHandle:
        """Return an idle worker, which may have died meanwhile.

        BusyError if none becomes free within `seconds` or the queue is full. If no worker can be started, the error of
        the last start is raised at once.
        """
        try:
            return self._take_idle() or self._wait_for_idle(seconds)
        except BusyError:
            self.counters.add("busy")
            raise

    def give_back(self, worker: WorkerHandle) -> None:
        """Put a worker that has answered back into the pool; end it if `restart_all` was called since it started."""
        self._backoff.record_answer()
        with self._changed:
            wanted = worker in self._workers and worker.generation == self._generation
            if wanted:
                self._idle.append(worker)
                if self._queue.waiting:
                    self._changed.notify()
        if not wanted:
            self.discard(worker)
            self.start_missing()

    def kill(self, worker: WorkerHandle, cause: SolidarityGraphError) -> None:
        """Kill a worker without waiting, and count `cause`. The caller must then call `start_missing`.

        The thread that reads from the worker raises `cause`, or that of an earlier kill.
        """
        worker.kill(cause)
        with self._changed:
            known = worker in self._workers
            self._workers.discard(worker)
            self._changed.notify()  # a thread that waits for a worker may as well start one
        if known:
            self.counters.add_stop(worker.cause)

    def discard(self, worker: WorkerHandle) -> None:
        """End a worker without counting a stopped query."""
        self.kill(worker, StoreClosedError())
        worker.close()

    def record_crashes(self) -> NoWorkerError:
        """Begin a pause because workers end as soon as they have started, and return the error that says so."""
        error = NoWorkerError("Query workers end as soon as they have started.")
        self._record_failure(error, started=True)
        return error

    def start_missing(self) -> None:
        """Start the workers that are missing, and wait until each is ready.

        A failure is not raised: it begins a pause, during which nothing is started.
        """
        while self._reserve_start():
            self._start()

    def replace_ended(self) -> None:
        """Start workers in place of those that have died, idle ones too."""
        self._discard_idle(WorkerHandle.has_ended)
        self.start_missing()

    def restart_all(self) -> None:
        """Replace all workers: idle ones now, the others when their requests end."""
        with self._changed:
            self._generation += 1
        self._discard_idle(lambda _: True)
        self._backoff.reset()
        self.start_missing()

    def status(self, fault: SolidarityGraphError | None) -> StoreStatus:
        """Return the state of the pool, without spares. Ready if the database has no `fault` and the last start did
        not fail.
        """
        fault = fault or self._backoff.failure
        with self._changed:
            busy = self._busy()
            idle = max(0, min(len(self._idle), self._most_busy - busy))
            waiting = self._queue.waiting
        return StoreStatus(fault is None, str(fault or ""), busy + idle, idle, waiting, self._launcher.guarded)

    def close(self) -> None:
        """Kill every worker. Answers that are being read break."""
        self._opened.close()

    def _start_all(self) -> None:
        """Start all workers at the same time; raise the error of a worker that cannot start."""
        with ThreadPoolExecutor(self._size) as threads:
            for _ in range(self._size):
                threads.submit(self.start_missing)
        if self._backoff.failure:
            raise self._backoff.failure

    def _kill_all(self) -> None:
        with self._changed:
            self._closed = True
            workers, idle = list(self._workers), list(self._idle)
            self._workers.clear()
            self._idle.clear()
            self._changed.notify_all()
        for worker in workers:
            worker.kill(StoreClosedError())
        for worker in idle:
            worker.close()

    def _take_idle(self) -> WorkerHandle | None:
        with self._changed:
            return self._idle.pop() if self._is_free() else None

    def _wait_for_idle(self, seconds: float) -> WorkerHandle:
        deadline = time.monotonic() + seconds
        self.start_missing()
        with contextlib.nullcontext() if self._is_free() or self._cannot_succeed() else self._queue.entered():
            while True:
                with self._changed:
                    in_time = self._changed.wait_for(self._can_proceed, max(0.0, deadline - time.monotonic()))
                    if self._is_free():
                        return self._idle.pop()
                    if self._cannot_succeed():
                        raise StoreClosedError() if self._closed else self._failure()
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
        return self._backoff.failure or NoWorkerError("No query worker can be started.")

    def _discard_idle(self, condition: Callable[[WorkerHandle], bool]) -> None:
        """End the idle workers for which `condition` is True."""
        with self._changed:
            chosen = [worker for worker in self._idle if condition(worker)]
            for worker in chosen:
                self._idle.remove(worker)
        for worker in chosen:
            self.discard(worker)

    def _reserve_start(self) -> bool:
        """Return True if a worker is missing and may be started now; the calling thread must then start it."""
        if not self._is_short() or not self._backoff.may_start():
            return False
        with self._changed:
            if not self._is_short():
                return False
            self._starting += 1
            return True

    def _start(self) -> None:
        worker: WorkerHandle | None = None
        try:
            generation = self._generation
            worker = self._launch()
            worker.generation = generation
        except SolidarityGraphError as error:
            self._record_failure(error)
        except Exception as error:  # noqa: BLE001 (the calling thread may have an answer that it must not lose)
            self._record_failure(NoWorkerError(f"No query worker can be started: {error}."))
        finally:
            self._add_started(worker)

    def _launch(self) -> WorkerHandle:
        """Return a new worker that is ready, or raise."""
        worker = self._launcher.start()
        late = NoWorkerError(f"A query worker needed more than {_START_SECONDS:g} seconds to start.")
        self.monitor.add(worker, Deadline(_START_SECONDS, late, worker.kill))
        try:
            worker.wait_until_ready()
        except BaseException:
            worker.kill()
            worker.close()
            raise
        finally:
            self.monitor.remove(worker)
        self.counters.add("started")
        self._backoff.record_start()
        return worker

    def _add_started(self, worker: WorkerHandle | None) -> None:
        with self._changed:
            self._starting -= 1
            current = worker and not self._closed and worker.generation == self._generation
            if worker and current:
                self._workers.add(worker)
                self._idle.appendleft(worker)
            self._changed.notify_all()
        if worker and not current:  # the pool was closed meanwhile, or all workers were replaced
            self.discard(worker)

    def _record_failure(self, error: SolidarityGraphError, *, started: bool = False) -> None:
        self.counters.add("start_failures")
        self._backoff.record_failure(error, started=started)
        with self._changed:
            self._changed.notify_all()
