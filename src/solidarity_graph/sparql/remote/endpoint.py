"""Any SPARQL endpoint behind the same face, asked through SPARQLWrapper."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from solidarity_graph.errors import BusyError, SolidarityGraphError, UpdateRefusedError
from solidarity_graph.sparql.interface import (
    DEFAULT_LIMITS,
    Answer,
    Limits,
    StoreStatus,
    encode_query,
    wanted_types,
)
from solidarity_graph.sparql.pool.deadlines import Watch
from solidarity_graph.sparql.pool.stop_errors import Counters
from solidarity_graph.sparql.query_text.lexer import is_update
from solidarity_graph.sparql.query_text.refusals import refuse_nesting, refuse_service
from solidarity_graph.sparql.remote.authentication import Credentials
from solidarity_graph.sparql.remote.concurrency_limit import Slots
from solidarity_graph.sparql.remote.connection import Connections, check_address, shown
from solidarity_graph.sparql.remote.endpoint_errors import Faults
from solidarity_graph.sparql.remote.sparql_request import Request
from solidarity_graph.sparql.remote.streamed_response import Exchange

_STATUS_SECONDS = 5.0  # how long it is believed that an endpoint is there, or is not
_STATUS_LIMITS = Limits(seconds=2.0)
_RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")


class RemoteStore:
    """The endpoint at `endpoint_url`. Parameters in its address are sent with every query.

    timeout      the longest silence, in seconds, to bear from it.
    credentials  who asks.
    connections  questions at a time. What the endpoint bears is for its operator to say.
    line         questions that may wait for a connection; past it they are turned away at once.
    serving      whether it is the store of our own site. Those who ask did not choose it then: messages do not name its
                 address (the log does), that it cannot be reached is no fault of theirs, and SERVICE is refused. The
                 endpoint's own parser has the last word on what is one: it should be unable to send requests itself.
    service_hosts  the hosts that SERVICE may name all the same.
    """

    def __init__(
        self,
        endpoint_url: str,
        timeout: float = 30.0,
        *,
        credentials: Credentials | None = None,
        connections: int = 8,
        line: int = 32,
        serving: bool = False,
        service_hosts: Sequence[str] = (),
    ) -> None:
        self.endpoint_url = check_address(endpoint_url)
        self._faults = Faults(shown(endpoint_url), serving)
        self._timeout = timeout
        self._serving = serving
        self._service_hosts = tuple(service_hosts)
        self._connections = Connections(credentials)
        self._slots = Slots(connections, line)
        self._counters = Counters()
        self._watch = Watch("remote-watch")
        self._readiness = _Readiness()

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
        """See `face.Store`. The bytes are the endpoint's own, and so is its use of memory."""
        self._counters.add("asked")
        try:
            self._refuse(query, limits)
            wanted = wanted_types(media_type)
            request = Request(self.endpoint_url, query, wanted, min(self._timeout, limits.seconds))
            request.name_graphs(default_graphs, named_graphs)
            self._slots.take(limits.waiting_seconds)
        except BusyError:
            self._counters.add("busy")
            raise
        exchange = Exchange(self._faults, self._slots, self._counters, self._watch, limits, gone)
        try:
            return exchange.begin(request, self._connections, wanted)
        except BaseException as error:
            exchange.close(error)
            raise

    def status(self) -> StoreStatus:
        """Whether the endpoint answers, as found out in the last few seconds."""
        reason = self._readiness.reason(self._ask)
        return StoreStatus(
            ready=not reason,
            reason=reason,
            workers=self._slots.size,
            idle=self._slots.idle,
            waiting=self._slots.waiting,
            guarded="remote",
        )

    def counters(self) -> Mapping[str, int]:
        """See `face.Store`; a start is a connection. Nothing is killed for its memory, which is the endpoint's."""
        return self._counters.numbers()

    def close(self) -> None:
        """Let go of everything; answers under way break."""
        self._slots.close()
        self._watch.stop()

    def __enter__(self) -> Self:
        """Close at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _refuse(self, query: str, limits: Limits) -> None:
        encode_query(query, limits)
        refuse_nesting(query, limits.nesting)
        if is_update(query):
            raise UpdateRefusedError("This is a SPARQL Update. No update is sent to any endpoint: only queries are.")
        if self._serving:
            refuse_service(query, self._service_hosts)

    def _ask(self) -> None:
        # Past the line and the counters, which are for those who ask something.
        request = Request(self.endpoint_url, "ASK {}", _RESULTS, _STATUS_LIMITS.seconds)
        exchange = Exchange(self._faults, Slots(1, 0), Counters(), self._watch, _STATUS_LIMITS, None)
        try:
            exchange.begin(request, self._connections, _RESULTS).read()
        finally:
            exchange.close()


class _Readiness:
    """Whether an endpoint answers: asked for by many, found out by one of them, now and then."""

    def __init__(self) -> None:
        self._reason = "It has not been asked yet."
        self._until = 0.0
        self._lock = threading.Lock()

    def reason(self, ask: Callable[[], None]) -> str:
        """Why it is not ready; nothing where it is. Others are told what is known while one of them finds out."""
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
