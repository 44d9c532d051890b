"""The response to one query: sent, checked and streamed with a deadline and a size limit."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import urllib.error
from collections.abc import Iterator, Sequence

from solidarity_graph.errors import EngineError, NotAcceptableError, SolidarityGraphError
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.deadlines import Deadline, DeadlineMonitor, HasLeft
from solidarity_graph.sparql.pool.limits import Limits
from solidarity_graph.sparql.pool.statistics import ClientLeftError, Counters, OverOutputError
from solidarity_graph.sparql.remote.concurrency_limit import ConcurrencyLimit
from solidarity_graph.sparql.remote.connection import Connections
from solidarity_graph.sparql.remote.endpoint_errors import ErrorTranslator
from solidarity_graph.sparql.remote.partial_results import PartialResultCheck
from solidarity_graph.sparql.remote.sparql_request import SparqlRequest

_CHUNK_BYTES = 64 << 10
# General media types that some servers use, and the specific one of SPARQL results.
_SPECIFIC_TYPES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}


class StreamedResponse:
    """One query and its response. Counts as a query of `concurrency`, and has a deadline, until it is closed."""

    def __init__(
        self,
        errors: ErrorTranslator,
        concurrency: ConcurrencyLimit,
        counters: Counters,
        monitor: DeadlineMonitor,
        limits: Limits,
        gone: HasLeft | None,
    ) -> None:
        self._errors = errors
        self._concurrency = concurrency
        self._counters = counters
        self._monitor = monitor
        self._limits = limits
        self._connection = _CancellableConnection()
        self._response: http.client.HTTPResponse | None = None
        self._rows: PartialResultCheck
        self._taken = 0
        self._lock = threading.Lock()
        self._open = True
        monitor.add(self._connection, Deadline(limits.seconds, errors.too_slow, self._connection.cut, gone))

    def begin(self, request: SparqlRequest, connections: Connections, wanted: Sequence[str]) -> Answer:
        """Send the request and wait for the first bytes of the response."""
        with self._our_errors():
            try:
                self._response = response = request.send(connections, self._on_connect)
            except (OSError, http.client.HTTPException):
                if not self._connection.reached:
                    self._counters.add("start_failures")
                raise
        chosen = self._media_type(response, wanted)
        self._rows = PartialResultCheck(self._errors.name, response.headers, chosen)
        announced = response.length
        first = self._chunk(response, announced)
        if announced is not None and self._taken >= announced:
            self._rows.feed(b"")
            # The next query may be sent before the client has read a byte, however slowly it reads.
            self._counters.add("answered")
            self.close()
            return Answer(chosen, iter((first,)), self.close)
        return Answer(chosen, self._body(response, announced, first), self.close)

    def close(self, error: BaseException | None = None) -> None:
        """Close the connection and count `error`. A second call does nothing."""
        with self._lock:
            closing, self._open = self._open, False
        if not closing:
            return
        self._monitor.remove(self._connection)
        if self._response is not None:
            self._response.close()
        self._concurrency.finish()
        if isinstance(error, SolidarityGraphError):
            self._counters.add_stop(error)

    def _on_connect(self, connection: http.client.HTTPConnection) -> None:
        self._counters.add("started")
        self._connection.connected(connection)

    def _body(self, response: http.client.HTTPResponse, announced: int | None, first: bytes) -> Iterator[bytes]:
        try:
            chunk = first
            while chunk:
                yield chunk
                chunk = self._chunk(response, announced)
        except BaseException as error:
            self.close(error)
            raise
        self._counters.add("answered")
        self.close()

    def _chunk(self, response: http.client.HTTPResponse, announced: int | None) -> bytes:
        with self._our_errors():
            chunk = response.read1(_CHUNK_BYTES)
        self._taken += len(chunk)
        if self._taken > self._limits.output_bytes:
            raise OverOutputError(f"The answer is larger than {self._limits.output_bytes} bytes.")
        if not chunk and announced is not None and self._taken < announced:
            raise EngineError(f"{self._errors.name} broke off after {self._taken} of {announced} bytes.")
        self._rows.feed(chunk)
        return chunk

    def _media_type(self, response: http.client.HTTPResponse, wanted: Sequence[str]) -> str:
        given = response.headers.get_content_type()
        for name in (given, _SPECIFIC_TYPES.get(given)):
            if name and (name in wanted or "*/*" in wanted):
                return name
        raise NotAcceptableError(f"{self._errors.name} answered with {given}, which was not asked for.", [given])

    @contextlib.contextmanager
    def _our_errors(self) -> Iterator[None]:
        """Translate exceptions of the connection; if it was cut, raise the cause of that."""
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            if self._connection.cause and isinstance(error, urllib.error.HTTPError):
                error.close()
            raise self._connection.cause or self._errors.translate(error) from error
        if self._connection.cause:  # cut where the end of the connection is the end of the body
            raise self._connection.cause
        if not self._open:
            raise ClientLeftError("The answer was closed before its end.")


class _CancellableConnection:
    """The connection of one request, which the thread that checks deadlines can cut.

    A socket's own timeout counts from byte to byte, so that a server that drips would never be too slow. `reached` is
    True once the connection is open, `cause` is why it was cut.
    """

    def __init__(self) -> None:
        self.cause: SolidarityGraphError | None = None
        self.reached = False
        self._socket: socket.socket | None = None

    def connected(self, connection: http.client.HTTPConnection) -> None:
        """Take the open connection, and cut it if that was asked for already."""
        self.reached = True
        self._socket = connection.sock
        if self.cause:
            self._shut_down()

    def cut(self, cause: SolidarityGraphError) -> None:
        """Cut the connection from any thread; the first cause is kept."""
        self.cause = self.cause or cause
        self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # closed already
                # Not an SSL socket's own method: that one takes the object away from under the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
