"""Sends requests to the workers of a pool, each with a deadline, and streams their answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Protocol

from solidarity_graph.errors import BusyError, SolidarityGraphError, TooSlowError
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.deadlines import Deadline, DeadlineMonitor, HasLeft
from solidarity_graph.sparql.pool.frames import QueryRequest
from solidarity_graph.sparql.pool.launcher import open_launcher
from solidarity_graph.sparql.pool.limits import Limits
from solidarity_graph.sparql.pool.restart_backoff import RestartBackoff
from solidarity_graph.sparql.pool.statistics import Counters, StoreStatus
from solidarity_graph.sparql.pool.stop_errors import ClientLeftError, NoWorkerError
from solidarity_graph.sparql.pool.worker_config import WorkerConfig
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle
from solidarity_graph.sparql.pool.worker_pool import WorkerPool

_START_SECONDS = 30.0  # opening takes milliseconds: this is for a disk that does not answer
_TRIES = 3  # to find a worker that is alive: other dead workers are removed together with the first


class Database(Protocol):
    """The database that all workers open. `name` is how error messages call it."""

    name: str

    def explain(self, error: SolidarityGraphError) -> SolidarityGraphError:
        """Return the error to report in place of `error`: the database's fault that caused it, or `error` itself."""
        ...

    def record_state(self) -> None:
        """Remember the present state of the database. Called after a worker failed to start."""
        ...

    def has_changed(self) -> bool:
        """Return True if the state differs from the one remembered last."""
        ...


class Dispatcher:
    """A pool of workers with this configuration. All are ready when the constructor returns.

    workers, spares, queue_size  see `WorkerPool`.
    environment                  of the workers, which inherit no other.
    unguarded                    True if workers may run where no guard cuts them off from the network.
    """

    def __init__(
        self,
        config: WorkerConfig,
        database: Database,
        *,
        workers: int,
        spares: int,
        queue_size: int,
        environment: Mapping[str, str],
        unguarded: bool,
    ) -> None:
        self.counters = Counters()
        self._database = database
        self._monitor = DeadlineMonitor("query-deadlines")
        try:
            self._launcher = open_launcher(config, environment, unguarded=unguarded)
        except BaseException:
            self._monitor.close()
            raise
        self._backoff = RestartBackoff(self.counters, database.record_state, database.has_changed)
        self._pool = WorkerPool(
            self._launcher,
            size=workers,
            spares=spares,
            queue_size=queue_size,
            counters=self.counters,
            backoff=self._backoff,
            wait_until_ready=self._wait_until_ready,
        )
        try:
            self._pool.start_all()
        except BaseException:
            self.close()
            raise

    def answer(self, request: QueryRequest, gone: HasLeft | None = None) -> Answer:
        """Return the answer of a worker. Everything that fails before its first bytes is raised here.

        gone  returns True if the client has disconnected: then the query is stopped.
        """
        worker = self._send(request.pack(), request.limits, gone)
        try:
            media_type, first, complete = worker.read_start()
        except SolidarityGraphError as error:
            self._finish(worker, error)
            raise
        except BaseException:
            self._return(worker)
            raise
        if complete:
            # The worker is free before the client has read a byte, however slowly it reads.
            self._finish(worker)
            return Answer(media_type, iter((first,)), close=lambda: None)
        stream = _AnswerStream(worker, first, self._finish)
        return Answer(media_type, stream.body(), stream.close)

    def status(self, fault: SolidarityGraphError | None) -> StoreStatus:
        """Return the state of the pool. Ready if the database has no `fault` and the last worker could start."""
        fault = fault or self._backoff.failure
        return StoreStatus(fault is None, str(fault or ""), *self._pool.counts(), self._launcher.guarded)

    def start_missing(self) -> None:
        """Start the workers that are missing, and learn which idle workers have died."""
        self._pool.start_missing()
        self._pool.check_idle()

    def restart_all(self) -> None:
        """Replace all workers, so that the database is opened again."""
        self._pool.restart_all()

    def close(self) -> None:
        """Kill every worker. Answers that are being read break."""
        self._pool.close()
        self._launcher.close()
        self._monitor.close()

    def _send(self, request: bytes, limits: Limits, gone: HasLeft | None) -> WorkerHandle:
        for _ in range(_TRIES):
            worker = self._take(limits)
            self._add_deadline(worker, limits.seconds, partial(_too_slow, limits), gone)
            try:
                worker.send(request)
            except OSError:
                if not self._monitor.remove(worker):
                    return worker  # its deadline has passed meanwhile: reading from it raises the cause
                # It died while it was idle, through no fault of this request: then the next one is tried.
                self._pool.replace(worker)
            else:
                return worker
        raise self._pool.record_crashes()

    def _take(self, limits: Limits) -> WorkerHandle:
        try:
            return self._pool.take(limits.waiting_seconds)
        except BusyError:
            self.counters.add("busy")
            raise

    def _add_deadline(
        self,
        worker: WorkerHandle,
        seconds: float,
        late: Callable[[], SolidarityGraphError],
        gone: HasLeft | None = None,
    ) -> None:
        self._monitor.add(worker, Deadline(seconds, late, partial(self._pool.kill, worker), gone))

    def _wait_until_ready(self, worker: WorkerHandle) -> None:
        self._add_deadline(worker, _START_SECONDS, self._slow_start)
        try:
            worker.wait_until_ready()
        finally:
            self._monitor.remove(worker)

    def _slow_start(self) -> NoWorkerError:
        return NoWorkerError(
            f"A query worker needed more than {_START_SECONDS:g} seconds to open {self._database.name}."
        )

    def _return(self, worker: WorkerHandle) -> None:
        """Put the worker back into the pool, or kill it if its answer was not read to the end."""
        if self._monitor.remove(worker) and worker.idle:
            self._pool.give_back(worker)
            return
        self._pool.kill(worker, ClientLeftError("The answer was closed before its end."))
        worker.close()
        self._pool.start_missing()

    def _finish(self, worker: WorkerHandle, error: SolidarityGraphError | None = None) -> None:
        """Count the end of an answer and return its worker. Raise the fault of the database that caused `error`."""
        if worker.idle and error is None:
            self.counters.add("answered")
        elif worker.idle:
            self.counters.add_stop(error)  # for other workers, the pool counts when it kills them
        self._return(worker)
        found = self._database.explain(error) if error else None
        if found is not error and found:
            raise found from error


class _AnswerStream:
    """The body of an answer longer than one frame. `finish` is called once: at the end, at an error, or when closed."""

    def __init__(
        self, worker: WorkerHandle, first: bytes, finish: Callable[[WorkerHandle, SolidarityGraphError | None], None]
    ) -> None:
        self._worker = worker
        self._first = first
        self._finish = finish
        self._open = True
        self._lock = threading.Lock()

    def body(self) -> Iterator[bytes]:
        try:
            yield self._first
            yield from self._worker.read_rest()
        except SolidarityGraphError as error:
            self.close(error)
            raise
        finally:
            self.close()

    def close(self, error: SolidarityGraphError | None = None) -> None:
        with self._lock:
            closing, self._open = self._open, False
        if closing:
            self._finish(self._worker, error)


def _too_slow(limits: Limits) -> TooSlowError:
    return TooSlowError(f"The answer took longer than {limits.seconds:g} seconds. Ask for less, or in narrower steps.")
