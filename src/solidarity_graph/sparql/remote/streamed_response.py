"""One question to an endpoint and its answer, from the first byte to the last."""

from __future__ import annotations

import contextlib
import http.client
import threading
import urllib.error
from collections.abc import Iterator, Sequence

from solidarity_graph.errors import EngineError, NotAcceptableError, SolidarityGraphError
from solidarity_graph.sparql.interface import Answer, Limits
from solidarity_graph.sparql.pool.deadlines import Gone, Guard, Watch
from solidarity_graph.sparql.pool.stop_errors import Counters, GoneError, OverOutputError
from solidarity_graph.sparql.remote.concurrency_limit import Slots
from solidarity_graph.sparql.remote.connection import Connections
from solidarity_graph.sparql.remote.endpoint_errors import Faults
from solidarity_graph.sparql.remote.lifeline import Lifeline
from solidarity_graph.sparql.remote.partial_results import RowCount
from solidarity_graph.sparql.remote.sparql_request import Request

_CHUNK_BYTES = 64 << 10
# What some servers call a format by, and its own name.
_OTHER_NAMES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}


class Exchange:
    """One question and its answer: holds a slot and is watched until it is closed."""

    def __init__(
        self,
        faults: Faults,
        slots: Slots,
        counters: Counters,
        watch: Watch,
        limits: Limits,
        gone: Gone | None,
    ) -> None:
        self._faults = faults
        self._slots = slots
        self._counters = counters
        self._watch = watch
        self._limits = limits
        self._lifeline = Lifeline()
        self._response: http.client.HTTPResponse | None = None
        self._rows: RowCount
        self._taken = 0
        self._lock = threading.Lock()
        self._open = True
        watch.add(self._lifeline, Guard(limits.seconds, faults.too_slow, self._lifeline.cut, gone))

    def begin(self, request: Request, connections: Connections, wanted: Sequence[str]) -> Answer:
        """Send the question and wait for the first bytes."""
        with self._our_errors():
            try:
                self._response = response = request.send(connections, self._connected)
            except (OSError, http.client.HTTPException):
                if not self._lifeline.reached:
                    self._counters.add("start_failures")
                raise
        chosen = self._media_type(response, wanted)
        self._rows = RowCount(self._faults.name, response.headers, chosen)
        announced = response.length
        first = self._chunk(response, announced)
        if announced is not None and self._taken >= announced:
            self._rows.take(b"")
            # The connection is free for the next before the client has read a byte, however slowly it reads.
            self._counters.add("answered")
            self.close()
            return Answer(chosen, iter((first,)), self.close)
        return Answer(chosen, self._body(response, announced, first), self.close)

    def close(self, error: BaseException | None = None) -> None:
        """Once: what was opened for it is closed, wherever it stands."""
        with self._lock:
            closing, self._open = self._open, False
        if not closing:
            return
        self._watch.dismiss(self._lifeline)
        if self._response is not None:
            self._response.close()
        self._slots.give_back()
        if isinstance(error, SolidarityGraphError):
            self._counters.add_stop(error)

    def _connected(self, connection: http.client.HTTPConnection) -> None:
        self._counters.add("started")
        self._lifeline.connected(connection)

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
            raise EngineError(f"{self._faults.name} broke off after {self._taken} of {announced} bytes.")
        self._rows.take(chunk)
        return chunk

    def _media_type(self, response: http.client.HTTPResponse, wanted: Sequence[str]) -> str:
        given = response.headers.get_content_type()
        for name in (given, _OTHER_NAMES.get(given)):
            if name and (name in wanted or "*/*" in wanted):
                return name
        raise NotAcceptableError(f"{self._faults.name} answered with {given}, which was not asked for.", [given])

    @contextlib.contextmanager
    def _our_errors(self) -> Iterator[None]:
        """What goes wrong on the wire, as our errors; what we cut off ourselves, as the reason for that."""
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            if self._lifeline.cause and isinstance(error, urllib.error.HTTPError):
                error.close()
            raise self._lifeline.cause or self._faults.translate(error) from error
        if self._lifeline.cause:  # cut off where the end of the connection is the end of the body
            raise self._lifeline.cause
        if not self._open:
            raise GoneError("The answer was closed before its end.")
