"""The response to one query: sent, checked and streamed with a deadline and a size limit."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import cast

from urllib3 import BaseHTTPResponse, HTTPHeaderDict
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from solidarity_graph.errors import NotAcceptableError, SolidarityGraphError, TooSlowError
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.deadlines import Deadline, DeadlineMonitor, HasLeft
from solidarity_graph.sparql.pool.limits import Limits
from solidarity_graph.sparql.pool.query_errors import ClientLeftError, OverOutputError
from solidarity_graph.sparql.pool.statistics import Counters
from solidarity_graph.sparql.remote.endpoint_errors import ErrorTranslator, lower_lines, read_text
from solidarity_graph.sparql.remote.http_client import HttpClient, media_type
from solidarity_graph.sparql.remote.sparql_request import SparqlRequest

_CHUNK_BYTES = 64 << 10
# General media types that some servers use, and the specific one of SPARQL results.
_SPECIFIC_TYPES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
# The bytes that each row has once; line ends occur once more.
_ROW_MARKS = {
    "text/csv": b"\n",
    "text/tab-separated-values": b"\n",
    "application/sparql-results+json": b"\n",
    "application/sparql-results+xml": b"<result>",
}


class StreamedResponse:
    """One query and its response. It has a deadline until it is closed; then `free` is called, once.

    The deadline cuts the connection from another thread: a socket's own timeout counts from byte to byte, so that a
    server that drips would never be too slow.
    """

    def __init__(
        self,
        errors: ErrorTranslator,
        monitor: DeadlineMonitor,
        counters: Counters,
        limits: Limits,
        gone: HasLeft | None,
        free: Callable[[], None],
    ) -> None:
        self._errors = errors
        self._monitor = monitor
        self._counters = counters
        self._limits = limits
        self._free = free
        self._response: BaseHTTPResponse | None = None
        self._socket: socket.socket | None = None
        self._cause: SolidarityGraphError | None = None
        self._rows: _RowLimit
        self._taken = 0
        self._lock = threading.Lock()
        self._open = True
        monitor.add(self, Deadline(limits.seconds, errors.too_slow(), self._cut, gone))

    def begin(self, client: HttpClient, request: SparqlRequest) -> Answer:
        """Send the request and return its answer once the first bytes have come; close and raise if it fails before."""
        try:
            if self._cause:  # the store is closed
                raise self._cause
            response = self._send(client, request)
            chosen = self._choose_media_type(response, request.wanted)
            self._rows = _RowLimit(self._errors.name, response.headers, chosen)
            body = self._body(response)
            first = [*islice(body, 1)]
            if response.length_remaining == 0:
                # The next query may be sent before the client has read a byte, however slowly it reads.
                first += body
        except BaseException as error:
            self.close(error)
            raise
        return Answer(chosen, chain(first, body), self.close)

    def close(self, error: BaseException | None = None) -> None:
        """Close the connection, and count a stopped query if `error` is the reason. A second call does nothing."""
        with self._lock:
            closing, self._open = self._open, False
        if not closing:
            return
        self._monitor.remove(self)
        if self._response is not None:
            self._response.close()
        self._free()
        if isinstance(error, SolidarityGraphError):
            self._counters.add_stop(error)

    def _send(self, client: HttpClient, request: SparqlRequest) -> BaseHTTPResponse:
        http = request.http_request()
        headers, body = dict(http.header_items()), cast("bytes | None", http.data)
        with self._translated_errors():
            try:
                response = client.send(
                    http.get_method(), http.full_url, self._limits.seconds, headers, body, self._on_connect
                )
            except HTTPError:
                if self._socket is None:
                    self._counters.add("start_failures")
                raise
            self._response = response
            text = "" if response.status < 300 else lower_lines(read_text(response), request.lines_before)
        if response.status >= 300:
            raise self._errors.of_status(response.status, text)
        return response

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

    def _body(self, response: BaseHTTPResponse) -> Iterator[bytes]:
        try:
            while chunk := self._read_chunk(response):
                yield chunk
        except BaseException as error:
            self.close(error)
            raise
        self._counters.add("answered")
        self.close()

    def _read_chunk(self, response: BaseHTTPResponse) -> bytes:
        with self._translated_errors():
            chunk = response.read1(_CHUNK_BYTES)
        self._taken += len(chunk)
        if self._taken > self._limits.output_bytes:
            raise OverOutputError(f"The answer is larger than {self._limits.output_bytes} bytes.")
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


class _RowLimit:
    """Detects incomplete answers with status 200. Virtuoso sends two headers of its own.

    - `X-SQL-State: S1TAT`: the time limit was reached, and the answer holds the rows found until then: TooSlowError.
    - `X-SPARQL-MaxRows`: the most rows of an answer (`ResultSetMaxRows`). The header is sent whenever a query has no
      lower LIMIT: an answer with that many rows may be incomplete.
    """

    def __init__(self, name: str, headers: HTTPHeaderDict, media_type: str) -> None:
        if headers.get("X-SQL-State") == "S1TAT":
            raise TooSlowError(f"{name} had time for a part of the answer only.")
        most = headers.get("X-SPARQL-MaxRows", "")
        self._name = name
        self._most = int(most) if most.isdecimal() else 0
        self._mark = _ROW_MARKS.get(media_type, b"")
        self._rows = -1 if self._mark == b"\n" else 0
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        """Count the rows in the next bytes of the answer. No bytes mean its end: OverOutputError at the limit."""
        if not self._most or not self._mark:
            return
        if not chunk and self._rows >= self._most:
            raise OverOutputError(
                f"{self._name} gives at most {self._most} rows and may have cut the answer there. "
                "Ask for fewer, with LIMIT."
            )
        text = self._tail + chunk
        self._rows += text.count(self._mark)
        self._tail = text[len(text) - len(self._mark) + 1 :]
