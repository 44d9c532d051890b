"""The store of a SPARQL endpoint on another server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from solidarity_graph.errors import BusyError, SolidarityGraphError, UpdateRefusedError
from solidarity_graph.sparql.interface import accepted_types, check_query_text
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.deadlines import DeadlineMonitor
from solidarity_graph.sparql.pool.limits import DEFAULT_LIMITS, Limits
from solidarity_graph.sparql.pool.statistics import Counters, StoreStatus
from solidarity_graph.sparql.query_text.lexer import is_update
from solidarity_graph.sparql.query_text.refusals import refuse_nesting, refuse_service
from solidarity_graph.sparql.remote.authentication import Credentials
from solidarity_graph.sparql.remote.concurrency_limit import ConcurrencyLimit
from solidarity_graph.sparql.remote.endpoint_errors import ErrorTranslator
from solidarity_graph.sparql.remote.http_client import HttpClient, check_url, redact_url
from solidarity_graph.sparql.remote.sparql_request import SparqlRequest
from solidarity_graph.sparql.remote.streamed_response import StreamedResponse

_STATUS_SECONDS = 5.0  # how long the result of a check is reused
_STATUS_LIMITS = Limits(seconds=2.0)
_RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")


class RemoteStore:
    """The `Store` of the endpoint at `endpoint_url`. Parameters in its address are sent with every query.

    timeout        seconds without a byte from the endpoint after which a query fails.
    credentials    user and password, or token.
    connections    the number of queries sent at a time: its operator knows how many the endpoint can bear.
    queue_size     the number of queries that may wait for a connection; further ones are refused at once.
    serving        True if this is the store of our own site. Then error messages do not name its address (the log
                   does), an unreachable endpoint is no fault of the client, and SERVICE is refused. The endpoint's own
                   parser may read a query differently: the endpoint should be unable to send requests itself.
    service_hosts  hosts that SERVICE may name nevertheless.
    """

    def __init__(
        self,
        endpoint_url: str,
        timeout: float = 30.0,
        *,
        credentials: Credentials | None = None,
        connections: int = 8,
        queue_size: int = 32,
        serving: bool = False,
        service_hosts: Sequence[str] = (),
    ) -> None:
        self.endpoint_url = check_url(endpoint_url)
        self._errors = ErrorTranslator(redact_url(endpoint_url), serving)
        self._timeout = timeout
        self._serving = serving
        self._service_hosts = tuple(service_hosts)
        self._client = HttpClient(credentials)
        self._concurrency = ConcurrencyLimit(connections, queue_size)
        self._counters = Counters()
        self._monitor = DeadlineMonitor("remote-deadlines")
        self._readiness = _ReadinessCheck()

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Callable[[], bool] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Send the query, and return the endpoint's answer as it is. `limits.memory_bytes` has no effect.

        UpdateRefusedError for a SPARQL Update.
        """
        self._counters.add("asked")
        try:
            self._refuse(query, limits)
            wanted = accepted_types(media_type)
            request = SparqlRequest(self.endpoint_url, query, wanted, min(self._timeout, limits.seconds))
            request.set_dataset(default_graphs, named_graphs)
            self._concurrency.acquire(limits.waiting_seconds)
        except BusyError:
            self._counters.add("busy")
            raise
        response = StreamedResponse(self._errors, self._concurrency, self._counters, self._monitor, limits, gone)
        try:
            return response.begin(request, self._client, wanted)
        except BaseException as error:
            response.close(error)
            raise

    def status(self) -> StoreStatus:
        """Return whether the endpoint answers an ASK query. The result of the last few seconds is used again."""
        reason = self._readiness.reason(self._ask)
        limit = self._concurrency
        return StoreStatus(not reason, reason, limit.size, limit.idle, limit.waiting, guarded="remote")

    def counters(self) -> Mapping[str, int]:
        """Return the numbers counted; `started` counts connections, and `killed_memory` stays 0."""
        return self._counters.numbers()

    def close(self) -> None:
        """Close all connections; answers that are being read break."""
        self._concurrency.close()
        self._monitor.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _refuse(self, query: str, limits: Limits) -> None:
        check_query_text(query, limits)
        refuse_nesting(query, limits.nesting)
        if is_update(query):
            raise UpdateRefusedError("This is a SPARQL Update. No update is sent to any endpoint: only queries are.")
        if self._serving:
            refuse_service(query, self._service_hosts)

    def _ask(self) -> None:
        # Without the queue and the counters, which are for queries of clients.
        request = SparqlRequest(self.endpoint_url, "ASK {}", _RESULTS, _STATUS_LIMITS.seconds)
        response = StreamedResponse(
            self._errors, ConcurrencyLimit(1, 0), Counters(), self._monitor, _STATUS_LIMITS, None
        )
        try:
            response.begin(request, self._client, _RESULTS).read()
        finally:
            response.close()


class _ReadinessCheck:
    """The result of the last check of an endpoint. One thread repeats the check when the result is old."""

    def __init__(self) -> None:
        self._reason = "It has not been asked yet."
        self._until = 0.0
        self._lock = threading.Lock()

    def reason(self, ask: Callable[[], None]) -> str:
        """Return why the endpoint is not ready, or ''. Threads that come during a check get the last result."""
        if time.monotonic() >= self._until and self._lock.acquire(blocking=False):
            try:
                ask()
                self._reason = ""
            except SolidarityGraphError as error:
                self._reason = str(error)
            finally:
                self._until = time.monotonic() + _STATUS_SECONDS
                self._lock.release()
        return self._reason
