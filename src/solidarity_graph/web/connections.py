"""Waitress, made to endure: connections are watched by the selector of the system, and none may be slow without end.

What waitress does not do by itself, each measured (docs/operations.md):

- Its loop asks every open connection in turn before each wait: a thousand idle ones slow everybody. Here only those
  at work are asked; the system watches the others.
- It closes a connection that is silent, but not one that sends a byte now and then, and not one that does not read.
- It stops accepting when all its connections are taken, whoever took them. Here each client has a share, and where all
  are taken the one that has kept us waiting longest makes room.
"""

from __future__ import annotations

import errno
import logging
import selectors
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from waitress import wasyncore
from waitress.server import TcpWSGIServer

from solidarity_graph.web.channels import CAUSES, Channel, Patience
from solidarity_graph.web.clients import client_of
from solidarity_graph.web.room import longest_at_rest, who_must_go
from solidarity_graph.web.watched import Watched

_log = logging.getLogger(__name__)
_TICK_SECONDS = 0.5  # between two looks for connections whose time is up
_LOOKS = 8  # at what is held, before as much has come as may be held
_ACCEPTED_AT_ONCE = 64  # so that a flood of new connections does not keep those that are at work waiting
_NO_FILE_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


AtHand = Callable[[dict[str, Any]], bool]
"""Tells of a request whether its answer can be given without waiting for anything. It must not wait either."""


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """A server whose `run` ends when `stop` is called, from a signal or another thread, and all is answered."""

    channel_class = Channel
    active_channels: dict[int, Channel]

    def __init__(self, *arguments: Any, patience: Patience, at_hand: AtHand | None = None, **named: Any) -> None:
        self.patience = patience
        self._watched = Watched()
        self.at_work: set[Channel] = set()
        self._of_client: Counter[str] = Counter()
        self.cuts: Counter[str] = Counter(dict.fromkeys(CAUSES, 0))
        self._at_hand = at_hand
        self._arrived: list[Channel] = []
        self._running = threading.Lock()
        self._thread = 0
        self._next_tick = 0.0
        self._passed = 0
        self._stop_at: float | None = None
        super().__init__(*arguments, **named)
        self._watched.begin(self, self.trigger)

    @property
    def connections(self) -> int:
        """Those open now."""
        return len(self.active_channels)

    def run(self) -> None:
        """Serve until stopped; then take nothing new, and answer what is under way within the grace."""
        with self._running:
            self._thread = threading.get_ident()
            while self._stop_at is None or (self.at_work and time.monotonic() < self._stop_at):
                try:
                    self.turn()
                except Exception:  # noqa: BLE001 (whatever it was, all others are still to be answered)
                    _log.exception("The loop stumbled")
                    time.sleep(_TICK_SECONDS)  # it may well stumble again

    def stop(self, grace: float | None = None) -> None:
        """Ask `run` to end, within the grace. Safe in a signal handler and from any thread."""
        at = time.monotonic() + (self.patience.grace if grace is None else grace)
        self._stop_at = at if self._stop_at is None else min(at, self._stop_at)
        self._next_tick = 0.0
        with suppress(OSError, IndexError):  # closed already
            super().pull_trigger()

    def add_task(self, task: Channel) -> None:
        """A request is complete: to be answered here and at once, if its answer is at hand, else in a thread."""
        if threading.get_ident() == self._thread:
            self._arrived.append(task)
        else:
            self.task_dispatcher.add_task(task)

    def pull_trigger(self) -> None:
        """Wake the loop, unless it is the loop that asks."""
        if threading.get_ident() != self._thread:
            super().pull_trigger()

    def turn(self) -> None:
        """Do what there is to do, after waiting for it a moment at most."""
        now = time.monotonic()
        if now >= self._next_tick:
            self._next_tick = now + _TICK_SECONDS
            self.tick(now)
        if self._passed > self.patience.held_bytes // _LOOKS:
            self._bound_held()
        for channel in tuple(self.at_work):
            self._guard(channel, self._settle)
        for dispatcher, events in self._watched.select(_TICK_SECONDS):
            self._guard(dispatcher, self._serve, events)

    def tick(self, now: float) -> None:
        """Close what is overdue; when stopping, whatever is at rest too, and the door."""
        stopping = self._stop_at is not None
        for channel in tuple(self.active_channels.values()):
            self._guard(channel, self._look, now, stopping)
        self._bound_held()
        self._watched.open_door(open_=not stopping)

    def count(self, size: int) -> None:
        """So many bytes came, or are to be sent. From several threads at once some go uncounted; the tick looks too."""
        self._passed += size

    def handle_error(self) -> None:
        """Taking a connection failed. Waitress would close the door."""
        _log.exception("A connection could not be taken")

    def handle_accept(self) -> None:
        """Take new connections, those of clients who have no share left excepted."""
        for _ in range(_ACCEPTED_AT_ONCE):
            try:
                connection, address = self.socket.accept()
                self.set_socket_options(connection)
            except OSError as error:
                if error.errno in _NO_FILE_LEFT:
                    self._make_room()
                    self._watched.open_door(open_=False)  # until the next tick
                return
            most = self.patience.connections_of_client
            if most and self._of_client[client_of(address[0])] >= most:
                self.cuts["share"] += 1
                connection.close()
                continue
            if self.connections >= self.patience.connections:
                self._make_room()
            try:
                self.channel_class(self, connection, address, self.adj, map=self._map)
            except BaseException:
                connection.close()
                raise

    def opened(self, channel: Channel) -> None:
        """Count it, and watch it from now on."""
        self._of_client[client_of(channel.addr[0])] += 1
        self.at_work.add(channel)

    def closed(self, channel: Channel) -> None:
        """Forget it."""
        self.at_work.discard(channel)
        if self.active_channels.get(channel._fileno) is channel:
            self._watched.forget(channel)
            client = client_of(channel.addr[0])
            self._of_client[client] -= 1
            if not self._of_client[client]:
                del self._of_client[client]

    def close(self) -> None:
        """Close the door and every connection, whatever is under way. May be called from any thread."""
        self.stop(grace=0)
        with self._running:
            self._close()

    def _close(self) -> None:
        for channel in tuple(self.active_channels.values()):
            channel.handle_close()
        self._watched.open_door(open_=False)
        self.task_dispatcher.shutdown(timeout=1)
        super().close()
        self._watched.close()

    def _guard(self, dispatcher: Any, work: Callable[..., None], *arguments: Any) -> None:
        """Whatever goes wrong with one connection is the end of that one."""
        try:
            work(dispatcher, *arguments)
        except Exception:  # noqa: BLE001
            _log.exception("A connection failed")
            if isinstance(dispatcher, Channel):
                self._abandon(dispatcher)

    def _abandon(self, channel: Channel) -> None:
        self.at_work.discard(channel)
        with suppress(Exception):
            self._watched.forget(channel)
            self._cut(channel, "fault")

    def _serve(self, dispatcher: Any, events: int) -> None:
        if dispatcher._fileno is None:
            return  # cut since the system told of it, to make room
        if isinstance(dispatcher, Channel):
            self.at_work.add(dispatcher)
        if events & selectors.EVENT_READ:
            wasyncore.read(dispatcher)
        while self._arrived:
            self._answer(self._arrived.pop())
        if events & selectors.EVENT_WRITE and dispatcher._fileno is not None:
            wasyncore.write(dispatcher)

    def _answer(self, channel: Channel) -> None:
        """Handing a request to a thread and back costs more than to send what is in the cache."""
        environ = channel.environ()
        if environ is not None and self._is_at_hand(environ):
            channel.service()
        else:
            self.task_dispatcher.add_task(channel)

    def _is_at_hand(self, environ: dict[str, Any]) -> bool:
        try:
            return self._at_hand is not None and self._at_hand(environ)
        except Exception:  # noqa: BLE001 (a fault of ours must not end the loop; in its thread the request shows it again)
            _log.exception("It could not be told whether an answer is at hand")
            return False

    def _settle(self, channel: Channel) -> None:
        """Watch for what it waits for. Other threads change it only while it is at work, and wake us afterwards."""
        self._watched.watch(channel)
        if channel.at_rest:
            self.at_work.discard(channel)

    def _look(self, channel: Channel, now: float, stopping: bool) -> None:
        fault = channel.fault(now, self.patience)
        if fault or (stopping and channel.at_rest):
            self._cut(channel, fault or "stop")

    def _bound_held(self) -> None:
        self._passed = 0
        for channel in who_must_go(self.active_channels.values(), self.patience.held_bytes):
            self._guard(channel, self._cut, "memory")

    def _make_room(self) -> None:
        channel = longest_at_rest(self.active_channels.values())
        if channel is not None:
            self._cut(channel, "room")

    def _cut(self, channel: Channel, cause: str) -> None:
        self.cuts[cause] += 1
        channel.handle_close()
