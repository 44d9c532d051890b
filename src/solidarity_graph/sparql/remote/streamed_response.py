"""The response to one query: sent, checked and streamed with a deadline and a size limit."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from solidarity_graph.errors import NotAcceptableError, SolidarityGraphError
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.deadlines import Deadline, DeadlineMonitor, HasLeft
from solidarity_graph.sparql.pool.limits import Limits
from solidarity_graph.sparql.pool.statistics import Counters
from solidarity_graph.sparql.pool.stop_errors import ClientLeftError, OverOutputError
from solidarity_graph.sparql.remote.concurrency_limit import ConcurrencyLimit
from solidarity_graph.sparql.remote.endpoint_errors import ErrorTranslator, read_text
from solidarity_graph.sparql.remote.http_client import HttpClient, media_type
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
    """One query and its response. Counts as a query of `concurrency`, and has a deadline, until it is closed.

    The deadline cuts the connection from another thread: a socket's own timeout counts from byte to byte, so that a
    server that drips would never be too slow.
    """

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
        self._output_bytes = limits.output_bytes
        self._response: BaseHTTPResponse | None = None
        self._socket: socket.socket | None = None
        self._cause: SolidarityGraphError | None = None
        self._rows: PartialResultCheck
        self._taken = 0
        self._lock = threading.Lock()
        self._open = True
        monitor.add(self, Deadline(limits.seconds, errors.too_slow(), self._cut, gone))

    def begin(self, request: SparqlRequest, client: HttpClient, accepted: Sequence[str]) -> Answer:
        """Send the request and return its answer once the first bytes have come; raise if it fails before.

        accepted  media types: NotAcceptableError if the response has another one.
        """
        with self._translated_errors():
            try:
                self._response = response = request.send(client, self._on_connect)
            except HTTPError:
                if self._socket is None:
                    self._counters.add("start_failures")
                raise
            text = "" if response.status < 300 else read_text(response)
        if response.status >= 300:
            raise self._errors.of_status(response.status, text)
        chosen = self._choose_media_type(response, accepted)
        self._rows = PartialResultCheck(self._errors.name, response.headers, chosen)
        first = self._read_chunk(response)
        if response.length_remaining == 0:
            self._rows.feed(b"")
            # The next query may be sent before the client has read a byte, however slowly it reads.
            self._counters.add("answered")
            self.close()
            return Answer(chosen, iter((first,)), self.close)
        return Answer(chosen, self._body(response, first), self.close)

    def close(self, error: BaseException | None = None) -> None:
        """Close the connection, and count a stopped query if `error` is the reason. A second call does nothing."""
        with self._lock:
            closing, self._open = self._open, False
        if not closing:
            return
        self._monitor.remove(self)
        if self._response is not None:
            self._response.close()
        self._concurrency.finish()
        if isinstance(error, SolidarityGraphError):
            self._counters.add_stop(error)

    def _on_connect(self, connection: HTTPConnection) -> None:
        self._counters.add("started")
        self._socket = connection.sock
        if self._cause:
            self._cut(self._cause)

    def _cut(self, cause: SolidarityGraphError) -> None:
        self._cause = self._cause or cause
        if self._socket is not None:
            with contextlib.suppress(OSError):  # closed already
                # Not an SSL socket's own method: that one takes the object away from under the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _body(self, response: BaseHTTPResponse, first: bytes) -> Iterator[bytes]:
        try:
            chunk = first
            while chunk:
                yield chunk
                chunk = self._read_chunk(response)
        except BaseException as error:
            self.close(error)
            raise
        self._counters.add("answered")
        self.close()

    def _read_chunk(self, response: BaseHTTPResponse) -> bytes:
        with self._translated_errors():
            chunk = response.read1(_CHUNK_BYTES)
        self._taken += len(chunk)
        if self._taken > self._output_bytes:
            raise OverOutputError(f"The answer is larger than {self._output_bytes} bytes.")
        self._rows.feed(chunk)
        return chunk

    def _choose_media_type(self, response: BaseHTTPResponse, accepted: Sequence[str]) -> str:
        given = media_type(response)
        for name in (given, _SPECIFIC_TYPES.get(given)):
            if name and (name in accepted or "*/*" in accepted):
                return name
        raise NotAcceptableError(f"{self._errors.name} answered with {given}, which was not asked for.", [given])

    @contextlib.contextmanager
    def _translated_errors(self) -> Iterator[None]:
        """Translate exceptions of the connection; if it was cut, raise the cause of that."""
        try:
            yield
        except HTTPError as error:
            raise self._cause or self._errors.translate(error) from error
        if self._cause:  # cut where the end of the connection is the end of the body
            raise self._cause
        if not self._open:
            raise ClientLeftError("The answer was closed before its end.")
