"""The store of a SPARQL endpoint on another server."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from solidarity_graph.errors import BusyError, SolidarityGraphError, UpdateRefusedError
from solidarity_graph.sparql.interface import Store
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.deadlines import DeadlineMonitor
from solidarity_graph.sparql.pool.limits import Limits
from solidarity_graph.sparql.pool.statistics import Counters, StoreStatus
from solidarity_graph.sparql.pool.waiting_queue import WaitingQueue
from solidarity_graph.sparql.pool.worker_protocol import QueryRequest
from solidarity_graph.sparql.query_text.lexer import is_update
from solidarity_graph.sparql.query_text.refusals import refuse_nesting, refuse_service
from solidarity_graph.sparql.remote.authentication import Credentials
from solidarity_graph.sparql.remote.endpoint_errors import ErrorTranslator
from solidarity_graph.sparql.remote.http_client import HttpClient, check_url, redact_url
from solidarity_graph.sparql.remote.sparql_request import SparqlRequest
from solidarity_graph.sparql.remote.streamed_response import StreamedResponse

_STATUS_SECONDS = 5.0  # how long the result of a check is reused
_STATUS_LIMITS = Limits(seconds=2.0)
_RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")


class RemoteStore(Store):
    """The `Store` of the endpoint at `endpoint_url`. Parameters in its address are sent with every query.

    Of its counters, `started` counts connections, and `killed_memory` stays 0.

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
        *,
        credentials: Credentials | None = None,
        connections: int = 8,
        queue_size: int = 32,
        serving: bool = False,
        service_hosts: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.endpoint_url = check_url(endpoint_url)
        self._errors = ErrorTranslator(redact_url(endpoint_url), serving)
        self._serving = serving
        self._service_hosts = tuple(service_hosts)
        self._client = HttpClient(credentials)
        self._connections = connections
        self._free: SimpleQueue[None] = SimpleQueue()  # an item for each connection that is free
        for _ in range(connections):
            self._free.put(None)
        self._queue = WaitingQueue(queue_size, "connection")
        self._monitor = DeadlineMonitor("remote-deadlines")
        self._fault = "It has not been asked yet."
        self._fault_until = 0.0
        self._checking = threading.Lock()

    def _answer(self, request: QueryRequest, gone: Callable[[], bool] | None) -> Answer:
        """Send the query, and return the endpoint's answer as it is. `limits.memory_bytes` has no effect.

        UpdateRefusedError for a SPARQL Update.
        """
        limits = request.limits
        self._refuse(request.query, limits.nesting)
        graphs = request.default_graphs, request.named_graphs
        sent = SparqlRequest(self.endpoint_url, request.query, request.media_types, *graphs, request.base)
        try:
            self._take_connection(limits.waiting_seconds)
        except BusyError:
            self._counters.add("busy")
            raise
        response = StreamedResponse(
            self._errors, self._monitor, self._counters, limits, gone, lambda: self._free.put(None)
        )
        return response.begin(self._client, sent)

    def status(self) -> StoreStatus:
        """Return whether the endpoint answers an ASK query. The result of the last few seconds is used again.

        One thread repeats the query when the result is old; others get the old one meanwhile.
        """
        if time.monotonic() >= self._fault_until and self._checking.acquire(blocking=False):
            try:
                self._fault = self._ask()
            finally:
                self._fault_until = time.monotonic() + _STATUS_SECONDS
                self._checking.release()
        fault, free = self._fault, self._free.qsize()
        return StoreStatus(not fault, fault, self._connections, free, self._queue.waiting, guarded="remote")

    def close(self) -> None:
        """Close all connections; answers that are being read break, and queries are refused from now on."""
        self._monitor.close()
        for _ in range(self._queue.waiting):  # they are admitted, and then refused
            self._free.put(None)

    def _refuse(self, query: str, nesting: int) -> None:
        refuse_nesting(query, nesting)
        if is_update(query):
            raise UpdateRefusedError("This is a SPARQL Update. No update is sent to any endpoint: only queries are.")
        if self._serving:
            refuse_service(query, self._service_hosts)

    def _take_connection(self, seconds: float) -> None:
        with contextlib.suppress(Empty):
            return self._free.get_nowait()
        try:
            with self._queue.entered():
                return self._free.get(timeout=seconds)
        except Empty:
            raise self._queue.timeout_error(seconds) from None

    def _ask(self) -> str:
        """Return why the endpoint is not ready, or ''. Its connection and outcome are not counted."""
        request = SparqlRequest(self.endpoint_url, "ASK {}", _RESULTS)
        response = StreamedResponse(self._errors, self._monitor, Counters(), _STATUS_LIMITS, None, lambda: None)
        try:
            response.begin(self._client, request).read()
        except SolidarityGraphError as error:
            return str(error)
        return ""
