"""One connection, and how long it may keep us waiting."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from solidarity_graph.web.parsing import Parser
from solidarity_graph.web.refusals import RefusalTask

if TYPE_CHECKING:
    from solidarity_graph.web.connections import Server

CAUSES = ("request", "answer", "idle", "share", "room", "memory", "fault", "stop")
"""Why a connection is cut: what its client was too slow with, its share was full, others needed the room or the memory,
we failed, we stop."""

_SLOWEST = 64 << 10  # bytes a second
_AT_ONCE = struct.pack("ii", 1, 0)  # of SO_LINGER: closing resets the connection


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, and for how many connections.

    request    from the first byte of a request to its last. The longest query there may be passes in that time over
               100 kbit/s.
    idle       between two requests on one connection. Longer than the usual pauses of a reader or a proxy.
    stall      during which a client takes no byte at all of its answer.
    answer     that a thread may be bound to one answer, and one more for each 64 KiB that its client has taken. The
               limit of a query comes sooner.
    grace      for requests under way when the server is asked to stop.
    connections            open at once.
    connections_of_client  open at once from one client: twenty browsers behind one address; 0 for any number.
    held_bytes  in memory, of requests that are still coming or wait for a thread and of answers that their readers have
                not taken, all together: a hundred of the largest of both. Past it those go that have kept us waiting
                longest.
    """

    request: float = 20.0
    idle: float = 60.0
    stall: float = 20.0
    answer: float = 60.0
    grace: float = 20.0
    connections: int = 2048
    connections_of_client: int = 128
    held_bytes: int = 128 << 20


class Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """A request on its way to the application. Its environ is made once, however often it is asked for."""

    def get_environment(self) -> dict[str, Any]:
        """As PEP 3333 has it."""
        if not hasattr(self.request, "environ"):
            self.request.environ = super().get_environment()
        return cast("dict[str, Any]", self.request.environ)

    def execute(self) -> None:
        """Call the application and send what it gives."""
        try:
            super().execute()
        except BaseException:
            self.channel.broken = True
            raise


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that knows since when it keeps us waiting."""

    task_class = Task
    error_task_class = RefusalTask
    parser_class = Parser

    def __init__(self, server: Server, *arguments: Any, **named: Any) -> None:
        self.watched = self.taken = 0
        self.served = self.broken = False
        self.since = self.moved = time.monotonic()
        super().__init__(server, *arguments, **named)
        server.opened(self)

    def received(self, data: bytes) -> bool:
        """Bytes of a request."""
        if self.request is None and not self.requests:
            self.since = time.monotonic()
        self.server.count(len(data))
        return bool(super().received(data))

    def service(self) -> None:
        """Answer, in a thread of the pool."""
        self.since = time.monotonic()
        self.taken = 0
        self.served = True
        try:
            super().service()
        finally:
            self.served = False
            self.since = time.monotonic()

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Bytes of an answer, as many as the client takes at the moment."""
        sent = int(super().send(data, do_close))
        if sent:
            self.moved = time.monotonic()
            self.taken += sent
        return sent

    def write_soon(self, data: Any) -> int:
        """Bytes of an answer, to be sent when the client takes them."""
        if not self.total_outbufs_len:
            self.moved = time.monotonic()
        self.server.count(len(data))
        return int(super().write_soon(data))

    def handle_close(self) -> None:
        """Close, and where an answer is not complete so that its reader cannot take it for one that is.

        Over HTTP/1.0, and through a proxy that speaks it, the end of the connection is the end of the body.
        """
        under_way = self.total_outbufs_len or (self.requests and not self.will_close)  # it will: all was said
        if self.broken or under_way:
            with suppress(OSError):
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        super().handle_close()

    def del_channel(self, map: Any = None) -> None:  # noqa: A002 (waitress's name)
        """Closed."""
        self.server.closed(self)
        super().del_channel(map)

    def environ(self) -> dict[str, Any] | None:
        """Of the one request that is to be answered; None where there is another, or some answer still to be sent."""
        if len(self.requests) != 1 or self.requests[0].error or self.total_outbufs_len or not self.connected:
            return None
        return self.task_class(self, self.requests[0]).get_environment()

    @property
    def held(self) -> int:
        """Bytes in memory for it: of requests that no thread has begun with, and of answers."""
        waiting = () if self.served else tuple(self.requests)
        requests = sum(request.held for request in (*waiting, self.request) if request is not None)
        return int(requests) + sum(len(buffer) for buffer in tuple(self.outbufs) if _is_in_memory(buffer))

    @property
    def waited_since(self) -> float:
        """When it last did what we wait for: took some of its answer, or began with a request."""
        return self.moved if self.total_outbufs_len else self.since

    @property
    def at_rest(self) -> bool:
        """Nothing to do for it until it sends something."""
        return not (self.requests or self.total_outbufs_len or self.will_close or self.close_when_flushed)

    def fault(self, now: float, patience: Patience) -> str:
        """What it has kept us waiting for too long: `answer` (to be taken), `request` (to be sent), or for any."""
        waited = now - self.since
        if self.total_outbufs_len:
            allowed = patience.answer + self.taken / _SLOWEST
            slow = now - self.moved > patience.stall or (self.requests and waited > allowed)
            return "answer" if slow else ""
        if self.requests:
            return ""  # a thread is at work for it
        if self.request is None:
            return "idle" if waited > patience.idle else ""
        return "request" if waited > patience.request else ""


def _is_in_memory(buffer: Any) -> bool:
    return isinstance(buffer, OverflowableBuffer) and not buffer.overflowed
