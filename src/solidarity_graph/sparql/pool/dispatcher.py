"""Sends requests to the workers of a pool, each with a deadline, and streams their answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain

from solidarity_graph.errors import SolidarityGraphError, TooSlowError
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.deadlines import Deadline, HasLeft
from solidarity_graph.sparql.pool.limits import Limits
from solidarity_graph.sparql.pool.query_errors import ClientLeftError
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle
from solidarity_graph.sparql.pool.worker_pool import WorkerPool
from solidarity_graph.sparql.pool.worker_protocol import QueryRequest

_TRIES = 3  # to find a worker that is alive: other dead workers are removed together with the first


class Dispatcher:
    """Answers requests with the workers of a pool.

    explain  returns the error to report in place of one that a query got: the database's fault that caused it, or the
             same error.
    """

    def __init__(self, pool: WorkerPool, explain: Callable[[SolidarityGraphError], SolidarityGraphError]) -> None:
        self._pool = pool
        self._explain = explain

    def answer(self, request: QueryRequest, gone: HasLeft | None = None) -> Answer:
        """Return the answer of a worker. Everything that fails before its first bytes is raised here.

        gone  returns True if the client has disconnected: then the query is stopped.
        """
        worker = self._send(request.pack(), request.limits, gone)
        try:
            media_type, first, complete = worker.read_start()
        except BaseException:
            self._finish(worker)
            raise
        if complete:
            # The worker is free before the client has read a byte, however slowly it reads.
            self._finish(worker)
            return Answer(media_type, iter((first,)), close=lambda: None)
        return Answer(media_type, chain((first,), worker.read_rest()), partial(self._finish, worker))

    def _send(self, request: bytes, limits: Limits, gone: HasLeft | None) -> WorkerHandle:
        late = TooSlowError(
            "The answer took longer than %(seconds)g seconds. Ask for less, or in narrower steps.",
            seconds=limits.seconds,
        )
        for _ in range(_TRIES):
            worker = self._pool.take(limits.waiting_seconds)
            self._pool.monitor.add(worker, Deadline(limits.seconds, late, partial(self._pool.kill, worker), gone))
            try:
                worker.send(request)
            except OSError:
                if not self._pool.monitor.remove(worker):
                    return worker  # its deadline has passed meanwhile: reading from it raises the cause
                # It died while it was idle, through no fault of this request: then the next one is tried.
                self._pool.discard(worker)
                self._pool.replace_ended()
            else:
                return worker
        raise self._pool.record_crashes()

    def _finish(self, worker: WorkerHandle) -> None:
        """Count the end of an answer, and put its worker back into the pool; kill it if its answer was not read to the
        end. Raise the fault of the database that caused the worker's error.
        """
        error, worker.error = worker.error, None  # its traceback refers to the request
        if worker.idle and error is None:
            self._pool.counters.add("answered")
        elif worker.idle:
            self._pool.counters.add_stop(error)  # for other workers, the pool counts when it kills them
        if self._pool.monitor.remove(worker) and worker.idle:
            self._pool.give_back(worker)
        else:
            self._pool.kill(worker, ClientLeftError("The answer was closed before its end."))
            worker.close()
            self._pool.start_missing()
        found = self._explain(error) if error else None
        if found is not error and found:
            raise found from error
